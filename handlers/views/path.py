"""How a pair came along, month by month: a line of signs, and the same in words for whoever does not see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.i18n import Translator
from handlers.views.blocks import Dict, bold, context, lines, section
from handlers.views.months import short_month
from handlers.views.people import name_of
from mentoring.oversight import PairPath, PathMonth

HELD, UNCONFIRMED, TO_COME, NOTHING = "✓", "?", "○", "–"
MOST_SIGNS = 4
"""Sessions of a month that have a sign each; more are counted."""
PATHS_SHOWN = 3


def path_blocks(t: Translator, paths: Sequence[PairPath]) -> list[Dict]:
    """The path of each pair, and what the signs mean; nothing for who is in no pair."""
    if not paths:
        return []
    legend = t(
        "{held} held, {unconfirmed} not known yet, {to_come} to come, {nothing} none",
        held=HELD,
        unconfirmed=UNCONFIRMED,
        to_come=TO_COME,
        nothing=NOTHING,
    )
    return [*(section(_path(t, one)) for one in paths[:PATHS_SHOWN]), context(legend)]


def _path(t: Translator, path: PairPath) -> str:
    title = bold(t("You and {name}, month by month", name=name_of(t, path.other)))
    return lines(title, t.dotted([_month(t, one, path.today) for one in path.months]), _in_words(t, path))


def _month(t: Translator, month: PathMonth, today: date) -> str:
    """ "Jan ✓✓"; the present month in bold."""
    signs = [HELD] * month.held + [UNCONFIRMED] * month.unconfirmed + [TO_COME] * month.to_come
    shown = "".join(signs[:MOST_SIGNS]) + (f"+{len(signs) - MOST_SIGNS}" if len(signs) > MOST_SIGNS else "")
    begun = month.first <= today
    text = f"{short_month(t, month.first)} {shown or (NOTHING if begun else '')}".strip()
    return bold(text) if month.first == today.replace(day=1) else text


def _in_words(t: Translator, path: PairPath) -> str:
    held = sum(one.held for one in path.months)
    with_one = sum(one.held > 0 for one in path.months)
    to_come = sum(one.to_come for one in path.months)
    unknown = sum(one.unconfirmed for one in path.months)
    said = [
        t.n("{count} session held", "{count} sessions held", held),
        t.n("in {count} month", "in {count} months", with_one) if held else "",
        t.n("{count} to come", "{count} to come", to_come) if to_come else "",
        t.n("{count} not confirmed", "{count} not confirmed", unknown) if unknown else "",
    ]
    return t.dotted(said)
