"""Every view in every language within Slack's limits, complete as text, and with no sentence past the catalogue."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest

from handlers.i18n import LANGUAGES, Translator
from handlers.verbs import VERBS
from handlers.views.blocks import Message
from tests.handlers.slack_limits import check_message, check_view
from tests.handlers.views.gallery import ARABIC, FEED, HOSTILE, LONG, ORDINARY, Drawing, Texts, gallery
from tests.handlers.views.speech import MarkingTranslator, catalogues, unmarked

KINDS = {"ordinary": ORDINARY, "long": LONG, "hostile": HOSTILE, "arabic": ARABIC}
OURS = re.compile(
    r"<@U(?:INES|AWA|LUCA)>|<#C1>|<https://example\.org/c>|<https://example\.org/(?:files|archives)/[^<>|]*\|[^<>]*>"
    r"|<!date\^\d+\^\{date_long\}, \{time\}\|[^<>|]*>"
)
"""The markup that is meant."""
TYPED = re.compile("|".join(sorted((entry.word("en") for entry in VERBS), reverse=True)))


@pytest.fixture(scope="module")
def speakers() -> dict[str, Translator]:
    spoken = catalogues()
    return {language: spoken.translator(language) for language in LANGUAGES}


def blocks_of(drawing: Drawing) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = drawing.blocks if isinstance(drawing, Message) else drawing["blocks"]
    return blocks


def texts_in(part: Any) -> list[dict[str, str]]:
    """Every text object anywhere in a drawing."""
    if isinstance(part, dict):
        here = [part] if part.get("type") in {"plain_text", "mrkdwn"} else []
        return here + [text for value in part.values() for text in texts_in(value)]
    return [text for value in part for text in texts_in(value)] if isinstance(part, list) else []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_is_within_slacks_limits(language: str, kind: str, speakers: dict[str, Translator]) -> None:
    faults = {}
    for name, drawing in gallery(speakers[language], KINDS[kind]):
        if found := check_message(drawing) if isinstance(drawing, Message) else check_view(drawing):
            faults[name] = found
    assert faults == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_typed_never_becomes_markup(language: str, speakers: dict[str, Translator]) -> None:
    for name, drawing in gallery(speakers[language], HOSTILE):
        said = [text["text"] for text in texts_in(blocks_of(drawing)) if text["type"] == "mrkdwn"]
        said += [drawing.text] if isinstance(drawing, Message) else []
        for text in said:
            assert "<" not in OURS.sub("", text), (name, text)


def test_no_sentence_bypasses_the_catalogue() -> None:
    data = sorted(set(vars(ORDINARY).values()), key=len, reverse=True)
    bypassed = {}
    for name, drawing in gallery(MarkingTranslator(), ORDINARY):
        for text in texts_in([blocks_of(drawing), *([drawing] if isinstance(drawing, dict) else [])]):
            left = unmarked(text["text"])
            left = OURS.sub("", left)
            for word in (*data, FEED, "<@UINES>", "/mentor", "UTC", "amp", "gt"):
                left = left.replace(word, "")
            if re.search(r"[^\W\d_]", TYPED.sub("", left)):
                bypassed[name] = text["text"]
    assert bypassed == {}


def test_a_message_says_in_text_all_that_its_blocks_say(speakers: dict[str, Translator]) -> None:
    for name, drawing in gallery(speakers["en"], ORDINARY):
        if isinstance(drawing, Message) and len(drawing.text) < 3900:
            missing = [
                text["text"]
                for block in drawing.blocks
                if block["type"] in {"section", "context", "header"}
                for text in texts_in([block.get("text", {}), block.get("elements", [])])
                if text["text"] not in drawing.text
            ]
            assert missing == [], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_reads_whole_in_a_long_language(language: str, speakers: dict[str, Translator]) -> None:
    """Titles and labels of the catalogue fit; an ellipsis would mean that one was cut."""
    cut = {}
    for name, drawing in gallery(speakers[language], ORDINARY):
        heads = (
            [drawing.get(part, {}).get("text", "") for part in ("title", "submit", "close")]
            if isinstance(drawing, dict)
            else []
        )
        labels = [
            element["text"]["text"]
            for block in blocks_of(drawing)
            if block["type"] == "actions"
            for element in block["elements"]
            if element["type"] == "button"
        ]
        if found := [text for text in heads + labels if text.endswith("…")]:
            cut[name] = found
    assert cut == {}


def test_every_state_is_drawn_for_texts_of_any_length(speakers: dict[str, Translator]) -> None:
    for length in (0, 1, 79, 80, 81, 200, 3000):
        texts = Texts(topic="t" * length, reason="&" * length, note="<" * length)
        for name, drawing in gallery(speakers["ar"], texts):
            problems = check_message(drawing) if isinstance(drawing, Message) else check_view(drawing)
            assert problems == [], (name, length)


STRETCH = re.compile(r"(?:^[\u200f ]*[•◦○✓⚠] (?=[^\n]*\u2068)|\u2068[\u200f ]*[•◦○✓⚠] )[^\n]*", re.MULTILINE)
"""From a mark with which a line, or something set apart in it, begins; what was typed is shown to the letter."""


def has_direction(stretch: str) -> bool:
    """Whether what begins with a mark goes from right to left by itself, whatever is set apart in it."""
    own, depth = "", 0
    for sign in stretch.removeprefix("\u2068"):
        depth += {"\u2068": 1, "\u2069": -1}.get(sign, 0)
        if depth < 0:
            break
        own += sign if depth == 0 else ""
    return any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in own)


def test_what_begins_with_a_mark_goes_from_right_to_left_in_arabic(speakers: dict[str, Translator]) -> None:
    undirected = {}
    for name, drawing in gallery(speakers["ar"], ORDINARY):
        said = "\n".join(text["text"] for block in blocks_of(drawing) for text in texts_in(block))
        if found := [one for one in STRETCH.findall(said) if not has_direction(one)]:
            undirected[name] = found[0]
    assert undirected == {}
