"""Somebody pauses in a programme, leaves it, or comes back. What that would change is shown first."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mentoring.clocks import local
from mentoring.errors import AlreadyOut, ChangedMeanwhile, NotOut, StaysInCharge
from mentoring.intervals import Interval
from mentoring.leavings import (
    Affected,
    Concerned,
    Consequences,
    Fate,
    ItemFate,
    Leave,
    LeaveRequest,
    LeavingNews,
    PairEnding,
)
from mentoring.people import Pair, Participant, ParticipationState, Person, Programme, Role
from mentoring.ports import UnitOfWork
from mentoring.rules import leavings as rules
from mentoring.services import leaving_effects as effects
from mentoring.services.leaving_access import is_out, member
from mentoring.services.leaving_effects import Step
from mentoring.services.pair_endings import ended
from mentoring.sessions import Session, SessionState


@dataclass(frozen=True)
class _Reach:
    """What a leave reaches: the person's pairs, and their sessions in the time in which they are out."""

    programme: Programme
    participant: Participant
    pairs: tuple[Pair, ...]
    bilateral: tuple[Session, ...]
    gatherings: tuple[Session, ...]

    @property
    def person(self) -> Person:
        return self.participant.person

    @property
    def people(self) -> frozenset[int]:
        sessions = (*self.bilateral, *self.gatherings)
        in_pairs = {one for pair in self.pairs for one in pair.people}
        return frozenset({self.person.id, *in_pairs, *(one for session in sessions for one in session.people)})


def preview_leave(
    uow: UnitOfWork, programme_id: int, person_id: int, request: LeaveRequest, *, actor: Person, now: datetime
) -> Consequences:
    """What it would change if the person paused or left now, without doing it.

    NoSuchMember, AlreadyOut, StaysInCharge, PauseOver (field "until"), ReasonTooLong (field "reason").
    """
    with uow:
        reach = _checked(uow, programme_id, person_id, request, actor, now)
        return _consequences(uow, reach, request, actor, now)


def step_out(
    uow: UnitOfWork,
    programme_id: int,
    person_id: int,
    request: LeaveRequest,
    *,
    mark: str,
    actor: Person,
    now: datetime,
) -> Leave:
    """Let the person pause or leave now. Their places in sessions of several go on to the line.

    ``mark`` is that of the consequences that were shown; ChangedMeanwhile where they are others by now. Done again by
    the same person, it changes nothing; AlreadyOut where somebody else was quicker.
    """
    with uow:
        reach = _reach(uow, *member(uow, programme_id, person_id, actor), request, now)
        hosted_by = person_id if request.state is ParticipationState.LEFT or request.until is None else None
        polls = effects.polls_of(uow, hosted_by, reach.pairs, now)
        effects.lock(uow, reach.gatherings, polls, reach.people | {actor.id})
        if done := _done_before(uow, programme_id, person_id, request, actor):
            return done
        reach = _checked(uow, programme_id, person_id, request, actor, now)
        shown = _consequences(uow, reach, request, actor, now)
        if shown.mark != mark:
            raise ChangedMeanwhile
        leave = _leave(uow, reach, request, shown, Step(actor, now))
        _take_effect(uow, reach, request, shown, leave, Step(actor, now))
        effects.close_polls(uow, polls, now)
        told = {one.partner_of(person_id): Concerned.PARTNER for one in reach.pairs}
        news = LeavingNews.LEFT if request.state is ParticipationState.LEFT else LeavingNews.PAUSED
        told[person_id] = Concerned.THEMSELVES
        uow.deliveries.plan(rules.news_of(news, leave.id, told, programme=reach.programme, now=now))
        uow.commit()
        return leave


def come_back(uow: UnitOfWork, programme_id: int, person_id: int, *, actor: Person, now: datetime) -> Leave:
    """Let somebody who pauses or left take part again, from now on.

    Pairs that paused go on, and invitations that were withdrawn are made again; sessions called off stay so, and pairs
    that ended stay ended. NotOut, NoSuchMember.
    """
    with uow:
        programme, participant = member(uow, programme_id, person_id, actor)
        leave = _open_leave(uow, programme_id, person_id)
        if leave is None:
            raise NotOut(name=participant.person.name)
        leave = _back(uow, programme, leave, participant.person, Step(actor, now), by=actor.id)
        uow.commit()
        return leave


def end_pauses(uow: UnitOfWork, *, now: datetime) -> bool:
    """Bring somebody back whose pause is over by the programme's clock, as `come_back` does; whether there was one.

    Also who takes part again without that, as they were asked to run the programme. One in each transaction, since
    sessions are locked before people.
    """
    with uow:
        for programme in uow.people.programmes():
            for leave in uow.leavings.open_leaves(programme.id):
                if _is_over(uow, leave, programme, now):
                    person = uow.people.get(leave.person_id)
                    _back(uow, programme, leave, person, Step(person, now), by=None)
                    uow.commit()
                    return True
        return False


def _is_over(uow: UnitOfWork, leave: Leave, programme: Programme, now: datetime) -> bool:
    if leave.until is not None and leave.until < local(now, programme.zone).date():
        return True
    return not is_out(uow, programme.id, leave.person_id)


def _checked(  # noqa: PLR0917 - everything that is looked at
    uow: UnitOfWork, programme_id: int, person_id: int, request: LeaveRequest, actor: Person, now: datetime
) -> _Reach:
    """What the leave reaches by now, if it is possible."""
    programme, participant = member(uow, programme_id, person_id, actor)
    rules.check_until(request, programme, now)
    rules.check_why(request.why, programme)
    leave = _open_leave(uow, programme_id, person_id)
    if leave is not None and not _goes_further(leave, request):
        raise AlreadyOut(name=participant.person.name, by=uow.people.get(leave.decided_by).name)
    _check_charge(uow, programme_id, participant)
    return _reach(uow, programme, participant, request, now)


def _goes_further(leave: Leave, request: LeaveRequest) -> bool:
    """Whether who pauses is to leave now."""
    return leave.state is ParticipationState.PAUSED and request.state is ParticipationState.LEFT


def _check_charge(uow: UnitOfWork, programme_id: int, participant: Participant) -> None:
    if Role.COORDINATOR not in participant.roles:
        return
    others = [one for one in uow.people.participants(programme_id) if one.person.id != participant.person.id]
    if not any(Role.COORDINATOR in one.roles and one.person.active for one in others):
        raise StaysInCharge(name=participant.person.name)


def _reach(
    uow: UnitOfWork, programme: Programme, participant: Participant, request: LeaveRequest, now: datetime
) -> _Reach:
    person_id, within = participant.person.id, rules.window(request, programme, now)
    pairs = _pairs_of(uow, programme, person_id, now)
    bilateral = [one for pair in pairs for one in effects.sessions_of_pair(uow, pair, within)]
    gatherings = effects.gatherings_of(uow, programme.id, person_id, within)
    return _Reach(programme, participant, tuple(pairs), tuple(bilateral), tuple(gatherings))


def _pairs_of(uow: UnitOfWork, programme: Programme, person_id: int, now: datetime) -> list[Pair]:
    """The person's pairs of the programme that have not ended, also those that pause or are yet to begin."""
    first = rules.first_day(programme, now)
    ours = [one for one in uow.people.pairs(programme.id) if person_id in one.people]
    return [one for one in ours if one.ends_on is None or one.ends_on >= first]


def _consequences(uow: UnitOfWork, reach: _Reach, request: LeaveRequest, actor: Person, now: datetime) -> Consequences:
    host = actor if request.pass_on else None
    within = rules.window(request, reach.programme, now)
    later = [
        one
        for pair in reach.pairs
        for one in effects.sessions_of_pair(uow, pair, Interval(within.end - timedelta(seconds=1), now + rules.FAR))
    ]
    sessions = [
        *(Affected(one, Fate.CANCELLED) for one in reach.bilateral),
        *(Affected(one, effects.fate_of_gathering(uow, one, reach.person.id, host)) for one in reach.gatherings),
        *(Affected(one, Fate.KEPT) for one in later if request.until is not None),
    ]
    sessions.sort(key=lambda one: (one.session.when.start, one.session.id))
    people = uow.people.known({*reach.people, actor.id})
    partners = [people[pair.partner_of(reach.person.id)] for pair in reach.pairs]
    counts = [
        effects.item_count(uow, reach.person, reach.pairs, request.items),
        *(effects.item_count(uow, one, reach.pairs, ItemFate.STAY) for one in partners),
    ]
    items = tuple(one for one in counts if one.count)
    shown = Consequences(reach.programme, people, reach.pairs, tuple(sessions), items)
    facts = (request.state, request.until, reach.participant.state, reach.participant.until)
    return replace(shown, mark=rules.mark_of(shown, *facts))


def _leave(uow: UnitOfWork, reach: _Reach, request: LeaveRequest, shown: Consequences, step: Step) -> Leave:
    """Keep that the person is out; who paused and leaves is told of the leave alone."""
    leave = Leave(
        id=secrets.token_hex(8),
        programme_id=reach.programme.id,
        person_id=reach.person.id,
        state=request.state,
        since=local(step.now, reach.programme.zone).date(),
        decided_by=step.actor.id,
        decided_at=step.now,
        until=request.until,
        why=request.why,
        cancelled=tuple(one.id for one in shown.of(Fate.CANCELLED)),
        withdrawn=tuple(one.id for one in shown.of(Fate.WITHDRAWN)),
    )
    before = _kept_open(uow, leave.programme_id, leave.person_id)
    if before is not None:
        uow.leavings.update_leave(replace(before, back_at=step.now, back_by=step.actor.id))
        leave = replace(leave, withdrawn=(*before.withdrawn, *leave.withdrawn))
    uow.leavings.add_leave(leave)
    uow.people.mark_participation(leave.programme_id, leave.person_id, leave.state, leave.until)
    return leave


def _take_effect(  # noqa: PLR0917 - what was asked, shown and kept of it
    uow: UnitOfWork, reach: _Reach, request: LeaveRequest, shown: Consequences, leave: Leave, step: Step
) -> None:
    for pair in reach.pairs:
        theirs = rules.owned_by(effects.items_of_pair(uow, pair), reach.person.id)
        effects.settle_items(uow, theirs, pair, request.items, step)
    if request.state is ParticipationState.LEFT:
        for pair in reach.pairs:
            why = PairEnding(pair.id, reach.programme.id, step.actor.id, step.now, leave.why, leave_id=leave.id)
            ended(uow, reach.programme, pair, why, step.actor)
    else:
        effects.call_off(uow, reach.bilateral, step)
        for pair in reach.pairs:
            uow.people.update_pair(replace(pair, paused=True))
    effects.take_off(uow, shown.sessions, reach.person.id, step)


def _done_before(
    uow: UnitOfWork, programme_id: int, person_id: int, request: LeaveRequest, actor: Person
) -> Leave | None:
    """The leave that this very request made: a second click, or an envelope sent twice."""
    leave = _open_leave(uow, programme_id, person_id)
    if leave is None or leave.decided_by != actor.id:
        return None
    return leave if (leave.state, leave.until) == (request.state, request.until) else None


def _open_leave(uow: UnitOfWork, programme_id: int, person_id: int) -> Leave | None:
    """The leave of somebody who is out; None of one who takes part again, though it was not closed yet."""
    return _kept_open(uow, programme_id, person_id) if is_out(uow, programme_id, person_id) else None


def _kept_open(uow: UnitOfWork, programme_id: int, person_id: int) -> Leave | None:
    return next((one for one in uow.leavings.open_leaves(programme_id) if one.person_id == person_id), None)


def _back(  # noqa: PLR0917 - whose leave ends, by whose word
    uow: UnitOfWork, programme: Programme, leave: Leave, person: Person, step: Step, by: int | None
) -> Leave:
    invited = [one for one in uow.sessions.known(leave.withdrawn).values() if one.state is SessionState.CONFIRMED]
    partners = {one for pair in _resting(uow, programme, person, step.now) for one in pair.people}
    effects.lock(uow, invited, (), {person.id, *partners, *_in(invited)})
    leave = uow.leavings.leave(leave.id)
    if leave.back_at is not None:
        return leave
    leave = replace(leave, back_at=step.now, back_by=by)
    uow.leavings.update_leave(leave)
    uow.people.mark_participation(programme.id, person.id, ParticipationState.ACTIVE)
    resting = _resting(uow, programme, person, step.now)
    resumed = [one for one in resting if not is_out(uow, programme.id, one.partner_of(person.id))]
    for pair in resumed:
        uow.people.update_pair(replace(pair, paused=False, resumed_on=rules.first_day(programme, step.now)))
    effects.invite_again(uow, leave.withdrawn, person.id, step)
    told = {one.partner_of(person.id): Concerned.PARTNER for one in resumed} | {person.id: Concerned.THEMSELVES}
    uow.deliveries.plan(rules.news_of(LeavingNews.BACK, leave.id, told, programme=programme, now=step.now))
    return leave


def _resting(uow: UnitOfWork, programme: Programme, person: Person, now: datetime) -> list[Pair]:
    """The person's pairs of the programme that pause."""
    return [one for one in _pairs_of(uow, programme, person.id, now) if one.paused]


def _in(sessions: Sequence[Session]) -> set[int]:
    return {one for session in sessions for one in session.people}
