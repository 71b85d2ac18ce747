"""What Slack refuses in blocks and views, and what it completes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import limits
from bot.sandbox.blocks import problems_with_blocks, problems_with_view, stored, too_long
from bot.sandbox.text import derived
from bot.sandbox.view_state import initial_values, merged, refused_inputs


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def option(number: int = 1, text: str = "One", value: str | None = None) -> dict[str, Any]:
    return {"text": plain(text), "value": value or str(number)}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Go"), "action_id": "go", **more}


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "pick", **more}


def field(element: dict[str, Any]) -> dict[str, Any]:
    return {"type": "input", "block_id": "f", "label": plain("Label"), "element": {"action_id": "f", **element}}


def rich(*pieces: dict[str, Any], kind: str = "rich_text_section", **more: Any) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(pieces), **more}]}


def words(text: str = "x", **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": text, **more}


CONFIRM = {"title": plain("Go?"), "text": plain("All the way?"), "confirm": plain("Go"), "deny": plain("Stay")}
ITEM = {"type": "rich_text_section", "elements": [words()]}


ACCEPTED = [
    {"type": "section", "text": mrkdwn("x" * 3000)},
    {"type": "section", "fields": [plain("x" * 2000)] * 10},
    {"type": "section", "text": mrkdwn("x"), "accessory": button(value="x" * 2000, style="danger")},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider"},
    {"type": "context", "elements": [mrkdwn("x")] * 10},
    {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A"},
    {"type": "markdown", "text": "x" * 12_000},
    {"type": "alert", "text": plain("Careful"), "level": "warning"},
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]},
    rich(words(style={"bold": True, "underline": True}), {"type": "broadcast", "range": "here"}),
    rich(ITEM, kind="rich_text_list", style="ordered", indent=1, border=0),
    rich(words(), kind="rich_text_preformatted"),
    field({"type": "rich_text_input", "initial_value": rich(words()), "min_lines": 1, "max_lines": 100}),
    {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 20] * 100},
    actions(*[button(action_id=str(n)) for n in range(25)]),
    actions(select(options=[option(n) for n in range(100)])),
    actions(select(option_groups=[{"label": plain("A"), "options": [option()]}])),
    actions({"type": "overflow", "options": [option(n) for n in range(5)]}),
    actions({"type": "datetimepicker", "initial_date_time": 1_800_000_000}),
    field({"type": "plain_text_input", "multiline": True, "max_length": 3000}),
    field({"type": "number_input", "is_decimal_allowed": False, "initial_value": "3", "min_value": "-1"}),
    field({"type": "conversations_select", "filter": {"include": ["public", "private"]}}),
    actions(button(confirm=CONFIRM | {"style": "danger"})),
    field({"type": "checkboxes", "options": [option(n) for n in range(10)], "initial_options": [option(3)]}),
]

REFUSED = [
    ({"type": "section", "text": mrkdwn("x" * 3001)}, "must be less than 3001 characters"),
    ({"type": "section", "text": mrkdwn("")}, "must be more than 0 characters"),
    ({"type": "section"}, "missing required field: text"),
    ({"type": "section", "fields": [plain("x")] * 11}, "no more than 10 items allowed"),
    ({"type": "section", "text": mrkdwn("x"), "colour": "red"}, "invalid additional property: colour"),
    ({"type": "header", "text": plain("x" * 151)}, "must be less than 151 characters"),
    ({"type": "header", "text": mrkdwn("x")}, "unsupported type: mrkdwn"),
    ({"type": "context", "elements": [mrkdwn("x")] * 11}, "no more than 10 items allowed"),
    ({"type": "carousel"}, "unsupported type: carousel"),
    ({"type": "markdown", "text": "x" * 12_001}, "must be less than 12001 characters"),
    ({"type": "divider", "block_id": "x" * 256}, "must be less than 256 characters"),
    ({"type": "image", "alt_text": "A"}, "must provide either image_url or slack_file"),
    (actions(*[button(action_id=str(n)) for n in range(26)]), "no more than 25 items allowed"),
    (actions(button(text=plain("x" * 76))), "must be less than 76 characters"),
    (actions(button(value="x" * 2001)), "must be less than 2001 characters"),
    (actions(button(style="blue")), "must be one of: primary, danger"),
    (actions(button(), button()), "`action_id` go already exists for another element in this block"),
    (actions({"type": "plain_text_input"}), "unsupported type: plain_text_input"),
    (actions(select()), "must provide either options or option_groups"),
    (actions(select(options=[])), "no less than 1 items allowed"),
    (actions(select(options=[option(n) for n in range(101)])), "no more than 100 items allowed"),
    (actions(select(options=[option(text="x" * 76)])), "must be less than 76 characters"),
    (actions(select(options=[option(value="x" * 151)])), "must be less than 151 characters"),
    (actions(select(options=[option()], initial_option=option(2))), "initial_option must match one of the options"),
    (actions(select(options=[option()], placeholder=plain("x" * 151))), "must be less than 151 characters"),
    (actions(button(confirm=CONFIRM | {"text": plain("x" * 301)})), "must be less than 301 characters"),
    *((actions(button(confirm={**CONFIRM, part: None})), f"missing required field: {part}") for part in CONFIRM),
    (field({"type": "number_input", "is_decimal_allowed": False, "min_value": 1}), "must be a string that holds"),
    (field({"type": "conversations_select", "filter": {}}), "must name at least one kind of conversation"),
    (
        field({"type": "conversations_select", "filter": {"include": ["dm"]}}),
        "must name at least one kind of conversation",
    ),
    (actions({"type": "overflow", "options": [option(n) for n in range(6)]}), "no more than 5 items allowed"),
    (actions({"type": "radio_buttons", "options": [option(n) for n in range(11)]}), "no more than 10 items allowed"),
    (actions({"type": "datepicker", "initial_date": "2027-02-30"}), "must be a date in the form YYYY-MM-DD"),
    (actions({"type": "timepicker", "initial_time": "25:00"}), "must be a time in the form HH:mm"),
    (actions({"type": "datetimepicker", "initial_date_time": 1}), "must be a Unix time of ten digits"),
    (field({"type": "button", "text": plain("x")}), "unsupported type: button"),
    (field({"type": "number_input"}), "missing required field: is_decimal_allowed"),
    (field({"type": "plain_text_input", "max_length": 3001}), "must be between 1 and 3000"),
    (rich(words("")), "must be more than 0 characters"),
    (rich(words(style={"loud": True})), "invalid additional property: loud"),
    (rich({"type": "broadcast", "range": "all"}), "must be one of: here, channel, everyone"),
    (rich(ITEM, kind="rich_text_list"), "must be one of: bullet, ordered"),
    (rich(ITEM, kind="rich_text_list", style="bullet", indent=9), "must be between 0 and 8"),
    (rich(words(), kind="rich_text_quote", border=2), "must be between 0 and 1"),
    (field({"type": "rich_text_input", "initial_value": "x"}), "must be a rich_text block"),
    (field({"type": "rich_text_input", "initial_value": rich(words(""))}), "must be more than 0 characters"),
    (field({"type": "rich_text_input", "max_lines": 101}), "must be between 1 and 100"),
]


@pytest.mark.parametrize("block", ACCEPTED, ids=lambda block: str(block["type"]))
def test_block_within_the_limits_is_accepted(block: dict[str, Any]) -> None:
    assert problems_with_blocks([block]) == []


@pytest.mark.parametrize(("block", "sentence"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_block_beyond_a_limit_is_refused(block: dict[str, Any], sentence: str) -> None:
    problems = problems_with_blocks([block])
    assert len(problems) == 1
    assert problems[0].startswith(f"[ERROR] {sentence}")


def test_blocks_of_a_message_have_a_length_together() -> None:
    blocks = [{"type": "section", "text": mrkdwn("x" * 3000)}] * 4
    assert not too_long(blocks)
    assert too_long([*blocks, rich(words("x" * 1200))])


@pytest.mark.parametrize("blocks", [None, {}, ["x"], "[]"])
def test_blocks_that_are_no_list_of_objects_are_refused(blocks: object) -> None:
    assert problems_with_blocks(blocks) == ["[ERROR] must be an array of objects [json-pointer:/blocks]"]


def test_message_holds_fifty_blocks_and_a_view_a_hundred() -> None:
    blocks = [{"type": "divider"}] * 51
    assert problems_with_blocks(blocks) == ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"]
    assert problems_with_blocks(blocks, "modal") == []


def test_block_ids_are_unique() -> None:
    twice = [{"type": "divider", "block_id": "a"}] * 2
    assert problems_with_blocks(twice) == ["[ERROR] block_id a already exists [json-pointer:/blocks/1/block_id]"]


def test_markdown_and_tables_stand_in_messages_only() -> None:
    for block in ({"type": "markdown", "text": "x"}, {"type": "table", "rows": [[]]}):
        assert problems_with_blocks([block], "home")[0].startswith(f"[ERROR] unsupported type: {block['type']}")


def test_files_are_asked_for_in_modals_only() -> None:
    block = field({"type": "file_input"})
    assert problems_with_blocks([block], "modal") == []
    assert problems_with_blocks([block])[0].startswith("[ERROR] unsupported type: file_input")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": plain("x" * 25)}, "must be less than 25 characters"),
        ({"title": None}, "missing required field: title"),
        ({"submit": plain("x" * 25)}, "must be less than 25 characters"),
        ({"submit": None, "blocks": [field({"type": "plain_text_input"})]}, "must define `submit`"),
        ({"private_metadata": "x" * 3001}, "must be less than 3001 characters"),
        ({"callback_id": "x" * 256}, "must be less than 256 characters"),
        ({"colour": "red"}, "invalid additional property: colour"),
        ({"type": "workflow"}, "must be modal or home"),
    ],
)
def test_view_beyond_a_limit_is_refused(change: dict[str, Any], sentence: str) -> None:
    view = {"type": "modal", "title": plain("x" * 24), "submit": plain("Send"), "blocks": []}
    assert problems_with_view(view) == []
    problems = problems_with_view(view | change)
    assert [problem.startswith(f"[ERROR] {sentence}") for problem in problems] == [True]


def test_stored_blocks_are_completed_and_the_given_ones_untouched() -> None:
    given = [{"type": "section", "text": mrkdwn("a & b"), "accessory": {"type": "button", "text": plain("a & b")}}]
    kept = stored(given)[0]
    assert kept["text"] == {"type": "mrkdwn", "text": "a &amp; b", "verbatim": False}
    assert kept["accessory"]["text"] == {"type": "plain_text", "text": "a & b", "emoji": True}
    assert "block_id" not in given[0]


def test_state_drops_what_the_blocks_do_not_hold() -> None:
    blocks = [field({"type": "plain_text_input", "initial_value": "a"})]
    assert initial_values(blocks) == {"f": {"f": {"type": "plain_text_input", "value": "a"}}}
    layer = {"f": {"f": {"type": "datepicker", "selected_date": "x"}, "g": {"value": "y"}}, "h": {"h": {}}}
    assert merged(blocks, layer) == {"f": {"f": {"type": "plain_text_input", "value": "a"}}}


@pytest.mark.parametrize(
    ("element", "value", "sentence"),
    [
        ({"type": "plain_text_input"}, "", "Please complete this required field."),
        ({"type": "plain_text_input", "max_length": 3}, "four", "Use at most 3 characters."),
        ({"type": "plain_text_input", "min_length": 5}, "four", "Use at least 5 characters."),
        ({"type": "email_text_input"}, "nobody", "Enter an email address, such as name@example.org."),
        ({"type": "url_text_input"}, "example", "Enter a link that begins with http:// or https://."),
        ({"type": "number_input"}, "many", "Enter a number."),
    ],
)
def test_form_refuses_by_itself(element: dict[str, Any], value: str, sentence: str) -> None:
    blocks = [field(element)]
    values = merged(blocks, {"f": {"f": {"type": element["type"], "value": value}}})
    assert refused_inputs(blocks, values) == {"f": sentence}


def test_empty_rich_text_is_none_and_counts_as_not_filled_in() -> None:
    blocks = [field({"type": "rich_text_input"})]
    values = initial_values(blocks)
    assert values == {"f": {"f": {"type": "rich_text_input", "rich_text_value": None}}}
    assert refused_inputs(blocks, values) == {"f": "Please complete this required field."}


def test_form_takes_no_more_files_than_it_asked_for() -> None:
    blocks = [field({"type": "file_input", "max_files": 1})]
    values = merged(blocks, {"f": {"f": {"type": "file_input", "files": [{"id": "F1"}, {"id": "F2"}]}}})
    assert refused_inputs(blocks, values) == {"f": "Add at most 1 files."}


WORDS = st.sampled_from(
    ["rich_text_list", "text", "plain_text", "mrkdwn", "raw_text", "rich_text_section", "user", "link", "date", "x", ""]
)
KINDS = st.sampled_from([*limits.BLOCKS, *limits.ELEMENTS])
KEYS = sorted(
    {"type", "block_id", "action_id", "label", "value", "title", "deny"}
    | {
        key
        for _, needed, allowed in [*limits.BLOCKS.values(), *limits.ELEMENTS.values()]
        for key in (*needed, *allowed)
    }
)
LEAVES = st.none() | st.booleans() | st.integers() | WORDS | KINDS
PIECES = st.recursive(
    LEAVES,
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS), inside, max_size=4)
        | st.fixed_dictionaries({"type": KINDS | WORDS, "text": WORDS | inside})
    ),
    max_leaves=12,
)


@st.composite
def shapes(draw: st.DrawFn) -> dict[str, Any]:
    """Something like a block: a known type, the keys it needs, and anything in them."""
    kind = draw(st.sampled_from(sorted(limits.BLOCKS)))
    _, needed, allowed = limits.BLOCKS[kind]
    holds: dict[str, Any] = {"type": kind} | {key: draw(PIECES) for key in needed}
    for key in draw(st.lists(st.sampled_from(sorted(allowed) or ["block_id"]), max_size=2)):
        holds[key] = draw(PIECES)
    if kind in ("actions", "input", "section"):
        element_kind = draw(st.sampled_from(sorted(limits.ELEMENTS)))
        _, needed, allowed = limits.ELEMENTS[element_kind]
        element = {"type": element_kind} | {key: draw(PIECES) for key in (*needed, *allowed[:2])}
        holds |= {"actions": {"elements": [element]}, "input": {"element": element}}.get(kind, {"accessory": element})
    return holds


@given(st.lists(shapes(), max_size=3))
def test_whatever_comes_is_refused_or_can_be_kept(blocks: list[dict[str, Any]]) -> None:
    if not problems_with_blocks(blocks, "modal"):
        kept = stored(blocks)
        derived(kept)
        merged(kept)
    if not problems_with_blocks(blocks):
        derived(stored(blocks))


@given(PIECES)
def test_whatever_comes_as_a_view_is_judged(view: Any) -> None:
    assert isinstance(problems_with_view(view), list)
