"""Calling several people together, and answering: a line or a form becomes a read-back, and Confirm a session."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog

from handlers import gathering_parsing as filled
from handlers import parsing, refusals
from handlers.answers import SLACK_TROUBLE, Surface
from handlers.begun_forms import in_a_form, keeping, let_go
from handlers.channels import is_in, not_in
from handlers.gathering_line import GatheringLine, Known, gathering_line
from handlers.gathering_series import comes_again, convened_series, series_preview, with_repeats
from handlers.home import show_home
from handlers.ids import Action, Block, Form, any_of
from handlers.listeners import Listeners
from handlers.questions import question
from handlers.views import gathering_forms as views
from handlers.views import gathering_series as series_views
from handlers.views import hosting
from handlers.views.blocks import Message, lines, message
from handlers.views.errors import notice
from handlers.views.gathering_forms import Filled
from handlers.views.gatherings import card_blocks, state_of, title_of
from handlers.views.people import place_of
from handlers.views.programme import which_to_call_in
from handlers.visit import Visit
from handlers.which_programme import to_call_in
from mentoring.circles import GatheringPreview, GatheringView, Invitable
from mentoring.clocks import local
from mentoring.errors import AmbiguousTime, NonexistentTime, NoSuchSession, NotACoordinator, ReasonWanted, Refused
from mentoring.gatherings import GatheringRequest
from mentoring.services import gatherings as services
from mentoring.services import rsvps
from mentoring.services.audiences import invitable
from mentoring.sessions import Rsvp, SessionKind, SessionState

log = structlog.get_logger(__name__)

Button = Mapping[str, Any]
View = Mapping[str, Any]

FIELDS = {"audience": Block.ROLES, "host": Block.PERSON}
"""Where a form asks for what the field calls otherwise."""

TO_CHOOSE_AMONG = (AmbiguousTime, NonexistentTime)


async def on_group_typed(text: str, visit: Visit) -> None:
    """`/mentor group …`: read the line back, or open the form with what it says."""
    await _on_typed(text, visit, joint=False)


async def on_joint_typed(text: str, visit: Visit) -> None:
    """`/mentor joint …`, for coordinators."""
    await _on_typed(text, visit, joint=True)


async def _on_typed(text: str, visit: Visit, *, joint: bool) -> None:
    among = to_call_in(visit, joint=joint)
    if len(among) > 1:
        await visit.reply.privately(which_to_call_in(visit.t, among, text, joint=joint))
        return
    await _typed_in(among[0].id if among else None, text, visit, joint=joint)


async def on_programme_chosen(action: Button, visit: Visit) -> None:
    """One of several programmes: go on there with what was typed."""
    kind, programme_id, *text = parsing.chosen_in(action).split(" ", 2)
    await _typed_in(int(programme_id), "".join(text), visit, joint=kind == "joint")


async def _typed_in(programme_id: int | None, text: str, visit: Visit, *, joint: bool) -> None:
    whom = await _whom(visit, programme_id, joint=joint)
    if not text:
        empty = _form(visit, whom, Filled(_empty(programme_id, visit, joint=joint)))
        await visit.reply.next_form(await keeping(empty, visit, offering=True))
        return
    known = Known(whom.sectors, whom.clusters)
    zone, language = visit.actor.zone, visit.t.language
    line = await gathering_line(text, visit.understand, language=language, zone=zone, now=visit.now, known=known)
    request = replace(line.request(zone, joint=joint), programme_id=programme_id)
    if not joint:
        request = comes_again(line, request)
    for_nobody = request.audience.names_nobody and not request.users
    unclear = line.line.reading.repetition is not None and request.repeats is None
    if line.doubtful or for_nobody or unclear:
        await visit.reply.form(await keeping(_form(visit, whom, _filled(line, request, visit)), visit))
        return
    try:
        await visit.reply.privately(await _read_back(request, visit))
    except Refused as refused:
        await _refuse(refused, visit)


async def _read_back(request: GatheringRequest, visit: Visit) -> Message:
    if request.repeats is not None:
        return series_views.series_read_back(visit.t, await series_preview(request, visit))
    return views.read_back(visit.t, await _preview(request, visit))


def _empty(programme_id: int | None, visit: Visit, *, joint: bool) -> GatheringRequest:
    return GatheringRequest(visit.actor.zone, joint=joint, programme_id=programme_id)


async def _whom(visit: Visit, programme_id: int | None, *, joint: bool) -> Invitable:
    kind = SessionKind.JOINT if joint else SessionKind.GROUP
    whom = await visit.run(invitable, actor=visit.actor, programme_id=programme_id, kind=kind)
    if joint and not whom.coordinates:
        raise NotACoordinator
    return whom


def _form(visit: Visit, whom: Invitable, filled_in: Filled) -> dict[str, Any]:
    return views.gathering_form(visit.t, visit.actor, whom, filled_in)


def _filled(line: GatheringLine, request: GatheringRequest, visit: Visit) -> Filled:
    """A line's parts for the form, with what it leaves open."""
    start = line.line.reading.start
    there = local(start, visit.actor.zone) if start else None
    return Filled(
        request,
        day=f"{there:%Y-%m-%d}" if there else "",
        hour=f"{there:%H:%M}" if there and line.line.reading.has_time else "",
        note=" ".join(_open_questions(line, visit, joint=request.joint)),
    )


def _open_questions(line: GatheringLine, visit: Visit, *, joint: bool) -> Iterator[str]:
    t = visit.t
    found = line.line.reading.repetition
    if found is not None and joint:
        yield t("A joint meeting does not repeat: please call each by itself.")
    elif found is not None and found.rule is None:
        yield t("How often does it come again? Please choose it below.")
    elif line.question:
        yield question(t, line.question)
    if line.deadline_unclear:
        yield t("Until when may people answer?")
    if line.said.strange:
        yield t("I did not use: {text}", text=", ".join(line.said.strange))


async def _preview(request: GatheringRequest, visit: Visit) -> GatheringPreview:
    return await visit.run(services.preview, request, actor=visit.actor, now=visit.now, holidays=visit.holidays)


async def _refuse(refused: Refused, visit: Visit) -> None:
    """Say why not: under the field at fault, or with the way back to all that was asked for."""
    field = FIELDS.get(str(refused.field), refused.field)
    choosing = isinstance(refused, TO_CHOOSE_AMONG)
    sentence = refusals.sentence(visit.t, refused, place_of(visit.actor))
    if visit.reply.has_field(field) and not choosing:
        await visit.reply.under_field(str(field), await in_plain_words(sentence, visit))
    elif draft_id := refused.facts.get("draft_id"):
        choices = refused.facts.get("choices", ())
        shown = views.refused_gathering(visit.t, sentence, reader=visit.actor, draft_id=draft_id, choices=choices)
        await visit.reply.in_place(shown)
    else:
        raise refused


async def in_plain_words(sentence: str, visit: Visit) -> str:
    """A sentence for under a field, where Slack shows no mentions: people by the names they have in Slack."""
    for user in dict.fromkeys(parsing.USER.findall(sentence)):
        try:
            told = await visit.client.users_info(user=user)
        except SLACK_TROUBLE as trouble:
            log.warning("could not ask who somebody is", user_id=user, trouble=str(trouble))
            continue
        about: Mapping[str, Any] = told.get("user") or {}
        sentence = sentence.replace(f"<@{user}>", str(about.get("real_name") or about.get("name") or user))
    return sentence


async def open_gathering_form(action: Button, visit: Visit) -> None:
    """The buttons on Home: the empty form."""
    await _on_typed("", visit, joint=action.get("value") == "joint")


async def open_change_form(action: Button, visit: Visit) -> None:
    """Change: the form, filled with what was asked for."""
    draft = await visit.run(services.gathering_draft, action["value"], actor=visit.actor)
    whom = await _whom(visit, draft.request.programme_id, joint=draft.request.joint)
    await visit.reply.next_form(await keeping(_form(visit, whom, Filled(draft.request)), visit))


async def on_gathering_submitted(view: View, visit: Visit) -> None:
    """The form: read back what it asks for; what is refused is told under its field, and everything typed stays."""
    t = visit.t
    if filled.deadline_without_a_day(view):
        await visit.reply.under_field(Block.ANSWER_BY, t("Please give a date as well."))
        return
    channel = parsing.channel_of(view)
    if channel and not await is_in(channel, visit):
        await visit.reply.under_field(Block.CHANNEL, await not_in(visit))
        return
    try:
        request = with_repeats(view, filled.gathering_request(view, visit.actor))
    except ValueError:
        await visit.reply.under_field(Block.TIMES, t("Please write a number, such as 6."))
        return
    try:
        await visit.reply.next_form(await _read_back_form(request, visit))
    except Refused as refused:
        await _refuse(refused, visit)


async def _read_back_form(request: GatheringRequest, visit: Visit) -> dict[str, Any]:
    if request.repeats is not None:
        return series_views.series_read_back_form(visit.t, await series_preview(request, visit))
    return views.read_back_form(visit.t, await _preview(request, visit))


async def on_time_chosen(action: Button, visit: Visit) -> None:
    """Take this: the same request at the instant that the button names, read back again."""
    draft_id, _, moment = action["value"].partition(" ")
    draft = await visit.run(services.gathering_draft, draft_id, actor=visit.actor)
    there = local(datetime.fromisoformat(moment), visit.actor.zone)
    request = replace(draft.request, zone=visit.actor.zone, wall=there.replace(tzinfo=None, fold=0), fold=there.fold)
    try:
        await visit.reply.in_place(await _read_back(request, visit))
    except Refused as refused:
        await _refuse(refused, visit)


async def show_people(action: Button, visit: Visit) -> None:
    """Everybody who would be invited, by name."""
    draft_id, _, page = action["value"].partition(" ")
    draft = await visit.run(services.gathering_draft, draft_id, actor=visit.actor)
    asked = draft.request
    preview = await (series_preview(asked, visit) if asked.repeats else _preview(asked, visit))
    shown = views.people_view(visit.t, preview, int(page))
    turning = visit.reply.surface is Surface.MODAL and action["action_id"] != Action.GATHERING_PEOPLE
    await (visit.reply.next_form(shown) if turning else visit.reply.form(shown))


async def on_gathering_confirmed(action: Button, visit: Visit) -> None:
    """Confirm; pressing twice changes nothing."""
    await _convene(action["value"], visit)


async def on_read_back_submitted(view: View, visit: Visit) -> None:
    """Confirm in a form."""
    await _convene(parsing.metadata_of(view)["draft"], visit)


async def _convene(draft_id: str, visit: Visit) -> None:
    await _call_together(draft_id, visit)
    if not in_a_form(visit):
        return
    draft = await visit.run(services.gathering_draft, draft_id, actor=visit.actor)
    if draft.used:
        about = {"joint": draft.request.joint, "programme": draft.request.programme_id}
        await let_go(Form.GATHERING, about, visit)


async def _call_together(draft_id: str, visit: Visit) -> None:
    draft = await visit.run(services.gathering_draft, draft_id, actor=visit.actor)
    try:
        if draft.request.repeats is not None:
            await convened_series(draft_id, visit)
            return
        session = await visit.run(services.convene, draft_id, actor=visit.actor, now=visit.now)
    except Refused as refused:
        await _refuse(refused, visit)
        return
    proposed = session.state is SessionState.PROPOSED
    await visit.reply.in_place(views.convened(visit.t, len(session.attendees) - 1, proposed=proposed))


async def on_gathering_discarded(action: Button, visit: Visit) -> None:
    """Discard: let go of the draft, and say that nobody was invited."""
    await visit.run(services.discard_gathering, action["value"], actor=visit.actor)
    await visit.reply.in_place(views.discarded(visit.t))


def answering(said: Rsvp) -> Callable[[Button, Visit], Coroutine[Any, Any, None]]:
    """The listener of one's own card: yes, maybe or no; a no to a joint meeting is asked why."""

    async def on_answered(action: Button, visit: Visit) -> None:
        session_id, _ = parsing.session_and_revision(action["value"])
        try:
            await visit.run(rsvps.answer, session_id, said, actor=visit.actor, now=visit.now)
        except ReasonWanted:
            await open_absence_form(session_id, visit)
            return
        await show_card(session_id, visit)

    return on_answered


def answering_in_public(said: Rsvp) -> Callable[[Button, Visit], Coroutine[Any, Any, None]]:
    """The listener of the card in a channel: it answers for whoever presses, and nobody else reads what comes of it."""

    async def on_answered(action: Button, visit: Visit) -> None:
        session_id, _ = parsing.session_and_revision(action["value"])
        try:
            await visit.run(rsvps.answer, session_id, said, actor=visit.actor, now=visit.now)
            shown = await look_at(session_id, visit)
        except ReasonWanted:
            await open_absence_form(session_id, visit)
            return
        except NoSuchSession:
            told = visit.t("You are not invited to this session. Its host can add you.")
            await visit.reply.privately(notice(told))
            return
        except Refused as refused:
            await visit.reply.privately(notice(refusals.sentence(visit.t, refused, place_of(visit.actor))))
            return
        session = shown.details.session
        stands = state_of(visit.t, shown.details, visit.actor, visit.now)
        await visit.reply.privately(notice(lines(title_of(visit.t, session), stands)))

    return on_answered


async def open_absence_form(session_id: str, visit: Visit) -> None:
    """Why somebody can't come to a joint meeting."""
    shown = await look_at(session_id, visit)
    await visit.reply.next_form(hosting.absence_form(visit.t, shown.details, visit.actor))


async def on_absence_submitted(view: View, visit: Visit) -> None:
    """Ask to be excused."""
    about, reason = parsing.metadata_of(view), parsing.values_of(view).get(Block.REASON) or ""
    await visit.run(rsvps.answer, about["session"], Rsvp.DECLINED, actor=visit.actor, now=visit.now, reason=reason)
    shown = await look_at(about["session"], visit)
    told = visit.t("Thank you. A coordinator reads your reason and tells you whether you are excused.")
    await visit.reply.in_place(hosting.done(visit.t, told, shown.details, visit.actor, visit.now))


async def on_hosting_taken(action: Button, visit: Visit) -> None:
    """Host it: the session is confirmed and its people are invited."""
    session_id, _ = parsing.session_and_revision(action["value"])
    await visit.run(services.take_hosting, session_id, actor=visit.actor, now=visit.now)
    await show_card(session_id, visit)


async def show_proposal(action: Button, visit: Visit) -> None:
    """Details of what somebody proposed; coordinators may decline it there."""
    session_id, _ = parsing.session_and_revision(action["value"])
    shown = await look_at(session_id, visit)
    await visit.reply.next_form(hosting.show_view(visit.t, shown, visit.now, may_decline=visit.coordinates))


async def open_refuse_form(action: Button, visit: Visit) -> None:
    """Decline a proposal: asks why."""
    session_id, _ = parsing.session_and_revision(action["value"])
    shown = await look_at(session_id, visit)
    await visit.reply.next_form(hosting.refuse_form(visit.t, shown.details, visit.actor))


async def on_refuse_submitted(view: View, visit: Visit) -> None:
    """Decline a proposal, with the reason."""
    about, reason = parsing.metadata_of(view), parsing.values_of(view).get(Block.REASON) or ""
    await visit.run(services.refuse_hosting, about["session"], reason=reason, actor=visit.actor, now=visit.now)
    await visit.reply.in_place(notice(visit.t("The proposal is declined. Who made it reads your reason.")))


async def look_at(session_id: str, visit: Visit) -> GatheringView:
    """A session of several as this person may see it."""
    return await visit.run(services.gathering_view, session_id, actor=visit.actor)


async def show_card(session_id: str, visit: Visit) -> None:
    """The session as it now is, in the place of what was acted on; its other cards follow by themselves."""
    if visit.reply.surface is Surface.HOME:
        await show_home(visit)
        return
    shown = await look_at(session_id, visit)
    await visit.reply.in_place(message(card_blocks(visit.t, shown.details, visit.actor, visit.now)))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(any_of(Action.GATHERING_OPEN))(open_gathering_form)
    app.action(any_of(Action.GATHERING_WHERE))(on_programme_chosen)
    app.view(Form.GATHERING)(on_gathering_submitted)
    app.view(Form.GATHERING_READ_BACK)(on_read_back_submitted)
    app.action(Action.GATHERING_CONFIRM)(on_gathering_confirmed)
    app.action(Action.GATHERING_CHANGE)(open_change_form)
    app.action(Action.GATHERING_DISCARD)(on_gathering_discarded)
    app.action(any_of(Action.GATHERING_CHOOSE))(on_time_chosen)
    app.action(any_of(Action.GATHERING_PEOPLE))(show_people)
    app.action(Action.GATHERING_YES)(answering(Rsvp.ACCEPTED))
    app.action(Action.GATHERING_MAYBE)(answering(Rsvp.TENTATIVE))
    app.action(Action.GATHERING_NO)(answering(Rsvp.DECLINED))
    app.action(Action.GATHERING_PUBLIC_YES)(answering_in_public(Rsvp.ACCEPTED))
    app.action(Action.GATHERING_PUBLIC_MAYBE)(answering_in_public(Rsvp.TENTATIVE))
    app.action(Action.GATHERING_PUBLIC_NO)(answering_in_public(Rsvp.DECLINED))
    app.view(Form.ABSENCE)(on_absence_submitted)
    app.action(Action.GATHERING_HOST)(on_hosting_taken)
    app.action(Action.GATHERING_SHOW)(show_proposal)
    app.action(Action.GATHERING_REFUSE)(open_refuse_form)
    app.view(Form.GATHERING_REFUSE)(on_refuse_submitted)
