"""What a programme's settings may be, and what differs between two states of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields
from datetime import timedelta

from mentoring.attendance import AttendancePolicy
from mentoring.clocks import MINUTE, known_zone, local
from mentoring.errors import (
    EndsBeforeStart,
    MeetingOutside,
    MoreDaysThanMeetings,
    NameTaken,
    NameWanted,
    NoLanguage,
    NumberOutOfRange,
    PolicyUnworkable,
    ProgrammeTooLong,
    UnknownZone,
    WelcomeTooLong,
)
from mentoring.pairing_policy import PairingPolicy
from mentoring.people import BookingPolicy, Person, Programme
from mentoring.reminders import ReminderPolicy
from mentoring.risk import RiskPolicy
from mentoring.rules.links import check_template
from mentoring.sessions import Session

LONGEST_NAME = 100
LONGEST_WELCOME = 1500
MOST_YEARS = 5
MOST_SESSIONS_A_MONTH = 31
MOST_MEETINGS = 60
NOT_SETTINGS = frozenset({"id", "team_id", "set_up"})

DAY, LONGEST_WAIT = timedelta(days=1), timedelta(days=1000)
MOST_SIGNS = 3000

MINUTES = {"same_within": (0, 60), "runs_over": (0, 240)}
"""Minutes that an attendance policy may allow, from and to."""
DAYS = {"answer_within": (1, 60), "talk_within": (1, 30)}
"""Days that it may wait, from and to."""
MOST_POINTS, MOST_MENTEES = 365, 50
"""Points, or days, that one thing may count; mentees that a mentor may have who said nothing."""
AT_LEAST_ONE = frozenset({"urgent_from", "quiet_after", "quiet_step"})
"""What of who needs somebody can't be nought."""


def check_programme(programme: Programme, others: Iterable[Programme]) -> None:
    """Refuse settings that can't be; ``others`` are the team's other programmes. ``field`` is the setting's name."""
    _check_name(programme, others)
    _check_dates(programme)
    if not known_zone(programme.zone):
        raise UnknownZone(field="zone", name=programme.zone)
    if not programme.language or (programme.languages and programme.language not in programme.languages):
        raise NoLanguage(field="languages")
    _check_number("sessions_a_month", programme.sessions_a_month, 0, MOST_SESSIONS_A_MONTH)
    _check_meetings(programme)
    _check_booking(programme.booking)
    if any(len(text) > LONGEST_WELCOME for _, text in programme.welcome):
        raise WelcomeTooLong(field="welcome", longest=LONGEST_WELCOME)
    _check_attendance(programme.attendance)
    _check_risk(programme.risk)
    _check_pairing(programme.pairing)
    _check_reminders(programme.reminders)


def _check_name(programme: Programme, others: Iterable[Programme]) -> None:
    name = programme.name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise NameWanted(field="name", longest=LONGEST_NAME)
    if any(one.name.casefold() == name.casefold() and one.id != programme.id for one in others):
        raise NameTaken(field="name", name=name)


def _check_dates(programme: Programme) -> None:
    if programme.ends_on < programme.starts_on:
        raise EndsBeforeStart(field="ends_on", starts_on=programme.starts_on)
    if programme.ends_on - programme.starts_on > timedelta(days=366 * MOST_YEARS):
        raise ProgrammeTooLong(field="ends_on", years=MOST_YEARS)


def _check_meetings(programme: Programme) -> None:
    _check_number("meetings", programme.meetings.count, 0, MOST_MEETINGS)
    for day in programme.meetings.days:
        if not programme.starts_on <= day <= programme.ends_on:
            raise MeetingOutside(
                field="meeting_days", day=day, starts_on=programme.starts_on, ends_on=programme.ends_on
            )
    if len(programme.meetings.days) > programme.meetings.count:
        raise MoreDaysThanMeetings(field="meeting_days", days=len(programme.meetings.days))


def _check_booking(policy: BookingPolicy) -> None:
    if policy.link_template:
        check_template(policy.link_template)
    if not MINUTE <= policy.shortest <= policy.usual <= policy.longest <= DAY:
        raise PolicyUnworkable(field="booking.usual")
    for name in ("notice", "horizon", "answer_within", "offer_within", "host_within"):
        if not timedelta() <= getattr(policy, name) <= LONGEST_WAIT or (name == "horizon" and policy.horizon < DAY):
            raise PolicyUnworkable(field=f"booking.{name}")
    for name in ("longest_topic", "longest_reason", "longest_word"):
        _check_number(f"booking.{name}", getattr(policy, name), 1, MOST_SIGNS)


def _check_reminders(policy: ReminderPolicy) -> None:
    _check_number("reminders.quiet_after", policy.quiet_after, 1, 365)
    _check_number("reminders.nudges", policy.nudges, 0, 52)


def _check_attendance(policy: AttendancePolicy) -> None:
    for name, (least, most) in MINUTES.items():
        _check_number(name, getattr(policy, name) // MINUTE, least, most)
    for name, (least, most) in DAYS.items():
        _check_number(name, getattr(policy, name).days, least, most)


def _check_risk(policy: RiskPolicy) -> None:
    for one in fields(policy):
        _check_number(one.name, getattr(policy, one.name), 1 if one.name in AT_LEAST_ONE else 0, MOST_POINTS)


def _check_pairing(policy: PairingPolicy) -> None:
    for name in ("needs", "words", "sector", "languages", "hours"):
        _check_number(f"pairing.{name}", getattr(policy, name), 0, MOST_POINTS)
    if not policy.full or not timedelta(hours=1) <= policy.enough_hours <= timedelta(days=7):
        raise PolicyUnworkable(field="pairing.needs" if not policy.full else "pairing.enough_hours")
    _check_number("pairing.mentees_each", policy.mentees_each, 1, MOST_MENTEES)


def _check_number(field: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise NumberOutOfRange(field=field, least=least, most=most)


def settings_changed(before: Programme, after: Programme) -> tuple[str, ...]:
    """The names of the settings that differ, in the order of the programme's fields."""
    return tuple(
        one.name
        for one in fields(Programme)
        if one.name not in NOT_SETTINGS and getattr(before, one.name) != getattr(after, one.name)
    )


def lies_outside(session: Session, programme: Programme) -> bool:
    """Whether the session begins before the programme's first day or after its last, on its clock."""
    day = local(session.when.start, programme.zone).date()
    return not programme.starts_on <= day <= programme.ends_on


def without_language(people: Iterable[Person], before: Programme, after: Programme) -> tuple[Person, ...]:
    """Those who chose a language that the programme has now and would have no more."""
    lost = set(before.languages) - set(after.languages)
    return tuple(person for person in people if person.language in lost)


def mark_of(*parts: object) -> str:
    """A short name that differs when any part does, the same in every process."""
    return hashlib.sha256("\0".join(repr(part) for part in parts).encode()).hexdigest()[:24]
