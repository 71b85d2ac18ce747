"""Reading back and booking: what is kept, what is refused, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mentoring.clocks import Anchor, local
from mentoring.errors import (
    NonexistentTime,
    NoPartner,
    NoSuchDraft,
    NoSuchSession,
    NotAParticipant,
    NotYourPartner,
    OutsideProgramme,
    Overlap,
    PartnerNotHere,
    Refused,
    SameTime,
    SessionOver,
    TimePast,
    TooFar,
    TooSoon,
    WhichPartner,
)
from mentoring.intervals import Interval
from mentoring.messages import DeliveryKind
from mentoring.people import BookingPolicy, Holiday, WorkingWeek
from mentoring.services.answers import accept, cancel
from mentoring.services.booking import book, discard, draft_of
from mentoring.sessions import ChangeKind, Rsvp, SessionState
from tests.builders import NOW
from tests.fakes import FakeHolidays
from tests.mentoring.house import TUESDAY, House

PARIS = "Europe/Paris"


@pytest.fixture
def house() -> House:
    return House()


def test_read_back_names_ones_own_partner_when_nobody_is_named(house: House) -> None:
    shown = house.ask(wall=TUESDAY, topic=" Export markets ")

    assert (shown.booker, shown.partner) == (house.cast.awa, house.cast.luca)
    assert shown.draft.anchor == Anchor(TUESDAY, PARIS)
    assert shown.draft.duration == timedelta(hours=1)
    assert shown.draft.topic == "Export markets"


def test_read_back_writes_no_session(house: House) -> None:
    house.ask(wall=TUESDAY)

    assert house.store.sessions == {}
    assert house.store.deliveries == {}


def test_read_back_without_a_time_offers_slots(house: House) -> None:
    shown = house.ask(topic="Export markets")

    assert len(shown.slots) == 5
    assert shown.draft.choices == tuple(slot.start for slot in shown.slots)
    assert shown.draft.anchor is None


def test_read_back_of_a_day_offers_slots_on_that_day(house: House) -> None:
    day = Interval(datetime(2027, 1, 26, tzinfo=UTC), datetime(2027, 1, 27, tzinfo=UTC))

    shown = house.ask(within=(day,))

    assert len(shown.slots) == 5
    assert all(day.contains(slot) for slot in shown.slots)
    assert list(shown.slots) == sorted(shown.slots)
    assert not shown.elsewhere


def test_read_back_of_two_days_offers_slots_on_both(house: House) -> None:
    days = [datetime(2027, 1, day, tzinfo=UTC) for day in (26, 28)]

    shown = house.ask(within=tuple(Interval(day, day + timedelta(days=1)) for day in days))

    assert {slot.start.day for slot in shown.slots} == {26, 28}


def test_read_back_of_a_day_of_rest_offers_the_nearest_slots(house: House) -> None:
    sunday = datetime(2027, 1, 24, tzinfo=UTC)

    shown = house.ask(within=(Interval(sunday, sunday + timedelta(days=1)),))

    assert shown.elsewhere
    assert {slot.start.day for slot in shown.slots} <= {20, 21, 22, 25, 26, 27, 28}


def test_slots_are_looked_for_further_ahead_when_the_next_weeks_have_none(house: House) -> None:
    month_off = [Holiday(date(2027, 1, 18) + timedelta(days=day), "Rest") for day in range(30)]
    house.holidays = FakeHolidays({"IT": month_off})

    shown = house.ask()

    assert min(slot.start for slot in shown.slots) >= datetime(2027, 2, 17, tzinfo=UTC)


def test_no_slots_are_offered_when_nobody_ever_works(house: House) -> None:
    with house.uow() as uow:
        uow.people.update(replace(house.cast.luca, working_week=WorkingWeek(())))
        uow.commit()

    assert house.ask().slots == ()


def test_no_slots_are_offered_after_the_programme(house: House) -> None:
    late = datetime(2027, 10, 29, 23, tzinfo=UTC)

    assert house.ask(now=late).slots == ()


@pytest.mark.parametrize(("day", "refusal"), [(date(2027, 6, 1), TooFar), (date(2027, 11, 3), OutsideProgramme)])
def test_read_back_of_a_day_that_can_not_be_booked_is_refused(house: House, day: date, refusal: type[Refused]) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    now = NOW if refusal is TooFar else datetime(2027, 10, 1, tzinfo=UTC)

    with pytest.raises(refusal):
        house.ask(now=now, within=(Interval(start, start + timedelta(days=1)),))


def test_slots_end_with_the_programme(house: House) -> None:
    shown = house.ask(now=datetime(2027, 10, 28, 6, tzinfo=UTC))

    assert {slot.start.date() for slot in shown.slots} <= {date(2027, 10, 28), date(2027, 10, 29)}


def test_read_back_names_the_holidays_near_the_slots(house: House) -> None:
    house.holidays = FakeHolidays({"IT": [Holiday(date(2027, 1, 20), "Founding Day", expected=True)]})

    shown = house.ask()

    assert [(day.country, day.day, day.name, day.expected) for day in shown.rest_days] == [
        ("IT", "2027-01-20", "Founding Day", True)
    ]


def test_read_back_of_readings_keeps_them_as_choices(house: House) -> None:
    readings = (datetime(2027, 1, 26, 2, tzinfo=UTC), datetime(2027, 1, 26, 14, tzinfo=UTC))

    shown = house.ask(choices=readings)

    assert shown.draft.choices == readings
    assert shown.slots == ()


def test_somebody_with_several_partners_chooses(house: House) -> None:
    house.pair_with_fatima()

    with pytest.raises(WhichPartner) as caught:
        house.ask(wall=TUESDAY)

    assert [person.name for person in caught.value.facts["partners"]] == ["Luca", "Fatima"]


def test_partner_is_found_by_slack_user(house: House) -> None:
    house.pair_with_fatima()

    assert house.ask(wall=TUESDAY, partner_user="UFATIMA").partner == house.cast.fatima


@pytest.mark.parametrize(("user", "name"), [("UINES", "Inès"), ("UNOBODY", "")])
def test_somebody_who_is_no_partner_is_refused(house: House, user: str, name: str) -> None:
    with pytest.raises(NotYourPartner) as caught:
        house.ask(wall=TUESDAY, partner_user=user)

    assert caught.value.facts["name"] == name


def test_participant_without_a_pair_is_told_whom_to_ask(house: House) -> None:
    with pytest.raises(NoPartner) as caught:
        house.ask(house.cast.fatima, wall=TUESDAY)

    assert [one.name for one in caught.value.facts["coordinators"]] == ["Inès"]


def test_stranger_is_told_whom_to_ask(house: House) -> None:
    with pytest.raises(NotAParticipant) as caught:
        house.ask(house.cast.omar, wall=TUESDAY)

    assert [one.name for one in caught.value.facts["coordinators"]] == ["Inès"]


@pytest.mark.parametrize("change", [{"user_id": None}, {"active": False}])
def test_partner_who_is_not_in_slack_is_refused(house: House, change: dict[str, Any]) -> None:
    with house.uow() as uow:
        uow.people.update(replace(house.cast.luca, **change))
        uow.commit()

    with pytest.raises(PartnerNotHere):
        house.ask(wall=TUESDAY)


def test_refused_time_keeps_what_was_asked_for(house: House) -> None:
    with pytest.raises(TimePast) as caught:
        house.ask(wall=datetime(2027, 1, 12, 15), topic="Export markets")

    draft = draft_of(house.uow(), caught.value.facts["draft_id"], actor=house.cast.awa)
    assert draft.topic == "Export markets"
    assert draft.choices == caught.value.facts["choices"]


def test_nearest_choice_of_a_refused_time_is_booked_with_one_tap(house: House) -> None:
    with pytest.raises(NonexistentTime) as caught:
        house.ask(wall=datetime(2027, 3, 28, 2, 30))

    session = book(house.uow(), caught.value.facts["draft_id"], actor=house.cast.awa, now=NOW, choice=1)

    assert session.anchor == Anchor(datetime(2027, 3, 28, 3, 30), PARIS)


def test_second_of_two_equal_times_is_kept_as_such(house: House) -> None:
    late = NOW + timedelta(days=270)
    with pytest.raises(Refused) as caught:
        house.ask(wall=datetime(2027, 10, 31, 2, 30), now=late)
    with house.uow() as uow:
        uow.people.update_programme(replace(house.cast.programme, ends_on=date(2027, 12, 31)))
        uow.commit()

    session = book(house.uow(), caught.value.facts["draft_id"], actor=house.cast.awa, now=late, choice=1)

    assert session.anchor == Anchor(datetime(2027, 10, 31, 2, 30), PARIS, 1)


def test_confirmed_draft_becomes_a_proposed_session(house: House) -> None:
    session = house.book(topic="Export markets", duration=timedelta(minutes=45))

    assert session.state is SessionState.PROPOSED
    assert session.when == Interval(datetime(2027, 1, 26, 14, tzinfo=UTC), datetime(2027, 1, 26, 14, 45, tzinfo=UTC))
    assert [(one.person_id, one.rsvp) for one in session.attendees] == [
        (house.cast.awa.id, Rsvp.ACCEPTED),
        (house.cast.luca.id, Rsvp.PENDING),
    ]
    assert session.awaits(house.cast.luca.id)
    assert not session.awaits(house.cast.awa.id)


def test_new_session_is_said_to_both(house: House) -> None:
    session = house.book()

    assert house.said(session) == [
        (DeliveryKind.SESSION_NEWS, house.cast.awa.id, ChangeKind.PROPOSED),
        (DeliveryKind.SESSION_NEWS, house.cast.luca.id, ChangeKind.PROPOSED),
    ]


def test_session_meets_in_a_room_of_its_own(house: House) -> None:
    policy = BookingPolicy(link_template="https://meet.example.org/{room}")
    with house.uow() as uow:
        uow.people.update_programme(replace(house.cast.programme, booking=policy))
        uow.commit()

    first, second = house.book(), house.book(wall=datetime(2027, 1, 27, 10))

    assert first.link.startswith("https://meet.example.org/")
    assert len(first.link) > len("https://meet.example.org/") + 12
    assert first.link != second.link


def test_session_of_a_programme_without_a_room_has_no_link(house: House) -> None:
    assert house.book().link == ""


def test_second_click_on_confirm_changes_nothing(house: House) -> None:
    draft = house.ask(wall=TUESDAY).draft
    first = book(house.uow(), draft.id, actor=house.cast.awa, now=NOW)
    planned = dict(house.store.deliveries)

    again = book(house.uow(), draft.id, actor=house.cast.awa, now=NOW)

    assert again == first
    assert house.store.deliveries == planned


def test_discarded_draft_books_nothing(house: House) -> None:
    draft = house.ask(wall=TUESDAY).draft
    discard(house.uow(), draft.id, actor=house.cast.awa)

    with pytest.raises(NoSuchDraft):
        book(house.uow(), draft.id, actor=house.cast.awa, now=NOW)


def test_draft_of_somebody_else_is_no_draft(house: House) -> None:
    draft = house.ask(wall=TUESDAY).draft

    with pytest.raises(NoSuchDraft):
        book(house.uow(), draft.id, actor=house.cast.luca, now=NOW)


@pytest.mark.parametrize("choice", [None, 5, -1])
def test_draft_without_such_a_choice_is_refused(house: House, choice: int | None) -> None:
    draft = house.ask().draft

    with pytest.raises(NoSuchDraft):
        book(house.uow(), draft.id, actor=house.cast.awa, now=NOW, choice=choice)


def test_slot_is_booked_with_one_tap(house: House) -> None:
    shown = house.ask(topic="Export markets")

    session = book(house.uow(), shown.draft.id, actor=house.cast.awa, now=NOW, choice=2)

    assert session.when == shown.slots[2]
    assert session.topic == "Export markets"


def test_confirm_that_comes_too_late_is_refused_and_books_nothing(house: House) -> None:
    draft = house.ask(wall=datetime(2027, 1, 18, 15)).draft

    with pytest.raises(TooSoon) as caught:
        book(house.uow(), draft.id, actor=house.cast.awa, now=NOW + timedelta(hours=5))

    assert caught.value.facts["draft_id"] == draft.id
    assert house.store.sessions == {}


def test_clash_of_ones_own_is_named(house: House) -> None:
    first = house.book()

    with pytest.raises(Overlap) as caught:
        house.ask(wall=datetime(2027, 1, 26, 15, 30))

    assert caught.value.facts["session"] == first
    assert caught.value.facts["others"] == ("Luca",)


def test_clash_of_the_partner_is_not_named(house: House) -> None:
    house.pair_with_fatima()
    house.book(actor=house.cast.fatima, wall=datetime(2027, 1, 26, 16))

    with pytest.raises(Overlap) as caught:
        house.ask(house.cast.luca, wall=TUESDAY)

    assert caught.value.facts["session"] is None
    assert caught.value.facts["name"] == "Awa"


def test_clash_offers_the_nearest_free_slots(house: House) -> None:
    house.book()

    with pytest.raises(Overlap) as caught:
        house.ask(wall=TUESDAY)

    near = [start - datetime(2027, 1, 26, 14, tzinfo=UTC) for start in caught.value.facts["choices"]]
    assert near[0] in {timedelta(hours=1), timedelta(hours=-1)}


def test_clash_made_while_reading_is_refused_at_confirm(house: House) -> None:
    mine = house.ask(wall=TUESDAY).draft
    theirs = house.ask(house.cast.luca, wall=TUESDAY).draft
    book(house.uow(), theirs.id, actor=house.cast.luca, now=NOW)

    with pytest.raises(Overlap) as caught:
        book(house.uow(), mine.id, actor=house.cast.awa, now=NOW)

    assert len(house.store.sessions) == 1
    nearest = caught.value.facts["choices"]
    session = book(house.uow(), mine.id, actor=house.cast.awa, now=NOW, choice=0)
    assert session.anchor.instant == nearest[0] != mine.anchor.instant


def test_slot_taken_meanwhile_leaves_the_other_offered_slots_as_they_are(house: House) -> None:
    mine = house.ask().draft
    taken = local(mine.choices[0], house.cast.luca.zone).replace(tzinfo=None)
    book(house.uow(), house.ask(house.cast.luca, wall=taken).draft.id, actor=house.cast.luca, now=NOW)

    with pytest.raises(Overlap) as caught:
        book(house.uow(), mine.id, actor=house.cast.awa, now=NOW, choice=0)

    assert "choices" not in caught.value.facts
    session = book(house.uow(), mine.id, actor=house.cast.awa, now=NOW, choice=1)
    assert session.anchor.instant == mine.choices[1]


def test_move_of_a_confirmed_session_keeps_its_time_until_accepted(house: House) -> None:
    confirmed = accept(house.uow(), house.book().id, 1, actor=house.cast.luca, now=NOW)
    wednesday = datetime(2027, 1, 27, 10)

    moved = house.book(wall=wednesday, session_id=confirmed.id)

    assert moved.id == confirmed.id
    assert moved.state is SessionState.CONFIRMED
    assert moved.when == confirmed.when
    assert moved.proposal is not None
    assert moved.proposal.anchor == Anchor(wednesday, PARIS)
    assert house.said(moved) == [(DeliveryKind.SESSION_NEWS, house.cast.luca.id, ChangeKind.MOVE_PROPOSED)]


def test_proposed_move_holds_both_times(house: House) -> None:
    confirmed = accept(house.uow(), house.book().id, 1, actor=house.cast.luca, now=NOW)
    house.book(wall=datetime(2027, 1, 27, 10), session_id=confirmed.id)

    for taken in (TUESDAY, datetime(2027, 1, 27, 10)):
        with pytest.raises(Overlap):
            house.ask(wall=taken)


def test_move_may_overlap_the_time_it_leaves(house: House) -> None:
    confirmed = accept(house.uow(), house.book().id, 1, actor=house.cast.luca, now=NOW)

    moved = house.book(wall=datetime(2027, 1, 26, 15, 30), session_id=confirmed.id)

    assert len(moved.held) == 1


def test_move_to_the_same_time_is_refused(house: House) -> None:
    session = house.book()

    with pytest.raises(SameTime):
        house.ask(wall=TUESDAY, session_id=session.id)


def test_another_time_for_a_proposal_turns_the_question_round(house: House) -> None:
    session = house.book()

    countered = house.book(actor=house.cast.luca, wall=datetime(2027, 1, 27, 10), session_id=session.id)

    assert countered.state is SessionState.PROPOSED
    assert countered.awaits(house.cast.awa.id)
    assert not countered.awaits(house.cast.luca.id)
    assert house.said(countered) == [(DeliveryKind.SESSION_NEWS, house.cast.awa.id, ChangeKind.COUNTERED)]


def test_move_keeps_the_length_and_topic_of_the_session(house: House) -> None:
    session = house.book(topic="Export markets", duration=timedelta(minutes=45))

    shown = house.ask(house.cast.luca, wall=datetime(2027, 1, 27, 10), session_id=session.id)

    assert shown.draft.duration == timedelta(minutes=45)
    assert shown.draft.topic == "Export markets"
    assert shown.moving == session


def test_session_that_has_begun_can_not_be_moved(house: House) -> None:
    session = accept(house.uow(), house.book().id, 1, actor=house.cast.luca, now=NOW)

    with pytest.raises(SessionOver):
        house.ask(now=session.when.start, wall=datetime(2027, 2, 1, 10), session_id=session.id)


def test_session_of_others_can_not_be_moved(house: House) -> None:
    session = house.book()

    with pytest.raises(NoSuchSession):
        house.ask(house.cast.fatima, wall=datetime(2027, 2, 1, 10), session_id=session.id)


def test_cancelled_session_frees_its_time(house: House) -> None:
    cancel(house.uow(), house.book().id, reason="", actor=house.cast.awa, now=NOW)

    assert house.book().state is SessionState.PROPOSED
