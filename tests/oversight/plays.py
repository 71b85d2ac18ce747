"""Random programmes, drawn in plain numbers, and how one is put into a store row by row, past every service.

Days count from the programme's first day, or from today where `Day.by_now` says so: what happens on the day itself is
drawn often, as that is where a rule is off by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from mentoring.attendance import AttendancePolicy, Capacity, Presence, Said, Statement
from mentoring.clocks import Anchor
from mentoring.gatherings import Gathering
from mentoring.notes import Note
from mentoring.oversight import Care, CareKind
from mentoring.people import Pair, Participant, Person, Programme, Role
from mentoring.portraits import Portrait, Question
from mentoring.ports import UnitOfWork
from mentoring.reminders import ReminderWishes
from mentoring.risk import ReasonKind, RiskPolicy
from mentoring.services.oversight import look_after_gists
from mentoring.sessions import Attendee, ChangeKind, Rsvp, Session, SessionKind, SessionState
from tests.builders import a_change, a_person, a_programme

DAY, HALF_HOUR, MINUTE = timedelta(days=1), timedelta(minutes=30), timedelta(minutes=1)
FIRST_DAY, LAST_DAY = date(2027, 1, 4), date(2027, 10, 29)
BEGINNING = datetime(2027, 1, 4, tzinfo=UTC)
COUNTRIES = ("EG", "MA", "FR", "")
ZONES = ("Europe/Madrid", "Pacific/Auckland", "America/Los_Angeles", "UTC")
MENTORS = ("Awa", "bruno", "Carla")
MENTEES = ("Luca", "amal", "Bilal", "Zoé", "Émile")
HOST, MENTOR, MENTEE, COORDINATOR = range(4)
UNPLANNED = (SessionState.CANCELLED, SessionState.DECLINED, SessionState.PROPOSED, SessionState.EXPIRED)


@dataclass(frozen=True)
class Day:
    """A day, so many after the programme's first one or after today."""

    number: int
    by_now: bool = False


@dataclass(frozen=True)
class Uttered:
    """What somebody says ``after`` so many minutes from a session's start; ``lines`` are of its first people.

    ``word`` None says nothing of the session itself; with no lines either, its speaker takes back what they said.
    """

    by: int
    after: int
    word: Said | None
    lines: tuple[tuple[Presence, int], ...]
    settles: bool = False


@dataclass(frozen=True)
class Meeting:
    """A session as drawn; ``kind`` other than BILATERAL has everybody in it, with these answers."""

    day: int
    slot: int
    state: SessionState
    moved: bool
    noted: bool
    said: tuple[Uttered, ...]
    kind: SessionKind = SessionKind.BILATERAL
    answers: tuple[Rsvp, ...] = ()


@dataclass(frozen=True)
class Cared:
    """Something that a coordinator did: so many days before now, resting the row until so many days after."""

    kind: CareKind
    days_ago: int
    until: int | None
    reasons: frozenset[ReasonKind]


@dataclass(frozen=True)
class Paired:
    """A pair as drawn, of the mentor and mentee in these places."""

    mentor: int
    mentee: int
    starts: Day
    ends: Day | None
    paused: bool
    resumed: Day | None
    meetings: tuple[Meeting, ...]
    cares: tuple[Cared, ...]


@dataclass(frozen=True)
class Somebody:
    """What is drawn of a mentor or mentee."""

    country: str
    zone: str
    away: Day | None
    here: bool
    welcomed: bool | None
    cluster: str


@dataclass(frozen=True)
class Drawn:
    """A whole programme; ``now`` is so many days and seconds after the end of the session in that place.

    ``crowd`` are pairs besides, of which nothing is known. What was said first may have been reckoned at once.
    """

    zone: str
    sessions_a_month: int
    welcoming: Day | None
    risk: RiskPolicy
    attendance: AttendancePolicy
    people: tuple[Somebody, ...]
    pairs: tuple[Paired, ...]
    gatherings: tuple[Meeting, ...]
    now: tuple[int, int, int]
    crowd: int
    reckoned_early: bool


WHEN = st.sampled_from((-4, -1, 0, 0, 1, 2, 26, 27, 28, 29, 55, 56, 60, 85, 86, 87, 120, 200, 298, 299, 302))
DAYS = st.builds(Day, st.sampled_from((-29, -28, -27, -8, -7, -6, -1, 0, 1, 20)), st.just(value=True)) | st.builds(
    Day, st.integers(-10, 150), st.just(value=False)
)
STAYS = st.sampled_from(
    ((Presence.PRESENT, 30),) * 4
    + ((Presence.CAME_LATE, 20), (Presence.LEFT_EARLY, 19), (Presence.ABSENT, 0), (Presence.EXCUSED, 0))
)
WORDS = st.sampled_from((Said.HELD,) * 5 + (Said.NOT_HELD, Said.MOVED, None))
AFTER = st.sampled_from((10, 30, 31, 90, 1440 + 30, 3 * 1440 + 30, 4 * 1440, 7 * 1440 + 30, 10 * 1440))


ROLL = st.sampled_from(
    (
        ((Presence.PRESENT, 30), (Presence.PRESENT, 25), (Presence.CAME_LATE, 20)),
        ((Presence.PRESENT, 30), (Presence.ABSENT, 0), (Presence.EXCUSED, 0), (Presence.LEFT_EARLY, 5)),
    )
)


def _uttered(lines: st.SearchStrategy[tuple[tuple[Presence, int], ...]], *speakers: int) -> st.SearchStrategy[Uttered]:
    return st.builds(Uttered, st.sampled_from(speakers), AFTER, WORDS, lines, st.sampled_from((False, False, True)))


def _said(*kinds: st.SearchStrategy[Uttered]) -> st.SearchStrategy[tuple[Uttered, ...]]:
    return st.lists(st.one_of(*kinds), max_size=4).map(tuple)


OF_TWO = st.just(()) | st.just(((Presence.PRESENT, 30),) * 2) | st.lists(STAYS, max_size=2).map(tuple)
OF_ONESELF = st.lists(STAYS, max_size=1).map(tuple)
STATES = st.sampled_from((SessionState.CONFIRMED,) * 6 + UNPLANNED)
MEETINGS = st.builds(
    Meeting,
    day=WHEN | st.integers(-3, 90),
    slot=st.integers(0, 23),
    state=STATES,
    moved=st.booleans(),
    noted=st.sampled_from((False, False, True)),
    said=_said(_uttered(OF_TWO, MENTOR, MENTEE, MENTOR, MENTEE, COORDINATOR)),
)
GATHERINGS = st.builds(
    Meeting,
    day=WHEN | st.integers(-3, 90),
    slot=st.integers(0, 23),
    state=STATES,
    moved=st.booleans(),
    noted=st.booleans(),
    said=_said(_uttered(ROLL, HOST), _uttered(ROLL, HOST), _uttered(OF_ONESELF, MENTOR, MENTEE)),
    kind=st.sampled_from((SessionKind.JOINT, SessionKind.JOINT, SessionKind.GROUP)),
    answers=st.lists(
        st.sampled_from((Rsvp.ACCEPTED, Rsvp.ACCEPTED, Rsvp.DECLINED, Rsvp.PENDING, Rsvp.WAITING)), max_size=5
    ).map(tuple),
)
CARES = st.builds(
    Cared,
    st.sampled_from(list(CareKind)),
    st.sampled_from((0, 0, 1, 6, 7, 8, 91, 93, 120)),
    st.sampled_from((None, -1, 0, 0, 1, 30)),
    st.one_of(st.just(frozenset(ReasonKind)), st.frozensets(st.sampled_from(list(ReasonKind)))),
)
PAIRS = st.builds(
    Paired,
    mentor=st.integers(0, 2),
    mentee=st.integers(0, 3),
    starts=st.just(Day(0)) | st.just(Day(0)) | DAYS,
    ends=st.none() | st.none() | st.none() | DAYS,
    paused=st.sampled_from((False, False, False, False, True)),
    resumed=st.none() | st.none() | DAYS,
    meetings=st.lists(MEETINGS, max_size=3).map(tuple) | st.lists(MEETINGS, min_size=2, max_size=6).map(tuple),
    cares=st.lists(CARES, max_size=3).map(tuple),
)
PEOPLE = st.builds(
    Somebody,
    country=st.sampled_from(COUNTRIES),
    zone=st.sampled_from(ZONES),
    away=st.none() | DAYS,
    here=st.sampled_from((True, True, False)),
    welcomed=st.sampled_from((True, False, None)),
    cluster=st.sampled_from(("", "Marble")),
)
RISKS = st.just(RiskPolicy()) | st.builds(
    RiskPolicy,
    quiet_after=st.sampled_from((10, 28)),
    quiet_step=st.sampled_from((1, 7)),
    outcome_after=st.sampled_from((1, 3)),
    disputed=st.sampled_from((0, 4)),
    away=st.sampled_from((0, 2)),
    urgent_from=st.sampled_from((3, 5, 7)),
)
POLICIES = st.just(AttendancePolicy()) | st.builds(
    AttendancePolicy,
    answer_within=st.sampled_from((2 * DAY, 7 * DAY)),
    talk_within=st.sampled_from((1 * DAY, 3 * DAY)),
    same_within=st.sampled_from((0 * MINUTE, 10 * MINUTE)),
)
NOWS = st.tuples(
    st.integers(0, 30),
    st.sampled_from((0, 0, 1, 2, 3, 3, 4, 6, 7, 7, 8, 10, 14, 27, 28, 29, 34, 35, 41, 42, 49, 100)),
    st.sampled_from((0, 0, 1, -1, 3600, 40_000)),
)
PROGRAMMES = st.builds(
    Drawn,
    zone=st.sampled_from(ZONES),
    sessions_a_month=st.integers(0, 2),
    welcoming=st.none() | DAYS | DAYS,
    risk=RISKS,
    attendance=POLICIES,
    people=st.tuples(*[PEOPLE] * (len(MENTORS) + len(MENTEES) - 1)),
    pairs=st.lists(PAIRS, min_size=2, max_size=5).map(tuple),
    gatherings=st.lists(GATHERINGS, max_size=2).map(tuple) | st.lists(GATHERINGS, min_size=1, max_size=2).map(tuple),
    now=NOWS,
    crowd=st.sampled_from((0, 0, 0, 1, 10, 14)),
    reckoned_early=st.booleans(),
)


@dataclass(frozen=True)
class Played:
    """A programme as a store keeps it at ``now``: who coordinates it and who are in its pairs.

    ``other`` is another programme of the same people, coordinated by ``stranger``.
    """

    programme: Programme
    other: Programme
    ines: Person
    stranger: Person
    people: tuple[Person, ...]
    now: datetime


class Play:
    """Puts what was drawn into a store."""

    def __init__(self, drawn: Drawn, begin: Callable[[], UnitOfWork]) -> None:
        self.drawn, self.begin = drawn, begin
        self.now = _now(drawn)
        self.today = self.now.astimezone(ZoneInfo(drawn.zone)).date()
        self.taken: set[tuple[int, datetime]] = set()
        self.words: list[tuple[Session, Uttered]] = []

    def told(self) -> Played:
        with (uow := self.begin()):
            self.uow = uow
            programme = uow.people.add_programme(self.programme(uow.team_id))
            self.ines = self.enrol(programme, "Inès", Role.COORDINATOR, Somebody("ES", "UTC", None, True, None, ""))
            names = [(name, Role.MENTOR) for name in MENTORS] + [(name, Role.MENTEE) for name in MENTEES[:4]]
            self.people = [
                self.enrol(programme, name, role, one)
                for (name, role), one in zip(names, self.drawn.people, strict=True)
            ]
            for one in self.drawn.pairs:
                self.pair(programme, one)
            for one in self.drawn.gatherings:
                self.gather(programme, one)
            for number in range(self.drawn.crowd):
                self.crowd(programme, number)
            other, stranger = self.elsewhere(uow.team_id)
            early = [one for one in self.words if one[1].after < 1440]
            if self.drawn.reckoned_early:
                self.reckon_early(programme, early)
            for session, uttered in self.words:
                if not (self.drawn.reckoned_early and (session, uttered) in early):
                    self.speak(uow, session, uttered)
            uow.commit()
        return Played(programme, other, self.ines, stranger, tuple(self.people), self.now)

    def programme(self, team_id: str) -> Programme:
        welcoming = self.drawn.welcoming
        return a_programme(
            team_id=team_id,
            zone=self.drawn.zone,
            sessions_a_month=self.drawn.sessions_a_month,
            welcoming_since=self.noon(welcoming) if welcoming else None,
            risk=self.drawn.risk,
            attendance=self.drawn.attendance,
        )

    def day(self, day: Day) -> date:
        return (self.today if day.by_now else FIRST_DAY) + day.number * DAY

    def noon(self, day: Day) -> datetime:
        return datetime.combine(self.day(day), datetime.min.time(), UTC) + 12 * 60 * MINUTE

    def enrol(self, programme: Programme, name: str, role: Role, one: Somebody) -> Person:
        uow = self.uow
        wishes = ReminderWishes(away_until=self.day(one.away) if one.away else None)
        person = uow.people.add(
            a_person(
                name,
                team_id=uow.team_id,
                user_id=f"U{name.upper()}" if one.here else None,
                email=f"{name}@example.org",
                country=one.country,
                zone=one.zone,
                wishes=wishes,
                language="en",
            )
        )
        uow.people.enrol(Participant(programme.id, person, frozenset({role}), cluster=one.cluster))
        if one.welcomed is not None:
            answered = frozenset({Question.CLOCK} if one.welcomed else ())
            uow.portraits.keep(Portrait(programme.id, person.id, answered=answered))
        return person

    def pair(self, programme: Programme, one: Paired) -> None:
        mentor, mentee = self.people[one.mentor], self.people[len(MENTORS) + one.mentee]
        starts = self.day(one.starts)
        pair = Pair(
            0,
            programme.id,
            mentor.id,
            mentee.id,
            starts,
            ends_on=max(starts, self.day(one.ends)) if one.ends else None,
            paused=one.paused,
            resumed_on=max(starts, self.day(one.resumed)) if one.resumed else None,
        )
        pair = self.uow.people.add_pair(pair)
        for meeting in one.meetings:
            self.meet(programme, pair, meeting)
        for number, care in enumerate(one.cares):
            self.care(pair, number, care)

    def meet(self, programme: Programme, pair: Pair, meeting: Meeting) -> None:
        people = (pair.mentor_id, pair.mentee_id)
        attendees = tuple(Attendee(one, Rsvp.ACCEPTED) for one in people)
        self.keep(self.session(programme, meeting, attendees, pair.mentor_id, pair_id=pair.id), meeting)

    def gather(self, programme: Programme, meeting: Meeting) -> None:
        answers = (Rsvp.ACCEPTED, *meeting.answers)
        people = (self.ines, *self.people)
        attendees = tuple(
            Attendee(one.id, answers[place] if place < len(answers) else Rsvp.ACCEPTED)
            for place, one in enumerate(people)
        )
        session = self.session(programme, meeting, attendees, self.ines.id, gathering=Gathering())
        self.keep(session, meeting)

    def session(
        self, programme: Programme, meeting: Meeting, attendees: tuple[Attendee, ...], organiser_id: int, **more: object
    ) -> Session:
        at = self.free(
            BEGINNING + meeting.day * DAY + meeting.slot * 2 * HALF_HOUR, {one.person_id for one in attendees}
        )
        number = len(self.taken)
        return Session(
            id=f"{programme.id}-{number:04}",
            programme_id=programme.id,
            kind=meeting.kind,
            state=meeting.state,
            anchor=Anchor(at.replace(tzinfo=None), "UTC"),
            duration=HALF_HOUR,
            topic="",
            organiser_id=organiser_id,
            attendees=attendees,
            created_at=BEGINNING,
            **({"pair_id": None} | more),  # type: ignore[arg-type]
        )

    def free(self, at: datetime, people: set[int]) -> datetime:
        """The first such hour on which none of these people meets anybody."""
        while any((one, at) in self.taken for one in people):
            at += DAY
        self.taken |= {(one, at) for one in people}
        return at

    def keep(self, session: Session, meeting: Meeting) -> None:
        uow = self.uow
        uow.sessions.add(session, a_change(session))
        if meeting.moved:
            session = replace(session, revision=2)
            uow.sessions.update(session, a_change(session, ChangeKind.MOVED))
        if meeting.noted and session.when.start <= self.now:
            uow.notes.add(Note(0, session.id, session.organiser_id, "We met", session.when.end))
        self.words += [(session, one) for one in sorted(meeting.said, key=lambda one: one.after)]

    def speak(self, uow: UnitOfWork, session: Session, uttered: Uttered) -> None:
        at = session.when.start + uttered.after * MINUTE
        if at <= self.now and session.state is SessionState.CONFIRMED:
            for statement in self.statements(session, uttered, at):
                uow.statements.add(statement)

    def statements(self, session: Session, uttered: Uttered, at: datetime) -> Iterator[Statement]:
        bilateral = session.kind is SessionKind.BILATERAL
        people = [one.person_id for one in session.attendees]
        places = {MENTOR: people[0 if bilateral else 1], MENTEE: people[1 if bilateral else -1]}
        by = places.get(uttered.by, self.ines.id)
        hosts = not bilateral and by == self.ines.id
        capacity = Capacity.HOST if hosts else Capacity.COORDINATOR if by == self.ines.id else Capacity.PARTICIPANT
        settles = by == self.ines.id and (uttered.settles or bilateral)
        blank = Statement(0, session.id, by, capacity, at, settles=settles)
        if uttered.word is not None:
            began = {Said.HELD: session.when.start, Said.MOVED: session.when.start - 3 * DAY}.get(uttered.word)
            yield replace(blank, said=uttered.word, began=began)
        elif not uttered.lines:
            yield from (replace(blank, about=one) for one in (None, *people[:2]))
        if uttered.word is not Said.NOT_HELD:
            of_whom = people if bilateral or hosts else [by]
            for person_id, (presence, minutes) in zip(of_whom, uttered.lines, strict=False):
                yield replace(blank, about=person_id, presence=presence, minutes=minutes)

    def care(self, pair: Pair, number: int, care: Cared) -> None:
        at = self.now - care.days_ago * DAY
        until = None if care.until is None or care.kind is CareKind.WAKE else self.today + care.until * DAY
        name = f"C{pair.id}-{number}"
        self.uow.oversight.add_care(
            Care(name, pair.programme_id, pair.id, care.kind, self.ines.id, at, "Called", None, until, care.reasons)
        )

    def reckon_early(self, programme: Programme, early: list[tuple[Session, Uttered]]) -> None:
        """Have the first words reckoned, under another policy, before the others come."""
        uow = self.uow
        uow.people.update_programme(replace(programme, attendance=AttendancePolicy(same_within=2 * MINUTE)))
        for session, uttered in early:
            self.speak(uow, session, uttered)
        look_after_gists(_Within(uow), now=self.now)  # type: ignore[arg-type]
        uow.people.update_programme(programme)

    def crowd(self, programme: Programme, number: int) -> None:
        plain = Somebody("MA", "UTC", None, True, True, "")
        mentor, mentee = (
            self.enrol(programme, f"{name} {number:02}", role, plain)
            for name, role in (("Yto", Role.MENTOR), ("Ximena", Role.MENTEE))
        )
        self.uow.people.add_pair(Pair(0, programme.id, mentor.id, mentee.id, FIRST_DAY))

    def elsewhere(self, team_id: str) -> tuple[Programme, Person]:
        """Another programme of the same people, in which a session was held and a joint meeting too."""
        uow = self.uow
        other = uow.people.add_programme(a_programme(team_id=team_id, name="Elsewhere", starts_on=FIRST_DAY - 9 * DAY))
        stranger = self.enrol(other, "Omar", Role.COORDINATOR, Somebody("JO", "UTC", None, True, None, ""))
        mentor, mentee = self.people[0], self.people[len(MENTORS)]
        for person, role in ((mentor, Role.MENTOR), (mentee, Role.MENTEE)):
            uow.people.enrol(Participant(other.id, person, frozenset({role})))
            uow.portraits.keep(Portrait(other.id, person.id))
        pair = uow.people.add_pair(Pair(0, other.id, mentor.id, mentee.id, FIRST_DAY))
        there = ((Presence.PRESENT, 30), (Presence.PRESENT, 30))
        held = tuple(Uttered(one, 60, Said.HELD, there) for one in (MENTOR, MENTEE))
        meeting = Meeting(1, 9, SessionState.CONFIRMED, moved=True, noted=True, said=held)
        self.meet(other, pair, meeting)
        self.gather(
            other, replace(meeting, slot=11, kind=SessionKind.JOINT, said=(Uttered(HOST, 60, Said.HELD, there),))
        )
        return other, stranger


class _Within:
    """A unit of work that goes on, for a service that begins one of its own."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow

    def __enter__(self) -> UnitOfWork:
        return self.uow

    def __exit__(self, *_: object) -> None:
        pass

    def __getattr__(self, name: str) -> object:
        return (lambda: None) if name == "commit" else getattr(self.uow, name)


def _now(drawn: Drawn) -> datetime:
    meetings = [one for pair in drawn.pairs for one in pair.meetings] + list(drawn.gatherings)
    place, days, seconds = drawn.now
    at = BEGINNING + 9 * 2 * HALF_HOUR
    if meetings:
        meeting = meetings[place % len(meetings)]
        at = BEGINNING + meeting.day * DAY + meeting.slot * 2 * HALF_HOUR + HALF_HOUR
    return at + days * DAY + timedelta(seconds=seconds)
