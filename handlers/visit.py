"""A visit: one person turning to the bot once, by a command, a button, a form or a message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from handlers.answers import Reply
from handlers.i18n import Catalogues, Translator
from handlers.ids import Block
from handlers.parsing import (
    BookingLine,
    Payload,
    Understand,
    UnderstandAvailability,
    booking_line,
    values_of,
    wall_of,
)
from mentoring.people import Person, Programme, Role
from mentoring.ports import Holidays, UnitOfWork
from mentoring.services.reads import at_a_glance, home, partners, session_details
from mentoring.sessions import Details, Overview, Who

P = ParamSpec("P")
T = TypeVar("T")


class RunForTeam(Protocol):
    """Runs a service with a unit of work of the team named."""

    def __call__(
        self, service: Callable[Concatenate[UnitOfWork, P], T], team_id: str, /, *args: P.args, **kwargs: P.kwargs
    ) -> Awaitable[T]:
        """Call ``service`` on a database thread."""
        ...


class Run(Protocol):
    """Runs a service with a unit of work of the team that the payload is from."""

    def __call__(
        self, service: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Awaitable[T]:
        """Call ``service`` on a database thread."""
        ...


AskWho = Callable[[str, str], Awaitable[Who]]
"""Tells who a Slack user of a team is: team id, user id."""


def bound(run_for_team: RunForTeam, team_id: str) -> Run:
    """The runner of one team."""

    def run(service: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        return run_for_team(service, team_id, *args, **kwargs)

    return run


@dataclass(frozen=True)
class Visit:
    """Who turned to the bot at ``now``, and what a listener needs to serve them.

    ``catalogues`` speak the languages of others. ``calendar_address`` is where calendars are served, "" where they are
    not.
    """

    who: Who
    actor: Person
    t: Translator
    now: datetime
    run: Run
    reply: Reply
    client: AsyncWebClient
    holidays: Holidays
    understand: Understand
    availability: UnderstandAvailability
    catalogues: Catalogues
    calendar_address: str = ""

    def speaking(self, *wishes: str | None) -> Translator:
        """The first of these languages that is spoken here, the visit's own where none is named."""
        if not any(wishes):
            return self.t
        return self.catalogues.translator(self.catalogues.best(*wishes))

    @property
    def coordinates(self) -> bool:
        """Whether the person runs a programme."""
        return bool(self.coordinated)

    @property
    def coordinated(self) -> tuple[Programme, ...]:
        """The programmes that the person runs, oldest first."""
        return self.programmes_as(frozenset({Role.COORDINATOR}))

    def programmes_as(self, roles: frozenset[Role]) -> tuple[Programme, ...]:
        """The programmes in which the person is one of these, oldest first."""
        mine = {one.programme_id for one in self.who.participations if one.roles & roles}
        return tuple(one for one in self.who.programmes if one.id in mine)

    def in_every_language(self, said: Callable[[Translator], str]) -> dict[str, str]:
        """The same said in every language, by its code."""
        return {language: said(self.catalogues.translator(language)) for language in self.catalogues.languages}

    async def overview(self) -> Overview:
        """What the person's Home shows."""
        return await self.run(home, actor=self.actor, now=self.now)

    async def at_a_glance(self) -> Overview:
        """What a bare `/mentor` shows: of the person's Home what awaits them and what comes next."""
        return await self.run(at_a_glance, self.who, actor=self.actor, now=self.now)

    async def partners(self) -> tuple[Person, ...]:
        """The people whom the person is paired with today."""
        return await self.run(partners, actor=self.actor, now=self.now)

    async def details(self, session_id: str) -> Details:
        """A session of the person; NoSuchSession when there is none of this id."""
        return await self.run(session_details, session_id, actor=self.actor)

    async def known(self, person_ids: Collection[int]) -> Mapping[int, Person]:
        """People of the team by their ids."""
        return await self.run(_known, person_ids)

    async def wall_filled_in(self, view: Payload) -> datetime | None:
        """The date and time of a form; None, with the missing one asked for under its field, when one is missing."""
        wall = wall_of(view)
        if wall is None:
            missing = Block.TIME if values_of(view).get(Block.DATE) else Block.DATE
            await self.reply.under_field(missing, self.t("Please fill in both the date and the time."))
        return wall

    async def line(self, text: str) -> BookingLine:
        """A line of the person's, read in their language and on their clock."""
        return await booking_line(text, self.understand, language=self.t.language, zone=self.actor.zone, now=self.now)


def _known(uow: UnitOfWork, person_ids: Collection[int]) -> Mapping[int, Person]:
    with uow:
        return uow.people.known(person_ids)
