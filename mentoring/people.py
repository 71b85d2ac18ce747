"""The people of a programme: who they are, which clock and language they live by, and who is paired with whom."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from mentoring.attendance import AttendancePolicy
from mentoring.clocks import midnight
from mentoring.competences import Competence
from mentoring.intervals import Interval
from mentoring.pairing_policy import PairingPolicy
from mentoring.programme_settings import PlannedMeetings, ProgrammeState, SetUpStep, Welcomes
from mentoring.reminders import ReminderPolicy, ReminderWishes
from mentoring.risk import RiskPolicy

DEFAULT_WEEKENDS = {"EG": (4, 5), "JO": (4, 5), "PS": (4, 5)}
"""Weekend days by country, Monday 0; every country not named rests on Saturday and Sunday (DESIGN, section 5)."""


class Role(StrEnum):
    """What a person is in a programme; one may be both mentor and mentee."""

    MENTOR = "mentor"
    MENTEE = "mentee"
    COORDINATOR = "coordinator"


@dataclass(frozen=True)
class Window:
    """Hours on one weekday (Monday 0) in which a person may be booked, on their own clock."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class WorkingWeek:
    """The weekly hours in which a person may be booked."""

    windows: tuple[Window, ...]

    @classmethod
    def usual(cls, country: str) -> WorkingWeek:
        """Nine to six on every day that is no weekend in ``country`` (ISO 3166 alpha-2)."""
        weekend = DEFAULT_WEEKENDS.get(country, (5, 6))
        return cls(tuple(Window(day, time(9), time(18)) for day in range(7) if day not in weekend))


@dataclass(frozen=True)
class Person:
    """Somebody of a Slack workspace whom the bot knows.

    ``user_id`` is Slack's, None until they join. ``language`` is their own choice, None when they made none; Slack's
    ``locale`` ("fr-FR") is the next guess. ``zone`` is IANA; ``country`` ISO 3166 alpha-2; ``speaks`` are the languages
    (ISO 639) in which they can be mentored or mentor. What begins with ``account`` is what Slack last said of their
    account, "" before it said anything; the name, address and zone that the programme goes by are the others.
    """

    id: int
    team_id: str
    user_id: str | None
    email: str
    name: str
    zone: str
    country: str
    city: str = ""
    language: str | None = None
    locale: str | None = None
    working_week: WorkingWeek = field(default_factory=lambda: WorkingWeek.usual(""))
    active: bool = True
    wishes: ReminderWishes = field(default_factory=ReminderWishes)
    speaks: tuple[str, ...] = ()
    account_name: str = ""
    account_email: str = ""
    account_zone: str = ""


@dataclass(frozen=True)
class Profile:
    """What people say of themselves: which language they read, on which clock they live, when they may be booked.

    They are away up to and including ``away_until``, and can talk in the languages of ``speaks``.
    """

    language: str | None
    zone: str
    city: str
    working_week: WorkingWeek
    away_until: date | None = None
    speaks: tuple[str, ...] = ()

    @classmethod
    def of(cls, person: Person) -> Profile:
        """The person's profile as it is."""
        return cls(
            language=person.language,
            zone=person.zone,
            city=person.city,
            working_week=person.working_week,
            away_until=person.wishes.away_until,
            speaks=person.speaks,
        )

    def given_to(self, person: Person) -> Person:
        """The person with this profile."""
        return replace(
            person,
            language=self.language,
            zone=self.zone,
            city=self.city,
            working_week=self.working_week,
            wishes=replace(person.wishes, away_until=self.away_until),
            speaks=self.speaks,
        )


@dataclass(frozen=True)
class BookingPolicy:
    """What a programme allows when booking; settings, never constants.

    A freed place of a group session is offered for ``offer_within``, and a mentee's proposal of one awaits a host for
    ``host_within``.
    ``link_template`` is where sessions meet: an https address in which ``{room}`` becomes a room nobody can guess.
    """

    notice: timedelta = timedelta(hours=2)
    horizon: timedelta = timedelta(days=120)
    shortest: timedelta = timedelta(minutes=15)
    longest: timedelta = timedelta(hours=3)
    usual: timedelta = timedelta(hours=1)
    answer_within: timedelta = timedelta(days=3)
    longest_topic: int = 200
    longest_reason: int = 500
    link_template: str = ""
    offer_within: timedelta = timedelta(days=1)
    host_within: timedelta = timedelta(days=7)
    longest_word: int = 1500


@dataclass(frozen=True)
class Programme:
    """A mentoring undertaking with its dates (both inclusive, on the clocks of ``zone``), language and rules.

    ``competences`` is its own list of what people offer and need; without one it is the usual list. Since
    ``welcoming_since`` whoever joins is welcomed; None while its coordinators have not said that it begins.
    ``language`` is what it works in, ``languages`` are those its people read, that one included. ``channel`` is
    Slack's id of where it announces and presents newcomers, "" for nowhere; ``sessions_a_month`` is what it expects of
    a pair, 0 when it expects no number. ``set_up`` are the steps of its setting up that somebody has been through.
    """

    id: int
    team_id: str
    name: str
    starts_on: date
    ends_on: date
    language: str = "en"
    zone: str = "UTC"
    booking: BookingPolicy = field(default_factory=BookingPolicy)
    reminders: ReminderPolicy = field(default_factory=ReminderPolicy)
    attendance: AttendancePolicy = field(default_factory=AttendancePolicy)
    risk: RiskPolicy = field(default_factory=RiskPolicy)
    pairing: PairingPolicy = field(default_factory=PairingPolicy)
    competences: tuple[Competence, ...] = ()
    welcoming_since: datetime | None = None
    languages: tuple[str, ...] = ()
    channel: str = ""
    sessions_a_month: int = 0
    meetings: PlannedMeetings = field(default_factory=PlannedMeetings)
    welcome: Welcomes = ()
    state: ProgrammeState = ProgrammeState.RUNNING
    set_up: frozenset[SetUpStep] = frozenset()

    @classmethod
    def blank(cls, team_id: str = "") -> Programme:
        """One of which nothing is settled yet but what is usual."""
        return cls(0, team_id, "", date.min, date.min)

    def goes_on(self, day: date) -> bool:
        """Whether something can still be arranged in it on that day of its clock."""
        return self.runs and day <= self.ends_on

    @property
    def over_at(self) -> datetime:
        """The instant at which its last day is over on its clock."""
        return midnight(self.ends_on + timedelta(days=1), self.zone)

    @property
    def spoken(self) -> tuple[str, ...]:
        """The languages in which its channel is spoken to, the one it works in first."""
        return tuple(dict.fromkeys((self.language, *self.languages)))

    @property
    def runs(self) -> bool:
        """Whether it is neither still being set up nor over for good."""
        return self.state is ProgrammeState.RUNNING


class ParticipationState(StrEnum):
    """Whether somebody takes part in a programme now."""

    ACTIVE = "active"
    PAUSED = "paused"
    LEFT = "left"


@dataclass(frozen=True)
class Participant:
    """A person in a programme; ``until`` is the last day of their pause, where it has one."""

    programme_id: int
    person: Person
    roles: frozenset[Role]
    cohort: str = ""
    cluster: str = ""
    sector: str = ""
    title: str = ""
    state: ParticipationState = ParticipationState.ACTIVE
    until: date | None = None


@dataclass(frozen=True)
class Pair:
    """One mentor and one mentee of a programme, for a period; ``ends_on`` None while it lasts.

    ``link`` is where all their sessions meet; "" when each has a room of its own. A pair is ``paused`` while one of the
    two is out of the programme; ``resumed_on`` is when it last went on after that.
    """

    id: int
    programme_id: int
    mentor_id: int
    mentee_id: int
    starts_on: date
    ends_on: date | None = None
    link: str = ""
    paused: bool = False
    resumed_on: date | None = None

    def lasts_on(self, day: date) -> bool:
        """Whether the pair has begun by that day and has not ended before it, paused or not."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    @property
    def people(self) -> frozenset[int]:
        """Ids of the two."""
        return frozenset((self.mentor_id, self.mentee_id))

    def partner_of(self, person_id: int) -> int:
        """Id of the other one."""
        return self.mentee_id if person_id == self.mentor_id else self.mentor_id


@dataclass(frozen=True)
class RosterRow:
    """One person as a roster names them; ``line`` is where, counted from 1 with the heading.

    ``mentor_email`` pairs a mentee with that mentor. Empty text means that the roster says nothing.
    """

    line: int
    email: str
    name: str
    roles: frozenset[Role]
    zone: str
    country: str
    city: str = ""
    language: str = ""
    cohort: str = ""
    cluster: str = ""
    sector: str = ""
    title: str = ""
    mentor_email: str = ""
    user_id: str = ""


@dataclass(frozen=True)
class Brought:
    """What an import made of one person: who they were and are by now, and their place in the programme."""

    before: Person | None
    after: Person
    was: Participant | None
    place: Participant

    @property
    def changed(self) -> bool:
        """Whether the import changed anything about them."""
        return (self.before, self.was) != (self.after, self.place)


@dataclass(frozen=True)
class RosterProblem:
    """What is wrong in a line of a roster; ``code`` and ``facts`` make the sentence, ``column`` is its heading."""

    line: int
    code: str
    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class RosterReport:
    """What an import did; counts of people and pairs, and the problems of rows left out."""

    added: int
    updated: int
    unchanged: int
    pairs_added: int
    linked: int
    problems: tuple[RosterProblem, ...] = ()


@dataclass(frozen=True)
class Holiday:
    """A public holiday: its English name; ``expected`` when it follows the moon and may shift by a day."""

    day: date
    name: str
    expected: bool = False


@dataclass(frozen=True)
class Agenda:
    """What the slot finder needs to know of one person."""

    person: Person
    working_week: WorkingWeek
    held: tuple[Interval, ...]
    holidays: tuple[Holiday, ...]
