import asyncio
import gettext
import json
import socket
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from handlers import messenger as under_test
from handlers.i18n import Catalogues
from handlers.messenger import SlackMessenger, delivery_client, marker
from mentoring.actions import ActionItem
from mentoring.concerns import Concern, Confidence, ConfidentialWord
from mentoring.leavings import Concerned, LeavingNews, LeavingTold
from mentoring.messages import Card, Delivery, DeliveryKind, DeliveryState, Finding, FindingKind, Outcome, OutcomeKind
from mentoring.people import Person
from mentoring.progress import Digest, Milestone, Progress, QuietPair
from mentoring.records import ItemView
from mentoring.services.delivery import Search
from mentoring.services.errands import (
    ActionErrand,
    CardErrand,
    ConfidenceErrand,
    DigestErrand,
    HomeErrand,
    LeavingErrand,
    MilestoneErrand,
    NewsErrand,
    NudgeErrand,
    Reminder,
    ReminderErrand,
)
from mentoring.sessions import Details, Overview, SessionState
from tests.builders import NOW, a_change, a_delivery, a_person, a_programme, a_session

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def ok(**parts: Any) -> Answer:
    return with_status(200, ok=True, **parts)


def refused(code: str) -> Answer:
    return with_status(200, ok=False, error=code)


def with_status(status: int, headers: dict[str, str] | None = None, **body: Any) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status, headers=headers)

    return answer


def text(status: int, body: str, content_type: str) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=body, content_type=content_type)

    return answer


async def drop(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


class LittleSlack:
    """Remembers the calls it received, and answers each method as told, else with success."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answers: defaultdict[str, deque[Answer]] = defaultdict(deque)
        self.released = asyncio.Event()

    def answer(self, method: str, *answers: Answer) -> None:
        self.answers[method].extend(answers)

    async def never(self, _: web.Request) -> web.StreamResponse:
        await self.released.wait()
        return web.Response()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls.append((method, await arguments(request)))
        if self.answers[method]:
            return await self.answers[method].popleft()(request)
        return await ok(ts="1700000000.000100", channel="DLUCA")(request)


async def arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    return {name: read(str(value)) for name, value in ((await request.post()) or request.query).items()}


def read(value: str) -> Any:
    return json.loads(value) if value[:1] in "[{" else value


@asynccontextmanager
async def little_slack() -> AsyncIterator[tuple[LittleSlack, SlackMessenger]]:
    slack = LittleSlack()
    application = web.Application()
    application.router.add_route("*", "/api/{method}", slack.handle)
    runner = web.AppRunner(application, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    async with aiohttp.ClientSession() as session:
        yield slack, messenger_at(f"http://127.0.0.1:{port}/api/", session)
    slack.released.set()
    await runner.cleanup()


def messenger_at(base_url: str, session: aiohttp.ClientSession) -> SlackMessenger:
    client = delivery_client("xoxb-test", base_url=base_url, session=session)
    catalogues = Catalogues({language: gettext.NullTranslations() for language in ("en", "fr", "it")})
    return SlackMessenger({"T1": client}.__getitem__, catalogues)


AWA, LUCA = a_person("Awa"), a_person("Luca", language=None, locale="fr-FR")
SESSION = a_session(state=SessionState.PROPOSED)


def details(recipient: Person = LUCA) -> Details:
    return Details(SESSION, a_programme(), {AWA.id: AWA, recipient.id: recipient}, (a_change(SESSION),))


def some_news(recipient: Person = LUCA) -> NewsErrand:
    return NewsErrand(a_delivery(state=DeliveryState.SENDING), recipient, NOW, details(recipient))


def some_cards(*slack_ts: str) -> CardErrand:
    cards = tuple(Card("S1", LUCA.id, "DLUCA", ts, 0) for ts in slack_ts)
    return CardErrand(a_delivery(kind=DeliveryKind.SESSION_CARD), LUCA, NOW, details(), cards)


def a_home() -> HomeErrand:
    overview = Overview(LUCA, (), (a_programme(),), (AWA,), (details(),), (), ())
    return HomeErrand(a_delivery(kind=DeliveryKind.HOME), LUCA, NOW, overview)


def test_news_goes_to_the_person_in_their_language_with_an_opaque_marker() -> None:
    async def story() -> None:
        async with little_slack() as (slack, messenger):
            outcome = await messenger.post_news(some_news())

            assert outcome == Outcome(OutcomeKind.SENT, slack_ts="1700000000.000100", channel_id="DLUCA", language="fr")
            ((method, said),) = slack.calls
            assert (method, said["channel"]) == ("chat.postMessage", "ULUCA")
            assert "Awa" in said["text"]
            assert "mardi 26 janvier" in said["text"]
            assert said["blocks"]
            assert said["metadata"] == {"event_type": "mentorbot_delivery", "event_payload": {"k": marker(KEY)}}
            assert KEY not in str(said)

    asyncio.run(story())


KEY = a_delivery().key


@pytest.mark.parametrize(
    ("language", "locale", "words"),
    [("it", "fr-FR", "martedì"), (None, "fr-FR", "mardi"), (None, "pt-BR", "Tuesday"), (None, None, "Tuesday")],
)
def test_news_is_in_the_chosen_language_else_slacks_else_the_programmes(
    language: str | None, locale: str | None, words: str
) -> None:
    async def story() -> None:
        async with little_slack() as (slack, messenger):
            await messenger.post_news(some_news(replace(LUCA, language=language, locale=locale)))

            assert words in slack.calls[0][1]["text"]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("answer", "kind", "error"),
    [
        (refused("channel_not_found"), OutcomeKind.FAILED, "channel_not_found"),
        (refused("is_archived"), OutcomeKind.FAILED, "is_archived"),
        (refused("account_inactive"), OutcomeKind.FAILED, "account_inactive"),
        (refused("user_not_found"), OutcomeKind.FAILED, "user_not_found"),
        (refused("messages_tab_disabled"), OutcomeKind.FAILED, "messages_tab_disabled"),
        (refused("invalid_blocks"), OutcomeKind.FAILED, "invalid_blocks"),
        (refused("token_revoked"), OutcomeKind.FAILED, "token_revoked"),
        (refused("team_added_to_org"), OutcomeKind.RETRY, "team_added_to_org"),
        (refused("fatal_error"), OutcomeKind.UNKNOWN, "fatal_error"),
        (refused("internal_error"), OutcomeKind.UNKNOWN, "internal_error"),
        (with_status(503, ok=False, error="channel_not_found"), OutcomeKind.UNKNOWN, "channel_not_found"),
        (text(502, "<h1>Bad gateway</h1>", "text/html"), OutcomeKind.UNKNOWN, "unreadable answer, HTTP status 502"),
        (text(502, "Bad gateway", "text/plain"), OutcomeKind.UNKNOWN, "unreadable answer, HTTP status 502"),
        (text(200, '{"ok": tr', "application/json"), OutcomeKind.UNKNOWN, "unreadable answer, HTTP status 200"),
        (text(200, "<h1>Welcome</h1>", "text/html"), OutcomeKind.UNKNOWN, "unreadable answer, HTTP status 200"),
    ],
)
def test_answer_of_slack_is_told_apart(answer: Answer, kind: OutcomeKind, error: str) -> None:
    async def story() -> None:
        async with little_slack() as (slack, messenger):
            slack.answer("chat.postMessage", answer)

            assert await messenger.post_news(some_news()) == Outcome(kind, error=error, language="fr")

    asyncio.run(story())


@pytest.mark.parametrize(
    ("headers", "seconds"), [({"Retry-After": "17"}, 17), ({"Retry-After": "0"}, 1), ({"Retry-After": "soon"}, 30)]
)
def test_rate_limit_is_tried_again_when_slack_says(headers: dict[str, str], seconds: int) -> None:
    async def story() -> None:
        async with little_slack() as (slack, messenger):
            slack.answer("chat.postMessage", with_status(429, headers, ok=False, error="ratelimited"))

            outcome = await messenger.post_news(some_news())

            assert (outcome.kind, outcome.retry_after) == (OutcomeKind.RETRY, timedelta(seconds=seconds))

    asyncio.run(story())


def test_a_conversation_that_was_posted_to_too_often_is_the_only_one_to_wait() -> None:
    async def story() -> None:
        async with little_slack() as (slack, messenger):
            slack.answer("chat.postMessage", with_status(200, {"Retry-After": "4"}, ok=False, error="rate_limited"))
            crowded = await messenger.post_news(some_news())
            slack.answer("chat.postMessage", with_status(429, {"Retry-After": "4"}, ok=False, error="rate_limited"))
            refused = await messenger.post_news(some_news())

            assert [(one.kind, one.retry_after) for one in (crowded, refused)] == [
                (OutcomeKind.RETRY, timedelta(seconds=4))
            ] * 2
            assert (crowded.crowded, refused.crowded) == (True, False)

    asyncio.run(story())


def test_connection_dropped_after_the_request_was_read_is_unknown_and_posted_once() -> None:
    async def story() -> None:
        async with little_slack() as (slack, messenger):
            slack.answer("chat.postMessage", drop)

            outcome = await messenger.post_news(some_news())

            assert (outcome.kind, len(slack.calls)) == (OutcomeKind.UNKNOWN, 1)

    asyncio.run(story())


def test_answer_that_does_not_come_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "POST_LIMIT", timedelta(milliseconds=50))

    async def story() -> None:
        async with little_slack() as (slack, messenger):
            slack.answer("chat.postMessage", slack.never)

            outcome = await messenger.post_news(some_news())

            assert outcome == Outcome(OutcomeKind.UNKNOWN, error="no answer in time", language="fr")

    asyncio.run(story())


def test_connection_refused_left_nothing_behind_and_is_tried_again() -> None:
    async def story() -> None:
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            port = nobody.getsockname()[1]
            async with aiohttp.ClientSession() as session:
                outcome = await messenger_at(f"http://127.0.0.1:{port}/api/", session).post_news(some_news())

        assert (outcome.kind, outcome.retry_after) == (OutcomeKind.RETRY, None)

    asyncio.run(story())


def test_cards_are_redrawn_in_place() -> None:
    async def story() -> None:
        async with little_slack() as (slack, messenger):
            outcome = await messenger.refresh_cards(some_cards("1.1", "2.2"))

            assert outcome == Outcome(OutcomeKind.SENT, slack_ts="2.2", channel_id="DLUCA")
            assert [(method, said["channel"], said["ts"]) for method, said in slack.calls] == [
                ("chat.update", "DLUCA", "1.1"),
                ("chat.update", "DLUCA", "2.2"),
            ]
            assert all(said["text"] and said["blocks"] for _, said in slack.calls)

    asyncio.run(story())


def test_card_that_somebody_deleted_keeps_no_other_from_being_redrawn() -> None:
    async def story() -> None:
        async with little_slack() as (slack, messenger):
            slack.answer("chat.update", refused("message_not_found"))

            outcome = await messenger.refresh_cards(some_cards("1.1", "2.2"))

            assert (outcome.kind, len(slack.calls)) == (OutcomeKind.SENT, 2)

    asyncio.run(story())


def test_card_that_slack_refuses_is_told() -> None:
    async def story() -> None:
        async with little_slack() as (slack, messenger):
            slack.answer("chat.update", refused("edit_window_closed"))

            assert await messenger.refresh_cards(some_cards("1.1", "2.2")) == Outcome(
                OutcomeKind.FAILED, error="edit_window_closed"
            )

    asyncio.run(story())


def test_home_is_published_for_the_person() -> None:
    async def story() -> None:
        async with little_slack() as (slack, messenger):
            assert await messenger.publish_home(a_home()) == Outcome(OutcomeKind.SENT)

            ((method, said),) = slack.calls
            assert (method, said["user_id"], said["view"]["type"]) == ("views.publish", "ULUCA", "home")

    asyncio.run(story())


def lost(**changes: Any) -> Search:
    unknown: dict[str, Any] = {"state": DeliveryState.UNKNOWN, "first_tried_at": NOW, "channel_id": "DLUCA"}
    return Search(a_delivery(**(unknown | changes)), LUCA)


def a_message(ts: str, delivery: Delivery | None = None, event_type: str = "mentorbot_delivery") -> dict[str, Any]:
    metadata = {"event_type": event_type, "event_payload": {"k": marker(delivery.key)}} if delivery else None
    return {"ts": ts, "text": "…", **({"metadata": metadata} if metadata else {})}


def a_page(*messages: dict[str, Any], next_cursor: str = "") -> Answer:
    return ok(messages=list(messages), response_metadata={"next_cursor": next_cursor})


def test_lost_message_is_found_by_its_marker_on_a_later_page() -> None:
    async def story() -> None:
        async with little_slack() as (slack, messenger):
            search = lost()
            other = a_delivery("S1:2:session_news:2")
            slack.answer(
                "conversations.history",
                a_page(a_message("5.5"), a_message("4.4", other), next_cursor="more"),
                a_page(a_message("3.3", search.delivery, "someone_elses"), a_message("2.2", search.delivery)),
            )

            found = await messenger.find(search)

            assert found == Finding(FindingKind.FOUND, slack_ts="2.2", channel_id="DLUCA")
            assert [said.get("cursor") for _, said in slack.calls] == [None, "more"]
            asked = slack.calls[0][1]
            assert float(asked["oldest"]) == (NOW - timedelta(seconds=60)).timestamp()
            assert (asked["channel"], asked["include_all_metadata"]) == ("DLUCA", "1")

    asyncio.run(story())


def test_lost_message_is_absent_when_no_page_has_it() -> None:
    async def story() -> None:
        async with little_slack() as (slack, messenger):
            slack.answer("conversations.history", a_page(a_message("5.5")))

            assert await messenger.find(lost()) == Finding(FindingKind.ABSENT)

    asyncio.run(story())


def test_lost_message_is_sought_in_the_persons_conversation_when_its_place_is_not_known() -> None:
    async def story() -> None:
        async with little_slack() as (slack, messenger):
            search = lost(channel_id="")
            slack.answer("conversations.open", ok(channel={"id": "DFOUND"}))
            slack.answer("conversations.history", a_page(a_message("2.2", search.delivery)))

            assert await messenger.find(search) == Finding(FindingKind.FOUND, slack_ts="2.2", channel_id="DFOUND")
            assert [(method, said.get("users"), said.get("channel")) for method, said in slack.calls] == [
                ("conversations.open", "ULUCA", None),
                ("conversations.history", None, "DFOUND"),
            ]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refused("missing_scope"), FindingKind.CANNOT),
        (refused("not_in_channel"), FindingKind.CANNOT),
        (with_status(429, {"Retry-After": "60"}, ok=False, error="ratelimited"), FindingKind.LATER),
        (refused("internal_error"), FindingKind.LATER),
        (text(502, "Bad gateway", "text/plain"), FindingKind.LATER),
    ],
)
def test_search_that_slack_refuses_tells_whether_to_come_back(answer: Answer, kind: FindingKind) -> None:
    async def story() -> None:
        async with little_slack() as (slack, messenger):
            slack.answer("conversations.history", answer)

            assert (await messenger.find(lost())).kind is kind

    asyncio.run(story())


def a_reminder(kind: DeliveryKind) -> Reminder:  # noqa: PLR0911 - a return for each kind
    delivery = a_delivery(kind=kind)
    match kind:
        case DeliveryKind.NUDGE:
            return NudgeErrand(delivery, LUCA, NOW, (a_programme(),), (QuietPair((AWA,), NOW.date()),))
        case DeliveryKind.ACTION_DUE:
            item = ActionItem("A1", "S1", 1, LUCA.id, AWA.id, NOW, "send the draft", NOW.date())
            return ActionErrand(delivery, LUCA, NOW, a_programme(), ItemView(item, LUCA, a_session()), (AWA,))
        case DeliveryKind.DIGEST:
            return DigestErrand(delivery, LUCA, NOW, Digest(a_programme(), 2, 0, 0))
        case DeliveryKind.LEAVING:
            told = LeavingTold(LeavingNews.BACK, Concerned.PARTNER, a_programme(), (AWA,))
            return LeavingErrand(delivery, LUCA, NOW, told)
        case DeliveryKind.IN_CONFIDENCE:
            word = ConfidentialWord("W1", "C1", AWA.id, NOW, "It isn't working.")
            concern = Confidence(Concern("C1", 1, AWA.id, LUCA.id, NOW), AWA, LUCA, a_programme(), (word,))
            return ConfidenceErrand(delivery, LUCA, NOW, concern, word)
        case DeliveryKind.MILESTONE:
            progress = Progress(a_programme(), Milestone.KICK_OFF, (AWA,), 0, timedelta())
            return MilestoneErrand(delivery, LUCA, NOW, progress)
        case _:
            confirmed = Details(a_session(), a_programme(), {AWA.id: AWA, LUCA.id: LUCA})
            return ReminderErrand(delivery, LUCA, NOW, confirmed)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (DeliveryKind.HOUR_BEFORE, "Your session with Awa starts in"),
        (DeliveryKind.NUDGE, "You and Awa have had nothing booked"),
        (DeliveryKind.ACTION_DUE, "To be done by today:\n> send the draft"),
        (DeliveryKind.DIGEST, "2 sessions were held"),
        (DeliveryKind.MILESTONE, "Welcome to Cluster Mentoring"),
        (DeliveryKind.LEAVING, "Awa is back, and your pair goes on."),
        (DeliveryKind.IN_CONFIDENCE, "In confidence, for you alone"),
    ],
)
def test_what_is_said_at_its_time_is_posted_once_with_its_marker(kind: DeliveryKind, sentence: str) -> None:
    errand = a_reminder(kind)

    async def story() -> None:
        async with little_slack() as (slack, messenger):
            outcome = await messenger.post_reminder(errand)

            assert outcome == Outcome(OutcomeKind.SENT, slack_ts="1700000000.000100", channel_id="DLUCA", language="fr")
            ((method, said),) = slack.calls
            assert (method, said["channel"]) == ("chat.postMessage", "ULUCA")
            assert sentence in said["text"]
            assert said["metadata"] == {
                "event_type": "mentorbot_delivery",
                "event_payload": {"k": marker(errand.delivery.key)},
            }

    asyncio.run(story())
