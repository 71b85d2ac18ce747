"""Following new zone data: the wall time that people agreed on stays, the instant moves, and they are told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mentoring.clocks import Anchor
from mentoring.errors import Overlap
from mentoring.ports import UnitOfWork
from mentoring.rules.booking import revised
from mentoring.rules.gatherings import changed
from mentoring.services.changes import change_session
from mentoring.sessions import Change, ChangeKind, Session


def follow_zone_data(uow: UnitOfWork, *, now: datetime) -> int:
    """Bring the team's sessions to come up to date with today's zone data; how many moved."""
    with uow:
        older = uow.sessions.reckoned_before(now)
        moved = [(session, start) for session, start in older if session.when.start != start]
        for session, _ in older:
            uow.sessions.reckon(session)
        for session, start in moved:
            _correct(uow, session, start, now)
        if older:
            uow.commit()
        return len(moved)


def _correct(uow: UnitOfWork, session: Session, start: datetime, now: datetime) -> None:
    """Keep the session at its new instant; where somebody has another one then, both stand, and its people are told."""
    corrected = revised(session)
    if corrected.gathering is not None:
        corrected = changed(corrected, settled_in=corrected.revision)
    before = Anchor.at(start, session.anchor.zone)
    change = Change(
        session.id, corrected.revision, ChangeKind.TIME_CORRECTED, None, now, before=before, after=session.anchor
    )
    try:
        change_session(uow, corrected, change)
    except Overlap:
        change_session(uow, corrected, replace(change, kind=ChangeKind.TIME_CLASHES), hold=False)
