"""Polls, and what people said of the times in them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.polls import PollState, Vote
from storage.tables.base import Base, index_where, of_team


class PollRow(Base):
    """A poll; ``ends_at`` is when it is too late to vote."""

    __tablename__ = "polls"
    __table_args__ = (
        of_team("programme_id", "programmes"),
        of_team("host_id", "people"),
        index_where("state = 'open'", "team_id", "ends_at"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    programme_id: Mapped[int]
    host_id: Mapped[int]
    topic: Mapped[str]
    duration: Mapped[timedelta]
    starts: Mapped[tuple[datetime, ...]]
    created_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[PollState]
    revision: Mapped[int]
    chosen: Mapped[int | None]
    session_id: Mapped[str | None]
    ballots: Mapped[list[BallotRow]] = orm.relationship(
        order_by="BallotRow.position", lazy="selectin", cascade="all, delete-orphan"
    )


class BallotRow(Base):
    """One person's votes, one for each time of the poll; ``position`` keeps the order in which they were asked."""

    __tablename__ = "ballots"
    __table_args__ = (of_team("poll_id", "polls"), of_team("person_id", "people"))

    team_id: Mapped[str] = mapped_column(primary_key=True)
    poll_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    votes: Mapped[tuple[Vote | None, ...]]
