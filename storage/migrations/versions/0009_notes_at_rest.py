"""Notes with their versions, drafts, consents and readings, and action items; what was typed is sealed.

Notes that stand here in the clear are sealed by the bot when it starts, or by `mentorbot notes rotate`, for that takes
a key.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OPEN_OF_PERSON = "ix_action_items_team_id_owner_id_due"
ADDED_TO_NOTES = ("sealed", "sealed_words", "on_behalf", "version", "edited_at")


def upgrade() -> None:
    op.add_column("sessions", sa.Column("unbooked", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_sessions_team_id_pair_id_starts_at", "sessions", ["team_id", "pair_id", "starts_at"])
    # With defaults of the database's own, so that the release before this one can go on writing rows.
    for sealed in ADDED_TO_NOTES[:2]:
        op.add_column("notes", sa.Column(sealed, sa.Text(), nullable=False, server_default=""))
    op.add_column("notes", sa.Column("on_behalf", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("notes", sa.Column("version", sa.BigInteger(), nullable=False, server_default="1"))
    op.add_column("notes", sa.Column("edited_at", INSTANT, nullable=True))
    op.create_index("ix_notes_team_id_author_id_id", "notes", ["team_id", "author_id", "id"])
    _versions_and_answers()
    _drafts()
    _items()


def _versions_and_answers() -> None:
    op.create_table(
        "note_versions",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "note_id", "version", name="pk_note_versions"),
    )
    _answers("note_consents", sa.Column("agreed", sa.Boolean(), nullable=False))
    _answers("note_readings")


def _answers(table: str, *own: sa.Column[bool]) -> None:
    op.create_table(
        table,
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        *own,
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "note_id", "version", "person_id", name=f"pk_{table}"),
    )


def _drafts() -> None:
    op.create_table(
        "note_drafts",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("note_id", sa.BigInteger(), nullable=True),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_note_drafts"),
    )
    op.create_index(
        "ix_note_drafts_team_id_person_id_session_id", "note_drafts", ["team_id", "person_id", "session_id"]
    )
    op.create_index("ix_note_drafts_team_id_kept_at", "note_drafts", ["team_id", "kept_at"])


def _items() -> None:
    op.create_table(
        "action_items",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "session_id"], ["sessions.team_id", "sessions.id"], name="fk_action_items_team_id_session_id"
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "owner_id"], ["people.team_id", "people.id"], name="fk_action_items_team_id_owner_id"
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_action_items"),
    )
    op.create_index("ix_action_items_team_id_session_id", "action_items", ["team_id", "session_id"])
    still_open = sa.text("state = 'open'")
    op.create_index(
        OPEN_OF_PERSON,
        "action_items",
        ["team_id", "owner_id", "due"],
        postgresql_where=still_open,
        sqlite_where=still_open,
    )
    op.create_table(
        "item_changes",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("owner_before", sa.BigInteger(), nullable=True),
        sa.Column("owner_after", sa.BigInteger(), nullable=True),
        sa.Column("due_before", sa.Date(), nullable=True),
        sa.Column("due_after", sa.Date(), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "item_id", "revision", name="pk_item_changes"),
    )


def downgrade() -> None:
    for table in ("item_changes", "action_items", "note_drafts", "note_readings", "note_consents", "note_versions"):
        op.drop_table(table)
    op.drop_index("ix_notes_team_id_author_id_id", "notes")
    with op.batch_alter_table("notes") as notes:
        for column in reversed(ADDED_TO_NOTES):
            notes.drop_column(column)
    op.drop_index("ix_sessions_team_id_pair_id_starts_at", "sessions")
    op.drop_column("sessions", "unbooked")
