"""Notes told in the page: a mentee who reads Arabic and a mentor who reads Spanish write what came of a session."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from bot.database import open_database
from tests.journeys.conftest import OpenScreen, OpenTown
from tests.journeys.screen import Screen, spaced
from tests.journeys.somebody import Json, Somebody, actions_of
from tests.journeys.town import Town, until

pytestmark = pytest.mark.chromium

HOUR, DAY = 3600, 86400
OUTCOME = "ناقشنا الأسعار 🙂\n• ثلاث تعاونيات"


def press_newest(person: Somebody, action: str) -> None:
    """The button of this kind in the newest message that has one, when it has come."""

    def look() -> Json | None:
        return next((one for one in reversed(person.seat.messages()) if action in actions_of(one)), None)

    found = person.seat.client.wait_for(look, what=action)
    assert found is not None
    person.presses(found, action)


def after_a_session(town: Town) -> None:
    """Luca and Awa met on Tuesday afternoon, and both are asked how it went."""
    luca, awa = town.people("luca", "awa")
    luca.types("/mentor book 2027-01-19 15:00 60 min Export")
    press_newest(luca, "booking.confirm")
    press_newest(awa, "session.accept")
    town.settle()
    town.client.advance(DAY + 8 * HOUR)


def drafts(town: Town) -> list[str]:
    """What is kept of forms half filled, sealed as it is."""
    engine = open_database(town.settings)
    with engine.connect() as connection:
        kept = list(connection.execute(text("select sealed from note_drafts order by id")).scalars())
    engine.dispose()
    return kept


@pytest.fixture
def told(open_town: OpenTown, open_screen: OpenScreen) -> tuple[Town, Screen, Screen]:
    town = open_town({"luca": "ar", "awa": "es", "ines": "fr"})
    after_a_session(town)
    return town, open_screen(town, "luca"), open_screen(town, "awa")


def test_prompt_form_half_filled_and_resumed(told: tuple[Town, Screen, Screen]) -> None:
    town, luca, awa = told
    luca.presses(luca.answer_with("note.write"), "note.write")
    expect(luca.modal).to_contain_text("من سيقرأ هذا")
    empty = drafts(town)
    luca.fills("outcome", OUTCOME)
    until(lambda: drafts(town) != empty, "what was typed to be kept")
    luca.picture("half filled")
    luca.page.get_by_test_id("modal-close").click()
    expect(luca.modal).to_have_count(0)
    town.client.wait_until_quiet()

    luca.presses(luca.answer_with("note.write"), "note.write")
    expect(luca.modal.locator('[data-block-id="outcome"][data-action-id]')).to_have_value(OUTCOME)
    luca.fills("decisions", "نبدأ في مارس")
    luca.fills("items", "Awa: ترسل المسودة قبل الجمعة")
    luca.fills("private", "كنت قلقًا")
    luca.picture("resumed")
    luca.submits()
    expect(luca.modal).to_contain_text(spaced("من سيقرأ هذا: أصحاب الجلسة"))
    luca.picture("saved")

    awa.types("/mentor sesiones")
    awa.presses(awa.answer_with("note.show.0"), "note.show.0")
    expect(awa.modal).to_contain_text("ناقشنا الأسعار")
    expect(awa.modal).to_contain_text("ترسل المسودة")
    expect(awa.modal).not_to_contain_text("كنت قلقًا")
    awa.picture("reads it")
    awa.page.get_by_test_id("modal-close").click()
    home = awa.goes_home()
    expect(home).to_contain_text("Lo que tienes que hacer")
    awa.picture("home with the item")
    awa.presses(home, "item.done.0")
    expect(awa.modal).to_contain_text("✓ Hecho")
    awa.picture("ticked")


def test_message_thread_unbooked_and_search(told: tuple[Town, Screen, Screen]) -> None:
    _, luca, awa = told
    awa.types("Hablamos de precios. Decisión: empezar en marzo. Tarea: Luca envía el borrador")
    read = awa.answer_with("note.confirm")
    expect(read).to_contain_text("empezar en marzo")
    expect(read).to_contain_text("Sesión con Luca Bianchi")
    awa.picture("a message read back")
    awa.presses(read, "note.confirm")
    awa.finds("Guardado", "Quién leerá esto")
    awa.picture("a message saved")

    luca.types("/mentor ملاحظة تحدثنا أمس: تعرفت على الجمعيات")
    unbooked = luca.answer_with("note.confirm")
    expect(unbooked).to_contain_text("لم تكن محجوزة")
    luca.picture("a session never booked")
    luca.presses(unbooked, "note.confirm")
    luca.finds("حُفظ")

    luca.types("/mentor ملاحظات precios")
    expect(luca.answer_with("note.show.0")).to_contain_text("precios")
    luca.picture("found in arabic")
    awa.types("/mentor notas جمعيات")
    found = awa.answer_with("note.show.0")
    expect(found).to_contain_text("الجمعيات")
    awa.picture("found in spanish")


def test_thread_under_the_card_and_shortcut(told: tuple[Town, Screen, Screen]) -> None:
    _, luca, awa = told
    card = luca.answer_with("note.write")
    card.get_by_test_id("reply").first.press("Enter")
    thread = luca.page.get_by_test_id("reply-composer").last
    thread.fill("قرار: نلتقي كل شهر")
    thread.press("Enter")
    read = luca.answer_with("note.confirm")
    expect(read).to_contain_text("نلتقي كل شهر")
    luca.picture("in the thread")
    luca.presses(read, "note.confirm")
    luca.finds("حُفظ")

    awa.types("gracias por todo")
    mine = awa.finds("gracias por todo")
    mine.get_by_test_id("message-shortcuts").first.press("Enter")
    awa.page.locator('[data-testid="option"][data-value="note.from_message"]').click()
    expect(awa.modal.locator('[data-block-id="outcome"][data-action-id]')).to_have_value("gracias por todo")
    awa.picture("the shortcut")
    awa.submits()
    expect(awa.modal).to_contain_text("Quién leerá esto")
