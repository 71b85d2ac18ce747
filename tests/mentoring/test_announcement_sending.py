"""What becomes of an announcement once confirmed: clocks, pause, stop, retry, newcomers, wishes, changes, replies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from mentoring.announcements import (
    Announcement,
    AnnouncementState,
    Answer,
    ReaderMessage,
    ReaderPlan,
    Readership,
    ReplyView,
    SendingProgress,
    Standing,
    Timing,
    Version,
    WhyNot,
)
from mentoring.errors import (
    AnnouncementClosed,
    AnnouncementEmpty,
    NoSuchAnnouncement,
    RepliesClosed,
    ReplyEmpty,
    ReplyTooLong,
)
from mentoring.gatherings import Audience
from mentoring.messages import Delivery, DeliveryKind, DeliveryState, Finding, FindingKind, Outcome, OutcomeKind
from mentoring.people import Holiday, Participant, Profile, Role, WorkingWeek
from mentoring.reminders import ReminderWishes
from mentoring.rich_text import words
from mentoring.services import announcement_answers as answers
from mentoring.services import announcement_sending as sending
from mentoring.services import announcements as services
from mentoring.services.announcement_files import ask_for_ledger
from mentoring.services.announcement_news import follow_clock, list_newcomers
from mentoring.services.announcement_reads import progress, replies_to, versions_of
from mentoring.services.delivery import begin, claim_one, finish, put_off, settle
from mentoring.services.errands import AnnouncementErrand
from mentoring.services.profiles import change_profile
from mentoring.services.reads import whole_home
from mentoring.services.upcoming import what_will_be_said
from tests.builders import NOW, a_delivery, a_pair
from tests.fakes import FakeHolidays, FakeUnitOfWork
from tests.mentoring.newsroom import ALL_THREE, EVERYBODY, IN_ENGLISH, REFUSED, Newsroom

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CAST = ("Awa", "Fatima", "Inès", "Luca")
TOMORROW = date(2027, 1, 19)
NEW = Version("en", "Kick-off on Tuesday", words("We begin on Tuesday."))
MENTEES = Readership(Audience(roles=frozenset({Role.MENTEE})))


@pytest.fixture
def room() -> Newsroom:
    return Newsroom()


def plans(room: Newsroom, timing: Timing, **changes: object) -> dict[str, ReaderPlan]:
    return {one.person.name: one for one in room.preview(room.draft(timing=timing, **changes)).lines}


def due(room: Newsroom, timing: Timing, **changes: object) -> dict[str, datetime | None]:
    return {name: one.due_at for name, one in plans(room, timing, **changes).items()}


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 1, day, hour, minute, tzinfo=UTC)


def test_hour_of_each_readers_own_clock(room: Newsroom) -> None:
    assert due(room, Timing(day=TOMORROW, hour=time(9))) == {
        "Awa": utc(19, 8),
        "Fatima": utc(19, 7),
        "Inès": utc(19, 8),
        "Luca": utc(19, 8),
    }


def test_reader_whose_hour_has_passed_today_gets_it_at_once(room: Newsroom) -> None:
    found = plans(room, Timing(day=NOW.date(), hour=time(9, 30)))
    assert (found["Fatima"].due_at, found["Fatima"].passed) == (NOW, True)  # 10:00 in Cairo
    assert (found["Awa"].due_at, found["Awa"].passed) == (NOW + 30 * MINUTE, False)


def test_hour_that_clocks_skip_is_as_much_later_and_one_shown_twice_is_the_first(room: Newsroom) -> None:
    room.now = datetime(2027, 3, 20, tzinfo=UTC)
    skipped = due(room, Timing(day=date(2027, 3, 28), hour=time(2, 30)), urgent=True)
    assert skipped["Luca"] == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)  # 03:30 in Rome
    room.now = datetime(2026, 10, 20, tzinfo=UTC)
    twice = due(room, Timing(day=date(2026, 10, 25), hour=time(2, 30)), urgent=True)
    assert twice["Luca"] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # still summer time


def test_quiet_hours_move_it_to_the_next_working_hour_unless_urgent(room: Newsroom) -> None:
    night = Timing(day=date(2027, 1, 22), hour=time(20))  # a Friday, which is no working day in Cairo
    found = plans(room, night)
    assert (found["Luca"].due_at, found["Luca"].moved) == (utc(25, 8), True)
    assert (found["Fatima"].due_at, found["Fatima"].moved) == (utc(24, 7), True)
    urgent = plans(room, night, urgent=True)
    assert (urgent["Luca"].due_at, urgent["Luca"].moved) == (utc(22, 19), False)


def test_instant_is_one_for_all_within_their_quiet_hours(room: Newsroom) -> None:
    found = plans(room, Timing(at=utc(18, 16, 30)))
    assert (found["Luca"].due_at, found["Luca"].moved) == (utc(18, 16, 30), False)
    assert (found["Fatima"].due_at, found["Fatima"].moved) == (utc(19, 7), True)


def test_everybody_gets_it_at_their_own_hour_and_not_before(room: Newsroom) -> None:
    announcement = room.announce(timing=Timing(day=TOMORROW, hour=time(9)))
    room.deliver()
    assert room.read() == {}
    room.now = utc(19, 7)
    room.deliver()
    assert set(room.read()) == {"Fatima"}
    room.now = utc(19, 8)
    room.deliver()
    assert room.standings(announcement) == dict.fromkeys(CAST, Standing.SENT)


def test_zone_changed_after_planning_is_decided_when_it_is_sent(room: Newsroom) -> None:
    room.announce(timing=Timing(day=TOMORROW, hour=time(9)))
    room.change(room.cast.luca, zone="America/New_York")
    room.now = utc(19, 8)
    room.deliver()
    assert "Luca" not in room.read()
    room.now = utc(19, 14)
    room.deliver()
    assert "Luca" in room.read()


def test_clock_moved_to_the_east_brings_the_hour_nearer(room: Newsroom) -> None:
    announcement = room.announce(timing=Timing(day=TOMORROW, hour=time(9)))
    before = Profile.of(room.cast.luca)
    after = replace(before, zone="Asia/Amman")
    change_profile(room.uow(), before, after, actor=room.cast.luca, now=NOW)
    room.now = utc(19, 6)
    room.deliver()
    assert set(room.read()) == {"Luca"}
    assert room.ledger(announcement, words="luca").rows[0].line.due_at == utc(19, 6)


def test_clock_that_shows_the_same_hour_changes_nothing_that_waits(room: Newsroom) -> None:
    room.announce(timing=Timing(day=TOMORROW, hour=time(9)))
    with room.uow() as uow:
        assert follow_clock(uow, replace(room.cast.luca, zone="Europe/Madrid"), NOW) == 0
        assert follow_clock(uow, replace(room.cast.luca, zone="Asia/Amman"), NOW) == 1


def test_reasons_found_only_when_it_is_sent_stand_in_the_ledger(room: Newsroom) -> None:
    announcement = room.announce(timing=Timing(day=TOMORROW, hour=time(9)))
    room.change(room.cast.awa, active=False)
    answers.mute(room.uow(), True, actor=room.cast.luca)
    room.leave(room.cast.fatima)
    room.now = utc(19, 8)
    room.deliver()
    page = room.ledger(announcement)
    assert {row.name: (row.standing, row.why_not) for row in page.rows} == {
        "Awa": (Standing.SKIPPED, WhyNot.DEACTIVATED),
        "Fatima": (Standing.SKIPPED, WhyNot.LEFT),
        "Inès": (Standing.SENT, None),
        "Luca": (Standing.SKIPPED, WhyNot.MUTED),
    }


def test_what_failed_is_told_and_retried_for_the_missing_only(room: Newsroom) -> None:
    room.answers[room.cast.luca.id] = REFUSED
    room.change(room.cast.awa, active=False)
    announcement = room.announce()
    room.deliver()
    assert room.standings(announcement) == {
        "Awa": Standing.SKIPPED,
        "Fatima": Standing.SENT,
        "Inès": Standing.SENT,
        "Luca": Standing.FAILED,
    }
    (failed,) = room.ledger(announcement, standings=frozenset({Standing.FAILED})).rows
    assert failed.reason == "channel_not_found"
    room.answers.clear()
    assert room.retry(announcement) == 1
    assert room.retry(announcement) == 0
    again = [one for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT]
    assert [one.recipient.name for one in again] == ["Luca"]
    room.change(room.cast.awa, active=True)
    assert room.retry(announcement) == 1
    room.deliver()
    assert room.standings(announcement) == dict.fromkeys(CAST, Standing.SENT)


def test_who_is_in_the_programme_no_more_is_told_apart_from_what_failed(room: Newsroom) -> None:
    room.answers[room.cast.luca.id] = REFUSED
    announcement = room.announce()
    room.deliver()
    with room.uow() as uow:
        assert uow.people.unenrol(room.cast.programme.id, room.cast.luca.id)
        uow.commit()
    assert room.retry(announcement) == 0
    row = room.ledger(announcement, words="luca").rows[0]
    assert (row.standing, row.why_not) == (Standing.SKIPPED, WhyNot.LEFT)


def test_what_may_have_been_said_is_not_retried(room: Newsroom) -> None:
    room.answers[room.cast.luca.id] = Outcome(OutcomeKind.UNKNOWN)
    announcement = room.announce()
    room.deliver()
    with room.uow() as uow:
        (lost,) = [one for one in room.store.deliveries.values() if one.state is DeliveryState.UNKNOWN]
        uow.deliveries.replace(replace(lost, state=DeliveryState.REVIEW), instead_of=lost, now=room.now)
        uow.commit()
    assert room.standings(announcement)["Luca"] is Standing.UNCLEAR
    assert room.retry(announcement) == 0


def test_pause_holds_what_waits_and_resume_lets_it_go(room: Newsroom) -> None:
    announcement = room.announce()
    assert len(room.deliver(at_most=2)) == 2
    sending.pause(room.uow(), announcement.id, actor=room.ines, now=room.now)
    paused = [one for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT]
    assert paused == []
    assert sending.pause(room.uow(), announcement.id, actor=room.ines, now=room.now) == room.state(announcement)
    room.pass_time(HOUR)
    assert room.deliver() == []
    sending.resume(room.uow(), announcement.id, actor=room.ines, now=room.now)
    room.deliver()
    assert room.standings(announcement) == dict.fromkeys(CAST, Standing.SENT)


def test_what_was_claimed_just_before_the_pause_waits_too(room: Newsroom) -> None:
    announcement = room.announce()
    claimed = claim_one(room.uow(), owner="here", now=room.now)
    while claimed and claimed.kind is not DeliveryKind.ANNOUNCEMENT:
        claimed = claim_one(room.uow(), owner="here", now=room.now)
    assert claimed is not None
    sending.pause(room.uow(), announcement.id, actor=room.ines, now=room.now)
    assert begin(room.uow(), claimed, now=room.now) is None
    with room.uow() as uow:
        assert uow.deliveries.get(claimed.key).state is DeliveryState.PENDING
    sending.resume(room.uow(), announcement.id, actor=room.ines, now=room.now)
    room.pass_time(2 * MINUTE)
    room.deliver()
    assert room.standings(announcement) == dict.fromkeys(CAST, Standing.SENT)


def test_what_is_retried_or_offered_during_a_pause_is_held_like_the_rest(room: Newsroom) -> None:
    room.answers[room.cast.luca.id] = REFUSED
    announcement = room.announce()
    room.deliver()
    sending.pause(room.uow(), announcement.id, actor=room.ines, now=room.now)
    room.deliver()
    room.answers.clear()
    assert room.retry(announcement) == 1
    room.enrol("Nour")
    assert room.offer(announcement) == 1
    assert room.state(announcement).state is AnnouncementState.PAUSED
    with room.uow() as uow:
        due = uow.deliveries.next_due(room.now)
    assert due is not None
    assert due > room.now + 14 * DAY
    sending.resume(room.uow(), announcement.id, actor=room.ines, now=room.now)
    room.deliver()
    assert room.standings(announcement) == dict.fromkeys((*CAST, "Nour"), Standing.SENT)


def claimed_announcement(room: Newsroom) -> Delivery:
    """The first announcement that may leave, in a worker's hand."""
    while (claimed := claim_one(room.uow(), owner="here", now=room.now)) is not None:
        if claimed.kind is DeliveryKind.ANNOUNCEMENT:
            return claimed
    raise AssertionError("nothing is to leave")


@pytest.mark.parametrize("state", [DeliveryState.LEASED, DeliveryState.SENDING, DeliveryState.UNKNOWN])
@pytest.mark.parametrize("withdrawn", [False, True])
def test_change_reaches_who_was_just_being_written_to(room: Newsroom, state: DeliveryState, withdrawn: bool) -> None:
    announcement = room.announce(readership=Readership(Audience(people=frozenset({room.cast.luca.id}))))
    claimed = claimed_announcement(room)
    if state is not DeliveryState.LEASED:
        errand = begin(room.uow(), claimed, now=room.now)
        assert isinstance(errand, AnnouncementErrand)
    if state is DeliveryState.UNKNOWN:
        finish(room.uow(), errand, Outcome(OutcomeKind.UNKNOWN), now=room.now)
    who = {"actor": room.ines, "now": room.now}
    if withdrawn:
        sending.withdraw(room.uow(), announcement.id, **who)
    else:
        sending.edit(room.uow(), announcement.id, (NEW,), revision=1, **who)
    planned = [one for one in room.store.deliveries.values() if one.kind is DeliveryKind.ANNOUNCEMENT_REDRAW]
    assert [one.key for one in planned] == [f"{claimed.key}:redraw:2"]
    room.deliver()
    with room.uow() as uow:
        assert uow.deliveries.get(planned[0].key).state is DeliveryState.PENDING  # it waits for the message
    if state is DeliveryState.LEASED:
        assert (begin(room.uow(), claimed, now=room.now) is None) is withdrawn
        return
    if state is DeliveryState.SENDING:
        finish(room.uow(), errand, Outcome(OutcomeKind.SENT, slack_ts="1.0", channel_id="D"), now=room.now)
    else:
        with room.uow() as uow:
            unknown = uow.deliveries.get(claimed.key)
        settle(room.uow(), unknown, Finding(FindingKind.FOUND, slack_ts="1.0", channel_id="D"), now=room.now)
    room.pass_time(MINUTE)
    (drawn,) = [one for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT_REDRAW]
    assert isinstance(drawn.shown, ReaderMessage)
    assert (drawn.shown.title, drawn.shown.withdrawn) == ("Kick-off" if withdrawn else NEW.title, withdrawn)
    expected = Standing.WITHDRAWN if withdrawn else Standing.SENT
    assert room.standings(announcement) == {"Luca": expected}


def test_change_waits_for_a_message_that_was_given_back_unsaid(room: Newsroom) -> None:
    announcement = room.announce(readership=Readership(Audience(people=frozenset({room.cast.luca.id}))))
    claimed = claimed_announcement(room)
    sending.edit(room.uow(), announcement.id, (NEW,), revision=1, actor=room.ines, now=room.now)
    put_off(room.uow(), claimed, until=room.now + HOUR, now=room.now)
    room.deliver()
    with room.uow() as uow:
        assert uow.deliveries.get(f"{claimed.key}:redraw:2").state is DeliveryState.PENDING


def test_withdrawn_before_its_hour_it_waits_for_nobody_any_more(room: Newsroom) -> None:
    announcement = room.announce(timing=Timing(day=TOMORROW, hour=time(9)))
    room.deliver()
    sending.withdraw(room.uow(), announcement.id, actor=room.ines, now=room.now)
    assert room.standings(announcement) == dict.fromkeys(CAST, Standing.STOPPED)
    room.now = utc(19, 9)
    room.deliver()
    assert room.read() == {}


def test_what_is_paused_for_long_is_not_sent_late(room: Newsroom) -> None:
    announcement = room.announce()
    sending.pause(room.uow(), announcement.id, actor=room.ines, now=room.now)
    room.pass_time(29 * DAY)
    room.deliver()
    assert room.read() == {}
    assert room.standings(announcement) == dict.fromkeys(CAST, Standing.FAILED)
    with room.uow() as uow:
        assert uow.deliveries.next_due(room.now) is None


def test_what_waits_is_told_in_the_ledger_and_not_among_what_will_be_said(room: Newsroom) -> None:
    room.announce(timing=Timing(day=TOMORROW, hour=time(9)))
    assert what_will_be_said(room.uow(), actor=room.ines, now=NOW).total == 0


def test_stop_calls_off_the_rest_and_nothing_more_leaves(room: Newsroom) -> None:
    announcement = room.announce(timing=Timing(day=TOMORROW, hour=time(9)))
    room.now = utc(19, 7)
    room.deliver()
    stopped = sending.stop(room.uow(), announcement.id, actor=room.ines, now=room.now)
    assert stopped.state is AnnouncementState.STOPPED
    room.now = utc(19, 9)
    room.deliver()
    expected = dict.fromkeys(CAST, Standing.STOPPED) | {"Fatima": Standing.SENT}
    assert room.standings(announcement) == expected
    with pytest.raises(AnnouncementClosed):
        room.retry(announcement)
    with pytest.raises(AnnouncementClosed):
        sending.resume(room.uow(), announcement.id, actor=room.ines, now=room.now)
    assert sending.stop(room.uow(), announcement.id, actor=room.ines, now=room.now) == stopped


def test_its_writer_has_one_message_about_the_sending_drawn_anew(room: Newsroom) -> None:
    announcement = room.announce()
    first = [one for one in room.deliver() if isinstance(one.shown, SendingProgress)]
    assert [(one.delivery.kind, one.recipient.name) for one in first] == [
        (DeliveryKind.ANNOUNCEMENT_STATUS, "Inès"),
    ]
    assert room.look_after() == 1
    drawn = [one.shown for one in room.deliver()]
    assert [one.announcement.state for one in drawn] == [AnnouncementState.SENT]
    assert room.look_after() == 0
    assert room.state(announcement).state is AnnouncementState.SENT
    assert all(one.delivery.kind is not DeliveryKind.ANNOUNCEMENT_STATUS for one in room.deliver())


def test_progress_tells_what_is_left_at_the_present_pace(room: Newsroom) -> None:
    announcement = room.announce()
    room.deliver(at_most=2)
    told = progress(room.uow(), announcement.id, actor=room.ines, now=room.now)
    sent = told.counts.of(Standing.SENT)
    assert sent + told.counts.of(Standing.PLANNED) == told.counts.total == 4
    assert told.counts.last_minute == sent
    assert told.counts.left == timedelta(minutes=(4 - sent) / sent)
    room.pass_time(2 * MINUTE)
    idle = progress(room.uow(), announcement.id, actor=room.ines, now=room.now)
    assert idle.counts.left is None
    assert room.look_after() == 0


def test_who_joined_later_is_offered_it_with_one_tap(room: Newsroom) -> None:
    announcement = room.announce(readership=MENTEES)
    room.deliver()
    room.look_after()
    nour = room.enrol("Nour")
    room.enrol("Sami", Role.MENTOR)
    page = room.ledger(announcement)
    assert ([one.name for one in page.newcomers], page.counts.total) == (["Nour"], 2)
    assert room.offer(announcement) == 1
    assert room.offer(announcement) == 0
    assert room.state(announcement).state is AnnouncementState.SENDING
    room.deliver()
    page = room.ledger(announcement)
    assert page.newcomers == ()
    assert {row.name: (row.standing, row.line.late) for row in page.rows} == {
        "Fatima": (Standing.SENT, False),
        "Luca": (Standing.SENT, False),
        "Nour": (Standing.SENT, True),
    }
    assert nour.name in room.read()


def test_who_joins_later_reads_what_was_posted_in_the_channel_already(room: Newsroom) -> None:
    announcement = room.announce(readership=Readership(Audience(everybody=True), channel="C1"))
    room.deliver()
    room.enrol("Nour", language="fr")
    assert room.offer(announcement) == 1
    assert [one for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT] == []
    assert room.standings(announcement)["Nour"] is Standing.SENT


def test_newcomers_of_what_is_compulsory_are_listed_by_themselves(room: Newsroom) -> None:
    announcement = room.announce(readership=MENTEES, compulsory=True)
    room.announce(readership=MENTEES)
    room.deliver()
    for name in ("Nour", "Zoe"):
        room.enrol(name)
    assert list_newcomers(room.uow(), now=room.now) == 2
    assert list_newcomers(room.uow(), now=room.now) == 0
    page = room.ledger(announcement)
    later = [(row.name, row.why_not, row.line.late) for row in page.rows][-2:]
    assert later == [("Nour", WhyNot.JOINED_LATER, True), ("Zoe", WhyNot.JOINED_LATER, True)]
    assert [one.name for one in page.newcomers] == ["Nour", "Zoe"]
    assert room.offer(announcement) == 2
    room.deliver()
    assert {room.standings(announcement)[name] for name in ("Nour", "Zoe")} == {Standing.SENT}


def test_acknowledged_once_and_shown_so(room: Newsroom) -> None:
    announcement = room.announce(acknowledgement=True)
    room.deliver()
    shown = answers.acknowledge(room.uow(), announcement.id, actor=room.cast.luca, now=room.pass_time(MINUTE))
    assert shown.acknowledged_at == NOW + MINUTE
    again = answers.acknowledge(room.uow(), announcement.id, actor=room.cast.luca, now=room.pass_time(MINUTE))
    assert again.acknowledged_at == NOW + MINUTE
    page = room.ledger(announcement, acknowledged=True)
    assert ([row.name for row in page.rows], page.counts.acknowledged) == (["Luca"], 1)
    with pytest.raises(NoSuchAnnouncement):
        answers.acknowledge(room.uow(), announcement.id, actor=room.cast.omar, now=room.now)


def test_those_who_have_not_acknowledged_are_reminded_once_for_each_wish(room: Newsroom) -> None:
    announcement = room.announce(acknowledgement=True)
    room.deliver()
    answers.acknowledge(room.uow(), announcement.id, actor=room.cast.luca, now=room.now)

    def remind(wishes: int) -> int:
        return sending.remind_unacknowledged(room.uow(), announcement.id, wishes=wishes, actor=room.ines, now=room.now)

    assert remind(0) == 3
    assert remind(0) == 0
    answers.acknowledge(room.uow(), announcement.id, actor=room.cast.awa, now=room.now)
    reminded = [one.recipient.name for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT_WISH]
    assert sorted(reminded) == ["Fatima", "Inès"]
    assert remind(1) == 2
    assert room.state(announcement).wishes == 2


def test_nobody_is_reminded_of_what_asks_for_no_acknowledgement(room: Newsroom) -> None:
    announcement = room.announce()
    room.deliver()
    with pytest.raises(AnnouncementClosed):
        sending.remind_unacknowledged(room.uow(), announcement.id, wishes=0, actor=room.ines, now=room.now)


def test_nobody_is_reminded_where_everybody_has_acknowledged(room: Newsroom) -> None:
    announcement = room.announce(acknowledgement=True, readership=MENTEES)
    room.deliver()
    for reader in (room.cast.luca, room.cast.fatima):
        answers.acknowledge(room.uow(), announcement.id, actor=reader, now=room.now)
    assert sending.remind_unacknowledged(room.uow(), announcement.id, wishes=0, actor=room.ines, now=room.now) == 0
    assert room.state(announcement).wishes == 0


def test_reminder_to_acknowledge_waits_for_its_readers_working_hours(room: Newsroom) -> None:
    announcement = room.announce(acknowledgement=True, readership=MENTEES)
    room.deliver()
    room.now = utc(18, 22)
    assert sending.remind_unacknowledged(room.uow(), announcement.id, wishes=0, actor=room.ines, now=room.now) == 2
    assert room.deliver() == []
    room.now = utc(19, 7)
    assert [one.recipient.name for one in room.deliver()] == ["Fatima"]  # nine in Cairo
    room.now = utc(19, 8)
    assert [one.recipient.name for one in room.deliver()] == ["Luca"]


def test_edit_changes_what_was_sent_in_place_and_what_is_still_to_come(room: Newsroom) -> None:
    announcement = room.announce(timing=Timing(day=TOMORROW, hour=time(9)), versions=(IN_ENGLISH,))
    room.now = utc(19, 7)
    room.deliver()
    edited = sending.edit(room.uow(), announcement.id, (NEW,), revision=1, actor=room.ines, now=room.now)
    drawn = [one for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT_REDRAW]
    assert [(one.recipient.name, one.shown) for one in drawn] == [("Fatima", room.read()["Fatima"])]
    assert (room.read()["Fatima"].title, room.read()["Fatima"].edited) == (NEW.title, True)
    room.now = utc(19, 8)
    room.deliver()
    assert {one.title for one in room.read().values()} == {NEW.title}
    shown = {row.name: row.shown_revision for row in room.ledger(announcement).rows}
    assert shown == {"Awa": 2, "Fatima": 1, "Inès": 2, "Luca": 2}
    kept = versions_of(room.uow(), announcement.id, actor=room.ines)
    assert [(one.revision, one.content.title, one.at) for one in kept] == [
        (1, IN_ENGLISH.title, NOW),
        (2, NEW.title, utc(19, 7)),
    ]
    assert sending.edit(room.uow(), announcement.id, (NEW,), revision=1, actor=room.ines, now=room.now) == edited
    with pytest.raises(AnnouncementClosed):
        sending.edit(room.uow(), announcement.id, (IN_ENGLISH,), revision=1, actor=room.ines, now=room.now)


def test_message_on_its_way_is_changed_once_it_has_arrived(room: Newsroom) -> None:
    room.answers[room.cast.luca.id] = Outcome(OutcomeKind.UNKNOWN)
    announcement = room.announce(versions=(IN_ENGLISH,))
    room.deliver()
    sending.edit(room.uow(), announcement.id, (NEW,), revision=1, actor=room.ines, now=room.now)
    drawn = [one.recipient.name for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT_REDRAW]
    assert sorted(drawn) == ["Awa", "Fatima", "Inès"]
    with room.uow() as uow:
        (lost,) = [one for one in room.store.deliveries.values() if one.state is DeliveryState.UNKNOWN]
        found = replace(lost, state=DeliveryState.SENT, slack_ts="9.9", channel_id="D")
        uow.deliveries.replace(found, instead_of=lost, now=room.now)
        uow.commit()
    room.pass_time(MINUTE)
    drawn = [one.recipient.name for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT_REDRAW]
    assert drawn == ["Luca"]


def test_reminder_that_is_due_goes_before_all_who_are_still_to_be_told(room: Newsroom) -> None:
    room.announce()
    later = room.pass_time(MINUTE)
    with room.uow() as uow:
        uow.deliveries.plan([a_delivery("urgent", kind=DeliveryKind.HOUR_BEFORE, due_at=later)])
        uow.commit()
    claimed = claim_one(room.uow(), owner="here", now=later)
    assert claimed is not None
    assert claimed.key == "urgent"


def test_only_the_latest_of_several_edits_is_drawn(room: Newsroom) -> None:
    announcement = room.announce(versions=(IN_ENGLISH,))
    room.deliver()
    sending.edit(room.uow(), announcement.id, (NEW,), revision=1, actor=room.ines, now=room.now)
    latest = replace(NEW, title="At last")
    sending.edit(room.uow(), announcement.id, (latest,), revision=2, actor=room.ines, now=room.now)
    drawn = [one for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT_REDRAW]
    assert [one.recipient.name for one in drawn].count("Luca") == 1
    assert {one.shown.title for one in drawn if isinstance(one.shown, ReaderMessage)} == {"At last"}


def test_withdrawn_says_so_where_it_was_read_and_reaches_nobody_else(room: Newsroom) -> None:
    announcement = room.announce(timing=Timing(day=TOMORROW, hour=time(9)))
    room.now = utc(19, 7)
    room.deliver()
    withdrawn = sending.withdraw(room.uow(), announcement.id, actor=room.ines, now=room.now)
    assert sending.withdraw(room.uow(), announcement.id, actor=room.ines, now=room.now) == withdrawn
    room.now = utc(19, 9)
    room.deliver()
    assert set(room.read()) == {"Fatima"}
    assert room.read()["Fatima"].withdrawn
    expected = dict.fromkeys(CAST, Standing.STOPPED) | {"Fatima": Standing.WITHDRAWN}
    assert room.standings(announcement) == expected
    assert [one.withdrawn for one in versions_of(room.uow(), announcement.id, actor=room.ines)] == [False, True]
    with pytest.raises(AnnouncementClosed):
        answers.acknowledge(room.uow(), announcement.id, actor=room.cast.fatima, now=room.now)


def test_draft_is_not_withdrawn(room: Newsroom) -> None:
    draft = room.draft()
    with pytest.raises(AnnouncementClosed):
        sending.withdraw(room.uow(), draft.id, actor=room.ines, now=room.now)
    assert room.state(draft) == draft


def test_replies_reach_every_coordinator_and_the_answer_its_writer(room: Newsroom) -> None:
    carla = room.enrol("Carla", Role.COORDINATOR)
    announcement = room.announce()
    room.deliver()
    said = answers.reply(room.uow(), announcement.id, " When? ", reply_id="R1", actor=room.cast.luca, now=room.now)
    assert said.text == "When?"
    twice = answers.reply(room.uow(), announcement.id, "When?", reply_id="R1", actor=room.cast.luca, now=room.now)
    assert twice == said
    got = [one for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT_REPLY]
    assert sorted(one.recipient.name for one in got) == ["Carla", "Inès"]
    answers.answer_reply(room.uow(), "R1", "At nine.", actor=carla, now=room.pass_time(MINUTE))
    answers.answer_reply(room.uow(), "R1", "At nine.", actor=carla, now=room.now)
    later = [one for one in room.deliver() if isinstance(one.shown, ReplyView)]
    assert sorted((one.delivery.kind, one.recipient.name) for one in later) == [
        (DeliveryKind.ANNOUNCEMENT_ANSWER, "Luca"),
        (DeliveryKind.ANNOUNCEMENT_REPLY_CARD, "Carla"),
        (DeliveryKind.ANNOUNCEMENT_REPLY_CARD, "Inès"),
    ]
    whole = replies_to(room.uow(), announcement.id, actor=room.ines)
    assert [(one.person_id, one.text, one.answers) for one in whole.replies] == [
        (room.cast.luca.id, "When?", (Answer(carla.id, "At nine.", NOW + MINUTE),)),
    ]
    assert set(whole.people) == {room.cast.luca.id, carla.id}


def test_reply_that_did_not_arrive_is_not_drawn_anew(room: Newsroom) -> None:
    announcement = room.announce()
    room.deliver()
    answers.reply(room.uow(), announcement.id, "When?", reply_id="R1", actor=room.cast.luca, now=room.now)
    ((key, lost),) = [one for one in room.store.deliveries.items() if one[1].kind is DeliveryKind.ANNOUNCEMENT_REPLY]
    room.store.deliveries[key] = replace(lost, state=DeliveryState.FAILED)
    answers.answer_reply(room.uow(), "R1", "At nine.", actor=room.ines, now=room.pass_time(MINUTE))
    later = [one for one in room.deliver() if isinstance(one.shown, ReplyView)]
    assert [(one.delivery.kind, one.recipient.name) for one in later] == [(DeliveryKind.ANNOUNCEMENT_ANSWER, "Luca")]
    (card,) = [one for one in room.store.deliveries.values() if one.kind is DeliveryKind.ANNOUNCEMENT_REPLY_CARD]
    assert (card.state, card.last_error) == (DeliveryState.CANCELLED, "no message was posted")


def test_replies_that_are_not_taken(room: Newsroom) -> None:
    announcement = room.announce()
    room.deliver()
    for text, refused in ((" ", ReplyEmpty), ("x" * 3001, ReplyTooLong)):
        with pytest.raises(refused):
            answers.reply(room.uow(), announcement.id, text, actor=room.cast.luca, now=room.now)
    with pytest.raises(NoSuchAnnouncement):
        answers.reply(room.uow(), announcement.id, "Hello", actor=room.cast.omar, now=room.now)
    silent = room.announce(replies=False)
    with pytest.raises(RepliesClosed):
        answers.reply(room.uow(), silent.id, "Hello", actor=room.cast.luca, now=room.now)
    answers.reply(room.uow(), announcement.id, "Hello", reply_id="R1", actor=room.cast.luca, now=room.now)
    for person in (room.cast.luca, room.cast.omar):
        with pytest.raises(NoSuchAnnouncement):
            answers.answer_reply(room.uow(), "R1", "Hello", actor=person, now=room.now)
        with pytest.raises(NoSuchAnnouncement):
            answers.open_reply(room.uow(), "R1", actor=person)


def test_channel_gets_each_version_once_and_everybody_expected_is_in_the_ledger(room: Newsroom) -> None:
    announcement = room.announce(readership=Readership(channel="C1"), versions=ALL_THREE)
    got = [one for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT]
    assert sorted(one.delivery.language for one in got) == ["ar", "en", "fr"]
    assert {one.delivery.channel_id for one in got} == {"C1"}
    assert room.standings(announcement) == dict.fromkeys(CAST, Standing.SENT)
    room.enrol("Nour")
    room.offer(announcement)
    assert [one for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT] == []
    assert room.standings(announcement)["Nour"] is Standing.SENT
    sending.withdraw(room.uow(), announcement.id, actor=room.ines, now=room.now)
    drawn = [one for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT_REDRAW]
    assert len(drawn) == 3


def test_names_are_found_whatever_their_case_and_accents(room: Newsroom) -> None:
    announcement = room.announce(readership=EVERYBODY)
    page = room.ledger(announcement, words="INES")
    assert ([row.name for row in page.rows], page.found, page.counts.total) == (["Inès"], 1, 4)
    second = room.ledger(announcement, first=2, limit=2)
    assert ([row.name for row in second.rows], second.found) == (["Inès", "Luca"], 4)


def test_away_when_it_is_to_be_sent_is_left_out_and_can_be_retried(room: Newsroom) -> None:
    announcement = room.announce(timing=Timing(day=TOMORROW, hour=time(9)))
    room.change(room.cast.luca, wishes=ReminderWishes(away_until=date(2027, 1, 20)))
    room.now = utc(19, 9)
    room.deliver()
    row = room.ledger(announcement, words="luca").rows[0]
    assert (row.standing, row.why_not) == (Standing.SKIPPED, WhyNot.AWAY)
    assert room.retry(announcement) == 0
    assert room.ledger(announcement, words="luca").rows[0].why_not is WhyNot.AWAY
    room.now = utc(21, 9)
    assert room.retry(announcement) == 1
    room.deliver()
    assert room.standings(announcement) == dict.fromkeys(CAST, Standing.SENT)


def test_somebody_without_working_hours_is_written_to_anyway(room: Newsroom) -> None:
    room.change(room.cast.luca, working_week=WorkingWeek(()))
    found = plans(room, Timing())
    assert found["Luca"].due_at == NOW


def test_reader_sees_only_what_they_were_sent(room: Newsroom) -> None:
    announcement = room.announce(readership=MENTEES)
    assert answers.reader_message(room.uow(), announcement.id, actor=room.cast.luca, now=NOW).title == "Kick-off"
    for about, person in ((announcement.id, room.cast.awa), ("nowhere", room.cast.luca)):
        with pytest.raises(NoSuchAnnouncement):
            answers.reader_message(room.uow(), about, actor=person, now=NOW)
    draft = services.use_again(room.uow(), announcement.id, actor=room.ines, now=NOW)
    with pytest.raises(NoSuchAnnouncement):
        answers.reader_message(room.uow(), draft.id, actor=room.cast.luca, now=NOW)


def test_nothing_is_confirmed_or_answered_that_does_not_ask_for_it_or_was_withdrawn(room: Newsroom) -> None:
    announcement = room.announce(acknowledgement=False)
    room.deliver()
    with pytest.raises(AnnouncementClosed):
        answers.acknowledge(room.uow(), announcement.id, actor=room.cast.luca, now=room.now)
    sending.withdraw(room.uow(), announcement.id, actor=room.ines, now=room.now)
    with pytest.raises(RepliesClosed):
        answers.reply(room.uow(), announcement.id, "Why?", actor=room.cast.luca, now=room.now)


def test_a_second_answer_reaches_the_reader_and_the_coordinators_too(room: Newsroom) -> None:
    announcement = room.announce()
    room.deliver()
    answers.reply(room.uow(), announcement.id, "When?", reply_id="R1", actor=room.cast.luca, now=room.now)
    room.deliver()
    for text in ("At nine.", "No, at ten."):
        answers.answer_reply(room.uow(), "R1", text, actor=room.ines, now=room.pass_time(MINUTE))
        told = {one.recipient.name: one.shown for one in room.deliver() if isinstance(one.shown, ReplyView)}
        assert {name: one.reply.answers[-1].text for name, one in told.items()} == {"Inès": text, "Luca": text}


def test_each_coordinator_gets_the_ledger_in_each_form_and_no_word_where_it_arrived(room: Newsroom) -> None:
    carla = room.enrol("Carla", Role.COORDINATOR)
    announcement = room.announce()
    room.deliver()
    for actor, form in ((room.ines, "csv"), (room.ines, "xlsx"), (carla, "csv"), (carla, "csv")):
        ask_for_ledger(room.uow(), announcement.id, form, address="", actor=actor, now=room.now)
    told = room.deliver()
    assert sorted((one.recipient.name, one.form) for one in room.files) == [
        ("Carla", "csv"),
        ("Inès", "csv"),
        ("Inès", "xlsx"),
    ]
    assert told == []


def test_who_coordinates_no_more_is_not_told_that_the_ledger_was_lost(room: Newsroom) -> None:
    announcement = room.announce()
    room.deliver()
    room.file_answer = REFUSED
    ask_for_ledger(room.uow(), announcement.id, "csv", address="", actor=room.ines, now=room.now)
    assert room.deliver_one()
    with room.uow() as uow:
        uow.people.enrol(Participant(room.cast.programme.id, room.ines, frozenset({Role.MENTEE})))
        uow.commit()
    assert room.deliver() == []
    (word,) = [one for one in room.store.deliveries.values() if one.kind is DeliveryKind.ANNOUNCEMENT_LEDGER_MISSED]
    assert (word.state, word.last_error) == (
        DeliveryState.CANCELLED,
        "the recipient does not coordinate this programme",
    )


def test_a_message_is_no_edited_one_until_it_was(room: Newsroom) -> None:
    room.announce()
    room.deliver()
    assert {one.edited for one in room.read().values()} == {False}


def test_partners_named_are_those_of_today_in_this_programme(room: Newsroom) -> None:
    cast, programme = room.cast, room.cast.programme
    with room.uow() as uow:
        other = uow.people.add_programme(replace(programme, name="Another"))
        uow.people.add_pair(a_pair(cast.omar, cast.luca, programme_id=other.id))
        uow.people.update_pair(replace(cast.pair, ends_on=NOW.date() - DAY))
        uow.people.add_pair(a_pair(cast.ines, cast.luca, programme_id=programme.id, starts_on=NOW.date()))
        uow.commit()
    room.announce(versions=(replace(IN_ENGLISH, title="{partner}"),))
    room.deliver()
    assert (room.read()["Luca"].title, room.read()["Awa"].title) == ("Inès", "")


def test_who_muted_since_is_reminded_of_what_they_have_and_nobody_of_what_was_withdrawn(room: Newsroom) -> None:
    announcement = room.announce(acknowledgement=True, readership=MENTEES)
    room.deliver()
    answers.mute(room.uow(), True, actor=room.cast.luca)

    def reminded(wishes: int, *, withdrawn: bool) -> list[str]:
        sending.remind_unacknowledged(room.uow(), announcement.id, wishes=wishes, actor=room.ines, now=room.now)
        if withdrawn:
            sending.withdraw(room.uow(), announcement.id, actor=room.ines, now=room.now)
        return sorted(
            one.recipient.name for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT_WISH
        )

    assert reminded(0, withdrawn=False) == ["Fatima", "Luca"]
    assert reminded(1, withdrawn=True) == []


@pytest.mark.parametrize("over", [sending.withdraw, sending.stop])
def test_newcomers_are_not_listed_for_what_goes_to_nobody_more(
    room: Newsroom, over: Callable[..., Announcement]
) -> None:
    announcement = room.announce(compulsory=True, timing=Timing(day=TOMORROW, hour=time(9)))
    over(room.uow(), announcement.id, actor=room.ines, now=room.now)
    room.enrol("Nour")
    assert list_newcomers(room.uow(), now=room.now) == 0
    assert room.ledger(announcement).newcomers == ()


def test_a_channel_has_the_hour_of_the_programmes_clock_whoever_moves(room: Newsroom) -> None:
    with room.uow() as uow:
        uow.people.update_programme(replace(room.cast.programme, zone="Asia/Amman"))
        uow.commit()
    at_nine = Timing(day=TOMORROW, hour=time(9))
    announcement = room.announce(readership=Readership(channel="C1"), timing=at_nine, versions=(IN_ENGLISH,))
    before = Profile.of(room.cast.luca)
    change_profile(room.uow(), before, replace(before, zone="America/New_York"), actor=room.cast.luca, now=NOW)
    assert {row.line.due_at for row in room.ledger(announcement).rows} == {utc(19, 6)}
    room.now = utc(19, 6)
    (posted,) = [one for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT]
    assert (posted.recipient.name, posted.delivery.channel_id) == ("Inès", "C1")
    sending.edit(room.uow(), announcement.id, (NEW,), revision=1, actor=room.ines, now=room.now)
    (drawn,) = [one for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT_REDRAW]
    assert drawn.recipient.name == "Inès"


def test_what_says_nothing_can_not_take_the_place_of_what_was_sent(room: Newsroom) -> None:
    announcement = room.announce()
    with pytest.raises(AnnouncementEmpty):
        sending.edit(room.uow(), announcement.id, (), revision=1, actor=room.ines, now=room.now)


def test_who_confirms_signs_it_and_is_told_how_it_goes(room: Newsroom) -> None:
    carla, draft = room.enrol("Carla", Role.COORDINATOR), room.draft()
    seen = room.preview(draft).seen
    services.confirm(room.uow(), draft.id, seen=seen, actor=carla, now=room.now)
    told = [one.recipient.name for one in room.deliver() if one.delivery.kind is DeliveryKind.ANNOUNCEMENT_STATUS]
    assert told == ["Carla"]
    assert room.read()["Luca"].author.name == "Carla"


def test_what_asks_for_no_confirmation_is_not_awaited_on_home(room: Newsroom) -> None:
    room.announce()
    asked = room.announce(acknowledgement=True, versions=(NEW,))
    room.deliver()
    awaited = whole_home(room.uow(), actor=room.cast.luca, now=room.now).to_acknowledge
    assert [one.announcement.id for one in awaited] == [asked.id]


def test_a_holiday_is_no_working_day_for_those_who_have_it(room: Newsroom) -> None:
    holidays = FakeHolidays({"IT": [Holiday(TOMORROW, "Feast")]})
    uow = FakeUnitOfWork(room.store, holidays=holidays)
    draft = room.draft(timing=Timing(day=TOMORROW, hour=time(9)))
    lines = services.preview(uow, draft.id, actor=room.ines, now=room.now).lines
    due = {one.person.name: one.due_at for one in lines}
    assert (due["Awa"], due["Luca"]) == (utc(19, 8), utc(20, 8))
