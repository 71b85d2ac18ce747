import asyncio
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

import pytest

from mentoring.messages import UNHURRIED
from mentoring.services.announcement_news import list_newcomers, look_after_announcements
from mentoring.services.answers import expire_proposals
from mentoring.services.housekeeping import forget_old
from mentoring.services.introductions import introduce_who_waited
from mentoring.services.joint_meetings import invite_newcomers
from mentoring.services.leavings import end_pauses
from mentoring.services.programme_news import plan_programme_news
from mentoring.services.reminders import look_after_sessions
from mentoring.services.rsvps import let_time_pass
from mentoring.services.zone_data import follow_zone_data
from scheduler.deliverer import Deliverer
from scheduler.jobs import Job, jobs
from tests.builders import NOW


class Calls:
    """Remembers which service was called for which team; a team may be in trouble."""

    def __init__(self, in_trouble: str = "") -> None:
        self.made: list[tuple[Callable[..., Any], str, dict[str, Any]]] = []
        self.in_trouble = in_trouble

    async def run(self, service: Callable[..., Any], team_id: str, /, **kwargs: Any) -> Any:
        self.made.append((service, team_id, kwargs))
        if team_id == self.in_trouble:
            raise OSError("no disk")
        return None

    async def teams(self) -> Collection[str]:
        return ("T1", "T2", "T3")


def table(calls: Calls) -> dict[str, Job]:
    deliverer = Deliverer(
        run=calls.run,
        messenger=None,  # type: ignore[arg-type]
        now=lambda: NOW,
        owner="here",
        pace=UNHURRIED,
    )
    return {job.name: job for job in jobs(run=calls.run, deliverer=deliverer, teams=calls.teams, now=lambda: NOW)}


def test_deliveries_are_looked_for_every_second_and_whenever_there_is_news() -> None:
    found = table(Calls())

    assert found["deliver due"].every == timedelta(seconds=1)
    assert [name for name, job in found.items() if job.on_wake] == ["deliver due"]


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("expire proposals", expire_proposals),
        ("look after announcements", look_after_announcements),
        ("list newcomers of announcements", list_newcomers),
        ("forget old drafts and requests", forget_old),
        ("follow new zone data", follow_zone_data),
        ("plan what programmes say", plan_programme_news),
        ("look after reminders", look_after_sessions),
        ("introduce who waited for it", introduce_who_waited),
    ],
)
def test_service_is_called_for_every_team(name: str, service: Callable[..., Any]) -> None:
    calls = Calls()

    asyncio.run(run_job(calls, name))

    assert calls.made == [(service, team_id, {"now": NOW}) for team_id in ("T1", "T2", "T3")]


def test_trouble_of_one_team_is_told_and_keeps_no_other_from_its_turn() -> None:
    calls = Calls(in_trouble="T1")

    with pytest.raises(ExceptionGroup, match="expire_proposals for 1 of 3 teams"):
        asyncio.run(run_job(calls, "expire proposals"))

    assert [team_id for _, team_id, _ in calls.made] == ["T1", "T2", "T3"]


def test_sessions_are_looked_after_a_few_at_a_time() -> None:
    class Many(Calls):
        async def run(self, service: Callable[..., Any], team_id: str, /, **kwargs: Any) -> Any:
            await super().run(service, team_id, **kwargs)
            return {"": "S50", "S50": "S99"}.get(kwargs.get("after", ""), "")

    calls = Many()

    asyncio.run(run_job(calls, "look after reminders"))

    of_one = [kwargs.get("after", "") for _, team_id, kwargs in calls.made if team_id == "T2"]
    assert of_one == ["", "S50", "S99"]


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("pass on places, close answers", let_time_pass),
        ("invite newcomers to joint meetings", invite_newcomers),
        ("end pauses that are over", end_pauses),
    ],
)
def test_one_session_at_a_time_is_served(name: str, service: Callable[..., Any]) -> None:
    class Due(Calls):
        async def run(self, service: Callable[..., Any], team_id: str, /, **kwargs: Any) -> Any:
            await super().run(service, team_id, **kwargs)
            return sum(served == team_id for _, served, _ in self.made) < 3

    calls = Due()

    asyncio.run(run_job(calls, name))

    assert sorted(calls.made, key=lambda one: one[1]) == [
        (service, team_id, {"now": NOW}) for team_id in ("T1", "T1", "T1", "T2", "T2", "T2", "T3", "T3", "T3")
    ]


async def run_job(calls: Calls, name: str) -> None:
    await table(calls)[name].call()
