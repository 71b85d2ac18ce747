"""A mentor is replaced in month five, told in the page: from a word in confidence to the first session with another."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import OpenScreen, OpenTown
from tests.journeys.somebody import Somebody
from tests.journeys.town import Townsman

pytestmark = pytest.mark.chromium

DAY = 86400
KARIM = Townsman("Karim Aziz", "mentor", "ar", "PS", "Hebron", "Asia/Hebron")
WORDS = "Awa non trova mai un'ora per me."


def confide(luca: Somebody) -> None:
    """Luca tells Inès, who alone will read it, as the form says before he writes."""
    luca.types("/mentor difficoltà")
    luca.presses(luca.seat.modals()[-1], "concern.write.0")
    form = luca.seat.modals()[-1]
    assert "Solo Inès Ferrer leggerà questo testo." in luca.read_view(form)
    assert luca.fills(form, text=WORDS)["ok"]


def test_a_mentor_is_replaced_in_month_five(open_town: OpenTown, open_screen: OpenScreen) -> None:
    town = open_town({"luca": "it", "awa": "fr", "ines": "en"}, more={"karim": KARIM})
    luca, awa, karim = town.people("luca", "awa", "karim")
    luca.types("/mentor prenota 2027-05-17 15:00 60 min Piano")
    luca.presses(luca.finds("17 maggio 2027"), "booking.confirm")
    awa.presses(awa.reads("invited", name=luca.name), "session.accept")
    town.settle()
    town.client.advance(112 * DAY)
    confide(luca)

    ines = open_screen(town, "ines")
    told = ines.finds("In confidence, for you alone", "the pair with Awa Diallo", WORDS)
    ines.picture("in confidence")
    ines.presses(told, "step.open.0")
    ines.modal.locator('[data-block-id="mentor"][data-action-id]').click()
    ines.page.locator('[data-testid="option"]').filter(has_text="Karim Aziz").click()
    ines.modal.get_by_text("Ask the new mentor for the same hours").click()
    ines.picture("form")
    ines.submits()
    expect(ines.modal).to_contain_text("Karim Aziz becomes the mentor of Luca Bianchi in the place of Awa Diallo")
    expect(ines.modal).to_contain_text("Monday 17 May 2027, 15:00 (Barcelona time)")
    ines.picture("what changes")
    ines.submits()
    expect(ines.modal).to_contain_text("Done. Everybody concerned is told.")

    luca.finds("Da oggi Karim Aziz ti accompagna come mentore", "al posto di Awa Diallo")
    awa.finds("Karim Aziz accompagne Luca Bianchi", "Merci pour le temps")
    window = open_screen(town, "karim")
    window.finds("أنت مرشد", "Luca Bianchi")
    window.picture("in arabic")
    karim.presses(karim.finds("Luca Bianchi", "17 مايو 2027"), "session.accept")
    luca.finds("Karim Aziz ha accettato", "17 maggio 2027")
    assert not any(WORDS in read for person in (awa, karim) for read in person.all_read())
