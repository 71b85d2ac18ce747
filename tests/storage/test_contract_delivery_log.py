"""What the log of deliveries promises, on every store: each step once, with the step, and counted once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from mentoring.messages import REPEATABLE, Delivery, DeliveryKind, DeliveryState, Ending, Means, Transition
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import NOW, OTHER_TEAM, TEAM, MakeUnitOfWork, a_delivery

LATER = NOW + timedelta(seconds=30)
SAID, LATE = Ending("session_news", "sent", ""), Ending("session_news", "expired", "too late to say")


def claimed(make_uow: MakeUnitOfWork, key: str, team: str = TEAM, owner: str = "worker") -> Delivery:
    with make_uow(team) as unit:
        unit.deliveries.plan([a_delivery(key, team_id=team)])
        unit.commit()
    with make_uow("") as unit:
        leased = unit.deliveries.claim(NOW, owner=owner, lease_until=LATER)
        assert leased is not None
        unit.commit()
    return leased


def become(
    make_uow: MakeUnitOfWork, before: Delivery, state: DeliveryState, reason: str = "", at: datetime = LATER
) -> Delivery:
    ended = replace(before, state=state, last_error=reason, lease_owner="")
    with make_uow(before.team_id) as unit:
        assert unit.deliveries.replace(ended, instead_of=before, now=at)
        unit.commit()
    return ended


def test_each_step_is_kept_with_its_hour_its_worker_and_its_reason(make_uow: MakeUnitOfWork) -> None:
    leased = claimed(make_uow, "a", owner="first")
    become(make_uow, leased, DeliveryState.EXPIRED, "too late to say")
    of_others = claimed(make_uow, "a", OTHER_TEAM)
    with make_uow(TEAM) as unit:
        steps = unit.deliveries.transitions(["a", "nothing"])
        assert steps == {
            "a": [
                Transition("a", "session_news", 1, "pending", "leased", NOW, "first", ""),
                Transition("a", "session_news", 1, "leased", "expired", LATER, "first", "too late to say"),
            ]
        }
        assert unit.deliveries.transitions([]) == {}
    with make_uow(OTHER_TEAM) as unit:
        assert [one.owner for one in unit.deliveries.transitions([of_others.key])["a"]] == ["worker"]


def test_what_is_rolled_back_or_refused_leaves_no_step(make_uow: MakeUnitOfWork) -> None:
    leased = claimed(make_uow, "a")
    sent = replace(leased, state=DeliveryState.SENT, slack_ts="1.0")
    with make_uow(TEAM) as unit:
        assert unit.deliveries.replace(sent, instead_of=leased, now=LATER)
    with make_uow(TEAM) as unit:
        assert not unit.deliveries.replace(sent, instead_of=replace(leased, generation=7), now=LATER)
        unit.commit()
    with make_uow(TEAM) as unit:
        assert [one.state_to for one in unit.deliveries.transitions(["a"])["a"]] == ["leased"]


def test_due_at_another_time_is_no_step(make_uow: MakeUnitOfWork) -> None:
    waiting = a_delivery("a")
    with make_uow(TEAM) as unit:
        unit.deliveries.plan([waiting])
        assert unit.deliveries.replace(replace(waiting, due_at=LATER), instead_of=waiting, now=NOW)
        assert unit.deliveries.transitions(["a"]) == {}


def test_endings_are_added_up_over_all_teams(make_uow: MakeUnitOfWork) -> None:
    with make_uow("") as unit:
        assert unit.deliveries.tally().endings == {}
    for number, team in enumerate((TEAM, TEAM, OTHER_TEAM)):
        become(make_uow, claimed(make_uow, f"s{number}", team), DeliveryState.SENT)
    become(make_uow, claimed(make_uow, "late"), DeliveryState.EXPIRED, "too late to say")
    become(make_uow, claimed(make_uow, "back"), DeliveryState.PENDING, "ratelimited")
    with make_uow("") as unit:
        told = unit.deliveries.tally()
        assert told.endings == {SAID: 3, LATE: 1}
        assert unit.deliveries.tally(told.upto).endings == {}
        assert unit.deliveries.tally(told.upto).upto == told.upto
        assert unit.deliveries.tally(0, told.upto) == told


def test_forgotten_steps_stay_in_the_sums(make_uow: MakeUnitOfWork) -> None:
    home = Ending("home", "sent", "")
    become(make_uow, claimed(make_uow, "a"), DeliveryState.SENT)
    with make_uow(TEAM) as unit:
        unit.deliveries.plan([a_delivery("h", kind=DeliveryKind.HOME)])
        drawn = unit.deliveries.claim(NOW, owner="worker", lease_until=LATER, means=Means.HOME)
        unit.commit()
    assert drawn is not None
    become(make_uow, drawn, DeliveryState.SENT)
    with make_uow(TEAM) as unit:
        assert unit.deliveries.forget_transitions(LATER, REPEATABLE) == 1  # its claim; the end is of that instant
        assert unit.deliveries.forget_transitions(LATER + timedelta(seconds=1), REPEATABLE) == 1
        assert unit.deliveries.forget_transitions(LATER + timedelta(seconds=1), REPEATABLE) == 0
        unit.commit()
    with make_uow("") as unit:
        assert unit.deliveries.tally().endings == {SAID: 1, home: 1}
    with make_uow(TEAM) as unit:
        assert set(unit.deliveries.transitions(["a", "h"])) == {"a"}


def test_what_was_forgotten_last_gives_its_number_to_nobody(make_uow: MakeUnitOfWork) -> None:
    become(make_uow, claimed(make_uow, "a"), DeliveryState.SENT)
    with make_uow(TEAM) as unit:
        last = unit.deliveries.tally().upto
        unit.deliveries.forget_transitions(LATER + timedelta(days=1), set(DeliveryKind))
        unit.commit()
    become(make_uow, claimed(make_uow, "b"), DeliveryState.SENT)
    with make_uow("") as unit:
        assert unit.deliveries.tally(last).endings == {SAID: 1}
        assert unit.deliveries.tally().endings == {SAID: 2}


@pytest.mark.parametrize("processes", [4])
def test_several_processes_that_forget_at_once_add_up_as_one(engine: Engine, processes: int) -> None:
    for number in range(5):
        become(_on(engine), claimed(_on(engine), f"k{number}"), DeliveryState.SENT)

    def forget(_: int) -> int:
        with SqlUnitOfWork(engine, TEAM) as unit:
            gone = unit.deliveries.forget_transitions(LATER + timedelta(days=1), set(DeliveryKind))
            unit.commit()
            return gone

    with ThreadPoolExecutor(processes) as crowd:
        assert sum(crowd.map(forget, range(processes))) == 10
    with SqlUnitOfWork(engine, "") as unit:
        assert unit.deliveries.tally().endings == {SAID: 5}


def _on(engine: Engine) -> MakeUnitOfWork:
    return lambda team: SqlUnitOfWork(engine, team)


def test_slots_long_free_are_forgotten(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        unit.deliveries.pause(Means.POST, NOW)
        unit.commit()
    with make_uow(OTHER_TEAM) as unit:
        assert unit.deliveries.forget_slots(LATER) == 0
    with make_uow(TEAM) as unit:
        assert unit.deliveries.forget_slots(NOW) == 0
        assert unit.deliveries.forget_slots(LATER) == 1
        assert unit.deliveries.forget_slots(LATER) == 0
