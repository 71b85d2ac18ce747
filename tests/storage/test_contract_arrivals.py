"""What the ports Portraits and Consents promise, on every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from mentoring.competences import Competence
from mentoring.consents import Consent, ConsentTo, agreed
from mentoring.portraits import Portrait, Question, Subjects
from tests.builders import NOW, OTHER_TEAM, TEAM, Cohort, MakeUnitOfWork, a_cohort

TEXT = "May we show you in the portfolio?"


def kept(make_uow: MakeUnitOfWork, team: str = TEAM) -> Cohort:
    with make_uow(team) as unit:
        cohort = a_cohort(unit)
        unit.commit()
    return cohort


def of_luca(cohort: Cohort) -> Portrait:
    return Portrait(
        cohort.programme.id,
        cohort.luca.id,
        offers=Subjects("Fairs, and how to follow them up", ("communication",)),
        needs=Subjects("", ("financing", "members")),
        answered=frozenset({Question.CLOCK, Question.OFFERS}),
        told_at=NOW,
    )


def an_answer(cohort: Cohort, *, yes: bool = True, what: ConsentTo = ConsentTo.SHOWN) -> Consent:
    return Consent(0, cohort.programme.id, cohort.luca.id, what, yes, TEXT, 1, "en", NOW)


def test_a_portrait_is_empty_then_kept_then_replaced(make_uow: MakeUnitOfWork) -> None:
    cohort = kept(make_uow)
    programme, luca = cohort.programme.id, cohort.luca.id
    with make_uow(TEAM) as unit:
        assert unit.portraits.of(programme, luca) == Portrait(programme, luca)
        assert unit.portraits.of_programme(programme) == {}
        unit.portraits.keep(of_luca(cohort))
        unit.commit()
    changed = replace(of_luca(cohort), needs=Subjects(), told_at=NOW + timedelta(days=1))
    with make_uow(TEAM) as unit:
        assert unit.portraits.of(programme, luca) == of_luca(cohort)
        unit.portraits.keep(changed)
        assert unit.portraits.of_programme(programme) == {luca: changed}
        assert unit.portraits.of_person(luca) == {programme: changed}
        assert unit.portraits.of_person(cohort.awa.id) == {}


def test_a_portrait_belongs_to_a_participant(make_uow: MakeUnitOfWork) -> None:
    cohort = kept(make_uow)
    with make_uow(TEAM) as unit, pytest.raises((IntegrityError, KeyError)):
        unit.portraits.keep(Portrait(cohort.programme.id, cohort.omar.id))


def test_answers_are_added_in_order_and_none_is_replaced(make_uow: MakeUnitOfWork) -> None:
    cohort = kept(make_uow)
    programme, luca = cohort.programme.id, cohort.luca.id
    with make_uow(TEAM) as unit:
        yes = unit.consents.add(an_answer(cohort))
        other = unit.consents.add(an_answer(cohort, what=ConsentTo.PRESENTED))
        no = unit.consents.add(replace(an_answer(cohort, yes=False), at=NOW + timedelta(days=3)))
        unit.commit()
    with make_uow(TEAM) as unit:
        trail = unit.consents.of(programme, luca)
        assert trail == [yes, other, no]
        assert yes.id < other.id < no.id
        assert unit.consents.of_programme(programme) == {luca: trail}
        assert unit.consents.of(programme, cohort.awa.id) == []
        assert not agreed(trail, ConsentTo.SHOWN)
        assert agreed(trail, ConsentTo.PRESENTED)


def test_an_answer_belongs_to_a_participant(make_uow: MakeUnitOfWork) -> None:
    cohort = kept(make_uow)
    with make_uow(TEAM) as unit, pytest.raises((IntegrityError, KeyError)):
        unit.consents.add(replace(an_answer(cohort), person_id=cohort.omar.id))


def test_what_somebody_said_goes_with_their_place(make_uow: MakeUnitOfWork) -> None:
    cohort = kept(make_uow)
    programme, luca, awa = cohort.programme.id, cohort.luca.id, cohort.awa.id
    with make_uow(TEAM) as unit:
        unit.portraits.keep(of_luca(cohort))
        unit.consents.add(an_answer(cohort))
        awas = unit.consents.add(replace(an_answer(cohort), person_id=awa))
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.people.unenrol(programme, luca)
        assert unit.portraits.of_programme(programme) == {}
        assert unit.consents.of_programme(programme) == {awa: [awas]}


def test_another_team_sees_neither(make_uow: MakeUnitOfWork) -> None:
    cohort = kept(make_uow)
    with make_uow(TEAM) as unit:
        unit.portraits.keep(of_luca(cohort))
        unit.consents.add(an_answer(cohort))
        unit.commit()
    programme, luca = cohort.programme.id, cohort.luca.id
    with make_uow(OTHER_TEAM) as unit:
        assert unit.portraits.of(programme, luca) == Portrait(programme, luca)
        assert unit.portraits.of_programme(programme) == {}
        assert unit.consents.of(programme, luca) == []
        assert unit.consents.of_programme(programme) == {}


def test_somebody_is_found_by_the_address_of_their_account(make_uow: MakeUnitOfWork) -> None:
    cohort = kept(make_uow)
    moved = replace(cohort.luca, account_name="Luca B.", account_email="new@example.org", account_zone="Europe/Rome")
    with make_uow(TEAM) as unit:
        unit.people.update(moved)
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.people.by_account_email("New@Example.org") == moved
        assert unit.people.by_account_email(cohort.luca.email) is None
        assert unit.people.by_account_email("") is None
    with make_uow(OTHER_TEAM) as unit:
        assert unit.people.by_account_email("new@example.org") is None


def test_spoken_languages_and_a_programmes_own_competences_are_kept(make_uow: MakeUnitOfWork) -> None:
    cohort = kept(make_uow)
    own = (Competence("wood", "Wood, furniture"), Competence("strategy"))
    with make_uow(TEAM) as unit:
        assert unit.people.get(cohort.luca.id).speaks == ()
        assert unit.people.programme(cohort.programme.id).competences == ()
        unit.people.update(replace(cohort.luca, speaks=("it", "fr")))
        unit.people.update_programme(replace(cohort.programme, competences=own, welcoming_since=NOW))
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.people.get(cohort.luca.id).speaks == ("it", "fr")
        assert unit.people.programme(cohort.programme.id).competences == own
        assert unit.people.programme(cohort.programme.id).welcoming_since == NOW
