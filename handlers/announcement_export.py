"""The ledger of an announcement as a file: a line for each person on the audience's list."""

from __future__ import annotations

from datetime import datetime

from handlers.files import MARK_LENGTH, File
from handlers.i18n import Translator
from handlers.sheets import Cell, Sheet, as_csv, as_xlsx
from handlers.views.announcement_ledger import STANDINGS, permalink
from handlers.views.announcement_preview import reason
from handlers.views.blocks import shorten
from mentoring.announcements import LedgerPage, LedgerRow, Standing
from mentoring.services.errands import LedgerErrand

CSV, XLSX = "csv", "xlsx"


def ledger_file(t: Translator, errand: LedgerErrand, mark: str) -> File:
    """All the lines as CSV or as a workbook, which bears ``mark`` in its name; times are UTC, and named so."""
    shown, now = errand.page, errand.decided_at
    sheet = ledger_sheet(t, shown, errand.address)
    title = shown.announcement.content.title
    suffix = XLSX if errand.form == XLSX else CSV
    return File(
        name=f"ledger-{shown.announcement.id}-{mark[:MARK_LENGTH]}.{suffix}",
        title=t("Ledger of “{title}”", title=shorten(title, 100)),
        comment=t("The ledger of “{title}” as it stands now.", title=t.escape(shorten(title, 100))),
        content=as_xlsx([sheet], now) if suffix == XLSX else as_csv(sheet),
    )


def ledger_sheet(t: Translator, shown: LedgerPage, address: str) -> Sheet:
    """The ledger as a list; ``address`` is the workspace's, for links to messages."""
    headings = (
        t("Name"),
        t("Address"),
        t("Standing"),
        t("Reason"),
        t("Language"),
        t("Due (UTC)"),
        t("Sent (UTC)"),
        t("Read (UTC)"),
        t("Tries"),
        t("Message"),
    )
    rows = [_cells(t, row, address) for row in shown.rows]
    return Sheet(shown.announcement.content.title, headings, rows, rtl=t.rtl)


def _cells(t: Translator, row: LedgerRow, address: str) -> list[Cell]:
    return [
        row.name,
        row.email,
        t(STANDINGS[row.standing]),
        _reason(t, row),
        row.line.language,
        _utc(row.line.due_at),
        _utc(row.sent_at),
        _utc(row.line.acknowledged_at),
        row.line.tries,
        permalink(address, row) if row.slack_ts and address else "",
    ]


def _reason(t: Translator, row: LedgerRow) -> str:
    if row.standing in {Standing.SENT, Standing.WITHDRAWN, Standing.PLANNED}:
        return ""
    return reason(t, row.why_not) if row.why_not else row.reason


def _utc(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""
