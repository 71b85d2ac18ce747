"""What merging clusters moved, so that it can be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "cluster_merges",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("kept_id", sa.BigInteger(), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.Column("other", sa.JSON(), nullable=False),
        sa.Column("merged", sa.JSON(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("collaborations", sa.JSON(), nullable=False),
        sa.Column("merged_by", sa.BigInteger(), nullable=False),
        sa.Column("merged_at", INSTANT, nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_cluster_merges"),
        sa.ForeignKeyConstraint(
            ["team_id", "programme_id"],
            ["programmes.team_id", "programmes.id"],
            name="fk_cluster_merges_team_id_programme_id",
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "merged_by"], ["people.team_id", "people.id"], name="fk_cluster_merges_team_id_merged_by"
        ),
    )
    op.create_index("ix_cluster_merges_team_id_kept_id", "cluster_merges", ["team_id", "kept_id"])


def downgrade() -> None:
    op.drop_table("cluster_merges")
