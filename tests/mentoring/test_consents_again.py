"""Agreement to an older text: it stands as it was given, without the sector, and is asked for again once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mentoring.consents import VERSIONS, Consent, ConsentTo, agreed
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import ParticipationState
from mentoring.programme_settings import ProgrammeState
from mentoring.rules.arrivals import NOT_UNDER_WAY
from mentoring.services.arrivals import look_after_arrivals, send_welcomes
from mentoring.services.deciding import decide
from mentoring.services.errands import ConsentAgainErrand
from mentoring.services.portfolio import shown_in
from tests.builders import NOW
from tests.mentoring.village import Village

AT_NIGHT = datetime(2027, 1, 19, 22, tzinfo=UTC)


class Older(Village):
    """Everybody agreed to be shown, Luca to the first text alone."""

    def __init__(self) -> None:
        super().__init__()
        self.agree(1)
        send_welcomes(self.uow(), self.cast.programme.id, actor=self.cast.ines, now=NOW)

    def agree(self, version: int, *, yes: bool = True) -> None:
        programme_id, luca = self.cast.programme.id, self.cast.luca
        answer = Consent(0, programme_id, luca.id, ConsentTo.SHOWN, yes, "The text", version, "en", NOW)
        self.write(lambda uow: uow.consents.add(answer))

    def asked(self, now: datetime = NOW) -> list[Delivery]:
        look_after_arrivals(self.uow(), now=now)
        return [one for one in self.store.deliveries.values() if one.kind is DeliveryKind.CONSENT_AGAIN]

    def sector(self) -> str:
        """What the portfolio shows of Luca's sector."""
        with self.uow() as uow:
            return {one.person.name: one.part.sector for one in shown_in(uow, self.cast.programme)}["Luca"]


@pytest.fixture
def older() -> Older:
    return Older()


def test_who_agreed_to_an_older_text_is_asked_once_and_when_they_work(older: Older) -> None:
    for _ in range(2):
        (word,) = older.asked(AT_NIGHT)
    assert (word.recipient_id, word.due_at) == (older.cast.luca.id, datetime(2027, 1, 20, 8, tzinfo=UTC))
    older.agree(VERSIONS[ConsentTo.SHOWN])
    assert older.asked(AT_NIGHT + timedelta(days=1)) == [word]


def test_until_they_answer_they_are_shown_and_found_without_their_sector(older: Older) -> None:
    with older.uow() as uow:
        assert agreed(uow.consents.of(older.cast.programme.id, older.cast.luca.id), ConsentTo.SHOWN)
    assert older.sector() == ""
    fatima = older.cast.fatima
    (card,) = older.find("luca", fatima).cards
    assert (card.person.name, card.part.sector) == ("Luca", "")
    older.agree(VERSIONS[ConsentTo.SHOWN])
    assert older.sector() == "Textile"
    (card,) = older.find("luca textile", fatima).cards
    assert card.part.sector == "Textile"


def test_the_question_is_asked_while_it_is_open(older: Older) -> None:
    (word,) = older.asked()
    leased = replace(word, state=DeliveryState.LEASED)
    assert isinstance(decide(older.uow(), leased, NOW), ConsentAgainErrand)
    older.agree(VERSIONS[ConsentTo.SHOWN])
    assert getattr(decide(older.uow(), leased, NOW), "last_error", "") == "everything is answered"


def test_nobody_is_asked_once_the_programme_is_over(older: Older) -> None:
    (word,) = older.asked()
    over = replace(older.cast.programme, state=ProgrammeState.CLOSED)
    older.write(lambda uow: uow.people.update_programme(over))
    closed = decide(older.uow(), replace(word, state=DeliveryState.LEASED), NOW)
    assert getattr(closed, "last_error", "") == NOT_UNDER_WAY


@pytest.mark.parametrize("version", [1, 2])
def test_who_said_no_is_not_asked_again(older: Older, version: int) -> None:
    older.agree(version, yes=False)
    assert older.asked() == []


def test_who_left_the_programme_is_not_asked(older: Older) -> None:
    (word,) = older.asked()
    luca, programme_id = older.cast.luca, older.cast.programme.id
    older.write(lambda uow: uow.people.mark_participation(programme_id, luca.id, ParticipationState.LEFT))
    closed = decide(older.uow(), replace(word, state=DeliveryState.LEASED), NOW)
    assert getattr(closed, "state", None) is DeliveryState.CANCELLED


def test_who_was_taken_off_the_programme_is_not_asked(older: Older) -> None:
    (word,) = older.asked()
    luca, programme_id = older.cast.luca, older.cast.programme.id
    older.write(lambda uow: uow.people.unenrol(programme_id, luca.id))
    closed = decide(older.uow(), replace(word, state=DeliveryState.LEASED), NOW)
    assert getattr(closed, "last_error", "") == "the person is not in this programme"
