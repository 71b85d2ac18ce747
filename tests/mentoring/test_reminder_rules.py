"""When reminders are due: on whose clock, through which changes of clocks, moved by which days of rest."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.clocks import Anchor, local
from mentoring.messages import ABOUT_A_SESSION, DeliveryKind
from mentoring.people import Person, Window, WorkingWeek
from mentoring.progress import Milestone
from mentoring.reminders import Lead, ReminderPolicy, ReminderWishes
from mentoring.rules.reminders import (
    USEFUL_FOR,
    Due,
    Reader,
    clocks_before,
    due,
    milestone_due,
    milestones,
    monthly,
    not_earlier,
    not_later,
    plan_reminders,
    weekly,
    weeks_quiet,
    working_days_after,
)
from mentoring.sessions import Rsvp, SessionKind, SessionState
from tests.builders import NOW, TEAM, a_person, a_programme, a_session, an_anchor

K = DeliveryKind
LEADS = json.loads((Path(__file__).parents[1] / "data" / "timezone_vectors.json").read_text())["leads"]
ALWAYS = WorkingWeek(tuple(Window(day, time(0), time(23, 59)) for day in range(7)))
ZONES = [
    "Europe/Paris",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Hebron",
    "Asia/Amman",
    "Africa/Tunis",
    "Asia/Beirut",
]


def a_reader(person: Person | None = None, *holidays: date, **leads: Lead | None) -> Reader:
    policy = ReminderPolicy().changed(tuple((K(kind), lead) for kind, lead in leads.items()))
    return Reader(person or a_person("Luca"), policy, frozenset(holidays))


def at(wall: str, zone: str) -> datetime:
    return an_anchor(wall, zone).instant


def due_at(kind: DeliveryKind, wall: str, reader: Reader, /, **session: Any) -> datetime:
    found = due(kind, a_session(wall, **session), reader)
    assert found is not None
    return found.at


@pytest.mark.parametrize("vector", LEADS, ids=lambda vector: vector["id"])
def test_a_days_lead_is_a_calendar_day_and_a_shorter_one_elapsed_time(vector: dict[str, Any]) -> None:
    wall, zone = datetime.fromisoformat(vector["session_wall"]), vector["zone"]
    person = a_person("Luca", zone=zone, working_week=ALWAYS)
    calendar = a_reader(person, day_before=Lead(days=1, at=wall.time()), hour_before=Lead(minutes=24 * 60))

    session = a_session(wall.isoformat(), zone=zone)

    assert session.when.start == datetime.fromisoformat(vector["session_utc"])
    assert due_at(K.DAY_BEFORE, wall.isoformat(), calendar, zone=zone) == datetime.fromisoformat(
        vector["due_1day_calendar_utc"]
    )
    assert due_at(K.HOUR_BEFORE, wall.isoformat(), calendar, zone=zone) == datetime.fromisoformat(
        vector["due_24h_elapsed_utc"]
    )


def test_the_day_before_is_the_recipients_own_day_and_hour() -> None:
    late = "2027-01-26 23:30"  # the 27th already in Cairo
    assert due_at(K.DAY_BEFORE, late, a_reader(a_person("Awa"))) == at("2027-01-25 09:00", "Europe/Paris")
    assert due_at(K.DAY_BEFORE, late, a_reader(a_person("Fatima"))) == at("2027-01-26 09:00", "Africa/Cairo")


def test_the_day_before_a_monday_is_the_last_working_day() -> None:
    assert due_at(K.DAY_BEFORE, "2027-01-25 15:00", a_reader()) == at("2027-01-22 09:00", "Europe/Rome")
    cairo = a_reader(a_person("Fatima"))
    assert due_at(K.DAY_BEFORE, "2027-01-25 15:00", cairo) == at("2027-01-24 09:00", "Africa/Cairo")


def test_the_day_before_gives_way_to_a_holiday() -> None:
    reader = a_reader(a_person("Luca"), date(2027, 1, 25))
    assert due_at(K.DAY_BEFORE, "2027-01-26 15:00", reader) == at("2027-01-22 09:00", "Europe/Rome")


def test_urgent_reminders_heed_no_day_of_rest() -> None:
    sunday = a_reader(a_person("Luca"), date(2027, 1, 24))
    start = at("2027-01-24 07:00", "Europe/Paris")
    assert due_at(K.HOUR_BEFORE, "2027-01-24 07:00", sunday) == start - timedelta(hours=1)
    assert due_at(K.STARTING, "2027-01-24 07:00", sunday) == start - timedelta(minutes=5)


def test_how_did_it_go_is_asked_at_the_end_and_again_two_working_days_later() -> None:
    thursday = "2027-01-28 15:00"
    assert due_at(K.FOLLOW_UP, thursday, a_reader()) == at("2027-01-28 16:00", "Europe/Rome")
    assert due_at(K.FOLLOW_UP_AGAIN, thursday, a_reader()) == at("2027-02-01 09:00", "Europe/Rome")


def test_how_did_it_go_waits_for_the_next_working_hours() -> None:
    assert due_at(K.FOLLOW_UP, "2027-01-29 20:00", a_reader()) == at("2027-02-01 09:00", "Europe/Rome")
    assert due_at(K.FOLLOW_UP_AGAIN, "2027-01-29 20:00", a_reader()) == at("2027-02-03 09:00", "Europe/Rome")


def test_how_did_it_go_waits_until_the_recipient_is_back() -> None:
    away = a_person("Luca", wishes=ReminderWishes(away_until=date(2027, 2, 5)))
    assert due_at(K.FOLLOW_UP, "2027-01-28 15:00", a_reader(away)) == at("2027-02-08 09:00", "Europe/Rome")
    assert due_at(K.DAY_BEFORE, "2027-01-28 15:00", a_reader(away)) == at("2027-01-27 09:00", "Europe/Rome")


def test_each_overdue_reminder_gives_way_to_the_next() -> None:
    start, session = at("2027-01-26 15:00", "Europe/Paris"), a_session()
    last = {kind: found.until for kind in ABOUT_A_SESSION if (found := due(kind, session, a_reader()))}
    assert last[K.DAY_BEFORE] == start - timedelta(hours=1)
    assert last[K.HOUR_BEFORE] == start - timedelta(minutes=5)
    assert last[K.STARTING] == start + timedelta(minutes=10)
    assert last[K.FOLLOW_UP] == due_at(K.FOLLOW_UP_AGAIN, "2027-01-26 15:00", a_reader())
    assert K.WEEK_BEFORE not in last


def test_a_joint_meeting_is_announced_a_week_ahead() -> None:
    found = due_at(K.WEEK_BEFORE, "2027-01-26 15:00", a_reader(), kind=SessionKind.JOINT)
    assert found == at("2027-01-19 09:00", "Europe/Rome")


def test_what_is_switched_off_is_not_due() -> None:
    reader = a_reader(day_before=None, follow_up=None)
    assert [kind for kind in ABOUT_A_SESSION if due(kind, a_session(), reader)] == [
        K.CLOCK_CHANGE,
        K.HOUR_BEFORE,
        K.STARTING,
    ]


def test_the_first_question_stands_as_long_as_it_is_of_use_where_no_second_follows() -> None:
    both, once = (
        due(K.FOLLOW_UP, a_session(), a_reader()),
        due(K.FOLLOW_UP, a_session(), a_reader(follow_up_again=None)),
    )
    assert both is not None
    assert once == Due(both.at, both.at + USEFUL_FOR[K.FOLLOW_UP])
    assert once.until != both.until
    assert due(K.FOLLOW_UP_AGAIN, a_session(), a_reader(follow_up_again=None)) is None


def test_neither_months_nor_milestones_are_told_where_they_are_switched_off() -> None:
    day = date(2027, 2, 1)
    assert monthly(day, a_reader()) is not None
    assert monthly(day, a_reader(month=None)) is None
    assert milestone_due(Milestone.PROGRESS, day, a_reader()) is not None
    assert milestone_due(Milestone.PROGRESS, day, a_reader(milestone=None)) is None


def test_some_hours_ahead_gives_way_to_a_day_of_rest_and_never_comes_later_for_it() -> None:
    reader = a_reader(day_before=Lead(minutes=180))
    assert due_at(K.DAY_BEFORE, "2027-01-31 15:00", reader) == at("2027-01-29 12:00", "Europe/Rome")  # a Sunday
    assert due_at(K.DAY_BEFORE, "2027-01-26 10:00", reader) == at("2027-01-26 07:00", "Europe/Rome")


def test_a_persons_wish_comes_before_the_programmes_policy() -> None:
    wishes = ReminderWishes(((K.DAY_BEFORE, Lead(2, time(16))), (K.STARTING, None)))
    policy = ReminderPolicy().wished(wishes)
    assert (policy.lead(K.DAY_BEFORE), policy.lead(K.STARTING)) == (Lead(2, time(16)), None)
    assert policy.lead(K.HOUR_BEFORE) == Lead(minutes=60)


def test_an_hour_outside_the_working_day_moves_inside_it() -> None:
    reader = a_reader()
    day = date(2027, 1, 26)
    assert not_later(reader, day, time(22)) == at("2027-01-26 18:00", "Europe/Rome")
    assert not_later(reader, day, time(6)) == at("2027-01-26 09:00", "Europe/Rome")
    assert not_earlier(reader, day, time(6)) == at("2027-01-26 09:00", "Europe/Rome")
    assert not_earlier(reader, day, time(22)) == at("2027-01-27 09:00", "Europe/Rome")


def test_somebody_who_never_works_is_reminded_all_the_same() -> None:
    reader = a_reader(a_person("Luca", working_week=WorkingWeek(())))
    assert not_later(reader, date(2027, 1, 26), time(9)) == at("2027-01-26 09:00", "Europe/Rome")
    assert not_earlier(reader, date(2027, 1, 26), time(9)) == at("2027-01-26 09:00", "Europe/Rome")
    assert working_days_after(reader, date(2027, 1, 26), 2) == date(2027, 1, 26) + timedelta(days=30)


def test_clocks_change_when_they_drift_apart_after_a_session_was_made() -> None:
    made, zones = datetime(2027, 3, 10, tzinfo=UTC), ("Europe/Paris", "Africa/Tunis")
    session = a_session("2027-04-06 15:00", created_at=made)

    before = clocks_before(session, zones)

    assert before is not None
    assert [local(before, zone).hour for zone in zones] == [15, 15]
    assert [local(session.when.start, zone).hour for zone in zones] == [15, 14]
    assert clocks_before(session, ("Europe/Paris", "Europe/Rome")) is None
    assert clocks_before(replace(session, created_at=datetime(2027, 4, 1, tzinfo=UTC)), zones) is None


def test_plan_leaves_out_what_was_due_before_it_was_agreed() -> None:
    readers = [a_reader(a_person("Awa")), a_reader(a_person("Luca"))]
    planned = plan_reminders(a_session(), readers, team_id=TEAM, since=at("2027-01-25 12:00", "Europe/Paris"))
    assert {(one.kind, one.recipient_id) for one in planned} == {
        (kind, person) for kind in (K.HOUR_BEFORE, K.STARTING, K.FOLLOW_UP, K.FOLLOW_UP_AGAIN) for person in (1, 2)
    }


def test_nothing_is_planned_for_who_declined_nor_for_what_is_not_confirmed() -> None:
    readers = [a_reader(a_person("Awa")), a_reader(a_person("Luca"))]
    declined = a_session().with_answer(2, Rsvp.DECLINED)
    assert {one.recipient_id for one in plan_reminders(declined, readers, team_id=TEAM, since=NOW)} == {1}
    for state in set(SessionState) - {SessionState.CONFIRMED}:
        assert plan_reminders(a_session(state=state), readers, team_id=TEAM, since=NOW) == []


def test_the_digest_is_on_monday_morning_or_the_first_working_day_after() -> None:
    monday = date(2027, 1, 18)
    ines = a_reader(a_person("Inès"))
    assert weekly(K.DIGEST, monday, ines) == Due(
        at("2027-01-18 09:00", "Europe/Madrid"), at("2027-01-22 09:00", "Europe/Madrid")
    )
    resting = a_reader(a_person("Inès"), monday)
    found = weekly(K.DIGEST, monday, resting)
    assert found is not None
    assert found.at == at("2027-01-19 09:00", "Europe/Madrid")
    whole_week = [monday + timedelta(days=ahead) for ahead in range(7)]
    assert weekly(K.DIGEST, monday, a_reader(a_person("Inès"), *whole_week)) is None


def test_a_pair_is_nudged_in_two_weeks_and_then_no_more() -> None:
    since, policy = date(2027, 1, 4), ReminderPolicy()
    mondays = [date(2027, 1, 11) + timedelta(weeks=week) for week in range(6)]
    assert [weeks_quiet(since, monday, policy) for monday in mondays] == [None, None, 0, 1, 2, 3]


def test_milestones_of_ten_months() -> None:
    found = list(milestones(a_programme()))
    assert [name for name, _ in found] == [
        Milestone.KICK_OFF,
        *[Milestone.PROGRESS] * 4,
        Milestone.MID_TERM,
        *[Milestone.PROGRESS] * 4,
        Milestone.CLOSE,
    ]
    assert [day.month for _, day in found] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10]


def test_the_last_milestone_comes_while_the_programme_lasts() -> None:
    sunday = date(2027, 10, 31)
    luca = a_reader()
    close, progress = (milestone_due(name, sunday, luca) for name in (Milestone.CLOSE, Milestone.PROGRESS))
    assert close is not None
    assert progress is not None
    assert (close.at, progress.at) == (at("2027-10-29 09:00", "Europe/Rome"), at("2027-11-01 09:00", "Europe/Rome"))


walls = st.datetimes(datetime(2021, 1, 1), datetime(2028, 1, 1)).map(
    lambda wall: wall.replace(minute=wall.minute // 5 * 5, second=0, microsecond=0, fold=0)
)


@given(walls, st.sampled_from(ZONES), st.sampled_from(ZONES), st.sampled_from(["FR", "EG"]), st.integers(15, 180))
def test_every_reminder_of_any_session_keeps_its_promises(
    wall: datetime, zone: str, home: str, country: str, minutes: int
) -> None:
    person = a_person("Luca", zone=home, country=country, working_week=WorkingWeek.usual(country))
    session = replace(a_session(), anchor=Anchor(wall, zone), duration=timedelta(minutes=minutes))
    found = {kind: one for kind in ABOUT_A_SESSION if (one := due(kind, session, a_reader(person)))}
    start, end = session.when.start, session.when.end

    assert found[K.HOUR_BEFORE].at == start - timedelta(hours=1)
    assert found[K.STARTING].at == start - timedelta(minutes=5)
    for kind in (K.DAY_BEFORE, K.CLOCK_CHANGE):
        day, when = local(found[kind].at, home), local(start, home)
        assert (day.hour, day.minute) == (9, 0)
        assert timedelta(1) <= when.date() - day.date() <= timedelta(10)
    assert end <= found[K.FOLLOW_UP].at < found[K.FOLLOW_UP_AGAIN].at
    for kind in (K.DAY_BEFORE, K.CLOCK_CHANGE, K.FOLLOW_UP, K.FOLLOW_UP_AGAIN):
        there = local(found[kind].at, home)
        assert any(
            one.weekday == there.weekday() and one.opens <= there.time() <= one.closes
            for one in person.working_week.windows
        )
    assert all(one.at <= one.until for one in found.values())
    assert [one.at for one in found.values()] == sorted(one.at for one in found.values())
