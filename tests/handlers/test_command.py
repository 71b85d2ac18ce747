"""What is heard after /mentor, and what is said when it is no verb."""

import pytest

from tests.handlers.desk import Desk, command, press, texts


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.speaks(desk.cohort.luca, "en")
    return desk


@pytest.mark.parametrize("word", ["help", "HELP", "aide", "ayuda", "aiuto", "مساعدة", "?"])
def test_help_has_a_word_in_every_language(desk: Desk, word: str) -> None:
    assert "What you can do here" in texts(desk.say(command("ULUCA", word)))


def test_help_is_in_the_readers_language(desk: Desk) -> None:
    assert "/mentor réserver" in texts(desk.say(command("UAWA", "aide")))


def test_the_help_button_says_the_same(desk: Desk) -> None:
    desk.say(press("ULUCA", "help.show"))
    assert texts(desk.slack.responses[0]) == texts(desk.say(command("ULUCA", "help")))


@pytest.mark.parametrize("text", ["", "   "])
def test_a_bare_command_shows_what_this_person_can_do_now(desk: Desk, text: str) -> None:
    assert "Book a session" in texts(desk.say(command("ULUCA", text)))


def test_a_line_that_names_a_time_is_a_booking(desk: Desk) -> None:
    assert "Propose this to Awa?" in texts(desk.say(command("ULUCA", "2027-01-26 15:00 about exports")))


def test_a_verb_misspelt_before_a_time_is_still_a_booking(desk: Desk) -> None:
    said = texts(desk.say(command("ULUCA", "bok 2027-01-26 15:00 about exports")))
    assert "Propose this to Awa?" in said
    assert "bok" not in said


def test_a_word_that_only_resembles_a_verb_is_kept(desk: Desk) -> None:
    assert "look" in texts(desk.say(command("ULUCA", "look 2027-01-26 15:00")))


def test_another_line_gets_help_and_the_nearest_verb_with_all_that_was_typed(desk: Desk) -> None:
    said = texts(desk.say(command("ULUCA", "bok with all &lt;of us&gt;")))
    assert "Did you mean `/mentor book with all &lt;of us&gt;`?" in said
    assert "What you can do here" in said


def test_a_word_like_no_verb_gets_help_alone(desk: Desk) -> None:
    said = texts(desk.say(command("ULUCA", "xyzzy")))
    assert "Did you mean" not in said
    assert "xyzzy" in said
