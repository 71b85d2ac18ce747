"""Sessions for several, at the page: a circle with fewer places than people, and a joint meeting of everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import OpenScreen, OpenTown
from tests.journeys.somebody import Json, Somebody, actions_of
from tests.journeys.town import Town, Townsman

pytestmark = pytest.mark.chromium

MORE = {
    one.handle: one
    for one in (
        Townsman("Karim Saleh", "mentee", "en", "JO", "Amman", "Asia/Amman"),
        Townsman("Salma Idrissi", "mentee", "fr", "MA", "Casablanca", "Africa/Casablanca"),
        Townsman("Marco Conti", "mentor", "it", "IT", "Rome", "Europe/Rome"),
    )
}
EVERYBODY = ("ines", "awa", "fatima", "luca", "nour", "omar", *MORE)
GUESTS = ("fatima", "luca", "nour", "karim", "salma", "marco", "ines")
LINES = {
    "en": "group Digital exports, everybody, 25 March 15:00, 90 minutes, 5 places, in French, answer by 20 March",
    "fr": "groupe Exports numériques, tous, 25 mars 15h, 90 minutes, 5 places, en français, réponse avant le 20 mars",
}
THEMES = {"en": "Digital exports", "fr": "Exports numériques"}
JOINT_LINES = {
    "en": "joint Kick-off, 28 January 15:00, compulsory",
    "fr": "plénière Lancement, 28 janvier 15h, obligatoire",
}
A_DAY = 86400


def town_of(open_town: OpenTown, language: str) -> Town:
    return open_town(dict.fromkeys(EVERYBODY, language), more=MORE)


def says_yes(person: Somebody, theme: str) -> Json:
    """Somebody is invited and says yes; the invitation, whose first line goes when its card is drawn anew."""
    invitation = person.finds(theme)
    person.presses(invitation, "gathering.yes")
    return invitation


@pytest.mark.parametrize("language", ["en"])
def test_a_circle_of_seven_with_five_places(open_town: OpenTown, open_screen: OpenScreen, language: str) -> None:
    town = town_of(open_town, language)
    awa, marco, ines = (open_screen(town, handle) for handle in ("awa", "marco", "ines"))
    awa.types(f"/mentor {LINES[language]}")
    shown = awa.reads("call group", awa.says("will invite seven"), "Luca Bianchi")
    awa.picture("read back")
    awa.presses(shown, "gathering.confirm")
    awa.reads("seven invited")

    crowd = {handle: town.person(handle) for handle in GUESTS[:5]}
    for person in crowd.values():
        says_yes(person, THEMES[language])
    town.settle()
    for screen in (marco, ines):
        invitation = screen.answer_with("gathering.yes")
        screen.presses(invitation, "gathering.yes")
        screen.reads("first in line" if screen is marco else "second in line")
        screen.picture("in the line")

    luca = crowd["luca"]
    luca.presses(luca.reads("you are in"), "gathering.no")
    luca.reads("said no")
    marco.reads("place free")
    marco.picture("offered")
    ines.reads("first in line")

    town.let_pass(A_DAY + 120)
    marco.reads("lapsed")
    marco.picture("lapsed")
    offered = ines.reads("place free")
    ines.picture("offered")
    ines.presses(offered, "gathering.yes")
    ines.reads("you are in")
    awa.reads("five of five")
    awa.picture("all taken")
    awa.presses(awa.reads("five of five"), "gathering.answers")
    expect(awa.modal).to_contain_text("Inès Ferrer")
    awa.picture("answers")
    for handle in ("fatima", "nour", "karim", "salma"):
        assert crowd[handle].counts("place free") == crowd[handle].counts("lapsed") == 0
        assert crowd[handle].counts("you are in") == 1


@pytest.mark.parametrize("language", ["fr"])
def test_a_joint_meeting_with_an_accepted_and_a_refused_absence(
    open_town: OpenTown, open_screen: OpenScreen, language: str
) -> None:
    town = town_of(open_town, language)
    ines, fatima = (open_screen(town, handle) for handle in ("ines", "fatima"))
    luca = town.person("luca")
    ines.types(f"/mentor {JOINT_LINES[language]}")
    ines.presses(ines.reads("call joint", ines.says("will invite seven")), "gathering.confirm")
    ines.reads("seven invited")

    invitation = fatima.reads("called to joint", fatima.says("compulsory"), name=ines.name)
    fatima.picture("called")
    fatima.presses(invitation, "gathering.no")
    fatima.form("title can't come")
    fatima.fills("reason", "My sister marries that day")
    fatima.picture("reason")
    fatima.submits()
    called = luca.reads("called to joint", name=ines.name)
    luca.presses(called, "gathering.no")
    assert luca.fills(luca.form("title can't come"), reason="I would rather not")["ok"]
    town.settle()

    ines.reads("asks to be excused", "I would rather not", name=luca.name)
    ines.picture("asked")
    ines.presses(ines.reads("asks to be excused", "My sister marries", name=fatima.name), "absence.accept.0")
    ines.form("title excuse")
    ines.fills("remark", "Congratulations to her")
    ines.submits()
    ines.page.get_by_test_id("modal-close").click()
    ines.presses(ines.reads("asks to be excused", "rather not", name=luca.name), "absence.refuse.0")
    ines.form("title don't excuse")
    ines.submits()

    fatima.reads("excused", "Congratulations to her")
    fatima.picture("excused")
    again = luca.reads("not excused")
    luca.presses(again, "gathering.yes")
    luca.reads("you are in")
    fatima.page.get_by_test_id("modal-close").click()
    home = fatima.goes_home()
    expect(home).to_contain_text({"en": "○ Kick-off", "fr": "○ Lancement"}[language])
    fatima.picture("home")


@pytest.mark.parametrize("language", ["en"])
def test_a_card_in_a_channel_answers_for_whoever_presses(open_town: OpenTown, language: str) -> None:
    town = town_of(open_town, language)
    awa, luca, omar = town.people("awa", "luca", "omar")
    channel = next(one["id"] for one in luca.seat.chair()["conversations"] if one.get("name") == "mentoring")
    awa.types(f"/mentor {LINES[language].split(',')[0]}, @luca, @ines, 2027-03-25 15:00, <#{channel}|mentoring>")
    awa.presses(awa.reads("call group"), "gathering.confirm")
    luca.reads("invited to group", name=awa.name)

    card = luca.seat.wait_for_message("Group session", channel)  # in the programme's language
    assert actions_of(card) == ["gathering.public_yes", "gathering.public_maybe", "gathering.public_no"]
    luca.presses(card, "gathering.public_yes")
    luca.seat.wait_for_message(luca.says("you are in"), channel)
    omar.seat.wait_for_message("1 person comes", channel)
    assert omar.says("you are in") not in "\n".join(omar.seat.reads(channel))


@pytest.mark.parametrize("language", ["fr"])
def test_the_host_writes_moves_and_a_mentee_finds_a_host(open_town: OpenTown, language: str) -> None:
    town = town_of(open_town, language)
    fatima, ines, luca = town.people("fatima", "ines", "luca")
    fatima.types(f"/mentor {LINES[language]}")
    fatima.presses(fatima.latest(), "gathering.confirm")
    asked = ines.reads("looks for a host", name=fatima.name)
    ines.presses(asked, "gathering.host")
    fatima.reads("is hosted", name=ines.name)
    invitation = says_yes(luca, THEMES[language])
    town.settle()

    card = next(one for one in reversed(ines.seat.messages()) if "gathering.write" in actions_of(one))
    ines.presses(card, "gathering.write")
    assert ines.fills(ines.form("title write"), text="Bring <figures> & a pen")["ok"]
    luca.reads("writes", "Bring <figures> & a pen", name=ines.name)

    ines.presses(ines.again(card), "gathering.manage")
    ines.presses(ines.form("title menu"), "gathering.move")
    move = ines.seat.modals()[-1]
    assert ines.fills(move, date="2027-03-26", time="10:00")["ok"]
    assert ines.fills(ines.form("title read back"))["ok"]
    luca.reads("moved by", "10:00", name=ines.name)
    town.settle()
    assert luca.says("you are in") in luca.again(invitation)["plain"]
    assert luca.counts("moved by", name=ines.name) == 1
