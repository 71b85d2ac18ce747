"""The page's protocol: chairs, streams, clock, uploads, snapshot, static files."""

import asyncio
import json
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.client import NeverHappened
from bot.sandbox.clock import Clock
from bot.sandbox.files import files_named
from bot.sandbox.server import Sandbox
from bot.sandbox.snapshot import UnreadableSnapshot, restore, save
from bot.sandbox.web_api.files import add_file
from bot.sandbox.workspace import Workspace

AWA, LUCA, INES, BOT, GENERAL = "U0AWA", "U0LUCA", "U0INES", "U0BOT", "C0GENERAL"


class Stream:
    """Server-sent news of one person."""

    def __init__(self, sandbox: Sandbox, user: str) -> None:
        self._connection = HTTPConnection(urlsplit(sandbox.url).netloc, timeout=10)
        self._connection.request("GET", f"/control/stream?as={user}")
        self._response = self._connection.getresponse()
        assert self.next()["type"] == "hello"

    def next(self, kind: str | None = None) -> dict[str, Any]:
        while True:
            line = self._response.readline()
            if not line.startswith(b"data: "):
                continue
            news: dict[str, Any] = json.loads(line[6:])
            if kind in (None, news["type"]):
                return news

    def close(self) -> None:
        self._response.close()
        self._connection.close()


@pytest.fixture
def luca(sandbox: Sandbox) -> Iterator[Stream]:
    stream = Stream(sandbox, LUCA)
    yield stream
    stream.close()


def fetch(sandbox: Sandbox, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, bytes]:
    connection = HTTPConnection(urlsplit(sandbox.url).netloc, timeout=10)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def test_workspace_names_commands_with_verbs_and_people(sandbox: Sandbox) -> None:
    seen = sandbox.client.workspace()
    assert seen["commands"][0]["verbs"] == [{"verb": "book", "hint": "@who when"}]
    assert seen["shortcuts"][0] == {"type": "global", "callback_id": "book", "name": "Book"}
    assert [person["id"] for person in seen["people"]] == [BOT, AWA, LUCA, INES]
    assert seen["people"][1]["tz_label"] == "Central European Standard Time"


def test_chair_shows_own_conversations_and_unread_counts(sandbox: Sandbox, call: Any) -> None:
    call("chat.postMessage", channel=LUCA, text="One")
    call("chat.postMessage", channel=LUCA, text="Two")
    seat = sandbox.client.seat(LUCA)
    shown = {c["id"]: (c["kind"], c["with"], c["unread"]) for c in seat.chair()["conversations"]}
    channel = seat.app_channel()
    assert shown == {GENERAL: ("channel", None, 0), "C0AWAY": ("channel", None, 0), channel: ("im", BOT, 2)}
    seat.act("read", channel=channel)
    assert [c["unread"] for c in seat.chair()["conversations"] if c["id"] == channel] == [0]
    assert sandbox.client.seat(AWA).act("read", channel=channel)["error"] == "channel_not_found"


def test_news_reaches_those_it_concerns(sandbox: Sandbox, call: Any, luca: Stream) -> None:
    call("chat.postEphemeral", channel=GENERAL, user=AWA, text="Not yours")
    posted = call("chat.postMessage", channel=GENERAL, text="For all")
    assert luca.next("message")["message"]["text"] == "For all"
    assert luca.next("conversation")["conversation"]["unread"] == 1
    call("chat.update", channel=GENERAL, ts=posted["ts"], text="Better")
    assert luca.next()["message"]["text"] == "Better"
    call("chat.delete", channel=GENERAL, ts=posted["ts"])
    assert luca.next() == {"type": "message_deleted", "channel": GENERAL, "ts": posted["ts"]}
    call("chat.postEphemeral", channel=GENERAL, user=LUCA, text="Yours")
    assert luca.next()["type"] == "ephemeral"


def test_views_people_and_clock_are_news(sandbox: Sandbox, call: Any, luca: Stream) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Form"}, "blocks": []}
    call("views.open", trigger_id=sandbox.workspace.new_trigger(LUCA), view=view)
    assert [shown["title"]["text"] for shown in luca.next("modals")["modals"]] == ["Form"]
    call("views.publish", user_id=LUCA, view={"type": "home", "blocks": []})
    assert luca.next("home")["view"]["type"] == "home"
    sandbox.client.change_person(id=AWA, title="Lead mentor")
    assert [p["title"] for p in luca.next("people")["people"] if p["id"] == AWA] == ["Lead mentor"]
    sandbox.client.advance(60)
    assert luca.next("clock")["offset"] == 60


def test_watchers_of_everyone_get_unread_counts(sandbox: Sandbox, call: Any) -> None:
    everyone = Stream(sandbox, "*")
    call("chat.postMessage", channel=LUCA, text="One")
    counts = [everyone.next("unread") for _ in range(4)]
    everyone.close()
    assert {"type": "unread", "user": LUCA, "total": 1} in counts


def test_who_starts_to_watch_everyone_is_told_what_waits(sandbox: Sandbox, call: Any) -> None:
    call("chat.postMessage", channel=LUCA, text="One")
    everyone = Stream(sandbox, "*")
    waiting = everyone.next("unread")
    everyone.close()
    assert waiting == {"type": "unread", "user": LUCA, "total": 1}


def test_threads_are_read_apart(sandbox: Sandbox, call: Any) -> None:
    parent = call("chat.postMessage", channel=GENERAL, text="Question")
    sandbox.client.seat(AWA).say("Answer", GENERAL, thread_ts=parent["ts"])
    seat = sandbox.client.seat(LUCA)
    assert [(m["plain"], m["reply_count"]) for m in seat.messages(GENERAL)] == [("Question", 1)]
    assert [m["plain"] for m in seat.messages(GENERAL, thread_ts=parent["ts"])] == ["Question", "Answer"]
    replies = call("conversations.replies", channel=GENERAL, ts=parent["ts"])["messages"]
    assert [(m["text"], m["thread_ts"]) for m in replies] == [("Question", parent["ts"]), ("Answer", parent["ts"])]
    assert replies[0]["reply_count"] == 1


def test_clock_moves_forward_only_and_comes_back(sandbox: Sandbox) -> None:
    before = sandbox.client.workspace()["now"]
    assert sandbox.client.advance(3600) >= before + 3600
    assert sandbox.client.post("clock", to=before)["error"] == "invalid_arguments"
    assert sandbox.client.post("clock", reset=True)["offset"] == 0


def test_journal_keeps_what_the_app_did_without_its_token(sandbox: Sandbox, call: Any) -> None:
    call("chat.postMessage", channel="nowhere", text="x")
    fetch(sandbox, "GET", f"/api/chat.postMessage?{urlencode({'token': 'xoxb-test', 'channel': GENERAL, 'text': 'y'})}")
    entries = sandbox.client.journal("chat.postMessage")
    assert [(entry["ok"], entry["error"], entry["args"]) for entry in entries] == [
        (False, "channel_not_found", {"channel": "nowhere", "text": "x"}),
        (True, None, {"channel": GENERAL, "text": "y"}),
    ]
    assert sandbox.client.journal(since=entries[0]["n"])[0]["args"]["text"] == "y"


@pytest.mark.parametrize("blocks", ['[{"type": "divider"}]', "%5B%7B%22type%22%3A%22divider%22%7D%5D"])
def test_form_bodies_carry_blocks_as_json(sandbox: Sandbox, blocks: str) -> None:
    body = f"token=xoxb-test&channel={GENERAL}&text=x&blocks={blocks}"
    path = "/api/chat.postMessage"
    status, headers, said = fetch(
        sandbox, "POST", path, body, **{"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    )
    assert (status, json.loads(said)["message"]["blocks"][0]["type"]) == (200, "divider")
    assert "chat:write" in headers["x-oauth-scopes"].split(",")


def test_waiting_for_what_never_happens_says_so(sandbox: Sandbox) -> None:
    with pytest.raises(NeverHappened, match=r"Waited 0.2 s for a form"):
        sandbox.client.seat(AWA).wait_for_modal(seconds=0.2)


def test_unknown_person_and_gesture_are_refused(sandbox: Sandbox) -> None:
    assert sandbox.client.seat("U0NOBODY").act("home")["error"] == "user_not_found"
    assert sandbox.client.seat(AWA).act("dance")["error"] == "unknown_kind"
    assert sandbox.client.seat(AWA).say("  ", GENERAL)["error"] == "no_text"


def test_uploaded_file_reaches_the_app_with_its_token_only(sandbox: Sandbox, call: Any) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="roster.csv"\r\n\r\na;b\r\n--b--\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    file = json.loads(fetch(sandbox, "POST", f"/control/upload?as={AWA}", body, **kind)[2])["file"]
    assert (file["name"], file["size"], file["mimetype"]) == ("roster.csv", 3, "text/csv")
    address = urlsplit(call("files.info", file=file["id"])["file"]["url_private"]).path
    assert fetch(sandbox, "GET", address, Authorization="Bearer xoxb-test")[2] == b"a;b"
    assert fetch(sandbox, "GET", address)[0] == 302
    assert fetch(sandbox, "GET", f"/control/file/{file['id']}?as={LUCA}")[0] == 404
    sandbox.client.seat(AWA).act("message", channel=GENERAL, text="", files=[file["id"]])
    shown = sandbox.client.seat(LUCA).messages(GENERAL)[0]["files"][0]
    assert fetch(sandbox, "GET", shown["url"])[2] == b"a;b"


def test_files_of_a_submitted_form_come_as_slack_describes_them(sandbox: Sandbox) -> None:
    workspace = sandbox.workspace
    hers, anothers = add_file(workspace, "roster.csv", 3, AWA), add_file(workspace, "other.csv", 3, LUCA)
    given = [{"id": hers.id, "name": "forged.csv"}, {"id": anothers.id}, "F0NOBODYS"]
    values = {"file": {"value": {"type": "file_input", "files": given}}, "a": {"b": {"type": "plain_text_input"}}}
    named = files_named(workspace, values, AWA)
    assert named["a"] == values["a"]
    (file,) = named["file"]["value"]["files"]
    assert (file["id"], file["name"]) == (hers.id, "roster.csv")
    assert file["url_private_download"].startswith(f"{sandbox.url}/files-pri/")


def test_sdk_uploads_a_file(sandbox: Sandbox) -> None:
    async def upload() -> None:
        async with aiohttp.ClientSession() as session:
            client = AsyncWebClient("xoxb-test", base_url=sandbox.api, session=session)
            channel = (await client.conversations_open(users=AWA))["channel"]["id"]
            await client.files_upload_v2(
                channel=channel, filename="session.ics", content="BEGIN:VCALENDAR", initial_comment="Yours"
            )

    asyncio.run(upload())
    message = sandbox.client.seat(AWA).messages()[0]
    assert (message["text"], message["files"][0]["name"]) == ("Yours", "session.ics")
    assert fetch(sandbox, "GET", message["files"][0]["url"])[2] == b"BEGIN:VCALENDAR"


def test_upload_of_another_size_is_refused(sandbox: Sandbox, call: Any) -> None:
    place = call("files.getUploadURLExternal", filename="a.txt", length=3)
    assert fetch(sandbox, "POST", urlsplit(place["upload_url"]).path, b"four")[0] == 400
    assert call("files.completeUploadExternal", files=[{"id": place["file_id"]}])["error"] == "file_not_found"


def test_page_is_served_under_a_strict_policy(tmp_path: Path, workspace: Workspace) -> None:
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "index.html").write_text("<!doctype html>")
    (tmp_path / "page" / "app.js").write_text("1")
    (tmp_path / "secret.txt").write_text("secret")
    with Sandbox(workspace, page=tmp_path / "page") as sandbox:
        status, headers, body = fetch(sandbox, "GET", "/")
        assert (status, headers["content-type"], body) == (200, "text/html; charset=utf-8", b"<!doctype html>")
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
        assert fetch(sandbox, "GET", "/page/app.js")[1]["content-type"] == "text/javascript; charset=utf-8"
        assert fetch(sandbox, "GET", "/page/%2e%2e/secret.txt")[0] == 404
        assert fetch(sandbox, "GET", "/page/none.js")[0] == 404


def test_snapshot_keeps_what_was_done(sandbox: Sandbox, call: Any, tmp_path: Path, fresh: Workspace) -> None:
    posted = call("chat.postMessage", channel=AWA, text="Kept", metadata={"event_type": "d", "event_payload": {}})
    call("chat.postEphemeral", channel=GENERAL, user=AWA, text="Gone")
    home = call("views.publish", user_id=AWA, view={"type": "home", "blocks": []})["view"]
    call("chat.scheduleMessage", channel=AWA, text="Later", post_at=int(time.time()) + 3600)
    sandbox.client.change_person(id="U0OMAR", name="omar")
    path = tmp_path / "kept" / "sandbox.json"
    save(sandbox.workspace, path)
    assert restore(fresh, path) is True
    assert [m.text for m in fresh.timeline(posted["channel"])] == ["Kept"]
    assert fresh.timeline(GENERAL, AWA) == []
    assert fresh.homes == {AWA: home["id"]}
    assert fresh.views[home["id"]].hash == home["hash"]
    assert "U0OMAR" in fresh.people
    assert [item.text for item in fresh.scheduled.values()] == ["Later"]
    save(fresh, tmp_path / "again.json")
    assert json.loads((tmp_path / "again.json").read_text()) == json.loads(path.read_text())


def test_running_sandbox_writes_its_snapshot(workspace: Workspace, tmp_path: Path, fresh: Workspace) -> None:
    path = tmp_path / "sandbox.json"
    assert restore(fresh, path) is False
    with Sandbox(workspace, snapshot=path) as sandbox:
        sandbox.client.seat(AWA).say("Remember", GENERAL)
    restore(fresh, path)
    assert [m.text for m in fresh.timeline(GENERAL)] == ["Remember"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 0}', "not json"])
def test_damaged_snapshot_is_named(fresh: Workspace, tmp_path: Path, text: str) -> None:
    path = tmp_path / "sandbox.json"
    path.write_text(text)
    with pytest.raises(UnreadableSnapshot, match=r"sandbox\.json"):
        restore(fresh, path)


def test_clock_wakes_those_who_wait_when_it_is_moved() -> None:
    async def wait() -> float:
        clock = Clock(lambda: 100.0)
        waiting = asyncio.create_task(clock.wait_until(3700.0))
        await asyncio.sleep(0)
        clock.advance(3600)
        await asyncio.wait_for(waiting, 5)
        return clock.now()

    assert asyncio.run(wait()) == 3700.0


def test_clock_tells_of_a_move_that_came_before_the_wait() -> None:
    async def wait() -> None:
        clock = Clock(lambda: 100.0)
        offset = clock.offset
        clock.advance(1)
        await asyncio.wait_for(clock.moved_from(offset, 1000.0), 5)
        waiting = asyncio.create_task(clock.moved_from(clock.offset, 1000.0))
        await asyncio.sleep(0)
        clock.reset()
        await asyncio.wait_for(waiting, 5)

    asyncio.run(wait())
