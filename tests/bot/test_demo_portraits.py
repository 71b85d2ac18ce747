"""The demonstration's people have said who they are, and agreed to be shown."""

from __future__ import annotations

from bot.demo_portraits import introduce
from mentoring.consents import ConsentTo, agreed
from mentoring.people import Role
from tests.builders import NOW, TEAM, a_cohort
from tests.fakes import FakeUnitOfWork


def test_everybody_offers_or_needs_something_and_may_be_shown() -> None:
    with (uow := FakeUnitOfWork(team_id=TEAM)):
        cohort = a_cohort(uow)
        introduce(uow, cohort.programme, NOW)
        for place in uow.people.participants(cohort.programme.id):
            portrait = uow.portraits.of(cohort.programme.id, place.person.id)
            trail = uow.consents.of(cohort.programme.id, place.person.id)
            assert portrait.unanswered == ()
            assert bool(portrait.offers) is (Role.MENTOR in place.roles)
            assert bool(portrait.needs) is (Role.MENTOR not in place.roles)
            assert agreed(trail, ConsentTo.KEPT)
            assert agreed(trail, ConsentTo.SHOWN)
            assert place.person.language in place.person.speaks
        awa, luca = (uow.portraits.of(cohort.programme.id, one.id) for one in (cohort.awa, cohort.luca))
        assert awa.offers.competences != luca.needs.competences
