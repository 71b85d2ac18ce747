"""What a programme settles, in words: as a list to change, and as the difference that a change would make."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from handlers.i18n import N_, Translator
from handlers.ids import Action, Form, numbered
from handlers.views.blocks import (
    LONGEST_HEADER,
    Dict,
    Message,
    actions,
    bold,
    button,
    lines,
    message,
    modal,
    section,
    shorten,
)
from handlers.views.pairing_settings import pairing_parts, pairing_said
from handlers.views.people import names_of, place_of
from handlers.views.reminder_settings import LABELS, lead_label
from handlers.views.risk_settings import risk_parts, risk_said
from mentoring.attendance import AttendancePolicy
from mentoring.people import Person, Programme
from mentoring.programme_overview import ProgrammePreview
from mentoring.programme_settings import ProgrammeState
from mentoring.reminders import ReminderPolicy

SHOWN_SESSIONS, SHOWN_NAMES, SHOWN_DAYS = 5, 10, 12
LONGEST_SHOWN = 300
LONGEST_VALUE = 2000

STATES = {
    ProgrammeState.DRAFT: N_("being set up"),
    ProgrammeState.RUNNING: N_("running"),
    ProgrammeState.CLOSED: N_("closed"),
}

STEPS = {
    "basics": N_("Name and dates"),
    "languages": N_("Languages and channel"),
    "meetings": N_("Meetings and pace"),
    "reminders": N_("Links and reminders"),
    "attendance": N_("Attendance"),
    "risk": N_("Who needs you"),
    "pairing": N_("Proposing pairs"),
    "people": N_("People"),
    "pairs": N_("Pairs"),
    "welcome": N_("Welcome"),
}
"""What the steps are called; all but attendance, who needs somebody and what counts belong to setting up."""

SettingSaid = Callable[[Translator, Programme], str]
Parts = Sequence[tuple[str, str]]


def settings_form(t: Translator, programme: Programme) -> Dict:
    """What the programme settles, each part with a way to change it."""
    parts = [
        ("basics", ("name", "starts_on", "ends_on", "zone")),
        ("languages", ("languages", "language", "channel")),
        ("meetings", ("sessions_a_month", "meetings")),
        ("reminders", ("booking",)),
        ("attendance", ("attendance",)),
        ("risk", ("risk",)),
        ("pairing", ("pairing",)),
        ("welcome", ("welcome",)),
    ]
    rows = [
        section(
            lines(bold(t(STEPS[step])), *(_line(t, name, programme) for name in names)),
            button(t("Change"), numbered(Action.PROGRAMME_STEP, index), f"{step} {programme.id}"),
        )
        for index, (step, names) in enumerate(parts)
    ]
    standing = t("It is {state}.", state=t(STATES[programme.state]))
    return modal(
        t("Settings"),
        [section(standing), *rows, actions([_state_button(t, programme)])],
        form=Form.NOTICE,
        close=t("Close"),
    )


def _state_button(t: Translator, programme: Programme) -> Dict:
    if programme.state is ProgrammeState.RUNNING:
        asked = t("Nothing new can be arranged in it, and it says nothing more of itself. It can be opened again.")
        return {
            **button(t("Close the programme"), Action.PROGRAMME_CLOSE, str(programme.id), style="danger"),
            "confirm": confirm(t, t("Close the programme?"), asked, t("Close it")),
        }
    return button(t("Let it run"), Action.PROGRAMME_RUN, str(programme.id), style="primary")


def confirm(t: Translator, title: str, text: str, yes: str) -> Dict:
    """The question that Slack asks before a button does something."""
    return {
        "title": {"type": "plain_text", "text": shorten(title, 100)},
        "text": {"type": "plain_text", "text": shorten(text, 300)},
        "confirm": {"type": "plain_text", "text": shorten(yes, 30)},
        "deny": {"type": "plain_text", "text": shorten(t("Not now"), 30)},
    }


def preview_form(t: Translator, preview: ProgrammePreview, carried: Mapping[str, Any], viewer: Person) -> Dict:
    """What a change would do, to confirm; metadata is ``carried``."""
    return modal(
        t("What this changes"),
        [section(lines(*_differences(t, preview))), *(section(text) for text in _effects(t, preview, viewer))],
        form=Form.PROGRAMME_PREVIEW,
        metadata=json.dumps(carried, ensure_ascii=False, default=str),
        submit=t("Confirm"),
        close=t("Back"),
    )


def changed(t: Translator, preview: ProgrammePreview, undo: Dict | None = None) -> Message:
    """That a change was made, and which, with the way back where there is one."""
    if not preview.changed:
        return message([section(t("Nothing changes: it is like that already."))])
    said = section(lines(bold(t("Changed.")), *_differences(t, preview)))
    return message([said, actions([undo]) if undo else None])


def undo_button(t: Translator, carried: Mapping[str, Any]) -> Dict | None:
    """Takes back a change of settings; None where what was is longer than a button can carry."""
    value = json.dumps(carried, ensure_ascii=False, separators=(",", ":"), default=str)
    return button(t("Take back"), Action.PROGRAMME_UNDO, value) if len(value) <= LONGEST_VALUE else None


def undone(t: Translator, preview: ProgrammePreview | None = None) -> Message:
    """That a change was taken back, and what is as it was."""
    return message([section(lines(bold(t("Undone.")), *(_differences(t, preview) if preview else ())))])


def _differences(t: Translator, preview: ProgrammePreview) -> Iterator[str]:
    for name in preview.changed:
        if name == "reminders":
            yield from _reminder_differences(t, preview.before.reminders, preview.after.reminders)
            continue
        if name in PARTS:
            yield from _differing_parts(t, PARTS[name](t, preview.before), PARTS[name](t, preview.after))
            continue
        label, said = SAID[name]
        before, after = said(t, preview.before), said(t, preview.after)
        yield _difference(t, t(label), before, after)


def _differing_parts(t: Translator, before: Parts, after: Parts) -> Iterator[str]:
    """Of a setting with many parts, those alone that differ."""
    for (label, was), (_, will) in zip(before, after, strict=True):
        if was != will:
            yield _difference(t, label, was, will)


def _difference(t: Translator, label: str, before: str, after: str) -> str:
    if before == after:
        return t("{setting}: has other words", setting=label)
    return t("{setting}: {before} → {after}", setting=label, before=before, after=after)


def _reminder_differences(t: Translator, before: ReminderPolicy, after: ReminderPolicy) -> Iterator[str]:
    for kind, label in LABELS.items():
        was, will = before.lead(kind), after.lead(kind)
        if was != will:
            yield _difference(
                t,
                t(label),
                lead_label(t, kind, was) if was else t("not at all"),
                lead_label(t, kind, will) if will else t("not at all"),
            )
    for setting, was_count, will_count in (
        (t("Days without a session until a pair is asked about it"), before.quiet_after, after.quiet_after),
        (t("Weeks in which it is asked"), before.nudges, after.nudges),
    ):
        if was_count != will_count:
            yield _difference(t, setting, str(was_count), str(will_count))


def _effects(t: Translator, preview: ProgrammePreview, viewer: Person) -> Iterator[str]:
    if preview.outside:
        place = place_of(viewer)
        told = [t.moment(one.when.start, place.zone, place.city) for one in preview.outside[:SHOWN_SESSIONS]]
        count = len(preview.outside)
        yield lines(
            t.n(
                "{count} session to come would lie outside these dates. It stays as it is:",
                "{count} sessions to come would lie outside these dates. They stay as they are:",
                count,
            ),
            *told,
            t.n("and {count} more", "and {count} more", count - SHOWN_SESSIONS) if count > SHOWN_SESSIONS else "",
        )
    if preview.reminders_moved:
        yield t.n(
            "{count} reminder of the next sessions comes at another time, or not at all.",
            "{count} reminders of the next sessions come at another time, or not at all.",
            preview.reminders_moved,
        )
        if preview.beyond:
            yield t("Those of later sessions follow within the hour.")
    if "pairing" in preview.changed:
        yield t("Pairs that are made stay. Open proposals keep their people until somebody proposes again.")
    if preview.without_language:
        names = names_of(t, preview.without_language[:SHOWN_NAMES])
        yield t("These people chose a language that the programme would give up: {names}.", names=names)


def _line(t: Translator, name: str, programme: Programme) -> str:
    """What is settled, with what it is called unless the part is called so."""
    label, said = SAID[name]
    if label in STEPS.values():
        return said(t, programme)
    return t("{setting}: {value}", setting=t(label), value=said(t, programme))


def language_names(t: Translator, languages: Sequence[str]) -> str:
    """Languages by what they call themselves."""
    return t.enumerated([t.endonym(language) for language in languages])


def _text(t: Translator, text: str) -> str:
    return t.escape(shorten(text, LONGEST_SHOWN)) or t("none")


def _days(t: Translator, programme: Programme) -> str:
    days = programme.meetings.days
    shown = [t.day(day) for day in days[:SHOWN_DAYS]]
    left = [t.n("and {count} more", "and {count} more", len(days) - SHOWN_DAYS)] if len(days) > SHOWN_DAYS else []
    return t.dotted([str(programme.meetings.count), *shown, *left])


def _languages(t: Translator, programme: Programme) -> str:
    return language_names(t, programme.languages) or t("all that I speak")


def _channel(t: Translator, programme: Programme) -> str:
    return f"<#{programme.channel}>" if programme.channel else t("none")


def _welcomes(t: Translator, programme: Programme) -> str:
    own = [language for language, _ in programme.welcome]
    return t("your own in {languages}", languages=language_names(t, own)) if own else t("the usual words")


def _attendance(t: Translator, programme: Programme) -> str:
    return t.dotted([t("{setting}: {value}", setting=label, value=value) for label, value in _policy(t, programme)])


def _policy(t: Translator, programme: Programme) -> list[tuple[str, str]]:
    policy: AttendancePolicy = programme.attendance
    return [
        (t("People are asked for"), days(t, policy.answer_within)),
        (t("Time to agree"), days(t, policy.talk_within)),
        (t("Counts as the same"), t.duration(policy.same_within)),
        (t("May run over by"), t.duration(policy.runs_over)),
    ]


def days(t: Translator, length: timedelta) -> str:
    """ "3 days"."""
    return t.n("{count} day", "{count} days", length.days)


SAID: Mapping[str, tuple[str, SettingSaid]] = {
    "name": (N_("Name"), lambda t, p: _text(t, shorten(p.name, LONGEST_HEADER))),
    "starts_on": (N_("First day"), lambda t, p: t.day(p.starts_on)),
    "ends_on": (N_("Last day"), lambda t, p: t.day(p.ends_on)),
    "zone": (N_("Clock"), lambda t, p: t.city(p.zone)),
    "languages": (N_("Languages"), _languages),
    "language": (N_("Working language"), lambda t, p: t.endonym(p.language)),
    "channel": (N_("Channel"), _channel),
    "sessions_a_month": (N_("Sessions a month"), lambda t, p: str(p.sessions_a_month) if p.sessions_a_month else "–"),
    "meetings": (N_("Joint meetings planned"), _days),
    "booking": (N_("Where sessions meet"), lambda t, p: _text(t, p.booking.link_template)),
    "attendance": (N_("Attendance"), _attendance),
    "risk": (N_("Who needs you"), risk_said),
    "pairing": (N_("Proposing pairs"), pairing_said),
    "welcome": (N_("Welcome"), _welcomes),
    "state": (N_("State"), lambda t, p: t(STATES[p.state])),
}
"""Each setting: what it is called, and what it says."""

PARTS: Mapping[str, Callable[[Translator, Programme], Parts]] = {
    "risk": risk_parts,
    "pairing": pairing_parts,
    "attendance": _policy,
}
"""Settings of many parts, of which a difference names those alone that differ."""
