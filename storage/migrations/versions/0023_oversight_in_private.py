"""What people differ about; what only coordinators read, sealed; and how a coordinator's list is narrowed down."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("gists", sa.Column("differs", sa.SmallInteger(), nullable=True))
    op.execute(  # so that it is said what they differ about
        "insert into unreckoned (team_id, session_id)"
        " select team_id, session_id from gists where disputed_since is not null"
    )
    op.add_column("cares", sa.Column("sealed", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "narrowed",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=True),
        sa.Column("show", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("mentor_country", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("page", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "person_id", name="pk_narrowed"),
        sa.ForeignKeyConstraint(
            ["team_id", "person_id"], ["people.team_id", "people.id"], name="fk_narrowed_team_id_person_id"
        ),
    )


def downgrade() -> None:
    op.drop_table("narrowed")
    op.drop_column("cares", "sealed")
    op.drop_column("gists", "differs")
