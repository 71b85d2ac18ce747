"""Answering one HTTP call of the Web API: token, method, arguments, faults, and the answer as JSON."""

import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.records import Json
from bot.sandbox.refusals import Refused
from bot.sandbox.weather import Weather, under
from bot.sandbox.web_api import chat, conversations, files, people, views
from bot.sandbox.web_api.calls import Args, Call, Method
from bot.sandbox.workspace import Workspace

METHODS: Mapping[str, Method] = chat.METHODS | conversations.METHODS | people.METHODS | views.METHODS | files.METHODS


class WebApi:
    """The endpoint `/api/<method>`."""

    def __init__(self, workspace: Workspace, weather: Weather) -> None:
        self._workspace = workspace
        self._weather = weather

    async def answer(self, request: Request) -> Response:
        """The answer to one call, or the weather's."""
        name = request.path_params["method"]
        return await under(self._weather, name, self._workspace, lambda: self._answer(name, request))

    async def _answer(self, name: str, request: Request) -> Response:
        args = await _arguments(request)
        answer = self._perform(name, args, _token(request, args))
        return JSONResponse(answer, headers={"x-oauth-scopes": ",".join(self._workspace.app.scopes)})

    def _perform(self, name: str, args: Json, token: str | None) -> Json:
        given = {key: value for key, value in args.items() if key != "token"}
        try:
            answer = {"ok": True, **self._run(name, given, token)}
        except Refused as refused:
            answer = {"ok": False, "error": refused.error, **refused.details}
        self._workspace.note(name, given, answer.get("error"))
        return answer

    def _run(self, name: str, args: Json, token: str | None) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise Refused("unknown_method", req_method=name)
        self._check_token(token, method)
        call = Call(self._workspace, Args(args))
        if method.scope:
            call.need(method.scope)
        return method.run(call)

    def _check_token(self, token: str | None, method: Method) -> None:
        app = self._workspace.app
        if not token:
            raise Refused("not_authed")
        is_bot = hmac.compare_digest(token.encode(), app.bot_token.encode())
        is_app = hmac.compare_digest(token.encode(), app.app_token.encode())
        if not (is_bot or is_app):
            raise Refused("invalid_auth")
        if not app.active:
            raise Refused("account_inactive")
        if is_app != method.app_level:
            raise Refused("not_allowed_token_type")


def _token(request: Request, args: Json) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else args.get("token")


async def _arguments(request: Request) -> Json:
    """The query and the body, whichever way Slack lets one write it."""
    given: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with request.form() as form:
            return given | {key: value for key, value in form.items() if isinstance(value, str)}
    body = await request.body()
    if kind == "application/json":
        return given | _object(body)
    return given | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _object(body: bytes) -> dict[str, Any]:
    try:
        loaded = json.loads(body or b"{}")
    except ValueError:
        return {}
    return loaded if isinstance(loaded, dict) else {}
