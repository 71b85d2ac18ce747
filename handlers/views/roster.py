"""Importing a roster: the form, what an import did, and what is wrong in which line."""

from __future__ import annotations

import json
from collections.abc import Sequence

from handlers.i18n import N_, Translator
from handlers.ids import Block, Form
from handlers.views.blocks import (
    Dict,
    Message,
    and_more,
    bold,
    checkboxes,
    field,
    lines,
    message,
    modal,
    option,
    section,
    shorten,
)
from mentoring.people import Programme, RosterProblem, RosterReport

PROBLEMS = {
    "empty_file": N_("The file is empty."),
    "unreadable_file": N_("The file can't be read. Save it as CSV (UTF-8) or XLSX and try again."),
    "file_too_large": N_("The file is too large. Split it into smaller ones."),
    "too_many_rows": N_("The file has too many lines. Split it into smaller ones."),
    "missing_column": N_("The column “{column}” is missing."),
    "repeated_column": N_("The column “{column}” is there twice."),
    "formula": N_("“{column}” holds a formula. Put the value there instead."),
    "too_long": N_("“{column}” is too long."),
    "missing_email": N_("The e-mail address is missing."),
    "missing_name": N_("The name is missing."),
    "missing_role": N_("The role is missing: mentor, mentee or coordinator."),
    "missing_zone": N_(
        "The time zone is missing, and the country has several or none. Write one such as Africa/Cairo."
    ),
    "bad_email": N_("“{value}” is no e-mail address."),
    "bad_slack_user_id": N_("“{value}” is no Slack user id; they begin with U or W."),
    "unknown_role": N_("“{value}” is no role. Write mentor, mentee or coordinator."),
    "unknown_language": N_("“{value}” is no language spoken here. Write en, fr, ar, es or it."),
    "unknown_country": N_("“{value}” is no country known here. Write its two-letter code, such as MA."),
    "unknown_zone": N_("“{value}” is no time zone. Write one such as Africa/Cairo."),
    "duplicate_email": N_("“{value}” stands in an earlier line already."),
    "unknown_mentor": N_("The mentor “{value}” is neither in this file nor in the programme as a mentor."),
    "own_mentor": N_("A person can't be their own mentor."),
    "mentor_of_no_mentee": N_("A mentor is named, but this person is no mentee."),
    "other_mentor": N_("This person has another mentor, {value}. End that pair first, or leave the mentor out."),
    "merged_cells": N_("The cells {value} are merged. Unmerge them, so that each line has its own values."),
}
"""What each code of a problem means, and what to do about it."""

UNEXPLAINED = N_("“{value}” can't be used in the column “{column}”.")
SHOWN_PROBLEMS = 40
LINES_PER_SECTION = 5
LONGEST_VALUE = 40


def roster_form(t: Translator, programme: Programme) -> Dict:
    """Asks for one CSV or XLSX file for the programme; metadata: {"programme": id}."""
    return modal(
        t("Import a roster"),
        [
            section(
                t(
                    "For {programme}. One line per person, with e-mail, name and role. "
                    "Importing the same file twice changes nothing.",
                    programme=t.escape(programme.name),
                )
            ),
            *roster_fields(t),
        ],
        form=Form.ROSTER,
        metadata=json.dumps({"programme": programme.id}),
        submit=t("Import"),
        close=t("Close"),
    )


def roster_fields(t: Translator, *, optional: bool = False) -> list[Dict]:
    """A field for the file, and whether bad lines stop the import."""
    file: Dict = {"type": "file_input", "filetypes": ["csv", "xlsx"], "max_files": 1}
    keep_good = checkboxes([option(t("Import the good lines even if others are wrong"), "yes")])
    return [
        field(Block.FILE, t("File"), file, hint=t("CSV or XLSX."), optional=optional),
        field(Block.KEEP_GOOD, t("Wrong lines"), keep_good, optional=True),
    ]


def roster_report(t: Translator, report: RosterReport) -> Message:
    """What an import did, and the lines it left out."""
    counts = [
        t.n("{count} person added", "{count} people added", report.added),
        t.n("{count} person updated", "{count} people updated", report.updated),
        t.n("{count} person unchanged", "{count} people unchanged", report.unchanged),
        t.n("{count} new pair", "{count} new pairs", report.pairs_added),
        t.n("{count} person found in Slack", "{count} people found in Slack", report.linked),
    ]
    left_out = t.n("{count} line was left out:", "{count} lines were left out:", len(report.problems))
    blocks = [section(lines(bold(t("The roster is imported.")), t.dotted(counts)))]
    if report.problems:
        blocks += [section(left_out), *problem_blocks(t, report.problems)]
    return message(blocks)


def roster_refused(t: Translator, sentence: str, problems: Sequence[RosterProblem]) -> Message:
    """The refusal's sentence, then what is wrong in which line."""
    return message([section(bold(sentence)), *problem_blocks(t, problems)])


def problem_blocks(t: Translator, problems: Sequence[RosterProblem]) -> list[Dict]:
    """The problems line by line, as many as a message holds."""
    said = [problem_sentence(t, problem) for problem in problems[:SHOWN_PROBLEMS]]
    blocks = [section(lines(*said[at : at + LINES_PER_SECTION])) for at in range(0, len(said), LINES_PER_SECTION)]
    left = len(problems) - SHOWN_PROBLEMS
    return [*blocks, *and_more(t, left)]


def problem_sentence(t: Translator, problem: RosterProblem) -> str:
    """Where in the file, and what is wrong there; mrkdwn."""
    wrong = t(
        PROBLEMS.get(problem.code, UNEXPLAINED),
        column=t.escape(shorten(problem.column, LONGEST_VALUE)),
        value=t.escape(shorten(problem.value, LONGEST_VALUE)),
    )
    return t("Line {line}: {problem}", line=problem.line, problem=wrong) if problem.line else wrong
