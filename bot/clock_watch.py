"""Whether this machine's clock agrees with the database's, by which everything is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog

from mentoring.ports import Now

log = structlog.get_logger(__name__)

TOLERATED = timedelta(seconds=3)
"""How far the two may be apart before somebody is told; asking takes a moment itself."""


class ClockWatch:
    """Compares two clocks at every `look`; ``tell`` is told each time by how many seconds ours is ahead."""

    def __init__(self, ours: Now, theirs: Now, tell: Callable[[float], None]) -> None:
        self._ours = ours
        self._theirs = theirs
        self._tell = tell
        self._apart = timedelta(0)

    def look(self) -> None:
        """Compare them now, and log when they part or meet again."""
        before, self._apart = self.sentence(), self._ours() - self._theirs()
        self._tell(self._apart.total_seconds())
        if (now := self.sentence()) and not before:
            log.warning("the clocks are apart", seconds=round(self._apart.total_seconds(), 1), told=now)
        elif before and not now:
            log.info("the clocks agree again", seconds=round(self._apart.total_seconds(), 1))

    def sentence(self) -> str:
        """What is wrong, empty when nothing is; messages leave at their time all the same."""
        if abs(self._apart) <= TOLERATED:
            return ""
        seconds = abs(self._apart.total_seconds())
        side = "ahead of" if self._apart > timedelta(0) else "behind"
        return f"This machine's clock is {seconds:.0f} seconds {side} the database's, by which messages leave."
