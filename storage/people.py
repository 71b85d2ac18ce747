"""Persons, programmes, participants and pairs in the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Select, and_, bindparam, delete, or_, select, update

from mentoring.folding import folded
from mentoring.people import Pair, Participant, ParticipationState, Person, Programme
from storage.rows import Repository, columns_of, table_of, to_columns
from storage.tables import PairRow, ParticipantConsentRow, ParticipantRow, PersonRow, PortraitRow, ProgrammeRow

V = TypeVar("V")
R = TypeVar("R", PersonRow, ProgrammeRow, PairRow)

PEOPLE, PROGRAMMES, PARTS_TAKEN, COUPLES = (
    table_of(row).c for row in (PersonRow, ProgrammeRow, ParticipantRow, PairRow)
)
PERSON, PROGRAMME, PAIR = columns_of(Person, PersonRow), columns_of(Programme, ProgrammeRow), columns_of(Pair, PairRow)
PLACE = columns_of(Participant, ParticipantRow, but="person")
LAST_OF_PERSON = len(PLACE) + len(PERSON)

# Composed once, since every request begins with some of them, and composing takes longer than asking.
OURS = select(*PERSON).where(PEOPLE.team_id == bindparam("team_id"))
BY_USER = OURS.where(PEOPLE.user_id == bindparam("user_id"))
BY_IDS = OURS.where(PEOPLE.id.in_(bindparam("person_ids", expanding=True)))
LOCKED = (
    select(PEOPLE.id)
    .where(PEOPLE.team_id == bindparam("team_id"), PEOPLE.id.in_(bindparam("person_ids", expanding=True)))
    .order_by(PEOPLE.id)
    .with_for_update(key_share=True)  # "no key": rows that merely point to a person, such as a note, need not wait
)
BY_EMAIL = OURS.where(PEOPLE.email_folded == bindparam("email"))
BY_ACCOUNT = (
    OURS.where(PEOPLE.account_email == bindparam("email"), PEOPLE.account_email != "").order_by(PEOPLE.id).limit(1)
)
OUR_PROGRAMMES = (
    select(*PROGRAMME).where(PROGRAMMES.team_id == bindparam("team_id")).order_by(PROGRAMMES.starts_on, PROGRAMMES.id)
)
ONE_PROGRAMME = OUR_PROGRAMMES.where(PROGRAMMES.id == bindparam("programme_id"))
PARTS = (
    select(*PLACE, *PERSON, *PROGRAMME)
    .join_from(table_of(ParticipantRow), table_of(PersonRow), PEOPLE.id == PARTS_TAKEN.person_id)
    .join(table_of(ProgrammeRow), PROGRAMMES.id == PARTS_TAKEN.programme_id)
    .where(PARTS_TAKEN.team_id == bindparam("team_id"))
    .order_by(PROGRAMMES.starts_on, PROGRAMMES.id)
)
STILL_IN = PARTS.where(PARTS_TAKEN.state != ParticipationState.LEFT)
PARTS_OF_USER = STILL_IN.where(PEOPLE.user_id == bindparam("user_id"))
PARTS_OF_PERSON = STILL_IN.where(PARTS_TAKEN.person_id == bindparam("person_id"))
LEFT_BY_PERSON = PARTS.where(
    PARTS_TAKEN.person_id == bindparam("person_id"), PARTS_TAKEN.state == ParticipationState.LEFT
)
STATE = select(PARTS_TAKEN.state).where(
    PARTS_TAKEN.team_id == bindparam("team_id"),
    PARTS_TAKEN.programme_id == bindparam("programme_id"),
    PARTS_TAKEN.person_id == bindparam("person_id"),
)
PAIRS = select(*PAIR).where(COUPLES.team_id == bindparam("team_id")).order_by(COUPLES.id)
PAIRS_IN_PROGRAMME = PAIRS.where(COUPLES.programme_id == bindparam("programme_id"))
PLACES = (
    select(*PLACE, *PERSON)
    .join_from(
        table_of(ParticipantRow),
        table_of(PersonRow),
        and_(PEOPLE.team_id == PARTS_TAKEN.team_id, PEOPLE.id == PARTS_TAKEN.person_id),
    )
    .where(PARTS_TAKEN.team_id == bindparam("team_id"), PARTS_TAKEN.programme_id == bindparam("programme_id"))
)
"""Rows of bare columns, of which `placed` makes participants: a programme of thousands is read whole."""

PLACES_NOW = PLACES.where(PARTS_TAKEN.state == ParticipationState.ACTIVE)
PAIRS_OF_PERSON = PAIRS.where(
    or_(COUPLES.mentor_id == bindparam("person_id"), COUPLES.mentee_id == bindparam("person_id")),
    COUPLES.starts_on <= bindparam("on_day"),
    or_(COUPLES.ends_on.is_(None), COUPLES.ends_on >= bindparam("on_day")),
)
PAIRS_THAT_MEET = PAIRS_OF_PERSON.where(COUPLES.paused.is_(False))
ONE_PAIR = PAIRS.where(COUPLES.id == bindparam("pair_id"))


class SqlPeople(Repository):
    """The people of one team (port `mentoring.ports.People`)."""

    def get(self, person_id: int) -> Person:
        """The person; KeyError when there is none of this id in this team."""
        return _one_of(self._people(BY_IDS, person_ids=[person_id]), person_id)

    def known(self, person_ids: Collection[int]) -> Mapping[int, Person]:
        """Those of these people who are known in this team, by id."""
        if not person_ids:
            return {}
        return {one.id: one for one in self._people(BY_IDS, person_ids=list(person_ids))}

    def by_user(self, user_id: str) -> Person | None:
        """The person behind a Slack user."""
        return next(iter(self._people(BY_USER, user_id=user_id)), None)

    def by_email(self, email: str) -> Person | None:
        """The person with this address, whatever its case."""
        return next(iter(self._people(BY_EMAIL, email=email.lower())), None)

    def by_account_email(self, email: str) -> Person | None:
        """The person whose account is known to have this address, whatever its case; the one known longest."""
        return next(iter(self._people(BY_ACCOUNT, email=email.lower())), None)

    def add(self, person: Person) -> Person:
        """Keep a new person; the answer carries the id."""
        self._must_be_ours(person.team_id)
        row = PersonRow(**_person_columns(person))
        self._transaction.add(row)
        self._transaction.flush()
        return replace(person, id=row.id)

    def update(self, person: Person) -> None:
        """Replace the person of this id."""
        self._must_be_ours(person.team_id)
        _assign(self._row(PersonRow, person.id), _person_columns(person))
        self._transaction.flush()

    def lock(self, person_ids: Collection[int]) -> None:
        """Make other transactions that lock any of these people wait, in id order, until this one ends.

        On SQLite the database drops "for update": a transaction there has kept all others out since it began.
        """
        self._transaction.execute(LOCKED, self._ours(person_ids=list(person_ids))).all()

    def programmes(self) -> Sequence[Programme]:
        """All programmes of the team, oldest first."""
        return [Programme(*row) for row in self._transaction.execute(OUR_PROGRAMMES, self._ours())]

    def programme(self, programme_id: int) -> Programme:
        """The programme; KeyError when there is none of this id in this team."""
        found = self._transaction.execute(ONE_PROGRAMME, self._ours(programme_id=programme_id))
        return _one_of([Programme(*row) for row in found], programme_id)

    def add_programme(self, programme: Programme) -> Programme:
        """Keep a new programme; the answer carries the id."""
        self._must_be_ours(programme.team_id)
        row = ProgrammeRow(**_without_id(programme))
        self._transaction.add(row)
        self._transaction.flush()
        return replace(programme, id=row.id)

    def update_programme(self, programme: Programme) -> None:
        """Replace the programme of this id."""
        self._must_be_ours(programme.team_id)
        _assign(self._row(ProgrammeRow, programme.id), _without_id(programme))
        self._transaction.flush()

    def participants(self, programme_id: int) -> Sequence[Participant]:
        """Everybody who takes part in the programme now, by name; not those who pause or left."""
        return self._by_name(PLACES_NOW, programme_id)

    def everybody(self, programme_id: int) -> Sequence[Participant]:
        """Everybody who was ever in the programme, by name."""
        return self._by_name(PLACES, programme_id)

    def _by_name(self, statement: Select[*tuple[Any, ...]], programme_id: int) -> list[Participant]:
        found = self._transaction.execute(statement, self._ours(programme_id=programme_id))
        return in_order(map(placed, found))

    def participations(self, person_id: int) -> Sequence[Participant]:
        """The programmes a person is in, oldest programme first; a pause does not end that, leaving does."""
        return [part for part, _ in self.parts_of(person_id)]

    def parts_of(self, person_id: int) -> Sequence[tuple[Participant, Programme]]:
        """The programmes that a person is in, with what they are there, oldest programme first; as above."""
        return self._parts(PARTS_OF_PERSON, person_id=person_id)

    def left(self, person_id: int) -> Sequence[Programme]:
        """The programmes that a person has left, oldest first."""
        return [programme for _, programme in self._parts(LEFT_BY_PERSON, person_id=person_id)]

    def state_in(self, programme_id: int, person_id: int) -> ParticipationState | None:
        """Whether somebody takes part in a programme now; None when they never did."""
        return self._transaction.scalar(STATE, self._ours(programme_id=programme_id, person_id=person_id))

    def parts_of_user(self, user_id: str) -> Sequence[tuple[Participant, Programme]]:
        """The programmes that a Slack user is in, with what they are there, oldest programme first."""
        return self._parts(PARTS_OF_USER, user_id=user_id)

    def enrol(self, participant: Participant) -> None:
        """Put a person in a programme, or replace what was kept of them in it, but for whether they pause or left."""
        columns = to_columns(participant)
        person_id = columns.pop("person").id
        for kept in ("state", "until"):
            columns.pop(kept)
        self._upsert(ParticipantRow, {"team_id": self._team_id, "person_id": person_id, **columns})

    def unenrol(self, programme_id: int, person_id: int) -> bool:
        """Take a person out of a programme, with what was kept of them in it; False when they were not in it."""
        gone = 0
        for row in (PortraitRow, ParticipantConsentRow, ParticipantRow):
            theirs = (row.team_id == self._team_id, row.programme_id == programme_id, row.person_id == person_id)
            gone = self._changed(delete(row).where(*theirs))
        return gone > 0

    def mark_participation(
        self, programme_id: int, person_id: int, state: ParticipationState, until: date | None = None
    ) -> None:
        """Keep whether somebody takes part in the programme now; KeyError when they never did."""
        ours = (ParticipantRow.team_id == self._team_id, ParticipantRow.programme_id == programme_id)
        theirs = update(ParticipantRow).where(*ours, ParticipantRow.person_id == person_id)
        if not self._changed(theirs.values(state=state, until=until)):
            raise KeyError(person_id)

    def pairs(self, programme_id: int) -> Sequence[Pair]:
        """All pairs of the programme, past ones included, by id."""
        return self._pairs(PAIRS_IN_PROGRAMME, programme_id=programme_id)

    def pairs_of(self, person_id: int, on: date, *, paused: bool = False) -> Sequence[Pair]:
        """The pairs a person belongs to on that day, by id; those that pause only where asked for."""
        asked = PAIRS_OF_PERSON if paused else PAIRS_THAT_MEET
        return self._pairs(asked, person_id=person_id, on_day=on)

    def pair(self, pair_id: int) -> Pair:
        """The pair; KeyError when there is none of this id in this team."""
        return _one_of(self._pairs(ONE_PAIR, pair_id=pair_id), pair_id)

    def add_pair(self, pair: Pair) -> Pair:
        """Keep a new pair; the answer carries the id."""
        row = PairRow(team_id=self._team_id, **_without_id(pair))
        self._transaction.add(row)
        self._transaction.flush()
        return replace(pair, id=row.id)

    def update_pair(self, pair: Pair) -> None:
        """Replace the pair of this id; KeyError when there is none in this team."""
        _assign(self._row(PairRow, pair.id), _without_id(pair))
        self._transaction.flush()

    def _ours(self, **values: Any) -> dict[str, Any]:
        """The values that a statement leaves open, the team among them."""
        return {"team_id": self._team_id, **values}

    def _people(self, statement: Select[Any], **values: Any) -> list[Person]:
        return [Person(*row) for row in self._transaction.execute(statement, self._ours(**values))]

    def _pairs(self, statement: Select[Any], **values: Any) -> list[Pair]:
        return [Pair(*row) for row in self._transaction.execute(statement, self._ours(**values))]

    def _parts(self, statement: Select[Any], **values: Any) -> list[tuple[Participant, Programme]]:
        """Places with their programmes; a row has the place, then its person, then the programme."""
        found = self._transaction.execute(statement, self._ours(**values))
        return [(placed(row[:LAST_OF_PERSON]), Programme(*row[LAST_OF_PERSON:])) for row in found]

    def _row(self, kind: type[R], row_id: int) -> R:
        """The row of a table whose rows are numbered, to be written to; KeyError when there is none in this team."""
        keys = (kind.team_id == self._team_id, kind.id == row_id)
        row = self._transaction.scalar(select(kind).where(*keys))
        if row is None:
            raise KeyError(row_id)
        return row


def _one_of(found: Sequence[V], key: int) -> V:
    if not found:
        raise KeyError(key)
    return found[0]


def placed(row: Any) -> Participant:
    """The participant of a row of `PLACES`."""
    programme_id, *rest = row[: len(PLACE)]
    return Participant(programme_id, Person(*row[len(PLACE) :]), *rest)


def in_order(participants: Iterable[Participant]) -> list[Participant]:
    """By name. Here and not in SQL: databases differ in how they order names."""
    return sorted(participants, key=lambda one: (one.person.name.casefold(), one.person.id))


def _person_columns(person: Person) -> dict[str, Any]:
    # Somebody without an address has no key either, or only one such person could exist.
    return {**_without_id(person), "email_folded": person.email.lower() or None, "name_folded": folded(person.name)}


def _without_id(value: Any) -> dict[str, Any]:
    return {name: kept for name, kept in to_columns(value).items() if name != "id"}


def _assign(row: Any, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
