"""`files.*`: the three steps of an upload, and what is known of a file."""

import mimetypes

from bot.sandbox.files import file_json
from bot.sandbox.ids import invent, invent_key
from bot.sandbox.records import Conversation, File, Json
from bot.sandbox.refusals import Refused
from bot.sandbox.talk import say
from bot.sandbox.text import as_stored
from bot.sandbox.web_api.calls import Call, Method
from bot.sandbox.web_api.chat import checked
from bot.sandbox.workspace import Workspace

LONGEST_ALTERNATIVE = 1000
"""Characters that Slack takes to describe a picture to who can't see it."""


def get_upload_url(call: Call) -> Json:
    """Where to send exactly `length` bytes."""
    name, length = call.args.required("filename"), call.args.number("length", 0)
    told = call.args.text("alt_txt") or ""
    if length < 1 or len(told) > LONGEST_ALTERNATIVE:
        raise Refused("invalid_arguments")
    file = add_file(call.workspace, name, length, call.bot)
    file.alt_txt = told
    key = invent_key(32)
    call.workspace.uploads[key] = file.id
    return {"upload_url": f"{call.workspace.base}/upload/v1/{key}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    """Make uploaded files real, and share them in a conversation when one is named."""
    given = call.args.structure("files", "invalid_arguments")
    if not isinstance(given, list) or not given:
        raise Refused("invalid_arguments")
    files = [_uploaded(call, item) for item in given]
    conversation = _target(call)
    if conversation:
        _share(call, files, conversation)
    return {"files": [file_json(call.workspace, file) for file in files]}


def file_info(call: Call) -> Json:
    """One file."""
    file = call.workspace.files.get(call.args.required("file", "file_not_found"))
    if file is None or file.content is None:
        raise Refused("file_not_found")
    return {"file": file_json(call.workspace, file), "comments": [], "response_metadata": {"next_cursor": ""}}


def add_file(workspace: Workspace, name: str, length: int, user: str) -> File:
    """A file of which only the name and size are known yet."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = File(invent("F"), name, length, user, int(workspace.now()), kind, title=name)
    workspace.files[file.id] = file
    return file


def _uploaded(call: Call, item: Json) -> File:
    file = call.workspace.files.get(str(item.get("id")))
    if file is None or file.content is None or file.shared:
        raise Refused("file_not_found")
    file.shared = True
    file.title = item.get("title") or file.name
    return file


def _target(call: Call) -> Conversation | None:
    if "channel_id" not in call.args and "channels" not in call.args:
        return None
    name = "channel_id" if "channel_id" in call.args else "channels"
    conversation = call.conversation(name)
    if call.bot not in conversation.members:
        raise Refused("not_in_channel")
    return conversation


def _share(call: Call, files: list[File], conversation: Conversation) -> None:
    for file in files:
        file.channels.append(conversation.id)
    comment = call.args.text("initial_comment")
    blocks = checked(call.args.structure("blocks", "invalid_blocks_format"))
    say(
        call.workspace,
        conversation.id,
        call.bot,
        as_stored(comment or ""),
        blocks=None if comment else blocks,  # Slack passes over blocks beside a comment
        thread_ts=call.args.text("thread_ts"),
        files=[file.id for file in files],
    )


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, "files:write"),
    "files.completeUploadExternal": Method(complete_upload, "files:write"),
    "files.info": Method(file_info, "files:read"),
}
