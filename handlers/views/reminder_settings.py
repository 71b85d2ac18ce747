"""When a person is reminded: as a sentence, and as a form to change it, for oneself or for a programme."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from handlers.i18n import N_, Translator
from handlers.ids import Action, Block, Form, numbered
from handlers.views.blocks import (
    Dict,
    Message,
    actions,
    button,
    date_picker,
    field,
    message,
    modal,
    option,
    section,
    select,
)
from handlers.views.choosing import named_apart
from mentoring.clocks import local
from mentoring.messages import DeliveryKind
from mentoring.people import Person, Programme
from mentoring.reminders import Lead, ReminderPolicy

OFF, AS_USUAL = "off", "usual"
NINE = time(9)

LABELS = {
    DeliveryKind.ANSWER_WANTED: N_("Before the time to answer an invitation is over"),
    DeliveryKind.WEEK_BEFORE: N_("Before a joint meeting"),
    DeliveryKind.DAY_BEFORE: N_("The day before a session"),
    DeliveryKind.HOUR_BEFORE: N_("Shortly before it"),
    DeliveryKind.STARTING: N_("When it starts, with the link"),
    DeliveryKind.FOLLOW_UP: N_("How did it go?"),
    DeliveryKind.FOLLOW_UP_AGAIN: N_("How did it go? Once more"),
    DeliveryKind.ACTION_DUE: N_("When you are to have done something"),
    DeliveryKind.ACTION_OVERDUE: N_("When it is not done by then"),
    DeliveryKind.CLOCK_CHANGE: N_("When clocks change before a session"),
    DeliveryKind.NUDGE: N_("When nothing is booked for weeks"),
    DeliveryKind.MILESTONE: N_("How the programme goes on"),
    DeliveryKind.DIGEST: N_("The programme's week, for coordinators"),
    DeliveryKind.MONTH: N_("The programme’s month, for coordinators"),
    DeliveryKind.CALENDAR: N_("A file for your calendar"),
    DeliveryKind.UNANSWERED: N_("When the first questions are not answered"),
}

OFFERED = {
    DeliveryKind.ANSWER_WANTED: (Lead(2, NINE), Lead(1, NINE), Lead(0, NINE)),
    DeliveryKind.WEEK_BEFORE: (Lead(7, NINE), Lead(14, NINE), Lead(3, NINE)),
    DeliveryKind.DAY_BEFORE: (Lead(2, NINE), Lead(1, NINE), Lead(1, time(16)), Lead(0, time(8))),
    DeliveryKind.HOUR_BEFORE: (Lead(minutes=120), Lead(minutes=60), Lead(minutes=30), Lead(minutes=15)),
    DeliveryKind.STARTING: (Lead(minutes=10), Lead(minutes=5), Lead(minutes=2)),
    DeliveryKind.FOLLOW_UP: (Lead(), Lead(minutes=60)),
    DeliveryKind.FOLLOW_UP_AGAIN: (Lead(1, NINE), Lead(2, NINE), Lead(4, NINE)),
    DeliveryKind.ACTION_DUE: (Lead(1, NINE), Lead(0, NINE), Lead(0, time(14))),
    DeliveryKind.ACTION_OVERDUE: (Lead(1, NINE), Lead(3, NINE)),
    DeliveryKind.CLOCK_CHANGE: (Lead(7, NINE), Lead(14, NINE), Lead(2, NINE)),
    DeliveryKind.NUDGE: (Lead(1, time(10)), Lead(3, time(10))),
    DeliveryKind.MILESTONE: (Lead(0, NINE), Lead(0, time(14))),
    DeliveryKind.DIGEST: (Lead(0, NINE), Lead(0, time(14)), Lead(1, NINE)),
    DeliveryKind.MONTH: (Lead(0, NINE), Lead(0, time(14)), Lead(1, NINE)),
    DeliveryKind.CALENDAR: (Lead(),),
    DeliveryKind.UNANSWERED: (Lead(2, time(10)), Lead(4, time(10)), Lead(8, time(10))),
}
"""What the form lets people choose among, earliest first where that makes sense."""

COORDINATORS_ONLY = frozenset({DeliveryKind.DIGEST, DeliveryKind.MONTH})
WEEKLY = frozenset({DeliveryKind.NUDGE, DeliveryKind.DIGEST})
AFTER = frozenset(
    {
        DeliveryKind.FOLLOW_UP,
        DeliveryKind.FOLLOW_UP_AGAIN,
        DeliveryKind.ACTION_OVERDUE,
        DeliveryKind.UNANSWERED,
    }
)
A_MONDAY = date(2027, 1, 4)


def policy_sentence(t: Translator, policy: ReminderPolicy, person: Person, at: datetime | None = None) -> str:
    """When this person is reminded of a session; ``at`` is when the day-before reminder of the next one is due."""
    before = (DeliveryKind.DAY_BEFORE, DeliveryKind.HOUR_BEFORE, DeliveryKind.STARTING)
    leads = [(kind, lead) for kind in before if (lead := policy.lead(kind))]
    moments = [
        t.moment(at, person.zone, person.city) if at and kind is DeliveryKind.DAY_BEFORE else lead_label(t, kind, lead)
        for kind, lead in leads
    ]
    if not moments:
        return t("I don't remind you of sessions.")
    return t("I'll remind you of your next session: {moments}.", moments=t.enumerated(moments))


def away_sentence(t: Translator, person: Person, today: date) -> str:
    """Until when the person is away; empty when they are not."""
    until = person.wishes.away_until
    if until is None or until < today:
        return ""
    return t("You are away until {day}: until then I only speak of sessions that take place.", day=t.day(until))


def settings(t: Translator, policy: ReminderPolicy, person: Person, now: datetime) -> Message:
    """The sentences that tell a person's own settings, after they changed them."""
    away = away_sentence(t, person, local(now, person.zone).date())
    return message([section(policy_sentence(t, policy, person)), section(away) if away else None])


def reminders_form(
    t: Translator, person: Person, policy: ReminderPolicy, programmes: tuple[Programme, ...], *, coordinates: bool
) -> Dict:
    """One's own reminders; ``policy`` is the programme's, ``programmes`` are those whose own the person may change."""
    kinds = [kind for kind in OFFERED if coordinates or kind not in COORDINATORS_ONLY]
    fields = [_field(t, kind, policy, person) for kind in kinds]
    buttons = _programme_buttons(t, programmes[:5])
    return modal(
        t("Reminders"),
        [
            section(policy_sentence(t, policy.wished(person.wishes), person)),
            *fields,
            _announcements_field(t, person),
            _away_field(t, person),
            actions(buttons) if buttons else None,
        ],
        form=Form.REMINDERS,
        submit=t("Save"),
        close=t("Back"),
    )


def programme_form(t: Translator, programme: Programme) -> Dict:
    """What a programme says and when, for its coordinators; metadata: {"programme": id}."""
    fields = programme_fields(t, programme.reminders)
    return modal(
        t("Reminders"),
        [
            section(
                t("For everybody in {programme} who has no wish of their own.", programme=t.escape(programme.name))
            ),
            *fields,
        ],
        form=Form.REMINDERS_OF_PROGRAMME,
        metadata=json.dumps({"programme": programme.id}),
        submit=t("Save"),
        close=t("Back"),
    )


def programme_fields(t: Translator, policy: ReminderPolicy) -> list[Dict]:
    """One field for each kind that a programme says something of, filled with what it does."""
    return [_field(t, kind, policy, None) for kind in OFFERED]


def lead_label(t: Translator, kind: DeliveryKind, lead: Lead) -> str:
    """ "the day before at 09:00", "1 hour before", "2 working days later at 09:00"."""
    if kind is DeliveryKind.CALENDAR:
        return t("with each session")
    if lead.at is None:
        return _elapsed_label(t, kind, lead)
    at = f"{lead.at:%H:%M}"
    if kind in WEEKLY:
        return t("{weekday} at {time}", weekday=t.weekday(A_MONDAY + timedelta(days=lead.days)), time=at)
    if kind in AFTER:
        return t.n("{count} working day later at {time}", "{count} working days later at {time}", lead.days, time=at)
    if kind is DeliveryKind.MILESTONE:
        return t("at {time}", time=at)
    return _days_label(t, lead.days, at)


def _days_label(t: Translator, days: int, at: str) -> str:
    if days == 0:
        return t("the same day at {time}", time=at)
    if days == 1:
        return t("the day before at {time}", time=at)
    return t.n("{count} day before at {time}", "{count} days before at {time}", days, time=at)


def _elapsed_label(t: Translator, kind: DeliveryKind, lead: Lead) -> str:
    length = timedelta(minutes=lead.minutes)
    if kind in AFTER:
        return t("{duration} later", duration=t.duration(length)) if length else t("at its end")
    return t("{duration} before", duration=t.duration(length))


def lead_value(lead: Lead | None) -> str:
    """What an option carries: "days hh:mm", "minutes", or that it is off."""
    if lead is None:
        return OFF
    return f"{lead.days} {lead.at:%H:%M}" if lead.at else str(lead.minutes)


def lead_of(value: str) -> Lead | None:
    """What an option's value means, None for off; ValueError for anything else."""
    if value == OFF:
        return None
    days, _, at = value.partition(" ")
    return Lead(int(days), time.fromisoformat(at)) if at else Lead(minutes=int(days))


def _field(t: Translator, kind: DeliveryKind, policy: ReminderPolicy, person: Person | None) -> Dict:
    """A kind's choices; for a person the first is to have it as the programme does."""
    usual = policy.lead(kind)
    mine = person.wishes.lead(kind) if person else usual
    offered = dict.fromkeys([*OFFERED[kind], *(lead for lead in (usual, mine) if lead)])
    options = [option(lead_label(t, kind, lead), lead_value(lead)) for lead in offered]
    options.append(option(t("not at all"), OFF))
    if person is None:
        return field(Block(kind.value), t(LABELS[kind]), select(options, lead_value(usual)))
    label = lead_label(t, kind, usual) if usual else t("not at all")
    options.insert(0, option(t("As usual: {label}", label=label), AS_USUAL))
    chosen = lead_value(mine) if person.wishes.has(kind) else AS_USUAL
    return field(Block(kind.value), t(LABELS[kind]), select(options, chosen))


def _announcements_field(t: Translator, person: Person) -> Dict:
    options = [option(t("All of them"), AS_USUAL), option(t("Only compulsory ones"), OFF)]
    muted = person.wishes.has(DeliveryKind.ANNOUNCEMENT)
    return field(Block.ANNOUNCEMENT, t("Announcements of the programme"), select(options, OFF if muted else AS_USUAL))


def _away_field(t: Translator, person: Person) -> Dict:
    hint = t("Until that day, that day included, I only speak of sessions that take place.")
    return field(Block.AWAY_UNTIL, t("Away until"), date_picker(person.wishes.away_until), optional=True, hint=hint)


def _programme_buttons(t: Translator, programmes: Sequence[Programme]) -> list[Dict]:
    return [
        button(t("Of {programme}", programme=name), numbered(Action.REMINDERS_OF_PROGRAMME, place), str(one.id))
        for place, (name, one) in enumerate(named_apart(programmes))
    ]
