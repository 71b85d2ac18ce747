"""How fast the bot answers: round trips of `/mentor` beside those of the empty listener, round for round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from benchmarks import load
from benchmarks.cohorts import Cohorts, Slots, booking
from benchmarks.figures import Compared, Run
from benchmarks.payloads import command, request
from benchmarks.processes import Served
from benchmarks.slack_stand_in import StandIn

AT_ONCE = (1, 50)
ASKED = {"/mentor help": "help", "/mentor": ""}
LINE, CONFIRM, BOOKING = "/mentor book …", "Confirm", "a whole booking"
WARM_UP = 40


@dataclass(frozen=True)
class Amount:
    """How much is measured: rounds, and requests in each round at 1 and at 50 at once."""

    rounds: int
    requests: int

    def commands(self, at_once: int) -> int:
        """Plain commands in one round."""
        return max(self.requests if at_once > 1 else self.requests // 4, at_once)

    def bookings(self, at_once: int) -> int:
        """Whole bookings in one round: fewer, as each is two requests and half a dozen deliveries."""
        return max(self.requests // (5 if at_once > 1 else 20), at_once)


@dataclass(frozen=True)
class Bot:
    """A bot to measure."""

    database: str
    served: Served
    slots: Slots


Cell = tuple[str, str, int]
"""The database, what is asked for, how many at once."""

Told = Callable[[str], None]


@dataclass
class Replies:
    """Measures, and keeps what was measured."""

    empty: Served
    bots: list[Bot]
    cohorts: Cohorts
    slack: StandIn
    amount: Amount
    told: Told
    _runs: dict[Cell, list[Run]] = field(default_factory=lambda: defaultdict(list))
    _empty_runs: dict[Cell, list[Run]] = field(default_factory=lambda: defaultdict(list))

    @property
    def steps(self) -> int:
        """How often ``told`` will be called by `measure`."""
        return self.amount.rounds * len(AT_ONCE) * (len(ASKED) + 1) * len(self.bots) + len(self.bots)

    async def measure(self) -> dict[Cell, Compared]:
        """All rounds, one after the other; in each, every cell next to an empty listener's run."""
        await self._warm_up()
        for number in range(self.amount.rounds):
            for at_once in AT_ONCE:
                for bot in self.bots if number % 2 == 0 else reversed(self.bots):
                    await self._commands(bot, at_once)
                    await self._bookings(bot, at_once)
        return {cell: Compared(runs, self._empty_runs[cell]) for cell, runs in self._runs.items()}

    async def _warm_up(self) -> None:
        for bot in self.bots:
            self.told(f"{bot.database}: warming up")
            for text in ASKED.values():
                await load.commands(bot.served.port, self._requests(text, WARM_UP), 10)
            await load.bookings(bot.served.port, self._wanted(bot, WARM_UP), 10)
            await load.commands(self.empty.port, self._requests("help", WARM_UP), 10)
            await self.slack.quiet()

    async def _commands(self, bot: Bot, at_once: int) -> None:
        for name, text in ASKED.items():
            self.told(f"{bot.database}: {name}, {at_once} at once")
            requests = self._requests(text, self.amount.commands(at_once))
            empty = await _commands(self.empty, requests, at_once)
            self._keep((bot.database, name, at_once), await _commands(bot.served, requests, at_once), empty)

    async def _bookings(self, bot: Bot, at_once: int) -> None:
        self.told(f"{bot.database}: {BOOKING}, {at_once} at once")
        wanted = self._wanted(bot, self.amount.bookings(at_once))
        empty = await _commands(self.empty, [one.line for one in wanted] * 2, at_once)
        before = bot.served.computed
        line, confirm, both = await load.bookings(bot.served.port, wanted, at_once)
        await self.slack.quiet()
        both = replace(both, cpu=bot.served.computed - before)
        for name, run in ((LINE, line), (CONFIRM, confirm), (BOOKING, both)):
            self._keep((bot.database, name, at_once), run, empty)

    def _keep(self, cell: Cell, run: Run, empty: Run) -> None:
        self._runs[cell].append(run)
        self._empty_runs[cell].append(empty)

    def _requests(self, text: str, count: int) -> list[bytes]:
        people = self.cohorts.asking
        return [request(command(people[number % len(people)], text)) for number in range(count)]

    def _wanted(self, bot: Bot, count: int) -> list[load.Booking]:
        return [booking(user, moment, self.slack.response_url) for user, moment in bot.slots.take(count)]


async def _commands(served: Served, requests: list[bytes], at_once: int) -> Run:
    before = served.computed
    run = await load.commands(served.port, requests, at_once)
    return replace(run, cpu=served.computed - before)
