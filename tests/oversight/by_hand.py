"""A programme made by hand of what is drawn seldom: each rule has a session on its edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mentoring.attendance import AttendancePolicy, Presence, Said
from mentoring.oversight import CareKind
from mentoring.risk import ReasonKind, RiskPolicy
from mentoring.sessions import SessionKind, SessionState
from tests.oversight.plays import HOST, MENTEE, MENTOR, Cared, Day, Drawn, Meeting, Paired, Somebody, Uttered

HALF, LESS = ((Presence.PRESENT, 30),) * 2, ((Presence.PRESENT, 25), (Presence.PRESENT, 30))
SOON, LATER = 31, 3 * 1440
TEN = timedelta(minutes=10)


def meeting(day: int, *said: Uttered, **more: object) -> Meeting:
    """An agreed session of which this was said."""
    plain = Meeting(day, 9, SessionState.CONFIRMED, moved=False, noted=False, said=said)
    return replace(plain, **more)  # type: ignore[arg-type]


def both(word: Said, first: int = SOON, then: int = 60) -> tuple[Uttered, Uttered]:
    """Both say so."""
    lines = HALF if word is Said.HELD else ()
    return Uttered(MENTOR, first, word, lines), Uttered(MENTEE, then, word, lines)


def pair(number: int, *meetings: Meeting, cares: tuple[Cared, ...] = ()) -> Paired:
    """A pair from the first day on."""
    return Paired(number % 3, number, Day(0), None, paused=False, resumed=None, meetings=meetings, cares=cares)


EVERY = frozenset(ReasonKind)
GOING_ON = meeting(20, Uttered(MENTOR, 10, Said.HELD, ()))
CHANGED_LATER = (Uttered(MENTOR, SOON, Said.HELD, HALF), Uttered(MENTEE, LATER, Said.NOT_HELD, ()))
CLOSE_IN_MINUTES = (Uttered(MENTOR, SOON, Said.HELD, HALF), Uttered(MENTEE, 60, Said.HELD, LESS))
SETTLED_THEN_DENIED = (Uttered(3, 60, Said.HELD, HALF, settles=True), Uttered(MENTEE, LATER, Said.NOT_HELD, ()))
AT_ODDS = (Uttered(MENTOR, SOON, Said.HELD, HALF), Uttered(MENTEE, 60, Said.MOVED, HALF))
ROLL = Uttered(HOST, SOON, Said.HELD, ((Presence.PRESENT, 30), (Presence.PRESENT, 30), (Presence.ABSENT, 0)))
ALONE = Uttered(MENTEE, 60, Said.HELD, ((Presence.PRESENT, 30),))
EDGY = Drawn(
    zone="Europe/Madrid",
    sessions_a_month=1,
    welcoming=Day(2),
    risk=RiskPolicy(),
    attendance=AttendancePolicy(),
    people=tuple(
        Somebody(country, "Europe/Paris", Day(25) if place == 1 else None, here=True, welcomed=place > 2, cluster="")
        for place, country in enumerate(("FR", "EG", "MA", "FR", "EG", "", "MA"))
    ),
    pairs=(
        pair(0, GOING_ON, meeting(6, *CLOSE_IN_MINUTES), meeting(9, *both(Said.MOVED)), meeting(11, *AT_ODDS)),
        pair(1, meeting(15, *CHANGED_LATER), meeting(3, Uttered(MENTOR, SOON, Said.HELD, HALF)), meeting(4)),
        pair(2, meeting(2, *both(Said.HELD)), meeting(12, *both(Said.NOT_HELD))),
        pair(
            3,
            meeting(1, *SETTLED_THEN_DENIED, moved=True),
            meeting(200, moved=True),
            meeting(5, state=SessionState.CANCELLED),
            cares=(Cared(CareKind.CALL, 1, 3, EVERY), Cared(CareKind.NUDGE, 0, 1, EVERY)),
        ),
        pair(1, meeting(26, noted=True), meeting(8, noted=True), cares=(Cared(CareKind.SNOOZE, 99, 9, EVERY),)),
    ),
    gatherings=(
        meeting(17, ROLL, ALONE, kind=SessionKind.JOINT, slot=16),
        meeting(18, replace(ROLL, word=Said.NOT_HELD, lines=()), ALONE, kind=SessionKind.JOINT, slot=16),
        meeting(16, ALONE, kind=SessionKind.JOINT, slot=16),
        meeting(14, ROLL, kind=SessionKind.GROUP, slot=16, noted=True),
    ),
    now=(0, 0, -900),
    crowd=0,
    reckoned_early=TEN,
)
STRICTER = replace(EDGY, attendance=AttendancePolicy(same_within=timedelta(0)))
