"""The portfolio as a PDF: one page a person, only of those who agreed, drawn by Typst from data it takes as text."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from handlers.files import MARK_LENGTH, File
from handlers.i18n import Translator
from handlers.views.competences import competence_names
from handlers.views.portfolio import ROLES
from mentoring.clocks import local
from mentoring.people import Programme
from mentoring.portfolio import Card
from mentoring.portraits import Subjects
from mentoring.services.errands import PortfolioErrand

TEMPLATE = Path(__file__).with_name("portfolio.typ")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2066-\u2069\ufffe\uffff]")
"""Controls, and the isolates that Slack needs: the page sets directions itself."""
TOO_LONG = re.compile(r"\S{40}(?=\S)")
"""What no line has room for."""
BREAK_HERE = "\u200b"

Json = dict[str, Any]


def portfolio_file(t: Translator, written: Translator, errand: PortfolioErrand, mark: str) -> File:
    """The file that an errand sends, as ``written`` has it, with what ``t`` says beside it; its name bears ``mark``."""
    programme, day = errand.programme, local(errand.decided_at, errand.programme.zone).date()
    title = t("Portfolio of {programme}", programme=programme.name)
    comment = t(
        "The portfolio for the public page of your programme, as of {day}: a page for each person who agreed. "
        "Take it off the page again when somebody takes their agreement back.",
        day=t.day(day),
    )
    name = f"portfolio-{written.language}-{day}-{mark[:MARK_LENGTH]}.pdf"
    return File(name, title, comment, portfolio_pdf(written, programme, errand.cards))


def portfolio_pdf(t: Translator, programme: Programme, cards: Sequence[Card]) -> bytes:
    """The file (PDF/UA-1) in the translator's language; ValueError without a card, as it would have no page."""
    if not cards:
        raise ValueError("a portfolio shows somebody")
    import typst  # noqa: PLC0415 - megabytes that only this file needs

    data = json.dumps(_data(t, programme, cards), ensure_ascii=False)
    drawn = typst.compile(
        TEMPLATE,
        format="pdf",
        font_paths=[_fonts()],
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        pdf_standards=["ua-1"],
    )
    if not isinstance(drawn, bytes):
        raise TypeError("typst draws a PDF as bytes")
    return drawn


def _fonts() -> Path:
    """The folder of the fonts that come with matplotlib; DejaVu Sans among them has Arabic."""
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("matplotlib, whose fonts the portfolio is set in")
    return Path(found.origin).with_name("mpl-data") / "fonts" / "ttf"


def _data(t: Translator, programme: Programme, cards: Sequence[Card]) -> Json:
    name = _plain(programme.name)
    return {
        "title": _plain(t("Portfolio of {programme}", programme=name)),
        "programme": name,
        "language": t.language,
        "rtl": t.rtl,
        "people": [_person(t, one) for one in cards],
    }


def _person(t: Translator, card: Card) -> Json:
    person, part, cluster = card.person, card.part, card.cluster
    facts = [
        (t("Cluster"), [cluster.name, cluster.label] if cluster else [part.cluster]),
        (t("Sector"), [part.sector or (cluster.sector if cluster else "")]),
        (t("Place"), [t.city(person.zone, person.city), t.country(person.country) if person.country else ""]),
        (t("Languages"), [t.language_name(code) for code in card.languages]),
    ]
    return {
        "name": _said(person.name),
        "summary": _all_said([t(ROLES[one]) for one in ROLES if one in part.roles]),
        "facts": [{"label": label, "values": said} for label, values in facts if (said := _all_said(values))],
        "sections": list(_sections(t, card)),
    }


def _sections(t: Translator, card: Card) -> Iterator[Json]:
    for heading, subjects in ((t("Offers"), card.portrait.offers), (t("Looks for"), card.portrait.needs)):
        if subjects:
            yield {"heading": heading, **_subjects(t, subjects, card)}


def _subjects(t: Translator, subjects: Subjects, card: Card) -> Json:
    lines = [line for line in _plain(subjects.words).split("\n") if line.strip()]
    return {
        "competences": _all_said(competence_names(t, subjects.competences, card.programme.competences)),
        "words": {"lines": lines, "rtl": _is_rtl(subjects.words)} if lines else None,
    }


def _all_said(texts: Sequence[str]) -> list[Json]:
    return [_said(text) for text in texts if text.strip()]


def _said(text: str) -> Json:
    return {"text": " ".join(_plain(text).split()), "rtl": _is_rtl(text)}


def _plain(text: str) -> str:
    """What was typed, without the signs that no page shows, and so that it can be broken into lines."""
    seen = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return TOO_LONG.sub(rf"\g<0>{BREAK_HERE}", seen)


def _is_rtl(text: str) -> bool:
    """Whether the first letter that has a direction goes from right to left."""
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind != "L" for kind in strong if kind in {"L", "R", "AL"}), False)
