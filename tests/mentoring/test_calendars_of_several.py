"""Calendar files of series and of sessions for several, as their own services cause them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from mentoring.calendars import Method, SeriesEntries
from mentoring.messages import Means
from mentoring.people import Person
from mentoring.series import Series
from mentoring.services import answers, hosting, series_changes
from mentoring.services.booking import book
from mentoring.services.delivery import begin, claim_one, finish
from mentoring.services.errands import CalendarErrand
from mentoring.sessions import Session
from tests.builders import NOW
from tests.fakes import FakeUnitOfWork
from tests.mentoring.circle import NO, YES, Circle
from tests.mentoring.house import House
from tests.mentoring.post import SENT
from tests.mentoring.test_series import SeriesHouse

DAY = timedelta(days=1)
Told = list[tuple[str, Method, bool]]


class Postman:
    """Carries out the calendar files of a house; each round is some time later than the one before."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.now = NOW
        self.sent: list[CalendarErrand] = []

    def round(self) -> Told:
        """To whom a file went, what it asks for, and whether it is the first."""
        self.now += timedelta(hours=2)
        before = len(self.sent)
        everywhere = FakeUnitOfWork(self.house.store, "")
        while claimed := claim_one(everywhere, owner="here", now=self.now, means=Means.FILE):
            errand = begin(self.house.uow(), claimed, now=self.now)
            if isinstance(errand, CalendarErrand):
                finish(self.house.uow(), errand, SENT, now=self.now)
                self.sent.append(errand)
        return sorted((one.recipient.name, one.method, one.first) for one in self.sent[before:])

    def entry(self) -> SeriesEntries:
        """What the last file says of a series."""
        told = self.sent[-1].series
        assert told is not None
        return told


def both(method: Method, *, first: bool = False) -> Told:
    return [("Awa", method, first), ("Luca", method, first)]


@pytest.fixture
def house() -> SeriesHouse:
    return SeriesHouse()


@pytest.fixture
def post(house: SeriesHouse) -> Postman:
    return Postman(house)


def days(entries: SeriesEntries) -> list[str]:
    return [f"{one.session.anchor.wall:%m-%d}" for one in entries.sessions]


def move_alone(house: SeriesHouse, session: Session, wall: datetime, now: datetime) -> None:
    asked = house.ask(wall=wall, session_id=session.id, now=now).draft
    moved = book(house.uow(), asked.id, actor=house.cast.awa, now=now)
    answers.accept(house.uow(), moved.id, moved.revision, actor=house.cast.luca, now=now)


def test_a_series_reaches_both_calendars_once_it_is_accepted(house: SeriesHouse, post: Postman) -> None:
    house.booked()
    assert post.round() == []
    series = house.accepted(first="2027-03-02 15:00")
    assert post.round() == both(Method.REQUEST, first=True)
    assert (post.entry().series.id, post.entry().sequence) == (series.id, 1)
    assert days(post.entry()) == ["03-02", "03-09", "03-16", "03-23"]


def test_each_change_of_a_date_raises_the_sequence(house: SeriesHouse, post: Postman) -> None:
    series = house.accepted()
    post.round()
    sessions = house.sessions(series)
    move_alone(house, sessions[1], datetime(2027, 2, 4, 10), post.now)
    assert post.round() == both(Method.REQUEST)
    assert (days(post.entry()), post.entry().sequence) == (["01-26", "02-04", "02-09", "02-16"], 2)
    answers.cancel(house.uow(), sessions[2].id, reason="", actor=house.cast.luca, now=post.now)
    assert post.round() == both(Method.REQUEST)
    assert (days(post.entry()), post.entry().sequence) == (["01-26", "02-04", "02-16"], 3)
    assert [f"{one.wall:%m-%d}" for one in post.entry().dates] == ["01-26", "02-02", "02-09", "02-16"]


def test_this_and_following_moved_end_one_entry_and_begin_another(house: SeriesHouse, post: Postman) -> None:
    series = house.accepted(count=5)
    post.round()
    asked = house.move(house.following(house.sessions(series)[2], "2027-02-10 16:00"))
    assert post.round() == []
    following = series_changes.accept_all(house.uow(), series.id, asked.revision, actor=house.cast.luca, now=post.now)
    assert post.round() == [
        ("Awa", Method.REQUEST, False), ("Awa", Method.REQUEST, True),
        ("Luca", Method.REQUEST, False), ("Luca", Method.REQUEST, True),
    ]  # fmt: skip
    told = {one.series.series.id: one.series for one in post.sent[2:] if one.series}
    assert (days(told[series.id]), told[series.id].sequence) == (["01-26", "02-02"], 2)
    assert (days(told[following.id]), told[following.id].sequence) == (["02-10", "02-17", "02-24"], 1)


def test_a_series_called_off_from_its_first_date_on_is_cancelled(house: SeriesHouse, post: Postman) -> None:
    series: Series = house.accepted()
    post.round()
    first = house.sessions(series)[0]
    series_changes.cancel_following(house.uow(), first.id, reason="", actor=house.cast.luca, now=post.now)
    assert post.round() == both(Method.CANCEL)
    assert post.entry().sequence == 2


def test_a_series_declined_is_never_mentioned(house: SeriesHouse, post: Postman) -> None:
    series = house.booked()
    series_changes.decline_all(house.uow(), series.id, series.revision, reason="", actor=house.cast.luca, now=NOW)
    assert post.round() == []


@pytest.fixture
def circle() -> Circle:
    return Circle()


@pytest.fixture
def rounds(circle: Circle) -> Postman:
    return Postman(circle)


def names(told: Told) -> list[tuple[str, Method]]:
    return [(name, method) for name, method, _ in told]


def test_a_circle_reaches_its_host_and_then_each_who_comes(circle: Circle, rounds: Postman) -> None:
    session = circle.convene()
    assert names(rounds.round()) == [("Awa", Method.REQUEST)]
    circle.say(session, circle.luca, YES, now=rounds.now)
    assert names(rounds.round()) == [("Luca", Method.REQUEST)]
    circle.say(session, circle.fatima, NO, now=rounds.now)
    assert rounds.round() == []


def test_leaving_a_circle_empties_ones_own_calendar_alone(circle: Circle, rounds: Postman) -> None:
    session = circle.convene()
    for person in (circle.luca, circle.fatima):
        circle.say(session, person, YES, now=NOW)
    rounds.round()
    circle.say(session, circle.luca, NO, now=rounds.now)
    assert names(rounds.round()) == [("Luca", Method.CANCEL)]


def test_a_circle_that_moves_moves_for_all_who_come(circle: Circle, rounds: Postman) -> None:
    session = circle.convene()
    circle.say(session, circle.luca, YES, now=NOW)
    rounds.round()
    hosting.move_gathering(
        circle.uow(), session.id, wall=datetime(2027, 1, 27, 10), zone="Europe/Paris", fold=None,
        actor=circle.awa, now=rounds.now,
    )  # fmt: skip
    assert names(rounds.round()) == [("Awa", Method.REQUEST), ("Luca", Method.REQUEST)]
    hosting.cancel_gathering(circle.uow(), session.id, reason="", actor=circle.awa, now=rounds.now)
    assert names(rounds.round()) == [("Awa", Method.CANCEL), ("Luca", Method.CANCEL)]


def test_who_waits_for_a_place_has_nothing_in_their_calendar(circle: Circle, rounds: Postman) -> None:
    session = circle.convene(capacity=1)
    circle.say(session, circle.luca, YES, now=NOW)
    circle.say(session, circle.fatima, YES, now=NOW)
    assert names(rounds.round()) == [("Awa", Method.REQUEST), ("Luca", Method.REQUEST)]


def test_who_is_taken_off_a_circle_is_told_by_a_cancel(circle: Circle, rounds: Postman) -> None:
    session = circle.convene()
    circle.say(session, circle.luca, YES, now=NOW)
    rounds.round()
    hosting.remove(circle.uow(), session.id, circle.luca.id, actor=circle.awa, now=rounds.now)
    assert names(rounds.round()) == [("Luca", Method.CANCEL)]


def test_a_joint_meeting_reaches_everybody_at_once(circle: Circle, rounds: Postman) -> None:
    circle.joint(wall=datetime(2027, 2, 9, 10))
    everybody: list[Person] = [circle.awa, circle.ines, *circle.mentees]
    assert names(rounds.round()) == sorted((one.name, Method.REQUEST) for one in everybody)
