"""What people agreed to have kept and shown of them, in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Select, select

from mentoring.consents import Consent
from storage.rows import Repository, from_rows, grouped, to_columns
from storage.tables import ParticipantConsentRow


class SqlConsents(Repository):
    """The answers of one team's people (port `mentoring.ports.Consents`)."""

    def add(self, consent: Consent) -> Consent:
        """Keep a new answer; the answer carries the id, which is higher than any before."""
        columns = {name: value for name, value in to_columns(consent).items() if name != "id"}
        row = ParticipantConsentRow(team_id=self._team_id, **columns)
        self._transaction.add(row)
        self._transaction.flush()
        return replace(consent, id=row.id)

    def of(self, programme_id: int, person_id: int) -> Sequence[Consent]:
        """Every answer of the person in the programme, first one first."""
        theirs = self._ours(programme_id).where(ParticipantConsentRow.person_id == person_id)
        return from_rows(Consent, self._transaction.scalars(theirs))

    def of_programme(self, programme_id: int) -> Mapping[int, Sequence[Consent]]:
        """The same of everybody in the programme who ever answered, by person."""
        answers = from_rows(Consent, self._transaction.scalars(self._ours(programme_id)))
        return grouped(answers, lambda one: one.person_id)

    def _ours(self, programme_id: int) -> Select[ParticipantConsentRow]:
        ours = (ParticipantConsentRow.team_id == self._team_id, ParticipantConsentRow.programme_id == programme_id)
        return select(ParticipantConsentRow).where(*ours).order_by(ParticipantConsentRow.id)
