"""Reminders of sessions from the change that causes them to the moment when they are decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from mentoring.actions import ActionWish
from mentoring.errors import NotACoordinator
from mentoring.messages import ABOUT_A_SESSION, Delivery, DeliveryKind, DeliveryState, Outcome, OutcomeKind
from mentoring.notes import Note, Visibility
from mentoring.people import Holiday, Person, WorkingWeek
from mentoring.reminders import Lead, ReminderWishes
from mentoring.services.answers import accept, cancel, decline
from mentoring.services.booking import book
from mentoring.services.deciding import decide
from mentoring.services.delivery import begin, finish
from mentoring.services.errands import ReminderErrand
from mentoring.services.ledger import withdraw
from mentoring.services.notes import begin_note, keep_note_draft, save_note
from mentoring.services.reminders import look_after_sessions
from mentoring.services.wishes import set_reminders, wish
from mentoring.sessions import Rsvp, Session
from tests.builders import NOW, a_change, an_anchor
from tests.mentoring.house import House, claim_any

K = DeliveryKind
MONDAY_NINE = an_anchor("2027-01-25 09:00").instant
START = an_anchor("2027-01-26 15:00").instant
SENT = Outcome(OutcomeKind.SENT, slack_ts="1.1", channel_id="D2")


class Home(House):
    """The cast, a session of Awa and Luca agreed for Tuesday at three, and a clock to say what is due by."""

    def __init__(self) -> None:
        super().__init__()
        proposed = self.book()
        self.session = accept(self.uow(), proposed.id, 1, actor=self.cast.luca, now=NOW)

    def reminders(self, person: Person, *, revision: int | None = None) -> dict[DeliveryKind, Delivery]:
        about = self.uow().deliveries.of_session(self.session.id)
        wanted = revision or self.uow().sessions.get(self.session.id).revision
        mine = [one for one in about if one.recipient_id == person.id and one.session_revision == wanted]
        return {one.kind: one for one in mine if one.kind in ABOUT_A_SESSION}

    def say(self, until: datetime, *, at_once: datetime | None = None) -> list[tuple[DeliveryKind, int, datetime]]:
        """Say what falls due, each at its time, or all of it ``at_once`` after a standstill; the reminders said."""
        said = []
        while (due := self.uow().deliveries.next_due(until)) and due <= until:
            now = at_once or due
            claimed = claim_any(self.uow(), now=now)
            assert claimed is not None
            if errand := begin(self.uow(), claimed, now=now):
                finish(self.uow(), errand, SENT, now=now)
                if isinstance(errand, ReminderErrand):
                    said.append((claimed.kind, claimed.recipient_id, now))
        return said

    def kinds_said(self, until: datetime, **how: Any) -> set[tuple[DeliveryKind, int]]:
        return {(kind, person) for kind, person, _ in self.say(until, **how)}

    def fate(self, kind: DeliveryKind, person: Person) -> tuple[DeliveryState, str]:
        kept = next(one for one in self.reminders(person, revision=2).values() if one.kind is kind)
        return kept.state, kept.last_error

    def write(self, change: Callable[[Any], object]) -> None:
        with self.uow() as uow:
            change(uow)
            uow.commit()


@pytest.fixture
def home() -> Home:
    return Home()


def both(home: Home, *kinds: DeliveryKind) -> set[tuple[DeliveryKind, int]]:
    return {(kind, person.id) for kind in kinds for person in (home.cast.awa, home.cast.luca)}


def test_accepting_plans_every_reminder_in_its_own_transaction(home: Home) -> None:
    for person in (home.cast.awa, home.cast.luca):
        due = {kind: one.due_at for kind, one in home.reminders(person).items()}
        assert due == {
            K.DAY_BEFORE: MONDAY_NINE,
            K.HOUR_BEFORE: START - timedelta(hours=1),
            K.STARTING: START - timedelta(minutes=5),
            K.FOLLOW_UP: START + timedelta(hours=1),
            K.FOLLOW_UP_AGAIN: an_anchor("2027-01-28 09:00").instant,
        }


def test_a_proposal_brings_no_reminder() -> None:
    house = House()
    session = house.book()
    kinds = {one.kind for one in house.uow().deliveries.of_session(session.id)}
    assert kinds == {K.SESSION_NEWS, K.SESSION_CARD, K.HOME}


def test_each_is_said_once_at_its_time(home: Home) -> None:
    said = home.say(START + timedelta(days=9))
    assert sorted(said) == sorted(
        (kind, person.id, one.due_at)
        for person in (home.cast.awa, home.cast.luca)
        for kind, one in home.reminders(person).items()
    )


def test_a_cancelled_session_falls_silent(home: Home) -> None:
    cancel(home.uow(), home.session.id, reason="", actor=home.cast.awa, now=MONDAY_NINE + timedelta(hours=1))
    assert home.kinds_said(START + timedelta(days=9)) == set()
    assert home.fate(K.HOUR_BEFORE, home.cast.luca) == (DeliveryState.CANCELLED, "the session is not confirmed")


def test_a_proposed_move_leaves_the_reminders_of_the_old_time(home: Home) -> None:
    asked = home.ask(wall=datetime(2027, 1, 27, 10), session_id=home.session.id)
    moved = book(home.uow(), asked.draft.id, actor=home.cast.awa, now=NOW)
    decline(home.uow(), moved.id, moved.revision, reason="", actor=home.cast.luca, now=NOW + timedelta(hours=1))

    said = home.say(START + timedelta(days=9))

    wanted = both(home, K.DAY_BEFORE, K.HOUR_BEFORE, K.STARTING, K.FOLLOW_UP, K.FOLLOW_UP_AGAIN)
    assert {(kind, person) for kind, person, _ in said} == wanted
    assert len(said) == len(wanted)


def test_a_moved_session_is_reminded_of_at_its_new_time_alone(home: Home) -> None:
    asked = home.ask(wall=datetime(2027, 1, 27, 10), session_id=home.session.id)
    moved = book(home.uow(), asked.draft.id, actor=home.cast.awa, now=NOW)
    accept(home.uow(), moved.id, moved.revision, actor=home.cast.luca, now=NOW)

    said = home.say(START + timedelta(days=9))

    start = an_anchor("2027-01-27 10:00").instant
    assert {when for kind, _, when in said if kind is K.HOUR_BEFORE} == {start - timedelta(hours=1)}
    assert len(said) == 10


def test_who_declined_since_hears_nothing(home: Home) -> None:
    session = home.session.with_answer(home.cast.luca.id, Rsvp.DECLINED)
    home.write(lambda uow: uow.sessions.store.sessions.update({(uow.team_id, session.id): session}))
    assert home.kinds_said(START) == {(kind, home.cast.awa.id) for kind in (K.DAY_BEFORE, K.HOUR_BEFORE, K.STARTING)}
    assert home.fate(K.STARTING, home.cast.luca) == (DeliveryState.CANCELLED, "the recipient does not take part")


def test_who_left_the_workspace_hears_nothing(home: Home) -> None:
    home.write(lambda uow: uow.people.update(replace(home.cast.luca, active=False)))
    assert {person for _, person in home.kinds_said(START)} == {home.cast.awa.id}


def test_a_night_of_downtime_brings_nobody_starting_now(home: Home) -> None:
    next_morning = START + timedelta(hours=18)
    assert home.kinds_said(next_morning, at_once=next_morning) == both(home, K.FOLLOW_UP)
    assert home.fate(K.STARTING, home.cast.luca) == (DeliveryState.EXPIRED, "too late to say")
    assert home.fate(K.DAY_BEFORE, home.cast.luca) == (DeliveryState.EXPIRED, "too late to say")


def test_after_days_of_downtime_one_reminder_gives_way_to_the_next(home: Home) -> None:
    back = START + timedelta(days=2)
    assert home.kinds_said(back, at_once=back) == both(home, K.FOLLOW_UP_AGAIN)


def test_an_overdue_reminder_is_said_while_it_is_of_use(home: Home) -> None:
    afternoon = MONDAY_NINE + timedelta(hours=6)
    assert home.kinds_said(afternoon, at_once=afternoon) == both(home, K.DAY_BEFORE)


def decided(home: Home, planned: Delivery, now: datetime) -> tuple[DeliveryState, str]:
    with home.uow() as uow:
        closed = decide(uow, planned, now)
    assert isinstance(closed, Delivery)
    return closed.state, closed.last_error


def test_a_reminder_whose_use_ends_sooner_by_now_is_not_said(home: Home) -> None:
    late = START + timedelta(minutes=30)
    planned = replace(home.reminders(home.cast.luca)[K.STARTING], not_after=late)
    assert decided(home, planned, late) == (DeliveryState.EXPIRED, "too late to say")


def test_a_change_of_clocks_that_moves_nobodys_hour_is_not_told(home: Home) -> None:
    planned = replace(home.reminders(home.cast.luca)[K.DAY_BEFORE], kind=K.CLOCK_CHANGE)
    assert decided(home, planned, MONDAY_NINE) == (DeliveryState.CANCELLED, "nobody's hour moves")


def test_a_reminder_waits_where_its_reader_moved_to(home: Home) -> None:
    far_west = replace(home.cast.luca, zone="Atlantic/Azores")
    home.write(lambda uow: uow.people.update(far_west))

    said = home.say(START)

    nine_there = an_anchor("2027-01-25 09:00", "Atlantic/Azores").instant
    assert (K.DAY_BEFORE, home.cast.luca.id, nine_there) in said
    assert (K.DAY_BEFORE, home.cast.awa.id, MONDAY_NINE) in said


def test_who_wrote_a_note_is_not_asked_how_it_went(home: Home) -> None:
    home.say(START)
    note = Note(0, home.session.id, home.cast.luca.id, "We agreed on three goals.", START + timedelta(minutes=50))
    home.write(lambda uow: uow.notes.add(note))
    assert home.kinds_said(START + timedelta(days=9)) == {
        (kind, home.cast.awa.id) for kind in (K.FOLLOW_UP, K.FOLLOW_UP_AGAIN)
    }
    assert home.fate(K.FOLLOW_UP, home.cast.luca) == (DeliveryState.CANCELLED, "a note is written")


def test_a_wish_moves_what_waits_already(home: Home) -> None:
    wishes = ReminderWishes(((K.DAY_BEFORE, Lead(4, time(16))), (K.STARTING, None), (K.HOUR_BEFORE, Lead(minutes=30))))
    wish(home.uow(), wishes, actor=home.cast.luca, now=NOW)

    said = {kind: when for kind, person, when in home.say(START) if person == home.cast.luca.id}

    assert said == {
        K.DAY_BEFORE: an_anchor("2027-01-22 16:00").instant,
        K.HOUR_BEFORE: START - timedelta(minutes=30),
    }
    assert home.fate(K.STARTING, home.cast.luca) == (DeliveryState.CANCELLED, "switched off")


def test_what_is_switched_off_is_closed_at_once_and_comes_back_when_it_is_wanted_again(home: Home) -> None:
    before = dict(home.store.deliveries)
    off = ReminderWishes(((K.DAY_BEFORE, None), (K.STARTING, None)))
    wish(home.uow(), off, actor=home.cast.luca, now=NOW)

    for kind in (K.DAY_BEFORE, K.STARTING):
        assert home.fate(kind, home.cast.luca) == (DeliveryState.CANCELLED, "switched off")
        assert home.fate(kind, home.cast.awa) == (DeliveryState.PENDING, "")

    wish(home.uow(), ReminderWishes(), actor=home.cast.luca, now=NOW)
    assert home.store.deliveries == before
    assert (K.STARTING, home.cast.luca.id) in home.kinds_said(START)


def test_what_was_switched_off_until_its_time_was_over_does_not_come_back(home: Home) -> None:
    wish(home.uow(), ReminderWishes(((K.DAY_BEFORE, None),)), actor=home.cast.luca, now=NOW)
    wish(home.uow(), ReminderWishes(), actor=home.cast.luca, now=MONDAY_NINE)

    assert home.fate(K.DAY_BEFORE, home.cast.luca) == (DeliveryState.CANCELLED, "switched off")


def test_what_was_cancelled_by_hand_does_not_come_back(home: Home) -> None:
    key = home.reminders(home.cast.luca)[K.STARTING].key
    withdraw(home.uow(), key, now=NOW)
    look_after_sessions(home.uow(), now=NOW)

    assert home.fate(K.STARTING, home.cast.luca) == (DeliveryState.CANCELLED, "cancelled by hand")


def test_a_later_wish_does_not_repeat_what_was_said(home: Home) -> None:
    said = home.say(MONDAY_NINE)
    wish(home.uow(), ReminderWishes(((K.DAY_BEFORE, Lead(1, time(16))),)), actor=home.cast.luca, now=MONDAY_NINE)
    asked = home.ask(wall=datetime(2027, 1, 27, 10), now=MONDAY_NINE, session_id=home.session.id)
    book(home.uow(), asked.draft.id, actor=home.cast.awa, now=MONDAY_NINE + timedelta(minutes=1))

    assert said == [(K.DAY_BEFORE, home.cast.awa.id, MONDAY_NINE), (K.DAY_BEFORE, home.cast.luca.id, MONDAY_NINE)]
    assert (K.DAY_BEFORE, home.cast.luca.id) not in home.kinds_said(START)


def test_the_programme_decides_for_those_without_a_wish(home: Home) -> None:
    leads = ((K.HOUR_BEFORE, Lead(minutes=120)),)
    set_reminders(home.uow(), home.cast.programme.id, leads, actor=home.cast.ines, now=NOW)
    assert {one.due_at for one in home.store.deliveries.values() if one.kind is K.HOUR_BEFORE} == {
        START - timedelta(hours=2)
    }


def test_where_there_are_many_sessions_the_soonest_follow_the_programme_at_once(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mentoring.services.wishes.AT_A_TIME", 1)
    soon = home.book(datetime(2027, 1, 19, 15))
    accept(home.uow(), soon.id, 1, actor=home.cast.luca, now=NOW)
    leads = ((K.HOUR_BEFORE, Lead(minutes=120)),)
    set_reminders(home.uow(), home.cast.programme.id, leads, actor=home.cast.ines, now=NOW)
    ahead = {one.session_id: one.due_at for one in home.store.deliveries.values() if one.kind is K.HOUR_BEFORE}
    assert ahead == {
        soon.id: soon.when.start - timedelta(hours=2),
        home.session.id: START - timedelta(hours=1),
    }


def test_looking_after_heals_what_is_missing_and_changes_nothing_else(home: Home) -> None:
    before = dict(home.store.deliveries)
    look_after_sessions(home.uow(), now=NOW)
    assert home.store.deliveries == before

    lost = [key for key, one in before.items() if one.kind is K.STARTING]
    for key in lost:
        del home.store.deliveries[key]
    look_after_sessions(home.uow(), now=NOW)
    assert home.store.deliveries == before


def test_looking_after_plans_nothing_for_a_time_that_is_over(home: Home) -> None:
    home.store.deliveries.clear()
    look_after_sessions(home.uow(), now=START + timedelta(minutes=30))
    assert {one.kind for one in home.store.deliveries.values()} == {K.FOLLOW_UP, K.FOLLOW_UP_AGAIN}


def test_looking_after_goes_through_every_session_a_few_at_a_time(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentoring.services.reminders.AT_A_TIME", 1)
    assert look_after_sessions(home.uow(), now=NOW) == home.session.id
    assert look_after_sessions(home.uow(), now=NOW, after=home.session.id) == ""


def test_a_holiday_known_later_moves_what_waits(home: Home) -> None:
    with home.uow() as uow:
        uow.holidays.between = lambda country, first, last: [Holiday(date(2027, 1, 25), "Rest")]  # type: ignore[method-assign]
        look_after_sessions(uow, now=NOW)
    assert home.reminders(home.cast.luca)[K.DAY_BEFORE].due_at == an_anchor("2027-01-22 09:00").instant


def test_clocks_that_drift_apart_are_announced_a_week_ahead_with_both_hours() -> None:
    house = Home()
    tunis = replace(house.cast.luca, zone="Africa/Tunis", country="TN", working_week=WorkingWeek.usual("TN"))
    house.write(lambda uow: uow.people.update(tunis))
    made = datetime(2027, 3, 15, 9, tzinfo=NOW.tzinfo)
    asked = house.ask(wall=datetime(2027, 4, 6, 15), now=made)
    session: Session = book(house.uow(), asked.draft.id, actor=house.cast.awa, now=made)
    accept(house.uow(), session.id, 1, actor=tunis, now=made)

    told = [one for one in house.uow().deliveries.of_session(session.id) if one.kind is K.CLOCK_CHANGE]

    assert {one.due_at for one in told} == {
        an_anchor("2027-03-30 09:00").instant,
        an_anchor("2027-03-30 09:00", "Africa/Tunis").instant,
    }
    said = house.say(datetime(2027, 3, 31, tzinfo=NOW.tzinfo))
    assert {person for kind, person, _ in said if kind is K.CLOCK_CHANGE} == {house.cast.awa.id, tunis.id}


def test_nobody_but_a_coordinator_changes_a_programmes_reminders(home: Home) -> None:
    with pytest.raises(NotACoordinator):
        set_reminders(home.uow(), home.cast.programme.id, (), actor=home.cast.awa, now=NOW)


@pytest.mark.parametrize(
    ("visibility", "told"), [(Visibility.PARTICIPANTS, ("awa", "luca")), (Visibility.AUTHOR, ("awa",))]
)
def test_what_is_still_open_stands_in_the_reminder_of_the_day_before_alone(
    home: Home, visibility: Visibility, told: tuple[str, ...]
) -> None:
    cast = home.cast
    past = cast.session("2027-01-12 15:00", id="S0")
    home.write(lambda uow: uow.sessions.add(past, a_change(past)))
    draft = begin_note(home.uow(), "S0", actor=cast.awa, now=NOW).draft
    filled = replace(draft, items=(ActionWish(cast.awa.id, "send the draft"),), visibility=visibility)
    keep_note_draft(home.uow(), filled, actor=cast.awa, now=NOW)
    save_note(home.uow(), draft.id, actor=cast.awa, now=NOW)
    shown = set()
    while (due := home.uow().deliveries.next_due(START)) and due <= START:
        claimed = claim_any(home.uow(), now=due)
        assert claimed is not None
        errand = begin(home.uow(), claimed, now=due)
        if errand:
            finish(home.uow(), errand, SENT, now=due)
        if isinstance(errand, ReminderErrand) and errand.open_items:
            assert [one.item.text for one in errand.open_items] == ["send the draft"]
            shown.add((claimed.kind, claimed.recipient_id))
    assert shown == {(K.DAY_BEFORE, getattr(cast, name).id) for name in told}
