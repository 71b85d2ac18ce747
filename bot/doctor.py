"""Looks an installation over, and says for each part whether it is well and, if not, what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import tzdata
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine

from bot import manifest
from bot.clients import NETWORK_ERRORS, Clients, error_code, mind_no_proxy
from bot.database import open_database, standing, unit_of_work_of
from bot.note_keys import keyring_of, sentence
from bot.settings import Mode, Settings
from bot.trouble import Trouble
from handlers.catalogues import check
from handlers.i18n import CatalogueMissing, Catalogues
from mentoring.people import Programme
from mentoring.ports import UnitOfWork
from mentoring.services.programmes import coordinators_of
from storage.rotation import left_to_do, unopened

MOROCCO_AFTER_ITS_CHANGE = datetime(2026, 10, 15, 18, tzinfo=ZoneInfo("Africa/Casablanca"))
"""Six in the evening there is 18:00 UTC since September 2026; older zone data says 17:00."""


@dataclass(frozen=True)
class Finding:
    """One line of the verdict: what was looked at, what was seen, and what to do when it is not well."""

    part: str
    well: bool
    seen: str
    remedy: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The finding for machines."""
        return asdict(self)


async def examine(env_file: Path = Path(".env")) -> AsyncIterator[Finding]:
    """Every finding, in the order in which one would put things right."""
    try:
        settings = Settings.load(env_file)
    except Trouble as trouble:
        yield Finding("settings", False, " ".join(trouble.sentences), "Correct .env, then run the doctor again.")
        return
    yield Finding("settings", True, f"{settings.mode} mode, Slack at {settings.slack_api_url}")
    mind_no_proxy(settings.slack_api_url)
    async with Clients.open(settings) as clients:
        team_id, findings = await _slack(settings, clients)
    for finding in findings:
        yield finding
    yield _zones()
    yield _languages()
    for finding in await asyncio.to_thread(_database, settings, team_id):
        yield finding


async def _slack(settings: Settings, clients: Clients) -> tuple[str, list[Finding]]:
    """The team that the token is for, "" when Slack does not say, and what was found."""
    part = "Slack token"
    try:
        answer = await clients.reading.auth_test()
    except SlackApiError as refused:
        seen = f"Slack refuses the bot token ({error_code(refused)})."
        remedy = "Install the app to the workspace again and copy its bot token to SLACK_BOT_TOKEN."
        return "", [Finding(part, False, seen, remedy)]
    except NETWORK_ERRORS as unreachable:
        return "", [_unreachable(part, settings, unreachable)]
    findings = [
        Finding(part, True, f"{answer['user']} in {answer['team']}"),
        scopes(answer.headers.get("x-oauth-scopes")),
    ]
    if settings.mode is Mode.SOCKET:
        findings.append(await _app_token(settings, clients))
    return str(answer["team_id"]), findings


def scopes(granted: str | None) -> Finding:
    """Whether the permissions that Slack says the app has, with commas between, are all that it wants; None is no word.

    Nobody is told to install the app anew because something on the way to Slack took the word out of its answer.
    """
    wanted = manifest.scopes(manifest.socket_manifest())
    if granted is None:
        return Finding("scopes", True, f"not told by Slack; the app wants {', '.join(sorted(wanted))}")
    missing = sorted(wanted - {scope.strip() for scope in granted.split(",")})
    if not missing:
        return Finding("scopes", True, ", ".join(sorted(wanted)))
    return Finding(
        "scopes",
        False,
        f"The app may not do all it must: {', '.join(missing)} missing.",
        "Put the current manifest.json under “App Manifest” on the app's page, and install the app again.",
    )


async def _app_token(settings: Settings, clients: Clients) -> Finding:
    socket = clients.socket()
    try:
        await socket.apps_connections_open(app_token=str(socket.token))
    except SlackApiError as refused:
        return Finding(
            "app token",
            False,
            f"Slack opens no socket ({error_code(refused)}).",
            "Make an app-level token with the scope connections:write, turn Socket Mode on, and set SLACK_APP_TOKEN.",
        )
    except NETWORK_ERRORS as unreachable:
        return _unreachable("app token", settings, unreachable)
    return Finding("app token", True, "Slack opens a socket with it")


def _unreachable(part: str, settings: Settings, error: BaseException) -> Finding:
    return Finding(
        part,
        False,
        f"{settings.slack_api_url} can't be reached ({type(error).__name__}).",
        "Check the network and the proxy of this machine, and SLACK_API_URL.",
    )


def _zones() -> Finding:
    seen = f"tzdata {tzdata.IANA_VERSION}"
    if MOROCCO_AFTER_ITS_CHANGE.astimezone(UTC).hour == MOROCCO_AFTER_ITS_CHANGE.hour:
        return Finding("time zones", True, seen)
    return Finding(
        "time zones",
        False,
        f"{seen}, but Casablanca is an hour off in October 2026.",
        "Build the environment anew with make env; nothing may point zoneinfo elsewhere.",
    )


def _languages() -> Finding:
    try:
        catalogues = Catalogues.load()
    except CatalogueMissing as missing:
        return Finding("languages", False, f"A language is missing: {missing}.", "Run make env.")
    if faults := check():
        seen = f"{len(faults)} sentences are missing or wrong, the first: {faults[0]}"
        return Finding("languages", False, seen, "Those sentences are said in English. Tell whoever made this release.")
    return Finding("languages", True, ", ".join(catalogues.languages))


def _database(settings: Settings, team_id: str) -> list[Finding]:
    engine = open_database(settings)
    try:
        if wrong := standing(engine):
            return [Finding("database", False, wrong, "Check MENTORBOT_DATABASE_URL, then run mentorbot db upgrade.")]
        findings = [Finding("database", True, f"{engine.dialect.name}, up to date"), _notes(settings, engine)]
        return [*findings, _programme(unit_of_work_of(engine)(team_id))] if team_id else findings
    finally:
        engine.dispose()


def _notes(settings: Settings, engine: Engine) -> Finding:
    try:
        keyring = keyring_of(settings)
    except Trouble as trouble:
        return _wrong_keys(str(trouble))
    if wrong := unopened(engine, keyring):
        return _wrong_keys(sentence(wrong))
    left = left_to_do(engine, keyring)
    older = f"; {left} texts are not sealed with it yet: mentorbot notes rotate" if left else ""
    return Finding("note keys", True, f"notes are sealed with the key “{keyring.current}”{older}")


def _wrong_keys(told: str) -> Finding:
    seen, _, remedy = told.partition(". ")
    return Finding("note keys", False, f"{seen}.", remedy)


def _programme(uow: UnitOfWork) -> Finding:
    with uow:
        told = [_told(uow, one) for one in uow.people.programmes()]
    if told:
        return Finding("programme", True, ", ".join(told))
    return Finding(
        "programme",
        False,
        "There is no programme yet.",
        "As an administrator of the workspace type /mentor programme new in Slack, or run mentorbot programme new, "
        "then mentorbot import roster.",
    )


def _told(uow: UnitOfWork, programme: Programme) -> str:
    people = f"{len(uow.people.participants(programme.id))} people"
    nobody = "" if coordinators_of(uow, [programme]) else "; nobody coordinates it: /mentor programme in Slack"
    return f"{programme.name} ({people}{nobody})"
