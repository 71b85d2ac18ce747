"""When a calendar file is sent and when not, and the private address of a subscribed calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mentoring.calendars import Method, comes
from mentoring.clocks import Anchor
from mentoring.messages import Delivery, DeliveryKind, DeliveryState, Outcome, OutcomeKind
from mentoring.people import Person
from mentoring.reminders import ReminderWishes
from mentoring.rules.calendars import SHOWN_BACK, SHOWN_CANCELLED, mark_of, shown
from mentoring.series import Pattern, Series, Weekly
from mentoring.services import answers, calendars
from mentoring.services.booking import book
from mentoring.services.changes import add_session, change_session
from mentoring.services.wishes import wish
from mentoring.sessions import Attendee, Change, ChangeKind, Rsvp, Session, SessionKind, SessionState
from tests.builders import NOW, a_change, a_session
from tests.fakes import FakeUnitOfWork
from tests.mentoring.post import Post, a_group


@pytest.fixture
def post() -> Post:
    return Post()


def test_a_proposal_is_in_nobodys_calendar(post: Post) -> None:
    session = post.house.book()
    assert post.files(session.id) == []


def test_a_confirmed_session_reaches_both_calendars(post: Post) -> None:
    session = post.agree()
    assert post.deliver() == [("Awa", Method.REQUEST, True), ("Luca", Method.REQUEST, True)]
    assert {one.state for one in post.files(session.id)} == {DeliveryState.SENT}


def test_a_file_leaves_after_the_word_about_it(post: Post) -> None:
    session = post.agree()
    with post.uow() as uow:
        news = [one for one in uow.deliveries.of_session(session.id) if one.kind is DeliveryKind.SESSION_NEWS]
    assert min(one.due_at for one in post.files(session.id)) > max(one.due_at for one in news)


def test_moving_updates_the_entry_there_is(post: Post) -> None:
    session = post.agree()
    post.deliver()
    post.move(session, datetime(2027, 1, 27, 10))
    assert post.deliver() == [("Awa", Method.REQUEST, False), ("Luca", Method.REQUEST, False)]
    first, later = post.sent[1].details.session, post.sent[3].details.session
    assert later.id == first.id
    assert later.revision > first.revision


def test_only_the_newest_of_several_changes_is_sent(post: Post) -> None:
    session = post.agree()
    post.move(session, datetime(2027, 1, 27, 10))
    moved = post.move(session, datetime(2027, 1, 28, 11))
    assert post.deliver() == [("Awa", Method.REQUEST, True), ("Luca", Method.REQUEST, True)]
    assert {one.details.session.revision for one in post.sent} == {moved.revision}
    closed = [one.last_error for one in post.files(session.id) if one.state is DeliveryState.CANCELLED]
    assert closed == ["superseded by a later file"] * 4


def test_a_proposed_move_that_is_declined_sends_nothing(post: Post) -> None:
    session = post.agree()
    post.deliver()
    draft = post.house.ask(wall=datetime(2027, 1, 27, 10), session_id=session.id, now=post.now).draft
    asked = book(post.uow(), draft.id, actor=post.awa, now=post.pass_by())
    answers.decline(post.uow(), asked.id, asked.revision, reason="", actor=post.luca, now=post.pass_by())
    assert post.deliver() == []
    assert len(post.files(session.id)) == 2


def test_cancelling_takes_the_entry_out_of_both(post: Post) -> None:
    session = post.agree()
    post.deliver()
    post.cancel(session)
    assert post.deliver() == [("Awa", Method.CANCEL, False), ("Luca", Method.CANCEL, False)]


def test_a_session_cancelled_before_its_file_left_is_never_mentioned(post: Post) -> None:
    session = post.agree()
    post.cancel(session)
    assert post.deliver() == []
    assert {one.last_error for one in post.files(session.id)} == {
        "superseded by a later file",
        "their calendar holds no entry of it",
    }


@pytest.mark.parametrize("kind", [OutcomeKind.UNKNOWN, OutcomeKind.SENT])
def test_an_entry_that_may_have_arrived_is_cancelled(post: Post, kind: OutcomeKind) -> None:
    session = post.agree()
    post.deliver(Outcome(kind))
    post.cancel(session)
    assert [method for _, method, _ in post.deliver()] == [Method.CANCEL] * 2


def test_a_file_that_slack_refused_stops_nothing(post: Post) -> None:
    session = post.agree()
    post.deliver(Outcome(OutcomeKind.FAILED, error="missing_scope"))
    with post.uow() as uow:
        assert uow.sessions.get(session.id).state is SessionState.CONFIRMED
    post.cancel(session)
    assert post.deliver() == []


def test_who_switched_files_off_gets_none(post: Post) -> None:
    wish(post.uow(), ReminderWishes(((DeliveryKind.CALENDAR, None),)), actor=post.luca, now=post.now)
    session = post.agree()
    assert post.deliver() == [("Awa", Method.REQUEST, True)]
    reasons = {one.recipient_id: one.last_error for one in post.files(session.id)}
    assert reasons == {post.awa.id: "", post.luca.id: "switched off"}


def test_a_move_there_and_back_leaves_the_entry_alone(post: Post) -> None:
    session = post.agree()
    post.deliver()
    post.move(session, datetime(2027, 1, 27, 10))
    post.move(session, datetime(2027, 1, 26, 15))
    assert post.deliver() == []


def test_a_group_session_reaches_those_who_come(post: Post) -> None:
    post.put(a_group(post))
    assert post.deliver() == [("Awa", Method.REQUEST, True), ("Luca", Method.REQUEST, True)]


def test_who_answers_later_gets_their_own_file_and_nobody_else_another(post: Post) -> None:
    group = post.put(a_group(post))
    post.deliver()
    post.put(replace(a_group(post, fatima=Rsvp.ACCEPTED), revision=group.revision + 1))
    assert post.deliver() == [("Fatima", Method.REQUEST, True)]


def test_who_leaves_a_group_session_gets_a_cancel_and_nobody_else_a_file(post: Post) -> None:
    group = post.put(a_group(post))
    post.deliver()
    post.put(replace(a_group(post, luca=Rsvp.DECLINED), revision=group.revision + 1))
    assert post.deliver() == [("Luca", Method.CANCEL, False)]
    assert post.sent[-1].details.session.state is SessionState.CONFIRMED


def test_who_is_taken_off_a_group_session_gets_a_cancel(post: Post) -> None:
    group = post.put(a_group(post))
    post.deliver()
    post.put(replace(group, revision=2, attendees=(group.attendees[0], group.attendees[2])))
    assert post.deliver() == [("Luca", Method.CANCEL, False)]


def test_who_comes_back_gets_the_session_again(post: Post) -> None:
    group = post.put(a_group(post))
    post.deliver()
    post.put(replace(a_group(post, luca=Rsvp.DECLINED), revision=2))
    post.deliver()
    post.put(replace(group, revision=3))
    assert post.deliver() == [("Luca", Method.REQUEST, True)]


@pytest.mark.parametrize(
    ("kind", "answer", "expected"),
    [
        (SessionKind.GROUP, Rsvp.PENDING, False),
        (SessionKind.GROUP, Rsvp.TENTATIVE, True),
        (SessionKind.JOINT, Rsvp.PENDING, True),
        (SessionKind.JOINT, Rsvp.DECLINED, False),
        (SessionKind.BILATERAL, Rsvp.ACCEPTED, True),
    ],
)
def test_in_whose_calendar_a_session_stands(kind: SessionKind, answer: Rsvp, expected: bool) -> None:
    session = a_session(kind=kind, attendees=(Attendee(1, Rsvp.ACCEPTED), Attendee(2, answer)))
    assert comes(session, 2) is expected
    assert comes(session, 1)
    assert not comes(session, 3)


def test_a_change_of_topic_or_link_is_another_entry() -> None:
    session = a_session()
    marks = {mark_of(one, 1) for one in (session, replace(session, topic="x"), replace(session, link="https://a.b"))}
    assert len(marks) == 3
    assert mark_of(replace(session, revision=9), 1) == mark_of(session, 1)


def series_of(post: Post) -> tuple[Series, list[Session]]:
    first = Anchor(datetime(2027, 1, 26, 15), "Europe/Paris")
    series = Series(
        "W1",
        post.house.cast.programme.id,
        post.house.cast.pair.id,
        post.awa.id,
        Pattern(Weekly((1,)), first, count=4),
        timedelta(hours=1),
        "Export",
        NOW,
    )
    sessions = [
        post.house.cast.session(
            f"{first.wall + timedelta(weeks=week)}",
            id=f"W1S{week}",
            series_id="W1",
            original_start=Anchor(first.wall + timedelta(weeks=week), first.zone),
        )
        for week in range(4)
    ]
    return series, sessions


def book_series(post: Post) -> tuple[Series, list[Session]]:
    series, sessions = series_of(post)
    with post.uow() as uow:
        uow.series.add(series)
        for one in sessions:
            add_session(uow, one, a_change(one, ChangeKind.ACCEPTED, at=post.now))
        uow.commit()
    return series, sessions


def change_in_series(post: Post, series: Series, session: Session, kind: ChangeKind) -> None:
    with post.uow() as uow:
        uow.series.update(series)
        change_session(uow, session, Change(session.id, session.revision, kind, post.awa.id, post.pass_by()))
        uow.commit()


def test_a_series_booked_at_once_is_one_file_for_each(post: Post) -> None:
    series, _ = book_series(post)
    assert post.deliver() == [("Awa", Method.REQUEST, True), ("Luca", Method.REQUEST, True)]
    told = post.sent[0].series
    assert told is not None
    assert [one.session.id for one in told.sessions] == ["W1S0", "W1S1", "W1S2", "W1S3"]
    assert [one.wall.day for one in told.dates] == [26, 2, 9, 16]
    assert told.series == series


def test_a_date_of_a_series_called_off_updates_the_whole_entry(post: Post) -> None:
    series, sessions = book_series(post)
    post.deliver()
    off = replace(sessions[1], state=SessionState.CANCELLED, revision=2)
    change_in_series(post, replace(series, revision=2), off, ChangeKind.CANCELLED)
    assert post.deliver() == [("Awa", Method.REQUEST, False), ("Luca", Method.REQUEST, False)]
    told = post.sent[-1].series
    assert told is not None
    assert [one.session.id for one in told.sessions] == ["W1S0", "W1S2", "W1S3"]
    assert len(told.dates) == 4


def test_a_series_of_which_nothing_is_left_is_cancelled_as_one(post: Post) -> None:
    series, sessions = book_series(post)
    post.deliver()
    for number, one in enumerate(sessions):
        off = replace(one, state=SessionState.CANCELLED, revision=2)
        change_in_series(post, replace(series, revision=2 + number), off, ChangeKind.CANCELLED)
    assert post.deliver() == [("Awa", Method.CANCEL, False), ("Luca", Method.CANCEL, False)]


def test_a_series_all_of_whose_dates_are_gone_has_no_file(post: Post) -> None:
    book_series(post)
    file = next(one for one in post.house.store.deliveries.values() if one.kind is DeliveryKind.CALENDAR)
    post.house.store.sessions.clear()
    with post.uow() as uow:
        closed = calendars.decide_file(uow, file, post.awa, NOW)
    assert isinstance(closed, Delivery)
    assert (closed.state, closed.last_error) == (DeliveryState.CANCELLED, "no session of the series is left")


def test_a_move_asked_for_in_a_series_sends_nothing(post: Post) -> None:
    series, sessions = book_series(post)
    post.deliver()
    change_in_series(post, replace(series, revision=2), replace(sessions[0], revision=2), ChangeKind.MOVE_PROPOSED)
    assert post.deliver() == []


def renew(post: Post, instead_of: str = "", actor: Person | None = None) -> str | None:
    return calendars.renew_address(post.uow(), instead_of, actor=actor or post.luca, now=post.now)


def owner(post: Post, token: str) -> int | None:
    found = calendars.feed_version(FakeUnitOfWork(post.house.store, ""), token, now=post.now)
    return found.person_id if found else None


def test_an_address_leads_to_its_own_person_and_is_kept_as_a_digest_alone(post: Post) -> None:
    token = renew(post)
    assert token is not None
    assert len(token) >= 32
    assert owner(post, token) == post.luca.id
    assert owner(post, token + "x") is None
    assert token not in repr(post.house.store)


def test_a_renewed_or_revoked_address_leads_nowhere(post: Post) -> None:
    first = renew(post)
    assert first
    second = renew(post, calendars.digest_of(first))
    assert second
    assert (owner(post, first), owner(post, second)) == (None, post.luca.id)
    calendars.revoke_address(post.uow(), actor=post.luca)
    calendars.revoke_address(post.uow(), actor=post.luca)
    assert owner(post, second) is None
    assert calendars.my_calendar(post.uow(), actor=post.luca) is None


def test_a_second_click_makes_no_second_address(post: Post) -> None:
    first = renew(post)
    assert first
    assert renew(post) is None
    assert owner(post, first) == post.luca.id


def test_revoking_ends_nobody_elses_address(post: Post) -> None:
    hers = renew(post, actor=post.awa)
    assert hers
    calendars.revoke_address(post.uow(), actor=post.luca)
    assert owner(post, hers) == post.awa.id


def test_who_left_the_workspace_has_no_feed(post: Post) -> None:
    token = renew(post)
    assert token
    with post.uow() as uow:
        uow.people.update(replace(post.luca, active=False))
        uow.commit()
    assert owner(post, token) is None


def version(post: Post, token: str) -> tuple[str, datetime]:
    found = calendars.feed_version(FakeUnitOfWork(post.house.store, ""), token, now=post.now)
    assert found
    return found.mark, found.changed_at


CHANGES: list[Callable[[Post, Session], object]] = [
    lambda post, _: post.agree(datetime(2027, 2, 2, 15)),
    lambda post, session: post.move(session, datetime(2027, 1, 27, 10)),
    lambda post, session: post.cancel(session),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_feeds_state_differs_after_every_change(post: Post, change: Callable[[Post, Session], object]) -> None:
    session, token = post.agree(), renew(post)
    assert token
    before = version(post, token)
    assert version(post, token) == before
    change(post, session)
    after = version(post, token)
    assert after[0] != before[0]
    assert after[1] > before[1]


def test_a_feeds_state_lasts_no_longer_than_a_day(post: Post) -> None:
    post.agree()
    token = renew(post)
    assert token
    before = version(post, token)
    post.now += timedelta(days=1)
    assert version(post, token)[0] != before[0]
    assert version(post, token)[1] > before[1]


def feed_of(post: Post, person: Person) -> list[str]:
    return [one.session.state for one in calendars.feed(post.uow(), person.id, now=post.now).entries]


def test_a_feed_shows_ones_own_agreed_sessions_and_nobody_elses(post: Post) -> None:
    post.agree()
    post.house.book(datetime(2027, 2, 2, 15))
    assert feed_of(post, post.luca) == feed_of(post, post.awa) == [SessionState.CONFIRMED]
    assert feed_of(post, post.house.cast.fatima) == []


def test_what_was_called_off_stays_as_cancelled_for_a_while_and_then_goes(post: Post) -> None:
    post.cancel(post.agree())
    assert feed_of(post, post.luca) == [SessionState.CANCELLED]
    post.now += SHOWN_CANCELLED - timedelta(minutes=1)
    assert feed_of(post, post.luca) == [SessionState.CANCELLED]
    post.now += timedelta(minutes=2)
    assert feed_of(post, post.luca) == []


def test_a_feed_reaches_back_a_year_and_a_little(post: Post) -> None:
    session = post.agree()
    with post.uow() as uow:
        kept = uow.sessions.get(session.id)
    assert shown(kept, post.luca.id, NOW, session.when.end + SHOWN_BACK - timedelta(minutes=1))
    assert not shown(kept, post.luca.id, NOW, session.when.end + SHOWN_BACK + timedelta(minutes=1))
    assert not shown(kept, post.house.cast.fatima.id, NOW, NOW)


def test_a_proposal_withdrawn_or_declined_never_shows(post: Post) -> None:
    withdrawn = post.house.book()
    post.cancel(withdrawn)
    declined = post.house.book(datetime(2027, 2, 2, 15))
    answers.decline(post.uow(), declined.id, 1, reason="", actor=post.luca, now=post.now)
    assert feed_of(post, post.luca) == feed_of(post, post.awa) == []


def test_a_group_session_that_one_left_shows_as_cancelled_to_them_for_a_while(post: Post) -> None:
    group = a_group(post, luca=Rsvp.DECLINED)
    assert shown(group, post.luca.id, NOW, NOW + timedelta(days=1))
    assert not shown(group, post.luca.id, NOW, NOW + SHOWN_CANCELLED + timedelta(days=1))
    assert shown(group, post.awa.id, NOW, NOW + SHOWN_CANCELLED + timedelta(days=1))
    assert not shown(group, post.house.cast.fatima.id, NOW, NOW)


def test_a_feed_holds_no_notes() -> None:
    post = Post()
    post.agree()
    assert all(one.notes == () for one in calendars.feed(post.uow(), post.luca.id, now=post.now).entries)
