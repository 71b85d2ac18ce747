"""How people arrive in a programme: whether they are in Slack, were welcomed, and answered what they were asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentoring.people import Participant, Person, Programme
from mentoring.portraits import Portrait


class Stage(StrEnum):
    """What somebody's arrival waits for, the first thing first.

    ABSENT: that they join Slack. GONE: that their closed account is opened again. UNWELCOMED: that they are welcomed.
    WELCOMING: the welcome is on its way. UNREACHED: it could not be said. UNANSWERED: their answers. ARRIVED: nothing.
    """

    ABSENT = "absent"
    GONE = "gone"
    UNWELCOMED = "unwelcomed"
    WELCOMING = "welcoming"
    UNREACHED = "unreached"
    UNANSWERED = "unanswered"
    ARRIVED = "arrived"


@dataclass(frozen=True)
class Arrival:
    """How far one participant has come; ``reminded_at`` is when they were asked once more for what is unanswered.

    ``remind_at`` is when that is planned.
    """

    participant: Participant
    stage: Stage
    portrait: Portrait
    welcomed_at: datetime | None = None
    reminded_at: datetime | None = None
    remind_at: datetime | None = None

    @property
    def person(self) -> Person:
        """Whose arrival it is."""
        return self.participant.person

    @property
    def remindable(self) -> bool:
        """Whether they may be asked once more: that was not done, and there is something to ask for."""
        return self.stage is Stage.UNANSWERED and self.reminded_at is None


@dataclass(frozen=True)
class Arrivals:
    """Everybody who is to arrive in a programme, by name; it welcomes since ``programme.welcoming_since``."""

    programme: Programme
    people: tuple[Arrival, ...]

    def at(self, *stages: Stage) -> tuple[Arrival, ...]:
        """Those whose arrival waits for one of these."""
        return tuple(one for one in self.people if one.stage in stages)


@dataclass(frozen=True)
class Arriving:
    """What a person sees of their own arrival: where, as what, with whom, and what they have answered."""

    participant: Participant
    programme: Programme
    portrait: Portrait
