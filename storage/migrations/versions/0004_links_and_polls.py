"""Links of pairs and of single sessions, and polls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # With defaults of the database's own, so that the release before this one can go on writing rows.
    op.add_column("pairs", sa.Column("link", sa.Text(), server_default="", nullable=False))
    op.add_column("drafts", sa.Column("link", sa.Text(), server_default="", nullable=False))
    op.add_column("sessions", sa.Column("link_typed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "polls",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("duration", sa.Integer(), nullable=False),
        sa.Column("starts", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("answer_by", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("chosen", sa.BigInteger(), nullable=True),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_polls"),
        sa.ForeignKeyConstraint(
            ["team_id", "programme_id"], ["programmes.team_id", "programmes.id"], name="fk_polls_team_id_programme_id"
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "host_id"], ["people.team_id", "people.id"], name="fk_polls_team_id_host_id"
        ),
    )
    still_open = sa.text("state = 'open'")
    op.create_index(
        "ix_polls_team_id_ends_at",
        "polls",
        ["team_id", "ends_at"],
        postgresql_where=still_open,
        sqlite_where=still_open,
    )
    op.create_table(
        "ballots",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("poll_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("votes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "poll_id", "person_id", name="pk_ballots"),
        sa.ForeignKeyConstraint(
            ["team_id", "poll_id"], ["polls.team_id", "polls.id"], name="fk_ballots_team_id_poll_id"
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "person_id"], ["people.team_id", "people.id"], name="fk_ballots_team_id_person_id"
        ),
    )


def downgrade() -> None:
    op.drop_table("ballots")
    op.drop_table("polls")
    op.drop_column("sessions", "link_typed")
    op.drop_column("drafts", "link")
    op.drop_column("pairs", "link")
