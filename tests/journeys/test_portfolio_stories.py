"""Finding somebody across languages and asking them for a session; a cluster's page; the portfolio as a file."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
from playwright.sync_api import expect

from bot.database import open_database, unit_of_work_of
from mentoring.consents import ConsentTo
from mentoring.portraits import Portrait, Subjects
from tests.journeys.conftest import OpenScreen, OpenTown
from tests.journeys.somebody import Json, Somebody
from tests.journeys.test_calendar_stories import WHILE, get
from tests.journeys.town import TEAM, Town
from tests.mentoring.village import answer

SAYS = {
    "awa": ("Calanques Digital", "Numérique", Subjects("Vendre à l'étranger", ("internationalisation",))),
    "fatima": ("تجمع القاهرة للنسيج", "النسيج", Subjects("أبحث عن مشترين", ())),
    "luca": ("Tessuti Uniti", "Textile", Subjects("Finding buyers", ())),
}


def settle(town: Town) -> None:
    """Three of the town say what they offer and agree to be shown."""
    engine = open_database(town.settings)
    with unit_of_work_of(engine)(TEAM) as uow:
        programme = uow.people.programmes()[0]
        for part in uow.people.participants(programme.id):
            handle = part.person.email.partition("@")[0]
            if handle in SAYS:
                cluster, sector, offers = SAYS[handle]
                uow.people.enrol(replace(part, cluster=cluster, sector=sector))
                uow.portraits.keep(Portrait(programme.id, part.person.id, offers=offers))
                answer(uow, programme.id, part.person, ConsentTo.SHOWN, agreed=True)
        uow.commit()
    engine.dispose()


@pytest.mark.chromium
def test_who_looks_in_arabic_finds_who_offers_in_french_and_asks_for_a_session(
    open_town: OpenTown, open_screen: OpenScreen
) -> None:
    town = open_town({"fatima": "ar", "awa": "fr", "ines": "fr"})
    settle(town)
    fatima = open_screen(town, "fatima")
    fatima.types("/mentor دليل التّصدير")
    found = fatima.finds("Awa Diallo", "Calanques Digital")
    fatima.picture("found")
    fatima.presses(found, "portfolio.ask.0")
    expect(fatima.modal).to_contain_text("Awa Diallo")
    fatima.fills("text", "أسواق فرنسا")
    fatima.submits()
    expect(fatima.modal).to_contain_text("فريق التنسيق")
    awa, ines = town.people("awa", "ines")
    awa.finds("vous a trouvé·e dans le portfolio", "أسواق فرنسا")
    ines.finds("aimerait une séance avec", "أسواق فرنسا")
    awa.types("/mentor trouver etranger")
    assert "Awa Diallo" in awa.finds("1 personne et 0 cluster pour « etranger »")["plain"]


def view_of(person: Somebody, words: str) -> Json:
    """The dialogue on top, once it says this."""

    def look() -> Json | None:
        return next((view for view in person.seat.modals()[-1:] if words in person.read_view(view)), None)

    found = person.seat.client.wait_for(look, what=words)
    assert found is not None
    return found


def test_a_collaboration_is_noted_confirmed_and_the_portfolio_sent(open_town: OpenTown) -> None:
    town = open_town({"luca": "en", "ines": "en"})
    settle(town)
    luca, ines = town.people("luca", "ines")
    luca.types("/mentor find tessuti")
    luca.presses(luca.finds("Tessuti Uniti"), "cluster.open.0")
    luca.presses(view_of(luca, "No collaboration with another cluster"), "collaboration.note")
    form = view_of(luca, "What do you do together?")
    offered = next(block for block in form["blocks"] if block["block_id"] == "clusters")
    both = [one["value"] for one in offered["element"]["options"][:2]]
    assert luca.fills(form, title="A joint stand", clusters=" ".join(both))["ok"]
    view_of(luca, "The coordinators are asked to confirm it.")

    told = ines.finds("noted a collaboration in Cluster Mentoring", "A joint stand")
    ines.presses(told, "collaboration.confirm.0")
    ines.finds("The collaboration is confirmed.")
    ines.types("/mentor programme portfolio français")
    town.client.advance(WHILE)
    (file,) = ines.finds("The portfolio for the public page of your programme")["files"]
    assert file["name"].startswith("portfolio-fr-2027-01-18-")
    document = pypdfium2.PdfDocument(get(town.sandbox.url + file["url"])[2])
    assert len(document) == len(SAYS)
    document.close()
