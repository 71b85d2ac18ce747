"""What must hold of deliveries, whatever happens: I1 to I14 of docs/deliveries.md, each under its own name.

Here each is shown once, in one process and with clocks of its own; `test_delivery_machine.py` looks for a way around I1
to I7, I9 and I11 with every mix of crashes that hypothesis can think of, and `test_storms.py` with real processes.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text

from handlers.messenger import marker
from mentoring.clocks import Anchor
from mentoring.intervals import Interval
from mentoring.messages import (
    DeliveryKind,
    DeliveryState,
    Finding,
    FindingKind,
    LedgerQuery,
    Means,
    Outcome,
    OutcomeKind,
    Pace,
    Rhythm,
)
from mentoring.rules.delivery import LEASE, SETTLE
from mentoring.rules.news import plan_news
from mentoring.services.delivery import Search, begin, claim_one, finish, recover, settle, to_verify
from mentoring.services.ledger import withdraw
from mentoring.services.upcoming import next_moment
from mentoring.sessions import ChangeKind, SessionState
from storage.tables import SessionRow
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import CAST, NOW, TEAM, a_change, a_cohort, a_delivery, a_session
from tests.deliveries.in_hand import intents, shared
from tests.scheduler.test_deliverer import World

SAID = Outcome(OutcomeKind.SENT, slack_ts="1.0", channel_id="D")
PERHAPS = Outcome(OutcomeKind.UNKNOWN, error="reset")
REFUSED = Outcome(OutcomeKind.FAILED, error="account_inactive")
LATER = Outcome(OutcomeKind.RETRY, retry_after=timedelta(seconds=30), error="ratelimited")
FINAL = {DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED, DeliveryState.EXPIRED}


def told(story: Callable[[World], Awaitable[None]]) -> None:
    async def tell() -> None:
        await asyncio.wait_for(story(World()), 30)

    asyncio.run(tell())


async def until_the_end(world: World) -> None:
    """Fair weather for long enough."""
    world.answers.clear()
    for _ in range(8):
        world.pass_time(SETTLE)
        await world.deliverer.recover_lost()
        await world.deliver_all()


def a_mixed_day(world: World) -> None:
    """Deliveries of which each meets something else."""
    world.answers = {"refused": REFUSED, "later": LATER, "lost": PERHAPS, "broken": RuntimeError("unheard of")}
    for key in ("well", "refused", "later", "lost", "broken"):
        world.plan(key, world.luca)
    world.plan("too late", world.awa, due_at=NOW - timedelta(hours=2), not_after=NOW - timedelta(hours=1))


def test_i1_sent_means_one_message_and_any_other_end_none() -> None:
    async def story(world: World) -> None:
        a_mixed_day(world)
        await world.deliver_all()
        taken = Counter(key for key in world.began if key not in ("refused", "later", "lost", "broken"))
        await until_the_end(world)
        taken += Counter(world.began[4 + taken["well"] :])
        for key, state in world.states().items():
            assert taken[key] == (1 if state is DeliveryState.SENT else 0), key

    told(story)


def test_i2_what_slack_took_is_not_said_again_though_the_answer_was_lost() -> None:
    async def story(world: World) -> None:
        world.answers["a"] = PERHAPS
        world.finding = Finding(FindingKind.FOUND, slack_ts="1.0", channel_id="D")
        world.plan("a", world.luca)
        await world.deliver_all()
        await until_the_end(world)
        assert (world.began, world.states()) == (["a"], {"a": DeliveryState.SENT})

    told(story)


def test_i3_every_row_comes_to_an_end_and_none_is_gone() -> None:
    async def story(world: World) -> None:
        a_mixed_day(world)
        planned = set(world.states())
        await world.deliver_all()
        await until_the_end(world)
        assert set(world.states()) == planned
        assert set(world.states().values()) <= FINAL

    told(story)


def test_i4_a_row_is_in_the_hands_of_one_worker_at_a_time(engine: Engine) -> None:
    with SqlUnitOfWork(engine, TEAM) as unit:
        cohort = a_cohort(unit)
        session = cohort.session()
        unit.sessions.add(session, a_change(session))
        unit.deliveries.plan([a_delivery("a", recipient_id=cohort.luca.id, session_id=session.id)])
        unit.commit()

    def uow(team_id: str = TEAM) -> SqlUnitOfWork:
        return SqlUnitOfWork(engine, team_id)

    for worker, now in (("one", NOW), ("two", NOW + LEASE + SETTLE)):
        mine = claim_one(uow(""), owner=worker, now=now)
        assert mine is not None
        assert claim_one(uow(""), owner="another", now=now) is None
        errand = begin(uow(), mine, now=now)
        assert errand is not None
        assert begin(uow(), mine, now=now) is None
        if worker == "one":
            assert recover(uow(""), now=now + LEASE) == 1
            (doubtful,) = to_verify(uow(""), now=now + LEASE + SETTLE)
            settle(uow(), doubtful, Finding(FindingKind.ABSENT), now=now + LEASE + SETTLE)
        else:
            finish(uow(), errand, SAID, now=now + timedelta(seconds=1))

    with uow() as unit:
        had = intents(unit.deliveries.transitions(["a"])["a"])
    assert [(one.generation, one.owner) for one in had] == [(1, "one"), (2, "two")]
    assert [one.until - one.since for one in had] == [LEASE, timedelta(seconds=1)]
    assert shared(had) == []
    assert shared([had[0], replace(had[1], since=NOW)]) == [(had[0], replace(had[1], since=NOW))]


def test_i5_the_result_of_an_older_claim_changes_nothing() -> None:
    async def story(world: World) -> None:
        world.plan("a", world.luca, kind=DeliveryKind.HOME)
        mine = claim_one(world.uow(), owner="slow", now=NOW, means=Means.HOME)
        assert mine is not None
        errand = begin(world.uow(), mine, now=NOW)
        assert errand is not None
        recover(world.uow(), now=NOW + LEASE)
        theirs = claim_one(world.uow(), owner="swift", now=NOW + timedelta(hours=1), means=Means.HOME)
        finish(world.uow(), errand, SAID, now=NOW + timedelta(hours=1))
        assert world.kept("a") == theirs

    told(story)


def test_i6_sent_has_the_timestamp_that_slack_gave() -> None:
    async def story(world: World) -> None:
        world.plan("a", world.luca)
        world.plan("b", world.luca, kind=DeliveryKind.SESSION_NEWS)
        await world.deliver_all()
        assert {one.key: one.slack_ts for one in world.store.deliveries.values()} == {"a": "1.0", "b": "2.0"}

    told(story)


def test_i7_never_before_its_time_nor_after_it() -> None:
    async def story(world: World) -> None:
        world.plan("early", world.luca, due_at=NOW + timedelta(seconds=1))
        world.plan("late", world.luca, due_at=NOW - timedelta(hours=1), not_after=NOW - timedelta(seconds=1))
        await world.deliver_all()
        assert (world.began, world.kept("late").state) == ([], DeliveryState.EXPIRED)
        world.pass_time(timedelta(seconds=1))
        await world.deliver_all()
        assert world.began == ["early"]

    told(story)


def test_i8_posts_to_one_person_keep_their_distance_and_none_goes_before_retry_after() -> None:
    async def story(world: World) -> None:
        world.deliverer._pace = Pace({Means.POST: Rhythm(timedelta(seconds=0.2))}, timedelta(seconds=1.1))
        world.answers["k3"] = LATER
        at: dict[str, list[datetime]] = {}
        for number in range(6):
            world.plan(f"k{number}", world.luca)
        for _ in range(400):
            before = len(world.began)
            await world.deliver_all()
            for key in world.began[before:]:
                at.setdefault(key, []).append(world.now)
                if key == "k3":
                    world.answers.clear()
            world.pass_time(timedelta(seconds=0.1))
        times = sorted(moment for moments in at.values() for moment in moments)
        assert len(times) == 7
        assert all(after - before >= timedelta(seconds=1.1) for before, after in pairwise(times))
        assert max(after - before for before, after in pairwise(times)) >= timedelta(seconds=30)

    told(story)


def test_i9_nothing_of_an_old_revision_is_said_once_the_change_is_kept() -> None:
    async def story(world: World) -> None:
        world.plan("old", world.luca)
        with world.uow() as uow:
            session = replace(uow.sessions.get("S1"), revision=2, state=SessionState.CANCELLED, proposal=None)
            line = a_change(session, ChangeKind.CANCELLED)
            uow.sessions.update(session, line)
            uow.deliveries.plan(one for one in plan_news(session, line, TEAM) if one.recipient_id == world.luca)
            uow.commit()
        world.pass_time(timedelta(minutes=1))
        await world.deliver_all()
        assert world.kept("old").state is DeliveryState.CANCELLED
        assert "old" not in world.began

    told(story)


@given(
    st.datetimes(datetime(2027, 1, 1), datetime(2027, 12, 31)),
    st.sampled_from([zone for _, zone, *_ in CAST.values()]),
    st.integers(0, 1),
)
def test_i10_a_session_starts_when_its_wall_clock_says(wall: datetime, zone: str, fold: int) -> None:
    anchor = Anchor(wall.replace(second=0, microsecond=0), zone, fold)
    assert a_session().anchor.instant == a_session().when.start
    assert replace(a_session(), anchor=anchor).when.start == anchor.instant


def test_i10_the_kept_instant_is_that_of_the_anchor_and_planning_twice_changes_nothing(engine: Engine) -> None:
    with SqlUnitOfWork(engine, TEAM) as unit:
        cohort = a_cohort(unit)
        session = cohort.session()
        unit.sessions.add(session, a_change(session))
        planned = plan_news(session, a_change(session), TEAM)
        assert unit.deliveries.plan(planned) == len(planned)
        assert unit.deliveries.plan(planned) == 0
        unit.commit()
    with engine.connect() as connection:
        assert connection.scalar(select(SessionRow.starts_at)) == session.anchor.instant


def test_i11_recovering_and_settling_twice_is_as_once() -> None:
    async def story(world: World) -> None:
        world.plan("a", world.luca)
        mine = claim_one(world.uow(), owner="dead", now=NOW)
        assert mine is not None
        assert begin(world.uow(), mine, now=NOW) is not None
        assert [recover(world.uow(), now=NOW + LEASE) for _ in range(3)] == [1, 0, 0]
        (doubtful,) = to_verify(world.uow(), now=NOW + LEASE + SETTLE)
        for finding in (Finding(FindingKind.FOUND, "1.0", "D"), Finding(FindingKind.ABSENT)):
            settle(world.uow(), doubtful, finding, now=NOW + LEASE + SETTLE)
        assert world.kept("a").state is DeliveryState.SENT

    told(story)


def test_i12_rows_of_another_release_are_neither_touched_nor_in_the_way(engine: Engine) -> None:
    strange = ("kind", "means", "state")
    with SqlUnitOfWork(engine, TEAM) as unit:
        luca = a_cohort(unit).luca
        unit.deliveries.plan([a_delivery(key, recipient_id=luca.id) for key in (*strange, "ours")])
        unit.commit()
    theirs = text("select * from deliveries where key <> 'ours' order by key")
    with engine.begin() as connection:
        for column in strange:
            connection.execute(text(f"update deliveries set {column} = 'of a later release' where key = '{column}'"))
        before = connection.execute(theirs).all()

    claimed = [claim_one(SqlUnitOfWork(engine, ""), owner="old", now=NOW, means=means) for means in Means]
    assert [one.key for one in claimed if one] == ["ours"]
    later = NOW + timedelta(days=1)
    assert recover(SqlUnitOfWork(engine, ""), now=later) == 1
    assert withdraw(SqlUnitOfWork(engine, TEAM), "ours", now=later).state is DeliveryState.CANCELLED
    assert next_moment(SqlUnitOfWork(engine, TEAM), now=later) is None
    with SqlUnitOfWork(engine, TEAM) as unit:
        assert unit.deliveries.to_say(Interval(NOW, later)) == []
        assert unit.deliveries.backlog(later).due == 0
        assert [one.key for one in unit.deliveries.of_session("S1")] == ["ours"]
        told = {one.key: (one.kind, one.state) for one in unit.deliveries.ledger(LedgerQuery())}
        for key in strange:
            with pytest.raises(KeyError):
                unit.deliveries.locked(key)
    assert told == {
        "kind": ("of a later release", "pending"),
        "means": ("session_news", "pending"),
        "state": ("session_news", "of a later release"),
        "ours": ("session_news", "cancelled"),
    }
    with engine.begin() as connection:
        assert connection.execute(theirs).all() == before


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1)])
def test_i13_a_jump_of_the_clock_changes_no_hour_and_delays_nothing(jump: timedelta) -> None:
    async def story(world: World) -> None:
        world.deliverer._pace = Pace({Means.POST: Rhythm(timedelta(seconds=1))}, timedelta(seconds=1.1))
        world.plan("before", world.luca, due_at=NOW - timedelta(hours=3))
        world.plan("leased", world.awa, due_at=NOW - timedelta(hours=3), not_after=NOW + timedelta(days=1))
        await world.deliver_all()
        due = {key: world.kept(key).due_at for key in world.states()}
        world.plan("after", world.luca, due_at=NOW - timedelta(hours=2))
        world.now += jump
        for _ in range(4):
            world.pass_time(timedelta(seconds=1.1))
            await world.deliver_all()
        assert set(world.states().values()) == {DeliveryState.SENT}
        assert {key: world.kept(key).due_at for key in due} == due

    told(story)


class Truthful(World):
    """Its Slack shows what it took."""

    async def find(self, search: Search) -> Finding:
        taken = search.delivery.key in self.began
        return Finding(FindingKind.FOUND, "1.0", "D") if taken else Finding(FindingKind.ABSENT)


@given(st.lists(st.sampled_from((-60, -5, 1, 5, 60)), min_size=3, max_size=8))
def test_i13_a_run_under_a_clock_that_jumps_says_everything_once(minutes: list[int]) -> None:
    async def story() -> None:
        world = Truthful()
        keys = [f"k{number}" for number in range(12)]
        for number, key in enumerate(keys):
            due = NOW + timedelta(minutes=10 * number - 30)
            world.plan(key, (world.awa, world.luca)[number % 2], due_at=due, not_after=NOW + timedelta(days=3))
        due_at = {key: world.kept(key).due_at for key in keys}
        world.answers = {"k1": PERHAPS, "k4": LATER, "k7": RuntimeError("unheard of")}
        for jump in minutes:
            world.now += timedelta(minutes=jump)
            world.seconds += 1
            await world.deliverer.recover_lost()
            await world.deliver_all()
        world.now = NOW + timedelta(hours=9)  # a pause that was asked for under a clock an hour ahead is over too
        await until_the_end(world)
        assert Counter(world.states().values()) == {DeliveryState.SENT: len(keys)}
        assert {key: world.kept(key).due_at for key in keys} == due_at
        refused = "k4"
        assert Counter(key for key in world.began if key != refused) == Counter(set(keys) - {refused})

    asyncio.run(story())


def test_i14_markers_and_logs_name_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async def story(world: World) -> None:
        world.answers["S1:1:news:2"] = RuntimeError("unheard of")
        world.plan("S1:1:news:2", world.luca)
        await world.deliver_all()

    with caplog.at_level(logging.DEBUG):
        told(story)
    assert caplog.records
    assert not any(name in record.getMessage() for name in CAST for record in caplog.records)
    shown = json.dumps(marker("S1:1:news:2"))
    assert not any(part in shown for part in ("S1", "news", ":"))
