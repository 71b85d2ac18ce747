"""The private addresses of people's calendars, in the database."""

from __future__ import annotations

import hashlib

from sqlalchemy import bindparam, delete, func, select

from mentoring.calendars import CalendarAddress, FeedVersion
from mentoring.intervals import Interval
from storage.rows import Repository, from_row, to_columns
from storage.tables import AttendeeRow, CalendarAddressRow, ChangeRow, PersonRow, SessionRow

OWNER = (
    CalendarAddressRow.team_id,
    CalendarAddressRow.person_id,
    CalendarAddressRow.made_at,
    PersonRow.name,
    PersonRow.language,
    PersonRow.locale,
    PersonRow.zone,
    PersonRow.city,
)

# Composed once, since every calendar asks for it every hour, and most learn that nothing has changed.
VERSION = (
    select(
        *OWNER,
        func.count(SessionRow.id.distinct()).label("sessions"),
        func.max(ChangeRow.id).label("last_change"),
        func.max(ChangeRow.at).label("changed_at"),
    )
    .join(
        PersonRow,
        (PersonRow.team_id == CalendarAddressRow.team_id) & (PersonRow.id == CalendarAddressRow.person_id),
    )
    .outerjoin(
        AttendeeRow,
        (AttendeeRow.team_id == CalendarAddressRow.team_id) & (AttendeeRow.person_id == CalendarAddressRow.person_id),
    )
    .outerjoin(
        SessionRow,
        (SessionRow.team_id == AttendeeRow.team_id)
        & (SessionRow.id == AttendeeRow.session_id)
        & (SessionRow.starts_at < bindparam("until"))
        & (SessionRow.ends_at > bindparam("since")),
    )
    .outerjoin(ChangeRow, (ChangeRow.team_id == SessionRow.team_id) & (ChangeRow.session_id == SessionRow.id))
    .where(CalendarAddressRow.digest == bindparam("digest"), PersonRow.active.is_(True))
    .group_by(*OWNER)
)


class SqlCalendars(Repository):
    """The calendar addresses of one team (port `mentoring.ports.Calendars`)."""

    def address(self, person_id: int) -> CalendarAddress | None:
        """The person's address, or None."""
        row = self._fresh(CalendarAddressRow, (self._team_id, person_id))
        return from_row(CalendarAddress, row) if row else None

    def keep_address(self, address: CalendarAddress) -> None:
        """Keep the person's address, in the place of the one they had."""
        self._upsert(CalendarAddressRow, {"team_id": self._team_id, **to_columns(address)})

    def forget_address(self, person_id: int) -> bool:
        """End the person's address; False when they had none."""
        theirs = (CalendarAddressRow.team_id == self._team_id, CalendarAddressRow.person_id == person_id)
        return self._changed(delete(CalendarAddressRow).where(*theirs)) == 1

    def version(self, digest: str, within: Interval) -> FeedVersion | None:
        """Whose address this is, in any team, and the state of their sessions that share time with the interval."""
        asked = {"digest": digest, "since": within.start, "until": within.end}
        found = self._transaction.execute(VERSION, asked).one_or_none()
        if found is None:
            return None
        parts = (found.name, found.language, found.locale, found.zone, found.city, found.sessions, found.last_change)
        mark = hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()
        return FeedVersion(found.team_id, found.person_id, mark, found.changed_at or found.made_at)
