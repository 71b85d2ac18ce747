"""What coordinators do about a pair: nudge, write, note a call, let it rest; and what they see when they look at it.

Each refuses NoSuchPair to whoever does not coordinate the pair's programme, whether there is such a pair or not. The
token of a form is the id of what was done with it, so doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from mentoring.clocks import local
from mentoring.errors import (
    AlreadyNudged,
    NoSuchPair,
    NothingNoted,
    NothingWritten,
    PairNotHere,
    ReasonWanted,
    Refused,
    RestTooLong,
    WordTooLong,
)
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.oversight import Care, CareKind, PairStanding
from mentoring.people import Pair, Person, Programme, Role
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as states
from mentoring.rules import reminders as rules
from mentoring.rules.news import home_anew
from mentoring.rules.risk import rest_days
from mentoring.services.errands import WordErrand
from mentoring.services.evidence import attendance_of
from mentoring.services.oversight import reckon, survey
from mentoring.services.readers import reader_of
from mentoring.sessions import ChangeKind
from mentoring.stories import NudgeOf, PairStory, SessionSeen

UNWRITTEN: Mapping[CareKind, type[Refused]] = {CareKind.CALL: NothingNoted, CareKind.SNOOZE: ReasonWanted}
LONGEST_REST = timedelta(days=366)
SESSIONS_SHOWN = 30
WORD_WORTH = timedelta(days=5)
"""How long a coordinator's word is still said when it could not be before."""


def coordinated_pair(uow: UnitOfWork, pair_id: int, actor: Person) -> tuple[Pair, Programme]:
    """The pair and its programme, for one who coordinates that; NoSuchPair for anybody else."""
    try:
        pair = uow.people.pair(pair_id)
    except KeyError:
        raise NoSuchPair from None
    for part, programme in uow.people.parts_of(actor.id):
        if part.programme_id == pair.programme_id and Role.COORDINATOR in part.roles:
            return pair, programme
    raise NoSuchPair


def pair_story(uow: UnitOfWork, pair_id: int, *, actor: Person, now: datetime) -> PairStory:
    """A pair as far as a coordinator may see it: its standing, sessions, that notes were written, what was done."""
    with uow:
        pair, programme = coordinated_pair(uow, pair_id, actor)
        story = _story(uow, pair, programme, now)
        uow.commit()
        return story


def _story(uow: UnitOfWork, pair: Pair, programme: Programme, now: datetime) -> PairStory:
    cares = tuple(uow.oversight.cares_of(pair.id))
    standing = _standing(uow, pair, programme, now)
    if standing and standing.care:
        standing = replace(standing, care=uow.oversight.care(standing.care.id))
    return PairStory(
        pair=pair,
        programme=programme,
        people=uow.people.known(pair.people | {one.by for one in cares}),
        standing=standing,
        sessions=_sessions_seen(uow, pair, programme, now),
        cares=cares,
    )


def _standing(uow: UnitOfWork, pair: Pair, programme: Programme, now: datetime) -> PairStanding | None:
    """The pair's row; None for a pair that does not last any more."""
    reckon(uow, [programme])
    return next((one for one in survey(uow, programme, now).rows if one.pair_id == pair.id), None)


def _sessions_seen(uow: UnitOfWork, pair: Pair, programme: Programme, now: datetime) -> tuple[SessionSeen, ...]:
    """The pair's sessions, latest first: when, where each stands, who wrote a note; nothing of what was written."""
    sessions = uow.sessions.of_pair(pair.id, SESSIONS_SHOWN)
    attendance = attendance_of(uow, sessions, programme)
    ids = [one.id for one in sessions]
    notes, histories = uow.notes.of_sessions(ids), uow.sessions.histories(ids)
    return tuple(
        SessionSeen(
            session=replace(one, topic="", reason="", link=""),
            standing=attendance[one.id].standing(now) if one.when.end <= now or attendance[one.id].trail else None,
            noted_by=tuple(dict.fromkeys(note.author_id for note in notes.get(one.id, ()))),
            moves=sum(change.kind is ChangeKind.MOVED for change in histories.get(one.id, ())),
        )
        for one in sessions
    )


def preview_nudge(uow: UnitOfWork, pair_id: int, *, actor: Person, now: datetime) -> PairStory:
    """The pair, with whom of the two a nudge may reach now and why not the other."""
    with uow:
        pair, programme = coordinated_pair(uow, pair_id, actor)
        story = _story(uow, pair, programme, now)
        uow.commit()
        return replace(story, nudges=_nudges(uow, pair, programme, now))


def _nudges(uow: UnitOfWork, pair: Pair, programme: Programme, now: datetime) -> tuple[NudgeOf, ...]:
    people = uow.people.known(pair.people)
    keys = {
        one.id: rules.nudge_key(_week_said(_soon(uow, one, programme, now), programme), one.id)
        for one in people.values()
    }
    kept = uow.deliveries.known(list(keys.values()))
    return tuple(_nudge_of(people[one], kept.get(keys[one]), programme) for one in (pair.mentor_id, pair.mentee_id))


def _nudge_of(person: Person, kept: Delivery | None, programme: Programme) -> NudgeOf:
    """Whether the engine's manners let this person be nudged: one a week, never who wants none or is not here."""
    if states.unreachable(person):
        return NudgeOf(person, "not_here")
    if programme.reminders.wished(person.wishes).lead(DeliveryKind.NUDGE) is None:
        return NudgeOf(person, "switched_off")
    if kept is not None and kept.state in {*rules.SAID, DeliveryState.LEASED}:
        return NudgeOf(person, "nudged", kept.due_at)
    return NudgeOf(person)


def _week_said(due: rules.Due, programme: Programme) -> date:
    """The Monday of the week in which what is due then is said, which on a Friday night is the next."""
    return rules.week_of(local(due.at, programme.zone).date())


def nudge(
    uow: UnitOfWork, pair_id: int, texts: Mapping[int, str], *, token: str, actor: Person, now: datetime
) -> tuple[Person, ...]:
    """Nudge those of the two for whom there is a text, merged with what they are told this week anyway; who is.

    AlreadyNudged when neither may be nudged now; NothingWritten, WordTooLong (field "text" with the person's id).
    """
    with uow:
        pair, programme = coordinated_pair(uow, pair_id, actor)
        may = {one.person.id: one.person for one in _nudges(uow, pair, programme, now) if one.may}
        told = tuple(person for person_id, person in may.items() if texts.get(person_id, "").strip())
        if _was_done(uow, token, pair):
            return _told_with(uow, token, pair)
        if not may:
            raise AlreadyNudged
        if not told:
            raise NothingWritten(field=f"text.{next(iter(may))}")
        for person in told:
            _check_text(texts[person.id], programme, field=f"text.{person.id}")
        care = _care(uow, programme, pair, CareKind.NUDGE, name=token, actor=actor, now=now)
        for person in told:
            text = texts[person.id].strip()
            uow.oversight.add_care(replace(care, id=f"{token}:{person.id}", text=text, about=person.id))
            _say_nudge(uow, person, programme, now)
        _redraw_homes(uow, programme, token, now)
        uow.commit()
        return told


def _say_nudge(uow: UnitOfWork, person: Person, programme: Programme, now: datetime) -> None:
    """Have this week's nudge said in the person's next working hour, planned already or not."""
    due = _soon(uow, person, programme, now)
    monday = _week_said(due, programme)
    wanted = Delivery(
        key=rules.nudge_key(monday, person.id),
        team_id=uow.team_id,
        kind=DeliveryKind.NUDGE,
        recipient_id=person.id,
        due_at=due.at,
        not_after=due.until,
        change=monday.isoformat(),
        programme_id=programme.id,
    )
    kept = uow.deliveries.known([wanted.key]).get(wanted.key)
    if kept is None:
        uow.deliveries.plan([wanted])
    else:
        uow.deliveries.replace(rules.moved_to(kept, due), instead_of=kept, now=now)


def _soon(uow: UnitOfWork, person: Person, programme: Programme, now: datetime) -> rules.Due:
    """The person's next working hour from now on, and until when what is said then is still worth saying."""
    reader = reader_of(uow, person, programme, now)
    wall = local(now, person.zone)
    at = max(now, rules.not_earlier(reader, wall.date(), wall.time()))
    return rules.Due(at, at + WORD_WORTH)


def write_to_pair(
    uow: UnitOfWork, pair_id: int, text: str, *, token: str, actor: Person, now: datetime
) -> tuple[Person, ...]:
    """Send a text to both, in the next working hour of each; to whom it goes. PairNotHere when neither is."""
    with uow:
        pair, programme = coordinated_pair(uow, pair_id, actor)
        people = [one for one in uow.people.known(pair.people).values() if not states.unreachable(one)]
        _check_text(text, programme, field="text")
        if not people:
            raise PairNotHere(field="text")
        if _was_done(uow, token, pair):
            return tuple(people)
        care = _care(uow, programme, pair, CareKind.WORD, name=token, actor=actor, now=now)
        uow.oversight.add_care(replace(care, text=text.strip()))
        uow.deliveries.plan(_word(uow, care, one, programme, now) for one in people)
        _redraw_homes(uow, programme, token, now)
        uow.commit()
        return tuple(people)


def _word(uow: UnitOfWork, care: Care, person: Person, programme: Programme, now: datetime) -> Delivery:
    due = _soon(uow, person, programme, now)
    return Delivery(
        key=f"pair_word:{care.id}:{person.id}",
        team_id=uow.team_id,
        kind=DeliveryKind.PAIR_WORD,
        recipient_id=person.id,
        due_at=due.at,
        not_after=due.until,
        change=care.id,
        programme_id=programme.id,
    )


def note_call(
    uow: UnitOfWork, pair_id: int, text: str, until: date | None, *, token: str, actor: Person, now: datetime
) -> Care:
    """Keep a note of a call, for coordinators alone; the row rests until that day, or as long as usual.

    NothingNoted, WordTooLong, RestTooLong.
    """
    return _note(uow, pair_id, CareKind.CALL, text, until, token=token, actor=actor, now=now)


def snooze(
    uow: UnitOfWork, pair_id: int, reason: str, until: date, *, token: str, actor: Person, now: datetime
) -> Care:
    """Let the row rest up to and including that day, for a reason that other coordinators read.

    ReasonWanted, WordTooLong, RestTooLong.
    """
    return _note(uow, pair_id, CareKind.SNOOZE, reason, until, token=token, actor=actor, now=now)


def wake(uow: UnitOfWork, pair_id: int, *, actor: Person, now: datetime) -> Care:
    """End the row's rest: what undoes a note of a call and a snooze."""
    with uow:
        pair, programme = coordinated_pair(uow, pair_id, actor)
        latest = next(iter(uow.oversight.cares_of(pair.id, 1)), None)
        if latest is not None and latest.kind is CareKind.WAKE:
            return latest
        care = Care(f"wake:{pair.id}:{now.isoformat()}", programme.id, pair.id, CareKind.WAKE, actor.id, now)
        uow.oversight.add_care(care)
        _redraw_homes(uow, programme, care.id, now)
        uow.commit()
        return care


def _note(
    uow: UnitOfWork,
    pair_id: int,
    kind: CareKind,
    text: str,
    until: date | None,
    *,
    token: str,
    actor: Person,
    now: datetime,
) -> Care:
    with uow:
        pair, programme = coordinated_pair(uow, pair_id, actor)
        if kept := _was_done(uow, token, pair):
            return kept
        if not text.strip():
            raise UNWRITTEN[kind](field="text")
        _check_text(text, programme, field="text")
        today = local(now, actor.zone).date()
        if until is not None and not today < until <= today + LONGEST_REST:
            raise RestTooLong(field="until", earliest=today + timedelta(days=1), latest=today + LONGEST_REST)
        care = _care(uow, programme, pair, kind, name=token, actor=actor, now=now)
        care = replace(care, text=text.strip(), until=until or care.until)
        uow.oversight.add_care(care)
        _redraw_homes(uow, programme, token, now)
        uow.commit()
        return care


def _care(
    uow: UnitOfWork, programme: Programme, pair: Pair, kind: CareKind, *, name: str, actor: Person, now: datetime
) -> Care:
    """What was done, under this name, with the reasons that its row rests for and the last day on which it does."""
    row, days = _standing(uow, pair, programme, now), timedelta(days=rest_days(kind, programme.risk))
    return Care(
        id=name,
        programme_id=programme.id,
        pair_id=pair.id,
        kind=kind,
        by=actor.id,
        at=now,
        until=local(now, programme.zone).date() + days,
        reasons=row.risk.kinds if row else frozenset(),
    )


def _was_done(uow: UnitOfWork, token: str, pair: Pair) -> Care | None:
    """What was done with this form already, to this pair."""
    done = (one for one in uow.oversight.cares_of(pair.id) if one.id == token or one.id.startswith(f"{token}:"))
    return next(done, None)


def _told_with(uow: UnitOfWork, token: str, pair: Pair) -> tuple[Person, ...]:
    done = [one for one in uow.oversight.cares_of(pair.id) if one.id.startswith(f"{token}:")]
    return tuple(uow.people.known({one.about for one in done if one.about is not None}).values())


def _check_text(text: str, programme: Programme, *, field: str) -> None:
    if not text.strip():
        raise NothingWritten(field=field)
    if len(text) > programme.booking.longest_word:
        raise WordTooLong(field=field, longest=programme.booking.longest_word)


def _redraw_homes(uow: UnitOfWork, programme: Programme, cause: str, now: datetime) -> None:
    """Have every coordinator of the programme see it."""
    uow.deliveries.plan(
        home_anew(f"care:{cause}", one.person.id, team_id=uow.team_id, now=now)
        for one in uow.people.participants(programme.id)
        if Role.COORDINATOR in one.roles
    )


def decide_word(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> WordErrand | Delivery:
    """A coordinator's word to both of a pair, for one of them."""
    care = uow.oversight.care(delivery.change)
    pair = uow.people.pair(care.pair_id)
    people = uow.people.known({care.by, pair.partner_of(recipient.id)})
    return WordErrand(
        delivery=states.begun(delivery, 0, now),
        recipient=recipient,
        decided_at=now,
        programme=uow.people.programme(care.programme_id),
        by=people[care.by],
        other=people[pair.partner_of(recipient.id)],
        text=care.text,
    )
