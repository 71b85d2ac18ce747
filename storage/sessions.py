"""Sessions, their history and the drafts that lead to them, in the database."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from itertools import chain
from typing import Any

import tzdata
from sqlalchemy import (
    DateTime,
    Row,
    Select,
    Text,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    orm,
    select,
    type_coerce,
    update,
)
from sqlalchemy.exc import IntegrityError

from mentoring.clocks import Anchor
from mentoring.errors import Overlap
from mentoring.intervals import Interval
from mentoring.sessions import (
    OPEN_STATES,
    Attendee,
    Change,
    Draft,
    Proposal,
    Rsvp,
    Session,
    SessionKind,
    SessionState,
)
from storage.people import SqlPeople
from storage.rows import Repository, aware, from_rows, grouped, table_of, to_columns
from storage.tables import (
    HELD_TIMES_OVERLAP,
    AttendeeRow,
    ChangeRow,
    DraftRow,
    HeldTimeRow,
    MetaRow,
    SeriesRow,
    SessionRow,
)

# Composed once, since they are asked for with every look at the bot, and composing takes longer than asking.
SESSIONS, ATTENDING = table_of(SessionRow).c, table_of(AttendeeRow).c
# As plain as they stand: what makes values of them is called for each of the thousands in a joint meeting.
INSTANT = DateTime(timezone=True)
RSVPS = {one.value: one for one in Rsvp}
ATTENDEES = (
    select(
        ATTENDING.session_id,
        ATTENDING.person_id,
        type_coerce(ATTENDING.rsvp, Text),
        type_coerce(ATTENDING.since, INSTANT),
        type_coerce(ATTENDING.answer_by, INSTANT),
    )
    .where(
        ATTENDING.team_id == bindparam("team_id"),
        ATTENDING.session_id.in_(bindparam("session_ids", expanding=True)),
    )
    .order_by(ATTENDING.session_id, ATTENDING.position)
)
OURS = select(table_of(SessionRow)).where(SESSIONS.team_id == bindparam("team_id"))
ONE = OURS.where(SESSIONS.id == bindparam("session_id"))
# From the person's few sessions, and not from the programme's many, of which each would be looked at.
THEIRS = OURS.where(
    SESSIONS.id.in_(
        select(ATTENDING.session_id).where(
            ATTENDING.team_id == bindparam("team_id"), ATTENDING.person_id == bindparam("person_id")
        )
    )
)
UPCOMING = (
    THEIRS.where(SESSIONS.state.in_(OPEN_STATES), SESSIONS.ends_at > bindparam("now"))
    .order_by(SESSIONS.starts_at, SESSIONS.id)
    .limit(bindparam("limit"))
)
PAST = (
    THEIRS.where(SESSIONS.state == SessionState.CONFIRMED, SESSIONS.ends_at <= bindparam("now"))
    .order_by(SESSIONS.starts_at.desc(), SESSIONS.id.desc())
    .limit(bindparam("limit"))
)
OF_SEVERAL = OURS.where(SESSIONS.programme_id == bindparam("programme_id"), SESSIONS.gathering.is_not(None)).order_by(
    SESSIONS.starts_at, SESSIONS.id
)
JOINT_MEETINGS = OF_SEVERAL.where(SESSIONS.kind == SessionKind.JOINT, SESSIONS.state.in_(OPEN_STATES))
AWAITING_HOST = OF_SEVERAL.where(
    SESSIONS.kind == SessionKind.GROUP,
    SESSIONS.state == SessionState.PROPOSED,
    SESSIONS.starts_at > bindparam("now"),
)


OF_PERSON = THEIRS.where(SESSIONS.starts_at < bindparam("until"), SESSIONS.ends_at > bindparam("since")).order_by(
    SESSIONS.starts_at, SESSIONS.id
)


PAST_OF_PAIR = (
    OURS.where(
        SESSIONS.pair_id == bindparam("pair_id"),
        SESSIONS.state == SessionState.CONFIRMED,
        SESSIONS.ends_at <= bindparam("now"),
    )
    .order_by(SESSIONS.starts_at.desc(), SESSIONS.id.desc())
    .limit(bindparam("limit"))
)
HISTORIES = (
    select(ChangeRow)
    .where(
        ChangeRow.team_id == bindparam("team_id"), ChangeRow.session_id.in_(bindparam("session_ids", expanding=True))
    )
    .order_by(ChangeRow.id)
)


HELD, DRAFTS = table_of(HeldTimeRow).c, table_of(DraftRow).c
HOLDING = OURS.where(
    exists().where(
        HELD.team_id == SESSIONS.team_id,
        HELD.session_id == SESSIONS.id,
        HELD.person_id.in_(bindparam("person_ids", expanding=True)),
        HELD.starts_s < bindparam("until_s"),
        HELD.ends_s > bindparam("since_s"),
    )
).order_by(SESSIONS.starts_at, SESSIONS.id)
LETTING_GO = delete(table_of(HeldTimeRow)).where(
    HELD.team_id == bindparam("team_id"), HELD.session_id == bindparam("session_id")
)
OUR_DRAFT = (DRAFTS.team_id == bindparam("of_team"), DRAFTS.id == bindparam("draft_id"))  # no names of columns
DRAFT = select(table_of(DraftRow)).where(*OUR_DRAFT)
DRAFT_FIELDS = tuple(one.name for one in fields(Draft) if one.name != "anchor")
TAKING = update(table_of(DraftRow)).where(*OUR_DRAFT, DRAFTS.used.is_(False)).values(used=True)


class SqlSessions(Repository):
    """The sessions of one team (port `mentoring.ports.Sessions`)."""

    def get(self, session_id: str) -> Session:
        """The session; KeyError when there is none of this id in this team."""
        found = self._sessions(ONE, {"session_id": session_id})
        if not found:
            raise KeyError(session_id)
        return found[0]

    def known(self, session_ids: Collection[str]) -> Mapping[str, Session]:
        """Those of these sessions that are known in this team, by id."""
        return {one.id: one for one in self._sessions(OURS.where(SESSIONS.id.in_(session_ids)))}

    def locked(self, session_id: str) -> Session:
        """The session of several, kept from everybody else until this transaction ends; KeyError as above.

        On SQLite the database drops "for update": a transaction there has kept all others out since it began.
        """
        self._lock(session_id)
        return self.get(session_id)

    def _lock(self, session_id: str) -> None:
        ours = select(SESSIONS.id).where(SESSIONS.team_id == self._team_id, SESSIONS.id == session_id)
        # "no key": rows that merely point to a session, such as a note, need not wait.
        self._transaction.execute(ours.with_for_update(key_share=True)).all()

    def add(self, session: Session, change: Change) -> None:
        """Keep a new session and hold its time; Overlap when somebody's time is held already, whatever the race.

        After an Overlap the unit of work stands as it did before.
        """
        self._keep(session, change, self._transaction.add)

    def update(self, session: Session, change: Change, *, hold: bool = True) -> None:
        """Replace the session, hold what it now holds, if it is to, and add to its history; Overlap as above."""
        self._keep(session, change, self._replace, hold=hold)

    def reckoned_before(self, now: datetime, limit: int = 100) -> Sequence[tuple[Session, datetime]]:
        """Open sessions not over at ``now`` whose instants older zone data gave, each with its start by that data."""
        older = OURS.where(SESSIONS.state.in_(OPEN_STATES), SESSIONS.ends_at > now, SESSIONS.tzdb < tzdata.IANA_VERSION)
        by_id = older.order_by(SESSIONS.id).limit(limit)
        rows = self._transaction.execute(by_id, {"team_id": self._team_id}).all()
        found = _with_their_people(self._transaction, self._team_id, rows)
        return [(one, row.starts_at) for one, row in zip(found, rows, strict=True)]

    def all_reckoned_since(self) -> datetime | None:
        """Since when nothing of the team is reckoned by older zone data than today's; None when that was not noted."""
        noted = self._transaction.scalar(select(MetaRow.value).where(MetaRow.key == self._tzdb_noted))
        release, _, since = (noted or "").partition(" ")
        return datetime.fromisoformat(since) if release >= tzdata.IANA_VERSION else None

    def note_all_reckoned(self, now: datetime) -> None:
        """Note that nothing of the team is reckoned by older zone data than today's; the first time counts."""
        if self.all_reckoned_since() is None:
            self._upsert(MetaRow, {"key": self._tzdb_noted, "value": f"{tzdata.IANA_VERSION} {now.isoformat()}"})

    @property
    def _tzdb_noted(self) -> str:
        return f"tzdb:{self._team_id}"

    def reckon(self, session: Session) -> None:
        """Note that today's zone data gives the session the instants that it is kept with."""
        ours = (SessionRow.team_id == self._team_id, SessionRow.id == session.id)
        self._changed(update(SessionRow).where(*ours).values(tzdb=tzdata.IANA_VERSION))

    def holding(self, person_ids: Collection[int], within: Interval) -> Sequence[Session]:
        """Open sessions of any of these people that hold time within the interval, soonest first."""
        starts_s, ends_s = _seconds(within)
        return self._sessions(HOLDING, {"person_ids": list(person_ids), "since_s": starts_s, "until_s": ends_s})

    def upcoming(self, person_id: int, now: datetime, limit: int = 20) -> Sequence[Session]:
        """Open sessions of a person that end after ``now``, soonest first."""
        return self._sessions(UPCOMING, {"person_id": person_id, "now": now, "limit": limit})

    def past(self, person_id: int, now: datetime, limit: int = 20, *, crowds: bool = True) -> Sequence[Session]:
        """Confirmed sessions of a person that ended by ``now``, latest first.

        Without ``crowds`` joint meetings come as if nobody but the person and the host had been in them.
        """
        values = {"team_id": self._team_id, "person_id": person_id, "now": now, "limit": limit}
        return sessions_of(self._transaction, PAST, values, alone=None if crowds else person_id)

    def of_person(self, person_id: int, within: Interval) -> Sequence[Session]:
        """A person's sessions in any state that share time with the interval, soonest first."""
        return self._sessions(OF_PERSON, {"person_id": person_id, "since": within.start, "until": within.end})

    def of_pair(self, pair_id: int, limit: int = 30) -> Sequence[Session]:
        """Sessions of a pair in any state, latest first."""
        found = OURS.where(SESSIONS.pair_id == pair_id)
        return self._sessions(found.order_by(SESSIONS.starts_at.desc(), SESSIONS.id.desc()).limit(limit))

    def past_of_pair(self, pair_id: int, now: datetime, limit: int = 100) -> Sequence[Session]:
        """Confirmed sessions of a pair that ended by ``now``, latest first."""
        return self._sessions(PAST_OF_PAIR, {"pair_id": pair_id, "now": now, "limit": limit})

    def expiring(self, now: datetime, limit: int = 100) -> Sequence[Session]:
        """Open sessions whose proposal's answer time is over, longest over first."""
        unanswered = OURS.where(SESSIONS.state.in_(OPEN_STATES), SESSIONS.proposal_expires_at <= now)
        return self._sessions(unanswered.order_by(SESSIONS.proposal_expires_at, SESSIONS.id).limit(limit))

    def confirmed(self, within: Interval, *, after: str = "", limit: int = 100) -> Sequence[Session]:
        """Confirmed sessions that share time with the interval, by id, from the first id beyond ``after``."""
        found = OURS.where(
            SESSIONS.state == SessionState.CONFIRMED,
            SESSIONS.starts_at < within.end,
            SESSIONS.ends_at > within.start,
            SESSIONS.id > after,
        )
        return self._sessions(found.order_by(SESSIONS.id).limit(limit))

    def signs_of_life(self, programme_id: int, pair_ids: Collection[int] | None = None) -> Mapping[int, datetime]:
        """The last end of an open session of each pair, or the last change by somebody, whichever is later."""
        ours = (SESSIONS.team_id == self._team_id, SESSIONS.programme_id == programme_id)
        asked = SESSIONS.pair_id.is_not(None) if pair_ids is None else SESSIONS.pair_id.in_(pair_ids)
        paired = (*ours, asked)
        still_open = SESSIONS.state.in_(OPEN_STATES)
        ends = select(SESSIONS.pair_id, func.max(SESSIONS.ends_at)).where(*paired, still_open)
        changes = (
            select(SESSIONS.pair_id, func.max(ChangeRow.at))
            .join(ChangeRow, (ChangeRow.team_id == SESSIONS.team_id) & (ChangeRow.session_id == SESSIONS.id))
            .where(*paired, ChangeRow.by.is_not(None))
        )
        last: dict[Any, datetime] = {}
        for question in (ends, changes):
            for pair_id, at in self._transaction.execute(question.group_by(SESSIONS.pair_id)):
                last[pair_id] = max(at, last.get(pair_id, at))
        return last

    def open_in(self, programme_id: int, within: Interval) -> Sequence[Session]:
        """Open sessions of the programme that begin within the interval, soonest first."""
        found = OURS.where(
            SESSIONS.programme_id == programme_id,
            SESSIONS.state.in_(OPEN_STATES),
            SESSIONS.starts_at >= within.start,
            SESSIONS.starts_at < within.end,
        )
        return self._sessions(found.order_by(SESSIONS.starts_at, SESSIONS.id))

    def acting(self, now: datetime, limit: int = 100) -> Sequence[Session]:
        """Sessions of several in which time alone changes something by now, longest overdue first."""
        return self._sessions(OURS.where(SESSIONS.acts_at <= now).order_by(SESSIONS.acts_at, SESSIONS.id).limit(limit))

    def joint_meetings(self, programme_id: int, *, people: bool = True) -> Sequence[Session]:
        """Open joint meetings of the programme, soonest first; without their ``people`` as if nobody were in them."""
        if people:
            return self._sessions(JOINT_MEETINGS, {"programme_id": programme_id})
        values = {"team_id": self._team_id, "programme_id": programme_id}
        return [_session_of(row, ()) for row in self._transaction.execute(JOINT_MEETINGS, values)]

    def awaiting_host(self, programme_id: int, now: datetime) -> Sequence[Session]:
        """Group sessions that somebody proposed and nobody hosts yet, which begin after ``now``, soonest first."""
        return self._sessions(AWAITING_HOST, {"programme_id": programme_id, "now": now})

    def of_series(self, series_ids: Collection[str]) -> Mapping[str, Sequence[Session]]:
        """The sessions of each of these series that has any, closed ones included, by where its pattern puts them."""
        found = self._sessions(OURS.where(SESSIONS.series_id.in_(series_ids)))
        return grouped(sorted(found, key=_place_in_series), lambda one: str(one.series_id))

    def before_in_series(self, session: Session) -> Session | None:
        """The open session of the series, or of the one it continues, that begins last before this one; or None."""
        continued = select(SeriesRow.continues).where(
            SeriesRow.team_id == self._team_id, SeriesRow.id == session.series_id
        )
        earlier = OURS.where(
            or_(SESSIONS.series_id == session.series_id, SESSIONS.series_id.in_(continued)),
            SESSIONS.state.in_(OPEN_STATES),
            SESSIONS.starts_at < session.when.start,
        )
        return next(iter(self._sessions(earlier.order_by(SESSIONS.starts_at.desc(), SESSIONS.id).limit(1))), None)

    def history(self, session_id: str) -> Sequence[Change]:
        """Every change of the session, first one first."""
        lines = select(ChangeRow).where(ChangeRow.team_id == self._team_id, ChangeRow.session_id == session_id)
        return from_rows(Change, self._transaction.scalars(lines.order_by(ChangeRow.id)))

    def histories(self, session_ids: Collection[str]) -> Mapping[str, Sequence[Change]]:
        """The history of each of these sessions that has one, by id."""
        these = {"team_id": self._team_id, "session_ids": list(session_ids)}
        return grouped(from_rows(Change, self._transaction.scalars(HISTORIES, these)), lambda one: one.session_id)

    def draft(self, draft_id: str) -> Draft | None:
        """The draft, or None."""
        row = self._transaction.execute(DRAFT, {"of_team": self._team_id, "draft_id": draft_id}).first()
        if row is None:
            return None
        kept = {name: getattr(row, name) for name in DRAFT_FIELDS}
        return Draft(anchor=_anchor(row.wall, row.zone, row.fold), **kept)

    def keep_draft(self, draft: Draft) -> None:
        """Add or replace a draft."""
        columns = {"team_id": self._team_id, **to_columns(draft)}
        anchor = columns.pop("anchor")
        wall, zone, fold = (anchor.wall, anchor.zone, anchor.fold) if anchor else (None, None, None)
        self._upsert(DraftRow, {**columns, "wall": wall, "zone": zone, "fold": fold})

    def take_draft(self, draft_id: str) -> bool:
        """Mark the draft used; False when it was used already, whatever the race."""
        return self._changed(TAKING, {"of_team": self._team_id, "draft_id": draft_id}) == 1

    def forget_drafts(self, before: datetime) -> int:
        """Delete drafts made before this instant; how many."""
        return self._changed(delete(DraftRow).where(DraftRow.team_id == self._team_id, DraftRow.created_at < before))

    def _sessions(self, query: Select[Any], values: Mapping[str, Any] | None = None) -> Sequence[Session]:
        return sessions_of(self._transaction, query, {"team_id": self._team_id, **(values or {})})

    def _row(self, session_id: str) -> SessionRow:
        """The session's row, to be written to."""
        ours = (SessionRow.team_id == self._team_id, SessionRow.id == session_id)
        row = self._transaction.scalar(select(SessionRow).where(*ours))
        if row is None:
            raise KeyError(session_id)
        return row

    def _replace(self, row: SessionRow) -> None:
        self._row(row.id)
        self._transaction.merge(row)

    def _keep(
        self, session: Session, change: Change, write: Callable[[SessionRow], object], *, hold: bool = True
    ) -> None:
        try:
            with self._transaction.begin_nested():
                if session.gathering is not None:
                    self._lock(session.id)  # before its people, of whom others may have been added meanwhile
                # In id order, so that two bookings wait for each other here and never in the constraint.
                SqlPeople(self._transaction, self._team_id).lock(session.people)
                write(_to_row(self._team_id, session))
                self._transaction.flush()
                self._transaction.add(ChangeRow(team_id=self._team_id, **to_columns(change)))
                self._transaction.flush()
                self._hold(session if hold else None, session.id)
        except IntegrityError as error:
            if HELD_TIMES_OVERLAP in str(error.orig):
                raise Overlap from error
            raise

    def _hold(self, session: Session | None, session_id: str) -> None:
        self._transaction.execute(LETTING_GO, {"team_id": self._team_id, "session_id": session_id})
        rows = _held_rows(self._team_id, session) if session else []
        if rows:
            self._transaction.execute(insert(table_of(HeldTimeRow)), rows)


def _place_in_series(session: Session) -> tuple[datetime, str]:
    return session.place_in_series.wall, session.id


def _seconds(interval: Interval) -> tuple[int, int]:
    return math.floor(interval.start.timestamp()), math.ceil(interval.end.timestamp())


def _held_rows(team_id: str, session: Session) -> list[dict[str, Any]]:
    held = [_seconds(interval) for interval in session.held]
    return [
        {
            "team_id": team_id,
            "session_id": session.id,
            "person_id": person_id,
            "starts_s": starts_s,
            "ends_s": ends_s,
        }
        for person_id in sorted(session.holders)
        for starts_s, ends_s in held
    ]


def _to_row(team_id: str, session: Session) -> SessionRow:
    proposal = session.proposal
    return SessionRow(
        team_id=team_id,
        id=session.id,
        programme_id=session.programme_id,
        pair_id=session.pair_id,
        kind=session.kind,
        state=session.state,
        anchor=session.anchor,
        duration=session.duration,
        starts_at=session.when.start,
        ends_at=session.when.end,
        tzdb=tzdata.IANA_VERSION,
        topic=session.topic,
        organiser_id=session.organiser_id,
        created_at=session.created_at,
        revision=session.revision,
        link=session.link,
        link_typed=session.link_typed,
        proposal_anchor=proposal.anchor if proposal else None,
        proposal_duration=proposal.duration if proposal else None,
        proposal_by=proposal.by if proposal else None,
        proposal_expires_at=proposal.expires_at if proposal else None,
        closed_by=session.closed_by,
        reason=session.reason,
        gathering=session.gathering,
        acts_at=session.acts_at,
        series_id=session.series_id,
        original_start=session.original_start,
        unbooked=session.unbooked,
        attendees=[
            AttendeeRow(team_id=team_id, session_id=session.id, position=place, **to_columns(attendee))
            for place, attendee in enumerate(session.attendees)
        ],
    )


def sessions_of(
    transaction: orm.Session, query: Select[Any], values: Mapping[str, Any], *, alone: int | None = None
) -> Sequence[Session]:
    """The sessions of a query, each with its people, who are read as they stand: a joint meeting has very many.

    With a person's id in ``alone`` joint meetings come with them and the host only.
    """
    rows = transaction.execute(query, values).all()
    return _with_their_people(transaction, values["team_id"], rows, alone=alone)


def _with_their_people(
    transaction: orm.Session, team_id: str, rows: Sequence[Row[Any]], *, alone: int | None = None
) -> list[Session]:
    if not rows:
        return []
    joint = {row.id: row for row in rows if alone is not None and row.kind is SessionKind.JOINT}
    asked = {"team_id": team_id, "session_ids": [row.id for row in rows if row.id not in joint]}
    found: Iterable[Any] = transaction.execute(ATTENDEES, asked)
    if joint:
        named = [alone, *(row.organiser_id for row in joint.values())]
        few = ATTENDEES.where(ATTENDING.person_id.in_(named))
        found = chain(found, transaction.execute(few, {**asked, "session_ids": list(joint)}))
    people: dict[str, list[Attendee]] = {}
    for session_id, person_id, rsvp, since, answer_by in found:
        attendee = Attendee(person_id, RSVPS[rsvp], since and aware(since), answer_by and aware(answer_by))
        people.setdefault(session_id, []).append(attendee)
    return [_session_of(row, tuple(people.get(row.id, ()))) for row in rows]


def _session_of(row: Row[Any], attendees: tuple[Attendee, ...]) -> Session:
    return Session(
        id=row.id,
        programme_id=row.programme_id,
        pair_id=row.pair_id,
        kind=row.kind,
        state=row.state,
        anchor=Anchor(row.wall, row.zone, row.fold),
        duration=row.duration,
        topic=row.topic,
        organiser_id=row.organiser_id,
        attendees=attendees,
        created_at=row.created_at,
        revision=row.revision,
        link=row.link,
        link_typed=row.link_typed,
        proposal=_to_proposal(row),
        closed_by=row.closed_by,
        reason=row.reason,
        gathering=row.gathering,
        series_id=row.series_id,
        original_start=_anchor(row.original_wall, row.original_zone, row.original_fold),
        unbooked=row.unbooked,
    )


def _to_proposal(row: Row[Any]) -> Proposal | None:
    anchor = _anchor(row.proposal_wall, row.proposal_zone, row.proposal_fold)
    if anchor is None:
        return None
    return Proposal(anchor, row.proposal_duration, row.proposal_by, row.proposal_expires_at)


def _anchor(wall: datetime | None, zone: str, fold: int) -> Anchor | None:
    return None if wall is None else Anchor(wall, zone, fold)
