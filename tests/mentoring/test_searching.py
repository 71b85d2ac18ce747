"""What is shown of a long text in which something was found: whole words around it."""

from __future__ import annotations

from mentoring.notes import Snippet
from mentoring.rules.searching import AROUND, snippet, wanted_in

BEFORE = " ".join(["earlier"] * 12)
AFTER = " ".join(["thereafter"] * 12)


def found(text: str) -> Snippet:
    shown = snippet(wanted_in("buyers"), text)
    assert shown is not None
    return shown


def test_a_long_text_is_cut_between_words_on_either_side() -> None:
    shown = found(f"{BEFORE} buyers {AFTER}")
    before, _, after = shown.text.partition("buyers")
    assert (set(before.split()), set(after.split())) == ({"earlier"}, {"thereafter"})
    assert (shown.cut_before, shown.cut_after) == (True, True)
    assert [shown.text[first:last] for first, last in shown.spans] == ["buyers"]


def test_a_text_without_spaces_is_cut_all_the_same() -> None:
    shown = found(f"{'—' * 100}buyers{'—' * 100}")
    assert shown.text == f"{'—' * AROUND}buyers{'—' * AROUND}"


def test_a_short_text_is_shown_whole() -> None:
    shown = found("Finding buyers abroad")
    assert (shown.text, shown.cut_before, shown.cut_after) == ("Finding buyers abroad", False, False)
