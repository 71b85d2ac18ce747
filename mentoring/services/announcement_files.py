"""The ledger of an announcement as a file for a coordinator, and a word to them where it did not arrive."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentoring.announcements import WHOLE_LEDGER, Announcement, LedgerMissed
from mentoring.errors import NoSuchAnnouncement
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Person, Programme
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as states
from mentoring.services.announcement_plans import own
from mentoring.services.announcement_reads import page_of
from mentoring.services.errands import AnnouncementErrand, LedgerErrand

WORTH = timedelta(hours=1)
"""How long somebody waits for a file that they asked for."""

TWICE = 10
"""Seconds within which asking again is a second click."""

MISSED = frozenset({DeliveryState.FAILED, DeliveryState.REVIEW})
NOT_THEIRS = "the recipient does not coordinate this programme"


def ask_for_ledger(
    uow: UnitOfWork, announcement_id: str, form: str, *, address: str, actor: Person, now: datetime
) -> Announcement:
    """Have the whole ledger sent to a coordinator as a file of this form; a second click sends it once.

    ``address`` is the workspace's, "" where it is not known. NoSuchAnnouncement for somebody else.
    """
    with uow:
        announcement, programme = own(uow, announcement_id, actor)
        wanted = Delivery(
            key=f"announcement:{announcement.id}:ledger:{actor.id}:{form}:{now.timestamp() // TWICE:.0f}",
            team_id=uow.team_id,
            kind=DeliveryKind.ANNOUNCEMENT_LEDGER,
            recipient_id=actor.id,
            due_at=now,
            not_after=now + WORTH,
            session_revision=announcement.revision,
            change=f"{announcement.id} {form} {address}",
            programme_id=programme.id,
        )
        uow.deliveries.plan([wanted])
        uow.commit()
        return announcement


def decide_ledger(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> LedgerErrand | Delivery:
    """The ledger as it stands by now; closed for somebody who does not coordinate any more."""
    announcement_id, form, address = delivery.change.split(" ", 2)
    found = _theirs(uow, announcement_id, recipient)
    if found is None:
        return states.closed(delivery, DeliveryState.CANCELLED, NOT_THEIRS)
    begun = states.begun(delivery, found[0].revision, now)
    return LedgerErrand(begun, recipient, now, page_of(uow, *found, WHOLE_LEDGER, now), form, address)


def tell_missed(uow: UnitOfWork, delivery: Delivery, now: datetime) -> None:
    """Tell who asked for the file where it came to nothing, or nobody knows; in the caller's transaction."""
    if delivery.kind is not DeliveryKind.ANNOUNCEMENT_LEDGER or delivery.state not in MISSED:
        return
    missed = Delivery(
        key=f"{delivery.key}:missed",
        team_id=delivery.team_id,
        kind=DeliveryKind.ANNOUNCEMENT_LEDGER_MISSED,
        recipient_id=delivery.recipient_id,
        due_at=now,
        not_after=now + WORTH,
        change=delivery.change,
        programme_id=delivery.programme_id,
    )
    uow.deliveries.plan([missed])


def decide_missed(
    uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime
) -> AnnouncementErrand | Delivery:
    """That the file did not arrive, with what is needed to ask for it again."""
    announcement_id, form, _ = delivery.change.split(" ", 2)
    found = _theirs(uow, announcement_id, recipient)
    if found is None:
        return states.closed(delivery, DeliveryState.CANCELLED, NOT_THEIRS)
    begun = states.begun(delivery, found[0].revision, now)
    return AnnouncementErrand(begun, recipient, now, LedgerMissed(*found, form))


def _theirs(uow: UnitOfWork, announcement_id: str, recipient: Person) -> tuple[Announcement, Programme] | None:
    try:
        return own(uow, announcement_id, recipient)
    except NoSuchAnnouncement:
        return None
