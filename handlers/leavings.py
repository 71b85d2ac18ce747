"""The people and pairs of a programme: who pauses, leaves or comes back, which pair ends, whose mentor is replaced."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers import parsing
from handlers.ids import Action, Form, any_of
from handlers.listeners import Listeners
from handlers.refusals import sentence
from handlers.views import leavings as views
from handlers.views import members as lists
from handlers.views.blocks import Dict, Message
from handlers.views.leavings import StepKind, StepWish
from handlers.views.people import place_of
from handlers.visit import Visit
from mentoring.errors import ChangedMeanwhile, NoSuchMember
from mentoring.leavings import Consequences, ItemFate, LeaveRequest, ReplacementRequest
from mentoring.people import ParticipationState, Person, Programme
from mentoring.services import leavings, members, pair_endings
from mentoring.services.arrivals import arrival_of

Button = Mapping[str, Any]
View = Mapping[str, Any]

STATES = {StepKind.PAUSE: ParticipationState.PAUSED, StepKind.LEAVE: ParticipationState.LEFT}


async def on_people_asked(text: str, programme: Programme, visit: Visit) -> None:
    """`/mentor programme people`: everybody, with what can be decided of them."""
    await visit.reply.privately(await _people(programme.id, 0, visit))


async def on_pairs_asked(text: str, programme: Programme, visit: Visit) -> None:
    """`/mentor programme pairs`: all pairs, with what can be decided of them."""
    await visit.reply.privately(await _pairs(programme.id, 0, visit))


async def on_people_turned(action: Button, visit: Visit) -> None:
    """Another page of people."""
    await visit.reply.in_place(await _people(*_two(action), visit))


async def on_pairs_turned(action: Button, visit: Visit) -> None:
    """Another page of pairs."""
    await visit.reply.in_place(await _pairs(*_two(action), visit))


async def _people(programme_id: int, page: int, visit: Visit) -> Message:
    return lists.people_list(
        visit.t, await visit.run(members.people_of_programme, programme_id, actor=visit.actor, page=page)
    )


async def _pairs(programme_id: int, page: int, visit: Visit) -> Message:
    found = await visit.run(members.pairs_of_programme, programme_id, actor=visit.actor, page=page)
    return lists.pairs_list(visit.t, found)


def _two(action: Button) -> tuple[int, int]:
    first, _, second = parsing.chosen_in(action).partition(" ")
    return int(first), int(second)


async def show_member(action: Button, visit: Visit) -> None:
    """Somebody of the programme, pressed or chosen from a list, with the steps that are possible."""
    programme_id, person_id = _two(action)
    one = await visit.run(members.member_of, programme_id, person_id, actor=visit.actor)
    arrival = await visit.run(arrival_of, programme_id, person_id, actor=visit.actor)
    programme = _programme(programme_id, visit)
    await visit.reply.next_form(lists.member_view(visit.t, programme, one, arrival=arrival, reader=visit.actor))


async def show_pair(action: Button, visit: Visit) -> None:
    """A pair, with the steps that are possible."""
    one = await visit.run(members.pair_of, int(action["value"]), actor=visit.actor)
    await visit.reply.next_form(lists.pair_view(visit.t, one))


async def on_back_pressed(action: Button, visit: Visit) -> None:
    """Back: somebody takes part again."""
    programme_id, person_id = _two(action)
    await visit.run(leavings.come_back, programme_id, person_id, actor=visit.actor, now=visit.now)
    one = await visit.run(members.member_of, programme_id, person_id, actor=visit.actor)
    await visit.reply.next_form(lists.came_back(visit.t, _programme(programme_id, visit), one))


def _programme(programme_id: int, visit: Visit) -> Programme:
    """The programme, which a service has let the person see."""
    found = next((one for one in visit.who.programmes if one.id == programme_id), None)
    if found is None:
        raise NoSuchMember
    return found


async def open_step_form(action: Button, visit: Visit) -> None:
    """Replace, End, Pause, Left, and Change: the form, with what was filled in."""
    await _show_form(views.unpacked(action["value"]), visit)


async def _show_form(wish: StepWish, visit: Visit) -> None:
    mentors: tuple[Person, ...] = ()
    if wish.kind in STATES:
        member = await visit.run(members.member_of, *wish.about, actor=visit.actor)
        who: tuple[Person, ...] = (member.participant.person,)
    else:
        pair = await visit.run(members.pair_of, *wish.about, actor=visit.actor)
        who = (pair.mentee, pair.mentor)
        if wish.kind is StepKind.REPLACE:
            mentors = await visit.run(members.mentors_for, *wish.about, actor=visit.actor)
    if wish.kind is StepKind.REPLACE and not mentors:
        await visit.reply.in_place(views.nobody_to_take_over(visit.t))
        return
    await visit.reply.next_form(views.step_form(visit.t, wish, who, mentors))


async def on_step_submitted(view: View, visit: Visit) -> None:
    """The form: read back what the step would change."""
    wish = views.filled(views.unpacked(view["private_metadata"]), parsing.values_of(view))
    await visit.reply.next_form(views.read_back(visit.t, wish, await _preview(wish, visit), visit.actor))


async def on_step_confirmed(view: View, visit: Visit) -> None:
    """Confirm: take the step, unless it would change something else by now."""
    carried = parsing.metadata_of(view)
    wish = views.unpacked(carried["step"])
    try:
        shown = await _TAKEN[wish.kind](wish, carried["mark"], visit)
    except ChangedMeanwhile as changed:
        said = sentence(visit.t, changed, place_of(visit.actor))
        again = await _preview(wish, visit)
        shown = views.read_back(visit.t, wish, again, visit.actor, remark=said)
    await visit.reply.next_form(shown)


async def _preview(wish: StepWish, visit: Visit) -> Consequences:
    actor, now = visit.actor, visit.now
    match wish.kind:
        case StepKind.REPLACE:
            return await visit.run(
                pair_endings.preview_replacement, wish.about[0], _replacement(wish), actor=actor, now=now
            )
        case StepKind.END:
            return await visit.run(pair_endings.preview_ending, wish.about[0], why=wish.why, actor=actor, now=now)
        case StepKind.PAUSE | StepKind.LEAVE:
            programme_id, person_id = wish.about
            return await visit.run(leavings.preview_leave, programme_id, person_id, _leave(wish), actor=actor, now=now)


async def _replace(wish: StepWish, mark: str, visit: Visit) -> Dict:
    new = await visit.run(
        pair_endings.replace_mentor,
        wish.about[0],
        _replacement(wish),
        mark=mark,
        actor=visit.actor,
        now=visit.now,
    )
    return await _pair_after(new.id, visit)


async def _end(wish: StepWish, mark: str, visit: Visit) -> Dict:
    await visit.run(pair_endings.end_pair, wish.about[0], wish.why, mark=mark, actor=visit.actor, now=visit.now)
    return await _pair_after(wish.about[0], visit)


async def _let_go(wish: StepWish, mark: str, visit: Visit) -> Dict:
    programme_id, person_id = wish.about
    await visit.run(
        leavings.step_out, programme_id, person_id, _leave(wish), mark=mark, actor=visit.actor, now=visit.now
    )
    one = await visit.run(members.member_of, programme_id, person_id, actor=visit.actor)
    said = visit.t("Done. Everybody concerned is told.")
    return lists.member_view(visit.t, _programme(programme_id, visit), one, remark=said)


async def _pair_after(pair_id: int, visit: Visit) -> Dict:
    one = await visit.run(members.pair_of, pair_id, actor=visit.actor)
    return lists.pair_view(visit.t, one, remark=visit.t("Done. Everybody concerned is told."))


_TAKEN = {StepKind.REPLACE: _replace, StepKind.END: _end, StepKind.PAUSE: _let_go, StepKind.LEAVE: _let_go}


def _replacement(wish: StepWish) -> ReplacementRequest:
    return ReplacementRequest(wish.mentor_id or 0, wish.hand_over, wish.items, wish.why)


def _leave(wish: StepWish) -> LeaveRequest:
    until = date.fromisoformat(wish.until) if wish.until else None
    items = wish.items if wish.kind is StepKind.LEAVE else ItemFate.STAY
    return LeaveRequest(STATES[wish.kind], until, wish.pass_on, items, wish.why)


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(any_of(Action.MEMBERS_PEOPLE))(on_people_turned)
    app.action(any_of(Action.MEMBERS_PAIRS))(on_pairs_turned)
    app.action(any_of(Action.MEMBER_SHOW))(show_member)
    app.action(Action.MEMBER_CHOOSE)(show_member)
    app.action(any_of(Action.PAIR_SHOW))(show_pair)
    app.action(Action.MEMBER_BACK)(on_back_pressed)
    app.action(any_of(Action.STEP_OPEN))(open_step_form)
    app.action(Action.STEP_CHANGE)(open_step_form)
    app.view(Form.STEP)(on_step_submitted)
    app.view(Form.STEP_READ_BACK)(on_step_confirmed)
