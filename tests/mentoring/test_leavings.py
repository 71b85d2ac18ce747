"""Somebody pauses, leaves or comes back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from mentoring.actions import ItemState
from mentoring.errors import (
    AlreadyOut,
    ChangedMeanwhile,
    NoPartner,
    NoSuchMember,
    NoSuchPair,
    NotAParticipant,
    NotOut,
    PartnerPauses,
    PauseOver,
    StaysInCharge,
)
from mentoring.leavings import Concerned, Fate, Leave, LeaveRequest, LeavingNews
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Participant, ParticipationState, Role, RosterRow
from mentoring.polls import PollRequest, PollState
from mentoring.services import leavings, pair_endings
from mentoring.services.audiences import invitable
from mentoring.services.errands import LeavingErrand
from mentoring.services.joint_meetings import invite_newcomers
from mentoring.services.leaving_news import OVERTAKEN, decide_leaving
from mentoring.services.polls import open_poll
from mentoring.services.programme_news import plan_programme_news, quiet_pairs
from mentoring.services.programmes import who
from mentoring.services.reads import home
from mentoring.services.roster import import_roster
from mentoring.sessions import Rsvp, SessionState
from tests.builders import TEAM, a_delivery, a_programme
from tests.fakes import FakePeople
from tests.mentoring.circle import YES
from tests.mentoring.leaving import CLOSE, LEFT, MONTH_FIVE, PAUSED, TO_PARTNER, WHY, Leaving

DAY = timedelta(days=1)
END_OF_MAY = date(2027, 5, 31)
MID_MAY = datetime(2027, 5, 18, 15)


@pytest.fixture
def house() -> Leaving:
    return Leaving()


def test_a_pause_calls_off_what_lies_in_it_and_keeps_what_comes_after(house: Leaving) -> None:
    within, on_the_last_day, after = house.booked("2027-05-18"), house.booked("2027-05-31"), house.booked("2027-06-01")
    shown = house.would_change(house.luca, until=END_OF_MAY)
    assert [(one.session.id, one.fate) for one in shown.sessions] == [
        (within.id, Fate.CANCELLED),
        (on_the_last_day.id, Fate.CANCELLED),
        (after.id, Fate.KEPT),
    ]
    leave = house.pause(house.luca, END_OF_MAY)
    assert leave.cancelled == (within.id, on_the_last_day.id)
    states = [house.now(one).state for one in (within, on_the_last_day, after)]
    assert states == [SessionState.CANCELLED, SessionState.CANCELLED, SessionState.CONFIRMED]


def test_a_pause_without_an_end_calls_off_everything_to_come(house: Leaving) -> None:
    ahead = house.booked("2027-09-07")
    house.pause(house.awa)
    assert house.now(ahead).state is SessionState.CANCELLED
    assert house.kept_pair().paused


def test_nothing_is_booked_while_a_pair_pauses(house: Leaving) -> None:
    house.pause(house.awa, END_OF_MAY)
    with pytest.raises(PartnerPauses) as refused:
        house.ask(house.luca, MONTH_FIVE, wall=datetime(2027, 6, 8, 15))
    assert (refused.value.facts["name"], refused.value.facts["until"]) == ("Awa", END_OF_MAY)
    overview = home(house.uow(), actor=house.luca, now=MONTH_FIVE)
    assert (overview.partners, [one.name for one in overview.resting]) == ((), ["Awa"])


def test_one_of_two_pairs_pauses_and_the_other_is_booked_as_ever(house: Leaving) -> None:
    house.pair_with_fatima()
    house.pause(house.luca)
    assert house.ask(house.awa, MONTH_FIVE, wall=MID_MAY).partner == house.fatima
    with pytest.raises(PartnerPauses) as refused:
        house.ask(house.awa, MONTH_FIVE, wall=MID_MAY, partner_id=house.luca.id)
    assert (refused.value.facts["name"], refused.value.facts["until"]) == ("Luca", None)
    house.pause(house.fatima)
    with pytest.raises(PartnerPauses) as refused:
        house.ask(house.awa, MONTH_FIVE, wall=MID_MAY)
    assert refused.value.facts.get("name") is None


def test_a_place_in_a_circle_goes_to_the_line(house: Leaving) -> None:
    circle = house.convene(now=MONTH_FIVE - DAY, wall=MID_MAY, capacity=1)
    for person in (house.luca, house.fatima):
        house.say(circle, person, YES, MONTH_FIVE - DAY)
    assert house.answers(circle)["Fatima"] is Rsvp.WAITING
    leave = house.pause(house.luca, END_OF_MAY)
    answers = house.answers(circle)
    assert (answers["Fatima"], "Luca" in answers) == (Rsvp.OFFERED, False)
    assert leave.withdrawn == (circle.id,)
    assert ("Luca", "removed") not in house.told(circle)


def test_what_a_host_called_goes_to_the_coordinator_or_is_off(house: Leaving) -> None:
    first = house.convene(now=MONTH_FIVE - DAY, wall=MID_MAY)
    shown = house.would_change(house.awa, pass_on=True)
    assert [(one.session.id, one.fate) for one in shown.sessions] == [(first.id, Fate.PASSED_ON)]
    house.leave(house.awa, pass_on=True)
    kept = house.now(first)
    assert (kept.state, kept.organiser_id) == (SessionState.CONFIRMED, house.ines.id)
    assert house.awa.id not in kept.people


def test_what_nobody_takes_over_is_called_off_and_its_people_are_told(house: Leaving) -> None:
    circle = house.convene(now=MONTH_FIVE - DAY, wall=MID_MAY)
    house.leave(house.awa)
    assert house.now(circle).state is SessionState.CANCELLED
    told = [name for name, change in house.told(circle) if change == "cancelled"]
    assert told == ["Fatima", "Luca", "Mei", "Noor", "Paul"]


def test_a_circle_at_an_hour_that_the_coordinator_has_taken_is_off(house: Leaving) -> None:
    circle = house.convene(now=MONTH_FIVE - DAY, wall=MID_MAY)
    house.convene(house.ines, now=MONTH_FIVE - DAY, wall=MID_MAY)
    shown = house.would_change(house.awa, pass_on=True)
    assert [one.fate for one in shown.sessions if one.session.id == circle.id] == [Fate.CLASHES]
    house.leave(house.awa, pass_on=True)
    assert house.now(circle).state is SessionState.CANCELLED


def test_who_left_is_in_no_list_and_their_pairs_are_over(house: Leaving) -> None:
    ahead = house.booked("2027-05-18")
    leave = house.leave(house.awa)
    with house.uow() as uow:
        programme_id = house.cast.programme.id
        assert "Awa" not in [one.person.name for one in uow.people.participants(programme_id)]
        ending = uow.leavings.ending(house.pair.id)
        assert uow.people.pairs_of(house.luca.id, MONTH_FIVE.date(), paused=True) == []
    assert ending is not None
    assert (ending.leave_id, ending.why, ending.cancelled) == (leave.id, WHY, (ahead.id,))
    with pytest.raises(NotAParticipant):
        invitable(house.uow(), actor=house.awa)


def test_who_left_everything_is_no_stranger_and_keeps_their_past(house: Leaving) -> None:
    past = house.booked("2027-04-06")
    house.leave(house.awa)
    known = who(house.uow(), "UAWA")
    assert (known.person, known.participations) == (house.awa, ())
    assert known.coordinators == (house.ines,)
    overview = home(house.uow(), actor=house.awa, now=MONTH_FIVE)
    assert [one.session for one in overview.past] == [past]
    assert [one.name for one in overview.left] == ["Cluster Mentoring"]
    assert who(house.uow(), "UOMAR").person is None


@pytest.mark.parametrize(
    ("fate", "state", "owner"),
    [
        (CLOSE, ItemState.DROPPED, "luca"),
        (TO_PARTNER, ItemState.OPEN, "awa"),
    ],
)
def test_items_of_who_leaves_are_settled_and_the_partners_stay(
    house: Leaving, fate: object, state: ItemState, owner: str
) -> None:
    session = house.booked("2027-04-06")
    mine, theirs = house.item(session, house.luca), house.item(session, house.awa)
    house.leave(house.luca, items=fate)
    with house.uow() as uow:
        assert uow.actions.get(theirs.id) == theirs
        after = uow.actions.get(mine.id)
    assert (after.state, after.owner_id) == (state, getattr(house, owner).id)


def test_the_two_concerned_are_told_once_and_the_reason_stays_with_coordinators(house: Leaving) -> None:
    house.booked("2027-05-18")
    house.booked("2027-05-25")
    house.pause(house.luca, END_OF_MAY)
    assert house.told_of_leaving() == [("Awa", "paused"), ("Luca", "paused")]
    told = {one.recipient.name: one.told for one in house.errands() if isinstance(one, LeavingErrand)}
    assert {name: (one.concerned, one.until, len(one.cancelled)) for name, one in told.items()} == {
        "Luca": (Concerned.THEMSELVES, END_OF_MAY, 2),
        "Awa": (Concerned.PARTNER, END_OF_MAY, 2),
    }
    assert not any("money" in repr(one) for one in told.values())


def test_a_partner_hears_of_the_sessions_that_a_leaving_called_off(house: Leaving) -> None:
    house.booked("2027-05-18")
    house.leave(house.awa)
    told = {one.recipient.name: one.told for one in house.errands() if isinstance(one, LeavingErrand)}
    assert (told["Luca"].news, len(told["Luca"].cancelled)) == (LeavingNews.LEFT, 1)


def test_coming_back_restores_pairs_and_invitations(house: Leaving) -> None:
    circle = house.convene(now=MONTH_FIVE - DAY, wall=MID_MAY)
    house.pause(house.luca, END_OF_MAY)
    back = MONTH_FIVE + 2 * DAY
    leave = house.back(house.luca, back)
    assert (leave.back_at, leave.back_by) == (back, house.ines.id)
    pair = house.kept_pair()
    assert (pair.paused, pair.resumed_on) == (False, date(2027, 5, 12))
    assert house.answers(circle)["Luca"] is Rsvp.PENDING
    assert house.ask(house.luca, back, wall=datetime(2027, 5, 20, 15)).partner == house.awa
    assert [one for one in house.told_of_leaving() if one[1] == "back"] == [("Awa", "back"), ("Luca", "back")]


def test_who_is_back_is_not_invited_to_what_was_called_off(house: Leaving) -> None:
    circle = house.convene(now=MONTH_FIVE - DAY, wall=MID_MAY)
    house.pause(house.luca, END_OF_MAY)
    house.rewritten(house.now(circle), state=SessionState.CANCELLED)
    house.back(house.luca)
    assert "Luca" not in house.answers(circle)


def test_who_came_back_a_moment_before_is_back_once(house: Leaving) -> None:
    house.pause(house.luca)
    before = list[Leave]()

    class JustBefore(FakePeople):
        def lock(self, person_ids: Collection[int]) -> None:
            if not before:
                before.append(house.back(house.luca))

    uow = house.uow()
    uow.people = JustBefore(house.store, TEAM)
    later = leavings.come_back(
        uow, house.cast.programme.id, house.luca.id, actor=house.ines, now=MONTH_FIVE + timedelta(minutes=1)
    )
    assert [later] == before
    assert later.back_at == MONTH_FIVE


@pytest.mark.parametrize("news", [LeavingNews.ENDED, LeavingNews.REPLACED])
def test_news_of_an_ending_that_there_is_none_of_are_not_told(house: Leaving, news: LeavingNews) -> None:
    delivery = a_delivery(kind=DeliveryKind.LEAVING, session_id=None, change=f"{news} {house.pair.id}")
    with house.uow() as uow:
        closed = decide_leaving(uow, delivery, house.luca, MONTH_FIVE)
    assert isinstance(closed, Delivery)
    assert (closed.state, closed.last_error) == (DeliveryState.CANCELLED, OVERTAKEN)


def test_nobody_and_no_pair_of_elsewhere_is_looked_at(house: Leaving) -> None:
    with pytest.raises(NoSuchMember):
        house.would_change(house.omar)
    with pytest.raises(NoSuchPair):
        pair_endings.preview_ending(house.uow(), 999, why=WHY, actor=house.ines, now=MONTH_FIVE)


def test_a_pair_goes_on_once_both_are_back(house: Leaving) -> None:
    house.pause(house.luca)
    house.pause(house.awa)
    house.back(house.luca)
    assert house.kept_pair().paused
    house.back(house.awa)
    assert not house.kept_pair().paused


def test_a_pause_ends_by_itself_the_day_after_its_last_by_the_programmes_clock(house: Leaving) -> None:
    house.pause(house.luca, END_OF_MAY)
    last_evening = datetime.fromisoformat("2027-05-31T23:59:00+02:00")
    assert not leavings.end_pauses(house.uow(), now=last_evening)
    assert leavings.end_pauses(house.uow(), now=last_evening + timedelta(minutes=1))
    assert not leavings.end_pauses(house.uow(), now=last_evening + timedelta(minutes=1))
    assert not house.kept_pair().paused
    assert [one for one in house.told_of_leaving() if one[1] == "back"] == [("Awa", "back"), ("Luca", "back")]


def test_who_is_asked_to_run_the_programme_while_they_pause_is_back_in_all_else_as_well(house: Leaving) -> None:
    house.pause(house.luca)
    with house.uow() as uow:
        both = frozenset({Role.MENTEE, Role.COORDINATOR})
        uow.people.enrol(Participant(house.cast.programme.id, house.luca, both))
        uow.people.mark_participation(house.cast.programme.id, house.luca.id, ParticipationState.ACTIVE)
        uow.commit()
    assert leavings.end_pauses(house.uow(), now=MONTH_FIVE)
    assert not leavings.end_pauses(house.uow(), now=MONTH_FIVE)
    assert not house.kept_pair().paused
    assert house.pause(house.luca).state is PAUSED


def test_who_pauses_may_leave_and_come_back_from_that(house: Leaving) -> None:
    circle = house.convene(now=MONTH_FIVE - DAY, wall=MID_MAY)
    house.pause(house.luca, END_OF_MAY)
    leave = house.leave(house.luca)
    assert leave.withdrawn == (circle.id,)
    house.back(house.luca)
    assert house.answers(circle)["Luca"] is Rsvp.PENDING
    with pytest.raises(NoPartner):
        house.ask(house.luca, MONTH_FIVE, wall=MID_MAY)


def test_reminders_stay_silent_for_who_is_out(house: Leaving) -> None:
    kept = house.booked("2027-06-01")
    follow_up = house.booked("2027-05-09")
    house.pause(house.luca, END_OF_MAY)
    kinds = {
        DeliveryKind.FOLLOW_UP: follow_up.id,
        DeliveryKind.NUDGE: None,
        DeliveryKind.MILESTONE: None,
        DeliveryKind.WEEK_BEFORE: kept.id,
    }
    with house.uow() as uow:
        uow.deliveries.plan(
            a_delivery(
                f"{kind}",
                kind=kind,
                recipient_id=house.luca.id,
                session_id=session_id,
                session_revision=1,
                change="2027-05-10",
                programme_id=house.cast.programme.id if session_id is None else None,
                due_at=MONTH_FIVE,
                not_after=MONTH_FIVE + DAY,
            )
            for kind, session_id in kinds.items()
        )
        uow.commit()
    house.errands()
    ends = {kind: house.store.deliveries["T1", f"{kind}"] for kind in kinds}
    assert {one.state for one in ends.values()} == {DeliveryState.CANCELLED}
    assert {one.last_error for one in ends.values()} == {"the recipient pauses"}


def test_a_paused_pair_is_neither_nudged_nor_counted_as_quiet_and_counts_anew_after(house: Leaving) -> None:
    programme, monday = house.cast.programme, MONTH_FIVE.date()
    with house.uow() as uow:
        assert [pair.id for pair, _, _ in quiet_pairs(uow, programme, monday)] == [house.pair.id]
    house.pause(house.luca)
    with house.uow() as uow:
        assert list(quiet_pairs(uow, programme, monday)) == []
    plan_programme_news(house.uow(), now=MONTH_FIVE - DAY)
    assert "Luca" not in {name for name, _ in house.messages(DeliveryKind.NUDGE, DeliveryKind.MILESTONE)}
    house.back(house.luca)
    with house.uow() as uow:
        assert list(quiet_pairs(uow, programme, monday)) == []
        later = monday + timedelta(weeks=6)
        assert [since for _, since, _ in quiet_pairs(uow, programme, later)] == [monday]


def test_calling_everybody_together_leaves_out_who_pauses_until_they_are_back(house: Leaving) -> None:
    house.pause(house.luca)
    meeting = house.joint(now=MONTH_FIVE, wall=MID_MAY)
    assert "Luca" not in house.answers(meeting)
    assert not invite_newcomers(house.uow(), now=MONTH_FIVE)
    house.back(house.luca)
    assert invite_newcomers(house.uow(), now=MONTH_FIVE)
    assert house.answers(meeting)["Luca"] is Rsvp.PENDING


def test_a_second_click_changes_nothing_and_another_coordinator_hears_who_was_quicker(house: Leaving) -> None:
    leave = house.pause(house.luca, END_OF_MAY)
    request, other = LeaveRequest(PAUSED, END_OF_MAY, why=WHY), house.colleague()
    programme_id = house.cast.programme.id
    again = leavings.step_out(
        house.uow(), programme_id, house.luca.id, request, mark="", actor=house.ines, now=MONTH_FIVE
    )
    assert again == leave
    with pytest.raises(AlreadyOut) as refused:
        leavings.step_out(house.uow(), programme_id, house.luca.id, request, mark="", actor=other, now=MONTH_FIVE)
    assert (refused.value.facts["name"], refused.value.facts["by"]) == ("Luca", "Inès")
    house.back(house.luca)
    with pytest.raises(NotOut):
        house.back(house.luca)


def test_nothing_is_done_where_something_has_changed_since_it_was_shown(house: Leaving) -> None:
    shown = house.would_change(house.luca)
    house.booked("2027-05-18")
    with pytest.raises(ChangedMeanwhile):
        leavings.step_out(
            house.uow(),
            house.cast.programme.id,
            house.luca.id,
            LeaveRequest(PAUSED),
            mark=shown.mark,
            actor=house.ines,
            now=MONTH_FIVE,
        )
    assert not house.kept_pair().paused


def test_who_runs_it_stays_while_the_other_ones_account_is_closed(house: Leaving) -> None:
    house.colleague()
    with house.uow() as uow:
        uow.people.update(replace(uow.people.get(house.karim.id), active=False))
        uow.commit()
    with pytest.raises(StaysInCharge):
        house.would_change(house.ines, state=LEFT)


@pytest.mark.parametrize("until", ["2027-05-09", "2027-10-30"])
def test_a_pause_lies_between_today_and_the_programmes_end(house: Leaving, until: str) -> None:
    with pytest.raises(PauseOver):
        house.would_change(house.luca, until=date.fromisoformat(until))


def test_the_only_coordinator_stays(house: Leaving) -> None:
    for state in (PAUSED, LEFT):
        with pytest.raises(StaysInCharge):
            house.would_change(house.ines, state=state)
    house.colleague()
    house.leave(house.ines)
    with pytest.raises(StaysInCharge):
        leavings.preview_leave(
            house.uow(),
            house.cast.programme.id,
            house.karim.id,
            LeaveRequest(PAUSED),
            actor=house.karim,
            now=MONTH_FIVE,
        )


def test_news_that_something_else_overtook_are_not_told(house: Leaving) -> None:
    house.pause(house.luca)
    house.back(house.luca)
    told = [one.told.news for one in house.errands() if isinstance(one, LeavingErrand)]
    assert set(told) == {LeavingNews.BACK}


def test_a_roster_imported_again_neither_brings_anybody_back_nor_counts_them_as_changed(house: Leaving) -> None:
    house.leave(house.luca)
    rows = [
        RosterRow(
            2, house.luca.email, "Luca", frozenset({Role.MENTEE}), "Europe/Rome", "IT", mentor_email=house.zoe.email
        )
    ]
    report = import_roster(house.uow(), rows, now=MONTH_FIVE)
    assert (report.updated, report.unchanged, report.pairs_added) == (0, 1, 0)
    with house.uow() as uow:
        assert uow.people.participations(house.luca.id) == []


def test_one_programme_left_is_not_the_other(house: Leaving) -> None:
    with house.uow() as uow:
        second = uow.people.add_programme(a_programme(name="Academy"))
        uow.people.enrol(Participant(second.id, house.luca, frozenset({Role.MENTOR})))
        uow.commit()
    house.leave(house.luca)
    with house.uow() as uow:
        assert [one.programme_id for one in uow.people.participations(house.luca.id)] == [second.id]
    assert home(house.uow(), actor=house.luca, now=MONTH_FIVE).left == ()


def test_a_poll_of_who_left_asks_nobody_any_more(house: Leaving) -> None:
    starts = tuple(MONTH_FIVE + timedelta(days=one) for one in (8, 9))
    asked = open_poll(
        house.uow(),
        PollRequest((house.luca.id,), starts, timedelta(hours=1), MONTH_FIVE + 3 * DAY),
        actor=house.awa,
        now=MONTH_FIVE,
    )
    house.leave(house.luca)
    with house.uow() as uow:
        assert uow.polls.get(asked.poll.id).state is PollState.CLOSED
