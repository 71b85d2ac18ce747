"""Every drawing of the coordinator's page, of the forms about a pair, and of digests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from handlers.i18n import Translator
from handlers.views import board, digests, home, pair_care
from handlers.views.blocks import Dict, Message
from mentoring.attendance import Standing
from mentoring.oversight import (
    Board,
    Care,
    CareKind,
    Couple,
    MeetingFigures,
    Member,
    MonthFigures,
    PairFigures,
    PairFilter,
    PairPath,
    PairStanding,
    PathMonth,
    ProgrammeTotals,
    Show,
    Survey,
)
from mentoring.people import Role
from mentoring.progress import Digest, Milestone, MonthDigest
from mentoring.risk import Part, ReasonKind, Risk
from mentoring.stories import NudgeOf, PairStory, SessionSeen
from tests.builders import NOW, a_pair, a_session

if TYPE_CHECKING:
    from tests.handlers.views.gallery import Scene

DAY = timedelta(days=1)
TODAY = NOW.date()
PARTS = tuple(
    Part(kind, 2, since=NOW - 3 * DAY, days=34, until=TODAY + 9 * DAY, people=(1, 2), never=kind is ReasonKind.QUIET)
    for kind in ReasonKind
)
TOTALS = ProgrammeTotals(13, 40, 31, 3, 25, 52, MeetingFigures(2, 3, 52, 42), to_settle=12)


def row(scene: Scene, pair_id: int = 1, parts: tuple[Part, ...] = PARTS, *, rests: bool = False) -> PairStanding:
    """A pair with every reason there is, unless others are named."""
    awa, luca = scene.awa, scene.luca
    couple = Couple(
        pair_id,
        Member(awa.id, awa.name, awa.country, awa.zone),
        Member(luca.id, luca.name, luca.country, luca.zone),
        TODAY,
        scene.texts.topic,
    )
    figures = PairFigures(5, 3, 0, 1, NOW - 9 * DAY, NOW - 9 * DAY, NOW + 9 * DAY)
    care = Care("C", 1, pair_id, CareKind.CALL, scene.ines.id, NOW, scene.texts.note)
    return PairStanding(couple, figures, Risk(parts), care, TODAY + DAY if rests else None)


def a_board(scene: Scene, rows: int) -> Board:
    """A page of so many rows, the last of them calm and resting."""
    some = [row(scene, number) for number in range(rows)]
    some += [row(scene, 98, ()), row(scene, 99, rests=True)] if rows else []
    wanted = PairFilter(1, Show.ALL, "EG", "FR", date(2027, 1, 1), scene.texts.topic[:100], 1)
    return Board(
        programme=replace(scene.programme, sessions_a_month=1),
        programmes=(scene.programme, replace(scene.programme, id=2)),
        wanted=wanted if rows else PairFilter(),
        totals=TOTALS,
        rows=tuple(some),
        found=40,
        page=1,
        pages=4,
        needing=7,
        urgent=3,
        resting=2,
        people={scene.ines.id: scene.ines},
        countries=("EG", "PS"),
        mentor_countries=("FR",),
        milestones=tuple((one.value, TODAY + DAY) for one in Milestone),
    )


def a_story(scene: Scene) -> PairStory:
    """A pair of which everything was seen and done."""
    people = {one.id: one for one in (scene.awa, scene.luca, scene.ines)}
    cares = tuple(Care(kind.value, 1, 1, kind, 4, NOW, scene.texts.note, about=1) for kind in CareKind)
    seen = [SessionSeen(a_session(), one, (1, 2), 2) for one in (*Standing, None)]
    nudges = (NudgeOf(scene.awa), NudgeOf(scene.luca), *(NudgeOf(scene.awa, why, NOW) for why in pair_care.WHY_NOT))
    return PairStory(a_pair(), scene.programme, people, row(scene, rests=True), tuple(seen), cares, nudges)


def oversight_drawings(t: Translator, scene: Scene) -> Iterator[tuple[str, Message | Dict]]:
    """Home with its page, every form, both digests."""
    months = tuple(PathMonth(date(2027, month, 1), month % 6, month % 2, 1) for month in range(1, 11))
    path = PairPath(scene.programme, scene.awa, TODAY, months)
    for rows in (0, 10):
        overview = scene.overview(scene.ines, roles={Role.COORDINATOR, Role.MENTOR}, held=12 if rows else 1)
        shown = replace(overview, board=a_board(scene, rows), paths=(path,) * 3)
        yield f"home of a coordinator with {rows} rows", home.home_tab(t, shown, NOW)
    yield "filter", board.filter_form(t, a_board(scene, 1), TODAY)
    story = a_story(scene)
    texts = {one.person.id: (pair_care.default_nudge(t, story, one.person), "ar") for one in story.nudges}
    yield "look", pair_care.look_view(t, story, scene.ines, NOW, "")
    yield "look back", pair_care.look_view(t, replace(story, standing=None, sessions=()), scene.ines, NOW, "")
    yield "nudge", pair_care.nudge_form(t, story, texts, "", "T")
    yield "nudge nobody", pair_care.nudge_form(t, replace(story, nudges=story.nudges[2:]), texts, "", "T")
    yield "write", pair_care.write_form(t, story, "", "T")
    yield "call", pair_care.call_form(t, story, "", "T")
    yield "rest", pair_care.rest_form(t, story, TODAY, "", "T")
    yield "word", pair_care.pair_word(t, scene.ines, scene.luca, scene.programme, scene.texts.reason)
    survey = Survey(scene.programme, TODAY, tuple(row(scene, number) for number in range(30)), TOTALS)
    week = Digest(
        scene.programme,
        3,
        4,
        1,
        survey=survey,
        newly=frozenset({3, 4}),
        done=dict.fromkeys(CareKind, 2),
        milestones=((Milestone.MID_TERM, TODAY),),
        meetings=(a_session(topic=scene.texts.topic),),
    )
    yield "digest asked for", digests.digest_asked_for(t, week, scene.ines, NOW)
    month = MonthDigest(scene.programme, MonthFigures(TODAY, 13, 12, 9, 2), 13, 8, (("EG", 5), ("PS", 4)), TOTALS)
    yield "month", digests.month_digest(t, month)
