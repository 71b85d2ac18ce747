"""A calendar file on its way: three steps, of which only the last is seen; and looking for one that may be there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from handlers import messenger as under_test
from handlers.files import names_mark
from handlers.messenger import SlackMessenger
from mentoring.calendars import Method
from mentoring.messages import DeliveryKind, DeliveryState, Finding, FindingKind, Outcome, OutcomeKind
from mentoring.people import Participant, Role
from mentoring.portfolio import Card
from mentoring.portraits import Portrait
from mentoring.services.delivery import Search
from mentoring.services.errands import CalendarErrand, FileErrand, PortfolioErrand
from mentoring.sessions import Details
from tests.builders import NOW, a_change, a_delivery, a_person, a_programme, a_session
from tests.handlers.calendar_files.readers import by_vobject
from tests.handlers.test_messenger import LittleSlack, drop, little_slack, ok, refused, with_status

AWA, LUCA = a_person("Awa"), a_person("Luca", language="en")
SESSION = a_session(link="https://meet.example.org/r")
DETAILS = Details(SESSION, a_programme(), {AWA.id: AWA, LUCA.id: LUCA}, (a_change(SESSION),))
FILE = a_delivery("S1:2:calendar:2", kind=DeliveryKind.CALENDAR, state=DeliveryState.SENDING)
ERRAND = CalendarErrand(FILE, LUCA, NOW, DETAILS, Method.REQUEST)

GET, UPLOAD, COMPLETE, OPEN = (
    "files.getUploadURLExternal",
    "upload",
    "files.completeUploadExternal",
    "conversations.open",
)


async def ticket(request: web.Request) -> web.StreamResponse:
    """Slack names the address to upload to; here one of its own."""
    return web.json_response({"ok": True, "upload_url": str(request.url.with_path("/api/upload")), "file_id": "F1"})


def posted(
    setup: Callable[[LittleSlack], None] = lambda _: None, errand: FileErrand = ERRAND
) -> tuple[Outcome, LittleSlack]:
    async def run() -> tuple[Outcome, LittleSlack]:
        async with little_slack() as (slack, messenger):
            setup(slack)
            slack.answers[OPEN].append(ok(channel={"id": "DLUCA"}))
            slack.answers[GET].append(ticket)
            slack.answers[UPLOAD].append(with_status(200))
            slack.answers[COMPLETE].append(ok(files=[{"id": "F1", "title": "…"}]))
            return await messenger.post_file(errand), slack

    return asyncio.run(run())


def called(slack: LittleSlack, method: str) -> list[dict[str, Any]]:
    return [arguments for name, arguments in slack.calls if name == method]


def test_a_file_is_announced_by_its_exact_length_uploaded_and_shared_in_the_conversation() -> None:
    outcome, slack = posted()
    assert outcome == Outcome(OutcomeKind.SENT, channel_id="DLUCA", language="en")
    assert [name for name, _ in slack.calls] == [OPEN, GET, UPLOAD, COMPLETE]
    asked, shared = called(slack, GET)[0], called(slack, COMPLETE)[0]
    assert asked["filename"].startswith("session-2027-01-26-")
    assert asked["filename"].endswith(".ics")
    assert shared["files"] == [{"id": "F1", "title": "Session with Awa: Export markets"}]
    assert shared["channel_id"] == "DLUCA"
    assert shared["initial_comment"].startswith("For your calendar: open this file to add the session.\nOr add it")


def test_the_bytes_that_arrive_are_the_file() -> None:
    bodies: list[bytes] = []

    async def take(request: web.Request) -> web.StreamResponse:
        bodies.append(await request.read())
        return web.Response(text="OK")

    _, slack = posted(lambda slack: slack.answer(UPLOAD, take))
    assert len(bodies[0]) == int(called(slack, GET)[0]["length"])
    assert by_vobject(bodies[0]).vevent.uid.value == "S1@sessions.mentorbot"


def test_a_conversation_that_is_known_is_not_opened_again() -> None:
    _, slack = posted(errand=replace(ERRAND, delivery=replace(FILE, channel_id="DKNOWN")))
    assert called(slack, OPEN) == []
    assert called(slack, COMPLETE)[0]["channel_id"] == "DKNOWN"


@pytest.mark.parametrize("step", [OPEN, GET, UPLOAD])
@pytest.mark.parametrize("trouble", [drop, with_status(500)])
def test_what_goes_wrong_before_the_last_step_is_tried_again(
    step: str, trouble: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> None:
    outcome, slack = posted(lambda slack: slack.answer(step, trouble))
    assert outcome.kind is OutcomeKind.RETRY
    assert called(slack, COMPLETE) == []


@pytest.mark.parametrize("trouble", [drop, with_status(500), refused("internal_error")])
def test_what_goes_wrong_in_the_last_step_is_not_known_to_have_failed(
    trouble: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> None:
    outcome, _ = posted(lambda slack: slack.answer(COMPLETE, trouble))
    assert outcome.kind is OutcomeKind.UNKNOWN


@pytest.mark.parametrize("step", [OPEN, GET, COMPLETE])
def test_a_permission_that_is_missing_is_final(step: str) -> None:
    outcome, _ = posted(lambda slack: slack.answer(step, refused("missing_scope")))
    assert (outcome.kind, outcome.error) == (OutcomeKind.FAILED, "missing_scope")


@pytest.mark.parametrize("step", [GET, COMPLETE])
def test_slacks_pause_is_kept(step: str) -> None:
    limited = with_status(429, {"Retry-After": "7"}, ok=False, error="ratelimited")
    outcome, _ = posted(lambda slack: slack.answer(step, limited))
    assert outcome.kind is OutcomeKind.RETRY
    assert outcome.retry_after is not None
    assert outcome.retry_after.total_seconds() == 7


def test_all_steps_together_keep_the_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "POST_LIMIT", under_test.timedelta(seconds=0.2))
    outcome, slack = posted(lambda slack: slack.answer(UPLOAD, slack.never))
    assert outcome.kind is OutcomeKind.RETRY
    assert called(slack, COMPLETE) == []


def name_of_the_file() -> str:
    return str(called(posted()[1], GET)[0]["filename"])


def found_among(*files: str) -> Finding:
    async def run() -> Finding:
        async with little_slack() as (slack, messenger):
            messages = [{"ts": f"{number}.0", "files": [{"name": name}]} for number, name in enumerate(files)]
            slack.answer("conversations.history", ok(messages=[*messages, {"ts": "9.0", "text": "hello"}]))
            return await look(messenger)

    return asyncio.run(run())


async def look(messenger: SlackMessenger) -> Finding:
    return await messenger.find(Search(replace(FILE, channel_id="DLUCA"), LUCA))


def test_a_file_whose_arrival_is_uncertain_is_known_by_its_name() -> None:
    mine = name_of_the_file()
    assert found_among("holiday.jpg", mine) == Finding(FindingKind.FOUND, slack_ts="1.0", channel_id="DLUCA")
    assert found_among("holiday.jpg", mine.replace("-2027", "-2026")).kind is FindingKind.FOUND
    assert found_among("session-2027-01-26-0123456789abcdef.ics").kind is FindingKind.ABSENT
    assert found_among().kind is FindingKind.ABSENT


def test_a_portfolio_is_posted_as_a_pdf_in_the_language_asked_for_with_words_in_the_readers() -> None:
    ines = a_person("Inès", language="it")
    part = Participant(1, AWA, frozenset({Role.MENTOR}))
    card = Card(part, Portrait(1, AWA.id), a_programme())
    delivery = a_delivery("portfolio:1:4:fr", kind=DeliveryKind.PORTFOLIO, state=DeliveryState.SENDING)
    outcome, slack = posted(errand=PortfolioErrand(delivery, ines, NOW, a_programme(), (card,), "fr"))
    assert outcome == Outcome(OutcomeKind.SENT, channel_id="DLUCA", language="it")
    asked, shared = called(slack, GET)[0], called(slack, COMPLETE)[0]
    mark = under_test.marker(delivery.key)
    assert asked["filename"] == f"portfolio-fr-2027-01-18-{mark[:16]}.pdf"
    assert names_mark(asked["filename"], mark)
    assert shared["files"] == [{"id": "F1", "title": "Portfolio of Cluster Mentoring"}]
    assert shared["initial_comment"].startswith("The portfolio for the public page")
