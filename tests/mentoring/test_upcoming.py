"""What will be said within a week, as coordinators are shown it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mentoring.errors import NotACoordinator
from mentoring.intervals import Interval
from mentoring.messages import DeliveryKind, DeliveryState
from mentoring.progress import Ahead
from mentoring.services.answers import accept, cancel
from mentoring.services.upcoming import ON_A_PAGE, what_will_be_said
from tests.builders import NOW, TEAM, MakeUnitOfWork, a_cohort, a_delivery
from tests.mentoring.house import House

K = DeliveryKind
DAY = timedelta(days=1)
LATER = NOW + 2 * DAY  # the session of 26 January is then less than a week away


def agreed(house: House) -> str:
    session = house.book()
    accept(house.uow(), session.id, session.revision, actor=house.cast.luca, now=NOW)
    return session.id


def seen(house: House, **given: int) -> Ahead:
    return what_will_be_said(house.uow(), actor=house.cast.ines, now=LATER, **given)


def test_reminders_of_a_session_are_foreseen_for_both_on_their_own_days() -> None:
    house = House()
    agreed(house)
    foreseen = [(one.kind, one.recipient.name) for one in seen(house).to_say]
    before = (DeliveryKind.DAY_BEFORE, DeliveryKind.HOUR_BEFORE, DeliveryKind.STARTING)
    assert [one for one in foreseen if one[0] in before] == [
        (kind, name) for kind in before for name in ("Awa", "Luca")
    ]
    told = next(one for one in seen(house).to_say if one.kind is DeliveryKind.DAY_BEFORE)
    assert [one.name for one in told.others] == ["Luca"]


def test_what_would_be_found_needless_is_not_foreseen() -> None:
    house = House()
    session_id = agreed(house)
    cancel(house.uow(), session_id, reason="", actor=house.cast.awa, now=NOW + timedelta(hours=1))
    assert seen(house).to_say == ()


def test_news_of_a_session_are_foreseen_while_they_tell_of_it_as_it_is() -> None:
    house = House()
    session_id = agreed(house)
    with house.uow() as uow:
        revision = uow.sessions.get(session_id).revision
        for kind, of in ((K.SESSION_NEWS, revision), (K.SESSION_NEWS, revision - 1), (K.ATTENDANCE, revision)):
            about = {"session_id": session_id, "session_revision": of, "kind": kind, "due_at": LATER}
            waiting = a_delivery(f"{kind}:{of}", recipient_id=house.cast.luca.id, change="accepted", **about)
            uow.deliveries.plan([waiting])
        uow.commit()
    news = [one.kind for one in seen(house).to_say if one.at == LATER]
    assert sorted(news) == [K.ATTENDANCE, K.SESSION_NEWS]


def test_the_word_that_a_session_is_off_is_foreseen_and_what_was_said_of_it() -> None:
    house = House()
    session_id = agreed(house)
    off = cancel(house.uow(), session_id, reason="", actor=house.cast.awa, now=NOW + timedelta(hours=1))
    about = {"session_id": session_id, "session_revision": off.revision, "due_at": LATER}
    with house.uow() as uow:
        uow.deliveries.plan([a_delivery("off", recipient_id=house.cast.luca.id, change="cancelled", **about)])
        uow.deliveries.plan([a_delivery("said", recipient_id=house.cast.luca.id, kind=K.ATTENDANCE, **about)])
        uow.commit()
    assert sorted(one.kind for one in seen(house).to_say) == [K.ATTENDANCE, K.SESSION_NEWS]


def test_people_who_left_are_not_foreseen() -> None:
    house = House()
    agreed(house)
    with house.uow() as uow:
        uow.people.update(replace(house.cast.luca, active=False))
        uow.commit()
    assert {one.recipient.name for one in seen(house).to_say} == {"Awa"}


def test_only_coordinators_are_told() -> None:
    house = House()
    for person in (house.cast.awa, house.cast.omar):
        with pytest.raises(NotACoordinator):
            what_will_be_said(house.uow(), actor=person, now=NOW)


def test_other_programmes_are_not_told() -> None:
    house = House()
    with house.uow() as uow:
        other = uow.people.add_programme(replace(house.cast.programme, id=0, name="Academy"))
        told = {"recipient_id": house.cast.omar.id, "kind": DeliveryKind.MILESTONE, "session_id": None}
        for programme in (other, house.cast.programme):
            uow.deliveries.plan([a_delivery(f"m:{programme.id}", programme_id=programme.id, due_at=LATER, **told)])
        uow.commit()
    assert len(seen(house).to_say) == 1


def test_pages_hold_a_few_and_a_page_that_is_not_there_is_the_nearest() -> None:
    house = House()
    with house.uow() as uow:
        for number in range(ON_A_PAGE + 2):
            due = LATER + timedelta(minutes=number)
            given = {"recipient_id": house.cast.luca.id, "kind": DeliveryKind.NUDGE, "session_id": None}
            one = a_delivery(f"n:{number}", due_at=due, programme_id=house.cast.programme.id, **given)
            uow.deliveries.plan([one])
        uow.commit()
    pages = [seen(house, page=page) for page in (0, 1, 9, -1)]
    assert [(one.page, len(one.to_say), one.total, one.pages) for one in pages] == [
        (0, ON_A_PAGE, 27, 2),
        (1, 2, 27, 2),
        (1, 2, 27, 2),
        (0, ON_A_PAGE, 27, 2),
    ]
    assert pages[0].to_say[-1].at < pages[1].to_say[0].at


def test_what_waits_in_an_interval_is_told_by_every_store(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        luca = a_cohort(uow).luca.id
        given = {"recipient_id": luca, "kind": DeliveryKind.NUDGE, "session_id": None}
        due = {"before": NOW - DAY, "first": NOW, "second": NOW + DAY, "end": NOW + 2 * DAY}
        uow.deliveries.plan([a_delivery(name, due_at=at, **given) for name, at in due.items()])
        uow.deliveries.plan([a_delivery("said", due_at=NOW, state=DeliveryState.SENT, **given)])
        uow.commit()
    with make_uow(TEAM) as uow:
        assert [one.key for one in uow.deliveries.to_say(Interval(NOW, NOW + 2 * DAY))] == ["first", "second"]
    with make_uow("T0OTHER") as uow:
        assert list(uow.deliveries.to_say(Interval(NOW, NOW + 2 * DAY))) == []
