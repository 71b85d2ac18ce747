"""Proposing pairs: the best ones, equal to trying them all; their parts; what stands in each other's way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import combinations, product
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.pairing import (
    Candidate,
    CommonHours,
    Hindrance,
    Market,
    Pick,
    Wish,
    WishKind,
)
from mentoring.pairing_policy import PairingPolicy, PartKind
from mentoring.people import Window, WorkingWeek
from mentoring.rules.common_hours import common_hours
from mentoring.rules.pairing import assigned, hindrances_of, options, proposals, solved
from mentoring.rules.pairing_scores import akin, scores_of

FIRST, LAST = date(2027, 1, 4), date(2027, 10, 29)
HOUR = timedelta(hours=1)


def somebody(person_id: int, **known: Any) -> Candidate:
    """A candidate of whom nothing is known but that they speak French and work nine to six in Paris."""
    usual: dict[str, Any] = {
        "country": "FR",
        "zone": "Europe/Paris",
        "working_week": WorkingWeek.usual("FR"),
        "languages": ("fr",),
    }
    return Candidate(person_id, **usual | known)


def a_market(mentors: Sequence[Candidate], mentees: Sequence[Candidate], *wishes: Wish, **changes: Any) -> Market:
    return replace(Market(tuple(mentors), tuple(mentees), FIRST, LAST, wishes=frozenset(wishes)), **changes)


def must(mentee_id: int, mentor_id: int) -> Wish:
    return Wish(mentee_id, WishKind.MUST, mentor_id)


def must_not(mentee_id: int, mentor_id: int) -> Wish:
    return Wish(mentee_id, WishKind.MUST_NOT, mentor_id)


def by_trying_all(
    points: Sequence[Sequence[int]], allowed: Sequence[Sequence[bool]], places: Sequence[int], wished: Sequence[bool]
) -> tuple[int, int, int]:
    """Most pairs, then most wishes, then most points, of all ways there are."""

    def ways(column: int, left: tuple[int, ...]) -> Iterator[tuple[int, int, int]]:
        if column == len(wished):
            yield 0, 0, 0
            return
        yield from ways(column + 1, left)
        for row, free in enumerate(left):
            if free and allowed[row][column]:
                rest = (*left[:row], free - 1, *left[row + 1 :])
                for pairs, wishes, total in ways(column + 1, rest):
                    yield pairs + 1, wishes + wished[column], total + points[row][column]

    return max(ways(0, tuple(places)))


def worth(made: dict[int, int], points: Any, wished: Sequence[bool]) -> tuple[int, int, int]:
    return len(made), sum(wished[one] for one in made), int(sum(points[row][one] for one, row in made.items()))


def check(points: Any, allowed: Any, places: Sequence[int], wished: Sequence[bool]) -> None:
    made = assigned(np.array(points), np.array(allowed, dtype=bool), places, wished)
    assert all(allowed[row][column] for column, row in made.items())
    assert all(list(made.values()).count(row) <= free for row, free in enumerate(places))
    assert worth(made, points, wished) == by_trying_all(points, allowed, places, wished)


@pytest.mark.parametrize(("mentors", "mentees"), [(1, 1), (1, 3), (3, 1), (2, 2), (2, 3), (3, 2), (3, 3)])
def test_assigned_is_the_best_of_all_ways_whoever_is_forbidden(mentors: int, mentees: int) -> None:
    random = Random(mentors * 10 + mentees)
    for pattern in product((True, False), repeat=mentors * mentees):
        allowed = [pattern[row * mentees : (row + 1) * mentees] for row in range(mentors)]
        points = [[random.randrange(4) for _ in range(mentees)] for _ in range(mentors)]
        places = [random.randrange(3) for _ in range(mentors)]
        check(points, allowed, places, [random.random() < 0.3 for _ in range(mentees)])


@settings(max_examples=60)
@given(st.data(), st.integers(1, 5), st.integers(1, 5))
def test_assigned_is_the_best_of_all_ways(data: st.DataObject, mentors: int, mentees: int) -> None:
    def table(of: st.SearchStrategy[Any]) -> Any:
        return data.draw(st.lists(st.lists(of, min_size=mentees, max_size=mentees), min_size=mentors, max_size=mentors))

    places = data.draw(st.lists(st.integers(0, 2), min_size=mentors, max_size=mentors))
    wished = data.draw(st.lists(st.booleans(), min_size=mentees, max_size=mentees))
    check(table(st.integers(0, 100)), table(st.booleans()), places, wished)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("mentors", "mentees"), [(7, 7), (6, 7), (7, 5)])
def test_assigned_is_the_best_of_all_ways_of_seven(mentors: int, mentees: int, seed: int) -> None:
    random = Random(seed)
    allowed = [[random.random() < 0.6 for _ in range(mentees)] for _ in range(mentors)]
    points = [[random.randrange(100) for _ in range(mentees)] for _ in range(mentors)]
    check(points, allowed, [1] * mentors, [random.random() < 0.2 for _ in range(mentees)])


WORDS = ("export", "exporting", "textile", "water", "waters", "ict", "تصدير")
COMPETENCES = ("finance", "export", "governance", "design")
ZONES = ("Europe/Paris", "Africa/Cairo", "Asia/Amman", "Africa/Casablanca", "Africa/Tunis")


@st.composite
def a_side(draw: st.DrawFn, first_id: int) -> list[Candidate]:
    return [
        Candidate(
            person_id=first_id + number,
            country=draw(st.sampled_from(("FR", "IT", "EG", "JO"))),
            zone=draw(st.sampled_from(ZONES)),
            working_week=WorkingWeek.usual(draw(st.sampled_from(("FR", "EG")))),
            languages=tuple(draw(st.lists(st.sampled_from(("fr", "en", "ar")), unique=True, max_size=3))),
            cluster=draw(st.sampled_from(("", "C2TM", "c2tm", "Agrinova"))),
            sector=draw(st.sampled_from(("", "Textile", "textile", "ICT"))),
            competences=frozenset(draw(st.sets(st.sampled_from(COMPETENCES)))),
            words=frozenset(draw(st.sets(st.sampled_from(WORDS)))),
            places=draw(st.integers(0, 2)),
        )
        for number in range(draw(st.integers(1, 6)))
    ]


@st.composite
def some_wishes(draw: st.DrawFn) -> list[Wish]:
    mentees, mentors = st.integers(100, 106), st.integers(1, 7)
    kinds = st.sampled_from((WishKind.MUST, WishKind.MUST_NOT))
    pairs = draw(st.lists(st.builds(Wish, mentees, kinds, mentors), max_size=4))
    countries = st.sampled_from(("FR", "IT"))
    return pairs + draw(
        st.lists(st.builds(Wish, mentees, st.just(WishKind.COUNTRY), st.just(0), countries), max_size=2)
    )


@settings(max_examples=80)
@given(a_side(1), a_side(100), some_wishes())
def test_parts_add_up_to_the_points_by_which_pairs_are_made(
    mentors: list[Candidate], mentees: list[Candidate], wishes: list[Wish]
) -> None:
    scores = scores_of(a_market(mentors, mentees, *wishes))
    for row, column in product(range(len(mentors)), range(len(mentees))):
        match = scores.match(row, column)
        assert match.points == scores.points[row, column]
        assert all(0 <= part.points <= part.most for part in match.parts)
        hindered = hindrances_of(scores.market, match.mentor_id, match.mentee_id)
        assert bool(hindered) != bool(scores.allowed[row, column])


@settings(max_examples=60)
@given(a_side(1), a_side(100), some_wishes())
def test_blockages_tell_exactly_why_somebody_is_left(
    mentors: list[Candidate], mentees: list[Candidate], wishes: list[Wish]
) -> None:
    market = a_market(mentors, mentees, *wishes)
    solution = solved(market)
    blocked = {one for blockage in solution.blockages for one in blockage.mentees}
    assert set(solution.unpaired) == blocked - {one.mentee_id for one in solution.picks}
    for blockage in solution.blockages:
        group = set(blockage.mentees)
        reach = {row for one in group for row in mentors_for(market, one)}
        assert reach == set(blockage.mentors)
        assert blockage.places == sum(one.places for one in mentors if one.person_id in reach)
        left = group & set(solution.unpaired)
        assert len(group) == blockage.places + len(left)
        if len(left) == 1:
            assert all(fits(market, one) for one in combinations(sorted(group), len(group) - 1))
        assert_in_each_others_way(market, blockage.mentees, blockage.wishes)


def mentors_for(market: Market, mentee_id: int) -> list[int]:
    open_ = (one.person_id for one in market.mentors if one.places)
    return [one for one in open_ if not hindrances_of(market, one, mentee_id)]


def fits(market: Market, mentee_ids: Sequence[int]) -> bool:
    some = replace(market, mentees=tuple(one for one in market.mentees if one.person_id in mentee_ids))
    return not solved(some).unpaired


def assert_in_each_others_way(market: Market, mentees: Sequence[int], wishes: Sequence[Wish]) -> None:
    if not wishes:
        return
    assert not fits(replace(market, wishes=frozenset(wishes)), mentees)
    for wish in wishes:
        assert fits(replace(market, wishes=frozenset(wishes) - {wish}), mentees)


@settings(max_examples=30)
@given(a_side(1), a_side(100), st.randoms(use_true_random=False))
def test_the_same_people_in_another_order_get_the_same_pairs(
    mentors: list[Candidate], mentees: list[Candidate], random: Any
) -> None:
    before = solved(a_market(mentors, mentees))
    random.shuffle(mentors)
    random.shuffle(mentees)
    assert solved(a_market(mentors, mentees)) == before


def test_two_of_a_cluster_are_never_a_pair_however_well_they_fit() -> None:
    market = a_market([somebody(1, cluster="C2TM", sector="Textile")], [somebody(2, cluster="c2tm", sector="Textile")])
    assert solved(market).picks == ()
    assert hindrances_of(market, 1, 2) == (Hindrance.SAME_CLUSTER,)


def test_two_without_a_language_in_common_are_never_a_pair() -> None:
    market = a_market([somebody(1, languages=("it",))], [somebody(2, languages=("ar", "fr"))])
    solution = solved(market)
    assert solution.unpaired == (2,)
    assert solution.blockages[0].hindrances == {2: {Hindrance.NO_LANGUAGE: 1}}


def test_more_pairs_go_before_better_ones() -> None:
    """Mentor 1 would be splendid for mentee 3, but mentee 4 has nobody else."""
    knows = frozenset({"export"})
    mentors = [somebody(1, competences=knows, languages=("fr", "ar")), somebody(2)]
    mentees = [somebody(3, competences=knows), somebody(4, languages=("ar",))]
    assert [(one.mentee_id, one.mentor_id) for one in solved(a_market(mentors, mentees)).picks] == [(3, 2), (4, 1)]


def test_a_mentor_takes_as_many_as_they_have_places_for() -> None:
    solution = solved(a_market([somebody(1, places=2)], [somebody(2), somebody(3), somebody(4)]))
    assert len(solution.picks) == 2
    (blockage,) = solution.blockages
    assert (blockage.mentees, blockage.mentors, blockage.places) == ((2, 3, 4), (1,), 2)


def test_a_wish_is_kept_even_where_others_fit_better() -> None:
    needs = frozenset({"export"})
    mentors = [somebody(1, competences=needs), somebody(2)]
    mentees = [somebody(3, competences=needs), somebody(4)]
    picks = solved(a_market(mentors, mentees, must(3, 2))).picks
    assert [(one.mentee_id, one.mentor_id) for one in picks] == [(3, 2), (4, 1)]


def test_wishes_in_each_others_way_are_named_and_others_not() -> None:
    wishes = must(10, 1), must(11, 1), must_not(12, 2)
    solution = solved(
        a_market([somebody(1), somebody(2), somebody(3)], [somebody(one) for one in (10, 11, 12)], *wishes)
    )
    (blockage,) = solution.blockages
    assert (blockage.mentees, blockage.mentors) == ((10, 11), (1,))
    assert blockage.wishes == (must(10, 1), must(11, 1))


def test_three_who_want_a_mentor_from_a_country_of_two_are_in_each_others_way() -> None:
    mentors = [somebody(1, country="IT"), somebody(2, country="IT"), somebody(3), somebody(4)]
    wishes = [Wish(mentee, WishKind.COUNTRY, country="IT") for mentee in (10, 11, 12)]
    (blockage,) = solved(a_market(mentors, [somebody(one) for one in (10, 11, 12)], *wishes)).blockages
    assert (blockage.mentees, blockage.mentors, blockage.places) == ((10, 11, 12), (1, 2), 2)
    assert blockage.wishes == tuple(wishes)
    assert blockage.hindrances[10] == {Hindrance.OTHER_COUNTRY: 2}


def test_a_mentee_wished_for_goes_before_one_who_is_not() -> None:
    solution = solved(a_market([somebody(1)], [somebody(10), somebody(11)], must(11, 1)))
    assert [one.mentee_id for one in solution.picks] == [11]


def test_words_are_akin_by_a_long_enough_beginning() -> None:
    assert akin("export", "exporting")
    assert akin("ict", "ict")
    assert not akin("ict", "ictus")
    assert not akin("community", "communication")


def test_competences_are_counted_by_what_the_mentee_needs() -> None:
    offers, needs = frozenset({"finance", "export", "design"}), frozenset({"export", "finance", "water", "law"})
    market = a_market([somebody(1, competences=offers)], [somebody(2, competences=needs)])
    part = scores_of(market).match(0, 0).parts[0]
    assert (part.kind, part.points, part.shared, part.wanted) == (PartKind.NEEDS, 20, ("export", "finance"), 4)


def test_ones_own_language_is_worth_more_than_another() -> None:
    def points(*languages: str) -> int:
        market = a_market([somebody(1, languages=languages)], [somebody(2, languages=("ar", "fr"))])
        return scores_of(market).match(0, 0).parts[3].points

    assert (points("fr", "ar"), points("ar"), points("fr"), points("es")) == (10, 10, 5, 0)


def test_weights_are_the_programmes_own() -> None:
    policy = PairingPolicy(needs=0, words=0, sector=50, languages=0, hours=0)
    market = a_market([somebody(1, sector="ICT")], [somebody(2, sector="ict")], policy=policy)
    assert scores_of(market).match(0, 0).points == 50


def nine_to(closes: int, *days: int) -> WorkingWeek:
    return WorkingWeek(tuple(Window(day, time(9), time(closes)) for day in days))


def test_a_clock_change_on_one_side_moves_the_hours_in_common() -> None:
    """Four days of both weeks, nine to six: eight hours a day in winter and summer, all nine in April."""
    paris, cairo = WorkingWeek.usual("FR"), WorkingWeek.usual("EG")
    table = common_hours([(paris, "Europe/Paris")], [(cairo, "Africa/Cairo")], FIRST, LAST)
    assert table.at(0, 0) == CommonHours(worst=32 * HOUR, usual=32 * HOUR)


def test_an_hour_that_clocks_take_away_is_missing_in_the_worst_week_only() -> None:
    """Paris changes its clocks in March 2027 and Cairo at the end of April; between the two, their hours part."""
    paris, cairo = (WorkingWeek((Window(0, time(opens), time(opens + 1)),)) for opens in (9, 10))
    table = common_hours([(paris, "Europe/Paris")], [(cairo, "Africa/Cairo")], FIRST, LAST)
    assert table.at(0, 0) == CommonHours(worst=0 * HOUR, usual=HOUR)


def by_looking(ones: tuple[WorkingWeek, str], others: tuple[WorkingWeek, str], first: date, last: date) -> list[int]:
    """The minutes in common week by week, each minute looked at on both clocks."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    def works(clock: tuple[WorkingWeek, str], at: datetime) -> bool:
        wall = at.astimezone(ZoneInfo(clock[1]))
        return any(
            one.weekday == wall.weekday() and one.opens <= wall.time().replace(tzinfo=None) < one.closes
            for one in clock[0].windows
        )

    weeks, monday = [], first + timedelta(days=-first.weekday() % 7)
    while monday + timedelta(days=6) <= last:
        start = datetime.combine(monday, time(), UTC)
        quarters = (start + timedelta(minutes=15 * number) for number in range(4 * 24 * 7))
        weeks.append(15 * sum(works(ones, at) and works(others, at) for at in quarters))
        monday += timedelta(days=7)
    return weeks


@pytest.mark.parametrize(
    ("one", "other"),
    [("Europe/Paris", "Africa/Cairo"), ("Africa/Casablanca", "Europe/Madrid"), ("Asia/Gaza", "Europe/Rome")],
)
def test_hours_in_common_are_what_one_sees_by_looking_at_every_quarter_of_an_hour(one: str, other: str) -> None:
    clocks = ((nine_to(12, 0, 2, 4), one), (nine_to(11, 0, 2, 4), other))
    weeks = by_looking(*clocks, FIRST, LAST)
    table = common_hours(clocks[:1], clocks[1:], FIRST, LAST)
    assert table.worst[0, 0] == min(weeks)
    assert table.usual[0, 0] == sorted(weeks)[(len(weeks) - 1) // 2]


def test_a_programme_shorter_than_a_week_is_looked_at_in_its_week() -> None:
    clock = (nine_to(10, 0), "Europe/Paris")
    assert common_hours([clock], [clock], date(2027, 1, 6), date(2027, 1, 7)).at(0, 0) == CommonHours(HOUR, HOUR)


def test_a_proposal_tells_the_second_best_and_by_how_much() -> None:
    mentors = [somebody(1, competences=frozenset({"export"})), somebody(2, sector="ICT"), somebody(3)]
    mentees = [somebody(10, competences=frozenset({"export"}), sector="ICT")]
    market = a_market(mentors, mentees)
    (proposal,) = proposals(market, solved(market).picks, [10])
    assert (proposal.match.mentor_id, proposal.match.points) == (1, 70)
    assert proposal.second is not None
    assert (proposal.second.match.mentor_id, proposal.difference) == (2, 20)


def test_a_better_mentor_who_is_taken_is_told_as_taken() -> None:
    knows = frozenset({"export"})
    mentors = [somebody(1, competences=knows, languages=("fr", "ar")), somebody(2)]
    mentees = [somebody(3, competences=knows), somebody(4, languages=("ar",))]
    market = a_market(mentors, mentees)
    (proposal,) = proposals(market, solved(market).picks, [3])
    assert proposal.second is not None
    assert (proposal.difference, proposal.second.taken_by) == (-40, (4,))


def test_options_put_aside_that_one_is_settled_but_not_what_must_not_be() -> None:
    mentors = [somebody(1), somebody(2), somebody(3), somebody(4, places=0)]
    market = a_market(mentors, [somebody(10)], must(10, 2), must_not(10, 3))
    assert [one.match.mentor_id for one in options(market, (Pick(10, 2, 30),), 10)] == [1, 2]


def test_a_mentor_settled_who_is_gone_leaves_the_mentee_without_one() -> None:
    solution = solved(a_market([somebody(1)], [somebody(10)], must(10, 99)))
    assert solution.unpaired == (10,)
    assert solution.blockages[0].wishes == (must(10, 99),)


def test_nobody_to_pair_is_no_trouble() -> None:
    assert solved(a_market([], [])).picks == ()
    assert solved(a_market([somebody(1)], [])).picks == ()
    assert solved(a_market([], [somebody(2)])).unpaired == (2,)
