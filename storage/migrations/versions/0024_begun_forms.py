"""Forms that somebody filled in and has not sent, sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "begun_forms",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("opened", sa.Text(), nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "person_id", "form", "about", name="pk_begun_forms"),
        sa.ForeignKeyConstraint(
            ["team_id", "person_id"], ["people.team_id", "people.id"], name="fk_begun_forms_team_id_person_id"
        ),
    )
    op.create_index("ix_begun_forms_team_id_kept_at", "begun_forms", ["team_id", "kept_at"])


def downgrade() -> None:
    op.drop_table("begun_forms")
