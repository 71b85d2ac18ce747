"""`views.*`: modals and the Home tab."""

from bot.sandbox import modals
from bot.sandbox.records import Json, View
from bot.sandbox.refusals import Refused
from bot.sandbox.web_api.calls import Call, Method


def open_view(call: Call) -> Json:
    """A first modal, for the person whose trigger it is."""
    body = _body(call, "modal")
    user, _ = modals.spend_trigger(call.workspace, _trigger(call))
    return _answer(call, modals.open_root(call.workspace, user, body))


def push_view(call: Call) -> Json:
    """A modal on top of the one the trigger came from."""
    body = _body(call, "modal")
    user, below = modals.spend_trigger(call.workspace, _trigger(call))
    if below is None:
        raise Refused("invalid_trigger_id")
    return _answer(call, modals.push(call.workspace, user, body))


def update_view(call: Call) -> Json:
    """New content for an open modal or a Home tab, by id or external id."""
    view = _named(call)
    body = _body(call, view.kind)
    modals.check_hash(view, call.args.text("hash"))
    return _answer(call, modals.replace(call.workspace, view, body))


def publish_view(call: Call) -> Json:
    """A person's Home tab."""
    person = call.workspace.people.get(call.args.required("user_id"))
    if person is None or person.is_bot:
        raise Refused("user_not_found")
    if not call.workspace.app.home_tab:
        raise Refused("not_enabled")
    body = _body(call, "home")
    return _answer(call, modals.publish(call.workspace, person.id, body, call.args.text("hash")))


def _trigger(call: Call) -> str:
    return call.args.text("trigger_id") or call.args.required("interactivity_pointer")


def _body(call: Call, kind: str) -> Json:
    body = call.args.structure("view", "invalid_arguments")
    if isinstance(body, dict):
        body = {key: value for key, value in body.items() if value is not None}
    modals.accept(body, kind)
    accepted: Json = body
    return accepted


def _named(call: Call) -> View:
    key, outer = call.args.text("view_id"), call.args.text("external_id")
    if key is None and outer is None:
        raise Refused("invalid_arguments")
    for view in call.workspace.views.values():
        if key == view.id or (key is None and outer == view.body.get("external_id")):
            return view
    raise Refused("not_found")


def _answer(call: Call, view: View) -> Json:
    return {"view": modals.view_json(call.workspace, view)}


METHODS = {
    "views.open": Method(open_view),
    "views.push": Method(push_view),
    "views.update": Method(update_view),
    "views.publish": Method(publish_view),
}
