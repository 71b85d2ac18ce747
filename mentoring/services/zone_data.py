"""Following new zone data: the wall time that people agreed on stays, the instant moves, and they are told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.clocks import Anchor
from mentoring.errors import Overlap
from mentoring.ports import UnitOfWork
from mentoring.rules.booking import clashing, revised
from mentoring.rules.gatherings import changed
from mentoring.services.changes import change_session, change_several
from mentoring.sessions import Change, ChangeKind, Session

SIDE_BY_SIDE = timedelta(days=7)
"""How long a release with older zone data may still run beside this one, and book by it."""


def follow_zone_data(uow: UnitOfWork, *, now: datetime) -> int:
    """Bring some of the team's sessions to come up to date with today's zone data; how many it looked at, 0 at the end.

    Some time after nothing was left there is nothing to look for, until there is newer data.
    """
    with uow:
        since = uow.sessions.all_reckoned_since()
        if since is not None and now > since + SIDE_BY_SIDE:
            return 0
        older = uow.sessions.reckoned_before(now)
        if not older:
            uow.sessions.note_all_reckoned(now)
        for session, _ in older:
            uow.sessions.reckon(session)
        moved = [(_as_it_is(uow, session), start) for session, start in older if session.when.start != start]
        together: dict[str, list[tuple[Session, Change]]] = {}
        for session, start in moved:
            if session.series_id is None or _clashes(uow, session):
                _correct(uow, session, start, now)
            else:
                together.setdefault(session.series_id, []).append(_corrected(session, start, now))
        for series_id, corrected in together.items():
            change_several(uow, uow.series.get(series_id), corrected)
        uow.commit()
        return len(older)


def _as_it_is(uow: UnitOfWork, session: Session) -> Session:
    """A session of several as whoever changed it last left it: people answer at any time."""
    return session if session.gathering is None else uow.sessions.locked(session.id)


def _correct(uow: UnitOfWork, session: Session, start: datetime, now: datetime) -> None:
    """Keep the session at its new instant; where somebody has another one then, both stand, and its people are told."""
    corrected, change = _corrected(session, start, now)
    try:
        change_session(uow, corrected, change)
    except Overlap:
        change_session(uow, corrected, replace(change, kind=ChangeKind.TIME_CLASHES), hold=False)


def _corrected(session: Session, start: datetime, now: datetime) -> tuple[Session, Change]:
    corrected = revised(session)
    if corrected.gathering is not None:
        corrected = changed(corrected, settled_in=corrected.revision)
    before = Anchor.at(start, session.anchor.zone)
    return corrected, Change(
        session.id, corrected.revision, ChangeKind.TIME_CORRECTED, None, now, before=before, after=session.anchor
    )


def _clashes(uow: UnitOfWork, session: Session) -> bool:
    """Whether somebody holds the session's new time for another one."""
    return any(clashing(held, uow.sessions.holding(session.people, held), session.id) for held in session.held)
