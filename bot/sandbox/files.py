"""Files as the app is told of them."""

from bot.sandbox.records import File, Json
from bot.sandbox.workspace import Workspace


def file_json(workspace: Workspace, file: File) -> Json:
    """A file as Slack describes it; its private addresses want the app's token."""
    address = f"{workspace.base}/files-pri/{workspace.team.id}-{file.id}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        **({"alt_txt": file.alt_txt} if file.alt_txt else {}),
        "mimetype": file.mimetype,
        "filetype": file.name.rpartition(".")[2],
        "user": file.user,
        "user_team": workspace.team.id,
        "size": file.length,
        "mode": "hosted",
        "is_external": False,
        "is_public": bool(file.channels),
        "url_private": f"{address}/{file.name}",
        "url_private_download": f"{address}/download/{file.name}",
        "permalink": f"https://{workspace.team.domain}.slack.com/files/{file.user}/{file.id}/{file.name}",
        "channels": [c for c in file.channels if c.startswith("C")],
        "ims": [c for c in file.channels if c.startswith("D")],
    }


def files_named(workspace: Workspace, values: Json, user: str) -> Json:
    """`state.values` with each file of a file input, which the page knows by its id, as Slack describes it."""
    return {
        block_id: {action_id: _described(workspace, state, user) for action_id, state in actions.items()}
        for block_id, actions in values.items()
    }


def _described(workspace: Workspace, state: Json, user: str) -> Json:
    if state["type"] != "file_input":
        return state
    ids = [given["id"] if isinstance(given, dict) else str(given) for given in state["files"]]
    files = [workspace.files[key] for key in ids if key in workspace.files]
    return {**state, "files": [file_json(workspace, file) for file in files if file.user == user]}
