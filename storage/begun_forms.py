"""Forms that somebody filled in and has not sent, in the database; sealed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, orm

from mentoring.begun_forms import BegunForm
from storage.rows import Repository, to_columns
from storage.sealing import Cipher, place
from storage.tables import BegunFormRow


class SqlBegunForms(Repository):
    """The begun forms of one team (port `mentoring.ports.BegunForms`)."""

    def __init__(self, transaction: orm.Session, team_id: str, cipher: Cipher) -> None:
        super().__init__(transaction, team_id)
        self._cipher = cipher

    def get(self, person_id: int, form: str, about: str) -> BegunForm | None:
        """What the person has begun there; None when nothing was ever kept of it."""
        row = self._fresh(BegunFormRow, (self._team_id, person_id, form, about))
        if row is None:
            return None
        values = self._cipher.open(row.sealed, self._bound_to(person_id, form, about))
        return BegunForm(person_id, form, about, row.opened, row.kept_at, values, row.sent)

    def keep(self, begun: BegunForm) -> None:
        """Keep it, in place of what was kept of the same person, form and subject before."""
        columns = {"team_id": self._team_id, **to_columns(begun)}
        bound_to = self._bound_to(begun.person_id, begun.form, begun.about)
        columns["sealed"] = self._cipher.seal(columns.pop("values"), bound_to)
        self._upsert(BegunFormRow, columns)

    def forget(self, before: datetime) -> int:
        """Forget what was kept before this instant; how many."""
        old = (BegunFormRow.team_id == self._team_id, BegunFormRow.kept_at < before)
        return self._changed(delete(BegunFormRow).where(*old))

    def _bound_to(self, person_id: int, form: str, about: str) -> str:
        return place("begun_forms", "sealed", self._team_id, person_id, form, about)
