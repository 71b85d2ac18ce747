"""Sessions found by their pair, for one person's nudge in a large programme."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_sessions_team_id_pair_id", "sessions", ["team_id", "pair_id"])


def downgrade() -> None:
    op.drop_index("ix_sessions_team_id_pair_id", "sessions")
