"""Accepting, declining, cancelling and letting lapse: who may, what becomes of the session, who is told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from mentoring.clocks import Anchor
from mentoring.errors import (
    AlreadySettled,
    NoSuchSession,
    NotYoursToAnswer,
    ProposalExpired,
    ReasonTooLong,
    SessionOver,
)
from mentoring.messages import DeliveryKind
from mentoring.services.answers import accept, cancel, decline, expire_proposals
from mentoring.services.reads import home, session_details
from mentoring.sessions import ChangeKind, Rsvp, Session, SessionState
from tests.builders import NOW
from tests.mentoring.house import House

WEDNESDAY = datetime(2027, 1, 27, 10)


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def proposed(house: House) -> Session:
    return house.book(topic="Export markets")


@pytest.fixture
def confirmed(house: House, proposed: Session) -> Session:
    return accept(house.uow(), proposed.id, 1, actor=house.cast.luca, now=NOW)


@pytest.fixture
def moving(house: House, confirmed: Session) -> Session:
    return house.book(wall=WEDNESDAY, session_id=confirmed.id)


def history(house: House, session: Session) -> list[ChangeKind]:
    return [change.kind for change in session_details(house.uow(), session.id, actor=house.cast.awa).history]


def test_accepted_proposal_is_confirmed(house: House, confirmed: Session) -> None:
    assert confirmed.state is SessionState.CONFIRMED
    assert confirmed.proposal is None
    assert {one.rsvp for one in confirmed.attendees} == {Rsvp.ACCEPTED}
    assert history(house, confirmed) == [ChangeKind.PROPOSED, ChangeKind.ACCEPTED]


def test_accepted_proposal_is_told_to_the_other_side(house: House, confirmed: Session) -> None:
    assert house.said(confirmed) == [(DeliveryKind.SESSION_NEWS, house.cast.awa.id, ChangeKind.ACCEPTED)]


def test_second_click_on_accept_changes_nothing(house: House, confirmed: Session) -> None:
    again = accept(house.uow(), confirmed.id, 1, actor=house.cast.luca, now=NOW)

    assert again == confirmed
    assert history(house, confirmed) == [ChangeKind.PROPOSED, ChangeKind.ACCEPTED]


def test_own_proposal_can_not_be_accepted(house: House, proposed: Session) -> None:
    with pytest.raises(NotYoursToAnswer):
        accept(house.uow(), proposed.id, 1, actor=house.cast.awa, now=NOW)


def test_answer_to_an_earlier_time_is_refused(house: House, proposed: Session) -> None:
    house.book(wall=WEDNESDAY, session_id=proposed.id)

    with pytest.raises(AlreadySettled):
        accept(house.uow(), proposed.id, 1, actor=house.cast.luca, now=NOW)


def test_session_of_others_can_not_be_answered(house: House, proposed: Session) -> None:
    with pytest.raises(NoSuchSession):
        accept(house.uow(), proposed.id, 1, actor=house.cast.fatima, now=NOW)
    with pytest.raises(NoSuchSession):
        accept(house.uow(), "nowhere", 1, actor=house.cast.luca, now=NOW)


def test_declined_proposal_is_closed_with_its_reason(house: House, proposed: Session) -> None:
    declined = decline(house.uow(), proposed.id, 1, reason="I travel", actor=house.cast.luca, now=NOW)

    assert (declined.state, declined.reason, declined.closed_by) == (
        SessionState.DECLINED,
        "I travel",
        house.cast.luca.id,
    )
    assert house.said(declined) == [(DeliveryKind.SESSION_NEWS, house.cast.awa.id, ChangeKind.DECLINED)]


def test_second_click_on_decline_changes_nothing(house: House, proposed: Session) -> None:
    first = decline(house.uow(), proposed.id, 1, reason="", actor=house.cast.luca, now=NOW)

    assert decline(house.uow(), proposed.id, 1, reason="", actor=house.cast.luca, now=NOW) == first


def test_reason_that_is_too_long_is_refused(house: House, proposed: Session) -> None:
    with pytest.raises(ReasonTooLong):
        decline(house.uow(), proposed.id, 1, reason="x" * 501, actor=house.cast.luca, now=NOW)


def test_accepted_move_takes_the_new_time(house: House, moving: Session) -> None:
    moved = accept(house.uow(), moving.id, moving.revision, actor=house.cast.luca, now=NOW)

    assert moved.id == moving.id
    assert moved.anchor == Anchor(WEDNESDAY, "Europe/Paris")
    assert history(house, moved)[-1] is ChangeKind.MOVED


def test_declined_move_leaves_the_session_where_it_was(house: House, confirmed: Session, moving: Session) -> None:
    kept = decline(house.uow(), moving.id, moving.revision, reason="", actor=house.cast.luca, now=NOW)

    assert kept.state is SessionState.CONFIRMED
    assert kept.when == confirmed.when
    assert kept.proposal is None
    assert history(house, kept)[-1] is ChangeKind.MOVE_DECLINED


@pytest.mark.parametrize("who", ["awa", "luca"])
def test_either_side_may_cancel(house: House, confirmed: Session, who: str) -> None:
    actor = getattr(house.cast, who)

    cancelled = cancel(house.uow(), confirmed.id, reason="Ill", actor=actor, now=NOW)

    assert cancelled.state is SessionState.CANCELLED
    assert house.said(cancelled) == [
        (DeliveryKind.SESSION_NEWS, next(iter(confirmed.others(actor.id))), ChangeKind.CANCELLED)
    ]


def test_second_click_on_cancel_changes_nothing(house: House, confirmed: Session) -> None:
    first = cancel(house.uow(), confirmed.id, reason="Ill", actor=house.cast.awa, now=NOW)

    assert cancel(house.uow(), confirmed.id, reason="Ill", actor=house.cast.awa, now=NOW) == first


def test_session_that_has_begun_can_not_be_cancelled(house: House, confirmed: Session) -> None:
    with pytest.raises(SessionOver):
        cancel(house.uow(), confirmed.id, reason="", actor=house.cast.awa, now=confirmed.when.start)


def test_closed_session_can_not_be_cancelled_by_the_other_side(house: House, confirmed: Session) -> None:
    cancel(house.uow(), confirmed.id, reason="", actor=house.cast.awa, now=NOW)

    with pytest.raises(AlreadySettled):
        cancel(house.uow(), confirmed.id, reason="", actor=house.cast.luca, now=NOW)


def test_proposal_nobody_answered_expires_and_both_are_told(house: House, proposed: Session) -> None:
    assert expire_proposals(house.uow(), now=NOW + timedelta(days=3)) == 1

    expired = session_details(house.uow(), proposed.id, actor=house.cast.awa).session
    assert expired.state is SessionState.EXPIRED
    assert [(recipient, change) for _, recipient, change in house.said(expired)] == [
        (house.cast.awa.id, ChangeKind.EXPIRED),
        (house.cast.luca.id, ChangeKind.EXPIRED),
    ]


def test_proposal_in_time_does_not_expire(house: House, proposed: Session) -> None:
    assert expire_proposals(house.uow(), now=NOW + timedelta(days=3) - timedelta(seconds=1)) == 0


def test_move_nobody_answered_leaves_the_session_where_it_was(house: House, moving: Session) -> None:
    expire_proposals(house.uow(), now=NOW + timedelta(days=3))

    kept = session_details(house.uow(), moving.id, actor=house.cast.awa).session
    assert (kept.state, kept.when, kept.proposal) == (SessionState.CONFIRMED, moving.when, None)


def test_answer_after_the_time_is_over_says_so_and_ends_the_proposal(house: House, proposed: Session) -> None:
    late = NOW + timedelta(days=4)
    with pytest.raises(ProposalExpired):
        accept(house.uow(), proposed.id, 1, actor=house.cast.luca, now=late)

    assert session_details(house.uow(), proposed.id, actor=house.cast.awa).session.state is SessionState.EXPIRED
    with pytest.raises(ProposalExpired):
        accept(house.uow(), proposed.id, 1, actor=house.cast.luca, now=late)


def test_home_shows_what_awaits_an_answer_apart(house: House, proposed: Session) -> None:
    mine = home(house.uow(), actor=house.cast.awa, now=NOW)
    theirs = home(house.uow(), actor=house.cast.luca, now=NOW)

    assert [one.session.id for one in mine.upcoming] == [proposed.id]
    assert mine.awaiting == ()
    assert [one.session.id for one in theirs.awaiting] == [proposed.id]
    assert [one.name for one in theirs.partners] == ["Awa"]


def test_home_shows_a_session_as_past_once_it_has_ended(house: House, confirmed: Session) -> None:
    over = home(house.uow(), actor=house.cast.awa, now=confirmed.when.end)

    assert [one.session.id for one in over.past] == [confirmed.id]
    assert over.upcoming == ()
