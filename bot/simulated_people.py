"""How invented people go about their sessions: they book, answer, move, cancel, write notes or forget to.

What they do is drawn from one seed, so the same seed plays the same programme again.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial
from random import Random

from bot.room import MakeUnitOfWork
from mentoring.clocks import Anchor, local
from mentoring.errors import Refused
from mentoring.notes import Note, Visibility
from mentoring.people import Pair, Person
from mentoring.ports import Holidays, UnitOfWork
from mentoring.services.answers import accept, cancel, decline
from mentoring.services.attendance import say_it_took_place
from mentoring.services.booking import book, read_back
from mentoring.sessions import BookingRequest, Session, SessionState

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WAKING = (time(8), time(20))
ATTEMPTS = 6
"""Times that somebody tries before giving up for now."""


@dataclass(frozen=True)
class Habits:
    """How likely things are; ``every`` is in days between two sessions, ``keen`` how often a wish becomes a booking."""

    every: float
    keen: float
    accepts: float = 0.82
    declines: float = 0.06
    counters: float = 0.07
    moves: float = 0.12
    cancels: float = 0.06
    writes: float = 0.55
    heeds_nudges: float = 0.4


@dataclass(frozen=True)
class Couple:
    """A pair with its people and habits."""

    pair: Pair
    mentor: Person
    mentee: Person
    habits: Habits

    @property
    def people(self) -> tuple[Person, Person]:
        """Mentor and mentee."""
        return self.mentor, self.mentee

    def other(self, person: Person) -> Person:
        """The partner."""
        return self.mentee if person.id == self.mentor.id else self.mentor


@dataclass(order=True)
class _Plan:
    at: datetime
    number: int
    do: Callable[[datetime], None] = field(compare=False)


class Life:
    """Everybody's doings, in order; each is done when its time has come."""

    def __init__(self, make_uow: MakeUnitOfWork, team_id: str, holidays: Holidays, seed: int) -> None:
        self._make_uow = make_uow
        self._team_id = team_id
        self._holidays = holidays
        self._random = Random(seed)  # noqa: S311 - chance for a story, not for a secret
        self._plans: list[_Plan] = []
        self._number = 0
        self.sessions: dict[str, Couple] = {}

    def begin(self, couples: Iterable[tuple[Pair, Person, Person]], start: datetime) -> tuple[Couple, ...]:
        """Give each pair its habits and its first wish to meet, within the first days."""
        settled = tuple(Couple(pair, mentor, mentee, self._habits()) for pair, mentor, mentee in couples)
        for couple in settled:
            self._later(start + self._days(1, 12), couple.mentee, partial(self._wish, couple))
        return settled

    def next_moment(self) -> datetime | None:
        """When somebody next does something."""
        return self._plans[0].at if self._plans else None

    def live(self, now: datetime) -> None:
        """Do everything whose time has come."""
        while self._plans and self._plans[0].at <= now:
            heapq.heappop(self._plans).do(now)

    def nudged(self, couple: Couple, person: Person, now: datetime) -> None:
        """Somebody was reminded that nothing is booked; some of them book."""
        if self._chance(couple.habits.heeds_nudges):
            self._later(now + self._hours(2, 60), person, partial(self._propose, couple, person))

    def _habits(self) -> Habits:
        if self._chance(0.2):
            return Habits(every=self._random.uniform(45, 70), keen=0.5, writes=0.3)
        return Habits(every=self._random.uniform(16, 34), keen=0.9, writes=self._random.uniform(0.3, 0.9))

    def _wish(self, couple: Couple, now: datetime) -> None:
        if self._has_session(couple, now):
            return
        if not self._chance(couple.habits.keen):
            self._later(now + self._days(10, 25), couple.mentee, partial(self._wish, couple))
            return
        self._propose(couple, couple.mentee if self._chance(0.6) else couple.mentor, now)

    def _has_session(self, couple: Couple, now: datetime) -> bool:
        with self._make_uow(self._team_id) as uow:
            return any(one.pair_id == couple.pair.id for one in uow.sessions.upcoming(couple.mentor.id, now))

    def _propose(self, couple: Couple, actor: Person, now: datetime, session: Session | None = None) -> None:
        """Book a session, or ask for another time of one."""
        for _ in range(ATTEMPTS):
            request = BookingRequest(
                zone=actor.zone,
                wall=self._some_hour(actor, now),
                partner_id=couple.other(actor).id,
                session_id=session.id if session else None,
            )
            try:
                shown = read_back(self._uow(), request, actor=actor, now=now, holidays=self._holidays)
                booked = book(self._uow(), shown.draft.id, actor=actor, now=now)
            except Refused:
                continue
            self.sessions[booked.id] = couple
            partner = couple.other(actor)
            self._later(now + self._hours(1, 60), partner, partial(self._answer, couple, partner, booked.id))
            return
        self._again(couple, now)

    def _some_hour(self, actor: Person, now: datetime) -> datetime:
        day = local(now + self._days(4, 24), actor.zone).date()
        return datetime.combine(day, time(self._random.randint(9, 16), self._random.choice((0, 0, 30))))

    def _answer(self, couple: Couple, actor: Person, session_id: str, now: datetime) -> None:
        session, habits = self._session(session_id), couple.habits
        if not session.awaits(actor.id):
            return
        drawn = self._random.random()
        try:
            if drawn < habits.accepts:
                accept(self._uow(), session_id, session.revision, actor=actor, now=now)
                self._agreed(couple, self._session(session_id), now)
            elif drawn < habits.accepts + habits.declines:
                decline(self._uow(), session_id, session.revision, reason="", actor=actor, now=now)
                self._again(couple, now)
            elif drawn < habits.accepts + habits.declines + habits.counters:
                self._propose(couple, actor, now, session)
            else:
                self._again(couple, now + 3 * DAY)
        except Refused:
            self._again(couple, now)

    def _agreed(self, couple: Couple, session: Session, now: datetime) -> None:
        actor = self._random.choice(couple.people)
        between = now + (session.when.start - now) * self._random.uniform(0.1, 0.8)
        if self._chance(couple.habits.moves):
            self._later(between, actor, partial(self._move, couple, actor, session.id))
        elif self._chance(couple.habits.cancels):
            self._later(between, actor, partial(self._cancel, couple, actor, session.id))
        self._plan(session.when.end + timedelta(minutes=10), partial(self._after, couple, session.id))

    def _move(self, couple: Couple, actor: Person, session_id: str, now: datetime) -> None:
        session = self._session(session_id)
        if session.state is SessionState.CONFIRMED and session.proposal is None and session.when.start > now:
            self._propose(couple, actor, now, session)

    def _cancel(self, couple: Couple, actor: Person, session_id: str, now: datetime) -> None:
        session = self._session(session_id)
        if session.state is SessionState.CONFIRMED and session.when.start > now:
            cancel(self._uow(), session_id, reason="", actor=actor, now=now)
            self._again(couple, now)

    def _after(self, couple: Couple, session_id: str, now: datetime) -> None:
        session = self._session(session_id)
        if session.state is not SessionState.CONFIRMED or session.when.end > now:
            return
        for person in couple.people:
            if self._chance(couple.habits.writes):
                self._later(now + self._hours(0.2, 50), person, partial(self._write, session, person))
        self._again(couple, now + self._days(couple.habits.every * 0.5, couple.habits.every))

    def _write(self, session: Session, author: Person, now: datetime) -> None:
        with self._uow() as uow:
            uow.notes.add(Note(0, session.id, author.id, "Invented.", now, Visibility.PARTICIPANTS))
            uow.commit()
        say_it_took_place(self._uow(), session.id, actor=author, now=now)

    def _again(self, couple: Couple, now: datetime) -> None:
        self._later(now + self._days(2, 9), couple.mentee, partial(self._wish, couple))

    def _session(self, session_id: str) -> Session:
        with self._uow() as uow:
            return uow.sessions.get(session_id)

    def _uow(self) -> UnitOfWork:
        return self._make_uow(self._team_id)

    def _later(self, at: datetime, person: Person, do: Callable[[datetime], None]) -> None:
        """Plan something that a person does in person: while they are awake."""
        self._plan(awake(at, person.zone), do)

    def _plan(self, at: datetime, do: Callable[[datetime], None]) -> None:
        self._number += 1
        heapq.heappush(self._plans, _Plan(at, self._number, do))

    def _chance(self, likely: float) -> bool:
        return self._random.random() < likely

    def _days(self, least: float, most: float) -> timedelta:
        return DAY * self._random.uniform(least, most)

    def _hours(self, least: float, most: float) -> timedelta:
        return HOUR * self._random.uniform(least, most)


def awake(at: datetime, zone: str) -> datetime:
    """The instant, or the next morning there where people of that zone sleep then."""
    wall = local(at, zone)
    if WAKING[0] <= wall.time() <= WAKING[1]:
        return at
    day = wall.date() + (DAY if wall.time() > WAKING[1] else timedelta(0))
    morning = datetime.combine(day, WAKING[0]) + timedelta(minutes=at.minute)
    return max(at, Anchor(morning, zone).instant).astimezone(UTC)
