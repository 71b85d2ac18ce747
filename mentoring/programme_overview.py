"""Where a programme stands, as those see it who run it, what a change would do to it, and what a file says of it."""

from __future__ import annotations

from dataclasses import dataclass

from mentoring.people import Pair, Participant, Person, Programme, Role
from mentoring.programme_settings import ProgrammeState, SetUpStep
from mentoring.sessions import Session


@dataclass(frozen=True)
class ProgrammeOverview:
    """A programme with its people, its pairs of today, and how many joint meetings have been called.

    ``coordinators`` are all who run it, also those who pause.
    """

    programme: Programme
    participants: tuple[Participant, ...]
    pairs: tuple[Pair, ...]
    called: int = 0
    coordinators: tuple[Person, ...] = ()

    def in_role(self, role: Role) -> tuple[Person, ...]:
        """Everybody who is this in the programme, by name."""
        return tuple(one.person for one in self.participants if role in one.roles)

    @property
    def unpaired(self) -> tuple[Person, ...]:
        """Mentees without a mentor today."""
        paired = {pair.mentee_id for pair in self.pairs}
        return tuple(person for person in self.in_role(Role.MENTEE) if person.id not in paired)

    @property
    def not_in_slack(self) -> tuple[Person, ...]:
        """People who have not been met in Slack yet."""
        return tuple(one.person for one in self.participants if one.person.user_id is None)

    @property
    def steps_left(self) -> tuple[SetUpStep, ...]:
        """What nobody has been through yet of setting it up; nothing once it runs."""
        if self.programme.state is not ProgrammeState.DRAFT:
            return ()
        return tuple(step for step in SetUpStep if step not in self.programme.set_up)


@dataclass(frozen=True)
class ProgrammePreview:
    """What a change of a programme's settings would do, before it is made.

    ``changed`` are the names of the settings that differ, in their order. ``outside`` are sessions to come that would
    lie outside its dates; they stand. ``reminders_moved`` is how many reminders of the sessions looked at would be said
    at another time or no more, ``beyond`` whether there are sessions that were not looked at. ``without_language`` are
    people who read a language that the programme would give up. ``mark`` names exactly this.
    """

    before: Programme
    after: Programme
    changed: tuple[str, ...]
    outside: tuple[Session, ...] = ()
    reminders_moved: int = 0
    beyond: bool = False
    without_language: tuple[Person, ...] = ()
    mark: str = ""


@dataclass(frozen=True)
class FilePair:
    """A pair as a file names it, by addresses or Slack users; ``line`` is where."""

    line: int
    mentor: str
    mentee: str


@dataclass(frozen=True)
class Exported:
    """Everything that a file about a programme holds: its settings, its people, its pairs of today."""

    programme: Programme
    people: tuple[Participant, ...]
    pairs: tuple[tuple[Person, Person], ...]


@dataclass(frozen=True)
class CoordinationTold:
    """That ``by`` let ``person`` run a programme, or run it no more; ``running`` are those who can be turned to now.

    ``by`` is None where a file did; ``roles`` are what the reader is there besides.
    """

    programme: Programme
    person: Person
    by: Person | None
    added: bool
    running: tuple[Person, ...]
    roles: frozenset[Role]
