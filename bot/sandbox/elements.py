"""What Slack accepts in a block element: a button, a select, an input."""

import re
from collections.abc import Callable
from datetime import datetime

from bot.sandbox import limits
from bot.sandbox.findings import Findings
from bot.sandbox.records import Json
from bot.sandbox.richtext import check_initial_rich_text

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_INSTANT_DIGITS = 10


def check_element(found: Findings, element: object, where: str, holder: str) -> None:
    """Note what is wrong with an element that stands in a block of type `holder`."""
    if not isinstance(element, dict):
        found.add(where, "must provide an object")
        return
    rule = limits.ELEMENTS.get(str(element.get("type")))
    if rule is None or holder not in rule[0].split():
        found.add(f"{where}/type", f"unsupported type: {element.get('type')}")
        return
    _, needed, allowed = rule
    if not found.keys(element, where, ("type", *needed), ("action_id", *allowed)):
        return
    found.length(element.get("action_id"), f"{where}/action_id", limits.IDENTIFIER)
    found.text(element.get("placeholder"), f"{where}/placeholder", limits.PLACEHOLDER, plain=True)
    _confirm(found, element.get("confirm"), f"{where}/confirm")
    if checker := _CHECKERS.get(element["type"]):
        checker(found, element, where)


def check_options(found: Findings, holder: Json, where: str) -> None:
    """Note what is wrong with `options` or `option_groups`; exactly one of them must be there."""
    options, groups = holder.get("options"), holder.get("option_groups")
    if (options is None) == (groups is None):
        found.add(where, "must provide either options or option_groups")
    if options is not None:
        _options(found, options, f"{where}/options", limits.OPTIONS)
    for place, group in enumerate(found.count(groups, f"{where}/option_groups", limits.OPTIONS) if groups else ()):
        if found.keys(group, f"{where}/option_groups/{place}", ("label", "options"), ()):
            inside = f"{where}/option_groups/{place}"
            found.text(group["label"], f"{inside}/label", limits.OPTION_TEXT, plain=True)
            _options(found, group["options"], f"{inside}/options", limits.OPTIONS)


def _options(found: Findings, options: object, where: str, most: int, *, plain: bool = True) -> None:
    for place, option in enumerate(found.count(options, where, most)):
        _option(found, option, f"{where}/{place}", plain=plain)


def _option(found: Findings, option: Json, where: str, *, plain: bool) -> None:
    if found.keys(option, where, ("text", "value"), ("description", "url")):
        found.text(option["text"], f"{where}/text", limits.OPTION_TEXT, plain=plain)
        found.length(option["value"], f"{where}/value", limits.OPTION_VALUE)
        found.text(option.get("description"), f"{where}/description", limits.OPTION_TEXT, plain=plain)


def _confirm(found: Findings, confirm: Json | None, where: str) -> None:
    if confirm is None:
        return
    if found.keys(confirm, where, tuple(limits.CONFIRM), ("style",)):
        for part, most in limits.CONFIRM.items():
            found.text(confirm.get(part), f"{where}/{part}", most, plain=part != "text")
        found.one_of(confirm.get("style"), f"{where}/style", ("primary", "danger"))


def _button(found: Findings, button: Json, where: str) -> None:
    found.text(button["text"], f"{where}/text", limits.BUTTON_TEXT, plain=True)
    found.length(button.get("value"), f"{where}/value", limits.BUTTON_VALUE, least=0)
    found.length(button.get("url"), f"{where}/url", limits.ADDRESS)
    found.length(button.get("accessibility_label"), f"{where}/accessibility_label", limits.BUTTON_TEXT)
    found.one_of(button.get("style"), f"{where}/style", ("primary", "danger"))


def _overflow(found: Findings, overflow: Json, where: str) -> None:
    _options(found, overflow["options"], f"{where}/options", limits.OVERFLOW_OPTIONS)


def _select(found: Findings, select: Json, where: str) -> None:
    before = len(found.sentences)
    check_options(found, select, where)
    if len(found.sentences) == before:
        _initial(found, select, where)


def _choices(found: Findings, choices: Json, where: str) -> None:
    before = len(found.sentences)
    _options(found, choices["options"], f"{where}/options", limits.CHOICES, plain=False)
    if len(found.sentences) == before:
        _initial(found, choices, where)


def _initial(found: Findings, element: Json, where: str) -> None:
    groups = element.get("option_groups") or [{"options": element.get("options") or []}]
    offered = [_face(option) for group in groups for option in group.get("options") or []]
    several = element.get("initial_options")
    wanted = several if isinstance(several, list) else [several or element.get("initial_option")]
    if any(option is not None and _face(option) not in offered for option in wanted):
        found.add(where, "initial_option must match one of the options provided")


def _face(option: object) -> tuple[object, object]:
    if not isinstance(option, dict) or not isinstance(option.get("text"), dict):
        return (None, None)
    return (option["text"].get("text"), option.get("value"))


def _datepicker(found: Findings, picker: Json, where: str) -> None:
    date = picker.get("initial_date")
    if date is not None and not (isinstance(date, str) and _DATE.fullmatch(date) and _exists(date)):
        found.add(f"{where}/initial_date", "must be a date in the form YYYY-MM-DD")


def _exists(date: str) -> bool:
    try:
        datetime.fromisoformat(date)
    except ValueError:
        return False
    return True


def _timepicker(found: Findings, picker: Json, where: str) -> None:
    time = picker.get("initial_time")
    if time is not None and not (isinstance(time, str) and _TIME.fullmatch(time)):
        found.add(f"{where}/initial_time", "must be a time in the form HH:mm")


def _datetimepicker(found: Findings, picker: Json, where: str) -> None:
    instant = picker.get("initial_date_time")
    if instant is not None and not (isinstance(instant, int) and len(str(instant)) == _INSTANT_DIGITS):
        found.add(f"{where}/initial_date_time", "must be a Unix time of ten digits")


def _plain_text_input(found: Findings, box: Json, where: str) -> None:
    found.length(box.get("initial_value"), f"{where}/initial_value", limits.INPUT_LENGTH, least=0)
    found.number(box.get("min_length"), f"{where}/min_length", 0, limits.INPUT_LENGTH)
    found.number(box.get("max_length"), f"{where}/max_length", 1, limits.INPUT_LENGTH)


def _rich_text_input(found: Findings, box: Json, where: str) -> None:
    check_initial_rich_text(found, box.get("initial_value"), f"{where}/initial_value")
    found.number(box.get("min_lines"), f"{where}/min_lines", 1, limits.LINES)
    found.number(box.get("max_lines"), f"{where}/max_lines", 1, limits.LINES)


def _file_input(found: Findings, box: Json, where: str) -> None:
    found.number(box.get("max_files"), f"{where}/max_files", 1, limits.FILES)


def _number_input(found: Findings, box: Json, where: str) -> None:
    for part in ("initial_value", "min_value", "max_value"):
        value = box.get(part)
        if value is not None and not (isinstance(value, str) and _NUMBER.fullmatch(value)):
            found.add(f"{where}/{part}", "must be a string that holds a number")


def _conversations_select(found: Findings, select: Json, where: str) -> None:
    wanted = select.get("filter")
    if wanted is None:
        return
    kinds = wanted.get("include") if isinstance(wanted, dict) else None
    if not wanted or kinds == [] or set(kinds or ()) - set(limits.CONVERSATIONS):
        found.add(f"{where}/filter", "must name at least one kind of conversation")


def _image(found: Findings, image: Json, where: str) -> None:
    if (image.get("image_url") is None) == (image.get("slack_file") is None):
        found.add(where, "must provide either image_url or slack_file")
    found.length(image.get("image_url"), f"{where}/image_url", limits.ADDRESS)
    found.length(image["alt_text"], f"{where}/alt_text", limits.LABEL)


_CHECKERS: dict[str, Callable[[Findings, Json, str], None]] = {
    "button": _button,
    "overflow": _overflow,
    "image": _image,
    "static_select": _select,
    "multi_static_select": _select,
    "checkboxes": _choices,
    "radio_buttons": _choices,
    "datepicker": _datepicker,
    "timepicker": _timepicker,
    "datetimepicker": _datetimepicker,
    "plain_text_input": _plain_text_input,
    "rich_text_input": _rich_text_input,
    "file_input": _file_input,
    "number_input": _number_input,
    "conversations_select": _conversations_select,
    "multi_conversations_select": _conversations_select,
}
