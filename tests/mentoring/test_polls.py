"""Polls: opening, voting, booking, closing and running out of time; everybody is told once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.errors import (
    AnswersTooSoon,
    EmptyAudience,
    NobodyInvited,
    NoSuchPoll,
    NotYourPoll,
    Overlap,
    PollOver,
    PollSize,
    StrangersNamed,
    TimePast,
    TopicTooLong,
)
from mentoring.messages import Delivery, DeliveryKind, DeliveryState, Outcome, OutcomeKind
from mentoring.people import Person
from mentoring.polls import Ballot, PollDetails, PollRequest, PollState, Tally, Vote
from mentoring.services.delivery import begin, finish
from mentoring.services.errands import PollCardErrand, PollErrand
from mentoring.services.polls import book_winner, close_poll, expire_polls, let_go, open_poll, vote
from mentoring.services.upcoming import next_moment
from mentoring.sessions import Rsvp, SessionKind, SessionState
from tests.builders import NOW, a_change
from tests.fakes import FakeUnitOfWork
from tests.mentoring.house import TUESDAY, House, claim_any

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STARTS = (NOW + 7 * DAY, NOW + 8 * DAY, NOW + 9 * DAY)


@pytest.fixture
def house() -> House:
    return House()


def opened(house: House, **changes: Any) -> PollDetails:
    cast = house.cast
    request = PollRequest((cast.luca.id, cast.fatima.id), STARTS, HOUR, NOW + 3 * DAY, "Export")
    return open_poll(house.uow(), replace(request, **changes), actor=cast.awa, now=NOW)


def said(
    house: House, details: PollDetails, person: Person, index: int, word: Vote, *, now: datetime = NOW
) -> PollDetails:
    return vote(house.uow(), details.poll.id, index, word, actor=person, now=now)


def planned(house: House, *kinds: DeliveryKind) -> Counter[tuple[DeliveryKind, int]]:
    return Counter((one.kind, one.recipient_id) for one in house.store.deliveries.values() if one.kind in kinds)


def deliver_all(house: House, now: datetime = NOW) -> list[tuple[DeliveryKind, int, object]]:
    """Say everything that is due; what was said, to whom, with which errand."""
    done: list[tuple[DeliveryKind, int, object]] = []
    while claimed := claim_any(house.uow(), now):
        errand = begin(house.uow(), claimed, now=now)
        if errand is not None:
            sent = Outcome(OutcomeKind.SENT, slack_ts=f"{len(done)}.{claimed.recipient_id}", channel_id="D1")
            finish(house.uow(), errand, sent, now=now)
            done.append((claimed.kind, claimed.recipient_id, errand))
    return done


def test_everybody_is_asked_and_the_host_has_a_message_too(house: House) -> None:
    details = opened(house)
    cast = house.cast
    assert details.poll.ballots == (Ballot(cast.fatima.id, (None,) * 3), Ballot(cast.luca.id, (None,) * 3))
    assert planned(house, DeliveryKind.POLL) == {
        (DeliveryKind.POLL, one.id): 1 for one in (cast.awa, cast.luca, cast.fatima)
    }


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"starts": STARTS[:1]}, PollSize, "slots"),
        ({"starts": (STARTS[0], STARTS[0])}, PollSize, "slots"),
        ({"starts": tuple(NOW + n * DAY for n in range(1, 7))}, PollSize, "slots"),
        ({"starts": (NOW - HOUR, *STARTS)}, TimePast, "slots"),
        ({"answer_by": NOW}, AnswersTooSoon, "answer_by"),
        ({"starts": (NOW + timedelta(minutes=5), STARTS[0])}, AnswersTooSoon, "answer_by"),
        ({"people": ()}, EmptyAudience, "people"),
        ({"people": (999,)}, StrangersNamed, "people"),
        ({"topic": "t" * 201}, TopicTooLong, "topic"),
    ],
)
def test_poll_that_makes_no_sense_is_refused(
    house: House, changes: dict[str, Any], refusal: type[Exception], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        opened(house, **changes)
    assert refused.value.field == field  # type: ignore[attr-defined]
    assert house.store.polls == {}


def test_stranger_of_every_programme_can_not_be_asked(house: House) -> None:
    with pytest.raises(StrangersNamed):
        opened(house, people=(house.cast.luca.id, house.cast.omar.id))


def test_vote_counts_and_may_change_until_the_end(house: House) -> None:
    details, luca = opened(house), house.cast.luca
    said(house, details, luca, 0, Vote.YES)
    said(house, details, house.cast.fatima, 0, Vote.MAYBE)
    changed = said(house, details, luca, 0, Vote.NO)
    assert changed.poll.tally(0) == Tally(yes=0, maybe=1, no=1)
    assert changed.unanswered == ()
    assert changed.poll.leading == 1


def test_same_word_again_changes_nothing(house: House) -> None:
    details, luca = opened(house), house.cast.luca
    once = said(house, details, luca, 1, Vote.YES)
    again = said(house, details, luca, 1, Vote.YES)
    assert again == once
    assert planned(house, DeliveryKind.POLL_CARD) == {(DeliveryKind.POLL_CARD, house.cast.awa.id): 1}


def test_who_may_not_vote(house: House) -> None:
    details, cast = opened(house), house.cast
    for person in (cast.ines, cast.awa):
        with pytest.raises(NoSuchPoll):
            said(house, details, person, 0, Vote.YES)
    with pytest.raises(NoSuchPoll):
        said(house, details, cast.luca, 3, Vote.YES)
    other = FakeUnitOfWork(house.store, "T2")
    with pytest.raises(NoSuchPoll):
        vote(other, details.poll.id, 0, Vote.YES, actor=cast.luca, now=NOW)
    with pytest.raises(PollOver):
        said(house, details, cast.luca, 0, Vote.YES, now=NOW + 3 * DAY)


def test_hosts_message_is_drawn_anew_with_each_vote_and_shows_the_latest(house: House) -> None:
    details, cast = opened(house), house.cast
    deliver_all(house)
    said(house, details, cast.luca, 0, Vote.YES)
    said(house, details, cast.luca, 1, Vote.NO)
    drawn = deliver_all(house)
    assert [(kind, person) for kind, person, _ in drawn] == [(DeliveryKind.POLL_CARD, cast.awa.id)]
    errand = drawn[0][2]
    assert isinstance(errand, PollCardErrand)
    assert errand.details.poll.tally(1) == Tally(no=1)
    assert errand.slack_ts.endswith(f".{cast.awa.id}")


def test_redrawing_waits_for_a_message_on_its_way(house: House) -> None:
    details, cast = opened(house), house.cast
    claimed = claim_host(house)
    errand = begin(house.uow(), claimed, now=NOW)
    assert isinstance(errand, PollErrand)
    said(house, details, cast.luca, 0, Vote.YES)
    assert DeliveryKind.POLL_CARD not in {kind for kind, *_ in deliver_all(house)}
    finish(house.uow(), errand, Outcome(OutcomeKind.SENT, slack_ts="9.9", channel_id="D1"), now=NOW)
    later = deliver_all(house, NOW + timedelta(seconds=11))
    assert [(kind, person) for kind, person, _ in later] == [(DeliveryKind.POLL_CARD, cast.awa.id)]


def claim_host(house: House) -> Delivery:
    """The host's own message, claimed, with the others said."""
    while claimed := claim_any(house.uow(), NOW):
        if claimed.recipient_id == house.cast.awa.id and claimed.kind is DeliveryKind.POLL:
            return claimed
        errand = begin(house.uow(), claimed, now=NOW)
        assert errand is not None
        finish(house.uow(), errand, Outcome(OutcomeKind.SENT, slack_ts="1.1", channel_id="D1"), now=NOW)
    raise AssertionError("the host is not written to")


def test_time_for_two_is_confirmed_where_the_partner_said_yes(house: House) -> None:
    cast = house.cast
    details = opened(house, people=(cast.luca.id,))
    said(house, details, cast.luca, 1, Vote.YES)
    booked = book_winner(house.uow(), details.poll.id, 1, actor=cast.awa, now=NOW)
    assert (booked.poll.state, booked.poll.chosen) == (PollState.BOOKED, 1)
    session = house.uow().sessions.get(str(booked.poll.session_id))
    assert (session.state, session.when.start, session.pair_id) == (SessionState.CONFIRMED, STARTS[1], cast.pair.id)
    assert [(kind, person) for kind, person, _ in house.said(session)] == [(DeliveryKind.SESSION_NEWS, cast.luca.id)]
    assert planned(house, DeliveryKind.POLL_RESULT) == {}


def test_time_for_two_is_proposed_where_the_partner_did_not_say_yes(house: House) -> None:
    cast = house.cast
    details = opened(house, people=(cast.luca.id,))
    booked = book_winner(house.uow(), details.poll.id, 0, actor=cast.awa, now=NOW)
    session = house.uow().sessions.get(str(booked.poll.session_id))
    assert session.state is SessionState.PROPOSED
    assert {one.person_id: one.rsvp for one in session.attendees} == {
        cast.awa.id: Rsvp.ACCEPTED,
        cast.luca.id: Rsvp.PENDING,
    }


def test_booking_twice_makes_one_session(house: House) -> None:
    cast = house.cast
    details = opened(house, people=(cast.luca.id,))
    once = book_winner(house.uow(), details.poll.id, 0, actor=cast.awa, now=NOW)
    assert book_winner(house.uow(), details.poll.id, 0, actor=cast.awa, now=NOW) == once
    assert len(house.store.sessions) == 1
    with pytest.raises(PollOver):
        book_winner(house.uow(), details.poll.id, 1, actor=cast.awa, now=NOW)


def test_time_taken_meanwhile_is_refused_and_the_poll_goes_on(house: House) -> None:
    cast = house.cast
    details = opened(house, people=(cast.luca.id,), starts=(NOW + 8 * DAY + 6 * HOUR, NOW + 9 * DAY))
    house.book(TUESDAY)
    with pytest.raises(Overlap):
        book_winner(house.uow(), details.poll.id, 0, actor=cast.awa, now=NOW)
    assert house.uow().polls.get(details.poll.id).state is PollState.OPEN


def test_time_that_the_partner_has_taken_is_refused_with_their_name_alone(house: House) -> None:
    cast = house.cast
    details = opened(house, people=(cast.luca.id,))
    taken = cast.session(f"{STARTS[0]:%Y-%m-%d %H:%M}", zone="UTC", people=(cast.luca.id, cast.ines.id), pair_id=None)
    with house.uow() as uow:
        uow.sessions.add(taken, a_change(taken))
        uow.commit()
    with pytest.raises(Overlap) as refused:
        book_winner(house.uow(), details.poll.id, 0, actor=cast.awa, now=NOW)
    assert refused.value.facts == {"session": None, "name": "Luca", "others": ()}


def test_time_that_the_poll_has_not_is_not_booked(house: House) -> None:
    details = opened(house)
    for index in (-1, len(STARTS)):
        with pytest.raises(NoSuchPoll):
            book_winner(house.uow(), details.poll.id, index, actor=house.cast.awa, now=NOW)


def test_poll_that_ended_otherwise_is_not_let_go(house: House) -> None:
    details = opened(house, people=(house.cast.luca.id,))
    booked = book_winner(house.uow(), details.poll.id, 0, actor=house.cast.awa, now=NOW)
    with house.uow() as uow:
        let_go(uow, details.poll.id, now=NOW)
        assert uow.polls.get(details.poll.id) == booked.poll


def test_only_the_host_books_and_closes(house: House) -> None:
    details, cast = opened(house), house.cast
    with pytest.raises(NotYourPoll):
        book_winner(house.uow(), details.poll.id, 0, actor=cast.luca, now=NOW)
    with pytest.raises(NotYourPoll):
        close_poll(house.uow(), details.poll.id, actor=cast.luca, now=NOW)
    with pytest.raises(NoSuchPoll):
        close_poll(house.uow(), details.poll.id, actor=cast.ines, now=NOW)


def test_closed_poll_is_told_once_to_those_asked(house: House) -> None:
    details, cast = opened(house), house.cast
    deliver_all(house)
    for _ in range(2):
        close_poll(house.uow(), details.poll.id, actor=cast.awa, now=NOW)
    kinds = Counter((kind, person) for kind, person, _ in deliver_all(house))
    assert kinds == {
        (DeliveryKind.POLL_RESULT, cast.luca.id): 1,
        (DeliveryKind.POLL_RESULT, cast.fatima.id): 1,
        **{(DeliveryKind.POLL_CARD, one.id): 1 for one in (cast.awa, cast.luca, cast.fatima)},
    }
    with pytest.raises(PollOver):
        said(house, details, cast.luca, 0, Vote.YES)


@pytest.mark.parametrize(
    ("answer_by", "ends"), [(NOW + 3 * DAY, NOW + 3 * DAY), (NOW + 20 * DAY, STARTS[0])], ids=["answer_by", "first"]
)
def test_poll_ends_at_its_deadline_or_at_its_first_time(house: House, answer_by: datetime, ends: datetime) -> None:
    details = opened(house, answer_by=answer_by)
    deliver_all(house)
    assert next_moment(house.uow(), now=NOW) == ends
    assert expire_polls(house.uow(), now=ends - timedelta(seconds=1)) == 0
    assert expire_polls(house.uow(), now=ends) == 1
    assert expire_polls(house.uow(), now=ends) == 0
    told = Counter(kind for kind, *_ in deliver_all(house, ends))
    assert told == {DeliveryKind.POLL_RESULT: 3, DeliveryKind.POLL_CARD: 3}
    assert house.uow().polls.get(details.poll.id).state is PollState.EXPIRED


def test_question_not_yet_said_when_the_poll_ends_is_never_said(house: House) -> None:
    details = opened(house)
    close_poll(house.uow(), details.poll.id, actor=house.cast.awa, now=NOW)
    assert {kind for kind, *_ in deliver_all(house)} == {DeliveryKind.POLL_RESULT}
    asked = [one for one in house.store.deliveries.values() if one.kind is DeliveryKind.POLL]
    assert {one.state for one in asked} == {DeliveryState.CANCELLED}


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2), st.sampled_from(Vote)), max_size=25))
def test_counts_are_those_of_the_last_words(votes: list[tuple[bool, int, Vote]]) -> None:
    house = House()
    details, cast = opened(house), house.cast
    last: dict[tuple[int, int], Vote] = {}
    for lucas, index, word in votes:
        person = cast.luca if lucas else cast.fatima
        details = said(house, details, person, index, word)
        last[person.id, index] = word
    for index in range(3):
        words = [word for (_, place), word in last.items() if place == index]
        assert details.poll.tally(index) == Tally(*(words.count(one) for one in (Vote.YES, Vote.MAYBE, Vote.NO)))


def test_time_for_several_invites_all_who_did_not_say_no_and_takes_votes_for_answers(house: House) -> None:
    cast = house.cast
    details = opened(house, people=(cast.luca.id, cast.fatima.id, cast.ines.id))
    said(house, details, cast.luca, 1, Vote.YES)
    said(house, details, cast.fatima, 1, Vote.NO)
    booked = book_winner(house.uow(), details.poll.id, 1, actor=cast.awa, now=NOW)
    session = house.uow().sessions.get(str(booked.poll.session_id))
    assert (session.kind, session.state, session.when.start) == (SessionKind.GROUP, SessionState.CONFIRMED, STARTS[1])
    assert {one.person_id: one.rsvp for one in session.attendees} == {
        cast.awa.id: Rsvp.ACCEPTED,
        cast.luca.id: Rsvp.ACCEPTED,
        cast.ines.id: Rsvp.PENDING,
    }
    assert planned(house, DeliveryKind.POLL_RESULT) == {(DeliveryKind.POLL_RESULT, cast.fatima.id): 1}


def test_maybe_is_a_tentative_answer(house: House) -> None:
    cast = house.cast
    details = opened(house)
    said(house, details, cast.luca, 0, Vote.MAYBE)
    booked = book_winner(house.uow(), details.poll.id, 0, actor=cast.awa, now=NOW)
    session = house.uow().sessions.get(str(booked.poll.session_id))
    assert {one.person_id: one.rsvp for one in session.attendees}[cast.luca.id] is Rsvp.TENTATIVE


def test_time_that_suits_nobody_is_refused(house: House) -> None:
    cast = house.cast
    details = opened(house)
    for person in (cast.luca, cast.fatima):
        said(house, details, person, 0, Vote.NO)
    with pytest.raises(NobodyInvited):
        book_winner(house.uow(), details.poll.id, 0, actor=cast.awa, now=NOW)
    assert house.store.sessions == {}


def test_mentee_who_asked_proposes_the_time_to_those_who_may_host(house: House) -> None:
    cast = house.cast
    request = PollRequest((cast.awa.id, cast.fatima.id), STARTS, HOUR, NOW + 3 * DAY)
    details = open_poll(house.uow(), request, actor=cast.luca, now=NOW)
    booked = book_winner(house.uow(), details.poll.id, 0, actor=cast.luca, now=NOW)
    assert house.uow().sessions.get(str(booked.poll.session_id)).state is SessionState.PROPOSED
    assert planned(house, DeliveryKind.POLL_RESULT) == {
        (DeliveryKind.POLL_RESULT, one.id): 1 for one in (cast.awa, cast.fatima)
    }
