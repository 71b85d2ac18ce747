"""Ten months from the coordinators' chairs: why a pair needs somebody comes up on its day, and goes by itself."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import OpenScreen, OpenTown
from tests.journeys.screen import Screen, spaced
from tests.journeys.somebody import Json, Somebody, actions_of
from tests.journeys.steps import agree, move, omar_coordinates_too, send_welcomes
from tests.journeys.town import CAST, Town, Townsman

pytestmark = pytest.mark.chromium

MORE = {
    f"pupil{number:02}": Townsman(
        f"Pupil{number:02} Salem", "mentee", "en", "JO", "Amman", "Asia/Amman", "awa@example.org"
    )
    for number in range(11)
}
LUCA = "Luca Bianchi and Awa Diallo"
ENGLISH = dict.fromkeys(CAST, "en")
LAST_DAY = date(2027, 10, 29)
NEVER_MET, QUIET = "No session yet, for 28 days.", "No session for 28 days."
MOVED = "The last two sessions were moved."
MISSING = "Outcome missing since Friday."
DIFFER = "Since Friday they differ: one says that it took place, the other that it did not."
AWAY = "Awa Diallo is away until Mon 3 May."
UNANSWERED = "never answered the welcome."


def time_goes_to(town: Town, wall: str) -> date:
    """The clock is moved to this wall time of Barcelona; the day."""
    then = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo("Europe/Madrid"))
    town.client.advance(then.timestamp() - town.now().timestamp())
    return then.date()


class Chairs:
    """Inès at the page and Omar, who coordinates beside her, in their chairs; both must read the same on Home."""

    def __init__(self, town: Town, ines: Screen) -> None:
        self.town, self.ines, self.omar = town, ines, town.person("omar")

    def go_to(self, wall: str) -> Locator:
        """Inès's Home at that time in Barcelona, as drawn on that day."""
        day = time_goes_to(self.town, wall)
        self.ines.page.get_by_test_id("tab-messages").click()
        home = self.ines.goes_home()
        expect(home).to_contain_text(spaced(f"{(LAST_DAY - day).days} days left"))
        return home

    def see(self, home: Locator, *words: str, gone: str = "") -> None:
        """Both coordinators read these words on Home, and no longer those that are gone."""
        for part in words:
            expect(home).to_contain_text(spaced(part))
        if gone:
            expect(home).not_to_contain_text(spaced(gone))
        self.omar.seat.open_home()

        def reads_the_same() -> bool:
            told = self.omar.read_view(self.omar.home())
            return all(part in told for part in words) and not (gone and gone in told)

        self.town.client.wait_for(reads_the_same, what=f"{words} without {gone!r} on Omar's Home")

    def look_again(self, home: Locator, *words: str, gone: str = "") -> None:
        """The same once Home is visited anew."""
        self.ines.page.get_by_test_id("tab-messages").click()
        self.ines.goes_home()
        self.see(home, *words, gone=gone)


def offering(person: Somebody, action: str) -> Json:
    """The form, or else the newest message, that has this button, when there is one."""

    def look() -> Json | None:
        return next(
            (one for one in reversed([*person.seat.messages(), *person.seat.modals()]) if has(one, action)), None
        )

    return person.seat.client.wait_for(look, what=f"{action} for {person.name}") or {}


def has(holder: Json, action: str) -> bool:
    """Whether the message or form has this button."""
    return action in actions_of(holder)


def agree_at_home(asker: Somebody, asked: Somebody, line: str) -> None:
    """The asker books and confirms; the other one accepts it on Home, whatever else is still to be said."""
    asker.types(f"/mentor book {line}")
    asker.presses(asker.reads("asked", name=asked.name), "booking.confirm")
    asked.presses_at_home("session.accept")


def says_of_the_last_session(person: Somebody, action: str) -> None:
    """They say on Home how it went, with this button."""
    person.presses_at_home("attendance.show")
    form = offering(person, action)
    person.presses(form, action)
    person.seat.close(form, clear=True)


def answers_the_welcome(person: Somebody) -> None:
    """The first of the questions is enough."""
    person.presses_at_home("arrival.answer.0")
    form = person.seat.wait_for_modal("Question 1 of 3")
    assert person.fills(form)["ok"]


def test_every_reason_comes_on_its_day_and_goes_as_the_two_see_to_it(
    open_town: OpenTown, open_screen: OpenScreen
) -> None:
    town = open_town(ENGLISH)
    omar_coordinates_too(town)
    luca, awa, ines = town.people("luca", "awa", "ines")
    both = Chairs(town, open_screen(town, "ines"))

    home = both.go_to("2027-02-14 23:00")
    both.see(home, "3 pairs", "all is well", gone="No session yet, for")
    both.go_to("2027-02-15 00:30")
    both.see(home, "3 need somebody", NEVER_MET)

    first = agree(luca, awa, "2027-02-25 15:00 45 min Export plan")
    second = agree(luca, awa, "2027-03-11 15:00 45 min Export plan")
    both.look_again(home, "2 need somebody", "next Thu 25 Feb")
    for message, day in ((first, "2027-02-26"), (second, "2027-03-12")):
        move(awa, message, luca, day, "15:00")
        luca.presses(offering(luca, "session.accept"), "session.accept")
        awa.finds("accepted the new time", day.rpartition("-")[2])
    both.look_again(home, "3 need somebody", MOVED)
    agree_at_home(luca, awa, "2027-03-25 15:00 45 min Export plan")
    both.look_again(home, "2 need somebody", gone=MOVED)

    both.go_to("2027-03-01 15:40")
    both.see(home, "3 pairs", gone="Outcome missing")
    both.go_to("2027-03-01 15:50")
    both.look_again(home, MISSING)
    says_of_the_last_session(luca, "attendance.held")
    both.look_again(home, "2 need somebody", gone=MISSING)

    time_goes_to(town, "2027-03-12 17:00")
    says_of_the_last_session(luca, "attendance.held")
    says_of_the_last_session(awa, "attendance.not_held")
    both.look_again(home, DIFFER)
    says_of_the_last_session(awa, "attendance.agree.0")
    both.look_again(home, "2 held", gone=DIFFER)

    time_goes_to(town, "2027-03-25 17:00")
    says_of_the_last_session(luca, "attendance.held")
    both.go_to("2027-04-21 23:00")
    both.see(home, "3 held", gone=QUIET)
    both.go_to("2027-04-22 00:30")
    both.see(home, QUIET)
    agree_at_home(luca, awa, "2027-05-20 15:00 45 min Export plan")
    both.look_again(home, "next Thu 20 May", gone=QUIET)

    awa.types("/mentor profile away until 3 May")
    awa.presses(awa.finds("away until Monday 3 May 2027"), "profile.save")
    both.look_again(home, AWAY)
    both.go_to("2027-05-03 23:30")
    both.see(home, AWAY)
    both.go_to("2027-05-04 00:30")
    both.see(home, "3 pairs", gone=AWAY)

    ines.types("/mentor programme arrivals")
    send_welcomes(ines, offering(ines, "arrivals.send"))
    ines.seat.close(ines.seat.modals()[-1], clear=True)
    both.go_to("2027-05-10 23:30")
    both.see(home, "3 pairs", gone=UNANSWERED)
    both.go_to("2027-05-11 00:30")
    both.see(home, f"Awa Diallo and Luca Bianchi {UNANSWERED}")
    answers_the_welcome(luca)
    both.look_again(home, f"Awa Diallo {UNANSWERED}", gone=f"Luca Bianchi {UNANSWERED}")
    answers_the_welcome(awa)
    both.look_again(home, f"Nour Trabelsi {UNANSWERED}", gone=f"Awa Diallo {UNANSWERED}")

    time_goes_to(town, "2027-05-20 17:00")
    says_of_the_last_session(luca, "attendance.held")
    both.go_to("2027-10-29 23:00")
    both.see(home, "3 need somebody", "No session for 162 days.", "4 held")
    time_goes_to(town, "2027-10-30 00:30")
    both.look_again(home, "ended on Friday 29 October 2027", "all is well", gone="need somebody")


def presses_labelled(screen: Screen, home: Locator, label: str) -> None:
    """The button that bears this label for those who can't see to which row it belongs."""
    home.get_by_role("button", name=label, exact=True).dispatch_event("click")


def sends(screen: Screen, answer: str) -> None:
    """The form on top, which then says so; it is closed."""
    screen.submits()
    expect(screen.modal).to_contain_text(spaced(answer))
    screen.page.get_by_test_id("modal-close").click()
    expect(screen.modal).to_have_count(0)


def shows(screen: Screen, home: Locator, which: str = "", words: str = "") -> None:
    """The list is narrowed down."""
    screen.presses(home, "board.filter")
    if which:
        screen.modal.locator('[data-block-id="show"][data-action-id]').click()
        screen.page.locator(f'[data-testid="option"][data-value="{which}"]').click()
    if words:
        screen.fills("words", words)
    screen.submits()
    expect(home).to_contain_text(spaced("Shown:"))


def test_what_is_done_about_a_pair_lets_it_rest_until_its_day_and_can_be_taken_up_again(
    open_town: OpenTown, open_screen: OpenScreen
) -> None:
    town = open_town(ENGLISH | dict.fromkeys(MORE, "en"), more=MORE)
    omar_coordinates_too(town)
    luca, window = town.person("luca"), open_screen(town, "ines")
    both = Chairs(town, window)
    home = both.go_to("2027-02-15 10:30")
    both.see(home, "14 need somebody", "Page 1 of 2", gone="Pupil10")
    window.presses(home, "board.page.2")
    expect(home).to_contain_text(spaced("Page 2 of 2"))
    expect(home).to_contain_text("Pupil10")
    shows(window, home, words="luca bianchi")
    expect(home).to_contain_text(spaced("1 found"))

    presses_labelled(window, home, f"Nudge {LUCA}")
    window.modal.get_by_label("To Luca Bianchi").fill("Shall we find you an hour, dear Luca?")
    window.picture("nudge")
    sends(window, "will read it in their next working hour")
    luca.finds("Shall we find you an hour, dear Luca?", "Inès Ferrer asked me to say this.")
    both.look_again(home, "1 rests", gone="Luca Bianchi (Italy)")

    shows(window, home, which="resting")
    presses_labelled(window, home, f"Look at {LUCA}")
    expect(window.modal).to_contain_text(spaced("Inès Ferrer nudged them on Mon 15 Feb."))
    window.picture("look")
    window.presses(window.modal, "pair.wake")
    expect(window.modal).to_contain_text(spaced("The row is back in the list."))
    window.page.get_by_test_id("modal-close").click()
    both.look_again(home, "14 need somebody", "Inès Ferrer took it up again", gone="1 rests")

    presses_labelled(window, home, f"Let {LUCA} rest")
    window.fills("until", "2027-03-01")
    window.fills("text", "On leave until March")
    sends(window, "The row comes back by itself.")
    both.see(home, "1 rests")
    presses_labelled(window, home, "Note a call with Nour Trabelsi and Awa Diallo")
    window.fills("text", "Spoke to Nour; back in March")
    sends(window, "Kept.")
    both.see(home, "2 rest")
    presses_labelled(window, home, "Write to Fatima Nasser and Inès Ferrer")
    window.fills("text", "How can I help the two of you?")
    sends(window, "will read it in their next working hour")
    both.see(home, "3 rest", "11 need somebody")
    town.person("fatima").finds(
        "Inès Ferrer, who coordinates Cluster Mentoring, writes", "How can I help the two of you?"
    )

    omar = open_screen(town, "omar")
    theirs = omar.goes_home()
    shows(omar, theirs, which="resting")
    for words in (
        "Inès Ferrer let it rest on Mon 15 Feb: On leave until March",
        "Rests until Monday 1 March 2027",
        "Inès Ferrer noted a call on Mon 15 Feb: Spoke to Nour; back in March",
        "Inès Ferrer wrote to them on Mon 15 Feb.",
    ):
        expect(theirs).to_contain_text(spaced(words))
    omar.picture("resting")

    both.go_to("2027-02-22 23:30")
    both.see(home, "3 rest")
    both.go_to("2027-02-23 00:30")
    both.see(home, "2 rest", "Inès Ferrer wrote to them on Mon 15 Feb.", gone="On leave until March")
    both.go_to("2027-03-01 23:30")
    both.see(home, "2 rest")
    both.go_to("2027-03-02 00:30")
    both.see(
        home, "14 need somebody", "let it rest on Mon 15 Feb: On leave until March", "Spoke to Nour; back in March"
    )
