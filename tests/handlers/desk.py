"""The bot's listeners over ports in memory and a stand-in for Slack's API that writes down what it is asked.

Whole payloads go in as Slack sends them; what the person then sees comes out.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from handlers.afterwards import Afterwards
from handlers.authorize import single_workspace
from handlers.i18n import Catalogues
from handlers.parsing import Understand
from handlers.register import build_app
from handlers.views.blocks import Message
from handlers.when.availability import AvailabilityReader
from handlers.when.reading import Piece, Question, QuestionCode, Reading
from handlers.when.understanding import Understanding
from mentoring.people import Person
from tests.builders import NOW, TEAM, a_cohort
from tests.fakes import FakeHolidays, FakeStore, FakeUnitOfWork
from tests.handlers.slack_limits import check_message, check_view

Json = dict[str, Any]
CATALOGUES = Catalogues.load()
SECRET = "signing secret"


class Weather(Exception):
    """The stand-in drops the connection instead of answering."""


@dataclass
class SlackStandIn:
    """Answers every Web API method with ok, or as told; keeps calls and what came to response_urls."""

    answers: dict[str, Json | Callable[[Json], Json | web.Response]] = field(default_factory=dict)
    files: dict[str, web.Response] = field(default_factory=dict)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    responses: list[Json] = field(default_factory=list)
    response_status: int = 200
    uploads: list[bytes] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def of(self, method: str) -> list[Json]:
        """The arguments of every call of a method."""
        return [arguments for called, arguments in self.calls if called == method]

    async def on_method(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        arguments: Json = dict(request.query)
        if request.content_type == "application/json":
            arguments |= await request.json()
        else:
            arguments |= {name: str(value) for name, value in (await request.post()).items()}
        for added in ("token", "team_id"):  # by Bolt's client, to every call
            arguments.pop(added, None)
        self.calls.append((method, arguments))
        self.faults += problems_of(arguments)
        answer = self.answers.get(method, {})
        try:
            found = answer(arguments) if callable(answer) else answer
        except Weather:
            assert request.transport is not None
            request.transport.close()
            raise
        if isinstance(found, web.Response):
            return found
        return web.json_response({"ok": True, **self.usual(method, str(request.url.origin())), **found})

    def usual(self, method: str, address: str) -> Json:
        if method == "files.getUploadURLExternal":
            return {"upload_url": f"{address}/upload", "file_id": f"F{len(self.uploads)}"}
        if method == "auth.test":
            return {"team_id": TEAM, "user_id": "UBOT", "bot_id": "BBOT", "user": "mentorbot", "url": "", "team": "T"}
        return {"view": {"id": "V1"}} if method.startswith("views.") else {}

    async def on_response(self, request: web.Request) -> web.Response:
        self.responses.append(await request.json())
        self.faults += problems_of(self.responses[-1])
        return web.Response(status=self.response_status, text="ok")

    async def on_upload(self, request: web.Request) -> web.Response:
        self.uploads.append(await request.read())
        return web.Response(text="OK")

    async def on_file(self, request: web.Request) -> web.Response:
        self.calls.append(("file", {"authorization": request.headers.get("Authorization")}))
        return self.files[request.match_info["name"]]


def shown(desk: Desk) -> Json:
    """The form that was opened or drawn anew last."""
    found = [said["view"] for method, said in desk.slack.calls if method in {"views.open", "views.update"}]
    view: Json = json.loads(found[-1]) if isinstance(found[-1], str) else found[-1]
    return view


def problems_of(said: Json) -> list[str]:
    """What Slack would refuse in the view or the message that the arguments of a call or an answer hold."""
    if said.get("view"):
        return check_view(said["view"])
    return check_message(Message(said.get("text") or "", said["blocks"])) if said.get("blocks") else []


class ExactReader:
    """Reads "2027-01-26 15:00", `for 30 minutes`, a mention and `about …`; ``asks`` has it ask back instead."""

    def __init__(self) -> None:
        self.asks: dict[str, Reading] = {}

    def in_doubt(self) -> str:
        """A line whose end and length do not agree, which opens the form."""
        start = datetime(2027, 1, 26, 15, tzinfo=ZoneInfo("Europe/Rome"))
        ends = Question(QuestionCode.DURATION, (start + timedelta(hours=1), start + timedelta(hours=2)))
        self.asks["3-4pm for 2 hours"] = Reading(start=start, question=ends, has_time=True)
        return "book 3-4pm for 2 hours"

    def read(self, text: str, *, language: str, zone: str, now: datetime, day_first: bool | None = None) -> Reading:
        if text in self.asks:
            return self.asks[text]
        rest, _, topic = text.partition("about ")
        mention = re.search(r"<@\w+[^>]*>|@\w+", rest)
        length = re.search(r"for (\d+) minutes", rest)
        when = re.search(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?", rest)
        start = datetime.fromisoformat(when[0]).replace(tzinfo=ZoneInfo(zone)) if when else None
        left = re.sub(r"<@\w+[^>]*>|@\w+|for \d+ minutes|\d{4}-\d\d-\d\d( \d\d:\d\d)?", "", rest).strip()
        ask = None if start and when and when[1] else QuestionCode.NO_TIME if start else QuestionCode.NOTHING
        return Reading(
            start=start,
            duration=timedelta(minutes=int(length[1])) if length else None,
            mention=mention[0] if mention else None,
            topic=topic or None,
            question=Question(ask) if ask else None,
            unused=(Piece("unused", left, 0, len(left)),) if left else (),
            has_time=bool(when and when[1]),
        )


@cache
def availability_reader() -> AvailabilityReader:
    """The product's own: what people say of their weeks has no stand-in."""
    return AvailabilityReader.load(Understanding.load())


class Desk:
    """One workspace with the named cast; `send` is a person acting, or Slack telling."""

    def __init__(self, reader: Understand | None = None) -> None:
        self.store = FakeStore()
        with (unit := self.unit()):
            self.cohort = a_cohort(unit)
            unit.commit()
        self.slack = SlackStandIn()
        self.exact = ExactReader()
        self.reader = reader or self.exact
        self.now = NOW
        self.broken: Exception | None = None
        self.served: list[str] = []
        self.address = ""
        self.calendar_address = ""

    def unit(self) -> FakeUnitOfWork:
        return FakeUnitOfWork(self.store, TEAM)

    def speaks(self, person: Person, language: str | None, **changes: Any) -> None:
        with (unit := self.unit()):
            unit.people.update(replace(unit.people.get(person.id), language=language, **changes))
            unit.commit()

    def sessions(self) -> list[Any]:
        return list(self.store.sessions.values())

    async def _run(self, service: Callable[..., Any], team_id: str, /, *args: Any, **kwargs: Any) -> Any:
        self.served.append(service.__name__)
        if self.broken and service.__name__ != "who":
            raise self.broken
        return service(FakeUnitOfWork(self.store, team_id), *args, **kwargs)

    def send(self, *payloads: Json) -> list[BoltResponse]:
        """Dispatch payloads one after another to a bot just started, and wait for what goes on afterwards."""
        return asyncio.run(self._send(payloads))

    def say(self, payload: Json) -> Json:
        """Dispatch one payload; the body of the answer."""
        response = self.send(payload)[0]
        assert response.status == 200
        answer = json.loads(response.body) if response.body.startswith("{") else {"text": response.body}
        assert problems_of(answer) == []
        return answer

    async def _send(self, payloads: tuple[Json, ...]) -> list[BoltResponse]:
        site = web.Application()
        site.router.add_route("*", "/api/{method}", self.slack.on_method)
        site.router.add_post("/response", self.slack.on_response)
        site.router.add_get("/files/{name}", self.slack.on_file)
        site.router.add_post("/upload", self.slack.on_upload)
        runner = web.AppRunner(site)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.address = address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            async with aiohttp.ClientSession() as session:
                client = AsyncWebClient(
                    token="xoxb-test", base_url=f"{address}/api/", session=session, timeout=2, retry_handlers=[]
                )
                return await self._dispatch(client, address, payloads)
        finally:
            await runner.cleanup()
            assert self.slack.faults == []

    def request(self, body: Json) -> AsyncBoltRequest:
        """The payload as it arrives, by socket."""
        return AsyncBoltRequest(body=body, mode="socket_mode")

    async def _dispatch(self, client: AsyncWebClient, address: str, payloads: tuple[Json, ...]) -> list[BoltResponse]:
        afterwards = Afterwards()
        app = build_app(
            authorize=single_workspace(client),
            client=client,
            signing_secret=SECRET,
            catalogues=CATALOGUES,
            understand=self.reader,
            availability=availability_reader(),
            run_for_team=self._run,
            now=lambda: self.now,
            holidays=FakeHolidays(),
            afterwards=afterwards,
            calendar_address=self.calendar_address,
        )
        responses = []
        for payload in payloads:
            here = json.loads(json.dumps(payload).replace("http://slack.test", address))
            responses.append(await app.async_dispatch(self.request(here)))
        await afterwards.finish()
        return responses


def command(user: str, text: str = "") -> Json:
    """A person types ``/mentor`` and the text."""
    return {
        "command": "/mentor",
        "text": text,
        "team_id": TEAM,
        "user_id": user,
        "channel_id": "C1",
        "trigger_id": "1.2.trigger",
        "response_url": "http://slack.test/response",
    }


def press(user: str, action: str, value: str = "", *, on: str = "message") -> Json:
    """A person presses a button of a message, of their Home, or of a modal."""
    body: Json = {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": user, "team_id": TEAM},
        "trigger_id": "1.2.trigger",
        "actions": [{"type": "button", "action_id": action, "block_id": "b", "value": value}],
    }
    if on == "message":
        return body | {"response_url": "http://slack.test/response", "container": {"type": "message"}}
    return body | {"view": {"id": "V1", "type": on, "team_id": TEAM, "state": {"values": {}}, "blocks": []}}


def submit(user: str, view: Json, **filled: Any) -> Json:
    """A person fills in a form that was shown, by field, and submits it."""
    state = {block["block_id"]: {"value": _filled(block, filled)} for block in view["blocks"] if "element" in block}
    assert set(filled) <= set(state), "a person can only fill in fields that are shown"
    shown = {**view, "id": "V1", "team_id": TEAM, "state": {"values": state}}
    return {"type": "view_submission", "team": {"id": TEAM}, "user": {"id": user, "team_id": TEAM}, "view": shown}


def _filled(block: Json, filled: dict[str, Any]) -> Json:  # noqa: PLR0911 - a return for each kind
    element, given = block["element"], filled.get(block["block_id"])
    match element["type"]:
        case "static_select" | "external_select" | "radio_buttons":
            chosen = {"value": str(given)} if given is not None else element.get("initial_option")
            return {"type": element["type"], "selected_option": chosen}
        case "checkboxes":
            ticked = [{"value": one} for one in given] if given is not None else element.get("initial_options", [])
            return {"type": "checkboxes", "selected_options": ticked}
        case "multi_static_select" | "multi_external_select":
            chosen = [{"value": one} for one in given] if given is not None else element.get("initial_options", [])
            return {"type": element["type"], "selected_options": chosen}
        case "multi_users_select":
            return {"type": "multi_users_select", "selected_users": given or element.get("initial_users", [])}
        case "users_select":
            return {"type": "users_select", "selected_user": given}
        case "conversations_select":
            shown = given or element.get("initial_conversation")
            return {"type": "conversations_select", "selected_conversation": shown}
        case "datepicker":
            return {"type": "datepicker", "selected_date": given or element.get("initial_date")}
        case "timepicker":
            return {"type": "timepicker", "selected_time": given or element.get("initial_time")}
        case "file_input":
            return {"type": "file_input", "files": given or []}
        case "rich_text_input":
            return {"type": "rich_text_input", "rich_text_value": given or element.get("initial_value")}
        case _:
            return {"type": element["type"], "value": given or element.get("initial_value")}


def type_in(user: str, view: Json, block: str, typed: str = "") -> Json:
    """A person opens a field that asks for its options, and types in it."""
    shown = {**view, "id": "V1", "team_id": TEAM, "state": {"values": {}}}
    who = {"team": {"id": TEAM}, "user": {"id": user, "team_id": TEAM}}
    return {"type": "block_suggestion", **who, "action_id": "value", "block_id": block, "value": typed, "view": shown}


def event(kind: str, **about: Any) -> Json:
    """Slack tells of an event."""
    return {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": {"type": kind, **about}}


def texts(shown: Json) -> str:
    """Everything legible in a message, view or answer, one text a line."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            found.extend(value for key, value in node.items() if key == "text" and isinstance(value, str))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for one in node:
                walk(one)

    walk(shown.get("blocks") or shown.get("view") or shown)
    return "\n".join(found)


def buttons(shown: Json) -> dict[str, str]:
    """The values of a message's or view's buttons by action id."""
    found: dict[str, str] = {}
    blocks = shown.get("blocks") or shown.get("view", {}).get("blocks", [])
    for block in blocks:
        for element in [*block.get("elements", []), block.get("accessory", {})]:
            if element.get("type") == "button":
                found[element["action_id"]] = element.get("value", "")
    return found
