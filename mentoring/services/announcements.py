"""Writing an announcement: drafts and templates, the preview, a trial to oneself, and Confirm."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.announcements import (
    OUT,
    Announcement,
    AnnouncementState,
    Confirmed,
    Content,
    ContentVersion,
    Preview,
    ReaderMessage,
    Timing,
)
from mentoring.errors import AnnouncementClosed, NobodyReached, NoSuchAnnouncement, TemplateNameless
from mentoring.messages import Delivery, DeliveryKind
from mentoring.people import Person, Programme
from mentoring.ports import UnitOfWork
from mentoring.rich_text import pings
from mentoring.rules import announcements as rules
from mentoring.services.announcement_messages import message_for
from mentoring.services.announcement_plans import audience_of, coordinated, meant_among, own, planned, plans_for

DAY = timedelta(days=1)
WRITTEN = frozenset({AnnouncementState.DRAFT, AnnouncementState.TEMPLATE})


def save_draft(
    uow: UnitOfWork,
    content: Content,
    *,
    announcement_id: str = "",
    programme_id: int | None = None,
    actor: Person,
    now: datetime,
) -> Announcement:
    """Keep what was written: in the draft or template of this id, or as a new draft, of this id where one is given.

    A new one is of this programme, or the newest that the person coordinates: NotACoordinator, NoSuchAnnouncement.
    AnnouncementClosed where it was sent meanwhile; TitleTooLong, AnnouncementTooLong, TooManyFiles.
    """
    rules.check_draft(content)
    with uow:
        if not uow.announcements.has(announcement_id):
            programme = coordinated(uow, actor, programme_id)
            draft = replace(_new(programme, content, actor, now), id=announcement_id or new_id())
            if uow.announcements.add(draft):
                uow.commit()
                return draft
        before, _ = _written(uow, announcement_id, actor)
        if before.content == content:
            return before
        draft = replace(before, content=content, changed_at=now)
        uow.announcements.update(draft)
        uow.commit()
        return draft


def new_id() -> str:
    """An id for an announcement that is not kept yet, so that what is kept of it twice is one draft."""
    return secrets.token_hex(8)


def save_template(uow: UnitOfWork, announcement_id: str, name: str, *, actor: Person, now: datetime) -> Announcement:
    """Keep what an announcement of any state says as a template of this name; TemplateNameless without one.

    The same name again replaces what it stood for.
    """
    if not name.strip():
        raise TemplateNameless(field="name")
    with uow:
        source, programme = own(uow, announcement_id, actor)
        kept = uow.announcements.of_programme(programme.id, {AnnouncementState.TEMPLATE})
        content = replace(source.content, timing=Timing())
        same = next((one for one in kept if one.name.casefold() == name.strip().casefold()), None)
        if same is not None:
            template = replace(same, content=content, changed_at=now, name=name.strip())
            uow.announcements.update(template)
        else:
            fresh = _new(programme, content, actor, now)
            template = replace(fresh, state=AnnouncementState.TEMPLATE, name=name.strip())
            uow.announcements.add(template)
        uow.commit()
        return template


def use_again(uow: UnitOfWork, announcement_id: str, *, actor: Person, now: datetime) -> Announcement:
    """A new draft that says what a template or a past announcement says, to be sent when one chooses."""
    with uow:
        source, programme = own(uow, announcement_id, actor)
        draft = _new(programme, replace(source.content, timing=Timing()), actor, now)
        uow.announcements.add(draft)
        uow.commit()
        return draft


def discard(uow: UnitOfWork, announcement_id: str, *, actor: Person, now: datetime) -> Announcement:
    """Throw a draft or template away; doing so again changes nothing, and `restore` takes it back."""
    return _turned(uow, announcement_id, AnnouncementState.DISCARDED, actor, now)


def restore(uow: UnitOfWork, announcement_id: str, *, actor: Person, now: datetime) -> Announcement:
    """Take back what was thrown away: a template where it had a name, else a draft."""
    return _turned(uow, announcement_id, None, actor, now)


def open_announcement(uow: UnitOfWork, announcement_id: str, *, actor: Person) -> Announcement:
    """An announcement in any state, for a coordinator of its programme; NoSuchAnnouncement for anybody else."""
    with uow:
        return own(uow, announcement_id, actor)[0]


def preview(uow: UnitOfWork, announcement_id: str, *, actor: Person, now: datetime) -> Preview:
    """What everybody in the audience would get and when, or why nothing.

    AnnouncementEmpty where something is left to write, SendingTimePast, AnnouncementClosed once it was sent.
    """
    with uow:
        draft, programme = _written(uow, announcement_id, actor)
        return _preview(uow, draft, programme, now)


def preview_message(
    uow: UnitOfWork, announcement_id: str, reader_id: int, *, actor: Person, now: datetime
) -> ReaderMessage:
    """The message as this reader would see it; NoSuchAnnouncement where they are not in the audience."""
    with uow:
        announcement, programme = own(uow, announcement_id, actor)
        parts = [part for part in uow.people.participations(reader_id) if part.programme_id == programme.id]
        meant = meant_among(uow, announcement, programme, parts, now)
        if not meant:
            raise NoSuchAnnouncement
        return message_for(uow, announcement, programme, meant[0].person, author=actor, now=now)


def send_to_self(uow: UnitOfWork, announcement_id: str, language: str, *, actor: Person, now: datetime) -> Announcement:
    """Send the version in this language to the coordinator who asks, marked as a trial; nobody else gets anything."""
    with uow:
        draft, programme = own(uow, announcement_id, actor)
        rules.check_complete(draft.content)
        if draft.content.version(language) is None:
            raise NoSuchAnnouncement
        trial = Delivery(
            key=f"announcement:{draft.id}:trial:{actor.id}:{language}:{now.timestamp():.0f}",
            team_id=uow.team_id,
            kind=DeliveryKind.ANNOUNCEMENT_TRIAL,
            recipient_id=actor.id,
            due_at=now,
            not_after=now + DAY,
            session_revision=draft.revision,
            change=f"{draft.id} {language}",
            programme_id=programme.id,
            language=language,
        )
        uow.deliveries.plan([trial])
        uow.commit()
        return draft


def confirm(uow: UnitOfWork, announcement_id: str, *, seen: str, actor: Person, now: datetime) -> Confirmed:
    """Send what was previewed to whom it was previewed: `Preview.seen` says which that was.

    Where the audience, a language or the text has changed since, nothing is sent and the answer has the preview as it
    is now. A second Confirm changes nothing. NobodyReached, AnnouncementEmpty, SendingTimePast as in the preview.
    """
    with uow:
        announcement, programme = own(uow, announcement_id, actor)
        if announcement.state in OUT:
            return Confirmed(announcement)
        if announcement.state is not AnnouncementState.DRAFT:
            raise AnnouncementClosed(state=announcement.state)
        shown = _preview(uow, announcement, programme, now)
        if shown.seen != seen:
            return Confirmed(announcement, changed=shown)
        if not shown.count:
            raise NobodyReached(field="audience")
        sending = _confirmed(uow, shown, actor, now)
        uow.commit()
        return Confirmed(sending)


def _confirmed(uow: UnitOfWork, shown: Preview, actor: Person, now: datetime) -> Announcement:
    sending = replace(
        shown.announcement,
        state=AnnouncementState.SENDING,
        author_id=actor.id,
        confirmed_at=now,
        changed_at=now,
    )
    uow.announcements.update(sending)
    uow.announcements.keep_version(ContentVersion(sending.id, sending.revision, sending.content, actor.id, now))
    whole = planned(sending, shown.lines, now, team_id=uow.team_id)
    uow.announcements.add_lines(whole.lines)
    uow.deliveries.plan([_status(uow, sending, now), *whole.deliveries])
    return sending


def _status(uow: UnitOfWork, announcement: Announcement, now: datetime) -> Delivery:
    return Delivery(
        key=f"announcement:{announcement.id}:status",
        team_id=uow.team_id,
        kind=DeliveryKind.ANNOUNCEMENT_STATUS,
        recipient_id=announcement.author_id,
        due_at=now,
        not_after=now + DAY,
        session_revision=announcement.revision,
        change=announcement.id,
        programme_id=announcement.programme_id,
    )


def _preview(uow: UnitOfWork, draft: Announcement, programme: Programme, now: datetime) -> Preview:
    rules.check_complete(draft.content)
    rules.check_time(draft.content.timing, programme, now)
    lines = plans_for(uow, draft, programme, audience_of(uow, draft, programme, now), now)
    calling = [ping for one in draft.content.versions for ping in pings(one.text)]
    calling = calling if draft.content.pings_allowed else []
    return Preview(draft, programme, tuple(lines), tuple(dict.fromkeys(calling)))


def _new(programme: Programme, content: Content, actor: Person, now: datetime) -> Announcement:
    return Announcement(
        id=new_id(),
        programme_id=programme.id,
        author_id=actor.id,
        content=content,
        created_at=now,
        changed_at=now,
    )


def _written(uow: UnitOfWork, announcement_id: str, actor: Person) -> tuple[Announcement, Programme]:
    announcement, programme = own(uow, announcement_id, actor)
    if announcement.state not in WRITTEN:
        raise AnnouncementClosed(state=announcement.state)
    return announcement, programme


def _turned(
    uow: UnitOfWork, announcement_id: str, state: AnnouncementState | None, actor: Person, now: datetime
) -> Announcement:
    """The draft or template thrown away, or with None what was thrown away taken back."""
    with uow:
        before, _ = own(uow, announcement_id, actor)
        if before.state not in WRITTEN | {AnnouncementState.DISCARDED}:
            raise AnnouncementClosed(state=before.state)
        taken_back = AnnouncementState.TEMPLATE if before.name else AnnouncementState.DRAFT
        wanted = state or (taken_back if before.state is AnnouncementState.DISCARDED else before.state)
        if before.state is wanted:
            return before
        turned = replace(before, state=wanted, changed_at=now)
        uow.announcements.update(turned)
        uow.commit()
        return turned
