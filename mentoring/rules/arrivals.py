"""Whom a programme welcomes, how far somebody has arrived, and when they are asked once more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from mentoring.arrivals import Arriving, Stage
from mentoring.clocks import local
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Participant, ParticipationState, Person, Programme, Role
from mentoring.portraits import Portrait
from mentoring.rules.delivery import NOT_ACTIVE, NOT_JOINED, unreachable
from mentoring.rules.leavings import WHY_SILENT
from mentoring.rules.reminders import Due, Reader, not_earlier, working_days_after

WELCOMED = frozenset({Role.MENTOR, Role.MENTEE})
"""Roles of those who are welcomed and asked; who only coordinates knows the programme already."""

USEFUL_FOR = timedelta(days=5)
"""How long an overdue reminder of unanswered questions is still said."""

NOT_UNDER_WAY = "the programme is not under way"
"""Why a welcome, question or introduction is closed in a programme that is still set up, or over."""

NOT_WELCOMED = "the welcome comes first"
"""Why an introduction is closed in a programme that welcomes nobody yet."""

MISSED = frozenset({NOT_ACTIVE, NOT_JOINED, NOT_UNDER_WAY, NOT_WELCOMED, *WHY_SILENT.values()})
"""Why a welcome or introduction is closed that is said after all once person and programme are there."""

ON_ITS_WAY = frozenset(
    {DeliveryState.PENDING, DeliveryState.LEASED, DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.REVIEW}
)


def arrives(participant: Participant) -> bool:
    """Whether the participant is one of those who are welcomed and asked."""
    return bool(participant.roles & WELCOMED)


def is_expected(participant: Participant) -> bool:
    """Whether the participant is to be welcomed and asked now: they take part, and can be written to."""
    here = participant.state is ParticipationState.ACTIVE and not unreachable(participant.person)
    return here and arrives(participant)


def arrivals_among(
    parts: Iterable[tuple[Participant, Programme]], portraits: Mapping[int, Portrait]
) -> tuple[Arriving, ...]:
    """A person's arrival in each of their places; ``portraits`` are what they said, by programme."""
    return tuple(
        Arriving(place, programme, portraits.get(programme.id, Portrait(programme.id, place.person.id)))
        for place, programme in parts
        if arrives(place)
    )


def welcome_key(programme_id: int, person_id: int) -> str:
    """The key of the one welcome of a person in a programme."""
    return f"welcome:{programme_id}:{person_id}"


def unanswered_key(programme_id: int, person_id: int) -> str:
    """The key of the one reminder of what a person has not answered."""
    return f"unanswered:{programme_id}:{person_id}"


def welcomes(programme: Programme, now: datetime) -> bool:
    """Whether whoever joins the programme now is welcomed."""
    return programme.welcoming_since is not None and is_under_way(programme, now)


def is_under_way(programme: Programme, now: datetime) -> bool:
    """Whether the programme speaks to its people: it runs, and its last day is not past."""
    return programme.runs and now < programme.over_at


def stage_of(person: Person, portrait: Portrait, welcome: Delivery | None) -> Stage:
    """What the person's arrival waits for."""
    if unreachable(person):
        return Stage.GONE if person.user_id else Stage.ABSENT
    if not portrait.unanswered:
        return Stage.ARRIVED
    return _stage_of_welcome(welcome.state) if welcome else Stage.UNWELCOMED


def _stage_of_welcome(state: DeliveryState) -> Stage:
    if state is DeliveryState.SENT:
        return Stage.UNANSWERED
    return Stage.WELCOMING if state in ON_ITS_WAY else Stage.UNREACHED


def welcome_due(reader: Reader, programme: Programme, now: datetime) -> Due:
    """When somebody is welcomed who did not just turn up: now, or when they next work."""
    at = at_work(reader, now)
    return Due(at, max(at, programme.over_at))


def at_work(reader: Reader, now: datetime) -> datetime:
    """Now if the reader works now, else when they next do."""
    wall = local(now, reader.zone)
    return max(now, not_earlier(reader, wall.date(), wall.time()))


def may_be_said_after_all(closed: Delivery, person: Person) -> bool:
    """Whether what was closed because its person could not be written to, or paused, may be said by now."""
    missed = closed.state is DeliveryState.CANCELLED and closed.last_error in MISSED
    return missed and not unreachable(person)


def is_welcomed_first(place: Participant, portrait: Portrait, welcome: Delivery | None) -> bool:
    """Whether a welcome is still to come to the participant, before anything else that their programme says."""
    if not is_expected(place) or not portrait.unanswered:
        return False
    if welcome is None or may_be_said_after_all(welcome, place.person):
        return True
    return welcome.state in ON_ITS_WAY - {DeliveryState.REVIEW}


def unanswered_due(welcomed_at: datetime, reader: Reader, now: datetime) -> Due | None:
    """When somebody welcomed then is asked once more for what they have not answered; None when that is switched off.

    What is overdue by ``now`` is due when they next work.
    """
    lead = reader.policy.lead(DeliveryKind.UNANSWERED)
    if lead is None or lead.at is None:
        return None
    day = working_days_after(reader, local(welcomed_at, reader.zone).date(), lead.days)
    at = not_earlier(reader, day, lead.at)
    at = at if at > now else at_work(reader, now)
    return Due(at, at + USEFUL_FOR)
