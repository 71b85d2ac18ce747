"""What coordinators are shown of announcements: the list, the ledger, how the sending stands, what was said when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from mentoring.announcements import (
    OUT,
    Announcement,
    AnnouncementState,
    ContentVersion,
    Counts,
    LedgerPage,
    LedgerWish,
    Listed,
    ReaderMessage,
    Replies,
    SendingProgress,
)
from mentoring.people import Person, Programme
from mentoring.ports import UnitOfWork
from mentoring.services.announcement_messages import message_for
from mentoring.services.announcement_plans import coordinated, newcomers_of, own
from mentoring.services.announcement_sending import LISTED_LATER

LISTED = OUT | {AnnouncementState.DRAFT}


def announcements_of(
    uow: UnitOfWork,
    programme_id: int | None = None,
    *,
    states: Collection[AnnouncementState] = LISTED,
    limit: int = 50,
    actor: Person,
    now: datetime,
) -> tuple[Listed, ...]:
    """The announcements of the programme, or the newest that the person coordinates, the latest changed first."""
    with uow:
        programme = coordinated(uow, actor, programme_id)
        return listed(uow, programme, states, limit, now)


def listed(
    uow: UnitOfWork, programme: Programme, states: Collection[AnnouncementState], limit: int, now: datetime
) -> tuple[Listed, ...]:
    """The same in the caller's transaction, whoever asks."""
    found = uow.announcements.of_programme(programme.id, states, limit)
    authors = uow.people.known({one.author_id for one in found})
    return tuple(Listed(one, authors[one.author_id], uow.announcements.counts(one.id, now)) for one in found)


def ledger(uow: UnitOfWork, announcement_id: str, wish: LedgerWish, *, actor: Person, now: datetime) -> LedgerPage:
    """The lines of the ledger that are wished; NoSuchAnnouncement for who does not coordinate its programme."""
    with uow:
        announcement, programme = own(uow, announcement_id, actor)
        return page_of(uow, announcement, programme, wish, now)


def page_of(
    uow: UnitOfWork, announcement: Announcement, programme: Programme, wish: LedgerWish, now: datetime
) -> LedgerPage:
    """The same in the caller's transaction, whoever asks."""
    return LedgerPage(
        announcement=announcement,
        programme=programme,
        author=uow.people.get(announcement.author_id),
        counts=uow.announcements.counts(announcement.id, now),
        rows=tuple(uow.announcements.ledger(announcement.id, wish)),
        found=uow.announcements.found(announcement.id, wish),
        newcomers=_newcomers(uow, announcement, programme, now),
    )


def progress(uow: UnitOfWork, announcement_id: str, *, actor: Person, now: datetime) -> SendingProgress:
    """How the sending stands."""
    with uow:
        announcement, programme = own(uow, announcement_id, actor)
        return progress_of(uow, announcement, programme, now)


def progress_of(uow: UnitOfWork, announcement: Announcement, programme: Programme, now: datetime) -> SendingProgress:
    """The same in the caller's transaction, whoever asks."""
    counts: Counts = uow.announcements.counts(announcement.id, now)
    return SendingProgress(announcement, programme, counts)


def versions_of(uow: UnitOfWork, announcement_id: str, *, actor: Person) -> Sequence[ContentVersion]:
    """Everything that it said since it was confirmed, first one first."""
    with uow:
        announcement, _ = own(uow, announcement_id, actor)
        return uow.announcements.versions(announcement.id)


def replies_to(uow: UnitOfWork, announcement_id: str, *, actor: Person) -> Replies:
    """Everything that readers wrote back, and who answered what."""
    with uow:
        announcement, programme = own(uow, announcement_id, actor)
        replies = tuple(uow.announcements.replies(announcement.id))
        ids = {one.person_id for one in replies} | {each.by for one in replies for each in one.answers}
        return Replies(announcement, programme, replies, dict(uow.people.known(ids)))


def to_acknowledge(uow: UnitOfWork, reader: Person, now: datetime) -> tuple[ReaderMessage, ...]:
    """What the reader was asked to acknowledge and has not, latest first, in the caller's transaction."""
    asked = [one for one in uow.announcements.unread_by(reader.id) if one.content.acknowledgement]
    programmes = {one.programme_id: uow.people.programme(one.programme_id) for one in asked}
    authors = uow.people.known({one.author_id for one in asked})
    return tuple(
        message_for(uow, one, programmes[one.programme_id], reader, author=authors[one.author_id], now=now)
        for one in asked
    )


def _newcomers(uow: UnitOfWork, announcement: Announcement, programme: Programme, now: datetime) -> tuple[Person, ...]:
    """Those who came since, not in the ledger, or in it and not sent to yet."""
    if announcement.state not in OUT - {AnnouncementState.WITHDRAWN, AnnouncementState.STOPPED}:
        return ()
    waiting = [row.line.person_id for row in uow.announcements.ledger(announcement.id, LISTED_LATER)]
    came = [one.person for one in newcomers_of(uow, announcement, programme, now)]
    new = [*came, *uow.people.known(waiting).values()]
    return tuple(sorted(new, key=lambda one: (one.name.casefold(), one.id)))
