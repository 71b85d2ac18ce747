"""How pairs stand, summed up by the database itself, so that a list of many costs no more questions than one of few."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    null,
    or_,
    orm,
    select,
    type_coerce,
)

from mentoring.oversight import Care, CareKind, Couple, Gist, MeetingFigures, Member, Moment, PairFigures, SessionDay
from mentoring.sessions import ChangeKind
from storage.rows import Repository, aware, from_rows, grouped, to_columns
from storage.tables import (
    CareRow,
    ChangeRow,
    GistRow,
    NoteRow,
    PairRow,
    ParticipantRow,
    PersonRow,
    PortraitRow,
    ProgrammeRow,
    SessionRow,
    UnreckonedRow,
)

LAST = 2
"""How many of a pair's sessions, one after the other, were moved before that is worth telling."""

OURS = (GistRow.team_id == bindparam("team_id"), GistRow.programme_id == bindparam("programme_id"))
BILATERAL = (*OURS, GistRow.pair_id.is_not(None))
OVER = GistRow.ends_at <= bindparam("now")
BEGUN = or_(OVER, GistRow.upto > 0)
SILENT = GistRow.ends_at <= bindparam("silent_since")
CERTAIN = and_(GistRow.disputed_since.is_(None), or_(GistRow.complete, SILENT))
HELD = and_(GistRow.took_place.is_(True), CERTAIN)
NOT_HELD = and_(GistRow.took_place.is_(False), CERTAIN)
"""What somebody's word holds of has begun, for it was spoken of."""

MET = and_(GistRow.took_place.is_(True), or_(GistRow.complete, SILENT))
"""A meeting took place, whatever people differ about: who attended is known of each of its people apart."""

NOBODY_SAID = and_(GistRow.took_place.is_(None), GistRow.disputed_since.is_(None), OVER)
BEGAN = func.coalesce(GistRow.began, GistRow.starts_at)
INSTANT = DateTime(timezone=True)


def _if(condition: Any, value: Any) -> Any:
    return case((condition, value), else_=null())


def _instant(summed: ColumnElement[Any]) -> ColumnElement[datetime]:
    """As it stands: what makes values of instants is called thousands of times."""
    return type_coerce(summed, INSTANT)


# Each condition is reckoned for every session, so each is put once, what settles most of them first.
FIGURES = (
    select(
        GistRow.pair_id,
        func.count().label("planned"),
        func.count(_if(BEGUN, 1)).label("begun"),
        func.count(_if(HELD, 1)).label("held"),
        func.count(_if(NOT_HELD, 1)).label("not_held"),
        func.count(_if(GistRow.noted, 1)).label("noted"),
        _instant(func.max(_if(HELD, BEGAN))).label("held_at"),
        _instant(func.max(_if(and_(OVER, ~NOT_HELD), GistRow.ends_at))).label("met_at"),
        _instant(func.min(_if(~OVER, GistRow.starts_at))).label("next_at"),
        _instant(func.min(_if(and_(NOBODY_SAID, ~GistRow.noted), GistRow.ends_at))).label("missing_since"),
        _instant(func.min(GistRow.disputed_since)).label("disputed_since"),
    )
    .where(*BILATERAL)
    .group_by(GistRow.pair_id)
)
HELD_WITHIN = (
    select(GistRow.pair_id, func.count())
    .where(*BILATERAL, HELD, bindparam("within_start") <= BEGAN, bindparam("within_end") > BEGAN)
    .group_by(GistRow.pair_id)
)
LATER = orm.aliased(GistRow)
STAYED_LATER = exists().where(
    LATER.team_id == GistRow.team_id,
    LATER.programme_id == GistRow.programme_id,
    LATER.pair_id == GistRow.pair_id,
    ~LATER.moved,
    LATER.starts_at >= GistRow.starts_at,  # which an index answers; the pair beside it would not
    or_(LATER.starts_at > GistRow.starts_at, LATER.session_id > GistRow.session_id),
)
MOVED_TWICE = (
    select(GistRow.pair_id)
    .where(*BILATERAL, GistRow.moved, ~STAYED_LATER)
    .group_by(GistRow.pair_id)
    .having(func.count() >= LAST)
)
MEETINGS = select(
    func.count().label("planned"),
    func.count(_if(BEGUN, 1)).label("meetings"),
    func.coalesce(func.sum(_if(BEGUN, GistRow.lines)), 0).label("places"),
    func.coalesce(func.sum(_if(MET, case((SILENT, GistRow.there_alone), else_=GistRow.there))), 0).label("attended"),
).where(*OURS, GistRow.pair_id.is_(None), GistRow.joint)
FOR_COORDINATORS = and_(
    OVER,
    or_(
        GistRow.disputed_since <= bindparam("talked_since"),
        and_(GistRow.disputed_since.is_(None), GistRow.objected),
        and_(GistRow.took_place.is_(None), GistRow.disputed_since.is_(None), SILENT),
    ),
)
TO_SETTLE = (
    select(GistRow.session_id)
    .where(*OURS, FOR_COORDINATORS)
    .order_by(GistRow.starts_at.desc(), GistRow.session_id.desc())
)
AT = func.coalesce(_if(HELD, GistRow.began), GistRow.starts_at)
DAYS = (
    select(GistRow.pair_id, _instant(AT), HELD, and_(BEGUN, ~HELD, ~NOT_HELD))
    .where(*BILATERAL)
    .order_by(AT, GistRow.session_id)
)
UNRECKONED = (
    select(UnreckonedRow.session_id, UnreckonedRow.id)
    .join(SessionRow, and_(SessionRow.team_id == UnreckonedRow.team_id, SessionRow.id == UnreckonedRow.session_id))
    .where(UnreckonedRow.team_id == bindparam("team_id"), SessionRow.programme_id == bindparam("programme_id"))
    .order_by(UnreckonedRow.session_id, UnreckonedRow.id)
    .limit(bindparam("limit"))
)
PROGRAMME = (
    select(ProgrammeRow.id)
    .where(ProgrammeRow.team_id == bindparam("team_id"), ProgrammeRow.id == bindparam("programme_id"))
    .with_for_update(key_share=True)
)
AT_ONCE = 10
"""How many things that happened to a session are looked at together; a roll call of a joint meeting is thousands."""

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

    def unreckoned(self, programme_id: int, limit: int = 500) -> Mapping[str, Collection[int]]:
        """Sessions of the programme that something happened to which their gist does not hold yet, by id.

        With each the numbers of what happened. Whoever else reckons this programme waits until this transaction ends.
        """
        asked = self._ours(programme_id=programme_id, limit=AT_ONCE * limit)
        if not self._transaction.execute(UNRECKONED, asked | {"limit": 1}).all():
            return {}
        self._transaction.execute(PROGRAMME, self._ours(programme_id=programme_id))
        found: dict[str, list[int]] = {}
        for session_id, number in self._transaction.execute(UNRECKONED, asked):
            if session_id not in found and len(found) == limit:
                break
            found.setdefault(session_id, []).append(number)
        return found

    def keep_gists(self, gists: Iterable[Gist], reckoned: Mapping[str, Collection[int]]) -> None:
        """Keep these gists of the ``reckoned`` sessions, and none of the others among them; that much is done then."""
        rows = [
            {"team_id": self._team_id, **to_columns(gist)} for gist in sorted(gists, key=lambda one: one.session_id)
        ]
        if rows:
            insert = self._insert(cast("Table", GistRow.__table__))
            anew = {one.name: insert.excluded[one.name] for one in fields(Gist) if one.name != "session_id"}
            self._transaction.execute(
                insert.on_conflict_do_update(index_elements=["team_id", "session_id"], set_=anew), rows
            )
        if gone := reckoned.keys() - {one["session_id"] for one in rows}:
            self._changed(delete(GistRow).where(GistRow.team_id == self._team_id, GistRow.session_id.in_(gone)))
        done = [number for numbers in reckoned.values() for number in numbers]
        self._changed(delete(UnreckonedRow).where(UnreckonedRow.team_id == self._team_id, UnreckonedRow.id.in_(done)))

    def moved_or_noted(self, session_ids: Collection[str]) -> tuple[Collection[str], Collection[str]]:
        """Those of these sessions that were ever moved, and those about which there is a note."""
        moved = select(ChangeRow.session_id).where(
            ChangeRow.team_id == self._team_id,
            ChangeRow.session_id.in_(session_ids),
            ChangeRow.kind == ChangeKind.MOVED,
        )
        noted = select(NoteRow.session_id).where(NoteRow.team_id == self._team_id, NoteRow.session_id.in_(session_ids))
        return set(self._transaction.scalars(moved)), set(self._transaction.scalars(noted))

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
        within: dict[int, int] = {}
        if moment.within:
            held_within: Iterable[Any] = self._transaction.execute(HELD_WITHIN, values).all()
            within = dict(held_within)
        rows: Iterable[Any] = self._transaction.execute(FIGURES, values)
        return {row[0]: _figures(row, within.get(row[0], 0), moved_twice=row[0] in moved) for row in rows}

    def meetings(self, programme_id: int, moment: Moment) -> MeetingFigures:
        """What the programme's joint meetings come to."""
        found = self._transaction.execute(MEETINGS, self._at(programme_id, moment)).one()
        return MeetingFigures(
            meetings=found.meetings, planned=found.planned, places=found.places, attended=found.attended
        )

    def to_settle(self, programme_id: int, moment: Moment, limit: int) -> tuple[int, Sequence[str]]:
        """How many sessions a coordinator has to look at, and the latest of them."""
        values = self._at(programme_id, moment) | {"talked_since": moment.now - moment.policy.talk_within}
        found = self._transaction.scalars(TO_SETTLE, values).all()
        return len(found), found[:limit]

    def days(self, programme_id: int, moment: Moment, pair_ids: Collection[int] | None = None) -> Sequence[SessionDay]:
        """Each bilateral session that was agreed on, by when it began; of these pairs only, where some are named."""
        wanted = DAYS if pair_ids is None else DAYS.where(GistRow.pair_id.in_(pair_ids))
        found: Iterable[Any] = self._transaction.execute(wanted, self._at(programme_id, moment))
        return [SessionDay(pair_id, aware(at), held, unknown) for pair_id, at, held, unknown in found]

    def add_care(self, care: Care) -> None:
        """Keep what was done; nothing changes when it was kept before."""
        self._insert_new(CareRow, [{"team_id": self._team_id, **to_columns(care)}])

    def cares(self, programme_id: int, since: datetime) -> Mapping[int, Sequence[Care]]:
        """What was done about each pair since then, or lets it rest beyond that or ended a rest; first one first."""
        lasting = or_(CareRow.until >= since.date(), CareRow.kind == CareKind.WAKE)
        found = CARES.where(CareRow.programme_id == programme_id, or_(CareRow.at >= since, lasting))
        return grouped(self._cares(found), lambda one: one.pair_id)

    def cares_of(self, pair_id: int, limit: int = 50) -> Sequence[Care]:
        """What was done about a pair, latest first."""
        found = CARES.where(CareRow.pair_id == pair_id).order_by(None)
        return self._cares(found.order_by(CareRow.at.desc(), CareRow.id.desc()).limit(limit))

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
        return from_rows(Care, self._transaction.scalars(statement, self._ours()))

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


def _member(person_id: int, name: str, country: str, zone: str, *rest: Any) -> Member:
    user_id, active, away, unanswered = rest
    until = date.fromisoformat(away) if away else None
    return Member(person_id, name, country, zone, bool(user_id) and active, until, bool(unanswered))


def _figures(row: Any, held_within: int, *, moved_twice: bool) -> PairFigures:
    _, planned, begun, held, not_held, noted, *instants = row
    held_at, met_at, next_at, missing_since, disputed_since = map(aware, instants)
    return PairFigures(
        planned,
        held,
        held_within,
        begun - held - not_held,
        noted,
        held_at,
        met_at,
        next_at,
        missing_since,
        disputed_since,
        moved_twice,
    )
