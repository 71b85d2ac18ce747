"""A Slack of one process and no sockets: it takes whatever is posted, and remembers what was said to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from slack_sdk.web.async_client import AsyncWebClient

from handlers.i18n import Catalogues
from handlers.messenger import SlackMessenger
from mentoring.messages import DeliveryKind, Finding, Outcome, OutcomeKind
from mentoring.people import Person
from mentoring.ports import Now
from mentoring.services.delivery import Search
from mentoring.services.errands import (
    Errand,
    FileErrand,
    HomeErrand,
    NewsErrand,
    PresentationGoneErrand,
    Redraw,
    Reminder,
    SeriesErrand,
)


@dataclass(frozen=True)
class Said:
    """A message as it was posted; ``due_at`` is when it was to be."""

    at: datetime
    due_at: datetime
    kind: DeliveryKind
    to: Person
    session_id: str | None
    text: str


class InProcessSlack:
    """The few methods that the bot calls of its own accord."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._number = 0
        self.text = ""

    async def chat_postMessage(self, **given: Any) -> dict[str, Any]:  # noqa: N802 - Slack's own name
        """Take a message."""
        self._number += 1
        self.text = given["text"]
        return {
            "ok": True,
            "channel": f"D{given['channel']}",
            "ts": f"{self._now().timestamp():.0f}.{self._number:06d}",
        }

    async def chat_update(self, **given: Any) -> dict[str, Any]:
        """Take a change of a message."""
        return {"ok": True, "channel": given["channel"], "ts": given["ts"]}

    async def chat_delete(self, **given: Any) -> dict[str, Any]:
        """Take a message away."""
        return {"ok": True, "channel": given["channel"], "ts": given["ts"]}


class RecordingMessenger:
    """The bot's own messenger in front of a Slack in the process; ``heard`` is told of each message.

    Homes, which nobody looks at here, are not drawn.
    """

    def __init__(self, catalogues: Catalogues, now: Now, heard: Callable[[Said], None]) -> None:
        self._slack = InProcessSlack(now)
        self._messenger = SlackMessenger(lambda _: cast(AsyncWebClient, self._slack), catalogues)
        self._now = now
        self._heard = heard

    async def post_news(self, errand: NewsErrand | SeriesErrand) -> Outcome:
        """Post news, and remember it."""
        return self._remembered(errand, await self._messenger.post_news(errand))

    async def post_reminder(self, errand: Reminder) -> Outcome:
        """Post a reminder, and remember it."""
        return self._remembered(errand, await self._messenger.post_reminder(errand))

    async def post_file(self, _: FileErrand) -> Outcome:
        """Take a file, in which nothing is said that the news do not say."""
        return Outcome(OutcomeKind.SENT)

    async def refresh_cards(self, errand: Redraw) -> Outcome:
        """Draw cards anew."""
        return await self._messenger.refresh_cards(errand)

    async def take_away(self, errand: PresentationGoneErrand) -> Outcome:
        """Take a message away."""
        return await self._messenger.take_away(errand)

    async def publish_home(self, _: HomeErrand) -> Outcome:
        """Take a Home as drawn."""
        return Outcome(OutcomeKind.SENT)

    async def find(self, search: Search) -> Finding:
        """Look for a message."""
        return await self._messenger.find(search)

    def _remembered(self, errand: Errand, outcome: Outcome) -> Outcome:
        if outcome.kind is OutcomeKind.SENT:
            told = errand.delivery
            text = self._slack.text
            self._heard(Said(self._now(), told.due_at, told.kind, errand.recipient, told.session_id, text))
        return outcome
