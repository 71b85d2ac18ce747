"""HTTP delivery: requests signed with the app's secret, as Slack sends them to a request URL."""

import asyncio
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.ack import COMMANDS, EVENTS, TIMED_OUT, UNREACHABLE, Ack, Attempt, Failed
from bot.sandbox.ids import invent_key
from bot.sandbox.weather import Weather
from bot.sandbox.workspace import Workspace

_MOST_REDIRECTS = 2
_OK = range(200, 300)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's `v0` signature of a request body."""
    signed = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return f"v0={signed.hexdigest()}"


class SignedRequests:
    """Delivers by POST to the app's request URL."""

    def __init__(self, workspace: Workspace, weather: Weather, request_url: str) -> None:
        self._workspace = workspace
        self._weather = weather
        self._url = request_url
        self._session: aiohttp.ClientSession | None = None
        self._verified = False

    async def verified(self) -> bool:
        """Whether the app has answered Slack's challenge, which comes before anything else."""
        self._verified = self._verified or await self._challenge()
        return self._verified

    async def deliver(self, attempt: Attempt) -> Ack | Failed:
        """Send one request and wait for its answer, as long as Slack does."""
        fault = self._weather.next_socket_fault()
        answer = await self._post(attempt)
        if fault == "duplicate":
            await self._post(attempt)
        return TIMED_OUT if fault == "unacknowledged" else answer

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session:
            await self._session.close()

    async def _challenge(self) -> bool:
        challenge = invent_key(40)
        token = self._workspace.app.verification_token
        question = {"token": token, "challenge": challenge, "type": "url_verification"}
        answer = await self._post(Attempt(EVENTS, question))
        return isinstance(answer, Ack) and challenge in (answer.body.get("challenge"), answer.body.get("text"))

    async def _post(self, attempt: Attempt) -> Ack | Failed:
        kind, body = _encoded(attempt)
        headers = self._headers(kind, body, attempt)
        self._session = self._session or aiohttp.ClientSession()
        try:
            async with (
                asyncio.timeout(self._workspace.settings.ack_seconds),
                self._session.post(self._url, data=body, headers=headers, max_redirects=_MOST_REDIRECTS) as response,
            ):
                return _heard(response, await response.text())
        except TimeoutError:
            return TIMED_OUT
        except aiohttp.TooManyRedirects:
            return Failed("dispatch_failed", "too_many_redirects")
        except aiohttp.ClientError:
            return UNREACHABLE

    def _headers(self, kind: str, body: bytes, attempt: Attempt) -> dict[str, str]:
        # The app compares the timestamp with the machine's clock, not with the sandbox's.
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": kind,
            "User-Agent": "Slackbot 1.0 (sandbox)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._workspace.app.signing_secret, timestamp, body),
        }
        if attempt.number:
            headers |= {"X-Slack-Retry-Num": str(attempt.number), "X-Slack-Retry-Reason": attempt.reason or ""}
        return headers


def _encoded(attempt: Attempt) -> tuple[str, bytes]:
    if attempt.kind == EVENTS:
        return "application/json", json.dumps(attempt.payload).encode()
    form = attempt.payload if attempt.kind == COMMANDS else {"payload": json.dumps(attempt.payload)}
    return "application/x-www-form-urlencoded", urlencode(form).encode()


def _heard(response: aiohttp.ClientResponse, text: str) -> Ack | Failed:
    if response.status not in _OK:
        return Failed("dispatch_failed", "http_error", response.headers.get("x-slack-no-retry") == "1")
    if not text:
        return Ack()
    if not response.headers.get("content-type", "").startswith("application/json"):
        return Ack({"text": text})
    try:
        body = json.loads(text)
    except json.JSONDecodeError:
        return Failed("dispatch_failed", "http_error")
    return Ack(body if isinstance(body, dict) else {})
