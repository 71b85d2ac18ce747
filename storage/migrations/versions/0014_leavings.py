"""Who pauses or left, how pairs ended, and what was said in confidence; what was typed is sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STILL_OUT = "ix_leaves_team_id_programme_id_person_id"


def upgrade() -> None:
    # With defaults of the database's own, so that the release before this one can go on writing rows.
    op.add_column("participants", sa.Column("state", sa.Text(), nullable=False, server_default="active"))
    op.add_column("participants", sa.Column("until", sa.Date(), nullable=True))
    op.add_column("pairs", sa.Column("paused", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("pairs", sa.Column("resumed_on", sa.Date(), nullable=True))
    _leaves()
    _endings()
    _concerns()


def _leaves() -> None:
    op.create_table(
        "leaves",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        *_decided(),
        sa.Column("cancelled", sa.JSON(), nullable=False),
        sa.Column("withdrawn", sa.JSON(), nullable=False),
        sa.Column("back_at", INSTANT, nullable=True),
        sa.Column("back_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_leaves"),
        _of_team("leaves", "programme_id", "programmes"),
        _of_team("leaves", "person_id", "people"),
    )
    still_out = sa.text("back_at is null")
    op.create_index(
        STILL_OUT,
        "leaves",
        ["team_id", "programme_id", "person_id"],
        unique=True,
        postgresql_where=still_out,
        sqlite_where=still_out,
    )


def _endings() -> None:
    op.create_table(
        "pair_endings",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("pair_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        *_decided(),
        sa.Column("replaced_by", sa.BigInteger(), nullable=True),
        sa.Column("leave_id", sa.Text(), nullable=True),
        sa.Column("cancelled", sa.JSON(), nullable=False),
        sa.Column("handed_over", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "pair_id", name="pk_pair_endings"),
        _of_team("pair_endings", "pair_id", "pairs"),
        _of_team("pair_endings", "replaced_by", "pairs"),
    )
    op.create_index("ix_pair_endings_team_id_programme_id", "pair_endings", ["team_id", "programme_id"])


def _concerns() -> None:
    op.create_table(
        "concerns",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("coordinator_id", sa.BigInteger(), nullable=False),
        sa.Column("pair_id", sa.BigInteger(), nullable=True),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("handled_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_concerns"),
        _of_team("concerns", "author_id", "people"),
        _of_team("concerns", "coordinator_id", "people"),
    )
    op.create_index("ix_concerns_team_id_coordinator_id", "concerns", ["team_id", "coordinator_id"])
    op.create_index("ix_concerns_team_id_author_id", "concerns", ["team_id", "author_id"])
    op.create_table(
        "concern_words",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("concern_id", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_concern_words"),
        _of_team("concern_words", "concern_id", "concerns"),
    )
    op.create_index("ix_concern_words_team_id_concern_id_at", "concern_words", ["team_id", "concern_id", "at"])


def _decided() -> list[sa.Column[object]]:
    return [
        sa.Column("decided_by", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
    ]


def _of_team(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["team_id", column], [f"{target}.team_id", f"{target}.id"], name=f"fk_{table}_team_id_{column}"
    )


def downgrade() -> None:
    for table in ("concern_words", "concerns", "pair_endings", "leaves"):
        op.drop_table(table)
    for table, columns in (("pairs", ("resumed_on", "paused")), ("participants", ("until", "state"))):
        for column in columns:
            op.drop_column(table, column)
