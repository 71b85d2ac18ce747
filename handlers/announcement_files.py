"""Files that go with an announcement: taken over from who dropped them in a form, for all its readers to open.

What somebody drops in a form is theirs alone; the bot's own copy can be shared with whoever gets a message with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from handlers.answers import SLACK_TROUBLE
from handlers.files import File, upload
from handlers.roster import LARGEST, fetched, name_of
from mentoring.announcements import Attachment

log = structlog.get_logger(__name__)

Dropped = Mapping[str, Any]


def too_large(files: Sequence[Dropped]) -> bool:
    """Whether one of them is larger than what is taken over."""
    return any(one.get("size", 0) > LARGEST for one in files)


async def attached(files: Sequence[Dropped], client: AsyncWebClient) -> tuple[list[Attachment], list[str]]:
    """The bot's own copies, and the names of those that could not be had."""
    added, missed = [], []
    for one in files:
        copy = await _copied(one, client)
        if copy is None:
            missed.append(name_of(one))
        else:
            added.append(copy)
    return added, missed


async def _copied(file: Dropped, client: AsyncWebClient) -> Attachment | None:
    content = await fetched(file, client)
    if content is None:
        return None
    name = name_of(file) or "file"
    try:
        file_id = await upload(client, File(name, name, "", content))
        answer = await client.files_completeUploadExternal(files=[{"id": file_id, "title": name}])
    except SLACK_TROUBLE as trouble:
        log.warning("a file could not be taken over", trouble=str(trouble))
        return None
    kept: Mapping[str, Any] = next(iter(answer.get("files") or ()), {})
    picture = str(file.get("mimetype", "")).startswith("image/")
    return Attachment(file_id, name, str(kept.get("permalink") or ""), picture)
