"""What was said in confidence, in the database; sealed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, orm, select, update

from mentoring.concerns import Concern, ConfidentialWord
from storage.rows import Repository, from_row, from_rows, to_columns
from storage.sealing import Cipher, place
from storage.tables import ConcernRow, ConcernWordRow

# Composed once, since every Home asks for it, and composing takes longer than asking.
ADDRESSED_TO = (
    select(ConcernRow)
    .where(
        ConcernRow.team_id == bindparam("team_id"),
        ConcernRow.coordinator_id == bindparam("coordinator_id"),
        ConcernRow.handled_at.is_(None),
    )
    .order_by(ConcernRow.written_at, ConcernRow.id)
)


class SqlConcerns(Repository):
    """The concerns of one team (port `mentoring.ports.Concerns`)."""

    def __init__(self, transaction: orm.Session, team_id: str, cipher: Cipher) -> None:
        super().__init__(transaction, team_id)
        self._cipher = cipher

    def get(self, concern_id: str) -> Concern:
        """The concern; KeyError when there is none of this id in this team."""
        row = self._fresh(ConcernRow, (self._team_id, concern_id))
        if row is None:
            raise KeyError(concern_id)
        return from_row(Concern, row)

    def add(self, concern: Concern) -> None:
        """Keep a new concern."""
        self._insert_new(ConcernRow, [{"team_id": self._team_id, **to_columns(concern)}])

    def update(self, concern: Concern) -> None:
        """Replace the concern of this id; KeyError when there is none."""
        ours = (ConcernRow.team_id == self._team_id, ConcernRow.id == concern.id)
        if not self._changed(update(ConcernRow).where(*ours).values(to_columns(concern))):
            raise KeyError(concern.id)

    def add_word(self, word: ConfidentialWord) -> bool:
        """Keep what one of the two wrote; False when a word of this id was kept before, whatever the race."""
        columns = {"team_id": self._team_id, **to_columns(word)}
        columns["sealed"] = self._cipher.seal(columns.pop("text"), self._bound_to(word.id))
        return self._insert_new(ConcernWordRow, [columns]) == 1

    def word(self, word_id: str) -> ConfidentialWord:
        """What was written under this id; KeyError when nothing was in this team."""
        row = self._fresh(ConcernWordRow, (self._team_id, word_id))
        if row is None:
            raise KeyError(word_id)
        return self._to_word(row)

    def words(self, concern_id: str) -> Sequence[ConfidentialWord]:
        """Everything that the two of a concern wrote, first one first."""
        about = (ConcernWordRow.team_id == self._team_id, ConcernWordRow.concern_id == concern_id)
        rows = select(ConcernWordRow).where(*about).order_by(ConcernWordRow.at, ConcernWordRow.id)
        return [self._to_word(row) for row in self._transaction.scalars(rows)]

    def addressed_to(self, coordinator_id: int) -> Sequence[Concern]:
        """The concerns that this coordinator was chosen for and has not dealt with, oldest first."""
        asked = {"team_id": self._team_id, "coordinator_id": coordinator_id}
        return from_rows(Concern, self._transaction.scalars(ADDRESSED_TO, asked))

    def by(self, author_id: int) -> Sequence[Concern]:
        """The concerns that this person wrote, oldest first."""
        theirs = select(ConcernRow).where(ConcernRow.team_id == self._team_id, ConcernRow.author_id == author_id)
        return from_rows(Concern, self._transaction.scalars(theirs.order_by(ConcernRow.written_at, ConcernRow.id)))

    def _bound_to(self, word_id: str) -> str:
        return place("concern_words", "sealed", self._team_id, word_id)

    def _to_word(self, row: ConcernWordRow) -> ConfidentialWord:
        text = self._cipher.open(row.sealed, self._bound_to(row.id))
        return ConfidentialWord(row.id, row.concern_id, row.by, row.at, text)
