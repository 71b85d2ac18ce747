"""The memory of requests that had their effect, in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from storage.rows import Repository
from storage.tables import SeenRow


class SqlSeen(Repository):
    """The requests of one team (port `mentoring.ports.Seen`)."""

    def first_time(self, key: str, now: datetime) -> bool:
        """Remember the key; False when it was remembered before, whatever the race."""
        return self._insert_new(SeenRow, [{"team_id": self._team_id, "key": key, "at": now}]) == 1

    def take_back(self, key: str) -> None:
        """Forget this key again, for what it stood for did not happen."""
        self._changed(delete(SeenRow).where(SeenRow.team_id == self._team_id, SeenRow.key == key))

    def forget(self, before: datetime) -> int:
        """Forget keys remembered before this instant; how many."""
        return self._changed(delete(SeenRow).where(SeenRow.team_id == self._team_id, SeenRow.at < before))
