"""What a series' file says, point by point of RFC 5545 and RFC 5546, as two other programs read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.i18n import Catalogues
from handlers.views.ics.series import recur, series_invitation
from mentoring.calendars import Method, SeriesEntries
from mentoring.clocks import Anchor
from mentoring.rules.recurrence import anchor_on, dates
from mentoring.series import LAST, Monthly, Pattern, Rule, Series, Weekly
from mentoring.sessions import Details, Session
from tests.builders import NOW, a_person, a_programme, a_session
from tests.handlers.calendar_files.readers import (
    by_ical_js,
    by_vobject,
    occurrences_by_ical_js,
    occurrences_by_vobject,
    parameters,
    properties,
)

T = Catalogues.load().translator("en")
AWA, LUCA = a_person("Awa"), a_person("Luca")
FIRST = Anchor(datetime(2027, 3, 16, 15), "Europe/Paris")
SERIES = Series("W1", 1, 1, AWA.id, Pattern(Weekly((1,)), FIRST, count=4), timedelta(hours=1), "Export markets", NOW)


def sessions() -> list[Session]:
    places = [anchor_on(SERIES.pattern, day) for day in dates(SERIES.pattern)]
    return [
        a_session(id=f"S{number}", anchor=at, original_start=at, series_id="W1", link="https://meet.example.org/w1")
        for number, at in enumerate(places)
    ]


def drawn(told: list[Session] | None = None, method: Method = Method.REQUEST, sequence: int = 3) -> bytes:
    places = tuple(anchor_on(SERIES.pattern, day) for day in dates(SERIES.pattern))
    people = {AWA.id: AWA, LUCA.id: LUCA}
    details = tuple(Details(one, a_programme(), people) for one in (sessions() if told is None else told))
    entries = SeriesEntries(SERIES, places, details, sequence)
    return series_invitation(T, entries, LUCA, method, now=NOW)


def test_a_series_that_is_as_its_rule_says_is_one_entry() -> None:
    read = by_ical_js(drawn())[0]
    assert read["parts"] == ["vtimezone", "vevent"]
    said = properties(read)
    assert (said["uid"], said["sequence"]) == ("W1@sessions.mentorbot", 3)
    assert (said["dtstart"], said["duration"]) == ("2027-03-16T15:00:00", "PT1H")
    assert said["rrule"] == {"freq": "WEEKLY", "count": 4, "interval": 1, "byday": "TU", "wkst": 2}
    assert parameters(read, "dtstart") == [{"tzid": "Europe/Paris"}]
    assert said["url"] == "https://meet.example.org/w1"
    assert "exdate" not in said


def test_rfc5545_3_8_5_1_dates_without_a_session_are_left_out() -> None:
    file = drawn([sessions()[0], sessions()[3]])
    assert by_vobject(file).vevent.exdate_list[0].value is not None
    wanted = [datetime(2027, 3, 16, 14, tzinfo=UTC), datetime(2027, 4, 6, 13, tzinfo=UTC)]
    assert [one.start for one in occurrences_by_ical_js(file)[0]] == wanted
    assert [one.start for one in occurrences_by_vobject(file)] == wanted


def test_rfc5545_3_8_4_4_a_moved_date_stands_under_the_id_of_its_old_place() -> None:
    first, second, *rest = sessions()
    moved = replace(second, anchor=Anchor(datetime(2027, 3, 25, 9), "Europe/Paris"), duration=timedelta(minutes=30))
    read = by_ical_js(drawn([first, moved, *rest]))[0]
    assert len(read["events"]) == 2
    exception = properties(read, 1)
    assert (exception["recurrence-id"], exception["dtstart"]) == ("2027-03-23T15:00:00", "2027-03-25T08:00:00Z")
    assert parameters(read, "recurrence-id", 1) == [{"tzid": "Europe/Paris"}]
    found = occurrences_by_ical_js(drawn([first, moved, *rest]))[0]
    assert [(one.start.day, one.end - one.start) for one in found] == [
        (16, timedelta(hours=1)),
        (25, timedelta(minutes=30)),
        (30, timedelta(hours=1)),
        (6, timedelta(hours=1)),
    ]


def test_a_date_with_a_topic_or_link_of_its_own_says_so() -> None:
    first, second, *rest = sessions()
    other = replace(second, topic="Budget", link="https://meet.example.org/other")
    read = by_ical_js(drawn([first, other, *rest]))[0]
    assert [properties(read, at)["summary"] for at in (0, 1)] == [
        "Session with Awa: Export markets",
        "Session with Awa: Budget",
    ]
    assert properties(read, 1)["url"] == other.link


def test_an_hour_that_comes_twice_is_told_by_its_instant() -> None:
    first, *_ = sessions()
    twice = Anchor(datetime(2027, 10, 31, 2, 30), "Europe/Paris", 1)
    file = drawn([first, replace(sessions()[1], anchor=twice)])
    assert occurrences_by_ical_js(file)[0][-1].start == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_rfc5546_3_2_5_a_cancel_of_a_series_is_of_all_of_it() -> None:
    read = by_ical_js(drawn([sessions()[0]], Method.CANCEL, 7))[0]
    said = properties(read)
    assert (said["uid"], said["status"], said["sequence"]) == ("W1@sessions.mentorbot", "CANCELLED", 7)
    assert "recurrence-id" not in said
    assert "exdate" not in said
    assert read["parts"] == ["vtimezone", "vevent"]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Weekly((0, 3), 2), "FREQ=WEEKLY;COUNT=5;INTERVAL=2;BYDAY=MO,TH;WKST=MO"),
        (Monthly(2, 1), "FREQ=MONTHLY;COUNT=5;INTERVAL=1;BYDAY=2TU"),
        (Monthly(LAST, 4, 3), "FREQ=MONTHLY;COUNT=5;INTERVAL=3;BYDAY=-1FR"),
        (Monthly(15), "FREQ=MONTHLY;COUNT=5;INTERVAL=1;BYMONTHDAY=15"),
        (Monthly(LAST), "FREQ=MONTHLY;COUNT=5;INTERVAL=1;BYMONTHDAY=-1"),
    ],
)
def test_rfc5545_3_3_10_rules(rule: Rule, said: str) -> None:
    assert recur(rule, 5).to_ical().decode() == said


@pytest.mark.parametrize("rule", [Weekly((0, 3), 2), Monthly(2, 1), Monthly(LAST, 4, 3), Monthly(31), Monthly(LAST)])
def test_both_readers_find_the_patterns_own_dates(rule: Rule) -> None:
    pattern = Pattern(rule, FIRST, count=9)
    places = [anchor_on(pattern, day) for day in dates(pattern)]
    told = [a_session(id=f"S{at.wall:%m%d}", anchor=at, original_start=at, series_id="W1") for at in places]
    details = tuple(Details(one, a_programme(), {AWA.id: AWA, LUCA.id: LUCA}) for one in told)
    entries = SeriesEntries(replace(SERIES, pattern=pattern), tuple(places), details)
    file = series_invitation(T, entries, LUCA, Method.REQUEST, now=NOW)
    wanted = [at.instant for at in places]
    assert [one.start for one in occurrences_by_ical_js(file)[0]] == wanted
    assert [one.start for one in occurrences_by_vobject(file)] == wanted
