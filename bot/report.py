"""`mentorbot report`: how a programme stands, the same figures as on its coordinators' Home."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from bot import lists
from bot.output import write
from bot.programmes import data_of, programme_named
from bot.settings import Settings
from bot.trouble import Trouble
from handlers.sheets import Cell, Sheet, as_xlsx
from mentoring.clocks import local
from mentoring.oversight import MonthFigures, PairStanding, ProgrammeTotals, Survey
from mentoring.people import Programme
from mentoring.ports import UnitOfWork
from mentoring.services.oversight import report_of

FORMATS = (*lists.FORMATS, "xlsx")
TOTALS = ("figure", "value")
MONTHS = ("month", "expected", "planned", "held", "unconfirmed")
PAIRS = (
    "pair", "mentee", "mentee_country", "mentor", "mentor_country", "cluster", "level", "score", "reasons",
    "held", "planned", "unconfirmed", "last_held", "next_booked", "rests_until",
)  # fmt: skip
PAIRS_ON_SCREEN = ("mentee", "mentor", "level", "score", "reasons", "held", "last_held", "next_booked", "rests_until")

Line = Mapping[str, Cell]
Lines = list[Line]


@dataclass(frozen=True)
class Wish:
    """What to show: of which programme ("" for the newest), in which form, into which file where that is one."""

    programme: str = ""
    form: str = "table"
    file: Path | None = None


@dataclass(frozen=True)
class Report:
    """The three tables of a report."""

    survey: Survey
    totals: Lines
    months: Lines
    pairs: Lines


def show_report(settings: Settings, engine: Engine, wish: Wish, *, team_id: str, now: datetime) -> None:
    """Print the report or write it; Slack is asked for the team when it is "". Trouble when it can't be understood."""
    if wish.form not in FORMATS:
        raise Trouble(f"“{wish.form}” is no format. Write one of {', '.join(FORMATS)}.", status=lists.WRONG)
    if wish.form == "xlsx" and wish.file is None:
        raise Trouble("Name the file to write: --output report.xlsx.", status=lists.WRONG)
    report = drawn(data_of(settings, engine, team_id), wish.programme, now)
    match wish.form:
        case "xlsx" if wish.file:
            _write_workbook(report, wish.file, now)
        case "table":
            _print_tables(report)
        case "csv":
            lists.show(report.pairs, "csv", columns=PAIRS, on_screen=PAIRS_ON_SCREEN)
        case _:
            everything = {"totals": report.totals, "months": report.months, "pairs": report.pairs}
            sys.stdout.write(json.dumps(everything, ensure_ascii=False, indent=2) + "\n")


def drawn(begin: Callable[[], UnitOfWork], name: str, now: datetime) -> Report:
    """The report of the programme of this name, or of the newest; Trouble when there is none."""
    with begin() as uow:
        programme = programme_named(uow, name)
    survey, months = report_of(begin(), programme.id, now=now)
    return Report(
        survey,
        totals=[{"figure": figure, "value": value} for figure, value in _totals(survey.totals)],
        months=[_month(one) for one in months],
        pairs=[_pair(one, survey.programme) for one in survey.rows],
    )


def _totals(totals: ProgrammeTotals) -> list[tuple[str, str | int]]:
    meetings = totals.meetings
    return [
        ("pairs", totals.pairs),
        ("sessions expected by now", "" if totals.expected is None else totals.expected),
        ("sessions planned", totals.planned),
        ("sessions held", totals.held),
        ("sessions not confirmed", totals.unconfirmed),
        ("sessions with a note", totals.notes),
        ("sessions to settle", totals.to_settle),
        ("joint meetings planned", meetings.planned),
        ("joint meetings over", meetings.meetings),
        ("places in them", meetings.places),
        ("places attended", meetings.attended),
    ]


def _month(month: MonthFigures) -> Line:
    return {
        "month": f"{month.first:%Y-%m}",
        "expected": "" if month.expected is None else month.expected,
        "planned": month.planned,
        "held": month.held,
        "unconfirmed": month.unconfirmed,
    }


def _pair(row: PairStanding, programme: Programme) -> Line:
    couple, figures = row.couple, row.figures

    def day(at: datetime | None) -> str:
        return local(at, programme.zone).date().isoformat() if at else ""

    return {
        "pair": row.pair_id,
        "mentee": couple.mentee.name,
        "mentee_country": couple.mentee.country,
        "mentor": couple.mentor.name,
        "mentor_country": couple.mentor.country,
        "cluster": couple.cluster,
        "level": row.level.name.lower(),
        "score": row.risk.score,
        "reasons": "; ".join(f"{one.kind} ({one.points})" for one in row.risk.parts),
        "held": figures.held,
        "planned": figures.planned,
        "unconfirmed": figures.unconfirmed,
        "last_held": day(figures.held_at),
        "next_booked": day(figures.next_at),
        "rests_until": row.rests_until.isoformat() if row.rests_until else "",
    }


def _print_tables(report: Report) -> None:
    programme, today = report.survey.programme, report.survey.today
    sys.stdout.write(f"{programme.name}, {today}. Days are those of the programme's clock, {programme.zone}.\n")
    lists.show(report.totals, "table", columns=TOTALS, on_screen=TOTALS)
    lists.show(report.months, "table", columns=MONTHS, on_screen=MONTHS)
    lists.show(report.pairs, "table", columns=PAIRS, on_screen=PAIRS_ON_SCREEN)


def _write_workbook(report: Report, file: Path, now: datetime) -> None:
    tables = (("Totals", TOTALS, report.totals), ("Months", MONTHS, report.months), ("Pairs", PAIRS, report.pairs))
    sheets = [Sheet(name, columns, _rows(lines, columns)) for name, columns, lines in tables]
    write(file, as_xlsx(sheets, now))


def _rows(lines: Lines, columns: Sequence[str]) -> list[list[Cell]]:
    return [[line[column] for column in columns] for line in lines]
