"""Where a programme stands, as those see it who run it."""

from __future__ import annotations

from dataclasses import dataclass

from mentoring.people import Pair, Participant, Person, Programme, Role
from mentoring.programme_settings import ProgrammeState, SetUpStep


@dataclass(frozen=True)
class ProgrammeOverview:
    """A programme with its people, its pairs of today, and how many joint meetings have been called."""

    programme: Programme
    participants: tuple[Participant, ...]
    pairs: tuple[Pair, ...]
    called: int = 0

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
