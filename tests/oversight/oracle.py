"""What must come out of a programme's raw rows, reckoned from docs/attendance.md and docs/who-needs-me.md alone.

Nothing of the product's rules, services or queries is used here, so that what both say alike is probably so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select

from mentoring.attendance import Presence, Said
from mentoring.oversight import CareKind
from mentoring.risk import ReasonKind
from mentoring.sessions import ChangeKind, Rsvp, SessionKind, SessionState
from storage.tables import (
    AttendeeRow,
    CareRow,
    ChangeRow,
    NoteRow,
    PairRow,
    ParticipantRow,
    PersonRow,
    PortraitRow,
    ProgrammeRow,
    SessionRow,
    StatementRow,
)
from tests.fakes import FakeStore

DAY = timedelta(days=1)
TOLD_FOR = timedelta(days=92)
"""How long ago something was done about a pair that its row still tells, beyond what lets it rest or ended that."""
NEVER = datetime.max.replace(tzinfo=UTC)
WERE_THERE = (Presence.PRESENT, Presence.CAME_LATE, Presence.LEFT_EARLY)
ORDER = (
    ReasonKind.DISPUTED,
    ReasonKind.QUIET,
    ReasonKind.OUTCOME_MISSING,
    ReasonKind.MOVED_TWICE,
    ReasonKind.WELCOME_UNANSWERED,
    ReasonKind.AWAY,
)
"""Of reasons with as many points, which one stands first."""


@dataclass
class Rows:
    """The rows of a programme, whatever keeps them; a row has its columns as attributes."""

    programme: Any
    people: dict[int, Any]
    pairs: list[Any]
    sessions: list[Any]
    attendees: list[Any]
    changes: list[Any]
    statements: list[Any]
    notes: list[Any]
    portraits: list[Any]
    participants: list[Any]
    cares: list[Any]


def rows_of_tables(engine: Engine, team_id: str, programme_id: int) -> Rows:
    """The rows as the database has them."""

    def rows(table: Any) -> list[Any]:
        with engine.connect() as connection:
            return list(connection.execute(select(table.__table__).where(table.team_id == team_id)))

    return Rows(
        programme=next(one for one in rows(ProgrammeRow) if one.id == programme_id),
        people={one.id: one for one in rows(PersonRow)},
        pairs=[one for one in rows(PairRow) if one.programme_id == programme_id],
        sessions=[one for one in rows(SessionRow) if one.programme_id == programme_id],
        attendees=sorted(rows(AttendeeRow), key=lambda one: one.position),
        changes=rows(ChangeRow),
        statements=sorted(rows(StatementRow), key=lambda one: one.id),
        notes=rows(NoteRow),
        portraits=[one for one in rows(PortraitRow) if one.programme_id == programme_id],
        participants=[one for one in rows(ParticipantRow) if one.programme_id == programme_id],
        cares=[one for one in rows(CareRow) if one.programme_id == programme_id],
    )


@dataclass
class Line:
    """A row that the fake store has in another shape."""

    session_id: str = ""
    person_id: int = 0
    rsvp: Rsvp = Rsvp.ACCEPTED
    id: str = ""
    pair_id: int | None = None
    kind: Any = None
    state: Any = None
    organiser_id: int = 0
    starts_at: datetime = NEVER
    ends_at: datetime = NEVER
    cluster: str = ""


def rows_of_fake(store: FakeStore, programme_id: int) -> Rows:
    """The same from the store in memory."""
    sessions = [one for one in store.sessions.values() if one.programme_id == programme_id]
    return Rows(
        programme=next(one for one in store.programmes.values() if one.id == programme_id),
        people={one.id: one for one in store.people.values()},
        pairs=[one for one in store.pairs.values() if one.programme_id == programme_id],
        sessions=[
            Line(
                id=one.id,
                pair_id=one.pair_id,
                kind=one.kind,
                state=one.state,
                organiser_id=one.organiser_id,
                starts_at=one.when.start,
                ends_at=one.when.end,
            )
            for one in sessions
        ],
        attendees=[
            Line(session_id=one.id, person_id=x.person_id, rsvp=x.rsvp) for one in sessions for x in one.attendees
        ],
        changes=list(store.changes.values()),
        statements=sorted(store.statements.values(), key=lambda one: one.id),
        notes=list(store.notes.values()),
        portraits=[one for one in store.portraits.values() if one.programme_id == programme_id],
        participants=[
            Line(person_id=one.person.id, cluster=one.cluster)
            for one in store.participants.values()
            if one.programme_id == programme_id
        ],
        cares=[one for one in store.cares.values() if one.programme_id == programme_id],
    )


@dataclass
class Topic:
    """What is said of one thing: the session, or one of its people."""

    words: list[Any]
    holds: Any = None
    differ: bool = False
    settled: bool = False
    objected: bool = False


@dataclass
class Fate:
    """A session and what became of it: "to come", "open", "held" or "not held"."""

    row: Any
    stands: str
    topics: dict[int | None, Topic]
    closed: bool
    silent: bool
    differ_since: datetime | None
    differ_about: str
    objected: bool
    took_place: bool | None
    at: datetime
    over: bool


@dataclass
class Reason:
    """Why a pair needs somebody, with what its sentence tells."""

    kind: ReasonKind
    points: int
    days: int = 0
    since: datetime | None = None
    until: date | None = None
    people: tuple[int, ...] = ()
    never: bool = False
    about: str = ""


@dataclass
class RowOfPair:
    """A row of the list of pairs."""

    pair: Any
    mentor: Any
    mentee: Any
    cluster: str
    planned: int
    held: int
    unconfirmed: int
    held_at: datetime | None
    next_at: datetime | None
    reasons: list[Reason]
    level: str
    last_care: Any = None
    rests_until: date | None = None

    @property
    def score(self) -> int:
        return sum(one.points for one in self.reasons)

    @property
    def needs_somebody(self) -> bool:
        return bool(self.reasons) and self.rests_until is None


@dataclass
class Month:
    """A month of the programme."""

    first: date
    expected: int | None
    planned: int = 0
    held: int = 0
    unconfirmed: int = 0


@dataclass
class Totals:
    """What the programme comes to."""

    pairs: int
    planned: int
    held: int
    unconfirmed: int
    notes: int
    expected: int | None
    meetings_planned: int
    meetings_over: int
    places: int
    attended: int
    to_settle: list[str] = field(default_factory=list)


class Oracle:
    """How a programme stands at ``now``, from its rows."""

    def __init__(self, rows: Rows, now: datetime) -> None:
        self.rows, self.now = rows, now
        self.programme = rows.programme
        self.zone = ZoneInfo(self.programme.zone)
        self.today = self.day(now)
        agreed = [one for one in rows.sessions if one.state is SessionState.CONFIRMED]
        self.fates = [self.fate(one) for one in sorted(agreed, key=lambda one: (one.starts_at, one.id))]
        self.bilateral = [one for one in self.fates if one.row.pair_id is not None]
        self.pair_rows = sorted(
            (self.pair_row(one) for one in rows.pairs if lasts(one, self.today)),
            key=lambda one: (
                -one.score,
                -max((reason.days for reason in one.reasons), default=0),
                one.mentee.name.casefold(),
                one.pair.id,
            ),
        )
        self.months = [self.month(one) for one in self.month_days()]
        self.totals = self.reckon_totals()

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    # What was said of a session

    def topic(self, said: Iterable[Any]) -> Topic:
        last: dict[int, Any] = {}
        for one in said:
            last.pop(one.by, None)
            last[one.by] = one
        words = [one for one in last.values() if one.said is not None or one.presence is not None]
        if not words:
            return Topic([])
        settling = [place for place, one in enumerate(words) if one.settles]
        if settling:
            holds, later = words[settling[-1]], words[settling[-1] + 1 :]
            objected = any(not self.same(holds, one) for one in later)
            return Topic(words, holds, settled=True, objected=objected)
        if any(not self.same(one, other) for one in words for other in words):
            return Topic(words, differ=True)
        timed = [one for one in words if one.began is not None] or words
        return Topic(words, min(timed, key=lambda one: one.minutes))

    def same(self, one: Any, other: Any) -> bool:
        if (one.said in (Said.HELD, Said.MOVED)) != (other.said in (Said.HELD, Said.MOVED)):
            return False
        if one.presence != other.presence or (None not in (one.began, other.began) and one.began != other.began):
            return False
        return abs(one.minutes - other.minutes) * timedelta(minutes=1) <= self.programme.attendance.same_within

    def topics(self, said: list[Any], people: set[int]) -> dict[int | None, Topic]:
        subjects = {one.about for one in said if one.about is None or one.about in people}
        return {subject: self.topic([one for one in said if one.about == subject]) for subject in subjects | {None}}

    def differ(self, topics: Mapping[int | None, Topic]) -> bool:
        session = topics[None]
        if session.holds is None or session.holds.said is Said.NOT_HELD:
            return session.differ
        return any(topic.differ for topic in topics.values())

    def fate(self, row: Any) -> Fate:
        policy = self.programme.attendance
        theirs = [one for one in self.rows.attendees if one.session_id == row.id]
        people = {one.person_id for one in theirs}
        said = [one for one in self.rows.statements if one.session_id == row.id]
        since = None
        for count in range(1, len(said) + 1):
            differ = self.differ(self.topics(said[:count], people))
            since = (since or said[count - 1].at) if differ else None
        topics = self.topics(said, people)
        session = topics[None]
        waited_for = {one.person_id for one in theirs if one.rsvp is not Rsvp.DECLINED}
        if row.kind is not SessionKind.BILATERAL:
            waited_for = {row.organiser_id}
        closed = bool(session.words) and (session.settled or waited_for <= {one.by for one in session.words})
        over, silent = row.ends_at <= self.now, row.ends_at + policy.answer_within <= self.now
        took_place = None if session.holds is None else session.holds.said is not Said.NOT_HELD
        stands = "to come"
        if over or said:
            known = took_place is not None and since is None and (closed or silent)
            stands = "open" if not known else "held" if took_place else "not held"
        began = session.holds.began if session.holds is not None and took_place else None
        objected = any(topic.objected for about, topic in topics.items() if about is None or took_place)
        at = began if began and stands == "held" else row.starts_at
        about = self.about(topics) if since else ""
        return Fate(row, stands, topics, closed, silent, since, about, objected, took_place, at, over)

    def about(self, topics: Mapping[int | None, Topic]) -> str:
        """What people differ about, the weightiest of it: "1 whether", "2 when", "3 who" or "4 how long"."""
        session = topics[None].words
        if topics[None].differ:
            outcomes = {one.said is Said.NOT_HELD for one in session}
            return "1 whether" if len(outcomes) == 2 else "2 when"
        lines = [{one.presence for one in topic.words} for topic in topics.values() if topic.differ]
        return "3 who" if any(len(one) > 1 for one in lines) else "4 how long"

    # Pairs

    def pair_row(self, pair: Any) -> RowOfPair:
        fates = [one for one in self.bilateral if one.row.pair_id == pair.id]
        held = [one.at for one in fates if one.stands == "held"]
        people = self.rows.people
        places = {one.person_id: one.cluster for one in self.rows.participants}
        reasons = [] if pair.paused else [one for one in self.reasons(pair, fates) if one.points > 0]
        reasons.sort(key=lambda one: (-one.points, ORDER.index(one.kind)))
        score, urgent = sum(one.points for one in reasons), self.programme.risk.urgent_from
        row = RowOfPair(
            pair=pair,
            mentor=people[pair.mentor_id],
            mentee=people[pair.mentee_id],
            cluster=places.get(pair.mentee_id, ""),
            planned=len(fates),
            held=len(held),
            unconfirmed=sum(one.stands == "open" for one in fates),
            held_at=max(held, default=None),
            next_at=min((one.row.starts_at for one in fates if not one.over), default=None),
            reasons=reasons,
            level="calm" if not reasons else "urgent" if score >= urgent else "watch",
        )
        return self.rested(row)

    def rested(self, row: RowOfPair) -> RowOfPair:
        """A row rests for who let it rest knowing all its reasons, unless it was taken up again or seen to since."""
        kinds = {one.kind for one in row.reasons}
        since = self.now - TOLD_FOR
        for care in sorted((one for one in self.rows.cares if one.pair_id == row.pair.id), key=lambda x: (x.at, x.id)):
            if care.at >= since or care.kind is CareKind.WAKE or (care.until and care.until >= since.date()):
                row.last_care = care
            if care.kind is CareKind.WAKE:
                row.rests_until = None
            elif care.until is not None and care.until >= self.today and kinds in self.rested_for(care):
                row.rests_until = max(care.until, row.rests_until or care.until)
        return row

    @staticmethod
    def rested_for(care: Any) -> list[set[ReasonKind]]:
        """Every choice of the reasons that there were; none of them only where there was none."""
        known = set(care.reasons)
        some = [set(chosen) for size in range(1, len(known) + 1) for chosen in combinations(known, size)]
        return some or [set()]

    def reasons(self, pair: Any, fates: list[Fate]) -> Iterable[Reason]:
        risk = self.programme.risk
        differ = [one.differ_since for one in fates if one.differ_since]
        if differ:
            about = min(one.differ_about for one in fates if one.differ_since)
            yield Reason(ReasonKind.DISPUTED, risk.disputed, (self.now - min(differ)).days, min(differ), about=about)
        missing = [one.row.ends_at for one in fates if one.over and self.nobody_spoke(one)]
        if missing and self.now - min(missing) >= risk.outcome_after * DAY:
            yield Reason(ReasonKind.OUTCOME_MISSING, risk.outcome_missing, (self.now - min(missing)).days, min(missing))
        if self.today <= self.programme.ends_on:
            yield from self.reasons_to_go_on(pair, fates)

    def reasons_to_go_on(self, pair: Any, fates: list[Fate]) -> Iterable[Reason]:
        """Those that are none any more once the programme is over."""
        risk = self.programme.risk
        if all(one.over for one in fates):
            met = [one.row.ends_at for one in fates if one.over and one.stands != "not held"]
            days = [self.programme.starts_on, pair.starts_on, pair.resumed_on or pair.starts_on]
            quiet = (self.today - max(*days, *(self.day(one) for one in met))).days
            if quiet >= risk.quiet_after:
                points = min(risk.quiet_most, risk.quiet + (quiet - risk.quiet_after) // risk.quiet_step)
                yield Reason(ReasonKind.QUIET, points, quiet, max(met, default=None), never=not met)
        moved = {one.session_id for one in self.rows.changes if one.kind is ChangeKind.MOVED}
        if len(fates) >= 2 and {one.row.id for one in fates[-2:]} <= moved:
            yield Reason(ReasonKind.MOVED_TWICE, risk.moved_twice)
        silent = tuple(one for one in (pair.mentor_id, pair.mentee_id) if not self.answered(one))
        since = self.programme.welcoming_since
        if since and silent and (self.today - max(pair.starts_on, self.day(since))).days >= risk.welcome_after:
            yield Reason(ReasonKind.WELCOME_UNANSWERED, risk.welcome_unanswered, people=silent)
        mentor = self.rows.people[pair.mentor_id]
        away = mentor.wishes.away_until
        if away and self.now.astimezone(ZoneInfo(mentor.zone)).date() <= away:
            yield Reason(ReasonKind.AWAY, risk.away, until=away, people=(mentor.id,))

    def nobody_spoke(self, fate: Fate) -> bool:
        return fate.took_place is None and fate.differ_since is None and not self.noted(fate.row.id)

    def noted(self, session_id: str) -> bool:
        return any(one.session_id == session_id for one in self.rows.notes)

    def answered(self, person_id: int) -> bool:
        return any(one.person_id == person_id and one.answered for one in self.rows.portraits)

    # The programme

    def reckon_totals(self) -> Totals:
        joint = [one for one in self.fates if one.row.kind is SessionKind.JOINT]
        begun = [one for one in joint if one.stands != "to come"]
        begun_months = [one.expected or 0 for one in self.months if one.first <= self.today]
        return Totals(
            pairs=len(self.pair_rows),
            planned=len(self.bilateral),
            held=sum(one.stands == "held" for one in self.bilateral),
            unconfirmed=sum(one.stands == "open" for one in self.bilateral),
            notes=sum(self.noted(one.row.id) for one in self.bilateral),
            expected=sum(begun_months) if self.programme.sessions_a_month else None,
            meetings_planned=len(joint),
            meetings_over=len(begun),
            places=sum(len(self.places(one)) for one in begun),
            attended=sum(self.attended(one) for one in begun),
            to_settle=[one.row.id for one in reversed(self.fates) if self.for_coordinators(one)],
        )

    def places(self, fate: Fate) -> list[int]:
        """Everybody of whom a meeting that was spoken of has a line: who waited for a place has none."""
        if not any(one.session_id == fate.row.id for one in self.rows.statements):
            return []
        return [
            one.person_id
            for one in self.rows.attendees
            if one.session_id == fate.row.id
            and (one.rsvp not in (Rsvp.WAITING, Rsvp.OFFERED) or self.spoken_of(fate, one.person_id).words)
        ]

    def spoken_of(self, fate: Fate, person_id: int) -> Topic:
        return fate.topics.get(person_id, Topic([]))

    def attended(self, fate: Fate) -> int:
        """A line counts once the host spoke of it or the time to answer is over, whatever others differ about."""
        if not fate.took_place or not (fate.closed or fate.silent):
            return 0
        lines = [self.spoken_of(fate, one) for one in self.places(fate)]
        there = [one for one in lines if one.holds is not None and one.holds.presence in WERE_THERE]
        host = fate.row.organiser_id
        return sum(fate.silent or one.settled or host in {word.by for word in one.words} for one in there)

    def for_coordinators(self, fate: Fate) -> bool:
        if not fate.over:
            return False
        if fate.differ_since:
            return fate.differ_since + self.programme.attendance.talk_within <= self.now
        return fate.objected or (fate.took_place is None and fate.silent)

    def month_days(self) -> Iterable[date]:
        first = self.programme.starts_on.replace(day=1)
        while first <= self.programme.ends_on:
            yield first
            first = following(first)

    def month(self, first: date) -> Month:
        beyond, begins = following(first), max(first, self.programme.starts_on)
        lasting = [
            one for one in self.rows.pairs if one.starts_on < beyond and (not one.ends_on or one.ends_on >= begins)
        ]
        expected = self.programme.sessions_a_month * len(lasting) if self.programme.sessions_a_month else None
        theirs = [one for one in self.bilateral if first <= self.day(one.at) < beyond]
        return Month(
            first,
            expected,
            planned=len(theirs),
            held=sum(one.stands == "held" for one in theirs),
            unconfirmed=sum(one.stands == "open" for one in theirs),
        )

    def held_in(self, first: date, beyond: date) -> list[Fate]:
        return [one for one in self.bilateral if one.stands == "held" and first <= self.day(one.at) < beyond]

    def edges(self) -> list[list[datetime]]:
        """Moments after now at which time alone changes something, by what it is that changes."""
        risk, attendance = self.programme.risk, self.programme.attendance
        rows, differ = [one.row for one in self.fates], [one.differ_since for one in self.fates if one.differ_since]
        met = [self.day(one.row.ends_at) for one in self.bilateral]
        begun = [one for pair in self.rows.pairs for one in (pair.starts_on, pair.resumed_on) if one]
        welcoming = self.programme.welcoming_since
        mentors = [self.rows.people[one.mentor_id] for one in self.rows.pairs]
        days = {
            "quiet": [one + risk.quiet_after * DAY for one in (*begun, *met)],
            "quieter": [one + (risk.quiet_after + risk.quiet_step) * DAY for one in (*begun, *met)],
            "quiet for a week": [one + (risk.quiet_after + 7) * DAY for one in (*begun, *met)],
            "not welcomed": [
                one + risk.welcome_after * DAY for one in (*begun, *([self.day(welcoming)] if welcoming else []))
            ],
            "ended": [one.ends_on + DAY for one in self.rows.pairs if one.ends_on],
            "programme over": [self.programme.ends_on + DAY],
            "rested": [one.until + DAY for one in self.rows.cares if one.until],
        }
        moments = {
            "going on": [one.starts_at + timedelta(minutes=11) for one in rows],
            "over": [one.ends_at for one in rows],
            "silent": [one.ends_at + attendance.answer_within for one in rows],
            "missing": [one.ends_at + risk.outcome_after * DAY for one in rows],
            "missing for a week": [one.ends_at + (risk.outcome_after + 7) * DAY for one in rows],
            "talked": [one + attendance.talk_within for one in differ],
            "differing for a week": [one + 7 * DAY for one in differ],
            "back": [
                datetime.combine(one.wishes.away_until + DAY, time(), ZoneInfo(one.zone))
                for one in mentors
                if one.wishes.away_until
            ],
            **{kind: [self.midnight(one) for one in found] for kind, found in days.items()},
        }
        return [sorted({one.astimezone(UTC) for one in found if one > self.now}) for found in moments.values()]

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)

    # Digests, pictures, paths

    def week(self) -> dict[str, int]:
        """The week in figures: of sessions of every kind."""
        past = [one for one in self.fates if one.over and self.now - 7 * DAY <= one.row.starts_at]
        coming = [one for one in self.rows.sessions if self.now <= one.starts_at < self.now + 7 * DAY]
        return {
            "held": sum(one.stands == "held" for one in past),
            "unspoken": sum(self.awaits_word(one) for one in past),
            "booked": sum(one.state is SessionState.CONFIRMED for one in coming),
        }

    def awaits_word(self, fate: Fate) -> bool:
        """Whether somebody's word is still waited for, and none differ."""
        return fate.stands == "open" and fate.differ_since is None and not fate.silent

    def newly(self) -> set[int]:
        """Pairs that need somebody for a reason of the last seven days."""
        risk = self.programme.risk
        least = {ReasonKind.QUIET: risk.quiet_after, ReasonKind.OUTCOME_MISSING: risk.outcome_after}
        dated = {*least, ReasonKind.DISPUTED}
        return {
            row.pair.id
            for row in self.pair_rows
            if row.needs_somebody
            and any(one.kind in dated and one.days - least.get(one.kind, 0) < 7 for one in row.reasons)
        }

    def done(self) -> Counter[CareKind]:
        """What was pressed in the week, whether one or both of a pair were to read it."""
        lately = [one for one in self.rows.cares if one.at >= self.now - 7 * DAY]
        return Counter(kind for kind, *_ in {(one.kind, one.pair_id, one.by, one.at) for one in lately})

    def met_in(self, month: date) -> set[int]:
        return {one.row.pair_id for one in self.held_in(month, following(month))}

    def had_in(self, month: date) -> int:
        """How many pairs there were on a day of the month in which the programme had begun or not."""
        beyond = following(month)
        return sum(one.starts_on < beyond and (not one.ends_on or one.ends_on >= month) for one in self.rows.pairs)

    def by_mentee_country(self, month: date) -> list[tuple[str, int]]:
        pairs = {one.id: one for one in self.rows.pairs}
        found = Counter(
            self.rows.people[pairs[one.row.pair_id].mentee_id].country for one in self.held_in(month, following(month))
        )
        return sorted(((code, count) for code, count in found.items() if code), key=lambda one: (-one[1], one[0]))

    def participation(self) -> list[tuple[str, int, int]]:
        """Countries of everybody who is or was in a pair: with how many people, and sessions held with one of them."""
        pairs = {one.id: {one.mentor_id, one.mentee_id} for one in self.rows.pairs}
        people = Counter(self.rows.people[one].country for one in set().union(*pairs.values()))
        held = Counter(
            country
            for one in self.bilateral
            if one.stands == "held"
            for country in {self.rows.people[each].country for each in pairs[one.row.pair_id]}
        )
        found = [(code, count, held[code]) for code, count in people.items() if code]
        return sorted(found, key=lambda one: (-one[2], one[0]))

    def weeks(self) -> dict[tuple[int, date], int]:
        """Sessions held by pair and the Monday of their week."""
        return Counter(
            (one.row.pair_id, self.day(one.at) - self.day(one.at).weekday() * DAY)
            for one in self.bilateral
            if one.stands == "held"
        )

    def path(self, pair_id: int) -> list[tuple[date, int, int, int]]:
        """Month by month: held, unconfirmed, to come."""
        theirs = [one for one in self.bilateral if one.row.pair_id == pair_id]
        return [
            (
                first,
                *(
                    sum(first <= self.day(one.at) < following(first) and said(one) for one in theirs)
                    for said in (
                        lambda one: one.stands == "held",
                        lambda one: one.stands == "open",
                        lambda one: one.stands != "held" and one.row.starts_at > self.now,
                    )
                ),
            )
            for first in self.month_days()
        ]

    def pairs_of(self, person_id: int) -> list[Any]:
        """Pairs of the person that last and do not pause, by the day in UTC."""
        today = self.now.astimezone(UTC).date()
        return [
            one
            for one in self.rows.pairs
            if person_id in (one.mentor_id, one.mentee_id) and lasts(one, today) and not one.paused
        ]


def lasts(pair: Any, day: date) -> bool:
    return bool(pair.starts_on <= day and (pair.ends_on is None or day <= pair.ends_on))


def following(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
