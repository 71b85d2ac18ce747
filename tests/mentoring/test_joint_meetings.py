"""Joint meetings are for the whole programme, whoever joins it later."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mentoring.people import Participant, Role
from mentoring.rules.gatherings import with_invited
from mentoring.services.hosting import cancel_gathering, remove
from mentoring.services.joint_meetings import invite_newcomers
from mentoring.sessions import ChangeKind, Rsvp, Session, SessionState
from tests.builders import NOW
from tests.fakes import FakeSessions
from tests.mentoring.circle import DAY, NO, YES, Circle
from tests.mentoring.house import TUESDAY


@pytest.fixture
def circle() -> Circle:
    return Circle()


@pytest.fixture
def joint(circle: Circle) -> Session:
    return circle.joint()


def enrol_omar(circle: Circle) -> None:
    with circle.uow() as uow:
        uow.people.enrol(Participant(circle.cast.programme.id, circle.omar, frozenset({Role.MENTOR})))
        uow.commit()


def test_whoever_joins_is_invited_to_every_meeting_ahead_and_nobody_else_hears(circle: Circle, joint: Session) -> None:
    circle.say(joint, circle.luca, YES)
    later = circle.joint(wall=TUESDAY + DAY)
    before = circle.now(joint)
    enrol_omar(circle)
    assert [invite_newcomers(circle.uow(), now=NOW) for _ in range(3)] == [True, True, False]
    for one in (joint, later):
        assert circle.answers(one)["Omar"] is Rsvp.PENDING
    assert circle.answers(joint)["Luca"] is Rsvp.ACCEPTED
    assert circle.told(joint, after=before) == [("Omar", ChangeKind.INVITED)]
    assert circle.say(joint, circle.omar, YES).rsvp is Rsvp.ACCEPTED


def test_nobody_is_invited_to_what_has_begun_or_is_called_off(circle: Circle, joint: Session) -> None:
    off = circle.joint(wall=TUESDAY + DAY)
    cancel_gathering(circle.uow(), off.id, reason="", actor=circle.ines, now=NOW)
    enrol_omar(circle)
    assert invite_newcomers(circle.uow(), now=joint.when.start) is False
    assert "Omar" not in circle.answers(joint)


def test_who_was_taken_off_or_left_is_not_invited_again(circle: Circle, joint: Session) -> None:
    remove(circle.uow(), joint.id, circle.paul.id, actor=circle.ines, now=NOW)
    circle.say(joint, circle.luca, NO, reason="Fair")
    with circle.uow() as uow:
        uow.people.update(replace(circle.omar, active=False))
        uow.commit()
    enrol_omar(circle)
    assert invite_newcomers(circle.uow(), now=NOW) is False


def test_group_sessions_keep_to_those_invited(circle: Circle) -> None:
    circle.convene()
    enrol_omar(circle)
    assert invite_newcomers(circle.uow(), now=NOW) is False


@pytest.mark.parametrize("called_off", [True, False])
def test_meeting_that_changed_before_it_was_locked_is_left_alone(
    circle: Circle, joint: Session, monkeypatch: pytest.MonkeyPatch, called_off: bool
) -> None:
    enrol_omar(circle)
    meanwhile = replace(joint, state=SessionState.CANCELLED) if called_off else with_invited(joint, [circle.omar.id])
    monkeypatch.setattr(FakeSessions, "locked", lambda _sessions, _session_id: meanwhile)
    assert invite_newcomers(circle.uow(), now=NOW) is True
    assert circle.now(joint) == joint
