"""Welcomes: nobody before a coordinator says so, everybody once; and one polite reminder of what is not answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from mentoring.arrivals import Arrival, Stage
from mentoring.errors import NoSuchParticipant, NotACoordinator, NothingToRemind, ProgrammeNotRunning
from mentoring.messages import Delivery, DeliveryKind, DeliveryState, Outcome, OutcomeKind
from mentoring.people import Participant, ParticipationState, Person, Role
from mentoring.portraits import Portrait, Question
from mentoring.programme_settings import ProgrammeState
from mentoring.reminders import ReminderWishes
from mentoring.rules.arrivals import NOT_UNDER_WAY
from mentoring.services.accounts import Account, follow_account
from mentoring.services.arrivals import arrival_of, arrivals_in, look_after_arrivals, pair_of, remind_now, send_welcomes
from mentoring.services.delivery import begin, finish
from mentoring.services.errands import Errand, UnansweredErrand, WelcomeErrand
from tests.builders import NOW, OTHER_TEAM, a_cohort, an_anchor
from tests.fakes import FakeUnitOfWork
from tests.mentoring.house import House, claim_any

K = DeliveryKind
SENT = Outcome(OutcomeKind.SENT, slack_ts="1.1", channel_id="D2")
DAY = timedelta(days=1)


class Arriving(House):
    """The cast: mentor Awa and mentees Luca and Fatima are to be welcomed, coordinator Inès says when."""

    @property
    def programme_id(self) -> int:
        return self.cast.programme.id

    def change(self, person: Person, **changes: Any) -> None:
        with self.uow() as uow:
            uow.people.update(replace(uow.people.get(person.id), **changes))
            uow.commit()

    def settle(self, **changes: Any) -> None:
        with self.uow() as uow:
            uow.people.update_programme(replace(uow.people.programme(self.programme_id), **changes))
            uow.commit()

    def send(self, actor: Person | None = None, now: datetime = NOW) -> int:
        return send_welcomes(self.uow(), self.programme_id, actor=actor or self.cast.ines, now=now)

    def look_after(self, now: datetime = NOW) -> int:
        return look_after_arrivals(self.uow(), now=now)

    def remind(self, person: Person, actor: Person | None = None, now: datetime = NOW) -> Person:
        return remind_now(self.uow(), self.programme_id, person.id, actor=actor or self.cast.ines, now=now)

    def answer(self, person: Person, *questions: Question) -> None:
        with self.uow() as uow:
            uow.portraits.keep(Portrait(self.programme_id, person.id, answered=frozenset(questions or Question)))
            uow.commit()

    def say(self, now: datetime, outcome: Outcome = SENT) -> list[tuple[str, str]]:
        """Say everything that is due by now: to whom, of which kind."""
        return [(one.recipient.name, one.delivery.kind.value) for one in self.errands(now, outcome)]

    def errands(self, now: datetime, outcome: Outcome = SENT) -> list[Errand]:
        said: list[Errand] = []
        while claimed := claim_any(FakeUnitOfWork(self.store, ""), now):
            if errand := begin(self.uow(), claimed, now=now):
                finish(self.uow(), errand, outcome, now=now)
                said.append(errand)
        return said

    def planned(self, kind: DeliveryKind) -> dict[int, Delivery]:
        return {one.recipient_id: one for one in self.store.deliveries.values() if one.kind is kind}

    def arrival(self, person: Person) -> Arrival:
        people = arrivals_in(self.uow(), self.programme_id, actor=self.cast.ines).people
        return next(one for one in people if one.person.id == person.id)


@pytest.fixture
def house() -> Arriving:
    return Arriving()


def test_nobody_is_welcomed_before_a_coordinator_says_so(house: Arriving) -> None:
    assert house.look_after() == 0
    follow_account(house.uow(), Account("ULUCA", house.cast.luca.email, "it-IT"), now=NOW)
    assert house.planned(K.WELCOME) == {}


def test_who_joins_a_programme_that_welcomes_nobody_gets_no_welcome(house: Arriving) -> None:
    house.change(house.cast.luca, user_id=None)
    joined = follow_account(house.uow(), Account("ULUCA", house.cast.luca.email), now=NOW)
    assert joined is not None
    assert house.planned(K.WELCOME) == {}


def test_it_welcomes_since_a_coordinator_first_said_so(house: Arriving) -> None:
    house.send()
    house.send(now=NOW + DAY)
    assert house.uow().people.programme(house.programme_id).welcoming_since == NOW


def test_who_only_coordinates_by_now_is_not_welcomed_after_all(house: Arriving) -> None:
    house.send()
    with house.uow() as uow:
        uow.people.enrol(Participant(house.programme_id, house.cast.luca, frozenset({Role.COORDINATOR})))
        uow.commit()
    assert "Luca" not in {name for name, _ in house.say(NOW + timedelta(hours=2))}


def test_everybody_but_pure_coordinators_is_welcomed_once(house: Arriving) -> None:
    cast = house.cast
    assert house.send() == 3
    assert house.send() == 0
    assert house.look_after(NOW + DAY) == 0
    assert set(house.planned(K.WELCOME)) == {cast.awa.id, cast.luca.id, cast.fatima.id}
    assert sorted(house.say(NOW + 2 * timedelta(hours=1))) == [
        ("Awa", "welcome"),
        ("Fatima", "welcome"),
        ("Luca", "welcome"),
    ]
    assert house.send(now=NOW + DAY) == 0


def test_a_coordinator_who_mentors_is_welcomed(house: Arriving) -> None:
    with house.uow() as uow:
        uow.people.enrol(Participant(house.programme_id, house.cast.ines, frozenset({Role.COORDINATOR, Role.MENTOR})))
        uow.commit()
    assert house.send() == 4


def test_outside_working_hours_a_welcome_waits(house: Arriving) -> None:
    friday_evening = an_anchor("2027-01-22 20:00", "Europe/Paris").instant
    house.send(now=friday_evening)
    due = {person_id: one.due_at for person_id, one in house.planned(K.WELCOME).items()}
    assert due == {
        house.cast.awa.id: an_anchor("2027-01-25 09:00", "Europe/Paris").instant,
        house.cast.luca.id: an_anchor("2027-01-25 09:00", "Europe/Rome").instant,
        house.cast.fatima.id: an_anchor("2027-01-24 09:00", "Africa/Cairo").instant,
    }


def test_whoever_joins_later_is_welcomed_at_once(house: Arriving) -> None:
    house.change(house.cast.luca, user_id=None)
    assert house.send() == 2
    sunday_night = an_anchor("2027-01-24 23:00", "Europe/Rome").instant
    house.look_after(sunday_night)
    assert house.cast.luca.id not in house.planned(K.WELCOME)
    follow_account(house.uow(), Account("ULUCA", house.cast.luca.email), now=sunday_night)
    assert house.planned(K.WELCOME)[house.cast.luca.id].due_at == sunday_night
    assert ("Luca", "welcome") in house.say(sunday_night)


def test_whoever_is_enrolled_later_is_welcomed_by_the_periodic_pass(house: Arriving) -> None:
    house.send()
    with house.uow() as uow:
        uow.people.enrol(Participant(house.programme_id, house.cast.omar, frozenset({Role.MENTEE})))
        uow.commit()
    assert house.look_after() == 1
    assert house.cast.omar.id in house.planned(K.WELCOME)


def test_a_welcome_missed_by_a_closed_account_is_said_when_it_is_opened_again(house: Arriving) -> None:
    luca = house.cast.luca
    house.send()
    follow_account(house.uow(), Account("ULUCA", luca.email, active=False), now=NOW)
    house.say(NOW + timedelta(hours=2))
    assert house.planned(K.WELCOME)[luca.id].state is DeliveryState.CANCELLED
    assert house.arrival(luca).stage is Stage.GONE
    back = NOW + 3 * DAY
    follow_account(house.uow(), Account("ULUCA", luca.email), now=back)
    assert ("Luca", "welcome") in house.say(back)
    assert house.arrival(luca).stage is Stage.UNANSWERED


def test_a_welcome_once_said_is_not_said_again_to_who_comes_back(house: Arriving) -> None:
    luca = house.cast.luca
    house.send()
    house.say(NOW + timedelta(hours=2))
    follow_account(house.uow(), Account("ULUCA", luca.email, active=False), now=NOW + DAY)
    follow_account(house.uow(), Account("ULUCA", luca.email), now=NOW + 2 * DAY)
    assert ("Luca", "welcome") not in house.say(NOW + 2 * DAY)


def test_a_welcome_names_the_pair_as_it_is_when_it_is_said(house: Arriving) -> None:
    house.send()
    house.pair_with_fatima()
    said = {
        one.recipient.name: one for one in house.errands(NOW + timedelta(hours=2)) if isinstance(one, WelcomeErrand)
    }
    assert {one.name for one in said["Awa"].mentees} == {"Luca", "Fatima"}
    assert said["Awa"].mentors == ()
    assert [one.name for one in said["Fatima"].mentors] == ["Awa"]
    assert said["Luca"].arriving.programme.name == "Cluster Mentoring"


def test_who_left_the_programme_is_not_welcomed(house: Arriving) -> None:
    house.send()
    del house.store.participants["T1", house.programme_id, house.cast.luca.id]
    assert ("Luca", "welcome") not in house.say(NOW + timedelta(hours=2))
    assert house.planned(K.WELCOME)[house.cast.luca.id].last_error == "the person is not in this programme"


def test_who_pauses_is_welcomed_when_they_are_back(house: Arriving) -> None:
    luca, key = house.cast.luca, ("T1", house.programme_id, house.cast.luca.id)
    house.send()
    place = house.store.participants[key]
    house.store.participants[key] = replace(place, state=ParticipationState.PAUSED)
    assert ("Luca", "welcome") not in house.say(NOW + timedelta(hours=2))
    house.look_after(NOW + DAY)
    follow_account(house.uow(), Account("ULUCA", luca.email, name="Luca"), now=NOW + DAY)
    assert house.planned(K.WELCOME)[luca.id].state is DeliveryState.CANCELLED
    house.store.participants[key] = place
    house.look_after(NOW + 2 * DAY)
    assert ("Luca", "welcome") in house.say(NOW + 2 * DAY)


@pytest.mark.parametrize(
    "changes",
    [{"state": ProgrammeState.DRAFT}, {"state": ProgrammeState.CLOSED}, {"ends_on": date(2027, 1, 17)}],
    ids=["set up", "closed", "over"],
)
def test_a_programme_that_does_not_run_welcomes_nobody(house: Arriving, changes: dict[str, Any]) -> None:
    house.settle(**changes)
    with pytest.raises(ProgrammeNotRunning):
        house.send()
    house.settle(welcoming_since=NOW)
    assert house.look_after() == 0


@pytest.mark.parametrize("over", [{"state": ProgrammeState.CLOSED}, {"ends_on": date(2027, 1, 18)}])
def test_a_welcome_that_waits_is_not_said_once_the_programme_is_over(house: Arriving, over: dict[str, Any]) -> None:
    at_night = an_anchor("2027-01-18 23:00", "Europe/Paris").instant
    house.send(now=at_night)
    house.settle(**over)
    assert house.say(NOW + DAY) == []
    assert {one.state for one in house.planned(K.WELCOME).values()} == {DeliveryState.CANCELLED}
    house.settle(state=ProgrammeState.RUNNING, ends_on=date(2027, 10, 31))
    house.look_after(NOW + 2 * DAY)
    assert len(house.say(NOW + 2 * DAY)) == 3


@pytest.mark.parametrize("over", [{"state": ProgrammeState.CLOSED}, {"ends_on": date(2027, 1, 20)}])
def test_nobody_is_asked_once_more_when_the_programme_is_over(house: Arriving, over: dict[str, Any]) -> None:
    welcomed(house)
    house.look_after(NOW + DAY)
    house.settle(**over)
    later = NOW + 6 * DAY
    assert house.say(later) == []
    assert {one.last_error for one in house.planned(K.UNANSWERED).values()} == {NOT_UNDER_WAY}
    with pytest.raises(ProgrammeNotRunning):
        house.remind(house.cast.luca, now=later)


def test_only_coordinators_of_the_programme_send_look_and_remind(house: Arriving) -> None:
    with house.uow() as uow:
        other = uow.people.add_programme(replace(house.cast.programme, id=0, name="Other"))
        uow.people.enrol(Participant(other.id, house.cast.omar, frozenset({Role.COORDINATOR})))
        uow.commit()
    for actor in (house.cast.awa, house.cast.luca, house.cast.omar):
        with pytest.raises(NotACoordinator):
            house.send(actor)
        with pytest.raises(NotACoordinator):
            house.remind(house.cast.luca, actor)
        with pytest.raises(NotACoordinator):
            arrivals_in(house.uow(), house.programme_id, actor=actor)
        with pytest.raises(NotACoordinator):
            pair_of(house.uow(), house.programme_id, house.cast.luca.id, actor=actor, now=NOW)
    assert house.store.deliveries == {}


def test_another_teams_coordinator_reaches_nobody(house: Arriving) -> None:
    theirs = FakeUnitOfWork(house.store, OTHER_TEAM)
    with theirs:
        stranger = a_cohort(theirs).ines
        theirs.commit()
    with pytest.raises(NotACoordinator):
        send_welcomes(FakeUnitOfWork(house.store, OTHER_TEAM), house.programme_id, actor=stranger, now=NOW)
    with pytest.raises(NotACoordinator):
        remind_now(
            FakeUnitOfWork(house.store, OTHER_TEAM), house.programme_id, house.cast.luca.id, actor=stranger, now=NOW
        )


def welcomed(house: Arriving) -> None:
    """Everybody is welcomed on Monday morning at 10 in Paris."""
    house.send()
    house.say(NOW + timedelta(hours=1))


def test_who_has_not_answered_is_reminded_once_after_some_working_days(house: Arriving) -> None:
    welcomed(house)
    assert house.look_after(NOW + DAY) == 3
    assert (
        house.planned(K.UNANSWERED)[house.cast.luca.id].due_at == an_anchor("2027-01-22 10:00", "Europe/Rome").instant
    )
    fatimas = an_anchor("2027-01-24 10:00", "Africa/Cairo").instant
    assert house.planned(K.UNANSWERED)[house.cast.fatima.id].due_at == fatimas
    assert house.arrival(house.cast.fatima).remind_at == fatimas
    assert house.look_after(NOW + 2 * DAY) == 0
    assert sorted(house.say(fatimas)) == [("Awa", "unanswered"), ("Fatima", "unanswered"), ("Luca", "unanswered")]
    for day in range(7, 40):
        house.look_after(NOW + day * DAY)
        assert house.say(NOW + day * DAY) == []
    assert house.arrival(house.cast.fatima).reminded_at == fatimas


def test_who_answers_in_time_is_not_reminded(house: Arriving) -> None:
    welcomed(house)
    house.answer(house.cast.awa)
    assert house.look_after(NOW + DAY) == 2
    house.answer(house.cast.luca)
    assert house.say(an_anchor("2027-01-22 10:00", "Europe/Rome").instant) == []
    assert house.planned(K.UNANSWERED)[house.cast.luca.id].last_error == "everything is answered"
    assert house.arrival(house.cast.luca).stage is Stage.ARRIVED


def test_who_answered_in_part_is_reminded_of_the_rest(house: Arriving) -> None:
    welcomed(house)
    house.answer(house.cast.luca, Question.CLOCK, Question.WEEK)
    house.look_after(NOW + DAY)
    said = house.errands(NOW + 7 * DAY)
    (luca,) = [one for one in said if isinstance(one, UnansweredErrand) and one.recipient.name == "Luca"]
    assert luca.arriving.portrait.unanswered == (Question.OFFERS, Question.CONSENT)


def test_who_was_taken_off_the_programme_is_not_reminded(house: Arriving) -> None:
    welcomed(house)
    house.look_after(NOW + DAY)
    with house.uow() as uow:
        uow.people.unenrol(house.programme_id, house.cast.luca.id)
        uow.commit()
    assert ("Luca", "unanswered") not in house.say(NOW + 7 * DAY)
    kept = house.planned(K.UNANSWERED)[house.cast.luca.id]
    assert (kept.state, kept.last_error) == (DeliveryState.CANCELLED, "the person is not in this programme")


def test_who_wants_no_reminder_has_none_planned(house: Arriving) -> None:
    welcomed(house)
    house.change(house.cast.luca, wishes=ReminderWishes(((K.UNANSWERED, None),)))
    assert house.look_after(NOW + DAY) == 2
    assert house.cast.luca.id not in house.planned(K.UNANSWERED)


def test_an_arrival_is_told_of_those_alone_who_are_welcomed(house: Arriving) -> None:
    def stage(person: Person) -> Stage | None:
        arrival = arrival_of(house.uow(), house.programme_id, person.id, actor=house.cast.ines)
        return arrival and arrival.stage

    welcomed(house)
    assert stage(house.cast.luca) is Stage.UNANSWERED
    assert stage(house.cast.ines) is None
    assert stage(house.cast.omar) is None


def test_a_reminder_missed_while_the_bot_stood_still_is_said_when_it_is_back(house: Arriving) -> None:
    welcomed(house)
    back = an_anchor("2027-02-20 23:00", "Europe/Rome").instant
    house.look_after(back)
    assert (
        house.planned(K.UNANSWERED)[house.cast.luca.id].due_at == an_anchor("2027-02-22 09:00", "Europe/Rome").instant
    )


def test_who_switched_the_reminder_off_gets_none(house: Arriving) -> None:
    welcomed(house)
    house.look_after(NOW + DAY)
    house.change(house.cast.luca, wishes=ReminderWishes(((K.UNANSWERED, None),)))
    assert house.look_after(NOW + 2 * DAY) == 1
    assert ("Luca", "unanswered") not in house.say(NOW + 7 * DAY)


def test_a_coordinator_has_somebody_reminded_now_and_only_once(house: Arriving) -> None:
    welcomed(house)
    house.look_after(NOW + DAY)
    now = NOW + DAY + timedelta(hours=1)
    assert house.remind(house.cast.luca, now=now) == house.cast.luca
    assert house.say(now) == [("Luca", "unanswered")]
    with pytest.raises(NothingToRemind):
        house.remind(house.cast.luca, now=now + DAY)
    assert ("Luca", "unanswered") not in house.say(NOW + 14 * DAY)


def test_somebody_is_reminded_now_before_the_periodic_pass_planned_it(house: Arriving) -> None:
    welcomed(house)
    now = NOW + timedelta(hours=2)
    house.remind(house.cast.luca, now=now)
    house.look_after(now)
    assert house.say(now) == [("Luca", "unanswered")]


def test_nobody_is_reminded_of_nothing(house: Arriving) -> None:
    with pytest.raises(NothingToRemind):
        house.remind(house.cast.luca)
    welcomed(house)
    house.answer(house.cast.luca)
    with pytest.raises(NothingToRemind):
        house.remind(house.cast.luca)
    with pytest.raises(NoSuchParticipant):
        house.remind(house.cast.omar)


def test_the_list_tells_what_each_arrival_waits_for(house: Arriving) -> None:
    house.change(house.cast.awa, user_id=None)
    house.change(house.cast.fatima, active=False)
    assert {one.person.name: one.stage for one in listed(house)} == {
        "Awa": Stage.ABSENT,
        "Fatima": Stage.GONE,
        "Luca": Stage.UNWELCOMED,
    }
    house.send()
    assert house.arrival(house.cast.luca).stage is Stage.WELCOMING
    house.say(NOW + timedelta(hours=1), Outcome(OutcomeKind.FAILED, error="cannot_dm_bot"))
    assert house.arrival(house.cast.luca).stage is Stage.UNREACHED


def listed(house: Arriving) -> tuple[Arrival, ...]:
    return arrivals_in(house.uow(), house.programme_id, actor=house.cast.ines).people
