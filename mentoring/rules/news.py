"""What a change of a session gives to say, to whom; written in the same transaction as the change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from mentoring.messages import IN_PUBLIC, Delivery, DeliveryKind
from mentoring.rules.gatherings import not_declined
from mentoring.series import Series
from mentoring.sessions import Change, ChangeKind, Session, SessionState

STILL_NEWS = timedelta(days=1)
"""How long after a session's end its news are still worth a message; someone may have waited in vain."""

HOME_WORTH = timedelta(days=1)
"""How long a Home that shows something else by now is still worth drawing."""

IN_CHANNEL_BEFORE = timedelta(days=7)
"""How long before a date of a series its card is posted in a channel, which would be full of them otherwise."""

BEGINNING = frozenset({ChangeKind.PROPOSED, ChangeKind.INVITED})
"""Changes with which a series begins; who makes them gets a card as well."""

ONE_DATES_CARDS = frozenset({DeliveryKind.SESSION_CARD, DeliveryKind.PUBLIC_REDRAW})


@dataclass(frozen=True)
class Notice:
    """Who gets a message about a change, and as news of what; whose cards and Homes are brought up to date."""

    told: Mapping[int, ChangeKind] = field(default_factory=dict)
    drawn: frozenset[int] = frozenset()
    kind: DeliveryKind = DeliveryKind.SESSION_NEWS

    @classmethod
    def to(
        cls,
        people: Iterable[int],
        change: ChangeKind,
        drawn: Iterable[int] = (),
        kind: DeliveryKind = DeliveryKind.SESSION_NEWS,
    ) -> Notice:
        """The same news to all of these people, and cards brought up to date for those and for ``drawn``."""
        told = dict.fromkeys(people, change)
        return cls(told, frozenset(drawn) | told.keys(), kind)


def plan_news(session: Session, change: Change, team_id: str, notice: Notice | None = None) -> list[Delivery]:
    """What the ``notice`` says, which is by default: news for everybody but the one who did it, cards for all.

    The one who proposes a new session gets a card as well, so that both have one to come back to. In a session of
    several who declined is left in peace. Its card in a channel is posted once, and brought up to date.
    """
    return [
        *_to_people(session, change, team_id, notice or _usual(session, change)),
        *_in_public(session, change, team_id),
    ]


def home_anew(cause: str, person_id: int, *, team_id: str, now: datetime) -> Delivery:
    """That the person's Home is to be drawn anew; ``cause`` tells what for, once for each that is the same."""
    return Delivery(
        key=f"{cause}:{DeliveryKind.HOME}:{person_id}",
        team_id=team_id,
        kind=DeliveryKind.HOME,
        recipient_id=person_id,
        due_at=now,
        not_after=now + HOME_WORTH,
    )


def plan_homes(cause: str, session: Session, *, team_id: str, now: datetime) -> list[Delivery]:
    """The Homes of a session's people, to be drawn anew because of something about it other than a change of it."""
    homes = (home_anew(cause, person_id, team_id=team_id, now=now) for person_id in sorted(session.people))
    return [replace(one, session_id=session.id, session_revision=session.revision) for one in homes]


def _hearing(session: Session) -> frozenset[int]:
    return session.people if session.gathering is None else not_declined(session)


def _usual(session: Session, change: Change) -> Notice:
    told = [one for one in _hearing(session) if one != change.by or change.kind is ChangeKind.PROPOSED]
    return Notice.to(told, change.kind, drawn=session.people)


def _to_people(session: Session, change: Change, team_id: str, notice: Notice) -> Iterator[Delivery]:
    useful_until = max(session.when.end, change.at) + STILL_NEWS
    for person_id in sorted(notice.drawn | notice.told.keys()):
        for kind in _kinds(notice, person_id):
            yield Delivery(
                key=f"{session.id}:{session.revision}:{kind}:{person_id}",
                team_id=team_id,
                kind=kind,
                recipient_id=person_id,
                due_at=change.at,
                not_after=useful_until,
                session_id=session.id,
                session_revision=session.revision,
                change=notice.told.get(person_id, change.kind),
            )


def _kinds(notice: Notice, person_id: int) -> Iterator[DeliveryKind]:
    if person_id in notice.drawn:
        yield DeliveryKind.SESSION_CARD
        yield DeliveryKind.HOME
    if person_id in notice.told:
        yield notice.kind


def _in_public(session: Session, change: Change, team_id: str) -> Iterator[Delivery]:
    if session.gathering is None or not session.gathering.channel or session.state is SessionState.PROPOSED:
        return
    card = Delivery(
        key=f"{session.id}:1:{DeliveryKind.PUBLIC_CARD}:{IN_PUBLIC}",
        team_id=team_id,
        kind=DeliveryKind.PUBLIC_CARD,
        recipient_id=session.organiser_id,
        due_at=change.at,
        not_after=session.when.end,
        session_id=session.id,
        session_revision=session.revision,
        change=ChangeKind.INVITED,
        channel_id=session.gathering.channel,
    )
    yield card
    redraw = f"{session.id}:{session.revision}:{DeliveryKind.PUBLIC_REDRAW}:{IN_PUBLIC}"
    until = max(session.when.end, change.at) + STILL_NEWS
    yield replace(card, key=redraw, kind=DeliveryKind.PUBLIC_REDRAW, change=change.kind, not_after=until)


def plan_series_news(series: Series, changed: Sequence[tuple[Session, Change]], team_id: str) -> list[Delivery]:
    """One message for each person about all the sessions that changed at once, cards and Homes brought up to date."""
    sessions = [session for session, _ in changed]
    told = changed[0][1]
    people = sorted({person_id for session in sessions for person_id in session.people})
    hear = {person_id for session in sessions for person_id in _hearing(session)}
    hear -= set() if told.kind in BEGINNING else {told.by}
    useful_until = max(*(session.when.end for session in sessions), told.at) + STILL_NEWS
    about_all = [
        Delivery(
            key=f"series:{series.id}:{series.revision}:{kind}:{person_id}",
            team_id=team_id,
            kind=kind,
            recipient_id=person_id,
            due_at=told.at,
            not_after=useful_until,
            change=told.kind,
            programme_id=series.programme_id,
            series_id=series.id,
            session_revision=series.revision,
        )
        for person_id in people
        for kind in (DeliveryKind.SERIES_NEWS, DeliveryKind.SERIES_CARD, DeliveryKind.HOME)
        if kind is not DeliveryKind.SERIES_NEWS or person_id in hear
    ]
    return [*about_all, *(one for session, change in changed for one in _of_each(session, change, team_id))]


def _of_each(session: Session, change: Change, team_id: str) -> Iterator[Delivery]:
    """What a change of several sessions at once makes of each: cards redrawn, its card in a channel when it is near."""
    for one in plan_news(session, change, team_id):
        if one.kind is DeliveryKind.PUBLIC_CARD:
            yield replace(one, due_at=max(one.due_at, session.when.start - IN_CHANNEL_BEFORE))
        elif one.kind in ONE_DATES_CARDS and change.kind not in BEGINNING:
            yield one


def plan_series_cards(
    series: Series, session: Session, change: Change, team_id: str, notice: Notice | None = None
) -> list[Delivery]:
    """The messages that show the series, brought up to date after a change of one of its sessions.

    In a session of several, for those whose cards the ``notice`` redraws.
    """
    drawn = session.people if session.gathering is None or notice is None else session.people & notice.drawn
    return [
        Delivery(
            key=f"series:{series.id}:{session.id}:{session.revision}:{DeliveryKind.SERIES_CARD}:{person_id}",
            team_id=team_id,
            kind=DeliveryKind.SERIES_CARD,
            recipient_id=person_id,
            due_at=change.at,
            not_after=max(session.when.end, change.at) + STILL_NEWS,
            programme_id=series.programme_id,
            series_id=series.id,
            session_revision=series.revision,
        )
        for person_id in sorted(drawn)
    ]
