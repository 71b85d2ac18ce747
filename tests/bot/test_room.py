"""The seam: which thread a service runs on, what comes back, and when the deliverer is woken."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import partial

import pytest

from bot.room import DatabaseThreads, Desk, Room
from mentoring.errors import NoSuchSession
from mentoring.ports import UnitOfWork, only_reads
from tests.builders import TEAM, a_person
from tests.fakes import FakeStore, FakeUnitOfWork

WAIT = 5.0


class Bell:
    def __init__(self) -> None:
        self.rung = 0
        self.once = asyncio.Event()

    def __call__(self, _team_id: str) -> None:
        self.rung += 1
        self.once.set()


@asynccontextmanager
async def a_room(store: FakeStore, bell: Callable[[str], None] | None = None, threads: int = 1) -> AsyncIterator[Room]:
    pool = DatabaseThreads(threads)
    try:
        yield Room(pool, lambda team_id: FakeUnitOfWork(store, team_id), bell)
    finally:
        await pool.close()


def meet(uow: UnitOfWork, name: str) -> int:
    with uow:
        met = uow.people.add(replace(a_person(name), id=0))
        uow.commit()
    return met.id


def look(uow: UnitOfWork) -> str:
    with uow:
        return uow.team_id


def test_a_service_runs_on_a_database_thread_with_a_unit_of_work_of_its_team() -> None:
    def where(uow: UnitOfWork) -> tuple[str, str]:
        return uow.team_id, threading.current_thread().name

    async def story() -> tuple[str, str]:
        async with a_room(FakeStore()) as room:
            return await room.run(where, TEAM)

    assert asyncio.run(story()) == (TEAM, "database_0")


def test_what_a_service_writes_is_kept_and_its_answer_comes_back() -> None:
    store = FakeStore()

    async def story() -> int:
        async with a_room(store) as room:
            return await room.run(meet, TEAM, name="Awa")

    met = asyncio.run(story())
    assert store.people[TEAM, met].name == "Awa"


def test_a_refusal_passes_through_unchanged() -> None:
    refusal = NoSuchSession(field="session")

    def refuse(uow: UnitOfWork) -> None:
        raise refusal

    async def story() -> None:
        async with a_room(FakeStore()) as room:
            await room.run(refuse, TEAM)

    with pytest.raises(NoSuchSession) as caught:
        asyncio.run(story())
    assert caught.value is refusal


def test_the_bell_rings_on_the_loop_after_a_commit() -> None:
    rung_on: list[str] = []

    async def story() -> None:
        rung = asyncio.Event()

        def bell(_team_id: str) -> None:
            rung_on.append(threading.current_thread().name)
            rung.set()

        async with a_room(FakeStore(), bell) as room:
            await room.run(meet, TEAM, "Awa")
            await asyncio.wait_for(rung.wait(), WAIT)

    asyncio.run(story())
    assert rung_on == ["MainThread"]


def test_the_bell_stays_silent_when_nothing_was_committed() -> None:
    async def story() -> int:
        bell = Bell()
        async with a_room(FakeStore(), bell) as room:
            await room.run(look, TEAM)
            await room.run(look, TEAM)
        return bell.rung

    assert asyncio.run(story()) == 0


def test_the_bell_rings_when_a_service_raises_after_its_commit() -> None:
    def keep_and_fail(uow: UnitOfWork) -> None:
        meet(uow, "Luca")
        raise NoSuchSession

    async def story() -> int:
        bell = Bell()
        async with a_room(FakeStore(), bell) as room:
            with pytest.raises(NoSuchSession):
                await room.run(keep_and_fail, TEAM)
            await asyncio.wait_for(bell.once.wait(), WAIT)
        return bell.rung

    assert asyncio.run(story()) == 1


def test_one_thread_lets_one_service_in_at_a_time() -> None:
    inside: list[int] = []
    most: list[int] = []

    def crowd(uow: UnitOfWork) -> None:
        inside.append(1)
        most.append(len(inside))
        inside.pop()

    async def story() -> None:
        async with a_room(FakeStore()) as room:
            await asyncio.gather(*(room.run(crowd, TEAM) for _ in range(50)))

    asyncio.run(story())
    assert most == [1] * 50


def test_several_threads_let_services_meet() -> None:
    both = threading.Barrier(2)

    def meet_the_other(uow: UnitOfWork) -> int:
        return both.wait(WAIT)

    async def story() -> list[int]:
        async with a_room(FakeStore(), threads=2) as room:
            return sorted(await asyncio.gather(room.run(meet_the_other, TEAM), room.run(meet_the_other, TEAM)))

    assert asyncio.run(story()) == [0, 1]


def test_the_loop_goes_on_while_a_service_waits() -> None:
    go = threading.Event()

    def wait(uow: UnitOfWork) -> bool:
        return go.wait(WAIT)

    async def story() -> bool:
        async with a_room(FakeStore()) as room:
            waiting = asyncio.create_task(room.run(wait, TEAM))
            await asyncio.sleep(0)
            go.set()
            return await waiting

    assert asyncio.run(story())


def test_closing_finishes_what_was_handed_in() -> None:
    go = threading.Event()
    done: list[str] = []

    def slowly(uow: UnitOfWork) -> None:
        go.wait(WAIT)
        done.append("kept")

    async def story() -> None:
        async with a_room(FakeStore()) as room:
            handed_in = asyncio.create_task(room.run(slowly, TEAM))
            await asyncio.sleep(0)
            go.set()
        await handed_in

    asyncio.run(story())
    assert done == ["kept"]


def test_context_variables_reach_the_database_thread() -> None:
    reference: ContextVar[str] = ContextVar("reference", default="")

    def read(uow: UnitOfWork) -> str:
        return reference.get()

    async def story() -> str:
        async with a_room(FakeStore()) as room:
            reference.set("E-1")
            return await room.run(read, TEAM)

    assert asyncio.run(story()) == "E-1"


async def _queued_behind_a_busy_thread(pool: DatabaseThreads, done: list[str]) -> dict[str, asyncio.Task[None]]:
    """Calls that wait for the one thread: named for whether somebody waits for their answer."""
    busy, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        busy.set()
        go_on.wait(WAIT)

    held = asyncio.create_task(pool.run(hold))
    await asyncio.to_thread(busy.wait, WAIT)
    calls = {
        name: asyncio.create_task(pool.run(lambda name=name: done.append(name), background="background" in name))
        for name in ("background 1", "background 2", "asked 1", "asked 2")
    }
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_soon(go_on.set)
    return {"held": held, **calls}


def test_what_somebody_waits_for_goes_before_what_is_done_in_the_background() -> None:
    done: list[str] = []

    async def story() -> None:
        pool = DatabaseThreads(1)
        await asyncio.gather(*(await _queued_behind_a_busy_thread(pool, done)).values())
        await pool.close()

    asyncio.run(story())
    assert done == ["asked 1", "asked 2", "background 1", "background 2"]


def test_a_call_given_up_while_it_waits_leaves_its_turn_to_the_next() -> None:
    done: list[str] = []

    async def story() -> None:
        pool = DatabaseThreads(1)
        calls = await _queued_behind_a_busy_thread(pool, done)
        calls.pop("asked 1").cancel()
        await asyncio.gather(*calls.values())
        await pool.close()

    asyncio.run(story())
    assert done == ["asked 2", "background 1", "background 2"]


def test_those_whom_somebody_waits_for_follow_one_another_while_the_loop_is_busy() -> None:
    done: list[int] = []
    all_done = threading.Event()

    async def story() -> bool:
        pool = DatabaseThreads(1)
        calls = [asyncio.create_task(pool.run(partial(done.append, number))) for number in range(3)]
        last = asyncio.create_task(pool.run(all_done.set))
        await asyncio.sleep(0)
        while_busy = all_done.wait(WAIT)
        await asyncio.gather(*calls, last)
        await pool.close()
        return while_busy

    assert asyncio.run(story())
    assert done == [0, 1, 2]


def test_who_only_reads_is_served_while_a_writer_is_busy() -> None:
    store, busy, let_go = FakeStore(), threading.Event(), threading.Event()

    def write(uow: UnitOfWork) -> None:
        busy.set()
        assert let_go.wait(WAIT)

    @only_reads
    def read(uow: UnitOfWork) -> str:
        return uow.team_id

    async def story() -> str:
        writers, readers = DatabaseThreads(1), DatabaseThreads(1)
        make = partial(FakeUnitOfWork, store)
        room = Room(writers, make, reading=Desk(readers, make))
        writing = asyncio.create_task(room.run(write, TEAM))
        await asyncio.to_thread(busy.wait, WAIT)
        found = await asyncio.wait_for(room.run(read, TEAM), WAIT)
        let_go.set()
        await writing
        await readers.close()
        await writers.close()
        return found

    assert asyncio.run(story()) == TEAM
