"""What people say of themselves: each answer kept when given, nothing kept or shown without their word for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mentoring.competences import Competence
from mentoring.consents import ConsentTo, agreed
from mentoring.errors import NotAParticipant, UnknownZone, WordsTooLong
from mentoring.messages import Delivery, DeliveryKind, DeliveryState, Outcome, OutcomeKind
from mentoring.people import Participant, Person, Profile, Role
from mentoring.portraits import LONGEST_WORDS, Portrait, Question, Subjects
from mentoring.services.delivery import begin, finish
from mentoring.services.errands import Errand, PresentationErrand, PresentationGoneErrand
from mentoring.services.portraits import (
    Answer,
    Standing,
    Told,
    answer_consents,
    answer_offers,
    answer_profile,
    own_arrivals,
    standing_of,
)
from mentoring.services.presenting import decide_presentation
from tests.builders import NOW, OTHER_TEAM
from tests.fakes import FakeUnitOfWork
from tests.mentoring.house import House, claim_any

KEPT, SHOWN, PRESENTED = ConsentTo.KEPT, ConsentTo.SHOWN, ConsentTo.PRESENTED
SENT = Outcome(OutcomeKind.SENT, slack_ts="1.1", channel_id="C1")
MINUTE = timedelta(minutes=1)
TOLD = Told(Subjects("Fairs", ("communication",)), Subjects("", ("financing",)), ("it", "fr"))


def an_answer(what: ConsentTo, *, yes: bool = True, **changes: Any) -> Answer:
    return replace(Answer(what, yes, f"May I, {what}?", 1, "en"), **changes)


class Asked(House):
    """The cast in a programme with a channel; Luca is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.settle(channel="C1")
        self.now = NOW

    @property
    def luca(self) -> Person:
        return self.cast.luca

    @property
    def programme_id(self) -> int:
        return self.cast.programme.id

    def settle(self, **changes: Any) -> None:
        with self.uow() as uow:
            uow.people.update_programme(replace(uow.people.programme(self.cast.programme.id), **changes))
            uow.commit()

    def tell(self, told: Told = TOLD, *, keep: bool = True) -> Standing:
        answer = an_answer(KEPT, yes=keep)
        return answer_offers(self.uow(), self.programme_id, told, answer, actor=self.luca, now=self.later())

    def agree(self, *answers: Answer) -> Standing:
        return answer_consents(self.uow(), self.programme_id, answers, actor=self.luca, now=self.later())

    def later(self) -> Any:
        self.now += MINUTE
        return self.now

    def portrait(self) -> Portrait:
        return self.uow().portraits.of(self.programme_id, self.luca.id)

    def planned(self, kind: DeliveryKind) -> list[Delivery]:
        return [one for one in self.store.deliveries.values() if one.kind is kind]

    def carry_out(self, outcome: Outcome = SENT) -> Sequence[Errand]:
        done = []
        self.later()
        while claimed := claim_any(FakeUnitOfWork(self.store, ""), self.now):
            if errand := begin(self.uow(), claimed, now=self.now):
                finish(self.uow(), errand, outcome, now=self.now)
                done.append(errand)
        return [one for one in done if one.delivery.kind is not DeliveryKind.HOME]


@pytest.fixture
def house() -> Asked:
    return Asked()


def test_questions_about_the_person_are_answered_wherever_they_take_part(house: Asked) -> None:
    with house.uow() as uow:
        other = uow.people.add_programme(replace(house.cast.programme, id=0, name="Other"))
        uow.people.enrol(Participant(other.id, house.luca, frozenset({Role.MENTOR})))
        uow.commit()
    before = Profile.of(house.luca)
    after = replace(before, language="fr")
    person = answer_profile(house.uow(), Question.CLOCK, before, after, actor=house.luca, now=NOW)
    assert person.language == "fr"
    arrivals = own_arrivals(house.uow(), actor=house.luca)
    assert [one.programme.name for one in arrivals] == ["Cluster Mentoring", "Other"]
    assert {one.portrait.answered for one in arrivals} == {frozenset({Question.CLOCK})}
    assert {one.portrait.told_at for one in arrivals} == {NOW}


def test_leaving_things_as_they_are_is_an_answer(house: Asked) -> None:
    before = Profile.of(house.luca)
    assert answer_profile(house.uow(), Question.WEEK, before, before, actor=house.luca, now=NOW) == house.luca
    assert house.portrait().answered == {Question.WEEK}


def test_a_clock_that_there_is_not_answers_nothing(house: Asked) -> None:
    before = Profile.of(house.luca)
    after = replace(before, zone="Europe/Nowhere")
    with pytest.raises(UnknownZone):
        answer_profile(house.uow(), Question.CLOCK, before, after, actor=house.luca, now=NOW)
    assert house.portrait().answered == frozenset()


def test_offers_needs_and_languages_are_kept_with_the_consent(house: Asked) -> None:
    standing = house.tell()
    portrait = house.portrait()
    assert (portrait.offers, portrait.needs) == (TOLD.offers, TOLD.needs)
    assert portrait.answered == {Question.OFFERS}
    assert house.uow().people.get(house.luca.id).speaks == ("it", "fr")
    (consent,) = house.uow().consents.of(house.programme_id, house.luca.id)
    assert (consent.what, consent.agreed, consent.text, consent.version, consent.language, consent.at) == (
        KEPT,
        True,
        "May I, kept?",
        1,
        "en",
        house.now,
    )
    assert standing.agrees_to(KEPT)
    assert standing.agrees_to(SHOWN) is None


def test_who_declines_is_not_asked_again_and_nothing_is_kept(house: Asked) -> None:
    house.tell()
    house.tell(keep=False)
    portrait = house.portrait()
    assert (portrait.offers, portrait.needs) == (Subjects(), Subjects())
    assert Question.OFFERS in portrait.answered
    assert house.uow().people.get(house.luca.id).speaks == ()


def test_only_competences_of_the_programmes_list_are_kept(house: Asked) -> None:
    house.settle(competences=(Competence("wood", "Wood"), Competence("strategy")))
    house.tell(Told(Subjects(" Oak ", ("wood", "financing", "wood")), Subjects()))
    assert house.portrait().offers == Subjects("Oak", ("wood",))


@pytest.mark.parametrize("name", ["offers", "needs"])
def test_words_that_are_too_long_are_refused_at_their_field(house: Asked, name: str) -> None:
    long = {name: Subjects("x" * (LONGEST_WORDS + 1))}
    with pytest.raises(WordsTooLong) as refused:
        house.tell(replace(TOLD, **long))
    assert (refused.value.field, refused.value.facts) == (name, {"longest": LONGEST_WORDS})
    assert house.portrait().answered == frozenset()
    assert house.store.participant_consents == {}


def test_the_same_answer_again_is_not_another_one(house: Asked) -> None:
    house.agree(an_answer(SHOWN), an_answer(PRESENTED, yes=False))
    house.agree(an_answer(SHOWN), an_answer(PRESENTED, yes=False))
    trail = house.uow().consents.of(house.programme_id, house.luca.id)
    assert [(one.what, one.agreed) for one in trail] == [(SHOWN, True), (PRESENTED, False)]
    assert house.portrait().answered == {Question.CONSENT}


def test_the_same_answer_to_another_text_is_kept_too(house: Asked) -> None:
    house.agree(an_answer(SHOWN))
    house.agree(an_answer(SHOWN, version=2, text="May I, sector and all?"))
    trail = house.uow().consents.of(house.programme_id, house.luca.id)
    assert [(one.agreed, one.version, one.text) for one in trail] == [
        (True, 1, "May I, shown?"),
        (True, 2, "May I, sector and all?"),
    ]


def test_who_agrees_takes_back_and_agrees_before_anything_is_said_is_presented_once(house: Asked) -> None:
    for yes in (True, False, True):
        house.agree(an_answer(PRESENTED, yes=yes))
    posted = [one for one in house.carry_out() if isinstance(one, PresentationErrand)]
    assert len(posted) == 1


def test_who_agrees_to_be_presented_by_another_text_is_not_presented_again(house: Asked) -> None:
    house.agree(an_answer(PRESENTED))
    assert len(house.carry_out()) == 1
    house.agree(an_answer(PRESENTED, version=2))
    assert house.carry_out() == []


def test_what_is_taken_back_counts_at_once_and_the_trail_stays(house: Asked) -> None:
    house.agree(an_answer(SHOWN))
    house.agree(an_answer(SHOWN, yes=False))
    trail = house.uow().consents.of(house.programme_id, house.luca.id)
    assert [one.agreed for one in trail] == [True, False]
    assert not agreed(trail, SHOWN)


def test_taking_back_that_it_is_kept_erases_it(house: Asked) -> None:
    house.tell()
    house.agree(an_answer(KEPT, yes=False))
    assert house.portrait().offers == Subjects()
    assert house.uow().people.get(house.luca.id).speaks == ()


def test_who_agrees_is_presented_once_in_the_channel(house: Asked) -> None:
    house.tell()
    house.agree(an_answer(SHOWN, yes=False), an_answer(PRESENTED))
    house.agree(an_answer(PRESENTED))
    (errand,) = house.carry_out()
    assert isinstance(errand, PresentationErrand)
    assert errand.delivery.channel_id == "C1"
    assert errand.presentation.portrait.offers == TOLD.offers
    assert errand.presentation.participant.person.speaks == ("it", "fr")
    assert house.carry_out() == []


def test_who_has_nothing_kept_is_presented_without_it(house: Asked) -> None:
    house.tell(keep=False)
    house.agree(an_answer(PRESENTED))
    (errand,) = house.carry_out()
    assert isinstance(errand, PresentationErrand)
    assert errand.presentation.portrait == Portrait(house.programme_id, house.luca.id)


def test_what_is_not_kept_any_more_is_not_left_in_the_channel_either(house: Asked) -> None:
    house.tell()
    house.agree(an_answer(PRESENTED))
    house.carry_out()
    house.tell(keep=False)
    (gone,) = house.carry_out()
    assert isinstance(gone, PresentationGoneErrand)


def test_languages_stay_while_another_programme_may_keep_them(house: Asked) -> None:
    house.tell()
    with house.uow() as uow:
        other = uow.people.add_programme(replace(house.cast.programme, id=0, name="Other"))
        uow.people.enrol(Participant(other.id, house.luca, frozenset({Role.MENTOR})))
        uow.commit()
    refusal = an_answer(KEPT, yes=False)
    answer_offers(house.uow(), other.id, TOLD, refusal, actor=house.luca, now=house.later())
    assert house.uow().people.get(house.luca.id).speaks == ("it", "fr")
    assert house.portrait().offers == TOLD.offers


def test_without_a_channel_nobody_is_presented(house: Asked) -> None:
    house.settle(channel="")
    house.agree(an_answer(PRESENTED))
    assert house.planned(DeliveryKind.PRESENTATION) == []


def test_a_presentation_taken_back_before_it_was_posted_is_not_posted(house: Asked) -> None:
    house.agree(an_answer(PRESENTED))
    house.agree(an_answer(PRESENTED, yes=False))
    assert house.carry_out() == []
    (kept,) = house.planned(DeliveryKind.PRESENTATION)
    assert (kept.state, kept.last_error) == (DeliveryState.CANCELLED, "the person does not agree any more")


def test_nothing_is_presented_of_who_was_taken_off_nor_where_the_channel_is_gone(house: Asked) -> None:
    house.agree(an_answer(PRESENTED))
    (planned,) = house.planned(DeliveryKind.PRESENTATION)

    def why_not() -> str:
        with house.uow() as uow:
            closed = decide_presentation(uow, planned, house.luca, house.now)
        assert isinstance(closed, Delivery)
        assert closed.state is DeliveryState.CANCELLED
        return closed.last_error

    house.settle(channel="")
    assert why_not() == "the programme has no channel"
    with house.uow() as uow:
        uow.people.unenrol(house.programme_id, house.luca.id)
        uow.commit()
    assert why_not() == "the person is not in this programme"


def test_a_presentation_that_was_never_posted_is_not_deleted(house: Asked) -> None:
    house.agree(an_answer(PRESENTED))
    house.carry_out(Outcome(OutcomeKind.UNKNOWN, error="no answer in time"))
    house.agree(an_answer(PRESENTED, yes=False))
    (posted,) = house.planned(DeliveryKind.PRESENTATION)
    house.store.deliveries["T1", posted.key] = replace(posted, state=DeliveryState.FAILED)
    assert house.carry_out() == []
    (gone,) = house.planned(DeliveryKind.PRESENTATION_GONE)
    assert (gone.state, gone.last_error) == (DeliveryState.CANCELLED, "nothing was posted")


def test_a_presentation_taken_back_afterwards_is_deleted_and_may_be_made_anew(house: Asked) -> None:
    house.agree(an_answer(PRESENTED))
    house.carry_out()
    house.agree(an_answer(PRESENTED, yes=False))
    (gone,) = house.carry_out()
    assert isinstance(gone, PresentationGoneErrand)
    assert (gone.delivery.channel_id, gone.slack_ts) == ("C1", "1.1")
    house.agree(an_answer(PRESENTED))
    (again,) = house.carry_out()
    assert isinstance(again, PresentationErrand)
    house.agree(an_answer(PRESENTED, yes=False))
    assert len(house.carry_out()) == 1


def test_a_presentation_of_unknown_outcome_is_deleted_once_it_is_found(house: Asked) -> None:
    house.agree(an_answer(PRESENTED))
    house.carry_out(Outcome(OutcomeKind.UNKNOWN, error="no answer in time"))
    house.agree(an_answer(PRESENTED, yes=False))
    assert house.carry_out() == []
    (gone,) = house.planned(DeliveryKind.PRESENTATION_GONE)
    assert gone.state is DeliveryState.PENDING
    (posted,) = house.planned(DeliveryKind.PRESENTATION)
    found = replace(posted, state=DeliveryState.SENT, slack_ts="1.1")
    house.store.deliveries["T1", posted.key] = found
    house.now += timedelta(minutes=5)
    (errand,) = house.carry_out()
    assert isinstance(errand, PresentationGoneErrand)


@pytest.mark.parametrize("name", ["ines", "omar"])
def test_who_is_neither_mentor_nor_mentee_there_is_asked_nothing(house: Asked, name: str) -> None:
    other: Person = getattr(house.cast, name)
    with pytest.raises(NotAParticipant):
        standing_of(house.uow(), house.programme_id, actor=other)
    with pytest.raises(NotAParticipant):
        answer_offers(house.uow(), house.programme_id, TOLD, an_answer(KEPT), actor=other, now=NOW)
    with pytest.raises(NotAParticipant):
        answer_consents(house.uow(), house.programme_id, [an_answer(SHOWN)], actor=other, now=NOW)
    assert house.store.portraits == {}
    assert house.store.participant_consents == {}


def test_another_teams_person_of_the_same_number_is_asked_nothing(house: Asked) -> None:
    theirs = FakeUnitOfWork(house.store, OTHER_TEAM)
    with pytest.raises(NotAParticipant):
        standing_of(theirs, house.programme_id, actor=house.luca)
