"""What people are shown: a session with everything around it, and a person's overview."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from mentoring.announcements import UNDER_WAY
from mentoring.attendance import Statement
from mentoring.errors import NoSuchSession
from mentoring.messages import DeliveryKind
from mentoring.notes import Note, NoteReader
from mentoring.oversight import Board, Moment, PairFilter
from mentoring.people import Pair, Participant, Person, Programme, Role
from mentoring.ports import UnitOfWork, only_reads
from mentoring.reminders import ReminderPolicy
from mentoring.rules import reminders as rules
from mentoring.rules.arrivals import arrivals_among, welcomes
from mentoring.rules.attendance import settled
from mentoring.rules.gatherings import HOSTING_ROLES
from mentoring.rules.notes import as_read_by
from mentoring.series import Series, SeriesOutline
from mentoring.services.announcement_reads import listed, to_acknowledge
from mentoring.services.concerns import confided
from mentoring.services.evidence import details_to_settle
from mentoring.services.oversight import board_of, paths_of, reckon, reckon_and_keep
from mentoring.services.readers import reader_of
from mentoring.sessions import OPEN_STATES, Details, Overview, Rsvp, Session, SessionKind, SessionState, Who

SHOWN = 20
TO_SETTLE = 5
NAMED = 5
ALL_PAIRS = PairFilter()
LOOKED_AT = 200
"""Sessions to come among which those of a series are put together."""


def session_of(uow: UnitOfWork, session_id: str, actor: Person) -> Session:
    """The session, if the person is in it; NoSuchSession otherwise, whether it exists or not."""
    try:
        session = uow.sessions.get(session_id)
    except KeyError:
        raise NoSuchSession from None
    if actor.id not in session.people:
        raise NoSuchSession
    return session


def details_of(uow: UnitOfWork, session: Session, viewer: Person) -> Details:
    """The session with its people, history and the notes that ``viewer``, one of its people, may read."""
    people = uow.people.known(_shown_in(session))
    theirs = [programme for _, programme in uow.people.parts_of(viewer.id)]
    ran_by = _programmes_of(uow, [session], theirs)
    return _details_of_all(uow, [session], viewer, people, ran_by, among_several=len(theirs) > 1)[0]


def _details_of_all(
    uow: UnitOfWork,
    sessions: Sequence[Session],
    viewer: Person,
    people: Mapping[int, Person],
    programmes: Mapping[int, Programme],
    *,
    among_several: bool,
    brief: bool = False,
) -> list[Details]:
    """As above; the database is asked as often for many sessions as for one.

    In ``brief`` nothing is told of the others in a joint meeting: a whole programme may be in it.
    """
    if not sessions:
        return []
    ids = [session.id for session in sessions]
    histories, notes = uow.sessions.histories(ids), uow.notes.of_sessions(ids)
    said = _said_of(uow, [one for one in sessions if one.state is SessionState.CONFIRMED], viewer, brief=brief)
    people = _with_speakers(uow, people, said.values())
    outlines = _outlines(uow, sessions, viewer)
    return [
        Details(
            session=session,
            programme=programmes[session.programme_id],
            people={one: people[one] for one in _shown_in(session, said.get(session.id, ())) if one in people},
            history=tuple(histories.get(session.id, ())),
            notes=_readable(notes.get(session.id, ()), session, viewer),
            attendance=settled(session, said.get(session.id, ()), programmes[session.programme_id].attendance),
            series=outlines.get(session.id),
            among_several=among_several,
        )
        for session in sessions
    ]


def _said_of(
    uow: UnitOfWork, sessions: Sequence[Session], viewer: Person, *, brief: bool
) -> Mapping[str, Sequence[Statement]]:
    joint = [one.id for one in sessions if brief and one.kind is SessionKind.JOINT]
    others = [one.id for one in sessions if one.id not in joint]
    said = dict(uow.statements.of_sessions(others))
    return {**said, **uow.statements.of_sessions(joint, person_id=viewer.id)} if joint else said


def _named_in(session: Session, viewer: Person) -> frozenset[int]:
    """Ids of those whom a row of a list names: of a session of several its host and the first who come."""
    if session.gathering is None:
        return session.people
    coming = (one.person_id for one in session.attendees if one.rsvp is Rsvp.ACCEPTED)
    return frozenset({session.organiser_id, viewer.id, *islice(coming, NAMED)})


def _shown_in(session: Session, said: Iterable[Statement] = ()) -> frozenset[int]:
    """Ids of everybody in it, of who spoke of it, and of who closed it: a coordinator need not be in it."""
    closed_by = set() if session.closed_by is None else {session.closed_by}
    return session.people.union(closed_by, (one.by for one in said))


def _with_speakers(
    uow: UnitOfWork, people: Mapping[int, Person], said: Iterable[Sequence[Statement]]
) -> Mapping[int, Person]:
    """The people, and those who spoke of a session without being in it, who are seldom any."""
    outsiders = {one.by for trail in said for one in trail} - set(people)
    return {**people, **uow.people.known(outsiders)} if outsiders else people


def _outlines(uow: UnitOfWork, sessions: Sequence[Session], viewer: Person) -> Mapping[str, SeriesOutline]:
    """By session: the series it is of, and how many of that are open from this session on."""
    series_ids = {session.series_id for session in sessions if session.series_id}
    if not series_ids:
        return {}
    known, theirs = uow.series.known(series_ids), uow.sessions.of_series(series_ids)
    return {
        session.id: _outline(known[session.series_id], theirs[session.series_id], session, viewer)
        for session in sessions
        if session.series_id
    }


def _outline(series: Series, sessions: Sequence[Session], since: Session, viewer: Person) -> SeriesOutline:
    left = [one for one in sessions if one.state in OPEN_STATES and one.when.start >= since.when.start]
    awaiting = sum(one.awaits(viewer.id) for one in left)
    return SeriesOutline(series, len(left), awaiting, max((one.when.start for one in left), default=None))


def _readable(notes: Iterable[Note], session: Session, viewer: Person) -> tuple[Note, ...]:
    seen = (as_read_by(note, session, NoteReader(viewer.id)) for note in notes)
    return tuple(note for note in seen if note is not None)


@only_reads
def session_details(uow: UnitOfWork, session_id: str, *, actor: Person) -> Details:
    """A session as its card shows it to one of its people; NoSuchSession for anybody else."""
    with uow:
        return details_of(uow, session_of(uow, session_id, actor), actor)


def overview(uow: UnitOfWork, person: Person, now: datetime) -> Overview:
    """What there is for the person at ``now``."""
    parts = uow.people.parts_of(person.id)
    reckon(uow, _coordinated(parts))
    return _overview(uow, person, parts, now)


def _overview(
    uow: UnitOfWork,
    person: Person,
    parts: Sequence[tuple[Participant, Programme]],
    now: datetime,
    board: Board | None = None,
) -> Overview:
    programmes = tuple(programme for _, programme in parts)
    to_come, past = _to_come(uow, person, now), uow.sessions.past(person.id, now, SHOWN, crowds=False)
    pairs = uow.people.pairs_of(person.id, now.date(), paused=True)
    named = (one for session in (*to_come, *past) for one in _named_in(session, person))
    people = uow.people.known({*(pair.partner_of(person.id) for pair in pairs), *named})
    ran_by = _programmes_of(uow, (*to_come, *past), programmes)
    several = len(programmes) > 1
    details = _details_of_all(uow, [*to_come, *past], person, people, ran_by, among_several=several, brief=True)
    to_settle, left = _to_settle(uow, parts, now, board)
    upcoming = details[: len(to_come)]
    return Overview(
        person=person,
        participations=tuple(part for part, _ in parts),
        programmes=programmes,
        partners=_partners_in(people, person, (pair for pair in pairs if not pair.paused)),
        awaiting=tuple(one for one in upcoming if one.session.awaits(person.id)),
        upcoming=tuple(one for one in upcoming if not one.session.awaits(person.id)),
        past=tuple(details[len(to_come) :]),
        reminders=(programmes[-1].reminders if programmes else ReminderPolicy()).wished(person.wishes),
        to_settle=to_settle,
        left_to_settle=left,
        reminded_at=_reminded_at(uow, person, to_come, ran_by, now),
        joint_meetings=tuple(
            one for programme in programmes for one in uow.sessions.joint_meetings(programme.id, people=False)
        ),
        to_host=proposals_to_host(uow, person, [part for part, _ in parts], now),
        open_items=tuple(uow.actions.open_of(person.id, SHOWN)),
        arrivals=arrivals_among(_welcoming(parts, now), uow.portraits.of_person(person.id)),
        to_acknowledge=to_acknowledge(uow, person, now),
        going_out=tuple(
            one for programme in _coordinated(parts) for one in listed(uow, programme, UNDER_WAY, SHOWN, now)
        ),
        resting=tuple(people[pair.partner_of(person.id)] for pair in pairs if pair.paused),
        left=() if parts else tuple(uow.people.left(person.id)),
        confided=confided(uow, person),
    )


def _welcoming(
    parts: Iterable[tuple[Participant, Programme]], now: datetime
) -> Iterator[tuple[Participant, Programme]]:
    return ((place, programme) for place, programme in parts if welcomes(programme, now))


@only_reads
def at_a_glance(uow: UnitOfWork, who: Who, *, actor: Person, now: datetime) -> Overview:
    """What a bare `/mentor` shows: what awaits the person, what comes next, and with whom.

    Of what is past only whether there is something, where nothing comes; of what comes only what a row tells of it.
    ``who`` is what is known of the person's places.
    """
    with uow:
        to_come, pairs = _to_come(uow, actor, now), uow.people.pairs_of(actor.id, now.date(), paused=True)
        named = (one for session in to_come for one in _named_in(session, actor))
        people = uow.people.known({*(pair.partner_of(actor.id) for pair in pairs), *named})
        upcoming = _rows_of(uow, to_come, actor, people, who.programmes)
        past = () if to_come else uow.sessions.past(actor.id, now, 1)
        return Overview(
            person=actor,
            participations=who.participations,
            programmes=who.programmes,
            partners=_partners_in(people, actor, (pair for pair in pairs if not pair.paused)),
            awaiting=tuple(one for one in upcoming if one.session.awaits(actor.id)),
            upcoming=tuple(one for one in upcoming if not one.session.awaits(actor.id)),
            past=tuple(_rows_of(uow, past, actor, {}, who.programmes)),
            resting=tuple(people[pair.partner_of(actor.id)] for pair in pairs if pair.paused),
            left=who.left,
        )


def _rows_of(
    uow: UnitOfWork,
    sessions: Sequence[Session],
    viewer: Person,
    people: Mapping[int, Person],
    theirs: Sequence[Programme],
) -> list[Details]:
    """Open sessions as rows of a list tell them; the line of its history that a proposal speaks of is there.

    ``theirs`` are the viewer's programmes.
    """
    programmes = _programmes_of(uow, sessions, theirs)
    asked = [one.id for one in sessions if one.state is SessionState.PROPOSED]
    histories = uow.sessions.histories(asked) if asked else {}
    outlines = _outlines(uow, sessions, viewer)
    return [
        Details(
            session=session,
            programme=programmes[session.programme_id],
            people={one: people[one] for one in _shown_in(session) if one in people},
            history=tuple(histories.get(session.id, ())),
            series=outlines.get(session.id),
            among_several=len(theirs) > 1,
        )
        for session in sessions
    ]


def _programmes_of(uow: UnitOfWork, sessions: Iterable[Session], known: Iterable[Programme]) -> Mapping[int, Programme]:
    """The programmes that are known, and those of the sessions that are not among them, by id."""
    ran_by = {one.id: one for one in known}
    return ran_by | {one: uow.people.programme(one) for one in {it.programme_id for it in sessions} - ran_by.keys()}


def proposals_to_host(
    uow: UnitOfWork, person: Person, parts: Iterable[Participant], now: datetime
) -> tuple[Details, ...]:
    """Group sessions that somebody else proposed and the person may host in these places of theirs, soonest first."""
    hosting = HOSTING_ROLES[SessionKind.GROUP]
    waiting = [
        session
        for part in parts
        if part.roles & hosting
        for session in uow.sessions.awaiting_host(part.programme_id, now)
        if session.organiser_id != person.id
    ]
    return tuple(details_of(uow, one, person) for one in sorted(waiting, key=lambda one: one.when))


def home_overview(uow: UnitOfWork, person: Person, now: datetime) -> Overview:
    """The same with what Home alone shows: a coordinator's page as they left it, and how a participant's pairs came
    along.
    """
    parts = uow.people.parts_of(person.id)
    reckon(uow, [programme for _, programme in parts])
    return _home(uow, person, parts, now, _narrowed(uow, person, parts))


def _narrowed(uow: UnitOfWork, person: Person, parts: Sequence[tuple[Participant, Programme]]) -> PairFilter:
    """How a coordinator last narrowed down the list, unless that was of a programme that is theirs no more."""
    theirs = {programme.id for programme in _coordinated(parts)}
    if not theirs:
        return ALL_PAIRS
    wanted = uow.oversight.narrowed(person.id)
    return wanted if wanted.programme_id is None or wanted.programme_id in theirs else ALL_PAIRS


def _home(
    uow: UnitOfWork,
    person: Person,
    parts: Sequence[tuple[Participant, Programme]],
    now: datetime,
    wanted: PairFilter,
) -> Overview:
    mine = _coordinated(parts)
    board = board_of(uow, mine, wanted, now) if mine else None
    shown = _overview(uow, person, parts, now, board)
    return replace(shown, board=board, paths=paths_of(uow, person, shown.programmes, now))


def _coordinated(parts: Iterable[tuple[Participant, Programme]]) -> list[Programme]:
    return [programme for part, programme in parts if Role.COORDINATOR in part.roles]


def _to_settle(
    uow: UnitOfWork, parts: Sequence[tuple[Participant, Programme]], now: datetime, board: Board | None
) -> tuple[tuple[Details, ...], int]:
    """The latest that the person has to look at in the programmes that they coordinate, and how many more there are.

    Of the programme that the ``board`` shows it is known already.
    """
    found = [(one, *_unsettled(uow, one, now, board)) for one in _coordinated(parts)]
    several = len(parts) > 1
    shown = tuple(
        each
        for one, _, ids in found
        if ids
        for each in details_to_settle(uow, one, ids[:TO_SETTLE], among_several=several)
    )
    return shown, sum(count for _, count, _ in found) - len(shown)


def _unsettled(uow: UnitOfWork, programme: Programme, now: datetime, board: Board | None) -> tuple[int, Sequence[str]]:
    if board is not None and board.programme.id == programme.id:
        return board.totals.to_settle, board.unsettled
    return uow.oversight.to_settle(programme.id, Moment(now, programme.attendance), TO_SETTLE)


def _to_come(uow: UnitOfWork, person: Person, now: datetime) -> Sequence[Session]:
    """Open sessions of the person, soonest first; of a series the next one, and the next to answer."""
    found = uow.sessions.upcoming(person.id, now, SHOWN)
    if not any(one.series_id for one in found):
        return found
    if len(found) == SHOWN:
        found = uow.sessions.upcoming(person.id, now, LOOKED_AT)
    first: dict[object, Session] = {}
    for one in found:
        first.setdefault((one.series_id or one.id, one.awaits(person.id)), one)
    return list(first.values())[:SHOWN]


def _reminded_at(
    uow: UnitOfWork, person: Person, upcoming: Iterable[Session], programmes: Mapping[int, Programme], now: datetime
) -> datetime | None:
    """When the person is reminded of their next session with a day's notice, unless that is over or switched off."""
    agreed = (one for one in upcoming if one.state is SessionState.CONFIRMED)
    following = next((one for one in agreed if person.id in rules.reminded(DeliveryKind.DAY_BEFORE, one)), None)
    if following is None:
        return None
    reader = reader_of(uow, person, programmes[following.programme_id], following.when.start)
    due = rules.due(DeliveryKind.DAY_BEFORE, following, reader)
    return due.at if due and due.at > now else None


@only_reads
def partners(uow: UnitOfWork, *, actor: Person, now: datetime) -> tuple[Person, ...]:
    """The people whom this person is paired with today, in a transaction of its own."""
    with uow:
        return partners_of(uow, actor, now)


def partners_of(uow: UnitOfWork, person: Person, now: datetime) -> tuple[Person, ...]:
    """The people whom this person is paired with today, each once, in the order of their pairs."""
    pairs = uow.people.pairs_of(person.id, now.date())
    return _partners_in(uow.people.known([pair.partner_of(person.id) for pair in pairs]), person, pairs)


def _partners_in(people: Mapping[int, Person], person: Person, pairs: Iterable[Pair]) -> tuple[Person, ...]:
    """Their partners, each once: two may be a pair in several programmes."""
    return tuple(people[one] for one in dict.fromkeys(pair.partner_of(person.id) for pair in pairs))


def home(uow: UnitOfWork, *, actor: Person, now: datetime) -> Overview:
    """The person's overview, in a transaction of its own."""
    with uow:
        return overview(uow, actor, now)


def whole_home(uow: UnitOfWork, *, actor: Person, now: datetime, wanted: PairFilter = ALL_PAIRS) -> Overview:
    """The same with all that Home shows, a coordinator's list as it is ``wanted`` from now on.

    NotACoordinator for the pairs of a programme that is not theirs.
    """
    with uow:
        parts = uow.people.parts_of(actor.id)
        reckon_and_keep(uow, [programme for _, programme in parts])
        shown = _home(uow, actor, parts, now, wanted)
        if _kept(uow, shown):
            uow.commit()
        return shown


def _kept(uow: UnitOfWork, shown: Overview) -> bool:
    """Keep how a coordinator's list is narrowed down, for when Home is drawn anew unasked; whether that is new."""
    if shown.board is None or uow.oversight.narrowed(shown.person.id) == shown.board.wanted:
        return False
    uow.oversight.keep_narrowed(shown.person.id, shown.board.wanted)
    return True
