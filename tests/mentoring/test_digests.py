"""What a coordinator's week and month tell: only what belongs in them, and only while the programme runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from mentoring.attendance import Said
from mentoring.messages import DeliveryKind, DeliveryState
from mentoring.oversight import CareKind
from mentoring.programme_settings import ProgrammeState
from mentoring.progress import Digest, Milestone
from mentoring.reminders import Lead, ReminderWishes
from mentoring.services import cares
from mentoring.services.answers import accept
from mentoring.services.attendance import say_it_did_not
from mentoring.services.delivery import begin
from mentoring.services.digests import digest_now, last_month, month_digest_of
from mentoring.services.errands import MonthErrand
from mentoring.sessions import Session
from tests.builders import NOW, a_delivery
from tests.mentoring.house import claim_any
from tests.mentoring.test_oversight import FIRST, Played, Town
from tests.mentoring.test_programme_news import Programme, at

DAY = timedelta(days=1)
BOTH, ONE = (Said.HELD, Said.HELD), (Said.HELD, None)
WEDNESDAY = datetime(2027, 1, 20, 15)


@pytest.fixture
def house() -> Programme:
    return Programme()


def week(house: Programme, now: datetime) -> Digest:
    return digest_now(house.uow(), None, actor=house.cast.ines, now=now)


def confirmed(house: Programme, wall: datetime = WEDNESDAY) -> Session:
    return accept(house.uow(), house.book(wall).id, 1, actor=house.cast.luca, now=NOW)


def test_what_is_under_way_or_was_never_agreed_on_is_not_over(house: Programme) -> None:
    session = confirmed(house)
    house.book(WEDNESDAY + DAY)
    assert week(house, session.when.start + DAY / 48).unspoken == 0
    assert week(house, session.when.end + 2 * DAY).unspoken == 1


def test_no_word_is_awaited_of_what_did_not_take_place(house: Programme) -> None:
    session = confirmed(house)
    for actor in (house.cast.awa, house.cast.luca):
        say_it_did_not(house.uow(), session.id, actor=actor, now=session.when.end)
    told = week(house, session.when.end + DAY)
    assert (told.held, told.unspoken) == (0, 0)


def test_a_proposal_is_awaited_and_not_booked(house: Programme) -> None:
    confirmed(house)
    house.book(WEDNESDAY + DAY)
    assert (week(house, NOW).booked, week(house, NOW).unanswered) == (1, 1)


def test_a_milestone_is_told_within_its_week_and_on_its_day(house: Programme) -> None:
    kick_off = at("2027-01-04 12:00")

    def told(days: int) -> list[Milestone]:
        return [name for name, _ in week(house, kick_off + days * DAY).milestones]

    assert {days: told(days) for days in (-7, -6, 0, 1)} == {
        -7: [],
        -6: [Milestone.KICK_OFF],
        0: [Milestone.KICK_OFF],
        1: [],
    }


def test_what_was_done_longer_ago_is_not_of_the_week_though_the_row_still_rests(house: Programme) -> None:
    pair, june = house.cast.pair.id, date(2027, 6, 1)
    cares.note_call(house.uow(), pair, "Back in June", june, token="C", actor=house.cast.ines, now=NOW)
    assert week(house, NOW + 7 * DAY).done == {CareKind.CALL: 1}
    assert week(house, NOW + 8 * DAY).done == {}


def test_a_nudge_to_both_of_a_pair_is_one_nudge(house: Programme) -> None:
    texts = {house.cast.awa.id: "Alors ?", house.cast.luca.id: "Allora?"}
    cares.nudge(house.uow(), house.cast.pair.id, texts, token="N", actor=house.cast.ines, now=NOW)
    assert week(house, NOW + DAY).done == {CareKind.NUDGE: 1}


@pytest.mark.parametrize("kind", [DeliveryKind.CALENDAR, DeliveryKind.IN_CONFIDENCE])
def test_what_is_no_concern_of_coordinators_is_not_told_where_it_was_lost(house: Programme, kind: DeliveryKind) -> None:
    lost = a_delivery(kind=kind, recipient_id=house.cast.luca.id, state=DeliveryState.FAILED, due_at=NOW)
    house.write(lambda uow: uow.deliveries.plan([lost]))
    assert week(house, NOW + DAY).unreached == ()


def test_a_pair_with_a_reason_of_this_week_is_new_until_somebody_lets_it_rest() -> None:
    town = Town([[Played(0, False, ONE)]])
    (session,), pair = town.sessions[0], town.pairs[0]
    now = FIRST + 40 * DAY
    with (uow := town.uow()):
        mentee = uow.people.get(pair.mentee_id)

    def newly() -> frozenset[int]:
        return digest_now(town.uow(), None, actor=town.ines, now=now).newly

    assert newly() == frozenset()
    say_it_did_not(town.uow(), session.id, actor=mentee, now=now - DAY)
    assert newly() == {pair.id}
    cares.nudge(town.uow(), pair.id, {mentee.id: "Ci sei?"}, token="N", actor=town.ines, now=now)
    assert newly() == frozenset()


def months(house: Programme, until: str) -> list[tuple[date, datetime]]:
    said = house.errands(at(until), plan_every=DAY)
    return [(one.digest.month.first, one.decided_at) for one in said if isinstance(one, MonthErrand)]


def test_a_month_is_told_on_the_first_day_after_it(house: Programme) -> None:
    assert months(house, "2027-03-03 12:00") == [
        (date(2027, 1, 1), at("2027-02-01 09:00")),
        (date(2027, 2, 1), at("2027-03-01 09:00")),
    ]


@pytest.mark.parametrize("kind", [DeliveryKind.DIGEST, DeliveryKind.MONTH])
def test_nothing_is_told_of_a_programme_that_runs_no_more(house: Programme, kind: DeliveryKind) -> None:
    house.plan(at("2027-01-29 12:00"))
    closed = replace(house.cast.programme, state=ProgrammeState.CLOSED)
    house.write(lambda uow: uow.people.update_programme(closed))
    now = at("2027-02-01 09:30")
    while claimed := claim_any(house.uow(), now):
        begin(house.uow(), claimed, now=now)
    (planned,) = [one for one in house.store.deliveries.values() if one.kind is kind and one.due_at <= now]
    assert (planned.state, planned.last_error) == (DeliveryState.CANCELLED, "the programme does not run")


@pytest.mark.parametrize("kind", [DeliveryKind.DIGEST, DeliveryKind.MONTH])
def test_a_digest_waits_until_its_coordinator_wants_it(house: Programme, kind: DeliveryKind) -> None:
    house.plan(at("2027-01-29 12:00"))
    later = ReminderWishes(((kind, Lead(at=time(11))),))
    house.write(lambda uow: uow.people.update(replace(house.cast.ines, wishes=later)))
    now = at("2027-02-01 09:30")
    while claimed := claim_any(house.uow(), now):
        begin(house.uow(), claimed, now=now)
    assert at("2027-02-01 11:00") in house.planned(kind).values()
    assert at("2027-02-01 09:00") not in house.planned(kind).values()


def test_a_month_that_the_programme_did_not_have_is_not_told(house: Programme) -> None:
    with house.uow() as uow, pytest.raises(ValueError, match="no month of programme"):
        month_digest_of(uow, house.cast.programme, date(2026, 12, 1), NOW)


def test_a_month_counts_pairs_that_it_had_each_once_and_the_busiest_country_first() -> None:
    held = [Played(day, False, BOTH) for day in (0, 8)]
    town = Town([held, [Played(0, False, BOTH)], []], FIRST + 40 * DAY)
    later = replace(town.pairs[2], starts_on=date(2027, 2, 1))
    with (uow := town.uow()):
        uow.people.update_pair(later)
        uow.commit()
    digest = last_month(town.uow(), None, actor=town.ines, now=datetime(2027, 2, 20, tzinfo=UTC))
    assert (digest.month.held, digest.met, digest.pairs) == (3, 2, 2)
    assert digest.countries == (("MA", 2), ("FR", 1))
