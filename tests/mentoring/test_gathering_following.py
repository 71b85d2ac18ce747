"""This and following of a series of group sessions: called off and moved at once, one message for each person."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from mentoring.circles import FollowingMove
from mentoring.clocks import Anchor
from mentoring.errors import NoSuchSession, NothingToBook, NotTheHost, SameTime
from mentoring.gatherings import Repetition
from mentoring.messages import DeliveryKind
from mentoring.people import Person
from mentoring.series import MarkKind, Pattern, Weekly
from mentoring.services.gathering_following import (
    cancel_following,
    move_following,
    preview_following_move,
)
from mentoring.services.gathering_series import answer_all, convene_series, preview_series
from mentoring.sessions import Rsvp, Session, SessionState
from tests.builders import NOW
from tests.mentoring.circle import DAY, HOUR, NO, YES, Circle
from tests.mentoring.house import TUESDAY

WEEK = timedelta(days=7)
PARIS = "Europe/Paris"
PATTERN = Pattern(Weekly((1,)), Anchor(TUESDAY, PARIS), count=4)
WEDNESDAY = TUESDAY + WEEK + DAY


@pytest.fixture
def circle() -> Circle:
    return Circle()


def called(circle: Circle) -> tuple[Session, ...]:
    request = circle.request(repeats=Repetition(PATTERN), capacity=1, answer_by=NOW + DAY)
    draft = preview_series(circle.uow(), request, actor=circle.awa, now=NOW).draft.id
    sessions = convene_series(circle.uow(), draft, actor=circle.awa, now=NOW)
    assert isinstance(sessions, tuple)
    return sessions


def all_kept(circle: Circle) -> list[Session]:
    mine = [one for one in circle.store.sessions.values() if one.series_id]
    return sorted(mine, key=lambda one: one.when.start)


def walls(circle: Circle) -> list[datetime]:
    return [one.anchor.wall for one in all_kept(circle)]


def heard(circle: Circle, change: str) -> list[int]:
    news = {DeliveryKind.SERIES_NEWS, DeliveryKind.SESSION_NEWS}
    told = (one for one in circle.store.deliveries.values() if one.kind in news and one.change == change)
    return sorted(one.recipient_id for one in told)


def moved(circle: Circle, session: Session, wall: datetime, actor: Person | None = None) -> object:
    actor = actor or circle.awa
    shown = preview_following_move(circle.uow(), session.id, wall, PARIS, actor=actor, now=NOW)
    starts = [one.anchor.instant for one in shown.to_move]
    return move_following(circle.uow(), session.id, wall, PARIS, offered=starts, actor=actor, now=NOW)


def test_cancelling_this_and_following_leaves_those_before_and_tells_everybody_once(circle: Circle) -> None:
    sessions = called(circle)
    answer_all(circle.uow(), str(sessions[0].series_id), NO, actor=circle.luca, now=NOW)
    cancel_following(circle.uow(), sessions[2].id, reason="The room is gone", actor=circle.awa, now=NOW)
    states = [one.state for one in all_kept(circle)]
    assert states == [*[SessionState.CONFIRMED] * 2, *[SessionState.CANCELLED] * 2]
    assert heard(circle, "cancelled") == sorted(one.id for one in circle.mentees if one is not circle.luca)
    assert cancel_following(circle.uow(), sessions[2].id, reason="", actor=circle.awa, now=NOW) == ()


def test_moving_this_and_following_tells_everybody_once_and_keeps_answers(circle: Circle) -> None:
    sessions = called(circle)
    answer_all(circle.uow(), str(sessions[0].series_id), YES, actor=circle.luca, now=NOW)
    moved(circle, sessions[1], WEDNESDAY)
    assert walls(circle) == [TUESDAY, WEDNESDAY, WEDNESDAY + WEEK, WEDNESDAY + 2 * WEEK]
    assert heard(circle, "moved") == sorted(one.id for one in circle.mentees)
    assert {circle.answers(one)["Luca"] for one in sessions} == {Rsvp.ACCEPTED}
    later = circle.now(sessions[1])
    assert later.gathering is not None
    assert later.gathering.answer_by == NOW + DAY + WEEK + DAY


def test_moved_dates_go_on_as_a_series_of_their_own(circle: Circle) -> None:
    sessions = called(circle)
    moved(circle, sessions[1], WEDNESDAY)
    after = {one.series_id for one in all_kept(circle)[1:]}
    assert len(after) == 1
    assert after != {sessions[0].series_id}
    with circle.uow() as uow:
        series = uow.series.get(str(after.pop()))
        before = uow.series.get(str(sessions[0].series_id))
    assert (series.pattern.rule, series.continues) == (Weekly((2,)), before.id)
    assert before.pattern.until == (TUESDAY + WEEK - DAY).date()


def test_date_that_is_in_the_hosts_way_stays_where_it_is(circle: Circle) -> None:
    sessions = called(circle)
    circle.book_pair(WEDNESDAY + WEEK, circle.awa, circle.luca)
    shown = preview_following_move(circle.uow(), sessions[1].id, WEDNESDAY, PARIS, actor=circle.awa, now=NOW)
    assert [[mark.kind for mark in one.marks] for one in shown.dates] == [[], [MarkKind.CLASH], []]
    moved(circle, sessions[1], WEDNESDAY)
    assert walls(circle) == [TUESDAY, WEDNESDAY, TUESDAY + 2 * WEEK, WEDNESDAY + 2 * WEEK]


def test_start_taken_since_it_was_shown_moves_nothing(circle: Circle) -> None:
    sessions = called(circle)
    shown = preview_following_move(circle.uow(), sessions[1].id, WEDNESDAY, PARIS, actor=circle.awa, now=NOW)
    starts = [one.anchor.instant for one in shown.to_move]
    circle.book_pair(WEDNESDAY, circle.awa, circle.luca)
    again = move_following(circle.uow(), sessions[1].id, WEDNESDAY, PARIS, offered=starts, actor=circle.awa, now=NOW)
    assert isinstance(again, FollowingMove)
    assert walls(circle) == [one.anchor.wall for one in sessions]


def test_nothing_moves_where_the_host_is_taken_on_every_date(circle: Circle) -> None:
    sessions = called(circle)
    circle.book_pair(WEDNESDAY + 2 * WEEK, circle.awa, circle.luca)
    with pytest.raises(NothingToBook):
        moved(circle, sessions[3], WEDNESDAY + 2 * WEEK)
    assert walls(circle) == [one.anchor.wall for one in sessions]


def test_single_gathering_and_what_has_begun_have_nothing_that_follows(circle: Circle) -> None:
    single = circle.convene(wall=TUESDAY + 6 * DAY)
    with pytest.raises(NoSuchSession):
        cancel_following(circle.uow(), single.id, reason="", actor=circle.awa, now=NOW)
    last = called(circle)[-1]
    wall, over = WEDNESDAY + 4 * WEEK, last.when.end
    with pytest.raises(NoSuchSession):
        preview_following_move(circle.uow(), last.id, wall, PARIS, actor=circle.awa, now=over)


def test_who_has_a_place_and_another_session_then_is_asked_anew(circle: Circle) -> None:
    sessions = called(circle)
    answer_all(circle.uow(), str(sessions[0].series_id), YES, actor=circle.luca, now=NOW)
    answer_all(circle.uow(), str(sessions[0].series_id), YES, actor=circle.fatima, now=NOW)
    circle.book_pair(WEDNESDAY, circle.luca, circle.ines)
    moved(circle, sessions[1], WEDNESDAY)
    assert circle.answers(sessions[1])["Luca"] is Rsvp.PENDING
    assert circle.answers(sessions[1])["Fatima"] is Rsvp.OFFERED
    assert circle.answers(sessions[2])["Luca"] is Rsvp.ACCEPTED


def test_coordinator_does_the_same_and_others_are_refused(circle: Circle) -> None:
    sessions = called(circle)
    with pytest.raises(NotTheHost):
        moved(circle, sessions[1], WEDNESDAY, circle.luca)
    with pytest.raises(NotTheHost):
        cancel_following(circle.uow(), sessions[1].id, reason="", actor=circle.luca, now=NOW)
    with pytest.raises(NoSuchSession):
        cancel_following(circle.uow(), sessions[1].id, reason="", actor=circle.omar, now=NOW)
    with pytest.raises(SameTime):
        moved(circle, sessions[1], TUESDAY + WEEK)
    assert len(cancel_following(circle.uow(), sessions[1].id, reason="", actor=circle.ines, now=NOW)) == 3


def test_moving_twice_moves_once(circle: Circle) -> None:
    sessions = called(circle)
    moved(circle, sessions[1], TUESDAY + WEEK + HOUR)
    with pytest.raises(SameTime):
        moved(circle, sessions[1], TUESDAY + WEEK + HOUR)
