"""When the next call may be made, shared by all processes: one row for each workspace and conversation in use."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, delete, orm, select, update

from mentoring.messages import Means, Rhythm
from mentoring.rules.delivery import LONGEST_LEAD
from storage.rows import Repository
from storage.tables import SendSlotRow

WORKSPACE = 0
"""Stands for everybody where a slot is the whole workspace's."""


class SendSlots(Repository):
    """The slots of one team."""

    def take(self, means: Means, recipient_id: int, rhythm: Rhythm, now: datetime) -> bool:
        """Use up one call; False when none may be made now, or when another process is just asking.

        Nobody waits for that other one: it may have been stopped.
        """
        slot = _of(self._team_id, means, recipient_id)
        row = self._transaction.scalar(select(SendSlotRow).where(slot).with_for_update(skip_locked=True))
        if row is None:
            first = {"team_id": self._team_id, "means": means, "recipient_id": recipient_id}
            if not rhythm.every:
                return True
            # Nothing is inserted where the row is there and somebody else has it.
            return self._insert_new(SendSlotRow, [{**first, "next_at": now + rhythm.every}]) == 1
        if not free(row.next_at, now, rhythm.lead) or not free(row.closed_until or now, now):
            return False
        standing = row.next_at if now < row.next_at <= now + rhythm.lead else now
        self._changed(update(SendSlotRow).where(slot).values(next_at=standing + rhythm.every, closed_until=None))
        return True

    def close(self, means: Means, recipient_id: int, until: datetime) -> None:
        """Let no such call be made before ``until``: by the workspace, or to one person."""
        slot = {"team_id": self._team_id, "means": means, "recipient_id": recipient_id}
        self._insert_new(SendSlotRow, [{**slot, "next_at": until}])
        closed = update(SendSlotRow).where(_of(self._team_id, means, recipient_id))
        self._changed(closed.values(next_at=until, closed_until=until))

    def forget(self, before: datetime) -> int:
        """Delete slots that have been free since then; how many."""
        idle = and_(SendSlotRow.team_id == self._team_id, SendSlotRow.next_at < before)
        return self._changed(delete(SendSlotRow).where(idle))


def busy(
    team_id: orm.InstrumentedAttribute[str],
    means: orm.InstrumentedAttribute[Means],
    person: orm.InstrumentedAttribute[int],
) -> ColumnElement[bool]:
    """Whether the slot that these columns name lies ahead of ``:now``, and not beyond ``:latest``."""
    ahead = and_(SendSlotRow.next_at > bindparam("now"), SendSlotRow.next_at <= bindparam("latest"))
    theirs = (SendSlotRow.team_id == team_id, SendSlotRow.means == means, SendSlotRow.recipient_id == person)
    return select(SendSlotRow.next_at).where(*theirs, ahead).exists()


def _of(team_id: str, means: Means, recipient_id: int) -> ColumnElement[bool]:
    return and_(SendSlotRow.team_id == team_id, SendSlotRow.means == means, SendSlotRow.recipient_id == recipient_id)


def free(next_at: datetime, now: datetime, lead: timedelta = timedelta(0)) -> bool:
    """Whether a call may be made: also when the slot lies so far ahead that the clock must have been set back since."""
    return next_at <= now + lead or next_at > now + lead + LONGEST_LEAD
