"""What a claimed delivery gives to say now, from how things stand: an errand, or the reason why it is closed."""

from __future__ import annotations

from datetime import datetime

from mentoring.messages import AT_ONCE, IN_PUBLIC, Delivery, DeliveryKind, DeliveryState
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as rules
from mentoring.services.actions import decide_action
from mentoring.services.attendance import decide_attendance
from mentoring.services.calendars import decide_file
from mentoring.services.errands import CardErrand, Errand, HomeErrand, NewsErrand, subject_of
from mentoring.services.gathering_news import change_told, decide_at_once
from mentoring.services.programme_news import decide_digest, decide_milestone, decide_nudge
from mentoring.services.reads import details_of, overview
from mentoring.services.reminders import decide_reminder
from mentoring.services.series_reads import decide_series_news


def decide(  # noqa: PLR0911, PLR0912 - a return for each kind
    uow: UnitOfWork, delivery: Delivery, now: datetime
) -> Errand | Delivery:
    """The errand with its delivery begun, or the delivery closed with the reason."""
    if rules.too_late(delivery, now):
        return rules.closed(delivery, DeliveryState.EXPIRED, "too late to say")
    recipient = uow.people.get(delivery.recipient_id)
    if reason := rules.unreachable(recipient):
        return rules.closed(delivery, DeliveryState.CANCELLED, reason)
    match delivery.kind:
        case DeliveryKind.HOME:
            begun = rules.begun(delivery, delivery.session_revision, now)
            return HomeErrand(begun, recipient, now, overview(uow, recipient, now))
        case DeliveryKind.SESSION_NEWS:
            return _decide_news(uow, delivery, recipient, now)
        case DeliveryKind.SERIES_NEWS:
            return decide_series_news(uow, delivery, recipient, now)
        case DeliveryKind.SESSION_CARD:
            return decide_card(uow, delivery, recipient, now, shown_to=recipient.id)
        case DeliveryKind.PUBLIC_REDRAW:
            return decide_card(uow, delivery, recipient, now, shown_to=IN_PUBLIC)
        case kind if kind in AT_ONCE:
            return decide_at_once(uow, delivery, recipient, now)
        case DeliveryKind.ATTENDANCE:
            return decide_attendance(uow, delivery, recipient, now)
        case DeliveryKind.ACTION_DUE | DeliveryKind.ACTION_OVERDUE:
            return decide_action(uow, delivery, recipient, now)
        case DeliveryKind.NUDGE:
            return decide_nudge(uow, delivery, recipient, now)
        case DeliveryKind.DIGEST:
            return decide_digest(uow, delivery, recipient, now)
        case DeliveryKind.MILESTONE:
            return decide_milestone(uow, delivery, recipient, now)
        case DeliveryKind.CALENDAR:
            return decide_file(uow, delivery, recipient, now)
        case _:
            return decide_reminder(uow, delivery, recipient, now)


def _decide_news(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> Errand | Delivery:
    session = uow.sessions.get(subject_of(delivery))
    if reason := rules.outdated_news(delivery, session, uow.deliveries.of_session(session.id)):
        return rules.closed(delivery, DeliveryState.CANCELLED, reason)
    begun, details = rules.begun(delivery, session.revision, now), details_of(uow, session, recipient)
    return NewsErrand(begun, recipient, now, details, change=change_told(delivery, details.history))


def decide_card(
    uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime, *, shown_to: int
) -> Errand | Delivery:
    """The cards to draw anew among those shown to a person, or `IN_PUBLIC`; closed when none is out of date."""
    session = uow.sessions.get(subject_of(delivery))
    cards = tuple(uow.deliveries.cards(session.id, shown_to))
    stale = tuple(card for card in cards if card.revision < session.revision)
    if not stale:
        reason = "every card is up to date" if cards else "no card was posted"
        return rules.closed(delivery, DeliveryState.CANCELLED, reason)
    begun = rules.begun(delivery, session.revision, now)
    return CardErrand(begun, recipient, now, details_of(uow, session, recipient), stale)
