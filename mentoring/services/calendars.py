"""People's own calendars: the files that follow a session's changes, and the private address to subscribe to."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from mentoring.calendars import CalendarAddress, Feed, FeedVersion, Method, SeriesEntries, changed_at
from mentoring.intervals import Interval
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Person
from mentoring.ports import UnitOfWork, only_reads
from mentoring.rules import calendars as rules
from mentoring.rules import delivery as states
from mentoring.series import Series
from mentoring.services.errands import CalendarErrand, subject_of
from mentoring.services.reads import details_of
from mentoring.sessions import Change, Details, Session, SessionState

TOKEN_BYTES = 24
"""192 bits that nobody can guess."""


def plan_calendar_files(uow: UnitOfWork, session: Session, change: Change) -> int:
    """Plan the files that a change of the session makes necessary, in the caller's transaction; how many."""
    if session.state is SessionState.PROPOSED or session.unbooked:
        return 0
    if session.series_id is None:
        planned = uow.deliveries.of_session(session.id)
        return uow.deliveries.plan(rules.plan_files(session, change, planned, uow.team_id))
    series = uow.series.get(session.series_id)
    both = [series, uow.series.get(series.continues)] if series.continues else [series]
    return sum(
        uow.deliveries.plan(
            rules.plan_series_files(one, session, change, uow.deliveries.of_session(one.id), uow.team_id)
        )
        for one in both
    )


def decide_file(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> CalendarErrand | Delivery:
    """The file to send now, from the session or series as it is, or the delivery closed with the reason."""
    subject = _subject(uow, delivery)
    if subject is None:
        return states.closed(delivery, DeliveryState.CANCELLED, "no session of the series is left")
    planned = uow.deliveries.of_session(subject_of(delivery))
    if reason := rules.needless_file(delivery, subject.mark, planned):
        return states.closed(delivery, DeliveryState.CANCELLED, reason)
    policy = uow.people.programme(subject.session.programme_id).reminders.wished(recipient.wishes)
    if policy.lead(DeliveryKind.CALENDAR) is None:
        return states.closed(delivery, DeliveryState.CANCELLED, "switched off")
    begun = replace(states.begun(delivery, subject.revision, now), change=subject.mark)
    return CalendarErrand(
        begun,
        recipient,
        now,
        details_of(uow, subject.session, recipient),
        Method.CANCEL if subject.mark == rules.NOTHING else Method.REQUEST,
        first=rules.held_by(delivery, planned) == rules.NOTHING,
        series=subject.entries(uow, rules.number_of(delivery, planned)),
    )


@dataclass(frozen=True)
class _Subject:
    """What a file is about: a session, or a series with all of its ``sessions``, of which ``session`` is one."""

    mark: str
    revision: int
    session: Session
    series: Series | None = None
    sessions: tuple[Session, ...] = ()
    person_id: int = 0

    def entries(self, uow: UnitOfWork, sequence: int) -> SeriesEntries | None:
        """The series as a calendar is told of it; None for a session by itself."""
        if self.series is None:
            return None
        people = uow.people.known({person_id for one in self.sessions for person_id in one.people})
        programme = uow.people.programme(self.series.programme_id)
        standing = [one for one in self.sessions if rules.stands(one, self.person_id)] or [self.session]
        return SeriesEntries(
            self.series,
            rules.pattern_dates(self.series, self.sessions),
            tuple(Details(one, programme, people) for one in standing),
            sequence,
        )


def _subject(uow: UnitOfWork, delivery: Delivery) -> _Subject | None:
    subject_id, person_id = subject_of(delivery), delivery.recipient_id
    series = uow.series.known([subject_id]).get(subject_id)
    if series is None:
        session = uow.sessions.get(subject_id)
        return _Subject(rules.mark_of(session, person_id), session.revision, session)
    sessions = tuple(uow.sessions.of_series([series.id]).get(series.id, ()))
    if not sessions:
        return None
    mark = rules.mark_of_series(sessions, person_id)
    speaks = next((one for one in sessions if rules.stands(one, person_id)), sessions[-1])
    return _Subject(mark, series.revision, speaks, series, sessions, person_id)


def my_calendar(uow: UnitOfWork, *, actor: Person) -> CalendarAddress | None:
    """Whether the person has an address to subscribe to, and since when."""
    with uow:
        return uow.calendars.address(actor.id)


def renew_address(uow: UnitOfWork, instead_of: str, *, actor: Person, now: datetime) -> str | None:
    """Make the person an address; the answer is the secret in it, which nobody can be told a second time.

    It takes the place of the one whose digest is ``instead_of`` ("" for none), which ends. None where theirs is
    another by now, as after a second click.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with uow:
        uow.people.lock((actor.id,))
        kept = uow.calendars.address(actor.id)
        if instead_of != (kept.digest if kept else ""):
            return None
        uow.calendars.keep_address(CalendarAddress(actor.id, digest_of(token), now))
        uow.commit()
    return token


def revoke_address(uow: UnitOfWork, *, actor: Person) -> None:
    """End the person's address. Doing so again changes nothing."""
    with uow:
        if uow.calendars.forget_address(actor.id):
            uow.commit()


@only_reads
def feed_version(uow: UnitOfWork, token: str, *, now: datetime) -> FeedVersion | None:
    """Whose feed the secret of an address opens, in any team, and in which state that feed is.

    None for every other text; whether it never was an address or is one no more makes no difference to what is done.
    """
    with uow:
        day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        found = uow.calendars.version(digest_of(token), Interval(day - rules.SHOWN_BACK, day + rules.SHOWN_AHEAD))
        if found is None:
            return None
        # What is shown also ends with time, so no state of it lasts longer than a day.
        return replace(found, mark=f"{found.mark} {day:%Y%m%d}", changed_at=max(found.changed_at, day))


@only_reads
def feed(uow: UnitOfWork, person_id: int, *, now: datetime) -> Feed:
    """Everything that the person's subscribed calendar shows, soonest first; nobody's notes are even looked at."""
    with uow:
        around = Interval(now - rules.SHOWN_BACK, now + rules.SHOWN_AHEAD)
        sessions = uow.sessions.of_person(person_id, around)
        histories = uow.sessions.histories([one.id for one in sessions])
        people = uow.people.known({person_id, *(one for session in sessions for one in session.people)})
        mine = tuple(programme for _, programme in uow.people.parts_of(person_id))
        programmes = {one.id: one for one in mine}
        programmes |= {
            one: uow.people.programme(one) for one in {it.programme_id for it in sessions} - programmes.keys()
        }
        entries = (
            Details(one, programmes[one.programme_id], people, tuple(histories.get(one.id, ()))) for one in sessions
        )
        shown = tuple(one for one in entries if rules.shown(one.session, person_id, changed_at(one), now))
        return Feed(people[person_id], mine, shown)


def digest_of(token: str) -> str:
    """What is kept of an address's secret; a random secret of this length needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
