"""Introducing the two of a new pair to one another."""

from __future__ import annotations

from datetime import datetime

from handlers.i18n import Translator
from handlers.ids import Action
from handlers.views.blocks import Message, actions, bold, button, context, lines, message, quoted, section, shorten
from handlers.views.competences import competence_names
from handlers.views.pair_reasons import reasons_for_one
from handlers.views.people import name_of, place_of
from mentoring.competences import offered_in
from mentoring.intervals import Interval
from mentoring.pairing import Match
from mentoring.people import Participant, Person, Programme
from mentoring.portraits import Portrait, Subjects

LONGEST_WORDS = 600
LONGEST_FACT = 80


def introduction(
    t: Translator,
    recipient: Person,
    other: Participant,
    match: Match,
    now: datetime,
    *,
    programme: Programme,
    mentors: bool,
    portrait: Portrait | None = None,
    first: Interval | None = None,
) -> Message:
    """Who the other one is, why the two were put together, and a first hour that suits both.

    ``mentors`` where the recipient is the mentor; ``portrait`` is what the other one agreed to show.
    """
    listed = offered_in(programme.competences)
    why = reasons_for_one(t, match, other.person, listed, mentors=mentors)
    return message(
        [
            section(lines(bold(_first_line(t, other.person, mentors)), _facts(t, other))),
            context(_clock(t, recipient, other.person, now)),
            section(_said(t, portrait, programme, mentors=not mentors)) if portrait else None,
            section(lines(bold(t("Why the two of you")), *(t.marked("•", one) for one in why))) if why else None,
            section(_first_hour(t, recipient, other.person, first)),
            actions([_book(t, first)]),
            context(t("From {programme}", programme=t.escape(shorten(programme.name, LONGEST_FACT)))),
        ]
    )


def _first_line(t: Translator, other: Person, mentors: bool) -> str:
    if mentors:
        return t("Meet {name}: you are their mentor.", name=name_of(t, other))
    return t("Meet {name}: your mentor.", name=name_of(t, other))


def _facts(t: Translator, other: Participant) -> str:
    person = other.person
    said = [t.escape(shorten(one, LONGEST_FACT)) for one in (other.title, other.cluster, other.sector) if one]
    where = t.country(person.country) if person.country else ""
    return t.dotted([*said, t.escape(t.city(person.zone, person.city)), where])


def _clock(t: Translator, recipient: Person, other: Person, now: datetime) -> str:
    return t("Now: {clocks}", clocks=t.clocks(now, [place_of(recipient), place_of(other)]))


def _said(t: Translator, portrait: Portrait, programme: Programme, *, mentors: bool) -> str:
    """What a mentor says of their offers, or a mentee of their needs, in their own words and from the list."""
    subjects = portrait.offers if mentors else portrait.needs
    if not subjects:
        return t("They have not said more of themselves yet.")
    names = [t.escape(one) for one in competence_names(t, subjects.competences, offered_in(programme.competences))]
    listed = t.enumerated(names)
    if mentors:
        told = t("What they offer: {competences}", competences=listed)
    else:
        told = t("What they need: {competences}", competences=listed)
    return lines(told if names else "", _quoted(t, subjects))


def _quoted(t: Translator, subjects: Subjects) -> str:
    return quoted(t, subjects.words, LONGEST_WORDS) if subjects.words else ""


def _first_hour(t: Translator, recipient: Person, other: Person, first: Interval | None) -> str:
    if first is None:
        return t("Book your first session whenever it suits you both.")
    clocks = t.clocks(first.start, [place_of(recipient), place_of(other)])
    return lines(t("An hour that suits you both for a first session:"), bold(clocks))


def _book(t: Translator, first: Interval | None) -> dict[str, object]:
    if first is None:
        return button(t("Book a session"), Action.BOOKING_OPEN)
    return button(t("Book this hour"), Action.BOOKING_OPEN, first.start.isoformat(), style="primary")
