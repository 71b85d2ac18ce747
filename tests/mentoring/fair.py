"""A programme with people who are still to be paired, and the gestures of its coordinators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from mentoring.consents import Consent, ConsentTo
from mentoring.pairing import Board, Pairing, Wish
from mentoring.people import Participant, Person, Role, WorkingWeek
from mentoring.portraits import Portrait, Subjects
from mentoring.rules.pairing import solved
from mentoring.rules.pairing_wishes import wishing
from mentoring.services.introductions import Published, publish
from mentoring.services.pairing import keep_proposals, pairing_board
from tests.builders import NOW, a_person, everybody_is_welcomed
from tests.mentoring.house import House


class Fair(House):
    """Awa and Luca are a pair; Fatima, Sami and Nadia have no mentor, Marco and Youssef no mentee; all invented."""

    def __init__(self) -> None:
        super().__init__()
        self.marco = self.add("Marco", "IT", "Europe/Rome", ("it", "en"), Role.MENTOR, sector="Textile")
        self.youssef = self.add("Youssef", "PS", "Asia/Gaza", ("ar", "en"), Role.MENTOR, sector="ICT")
        self.sami = self.add("Sami", "TN", "Africa/Tunis", ("ar", "fr", "en"), Role.MENTEE, sector="ICT")
        self.nadia = self.add("Nadia", "MA", "Africa/Casablanca", ("fr", "en"), Role.MENTEE, sector="Textile")
        self.pierre = self.add("Pierre", "FR", "Europe/Paris", ("fr",), Role.COORDINATOR)
        with self.uow() as uow:
            uow.people.update(replace(self.cast.fatima, speaks=("ar",)))
            everybody_is_welcomed(uow, self.cast.programme.id)
            uow.commit()

    def add(self, name: str, country: str, zone: str, speaks: tuple[str, ...], *roles: Role, **place: Any) -> Person:
        person = a_person(
            name, country=country, zone=zone, speaks=speaks, language=speaks[0], working_week=WorkingWeek.usual(country)
        )
        with self.uow() as uow:
            kept = uow.people.add(person)
            uow.people.enrol(Participant(self.cast.programme.id, kept, frozenset(roles), **place))
            uow.commit()
        return kept

    def says(self, person: Person, *, offers: Subjects | None = None, needs: Subjects | None = None) -> None:
        portrait = Portrait(self.cast.programme.id, person.id, offers or Subjects(), needs or Subjects())
        with self.uow() as uow:
            uow.portraits.keep(portrait)
            uow.commit()

    def agrees(self, person: Person, *what: ConsentTo) -> None:
        with self.uow() as uow:
            for one in what:
                uow.consents.add(Consent(0, self.cast.programme.id, person.id, one, True, "I agree.", 1, "en", NOW))
            uow.commit()

    def board(self, actor: Person | None = None) -> Board:
        return pairing_board(self.uow(), self.cast.programme.id, actor=actor or self.cast.ines, now=NOW)

    def keep(self, board: Board, actor: Person | None = None, now: datetime = NOW) -> Board:
        return keep_proposals(self.uow(), board, solved(board.market), actor=actor or self.cast.ines, now=now)

    def propose(self, *wishes: Wish, actor: Person | None = None) -> Pairing:
        board = self.board(actor)
        for wish in wishes:
            board = wishing(board, wish)
        pairing = self.keep(board, actor).pairing
        assert pairing is not None
        return pairing

    def publish(self, pairing: Pairing, actor: Person | None = None, now: datetime = NOW) -> Published:
        return publish(self.uow(), pairing.id, pairing.revision, actor=actor or self.cast.ines, now=now)

    def couples(self, pairing: Pairing) -> dict[str, str]:
        """The mentor's name by the mentee's."""
        names = {one.id: one.name for one in self.store.people.values()}
        return {names[one.mentee_id]: names[one.mentor_id] for one in pairing.picks}

    def pairs(self) -> Sequence[tuple[str, str]]:
        names = {one.id: one.name for one in self.store.people.values()}
        with self.uow() as uow:
            return [(names[one.mentor_id], names[one.mentee_id]) for one in uow.people.pairs(self.cast.programme.id)]
