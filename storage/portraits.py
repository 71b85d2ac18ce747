"""What people say of themselves in their programmes, in the database."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, select

from mentoring.portraits import Portrait, Subjects
from storage.rows import Repository
from storage.tables import PortraitRow

# Composed once, since every Home asks for it, and composing takes longer than asking.
OF_PERSON = select(PortraitRow).where(
    PortraitRow.team_id == bindparam("team_id"), PortraitRow.person_id == bindparam("person_id")
)


class SqlPortraits(Repository):
    """The portraits of one team (port `mentoring.ports.Portraits`)."""

    def of(self, programme_id: int, person_id: int) -> Portrait:
        """What the person says; an empty portrait while that is nothing."""
        row = self._fresh(PortraitRow, (self._team_id, programme_id, person_id))
        return _to_portrait(row) if row else Portrait(programme_id, person_id)

    def of_programme(self, programme_id: int) -> Mapping[int, Portrait]:
        """What everybody of the programme who has said anything says, by person."""
        ours = select(PortraitRow).where(PortraitRow.team_id == self._team_id, PortraitRow.programme_id == programme_id)
        return {row.person_id: _to_portrait(row) for row in self._transaction.scalars(ours)}

    def of_person(self, person_id: int) -> Mapping[int, Portrait]:
        """What the person says in each programme in which they have said anything, by programme."""
        theirs = self._transaction.scalars(OF_PERSON, {"team_id": self._team_id, "person_id": person_id})
        return {row.programme_id: _to_portrait(row) for row in theirs}

    def keep(self, portrait: Portrait) -> None:
        """Add the portrait, or replace the one of the same person and programme."""
        columns = {
            "team_id": self._team_id,
            "programme_id": portrait.programme_id,
            "person_id": portrait.person_id,
            "offers_words": portrait.offers.words,
            "offers_competences": portrait.offers.competences,
            "needs_words": portrait.needs.words,
            "needs_competences": portrait.needs.competences,
            "answered": portrait.answered,
            "told_at": portrait.told_at,
        }
        self._upsert(PortraitRow, columns)


def _to_portrait(row: PortraitRow) -> Portrait:
    return Portrait(
        programme_id=row.programme_id,
        person_id=row.person_id,
        offers=Subjects(row.offers_words, row.offers_competences),
        needs=Subjects(row.needs_words, row.needs_competences),
        answered=row.answered,
        told_at=row.told_at,
    )
