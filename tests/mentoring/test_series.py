"""Booking a series, answering it, and changing this session of it and those that follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest

from mentoring.clocks import Anchor
from mentoring.errors import (
    DurationOutOfRange,
    NoSuchDraft,
    NoSuchSession,
    NothingToBook,
    ProposalExpired,
    ReasonTooLong,
    SameTime,
    TooManyOccurrences,
)
from mentoring.messages import Delivery, DeliveryKind, Outcome, OutcomeKind
from mentoring.people import Holiday, Person
from mentoring.series import MarkKind, Occurrence, Pattern, Rule, Series, SeriesPreview, SeriesRequest, Weekly
from mentoring.services import answers, series_reads
from mentoring.services import series as booking
from mentoring.services import series_changes as changes
from mentoring.services.booking import book
from mentoring.services.delivery import begin, finish
from mentoring.services.errands import SeriesCardErrand
from mentoring.services.reads import home
from mentoring.services.zone_data import follow_zone_data
from mentoring.sessions import Session, SessionState
from tests.builders import NOW, TEAM, a_person, an_anchor
from tests.fakes import FakeHolidays, FakeSeries, FakeUnitOfWork
from tests.mentoring.house import House, claim_any

TUESDAYS = Weekly((1,))
LATER = NOW + timedelta(hours=1)


class SeriesHouse(House):
    """The gestures of somebody who books a series."""

    def __init__(self) -> None:
        super().__init__()
        self.rest: list[Holiday] = []

    def uow(self) -> FakeUnitOfWork:
        calendar = {"IT": tuple(getattr(self, "rest", ()))}
        return FakeUnitOfWork(self.store, holidays=FakeHolidays(calendar))

    def preview(
        self, rule: Rule = TUESDAYS, first: str = "2027-01-26 15:00", actor: Person | None = None, **asked: Any
    ) -> SeriesPreview:
        ends = {name: asked.pop(name) for name in ("until", "count") if name in asked} or {"count": 4}
        actor = actor or self.cast.awa
        request = SeriesRequest(Pattern(rule, an_anchor(first, asked.pop("zone", actor.zone)), **ends), **asked)
        return booking.preview(self.uow(), request, actor=actor, now=NOW)

    def confirm(self, shown: SeriesPreview, actor: Person | None = None) -> Series | SeriesPreview:
        draft = shown.draft
        return booking.book_series(self.uow(), draft.id, draft.revision, actor=actor or self.cast.awa, now=NOW)

    def booked(self, **asked: Any) -> Series:
        made = self.confirm(self.preview(**asked))
        assert isinstance(made, Series)
        return made

    def accepted(self, **asked: Any) -> Series:
        series = self.booked(**asked)
        return changes.accept_all(self.uow(), series.id, series.revision, actor=self.cast.luca, now=NOW)

    def sessions(self, series: Series) -> list[Session]:
        with self.uow() as uow:
            return list(uow.sessions.of_series([series.id]).get(series.id, ()))

    def told(self, kind: DeliveryKind = DeliveryKind.SERIES_NEWS) -> list[tuple[str, str]]:
        names = {getattr(self.cast, name).id: name for name in ("awa", "luca", "fatima")}
        found = [one for one in self.store.deliveries.values() if one.kind is kind]
        return sorted((names[one.recipient_id], one.change) for one in found)

    def following(self, session: Session, wall: str, **asked: Any) -> SeriesPreview:
        when = datetime.fromisoformat(wall)
        actor = asked.pop("actor", self.cast.awa)
        return changes.preview_following(self.uow(), session.id, when, actor.zone, actor=actor, now=LATER, **asked)

    def move(self, shown: SeriesPreview, actor: Person | None = None) -> Series:
        draft = shown.draft
        made = changes.move_following(self.uow(), draft.id, draft.revision, actor=actor or self.cast.awa, now=LATER)
        assert isinstance(made, Series)
        return made


@pytest.fixture
def house() -> SeriesHouse:
    return SeriesHouse()


def walls(sessions: list[Session]) -> list[str]:
    return [f"{one.anchor.wall:%m-%d %H:%M}" for one in sessions]


def kinds(one: Occurrence) -> list[MarkKind]:
    return [mark.kind for mark in one.marks]


def test_every_date_becomes_an_ordinary_session_proposed_at_once(house: SeriesHouse) -> None:
    series = house.booked(topic=" Export ", duration=timedelta(minutes=45))
    sessions = house.sessions(series)
    assert walls(sessions) == ["01-26 15:00", "02-02 15:00", "02-09 15:00", "02-16 15:00"]
    assert {one.state for one in sessions} == {SessionState.PROPOSED}
    assert {(one.topic, one.duration, one.organiser_id, one.pair_id) for one in sessions} == {
        ("Export", timedelta(minutes=45), house.cast.awa.id, house.cast.pair.id)
    }
    assert all(one.original_start == one.anchor and one.proposal for one in sessions)
    assert house.told() == [("awa", "proposed"), ("luca", "proposed")]
    assert house.told(DeliveryKind.SESSION_NEWS) == []


def test_confirming_twice_books_once(house: SeriesHouse) -> None:
    shown = house.preview()
    first = house.confirm(shown)
    assert house.confirm(shown) == first
    assert isinstance(first, Series)
    assert len(house.store.sessions) == 4


def test_second_click_that_was_a_moment_faster_books_once(house: SeriesHouse) -> None:
    shown, faster = house.preview(), list[object]()

    class JustBefore(FakeSeries):
        def take_draft(self, draft_id: str) -> bool:
            faster.append(house.confirm(shown))
            return super().take_draft(draft_id)

    uow = house.uow()
    uow.series = JustBefore(house.store, TEAM)
    draft = shown.draft
    series = booking.book_series(uow, draft.id, draft.revision, actor=house.cast.awa, now=NOW)
    assert [series] == faster


def test_dates_are_dropped_and_moved_before_they_are_booked(house: SeriesHouse) -> None:
    shown = house.preview()
    days = [one.day for one in shown.dates]
    moved = {days[2]: an_anchor("2027-02-10 09:00")}
    kept = [days[0], days[2], days[3]]
    changed = booking.change_dates(house.uow(), shown.draft.id, kept, moved, actor=house.cast.awa, now=NOW)
    assert [one.dropped for one in changed.dates] == [False, True, False, False]
    assert isinstance(house.confirm(shown), SeriesPreview), "the dates are others than this person saw"
    series = house.confirm(changed)
    assert isinstance(series, Series)
    sessions = house.sessions(series)
    assert walls(sessions) == ["01-26 15:00", "02-10 09:00", "02-16 15:00"]
    assert sessions[1].original_start == an_anchor("2027-02-09 15:00")


def test_dropped_date_can_be_taken_back(house: SeriesHouse) -> None:
    shown = house.preview()
    days = [one.day for one in shown.dates]
    fewer = booking.change_dates(house.uow(), shown.draft.id, days[:2], {}, actor=house.cast.awa, now=NOW)
    again = booking.change_dates(house.uow(), shown.draft.id, days, {}, actor=house.cast.awa, now=NOW)
    assert (len(fewer.to_book), len(again.to_book)) == (2, 4)


def test_date_that_clashes_is_marked_and_left_out(house: SeriesHouse) -> None:
    house.pair_with_fatima()
    house.book(datetime(2027, 2, 2, 14, 30), house.cast.fatima, zone="Europe/Paris")
    shown = house.preview(partner_id=house.cast.luca.id)
    assert [kinds(one) for one in shown.dates] == [[], [MarkKind.CLASH], [], []]
    assert [mark.person.name for mark in shown.dates[1].marks if mark.person] == ["Awa"]
    assert len(shown.left_out) == 1
    series = house.confirm(shown)
    assert isinstance(series, Series)
    assert walls(house.sessions(series)) == ["01-26 15:00", "02-09 15:00", "02-16 15:00"]


def test_date_taken_meanwhile_is_marked_and_asked_about_again(house: SeriesHouse) -> None:
    house.pair_with_fatima()
    shown = house.preview(partner_id=house.cast.luca.id)
    house.book(datetime(2027, 2, 2, 15), house.cast.fatima, zone="Europe/Paris")
    again = house.confirm(shown)
    assert isinstance(again, SeriesPreview)
    assert [kinds(one) for one in again.dates] == [[], [MarkKind.CLASH], [], []]
    assert house.told() == []
    assert isinstance(house.confirm(again), Series)


def test_holidays_and_days_off_are_marked_and_bookable(house: SeriesHouse) -> None:
    house.rest.append(Holiday(date(2027, 2, 2), "Republic Day"))
    shown = house.preview()
    assert kinds(shown.dates[1]) == [MarkKind.HOLIDAY]
    assert len(shown.to_book) == 4
    weekend = house.preview(Weekly((5,)), "2027-01-30 10:00")
    assert kinds(weekend.dates[0]) == [MarkKind.DAY_OFF, MarkKind.DAY_OFF]


def test_series_reaches_beyond_the_horizon_to_the_programmes_end(house: SeriesHouse) -> None:
    shown = house.preview(until=None)
    assert shown.dates[-1].day == date(2027, 10, 26)
    series = house.confirm(shown)
    assert isinstance(series, Series)
    assert (series.pattern.until, shown.shortened) == (date(2027, 10, 29), False)
    assert house.preview(until=date(2027, 12, 31)).shortened


def test_bad_input_is_refused_and_what_was_asked_for_is_kept(house: SeriesHouse) -> None:
    with pytest.raises(TooManyOccurrences) as hundred:
        house.preview(count=100)
    with pytest.raises(DurationOutOfRange) as long:
        house.preview(duration=timedelta(hours=9))
    for refused in (hundred.value, long.value):
        kept = booking.series_draft_of(house.uow(), refused.facts["series_draft_id"], actor=house.cast.awa)
        assert kept.pattern.rule == TUESDAYS


def test_gap_is_left_out_until_it_is_moved(house: SeriesHouse) -> None:
    shown = house.preview(Weekly((6,)), "2027-03-21 02:30", count=2)
    assert kinds(shown.dates[1])[0] is MarkKind.GAP
    assert [one.day for one in shown.to_book] == [date(2027, 3, 21)]
    moved = booking.change_dates(
        house.uow(),
        shown.draft.id,
        None,
        {date(2027, 3, 28): an_anchor("2027-03-28 09:00")},
        actor=house.cast.awa,
        now=NOW,
    )
    assert len(moved.to_book) == 2


def test_hour_in_doubt_is_chosen(house: SeriesHouse) -> None:
    choices = (datetime(2027, 1, 26, 14, tzinfo=UTC), datetime(2027, 1, 26, 2, tzinfo=UTC))
    shown = house.preview(first="2027-01-26 03:00", choices=choices)
    chosen = booking.choose_hour(house.uow(), shown.draft.id, 0, actor=house.cast.awa, now=NOW)
    assert chosen.dates[0].anchor == an_anchor("2027-01-26 15:00")
    with pytest.raises(NoSuchDraft):
        booking.choose_hour(house.uow(), shown.draft.id, 0, actor=house.cast.awa, now=NOW)


def test_draft_that_was_booked_is_not_changed_any_more(house: SeriesHouse) -> None:
    shown = house.preview()
    house.confirm(shown)
    with pytest.raises(NoSuchDraft):
        booking.change_dates(house.uow(), shown.draft.id, [], {}, actor=house.cast.awa, now=NOW)


def test_date_moved_onto_another_of_the_same_series_clashes_with_it(house: SeriesHouse) -> None:
    shown = house.preview()
    days = [one.day for one in shown.dates]
    moved = {days[2]: an_anchor("2027-02-02 15:30")}
    changed = booking.change_dates(house.uow(), shown.draft.id, None, moved, actor=house.cast.awa, now=NOW)
    assert [kinds(one) for one in changed.dates] == [[], [], [MarkKind.CLASH], []]
    fewer = [days[0], *days[2:]]
    dropped = booking.change_dates(house.uow(), shown.draft.id, fewer, moved, actor=house.cast.awa, now=NOW)
    assert [kinds(one) for one in dropped.dates] == [[], [], [], []]


def test_nothing_left_is_refused(house: SeriesHouse) -> None:
    shown = house.preview()
    none = booking.change_dates(house.uow(), shown.draft.id, [], {}, actor=house.cast.awa, now=NOW)
    with pytest.raises(NothingToBook):
        house.confirm(none)


def test_draft_is_its_owners_alone_and_ends_when_discarded(house: SeriesHouse) -> None:
    shown = house.preview()
    for work in (booking.series_draft_of, booking.discard):
        with pytest.raises(NoSuchDraft):
            work(house.uow(), shown.draft.id, actor=house.cast.luca)
    with pytest.raises(NoSuchDraft):
        booking.book_series(FakeUnitOfWork(house.store, "T2"), shown.draft.id, 1, actor=house.cast.awa, now=NOW)
    booking.discard(house.uow(), shown.draft.id, actor=house.cast.awa)
    with pytest.raises(NoSuchDraft):
        house.confirm(shown)


def test_one_accept_answers_for_all(house: SeriesHouse) -> None:
    series = house.booked()
    accepted = changes.accept_all(house.uow(), series.id, series.revision, actor=house.cast.luca, now=NOW)
    again = changes.accept_all(house.uow(), series.id, series.revision, actor=house.cast.luca, now=LATER)
    assert again == accepted
    assert {one.state for one in house.sessions(series)} == {SessionState.CONFIRMED}
    assert house.told() == [("awa", "accepted"), ("awa", "proposed"), ("luca", "proposed")]
    reminders = [one for one in house.store.deliveries.values() if one.kind is DeliveryKind.DAY_BEFORE]
    assert len(reminders) == 8


def test_answer_that_comes_too_late_changes_nothing(house: SeriesHouse) -> None:
    series = house.booked()
    late = NOW + timedelta(days=3, seconds=1)
    for answer in (changes.accept_all, partial(changes.decline_all, reason="")):
        with pytest.raises(ProposalExpired):
            answer(house.uow(), series.id, series.revision, actor=house.cast.luca, now=late)
    assert {one.state for one in house.sessions(series)} == {SessionState.PROPOSED}


def test_answering_one_leaves_the_others_to_be_answered(house: SeriesHouse) -> None:
    series = house.booked()
    first = house.sessions(series)[0]
    answers.decline(house.uow(), first.id, 1, reason="", actor=house.cast.luca, now=NOW)
    changes.accept_all(house.uow(), series.id, series.revision, actor=house.cast.luca, now=NOW)
    states = [one.state for one in house.sessions(series)]
    assert states == [SessionState.DECLINED, *[SessionState.CONFIRMED] * 3]


def test_one_decline_answers_for_all(house: SeriesHouse) -> None:
    series = house.booked()
    with pytest.raises(ReasonTooLong):
        changes.decline_all(house.uow(), series.id, 1, reason="x" * 501, actor=house.cast.luca, now=NOW)
    changes.decline_all(house.uow(), series.id, series.revision, reason="No time", actor=house.cast.luca, now=NOW)
    assert {(one.state, one.reason) for one in house.sessions(series)} == {(SessionState.DECLINED, "No time")}
    assert ("awa", "declined") in house.told()


def test_decline_of_what_awaits_nothing_changes_nothing(house: SeriesHouse) -> None:
    series = house.accepted()
    declined = changes.decline_all(house.uow(), series.id, 1, reason="No time", actor=house.cast.luca, now=NOW)
    assert declined == series
    assert {one.state for one in house.sessions(series)} == {SessionState.CONFIRMED}


def test_answer_to_a_change_that_never_was_is_refused(house: SeriesHouse) -> None:
    series = house.booked()
    with pytest.raises(NoSuchSession):
        changes.accept_all(house.uow(), series.id, 99, actor=house.cast.luca, now=NOW)


def test_only_who_was_asked_answers(house: SeriesHouse) -> None:
    series = house.booked()
    for stranger in (house.cast.fatima, house.cast.omar, a_person("Nobody")):
        with pytest.raises(NoSuchSession):
            changes.accept_all(house.uow(), series.id, series.revision, actor=stranger, now=NOW)
        with pytest.raises(NoSuchSession):
            series_reads.series_details(house.uow(), series.id, actor=stranger, now=NOW)
    other_team = FakeUnitOfWork(house.store, "T2")
    with pytest.raises(NoSuchSession):
        changes.accept_all(other_team, series.id, series.revision, actor=house.cast.luca, now=NOW)
    changes.accept_all(house.uow(), series.id, series.revision, actor=house.cast.awa, now=NOW)
    assert {one.state for one in house.sessions(series)} == {SessionState.PROPOSED}


def test_series_that_nobody_answers_ends_with_one_message_each(house: SeriesHouse) -> None:
    series = house.booked()
    after = NOW + timedelta(days=4)
    assert answers.expire_proposals(house.uow(), now=after) == 4
    assert {one.state for one in house.sessions(series)} == {SessionState.EXPIRED}
    assert [one for one in house.told() if one[1] == "expired"] == [("awa", "expired"), ("luca", "expired")]
    assert house.told(DeliveryKind.SESSION_NEWS) == []


def test_this_and_following_move_together_and_exceptions_stay(house: SeriesHouse) -> None:
    series = house.accepted(count=5)
    sessions = house.sessions(series)
    moved_alone = book(
        house.uow(),
        house.ask(wall=datetime(2027, 2, 18, 9), session_id=sessions[3].id).draft.id,
        actor=house.cast.awa,
        now=NOW,
    )
    answers.accept(house.uow(), moved_alone.id, moved_alone.revision, actor=house.cast.luca, now=NOW)
    shown = house.following(sessions[2], "2027-02-10 16:00")
    assert [(one.dropped, f"{one.anchor.wall:%m-%d %H:%M}") for one in shown.dates] == [
        (False, "02-10 16:00"),
        (True, "02-18 09:00"),
        (False, "02-24 16:00"),
    ]
    asked = house.move(shown)
    assert house.move(shown) == asked
    assert walls(house.sessions(series)) == [*walls(sessions[:3]), "02-18 09:00", "02-23 15:00"]
    assert house.told()[-1] == ("luca", "proposed")
    assert ("luca", "move_proposed") in house.told()
    following = changes.accept_all(house.uow(), series.id, asked.revision, actor=house.cast.luca, now=LATER)
    assert (following.continues, following.pattern.rule) == (series.id, Weekly((2,)))
    assert walls(house.sessions(following)) == ["02-10 16:00", "02-24 16:00"]
    assert all(one.original_start == one.anchor for one in house.sessions(following))
    assert walls(house.sessions(series)) == ["01-26 15:00", "02-02 15:00", "02-18 09:00"]
    with house.uow() as uow:
        assert uow.series.get(series.id).pattern.until == date(2027, 2, 8)


def test_exception_moves_too_when_it_is_ticked(house: SeriesHouse) -> None:
    series = house.booked()
    days = house.sessions(series)
    moved = book(
        house.uow(),
        house.ask(wall=datetime(2027, 2, 11, 9), session_id=days[2].id).draft.id,
        actor=house.cast.awa,
        now=NOW,
    )
    assert [one.dropped for one in house.following(days[1], "2027-02-03 15:00").dates] == [False, True, False]
    ticked = house.following(days[1], "2027-02-03 15:00", moving_too=[moved.id])
    assert [f"{one.anchor.wall:%m-%d}" for one in ticked.to_book] == ["02-03", "02-10", "02-17"]


def test_move_of_all_that_is_declined_leaves_all_where_they_were(house: SeriesHouse) -> None:
    series = house.accepted()
    asked = house.move(house.following(house.sessions(series)[0], "2027-01-27 15:00"))
    changes.decline_all(house.uow(), series.id, asked.revision, reason="", actor=house.cast.luca, now=LATER)
    assert walls(house.sessions(series)) == ["01-26 15:00", "02-02 15:00", "02-09 15:00", "02-16 15:00"]
    assert {one.proposal for one in house.sessions(series)} == {None}
    assert ("awa", "move_declined") in house.told()


def test_move_to_where_it_is_is_refused(house: SeriesHouse) -> None:
    series = house.accepted()
    with pytest.raises(SameTime):
        house.following(house.sessions(series)[1], "2027-02-02 15:00")


def test_following_dates_taken_since_they_were_shown_are_asked_about_again(house: SeriesHouse) -> None:
    series = house.accepted()
    house.pair_with_fatima()
    shown = house.following(house.sessions(series)[2], "2027-02-10 16:00")
    house.book(datetime(2027, 2, 10, 16), house.cast.fatima, zone="Europe/Paris")
    draft = shown.draft
    again = changes.move_following(house.uow(), draft.id, draft.revision, actor=house.cast.awa, now=LATER)
    assert isinstance(again, SeriesPreview)
    assert [kinds(one) for one in again.dates] == [[MarkKind.CLASH], []]
    assert "move_proposed" not in {change for _, change in house.told()}


def test_nothing_is_moved_where_every_date_is_taken(house: SeriesHouse) -> None:
    series = house.accepted()
    house.pair_with_fatima()
    house.book(datetime(2027, 2, 17, 16), house.cast.fatima, zone="Europe/Paris")
    shown = house.following(house.sessions(series)[3], "2027-02-17 16:00")
    assert shown.to_book == ()
    with pytest.raises(NothingToBook):
        house.move(shown)


def test_draft_of_new_dates_or_one_let_go_moves_nothing(house: SeriesHouse) -> None:
    series = house.accepted()
    with pytest.raises(NoSuchDraft):
        house.move(house.preview(first="2027-06-01 15:00"))
    shown = house.following(house.sessions(series)[2], "2027-02-10 16:00")
    booking.discard(house.uow(), shown.draft.id, actor=house.cast.awa)
    with pytest.raises(NoSuchDraft):
        house.move(shown)


def test_date_that_has_begun_is_not_moved_with_those_after_it(house: SeriesHouse) -> None:
    series = house.accepted()
    first = house.sessions(series)[0]
    wall, over = datetime(2027, 1, 27, 15), first.when.end
    with pytest.raises(NoSuchSession):
        changes.preview_following(house.uow(), first.id, wall, "Europe/Paris", actor=house.cast.awa, now=over)


def test_session_of_no_series_has_nothing_that_follows(house: SeriesHouse) -> None:
    single = house.book()
    with pytest.raises(NoSuchSession):
        house.following(single, "2027-02-02 15:00")
    with pytest.raises(NoSuchSession):
        changes.cancel_following(house.uow(), single.id, reason="", actor=house.cast.awa, now=NOW)


def test_this_and_following_are_called_off_with_one_message(house: SeriesHouse) -> None:
    series = house.accepted()
    third = house.sessions(series)[2]
    ended = changes.cancel_following(house.uow(), third.id, reason="Leave", actor=house.cast.luca, now=LATER)
    assert [one.state for one in house.sessions(series)] == [
        *[SessionState.CONFIRMED] * 2,
        *[SessionState.CANCELLED] * 2,
    ]
    assert ended.pattern.until == date(2027, 2, 8)
    assert [one for one in house.told() if one[1] == "cancelled"] == [("awa", "cancelled")]
    again = changes.cancel_following(house.uow(), third.id, reason="Leave", actor=house.cast.luca, now=LATER)
    assert again == ended


def test_home_shows_a_series_as_its_next_session(house: SeriesHouse) -> None:
    series = house.booked(count=30)
    overview = home(house.uow(), actor=house.cast.luca, now=NOW)
    assert [(one.session.series_id, one.series and one.series.awaiting) for one in overview.awaiting] == [
        (series.id, 30)
    ]
    changes.accept_all(house.uow(), series.id, series.revision, actor=house.cast.luca, now=NOW)
    single = house.book(datetime(2027, 3, 1, 9))
    overview = home(house.uow(), actor=house.cast.awa, now=NOW)
    assert [one.session.id for one in overview.upcoming][1] == single.id
    outline = overview.upcoming[0].series
    assert outline is not None
    assert (outline.to_come, outline.series.id) == (30, series.id)


def test_clock_change_is_told_before_the_first_session_after_it_alone(house: SeriesHouse) -> None:
    """Fatima's Cairo goes forward on 30 April 2027, Awa's Marseille on 28 March."""
    house.pair_with_fatima()
    series = house.booked(first="2027-03-16 15:00", count=10, partner_id=house.cast.fatima.id)
    changes.accept_all(house.uow(), series.id, series.revision, actor=house.cast.fatima, now=NOW)
    told = {one.session_id for one in house.store.deliveries.values() if one.kind is DeliveryKind.CLOCK_CHANGE}
    days = [one.anchor.wall.date() for one in house.sessions(series) if one.id in told]
    assert days == [date(2027, 3, 30), date(2027, 5, 4)]


def test_wall_time_of_the_anchor_zone_holds_through_both_changes(house: SeriesHouse) -> None:
    house.pair_with_fatima()
    series = house.booked(first="2027-03-16 15:00", count=10, partner_id=house.cast.fatima.id)
    instants = [one.when.start for one in house.sessions(series)]
    assert {one.anchor for one in house.sessions(series)} == {
        Anchor(datetime(2027, 3, 16, 15) + timedelta(weeks=week), "Europe/Paris") for week in range(10)
    }
    assert [one.hour for one in instants] == [14, 14, *[13] * 8]


def test_messages_of_a_series_follow_what_happens_to_it(house: SeriesHouse) -> None:
    series = house.booked()
    said = deliver(house)
    assert said.count(DeliveryKind.SERIES_NEWS) == 2
    answers.decline(house.uow(), house.sessions(series)[0].id, 1, reason="", actor=house.cast.luca, now=LATER)
    assert deliver(house).count(DeliveryKind.SERIES_CARD) == 2
    changes.accept_all(house.uow(), series.id, series.revision, actor=house.cast.luca, now=LATER)
    assert deliver(house).count(DeliveryKind.SERIES_CARD) == 2


def test_proposal_of_a_series_answered_or_left_meanwhile_is_not_told(house: SeriesHouse) -> None:
    series = house.booked()
    about = [one for one in house.store.deliveries.values() if one.kind is DeliveryKind.SERIES_NEWS]
    (news,) = [one for one in about if one.recipient_id == house.cast.luca.id]
    changes.decline_all(house.uow(), series.id, series.revision, reason="", actor=house.cast.luca, now=NOW)
    with house.uow() as uow:
        closed = series_reads.decide_series_news(uow, news, house.cast.luca, NOW)
    assert isinstance(closed, Delivery)
    assert closed.last_error == "every session of it is closed"


def test_message_of_a_series_of_which_its_reader_is_no_more_is_not_drawn_anew(house: SeriesHouse) -> None:
    series = house.booked()
    deliver(house)
    changes.accept_all(house.uow(), series.id, series.revision, actor=house.cast.luca, now=LATER)
    card = [one for one in house.store.deliveries.values() if one.kind is DeliveryKind.SERIES_CARD][-1]
    for key, one in list(house.store.sessions.items()):
        others = tuple(each for each in one.attendees if each.person_id != card.recipient_id)
        house.store.sessions[key] = replace(one, attendees=others)
    with house.uow() as uow:
        closed = series_reads.decide_series_card(uow, card, uow.people.get(card.recipient_id), LATER)
    assert isinstance(closed, Delivery)
    assert closed.last_error == "the recipient is in none of its sessions"


def test_news_of_a_series_outlives_the_redraw_of_the_messages_before_it(house: SeriesHouse) -> None:
    series = house.accepted()
    deliver(house)
    moved = house.move(house.following(house.sessions(series)[1], "2027-02-03 16:00"))
    drawn_anew, order = [], count()
    while claimed := claim_any(house.uow(), LATER):
        if errand := begin(house.uow(), claimed, now=LATER):
            if isinstance(errand, SeriesCardErrand):
                drawn_anew.append((errand.recipient.name, {card.revision < moved.revision for card in errand.cards}))
            posted = Outcome(OutcomeKind.SENT, slack_ts=f"9.{next(order)}", channel_id="D1")
            finish(house.uow(), errand, posted, now=LATER)
    assert sorted(drawn_anew) == [(house.cast.awa.name, {True}), (house.cast.luca.name, {True})]


def test_new_zone_data_is_told_once_for_a_whole_series(house: SeriesHouse) -> None:
    series = house.accepted()
    for one in house.sessions(series):
        house.store.older_starts["T1", one.id] = one.when.start - timedelta(hours=1)
    assert follow_zone_data(house.uow(), now=LATER) == 4
    corrected = [one for one in house.told() if one[1] == "time_corrected"]
    assert corrected == [("awa", "time_corrected"), ("luca", "time_corrected")]


def deliver(house: SeriesHouse) -> list[DeliveryKind]:
    """Say all that is due; the kinds of what was said."""
    said = []
    while claimed := claim_any(house.uow(), LATER):
        if errand := begin(house.uow(), claimed, now=LATER):
            posted = Outcome(OutcomeKind.SENT, slack_ts=f"{len(said)}.{len(house.store.cards)}", channel_id="D1")
            finish(house.uow(), errand, posted, now=LATER)
            said.append(claimed.kind)
    return said
