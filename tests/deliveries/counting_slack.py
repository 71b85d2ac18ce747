"""A Slack that counts: it takes messages, fails as its seed says, and tells afterwards what it took.

It runs in threads of the test's process, so no kill of a worker touches what it knows.
"""

from __future__ import annotations

import json
import random
import socket
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

POST_LIMIT = 0.5
"""Seconds that workers wait for an answer."""

SHOWN_AFTER = 0.2
"""Seconds after which history shows a message."""

RETRY_AFTER = 1
"""Seconds for which a call that came too early is told to wait."""

FAULTS = {
    "rate limited": 0.003,
    "500, not stored": 0.02,
    "reset before storing": 0.02,
    "stored, then reset": 0.03,
    "stored, fatal_error": 0.02,
    "stored, answered too late": 0.005,
    "stored late": 0.01,
}
"""What befalls a post, and how often."""

HISTORY_FAULTS = {"rate limited": 0.01, "500, not stored": 0.02}


@dataclass(frozen=True)
class Message:
    """One message taken."""

    marker: str
    channel: str
    ts: str
    asked_at: float
    """By the machine's clock, which workers have too."""
    shown_from: float


@dataclass
class CountingSlack:
    """What was taken so far, and the weather."""

    seed: int
    messages: list[Message] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    fair_weather: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    address: str = ""
    busy_for: float = 0.0
    """Seconds from the first post on in which every call is refused, whatever the weather."""
    busy_until: float | None = None
    refused: list[str] = field(default_factory=list)
    history_error: str = ""
    """What reading back is refused with, whatever the weather."""

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def is_busy(self, method: str) -> bool:
        with self.lock:
            if method == "chat.postMessage" and self.busy_until is None:
                self.busy_until = time.monotonic() + self.busy_for
            return self.busy_until is not None and time.monotonic() < self.busy_until

    def fault(self, likely: dict[str, float]) -> str:
        if self.fair_weather.is_set():
            return ""
        with self.lock:
            drawn = self.chance.random()
            for name, odds in likely.items():
                drawn -= odds
                if drawn < 0:
                    self.met[name] += 1
                    return name
        return ""

    def store(self, told: dict[str, Any], asked_at: float, shown_after: float = SHOWN_AFTER) -> Message:
        metadata = told["metadata"]
        marker = (json.loads(metadata) if isinstance(metadata, str) else metadata)["event_payload"]["k"]
        with self.lock:
            ts = f"{time.time():.0f}.{len(self.messages):06}"
            channel = f"D{told['channel']}"
            message = Message(marker, channel, ts, asked_at, time.monotonic() + shown_after)
            self.messages.append(message)
        return message

    def twice(self) -> list[str]:
        return [marker for marker, count in Counter(one.marker for one in self.messages).items() if count > 1]

    def history(self, channel: str) -> list[dict[str, Any]]:
        now = time.monotonic()
        with self.lock:
            shown = [one for one in self.messages if one.channel == channel and one.shown_from <= now]
        return [
            {
                "ts": one.ts,
                "metadata": {"event_type": "mentorbot_delivery", "event_payload": {"k": one.marker}},
            }
            for one in shown
        ]


Begun = Callable[[CountingSlack], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    slack: CountingSlack

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_POST(self) -> None:
        asked_at = time.time()
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        kind = self.headers.get("content-type", "")
        address = urlsplit(self.path)
        method = address.path.rpartition("/")[2]
        if self.slack.is_busy(method):
            self.slack.refused.append(method)
            self.reply({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(RETRY_AFTER)})
            return
        told = json.loads(body) if "json" in kind and body else dict(parse_qsl(body.decode() or address.query))
        match method:
            case "chat.postMessage":
                self.post(told, asked_at)
            case "conversations.open":
                self.reply({"ok": True, "channel": {"id": f"D{told['users']}"}})
            case "conversations.history":
                self.history(told)
            case _:
                self.reply({"ok": True})

    do_GET = do_POST  # noqa: N815

    def post(self, told: dict[str, Any], asked_at: float) -> None:
        fault = self.slack.fault(FAULTS)
        if fault == "rate limited":
            self.reply({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "1"})
        elif fault == "500, not stored":
            self.reply({}, 500)
        elif fault == "reset before storing":
            self.reset()
        elif fault == "stored late":
            time.sleep(0.9)
            self.slack.store(told, asked_at)
            self.reset()
        else:
            message = self.slack.store(told, asked_at)
            if fault == "stored, then reset":
                self.reset()
            elif fault == "stored, fatal_error":
                self.reply({"ok": False, "error": "fatal_error"})
            else:
                if fault == "stored, answered too late":
                    time.sleep(POST_LIMIT + 0.2)
                self.reply({"ok": True, "ts": message.ts, "channel": message.channel})

    def history(self, told: dict[str, Any]) -> None:
        if self.slack.history_error:
            self.reply({"ok": False, "error": self.slack.history_error})
            return
        match self.slack.fault(HISTORY_FAULTS):
            case "rate limited":
                self.reply({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "1"})
            case "500, not stored":
                self.reply({}, 500)
            case _:
                self.reply({"ok": True, "messages": self.slack.history(told["channel"])})

    def reply(self, answer: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> None:
        body = json.dumps(answer).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # nobody is there any more to hear it

    def reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Workers die in the middle of a request; that is what they are here for."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


@contextmanager
def counting_slack(seed: int, begun: Begun = lambda slack: None) -> Iterator[CountingSlack]:
    """The server on loopback, for as long as the block lasts."""
    slack = CountingSlack(seed)
    begun(slack)
    server = QuietServer(("127.0.0.1", 0), type("BoundHandler", (Handler,), {"slack": slack}))
    slack.address = f"http://127.0.0.1:{server.server_port}/api/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield slack
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
