"""What measured times add up to: percentiles of a run, medians over rounds, ratios between two runs of one round."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


@dataclass(frozen=True)
class Run:
    """The round trips of one run: how long each took and how long all of them did, in seconds.

    ``trips`` is how many requests one measured span holds; a whole booking is two. ``cpu`` is what the server's process
    computed meanwhile, in seconds.
    """

    spans: Sequence[float]
    elapsed: float
    trips: int = 1
    cpu: float = 0.0


def p50(run: Run) -> float:
    """The median span in milliseconds."""
    return percentile(run.spans, 0.5) * 1000


def p99(run: Run) -> float:
    """The span that one in a hundred exceeds, in milliseconds."""
    return percentile(run.spans, 0.99) * 1000


def per_second(run: Run) -> float:
    """Spans begun and ended per second."""
    return len(run.spans) / run.elapsed


def cpu(run: Run) -> float:
    """What the server computed for each span, in milliseconds; other programs on the machine hardly change it."""
    return run.cpu / len(run.spans) * 1000


Figure = Callable[[Run], float]


@dataclass(frozen=True)
class Compared:
    """The rounds of one cell beside the empty listener's rounds; the n-th of each were measured one after the other."""

    rounds: Sequence[Run]
    empty: Sequence[Run]

    def median(self, figure: Figure) -> float:
        """The figure's median over the rounds."""
        return statistics.median(figure(run) for run in self.rounds)

    def ratios(self, figure: Figure) -> list[float]:
        """How often the empty listener's figure goes into ours, per request, in every round."""
        return [figure(ours) / ours.trips / figure(theirs) for ours, theirs in self._pairs]

    def share_of_empty(self) -> float:
        """Our requests per second as a share of the empty listener's, in the middle round."""
        return statistics.median(per_second(ours) * ours.trips / per_second(theirs) for ours, theirs in self._pairs)

    @property
    def _pairs(self) -> Iterable[tuple[Run, Run]]:
        return zip(self.rounds, self.empty, strict=True)
