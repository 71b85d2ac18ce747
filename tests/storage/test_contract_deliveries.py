"""What the ports Deliveries, Notes and Seen promise, on every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from mentoring.messages import Card, Delivery, DeliveryKind, DeliveryState
from mentoring.notes import Note, Visibility
from tests.builders import (
    NOW,
    OTHER_TEAM,
    TEAM,
    MakeUnitOfWork,
    a_change,
    a_cohort,
    a_delivery,
)

LEASE = NOW + timedelta(minutes=1)


def minutes(number: int) -> datetime:
    return NOW + timedelta(minutes=number)


def plan(make_uow: MakeUnitOfWork, *deliveries: Delivery, team: str = TEAM) -> None:
    with make_uow(team) as unit:
        assert unit.deliveries.plan(deliveries) == len(deliveries)
        unit.commit()


def claim(make_uow: MakeUnitOfWork, now: datetime = NOW, owner: str = "worker", **terms: Any) -> Delivery | None:
    with make_uow("") as unit:
        claimed = unit.deliveries.claim(now, owner=owner, lease_until=now + timedelta(minutes=1), **terms)
        unit.commit()
        return claimed


def keys(deliveries: object) -> list[str]:
    return [one.key for one in deliveries]  # type: ignore[attr-defined]


def test_delivery_kept_and_read_back(make_uow: MakeUnitOfWork) -> None:
    full = a_delivery(
        state=DeliveryState.UNKNOWN,
        generation=3,
        attempts=2,
        not_before=minutes(1),
        leased_until=minutes(2),
        lease_owner="worker-1",
        first_tried_at=minutes(3),
        verify_after=minutes(4),
        channel_id="D1",
        slack_ts="1800000000.000100",
        last_error="délai dépassé",
        language="fr",
    )
    home = a_delivery("home:2", kind=DeliveryKind.HOME, session_id=None, change="")
    plan(make_uow, full, home)
    with make_uow(TEAM) as unit:
        assert unit.deliveries.get(full.key) == full
        assert unit.deliveries.get("home:2") == home
        with pytest.raises(KeyError):
            unit.deliveries.get("nothing")


def test_what_was_planned_before_is_not_planned_again(make_uow: MakeUnitOfWork) -> None:
    first = a_delivery("a")
    plan(make_uow, first)
    with make_uow(TEAM) as unit:
        again = replace(first, due_at=minutes(9))
        assert unit.deliveries.plan([a_delivery("b"), again, a_delivery("c"), a_delivery("b")]) == 2
        assert unit.deliveries.plan([]) == 0
        assert unit.deliveries.get("a") == first
        assert unit.deliveries.counts() == {"pending": 3}


def test_many_planned_at_once(make_uow: MakeUnitOfWork) -> None:
    plan(make_uow, *(a_delivery(f"k{number}") for number in range(3000)))
    with make_uow(TEAM) as unit:
        assert unit.deliveries.counts() == {"pending": 3000}


def test_known_are_those_of_the_team_that_are_kept(make_uow: MakeUnitOfWork) -> None:
    many = [f"k{number:03}" for number in range(450)]
    plan(make_uow, *(a_delivery(key) for key in many))
    plan(make_uow, a_delivery("theirs", team_id=OTHER_TEAM), team=OTHER_TEAM)
    with make_uow(TEAM) as unit:
        assert unit.deliveries.known(["k007", "theirs", "nothing"]) == {"k007": a_delivery("k007")}
        assert sorted(unit.deliveries.known([*many, "theirs"])) == many
        assert unit.deliveries.known([]) == {}


def test_deliveries_of_a_session_by_due_time(make_uow: MakeUnitOfWork) -> None:
    plan(
        make_uow,
        a_delivery("a", due_at=minutes(2)),
        a_delivery("b", due_at=minutes(1)),
        a_delivery("c", due_at=minutes(1)),
        a_delivery("d", session_id="S2"),
    )
    with make_uow(TEAM) as unit:
        assert keys(unit.deliveries.of_session("S1")) == ["b", "c", "a"]


def test_claim_takes_the_longest_due_then_by_key(make_uow: MakeUnitOfWork) -> None:
    plan(
        make_uow,
        a_delivery("late", due_at=minutes(-1)),
        a_delivery("b", due_at=minutes(-2)),
        a_delivery("a", due_at=minutes(-2)),
        a_delivery("future", due_at=minutes(1)),
    )
    claimed = [claim(make_uow) for _ in range(4)]
    assert [one.key if one else None for one in claimed] == ["a", "b", "late", None]
    assert claimed[0] == a_delivery(
        "a",
        due_at=minutes(-2),
        state=DeliveryState.LEASED,
        generation=1,
        lease_owner="worker",
        leased_until=LEASE,
    )
    with make_uow(TEAM) as unit:
        assert unit.deliveries.get("a") == claimed[0]


def test_claim_includes_what_is_due_this_instant_of_any_team(make_uow: MakeUnitOfWork) -> None:
    plan(make_uow, a_delivery("a", team_id=OTHER_TEAM), team=OTHER_TEAM)
    claimed = claim(make_uow)
    assert claimed is not None
    assert claimed.team_id == OTHER_TEAM


def test_claim_honours_not_before(make_uow: MakeUnitOfWork) -> None:
    plan(make_uow, a_delivery("held back", not_before=minutes(5)), a_delivery("next"))
    claimed = [claim(make_uow, NOW), claim(make_uow, minutes(4)), claim(make_uow, minutes(5))]
    assert [one.key if one else None for one in claimed] == ["next", None, "held back"]


@pytest.mark.parametrize("state", [state for state in DeliveryState if state is not DeliveryState.PENDING])
def test_claim_passes_over_what_is_not_pending(make_uow: MakeUnitOfWork, state: DeliveryState) -> None:
    plan(make_uow, a_delivery(state=state))
    assert claim(make_uow) is None
    with make_uow(TEAM) as unit:
        assert unit.deliveries.counts() == {state.value: 1}


def test_claim_rolled_back_leaves_it_pending(make_uow: MakeUnitOfWork) -> None:
    plan(make_uow, a_delivery())
    with make_uow("") as unit:
        assert unit.deliveries.claim(NOW, owner="killed", lease_until=LEASE)
    claimed = claim(make_uow)
    assert claimed is not None
    assert (claimed.lease_owner, claimed.generation) == ("worker", 1)


def test_late_result_of_an_older_claim_changes_nothing(make_uow: MakeUnitOfWork) -> None:
    plan(make_uow, a_delivery())
    slow = claim(make_uow, owner="slow")
    assert slow is not None
    with make_uow("") as unit:
        assert unit.deliveries.replace(replace(slow, state=DeliveryState.PENDING), instead_of=slow, now=NOW)
        unit.commit()
    fast = claim(make_uow, owner="fast")
    assert fast is not None
    with make_uow("") as unit:
        assert not unit.deliveries.replace(
            replace(slow, state=DeliveryState.SENT, slack_ts="1.1"), instead_of=slow, now=NOW
        )
        sent = replace(fast, state=DeliveryState.SENT, slack_ts="2.2", channel_id="D1")
        assert unit.deliveries.replace(sent, instead_of=fast, now=NOW)
        assert not unit.deliveries.replace(a_delivery("unknown key"), instead_of=a_delivery("unknown key"), now=NOW)
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.deliveries.get(slow.key) == sent


def test_delivery_put_back_waits_as_long_as_it_says(make_uow: MakeUnitOfWork) -> None:
    plan(make_uow, a_delivery())
    claimed = claim(make_uow)
    assert claimed is not None
    later = replace(claimed, state=DeliveryState.PENDING, not_before=minutes(3), leased_until=None, lease_owner="")
    with make_uow("") as unit:
        assert unit.deliveries.replace(later, instead_of=claimed, now=NOW)
        assert unit.deliveries.next_due(NOW) == minutes(3)
        unit.commit()
    assert claim(make_uow, minutes(2)) is None
    again = claim(make_uow, minutes(3))
    assert again is not None
    assert again.generation == 2


def test_next_due_is_the_first_that_may_leave_past_or_future(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        assert unit.deliveries.next_due(NOW) is None
        unit.deliveries.plan([a_delivery("sent", due_at=minutes(-9), state=DeliveryState.SENT)])
        assert unit.deliveries.next_due(NOW) is None
        unit.deliveries.plan([a_delivery("held", due_at=minutes(-5), not_before=minutes(7))])
        assert unit.deliveries.next_due(NOW) == minutes(7)
        unit.deliveries.plan([a_delivery("waiting", due_at=minutes(2), not_before=minutes(1))])
        assert unit.deliveries.next_due(NOW) == minutes(2)
        unit.deliveries.plan([a_delivery("overdue", due_at=minutes(-3))])
        assert unit.deliveries.next_due(NOW) == minutes(-3)


def test_overdue_leases_of_leased_and_sending(make_uow: MakeUnitOfWork) -> None:
    plan(
        make_uow,
        a_delivery("sending", state=DeliveryState.SENDING, leased_until=minutes(-1)),
        a_delivery("leased", state=DeliveryState.LEASED, leased_until=NOW),
        a_delivery("running", state=DeliveryState.LEASED, leased_until=minutes(1)),
        a_delivery("sent", state=DeliveryState.SENT, leased_until=minutes(-1)),
    )
    with make_uow("") as unit:
        assert keys(unit.deliveries.overdue_leases(NOW)) == ["sending", "leased"]


def test_unverified_once_their_time_has_come(make_uow: MakeUnitOfWork) -> None:
    plan(
        make_uow,
        a_delivery("now", state=DeliveryState.UNKNOWN, verify_after=NOW),
        a_delivery("before", state=DeliveryState.UNKNOWN, verify_after=minutes(-1)),
        a_delivery("later", state=DeliveryState.UNKNOWN, verify_after=minutes(1)),
        a_delivery("sent", state=DeliveryState.SENT, verify_after=minutes(-1)),
    )
    with make_uow("") as unit:
        assert keys(unit.deliveries.unverified(NOW)) == ["before", "now"]


def test_every_kind_and_state_round_trips(make_uow: MakeUnitOfWork) -> None:
    all_of_them = [
        a_delivery(f"{kind}-{state}", kind=kind, state=state) for kind in DeliveryKind for state in DeliveryState
    ]
    plan(make_uow, *all_of_them)
    with make_uow(TEAM) as unit:
        assert [unit.deliveries.get(one.key) for one in all_of_them] == all_of_them
        assert unit.deliveries.counts() == {state.value: len(DeliveryKind) for state in DeliveryState}


def test_delivery_of_another_team_is_not_seen_nor_planned(make_uow: MakeUnitOfWork) -> None:
    plan(make_uow, a_delivery())
    with make_uow(OTHER_TEAM) as unit:
        with pytest.raises(KeyError):
            unit.deliveries.get(a_delivery().key)
        assert unit.deliveries.of_session("S1") == []
        with pytest.raises(ValueError, match="belongs to team T2"):
            unit.deliveries.plan([a_delivery("x")])
        assert unit.deliveries.plan([a_delivery(team_id=OTHER_TEAM)]) == 1


def test_card_kept_and_replaced_in_its_team_alone(make_uow: MakeUnitOfWork) -> None:
    card = Card("S1", 2, "D1", "1800000000.000100", 1)
    with make_uow(TEAM) as unit:
        assert unit.deliveries.cards("S1", 2) == []
        unit.deliveries.keep_card(card)
        assert unit.deliveries.cards("S1", 2) == [card]
        unit.deliveries.keep_card(replace(card, revision=2))
        assert unit.deliveries.cards("S1", 2) == [replace(card, revision=2)]
        assert unit.deliveries.cards("S1", 1) == []
        unit.commit()
    with make_uow(OTHER_TEAM) as unit:
        assert unit.deliveries.cards("S1", 2) == []


def test_every_message_that_shows_a_session_oldest_first(make_uow: MakeUnitOfWork) -> None:
    first, second = (Card("S1", 2, "D1", f"1800000000.00{number}00", 1) for number in (1, 2))
    with make_uow(TEAM) as unit:
        unit.deliveries.keep_card(second)
        unit.deliveries.keep_card(first)
        assert unit.deliveries.cards("S1", 2) == [first, second]


def test_notes_of_a_session_first_one_first(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cohort = a_cohort(unit)
        unit.sessions.add(cohort.session(), a_change(cohort.session()))
        notes = [
            unit.notes.add(Note(0, "S1", cohort.awa.id, f"ملاحظة {level} – \u202eمرحبا\u202c", minutes(-place), level))
            for place, level in enumerate(Visibility)
        ]
        assert unit.notes.of_session("S1") == notes
        assert unit.notes.of_session("S2") == []
        assert unit.notes.of_sessions(["S1", "S2"]) == {"S1": notes}
        assert [one.visibility for one in notes] == list(Visibility)
        unit.commit()
    with make_uow(OTHER_TEAM) as unit:
        assert unit.notes.of_session("S1") == []
        assert unit.notes.of_sessions(["S1"]) == {}
        with pytest.raises((IntegrityError, KeyError)):
            unit.notes.add(notes[0])


def test_request_is_seen_once_per_team_until_forgotten(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        assert unit.seen.first_time("Ev1", NOW)
        assert not unit.seen.first_time("Ev1", minutes(1))
        assert unit.seen.first_time("Ev2", minutes(1))
        unit.commit()
    with make_uow(OTHER_TEAM) as unit:
        assert unit.seen.first_time("Ev1", NOW)
        assert unit.seen.forget(minutes(9)) == 1
    with make_uow(TEAM) as unit:
        assert unit.seen.forget(minutes(1)) == 1
        assert unit.seen.first_time("Ev1", minutes(2))
        assert not unit.seen.first_time("Ev2", minutes(2))


def test_request_is_new_again_when_it_was_taken_back(make_uow: MakeUnitOfWork) -> None:
    for team in (TEAM, OTHER_TEAM):
        with make_uow(team) as unit:
            unit.seen.first_time("Ev1", NOW)
            unit.seen.first_time("Ev2", NOW)
            unit.commit()
    with make_uow(TEAM) as unit:
        unit.seen.take_back("Ev1")
        assert unit.seen.first_time("Ev1", NOW)
        assert not unit.seen.first_time("Ev2", NOW)
    with make_uow(OTHER_TEAM) as unit:
        assert not unit.seen.first_time("Ev1", NOW)


def test_request_is_new_again_when_its_effect_was_rolled_back(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        assert unit.seen.first_time("Ev1", NOW)
    with make_uow(TEAM) as unit:
        assert unit.seen.first_time("Ev1", NOW)
