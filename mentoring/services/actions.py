"""Action items: kept with the note that agrees them, then done, handed on, put off or dropped by their people."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from mentoring.actions import ActionItem, ActionWish, ItemChange, ItemChangeKind, ItemState
from mentoring.errors import NoSuchItem, OwnerNotInSession
from mentoring.messages import Delivery, DeliveryState
from mentoring.notes import Note
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.records import ItemView
from mentoring.rules import actions as rules
from mentoring.rules import delivery as states
from mentoring.rules.booking import check_reason
from mentoring.rules.news import plan_homes
from mentoring.rules.notes import may_change_item, may_see_item
from mentoring.services.errands import ActionErrand
from mentoring.services.readers import reader_of
from mentoring.sessions import Session

CARRIED_AT_MOST = 100


def open_actions(uow: UnitOfWork, *, actor: Person, now: datetime) -> tuple[ItemView, ...]:
    """What the person has to do, the earliest due first, then what is due one day."""
    with uow:
        return tuple(item_views(uow, uow.actions.open_of(actor.id), now))


def item_to_change(
    uow: UnitOfWork, item_id: str, *, actor: Person, now: datetime
) -> tuple[ItemView, tuple[Person, ...]]:
    """An item that the person may change, and the people of its session; NoSuchItem for anybody else."""
    with uow:
        item, session = _own_item(uow, item_id, actor)
        people = uow.people.known(session.people)
        there = tuple(people[one.person_id] for one in session.attendees if one.person_id in people)
        return item_views(uow, [item], now)[0], there


def tick_item(uow: UnitOfWork, item_id: str, *, actor: Person, now: datetime) -> ItemView:
    """The item is done. Doing so again changes nothing; ItemSettled when it was dropped."""
    with uow:
        item, session = _own_item(uow, item_id, actor)
        if item.state is not ItemState.DONE:
            rules.check_open(item)
            done = rules.revised(item, ItemChangeKind.DONE, actor.id, now, state=ItemState.DONE, settled_at=now)
            item = _kept(uow, done, session, now)
        return item_views(uow, [item], now)[0]


def reopen_item(uow: UnitOfWork, item_id: str, *, actor: Person, now: datetime) -> ItemView:
    """The item is to be done again: takes back that it is done or dropped. Doing so again changes nothing."""
    with uow:
        item, session = _own_item(uow, item_id, actor)
        if item.state is not ItemState.OPEN:
            opened = rules.revised(item, ItemChangeKind.REOPENED, actor.id, now, state=ItemState.OPEN, settled_at=None)
            item = _kept(uow, opened, session, now)
        return item_views(uow, [item], now)[0]


def reassign_item(uow: UnitOfWork, item_id: str, owner_id: int, *, actor: Person, now: datetime) -> ItemView:
    """Somebody else of the session is to do it, who then sees it. OwnerNotInSession for anybody else."""
    with uow:
        item, session = _own_item(uow, item_id, actor)
        if owner_id not in session.people:
            raise OwnerNotInSession(field="owner", owner_id=owner_id)
        if owner_id != item.owner_id:
            rules.check_open(item)
            handed = rules.revised(item, ItemChangeKind.REASSIGNED, actor.id, now, owner_id=owner_id)
            item = _kept(uow, handed, session, now)
        return item_views(uow, [item], now)[0]


def postpone_item(uow: UnitOfWork, item_id: str, due: date | None, *, actor: Person, now: datetime) -> ItemView:
    """It is due on another day of its owner's clock, or one day. DuePast for a day that is over."""
    with uow:
        item, session = _own_item(uow, item_id, actor)
        rules.check_due(due, uow.people.get(item.owner_id).zone, now)
        if due != item.due:
            rules.check_open(item)
            put_off = rules.revised(item, ItemChangeKind.POSTPONED, actor.id, now, due=due)
            item = _kept(uow, put_off, session, now)
        return item_views(uow, [item], now)[0]


def drop_item(uow: UnitOfWork, item_id: str, reason: str, *, actor: Person, now: datetime) -> ItemView:
    """It is not to be done after all. Doing so again changes nothing; ItemSettled when it was done."""
    with uow:
        item, session = _own_item(uow, item_id, actor)
        check_reason(reason, uow.people.programme(session.programme_id).booking)
        if item.state is not ItemState.DROPPED:
            rules.check_open(item)
            dropped = rules.revised(
                item, ItemChangeKind.DROPPED, actor.id, now, reason, state=ItemState.DROPPED, settled_at=now
            )
            item = _kept(uow, dropped, session, now)
        return item_views(uow, [item], now)[0]


def agree_items(uow: UnitOfWork, note: Note, wishes: Iterable[ActionWish], session: Session, now: datetime) -> None:
    """Keep what a note agrees on, after the items that it has already, in the caller's transaction."""
    first = len(_of_note(uow, note))
    for position, wish in enumerate(wishes, start=first):
        item = ActionItem(
            id=secrets.token_hex(8),
            session_id=session.id,
            note_id=note.id,
            owner_id=wish.owner_id,
            made_by=note.author_id,
            made_at=now,
            text=wish.text,
            due=wish.due,
            position=position,
        )
        change = ItemChange(item.id, 1, ItemChangeKind.AGREED, note.author_id, now, due_after=item.due)
        uow.actions.add(item, change)
        _plan(uow, item, session, now)


def keep_change(uow: UnitOfWork, changed: tuple[ActionItem, ItemChange], session: Session, now: datetime) -> ActionItem:
    """Keep an item as changed, with its reminders and the Homes that show it, in the caller's transaction."""
    item, change = changed
    uow.actions.update(item, change)
    _plan(uow, item, session, now)
    uow.deliveries.plan(plan_homes(f"{item.id}:{item.revision}", session, team_id=uow.team_id, now=now))
    return item


def carried_over(uow: UnitOfWork, session: Session | None, reader: Person) -> list[ActionItem]:
    """What is open of the session's pair and may be seen by the reader."""
    if session is None or session.pair_id is None:
        return []
    items = uow.actions.open_of_pair(session.pair_id)
    sessions = uow.sessions.known({item.session_id for item in items})
    return [item for item in items if may_see_item(item, sessions[item.session_id], reader.id)]


def texts_of(uow: UnitOfWork, note: Note) -> list[str]:
    """What the note's items say, for it to be found by."""
    return [item.text for item in _of_note(uow, note)]


def item_views(uow: UnitOfWork, items: Sequence[ActionItem], now: datetime) -> list[ItemView]:
    """The items with their owners, their sessions and how often they were carried over."""
    sessions = uow.sessions.known({item.session_id for item in items})
    owners = uow.people.known({item.owner_id for item in items})
    pairs = {session.pair_id for session in sessions.values() if session.pair_id is not None}
    past = {pair_id: uow.sessions.past_of_pair(pair_id, now, CARRIED_AT_MOST) for pair_id in pairs}
    return [
        ItemView(item, owners[item.owner_id], sessions[item.session_id], _carried(sessions[item.session_id], past))
        for item in items
    ]


def decide_action(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> ActionErrand | Delivery:
    """The reminder to say now, or the delivery as it stands instead: closed with the reason, or due later."""
    item, session = _item(uow, delivery.change)
    if reason := rules.needless(delivery, item):
        return states.closed(delivery, DeliveryState.CANCELLED, reason)
    programme = uow.people.programme(session.programme_id)
    when = rules.due(delivery.kind, item, reader_of(uow, recipient, programme, now))
    if when is None:
        return states.closed(delivery, DeliveryState.CANCELLED, "switched off")
    if when.at > now:
        return states.postponed(delivery, due_at=when.at, not_after=when.until)
    if now > when.until:
        return states.closed(delivery, DeliveryState.EXPIRED, "too late to say")
    begun = states.begun(delivery, item.revision, now)
    people = uow.people.known(session.people)
    others = tuple(people[person_id] for person_id in session.others(recipient.id))
    return ActionErrand(begun, recipient, now, programme, item_views(uow, [item], now)[0], others)


def _of_note(uow: UnitOfWork, note: Note) -> list[ActionItem]:
    items = uow.actions.of_sessions([note.session_id]).get(note.session_id, ())
    return [item for item in items if item.note_id == note.id]


def _item(uow: UnitOfWork, item_id: str) -> tuple[ActionItem, Session]:
    try:
        item = uow.actions.locked(item_id)
    except KeyError:
        raise NoSuchItem from None
    return item, uow.sessions.get(item.session_id)


def _own_item(uow: UnitOfWork, item_id: str, actor: Person) -> tuple[ActionItem, Session]:
    """The item with nobody else changing it, if it is the person's to change."""
    item, session = _item(uow, item_id)
    if not may_change_item(item, session, actor.id):
        raise NoSuchItem
    return item, session


def _kept(uow: UnitOfWork, changed: tuple[ActionItem, ItemChange], session: Session, now: datetime) -> ActionItem:
    item = keep_change(uow, changed, session, now)
    uow.commit()
    return item


def _plan(uow: UnitOfWork, item: ActionItem, session: Session, now: datetime) -> None:
    owner = reader_of(uow, uow.people.get(item.owner_id), uow.people.programme(session.programme_id), now)
    uow.deliveries.plan(rules.plan_item_reminders(item, owner, team_id=uow.team_id, since=now))


def _carried(session: Session, past: Mapping[int, Sequence[Session]]) -> int:
    if session.pair_id is None:
        return 0
    return sum(one.when.start > session.when.start for one in past[session.pair_id])
