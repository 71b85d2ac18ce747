"""What people offer and need, which languages they speak, what they agreed to have kept and shown; their accounts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ACCOUNT = ("account_name", "account_email", "account_zone")
PARTICIPANT = ["team_id", "programme_id", "person_id"]


def upgrade() -> None:
    for column in ("speaks", *ACCOUNT):
        op.add_column("people", sa.Column(column, sa.Text(), server_default="", nullable=False))
    op.create_index("ix_people_team_id_account_email", "people", ["team_id", "account_email"])
    op.add_column("programmes", sa.Column("competences", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("programmes", sa.Column("welcoming_since", INSTANT, nullable=True))
    op.create_table(
        "portraits",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("offers_words", sa.Text(), nullable=False),
        sa.Column("offers_competences", sa.Text(), nullable=False),
        sa.Column("needs_words", sa.Text(), nullable=False),
        sa.Column("needs_competences", sa.Text(), nullable=False),
        sa.Column("answered", sa.Text(), nullable=False),
        sa.Column("told_at", INSTANT, nullable=True),
        _of_participant("portraits"),
        sa.PrimaryKeyConstraint(*PARTICIPANT, name="pk_portraits"),
    )
    op.create_table(
        "participant_consents",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _of_participant("participant_consents"),
        sa.PrimaryKeyConstraint("id", name="pk_participant_consents"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_participant_consents_team_id_programme_id_person_id", "participant_consents", PARTICIPANT)


def _of_participant(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{'_'.join(PARTICIPANT)}"
    return sa.ForeignKeyConstraint(PARTICIPANT, [f"participants.{key}" for key in PARTICIPANT], name=name)


def downgrade() -> None:
    op.drop_table("participant_consents")
    op.drop_table("portraits")
    for column in ("welcoming_since", "competences"):
        op.drop_column("programmes", column)
    op.drop_index("ix_people_team_id_account_email", "people")
    for column in (*ACCOUNT, "speaks"):
        op.drop_column("people", column)
