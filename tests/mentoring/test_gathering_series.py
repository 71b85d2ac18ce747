"""A series of group sessions: what its dates are marked with, what Confirm calls, and one answer to all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from mentoring.circles import GatheringSeriesPreview
from mentoring.clocks import Anchor
from mentoring.errors import (
    DeadlineTooLate,
    NoOccurrence,
    NoSuchDraft,
    NoSuchSession,
    NothingToBook,
    Overlap,
    SeriesWantsHost,
    TooManyOccurrences,
)
from mentoring.gatherings import GatheringRequest, Repetition
from mentoring.messages import Delivery, DeliveryKind
from mentoring.people import Holiday, Person
from mentoring.series import MarkKind, Pattern, Weekly
from mentoring.services.gathering_series import (
    answer_all,
    change_series_dates,
    convene_series,
    preview_series,
    series_preview_again,
)
from mentoring.services.gatherings import discard_gathering, preview
from mentoring.services.rsvps import answer
from mentoring.services.series_reads import decide_series_card, series_details
from mentoring.sessions import ChangeKind, Rsvp, Session, SessionKind, SessionState
from tests.builders import NOW, TEAM
from tests.fakes import FakeGatherings, FakeHolidays, FakeUnitOfWork
from tests.mentoring.circle import DAY, HOUR, NO, YES, Circle
from tests.mentoring.house import TUESDAY

WEEK = timedelta(days=7)
TUESDAYS = Pattern(Weekly((1,)), Anchor(TUESDAY, "Europe/Paris"), count=3)


@pytest.fixture
def circle() -> Circle:
    return Circle()


def a_request(circle: Circle, pattern: Pattern = TUESDAYS, **changes: Any) -> GatheringRequest:
    return circle.request(repeats=Repetition(pattern), **changes)


def shown(circle: Circle, actor: Person | None = None, **changes: Any) -> GatheringSeriesPreview:
    return preview_series(circle.uow(), a_request(circle, **changes), actor=actor or circle.awa, now=NOW)


def called(circle: Circle, **changes: Any) -> tuple[Session, ...]:
    sessions = convene_series(circle.uow(), shown(circle, **changes).draft.id, actor=circle.awa, now=NOW)
    assert isinstance(sessions, tuple)
    return sessions


def planned(circle: Circle, kind: DeliveryKind) -> list[Delivery]:
    return sorted(
        (one for one in circle.store.deliveries.values() if one.kind is kind), key=lambda one: one.recipient_id
    )


def kinds(preview: GatheringSeriesPreview) -> list[list[MarkKind]]:
    return [[mark.kind for mark in one.marks] for one in preview.dates]


def test_preview_lists_every_date_and_invites_nobody(circle: Circle) -> None:
    preview = shown(circle)
    assert [one.anchor.wall for one in preview.to_call] == [TUESDAY, TUESDAY + WEEK, TUESDAY + 2 * WEEK]
    assert sorted(one.name for one in preview.invited) == ["Fatima", "Luca", "Mei", "Noor", "Paul"]
    assert circle.store.sessions == {}
    assert planned(circle, DeliveryKind.SERIES_NEWS) == []


def test_date_on_which_the_host_is_in_a_session_is_left_out_and_others_sessions_are_not_in_the_way(
    circle: Circle,
) -> None:
    circle.book_pair(TUESDAY + WEEK, circle.awa, circle.luca)
    circle.book_pair(TUESDAY, circle.fatima, circle.ines)
    preview = shown(circle)
    assert kinds(preview) == [[], [MarkKind.CLASH], []]
    assert [one.anchor.wall for one in preview.to_call] == [TUESDAY, TUESDAY + 2 * WEEK]


def test_holiday_of_somebody_invited_is_marked_once_and_days_off_of_others_are_not_told(circle: Circle) -> None:
    holidays = FakeHolidays({"EG": [Holiday(TUESDAY.date(), "Revolution Day")]})
    uow = FakeUnitOfWork(circle.store, holidays=holidays)
    preview = preview_series(uow, a_request(circle), actor=circle.awa, now=NOW)
    assert [(mark.kind, mark.name) for mark in preview.dates[0].marks] == [(MarkKind.HOLIDAY, "Revolution Day")]
    assert preview.dates[0].bookable


def test_hour_that_moves_is_marked_once_for_each_clock(circle: Circle) -> None:
    march = Pattern(Weekly((1,)), Anchor(datetime(2027, 3, 23, 15), "Europe/Paris"), count=2)
    preview = shown(circle, pattern=march, wall=march.first.wall)
    moved = [mark.person.zone for mark in preview.dates[1].marks if mark.kind is MarkKind.HOUR_MOVES and mark.person]
    assert moved == ["Africa/Cairo"]


def test_dates_are_dropped_and_moved_in_a_draft_of_its_own(circle: Circle) -> None:
    first = shown(circle)
    moved = Anchor(TUESDAY + WEEK + HOUR, "Europe/Paris")
    kept = {TUESDAY.date(), (TUESDAY + WEEK).date()}
    again = change_series_dates(
        circle.uow(), first.draft.id, kept, {moved.wall.date(): moved}, readings={}, actor=circle.awa, now=NOW
    )
    assert [one.anchor.wall for one in again.to_call] == [TUESDAY, TUESDAY + WEEK + HOUR]
    assert again.draft.id != first.draft.id
    assert series_preview_again(circle.uow(), again.draft.id, actor=circle.awa, now=NOW).to_call == again.to_call


def test_confirm_calls_one_session_for_each_date_with_answers_and_places_of_its_own(circle: Circle) -> None:
    sessions = called(circle, capacity=2, answer_by=NOW + DAY)
    assert [one.anchor.wall for one in sessions] == [TUESDAY, TUESDAY + WEEK, TUESDAY + 2 * WEEK]
    assert {(one.kind, one.state, one.pair_id) for one in sessions} == {
        (SessionKind.GROUP, SessionState.CONFIRMED, None)
    }
    assert len({one.series_id for one in sessions}) == 1
    assert all(one.original_start == one.anchor for one in sessions)
    deadlines = [one.gathering.answer_by for one in sessions if one.gathering]
    assert deadlines == [NOW + DAY, NOW + DAY + WEEK, NOW + DAY + 2 * WEEK]
    circle.say(sessions[0], circle.luca, YES)
    assert circle.answers(sessions[0])["Luca"] is Rsvp.ACCEPTED
    assert circle.answers(sessions[1])["Luca"] is Rsvp.PENDING


def test_everybody_gets_one_message_about_all_dates(circle: Circle) -> None:
    called(circle)
    everybody = sorted(one.id for one in (circle.awa, *circle.mentees))
    assert [one.recipient_id for one in planned(circle, DeliveryKind.SERIES_NEWS)] == everybody
    assert planned(circle, DeliveryKind.SESSION_NEWS) == []


def test_card_in_a_channel_waits_until_its_date_is_near(circle: Circle) -> None:
    sessions = called(circle, channel="C1")
    cards = {one.session_id: one.due_at for one in planned(circle, DeliveryKind.PUBLIC_CARD)}
    assert cards == {one.id: max(NOW, one.when.start - WEEK) for one in sessions}
    circle.say(sessions[2], circle.luca, YES)
    assert {one.session_id: one.due_at for one in planned(circle, DeliveryKind.PUBLIC_CARD)} == cards


def test_confirm_twice_calls_once(circle: Circle) -> None:
    draft = shown(circle).draft.id
    first = convene_series(circle.uow(), draft, actor=circle.awa, now=NOW)
    assert convene_series(circle.uow(), draft, actor=circle.awa, now=NOW) == first
    assert len(circle.store.sessions) == 3


def test_date_taken_since_it_was_shown_is_shown_again_and_nobody_is_invited(circle: Circle) -> None:
    draft = shown(circle).draft.id
    circle.book_pair(TUESDAY, circle.awa, circle.luca)
    again = convene_series(circle.uow(), draft, actor=circle.awa, now=NOW)
    assert isinstance(again, GatheringSeriesPreview)
    assert len(again.to_call) == 2
    assert planned(circle, DeliveryKind.SERIES_NEWS) == []
    sessions = convene_series(circle.uow(), draft, actor=circle.awa, now=NOW)
    assert isinstance(sessions, tuple)
    assert [one.anchor.wall for one in sessions] == [TUESDAY + WEEK, TUESDAY + 2 * WEEK]


def test_yes_to_all_takes_places_where_there_are_and_waits_where_there_are_none(circle: Circle) -> None:
    sessions = called(circle, capacity=1)
    circle.say(sessions[1], circle.fatima, YES)
    circle.book_pair(TUESDAY + 2 * WEEK, circle.luca, circle.ines)
    done = answer_all(circle.uow(), str(sessions[0].series_id), YES, actor=circle.luca, now=NOW)
    mine = [one.attendee(circle.luca.id) for one in done.answered]
    assert [one.rsvp for one in mine if one] == [Rsvp.ACCEPTED, Rsvp.WAITING]
    assert [(one.id, type(why)) for one, why in done.refused] == [(sessions[2].id, Overlap)]
    assert circle.answers(sessions[2])["Luca"] is Rsvp.PENDING
    again = answer_all(circle.uow(), str(sessions[0].series_id), YES, actor=circle.luca, now=NOW)
    assert again.answered == done.answered


def test_no_to_all_declines_every_date_and_frees_the_places(circle: Circle) -> None:
    sessions = called(circle, capacity=1)
    series = str(sessions[0].series_id)
    answer_all(circle.uow(), series, YES, actor=circle.luca, now=NOW)
    answer_all(circle.uow(), series, YES, actor=circle.fatima, now=NOW)
    done = answer_all(circle.uow(), series, NO, actor=circle.luca, now=NOW)
    assert (len(done.answered), done.refused) == (3, ())
    assert {circle.answers(one)["Luca"] for one in sessions} == {Rsvp.DECLINED}
    assert {circle.answers(one)["Fatima"] for one in sessions} == {Rsvp.OFFERED}


def test_answers_redraw_the_series_of_who_answers_and_of_the_host_alone(circle: Circle) -> None:
    sessions = called(circle)
    before = {one.key for one in planned(circle, DeliveryKind.SERIES_CARD)}
    answer(circle.uow(), sessions[0].id, YES, actor=circle.luca, now=NOW)
    after = [one.recipient_id for one in planned(circle, DeliveryKind.SERIES_CARD) if one.key not in before]
    assert after == sorted([circle.awa.id, circle.luca.id])


@pytest.mark.parametrize("name", ["omar", "ines", "awa"])
def test_answer_to_all_is_only_for_who_is_invited(circle: Circle, name: str) -> None:
    sessions = called(circle)
    with pytest.raises(NoSuchSession):
        answer_all(circle.uow(), str(sessions[0].series_id), YES, actor=getattr(circle, name), now=NOW)


def test_answer_to_all_leaves_alone_what_has_begun(circle: Circle) -> None:
    sessions = called(circle)
    later = sessions[1].when.start - HOUR
    done = answer_all(circle.uow(), str(sessions[0].series_id), YES, actor=circle.luca, now=later)
    assert [one.id for one in done.answered] == [sessions[1].id, sessions[2].id]


def test_series_of_another_team_is_not_answered(circle: Circle) -> None:
    sessions = called(circle)
    elsewhere = FakeUnitOfWork(circle.store, "T2")
    with pytest.raises(NoSuchSession):
        answer_all(elsewhere, str(sessions[0].series_id), YES, actor=circle.luca, now=NOW)


def test_only_hosts_call_a_series_and_what_was_asked_for_is_kept(circle: Circle) -> None:
    with pytest.raises(SeriesWantsHost) as refused:
        shown(circle, circle.luca)
    with circle.uow() as uow:
        kept = uow.gatherings.draft(refused.value.facts["draft_id"])
    assert kept is not None
    assert kept.request == a_request(circle)


@pytest.mark.parametrize(
    ("pattern", "changes", "refusal"),
    [
        (replace(TUESDAYS, count=53), {}, TooManyOccurrences),
        (replace(TUESDAYS, count=None, until=date(2027, 1, 20)), {}, NoOccurrence),
        (TUESDAYS, {"answer_by": NOW + 60 * DAY}, DeadlineTooLate),
    ],
)
def test_refused_series_is_told_why(circle: Circle, pattern: Pattern, changes: dict[str, Any], refusal: Any) -> None:
    with pytest.raises(refusal):
        shown(circle, pattern=pattern, **changes)


def test_draft_is_its_askers_alone_and_with_no_date_left_calls_nobody(circle: Circle) -> None:
    first = shown(circle)
    with pytest.raises(NoSuchDraft):
        convene_series(circle.uow(), first.draft.id, actor=circle.luca, now=NOW)
    none = change_series_dates(circle.uow(), first.draft.id, (), {}, readings={}, actor=circle.awa, now=NOW)
    with pytest.raises(NothingToBook):
        convene_series(circle.uow(), none.draft.id, actor=circle.awa, now=NOW)


def test_draft_of_a_single_gathering_or_one_let_go_calls_no_series(circle: Circle) -> None:
    single = preview(circle.uow(), circle.request(), actor=circle.awa, now=NOW, holidays=circle.holidays).draft
    let_go = shown(circle).draft
    discard_gathering(circle.uow(), let_go.id, actor=circle.awa)
    for draft in (single, let_go):
        with pytest.raises(NoSuchDraft):
            convene_series(circle.uow(), draft.id, actor=circle.awa, now=NOW)
    assert circle.store.sessions == {}


def test_second_click_that_was_a_moment_faster_calls_once(circle: Circle) -> None:
    draft, faster = shown(circle).draft.id, list[object]()

    class JustBefore(FakeGatherings):
        def take_draft(self, draft_id: str) -> bool:
            faster.append(convene_series(circle.uow(), draft_id, actor=circle.awa, now=NOW))
            return super().take_draft(draft_id)

    uow = circle.uow()
    uow.gatherings = JustBefore(circle.store, TEAM)
    sessions = convene_series(uow, draft, actor=circle.awa, now=NOW)
    assert [sessions] == faster
    assert len(sessions) == 3


def test_what_is_worth_saying_of_a_date_is_said_once_whoever_it_concerns(circle: Circle) -> None:
    holidays = FakeHolidays({country: [Holiday(TUESDAY.date(), "Rest")] for country in ("FR", "IT", "GB")})
    with circle.uow() as uow:
        for person in (circle.luca, circle.mei):
            uow.people.update(replace(uow.people.get(person.id), country="FR"))
        uow.commit()
    uow = FakeUnitOfWork(circle.store, holidays=holidays)
    preview = preview_series(uow, a_request(circle), actor=circle.awa, now=NOW)
    rests = [mark.person.country for mark in preview.dates[0].marks if mark.kind is MarkKind.HOLIDAY and mark.person]
    assert sorted(rests) == ["FR", "GB"]


def test_card_of_a_series_for_somebody_in_none_of_its_dates_any_more_is_let_be(circle: Circle) -> None:
    sessions = called(circle)
    card = next(one for one in planned(circle, DeliveryKind.SERIES_CARD) if one.recipient_id == circle.luca.id)
    details = series_details(circle.uow(), str(sessions[0].series_id), actor=circle.luca, now=NOW, revision=1)
    assert details.change is not None
    assert details.change.kind == ChangeKind.INVITED
    with circle.uow() as uow:
        decided = decide_series_card(uow, card, circle.omar, NOW)
    assert isinstance(decided, Delivery)
