"""The ports in memory: what storage promises, kept in dictionaries, for tests of rules and services.

Several units of work see the same data when they share a `FakeStore`.
"""

from __future__ import annotations

import threading
from abc import abstractmethod
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from mentoring.actions import ActionItem, ItemChange, ItemState
from mentoring.announcements import (
    CALLED_OFF,
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
from mentoring.attendance import Standing, Statement
from mentoring.begun_forms import BegunForm
from mentoring.calendars import CalendarAddress, FeedVersion
from mentoring.clusters import Cluster, ClusterMerge, Collaboration
from mentoring.concerns import Concern, ConfidentialWord
from mentoring.consents import SECTOR_NAMED, ConsentTo, agreed
from mentoring.consents import Consent as ParticipantConsent
from mentoring.consents import standing as standing_answer
from mentoring.errors import AlreadyOut, Overlap, PairOver
from mentoring.folding import Wanted, folded
from mentoring.gatherings import Absence, GatheringDraft
from mentoring.intervals import Interval
from mentoring.leavings import Leave, PairEnding
from mentoring.messages import (
    ENDS,
    UNHURRIED,
    Backlog,
    Card,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Ending,
    LedgerLine,
    LedgerQuery,
    Means,
    Pace,
    Rhythm,
    Tally,
    Transition,
    means_of,
    urgency_of,
)
from mentoring.notes import Consent, Note, NoteDraft, NoteMark, NoteReader, NoteReading, NoteVersion, Visibility
from mentoring.oversight import (
    COORDINATORS_ALONE,
    Care,
    CareKind,
    Couple,
    Gist,
    MeetingFigures,
    Member,
    Moment,
    PairFigures,
    PairFilter,
    SessionDay,
)
from mentoring.pairing import Pairing, PairingState
from mentoring.people import Holiday, Pair, Participant, ParticipationState, Person, Programme
from mentoring.polls import Poll, PollState
from mentoring.portfolio import Listing
from mentoring.portraits import Portrait
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
from mentoring.rules import announcements as announcing
from mentoring.rules.delivery import LONGEST_LEAD
from mentoring.rules.gists import standing
from mentoring.rules.notes import as_read_by
from mentoring.rules.searching import is_found, searchable
from mentoring.series import Series, SeriesChange, SeriesDraft
from mentoring.sessions import OPEN_STATES, Change, ChangeKind, Draft, Session, SessionKind, SessionState


@dataclass
class FakeStore:
    """What a database would keep; keys begin with the team. ``last_id`` serves all kinds, as no id is ever reused."""

    people: dict[tuple[str, int], Person] = field(default_factory=dict)
    programmes: dict[tuple[str, int], Programme] = field(default_factory=dict)
    participants: dict[tuple[str, int, int], Participant] = field(default_factory=dict)
    pairs: dict[tuple[str, int], Pair] = field(default_factory=dict)
    portraits: dict[tuple[str, int, int], Portrait] = field(default_factory=dict)
    participant_consents: dict[tuple[str, int], ParticipantConsent] = field(default_factory=dict)
    leaves: dict[tuple[str, str], Leave] = field(default_factory=dict)
    endings: dict[tuple[str, int], PairEnding] = field(default_factory=dict)
    concerns: dict[tuple[str, str], Concern] = field(default_factory=dict)
    confidential_words: dict[tuple[str, str], ConfidentialWord] = field(default_factory=dict)
    sessions: dict[tuple[str, str], Session] = field(default_factory=dict)
    changes: dict[tuple[str, int], Change] = field(default_factory=dict)
    drafts: dict[tuple[str, str], Draft] = field(default_factory=dict)
    gathering_drafts: dict[tuple[str, str], GatheringDraft] = field(default_factory=dict)
    absences: dict[tuple[str, str, int], Absence] = field(default_factory=dict)
    series: dict[tuple[str, str], Series] = field(default_factory=dict)
    series_changes: dict[tuple[str, str, int], SeriesChange] = field(default_factory=dict)
    series_drafts: dict[tuple[str, str], SeriesDraft] = field(default_factory=dict)
    notes: dict[tuple[str, int], Note] = field(default_factory=dict)
    polls: dict[tuple[str, str], Poll] = field(default_factory=dict)
    announcements: dict[tuple[str, str], Announcement] = field(default_factory=dict)
    announcement_versions: dict[tuple[str, str, int], ContentVersion] = field(default_factory=dict)
    reader_lines: dict[tuple[str, str, int], ReaderLine] = field(default_factory=dict)
    replies: dict[tuple[str, str], Reply] = field(default_factory=dict)
    pairings: dict[tuple[str, str], Pairing] = field(default_factory=dict)
    statements: dict[tuple[str, int], Statement] = field(default_factory=dict)
    note_items: dict[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)
    note_versions: dict[tuple[str, int, int], NoteVersion] = field(default_factory=dict)
    note_drafts: dict[tuple[str, str], NoteDraft] = field(default_factory=dict)
    consents: dict[tuple[str, int, int, int], Consent] = field(default_factory=dict)
    readings: dict[tuple[str, int, int, int], NoteReading] = field(default_factory=dict)
    items: dict[tuple[str, str], ActionItem] = field(default_factory=dict)
    item_changes: dict[tuple[str, str, int], ItemChange] = field(default_factory=dict)
    deliveries: dict[tuple[str, str], Delivery] = field(default_factory=dict)
    steps: dict[int, tuple[str, Transition]] = field(default_factory=dict)
    forgotten: dict[Ending, int] = field(default_factory=dict)
    older_starts: dict[tuple[str, str], datetime] = field(default_factory=dict)
    reckoned: dict[str, datetime] = field(default_factory=dict)
    cards: dict[tuple[str, str, int, str], Card] = field(default_factory=dict)
    clusters: dict[tuple[str, int], Cluster] = field(default_factory=dict)
    cluster_merges: dict[tuple[str, str], ClusterMerge] = field(default_factory=dict)
    collaborations: dict[tuple[str, str], Collaboration] = field(default_factory=dict)
    approaches: dict[tuple[str, str], Approach] = field(default_factory=dict)
    calendar_addresses: dict[tuple[str, int], CalendarAddress] = field(default_factory=dict)
    gists: dict[tuple[str, str], Gist] = field(default_factory=dict)
    cares: dict[tuple[str, str], Care] = field(default_factory=dict)
    narrowed: dict[tuple[str, int], PairFilter] = field(default_factory=dict)
    begun_forms: dict[tuple[str, int, str, str], BegunForm] = field(default_factory=dict)
    seen: dict[tuple[str, str], datetime] = field(default_factory=dict)
    slots: dict[tuple[str, Means, int], tuple[datetime, datetime | None]] = field(default_factory=dict)
    last_id: int = 0
    one_at_a_time: threading.RLock = field(default_factory=threading.RLock)

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def snapshot(self) -> dict[str, Any]:
        tables = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: dict(table) for name, table in tables.items() if isinstance(table, dict)}

    def restore(self, snapshot: dict[str, Any]) -> None:
        for name, table in snapshot.items():
            setattr(self, name, dict(table))


class FakePort:
    """One subject of one team in the store."""

    def __init__(self, store: FakeStore, team_id: str) -> None:
        self.store = store
        self.team_id = team_id

    def mine(self, table: Mapping[Any, Any]) -> list[Any]:
        return [value for key, value in table.items() if key[0] == self.team_id]

    def must_be_mine(self, team_id: str) -> None:
        if team_id != self.team_id:
            raise ValueError(f"this unit of work belongs to team {self.team_id}, not {team_id}")


D = TypeVar("D", Draft, GatheringDraft, SeriesDraft)


class FakeDrafts(FakePort, Generic[D]):
    """A subject whose port keeps drafts."""

    @abstractmethod
    def drafts(self) -> dict[tuple[str, str], D]:
        """Where the store keeps them."""

    def draft(self, draft_id: str) -> D | None:
        return self.drafts().get((self.team_id, draft_id))

    def keep_draft(self, draft: D) -> None:
        self.drafts()[self.team_id, draft.id] = draft

    def take_draft(self, draft_id: str) -> bool:
        draft = self.draft(draft_id)
        if draft is None or draft.used:
            return False
        self.keep_draft(replace(draft, used=True))
        return True

    def forget_drafts(self, before: datetime) -> int:
        old = [draft.id for draft in self.mine(self.drafts()) if draft.created_at < before]
        for draft_id in old:
            del self.drafts()[self.team_id, draft_id]
        return len(old)


K = TypeVar("K", Poll, Announcement)


class FakeKept(FakePort, Generic[K]):
    """A subject whose port keeps things by their ids, and locks them."""

    @abstractmethod
    def kept(self) -> dict[tuple[str, str], K]:
        """Where the store keeps them."""

    def get(self, key: str) -> K:
        return self.kept()[self.team_id, key]

    locked = get

    def add(self, one: K) -> None:
        assert (self.team_id, one.id) not in self.kept()
        self.kept()[self.team_id, one.id] = one

    def update(self, one: K) -> None:
        self.get(one.id)
        self.kept()[self.team_id, one.id] = one


class FakePeople(FakePort):
    def get(self, person_id: int) -> Person:
        return self.store.people[self.team_id, person_id]

    def known(self, person_ids: Collection[int]) -> Mapping[int, Person]:
        return {one.id: one for one in self.mine(self.store.people) if one.id in person_ids}

    def by_user(self, user_id: str) -> Person | None:
        return next((one for one in self.mine(self.store.people) if one.user_id == user_id), None)

    def by_email(self, email: str) -> Person | None:
        same = (one for one in self.mine(self.store.people) if one.email and one.email.lower() == email.lower())
        return next(same, None)

    def by_account_email(self, email: str) -> Person | None:
        same = [one for one in self.mine(self.store.people) if email and one.account_email == email.lower()]
        return min(same, key=lambda one: one.id, default=None)

    def add(self, person: Person) -> Person:
        self.must_be_mine(person.team_id)
        if (person.user_id and self.by_user(person.user_id)) or self.by_email(person.email):
            raise ValueError(f"{person.email} or {person.user_id} is known already")
        added = replace(person, id=self.store.next_id())
        self.store.people[self.team_id, added.id] = added
        return added

    def update(self, person: Person) -> None:
        self.get(person.id)
        self.store.people[self.team_id, person.id] = person

    def lock(self, person_ids: Collection[int]) -> None:
        """Nothing to wait for: the store lets one unit of work in at a time."""

    def programmes(self) -> Sequence[Programme]:
        return sorted(self.mine(self.store.programmes), key=lambda one: (one.starts_on, one.id))

    def programme(self, programme_id: int) -> Programme:
        return self.store.programmes[self.team_id, programme_id]

    def add_programme(self, programme: Programme) -> Programme:
        self.must_be_mine(programme.team_id)
        added = replace(programme, id=self.store.next_id())
        self.store.programmes[self.team_id, added.id] = added
        return added

    def update_programme(self, programme: Programme) -> None:
        self.programme(programme.id)
        self.store.programmes[self.team_id, programme.id] = programme

    def current(self) -> list[Participant]:
        return [replace(one, person=self.get(one.person.id)) for one in self.mine(self.store.participants)]

    def participants(self, programme_id: int) -> Sequence[Participant]:
        return [one for one in self.everybody(programme_id) if one.state is ParticipationState.ACTIVE]

    def everybody(self, programme_id: int) -> Sequence[Participant]:
        enrolled = [one for one in self.current() if one.programme_id == programme_id]
        return sorted(enrolled, key=lambda one: (one.person.name.casefold(), one.person.id))

    def participations(self, person_id: int) -> Sequence[Participant]:
        still_in = [one for one in self.current() if one.state is not ParticipationState.LEFT]
        taken = {one.programme_id: one for one in still_in if one.person.id == person_id}
        return [taken[programme.id] for programme in self.programmes() if programme.id in taken]

    def parts_of(self, person_id: int) -> Sequence[tuple[Participant, Programme]]:
        return [(part, self.programme(part.programme_id)) for part in self.participations(person_id)]

    def left(self, person_id: int) -> Sequence[Programme]:
        theirs = [one for one in self.current() if one.person.id == person_id]
        ids = {one.programme_id for one in theirs if one.state is ParticipationState.LEFT}
        return [one for one in self.programmes() if one.id in ids]

    def state_in(self, programme_id: int, person_id: int) -> ParticipationState | None:
        kept = self.store.participants.get((self.team_id, programme_id, person_id))
        return kept.state if kept else None

    def parts_of_user(self, user_id: str) -> Sequence[tuple[Participant, Programme]]:
        person = self.by_user(user_id)
        return self.parts_of(person.id) if person else []

    def enrol(self, participant: Participant) -> None:
        self.programme(participant.programme_id)
        self.get(participant.person.id)
        key = (self.team_id, participant.programme_id, participant.person.id)
        before = self.store.participants.get(key)
        state, until = (before.state, before.until) if before else (ParticipationState.ACTIVE, None)
        self.store.participants[key] = replace(participant, state=state, until=until)

    def mark_participation(
        self, programme_id: int, person_id: int, state: ParticipationState, until: date | None = None
    ) -> None:
        key = (self.team_id, programme_id, person_id)
        self.store.participants[key] = replace(self.store.participants[key], state=state, until=until)

    def unenrol(self, programme_id: int, person_id: int) -> bool:
        self.store.portraits.pop((self.team_id, programme_id, person_id), None)
        for key, said in list(self.store.participant_consents.items()):
            if key[0] == self.team_id and (said.programme_id, said.person_id) == (programme_id, person_id):
                del self.store.participant_consents[key]
        return self.store.participants.pop((self.team_id, programme_id, person_id), None) is not None

    def pairs(self, programme_id: int) -> Sequence[Pair]:
        return [one for one in self.mine(self.store.pairs) if one.programme_id == programme_id]

    def pairs_of(self, person_id: int, on: date, *, paused: bool = False) -> Sequence[Pair]:
        ours = [one for one in self.mine(self.store.pairs) if person_id in one.people and one.lasts_on(on)]
        return [one for one in ours if paused or not one.paused]

    def pair(self, pair_id: int) -> Pair:
        return self.store.pairs[self.team_id, pair_id]

    def update_pair(self, pair: Pair) -> None:
        self.pair(pair.id)
        self.store.pairs[self.team_id, pair.id] = pair

    def add_pair(self, pair: Pair) -> Pair:
        for person_id in pair.people:
            self.get(person_id)
        added = replace(pair, id=self.store.next_id())
        self.store.pairs[self.team_id, added.id] = added
        return added


class FakePortraits(FakePort):
    def of(self, programme_id: int, person_id: int) -> Portrait:
        kept = self.store.portraits.get((self.team_id, programme_id, person_id))
        return kept or Portrait(programme_id, person_id)

    def of_person(self, person_id: int) -> Mapping[int, Portrait]:
        return {one.programme_id: one for one in self.mine(self.store.portraits) if one.person_id == person_id}

    def of_programme(self, programme_id: int) -> Mapping[int, Portrait]:
        return {one.person_id: one for one in self.mine(self.store.portraits) if one.programme_id == programme_id}

    def keep(self, portrait: Portrait) -> None:
        self.store.participants[self.team_id, portrait.programme_id, portrait.person_id]
        self.store.portraits[self.team_id, portrait.programme_id, portrait.person_id] = portrait


class FakeConsents(FakePort):
    def add(self, consent: ParticipantConsent) -> ParticipantConsent:
        self.store.participants[self.team_id, consent.programme_id, consent.person_id]
        added = replace(consent, id=self.store.next_id())
        self.store.participant_consents[self.team_id, added.id] = added
        return added

    def of(self, programme_id: int, person_id: int) -> Sequence[ParticipantConsent]:
        return self.of_programme(programme_id).get(person_id, [])

    def of_programme(self, programme_id: int) -> Mapping[int, Sequence[ParticipantConsent]]:
        found: dict[int, list[ParticipantConsent]] = {}
        for one in self.mine(self.store.participant_consents):
            if one.programme_id == programme_id:
                found.setdefault(one.person_id, []).append(one)
        return found


class FakeLeavings(FakePort):
    def add_leave(self, leave: Leave) -> None:
        still = [one for one in self.mine(self.store.leaves) if one.back_at is None]
        if (leave.programme_id, leave.person_id) in {(one.programme_id, one.person_id) for one in still}:
            raise AlreadyOut(name="", by="")
        self.store.leaves[self.team_id, leave.id] = leave

    def update_leave(self, leave: Leave) -> None:
        self.leave(leave.id)
        self.store.leaves[self.team_id, leave.id] = leave

    def leave(self, leave_id: str) -> Leave:
        return self.store.leaves[self.team_id, leave_id]

    def open_leaves(self, programme_id: int) -> Sequence[Leave]:
        still = [one for one in self.mine(self.store.leaves) if one.back_at is None]
        found = [one for one in still if one.programme_id == programme_id]
        return sorted(found, key=lambda one: (one.decided_at, one.id))

    def add_ending(self, ending: PairEnding) -> None:
        if self.ending(ending.pair_id):
            raise PairOver(by="")
        self.store.endings[self.team_id, ending.pair_id] = ending

    def ending(self, pair_id: int) -> PairEnding | None:
        return self.store.endings.get((self.team_id, pair_id))

    def endings(self, programme_id: int) -> Sequence[PairEnding]:
        found = [one for one in self.mine(self.store.endings) if one.programme_id == programme_id]
        return sorted(found, key=lambda one: (one.decided_at, one.pair_id))


class FakeConcerns(FakePort):
    def get(self, concern_id: str) -> Concern:
        return self.store.concerns[self.team_id, concern_id]

    def add(self, concern: Concern) -> None:
        self.store.concerns[self.team_id, concern.id] = concern

    def update(self, concern: Concern) -> None:
        self.get(concern.id)
        self.store.concerns[self.team_id, concern.id] = concern

    def add_word(self, word: ConfidentialWord) -> bool:
        return self.store.confidential_words.setdefault((self.team_id, word.id), word) is word

    def word(self, word_id: str) -> ConfidentialWord:
        return self.store.confidential_words[self.team_id, word_id]

    def words(self, concern_id: str) -> Sequence[ConfidentialWord]:
        found = [one for one in self.mine(self.store.confidential_words) if one.concern_id == concern_id]
        return sorted(found, key=lambda one: (one.at, one.id))

    def written(self) -> list[Concern]:
        return sorted(self.mine(self.store.concerns), key=lambda one: (one.written_at, one.id))

    def addressed_to(self, coordinator_id: int) -> Sequence[Concern]:
        return [one for one in self.written() if one.coordinator_id == coordinator_id and one.handled_at is None]

    def by(self, author_id: int) -> Sequence[Concern]:
        return [one for one in self.written() if one.author_id == author_id]


class FakeSessions(FakeDrafts[Draft]):
    def get(self, session_id: str) -> Session:
        return self.store.sessions[self.team_id, session_id]

    def locked(self, session_id: str) -> Session:
        """Nothing to wait for: the store lets one unit of work in at a time."""
        return self.get(session_id)

    def known(self, session_ids: Collection[str]) -> Mapping[str, Session]:
        return {one.id: one for one in self.mine(self.store.sessions) if one.id in session_ids}

    def add(self, session: Session, change: Change) -> None:
        if (self.team_id, session.id) in self.store.sessions:
            raise ValueError(f"session {session.id} is kept already")
        for person_id in session.people:
            self.store.people[self.team_id, person_id]
        self.keep(session, change)

    def update(self, session: Session, change: Change, *, hold: bool = True) -> None:
        self.get(session.id)
        self.keep(session, change, hold=hold)

    def reckoned_before(self, now: datetime, limit: int = 100) -> Sequence[tuple[Session, datetime]]:
        older = [(self.get(key[1]), at) for key, at in self.store.older_starts.items() if key[0] == self.team_id]
        return [(one, at) for one, at in older if one.state in OPEN_STATES and one.when.end > now][:limit]

    def all_reckoned_since(self) -> datetime | None:
        return self.store.reckoned.get(self.team_id)

    def note_all_reckoned(self, now: datetime) -> None:
        self.store.reckoned.setdefault(self.team_id, now)

    def reckon(self, session: Session) -> None:
        self.store.older_starts.pop((self.team_id, session.id), None)

    def keep(self, session: Session, change: Change, *, hold: bool = True) -> None:
        for interval in session.held if hold else ():
            if any(other.id != session.id for other in self.holding(session.holders, interval)):
                raise Overlap
        self.store.sessions[self.team_id, session.id] = session
        self.store.older_starts.pop((self.team_id, session.id), None)
        self.store.changes[self.team_id, self.store.next_id()] = change

    def in_states(self, person_id: int, states: Collection[SessionState]) -> list[Session]:
        kept = [one for one in self.mine(self.store.sessions) if person_id in one.people and one.state in states]
        return sorted(kept, key=lambda one: (one.when.start, one.id))

    def holding(self, person_ids: Collection[int], within: Interval) -> Sequence[Session]:
        found = [
            one
            for one in self.mine(self.store.sessions)
            if one.holders & set(person_ids) and any(held.overlaps(within) for held in one.held)
        ]
        return sorted(found, key=lambda one: (one.when.start, one.id))

    def upcoming(self, person_id: int, now: datetime, limit: int = 20) -> Sequence[Session]:
        return [one for one in self.in_states(person_id, OPEN_STATES) if one.when.end > now][:limit]

    def past(self, person_id: int, now: datetime, limit: int = 20, *, crowds: bool = True) -> Sequence[Session]:
        ended = [one for one in self.in_states(person_id, {SessionState.CONFIRMED}) if one.when.end <= now]
        return [one if crowds else self.without_crowd(one, person_id) for one in ended[::-1][:limit]]

    def without_crowd(self, session: Session, person_id: int) -> Session:
        if session.kind is not SessionKind.JOINT:
            return session
        few = tuple(one for one in session.attendees if one.person_id in {person_id, session.organiser_id})
        return replace(session, attendees=few)

    def of_person(self, person_id: int, within: Interval) -> Sequence[Session]:
        return [one for one in self.in_states(person_id, set(SessionState)) if one.when.overlaps(within)]

    def of_pair(self, pair_id: int, limit: int = 30) -> Sequence[Session]:
        theirs = [one for one in self.mine(self.store.sessions) if one.pair_id == pair_id]
        return sorted(theirs, key=lambda one: (one.when.start, one.id), reverse=True)[:limit]

    def past_of_pair(self, pair_id: int, now: datetime, limit: int = 100) -> Sequence[Session]:
        ended = [
            one
            for one in self.mine(self.store.sessions)
            if one.pair_id == pair_id and one.state is SessionState.CONFIRMED and one.when.end <= now
        ]
        return sorted(ended, key=lambda one: (one.when.start, one.id), reverse=True)[:limit]

    def expiring(self, now: datetime, limit: int = 100) -> Sequence[Session]:
        waiting = [
            (one.proposal.expires_at, one.id, one)
            for one in self.mine(self.store.sessions)
            if one.state in OPEN_STATES and one.proposal and one.proposal.expires_at <= now
        ]
        return [one for *_, one in sorted(waiting, key=lambda row: row[:2])][:limit]

    def confirmed(self, within: Interval, *, after: str = "", limit: int = 100) -> Sequence[Session]:
        found = [
            one
            for one in self.mine(self.store.sessions)
            if one.state is SessionState.CONFIRMED and one.when.overlaps(within) and one.id > after
        ]
        return sorted(found, key=lambda one: one.id)[:limit]

    def signs_of_life(self, programme_id: int, pair_ids: Collection[int] | None = None) -> Mapping[int, datetime]:
        last: dict[int, datetime] = {}
        for session in self.mine(self.store.sessions):
            asked = session.pair_id is not None if pair_ids is None else session.pair_id in pair_ids
            if session.programme_id == programme_id and session.pair_id is not None and asked:
                signs = [one.at for one in self.history(session.id) if one.by is not None]
                signs += [session.when.end] if session.state in OPEN_STATES else []
                last[session.pair_id] = max([*signs, *filter(None, [last.get(session.pair_id)])])
        return last

    def open_in(self, programme_id: int, within: Interval) -> Sequence[Session]:
        found = [
            one
            for one in self.mine(self.store.sessions)
            if one.programme_id == programme_id
            and one.state in OPEN_STATES
            and within.start <= one.when.start < within.end
        ]
        return sorted(found, key=lambda one: (one.when.start, one.id))

    def acting(self, now: datetime, limit: int = 100) -> Sequence[Session]:
        acting = [(one.acts_at, one.id, one) for one in self.mine(self.store.sessions) if one.acts_at]
        return [one for at, _, one in sorted(acting, key=lambda row: row[:2]) if at <= now][:limit]

    def of_several(self, programme_id: int, kind: SessionKind, states: Collection[SessionState]) -> list[Session]:
        ours = [one for one in self.mine(self.store.sessions) if one.programme_id == programme_id and one.gathering]
        found = [one for one in ours if one.kind is kind and one.state in states]
        return sorted(found, key=lambda one: (one.when.start, one.id))

    def joint_meetings(self, programme_id: int, *, people: bool = True) -> Sequence[Session]:
        found = self.of_several(programme_id, SessionKind.JOINT, OPEN_STATES)
        return found if people else [replace(one, attendees=()) for one in found]

    def awaiting_host(self, programme_id: int, now: datetime) -> Sequence[Session]:
        proposed = self.of_several(programme_id, SessionKind.GROUP, {SessionState.PROPOSED})
        return [one for one in proposed if one.when.start > now]

    def of_series(self, series_ids: Collection[str]) -> Mapping[str, Sequence[Session]]:
        ours = [one for one in self.mine(self.store.sessions) if one.series_id in series_ids]
        ours.sort(key=lambda one: (one.original_start.wall, one.id))
        return {one: [each for each in ours if each.series_id == one] for one in {each.series_id for each in ours}}

    def before_in_series(self, session: Session) -> Session | None:
        series = self.store.series.get((self.team_id, session.series_id or ""))
        near = {session.series_id, series.continues if series else None} - {None}
        earlier = [
            one
            for one in self.mine(self.store.sessions)
            if one.series_id in near and one.state in OPEN_STATES and one.when.start < session.when.start
        ]
        return max(earlier, key=lambda one: one.when.start, default=None)

    def history(self, session_id: str) -> Sequence[Change]:
        return [one for one in self.mine(self.store.changes) if one.session_id == session_id]

    def histories(self, session_ids: Collection[str]) -> Mapping[str, Sequence[Change]]:
        found = {session_id: self.history(session_id) for session_id in session_ids}
        return {session_id: history for session_id, history in found.items() if history}

    def drafts(self) -> dict[tuple[str, str], Draft]:
        return self.store.drafts


class FakeGatherings(FakeDrafts[GatheringDraft]):
    def drafts(self) -> dict[tuple[str, str], GatheringDraft]:
        return self.store.gathering_drafts

    def absences(self, session_id: str) -> Sequence[Absence]:
        asked = [one for one in self.mine(self.store.absences) if one.session_id == session_id]
        return sorted(asked, key=lambda one: (one.asked_at, one.person_id))

    def keep_absence(self, absence: Absence) -> None:
        self.store.sessions[self.team_id, absence.session_id]
        self.store.people[self.team_id, absence.person_id]
        self.store.absences[self.team_id, absence.session_id, absence.person_id] = absence


class FakeSeries(FakeDrafts[SeriesDraft]):
    def get(self, series_id: str) -> Series:
        return self.store.series[self.team_id, series_id]

    def known(self, series_ids: Collection[str]) -> Mapping[str, Series]:
        return {one.id: one for one in self.mine(self.store.series) if one.id in series_ids}

    def add(self, series: Series) -> None:
        if (self.team_id, series.id) in self.store.series:
            raise ValueError(f"series {series.id} is kept already")
        self.store.series[self.team_id, series.id] = series

    def update(self, series: Series) -> None:
        self.get(series.id)
        self.store.series[self.team_id, series.id] = series

    def keep_change(self, change: SeriesChange) -> None:
        self.store.series_changes[self.team_id, change.series_id, change.revision] = change

    def changes(self, series_id: str) -> Sequence[SeriesChange]:
        kept = [one for one in self.mine(self.store.series_changes) if one.series_id == series_id]
        return sorted(kept, key=lambda one: one.revision)

    def change(self, series_id: str, revision: int) -> SeriesChange:
        return self.store.series_changes[self.team_id, series_id, revision]

    def drafts(self) -> dict[tuple[str, str], SeriesDraft]:
        return self.store.series_drafts


class FakeNotes(FakePort):
    def get(self, note_id: int) -> Note:
        return self.store.notes[self.team_id, note_id]

    def locked(self, note_id: int) -> Note:
        return self.get(note_id)

    def of_session(self, session_id: str) -> Sequence[Note]:
        return [one for one in self.mine(self.store.notes) if one.session_id == session_id]

    def of_sessions(self, session_ids: Collection[str]) -> Mapping[str, Sequence[Note]]:
        found = {session_id: self.of_session(session_id) for session_id in session_ids}
        return {session_id: notes for session_id, notes in found.items() if notes}

    def add(self, note: Note, items: Sequence[str] = ()) -> Note:
        self.store.sessions[self.team_id, note.session_id]
        added = replace(note, id=self.store.next_id())
        self.keep(added, items)
        return added

    def update(self, note: Note, items: Sequence[str] = ()) -> None:
        self.get(note.id)
        self.keep(note, items)

    def keep(self, note: Note, items: Sequence[str]) -> None:
        self.store.notes[self.team_id, note.id] = note
        self.store.note_items[self.team_id, note.id] = tuple(items)
        at = note.edited_at or note.written_at
        self.store.note_versions[self.team_id, note.id, note.version] = NoteVersion(
            note.id, note.version, at, note.outcome, note.decisions, note.private, note.visibility
        )

    def versions(self, note_id: int) -> Sequence[NoteVersion]:
        return [one for one in self.mine(self.store.note_versions) if one.note_id == note_id]

    def session_of(self, note: Note) -> Session:
        return self.store.sessions[self.team_id, note.session_id]

    def latest(self) -> list[Note]:
        return sorted(self.mine(self.store.notes), key=lambda one: -one.id)

    def marks(self, programme_id: int, limit: int = 100) -> Sequence[NoteMark]:
        notes = [one for one in self.latest() if self.session_of(one).programme_id == programme_id]
        return [
            NoteMark(
                note_id=one.id,
                session_id=one.session_id,
                pair_id=self.session_of(one).pair_id,
                author_id=one.author_id,
                written_at=one.written_at,
                on_behalf=one.on_behalf,
                visibility=one.visibility,
            )
            for one in notes[:limit]
        ]

    def offered(self, programme_id: int, within: Interval) -> Sequence[Note]:
        notes = [
            (self.session_of(one).when.start, one.session_id, one.id, one)
            for one in self.mine(self.store.notes)
            if one.visibility is Visibility.REPORT and self.session_of(one).programme_id == programme_id
        ]
        within_it = [row for row in notes if within.start <= row[0] < within.end]
        return [one for *_, one in sorted(within_it, key=lambda row: row[:3])]

    def found(self, wanted: Wanted, reader: NoteReader, limit: int = 20) -> Sequence[Note]:
        found = []
        for note in self.latest():
            seen = as_read_by(note, self.session_of(note), reader)
            items = self.store.note_items[self.team_id, note.id]
            if seen and is_found(wanted, searchable((seen.outcome, *seen.decisions, seen.private, *items))):
                found.append(note)
        return found[:limit]

    def keep_consent(self, consent: Consent) -> None:
        self.store.consents[self.team_id, consent.note_id, consent.version, consent.person_id] = consent

    def consents(self, note_ids: Collection[int]) -> Mapping[int, Sequence[Consent]]:
        given = sorted(self.mine(self.store.consents), key=lambda one: (one.note_id, one.version, one.person_id))
        by_note = {note_id: [one for one in given if one.note_id == note_id] for note_id in note_ids}
        return {note_id: answers for note_id, answers in by_note.items() if answers}

    def record_reading(self, reading: NoteReading) -> bool:
        key = (self.team_id, reading.note_id, reading.version, reading.person_id)
        first = key not in self.store.readings
        self.store.readings.setdefault(key, reading)
        return first

    def readings(self, note_ids: Collection[int]) -> Mapping[int, Sequence[NoteReading]]:
        read = sorted(self.mine(self.store.readings), key=lambda one: (one.at, one.note_id, one.person_id))
        by_note = {note_id: [one for one in read if one.note_id == note_id] for note_id in note_ids}
        return {note_id: readings for note_id, readings in by_note.items() if readings}

    def draft(self, draft_id: str) -> NoteDraft | None:
        return self.store.note_drafts.get((self.team_id, draft_id))

    def open_draft(self, person_id: int, session_id: str, note_id: int | None = None) -> NoteDraft | None:
        mine = [
            one
            for one in self.mine(self.store.note_drafts)
            if (one.person_id, one.session_id, one.note_id, one.used) == (person_id, session_id, note_id, False)
        ]
        return max(sorted(mine, key=lambda one: one.id), key=lambda one: one.kept_at, default=None)

    def keep_draft(self, draft: NoteDraft) -> None:
        self.store.note_drafts[self.team_id, draft.id] = draft

    def take_draft(self, draft_id: str) -> bool:
        draft = self.draft(draft_id)
        if draft is None or draft.used:
            return False
        self.keep_draft(replace(draft, used=True))
        return True

    def forget_drafts(self, before: datetime) -> int:
        old = [draft.id for draft in self.mine(self.store.note_drafts) if draft.kept_at < before]
        for draft_id in old:
            del self.store.note_drafts[self.team_id, draft_id]
        return len(old)


class FakeActions(FakePort):
    def get(self, item_id: str) -> ActionItem:
        return self.as_noted(self.store.items[self.team_id, item_id])

    def as_noted(self, item: ActionItem) -> ActionItem:
        note = self.store.notes[self.team_id, item.note_id]
        return replace(item, only_author=note.visibility is Visibility.AUTHOR)

    def all(self) -> list[ActionItem]:
        return [self.as_noted(one) for one in self.mine(self.store.items)]

    def locked(self, item_id: str) -> ActionItem:
        return self.get(item_id)

    def add(self, item: ActionItem, change: ItemChange) -> None:
        self.store.sessions[self.team_id, item.session_id]
        self.keep(item, change)

    def update(self, item: ActionItem, change: ItemChange) -> None:
        self.get(item.id)
        self.keep(item, change)

    def keep(self, item: ActionItem, change: ItemChange) -> None:
        self.store.items[self.team_id, item.id] = item
        self.store.item_changes[self.team_id, item.id, change.revision] = change

    def history(self, item_id: str) -> Sequence[ItemChange]:
        return [one for one in self.mine(self.store.item_changes) if one.item_id == item_id]

    def of_sessions(self, session_ids: Collection[str]) -> Mapping[str, Sequence[ActionItem]]:
        made = sorted(self.all(), key=lambda one: (one.made_at, one.note_id, one.position))
        by_session = {session_id: [one for one in made if one.session_id == session_id] for session_id in session_ids}
        return {session_id: items for session_id, items in by_session.items() if items}

    def still_open(self) -> list[ActionItem]:
        items = [one for one in self.all() if one.state is ItemState.OPEN]
        return sorted(items, key=lambda one: (one.due is None, one.due or date.max, one.made_at, one.id))

    def open_of(self, person_id: int, limit: int = 50) -> Sequence[ActionItem]:
        return [one for one in self.still_open() if one.owner_id == person_id][:limit]

    def open_of_pair(self, pair_id: int, limit: int = 50) -> Sequence[ActionItem]:
        sessions = self.store.sessions
        theirs = [one for one in self.still_open() if sessions[self.team_id, one.session_id].pair_id == pair_id]
        return theirs[:limit]


class FakeStatements(FakePort):
    def add(self, statement: Statement) -> Statement:
        session = self.store.sessions[self.team_id, statement.session_id]
        self.store.people[self.team_id, statement.by]
        added = replace(statement, id=self.store.next_id(), session_id=session.id)
        self.store.statements[self.team_id, added.id] = added
        return added

    def of_session(self, session_id: str) -> Sequence[Statement]:
        return [one for one in self.mine(self.store.statements) if one.session_id == session_id]

    def of_sessions(
        self, session_ids: Collection[str], *, person_id: int | None = None
    ) -> Mapping[str, Sequence[Statement]]:
        found = {
            session_id: [
                one for one in self.of_session(session_id) if person_id is None or one.about in {None, person_id}
            ]
            for session_id in session_ids
        }
        return {session_id: said for session_id, said in found.items() if said}

    def sessions(self, programme_id: int, within: Interval, person_id: int | None = None) -> Sequence[Session]:
        def begins(one: Session) -> bool:
            times = [one.when.start, *(said.began for said in self.of_session(one.id) if said.began)]
            return any(within.start <= at < within.end for at in times)

        found = [
            one
            for one in self.mine(self.store.sessions)
            if one.programme_id == programme_id
            and one.state is SessionState.CONFIRMED
            and (person_id is None or person_id in one.people)
            and begins(one)
        ]
        return sorted(found, key=lambda one: (one.when.start, one.id))


NEVER = datetime.min.replace(tzinfo=UTC)


def ready_at(delivery: Delivery) -> datetime:
    """The first instant at which the delivery may leave."""
    return max(delivery.due_at, delivery.not_before or delivery.due_at)


def ending_of(step: Transition) -> Ending:
    return Ending(step.kind, step.state_to, step.error)


class FakeDeliveries(FakePort):
    def plan(self, deliveries: Iterable[Delivery]) -> int:
        planned = 0
        for delivery in deliveries:
            self.must_be_mine(delivery.team_id)
            if (self.team_id, delivery.key) not in self.store.deliveries:
                self.store.deliveries[self.team_id, delivery.key] = delivery
                planned += 1
        return planned

    def get(self, key: str) -> Delivery:
        return self.store.deliveries[self.team_id, key]

    def known(self, keys: Collection[str]) -> Mapping[str, Delivery]:
        return {one.key: one for one in self.mine(self.store.deliveries) if one.key in keys}

    def of_session(self, session_id: str) -> Sequence[Delivery]:
        about = [one for one in self.mine(self.store.deliveries) if one.session_id == session_id]
        return sorted(about, key=lambda one: (one.due_at, one.key))

    def to_say(self, within: Interval) -> Sequence[Delivery]:
        ours = [one for one in self.in_state(DeliveryState.PENDING) if one.team_id == self.team_id]
        due = [one for one in ours if within.start <= one.due_at < within.end]
        return sorted(due, key=lambda one: (one.due_at, one.key))

    def unreached(self, since: datetime) -> Sequence[Delivery]:
        ours = [one for one in self.in_state(DeliveryState.FAILED, DeliveryState.REVIEW) if one.due_at >= since]
        return sorted((one for one in ours if one.team_id == self.team_id), key=lambda one: (one.due_at, one.key))

    def in_state(self, *states: DeliveryState) -> list[Delivery]:
        return [one for one in self.store.deliveries.values() if one.state in states]

    def locked(self, key: str) -> Delivery:
        return self.get(key)

    def claim(
        self, now: datetime, *, owner: str, lease_until: datetime, means: Means = Means.POST, pace: Pace = UNHURRIED
    ) -> Delivery | None:
        due = [one for one in self.in_state(DeliveryState.PENDING) if ready_at(one) <= now]
        ours = [one for one in due if means_of(one.kind) is means]
        for first in sorted(ours, key=lambda one: self.order_of(one, means)):
            if self.may_leave(first, means, now, pace):
                leased = replace(
                    first,
                    state=DeliveryState.LEASED,
                    generation=first.generation + 1,
                    lease_owner=owner,
                    leased_until=lease_until,
                )
                self.store.deliveries[first.team_id, first.key] = leased
                self.log(leased, first, now)
                return leased
        return None

    def order_of(self, one: Delivery, means: Means) -> tuple[Any, ...]:
        waited_since, _ = self.store.slots.get((one.team_id, means, 0), (NEVER, None))
        return urgency_of(one.kind), waited_since, one.team_id, ready_at(one), one.key

    def may_leave(self, one: Delivery, means: Means, now: datetime, pace: Pace) -> bool:
        """The workspace's slot is asked last here, so that a busy conversation costs no call of the workspace."""
        person = Rhythm(pace.between(means))
        if not self.free((one.team_id, means, one.recipient_id), person, now):
            return False
        if not self.free((one.team_id, means, 0), pace.rhythm(means), now):
            return False
        self.use((one.team_id, means, one.recipient_id), person, now)
        self.use((one.team_id, means, 0), pace.rhythm(means), now)
        return True

    def free(self, slot: tuple[str, Means, int], rhythm: Rhythm, now: datetime) -> bool:
        next_at, closed_until = self.store.slots.get(slot, (NEVER, None))
        return not (
            now + rhythm.lead < next_at <= now + rhythm.lead + LONGEST_LEAD
            or (closed_until is not None and now < closed_until <= now + LONGEST_LEAD)
        )

    def use(self, slot: tuple[str, Means, int], rhythm: Rhythm, now: datetime) -> None:
        if rhythm.every:
            next_at, _ = self.store.slots.get(slot, (now, None))
            standing = next_at if now < next_at <= now + rhythm.lead else now
            self.store.slots[slot] = (standing + rhythm.every, None)

    def take_slot(self, means: Means, now: datetime, pace: Pace) -> bool:
        slot = (self.team_id, means, 0)
        if free := self.free(slot, pace.rhythm(means), now):
            self.use(slot, pace.rhythm(means), now)
        return free

    def pause(self, means: Means, until: datetime, *, recipient_id: int | None = None) -> None:
        self.store.slots[self.team_id, means, recipient_id or 0] = (until, until)

    def replace(self, delivery: Delivery, *, instead_of: Delivery, now: datetime) -> bool:
        kept = self.store.deliveries.get((delivery.team_id, delivery.key))
        if kept is None or (kept.generation, kept.state) != (instead_of.generation, instead_of.state):
            return False
        self.store.deliveries[delivery.team_id, delivery.key] = delivery
        self.log(delivery, instead_of, now)
        return True

    def log(self, now: Delivery, before: Delivery, at: datetime) -> None:
        if (now.state, now.generation, now.last_error) == (before.state, before.generation, before.last_error):
            return
        under_way = now.state in {DeliveryState.LEASED, DeliveryState.SENDING}
        step = Transition(
            key=now.key,
            kind=now.kind.value,
            generation=now.generation,
            state_from=before.state.value,
            state_to=now.state.value,
            at=at,
            owner=now.lease_owner or before.lease_owner,
            error="" if under_way else now.last_error,
        )
        self.store.steps[self.store.next_id()] = (now.team_id, step)

    def transitions(self, keys: Collection[str]) -> Mapping[str, Sequence[Transition]]:
        found: dict[str, list[Transition]] = {}
        for team_id, step in self.store.steps.values():
            if team_id == self.team_id and step.key in keys:
                found.setdefault(step.key, []).append(step)
        return found

    def tally(self, after: int = 0, upto: int | None = None) -> Tally:
        last = max(self.store.steps, default=after) if upto is None else upto
        counted = [step for number, (_, step) in self.store.steps.items() if after < number <= last]
        endings = Counter(ending_of(step) for step in counted if step.state_to in ENDS)
        return Tally(last, endings if after else endings + Counter(self.store.forgotten))

    def forget_transitions(self, before: datetime, kinds: Collection[DeliveryKind]) -> int:
        gone = [
            (number, step)
            for number, (team_id, step) in self.store.steps.items()
            if team_id == self.team_id and step.at < before and step.kind in kinds
        ]
        for number, step in gone:
            del self.store.steps[number]
            if step.state_to in ENDS:
                ending = ending_of(step)
                self.store.forgotten[ending] = self.store.forgotten.get(ending, 0) + 1
        return len(gone)

    def forget_slots(self, before: datetime) -> int:
        slots = self.store.slots
        idle = [slot for slot, (next_at, _) in slots.items() if slot[0] == self.team_id and next_at < before]
        for slot in idle:
            del slots[slot]
        return len(idle)

    def overdue_leases(self, now: datetime) -> Sequence[Delivery]:
        over = [
            (one.leased_until, one.key, one)
            for one in self.in_state(DeliveryState.LEASED, DeliveryState.SENDING)
            if one.leased_until and not now < one.leased_until <= now + LONGEST_LEAD
        ]
        return [one for *_, one in sorted(over, key=lambda row: row[:2])]

    def unverified(self, now: datetime) -> Sequence[Delivery]:
        ripe = [
            (one.verify_after, one.key, one)
            for one in self.in_state(DeliveryState.UNKNOWN)
            if one.verify_after and one.verify_after <= now
        ]
        return [one for *_, one in sorted(ripe, key=lambda row: row[:2])]

    def next_due(self, now: datetime) -> datetime | None:
        return min((ready_at(one) for one in self.in_state(DeliveryState.PENDING)), default=None)

    def counts(self) -> dict[str, int]:
        return dict(Counter(one.state.value for one in self.store.deliveries.values()))

    def backlog(self, now: datetime) -> Backlog:
        due = [one.due_at for one in self.in_state(DeliveryState.PENDING) if ready_at(one) <= now]
        unknown, failed, review = (
            len(self.in_state(state)) for state in (DeliveryState.UNKNOWN, DeliveryState.FAILED, DeliveryState.REVIEW)
        )
        return Backlog(len(due), min(due, default=None), unknown, failed, review)

    def ledger(self, query: LedgerQuery) -> Sequence[LedgerLine]:
        asked = [
            one
            for one in self.mine(self.store.deliveries)
            if query.recipient_id in (None, one.recipient_id)
            and query.session_id in (None, one.session_id)
            and (not query.states or one.state in query.states)
            and (not query.kinds or one.kind in query.kinds)
        ]
        by_key = sorted(asked, key=lambda one: one.key)
        latest = sorted(by_key, key=lambda one: one.due_at, reverse=True)[: query.limit]
        return [LedgerLine(**{one.name: getattr(told, one.name) for one in fields(LedgerLine)}) for told in latest]

    def cards(self, session_id: str, person_id: int) -> Sequence[Card]:
        shown = [
            one for one in self.mine(self.store.cards) if (one.session_id, one.person_id) == (session_id, person_id)
        ]
        return sorted(shown, key=lambda one: float(one.slack_ts))

    def keep_card(self, card: Card) -> None:
        self.store.cards[self.team_id, card.session_id, card.person_id, card.slack_ts] = card


class FakeCalendars(FakePort):
    def address(self, person_id: int) -> CalendarAddress | None:
        return self.store.calendar_addresses.get((self.team_id, person_id))

    def keep_address(self, address: CalendarAddress) -> None:
        self.store.people[self.team_id, address.person_id]
        self.store.calendar_addresses[self.team_id, address.person_id] = address

    def forget_address(self, person_id: int) -> bool:
        return self.store.calendar_addresses.pop((self.team_id, person_id), None) is not None

    def version(self, digest: str, within: Interval) -> FeedVersion | None:
        found = [key for key, one in self.store.calendar_addresses.items() if one.digest == digest]
        if not found or not self.store.people[found[0]].active:
            return None
        team_id, person_id = found[0]
        theirs = FakeSessions(self.store, team_id)
        shown = {one.id for one in theirs.of_person(person_id, within)}
        changes = [one for key, one in self.store.changes.items() if key[0] == team_id and one.session_id in shown]
        changed_at = max((one.at for one in changes), default=self.store.calendar_addresses[found[0]].made_at)
        mark = f"{self.store.people[found[0]]} {len(shown)} {len(changes)}"
        return FeedVersion(team_id, person_id, mark, changed_at)


class FakeClusters(FakePort):
    def lock(self, programme_id: int) -> None:
        """Nothing to wait for: the store lets one unit of work in at a time."""

    def of_programme(self, programme_id: int) -> Sequence[Cluster]:
        found = [one for one in self.mine(self.store.clusters) if one.programme_id == programme_id]
        return sorted(found, key=lambda one: (one.name.casefold(), one.id))

    def get(self, cluster_id: int) -> Cluster:
        return self.store.clusters[self.team_id, cluster_id]

    def add(self, cluster: Cluster) -> Cluster:
        added = replace(cluster, id=self.store.next_id())
        self.store.clusters[self.team_id, added.id] = added
        return added

    def update(self, cluster: Cluster) -> None:
        self.get(cluster.id)
        self.store.clusters[self.team_id, cluster.id] = cluster

    def remove(self, cluster_id: int) -> None:
        assert not self.collaborations_with(cluster_id)
        del self.store.clusters[self.team_id, cluster_id]

    def keep_merge(self, merge: ClusterMerge) -> None:
        self.store.cluster_merges[self.team_id, merge.id] = merge

    def merge(self, merge_id: str) -> ClusterMerge:
        return self.store.cluster_merges[self.team_id, merge_id]

    def merges_into(self, cluster_id: int) -> Sequence[ClusterMerge]:
        found = [one for one in self.mine(self.store.cluster_merges) if one.kept_id == cluster_id and not one.undone_at]
        return sorted(found, key=lambda one: one.merged_at, reverse=True)

    def collaborations(self, programme_id: int) -> Sequence[Collaboration]:
        noted = [one for one in self.mine(self.store.collaborations) if one.programme_id == programme_id]
        by_id = sorted((one for one in noted if not one.removed), key=lambda one: one.id)
        return sorted(by_id, key=lambda one: one.noted_at, reverse=True)

    def collaborations_with(self, cluster_id: int) -> Sequence[Collaboration]:
        found = [one for one in self.mine(self.store.collaborations) if cluster_id in one.terms.cluster_ids]
        return sorted(found, key=lambda one: one.id)

    def collaboration(self, collaboration_id: str) -> Collaboration:
        return self.store.collaborations[self.team_id, collaboration_id]

    def keep_collaboration(self, collaboration: Collaboration) -> None:
        for cluster_id in collaboration.terms.cluster_ids:
            self.get(cluster_id)
        self.store.collaborations[self.team_id, collaboration.id] = collaboration


def names_the_sector(answers: Iterable[ParticipantConsent]) -> bool:
    answer = standing_answer(answers, ConsentTo.SHOWN)
    return answer is not None and answer.version >= SECTOR_NAMED


class FakeListings(FakePort):
    def taking_part(self, programme_id: int) -> list[Participant]:
        found = FakePeople(self.store, self.team_id).participants(programme_id)
        return [one for one in found if one.person.active]

    def shown(self, programme_id: int, *, also: int = 0, only: Collection[int] | None = None) -> Sequence[Listing]:
        answers = FakeConsents(self.store, self.team_id).of_programme(programme_id)
        portraits = FakePortraits(self.store, self.team_id)
        return [
            _listing(
                one
                if one.person.id == also or names_the_sector(answers.get(one.person.id, ()))
                else replace(one, sector=""),
                portraits.of(programme_id, one.person.id),
            )
            for one in self.taking_part(programme_id)
            if one.person.id == also or agreed(answers.get(one.person.id, ()), ConsentTo.SHOWN)
            if only is None or one.person.id in only
        ]

    def clusters_borne(self, programme_id: int) -> Mapping[str, int]:
        return Counter(one.cluster for one in self.taking_part(programme_id) if one.cluster)


def _listing(part: Participant, portrait: Portrait) -> Listing:
    person = part.person
    return Listing(
        person_id=person.id,
        name=person.name,
        city=person.city,
        country=person.country,
        language=person.language,
        speaks=person.speaks,
        sector=part.sector,
        cluster=part.cluster,
        offers=portrait.offers,
        needs=portrait.needs,
    )


class FakeApproaches(FakePort):
    def get(self, approach_id: str) -> Approach:
        return self.store.approaches[self.team_id, approach_id]

    def add(self, approach: Approach) -> bool:
        known = (self.team_id, approach.id) in self.store.approaches
        self.store.approaches.setdefault((self.team_id, approach.id), approach)
        return not known

    def latest(self, asker_id: int, asked_id: int) -> datetime | None:
        theirs = [one for one in self.mine(self.store.approaches) if one.asker_id == asker_id]
        return max((one.at for one in theirs if one.asked_id == asked_id), default=None)


class FakePolls(FakeKept[Poll]):
    def kept(self) -> dict[tuple[str, str], Poll]:
        return self.store.polls

    def over(self, now: datetime, limit: int = 100) -> Sequence[Poll]:
        ended = [one for one in self.mine(self.store.polls) if one.state is PollState.OPEN and one.ends_at <= now]
        return sorted(ended, key=lambda one: (one.ends_at, one.id))[:limit]


class FakeOversight(FakePort):
    def ours(self, programme_id: int) -> list[Session]:
        found = [one for one in self.mine(self.store.sessions) if one.programme_id == programme_id]
        return sorted(
            (one for one in found if one.state is SessionState.CONFIRMED), key=lambda one: (one.when.start, one.id)
        )

    def said_of(self, session: Session) -> list[Statement]:
        return [one for one in self.mine(self.store.statements) if one.session_id == session.id]

    def gist(self, session: Session) -> Gist | None:
        kept = self.store.gists.get((self.team_id, session.id))
        return kept if kept and self.known_of(kept) == self.stands(session) else None

    def known_of(self, gist: Gist) -> tuple[object, ...]:
        return gist.revision, gist.upto, gist.same_within, gist.moved, gist.noted

    def stands(self, session: Session) -> tuple[object, ...]:
        upto = max((one.id for one in self.said_of(session)), default=0)
        policy = self.store.programmes[self.team_id, session.programme_id].attendance
        return session.revision, upto, policy.same_within, self.was_moved(session), self.has_note(session)

    def unreckoned(self, programme_id: int, limit: int = 500) -> Mapping[str, Collection[int]]:
        ours = {one.id: one for one in self.ours(programme_id)}
        changed = [one.id for one in ours.values() if self.gist(one) is None]
        kept = [one for one in self.mine(self.store.gists) if one.programme_id == programme_id]
        gone = [one.session_id for one in kept if one.session_id not in ours]
        return dict.fromkeys(sorted([*changed, *gone])[:limit], ())

    def keep_gists(self, gists: Iterable[Gist], reckoned: Mapping[str, Collection[int]]) -> None:
        for session_id in reckoned:
            self.store.gists.pop((self.team_id, session_id), None)
        for gist in gists:
            self.store.gists[self.team_id, gist.session_id] = gist

    def moved_or_noted(self, session_ids: Collection[str]) -> tuple[Collection[str], Collection[str]]:
        these = [one for one in self.mine(self.store.sessions) if one.id in session_ids]
        return {one.id for one in these if self.was_moved(one)}, {one.id for one in these if self.has_note(one)}

    def couples(self, programme_id: int) -> Sequence[Couple]:
        theirs = [one for one in self.mine(self.store.pairs) if one.programme_id == programme_id]
        return [
            Couple(
                one.id,
                self.member(one.mentor_id, one.programme_id),
                self.member(one.mentee_id, one.programme_id),
                one.starts_on,
                self.cluster(one),
                one.ends_on,
                one.paused,
                one.resumed_on,
            )
            for one in sorted(theirs, key=lambda one: one.id)
        ]

    def member(self, person_id: int, programme_id: int) -> Member:
        person = self.store.people[self.team_id, person_id]
        portrait = self.store.portraits.get((self.team_id, programme_id, person_id))
        return Member(
            person.id,
            person.name,
            person.country,
            person.zone,
            here=bool(person.user_id) and person.active,
            away_until=person.wishes.away_until,
            welcome_unanswered=not (portrait and portrait.answered),
        )

    def cluster(self, pair: Pair) -> str:
        place = self.store.participants.get((self.team_id, pair.programme_id, pair.mentee_id))
        return place.cluster if place else ""

    def begun(self, session: Session, moment: Moment) -> bool:
        return session.when.end <= moment.now or bool(self.said_of(session))

    def standing(self, session: Session, moment: Moment) -> Standing:
        gist = self.gist(session)
        return standing(gist, session.when.end, moment.policy, moment.now)

    def figures(self, programme_id: int, moment: Moment) -> Mapping[int, PairFigures]:
        bilateral = [one for one in self.ours(programme_id) if one.pair_id is not None]
        pairs = {one.pair_id for one in bilateral if one.pair_id is not None}
        return {
            pair_id: self.figures_of([one for one in bilateral if one.pair_id == pair_id], moment) for pair_id in pairs
        }

    def figures_of(self, sessions: list[Session], moment: Moment) -> PairFigures:
        begun = [(one, self.standing(one, moment)) for one in sessions if self.begun(one, moment)]
        held = [self.began(one, moment) for one, stands in begun if stands is Standing.HELD]
        over = [one for one in sessions if one.when.end <= moment.now]
        gists = [self.gist(one) for one in sessions]
        return PairFigures(
            planned=len(sessions),
            held=len(held),
            held_within=sum(1 for at in held if moment.within and moment.within.start <= at < moment.within.end),
            unconfirmed=sum(1 for _, stands in begun if stands not in {Standing.HELD, Standing.NOT_HELD}),
            noted=sum(1 for one in sessions if self.has_note(one)),
            held_at=max(held, default=None),
            met_at=max(
                (one.when.end for one in over if self.standing(one, moment) is not Standing.NOT_HELD), default=None
            ),
            next_at=min((one.when.start for one in sessions if one.when.end > moment.now), default=None),
            missing_since=min((one.when.end for one in over if self.is_missing(one, moment)), default=None),
            disputed_since=min((one.disputed_since for one in gists if one and one.disputed_since), default=None),
            differs=min((one.differs for one in gists if one and one.differs), default=None),
            moved_twice=len(sessions) > 1 and all(self.was_moved(one) for one in sessions[-2:]),
        )

    def began(self, session: Session, moment: Moment) -> datetime:
        gist = self.gist(session)
        return gist.began if gist and gist.began else session.when.start

    def is_missing(self, session: Session, moment: Moment) -> bool:
        gist = self.gist(session)
        silent = gist is None or (gist.took_place is None and gist.disputed_since is None)
        return silent and not self.has_note(session)

    def has_note(self, session: Session) -> bool:
        return any(one.session_id == session.id for one in self.mine(self.store.notes))

    def was_moved(self, session: Session) -> bool:
        changes = [one for one in self.mine(self.store.changes) if one.session_id == session.id]
        return any(one.kind is ChangeKind.MOVED for one in changes)

    def meetings(self, programme_id: int, moment: Moment) -> MeetingFigures:
        joint = [one for one in self.ours(programme_id) if one.kind is SessionKind.JOINT]
        over = [one for one in joint if self.begun(one, moment)]
        gists = [(one, gist) for one in over if (gist := self.gist(one))]
        silent = [(one.when.end <= moment.silent_since, gist) for one, gist in gists]
        met = [(late, gist) for late, gist in silent if gist.took_place and (gist.complete or late)]
        return MeetingFigures(
            meetings=len(over),
            planned=len(joint),
            places=sum(gist.lines for _, gist in gists),
            attended=sum(gist.there_alone if late else gist.there for late, gist in met),
        )

    def to_settle(self, programme_id: int, moment: Moment, limit: int) -> tuple[int, Sequence[str]]:
        over = [one for one in self.ours(programme_id) if one.when.end <= moment.now]
        found = [one.id for one in reversed(over) if self.needs_settling(one, moment)]
        return len(found), found[:limit]

    def needs_settling(self, session: Session, moment: Moment) -> bool:
        gist = self.gist(session)
        if gist and gist.disputed_since:
            return gist.disputed_since + moment.policy.talk_within <= moment.now
        return bool(gist and gist.objected) or self.standing(session, moment) is Standing.UNCONFIRMED

    def days(self, programme_id: int, moment: Moment, pair_ids: Collection[int] | None = None) -> Sequence[SessionDay]:
        found = [
            (at, one.id, SessionDay(one.pair_id, at, held, unknown))
            for one in self.ours(programme_id)
            if one.pair_id is not None and (pair_ids is None or one.pair_id in pair_ids)
            for at, held, unknown in [self.day(one, moment)]
        ]
        return [one for *_, one in sorted(found, key=lambda row: row[:2])]

    def day(self, session: Session, moment: Moment) -> tuple[datetime, bool, bool]:
        stands = self.standing(session, moment) if self.begun(session, moment) else Standing.NOT_HELD
        held = stands is Standing.HELD
        at = self.began(session, moment) if held else session.when.start
        return at, held, stands not in {Standing.HELD, Standing.NOT_HELD}

    def add_care(self, care: Care) -> None:
        self.store.cares.setdefault((self.team_id, care.id), care)

    def in_order(self) -> list[Care]:
        return sorted(self.mine(self.store.cares), key=lambda one: (one.at, one.id))

    def cares(self, programme_id: int, since: datetime) -> Mapping[int, Sequence[Care]]:
        found: dict[int, list[Care]] = {}
        for one in map(self.in_public, self.in_order()):
            lasts = one.kind is CareKind.WAKE or (one.until is not None and one.until >= since.date())
            if one.programme_id == programme_id and (one.at >= since or lasts):
                found.setdefault(one.pair_id, []).append(one)
        return found

    def in_public(self, care: Care) -> Care:
        return replace(care, text="") if care.kind in COORDINATORS_ALONE else care

    def whole_cares(self, care_ids: Collection[str]) -> Mapping[str, Care]:
        return {one.id: one for one in self.mine(self.store.cares) if one.id in care_ids}

    def keep_narrowed(self, person_id: int, wanted: PairFilter) -> None:
        self.store.narrowed[self.team_id, person_id] = wanted

    def narrowed(self, person_id: int) -> PairFilter:
        return self.store.narrowed.get((self.team_id, person_id), PairFilter())

    def cares_of(self, pair_id: int, limit: int = 50) -> Sequence[Care]:
        return [one for one in self.in_order()[::-1] if one.pair_id == pair_id][:limit]

    def words_for(self, person_id: int, since: datetime) -> Sequence[Care]:
        return [one for one in self.in_order() if one.about == person_id and one.at >= since]

    def care(self, care_id: str) -> Care:
        return self.store.cares[self.team_id, care_id]


class FakeAnnouncements(FakeKept[Announcement]):
    def kept(self) -> dict[tuple[str, str], Announcement]:
        return self.store.announcements

    def has(self, announcement_id: str) -> bool:
        return (self.team_id, announcement_id) in self.store.announcements

    def add(self, announcement: Announcement) -> bool:  # type: ignore[override]  # this one tells
        return self.store.announcements.setdefault((self.team_id, announcement.id), announcement) is announcement

    def of_programme(
        self, programme_id: int, states: Collection[AnnouncementState], limit: int = 50
    ) -> Sequence[Announcement]:
        ours = [one for one in self.in_state(states, len(self.store.announcements)) if one.programme_id == programme_id]
        return sorted(ours, key=lambda one: (-one.changed_at.timestamp(), one.id))[:limit]

    def in_state(self, states: Collection[AnnouncementState], limit: int = 50) -> Sequence[Announcement]:
        ours = [one for one in self.mine(self.store.announcements) if one.state in states]
        return sorted(ours, key=lambda one: (one.created_at, one.id))[:limit]

    def unread_by(self, person_id: int, limit: int = 20) -> Sequence[Announcement]:
        found = []
        for about in self.mine(self.store.announcements):
            line = self.line(about.id, person_id)
            sent = line and self.store.deliveries.get((self.team_id, line.delivery_key))
            if line and not line.acknowledged_at and sent and sent.state is DeliveryState.SENT:
                found.append(about)
        open_ones = [one for one in found if one.state is not AnnouncementState.WITHDRAWN]
        return sorted(open_ones, key=lambda one: (-(one.confirmed_at or NEVER).timestamp(), one.id))[:limit]

    def keep_version(self, version: ContentVersion) -> None:
        key = (self.team_id, version.announcement_id, version.revision)
        assert key not in self.store.announcement_versions
        self.store.announcement_versions[key] = version

    def versions(self, announcement_id: str) -> Sequence[ContentVersion]:
        theirs = [one for one in self.mine(self.store.announcement_versions) if one.announcement_id == announcement_id]
        return sorted(theirs, key=lambda one: one.revision)

    def add_lines(self, lines: Iterable[ReaderLine]) -> int:
        new = [one for one in lines if self.line(one.announcement_id, one.person_id) is None]
        for one in new:
            self.get(one.announcement_id)
            self.store.reader_lines[self.team_id, one.announcement_id, one.person_id] = one
        return len(new)

    def update_lines(self, lines: Iterable[ReaderLine]) -> None:
        for one in lines:
            kept = self.line(one.announcement_id, one.person_id)
            if kept is not None:
                changed = replace(one, acknowledged_at=kept.acknowledged_at)
                self.store.reader_lines[self.team_id, one.announcement_id, one.person_id] = changed

    def line(self, announcement_id: str, person_id: int) -> ReaderLine | None:
        return self.store.reader_lines.get((self.team_id, announcement_id, person_id))

    def lines(self, announcement_id: str) -> list[ReaderLine]:
        return [one for one in self.mine(self.store.reader_lines) if one.announcement_id == announcement_id]

    def ledger(self, announcement_id: str, wish: LedgerWish = WHOLE_LEDGER) -> Sequence[LedgerRow]:
        self.get(announcement_id)
        rows = [row for row in map(self.row, self.lines(announcement_id)) if self.is_wished(row, wish)]
        in_order = sorted(rows, key=lambda one: (folded(one.name), one.line.person_id))
        return in_order if wish.limit is None else in_order[wish.first : wish.first + wish.limit]

    def found(self, announcement_id: str, wish: LedgerWish) -> int:
        return len(self.ledger(announcement_id, replace(wish, first=0, limit=None)))

    def is_wished(self, row: LedgerRow, wish: LedgerWish) -> bool:
        said = (folded(row.name), row.email.lower())
        return (
            (not wish.standings or row.standing in wish.standings)
            and wish.acknowledged in {None, row.line.acknowledged_at is not None}
            and wish.why_not in {None, row.line.why_not}
            and all(any(word in one for one in said) for word in folded(wish.words).split())
        )

    def unlisted(self, announcement: Announcement) -> Sequence[Participant]:
        parts = FakePeople(self.store, self.team_id).everybody(announcement.programme_id)
        here = [one for one in parts if one.state is not ParticipationState.LEFT]
        return [one for one in here if self.line(announcement.id, one.person.id) is None]

    def row(self, line: ReaderLine) -> LedgerRow:
        person = self.store.people[self.team_id, line.person_id]
        one = self.store.deliveries.get((self.team_id, line.delivery_key))
        delivered, reason = (one.state, one.last_error) if one else (None, "")
        return LedgerRow(
            line=line,
            name=person.name,
            email=person.email,
            user_id=person.user_id,
            standing=announcing.standing(self.get(line.announcement_id).state, delivered, line.why_not, reason),
            delivery_state=delivered,
            reason=reason,
            channel_id=one.channel_id if one else "",
            slack_ts=one.slack_ts if one else "",
            shown_revision=one.session_revision if one else 0,
        )

    def counts(self, announcement_id: str, now: datetime) -> Counts:
        rows, since = self.ledger(announcement_id), f"{(now - timedelta(minutes=1)).timestamp():.6f}"
        return Counts(
            Counter(one.standing for one in rows),
            sum(one.line.acknowledged_at is not None for one in rows),
            sum(one.slack_ts > since for one in rows),
        )

    def acknowledge(self, announcement_id: str, person_id: int, now: datetime) -> bool:
        kept = self.line(announcement_id, person_id)
        if kept is None or kept.acknowledged_at is not None:
            return False
        self.store.reader_lines[self.team_id, announcement_id, person_id] = replace(kept, acknowledged_at=now)
        return True

    def waiting(self, announcement_id: str) -> list[Delivery]:
        keys = {one.delivery_key for one in self.lines(announcement_id)}
        ours = (one for one in self.mine(self.store.deliveries) if one.key in keys)
        return [one for one in ours if one.state is DeliveryState.PENDING]

    def hold(self, announcement_id: str, until: datetime | None) -> int:
        waiting = self.waiting(announcement_id)
        for one in waiting:
            self.store.deliveries[self.team_id, one.key] = replace(one, not_before=until)
        return len(waiting)

    def call_off(self, announcement_id: str, now: datetime) -> int:
        deliveries, waiting = FakeDeliveries(self.store, self.team_id), self.waiting(announcement_id)
        for one in waiting:
            closed = replace(one, state=DeliveryState.CANCELLED, last_error=CALLED_OFF)
            deliveries.replace(closed, instead_of=one, now=now)
        return len(waiting)

    def add_reply(self, reply: Reply) -> None:
        self.get(reply.announcement_id)
        self.store.replies[self.team_id, reply.id] = reply

    def answer(self, reply_id: str, answer: Answer) -> None:
        kept = self.reply(reply_id)
        self.store.replies[self.team_id, reply_id] = replace(kept, answers=(*kept.answers, answer))

    def reply(self, reply_id: str) -> Reply:
        return self.store.replies[self.team_id, reply_id]

    def replies(self, announcement_id: str) -> Sequence[Reply]:
        theirs = [one for one in self.mine(self.store.replies) if one.announcement_id == announcement_id]
        return sorted(theirs, key=lambda one: (one.at, one.id))


class FakePairings(FakePort):
    def locked(self, pairing_id: str) -> Pairing:
        return self.store.pairings[self.team_id, pairing_id]

    def open_in(self, programme_id: int) -> Pairing | None:
        return next((one for one in self._of(programme_id) if one.state is PairingState.OPEN), None)

    def last_in(self, programme_id: int) -> Pairing | None:
        return max(self._of(programme_id), key=lambda one: (one.changed_at, one.id), default=None)

    def add(self, pairing: Pairing) -> bool:
        if self.open_in(pairing.programme_id):
            return False
        self.store.pairings[self.team_id, pairing.id] = pairing
        return True

    def update(self, pairing: Pairing) -> None:
        self.locked(pairing.id)
        self.store.pairings[self.team_id, pairing.id] = pairing

    def _of(self, programme_id: int) -> list[Pairing]:
        return [one for one in self.mine(self.store.pairings) if one.programme_id == programme_id]


class FakeBegunForms(FakePort):
    def get(self, person_id: int, form: str, about: str) -> BegunForm | None:
        return self.store.begun_forms.get((self.team_id, person_id, form, about))

    def keep(self, begun: BegunForm) -> None:
        self.store.begun_forms[self.team_id, begun.person_id, begun.form, begun.about] = begun

    def forget(self, before: datetime) -> int:
        kept = self.store.begun_forms
        old = [key for key, one in kept.items() if key[0] == self.team_id and one.kept_at < before]
        for key in old:
            del kept[key]
        return len(old)


class FakeSeen(FakePort):
    def first_time(self, key: str, now: datetime) -> bool:
        if (self.team_id, key) in self.store.seen:
            return False
        self.store.seen[self.team_id, key] = now
        return True

    def take_back(self, key: str) -> None:
        self.store.seen.pop((self.team_id, key), None)

    def forget(self, before: datetime) -> int:
        old = [key for key, at in self.store.seen.items() if key[0] == self.team_id and at < before]
        for key in old:
            del self.store.seen[key]
        return len(old)


class FakeUnitOfWork:
    """One transaction of one team on the store; `committed` counts its commits."""

    def __init__(self, store: FakeStore | None = None, team_id: str = "T1", holidays: Holidays | None = None) -> None:
        self.store = store if store is not None else FakeStore()
        self._team_id = team_id
        self.people: People = FakePeople(self.store, team_id)
        self.portraits: Portraits = FakePortraits(self.store, team_id)
        self.consents: Consents = FakeConsents(self.store, team_id)
        self.leavings: Leavings = FakeLeavings(self.store, team_id)
        self.concerns: Concerns = FakeConcerns(self.store, team_id)
        self.sessions: Sessions = FakeSessions(self.store, team_id)
        self.gatherings: Gatherings = FakeGatherings(self.store, team_id)
        self.series: AllSeries = FakeSeries(self.store, team_id)
        self.notes: Notes = FakeNotes(self.store, team_id)
        self.polls: Polls = FakePolls(self.store, team_id)
        self.announcements: Announcements = FakeAnnouncements(self.store, team_id)
        self.pairings: Pairings = FakePairings(self.store, team_id)
        self.statements: Statements = FakeStatements(self.store, team_id)
        self.actions: Actions = FakeActions(self.store, team_id)
        self.deliveries: Deliveries = FakeDeliveries(self.store, team_id)
        self.calendars: Calendars = FakeCalendars(self.store, team_id)
        self.oversight: Oversight = FakeOversight(self.store, team_id)
        self.clusters: Clusters = FakeClusters(self.store, team_id)
        self.approaches: Approaches = FakeApproaches(self.store, team_id)
        self.clusters: Clusters = FakeClusters(self.store, team_id)
        self.listings: Listings = FakeListings(self.store, team_id)
        self.approaches: Approaches = FakeApproaches(self.store, team_id)
        self.oversight: Oversight = FakeOversight(self.store, team_id)
        self.begun_forms: BegunForms = FakeBegunForms(self.store, team_id)
        self.seen: Seen = FakeSeen(self.store, team_id)
        self.holidays: Holidays = holidays or FakeHolidays()
        self.committed = 0

    @property
    def team_id(self) -> str:
        return self._team_id

    def __enter__(self) -> Self:
        self.store.one_at_a_time.acquire()
        self.kept = self.store.snapshot()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.restore(self.kept)
        self.store.one_at_a_time.release()

    def commit(self) -> None:
        self.kept = self.store.snapshot()
        self.committed += 1


class FakeHolidays:
    """Holidays given by country."""

    def __init__(self, by_country: Mapping[str, Sequence[Holiday]] | None = None) -> None:
        self.by_country = by_country or {}

    def between(self, country: str, first: date, last: date) -> Sequence[Holiday]:
        found = [one for one in self.by_country.get(country, ()) if first <= one.day <= last]
        return sorted(found, key=lambda one: one.day)
