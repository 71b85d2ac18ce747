"""What will be said within a week, for coordinators: to whom, when, of what kind; nothing that anybody wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from handlers.i18n import N_, Translator
from handlers.ids import Action, Form, numbered
from handlers.views.blocks import Dict, actions, bold, button, context, lines, modal, section
from handlers.views.gatherings import company
from handlers.views.people import name_of, place_of
from handlers.views.reminder_settings import LABELS
from mentoring.clocks import local
from mentoring.messages import DeliveryKind
from mentoring.progress import Ahead, ToSay

KINDS = {
    **LABELS,
    DeliveryKind.SESSION_NEWS: N_("News of a session"),
    DeliveryKind.PAIR_WORD: N_("A coordinator’s word to a pair"),
    DeliveryKind.ATTENDANCE: N_("Word of who attended"),
    DeliveryKind.SERIES_NEWS: N_("News of a series"),
    DeliveryKind.POLL: N_("A vote on times"),
    DeliveryKind.POLL_RESULT: N_("What came of a vote"),
    DeliveryKind.APPROACH: N_("A wish for a session"),
    DeliveryKind.COLLABORATION: N_("A collaboration to confirm"),
    DeliveryKind.WELCOME: N_("A welcome"),
    DeliveryKind.INTRODUCTION: N_("Two people introduced"),
    DeliveryKind.PRESENTATION: N_("A newcomer presented"),
    DeliveryKind.CONSENT_AGAIN: N_("A consent asked for again"),
    DeliveryKind.COORDINATION: N_("Who runs the programme"),
}
LINES_PER_SECTION = 6


def upcoming_view(t: Translator, ahead: Ahead) -> Dict:
    """A page of what will be said, by days of the readers; buttons lead to the pages beside it."""
    told = t.n(
        "{count} message will be sent within seven days, as things stand now. Each stands on its reader's own clock.",
        "{count} messages will be sent within seven days, as things stand now. Each stands on its reader's own clock.",
        ahead.total,
    )
    if not ahead.total:
        told = t("Nothing will be sent within seven days, as things stand now.")
    blocks = [section(told), *_days(t, ahead.to_say), *_pages(t, ahead)]
    return modal(t("What will be said"), blocks, form=Form.NOTICE, close=t("Close"))


def _days(t: Translator, to_say: Sequence[ToSay]) -> Iterator[Dict]:
    for day, found in groupby(to_say, key=lambda one: local(one.at, one.recipient.zone).date()):
        told = [_line(t, one) for one in found]
        first, *rest = [told[at : at + LINES_PER_SECTION] for at in range(0, len(told), LINES_PER_SECTION)]
        yield section(lines(bold(t.day(day)), *first))
        yield from (section(lines(*some)) for some in rest)


def _line(t: Translator, one: ToSay) -> str:
    kind = t(KINDS[one.kind])
    if one.session is not None:
        place = place_of(one.recipient)
        start = t.short_clocks(one.session.when.start, place)
        kind = t("{kind} (with {names}, {start})", kind=kind, names=company(t, one.others), start=start)
    city = t.city(one.recipient.zone, one.recipient.city)
    time = t("{time} in {city}", time=t.time(one.at, one.recipient.zone), city=city)
    return t.dotted([time, name_of(t, one.recipient), kind])


def _pages(t: Translator, ahead: Ahead) -> Iterator[Dict]:
    if ahead.pages == 1:
        return
    yield context(t("Page {page} of {pages}", page=ahead.page + 1, pages=ahead.pages))
    beside = [(ahead.page - 1, t("Earlier")), (ahead.page + 1, t("Later"))]
    yield actions(
        [
            button(words, numbered(Action.UPCOMING_OPEN, place), value=str(page))
            for place, (page, words) in enumerate(beside)
            if 0 <= page < ahead.pages
        ]
    )
