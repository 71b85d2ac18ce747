"""Ten months of one pair, day by day: when each reason comes and when it goes, as docs/who-needs-me.md has it.

What people do and what must stand is written out by hand here, on the clock of Madrid; no rule of the product is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring.attendance import Presence, Said, Stay, Word
from mentoring.oversight import PairFilter, PairStanding, Show
from mentoring.people import Person
from mentoring.portraits import Portrait, Question
from mentoring.reminders import ReminderWishes
from mentoring.risk import ReasonKind
from mentoring.services import cares
from mentoring.services.attendance import say
from mentoring.services.oversight import board
from mentoring.sessions import ChangeKind, Session
from tests.builders import a_change
from tests.mentoring.house import House

MADRID = "Europe/Madrid"
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
FIRST_DAY, LAST_DAY = date(2027, 1, 4), date(2027, 11, 14)
QUIET, DISPUTED, MISSING = ReasonKind.QUIET, ReasonKind.DISPUTED, ReasonKind.OUTCOME_MISSING
MOVED, WELCOME, AWAY = ReasonKind.MOVED_TWICE, ReasonKind.WELCOME_UNANSWERED, ReasonKind.AWAY


def at(wall: str, zone: str = MADRID) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


class Pair(House):
    """Awa and Luca in a programme on the clock of Madrid from 4 January to 31 October, and what they do."""

    def __init__(self) -> None:
        super().__init__()
        self.programme = replace(self.cast.programme, zone=MADRID, starts_on=FIRST_DAY, ends_on=date(2027, 10, 31))
        self.sessions: dict[str, Session] = {}
        with (uow := self.uow()):
            uow.people.update_programme(self.programme)
            uow.commit()

    def row(self, now: datetime) -> PairStanding:
        (row,) = board(self.uow(), PairFilter(show=Show.ALL), actor=self.cast.ines, now=now).rows
        return row

    def books(self, wall: str, *, moved: bool = False) -> None:
        """They agree on an hour from that wall time of Madrid on; ``moved`` to it from another."""
        session = self.cast.session(wall, zone=MADRID, id=wall)
        with (uow := self.uow()):
            uow.sessions.add(session, a_change(session))
            if moved:
                session = replace(session, revision=2)
                uow.sessions.update(session, a_change(session, ChangeKind.MOVED))
            uow.commit()
        self.sessions[wall] = session

    def says(self, who: str, wall: str, said: Said, now: datetime) -> None:
        session, actor = self.sessions[wall], self.person(who)
        there = {one: Stay(Presence.PRESENT) for one in session.people} if said is Said.HELD else {}
        say(self.uow(), session.id, Word(said, people=there), actor=actor, now=now)

    def person(self, name: str) -> Person:
        return {"Awa": self.cast.awa, "Luca": self.cast.luca}[name]

    def is_away(self, who: str, until: date | None, zone: str = MADRID) -> None:
        with (uow := self.uow()):
            person = uow.people.get(self.person(who).id)
            uow.people.update(replace(person, zone=zone, wishes=ReminderWishes(away_until=until)))
            uow.commit()

    def begins_to_welcome(self, now: datetime) -> None:
        with (uow := self.uow()):
            uow.people.update_programme(replace(self.programme, welcoming_since=now))
            uow.commit()

    def answers_the_welcome(self, who: str) -> None:
        with (uow := self.uow()):
            answered = frozenset({Question.CLOCK})
            uow.portraits.keep(Portrait(self.programme.id, self.person(who).id, answered=answered))
            uow.commit()


Do = Callable[[Pair, datetime], object]
Deed = tuple[str, Do]


def books(when: str, wall: str, *, moved: bool = False) -> Deed:
    return when, lambda pair, _: pair.books(wall, moved=moved)


def say_it(when: str, wall: str, said: Said, *who: str) -> Deed:
    def do(pair: Pair, now: datetime) -> None:
        for one in who:
            pair.says(one, wall, said, now)

    return when, do


def held(when: str, wall: str) -> Deed:
    return say_it(when, wall, Said.HELD, "Awa", "Luca")


@dataclass(frozen=True)
class Stands:
    """A reason from one wall time of Madrid on and before another, with its points and how these grow."""

    kind: ReasonKind
    since: str
    until: str
    points: int
    growing: tuple[tuple[str, int], ...] = ()

    def points_at(self, now: datetime) -> int:
        if not at(self.since) <= now < at(self.until):
            return 0
        return max([self.points, *(points for since, points in self.growing if at(since) <= now)])

    @property
    def turns(self) -> Iterator[datetime]:
        yield from (at(wall) for wall in (self.since, self.until, *(wall for wall, _ in self.growing)))


@dataclass(frozen=True)
class Story:
    """What the two do, and every reason that there is from January to November; none else is there.

    ``also`` are wall times of Madrid at which to look as well.
    """

    deeds: tuple[Deed, ...]
    stands: tuple[Stands, ...]
    also: tuple[str, ...] = ()

    def expected(self, now: datetime) -> dict[ReasonKind, int]:
        return {one.kind: points for one in self.stands if (points := one.points_at(now))}

    def looks(self) -> list[datetime]:
        """Every day at noon; and the day before, the second before, the instant and the day after of every turn."""
        days = (LAST_DAY - FIRST_DAY).days
        noons = [at(f"{FIRST_DAY + day * DAY} 12:00") for day in range(days)]
        turns = {turn + step for one in self.stands for turn in one.turns for step in (-DAY, -SECOND, 0 * DAY, DAY)}
        last = at(f"{LAST_DAY} 00:00")
        return sorted({*noons, *map(at, self.also), *(one for one in turns if one < last)})


SPRING, AUTUMN = "2027-02-27 23:30", "2027-10-03 10:00"
"""A session that ends on 28 February, in Madrid; four weeks later clocks go forward, as they go back four weeks later
than the other."""

STORIES = {
    "never met, then met, on the days on which clocks change": Story(
        (
            books("2027-02-10 10:00", SPRING),
            held("2027-02-28 09:00", SPRING),
            books("2027-05-03 09:00", "2027-05-06 15:00"),
            held("2027-05-06 18:00", "2027-05-06 15:00"),
            books("2027-05-31 12:00", "2027-07-01 15:00"),
            held("2027-07-01 18:00", "2027-07-01 15:00"),
            books("2027-07-02 12:00", "2027-09-06 15:00"),
            held("2027-09-06 18:00", "2027-09-06 15:00"),
            books("2027-10-01 12:00", AUTUMN),
            held("2027-10-03 12:00", AUTUMN),
        ),
        (
            Stands(QUIET, "2027-02-01 00:00", "2027-02-10 10:00", 3, (("2027-02-08 00:00", 4),)),
            Stands(
                QUIET,
                "2027-03-28 00:00",
                "2027-05-03 09:00",
                3,
                (("2027-04-04 00:00", 4), ("2027-04-11 00:00", 5), ("2027-04-18 00:00", 6)),
            ),
            Stands(QUIET, "2027-10-31 00:00", "2027-11-01 00:00", 3),  # the programme is over
        ),
        also=("2027-02-27 23:30", "2027-02-28 00:29", "2027-05-06 15:30"),  # while they meet
    ),
    "a session that failed makes them quiet since the one before": Story(
        (
            books("2027-01-05 09:00", "2027-02-05 15:00"),
            held("2027-02-05 18:00", "2027-02-05 15:00"),
            books("2027-02-06 09:00", "2027-03-02 15:00"),
            say_it("2027-03-09 12:00", "2027-03-02 15:00", Said.NOT_HELD, "Awa", "Luca"),
            books("2027-03-10 09:00", "2027-04-06 15:00"),
            say_it("2027-04-06 18:00", "2027-04-06 15:00", Said.NOT_HELD, "Luca"),
            books("2027-04-15 09:00", "2027-11-30 15:00"),
        ),
        (
            Stands(MISSING, "2027-03-05 16:00", "2027-03-09 12:00", 2),
            Stands(QUIET, "2027-03-09 12:00", "2027-03-10 09:00", 3),
            # What one alone says holds once the week to answer is over; by then they are quiet for 67 days.
            Stands(QUIET, "2027-04-13 16:00", "2027-04-15 09:00", 6),
        ),
    ),
    "nobody says how it went, over the nights on which clocks change": Story(
        (
            books("2027-01-05 09:00", "2027-03-26 15:00"),
            books("2027-01-05 09:00", "2027-10-29 15:00"),
            held("2027-04-02 10:00", "2027-03-26 15:00"),
            say_it("2027-11-05 10:00", "2027-10-29 15:00", Said.HELD, "Awa"),
        ),
        (
            # Three times twenty-four hours after four o'clock.
            Stands(MISSING, "2027-03-29 17:00", "2027-04-02 10:00", 2),
            Stands(MISSING, "2027-11-01 15:00", "2027-11-05 10:00", 2),
        ),
    ),
    "they differ, agree, differ again and one takes the other's word": Story(
        (
            books("2027-01-05 09:00", "2027-03-23 15:00"),
            books("2027-01-05 09:00", "2027-11-30 15:00"),
            say_it("2027-03-23 17:00", "2027-03-23 15:00", Said.HELD, "Luca"),
            say_it("2027-03-25 09:00", "2027-03-23 15:00", Said.NOT_HELD, "Awa"),
            say_it("2027-04-07 11:00", "2027-03-23 15:00", Said.HELD, "Awa"),
            say_it("2027-09-01 11:00", "2027-03-23 15:00", Said.NOT_HELD, "Luca"),
            say_it("2027-10-31 02:30", "2027-03-23 15:00", Said.HELD, "Luca"),
        ),
        (
            Stands(DISPUTED, "2027-03-25 09:00", "2027-04-07 11:00", 4),
            Stands(DISPUTED, "2027-09-01 11:00", "2027-10-31 02:30", 4),
        ),
    ),
    "two moved in a row, until they agree on another": Story(
        (
            books("2027-01-05 09:00", "2027-02-02 15:00"),
            held("2027-02-02 18:00", "2027-02-02 15:00"),
            books("2027-02-03 09:00", "2027-02-25 15:00", moved=True),
            held("2027-02-25 18:00", "2027-02-25 15:00"),
            books("2027-03-20 10:00", "2027-03-30 15:00", moved=True),
            held("2027-03-30 18:00", "2027-03-30 15:00"),
            books("2027-04-20 09:00", "2027-11-30 15:00"),
        ),
        (Stands(MOVED, "2027-03-20 10:00", "2027-04-20 09:00", 2),),
    ),
    "the welcome, until the last of the two answers it": Story(
        (
            books("2027-01-05 09:00", "2027-11-30 15:00"),
            ("2027-03-22 23:30", lambda pair, now: pair.begins_to_welcome(now)),
            ("2027-03-30 10:00", lambda pair, _: pair.answers_the_welcome("Luca")),
            ("2027-04-12 16:00", lambda pair, _: pair.answers_the_welcome("Awa")),
        ),
        (Stands(WELCOME, "2027-03-29 00:00", "2027-04-12 16:00", 3),),
    ),
    "the mentor is away, up to and including the day where she lives": Story(
        (
            books("2027-01-05 09:00", "2027-11-30 15:00"),
            ("2027-02-01 09:00", lambda pair, _: pair.is_away("Luca", date(2027, 6, 1))),
            ("2027-03-20 09:00", lambda pair, _: pair.is_away("Awa", date(2027, 3, 28))),
            ("2027-04-20 10:00", lambda pair, _: pair.is_away("Awa", date(2027, 5, 3), "Africa/Cairo")),
            ("2027-10-20 10:00", lambda pair, _: pair.is_away("Awa", date(2027, 11, 20))),
            ("2027-10-31 12:00", lambda pair, _: pair.is_away("Awa", None)),
        ),
        (
            Stands(AWAY, "2027-03-20 09:00", "2027-03-29 00:00", 1),
            # Midnight in Cairo, an hour ahead of Madrid on that day.
            Stands(AWAY, "2027-04-20 10:00", "2027-05-03 23:00", 1),
            Stands(AWAY, "2027-10-20 10:00", "2027-10-31 12:00", 1),
        ),
    ),
}


@pytest.mark.parametrize("story", STORIES.values(), ids=list(STORIES))
def test_over_ten_months_each_reason_stands_from_its_first_instant_to_its_last(story: Story) -> None:
    pair, deeds = Pair(), sorted(((at(wall), do) for wall, do in story.deeds), key=lambda one: one[0])
    wrong = []
    for now in story.looks():
        while deeds and deeds[0][0] <= now:
            when, do = deeds.pop(0)
            do(pair, when)
        found = {one.kind: one.points for one in pair.row(now).risk.parts}
        if found != story.expected(now):
            wrong.append((now.astimezone(ZoneInfo(MADRID)).isoformat(), found, story.expected(now)))
    assert (wrong[:5], len(deeds)) == ([], 0)


def nudged(pair: Pair, now: datetime) -> object:
    texts = {one.id: "Would you book?" for one in (pair.cast.awa, pair.cast.luca)}
    return cares.nudge(pair.uow(), pair.cast.pair.id, texts, token="T", actor=pair.cast.ines, now=now)


def written(pair: Pair, now: datetime) -> object:
    return cares.write_to_pair(pair.uow(), pair.cast.pair.id, "Hello", token="T", actor=pair.cast.ines, now=now)


def called(pair: Pair, now: datetime, until: date | None) -> object:
    return cares.note_call(pair.uow(), pair.cast.pair.id, "Spoke", until, token="T", actor=pair.cast.ines, now=now)


def rested(pair: Pair, now: datetime, until: date) -> object:
    return cares.snooze(pair.uow(), pair.cast.pair.id, "Ill", until, token="T", actor=pair.cast.ines, now=now)


QUIET_SINCE = "2027-03-15 10:00"
RESTS: dict[str, tuple[Do, date]] = {
    "a nudge": (nudged, date(2027, 3, 22)),
    "a word to both": (written, date(2027, 3, 22)),
    "a call": (lambda pair, now: called(pair, now, None), date(2027, 3, 29)),
    "a call until a day": (lambda pair, now: called(pair, now, date(2027, 6, 1)), date(2027, 6, 1)),
    "rest until the day on which clocks go back": (
        lambda pair, now: rested(pair, now, date(2027, 10, 31)),
        date(2027, 10, 31),
    ),
}
"""What lets a row rest, and the last day on which it does."""


@pytest.mark.parametrize(("care", "last_day"), RESTS.values(), ids=list(RESTS))
def test_a_row_rests_up_to_and_including_its_day_and_comes_back_by_itself(care: Do, last_day: date) -> None:
    pair = Pair()
    assert pair.row(at(QUIET_SINCE)).needs_somebody
    care(pair, at(QUIET_SINCE))
    days = [FIRST_DAY + day * DAY for day in range((LAST_DAY - FIRST_DAY).days)]
    looks = [at(f"{day} {hour}") for day in days for hour in ("00:00", "23:59") if day > date(2027, 3, 15)]
    resting = [now for now in looks if pair.row(now).rests]
    assert (resting[0], resting[-1]) == (at("2027-03-16 00:00"), at(f"{last_day} 23:59"))
    assert len(resting) == 2 * (last_day - date(2027, 3, 15)).days
