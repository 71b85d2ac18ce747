"""Files of the app: Slack's three steps, its refusals, and what history and people then show."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import Workspace
from tests.bot.sandbox.conftest import AWA, LUCA, Call
from tests.bot.sandbox.test_sandbox_control import fetch

FILE = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def uploaded(sandbox: Sandbox, call: Call, content: bytes = FILE) -> str:
    """The id of a file whose bytes Slack has, and which nobody sees yet."""
    place = call("files.getUploadURLExternal", filename="session.ics", length=len(content))
    assert fetch(sandbox, "POST", urlsplit(place["upload_url"]).path, content)[0] == 200
    return str(place["file_id"])


def shared(sandbox: Sandbox, call: Call, **how: Any) -> dict[str, Any]:
    files = [{"id": uploaded(sandbox, call), "title": "With Luca"}]
    return call("files.completeUploadExternal", files=files, **how)


def conversation(call: Call) -> str:
    return str(call("conversations.open", users=AWA)["channel"]["id"])


def test_a_shared_file_stands_in_history_by_its_name(sandbox: Sandbox, call: Call) -> None:
    channel = conversation(call)
    answer = shared(sandbox, call, channel_id=channel, initial_comment="Yours")
    assert (answer["ok"], answer["files"][0]["title"]) == (True, "With Luca")
    (message,) = call("conversations.history", channel=channel)["messages"]
    assert (message["text"], message["files"][0]["name"], message["files"][0]["mimetype"]) == (
        "Yours",
        "session.ics",
        "text/calendar",
    )


def test_its_reader_gets_the_very_bytes_and_nobody_else_gets_any(sandbox: Sandbox, call: Call) -> None:
    shared(sandbox, call, channel_id=conversation(call))
    (file,) = sandbox.client.seat(AWA).messages()[0]["files"]
    assert fetch(sandbox, "GET", file["url"])[2] == FILE
    assert fetch(sandbox, "GET", file["url"].replace(AWA, LUCA))[0] == 404


def test_a_file_of_the_apps_own_is_shared_where_its_link_or_picture_is_posted(sandbox: Sandbox, call: Call) -> None:
    kept = [shared(sandbox, call)["files"][0] for _ in range(3)]
    picture = {"type": "image", "slack_file": {"id": kept[1]["id"]}, "alt_text": "plan"}
    call("chat.postMessage", channel=AWA, text=f"<{kept[0]['permalink']}|plan>", blocks=[picture])
    files = sandbox.client.seat(AWA).messages()[0]["files"]
    assert [fetch(sandbox, "GET", file["url"])[2] for file in files] == [FILE, FILE]
    assert fetch(sandbox, "GET", files[0]["url"].replace(AWA, LUCA))[0] == 404


def test_a_file_that_was_not_completed_is_seen_by_nobody(sandbox: Sandbox, call: Call) -> None:
    uploaded(sandbox, call)
    assert call("conversations.history", channel=conversation(call))["messages"] == []


def test_a_file_is_completed_once(sandbox: Sandbox, call: Call) -> None:
    files = [{"id": uploaded(sandbox, call)}]
    channel = conversation(call)
    assert call("files.completeUploadExternal", files=files, channel_id=channel)["ok"]
    assert call("files.completeUploadExternal", files=files, channel_id=channel)["error"] == "file_not_found"


@pytest.mark.parametrize(
    ("how", "error"), [({"channel_id": AWA}, "channel_not_found"), ({"channel_id": "C404"}, "channel_not_found")]
)
def test_a_file_goes_to_a_conversation_and_not_to_a_person(
    sandbox: Sandbox, call: Call, how: dict[str, str], error: str
) -> None:
    assert shared(sandbox, call, **how)["error"] == error


def test_a_comment_goes_before_blocks(sandbox: Sandbox, call: Call) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "in a block"}}
    shared(sandbox, call, channel_id=conversation(call), initial_comment="in words", blocks=[block])
    message = sandbox.client.seat(AWA).messages()[0]
    assert (message["text"], message["blocks"]) == ("in words", None)


@pytest.mark.parametrize("length", [0, -1, "x"])
def test_a_file_without_length_is_refused(call: Call, length: object) -> None:
    assert call("files.getUploadURLExternal", filename="a.ics", length=length)["error"] == "invalid_arguments"


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
def test_files_need_their_permission(workspace: Workspace, call: Call, method: str) -> None:
    workspace.app.scopes.remove("files:write")
    answer = call(method, filename="a.ics", length=3)
    assert (answer["error"], answer["needed"]) == ("missing_scope", "files:write")


def test_a_picture_is_shown_with_the_words_given_for_it(sandbox: Sandbox, call: Call) -> None:
    place = call("files.getUploadURLExternal", filename="a.png", length=3, alt_txt="Two sessions in May.")
    assert fetch(sandbox, "POST", urlsplit(place["upload_url"]).path, b"PNG")[0] == 200
    files = [{"id": place["file_id"]}]
    answer = call("files.completeUploadExternal", files=files, channel_id=conversation(call))
    assert answer["files"][0]["alt_txt"] == "Two sessions in May."
    (file,) = sandbox.client.seat(AWA).messages()[0]["files"]
    assert file["alt_txt"] == "Two sessions in May."


def test_words_for_a_picture_have_an_end(call: Call) -> None:
    answer = call("files.getUploadURLExternal", filename="a.png", length=3, alt_txt="x" * 1001)
    assert answer["error"] == "invalid_arguments"
