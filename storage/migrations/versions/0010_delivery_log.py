"""What became of deliveries, step by step."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WORDS = ("team_id", "key", "kind", "state_from", "state_to", "owner", "error")
ENDING = ("team_id", "kind", "state", "reason")


def upgrade() -> None:
    op.create_table(
        "delivery_log",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        *(sa.Column(word, sa.Text(), nullable=False) for word in WORDS),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_log"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delivery_log_team_id_key", "delivery_log", ["team_id", "key"])
    op.create_index("ix_delivery_log_team_id_at", "delivery_log", ["team_id", "at"])
    op.create_table(
        "delivery_totals",
        *(sa.Column(word, sa.Text(), nullable=False) for word in ENDING),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*ENDING, name="pk_delivery_totals"),
    )


def downgrade() -> None:
    op.drop_table("delivery_totals")
    op.drop_table("delivery_log")
