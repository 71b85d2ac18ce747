"""Bad weather on demand: calls that fail, connections that break, envelopes that come twice."""

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from bot.sandbox.records import Json
from bot.sandbox.workspace import Workspace

FAULTS = ("ratelimited", "drop_after_read", "drop_before_read", "slow", "internal_error", "fatal_error")
SOCKET_FAULTS = ("duplicate", "unacknowledged", "disconnect")
_PREVENTING = ("ratelimited", "internal_error", "drop_before_read")
_ANY = "*"


@dataclass(frozen=True)
class Fault:
    """One thing that will go wrong. `seconds` is for "slow", `retry_after` for "ratelimited"."""

    name: str
    retry_after: int = 1
    seconds: float = 5.0


class Weather:
    """What will go wrong next, for each method and for Socket Mode or signed requests."""

    def __init__(self) -> None:
        self._methods: dict[str, deque[Fault]] = {}
        self._socket: deque[str] = deque()

    def forecast(self, given: Json) -> None:
        """Add faults as the control protocol describes them. ValueError when it makes no sense."""
        times = int(given.get("times", 1))
        if given.get("clear"):
            self._methods.clear()
            self._socket.clear()
        elif given.get("fault") in FAULTS:
            fault = Fault(given["fault"], int(given.get("retry_after", 1)), float(given.get("seconds", 5.0)))
            self._methods.setdefault(str(given.get("method", _ANY)), deque()).extend([fault] * times)
        elif given.get("socket") in SOCKET_FAULTS:
            self._socket.extend([given["socket"]] * times)
        else:
            raise ValueError(f"Give a fault ({', '.join(FAULTS)}) or a socket ({', '.join(SOCKET_FAULTS)}).")

    def next_fault(self, method: str) -> Fault | None:
        """What befalls this call of a Web API method, if anything."""
        for name in (method, _ANY):
            if waiting := self._methods.get(name):
                return waiting.popleft()
        return None

    def next_socket_fault(self) -> str | None:
        """What befalls this envelope, if anything."""
        return self._socket.popleft() if self._socket else None


async def under(
    weather: Weather, name: str, workspace: Workspace, perform: Callable[[], Awaitable[Response]]
) -> Response:
    """The answer of `perform` as far as the weather lets it happen and arrive."""
    fault = weather.next_fault(name)
    if fault is None:
        return await perform()
    if fault.name in _PREVENTING:
        workspace.note(name, {}, fault.name)
        return _prevented(fault)
    answer = await perform()
    if fault.name == "slow":
        await workspace.streams.pause(fault.seconds)
        return answer
    return _Dropped() if fault.name == "drop_after_read" else JSONResponse({"ok": False, "error": "fatal_error"})


def _prevented(fault: Fault) -> Response:
    if fault.name == "drop_before_read":
        return _Dropped()
    if fault.name == "internal_error":
        return JSONResponse({"ok": False, "error": "internal_error"})
    headers = {"Retry-After": str(fault.retry_after)}
    return JSONResponse({"ok": False, "error": "ratelimited"}, status_code=429, headers=headers)


class _Dropped(Response):
    """An answer that never comes: the connection is broken instead."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"]["transport"].abort()
        while (await receive())["type"] != "http.disconnect":
            pass
