"""Hours for several people: who can't and why, how early or late it is for whom, and the way to a vote."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import time, timedelta

from handlers.i18n import N_, Place, Translator
from handlers.ids import Action, Block, Form
from handlers.views.blocks import (
    Dict,
    Message,
    actions,
    bold,
    button,
    field,
    lines,
    message,
    modal,
    option,
    section,
    select,
    text_input,
)
from handlers.views.people import names_of, place_of
from mentoring.clocks import MINUTE, local
from mentoring.people import Person
from mentoring.polls import FoundHours, Hour, Obstacle

EARLY, LATE = time(9), time(18)
LONGEST_WORDS = 300
LENGTHS = (30, 45, 60, 75, 90, 120, 180)
NAMED, MENTORS, MENTEES, EVERYBODY = "named", "mentor", "mentee", "everybody"
MOST_TOLD = 10

REASONS = {
    Obstacle.BUSY: N_("{names}: busy"),
    Obstacle.OFF: N_("{names}: outside of their hours"),
    Obstacle.HOLIDAY: N_("{names}: a holiday"),
    Obstacle.AWAY: N_("{names}: away"),
}


def hours_message(t: Translator, found: FoundHours) -> Message:
    """The hours, best first, on everybody's clock, and a button that puts some of them to a vote."""
    if not found.hours:
        return message([section(t("No hour in those days suits even one of you.")), actions([_other(t)])])
    title = t("The best hours for {names}", names=names_of(t, found.people[:MOST_TOLD]))
    rows = [section(_hour(t, found, hour)) for hour in found.hours]
    vote = button(t("Put to a vote"), Action.POLL_OPEN, packed(found), style="primary")
    return message([section(lines(bold(title), t.duration(found.duration))), *rows, actions([vote, _other(t)])])


def _other(t: Translator) -> Dict:
    return button(t("Other people or days"), Action.SLOTS_OPEN)


def _hour(t: Translator, found: FoundHours, hour: Hour) -> str:
    clocks = t.clocks(hour.when.start, places_of(found.people))
    return lines(bold(clocks), _hindered(t, found, hour), *_unwelcome(t, found, hour))


def places_of(people: Iterable[Person]) -> list[Place]:
    """The clock of each, the first of a zone for all of it."""
    return [place_of(person) for person in people]


def _hindered(t: Translator, found: FoundHours, hour: Hour) -> str:
    if not hour.hindered:
        return t("Everybody can.")
    people = found.by_id
    reasons = [
        t(REASONS[reason], names=names_of(t, [people[one] for one, why in hour.hindered.items() if why is reason]))
        for reason in Obstacle
        if reason in hour.hindered.values()
    ]
    count = len(hour.hindered)
    return t.dotted([t.n("{count} can't", "{count} can't", count), *reasons])


def _unwelcome(t: Translator, found: FoundHours, hour: Hour) -> list[str]:
    """For whom it is early, and for whom late, of those who can."""
    able = [one for one in found.people if one.id not in hour.hindered]
    early = [one for one in able if local(hour.when.start, one.zone).time() < EARLY]
    late = [one for one in able if local(hour.when.end, one.zone).time() > LATE]
    return [
        *([t("Early for {names}", names=names_of(t, early[:MOST_TOLD]))] if early else []),
        *([t("Late for {names}", names=names_of(t, late[:MOST_TOLD]))] if late else []),
    ]


def packed(found: FoundHours) -> str:
    """What was found, as a button carries it: ids of the others, starts in seconds since 1970, minutes."""
    starts = [int(hour.when.start.timestamp()) for hour in found.hours]
    others = [one.id for one in found.people[1:]]
    carried = {"p": others, "s": starts, "d": found.duration // MINUTE}
    return json.dumps(carried, separators=(",", ":"))


def slots_form(t: Translator, values: Mapping[str, str | None] | None = None, *, poll: bool = False) -> Dict:
    """For whom, how long and in which days; metadata: {"poll": whether the hours go straight to a vote}."""
    given = values or {}
    audience = [
        option(t("The people named"), NAMED),
        option(t("All mentors"), MENTORS),
        option(t("All mentees"), MENTEES),
        option(t("Everybody"), EVERYBODY),
    ]
    people: Dict = {"type": "multi_users_select"}
    if users := (given.get(Block.PEOPLE) or "").split():
        people["initial_users"] = users
    lengths = [option(t.duration(timedelta(minutes=one)), str(one)) for one in LENGTHS]
    when = text_input(given.get(Block.WHEN) or "", longest=LONGEST_WORDS, placeholder=t("in the next three weeks"))
    return modal(
        t("Find an hour"),
        [
            field(Block.PEOPLE, t("People"), people, optional=True),
            field(Block.AUDIENCE, t("Who else"), select(audience, given.get(Block.AUDIENCE) or NAMED)),
            field(Block.DURATION, t("How long"), select(lengths, given.get(Block.DURATION) or "60")),
            field(Block.WHEN, t("In which days"), when, optional=True),
        ],
        form=Form.SLOTS,
        metadata=json.dumps({"poll": poll}),
        submit=t("Find"),
        close=t("Close"),
    )


def unclear(t: Translator) -> str:
    """What to say of words in which no days were found."""
    return t("I found no days in that. Write for example “next week” or “in the next three weeks”.")
