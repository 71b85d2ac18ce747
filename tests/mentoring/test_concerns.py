"""What is told to one coordinator in confidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mentoring.concerns import Concern
from mentoring.errors import ConfidenceTooLong, NobodyToConfideIn, NoSuchConcern, NothingWritten
from mentoring.messages import DeliveryKind, DeliveryState
from mentoring.people import Participant, Person, Role
from mentoring.services import concerns
from mentoring.services.delivery import begin
from mentoring.services.digests import digest_of
from mentoring.services.errands import ConfidenceErrand, HomeErrand
from mentoring.services.note_reading import search_notes
from mentoring.services.reads import home
from mentoring.services.upcoming import what_will_be_said
from tests.builders import NOW
from tests.fakes import FakeUnitOfWork
from tests.mentoring.leaving import MONTH_FIVE, Leaving

WORDS = "Awa never finds an hour for me."
ANSWER = "Let us speak on Thursday."
SOON = timedelta(minutes=5)


@pytest.fixture
def house() -> Leaving:
    house = Leaving()
    house.colleague()
    return house


def confided(house: Leaving, text: str = WORDS, *, token: str = "t1", to: Person | None = None) -> Concern:
    """Luca tells Inès."""
    return concerns.confide(
        house.uow(),
        house.cast.programme.id,
        (to or house.ines).id,
        text,
        pair_id=house.pair.id,
        actor=house.luca,
        now=MONTH_FIVE,
        token=token,
    )


def test_a_mentee_chooses_among_coordinators_and_not_among_their_partners(house: Leaving) -> None:
    with house.uow() as uow:
        both = frozenset({Role.MENTOR, Role.COORDINATOR})
        uow.people.enrol(Participant(house.cast.programme.id, house.awa, both))
        uow.commit()
    (found,) = concerns.confidants(house.uow(), actor=house.luca, now=MONTH_FIVE)
    assert [one.name for one in found.coordinators] == ["Inès", "Karim"]
    assert [(pair.id, partner.name) for pair, partner in found.pairs] == [(house.pair.id, "Awa")]
    with pytest.raises(NobodyToConfideIn):
        confided(house, to=house.awa)


def test_who_only_coordinates_or_is_a_stranger_has_nobody_to_choose(house: Leaving) -> None:
    for person in (house.ines, house.omar):
        with pytest.raises(NobodyToConfideIn):
            concerns.confidants(house.uow(), actor=person, now=MONTH_FIVE)


def test_it_reaches_the_chosen_coordinator_alone(house: Leaving) -> None:
    concern = confided(house)
    said = [one for one in house.errands() if not isinstance(one, HomeErrand)]
    assert [(one.recipient.name, one.word.text) for one in said if isinstance(one, ConfidenceErrand)] == [
        ("Inès", WORDS)
    ]
    assert len(said) == 1
    assert said[0].confidence.partner == house.awa  # type: ignore[union-attr]
    assert concerns.confidence(house.uow(), concern.id, actor=house.ines).words[0].text == WORDS
    assert [one.author.name for one in concerns.confided_to(house.uow(), actor=house.ines)] == ["Luca"]


def test_nobody_else_can_ask_for_it(house: Leaving) -> None:
    concern = confided(house)
    for person in (house.awa, house.karim, house.fatima, house.omar, house.zoe):
        for ask in (
            lambda who: concerns.confidence(house.uow(), concern.id, actor=who),
            lambda who: concerns.answer_in_confidence(
                house.uow(), concern.id, "x", actor=who, now=MONTH_FIVE, token="t"
            ),
            lambda who: concerns.mark_handled(house.uow(), concern.id, handled=True, actor=who, now=MONTH_FIVE),
        ):
            with pytest.raises(NoSuchConcern):
                ask(person)
        assert concerns.confided_to(house.uow(), actor=person) == ()
        assert concerns.confided_by(house.uow(), actor=person) == ()
    with pytest.raises(NoSuchConcern):
        concerns.mark_handled(house.uow(), concern.id, handled=True, actor=house.luca, now=MONTH_FIVE)
    with pytest.raises(NoSuchConcern):
        concerns.confidence(FakeUnitOfWork(house.store, "T2"), concern.id, actor=house.ines)


def test_a_former_coordinator_reads_nothing_any_more_and_gets_nothing_late(house: Leaving) -> None:
    concern = confided(house)
    with house.uow() as uow:
        uow.people.enrol(Participant(house.cast.programme.id, house.ines, frozenset({Role.MENTOR})))
        uow.commit()
    with pytest.raises(NoSuchConcern):
        concerns.confidence(house.uow(), concern.id, actor=house.ines)
    assert concerns.confided_to(house.uow(), actor=house.ines) == ()
    assert not any(isinstance(one, ConfidenceErrand) for one in house.errands())
    kept = next(one for one in house.store.deliveries.values() if one.kind is DeliveryKind.IN_CONFIDENCE)
    assert kept.state is DeliveryState.CANCELLED


def test_neither_the_partner_nor_another_coordinator_finds_a_trace(
    house: Leaving, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {name: traces(house, name) for name in ("awa", "karim", "fatima")}
    concern = confided(house)
    concerns.answer_in_confidence(house.uow(), concern.id, ANSWER, actor=house.ines, now=MONTH_FIVE, token="t2")
    assert {name: traces(house, name) for name in ("awa", "karim", "fatima")} == before
    house.errands()
    assert {name: traces(house, name) for name in ("awa", "karim", "fatima")} == before
    shown = capsys.readouterr()
    assert WORDS not in shown.out + shown.err


def traces(house: Leaving, name: str) -> tuple[object, ...]:
    """All that somebody is shown: Home, what is planned for them, the digest, what will be said, notes found."""
    person = getattr(house, name)
    coordinates = name == "karim"
    with house.uow() as uow:
        mine = [one for one in house.store.deliveries.values() if one.recipient_id == person.id]
        digest = digest_of(uow, house.cast.programme, MONTH_FIVE) if coordinates else None
    ahead = what_will_be_said(house.uow(), actor=person, now=MONTH_FIVE - SOON).to_say if coordinates else None
    found = search_notes(house.uow(), "hour", actor=person, now=MONTH_FIVE)
    return home(house.uow(), actor=person, now=MONTH_FIVE), mine, digest, ahead, found


def test_coordinators_do_not_read_in_their_digest_that_it_did_not_reach_its_reader(house: Leaving) -> None:
    confided(house)
    key, kept = next(one for one in house.store.deliveries.items() if one[1].kind is DeliveryKind.IN_CONFIDENCE)
    house.store.deliveries[key] = replace(kept, state=DeliveryState.FAILED)
    with house.uow() as uow:
        assert digest_of(uow, house.cast.programme, MONTH_FIVE).unreached == ()


def test_a_delivery_tells_neither_who_wrote_nor_what(house: Leaving) -> None:
    concern = confided(house)
    concerns.answer_in_confidence(house.uow(), concern.id, ANSWER, actor=house.ines, now=MONTH_FIVE, token="t2")
    words = [one for one in house.store.deliveries.values() if one.kind is DeliveryKind.IN_CONFIDENCE]
    assert len({one.change for one in words}) == 2
    for one in words:
        told = f"{one.key} {one.change} {one.session_id}"
        assert concern.id not in told
        assert WORDS not in repr(one)
        assert f":{house.luca.id}" not in told
    assert WORDS not in repr(concerns.confidence(house.uow(), concern.id, actor=house.ines))


def test_the_two_write_to_each_other_and_the_coordinator_says_when_it_is_dealt_with(house: Leaving) -> None:
    concern = confided(house)
    house.errands()
    concerns.answer_in_confidence(house.uow(), concern.id, ANSWER, actor=house.ines, now=MONTH_FIVE + SOON, token="t2")
    said = [one for one in house.errands(MONTH_FIVE + SOON) if isinstance(one, ConfidenceErrand)]
    assert [(one.recipient.name, one.word.text) for one in said] == [("Luca", ANSWER)]
    concerns.mark_handled(house.uow(), concern.id, handled=True, actor=house.ines, now=MONTH_FIVE)
    assert concerns.confided_to(house.uow(), actor=house.ines) == ()
    (mine,) = concerns.confided_by(house.uow(), actor=house.luca)
    assert [word.text for word in mine.words] == [WORDS, ANSWER]
    assert mine.concern.handled_at == MONTH_FIVE
    concerns.mark_handled(house.uow(), concern.id, handled=False, actor=house.ines, now=MONTH_FIVE)
    assert [one.author.name for one in home(house.uow(), actor=house.ines, now=MONTH_FIVE).confided] == ["Luca"]


def test_what_is_dealt_with_already_is_not_so_again(house: Leaving) -> None:
    concern = confided(house)
    concerns.mark_handled(house.uow(), concern.id, handled=True, actor=house.ines, now=MONTH_FIVE)
    uow = house.uow()
    again = concerns.mark_handled(uow, concern.id, handled=True, actor=house.ines, now=MONTH_FIVE + SOON)
    assert (again.concern.handled_at, uow.committed) == (MONTH_FIVE, 0)


def test_the_same_form_sent_twice_is_written_once(house: Leaving) -> None:
    concern = confided(house)
    assert confided(house) == concern
    for _ in range(2):
        concerns.answer_in_confidence(house.uow(), concern.id, ANSWER, actor=house.ines, now=MONTH_FIVE, token="t2")
    assert [one.text for one in concerns.confidence(house.uow(), concern.id, actor=house.ines).words] == [
        WORDS,
        ANSWER,
    ]
    assert confided(house, token="t3") != concern


def test_nothing_and_too_much_is_refused(house: Leaving) -> None:
    with pytest.raises(NothingWritten):
        confided(house, "  ")
    with pytest.raises(ConfidenceTooLong):
        confided(house, "x" * 2001)


def test_a_pair_of_others_is_not_what_it_is_about(house: Leaving) -> None:
    concern = concerns.confide(
        house.uow(),
        house.cast.programme.id,
        house.ines.id,
        WORDS,
        pair_id=house.pair.id,
        actor=house.fatima,
        now=MONTH_FIVE,
        token="t",
    )
    assert concern.pair_id is None


def test_a_coordinator_who_pauses_is_not_to_be_chosen(house: Leaving) -> None:
    house.pause(house.karim)
    (found,) = concerns.confidants(house.uow(), actor=house.luca, now=MONTH_FIVE)
    assert [one.name for one in found.coordinators] == ["Inès"]


def test_a_word_is_not_said_once_its_time_is_over(house: Leaving) -> None:
    confided(house)
    late = MONTH_FIVE + timedelta(days=31)
    kept = next(one for one in house.store.deliveries.values() if one.kind is DeliveryKind.IN_CONFIDENCE)
    assert begin(house.uow(), kept, now=late) is None
    assert late > NOW
