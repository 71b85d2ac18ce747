"""Nudges, digests and milestones: planned ahead, decided at their time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from mentoring.messages import Delivery, DeliveryKind, DeliveryState, Outcome, OutcomeKind
from mentoring.people import Pair, Participant, Role
from mentoring.programme_settings import ProgrammeState
from mentoring.progress import Milestone
from mentoring.reminders import Lead, ReminderWishes
from mentoring.services.answers import accept
from mentoring.services.attendance import say_it_took_place
from mentoring.services.delivery import begin, finish
from mentoring.services.errands import DigestErrand, Errand, MilestoneErrand, NudgeErrand
from mentoring.services.programme_news import plan_programme_news
from tests.builders import NOW, a_delivery, an_anchor
from tests.mentoring.house import House, claim_any

K = DeliveryKind
SENT = Outcome(OutcomeKind.SENT, slack_ts="1.1", channel_id="D2")
FIRST_NUDGE = date(2027, 1, 26)
"""The Tuesday of the week in which the pair, together since 4 January, has been quiet for three weeks."""


class Programme(House):
    """The cast, and what the periodic pass brings about."""

    def plan(self, now: datetime) -> int:
        return plan_programme_news(self.uow(), now=now)

    def planned(self, kind: DeliveryKind) -> dict[tuple[int, str], datetime]:
        found = [one for one in self.store.deliveries.values() if one.kind is kind]
        return {(one.recipient_id, one.change): one.due_at for one in found}

    def errands(self, until: datetime, *, plan_every: timedelta = timedelta(days=1)) -> list[Errand]:
        """What is said until then when the pass runs every day."""
        said, now = [], NOW
        while now < until:
            self.plan(now)
            now += plan_every
            while (due := self.uow().deliveries.next_due(now)) and due <= now:
                claimed = claim_any(self.uow(), now=due)
                assert claimed is not None
                if errand := begin(self.uow(), claimed, now=due):
                    finish(self.uow(), errand, SENT, now=due)
                    said.append(errand)
        return said

    def nudges(self, until: datetime) -> list[tuple[int, datetime]]:
        return [(one.recipient.id, one.decided_at) for one in self.errands(until) if isinstance(one, NudgeErrand)]

    def write(self, change: Callable[[Any], object]) -> None:
        with self.uow() as uow:
            change(uow)
            uow.commit()


@pytest.fixture
def house() -> Programme:
    return Programme()


def at(wall: str, zone: str = "Europe/Paris") -> datetime:
    return an_anchor(wall, zone).instant


def test_planning_again_changes_nothing(house: Programme) -> None:
    assert house.plan(NOW) > 0
    assert house.plan(NOW) == 0


def test_nothing_is_planned_for_a_time_that_is_over(house: Programme) -> None:
    house.plan(NOW + timedelta(hours=1))
    assert min(one.due_at for one in house.store.deliveries.values()) > NOW + timedelta(hours=1)
    assert house.planned(K.DIGEST) == {(house.cast.ines.id, "2027-01-25"): at("2027-01-25 09:00")}


def test_nothing_is_said_before_or_after_a_programme(house: Programme) -> None:
    assert house.plan(datetime(2026, 11, 1, tzinfo=UTC)) == 0
    assert house.plan(datetime(2027, 12, 1, tzinfo=UTC)) == 0


def test_a_quiet_pair_is_nudged_twice_and_its_coordinator_reads_of_it(house: Programme) -> None:
    said = house.errands(at("2027-02-26 12:00"))

    nudged = [(one.recipient.id, one.decided_at) for one in said if isinstance(one, NudgeErrand)]
    both, pair = (house.cast.awa.id, house.cast.luca.id), house.cast.pair.id
    assert sorted(nudged) == sorted(
        (person, at(f"{day} 10:00")) for person in both for day in ("2027-01-26", "2027-02-02")
    )
    digests = {one.decided_at: one.digest for one in said if isinstance(one, DigestErrand)}
    surveys = [digests[at(f"{day} 09:00")].survey for day in ("2027-01-25", "2027-02-01", "2027-02-08")]
    assert [[row.pair_id for row in one.needing] for one in surveys if one] == [[], [pair], [pair]]


def test_a_session_booked_meanwhile_stops_the_nudges(house: Programme) -> None:
    house.plan(NOW + timedelta(days=5))
    assert len(house.planned(K.NUDGE)) == 2
    house.book()

    assert house.nudges(at("2027-02-01 12:00")) == []
    fates = {(one.state, one.last_error) for one in house.store.deliveries.values() if one.kind is K.NUDGE}
    assert fates == {(DeliveryState.CANCELLED, "a session is booked")}


def test_one_person_is_nudged_once_a_week_about_all_their_pairs(house: Programme) -> None:
    programme, awa, fatima = house.cast.programme, house.cast.awa, house.cast.fatima
    house.write(lambda uow: uow.people.add_pair(Pair(0, programme.id, awa.id, fatima.id, date(2027, 1, 4))))
    said = [one for one in house.errands(at("2027-01-27 12:00")) if isinstance(one, NudgeErrand)]
    about = {one.recipient.name: [pair.people[0].name for pair in one.quiet] for one in said}
    assert about == {"Awa": ["Luca", "Fatima"], "Luca": ["Awa"], "Fatima": ["Awa"]}


def test_who_is_away_or_wants_none_is_not_nudged(house: Programme) -> None:
    off, away = ReminderWishes(((K.NUDGE, None),)), ReminderWishes(away_until=date(2027, 3, 1))
    house.plan(NOW + timedelta(days=5))
    house.write(lambda uow: uow.people.update(replace(house.cast.awa, wishes=off)))
    house.write(lambda uow: uow.people.update(replace(house.cast.luca, wishes=away)))
    assert house.nudges(at("2027-02-09 12:00")) == []


def test_what_is_wanted_at_another_hour_or_wanted_again_follows_at_the_next_planning(house: Programme) -> None:
    noon = NOW + timedelta(hours=4)
    house.plan(noon)
    before = house.planned(K.DIGEST)
    ines = house.cast.ines
    later = ReminderWishes(((K.DIGEST, Lead(at=time(11))),))
    house.write(lambda uow: uow.people.update(replace(ines, wishes=later)))
    assert house.plan(noon) == 0
    assert before
    assert house.planned(K.DIGEST) == {one: when + timedelta(hours=2) for one, when in before.items()}

    house.write(lambda uow: uow.people.update(ines))
    for key, one in list(house.store.deliveries.items()):
        if one.kind is K.DIGEST:
            house.store.deliveries[key] = replace(one, state=DeliveryState.CANCELLED, last_error="switched off")
    house.plan(noon)
    assert {one.state for one in house.store.deliveries.values() if one.kind is K.DIGEST} == {DeliveryState.PENDING}
    assert house.planned(K.DIGEST) == before


def test_the_digest_counts_the_week(house: Programme) -> None:
    first = house.book(datetime(2027, 1, 20, 15))
    accept(house.uow(), first.id, 1, actor=house.cast.luca, now=NOW)
    second = house.book(datetime(2027, 1, 27, 15))
    accept(house.uow(), second.id, 1, actor=house.cast.luca, now=NOW)
    for actor in (house.cast.awa, house.cast.luca):
        say_it_took_place(house.uow(), first.id, actor=actor, now=first.when.end)
    unspoken = house.book(datetime(2027, 1, 21, 15))
    accept(house.uow(), unspoken.id, 1, actor=house.cast.luca, now=NOW)
    lost = a_delivery(recipient_id=house.cast.fatima.id, state=DeliveryState.FAILED, due_at=NOW, session_id=first.id)
    house.write(lambda uow: uow.deliveries.plan([lost]))

    digest = next(
        one.digest
        for one in house.errands(at("2027-01-25 12:00"))
        if isinstance(one, DigestErrand) and one.decided_at > NOW + timedelta(days=1)
    )

    assert (digest.held, digest.unspoken, digest.booked, digest.unanswered) == (1, 1, 1, 0)
    assert [person.name for person in digest.unreached] == ["Fatima"]


def test_the_digest_names_what_a_coordinator_has_to_settle(house: Programme) -> None:
    first = house.book(datetime(2027, 1, 20, 15))
    accept(house.uow(), first.id, 1, actor=house.cast.luca, now=NOW)

    digests = [one.digest for one in house.errands(at("2027-02-01 12:00")) if isinstance(one, DigestErrand)]

    assert [[one.session.id for one in digest.to_settle] for digest in digests[-2:]] == [[], [first.id]]


def test_who_coordinates_no_more_gets_no_digest(house: Programme) -> None:
    house.plan(NOW)
    place = Participant(house.cast.programme.id, house.cast.ines, frozenset({Role.MENTEE}))
    house.write(lambda uow: uow.people.enrol(place))
    assert [one for one in house.errands(at("2027-01-25 12:00")) if isinstance(one, DigestErrand)] == []


def test_a_milestone_tells_how_far_one_has_come(house: Programme) -> None:
    session = house.book()
    accept(house.uow(), session.id, 1, actor=house.cast.luca, now=NOW)
    for actor in (house.cast.awa, house.cast.luca):
        say_it_took_place(house.uow(), session.id, actor=actor, now=session.when.end)
    unspoken = house.book(datetime(2027, 1, 27, 15))
    accept(house.uow(), unspoken.id, 1, actor=house.cast.luca, now=NOW)
    coming = house.book(datetime(2027, 2, 10, 15))
    accept(house.uow(), coming.id, 1, actor=house.cast.luca, now=NOW)

    said = [one for one in house.errands(at("2027-02-05 12:00")) if isinstance(one, MilestoneErrand)]

    assert {one.recipient.name: one.decided_at for one in said} == {
        "Awa": at("2027-02-04 09:00"),
        "Luca": at("2027-02-04 09:00"),
        "Inès": at("2027-02-04 09:00"),
        "Fatima": at("2027-02-04 09:00", "Africa/Cairo"),
    }
    awa = next(one.progress for one in said if one.recipient.name == "Awa")
    assert (awa.milestone, awa.held, awa.time_held) == (Milestone.PROGRESS, 1, timedelta(hours=1))
    assert awa.unspoken == 1
    assert awa.upcoming is not None
    assert awa.upcoming.session.id == coming.id


def fate_of(house: Programme, kind: DeliveryKind, now: datetime) -> set[tuple[DeliveryState, str]]:
    while claimed := claim_any(house.uow(), now=now):
        begin(house.uow(), claimed, now=now)
    return {(one.state, one.last_error) for one in house.store.deliveries.values() if one.kind is kind}


def test_a_milestone_of_other_dates_is_not_told(house: Programme) -> None:
    house.plan(at("2027-02-01 12:00"))
    house.write(lambda uow: uow.people.update_programme(replace(house.cast.programme, starts_on=date(2027, 1, 18))))
    assert fate_of(house, K.MILESTONE, at("2027-02-04 10:00")) == {
        (DeliveryState.CANCELLED, "the programme has other dates by now")
    }


def test_a_milestone_long_overdue_is_not_told(house: Programme) -> None:
    house.plan(at("2027-02-01 12:00"))
    assert {state for state, _ in fate_of(house, K.MILESTONE, at("2027-02-14 10:00"))} == {DeliveryState.EXPIRED}


def test_neither_months_nor_milestones_are_planned_where_they_are_switched_off(house: Programme) -> None:
    leads = ((K.MONTH, None), (K.MILESTONE, None))
    switched_off = replace(house.cast.programme, reminders=house.cast.programme.reminders.changed(leads))
    house.write(lambda uow: uow.people.update_programme(switched_off))
    house.plan(at("2027-01-29 12:00"))
    assert house.planned(K.DIGEST) != {}
    assert house.planned(K.MONTH) == house.planned(K.MILESTONE) == {}


def test_a_milestone_is_told_neither_of_what_runs_no_more_nor_to_who_was_taken_off(house: Programme) -> None:
    house.plan(at("2027-02-01 12:00"))
    programme, awa = house.cast.programme, house.cast.awa
    house.write(lambda uow: uow.people.unenrol(programme.id, awa.id))
    house.write(lambda uow: uow.people.update_programme(replace(programme, state=ProgrammeState.CLOSED)))
    fate_of(house, K.MILESTONE, at("2027-02-04 10:00"))
    told = {one.recipient_id: one.last_error for one in house.store.deliveries.values() if one.kind is K.MILESTONE}
    assert told.pop(awa.id) == "the recipient is not in this programme"
    assert set(told.values()) == {"the programme does not run"}


def test_who_is_in_no_programme_any_more_is_not_nudged(house: Programme) -> None:
    house.plan(NOW + timedelta(days=5))
    programme_id, luca = house.cast.programme.id, house.cast.luca
    house.write(lambda uow: uow.people.unenrol(programme_id, luca.id))
    assert luca.id not in {person for person, _ in house.nudges(at("2027-01-27 12:00"))}


def test_a_milestone_waits_where_its_reader_wants_it_later(house: Programme) -> None:
    house.plan(at("2027-02-01 12:00"))
    wishes = ReminderWishes(((K.MILESTONE, Lead(at=datetime(2027, 1, 1, 14).time())),))
    house.write(lambda uow: uow.people.update(replace(house.cast.awa, wishes=wishes)))
    fate_of(house, K.MILESTONE, at("2027-02-04 10:00"))
    mine: list[Delivery] = [
        one
        for one in house.store.deliveries.values()
        if one.kind is K.MILESTONE and one.recipient_id == house.cast.awa.id
    ]
    assert [(one.state, one.due_at) for one in mine] == [(DeliveryState.PENDING, at("2027-02-04 14:00"))]
