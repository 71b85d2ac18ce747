"""Series of sessions: their rules, what was done to several sessions at once, and their drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OF_A_SERIES = "ix_sessions_team_id_series_id"
OLD_DRAFTS = "ix_series_drafts_team_id_created_at"


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("pair_id", sa.BigInteger(), nullable=True),
        sa.Column("organiser_id", sa.BigInteger(), nullable=False),
        sa.Column("pattern", sa.JSON(), nullable=False),
        sa.Column("duration", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("continues", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_series"),
        *(
            sa.ForeignKeyConstraint(
                ["team_id", column], [f"{target}.team_id", f"{target}.id"], name=f"fk_series_team_id_{column}"
            )
            for column, target in (("programme_id", "programmes"), ("pair_id", "pairs"), ("organiser_id", "people"))
        ),
    )
    op.create_table(
        "series_changes",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("series_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("sessions", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("pattern", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "series_id", "revision", name="pk_series_changes"),
        sa.ForeignKeyConstraint(
            ["team_id", "series_id"], ["series.team_id", "series.id"], name="fk_series_changes_team_id_series_id"
        ),
    )
    op.create_table(
        "series_drafts",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("pair_id", sa.BigInteger(), nullable=False),
        sa.Column("pattern", sa.JSON(), nullable=False),
        sa.Column("duration", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("exceptions", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("offered", sa.JSON(), nullable=False),
        sa.Column("from_session", sa.Text(), nullable=True),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.Column("series_id", sa.Text(), nullable=True),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_series_drafts"),
    )
    op.create_index(OLD_DRAFTS, "series_drafts", ["team_id", "created_at"])
    # No foreign key: SQLite would have to write the table of sessions anew for it.
    op.add_column("sessions", sa.Column("series_id", sa.Text(), nullable=True))
    op.add_column("sessions", sa.Column("original_wall", sa.DateTime(), nullable=True))
    op.add_column("sessions", sa.Column("original_zone", sa.Text(), nullable=True))
    op.add_column("sessions", sa.Column("original_fold", sa.SmallInteger(), nullable=True))
    in_series = sa.text("series_id is not null")
    op.create_index(
        OF_A_SERIES, "sessions", ["team_id", "series_id"], postgresql_where=in_series, sqlite_where=in_series
    )
    op.add_column("deliveries", sa.Column("series_id", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("deliveries", "series_id")
    op.drop_index(OF_A_SERIES, "sessions")
    for column in ("original_fold", "original_zone", "original_wall", "series_id"):
        op.drop_column("sessions", column)
    op.drop_index(OLD_DRAFTS, "series_drafts")
    for table in ("series_drafts", "series_changes", "series"):
        op.drop_table(table)
