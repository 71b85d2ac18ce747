"""What readers do about an announcement: acknowledge it, write back, mute the rest; and what coordinators answer."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.announcements import (
    Announcement,
    AnnouncementState,
    Answer,
    ReaderMessage,
    Reply,
    ReplyView,
)
from mentoring.errors import AnnouncementClosed, NoSuchAnnouncement, RepliesClosed
from mentoring.messages import Delivery, DeliveryKind
from mentoring.people import Person, Programme, Role
from mentoring.ports import UnitOfWork
from mentoring.rules import announcements as rules
from mentoring.services.announcement_messages import message_for
from mentoring.services.announcement_plans import own

WORTH = timedelta(days=7)
"""How long a reply or an answer is still worth bringing."""


def acknowledge(uow: UnitOfWork, announcement_id: str, *, actor: Person, now: datetime) -> ReaderMessage:
    """Note that the reader has read it; again changes nothing.

    The answer is the message as they then see it. NoSuchAnnouncement for somebody who is not in its ledger,
    AnnouncementClosed once it was withdrawn.
    """
    with uow:
        announcement = _read_by(uow, announcement_id, actor)
        if announcement.state is AnnouncementState.WITHDRAWN or not announcement.content.acknowledgement:
            raise AnnouncementClosed(state=announcement.state)
        uow.announcements.acknowledge(announcement.id, actor.id, now)
        uow.commit()
        return _shown_to(uow, announcement, actor, now)


def reader_message(uow: UnitOfWork, announcement_id: str, *, actor: Person, now: datetime) -> ReaderMessage:
    """The announcement as this reader sees it; NoSuchAnnouncement for somebody who is not in its ledger."""
    with uow:
        return _shown_to(uow, _read_by(uow, announcement_id, actor), actor, now)


def reply(
    uow: UnitOfWork, announcement_id: str, text: str, *, reply_id: str = "", actor: Person, now: datetime
) -> Reply:
    """Write back to all coordinators of the programme; ReplyEmpty, ReplyTooLong, RepliesClosed.

    ``reply_id`` is the id of the form that it was written in: sent twice, it is one reply.
    """
    said = rules.check_reply(text)
    with uow:
        announcement = _read_by(uow, announcement_id, actor)
        if not announcement.content.replies or announcement.state is AnnouncementState.WITHDRAWN:
            raise RepliesClosed
        kept = next((one for one in uow.announcements.replies(announcement.id) if one.id == reply_id), None)
        if kept is not None:
            return kept
        new = Reply(reply_id or secrets.token_hex(8), announcement.id, actor.id, said, now)
        uow.announcements.add_reply(new)
        uow.deliveries.plan(_to_coordinators(uow, announcement, new, now))
        uow.commit()
        return new


def answer_reply(uow: UnitOfWork, reply_id: str, text: str, *, actor: Person, now: datetime) -> ReplyView:
    """Answer what a reader wrote, for the coordinators; the other coordinators see who did and what.

    The same words again by the same person change nothing.
    """
    said = rules.check_reply(text)
    with uow:
        before, announcement, programme = _reply_for(uow, reply_id, actor)
        if (actor.id, said) not in {(one.by, one.text) for one in before.answers}:
            uow.announcements.answer(before.id, Answer(actor.id, said, now))
            uow.deliveries.plan(_answered(uow, announcement, before, now))
            uow.commit()
        return view_of(uow, announcement, programme, uow.announcements.reply(before.id))


def open_reply(uow: UnitOfWork, reply_id: str, *, actor: Person) -> ReplyView:
    """A reply as a coordinator of the programme may see it; NoSuchAnnouncement for anybody else."""
    with uow:
        kept, announcement, programme = _reply_for(uow, reply_id, actor)
        return view_of(uow, announcement, programme, kept)


def view_of(uow: UnitOfWork, announcement: Announcement, programme: Programme, kept: Reply) -> ReplyView:
    """The reply with its people, in the caller's transaction."""
    people = uow.people.known({kept.person_id, *(one.by for one in kept.answers)})
    return ReplyView(announcement, programme, kept, dict(people))


def mute(uow: UnitOfWork, muted: bool, *, actor: Person) -> Person:
    """Send the person no announcements any more but compulsory ones, or send them again."""
    with uow:
        uow.people.lock((actor.id,))
        person = uow.people.get(actor.id)
        others = tuple(one for one in person.wishes.leads if one[0] is not DeliveryKind.ANNOUNCEMENT)
        leads = (*others, (DeliveryKind.ANNOUNCEMENT, None)) if muted else others
        changed = replace(person, wishes=replace(person.wishes, leads=leads))
        if changed != person:
            uow.people.update(changed)
            uow.commit()
        return changed


def _read_by(uow: UnitOfWork, announcement_id: str, actor: Person) -> Announcement:
    if uow.announcements.line(announcement_id, actor.id) is None:
        raise NoSuchAnnouncement
    return uow.announcements.get(announcement_id)


def _shown_to(uow: UnitOfWork, announcement: Announcement, reader: Person, now: datetime) -> ReaderMessage:
    programme = uow.people.programme(announcement.programme_id)
    line = uow.announcements.line(announcement.id, reader.id)
    author = uow.people.get(announcement.author_id)
    return message_for(uow, announcement, programme, reader, author=author, line=line, now=now)


def _reply_for(uow: UnitOfWork, reply_id: str, actor: Person) -> tuple[Reply, Announcement, Programme]:
    try:
        kept = uow.announcements.reply(reply_id)
    except KeyError:
        raise NoSuchAnnouncement from None
    return kept, *own(uow, kept.announcement_id, actor)


def _coordinators(uow: UnitOfWork, announcement: Announcement) -> list[Person]:
    everybody = uow.people.participants(announcement.programme_id)
    return [one.person for one in everybody if Role.COORDINATOR in one.roles and one.person.active]


def _to_coordinators(uow: UnitOfWork, announcement: Announcement, kept: Reply, now: datetime) -> Iterable[Delivery]:
    for one in _coordinators(uow, announcement):
        news = _news(uow, announcement, kept, now)
        yield replace(news, key=reply_key(kept.id, one.id), kind=DeliveryKind.ANNOUNCEMENT_REPLY, recipient_id=one.id)


def _answered(uow: UnitOfWork, announcement: Announcement, kept: Reply, now: datetime) -> Iterable[Delivery]:
    number = len(kept.answers) + 1
    news = replace(_news(uow, announcement, kept, now), session_revision=number)
    yield replace(news, key=f"reply:{kept.id}:answer:{number}")
    for one in _coordinators(uow, announcement):
        key, kind = f"{reply_key(kept.id, one.id)}:card:{number}", DeliveryKind.ANNOUNCEMENT_REPLY_CARD
        yield replace(news, key=key, kind=kind, recipient_id=one.id)


def reply_key(reply_id: str, coordinator_id: int) -> str:
    """The key of the message that brings a reply to a coordinator."""
    return f"reply:{reply_id}:{coordinator_id}"


def _news(uow: UnitOfWork, announcement: Announcement, kept: Reply, now: datetime) -> Delivery:
    """A word about the reply to who wrote it; those to others are made from it."""
    return Delivery(
        key=f"reply:{kept.id}",
        team_id=uow.team_id,
        kind=DeliveryKind.ANNOUNCEMENT_ANSWER,
        recipient_id=kept.person_id,
        due_at=now,
        not_after=now + WORTH,
        change=kept.id,
        programme_id=announcement.programme_id,
    )
