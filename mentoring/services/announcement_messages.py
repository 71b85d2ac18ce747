"""An announcement as one reader is shown it: their version, with their own words for what it leaves open."""

from __future__ import annotations

from datetime import datetime

from mentoring.announcements import Announcement, AnnouncementState, ReaderLine, ReaderMessage, Version
from mentoring.clocks import local
from mentoring.people import Person, Programme
from mentoring.ports import UnitOfWork
from mentoring.rich_text import fill, filled, harmless
from mentoring.rules import announcements as rules


def message_for(
    uow: UnitOfWork,
    announcement: Announcement,
    programme: Programme,
    reader: Person,
    *,
    author: Person,
    line: ReaderLine | None = None,
    now: datetime,
) -> ReaderMessage:
    """What this reader is shown, in the caller's transaction; without a version for them, the first one."""
    version, fallback = rules.version_for(announcement.content, reader, programme)
    version = version or announcement.content.versions[0]
    return shown(
        announcement,
        programme,
        version,
        author=author,
        values=values_for(uow, programme, reader, now),
        line=line,
        fallback=fallback,
    )


def shown(
    announcement: Announcement,
    programme: Programme,
    version: Version,
    *,
    author: Person,
    values: dict[str, str],
    line: ReaderLine | None = None,
    fallback: bool = False,
    trial: bool = False,
) -> ReaderMessage:
    """The version with these values in it, calling nobody whom it may not."""
    text = version.text if announcement.content.pings_allowed else harmless(version.text)
    return ReaderMessage(
        announcement=announcement,
        programme=programme,
        author=author,
        language=version.language,
        title=fill(version.title, values),
        text=filled(text, values),
        fallback=fallback,
        acknowledged_at=line.acknowledged_at if line else None,
        edited=announcement.revision > 1,
        withdrawn=announcement.state is AnnouncementState.WITHDRAWN,
        trial=trial,
        in_channel=bool(announcement.content.readership.channel),
    )


def values_for(uow: UnitOfWork, programme: Programme, reader: Person, now: datetime) -> dict[str, str]:
    """What `VARIABLES` become for this reader; partners are those of today in this programme."""
    today = local(now, programme.zone).date()
    pairs = [one for one in uow.people.pairs_of(reader.id, today) if one.programme_id == programme.id]
    partners = uow.people.known([one.partner_of(reader.id) for one in pairs])
    names = (partners[one.partner_of(reader.id)].name for one in pairs)
    return {"name": reader.name, "programme": programme.name, "partner": ", ".join(names)}


def values_for_all(programme: Programme) -> dict[str, str]:
    """What they become where everybody reads: the reader's own stay open."""
    return {"programme": programme.name}
