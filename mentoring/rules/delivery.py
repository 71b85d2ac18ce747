"""What becomes of a delivery: whether it is still to be said, and which state follows from what happened.

Everything here is a function of values; who posts, and where rows are kept, is not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.messages import (
    REPEATABLE,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Finding,
    FindingKind,
    Outcome,
    OutcomeKind,
)
from mentoring.people import Person
from mentoring.sessions import OPEN_STATES, ChangeKind, Rsvp, Session, SessionState

POST_LIMIT = timedelta(seconds=10)
"""The longest that one call to Slack may take in all."""

START_LIMIT = timedelta(seconds=5)
"""An intent older than this is not acted upon: the process may have been stopped, and somebody else taken over."""

LEASE = timedelta(seconds=60)
"""How long a worker has for one delivery; several times what it needs."""

SETTLE = POST_LIMIT + timedelta(seconds=60)
"""How long Slack is given to show a message it took; the one figure on which "never twice" rests."""

NOT_ACTIVE, NOT_JOINED = "the recipient is not active any more", "the recipient has not joined the workspace"

LONGEST_LEAD = timedelta(minutes=5)
"""A lease or slot that lies farther ahead than this was written under a clock that has been set back since."""

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)

CLOSING = frozenset({ChangeKind.DECLINED, ChangeKind.CANCELLED, ChangeKind.EXPIRED})
"""Changes that close a session, so their news is said of a closed one."""


TO_THE_INVITED = frozenset({ChangeKind.INVITED, ChangeKind.MOVED, ChangeKind.MOVE_CLASHES, ChangeKind.LAPSED})
"""News of a session of several that are no concern of somebody taken off it."""


def back_off(attempts: int) -> timedelta:
    """The pause after so many attempts: doubling, bounded."""
    doublings = min(max(attempts - 1, 0), 16)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def begun(delivery: Delivery, shown_revision: int, now: datetime) -> Delivery:
    """The delivery with the intent to say it now; ``session_revision`` becomes the one that will be seen."""
    return replace(
        delivery,
        state=DeliveryState.SENDING,
        leased_until=now + LEASE,
        session_revision=shown_revision,
        attempts=delivery.attempts + 1,
        first_tried_at=delivery.first_tried_at or now,
    )


def put_off(delivery: Delivery, until: datetime) -> Delivery:
    """The delivery given back unsaid, not to be claimed before ``until``."""
    return _free(replace(delivery, state=DeliveryState.PENDING, not_before=until))


def postponed(delivery: Delivery, *, due_at: datetime, not_after: datetime) -> Delivery:
    """The delivery given back unsaid, since by now it is due later."""
    waiting = replace(delivery, state=DeliveryState.PENDING, due_at=due_at, not_after=not_after, not_before=None)
    return _free(waiting)


def closed(delivery: Delivery, state: DeliveryState, reason: str) -> Delivery:
    """The delivery in a final state, with the reason."""
    return _free(replace(delivery, state=state, last_error=reason))


def too_late(delivery: Delivery, now: datetime) -> bool:
    """Whether the time in which it made sense is over."""
    return now > delivery.not_after


def unreachable(recipient: Person) -> str:
    """Why a person can't be written to; empty when they can."""
    if not recipient.active:
        return NOT_ACTIVE
    if not recipient.user_id:
        return NOT_JOINED
    return ""


def outdated_news(news: Delivery, session: Session, planned: Iterable[Delivery]) -> str:
    """Why news of a session need not be said any more; empty when it still must be.

    ``planned`` is everything ever planned about the session. News that later news to the same person overtakes leaves
    the word to it. Otherwise it is said with the session as it now is, so that the person has a card to come back to,
    unless the session is closed and the news is of something else.
    """
    if any(_overtakes(other, news) for other in planned):
        return "superseded by later news"
    if session.state not in OPEN_STATES and news.change not in CLOSING:
        return "the session is closed"
    return "" if session.gathering is None else _no_concern(news, session)


def _no_concern(news: Delivery, session: Session) -> str:
    """Why news of a session of several is none any more for this person; empty when it still is."""
    mine = session.attendee(news.recipient_id)
    if news.change == ChangeKind.PROPOSED and session.state is not SessionState.PROPOSED and mine is None:
        return "somebody hosts it"
    if news.change == ChangeKind.OFFERED and (mine is None or mine.rsvp is not Rsvp.OFFERED):
        return "the place is not offered any more"
    if news.change in TO_THE_INVITED and mine is None:
        return "the recipient is not invited any more"
    return ""


def after_attempt(delivery: Delivery, outcome: Outcome, now: datetime) -> Delivery:
    """The delivery once an attempt has ended."""
    delivery = replace(delivery, language=outcome.language or delivery.language)
    match outcome.kind:
        case OutcomeKind.SENT:
            return _said(delivery, outcome.slack_ts, outcome.channel_id)
        case OutcomeKind.FAILED:
            return closed(delivery, DeliveryState.FAILED, outcome.error)
        case OutcomeKind.RETRY:
            return _again(_uncounted(delivery) if outcome.retry_after else delivery, outcome, now)
        case OutcomeKind.UNKNOWN:
            return _doubtful(delivery, outcome, now)


def after_lease(delivery: Delivery, now: datetime) -> Delivery:
    """The delivery of a worker that was not heard of until its lease was over."""
    if delivery.state is DeliveryState.LEASED:
        return _free(replace(delivery, state=DeliveryState.PENDING))
    return _doubtful(delivery, Outcome(OutcomeKind.UNKNOWN, error="the worker was not heard of again"), now)


def after_search(delivery: Delivery, finding: Finding, now: datetime) -> Delivery:
    """The UNKNOWN delivery once the conversation was read back, or could not be."""
    match finding.kind:
        case FindingKind.FOUND:
            return _said(delivery, finding.slack_ts, finding.channel_id)
        case FindingKind.ABSENT if too_late(delivery, now):
            return closed(delivery, DeliveryState.EXPIRED, "not in the conversation, and too late to say")
        case FindingKind.ABSENT:
            return _free(replace(delivery, state=DeliveryState.PENDING, not_before=None, verify_after=None))
        case FindingKind.LATER if not too_late(delivery, now):
            pause = max(finding.retry_after or SETTLE, FIRST_PAUSE)
            return replace(delivery, verify_after=now + pause, last_error=finding.error)
        case _:
            return closed(delivery, DeliveryState.REVIEW, finding.error or "the conversation can't be read back")


def in_hand(kept: Delivery, held: Delivery, state: DeliveryState) -> bool:
    """Whether the worker that holds ``held`` still has the word about the ``kept`` delivery."""
    return kept.generation == held.generation and kept.state is state


def counts(kept: Delivery, held: Delivery, outcome: Outcome) -> bool:
    """Whether an attempt's outcome still tells something new.

    That it was said is the truth whenever it arrives, however long the attempt was given up for lost.
    """
    if kept.generation != held.generation or kept.state is DeliveryState.SENT:
        return False
    return outcome.kind is OutcomeKind.SENT or kept.state is DeliveryState.SENDING


def pause_after(retry_after: timedelta, jitter: float) -> timedelta:
    """How long to leave a workspace in peace; ``jitter`` from 0 to 1 lengthens it by up to a quarter."""
    return min(retry_after * (1 + jitter / 4), LONGEST_LEAD)


def refresh_of(news: Delivery, now: datetime) -> Delivery:
    """The refresh of a card whose session may have moved on while its news was being posted."""
    return Delivery(
        key=f"{news.key}:refresh",
        team_id=news.team_id,
        kind=DeliveryKind.PUBLIC_REDRAW if news.kind is DeliveryKind.PUBLIC_CARD else DeliveryKind.SESSION_CARD,
        recipient_id=news.recipient_id,
        due_at=now,
        not_after=max(news.not_after, now + timedelta(days=1)),
        session_id=news.session_id,
        session_revision=news.session_revision,
    )


def series_refresh_of(news: Delivery, now: datetime) -> Delivery:
    """The same for a message about a series."""
    return replace(
        refresh_of(news, now),
        kind=DeliveryKind.SERIES_CARD,
        series_id=news.series_id,
        programme_id=news.programme_id,
    )


def _overtakes(other: Delivery, news: Delivery) -> bool:
    return (
        other.kind is DeliveryKind.SESSION_NEWS
        and other.recipient_id == news.recipient_id
        and other.key != news.key
        and other.session_revision > news.session_revision
        and (other.change != ChangeKind.LINK_CHANGED or news.change == ChangeKind.LINK_CHANGED)
    )


def _said(delivery: Delivery, slack_ts: str, channel_id: str) -> Delivery:
    said = replace(delivery, state=DeliveryState.SENT, last_error="", verify_after=None)
    return _free(replace(said, slack_ts=slack_ts, channel_id=channel_id or delivery.channel_id))


def _again(delivery: Delivery, outcome: Outcome, now: datetime) -> Delivery:
    pause = outcome.retry_after or back_off(delivery.attempts)
    return replace(put_off(delivery, now + pause), last_error=outcome.error)


def _doubtful(delivery: Delivery, outcome: Outcome, now: datetime) -> Delivery:
    if delivery.kind in REPEATABLE:
        return _again(delivery, outcome, now)
    doubtful = replace(delivery, state=DeliveryState.UNKNOWN, verify_after=now + SETTLE, last_error=outcome.error)
    return _free(replace(doubtful, channel_id=outcome.channel_id or delivery.channel_id))


def _uncounted(delivery: Delivery) -> Delivery:
    return replace(delivery, attempts=max(delivery.attempts - 1, 0))


def _free(delivery: Delivery) -> Delivery:
    return replace(delivery, leased_until=None, lease_owner="")
