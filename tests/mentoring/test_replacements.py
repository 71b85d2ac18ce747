"""A mentor is replaced in month five, and a pair ends before its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from mentoring.actions import ItemState
from mentoring.calendars import Method
from mentoring.errors import (
    ChangedMeanwhile,
    NoPartner,
    NoSuchDraft,
    NotAMentorHere,
    Overlap,
    PairOver,
    ReasonTooLong,
    SameMentor,
)
from mentoring.leavings import Concerned, Fate, LeavingNews, ReplacementRequest, ShownReason, Why
from mentoring.messages import DeliveryKind
from mentoring.notes import Note, NoteReader, Visibility
from mentoring.people import Role, RosterRow
from mentoring.rules.notes import as_read_by
from mentoring.series import Pattern, SeriesRequest, Weekly
from mentoring.services import pair_endings, series
from mentoring.services.booking import book
from mentoring.services.changes import add_session
from mentoring.services.delivery import finish
from mentoring.services.errands import CalendarErrand, LeavingErrand
from mentoring.services.evidence import evidence
from mentoring.services.reads import home
from mentoring.services.roster import import_roster
from mentoring.sessions import Rsvp, Session, SessionState
from tests.builders import a_change, an_anchor
from tests.mentoring.leaving import CLOSE, MONTH_FIVE, STAY, TO_PARTNER, WHY, Leaving
from tests.mentoring.post import SENT

DAY = timedelta(days=1)


@pytest.fixture
def house() -> Leaving:
    return Leaving()


def test_new_pair_begins_the_day_on_which_the_old_one_no_longer_lasts(house: Leaving) -> None:
    new = house.replace()
    assert (new.mentor_id, new.mentee_id, new.starts_on) == (house.zoe.id, house.luca.id, date(2027, 5, 10))
    assert house.kept_pair().ends_on == date(2027, 5, 9)
    partners = {
        one.name: [each.name for each in home(house.uow(), actor=one, now=MONTH_FIVE).partners]
        for one in (house.luca, house.awa, house.zoe)
    }
    assert partners == {"Luca": ["Zoé"], "Awa": [], "Zoé": ["Luca"]}


@pytest.mark.parametrize("now", ["2027-05-10T22:30:00+00:00", "2027-05-11T00:30:00+00:00"])
def test_a_pair_changes_at_once_whatever_the_day_is_by_other_clocks(house: Leaving, now: str) -> None:
    instant = datetime.fromisoformat(now)
    new = house.replace(now=instant)
    with house.uow() as uow:
        assert uow.people.pairs_of(house.luca.id, instant.date()) == [new]


def test_sessions_to_come_are_cancelled_and_past_ones_stay(house: Leaving) -> None:
    past, ahead = house.booked("2027-04-06"), house.booked("2027-05-18")
    shown = house.looked_at()
    assert [(one.session.id, one.fate) for one in shown.sessions] == [(ahead.id, Fate.CANCELLED)]
    house.replace()
    assert house.now(past) == past
    assert house.now(ahead).state is SessionState.CANCELLED
    assert house.now(ahead).closed_by == house.ines.id


def test_a_session_under_way_goes_on(house: Leaving) -> None:
    running = house.booked("2027-05-10", anchor=an_anchor("2027-05-10 09:30"))
    house.replace()
    assert house.now(running).state is SessionState.CONFIRMED


def test_sessions_are_handed_over_as_new_ones_that_the_new_mentor_is_asked_for(house: Leaving) -> None:
    old = house.booked("2027-05-18", link="https://meet.example.org/awas-own-room", link_typed=True)
    new = house.replace(hand_over=True)
    with house.uow() as uow:
        made = uow.sessions.upcoming(house.zoe.id, MONTH_FIVE)
    assert [(one.pair_id, one.anchor, one.duration, one.topic) for one in made] == [
        (new.id, old.anchor, old.duration, old.topic)
    ]
    session = made[0]
    assert session.id != old.id
    assert session.link == ""
    assert session.awaits(house.zoe.id)
    assert not session.awaits(house.luca.id)
    assert session.attendee(house.luca.id).rsvp is Rsvp.ACCEPTED  # type: ignore[union-attr]
    assert house.now(old).state is SessionState.CANCELLED
    assert house.told(session) == [("Zoé", "proposed")]
    assert house.told(old) == []


def test_hours_that_the_new_mentor_has_taken_are_shown_and_called_off(house: Leaving) -> None:
    free, taken = house.booked("2027-05-18"), house.booked("2027-05-25")
    elsewhere = house.cast.session("2027-05-25 15:30", id="busy", pair_id=None, people=(house.zoe.id, house.fatima.id))
    house.keep(elsewhere)
    shown = house.looked_at(hand_over=True)
    assert [(one.session.id, one.fate) for one in shown.sessions] == [
        (free.id, Fate.HANDED_OVER),
        (taken.id, Fate.CLASHES),
    ]
    house.replace(hand_over=True)
    with house.uow() as uow:
        ours = uow.sessions.upcoming(house.zoe.id, MONTH_FIVE)
    assert [one.anchor for one in ours] == [free.anchor, elsewhere.anchor]


def test_what_luca_has_not_agreed_to_or_begins_too_soon_is_not_handed_over(house: Leaving) -> None:
    proposed = house.cast.session("2027-05-18 15:00", id="asked", state=SessionState.PROPOSED)
    house.keep(proposed)
    soon = house.booked("2027-05-10", anchor=an_anchor("2027-05-10 11:00"))
    shown = house.looked_at(hand_over=True)
    assert [(one.session.id, one.fate) for one in shown.sessions] == [
        (soon.id, Fate.CANCELLED),
        ("asked", Fate.CANCELLED),
    ]


def weekly(house: Leaving) -> list[Session]:
    """Awa and Luca meet on four Tuesdays from 18 May, agreed."""
    pattern = Pattern(Weekly((1,)), an_anchor("2027-05-18 15:00"), count=4)
    request = SeriesRequest(pattern=pattern)
    draft = series.preview(house.uow(), request, actor=house.awa, now=MONTH_FIVE - DAY).draft
    made = series.book_series(house.uow(), draft.id, draft.revision, actor=house.awa, now=MONTH_FIVE - DAY)
    with house.uow() as uow:
        theirs = uow.sessions.of_series([made.id])[made.id]  # type: ignore[union-attr]
    return [
        house.rewritten(one.with_answer(house.luca.id, Rsvp.ACCEPTED), state=SessionState.CONFIRMED, proposal=None)
        for one in theirs
    ]


def test_a_series_ends_with_the_pair(house: Leaving) -> None:
    sessions = weekly(house)
    house.replace()
    assert {house.now(one).state for one in sessions} == {SessionState.CANCELLED}
    with house.uow() as uow:
        assert uow.series.get(str(sessions[0].series_id)).pattern.until == date(2027, 5, 17)


def test_a_series_continues_with_the_new_mentor_less_the_date_that_clashes(house: Leaving) -> None:
    sessions = weekly(house)
    house.keep(house.cast.session("2027-05-25 15:30", id="busy", pair_id=None, people=(house.zoe.id, house.fatima.id)))
    new = house.replace(hand_over=True)
    with house.uow() as uow:
        theirs = [one for one in uow.sessions.upcoming(house.zoe.id, MONTH_FIVE) if one.pair_id == new.id]
        going_on = uow.series.get(str(theirs[0].series_id))
    assert [one.anchor for one in theirs] == [one.anchor for one in (sessions[0], *sessions[2:])]
    assert {one.series_id for one in theirs} == {going_on.id}
    assert (going_on.pair_id, going_on.pattern.until) == (new.id, date(2027, 6, 8))
    assert all(one.awaits(house.zoe.id) for one in theirs)


@pytest.mark.parametrize(
    ("fate", "state", "owner"),
    [
        (CLOSE, ItemState.DROPPED, "awa"),
        (TO_PARTNER, ItemState.OPEN, "luca"),
        (STAY, ItemState.OPEN, "awa"),
    ],
)
def test_the_old_mentors_items_are_closed_or_handed_on_and_the_mentees_go_on(
    house: Leaving, fate: object, state: ItemState, owner: str
) -> None:
    session = house.booked("2027-04-06")
    mine, theirs = house.item(session, house.luca), house.item(session, house.awa, "Ask the bank")
    shown = house.looked_at(items=fate)
    assert [(one.person.name, one.count, one.fate) for one in shown.items] == [("Luca", 1, STAY), ("Awa", 1, fate)]
    house.replace(items=fate)
    with house.uow() as uow:
        assert uow.actions.get(mine.id) == mine
        after = uow.actions.get(theirs.id)
    assert (after.state, after.owner_id) == (state, getattr(house, owner).id)


def test_an_item_that_only_its_author_reads_is_never_handed_on(house: Leaving) -> None:
    item = house.item(house.booked("2027-04-06"), house.awa, "Do not trust him", alone=True)
    house.replace(items=TO_PARTNER)
    with house.uow() as uow:
        after = uow.actions.get(item.id)
    assert (after.state, after.owner_id) == (ItemState.DROPPED, house.awa.id)


def test_the_new_mentor_reads_nothing_of_the_old_pair(house: Leaving) -> None:
    past, ahead = house.booked("2027-04-06"), house.booked("2027-05-18")
    with house.uow() as uow:
        note = uow.notes.add(Note(0, past.id, house.luca.id, "Between us", MONTH_FIVE, Visibility.PARTICIPANTS))
        ahead_note = uow.notes.add(Note(0, ahead.id, house.luca.id, "Before", MONTH_FIVE, Visibility.PARTICIPANTS))
        uow.commit()
    new = house.replace(hand_over=True)
    reader = NoteReader(house.zoe.id)
    assert as_read_by(note, house.now(past), reader) is as_read_by(ahead_note, house.now(ahead), reader) is None
    with house.uow() as uow:
        assert uow.sessions.past_of_pair(new.id, MONTH_FIVE) == []
        assert uow.actions.open_of_pair(new.id) == []
        handed = uow.sessions.upcoming(house.zoe.id, MONTH_FIVE)
        assert uow.notes.of_sessions([one.id for one in handed]) == {}
    assert home(house.uow(), actor=house.zoe, now=MONTH_FIVE).past == ()
    assert [one.notes for one in home(house.uow(), actor=house.luca, now=MONTH_FIVE).past] == [(note,)]


def test_attendance_of_the_old_pair_still_counts(house: Leaving) -> None:
    past = house.booked("2027-04-06")
    house.replace()
    record = evidence(house.uow(), house.cast.programme.id, date(2027, 4, 1), date(2027, 4, 30), now=MONTH_FIVE)
    assert sorted(one.person.name for one in record.lines) == ["Awa", "Luca"]
    assert {one.session_id for one in record.lines} == {past.id}


def test_everybody_concerned_is_told_once_with_what_it_means_for_them(house: Leaving) -> None:
    house.booked("2027-05-18")
    house.booked("2027-05-25")
    house.replace()
    assert house.told_of_leaving() == [("Awa", "replaced"), ("Luca", "replaced"), ("Zoé", "replaced")]
    said = [one for one in house.planned() if one.kind is not DeliveryKind.CALENDAR]
    assert len(said) == 3
    told = {one.recipient.name: one.told for one in house.errands() if isinstance(one, LeavingErrand)}
    assert {
        name: (one.concerned, [each.name for each in one.others], len(one.cancelled)) for name, one in told.items()
    } == {
        "Luca": (Concerned.MENTEE, ["Zoé", "Awa"], 2),
        "Awa": (Concerned.FORMER_MENTOR, ["Luca", "Zoé"], 2),
        "Zoé": (Concerned.NEW_MENTOR, ["Luca", "Awa"], 0),
    }
    assert {one.shown for one in told.values()} == {ShownReason.TIME}
    assert not any("money" in repr(one) for one in told.values())


def test_the_new_mentor_reads_whose_mentor_they_are_before_they_are_asked_for_hours(house: Leaving) -> None:
    house.booked("2027-05-18")
    house.replace(hand_over=True)
    kinds = [one.delivery.kind for one in house.errands() if one.recipient == house.zoe]
    assert kinds.index(DeliveryKind.LEAVING) < kinds.index(DeliveryKind.SESSION_NEWS)


def test_calendars_that_held_a_session_are_told_that_it_is_off(house: Leaving) -> None:
    with house.uow() as uow:
        session = house.cast.session("2027-05-18 15:00")
        add_session(uow, session, a_change(session, at=MONTH_FIVE - DAY))
        uow.commit()
    first = [one for one in house.errands(MONTH_FIVE - DAY + timedelta(minutes=1)) if isinstance(one, CalendarErrand)]
    assert sorted(one.recipient.name for one in first) == ["Awa", "Luca"]
    for one in first:
        finish(house.uow(), one, SENT, now=MONTH_FIVE - DAY + timedelta(minutes=2))
    house.replace()
    after = [one for one in house.errands(MONTH_FIVE + timedelta(minutes=1)) if isinstance(one, CalendarErrand)]
    assert sorted((one.recipient.name, one.method) for one in after) == [
        ("Awa", Method.CANCEL),
        ("Luca", Method.CANCEL),
    ]


def test_a_second_click_changes_nothing_and_another_coordinator_is_told_who_was_quicker(house: Leaving) -> None:
    made = house.replace()
    request = ReplacementRequest(house.zoe.id, why=WHY)
    again = pair_endings.replace_mentor(
        house.uow(), house.pair.id, request, mark="whatever", actor=house.ines, now=MONTH_FIVE
    )
    assert again == made
    other = house.colleague()
    with pytest.raises(PairOver) as refused:
        pair_endings.replace_mentor(house.uow(), house.pair.id, request, mark="whatever", actor=other, now=MONTH_FIVE)
    assert refused.value.facts["by"] == "Inès"
    with house.uow() as uow:
        assert len(uow.people.pairs(house.cast.programme.id)) == 2


def test_nothing_is_done_where_something_has_changed_since_it_was_shown(house: Leaving) -> None:
    shown = house.looked_at()
    house.booked("2027-05-18")
    with pytest.raises(ChangedMeanwhile):
        pair_endings.replace_mentor(
            house.uow(),
            house.pair.id,
            ReplacementRequest(house.zoe.id),
            mark=shown.mark,
            actor=house.ines,
            now=MONTH_FIVE,
        )
    assert house.kept_pair() == house.pair


def test_a_mentor_who_is_none_here_cannot_take_over(house: Leaving) -> None:
    for nobody in (house.fatima, house.omar):
        with pytest.raises(NotAMentorHere):
            house.looked_at(nobody)
    for one in (house.awa, house.luca):
        with pytest.raises(SameMentor):
            house.looked_at(one)
    house.pause(house.zoe)
    with pytest.raises(NotAMentorHere):
        house.looked_at()
    with pytest.raises(ReasonTooLong):
        house.looked_at(house.back(house.zoe) and house.zoe, why=Why("x" * 501))


def test_a_draft_of_the_old_pair_books_nothing_any_more(house: Leaving) -> None:
    when = datetime(2027, 5, 18, 15)
    draft = house.ask(house.awa, MONTH_FIVE, wall=when).draft
    house.replace()
    with pytest.raises(NoPartner):
        book(house.uow(), draft.id, actor=house.awa, now=MONTH_FIVE)
    pattern = Pattern(Weekly((1,)), an_anchor("2027-06-01 15:00"), count=4)
    with pytest.raises(NoPartner):
        series.preview(house.uow(), SeriesRequest(pattern=pattern), actor=house.awa, now=MONTH_FIVE)


def test_a_series_drafted_before_is_not_booked_after(house: Leaving) -> None:
    pattern = Pattern(Weekly((1,)), an_anchor("2027-06-01 15:00"), count=4)
    draft = series.preview(house.uow(), SeriesRequest(pattern=pattern), actor=house.awa, now=MONTH_FIVE).draft
    house.end()
    with pytest.raises(NoPartner):
        series.book_series(house.uow(), draft.id, draft.revision, actor=house.awa, now=MONTH_FIVE)


def test_the_new_pair_takes_neither_the_old_link_nor_pauses(house: Leaving) -> None:
    new = house.replace()
    assert (new.link, new.paused) == ("", False)
    with pytest.raises(NoSuchDraft):
        book(house.uow(), "none", actor=house.luca, now=MONTH_FIVE)


def test_two_new_sessions_at_one_hour_are_refused_by_the_store(house: Leaving) -> None:
    house.booked("2027-05-18")
    house.replace(hand_over=True)
    with pytest.raises(Overlap):
        house.keep(house.cast.session("2027-05-18 15:00", id="late", people=(house.zoe.id, house.fatima.id)))


def test_a_pair_that_ended_early_keeps_its_reason_for_coordinators(house: Leaving) -> None:
    ahead = house.booked("2027-05-18")
    ending = house.end()
    assert ending.why == WHY
    assert ending.cancelled == (ahead.id,)
    assert house.told_of_leaving() == [("Awa", "ended"), ("Luca", "ended")]
    told = [one.told for one in house.errands() if isinstance(one, LeavingErrand)]
    assert {(one.news, one.concerned, one.others[0].name) for one in told} == {
        (LeavingNews.ENDED, Concerned.PARTNER, "Awa"),
        (LeavingNews.ENDED, Concerned.PARTNER, "Luca"),
    }
    assert house.end_again() == ending


def test_a_pair_over_by_its_last_day_is_not_ended_again(house: Leaving) -> None:
    with house.uow() as uow:
        uow.people.update_pair(replace(house.pair, ends_on=MONTH_FIVE.date() - timedelta(days=1)))
        uow.commit()
    with pytest.raises(PairOver) as refused:
        house.end()
    assert refused.value.facts == {"by": ""}


def test_a_replacement_that_ended_before_it_was_told_is_news_for_the_former_mentor_alone(house: Leaving) -> None:
    new = house.replace()
    shown = pair_endings.preview_ending(house.uow(), new.id, why=WHY, actor=house.ines, now=MONTH_FIVE)
    pair_endings.end_pair(house.uow(), new.id, WHY, mark=shown.mark, actor=house.ines, now=MONTH_FIVE)
    told = [one.told for one in house.errands() if isinstance(one, LeavingErrand)]
    assert [one.concerned for one in told if one.news is LeavingNews.REPLACED] == [Concerned.FORMER_MENTOR]


def test_importing_the_old_roster_again_brings_no_pair_back(house: Leaving) -> None:
    house.replace()
    rows = [
        RosterRow(2, house.awa.email, "Awa", frozenset({Role.MENTOR}), "Europe/Paris", "FR"),
        RosterRow(
            3, house.luca.email, "Luca", frozenset({Role.MENTEE}), "Europe/Rome", "IT", mentor_email=house.awa.email
        ),
    ]
    report = import_roster(house.uow(), rows, now=MONTH_FIVE)
    assert report.pairs_added == 0
    with house.uow() as uow:
        assert [one.mentor_id for one in uow.people.pairs_of(house.luca.id, MONTH_FIVE.date())] == [house.zoe.id]
