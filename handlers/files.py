"""Calendar files on their way to Slack: what each is called, what is said beside it, and how its bytes get there."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from handlers.i18n import Translator
from handlers.views.calendars import beside_file
from handlers.views.ics.words import title_of
from mentoring.clocks import local
from mentoring.services.errands import CalendarErrand

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


def drawn_file(t: Translator, errand: CalendarErrand, mark: str) -> File:
    """The calendar file of an errand, which bears the delivery's ``mark`` in its name."""
    # The library that draws it is loaded with the first file, and not with every start.
    from handlers.views.ics.drawing import invitation  # noqa: PLC0415
    from handlers.views.ics.series import series_invitation  # noqa: PLC0415

    details, recipient, method, now = errand.details, errand.recipient, errand.method, errand.decided_at
    day = local(details.session.when.start, recipient.zone).date()
    return File(
        name=f"session-{day}-{mark[:MARK_LENGTH]}.ics",
        title=title_of(t, details, recipient),
        comment=beside_file(t, details, recipient, method, first=errand.first, recurs=errand.series is not None),
        content=series_invitation(t, errand.series, recipient, method, now=now)
        if errand.series
        else invitation(t, details, recipient, method, now=now),
    )


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
