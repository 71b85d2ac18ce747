from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from mentoring.begun_forms import BegunForm
from mentoring.messages import (
    Card,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Finding,
    FindingKind,
    Means,
    Outcome,
    OutcomeKind,
    Pace,
    Rhythm,
)
from mentoring.people import Person
from mentoring.rules.delivery import LEASE, SETTLE
from mentoring.services.delivery import (
    Search,
    anything_due,
    begin,
    claim_one,
    finish,
    hold,
    put_off,
    recover,
    search_for,
    settle,
    to_verify,
)
from mentoring.services.errands import CardErrand, Errand, HomeErrand, NewsErrand
from mentoring.services.housekeeping import (
    DRAFTS_LAST,
    MESSAGES_LAST,
    REDRAWS_LAST,
    SEEN_KEYS_LAST,
    SLOTS_LAST,
    forget_old,
)
from mentoring.sessions import ChangeKind, Session, SessionState
from tests.builders import NOW, TEAM, Cohort, a_change, a_cohort, a_delivery, a_draft
from tests.fakes import FakeStore, FakeUnitOfWork

SENT = Outcome(OutcomeKind.SENT, slack_ts="1.1", channel_id="D2")
UNKNOWN = Outcome(OutcomeKind.UNKNOWN, error="no answer in time")
DAY = timedelta(days=1)


@dataclass
class World:
    store: FakeStore
    cohort: Cohort
    session: Session

    def uow(self, team_id: str = TEAM) -> FakeUnitOfWork:
        return FakeUnitOfWork(self.store, team_id)

    def everywhere(self) -> FakeUnitOfWork:
        return self.uow("")

    def write(self, change: Callable[[FakeUnitOfWork], object]) -> None:
        with self.uow() as uow:
            change(uow)
            uow.commit()

    def plan(self, **changes: Any) -> Delivery:
        delivery = a_delivery(**{"recipient_id": self.cohort.luca.id, **changes})
        self.write(lambda uow: uow.deliveries.plan([delivery]))
        return delivery

    def claim(self, now: datetime = NOW) -> Delivery:
        claimed = [claim_one(self.everywhere(), owner="here", now=now, means=means) for means in Means]
        return next(one for one in claimed if one is not None)

    def begun(self, now: datetime = NOW) -> Errand:
        errand = begin(self.uow(), self.claim(now), now=now)
        assert errand is not None
        return errand

    def change(self, kind: ChangeKind, by: Person, **changes: Any) -> None:
        self.session = replace(self.session, revision=self.session.revision + 1, **changes)
        line = a_change(self.session, kind, by=by.id)
        self.write(lambda uow: uow.sessions.update(self.session, line))

    def keep_card(self, slack_ts: str = "1.1", revision: int = 1) -> Card:
        card = Card(self.session.id, self.cohort.luca.id, "D2", slack_ts, revision)
        self.write(lambda uow: uow.deliveries.keep_card(card))
        return card

    def cards(self) -> list[Card]:
        return list(self.uow().deliveries.cards(self.session.id, self.cohort.luca.id))

    def kept(self, key: str = a_delivery().key) -> Delivery:
        return self.uow().deliveries.get(key)

    def fate(self, key: str = a_delivery().key) -> tuple[DeliveryState, str]:
        kept = self.kept(key)
        return kept.state, kept.last_error


@pytest.fixture
def world() -> World:
    store = FakeStore()
    with FakeUnitOfWork(store) as uow:
        cohort = a_cohort(uow)
        session = cohort.session(state=SessionState.PROPOSED)
        uow.sessions.add(session, a_change(session))
        uow.commit()
    return World(store, cohort, session)


def test_claim_leases_what_is_due(world: World) -> None:
    world.plan()

    claimed = world.claim()

    assert (claimed.state, claimed.lease_owner, claimed.leased_until) == (DeliveryState.LEASED, "here", NOW + LEASE)
    assert claim_one(world.everywhere(), owner="there", now=NOW) is None


def test_claim_leaves_alone_what_is_not_due(world: World) -> None:
    world.plan(due_at=NOW + timedelta(seconds=1))

    assert claim_one(world.everywhere(), owner="here", now=NOW) is None


def test_what_waits_is_known_to_be_due_from_its_instant_on(world: World) -> None:
    assert not anything_due(world.everywhere(), now=NOW)
    world.plan()
    assert not anything_due(world.everywhere(), now=NOW - timedelta(seconds=1))
    assert anything_due(world.everywhere(), now=NOW)
    world.claim()
    assert not anything_due(world.everywhere(), now=NOW)


def test_begin_gives_the_session_as_it_now_is_and_writes_the_intent(world: World) -> None:
    world.plan()
    world.change(ChangeKind.MOVED, world.cohort.awa, topic="Trade fairs")

    errand = begin(world.uow(), world.claim(), now=NOW)

    assert isinstance(errand, NewsErrand)
    assert (errand.recipient, errand.decided_at) == (world.cohort.luca, NOW)
    assert errand.details.session == world.session
    assert errand.delivery == world.kept()
    assert (errand.delivery.state, errand.delivery.session_revision) == (DeliveryState.SENDING, 2)


def test_begin_expires_what_is_too_late(world: World) -> None:
    delivery = world.plan()
    late = delivery.not_after + timedelta(seconds=1)

    assert begin(world.uow(), world.claim(late), now=late) is None
    assert world.fate() == (DeliveryState.EXPIRED, "too late to say")


def test_begin_still_says_what_is_due_at_its_last_instant(world: World) -> None:
    delivery = world.plan()

    assert begin(world.uow(), world.claim(delivery.not_after), now=delivery.not_after) is not None


@pytest.mark.parametrize("changes", [{"active": False}, {"user_id": None}])
def test_begin_cancels_what_nobody_can_receive(world: World, changes: dict[str, Any]) -> None:
    world.plan()
    world.write(lambda uow: uow.people.update(replace(world.cohort.luca, **changes)))

    assert begin(world.uow(), world.claim(), now=NOW) is None
    assert world.kept().state is DeliveryState.CANCELLED


def test_begin_cancels_news_of_a_session_cancelled_since(world: World) -> None:
    world.plan()
    world.change(ChangeKind.CANCELLED, world.cohort.awa, state=SessionState.CANCELLED, proposal=None)
    world.plan(key="S1:2:cancelled", session_revision=2, change="cancelled", due_at=NOW + timedelta(seconds=1))

    assert begin(world.uow(), world.claim(), now=NOW) is None
    assert world.fate() == (DeliveryState.CANCELLED, "superseded by later news")


def test_begin_drops_what_another_worker_has_claimed_since(world: World) -> None:
    world.plan()
    mine = world.claim()
    recover(world.everywhere(), now=NOW + LEASE)
    theirs = world.claim(NOW + LEASE)

    assert begin(world.uow(), mine, now=NOW + LEASE) is None
    assert world.kept() == theirs


def test_begin_drops_what_was_freed_since(world: World) -> None:
    world.plan()
    mine = world.claim()
    recover(world.everywhere(), now=NOW + LEASE)

    assert begin(world.uow(), mine, now=NOW + LEASE) is None
    assert world.kept().state is DeliveryState.PENDING


def beaten(world: World) -> FakeUnitOfWork:
    """A unit of work in which another worker is always a moment faster."""
    uow = world.uow()
    uow.deliveries.replace = lambda delivery, *, instead_of, now: False  # type: ignore[method-assign]
    return uow


def test_begin_says_nothing_when_another_worker_was_a_moment_faster(world: World) -> None:
    world.plan()
    claimed = world.claim()

    assert begin(beaten(world), claimed, now=NOW) is None
    assert world.kept() == claimed


def test_finish_keeps_no_card_when_another_worker_was_a_moment_faster(world: World) -> None:
    world.plan()

    finish(beaten(world), world.begun(), SENT, now=NOW)

    assert (world.kept().state, world.cards()) == (DeliveryState.SENDING, [])


def test_begin_breaks_down_on_news_of_no_session(world: World) -> None:
    world.plan(session_id=None)

    with pytest.raises(ValueError, match="names none"):
        begin(world.uow(), world.claim(), now=NOW)


def test_begin_home_gives_the_overview(world: World) -> None:
    world.plan(kind=DeliveryKind.HOME, session_id=None, change="")

    errand = begin(world.uow(), world.claim(), now=NOW)

    assert isinstance(errand, HomeErrand)
    assert [one.session for one in errand.overview.awaiting] == [world.session]


def test_begin_card_gives_every_message_that_shows_the_session_as_it_was(world: World) -> None:
    first, second = world.keep_card("1.1"), world.keep_card("2.1")
    world.keep_card("3.1", revision=2)
    world.change(ChangeKind.MOVED, world.cohort.awa)
    world.plan(kind=DeliveryKind.SESSION_CARD)

    errand = begin(world.uow(), world.claim(), now=NOW)

    assert isinstance(errand, CardErrand)
    assert (errand.cards, errand.details.session) == ((first, second), world.session)


def test_begin_card_has_nothing_to_do_without_a_card(world: World) -> None:
    world.plan(kind=DeliveryKind.SESSION_CARD)

    assert begin(world.uow(), world.claim(), now=NOW) is None
    assert world.fate() == (DeliveryState.CANCELLED, "no card was posted")


def test_begin_card_has_nothing_to_do_when_every_card_shows_the_session_as_it_is(world: World) -> None:
    world.keep_card()
    world.plan(kind=DeliveryKind.SESSION_CARD)

    assert begin(world.uow(), world.claim(), now=NOW) is None
    assert world.fate() == (DeliveryState.CANCELLED, "every card is up to date")


def test_finish_keeps_the_card_that_news_carried(world: World) -> None:
    world.plan()

    finish(world.uow(), world.begun(), SENT, now=NOW)

    assert world.kept().state is DeliveryState.SENT
    assert world.cards() == [Card("S1", world.cohort.luca.id, "D2", "1.1", 1)]


def test_finish_plans_a_refresh_when_the_session_moved_on_during_the_post(world: World) -> None:
    world.plan()
    begun = world.begun()
    world.change(ChangeKind.MOVED, world.cohort.awa)

    finish(world.uow(), begun, SENT, now=NOW)

    refresh = world.claim()
    assert (refresh.kind, refresh.recipient_id) == (DeliveryKind.SESSION_CARD, world.cohort.luca.id)
    assert isinstance(begin(world.uow(), refresh, now=NOW), CardErrand)


def test_finish_card_keeps_the_revision_that_the_messages_show(world: World) -> None:
    card = world.keep_card()
    world.change(ChangeKind.MOVED, world.cohort.awa)
    world.plan(kind=DeliveryKind.SESSION_CARD)

    finish(world.uow(), world.begun(), Outcome(OutcomeKind.SENT), now=NOW)

    assert world.cards() == [replace(card, revision=2)]


def test_finish_card_takes_no_newer_revision_back(world: World) -> None:
    card = world.keep_card()
    world.change(ChangeKind.MOVED, world.cohort.awa)
    world.plan(kind=DeliveryKind.SESSION_CARD)
    slow = world.begun()
    world.keep_card(revision=3)

    finish(world.uow(), slow, Outcome(OutcomeKind.SENT), now=NOW)

    assert world.cards() == [replace(card, revision=3)]


def test_finish_home_needs_no_place(world: World) -> None:
    world.plan(kind=DeliveryKind.HOME, session_id=None, change="")

    finish(world.uow(), world.begun(), Outcome(OutcomeKind.SENT), now=NOW)

    assert world.kept().state is DeliveryState.SENT


def test_finish_retries_what_did_not_leave(world: World) -> None:
    world.plan()

    finish(world.uow(), world.begun(), Outcome(OutcomeKind.RETRY, retry_after=timedelta(seconds=9)), now=NOW)

    assert claim_one(world.everywhere(), owner="here", now=NOW + timedelta(seconds=8)) is None
    assert world.claim(NOW + timedelta(seconds=9)).attempts == 0


def test_finish_never_repeats_news_of_unknown_outcome(world: World) -> None:
    world.plan()

    finish(world.uow(), world.begun(), UNKNOWN, now=NOW)

    assert claim_one(world.everywhere(), owner="here", now=NOW + timedelta(hours=1)) is None
    assert world.kept().state is DeliveryState.UNKNOWN


def test_finish_of_a_slow_worker_changes_nothing_once_another_has_it(world: World) -> None:
    world.plan(kind=DeliveryKind.HOME, session_id=None)
    slow = world.begun()
    later = NOW + LEASE
    recover(world.everywhere(), now=later)
    theirs = world.claim(later + timedelta(hours=1))

    finish(world.uow(), slow, SENT, now=later)

    assert world.kept() == theirs


def test_a_crowded_conversation_holds_up_nobody_else(world: World) -> None:
    world.plan()
    begun = world.begun()
    world.plan(key="other", recipient_id=world.cohort.awa.id)
    crowded = Outcome(OutcomeKind.RETRY, retry_after=timedelta(seconds=9), crowded=True)
    finish(world.uow(), begun, crowded, now=NOW)

    assert claim_one(world.uow(), owner="worker", now=NOW + timedelta(seconds=1)) is not None
    assert claim_one(world.uow(), owner="worker", now=NOW + timedelta(seconds=8)) is None
    assert claim_one(world.uow(), owner="worker", now=NOW + timedelta(seconds=9)) is not None


def test_put_off_gives_back_what_was_claimed(world: World) -> None:
    world.plan()

    put_off(world.uow(), world.claim(), until=NOW + timedelta(minutes=1), now=NOW)

    assert world.claim(NOW + timedelta(minutes=1)).attempts == 0


def test_put_off_leaves_alone_what_another_worker_has(world: World) -> None:
    world.plan()
    claimed = world.claim()
    assert recover(world.everywhere(), now=NOW + 2 * LEASE) == 1
    again = world.claim(NOW + 2 * LEASE)
    put_off(world.uow(), claimed, until=NOW + DAY, now=NOW + 2 * LEASE)
    assert world.kept() == again


def test_hold_keeps_what_was_begun_until_it_is_recorded(world: World) -> None:
    world.plan()
    errand = world.begun()
    with world.uow() as uow:
        assert hold(uow, errand.delivery)
    finish(world.uow(), errand, SENT, now=NOW)
    with world.uow() as uow:
        assert not hold(uow, errand.delivery)


def test_unknown_is_not_searched_for_while_conversations_may_not_be_read(world: World, unknown: Delivery) -> None:
    once_a_minute = Pace({Means.SEARCH: Rhythm(timedelta(minutes=1))})
    assert search_for(world.uow(), unknown, now=NOW + SETTLE, pace=once_a_minute) is not None
    assert search_for(world.uow(), unknown, now=NOW + SETTLE, pace=once_a_minute) is None
    later = NOW + SETTLE + timedelta(minutes=1)
    assert search_for(world.uow(), unknown, now=later, pace=once_a_minute) is not None


def test_nothing_is_searched_for_while_slack_wants_a_pause(world: World, unknown: Delivery) -> None:
    pause = timedelta(seconds=30)
    hurried = Finding(FindingKind.CANNOT, error="ratelimited", retry_after=pause)
    settle(world.uow(), unknown, hurried, now=NOW + SETTLE)
    world.store.deliveries["T1", unknown.key] = unknown
    assert search_for(world.uow(), unknown, now=NOW + SETTLE + pause - timedelta(seconds=1)) is None
    assert search_for(world.uow(), unknown, now=NOW + SETTLE + pause) is not None


def test_recover_frees_every_overdue_lease_once(world: World) -> None:
    world.plan()
    world.begun()
    world.plan(key="S1:1:other", due_at=NOW + timedelta(seconds=1))
    world.claim(NOW + timedelta(seconds=1))

    assert recover(world.everywhere(), now=NOW + LEASE - timedelta(seconds=1)) == 0
    assert recover(world.everywhere(), now=NOW + LEASE + timedelta(seconds=1)) == 2
    assert recover(world.everywhere(), now=NOW + LEASE + timedelta(seconds=1)) == 0
    assert (world.kept().state, world.kept("S1:1:other").state) == (DeliveryState.UNKNOWN, DeliveryState.PENDING)


@pytest.fixture
def unknown(world: World) -> Delivery:
    world.plan()
    finish(world.uow(), world.begun(), UNKNOWN, now=NOW)
    return world.kept()


def test_unknown_is_searched_for_once_slack_has_settled(world: World, unknown: Delivery) -> None:
    assert to_verify(world.everywhere(), now=NOW + SETTLE - timedelta(seconds=1)) == ()
    assert to_verify(world.everywhere(), now=NOW + SETTLE) == (unknown,)
    assert search_for(world.uow(), unknown, now=NOW + SETTLE) == Search(unknown, world.cohort.luca)


def test_unknown_that_is_found_was_sent_and_its_card_is_kept(world: World, unknown: Delivery) -> None:
    settle(world.uow(), unknown, Finding(FindingKind.FOUND, "1.1", "D2"), now=NOW + SETTLE)

    assert (world.kept().state, world.kept().slack_ts) == (DeliveryState.SENT, "1.1")
    assert world.cards() == [Card("S1", world.cohort.luca.id, "D2", "1.1", 1)]


def test_unknown_that_is_absent_is_said_again(world: World, unknown: Delivery) -> None:
    settle(world.uow(), unknown, Finding(FindingKind.ABSENT), now=NOW + SETTLE)

    assert world.claim(NOW + SETTLE).attempts == 1


def test_unknown_that_nobody_can_look_for_is_for_a_person_to_review(world: World, unknown: Delivery) -> None:
    settle(world.uow(), unknown, Finding(FindingKind.CANNOT, error="missing_scope"), now=NOW + SETTLE)

    assert world.fate() == (DeliveryState.REVIEW, "missing_scope")


def test_unknown_that_was_settled_meanwhile_is_left_alone(world: World, unknown: Delivery) -> None:
    settle(world.uow(), unknown, Finding(FindingKind.FOUND, "1.1", "D2"), now=NOW + SETTLE)

    settle(world.uow(), unknown, Finding(FindingKind.ABSENT), now=NOW + SETTLE)

    assert world.kept().state is DeliveryState.SENT
    assert search_for(world.uow(), unknown, now=NOW + SETTLE) is None


def test_forget_old_keeps_what_may_still_be_asked_for(world: World) -> None:
    world.write(lambda uow: uow.sessions.keep_draft(a_draft()))
    world.write(lambda uow: uow.begun_forms.keep(BegunForm(1, "booking.form", "", "O1", NOW, "{}")))
    world.write(lambda uow: uow.seen.first_time("Ev1", NOW))

    assert forget_old(world.uow(), now=NOW + SEEN_KEYS_LAST) == 0
    assert forget_old(world.uow(), now=NOW + DRAFTS_LAST) == 1
    assert forget_old(world.uow(), now=NOW + DRAFTS_LAST + timedelta(seconds=1)) == 2
    assert world.uow().sessions.draft("D1") is None


def test_forget_old_forgets_what_proves_nothing_long_before_what_does(world: World) -> None:
    world.plan()
    world.begun()
    world.plan(key="home", kind=DeliveryKind.HOME)
    assert claim_one(world.uow(), owner="worker", now=NOW, means=Means.HOME) is not None

    assert forget_old(world.uow(), now=NOW + REDRAWS_LAST) == 0
    assert forget_old(world.uow(), now=NOW + REDRAWS_LAST + timedelta(seconds=1)) == 1
    assert set(world.uow().deliveries.transitions([world.kept().key, "home"])) == {world.kept().key}
    assert forget_old(world.uow(), now=NOW + MESSAGES_LAST + timedelta(seconds=1)) == 2


def test_forget_old_forgets_slots_that_nothing_waits_for(world: World) -> None:
    world.write(lambda uow: uow.deliveries.pause(Means.POST, NOW))

    assert forget_old(world.uow(), now=NOW + SLOTS_LAST) == 0
    assert forget_old(world.uow(), now=NOW + SLOTS_LAST + timedelta(seconds=1)) == 1
    assert world.store.slots == {}
