"""What a step out of a programme or a pair does to sessions and action items, in the caller's transaction.

Nobody is told of each: those concerned hear of everything at once. Cards, Homes and calendars follow.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mentoring.actions import ActionItem, ItemChangeKind, ItemState
from mentoring.intervals import Interval
from mentoring.leavings import Affected, Fate, ItemCount, ItemFate
from mentoring.people import Pair, Person
from mentoring.ports import UnitOfWork
from mentoring.rules import actions as items_rules
from mentoring.rules import gatherings as circle
from mentoring.rules import leavings as rules
from mentoring.rules.booking import proposal, revised
from mentoring.rules.links import link_for
from mentoring.rules.news import Notice
from mentoring.series import Occurrence, Series
from mentoring.services.actions import keep_change
from mentoring.services.answers import called_off
from mentoring.services.changes import add_session, change_session
from mentoring.services.gathering_access import asked_to_host
from mentoring.services.gathering_changes import busy_among, move_up
from mentoring.services.polls import let_go
from mentoring.services.rsvps import withdraw_absence
from mentoring.services.series import add_occurrences
from mentoring.sessions import (
    Attendee,
    Change,
    ChangeKind,
    Rsvp,
    Session,
    SessionKind,
    SessionState,
)

MOST = 500
"""Sessions to come, or open items, of one person that are looked at."""


@dataclass(frozen=True)
class Step:
    """Who takes a step, when."""

    actor: Person
    now: datetime


def sessions_of_pair(uow: UnitOfWork, pair: Pair, within: Interval) -> list[Session]:
    """The pair's open sessions that begin within the interval, soonest first."""
    found = uow.sessions.upcoming(pair.mentor_id, within.start, MOST)
    return [one for one in found if one.pair_id == pair.id and rules.to_come(one, within)]


def gatherings_of(uow: UnitOfWork, programme_id: int, person_id: int, within: Interval) -> list[Session]:
    """The programme's sessions of several that begin within the interval and that somebody is in, soonest first."""
    found = uow.sessions.upcoming(person_id, within.start, MOST)
    ours = [one for one in found if one.gathering is not None and one.programme_id == programme_id]
    return [one for one in ours if rules.to_come(one, within) and rules.has_a_place(one, person_id)]


def items_of_pair(uow: UnitOfWork, pair: Pair) -> Sequence[ActionItem]:
    """What is still to be done from sessions of the pair."""
    return uow.actions.open_of_pair(pair.id, MOST)


def item_count(uow: UnitOfWork, person: Person, pairs: Iterable[Pair], fate: ItemFate) -> ItemCount:
    """How many open items of these pairs are this person's."""
    count = sum(len(rules.owned_by(items_of_pair(uow, pair), person.id)) for pair in pairs)
    return ItemCount(person, count, fate)


def call_off(uow: UnitOfWork, sessions: Iterable[Session], step: Step) -> tuple[str, ...]:
    """Cancel these sessions of a pair without a word; their ids."""
    ids = []
    for session in sessions:
        off, change = called_off(session, "", step.actor, step.now)
        change_session(uow, off, change, notice=Notice(drawn=off.people))
        ids.append(off.id)
    return tuple(ids)


def end_series(uow: UnitOfWork, sessions: Iterable[Session]) -> None:
    """Let the series of these sessions end before the first of them."""
    by_series: dict[str, list[Session]] = {}
    for session in sessions:
        if session.series_id:
            by_series.setdefault(session.series_id, []).append(session)
    for series_id, theirs in by_series.items():
        uow.series.update(rules.ended_before(uow.series.get(series_id), theirs))


def hand_over(uow: UnitOfWork, sessions: Sequence[Session], pair: Pair, step: Step) -> tuple[str, ...]:
    """Ask the new mentor, in the mentee's name, for the hours that were the old pair's; ids of the new sessions.

    They are other sessions with other links, so that nothing of what the old pair wrote comes with them. Overlap when
    somebody's time is taken.
    """
    alone = [_handed_over(uow, one, pair, step) for one in sessions if one.series_id is None]
    by_series: dict[str, list[Session]] = {}
    for one in sessions:
        if one.series_id is not None:
            by_series.setdefault(one.series_id, []).append(one)
    together = [_series_handed_over(uow, theirs, pair, step) for theirs in by_series.values()]
    return (*alone, *(session_id for ids in together for session_id in ids))


def _handed_over(uow: UnitOfWork, old: Session, pair: Pair, step: Step) -> str:
    session = _asked_again(uow, old, pair, step)
    change = Change(session.id, session.revision, ChangeKind.PROPOSED, pair.mentee_id, step.now, after=session.anchor)
    notice = Notice.to([pair.mentor_id], ChangeKind.PROPOSED, drawn=session.people)
    add_session(uow, session, change, notice)
    return session.id


def _asked_again(uow: UnitOfWork, old: Session, pair: Pair, step: Step) -> Session:
    policy = uow.people.programme(pair.programme_id).booking
    return Session(
        id=secrets.token_hex(8),
        programme_id=pair.programme_id,
        pair_id=pair.id,
        kind=SessionKind.BILATERAL,
        state=SessionState.PROPOSED,
        anchor=old.anchor,
        duration=old.duration,
        topic=old.topic,
        organiser_id=pair.mentee_id,
        attendees=(Attendee(pair.mentee_id, Rsvp.ACCEPTED), Attendee(pair.mentor_id)),
        created_at=step.now,
        proposal=proposal(old.anchor, old.duration, pair.mentee_id, policy, step.now),
        link=link_for(policy, pair, typed="", room=secrets.token_urlsafe(12)),
    )


def _series_handed_over(uow: UnitOfWork, old: Sequence[Session], pair: Pair, step: Step) -> tuple[str, ...]:
    before = uow.series.get(str(old[0].series_id))
    places = [one.place_in_series for one in old]
    series = Series(
        id=secrets.token_hex(8),
        programme_id=pair.programme_id,
        pair_id=pair.id,
        organiser_id=pair.mentee_id,
        pattern=rules.pattern_between(before.pattern, places),
        duration=before.duration,
        topic=before.topic,
        created_at=step.now,
        revision=0,
    )
    dates = [Occurrence(place, one.anchor, one.duration) for place, one in zip(places, old, strict=True)]
    template = _asked_again(uow, old[0], pair, step)
    add_occurrences(uow, series, template, dates, now=step.now)
    return tuple(one.id for one in uow.sessions.of_series([series.id])[series.id])


def settle_items(uow: UnitOfWork, items: Iterable[ActionItem], pair: Pair, fate: ItemFate, step: Step) -> None:
    """Close these items or hand them to the other one of the pair; what only its author reads is never handed on."""
    if fate is ItemFate.STAY:
        return
    for item in items:
        partner = pair.partner_of(item.owner_id)
        if fate is ItemFate.TO_PARTNER and not item.only_author:
            changed = items_rules.revised(item, ItemChangeKind.REASSIGNED, step.actor.id, step.now, owner_id=partner)
        else:
            changed = items_rules.revised(
                item, ItemChangeKind.DROPPED, step.actor.id, step.now, state=ItemState.DROPPED, settled_at=step.now
            )
        keep_change(uow, changed, uow.sessions.get(item.session_id), step.now)


def fate_of_gathering(uow: UnitOfWork, session: Session, person_id: int, host: Person | None) -> Fate:
    """What becomes of a session of several of somebody who is out; ``host`` is who may take over what they host."""
    if session.organiser_id != person_id:
        return Fate.WITHDRAWN
    if session.state is not SessionState.CONFIRMED or host is None or host.id == person_id:
        return Fate.CANCELLED
    return Fate.CLASHES if busy_among(uow, session, [host.id]) else Fate.PASSED_ON


def take_off(uow: UnitOfWork, affected: Iterable[Affected], person_id: int, step: Step) -> None:
    """Free somebody's places in sessions of several, which go on to the line; pass on or call off what they host."""
    for one in affected:
        if one.session.gathering is None:
            continue
        match one.fate:
            case Fate.WITHDRAWN:
                _withdraw(uow, one.session, person_id, step)
            case Fate.PASSED_ON:
                _pass_on(uow, one.session, person_id, step)
            case _:
                _call_off_for_all(uow, one.session, person_id, step)


def _withdraw(uow: UnitOfWork, session: Session, person_id: int, step: Step) -> None:
    withdraw_absence(uow, session, person_id)
    less = revised(circle.without(session, person_id))
    change = Change(less.id, less.revision, ChangeKind.REMOVED, step.actor.id, step.now, about=person_id)
    change_session(uow, less, change, notice=Notice(drawn=frozenset({person_id, less.organiser_id})))
    move_up(uow, less, step.now)


def _pass_on(uow: UnitOfWork, session: Session, person_id: int, step: Step) -> None:
    handed = revised(circle.without(circle.with_host(session, step.actor.id), person_id))
    change = Change(handed.id, handed.revision, ChangeKind.HANDED_OVER, step.actor.id, step.now, about=step.actor.id)
    change_session(uow, handed, change, notice=Notice(drawn=handed.people | {person_id}))
    move_up(uow, handed, step.now)


def _call_off_for_all(uow: UnitOfWork, session: Session, person_id: int, step: Step) -> None:
    """Everybody who did not decline hears of it; the one who is out hears of all at once."""
    asked = asked_to_host(uow, session)
    off, change = called_off(session, "", step.actor, step.now)
    told = circle.not_declined(session) - {person_id, step.actor.id}
    notice = Notice.to(told, ChangeKind.CANCELLED, drawn=off.people | asked)
    change_session(uow, off, change, notice=notice)


def invite_again(uow: UnitOfWork, session_ids: Collection[str], person_id: int, step: Step) -> None:
    """Invite somebody who is back to those sessions of several, locked by the caller, that are still to come."""
    for session in (uow.sessions.get(one) for one in session_ids):
        if not still_invites(session, person_id, step.now):
            continue
        more = circle.with_invited(session, [person_id])
        change = Change(more.id, more.revision, ChangeKind.INVITED, step.actor.id, step.now, about=person_id)
        notice = Notice.to([person_id], ChangeKind.INVITED, drawn=[more.organiser_id])
        change_session(uow, more, change, notice=notice)


def still_invites(session: Session, person_id: int, now: datetime) -> bool:
    """Whether somebody who is back can be invited to the session again."""
    to_come = session.state is SessionState.CONFIRMED and session.when.start > now
    return to_come and session.gathering is not None and person_id not in session.people


def polls_of(uow: UnitOfWork, hosted_by: int | None, pairs: Iterable[Pair], now: datetime) -> list[str]:
    """Ids of open polls that somebody hosts, or that are among just the two of one of these pairs."""
    among = [pair.people for pair in pairs]
    found = uow.polls.over(now + rules.FAR, limit=MOST)
    return [one.id for one in found if one.host_id == hosted_by or one.people in among]


def close_polls(uow: UnitOfWork, poll_ids: Iterable[str], now: datetime) -> None:
    """Let these polls go without a word."""
    for poll_id in poll_ids:
        let_go(uow, poll_id, now=now)


def lock(uow: UnitOfWork, sessions: Iterable[Session], polls: Iterable[str], people: Collection[int]) -> None:
    """Keep everybody else from these sessions of several, polls and people, in the order in which all lock them."""
    for session_id in sorted(one.id for one in sessions if one.gathering is not None):
        uow.sessions.locked(session_id)
    for poll_id in sorted(polls):
        uow.polls.locked(poll_id)
    uow.people.lock(people)
