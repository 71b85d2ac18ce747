"""`mentorbot pairs propose`: a programme's best pairs and why, as a table, JSON or CSV; nothing is kept."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from bot import lists
from bot.programmes import check_language, data_of, programme_named
from bot.settings import Settings
from handlers.i18n import Catalogues, Translator
from handlers.views.pair_reasons import reasons_with_points
from handlers.views.pairing_wishes import blockage_sentences
from mentoring.competences import offered_in
from mentoring.pairing import Board, Option, Proposal, Solution
from mentoring.rules.pairing import proposals, solved
from mentoring.services.pairing import board_of

COLUMNS = (
    "mentee", "mentee_email", "mentor", "mentor_email", "points", "of", "settled",
    "reasons", "second_best", "second_points", "difference", "taken_by",
)  # fmt: skip
ON_SCREEN = ("mentee", "mentor", "points", "reasons", "second_best", "difference")
MARKUP = re.compile("[*\u2068\u2069\u200f]")
"""What stands in a sentence for Slack alone."""


@dataclass(frozen=True)
class Wish:
    """What to show: the programme by name ("" for the newest), the format, and the language of the reasons."""

    programme: str = ""
    form: str = "table"
    language: str = "en"


def propose(
    settings: Settings,
    engine: Engine,
    wish: Wish,
    *,
    team_id: str,
    now: datetime,
    told: Callable[[float], None],
) -> None:
    """Print the best pairs and who is left; Slack is asked for the team when it is "". Trouble in sentences.

    What coordinators have settled and wished for in Slack is kept to; what they have been proposed is not changed.
    """
    lists.check_format(wish.form)
    check_language(wish.language)
    with data_of(settings, engine, team_id)() as uow:
        board = board_of(uow, programme_named(uow, wish.programme), now)
    solution = solved(board.market, told)
    found = proposals(board.market, solution.picks, [one.mentee_id for one in solution.picks])
    t = Catalogues.load().translator(wish.language)
    lists.show([_line(t, board, one) for one in found], wish.form, columns=COLUMNS, on_screen=ON_SCREEN)
    if wish.form == "table":
        sys.stdout.write(_left(t, board, solution))


def _line(t: Translator, board: Board, proposal: Proposal) -> dict[str, str | int | bool]:
    match, second = proposal.match, proposal.second
    mentor, mentee = board.people[match.mentor_id].person, board.people[match.mentee_id].person
    reasons = reasons_with_points(t, match, mentor, mentee, offered_in(board.programme.competences))
    return {
        "mentee": mentee.name,
        "mentee_email": mentee.email,
        "mentor": mentor.name,
        "mentor_email": mentor.email,
        "points": match.points,
        "of": board.market.policy.full,
        "settled": proposal.fixed,
        "reasons": plain("; ".join(reasons)),
        "second_best": board.people[second.match.mentor_id].person.name if second else "",
        "second_points": second.match.points if second else "",
        "difference": proposal.difference if second else "",
        "taken_by": _taken_by(board, second),
    }


def _taken_by(board: Board, option: Option | None) -> str:
    return ", ".join(board.people[one].person.name for one in option.taken_by) if option else ""


def _left(t: Translator, board: Board, solution: Solution) -> str:
    told = [
        f"{len(solution.picks)} pairs proposed, {len(board.agreed)} agreed already, {solution.points} points in all."
    ]
    if solution.unpaired:
        told.append(f"Nobody is left for: {', '.join(_names(board, solution.unpaired))}.")
    for blockage in solution.blockages:
        told += [plain(one) for one in blockage_sentences(t, board, blockage) if one]
    return "".join(f"{line}\n" for line in told)


def _names(board: Board, people: Sequence[int]) -> list[str]:
    return [board.people[one].person.name for one in people]


def plain(sentence: str) -> str:
    """A sentence of mrkdwn as a terminal and a spreadsheet show it."""
    bare = MARKUP.sub("", sentence)
    return bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
