"""What coordinators hear of a programme as a whole: every Monday their week, on every first their month.

Figures are those of `mentoring.services.oversight`, so a digest, Home and the report say the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from mentoring.attendance import Standing
from mentoring.clocks import local
from mentoring.intervals import Interval
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.oversight import CareKind, Moment, Survey
from mentoring.people import Person, Programme
from mentoring.ports import UnitOfWork
from mentoring.progress import Digest, MonthDigest
from mentoring.rules import delivery as states
from mentoring.rules import reminders as rules
from mentoring.rules.risk import is_new
from mentoring.services.errands import DigestErrand, MonthErrand
from mentoring.services.evidence import attendance_of, details_to_settle
from mentoring.services.oversight import (
    chosen,
    coordinated_by,
    month_within,
    months_of,
    next_month,
    reckon,
    reckon_and_keep,
    survey,
)
from mentoring.services.programme_news import NO_CONCERN_OF_OTHERS, NOT_RUNNING, not_now
from mentoring.services.readers import reader_of
from mentoring.sessions import SessionKind, SessionState

WEEK = timedelta(days=7)


def decide_digest(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> DigestErrand | Delivery:
    """The digest of the programme's week; closed for somebody who does not coordinate it any more."""
    programme = _coordinated(uow, delivery, recipient)
    if programme is None:
        return states.closed(delivery, DeliveryState.CANCELLED, "the recipient does not coordinate this programme")
    if not programme.runs:
        return states.closed(delivery, DeliveryState.CANCELLED, NOT_RUNNING)
    monday = date.fromisoformat(delivery.change)
    due = rules.weekly(DeliveryKind.DIGEST, monday, reader_of(uow, recipient, programme, now))
    if instead := not_now(delivery, due, now):
        return instead
    return DigestErrand(states.begun(delivery, 0, now), recipient, now, digest_of(uow, programme, now))


def decide_month(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> MonthErrand | Delivery:
    """The digest of the month before; closed as above."""
    programme = _coordinated(uow, delivery, recipient)
    if programme is None:
        return states.closed(delivery, DeliveryState.CANCELLED, "the recipient does not coordinate this programme")
    if not programme.runs:
        return states.closed(delivery, DeliveryState.CANCELLED, NOT_RUNNING)
    first = date.fromisoformat(delivery.change)
    due = rules.monthly(next_month(first), reader_of(uow, recipient, programme, now))
    if instead := not_now(delivery, due, now):
        return instead
    return MonthErrand(states.begun(delivery, 0, now), recipient, now, month_digest_of(uow, programme, first, now))


def _coordinated(uow: UnitOfWork, delivery: Delivery, recipient: Person) -> Programme | None:
    """The programme that the delivery is about, where the recipient still coordinates it."""
    mine = coordinated_by(uow, recipient)
    return next((one for one in mine if one.id == delivery.programme_id), None)


def digest_now(uow: UnitOfWork, programme_id: int | None, *, actor: Person, now: datetime) -> Digest:
    """The week's digest as things stand now; NotACoordinator for anybody but the programme's coordinators."""
    with uow:
        programme = chosen(coordinated_by(uow, actor), programme_id, now)
        reckon_and_keep(uow, [programme])
        digest = digest_of(uow, programme, now)
        uow.commit()
        return digest


def last_month(uow: UnitOfWork, programme_id: int | None, *, actor: Person, now: datetime) -> MonthDigest:
    """The digest of the last month that is over, or else of the programme's first; NotACoordinator as above."""
    with uow:
        programme = chosen(coordinated_by(uow, actor), programme_id, now)
        over = local(now, programme.zone).date().replace(day=1) - timedelta(days=1)
        month = max(min(over, programme.ends_on), programme.starts_on)
        reckon_and_keep(uow, [programme])
        digest = month_digest_of(uow, programme, month, now)
        uow.commit()
        return digest


def digest_of(uow: UnitOfWork, programme: Programme, now: datetime) -> Digest:
    """How the programme stands: the week before now, the week to come, and whom to look after."""
    reckon(uow, [programme])
    coming = uow.sessions.open_in(programme.id, Interval(now, now + WEEK))
    confirmed = SessionState.CONFIRMED
    past = [
        one
        for one in uow.sessions.open_in(programme.id, Interval(now - WEEK, now))
        if one.state is confirmed and one.when.end <= now
    ]
    standings = [one.standing(now) for one in attendance_of(uow, past, programme).values()]
    found = survey(uow, programme, now)
    today = local(now, programme.zone).date()
    return Digest(
        programme=programme,
        held=standings.count(Standing.HELD),
        booked=sum(one.state is confirmed for one in coming),
        unanswered=sum(one.proposal is not None for one in coming),
        unreached=_unreached(uow, programme, now),
        unspoken=standings.count(Standing.AWAITING),
        to_settle=details_to_settle(uow, programme, found.unsettled) if found.unsettled else (),
        survey=found,
        newly=_newly(found),
        done=_done(uow, programme, now),
        milestones=tuple((name, day) for name, day in rules.milestones(programme) if today <= day < today + WEEK),
        meetings=tuple(one for one in coming if one.kind is SessionKind.JOINT and one.state is confirmed),
    )


def _done(uow: UnitOfWork, programme: Programme, now: datetime) -> Counter[CareKind]:
    """What coordinators did in the past week; a nudge to both of a pair is one."""
    cares = uow.oversight.cares(programme.id, now - WEEK).values()
    done = {(one.kind, one.pair_id, one.by, one.at) for theirs in cares for one in theirs if one.at >= now - WEEK}
    return Counter(kind for kind, *_ in done)


def _newly(found: Survey) -> frozenset[int]:
    policy = found.programme.risk
    return frozenset(row.pair_id for row in found.needing if any(is_new(one, policy) for one in row.risk.parts))


def _unreached(uow: UnitOfWork, programme: Programme, now: datetime) -> tuple[Person, ...]:
    """People of the programme to whom something could not be said in the past week."""
    lost = [one for one in uow.deliveries.unreached(now - WEEK) if one.kind not in NO_CONCERN_OF_OTHERS]
    if not lost:
        return ()
    ours = {one.person.id: one.person for one in uow.people.participants(programme.id)}
    return tuple(ours[one] for one in dict.fromkeys(one.recipient_id for one in lost) if one in ours)


def month_digest_of(uow: UnitOfWork, programme: Programme, first: date, now: datetime) -> MonthDigest:
    """The programme's month in figures, without a name; ValueError when ``first`` is in no month of it."""
    reckon(uow, [programme])
    first = first.replace(day=1)
    month = next((one for one in months_of(uow, programme, now) if one.first == first), None)
    if month is None:
        raise ValueError(f"{first} is in no month of programme {programme.id}")
    within = month_within(first, programme)
    days = [one for one in uow.oversight.days(programme.id, Moment(now, programme.attendance)) if one.held]
    held = [one.pair_id for one in days if within.start <= one.at < within.end]
    couples = {one.pair_id: one for one in uow.oversight.couples(programme.id)}
    return MonthDigest(
        programme=programme,
        month=month,
        pairs=sum(one.lasts_between(first, next_month(first)) for one in couples.values()),
        met=len(set(held)),
        countries=_by_country(couples[one].mentee.country for one in held),
        totals=survey(uow, programme, now).totals,
    )


def _by_country(countries: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counted = Counter(one for one in countries if one)
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0])))
