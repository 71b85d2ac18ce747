"""The roster form: a coordinator drops a file, it is fetched, read, imported, and its people are found in Slack."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from handlers import parsing, roster_file
from handlers.acquaintance import account_of, is_of_team
from handlers.afterwards import Afterwards
from handlers.answers import SLACK_TROUBLE, notice
from handlers.errors import Seam
from handlers.ids import Action, Block, Form
from handlers.listeners import Listeners
from handlers.refusals import sentence
from handlers.views import roster as views
from handlers.views.blocks import Message, message, section
from handlers.views.people import place_of
from handlers.views.programme import which_programme
from handlers.visit import Visit
from mentoring.errors import NotACoordinator, RosterRefused
from mentoring.people import Programme, RosterReport, RosterRow
from mentoring.services.accounts import Account, follow_accounts
from mentoring.services.roster import import_roster

log = structlog.get_logger(__name__)

LARGEST = 5_000_000
"""Bytes of the largest file taken."""
SECONDS_TO_FETCH = 30
USERS_PER_PAGE = 200

View = Mapping[str, Any]
File = Mapping[str, Any]


async def open_roster_form(visit: Visit) -> None:
    """`/mentor roster`, and the button: the form, for coordinators."""
    mine = visit.coordinated
    if not mine:
        raise NotACoordinator
    if len(mine) > 1:
        await visit.reply.privately(which_programme(visit.t, mine, "roster", ""))
        return
    await open_roster_form_of(mine[0], visit)


async def open_roster_form_of(programme: Programme, visit: Visit) -> None:
    """The same for one of the person's programmes."""
    await visit.reply.next_form(views.roster_form(visit.t, programme))


async def on_roster_submitted(view: View, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Take the file, say so, and go on with it once Slack has its answer."""
    programme_id = parsing.metadata_of(view)["programme"]
    if not parsing.files_of(view, Block.FILE):
        await visit.reply.under_field(Block.FILE, visit.t("Please choose a file."))
        return
    if wish := await wished(view, programme_id, visit):
        afterwards.start(import_wished(wish, view["id"], visit, seam, partial(notice, visit.t)))


@dataclass(frozen=True)
class Wish:
    """Which file to import into which programme, and whether good lines may come in beside wrong ones."""

    file: File
    programme_id: int
    keep_good: bool


async def wished(view: View, programme_id: int, visit: Visit) -> Wish | None:
    """What a form asks to import, after its person was told so; None for a file that is too large."""
    if all(one.id != programme_id for one in visit.coordinated):
        raise NotACoordinator
    t, file = visit.t, parsing.files_of(view, Block.FILE)[0]
    if file.get("size", 0) > LARGEST:
        await visit.reply.under_field(Block.FILE, t("The file is larger than 5 MB. Please split it into smaller ones."))
        return None
    importing = message([section(t("Importing {name}…", name=t.escape(name_of(file))))])
    await visit.reply.next_form(notice(t, importing))
    return Wish(file, programme_id, bool(parsing.values_of(view).get(Block.KEEP_GOOD)))


async def import_wished(
    wish: Wish, view_id: str, visit: Visit, seam: Seam, drawn: Callable[[Message], dict[str, Any]]
) -> None:
    """Import, then say how it went: in the form if it is still open, ``drawn``, else in a direct message."""
    shown = await seam.message_of(_imported(wish, visit), visit.t, visit.actor)
    try:
        await visit.client.views_update(view_id=view_id, view=drawn(shown))
    except SLACK_TROUBLE as trouble:
        log.info("the roster form is closed, so its report is sent", trouble=str(trouble))
        await visit.client.chat_postMessage(channel=str(visit.actor.user_id), text=shown.text, blocks=shown.blocks)


async def _imported(wish: Wish, visit: Visit) -> Message:
    t = visit.t
    data = await fetched(wish.file, visit.client)
    if data is None:
        return message([section(t("I could not fetch the file from Slack. Please try again in a moment."))])
    rows, problems = await asyncio.to_thread(roster_file.read, name_of(wish.file), data)
    try:
        report = await visit.run(
            import_roster,
            rows,
            problems,
            now=visit.now,
            programme_id=wish.programme_id,
            keep_good=wish.keep_good,
            actor=visit.actor,
        )
    except RosterRefused as refused:
        return views.roster_refused(t, sentence(t, refused, place_of(visit.actor)), refused.facts["problems"])
    return views.roster_report(t, await _linked(report, rows, visit))


def name_of(file: File) -> str:
    """What its owner calls the file."""
    return str(file.get("name") or file.get("title") or "")


async def fetched(file: File, client: AsyncWebClient) -> bytes | None:
    """The file's bytes, from Slack's hosts or the API's own only, as the request carries the token; else None."""
    try:
        url = address_of(file) or address_of((await client.files_info(file=str(file["id"])))["file"])
        if not is_slacks(url, client.base_url):
            log.warning("a file on a foreign host was not fetched", host=urlsplit(url).hostname)
            return None
        return await _download(url, client)
    except SLACK_TROUBLE as trouble:
        log.warning("a file could not be fetched", trouble=type(trouble).__name__)
        return None


def address_of(file: File) -> str:
    """Where the file can be fetched; empty when Slack wants to be asked first."""
    return str(file.get("url_private_download") or file.get("url_private") or "")


def is_slacks(url: str, base_url: str) -> bool:
    """Whether the token may be shown to the host of ``url``."""
    wanted, api = urlsplit(url), urlsplit(base_url)
    if (wanted.scheme, wanted.netloc) == (api.scheme, api.netloc):
        return True
    host = wanted.hostname or ""
    return (
        wanted.scheme == "https" and wanted.port in {None, 443} and (host == "slack.com" or host.endswith(".slack.com"))
    )


async def _download(url: str, client: AsyncWebClient) -> bytes | None:
    headers = {"Authorization": f"Bearer {client.token}"}
    timeout = aiohttp.ClientTimeout(total=SECONDS_TO_FETCH)
    # A redirect could lead the token astray, and Slack answers with one when the scope files:read is missing.
    async with (
        _session(client) as session,
        session.get(url, headers=headers, timeout=timeout, allow_redirects=False) as response,
    ):
        if response.status != 200 or response.content_type == "text/html":  # noqa: PLR2004
            log.warning("slack did not hand out a file", status=response.status, kind=response.content_type)
            return None
        data = await response.content.read(LARGEST + 1)
        while len(data) <= LARGEST and (more := await response.content.read(LARGEST + 1 - len(data))):
            data += more
        return data if len(data) <= LARGEST else None


@asynccontextmanager
async def _session(client: AsyncWebClient) -> AsyncIterator[aiohttp.ClientSession]:
    """The client's shared session, or one for this occasion."""
    if client.session is not None:
        yield client.session
        return
    async with aiohttp.ClientSession() as session:
        yield session


async def _linked(report: RosterReport, rows: Sequence[RosterRow], visit: Visit) -> RosterReport:
    """The report after the people imported were looked for in Slack; whoever is missed is met on first contact."""
    wanted = {row.email.casefold() for row in rows}
    try:
        accounts = [
            one async for one in accounts_of(visit.client, visit.actor.team_id) if one.email.casefold() in wanted
        ]
    except SLACK_TROUBLE as trouble:
        log.warning("could not list the people of the workspace", trouble=str(trouble))
        return report
    await visit.run(follow_accounts, accounts, now=visit.now)
    by_address = {one.email.casefold() for one in accounts} | {row.email.casefold() for row in rows if row.user_id}
    return replace(report, linked=max(report.linked, len(by_address)))


async def accounts_of(client: AsyncWebClient, team_id: str) -> AsyncIterator[Account]:
    """Everybody of the workspace whose account is open and has an address, page by page."""
    cursor = ""
    while True:
        page = await client.users_list(limit=USERS_PER_PAGE, cursor=cursor, include_locale=True)
        members: list[dict[str, Any]] = page.get("members") or []
        for user in members:
            account = account_of(user)
            if account.email and account.active and is_of_team(user, team_id):
                yield account
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.ROSTER_OPEN)(open_roster_form)
    app.view(Form.ROSTER)(on_roster_submitted)
