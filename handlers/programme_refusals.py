"""One sentence for every way in which setting up or changing a programme is refused."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.i18n import N_, Place, Translator
from handlers.refused import Sentence, name_in, plainly
from handlers.views.blocks import shorten
from handlers.views.people import LONGEST_NAME
from mentoring import errors
from mentoring.errors import Refused

PLAIN = {
    errors.NoLanguage: N_("Its working language must be one of the programme's languages."),
    errors.NumberUnclear: N_("Please write a whole number, such as 2."),
    errors.PolicyUnworkable: N_(
        "With that length nothing could be booked. Please choose one that goes with the others."
    ),
    errors.ProgrammeChanged: N_(
        "The programme has changed since you looked, so I left it as it is. Open it to see how it stands."
    ),
    errors.NotAnAdministrator: N_(
        "Nobody runs a programme here yet. An administrator of this Slack workspace can set one up."
    ),
}
"""The refusals that speak of nothing but themselves."""


def _not_running(t: Translator, refused: Refused, place: Place) -> str:
    if refused.facts["closed"]:
        return t("{programme} is closed, so nothing new is arranged in it.", programme=name_in(t, refused))
    return t(
        "{programme} is still being set up. Once a coordinator lets it run, you can book.",
        programme=name_in(t, refused),
    )


def _name_wanted(t: Translator, refused: Refused, place: Place) -> str:
    longest: int = refused.facts["longest"]
    return t.n(
        "Please give the programme a name of at most {count} character.",
        "Please give the programme a name of at most {count} characters.",
        longest,
    )


def _name_taken(t: Translator, refused: Refused, place: Place) -> str:
    return t("There is a programme “{name}” already. Please choose another name.", name=name_in(t, refused))


def _ends_before_start(t: Translator, refused: Refused, place: Place) -> str:
    return t("The programme starts on {day}; it can't end before that.", day=t.day(refused.facts["starts_on"]))


def _too_long(t: Translator, refused: Refused, place: Place) -> str:
    years: int = refused.facts["years"]
    return t.n("A programme lasts at most {count} year.", "A programme lasts at most {count} years.", years)


def _meeting_outside(t: Translator, refused: Refused, place: Place) -> str:
    facts = refused.facts
    return t(
        "{day} is outside the programme, which runs from {first} to {last}.",
        day=t.day(facts["day"]),
        first=t.day(facts["starts_on"]),
        last=t.day(facts["ends_on"]),
    )


def _more_days(t: Translator, refused: Refused, place: Place) -> str:
    days: int = refused.facts["days"]
    return t.n(
        "You name {count} day, but plan fewer joint meetings.",
        "You name {count} days, but plan fewer joint meetings.",
        days,
    )


def _number(t: Translator, refused: Refused, place: Place) -> str:
    least, most = refused.facts["least"], refused.facts["most"]
    return t("Please write a whole number from {least} to {most}.", least=least, most=most)


def _day_unclear(t: Translator, refused: Refused, place: Place) -> str:
    text = t.escape(shorten(refused.facts["text"], LONGEST_NAME))
    return t("I can't tell which day “{text}” is. Please write it like 15 March 2027.", text=text)


def _welcome_too_long(t: Translator, refused: Refused, place: Place) -> str:
    longest: int = refused.facts["longest"]
    return t.n(
        "A welcome can have at most {count} character. Please shorten it.",
        "A welcome can have at most {count} characters. Please shorten it.",
        longest,
    )


def _last_coordinator(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "{name} is the only one who runs this programme. Add somebody else first, then take {name} out.",
        name=name_in(t, refused),
    )


PROGRAMME_SENTENCES: Mapping[str, Sentence] = {
    **plainly(PLAIN),
    errors.ProgrammeNotRunning.code: _not_running,
    errors.NameWanted.code: _name_wanted,
    errors.NameTaken.code: _name_taken,
    errors.EndsBeforeStart.code: _ends_before_start,
    errors.ProgrammeTooLong.code: _too_long,
    errors.MeetingOutside.code: _meeting_outside,
    errors.MoreDaysThanMeetings.code: _more_days,
    errors.NumberOutOfRange.code: _number,
    errors.DayUnclear.code: _day_unclear,
    errors.WelcomeTooLong.code: _welcome_too_long,
    errors.LastCoordinator.code: _last_coordinator,
}
