"""Finding by words: every word of a card finds it, slips come last, and letter forms make no difference."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mentoring.folding import WORD, folded, words_in
from mentoring.rules.portfolio import Entry, Index, Weight, is_a_slip, meant

ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيٱ" + "\u064b\u064e\u0651\u0640" + "٠١٢٣٤٥٦٧٨٩"
LATIN = "abcdefghijklmnopqrstuvwxyzàâçéèêëîïôöùûüñáíóúÉÀßœæ0123456789"
CARDS = st.text(st.sampled_from(ARABIC + LATIN + "  '-.,") | st.characters(), max_size=60)


def index(**texts: str) -> Index[str]:
    """People by name, each with what they say of themselves."""
    return Index(Entry(name, name, ((Weight.NAME, name), (Weight.WORDS, text))) for name, text in texts.items())


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(CARDS, CARDS)
def test_a_person_is_found_by_every_word_of_their_card(card: str, other: str) -> None:
    found = index(Awa=card, Luca=other)
    for _, (start, end) in words_in(card):
        assume(meant(card[start:end]))
        assert "Awa" in found.search(card[start:end]).found


@given(CARDS)
def test_whoever_has_all_words_to_the_letter_stands_before_whoever_has_longer_ones(card: str) -> None:
    assume(meant(card))
    assert index(Zoe=card, Awa=WORD.sub(r"\g<0>x", card)).search(card).found[0] == "Zoe"


@given(st.text(st.sampled_from(LATIN + ARABIC), min_size=5, max_size=9), st.data())
def test_one_slip_of_a_key_is_forgiven(word: str, data: st.DataObject) -> None:
    word = folded(word)
    assume(len(word) >= 5 and len(meant(word)) == 1 and meant(word)[0] == (word,))
    at = data.draw(st.integers(0, len(word) - 1))
    typed = data.draw(st.sampled_from([word[:at] + word[at + 1 :], word[:at] + "z" + word[at + 1 :]]))
    assert "Awa" in index(Awa=word).search(typed).found


def test_a_sign_that_stands_for_several_words_is_sought_as_each_of_them() -> None:
    sign = "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}"
    assert len(meant(sign)) > 1
    assert all(" " not in spelling for spellings in meant(sign) for spelling in spellings)
    assert index(Awa="صلى الله عليه وسلم", Luca="وسلم").search(sign).found == ("Awa",)


@pytest.mark.parametrize(
    ("query", "card"),
    [
        ("société", "SOCIETE"),
        ("oeuvre", "Oeuvre"),
        ("إدارة", "الاداره"),
        ("ادارة", "إدارة التجمعات"),
        ("آمنة", "امنه"),
        ("على", "علي"),
        ("مُسْتَشْفَى", "مستشفي"),
        ("تـصـديـر", "التصدير"),
        ("التصدير", "تصدير"),
        ("2027", "منذ ٢٠٢٧"),
        ("٢٠٢٧", "depuis 2027"),
        ("huile d’olive", "Huile d'olive de Tunisie"),
        ("export for textile", "textile, export"),
    ],
)
def test_letter_forms_make_no_difference(query: str, card: str) -> None:
    assert index(Awa=card, Luca="something else").search(query).found == ("Awa",)


def test_the_exact_word_stands_before_its_beginning_and_that_before_a_slip() -> None:
    found = index(Awa="textiles", Luca="texttle", Fatima="textile", Omar="leather")
    assert found.search("textile").found == ("Fatima", "Awa", "Luca")


def test_of_two_exact_words_the_weightier_place_comes_first() -> None:
    entries = [
        Entry("words", "A", ((Weight.WORDS, "marble"),)),
        Entry("competence", "B", ((Weight.COMPETENCE, "marble"), (Weight.WORDS, "marble"))),
    ]
    assert Index(entries).search("marble").found == ("competence", "words")


def test_every_word_counts() -> None:
    found = index(Awa="textile export", Luca="textile", Fatima="export")
    assert found.search("textile export").found == ("Awa",)


def test_nothing_found_tells_what_would_be() -> None:
    found = index(Awa="textile", Luca="marble, marketing")
    assert found.search("textile marble").found == ()
    assert found.search("textile marble").instead == ("textile", "marble")
    assert found.search("textile marxist").instead == ("textile", "marble", "marketing")
    assert found.search("xyz").instead == ()


def test_no_words_find_everybody_by_name() -> None:
    found = index(Luca="textile", Awa="marble")
    assert found.search(" … ").found == ("Awa", "Luca")


@pytest.mark.parametrize(
    ("sought", "word", "slip"),
    [
        ("textile", "texile", True),
        ("textile", "textille", True),
        ("textile", "texitle", True),
        ("textile", "tektile", True),
        ("textile", "textile", False),
        ("textile", "texites", False),
        ("textile", "text", False),
        ("abcd", "badc", False),
    ],
)
def test_slip_is_one_letter_more_less_other_or_two_exchanged(sought: str, word: str, slip: bool) -> None:
    assert is_a_slip(sought, word) is slip
    assert is_a_slip(word, sought) is slip
