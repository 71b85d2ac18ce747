"""What the bot says of its own accord when a session changed."""

from __future__ import annotations

from datetime import datetime

from handlers.i18n import N_, Translator
from handlers.views.blocks import Message, context, lines, message, quoted, section
from handlers.views.people import name_of, names_of, others_of, places_of
from handlers.views.session_parts import LONGEST_REASON
from handlers.views.sessions import card_blocks
from mentoring.people import Person
from mentoring.sessions import Change, ChangeKind, Details

BY_ANOTHER = {
    ChangeKind.PROPOSED: N_("{name} would like to meet you."),
    ChangeKind.ACCEPTED: N_("{name} accepted. Your session is confirmed."),
    ChangeKind.DECLINED: N_("{name} declined this session."),
    ChangeKind.COUNTERED: N_("{name} proposes another time for your session."),
    ChangeKind.MOVE_PROPOSED: N_("{name} would like to move your session."),
    ChangeKind.MOVED: N_("{name} accepted the new time. Your session has moved."),
    ChangeKind.MOVE_DECLINED: N_("{name} can't make the new time. Your session stays where it was."),
    ChangeKind.CANCELLED: N_("{name} cancelled your session."),
    ChangeKind.LOGGED: N_("{name} put a session of yours on record that was not booked."),
    ChangeKind.LINK_CHANGED: N_("{name} changed where your session meets. Please use the new link."),
}
"""The first line for the person who hears of it."""

BY_YOU = {
    ChangeKind.PROPOSED: N_("You proposed a session to {name}."),
    ChangeKind.ACCEPTED: N_("You accepted. Your session with {name} is confirmed."),
    ChangeKind.DECLINED: N_("You declined the session with {name}."),
    ChangeKind.COUNTERED: N_("You proposed another time to {name}."),
    ChangeKind.MOVE_PROPOSED: N_("You asked {name} to move your session."),
    ChangeKind.MOVED: N_("You accepted the new time. Your session with {name} has moved."),
    ChangeKind.MOVE_DECLINED: N_("You kept the old time of your session with {name}."),
    ChangeKind.CANCELLED: N_("You cancelled the session with {name}."),
    ChangeKind.LOGGED: N_("You put a session with {name} on record that was not booked."),
    ChangeKind.LINK_CHANGED: N_("You changed where your session with {name} meets."),
}
"""The first line for the person who did it."""

BY_NOBODY = {
    ChangeKind.EXPIRED: N_("Nobody answered in time. The session with {name} was not booked."),
    ChangeKind.MOVE_EXPIRED: N_("Nobody answered in time. Your session with {name} stays where it was."),
    ChangeKind.TIME_CORRECTED: N_("A country has changed its clocks, so your session with {name} is at another hour."),
    ChangeKind.TIME_CLASHES: N_(
        "A country has changed its clocks. Your session with {name} now overlaps with another one: please move it."
    ),
}
"""The first line when only time passed."""

IMPERSONAL = {
    ChangeKind.PROPOSED: N_("A session with {name} is proposed."),
    ChangeKind.ACCEPTED: N_("Your session with {name} is confirmed."),
    ChangeKind.DECLINED: N_("The session with {name} was declined."),
    ChangeKind.COUNTERED: N_("Another time is proposed for your session with {name}."),
    ChangeKind.MOVE_PROPOSED: N_("Another time is proposed for your session with {name}."),
    ChangeKind.MOVED: N_("Your session with {name} has moved."),
    ChangeKind.MOVE_DECLINED: N_("Your session with {name} stays where it was."),
    ChangeKind.CANCELLED: N_("The session with {name} was cancelled."),
    ChangeKind.LOGGED: N_("A session with {name} that was not booked was put on record."),
    ChangeKind.LINK_CHANGED: N_("Your session with {name} meets at another link."),
}
"""The first line when the history does not tell who did it."""

REASONED_MOVE = frozenset({ChangeKind.MOVE_DECLINED})
MOVES = frozenset({ChangeKind.MOVED, ChangeKind.TIME_CORRECTED, ChangeKind.TIME_CLASHES})


def news(t: Translator, change: ChangeKind, details: Details, recipient: Person, now: datetime) -> Message:
    """Who did what, then the session as it now is."""
    told = _line_of(details, change)
    first = lines(_first_line(t, change, told, details, recipient), _reason(t, change, told))
    return message(
        [section(first), _before(t, change, told, details, recipient), *card_blocks(t, details, recipient, now)]
    )


def _line_of(details: Details, change: ChangeKind) -> Change | None:
    return next((one for one in reversed(details.history) if one.kind is change), None)


def _first_line(t: Translator, change: ChangeKind, told: Change | None, details: Details, recipient: Person) -> str:
    others = names_of(t, others_of(details, recipient))
    if change in BY_NOBODY:
        return t(BY_NOBODY[change], name=others)
    actor = details.people.get(told.by) if told and told.by is not None else None
    if actor is None:
        return t(IMPERSONAL[change], name=others)
    if actor.id == recipient.id:
        return t(BY_YOU[change], name=others)
    return t(BY_ANOTHER[change], name=name_of(t, actor))


def _reason(t: Translator, change: ChangeKind, told: Change | None) -> str:
    """Only of a declined move: what closed the session stands on its card."""
    return quoted(t, told.reason, LONGEST_REASON) if told and told.reason and change in REASONED_MOVE else ""


def _before(
    t: Translator, change: ChangeKind, told: Change | None, details: Details, recipient: Person
) -> dict[str, object] | None:
    if change not in MOVES or told is None or told.before is None:
        return None
    clocks = t.clocks(told.before.instant, places_of(details, recipient))
    return context(t("It was {clocks} before.", clocks=clocks))
