"""What programmes say and when, what people want otherwise, and the programme that a message speaks of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # With defaults of the database's own, so that the release before this one can go on writing rows.
    op.add_column("people", sa.Column("wishes", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("programmes", sa.Column("reminders", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("deliveries", sa.Column("programme_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("deliveries", "programme_id")
    op.drop_column("programmes", "reminders")
    op.drop_column("people", "wishes")
