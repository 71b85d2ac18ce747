"""`mentorbot report picture`: a picture of a programme as a PNG file, and the same in words."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from bot.output import write
from bot.programmes import check_language, data_of, programme_named
from bot.settings import Settings
from bot.trouble import Trouble
from handlers.i18n import Catalogues
from handlers.pictures import drawn
from handlers.views.pictures import alternative_text
from mentoring.pictures import PictureKind
from mentoring.services.pictures import picture


@dataclass(frozen=True)
class Wish:
    """Which picture to draw into which file, in which language, of which programme ("" for the newest)."""

    kind: str
    file: Path
    language: str = "en"
    programme: str = ""


def write_picture(settings: Settings, engine: Engine, wish: Wish, *, team_id: str, now: datetime) -> None:
    """Draw the picture; Slack is asked for the team when it is "". Trouble in sentences."""
    if wish.kind not in list(PictureKind):
        raise Trouble(f"“{wish.kind}” is no picture. Write one of {', '.join(PictureKind)}.", status=2)
    check_language(wish.language)
    begin = data_of(settings, engine, team_id)
    with begin() as uow:
        programme = programme_named(uow, wish.programme)
    figures = picture(begin(), programme.id, PictureKind(wish.kind), now=now)
    t = Catalogues.load().translator(wish.language)
    write(wish.file, drawn(t, figures))
    sys.stdout.write(alternative_text(t, figures) + "\n")
