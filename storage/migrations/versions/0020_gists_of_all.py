"""Every confirmed session has a gist, and whatever changes one is noted as it happens, by whichever release.

SQLite is told what a large programme is like: without figures it takes a team's sessions for a dozen, and looks
through all of them for those of one person.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)

ADDED = ("programme_id", "pair_id", "joint", "starts_at", "ends_at", "moved", "noted")
SUMMED_BY = "ix_gists_team_id_programme_id_pair_id_starts_at"

AGREED = "UPDATE OF programme_id, pair_id, kind, state, starts_at, ends_at, revision"
CHANGES = {
    "booked": ("INSERT ON sessions", "new", "id", ""),
    "changed": (f"{AGREED} ON sessions", "new", "id", ""),
    "moved": ("INSERT ON changes", "new", "session_id", "WHEN (new.kind = 'moved')"),
    "spoken_of": ("INSERT ON statements", "new", "session_id", ""),
    "noted": ("INSERT ON notes", "new", "session_id", ""),
    "not_noted": ("DELETE ON notes", "old", "session_id", ""),
}
"""By what happened: the event, which row and column of it name the session, and when it counts."""

# Once for each session is enough where one transaction writes at a time; on PostgreSQL another may just be reckoning
# what the line that is there was written for.
NOTED_SQLITE = """
CREATE TRIGGER unreckoned_{name} AFTER {event} {when}
BEGIN
    INSERT INTO unreckoned (team_id, session_id) SELECT {row}.team_id, {row}.{column} WHERE NOT EXISTS (
        SELECT 1 FROM unreckoned WHERE team_id = {row}.team_id AND session_id = {row}.{column}
    );
END
"""
NOTED_POSTGRESQL = """
CREATE FUNCTION unreckoned_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO unreckoned (team_id, session_id) VALUES ({row}.team_id, {row}.{column});
    RETURN NULL;
END $$;
CREATE TRIGGER unreckoned_{name} AFTER {event} FOR EACH ROW {when} EXECUTE FUNCTION unreckoned_{name}();
"""

ALL_OF_PROGRAMME = """
    INSERT INTO unreckoned (team_id, session_id)
    SELECT team_id, id FROM sessions
    WHERE team_id = new.team_id AND programme_id = new.id AND state = 'confirmed';
"""
POLICY_SQLITE = f"""
CREATE TRIGGER unreckoned_policy AFTER UPDATE OF attendance ON programmes WHEN old.attendance IS NOT new.attendance
BEGIN {ALL_OF_PROGRAMME} END
"""
POLICY_POSTGRESQL = f"""
CREATE FUNCTION unreckoned_policy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {ALL_OF_PROGRAMME} RETURN NULL;
END $$;
CREATE TRIGGER unreckoned_policy AFTER UPDATE OF attendance ON programmes FOR EACH ROW
WHEN (old.attendance::text IS DISTINCT FROM new.attendance::text) EXECUTE FUNCTION unreckoned_policy();
"""

# As `ANALYZE` would have it: the rows, then how many have the same first column, the same first two, and so on.
LIKE = {
    "sessions": {
        "sqlite_autoindex_sessions_1": "15000 15000 1",
        "ix_sessions_team_id_starts_at": "15000 15000 1",
        "ix_sessions_team_id_ends_at": "15000 15000 1",
        "ix_sessions_team_id_pair_id": "15000 15000 12",
        "ix_sessions_team_id_pair_id_starts_at": "15000 15000 12 1",
    },
    "attendees": {
        "sqlite_autoindex_attendees_1": "40000 40000 3 1",
        "ix_attendees_team_id_person_id": "40000 40000 15",
    },
}


def upgrade() -> None:
    op.execute("DELETE FROM gists")
    op.add_column("gists", sa.Column("programme_id", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("gists", sa.Column("pair_id", sa.BigInteger(), nullable=True))
    for name in ("starts_at", "ends_at"):
        op.add_column("gists", sa.Column(name, INSTANT, nullable=True))
    for name in ("joint", "moved", "noted"):
        op.add_column("gists", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(SUMMED_BY, "gists", ["team_id", "programme_id", "pair_id", "starts_at"])
    op.create_table(
        "unreckoned",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unreckoned"),
    )
    op.create_index("ix_unreckoned_team_id_session_id", "unreckoned", ["team_id", "session_id"])
    postgresql = op.get_bind().dialect.name == "postgresql"
    for name, (event, row, column_name, when) in CHANGES.items():
        noted = NOTED_POSTGRESQL if postgresql else NOTED_SQLITE
        op.execute(noted.format(name=name, event=event, row=row, column=column_name, when=when))
    op.execute(POLICY_POSTGRESQL if postgresql else POLICY_SQLITE)
    # Last, when nothing can be written any more that would not be noted.
    op.execute(
        "INSERT INTO unreckoned (team_id, session_id) SELECT team_id, id FROM sessions WHERE state = 'confirmed'"
    )
    if not postgresql:
        _tell_what_is_usual()


def _tell_what_is_usual() -> None:
    for table, indexes in LIKE.items():
        op.execute(f"ANALYZE {table}")  # for the table of figures, which is nobody's to create
        op.execute(f"DELETE FROM sqlite_stat1 WHERE tbl = '{table}'")
        for index, figures in indexes.items():
            op.execute(f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('{table}', '{index}', '{figures}')")
    op.execute("ANALYZE sqlite_schema")  # which reads them


def downgrade() -> None:
    for name, (event, *_) in {**CHANGES, "policy": ("UPDATE ON programmes",)}.items():
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP TRIGGER unreckoned_{name} ON {event.partition(' ON ')[2]}")
            op.execute(f"DROP FUNCTION unreckoned_{name}()")
        else:
            op.execute(f"DROP TRIGGER unreckoned_{name}")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DELETE FROM sqlite_stat1")
    op.drop_table("unreckoned")
    op.drop_index(SUMMED_BY, "gists")
    for name in ADDED:
        op.drop_column("gists", name)
