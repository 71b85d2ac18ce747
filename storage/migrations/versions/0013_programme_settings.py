"""What a programme settles beyond its name and dates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("languages", sa.Text(), nullable=False, server_default=""),
        sa.Column("channel", sa.Text(), nullable=False, server_default=""),
        sa.Column("sessions_a_month", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("meetings", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("welcome", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("state", sa.Text(), nullable=False, server_default="running"),
        sa.Column("set_up", sa.Text(), nullable=False, server_default=""),
    ):
        op.add_column("programmes", column)


def downgrade() -> None:
    for name in ("set_up", "state", "welcome", "meetings", "sessions_a_month", "channel", "languages"):
        op.drop_column("programmes", name)
