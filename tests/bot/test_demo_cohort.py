"""The demonstration's programme, as a newcomer finds it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.demo_cohort import load
from mentoring.oversight import MeetingFigures
from mentoring.services.oversight import reckon, survey
from tests.builders import TEAM
from tests.fakes import FakeHolidays, FakeStore, FakeUnitOfWork


@pytest.mark.parametrize("now", [datetime(2026, 11, 1, 9, tzinfo=UTC), datetime(2027, 2, 28, 23, tzinfo=UTC)])
def test_the_kick_off_was_held_and_who_missed_it_is_on_the_roll(now: datetime) -> None:
    store = FakeStore()
    load(lambda team_id: FakeUnitOfWork(store, team_id), TEAM, now, FakeHolidays())
    with (uow := FakeUnitOfWork(store, TEAM)):
        (programme,) = uow.people.programmes()
        (kick_off,) = uow.sessions.joint_meetings(programme.id)
        assert programme.starts_on <= kick_off.anchor.wall.date() < now.date()
        assert kick_off.people == {one.person.id for one in uow.people.participants(programme.id)}
        reckon(uow, [programme])
        meetings = survey(uow, programme, now).totals.meetings
        assert meetings == MeetingFigures(meetings=1, planned=1, places=28, attended=25)
