"""Between intent and result: who had a delivery when, from the log of its steps alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mentoring.messages import DeliveryState, Transition

FOR_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Intent:
    """From the moment when one claim's intent was written until its result was."""

    key: str
    generation: int
    owner: str
    since: datetime
    until: datetime = FOR_EVER


def intents(steps: Iterable[Transition]) -> list[Intent]:
    """The intents of one delivery in the order of its log; one without a result stands until it has one."""
    found: list[Intent] = []
    for step in steps:
        if found and found[-1].until == FOR_EVER and step.state_from == DeliveryState.SENDING:
            last = found.pop()
            found.append(Intent(last.key, last.generation, last.owner, last.since, step.at))
        if step.state_to == DeliveryState.SENDING:
            found.append(Intent(step.key, step.generation, step.owner, step.at))
    return found


def shared(found: list[Intent]) -> list[tuple[Intent, Intent]]:
    """Intents of one delivery that overlap, or whose generations do not rise: I4 is broken where there are any."""
    return [
        (one, other)
        for number, one in enumerate(found)
        for other in found[number + 1 :]
        if other.since < one.until or other.generation <= one.generation
    ]


def covered(found: list[Intent], at: datetime, under_way: timedelta) -> bool:
    """Whether what arrived then was sent off when somebody had the intent to; it may have been on its way so long."""
    return any(one.since <= at and at - under_way <= one.until for one in found)
