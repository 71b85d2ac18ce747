"""What is said of a session of several when it changed: who did what, then the session as it now is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from handlers.i18n import N_, Translator
from handlers.ids import Action, numbered
from handlers.views.blocks import Dict, Message, actions, button, context, lines, message, quoted, section
from handlers.views.gatherings import card_blocks, clocks_of, counts, title_of, what_and_when
from handlers.views.people import name_of
from handlers.views.session_parts import LONGEST_REASON
from mentoring.gatherings import Absence, AbsenceState
from mentoring.people import Person
from mentoring.sessions import Change, ChangeKind, Details, SessionKind

LONGEST_WORD = 2000

BY_SOMEBODY = {
    ChangeKind.HOSTED: N_("{name} hosts the group session that you proposed. People are invited now."),
    ChangeKind.DECLINED: N_("{name} declined the group session that you proposed."),
    ChangeKind.MOVED: N_("{name} moved this session. Your answer stands; change it if the new time does not suit you."),
    ChangeKind.MOVE_CLASHES: N_(
        "{name} moved this session to an hour at which you have another one, so your place is free again. "
        "Please say anew whether you come."
    ),
    ChangeKind.LINK_CHANGED: N_("{name} changed where your session meets. Please use the new link."),
    ChangeKind.CANCELLED: N_("{name} cancelled this session."),
    ChangeKind.REMOVED: N_("{name} took you off this session."),
}
"""The first line; ``name`` is who did it."""

BY_TIME = {
    ChangeKind.EXPIRED: N_("Nobody took on hosting the group session that you proposed in time."),
    ChangeKind.OFFERED: N_("A place has become free for you."),
    ChangeKind.LAPSED: N_(
        "The place kept for you was not taken in time and went to the next in the line. You can still say yes again."
    ),
    ChangeKind.TIME_CORRECTED: N_("A country has changed its clocks, so this session is at another hour."),
    ChangeKind.TIME_CLASHES: N_(
        "A country has changed its clocks, and this session now overlaps with another one of yours."
    ),
}
"""The first line when nobody did it, or it makes no difference who."""

CHANGED = N_("This session has changed.")

MOVES = frozenset({ChangeKind.MOVED, ChangeKind.MOVE_CLASHES, ChangeKind.TIME_CORRECTED, ChangeKind.TIME_CLASHES})


def news(
    t: Translator, change: ChangeKind, details: Details, recipient: Person, now: datetime, *, told: Change | None = None
) -> Message:
    """Who did what, then the session as it now is; ``told`` is the line of history, else the latest of this kind."""
    told = told or next((one for one in reversed(details.history) if one.kind is change), None)
    first = section(_first_line(t, change, told, details, recipient))
    before = context(_before(t, told, details, recipient)) if change in MOVES and told and told.before else None
    return message([first, before, *card_blocks(t, details, recipient, now)])


def _first_line(t: Translator, change: ChangeKind, told: Change | None, details: Details, recipient: Person) -> str:
    if change in TOLD_APART:
        return TOLD_APART[change](t, told, details, recipient)
    if change in BY_SOMEBODY:
        return t(BY_SOMEBODY[change], name=_doer(t, told, details))
    return t(BY_TIME.get(change, CHANGED))


def _doer(t: Translator, told: Change | None, details: Details) -> str:
    person = details.people.get(told.by) if told and told.by is not None else None
    return name_of(t, person) if person else t("The coordination")


def _invited(t: Translator, _told: Change | None, details: Details, recipient: Person) -> str:
    session = details.session
    if recipient.id == session.organiser_id:
        invited = len(session.attendees) - 1
        return t.n(
            "You host this session. {count} person is invited.",
            "You host this session. {count} people are invited.",
            invited,
        )
    host = details.people.get(session.organiser_id)
    name = name_of(t, host) if host else t("The coordination")
    if session.kind is SessionKind.JOINT:
        return t("{name} calls everybody to a joint meeting.", name=name)
    return t("{name} invites you to a group session.", name=name)


def _proposed(t: Translator, _told: Change | None, details: Details, recipient: Person) -> str:
    if recipient.id == details.session.organiser_id:
        return t("You proposed a group session. Mentors and coordinators are asked who hosts it.")
    proposer = details.people.get(details.session.organiser_id)
    return t("{name} proposes a group session. Will you host it?", name=name_of(t, proposer) if proposer else "")


def _running_late(t: Translator, told: Change | None, details: Details, recipient: Person) -> str:
    gathering = details.session.gathering
    length = t.duration(gathering.late) if gathering else ""
    if told and told.by == recipient.id:
        return t("You told everybody that it starts {duration} later.", duration=length)
    return t("{name} is running late: it starts {duration} later.", name=_doer(t, told, details), duration=length)


def _handed_over(t: Translator, told: Change | None, details: Details, recipient: Person) -> str:
    if recipient.id == details.session.organiser_id:
        return t("{name} handed this session over to you: you host it from now on.", name=_doer(t, told, details))
    host = details.people.get(details.session.organiser_id)
    name = name_of(t, host) if host else ""
    return t("{name} hosts this session from now on.", name=name)


def _closed_to_answers(t: Translator, _told: Change | None, details: Details, _recipient: Person) -> str:
    return lines(t("The time to answer is over."), counts(t, details.session))


TOLD_APART: Mapping[ChangeKind, Callable[[Translator, Change | None, Details, Person], str]] = {
    ChangeKind.INVITED: _invited,
    ChangeKind.PROPOSED: _proposed,
    ChangeKind.RUNNING_LATE: _running_late,
    ChangeKind.HANDED_OVER: _handed_over,
    ChangeKind.ANSWERS_CLOSED: _closed_to_answers,
}
"""The first line where it differs between those who read it."""


def _before(t: Translator, told: Change | None, details: Details, recipient: Person) -> str:
    if told is None or told.before is None:
        return ""
    return t("It was {clocks} before.", clocks=clocks_of(t, details, recipient, told.before.instant))


def host_word(t: Translator, details: Details, recipient: Person, told: Change | None) -> Message:
    """What the host, or a coordinator, wrote to those who come."""
    text = told.reason if told else ""
    if told and told.by == recipient.id:
        first = t("You wrote to the people of this session:")
    else:
        first = t("{name} writes to the people of this session:", name=_doer(t, told, details))
    where = lines(title_of(t, details.session), clocks_of(t, details, recipient))
    return message([section(first), section(quoted_lines(t, text)), context(where)])


def quoted_lines(t: Translator, text: str) -> str:
    """What somebody wrote, line by line, as a quotation of mrkdwn."""
    return "\n".join("> " + t.isolated(t.escape(line)) for line in text[:LONGEST_WORD].splitlines() or [""])


def absence_news(
    t: Translator, change: ChangeKind, details: Details, recipient: Person, now: datetime, *, absence: Absence
) -> Message:
    """To coordinators that somebody asks to be excused; to the person what became of it."""
    if change is ChangeKind.ABSENCE_ASKED:
        return message([*absence_blocks(t, details, absence), context(what_and_when(t, details, recipient))])
    accepted = change is ChangeKind.ABSENCE_ACCEPTED
    first = (
        t("You are excused from this joint meeting.")
        if accepted
        else t("Your reason was not accepted: you are expected at this joint meeting.")
    )
    remark = quoted(t, absence.remark, LONGEST_REASON) if absence.remark else ""
    return message([section(lines(first, remark)), *card_blocks(t, details, recipient, now)])


def absence_blocks(t: Translator, details: Details, absence: Absence, index: int = 0) -> list[Dict]:
    """A request to be excused, with its reason, and the decision or the buttons for one."""
    person = details.people.get(absence.person_id)
    name = name_of(t, person) if person else ""
    asked = t("{name} asks to be excused:", name=name)
    said = section(lines(asked, quoted(t, absence.reason, LONGEST_REASON), decision_of(t, details, absence)))
    if absence.state is not AbsenceState.ASKED:
        return [said]
    value = f"{absence.session_id} {absence.person_id}"
    buttons = [
        button(
            t("Excuse"),
            numbered(Action.ABSENCE_ACCEPT, index),
            value,
            style="primary",
            label=t("Excuse {name}", name=name),
        ),
        button(
            t("Don't excuse"), numbered(Action.ABSENCE_REFUSE, index), value, label=t("Don't excuse {name}", name=name)
        ),
    ]
    return [said, actions(buttons)]


def decision_of(t: Translator, details: Details, absence: Absence) -> str:
    """What was decided, by whom, with which remark; "" while nothing is."""
    decider = details.people.get(absence.decided_by) if absence.decided_by is not None else None
    name = name_of(t, decider) if decider else t("a coordinator")
    remark = quoted(t, absence.remark, LONGEST_REASON) if absence.remark else ""
    match absence.state:
        case AbsenceState.ACCEPTED:
            return lines(t("Excused by {name}.", name=name), remark)
        case AbsenceState.REFUSED:
            return lines(t("Not excused by {name}.", name=name), remark)
        case AbsenceState.WITHDRAWN:
            return t("Withdrawn: this person comes after all.")
        case AbsenceState.ASKED:
            return ""
