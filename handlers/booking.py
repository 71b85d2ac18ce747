"""Booking: a line or a form becomes a read-back, and Confirm a session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers import parsing, series
from handlers.begun_forms import in_a_form, keeping, let_go
from handlers.i18n import Translator
from handlers.ids import Action, Block, Form, any_of
from handlers.listeners import Listeners
from handlers.parsing import BookingLine
from handlers.questions import question
from handlers.views import blocks
from handlers.views import booking as views
from handlers.views.blocks import Message
from handlers.views.session_parts import length_and_topic
from handlers.visit import Visit
from handlers.when.reading import QuestionCode
from mentoring.clocks import MINUTE, local
from mentoring.errors import NoSuchDraft, WhichPartner
from mentoring.people import Person
from mentoring.services import booking
from mentoring.sessions import BookingRequest, Draft, ReadBack

Button = Mapping[str, Any]
View = dict[str, Any]
Values = Mapping[str, str | None]


async def on_booking_typed(text: str, visit: Visit) -> None:
    """`/mentor book …`: read the line back, ask what it leaves open, or offer slots."""
    await answer_line(await visit.line(text), visit)


async def answer_line(line: BookingLine, visit: Visit) -> None:
    """Read back what a line asks for; what it leaves open is asked in the form, filled with the rest."""
    line, called = await _whom_it_names(line, visit)
    partner_id = called[0].id if called else None
    try:
        if len(called) > 1:
            raise WhichPartner(field=Block.WITH_WHOM, partners=called)
        if line.reading.repetition and line.reading.repetition.rule:
            await series.answer_series(line, partner_id, visit)
            return
        rb = await _read_back(line.request(visit.actor, partner_id), visit)
    except WhichPartner as refused:
        form = _form_to_choose_partner(refused, visit, _filled(line, visit.actor))
        await visit.reply.form(await keeping(form, visit))
        return
    if line.half_a_time or line.reading.repetition:
        await visit.reply.form(await keeping(_form(rb, visit.t, _filled(line, visit.actor)), visit))
        return
    await visit.reply.privately(_answer(visit.t, rb, line, several=_in_several(visit)))


def _in_several(visit: Visit) -> bool:
    """Whether the person is in several programmes, so that which one is meant has to be said."""
    return len(visit.who.programmes) > 1


async def _whom_it_names(line: BookingLine, visit: Visit) -> tuple[BookingLine, Sequence[Person]]:
    """The partners whom a line names by "@Luca" or "with Luca", and the line without those words in its topic.

    NotYourPartner for an @ that names none of them, or several; other words after "with" stay what they were.
    """
    if line.partner_name:
        return line, [parsing.partner_named(line.partner_name, await visit.partners())]
    company = line.reading.company
    called = parsing.partners_called(company.text, await visit.partners()) if company else []
    return (await visit.line(line.mentioning(called[0])) if called else line), called


async def _read_back(request: BookingRequest, visit: Visit) -> ReadBack:
    return await visit.run(booking.read_back, request, actor=visit.actor, now=visit.now, holidays=visit.holidays)


def _answer(t: Translator, rb: ReadBack, line: BookingLine, *, several: bool) -> Message:
    """What the line led to: a question with its answers as buttons, slots, or a time to confirm."""
    asked = question(t, line.reading.question.code) if line.reading.question and line.text else ""
    if line.choices:
        shown = views.refused_booking(
            t,
            blocks.lines(asked, length_and_topic(t, rb.draft.duration, rb.draft.topic)),
            reader=rb.booker,
            partner=rb.partner,
            draft_id=rb.draft.id,
            choices=rb.draft.choices,
            asking=True,
        )
        return _with_remarks(shown, _remarks(t, line))
    return _with_remarks(views.read_back(t, rb, several=several), [asked, *_remarks(t, line)])


def _remarks(t: Translator, line: BookingLine) -> Iterator[str]:
    """What was taken for something, and what for nothing, so that nothing typed is lost unseen."""
    assumed, zone = line.reading.assumed, line.reading.zone
    if assumed and zone:
        yield t("I read {text} as {city} time.", text=t.escape(assumed), city=t.city(zone))
    if line.unused:
        yield t("I did not use: {text}", text=t.escape(line.unused))


def _with_remarks(message: Message, remarks: Iterable[str]) -> Message:
    return blocks.message([*(blocks.section(remark) for remark in remarks if remark), *message.blocks])


def _filled(line: BookingLine, actor: Person) -> Values:
    """A line's parts as values of the form."""
    start, length = line.reading.start, line.reading.duration
    there = local(start, actor.zone) if start else None
    return {
        Block.DATE: f"{there:%Y-%m-%d}" if there else None,
        Block.TIME: f"{there:%H:%M}" if there and line.reading.has_time else None,
        Block.DURATION: str(length // MINUTE) if length else None,
        Block.TOPIC: line.reading.topic,
        **series.filled(line),
    }


def _form_to_choose_partner(refused: WhichPartner, visit: Visit, values: Values | None) -> View:
    partners, where = refused.facts["partners"], _programmes_of(refused.facts.get("programmes", {}), visit)
    return views.booking_form(visit.t, booker=visit.actor, partners=partners, values=values, programmes=where)


def _programmes_of(where: Mapping[int, int], visit: Visit) -> Mapping[int, str]:
    """The name of the programme in which somebody is a partner, by the partner; nothing where all are of one."""
    names = {one.id: one.name for one in visit.who.programmes}
    return {partner: names.get(one, "") for partner, one in where.items()} if len(set(where.values())) > 1 else {}


def _form(rb: ReadBack, t: Translator, values: Values | None = None, *, suggesting: bool = False) -> View:
    return views.booking_form(
        t,
        booker=rb.booker,
        partners=[rb.partner],
        policy=rb.programme.booking,
        moving=rb.moving,
        values=values,
        suggested=rb if suggesting else None,
    )


async def open_booking_form(action: Button, visit: Visit) -> None:
    """Book: the form with slots, or filled with the instant that the button names."""
    moment = action.get("value")
    values = _moment(moment, visit.actor) if moment else None
    try:
        rb = await _read_back(BookingRequest(zone=visit.actor.zone), visit)
        form = _form(rb, visit.t, values, suggesting=True)
    except WhichPartner as refused:
        form = _form_to_choose_partner(refused, visit, values)
    await visit.reply.next_form(await keeping(form, visit, offering=not values))


async def open_form_with(partner_id: int, visit: Visit) -> None:
    """The form with slots that suit the person and this partner of theirs."""
    rb = await _read_back(BookingRequest(zone=visit.actor.zone, partner_id=partner_id), visit)
    await visit.reply.next_form(await keeping(_form(rb, visit.t, suggesting=True), visit))


def _moment(moment: str, actor: Person) -> Values:
    there = local(datetime.fromisoformat(moment), actor.zone)
    return {Block.DATE: f"{there:%Y-%m-%d}", Block.TIME: f"{there:%H:%M}"}


async def open_change_form(action: Button, visit: Visit) -> None:
    """Change: the form, filled with the draft."""
    draft = await visit.run(booking.draft_of, action["value"], actor=visit.actor)
    details = await visit.details(draft.session_id) if draft.session_id else None
    partners = [details.people[draft.partner_id]] if details else await visit.partners()
    form = views.booking_form(
        visit.t,
        booker=visit.actor,
        partners=partners,
        draft=draft,
        moving=details.session if details else None,
    )
    await visit.reply.next_form(await keeping(form, visit))


async def open_move_form(action: Button, visit: Visit) -> None:
    """Move, or propose another time: the form about a session, with slots."""
    session_id, _ = parsing.session_and_revision(action["value"])
    rb = await _read_back(BookingRequest(zone=visit.actor.zone, session_id=session_id), visit)
    await visit.reply.next_form(await keeping(_form(rb, visit.t, suggesting=True), visit, offering=True))


async def on_booking_submitted(view: View, visit: Visit) -> None:
    """The form: read back what it asks for."""
    if empty := parsing.half_a_time(view):
        await visit.reply.under_field(empty, visit.t("Please fill in both the date and the time."))
        return
    request, words = parsing.booking_request(view, visit.actor), parsing.values_of(view).get(Block.WHEN)
    if words:
        line = await visit.line(words)
        if unclear := _unclear(line, visit.t):
            await visit.reply.under_field(Block.WHEN, unclear)
            return
        if line.reading.repetition:
            await series.on_words_submitted(request, line, visit)
            return
        request = parsing.in_words(request, line)
    if series.repeats(parsing.values_of(view)):
        await series.on_series_submitted(view, request, visit)
        return
    rb = await _read_back(request, visit)
    await visit.reply.next_form(views.read_back_form(visit.t, rb, several=_in_several(visit)))


def _unclear(line: BookingLine, t: Translator) -> str:
    """What to ask about the words of a form when they lead neither to a time nor to several; "" when they do."""
    found = line.reading.repetition
    if found and (found.rule is None or not series.is_series(line)):
        return t("Please say the day, the hour and how often, such as: every second Tuesday 15:00 until June.")
    if line.wall or line.choices or line.within:
        return ""
    return question(t, line.reading.question.code if line.reading.question else QuestionCode.NOTHING)


async def on_read_back_submitted(view: View, visit: Visit) -> None:
    """Confirm in a form: book the time read back, or the slot chosen."""
    draft_id = parsing.metadata_of(view)["draft"]
    slot = parsing.values_of(view).get(Block.SLOTS)
    if slot is None and visit.reply.has_field(Block.SLOTS):
        await visit.reply.under_field(Block.SLOTS, visit.t("Please choose a time."))
        return
    draft = await visit.run(booking.draft_of, draft_id, actor=visit.actor)
    await _book(draft_id, _number_of(slot, draft) if slot else None, visit)


def _number_of(slot: str, draft: Draft) -> int:
    """Which of the draft's slots it is; NoSuchDraft when it was never offered."""
    chosen = datetime.fromisoformat(slot)
    if chosen not in draft.choices:
        raise NoSuchDraft
    return draft.choices.index(chosen)


async def on_booking_confirmed(action: Button, visit: Visit) -> None:
    """Confirm: book what was read back; pressing twice changes nothing."""
    await _book(action["value"], None, visit)


async def on_slot_chosen(action: Button, visit: Visit) -> None:
    """A slot is one tap: book it."""
    await _book(*parsing.draft_and_choice(action["value"]), visit)


async def _book(draft_id: str, choice: int | None, visit: Visit) -> None:
    moving = (await visit.run(booking.draft_of, draft_id, actor=visit.actor)).session_id if in_a_form(visit) else None
    session = await visit.run(booking.book, draft_id, actor=visit.actor, now=visit.now, choice=choice)
    details = await visit.details(session.id)
    await visit.reply.in_place(views.booked(visit.t, details, visit.actor, visit.now))
    await let_go(Form.BOOKING, {"session": moving}, visit)


async def on_booking_discarded(action: Button, visit: Visit) -> None:
    """Discard: let go of the draft, and say that nothing was booked."""
    await visit.run(booking.discard, action["value"], actor=visit.actor)
    await visit.reply.in_place(views.discarded(visit.t))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.HOME_BOOK)(open_booking_form)
    app.action(any_of(Action.BOOKING_OPEN))(open_booking_form)
    app.action(Action.BOOKING_CHANGE)(open_change_form)
    app.action(Action.SESSION_MOVE)(open_move_form)
    app.view(Form.BOOKING)(on_booking_submitted)
    app.view(Form.BOOKING_READ_BACK)(on_read_back_submitted)
    app.action(Action.BOOKING_CONFIRM)(on_booking_confirmed)
    app.action(any_of(Action.BOOKING_CHOOSE))(on_slot_chosen)
    app.action(Action.BOOKING_DISCARD)(on_booking_discarded)
