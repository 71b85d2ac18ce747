"""Whom a programme welcomes, until when, and what is said after all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Participant, ParticipationState, Role
from mentoring.reminders import Lead, ReminderPolicy
from mentoring.rules import arrivals as rules
from mentoring.rules.delivery import NOT_ACTIVE, NOT_JOINED
from mentoring.rules.reminders import Reader
from tests.builders import NOW, a_person, a_programme

MENTEE = Participant(1, a_person("Luca"), frozenset({Role.MENTEE}))
LAST = a_programme(ends_on=date(2027, 3, 31), zone="Africa/Cairo")
MIDNIGHT = datetime(2027, 3, 31, 22, tzinfo=UTC)
"""When the last day of that programme is over in Cairo."""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"roles": frozenset({Role.COORDINATOR})}, False),
        ({"state": ParticipationState.PAUSED}, False),
        ({"state": ParticipationState.LEFT}, False),
        ({"person": a_person("Luca", user_id=None)}, False),
        ({"person": a_person("Luca", active=False)}, False),
    ],
)
def test_who_takes_part_and_can_be_written_to_is_expected(changes: dict[str, object], expected: bool) -> None:
    assert rules.is_expected(replace(MENTEE, **changes)) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(("now", "speaks"), [(MIDNIGHT - timedelta(seconds=1), True), (MIDNIGHT, False)])
def test_a_programme_speaks_to_its_people_until_its_last_day_is_over(now: datetime, speaks: bool) -> None:
    assert rules.is_under_way(LAST, now) is speaks


def test_a_welcome_that_waits_for_working_hours_is_not_over_before_it_is_due() -> None:
    reader = Reader(a_person("Luca", zone="Africa/Cairo"), ReminderPolicy())
    due = rules.welcome_due(reader, LAST, MIDNIGHT - timedelta(minutes=5))
    assert due.at > MIDNIGHT
    assert due.until == due.at


def a_welcome(error: str, state: DeliveryState = DeliveryState.CANCELLED) -> Delivery:
    return Delivery("welcome:1:2", "T1", DeliveryKind.WELCOME, 2, NOW, NOW, state=state, last_error=error)


@pytest.mark.parametrize("reason", [NOT_JOINED, NOT_ACTIVE, "the recipient pauses"])
def test_what_was_missed_is_said_once_its_person_is_there(reason: str) -> None:
    assert rules.may_be_said_after_all(a_welcome(reason), a_person("Luca"))
    assert not rules.may_be_said_after_all(a_welcome(reason), a_person("Luca", user_id=None))
    assert not rules.may_be_said_after_all(a_welcome(reason, DeliveryState.SENT), a_person("Luca"))


def test_what_was_closed_for_another_reason_stays_unsaid() -> None:
    assert not rules.may_be_said_after_all(a_welcome("the person is not in this programme"), a_person("Luca"))


@pytest.mark.parametrize("lead", [None, Lead(minutes=60)])
def test_who_is_not_to_be_asked_once_more_is_not(lead: Lead | None) -> None:
    policy = ReminderPolicy().changed(((DeliveryKind.UNANSWERED, lead),))
    assert rules.unanswered_due(NOW, Reader(a_person("Luca"), policy), NOW) is None
