"""Preparing pairs and publishing them: who is proposed to whom, several coordinators at it, both introduced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from mentoring.clusters import Cluster
from mentoring.consents import ConsentTo
from mentoring.errors import NoSuchPairing, NotACoordinator, NothingProposed, PairingChanged, PairingStale
from mentoring.messages import Delivery, DeliveryKind, DeliveryState, Outcome, OutcomeKind
from mentoring.pairing import Hindrance, PairingState, Solution, Wish, WishKind
from mentoring.pairing_policy import PairingPolicy, PartKind
from mentoring.people import Pair, Participant, Person, Role
from mentoring.portraits import Portrait, Question, Subjects
from mentoring.programme_settings import ProgrammeState
from mentoring.rules.pairing import hindrances_of, solved
from mentoring.rules.pairing_wishes import not_wishing, wishing, with_places
from mentoring.rules.pairing_words import telling_words
from mentoring.services.accounts import Account, follow_account
from mentoring.services.arrivals import look_after_arrivals, send_welcomes
from mentoring.services.delivery import begin, finish
from mentoring.services.errands import IntroductionErrand
from mentoring.services.introductions import introduce_who_waited, publish
from mentoring.services.pairing import drop_pairing, keep_proposals, pairing_board
from mentoring.services.programme_setup import let_run
from tests.builders import NOW, OTHER_TEAM, a_person, a_programme
from tests.fakes import FakeUnitOfWork
from tests.mentoring.fair import Fair
from tests.mentoring.house import claim_any

HOUR = timedelta(hours=1)


@pytest.fixture
def fair() -> Fair:
    return Fair()


def must(mentee: Person, mentor: Person) -> Wish:
    return Wish(mentee.id, WishKind.MUST, mentor.id)


def test_only_who_has_no_mentor_is_proposed_one_and_agreed_pairs_stay(fair: Fair) -> None:
    market = fair.board().market
    assert [one.person_id for one in market.mentees] == [fair.cast.fatima.id, fair.sami.id, fair.nadia.id]
    assert {one.person_id: one.places for one in market.mentors} == {
        fair.cast.awa.id: 0,
        fair.marco.id: 1,
        fair.youssef.id: 1,
    }


def test_who_left_slack_is_not_proposed(fair: Fair) -> None:
    with fair.uow() as uow:
        uow.people.update(replace(uow.people.get(fair.marco.id), active=False))
        uow.commit()
    assert fair.marco.id not in {one.person_id for one in fair.board().market.mentors}


def test_what_people_said_counts_only_if_they_agreed_that_it_be_kept(fair: Fair) -> None:
    fair.says(fair.sami, needs=Subjects("Exporting software", ("green",)))
    fair.says(fair.marco, offers=Subjects("export", ("green", "skills")))
    fair.agrees(fair.sami, ConsentTo.KEPT)
    by_id = {one.person_id: one for one in (*fair.board().market.mentees, *fair.board().market.mentors)}
    assert by_id[fair.sami.id].competences == {"green"}
    assert by_id[fair.sami.id].words == {"exporting", "software"}
    assert by_id[fair.marco.id].competences == frozenset()


def test_languages_begin_with_ones_own_and_are_guessed_where_nothing_was_said(fair: Fair) -> None:
    languages = {one.person_id: one.languages for one in fair.board().market.mentors}
    assert languages[fair.youssef.id] == ("ar", "en")
    assert languages[fair.cast.awa.id] == ("fr", "en")


def test_words_that_everybody_writes_say_nothing() -> None:
    assert list(telling_words("I would like to know more about exporting, with help from the EU in 2027")) == [
        "exporting"
    ]
    assert telling_words("J'ai besoin d'aide pour la Trésorerie") == {"aide": "aide", "tresorerie": "trésorerie"}
    assert telling_words("أحتاج خبرة في التصدير") == {"تصدير": "التصدير"}


def test_proposals_are_kept_and_found_again_by_the_other_coordinator(fair: Fair) -> None:
    pairing = fair.propose()
    assert fair.couples(pairing) == {"Sami": "Youssef", "Nadia": "Marco"}
    assert fair.board(fair.pierre).pairing == pairing
    assert solved(fair.board().market).unpaired == (fair.cast.fatima.id,)


def test_a_wish_changes_what_is_proposed_and_can_be_taken_back(fair: Fair) -> None:
    pairing = fair.propose(must(fair.cast.fatima, fair.youssef))
    assert fair.couples(pairing) == {"Fatima": "Youssef", "Nadia": "Marco"}
    again = fair.keep(not_wishing(fair.board(), must(fair.cast.fatima, fair.youssef))).pairing
    assert again is not None
    assert fair.couples(again) == {"Sami": "Youssef", "Nadia": "Marco"}
    assert again.revision == 2


def test_a_later_wish_goes_before_one_that_it_gainsays(fair: Fair) -> None:
    board = wishing(fair.board(), must(fair.sami, fair.youssef))
    board = wishing(board, must(fair.sami, fair.marco))
    assert board.market.wishes == {must(fair.sami, fair.marco)}
    not_him = Wish(fair.sami.id, WishKind.MUST_NOT, fair.marco.id)
    assert wishing(board, not_him).market.wishes == {not_him}


def test_a_mentor_may_take_more_than_usual(fair: Fair) -> None:
    board = fair.keep(with_places(fair.board(), fair.youssef.id, 2))
    assert board.pairing is not None
    assert fair.couples(board.pairing) == {"Fatima": "Youssef", "Sami": "Youssef", "Nadia": "Marco"}
    assert {one.person_id: one.places for one in fair.board().market.mentors}[fair.youssef.id] == 2


def test_places_are_those_that_agreed_pairs_leave(fair: Fair) -> None:
    board = with_places(fair.board(), fair.cast.awa.id, 3)
    assert {one.person_id: one.places for one in board.market.mentors}[fair.cast.awa.id] == 2


def test_weights_come_from_the_programme(fair: Fair) -> None:
    with fair.uow() as uow:
        policy = PairingPolicy(needs=0, words=0, sector=90, languages=5, hours=5, mentees_each=2)
        uow.people.update_programme(replace(fair.cast.programme, pairing=policy))
        uow.commit()
    market = fair.board().market
    assert market.policy == policy
    assert {one.person_id: one.places for one in market.mentors}[fair.marco.id] == 2


def test_two_coordinators_at_once_the_second_is_told_who_was_first(fair: Fair) -> None:
    fair.propose()
    seen_by_ines, seen_by_pierre = fair.board(), fair.board(fair.pierre)
    fair.keep(wishing(seen_by_pierre, must(fair.sami, fair.youssef)), fair.pierre)
    with pytest.raises(PairingChanged) as refused:
        fair.keep(wishing(seen_by_ines, must(fair.nadia, fair.youssef)))
    assert refused.value.facts["name"] == "Pierre"
    assert fair.board().market.wishes == {must(fair.sami, fair.youssef)}


def test_two_coordinators_who_begin_at_once_begin_one_pairing(fair: Fair) -> None:
    before = fair.board()
    fair.propose(actor=fair.pierre)
    with pytest.raises(PairingChanged) as refused:
        fair.keep(before)
    assert refused.value.facts["name"] == "Pierre"


def test_publishing_makes_the_pairs_and_introduces_both_of_each(fair: Fair) -> None:
    published = fair.publish(fair.propose())
    assert (published.anew, published.pairing.state) == (True, PairingState.PUBLISHED)
    assert fair.pairs() == [("Awa", "Luca"), ("Youssef", "Sami"), ("Marco", "Nadia")]
    assert introduced(fair) == {"Youssef", "Sami", "Marco", "Nadia"}
    assert fair.board().pairing is None


def introduced(fair: Fair) -> set[str]:
    with fair.uow() as uow:
        said = (one for one in fair.store.deliveries.values() if one.kind is DeliveryKind.INTRODUCTION)
        return {uow.people.get(one.recipient_id).name for one in said}


def test_publishing_twice_changes_nothing_and_tells_who_did(fair: Fair) -> None:
    pairing = fair.propose()
    fair.publish(pairing, fair.pierre)
    before = fair.store.snapshot()
    again = fair.publish(pairing)
    assert (again.anew, again.by.name) == (False, "Pierre")
    assert fair.store.snapshot() == before


def test_publishing_what_another_changed_meanwhile_is_refused(fair: Fair) -> None:
    seen = fair.propose()
    fair.propose(must(fair.cast.fatima, fair.youssef), actor=fair.pierre)
    with pytest.raises(PairingChanged):
        fair.publish(seen)
    assert fair.pairs() == [("Awa", "Luca")]


def test_nothing_to_publish_is_refused(fair: Fair) -> None:
    board = keep_proposals(fair.uow(), fair.board(), Solution(()), actor=fair.cast.ines, now=NOW)
    assert board.pairing is not None
    with pytest.raises(NothingProposed):
        fair.publish(board.pairing)


def roster_paired_her(fair: Fair) -> None:
    with fair.uow() as uow:
        uow.people.add_pair(Pair(0, fair.cast.programme.id, fair.cast.awa.id, fair.nadia.id, NOW.date()))
        uow.commit()


def he_left(fair: Fair) -> None:
    with fair.uow() as uow:
        uow.people.update(replace(uow.people.get(fair.marco.id), active=False))
        uow.commit()


def she_moved_to_his_cluster(fair: Fair) -> None:
    with fair.uow() as uow:
        for one in (fair.marco, fair.nadia):
            place = next(iter(uow.people.participations(one.id)))
            uow.people.enrol(replace(place, cluster="C2TM"))
        uow.commit()


@pytest.mark.parametrize(
    ("meanwhile", "name"), [(roster_paired_her, "Nadia"), (he_left, "Marco"), (she_moved_to_his_cluster, "Nadia")]
)
def test_publishing_what_can_not_be_any_more_is_refused_whole(
    fair: Fair, meanwhile: Callable[[Fair], None], name: str
) -> None:
    pairing = fair.propose()
    meanwhile(fair)
    before = fair.pairs()
    with pytest.raises(PairingStale) as refused:
        fair.publish(pairing)
    assert refused.value.facts["names"] == (name,)
    assert fair.pairs() == before


def test_a_pairing_let_go_is_gone_and_another_may_begin(fair: Fair) -> None:
    pairing = fair.propose()
    dropped = drop_pairing(fair.uow(), pairing.id, pairing.revision, actor=fair.cast.ines, now=NOW)
    assert dropped.state is PairingState.DROPPED
    assert drop_pairing(fair.uow(), pairing.id, pairing.revision, actor=fair.pierre, now=NOW) == dropped
    with pytest.raises(NoSuchPairing):
        fair.publish(pairing)
    assert fair.propose().id != pairing.id


def next_introduction(fair: Fair, person: Person, now: datetime = NOW) -> IntroductionErrand | None:
    """What is said to the person, everybody else's passed over; None when it is closed."""
    while (claimed := claim_any(fair.uow(), now)) is not None:
        errand = begin(fair.uow(), claimed, now=now)
        if claimed.kind is DeliveryKind.INTRODUCTION and claimed.recipient_id == person.id:
            assert errand is None or isinstance(errand, IntroductionErrand)
            return errand
    raise AssertionError(f"nothing is said to {person.name}")


def test_an_introduction_tells_who_why_and_a_first_hour(fair: Fair) -> None:
    fair.says(fair.nadia, needs=Subjects("", ("green",)))
    fair.says(fair.marco, offers=Subjects("Recycling fibres", ("green",)))
    for person in (fair.nadia, fair.marco):
        fair.agrees(person, ConsentTo.KEPT)
    fair.agrees(fair.marco, ConsentTo.SHOWN)
    fair.publish(fair.propose())
    errand = next_introduction(fair, fair.nadia, NOW + 2 * HOUR)
    assert errand is not None
    assert (errand.other.person, errand.mentors) == (fair.marco, False)
    parts = {one.kind: one for one in errand.match.parts}
    assert parts[PartKind.NEEDS].shared == ("green",)
    assert parts[PartKind.SECTOR].points == parts[PartKind.SECTOR].most
    assert errand.portrait is not None
    assert errand.portrait.offers.words == "Recycling fibres"
    assert errand.first is not None
    assert errand.first.length == HOUR


def test_what_somebody_did_not_agree_to_show_is_not_shown(fair: Fair) -> None:
    fair.says(fair.nadia, needs=Subjects("Selling abroad", ()))
    fair.agrees(fair.nadia, ConsentTo.KEPT)
    fair.publish(fair.propose())
    errand = next_introduction(fair, fair.marco, NOW + 2 * HOUR)
    assert errand is not None
    assert errand.portrait is None


def test_an_introduction_keeps_to_the_readers_working_hours(fair: Fair) -> None:
    at_night = NOW.replace(hour=23)
    fair.publish(fair.propose(), now=at_night)
    due = {one.recipient_id: one.due_at for one in fair.store.deliveries.values() if is_introduction(one)}
    assert due[fair.marco.id] == datetime.fromisoformat("2027-01-19T08:00:00+00:00")
    assert due[fair.nadia.id] == datetime.fromisoformat("2027-01-19T09:00:00+00:00")


def is_introduction(delivery: Delivery) -> bool:
    return delivery.kind is DeliveryKind.INTRODUCTION


def test_a_pair_that_ended_before_it_was_said_is_not_introduced(fair: Fair) -> None:
    fair.publish(fair.propose())
    with fair.uow() as uow:
        for pair in uow.people.pairs(fair.cast.programme.id):
            uow.people.update_pair(replace(pair, ends_on=NOW.date() - timedelta(days=1)))
        uow.commit()
    assert next_introduction(fair, fair.nadia, NOW + 2 * HOUR) is None
    closed = [
        one for one in fair.store.deliveries.values() if is_introduction(one) and one.recipient_id == fair.nadia.id
    ]
    assert [one.state for one in closed] == [DeliveryState.CANCELLED]


def test_before_the_programme_begins_the_first_hour_is_in_its_first_days(fair: Fair) -> None:
    early = NOW - timedelta(days=40)
    fair.publish(fair.propose(), now=early)
    errand = next_introduction(fair, fair.nadia, early + timedelta(days=1))
    assert errand is not None
    assert errand.first is not None
    assert errand.first.start.date() >= fair.cast.programme.starts_on


def test_sharing_a_cluster_is_a_conflict_of_interest(fair: Fair) -> None:
    she_moved_to_his_cluster(fair)
    blocked = solved(replace_mentors(fair)).blockages
    assert {kind for one in blocked for kinds in one.hindrances.values() for kind in kinds} == {Hindrance.SAME_CLUSTER}


def replace_mentors(fair: Fair) -> Any:
    market = fair.board().market
    only = tuple(one for one in market.mentors if one.person_id == fair.marco.id)
    return replace(market, mentors=only, mentees=tuple(one for one in market.mentees if one.person_id == fair.nadia.id))


def test_a_cluster_is_the_same_by_any_of_its_names_and_gives_its_sector(fair: Fair) -> None:
    with fair.uow() as uow:
        named = Cluster(
            0, fair.cast.programme.id, "Moroccan Technical Textile", sector="Textile", also_known_as=("C2TM",)
        )
        uow.clusters.add(named)
        for one, name in ((fair.marco, "c2tm"), (fair.sami, "Moroccan technical  TEXTILE")):
            place = next(iter(uow.people.participations(one.id)))
            uow.people.enrol(replace(place, cluster=name, sector=""))
        uow.commit()
    market = fair.board().market
    assert hindrances_of(market, fair.marco.id, fair.sami.id) == (Hindrance.SAME_CLUSTER,)
    assert {one.sector for one in market.mentors if one.person_id == fair.marco.id} == {"Textile"}


def of_another_programme(fair: Fair) -> Person:
    with fair.uow() as uow:
        other = uow.people.add_programme(a_programme(name="Another"))
        uow.people.enrol(Participant(other.id, fair.cast.omar, frozenset({Role.COORDINATOR})))
        uow.commit()
    return fair.cast.omar


def no_more_a_coordinator(fair: Fair) -> Person:
    with fair.uow() as uow:
        uow.people.enrol(Participant(fair.cast.programme.id, fair.pierre, frozenset({Role.MENTOR})))
        uow.commit()
    return fair.pierre


STRANGERS: dict[str, Callable[[Fair], Person]] = {
    "stranger": lambda fair: fair.cast.omar,
    "mentor": lambda fair: fair.cast.awa,
    "mentee": lambda fair: fair.nadia,
    "coordinator of another programme": of_another_programme,
    "former coordinator": no_more_a_coordinator,
}

DOINGS: dict[str, Callable[[Fair, Person], object]] = {
    "board": lambda fair, actor: fair.board(actor),
    "keep": lambda fair, actor: fair.keep(fair.board(), actor),
    "publish": lambda fair, actor: fair.publish(fair.board().pairing, actor),  # type: ignore[arg-type]
    "drop": lambda fair, actor: drop_pairing(
        fair.uow(),
        fair.board().pairing.id,
        1,
        actor=actor,
        now=NOW,  # type: ignore[union-attr]
    ),
}


@pytest.mark.parametrize("doing", DOINGS)
@pytest.mark.parametrize("who", STRANGERS)
def test_only_the_programmes_coordinators_prepare_its_pairs(fair: Fair, who: str, doing: str) -> None:
    fair.propose()
    actor = STRANGERS[who](fair)
    before = fair.store.snapshot()
    with pytest.raises(NotACoordinator):
        DOINGS[doing](fair, actor)
    assert fair.store.snapshot() == before


def test_a_coordinator_of_another_team_reaches_nothing(fair: Fair) -> None:
    pairing = fair.propose()
    there = FakeUnitOfWork(fair.store, OTHER_TEAM)
    with there as uow:
        programme = uow.people.add_programme(a_programme(team_id=OTHER_TEAM))
        other = uow.people.add(a_person("Zoe", team_id=OTHER_TEAM))
        uow.people.enrol(Participant(programme.id, other, frozenset({Role.COORDINATOR})))
        uow.commit()
    with pytest.raises(NoSuchPairing):
        publish(FakeUnitOfWork(fair.store, OTHER_TEAM), pairing.id, pairing.revision, actor=other, now=NOW)
    with pytest.raises(NoSuchPairing):
        drop_pairing(FakeUnitOfWork(fair.store, OTHER_TEAM), pairing.id, pairing.revision, actor=other, now=NOW)
    with pytest.raises(NotACoordinator):
        pairing_board(FakeUnitOfWork(fair.store, OTHER_TEAM), fair.cast.programme.id, actor=other, now=NOW)


def without_slack(fair: Fair, person: Person) -> None:
    with fair.uow() as uow:
        uow.people.update(replace(uow.people.get(person.id), user_id=None))
        uow.commit()


def arrives(fair: Fair, person: Person, now: datetime) -> None:
    """Nadia's account turns up in Slack, under the address that the roster gave."""
    account = Account(str(person.user_id), person.email, name=person.name)
    assert follow_account(fair.uow(), account, now=now) is not None


LATER = NOW + timedelta(days=30)


def test_who_is_not_in_slack_yet_is_introduced_once_they_arrive(fair: Fair) -> None:
    without_slack(fair, fair.nadia)
    fair.publish(fair.propose())
    assert next_introduction(fair, fair.nadia, NOW + 2 * HOUR) is None
    arrives(fair, fair.nadia, LATER)
    errand = next_introduction(fair, fair.nadia, LATER + HOUR)
    assert errand is not None
    assert (errand.other.person.name, errand.mentors) == ("Marco", False)
    assert errand.first is not None
    assert errand.first.start > LATER


def test_who_was_introduced_is_not_again_when_their_account_is_opened_again(fair: Fair) -> None:
    fair.publish(fair.propose())
    errand = next_introduction(fair, fair.nadia, NOW + 2 * HOUR)
    assert errand is not None
    finish(fair.uow(), errand, Outcome(OutcomeKind.SENT, channel_id="D1", slack_ts="1.0"), now=NOW + 2 * HOUR)
    for active in (False, True):
        account = Account(str(fair.nadia.user_id), fair.nadia.email, active=active)
        follow_account(fair.uow(), account, now=LATER)
    assert introductions_waiting(fair) == []


def test_a_pair_that_ended_before_one_of_them_arrived_is_not_introduced(fair: Fair) -> None:
    without_slack(fair, fair.nadia)
    fair.publish(fair.propose())
    assert next_introduction(fair, fair.nadia, NOW + 2 * HOUR) is None
    with fair.uow() as uow:
        for pair in uow.people.pairs(fair.cast.programme.id):
            uow.people.update_pair(replace(pair, ends_on=LATER.date() - timedelta(days=1)))
        uow.commit()
    arrives(fair, fair.nadia, LATER)
    assert introductions_waiting(fair) == []


@pytest.mark.parametrize("over", [{"state": ProgrammeState.CLOSED}, {"ends_on": LATER.date() - timedelta(days=1)}])
def test_nobody_is_introduced_once_the_programme_is_over(fair: Fair, over: dict[str, Any]) -> None:
    without_slack(fair, fair.nadia)
    fair.publish(fair.propose())
    assert next_introduction(fair, fair.nadia, NOW + 2 * HOUR) is None
    with fair.uow() as uow:
        uow.people.update_programme(replace(uow.people.programme(fair.cast.programme.id), **over))
        uow.commit()
    arrives(fair, fair.nadia, LATER)
    assert introductions_waiting(fair) == []


def becomes(fair: Fair, **settled: Any) -> None:
    with fair.uow() as uow:
        uow.people.update_programme(replace(uow.people.programme(fair.cast.programme.id), **settled))
        uow.commit()


def published_in_a_draft(fair: Fair) -> None:
    becomes(fair, state=ProgrammeState.DRAFT)
    fair.publish(fair.propose())
    assert next_introduction(fair, fair.nadia, NOW + 2 * HOUR) is None


def test_nobody_is_introduced_while_the_programme_is_set_up(fair: Fair) -> None:
    published_in_a_draft(fair)
    assert ("Marco", "Nadia") in fair.pairs()
    assert {one.state for one in fair.store.deliveries.values() if is_introduction(one)} == {DeliveryState.CANCELLED}
    assert homes_drawn(fair) == set()
    assert introduce_who_waited(fair.uow(), now=LATER) == 0
    assert introductions_waiting(fair) == []


def homes_drawn(fair: Fair) -> set[int]:
    return {one.recipient_id for one in fair.store.deliveries.values() if one.kind is DeliveryKind.HOME}


def test_pairs_published_before_are_introduced_once_the_programme_is_let_run(fair: Fair) -> None:
    published_in_a_draft(fair)
    for _ in range(2):
        let_run(fair.uow(), fair.cast.programme.id, actor=fair.cast.ines, now=LATER)
    assert homes_drawn(fair) == {fair.sami.id, fair.youssef.id, fair.nadia.id, fair.marco.id}
    errand = next_introduction(fair, fair.nadia, LATER + 2 * HOUR)
    assert errand is not None
    assert errand.other.person == fair.marco
    finish(fair.uow(), errand, Outcome(OutcomeKind.SENT, channel_id="D1", slack_ts="1.0"), now=LATER + 2 * HOUR)
    assert introduce_who_waited(fair.uow(), now=LATER + 2 * HOUR) == 0
    assert introductions_waiting(fair) == []


def test_pairs_wait_for_working_hours_when_the_programme_is_let_run_at_night(fair: Fair) -> None:
    published_in_a_draft(fair)
    let_run(fair.uow(), fair.cast.programme.id, actor=fair.cast.ines, now=LATER.replace(hour=23))
    due = {one.recipient_id: one.due_at for one in fair.store.deliveries.values() if is_introduction(one)}
    assert due[fair.marco.id] == datetime.fromisoformat("2027-02-18T08:00:01+00:00")
    assert due[fair.nadia.id] == datetime.fromisoformat("2027-02-18T09:00:01+00:00")


def test_pairs_are_not_introduced_in_a_programme_that_is_let_run_when_it_is_over(fair: Fair) -> None:
    published_in_a_draft(fair)
    over = fair.cast.programme.over_at
    assert let_run(fair.uow(), fair.cast.programme.id, actor=fair.cast.ines, now=over).runs
    assert {one.state for one in fair.store.deliveries.values() if is_introduction(one)} == {DeliveryState.CANCELLED}
    assert homes_drawn(fair) == set()


def test_nobody_is_introduced_to_who_was_taken_off_the_programme(fair: Fair) -> None:
    fair.publish(fair.propose())
    partner = next(mentor for mentor, mentee in fair.pairs() if mentee == "Nadia")
    with fair.uow() as uow:
        taken_off = next(one.id for one in fair.store.people.values() if one.name == partner)
        uow.people.unenrol(fair.cast.programme.id, taken_off)
        uow.commit()
    assert next_introduction(fair, fair.nadia, NOW + HOUR) is None
    (kept,) = [
        one for one in fair.store.deliveries.values() if is_introduction(one) and one.recipient_id == fair.nadia.id
    ]
    assert (kept.state, kept.last_error) == (
        DeliveryState.CANCELLED,
        "one of the two is not in the programme any more",
    )


def test_pairs_are_introduced_where_a_file_had_the_programme_run(fair: Fair) -> None:
    published_in_a_draft(fair)
    becomes(fair, state=ProgrammeState.RUNNING)
    assert introduce_who_waited(fair.uow(), now=LATER) == 4
    assert introduce_who_waited(fair.uow(), now=LATER) == 0
    assert introductions_waiting(fair) == [fair.nadia.id]


@pytest.mark.parametrize("meanwhile", [{"ends_on": LATER.date() - timedelta(days=1)}, {"paused": True}])
def test_a_pair_that_does_not_go_on_when_the_programme_is_let_run_is_not_introduced(
    fair: Fair, meanwhile: dict[str, Any]
) -> None:
    published_in_a_draft(fair)
    with fair.uow() as uow:
        for pair in uow.people.pairs(fair.cast.programme.id):
            uow.people.update_pair(replace(pair, **meanwhile))
        uow.commit()
    let_run(fair.uow(), fair.cast.programme.id, actor=fair.cast.ines, now=LATER)
    assert introductions_waiting(fair) == []


def test_who_is_in_slack_only_later_is_introduced_only_once_the_programme_runs(fair: Fair) -> None:
    becomes(fair, state=ProgrammeState.DRAFT)
    without_slack(fair, fair.nadia)
    fair.publish(fair.propose())
    assert next_introduction(fair, fair.nadia, NOW + 2 * HOUR) is None
    arrives(fair, fair.nadia, NOW + 3 * HOUR)
    assert introductions_waiting(fair) == []
    let_run(fair.uow(), fair.cast.programme.id, actor=fair.cast.ines, now=LATER)
    assert introductions_waiting(fair) == [fair.nadia.id]


def said_to(fair: Fair, person: Person, now: datetime) -> list[DeliveryKind]:
    """What the person reads by now, in this order, Home left out; everything that is due is said."""
    said = []
    while (claimed := claim_any(fair.uow(), now)) is not None:
        if errand := begin(fair.uow(), claimed, now=now):
            finish(fair.uow(), errand, Outcome(OutcomeKind.SENT, channel_id="D1", slack_ts="1.0"), now=now)
            said += [claimed.kind] if claimed.recipient_id == person.id else []
    return [one for one in said if one is not DeliveryKind.HOME]


def test_where_nobody_is_welcomed_both_are_introduced_all_the_same(fair: Fair) -> None:
    fair.publish(fair.propose())
    assert said_to(fair, fair.nadia, NOW + 2 * HOUR) == [DeliveryKind.INTRODUCTION]
    send_welcomes(fair.uow(), fair.cast.programme.id, actor=fair.cast.ines, now=LATER)
    assert said_to(fair, fair.nadia, LATER + 2 * HOUR) == [DeliveryKind.WELCOME]


def test_while_a_welcome_is_on_its_way_the_introduction_waits_for_it(fair: Fair) -> None:
    at_night = NOW.replace(hour=23)
    send_welcomes(fair.uow(), fair.cast.programme.id, actor=fair.cast.ines, now=at_night)
    fair.publish(fair.propose(), now=NOW)
    assert said_to(fair, fair.nadia, at_night) == []
    assert said_to(fair, fair.nadia, NOW + timedelta(hours=26)) == [DeliveryKind.WELCOME, DeliveryKind.INTRODUCTION]


def test_whoever_is_still_to_be_welcomed_is_introduced_after_that(fair: Fair) -> None:
    becomes(fair, welcoming_since=NOW)
    fair.publish(fair.propose())
    assert said_to(fair, fair.nadia, NOW + HOUR) == []
    look_after_arrivals(fair.uow(), now=NOW + HOUR)
    assert said_to(fair, fair.nadia, NOW + 2 * HOUR) == [DeliveryKind.WELCOME, DeliveryKind.INTRODUCTION]


def test_whoever_answered_everything_already_needs_no_welcome_to_be_introduced(fair: Fair) -> None:
    at_night = NOW.replace(hour=23)
    send_welcomes(fair.uow(), fair.cast.programme.id, actor=fair.cast.ines, now=at_night)
    with fair.uow() as uow:
        uow.portraits.keep(Portrait(fair.cast.programme.id, fair.nadia.id, answered=frozenset(Question)))
        uow.commit()
    fair.publish(fair.propose(), now=NOW)
    assert said_to(fair, fair.nadia, at_night) == [DeliveryKind.INTRODUCTION]


def introductions_waiting(fair: Fair) -> list[int]:
    return [
        one.recipient_id
        for one in fair.store.deliveries.values()
        if is_introduction(one) and one.state is DeliveryState.PENDING and one.recipient_id == fair.nadia.id
    ]
