"""What the host of a session of several does with it, and what coordinators decide of absences."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handlers import gathering_parsing as filled
from handlers import parsing, refusals
from handlers.gatherings import in_plain_words, look_at, show_card
from handlers.ids import Action, Block, Form, any_of
from handlers.listeners import Listeners
from handlers.views import hosting as views
from handlers.views.people import place_of
from handlers.visit import Visit
from mentoring.circles import GatheringView
from mentoring.clocks import local
from mentoring.errors import AlreadySettled, NotInProgramme, NotTheHost, Refused, SessionOver
from mentoring.people import Person
from mentoring.services import absences, hosting
from mentoring.services.audiences import invitable
from mentoring.services.programmes import who

Button = Mapping[str, Any]
View = Mapping[str, Any]


async def run_by(action: Button, visit: Visit) -> GatheringView:
    """The session of a button, for somebody who may run it."""
    session_id, _ = parsing.session_and_revision(action["value"])
    shown = await look_at(session_id, visit)
    if not shown.runs_it:
        raise NotTheHost(name=_host_of(shown).name)
    return shown


def _host_of(shown: GatheringView) -> Person:
    return shown.details.people[shown.details.session.organiser_id]


async def _done(session_id: str, visit: Visit, sentence: str) -> None:
    """What was done and the session as it now is, in the place of the form."""
    shown = await look_at(session_id, visit)
    await visit.reply.in_place(views.done(visit.t, sentence, shown.details, visit.actor, visit.now))


async def open_menu(action: Button, visit: Visit) -> None:
    """More: all that can be done with the session."""
    await visit.reply.next_form(views.manage_view(visit.t, await run_by(action, visit), visit.now))


async def show_answers(action: Button, visit: Visit) -> None:
    """Who answered what, those who wait in the order of the line."""
    shown = await run_by(action, visit)
    await visit.reply.next_form(views.answers_view(visit.t, shown.details))


async def open_move_form(action: Button, visit: Visit) -> None:
    """Move: asks for another time."""
    shown = await run_by(action, visit)
    await visit.reply.next_form(views.move_form(visit.t, shown.details, visit.actor))


async def on_move_submitted(view: View, visit: Visit) -> None:
    """Read the new time back, with those whom it would cost their place."""
    if (wall := await visit.wall_filled_in(view)) is None:
        return
    session_id, minutes = parsing.metadata_of(view)["session"], int(parsing.values_of(view).get(Block.DURATION) or 0)
    await _read_back(session_id, wall, None, minutes, visit)


async def on_move_time_chosen(action: Button, visit: Visit) -> None:
    """Take this: read the instant back that the button names."""
    session_id, minutes, moment = action["value"].split(" ")
    there = local(datetime.fromisoformat(moment), visit.actor.zone)
    await _read_back(session_id, there.replace(tzinfo=None, fold=0), there.fold, int(minutes), visit)


async def _read_back(session_id: str, wall: datetime, fold: int | None, minutes: int, visit: Visit) -> None:
    length = timedelta(minutes=minutes) if minutes else None
    try:
        preview = await visit.run(
            hosting.preview_move,
            session_id,
            wall=wall,
            zone=visit.actor.zone,
            fold=fold,
            duration=length,
            actor=visit.actor,
            now=visit.now,
        )
    except Refused as refused:
        choices = refused.facts.get("choices")
        if not choices:
            raise
        sentence = refusals.sentence(visit.t, refused, place_of(visit.actor))
        shown = views.which_time(visit.t, sentence, choices, visit.actor, session_id=session_id, minutes=minutes)
        await visit.reply.in_place(shown)
        return
    await visit.reply.next_form(views.move_read_back(visit.t, preview, visit.actor))


async def on_move_confirmed(view: View, visit: Visit) -> None:
    """Move it."""
    about = parsing.metadata_of(view)
    there = local(datetime.fromisoformat(about["at"]), visit.actor.zone)
    session = await visit.run(
        hosting.move_gathering,
        about["session"],
        wall=there.replace(tzinfo=None, fold=0),
        zone=visit.actor.zone,
        fold=there.fold,
        duration=timedelta(minutes=about["minutes"]),
        actor=visit.actor,
        now=visit.now,
    )
    await _done(session.id, visit, visit.t("Moved. Everybody who did not say no is told."))


async def open_late_form(action: Button, visit: Visit) -> None:
    """Running late: asks by how much."""
    shown = await run_by(action, visit)
    await visit.reply.next_form(views.late_form(visit.t, shown.details))


async def on_late_submitted(view: View, visit: Visit) -> None:
    """Tell everybody who comes that it starts later."""
    session_id, minutes = parsing.metadata_of(view)["session"], int(parsing.values_of(view).get(Block.MINUTES) or 0)
    await visit.run(hosting.run_late, session_id, minutes=minutes, actor=visit.actor, now=visit.now)
    await _done(session_id, visit, visit.t("Everybody who comes or may come is told."))


async def open_cancel_form(action: Button, visit: Visit) -> None:
    """Cancel, or withdraw what nobody hosts yet: asks for a reason."""
    shown = await run_by(action, visit)
    await visit.reply.next_form(views.cancel_form(visit.t, shown.details, visit.actor))


async def on_cancel_submitted(view: View, visit: Visit) -> None:
    """Call it off."""
    session_id, reason = parsing.metadata_of(view)["session"], parsing.values_of(view).get(Block.REASON) or ""
    await visit.run(hosting.cancel_gathering, session_id, reason=reason, actor=visit.actor, now=visit.now)
    await show_card(session_id, visit)


async def on_answers_closed(action: Button, visit: Visit) -> None:
    """Close answers; Take answers again undoes it."""
    session_id, _ = parsing.session_and_revision(action["value"])
    await visit.run(hosting.close_answers, session_id, actor=visit.actor, now=visit.now)
    await visit.reply.next_form(views.manage_view(visit.t, await look_at(session_id, visit), visit.now))


async def on_answers_reopened(action: Button, visit: Visit) -> None:
    """Take answers again."""
    session_id, _ = parsing.session_and_revision(action["value"])
    await visit.run(hosting.reopen_answers, session_id, actor=visit.actor, now=visit.now)
    await visit.reply.next_form(views.manage_view(visit.t, await look_at(session_id, visit), visit.now))


async def open_add_form(action: Button, visit: Visit) -> None:
    """Add people: asks whom."""
    shown = await run_by(action, visit)
    whom = await visit.run(invitable, actor=visit.actor)
    await visit.reply.next_form(views.add_form(visit.t, shown.details, whom))


async def on_add_submitted(view: View, visit: Visit) -> None:
    """Invite them as well."""
    session_id = parsing.metadata_of(view)["session"]
    before = len((await look_at(session_id, visit)).details.session.attendees)
    try:
        session = await visit.run(
            hosting.invite,
            session_id,
            filled.audience_of(view),
            users=filled.users_of(view),
            actor=visit.actor,
            now=visit.now,
        )
    except Refused as refused:
        if refused.field != "audience":
            raise
        sentence = refusals.sentence(visit.t, refused, place_of(visit.actor))
        await visit.reply.under_field(Block.ROLES, await in_plain_words(sentence, visit))
        return
    added = len(session.attendees) - before
    told = visit.t.n("{count} more person is invited.", "{count} more people are invited.", added)
    await _done(session_id, visit, told if added else visit.t("They were all invited already."))


async def open_remove_form(action: Button, visit: Visit) -> None:
    """Take somebody off: asks whom."""
    shown = await run_by(action, visit)
    await visit.reply.next_form(views.remove_form(visit.t, shown.details))


async def on_remove_submitted(view: View, visit: Visit) -> None:
    """Take somebody off the session."""
    session_id, user = parsing.metadata_of(view)["session"], parsing.user_of(view)
    shown = await look_at(session_id, visit)
    person = next((one for one in shown.details.people.values() if one.user_id == user), None)
    if person is None or person.id not in shown.details.session.people:
        await visit.reply.under_field(Block.PERSON, visit.t("This person is not in the session."))
        return
    try:
        await visit.run(hosting.remove, session_id, person.id, actor=visit.actor, now=visit.now)
    except Refused as refused:
        await _under_person(refused, visit)
        return
    await _done(session_id, visit, visit.t("{name} is off the session and told so.", name=visit.t.escape(person.name)))


async def open_hand_over_form(action: Button, visit: Visit) -> None:
    """Hand over: asks to whom."""
    shown = await run_by(action, visit)
    await visit.reply.next_form(views.hand_over_form(visit.t, shown.details))


async def on_hand_over_submitted(view: View, visit: Visit) -> None:
    """Let another person host."""
    session_id, user = parsing.metadata_of(view)["session"], parsing.user_of(view)
    known = (await visit.run(who, user)).person
    try:
        if known is None:
            raise NotInProgramme(field="host", names=(), users=(user,), programme="")
        await visit.run(hosting.hand_over, session_id, known.id, actor=visit.actor, now=visit.now)
    except Refused as refused:
        await _under_person(refused, visit)
        return
    told = visit.t("{name} hosts this session from now on.", name=visit.t.escape(known.name))
    await _done(session_id, visit, told)


async def _under_person(refused: Refused, visit: Visit) -> None:
    """Say under the field that names somebody why it can't be this one."""
    if isinstance(refused, AlreadySettled | SessionOver):
        raise refused
    await visit.reply.under_field(Block.PERSON, refusals.sentence(visit.t, refused, place_of(visit.actor)))


async def open_places_form(action: Button, visit: Visit) -> None:
    """Change the places: asks how many."""
    shown = await run_by(action, visit)
    await visit.reply.next_form(views.places_form(visit.t, shown.details))


async def on_places_submitted(view: View, visit: Visit) -> None:
    """Give it so many places."""
    session_id, typed = parsing.metadata_of(view)["session"], parsing.values_of(view).get(Block.CAPACITY)
    capacity = int(typed) if typed else None
    await visit.run(hosting.change_capacity, session_id, capacity, actor=visit.actor, now=visit.now)
    await _done(session_id, visit, visit.t("Saved."))


async def open_write_form(action: Button, visit: Visit) -> None:
    """Write to them: asks what, and shows who will read it."""
    shown = await run_by(action, visit)
    await visit.reply.next_form(views.write_form(visit.t, shown.details, secrets.token_hex(8)))


async def on_write_submitted(view: View, visit: Visit) -> None:
    """Send the text; sending the same form twice sends it once."""
    about, values = parsing.metadata_of(view), parsing.values_of(view)
    await visit.run(
        hosting.write_to_attendees,
        about["session"],
        values.get(Block.TEXT) or "",
        all_invited=values.get(Block.READERS) == views.ALL,
        actor=visit.actor,
        now=visit.now,
        token=about["token"],
    )
    await visit.reply.in_place(views.sent(visit.t, values.get(Block.TEXT) or ""))


async def show_absences(action: Button, visit: Visit) -> None:
    """Who asked to be excused."""
    session_id, _ = parsing.session_and_revision(action["value"])
    shown = await look_at(session_id, visit)
    await visit.reply.next_form(views.absences_view(visit.t, shown.details, shown.absences))


async def open_acceptance_form(action: Button, visit: Visit) -> None:
    """Excuse: asks for a remark."""
    await _open_decision(action, visit, accepted=True)


async def open_refusal_form(action: Button, visit: Visit) -> None:
    """Don't excuse: asks for a remark."""
    await _open_decision(action, visit, accepted=False)


async def _open_decision(action: Button, visit: Visit, *, accepted: bool) -> None:
    session_id, person_id = parsing.session_and_revision(action["value"])
    shown = await look_at(session_id, visit)
    await visit.reply.next_form(views.decision_form(visit.t, shown.details, person_id, accepted=accepted))


async def on_decision_submitted(view: View, visit: Visit) -> None:
    """Excuse somebody or not."""
    about = parsing.metadata_of(view)
    absence = await visit.run(
        absences.decide_absence,
        about["session"],
        about["person"],
        accepted=about["accepted"],
        remark=parsing.values_of(view).get(Block.REMARK) or "",
        actor=visit.actor,
        now=visit.now,
    )
    shown = await look_at(about["session"], visit)
    await visit.reply.in_place(views.decided(visit.t, shown.details, absence))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.GATHERING_MANAGE)(open_menu)
    app.action(Action.GATHERING_ANSWERS)(show_answers)
    app.action(Action.GATHERING_MOVE)(open_move_form)
    app.view(Form.GATHERING_MOVE)(on_move_submitted)
    app.action(any_of(Action.GATHERING_MOVE_TO))(on_move_time_chosen)
    app.view(Form.GATHERING_MOVE_READ_BACK)(on_move_confirmed)
    app.action(Action.GATHERING_LATE)(open_late_form)
    app.view(Form.GATHERING_LATE)(on_late_submitted)
    app.action(Action.GATHERING_CANCEL)(open_cancel_form)
    app.view(Form.GATHERING_CANCEL)(on_cancel_submitted)
    app.action(Action.GATHERING_CLOSE)(on_answers_closed)
    app.action(Action.GATHERING_REOPEN)(on_answers_reopened)
    app.action(Action.GATHERING_ADD)(open_add_form)
    app.view(Form.GATHERING_ADD)(on_add_submitted)
    app.action(Action.GATHERING_REMOVE)(open_remove_form)
    app.view(Form.GATHERING_REMOVE)(on_remove_submitted)
    app.action(Action.GATHERING_HAND_OVER)(open_hand_over_form)
    app.view(Form.GATHERING_HAND_OVER)(on_hand_over_submitted)
    app.action(Action.GATHERING_PLACES)(open_places_form)
    app.view(Form.GATHERING_PLACES)(on_places_submitted)
    app.action(Action.GATHERING_WRITE)(open_write_form)
    app.view(Form.GATHERING_WRITE)(on_write_submitted)
    app.action(Action.ABSENCE_LIST)(show_absences)
    app.action(any_of(Action.ABSENCE_ACCEPT))(open_acceptance_form)
    app.action(any_of(Action.ABSENCE_REFUSE))(open_refusal_form)
    app.view(Form.ABSENCE_DECISION)(on_decision_submitted)
