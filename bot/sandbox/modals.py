"""Views: opening them with a trigger, stacking, replacing, publishing, closing."""

from typing import Any

from bot.sandbox.blocks import problems_with_view, stored, too_large
from bot.sandbox.ids import invent, invent_key
from bot.sandbox.records import Json, View
from bot.sandbox.refusals import Refused
from bot.sandbox.view_state import merged
from bot.sandbox.workspace import Workspace

STACK_LIMIT = 3


def spend_trigger(workspace: Workspace, key: str) -> tuple[str, str | None]:
    """The person of a trigger, and the modal it came from; a trigger serves once, for three seconds."""
    trigger = workspace.triggers.get(key)
    if trigger is None:
        raise Refused("invalid_trigger_id")
    if trigger.used:
        raise Refused("exchanged_trigger_id")
    if workspace.now() > trigger.expires:
        raise Refused("expired_trigger_id")
    trigger.used = True
    return trigger.user, trigger.view


def accept(view: Any, kind: str) -> None:
    """Refuse a view that Slack would refuse."""
    given = view.get("type") if isinstance(view, dict) else None
    if given in ("modal", "home") and given != kind:
        raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] view must be of type {kind}"]})
    if problems := problems_with_view(view):
        raise Refused("invalid_arguments", response_metadata={"messages": problems})
    if too_large(view):
        raise Refused("view_too_large")


def open_root(workspace: Workspace, user: str, body: Json) -> View:
    """A first modal; whatever the app had open for that person is gone."""
    _forget_stack(workspace, user)
    return _put(workspace, user, body, previous=None)


def push(workspace: Workspace, user: str, body: Json) -> View:
    """A modal on top of the person's others, three at most."""
    stack = workspace.stacks.get(user, [])
    if not stack:
        raise Refused("invalid_trigger_id")
    if len(stack) >= STACK_LIMIT:
        raise Refused("push_limit_reached")
    return _put(workspace, user, body, previous=stack[-1])


def replace(workspace: Workspace, view: View, body: Json) -> View:
    """New content under the same id; what was typed stays where block and action ids stay."""
    _refuse_duplicate(workspace, body, view)
    view.body = _kept(body)
    view.values = merged(view.body["blocks"], view.values)
    view.hash = _hash(workspace)
    show(workspace, view)
    return view


def publish(workspace: Workspace, user: str, body: Json, given_hash: str | None) -> View:
    """A person's Home tab; the same view from the first publication on."""
    known = workspace.views.get(workspace.homes.get(user, ""))
    if known:
        check_hash(known, given_hash)
        return replace(workspace, known, body)
    _refuse_duplicate(workspace, body, None)
    view = _new_view(workspace, user, body, None)
    workspace.homes[user] = view.id
    show(workspace, view)
    return view


def check_hash(view: View, given: str | None) -> None:
    """Refuse an update that was drawn from an older state."""
    if given is not None and given != view.hash:
        raise Refused("hash_conflict")


def close_top(workspace: Workspace, view: View) -> None:
    """Close one modal; the one below shows again."""
    stack = workspace.stacks.get(view.user, [])
    for key in stack[stack.index(view.id) :] if view.id in stack else ():
        workspace.views.pop(key, None)
    workspace.stacks[view.user] = stack[: stack.index(view.id)] if view.id in stack else stack
    tell_modals(workspace, view.user)


def close_all(workspace: Workspace, user: str) -> None:
    """Close every modal of a person."""
    _forget_stack(workspace, user)
    tell_modals(workspace, user)


def show(workspace: Workspace, view: View) -> None:
    """Tell the person's pages what a view has become."""
    if view.kind == "home":
        workspace.streams.tell(view.user, {"type": "home", "view": view_json(workspace, view)})
    else:
        tell_modals(workspace, view.user)


def tell_modals(workspace: Workspace, user: str) -> None:
    """Tell the person's pages which modals are open."""
    workspace.streams.tell(user, {"type": "modals", "modals": modals_of(workspace, user)})


def modals_of(workspace: Workspace, user: str) -> list[Json]:
    """A person's open modals, bottom to top."""
    return [view_json(workspace, workspace.views[key]) for key in workspace.stacks.get(user, ())]


def view_json(workspace: Workspace, view: View) -> Json:
    """A view as the Web API and payloads show it."""
    body, app = view.body, workspace.app
    is_modal = view.kind == "modal"
    return {
        "id": view.id,
        "team_id": workspace.team.id,
        "type": view.kind,
        "blocks": body["blocks"],
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "state": {"values": view.values},
        "hash": view.hash,
        "title": body.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "clear_on_close": bool(body.get("clear_on_close", False)),
        "notify_on_close": bool(body.get("notify_on_close", False)),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": view.previous if is_modal else None,
        "root_view_id": view.root,
        "app_id": app.id,
        "external_id": body.get("external_id", ""),
        "app_installed_team_id": workspace.team.id,
        "bot_id": app.bot_id,
    }


def _put(workspace: Workspace, user: str, body: Json, previous: str | None) -> View:
    _refuse_duplicate(workspace, body, None)
    view = _new_view(workspace, user, body, previous)
    workspace.stacks.setdefault(user, []).append(view.id)
    tell_modals(workspace, user)
    return view


def _new_view(workspace: Workspace, user: str, body: Json, previous: str | None) -> View:
    kept = _kept(body)
    key = invent("V")
    root = workspace.views[previous].root if previous else key
    view = View(key, user, body["type"], kept, merged(kept["blocks"]), _hash(workspace), root, previous)
    workspace.views[key] = view
    return view


def _kept(body: Json) -> Json:
    kept = {**body, "blocks": stored(body["blocks"])}
    for part in ("title", "submit", "close"):
        if kept.get(part) is not None:
            kept[part] = {"emoji": True, **kept[part]}
    return kept


def _hash(workspace: Workspace) -> str:
    return f"{int(workspace.now())}.{invent_key(8)}"


def _refuse_duplicate(workspace: Workspace, body: Json, own: View | None) -> None:
    wanted = body.get("external_id")
    if wanted and any(v.body.get("external_id") == wanted for v in workspace.views.values() if v is not own):
        raise Refused("duplicate_external_id")


def _forget_stack(workspace: Workspace, user: str) -> None:
    for key in workspace.stacks.pop(user, ()):
        workspace.views.pop(key, None)
