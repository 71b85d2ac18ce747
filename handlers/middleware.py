"""Who asks, in which language: what every listener may name as an argument is put in the context here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from handlers.acquaintance import account_of, is_administrator, is_of_team, newcomer_of
from handlers.afterwards import Afterwards
from handlers.answers import SLACK_TROUBLE, Payload, Reply
from handlers.errors import Seam
from handlers.home import first_this_hour
from handlers.i18n import Catalogues, Translator
from handlers.parsing import Understand, UnderstandAvailability, typed
from handlers.verbs import Verb
from handlers.views import blocks
from handlers.visit import AskWho, Run, RunForTeam, Visit, bound
from mentoring.errors import NotAParticipant
from mentoring.ports import Holidays, Now
from mentoring.services import programmes
from mentoring.services.accounts import follow_account
from mentoring.services.programme_hub import programmes_here
from mentoring.services.programme_setup import founder_of
from mentoring.sessions import Who

log = structlog.get_logger(__name__)

Next = Callable[[], Awaitable[None]]

SECONDS_TO_MEET = 2
"""How long a first greeting may wait for Slack to say who somebody is; Slack itself waits three for our answer."""

PROGRAMMES = "programme."
"""How the ids of buttons and forms about programmes begin."""

ABOUT_OTHERS = frozenset({"team_join", "user_change"})
"""Events that tell of somebody who did not turn to the bot."""

WRITTEN = frozenset({None, "", "file_share", "me_message", "thread_broadcast"})
"""Kinds of messages that a person just wrote; the others tell of one that changed, or of what an app or Slack says."""

FAREWELLS = frozenset({"app_uninstalled", "tokens_revoked"})
SLACKBOT = "USLACKBOT"


@dataclass(frozen=True)
class Surroundings:
    """What the wiring hands to the listeners."""

    catalogues: Catalogues
    run_for_team: RunForTeam
    who: AskWho
    now: Now
    understand: Understand
    availability: UnderstandAvailability
    holidays: Holidays
    seam: Seam
    afterwards: Afterwards
    calendar_address: str = ""


class Introduction:
    """Bolt's global middleware: finds out who turned to the bot, and puts their ``visit`` in the context.

    Listeners may also name ``run``, ``t``, ``reply``, ``now``, ``seam`` and ``afterwards``.
    """

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings

    async def introduce(
        self,
        body: Payload,
        context: AsyncBoltContext,
        client: AsyncWebClient,
        next: Next,  # noqa: A002 - Bolt's name
    ) -> BoltResponse | None:
        """Let the request pass with its context filled, or answer it here when no listener should see it."""
        event = body.get("event") or {}
        if event.get("type") in FAREWELLS:
            log.warning("slack says that the app was removed or its token taken back", told=event["type"])
        if context.team_id is None or is_noise(body):
            return BoltResponse(status=200, body="")
        context["run"] = bound(self._around.run_for_team, context.team_id)
        context["seam"], context["afterwards"] = self._around.seam, self._around.afterwards
        context["now"] = self._around.now()
        self._speak(self._around.catalogues.best(), body, context, client)
        if event.get("type") in ABOUT_OTHERS:
            await next()
            return None
        if is_guest(body, context.team_id, context.enterprise_id):
            return await _turned_away(event, context)
        await self._meet(body, context, client)
        await next()
        return None

    def _speak(self, language: str, body: Payload, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        context["t"] = self._around.catalogues.translator(language)
        context["reply"] = Reply(body, context.ack, client, context["t"])

    async def _meet(self, body: Payload, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        user_id, run = str(context.user_id), context["run"]
        who = await self._around.who(str(context.team_id), user_id)
        locale = who.person.locale if who.person else None
        if who.person is None or not (who.person.language or locale):
            user = await _become_acquainted(user_id, context, client, now=self._around.now())
            locale = user.get("locale")
            who = await run(programmes.who, user_id)
            if who.person is None and not who.coordinators and is_administrator(user):
                who = await _founding(who, user, str(context.team_id), run)
        self._speak(self._language(who, locale), body, context, client)
        if who.person is None:
            raise NotAParticipant(coordinators=who.coordinators)
        if not (who.participations or who.left or is_about_programmes(body, context["t"].language)):
            raise NotAParticipant(coordinators=(), founding=await run(programmes_here))
        context["visit"] = Visit(
            who=who,
            actor=who.person,
            t=context["t"],
            now=self._around.now(),
            run=run,
            reply=context["reply"],
            client=client,
            holidays=self._around.holidays,
            understand=self._around.understand,
            calendar_address=self._around.calendar_address,
            availability=self._around.availability,
            catalogues=self._around.catalogues,
        )

    def _language(self, who: Who, locale: str | None) -> str:
        """The person's choice, else Slack's, else their programme's, else English."""
        chosen = who.person.language if who.person else None
        return self._around.catalogues.best(chosen, locale, *(one.language for one in who.programmes))


async def _turned_away(event: Payload, context: AsyncBoltContext) -> BoltResponse:
    t: Translator = context["t"]
    writes = event.get("type") == "message"
    if writes and not await context["run"](first_this_hour, str(context.user_id), now=context["now"]):
        return BoltResponse(status=200, body="")
    said = t("You are a guest from another workspace here. I can only help the people of this one.")
    await context["reply"].privately(blocks.message([blocks.section(said)]))
    return context.ack.response or BoltResponse(status=200, body="")


def is_noise(body: Payload) -> bool:
    """Whether an event asks for nothing: one of no kind heard here, the messages tab, what no person just wrote."""
    if body.get("type") not in {"event_callback", "app_rate_limited"}:
        return False
    event = body.get("event") or {}
    match event.get("type"):
        case "app_home_opened":
            return event.get("tab") != "home" or not event.get("user")
        case "message":
            by_a_person = event.get("user") not in {None, "", SLACKBOT} and not event.get("bot_id")
            return event.get("channel_type") != "im" or event.get("subtype") not in WRITTEN or not by_a_person
        case kind:
            return kind not in ABOUT_OTHERS


def is_guest(body: Payload, team_id: str, enterprise_id: str | None) -> bool:
    """Whether the person belongs to another workspace than the one the bot serves (Slack Connect, Enterprise).

    Slack may count the people of an organisation as the organisation's rather than as one of its workspaces'.
    """
    user: Any = body.get("user")
    theirs = user.get("team_id") if isinstance(user, dict) else body.get("event", {}).get("user_team")
    return theirs not in {None, "", team_id, enterprise_id}


def is_about_programmes(body: Payload, language: str) -> bool:
    """Whether somebody turns to what makes or changes programmes, which needs no place in one."""
    if "command" in body:
        return typed(str(body.get("text") or ""), language).verb is Verb.PROGRAMME
    if body.get("type") == "view_submission":
        return str(body["view"].get("callback_id")).startswith(PROGRAMMES)
    return any(str(one.get("action_id")).startswith(PROGRAMMES) for one in body.get("actions") or ())


async def _founding(who: Who, user: Mapping[str, Any], team_id: str, run: Run) -> Who:
    """Who administers a workspace in which nobody runs a programme, as somebody who may set one up."""
    founder = await run(founder_of, account_of(user), newcomer_of(user, team_id))
    return replace(who, person=founder)


async def _become_acquainted(
    user_id: str, context: AsyncBoltContext, client: AsyncWebClient, *, now: datetime
) -> Mapping[str, Any]:
    """Ask Slack who this is, and link the person of that address; what it told, nothing for a failure or a bot."""
    try:
        async with asyncio.timeout(SECONDS_TO_MEET):
            response = await client.users_info(user=user_id, include_locale=True)
    except SLACK_TROUBLE as trouble:
        log.warning("could not ask who somebody is", user_id=user_id, trouble=str(trouble))
        return {}
    user: dict[str, Any] = {**(response.get("user") or {}), "id": user_id}
    if user.get("deleted") or not is_of_team(user, str(context.team_id)):
        return {}
    await context["run"](follow_account, account_of(user), now=now)
    return user
