"""Booking: the form, the read-back before anything is written, suggestions, and refusals with other times."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from handlers.i18n import Translator
from handlers.ids import Action, Block, Form, numbered
from handlers.views.blocks import (
    LONGEST_LABEL,
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
    plain,
    radio,
    section,
    select,
    shorten,
    text_input,
    time_picker,
)
from handlers.views.choosing import one_of, people_options
from handlers.views.holidays import rest_days_of
from handlers.views.links import link_field
from handlers.views.people import name_of, names_of, others_of, place_of, places_of
from handlers.views.series_preview import repeat_fields
from handlers.views.session_parts import LONGEST_TOPIC, in_programme, length_and_topic
from handlers.views.sessions import card_blocks
from handlers.views.states import shown_anchor
from mentoring.clocks import MINUTE, Anchor, local
from mentoring.people import BookingPolicy, Person
from mentoring.series import SeriesDraft
from mentoring.sessions import Details, Draft, ReadBack, Session, SessionState

OFFERED_MINUTES = (15, 30, 45, 60, 75, 90, 120, 150, 180)
LONGEST_WORDS = 300


def read_back(t: Translator, rb: ReadBack, *, several: bool = False) -> Message:
    """What would be proposed, on both clocks, with Confirm, Change and Discard; or slots to choose from.

    ``several`` where the booker is in several programmes: then it says in which one this is.
    """
    shown = _suggestions(t, rb) if rb.draft.anchor is None else _question(t, rb, rb.draft.anchor)
    return message([_where(t, rb), *shown.blocks]) if several else shown


def _where(t: Translator, rb: ReadBack) -> Dict:
    return context(in_programme(t, rb.programme))


def read_back_form(t: Translator, rb: ReadBack, *, several: bool = False) -> Dict:
    """The same in a modal; submitting confirms. Slots are radio buttons as in `booking_form`.

    Metadata: {"draft": id}.
    """
    anchor = rb.draft.anchor
    choices = [slots_field(t, rb, optional=False)] if offered(rb) else []
    body = _offer(t, rb, anchor) if anchor else [section(_no_time_yet(t, rb)), *choices]
    return modal(
        t("Is this right?") if anchor else t("Choose a time"),
        [_where(t, rb) if several else None, *body, _away(t, rb), _nothing_yet(t, rb) if anchor or choices else None],
        form=Form.BOOKING_READ_BACK,
        metadata=json.dumps({"draft": rb.draft.id}),
        submit=t("Confirm") if anchor or choices else "",
        close=t("Back"),
    )


def booking_form(
    t: Translator,
    *,
    booker: Person,
    partners: Sequence[Person],
    policy: BookingPolicy | None = None,
    draft: Draft | None = None,
    moving: Session | None = None,
    values: Mapping[str, str | None] | None = None,
    suggested: ReadBack | None = None,
    series: SeriesDraft | None = None,
    programmes: Mapping[int, str] | None = None,
) -> Dict:
    """The booking form, filled with ``draft`` and then with ``values`` (by field name, as Slack gives them back).

    Dates and times are on the booker's clock. ``suggested`` puts its slots first, as radio buttons whose values are
    instants in ISO 8601. The time may also be said in one's own words, so date and time are optional; the words beat
    them, and they beat a slot. A single partner is not asked for; ``programmes`` says where each of several is one.
    ``series`` is a series whose rule is offered as it was said. Metadata: {"draft": id or null, "session": id or null,
    "partner": person id or null, "series": id of the series' draft or null}.
    """
    given = _initial(booker, draft, moving, values)
    only = partners[0] if len(partners) == 1 else None
    slotted = suggested is not None and bool(offered(suggested))
    partner_field = (
        section(t("With {name}", name=name_of(t, only)))
        if only
        else _partner_field(t, partners, given, programmes or {})
    )
    blocks = [
        partner_field,
        _present_time(t, booker, moving, only),
        slots_field(t, suggested, optional=True) if suggested and slotted else None,
        *_time_fields(t, booker, given, slotted=slotted),
        _words_field(t, given),
        *([] if moving else repeat_fields(t, given, series.pattern.rule if series else None)),
        duration_field(t, policy or BookingPolicy(), _length(given)),
        None if moving else _topic_field(t, policy or BookingPolicy(), given),
        None if moving else link_field(t, given.get(Block.LINK, "")),
    ]
    metadata = {
        "draft": draft.id if draft else None,
        "session": moving.id if moving else None,
        "partner": only.id if only else None,
        "series": series.id if series else None,
    }
    return modal(
        t("Propose another time") if moving else t("Book a session"),
        blocks,
        form=Form.BOOKING,
        metadata=json.dumps(metadata),
        submit=t("Continue"),
        close=t("Close"),
    )


def slots_field(t: Translator, rb: ReadBack, *, optional: bool) -> Dict:
    """Offered times as radio buttons; values are instants in ISO 8601, UTC."""
    options = [option(_slot_label(t, start, rb), start.isoformat()) for start in offered(rb)]
    return field(Block.SLOTS, t("Times that suit you both"), radio(options), optional=optional)


def offered(rb: ReadBack) -> tuple[datetime, ...]:
    """The instants to choose among: suggested slots, or the readings of an unclear time."""
    return tuple(slot.start for slot in rb.slots) or (() if rb.draft.anchor else rb.draft.choices)


def refused_booking(
    t: Translator,
    sentence: str,
    *,
    reader: Person,
    partner: Person | None = None,
    draft_id: str | None = None,
    choices: Sequence[datetime] = (),
    asking: bool = False,
) -> Message:
    """A refusal, and the nearest times as buttons; or, when ``asking``, a question and the times that answer it.

    With a draft the buttons are booking.choose ("draft_id index"); without one they open the form at that time
    (booking.open, value the instant in ISO 8601).
    """
    places = [place_of(reader), *([place_of(partner)] if partner else [])]
    rows = [
        section(t.clocks(choice, places), _choice_button(t, index, choice, reader, draft_id))
        for index, choice in enumerate(choices)
    ]
    other = button(t("Choose another time"), Action.BOOKING_CHANGE if draft_id else Action.BOOKING_OPEN, draft_id or "")
    nearest = context(t("The nearest times:")) if rows and not asking else None
    return message([section(sentence), nearest, *rows, actions([other])])


def booked(t: Translator, details: Details, viewer: Person, now: datetime) -> Message:
    """After Confirm: who was asked, and for which time; or how things stand, when there is an answer already.

    It has no buttons: Slack lets nobody bring a private answer up to date, and the session's card follows by itself.
    """
    session, proposal = details.session, details.session.proposal
    if proposal is None or proposal.by != viewer.id:
        return message(card_blocks(t, details, viewer, now))
    names = names_of(t, others_of(details, viewer))
    said = t("Done. {names} will be asked, and you will hear as soon as there is an answer.", names=names)
    clocks = t.clocks(proposal.anchor.instant, places_of(details, viewer))
    return message([section(said), section(lines(clocks, length_and_topic(t, proposal.duration, session.topic)))])


def discarded(t: Translator) -> Message:
    """After Discard."""
    return message([section(t("Nothing was booked."))])


def _question(t: Translator, rb: ReadBack, anchor: Anchor) -> Message:
    buttons = [
        button(t("Confirm"), Action.BOOKING_CONFIRM, rb.draft.id, style="primary"),
        button(t("Change"), Action.BOOKING_CHANGE, rb.draft.id, label=t("Change the session before it is proposed")),
        _discard_button(t, rb),
    ]
    return message([*_offer(t, rb, anchor), _away(t, rb), _nothing_yet(t, rb), actions(buttons)])


def _away(t: Translator, rb: ReadBack) -> Dict | None:
    """That the partner is away then, which hinders nobody from asking."""
    until, anchor = rb.partner.wishes.away_until, rb.draft.anchor
    if until is None or anchor is None or local(anchor.instant, rb.partner.zone).date() > until:
        return None
    return context(t("{name} is away until {day}.", name=name_of(t, rb.partner), day=t.day(until)))


def _offer(t: Translator, rb: ReadBack, anchor: Anchor) -> list[Dict]:
    name = name_of(t, rb.partner)
    asked = t("Propose this other time to {name}?", name=name) if rb.moving else t("Propose this to {name}?", name=name)
    return [
        section(
            lines(
                bold(asked),
                t.both_clocks(anchor.instant, place_of(rb.booker), place_of(rb.partner)),
                length_and_topic(t, rb.draft.duration, rb.draft.topic),
                _instead_of(t, rb),
            )
        )
    ]


def _instead_of(t: Translator, rb: ReadBack) -> str:
    if rb.moving is None:
        return ""
    before = t.both_clocks(shown_anchor(rb.moving).instant, place_of(rb.booker), place_of(rb.partner))
    return t("Instead of {clocks}", clocks=before)


def _nothing_yet(t: Translator, rb: ReadBack) -> Dict:
    name = name_of(t, rb.partner)
    if rb.moving and rb.moving.state is SessionState.CONFIRMED:
        return context(t("The session stays at its old time until {name} accepts.", name=name))
    return context(t("Nothing is sent until you confirm; {name} can then accept or propose another time.", name=name))


def _one_tap(t: Translator, rb: ReadBack) -> Dict:
    name = name_of(t, rb.partner)
    if rb.moving and rb.moving.state is SessionState.CONFIRMED:
        return context(t("The session stays at its old time until {name} accepts.", name=name))
    return context(t("One tap sends the proposal; {name} can then accept or propose another time.", name=name))


def _suggestions(t: Translator, rb: ReadBack) -> Message:
    places = (place_of(rb.booker), place_of(rb.partner))
    rows = [
        section(t.both_clocks(start, *places), _slot_button(t, index, start, rb))
        for index, start in enumerate(offered(rb))
    ]
    others = [
        button(t("Choose another time"), Action.BOOKING_CHANGE, rb.draft.id, style="" if rows else "primary"),
        _discard_button(t, rb),
    ]
    rest = rest_days_of(t, rb.rest_days)
    return message(
        [
            section(_no_time_yet(t, rb)),
            *rows,
            context(rest) if rest else None,
            _one_tap(t, rb) if rows else None,
            actions(others),
        ]
    )


def _no_time_yet(t: Translator, rb: ReadBack) -> str:
    name = name_of(t, rb.partner)
    what = length_and_topic(t, rb.draft.duration, rb.draft.topic)
    if not offered(rb):
        return lines(bold(t("No time in the coming weeks suits both you and {name}.", name=name)), what)
    if not rb.slots:
        return lines(bold(t("Which time do you mean?")), what, _instead_of(t, rb))
    if rb.elsewhere:
        title = t("Nothing suits both you and {name} then. The nearest times that do:", name=name)
    else:
        title = t("Times that suit both you and {name}", name=name)
    return lines(bold(title), what, _instead_of(t, rb))


def _slot_button(t: Translator, index: int, start: datetime, rb: ReadBack) -> Dict:
    label = t("Propose {slot}", slot=_slot_label(t, start, rb))
    return button(t("Propose"), numbered(Action.BOOKING_CHOOSE, index), f"{rb.draft.id} {index}", label=label)


def _slot_label(t: Translator, start: datetime, rb: ReadBack) -> str:
    return t.short_clocks(start, place_of(rb.booker), place_of(rb.partner))


def _choice_button(t: Translator, index: int, choice: datetime, reader: Person, draft_id: str | None) -> Dict:
    label = t("Take {moment}", moment=t.short_clocks(choice, place_of(reader)))
    if draft_id:
        return button(t("Take this"), numbered(Action.BOOKING_CHOOSE, index), f"{draft_id} {index}", label=label)
    return button(t("Take this"), numbered(Action.BOOKING_OPEN, index), choice.isoformat(), label=label)


def _discard_button(t: Translator, rb: ReadBack) -> Dict:
    return button(t("Discard"), Action.BOOKING_DISCARD, rb.draft.id, label=t("Discard this without booking"))


def _initial(
    booker: Person, draft: Draft | None, moving: Session | None, values: Mapping[str, str | None] | None
) -> dict[str, str]:
    given: dict[str, str | None] = {}
    if moving:
        given = {Block.DURATION: str(moving.duration // MINUTE), Block.TOPIC: moving.topic}
    if draft:
        given |= {
            Block.WITH_WHOM: str(draft.partner_id),
            Block.DURATION: str(draft.duration // MINUTE),
            Block.TOPIC: draft.topic,
            Block.LINK: draft.link,
        }
    if draft and draft.anchor:
        there = local(draft.anchor.instant, booker.zone)
        given |= {Block.DATE: f"{there:%Y-%m-%d}", Block.TIME: f"{there:%H:%M}"}
    return {str(name): value for name, value in (given | dict(values or {})).items() if value}


def _partner_field(
    t: Translator, partners: Sequence[Person], given: Mapping[str, str], programmes: Mapping[int, str]
) -> Dict:
    options = [
        {**one, "description": plain(programmes[person.id], LONGEST_LABEL)} if programmes.get(person.id) else one
        for one, person in zip(people_options(partners), partners, strict=True)
    ]
    chooser = one_of(t, options, given.get(Block.WITH_WHOM))
    return field(Block.WITH_WHOM, t("With whom"), chooser)


def _present_time(t: Translator, booker: Person, moving: Session | None, only: Person | None) -> Dict | None:
    if moving is None:
        return None
    places = [place_of(booker), *([place_of(only)] if only else [])]
    return section(t("Its time now: {clocks}", clocks=t.clocks(shown_anchor(moving).instant, places)))


def _time_fields(t: Translator, booker: Person, given: Mapping[str, str], *, slotted: bool) -> list[Dict]:
    day, hour = date_picker(given.get(Block.DATE)), time_picker(given.get(Block.TIME))
    city = t.city(booker.zone, booker.city)
    hint = t("On your own clock: {city} time.", city=city)
    return [
        field(Block.DATE, t("Another date") if slotted else t("Date"), day, optional=True),
        field(Block.TIME, t("Another time") if slotted else t("Time"), hour, optional=True, hint=hint),
    ]


def _words_field(t: Translator, given: Mapping[str, str]) -> Dict:
    words = text_input(given.get(Block.WHEN, ""), longest=LONGEST_WORDS, placeholder=t("next Tuesday 3pm"))
    return field(Block.WHEN, t("Or in your own words"), words, optional=True)


def duration_field(t: Translator, policy: BookingPolicy, length: timedelta | None = None) -> Dict:
    """How long; the programme's usual length unless another is given."""
    initial = (length or policy.usual) // MINUTE
    within = [n for n in OFFERED_MINUTES if policy.shortest <= timedelta(minutes=n) <= policy.longest]
    minutes = sorted({*within, initial})
    options = [option(t.duration(timedelta(minutes=n)), str(n)) for n in minutes]
    return field(Block.DURATION, t("How long"), select(options, str(initial)))


def _topic_field(t: Translator, policy: BookingPolicy, given: Mapping[str, str]) -> Dict:
    topic = shorten(given.get(Block.TOPIC, ""), LONGEST_TOPIC)
    box = text_input(topic, longest=policy.longest_topic, placeholder=t("What would you like to talk about?"))
    return field(Block.TOPIC, t("Topic"), box, optional=True, hint=t("You both see it."))


def _length(given: Mapping[str, str]) -> timedelta | None:
    minutes = given.get(Block.DURATION)
    return timedelta(minutes=int(minutes)) if minutes else None
