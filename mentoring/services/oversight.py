"""How a programme and its pairs stand: the one place from which Home, digests, reports and pictures have their figures.

However many pairs there are, the database is asked as often.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from mentoring.clocks import Anchor, local
from mentoring.errors import NotACoordinator
from mentoring.folding import folded
from mentoring.intervals import Interval
from mentoring.oversight import (
    Board,
    Care,
    Couple,
    Moment,
    MonthFigures,
    PairFigures,
    PairFilter,
    PairPath,
    PairStanding,
    PathMonth,
    ProgrammeTotals,
    SessionDay,
    Show,
    Survey,
)
from mentoring.people import Person, Programme, Role
from mentoring.ports import UnitOfWork
from mentoring.progress import Milestone
from mentoring.risk import Level
from mentoring.rules.gists import gist_of
from mentoring.rules.reminders import milestones
from mentoring.rules.risk import rest_of, risk_of, urgency
from mentoring.services.evidence import attendance_of
from mentoring.sessions import SessionState

CARES_BACK = timedelta(days=92)
"""How long ago something was done about a pair that its row still tells."""

ON_A_PAGE = 12
UNSETTLED = 8
MILESTONES_SHOWN = 3
TOLD = frozenset({Milestone.KICK_OFF, Milestone.MID_TERM, Milestone.CLOSE})
"""Milestones that a page names: not that another month has begun."""

NOTHING = PairFigures()


def reckon(uow: UnitOfWork, programmes: Iterable[Programme]) -> int:
    """Make the gists anew of what something happened to since, in the caller's transaction; of how many sessions.

    Whoever asks for figures does so first: they come from the gists.
    """
    return sum(made for one in programmes for made in _lots(uow, one))


def reckon_and_keep(uow: UnitOfWork, programmes: Iterable[Programme]) -> int:
    """The same in transactions of their own, so that nobody who writes waits for all of a large programme."""
    reckoned = 0
    for programme in programmes:
        for made in _lots(uow, programme):
            uow.commit()
            reckoned += made
    return reckoned


def _lots(uow: UnitOfWork, programme: Programme) -> Iterator[int]:
    while found := uow.oversight.unreckoned(programme.id):
        _reckon(uow, uow.people.programme(programme.id), found)
        yield len(found)


def _reckon(uow: UnitOfWork, programme: Programme, found: Mapping[str, Collection[int]]) -> None:
    """By the policy as it is now that nobody else reckons: the caller may have read it before somebody changed it."""
    policy, known = programme.attendance, uow.sessions.known(list(found)).values()
    sessions = [one for one in known if one.state is SessionState.CONFIRMED]
    attendance = attendance_of(uow, sessions, programme)
    moved, noted = uow.oversight.moved_or_noted([one.id for one in sessions])
    gists = [gist_of(one, attendance[one.id], policy, moved=one.id in moved, noted=one.id in noted) for one in sessions]
    uow.oversight.keep_gists(gists, found)


def survey(uow: UnitOfWork, programme: Programme, now: datetime, month: date | None = None) -> Survey:
    """How the programme stands at ``now``, once it is reckoned; sessions held in ``month`` are counted apart."""
    today = local(now, programme.zone).date()
    moment = Moment(now, programme.attendance, month_within(month, programme) if month else None)
    couples = uow.oversight.couples(programme.id)
    figures = uow.oversight.figures(programme.id, moment)
    cares = uow.oversight.cares(programme.id, now - CARES_BACK)
    lasting = [one for one in couples if one.lasts_on(today)]
    rows = [_row(one, figures, cares, programme, now) for one in lasting]
    to_settle, unsettled = uow.oversight.to_settle(programme.id, moment, UNSETTLED)
    expected = sum(one.expected or 0 for one in _plan(couples, programme, today))
    totals = ProgrammeTotals(
        pairs=len(lasting),
        planned=sum(one.planned for one in figures.values()),
        held=sum(one.held for one in figures.values()),
        unconfirmed=sum(one.unconfirmed for one in figures.values()),
        notes=sum(one.noted for one in figures.values()),
        expected=expected if programme.sessions_a_month else None,
        meetings=uow.oversight.meetings(programme.id, moment),
        held_within=sum(one.held_within for one in figures.values()),
        to_settle=to_settle,
    )
    return Survey(programme, today, tuple(sorted(rows, key=urgency)), totals, tuple(unsettled))


def _row(
    couple: Couple,
    figures: Mapping[int, PairFigures],
    cares: Mapping[int, Sequence[Care]],
    programme: Programme,
    now: datetime,
) -> PairStanding:
    theirs = figures.get(couple.pair_id, NOTHING)
    risk = risk_of(couple, theirs, programme, programme.risk, now)
    done = cares.get(couple.pair_id)
    care, until = rest_of(risk, done, local(now, programme.zone).date()) if done else (None, None)
    return PairStanding(couple, theirs, risk, care, until)


def months_of(uow: UnitOfWork, programme: Programme, now: datetime) -> tuple[MonthFigures, ...]:
    """Every month of the programme with what was expected, planned and held, once it is reckoned."""
    days = uow.oversight.days(programme.id, Moment(now, programme.attendance))
    plan = _plan(uow.oversight.couples(programme.id), programme, programme.ends_on)
    return tuple(_counted(month, days, programme) for month in plan)


def _counted(month: MonthFigures, days: Sequence[SessionDay], programme: Programme) -> MonthFigures:
    within = month_within(month.first, programme)
    theirs = [one for one in days if within.start <= one.at < within.end]
    return MonthFigures(
        first=month.first,
        expected=month.expected,
        planned=len(theirs),
        held=sum(one.held for one in theirs),
        unconfirmed=sum(one.unconfirmed for one in theirs),
    )


def _plan(couples: Collection[Couple], programme: Programme, until: date) -> list[MonthFigures]:
    """What is expected month by month up to the month of ``until``: so many sessions of each pair that it has."""
    return [MonthFigures(first, _expected(couples, programme, first), 0, 0, 0) for first in _months(programme, until)]


def _expected(couples: Collection[Couple], programme: Programme, month: date) -> int | None:
    if not programme.sessions_a_month:
        return None
    first, beyond = max(month, programme.starts_on), next_month(month)
    return programme.sessions_a_month * sum(one.lasts_between(first, beyond) for one in couples)


def _months(programme: Programme, until: date) -> Iterable[date]:
    """The first days of the programme's calendar months up to that of ``until``."""
    month = programme.starts_on.replace(day=1)
    while month <= min(until, programme.ends_on):
        yield month
        month = next_month(month)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month + timedelta(days=31)).replace(day=1)


def month_within(first: date, programme: Programme) -> Interval:
    """A calendar month, named by any day of it, on the programme's clock."""
    first = first.replace(day=1)
    start, end = (Anchor(datetime.combine(day, time()), programme.zone).instant for day in (first, next_month(first)))
    return Interval(start, end)


def paths_of(uow: UnitOfWork, person: Person, programmes: Sequence[Programme], now: datetime) -> tuple[PairPath, ...]:
    """How each pair of the person came along month by month, once the programmes are reckoned."""
    pairs = uow.people.pairs_of(person.id, now.date())
    people = uow.people.known({one.partner_of(person.id) for one in pairs})
    return tuple(
        _path(programme, [one for one in days if one.pair_id == pair.id], people[pair.partner_of(person.id)], now)
        for programme in programmes
        if (theirs := [one for one in pairs if one.programme_id == programme.id])
        for days in [uow.oversight.days(programme.id, Moment(now, programme.attendance), [one.id for one in theirs])]
        for pair in theirs
    )


def _path(programme: Programme, days: Sequence[SessionDay], other: Person, now: datetime) -> PairPath:
    today = local(now, programme.zone).date()
    months = tuple(_path_month(first, days, programme, now) for first in _months(programme, programme.ends_on))
    return PairPath(programme, other, today, months)


def _path_month(first: date, days: Sequence[SessionDay], programme: Programme, now: datetime) -> PathMonth:
    within = month_within(first, programme)
    theirs = [one for one in days if within.start <= one.at < within.end]
    return PathMonth(
        first=first,
        held=sum(one.held for one in theirs),
        unconfirmed=sum(one.unconfirmed for one in theirs),
        to_come=sum(one.at > now and not one.held for one in theirs),
    )


def coordinated_by(uow: UnitOfWork, actor: Person) -> tuple[Programme, ...]:
    """The programmes that the person coordinates, oldest first."""
    return tuple(programme for part, programme in uow.people.parts_of(actor.id) if Role.COORDINATOR in part.roles)


def chosen(programmes: Sequence[Programme], programme_id: int | None, now: datetime) -> Programme:
    """The programme asked for, else the one that began last of those that are under way, else the last one.

    NotACoordinator when it is none of these.
    """
    if not programmes:
        raise NotACoordinator
    if programme_id is not None:
        found = next((one for one in programmes if one.id == programme_id), None)
        if found is None:
            raise NotACoordinator
        return found
    running = [one for one in programmes if one.starts_on <= local(now, one.zone).date() <= one.ends_on]
    return (running or list(programmes))[-1]


def board_of(uow: UnitOfWork, programmes: Sequence[Programme], wanted: PairFilter, now: datetime) -> Board:
    """One page of the pairs of a programme among those that the reader coordinates, once these are reckoned.

    A page that is not there is the nearest one. NotACoordinator for another programme.
    """
    programme = chosen(programmes, wanted.programme_id, now)
    found = survey(uow, programme, now, wanted.month)
    needing = found.needing
    rows = [one for one in found.rows if _is_wanted(one, wanted)]
    pages = max(1, -(-len(rows) // ON_A_PAGE))
    page = min(max(wanted.page, 0), pages - 1)
    ahead = [(name.value, day) for name, day in milestones(programme) if day >= found.today and name in TOLD]
    shown = _with_words(uow, rows[page * ON_A_PAGE : (page + 1) * ON_A_PAGE])
    return Board(
        programme=programme,
        programmes=tuple(programmes),
        wanted=wanted,
        totals=found.totals,
        rows=tuple(shown),
        found=len(rows),
        page=page,
        pages=pages,
        needing=len(needing),
        urgent=sum(one.level is Level.URGENT for one in needing),
        resting=sum(one.rests for one in found.rows),
        people=uow.people.known({one.care.by for one in shown if one.care}),
        countries=tuple(sorted({one.couple.mentee.country for one in found.rows if one.couple.mentee.country})),
        mentor_countries=tuple(sorted({one.couple.mentor.country for one in found.rows if one.couple.mentor.country})),
        milestones=tuple(ahead[:MILESTONES_SHOWN]),
        unsettled=found.unsettled,
    )


def _with_words(uow: UnitOfWork, rows: Sequence[PairStanding]) -> list[PairStanding]:
    """The rows with what coordinators wrote of what was done last."""
    whole = uow.oversight.whole_cares([one.care.id for one in rows if one.care])
    return [replace(one, care=whole.get(one.care.id, one.care)) if one.care else one for one in rows]


def _is_wanted(row: PairStanding, wanted: PairFilter) -> bool:
    couple = row.couple
    return (
        _is_shown(row, wanted)
        and wanted.country in {"", couple.mentee.country}
        and wanted.mentor_country in {"", couple.mentor.country}
        and not (wanted.month and row.figures.held_within)
        and _says(couple, wanted.words)
    )


def _is_shown(row: PairStanding, wanted: PairFilter) -> bool:
    """Who is searched for by name is found even though the row rests."""
    match wanted.show:
        case Show.AWAKE:
            return not row.rests or bool(wanted.words.strip())
        case Show.NEEDING:
            return row.needs_somebody
        case Show.URGENT:
            return row.needs_somebody and row.level is Level.URGENT
        case Show.CALM:
            return row.level is Level.CALM
        case Show.RESTING:
            return row.rests
        case Show.ALL:
            return True


def _says(couple: Couple, words: str) -> bool:
    """Whether every word stands in a name of the two, or in the cluster, accents and case aside."""
    if not words.strip():
        return True
    text = folded(f"{couple.mentor.name} {couple.mentee.name} {couple.cluster}")
    return all(word in text for word in folded(words).split())


def board(uow: UnitOfWork, wanted: PairFilter, *, actor: Person, now: datetime) -> Board:
    """The coordinator's page; NotACoordinator for anybody else, and for a programme that is not theirs."""
    with uow:
        programmes = coordinated_by(uow, actor)
        reckon_and_keep(uow, programmes)
        return board_of(uow, programmes, wanted, now)


def report_of(uow: UnitOfWork, programme_id: int, *, now: datetime) -> tuple[Survey, tuple[MonthFigures, ...]]:
    """How the programme stands, and its months, for whoever runs the server, who may see everything."""
    with uow:
        programme = uow.people.programme(programme_id)
        reckon_and_keep(uow, [programme])
        return survey(uow, programme, now), months_of(uow, programme, now)


def look_after_gists(uow: UnitOfWork, *, now: datetime) -> int:
    """Make some gists of the team anew where something happened since; of how many sessions, 0 once none is left."""
    with uow:
        for programme in uow.people.programmes():
            for made in _lots(uow, programme):
                uow.commit()
                return made
        return 0
