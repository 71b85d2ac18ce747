"""Bolt runs against the sandbox unchanged, in Socket Mode and over signed HTTP."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.server import Sandbox

AWA, LUCA = "U0AWA", "U0LUCA"
MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "book",
    "title": {"type": "plain_text", "text": "Book"},
    "submit": {"type": "plain_text", "text": "Go"},
    "blocks": [
        {
            "type": "input",
            "block_id": "topic",
            "label": {"type": "plain_text", "text": "Topic"},
            "element": {"type": "plain_text_input", "action_id": "topic"},
        }
    ],
}


@asynccontextmanager
async def bolt(sandbox: Sandbox) -> AsyncIterator[AsyncApp]:
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient("xoxb-test", base_url=sandbox.api, session=session)
        yield AsyncApp(client=client, signing_secret="secret", process_before_response=True)


@asynccontextmanager
async def socket_mode(app: AsyncApp, sandbox: Sandbox) -> AsyncIterator[None]:
    async with aiohttp.ClientSession() as session:
        web_client = AsyncWebClient("xapp-test", base_url=sandbox.api, session=session)
        handler = AsyncSocketModeHandler(app, "xapp-test", web_client=web_client)
        await handler.connect_async()
        await asyncio.to_thread(sandbox.client.wait_for_sockets)
        try:
            yield
        finally:
            await handler.close_async()


@asynccontextmanager
async def http_mode(app: AsyncApp, sandbox: Sandbox) -> AsyncIterator[None]:
    runner = web.AppRunner(app.web_app())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        await asyncio.to_thread(sandbox.client.settings, request_url=f"http://127.0.0.1:{port}/slack/events")
        yield
    finally:
        await runner.cleanup()


def booking(app: AsyncApp) -> None:
    @app.command("/mentor")
    async def mentor(ack: Any, command: Any, client: Any) -> None:
        await client.views_open(trigger_id=command["trigger_id"], view=MODAL)
        await ack(f"Hello {command['text']}")

    @app.view("book")
    async def submitted(ack: Any, body: Any, view: Any, client: Any) -> None:
        topic = view["state"]["values"]["topic"]["topic"]["value"]
        if topic == "bad":
            await ack(response_action="errors", errors={"topic": "Not that."})
            return
        await ack()
        button = {"type": "button", "action_id": "accept", "text": {"type": "plain_text", "text": "Accept"}}
        blocks = [
            {"type": "section", "text": {"type": "mrkdwn", "text": f"*{topic}*?"}},
            {"type": "actions", "elements": [button]},
        ]
        await client.chat_postMessage(channel=LUCA, text=topic, blocks=blocks)

    @app.action("accept")
    async def accepted(ack: Any, body: Any, client: Any, respond: Any) -> None:
        await ack()
        await client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="Accepted")
        await respond("Only you see this.")

    @app.event("app_home_opened")
    async def home(event: Any, client: Any) -> None:
        blocks = [{"type": "header", "text": {"type": "plain_text", "text": "Your sessions"}}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.event("message")
    async def heard(event: Any, say: Any) -> None:
        await say(f"You said {event['text']}")


def journey(sandbox: Sandbox) -> None:
    awa, luca = sandbox.client.seat(AWA), sandbox.client.seat(LUCA)
    assert awa.command("/mentor book @luca") == {"ok": True}
    assert awa.messages()[-1]["text"] == "Hello book <@U0LUCA|luca>"
    assert awa.messages()[-1]["ephemeral"] is True
    form = awa.wait_for_modal("Book")
    assert awa.submit(form, topic="bad") == {"ok": False, "error": "errors", "errors": {"topic": "Not that."}}
    assert awa.submit(form, topic="Export") == {"ok": True}
    assert awa.modals() == []
    asked = luca.wait_for_message("Export")
    assert luca.click(asked, "accept") == {"ok": True}
    assert luca.reads() == ["Accepted", "Only you see this."]
    assert luca.open_home()["ok"] is True
    assert luca.wait_for_home("Your sessions")["type"] == "home"
    assert luca.say("good day")["ok"] is True
    luca.wait_for_message("You said good day")
    sandbox.client.wait_until_quiet()


async def _travel(sandbox: Sandbox, mode: Callable[[AsyncApp, Sandbox], AbstractAsyncContextManager[None]]) -> None:
    async with bolt(sandbox) as app:
        booking(app)
        async with mode(app, sandbox):
            await asyncio.to_thread(journey, sandbox)


def test_bolt_in_socket_mode_books_a_session(sandbox: Sandbox) -> None:
    asyncio.run(_travel(sandbox, socket_mode))


def test_bolt_over_signed_http_books_a_session(sandbox: Sandbox) -> None:
    asyncio.run(_travel(sandbox, http_mode))
