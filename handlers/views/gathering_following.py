"""This and following of a series of group sessions: what to do with them, and where they would move to."""

from __future__ import annotations

import json

from handlers.i18n import Translator
from handlers.ids import Block, Form
from handlers.views.blocks import (
    Dict,
    Message,
    bold,
    context,
    date_picker,
    field,
    in_sections,
    lines,
    message,
    modal,
    option,
    section,
    text_input,
    time_picker,
)
from handlers.views.gathering_series import AT_A_TIME
from handlers.views.gatherings import what_and_when
from handlers.views.people import place_of
from handlers.views.series import CANCEL, MOVE
from handlers.views.series_preview import mark_words
from handlers.views.session_parts import date_lines
from mentoring.circles import FollowingMove
from mentoring.clocks import local
from mentoring.people import Person
from mentoring.series import IN_THE_WAY, Occurrence
from mentoring.sessions import Details


def following_form(t: Translator, details: Details, viewer: Person) -> Dict:
    """What to do with this date and those that follow; metadata: {"session": id}."""
    there = local(details.session.when.start, viewer.zone)
    todo = [option(t("Move them"), MOVE), option(t("Cancel them"), CANCEL)]
    day, hour = date_picker(there.date()), time_picker(f"{there:%H:%M}")
    reason = text_input(longest=details.programme.booking.longest_reason, multiline=True)
    city = t.city(viewer.zone, viewer.city)
    read_by = t("Everybody who did not say no will read it. You may leave it out.")
    return modal(
        t("This and following"),
        [
            section(what_and_when(t, details, viewer)),
            field(Block.WHAT, t("What to do"), {"type": "radio_buttons", "options": todo, "initial_option": todo[0]}),
            field(Block.DATE, t("New date of this one; the others follow"), day, optional=True),
            field(Block.TIME, t("Time"), hour, optional=True, hint=t("On your own clock: {city} time.", city=city)),
            field(Block.REASON, t("Reason"), reason, optional=True, hint=read_by),
            context(t("Everybody who did not say no gets one message.")),
        ],
        form=Form.GATHERING_FOLLOWING,
        metadata=json.dumps({"session": details.session.id}),
        submit=t("Continue"),
        close=t("Back"),
    )


def following_read_back(t: Translator, move: FollowingMove, viewer: Person, session_id: str) -> Dict:
    """Where each would go; submitting moves them. Metadata: {"session", "at", "offered"} (instants in seconds)."""
    count = len(move.to_move)
    rows = [_move_line(t, one, viewer) for one in move.dates]
    about = {
        "session": session_id,
        "at": move.pattern.first.instant.isoformat(),
        "offered": [int(one.anchor.instant.timestamp()) for one in move.to_move],
    }
    told = t(
        "Nothing is moved until you confirm. Then everybody who did not say no gets one message about all of them."
    )
    return modal(
        t("Is this right?"),
        [section(bold(t("Move these dates?"))), *in_sections(rows, AT_A_TIME), context(told)],
        form=Form.GATHERING_FOLLOWING_MOVE,
        metadata=json.dumps(about),
        submit=t.n("Move {count} date", "Move {count} dates", count) if count else "",
        close=t("Back"),
    )


def following_done(t: Translator) -> Message:
    """After it; the card of the series follows by itself."""
    return message([section(lines(t("Saved."), t("Everybody who did not say no gets one message.")))])


def _move_line(t: Translator, one: Occurrence, viewer: Person) -> str:
    place = [place_of(viewer)]
    clocks = t.clocks(one.anchor.instant, place)
    if one.was is not None:
        clocks = t("{before} → {after}", before=t.clocks(one.was.instant, place), after=clocks)
    sign = "⚠" if any(mark.kind in IN_THE_WAY for mark in one.marks) else "•"
    marks = [mark_words(t, mark, viewer) for mark in one.marks]
    return date_lines(t, sign, clocks, *marks)
