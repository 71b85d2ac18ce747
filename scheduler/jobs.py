"""What is done again and again: a table of names, intervals and what to call."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

from mentoring.ports import Now
from mentoring.services.announcement_news import list_newcomers, look_after_announcements
from mentoring.services.answers import expire_proposals
from mentoring.services.arrivals import look_after_arrivals
from mentoring.services.housekeeping import forget_old
from mentoring.services.introductions import introduce_who_waited
from mentoring.services.joint_meetings import invite_newcomers
from mentoring.services.leavings import end_pauses
from mentoring.services.oversight import look_after_gists
from mentoring.services.polls import expire_polls
from mentoring.services.programme_news import plan_programme_news
from mentoring.services.reminders import look_after_sessions
from mentoring.services.rsvps import let_time_pass
from mentoring.services.zone_data import follow_zone_data
from scheduler.deliverer import Deliverer, Run

Teams = Callable[[], Awaitable[Collection[str]]]
"""The Slack teams that the bot serves now."""


@dataclass(frozen=True)
class Job:
    """Something done every so often, once at a time; ``on_wake`` when it is also done as soon as there is reason to."""

    name: str
    every: timedelta
    call: Callable[[], Awaitable[None]]
    on_wake: bool = False


def jobs(*, run: Run, deliverer: Deliverer, teams: Teams, now: Now) -> tuple[Job, ...]:
    """The table."""

    def for_every_team(name: str, serve: Callable[[str], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
        async def call() -> None:
            served = [serve(team_id) for team_id in await teams()]
            answers = await asyncio.gather(*served, return_exceptions=True)
            # One team's trouble is no reason to forget the others, nor to keep quiet about it.
            if troubles := [answer for answer in answers if isinstance(answer, Exception)]:
                raise ExceptionGroup(f"{name} for {len(troubles)} of {len(answers)} teams", troubles)

        return call

    def once(service: Callable[..., object]) -> Callable[[], Awaitable[None]]:
        return for_every_team(service.__name__, lambda team_id: run(service, team_id, now=now()))

    async def look_after(team_id: str) -> None:
        """A few sessions in each transaction, so that nobody who books waits for all of them."""
        last = await run(look_after_sessions, team_id, now=now())
        while last:
            last = await run(look_after_sessions, team_id, now=now(), after=last)

    def until_done(service: Callable[..., int]) -> Callable[[], Awaitable[None]]:
        """A little in each transaction, so that nobody waits for all of it."""

        async def serve(team_id: str) -> None:
            while await run(service, team_id, now=now()):
                pass

        return for_every_team(service.__name__, serve)

    return (
        Job("deliver due", timedelta(seconds=1), deliverer.deliver_due, on_wake=True),
        Job("recover lost deliveries", timedelta(seconds=15), deliverer.recover_lost),
        Job("expire proposals", timedelta(minutes=1), once(expire_proposals)),
        Job("expire polls", timedelta(minutes=1), once(expire_polls)),
        Job("look after announcements", timedelta(seconds=10), once(look_after_announcements)),
        Job("list newcomers of announcements", timedelta(hours=1), once(list_newcomers)),
        Job("follow new zone data", timedelta(days=1), until_done(follow_zone_data)),
        Job("pass on places, close answers", timedelta(minutes=1), until_done(let_time_pass)),
        Job("invite newcomers to joint meetings", timedelta(hours=1), until_done(invite_newcomers)),
        Job("end pauses that are over", timedelta(minutes=10), until_done(end_pauses)),
        Job("sum up what was said of sessions", timedelta(minutes=1), until_done(look_after_gists)),
        Job("plan what programmes say", timedelta(hours=1), once(plan_programme_news)),
        Job("welcome who has joined", timedelta(hours=1), once(look_after_arrivals)),
        Job("introduce who waited for it", timedelta(hours=1), once(introduce_who_waited)),
        Job("look after reminders", timedelta(hours=1), for_every_team("look_after_sessions", look_after)),
        Job("forget old drafts and requests", timedelta(days=1), once(forget_old)),
    )
