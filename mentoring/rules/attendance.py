"""What statements about a session come to, and who may make which. The same rules stand in docs/attendance.md."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from mentoring.attendance import (
    THERE,
    TOOK_PLACE,
    Attendance,
    AttendancePolicy,
    Capacity,
    Presence,
    Said,
    Source,
    Statement,
    Stay,
    Verdict,
    Word,
)
from mentoring.clocks import MINUTE
from mentoring.errors import (
    AlreadySettled,
    CommentTooLong,
    MinutesNeeded,
    MinutesOfNobody,
    MinutesOutOfRange,
    NotBegun,
    NotInvited,
    NotOverThen,
    NotYoursToSay,
)
from mentoring.sessions import IN_LINE, Attendee, Rsvp, Session, SessionKind, SessionState

PARTIAL = frozenset({Presence.CAME_LATE, Presence.LEFT_EARLY})
"""Ways of having been there that leave open for how long."""

NOTHING_SAID = Verdict()


def settled(session: Session, trail: Iterable[Statement], policy: AttendancePolicy) -> Attendance:
    """What the trail comes to: a function of nothing but its statements, in the order in which they were made."""
    said = tuple(sorted(trail, key=lambda one: one.id))
    since, verdicts = _disputed_since(session, said, policy), _verdicts(session, said, policy)
    return Attendance(
        took_place=verdicts.get(None, Verdict()),
        people={one: verdicts.get(one, NOTHING_SAID) for one in sorted(session.people)},
        answer_by=session.when.end + policy.answer_within,
        trail=said,
        disputed_since=since,
        for_coordinators_from=since + policy.talk_within if since else None,
    )


def _disputed_since(session: Session, said: Sequence[Statement], policy: AttendancePolicy) -> datetime | None:
    """Since when people have differed without a break, going back from now."""
    since = None
    for count in range(len(said), 0, -1):
        if not _disputed(session, said[:count], policy):
            break
        since = said[count - 1].at
    return since


def _disputed(session: Session, said: Sequence[Statement], policy: AttendancePolicy) -> bool:
    verdicts = _verdicts(session, said, policy)
    took_place = verdicts.pop(None, Verdict())
    if took_place.holds is None or took_place.holds.said not in TOOK_PLACE:
        return took_place.disputed
    return any(one.disputed for one in verdicts.values())


def _verdicts(session: Session, said: Sequence[Statement], policy: AttendancePolicy) -> dict[int | None, Verdict]:
    """The verdict about the session (None) and about each of its people of whom something was said.

    Sorted by what they are about once, as a joint meeting has a statement for each of very many.
    """
    about: dict[int | None, list[Statement]] = {}
    for one in said:
        about.setdefault(one.about, []).append(one)
    asked, people = awaited(session), session.people
    return {key: verdict(words, asked, policy) for key, words in about.items() if key is None or key in people}


def awaited(session: Session) -> frozenset[int]:
    """Those whose word is waited for: the host, or in a bilateral session both who agreed to it."""
    if session.kind is not SessionKind.BILATERAL:
        return frozenset({session.organiser_id})
    return frozenset(one.person_id for one in session.attendees if one.rsvp is not Rsvp.DECLINED)


def verdict(said: Iterable[Statement], awaited: frozenset[int], policy: AttendancePolicy) -> Verdict:
    """What statements about one thing, in order, come to."""
    words = in_force(said)
    if not words:
        return Verdict()
    complete = awaited <= {one.by for one in words}
    settling = [one for one in words if one.settles]
    if settling:
        last = settling[-1]
        later = words[words.index(last) + 1 :]
        objections = tuple(one for one in later if not agree((last, one), policy))
        return Verdict(words, last, Source.SETTLED, complete=True, objections=objections)
    if not agree(words, policy):
        return Verdict(words, complete=complete)
    return Verdict(words, _common(words), _source(words), complete)


def in_force(said: Iterable[Statement]) -> tuple[Statement, ...]:
    """The last word of each speaker, less what was taken back, in the order in which these were said."""
    last: dict[int, Statement] = {}
    for one in said:
        last.pop(one.by, None)
        last[one.by] = one
    return tuple(one for one in last.values() if not one.takes_back)


def agree(words: Sequence[Statement], policy: AttendancePolicy) -> bool:
    """Whether the words say the same: the same time where they name one, minutes apart by what counts as the same."""
    if len({one.said in TOOK_PLACE for one in words}) > 1 or len({one.presence for one in words}) > 1:
        return False
    if len({one.began for one in words if one.began is not None}) > 1:
        return False
    minutes = [one.minutes for one in words]
    return (max(minutes) - min(minutes)) * MINUTE <= policy.same_within


def _common(words: Sequence[Statement]) -> Statement:
    """The word that names a time, where one does, and of different minutes the fewest."""
    return min(words, key=lambda one: (one.began is None, one.minutes))


def _source(words: Sequence[Statement]) -> Source:
    if len(words) > 1:
        return Source.AGREED
    return Source.HOST if words[0].capacity is Capacity.HOST else Source.ALONE


def hosted_by(session: Session, person_id: int) -> bool:
    """Whether this person calls the roll."""
    return session.kind is not SessionKind.BILATERAL and session.organiser_id == person_id


def may_settle(session: Session, person_id: int, coordinators: Collection[int]) -> bool:
    """Whether this person may decide between others: a host, or a coordinator.

    A coordinator who was one of the two of a bilateral session leaves it to another coordinator, if there is one.
    """
    if session.kind is not SessionKind.BILATERAL:
        return person_id == session.organiser_id or person_id in coordinators
    return person_id in coordinators and (person_id not in session.people or set(coordinators) <= session.people)


def settling_capacity(session: Session, person_id: int) -> Capacity:
    """As what somebody settles who may."""
    return Capacity.HOST if hosted_by(session, person_id) else Capacity.COORDINATOR


def speaks_of(session: Session, person_id: int) -> frozenset[int]:
    """The people of whom this one may speak: in a bilateral session both, else a host of all, others of themselves."""
    if session.kind is SessionKind.BILATERAL or hosted_by(session, person_id):
        return session.people
    return session.people & {person_id}


def as_planned(session: Session, person_id: int) -> Word:
    """What somebody says who only says that it took place: at its time, for its whole length."""
    people = {one: Stay(Presence.PRESENT) for one in sorted(speaks_of(session, person_id))}
    return Word(said=Said.HELD, people=people)


def check_word(session: Session, word: Word, of_whom: Collection[int], policy: AttendancePolicy, now: datetime) -> None:
    """Refuse what can't be said of this session, or not yet, or not by somebody who may speak ``of_whom``."""
    if session.state is not SessionState.CONFIRMED:
        raise AlreadySettled(session=session)
    if now < session.when.start:
        raise NotBegun(starts_at=session.when.start)
    if word.said is Said.MOVED and (word.began is None or word.began > now):
        raise NotOverThen(field="time")
    if len(word.comment) > policy.longest_comment:
        raise CommentTooLong(field="comment", longest=policy.longest_comment)
    for person_id, stay in word.people.items():
        if person_id not in session.people:
            raise NotInvited(person_id=person_id)
        if person_id not in of_whom:
            raise NotYoursToSay
        _check_minutes(session, stay, policy, field=f"minutes.{person_id}")


def _check_minutes(session: Session, stay: Stay, policy: AttendancePolicy, *, field: str) -> None:
    if stay.presence not in THERE:
        if stay.minutes:
            raise MinutesOfNobody(field=field)
        return
    if stay.minutes is None:
        if stay.presence in PARTIAL:
            raise MinutesNeeded(field=field)
        return
    longest = (session.duration + policy.runs_over) // MINUTE
    if not 1 <= stay.minutes <= longest:
        raise MinutesOutOfRange(field=field, longest=longest, length=session.duration // MINUTE)


def statements_of(
    session: Session, word: Word, attendance: Attendance, *, by: int, capacity: Capacity, settles: bool, now: datetime
) -> list[Statement]:
    """What is new in the word, as statements without ids; what its speaker has said already is not said again.

    A session that did not take place had nobody there, so nothing is said of its people. The comment goes with what is
    said of the session, or with what is said of its people where that is all that is new; alone it repeats what was
    said.
    """
    blank = Statement(0, session.id, by, capacity, now, settles=settles)
    spoken = list(_spoken(session, word, blank))
    new = [one for one in spoken if _is_new(one, attendance)]
    if word.comment and not new:
        new = spoken[:1]
    about_session = [one for one in new if one.about is None]
    return [
        replace(one, corrects=_former(one, attendance), comment=word.comment if one in (about_session or new) else "")
        for one in new
    ]


def _spoken(session: Session, word: Word, blank: Statement) -> Iterator[Statement]:
    if word.said is not None:
        yield replace(blank, said=word.said, began=_began(session, word, blank))
    if word.said is Said.NOT_HELD:
        return
    for person_id, stay in word.people.items():
        yield replace(blank, about=person_id, presence=stay.presence, minutes=_minutes(session, stay))


def _began(session: Session, word: Word, blank: Statement) -> datetime | None:
    """When it took place; one of several who says that they were there does not say when that was."""
    if word.said is not Said.HELD:
        return word.began if word.said is Said.MOVED else None
    of_several = session.kind is not SessionKind.BILATERAL and blank.capacity is Capacity.PARTICIPANT
    return word.began if of_several else word.began or session.when.start


def _minutes(session: Session, stay: Stay) -> int:
    if stay.presence not in THERE:
        return 0
    return session.duration // MINUTE if stay.minutes is None else stay.minutes


def _is_new(one: Statement, attendance: Attendance) -> bool:
    """Whether its speaker does not say this already; a settling word is new where something was open, or other."""
    known = about(attendance, one.about)
    if one.settles:
        holds = known.holds
        still_open = not known.complete or bool(known.objections)
        return holds is None or still_open or _content(holds) != _content(one)
    mine = known.of(one.by)
    return mine is None or _content(mine) != _content(one)


def _content(one: Statement) -> tuple[object, ...]:
    return one.said, one.began, one.presence, one.minutes


def _former(one: Statement, attendance: Attendance) -> int | None:
    mine = about(attendance, one.about).of(one.by)
    return mine.id if mine else None


def about(attendance: Attendance, person_id: int | None) -> Verdict:
    """The verdict about the session, or about one of its people."""
    return attendance.took_place if person_id is None else attendance.people.get(person_id, Verdict())


def taken_back(
    session: Session, attendance: Attendance, *, by: int, capacity: Capacity, now: datetime
) -> list[Statement]:
    """Statements that take back everything that this person says; none when they say nothing."""
    mine = [verdict.of(by) for verdict in (attendance.took_place, *attendance.people.values())]
    return [
        Statement(0, session.id, by, capacity, now, about=one.about, corrects=one.id) for one in mine if one is not None
    ]


def word_of(attendance: Attendance, person_id: int) -> Word:
    """What this person says where people differ, to be said by another as well."""
    session = attendance.took_place.of(person_id) if attendance.took_place.disputed else None
    lines = {one: verdict.of(person_id) for one, verdict in attendance.people.items() if _open(attendance, verdict)}
    return Word(
        said=session.said if session else None,
        began=session.began if session else None,
        people={
            one: Stay(mine.presence, mine.minutes or None) for one, mine in lines.items() if mine and mine.presence
        },
    )


def _open(attendance: Attendance, verdict: Verdict) -> bool:
    """Whether agreeing has to reach this line: people differ about it, or about the whole session."""
    return verdict.disputed or attendance.took_place.disputed


def counts(attendee: Attendee, session: Session, verdict: Verdict) -> bool:
    """Whether there is a line for this person: not for who stood in line, or declined what one need not attend."""
    if verdict.words:
        return True
    declined = attendee.rsvp is Rsvp.DECLINED and session.kind is not SessionKind.JOINT
    return not declined and attendee.rsvp not in IN_LINE


def owed(session: Session, verdict: Verdict, *, excused: bool) -> bool:
    """Whether an absence from a compulsory meeting has no reason that a host or coordinator accepted.

    ``excused`` says that a coordinator accepted one beforehand.
    """
    holds = verdict.holds
    compulsory = session.gathering is not None and session.gathering.compulsory
    if not compulsory or excused or holds is None or holds.presence in THERE:
        return False
    accepted = any(one.capacity is not Capacity.PARTICIPANT for one in verdict.words)
    return holds.presence is Presence.ABSENT or not accepted
