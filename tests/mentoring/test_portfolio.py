"""Who is found by what, what stays hidden, and how somebody found is asked for a session."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mentoring.competences import Competence
from mentoring.consents import ConsentTo
from mentoring.errors import ApproachedLately, NotInPortfolio, PartnerNotHere, ReasonTooLong
from mentoring.folding import words_in
from mentoring.messages import Delivery, DeliveryKind
from mentoring.people import Participant, Person, Role
from mentoring.portfolio import ApproachView
from mentoring.portraits import Portrait, Subjects
from mentoring.ports import UnitOfWork
from mentoring.services.deciding import decide
from mentoring.services.delivery import begin
from mentoring.services.errands import ApproachErrand, PortfolioErrand
from mentoring.services.portfolio import approach, card_for, may_book
from mentoring.services.portfolio_file import ask_for_file
from tests.builders import NOW, a_person
from tests.mentoring.house import claim_any
from tests.mentoring.village import SAYS, Village, answer


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("awa", ["Awa"]),
        ("calanques", ["Awa"]),
        ("marseille", ["Awa"]),
        ("فرنسا", ["Awa"]),
        ("germania", []),
        ("egipto", ["Fatima"]),
        ("textile", ["Luca"]),
        ("نسيج", ["Fatima"]),
        ("النّسيج", ["Fatima"]),
        ("francese", ["Awa"]),
        ("العربيه", ["Fatima"]),
        ("esportare", ["Awa"]),
        ("التصدير", ["Awa"]),
        ("gouvernance", ["Luca"]),
        ("etranger vendre", ["Awa"]),
        ("buyers textile", ["Luca"]),
        ("buyers digital", []),
        ("texitle", ["Luca"]),
        ("", ["Awa", "Fatima", "Luca"]),
    ],
)
def test_people_are_found_by_what_they_show_in_any_language(query: str, names: list[str]) -> None:
    assert Village().names(query) == names


@pytest.mark.parametrize("name", SAYS)
def test_what_somebody_did_not_agree_to_show_is_neither_shown_nor_found(name: str) -> None:
    village = Village(agreed=tuple(one for one in SAYS if one != name))
    card = card_for(village.uow(), village.people[name].id, actor=village.people[name])
    said = [card.part.title, card.portrait.offers.words, card.portrait.needs.words, name, card.person.email]
    others = [one for other, one in village.people.items() if other not in {name, "Omar"}]
    for actor in others:
        assert name not in village.names("", actor)
        for word in (text[start:end] for text in said for _, (start, end) in words_in(text)):
            assert name not in village.names(word, actor)
        with pytest.raises(NotInPortfolio):
            card_for(village.uow(), village.people[name].id, actor=actor)
    assert village.names(name, village.people[name]) == [name]


def test_the_file_holds_who_agrees_as_it_is_sent_and_goes_to_who_is_there() -> None:
    village = Village()
    cast, programme_id = village.cast, village.cast.programme.id
    assert ask_for_file(village.uow(), programme_id, "fr", actor=cast.ines, now=NOW) == 3
    (asked,) = village.store.deliveries.values()
    village.write(lambda uow: answer(uow, programme_id, cast.luca, ConsentTo.SHOWN, agreed=False))

    def decided() -> Any:
        with village.uow() as uow:
            return decide(uow, asked, NOW)

    errand = decided()
    assert isinstance(errand, PortfolioErrand)
    assert (errand.language, sorted(one.person.name for one in errand.cards)) == ("fr", ["Awa", "Fatima"])
    for name in ("Awa", "Fatima"):
        village.write(
            lambda uow, one=village.people[name]: answer(uow, programme_id, one, ConsentTo.SHOWN, agreed=False)
        )
    assert decided().last_error == "nobody to show"
    village.write(lambda uow: answer(uow, programme_id, cast.awa, ConsentTo.SHOWN, agreed=True))
    assert isinstance(decided(), PortfolioErrand)
    village.write(lambda uow: uow.people.unenrol(programme_id, cast.ines.id))
    assert decided().last_error == "nobody to show"


def test_consent_taken_back_hides_at_once() -> None:
    village = Village()
    village.write(lambda uow: answer(uow, village.cast.programme.id, village.cast.awa, ConsentTo.SHOWN, agreed=False))
    assert village.names("digital") == []


@pytest.mark.parametrize("other", [ConsentTo.KEPT, ConsentTo.PRESENTED])
def test_another_consent_is_not_the_one_to_be_shown(other: ConsentTo) -> None:
    village = Village(agreed=())
    village.write(lambda uow: answer(uow, village.cast.programme.id, village.cast.awa, other, agreed=True))
    assert village.names("") == []


def test_address_and_title_are_never_looked_through() -> None:
    village = Village()
    village.write(lambda uow: uow.people.update(replace(village.cast.awa, email="zebra@example.org")))
    assert [village.names(part) for part in ("zebra", "example.org", "director")] == [[], [], []]


def test_search_stays_within_the_programmes_that_one_is_in() -> None:
    village = Village()
    assert village.names("", village.cast.omar) == ["Omar"]
    assert [one.cluster.name for one in village.find("", village.cast.omar).clusters] == ["Amman ICT"]
    assert village.find("amman").clusters == ()
    with pytest.raises(NotInPortfolio):
        card_for(village.uow(), village.cast.awa.id, actor=village.cast.omar)


def test_a_person_in_two_shared_programmes_is_found_once() -> None:
    village = Village()

    def enrol_next_door(uow: UnitOfWork) -> None:
        for person in (village.cast.awa, village.cast.luca):
            uow.people.enrol(Participant(village.next_door.id, person, frozenset({Role.MENTEE})))
            answer(uow, village.next_door.id, person, ConsentTo.SHOWN, agreed=True)

    village.write(enrol_next_door)
    assert sorted(village.names("", village.cast.luca)) == ["Awa", "Fatima", "Luca"]


def test_who_left_the_workspace_is_not_found() -> None:
    village = Village()
    village.write(lambda uow: uow.people.update(replace(village.cast.awa, active=False)))
    assert village.names("") == ["Fatima", "Luca"]


def test_programmes_own_words_for_a_competence_are_found() -> None:
    village = Village()
    programme = village.cast.programme
    own = replace(programme, competences=(Competence("p1", "Olive presses"),))
    village.write(lambda uow: uow.people.update_programme(own))
    luca = Portrait(programme.id, village.cast.luca.id, offers=Subjects("", ("p1",)))
    village.write(lambda uow: uow.portraits.keep(luca))
    assert village.names("presse") == ["Luca"]


def test_clusters_are_found_with_how_many_people_they_show() -> None:
    village = Village(agreed=("Awa",))
    found = {one.cluster.name: one.shown for one in village.find("").clusters}
    assert found == {"Calanques Digital": 1, "Tessuti Uniti": 0, "تجمع القاهرة للنسيج": 0}
    assert [one.cluster.name for one in village.find("قاهره").clusters] == ["تجمع القاهرة للنسيج"]


def test_partners_are_told_apart() -> None:
    village = Village()
    awa, luca, fatima = village.cast.awa, village.cast.luca, village.cast.fatima
    assert may_book(village.uow(), luca.id, actor=awa, now=NOW)
    assert may_book(village.uow(), awa.id, actor=luca, now=NOW)
    assert not may_book(village.uow(), awa.id, actor=fatima, now=NOW)
    assert not may_book(village.uow(), awa.id, actor=village.cast.omar, now=NOW)


def ask(village: Village, actor: Person, asked: Person, *, form: str = "F1", words: str = "Exports") -> ApproachView:
    return approach(village.uow(), asked.id, form, words, actor=actor, now=NOW)


def told(village: Village) -> dict[str, Delivery]:
    names = {one.id: one.name for one in village.people.values()}
    found = [one for one in village.store.deliveries.values() if one.kind is DeliveryKind.APPROACH]
    return {names[one.recipient_id]: one for one in found}


def test_an_approach_reaches_who_is_asked_and_the_coordinators_once() -> None:
    village = Village()
    view = ask(village, village.cast.fatima, village.cast.awa)
    assert (view.asker.name, view.asked.name, view.words) == ("Fatima", "Awa", "Exports")
    ask(village, village.cast.fatima, village.cast.awa)
    assert set(told(village)) == {"Awa", "Inès"}
    errands = []
    while claimed := claim_any(village.uow(), NOW):
        errands.append(begin(village.uow(), claimed, now=NOW))
    said = [(one.recipient.name, one.view.words) for one in errands if isinstance(one, ApproachErrand)]
    assert sorted(said) == [("Awa", "Exports"), ("Inès", "Exports")]


def test_a_second_approach_waits_a_week() -> None:
    village = Village()
    ask(village, village.cast.fatima, village.cast.awa)
    with pytest.raises(ApproachedLately) as refused:
        ask(village, village.cast.fatima, village.cast.awa, form="F2")
    assert refused.value.facts == {"name": "Awa", "days": 7}
    assert "F2" not in {key[1] for key in village.store.approaches}
    later = NOW + timedelta(days=7, seconds=1)
    approach(village.uow(), village.cast.awa.id, "F3", "", actor=village.cast.fatima, now=later)
    assert ("T1", "F3") in village.store.approaches


def test_nobody_is_approached_who_shows_no_card_or_is_not_there() -> None:
    village = Village(agreed=("Luca",))
    with pytest.raises(NotInPortfolio):
        ask(village, village.cast.fatima, village.cast.awa)
    with pytest.raises(NotInPortfolio):
        ask(village, village.cast.omar, village.cast.luca)
    with pytest.raises(ReasonTooLong):
        ask(village, village.cast.fatima, village.cast.luca, words="x" * 1001)
    village.write(lambda uow: uow.people.update(replace(village.cast.luca, user_id=None)))
    with pytest.raises(PartnerNotHere):
        ask(village, village.cast.fatima, village.cast.luca)
    assert told(village) == {}


def test_word_of_who_left_meanwhile_is_not_brought() -> None:
    village = Village()
    ask(village, village.cast.fatima, village.cast.awa)
    village.write(lambda uow: uow.people.update(replace(village.cast.fatima, active=False)))
    claimed = claim_any(village.uow(), NOW)
    assert claimed is not None
    assert begin(village.uow(), claimed, now=NOW) is None


def test_another_teams_people_are_unknown() -> None:
    village, stranger = Village(), a_person("Awa", team_id="T2")
    with pytest.raises(NotInPortfolio):
        card_for(type(village.uow())(village.store, "T2"), village.cast.awa.id, actor=stranger)
