"""Polls: which may be opened, who may still vote, and what is to be said of them to whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from mentoring.errors import AnswersTooSoon, PollOver, PollSize, TimePast
from mentoring.messages import Delivery, DeliveryKind
from mentoring.polls import FEWEST_TIMES, MOST_TIMES, Poll, PollState, Vote

STILL_NEWS = timedelta(days=3)
"""How long what came of a poll is worth a message."""
STILL_DRAWN = timedelta(days=30)
"""How long a message about a poll is kept up to date."""
SHORTEST_VOTE = timedelta(minutes=15)


def check_times(starts: Collection[datetime], answer_by: datetime, now: datetime) -> None:
    """Refuse too few times or too many, one that is past, and too little time to answer."""
    if not FEWEST_TIMES <= len(set(starts)) <= MOST_TIMES:
        raise PollSize(field="slots", fewest=FEWEST_TIMES, most=MOST_TIMES)
    if min(starts) <= now:
        raise TimePast(field="slots", start=min(starts))
    if min(answer_by, *starts) < now + SHORTEST_VOTE:
        raise AnswersTooSoon(field="answer_by")


def check_open(poll: Poll, now: datetime) -> None:
    """Refuse what comes after a poll's end."""
    if poll.state is not PollState.OPEN or poll.ends_at <= now:
        raise PollOver


def asked(poll: Poll, team_id: str, now: datetime) -> list[Delivery]:
    """The messages with which everybody is asked, and the host sees how it stands."""
    people = sorted(poll.people)
    return [_delivery(poll, DeliveryKind.POLL, one, team_id, now, until=poll.ends_at) for one in people]


def redrawn(poll: Poll, people: Iterable[int], team_id: str, now: datetime) -> list[Delivery]:
    """The same messages brought up to date for these people."""
    until = max(now, *poll.starts) + STILL_DRAWN
    return [_delivery(poll, DeliveryKind.POLL_CARD, one, team_id, now, until=until) for one in sorted(people)]


def told(poll: Poll, people: Iterable[int], team_id: str, now: datetime) -> list[Delivery]:
    """What came of it, once for each of these people."""
    return [
        _delivery(poll, DeliveryKind.POLL_RESULT, one, team_id, now, until=now + STILL_NEWS) for one in sorted(people)
    ]


def question_key(poll: Poll, person_id: int) -> str:
    """The delivery with which this person was asked."""
    return f"{poll.id}:{DeliveryKind.POLL}:{person_id}"


def redraw_key(poll: Poll, person_id: int) -> str:
    """The delivery that brings this person's message up to date with the poll as it is."""
    return f"{poll.id}:{poll.revision}:{DeliveryKind.POLL_CARD}:{person_id}"


def _delivery(
    poll: Poll, kind: DeliveryKind, person_id: int, team_id: str, now: datetime, *, until: datetime
) -> Delivery:
    keys = {DeliveryKind.POLL: question_key, DeliveryKind.POLL_CARD: redraw_key}
    key = keys[kind](poll, person_id) if kind in keys else f"{poll.id}:{kind}:{person_id}"
    return Delivery(
        key=key,
        team_id=team_id,
        kind=kind,
        recipient_id=person_id,
        due_at=now,
        not_after=until,
        session_revision=poll.revision,
        change=poll.id,
        programme_id=poll.programme_id,
    )


def refused(poll: Poll, index: int) -> frozenset[int]:
    """Ids of those who said that this time does not suit them."""
    return frozenset(one.person_id for one in poll.ballots if one.votes[index] is Vote.NO)
