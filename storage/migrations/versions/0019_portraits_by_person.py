"""What a person says of themselves is looked for with every Home."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_portraits_team_id_person_id", "portraits", ["team_id", "person_id"])


def downgrade() -> None:
    op.drop_index("ix_portraits_team_id_person_id", "portraits")
