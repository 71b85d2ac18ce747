"""Commands, interactions and events on their way to the app, by socket and by signed request."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import pytest

from bot.sandbox.server import Sandbox

AWA, LUCA, GENERAL = "U0AWA", "U0LUCA", "C0GENERAL"


class HttpApp:
    """An app behind a request URL: keeps each request, answers with what `answer` gives as (status, body)."""

    def __init__(self) -> None:
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.answer: Any = lambda body: (200, b"")
        app = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                if b"url_verification" in body:
                    status, said = 200, json.loads(body)["challenge"].encode()
                else:
                    app.received.append((headers, body))
                    status, said = app.answer(body)
                self.send_response(status)
                self.send_header("Content-Type", "text/plain")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/slack/events"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def http_app(sandbox: Sandbox) -> Iterator[HttpApp]:
    app = HttpApp()
    sandbox.client.settings(request_url=app.url)
    yield app
    app.stop()


def test_hello_counts_connections(app: Any) -> None:
    assert (app.hello["type"], app.hello["num_connections"]) == ("hello", 1)
    assert app.hello["connection_info"] == {"app_id": "A0APP"}


def test_command_payload(sandbox: Sandbox, app: Any) -> None:
    sandbox.client.seat(AWA).command("/mentor book @luca #general 3 < 4 & more", GENERAL)
    envelope = app.next("slash_commands")
    payload = envelope["payload"]
    assert envelope["accepts_response_payload"] is True
    assert payload["text"] == "book <@U0LUCA|luca> <#C0GENERAL|general> 3 &lt; 4 &amp; more"
    assert (payload["command"], payload["user_id"], payload["user_name"]) == ("/mentor", AWA, "awa")
    assert (payload["team_id"], payload["api_app_id"]) == ("T0TEAM", "A0APP")
    assert (payload["channel_id"], payload["channel_name"]) == (GENERAL, "general")
    assert payload["is_enterprise_install"] == "false"


def test_mentions_without_labels_and_without_escaping(sandbox: Sandbox, app: Any) -> None:
    sandbox.client.settings(mention_labels=False)
    sandbox.client.seat(AWA).command("/mentor book @Luca Example now", GENERAL)
    sandbox.client.seat(AWA).command("/raw book @luca", GENERAL)
    assert app.next_payload("slash_commands")["text"] == "book <@U0LUCA> now"
    assert app.next_payload("slash_commands")["text"] == "book @luca"


def test_command_in_the_apps_own_direct_message(sandbox: Sandbox, app: Any) -> None:
    sandbox.client.seat(AWA).command("/mentor")
    payload = app.next_payload("slash_commands")
    assert (payload["channel_name"], payload["channel_id"][0]) == ("directmessage", "D")


def test_direct_message_event(sandbox: Sandbox, app: Any) -> None:
    said = sandbox.client.seat(AWA).say("hello")
    envelope = app.next("events_api")
    payload = envelope["payload"]
    assert (envelope["accepts_response_payload"], envelope["retry_attempt"]) == (False, 0)
    assert payload["event"]["ts"] == said["ts"]
    shown = {key: payload["event"][key] for key in ("type", "channel_type", "user", "text")}
    assert shown == {"type": "message", "channel_type": "im", "user": AWA, "text": "hello"}
    assert (payload["type"], payload["team_id"], payload["event_id"][:2]) == ("event_callback", "T0TEAM", "Ev")
    assert payload["authorizations"] == [
        {
            "enterprise_id": None,
            "team_id": "T0TEAM",
            "user_id": "U0BOT",
            "is_bot": True,
            "is_enterprise_install": False,
        }
    ]


def test_app_hears_nothing_where_it_is_not(sandbox: Sandbox, app: Any) -> None:
    sandbox.client.seat(AWA).say("away", "C0AWAY")
    sandbox.client.seat(AWA).say("here", GENERAL)
    assert app.next_event("message")["event"]["text"] == "here"


def test_home_event_carries_the_view_once_published(call: Any, sandbox: Sandbox, app: Any) -> None:
    seat = sandbox.client.seat(AWA)
    channel = seat.open_home()["channel"]
    event = app.next_event("app_home_opened")["event"]
    assert (event["user"], event["tab"], event["channel"], "view" in event) == (AWA, "home", channel, False)
    call("views.publish", user_id=AWA, view={"type": "home", "blocks": []})
    seat.open_home()
    assert app.next_event("app_home_opened")["event"]["view"]["type"] == "home"


def test_people_who_join_change_and_leave_are_told(sandbox: Sandbox, app: Any, call: Any) -> None:
    sandbox.client.change_person(id="U0OMAR", name="omar", email="omar@example.org", tz="Africa/Cairo")
    assert app.next_event("team_join")["event"]["user"]["tz"] == "Africa/Cairo"
    sandbox.client.change_person(id="U0OMAR", tz="Asia/Amman")
    assert app.next_event("user_change")["event"]["user"]["tz"] == "Asia/Amman"
    sandbox.client.change_person(id="U0OMAR", deleted=True)
    assert app.next_event("user_change")["event"]["user"]["deleted"] is True
    assert call("users.lookupByEmail", email="omar@example.org")["error"] == "users_not_found"
    assert call("conversations.open", users="U0OMAR")["error"] == "user_disabled"
    assert sandbox.client.seat("U0OMAR").say("hi", GENERAL)["error"] == "user_disabled"


def test_uninstalled_app_is_told_and_its_token_dies(sandbox: Sandbox, app: Any, call: Any) -> None:
    sandbox.client.post("uninstall")
    assert app.next_event("app_uninstalled")["event"]["type"] == "app_uninstalled"
    assert call("auth.test")["error"] == "account_inactive"


def test_unacknowledged_event_comes_again_three_times(sandbox: Sandbox, app: Any) -> None:
    sandbox.client.settings(ack_seconds=0.1)
    app.answer = lambda _: None
    sandbox.client.seat(AWA).say("hello")
    tries = [app.next("events_api")]
    for _ in range(3):
        sandbox.client.wait_for(lambda: sandbox.client.advance(60) and not app.received.empty())
        tries.append(app.next("events_api"))
    assert [(e["retry_attempt"], e["retry_reason"]) for e in tries] == [(0, "")] + [(n, "timeout") for n in (1, 2, 3)]
    assert len({e["payload"]["event_id"] for e in tries}) == 1
    sandbox.client.wait_until_quiet()


def test_shortcuts(call: Any, sandbox: Sandbox, app: Any) -> None:
    seat = sandbox.client.seat(AWA)
    posted = call("chat.postMessage", channel=GENERAL, text="Worth a note")
    assert seat.shortcut("book") == {"ok": True}
    everywhere = app.next_payload("interactive")
    assert (everywhere["type"], everywhere["callback_id"], "response_url" in everywhere) == ("shortcut", "book", False)
    assert seat.shortcut("note", seat.messages(GENERAL)[0]) == {"ok": True}
    on_message = app.next_payload("interactive")
    assert (on_message["type"], on_message["message"]["ts"]) == ("message_action", posted["ts"])
    assert seat.shortcut("note")["error"] == "unknown_shortcut"


def test_options_of_an_external_select(call: Any, sandbox: Sandbox, app: Any) -> None:
    select = {"type": "external_select", "action_id": "who", "min_query_length": 2}
    blocks = [{"type": "actions", "block_id": "b", "elements": [select]}]
    call("chat.postMessage", channel=GENERAL, text="Who?", blocks=blocks)
    seat = sandbox.client.seat(AWA)
    message = seat.messages(GENERAL)[0]
    offered = [{"text": {"type": "plain_text", "text": "Luca"}, "value": "luca"}]
    app.answer = lambda _: {"options": offered}
    place = {"container": {"type": "message", "channel": GENERAL, "ts": message["ts"]}}
    place |= {"block_id": "b", "action_id": "who"}
    assert seat.act("options", query="l", **place) == {"ok": True, "options": []}
    assert seat.act("options", query="lu", **place) == {"ok": True, "options": offered}
    payload = app.next_payload("interactive")
    assert (payload["type"], payload["value"], payload["action_id"]) == ("block_suggestion", "lu", "who")


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "No."}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "explode"},
    ],
)
def test_wrong_answer_to_a_submission_is_trouble(call: Any, sandbox: Sandbox, app: Any, answer: Any) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Form"}, "blocks": []}
    call("views.open", trigger_id=sandbox.workspace.new_trigger(AWA), view=view)
    app.answer = lambda _: answer
    seat = sandbox.client.seat(AWA)
    said = seat.submit(seat.modals()[0])
    assert said["ok"] is False
    assert said["message"].startswith("We had some trouble connecting.")
    assert len(seat.modals()) == 1


# Signed requests


def test_signed_command(sandbox: Sandbox, http_app: HttpApp) -> None:
    http_app.answer = lambda _: (200, b"Hello")
    assert sandbox.client.seat(AWA).command("/mentor book", GENERAL) == {"ok": True}
    headers, body = http_app.received[0]
    base = b"v0:" + headers["x-slack-request-timestamp"].encode() + b":" + body
    assert headers["x-slack-signature"] == "v0=" + hmac.new(b"secret", base, hashlib.sha256).hexdigest()
    assert abs(int(headers["x-slack-request-timestamp"]) - time.time()) < 60
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert dict(parse_qsl(body.decode()))["text"] == "book"
    assert sandbox.client.seat(AWA).reads(GENERAL) == ["Hello"]


def test_signed_interaction_is_a_form_with_a_payload(call: Any, sandbox: Sandbox, http_app: HttpApp) -> None:
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    call("chat.postMessage", channel=GENERAL, text="x", blocks=[{"type": "actions", "elements": [button]}])
    seat = sandbox.client.seat(AWA)
    assert seat.click(seat.messages(GENERAL)[0], "go") == {"ok": True}
    payloads = [
        json.loads(parse_qs(body.decode())["payload"][0]) for _, body in http_app.received if b"payload" in body
    ]
    assert [payload["type"] for payload in payloads] == ["block_actions"]


def test_signature_follows_the_machines_clock_when_the_sandbox_is_ahead(sandbox: Sandbox, http_app: HttpApp) -> None:
    sandbox.client.advance(90 * 86_400)
    sandbox.client.seat(AWA).command("/mentor", GENERAL)
    assert abs(int(http_app.received[0][0]["x-slack-request-timestamp"]) - time.time()) < 60


def test_failed_event_comes_again_with_retry_headers(sandbox: Sandbox, http_app: HttpApp) -> None:
    http_app.answer = lambda _: (500, b"")
    sandbox.client.seat(AWA).say("hello")

    def tried(times: int) -> bool:
        sandbox.client.advance(60)
        return len(http_app.received) >= times

    sandbox.client.wait_for(lambda: tried(4))
    numbers = [headers.get("x-slack-retry-num") for headers, _ in http_app.received]
    reasons = [headers.get("x-slack-retry-reason") for headers, _ in http_app.received]
    assert numbers == [None, "1", "2", "3"]
    assert reasons == [None, "http_error", "http_error", "http_error"]
    assert len({json.loads(body)["event_id"] for _, body in http_app.received}) == 1


def test_refused_command_over_http_is_shown(sandbox: Sandbox, http_app: HttpApp) -> None:
    http_app.answer = lambda _: (404, b"")
    assert sandbox.client.seat(AWA).command("/mentor", GENERAL)["error"] == "dispatch_failed"


def test_address_without_an_app_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="did not answer the challenge"):
        sandbox.client.settings(request_url="http://127.0.0.1:9/slack/events")
