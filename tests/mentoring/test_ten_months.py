"""Ten months of thirteen pairs, through every change of clocks of the region, against an oracle of their calendars.

The oracle reckons with `zoneinfo` alone, from what the people did; it knows nothing of the product's rules.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring.clocks import Anchor
from mentoring.messages import DeliveryKind, DeliveryState, Outcome, OutcomeKind
from mentoring.people import Holiday, Pair, Participant, Person, Programme, Role, WorkingWeek
from mentoring.rules.booking import revised
from mentoring.services.answers import accept, cancel
from mentoring.services.changes import add_session, change_session
from mentoring.services.delivery import begin, claim_one, finish
from mentoring.services.errands import DigestErrand
from mentoring.services.programme_news import plan_programme_news
from mentoring.services.reminders import look_after_sessions
from mentoring.sessions import (
    Attendee,
    Change,
    ChangeKind,
    Proposal,
    Rsvp,
    Session,
    SessionKind,
    SessionState,
)
from tests.builders import TEAM, a_person, a_programme
from tests.fakes import FakeHolidays, FakeStore, FakeUnitOfWork

K = DeliveryKind
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)
SENT = Outcome(OutcomeKind.SENT, slack_ts="1.1", channel_id="D1")
WEEKENDS = {"EG": (4, 5), "JO": (4, 5), "PS": (4, 5)}
MENTEES = [("EG", "Africa/Cairo"), ("JO", "Asia/Amman"), ("MA", "Africa/Casablanca"), ("PS", "Asia/Hebron")]
MENTEES.append(("TN", "Africa/Tunis"))
MENTORS = [("FR", "Europe/Paris"), ("IT", "Europe/Rome"), ("ES", "Europe/Madrid"), ("PS", "Asia/Hebron")]


@dataclass
class Agreed:
    """A time that two people had agreed on, from one instant to another."""

    session: str
    people: tuple[Person, Person]
    zone: str
    wall: datetime
    length: timedelta
    made_at: datetime
    since: datetime
    until: datetime = FOR_EVER

    @property
    def start(self) -> datetime:
        return self.wall.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)


@dataclass(frozen=True)
class Meeting:
    """A meeting as one of a pair has it in mind; the wall time is on the organiser's clock."""

    name: str
    pair: Pair
    organiser: Person
    other: Person
    wall: datetime
    length: timedelta
    asked_at: datetime

    @property
    def anchor(self) -> Anchor:
        return Anchor(self.wall, self.organiser.zone)

    @property
    def proposal(self) -> Proposal:
        return Proposal(self.anchor, self.length, self.organiser.id, self.anchor.instant)

    def agreed(self, since: datetime) -> Agreed:
        people = (self.organiser, self.other)
        return Agreed(self.name, people, self.organiser.zone, self.wall, self.length, self.asked_at, since)


@dataclass
class Programme13:
    """The programme as it is played: what happens when, and what was said."""

    year: int
    store: FakeStore = field(default_factory=FakeStore)
    events: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    agreed: list[Agreed] = field(default_factory=list)
    active_at: dict[int, list[datetime]] = field(default_factory=dict)
    said: Counter[tuple[DeliveryKind, int, datetime, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.luck = random.Random(self.year)
        self.rest = {
            "FR": {date(self.year, 5, 13)},
            "EG": {date(self.year, 4, 25), date(self.year, 7, 22)},
            "TN": {date(self.year, 3, 22)},
            "ES": {date(self.year, 10, 11), date(self.year, 3, 1)},
        }
        holidays = {country: [Holiday(day, "Rest") for day in days] for country, days in self.rest.items()}
        self.holidays = FakeHolidays(holidays)
        self.programme, self.coordinator, self.pairs = self.found()

    def uow(self, team: str = TEAM) -> FakeUnitOfWork:
        return FakeUnitOfWork(self.store, team, self.holidays)

    def found(self) -> tuple[Programme, Person, list[tuple[Pair, Person, Person]]]:
        starts_on, ends_on = date(self.year, 1, 11), date(self.year, 10, 29)
        with self.uow() as uow:
            programme = uow.people.add_programme(a_programme(starts_on=starts_on, ends_on=ends_on))
            ines = uow.people.add(a_person("Inès"))
            uow.people.enrol(Participant(programme.id, ines, frozenset({Role.COORDINATOR})))
            pairs = []
            for number in range(13):
                mentor = self.person(uow, f"mentor{number}", *MENTORS[number % 4])
                mentee = self.person(uow, f"mentee{number}", *MENTEES[number % 5])
                for person, role in ((mentor, Role.MENTOR), (mentee, Role.MENTEE)):
                    uow.people.enrol(Participant(programme.id, person, frozenset({role})))
                pair = uow.people.add_pair(Pair(0, programme.id, mentor.id, mentee.id, starts_on))
                pairs.append((pair, mentor, mentee))
            uow.commit()
        return programme, ines, pairs

    def person(self, uow: FakeUnitOfWork, name: str, country: str, zone: str) -> Person:
        week = WorkingWeek.usual(country)
        return uow.people.add(a_person(name, zone=zone, country=country, working_week=week))

    def at(self, when: datetime, what: Callable[[datetime], None]) -> None:
        self.events.append((when, len(self.events), what))

    def write_the_story(self) -> None:
        """Each pair meets every three weeks or so, now in one's zone, now in the other's; some move, some cancel."""
        for number, (pair, mentor, mentee) in enumerate(self.pairs):
            self.active_at[pair.id] = []
            day = date(self.year, 1, 14) + timedelta(days=number)
            for meeting in range(14):
                organiser, other = (mentor, mentee) if meeting % 2 else (mentee, mentor)
                if number != 12:  # the last pair never meets
                    self.one_meeting(f"s{number:02}x{meeting:02}", pair, organiser, other, day)
                day += timedelta(days=self.luck.choice([14, 20, 21, 24]))
                if day > date(self.year, 10, 24):
                    break

    def one_meeting(self, name: str, pair: Pair, organiser: Person, other: Person, day: date) -> None:
        wall = datetime.combine(day, time(self.luck.randrange(8, 21), self.luck.choice([0, 30])))
        wall = max(wall, datetime.combine(day, time(8)))
        start = wall.replace(tzinfo=ZoneInfo(organiser.zone)).astimezone(UTC)
        asked = start - timedelta(days=self.luck.choice([1, 5, 12, 12, 30, 30]), minutes=self.luck.randrange(7, 600))
        length = timedelta(minutes=self.luck.choice([30, 45, 60, 90]))
        agreed_at = asked + timedelta(minutes=self.luck.randrange(3, 400))
        meeting = Meeting(name, pair, organiser, other, wall, length, asked)
        self.at(asked, lambda now: self.propose(meeting, now))
        self.at(agreed_at, lambda now: self.agree(meeting, now))
        fate = self.luck.random()
        later = agreed_at + (start - agreed_at) * self.luck.random()
        if fate < 0.2:
            self.at(later, lambda now: self.call_off(meeting, now))
        elif fate < 0.5:
            new = wall + self.luck.choice([timedelta(days=1), timedelta(days=2, hours=1), timedelta(hours=2)])
            self.at(later, lambda now: self.move(replace(meeting, wall=new), now))

    def propose(self, meeting: Meeting, now: datetime) -> None:
        session = Session(
            id=meeting.name,
            programme_id=self.programme.id,
            pair_id=meeting.pair.id,
            kind=SessionKind.BILATERAL,
            state=SessionState.PROPOSED,
            anchor=meeting.anchor,
            duration=meeting.length,
            topic="",
            organiser_id=meeting.organiser.id,
            attendees=(Attendee(meeting.organiser.id, Rsvp.ACCEPTED), Attendee(meeting.other.id)),
            created_at=now,
            proposal=meeting.proposal,
        )
        with self.uow() as uow:
            add_session(uow, session, Change(session.id, 1, ChangeKind.PROPOSED, meeting.organiser.id, now))
            uow.commit()
        self.active_at[meeting.pair.id].append(now)

    def agree(self, meeting: Meeting, now: datetime) -> None:
        accept(self.uow(), meeting.name, 1, actor=meeting.other, now=now)
        self.agreed.append(meeting.agreed(now))
        self.active_at[meeting.pair.id].append(now)

    def call_off(self, meeting: Meeting, now: datetime) -> None:
        cancel(self.uow(), meeting.name, reason="", actor=meeting.organiser, now=now)
        self.close(meeting.name, now)
        self.active_at[meeting.pair.id].append(now)

    def close(self, name: str, now: datetime) -> None:
        for one in self.agreed:
            if one.session == name:
                one.until = min(one.until, now)

    def move(self, meeting: Meeting, now: datetime) -> None:
        with self.uow() as uow:
            moved = revised(uow.sessions.get(meeting.name), proposal=meeting.proposal)
            change = Change(moved.id, moved.revision, ChangeKind.MOVE_PROPOSED, meeting.organiser.id, now)
            change_session(uow, moved, change)
            uow.commit()
        accept(self.uow(), meeting.name, moved.revision, actor=meeting.other, now=now)
        self.close(meeting.name, now)
        self.agreed.append(meeting.agreed(now))
        self.active_at[meeting.pair.id].append(now)

    def play(self) -> None:
        """From the day before the programme until two weeks after it; the periodic passes run every other day."""
        self.write_the_story()
        first = datetime(self.year, 1, 5, 2, tzinfo=UTC)
        for day in range(0, 310, 2):
            self.at(first + day * DAY, self.plan)
        for when, _, what in sorted(self.events, key=lambda event: event[:2]):
            self.deliver_until(when)
            what(when)
        self.deliver_until(first + 311 * DAY)

    def plan(self, now: datetime) -> None:
        plan_programme_news(self.uow(), now=now)
        last = look_after_sessions(self.uow(), now=now)
        while last:
            last = look_after_sessions(self.uow(), now=now, after=last)

    def deliver_until(self, when: datetime) -> None:
        told = {K.SESSION_NEWS, K.SESSION_CARD, K.CALENDAR, K.HOME}  # other tests' matter, and most of the rows
        self.store.deliveries = {key: one for key, one in self.store.deliveries.items() if one.kind not in told}
        while (due := self.uow("").deliveries.next_due(when)) and due <= when:
            claimed = claim_one(self.uow(""), owner="here", now=due)
            assert claimed is not None
            errand = begin(self.uow(), claimed, now=due)
            if errand is None:
                continue
            subject = "" if isinstance(errand, DigestErrand) else claimed.session_id or claimed.change
            self.said[claimed.kind, claimed.recipient_id, due, subject] += 1
            finish(self.uow(), errand, SENT, now=due)


@dataclass
class Oracle:
    """What should have been said, from the people's calendars."""

    played: Programme13

    def works(self, person: Person, day: date) -> bool:
        weekend = WEEKENDS.get(person.country, (5, 6))
        return day.weekday() not in weekend and day not in self.played.rest.get(person.country, set())

    def nine(self, person: Person, day: date, hour: int = 9) -> datetime:
        return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(person.zone)).astimezone(UTC)

    def before(self, person: Person, day: date) -> datetime:
        while not self.works(person, day):
            day -= DAY
        return self.nine(person, day)

    def after(self, person: Person, day: date, hour: int = 9) -> datetime:
        first = day
        while not self.works(person, day):
            day += DAY
        return self.nine(person, day, hour if day == first else 9)

    def everything(self) -> Iterator[tuple[DeliveryKind, int, datetime, str]]:
        for one in self.played.agreed:
            for person in one.people:
                for kind, due in self.of_session(one, person):
                    if one.since < due < one.until:
                        yield kind, person.id, due, one.session
        yield from self.milestones()
        yield from self.weeks()
        yield from self.months()

    def of_session(self, one: Agreed, person: Person) -> Iterator[tuple[DeliveryKind, datetime]]:
        mine = one.start.astimezone(ZoneInfo(person.zone))
        yield K.DAY_BEFORE, self.before(person, mine.date() - DAY)
        yield K.HOUR_BEFORE, one.start - HOUR
        yield K.STARTING, one.start - timedelta(minutes=5)
        if self.drifts(one):
            yield K.CLOCK_CHANGE, self.before(person, mine.date() - WEEK)
        over = (one.start + one.length).astimezone(ZoneInfo(person.zone))
        first = over.astimezone(UTC)
        if not self.works(person, over.date()) or over.time() < time(9) or over.time() > time(18):
            early = over.time() < time(9) and self.works(person, over.date())
            first = self.after(person, over.date() + (timedelta() if early else DAY))
        yield K.FOLLOW_UP, first
        day, left = first.astimezone(ZoneInfo(person.zone)).date(), 2
        while left:
            day += DAY
            left -= self.works(person, day)
        yield K.FOLLOW_UP_AGAIN, self.nine(person, day)

    def drifts(self, one: Agreed) -> bool:
        """Whether the two clocks are further apart, or less, than on the day when the session was first asked for."""
        asked_on = one.made_at.astimezone(ZoneInfo(one.zone)).date()
        then = datetime.combine(asked_on, one.wall.time(), ZoneInfo(one.zone)).astimezone(UTC)

        def apart(instant: datetime) -> list[timedelta | None]:
            own = instant.astimezone(ZoneInfo(one.zone)).utcoffset() or timedelta()
            return [(instant.astimezone(ZoneInfo(p.zone)).utcoffset() or timedelta()) - own for p in one.people]

        return apart(then) != apart(one.start)

    def milestones(self) -> Iterator[tuple[DeliveryKind, int, datetime, str]]:
        year = self.played.year
        days = [("kick_off", date(year, 1, 11))]
        days += [("mid_term" if month == 6 else "progress", date(year, month, 11)) for month in range(2, 11)]
        for person in self.everybody():
            for name, day in days:
                yield K.MILESTONE, person.id, self.after(person, day), name
            yield K.MILESTONE, person.id, self.before(person, date(year, 10, 29)), "close"

    def months(self) -> Iterator[tuple[DeliveryKind, int, datetime, str]]:
        ines, year = self.played.coordinator, self.played.year
        for month in range(1, 11):
            yield K.MONTH, ines.id, self.after(ines, date(year, month + 1, 1)), f"{date(year, month, 1)}"

    def everybody(self) -> list[Person]:
        return [self.played.coordinator, *(p for _, mentor, mentee in self.played.pairs for p in (mentor, mentee))]

    def weeks(self) -> Iterator[tuple[DeliveryKind, int, datetime, str]]:
        monday = date(self.played.year, 1, 11)
        monday -= monday.weekday() * DAY
        while monday <= date(self.played.year, 10, 29):
            ines = self.played.coordinator
            yield K.DIGEST, ines.id, self.after(ines, monday), ""
            for pair, *both in self.played.pairs:
                for person in both:
                    due = self.after(person, monday + DAY, 10)
                    if self.quiet_weeks(pair, due, monday + DAY) in {0, 1}:
                        yield K.NUDGE, person.id, due, monday.isoformat()
            monday += WEEK

    def quiet_weeks(self, pair: Pair, now: datetime, tuesday: date) -> int | None:
        last = date(self.played.year, 1, 11)
        open_ends = [one for one in self.played.agreed if one.until > now and one.since <= now]
        for when in self.played.active_at[pair.id]:
            if when <= now:
                last = max(last, when.astimezone(ZoneInfo("Europe/Madrid")).date())
        names = {mentor.id: pair_.id for pair_, mentor, _ in self.played.pairs}
        for one in open_ends:
            if any(names.get(person.id) == pair.id for person in one.people):
                last = max(last, (one.start + one.length).astimezone(ZoneInfo("Europe/Madrid")).date())
        past = (tuesday - last).days - 21
        return past // 7 if past >= 0 else None


@pytest.mark.parametrize("year", [2021, 2027])
def test_ten_months_of_thirteen_pairs(year: int) -> None:
    played = Programme13(year)
    played.play()
    wanted = set(Oracle(played).everything())

    said = set(played.said)
    assert {one for one, times in played.said.items() if times > 1} == set()
    assert (sorted(said - wanted, key=str)[:9], sorted(wanted - said, key=str)[:9]) == ([], [])
    kinds = Counter(kind for kind, *_ in said)
    assert all(kinds[kind] > 5 for kind in (K.DAY_BEFORE, K.CLOCK_CHANGE, K.NUDGE, K.DIGEST, K.MILESTONE)), kinds
    left = {one.state for one in played.store.deliveries.values()}
    assert left <= {DeliveryState.SENT, DeliveryState.CANCELLED, DeliveryState.EXPIRED}
