"""Every drawing of preparing pairs, and of introducing the two of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.i18n import Translator
from handlers.views import introductions, pairing
from handlers.views.blocks import Dict, Message
from mentoring.intervals import Interval
from mentoring.pairing import (
    Blockage,
    Board,
    Candidate,
    CommonHours,
    Hindrance,
    Market,
    Match,
    Option,
    Pairing,
    Part,
    Pick,
    Proposal,
    Wish,
    WishKind,
)
from mentoring.pairing_policy import PairingPolicy, PartKind
from mentoring.people import Participant, Person, Role
from mentoring.portraits import Portrait, Subjects
from mentoring.programme_settings import ProgrammeState
from tests.builders import NOW

if TYPE_CHECKING:
    from tests.handlers.views.gallery import Scene

HOUR = timedelta(hours=1)
MANY = 30
AWA, LUCA = 1, 2


def pairing_drawings(t: Translator, scene: Scene) -> Iterator[tuple[str, Message | Dict]]:
    """Name and drawing of each."""
    board = a_board(scene)
    nothing = replace(board, pairing=None)
    yield "pairs before", pairing.cover(t, nothing)
    yield "pairs proposed", pairing.cover(t, board, scene.texts.reason)
    yield "pairs for nobody", pairing.cover(t, replace(nothing, market=replace(board.market, mentees=())))
    full = tuple(replace(one, places=0) for one in board.market.mentors)
    yield "pairs without a place", pairing.cover(t, replace(nothing, market=replace(board.market, mentors=full)))
    yield "pairs being reckoned", pairing.working(t, board, 0.4)
    others = [one.person_id for one in board.market.mentees][1:]
    rows = [row for match in _matches(scene) for row in _proposals(match)]
    yield (
        "proposals",
        pairing.proposals_view(t, board, rows, others, _blockages(others), page=0, pages=2, remark=scene.texts.reason),
    )
    yield "proposals, page 2", pairing.proposals_view(t, board, rows[:1], others, (), page=1, pages=3)
    options = [Option(one, taken) for one in _matches(scene) for taken in ((), tuple(others))] * 6
    yield "options", pairing.options_view(t, board, LUCA, options)
    yield "no options", pairing.options_view(t, board, LUCA, [])
    yield "wishes", pairing.wishes_view(t, board)
    yield (
        "no wishes",
        pairing.wishes_view(t, replace(board, places={}, market=replace(board.market, wishes=frozenset()))),
    )
    yield "published", pairing.published_view(t, nothing, 13, by="")
    draft = replace(nothing, programme=replace(nothing.programme, state=ProgrammeState.DRAFT))
    yield "published in a draft", pairing.published_view(t, draft, 13, by="")
    yield "published before", pairing.published_view(t, nothing, 1, by=scene.texts.mentor)
    yield "dropped", pairing.dropped_view(t, nothing)
    yield from _introductions(t, scene)


def _introductions(t: Translator, scene: Scene) -> Iterator[tuple[str, Message]]:
    words = Subjects(scene.texts.note[:600], ("green", "skills", "unknown"))
    portraits = None, Portrait(1, AWA), Portrait(1, AWA, words, words)
    first = Interval(NOW + 27 * HOUR, NOW + 28 * HOUR)
    for match in _matches(scene):
        for mentors in (True, False):
            me, other = (scene.awa, scene.luca) if mentors else (scene.luca, scene.awa)
            for portrait in portraits:
                for hour in (None, first):
                    drawn = introductions.introduction(
                        t,
                        me,
                        _place(scene, other, Role.MENTEE),
                        match,
                        NOW,
                        programme=scene.programme,
                        mentors=mentors,
                        portrait=portrait,
                        first=hour,
                    )
                    yield f"introduction {match.points} {mentors} {bool(portrait)} {bool(hour)}", drawn


def a_board(scene: Scene) -> Board:
    """Awa is proposed to Luca; thirty more mentees have nobody."""
    people = {AWA: _place(scene, scene.awa, Role.MENTOR), LUCA: _place(scene, scene.luca, Role.MENTEE)}
    for number in range(MANY):
        somebody = replace(scene.luca, id=10 + number)
        people[somebody.id] = _place(scene, somebody, Role.MENTEE)
    mentors = (_candidate(scene.awa), replace(_candidate(scene.awa), person_id=3, country="IT"))
    people[3] = _place(scene, replace(scene.awa, id=3), Role.MENTOR)
    mentees = tuple(_candidate(one.person) for number, one in people.items() if number not in {AWA, 3})
    wishes = {
        Wish(LUCA, WishKind.MUST, AWA),
        Wish(10, WishKind.MUST_NOT, AWA),
        Wish(11, WishKind.COUNTRY, country="PS"),
        Wish(99, WishKind.MUST, 98),
    } | {Wish(10 + number, WishKind.MUST, AWA) for number in range(2, MANY)}
    market = Market(mentors, mentees, scene.programme.starts_on, scene.programme.ends_on, wishes=frozenset(wishes))
    kept = Pairing(
        id="M1",
        programme_id=1,
        created_at=NOW,
        changed_at=NOW,
        changed_by=4,
        wishes=frozenset(wishes),
        picks=(Pick(LUCA, AWA, 72),),
    )
    return Board(scene.programme, market, people, (), kept, {AWA: 3, 3: 1})


def _place(scene: Scene, person: Person, role: Role) -> Participant:
    return Participant(
        1, person, frozenset({role}), cluster=scene.texts.mentor, sector=scene.texts.topic, title=scene.texts.mentee
    )


def _candidate(person: Person) -> Candidate:
    return Candidate(person.id, person.country, person.zone, person.working_week, ("fr",))


def _matches(scene: Scene) -> Iterator[Match]:
    policy = PairingPolicy()
    common = CommonHours(20 * HOUR, 24 * HOUR)
    words = tuple(scene.texts.note.split()[:3])
    full = (
        Part(PartKind.NEEDS, 40, policy.needs, ("green", "skills"), 2),
        Part(PartKind.WORDS, 10, policy.words, words, 3),
        Part(PartKind.SECTOR, 20, policy.sector, (scene.texts.topic,), 1),
        Part(PartKind.LANGUAGES, 10, policy.languages, ("fr", "ar"), 2),
        Part(PartKind.HOURS, 20, policy.hours, hours=common),
    )
    bare = (
        Part(PartKind.NEEDS, 0, policy.needs, (), 3),
        Part(PartKind.HOURS, 3, policy.hours, hours=CommonHours(0 * HOUR, 2 * HOUR)),
    )
    none = (
        Part(PartKind.NEEDS, 0, policy.needs),
        Part(PartKind.HOURS, 0, policy.hours, hours=CommonHours(0 * HOUR, 0 * HOUR)),
    )
    same = (Part(PartKind.HOURS, 20, policy.hours, hours=CommonHours(HOUR, HOUR)),)
    for parts in (full, bare, none, same):
        yield Match(AWA, LUCA, parts)


def _proposals(match: Match) -> Iterator[Proposal]:
    worse = replace(match, mentor_id=3, parts=match.parts[1:])
    better = replace(match, mentor_id=3, parts=(*match.parts, Part(PartKind.SECTOR, 90, 90)))
    yield Proposal(match, Option(worse), fixed=True)
    yield Proposal(match, Option(better, (10, 11)))
    yield Proposal(match, Option(better))
    yield Proposal(match, Option(replace(match, mentor_id=3)))
    yield Proposal(match)


def _blockages(mentees: list[int]) -> tuple[Blockage, ...]:
    out = {one: dict.fromkeys(Hindrance, 2) for one in mentees}
    all_of_them = tuple(Wish(one, WishKind.MUST, AWA) for one in mentees)
    return (
        Blockage(tuple(mentees), (AWA,), 1, all_of_them, out),
        Blockage((LUCA,), (), 0, (), {LUCA: {Hindrance.NO_LANGUAGE: 2}}),
        Blockage((LUCA,), (), 0, (Wish(LUCA, WishKind.COUNTRY, country="FR"),), {LUCA: {}}),
    )
