"""A bare /mentor is read with few questions, and tells what everything that Home knows would tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from handlers.i18n import Catalogues
from handlers.views.help import what_now
from mentoring.people import ParticipationState, Person
from mentoring.services.answers import accept
from mentoring.services.programmes import who
from mentoring.services.reads import at_a_glance, home
from mentoring.sessions import Session
from tests.builders import NOW
from tests.mentoring.house import TUESDAY, House

t = Catalogues.load().translator("fr")


@pytest.fixture
def house() -> House:
    return House()


def everybody(house: House) -> Iterator[Person]:
    cast = house.cast
    return iter((cast.awa, cast.luca, cast.fatima, cast.ines))


def tells_the_same(house: House, now: datetime) -> bool:
    for actor in everybody(house):
        known = who(house.uow(), str(actor.user_id))
        glance = at_a_glance(house.uow(), known, actor=actor, now=now)
        assert what_now(t, glance, now) == what_now(t, home(house.uow(), actor=actor, now=now), now)
    return True


def confirmed(house: House, session: Session) -> Session:
    return accept(house.uow(), session.id, session.revision, actor=house.cast.luca, now=NOW)


def test_before_anything_was_booked(house: House) -> None:
    assert tells_the_same(house, NOW)


def test_a_proposal_and_another_time_for_it(house: House) -> None:
    session = house.book(topic="Export markets")
    assert tells_the_same(house, NOW)
    house.book(wall=TUESDAY + timedelta(days=1), actor=house.cast.luca, session_id=session.id)
    assert tells_the_same(house, NOW)


def test_more_sessions_than_are_shown_and_one_to_be_moved(house: House) -> None:
    days = [confirmed(house, house.book(wall=TUESDAY + timedelta(days=each))) for each in range(4)]
    house.book(wall=TUESDAY + timedelta(days=9), session_id=days[0].id)
    assert tells_the_same(house, NOW)


def test_a_session_under_way_and_once_it_is_over(house: House) -> None:
    session = confirmed(house, house.book())
    assert tells_the_same(house, session.when.start)
    assert tells_the_same(house, session.when.end)


def test_a_pair_that_pauses(house: House) -> None:
    with house.uow() as uow:
        uow.people.update_pair(replace(house.cast.pair, paused=True))
        uow.commit()
    assert tells_the_same(house, NOW)


def test_who_has_left_every_programme(house: House) -> None:
    cast = house.cast
    with house.uow() as uow:
        uow.people.mark_participation(cast.programme.id, cast.luca.id, ParticipationState.LEFT)
        uow.commit()
    assert tells_the_same(house, NOW)
