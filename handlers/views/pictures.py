"""Pictures of a programme in words: what stands on them, and the same figures for whoever can't see them."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.i18n import Translator
from handlers.views.blocks import Message, message, section
from mentoring.people import Programme
from mentoring.pictures import Picture, PictureKind

LONGEST_ALTERNATIVE = 1000
"""Characters that Slack takes as the alternative text of a file."""

LATELY = 4
"""Weeks of which it is told who was active."""

MOST_NAMED = 8


def title_of(t: Translator, picture: Picture) -> str:
    """The heading of a picture."""
    match picture.kind:
        case PictureKind.MONTHS:
            return t("Sessions of the pairs by month")
        case PictureKind.ACTIVITY:
            return t("Sessions of each pair by week")
        case PictureKind.COUNTRIES:
            return t("Sessions held, by country of the people in them")


def subtitle_of(t: Translator, picture: Picture) -> str:
    """What programme it is of, and as of which day."""
    return t("{programme}, as of {day}", programme=picture.programme.name, day=t.day(picture.today))


def alternative_text(t: Translator, picture: Picture) -> str:
    """The picture in words, from the same figures; whole sentences of what fits."""
    match picture.kind:
        case PictureKind.MONTHS:
            sentences = list(_months(t, picture))
        case PictureKind.ACTIVITY:
            sentences = list(_activity(t, picture))
        case PictureKind.COUNTRIES:
            sentences = list(_countries(t, picture))
    told = [f"{title_of(t, picture)}. {subtitle_of(t, picture)}."]
    for sentence in sentences:
        if len("\n".join([*told, sentence])) > LONGEST_ALTERNATIVE:
            break
        told.append(sentence)
    return "\n".join(told)[:LONGEST_ALTERNATIVE]


def on_their_way(t: Translator, programme: Programme) -> Message:
    """After the pictures were asked for."""
    said = t("The pictures of {programme} come in a moment, as messages from me.", programme=t.escape(programme.name))
    return message([section(said)])


def _months(t: Translator, picture: Picture) -> Iterable[str]:
    for one in picture.months:
        facts = [t.n("{count} session planned", "{count} sessions planned", one.planned)]
        if one.first <= picture.today:
            facts.append(t.n("{count} held", "{count} held", one.held))
        if one.unconfirmed:
            facts.append(t.n("{count} unconfirmed", "{count} unconfirmed", one.unconfirmed))
        if one.expected is not None:
            facts.append(t.n("{count} expected", "{count} expected", one.expected))
        yield t("{month}: {facts}.", month=t.month(one.first), facts=t.enumerated(facts))


def _activity(t: Translator, picture: Picture) -> Iterable[str]:
    past = picture.weeks_past
    lately = [row for row in picture.rows if sum(row.held[max(0, past - LATELY) : past])]
    silent = [row for row in picture.rows if not row.total]
    held = sum(row.total for row in picture.rows)
    yield t.n("{count} pair.", "{count} pairs.", len(picture.rows))
    yield t.n("{count} session was held.", "{count} sessions were held.", held)
    yield t.n("In the last four weeks {count} pair met.", "In the last four weeks {count} pairs met.", len(lately))
    if silent:
        yield t.n("{count} pair has not met yet.", "{count} pairs have not met yet.", len(silent))
    if held:
        busiest = max(range(len(picture.weeks)), key=lambda week: (_in_week(picture, week), -week))
        yield t("The busiest week began on {day}.", day=t.day(picture.weeks[busiest]))
    named = [f"{row.couple.mentee.name} – {row.couple.mentor.name}" for row in silent[:MOST_NAMED]]
    if named:
        yield t("Not met yet: {names}", names=t.enumerated(named))


def _in_week(picture: Picture, week: int) -> int:
    return sum(row.held[week] for row in picture.rows)


def _countries(t: Translator, picture: Picture) -> Iterable[str]:
    for one in picture.countries:
        people = t.n("{count} person", "{count} people", one.people)
        held = t.n("{count} session", "{count} sessions", one.held)
        yield t("{country}: {held}, {people}.", country=t.country(one.country), held=held, people=people)
