"""The control protocol: what the page and the test client ask of the sandbox, one chair at a time."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.sandbox.clock import Clock
from bot.sandbox.delivery import Delivery
from bot.sandbox.gestures import Gestures
from bot.sandbox.modals import modals_of, view_json
from bot.sandbox.records import File, Json, Person
from bot.sandbox.refusals import Refused
from bot.sandbox.streams import EVERYONE
from bot.sandbox.talk import page_message
from bot.sandbox.travel import Travel
from bot.sandbox.weather import Weather
from bot.sandbox.web_api.files import add_file
from bot.sandbox.web_api.people import user_json
from bot.sandbox.workspace import SLACKBOT, Workspace

_LONGEST_WAIT = 30.0
Endpoint = Callable[[Request], Awaitable[Response]]


class Control:
    """Endpoints under `/control`."""

    def __init__(self, workspace: Workspace, weather: Weather, delivery: Delivery, gestures: Gestures) -> None:
        self._workspace = workspace
        self._weather = weather
        self._delivery = delivery
        self._gestures = gestures
        self._travel = Travel(workspace)

    def routes(self) -> list[Route]:
        """All of them, each answering a refusal with `ok: false` and a sentence."""
        reading: dict[str, Endpoint] = {
            "workspace": self.workspace,
            "chair": self.chair,
            "messages": self.messages,
            "stream": self.stream,
            "changes": self.changes,
            "journal": self.journal,
            "health": self.health,
            "file/{file}": self.file,
        }
        writing: dict[str, Endpoint] = {
            "act": self.act,
            "upload": self.upload,
            "weather": self.weather,
            "clock": self.clock,
            "people": self.people,
            "settings": self.settings,
            "uninstall": self.uninstall,
        }
        return [Route(f"/control/{path}", _explained(run), methods=["GET"]) for path, run in reading.items()] + [
            Route(f"/control/{path}", _explained(run), methods=["POST"]) for path, run in writing.items()
        ]

    async def workspace(self, _: Request) -> Response:
        """Team, app, commands with their verbs, shortcuts, people."""
        ws, app = self._workspace, self._workspace.app
        bot = {"id": app.id, "bot_user_id": app.bot_user_id, "bot_id": app.bot_id, "name": app.name}
        shortcuts = [{key: s.get(key) for key in ("type", "callback_id", "name")} for s in app.shortcuts]
        return JSONResponse(
            {
                "team": {"id": ws.team.id, "name": ws.team.name},
                "app": bot,
                "commands": [self._command(command) for command in app.commands],
                "shortcuts": shortcuts,
                **self._travel.standing,
                "people": self._people(),
            }
        )

    async def chair(self, request: Request) -> Response:
        """What one person has before them."""
        ws, person = self._workspace, self._person(request)
        home = ws.views.get(ws.homes.get(person.id, ""))
        conversations = [ws.conversation_for(conversation, person.id) for conversation in ws.visible_to(person.id)]
        return JSONResponse(
            {
                "me": ws.person_for_page(person),
                "conversations": conversations,
                "home": view_json(ws, home) if home else None,
                "modals": modals_of(ws, person.id),
            }
        )

    async def messages(self, request: Request) -> Response:
        """A conversation, or one thread of it, oldest first, as this person sees it."""
        ws, person = self._workspace, self._person(request)
        conversation = self._gestures.conversation_of(person, request.query_params.get("channel"))
        thread, before = request.query_params.get("thread_ts"), request.query_params.get("before")
        limit = int(request.query_params.get("limit", "60"))
        said = ws.timeline(conversation.id, person.id)
        if thread:
            said = [m for m in said if thread in (m.ts, m.thread_ts)]
        else:
            said = [m for m in said if not m.is_reply or m.broadcast]
        said = [m for m in said if before is None or m.ts < before]
        shown = [page_message(ws, message, person.id) for message in said[-limit:]]
        return JSONResponse({"messages": shown, "has_more": len(said) > limit})

    async def stream(self, request: Request) -> Response:
        """Server-sent news for one person, or unread counts of everyone with `as=*`."""
        user = request.query_params.get("as", "*")
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._news(user), media_type="text/event-stream", headers=headers)

    async def changes(self, request: Request) -> Response:
        """The count of changes, as soon as it exceeds `since` or after `timeout` seconds."""
        since = int(request.query_params.get("since", "-1"))
        seconds = min(float(request.query_params.get("timeout", "10")), _LONGEST_WAIT)
        return JSONResponse({"n": await self._workspace.streams.changes_after(since, seconds)})

    async def journal(self, request: Request) -> Response:
        """What the app did through the Web API after entry `since`."""
        since = int(request.query_params.get("since", "0"))
        return JSONResponse([entry for entry in self._workspace.journal if entry["n"] > since])

    async def health(self, _: Request) -> Response:
        """Whether the app is connected, and whether events are still under way."""
        http = self._delivery.requests is not None
        counts = {"sockets": self._delivery.sockets.count, "http": http, "in_flight": self._delivery.in_flight}
        return JSONResponse({"ok": True, **counts})

    async def file(self, request: Request) -> Response:
        """A file, for a person who sees it."""
        person, file = self._person(request), self._workspace.files.get(request.path_params["file"])
        if file is None or file.content is None or not self._may_read(person, file):
            return JSONResponse({"ok": False, "error": "file_not_found", "message": "No such file."}, status_code=404)
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return Response(file.content, media_type=file.mimetype, headers=headers)

    async def act(self, request: Request) -> Response:
        """What a person does."""
        given = await _body(request)
        person = self._gestures.person(given.get("as"))
        return JSONResponse({"ok": True, **await self._gestures.perform(person, given)})

    async def upload(self, request: Request) -> Response:
        """A file of a person, for a message or a file input."""
        person = self._person(request)
        async with request.form() as form:
            given = form.get("file")
            if given is None or isinstance(given, str):
                raise Refused("no_file", message="Choose a file first.")
            content = await given.read()
            file = add_file(self._workspace, given.filename or "file", len(content), person.id)
        file.content, file.shared = content, True
        shown = {"id": file.id, "name": file.name, "size": file.length, "mimetype": file.mimetype}
        return JSONResponse({"ok": True, "file": shown})

    async def weather(self, request: Request) -> Response:
        """Faults to come; "disconnect" happens at once."""
        given = await _body(request)
        if given.get("socket") == "disconnect":
            await self._delivery.sockets.disconnect()
        else:
            self._weather.forecast(given)
        return JSONResponse({"ok": True})

    async def clock(self, request: Request) -> Response:
        """Move the clock forward at once or, with `pass`, from one due moment to the next; or back to the present.

        `next` with `as_of` is the app's own word on when it is wanted again.
        """
        given, clock, travel = await _body(request), self._workspace.clock, self._travel
        answer: Json = {}
        if "as_of" in given:
            wanted = given.get("next")
            travel.hear(float(given["as_of"]), None if wanted is None else float(wanted))
        elif given.get("stop"):
            travel.stop()
        elif given.get("to_next"):
            answer = await travel.pass_until_next()
        elif given.get("pass"):
            answer = await travel.pass_until(_goal(given, clock.now()))
        else:
            travel.jump(lambda: _jump(clock, given))
        return JSONResponse({"ok": True, **travel.standing, **answer})

    async def people(self, request: Request) -> Response:
        """Add, change or deactivate a person, and tell the app."""
        given, ws = await _body(request), self._workspace
        known = given.get("id") in ws.people
        person = ws.change_person(given) if known else ws.welcome(given)
        event = "user_change" if known else "team_join"
        if event in ws.app.events:
            self._delivery.send_event({"type": event, "user": user_json(ws, person, locale=True)})
        ws.streams.tell_all({"type": "people", "people": self._people()})
        return JSONResponse({"ok": True, "person": ws.person_for_page(person)})

    async def settings(self, request: Request) -> Response:
        """Change `mention_labels`, `ack_seconds`, the `scopes` of the token, or the `request_url` of HTTP mode."""
        given, settings = await _body(request), self._workspace.settings
        if "request_url" in given and not await self._delivery.send_requests_to(str(given["request_url"])):
            raise Refused("url_verification_failed", message="The app did not answer the challenge at that address.")
        settings.mention_labels = bool(given.get("mention_labels", settings.mention_labels))
        settings.ack_seconds = float(given.get("ack_seconds", settings.ack_seconds))
        self._workspace.app.scopes = list(given.get("scopes", self._workspace.app.scopes))
        return JSONResponse({"ok": True, **vars(settings), "scopes": self._workspace.app.scopes})

    async def uninstall(self, _: Request) -> Response:
        """Remove the app: its token dies, and it is told."""
        app = self._workspace.app
        if "tokens_revoked" in app.events:
            self._delivery.send_event({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [app.bot_user_id]}})
        if "app_uninstalled" in app.events:
            self._delivery.send_event({"type": "app_uninstalled"})
        app.active = False
        return JSONResponse({"ok": True})

    async def _news(self, user: str) -> AsyncIterator[str]:
        async for news in self._workspace.streams.follow(user, self._greeting(user)):
            yield _sent(news)

    def _greeting(self, user: str) -> Iterator[Json]:
        yield {"type": "hello", **self._travel.standing}
        for member in self._workspace.humans() if user == EVERYONE else ():
            if total := self._workspace.unread_total(member.id):
                yield {"type": "unread", "user": member.id, "total": total}

    def _person(self, request: Request) -> Person:
        return self._gestures.person(request.query_params.get("as"))

    def _people(self) -> list[Json]:
        members = self._workspace.people.values()
        return [self._workspace.person_for_page(person) for person in members if person.id != SLACKBOT]

    def _command(self, command: Json) -> Json:
        shown = {key: command.get(key, "") for key in ("command", "description", "usage_hint")}
        return shown | {"verbs": self._workspace.verbs}

    def _may_read(self, person: Person, file: File) -> bool:
        seen = {conversation.id for conversation in self._workspace.visible_to(person.id)}
        return file.user == person.id or bool(seen & set(file.channels))


def _sent(news: Json) -> str:
    return f"data: {json.dumps(news)}\n\n"


async def _body(request: Request) -> Json:
    given = await request.json()
    if not isinstance(given, dict):
        raise Refused("invalid_arguments", message="Send a JSON object.")
    return given


def _goal(given: Json, now: float) -> float:
    return float(given["to"]) if "to" in given else now + float(given.get("advance", 0))


def _jump(clock: Clock, given: Json) -> None:
    if given.get("reset"):
        clock.reset()
    elif "to" in given:
        clock.move_to(float(given["to"]))
    else:
        clock.advance(float(given.get("advance", 0)))


def _explained(endpoint: Endpoint) -> Endpoint:
    async def run(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refused as refused:
            message = refused.details.get("message", refused.error)
            return JSONResponse({"ok": False, "error": refused.error, "message": message})
        except ValueError as error:
            wrong = {"ok": False, "error": "invalid_arguments", "message": str(error)}
            return JSONResponse(wrong, status_code=400)

    return run
