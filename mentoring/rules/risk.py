"""The written rule of who needs somebody: facts of a pair to parts of a score. The same rule stands in
docs/who-needs-me.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from mentoring.clocks import local
from mentoring.oversight import Care, CareKind, Couple, PairFigures, PairStanding
from mentoring.people import Programme
from mentoring.risk import Part, ReasonKind, Risk, RiskPolicy

DAY = timedelta(days=1)
A_WEEK = 7


def risk_of(couple: Couple, figures: PairFigures, programme: Programme, policy: RiskPolicy, now: datetime) -> Risk:
    """Why the pair may need somebody at ``now``, the weightiest reason first; a reason without points is none.

    Once the programme is over, only what is not known of its sessions is a reason.
    """
    if couple.paused:
        return Risk((), policy.urgent_from)
    found = [*_disputed(figures, policy, now), *_outcome_missing(figures, policy, now)]
    if _goes_on(programme, now):
        found += _quiet(couple, figures, programme, policy, now)
        found += _moved_twice(figures, policy)
        found += _welcome_unanswered(couple, programme, policy, now)
        found += _away(couple, policy, now)
    parts = sorted((one for one in found if one.points > 0), key=lambda one: -one.points)
    return Risk(tuple(parts), policy.urgent_from)


def _goes_on(programme: Programme, now: datetime) -> bool:
    """Whether its last day is not over; its clock is asked only where it may be another day there."""
    return now.date() < programme.ends_on or local(now, programme.zone).date() <= programme.ends_on


def _disputed(figures: PairFigures, policy: RiskPolicy, now: datetime) -> Iterator[Part]:
    if figures.disputed_since is not None:
        since = figures.disputed_since
        days = (now - since).days
        yield Part(ReasonKind.DISPUTED, policy.disputed, since=since, days=days, differs=figures.differs)


def _quiet(
    couple: Couple, figures: PairFigures, programme: Programme, policy: RiskPolicy, now: datetime
) -> Iterator[Part]:
    """Whole days on the programme's clock since they last met, or since the pair or the programme began or went on."""
    if figures.next_at is not None:
        return
    began = max(couple.starts_on, programme.starts_on, couple.resumed_on or couple.starts_on)
    since = max(began, local(figures.met_at, programme.zone).date()) if figures.met_at else began
    days = (local(now, programme.zone).date() - since).days
    if days >= policy.quiet_after:
        points = min(policy.quiet + (days - policy.quiet_after) // policy.quiet_step, policy.quiet_most)
        yield Part(ReasonKind.QUIET, points, since=figures.met_at, days=days, never=figures.met_at is None)


def _outcome_missing(figures: PairFigures, policy: RiskPolicy, now: datetime) -> Iterator[Part]:
    since = figures.missing_since
    if since is not None and now - since >= policy.outcome_after * DAY:
        yield Part(ReasonKind.OUTCOME_MISSING, policy.outcome_missing, since=since, days=(now - since).days)


def _moved_twice(figures: PairFigures, policy: RiskPolicy) -> Iterator[Part]:
    if figures.moved_twice:
        yield Part(ReasonKind.MOVED_TWICE, policy.moved_twice)


def _welcome_unanswered(couple: Couple, programme: Programme, policy: RiskPolicy, now: datetime) -> Iterator[Part]:
    """Where the programme welcomes people at all: nobody who answered any of its questions is waited for."""
    silent = tuple(one.id for one in couple.people if one.welcome_unanswered)
    if programme.welcoming_since is None or not silent:
        return
    today, welcomed = (local(at, programme.zone).date() for at in (now, programme.welcoming_since))
    if (today - max(couple.starts_on, welcomed)).days >= policy.welcome_after:
        yield Part(ReasonKind.WELCOME_UNANSWERED, policy.welcome_unanswered, people=silent)


def _away(couple: Couple, policy: RiskPolicy, now: datetime) -> Iterator[Part]:
    """Only the mentor's absence: a mentee who is away says so to a mentor who then need not be chased."""
    mentor = couple.mentor
    if mentor.away_until is not None and mentor.away_until >= local(now, mentor.zone).date():
        yield Part(ReasonKind.AWAY, policy.away, until=mentor.away_until, people=(mentor.id,))


def is_new(part: Part, policy: RiskPolicy) -> bool:
    """Whether the reason came up within the last seven days, as far as its facts tell."""
    first = {
        ReasonKind.QUIET: policy.quiet_after,
        ReasonKind.OUTCOME_MISSING: policy.outcome_after,
        ReasonKind.DISPUTED: 0,
    }.get(part.kind)
    return first is not None and part.days - first < A_WEEK


def rest_of(risk: Risk, cares: Iterable[Care], today: date) -> tuple[Care | None, date | None]:
    """What was done last about a pair, and until which day its row rests for it; None where it does not rest.

    ``cares`` in the order in which they were done. A row rests while every reason there is was known to whoever let it
    rest; waking it ends all rest given before. Once the pair has seen to all of them nothing rests any more.
    """
    last, until = None, None
    for care in cares:
        last = care
        if care.kind is CareKind.WAKE:
            until = None
        elif care.until is not None and care.until >= today and _rests_for(care, risk):
            until = max(until or care.until, care.until)
    return last, until


def _rests_for(care: Care, risk: Risk) -> bool:
    return bool(risk.kinds) == bool(care.reasons) and risk.kinds <= care.reasons


def rest_days(kind: CareKind, policy: RiskPolicy) -> int:
    """For how many days a row rests after this was done, unless another day is named."""
    return {
        CareKind.NUDGE: policy.rest_after_nudge,
        CareKind.WORD: policy.rest_after_word,
        CareKind.CALL: policy.rest_after_call,
    }.get(kind, 0)


def urgency(row: PairStanding) -> tuple[int, int, str, int]:
    """The order of rows: most points first, of as many the one that met longest ago, then by name."""
    quiet = max((one.days for one in row.risk.parts), default=0)
    return -row.risk.score, -quiet, row.couple.mentee.name.casefold(), row.pair_id
