"""What a coordinator does about an announcement once it is confirmed: pause, stop, retry, remind, edit, withdraw."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.announcements import (
    OUT,
    UNDER_WAY,
    Announcement,
    AnnouncementState,
    Attachment,
    ContentVersion,
    LedgerRow,
    LedgerWish,
    Standing,
    Version,
    WhyNot,
)
from mentoring.errors import AnnouncementClosed
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Person, Programme
from mentoring.ports import UnitOfWork
from mentoring.rules import announcements as rules
from mentoring.services.announcement_plans import newcomers_of, own, planned, planned_again, plans_for

HELD_FOR = 2 * rules.WORTH
"""Longer than what is held is worth sending, so that nothing that was due leaves while it is paused."""

RUNNING = frozenset({AnnouncementState.SENDING, AnnouncementState.PAUSED, AnnouncementState.SENT})
"""States in which more readers may be sent to."""

MISSING = frozenset({Standing.FAILED, Standing.SKIPPED})
"""Readers who have nothing, and will not get it by themselves."""

LISTED_LATER = LedgerWish(why_not=WhyNot.JOINED_LATER, limit=None)
SILENT = LedgerWish(frozenset({Standing.SENT}), acknowledged=False, limit=None)
"""Readers who have it and have not acknowledged it."""

POSTED = frozenset({DeliveryState.SENT, DeliveryState.LEASED, DeliveryState.SENDING, DeliveryState.UNKNOWN})
"""States of a message that is out, or may be in a moment."""

REDRAW_WORTH = timedelta(days=30)


def pause(uow: UnitOfWork, announcement_id: str, *, actor: Person, now: datetime) -> Announcement:
    """Let nothing more of it leave until `resume`; what is just leaving leaves. Doing so again changes nothing."""
    return _turned(uow, announcement_id, AnnouncementState.PAUSED, {AnnouncementState.SENDING}, actor=actor, now=now)


def resume(uow: UnitOfWork, announcement_id: str, *, actor: Person, now: datetime) -> Announcement:
    """Let it go on where it was paused."""
    return _turned(uow, announcement_id, AnnouncementState.SENDING, {AnnouncementState.PAUSED}, actor=actor, now=now)


def stop(uow: UnitOfWork, announcement_id: str, *, actor: Person, now: datetime) -> Announcement:
    """Send it to nobody more; who has it keeps it. AnnouncementClosed once everybody had their turn."""
    return _turned(uow, announcement_id, AnnouncementState.STOPPED, UNDER_WAY, actor=actor, now=now)


def retry_missing(uow: UnitOfWork, announcement_id: str, *, actor: Person, now: datetime) -> int:
    """Send it to those who have nothing and could get it by now; how many. Others keep their reason, as it is by now.

    What may have been said (UNCLEAR) is left to `mentorbot deliveries`. Doing so again changes nothing.
    """
    with uow:
        announcement, programme = _running(uow, announcement_id, actor)
        missing = uow.announcements.ledger(announcement.id, LedgerWish(MISSING, limit=None))
        count = _send_again(uow, announcement, programme, missing, now)
        uow.commit()
        return count


def offer_to_newcomers(uow: UnitOfWork, announcement_id: str, *, actor: Person, now: datetime) -> int:
    """Send it to those who came into the audience since; how many. Doing so again changes nothing."""
    with uow:
        announcement, programme = _running(uow, announcement_id, actor)
        listed = uow.announcements.ledger(announcement.id, LISTED_LATER)
        count = _send_again(uow, announcement, programme, listed, now)
        new = newcomers_of(uow, announcement, programme, now)
        plans = plans_for(uow, announcement, programme, new, now)
        posted = _in_channel(uow, announcement)
        whole = planned(announcement, plans, now, team_id=uow.team_id, late=True).reading(posted)
        uow.announcements.add_lines(whole.lines)
        uow.deliveries.plan(whole.deliveries)
        count += sum(line.why_not is None for line in whole.lines)
        if count:
            _under_way_again(uow, announcement, now)
        uow.commit()
        return count


def _in_channel(uow: UnitOfWork, announcement: Announcement) -> dict[str, str]:
    """The keys of what was posted in a channel, by language; those who come later read the same."""
    if not announcement.content.readership.channel:
        return {}
    rows = uow.announcements.ledger(announcement.id)
    return {row.line.language: row.line.delivery_key for row in rows if ":channel:" in row.line.delivery_key}


def remind_unacknowledged(uow: UnitOfWork, announcement_id: str, *, wishes: int, actor: Person, now: datetime) -> int:
    """Remind those who have it and have not acknowledged it, once; how many.

    ``wishes`` is `Announcement.wishes` as the coordinator saw it: the same wish again reminds nobody.
    """
    with uow:
        announcement, _ = own(uow, announcement_id, actor)
        if announcement.state not in OUT - {AnnouncementState.WITHDRAWN} or not announcement.content.acknowledgement:
            raise AnnouncementClosed(state=announcement.state)
        if announcement.wishes != wishes:
            return 0
        silent = uow.announcements.ledger(announcement.id, SILENT)
        if not silent:
            return 0
        wished = replace(announcement, wishes=wishes + 1)
        uow.announcements.update(wished)
        uow.deliveries.plan(_wish(uow, wished, row, now) for row in silent)
        uow.commit()
        return len(silent)


def edit(
    uow: UnitOfWork,
    announcement_id: str,
    versions: tuple[Version, ...],
    *,
    attachments: tuple[Attachment, ...] | None = None,
    revision: int,
    actor: Person,
    now: datetime,
) -> Announcement:
    """Say this instead, where it was sent already too; whom it is for and when stays.

    ``revision`` is the one that the coordinator saw: AnnouncementClosed where another edited it since, unless it says
    this already. AnnouncementEmpty and the like as for a draft.
    """
    with uow:
        before, _ = own(uow, announcement_id, actor)
        files = before.content.attachments if attachments is None else attachments
        content = replace(before.content, versions=versions, attachments=files)
        if content == before.content:
            return before
        if before.state not in OUT - {AnnouncementState.WITHDRAWN} or before.revision != revision:
            raise AnnouncementClosed(state=before.state)
        rules.check_complete(content)
        edited = replace(before, content=content, revision=revision + 1, changed_at=now)
        _keep_revision(uow, edited, actor, now)
        uow.commit()
        return edited


def withdraw(uow: UnitOfWork, announcement_id: str, *, actor: Person, now: datetime) -> Announcement:
    """Take it back: whoever has it reads that it was withdrawn, nobody else gets it. Doing so again changes nothing."""
    with uow:
        before, _ = own(uow, announcement_id, actor)
        if before.state is AnnouncementState.WITHDRAWN:
            return before
        if before.state not in OUT:
            raise AnnouncementClosed(state=before.state)
        uow.announcements.call_off(before.id, now)
        state, revision = AnnouncementState.WITHDRAWN, before.revision + 1
        withdrawn = replace(before, state=state, revision=revision, changed_at=now)
        _keep_revision(uow, withdrawn, actor, now)
        plan_progress(uow, withdrawn, now)
        uow.commit()
        return withdrawn


def plan_progress(uow: UnitOfWork, announcement: Announcement, now: datetime) -> None:
    """Have its writer's message about the sending brought up to date, in the caller's transaction."""
    lasting = timedelta(minutes=1) if announcement.state is AnnouncementState.SENDING else timedelta(days=1)
    uow.deliveries.plan(
        [
            Delivery(
                key=f"announcement:{announcement.id}:progress:{now.timestamp():.3f}",
                team_id=uow.team_id,
                kind=DeliveryKind.ANNOUNCEMENT_PROGRESS,
                recipient_id=announcement.author_id,
                due_at=now,
                not_after=now + lasting,
                session_revision=announcement.revision,
                change=announcement.id,
                programme_id=announcement.programme_id,
            )
        ]
    )


def _keep_revision(uow: UnitOfWork, announcement: Announcement, actor: Person, now: datetime) -> None:
    """Keep what it says from now on, and have it said wherever it was posted."""
    withdrawn = announcement.state is AnnouncementState.WITHDRAWN
    version = ContentVersion(announcement.id, announcement.revision, announcement.content, actor.id, now, withdrawn)
    uow.announcements.update(announcement)
    uow.announcements.keep_version(version)
    rows = uow.announcements.ledger(announcement.id)
    posted = {row.line.delivery_key: row for row in rows if row.delivery_state in POSTED}
    uow.deliveries.plan(_redraws(uow, announcement, posted.values(), now))


def _redraws(
    uow: UnitOfWork, announcement: Announcement, rows: Iterable[LedgerRow], now: datetime
) -> Iterable[Delivery]:
    channel = announcement.content.readership.channel
    for row in rows:
        yield Delivery(
            key=f"{row.line.delivery_key}:redraw:{announcement.revision}",
            team_id=uow.team_id,
            kind=DeliveryKind.ANNOUNCEMENT_REDRAW,
            recipient_id=announcement.author_id if channel else row.line.person_id,
            due_at=now,
            not_after=now + REDRAW_WORTH,
            session_revision=announcement.revision,
            change=announcement.id,
            programme_id=announcement.programme_id,
            language=row.line.language,
        )


def _wish(uow: UnitOfWork, announcement: Announcement, row: LedgerRow, now: datetime) -> Delivery:
    return Delivery(
        key=f"announcement:{announcement.id}:{row.line.person_id}:wish:{announcement.wishes}",
        team_id=uow.team_id,
        kind=DeliveryKind.ANNOUNCEMENT_WISH,
        recipient_id=row.line.person_id,
        due_at=now,
        not_after=now + rules.WORTH,
        session_revision=announcement.revision,
        change=announcement.id,
        programme_id=announcement.programme_id,
        language=row.line.language,
    )


def _send_again(
    uow: UnitOfWork, announcement: Announcement, programme: Programme, rows: Collection[LedgerRow], now: datetime
) -> int:
    """Plan these readers of the ledger once more, as things stand now; how many get it."""
    parts = {one.person.id: one for one in uow.people.everybody(programme.id)}
    here = [parts[row.line.person_id] for row in rows if row.line.person_id in parts]
    before = {row.line.person_id: row.line for row in rows}
    plans = plans_for(uow, announcement, programme, here, now)
    again = planned_again(announcement, plans, before, now, team_id=uow.team_id)
    gone = [replace(line, why_not=WhyNot.LEFT) for person_id, line in before.items() if person_id not in parts]
    uow.announcements.update_lines([*again.lines, *gone])
    uow.deliveries.plan(again.deliveries)
    count = sum(line.why_not is None for line in again.lines)
    if count:
        _under_way_again(uow, announcement, now)
    return count


def _under_way_again(uow: UnitOfWork, announcement: Announcement, now: datetime) -> None:
    if announcement.state is AnnouncementState.PAUSED:
        uow.announcements.hold(announcement.id, now + HELD_FOR)
        return
    sending = replace(uow.announcements.get(announcement.id), state=AnnouncementState.SENDING)
    uow.announcements.update(sending)
    plan_progress(uow, sending, now)


def _running(uow: UnitOfWork, announcement_id: str, actor: Person) -> tuple[Announcement, Programme]:
    announcement, programme = own(uow, announcement_id, actor)
    if announcement.state not in RUNNING:
        raise AnnouncementClosed(state=announcement.state)
    return announcement, programme


DONE: dict[AnnouncementState, Callable[[UnitOfWork, Announcement, datetime], int]] = {
    AnnouncementState.PAUSED: lambda uow, one, now: uow.announcements.hold(one.id, now + HELD_FOR),
    AnnouncementState.SENDING: lambda uow, one, _: uow.announcements.hold(one.id, None),
    AnnouncementState.STOPPED: lambda uow, one, now: uow.announcements.call_off(one.id, now),
}
"""What becomes of the deliveries that wait."""


def _turned(
    uow: UnitOfWork,
    announcement_id: str,
    state: AnnouncementState,
    out_of: Collection[AnnouncementState],
    *,
    actor: Person,
    now: datetime,
) -> Announcement:
    with uow:
        before, _ = own(uow, announcement_id, actor)
        if before.state is state:
            return before
        if before.state not in out_of:
            raise AnnouncementClosed(state=before.state)
        turned = replace(before, state=state)
        uow.announcements.update(turned)
        DONE[state](uow, turned, now)
        plan_progress(uow, turned, now)
        uow.commit()
        return turned
