"""Who needs somebody: every reason comes when it should and goes when it should, and makes the score it shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.attendance import Differing
from mentoring.oversight import Care, CareKind, Couple, Member, PairFigures
from mentoring.risk import Level, Part, ReasonKind, Risk, RiskPolicy
from mentoring.rules.risk import rest_of, risk_of
from tests.builders import a_programme

PROGRAMME = a_programme()
DAY = timedelta(days=1)
NOON = datetime(2027, 3, 1, 11, tzinfo=UTC)
AWA = Member(1, "Awa", "FR", "Europe/Paris")
LUCA = Member(2, "Luca", "IT", "Europe/Rome")
USUAL = RiskPolicy()
COUPLE = Couple(1, AWA, LUCA, PROGRAMME.starts_on)
MET = PairFigures(planned=1, held=1, met_at=NOON - 3 * DAY)


def parts(
    figures: PairFigures = MET, couple: Couple = COUPLE, policy: RiskPolicy = USUAL, now: datetime = NOON
) -> tuple[Part, ...]:
    return risk_of(couple, figures, PROGRAMME, policy, now).parts


def test_a_pair_that_met_lately_is_calm() -> None:
    risk = risk_of(COUPLE, MET, PROGRAMME, RiskPolicy(), NOON)
    assert (risk.parts, risk.score, risk.level) == ((), 0, Level.CALM)


@pytest.mark.parametrize(("days", "points"), [(27, None), (28, 3), (34, 3), (35, 4), (49, 6), (56, 6)])
def test_a_quiet_pair_weighs_more_the_longer_it_is_quiet(days: int, points: int | None) -> None:
    met = NOON - days * DAY
    found = parts(PairFigures(met_at=met), now=NOON)
    assert [one.points for one in found] == ([] if points is None else [points])
    assert all((one.kind, one.days, one.since, one.never) == (ReasonKind.QUIET, days, met, False) for one in found)


def test_a_pair_that_never_met_is_quiet_since_it_began() -> None:
    assert parts(PairFigures()) == (Part(ReasonKind.QUIET, 7 - 1, days=56, never=True),)
    late = replace(COUPLE, starts_on=NOON.date() - 28 * DAY)
    assert parts(PairFigures(), late) == (Part(ReasonKind.QUIET, 3, days=28, never=True),)


def test_a_pair_that_went_on_after_a_pause_is_quiet_since_then() -> None:
    long_ago = PairFigures(met_at=NOON - 200 * DAY)
    again = replace(COUPLE, resumed_on=NOON.date() - 28 * DAY)
    assert parts(long_ago, again) == (Part(ReasonKind.QUIET, 3, days=28, since=NOON - 200 * DAY),)
    assert parts(long_ago, replace(again, resumed_on=NOON.date())) == ()


def test_a_dispute_says_what_it_is_about() -> None:
    for about in (*Differing, None):
        (part,) = parts(replace(MET, disputed_since=NOON - DAY, differs=about))
        assert (part.kind, part.days, part.differs) == (ReasonKind.DISPUTED, 1, about)


def test_a_pair_that_pauses_needs_nobody() -> None:
    assert parts(PairFigures(disputed_since=NOON), replace(COUPLE, paused=True)) == ()


def test_a_booked_session_ends_the_quiet() -> None:
    assert parts(PairFigures(met_at=NOON - 60 * DAY, next_at=NOON + DAY)) == ()


def test_an_outcome_is_missing_some_days_after_the_session() -> None:
    since = NOON - 3 * DAY
    assert parts(replace(MET, missing_since=since)) == (Part(ReasonKind.OUTCOME_MISSING, 2, since=since, days=3),)
    assert parts(replace(MET, missing_since=since + timedelta(seconds=1))) == ()


def test_differing_words_are_a_reason_at_once() -> None:
    assert parts(replace(MET, disputed_since=NOON)) == (Part(ReasonKind.DISPUTED, 4, since=NOON),)


def test_two_moves_in_a_row_are_a_reason() -> None:
    assert parts(replace(MET, moved_twice=True)) == (Part(ReasonKind.MOVED_TWICE, 2),)


def test_a_mentor_away_is_a_reason_up_to_the_last_day_where_they_live() -> None:
    def away(until: date) -> Couple:
        return replace(COUPLE, mentor=replace(AWA, zone="Pacific/Kiritimati", away_until=until))

    late = datetime(2027, 3, 1, 11, tzinfo=UTC)  # already the second there
    assert parts(couple=away(date(2027, 3, 2)), now=late) == (
        Part(ReasonKind.AWAY, 1, until=date(2027, 3, 2), people=(AWA.id,)),
    )
    assert parts(couple=away(date(2027, 3, 1)), now=late) == ()
    assert parts(couple=replace(COUPLE, mentee=replace(LUCA, away_until=date(2027, 5, 1)))) == ()


def test_an_unanswered_welcome_is_a_reason_after_a_week_where_people_are_welcomed() -> None:
    welcoming = replace(PROGRAMME, welcoming_since=NOON - 90 * DAY)

    def parts(couple: Couple) -> tuple[Part, ...]:
        return risk_of(couple, MET, welcoming, USUAL, NOON).parts

    silent = replace(COUPLE, mentee=replace(LUCA, welcome_unanswered=True), starts_on=NOON.date() - 7 * DAY)
    assert parts(silent) == (Part(ReasonKind.WELCOME_UNANSWERED, 3, people=(LUCA.id,)),)
    assert parts(replace(silent, starts_on=NOON.date() - 6 * DAY)) == ()
    assert risk_of(silent, MET, PROGRAMME, USUAL, NOON).parts == ()
    lately = replace(PROGRAMME, welcoming_since=NOON - 6 * DAY)
    assert risk_of(silent, MET, lately, USUAL, NOON).parts == ()


def test_a_reason_without_weight_is_none() -> None:
    assert parts(replace(MET, moved_twice=True), policy=RiskPolicy(moved_twice=0)) == ()


def test_points_add_up_to_the_level() -> None:
    figures = replace(MET, moved_twice=True, disputed_since=NOON)
    risk = risk_of(COUPLE, figures, PROGRAMME, RiskPolicy(), NOON)
    assert [(one.kind, one.points) for one in risk.parts] == [(ReasonKind.DISPUTED, 4), (ReasonKind.MOVED_TWICE, 2)]
    assert (risk.score, risk.level) == (6, Level.URGENT)
    lenient = risk_of(COUPLE, figures, PROGRAMME, RiskPolicy(urgent_from=7), NOON)
    assert (lenient.score, lenient.level) == (6, Level.WATCH)


WEIGHT = st.integers(0, 9)


@given(
    policy=st.builds(
        RiskPolicy,
        quiet_after=st.integers(1, 60),
        quiet=WEIGHT,
        quiet_step=st.integers(1, 30),
        quiet_most=WEIGHT,
        outcome_missing=WEIGHT,
        disputed=WEIGHT,
        moved_twice=WEIGHT,
        away=WEIGHT,
        urgent_from=st.integers(1, 20),
    ),
    met=st.none() | st.integers(0, 90),
    booked=st.booleans(),
    missing=st.none() | st.integers(0, 30),
    disputed=st.booleans(),
    moved=st.booleans(),
)
def test_no_level_without_a_reason_and_no_points_without_a_part(  # noqa: PLR0917
    policy: RiskPolicy, met: int | None, booked: bool, missing: int | None, disputed: bool, moved: bool
) -> None:
    figures = PairFigures(
        met_at=None if met is None else NOON - met * DAY,
        next_at=NOON + DAY if booked else None,
        missing_since=None if missing is None else NOON - missing * DAY,
        disputed_since=NOON if disputed else None,
        moved_twice=moved,
    )
    risk = risk_of(COUPLE, figures, PROGRAMME, policy, NOON)
    assert (risk.level is Level.CALM) == (not risk.parts)
    assert risk.score == sum(one.points for one in risk.parts)
    assert all(one.points > 0 for one in risk.parts)
    assert len(risk.kinds) == len(risk.parts)


QUIET = Risk((Part(ReasonKind.QUIET, 3),))
TODAY = NOON.date()


def care(kind: CareKind = CareKind.SNOOZE, until: date | None = TODAY, **changes: object) -> Care:
    done = Care("C", 1, 1, kind, 4, NOON, until=until, reasons=frozenset({ReasonKind.QUIET}))
    return replace(done, **changes)  # type: ignore[arg-type]


def test_a_row_rests_up_to_the_day_for_the_reasons_known_then() -> None:
    assert rest_of(QUIET, [care()], TODAY) == (care(), TODAY)
    assert rest_of(QUIET, [care()], TODAY + DAY) == (care(), None)
    worse = Risk((*QUIET.parts, Part(ReasonKind.DISPUTED, 4)))
    assert rest_of(worse, [care()], TODAY) == (care(), None)
    assert rest_of(Risk(), [care()], TODAY) == (care(), None)
    unasked = replace(care(), reasons=frozenset())
    assert rest_of(Risk(), [unasked], TODAY) == (unasked, TODAY)
    assert rest_of(QUIET, [unasked], TODAY) == (unasked, None)


def test_waking_a_row_ends_what_let_it_rest_before() -> None:
    woken = care(CareKind.WAKE, None)
    assert rest_of(QUIET, [care(), woken], TODAY) == (woken, None)
    again = care(until=TODAY + DAY)
    assert rest_of(QUIET, [care(), woken, again, care()], TODAY) == (care(), TODAY + DAY)
    assert rest_of(QUIET, [], TODAY) == (None, None)


def test_weights_that_make_no_sense_are_named() -> None:
    assert RiskPolicy().problem() == ""
    assert RiskPolicy(disputed=-1).problem() == "disputed"
    assert RiskPolicy(urgent_from=0).problem() == "urgent_from"
