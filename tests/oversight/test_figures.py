"""Totals, months, reasons, rest and participation are what an oracle reckons from the raw rows of random programmes."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine

from mentoring.oversight import MonthFigures, PairFilter, PairStanding, ProgrammeTotals, Show
from mentoring.pictures import PictureKind
from mentoring.services.digests import digest_now, month_digest_of
from mentoring.services.oversight import board, report_of
from mentoring.services.pictures import picture
from mentoring.services.reads import whole_home
from tests.oversight.conftest import Shelf
from tests.oversight.oracle import Oracle, RowOfPair, Totals
from tests.oversight.plays import PROGRAMMES, Drawn, Play, Played

EVERYTHING = PairFilter(show=Show.ALL)
EDGES = 12
"""Of the moments at which time alone changes something, about so many are looked at."""
on_one_database = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def figures_agree(shelf: Shelf, drawn: Drawn) -> None:
    """Every figure that the services hand out, against the oracle's."""
    played = Play(drawn, shelf.begin).told()
    oracle = Oracle(shelf.rows(played.programme.id), played.now)
    survey_agrees(shelf, played, oracle)
    for call in (boards_agree, digests_agree, pictures_agree, paths_agree):
        call(shelf, played, oracle)
    edges = oracle.edges()
    for now in edges[drawn.now[0] % 5 :: len(edges) // EDGES | 1]:
        survey_agrees(shelf, played, Oracle(oracle.rows, now))


def survey_agrees(shelf: Shelf, played: Played, oracle: Oracle) -> None:
    """What all surfaces are drawn from."""
    survey, months = report_of(shelf.begin(), played.programme.id, now=oracle.now)
    assert totals(survey.totals) == expected_totals(oracle.totals)
    assert [row(one) for one in survey.rows] == [expected_row(one) for one in oracle.pair_rows]
    assert [month(one) for one in months] == [asdict(one) for one in oracle.months]
    assert list(survey.unsettled) == oracle.totals.to_settle[: len(survey.unsettled)]


def totals(found: ProgrammeTotals) -> dict[str, object]:
    meetings = found.meetings
    return {
        "pairs": found.pairs,
        "planned": found.planned,
        "held": found.held,
        "unconfirmed": found.unconfirmed,
        "notes": found.notes,
        "expected": found.expected,
        "meetings_planned": meetings.planned,
        "meetings_over": meetings.meetings,
        "places": meetings.places,
        "attended": meetings.attended,
        "to_settle": found.to_settle,
    }


def expected_totals(wanted: Totals) -> dict[str, object]:
    return asdict(wanted) | {"to_settle": len(wanted.to_settle)}


def month(found: MonthFigures) -> dict[str, object]:
    return {name: getattr(found, name) for name in ("first", "expected", "planned", "held", "unconfirmed")}


def row(found: PairStanding) -> dict[str, object]:
    couple, figures = found.couple, found.figures
    return {
        "pair": couple.pair_id,
        "people": (couple.mentor.name, couple.mentee.name, couple.mentor.country, couple.mentee.country),
        "cluster": couple.cluster,
        "figures": (figures.planned, figures.held, figures.unconfirmed, figures.held_at, figures.next_at),
        "level": found.level.name.lower(),
        "score": found.risk.score,
        "reasons": [
            (one.kind, one.points, one.days, one.since, one.until, one.people, one.never) for one in found.risk.parts
        ],
        "rest": (found.care and found.care.id, found.rests_until, found.needs_somebody),
    }


def expected_row(wanted: RowOfPair) -> dict[str, object]:
    return {
        "pair": wanted.pair.id,
        "people": (wanted.mentor.name, wanted.mentee.name, wanted.mentor.country, wanted.mentee.country),
        "cluster": wanted.cluster,
        "figures": (wanted.planned, wanted.held, wanted.unconfirmed, wanted.held_at, wanted.next_at),
        "level": wanted.level,
        "score": wanted.score,
        "reasons": [
            (one.kind, one.points, one.days, one.since, one.until, one.people, one.never) for one in wanted.reasons
        ],
        "rest": (wanted.last_care and wanted.last_care.id, wanted.rests_until, wanted.needs_somebody),
    }


def boards_agree(shelf: Shelf, played: Played, oracle: Oracle) -> None:
    """All pages of the list, what it counts, and what it leaves out when narrowed down."""
    everything = whole_home(shelf.begin(), actor=played.ines, now=played.now, wanted=EVERYTHING).board
    assert everything is not None
    pages = [page_of(shelf, played, PairFilter(show=Show.ALL, page=page)) for page in range(everything.pages)]
    assert [row(one) for page in pages for one in page] == [expected_row(one) for one in oracle.pair_rows]
    assert totals(everything.totals) == expected_totals(oracle.totals)
    needing = [one for one in oracle.pair_rows if one.needs_somebody]
    counted = (everything.needing, everything.urgent, everything.resting, everything.found)
    urgent = sum(one.level == "urgent" for one in needing)
    resting = sum(one.rests_until is not None for one in oracle.pair_rows)
    assert counted == (len(needing), urgent, resting, len(oracle.pair_rows))
    for first in oracle.months[:3]:
        silent = [one.pair.id for one in oracle.pair_rows if one.pair.id not in oracle.met_in(first.first)]
        wanted = PairFilter(show=Show.ALL, month=first.first)
        assert board(shelf.begin(), wanted, actor=played.ines, now=played.now).found == len(silent)


def page_of(shelf: Shelf, played: Played, wanted: PairFilter) -> tuple[PairStanding, ...]:
    return board(shelf.begin(), wanted, actor=played.ines, now=played.now).rows


def digests_agree(shelf: Shelf, played: Played, oracle: Oracle) -> None:
    """The week on demand and every month begun, as they are told."""
    digest = digest_now(shelf.begin(), played.programme.id, actor=played.ines, now=played.now)
    assert digest.survey is not None
    assert [row(one) for one in digest.survey.rows] == [expected_row(one) for one in oracle.pair_rows]
    assert totals(digest.survey.totals) == expected_totals(oracle.totals)
    assert {"held": digest.held, "unspoken": digest.unspoken, "booked": digest.booked} == oracle.week()
    assert digest.newly == oracle.newly()
    assert dict(digest.done) == dict(oracle.done())
    shown = [one.session.id for one in digest.to_settle]
    assert shown == oracle.totals.to_settle[: len(shown)]
    for one in oracle.months[:4]:
        with (uow := shelf.begin()):
            found = month_digest_of(uow, played.programme, one.first, played.now)
        assert month(found.month) == asdict(one)
        assert (found.pairs, found.met) == (oracle.had_in(one.first), len(oracle.met_in(one.first)))
        assert list(found.countries) == oracle.by_mentee_country(one.first)
        assert totals(found.totals) == expected_totals(oracle.totals)


def pictures_agree(shelf: Shelf, played: Played, oracle: Oracle) -> None:
    """The figures that are given to the drawing."""
    months, activity, countries = (
        picture(shelf.begin(), played.programme.id, kind, now=played.now)
        for kind in (PictureKind.MONTHS, PictureKind.ACTIVITY, PictureKind.COUNTRIES)
    )
    assert [month(one) for one in months.months] == [asdict(one) for one in oracle.months]
    assert [(one.country, one.people, one.held) for one in countries.countries] == oracle.participation()
    weeks = oracle.weeks()
    drawn = {
        (one.couple.pair_id, monday): count
        for one in activity.rows
        for monday, count in zip(activity.weeks, one.held, strict=True)
        if count
    }
    assert drawn == {place: count for place, count in weeks.items() if place[1] in activity.weeks}
    assert len(activity.rows) == len(oracle.rows.pairs)
    assert activity.today == oracle.today


def paths_agree(shelf: Shelf, played: Played, oracle: Oracle) -> None:
    """What each participant sees: the paths of their own pairs, and of no other."""
    for person in played.people[:: 1 if shelf.engine is None else 3]:
        shown = whole_home(shelf.begin(), actor=person, now=played.now)
        assert shown.board is None
        paths = [one for one in shown.paths if one.programme.id == played.programme.id]
        pairs = oracle.pairs_of(person.id)
        others = [one.mentor_id if person.id == one.mentee_id else one.mentee_id for one in pairs]
        assert [one.other.id for one in paths] == others
        for path, pair in zip(paths, pairs, strict=True):
            found = [(one.first, one.held, one.unconfirmed, one.to_come) for one in path.months]
            assert found == oracle.path(pair.id)


@settings(max_examples=60)
@given(drawn=PROGRAMMES)
def test_figures_in_memory_are_the_oracles(drawn: Drawn) -> None:
    figures_agree(Shelf(), drawn)


@settings(on_one_database, max_examples=15)
@given(drawn=PROGRAMMES)
def test_figures_on_sqlite_are_the_oracles(sqlite: Engine, drawn: Drawn) -> None:
    figures_agree(Shelf(sqlite), drawn)


@settings(on_one_database, max_examples=4)
@given(drawn=PROGRAMMES)
def test_figures_on_postgresql_are_the_oracles(swept_postgresql: Engine, drawn: Drawn) -> None:
    figures_agree(Shelf(swept_postgresql), drawn)


@pytest.mark.soak
@settings(on_one_database, max_examples=3000)
@given(drawn=PROGRAMMES)
def test_soak_of_figures_in_memory(drawn: Drawn) -> None:
    figures_agree(Shelf(), drawn)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@settings(on_one_database, max_examples=1500)
@given(drawn=PROGRAMMES)
def test_soak_of_figures_on_databases(sqlite: Engine, swept_postgresql: Engine, drawn: Drawn) -> None:
    figures_agree(Shelf(sqlite), drawn)
    figures_agree(Shelf(swept_postgresql), drawn)
