"""What those concerned are told when a pair ends or somebody pauses, leaves or comes back: once, and kindly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.i18n import N_, Translator
from handlers.views.blocks import LONGEST_HEADER, Dict, Message, actions, lines, message, section, shorten
from handlers.views.people import name_of
from handlers.views.sessions import book_button
from mentoring.leavings import Concerned, LeavingNews, LeavingTold, ShownReason
from mentoring.people import Person, Programme
from mentoring.sessions import Session

SHOWN_SESSIONS = 8

REASONS = {
    ShownReason.TIME: N_("{name} has less time than before."),
    ShownReason.DUTIES: N_("{name} has taken on other duties."),
    ShownReason.PERSONAL: N_("There are personal reasons for it."),
    ShownReason.BETTER_FIT: N_("Another pairing is to suit everybody better."),
}
"""What is said of why; ``name`` is whose step it is."""


def leaving_message(t: Translator, told: LeavingTold, reader: Person) -> Message:
    """What happened, what it means for this reader's sessions and words, and what to do next."""
    said = _SAID[told.news, told.concerned](t, told)
    off = session_lines(t, t("Called off:"), told.cancelled, reader)
    withdrawn = session_lines(
        t, t("You are off these sessions, and your place is free for others:"), told.withdrawn, reader
    )
    return message([*(section(one) for one in (lines(*said.what), off, withdrawn, *said.rest) if one), *said.buttons])


class _Said:
    """The sentences of a message: what happened, then what follows from it, with buttons perhaps."""

    def __init__(self, what: Sequence[str], rest: Sequence[str] = (), buttons: Sequence[Dict] = ()) -> None:
        self.what, self.rest, self.buttons = what, rest, buttons


def _to_mentee(t: Translator, told: LeavingTold) -> _Said:
    new, former = (name_of(t, one) for one in told.others)
    asked = t.n(
        "{name} is asked to keep {count} of your hours. You hear from me about each answer.",
        "{name} is asked to keep {count} of your hours. You hear from me about each answer.",
        len(told.handed_over),
        name=new,
    )
    return _Said(
        [
            t(
                "{name} is your mentor in {programme} from today on, in the place of {former}.",
                name=new,
                programme=programme_name(t, told.programme),
                former=former,
            ),
            reason(t, told.shown, former),
        ],
        [
            t(
                "What you and {former} wrote stays between you two, and what you have to do stays with you.",
                former=former,
            ),
            asked if told.handed_over else t("A good first step: propose a first session to {name}.", name=new),
        ],
        [] if told.handed_over else [actions([book_button(t)])],
    )


def _to_former_mentor(t: Translator, told: LeavingTold) -> _Said:
    mentee, new = (name_of(t, one) for one in told.others)
    return _Said(
        [
            t(
                "{name} is the mentor of {mentee} in {programme} from today on.",
                name=new,
                mentee=mentee,
                programme=programme_name(t, told.programme),
            ),
            t("Thank you for the time and the experience that you gave {mentee}.", mentee=mentee),
        ],
        [
            t("What you and {mentee} wrote stays between you two. {name} begins anew.", mentee=mentee, name=new),
            t("If {name} should know something, tell your coordinator. There is nothing else to do.", name=new),
        ],
    )


def _to_new_mentor(t: Translator, told: LeavingTold) -> _Said:
    mentee, former = (name_of(t, one) for one in told.others)
    asked = t.n(
        "{mentee} had {count} hour planned, for which you are asked next. Accept it, or propose another.",
        "{mentee} had {count} hours planned, for which you are asked next. Accept them, or propose others.",
        len(told.handed_over),
        mentee=mentee,
    )
    return _Said(
        [
            t(
                "You are the mentor of {mentee} in {programme} from today on, in the place of {former}.",
                mentee=mentee,
                programme=programme_name(t, told.programme),
                former=former,
            ),
        ],
        [
            t("What the two wrote stays between them, so you begin anew."),
            asked if told.handed_over else t("A good first step: propose a first session to {name}.", name=mentee),
        ],
        [] if told.handed_over else [actions([book_button(t)])],
    )


def _of_ended_pair(t: Translator, told: LeavingTold) -> _Said:
    name = name_of(t, told.others[0])
    said = reason(t, told.shown, name) if told.shown in {ShownReason.PERSONAL, ShownReason.BETTER_FIT} else ""
    return _Said(
        [
            t(
                "Your pair with {name} in {programme} ends today.",
                name=name,
                programme=programme_name(t, told.programme),
            ),
            said,
        ],
        [_stays(t, name), t("Your coordinator tells you what comes next. Do ask, if you would like to know more.")],
    )


def _of_own_pause(t: Translator, told: LeavingTold) -> _Said:
    programme = programme_name(t, told.programme)
    if told.until:
        what = t("You pause in {programme} until {day}, that day included.", programme=programme, day=t.day(told.until))
    else:
        what = t("You pause in {programme} from now on.", programme=programme)
    return _Said(
        [what, t("Until you are back I remind you of nothing, and nothing is booked with you.")],
        [
            t("To come back earlier, tell your coordinator.")
            if told.until
            else t("To come back, tell your coordinator.")
        ],
    )


def _of_partners_pause(t: Translator, told: LeavingTold) -> _Said:
    name, programme = name_of(t, told.others[0]), programme_name(t, told.programme)
    return _Said(
        [pauses(t, name, programme, told.until), reason(t, told.shown, name)],
        [t("Your pair pauses as well: there is nothing to do until then. I tell you when {name} is back.", name=name)],
    )


def pauses(t: Translator, name: str, programme: str, until: date | None) -> str:
    """That somebody pauses, and until when."""
    if until is None:
        return t("{name} pauses in {programme} from now on.", name=name, programme=programme)
    return t(
        "{name} pauses in {programme} until {day}, that day included.", name=name, programme=programme, day=t.day(until)
    )


def _of_own_leaving(t: Translator, told: LeavingTold) -> _Said:
    return _Said(
        [
            t("You have left {programme}.", programme=programme_name(t, told.programme)),
            t("Thank you for everything that you brought to it."),
        ],
        [t("What you wrote stays yours: your past sessions and notes are still here for you to read.")],
    )


def _of_partners_leaving(t: Translator, told: LeavingTold) -> _Said:
    name = name_of(t, told.others[0])
    return _Said(
        [
            t(
                "{name} has left {programme}, and so your pair ends today.",
                name=name,
                programme=programme_name(t, told.programme),
            ),
            reason(t, told.shown, name),
        ],
        [_stays(t, name), t("Your coordinator tells you what comes next. Do ask, if you would like to know more.")],
    )


def _of_own_return(t: Translator, told: LeavingTold) -> _Said:
    return _Said(
        [t("Welcome back to {programme}!", programme=programme_name(t, told.programme))],
        [t("Sessions that were called off stay so. A good first step: book the next one.")],
        [actions([book_button(t)])],
    )


def _of_partners_return(t: Translator, told: LeavingTold) -> _Said:
    name = name_of(t, told.others[0])
    return _Said(
        [t("{name} is back, and your pair goes on.", name=name)],
        [t("A good first step: book the next session.")],
        [actions([book_button(t)])],
    )


_SAID = {
    (LeavingNews.REPLACED, Concerned.MENTEE): _to_mentee,
    (LeavingNews.REPLACED, Concerned.FORMER_MENTOR): _to_former_mentor,
    (LeavingNews.REPLACED, Concerned.NEW_MENTOR): _to_new_mentor,
    (LeavingNews.ENDED, Concerned.PARTNER): _of_ended_pair,
    (LeavingNews.PAUSED, Concerned.THEMSELVES): _of_own_pause,
    (LeavingNews.PAUSED, Concerned.PARTNER): _of_partners_pause,
    (LeavingNews.LEFT, Concerned.THEMSELVES): _of_own_leaving,
    (LeavingNews.LEFT, Concerned.PARTNER): _of_partners_leaving,
    (LeavingNews.BACK, Concerned.THEMSELVES): _of_own_return,
    (LeavingNews.BACK, Concerned.PARTNER): _of_partners_return,
}


def reason(t: Translator, shown: ShownReason, name: str) -> str:
    """What is said of why, or nothing."""
    return t(REASONS[shown], name=name) if shown in REASONS else ""


def programme_name(t: Translator, programme: Programme) -> str:
    """The programme's name for mrkdwn."""
    return t.isolated(t.escape(shorten(programme.name, LONGEST_HEADER)))


def session_lines(t: Translator, title: str, sessions: Sequence[Session], reader: Person) -> str:
    """When these sessions are, on the reader's clock, under a title; nothing where there is none."""
    if not sessions:
        return ""
    shown = [t.marked("•", t.moment(one.when.start, reader.zone, reader.city)) for one in sessions[:SHOWN_SESSIONS]]
    left = len(sessions) - SHOWN_SESSIONS
    return lines(title, *shown, t.n("and {count} more", "and {count} more", left) if left > 0 else "")


def _stays(t: Translator, name: str) -> str:
    return t("What you and {name} wrote and agreed stays yours.", name=name)
