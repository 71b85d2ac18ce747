"""`/mentor programme`: the hub for those who run a programme, a friendly answer for everybody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from handlers.programme import TOPICS, topic_of
from mentoring.folding import folded
from mentoring.people import Participant, Role
from tests.builders import a_programme
from tests.handlers.desk import Desk, buttons, command, press, texts


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    for person in (desk.cohort.ines, desk.cohort.luca):
        desk.speaks(person, "en")
    return desk


def coordinates_another(desk: Desk) -> int:
    """Inès runs a second programme."""
    with (unit := desk.unit()):
        encore = unit.people.add_programme(a_programme(name="Encore", starts_on=date(2028, 1, 3)))
        unit.people.enrol(Participant(encore.id, desk.cohort.ines, frozenset({Role.COORDINATOR})))
        unit.commit()
    return encore.id


def test_a_coordinator_sees_what_stands_and_what_is_missing(desk: Desk) -> None:
    answer = desk.say(command("UINES", "programme"))
    words = texts(answer)
    assert "Cluster Mentoring" in words
    assert "1 mentor · 2 mentees · 1 pair · 0 joint meetings called" in words
    assert "Without a mentor: Fatima" in words
    assert "programme.topic.0" in buttons(answer)


def test_where_the_bot_is_not_in_the_channel_the_hub_says_what_to_type_until_it_is(desk: Desk) -> None:
    with (unit := desk.unit()):
        unit.people.update_programme(replace(unit.people.programme(desk.cohort.programme.id), channel="G9"))
        unit.commit()
    desk.slack.answers["conversations.info"] = {"ok": False, "error": "channel_not_found"}
    answer = desk.say(command("UINES", "programme"))
    assert "I am not in <#G9>, so newcomers can't be presented there. Type in it: /invite @mentorbot" in texts(answer)
    again = buttons(answer)["programme.channel"]
    desk.say(press("UINES", "programme.channel", again))
    assert "/invite @mentorbot" in texts(desk.slack.responses[-1])
    desk.slack.answers["conversations.info"] = {"channel": {"is_member": True}}
    desk.say(press("UINES", "programme.channel", again))
    assert desk.slack.responses[-1]["replace_original"]
    assert "/invite" not in texts(desk.slack.responses[-1])
    assert "Cluster Mentoring" in texts(desk.slack.responses[-1])


def test_a_mentee_reads_of_their_programme_and_gets_no_buttons(desk: Desk) -> None:
    answer = desk.say(command("ULUCA", "programme"))
    assert "Cluster Mentoring" in texts(answer)
    assert buttons(answer) == {}


def test_a_stranger_is_told_whom_to_turn_to(desk: Desk) -> None:
    assert "You are not in a mentoring programme here yet" in texts(desk.say(command("UNOBODY", "programme")))


@pytest.mark.parametrize("word", ["roster", "liste", "قائمة", "LISTA"])
def test_a_topic_is_opened_by_its_word_in_any_language(desk: Desk, word: str) -> None:
    desk.say(command("UINES", f"programme {word}"))
    assert len(desk.slack.of("views.open")) == 1


def test_a_topic_of_coordinators_is_refused_to_others(desk: Desk) -> None:
    answer = desk.say(command("ULUCA", "programme roster"))
    assert "coordinators" in texts(answer)
    assert desk.slack.of("views.open") == []


def test_an_unknown_word_shows_the_hub_with_a_remark(desk: Desk) -> None:
    words = texts(desk.say(command("UINES", "programme teleport")))
    assert "I don't know “teleport” here." in words
    assert "Cluster Mentoring" in words


def test_of_several_programmes_it_is_asked_which(desk: Desk) -> None:
    encore = coordinates_another(desk)
    asked = desk.say(command("UINES", "programme"))
    assert "Which programme do you mean?" in texts(asked)
    desk.say(press("UINES", "programme.open.1", buttons(asked)["programme.open.1"]))
    assert "Encore" in texts(desk.slack.responses[-1])
    asked = desk.say(command("UINES", "programme roster"))
    assert buttons(asked)["programme.topic.1"] == f"roster {encore}"


def test_no_word_means_two_topics_and_each_is_known_in_every_language() -> None:
    words = [{folded(word) for word in (one.word, *one.aliases)} for one in TOPICS]
    assert len(set().union(*words)) == sum(len(one) for one in words)
    assert all(topic_of(alias) is one for one in TOPICS for alias in one.aliases)
