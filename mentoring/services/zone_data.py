"""Following new zone data: the wall time that people agreed on stays, the instant moves, and they are told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mentoring.clocks import Anchor
from mentoring.errors import Overlap
from mentoring.ports import UnitOfWork
from mentoring.rules.booking import clashing, revised
from mentoring.services.changes import change_session, change_several
from mentoring.sessions import Change, ChangeKind, Session


def follow_zone_data(uow: UnitOfWork, *, now: datetime) -> int:
    """Bring the team's sessions to come up to date with today's zone data; how many moved."""
    with uow:
        older = uow.sessions.reckoned_before(now)
        moved = [(session, start) for session, start in older if session.when.start != start]
        for session, _ in older:
            uow.sessions.reckon(session)
        together: dict[str, list[tuple[Session, Change]]] = {}
        for session, start in moved:
            if session.series_id is None or _clashes(uow, session):
                _correct(uow, session, start, now)
            else:
                together.setdefault(session.series_id, []).append(_corrected(session, start, now))
        for series_id, corrected in together.items():
            change_several(uow, uow.series.get(series_id), corrected)
        if older:
            uow.commit()
        return len(moved)


def _correct(uow: UnitOfWork, session: Session, start: datetime, now: datetime) -> None:
    """Keep the session at its new instant; where somebody has another one then, both stand, and its people are told."""
    corrected, change = _corrected(session, start, now)
    try:
        change_session(uow, corrected, change)
    except Overlap:
        change_session(uow, corrected, replace(change, kind=ChangeKind.TIME_CLASHES), hold=False)


def _corrected(session: Session, start: datetime, now: datetime) -> tuple[Session, Change]:
    corrected = revised(session)
    before = Anchor.at(start, session.anchor.zone)
    return corrected, Change(
        session.id, corrected.revision, ChangeKind.TIME_CORRECTED, None, now, before=before, after=session.anchor
    )


def _clashes(uow: UnitOfWork, session: Session) -> bool:
    """Whether somebody holds the session's new time for another one."""
    return any(clashing(held, uow.sessions.holding(session.people, held), session.id) for held in session.held)
