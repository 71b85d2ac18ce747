"""Answering an invitation: places, the line for them, offers, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentoring.circles import place_in_line, standing
from mentoring.errors import (
    AlreadySettled,
    AnswersClosed,
    HostStays,
    NoSuchSession,
    NotForSeveral,
    Overlap,
    SessionOver,
)
from mentoring.gatherings import Audience
from mentoring.people import Role
from mentoring.services.hosting import cancel_gathering, close_answers, reopen_answers
from mentoring.services.rsvps import answer
from mentoring.sessions import ChangeKind, Rsvp, Session
from tests.builders import NOW
from tests.mentoring.circle import DAY, HOUR, MAYBE, NO, YES, Circle
from tests.mentoring.house import TUESDAY


@pytest.fixture
def circle() -> Circle:
    return Circle()


def full(circle: Circle) -> Session:
    """A circle with two places, which Luca and Fatima took; Mei is first in the line, Noor second."""
    session = circle.convene(capacity=2)
    for minute, one in enumerate((circle.luca, circle.fatima, circle.mei, circle.noor)):
        circle.say(session, one, YES, NOW + timedelta(minutes=minute))
    return circle.now(session)


def test_yes_takes_a_place_while_there_is_one_then_waits_in_order(circle: Circle) -> None:
    session = full(circle)
    assert circle.answers(session) == {
        "Fatima": Rsvp.ACCEPTED,
        "Luca": Rsvp.ACCEPTED,
        "Mei": Rsvp.WAITING,
        "Noor": Rsvp.WAITING,
        "Paul": Rsvp.PENDING,
    }
    assert [place_in_line(session, one.id) for one in (circle.mei, circle.noor, circle.luca)] == [1, 2, None]
    assert session.holders == {circle.awa.id, circle.luca.id, circle.fatima.id}
    counted = standing(session)
    assert (counted.accepted, counted.waiting, counted.pending, counted.free) == (2, 2, 1, 0)


def test_host_uses_up_no_place(circle: Circle) -> None:
    session = circle.convene(capacity=1)
    assert circle.say(session, circle.luca, YES).rsvp is Rsvp.ACCEPTED


def test_others_answers_make_no_message(circle: Circle) -> None:
    session = circle.convene(capacity=2)
    for one in (circle.luca, circle.fatima, circle.mei):
        circle.say(session, one, YES)
    circle.say(session, circle.mei, NO)
    circle.say(session, circle.paul, MAYBE)
    assert circle.told(session, after=session) == []


@pytest.mark.parametrize("said", [NO, MAYBE])
def test_place_that_frees_is_offered_to_the_first_in_the_line(circle: Circle, said: Rsvp) -> None:
    session = full(circle)
    assert circle.say(session, circle.luca, said, NOW + HOUR).rsvp is said
    offered = circle.now(session).attendee(circle.mei.id)
    assert offered is not None
    assert (offered.rsvp, offered.answer_by) == (Rsvp.OFFERED, NOW + HOUR + DAY)
    assert circle.told(session, after=session) == [("Mei", ChangeKind.OFFERED)]
    assert circle.answers(session)["Noor"] is Rsvp.WAITING
    assert circle.answers(session)["Fatima"] is Rsvp.ACCEPTED
    assert circle.now(session).holders == {circle.awa.id, circle.fatima.id, circle.mei.id}


def test_offer_is_taken_by_saying_yes_again(circle: Circle) -> None:
    session = full(circle)
    circle.say(session, circle.luca, NO, NOW + HOUR)
    mei = circle.say(session, circle.mei, YES, NOW + 2 * HOUR)
    assert (mei.rsvp, mei.since, mei.answer_by) == (Rsvp.ACCEPTED, None, None)


@pytest.mark.parametrize("said", [NO, MAYBE])
def test_offer_turned_down_goes_to_the_next(circle: Circle, said: Rsvp) -> None:
    session = full(circle)
    circle.say(session, circle.luca, NO, NOW + HOUR)
    circle.say(session, circle.mei, said, NOW + 2 * HOUR)
    assert (circle.answers(session)["Mei"], circle.answers(session)["Noor"]) == (said, Rsvp.OFFERED)


def test_offer_lapses_and_goes_to_the_next_and_then_nobody(circle: Circle) -> None:
    session = full(circle)
    circle.say(session, circle.luca, NO, NOW + HOUR)
    assert circle.wait(NOW + DAY + HOUR - timedelta(seconds=1)) == 0
    assert circle.wait(NOW + DAY + HOUR) == 1
    assert (circle.answers(session)["Mei"], circle.answers(session)["Noor"]) == (Rsvp.DECLINED, Rsvp.OFFERED)
    told = [("Mei", ChangeKind.LAPSED), ("Mei", ChangeKind.OFFERED), ("Noor", ChangeKind.OFFERED)]
    assert circle.told(session, after=session) == told
    assert circle.wait(NOW + 3 * DAY) == 1
    assert circle.answers(session)["Noor"] is Rsvp.DECLINED
    assert standing(circle.now(session)).free == 1
    assert circle.say(session, circle.mei, YES, NOW + 3 * DAY).rsvp is Rsvp.ACCEPTED


def test_offer_that_has_lapsed_is_not_taken_though_no_job_ran_yet(circle: Circle) -> None:
    session = full(circle)
    circle.say(session, circle.luca, NO, NOW + HOUR)
    late = circle.say(session, circle.mei, YES, NOW + DAY + 2 * HOUR)
    assert (late.rsvp, late.since) == (Rsvp.WAITING, NOW + DAY + 2 * HOUR)
    assert circle.answers(session)["Noor"] is Rsvp.OFFERED


def test_offer_near_the_start_leaves_time_for_another(circle: Circle) -> None:
    session = full(circle)
    start = session.when.start
    circle.say(session, circle.luca, NO, start - 4 * HOUR)
    mei = circle.now(session).attendee(circle.mei.id)
    assert mei is not None
    assert mei.answer_by == start - 2 * HOUR
    circle.wait(start - 2 * HOUR)
    noor = circle.now(session).attendee(circle.noor.id)
    assert noor is not None
    assert (noor.rsvp, noor.answer_by) == (Rsvp.OFFERED, start - HOUR)


def test_no_place_is_offered_once_the_session_has_begun(circle: Circle) -> None:
    session = full(circle)
    circle.say(session, circle.luca, NO, NOW + HOUR)
    circle.wait(session.when.start)
    assert (circle.answers(session)["Mei"], circle.answers(session)["Noor"]) == (Rsvp.DECLINED, Rsvp.WAITING)


def test_newcomer_does_not_overtake_the_line(circle: Circle) -> None:
    session = full(circle)
    circle.say(session, circle.luca, NO, NOW + HOUR)
    assert circle.say(session, circle.luca, YES, NOW + HOUR).rsvp is Rsvp.WAITING
    assert place_in_line(circle.now(session), circle.luca.id) == 2


def test_leaving_the_line_and_coming_back_is_at_its_end(circle: Circle) -> None:
    session = full(circle)
    circle.say(session, circle.mei, NO, NOW + HOUR)
    circle.say(session, circle.mei, YES, NOW + 2 * HOUR)
    assert place_in_line(circle.now(session), circle.mei.id) == 2


def test_same_answer_again_changes_nothing(circle: Circle) -> None:
    session = full(circle)
    for one, said in ((circle.luca, YES), (circle.mei, YES)):
        circle.say(session, one, said, NOW + HOUR)
    assert circle.now(session) == session
    circle.say(session, circle.paul, MAYBE)
    once = circle.now(session)
    circle.say(session, circle.paul, MAYBE)
    assert circle.now(session) == once


def test_yes_against_an_own_session_is_refused_and_the_answer_stays(circle: Circle) -> None:
    other = circle.book_pair(TUESDAY + timedelta(minutes=30), circle.luca, circle.fatima)
    session = circle.convene()
    circle.say(session, circle.luca, MAYBE)
    with pytest.raises(Overlap) as refused:
        circle.say(session, circle.luca, YES)
    assert (refused.value.facts["session"], refused.value.facts["others"]) == (other, ("Fatima",))
    assert circle.answers(session)["Luca"] is Rsvp.TENTATIVE


def test_who_waits_may_book_elsewhere_and_is_passed_over_but_stays_first(circle: Circle) -> None:
    session = full(circle)
    circle.book_pair(TUESDAY, circle.mei, circle.paul)
    circle.say(session, circle.luca, NO, NOW + HOUR)
    assert (circle.answers(session)["Mei"], circle.answers(session)["Noor"]) == (Rsvp.WAITING, Rsvp.OFFERED)
    assert place_in_line(circle.now(session), circle.mei.id) == 1
    circle.say(session, circle.noor, NO, NOW + HOUR)
    assert standing(circle.now(session)).free == 1
    assert circle.say(session, circle.luca, YES, NOW + HOUR).rsvp is Rsvp.ACCEPTED


def test_place_holds_the_time(circle: Circle) -> None:
    session = full(circle)
    for one in (circle.luca, circle.awa):
        with pytest.raises(Overlap):
            circle.book_pair(TUESDAY, one, circle.paul)
    assert circle.book_pair(TUESDAY, circle.mei, circle.paul).id != session.id


def test_host_stays(circle: Circle) -> None:
    session = circle.convene()
    for said in (NO, MAYBE):
        with pytest.raises(HostStays):
            circle.say(session, circle.awa, said)
    assert circle.say(session, circle.awa, YES).rsvp is Rsvp.ACCEPTED


def test_answers_once_closed_are_refused_but_a_no_and_an_offered_place(circle: Circle) -> None:
    session = full(circle)
    close_answers(circle.uow(), session.id, actor=circle.awa, now=NOW)
    for one, said in ((circle.paul, YES), (circle.paul, MAYBE), (circle.luca, MAYBE)):
        with pytest.raises(AnswersClosed):
            circle.say(session, one, said)
    circle.say(session, circle.luca, NO)
    assert circle.say(session, circle.mei, YES).rsvp is Rsvp.ACCEPTED
    reopen_answers(circle.uow(), session.id, actor=circle.awa, now=NOW)
    assert circle.say(session, circle.paul, YES).rsvp is Rsvp.WAITING


def test_deadline_closes_answers_and_the_host_is_told_once(circle: Circle) -> None:
    session = circle.convene(answer_by=NOW + DAY)
    assert circle.say(session, circle.luca, YES, NOW + DAY - HOUR).rsvp is Rsvp.ACCEPTED
    before = circle.now(session)
    with pytest.raises(AnswersClosed):
        circle.say(session, circle.paul, YES, NOW + DAY)
    assert (circle.wait(NOW + DAY), circle.wait(NOW + DAY)) == (1, 0)
    assert circle.told(session, after=before) == [("Awa", ChangeKind.ANSWERS_CLOSED)]
    reopened = reopen_answers(circle.uow(), session.id, actor=circle.awa, now=NOW + 2 * DAY)
    assert reopened.gathering is not None
    assert reopened.gathering.answer_by is None
    assert circle.say(session, circle.paul, YES, NOW + 2 * DAY).rsvp is Rsvp.ACCEPTED


def test_answer_after_the_start_or_to_what_is_called_off_is_refused(circle: Circle) -> None:
    session = circle.convene()
    with pytest.raises(SessionOver):
        circle.say(session, circle.luca, YES, session.when.start)
    cancel_gathering(circle.uow(), session.id, reason="", actor=circle.awa, now=NOW)
    with pytest.raises(AlreadySettled):
        circle.say(session, circle.luca, YES)


def test_who_is_not_invited_has_nothing_to_answer(circle: Circle) -> None:
    session = circle.convene(audience=Audience(people=frozenset({circle.luca.id})))
    for one in (circle.omar, circle.fatima, circle.ines):
        with pytest.raises(NoSuchSession):
            circle.say(session, one, YES)
    with pytest.raises(NoSuchSession):
        circle.say(circle.cast.session(id="none"), circle.luca, YES)


def test_session_of_a_pair_is_not_answered_so(circle: Circle) -> None:
    session = circle.book()
    with pytest.raises(NotForSeveral):
        answer(circle.uow(), session.id, YES, actor=circle.luca, now=NOW)
    with pytest.raises(NoSuchSession):
        answer(circle.uow(), session.id, YES, actor=circle.fatima, now=NOW)


def test_who_may_be_anything_in_another_programme_is_a_stranger(circle: Circle) -> None:
    session = circle.convene(audience=Audience(roles=frozenset({Role.MENTEE})))
    with pytest.raises(NoSuchSession):
        circle.say(session, circle.omar, YES)
