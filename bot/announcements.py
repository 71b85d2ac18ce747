"""`mentorbot announcements`: what was announced, and by name who has it, as a table, JSON or CSV."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from bot import lists
from bot.programmes import data_of, programme_named
from bot.settings import Settings
from bot.trouble import Trouble
from mentoring.announcements import LedgerPage, LedgerRow, LedgerWish, Listed, Standing
from mentoring.people import Programme
from mentoring.ports import UnitOfWork
from mentoring.services.announcement_reads import LISTED, listed, page_of

COLUMNS = (
    "id", "programme", "state", "title", "languages", "author", "confirmed_at", "revision", "total",
    *(one.value for one in Standing), "acknowledged", "reminded",
)  # fmt: skip
ON_SCREEN = ("id", "state", "title", "author", "confirmed_at", "total", "sent", "planned", "failed", "skipped")
LEDGER_COLUMNS = (
    "announcement", "person", "email", "language", "fallback", "standing", "reason", "due_at", "sent_at", "revision",
    "acknowledged_at", "late", "tries", "channel", "slack_ts", "key",
)  # fmt: skip
LEDGER_ON_SCREEN = ("person", "language", "standing", "reason", "due_at", "sent_at", "acknowledged_at")
EVERYBODY = 1_000_000
MOST_LISTED = 1_000


@dataclass(frozen=True)
class Wish:
    """What to show: the ledger of one announcement, or with "" all of the programme; "" is the newest programme."""

    announcement: str = ""
    programme: str = ""
    standings: tuple[str, ...] = ()
    form: str = "table"


def show_announcements(settings: Settings, engine: Engine, wish: Wish, *, team_id: str, now: datetime) -> None:
    """Print what is wished; Slack is asked for the team when it is "". Trouble when it can't be understood."""
    lists.check_format(wish.form)
    standings = _standings(wish.standings)
    with data_of(settings, engine, team_id)() as uow:
        if wish.announcement:
            _show_ledger(_page(uow, wish.announcement, standings, now), wish.form)
            return
        programme = programme_named(uow, wish.programme)
        lines = [_line(one, programme) for one in listed(uow, programme, LISTED, MOST_LISTED, now)]
    lists.show(lines, wish.form, columns=COLUMNS, on_screen=ON_SCREEN)


def _standings(words: tuple[str, ...]) -> frozenset[Standing]:
    known = [one.value for one in Standing]
    for word in words:
        if word not in known:
            raise Trouble(f"--standing is one of {', '.join(known)}, not “{word}”.", status=lists.WRONG)
    return frozenset(map(Standing, words))


def _page(uow: UnitOfWork, announcement_id: str, standings: frozenset[Standing], now: datetime) -> LedgerPage:
    try:
        announcement = uow.announcements.get(announcement_id)
    except KeyError:
        raise Trouble(f"There is no announcement {announcement_id}. Without an id, all are listed.") from None
    programme = uow.people.programme(announcement.programme_id)
    return page_of(uow, announcement, programme, LedgerWish(standings, limit=EVERYBODY), now)


def _show_ledger(page: LedgerPage, form: str) -> None:
    lines = [_ledger_line(page, row) for row in page.rows]
    lists.show(lines, form, columns=LEDGER_COLUMNS, on_screen=LEDGER_ON_SCREEN)
    if form == "table":
        sys.stdout.write(_total(page))


def _line(one: Listed, programme: Programme) -> dict[str, str | int | bool]:
    announcement = one.announcement
    return {
        "id": announcement.id,
        "programme": programme.name,
        "state": announcement.state.value,
        "title": announcement.content.title,
        "languages": " ".join(version.language for version in announcement.content.versions),
        "author": one.author.name,
        "confirmed_at": _at(announcement.confirmed_at),
        "revision": announcement.revision,
        "total": one.counts.total,
        **{standing.value: one.counts.of(standing) for standing in Standing},
        "acknowledged": one.counts.acknowledged,
        "reminded": announcement.wishes,
    }


def _ledger_line(page: LedgerPage, row: LedgerRow) -> dict[str, str | int | bool]:
    line = row.line
    return {
        "announcement": page.announcement.id,
        "person": row.name,
        "email": row.email,
        "language": line.language,
        "fallback": line.fallback,
        "standing": row.standing.value,
        "reason": row.why_not.value if row.why_not else row.reason,
        "due_at": _at(line.due_at),
        "sent_at": _at(row.sent_at),
        "revision": row.shown_revision,
        "acknowledged_at": _at(line.acknowledged_at),
        "late": line.late,
        "tries": line.tries,
        "channel": row.channel_id,
        "slack_ts": row.slack_ts,
        "key": line.delivery_key,
    }


def _total(page: LedgerPage) -> str:
    """The sum, which is everybody on the list, and who came since."""
    counts = page.counts
    figures = ", ".join(f"{counts.of(one)} {one}" for one in Standing if counts.of(one))
    said = f"{counts.total} on the list: {figures}; {counts.acknowledged} acknowledged.\n"
    if page.newcomers:
        said += f"Came later and not sent to yet: {', '.join(one.name for one in page.newcomers)}.\n"
    return said


def _at(instant: datetime | None) -> str:
    return instant.isoformat(timespec="seconds") if instant else ""
