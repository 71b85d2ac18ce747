"""Text with its formatting: what it is without it, filled in, and cut where a reader would."""

from __future__ import annotations

import pytest

from mentoring.rich_text import Paragraph, Span, SpanKind, fill, plain, split, words

WOMAN_SCIENTIST = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{MICROSCOPE}"


def test_an_emoji_of_the_workspaces_own_is_its_name_in_plain_text() -> None:
    wave = Span("wave", SpanKind.EMOJI, emoji="1f44b")
    own = Span("our-cluster", SpanKind.EMOJI)
    assert plain((Paragraph((wave, Span(" "), own)),)) == "\N{WAVING HAND SIGN} :our-cluster:"


def test_a_line_is_as_it_was_typed_where_there_is_nothing_to_fill_in() -> None:
    assert fill("{} {name}", {}) == "{} {name}"
    assert fill("{} {name}", {"{name}": "Awa"}) == "{} {name}"
    assert fill("{} {name}", {"name": "Awa {name}"}) == "{} Awa {name}"


@pytest.mark.parametrize("sign", [WOMAN_SCIENTIST, "e\N{COMBINING ACUTE ACCENT}"], ids=["joined", "accent"])
def test_a_long_word_is_not_cut_inside_a_character(sign: str) -> None:
    for before in range(1, 7):
        parts = split(words("a" * before + sign + "b" * 4), 7)
        assert "".join(plain(part) for part in parts) == "a" * before + sign + "b" * 4
        assert sum(plain(part).count(sign) for part in parts) == 1
