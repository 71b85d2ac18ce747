"""New zone data: wall times stay, instants move, people are told once, clashes are shown."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from mentoring.messages import DeliveryKind
from mentoring.services.answers import accept
from mentoring.services.zone_data import SIDE_BY_SIDE, follow_zone_data
from mentoring.sessions import ChangeKind, Session
from tests.builders import NOW, TEAM
from tests.mentoring.house import House

HOUR = timedelta(hours=1)


@pytest.fixture
def house() -> House:
    return House()


def agreed(house: House, wall: datetime) -> Session:
    session = house.book(wall)
    return accept(house.uow(), session.id, 1, actor=house.cast.luca, now=NOW)


def news(house: House, session: Session) -> list[tuple[int, str]]:
    found = house.uow().deliveries.of_session(session.id)
    return [(one.recipient_id, one.change) for one in found if one.kind is DeliveryKind.SESSION_NEWS]


def test_a_session_that_moved_keeps_its_wall_time_and_both_are_told_once(house: House) -> None:
    session = agreed(house, datetime(2027, 1, 26, 15))
    house.store.older_starts[TEAM, session.id] = session.when.start + HOUR

    assert follow_zone_data(house.uow(), now=NOW) == 1
    assert follow_zone_data(house.uow(), now=NOW) == 0

    kept = house.uow().sessions.get(session.id)
    assert (kept.anchor, kept.revision) == (session.anchor, session.revision + 1)
    told = house.uow().sessions.history(session.id)[-1]
    assert (told.kind, told.before and told.before.instant) == (ChangeKind.TIME_CORRECTED, session.when.start + HOUR)
    both = sorted((house.cast.awa.id, house.cast.luca.id))
    assert [person for person, change in news(house, session) if change == "time_corrected"] == both


def test_a_session_that_did_not_move_is_left_as_it_is(house: House) -> None:
    session = agreed(house, datetime(2027, 1, 26, 15))
    house.store.older_starts[TEAM, session.id] = session.when.start
    assert follow_zone_data(house.uow(), now=NOW) == 1
    assert house.uow().sessions.get(session.id) == session
    assert house.store.older_starts == {}


def test_nothing_is_looked_for_once_no_release_with_older_data_can_be_running(house: House) -> None:
    session = agreed(house, datetime(2027, 2, 26, 15))
    assert follow_zone_data(house.uow(), now=NOW) == 0
    house.store.older_starts[TEAM, session.id] = session.when.start + HOUR
    assert follow_zone_data(house.uow(), now=NOW + SIDE_BY_SIDE) == 1
    house.store.older_starts[TEAM, session.id] = session.when.start + HOUR
    assert follow_zone_data(house.uow(), now=NOW + SIDE_BY_SIDE + HOUR) == 0


def test_a_session_moved_into_another_stands_and_its_people_are_told(house: House) -> None:
    session = agreed(house, datetime(2027, 1, 26, 15))
    house.pair_with_fatima()
    fatima = house.cast.fatima
    # Under the older data the two were an hour apart.
    held = {key: one for key, one in house.store.sessions.items() if key[1] == session.id}
    del house.store.sessions[TEAM, session.id]
    other = house.book(datetime(2027, 1, 26, 15), partner_id=fatima.id)
    house.store.sessions.update(held)
    house.store.older_starts[TEAM, session.id] = session.when.start + HOUR

    assert follow_zone_data(house.uow(), now=NOW) == 1

    assert {change for _, change in news(house, session)} >= {"time_clashes"}
    assert house.uow().sessions.get(other.id) == other
