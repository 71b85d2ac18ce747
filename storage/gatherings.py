"""What belongs to sessions of several besides themselves, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from mentoring.gatherings import Absence, GatheringDraft
from storage.rows import Repository, from_row, from_rows, to_columns
from storage.tables import AbsenceRow, GatheringDraftRow


class SqlGatherings(Repository):
    """Drafts of sessions of several of one team, and who is excused (port `mentoring.ports.Gatherings`)."""

    def draft(self, draft_id: str) -> GatheringDraft | None:
        """The draft, or None."""
        row = self._fresh(GatheringDraftRow, (self._team_id, draft_id))
        return from_row(GatheringDraft, row) if row else None

    def keep_draft(self, draft: GatheringDraft) -> None:
        """Add or replace a draft."""
        self._upsert(GatheringDraftRow, {"team_id": self._team_id, **to_columns(draft)})

    def take_draft(self, draft_id: str) -> bool:
        """Mark the draft used; False when it was used already, whatever the race."""
        ours = (GatheringDraftRow.team_id == self._team_id, GatheringDraftRow.id == draft_id)
        unused = GatheringDraftRow.used.is_(False)
        return self._changed(update(GatheringDraftRow).where(*ours, unused).values(used=True)) == 1

    def forget_drafts(self, before: datetime) -> int:
        """Delete drafts made before this instant; how many."""
        old = (GatheringDraftRow.team_id == self._team_id, GatheringDraftRow.created_at < before)
        return self._changed(delete(GatheringDraftRow).where(*old))

    def absences(self, session_id: str) -> Sequence[Absence]:
        """Who asked to be excused from a session, by when they asked."""
        asked = select(AbsenceRow).where(AbsenceRow.team_id == self._team_id, AbsenceRow.session_id == session_id)
        rows = self._transaction.scalars(asked.order_by(AbsenceRow.asked_at, AbsenceRow.person_id))
        return from_rows(Absence, rows)

    def keep_absence(self, absence: Absence) -> None:
        """Add a request to be excused, or replace the one of the same session and person."""
        self._upsert(AbsenceRow, {"team_id": self._team_id, **to_columns(absence)})
