"""The private addresses to which people's own calendars subscribe."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_addresses",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "person_id"], ["people.team_id", "people.id"], name="fk_calendar_addresses_team_id"
        ),
        sa.PrimaryKeyConstraint("team_id", "person_id", name="pk_calendar_addresses"),
        sa.UniqueConstraint("digest", name="uq_calendar_addresses_digest"),
    )


def downgrade() -> None:
    op.drop_table("calendar_addresses")
