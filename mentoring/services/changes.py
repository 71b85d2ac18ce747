"""Writing a change of a session, with its line of history and what must be said of it, in the caller's transaction."""

from __future__ import annotations

from mentoring.ports import UnitOfWork
from mentoring.rules.news import Notice, plan_news
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


def _plan(uow: UnitOfWork, session: Session, change: Change, notice: Notice | None) -> None:
    uow.deliveries.plan(plan_news(session, change, uow.team_id, notice))
    plan_reminders(uow, session, since=change.at)
