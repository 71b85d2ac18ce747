"""One transaction of one team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import TracebackType
from typing import Self

from sqlalchemy import Engine, orm

from mentoring.people import Holiday
from mentoring.ports import (
    Actions,
    AllSeries,
    Announcements,
    Approaches,
    BegunForms,
    Calendars,
    Clusters,
    Concerns,
    Consents,
    Deliveries,
    Gatherings,
    Holidays,
    Leavings,
    Listings,
    Notes,
    Oversight,
    Pairings,
    People,
    Polls,
    Portraits,
    Seen,
    Sessions,
    Statements,
)
from storage.actions import SqlActions
from storage.announcements import SqlAnnouncements
from storage.attendance import SqlStatements
from storage.begun_forms import SqlBegunForms
from storage.calendars import SqlCalendars
from storage.clusters import SqlApproaches, SqlClusters
from storage.concerns import SqlConcerns
from storage.consents import SqlConsents
from storage.deliveries import SqlDeliveries
from storage.gatherings import SqlGatherings
from storage.leavings import SqlLeavings
from storage.listings import SqlListings
from storage.notes import SqlNotes
from storage.oversight import SqlOversight
from storage.pairing import SqlPairings
from storage.people import SqlPeople
from storage.polls import SqlPolls
from storage.portraits import SqlPortraits
from storage.sealing import NO_KEYS, Cipher
from storage.seen import SqlSeen
from storage.series import SqlSeries
from storage.sessions import SqlSessions


class NoHolidays:
    """A calendar in which nobody rests, for those to whom holidays make no difference."""

    def between(self, country: str, first: date, last: date) -> Sequence[Holiday]:
        """None."""
        return ()


NO_HOLIDAYS = NoHolidays()


class SqlUnitOfWork:
    """A transaction on ``engine`` bound to one Slack team (port `mentoring.ports.UnitOfWork`).

    It begins with the first question asked. On PostgreSQL it is READ COMMITTED: what must not change meanwhile is
    locked first, and every question is answered from the database anew, never from what was read before the lock.
    ``cipher`` seals and opens what people write in notes; without one, a unit of work has nothing to do with them.
    """

    people: People
    portraits: Portraits
    consents: Consents
    leavings: Leavings
    concerns: Concerns
    sessions: Sessions
    gatherings: Gatherings
    series: AllSeries
    notes: Notes
    polls: Polls
    announcements: Announcements
    pairings: Pairings
    statements: Statements
    actions: Actions
    deliveries: Deliveries
    calendars: Calendars
    clusters: Clusters
    listings: Listings
    approaches: Approaches
    oversight: Oversight
    begun_forms: BegunForms
    seen: Seen
    holidays: Holidays

    def __init__(
        self, engine: Engine, team_id: str, holidays: Holidays = NO_HOLIDAYS, cipher: Cipher = NO_KEYS
    ) -> None:
        self._team_id = team_id
        self._transaction = orm.Session(engine, expire_on_commit=False, execution_options={"populate_existing": True})
        self.people = SqlPeople(self._transaction, team_id)
        self.portraits = SqlPortraits(self._transaction, team_id)
        self.consents = SqlConsents(self._transaction, team_id)
        self.leavings = SqlLeavings(self._transaction, team_id, cipher)
        self.concerns = SqlConcerns(self._transaction, team_id, cipher)
        self.sessions = SqlSessions(self._transaction, team_id)
        self.gatherings = SqlGatherings(self._transaction, team_id)
        self.series = SqlSeries(self._transaction, team_id)
        self.polls = SqlPolls(self._transaction, team_id)
        self.announcements = SqlAnnouncements(self._transaction, team_id)
        self.pairings = SqlPairings(self._transaction, team_id)
        self.statements = SqlStatements(self._transaction, team_id)
        self.notes = SqlNotes(self._transaction, team_id, cipher)
        self.actions = SqlActions(self._transaction, team_id, cipher)
        self.deliveries = SqlDeliveries(self._transaction, team_id)
        self.calendars = SqlCalendars(self._transaction, team_id)
        self.clusters = SqlClusters(self._transaction, team_id)
        self.listings = SqlListings(self._transaction, team_id)
        self.approaches = SqlApproaches(self._transaction, team_id)
        self.oversight = SqlOversight(self._transaction, team_id, cipher)
        self.begun_forms = SqlBegunForms(self._transaction, team_id, cipher)
        self.seen = SqlSeen(self._transaction, team_id)
        self.holidays = holidays

    @property
    def team_id(self) -> str:
        """The Slack team whose data this is."""
        return self._team_id

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._transaction.close()

    def commit(self) -> None:
        """Keep what was done."""
        self._transaction.commit()
