"""What Slack's refusals of a call mean for trying again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from slack_sdk.errors import SlackApiError

from mentoring.messages import Outcome, OutcomeKind

RATE_LIMITED = frozenset({"ratelimited"})

CROWDED = frozenset({"rate_limited"})
"""Refused without HTTP status 429: the application has posted too many messages, for which Slack counts by conversation
(one a second), as against too many calls of a method, for which it counts by workspace."""

PERHAPS_DONE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""Slack documents for these that part of the call may have succeeded, or does not say that none has."""

PASSING = frozenset({"team_added_to_org", "message_limit_exceeded", "accesslimited"})
"""Refused now, not for ever. Every other code would be the same at the next attempt: the recipient, the message or the
token would have to change first."""

MESSAGE_GONE = frozenset({"message_not_found"})

USUAL_PAUSE = timedelta(seconds=30)
"""Where Slack rate-limits without saying for how long."""


def outcome_of(error: SlackApiError) -> Outcome:
    """The outcome of a call that Slack answered with something else than "ok"."""
    status, code = _status(error.response), code_of(error)
    if status == HTTPStatus.OK and code in CROWDED:
        pause = _retry_after(error.response)
        return Outcome(OutcomeKind.RETRY, retry_after=pause, error=str(code), crowded=True)
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in RATE_LIMITED:
        return Outcome(OutcomeKind.RETRY, retry_after=_retry_after(error.response), error="ratelimited")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or code is None or code in PERHAPS_DONE:
        return Outcome(OutcomeKind.UNKNOWN, error=code or f"unreadable answer, HTTP status {status}")
    if code in PASSING:
        return Outcome(OutcomeKind.RETRY, error=code)
    return Outcome(OutcomeKind.FAILED, error=code)


def code_of(error: SlackApiError) -> str | None:
    """Slack's own word for what was wrong, such as ``invalid_auth``; None where what answered does not speak Slack."""
    data = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, Mapping) else None
    return str(code) if code else None


def _status(answer: Any) -> int:
    # The SDK hands on aiohttp's own response where it could not read the body.
    status: int = getattr(answer, "status_code", 0) or getattr(answer, "status", 0)
    return status


def _retry_after(answer: Any) -> timedelta:
    headers = {str(name).lower(): str(value) for name, value in getattr(answer, "headers", {}).items()}
    seconds = headers.get("retry-after", "")
    return timedelta(seconds=max(int(seconds), 1)) if seconds.isdigit() else USUAL_PAUSE
