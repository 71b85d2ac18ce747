"""Rich text between Slack and the field: what calls nobody, what is kept, where it is cut."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.blocks import problems_with_blocks, too_long
from bot.sandbox.text import derived
from handlers import rich_text
from handlers.rich_text import WORD_JOINER, as_block, drawn, fallback, opening, read
from mentoring.rich_text import Paragraph, RichText, Shape, Span, SpanKind, harmless, length, plain, words

Json = dict[str, Any]


def rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def section(*pieces: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(pieces)}


def said(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def listed(*items: Json, style: str = "bullet", **more: int) -> Json:
    return {"type": "rich_text_list", "style": style, "elements": list(items), **more}


WRITTEN = rich(
    section(
        said("Bold", bold=True),
        said("under", underline=True, strike=True),
        {"type": "link", "url": "https://example.org", "text": "here"},
    ),
    listed(section(said("one")), section(said("two")), style="ordered", offset=2),
    listed(section(said("deeper")), indent=1),
    {"type": "rich_text_quote", "elements": [said("quoted", italic=True)]},
    {"type": "rich_text_preformatted", "elements": [said("x = 1")]},
    section(
        {"type": "emoji", "name": "wave", "unicode": "1f44b-1f3fb", "skin_tone": 2},
        {"type": "emoji", "name": "ours"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "user", "user_id": "U0AWA"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "broadcast", "range": "here"},
    ),
)


def test_everything_that_slack_lets_people_write_comes_back_as_it_was() -> None:
    assert as_block(read(WRITTEN)) == WRITTEN
    assert problems_with_blocks([as_block(read(WRITTEN))]) == []


def test_people_mentioned_become_words_where_nobody_is_to_be_called() -> None:
    value = rich(section({"type": "user", "user_id": "U0AWA"}, said(" and "), {"type": "user", "user_id": "U0GONE"}))
    assert rich_text.mentioned(value) == {"U0AWA", "U0GONE"}
    assert plain(read(value, {"U0AWA": "Awa Ndiaye"})) == "@Awa Ndiaye and @U0GONE"


def test_what_is_typed_calls_nobody_and_is_still_what_was_typed_when_read_again() -> None:
    typed = words("@everyone and @HERE, <!channel>, <@U0AWA>, info@here.example")
    block = as_block(typed)
    assert not [call for call in ("@everyone", "@HERE", "<!", "<@") if call in json.dumps(block, ensure_ascii=False)]
    assert read(block) == typed
    assert (
        fallback(typed).replace(WORD_JOINER, "")
        == "@everyone and @HERE, &lt;!channel&gt;, &lt;@U0AWA&gt;, info@here.example"
    )


def test_pieces_not_known_yet_are_kept_as_words() -> None:
    value = rich(
        section(
            {"type": "canvas", "label": "Minutes"}, {"type": "date", "timestamp": 1, "format": "x", "fallback": "May"}
        )
    )
    assert plain(read(value)) == "MinutesMay"


@pytest.mark.parametrize("value", [None, {}, rich(), rich(section()), rich(section(said("")))])
def test_field_left_empty_reads_as_nothing(value: Json | None) -> None:
    assert read(value) == ()


def test_fallback_is_short_enough_to_be_edited() -> None:
    assert len(fallback(words("x" * 10_000))) == rich_text.LONGEST_FALLBACK


def test_forty_thousand_characters_are_cut_between_words_and_all_there() -> None:
    text = "مرحبا بالجميع " * 3000
    blocks = drawn(words(text))
    assert "".join(plain(read(block)) for block in blocks) == text
    assert all(length(read(block)) <= rich_text.LONGEST_BLOCK for block in blocks)
    assert problems_with_blocks(blocks) == []


def test_opening_of_a_long_text_fits_in_a_message() -> None:
    long = words(*(f"{number} {'word ' * 100}" for number in range(80)))
    assert not rich_text.fits_in_message(long)
    assert rich_text.fits_in_message(words("short"))
    shown = rich_text.in_message(long)
    assert not too_long(shown)
    assert plain(long).startswith(plain(read(shown[0])))
    assert 6000 < len(derived(shown)) < 9000


def test_long_numbered_list_goes_on_counting_in_the_next_block() -> None:
    first, second = drawn(tuple(Paragraph((Span("x" * 500),), Shape.NUMBERS, 0, place) for place in range(10)))
    assert second["elements"][0]["offset"] == len(first["elements"][0]["elements"])


TYPED = st.text(min_size=1, max_size=60).map(lambda text: text.replace(WORD_JOINER, "")) | st.sampled_from(
    ["@everyone", "<!channel>", "<@U0AWA>", "{name}", "مرحبا", "🎉", "a b " * 900]
)
SPANS = st.one_of(
    st.builds(Span, TYPED, bold=st.booleans(), code=st.booleans()),
    st.builds(lambda text: Span(text, link="https://example.org/x"), TYPED),
    st.sampled_from(
        [
            Span("here", SpanKind.EVERYBODY),
            Span("S1", SpanKind.GROUP),
            Span("C1", SpanKind.CHANNEL),
            Span("tada", SpanKind.EMOJI, emoji="1f389"),
        ]
    ),
).filter(lambda span: bool(span.text))
PARAGRAPHS = st.builds(
    Paragraph,
    st.lists(SPANS, min_size=1, max_size=5).map(tuple),
    st.sampled_from([Shape.TEXT, Shape.QUOTE, Shape.CODE, Shape.BULLETS]),
)
TEXTS = st.lists(PARAGRAPHS, min_size=1, max_size=5).map(tuple)


@given(TEXTS)
def test_nothing_made_harmless_ever_calls_anybody(text: RichText) -> None:
    blocks = drawn(harmless(text))
    everything = [derived(blocks), fallback(harmless(text)), json.dumps(blocks, ensure_ascii=False)]
    assert not [one for one in everything if re.search(r"<!|<@|@everyone\b", one)]
    assert not [one for one in everything if '"broadcast"' in one or '"usergroup"' in one]


@given(TEXTS)
def test_nothing_that_a_reader_sees_is_lost(text: RichText) -> None:
    again = tuple(paragraph for block in drawn(text) for paragraph in read(block))
    assert "".join(plain(again).split()) == "".join(plain(text).split())
    assert read(as_block(text)) == text


@given(TEXTS)
def test_what_is_drawn_is_what_slack_takes(text: RichText) -> None:
    blocks = opening(text)
    assert problems_with_blocks(blocks) == []
    assert not too_long(blocks)
