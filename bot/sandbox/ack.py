"""What comes back from the app for one payload: an answer in time, or the reason why there is none."""

from dataclasses import dataclass, field

from bot.sandbox.records import Json

COMMANDS, INTERACTIVE, EVENTS = "slash_commands", "interactive", "events_api"


@dataclass(frozen=True)
class Ack:
    """The app answered in time; `body` is what it said, empty when nothing."""

    body: Json = field(default_factory=dict)


@dataclass(frozen=True)
class Failed:
    """No answer. `code` is what the person is told, `reason` what a retry of an event carries."""

    code: str
    reason: str
    no_retry: bool = False


@dataclass(frozen=True)
class Attempt:
    """One try at delivering a payload of a kind; `number` counts from 0, `reason` is why the last one failed."""

    kind: str
    payload: Json
    number: int = 0
    reason: str | None = None


TIMED_OUT = Failed("operation_timeout", "http_timeout")
UNREACHABLE = Failed("dispatch_failed", "connection_failed")
