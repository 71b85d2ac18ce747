"""The one place where what a listener raised becomes an answer: a refusal a sentence, a breakage a reference number."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable

import structlog
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers import refusals
from handlers.afterwards import Afterwards
from handlers.answers import SLACK_TROUBLE, Payload, Reply, Surface
from handlers.home import first_this_hour
from handlers.i18n import Catalogues, Place, Translator
from handlers.slack_answers import code_of
from handlers.views import blocks
from handlers.views.blocks import Message
from handlers.views.booking import refused_booking
from handlers.views.errors import breakage, notice
from handlers.views.help import stranger
from handlers.views.home import stranger_home
from handlers.views.people import place_of
from handlers.views.programme_setup import founding
from handlers.views.series_preview import refused_series
from handlers.views.sessions import card_blocks
from handlers.visit import Visit
from mentoring.errors import NotAParticipant, Refused
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.services.gatherings import gathering_view
from mentoring.services.series import series_draft_of
from mentoring.sessions import Session

log = structlog.get_logger(__name__)

LEGIBLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Signs that nobody mistakes for one another when reading a number aloud."""

TRIGGER_OVER = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})


ASKS_SLACK = frozenset({Surface.MESSAGE, Surface.MODAL, Surface.HOME})
"""Where an answer is a call to Slack; elsewhere it goes with the acknowledgement."""


def new_reference() -> str:
    """A number that a person can quote and an operator can find in the log."""
    return "".join(secrets.choice(LEGIBLE) for _ in range(8))


class Seam:
    """Turns every exception of a listener into what the person hears; nothing else in the Slack face catches all."""

    def __init__(self, catalogues: Catalogues) -> None:
        self._catalogues = catalogues

    async def on_raised(
        self, error: Exception, body: Payload, context: AsyncBoltContext, client: AsyncWebClient
    ) -> BoltResponse:
        """Answer for a listener or middleware that raised ``error``; Bolt calls this."""
        t = context.get("t") or self._catalogues.translator(self._catalogues.best())
        reply, visit = context.get("reply") or Reply(body, context.ack, client, t), context.get("visit")
        said = self._message(error, reply.t, visit.actor if visit else None)
        try:
            if reply.surface is Surface.EVENT:
                return await self._after_event(error, said, reply, context)
            if isinstance(error, TimeoutError) and reply.surface in ASKS_SLACK:
                raise error  # Slack awaits its acknowledgement, so there is no time to ask it again
            await self._speak(error, said, reply, visit)
        except SLACK_TROUBLE as trouble:
            log.warning("could not answer where somebody acted", error=type(error).__name__, trouble=str(trouble))
            if reply.surface is Surface.EVENT:
                return BoltResponse(status=500, body="")
            await _by_message(said, reply, context.get("afterwards"))
        return context.ack.response or BoltResponse(status=200, body="")

    async def message_of(self, work: Awaitable[Message], t: Translator, actor: Person) -> Message:
        """The message that ``work`` ends with, or the one that says why it did not; for work after the answer."""
        try:
            return await work
        except Exception as error:  # noqa: BLE001 - the seam's half for what Bolt no longer sees
            return self._message(error, t, actor)

    async def _after_event(
        self, error: Exception, said: Message, reply: Reply, context: AsyncBoltContext
    ) -> BoltResponse:
        """Home, which somebody looks at, says what is wrong, and who may not write here reads so, once an hour.

        Any other event is left for Slack to send again, as is one that Slack itself did not let through.
        """
        event: Payload = reply.body["event"]
        if isinstance(error, SLACK_TROUBLE):
            return BoltResponse(status=500, body="")
        if event.get("type") == "app_home_opened":
            stranger_here = isinstance(error, NotAParticipant) and "founding" not in error.facts
            coordinators = error.facts.get("coordinators", ()) if isinstance(error, NotAParticipant) else ()
            view = stranger_home(reply.t, coordinators) if stranger_here else blocks.home(said.blocks)
            await context.client.views_publish(user_id=event["user"], view=view)
        elif not isinstance(error, Refused):
            return BoltResponse(status=500, body="")
        elif event.get("type") == "message" and await context["run"](
            first_this_hour, str(event["user"]), now=context["now"]
        ):
            await reply.privately(said)
        return BoltResponse(status=200, body="")

    async def _speak(self, error: Exception, said: Message, reply: Reply, visit: Visit | None) -> None:
        if not isinstance(error, Refused) or visit is None:
            await reply.privately(said)
            return
        choices = error.facts.get("choices")
        if reply.has_field(error.field) and not choices:
            await reply.under_field(str(error.field), refusals.sentence(visit.t, error, place_of(visit.actor)))
        elif "draft_id" in error.facts:
            await reply.in_place(await _other_times(error, visit))
        elif "series_draft_id" in error.facts:
            await reply.in_place(await _series_to_change(error, visit))
        elif error.facts.get("session") and reply.surface in {Surface.MESSAGE, Surface.MODAL, Surface.SUBMISSION}:
            await reply.in_place(await _card_with(error, visit))
        else:
            await reply.privately(said)

    def _message(self, error: Exception, t: Translator, actor: Person | None) -> Message:
        if isinstance(error, NotAParticipant):
            return _outside(error, t)
        if isinstance(error, Refused):
            return _refusal(error, t, actor)
        if isinstance(error, SLACK_TROUBLE):
            return _trouble(error, t)
        reference = new_reference()
        log.error("breakage", reference=reference, exc_info=error)
        return breakage(t, reference)


async def _by_message(said: Message, reply: Reply, afterwards: Afterwards | None) -> None:
    """Tell the person in their conversation with the bot, once Slack has its acknowledgement where that is possible."""

    async def tell() -> None:
        try:
            await reply.by_message(said)
        except SLACK_TROUBLE as trouble:
            log.warning("could not tell what went wrong", trouble=str(trouble))

    if afterwards is None:
        await tell()
    else:
        afterwards.start(tell())


def _outside(error: NotAParticipant, t: Translator) -> Message:
    """For somebody in no programme: whom to turn to, or how to set the first one up."""
    if "founding" in error.facts:
        return founding(t, error.facts["founding"])
    return stranger(t, error.facts.get("coordinators", ()))


def _refusal(refused: Refused, t: Translator, actor: Person | None) -> Message:
    return notice(refusals.sentence(t, refused, place_of(actor) if actor else Place("UTC")))


async def _other_times(refused: Refused, visit: Visit) -> Message:
    """The refusal with the nearest times as buttons, and the way back to everything that was asked for."""
    draft_id = refused.facts["draft_id"]
    return refused_booking(
        visit.t,
        refusals.sentence(visit.t, refused, place_of(visit.actor)),
        reader=visit.actor,
        partner=await visit.run(_partner_of_draft, draft_id),
        draft_id=draft_id,
        choices=refused.facts.get("choices", ()),
    )


async def _series_to_change(refused: Refused, visit: Visit) -> Message:
    """The refusal of a series, and the way back to everything that was asked for."""
    draft = await visit.run(series_draft_of, refused.facts["series_draft_id"], actor=visit.actor)
    return refused_series(visit.t, refusals.sentence(visit.t, refused, place_of(visit.actor)), draft)


def _partner_of_draft(uow: UnitOfWork, draft_id: str) -> Person | None:
    with uow:
        draft = uow.sessions.draft(draft_id)
        return uow.people.get(draft.partner_id) if draft else None


def _trouble(error: Exception, t: Translator) -> Message:
    code = code_of(error) if isinstance(error, SlackApiError) else type(error).__name__
    if code in TRIGGER_OVER:
        said = t("That took too long, and Slack no longer lets me open the form. Please press again.")
    else:
        log.warning("slack trouble", error=code)
        said = t("Slack did not answer me in time. What you asked for may be done already: look before trying again.")
    return notice(said)


async def _card_with(refused: Refused, visit: Visit) -> Message:
    """The session as it now is, under the sentence that says why the button no longer does anything."""
    session: Session = refused.facts["session"]
    if session.gathering is None:
        details = await visit.details(session.id)
    else:
        details = (await visit.run(gathering_view, session.id, actor=visit.actor)).details
    said = blocks.section(refusals.sentence(visit.t, refused, place_of(visit.actor)))
    return blocks.message([said, *card_blocks(visit.t, details, visit.actor, visit.now)])
