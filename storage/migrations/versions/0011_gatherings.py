"""Sessions of several: what they have beyond others, the line for their places, drafts of them, absences."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ACTING = "ix_sessions_team_id_acts_at"
OF_SEVERAL = "ix_sessions_team_id_programme_id_kind_starts_at"


def upgrade() -> None:
    op.add_column("sessions", sa.Column("gathering", sa.JSON(), nullable=True))
    op.add_column("sessions", sa.Column("acts_at", INSTANT, nullable=True))
    op.add_column("attendees", sa.Column("since", INSTANT, nullable=True))
    op.add_column("attendees", sa.Column("answer_by", INSTANT, nullable=True))
    op.add_column("changes", sa.Column("about", sa.BigInteger(), nullable=True))
    _index(ACTING, ["team_id", "acts_at"], "acts_at is not null")
    _index(OF_SEVERAL, ["team_id", "programme_id", "kind", "starts_at"], "gathering is not null")
    op.create_table(
        "gathering_drafts",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_gathering_drafts"),
    )
    op.create_index("ix_gathering_drafts_team_id_created_at", "gathering_drafts", ["team_id", "created_at"])
    op.create_table(
        "absences",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "session_id", "person_id", name="pk_absences"),
        sa.ForeignKeyConstraint(
            ["team_id", "session_id"], ["sessions.team_id", "sessions.id"], name="fk_absences_team_id_session_id"
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "person_id"], ["people.team_id", "people.id"], name="fk_absences_team_id_person_id"
        ),
    )


def _index(name: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, "sessions", columns, postgresql_where=where, sqlite_where=where)


def downgrade() -> None:
    op.drop_table("absences")
    op.drop_table("gathering_drafts")
    op.drop_index(OF_SEVERAL, "sessions")
    op.drop_index(ACTING, "sessions")
    op.drop_column("changes", "about")
    op.drop_column("attendees", "answer_by")
    op.drop_column("attendees", "since")
    op.drop_column("sessions", "acts_at")
    op.drop_column("sessions", "gathering")
