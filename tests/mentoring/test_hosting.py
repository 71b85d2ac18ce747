"""What a host does with a session of several, who may, who is told, and that a second click changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mentoring.circles import gathering_of, place_in_line, standing
from mentoring.errors import (
    AlreadySettled,
    HostStays,
    LateOutOfRange,
    MayNotHost,
    NobodyInvited,
    NobodyToTell,
    NonexistentTime,
    NoSuchCapacity,
    NoSuchSession,
    NothingWritten,
    NotInProgramme,
    NotTheHost,
    Overlap,
    ReasonTooLong,
    SameTime,
    SessionOver,
    TimePast,
    TooFewPlaces,
    WordTooLong,
)
from mentoring.gatherings import Audience
from mentoring.messages import DeliveryKind
from mentoring.people import Person, Role
from mentoring.services import hosting
from mentoring.services.gatherings import take_hosting
from mentoring.services.reads import session_details
from mentoring.sessions import ChangeKind, Rsvp, Session, SessionState
from tests.builders import NOW
from tests.mentoring.circle import DAY, HOUR, MAYBE, NO, YES, Circle
from tests.mentoring.house import TUESDAY

THURSDAY = datetime(2027, 1, 28, 15)
MENTEES = Audience(roles=frozenset({Role.MENTEE}))


@pytest.fixture
def circle() -> Circle:
    return Circle()


@pytest.fixture
def session(circle: Circle) -> Session:
    """Two places: Luca and Fatima have them, Mei waits, Noor may come, Paul said no."""
    session = circle.convene(capacity=2)
    for one, said in zip(circle.mentees, (YES, YES, YES, MAYBE, NO), strict=True):
        circle.say(session, one, said)
    return circle.now(session)


def move(circle: Circle, session: Session, wall: datetime = THURSDAY, actor: Person | None = None) -> Session:
    return hosting.move_gathering(
        circle.uow(), session.id, wall=wall, zone="Europe/Paris", fold=None, actor=actor or circle.awa, now=NOW
    )


def acts(circle: Circle, session: Session, actor: Person, now: datetime = NOW) -> dict[str, Callable[[], object]]:
    """Everything a host can do, by name."""
    by = {"actor": actor, "now": now}
    time = {"wall": THURSDAY, "zone": "Europe/Paris", "fold": None}
    return {
        "preview": lambda: hosting.preview_move(circle.uow(), session.id, **time, **by),
        "move": lambda: hosting.move_gathering(circle.uow(), session.id, **time, **by),
        "late": lambda: hosting.run_late(circle.uow(), session.id, minutes=10, **by),
        "cancel": lambda: hosting.cancel_gathering(circle.uow(), session.id, reason="", **by),
        "close": lambda: hosting.close_answers(circle.uow(), session.id, **by),
        "reopen": lambda: hosting.reopen_answers(circle.uow(), session.id, **by),
        "capacity": lambda: hosting.change_capacity(circle.uow(), session.id, 9, **by),
        "invite": lambda: hosting.invite(circle.uow(), session.id, MENTEES, **by),
        "remove": lambda: hosting.remove(circle.uow(), session.id, circle.luca.id, **by),
        "hand over": lambda: hosting.hand_over(circle.uow(), session.id, circle.ines.id, **by),
        "write": lambda: hosting.write_to_attendees(
            circle.uow(), session.id, "Bring a laptop", all_invited=True, token="t", **by
        ),
    }


def test_only_the_host_and_coordinators_run_it(circle: Circle, session: Session) -> None:
    for act in acts(circle, session, circle.luca).values():
        with pytest.raises(NotTheHost) as refused:
            act()
        assert refused.value.facts["name"] == "Awa"
    for act in acts(circle, session, circle.omar).values():
        with pytest.raises(NoSuchSession):
            act()
    assert circle.now(session) == session
    assert hosting.run_late(circle.uow(), session.id, minutes=5, actor=circle.ines, now=NOW).gathering is not None


def test_what_is_called_off_is_not_run_any_more(circle: Circle, session: Session) -> None:
    off = hosting.cancel_gathering(circle.uow(), session.id, reason="Flu", actor=circle.ines, now=NOW)
    for act in acts(circle, session, circle.awa).values():
        with pytest.raises(AlreadySettled):
            act()
    assert circle.now(session) == off


def test_what_has_begun_may_be_late_and_written_to_but_nothing_else(circle: Circle, session: Session) -> None:
    begun = acts(circle, session, circle.awa, session.when.start)
    late, write = begun.pop("late"), begun.pop("write")
    for act in begun.values():
        with pytest.raises(SessionOver):
            act()
    late()
    write()
    for act in acts(circle, session, circle.awa, session.when.end + DAY).values():
        with pytest.raises(SessionOver):
            act()


def test_move_keeps_the_answers_and_tells_everybody_who_did_not_decline(circle: Circle, session: Session) -> None:
    before = circle.answers(session)
    moved = move(circle, session)
    assert moved.anchor.wall == THURSDAY
    assert circle.answers(session) == before
    told = [(name, ChangeKind.MOVED) for name in ("Fatima", "Luca", "Mei", "Noor")]
    assert circle.told(session, after=session) == told
    assert gathering_of(moved).settled_in == moved.revision
    assert circle.book_pair(TUESDAY, circle.luca, circle.awa).id


def test_who_has_another_session_at_the_new_hour_loses_the_place_and_is_told_why(
    circle: Circle, session: Session
) -> None:
    circle.book_pair(THURSDAY, circle.luca, circle.ines)
    preview = hosting.preview_move(
        circle.uow(), session.id, wall=THURSDAY, zone="Europe/Paris", fold=None, actor=circle.awa, now=NOW
    )
    assert [one.name for one in preview.clashing] == ["Luca"]
    assert circle.now(session) == session
    move(circle, session)
    answers = circle.answers(session)
    assert (answers["Luca"], answers["Fatima"], answers["Mei"]) == (Rsvp.PENDING, Rsvp.ACCEPTED, Rsvp.OFFERED)
    told = circle.told(session, after=session)
    assert ("Luca", ChangeKind.MOVE_CLASHES) in told
    assert ("Luca", ChangeKind.MOVED) not in told
    assert ("Mei", ChangeKind.OFFERED) in told


def test_move_into_another_session_of_the_hosts_is_refused(circle: Circle, session: Session) -> None:
    circle.book_pair(THURSDAY, circle.awa, circle.paul)
    with pytest.raises(Overlap) as refused:
        move(circle, session)
    assert refused.value.facts["name"] == ""
    with pytest.raises(Overlap) as refused:
        move(circle, session, actor=circle.ines)
    assert refused.value.facts["name"] == "Awa"
    assert circle.now(session) == session


def test_second_click_on_a_move_changes_nothing_and_another_to_there_is_refused(
    circle: Circle, session: Session
) -> None:
    moved = move(circle, session)
    assert move(circle, session) == moved
    with pytest.raises(SameTime):
        move(circle, session, actor=circle.ines)
    with pytest.raises(SameTime):
        hosting.preview_move(
            circle.uow(), session.id, wall=THURSDAY, zone="Europe/Paris", fold=None, actor=circle.awa, now=NOW
        )


@pytest.mark.parametrize(
    ("wall", "refusal"), [(datetime(2027, 1, 12, 15), TimePast), (datetime(2027, 3, 28, 2, 30), NonexistentTime)]
)
def test_move_to_where_no_session_can_be_is_refused(
    circle: Circle, session: Session, wall: datetime, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        move(circle, session, wall)


def test_move_may_change_the_length_alone(circle: Circle, session: Session) -> None:
    longer = hosting.move_gathering(
        circle.uow(),
        session.id,
        wall=TUESDAY,
        zone="Europe/Paris",
        fold=None,
        duration=2 * HOUR,
        actor=circle.awa,
        now=NOW,
    )
    assert (longer.anchor, longer.duration) == (session.anchor, 2 * HOUR)


def test_deadline_keeps_its_distance_to_the_start(circle: Circle) -> None:
    session = circle.convene(answer_by=NOW + 3 * DAY)
    later = move(circle, session)
    assert gathering_of(later).answer_by == NOW + 5 * DAY
    assert circle.wait(NOW + 5 * DAY) == 1


def test_deadline_that_a_move_puts_in_the_past_is_dropped(circle: Circle) -> None:
    session = circle.convene(wall=THURSDAY, answer_by=NOW + DAY)
    circle.wait(NOW + DAY)
    assert gathering_of(circle.now(session)).answers_closed
    sooner = hosting.move_gathering(
        circle.uow(), session.id, wall=TUESDAY, zone="Europe/Paris", fold=None, actor=circle.awa, now=NOW + 2 * DAY
    )
    assert (gathering_of(sooner).answer_by, gathering_of(sooner).answers_closed) == (None, False)


def test_move_that_leaves_little_time_shortens_an_open_offer(circle: Circle, session: Session) -> None:
    near = datetime(2027, 1, 27, 17)
    now = session.when.start - 2 * HOUR
    circle.say(session, circle.luca, NO, now - 20 * HOUR)
    hosting.move_gathering(
        circle.uow(), session.id, wall=near, zone="Europe/Paris", fold=None, actor=circle.awa, now=now
    )
    mei = circle.now(session).attendee(circle.mei.id)
    assert mei is not None
    assert mei.answer_by is not None
    assert mei.answer_by < circle.now(session).when.start
    assert place_in_line(circle.now(session), circle.mei.id) is None


def test_running_late_is_told_at_once_to_who_comes(circle: Circle, session: Session) -> None:
    late = hosting.run_late(circle.uow(), session.id, minutes=10, actor=circle.awa, now=session.when.start)
    assert gathering_of(late).late == timedelta(minutes=10)
    assert late.anchor == session.anchor
    told = [one for one in circle.about(session) if one.kind is DeliveryKind.RUNNING_LATE]
    assert {one.recipient_id for one in told} == {circle.luca.id, circle.fatima.id, circle.noor.id}
    again = hosting.run_late(circle.uow(), session.id, minutes=10, actor=circle.awa, now=session.when.start)
    assert again == late
    moved = move(circle, session)
    assert gathering_of(moved).late == timedelta(0)


@pytest.mark.parametrize("minutes", [0, -5, 121])
def test_lateness_out_of_range_is_refused(circle: Circle, session: Session, minutes: int) -> None:
    with pytest.raises(LateOutOfRange) as refused:
        hosting.run_late(circle.uow(), session.id, minutes=minutes, actor=circle.awa, now=NOW)
    assert (refused.value.field, refused.value.facts) == ("minutes", {"least": 1, "most": 120})


def test_cancelled_session_gives_everybodys_time_back_and_tells_them(circle: Circle, session: Session) -> None:
    with pytest.raises(ReasonTooLong):
        hosting.cancel_gathering(circle.uow(), session.id, reason="x" * 501, actor=circle.awa, now=NOW)
    off = hosting.cancel_gathering(circle.uow(), session.id, reason="Flu", actor=circle.awa, now=NOW)
    assert (off.state, off.reason, off.closed_by) == (SessionState.CANCELLED, "Flu", circle.awa.id)
    told = [(name, ChangeKind.CANCELLED) for name in ("Fatima", "Luca", "Mei", "Noor")]
    assert circle.told(session, after=session) == told
    assert hosting.cancel_gathering(circle.uow(), session.id, reason="", actor=circle.awa, now=NOW) == off
    assert circle.book_pair(TUESDAY, circle.luca, circle.awa).id


def test_session_called_off_by_a_coordinator_names_them(circle: Circle, session: Session) -> None:
    hosting.cancel_gathering(circle.uow(), session.id, reason="", actor=circle.ines, now=NOW)
    assert session_details(circle.uow(), session.id, actor=circle.luca).people[circle.ines.id].name == "Inès"


def test_proposer_withdraws_what_nobody_hosts_yet(circle: Circle) -> None:
    proposed = circle.convene(circle.luca)
    off = hosting.cancel_gathering(circle.uow(), proposed.id, reason="", actor=circle.luca, now=NOW)
    assert off.state is SessionState.CANCELLED
    assert circle.told(proposed, after=proposed) == []
    with pytest.raises(AlreadySettled):
        take_hosting(circle.uow(), proposed.id, actor=circle.ines, now=NOW)


def test_proposal_is_not_run_like_a_session(circle: Circle) -> None:
    proposed = circle.convene(circle.luca)
    for name, act in acts(circle, proposed, circle.ines).items():
        if name != "cancel":
            with pytest.raises(AlreadySettled):
                act()


def test_closing_and_reopening_answers_twice_changes_nothing(circle: Circle, session: Session) -> None:
    by = {"actor": circle.awa, "now": NOW}
    assert hosting.reopen_answers(circle.uow(), session.id, **by) == session
    closed = hosting.close_answers(circle.uow(), session.id, **by)
    assert hosting.close_answers(circle.uow(), session.id, **by) == closed
    assert hosting.reopen_answers(circle.uow(), session.id, **by).gathering == session.gathering
    assert circle.told(session, after=session) == []


def test_more_places_let_the_line_move_up(circle: Circle, session: Session) -> None:
    circle.say(session, circle.noor, YES)
    hosting.change_capacity(circle.uow(), session.id, 3, actor=circle.awa, now=NOW)
    assert (circle.answers(session)["Mei"], circle.answers(session)["Noor"]) == (Rsvp.OFFERED, Rsvp.WAITING)
    more = hosting.change_capacity(circle.uow(), session.id, None, actor=circle.awa, now=NOW)
    assert circle.answers(session)["Noor"] is Rsvp.OFFERED
    assert standing(more).free is None
    assert hosting.change_capacity(circle.uow(), session.id, None, actor=circle.awa, now=NOW) == more


def test_nobody_is_thrown_out_by_fewer_places(circle: Circle, session: Session) -> None:
    with pytest.raises(TooFewPlaces) as refused:
        hosting.change_capacity(circle.uow(), session.id, 1, actor=circle.awa, now=NOW)
    assert (refused.value.field, refused.value.facts) == ("capacity", {"taken": 2})
    with pytest.raises(NoSuchCapacity):
        hosting.change_capacity(circle.uow(), session.id, 0, actor=circle.awa, now=NOW)
    circle.say(session, circle.mei, NO)
    circle.say(session, circle.luca, NO)
    hosting.change_capacity(circle.uow(), session.id, 1, actor=circle.awa, now=NOW)
    assert circle.say(session, circle.luca, YES).rsvp is Rsvp.WAITING


def test_only_those_added_hear_of_it(circle: Circle) -> None:
    session = circle.convene(audience=Audience(people=frozenset({circle.luca.id})))
    circle.say(session, circle.luca, YES)
    before = circle.now(session)
    wanted = Audience(people=frozenset({circle.luca.id}), countries=frozenset({"EG"}))
    more = hosting.invite(circle.uow(), session.id, wanted, users=("UINES",), actor=circle.awa, now=NOW)
    assert circle.answers(session) == {"Luca": Rsvp.ACCEPTED, "Fatima": Rsvp.PENDING, "Inès": Rsvp.PENDING}
    assert circle.told(session, after=before) == [("Fatima", ChangeKind.INVITED), ("Inès", ChangeKind.INVITED)]
    assert gathering_of(more).audience.people == {circle.luca.id, circle.fatima.id, circle.ines.id}
    assert hosting.invite(circle.uow(), session.id, wanted, actor=circle.awa, now=NOW) == more


def test_nobody_and_strangers_are_not_added(circle: Circle, session: Session) -> None:
    with pytest.raises(NobodyInvited):
        hosting.invite(circle.uow(), session.id, Audience(), actor=circle.awa, now=NOW)
    with pytest.raises(NotInProgramme):
        hosting.invite(circle.uow(), session.id, Audience(), users=("UOMAR",), actor=circle.awa, now=NOW)


def test_who_is_removed_is_told_and_their_place_goes_on(circle: Circle, session: Session) -> None:
    less = hosting.remove(circle.uow(), session.id, circle.luca.id, actor=circle.awa, now=NOW)
    assert circle.luca.id not in less.people
    assert circle.answers(session)["Mei"] is Rsvp.OFFERED
    assert circle.told(session, after=session) == [("Luca", ChangeKind.REMOVED), ("Mei", ChangeKind.OFFERED)]
    assert hosting.remove(circle.uow(), session.id, circle.luca.id, actor=circle.awa, now=NOW) == less
    with pytest.raises(NoSuchSession):
        circle.say(session, circle.luca, YES)
    hosting.remove(circle.uow(), session.id, circle.paul.id, actor=circle.awa, now=NOW)
    assert ("Paul", ChangeKind.REMOVED) not in circle.told(session)


def test_host_is_not_removed(circle: Circle, session: Session) -> None:
    with pytest.raises(HostStays):
        hosting.remove(circle.uow(), session.id, circle.awa.id, actor=circle.ines, now=NOW)


def test_handing_over_to_somebody_with_a_place_leaves_that_to_the_former_host(circle: Circle) -> None:
    session = circle.convene(capacity=2, audience=Audience(everybody=True))
    for one in (circle.ines, circle.luca, circle.mei):
        circle.say(session, one, YES)
    before = circle.now(session)
    handed = hosting.hand_over(circle.uow(), session.id, circle.ines.id, actor=circle.awa, now=NOW)
    assert handed.organiser_id == circle.ines.id
    assert circle.answers(session)["Awa"] is Rsvp.ACCEPTED
    assert circle.answers(session)["Mei"] is Rsvp.WAITING
    assert circle.told(session, after=before) == [("Inès", ChangeKind.HANDED_OVER)]
    assert hosting.hand_over(circle.uow(), session.id, circle.ines.id, actor=circle.ines, now=NOW) == handed
    assert circle.say(session, circle.awa, NO).rsvp is Rsvp.DECLINED
    assert circle.answers(session)["Mei"] is Rsvp.OFFERED


def test_former_host_is_first_in_the_line_where_there_is_no_place(circle: Circle, session: Session) -> None:
    handed = hosting.hand_over(circle.uow(), session.id, circle.ines.id, actor=circle.ines, now=NOW)
    assert [place_in_line(handed, one.id) for one in (circle.awa, circle.mei)] == [1, 2]
    assert circle.told(session, after=session) == [("Awa", ChangeKind.HANDED_OVER)]
    assert handed.holders == {circle.ines.id, circle.luca.id, circle.fatima.id}


def test_who_may_not_host_is_not_handed_the_session(circle: Circle, session: Session) -> None:
    for person_id, name in ((circle.luca.id, "Luca"), (circle.omar.id, "Omar"), (99, "")):
        with pytest.raises(MayNotHost) as refused:
            hosting.hand_over(circle.uow(), session.id, person_id, actor=circle.awa, now=NOW)
        assert refused.value.facts["name"] == name
    joint = circle.joint(wall=THURSDAY)
    with pytest.raises(MayNotHost):
        hosting.hand_over(circle.uow(), joint.id, circle.awa.id, actor=circle.ines, now=NOW)


def test_new_host_with_another_session_then_is_named(circle: Circle, session: Session) -> None:
    circle.book_pair(TUESDAY, circle.ines, circle.paul)
    with pytest.raises(Overlap) as refused:
        hosting.hand_over(circle.uow(), session.id, circle.ines.id, actor=circle.awa, now=NOW)
    assert refused.value.facts["name"] == "Inès"


def test_person_who_left_is_not_handed_the_session(circle: Circle, session: Session) -> None:
    with circle.uow() as uow:
        uow.people.update(replace(circle.ines, active=False))
        uow.commit()
    with pytest.raises(MayNotHost):
        hosting.hand_over(circle.uow(), session.id, circle.ines.id, actor=circle.awa, now=NOW)


@pytest.mark.parametrize(
    ("all_invited", "told"), [(False, {"Luca", "Fatima"}), (True, {"Luca", "Fatima", "Mei", "Noor"})]
)
def test_text_goes_to_those_who_accepted_or_to_all_who_did_not_decline(
    circle: Circle, session: Session, all_invited: bool, told: set[str]
) -> None:
    text = " Bring <b>laptops</b> <!channel> "
    for _click in range(2):
        hosting.write_to_attendees(
            circle.uow(), session.id, text, all_invited=all_invited, actor=circle.awa, now=NOW, token="T1"
        )
    words = [one for one in circle.about(session) if one.kind is DeliveryKind.HOST_WORD]
    assert {one.recipient_id for one in words} == {one.id for one in circle.mentees if one.name in told}
    assert len(words) == len(told)
    with circle.uow() as uow:
        assert uow.sessions.history(session.id)[-1].reason == text.strip()


def test_text_that_is_none_or_too_long_or_to_nobody_is_refused(circle: Circle) -> None:
    session = circle.convene()

    def write(text: str) -> object:
        return hosting.write_to_attendees(
            circle.uow(), session.id, text, all_invited=False, actor=circle.awa, now=NOW, token="T1"
        )

    with pytest.raises(NothingWritten):
        write(" \n")
    with pytest.raises(WordTooLong) as refused:
        write("x" * 1501)
    assert refused.value.facts == {"longest": 1500}
    with pytest.raises(NobodyToTell):
        write("Hello")
