"""How pairs stand, summed up by the database itself, so that a list of many costs no more questions than one of few."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    JSON,
    ColumnElement,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    case,
    exists,
    func,
    null,
    or_,
    orm,
    select,
    type_coerce,
)

from mentoring.oversight import (
    COORDINATORS_ALONE,
    Care,
    CareKind,
    Couple,
    Gist,
    MeetingFigures,
    Member,
    Moment,
    PairFigures,
    PairFilter,
    SessionDay,
)
from mentoring.sessions import ChangeKind, SessionKind, SessionState
from storage.rows import Repository, from_row, from_rows, grouped, to_columns
from storage.sealing import Cipher, place
from storage.tables import (
    CareRow,
    ChangeRow,
    GistRow,
    NarrowedRow,
    NoteRow,
    PairRow,
    ParticipantRow,
    PersonRow,
    PortraitRow,
    SessionRow,
    StatementRow,
)

LAST = 2
"""How many of a pair's sessions, one after the other, were moved before that is worth telling."""

SAID = (
    select(StatementRow.session_id, func.max(StatementRow.id).label("upto"))
    .where(StatementRow.team_id == bindparam("team_id"))
    .group_by(StatementRow.session_id)
    .subquery("said")
)
NOTED = exists().where(NoteRow.team_id == SessionRow.team_id, NoteRow.session_id == SessionRow.id)
OF_SESSION = and_(GistRow.team_id == SessionRow.team_id, GistRow.session_id == SessionRow.id)
OUTDATED = or_(
    GistRow.session_id.is_(None),
    GistRow.upto != SAID.c.upto,
    GistRow.revision != SessionRow.revision,
    GistRow.same_within != bindparam("same_within"),
)
OURS = (
    SessionRow.team_id == bindparam("team_id"),
    SessionRow.programme_id == bindparam("programme_id"),
    SessionRow.state == SessionState.CONFIRMED,
)
BILATERAL = (*OURS, SessionRow.pair_id.is_not(None))
OVER = SessionRow.ends_at <= bindparam("now")
BEGUN = or_(OVER, GistRow.session_id.is_not(None))
SILENT = SessionRow.ends_at <= bindparam("silent_since")
AGREED = and_(GistRow.took_place.is_not(None), GistRow.disputed_since.is_(None))
KNOWN = and_(AGREED, or_(GistRow.complete, SILENT))
HELD = and_(BEGUN, KNOWN, GistRow.took_place.is_(True))
NOT_HELD = and_(BEGUN, KNOWN, GistRow.took_place.is_(False))
UNCONFIRMED = and_(BEGUN, ~func.coalesce(KNOWN, False))
MET = and_(BEGUN, GistRow.took_place.is_(True), or_(GistRow.complete, SILENT))
"""A meeting took place, whatever people differ about: who attended is known of each of its people apart."""

NOBODY_SAID = and_(OVER, GistRow.took_place.is_(None), GistRow.disputed_since.is_(None))
BEGAN = func.coalesce(GistRow.began, SessionRow.starts_at)


def _if(condition: ColumnElement[bool], value: Any) -> Any:
    return case((condition, value), else_=null())


def _with_gists(*columns: Any) -> Select[Any]:
    """Sessions beside what was said of them, which is kept of all once they are reckoned."""
    return select(*columns).select_from(orm.join(SessionRow, GistRow, OF_SESSION, isouter=True))


FIGURES = (
    _with_gists(
        SessionRow.pair_id,
        func.count().label("planned"),
        func.count(_if(HELD, 1)).label("held"),
        func.count(_if(and_(HELD, bindparam("within_start") <= BEGAN, bindparam("within_end") > BEGAN), 1)).label(
            "held_within"
        ),
        func.count(_if(UNCONFIRMED, 1)).label("unconfirmed"),
        func.max(_if(HELD, BEGAN)).label("held_at"),
        func.max(_if(and_(OVER, ~func.coalesce(NOT_HELD, False)), SessionRow.ends_at)).label("met_at"),
        func.min(_if(SessionRow.starts_at > bindparam("now"), SessionRow.starts_at)).label("next_at"),
        func.min(_if(and_(NOBODY_SAID, ~NOTED), SessionRow.ends_at)).label("missing_since"),
        func.min(GistRow.disputed_since).label("disputed_since"),
        func.min(_if(GistRow.disputed_since.is_not(None), GistRow.differs)).label("differs"),
    )
    .where(*BILATERAL)
    .group_by(SessionRow.pair_id)
)
LATEST = (
    select(
        SessionRow.id,
        SessionRow.pair_id,
        func.row_number()
        .over(partition_by=SessionRow.pair_id, order_by=(SessionRow.starts_at.desc(), SessionRow.id.desc()))
        .label("place"),
    )
    .where(*BILATERAL)
    .subquery("latest")
)
MOVED_TWICE = (
    select(LATEST.c.pair_id)
    .where(
        LATEST.c.place <= LAST,
        exists().where(
            ChangeRow.team_id == bindparam("team_id"),
            ChangeRow.session_id == LATEST.c.id,
            ChangeRow.kind == ChangeKind.MOVED,
        ),
    )
    .group_by(LATEST.c.pair_id)
    .having(func.count() == LAST)
)
MEETINGS = _with_gists(
    func.count().label("planned"),
    func.count(_if(BEGUN, 1)).label("meetings"),
    func.coalesce(func.sum(_if(BEGUN, GistRow.lines)), 0).label("places"),
    func.coalesce(func.sum(_if(MET, case((SILENT, GistRow.there_alone), else_=GistRow.there))), 0).label("attended"),
).where(*OURS, SessionRow.kind == SessionKind.JOINT)
# Joined by its key alone: PostgreSQL takes five conditions for so rare a match that it looks through all for each.
UNRECKONED = (
    select(SessionRow.id)
    .select_from(
        orm.join(orm.join(SessionRow, SAID, SAID.c.session_id == SessionRow.id), GistRow, OF_SESSION, isouter=True)
    )
    .where(*OURS, OUTDATED)
)
FOR_COORDINATORS = and_(
    OVER,
    or_(
        GistRow.disputed_since <= bindparam("talked_since"),
        and_(GistRow.disputed_since.is_(None), GistRow.objected),
        and_(GistRow.took_place.is_(None), GistRow.disputed_since.is_(None), SILENT),
    ),
)
TO_SETTLE = (
    _with_gists(SessionRow.id)
    .where(*OURS, FOR_COORDINATORS)
    .order_by(SessionRow.starts_at.desc(), SessionRow.id.desc())
)
AT = func.coalesce(_if(HELD, GistRow.began), SessionRow.starts_at)
DAYS = (
    _with_gists(SessionRow.pair_id, AT, func.coalesce(HELD, False), UNCONFIRMED)
    .where(*BILATERAL)
    .order_by(AT, SessionRow.id)
)
NOTES = select(func.count()).select_from(SessionRow).where(*BILATERAL, NOTED)

MENTOR, MENTEE = orm.aliased(PersonRow), orm.aliased(PersonRow)
MENTORS, MENTEES = orm.aliased(PortraitRow), orm.aliased(PortraitRow)


def _portrait_of(portrait: Any, person_id: Any) -> ColumnElement[bool]:
    return and_(
        portrait.team_id == PairRow.team_id,
        portrait.programme_id == PairRow.programme_id,
        portrait.person_id == person_id,
    )


def _away_until(person: Any) -> Any:
    """The one of a person's wishes that is wanted of very many people, without reading all the others."""
    return type_coerce(person.wishes, JSON)["away_until"].as_string()


COUPLES = (
    select(
        PairRow.id,
        PairRow.starts_on,
        PairRow.ends_on,
        PairRow.paused,
        PairRow.resumed_on,
        ParticipantRow.cluster,
        *(
            column
            for one in (MENTOR, MENTEE)
            for column in (one.id, one.name, one.country, one.zone, one.user_id, one.active, _away_until(one))
        ),
        *(func.coalesce(type_coerce(one.answered, Text), "") == "" for one in (MENTORS, MENTEES)),
    )
    .join(MENTOR, MENTOR.id == PairRow.mentor_id)
    .join(MENTEE, MENTEE.id == PairRow.mentee_id)
    .join(MENTORS, _portrait_of(MENTORS, PairRow.mentor_id), isouter=True)
    .join(MENTEES, _portrait_of(MENTEES, PairRow.mentee_id), isouter=True)
    .join(
        ParticipantRow,
        and_(
            ParticipantRow.team_id == PairRow.team_id,
            ParticipantRow.programme_id == PairRow.programme_id,
            ParticipantRow.person_id == PairRow.mentee_id,
        ),
        isouter=True,
    )
    .where(
        PairRow.team_id == bindparam("team_id"),
        PairRow.programme_id == bindparam("programme_id"),
    )
    .order_by(PairRow.id)
)
CARES = select(CareRow).where(CareRow.team_id == bindparam("team_id")).order_by(CareRow.at, CareRow.id)


class SqlOversight(Repository):
    """The oversight of one team (port `mentoring.ports.Oversight`)."""

    def __init__(self, transaction: orm.Session, team_id: str, cipher: Cipher) -> None:
        super().__init__(transaction, team_id)
        self._cipher = cipher

    def unreckoned(self, programme_id: int, same_within: timedelta) -> Sequence[str]:
        """Ids of the programme's sessions of which something was said that their gist does not hold yet."""
        return self._transaction.scalars(
            UNRECKONED, self._ours(programme_id=programme_id, same_within=same_within)
        ).all()

    def keep_gists(self, gists: Iterable[Gist]) -> None:
        """Add gists, or replace those of the same sessions."""
        rows = [
            {"team_id": self._team_id, **to_columns(gist)} for gist in sorted(gists, key=lambda one: one.session_id)
        ]
        if not rows:
            return
        insert = self._insert(cast("Table", GistRow.__table__))
        anew = {one.name: insert.excluded[one.name] for one in fields(Gist) if one.name != "session_id"}
        self._transaction.execute(
            insert.on_conflict_do_update(index_elements=["team_id", "session_id"], set_=anew), rows
        )

    def couples(self, programme_id: int) -> Sequence[Couple]:
        """All pairs of the programme, past ones included, by id."""
        rows = self._transaction.execute(COUPLES, self._ours(programme_id=programme_id))
        return [
            Couple(
                pair_id,
                mentor=_member(*mentor_and_mentee[:7], silent),
                mentee=_member(*mentor_and_mentee[7:], quiet),
                starts_on=starts_on,
                cluster=cluster or "",
                ends_on=ends_on,
                paused=paused,
                resumed_on=resumed_on,
            )
            for pair_id, starts_on, ends_on, paused, resumed_on, cluster, *mentor_and_mentee, silent, quiet in rows
        ]

    def figures(self, programme_id: int, moment: Moment) -> Mapping[int, PairFigures]:
        """What the bilateral sessions of each pair that had any come to, pairs that ended included, by pair."""
        values = self._at(programme_id, moment)
        moved = set(self._transaction.scalars(MOVED_TWICE, self._ours(programme_id=programme_id)))
        found = self._transaction.execute(FIGURES, values)
        rows: dict[int, list[Any]] = {pair_id: [*sums, pair_id in moved] for pair_id, *sums in found}
        return {pair_id: PairFigures(*row) for pair_id, row in rows.items()}

    def meetings(self, programme_id: int, moment: Moment) -> MeetingFigures:
        """What the programme's joint meetings come to."""
        found = self._transaction.execute(MEETINGS, self._at(programme_id, moment)).one()
        return MeetingFigures(
            meetings=found.meetings, planned=found.planned, places=found.places, attended=found.attended
        )

    def noted(self, programme_id: int) -> int:
        """About how many bilateral sessions of the programme a note was written."""
        return self._transaction.scalar(NOTES, self._ours(programme_id=programme_id)) or 0

    def to_settle(self, programme_id: int, moment: Moment, limit: int) -> tuple[int, Sequence[str]]:
        """How many sessions a coordinator has to look at, and the latest of them."""
        values = self._at(programme_id, moment) | {"talked_since": moment.now - moment.policy.talk_within}
        found = self._transaction.scalars(TO_SETTLE, values).all()
        return len(found), found[:limit]

    def days(self, programme_id: int, moment: Moment, pair_ids: Collection[int] | None = None) -> Sequence[SessionDay]:
        """Each bilateral session that was agreed on, by when it began; of these pairs only, where some are named."""
        wanted = DAYS if pair_ids is None else DAYS.where(SessionRow.pair_id.in_(pair_ids))
        found = self._transaction.execute(wanted, self._at(programme_id, moment))
        return [SessionDay(pair_id, at, bool(held), bool(unknown)) for pair_id, at, held, unknown in found]

    def add_care(self, care: Care) -> None:
        """Keep what was done; nothing changes when it was kept before. What coordinators alone may read is sealed."""
        columns = {"team_id": self._team_id, **to_columns(care)}
        if care.text and care.kind in COORDINATORS_ALONE:
            columns |= {"text": "", "sealed": self._cipher.seal(care.text, place_of_care(self._team_id, care.id))}
        self._insert_new(CareRow, [columns])

    def cares(self, programme_id: int, since: datetime) -> Mapping[int, Sequence[Care]]:
        """What was done about each pair since then, or lets it rest beyond that or ended a rest; first one first.

        Without what coordinators alone may read, as very many are asked for: `whole_cares` has that.
        """
        lasting = or_(CareRow.until >= since.date(), CareRow.kind == CareKind.WAKE)
        found = CARES.where(CareRow.programme_id == programme_id, or_(CareRow.at >= since, lasting))
        cares = from_rows(Care, self._transaction.scalars(found, self._ours()))
        return grouped(cares, lambda one: one.pair_id)

    def whole_cares(self, care_ids: Collection[str]) -> Mapping[str, Care]:
        """These with all that was written, by id; those that there are not are left out."""
        return {one.id: one for one in self._cares(CARES.where(CareRow.id.in_(care_ids)))} if care_ids else {}

    def cares_of(self, pair_id: int, limit: int = 50) -> Sequence[Care]:
        """What was done about a pair, latest first."""
        found = CARES.where(CareRow.pair_id == pair_id).order_by(None)
        return self._cares(found.order_by(CareRow.at.desc(), CareRow.id.desc()).limit(limit))

    def keep_narrowed(self, person_id: int, wanted: PairFilter) -> None:
        """Keep how a coordinator's list is narrowed down, in place of what was kept before."""
        self._upsert(NarrowedRow, {"team_id": self._team_id, "person_id": person_id, **to_columns(wanted)})

    def narrowed(self, person_id: int) -> PairFilter:
        """How a coordinator's list is narrowed down; not at all while nothing was kept."""
        row = self._fresh(NarrowedRow, (self._team_id, person_id))
        return from_row(PairFilter, row) if row else PairFilter()

    def words_for(self, person_id: int, since: datetime) -> Sequence[Care]:
        """What coordinators wrote for this person since then, first one first."""
        return self._cares(CARES.where(CareRow.about == person_id, CareRow.at >= since))

    def care(self, care_id: str) -> Care:
        """What was done; KeyError when there is none of this id in this team."""
        found = self._cares(CARES.where(CareRow.id == care_id))
        if not found:
            raise KeyError(care_id)
        return found[0]

    def _cares(self, statement: Select[CareRow]) -> Sequence[Care]:
        return [self._opened(row) for row in self._transaction.scalars(statement, self._ours())]

    def _opened(self, row: CareRow) -> Care:
        """What an older release kept in the clear stands in ``text``."""
        care = from_row(Care, row)
        if not row.sealed:
            return care
        return replace(care, text=self._cipher.open(row.sealed, place_of_care(row.team_id, row.id)))

    def _ours(self, **values: Any) -> dict[str, Any]:
        return {"team_id": self._team_id, **values}

    def _at(self, programme_id: int, moment: Moment) -> dict[str, Any]:
        within = moment.within
        return self._ours(
            programme_id=programme_id,
            now=moment.now,
            silent_since=moment.silent_since,
            within_start=within.start if within else moment.now,
            within_end=within.end if within else moment.now,
        )


def place_of_care(team_id: str, care_id: str) -> str:
    """What the sealed words of a care are bound to."""
    return place("cares", "sealed", team_id, care_id)


def _member(person_id: int, name: str, country: str, zone: str, *rest: Any) -> Member:
    user_id, active, away, unanswered = rest
    until = date.fromisoformat(away) if away else None
    return Member(person_id, name, country, zone, bool(user_id) and active, until, bool(unanswered))
