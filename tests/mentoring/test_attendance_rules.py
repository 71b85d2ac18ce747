"""What statements come to, in any order: against a small model written from docs/attendance.md alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.attendance import (
    Attendance,
    AttendancePolicy,
    Capacity,
    Presence,
    Said,
    Source,
    Standing,
    Statement,
    Stay,
    Word,
)
from mentoring.errors import (
    AlreadySettled,
    CommentTooLong,
    MinutesNeeded,
    MinutesOfNobody,
    MinutesOutOfRange,
    NotBegun,
    NotInvited,
    NotOverThen,
    NotYoursToSay,
    Refused,
)
from mentoring.rules import attendance as rules
from mentoring.sessions import Session, SessionKind, SessionState
from tests.builders import a_session

AWA, LUCA, FATIMA, INES = 1, 2, 3, 4
POLICY = AttendancePolicy()
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
PAIR = a_session("2027-01-26 15:00")
JOINT = a_session("2027-01-26 15:00", kind=SessionKind.JOINT, people=(AWA, LUCA, FATIMA), pair_id=None)
END = PAIR.when.end
ELSEWHEN = PAIR.when.start + 2 * DAY

# The model: what the page says, one sentence each, without a look at the code.


@dataclass(frozen=True)
class Line:
    """What the page gives for one thing that is spoken of."""

    state: str  # nothing, differ, one, settled
    value: tuple[object, ...] | None = None
    minutes: int = 0
    everybody: bool = False
    contested: bool = False


def model_line(trail: list[Statement], about: int | None, asked: set[int]) -> Line:
    mine = [one for one in trail if one.about == about]
    latest = {one.by: one for one in mine}  # a person's last word is their word
    words = [one for one in mine if latest[one.by] is one and (one.said or one.presence)]
    if not words:
        return Line("nothing")
    judges = [one for one in words if one.settles]
    if judges:  # the last to settle decides; who speaks differently afterwards objects
        ruling = judges[-1]
        after = [one for one in words if one.id > ruling.id and model_differ([ruling, one])]
        return Line("settled", model_value(ruling), ruling.minutes, True, bool(after))
    if model_differ(words):
        return Line("differ")
    named = [one for one in words if one.began]
    value = model_value((named or words)[0])
    fewest = min(one.minutes for one in words)  # of minutes that count as the same, the fewest
    return Line("one", value, fewest, asked <= {one.by for one in words})


def model_value(one: Statement) -> tuple[object, ...]:
    return (one.said is not Said.NOT_HELD, one.began) if one.about is None else (one.presence,)


def model_differ(words: list[Statement]) -> bool:
    heard = {"no" if one.said is Said.NOT_HELD else "yes" for one in words if one.about is None}
    times = {one.began for one in words if one.began}
    ways = {one.presence for one in words if one.about is not None}
    minutes = sorted(one.minutes for one in words)
    return len(heard) > 1 or len(times) > 1 or len(ways) > 1 or minutes[-1] - minutes[0] > 10


def model_standing(session: Session, trail: list[Statement], now: datetime) -> str:
    asked = {session.organiser_id} if session.kind is not SessionKind.BILATERAL else set(session.people)
    itself = model_line(trail, None, asked)
    over = now >= session.when.end + 7 * DAY
    if itself.state == "differ":
        return "disputed"
    if itself.state == "nothing":
        return "unconfirmed" if over else "awaiting"
    held = itself.value is not None and bool(itself.value[0])
    if held and any(model_line(trail, one, asked).state == "differ" for one in session.people):
        return "disputed"
    if not itself.everybody and not over:
        return "awaiting"
    return "held" if held else "not_held"


# What people may do, drawn at random: they speak, correct, take back, settle.

MOMENTS = st.lists(
    st.tuples(
        st.sampled_from([AWA, LUCA, FATIMA, INES]),
        st.sampled_from(["held", "not", "moved", "back", "settle held", "settle not", "own line", "line"]),
        st.sampled_from(list(Presence)),
        st.sampled_from([20, 45, 50, 60]),
        st.integers(0, 12),
    ),
    max_size=12,
)


def speak(session: Session, doings: list[tuple[int, str, Presence, int, int]]) -> list[Statement]:
    """The trail that these doings leave, as the services would write it."""
    trail: list[Statement] = []
    at = END
    for who, what, presence, minutes, hours in doings:
        at += timedelta(hours=hours)
        known = rules.settled(session, trail, POLICY)
        for one in said_by(session, known, who, what, Stay(presence, minutes), at):
            trail.append(replace(one, id=len(trail) + 1))
    return trail


def said_by(  # noqa: PLR0917
    session: Session, known: Attendance, who: int, what: str, stay: Stay, at: datetime
) -> list[Statement]:
    settles = what.startswith("settle")
    if settles and not rules.may_settle(session, who, {INES}):
        return []
    if not settles and who not in session.people:
        return []
    capacity = Capacity.COORDINATOR if settles else Capacity.PARTICIPANT
    if rules.hosted_by(session, who):
        capacity = Capacity.HOST
    if what == "back":
        return rules.taken_back(session, known, by=who, capacity=capacity, now=at)
    about = session.people if settles else rules.speaks_of(session, who)
    lines = dict.fromkeys(sorted(about), stay)
    word = {
        "held": Word(Said.HELD, session.when.start, lines),
        "not": Word(Said.NOT_HELD),
        "moved": Word(Said.MOVED, ELSEWHEN, lines),
        "settle held": Word(Said.HELD, session.when.start, lines),
        "settle not": Word(Said.NOT_HELD),
        "own line": Word(people={who: stay}),
        "line": Word(people={min(about): stay}),
    }[what]
    return rules.statements_of(session, word, known, by=who, capacity=capacity, settles=settles, now=at)


@pytest.mark.parametrize("session", [PAIR, JOINT], ids=["pair", "joint"])
@given(doings=MOMENTS, waited=st.integers(0, 20))
def test_any_order_of_statements_and_corrections_ends_where_the_written_rules_say(
    session: Session, doings: list[tuple[int, str, Presence, int, int]], waited: int
) -> None:
    trail = speak(session, doings)
    found = rules.settled(session, trail, POLICY)
    now = END + waited * DAY
    assert found.standing(now).value == model_standing(session, trail, now)
    asked = {session.organiser_id} if session.kind is not SessionKind.BILATERAL else set(session.people)
    for person_id in session.people:
        wanted, verdict = model_line(trail, person_id, asked), found.people[person_id]
        assert (verdict.disputed, verdict.complete if verdict.holds else False) == (
            wanted.state == "differ",
            wanted.everybody,
        )
        if verdict.holds:
            assert (model_value(verdict.holds), verdict.holds.minutes) == (wanted.value, wanted.minutes)
        assert bool(verdict.objections) == wanted.contested


@pytest.mark.parametrize("session", [PAIR, JOINT], ids=["pair", "joint"])
@given(doings=MOMENTS)
def test_the_trail_replays_to_the_same_state_and_nothing_said_is_ever_gone(
    session: Session, doings: list[tuple[int, str, Presence, int, int]]
) -> None:
    trail = speak(session, doings)
    found = rules.settled(session, trail, POLICY)
    assert rules.settled(session, reversed(trail), POLICY) == found
    assert found.trail == tuple(trail)
    earlier = [speak(session, doings[:count]) for count in range(len(doings))]
    assert earlier == [trail[: len(one)] for one in earlier]
    for one in trail:
        former = [two for two in trail if (two.by, two.about) == (one.by, one.about) and two.id < one.id]
        in_force = former[-1:] if former and not former[-1].takes_back else []
        assert one.corrects == (in_force[0].id if in_force else None)


@pytest.mark.parametrize("session", [PAIR, JOINT], ids=["pair", "joint"])
@given(doings=MOMENTS)
def test_saying_the_same_again_adds_nothing(
    session: Session, doings: list[tuple[int, str, Presence, int, int]]
) -> None:
    twice = [one for doing in doings for one in (doing, doing)]
    assert [one.id for one in speak(session, twice)] == [one.id for one in speak(session, doings)]


@pytest.mark.parametrize("session", [PAIR, JOINT], ids=["pair", "joint"])
@given(doings=MOMENTS)
def test_a_difference_is_as_old_as_the_first_of_its_unbroken_line(
    session: Session, doings: list[tuple[int, str, Presence, int, int]]
) -> None:
    trail = speak(session, doings)
    states = [rules.settled(session, trail[:count], POLICY) for count in range(1, len(trail) + 1)]
    since = None
    for state, statement in zip(states, trail, strict=True):
        since = (since or statement.at) if model_standing(session, list(state.trail), END) == "disputed" else None
        assert state.disputed_since == since
        assert state.for_coordinators_from == (since + 3 * DAY if since else None)


def said(by: int, said: Said | None = Said.HELD, **changes: object) -> Statement:
    began = PAIR.when.start if said is Said.HELD else None
    usual = Statement(0, "S1", by, Capacity.PARTICIPANT, END, said=said, began=began)
    return replace(usual, **changes)  # type: ignore[arg-type]


def state_of(*statements: Statement, session: Session = PAIR) -> Attendance:
    return rules.settled(session, [replace(one, id=n) for n, one in enumerate(statements, 1)], POLICY)


def test_two_who_agree_close_it_at_once() -> None:
    state = state_of(said(AWA), said(LUCA))
    assert state.standing(END) is Standing.HELD
    assert state.took_place.source is Source.AGREED


def test_a_comment_alone_is_kept_with_what_its_speaker_said_before() -> None:
    state = state_of(said(AWA))
    word = Word(said=Said.HELD, comment="We met in the café.")
    told = {"by": AWA, "capacity": Capacity.PARTICIPANT, "settles": False, "now": END + MINUTE}
    (again,) = rules.statements_of(PAIR, word, state, **told)
    assert (again.said, again.corrects, again.comment) == (Said.HELD, 1, "We met in the café.")
    assert rules.statements_of(PAIR, replace(word, comment=""), state, **told) == []


def test_one_word_waits_for_the_other_and_then_stands_alone() -> None:
    state = state_of(said(AWA))
    assert state.standing(END + 6 * DAY) is Standing.AWAITING
    assert state.standing(END + 7 * DAY) is Standing.HELD
    assert state.took_place.source is Source.ALONE
    assert not state.for_coordinators(END + 8 * DAY)


def test_nobodys_word_is_unconfirmed_in_the_end_and_never_held() -> None:
    assert state_of().standing(END + 6 * DAY) is Standing.AWAITING
    assert state_of().standing(END + 7 * DAY) is Standing.UNCONFIRMED
    assert state_of().for_coordinators(END + 7 * DAY)


def test_a_difference_is_theirs_first_and_the_coordinators_after_three_days() -> None:
    state = state_of(said(AWA), said(LUCA, Said.NOT_HELD, at=END + DAY))
    assert state.standing(END + DAY) is Standing.DISPUTED
    assert not state.for_coordinators(END + 3 * DAY)
    assert state.for_coordinators(END + 4 * DAY)


def test_what_a_coordinator_settles_stands_and_a_later_objection_is_shown_to_them() -> None:
    ruling = said(INES, Said.NOT_HELD, capacity=Capacity.COORDINATOR, settles=True)
    assert state_of(said(AWA), said(LUCA, Said.NOT_HELD), ruling).standing(END) is Standing.NOT_HELD
    contested = state_of(said(LUCA, Said.NOT_HELD), ruling, said(AWA))
    assert contested.standing(END) is Standing.NOT_HELD
    assert contested.objected
    assert contested.for_coordinators(END)
    assert [one.by for one in contested.took_place.words] == [LUCA, INES, AWA]


@pytest.mark.parametrize(("minutes", "standing", "counted"), [(50, Standing.HELD, 50), (49, Standing.DISPUTED, None)])
def test_minutes_up_to_ten_apart_are_the_same_and_the_fewer_count(
    minutes: int, standing: Standing, counted: int | None
) -> None:
    def line(by: int, minutes: int) -> Statement:
        return said(by, None, about=LUCA, presence=Presence.PRESENT, minutes=minutes)

    state = state_of(said(AWA), said(LUCA), line(AWA, 60), line(LUCA, minutes))
    assert state.standing(END) is standing
    holds = state.people[LUCA].holds
    assert (holds.minutes if holds else None) == counted


def test_the_host_alone_closes_a_joint_meeting_and_a_differing_line_is_disputed_for_that_person_only() -> None:
    host = said(AWA, capacity=Capacity.HOST)
    lines = [
        said(AWA, None, capacity=Capacity.HOST, about=one, presence=Presence.PRESENT, minutes=60)
        for one in (AWA, LUCA, FATIMA)
    ]
    state = state_of(host, *lines, session=JOINT)
    assert (state.standing(END), state.took_place.source) == (Standing.HELD, Source.HOST)
    own = said(LUCA, None, about=LUCA, presence=Presence.CAME_LATE, minutes=30)
    differing = state_of(host, *lines, own, session=JOINT)
    assert [differing.standing_of(one, END) for one in (AWA, LUCA, FATIMA)] == [
        Standing.HELD,
        Standing.DISPUTED,
        Standing.HELD,
    ]


def test_a_coordinator_who_was_one_of_the_two_leaves_it_to_another() -> None:
    hers = a_session(people=(INES, LUCA))
    assert rules.may_settle(hers, INES, {INES})
    assert not rules.may_settle(hers, INES, {INES, AWA})
    assert rules.may_settle(hers, AWA, {INES, AWA})
    assert not rules.may_settle(hers, LUCA, {INES})
    assert rules.may_settle(JOINT, AWA, {INES})


LONG = "x" * 501


@pytest.mark.parametrize(
    ("session", "word", "of_whom", "now", "refusal", "field"),
    [
        (PAIR, Word(Said.HELD), (), PAIR.when.start - MINUTE, NotBegun, None),
        (replace(PAIR, state=SessionState.CANCELLED), Word(Said.HELD), (), END, AlreadySettled, None),
        (PAIR, Word(Said.MOVED), (), END, NotOverThen, "time"),
        (PAIR, Word(Said.MOVED, END + MINUTE), (), END, NotOverThen, "time"),
        (PAIR, Word(Said.HELD, comment=LONG), (), END, CommentTooLong, "comment"),
        (PAIR, Word(people={FATIMA: Stay(Presence.PRESENT)}), (FATIMA,), END, NotInvited, None),
        (JOINT, Word(people={AWA: Stay(Presence.PRESENT)}), (LUCA,), END, NotYoursToSay, None),
        (PAIR, Word(people={LUCA: Stay(Presence.PRESENT, 91)}), (LUCA,), END, MinutesOutOfRange, "minutes.2"),
        (PAIR, Word(people={LUCA: Stay(Presence.PRESENT, 0)}), (LUCA,), END, MinutesOutOfRange, "minutes.2"),
        (PAIR, Word(people={LUCA: Stay(Presence.LEFT_EARLY)}), (LUCA,), END, MinutesNeeded, "minutes.2"),
        (PAIR, Word(people={LUCA: Stay(Presence.ABSENT, 5)}), (LUCA,), END, MinutesOfNobody, "minutes.2"),
    ],
)
def test_what_can_not_be_said_is_refused(  # noqa: PLR0917
    session: Session, word: Word, of_whom: tuple[int, ...], now: datetime, refusal: type[Refused], field: str | None
) -> None:
    with pytest.raises(refusal) as raised:
        rules.check_word(session, word, of_whom, POLICY, now)
    assert raised.value.field == field


def test_ninety_minutes_of_an_hour_and_the_moment_it_begins_are_allowed() -> None:
    word = Word(Said.HELD, people={LUCA: Stay(Presence.PRESENT, 90), AWA: Stay(Presence.ABSENT)})
    rules.check_word(PAIR, word, PAIR.people, POLICY, PAIR.when.start)
