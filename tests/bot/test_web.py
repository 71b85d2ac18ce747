"""The web server: health, and what it lets through to Bolt."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot.manifest import EVENTS_PATH
from bot.serving import listen, serving
from bot.trouble import Trouble
from bot.web import LARGEST_BODY, STALLED, Vitals, web_app

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
COMMAND = "command=%2Fmentor&text=help&team_id=T1&user_id=UAWA&trigger_id=1.2&response_url=https%3A%2F%2Fslack.test"
FORM = "application/x-www-form-urlencoded"


async def well() -> str:
    return ""


async def unreachable() -> str:
    return "The database can't be reached."


def vitals(
    *,
    ticks_late: float = 0.0,
    database: Callable[[], Awaitable[str]] = well,
    slack: Callable[[], Awaitable[str]] = well,
) -> Vitals:
    return Vitals(ticks_late=lambda: ticks_late, database=database, slack=slack)


def an_app() -> AsyncApp:
    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id="UBOT", bot_id="B1")

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)

    @app.command("/mentor")
    async def mentor(ack: Any, command: dict[str, Any]) -> None:
        await ack(f"heard {command['text']}")

    return app


def signed(body: str, at: float | None = None, **replaced: str) -> dict[str, str]:
    timestamp = str(int(time.time() if at is None else at))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=timestamp, body=body)
    assert signature
    headers = {"Content-Type": FORM, "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}
    return headers | {name.replace("_", "-"): value for name, value in replaced.items()}


def ask(method: str, path: str, app: Any = None, **request: Any) -> tuple[int, str, dict[str, str]]:
    async def story() -> tuple[int, str, dict[str, str]]:
        listening = listen("127.0.0.1", 0, otherwise="")
        host, port = listening.getsockname()
        async with (
            serving(app or web_app(vitals(), an_app(), SECRET), listening),
            aiohttp.ClientSession() as session,
            session.request(method, f"http://{host}:{port}{path}", **request) as response,
        ):
            return response.status, await response.text(), {k.lower(): v for k, v in response.headers.items()}

    return asyncio.run(story())


def test_health_tells_how_late_ticks_are_and_the_zone_data() -> None:
    status, text, _ = ask("GET", "/healthz", web_app(vitals(ticks_late=2.51)))
    assert status == 200
    assert text.startswith('{"alive":true,"ticks_late_seconds":2.5,"zones":"20')


def test_health_with_ticks_late_for_long_is_not_alive() -> None:
    status, text, _ = ask("GET", "/healthz", web_app(vitals(ticks_late=STALLED + 1)))
    assert status == 503
    assert '"alive":false' in text


def test_ready_when_database_and_slack_answer() -> None:
    status, text, _ = ask("GET", "/readyz")
    assert (status, text) == (200, '{"ready":true,"database":"ok","slack":"ok"}')


def test_not_ready_says_what_is_wrong() -> None:
    status, text, _ = ask("GET", "/readyz", web_app(vitals(database=unreachable)))
    assert (status, text) == (503, '{"ready":false,"database":"The database can\'t be reached.","slack":"ok"}')


def test_answers_carry_security_headers_and_no_banner() -> None:
    _, _, headers = ask("GET", "/healthz")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


def test_a_signed_command_reaches_its_listener() -> None:
    status, text, _ = ask("POST", EVENTS_PATH, data=COMMAND, headers=signed(COMMAND))
    assert (status, text) == (200, "heard help")


@pytest.mark.parametrize(
    "replaced",
    [
        {"X_Slack_Signature": "v0=" + "0" * 64},
        {"X_Slack_Signature": "v0=é"},
        {"X_Slack_Signature": ""},
        {"X_Slack_Request_Timestamp": "yesterday"},
        {"X_Slack_Request_Timestamp": "٣"},
        {"X_Slack_Request_Timestamp": ""},
    ],
)
def test_a_wrong_signature_or_timestamp_is_unauthorised(replaced: dict[str, str]) -> None:
    status, _, _ = ask("POST", EVENTS_PATH, data=COMMAND, headers=signed(COMMAND, **replaced))
    assert status == 401


@pytest.mark.parametrize("seconds", [-310, 310])
def test_a_signature_of_another_time_is_unauthorised(seconds: int) -> None:
    status, _, _ = ask("POST", EVENTS_PATH, data=COMMAND, headers=signed(COMMAND, at=time.time() + seconds))
    assert status == 401


def test_a_body_that_is_no_text_is_unauthorised() -> None:
    status, _, _ = ask("POST", EVENTS_PATH, data=b"\xff\xfe", headers=signed(COMMAND))
    assert status == 401


def test_a_body_announced_too_large_is_refused_unread() -> None:
    status, _, _ = ask("POST", EVENTS_PATH, data=b"x" * (LARGEST_BODY + 1), headers=signed(COMMAND))
    assert status == 413


def test_a_body_that_grows_too_large_is_refused() -> None:
    app = web_app(vitals(), an_app(), SECRET)
    messages: list[dict[str, Any]] = []
    read = 0

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 100_000, "more_body": True}

    async def send(message: Any) -> None:
        messages.append(message)

    scope = {"type": "http", "method": "POST", "path": EVENTS_PATH, "headers": [], "query_string": b""}
    asyncio.run(app(scope, receive, send))
    assert messages[0]["status"] == 413
    assert read == LARGEST_BODY // 100_000 + 1


def test_socket_mode_has_no_address_for_slack() -> None:
    status, _, _ = ask("POST", EVENTS_PATH, web_app(vitals()), data=COMMAND, headers=signed(COMMAND))
    assert status == 404


def test_answers_on_a_kept_connection_wait_for_no_acknowledgement() -> None:
    async def story() -> int:
        accepted: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def told(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            spoken = writer.get_extra_info("socket")
            accepted.set_result(spoken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        listening = listen("127.0.0.1", 0, otherwise="")
        async with await asyncio.start_server(told, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            writer.close()
            return await accepted

    assert asyncio.run(story()) == 1


def test_a_port_in_use_is_a_sentence() -> None:
    taken = listen("127.0.0.1", 0, otherwise="")
    port = taken.getsockname()[1]
    with taken, pytest.raises(Trouble) as caught:
        listen("127.0.0.1", port, otherwise="Set MENTORBOT_PORT to another.")
    assert list(caught.value.sentences) == [
        f"Port {port} on 127.0.0.1 is in use by another program. Set MENTORBOT_PORT to another."
    ]
