"""Keeping a workspace in a JSON file, so that a demonstration goes on where it stopped."""

import base64
import json
import os
from dataclasses import asdict
from pathlib import Path

from bot.sandbox.records import Conversation, File, Json, Message, Person, Scheduled, View
from bot.sandbox.workspace import Workspace

_FORMAT = 1


class UnreadableSnapshot(Exception):
    """The file is not a snapshot of this sandbox."""


def save(workspace: Workspace, path: Path) -> None:
    """Write the workspace down, all of the file or none of it. Ephemerals, open modals and keys are not kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(to_json(workspace)), encoding="utf-8")
    os.replace(beside, path)


def restore(workspace: Workspace, path: Path) -> bool:
    """Read it back into a workspace made from the same cast; False when nothing was kept.

    Raises UnreadableSnapshot when the file is damaged or of another format.
    """
    if not path.exists():
        return False
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["format"] != _FORMAT:
            raise UnreadableSnapshot(f"{path} was written by another version of the sandbox.")
        from_json(workspace, kept)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableSnapshot(f"{path} is not a snapshot of the sandbox; remove it to start over.") from error
    return True


def to_json(workspace: Workspace) -> Json:
    """Everything worth keeping."""
    app, kept_homes = workspace.app, set(workspace.homes.values())
    return {
        "format": _FORMAT,
        "team": asdict(workspace.team),
        "app": {"id": app.id, "bot_user_id": app.bot_user_id, "bot_id": app.bot_id},
        "clock_offset": workspace.clock.offset,
        "people": [asdict(person) for person in workspace.people.values()],
        "conversations": [asdict(conversation) for conversation in workspace.conversations.values()],
        "messages": [asdict(m) for channel in workspace.conversations for m in workspace.timeline(channel)],
        "views": [asdict(view) for view in workspace.views.values() if view.id in kept_homes],
        "homes": workspace.homes,
        "files": [_file_to_json(file) for file in workspace.files.values()],
        "scheduled": [asdict(item) for item in workspace.scheduled.values()],
    }


def from_json(workspace: Workspace, kept: Json) -> None:
    """Put what was kept in place of the cast's beginnings; people new in the cast stay."""
    for name, value in kept["team"].items():
        setattr(workspace.team, name, value)
    _rename_app(workspace, kept["app"])
    workspace.clock.offset = kept["clock_offset"]
    known = {given["id"]: Person(**given) for given in kept["people"]}
    workspace.people = known | {key: person for key, person in workspace.people.items() if key not in known}
    workspace.conversations = {given["id"]: Conversation(**given) for given in kept["conversations"]}
    workspace.messages = {}
    for given in kept["messages"]:
        workspace.messages.setdefault(given["channel"], {})[given["ts"]] = Message(**given)
    workspace.views = {given["id"]: View(**given) for given in kept["views"]}
    workspace.homes = dict(kept["homes"])
    workspace.files = {given["id"]: _file_from_json(given) for given in kept["files"]}
    workspace.scheduled = {given["id"]: Scheduled(**given) for given in kept["scheduled"]}


def _rename_app(workspace: Workspace, kept: Json) -> None:
    """Ids that the cast left open were invented anew; the kept ones count."""
    del workspace.people[workspace.app.bot_user_id]
    for name, value in kept.items():
        setattr(workspace.app, name, value)


def _file_to_json(file: File) -> Json:
    content = None if file.content is None else base64.b64encode(file.content).decode()
    return {**vars(file), "content": content}


def _file_from_json(given: Json) -> File:
    content = given["content"]
    return File(**{**given, "content": None if content is None else base64.b64decode(content)})
