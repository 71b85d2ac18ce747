"""Where sessions meet: which links will do, which one holds, and who is told when it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mentoring.errors import AlreadySettled, LinkRefused, NoSuchSession, NotACoordinator, NotYourLink, SessionOver
from mentoring.messages import DeliveryKind
from mentoring.people import BookingPolicy
from mentoring.rules.links import LONGEST_LINK, check_link, check_template, link_for
from mentoring.services.answers import accept, cancel
from mentoring.services.booking import book
from mentoring.services.links import change_link, set_link_template
from mentoring.sessions import ChangeKind, Session, SessionKind
from tests.builders import NOW, a_change, a_pair, a_session
from tests.fakes import FakeUnitOfWork
from tests.mentoring.circle import Circle
from tests.mentoring.house import TUESDAY, House

OURS = "https://meet.example.org/ours"
TYPED = "https://meet.example.org/typed"


@pytest.fixture
def house() -> House:
    house = House()
    with house.uow() as uow:
        policy = BookingPolicy(link_template="https://rooms.example.org/{room}")
        uow.people.update_programme(replace(house.cast.programme, booking=policy))
        uow.commit()
    return house


def confirmed(house: House, days: int = 0, **request: object) -> Session:
    session = house.book(TUESDAY + timedelta(days=days), **request)
    return accept(house.uow(), session.id, session.revision, actor=house.cast.luca, now=NOW)


def kept(house: House, session: Session) -> Session:
    return house.uow().sessions.get(session.id)


def news(house: House, session: Session) -> list[tuple[int, str]]:
    return [(person, change) for _, person, change in house.said(kept(house, session))]


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("http://meet.example.org/x", "not_https"),
        ("meet.example.org/x", "not_https"),
        ("javascript:alert(1)", "not_https"),
        ("ftp://meet.example.org", "not_https"),
        ("https://", "no_address"),
        ("https:///room", "no_address"),
        ("https://localhost/room", "no_address"),
        ("https://meet.example.org:port/room", "no_address"),
        ("https://[::1/room", "no_address"),
        ("https://luca:secret@meet.example.org/x", "credentials"),
        ("https://luca@meet.example.org/x", "credentials"),
        ("https://meet.example.org/a room", "signs"),
        ("https://meet.example.org/|<!channel>", "signs"),
        ("https://meet.example.org/\u202egro", "signs"),
        ("https://meet.example.org/" + "x" * LONGEST_LINK, "too_long"),
    ],
)
def test_link_that_will_not_do_is_refused(link: str, problem: str) -> None:
    with pytest.raises(LinkRefused) as refused:
        check_link(link)
    assert (refused.value.field, refused.value.facts["problem"]) == ("link", problem)


def test_link_that_will_do_is_kept_without_the_blanks_around_it() -> None:
    assert check_link("  https://meet.example.org:8443/a?pwd=1#x ") == "https://meet.example.org:8443/a?pwd=1#x"
    assert check_link("https://لقاء.example.org/غرفة") == "https://لقاء.example.org/غرفة"


def test_template_needs_a_room() -> None:
    assert check_template("https://meet.example.org/{room}") == "https://meet.example.org/{room}"
    with pytest.raises(LinkRefused):
        check_template("https://meet.example.org/room")


def test_typed_goes_before_the_pairs_and_that_before_the_programmes() -> None:
    policy, pair = BookingPolicy(link_template="https://a.example.org/{room}"), a_pair(link=OURS)
    assert link_for(policy, pair, typed=TYPED, room="r") == TYPED
    assert link_for(policy, pair, typed="", room="r") == OURS
    assert link_for(policy, None, typed="", room="r") == "https://a.example.org/r"
    assert link_for(BookingPolicy(), a_pair(), typed="", room="r") == ""


def test_link_typed_when_booking_is_that_sessions_own(house: House) -> None:
    session = house.book(link=f" {TYPED} ")
    assert (session.link, session.link_typed) == (TYPED, True)
    other = house.book(TUESDAY + timedelta(days=1))
    assert other.link.startswith("https://rooms.example.org/")
    assert not other.link_typed


def test_bad_link_when_booking_keeps_what_was_asked_for(house: House) -> None:
    with pytest.raises(LinkRefused) as refused:
        house.ask(wall=TUESDAY, link="http://plain.example.org", topic="Export")
    draft = house.uow().sessions.draft(refused.value.facts["draft_id"])
    assert draft is not None
    assert (draft.link, draft.topic) == ("http://plain.example.org", "Export")


def test_changed_link_is_told_to_the_other_and_redrawn_for_both(house: House) -> None:
    session = confirmed(house)
    changed = change_link(house.uow(), session.id, TYPED, actor=house.cast.awa, now=NOW)
    assert (changed.link, changed.link_typed, changed.anchor) == (TYPED, True, session.anchor)
    assert news(house, session) == [(house.cast.luca.id, ChangeKind.LINK_CHANGED)]
    with house.uow() as uow:
        redrawn = [
            one.recipient_id
            for one in uow.deliveries.of_session(session.id)
            if one.kind is DeliveryKind.SESSION_CARD and one.session_revision == changed.revision
        ]
    assert sorted(redrawn) == [house.cast.awa.id, house.cast.luca.id]


def test_same_link_again_says_nothing(house: House) -> None:
    session = confirmed(house)
    changed = change_link(house.uow(), session.id, TYPED, actor=house.cast.awa, now=NOW)
    assert change_link(house.uow(), session.id, TYPED, actor=house.cast.awa, now=NOW) == changed


def test_no_link_where_none_was_typed_changes_nothing(house: House) -> None:
    session = confirmed(house)
    assert change_link(house.uow(), session.id, " ", actor=house.cast.awa, now=NOW) == session
    assert news(house, session) == [(house.cast.awa.id, ChangeKind.ACCEPTED)]


def test_host_of_several_changes_where_they_meet() -> None:
    circle = Circle()
    session = circle.convene()
    changed = change_link(circle.uow(), session.id, TYPED, actor=circle.awa, now=NOW)
    assert (changed.link, changed.link_typed) == (TYPED, True)
    assert {name for name, change in circle.told(session, session) if change == ChangeKind.LINK_CHANGED} == {
        one.name for one in circle.mentees
    }


def test_link_survives_a_move(house: House) -> None:
    session = confirmed(house)
    change_link(house.uow(), session.id, TYPED, actor=house.cast.awa, now=NOW)
    draft = house.ask(wall=TUESDAY + timedelta(days=2), session_id=session.id).draft
    asked = book(house.uow(), draft.id, actor=house.cast.awa, now=NOW)
    moved = accept(house.uow(), asked.id, asked.revision, actor=house.cast.luca, now=NOW)
    assert (moved.link, moved.link_typed) == (TYPED, True)


def test_link_of_the_pair_is_followed_by_all_that_have_none_of_their_own(house: House) -> None:
    first, second = confirmed(house), confirmed(house, days=1)
    own = confirmed(house, days=2, link=TYPED)
    proposed = house.book(TUESDAY + timedelta(days=3))
    change_link(house.uow(), second.id, OURS, always=True, actor=house.cast.luca, now=NOW)
    assert [kept(house, one).link for one in (first, second, own, proposed)] == [OURS, OURS, TYPED, OURS]
    assert house.uow().people.pair(house.cast.pair.id).link == OURS
    assert house.book(TUESDAY + timedelta(days=6)).link == OURS


def test_link_of_the_pair_is_told_once_however_many_sessions_follow(house: House) -> None:
    sessions = [confirmed(house), confirmed(house, days=1), house.book(TUESDAY + timedelta(days=2))]
    change_link(house.uow(), sessions[1].id, OURS, always=True, actor=house.cast.luca, now=NOW)
    assert [news(house, one) for one in sessions] == [[(house.cast.awa.id, ChangeKind.LINK_CHANGED)], [], []]


def test_without_a_link_a_session_goes_back_to_its_pairs(house: House) -> None:
    session = confirmed(house)
    change_link(house.uow(), session.id, OURS, always=True, actor=house.cast.awa, now=NOW)
    change_link(house.uow(), session.id, TYPED, actor=house.cast.awa, now=NOW)
    back = change_link(house.uow(), session.id, "", actor=house.cast.awa, now=NOW)
    assert (back.link, back.link_typed) == (OURS, False)
    alone = change_link(house.uow(), session.id, " ", always=True, actor=house.cast.awa, now=NOW)
    assert alone.link.startswith("https://rooms.example.org/")


def test_reminders_of_the_session_are_still_said_once(house: House) -> None:
    session = confirmed(house)
    changed = change_link(house.uow(), session.id, TYPED, actor=house.cast.awa, now=NOW)
    with house.uow() as uow:
        reminders = [
            one.session_revision
            for one in uow.deliveries.of_session(session.id)
            if one.kind is DeliveryKind.STARTING and one.recipient_id == house.cast.luca.id
        ]
    assert sorted(reminders) == [changed.revision - 1, changed.revision]


def test_who_may_not_change_a_link(house: House) -> None:
    session = confirmed(house)
    with pytest.raises(NoSuchSession):
        change_link(house.uow(), session.id, TYPED, actor=house.cast.fatima, now=NOW)
    with pytest.raises(NoSuchSession):
        change_link(FakeUnitOfWork(house.store, "T2"), session.id, TYPED, actor=house.cast.awa, now=NOW)
    with pytest.raises(SessionOver):
        change_link(house.uow(), session.id, TYPED, actor=house.cast.awa, now=session.when.end)
    cancel(house.uow(), session.id, reason="", actor=house.cast.awa, now=NOW)
    with pytest.raises(AlreadySettled):
        change_link(house.uow(), session.id, TYPED, actor=house.cast.awa, now=NOW)


def test_link_of_a_session_of_several_is_its_hosts(house: House) -> None:
    cast = house.cast
    group = a_session(
        id="G1",
        kind=SessionKind.GROUP,
        pair_id=None,
        programme_id=cast.programme.id,
        people=(cast.awa.id, cast.luca.id, cast.fatima.id),
    )
    with house.uow() as uow:
        uow.sessions.add(group, a_change(group))
        uow.commit()
    with pytest.raises(NotYourLink):
        change_link(house.uow(), "G1", TYPED, actor=cast.luca, now=NOW)
    change_link(house.uow(), "G1", TYPED, always=True, actor=cast.awa, now=NOW)
    assert kept(house, group).link == TYPED


def test_template_is_the_coordinators(house: House) -> None:
    template = "https://video.example.org/{room}"
    with pytest.raises(NotACoordinator):
        set_link_template(house.uow(), house.cast.programme.id, template, actor=house.cast.awa)
    changed = set_link_template(house.uow(), house.cast.programme.id, template, actor=house.cast.ines)
    assert changed.booking.link_template == template
    assert house.book().link.startswith("https://video.example.org/")
    set_link_template(house.uow(), house.cast.programme.id, "", actor=house.cast.ines)
    assert house.book(TUESDAY + timedelta(days=1)).link == ""
