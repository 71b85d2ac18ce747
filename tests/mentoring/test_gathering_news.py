"""What is said of sessions of several when its turn has come: at once, as news, and before them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring.gatherings import AbsenceState, Audience
from mentoring.intervals import Interval
from mentoring.messages import IN_PUBLIC, DeliveryKind, DeliveryState, Outcome, OutcomeKind
from mentoring.people import Participant, Person, Role
from mentoring.services import hosting
from mentoring.services.absences import decide_absence
from mentoring.services.delivery import begin, finish
from mentoring.services.errands import CardErrand, Errand, NewsErrand, ReminderErrand
from mentoring.services.gatherings import take_hosting
from mentoring.services.reads import home
from mentoring.services.reminders import look_after_sessions
from mentoring.services.upcoming import next_moment, what_will_be_said
from mentoring.services.zone_data import follow_zone_data
from mentoring.sessions import ChangeKind, Session
from tests.builders import NOW, TEAM
from tests.fakes import FakeSessions
from tests.mentoring.circle import DAY, HOUR, MAYBE, NO, YES, Circle
from tests.mentoring.house import claim_any

K = DeliveryKind
MINUTE = timedelta(minutes=1)


class Post(Circle):
    """A circle, and somebody who says what is due."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = 0

    def deliver(self, now: datetime) -> list[Errand]:
        """Say everything that is due by now; what it was."""
        said = []
        while (claimed := claim_any(self.uow(), now)) is not None:
            errand = begin(self.uow(), claimed, now=now)
            if errand is not None:
                self.sent += 1
                channel = errand.delivery.channel_id or f"D{errand.recipient.id}"
                outcome = Outcome(OutcomeKind.SENT, slack_ts=f"{self.sent}.0", channel_id=channel)
                finish(self.uow(), errand, outcome, now=now)
                said.append(errand)
        return said

    def heard(self, now: datetime, *kinds: DeliveryKind) -> Counter[str]:
        """Who hears something of these kinds by now."""
        return Counter(one.recipient.name for one in self.deliver(now) if one.delivery.kind in kinds)

    def fates(self, session: Session, kind: DeliveryKind) -> set[str]:
        """Why messages of this kind about the session were not said."""
        return {one.last_error for one in self.about(session) if one.kind is kind and one.last_error}


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def session(post: Post) -> Session:
    """Luca and Fatima come, Mei waits for one of two places, Noor may come, Paul said nothing; all heard of it."""
    session = post.convene(capacity=2, channel="C1")
    for one, said in ((post.luca, YES), (post.fatima, YES), (post.mei, YES), (post.noor, MAYBE)):
        post.say(session, one, said)
    post.deliver(NOW)
    return post.now(session)


def late(post: Post, session: Session, minutes: int, now: datetime) -> Session:
    return hosting.run_late(post.uow(), session.id, minutes=minutes, actor=post.awa, now=now)


def write(post: Post, session: Session, text: str, token: str) -> Session:
    return hosting.write_to_attendees(
        post.uow(), session.id, text, all_invited=False, actor=post.awa, now=NOW, token=token
    )


def test_public_card_is_kept_and_redrawn(post: Post, session: Session) -> None:
    with post.uow() as uow:
        cards = uow.deliveries.cards(session.id, IN_PUBLIC)
    assert [(one.channel_id, one.revision) for one in cards] == [("C1", session.revision)]
    post.say(session, post.paul, MAYBE)
    redrawn = [one for one in post.deliver(NOW) if one.delivery.kind is K.PUBLIC_REDRAW]
    assert [one.cards for one in redrawn if isinstance(one, CardErrand)] == [tuple(cards)]
    with post.uow() as uow:
        assert uow.deliveries.cards(session.id, IN_PUBLIC)[0].revision == session.revision + 1


def test_public_card_that_was_outrun_is_redrawn_in_public(post: Post) -> None:
    session = post.convene(channel="C1")
    claimed = next(one for one in iter(lambda: claim_any(post.uow(), NOW), None) if one.kind is K.PUBLIC_CARD)
    errand = begin(post.uow(), claimed, now=NOW)
    assert errand is not None
    post.say(session, post.luca, YES)
    with post.uow() as uow:
        for one in uow.deliveries.of_session(session.id):
            if one.kind is K.PUBLIC_REDRAW:
                uow.deliveries.replace(replace(one, state=DeliveryState.CANCELLED), instead_of=one, now=NOW)
        uow.commit()
    finish(post.uow(), errand, Outcome(OutcomeKind.SENT, slack_ts="1.0", channel_id="C1"), now=NOW)
    refreshed = [one for one in post.deliver(NOW) if one.delivery.kind is K.PUBLIC_REDRAW]
    assert [one.cards[0].channel_id for one in refreshed if isinstance(one, CardErrand)] == ["C1"]


def test_card_of_what_is_called_off_is_not_posted_in_public(post: Post) -> None:
    session = post.convene(channel="C1")
    hosting.cancel_gathering(post.uow(), session.id, reason="", actor=post.awa, now=NOW)
    assert post.heard(NOW, K.PUBLIC_CARD) == {}
    assert post.fates(session, K.PUBLIC_CARD) == {"the session is closed"}


def test_each_hears_of_lateness_at_once_and_is_shown_how_late(post: Post, session: Session) -> None:
    start = session.when.start
    late(post, session, 10, start)
    errands = [one for one in post.deliver(start) if one.delivery.kind is K.RUNNING_LATE]
    assert sorted(one.recipient.name for one in errands) == ["Fatima", "Luca", "Noor"]
    first = errands[0]
    assert isinstance(first, NewsErrand)
    assert first.change is not None
    assert (first.change.kind, first.change.by) == (ChangeKind.RUNNING_LATE, post.awa.id)


def test_only_the_last_word_on_lateness_is_said(post: Post, session: Session) -> None:
    start = session.when.start
    late(post, session, 10, start - MINUTE)
    late(post, session, 20, start)
    assert post.heard(start, K.RUNNING_LATE) == {"Fatima": 1, "Luca": 1, "Noor": 1}
    assert post.fates(session, K.RUNNING_LATE) == {"it starts later still"}


def test_lateness_is_not_said_to_who_left_nor_after_a_move(post: Post, session: Session) -> None:
    late(post, session, 10, NOW)
    post.say(session, post.luca, NO)
    assert post.heard(NOW, K.RUNNING_LATE) == {"Fatima": 1, "Noor": 1}
    late(post, session, 15, NOW)
    hosting.move_gathering(
        post.uow(), session.id, wall=datetime(2027, 1, 28, 15), zone="UTC", fold=None, actor=post.awa, now=NOW
    )
    assert post.heard(NOW, K.RUNNING_LATE) == {}
    gone = {"the recipient does not take part", "the session does not start late any more"}
    assert post.fates(session, K.RUNNING_LATE) == gone


def test_each_text_of_the_host_is_said_even_when_the_session_is_called_off(post: Post, session: Session) -> None:
    write(post, session, "Bring laptops", "T1")
    write(post, session, "And cables", "T2")
    hosting.cancel_gathering(post.uow(), session.id, reason="", actor=post.awa, now=NOW)
    words = [one for one in post.deliver(NOW) if one.delivery.kind is K.HOST_WORD]
    said = {(one.recipient.name, one.change.reason) for one in words if isinstance(one, NewsErrand) and one.change}
    assert said == {(name, text) for name in ("Luca", "Fatima") for text in ("Bring laptops", "And cables")}


def test_text_said_again_after_a_failure_is_still_the_same(post: Post, session: Session) -> None:
    write(post, session, "Bring laptops", "T1")
    claimed = next(one for one in iter(lambda: claim_any(post.uow(), NOW), None) if one.kind is K.HOST_WORD)
    post.say(session, post.paul, MAYBE)
    errand = begin(post.uow(), claimed, now=NOW)
    assert errand is not None
    finish(post.uow(), errand, Outcome(OutcomeKind.RETRY, error="no"), now=NOW)
    again = [one for one in post.deliver(NOW + HOUR) if one.delivery.key == claimed.key]
    assert [one.change.reason for one in again if isinstance(one, NewsErrand) and one.change] == ["Bring laptops"]


def test_coordinators_read_each_request_and_the_person_the_answer(post: Post) -> None:
    joint = post.joint()
    post.deliver(NOW)
    for one in (post.luca, post.fatima):
        post.say(joint, one, NO, reason=f"{one.name} has a fair")
    asked = [one for one in post.deliver(NOW) if isinstance(one, NewsErrand) and one.delivery.kind is K.ABSENCE]
    assert {one.recipient.name for one in asked} == {"Inès"}
    assert {one.absence.reason for one in asked if one.absence} == {"Luca has a fair", "Fatima has a fair"}
    decide_absence(post.uow(), joint.id, post.luca.id, accepted=False, remark="We need you", actor=post.ines, now=NOW)
    told = [one for one in post.deliver(NOW) if isinstance(one, NewsErrand) and one.delivery.kind is K.ABSENCE]
    assert [(one.recipient.name, one.delivery.change) for one in told] == [("Luca", ChangeKind.ABSENCE_REFUSED)]
    assert told[0].absence is not None
    assert (told[0].absence.state, told[0].absence.remark) == (AbsenceState.REFUSED, "We need you")


def test_request_that_was_withdrawn_is_not_put_to_the_coordinators(post: Post) -> None:
    joint = post.joint()
    post.deliver(NOW)
    post.say(joint, post.luca, NO, reason="Fair")
    post.say(joint, post.luca, YES)
    assert post.heard(NOW, K.ABSENCE) == {}
    assert post.fates(joint, K.ABSENCE) == {"it is decided otherwise by now"}


def test_news_that_concern_somebody_no_more_are_not_said(post: Post, session: Session) -> None:
    post.say(session, post.luca, NO)
    post.wait(NOW + DAY)
    hosting.invite(post.uow(), session.id, Audience(people=frozenset({post.ines.id})), actor=post.awa, now=NOW + DAY)
    hosting.remove(post.uow(), session.id, post.ines.id, actor=post.awa, now=NOW + DAY)
    heard = [
        (one.recipient.name, one.delivery.change)
        for one in post.deliver(NOW + DAY)
        if one.delivery.kind is K.SESSION_NEWS
    ]
    assert sorted(heard) == [("Inès", ChangeKind.REMOVED), ("Mei", ChangeKind.LAPSED)]


def test_offer_turned_down_before_it_was_said_is_not_said(post: Post, session: Session) -> None:
    post.say(session, post.luca, NO)
    post.say(session, post.mei, MAYBE)
    assert post.heard(NOW, K.SESSION_NEWS) == {}
    assert post.fates(session, K.SESSION_NEWS) == {"the place is not offered any more"}


def test_invitation_of_somebody_taken_off_is_not_said(post: Post) -> None:
    session = post.convene()
    with post.uow() as uow:
        kept = uow.sessions.get(session.id)
        less = replace(
            kept,
            revision=2,
            attendees=tuple(one for one in kept.attendees if one.person_id != post.paul.id),
        )
        uow.sessions.update(less, uow.sessions.history(session.id)[0])
        uow.commit()
    assert "Paul" not in post.heard(NOW, K.SESSION_NEWS)
    assert post.fates(session, K.SESSION_NEWS) == {"the recipient is not invited any more"}


def test_nobody_is_asked_to_host_what_somebody_hosts(post: Post) -> None:
    proposed = post.convene(post.luca)
    take_hosting(post.uow(), proposed.id, actor=post.awa, now=NOW)
    news = [one for one in post.deliver(NOW) if one.delivery.kind is K.SESSION_NEWS]
    said = {one.recipient.name: one.delivery.change for one in news}
    invited = dict.fromkeys(("Awa", "Fatima", "Mei", "Noor", "Paul"), ChangeKind.INVITED)
    assert said == invited | {"Luca": ChangeKind.HOSTED}
    assert post.fates(proposed, K.SESSION_NEWS) >= {"somebody hosts it"}


def test_reminders_go_to_who_comes_or_may(post: Post, session: Session) -> None:
    start = session.when.start
    post.say(session, post.paul, NO)
    assert post.heard(start - DAY, K.DAY_BEFORE) == {"Awa": 1, "Fatima": 1, "Luca": 1, "Noor": 1}
    assert post.heard(start - HOUR, K.HOUR_BEFORE) == {"Awa": 1, "Fatima": 1, "Luca": 1, "Noor": 1}
    post.say(session, post.luca, NO, start - HOUR)
    assert post.heard(start - 5 * MINUTE, K.STARTING) == {"Awa": 1, "Fatima": 1, "Noor": 1}
    assert post.heard(start + 2 * HOUR, K.FOLLOW_UP) == {"Awa": 1}
    assert post.heard(start + 3 * DAY, K.FOLLOW_UP_AGAIN) == {"Awa": 1}


def test_answers_do_not_plan_reminders_anew(post: Post, session: Session) -> None:
    def reminders() -> int:
        return sum(one.kind is K.DAY_BEFORE for one in post.about(session))

    before = reminders()
    for said in (MAYBE, YES, NO, YES):
        post.say(session, post.paul, said)
    look_after_sessions(post.uow(), now=NOW)
    assert reminders() == before + 1
    assert post.heard(session.when.start - DAY, K.DAY_BEFORE)["Luca"] == 1


def test_who_comes_late_to_it_is_reminded_once(post: Post, session: Session) -> None:
    start = session.when.start
    hosting.change_capacity(post.uow(), session.id, None, actor=post.awa, now=NOW)
    post.say(session, post.paul, YES, NOW + DAY)
    assert post.heard(start - DAY, K.DAY_BEFORE)["Paul"] == 1
    moved = hosting.move_gathering(
        post.uow(),
        session.id,
        wall=start.astimezone(ZoneInfo("UTC")).replace(tzinfo=None) + DAY,
        zone="UTC",
        fold=None,
        actor=post.awa,
        now=start - 20 * HOUR,
    )
    assert post.heard(moved.when.start - DAY, K.DAY_BEFORE)["Paul"] == 1


def test_everybody_not_excused_is_reminded_of_a_joint_meeting(post: Post) -> None:
    joint = post.joint(wall=datetime(2027, 2, 9, 15), compulsory=True)
    for one in (post.luca, post.fatima, post.mei):
        post.say(joint, one, NO, reason="Fair")
    for one, accepted in ((post.luca, True), (post.fatima, False)):
        decide_absence(post.uow(), joint.id, one.id, accepted=accepted, actor=post.ines, now=NOW)
    post.deliver(NOW)
    everybody = dict.fromkeys(("Awa", "Fatima", "Inès", "Mei", "Noor", "Paul"), 1)
    assert post.heard(joint.when.start - 6 * DAY, K.WEEK_BEFORE) == everybody
    hosting.run_late(post.uow(), joint.id, minutes=10, actor=post.ines, now=joint.when.start)
    assert set(post.heard(joint.when.start, K.RUNNING_LATE)) == set(everybody) - {"Inès"}


def test_who_said_nothing_is_asked_once_before_the_deadline(post: Post) -> None:
    session = post.convene(answer_by=NOW + 3 * DAY)
    post.say(session, post.luca, MAYBE)
    post.say(session, post.fatima, YES)
    asked = post.deliver(NOW + 3 * DAY - HOUR)
    wanted = [one for one in asked if one.delivery.kind is K.ANSWER_WANTED]
    assert {one.recipient.name for one in wanted if isinstance(one, ReminderErrand)} == {"Mei", "Noor", "Paul"}
    assert post.heard(NOW + 4 * DAY, K.ANSWER_WANTED) == {}


def test_nobody_is_asked_once_answers_are_closed(post: Post) -> None:
    session = post.convene(answer_by=NOW + 3 * DAY)
    hosting.close_answers(post.uow(), session.id, actor=post.awa, now=NOW)
    assert post.heard(NOW + 3 * DAY - HOUR, K.ANSWER_WANTED) == {}


def test_what_will_be_said_of_a_circle_is_told_to_coordinators(post: Post, session: Session) -> None:
    ahead = what_will_be_said(post.uow(), actor=post.ines, now=session.when.start - 2 * DAY)
    before = [one.recipient.name for one in ahead.to_say if one.kind is K.DAY_BEFORE]
    assert sorted(before) == ["Awa", "Fatima", "Luca", "Noor"]


def test_next_moment_is_when_an_offer_lapses(post: Post) -> None:
    session = post.convene(capacity=1, wall=datetime(2027, 4, 6, 15))
    post.say(session, post.luca, YES)
    post.say(session, post.mei, YES)
    post.deliver(NOW)
    post.say(session, post.luca, NO)
    post.deliver(NOW + MINUTE)
    assert next_moment(post.uow(), now=NOW + MINUTE) == NOW + DAY


def test_new_zone_data_moves_a_circle_and_everybody_is_told(post: Post, session: Session) -> None:
    post.store.older_starts[TEAM, session.id] = session.when.start - HOUR
    assert follow_zone_data(post.uow(), now=NOW) == 1
    corrected = post.now(session)
    assert corrected.gathering is not None
    assert corrected.gathering.settled_in == corrected.revision
    told = [(name, ChangeKind.TIME_CORRECTED) for name in ("Awa", "Fatima", "Luca", "Mei", "Noor", "Paul")]
    assert post.told(session, after=session) == told


def test_answer_given_while_new_zone_data_is_followed_is_kept(
    post: Post, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = session.when.start
    post.say(session, post.paul, MAYBE)
    monkeypatch.setattr(FakeSessions, "reckoned_before", lambda _sessions, _now: [(session, start - HOUR)])
    follow_zone_data(post.uow(), now=NOW)
    assert post.answers(session)["Paul"] is MAYBE


def test_coordinator_of_another_programme_sees_nothing_of_it(post: Post, session: Session) -> None:
    stranger: Person = post.omar
    with post.uow() as uow:
        other = uow.people.add_programme(replace(post.cast.programme, id=0, name="Academy"))
        uow.people.enrol(Participant(other.id, stranger, frozenset({Role.COORDINATOR})))
        uow.commit()
    assert what_will_be_said(post.uow(), actor=stranger, now=session.when.start - 2 * DAY).total == 0
    with post.uow() as uow:
        assert uow.sessions.joint_meetings(other.id) == []
        assert uow.sessions.open_in(other.id, Interval(NOW, NOW + 30 * DAY)) == []


def test_home_tells_of_the_reminder_of_a_circle_to_who_comes(post: Post, session: Session) -> None:
    at = home(post.uow(), actor=post.luca, now=NOW).reminded_at
    assert at is not None
    assert at.date() == session.when.start.date() - DAY
    assert home(post.uow(), actor=post.paul, now=NOW).reminded_at is None
