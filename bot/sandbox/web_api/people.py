"""`users.*`, `bots.info`, `team.info`, `auth.test` and `apps.connections.open`: who is who."""

from bot.sandbox.ids import invent_key
from bot.sandbox.records import Json, Person
from bot.sandbox.refusals import Refused
from bot.sandbox.web_api.calls import Call, Method, page
from bot.sandbox.workspace import Workspace


def auth_test(call: Call) -> Json:
    """Whose token this is."""
    team, app = call.workspace.team, call.workspace.app
    return {
        "url": f"{call.workspace.base}/",
        "team": team.name,
        "user": call.workspace.people[app.bot_user_id].name,
        "team_id": team.id,
        "user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> Json:
    """A one-time address for Socket Mode."""
    ticket = invent_key(32)
    call.workspace.tickets.add(ticket)
    address = call.workspace.base.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={ticket}&app_id={call.workspace.app.id}"}


def team_info(call: Call) -> Json:
    """The workspace."""
    team = call.workspace.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}


def bot_info(call: Call) -> Json:
    """The app's bot."""
    app = call.workspace.app
    if call.args.text("bot") not in (None, app.bot_id):
        raise Refused("bot_not_found")
    bot = {"id": app.bot_id, "deleted": False, "name": app.name, "app_id": app.id, "user_id": app.bot_user_id}
    return {"bot": bot | {"updated": 0, "icons": {}}}


def user_info(call: Call) -> Json:
    """One member, with the locale only when asked for."""
    return {"user": user_json(call.workspace, call.person(), locale=call.args.flag("include_locale"))}


def user_list(call: Call) -> Json:
    """All members, bots and the deactivated included, page by page."""
    some, after = page(call, list(call.workspace.people.values()), 200)
    locale = call.args.flag("include_locale")
    shown = [user_json(call.workspace, person, locale=locale) for person in some]
    return {"members": shown, "cache_ts": int(call.workspace.now()), "response_metadata": {"next_cursor": after}}


def lookup_by_email(call: Call) -> Json:
    """The active member with an address; the deactivated are not found."""
    wanted = call.args.required("email").casefold()
    for person in call.workspace.people.values():
        if person.email.casefold() == wanted and not person.deleted:
            return {"user": user_json(call.workspace, person)}
    raise Refused("users_not_found")


def user_json(workspace: Workspace, person: Person, *, locale: bool = False) -> Json:
    """A member as Slack describes them; the address only with the scope `users:read.email`."""
    shown = {
        "id": person.id,
        "team_id": workspace.team.id,
        "name": person.name,
        "deleted": person.deleted,
        "color": person.color,
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": workspace.zone_label(person),
        "tz_offset": workspace.offset_of(person),
        "profile": _profile(workspace, person),
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": person.updated,
        "is_email_confirmed": bool(person.email),
        "who_can_share_contact_card": "EVERYONE",
    }
    return shown | ({"locale": person.locale} if locale else {})


def _profile(workspace: Workspace, person: Person) -> Json:
    first, _, last = person.real_name.partition(" ")
    profile = {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.display_name,
        "display_name_normalized": person.display_name,
        "first_name": first,
        "last_name": last,
        "status_text": "",
        "status_emoji": "",
        "avatar_hash": person.color,
        "team": workspace.team.id,
    }
    if person.email and "users:read.email" in workspace.app.scopes:
        profile["email"] = person.email
    if person.is_bot:
        profile |= {"bot_id": workspace.app.bot_id, "api_app_id": workspace.app.id}
    return profile


METHODS = {
    "auth.test": Method(auth_test),
    "apps.connections.open": Method(open_connection, app_level=True),
    "team.info": Method(team_info, "team:read"),
    "bots.info": Method(bot_info, "users:read"),
    "users.info": Method(user_info, "users:read"),
    "users.list": Method(user_list, "users:read"),
    "users.lookupByEmail": Method(lookup_by_email, "users:read.email"),
}
