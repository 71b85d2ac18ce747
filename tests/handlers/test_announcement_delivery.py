"""How the messenger says what there is to say of announcements: in which language, where, and harmless."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from handlers.messenger import SlackMessenger
from mentoring.announcements import Readership, ReplyView
from mentoring.messages import DeliveryKind, OutcomeKind
from mentoring.rich_text import Paragraph, Span, SpanKind
from mentoring.services import announcement_answers as answers
from mentoring.services import announcement_sending as sending
from mentoring.services.errands import AnnouncementCardErrand, AnnouncementErrand
from tests.handlers.desk import CATALOGUES
from tests.mentoring.newsroom import IN_ENGLISH, Newsroom


class Took:
    """A client that takes everything and remembers it."""

    def __init__(self) -> None:
        self.posts: list[dict[str, Any]] = []
        self.updates: list[dict[str, Any]] = []

    async def chat_postMessage(self, **given: Any) -> dict[str, Any]:  # noqa: N802
        self.posts.append(given)
        return {"ok": True, "ts": "1.0", "channel": "D1"}

    async def chat_update(self, **given: Any) -> dict[str, Any]:
        self.updates.append(given)
        return {"ok": True}


def say(errands: list[AnnouncementErrand | AnnouncementCardErrand]) -> Took:
    took = Took()
    messenger = SlackMessenger(lambda _: took, CATALOGUES)  # type: ignore[arg-type,return-value]

    async def story() -> None:
        for one in errands:
            post = messenger.post_reminder if isinstance(one, AnnouncementErrand) else messenger.refresh_cards
            outcome = await post(one)  # type: ignore[operator]
            assert outcome.kind is OutcomeKind.SENT

    asyncio.run(story())
    return took


def texts(took: list[dict[str, Any]], wanted: Callable[[dict[str, Any]], bool] = lambda _: True) -> list[str]:
    return [str(one["text"]) + str(one["blocks"]) for one in took if wanted(one)]


def test_each_reader_gets_their_version_and_nobody_is_called() -> None:
    room = Newsroom()
    text = (Paragraph((Span("channel", SpanKind.EVERYBODY), Span(" <!here> {name}"))),)
    room.change(room.cast.luca, name="<!channel>")
    room.announce(versions=(replace(IN_ENGLISH, text=text),))
    took = say([one for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT])
    assert sorted(one["channel"] for one in took.posts) == ["UAWA", "UFATIMA", "UINES", "ULUCA"]
    for one in took.posts:
        assert "<!" not in one["text"]
        assert "'broadcast'" not in str(one["blocks"])
        assert all(block["type"] != "section" or "<!" not in str(block) for block in one["blocks"])


def test_ping_that_is_allowed_is_one() -> None:
    room = Newsroom()
    text = (Paragraph((Span("here", SpanKind.EVERYBODY),)),)
    room.announce(versions=(replace(IN_ENGLISH, text=text),), pings_allowed=True, readership=Readership(channel="C1"))
    took = say([one for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT])
    assert [one["channel"] for one in took.posts] == ["C1"]
    assert "{'type': 'broadcast', 'range': 'here'}" in str(took.posts[0]["blocks"])


def test_what_was_said_is_changed_where_it_stands() -> None:
    room = Newsroom()
    announcement = room.announce(acknowledgement=True)
    first = room.deliver()
    answers.reply(room.uow(), announcement.id, "When?", reply_id="R1", actor=room.cast.luca, now=room.now)
    reply = room.deliver()
    answers.answer_reply(room.uow(), "R1", "At nine.", actor=room.ines, now=room.now)
    sending.remind_unacknowledged(room.uow(), announcement.id, wishes=0, actor=room.ines, now=room.now)
    later = room.deliver()
    sending.withdraw(room.uow(), announcement.id, actor=room.ines, now=room.now)
    last = room.deliver()
    took = say([*first, *reply, *later, *last])
    assert len(took.posts) == 5 + 1 + 5
    assert len(took.updates) == 1 + 5
    assert {one["ts"] for one in took.updates}
    (answer,) = [one for one in later if isinstance(one, AnnouncementErrand) and isinstance(one.shown, ReplyView)]
    assert answer.recipient.name == "Luca"
    assert any("At nine." in one for one in texts(took.posts, lambda one: one["channel"] == "ULUCA"))
    assert all(len(one["text"]) <= 4000 and len(one["blocks"]) <= 50 for one in [*took.posts, *took.updates])
