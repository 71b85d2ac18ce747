"""Who is in the database while it is measured: invented programmes of thirteen pairs, in their fourth month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, product
from typing import Any

from benchmarks.load import Booking, Unexpected
from benchmarks.payloads import TEAM, click, command, request
from mentoring.clocks import Anchor
from mentoring.people import Pair, Participant, Person, Programme, Role, WorkingWeek
from mentoring.ports import UnitOfWork
from mentoring.sessions import Attendee, Change, ChangeKind, Rsvp, Session, SessionKind, SessionState

PAIRS = 13
BOOKING_PROGRAMMES = 4
"""Programmes beside the first whose pairs book; the first one's people only ask."""

HOMES = (("Africa/Cairo", "EG", "ar"), ("Africa/Tunis", "TN", "fr"), ("Europe/Paris", "FR", "fr"))
HOURS = range(9, 19)
DAYS = range(2, 110)


@dataclass(frozen=True)
class Cohorts:
    """Slack's ids of those who ask, and of the mentees who book."""

    asking: list[str]
    booking: list[str]


def fill(uow: UnitOfWork, today: date) -> Cohorts:
    """Put everybody in an empty database."""
    with uow:
        pairs = [_programme(uow, number, today) for number in range(1 + BOOKING_PROGRAMMES)]
        for number, (pair, mentor, mentee) in enumerate(pairs[0]):
            for months, hour in ((-3, 9), (-2, 10), (-1, 11), (1, 12)):
                keep_session(uow, pair, (mentee, mentor), today + timedelta(days=28 * months + number), hour)
        uow.commit()
    asking = [str(person.user_id) for _, mentor, mentee in pairs[0] for person in (mentor, mentee)]
    return Cohorts(asking, [str(mentee.user_id) for some in pairs[1:] for _, _, mentee in some])


def _programme(uow: UnitOfWork, number: int, today: date) -> list[tuple[Pair, Person, Person]]:
    starts, ends = today - timedelta(days=100), today + timedelta(days=200)
    programme = uow.people.add_programme(Programme(0, TEAM, f"Programme {number}", starts, ends))
    for place in range(2):
        _enrol(uow, programme, f"C{number}X{place}", Role.COORDINATOR, place)
    found = []
    for place in range(PAIRS):
        mentor = _enrol(uow, programme, f"A{number}X{place}", Role.MENTOR, 2)
        mentee = _enrol(uow, programme, f"E{number}X{place}", Role.MENTEE, place)
        pair = uow.people.add_pair(Pair(0, programme.id, mentor.id, mentee.id, starts))
        found.append((pair, mentor, mentee))
    return found


def _enrol(uow: UnitOfWork, programme: Programme, name: str, role: Role, place: int) -> Person:
    zone, country, language = HOMES[place % len(HOMES)]
    person = uow.people.add(
        Person(
            0,
            TEAM,
            user_id=f"U{name}",
            email=f"{name}@example.org",
            name=f"Person {name}",
            zone=zone,
            country=country,
            language=language,
            working_week=WorkingWeek.usual(country),
        )
    )
    uow.people.enrol(Participant(programme.id, person, frozenset({role}), cluster=f"Cluster {place}"))
    return person


def keep_session(uow: UnitOfWork, pair: Pair, people: tuple[Person, Person], day: date, hour: int) -> None:
    """A confirmed session of two people, made forty days before it."""
    mentee = people[0]
    anchor = Anchor(datetime.combine(day, time(hour)), mentee.zone)
    made = anchor.instant - timedelta(days=40)
    session = Session(
        id=f"{pair.id}-{day}-{hour}",
        programme_id=pair.programme_id,
        pair_id=pair.id,
        kind=SessionKind.BILATERAL,
        state=SessionState.CONFIRMED,
        anchor=anchor,
        duration=timedelta(hours=1),
        topic="The next step",
        organiser_id=mentee.id,
        attendees=tuple(Attendee(one.id, Rsvp.ACCEPTED) for one in people),
        created_at=made,
    )
    uow.sessions.add(session, Change(session.id, 1, ChangeKind.PROPOSED, mentee.id, made, after=anchor))


class Slots:
    """Times that nobody booked yet: every one is given out once, to the mentees in turn."""

    def __init__(self, cohorts: Cohorts, today: date) -> None:
        days = [today + timedelta(days=ahead) for ahead in DAYS]
        self._free = ((user, day, hour) for day, hour, user in product(days, HOURS, cohorts.booking))

    def take(self, count: int) -> list[tuple[str, str]]:
        """``count`` users with a time each, as they would type it; consecutive ones are of different pairs."""
        taken = [(user, f"{day} {hour:02}:00") for user, day, hour in islice(self._free, count)]
        if len(taken) < count:
            raise Unexpected("there are no more free slots; ask for fewer requests")
        return taken


def booking(user_id: str, moment: str, response_url: str) -> Booking:
    """One whole booking: the line, and the press on the Confirm button of its answer."""

    def confirm(answer: dict[str, Any]) -> bytes:
        button = next((one for one in _buttons(answer) if one.get("action_id") == "booking.confirm"), None)
        if button is None:
            raise Unexpected(f"no Confirm in the answer: {answer}")
        return request(click(user_id, button, response_url))

    return Booking(request(command(user_id, f"book {moment}")), confirm)


def _buttons(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for block in answer.get("blocks", ()):
        for element in block.get("elements", ()):
            yield {**element, "block_id": block.get("block_id", "b")}


def today() -> date:
    """The day on which the measurement takes place."""
    return datetime.now(UTC).date()
