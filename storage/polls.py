"""Polls in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from mentoring.polls import Ballot, Poll, PollState
from storage.rows import Repository, to_columns
from storage.tables import BallotRow, PollRow

OURS = select(PollRow).where(PollRow.team_id == bindparam("team_id"))


class SqlPolls(Repository):
    """The polls of one team (port `mentoring.ports.Polls`)."""

    def get(self, poll_id: str) -> Poll:
        """The poll; KeyError when there is none of this id in this team."""
        return _to_poll(self._poll_row(poll_id))

    def locked(self, poll_id: str) -> Poll:
        """The poll, kept from everybody else who asks so until this transaction ends; KeyError as above.

        On SQLite the database drops "for update": a transaction there has kept all others out since it began.
        """
        ours = select(PollRow.id).where(PollRow.team_id == self._team_id, PollRow.id == poll_id)
        self._transaction.execute(ours.with_for_update()).all()
        return self.get(poll_id)

    def add(self, poll: Poll) -> None:
        """Keep a new poll."""
        self._transaction.add(_to_row(self._team_id, poll))
        self._transaction.flush()

    def update(self, poll: Poll) -> None:
        """Replace the poll of this id, votes included."""
        self._poll_row(poll.id)
        self._transaction.merge(_to_row(self._team_id, poll))
        self._transaction.flush()

    def over(self, now: datetime, limit: int = 100) -> Sequence[Poll]:
        """Open polls whose time to vote has ended by ``now``, longest over first."""
        ended = OURS.where(PollRow.state == PollState.OPEN, PollRow.ends_at <= now)
        rows = self._transaction.scalars(
            ended.order_by(PollRow.ends_at, PollRow.id).limit(limit), {"team_id": self._team_id}
        )
        return [_to_poll(row) for row in rows]

    def _poll_row(self, poll_id: str) -> PollRow:
        row = self._fresh(PollRow, (self._team_id, poll_id))
        if row is None:
            raise KeyError(poll_id)
        return row


def _to_row(team_id: str, poll: Poll) -> PollRow:
    columns = to_columns(poll)
    ballots = [
        BallotRow(team_id=team_id, poll_id=poll.id, position=place, **to_columns(ballot))
        for place, ballot in enumerate(columns.pop("ballots"))
    ]
    return PollRow(team_id=team_id, ends_at=poll.ends_at, ballots=ballots, **columns)


def _to_poll(row: PollRow) -> Poll:
    return Poll(
        id=row.id,
        programme_id=row.programme_id,
        host_id=row.host_id,
        topic=row.topic,
        duration=row.duration,
        starts=row.starts,
        ballots=tuple(Ballot(one.person_id, one.votes) for one in row.ballots),
        created_at=row.created_at,
        answer_by=row.answer_by,
        state=row.state,
        revision=row.revision,
        chosen=row.chosen,
        session_id=row.session_id,
    )
