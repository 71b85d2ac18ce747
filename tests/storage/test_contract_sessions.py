"""What the port Sessions promises, on every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from mentoring.clocks import Anchor
from mentoring.errors import Overlap
from mentoring.intervals import Interval
from mentoring.sessions import Attendee, ChangeKind, Proposal, Rsvp, Session, SessionKind, SessionState
from tests.builders import (
    NOW,
    OTHER_TEAM,
    TEAM,
    Cohort,
    MakeUnitOfWork,
    a_change,
    a_cohort,
    a_draft,
    an_anchor,
)


@pytest.fixture
def cohort(make_uow: MakeUnitOfWork) -> Cohort:
    with make_uow(TEAM) as unit:
        cohort = a_cohort(unit)
        unit.commit()
    return cohort


def keep(make_uow: MakeUnitOfWork, *sessions: Session) -> None:
    with make_uow(TEAM) as unit:
        for session in sessions:
            unit.sessions.add(session, a_change(session))
        unit.commit()


def ids(sessions: object) -> list[str]:
    return [one.id for one in sessions]  # type: ignore[attr-defined]


def test_session_kept_and_read_back(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    session = cohort.session(
        "2027-10-31 02:30",
        state=SessionState.CONFIRMED,
        topic="تمويل المشاريع الصغيرة – “élan” 🫒",
        link="https://meet.example.org/x?y=1&z=2",
        revision=7,
        anchor=an_anchor("2027-10-31 02:30", "Europe/Paris", fold=1),
        closed_by=cohort.luca.id,
        reason="Je suis malade",
        proposal=Proposal(an_anchor("2027-11-02 10:00", "Africa/Cairo"), timedelta(minutes=90), cohort.luca.id, NOW),
    )
    keep(make_uow, session)
    with make_uow(TEAM) as unit:
        assert unit.sessions.get(session.id) == session
        assert unit.sessions.get(session.id).when.start == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_session_without_pair_keeps_the_order_of_its_people(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    people = (cohort.ines.id, cohort.fatima.id, cohort.awa.id, cohort.luca.id)
    session = cohort.session(people=people, pair_id=None, kind=SessionKind.GROUP)
    keep(make_uow, session)
    with make_uow(TEAM) as unit:
        assert unit.sessions.get("S1") == session


def test_updated_session_is_the_same_record_with_its_history(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    session = cohort.session(state=SessionState.PROPOSED)
    keep(make_uow, session)
    answered = session.with_answer(cohort.luca.id, Rsvp.ACCEPTED)
    confirmed = replace(answered, state=SessionState.CONFIRMED, proposal=None, revision=2)
    accepted = a_change(confirmed, ChangeKind.ACCEPTED, by=cohort.luca.id, at=NOW + timedelta(hours=1), before=None)
    with make_uow(TEAM) as unit:
        unit.sessions.update(confirmed, accepted)
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.sessions.get("S1") == confirmed
        assert unit.sessions.history("S1") == [a_change(session), accepted]
        assert unit.sessions.histories(["S1", "S404"]) == {"S1": [a_change(session), accepted]}


def test_change_keeps_its_times_reason_and_nobody(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    session = cohort.session()
    before, after = an_anchor("2027-03-27 09:00", "Africa/Casablanca"), an_anchor("2027-10-31 02:30", fold=1)
    change = a_change(session, ChangeKind.MOVED, by=None, before=before, after=after, reason="عطلة")
    with make_uow(TEAM) as unit:
        unit.sessions.add(session, change)
        assert unit.sessions.history("S1") == [change]


def test_people_may_leave_and_join_a_session(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    keep(make_uow, cohort.session())
    joined = replace(
        cohort.session(revision=2), attendees=(Attendee(cohort.fatima.id), Attendee(cohort.awa.id, Rsvp.TENTATIVE))
    )
    with make_uow(TEAM) as unit:
        unit.sessions.update(joined, a_change(joined))
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.sessions.get("S1") == joined
        within = Interval(NOW, NOW + timedelta(days=30))
        assert ids(unit.sessions.holding([cohort.luca.id], within)) == []
        assert ids(unit.sessions.holding([cohort.fatima.id], within)) == ["S1"]


def test_unknown_session_is_a_key_error(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    with make_uow(TEAM) as unit:
        with pytest.raises(KeyError):
            unit.sessions.get("S404")
        with pytest.raises(KeyError):
            unit.sessions.update(cohort.session(id="S404"), a_change(cohort.session(id="S404")))
        assert unit.sessions.history("S404") == []


def test_session_is_added_once(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    keep(make_uow, cohort.session())
    again = cohort.session("2027-02-01 09:00")
    with make_uow(TEAM) as unit, pytest.raises((IntegrityError, ValueError)):
        unit.sessions.add(again, a_change(again))
    with make_uow(TEAM) as unit:
        assert unit.sessions.get("S1") == cohort.session()


@pytest.mark.parametrize("person", ["awa", "luca"])
def test_overlap_with_a_session_of_either_person_refused(make_uow: MakeUnitOfWork, cohort: Cohort, person: str) -> None:
    keep(make_uow, cohort.session())
    other = cohort.session("2027-01-26 15:59", id="S2", people=(cohort.fatima.id, getattr(cohort, person).id))
    with make_uow(TEAM) as unit, pytest.raises(Overlap):
        unit.sessions.add(other, a_change(other))


def test_sessions_that_touch_do_not_overlap(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    keep(
        make_uow,
        cohort.session(),
        cohort.session("2027-01-26 16:00", id="S2"),
        cohort.session("2027-01-26 14:30", id="S3", minutes=30),
    )
    with make_uow(TEAM) as unit:
        assert ids(unit.sessions.upcoming(cohort.awa.id, NOW)) == ["S3", "S1", "S2"]


def test_unit_of_work_stands_as_before_after_an_overlap(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    keep(make_uow, cohort.session())
    clash = cohort.session("2027-01-26 15:30", id="S2")
    with make_uow(TEAM) as unit:
        assert unit.seen.first_time("click", NOW)
        with pytest.raises(Overlap):
            unit.sessions.add(clash, a_change(clash))
        assert ids(unit.sessions.holding([cohort.awa.id], clash.when)) == ["S1"]
        unit.commit()
    with make_uow(TEAM) as unit:
        with pytest.raises(KeyError):
            unit.sessions.get("S2")
        assert unit.sessions.history("S2") == []
        assert not unit.seen.first_time("click", NOW)


def test_update_into_a_held_time_refused_and_nothing_changed(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    first, second = cohort.session(), cohort.session("2027-01-27 15:00", id="S2")
    keep(make_uow, first, second)
    moved = replace(second, anchor=an_anchor("2027-01-26 14:30"), revision=2)
    with make_uow(TEAM) as unit:
        with pytest.raises(Overlap):
            unit.sessions.update(moved, a_change(moved))
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.sessions.get("S2") == second
        assert ids(unit.sessions.holding([cohort.luca.id], second.when)) == ["S2"]
        assert len(unit.sessions.history("S2")) == 1


def test_move_onto_its_own_time_is_no_clash(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    session = cohort.session()
    keep(make_uow, session)
    moved = replace(session, anchor=an_anchor("2027-01-26 15:30"), revision=2)
    with make_uow(TEAM) as unit:
        unit.sessions.update(moved, a_change(moved))
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.sessions.get("S1").when == moved.when


@pytest.mark.parametrize("wall", ["2027-01-26 15:00", "2027-01-28 09:00"])
def test_proposed_move_holds_both_times(make_uow: MakeUnitOfWork, cohort: Cohort, wall: str) -> None:
    move = Proposal(an_anchor("2027-01-28 09:00"), timedelta(hours=1), cohort.awa.id, NOW + timedelta(days=3))
    keep(make_uow, cohort.session(proposal=move))
    other = cohort.session(wall, id="S2", people=(cohort.fatima.id, cohort.luca.id))
    with make_uow(TEAM) as unit, pytest.raises(Overlap):
        unit.sessions.add(other, a_change(other))


def test_move_proposed_across_its_own_time_is_kept(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    move = Proposal(an_anchor("2027-01-26 15:30"), timedelta(hours=1), cohort.awa.id, NOW + timedelta(days=3))
    session = cohort.session(proposal=move)
    keep(make_uow, session)
    with make_uow(TEAM) as unit:
        assert unit.sessions.get("S1") == session


@pytest.mark.parametrize("state", [SessionState.DECLINED, SessionState.CANCELLED, SessionState.EXPIRED])
def test_closed_session_gives_its_time_back(make_uow: MakeUnitOfWork, cohort: Cohort, state: SessionState) -> None:
    session = cohort.session()
    keep(make_uow, session)
    closed = replace(session, state=state, revision=2)
    with make_uow(TEAM) as unit:
        unit.sessions.update(closed, a_change(closed))
        unit.commit()
    keep(make_uow, cohort.session(id="S2"))
    with make_uow(TEAM) as unit:
        assert ids(unit.sessions.holding([cohort.awa.id, cohort.luca.id], session.when)) == ["S2"]
        assert ids(unit.sessions.upcoming(cohort.awa.id, NOW)) == ["S2"]


def test_holding_finds_proposed_times_of_any_of_the_people_soonest_first(
    make_uow: MakeUnitOfWork, cohort: Cohort
) -> None:
    move = Proposal(an_anchor("2027-02-03 09:00"), timedelta(hours=1), cohort.awa.id, NOW)
    with_fatima = (cohort.ines.id, cohort.fatima.id)
    keep(
        make_uow,
        cohort.session("2027-02-02 09:00", id="later", people=with_fatima),
        cohort.session("2027-02-01 09:00", id="moving", proposal=move),
    )
    both = [cohort.awa.id, cohort.fatima.id]
    with make_uow(TEAM) as unit:
        week = Interval(datetime(2027, 2, 1, tzinfo=UTC), datetime(2027, 2, 8, tzinfo=UTC))
        assert ids(unit.sessions.holding(both, week)) == ["moving", "later"]
        assert ids(unit.sessions.holding(both, move.when)) == ["moving"]
        before = Interval(datetime(2027, 2, 3, 7, tzinfo=UTC), move.when.start)
        assert ids(unit.sessions.holding(both, before)) == []
        assert ids(unit.sessions.holding([], week)) == []


def test_upcoming_and_past_part_at_the_end_of_a_session(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    days = (25, 26, 27)
    keep(make_uow, *(cohort.session(f"2027-01-{day} 15:00", id=f"S{day}") for day in days))
    end = cohort.session().when.end
    with make_uow(TEAM) as unit:
        just_before = end - timedelta(microseconds=1)
        assert ids(unit.sessions.upcoming(cohort.awa.id, just_before)) == ["S26", "S27"]
        assert ids(unit.sessions.past(cohort.awa.id, just_before)) == ["S25"]
        assert ids(unit.sessions.upcoming(cohort.awa.id, end)) == ["S27"]
        assert ids(unit.sessions.past(cohort.awa.id, end)) == ["S26", "S25"]
        assert ids(unit.sessions.past(cohort.awa.id, end, limit=1)) == ["S26"]
        assert ids(unit.sessions.upcoming(cohort.awa.id, NOW, limit=2)) == ["S25", "S26"]
        assert ids(unit.sessions.upcoming(cohort.fatima.id, NOW)) == []


def test_past_holds_only_what_was_confirmed(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    keep(make_uow, *(cohort.session(id=state.value, state=state) for state in SessionState if state != "proposed"))
    with make_uow(TEAM) as unit:
        later = NOW + timedelta(days=60)
        assert ids(unit.sessions.past(cohort.luca.id, later)) == ["confirmed"]


def test_order_is_by_instant_whatever_the_zone(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    keep(
        make_uow,
        cohort.session("2027-01-26 10:00", zone="America/New_York", id="third"),
        cohort.session("2027-01-26 14:00", zone="Africa/Cairo", id="first"),
        cohort.session("2027-01-26 14:00", zone="Europe/Paris", id="second"),
    )
    with make_uow(TEAM) as unit:
        assert ids(unit.sessions.upcoming(cohort.awa.id, NOW)) == ["first", "second", "third"]


def test_expiring_longest_over_first(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    def waiting(day: int, hours: int, **changes: object) -> Session:
        anchor = an_anchor(f"2027-02-{day:02} 09:00")
        proposal = Proposal(anchor, timedelta(hours=1), cohort.awa.id, NOW + timedelta(hours=hours))
        state = {"state": SessionState.PROPOSED} | changes
        return cohort.session(f"2027-02-{day:02} 09:00", id=f"S{day}", **{**state, "proposal": proposal})

    keep(
        make_uow,
        waiting(1, hours=2),
        waiting(2, hours=1, state=SessionState.CONFIRMED),
        waiting(3, hours=3),
        waiting(4, hours=1, state=SessionState.DECLINED),
        cohort.session(id="agreed"),
    )
    with make_uow(TEAM) as unit:
        assert ids(unit.sessions.expiring(NOW + timedelta(hours=2))) == ["S2", "S1"]
        assert ids(unit.sessions.expiring(NOW + timedelta(hours=9), limit=2)) == ["S2", "S1"]
        assert ids(unit.sessions.expiring(NOW)) == []


def test_draft_kept_replaced_and_forgotten(make_uow: MakeUnitOfWork) -> None:
    open_draft = a_draft(anchor=None, choices=(NOW, NOW + timedelta(hours=1)), topic="ورشة")
    old = a_draft(id="D0", created_at=NOW - timedelta(days=1))
    with make_uow(TEAM) as unit:
        unit.sessions.keep_draft(open_draft)
        unit.sessions.keep_draft(old)
        assert unit.sessions.draft("D1") == open_draft
        settled = replace(open_draft, anchor=an_anchor(fold=1), choices=(), session_id="S1")
        unit.sessions.keep_draft(settled)
        assert unit.sessions.draft("D1") == settled
        assert unit.sessions.forget_drafts(NOW) == 1
        assert unit.sessions.draft("D0") is None
        assert unit.sessions.draft("D1") == settled


def test_draft_taken_once(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        unit.sessions.keep_draft(a_draft())
        assert unit.sessions.take_draft("D1")
        assert unit.sessions.draft("D1") == a_draft(used=True)
        assert not unit.sessions.take_draft("D1")
        assert not unit.sessions.take_draft("D404")


def test_draft_is_free_again_when_its_effect_was_rolled_back(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        unit.sessions.keep_draft(a_draft())
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.sessions.take_draft("D1")
    with make_uow(TEAM) as unit:
        assert unit.sessions.take_draft("D1")


def test_another_team_sees_and_changes_no_session(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    session = cohort.session(state=SessionState.PROPOSED)
    keep(make_uow, session)
    with make_uow(TEAM) as unit:
        unit.sessions.keep_draft(a_draft())
        unit.commit()
    later = NOW + timedelta(days=60)
    with make_uow(OTHER_TEAM) as unit:
        with pytest.raises(KeyError):
            unit.sessions.get("S1")
        with pytest.raises(KeyError):
            unit.sessions.update(session, a_change(session))
        assert unit.sessions.holding([cohort.awa.id, cohort.luca.id], session.when) == []
        assert unit.sessions.upcoming(cohort.awa.id, NOW) == []
        assert unit.sessions.past(cohort.awa.id, later) == []
        assert unit.sessions.expiring(later) == []
        assert unit.sessions.history("S1") == []
        assert unit.sessions.histories(["S1"]) == {}
        assert unit.sessions.draft("D1") is None
        assert not unit.sessions.take_draft("D1")
        assert unit.sessions.forget_drafts(later) == 0
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.sessions.take_draft("D1")


def test_another_teams_people_cannot_be_booked(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    with make_uow(OTHER_TEAM) as unit:
        theirs = a_cohort(unit)
        unit.commit()
    mixed = theirs.session(people=(theirs.awa.id, cohort.luca.id))
    with make_uow(OTHER_TEAM) as unit, pytest.raises((IntegrityError, KeyError)):
        unit.sessions.add(mixed, a_change(mixed))


def test_same_session_id_in_two_teams_is_two_sessions(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    keep(make_uow, cohort.session(topic="Ours"))
    with make_uow(OTHER_TEAM) as unit:
        theirs = a_cohort(unit).session(topic="Theirs")
        unit.sessions.add(theirs, a_change(theirs))
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.sessions.get("S1").topic == "Ours"


def test_every_kind_state_answer_and_change_round_trips(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    with make_uow(TEAM) as unit:
        for day, state in enumerate(SessionState, 1):
            for hour, kind in enumerate(SessionKind, 9):
                session = cohort.session(f"2027-02-{day:02} {hour:02}:00", id=f"{state}-{kind}", state=state, kind=kind)
                unit.sessions.add(session, a_change(session))
                assert unit.sessions.get(session.id) == session
        session = cohort.session("2027-03-01 09:00")
        changes = [a_change(session, kind) for kind in ChangeKind]
        unit.sessions.add(session, changes[0])
        for change in changes[1:]:
            unit.sessions.update(session, change)
        assert unit.sessions.history("S1") == changes
        for rsvp in Rsvp:
            answered = session.with_answer(cohort.luca.id, rsvp)
            unit.sessions.update(answered, changes[0])
            assert unit.sessions.get("S1") == answered


STEPS = st.lists(
    st.tuples(
        st.integers(0, 3),  # which session
        st.sampled_from([(0, 1), (0, 2), (1, 2), (2,)]),  # whose
        st.integers(0, 8),  # from which half hour
        st.integers(1, 4),  # for how many
        st.none() | st.integers(0, 8),  # a move to which half hour is proposed
        st.booleans(),  # open, or cancelled
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_held_times_never_overlap_and_all_else_is_let_in(
    make_uow: MakeUnitOfWork, cohort: Cohort, steps: list[tuple[int, tuple[int, ...], int, int, int | None, bool]]
) -> None:
    """Against a model that compares every half hour of every person."""
    cast = (cohort.awa.id, cohort.luca.id, cohort.fatima.id)
    midnight = datetime(2027, 3, 1)
    taken: dict[int, set[tuple[int, int]]] = {}
    with make_uow(TEAM) as unit:
        for number, whose, start, length, move, is_open in steps:

            def at(half_hour: int) -> Anchor:
                return Anchor(midnight + half_hour * timedelta(minutes=30), "UTC")

            people = tuple(cast[one] for one in whose)
            proposal = Proposal(at(move), length * timedelta(minutes=30), people[0], NOW) if move is not None else None
            session = cohort.session(
                id=f"S{number}",
                people=people,
                anchor=at(start),
                duration=length * timedelta(minutes=30),
                state=SessionState.CONFIRMED if is_open else SessionState.CANCELLED,
                proposal=proposal,
            )
            starts = [one for one in (start, move) if one is not None] if is_open else []
            wanted = {(who, first + more) for who in whose for first in starts for more in range(length)}
            free = not any(wanted & others for other, others in taken.items() if other != number)
            write = unit.sessions.update if number in taken else unit.sessions.add
            if free:
                write(session, a_change(session))
                taken[number] = wanted
            else:
                with pytest.raises(Overlap):
                    write(session, a_change(session))
        held = unit.sessions.holding(cast, Interval(midnight.replace(tzinfo=UTC), NOW + timedelta(days=90)))
        assert set(ids(held)) == {f"S{number}" for number, wanted in taken.items() if wanted}
