"""How many places are taken, who is next in the line, and who has to be told. Values in, values or a refusal out."""

from __future__ import annotations

from dataclasses import dataclass

from mentoring.sessions import Attendee, Rsvp, Session


@dataclass(frozen=True)
class Standing:
    """How a session's answers stand, the host's not counted; ``free`` is None where places are not limited."""

    accepted: int
    offered: int
    waiting: int
    tentative: int
    declined: int
    pending: int
    free: int | None


def standing(session: Session) -> Standing:
    """How the answers stand."""
    answers = [one.rsvp for one in guests(session)]
    taken = answers.count(Rsvp.ACCEPTED) + answers.count(Rsvp.OFFERED)
    capacity = session.gathering.capacity if session.gathering else None
    return Standing(
        accepted=answers.count(Rsvp.ACCEPTED),
        offered=answers.count(Rsvp.OFFERED),
        waiting=answers.count(Rsvp.WAITING),
        tentative=answers.count(Rsvp.TENTATIVE),
        declined=answers.count(Rsvp.DECLINED),
        pending=answers.count(Rsvp.PENDING),
        free=None if capacity is None else max(capacity - taken, 0),
    )


def guests(session: Session) -> tuple[Attendee, ...]:
    """Everybody invited but the host."""
    return tuple(one for one in session.attendees if one.person_id != session.organiser_id)


def line(session: Session) -> tuple[int, ...]:
    """Ids of those who wait for a place, the first one first."""
    waiting = [one for one in guests(session) if one.rsvp is Rsvp.WAITING]
    return tuple(
        one.person_id for one in sorted(waiting, key=lambda one: (one.since is None, one.since, one.person_id))
    )


def place_in_line(session: Session, person_id: int) -> int | None:
    """Which one of the line somebody is, from 1; None when they do not wait."""
    waiting = line(session)
    return waiting.index(person_id) + 1 if person_id in waiting else None
