"""Why a mentor and a mentee are put together, in words: for coordinators with the points, for the two without."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from handlers.i18n import Translator
from handlers.views.competences import competence_names
from handlers.views.people import name_of
from mentoring.competences import Competence
from mentoring.pairing import Match, Part
from mentoring.pairing_policy import PartKind
from mentoring.people import Person


def reasons_with_points(
    t: Translator, match: Match, mentor: Person, mentee: Person, listed: Sequence[Competence]
) -> list[str]:
    """A line of mrkdwn for each part of the score; what gives no points is told where it is worth knowing."""
    names = name_of(t, mentor), name_of(t, mentee)
    told = [(part, _of_both(t, part, *names, listed)) for part in match.parts if part.most]
    return [
        t("{reason} ({points} of {most})", reason=reason, points=part.points, most=part.most)
        for part, reason in told
        if reason
    ]


def reasons_for_one(
    t: Translator, match: Match, other: Person, listed: Sequence[Competence], *, mentors: bool
) -> list[str]:
    """What speaks for the two, for one of them; ``mentors`` where that is the mentor."""
    return [reason for part in match.parts if part.points if (reason := _for_one(t, part, other, listed, mentors))]


def _of_both(t: Translator, part: Part, mentor: str, mentee: str, listed: Sequence[Competence]) -> str:
    match part.kind:
        case PartKind.NEEDS if part.shared:
            names = _competences(t, part, listed)
            return t(
                "{mentee} needs and {mentor} offers: {competences}", mentee=mentee, mentor=mentor, competences=names
            )
        case PartKind.NEEDS if part.wanted:
            return t("{mentor} offers nothing that {mentee} needs", mentor=mentor, mentee=mentee)
        case PartKind.NEEDS:
            return t("{mentee} has not said what they need", mentee=mentee)
        case _:
            return _shared(t, part, listed)


def _for_one(t: Translator, part: Part, other: Person, listed: Sequence[Competence], mentors: bool) -> str:
    if part.kind is not PartKind.NEEDS:
        return _shared(t, part, listed)
    name, names = name_of(t, other), _competences(t, part, listed)
    if mentors:
        return t("{name} needs what you offer: {competences}", name=name, competences=names)
    return t("{name} offers what you need: {competences}", name=name, competences=names)


def _shared(t: Translator, part: Part, listed: Sequence[Competence]) -> str:
    """What the two have in common, whoever reads it; "" where it is nothing to speak of."""
    match part.kind:
        case PartKind.WORDS if part.shared:
            return t("Both write of: {words}", words=_escaped(t, part.shared))
        case PartKind.SECTOR if part.shared:
            return t("Same sector: {sector}", sector=_escaped(t, part.shared))
        case PartKind.LANGUAGES if part.shared:
            languages = t.enumerated([t.language_name(code) for code in part.shared])
            return t("Languages in common: {languages}", languages=languages)
        case PartKind.HOURS if part.hours is not None:
            return _hours(t, part.hours.worst, part.hours.usual)
        case _:
            return ""


def _hours(t: Translator, worst: timedelta, usual: timedelta) -> str:
    if not usual:
        return t("No working hours in common")
    if not worst:
        return t(
            "Working hours in common: {usual} a week, none in the weeks when only one side has changed its clocks",
            usual=t.duration(usual),
        )
    if worst < usual:
        return t(
            "Working hours in common: {usual} a week, {worst} when clocks part them most",
            usual=t.duration(usual),
            worst=t.duration(worst),
        )
    return t("Working hours in common: {usual} a week", usual=t.duration(usual))


def _competences(t: Translator, part: Part, listed: Sequence[Competence]) -> str:
    return _escaped(t, competence_names(t, part.shared, listed))


def _escaped(t: Translator, names: Sequence[str]) -> str:
    return t.enumerated([t.escape(name) for name in names])
