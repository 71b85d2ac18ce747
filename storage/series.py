"""Series, what was done to them and the drafts that lead to them, in the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from mentoring.series import Series, SeriesChange, SeriesDraft
from storage.rows import Repository, from_row, from_rows, to_columns
from storage.tables import SeriesChangeRow, SeriesDraftRow, SeriesRow


class SqlSeries(Repository):
    """The series of one team (port `mentoring.ports.AllSeries`)."""

    def get(self, series_id: str) -> Series:
        """The series; KeyError when there is none of this id in this team."""
        row = self._fresh(SeriesRow, (self._team_id, series_id))
        if row is None:
            raise KeyError(series_id)
        return from_row(Series, row)

    def known(self, series_ids: Collection[str]) -> Mapping[str, Series]:
        """Those of these series that there are in this team, by id."""
        these = select(SeriesRow).where(SeriesRow.team_id == self._team_id, SeriesRow.id.in_(series_ids))
        return {one.id: one for one in from_rows(Series, self._transaction.scalars(these))}

    def add(self, series: Series) -> None:
        """Keep a new series."""
        self._transaction.add(SeriesRow(team_id=self._team_id, **to_columns(series)))
        self._transaction.flush()

    def update(self, series: Series) -> None:
        """Replace the series of this id; KeyError when there is none."""
        self.get(series.id)
        self._transaction.merge(SeriesRow(team_id=self._team_id, **to_columns(series)))
        self._transaction.flush()

    def keep_change(self, change: SeriesChange) -> None:
        """Keep what was done to several of a series' sessions at once."""
        self._transaction.add(SeriesChangeRow(team_id=self._team_id, **to_columns(change)))
        self._transaction.flush()

    def changes(self, series_id: str) -> Sequence[SeriesChange]:
        """Everything that was done to several of the series' sessions at once, first one first."""
        ours = (SeriesChangeRow.team_id == self._team_id, SeriesChangeRow.series_id == series_id)
        lines = select(SeriesChangeRow).where(*ours).order_by(SeriesChangeRow.revision)
        return from_rows(SeriesChange, self._transaction.scalars(lines))

    def change(self, series_id: str, revision: int) -> SeriesChange:
        """The change that gave the series this revision; KeyError when there is none."""
        row = self._fresh(SeriesChangeRow, (self._team_id, series_id, revision))
        if row is None:
            raise KeyError(series_id, revision)
        return from_row(SeriesChange, row)

    def draft(self, draft_id: str) -> SeriesDraft | None:
        """The draft, or None."""
        row = self._fresh(SeriesDraftRow, (self._team_id, draft_id))
        return from_row(SeriesDraft, row) if row else None

    def keep_draft(self, draft: SeriesDraft) -> None:
        """Add or replace a draft."""
        self._fresh(SeriesDraftRow, (self._team_id, draft.id))  # so that merge compares with what is there now
        self._transaction.merge(SeriesDraftRow(team_id=self._team_id, **to_columns(draft)))
        self._transaction.flush()

    def take_draft(self, draft_id: str) -> bool:
        """Mark the draft used; False when it was used already, whatever the race."""
        ours = (SeriesDraftRow.team_id == self._team_id, SeriesDraftRow.id == draft_id)
        return self._changed(update(SeriesDraftRow).where(*ours, SeriesDraftRow.used.is_(False)).values(used=True)) == 1

    def forget_drafts(self, before: datetime) -> int:
        """Delete drafts made before this instant; how many."""
        old = (SeriesDraftRow.team_id == self._team_id, SeriesDraftRow.created_at < before)
        return self._changed(delete(SeriesDraftRow).where(*old))
