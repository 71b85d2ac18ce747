"""Writing a change of a session, with its line of history and what must be said of it, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mentoring.ports import UnitOfWork
from mentoring.rules.news import Notice, plan_news, plan_series_cards, plan_series_news
from mentoring.series import Pattern, Series, SeriesChange
from mentoring.services.calendars import plan_calendar_files
from mentoring.services.reminders import plan_reminders
from mentoring.sessions import Change, Session


def add_session(uow: UnitOfWork, session: Session, change: Change, notice: Notice | None = None) -> None:
    """Keep a new session; Overlap when somebody's time is held already. ``notice`` says who is told otherwise."""
    uow.sessions.add(session, change)
    _plan(uow, session, change, notice)


def change_session(
    uow: UnitOfWork, session: Session, change: Change, *, hold: bool = True, notice: Notice | None = None
) -> None:
    """Keep a session as changed; Overlap when somebody's time is held already and it is to ``hold`` its own."""
    uow.sessions.update(session, change, hold=hold)
    _plan(uow, session, change, notice)


def change_several(
    uow: UnitOfWork,
    series: Series,
    changed: Sequence[tuple[Session, Change]],
    *,
    new: bool = False,
    pattern: Pattern | None = None,
) -> Series:
    """Keep several sessions of a series as changed at once; everybody gets one message about all of them.

    Overlap when somebody's time is held already. ``new`` sessions are added; ``pattern`` is what the series takes from
    the first of them on once the move is agreed to.
    """
    keep = uow.sessions.add if new else uow.sessions.update
    for session, change in changed:
        keep(session, change)
        plan_reminders(uow, session, since=change.at)
    told = changed[0][1]
    series = replace(series, revision=series.revision + 1)
    uow.series.update(series)
    places = tuple((session.id, session.revision) for session, _ in changed)
    uow.series.keep_change(
        SeriesChange(series.id, series.revision, told.kind, told.by, told.at, places, told.reason, pattern)
    )
    uow.deliveries.plan(plan_series_news(series, changed, uow.team_id))
    plan_calendar_files(uow, *changed[0])
    return series


def _plan(uow: UnitOfWork, session: Session, change: Change, notice: Notice | None) -> None:
    uow.deliveries.plan(plan_news(session, change, uow.team_id, notice))
    plan_reminders(uow, session, since=change.at)
    plan_calendar_files(uow, session, change)
    if session.series_id is not None:
        series = uow.series.get(session.series_id)
        uow.deliveries.plan(plan_series_cards(series, session, change, uow.team_id, notice))
