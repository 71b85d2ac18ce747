"""How fast deliveries leave, which first, and who may touch one, on every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from mentoring.messages import (
    URGENCY,
    Backlog,
    Delivery,
    DeliveryKind,
    DeliveryState,
    LedgerQuery,
    Means,
    Pace,
    Rhythm,
    Urgency,
)
from storage.engine import make_engine
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import NOW, OTHER_TEAM, TEAM, MakeUnitOfWork, a_delivery

SECOND = timedelta(seconds=1)
PACE = Pace({Means.POST: Rhythm(SECOND)}, 3 * SECOND)


def seconds(number: float) -> datetime:
    return NOW + timedelta(seconds=number)


def plan(make_uow: MakeUnitOfWork, *deliveries: Delivery) -> None:
    for team in sorted({one.team_id for one in deliveries}):
        with make_uow(team) as unit:
            unit.deliveries.plan([one for one in deliveries if one.team_id == team])
            unit.commit()


def claim(make_uow: MakeUnitOfWork, now: datetime = NOW, **terms: Any) -> str | None:
    with make_uow("") as unit:
        claimed = unit.deliveries.claim(now, owner="w", lease_until=now + timedelta(minutes=1), **terms)
        unit.commit()
        return claimed.key if claimed else None


def to(person: int, key: str, **changes: Any) -> Delivery:
    return a_delivery(key, recipient_id=person, **changes)


def test_workspace_is_written_to_no_faster_than_its_rhythm(make_uow: MakeUnitOfWork) -> None:
    plan(make_uow, to(1, "a"), to(2, "b"), to(3, "c"))
    at = [0.0, 0.0, 0.9, 1.0, 1.5, 2.0]
    assert [claim(make_uow, seconds(one), pace=PACE) for one in at] == ["a", None, None, "b", None, "c"]


def test_after_a_silence_a_few_leave_at_once_and_the_long_run_holds(make_uow: MakeUnitOfWork) -> None:
    plan(make_uow, *(to(number, f"k{number}") for number in range(1, 7)))
    bursts = Pace({Means.POST: Rhythm(SECOND, at_once=3)})
    claimed = [claim(make_uow, seconds(one), pace=bursts) for one in (0, 0, 0, 0, 0.9, 1, 1, 2)]
    assert claimed == ["k1", "k2", "k3", None, None, "k4", None, "k5"]


def test_one_person_is_not_written_to_again_before_their_slot_and_holds_up_nobody(make_uow: MakeUnitOfWork) -> None:
    plan(make_uow, to(1, "a"), to(1, "b"), to(2, "c"))
    claimed = [claim(make_uow, seconds(one), pace=PACE) for one in (0, 1, 2, 2.9, 3)]
    assert claimed == ["a", "c", None, None, "b"]


def test_each_means_has_a_slot_of_its_own(make_uow: MakeUnitOfWork) -> None:
    homes = [to(1, f"home{number}", kind=DeliveryKind.HOME) for number in range(3)]
    plan(make_uow, to(1, "post"), to(1, "card", kind=DeliveryKind.SESSION_CARD), *homes)
    assert claim(make_uow, pace=PACE) == "post"
    assert [claim(make_uow, means=Means.HOME, pace=PACE) for _ in range(4)] == ["home0", "home1", "home2", None]
    assert claim(make_uow, means=Means.REDRAW, pace=PACE) == "card"


def test_a_pause_stops_one_means_of_one_team_until_it_is_over(make_uow: MakeUnitOfWork) -> None:
    plan(
        make_uow,
        to(1, "a"),
        to(1, "home", kind=DeliveryKind.HOME),
        a_delivery("theirs", team_id=OTHER_TEAM),
    )
    with make_uow(TEAM) as unit:
        unit.deliveries.pause(Means.POST, seconds(30))
        unit.commit()
    patient = Pace({Means.POST: Rhythm(SECOND, at_once=60)})
    assert claim(make_uow, pace=patient) == "theirs"
    assert claim(make_uow, means=Means.HOME, pace=patient) == "home"
    assert claim(make_uow, seconds(29.9), pace=patient) is None
    assert claim(make_uow, seconds(30), pace=patient) == "a"


def test_a_pause_of_one_conversation_stops_no_other(make_uow: MakeUnitOfWork) -> None:
    plan(make_uow, to(1, "a"), to(1, "home", kind=DeliveryKind.HOME), to(2, "b"))
    with make_uow(TEAM) as unit:
        unit.deliveries.pause(Means.POST, seconds(30), recipient_id=1)
        unit.commit()
    patient = Pace({Means.POST: Rhythm(SECOND, at_once=60)})
    assert claim(make_uow, pace=patient) == "b"
    assert claim(make_uow, means=Means.HOME, pace=patient) == "home"
    assert claim(make_uow, seconds(29.9), pace=patient) is None
    assert claim(make_uow, seconds(30), pace=patient) == "a"


def test_a_crowd_in_one_workspace_does_not_delay_another(make_uow: MakeUnitOfWork) -> None:
    crowd = [to(number, f"k{number:03}", due_at=seconds(-60)) for number in range(1, 300)]
    plan(make_uow, *crowd, a_delivery("theirs", team_id=OTHER_TEAM))
    claimed = [claim(make_uow, pace=PACE), claim(make_uow, pace=PACE), claim(make_uow, pace=PACE)]
    assert claimed == ["k001", "theirs", None]


def test_teams_take_turns(make_uow: MakeUnitOfWork) -> None:
    plan(make_uow, *(to(one, f"ours{one}") for one in (1, 2)))
    plan(make_uow, *(a_delivery(f"theirs{one}", recipient_id=one, team_id=OTHER_TEAM) for one in (1, 2)))
    claimed = [claim(make_uow, seconds(one), pace=PACE) for one in (0, 0, 1.1, 1.2)]
    assert claimed == ["ours1", "theirs1", "ours2", "theirs2"]


def test_urgent_before_usual_before_bulk(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def make_uow(team_id: str) -> SqlUnitOfWork:
        return SqlUnitOfWork(engine, team_id)

    monkeypatch.setitem(URGENCY, DeliveryKind.SESSION_NEWS, Urgency.BULK)
    plan(make_uow, to(1, "bulk", due_at=seconds(-60)))
    monkeypatch.delitem(URGENCY, DeliveryKind.SESSION_NEWS)
    plan(make_uow, to(1, "usual", due_at=seconds(-30)))
    monkeypatch.setitem(URGENCY, DeliveryKind.SESSION_NEWS, Urgency.URGENT)
    plan(make_uow, a_delivery("urgent", team_id=OTHER_TEAM))
    assert [claim(make_uow) for _ in range(3)] == ["urgent", "usual", "bulk"]


def test_slot_far_ahead_is_of_a_clock_that_was_set_back(make_uow: MakeUnitOfWork) -> None:
    plan(make_uow, to(1, "a"), to(1, "b", due_at=seconds(-7200)))
    assert claim(make_uow, pace=PACE) == "b"
    assert claim(make_uow, NOW - timedelta(hours=1), pace=PACE) is None
    plan(make_uow, to(1, "c", due_at=seconds(-7200)))
    assert claim(make_uow, NOW - timedelta(hours=1), pace=PACE) == "c"


def test_lease_far_ahead_is_of_a_clock_that_was_set_back(make_uow: MakeUnitOfWork) -> None:
    plan(make_uow, a_delivery(due_at=seconds(-7200)))
    claim(make_uow)
    with make_uow("") as unit:
        assert unit.deliveries.overdue_leases(NOW) == []
        assert len(unit.deliveries.overdue_leases(NOW - timedelta(hours=1))) == 1


def test_search_slots_are_used_up_and_come_back(make_uow: MakeUnitOfWork) -> None:
    pace = Pace({Means.SEARCH: Rhythm(SECOND, at_once=2)})
    with make_uow(TEAM) as unit:
        assert [unit.deliveries.take_slot(Means.SEARCH, NOW, pace) for _ in range(3)] == [True, True, False]
        assert unit.deliveries.take_slot(Means.SEARCH, seconds(1), pace)


def test_a_state_that_changed_meanwhile_is_not_written_over(make_uow: MakeUnitOfWork) -> None:
    plan(make_uow, a_delivery())
    claim(make_uow)
    with make_uow(TEAM) as unit:
        leased = unit.deliveries.get(a_delivery().key)
        sending = replace(leased, state=DeliveryState.SENDING)
        sent = replace(leased, state=DeliveryState.SENT, slack_ts="1.1")
        assert unit.deliveries.replace(sending, instead_of=leased, now=NOW)
        assert unit.deliveries.replace(sent, instead_of=sending, now=NOW)
        assert not unit.deliveries.replace(replace(sending, state=DeliveryState.UNKNOWN), instead_of=sending, now=NOW)
        assert unit.deliveries.get(leased.key) == sent


def test_backlog_and_ledger_tell_what_stands_where(make_uow: MakeUnitOfWork) -> None:
    states = (DeliveryState.UNKNOWN, DeliveryState.FAILED, DeliveryState.REVIEW, DeliveryState.SENT)
    plan(
        make_uow,
        to(1, "due", due_at=seconds(-5)),
        to(1, "later", due_at=seconds(5)),
        *(to(2, state.value, state=state, kind=DeliveryKind.HOME, session_id=None) for state in states),
    )
    with make_uow("") as unit:
        assert unit.deliveries.backlog(NOW) == Backlog(1, seconds(-5), 1, 1, 1)
    with make_uow(TEAM) as unit:

        def told(**asked: Any) -> list[str]:
            return [one.key for one in unit.deliveries.ledger(LedgerQuery(**asked))]

        assert told() == ["later", "failed", "review", "sent", "unknown", "due"]
        assert told(limit=2) == ["later", "failed"]
        assert told(recipient_id=1) == told(session_id="S1") == ["later", "due"]
        assert told(states=frozenset({DeliveryState.SENT, DeliveryState.REVIEW})) == ["review", "sent"]
        assert told(kinds=frozenset({DeliveryKind.SESSION_NEWS})) == ["later", "due"]
    with make_uow(OTHER_TEAM) as unit:
        assert unit.deliveries.ledger(LedgerQuery()) == []


def test_a_row_that_somebody_holds_is_passed_over_by_recovery(postgresql_url: str) -> None:
    engine = make_engine(postgresql_url)
    with SqlUnitOfWork(engine, TEAM) as unit:
        overdue = {"state": DeliveryState.SENDING, "leased_until": seconds(-1)}
        unit.deliveries.plan([a_delivery("held", **overdue), a_delivery("lost", **overdue)])
        unit.commit()
    with SqlUnitOfWork(engine, TEAM) as living:
        living.deliveries.locked("held")
        with SqlUnitOfWork(engine, "") as reaper:
            assert [one.key for one in reaper.deliveries.overdue_leases(NOW)] == ["lost"]
    engine.dispose()


def test_rows_of_another_release_are_left_as_they_are(engine: Engine) -> None:
    with SqlUnitOfWork(engine, TEAM) as unit:
        unit.deliveries.plan([a_delivery("strange", due_at=seconds(-60)), a_delivery("known")])
        unit.commit()
    with engine.begin() as connection:
        connection.execute(text("update deliveries set kind = 'of_a_later_release' where key = 'strange'"))
    with SqlUnitOfWork(engine, TEAM) as unit:
        claimed = unit.deliveries.claim(NOW, owner="w", lease_until=seconds(60))
        assert claimed is not None
        assert claimed.key == "known"
        assert unit.deliveries.of_session("S1") == [claimed]
        assert unit.deliveries.counts() == {"pending": 1, "leased": 1}
