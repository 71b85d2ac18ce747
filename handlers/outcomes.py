"""What came of a programme's sessions, for its report: asked for by a coordinator, sent as a workbook."""

from __future__ import annotations

from handlers.files import MARK_LENGTH, File
from handlers.i18n import N_, Translator
from handlers.sheets import Cell, Sheet, as_xlsx
from handlers.views.blocks import message, section
from handlers.views.people import some_of_names
from handlers.visit import Visit
from mentoring.clocks import local
from mentoring.people import Programme
from mentoring.records import ReportLine
from mentoring.services.errands import OutcomesErrand
from mentoring.services.outcome_file import ask_for_outcomes
from mentoring.sessions import SessionKind

KINDS = {
    SessionKind.BILATERAL: N_("Bilateral session"),
    SessionKind.GROUP: N_("Group session"),
    SessionKind.JOINT: N_("Joint meeting"),
}
MOST_NAMED = 8
"""People of a session whom its line names."""


async def on_outcomes_asked(text: str, programme: Programme, visit: Visit) -> None:
    """`/mentor programme outcomes`: those that may be reported, as a file in the coordinator's messages."""
    t = visit.t
    count = await visit.run(ask_for_outcomes, programme.id, actor=visit.actor, now=visit.now)
    told = t.n(
        "{count} outcome that everybody agreed to is on its way into our conversation, as a workbook.",
        "{count} outcomes that everybody agreed to are on their way into our conversation, as a workbook.",
        count,
    )
    if not count:
        told = t(
            "No outcome may be reported yet. Whoever writes a note decides who reads it; once everybody in the session "
            "has agreed to the report, its outcome stands here."
        )
    await visit.reply.privately(message([section(told)]))


def outcomes_file(t: Translator, errand: OutcomesErrand, mark: str) -> File:
    """The file that an errand sends; its name bears ``mark``."""
    day = local(errand.decided_at, errand.programme.zone).date()
    return File(
        name=f"outcomes-{t.language}-{day}-{mark[:MARK_LENGTH]}.xlsx",
        title=t("Outcomes of {programme}", programme=errand.programme.name),
        comment=t(
            "What came of the sessions of {programme}, as far as everybody in them agreed to see it reported, "
            "as of {day}. When somebody takes their agreement back, the next file is without it.",
            programme=t.escape(errand.programme.name),
            day=t.day(day),
        ),
        content=as_xlsx([outcomes_sheet(t, errand)], errand.decided_at),
    )


def outcomes_sheet(t: Translator, errand: OutcomesErrand) -> Sheet:
    """The outcomes as a list, oldest first; days are those of the programme's clock."""
    headings = (t("Day"), t("Session"), t("People"), t("Topic"), t("Outcome"), t("Written by"))
    rows = [_cells(t, one, errand.programme.zone) for one in errand.found]
    return Sheet(t("Outcomes"), headings, rows, rtl=t.rtl)


def _cells(t: Translator, line: ReportLine, zone: str) -> list[Cell]:
    session = line.session
    return [
        local(session.when.start, zone).date().isoformat(),
        t(KINDS[session.kind]),
        some_of_names(t, [one.name for one in line.people], MOST_NAMED),
        session.topic,
        line.outcome,
        line.author.name,
    ]
