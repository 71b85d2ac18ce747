"""What a claimed delivery about an announcement gives to say now, and the look after what is being sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.announcements import (
    CALLED_OFF,
    FOUND_WHEN_SENT,
    OUT,
    UNDER_WAY,
    Announcement,
    AnnouncementState,
    ReaderLine,
    ReaderMessage,
    Standing,
    Timing,
    WhyNot,
)
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Person, Programme
from mentoring.ports import UnitOfWork
from mentoring.rules import announcements as rules
from mentoring.rules import delivery as states
from mentoring.services.announcement_answers import reply_key, view_of
from mentoring.services.announcement_messages import message_for, shown, values_for, values_for_all
from mentoring.services.announcement_plans import Readers, newcomers_of, plans_for
from mentoring.services.announcement_reads import progress_of
from mentoring.services.announcement_sending import plan_progress
from mentoring.services.errands import AnnouncementCardErrand, AnnouncementErrand

ON_ITS_WAY = frozenset({DeliveryState.PENDING, DeliveryState.LEASED, DeliveryState.SENDING, DeliveryState.UNKNOWN})
AGAIN_IN = timedelta(seconds=10)
"""How soon it is looked again whether a message has arrived that is to be brought up to date."""

PAUSED_FOR = timedelta(minutes=1)
"""How soon it is looked again after what was claimed just as the sending was paused."""

CLOSED = frozenset({AnnouncementState.STOPPED, AnnouncementState.WITHDRAWN})
REASONS = {why_not: reason for reason, why_not in FOUND_WHEN_SENT.items()}

Decided = AnnouncementErrand | AnnouncementCardErrand | Delivery


def decide_announcement(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> Decided:
    """The announcement for its reader as things stand; put off while paused, closed where there is a reason by now."""
    announcement = uow.announcements.get(delivery.change)
    if announcement.state in CLOSED:
        return states.closed(delivery, DeliveryState.CANCELLED, CALLED_OFF)
    if announcement.state is AnnouncementState.PAUSED:
        return states.put_off(delivery, now + PAUSED_FOR)
    programme = uow.people.programme(announcement.programme_id)
    if announcement.content.readership.channel:
        begun = states.begun(delivery, announcement.revision, now)
        return AnnouncementErrand(begun, recipient, now, _for_channel(uow, announcement, programme, delivery))
    if not_now := _not_now(uow, announcement, delivery, recipient, now):
        return not_now
    begun = states.begun(delivery, announcement.revision, now)
    return AnnouncementErrand(begun, recipient, now, _for_reader(uow, announcement, programme, recipient, now))


def decide_wish(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> Decided:
    """The reminder to acknowledge; closed where that was done, or is wanted no more."""
    announcement = uow.announcements.get(delivery.change)
    line = uow.announcements.line(announcement.id, recipient.id)
    if line is None or line.acknowledged_at is not None:
        return states.closed(delivery, DeliveryState.CANCELLED, "acknowledged by now")
    if announcement.state is AnnouncementState.WITHDRAWN:
        return states.closed(delivery, DeliveryState.CANCELLED, CALLED_OFF)
    programme = uow.people.programme(announcement.programme_id)
    at_once = replace(announcement, content=replace(announcement.content, timing=Timing(), compulsory=True))
    if not_now := _not_now(uow, at_once, delivery, recipient, now):
        return not_now
    begun = states.begun(delivery, announcement.revision, now)
    return AnnouncementErrand(begun, recipient, now, _for_reader(uow, announcement, programme, recipient, now))


def decide_trial(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> Decided:
    """The version that its writer wants to see as its readers would."""
    announcement_id, _, language = delivery.change.partition(" ")
    announcement = uow.announcements.get(announcement_id)
    version = announcement.content.version(language)
    if version is None:
        return states.closed(delivery, DeliveryState.CANCELLED, "this version is gone")
    programme = uow.people.programme(announcement.programme_id)
    values = values_for(uow, programme, recipient, now)
    trial = shown(announcement, programme, version, author=recipient, values=values, trial=True)
    return AnnouncementErrand(states.begun(delivery, announcement.revision, now), recipient, now, trial)


def decide_redraw(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> Decided:
    """The message of a reader, or the channel's, as it is by now; closed where there is none."""
    announcement = uow.announcements.get(delivery.change)
    if delivery.session_revision < announcement.revision:
        return states.closed(delivery, DeliveryState.CANCELLED, "a later one draws it")
    posted = _posted(uow, delivery, delivery.key.partition(":redraw:")[0], now)
    if posted.state is not DeliveryState.SENT:
        return posted
    programme = uow.people.programme(announcement.programme_id)
    if announcement.content.readership.channel:
        message = _for_channel(uow, announcement, programme, delivery)
    else:
        message = _for_reader(uow, announcement, programme, recipient, now)
    begun = states.begun(delivery, announcement.revision, now)
    return AnnouncementCardErrand(begun, recipient, now, message, posted.channel_id, posted.slack_ts)


def decide_status(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> Decided:
    """How the sending stands, for its writer."""
    announcement = uow.announcements.get(delivery.change)
    programme = uow.people.programme(announcement.programme_id)
    standing = progress_of(uow, announcement, programme, now)
    begun = states.begun(delivery, announcement.revision, now)
    if delivery.kind is DeliveryKind.ANNOUNCEMENT_STATUS:
        return AnnouncementErrand(begun, recipient, now, standing)
    posted = _posted(uow, delivery, f"announcement:{announcement.id}:status", now)
    if posted.state is not DeliveryState.SENT:
        return posted
    return AnnouncementCardErrand(begun, recipient, now, standing, posted.channel_id, posted.slack_ts)


def decide_reply(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> Decided:
    """A reply for a coordinator, new or with what was answered since; or the answer for who wrote it."""
    kept = uow.announcements.reply(delivery.change)
    announcement = uow.announcements.get(kept.announcement_id)
    programme = uow.people.programme(announcement.programme_id)
    view = view_of(uow, announcement, programme, kept)
    begun = states.begun(delivery, delivery.session_revision, now)
    if delivery.kind is not DeliveryKind.ANNOUNCEMENT_REPLY_CARD:
        return AnnouncementErrand(begun, recipient, now, view)
    posted = _posted(uow, delivery, reply_key(kept.id, recipient.id), now)
    if posted.state is not DeliveryState.SENT:
        return posted
    return AnnouncementCardErrand(begun, recipient, now, view, posted.channel_id, posted.slack_ts)


def look_after_announcements(uow: UnitOfWork, *, now: datetime) -> int:
    """Bring the writers' messages about what is being sent up to date, and end what is done; how many changed.

    Meant for every few seconds: where nothing was sent since, nothing is drawn.
    """
    with uow:
        changed = sum(_look_after(uow, one, now) for one in uow.announcements.in_state(UNDER_WAY))
        if changed:
            uow.commit()
        return changed


def list_newcomers(uow: UnitOfWork, *, now: datetime) -> int:
    """Put in the ledgers of compulsory announcements whoever has come into their audience since; how many.

    They are listed as JOINED_LATER until a coordinator sends it to them. Meant for every hour.
    """
    with uow:
        listed = sum(
            _list_newcomers(uow, one, programme, now)
            for programme in uow.people.programmes()
            for one in uow.announcements.of_programme(programme.id, OUT - CLOSED)
            if one.content.compulsory
        )
        if listed:
            uow.commit()
        return listed


def follow_clock(uow: UnitOfWork, person: Person, now: datetime) -> int:
    """Have what waits for an hour of this person's clock leave at that hour by now; how many changed.

    In the caller's transaction. What would leave too early is put off when it is to be sent, in any case.
    """
    return sum(_follow_clock(uow, one, person, now) for one in uow.announcements.in_state({AnnouncementState.SENDING}))


def _follow_clock(uow: UnitOfWork, announcement: Announcement, person: Person, now: datetime) -> bool:
    line = uow.announcements.line(announcement.id, person.id)
    kept = uow.deliveries.known([line.delivery_key]).get(line.delivery_key) if line else None
    on_own_clock = announcement.content.timing.own_clock and not announcement.content.readership.channel
    if line is None or kept is None or kept.state is not DeliveryState.PENDING or not on_own_clock:
        return False
    programme = uow.people.programme(announcement.programme_id)
    reader = Readers(uow, programme, now).of(person)
    due_at = rules.sending_of(announcement.content.timing, reader, now, urgent=announcement.content.urgent).at
    if due_at == kept.due_at:
        return False
    moved = states.postponed(kept, due_at=due_at, not_after=due_at + rules.WORTH)
    uow.announcements.update_lines([replace(line, due_at=due_at)])
    return uow.deliveries.replace(moved, instead_of=kept, now=now)


def _look_after(uow: UnitOfWork, announcement: Announcement, now: datetime) -> bool:
    counts = uow.announcements.counts(announcement.id, now)
    if announcement.state is AnnouncementState.SENDING and not counts.of(Standing.PLANNED):
        announcement = replace(uow.announcements.locked(announcement.id), state=AnnouncementState.SENT)
        uow.announcements.update(announcement)
        plan_progress(uow, announcement, now)
        return True
    if counts.last_minute:
        plan_progress(uow, announcement, now)
        return True
    return False


def _list_newcomers(uow: UnitOfWork, announcement: Announcement, programme: Programme, now: datetime) -> int:
    new = newcomers_of(uow, announcement, programme, now)
    plans = plans_for(uow, announcement, programme, new, now)
    return uow.announcements.add_lines(
        ReaderLine(
            announcement_id=announcement.id,
            person_id=one.person.id,
            language=one.language,
            planned_at=now,
            fallback=one.fallback,
            why_not=WhyNot.JOINED_LATER,
            late=True,
        )
        for one in plans
    )


def _not_now(
    uow: UnitOfWork,
    announcement: Announcement,
    delivery: Delivery,
    recipient: Person,
    now: datetime,
) -> Delivery | None:
    """The delivery as it stands instead of being said; None when it is to be said."""
    programme = uow.people.programme(announcement.programme_id)
    state = uow.people.state_in(programme.id, recipient.id)
    reader = Readers(uow, programme, now).of(recipient)
    plan = rules.plan_for(announcement.content, reader, programme, state, now)
    if plan.why_not is not None:
        return states.closed(delivery, DeliveryState.CANCELLED, REASONS[plan.why_not])
    if plan.due_at is not None and plan.due_at > now:
        return states.postponed(delivery, due_at=plan.due_at, not_after=plan.due_at + rules.WORTH)
    return None


def _for_reader(
    uow: UnitOfWork, announcement: Announcement, programme: Programme, reader: Person, now: datetime
) -> ReaderMessage:
    line = uow.announcements.line(announcement.id, reader.id)
    author = uow.people.get(announcement.author_id)
    return message_for(uow, announcement, programme, reader, author=author, line=line, now=now)


def _for_channel(
    uow: UnitOfWork, announcement: Announcement, programme: Programme, delivery: Delivery
) -> ReaderMessage:
    version = announcement.content.version(delivery.language) or announcement.content.versions[0]
    author = uow.people.get(announcement.author_id)
    return shown(announcement, programme, version, author=author, values=values_for_all(programme))


def _posted(uow: UnitOfWork, redraw: Delivery, key: str, now: datetime) -> Delivery:
    """The message that is to be drawn anew, SENT; else the redraw as it stands, put off or closed."""
    posted = uow.deliveries.known([key]).get(key)
    if posted is not None and posted.state in ON_ITS_WAY:
        return states.postponed(redraw, due_at=now + AGAIN_IN, not_after=redraw.not_after)
    if posted is None or posted.state is not DeliveryState.SENT:
        return states.closed(redraw, DeliveryState.CANCELLED, "no message was posted")
    return posted
