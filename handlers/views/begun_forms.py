"""A form filled with what somebody had begun in it, and the way to start afresh."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.i18n import Translator
from handlers.ids import VALUE, Action, Form
from handlers.views.blocks import Dict, actions, button, modal, section

State = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""What a form holds, by field and element, as Slack tells it."""

PLAIN = {
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "external_select": ("selected_option", "initial_option"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
}
"""By kind of element: where Slack says what it holds, and where a form says what it shows first."""

OF_ONE = frozenset({"static_select", "radio_buttons"})
OF_SEVERAL = frozenset({"multi_static_select", "checkboxes"})


def taken_up(t: Translator, form: Dict, held: State) -> Dict:
    """The form with what it had held in it, and a word that it is there; as it is where that comes to the same.

    What is not offered any more is left out.
    """
    blocks = [_refilled(block, held) for block in form["blocks"]]
    if blocks == form["blocks"]:
        return form
    afresh = button(t("Start afresh"), Action.FORM_AFRESH)
    return {**form, "blocks": [section(t("What you had begun is here."), afresh), *blocks]}


def _refilled(block: Dict, held: State) -> Dict:
    state = held.get(block.get("block_id", ""), {}).get(VALUE)
    if block["type"] != "input" or state is None:
        return block
    element = {name: value for name, value in block["element"].items() if not name.startswith("initial_")}
    return {**block, "element": {**element, **_shown(block["element"], state)}}


def _shown(element: Dict, state: Mapping[str, Any]) -> Dict:
    """What the element shows first, by what it had held."""
    kind = element["type"]
    if kind == "plain_text_input":
        return {"initial_value": state["value"][: element["max_length"]]} if state.get("value") else {}
    if kind in PLAIN:
        name, initial = PLAIN[kind]
        return {initial: state[name]} if state.get(name) else {}
    if kind in OF_ONE:
        chosen = [state.get("selected_option") or {}]
    elif kind in OF_SEVERAL:
        chosen = state.get("selected_options") or []
    else:
        return {name: value for name, value in element.items() if name.startswith("initial_")}
    wanted = {one.get("value") for one in chosen}
    found = [one for one in element["options"] if one["value"] in wanted]
    if not found:
        return {}
    return {"initial_option": found[0]} if kind in OF_ONE else {"initial_options": found}


def let_go_view(t: Translator, action: Action, value: str) -> Dict:
    """That what was begun is gone, and the way to the empty form."""
    return modal(
        t("Start afresh"),
        [
            section(t("What you had begun is not kept any more.")),
            actions([button(t("To the empty form"), action, value, style="primary")]),
        ],
        form=Form.NOTICE,
        close=t("Close"),
    )
