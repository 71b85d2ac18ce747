"""Action items: ticked, handed on, put off, dropped, and their owner reminded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from mentoring.actions import ActionItem, ActionWish, ItemChange, ItemChangeKind, ItemState
from mentoring.errors import DuePast, ItemSettled, NoSuchItem, OwnerNotInSession, ReasonTooLong, Refused
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.notes import Note, Visibility
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.records import ItemView
from mentoring.reminders import Lead, ReminderWishes
from mentoring.services import actions, notes
from mentoring.services.deciding import decide
from mentoring.services.errands import ActionErrand
from mentoring.services.reads import home
from mentoring.sessions import SessionKind
from tests.builders import OTHER_TEAM, TEAM, Cohort, MakeUnitOfWork, a_change, a_cohort

AFTER = datetime(2027, 1, 26, 16, tzinfo=UTC)
"""A Tuesday, an hour after the session of that day is over."""

NEXT_MONDAY = date(2027, 2, 1)


class House:
    """The cast with a session that is over, and what is agreed in it."""

    def __init__(self, make: MakeUnitOfWork) -> None:
        self.make = make
        with self.uow() as uow:
            self.cast: Cohort = a_cohort(uow)
            session = self.cast.session()
            uow.sessions.add(session, a_change(session))
            uow.commit()

    def uow(self, team_id: str = TEAM) -> UnitOfWork:
        return self.make(team_id)

    def agree(self, due: date | None = NEXT_MONDAY, owner: Person | None = None, **filled: Any) -> ItemView:
        wish = ActionWish((owner or self.cast.luca).id, "send the draft", due)
        draft = notes.begin_note(self.uow(), "S1", actor=self.cast.awa, now=AFTER).draft
        draft = replace(draft, items=(wish,), **filled)
        notes.keep_note_draft(self.uow(), draft, actor=self.cast.awa, now=AFTER)
        return notes.save_note(self.uow(), draft.id, actor=self.cast.awa, now=AFTER).items[0]

    def open_of(self, person: Person, now: datetime = AFTER) -> list[str]:
        return [one.item.id for one in actions.open_actions(self.uow(), actor=person, now=now)]

    def planned(self, kind: DeliveryKind) -> list[Delivery]:
        with self.uow() as uow:
            return [one for one in uow.deliveries.of_session("S1") if one.kind is kind]

    def decided(self, delivery: Delivery, now: datetime | None = None) -> Any:
        with self.uow() as uow:
            return decide(uow, delivery, now or delivery.due_at)


@pytest.fixture
def house(make_uow: MakeUnitOfWork) -> House:
    return House(make_uow)


def test_item_is_ticked_once_and_the_tick_taken_back(house: House) -> None:
    item = house.agree().item
    assert house.open_of(house.cast.luca) == [item.id]

    done = actions.tick_item(house.uow(), item.id, actor=house.cast.awa, now=AFTER)
    assert (done.item.state, done.item.settled_at) == (ItemState.DONE, AFTER)
    assert actions.tick_item(house.uow(), item.id, actor=house.cast.luca, now=AFTER) == done
    assert house.open_of(house.cast.luca) == []

    again = actions.reopen_item(house.uow(), item.id, actor=house.cast.luca, now=AFTER)
    assert (again.item.state, again.item.settled_at) == (ItemState.OPEN, None)
    assert house.open_of(house.cast.luca) == [item.id]


def test_home_shows_what_one_has_to_do_soonest_first(house: House) -> None:
    one_day, soon = house.agree(None).item, house.agree().item
    seen = home(house.uow(), actor=house.cast.luca, now=AFTER)
    assert [item.id for item in seen.open_items] == [soon.id, one_day.id]
    assert home(house.uow(), actor=house.cast.awa, now=AFTER).open_items == ()


def test_every_change_is_a_line_of_its_history(house: House) -> None:
    item = house.agree().item
    awa, luca = house.cast.awa, house.cast.luca
    actions.reassign_item(house.uow(), item.id, awa.id, actor=luca, now=AFTER)
    actions.postpone_item(house.uow(), item.id, date(2027, 2, 8), actor=awa, now=AFTER)
    actions.postpone_item(house.uow(), item.id, date(2027, 2, 8), actor=awa, now=AFTER)
    dropped = actions.drop_item(house.uow(), item.id, "not needed", actor=awa, now=AFTER)

    assert (dropped.item.state, dropped.item.reason, dropped.owner.name) == (ItemState.DROPPED, "not needed", "Awa")
    told = house.uow().actions.history(item.id)
    assert [(one.kind, one.by, one.reason) for one in told] == [
        (ItemChangeKind.AGREED, awa.id, ""),
        (ItemChangeKind.REASSIGNED, luca.id, ""),
        (ItemChangeKind.POSTPONED, awa.id, ""),
        (ItemChangeKind.DROPPED, awa.id, "not needed"),
    ]
    assert (told[1].owner_before, told[1].owner_after) == (luca.id, awa.id)
    assert (told[2].due_before, told[2].due_after) == (NEXT_MONDAY, date(2027, 2, 8))


Change = Callable[[House, str], object]
DAY_BEFORE = AFTER.date() - timedelta(days=1)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            lambda h, i: actions.reassign_item(h.uow(), i, h.cast.ines.id, actor=h.cast.awa, now=AFTER),
            OwnerNotInSession,
        ),
        (lambda h, i: actions.postpone_item(h.uow(), i, DAY_BEFORE, actor=h.cast.awa, now=AFTER), DuePast),
        (lambda h, i: actions.drop_item(h.uow(), i, "a" * 501, actor=h.cast.awa, now=AFTER), ReasonTooLong),
        (lambda h, i: actions.tick_item(h.uow(), "none", actor=h.cast.awa, now=AFTER), NoSuchItem),
        (lambda h, i: actions.tick_item(h.uow(), i, actor=h.cast.fatima, now=AFTER), NoSuchItem),
        (lambda h, i: actions.tick_item(h.uow(), i, actor=h.cast.ines, now=AFTER), NoSuchItem),
        (lambda h, i: actions.tick_item(h.uow(), i, actor=h.cast.omar, now=AFTER), NoSuchItem),
        (lambda h, i: actions.tick_item(h.uow(OTHER_TEAM), i, actor=h.cast.awa, now=AFTER), NoSuchItem),
    ],
)
def test_what_can_not_be_done_is_refused_and_changes_nothing(
    house: House, change: Change, refusal: type[Refused]
) -> None:
    item = house.agree().item
    with pytest.raises(refusal):
        change(house, item.id)
    with house.uow() as uow:
        assert uow.actions.get(item.id) == item


def test_settled_item_is_not_changed_before_it_is_opened_again(house: House) -> None:
    item = house.agree().item
    actions.drop_item(house.uow(), item.id, "", actor=house.cast.luca, now=AFTER)
    with pytest.raises(ItemSettled):
        actions.tick_item(house.uow(), item.id, actor=house.cast.luca, now=AFTER)
    with pytest.raises(ItemSettled):
        actions.postpone_item(house.uow(), item.id, None, actor=house.cast.luca, now=AFTER)


def test_a_second_click_writes_no_second_line_of_history(house: House) -> None:
    item, luca = house.agree().item, house.cast.luca
    actions.reopen_item(house.uow(), item.id, actor=luca, now=AFTER)
    actions.reassign_item(house.uow(), item.id, luca.id, actor=luca, now=AFTER)
    with house.uow() as uow:
        assert uow.actions.get(item.id) == item
    dropped = actions.drop_item(house.uow(), item.id, "not needed", actor=luca, now=AFTER)
    assert actions.drop_item(house.uow(), item.id, "again", actor=luca, now=AFTER) == dropped
    with house.uow() as uow:
        history = [one.kind for one in uow.actions.history(item.id)]
    assert history == [ItemChangeKind.AGREED, ItemChangeKind.DROPPED]


def test_reminder_is_said_at_its_owners_hour_of_now_and_not_for_days_after(house: House) -> None:
    house.agree()
    (due,), (overdue,) = house.planned(DeliveryKind.ACTION_DUE), house.planned(DeliveryKind.ACTION_OVERDUE)

    def fate(wish: Lead | None, delivery: Delivery, now: datetime | None = None) -> tuple[DeliveryState, str, datetime]:
        with house.uow() as uow:
            uow.people.update(replace(house.cast.luca, wishes=ReminderWishes(((delivery.kind, wish),))))
            uow.commit()
        decided = house.decided(delivery, now)
        return decided.state, decided.last_error, decided.due_at

    assert fate(None, due) == (DeliveryState.CANCELLED, "switched off", due.due_at)
    assert fate(Lead(at=time(11)), due) == (DeliveryState.PENDING, "", due.due_at + timedelta(hours=2))
    monday = due.due_at + timedelta(days=7)
    ever_since = replace(overdue, not_after=monday)
    late = (DeliveryState.EXPIRED, "too late to say", overdue.due_at)
    assert fate(Lead(days=1, at=time(9)), ever_since, monday) == late


def test_what_several_agree_on_is_carried_over_to_no_pairs_next_session(house: House) -> None:
    with house.uow() as uow:
        circle = house.cast.session("2027-01-25 15:00", id="S0", kind=SessionKind.GROUP, pair_id=None)
        uow.sessions.add(circle, a_change(circle))
        note = uow.notes.add(Note(0, "S0", house.cast.awa.id, "…", AFTER, Visibility.PARTICIPANTS))
        item = ActionItem("I0", "S0", note.id, house.cast.awa.id, house.cast.awa.id, AFTER, "Book the room")
        uow.actions.add(item, ItemChange("I0", 1, ItemChangeKind.AGREED, house.cast.awa.id, AFTER))
        uow.commit()
    (seen,) = actions.open_actions(house.uow(), actor=house.cast.awa, now=AFTER)
    assert (seen.item.id, seen.carried) == ("I0", 0)


def test_item_of_a_note_for_its_author_alone_is_nobody_elses(house: House) -> None:
    item = house.agree(owner=house.cast.awa, visibility=Visibility.AUTHOR).item
    assert item.only_author
    with pytest.raises(NoSuchItem):
        actions.tick_item(house.uow(), item.id, actor=house.cast.luca, now=AFTER)
    handed = actions.reassign_item(house.uow(), item.id, house.cast.luca.id, actor=house.cast.awa, now=AFTER)
    assert actions.tick_item(house.uow(), item.id, actor=house.cast.luca, now=AFTER).owner == handed.owner


def test_owner_is_reminded_at_nine_on_the_day_and_once_after(house: House) -> None:
    house.agree()
    (due,), (overdue,) = house.planned(DeliveryKind.ACTION_DUE), house.planned(DeliveryKind.ACTION_OVERDUE)
    assert (due.recipient_id, overdue.recipient_id) == (house.cast.luca.id, house.cast.luca.id)
    assert due.due_at == datetime(2027, 2, 1, 8, tzinfo=UTC)  # nine in Rome
    assert overdue.due_at == datetime(2027, 2, 2, 8, tzinfo=UTC)
    errand = house.decided(due)
    assert isinstance(errand, ActionErrand)
    assert (errand.view.item.text, [one.name for one in errand.others]) == ("send the draft", ["Awa"])


@pytest.mark.parametrize(
    ("due", "first", "second"),
    [
        (date(2027, 1, 31), datetime(2027, 1, 29, 8), datetime(2027, 2, 1, 8)),  # a Sunday: Friday, then Monday
        (date(2027, 1, 29), datetime(2027, 1, 29, 8), datetime(2027, 2, 1, 8)),
    ],
)
def test_reminders_keep_to_working_days(house: House, due: date, first: datetime, second: datetime) -> None:
    house.agree(due)
    planned = [*house.planned(DeliveryKind.ACTION_DUE), *house.planned(DeliveryKind.ACTION_OVERDUE)]
    assert [one.due_at for one in planned] == [first.replace(tzinfo=UTC), second.replace(tzinfo=UTC)]


def test_nothing_is_said_of_what_is_done_handed_on_or_put_off(house: House) -> None:
    item = house.agree().item
    (before,) = house.planned(DeliveryKind.ACTION_DUE)
    actions.postpone_item(house.uow(), item.id, date(2027, 2, 4), actor=house.cast.luca, now=AFTER)
    closed = house.decided(before)
    assert (closed.state, closed.last_error) == ("cancelled", "the item has changed since")
    after = [one for one in house.planned(DeliveryKind.ACTION_DUE) if one.key != before.key]
    assert [one.due_at for one in after] == [datetime(2027, 2, 4, 8, tzinfo=UTC)]

    actions.tick_item(house.uow(), item.id, actor=house.cast.luca, now=AFTER)
    assert house.decided(after[0]).last_error == "the item is done"


def test_item_without_a_day_or_of_a_day_that_is_over_brings_no_reminder(house: House) -> None:
    house.agree(None)
    house.agree(date(2027, 1, 20))
    assert house.planned(DeliveryKind.ACTION_DUE) == house.planned(DeliveryKind.ACTION_OVERDUE) == []
