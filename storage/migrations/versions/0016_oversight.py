"""Who needs somebody: the weights of a programme, what was said of sessions in short, what coordinators did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("programmes", sa.Column("risk", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "gists",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.Column("same_within", sa.Integer(), nullable=False),
        sa.Column("took_place", sa.Boolean(), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("objected", sa.Boolean(), nullable=False),
        sa.Column("disputed_since", INSTANT, nullable=True),
        sa.Column("began", INSTANT, nullable=True),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.Column("there", sa.BigInteger(), nullable=False),
        sa.Column("there_alone", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "session_id", name="pk_gists"),
        sa.ForeignKeyConstraint(
            ["team_id", "session_id"], ["sessions.team_id", "sessions.id"], name="fk_gists_team_id_session_id"
        ),
    )
    op.create_table(
        "cares",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("pair_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("about", sa.BigInteger(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_cares"),
        *(
            sa.ForeignKeyConstraint(
                ["team_id", column], [f"{target}.team_id", f"{target}.id"], name=f"fk_cares_team_id_{column}"
            )
            for column, target in (
                ("programme_id", "programmes"),
                ("pair_id", "pairs"),
                ("by", "people"),
                ("about", "people"),
            )
        ),
    )
    op.create_index("ix_cares_team_id_programme_id_at", "cares", ["team_id", "programme_id", "at"])
    op.create_index("ix_cares_team_id_pair_id_at", "cares", ["team_id", "pair_id", "at"])


def downgrade() -> None:
    op.drop_table("cares")
    op.drop_table("gists")
    op.drop_column("programmes", "risk")
