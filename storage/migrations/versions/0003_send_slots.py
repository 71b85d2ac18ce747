"""Send slots, the order in which deliveries leave, and the language in which they were said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NEXT_TO_LEAVE = "ix_deliveries_means_urgency_team_id_ready_at_key"
LONGEST_DUE = "ix_deliveries_due_at_team_id_key"
OF_A_PERSON = "ix_deliveries_team_id_recipient_id_due_at"

TO_LOOK_AT = (
    ("ix_deliveries_team_id_due_at", "state = 'failed'", ["team_id", "due_at"]),
    ("ix_deliveries_team_id_key", "state = 'review'", ["team_id", "key"]),
)


def upgrade() -> None:
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.add_column(sa.Column("language", sa.Text(), nullable=False, server_default=""))
        deliveries.add_column(sa.Column("means", sa.Text(), nullable=False, server_default="post"))
        deliveries.add_column(sa.Column("urgency", sa.SmallInteger(), nullable=False, server_default="1"))
    op.execute("UPDATE deliveries SET means = 'redraw' WHERE kind = 'session_card'")
    op.execute("UPDATE deliveries SET means = 'home' WHERE kind = 'home'")
    waiting = sa.text("state = 'pending'")
    op.create_index(
        NEXT_TO_LEAVE,
        "deliveries",
        ["means", "urgency", "team_id", "ready_at", "key"],
        postgresql_where=waiting,
        sqlite_where=waiting,
    )
    op.drop_index(LONGEST_DUE, "deliveries")
    for name, condition, columns in TO_LOOK_AT:
        there = sa.text(condition)
        op.create_index(name, "deliveries", columns, postgresql_where=there, sqlite_where=there)
    op.create_index(OF_A_PERSON, "deliveries", ["team_id", "recipient_id", "due_at"])
    op.create_table(
        "send_slots",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("recipient_id", sa.BigInteger(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("closed_until", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("team_id", "means", "recipient_id", name="pk_send_slots"),
    )
    op.create_index("ix_send_slots_next_at", "send_slots", ["next_at"])


def downgrade() -> None:
    op.drop_table("send_slots")
    for name, _, _ in TO_LOOK_AT:
        op.drop_index(name, "deliveries")
    op.drop_index(OF_A_PERSON, "deliveries")
    op.drop_index(NEXT_TO_LEAVE, "deliveries")
    waiting = sa.text("state = 'pending'")
    op.create_index(
        LONGEST_DUE,
        "deliveries",
        ["due_at", "team_id", "key"],
        postgresql_where=waiting,
        sqlite_where=waiting,
    )
    with op.batch_alter_table("deliveries") as deliveries:
        for column in ("urgency", "means", "language"):
            deliveries.drop_column(column)
