"""What the field needs from outside, by subject.

Every instant is aware and UTC; every query is bound to one Slack team.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from types import TracebackType
from typing import Protocol, Self, TypeVar

from mentoring.actions import ActionItem, ItemChange
from mentoring.announcements import (
    WHOLE_LEDGER,
    Announcement,
    AnnouncementState,
    Answer,
    ContentVersion,
    Counts,
    LedgerRow,
    LedgerWish,
    ReaderLine,
    Reply,
)
from mentoring.approaches import Approach
from mentoring.attendance import Statement
from mentoring.begun_forms import BegunForm
from mentoring.calendars import CalendarAddress, FeedVersion
from mentoring.clusters import Cluster, ClusterMerge, Collaboration
from mentoring.concerns import Concern, ConfidentialWord
from mentoring.consents import Consent as ParticipantConsent
from mentoring.folding import Wanted
from mentoring.gatherings import Absence, GatheringDraft
from mentoring.intervals import Interval
from mentoring.leavings import Leave, PairEnding
from mentoring.messages import (
    UNHURRIED,
    Backlog,
    Card,
    Delivery,
    DeliveryKind,
    LedgerLine,
    LedgerQuery,
    Means,
    Pace,
    Tally,
    Transition,
)
from mentoring.notes import Consent, Note, NoteDraft, NoteMark, NoteReader, NoteReading, NoteVersion
from mentoring.oversight import Care, Couple, Gist, MeetingFigures, Moment, PairFigures, PairFilter, SessionDay
from mentoring.pairing import Pairing
from mentoring.people import Holiday, Pair, Participant, ParticipationState, Person, Programme
from mentoring.polls import Poll
from mentoring.portfolio import Listing
from mentoring.portraits import Portrait
from mentoring.series import Series, SeriesChange, SeriesDraft
from mentoring.sessions import Change, Draft, Session

ONLY_READS = "only_reads"
"""The mark of a service that changes nothing."""

Now = Callable[[], datetime]
"""The clock: the present instant, aware, UTC. The wiring holds the only one."""


class People(Protocol):
    """Persons, programmes, participants and pairs of one team."""

    def get(self, person_id: int) -> Person:
        """The person; KeyError when there is none of this id in this team."""
        ...

    def known(self, person_ids: Collection[int]) -> Mapping[int, Person]:
        """Those of these people who are known in this team, by id."""
        ...

    def by_user(self, user_id: str) -> Person | None:
        """The person behind a Slack user."""
        ...

    def by_email(self, email: str) -> Person | None:
        """The person with this address, whatever its case."""
        ...

    def by_account_email(self, email: str) -> Person | None:
        """The person whose account is known to have this address, whatever its case; the one known longest."""
        ...

    def add(self, person: Person) -> Person:
        """Keep a new person (``id`` 0); the answer carries the id."""
        ...

    def update(self, person: Person) -> None:
        """Replace the person of this id."""
        ...

    def lock(self, person_ids: Collection[int]) -> None:
        """Make other transactions that lock any of these people wait, in id order, until this one ends."""
        ...

    def programmes(self) -> Sequence[Programme]:
        """All programmes of the team, oldest first."""
        ...

    def programme(self, programme_id: int) -> Programme:
        """The programme; KeyError when there is none of this id in this team."""
        ...

    def add_programme(self, programme: Programme) -> Programme:
        """Keep a new programme (``id`` 0); the answer carries the id."""
        ...

    def update_programme(self, programme: Programme) -> None:
        """Replace the programme of this id."""
        ...

    def participants(self, programme_id: int) -> Sequence[Participant]:
        """Everybody who takes part in the programme now, by name; not those who pause or left."""
        ...

    def everybody(self, programme_id: int) -> Sequence[Participant]:
        """Everybody who was ever in the programme, by name."""
        ...

    def participations(self, person_id: int) -> Sequence[Participant]:
        """The programmes a person is in, oldest programme first; a pause does not end that, leaving does."""
        ...

    def parts_of(self, person_id: int) -> Sequence[tuple[Participant, Programme]]:
        """The programmes that a person is in, with what they are there, oldest programme first; as above."""
        ...

    def left(self, person_id: int) -> Sequence[Programme]:
        """The programmes that a person has left, oldest first."""
        ...

    def state_in(self, programme_id: int, person_id: int) -> ParticipationState | None:
        """Whether somebody takes part in a programme now; None when they never did."""
        ...

    def parts_of_user(self, user_id: str) -> Sequence[tuple[Participant, Programme]]:
        """The programmes that a Slack user is in, with what they are there, oldest programme first."""
        ...

    def enrol(self, participant: Participant) -> None:
        """Put a person in a programme, or replace what was kept of them in it, but for whether they pause or left."""
        ...

    def mark_participation(
        self, programme_id: int, person_id: int, state: ParticipationState, until: date | None = None
    ) -> None:
        """Keep whether somebody takes part in the programme now; KeyError when they never did."""
        ...

    def unenrol(self, programme_id: int, person_id: int) -> bool:
        """Take a person out of a programme, with what was kept of them in it; False when they were not in it."""
        ...

    def pairs(self, programme_id: int) -> Sequence[Pair]:
        """All pairs of the programme, past ones included, by id."""
        ...

    def pairs_of(self, person_id: int, on: date, *, paused: bool = False) -> Sequence[Pair]:
        """The pairs a person belongs to on that day, by id; those that pause only where asked for."""
        ...

    def pair(self, pair_id: int) -> Pair:
        """The pair; KeyError when there is none of this id in this team."""
        ...

    def add_pair(self, pair: Pair) -> Pair:
        """Keep a new pair (``id`` 0); the answer carries the id."""
        ...

    def update_pair(self, pair: Pair) -> None:
        """Replace the pair of this id; KeyError when there is none in this team."""
        ...


class Portraits(Protocol):
    """What the participants of one team say of themselves in their programmes."""

    def of(self, programme_id: int, person_id: int) -> Portrait:
        """What the person says; an empty portrait while that is nothing."""
        ...

    def of_person(self, person_id: int) -> Mapping[int, Portrait]:
        """What the person says in each programme in which they have said anything, by programme."""
        ...

    def of_programme(self, programme_id: int) -> Mapping[int, Portrait]:
        """What everybody of the programme who has said anything says, by person."""
        ...

    def keep(self, portrait: Portrait) -> None:
        """Add the portrait, or replace the one of the same person and programme."""
        ...


class Consents(Protocol):
    """What people of one team agreed to have kept and shown of them; only ever added to."""

    def add(self, consent: ParticipantConsent) -> ParticipantConsent:
        """Keep a new answer (``id`` 0); the answer carries the id, which is higher than any before."""
        ...

    def of(self, programme_id: int, person_id: int) -> Sequence[ParticipantConsent]:
        """Every answer of the person in the programme, first one first."""
        ...

    def of_programme(self, programme_id: int) -> Mapping[int, Sequence[ParticipantConsent]]:
        """The same of everybody in the programme who ever answered, by person."""
        ...


class Leavings(Protocol):
    """Who pauses or left in one team, and how its pairs ended."""

    def add_leave(self, leave: Leave) -> None:
        """Keep a new leave; AlreadyOut when the person is out of that programme already, whatever the race."""
        ...

    def update_leave(self, leave: Leave) -> None:
        """Replace the leave of this id; KeyError when there is none in this team."""
        ...

    def leave(self, leave_id: str) -> Leave:
        """The leave; KeyError when there is none of this id in this team."""
        ...

    def open_leaves(self, programme_id: int) -> Sequence[Leave]:
        """The leaves of those who are out of the programme now, by when that was decided."""
        ...

    def add_ending(self, ending: PairEnding) -> None:
        """Keep how a pair ended; PairOver when it had ended already, whatever the race."""
        ...

    def ending(self, pair_id: int) -> PairEnding | None:
        """How the pair ended before its time; None while it has not."""
        ...

    def endings(self, programme_id: int) -> Sequence[PairEnding]:
        """How pairs of the programme ended before their time, by when that was decided."""
        ...


class Concerns(Protocol):
    """What was said in confidence in one team; whoever asks has to know that the reader may see it."""

    def get(self, concern_id: str) -> Concern:
        """The concern; KeyError when there is none of this id in this team."""
        ...

    def add(self, concern: Concern) -> None:
        """Keep a new concern."""
        ...

    def update(self, concern: Concern) -> None:
        """Replace the concern of this id; KeyError when there is none."""
        ...

    def add_word(self, word: ConfidentialWord) -> bool:
        """Keep what one of the two wrote; False when a word of this id was kept before, whatever the race."""
        ...

    def word(self, word_id: str) -> ConfidentialWord:
        """What was written under this id; KeyError when nothing was in this team."""
        ...

    def words(self, concern_id: str) -> Sequence[ConfidentialWord]:
        """Everything that the two of a concern wrote, first one first."""
        ...

    def addressed_to(self, coordinator_id: int) -> Sequence[Concern]:
        """The concerns that this coordinator was chosen for and has not dealt with, oldest first."""
        ...

    def by(self, author_id: int) -> Sequence[Concern]:
        """The concerns that this person wrote, oldest first."""
        ...


class Sessions(Protocol):
    """Sessions of one team, their history, and the drafts that lead to them."""

    def get(self, session_id: str) -> Session:
        """The session; KeyError when there is none of this id in this team."""
        ...

    def locked(self, session_id: str) -> Session:
        """The session of several, kept from everybody else until this transaction ends; KeyError as above.

        Its people may be locked after it, never before.
        """
        ...

    def known(self, session_ids: Collection[str]) -> Mapping[str, Session]:
        """Those of these sessions that are known in this team, by id."""
        ...

    def add(self, session: Session, change: Change) -> None:
        """Keep a new session and hold its time; Overlap when somebody's time is held already, whatever the race."""
        ...

    def update(self, session: Session, change: Change, *, hold: bool = True) -> None:
        """Replace the session, hold what it now holds and add to its history; Overlap as above.

        With ``hold`` off it holds nothing, which is for sessions that new zone data moved into another.
        """
        ...

    def reckoned_before(self, now: datetime, limit: int = 100) -> Sequence[tuple[Session, datetime]]:
        """Open sessions not over at ``now`` whose instants older zone data gave, each with its start by that data."""
        ...

    def all_reckoned_since(self) -> datetime | None:
        """Since when nothing of the team is reckoned by older zone data than today's; None when that was not noted."""
        ...

    def note_all_reckoned(self, now: datetime) -> None:
        """Note that nothing of the team is reckoned by older zone data than today's; the first time counts."""
        ...

    def reckon(self, session: Session) -> None:
        """Note that today's zone data gives the session the instants that it is kept with."""
        ...

    def holding(self, person_ids: Collection[int], within: Interval) -> Sequence[Session]:
        """Open sessions of any of these people that hold time within the interval, soonest first."""
        ...

    def upcoming(self, person_id: int, now: datetime, limit: int = 20) -> Sequence[Session]:
        """Open sessions of a person that end after ``now``, soonest first."""
        ...

    def past(self, person_id: int, now: datetime, limit: int = 20, *, crowds: bool = True) -> Sequence[Session]:
        """Confirmed sessions of a person that ended by ``now``, latest first.

        Without ``crowds`` joint meetings come as if nobody but the person and the host had been in them.
        """
        ...

    def of_person(self, person_id: int, within: Interval) -> Sequence[Session]:
        """A person's sessions in any state that share time with the interval, soonest first."""
        ...

    def of_pair(self, pair_id: int, limit: int = 30) -> Sequence[Session]:
        """Sessions of a pair in any state, latest first."""
        ...

    def past_of_pair(self, pair_id: int, now: datetime, limit: int = 100) -> Sequence[Session]:
        """Confirmed sessions of a pair that ended by ``now``, latest first."""
        ...

    def expiring(self, now: datetime, limit: int = 100) -> Sequence[Session]:
        """Open sessions whose proposal's answer time is over, longest over first."""
        ...

    def confirmed(self, within: Interval, *, after: str = "", limit: int = 100) -> Sequence[Session]:
        """Confirmed sessions that share time with the interval, by id, from the first id beyond ``after``."""
        ...

    def signs_of_life(self, programme_id: int, pair_ids: Collection[int] | None = None) -> Mapping[int, datetime]:
        """When each pair of the programme that ever had a session last had something to do with one.

        The end of its last open session, which may be to come, or when one of its people last changed any; of these
        pairs only, where some are named.
        """
        ...

    def open_in(self, programme_id: int, within: Interval) -> Sequence[Session]:
        """Open sessions of the programme that begin within the interval, soonest first."""
        ...

    def acting(self, now: datetime, limit: int = 100) -> Sequence[Session]:
        """Sessions of several in which time alone changes something by now, longest overdue first."""
        ...

    def joint_meetings(self, programme_id: int, *, people: bool = True) -> Sequence[Session]:
        """Open joint meetings of the programme, soonest first; without their ``people`` as if nobody were in them."""
        ...

    def awaiting_host(self, programme_id: int, now: datetime) -> Sequence[Session]:
        """Group sessions that somebody proposed and nobody hosts yet, which begin after ``now``, soonest first."""
        ...

    def of_series(self, series_ids: Collection[str]) -> Mapping[str, Sequence[Session]]:
        """The sessions of each of these series that has any, closed ones included, by where its pattern puts them."""
        ...

    def before_in_series(self, session: Session) -> Session | None:
        """The open session of the series, or of the one it continues, that begins last before this one; or None."""
        ...

    def history(self, session_id: str) -> Sequence[Change]:
        """Every change of the session, first one first."""
        ...

    def histories(self, session_ids: Collection[str]) -> Mapping[str, Sequence[Change]]:
        """The history of each of these sessions that has one, by id."""
        ...

    def draft(self, draft_id: str) -> Draft | None:
        """The draft, or None."""
        ...

    def keep_draft(self, draft: Draft) -> None:
        """Add or replace a draft."""
        ...

    def take_draft(self, draft_id: str) -> bool:
        """Mark the draft used; False when it was used already, whatever the race."""
        ...

    def forget_drafts(self, before: datetime) -> int:
        """Delete drafts made before this instant; how many."""
        ...


class Gatherings(Protocol):
    """What belongs to sessions of several besides themselves, of one team: drafts of them, and who is excused."""

    def draft(self, draft_id: str) -> GatheringDraft | None:
        """The draft, or None."""
        ...

    def keep_draft(self, draft: GatheringDraft) -> None:
        """Add or replace a draft."""
        ...

    def take_draft(self, draft_id: str) -> bool:
        """Mark the draft used; False when it was used already, whatever the race."""
        ...

    def forget_drafts(self, before: datetime) -> int:
        """Delete drafts made before this instant; how many."""
        ...

    def absences(self, session_id: str) -> Sequence[Absence]:
        """Who asked to be excused from a session, by when they asked."""
        ...

    def keep_absence(self, absence: Absence) -> None:
        """Add a request to be excused, or replace the one of the same session and person."""
        ...


class AllSeries(Protocol):
    """Series of one team, what was done to them, and the drafts that lead to them."""

    def get(self, series_id: str) -> Series:
        """The series; KeyError when there is none of this id in this team."""
        ...

    def known(self, series_ids: Collection[str]) -> Mapping[str, Series]:
        """Those of these series that there are in this team, by id."""
        ...

    def add(self, series: Series) -> None:
        """Keep a new series."""
        ...

    def update(self, series: Series) -> None:
        """Replace the series of this id; KeyError when there is none."""
        ...

    def keep_change(self, change: SeriesChange) -> None:
        """Keep what was done to several of a series' sessions at once."""
        ...

    def changes(self, series_id: str) -> Sequence[SeriesChange]:
        """Everything that was done to several of the series' sessions at once, first one first."""
        ...

    def change(self, series_id: str, revision: int) -> SeriesChange:
        """The change that gave the series this revision; KeyError when there is none."""
        ...

    def draft(self, draft_id: str) -> SeriesDraft | None:
        """The draft, or None."""
        ...

    def keep_draft(self, draft: SeriesDraft) -> None:
        """Add or replace a draft."""
        ...

    def take_draft(self, draft_id: str) -> bool:
        """Mark the draft used; False when it was used already, whatever the race."""
        ...

    def forget_drafts(self, before: datetime) -> int:
        """Delete drafts made before this instant; how many."""
        ...


class Notes(Protocol):
    """Notes of one team, with every version of them, and the drafts that lead to them."""

    def get(self, note_id: int) -> Note:
        """The note; KeyError when there is none of this id in this team."""
        ...

    def locked(self, note_id: int) -> Note:
        """The note, kept from everybody else until this transaction ends; KeyError when there is none."""
        ...

    def of_session(self, session_id: str) -> Sequence[Note]:
        """Notes about a session, first one first."""
        ...

    def of_sessions(self, session_ids: Collection[str]) -> Mapping[str, Sequence[Note]]:
        """The notes about each of these sessions that has any, by its id."""
        ...

    def add(self, note: Note, items: Sequence[str] = ()) -> Note:
        """Keep a new note (``id`` 0); the answer carries the id. It is found by the texts of its ``items`` too."""
        ...

    def update(self, note: Note, items: Sequence[str] = ()) -> None:
        """Replace the note of this id and keep it among its versions; KeyError when there is none."""
        ...

    def versions(self, note_id: int) -> Sequence[NoteVersion]:
        """Every version of the note, first one first."""
        ...

    def marks(self, programme_id: int, limit: int = 100) -> Sequence[NoteMark]:
        """That there are notes about sessions of the programme, latest first, without a word of them."""
        ...

    def offered(self, programme_id: int, within: Interval) -> Sequence[Note]:
        """Notes offered for the report about sessions of the programme that begin within the interval, by session."""
        ...

    def found(self, wanted: Wanted, reader: NoteReader, limit: int = 20) -> Sequence[Note]:
        """Notes that the reader may read in which every word of ``wanted`` stands, latest first.

        Words of a note's private part find it for its author alone.
        """
        ...

    def keep_consent(self, consent: Consent) -> None:
        """Add a person's answer about a version of a note, or replace the one they gave before."""
        ...

    def consents(self, note_ids: Collection[int]) -> Mapping[int, Sequence[Consent]]:
        """The answers about any version of each of these notes that has some, by its id."""
        ...

    def record_reading(self, reading: NoteReading) -> bool:
        """Remember the reading; False when this person's reading of this version was remembered before."""
        ...

    def readings(self, note_ids: Collection[int]) -> Mapping[int, Sequence[NoteReading]]:
        """Who read any version of each of these notes, by its id, first one first."""
        ...

    def draft(self, draft_id: str) -> NoteDraft | None:
        """The draft, or None."""
        ...

    def open_draft(self, person_id: int, session_id: str, note_id: int | None = None) -> NoteDraft | None:
        """The latest draft of this person about this session, or of their edit of that note, that is not used."""
        ...

    def keep_draft(self, draft: NoteDraft) -> None:
        """Add or replace a draft."""
        ...

    def take_draft(self, draft_id: str) -> bool:
        """Mark the draft used; False when it was used already, whatever the race."""
        ...

    def forget_drafts(self, before: datetime) -> int:
        """Delete drafts last kept before this instant; how many."""
        ...


class Actions(Protocol):
    """Action items of one team and their history."""

    def get(self, item_id: str) -> ActionItem:
        """The item; KeyError when there is none of this id in this team."""
        ...

    def locked(self, item_id: str) -> ActionItem:
        """The item, kept from everybody else until this transaction ends; KeyError when there is none."""
        ...

    def add(self, item: ActionItem, change: ItemChange) -> None:
        """Keep a new item."""
        ...

    def update(self, item: ActionItem, change: ItemChange) -> None:
        """Replace the item and add to its history; KeyError when there is none."""
        ...

    def history(self, item_id: str) -> Sequence[ItemChange]:
        """Every change of the item, first one first."""
        ...

    def of_sessions(self, session_ids: Collection[str]) -> Mapping[str, Sequence[ActionItem]]:
        """The items agreed in each of these sessions that has any, by its id, in the order in which they were made."""
        ...

    def open_of(self, person_id: int, limit: int = 50) -> Sequence[ActionItem]:
        """What a person still has to do: the earliest due first, then what is due one day."""
        ...

    def open_of_pair(self, pair_id: int, limit: int = 50) -> Sequence[ActionItem]:
        """What is still to be done from sessions of the pair, in the same order."""
        ...


class Polls(Protocol):
    """Polls of one team."""

    def get(self, poll_id: str) -> Poll:
        """The poll; KeyError when there is none of this id in this team."""
        ...

    def locked(self, poll_id: str) -> Poll:
        """The poll, kept from everybody else who asks so until this transaction ends; KeyError as above."""
        ...

    def add(self, poll: Poll) -> None:
        """Keep a new poll."""
        ...

    def update(self, poll: Poll) -> None:
        """Replace the poll of this id, votes included."""
        ...

    def over(self, now: datetime, limit: int = 100) -> Sequence[Poll]:
        """Open polls whose time to vote has ended by ``now``, longest over first."""
        ...


class Announcements(Protocol):
    """Announcements of one team, the lines of their ledgers, and what readers wrote back."""

    def get(self, announcement_id: str) -> Announcement:
        """The announcement; KeyError when there is none of this id in this team."""
        ...

    def locked(self, announcement_id: str) -> Announcement:
        """The announcement, kept from everybody else who asks so until this transaction ends; KeyError as above."""
        ...

    def has(self, announcement_id: str) -> bool:
        """Whether there is an announcement of this id in this team."""
        ...

    def add(self, announcement: Announcement) -> bool:
        """Keep a new announcement; False when there is one of this id, whatever the race."""
        ...

    def update(self, announcement: Announcement) -> None:
        """Replace the announcement of this id; KeyError when there is none."""
        ...

    def of_programme(
        self, programme_id: int, states: Collection[AnnouncementState], limit: int = 50
    ) -> Sequence[Announcement]:
        """Those of the programme in one of these states, the latest changed first."""
        ...

    def in_state(self, states: Collection[AnnouncementState], limit: int = 50) -> Sequence[Announcement]:
        """Those of the team in one of these states, the first made first."""
        ...

    def unread_by(self, person_id: int, limit: int = 20) -> Sequence[Announcement]:
        """Those that the person got and has not acknowledged, asked to or not, latest first; withdrawn ones aside."""
        ...

    def keep_version(self, version: ContentVersion) -> None:
        """Add to what an announcement said when."""
        ...

    def versions(self, announcement_id: str) -> Sequence[ContentVersion]:
        """Everything that it said since it was confirmed, first one first."""
        ...

    def add_lines(self, lines: Iterable[ReaderLine]) -> int:
        """Put readers who are new in the ledger, all at once; how many."""
        ...

    def update_lines(self, lines: Iterable[ReaderLine]) -> None:
        """Replace the lines of these readers, less when they acknowledged."""
        ...

    def line(self, announcement_id: str, person_id: int) -> ReaderLine | None:
        """The reader's line; None for somebody who is not in the ledger."""
        ...

    def ledger(self, announcement_id: str, wish: LedgerWish = WHOLE_LEDGER) -> Sequence[LedgerRow]:
        """The lines of the ledger that are wished, by name, whatever its case and accents."""
        ...

    def found(self, announcement_id: str, wish: LedgerWish) -> int:
        """How many lines there are on all pages of the wish."""
        ...

    def unlisted(self, announcement: Announcement) -> Sequence[Participant]:
        """Those of the programme, by name, who may be meant and are not in the ledger; not those who left.

        None who is meant is missing, others may be among them.
        """
        ...

    def counts(self, announcement_id: str, now: datetime) -> Counts:
        """How many lines of the ledger stand where."""
        ...

    def acknowledge(self, announcement_id: str, person_id: int, now: datetime) -> bool:
        """Note that the reader acknowledged; False when they had, or are not in the ledger."""
        ...

    def hold(self, announcement_id: str, until: datetime | None) -> int:
        """Let none of its waiting deliveries leave before ``until``, or with None let them go; how many wait."""
        ...

    def call_off(self, announcement_id: str, now: datetime) -> int:
        """Close its waiting deliveries as CALLED_OFF, and log it; how many."""
        ...

    def add_reply(self, reply: Reply) -> None:
        """Keep what a reader wrote back."""
        ...

    def answer(self, reply_id: str, answer: Answer) -> None:
        """Add a coordinator's answer to a reply; KeyError when there is no such reply."""
        ...

    def reply(self, reply_id: str) -> Reply:
        """The reply; KeyError when there is none of this id in this team."""
        ...

    def replies(self, announcement_id: str) -> Sequence[Reply]:
        """Everything that readers wrote back, first one first."""
        ...


class Pairings(Protocol):
    """What coordinators of one team prepare before they make pairs."""

    def locked(self, pairing_id: str) -> Pairing:
        """The pairing, kept from everybody else who asks so until this transaction ends; KeyError for none."""
        ...

    def open_in(self, programme_id: int) -> Pairing | None:
        """The programme's open pairing, or None."""
        ...

    def last_in(self, programme_id: int) -> Pairing | None:
        """The programme's pairing that was changed last, whatever became of it, or None."""
        ...

    def add(self, pairing: Pairing) -> bool:
        """Keep a new pairing; False when the programme has an open one already, whatever the race."""
        ...

    def update(self, pairing: Pairing) -> None:
        """Replace the pairing of this id; KeyError when there is none in this team."""
        ...


class Statements(Protocol):
    """What people of one team said of sessions once they were over; only ever added to."""

    def add(self, statement: Statement) -> Statement:
        """Keep a new statement (``id`` 0); the answer carries the id, which is higher than any before."""
        ...

    def of_session(self, session_id: str) -> Sequence[Statement]:
        """Everything said about a session, first one first."""
        ...

    def of_sessions(
        self, session_ids: Collection[str], *, person_id: int | None = None
    ) -> Mapping[str, Sequence[Statement]]:
        """Everything said about each of these sessions of which something was, by its id.

        With a person, of those in a session only what was said of this one.
        """
        ...

    def sessions(self, programme_id: int, within: Interval, person_id: int | None = None) -> Sequence[Session]:
        """Confirmed sessions of the programme that begin within the interval, as planned or in somebody's words.

        Those of one person only where one is named; soonest planned first.
        """
        ...


class Deliveries(Protocol):
    """What is still to be said, and what was. Unlike the other ports, `claim` and what follows see every team.

    What another release planned, of a kind or state that this one does not know, is there for the ledger only.
    """

    def plan(self, deliveries: Iterable[Delivery]) -> int:
        """Keep those whose key is new; how many."""
        ...

    def get(self, key: str) -> Delivery:
        """The delivery; KeyError when there is none."""
        ...

    def known(self, keys: Collection[str]) -> Mapping[str, Delivery]:
        """Those of these deliveries that are kept, by key."""
        ...

    def of_session(self, session_id: str) -> Sequence[Delivery]:
        """Everything planned or said about a session, by due time."""
        ...

    def to_say(self, within: Interval) -> Sequence[Delivery]:
        """PENDING deliveries of the team that fall due within the interval, by due time."""
        ...

    def unreached(self, since: datetime) -> Sequence[Delivery]:
        """FAILED and REVIEW deliveries of the team that were due since then, by due time."""
        ...

    def locked(self, key: str) -> Delivery:
        """The delivery, kept from everybody else until this transaction ends; KeyError when there is none."""
        ...

    def claim(
        self, now: datetime, *, owner: str, lease_until: datetime, means: Means = Means.POST, pace: Pace = UNHURRIED
    ) -> Delivery | None:
        """Lease a due delivery of any team to ``owner`` (generation + 1), and use up its slots; None when none may go.

        The urgent come first, then the team that has waited longest, then what is due longest; a team or a
        conversation whose slot is not free is passed over.
        """
        ...

    def replace(self, delivery: Delivery, *, instead_of: Delivery, now: datetime) -> bool:
        """Write the delivery where generation and state are still those of ``instead_of``; False when they are not.

        The step from one to the other is kept in the log, as that of a claim is.
        """
        ...

    def overdue_leases(self, now: datetime) -> Sequence[Delivery]:
        """LEASED and SENDING deliveries whose lease is over, less those that somebody has `locked`; these locked."""
        ...

    def unverified(self, now: datetime) -> Sequence[Delivery]:
        """UNKNOWN deliveries whose ``verify_after`` has passed, less those that somebody has `locked`."""
        ...

    def take_slot(self, means: Means, now: datetime, pace: Pace) -> bool:
        """Use up one of the team's calls of this means; False when none may be made now."""
        ...

    def pause(self, means: Means, until: datetime, *, recipient_id: int | None = None) -> None:
        """Let no call of this means be made for the team before ``until``, or none that concerns this one person."""
        ...

    def next_due(self, now: datetime) -> datetime | None:
        """When the next pending delivery falls due, past or future; None when nothing waits."""
        ...

    def counts(self) -> dict[str, int]:
        """How many deliveries stand in each state."""
        ...

    def backlog(self, now: datetime) -> Backlog:
        """What is still to be done, of every team."""
        ...

    def ledger(self, query: LedgerQuery) -> Sequence[LedgerLine]:
        """The team's deliveries that the query asks for, the latest due first."""
        ...

    def transitions(self, keys: Collection[str]) -> Mapping[str, Sequence[Transition]]:
        """What became of each of these deliveries of the team that was ever in hand, first step first."""
        ...

    def tally(self, after: int = 0, upto: int | None = None) -> Tally:
        """How deliveries ended, of every team, after one entry of the log and up to another, or the last.

        After 0 also those that it has forgotten.
        """
        ...

    def forget_transitions(self, before: datetime, kinds: Collection[DeliveryKind]) -> int:
        """Forget the team's steps taken before then by deliveries of these kinds, less their sums; how many."""
        ...

    def forget_slots(self, before: datetime) -> int:
        """Forget until when the team's conversations had to wait, where that is longer ago; how many."""
        ...

    def cards(self, session_id: str, person_id: int) -> Sequence[Card]:
        """Every message that shows this person the session, oldest first; all are kept up to date."""
        ...

    def keep_card(self, card: Card) -> None:
        """Add a card, or replace the one of the same session, person and message."""
        ...


class Calendars(Protocol):
    """The private addresses at which people's calendars ask for their sessions. `version` sees every team."""

    def address(self, person_id: int) -> CalendarAddress | None:
        """The person's address, or None."""
        ...

    def keep_address(self, address: CalendarAddress) -> None:
        """Keep the person's address, in the place of the one they had."""
        ...

    def forget_address(self, person_id: int) -> bool:
        """End the person's address; False when they had none."""
        ...

    def version(self, digest: str, within: Interval) -> FeedVersion | None:
        """Whose address this is, and the state of their sessions that share time with the interval; None for nobody's.

        Somebody who is not active any more has no address.
        """
        ...


class Clusters(Protocol):
    """The clusters of one team's programmes, and what they do together."""

    def lock(self, programme_id: int) -> None:
        """Make other transactions that lock the programme's clusters wait until this one ends."""
        ...

    def of_programme(self, programme_id: int) -> Sequence[Cluster]:
        """All clusters of the programme, by name."""
        ...

    def get(self, cluster_id: int) -> Cluster:
        """The cluster; KeyError when there is none of this id in this team."""
        ...

    def add(self, cluster: Cluster) -> Cluster:
        """Keep a new cluster (``id`` 0); the answer carries the id."""
        ...

    def update(self, cluster: Cluster) -> None:
        """Replace the cluster of this id; KeyError when there is none in this team."""
        ...

    def remove(self, cluster_id: int) -> None:
        """Forget the cluster, which no collaboration may name any more; KeyError when there is none in this team."""
        ...

    def keep_merge(self, merge: ClusterMerge) -> None:
        """Add what was merged, or replace the one of the same id."""
        ...

    def merge(self, merge_id: str) -> ClusterMerge:
        """What was merged under this id; KeyError when there is none in this team."""
        ...

    def merges_into(self, cluster_id: int) -> Sequence[ClusterMerge]:
        """What became part of the cluster and was not undone, the latest first."""
        ...

    def collaborations(self, programme_id: int) -> Sequence[Collaboration]:
        """The programme's collaborations, the latest noted first; removed ones are left out."""
        ...

    def collaborations_with(self, cluster_id: int) -> Sequence[Collaboration]:
        """Every collaboration that names the cluster, removed ones too, by id."""
        ...

    def collaboration(self, collaboration_id: str) -> Collaboration:
        """The collaboration, removed or not; KeyError when there is none of this id in this team."""
        ...

    def keep_collaboration(self, collaboration: Collaboration) -> None:
        """Add the collaboration, or replace the one of the same id."""
        ...


class Listings(Protocol):
    """What people of one team agreed to show, narrow enough to look through thousands."""

    def shown(self, programme_id: int, *, also: int = 0, only: Collection[int] | None = None) -> Sequence[Listing]:
        """Those who take part in the programme now and agree to be shown as things stand, by name.

        ``also`` is a person who is told of whether they agree or not; with ``only`` nobody but these is.
        """
        ...

    def clusters_borne(self, programme_id: int) -> Mapping[str, int]:
        """The names of clusters that those who take part now bear, as they are written, with how many bear each."""
        ...


class Approaches(Protocol):
    """Who would like a session with whom, of one team."""

    def get(self, approach_id: str) -> Approach:
        """The approach; KeyError when there is none of this id in this team."""
        ...

    def add(self, approach: Approach) -> bool:
        """Keep a new approach; False when one of this id is kept already."""
        ...

    def latest(self, asker_id: int, asked_id: int) -> datetime | None:
        """When the one last approached the other."""
        ...


class Oversight(Protocol):
    """How the pairs of a team's programmes stand, in a few questions however many pairs there are, and what was done.

    Figures come from the gists that are kept, so `unreckoned` sessions are to be reckoned first.
    """

    def unreckoned(self, programme_id: int, limit: int = 500) -> Mapping[str, Collection[int]]:
        """Sessions of the programme that something happened to which their gist does not hold yet, by id.

        With each the numbers of what happened. Whoever else reckons this programme waits until this transaction ends.
        """
        ...

    def keep_gists(self, gists: Iterable[Gist], reckoned: Mapping[str, Collection[int]]) -> None:
        """Keep these gists of the ``reckoned`` sessions, and none of the others among them; that much is done then."""
        ...

    def moved_or_noted(self, session_ids: Collection[str]) -> tuple[Collection[str], Collection[str]]:
        """Those of these sessions that were ever moved, and those about which there is a note."""
        ...

    def couples(self, programme_id: int) -> Sequence[Couple]:
        """All pairs of the programme, past ones included, by id."""
        ...

    def figures(self, programme_id: int, moment: Moment) -> Mapping[int, PairFigures]:
        """What the bilateral sessions of each pair that had any come to, pairs that ended included, by pair."""
        ...

    def meetings(self, programme_id: int, moment: Moment) -> MeetingFigures:
        """What the programme's joint meetings come to."""
        ...

    def to_settle(self, programme_id: int, moment: Moment, limit: int) -> tuple[int, Sequence[str]]:
        """How many sessions a coordinator has to look at, and the ids of the latest of them."""
        ...

    def days(self, programme_id: int, moment: Moment, pair_ids: Collection[int] | None = None) -> Sequence[SessionDay]:
        """Each bilateral session that was agreed on, by when it began; of these pairs only, where some are named."""
        ...

    def add_care(self, care: Care) -> None:
        """Keep what was done; nothing changes when it was kept before."""
        ...

    def cares(self, programme_id: int, since: datetime) -> Mapping[int, Sequence[Care]]:
        """What was done about each pair since then, or lets it rest beyond that or ended a rest; first one first.

        Without what coordinators alone may read, as very many are asked for: `whole_cares` has that.
        """
        ...

    def whole_cares(self, care_ids: Collection[str]) -> Mapping[str, Care]:
        """These with all that was written, by id; those that there are not are left out."""
        ...

    def cares_of(self, pair_id: int, limit: int = 50) -> Sequence[Care]:
        """What was done about a pair, latest first."""
        ...

    def keep_narrowed(self, person_id: int, wanted: PairFilter) -> None:
        """Keep how a coordinator's list is narrowed down, in place of what was kept before."""
        ...

    def narrowed(self, person_id: int) -> PairFilter:
        """How a coordinator's list is narrowed down; not at all while nothing was kept."""
        ...

    def words_for(self, person_id: int, since: datetime) -> Sequence[Care]:
        """What coordinators wrote for this person since then, first one first."""
        ...

    def care(self, care_id: str) -> Care:
        """What was done; KeyError when there is none of this id in this team."""
        ...


class BegunForms(Protocol):
    """What the people of one team have begun in forms, each for themselves."""

    def get(self, person_id: int, form: str, about: str) -> BegunForm | None:
        """What the person has begun there; None when nothing was ever kept of it."""
        ...

    def keep(self, begun: BegunForm) -> None:
        """Keep it, in place of what was kept of the same person, form and subject before."""
        ...

    def forget(self, before: datetime) -> int:
        """Forget what was kept before this instant; how many."""
        ...


class Seen(Protocol):
    """The memory of requests that had their effect (Slack sends some twice)."""

    def first_time(self, key: str, now: datetime) -> bool:
        """Remember the key; False when it was remembered before, whatever the race."""
        ...

    def take_back(self, key: str) -> None:
        """Forget this key again, for what it stood for did not happen."""
        ...

    def forget(self, before: datetime) -> int:
        """Forget keys remembered before this instant; how many."""
        ...


class Holidays(Protocol):
    """Public holidays by country (ISO 3166 alpha-2)."""

    def between(self, country: str, first: date, last: date) -> Sequence[Holiday]:
        """Holidays of the country from ``first`` to ``last``, both inclusive, in order; none for unknown countries."""
        ...


class UnitOfWork(Protocol):
    """One transaction of one team; leaving the block rolls back unless `commit` was called.

    ``holidays`` are no part of the transaction; they stand here because what is said keeps clear of them.
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

    @property
    def team_id(self) -> str:
        """The Slack team whose data this is."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def commit(self) -> None:
        """Keep what was done."""
        ...


S = TypeVar("S", bound=Callable[..., object])


def only_reads(service: S) -> S:
    """Mark a service that changes nothing: it need not wait for those that do, and may not commit."""
    vars(service)[ONLY_READS] = True
    return service


def is_only_reading(service: Callable[..., object]) -> bool:
    """Whether a service is marked so."""
    return ONLY_READS in vars(service)
