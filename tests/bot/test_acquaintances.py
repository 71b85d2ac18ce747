"""Who somebody is, remembered for a moment: what is asked anew, and when."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from bot.acquaintances import MOST_REMEMBERED, REMEMBERED_FOR, Acquaintances
from mentoring.people import Participant, Role
from mentoring.sessions import Who
from tests.builders import OTHER_TEAM, TEAM, a_person

AWA = a_person("Awa")
SECONDS = REMEMBERED_FOR.total_seconds()


@dataclass
class Registry:
    """Answers who somebody is, and counts how often it was asked; its clock stands still until it is moved."""

    person: str | None = "Awa"
    asked: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0.0
    open: asyncio.Event | None = None

    async def ask(self, team_id: str, user_id: str) -> Who:
        self.asked.append((team_id, user_id))
        answer = self.answer()
        if self.open is not None:
            await self.open.wait()
        return answer

    def answer(self) -> Who:
        if self.person is None:
            return Who(None, (), ())
        person = replace(AWA, name=self.person)
        return Who(person, (Participant(1, person, frozenset({Role.MENTOR})),), ())

    def acquaintances(self) -> Acquaintances:
        return Acquaintances(self.ask, lambda: self.seconds)


def test_somebody_seen_a_moment_ago_is_not_asked_for_again() -> None:
    registry = Registry()
    acquaintances = registry.acquaintances()

    async def story() -> list[Who]:
        return [await acquaintances.who(TEAM, "UAWA") for _ in range(3)]

    assert asyncio.run(story()) == [registry.answer()] * 3
    assert registry.asked == [(TEAM, "UAWA")]


def test_each_team_and_each_person_is_asked_for_apart() -> None:
    registry = Registry()
    acquaintances = registry.acquaintances()

    async def story() -> None:
        for team_id, user_id in [(TEAM, "UAWA"), (OTHER_TEAM, "UAWA"), (TEAM, "ULUCA")]:
            await acquaintances.who(team_id, user_id)

    asyncio.run(story())
    assert registry.asked == [(TEAM, "UAWA"), (OTHER_TEAM, "UAWA"), (TEAM, "ULUCA")]


def test_a_stranger_is_asked_for_every_time() -> None:
    registry = Registry(person=None)
    acquaintances = registry.acquaintances()

    async def story() -> list[Who]:
        before = await acquaintances.who(TEAM, "UAWA")
        registry.person = "Awa"
        return [before, await acquaintances.who(TEAM, "UAWA")]

    before, after = asyncio.run(story())
    assert (before.person, after.person) == (None, AWA)


def test_what_was_written_here_is_seen_at_once() -> None:
    registry = Registry()
    acquaintances = registry.acquaintances()

    async def story() -> Who:
        await acquaintances.who(TEAM, "UAWA")
        registry.person = "Awa Ndiaye"
        acquaintances.forget(TEAM)
        return await acquaintances.who(TEAM, "UAWA")

    assert asyncio.run(story()) == registry.answer()


def test_what_another_process_wrote_is_seen_some_seconds_later() -> None:
    registry = Registry()
    acquaintances = registry.acquaintances()

    async def story() -> list[str]:
        await acquaintances.who(TEAM, "UAWA")
        registry.person = "Awa Ndiaye"
        names = []
        for registry.seconds in (SECONDS - 0.1, SECONDS):
            who = await acquaintances.who(TEAM, "UAWA")
            names.append(who.person.name if who.person else "")
        return names

    assert asyncio.run(story()) == ["Awa", "Awa Ndiaye"]


def test_an_answer_from_before_a_change_is_not_remembered() -> None:
    registry = Registry()
    acquaintances = registry.acquaintances()

    async def story() -> Who:
        registry.open = asyncio.Event()
        asking = asyncio.create_task(acquaintances.who(TEAM, "UAWA"))
        await asyncio.sleep(0)
        assert registry.asked == [(TEAM, "UAWA")]
        registry.person = "Awa Ndiaye"
        acquaintances.forget(TEAM)
        registry.open.set()
        await asking
        return await acquaintances.who(TEAM, "UAWA")

    assert asyncio.run(story()) == registry.answer()


def test_no_more_than_a_crowd_is_remembered() -> None:
    registry = Registry()
    acquaintances = registry.acquaintances()

    async def story() -> None:
        for number in range(MOST_REMEMBERED + 1):
            await acquaintances.who(TEAM, f"U{number}")
        await acquaintances.who(TEAM, "U0")

    asyncio.run(story())
    assert registry.asked.count((TEAM, "U0")) == 2
