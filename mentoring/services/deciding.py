"""What a claimed delivery gives to say now, from how things stand: an errand, or the reason why it is closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from mentoring.messages import ABOUT_REPLIES, AT_ONCE, IN_PUBLIC, Delivery, DeliveryKind, DeliveryState
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as rules
from mentoring.services.accounts import decide_account_gone
from mentoring.services.actions import decide_action
from mentoring.services.announcement_files import decide_ledger, decide_missed
from mentoring.services.announcement_news import (
    decide_announcement,
    decide_redraw,
    decide_reply,
    decide_status,
    decide_trial,
    decide_wish,
)
from mentoring.services.arrivals import decide_unanswered, decide_welcome
from mentoring.services.attendance import decide_attendance
from mentoring.services.calendars import decide_file
from mentoring.services.cares import decide_word
from mentoring.services.collaborations import decide_collaboration
from mentoring.services.concerns import decide_in_confidence
from mentoring.services.digests import decide_digest, decide_month
from mentoring.services.errands import CardErrand, Errand, HomeErrand, NewsErrand, subject_of
from mentoring.services.gathering_news import change_told, decide_at_once
from mentoring.services.introductions import decide_introduction
from mentoring.services.leaving_news import decide_leaving, why_silent
from mentoring.services.outcome_file import decide_outcomes
from mentoring.services.pictures import decide_picture
from mentoring.services.poll_news import decide_poll
from mentoring.services.portfolio import decide_approach
from mentoring.services.portfolio_file import decide_portfolio
from mentoring.services.presenting import decide_presentation, decide_presentation_gone
from mentoring.services.programme_news import decide_milestone, decide_nudge
from mentoring.services.reads import details_of, home_overview
from mentoring.services.reminders import decide_reminder
from mentoring.services.series_reads import decide_series_card, decide_series_news


def decide(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Errand | Delivery:
    """The errand with its delivery begun, or the delivery closed with the reason."""
    if rules.too_late(delivery, now):
        return rules.closed(delivery, DeliveryState.EXPIRED, "too late to say")
    recipient = uow.people.get(delivery.recipient_id)
    if reason := rules.unreachable(recipient):
        return rules.closed(delivery, DeliveryState.CANCELLED, reason)
    if reason := why_silent(uow, delivery):
        return rules.closed(delivery, DeliveryState.CANCELLED, reason)
    return DECIDED_BY.get(delivery.kind, decide_reminder)(uow, delivery, recipient, now)


def _decide_home(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> HomeErrand:
    begun = rules.begun(delivery, delivery.session_revision, now)
    return HomeErrand(begun, recipient, now, home_overview(uow, recipient, now))


def _decide_news(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> Errand | Delivery:
    session = uow.sessions.get(subject_of(delivery))
    if reason := rules.outdated_news(delivery, session, uow.deliveries.of_session(session.id)):
        return rules.closed(delivery, DeliveryState.CANCELLED, reason)
    begun, details = rules.begun(delivery, session.revision, now), details_of(uow, session, recipient)
    return NewsErrand(begun, recipient, now, details, change=change_told(delivery, details.history))


def _decide_own_card(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> Errand | Delivery:
    return _decide_card(uow, delivery, recipient, now, shown_to=recipient.id)


def _decide_public_card(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> Errand | Delivery:
    return _decide_card(uow, delivery, recipient, now, shown_to=IN_PUBLIC)


def _decide_card(
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


Decide = Callable[[UnitOfWork, Delivery, Person, datetime], Errand | Delivery]

DECIDED_BY: Mapping[DeliveryKind, Decide] = {
    **dict.fromkeys(AT_ONCE, decide_at_once),
    **dict.fromkeys((DeliveryKind.ACTION_DUE, DeliveryKind.ACTION_OVERDUE), decide_action),
    **dict.fromkeys((DeliveryKind.POLL, DeliveryKind.POLL_CARD, DeliveryKind.POLL_RESULT), decide_poll),
    DeliveryKind.ANNOUNCEMENT: decide_announcement,
    DeliveryKind.ANNOUNCEMENT_REDRAW: decide_redraw,
    DeliveryKind.ANNOUNCEMENT_WISH: decide_wish,
    DeliveryKind.ANNOUNCEMENT_TRIAL: decide_trial,
    DeliveryKind.ANNOUNCEMENT_LEDGER: decide_ledger,
    DeliveryKind.ANNOUNCEMENT_LEDGER_MISSED: decide_missed,
    **dict.fromkeys((DeliveryKind.ANNOUNCEMENT_STATUS, DeliveryKind.ANNOUNCEMENT_PROGRESS), decide_status),
    **dict.fromkeys(ABOUT_REPLIES, decide_reply),
    DeliveryKind.HOME: _decide_home,
    DeliveryKind.SESSION_NEWS: _decide_news,
    DeliveryKind.SERIES_NEWS: decide_series_news,
    DeliveryKind.SERIES_CARD: decide_series_card,
    DeliveryKind.SESSION_CARD: _decide_own_card,
    DeliveryKind.PUBLIC_REDRAW: _decide_public_card,
    DeliveryKind.ATTENDANCE: decide_attendance,
    DeliveryKind.CALENDAR: decide_file,
    DeliveryKind.INTRODUCTION: decide_introduction,
    DeliveryKind.NUDGE: decide_nudge,
    DeliveryKind.PAIR_WORD: decide_word,
    DeliveryKind.DIGEST: decide_digest,
    DeliveryKind.MONTH: decide_month,
    DeliveryKind.APPROACH: decide_approach,
    DeliveryKind.COLLABORATION: decide_collaboration,
    DeliveryKind.PORTFOLIO: decide_portfolio,
    DeliveryKind.PICTURE: decide_picture,
    DeliveryKind.OUTCOMES: decide_outcomes,
    DeliveryKind.MILESTONE: decide_milestone,
    DeliveryKind.WELCOME: decide_welcome,
    DeliveryKind.UNANSWERED: decide_unanswered,
    DeliveryKind.PRESENTATION: decide_presentation,
    DeliveryKind.PRESENTATION_GONE: decide_presentation_gone,
    DeliveryKind.ACCOUNT_GONE: decide_account_gone,
    DeliveryKind.LEAVING: decide_leaving,
    DeliveryKind.IN_CONFIDENCE: decide_in_confidence,
}
"""What is not named here is a reminder of a session."""
