"""The session: one meeting, one record and one id through any number of moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from mentoring.actions import ActionItem
from mentoring.announcements import Listed, ReaderMessage
from mentoring.arrivals import Arriving
from mentoring.attendance import Attendance
from mentoring.clocks import Anchor
from mentoring.concerns import Confidence
from mentoring.gatherings import Gathering
from mentoring.intervals import Interval, union
from mentoring.notes import Note
from mentoring.oversight import Board, PairPath
from mentoring.people import Participant, Person, Programme
from mentoring.reminders import ReminderPolicy
from mentoring.series import Series, SeriesChange, SeriesOutline


class SessionKind(StrEnum):
    """Who meets: one pair, several by invitation, or the whole programme."""

    BILATERAL = "bilateral"
    GROUP = "group"
    JOINT = "joint"


class SessionState(StrEnum):
    """Where a session stands. Whether it is past is a matter of the clock, not of its state."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


OPEN_STATES = frozenset({SessionState.PROPOSED, SessionState.CONFIRMED})
"""States in which a session holds its people's time."""


class Rsvp(StrEnum):
    """A person's answer before the session (RFC 5545 PARTSTAT).

    Where places are few, WAITING stands for a yes in the line for one, OFFERED for a place kept free for the first in
    it until they say so again.
    """

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    WAITING = "waiting"
    OFFERED = "offered"


PLACED = frozenset({Rsvp.ACCEPTED, Rsvp.OFFERED})
"""Answers that take a place of a group session and hold the person's time."""

IN_LINE = frozenset({Rsvp.WAITING, Rsvp.OFFERED})
"""Answers of those who wait for a place, or were offered one and have not taken it."""


@dataclass(frozen=True)
class Attendee:
    """A person of a session and their answer.

    ``since`` is when somebody WAITING or OFFERED joined the line; ``answer_by`` until when a place is OFFERED.
    """

    person_id: int
    rsvp: Rsvp = Rsvp.PENDING
    since: datetime | None = None
    answer_by: datetime | None = None


@dataclass(frozen=True)
class Proposal:
    """A time that ``by`` (person id) asks the others to agree to until ``expires_at``."""

    anchor: Anchor
    duration: timedelta
    by: int
    expires_at: datetime

    @property
    def when(self) -> Interval:
        """The proposed stretch, in UTC; the duration is elapsed time."""
        return self.anchor.lasting(self.duration)


@dataclass(frozen=True)
class Session:
    """A meeting of a pair or of several; ``gathering`` is what only the latter have, whose host is ``organiser_id``.

    ``anchor`` and ``duration`` are the time last agreed, or first proposed. ``proposal`` is what awaits an answer: the
    session's own time while it is proposed, another time while a confirmed session is asked to move. ``revision`` rises
    with every change. ``link`` is where it meets, ``link_typed`` whether somebody chose that for this session alone.
    ``reason`` is what the person who declined or cancelled wrote. A session of a series names it; its
    ``original_start`` is where the series' pattern puts it (iCalendar's RECURRENCE-ID). An ``unbooked`` one was put on
    record after it took place.
    """

    id: str
    programme_id: int
    pair_id: int | None
    kind: SessionKind
    state: SessionState
    anchor: Anchor
    duration: timedelta
    topic: str
    organiser_id: int
    attendees: tuple[Attendee, ...]
    created_at: datetime
    revision: int = 1
    link: str = ""
    link_typed: bool = False
    proposal: Proposal | None = None
    closed_by: int | None = None
    reason: str = ""
    gathering: Gathering | None = None
    series_id: str | None = None
    original_start: Anchor | None = None
    unbooked: bool = False

    @property
    def when(self) -> Interval:
        """The session's stretch, in UTC."""
        return self.anchor.lasting(self.duration)

    @property
    def place_in_series(self) -> Anchor:
        """Where the pattern of its series puts it, wherever it was moved; its own time where it is of none."""
        return self.original_start or self.anchor

    @property
    def day_in_series(self) -> date:
        """The date by which its series knows it, on the clocks of that place."""
        return self.place_in_series.wall.date()

    @cached_property
    def people(self) -> frozenset[int]:
        """Ids of everybody in it; kept, since a joint meeting has very many and is asked again and again."""
        return frozenset(attendee.person_id for attendee in self.attendees)

    @property
    def holders(self) -> frozenset[int]:
        """Ids of those whose time it holds: of both in a pair, of those who have a place where it is for several."""
        if self.gathering is None:
            return self.people
        return frozenset(one.person_id for one in self.attendees if one.rsvp in PLACED)

    @property
    def held(self) -> tuple[Interval, ...]:
        """The time that it keeps free of others for each of its `holders`; a proposed move holds both times."""
        if self.state not in OPEN_STATES or self.unbooked:
            return ()
        return tuple(union([self.when, *([self.proposal.when] if self.proposal else [])]))

    @property
    def acts_at(self) -> datetime | None:
        """When time alone next changes something: an offered place lapses, or the deadline for answers is over."""
        if self.gathering is None or self.state is not SessionState.CONFIRMED:
            return None
        ends = [one.answer_by for one in self.attendees if one.rsvp is Rsvp.OFFERED]
        deadline = None if self.gathering.answers_closed else self.gathering.answer_by
        return min(filter(None, [*ends, deadline]), default=None)

    def awaits(self, person_id: int) -> bool:
        """Whether this person's answer is awaited."""
        return self.proposal is not None and person_id in self.people and self.proposal.by != person_id

    def attendee(self, person_id: int) -> Attendee | None:
        """This person and their answer; None when they are not in it."""
        return next((one for one in self.attendees if one.person_id == person_id), None)

    def others(self, person_id: int) -> tuple[int, ...]:
        """Ids of everybody but this person, in order."""
        return tuple(attendee.person_id for attendee in self.attendees if attendee.person_id != person_id)

    def with_answer(self, person_id: int, rsvp: Rsvp) -> Session:
        """The session after this person's answer."""
        answered = tuple(replace(one, rsvp=rsvp) if one.person_id == person_id else one for one in self.attendees)
        return replace(self, attendees=answered)


class ChangeKind(StrEnum):
    """What happened to a session; each becomes a line of its history and a message to those concerned."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    COUNTERED = "countered"
    MOVE_PROPOSED = "move_proposed"
    MOVED = "moved"
    MOVE_DECLINED = "move_declined"
    MOVE_EXPIRED = "move_expired"
    CANCELLED = "cancelled"
    LINK_CHANGED = "link_changed"
    EXPIRED = "expired"
    TIME_CORRECTED = "time_corrected"
    TIME_CLASHES = "time_clashes"
    INVITED = "invited"
    HOSTED = "hosted"
    ANSWERED = "answered"
    OFFERED = "offered"
    LAPSED = "lapsed"
    MOVE_CLASHES = "move_clashes"
    RUNNING_LATE = "running_late"
    ANSWERS_CLOSED = "answers_closed"
    ANSWERS_REOPENED = "answers_reopened"
    CAPACITY_CHANGED = "capacity_changed"
    REMOVED = "removed"
    HANDED_OVER = "handed_over"
    HOST_WROTE = "host_wrote"
    ABSENCE_ASKED = "absence_asked"
    ABSENCE_ACCEPTED = "absence_accepted"
    ABSENCE_REFUSED = "absence_refused"
    LOGGED = "logged"


@dataclass(frozen=True)
class Change:
    """A line of a session's history: who did what when; ``before`` and ``after`` are the times concerned.

    ``about`` is the person whom it concerns where that is one alone, and not the one who did it.
    """

    session_id: str
    revision: int
    kind: ChangeKind
    by: int | None
    at: datetime
    before: Anchor | None = None
    after: Anchor | None = None
    reason: str = ""
    about: int | None = None


@dataclass(frozen=True)
class Draft:
    """A booking read back but not yet confirmed; its id is the form token that makes a second click change nothing.

    ``anchor`` is None while the time is still open; ``choices`` are instants (UTC) offered as buttons. ``session_id``
    is the session being moved, or the one that Confirm made. ``used`` is set once the draft has had its effect.
    """

    id: str
    person_id: int
    partner_id: int
    pair_id: int
    anchor: Anchor | None
    duration: timedelta
    topic: str
    created_at: datetime
    choices: tuple[datetime, ...] = ()
    session_id: str | None = None
    link: str = ""
    used: bool = False


@dataclass(frozen=True)
class RestDay:
    """A holiday that a slot finder kept clear of, or may still touch when it is only ``expected``.

    ``name`` is English, ``country`` ISO 3166 alpha-2; ``day`` is ISO 8601 text of the date there.
    """

    country: str
    day: str
    name: str
    expected: bool


@dataclass(frozen=True)
class ReadBack:
    """What a person is shown before anything is written; ``moving`` is the session whose time would change.

    ``slots`` stand there instead of a time when none was given; ``rest_days`` are the holidays near them, and
    ``elsewhere`` says that none was free when the person asked for it, so that these are the nearest.
    """

    draft: Draft
    programme: Programme
    booker: Person
    partner: Person
    moving: Session | None = None
    slots: tuple[Interval, ...] = ()
    rest_days: tuple[RestDay, ...] = ()
    elsewhere: bool = False


@dataclass(frozen=True)
class Details:
    """A session with everything that a card of it shows; ``people`` by id, ``series`` where it is one of several.

    ``attendance`` is what was said of it once it had begun; who spoke is among ``people`` too. ``among_several`` says
    that its viewer is in other programmes besides this one.
    """

    session: Session
    programme: Programme
    people: Mapping[int, Person]
    history: tuple[Change, ...] = ()
    notes: tuple[Note, ...] = ()
    attendance: Attendance = field(default_factory=Attendance)
    series: SeriesOutline | None = None
    among_several: bool = False


@dataclass(frozen=True)
class SeriesDetails:
    """A series with everything that its list of dates shows: ``sessions`` are those still to come, soonest first.

    ``change`` is what a message tells of; ``changed`` are the sessions that it touched, each as it now is with the line
    of its history.
    """

    series: Series
    programme: Programme
    people: Mapping[int, Person]
    sessions: tuple[Session, ...]
    change: SeriesChange | None = None
    changed: tuple[tuple[Session, Change], ...] = ()

    def awaiting(self, person_id: int) -> tuple[Session, ...]:
        """The sessions of the change that still await this person's answer as the change left them."""
        left = dict(self.change.sessions) if self.change else {}
        return tuple(one for one in self.sessions if left.get(one.id) == one.revision and one.awaits(person_id))


@dataclass(frozen=True)
class Overview:
    """What a person sees on Home: soonest first what is to come, latest first what is past.

    ``joint_meetings`` are those of their programmes that were not called off, the kick-off first, past ones included;
    ``to_host`` are group sessions that somebody proposed and they may host.
    ``reminders`` is what is said to them and when; ``reminded_at`` is when the day-before reminder of their next
    session is due, where that is still to come. ``to_settle`` are sessions that a coordinator has to look at because
    people differ about them, or nobody spoke, the latest of them; ``left_to_settle`` are not among them.
    ``open_items`` are what they have to do, the earliest due first; ``arrivals`` are what they were asked in each of
    their programmes that welcomes them now.
    ``to_acknowledge`` are announcements that they are to confirm having read, ``going_out`` those that go out in the
    programmes that they coordinate.
    ``resting`` are partners of pairs that pause, ``left`` the programmes that the person has left; ``confided`` is what
    was written to them in confidence and waits to be dealt with, without a word of it.
    ``board`` is what a coordinator sees of their programme, ``paths`` how a participant's pairs came along; both on
    Home alone.
    """

    person: Person
    participations: tuple[Participant, ...]
    programmes: tuple[Programme, ...]
    partners: tuple[Person, ...]
    awaiting: tuple[Details, ...]
    upcoming: tuple[Details, ...]
    past: tuple[Details, ...]
    reminders: ReminderPolicy = field(default_factory=ReminderPolicy)
    reminded_at: datetime | None = None
    joint_meetings: tuple[Session, ...] = ()
    to_host: tuple[Details, ...] = ()
    to_settle: tuple[Details, ...] = ()
    open_items: tuple[ActionItem, ...] = ()
    arrivals: tuple[Arriving, ...] = ()
    to_acknowledge: tuple[ReaderMessage, ...] = ()
    going_out: tuple[Listed, ...] = ()
    left_to_settle: int = 0
    board: Board | None = None
    paths: tuple[PairPath, ...] = ()
    resting: tuple[Person, ...] = ()
    left: tuple[Programme, ...] = ()
    confided: tuple[Confidence, ...] = ()


@dataclass(frozen=True)
class Who:
    """Somebody who speaks to the bot.

    ``person`` is None for a stranger. Strangers, and who has left all programmes, may turn to the ``coordinators``;
    ``left`` are the programmes of somebody who is in none any more.
    """

    person: Person | None
    participations: tuple[Participant, ...]
    programmes: tuple[Programme, ...]
    coordinators: tuple[Person, ...] = ()
    left: tuple[Programme, ...] = ()


@dataclass(frozen=True)
class BookingRequest:
    """What somebody asks for when booking or moving.

    The partner is named by Slack user or by person id, or not at all. ``wall`` is naive, on the clocks of ``zone``;
    None asks for suggestions. ``fold`` None means that the night's choice was not made; ``choices`` are readings (UTC)
    to choose among instead of a time; ``within`` are the days, or parts of them, in which slots are wanted.
    ``session_id`` names the session to move.
    """

    zone: str
    wall: datetime | None = None
    fold: int | None = None
    partner_user: str | None = None
    partner_id: int | None = None
    duration: timedelta | None = None
    topic: str = ""
    choices: tuple[datetime, ...] = ()
    within: tuple[Interval, ...] = ()
    session_id: str | None = None
    link: str = ""
