"""What people are shown of a series: its dates, what several of them have in common, what a message tells."""

from __future__ import annotations

from datetime import datetime

from mentoring.errors import NoSuchSession
from mentoring.messages import Card, Delivery, DeliveryState
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as rules
from mentoring.series import Series, SeriesChange
from mentoring.services.errands import SeriesCardErrand, SeriesErrand
from mentoring.services.series import series_of
from mentoring.sessions import OPEN_STATES, Change, ChangeKind, SeriesDetails, Session


def series_details(
    uow: UnitOfWork, series_id: str, *, actor: Person, now: datetime, revision: int | None = None
) -> SeriesDetails:
    """The series with its sessions to come, for one of its people; NoSuchSession for anybody else.

    The change is that of the revision, or the latest that asked this person for an answer still awaited, if any.
    """
    with uow:
        series, sessions = series_of(uow, series_id, actor)
        if revision is None:
            change = _latest_asking(uow, series, sessions, actor)
        else:
            change = next((one for one in uow.series.changes(series_id) if one.revision == revision), None)
        return _details(uow, series, sessions, now, change)


def decide_series_news(
    uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime
) -> SeriesErrand | Delivery:
    """What to tell now of a change of several sessions, or the delivery closed with the reason."""
    series = uow.series.get(str(delivery.series_id))
    change = uow.series.change(series.id, delivery.session_revision)
    sessions = list(uow.sessions.of_series([series.id]).get(series.id, ()))
    touched = [one for one in sessions if one.id in dict(change.sessions)]
    if ChangeKind(change.kind) not in rules.CLOSING and not any(one.state in OPEN_STATES for one in touched):
        return rules.closed(delivery, DeliveryState.CANCELLED, "every session of it is closed")
    begun = rules.begun(delivery, delivery.session_revision, now)
    return SeriesErrand(begun, recipient, now, _details(uow, series, sessions, now, change))


def decide_series_card(
    uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime
) -> SeriesCardErrand | Delivery:
    """The messages that show the series, to be drawn as it now is, or the delivery closed when none is out of date."""
    posted = tuple(uow.deliveries.cards(str(delivery.series_id), recipient.id))
    cards = tuple(card for card in posted if not _tells_this_change(card, delivery))
    if not cards:
        reason = "every card is up to date" if posted else "no card was posted"
        return rules.closed(delivery, DeliveryState.CANCELLED, reason)
    try:
        series, sessions = series_of(uow, str(delivery.series_id), recipient)
    except NoSuchSession:
        return rules.closed(delivery, DeliveryState.CANCELLED, "the recipient is in none of its sessions")
    details = _details(uow, series, sessions, now, _latest_asking(uow, series, sessions, recipient))
    begun = rules.begun(delivery, series.revision, now)
    return SeriesCardErrand(begun, recipient, now, details, cards)


def _tells_this_change(card: Card, delivery: Delivery) -> bool:
    """Whether the message was posted with the change for which the others are drawn anew, or with a later one."""
    return bool(delivery.change) and card.revision >= delivery.session_revision


def _details(
    uow: UnitOfWork, series: Series, sessions: list[Session], now: datetime, change: SeriesChange | None
) -> SeriesDetails:
    people = uow.people.known({person_id for session in sessions for person_id in session.people})
    to_come = [one for one in sessions if one.state in OPEN_STATES and one.when.end > now]
    return SeriesDetails(
        series=series,
        programme=uow.people.programme(series.programme_id),
        people=people,
        sessions=tuple(sorted(to_come, key=lambda one: one.when.start)),
        change=change,
        changed=_lines(uow, sessions, change) if change else (),
    )


def _lines(uow: UnitOfWork, sessions: list[Session], change: SeriesChange) -> tuple[tuple[Session, Change], ...]:
    """The sessions that the change touched, each with its line of history."""
    revisions = dict(change.sessions)
    histories = uow.sessions.histories(list(revisions))
    return tuple(
        (session, line)
        for session in sessions
        if session.id in revisions
        for line in histories.get(session.id, ())
        if line.revision == revisions[session.id]
    )


def _latest_asking(uow: UnitOfWork, series: Series, sessions: list[Session], actor: Person) -> SeriesChange | None:
    """The latest change of several sessions of which one awaits the person's answer."""
    waiting = {(one.id, one.revision) for one in sessions if one.awaits(actor.id)}
    if not waiting:
        return None
    asking = [change for change in uow.series.changes(series.id) if waiting & set(change.sessions)]
    return asking[-1] if asking else None
