"""The portfolio as a PDF: a page for each who agreed, what people typed as they typed it, nothing private."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pypdfium2
import pytest

from handlers.i18n import LANGUAGES, Catalogues
from handlers.portfolio_file import portfolio_pdf
from mentoring.clusters import Cluster
from mentoring.people import Participant, Person, Role
from mentoring.portfolio import Card
from mentoring.portraits import Portrait, Subjects
from tests.builders import a_person, a_programme

CATALOGUES = Catalogues.load()
HOSTILE = '#read("/etc/passwd") *bold* $x$ #panic() \\ <label> `raw` = heading @ref // gone'
USUAL = ("strategy", "governance", "financing", "members", "projects", "innovation", "internationalisation", "digital")


def a_card(person: Person, *, title: str = "", cluster: str = "", offers: Subjects | None = None) -> Card:
    part = Participant(1, person, frozenset({Role.MENTOR}), cluster=cluster, sector="Textile", title=title)
    portrait = Portrait(1, person.id, offers=offers or Subjects("Selling abroad", ("internationalisation",)))
    return Card(part, portrait, a_programme(), Cluster(1, 1, cluster, "FR") if cluster else None)


AWA = a_card(replace(a_person("Awa"), speaks=("fr", "ar")), title="Director", cluster="Calanques Digital")
FATIMA = a_card(replace(a_person("Fatima"), name="فاطمة منصور"), cluster="تجمع القاهرة", offers=Subjects("النسيج", ()))
WORST = a_card(
    replace(a_person("Luca"), name="N" * 255), title="t" * 300, cluster="C" * 120, offers=Subjects("W" * 600, USUAL * 5)
)


@contextmanager
def drawn(language: str, *cards: Card) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(portfolio_pdf(CATALOGUES.translator(language), a_programme(), cards))
    yield document
    document.close()


def pages(language: str, *cards: Card) -> list[str]:
    """What stands on each page, its lines joined."""
    with drawn(language, *cards) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_person_has_one_page_however_much_they_say(language: str) -> None:
    t = CATALOGUES.translator(language)
    awa, worst, fatima = pages(language, AWA, WORST, FATIMA)
    assert "Awa" in awa
    assert t.country("FR") in awa
    assert "W" * 20 in worst
    assert "منصور" in fatima


def test_what_people_typed_stays_text() -> None:
    card = a_card(replace(a_person("Awa"), name=HOSTILE), title=HOSTILE, cluster=HOSTILE, offers=Subjects(HOSTILE, ()))
    page = pages("en", card)[0].replace("\u200b", "")
    assert page.count('#read("/etc/passwd") *bold* $x$ #panic() \\ <label> `raw` = heading @ref // gone') == 3


def test_file_holds_no_address_and_no_id() -> None:
    whole = " ".join(pages("en", AWA, FATIMA, WORST))
    for private in ("@", "example.org", "UAWA", "UFATIMA", "Europe/Paris", "Director"):
        assert private not in whole


def test_file_says_its_language_and_is_tagged_for_readers() -> None:
    pdf = portfolio_pdf(CATALOGUES.translator("ar"), a_programme(), [FATIMA])
    assert b"/Lang (ar)" in pdf or b"/Lang(ar)" in pdf
    assert b"pdfuaid" in pdf
    with drawn("ar", FATIMA) as document:
        assert document.get_metadata_value("Title").endswith("Cluster Mentoring")


def test_arabic_is_shaped_and_runs_from_right_to_left() -> None:
    with drawn("ar", FATIMA) as arabic, drawn("en", AWA) as english:
        width = arabic[0].get_width()
        assert box_of(arabic[0], "فاطمة")[2] > width * 0.75
        assert box_of(english[0], "Awa")[0] < width * 0.25


def box_of(page: pypdfium2.PdfPage, word: str) -> tuple[float, float, float, float]:
    """Where the first such word stands: left, bottom, right, top."""
    texts = page.get_textpage()
    found = texts.search(word).get_next()
    assert found is not None
    texts.count_rects(*found)
    return texts.get_rect(0)


def test_a_portfolio_of_nobody_is_no_file() -> None:
    with pytest.raises(ValueError, match="somebody"):
        portfolio_pdf(CATALOGUES.translator("en"), a_programme(), [])
