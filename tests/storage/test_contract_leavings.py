"""What the ports Leavings and Concerns promise, and People about who is out, on every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mentoring.concerns import Concern, ConfidentialWord
from mentoring.errors import AlreadyOut, PairOver
from mentoring.leavings import Leave, PairEnding, ShownReason, Why
from mentoring.people import Participant, ParticipationState, Role
from tests.builders import NOW, OTHER_TEAM, TEAM, Cohort, MakeUnitOfWork, a_cohort, a_pair

DAY = timedelta(days=1)
PAUSED, LEFT = ParticipationState.PAUSED, ParticipationState.LEFT
WHY = Why("Ill since March; please do not ask.", ShownReason.PERSONAL)


def a_leave(cohort: Cohort, **changes: object) -> Leave:
    """Luca pauses until the end of January."""
    leave = Leave(
        id="L1",
        programme_id=cohort.programme.id,
        person_id=cohort.luca.id,
        state=PAUSED,
        since=date(2027, 1, 18),
        decided_by=cohort.ines.id,
        decided_at=NOW,
        until=date(2027, 1, 31),
        why=WHY,
        cancelled=("S1", "S2"),
        withdrawn=("G1",),
    )
    return replace(leave, **changes)  # type: ignore[arg-type]


def an_ending(cohort: Cohort, **changes: object) -> PairEnding:
    ending = PairEnding(
        pair_id=cohort.pair.id,
        programme_id=cohort.programme.id,
        decided_by=cohort.ines.id,
        decided_at=NOW,
        why=WHY,
        cancelled=("S1",),
        handed_over=("S2", "S3"),
    )
    return replace(ending, **changes)  # type: ignore[arg-type]


def test_leave_is_kept_whole_and_ends(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        leave = a_leave(cohort)
        uow.leavings.add_leave(leave)
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.leavings.leave("L1") == leave
        assert uow.leavings.open_leaves(cohort.programme.id) == [leave]
        back = replace(leave, back_at=NOW + DAY, back_by=cohort.ines.id)
        uow.leavings.update_leave(back)
        assert uow.leavings.open_leaves(cohort.programme.id) == []
        assert uow.leavings.leave("L1") == back


def test_nobody_is_out_twice_but_again_after_coming_back(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        leave = a_leave(cohort)
        uow.leavings.add_leave(leave)
        with pytest.raises(AlreadyOut):
            uow.leavings.add_leave(replace(leave, id="L2", state=LEFT))
        uow.leavings.update_leave(replace(leave, back_at=NOW))
        uow.leavings.add_leave(replace(leave, id="L2"))
        assert [one.id for one in uow.leavings.open_leaves(cohort.programme.id)] == ["L2"]


def test_pair_ends_once(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        new = uow.people.add_pair(a_pair(cohort.awa, cohort.fatima, programme_id=cohort.programme.id))
        ending = an_ending(cohort, replaced_by=new.id)
        assert uow.leavings.ending(cohort.pair.id) is None
        uow.leavings.add_ending(ending)
        with pytest.raises(PairOver):
            uow.leavings.add_ending(replace(ending, decided_by=cohort.awa.id))
        assert uow.leavings.ending(cohort.pair.id) == ending
        assert uow.leavings.endings(cohort.programme.id) == [ending]


def test_concern_and_its_words_are_kept_for_its_two_people(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        concern = Concern("C1", cohort.programme.id, cohort.luca.id, cohort.ines.id, NOW, cohort.pair.id)
        word = ConfidentialWord("W1", "C1", cohort.luca.id, NOW, "We never find an hour.")
        answer = ConfidentialWord("W2", "C1", cohort.ines.id, NOW + DAY, "Let us speak tomorrow.")
        uow.concerns.add(concern)
        assert uow.concerns.add_word(word) is True
        assert uow.concerns.add_word(replace(word, text="Twice")) is False
        uow.concerns.add_word(answer)
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.concerns.get("C1") == concern
        assert uow.concerns.words("C1") == [word, answer]
        assert uow.concerns.word("W2") == answer
        assert uow.concerns.addressed_to(cohort.ines.id) == [concern]
        assert uow.concerns.by(cohort.luca.id) == [concern]
        assert uow.concerns.addressed_to(cohort.luca.id) == uow.concerns.by(cohort.ines.id) == []
        handled = replace(concern, handled_at=NOW + DAY)
        uow.concerns.update(handled)
        assert uow.concerns.addressed_to(cohort.ines.id) == []
        assert uow.concerns.by(cohort.luca.id) == [handled]


def test_another_team_sees_nothing_of_it(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        leave, concern = a_leave(cohort), Concern("C1", cohort.programme.id, cohort.luca.id, cohort.ines.id, NOW)
        uow.leavings.add_leave(leave)
        uow.leavings.add_ending(an_ending(cohort))
        uow.concerns.add(concern)
        uow.concerns.add_word(ConfidentialWord("W1", "C1", cohort.luca.id, NOW, "Alone."))
        uow.commit()
    with make_uow(OTHER_TEAM) as uow:
        for ask in (
            lambda: uow.leavings.leave("L1"),
            lambda: uow.leavings.update_leave(leave),
            lambda: uow.concerns.get("C1"),
            lambda: uow.concerns.update(concern),
            lambda: uow.concerns.word("W1"),
            lambda: uow.people.mark_participation(cohort.programme.id, cohort.luca.id, LEFT),
        ):
            with pytest.raises(KeyError):
                ask()
        assert uow.leavings.open_leaves(cohort.programme.id) == uow.leavings.endings(cohort.programme.id) == []
        assert uow.concerns.words("C1") == []
        assert uow.leavings.ending(cohort.pair.id) is None
        assert uow.concerns.addressed_to(cohort.ines.id) == uow.concerns.by(cohort.luca.id) == []


def test_who_pauses_or_left_takes_no_part_but_stays_known(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        programme_id = cohort.programme.id
        uow.people.mark_participation(programme_id, cohort.luca.id, PAUSED, date(2027, 1, 31))
        uow.people.mark_participation(programme_id, cohort.awa.id, LEFT)
        assert [one.person.name for one in uow.people.participants(programme_id)] == ["Fatima", "Inès"]
        states = {one.person.name: one.state for one in uow.people.everybody(programme_id)}
        assert (states["Luca"], states["Awa"]) == (PAUSED, LEFT)
        assert [one.until for one in uow.people.participations(cohort.luca.id)] == [date(2027, 1, 31)]
        assert uow.people.participations(cohort.awa.id) == uow.people.parts_of_user("UAWA") == []
        assert uow.people.left(cohort.awa.id) == [cohort.programme]
        assert uow.people.left(cohort.luca.id) == uow.people.left(cohort.omar.id) == []
        everybody = (cohort.awa, cohort.luca, cohort.ines, cohort.omar)
        found = [uow.people.state_in(programme_id, one.id) for one in everybody]
        assert found == [LEFT, PAUSED, ParticipationState.ACTIVE, None]


def test_enrolling_again_brings_nobody_back(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        programme_id = cohort.programme.id
        uow.people.mark_participation(programme_id, cohort.luca.id, LEFT)
        uow.people.enrol(Participant(programme_id, cohort.luca, frozenset({Role.MENTEE}), cluster="Agrinova"))
        luca = next(one for one in uow.people.everybody(programme_id) if one.person == cohort.luca)
        assert (luca.cluster, luca.state) == ("Agrinova", LEFT)


def test_pairs_that_pause_are_left_out_unless_asked_for(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        paused = replace(cohort.pair, paused=True, resumed_on=date(2027, 1, 10))
        uow.people.update_pair(paused)
        assert uow.people.pairs_of(cohort.luca.id, NOW.date()) == []
        assert uow.people.pairs_of(cohort.luca.id, NOW.date(), paused=True) == [paused]
        assert uow.people.pairs(cohort.programme.id) == [paused]
