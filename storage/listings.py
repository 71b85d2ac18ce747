"""What people agreed to show, read as narrow rows: a search looks through all of a programme at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select

from mentoring.consents import SECTOR_NAMED, ConsentTo
from mentoring.people import ParticipationState
from mentoring.portfolio import Listing
from mentoring.portraits import Subjects
from storage.rows import Repository
from storage.tables import ParticipantConsentRow, ParticipantRow, PersonRow, PortraitRow

LAST_ANSWERS = (
    select(func.max(ParticipantConsentRow.id))
    .where(
        ParticipantConsentRow.team_id == bindparam("team_id"),
        ParticipantConsentRow.programme_id == bindparam("programme_id"),
        ParticipantConsentRow.what == ConsentTo.SHOWN,
    )
    .group_by(ParticipantConsentRow.person_id)
)
WHO_AGREE = select(ParticipantConsentRow.person_id).where(
    ParticipantConsentRow.id.in_(LAST_ANSWERS), ParticipantConsentRow.agreed.is_(True)
)
SHOWS_THE_SECTOR = or_(
    PersonRow.id == bindparam("also"), PersonRow.id.in_(WHO_AGREE.where(ParticipantConsentRow.version >= SECTOR_NAMED))
)
TAKES_PART = (
    ParticipantRow.team_id == bindparam("team_id"),
    ParticipantRow.programme_id == bindparam("programme_id"),
    ParticipantRow.state == ParticipationState.ACTIVE,
    PersonRow.active.is_(True),
)
SHOWN = (
    select(
        PersonRow.id,
        PersonRow.name,
        PersonRow.city,
        PersonRow.country,
        PersonRow.language,
        PersonRow.speaks,
        case((SHOWS_THE_SECTOR, ParticipantRow.sector), else_="").label("sector"),
        ParticipantRow.cluster,
        PortraitRow.offers_words,
        PortraitRow.offers_competences,
        PortraitRow.needs_words,
        PortraitRow.needs_competences,
    )
    .join(PersonRow, and_(PersonRow.team_id == ParticipantRow.team_id, PersonRow.id == ParticipantRow.person_id))
    .outerjoin(
        PortraitRow,
        and_(
            PortraitRow.team_id == ParticipantRow.team_id,
            PortraitRow.programme_id == ParticipantRow.programme_id,
            PortraitRow.person_id == ParticipantRow.person_id,
        ),
    )
    .where(*TAKES_PART, or_(PersonRow.id == bindparam("also"), PersonRow.id.in_(WHO_AGREE)))
)
BORNE = (
    select(ParticipantRow.cluster, func.count())
    .join(PersonRow, and_(PersonRow.team_id == ParticipantRow.team_id, PersonRow.id == ParticipantRow.person_id))
    .where(*TAKES_PART, ParticipantRow.cluster != "")
    .group_by(ParticipantRow.cluster)
)


class SqlListings(Repository):
    """What people of one team agreed to show (port `mentoring.ports.Listings`)."""

    def shown(self, programme_id: int, *, also: int = 0, only: Collection[int] | None = None) -> Sequence[Listing]:
        """Those who take part in the programme now and agree to be shown as things stand, by name."""
        wanted = SHOWN if only is None else SHOWN.where(PersonRow.id.in_(only))
        ours = {"team_id": self._team_id, "programme_id": programme_id, "also": also}
        found = [_to_listing(row) for row in self._transaction.execute(wanted, ours)]
        # Here and not in SQL: databases differ in how they order names.
        return sorted(found, key=lambda one: (one.name.casefold(), one.person_id))

    def clusters_borne(self, programme_id: int) -> Mapping[str, int]:
        """The names of clusters that those who take part now bear, as they are written, with how many bear each."""
        rows = self._transaction.execute(BORNE, {"team_id": self._team_id, "programme_id": programme_id})
        return {name: count for name, count in rows}  # noqa: C416 - a row is no pair to mypy


def _to_listing(row: Any) -> Listing:
    return Listing(
        person_id=row.id,
        name=row.name,
        city=row.city,
        country=row.country,
        language=row.language,
        speaks=row.speaks,
        sector=row.sector,
        cluster=row.cluster,
        offers=Subjects(row.offers_words or "", row.offers_competences or ()),
        needs=Subjects(row.needs_words or "", row.needs_competences or ()),
    )
