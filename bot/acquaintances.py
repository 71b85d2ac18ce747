"""Remembers for a moment who somebody is, since every request begins with that question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from time import monotonic

from handlers.visit import AskWho
from mentoring.sessions import Who

REMEMBERED_FOR = timedelta(seconds=5)
"""How long a change that another process made may go unnoticed; one of this process is noticed at once."""

MOST_REMEMBERED = 10_000
"""People of one team; beyond that all are forgotten and asked for again."""


class Acquaintances:
    """Asks once and answers from memory, until the team is forgotten or the answer is too old.

    Strangers are asked for every time: they are about to become known. ``elapsed`` is a clock in seconds that never
    goes back.
    """

    def __init__(self, ask: AskWho, elapsed: Callable[[], float] = monotonic) -> None:
        self._ask = ask
        self._elapsed = elapsed
        self._known: defaultdict[str, dict[str, tuple[float, Who]]] = defaultdict(dict)

    async def who(self, team_id: str, user_id: str) -> Who:
        """Who the user is, as far as known in this process now and in others some seconds ago."""
        people = self._known[team_id]
        asked_at, who = people.get(user_id, (0.0, None))
        if who is not None and self._elapsed() - asked_at < REMEMBERED_FOR.total_seconds():
            return who
        asked_at, who = self._elapsed(), await self._ask(team_id, user_id)
        # Who was forgotten while the answer was on its way took these people along: then they are nobody's memory.
        if who.person is not None:
            if len(people) >= MOST_REMEMBERED:
                people.clear()
            people[user_id] = (asked_at, who)
        return who

    def forget(self, team_id: str) -> None:
        """Something of this team was written, perhaps about its people."""
        self._known.pop(team_id, None)
