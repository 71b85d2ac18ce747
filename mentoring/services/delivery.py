"""Saying what is due: the short transactions before and after each call to Slack.

One delivery is claimed, begun (decided again, and the intent written), said by somebody else, and finished. A process
that dies in between leaves a row that `recover` and `settle` bring to its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mentoring.messages import (
    IN_PUBLIC,
    UNHURRIED,
    WITH_CARD,
    Card,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Finding,
    Means,
    Outcome,
    Pace,
    means_of,
)
from mentoring.people import Person
from mentoring.ports import UnitOfWork, only_reads
from mentoring.rules import delivery as rules
from mentoring.services.announcement_files import tell_missed
from mentoring.services.deciding import decide
from mentoring.services.errands import CardErrand, Errand, subject_of


@dataclass(frozen=True)
class Search:
    """A delivery that may or may not have been said, and the person whose conversation will tell."""

    delivery: Delivery
    recipient: Person


@only_reads
def anything_due(uow: UnitOfWork, *, now: datetime) -> bool:
    """Whether anything waits, of any team and by any means, that would leave now if its pace allowed it."""
    with uow:
        due = uow.deliveries.next_due(now)
        return due is not None and due <= now


def claim_one(
    uow: UnitOfWork, *, owner: str, now: datetime, means: Means = Means.POST, pace: Pace = UNHURRIED
) -> Delivery | None:
    """Lease the most urgent delivery of any team that may leave now to ``owner``; None when none may."""
    with uow:
        claimed = uow.deliveries.claim(now, owner=owner, lease_until=now + rules.LEASE, means=means, pace=pace)
        if claimed is not None:
            uow.commit()
        return claimed


def put_off(uow: UnitOfWork, delivery: Delivery, *, until: datetime, now: datetime) -> None:
    """Give a claimed delivery back unsaid, not to be claimed before ``until``."""
    with uow:
        kept = uow.deliveries.locked(delivery.key)
        if rules.in_hand(kept, delivery, DeliveryState.LEASED):
            _keep(uow, rules.put_off(kept, until), kept, now)


def begin(uow: UnitOfWork, delivery: Delivery, *, now: datetime) -> Errand | None:
    """Decide again whether a claimed delivery is to be said, and write the intent.

    The answer is what to say, from the session as it now is; None when it is not to be said, which is recorded with
    the reason, or when another worker has it.
    """
    with uow:
        kept = uow.deliveries.locked(delivery.key)
        if not rules.in_hand(kept, delivery, DeliveryState.LEASED):
            return None
        decided = decide(uow, kept, now)
        if isinstance(decided, Delivery):
            _keep(uow, decided, kept, now)
            return None
        return decided if _keep(uow, decided.delivery, kept, now) else None


def hold(uow: UnitOfWork, delivery: Delivery) -> bool:
    """Keep everybody else from a delivery that was begun, until the unit of work ends; False when another has it.

    The only service that leaves its transaction open: `finish` ends it, after the call to Slack.
    """
    return rules.in_hand(uow.deliveries.locked(delivery.key), delivery, DeliveryState.SENDING)


def finish(uow: UnitOfWork, errand: Errand, outcome: Outcome, *, now: datetime, jitter: float = 0.0) -> None:
    """Record how the attempt that `begin` allowed has ended, unless another worker has the delivery since.

    Where Slack asked for a pause, the workspace, or the one conversation that it spoke of, is left in peace as long,
    and a little longer by ``jitter`` (0 to 1).
    """
    with uow:
        kept = uow.deliveries.locked(errand.delivery.key)
        if outcome.retry_after is not None:
            only = kept.recipient_id if outcome.crowded else None
            until = now + rules.pause_after(outcome.retry_after, jitter)
            uow.deliveries.pause(means_of(kept.kind), until, recipient_id=only)
        if rules.counts(kept, errand.delivery, outcome):
            done = rules.after_attempt(kept, outcome, now)
            redrawn = errand.cards if isinstance(errand, CardErrand) else ()
            if _record(uow, done, kept, now) and done.state is DeliveryState.SENT:
                _keep_redrawn(uow, redrawn, done.session_revision)
        uow.commit()


def recover(uow: UnitOfWork, *, now: datetime) -> int:
    """Free the deliveries of workers not heard of within their lease, of every team; how many."""
    with uow:
        overdue = uow.deliveries.overdue_leases(now)
        freed = sum(uow.deliveries.replace(rules.after_lease(one, now), instead_of=one, now=now) for one in overdue)
        if freed:
            uow.commit()
        return freed


def to_verify(uow: UnitOfWork, *, now: datetime) -> Sequence[Delivery]:
    """Deliveries of every team whose outcome is unknown and whose conversation may be read back by now."""
    with uow:
        return tuple(uow.deliveries.unverified(now))


def search_for(uow: UnitOfWork, delivery: Delivery, *, now: datetime, pace: Pace = UNHURRIED) -> Search | None:
    """What is needed to look for a delivery of unknown outcome.

    None when its outcome is known by now, or when the team's conversations may not be read at the moment.
    """
    with uow:
        kept = uow.deliveries.get(delivery.key)
        if not rules.in_hand(kept, delivery, DeliveryState.UNKNOWN):
            return None
        if not uow.deliveries.take_slot(Means.SEARCH, now, pace):
            return None
        uow.commit()
        return Search(kept, uow.people.get(kept.recipient_id))


def settle(uow: UnitOfWork, delivery: Delivery, finding: Finding, *, now: datetime, jitter: float = 0.0) -> None:
    """Record what reading the conversation back told of a delivery of unknown outcome."""
    with uow:
        kept = uow.deliveries.locked(delivery.key)
        if finding.retry_after is not None:
            uow.deliveries.pause(Means.SEARCH, now + rules.pause_after(finding.retry_after, jitter))
        if rules.in_hand(kept, delivery, DeliveryState.UNKNOWN):
            _record(uow, rules.after_search(kept, finding, now), kept, now)
        uow.commit()


def _record(uow: UnitOfWork, delivery: Delivery, kept: Delivery, now: datetime) -> bool:
    """Write what became of a delivery, and the card that it carried; False when another worker has the delivery."""
    if not uow.deliveries.replace(delivery, instead_of=kept, now=now):
        return False
    if delivery.state is DeliveryState.SENT and delivery.kind in WITH_CARD:
        _keep_posted(uow, delivery, now)
    if delivery.state is DeliveryState.SENT and delivery.kind is DeliveryKind.SERIES_NEWS:
        _keep_series_posted(uow, delivery, now)
    tell_missed(uow, delivery, now)
    return True


def _keep_posted(uow: UnitOfWork, news: Delivery, now: datetime) -> None:
    session_id, shown = subject_of(news), news.session_revision
    shown_to = IN_PUBLIC if news.kind is DeliveryKind.PUBLIC_CARD else news.recipient_id
    uow.deliveries.keep_card(Card(session_id, shown_to, news.channel_id, news.slack_ts, shown))
    if uow.sessions.get(session_id).revision > shown:
        # The refresh that the newer revision planned may have come by before there was a card.
        uow.deliveries.plan([rules.refresh_of(news, now)])


def _keep_series_posted(uow: UnitOfWork, news: Delivery, now: datetime) -> None:
    series_id = str(news.series_id)
    shown = Card(series_id, news.recipient_id, news.channel_id, news.slack_ts, news.session_revision)
    uow.deliveries.keep_card(shown)
    if uow.series.get(series_id).revision > shown.revision:
        uow.deliveries.plan([rules.series_refresh_of(news, now)])


def _keep_redrawn(uow: UnitOfWork, cards: Sequence[Card], shown: int) -> None:
    for card in cards:
        kept = next(one for one in uow.deliveries.cards(card.session_id, card.person_id) if _same_message(one, card))
        if kept.revision < shown:
            uow.deliveries.keep_card(replace(kept, revision=shown))


def _same_message(one: Card, other: Card) -> bool:
    return (one.channel_id, one.slack_ts) == (other.channel_id, other.slack_ts)


def _keep(uow: UnitOfWork, delivery: Delivery, kept: Delivery, now: datetime) -> bool:
    if not uow.deliveries.replace(delivery, instead_of=kept, now=now):
        return False
    uow.commit()
    return True
