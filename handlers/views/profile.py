"""What people say of themselves: a form, what it would change read back before it is kept, and the way back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from handlers.i18n import LANGUAGES, N_, Translator
from handlers.ids import Action, Block, Form, numbered
from handlers.views.blocks import (
    Dict,
    Message,
    actions,
    bold,
    button,
    context,
    date_picker,
    field,
    lines,
    message,
    modal,
    option,
    section,
    select,
    text_input,
)
from handlers.views.portraits import portrait_buttons
from handlers.views.week import week_blocks, week_sentence
from handlers.when.availability import Unclear
from mentoring.arrivals import Arriving
from mentoring.people import Person, Profile, WorkingWeek
from mentoring.weeks import hours_of, week_of

LONGEST_WORDS = 300
LONGEST_PLACE = 80
AS_IN_SLACK = "slack"

QUESTIONS = {
    Unclear.NOTHING: N_("I found no days or hours in that. Write for example “Mon-Thu 9-17” or “away until 12 May”."),
    Unclear.LEFTOVER: N_("I did not understand “{words}”. Please say it otherwise."),
    Unclear.AMBIGUOUS: N_("I can't tell whether those hours are the exception or the rule. Please say it otherwise."),
    Unclear.IMPOSSIBLE: N_("Those hours end before they begin. Please give the earlier one first."),
    Unclear.NO_HOURS: N_("You gave hours for some days only. At which hours may you be booked on the others?"),
    Unclear.HALF_OF_DAY: N_("In the morning or in the evening? Please write for example 6:00-9:00 or 18:00-21:00."),
    Unclear.UNTIL_WHEN: N_("Until which day are you away? From today on, that day included."),
    Unclear.WHICH_DAY: N_("Which day do you mean?"),
    Unclear.PAST: N_("That day is past already. Until which day are you away?"),
}
"""What is asked when a line about availability is unclear; LEFTOVER names the words."""


def profile_button(t: Translator) -> Dict:
    """Opens the profile form."""
    return button(t("Profile"), Action.PROFILE_OPEN)


def unclear_sentence(t: Translator, unclear: Unclear, words: str) -> str:
    """What to ask, for mrkdwn."""
    if unclear is Unclear.LEFTOVER:
        return t(QUESTIONS[unclear], words=t.escape(words))
    return t(QUESTIONS[unclear])


def unclear_message(t: Translator, unclear: Unclear, words: str, days: Sequence[date], typed: str) -> Message:
    """The question after a line, with the days that may be meant as buttons, and the form with what was typed."""
    choices = [
        button(t("Until {day}", day=t.short_day(day)), numbered(Action.PROFILE_AWAY, index), day.isoformat())
        for index, day in enumerate(days[:5])
    ]
    other = button(t("Open the form"), Action.PROFILE_OPEN, typed[:LONGEST_WORDS])
    return message([section(unclear_sentence(t, unclear, words)), actions([*choices, other])])


def clock_fields(t: Translator, person: Person) -> list[Dict]:
    """The fields about a person's language and the clock they live by."""
    place = text_input(t.city(person.zone), longest=LONGEST_PLACE)
    return [
        field(Block.LANGUAGE, t("Language"), _languages(t, person)),
        field(Block.CITY, t("City"), text_input(person.city, longest=LONGEST_PLACE), optional=True),
        field(
            Block.ZONE,
            t("Clock"),
            place,
            hint=t("A large city that has the same time as you. Sessions keep their time; reminders follow."),
        ),
    ]


def profile_form(
    t: Translator,
    person: Person,
    values: Mapping[str, str | None] | None = None,
    arrivals: Sequence[Arriving] = (),
) -> Dict:
    """The form, filled with the person's profile and then with ``values`` by field name.

    What they say of themselves in each of ``arrivals`` is a button away.
    """
    given = values or {}
    week = text_input(
        given.get(Block.WEEK) or "",
        longest=LONGEST_WORDS,
        multiline=True,
        placeholder=t("Mon-Thu 9-17, not Wednesday afternoon"),
    )
    away_hint = t("Until that day, that day included, nobody is offered a time with you.")
    return modal(
        t("Profile"),
        [
            *portrait_buttons(t, arrivals),
            *week_blocks(t, person.working_week, person.country),
            field(
                Block.WEEK,
                t("When may you be booked?"),
                week,
                optional=True,
                hint=t("In your own words. You see how I understood it before it is saved."),
            ),
            field(
                Block.AWAY_UNTIL, t("Away until"), date_picker(person.wishes.away_until), optional=True, hint=away_hint
            ),
            *clock_fields(t, person),
        ],
        form=Form.PROFILE,
        submit=t("Continue"),
        close=t("Close"),
    )


def read_back(t: Translator, person: Person, after: Profile) -> Message:
    """What would be changed, with Save, Change and Discard."""
    before = Profile.of(person)
    buttons = [
        button(t("Save"), Action.PROFILE_SAVE, packed(before, after), style="primary"),
        button(t("Change"), Action.PROFILE_OPEN, label=t("Change it in the form")),
        button(t("Discard"), Action.PROFILE_DISCARD, label=t("Leave my profile as it is")),
    ]
    return message([*_changes(t, person, before, after), actions(buttons)])


def read_back_form(t: Translator, person: Person, after: Profile) -> Dict:
    """The same in a modal; submitting saves. Metadata: a change as `packed` writes it."""
    before = Profile.of(person)
    return modal(
        t("Is this right?"),
        _changes(t, person, before, after),
        form=Form.PROFILE_READ_BACK,
        metadata=packed(before, after),
        submit=t("Save"),
        close=t("Back"),
    )


def saved(t: Translator, person: Person, before: Profile) -> Message:
    """How the profile now stands where it was changed, with Undo."""
    after = Profile.of(person)
    undo = button(t("Undo"), Action.PROFILE_UNDO, packed(after, before), label=t("Undo this change of my profile"))
    return message([section(lines(bold(t("Saved.")), *_told(t, person, before, after))), actions([undo])])


def undone(t: Translator, person: Person, before: Profile) -> Message:
    """After Undo."""
    return message([section(lines(bold(t("It is as it was before.")), *_told(t, person, before, Profile.of(person))))])


def unchanged(t: Translator) -> Message:
    """After a change that changes nothing, and after Discard."""
    return message([section(t("Your profile stays as it is."))])


def _changes(t: Translator, person: Person, before: Profile, after: Profile) -> list[Dict]:
    """What is about to change: the week drawn as well."""
    told = _told(t, person, replace(before, working_week=after.working_week), after)
    week = week_blocks(t, after.working_week, person.country) if after.working_week != before.working_week else []
    nothing_yet = context(t("Nothing is saved until you say so."))
    return [section(bold(t("Is this what you mean?"))), *(section(one) for one in told), *week, nothing_yet]


def _told(t: Translator, person: Person, before: Profile, after: Profile) -> list[str]:
    """A sentence for everything that differs."""
    told = []
    if after.working_week != before.working_week:
        told.append(week_sentence(t, after.working_week, person.country))
    if after.away_until != before.away_until:
        told.append(_away(t, after.away_until))
    if after.language != before.language:
        told.append(t("I write to you in {language}.", language=language_name(t, after.language)))
    if (after.zone, after.city) != (before.zone, before.city):
        told.append(t("Your clock is that of {city}.", city=t.escape(t.city(after.zone, after.city))))
    return told


def _away(t: Translator, until: date | None) -> str:
    if until is None:
        return t("You are not away.")
    return t("You are away until {day}, that day included: nobody is offered a time with you before.", day=t.day(until))


def language_name(t: Translator, language: str | None) -> str:
    """ "French", in the reader's own language; for None, that it is Slack's."""
    if language is None:
        return t("the language of your Slack")
    return t.language_name(language)


def _languages(t: Translator, person: Person) -> Dict:
    own = [option(t.endonym(one), one) for one in LANGUAGES]
    return select([option(t("As in Slack"), AS_IN_SLACK), *own], person.language or AS_IN_SLACK)


def packed(before: Profile, after: Profile) -> str:
    """A change of a profile, as a button carries it: only what differs, the old value and the new."""
    old, new = _plain(before), _plain(after)
    return json.dumps({name: [old[name], new[name]] for name in new if old[name] != new[name]}, separators=(",", ":"))


def packed_week(before: Profile, week: WorkingWeek) -> str:
    """The same for another working week alone."""
    return packed(before, replace(before, working_week=week))


def unpacked(text: str, person: Person) -> tuple[Profile, Profile]:
    """The two profiles of a change; what it does not speak of is as the person has it."""
    present = _plain(Profile.of(person))
    change = json.loads(text)
    return tuple(  # type: ignore[return-value]
        _profile({**present, **{name: pair[side] for name, pair in change.items()}}) for side in (0, 1)
    )


def _plain(profile: Profile) -> dict[str, Any]:
    hours = {str(day): [list(one) for one in stretches] for day, stretches in hours_of(profile.working_week).items()}
    away = profile.away_until.isoformat() if profile.away_until else None
    speaks = list(profile.speaks)
    return {"l": profile.language, "z": profile.zone, "c": profile.city, "w": hours, "a": away, "s": speaks}


def _profile(plain: Mapping[str, Any]) -> Profile:
    hours = {int(day): tuple((opens, closes) for opens, closes in one) for day, one in plain["w"].items()}
    away = date.fromisoformat(plain["a"]) if plain["a"] else None
    return Profile(plain["l"], plain["z"], plain["c"], week_of(hours), away, tuple(plain["s"]))
