"""What coordinators prepare before they make pairs, in the database."""

from __future__ import annotations

from sqlalchemy import select

from mentoring.pairing import Pairing, PairingState
from storage.rows import Repository, from_row, to_columns
from storage.tables import PairingRow


class SqlPairings(Repository):
    """The pairings of one team (port `mentoring.ports.Pairings`)."""

    def locked(self, pairing_id: str) -> Pairing:
        """The pairing, kept from everybody else who asks so until this transaction ends; KeyError for none.

        On SQLite the database drops "for update": a transaction there has kept all others out since it began.
        """
        ours = select(PairingRow.id).where(PairingRow.team_id == self._team_id, PairingRow.id == pairing_id)
        self._transaction.execute(ours.with_for_update()).all()
        return from_row(Pairing, self._row(pairing_id))

    def open_in(self, programme_id: int) -> Pairing | None:
        """The programme's open pairing, or None."""
        ours = (PairingRow.team_id == self._team_id, PairingRow.programme_id == programme_id)
        row = self._transaction.scalar(select(PairingRow).where(*ours, PairingRow.state == PairingState.OPEN))
        return from_row(Pairing, row) if row else None

    def last_in(self, programme_id: int) -> Pairing | None:
        """The programme's pairing that was changed last, whatever became of it, or None."""
        ours = (PairingRow.team_id == self._team_id, PairingRow.programme_id == programme_id)
        latest = select(PairingRow).where(*ours).order_by(PairingRow.changed_at.desc(), PairingRow.id.desc()).limit(1)
        row = self._transaction.scalar(latest)
        return from_row(Pairing, row) if row else None

    def add(self, pairing: Pairing) -> bool:
        """Keep a new pairing; False when the programme has an open one already, whatever the race."""
        return self._insert_new(PairingRow, [{"team_id": self._team_id, **to_columns(pairing)}]) == 1

    def update(self, pairing: Pairing) -> None:
        """Replace the pairing of this id; KeyError when there is none in this team."""
        row = self._row(pairing.id)
        for name, value in to_columns(pairing).items():
            setattr(row, name, value)
        self._transaction.flush()

    def _row(self, pairing_id: str) -> PairingRow:
        row = self._fresh(PairingRow, (self._team_id, pairing_id))
        if row is None:
            raise KeyError(pairing_id)
        return row
