"""Writing a change of a session, with its line of history and what must be said of it, in the caller's transaction."""

from __future__ import annotations

from mentoring.ports import UnitOfWork
from mentoring.rules.news import plan_news
from mentoring.sessions import Change, Session


def add_session(uow: UnitOfWork, session: Session, change: Change) -> None:
    """Keep a new session; Overlap when somebody's time is held already."""
    uow.sessions.add(session, change)
    uow.deliveries.plan(plan_news(session, change, uow.team_id))


def change_session(uow: UnitOfWork, session: Session, change: Change) -> None:
    """Keep a session as changed; Overlap when somebody's time is held already."""
    uow.sessions.update(session, change)
    uow.deliveries.plan(plan_news(session, change, uow.team_id))
