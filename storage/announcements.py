"""Announcements in the database. What became of a reader's message is read from its delivery, and kept nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    case,
    false,
    func,
    insert,
    literal,
    or_,
    orm,
    select,
    true,
    type_coerce,
    update,
)

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
    Readership,
    Reply,
    Standing,
)
from mentoring.clocks import MINUTE
from mentoring.folding import folded
from mentoring.messages import DeliveryState
from mentoring.people import Participant, ParticipationState
from mentoring.rules.announcements import standing
from storage.people import PLACES, in_order, placed
from storage.rows import Repository, columns_of, from_row, from_rows, grouped, to_columns
from storage.tables import (
    AnnouncementRow,
    AnnouncementVersionRow,
    AnswerRow,
    DeliveryLogRow,
    DeliveryRow,
    ParticipantRow,
    PersonRow,
    ReaderLineRow,
    ReplyRow,
)

AT_A_TIME = 1000
"""Lines that one statement changes."""

NAME = func.coalesce(PersonRow.name_folded, func.lower(PersonRow.name))
THEIRS = and_(PersonRow.team_id == ReaderLineRow.team_id, PersonRow.id == ReaderLineRow.person_id)
LEDGER = (
    PersonRow.name,
    PersonRow.email,
    PersonRow.user_id,
    DeliveryRow.state,
    DeliveryRow.last_error,
    DeliveryRow.channel_id,
    DeliveryRow.slack_ts,
    DeliveryRow.session_revision,
    *columns_of(ReaderLine, ReaderLineRow),
)


# Composed once, since every Home asks for it, and composing takes longer than asking.
UNREAD = (
    select(AnnouncementRow)
    .select_from(ReaderLineRow)
    .join(
        AnnouncementRow,
        and_(AnnouncementRow.team_id == ReaderLineRow.team_id, AnnouncementRow.id == ReaderLineRow.announcement_id),
    )
    .join(
        DeliveryRow,
        and_(DeliveryRow.team_id == ReaderLineRow.team_id, DeliveryRow.key == ReaderLineRow.delivery_key),
    )
    .where(
        ReaderLineRow.team_id == bindparam("team_id"),
        ReaderLineRow.person_id == bindparam("person_id"),
        ReaderLineRow.acknowledged_at.is_(None),
        DeliveryRow.state == literal(DeliveryState.SENT, DeliveryRow.state.type),
        AnnouncementRow.state != literal(AnnouncementState.WITHDRAWN, AnnouncementRow.state.type),
    )
    .order_by(AnnouncementRow.confirmed_at.desc(), AnnouncementRow.id)
    .limit(bindparam("limit"))
)


class SqlAnnouncements(Repository):
    """The announcements of one team (port `mentoring.ports.Announcements`)."""

    def get(self, announcement_id: str) -> Announcement:
        """The announcement; KeyError when there is none of this id in this team."""
        row = self._fresh(AnnouncementRow, (self._team_id, announcement_id))
        if row is None:
            raise KeyError(announcement_id)
        return from_row(Announcement, row)

    def locked(self, announcement_id: str) -> Announcement:
        """The announcement, kept from everybody else who asks so until this transaction ends; KeyError as above.

        On SQLite the database drops "for update": a transaction there has kept all others out since it began.
        """
        ours = select(AnnouncementRow.id).where(*self._ours(announcement_id))
        # "no key": lines that merely point to it need not wait.
        self._transaction.execute(ours.with_for_update(key_share=True)).all()
        return self.get(announcement_id)

    def has(self, announcement_id: str) -> bool:
        """Whether there is an announcement of this id in this team."""
        ours = select(AnnouncementRow.id).where(*self._ours(announcement_id))
        return self._transaction.scalar(ours) is not None

    def add(self, announcement: Announcement) -> bool:
        """Keep a new announcement; False when there is one of this id, whatever the race."""
        return self._insert_new(AnnouncementRow, [self._columns(announcement)]) == 1

    def update(self, announcement: Announcement) -> None:
        """Replace the announcement of this id; KeyError when there is none."""
        ours = update(AnnouncementRow).where(*self._ours(announcement.id))
        if not self._changed(ours.values(self._columns(announcement))):
            raise KeyError(announcement.id)

    def of_programme(
        self, programme_id: int, states: Collection[AnnouncementState], limit: int = 50
    ) -> Sequence[Announcement]:
        """Those of the programme in one of these states, the latest changed first."""
        asked = self._in_states(states).where(AnnouncementRow.programme_id == programme_id)
        latest = asked.order_by(AnnouncementRow.changed_at.desc(), AnnouncementRow.id).limit(limit)
        return from_rows(Announcement, self._transaction.scalars(latest))

    def in_state(self, states: Collection[AnnouncementState], limit: int = 50) -> Sequence[Announcement]:
        """Those of the team in one of these states, the first made first."""
        first = self._in_states(states).order_by(AnnouncementRow.created_at, AnnouncementRow.id).limit(limit)
        return from_rows(Announcement, self._transaction.scalars(first))

    def unread_by(self, person_id: int, limit: int = 20) -> Sequence[Announcement]:
        """Those that the person got and has not acknowledged, asked to or not, latest first; withdrawn ones aside."""
        asked = {"team_id": self._team_id, "person_id": person_id, "limit": limit}
        return from_rows(Announcement, self._transaction.scalars(UNREAD, asked))

    def keep_version(self, version: ContentVersion) -> None:
        """Add to what an announcement said when."""
        self._transaction.execute(insert(AnnouncementVersionRow), [self._columns(version)])

    def versions(self, announcement_id: str) -> Sequence[ContentVersion]:
        """Everything that it said since it was confirmed, first one first."""
        row = AnnouncementVersionRow
        theirs = select(row).where(row.team_id == self._team_id, row.announcement_id == announcement_id)
        return from_rows(ContentVersion, self._transaction.scalars(theirs.order_by(row.revision)))

    def add_lines(self, lines: Iterable[ReaderLine]) -> int:
        """Put readers who are new in the ledger, all at once; how many."""
        return self._insert_new(ReaderLineRow, [self._columns(line) for line in lines])

    def update_lines(self, lines: Iterable[ReaderLine]) -> None:
        """Replace the lines of these readers, less when they acknowledged."""
        changes = [{f"new_{name}": value for name, value in to_columns(line).items()} for line in lines]
        for first in range(0, len(changes), AT_A_TIME):
            self._transaction.connection().execute(self._new_line(), changes[first : first + AT_A_TIME])

    def line(self, announcement_id: str, person_id: int) -> ReaderLine | None:
        """The reader's line; None for somebody who is not in the ledger."""
        row = self._fresh(ReaderLineRow, (self._team_id, announcement_id, person_id))
        return from_row(ReaderLine, row) if row else None

    def ledger(self, announcement_id: str, wish: LedgerWish = WHOLE_LEDGER) -> Sequence[LedgerRow]:
        """The lines of the ledger that are wished, by name, whatever its case and accents."""
        state = self._state(announcement_id)
        asked = self._lines(announcement_id, select(*LEDGER)).join(PersonRow, THEIRS)
        if wish.limit is None:
            asked = asked.where(*_wished(state, wish))
        else:
            asked = asked.where(ReaderLineRow.person_id.in_(self._page(announcement_id, state, wish)))
        in_order = asked.order_by(*self._by_name())
        return [_ledger_row(state, row) for row in self._transaction.execute(in_order)]

    def found(self, announcement_id: str, wish: LedgerWish) -> int:
        """How many lines there are on all pages of the wish."""
        state = self._state(announcement_id)
        return self._transaction.scalar(self._narrowed(announcement_id, select(func.count()), state, wish)) or 0

    def unlisted(self, announcement: Announcement) -> Sequence[Participant]:
        """Those of the programme, by name, who may be meant and are not in the ledger; not those who left.

        None who is meant is missing, others may be among them.
        """
        # "not in", since PostgreSQL joins row by row where it has no statistics of a new announcement yet.
        listed = select(ReaderLineRow.person_id).where(*self._of(announcement.id))
        new = PLACES.where(
            ParticipantRow.person_id.not_in(listed),
            ParticipantRow.state != ParticipationState.LEFT,
            _may_be_meant(announcement.content.readership),
        )
        ours = {"team_id": self._team_id, "programme_id": announcement.programme_id}
        return in_order(map(placed, self._transaction.execute(new, ours)))

    def counts(self, announcement_id: str, now: datetime) -> Counts:
        """How many lines of the ledger stand where."""
        state = self._state(announcement_id)
        line, delivery = ReaderLineRow, DeliveryRow
        reason = delivery.last_error == CALLED_OFF
        acknowledged = line.acknowledged_at.is_not(None)
        kinds = (delivery.state, line.why_not, reason, acknowledged)
        since = f"{(now - MINUTE).timestamp():.6f}"
        lately = func.sum(case((delivery.slack_ts > since, 1), else_=0))
        counted = self._lines(announcement_id, select(*kinds, func.count(), lately)).group_by(*kinds)
        by_standing: Counter[Standing] = Counter()
        answered = last_minute = 0
        for delivered, why_not, called_off, has, count, new in self._transaction.execute(counted):
            by_standing[standing(state, delivered, why_not, CALLED_OFF if called_off else "")] += count
            answered += count if has else 0
            last_minute += new
        return Counts(by_standing, answered, last_minute)

    def acknowledge(self, announcement_id: str, person_id: int, now: datetime) -> bool:
        """Note that the reader acknowledged; False when they had, or are not in the ledger."""
        theirs = (*self._of(announcement_id), ReaderLineRow.person_id == person_id)
        first = update(ReaderLineRow).where(*theirs, ReaderLineRow.acknowledged_at.is_(None))
        return self._changed(first.values(acknowledged_at=now)) == 1

    def hold(self, announcement_id: str, until: datetime | None) -> int:
        """Let none of its waiting deliveries leave before ``until``, or with None let them go; how many wait."""
        waiting = update(DeliveryRow).where(*self._waiting(announcement_id))
        due_at = DeliveryRow.due_at
        ready_at = due_at if until is None else case((due_at > until, due_at), else_=until)
        return self._changed(waiting.values(not_before=until, ready_at=ready_at))

    def call_off(self, announcement_id: str, now: datetime) -> int:
        """Close its waiting deliveries as CALLED_OFF, and log it; how many."""
        closed = update(DeliveryRow).where(*self._waiting(announcement_id))
        closed = closed.values(state=DeliveryState.CANCELLED, last_error=CALLED_OFF)
        told = closed.returning(DeliveryRow.key, DeliveryRow.kind, DeliveryRow.generation)
        gone = self._transaction.execute(told).all()
        steps = [
            {
                "team_id": self._team_id,
                "key": key,
                "kind": kind.value,
                "generation": generation,
                "state_from": DeliveryState.PENDING.value,
                "state_to": DeliveryState.CANCELLED.value,
                "at": now,
                "owner": "",
                "error": CALLED_OFF,
            }
            for key, kind, generation in gone
        ]
        if steps:
            self._transaction.execute(insert(DeliveryLogRow), steps)
        return len(gone)

    def add_reply(self, reply: Reply) -> None:
        """Keep what a reader wrote back."""
        columns = self._columns(reply)
        del columns["answers"]
        self._transaction.execute(insert(ReplyRow), [columns])

    def answer(self, reply_id: str, answer: Answer) -> None:
        """Add a coordinator's answer to a reply; KeyError when there is no such reply."""
        position = len(self.reply(reply_id).answers) + 1
        columns = {**self._columns(answer), "reply_id": reply_id, "position": position}
        self._transaction.execute(insert(AnswerRow), [columns])

    def reply(self, reply_id: str) -> Reply:
        """The reply; KeyError when there is none of this id in this team."""
        found = self._replies(ReplyRow.id == reply_id)
        if not found:
            raise KeyError(reply_id)
        return found[0]

    def replies(self, announcement_id: str) -> Sequence[Reply]:
        """Everything that readers wrote back, first one first."""
        return self._replies(ReplyRow.announcement_id == announcement_id)

    def _replies(self, which: ColumnElement[bool]) -> Sequence[Reply]:
        ours = select(ReplyRow).where(ReplyRow.team_id == self._team_id, which)
        rows = self._transaction.scalars(ours.order_by(ReplyRow.at, ReplyRow.id)).all()
        theirs = select(AnswerRow).where(
            AnswerRow.team_id == self._team_id, AnswerRow.reply_id.in_([row.id for row in rows])
        )
        answers = grouped(
            self._transaction.scalars(theirs.order_by(AnswerRow.reply_id, AnswerRow.position)),
            lambda one: one.reply_id,
        )
        return [
            Reply(
                id=row.id,
                announcement_id=row.announcement_id,
                person_id=row.person_id,
                text=row.text,
                at=row.at,
                answers=tuple(from_rows(Answer, answers.get(row.id, ()))),
            )
            for row in rows
        ]

    def _columns(self, value: Any) -> dict[str, Any]:
        return {"team_id": self._team_id, **to_columns(value)}

    def _ours(self, announcement_id: str) -> tuple[ColumnElement[bool], ...]:
        return AnnouncementRow.team_id == self._team_id, AnnouncementRow.id == announcement_id

    def _of(self, announcement_id: str) -> tuple[ColumnElement[bool], ...]:
        return ReaderLineRow.team_id == self._team_id, ReaderLineRow.announcement_id == announcement_id

    def _in_states(self, states: Collection[AnnouncementState]) -> Select[AnnouncementRow]:
        ours = select(AnnouncementRow).where(AnnouncementRow.team_id == self._team_id)
        return ours.where(AnnouncementRow.state.in_(sorted(states)))

    def _lines(self, announcement_id: str, asked: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """The question asked of the announcement's lines with their deliveries."""
        line, delivery = ReaderLineRow, DeliveryRow
        theirs = and_(delivery.team_id == line.team_id, delivery.key == line.delivery_key)
        return asked.select_from(line).join(delivery, theirs, isouter=True).where(*self._of(announcement_id))

    def _page(self, announcement_id: str, state: AnnouncementState, wish: LedgerWish) -> Select[int]:
        """Who is on the page; only for these is everything else read."""
        people = self._narrowed(announcement_id, select(ReaderLineRow.person_id), state, wish)
        return people.order_by(*self._by_name()).limit(wish.limit).offset(wish.first)

    def _narrowed(
        self, announcement_id: str, asked: Select[*tuple[Any, ...]], state: AnnouncementState, wish: LedgerWish
    ) -> Select[*tuple[Any, ...]]:
        """The question asked of the lines that are wished, on whatever page."""
        lines = self._lines(announcement_id, asked) if wish.standings else self._bare_lines(announcement_id, asked)
        return lines.join(PersonRow, THEIRS).where(*_wished(state, wish))

    def _bare_lines(self, announcement_id: str, asked: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        return asked.select_from(ReaderLineRow).where(*self._of(announcement_id))

    def _by_name(self) -> tuple[Any, ...]:
        """Both databases compare by code points then, where PostgreSQL would by the rules of its locale."""
        on_postgresql = self._transaction.get_bind().dialect.name == "postgresql"
        return NAME.collate("C") if on_postgresql else NAME, PersonRow.id

    def _state(self, announcement_id: str) -> AnnouncementState:
        state = self._transaction.scalar(select(AnnouncementRow.state).where(*self._ours(announcement_id)))
        if state is None:
            raise KeyError(announcement_id)
        return state

    def _waiting(self, announcement_id: str) -> tuple[ColumnElement[bool], ...]:
        keys = select(ReaderLineRow.delivery_key).where(*self._of(announcement_id))
        pending = DeliveryRow.state == literal(DeliveryState.PENDING, DeliveryRow.state.type)
        return DeliveryRow.team_id == self._team_id, DeliveryRow.key.in_(keys), pending

    def _new_line(self) -> Any:
        """The statement by which a line is replaced; the names of its values begin with "new_"."""
        table = ReaderLineRow.__table__
        kept = ("announcement_id", "person_id")
        changed = [one.name for one in table.columns if one.name not in {"team_id", "acknowledged_at", *kept}]
        return (
            orm.class_mapper(ReaderLineRow)
            .local_table.update()  # type: ignore[attr-defined]
            .where(
                table.c.team_id == self._team_id,
                *(table.c[name] == bindparam(f"new_{name}") for name in kept),
            )
            .values({name: bindparam(f"new_{name}") for name in changed})
        )


def _wished(state: AnnouncementState, wish: LedgerWish) -> Iterator[ColumnElement[bool]]:
    """What is true of the lines that are wished, of an announcement in this state."""
    line = ReaderLineRow
    for word in folded(wish.words).split():
        yield or_(*(held.contains(word, autoescape=True) for held in (NAME, PersonRow.email_folded)))
    if wish.standings:
        yield or_(false(), *_standing_in(state, wish.standings))
    if wish.why_not is not None:
        yield line.why_not == literal(wish.why_not, line.why_not.type)
    if wish.acknowledged is not None:
        yield line.acknowledged_at.is_not(None) if wish.acknowledged else line.acknowledged_at.is_(None)


def _standing_in(state: AnnouncementState, wanted: Collection[Standing]) -> Iterator[ColumnElement[bool]]:
    """The ways in which a line stands in one of these, asked of the rule itself."""
    line, delivery = ReaderLineRow, DeliveryRow
    if Standing.SKIPPED in wanted:
        yield or_(delivery.state.is_(None), line.why_not.is_not(None))
    for one in DeliveryState:
        for reason, so in ((CALLED_OFF, delivery.last_error == CALLED_OFF), ("", delivery.last_error != CALLED_OFF)):
            if standing(state, one, None, reason) in wanted:
                yield and_(line.why_not.is_(None), delivery.state == literal(one, delivery.state.type), so)


def _may_be_meant(readership: Readership) -> ColumnElement[bool]:
    """Roles are what the database can tell apart for sure; the rest is left to the rule."""
    roles = readership.audience.roles
    if not roles or readership.audience.everybody:
        return true()
    held = type_coerce(ParticipantRow.roles, Text)
    named = ParticipantRow.person_id.in_(sorted(readership.audience.people))
    return or_(named, *(held.contains(role.value) for role in sorted(roles)))


def _ledger_row(state: AnnouncementState, row: Any) -> LedgerRow:
    name, email, user_id, delivered, reason, channel_id, slack_ts, revision, *kept = row
    line = ReaderLine(*kept)
    return LedgerRow(
        line=line,
        name=name,
        email=email,
        user_id=user_id,
        standing=standing(state, delivered, line.why_not, reason or ""),
        delivery_state=delivered,
        reason=reason or "",
        channel_id=channel_id or "",
        slack_ts=slack_ts or "",
        shown_revision=revision or 0,
    )
