"""What people say of sessions once they are over, and what a programme allows about it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)

LASTING = (
    "id", "team_id", "session_id", "by", "capacity", "at", "about",
    "said", "began", "presence", "minutes", "settles", "corrects",
)  # fmt: skip
COLUMNS = ", ".join(f'"{name}"' for name in LASTING)

STAND_POSTGRESQL = f"""
CREATE FUNCTION statements_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'statements_stand';
END $$;
CREATE TRIGGER statements_stand_update BEFORE UPDATE OF {COLUMNS} ON statements
FOR EACH ROW EXECUTE FUNCTION statements_stand();
CREATE TRIGGER statements_stand_delete BEFORE DELETE ON statements
FOR EACH ROW EXECUTE FUNCTION statements_stand();
"""

STAND_SQLITE = """
CREATE TRIGGER statements_stand_{name} BEFORE {event} ON statements
BEGIN
    SELECT RAISE(ABORT, 'statements_stand');
END
"""


def upgrade() -> None:
    with op.batch_alter_table("programmes") as programmes:
        programmes.add_column(sa.Column("attendance", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "statements",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("capacity", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("about", sa.BigInteger(), nullable=True),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("began", INSTANT, nullable=True),
        sa.Column("presence", sa.Text(), nullable=True),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("settles", sa.Boolean(), nullable=False),
        sa.Column("corrects", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "session_id"], ["sessions.team_id", "sessions.id"], name="fk_statements_team_id_session_id"
        ),
        sa.ForeignKeyConstraint(["team_id", "by"], ["people.team_id", "people.id"], name="fk_statements_team_id_by"),
        sa.ForeignKeyConstraint(
            ["team_id", "about"], ["people.team_id", "people.id"], name="fk_statements_team_id_about"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_statements"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_statements_team_id_session_id_id", "statements", ["team_id", "session_id", "id"])
    named = sa.text("began is not null")
    op.create_index(
        "ix_statements_team_id_began",
        "statements",
        ["team_id", "began"],
        postgresql_where=named,
        sqlite_where=named,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(STAND_POSTGRESQL)
        return
    op.execute(STAND_SQLITE.format(name="update", event=f"UPDATE OF {COLUMNS}"))
    op.execute(STAND_SQLITE.format(name="delete", event="DELETE"))


def downgrade() -> None:
    op.drop_table("statements")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION statements_stand()")
    with op.batch_alter_table("programmes") as programmes:
        programmes.drop_column("attendance")
