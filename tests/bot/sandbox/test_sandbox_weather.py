"""Bad weather: what fails, how, and whether the deed was done."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.server import Sandbox

AWA, GENERAL = "U0AWA", "C0GENERAL"


def attempt(sandbox: Sandbox, *, timeout: float = 10) -> Any:
    """Post once with the SDK, which must not retry by itself; the answer or the exception."""

    async def post() -> Any:
        # With a session of one's own, its timeout counts and the client's does not.
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=timeout)) as session:
            client = AsyncWebClient("xoxb-test", base_url=sandbox.api, session=session, retry_handlers=[])
            try:
                return await client.chat_postMessage(channel=GENERAL, text="x")
            except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
                return error

    return asyncio.run(post())


def stored(sandbox: Sandbox) -> int:
    return len(sandbox.client.seat(AWA).messages(GENERAL))


def test_rate_limit_says_how_long_and_posts_nothing(sandbox: Sandbox) -> None:
    sandbox.client.weather(method="chat.postMessage", fault="ratelimited", times=1, retry_after=7)
    error = attempt(sandbox)
    assert (error.response.status_code, error.response.headers["Retry-After"]) == (429, "7")
    assert error.response["error"] == "ratelimited"
    assert stored(sandbox) == 0
    assert attempt(sandbox)["ok"] is True


def test_rate_limit_befalls_only_its_method(sandbox: Sandbox, call: Any) -> None:
    sandbox.client.weather(method="chat.update", fault="ratelimited", times=3)
    assert call("chat.postMessage", channel=GENERAL, text="x")["ok"] is True
    assert call("chat.update", channel=GENERAL, ts="1", text="x")["error"] == "ratelimited"


@pytest.mark.parametrize(("fault", "kept"), [("drop_before_read", 0), ("drop_after_read", 1)])
def test_dropped_connection_before_or_after_the_deed(sandbox: Sandbox, fault: str, kept: int) -> None:
    sandbox.client.weather(method="chat.postMessage", fault=fault)
    assert isinstance(attempt(sandbox), aiohttp.ClientError)
    assert stored(sandbox) == kept


@pytest.mark.parametrize(("fault", "kept"), [("internal_error", 0), ("fatal_error", 1)])
def test_errors_of_slack_before_or_after_the_deed(sandbox: Sandbox, fault: str, kept: int) -> None:
    sandbox.client.weather(method="*", fault=fault)
    assert attempt(sandbox).response["error"] == fault
    assert stored(sandbox) == kept


def test_slow_answer_comes_after_the_deed(sandbox: Sandbox) -> None:
    sandbox.client.weather(method="chat.postMessage", fault="slow", seconds=30)
    assert isinstance(attempt(sandbox, timeout=1), TimeoutError)
    assert stored(sandbox) == 1


def test_weather_clears(sandbox: Sandbox) -> None:
    sandbox.client.weather(method="*", fault="internal_error", times=9)
    sandbox.client.weather(clear=True)
    assert attempt(sandbox)["ok"] is True


def test_nonsense_weather_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="Give a fault"):
        sandbox.client.weather(fault="locusts")


def test_duplicated_envelope_comes_twice_with_one_payload(sandbox: Sandbox, app: Any) -> None:
    sandbox.client.weather(socket="duplicate", times=1)
    assert sandbox.client.seat(AWA).command("/mentor", GENERAL) == {"ok": True}
    first, second = app.next("slash_commands"), app.next("slash_commands")
    assert first["payload"] == second["payload"]
    assert first["envelope_id"] != second["envelope_id"]


def test_lost_ack_fails_a_command_that_the_app_performed(sandbox: Sandbox, app: Any) -> None:
    sandbox.client.settings(ack_seconds=0.2)
    sandbox.client.weather(socket="unacknowledged", times=1)
    assert sandbox.client.seat(AWA).command("/mentor", GENERAL)["error"] == "operation_timeout"
    assert app.next("slash_commands")["payload"]["command"] == "/mentor"
    assert sandbox.client.seat(AWA).command("/mentor", GENERAL) == {"ok": True}


def test_disconnect_sends_the_app_away(sandbox: Sandbox, app: Any) -> None:
    sandbox.client.weather(socket="disconnect")
    assert app.next("disconnect")["reason"] == "refresh_requested"
    sandbox.client.wait_for(lambda: sandbox.client.health()["sockets"] == 0)
    assert sandbox.client.seat(AWA).command("/mentor", GENERAL)["error"] == "dispatch_failed"


def test_sandbox_stops_at_once_in_slow_weather(sandbox: Sandbox) -> None:
    sandbox.client.weather(method="chat.postMessage", fault="slow", seconds=60)
    attempt(sandbox, timeout=1)
    began = time.monotonic()
    sandbox.__exit__(None, None, None)
    assert time.monotonic() - began < 5
