"""What coordinators prepare before they make pairs, and what counts in that."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("programmes", sa.Column("pairing", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "pairings",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("picks", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_pairings"),
        sa.ForeignKeyConstraint(
            ["team_id", "programme_id"],
            ["programmes.team_id", "programmes.id"],
            name="fk_pairings_team_id_programme_id",
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "changed_by"], ["people.team_id", "people.id"], name="fk_pairings_team_id_changed_by"
        ),
    )
    op.create_index(
        "ix_pairings_team_id_programme_id_changed_at", "pairings", ["team_id", "programme_id", "changed_at"]
    )
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_pairings_open",
        "pairings",
        ["team_id", "programme_id"],
        unique=True,
        postgresql_where=is_open,
        sqlite_where=is_open,
    )


def downgrade() -> None:
    op.drop_table("pairings")
    op.drop_column("programmes", "pairing")
