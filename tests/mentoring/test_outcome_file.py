"""Outcomes for a programme's report: asked for by a coordinator, only what everybody agrees to as the file is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mentoring.errors import NotACoordinator
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.notes import Visibility
from mentoring.services import notes
from mentoring.services.errands import OutcomesErrand
from mentoring.services.outcome_file import ask_for_outcomes, decide_outcomes
from tests.builders import Cohort, a_change, a_cohort
from tests.fakes import FakeStore, FakeUnitOfWork

AFTER = datetime.fromisoformat("2027-01-26T16:00:00+00:00")
OUTCOME = "Three wholesalers visited"


class Desk:
    """A session that is over, of which Awa wrote for the report."""

    def __init__(self, wall: str = "2027-01-26 15:00") -> None:
        self.store = FakeStore()
        with self.uow() as uow:
            self.cast: Cohort = a_cohort(uow)
            session = self.cast.session(wall)
            uow.sessions.add(session, a_change(session))
            uow.commit()
        self.over = session.when.end
        self.note_id = self.write()

    def uow(self) -> FakeUnitOfWork:
        return FakeUnitOfWork(self.store)

    def write(self) -> int:
        begun = notes.begin_note(self.uow(), "S1", actor=self.cast.awa, now=self.over).draft
        filled = replace(begun, outcome=OUTCOME, visibility=Visibility.REPORT)
        notes.keep_note_draft(self.uow(), filled, actor=self.cast.awa, now=self.over)
        return notes.save_note(self.uow(), begun.id, actor=self.cast.awa, now=self.over).note.id

    def answer(self, *, agreed: bool) -> None:
        notes.answer_report(self.uow(), self.note_id, 1, agreed=agreed, actor=self.cast.luca, now=self.over)

    def ask(self, now: datetime | None = None) -> int:
        return ask_for_outcomes(self.uow(), self.cast.programme.id, actor=self.cast.ines, now=now or self.over)

    def waiting(self) -> list[Delivery]:
        return [one for one in self.store.deliveries.values() if one.kind is DeliveryKind.OUTCOMES]

    def decide(self) -> OutcomesErrand | Delivery:
        (waiting,) = self.waiting()
        claimed = replace(waiting, state=DeliveryState.LEASED)
        with self.uow() as uow:
            decided = decide_outcomes(uow, claimed, self.cast.ines, self.over)
            uow.commit()
            return decided


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_outcome_is_sent_once_everybody_of_its_session_agreed(desk: Desk) -> None:
    assert desk.ask() == 0
    assert desk.waiting() == []
    desk.answer(agreed=True)
    assert (desk.ask(), desk.ask()) == (1, 1)
    errand = desk.decide()
    assert isinstance(errand, OutcomesErrand)
    (line,) = errand.found
    assert (line.session.id, line.outcome, line.author.name) == ("S1", OUTCOME, "Awa")
    assert {one.name for one in line.people} == {"Awa", "Luca"}


@pytest.mark.parametrize("wall", ["2027-01-04 00:00", "2027-10-29 22:30"])
def test_outcomes_of_the_first_day_and_of_the_last_are_among_them(wall: str) -> None:
    desk = Desk(wall)
    desk.answer(agreed=True)
    assert desk.ask() == 1


def test_agreement_that_is_taken_back_meanwhile_keeps_the_outcome_out_of_the_file(desk: Desk) -> None:
    desk.answer(agreed=True)
    desk.ask()
    desk.answer(agreed=False)
    decided = desk.decide()
    assert isinstance(decided, Delivery)
    assert decided.state is DeliveryState.CANCELLED


def test_file_is_for_nobody_but_a_coordinator_of_the_programme(desk: Desk) -> None:
    desk.answer(agreed=True)
    for actor in (desk.cast.luca, desk.cast.awa, desk.cast.omar):
        with pytest.raises(NotACoordinator):
            ask_for_outcomes(desk.uow(), desk.cast.programme.id, actor=actor, now=AFTER)
    desk.ask()
    (waiting,) = desk.waiting()
    with desk.uow() as uow:
        decided = decide_outcomes(uow, replace(waiting, state=DeliveryState.LEASED), desk.cast.omar, AFTER)
    assert isinstance(decided, Delivery)
    assert decided.state is DeliveryState.CANCELLED


def test_reading_by_the_report_is_shown_to_who_wrote(desk: Desk) -> None:
    desk.answer(agreed=True)
    desk.ask(AFTER + timedelta(minutes=1))
    with desk.uow() as uow:
        (reading,) = uow.notes.readings([desk.note_id])[desk.note_id]
    assert (reading.person_id, reading.version) == (desk.cast.ines.id, 1)
