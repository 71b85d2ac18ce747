"""What is made of a message that somebody wrote about a session."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.notes_text import NoteReading, PieceKind, ReadItem, as_typed, read_note_text, wish_of
from handlers.when.understanding import Understanding
from mentoring.actions import ActionWish
from mentoring.folding import folded
from tests.builders import a_person
from tests.data.note_messages import MESSAGES, Item, Message

NOW = datetime(2027, 1, 27, 9, tzinfo=UTC)
NAMES = ("Awa Diop", "Luca Rossi", "لوكا")


@cache
def understanding() -> Understanding:
    return Understanding.load()


def read(text: str, language: str = "en") -> NoteReading:
    return read_note_text(text, understanding(), language=language, zone="Europe/Rome", now=NOW, names=NAMES)


def named(item: ReadItem) -> str:
    return f"<@{item.owner_user}>" if item.owner_user else "I" if item.mine else item.owner_name


def test_there_are_sixty_messages_in_five_languages() -> None:
    assert len(MESSAGES) == 60
    assert {message.language for message in MESSAGES} == {"en", "fr", "es", "it", "ar"}


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: f"{message.language}: {message.text[:30]}")
def test_message_is_read_into_outcome_decisions_and_items(message: Message) -> None:
    reading = read(message.text, message.language)

    assert reading.outcome == message.outcome
    assert reading.decisions == message.decisions
    items = tuple(Item(one.text, named(one), one.due.isoformat() if one.due else "") for one in reading.items)
    assert items == message.items
    assert "".join(piece.text for piece in reading.pieces) == message.text


WORDS = (
    *("Decided:", "Action:", "Décision :", "Acción:", "Azione -", "قرار:", "مهمة:", "Outcome:", "Actions:\n"),
    *(
        "<@UOMAR>",
        "@omar",
        "Luca",
        "Awa:",
        "by Friday",
        "5 February",
        "- ",
        "• ",
        "1) ",
        "😀",
        "*",
        "https://x.org/a:b",
    ),
    *("\n", "\n\n", "\r\n", " ", ". ", "(<@UAWA|awa>)", "I", "أنا", "&amp;", "\u202b", ":", "é"),
)
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=14).map("".join)


@given(TEXTS)
def test_no_character_is_lost_and_nothing_is_invented(text: str) -> None:
    reading = read(text)

    assert "".join(piece.text for piece in reading.pieces) == text
    said = {
        kind: [piece.text for piece in reading.pieces if piece.kind is kind]
        for kind in (PieceKind.OUTCOME, PieceKind.DECISION, PieceKind.ITEM)
    }
    assert "".join(said[PieceKind.OUTCOME]).strip("\r\n").rstrip() == reading.outcome
    assert tuple(said[PieceKind.DECISION]) == reading.decisions
    assert [text for text in said[PieceKind.ITEM] if text] == [one.text for one in reading.items if one.text]
    marks = "".join(piece.text for piece in reading.pieces if piece.kind is PieceKind.MARK)
    left = "".join(text for kind in said for text in said[kind])
    assert sorted(marks + left) == sorted(text)


@given(TEXTS)
def test_no_owner_who_was_not_named(text: str) -> None:
    for item in read(text).items:
        assert not item.owner_user or f"<@{item.owner_user}" in text
        assert not item.owner_name or (item.owner_name in text and folded(item.owner_name) in NAMED)
        assert not item.mine or any(word in folded(text) for word in ("i", "me", "j", "yo", "io", "انا"))


NAMED = {folded(part) for name in NAMES for part in (name, *name.split())}


def test_owner_is_found_among_the_sessions_people_only() -> None:
    awa, luca, other = a_person("Awa"), a_person("Luca"), a_person("Luca", id=7, name="Luca Bianchi", user_id="U7")
    people = (awa, luca)
    assert wish_of(ReadItem("draft", owner_user="ULUCA"), awa, people) == ActionWish(luca.id, "draft")
    assert wish_of(ReadItem("draft", owner_name="LUCA"), awa, people) == ActionWish(luca.id, "draft")
    assert wish_of(ReadItem("draft", mine=True), awa, people) == ActionWish(awa.id, "draft")
    for nobody in (ReadItem("draft"), ReadItem("draft", owner_user="UOMAR"), ReadItem("draft", owner_name="Omar")):
        assert wish_of(nobody, awa, people) is None
    assert wish_of(ReadItem("draft", owner_name="Luca"), awa, (*people, other)) is None


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<https://example.org/x?a=1&amp;b=2>", "https://example.org/x?a=1&b=2"),
        ("<https://example.org/x|the list>", "the list (https://example.org/x)"),
        ("<http://example.org|example.org>", "http://example.org"),
        ("<mailto:a@example.org|a@example.org>", "a@example.org"),
        ("<#C1|general> <!here> <!subteam^S1|@mentors>", "#general @here @mentors"),
        ("<@UOMAR> sends it", "<@UOMAR> sends it"),
    ],
)
def test_text_of_a_message_is_as_its_writer_saw_it(sent: str, typed: str) -> None:
    assert as_typed(sent) == typed
