"""A series confirmed while somebody else books, on real databases."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from sqlalchemy import Engine

from mentoring.errors import Overlap
from mentoring.series import Pattern, Series, SeriesRequest, Weekly
from mentoring.services.booking import book, read_back
from mentoring.services.series import book_series, preview
from mentoring.services.series_changes import accept_all
from mentoring.sessions import BookingRequest, SessionState
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import NOW, TEAM, Cohort, a_cohort, a_pair, an_anchor
from tests.fakes import FakeHolidays


def prepared(engine: Engine) -> Cohort:
    with SqlUnitOfWork(engine, TEAM) as unit:
        cohort = a_cohort(unit)
        unit.people.add_pair(a_pair(cohort.awa, cohort.fatima, programme_id=cohort.programme.id))
        unit.commit()
    return cohort


def at_once(*work: object) -> list[object]:
    """What each got, or the refusal it met; all start at the same moment."""
    start = threading.Barrier(len(work), timeout=30)

    def begin(run: object) -> object:
        start.wait()
        try:
            return run()  # type: ignore[operator]
        except Overlap as refused:
            return refused

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(begin, work))


def test_series_and_a_single_session_never_both_take_a_date(engine: Engine) -> None:
    cohort = prepared(engine)
    asked = SeriesRequest(Pattern(Weekly((1,)), an_anchor("2027-01-26 15:00"), count=6), partner_id=cohort.luca.id)
    shown = preview(SqlUnitOfWork(engine, TEAM), asked, actor=cohort.awa, now=NOW)
    single = read_back(
        SqlUnitOfWork(engine, TEAM),
        BookingRequest("Europe/Paris", wall=datetime(2027, 2, 9, 15, 30)),
        actor=cohort.fatima,
        now=NOW,
        holidays=FakeHolidays(),
    )
    made, booked = at_once(
        lambda: book_series(SqlUnitOfWork(engine, TEAM), shown.draft.id, 1, actor=cohort.awa, now=NOW),
        lambda: book(SqlUnitOfWork(engine, TEAM), single.draft.id, actor=cohort.fatima, now=NOW),
    )
    with SqlUnitOfWork(engine, TEAM) as unit:
        held = len(unit.sessions.upcoming(cohort.awa.id, NOW))
    assert (isinstance(made, Series), isinstance(booked, Overlap), held) in {(True, True, 6), (False, False, 1)}


def test_one_confirm_pressed_many_times_books_one_series(engine: Engine) -> None:
    cohort = prepared(engine)
    asked = SeriesRequest(Pattern(Weekly((1,)), an_anchor("2027-01-26 15:00"), count=4), partner_id=cohort.luca.id)
    shown = preview(SqlUnitOfWork(engine, TEAM), asked, actor=cohort.awa, now=NOW)
    confirm = [lambda: book_series(SqlUnitOfWork(engine, TEAM), shown.draft.id, 1, actor=cohort.awa, now=NOW)] * 4
    made = at_once(*confirm)
    assert len({one.id for one in made if isinstance(one, Series)}) == 1
    series = next(one for one in made if isinstance(one, Series))
    accepting = [
        lambda: accept_all(SqlUnitOfWork(engine, TEAM), series.id, series.revision, actor=cohort.luca, now=NOW)
    ] * 3
    at_once(*accepting)
    with SqlUnitOfWork(engine, TEAM) as unit:
        sessions = unit.sessions.of_series([series.id])[series.id]
        changes = unit.series.changes(series.id)
    assert Counter(one.state for one in sessions) == {SessionState.CONFIRMED: 4}
    assert [one.kind for one in changes] == ["proposed", "accepted"]
