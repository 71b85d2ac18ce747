"""What the port AllSeries promises, and Sessions of those in a series, on every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from mentoring.series import LAST, Monthly, Pattern, Series, SeriesChange, SeriesDraft, Weekly
from mentoring.sessions import ChangeKind, Session, SessionState
from tests.builders import NOW, OTHER_TEAM, TEAM, Cohort, MakeUnitOfWork, a_change, a_cohort, an_anchor

FORTNIGHTLY = Pattern(Weekly((1, 3), 2), an_anchor("2027-01-19 15:00"), until=date(2027, 6, 30))
MONTHLY = Pattern(Monthly(LAST, 4, 3), an_anchor("2027-10-31 02:30", fold=1), count=7)


@pytest.fixture
def cohort(make_uow: MakeUnitOfWork) -> Cohort:
    with make_uow(TEAM) as unit:
        cohort = a_cohort(unit)
        unit.commit()
    return cohort


def a_series(cohort: Cohort, series_id: str = "R1", **changes: object) -> Series:
    series = Series(
        id=series_id,
        programme_id=cohort.programme.id,
        pair_id=cohort.pair.id,
        organiser_id=cohort.awa.id,
        pattern=FORTNIGHTLY,
        duration=timedelta(minutes=45),
        topic="Export – “élan” 🫒",
        created_at=NOW,
    )
    return replace(series, **changes)  # type: ignore[arg-type]


def a_series_draft(cohort: Cohort, **changes: object) -> SeriesDraft:
    draft = SeriesDraft("D1", cohort.awa.id, cohort.luca.id, cohort.pair.id, MONTHLY, timedelta(hours=1), "Export", NOW)
    return replace(draft, **changes)  # type: ignore[arg-type]


def an_occurrence(cohort: Cohort, session_id: str, wall: str, **changes: object) -> Session:
    ours = {"id": session_id, "series_id": "R1", "original_start": an_anchor(wall), **changes}
    return cohort.session(wall, **ours)


def test_series_and_sessions_are_kept_and_read_back(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    series = a_series(cohort, pattern=MONTHLY, pair_id=None, continues="R0", revision=4)
    with make_uow(TEAM) as unit:
        unit.series.add(series)
        unit.commit()
    later = replace(series, pattern=FORTNIGHTLY, revision=5)
    with make_uow(TEAM) as unit:
        assert unit.series.get("R1") == series
        unit.series.update(later)
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.series.known(["R1", "R2"]) == {"R1": later}
        assert unit.series.known([]) == {}
        with pytest.raises(KeyError):
            unit.series.update(replace(series, id="R2"))


def test_sessions_of_a_series_stand_where_its_pattern_puts_them(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    second = an_occurrence(cohort, "S2", "2027-01-26 15:00", anchor=an_anchor("2027-03-01 09:00", "Africa/Cairo"))
    first = an_occurrence(cohort, "S1", "2027-01-19 15:00", state=SessionState.CANCELLED)
    single = cohort.session("2027-02-02 15:00", id="S3")
    with make_uow(TEAM) as unit:
        unit.series.add(a_series(cohort))
        for session in (second, first, single):
            unit.sessions.add(session, a_change(session))
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.sessions.of_series(["R1", "R2"]) == {"R1": [first, second]}
        assert unit.sessions.get("S3").original_start is None


def test_the_session_before_is_the_last_open_one_also_of_the_series_continued(
    make_uow: MakeUnitOfWork, cohort: Cohort
) -> None:
    sessions = [
        an_occurrence(cohort, "S1", "2027-01-19 15:00"),
        an_occurrence(cohort, "S2", "2027-01-26 15:00", state=SessionState.CANCELLED),
        an_occurrence(cohort, "S3", "2027-02-02 15:00", series_id="R2"),
        an_occurrence(cohort, "S4", "2027-02-09 15:00", series_id="R2"),
    ]
    with make_uow(TEAM) as unit:
        unit.series.add(a_series(cohort))
        unit.series.add(a_series(cohort, "R2", continues="R1"))
        for session in sessions:
            unit.sessions.add(session, a_change(session))
        unit.commit()
    with make_uow(TEAM) as unit:
        before = [unit.sessions.before_in_series(session) for session in sessions]
    assert [one.id if one else None for one in before] == [None, "S1", "S1", "S3"]


def test_change_of_several_is_kept(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    moved = SeriesChange("R1", 2, ChangeKind.MOVE_PROPOSED, cohort.awa.id, NOW, (("S1", 3), ("S2", 2)), "", MONTHLY)
    expired = SeriesChange("R1", 3, ChangeKind.EXPIRED, None, NOW, (("S1", 4),), "Je suis malade")
    with make_uow(TEAM) as unit:
        unit.series.add(a_series(cohort))
        unit.series.keep_change(moved)
        unit.series.keep_change(expired)
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.series.change("R1", 2) == moved
        assert unit.series.change("R1", 3) == expired
        assert unit.series.changes("R1") == [moved, expired]
        assert unit.series.changes("R2") == []
        with pytest.raises(KeyError):
            unit.series.change("R1", 4)


def test_draft_is_taken_once_and_forgotten_in_time(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    draft = a_series_draft(
        cohort,
        exceptions={date(2027, 2, 2): None, date(2027, 2, 16): an_anchor("2027-10-31 02:30", fold=1)},
        choices=(datetime(2027, 1, 19, 3, tzinfo=NOW.tzinfo),),
        kept=("S1", "S2"),
        from_session="S3",
    )
    with make_uow(TEAM) as unit:
        unit.series.keep_draft(draft)
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.series.draft("D1") == draft
        assert unit.series.take_draft("D1")
        assert not unit.series.take_draft("D1")
        unit.series.keep_draft(replace(draft, exceptions={}, revision=2, used=True, series_id="R1"))
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.series.draft("D1") == replace(draft, exceptions={}, revision=2, used=True, series_id="R1")
        assert unit.series.forget_drafts(NOW) == 0
        assert unit.series.forget_drafts(NOW + timedelta(seconds=1)) == 1
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.series.draft("D1") is None


def test_another_team_sees_none_of_it(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    session = an_occurrence(cohort, "S1", "2027-01-19 15:00")
    with make_uow(TEAM) as unit:
        unit.series.add(a_series(cohort))
        unit.series.keep_change(SeriesChange("R1", 2, ChangeKind.CANCELLED, None, NOW, ()))
        unit.series.keep_draft(a_series_draft(cohort))
        unit.sessions.add(session, a_change(session))
        unit.commit()
    with make_uow(OTHER_TEAM) as unit:
        assert unit.series.known(["R1"]) == {}
        assert unit.sessions.of_series(["R1"]) == {}
        assert unit.sessions.before_in_series(an_occurrence(cohort, "S2", "2027-01-26 15:00")) is None
        assert unit.series.draft("D1") is None
        assert unit.series.changes("R1") == []
        assert not unit.series.take_draft("D1")
        assert unit.series.forget_drafts(NOW + timedelta(days=1)) == 0
        with pytest.raises(KeyError):
            unit.series.get("R1")
        with pytest.raises(KeyError):
            unit.series.change("R1", 2)
