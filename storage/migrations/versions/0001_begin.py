"""The programme, its people, their sessions and what is said about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
WALL = sa.DateTime(timezone=False)

# A person and a stretch of their time as one range of numbers: 2 ** 36 seconds for each person. That way the constraint
# needs no extension (btree_gist), which a managed PostgreSQL may not offer.
HELD_TIMES_OVERLAP_POSTGRESQL = """
ALTER TABLE held_times ADD CONSTRAINT held_times_overlap EXCLUDE USING gist (
    int8range(person_id * 68719476736 + starts_s, person_id * 68719476736 + ends_s) WITH &&
)
"""

HELD_TIMES_OVERLAP_SQLITE = """
CREATE TRIGGER held_times_overlap_{event} BEFORE {event} ON held_times
WHEN EXISTS (
    SELECT 1 FROM held_times AS held
    WHERE held.team_id = new.team_id AND held.person_id = new.person_id
    AND held.starts_s < new.ends_s AND held.ends_s > new.starts_s {but}
)
BEGIN
    SELECT RAISE(ABORT, 'held_times_overlap');
END
"""

BY_DEPENDENCE = (
    "people",
    "programmes",
    "participants",
    "pairs",
    "sessions",
    "attendees",
    "changes",
    "drafts",
    "notes",
    "held_times",
    "deliveries",
    "cards",
    "seen",
    "meta",
)


def upgrade() -> None:
    _create_people()
    _create_sessions()
    _create_held_times()
    _create_deliveries()
    _create_bookkeeping()


def downgrade() -> None:
    for table in reversed(BY_DEPENDENCE):
        op.drop_table(table)


def _index_where(condition: str, name: str, table: str, columns: list[str]) -> None:
    op.create_index(name, table, columns, postgresql_where=sa.text(condition), sqlite_where=sa.text(condition))


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_folded", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("working_week", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("team_id", "email_folded", name="uq_people_team_id_email_folded"),
        sa.UniqueConstraint("team_id", "id", name="uq_people_team_id_id"),
        sa.UniqueConstraint("team_id", "user_id", name="uq_people_team_id_user_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "programmes",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("booking", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_programmes"),
        sa.UniqueConstraint("team_id", "id", name="uq_programmes_team_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "participants",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("cluster", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "person_id"], ["people.team_id", "people.id"], name="fk_participants_team_id_person_id"
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "programme_id"],
            ["programmes.team_id", "programmes.id"],
            name="fk_participants_team_id_programme_id",
        ),
        sa.PrimaryKeyConstraint("team_id", "programme_id", "person_id", name="pk_participants"),
    )
    op.create_index("ix_participants_team_id_person_id", "participants", ["team_id", "person_id"])
    op.create_table(
        "pairs",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("mentor_id", sa.BigInteger(), nullable=False),
        sa.Column("mentee_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id", "mentee_id"], ["people.team_id", "people.id"], name="fk_pairs_team_id_mentee_id"
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "mentor_id"], ["people.team_id", "people.id"], name="fk_pairs_team_id_mentor_id"
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "programme_id"], ["programmes.team_id", "programmes.id"], name="fk_pairs_team_id_programme_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pairs"),
        sa.UniqueConstraint("team_id", "id", name="uq_pairs_team_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pairs_team_id_mentee_id", "pairs", ["team_id", "mentee_id"])
    op.create_index("ix_pairs_team_id_mentor_id", "pairs", ["team_id", "mentor_id"])
    op.create_index("ix_pairs_team_id_programme_id", "pairs", ["team_id", "programme_id"])


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("pair_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("wall", WALL, nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("fold", sa.SmallInteger(), nullable=False),
        sa.Column("duration", sa.Integer(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("tzdb", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("organiser_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("proposal_wall", WALL, nullable=True),
        sa.Column("proposal_zone", sa.Text(), nullable=True),
        sa.Column("proposal_fold", sa.SmallInteger(), nullable=True),
        sa.Column("proposal_duration", sa.Integer(), nullable=True),
        sa.Column("proposal_by", sa.BigInteger(), nullable=True),
        sa.Column("proposal_expires_at", INSTANT, nullable=True),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "organiser_id"], ["people.team_id", "people.id"], name="fk_sessions_team_id_organiser_id"
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "pair_id"], ["pairs.team_id", "pairs.id"], name="fk_sessions_team_id_pair_id"
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "programme_id"],
            ["programmes.team_id", "programmes.id"],
            name="fk_sessions_team_id_programme_id",
        ),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_team_id_ends_at", "sessions", ["team_id", "ends_at"])
    _index_where(
        "proposal_expires_at is not null",
        "ix_sessions_team_id_proposal_expires_at",
        "sessions",
        ["team_id", "proposal_expires_at"],
    )
    op.create_index("ix_sessions_team_id_starts_at", "sessions", ["team_id", "starts_at"])
    op.create_table(
        "attendees",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("rsvp", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "person_id"], ["people.team_id", "people.id"], name="fk_attendees_team_id_person_id"
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "session_id"], ["sessions.team_id", "sessions.id"], name="fk_attendees_team_id_session_id"
        ),
        sa.PrimaryKeyConstraint("team_id", "session_id", "person_id", name="pk_attendees"),
    )
    op.create_index("ix_attendees_team_id_person_id", "attendees", ["team_id", "person_id"])
    op.create_table(
        "changes",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("before_wall", WALL, nullable=True),
        sa.Column("before_zone", sa.Text(), nullable=True),
        sa.Column("before_fold", sa.SmallInteger(), nullable=True),
        sa.Column("after_wall", WALL, nullable=True),
        sa.Column("after_zone", sa.Text(), nullable=True),
        sa.Column("after_fold", sa.SmallInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "session_id"], ["sessions.team_id", "sessions.id"], name="fk_changes_team_id_session_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_changes_team_id_session_id_id", "changes", ["team_id", "session_id", "id"])
    op.create_table(
        "drafts",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("pair_id", sa.BigInteger(), nullable=False),
        sa.Column("wall", WALL, nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("fold", sa.SmallInteger(), nullable=True),
        sa.Column("duration", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_team_id_created_at", "drafts", ["team_id", "created_at"])
    op.create_table(
        "notes",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "author_id"], ["people.team_id", "people.id"], name="fk_notes_team_id_author_id"
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "session_id"], ["sessions.team_id", "sessions.id"], name="fk_notes_team_id_session_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notes_team_id_session_id_id", "notes", ["team_id", "session_id", "id"])


def _create_held_times() -> None:
    op.create_table(
        "held_times",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_s", sa.BigInteger(), nullable=False),
        sa.Column("ends_s", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "0 <= starts_s and starts_s < ends_s and ends_s < 68719476736", name="ck_held_times_in_range"
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "person_id"], ["people.team_id", "people.id"], name="fk_held_times_team_id_person_id"
        ),
        sa.ForeignKeyConstraint(
            ["team_id", "session_id"], ["sessions.team_id", "sessions.id"], name="fk_held_times_team_id_session_id"
        ),
        sa.PrimaryKeyConstraint("team_id", "session_id", "person_id", "starts_s", name="pk_held_times"),
    )
    op.create_index("ix_held_times_team_id_person_id_starts_s", "held_times", ["team_id", "person_id", "starts_s"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(HELD_TIMES_OVERLAP_POSTGRESQL)
    else:
        op.execute(HELD_TIMES_OVERLAP_SQLITE.format(event="insert", but=""))
        op.execute(HELD_TIMES_OVERLAP_SQLITE.format(event="update", but="AND held.rowid <> old.rowid"))


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recipient_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("not_after", INSTANT, nullable=False),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("session_revision", sa.BigInteger(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("not_before", INSTANT, nullable=True),
        sa.Column("ready_at", INSTANT, nullable=False),
        sa.Column("leased_until", INSTANT, nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=False),
        sa.Column("first_tried_at", INSTANT, nullable=True),
        sa.Column("verify_after", INSTANT, nullable=True),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("slack_ts", sa.Text(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "key", name="pk_deliveries"),
    )
    _index_where("state = 'pending'", "ix_deliveries_due_at_team_id_key", "deliveries", ["due_at", "team_id", "key"])
    _index_where("state in ('leased', 'sending')", "ix_deliveries_leased_until", "deliveries", ["leased_until"])
    _index_where("state = 'pending'", "ix_deliveries_ready_at", "deliveries", ["ready_at"])
    op.create_index("ix_deliveries_team_id_session_id", "deliveries", ["team_id", "session_id"])
    _index_where("state = 'unknown'", "ix_deliveries_verify_after", "deliveries", ["verify_after"])
    op.create_table(
        "cards",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("slack_ts", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "session_id", "person_id", "slack_ts", name="pk_cards"),
    )


def _create_bookkeeping() -> None:
    op.create_table(
        "seen",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "key", name="pk_seen"),
    )
    op.create_index("ix_seen_team_id_at", "seen", ["team_id", "at"])
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
