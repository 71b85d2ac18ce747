"""Answering a person where they acted: after a command, at a message's button, in a form, on Home."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import Any

import aiohttp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from handlers.i18n import Translator
from handlers.ids import Form
from handlers.views.blocks import Message, modal

SLACK_TROUBLE = (SlackClientError, aiohttp.ClientError, TimeoutError)
"""What calls to Slack raise when it refuses, can't be reached or takes too long."""

Payload = Mapping[str, Any]


class Surface(Enum):
    """Where a person acted."""

    COMMAND = auto()
    MESSAGE = auto()
    MODAL = auto()
    SUBMISSION = auto()
    HOME = auto()
    EVENT = auto()
    OPTIONS = auto()


def surface_of(body: Payload) -> Surface:
    """Where the person acted who caused this payload."""
    if "command" in body:
        return Surface.COMMAND
    if body.get("type") == "event_callback":
        return Surface.EVENT
    if body.get("type") == "block_suggestion":
        return Surface.OPTIONS
    if body.get("type") in {"view_submission", "view_closed"}:
        return Surface.SUBMISSION
    if body.get("view"):
        return Surface.HOME if body["view"].get("type") == "home" else Surface.MODAL
    return Surface.MESSAGE


class ResponseUrlRefused(SlackClientError):
    """Slack did not take an answer at a payload's response_url; it does so for 30 minutes and five times."""


class NoWayToAnswer(SlackClientError):
    """The payload does not say where it can be answered."""


class Reply:
    """The ways to answer one payload. Each of them acknowledges it as well."""

    def __init__(self, body: Payload, ack: AsyncAck, client: AsyncWebClient, t: Translator) -> None:
        self.surface = surface_of(body)
        self.body = body
        self.t = t
        self._ack = ack
        self._client = client

    async def done(self) -> None:
        """Acknowledge, and say nothing."""
        await self._ack()

    async def privately(self, message: Message) -> None:
        """Say it to this person alone, beside what they acted on, which stays as it is."""
        match self.surface:
            case Surface.COMMAND:
                await self._ack(text=message.text, blocks=message.blocks, response_type="ephemeral")
            case Surface.MESSAGE:
                await self._respond(message, response_type="ephemeral", replace_original=False)
            case Surface.SUBMISSION if not self._is_topmost():
                await self._ack(response_action="push", view=notice(self.t, message))
            case Surface.SUBMISSION:
                await self.next_form(notice(self.t, message))
            case Surface.MODAL | Surface.HOME:
                await self.form(notice(self.t, message))
            case Surface.EVENT:
                await self._where_written(message)
            case Surface.OPTIONS:
                await self.options([])

    async def by_message(self, message: Message) -> None:
        """Say it in the person's conversation with the bot, where they can't be answered at what they acted on."""
        user: Any = self.body.get("user") or {}
        user_id = user.get("id") or self.body.get("user_id")
        if not user_id:
            raise NoWayToAnswer("the payload names nobody")
        await self._client.chat_postMessage(channel=user_id, text=message.text, blocks=message.blocks)

    async def in_place(self, message: Message) -> None:
        """Say it instead of the message or form acted on; on Home and after a command, beside it."""
        match self.surface:
            case Surface.MESSAGE:
                await self._respond(message, replace_original=True)
            case Surface.SUBMISSION:
                await self.next_form(notice(self.t, message))
            case Surface.MODAL:
                await self.next_form(notice(self.t, message))
            case _:
                await self.privately(message)

    async def form(self, view: dict[str, Any]) -> None:
        """Open a form, over the one acted on if there is one, in its place where Slack lets no other lie over it."""
        if self.surface is Surface.MODAL and self._is_topmost():
            await self.next_form(view)
            return
        trigger_id = self._told("trigger_id")
        if self.surface is Surface.MODAL:
            await self._client.views_push(trigger_id=trigger_id, view=view)
        else:
            await self._client.views_open(trigger_id=trigger_id, view=view)
        await self._ack()

    def _is_topmost(self) -> bool:
        """Whether the form acted on is the third, over which Slack lays no other."""
        below, lowest = self.body["view"].get("previous_view_id"), self.body["view"].get("root_view_id")
        return bool(below and lowest and below != lowest)

    async def next_form(self, view: dict[str, Any]) -> None:
        """Put a form in the place of the one acted on, or open it where there is none."""
        if self.surface is Surface.SUBMISSION:
            await self._ack(response_action="update", view=view)
        elif self.surface is Surface.MODAL:
            await self._client.views_update(view_id=self.body["view"]["id"], view=view)
            await self._ack()
        else:
            await self.form(view)

    async def options(self, found: Sequence[dict[str, Any]]) -> None:
        """What may be chosen in the field in which somebody types."""
        await self._ack(options=list(found))

    async def holding(self, view: dict[str, Any]) -> str:
        """As `next_form`, for a form that another will take the place of; its id."""
        if self.surface in {Surface.SUBMISSION, Surface.MODAL}:
            await self.next_form(view)
            return str(self.body["view"]["id"])
        opened = await self._client.views_open(trigger_id=self._told("trigger_id"), view=view)
        await self._ack()
        return str(opened["view"]["id"])

    async def under_field(self, field: str, sentence: str) -> None:
        """Leave a submitted form open with a sentence under one of its fields."""
        await self.under_fields({field: sentence})

    async def under_fields(self, sentences: Mapping[str, str]) -> None:
        """Leave a submitted form open with a sentence under each of these fields, where Slack reads no mrkdwn."""
        plainly = {field: html.unescape(sentence) for field, sentence in sentences.items()}
        await self._ack(response_action="errors", errors=plainly)

    def has_field(self, field: str | None) -> bool:
        """Whether the submitted form has a field of this name."""
        if self.surface is not Surface.SUBMISSION or field is None:
            return False
        return any(block.get("block_id") == field for block in self.body["view"].get("blocks", ()))

    async def _where_written(self, message: Message) -> None:
        """Below what the person wrote to the bot; to any other event there is nothing to say."""
        event = self.body["event"]
        if event.get("type") == "message":
            await self._client.chat_postMessage(channel=event["channel"], text=message.text, blocks=message.blocks)
        await self._ack()

    def _told(self, name: str) -> str:
        """What the payload gives to answer with; NoWayToAnswer where it gives nothing."""
        if not self.body.get(name):
            raise NoWayToAnswer(f"the payload has no {name}")
        return str(self.body[name])

    async def _respond(self, message: Message, **how: object) -> None:
        # Bolt's own respond() opens a connection of its own and waits 30 seconds.
        webhook = AsyncWebhookClient(
            self._told("response_url"), timeout=self._client.timeout, session=self._client.session, retry_handlers=[]
        )
        response = await webhook.send_dict({"text": message.text, "blocks": message.blocks, **how})
        if response.status_code != 200:  # noqa: PLR2004
            raise ResponseUrlRefused(f"{response.status_code} {_short(response.body)}")
        await self._ack()


def notice(t: Translator, message: Message) -> dict[str, Any]:
    """A message as a dialogue with nothing to fill in."""
    return modal(t("Mentoring"), message.blocks, form=Form.NOTICE, close=t("Close"))


def _short(text: str) -> str:
    return re.sub(r"\s+", " ", text)[:100]
