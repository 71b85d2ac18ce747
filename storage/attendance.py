"""Statements about sessions in the database; rows are only ever added."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace

from sqlalchemy import bindparam, exists, or_, select

from mentoring.attendance import Statement
from mentoring.intervals import Interval
from mentoring.sessions import Session, SessionState
from storage.rows import Repository, grouped, to_columns
from storage.sessions import OURS, THEIRS, sessions_of
from storage.tables import SessionRow, StatementRow

# Columns and not rows: a programme's statements are some thousands, and are read as they are.
STATEMENTS_OF_SESSIONS = (
    select(*(getattr(StatementRow, one.name) for one in fields(Statement)))
    .where(
        StatementRow.team_id == bindparam("team_id"),
        StatementRow.session_id.in_(bindparam("session_ids", expanding=True)),
    )
    .order_by(StatementRow.id)
)


class SqlStatements(Repository):
    """The statements of one team (port `mentoring.ports.Statements`)."""

    def add(self, statement: Statement) -> Statement:
        """Keep a new statement; the answer carries the id."""
        columns = to_columns(statement)
        del columns["id"]
        row = StatementRow(team_id=self._team_id, **columns)
        self._transaction.add(row)
        self._transaction.flush()
        return replace(statement, id=row.id)

    def of_session(self, session_id: str) -> Sequence[Statement]:
        """Everything said about a session, first one first."""
        return self.of_sessions([session_id]).get(session_id, ())

    def of_sessions(
        self, session_ids: Collection[str], *, person_id: int | None = None
    ) -> Mapping[str, Sequence[Statement]]:
        """Everything said about each of these sessions of which something was; of its people only one if named."""
        asked = {"team_id": self._team_id, "session_ids": list(session_ids)}
        wanted = STATEMENTS_OF_SESSIONS
        if person_id is not None:
            wanted = wanted.where(or_(StatementRow.about.is_(None), StatementRow.about == person_id))
        found = (Statement(*row) for row in self._transaction.execute(wanted, asked))
        return grouped(found, lambda one: one.session_id)

    def sessions(self, programme_id: int, within: Interval, person_id: int | None = None) -> Sequence[Session]:
        """Confirmed sessions of the programme that begin within the interval, as planned or in somebody's words."""
        said = exists().where(
            StatementRow.team_id == SessionRow.team_id,
            StatementRow.session_id == SessionRow.id,
            StatementRow.began >= within.start,
            StatementRow.began < within.end,
        )
        planned = (SessionRow.starts_at >= within.start) & (SessionRow.starts_at < within.end)
        found = (OURS if person_id is None else THEIRS).where(
            SessionRow.programme_id == programme_id,
            SessionRow.state == SessionState.CONFIRMED,
            or_(planned, said),
        )
        values = {"team_id": self._team_id, **({} if person_id is None else {"person_id": person_id})}
        ordered = found.order_by(SessionRow.starts_at, SessionRow.id)
        return sessions_of(self._transaction, ordered, values)
