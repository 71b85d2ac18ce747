"""A coordinator's message to an audience at a time, and who was reached by it.

`Content` is what was written and chosen. A draft of it is an `Announcement` of state DRAFT, a saved pattern for more
one of state TEMPLATE. `Preview` tells before anything is sent what each reader would get and when, or why nothing:
a `ReaderPlan` for everybody whom the audience means. Confirmed, each of them has a line in the ledger, for good: a
`LedgerRow` joins the line with its person and with what became of its delivery. The message itself is in the delivery
engine alone; nothing here counts or queues for itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from mentoring.gatherings import Audience
from mentoring.messages import DeliveryState
from mentoring.people import Person, Programme
from mentoring.rich_text import RichText

LONGEST_TITLE = 150
"""Characters of a title: what a header may have."""

LONGEST_TEXT = 40_000
"""Characters of a version, what variables become among them: what one message may have."""

LONGEST_REPLY = 3_000
MOST_FILES = 10


class PairState(StrEnum):
    """Whether somebody has a pair today, never had one, or has none any more."""

    PAIRED = "paired"
    UNPAIRED = "unpaired"
    ENDED = "ended"


@dataclass(frozen=True)
class Readership:
    """Whom an announcement is for.

    ``audience`` says it by names, roles, countries, sectors and clusters; ``languages`` (such as "fr") and
    ``pair_states`` narrow it like these, and alone speak of everybody they fit. People named are readers whatever else
    is said. ``channel`` is the Slack channel that it is posted in instead, once for each version; the audience then
    says who is expected to read it there.
    """

    audience: Audience = field(default_factory=Audience)
    languages: frozenset[str] = frozenset()
    pair_states: frozenset[PairState] = frozenset()
    channel: str = ""

    @property
    def names_nobody(self) -> bool:
        """Whether nothing at all was said of readers."""
        return self.audience.names_nobody and not self.languages and not self.pair_states


@dataclass(frozen=True)
class Timing:
    """When it is sent: now, where nothing is said, at an instant (UTC), or at an hour of each reader's own clock.

    That is ``hour`` on ``day``. A reader on whose clock that hour has passed when it is confirmed gets it at once.
    Where clocks skip the hour it is as much later as they skip; where they show it twice, it is the first time.
    """

    at: datetime | None = None
    day: date | None = None
    hour: time | None = None

    @property
    def own_clock(self) -> bool:
        """Whether it is an hour of each reader's own clock."""
        return self.day is not None and self.hour is not None


@dataclass(frozen=True)
class Version:
    """What is said in one language (such as "fr").

    "{name}", "{programme}" and "{partner}" in it become the reader's name, the programme's and those of the reader's
    partners: as words, whatever they hold.
    """

    language: str
    title: str
    text: RichText = ()


@dataclass(frozen=True)
class Attachment:
    """A file that goes with it: Slack's id, what people see of it, and whether it is shown as a picture."""

    file_id: str
    name: str
    permalink: str
    picture: bool = False


@dataclass(frozen=True)
class Content:
    """Everything that a coordinator writes and chooses.

    The first of ``versions`` is the one that its writer began with. ``acknowledgement`` asks each reader for one tap;
    ``replies`` lets them answer the coordinators. ``urgent`` is said at any hour, also to those who are away;
    ``compulsory`` also to those who muted announcements. ``pings_allowed`` lets an @channel or @group that was put in
    as such call people; typed letters never do.
    """

    versions: tuple[Version, ...] = ()
    readership: Readership = field(default_factory=Readership)
    timing: Timing = field(default_factory=Timing)
    acknowledgement: bool = False
    replies: bool = True
    urgent: bool = False
    compulsory: bool = False
    pings_allowed: bool = False
    attachments: tuple[Attachment, ...] = ()

    def version(self, language: str) -> Version | None:
        """What is said in this language; None when nothing is."""
        return next((one for one in self.versions if one.language == language), None)

    @property
    def title(self) -> str:
        """The title in the language that its writer began with."""
        return self.versions[0].title if self.versions else ""


class AnnouncementState(StrEnum):
    """Where an announcement stands.

    SENDING from Confirm until everybody in the ledger has an end; STOPPED ones send nothing more; WITHDRAWN ones say so
    wherever they were read. A TEMPLATE is never sent itself, DISCARDED is what was a draft or a template.
    """

    DRAFT = "draft"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    TEMPLATE = "template"
    DISCARDED = "discarded"


UNDER_WAY = frozenset({AnnouncementState.SENDING, AnnouncementState.PAUSED})
OUT = UNDER_WAY | {AnnouncementState.SENT, AnnouncementState.STOPPED, AnnouncementState.WITHDRAWN}
"""States of what was confirmed: these have a ledger."""


@dataclass(frozen=True)
class Announcement:
    """An announcement from its first draft on.

    ``revision`` rises with every change of what is written once it is confirmed; `ContentVersion` keeps each.
    ``wishes`` is how often those who had not acknowledged were reminded. ``name`` is a template's.
    """

    id: str
    programme_id: int
    author_id: int
    content: Content
    created_at: datetime
    changed_at: datetime
    state: AnnouncementState = AnnouncementState.DRAFT
    revision: int = 1
    confirmed_at: datetime | None = None
    wishes: int = 0
    name: str = ""


@dataclass(frozen=True)
class ContentVersion:
    """What an announcement said from ``at`` on, by whose hand; of a withdrawal, ``withdrawn``."""

    announcement_id: str
    revision: int
    content: Content
    by: int
    at: datetime
    withdrawn: bool = False


class WhyNot(StrEnum):
    """Why somebody in the audience gets nothing.

    They left the programme or pause in it, their account is deactivated, they have not joined Slack; they are away on
    that day; they muted announcements; nothing was written in their language nor in the programme's; they came into
    the audience after it was confirmed, and a coordinator has not sent it to them yet.
    """

    LEFT = "left"
    PAUSED = "paused"
    DEACTIVATED = "deactivated"
    NOT_JOINED = "not_joined"
    AWAY = "away"
    MUTED = "muted"
    NO_VERSION = "no_version"
    JOINED_LATER = "joined_later"


FOUND_WHEN_SENT = {
    "the recipient is not in this programme": WhyNot.LEFT,
    "the recipient pauses in this programme": WhyNot.PAUSED,
    "the recipient is not active any more": WhyNot.DEACTIVATED,
    "the recipient has not joined the workspace": WhyNot.NOT_JOINED,
    "the recipient is away": WhyNot.AWAY,
    "the recipient muted announcements": WhyNot.MUTED,
    "nothing is written in a language for the recipient": WhyNot.NO_VERSION,
}
"""What the delivery engine notes when it finds such a reason only as it is about to send."""

CALLED_OFF = "called off"
"""What it notes of what was to be sent when an announcement was stopped or withdrawn."""


@dataclass(frozen=True)
class ReaderPlan:
    """What one reader would get.

    ``language`` is that of the version they get, ``fallback`` when it is the programme's because there is none in
    theirs. ``due_at`` (UTC) is when; ``passed`` when their hour has passed, so that they get it at once; ``moved`` when
    their quiet hours move it. With ``why_not`` they get nothing, and ``due_at`` is when they would have.
    """

    person: Person
    language: str
    fallback: bool = False
    due_at: datetime | None = None
    passed: bool = False
    moved: bool = False
    why_not: WhyNot | None = None


@dataclass(frozen=True)
class Preview:
    """Everybody whom the audience means, by name, with what each would get. ``pings`` are those that would call people.

    ``seen`` stands for what is shown here: Confirm carries it back, and sends nothing where it has changed.
    """

    announcement: Announcement
    programme: Programme
    lines: tuple[ReaderPlan, ...]
    pings: tuple[str, ...] = ()

    @property
    def reached(self) -> tuple[ReaderPlan, ...]:
        """Those who get it."""
        return tuple(one for one in self.lines if one.why_not is None)

    @property
    def left_out(self) -> tuple[ReaderPlan, ...]:
        """Those who do not."""
        return tuple(one for one in self.lines if one.why_not is not None)

    @property
    def count(self) -> int:
        """How many get it: the number that Confirm says again."""
        return len(self.reached)

    @property
    def seen(self) -> str:
        """The number, and a mark of who gets which version of what text."""
        who = [f"{one.person.id}{one.language}" for one in self.reached]
        mark = hashlib.sha256(f"{self.announcement.changed_at}{who}".encode()).hexdigest()[:12]
        return f"{self.count}.{mark}"


class Standing(StrEnum):
    """Where a reader's line stands; each line in exactly one, so that they add up to everybody.

    PLANNED is still to come, SENT was posted, FAILED was tried and will not be again by itself, UNCLEAR may or may not
    have been posted and waits for a person, SKIPPED got nothing for the reason in ``why_not``, STOPPED was called off
    before its time, WITHDRAWN was sent and now says so.
    """

    PLANNED = "planned"
    SENT = "sent"
    FAILED = "failed"
    UNCLEAR = "unclear"
    SKIPPED = "skipped"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class ReaderLine:
    """What the ledger keeps of a reader besides their delivery.

    ``delivery_key`` names that, "" where none was planned; ``tries`` is how often one was. ``late`` for those who came
    into the audience after it was confirmed.
    """

    announcement_id: str
    person_id: int
    language: str
    planned_at: datetime
    fallback: bool = False
    due_at: datetime | None = None
    why_not: WhyNot | None = None
    delivery_key: str = ""
    tries: int = 0
    late: bool = False
    acknowledged_at: datetime | None = None


@dataclass(frozen=True)
class LedgerRow:
    """A reader's line with who they are and what became of the delivery.

    ``reason`` is the engine's or Slack's word for why there is no message. The message is at ``channel_id`` and
    ``slack_ts``, which is Slack's own time of it; ``shown_revision`` is the revision that it was posted with.
    """

    line: ReaderLine
    name: str
    email: str = ""
    user_id: str | None = None
    standing: Standing = Standing.PLANNED
    delivery_state: DeliveryState | None = None
    reason: str = ""
    channel_id: str = ""
    slack_ts: str = ""
    shown_revision: int = 0

    @property
    def why_not(self) -> WhyNot | None:
        """Why a SKIPPED reader got nothing, known when it was planned or found when it was to be sent."""
        return self.line.why_not or FOUND_WHEN_SENT.get(self.reason)

    @property
    def sent_at(self) -> datetime | None:
        """When Slack took the message; None when it did not."""
        return datetime.fromtimestamp(float(self.slack_ts), UTC) if self.slack_ts else None


@dataclass(frozen=True)
class LedgerWish:
    """Which lines of a ledger to show: those of these standings, whose person's name or address holds ``words``.

    ``acknowledged`` None is either; ``why_not`` is what was known when the line was planned. Sorted by name; ``limit``
    lines from the ``first`` one on, None for all.
    """

    standings: frozenset[Standing] = frozenset()
    words: str = ""
    acknowledged: bool | None = None
    why_not: WhyNot | None = None
    first: int = 0
    limit: int | None = 20


WHOLE_LEDGER = LedgerWish(limit=None)


@dataclass(frozen=True)
class Counts:
    """How many lines stand where; all of them are ``total``. ``last_minute`` were sent within the last minute."""

    by_standing: Mapping[Standing, int]
    acknowledged: int = 0
    last_minute: int = 0

    @property
    def total(self) -> int:
        """Everybody on the list."""
        return sum(self.by_standing.values())

    def of(self, standing: Standing) -> int:
        """How many stand there."""
        return self.by_standing.get(standing, 0)

    @property
    def left(self) -> timedelta | None:
        """How long what is planned takes at the pace of the last minute; None where nothing was sent in it."""
        return timedelta(minutes=self.of(Standing.PLANNED) / self.last_minute) if self.last_minute else None


@dataclass(frozen=True)
class LedgerPage:
    """Some lines of an announcement's ledger, and how all of them stand.

    There are ``found`` of what was wished. ``newcomers`` are in the audience by now and not in the ledger.
    """

    announcement: Announcement
    programme: Programme
    author: Person
    counts: Counts
    rows: tuple[LedgerRow, ...]
    found: int
    newcomers: tuple[Person, ...] = ()


@dataclass(frozen=True)
class LedgerMissed:
    """A ledger that a coordinator asked for as a file of this ``form``, and that did not arrive, or perhaps did."""

    announcement: Announcement
    programme: Programme
    form: str


@dataclass(frozen=True)
class SendingProgress:
    """How the sending stands, for the coordinator who confirmed it."""

    announcement: Announcement
    programme: Programme
    counts: Counts


@dataclass(frozen=True)
class Answer:
    """What a coordinator answered to a reply."""

    by: int
    text: str
    at: datetime


@dataclass(frozen=True)
class Reply:
    """What a reader wrote back to the coordinators, and what these answered, first one first."""

    id: str
    announcement_id: str
    person_id: int
    text: str
    at: datetime
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class ReplyView:
    """A reply with the announcement that it is about; ``people`` by id are its writer and those who answered."""

    announcement: Announcement
    programme: Programme
    reply: Reply
    people: Mapping[int, Person]


@dataclass(frozen=True)
class Replies:
    """Everything that readers wrote back about an announcement, first one first; ``people`` by id."""

    announcement: Announcement
    programme: Programme
    replies: tuple[Reply, ...]
    people: Mapping[int, Person]


@dataclass(frozen=True)
class Confirmed:
    """What came of Confirm: ``changed`` is what has to be shown again, None when it is on its way."""

    announcement: Announcement
    changed: Preview | None = None

    @property
    def sent(self) -> bool:
        """Whether it is on its way."""
        return self.changed is None


@dataclass(frozen=True)
class ReaderMessage:
    """An announcement as one reader is shown it: ``title`` and ``text`` are filled in and harmless.

    ``fallback`` marks the programme's language in the place of theirs; ``trial`` what its writer sends to themselves.
    ``withdrawn`` says so instead of the text; ``edited`` once it says something else than when it was sent.
    """

    announcement: Announcement
    programme: Programme
    author: Person
    language: str
    title: str
    text: RichText
    fallback: bool = False
    acknowledged_at: datetime | None = None
    edited: bool = False
    withdrawn: bool = False
    trial: bool = False
    in_channel: bool = False


VARIABLES = ("name", "programme", "partner")
"""What a version may name in braces."""


@dataclass(frozen=True)
class Listed:
    """An announcement in a list, with how its ledger stands; a draft's and a template's is empty."""

    announcement: Announcement
    author: Person
    counts: Counts
