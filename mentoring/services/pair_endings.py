"""A mentor is replaced, or a pair ends before its time. What that would change is shown first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mentoring.errors import ChangedMeanwhile, NotAMentorHere, PairOver, SameMentor
from mentoring.intervals import Interval
from mentoring.leavings import (
    Affected,
    Concerned,
    Consequences,
    Fate,
    ItemFate,
    LeavingNews,
    PairEnding,
    ReplacementRequest,
    Why,
)
from mentoring.people import Pair, Person, Programme
from mentoring.ports import UnitOfWork
from mentoring.rules import leavings as rules
from mentoring.services import leaving_effects as effects
from mentoring.services.leaving_access import active_mentors, coordinated_pair, is_out
from mentoring.services.leaving_effects import Step
from mentoring.sessions import Session


def preview_replacement(
    uow: UnitOfWork, pair_id: int, request: ReplacementRequest, *, actor: Person, now: datetime
) -> Consequences:
    """What replacing the pair's mentor would change, without doing it.

    NotAMentorHere and SameMentor (field "mentor"), PairOver, ReasonTooLong (field "reason").
    """
    with uow:
        programme, pair = _lasting(uow, pair_id, actor, now)
        mentor = _new_mentor(uow, pair, request)
        rules.check_why(request.why, programme)
        return _of_replacement(uow, programme, pair, mentor, request, now)


def replace_mentor(
    uow: UnitOfWork, pair_id: int, request: ReplacementRequest, *, mark: str, actor: Person, now: datetime
) -> Pair:
    """End the pair and begin one of the mentee and the new mentor. What was, stays with the old pair.

    ``mark`` is that of the consequences that were shown; ChangedMeanwhile where they are others by now. Done again by
    the same person, it changes nothing; PairOver where somebody else was quicker.
    """
    with uow:
        programme, pair = coordinated_pair(uow, pair_id, actor)
        polls = effects.polls_of(uow, None, [pair], now)
        effects.lock(uow, (), polls, pair.people | {request.mentor_id})
        if made := _replaced_before(uow, pair_id, request, actor):
            return made
        programme, pair = _lasting(uow, pair_id, actor, now)
        mentor = _new_mentor(uow, pair, request)
        rules.check_why(request.why, programme)
        shown = _of_replacement(uow, programme, pair, mentor, request, now)
        if shown.mark != mark:
            raise ChangedMeanwhile
        step = Step(actor, now)
        _call_all_off(uow, [one.session for one in shown.sessions], step)
        new = _begun(uow, programme, mentor, pair.mentee_id, now)
        handed_over = effects.hand_over(uow, shown.of(Fate.HANDED_OVER), new, step)
        mentors_items = rules.owned_by(effects.items_of_pair(uow, pair), pair.mentor_id)
        effects.settle_items(uow, mentors_items, pair, request.items, step)
        effects.close_polls(uow, polls, now)
        ending = PairEnding(
            pair_id=pair.id,
            programme_id=programme.id,
            decided_by=actor.id,
            decided_at=now,
            why=request.why,
            replaced_by=new.id,
            cancelled=tuple(one.id for one in shown.of(Fate.CANCELLED, Fate.CLASHES)),
            handed_over=handed_over,
        )
        told = {
            pair.mentee_id: Concerned.MENTEE,
            pair.mentor_id: Concerned.FORMER_MENTOR,
            mentor.id: Concerned.NEW_MENTOR,
        }
        _keep_ended(uow, programme, pair, ending)
        uow.deliveries.plan(rules.news_of(LeavingNews.REPLACED, pair.id, told, programme=programme, now=now))
        uow.commit()
        return new


def _begun(uow: UnitOfWork, programme: Programme, mentor: Person, mentee_id: int, now: datetime) -> Pair:
    """The pair of the mentee and the new mentor, which pauses where the mentee does."""
    paused, first = is_out(uow, programme.id, mentee_id), rules.first_day(programme, now)
    return uow.people.add_pair(Pair(0, programme.id, mentor.id, mentee_id, first, paused=paused))


def preview_ending(uow: UnitOfWork, pair_id: int, *, why: Why, actor: Person, now: datetime) -> Consequences:
    """What ending the pair now would change, without doing it; PairOver, ReasonTooLong (field "reason")."""
    with uow:
        programme, pair = _lasting(uow, pair_id, actor, now)
        rules.check_why(why, programme)
        return _of_ending(uow, programme, pair, now)


def end_pair(uow: UnitOfWork, pair_id: int, why: Why, *, mark: str, actor: Person, now: datetime) -> PairEnding:
    """End the pair now. Both stay in the programme; what was, and what each has to do, stays theirs.

    As of `replace_mentor`: ChangedMeanwhile, PairOver, ReasonTooLong; a second time changes nothing.
    """
    with uow:
        programme, pair = coordinated_pair(uow, pair_id, actor)
        polls = effects.polls_of(uow, None, [pair], now)
        effects.lock(uow, (), polls, pair.people)
        before = uow.leavings.ending(pair_id)
        if before and before.decided_by == actor.id and before.replaced_by is None and before.leave_id is None:
            return before
        programme, pair = _lasting(uow, pair_id, actor, now)
        rules.check_why(why, programme)
        shown = _of_ending(uow, programme, pair, now)
        if shown.mark != mark:
            raise ChangedMeanwhile
        ending = ended(uow, programme, pair, PairEnding(pair.id, programme.id, actor.id, now, why), actor)
        effects.close_polls(uow, polls, now)
        told = dict.fromkeys(pair.people, Concerned.PARTNER)
        uow.deliveries.plan(rules.news_of(LeavingNews.ENDED, pair.id, told, programme=programme, now=now))
        uow.commit()
        return ending


def ended(uow: UnitOfWork, programme: Programme, pair: Pair, ending: PairEnding, actor: Person) -> PairEnding:
    """End a pair with its sessions to come and its series, in the caller's transaction; nobody is told yet."""
    step = Step(actor, ending.decided_at)
    sessions = effects.sessions_of_pair(uow, pair, _from_now_on(step.now))
    ending = replace(ending, cancelled=_call_all_off(uow, sessions, step))
    _keep_ended(uow, programme, pair, ending)
    return ending


def _call_all_off(uow: UnitOfWork, sessions: Sequence[Session], step: Step) -> tuple[str, ...]:
    """Cancel these sessions and end the series that they are of; their ids."""
    cancelled = effects.call_off(uow, sessions, step)
    effects.end_series(uow, sessions)
    return cancelled


def _lasting(uow: UnitOfWork, pair_id: int, actor: Person, now: datetime) -> tuple[Programme, Pair]:
    """The pair as it now is, if it lasts; PairOver with who decided otherwise."""
    programme, pair = coordinated_pair(uow, pair_id, actor)
    ending = uow.leavings.ending(pair_id)
    if ending is not None:
        raise PairOver(by=uow.people.get(ending.decided_by).name)
    if pair.ends_on is not None and pair.ends_on < rules.first_day(programme, now):
        raise PairOver(by="")
    return programme, pair


def _new_mentor(uow: UnitOfWork, pair: Pair, request: ReplacementRequest) -> Person:
    mentor = uow.people.known([request.mentor_id]).get(request.mentor_id)
    if request.mentor_id in pair.people:
        raise SameMentor(field="mentor", name=mentor.name if mentor else "")
    if mentor is None or mentor not in active_mentors(uow, pair.programme_id) or not mentor.active:
        raise NotAMentorHere(field="mentor", name=mentor.name if mentor else "")
    return mentor


def _of_replacement(  # noqa: PLR0917 - everything that the choice depends on
    uow: UnitOfWork, programme: Programme, pair: Pair, mentor: Person, request: ReplacementRequest, now: datetime
) -> Consequences:
    earliest = now + programme.booking.notice
    found = effects.sessions_of_pair(uow, pair, _from_now_on(now))
    busy = _busy(uow, mentor, found)
    sessions = tuple(
        Affected(
            one,
            rules.fate_with(one, pair.mentee_id, busy=one.id in busy, earliest=earliest)
            if request.hand_over
            else Fate.CANCELLED,
        )
        for one in found
    )
    return _consequences(uow, programme, pair, sessions, request.items, mentor)


def _of_ending(uow: UnitOfWork, programme: Programme, pair: Pair, now: datetime) -> Consequences:
    found = effects.sessions_of_pair(uow, pair, _from_now_on(now))
    return _consequences(
        uow, programme, pair, tuple(Affected(one, Fate.CANCELLED) for one in found), ItemFate.STAY, None
    )


def _busy(uow: UnitOfWork, mentor: Person, sessions: Sequence[Session]) -> frozenset[str]:
    """Ids of those sessions during which the mentor has another one."""
    return frozenset(one.id for one in sessions if uow.sessions.holding([mentor.id], one.when))


def _consequences(  # noqa: PLR0917 - everything that is shown
    uow: UnitOfWork,
    programme: Programme,
    pair: Pair,
    sessions: tuple[Affected, ...],
    items: ItemFate,
    mentor: Person | None,
) -> Consequences:
    people = dict(uow.people.known(pair.people | ({mentor.id} if mentor else set())))
    counts = (
        effects.item_count(uow, people[pair.mentee_id], [pair], ItemFate.STAY),
        effects.item_count(uow, people[pair.mentor_id], [pair], items),
    )
    shown = Consequences(programme, people, (pair,), sessions, tuple(one for one in counts if one.count))
    return replace(shown, mark=rules.mark_of(shown, mentor.id if mentor else ""))


def _replaced_before(uow: UnitOfWork, pair_id: int, request: ReplacementRequest, actor: Person) -> Pair | None:
    """The pair that this very replacement made: a second click, or an envelope sent twice."""
    before = uow.leavings.ending(pair_id)
    if before is None or before.decided_by != actor.id or before.replaced_by is None:
        return None
    made = uow.people.pair(before.replaced_by)
    return made if made.mentor_id == request.mentor_id else None


def _keep_ended(uow: UnitOfWork, programme: Programme, pair: Pair, ending: PairEnding) -> None:
    last_day = rules.first_day(programme, ending.decided_at) - rules.DAY
    uow.people.update_pair(replace(pair, ends_on=last_day, paused=False))
    uow.leavings.add_ending(ending)


def _from_now_on(now: datetime) -> Interval:
    return Interval(now, now + rules.FAR)
