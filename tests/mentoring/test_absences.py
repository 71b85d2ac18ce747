"""Being excused from a joint meeting: asked with a reason, decided by a coordinator, read by few."""

from __future__ import annotations

import pytest

from mentoring.errors import (
    AlreadySettled,
    NoSuchAbsence,
    NoSuchSession,
    NotACoordinator,
    ReasonTooLong,
    ReasonWanted,
    SessionOver,
)
from mentoring.gatherings import Absence, AbsenceState
from mentoring.people import Participant, Person, Role
from mentoring.services.absences import decide_absence
from mentoring.services.gatherings import gathering_view
from mentoring.services.hosting import cancel_gathering, hand_over
from mentoring.services.reads import session_details
from mentoring.sessions import ChangeKind, Rsvp, Session
from tests.builders import NOW
from tests.mentoring.circle import DAY, HOUR, MAYBE, NO, YES, Circle

FAIR = "Fair in Milan"


@pytest.fixture
def circle() -> Circle:
    return Circle()


@pytest.fixture
def joint(circle: Circle) -> Session:
    """A compulsory kick-off; Noor coordinates beside Inès, and Luca asks to be excused."""
    with circle.uow() as uow:
        both = frozenset({Role.MENTEE, Role.COORDINATOR})
        uow.people.enrol(Participant(circle.cast.programme.id, circle.noor, both))
        uow.commit()
    joint = circle.joint(compulsory=True, topic="Kick-off")
    circle.say(joint, circle.luca, NO, NOW + HOUR, reason=f" {FAIR} ")
    return circle.now(joint)


def decide(
    circle: Circle, joint: Session, *, accepted: bool, person: Person | None = None, actor: Person | None = None
) -> Absence:
    person, actor = person or circle.luca, actor or circle.ines
    return decide_absence(
        circle.uow(), joint.id, person.id, accepted=accepted, remark="Good luck", actor=actor, now=NOW + 2 * HOUR
    )


def test_no_to_a_joint_meeting_needs_a_reason(circle: Circle, joint: Session) -> None:
    for reason in ("", " \n"):
        with pytest.raises(ReasonWanted) as refused:
            circle.say(joint, circle.fatima, NO, reason=reason)
        assert refused.value.field == "reason"
    with pytest.raises(ReasonTooLong):
        circle.say(joint, circle.fatima, NO, reason="x" * 501)
    assert circle.answers(joint)["Fatima"] is Rsvp.PENDING


def test_asking_tells_the_coordinators_and_nobody_else(circle: Circle, joint: Session) -> None:
    assert circle.answers(joint)["Luca"] is Rsvp.DECLINED
    asked = [one for one in circle.told(joint) if one[1] == ChangeKind.ABSENCE_ASKED]
    assert asked == [("Inès", ChangeKind.ABSENCE_ASKED), ("Noor", ChangeKind.ABSENCE_ASKED)]
    assert gathering_view(circle.uow(), joint.id, actor=circle.ines).absences == (
        Absence(joint.id, circle.luca.id, FAIR, NOW + HOUR),
    )


def test_reason_is_for_coordinators_and_the_person_alone(circle: Circle, joint: Session) -> None:
    seen = {
        one.name: len(gathering_view(circle.uow(), joint.id, actor=one).absences)
        for one in (circle.ines, circle.noor, circle.luca, circle.awa, circle.fatima)
    }
    assert seen == {"Inès": 1, "Noor": 1, "Luca": 1, "Awa": 0, "Fatima": 0}
    with pytest.raises(NoSuchSession):
        gathering_view(circle.uow(), joint.id, actor=circle.omar)
    view = gathering_view(circle.uow(), joint.id, actor=circle.fatima)
    assert (view.absences, view.decides_absences) == ((), False)
    assert FAIR not in repr(session_details(circle.uow(), joint.id, actor=circle.fatima))
    assert gathering_view(circle.uow(), joint.id, actor=circle.ines).decides_absences


def test_accepted_absence_excuses_and_is_told(circle: Circle, joint: Session) -> None:
    decided = decide(circle, joint, accepted=True)
    assert (decided.state, decided.decided_by, decided.decided_at, decided.remark) == (
        AbsenceState.ACCEPTED,
        circle.ines.id,
        NOW + 2 * HOUR,
        "Good luck",
    )
    assert circle.told(joint, after=joint) == [("Luca", ChangeKind.ABSENCE_ACCEPTED)]
    assert circle.answers(joint)["Luca"] is Rsvp.DECLINED


def test_who_is_not_excused_is_expected_again_and_told(circle: Circle, joint: Session) -> None:
    decide(circle, joint, accepted=False)
    assert circle.answers(joint)["Luca"] is Rsvp.PENDING
    assert circle.told(joint, after=joint) == [("Luca", ChangeKind.ABSENCE_REFUSED)]
    circle.say(joint, circle.luca, NO, reason="My train is cancelled")
    asked = gathering_view(circle.uow(), joint.id, actor=circle.luca).absences
    assert [(one.state, one.reason) for one in asked] == [(AbsenceState.ASKED, "My train is cancelled")]


def test_same_decision_again_changes_nothing_and_another_is_told(circle: Circle, joint: Session) -> None:
    once = decide(circle, joint, accepted=True)
    kept = circle.now(joint)
    assert decide(circle, joint, accepted=True, actor=circle.noor) == once
    assert circle.now(joint) == kept
    decide(circle, joint, accepted=False, actor=circle.noor)
    told = [("Luca", ChangeKind.ABSENCE_ACCEPTED), ("Luca", ChangeKind.ABSENCE_REFUSED)]
    assert circle.told(joint, after=joint) == told


@pytest.mark.parametrize("said", [YES, MAYBE])
def test_who_comes_after_all_withdraws(circle: Circle, joint: Session, said: Rsvp) -> None:
    circle.say(joint, circle.luca, said)
    assert gathering_view(circle.uow(), joint.id, actor=circle.luca).absences[0].state is AbsenceState.WITHDRAWN
    with pytest.raises(NoSuchAbsence) as refused:
        decide(circle, joint, accepted=True)
    assert refused.value.facts["absence"].state is AbsenceState.WITHDRAWN


def test_nobody_else_decides(circle: Circle, joint: Session) -> None:
    for one in (circle.awa, circle.luca):
        with pytest.raises(NotACoordinator):
            decide(circle, joint, accepted=True, actor=one)
    with pytest.raises(NoSuchSession):
        decide(circle, joint, accepted=True, actor=circle.omar)
    with pytest.raises(NoSuchAbsence) as refused:
        decide(circle, joint, accepted=True, person=circle.fatima)
    assert refused.value.facts["absence"] is None


def test_nothing_is_decided_of_what_is_over_or_called_off(circle: Circle, joint: Session) -> None:
    with pytest.raises(SessionOver):
        decide_absence(circle.uow(), joint.id, circle.luca.id, accepted=True, actor=circle.ines, now=joint.when.end)
    with pytest.raises(ReasonTooLong) as refused:
        decide_absence(
            circle.uow(),
            joint.id,
            circle.luca.id,
            accepted=True,
            remark="x" * 501,
            actor=circle.ines,
            now=NOW,
        )
    assert refused.value.field == "remark"
    cancel_gathering(circle.uow(), joint.id, reason="", actor=circle.ines, now=NOW)
    with pytest.raises(AlreadySettled):
        decide(circle, joint, accepted=True)


def test_decision_counts_until_the_end(circle: Circle, joint: Session) -> None:
    decided = decide_absence(
        circle.uow(), joint.id, circle.luca.id, accepted=True, actor=circle.ines, now=joint.when.end - HOUR / 2
    )
    assert decided.state is AbsenceState.ACCEPTED


def test_coordinator_who_asks_is_decided_by_another(circle: Circle, joint: Session) -> None:
    circle.say(joint, circle.noor, NO, reason="Exam")
    told = [one for one in circle.told(joint, after=joint) if one[1] == ChangeKind.ABSENCE_ASKED]
    assert told == [("Inès", ChangeKind.ABSENCE_ASKED)]


def test_new_host_of_a_joint_meeting_comes_after_all(circle: Circle, joint: Session) -> None:
    circle.say(joint, circle.noor, NO, NOW + DAY, reason="Exam")
    hand_over(circle.uow(), joint.id, circle.noor.id, actor=circle.ines, now=NOW + DAY)
    states = {one.person_id: one.state for one in gathering_view(circle.uow(), joint.id, actor=circle.ines).absences}
    assert states == {circle.luca.id: AbsenceState.ASKED, circle.noor.id: AbsenceState.WITHDRAWN}
