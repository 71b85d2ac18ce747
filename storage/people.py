"""Persons, programmes, participants and pairs in the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, or_, select, update

from mentoring.folding import folded
from mentoring.people import Pair, Participant, ParticipationState, Person, Programme
from storage.rows import Repository, columns_of, from_row, from_rows, to_columns
from storage.tables import PairRow, ParticipantRow, PersonRow, ProgrammeRow

# Composed once, since every request begins with some of them, and composing takes longer than asking.
OURS = select(PersonRow).where(PersonRow.team_id == bindparam("team_id"))
BY_USER = OURS.where(PersonRow.user_id == bindparam("user_id"))
BY_ID = OURS.where(PersonRow.id == bindparam("person_id"))
BY_IDS = OURS.where(PersonRow.id.in_(bindparam("person_ids", expanding=True)))
PROGRAMME = select(ProgrammeRow).where(
    ProgrammeRow.team_id == bindparam("team_id"), ProgrammeRow.id == bindparam("programme_id")
)
PARTS = (
    select(ParticipantRow, PersonRow, ProgrammeRow)
    .join(PersonRow, PersonRow.id == ParticipantRow.person_id)
    .join(ProgrammeRow, ProgrammeRow.id == ParticipantRow.programme_id)
    .where(ParticipantRow.team_id == bindparam("team_id"))
    .order_by(ProgrammeRow.starts_on, ProgrammeRow.id)
)
STILL_IN = PARTS.where(ParticipantRow.state != ParticipationState.LEFT)
PARTS_OF_USER = STILL_IN.where(PersonRow.user_id == bindparam("user_id"))
PARTS_OF_PERSON = STILL_IN.where(ParticipantRow.person_id == bindparam("person_id"))
LEFT_BY_PERSON = PARTS.where(
    ParticipantRow.person_id == bindparam("person_id"), ParticipantRow.state == ParticipationState.LEFT
)
STATE = select(ParticipantRow.state).where(
    ParticipantRow.team_id == bindparam("team_id"),
    ParticipantRow.programme_id == bindparam("programme_id"),
    ParticipantRow.person_id == bindparam("person_id"),
)
PLACE = columns_of(Participant, ParticipantRow, but="person")
PLACES = (
    select(*PLACE, *columns_of(Person, PersonRow))
    .join(PersonRow, and_(PersonRow.team_id == ParticipantRow.team_id, PersonRow.id == ParticipantRow.person_id))
    .where(ParticipantRow.team_id == bindparam("team_id"), ParticipantRow.programme_id == bindparam("programme_id"))
)
"""Rows of bare columns, of which `placed` makes participants: a programme of thousands is read whole."""

PLACES_NOW = PLACES.where(ParticipantRow.state == ParticipationState.ACTIVE)
PAIRS = select(PairRow).where(PairRow.team_id == bindparam("team_id")).order_by(PairRow.id)
PAIRS_OF_PERSON = PAIRS.where(
    or_(PairRow.mentor_id == bindparam("person_id"), PairRow.mentee_id == bindparam("person_id")),
    PairRow.starts_on <= bindparam("on_day"),
    or_(PairRow.ends_on.is_(None), PairRow.ends_on >= bindparam("on_day")),
)
PAIRS_THAT_MEET = PAIRS_OF_PERSON.where(PairRow.paused.is_(False))
PAIR = PAIRS.where(PairRow.id == bindparam("pair_id"))


class SqlPeople(Repository):
    """The people of one team (port `mentoring.ports.People`)."""

    def get(self, person_id: int) -> Person:
        """The person; KeyError when there is none of this id in this team."""
        return from_row(Person, self._person_row(person_id))

    def known(self, person_ids: Collection[int]) -> Mapping[int, Person]:
        """Those of these people who are known in this team, by id."""
        rows = self._transaction.scalars(BY_IDS, self._ours(person_ids=list(person_ids)))
        return {one.id: one for one in from_rows(Person, rows)}

    def by_user(self, user_id: str) -> Person | None:
        """The person behind a Slack user."""
        row = self._transaction.scalar(BY_USER, self._ours(user_id=user_id))
        return from_row(Person, row) if row else None

    def by_email(self, email: str) -> Person | None:
        """The person with this address, whatever its case."""
        row = self._transaction.scalar(OURS.where(PersonRow.email_folded == email.lower()), self._ours())
        return from_row(Person, row) if row else None

    def by_account_email(self, email: str) -> Person | None:
        """The person whose account is known to have this address, whatever its case; the one known longest."""
        theirs = OURS.where(PersonRow.account_email == email.lower(), PersonRow.account_email != "")
        row = self._transaction.scalar(theirs.order_by(PersonRow.id).limit(1), self._ours())
        return from_row(Person, row) if row else None

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
        _assign(self._person_row(person.id), _person_columns(person))
        self._transaction.flush()

    def lock(self, person_ids: Collection[int]) -> None:
        """Make other transactions that lock any of these people wait, in id order, until this one ends.

        On SQLite the database drops "for update": a transaction there has kept all others out since it began.
        """
        ids = select(PersonRow.id).where(PersonRow.team_id == self._team_id, PersonRow.id.in_(person_ids))
        # "no key": rows that merely point to a person, such as a note, need not wait.
        self._transaction.execute(ids.order_by(PersonRow.id).with_for_update(key_share=True)).all()

    def programmes(self) -> Sequence[Programme]:
        """All programmes of the team, oldest first."""
        ours = select(ProgrammeRow).where(ProgrammeRow.team_id == self._team_id)
        rows = self._transaction.scalars(ours.order_by(ProgrammeRow.starts_on, ProgrammeRow.id))
        return from_rows(Programme, rows)

    def programme(self, programme_id: int) -> Programme:
        """The programme; KeyError when there is none of this id in this team."""
        return from_row(Programme, self._programme_row(programme_id))

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
        _assign(self._programme_row(programme.id), _without_id(programme))
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
        theirs = delete(ParticipantRow).where(
            ParticipantRow.team_id == self._team_id,
            ParticipantRow.programme_id == programme_id,
            ParticipantRow.person_id == person_id,
        )
        return self._changed(theirs) > 0

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
        rows = self._transaction.scalars(PAIRS.where(PairRow.programme_id == programme_id), self._ours())
        return from_rows(Pair, rows)

    def pairs_of(self, person_id: int, on: date, *, paused: bool = False) -> Sequence[Pair]:
        """The pairs a person belongs to on that day, by id; those that pause only where asked for."""
        asked = PAIRS_OF_PERSON if paused else PAIRS_THAT_MEET
        rows = self._transaction.scalars(asked, self._ours(person_id=person_id, on_day=on))
        return from_rows(Pair, rows)

    def pair(self, pair_id: int) -> Pair:
        """The pair; KeyError when there is none of this id in this team."""
        row = self._transaction.scalar(PAIR, self._ours(pair_id=pair_id))
        if row is None:
            raise KeyError(pair_id)
        return from_row(Pair, row)

    def add_pair(self, pair: Pair) -> Pair:
        """Keep a new pair; the answer carries the id."""
        row = PairRow(team_id=self._team_id, **_without_id(pair))
        self._transaction.add(row)
        self._transaction.flush()
        return replace(pair, id=row.id)

    def update_pair(self, pair: Pair) -> None:
        """Replace the pair of this id; KeyError when there is none in this team."""
        row = self._transaction.scalar(PAIR, self._ours(pair_id=pair.id))
        if row is None:
            raise KeyError(pair.id)
        _assign(row, _without_id(pair))
        self._transaction.flush()

    def _ours(self, **values: Any) -> dict[str, Any]:
        """The values that a statement leaves open, the team among them."""
        return {"team_id": self._team_id, **values}

    def _person_row(self, person_id: int) -> PersonRow:
        row = self._transaction.scalar(BY_ID, self._ours(person_id=person_id))
        if row is None:
            raise KeyError(person_id)
        return row

    def _programme_row(self, programme_id: int) -> ProgrammeRow:
        row = self._transaction.scalar(PROGRAMME, self._ours(programme_id=programme_id))
        if row is None:
            raise KeyError(programme_id)
        return row

    def _parts(
        self, statement: Select[ParticipantRow, PersonRow, ProgrammeRow], **values: Any
    ) -> list[tuple[Participant, Programme]]:
        found = self._transaction.execute(statement, self._ours(**values))
        return [(_to_participant(row, person), from_row(Programme, programme)) for row, person, programme in found]


def placed(row: Any) -> Participant:
    """The participant of a row of `PLACES`."""
    programme_id, *rest = row[: len(PLACE)]
    return Participant(programme_id, Person(*row[len(PLACE) :]), *rest)


def in_order(participants: Iterable[Participant]) -> list[Participant]:
    """By name. Here and not in SQL: databases differ in how they order names."""
    return sorted(participants, key=lambda one: (one.person.name.casefold(), one.person.id))


def _to_participant(row: ParticipantRow, person: PersonRow) -> Participant:
    return Participant(
        programme_id=row.programme_id,
        person=from_row(Person, person),
        roles=row.roles,
        cohort=row.cohort,
        cluster=row.cluster,
        sector=row.sector,
        title=row.title,
        state=row.state,
        until=row.until,
    )


def _person_columns(person: Person) -> dict[str, Any]:
    # Somebody without an address has no key either, or only one such person could exist.
    return {**_without_id(person), "email_folded": person.email.lower() or None, "name_folded": folded(person.name)}


def _without_id(value: Any) -> dict[str, Any]:
    return {name: kept for name, kept in to_columns(value).items() if name != "id"}


def _assign(row: Any, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
