"""A vote among Cairo, Amman, Tunis, Marseille and Barcelona, in the page; and a week told in one line."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bot.database import open_database, unit_of_work_of
from mentoring.people import Participant, Person, Role, WorkingWeek
from tests.journeys.conftest import OpenScreen, OpenTown
from tests.journeys.screen import Screen
from tests.journeys.town import CAST, TEAM, Town

pytestmark = pytest.mark.chromium

LANGUAGES = {"ines": "en", "fatima": "ar", "omar": "ar", "nour": "fr", "awa": "en", "luca": "en"}
ASKED = {"en": "asks which of these times suit you", "fr": "demande lesquelles", "ar": "أي هذه المواعيد يناسبك"}


def enrol(town: Town, handle: str) -> None:
    """Somebody of the cast who was in no programme joins it."""
    engine, one = open_database(town.settings), CAST[handle]
    with unit_of_work_of(engine)(TEAM) as uow:
        person = uow.people.add(
            Person(
                id=0,
                team_id=TEAM,
                user_id=one.user_id,
                email=one.email,
                name=one.name,
                zone=one.zone,
                country=one.country,
                city=one.city,
                language=town.language(handle),
                working_week=WorkingWeek.usual(one.country),
            )
        )
        programme = uow.people.programmes()[0]
        uow.people.enrol(Participant(programme.id, person, frozenset({Role.MENTEE})))
        uow.commit()
    engine.dispose()


def votes(screen: Screen, *answers: str) -> None:
    """An answer to each of the times, as soon as the question is there."""
    question = screen.answer_with("poll.yes.0")
    expect(question).to_contain_text(ASKED[screen.language])
    for index, answer in enumerate(answers):
        screen.presses(screen.answer_with("poll.yes.0"), f"poll.{answer}.{index}")
        expect(screen.answer_with("poll.yes.0").locator(f'[data-action-id="poll.{answer}.{index}"]')).to_contain_text(
            "✓"
        )


def test_vote_among_five_cities(open_town: OpenTown, open_screen: OpenScreen) -> None:
    town = open_town(LANGUAGES)
    enrol(town, "omar")
    ines = open_screen(town, "ines")
    ines.types("/mentor slots an hour for @fatima @omar @nour @awa in the next three weeks")
    found = ines.finds("The best hours for", "in Cairo", "in Amman", "in Tunis", "in Marseille", "in Barcelona")
    ines.picture("hours")
    ines.presses(found, "poll.open")
    expect(ines.modal).to_contain_text("Put to a vote")
    ines.fills("topic", "Olive oil to Marseille")
    ines.picture("form")
    ines.submits()
    expect(ines.modal).to_contain_text("are asked, and you see here as they answer")
    ines.page.get_by_test_id("modal-close").click()
    people = {handle: open_screen(town, handle) for handle in ("fatima", "omar", "nour", "awa")}
    people["fatima"].finds("Olive oil to Marseille", "القاهرة")
    people["fatima"].picture("asked")
    votes(people["fatima"], "yes", "no", "maybe")
    people["fatima"].picture("answered")
    votes(people["omar"], "yes", "yes", "no")
    votes(people["nour"], "yes", "maybe", "no")
    ines.finds("3 yes", "Not answered yet: Awa Diallo")
    ines.picture("counts")
    votes(people["awa"], "yes", "yes", "yes")
    people["awa"].picture("answered")
    counted = ines.finds("4 yes", "Everybody has answered.")
    ines.picture("all answered")
    ines.presses(counted, "poll.book.0")
    ines.finds("Your vote on 3 times", "Chosen:")
    ines.picture("booked")
    for handle, words in {"fatima": "الموعد المختار", "nour": "Choisi", "awa": "Chosen:"}.items():
        people[handle].finds("Olive oil to Marseille", words)
        people[handle].picture("booked")
    expect(ines.goes_home()).to_contain_text("Olive oil to Marseille")
    ines.picture("home")


def test_week_in_one_line_is_shown_saved_and_undone(open_town: OpenTown, open_screen: OpenScreen) -> None:
    town = open_town(LANGUAGES)
    awa = open_screen(town, "awa")
    awa.types("/mentor profile Mon-Thu 9-17, not Wednesday afternoon")
    asked = awa.finds("Is this what you mean?", "Wednesday: 09:00 to 13:00", "🟩")
    awa.picture("read back")
    awa.presses(asked, "profile.save")
    awa.presses(awa.finds("Saved."), "profile.undo")
    awa.finds("It is as it was before.", "Monday to Friday: 09:00 to 18:00")
    fatima = open_screen(town, "fatima")
    fatima.types("/mentor ملفي من الأحد إلى الأربعاء من 9 إلى 17، ما عدا الثلاثاء بعد الظهر")
    expect(fatima.finds("يمكن حجزك")).to_contain_text(re.compile("🟩"))
    fatima.picture("read back")
    fatima.types("/mentor profile")
    expect(fatima.modal).to_be_visible()
    fatima.picture("form")
