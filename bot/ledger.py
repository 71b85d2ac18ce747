"""The ledger of deliveries on the command line: a table to read, JSON or CSV to keep as evidence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Self, TypeVar

from sqlalchemy import Engine

from bot import lists
from bot.database import standing, unit_of_work_of
from bot.programmes import ask_team
from bot.room import MakeUnitOfWork
from bot.settings import Settings
from bot.trouble import Trouble
from handlers.messenger import marker
from mentoring.messages import Delivery, DeliveryKind, DeliveryState, LedgerLine, LedgerQuery, Transition
from mentoring.services import ledger as services

COLUMNS = (
    "due_at", "said_at", "state", "kind", "change", "recipient", "email", "language",
    "session", "revision", "channel", "slack_ts", "attempts", "reason", "key", "marker",
)  # fmt: skip
ON_SCREEN = ("due_at", "state", "kind", "change", "recipient", "language", "slack_ts", "reason", "key")
STEPS = ("at", "kind", "recipient", "from", "to", "claim", "worker", "reason")

W = TypeVar("W", bound=StrEnum)


@dataclass(frozen=True)
class Wish:
    """What to show; empty means all."""

    person: str
    session: str
    states: Sequence[str]
    kinds: Sequence[str]
    limit: int
    form: str


class Ledger:
    """The deliveries of one team."""

    def __init__(self, unit_of_work: MakeUnitOfWork, team_id: str, now: datetime) -> None:
        self._unit_of_work = unit_of_work
        self._team_id = team_id
        self._now = now

    @classmethod
    def open(cls, settings: Settings, engine: Engine, team_id: str, now: datetime) -> Self:
        """The ledger of the team, which Slack is asked for when it is ""; Trouble when the database is not ready."""
        if wrong := standing(engine):
            raise Trouble(wrong)
        return cls(unit_of_work_of(engine), team_id or asyncio.run(ask_team(settings)), now)

    def show(self, wish: Wish) -> None:
        """Print what the wish asks for; Trouble when it can't be understood."""
        lists.check_format(wish.form)
        entries = services.entries(self._unit_of_work(self._team_id), self._query(wish))
        lines: list[lists.Line] = [_line(one) for one in entries]
        if wish.form == "json":
            steps = ([_step(step) for step in one.steps] for one in entries)
            lines = [{**line, "steps": told} for line, told in zip(lines, steps, strict=True)]
        lists.show(lines, wish.form, columns=COLUMNS, on_screen=ON_SCREEN)
        if wish.form == "table" and wish.session:
            lists.show(_story(entries), wish.form, columns=STEPS, on_screen=STEPS)

    def resend(self, key: str) -> str:
        """Send one again; what was done, in a sentence."""
        done = self._decide(lambda: services.resend(self._unit_of_work(self._team_id), key, now=self._now), key)
        if done.state is DeliveryState.PENDING:
            return f"{key} is sent again."
        return f"{key} is {done.state}; only what is in review, failed or expired can be sent again."

    def cancel(self, key: str) -> str:
        """Close one; what was done, in a sentence."""
        done = self._decide(lambda: services.withdraw(self._unit_of_work(self._team_id), key, now=self._now), key)
        if done.state is DeliveryState.CANCELLED:
            return f"{key} is cancelled."
        return f"{key} is {done.state}; only what waits, failed or is in review can be cancelled."

    def _decide(self, decide: Callable[[], Delivery], key: str) -> Delivery:
        try:
            return decide()
        except KeyError:
            listed = "Without --resend and --cancel, keys are listed; those of another release are left to it."
            raise Trouble(f"There is no delivery {key}. {listed}") from None

    def _query(self, wish: Wish) -> LedgerQuery:
        return LedgerQuery(
            recipient_id=self._person(wish.person) if wish.person else None,
            session_id=wish.session or None,
            states=_members(DeliveryState, wish.states, "--state"),
            kinds=_members(DeliveryKind, wish.kinds, "--kind"),
            limit=wish.limit,
        )

    def _person(self, person: str) -> int:
        with self._unit_of_work(self._team_id) as uow:
            found = uow.people.by_email(person) if "@" in person else uow.people.by_user(person)
        if found is None:
            raise Trouble(f"Nobody here is known as {person}.")
        return found.id


def _members(kind: type[W], words: Sequence[str], option: str) -> frozenset[W]:
    known = {member.value for member in kind}
    for word in words:
        if word not in known:
            raise Trouble(f"{option} is one of {', '.join(sorted(known))}, not “{word}”.", status=lists.WRONG)
    return frozenset(kind(word) for word in words)


def _line(entry: services.Entry) -> dict[str, str | int | bool]:
    one = entry.delivery
    return {
        "due_at": one.due_at.isoformat(),
        "said_at": _said_at(one),
        "state": one.state,
        "kind": one.kind,
        "change": one.change,
        "recipient": entry.recipient.name,
        "email": entry.recipient.email,
        "language": one.language,
        "session": one.session_id or "",
        "revision": one.session_revision,
        "channel": one.channel_id,
        "slack_ts": one.slack_ts,
        "attempts": one.attempts,
        "reason": one.last_error,
        "key": one.key,
        "marker": marker(one.key),
    }


def _step(step: Transition) -> dict[str, str | int]:
    return {
        "at": step.at.isoformat(),
        "from": step.state_from,
        "to": step.state_to,
        "claim": step.generation,
        "worker": step.owner,
        "reason": step.error,
    }


def _story(entries: Sequence[services.Entry]) -> list[dict[str, str | int]]:
    """What was done about a session's messages, in the order in which it was done."""
    told = [
        {**_step(step), "kind": one.delivery.kind, "recipient": one.recipient.name}
        for one in entries
        for step in one.steps
    ]
    return sorted(told, key=lambda line: str(line["at"]))


def _said_at(one: LedgerLine) -> str:
    """When Slack took the message: its timestamp says so."""
    if one.state != DeliveryState.SENT or not one.slack_ts:
        return ""
    return datetime.fromtimestamp(float(one.slack_ts), UTC).isoformat(timespec="seconds")
