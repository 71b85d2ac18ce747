"""The right instants for every zone and date of the vectors over real rule changes, in single sessions and series."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from handlers.i18n import Catalogues
from handlers.views.ics.drawing import invitation
from handlers.views.ics.series import series_invitation
from handlers.views.ics.zones import vtimezone
from mentoring.calendars import Method, SeriesEntries
from mentoring.clocks import Anchor, instants
from mentoring.rules.recurrence import anchor_on, dates
from mentoring.series import Monthly, Pattern, Series, Weekly
from mentoring.sessions import Details, Session
from tests.builders import NOW, a_person, a_programme, a_session
from tests.handlers.calendar_files.readers import Entry, occurrences_by_ical_js, occurrences_by_vobject

T = Catalogues.load().translator("en")
AWA, LUCA = a_person("Awa"), a_person("Luca")
PEOPLE = {AWA.id: AWA, LUCA.id: LUCA}
HOUR = timedelta(hours=1)
VECTORS = [
    one
    for one in json.loads((Path(__file__).parents[2] / "data" / "timezone_vectors.json").read_text())["vectors"]
    if one["tzdb"] == "2026f"
]
ZONES = sorted({one["zone"] for one in VECTORS})


def details(session: Session) -> Details:
    return Details(session, a_programme(), PEOPLE)


def single(anchor: Anchor) -> bytes:
    session = replace(a_session(), anchor=anchor)
    return invitation(T, details(session), LUCA, Method.REQUEST, now=NOW)


def a_series(pattern: Pattern) -> Series:
    return Series("W1", 1, 1, AWA.id, pattern, HOUR, "Export markets", NOW)


def sessions_of(series: Series, *, left_out: frozenset[int] = frozenset()) -> Iterator[Session]:
    for number, day in enumerate(islice(dates(series.pattern), 60)):
        if number not in left_out:
            anchor = anchor_on(series.pattern, day)
            yield replace(
                a_session(), id=f"W1S{number}", anchor=anchor, original_start=anchor, series_id="W1", duration=HOUR
            )


def series_file(series: Series, sessions: list[Session]) -> bytes:
    last = max(one.original_start.wall for one in sessions if one.original_start).date()
    places = tuple(anchor_on(series.pattern, day) for day in dates(series.pattern) if day <= last)
    entries = SeriesEntries(series, places, tuple(map(details, sessions)))
    return series_invitation(T, entries, LUCA, Method.REQUEST, now=NOW)


def starts(found: list[Entry]) -> list[datetime]:
    return [one.start for one in found]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def test_single_sessions_stand_at_the_instants_of_the_vectors() -> None:
    asked = [(Anchor(datetime.fromisoformat(one["wall"]), one["zone"]), utc(one["utc"])) for one in VECTORS]
    asked += [
        (Anchor(datetime.fromisoformat(one["wall"]), one["zone"], 1), utc(one["utc_fold1"]))
        for one in VECTORS
        if one["kind"] == "fold"
    ]
    files = [single(anchor) for anchor, _ in asked]
    wanted = [[instant] for _, instant in asked]
    assert len(asked) > 180
    assert [starts(found) for found in occurrences_by_ical_js(*files)] == wanted
    assert [starts(occurrences_by_vobject(file)) for file in files] == wanted


def test_series_that_begin_at_the_vectors_stand_at_their_instants_through_every_clock_change() -> None:
    """The first date of each against the vector itself, half a year of dates against the zone data."""
    files, wanted = [], []
    for one in VECTORS:
        if one["kind"] == "normal":
            first = Anchor(datetime.fromisoformat(one["wall"]), one["zone"])
            series = a_series(Pattern(Weekly((first.wall.weekday(),), 2), first, count=13))
            sessions = [session for session in sessions_of(series) if happens(session.anchor)]
            files.append(series_file(series, sessions))
            wanted.append([session.when.start for session in sessions])
            assert wanted[-1][0] == utc(one["utc"])
    assert len(files) > 100
    assert [starts(found) for found in occurrences_by_ical_js(*files)] == wanted
    assert [starts(occurrences_by_vobject(file)) for file in files] == wanted


def happens(anchor: Anchor) -> bool:
    """Whether the wall time happens once that day; the others are asked about before a series is booked."""
    return len(instants(anchor.wall, anchor.zone)) == 1


@pytest.mark.parametrize("zone", ZONES)
def test_a_series_of_ten_months_lasts_through_every_change_of_the_zone(zone: str) -> None:
    first = Anchor(datetime(2027, 1, 19, 15), zone)
    series = a_series(Pattern(Monthly(3, 1), first, count=12))
    sessions = list(sessions_of(series, left_out=frozenset({4})))
    moved = replace(sessions[2], anchor=Anchor(datetime(2027, 3, 18, 10, 30), zone))
    file = series_file(series, [*sessions[:2], moved, *sessions[3:]])
    wanted = sorted(one.when.start for one in [*sessions[:2], moved, *sessions[3:]])
    assert starts(occurrences_by_ical_js(file)[0]) == wanted
    assert starts(occurrences_by_vobject(file)) == wanted


def test_rfc5545_3_6_5_a_change_that_follows_a_rule_is_said_as_the_rule() -> None:
    drawn = vtimezone("Europe/Paris", NOW, NOW + timedelta(days=300)).to_ical().decode()
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in drawn
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in drawn
    assert "RDATE" not in drawn


@pytest.mark.parametrize("zone", ["Africa/Cairo", "Africa/Casablanca", "Asia/Hebron"])
def test_rfc5545_3_6_5_any_other_change_is_an_observance_of_its_own(zone: str) -> None:
    """Egypt leaves summer time on the day after the last Thursday, which is not always the last Friday."""
    drawn = vtimezone(zone, NOW, NOW + timedelta(days=300)).to_ical().decode()
    assert "RRULE" not in drawn
    assert "RDATE" not in drawn


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2023, 1, 1), datetime(2033, 1, 1)).map(lambda one: one.replace(second=0, microsecond=0)),
)
def test_any_wall_time_of_a_zone_reads_back_by_its_own_description(zone: str, wall: datetime) -> None:
    """By the library's own reading of the VTIMEZONE, which is neither vobject's nor ical.js's."""
    anchor = Anchor(wall, zone)
    if not happens(anchor):
        return
    described = Calendar()
    described.add_component(vtimezone(zone, anchor.instant, anchor.instant))
    read = Calendar.from_ical(described.to_ical()).timezones[0].to_tz(lookup_tzid=False)
    assert wall.replace(tzinfo=read).utcoffset() == wall - anchor.instant.replace(tzinfo=None)
