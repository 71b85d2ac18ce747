"""Files on their way to Slack: what is said beside each, and how its bytes get there."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

MARK_LENGTH = 16
"""Signs of a delivery's mark in the name of its file, by which it is found again."""


@dataclass(frozen=True)
class File:
    """A file as Slack is to show it; ``comment`` is mrkdwn, ``alternative`` the same in words for who can't see."""

    name: str
    title: str
    comment: str
    content: bytes
    alternative: str = ""


def names_mark(name: str, mark: str) -> bool:
    """Whether a file of this name bears the mark."""
    return f"-{mark[:MARK_LENGTH]}." in name


async def upload(client: AsyncWebClient, file: File) -> str:
    """Give Slack the bytes of the file, which nobody sees yet; its id.

    SlackApiError when Slack refuses, aiohttp.ClientError when the bytes did not arrive.
    """
    told = {"alt_txt": file.alternative} if file.alternative else {}
    ticket = await client.files_getUploadURLExternal(filename=file.name, length=len(file.content), **told)
    session = client.session or aiohttp.ClientSession()
    try:
        async with session.post(
            ticket["upload_url"], data=file.content, proxy=client.proxy, ssl=client.ssl or True
        ) as taken:
            taken.raise_for_status()
    finally:
        if session is not client.session:
            await session.close()
    return str(ticket["file_id"])


async def give(client: AsyncWebClient, user_id: str, file: File) -> None:
    """Post the file in the user's conversation with the bot; errors as `upload` raises them."""
    opened = await client.conversations_open(users=user_id)
    file_id = await upload(client, file)
    await client.files_completeUploadExternal(
        files=[{"id": file_id, "title": file.title}], channel_id=opened["channel"]["id"], initial_comment=file.comment
    )
