"""What is wrong in a programme's file, in words."""

from __future__ import annotations

from handlers.i18n import N_, Translator
from handlers.programme_file import FileProblem
from handlers.views.roster import PROBLEMS as ROSTER_PROBLEMS

PROBLEMS = {
    **ROSTER_PROBLEMS,
    "no_utf8": N_("The file is not written in UTF-8. Save it as UTF-8 and try again."),
    "no_toml": N_("This is no TOML: {value}"),
    "missing_programme": N_("The part [programme] is missing."),
    "missing_key": N_("“{key}” is missing."),
    "unknown_key": N_("“{key}” is no key that I know."),
    "no_text": N_("“{value}” is no text. Put quotes around it."),
    "no_number": N_("“{value}” is no whole number."),
    "no_day": N_("“{value}” is no day. Write it like 2027-01-11, without quotes."),
    "no_list": N_('“{value}” is no list of texts. Write it like ["one", "two"].'),
    "no_table": N_("“{key}” is a part of its own: [programme.{key}]."),
    "no_tables": N_("Write [[{key}]] above each of these."),
    "too_many": N_("There are too many of them for one file."),
    "bad_lead": N_("“{value}” is no such time. Write it like “1 day 09:00”, “60 minutes” or “off”."),
    "bad_duration": N_("“{value}” is no such length. Write it like “3 days”, “2 hours” or “90 minutes”."),
    "bad_channel": N_("“{value}” is no Slack channel id; they begin with C or G."),
    "unknown_state": N_("“{value}” is no state. Write draft, running or closed."),
    "duplicate_user": N_("“{value}” stands for somebody above already."),
    "unknown_mentee": N_("The mentee “{value}” is neither in this file nor in the programme as a mentee."),
    "two_mentors": N_("“{value}” would have two mentors. Leave one out, or end the other pair first."),
}
"""What each code of a problem means, and what to do about it."""


def sentence(t: Translator, problem: FileProblem) -> str:
    """Where in the file, and what is wrong there."""
    key = problem.key
    wrong = t(PROBLEMS[problem.code], key=key, column=key, value=problem.value)
    if problem.near:
        wrong = t("{problem} Did you mean “{key}”?", problem=wrong, key=problem.near)
    if not key:
        return t("Line {line}: {problem}", line=problem.line, problem=wrong)
    return t("Line {line}, {key}: {problem}", line=problem.line, key=key, problem=wrong)
