"""Coordinators ask for pictures of their programme, and see them in the page with their words, in French and Arabic."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.conftest import OpenScreen, OpenTown
from tests.journeys.screen import Screen
from tests.journeys.somebody import Somebody
from tests.journeys.steps import omar_coordinates_too
from tests.journeys.town import Town

pytestmark = pytest.mark.chromium

TITLES = {
    "fr": ("Séances des binômes par mois", "Séances de chaque binôme par semaine", "Séances tenues, par pays"),
    "ar": ("جلسات الشراكات بحسب الشهر", "جلسات كل شراكة بحسب الأسبوع", "الجلسات المنعقدة بحسب بلدان"),
}
WORDS = {"fr": "3 binômes.", "ar": "3 شراكات."}
"""How many pairs there are, in the words of the picture of their weeks."""


def picture_called(screen: Screen, title: str) -> Locator:
    """The picture whose alternative text begins with this title, once it is there."""
    found = screen.page.locator(f'article img[alt^="{title}"]').last
    expect(found).to_be_visible()
    return found


def pictures_for(town: Town, screen: Screen, person: Somebody) -> list[str]:
    """The alternative texts of the three pictures that come when they are asked for, each of them really served."""
    screen.types("/mentor programme pictures")
    texts = []
    for title in TITLES[person.language]:
        town.let_pass(3)
        picture = picture_called(screen, title)
        expect(picture).to_have_js_property("naturalWidth", 1600)
        texts.append(picture.get_attribute("alt") or "")
    return texts


def test_pictures_are_served_with_their_words_in_the_readers_language(
    open_town: OpenTown, open_screen: OpenScreen
) -> None:
    town = open_town({"ines": "fr", "omar": "ar"})
    omar_coordinates_too(town)
    for handle in ("ines", "omar"):
        person, screen = town.person(handle), open_screen(town, handle)
        texts = pictures_for(town, screen, person)
        assert WORDS[person.language] in texts[1].replace("\u2068", "").replace("\u2069", "")
        assert all("Cluster Mentoring" in one for one in texts)
        screen.picture("pictures")
