"""What statements about a session come to, in short, and what follows from that as time passes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from mentoring.attendance import THERE, Attendance, AttendancePolicy, Standing, Verdict
from mentoring.oversight import Gist
from mentoring.rules.attendance import about, counts
from mentoring.sessions import Session, SessionKind


def gist_of(
    session: Session, attendance: Attendance, policy: AttendancePolicy, *, moved: bool = False, noted: bool = False
) -> Gist:
    """The gist of the session with what was said of it."""
    plain = Gist(
        session_id=session.id,
        programme_id=session.programme_id,
        pair_id=session.pair_id,
        starts_at=session.when.start,
        ends_at=session.when.end,
        revision=session.revision,
        same_within=policy.same_within,
        joint=session.kind is SessionKind.JOINT,
        moved=moved,
        noted=noted,
    )
    return _spoken_of(plain, session, attendance) if attendance.trail else plain


def _spoken_of(plain: Gist, session: Session, attendance: Attendance) -> Gist:
    took_place = attendance.took_place
    verdicts = [(one, about(attendance, one.person_id)) for one in session.attendees]
    lines = [verdict for attendee, verdict in verdicts if counts(attendee, session, verdict)]
    there = [one for one in lines if one.holds is not None and one.holds.presence in THERE]
    return replace(
        plain,
        upto=attendance.trail[-1].id,
        took_place=None if took_place.holds is None else attendance.held,
        complete=took_place.complete,
        objected=attendance.objected,
        disputed_since=attendance.disputed_since,
        began=took_place.holds.began if took_place.holds and attendance.held else None,
        lines=len(lines),
        there=_complete(there),
        there_alone=len(there),
    )


def _complete(verdicts: Collection[Verdict]) -> int:
    return sum(one.complete for one in verdicts)


def standing(gist: Gist | None, ended_at: datetime, policy: AttendancePolicy, now: datetime) -> Standing:
    """Where a session stands of which nothing was said but the gist; as `Attendance.standing` has it."""
    silent = now >= ended_at + policy.answer_within
    if gist is None or gist.took_place is None:
        disputed = gist is not None and gist.disputed_since is not None
        return Standing.DISPUTED if disputed else Standing.UNCONFIRMED if silent else Standing.AWAITING
    if gist.disputed_since is not None:
        return Standing.DISPUTED
    if not gist.complete and not silent:
        return Standing.AWAITING
    return Standing.HELD if gist.took_place else Standing.NOT_HELD
