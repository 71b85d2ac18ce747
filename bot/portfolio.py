"""`mentorbot portfolio`: the portfolio for a programme's public page, as a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from bot.output import write
from bot.programmes import check_language, data_of, programme_named
from bot.settings import Settings
from bot.trouble import Trouble
from handlers.i18n import Catalogues
from handlers.portfolio_file import portfolio_pdf
from mentoring.services.portfolio import shown_in


@dataclass(frozen=True)
class Wish:
    """Where to write it; "" for the newest programme, and for that one's own language."""

    output: Path
    programme: str = ""
    language: str = ""


def write_portfolio(settings: Settings, engine: Engine, wish: Wish, *, team_id: str) -> int:
    """Write the file, and say of how many people; Slack is asked for the team when it is "".

    Trouble when the wish can't be understood, and while nobody has agreed to be shown.
    """
    if wish.language:
        check_language(wish.language)
    with data_of(settings, engine, team_id)() as uow:
        programme = programme_named(uow, wish.programme)
        cards = shown_in(uow, programme)
    if not cards:
        raise Trouble(f"Nobody in “{programme.name}” has agreed to be shown in its portfolio yet.")
    catalogues = Catalogues.load()
    t = catalogues.translator(catalogues.best(wish.language, programme.language))
    write(wish.output, portfolio_pdf(t, programme, cards))
    return len(cards)
