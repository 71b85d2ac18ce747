"""A workspace made from a cast: a plain dictionary of people, channels and names, and the app's manifest."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.clock import Clock
from bot.sandbox.ids import invent
from bot.sandbox.records import Json
from bot.sandbox.workspace import DEFAULT_EVENTS, DEFAULT_SCOPES, SLACKBOT, Installation, Team, Workspace

_EVERYBODY = "*"


def make_workspace(
    cast: Mapping[str, Any],
    *,
    bot_token: str = "xoxb-sandbox",  # noqa: S107 a word that only opens this sandbox
    app_token: str = "xapp-sandbox",  # noqa: S107 the same
    signing_secret: str = "sandbox-signing-secret",  # noqa: S107 the same
    clock: Clock | None = None,
    manifest: Mapping[str, Any] | None = None,
) -> Workspace:
    """A workspace with its people, channels and the app installed.

    `cast` may hold `team`, `app`, `people`, `channels`, `verbs` and `manifest`; see `docs` of the page's protocol for
    their keys. The manifest (argument or in the cast) gives commands, shortcuts, scopes and event subscriptions;
    without one, the app hears and may do what a mentoring bot usually needs.
    """
    clock = clock or Clock()
    described = manifest or cast.get("manifest") or {}
    app = _installation(cast.get("app", {}), described, bot_token, app_token, signing_secret)
    team = {"id": invent("T"), "name": "Sandbox", "domain": "sandbox", **cast.get("team", {})}
    workspace = Workspace(Team(**team), app, clock)
    workspace.verbs = [dict(verb) for verb in cast.get("verbs", ())]
    workspace.add_person({"id": SLACKBOT, "name": "slackbot", "real_name": "Slackbot", "color": "757575"})
    bot = {"id": app.bot_user_id, "name": app.name.lower().replace(" ", "_"), "real_name": app.name, "is_bot": True}
    workspace.add_person(bot)
    for person in cast.get("people", ()):
        workspace.add_person(person)
    for channel in cast.get("channels", ()):
        _add_channel(workspace, channel)
    return workspace


def _installation(
    given: Mapping[str, Any], manifest: Mapping[str, Any], bot_token: str, app_token: str, signing_secret: str
) -> Installation:
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    home = features.get("app_home", {})
    granted = manifest.get("oauth_config", {}).get("scopes", {}).get("bot")
    return Installation(
        id=given.get("id") or invent("A"),
        name=given.get("name") or features.get("bot_user", {}).get("display_name", "App"),
        bot_user_id=given.get("bot_user_id") or invent("U"),
        bot_id=given.get("bot_id") or invent("B"),
        bot_token=bot_token,
        app_token=app_token,
        signing_secret=signing_secret,
        scopes=list(granted or DEFAULT_SCOPES),
        events=list(settings.get("event_subscriptions", {}).get("bot_events") or DEFAULT_EVENTS),
        commands=[dict(command) for command in features.get("slash_commands", ())],
        shortcuts=[dict(shortcut) for shortcut in features.get("shortcuts", ())],
        home_tab=bool(home.get("home_tab_enabled", True)),
        messages_tab=bool(home.get("messages_tab_enabled", True)),
    )


def _add_channel(workspace: Workspace, given: Json) -> None:
    """`members` is a list of user ids or "*" for everyone; `bot` (default true) says whether the app is in."""
    asked = given.get("members", _EVERYBODY)
    everyone = asked in (_EVERYBODY, [_EVERYBODY])
    members = [person.id for person in workspace.humans()] if everyone else list(asked)
    if given.get("bot", True):
        members.append(workspace.app.bot_user_id)
    workspace.add_conversation(
        "private" if given.get("private") else "channel",
        members,
        id_=given.get("id"),
        name=given["name"],
        topic=given.get("topic", ""),
        creator=members[0],
    )
