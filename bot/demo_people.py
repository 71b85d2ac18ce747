"""The invented people of the demonstration, who answer of their own accord as its clock moves: they accept, say whether
they come to what they are invited to, and why not, tell how a session went, and book once they are nudged. Some never
do, so that pairs go quiet.

They speak as whoever sits in their chair does, through the control protocol of the small Slack (`POST /control/act`).
What each does and when follows from who they are and how often they were asked, so it is the same every time.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zlib import crc32

import aiohttp

from bot.simulated_people import awake
from handlers.ids import VALUE, Action, Block, Form

Json = dict[str, Any]

SILENT = 5
"""One of so many people says nothing at all, unless a human being asks for it."""

ACK_SECONDS = 20.0
"""How long what somebody did may take to be heard by the bot."""


@dataclass(frozen=True)
class Habit:
    """How people answer a message that offers this button: after so many hours, at least and at most, and how often."""

    button: Action
    hours: tuple[float, float]
    heeds: float


INVITED = Habit(Action.GATHERING_YES, (2, 60), 0.8)
EXCUSED = 0.14
"""How many of those who answer an invitation say that they can't come."""

REASONS = {
    "en": "I am travelling for the cluster that day.",
    "fr": "Je suis en déplacement pour le cluster ce jour-là.",
    "ar": "أنا في سفر لأجل العنقود في ذلك اليوم.",
    "es": "Ese día estoy de viaje por el clúster.",
    "it": "Quel giorno sono in viaggio per il cluster.",
}
"""Why they can't, by language."""

LOOKS = 5
"""How often somebody looks whether a form has opened before they let it be."""

ANSWERS = (
    Habit(Action.SESSION_ACCEPT, (2, 30), 0.85),
    Habit(Action.ATTENDANCE_AGREE, (20, 70), 0.7),
    Habit(Action.ATTENDANCE_HELD, (1, 40), 0.6),
    INVITED,
    Habit(Action.ANNOUNCEMENT_ACKNOWLEDGE, (1, 50), 0.7),
)
NUDGED = Habit(Action.REMINDERS_OPEN, (2, 45), 0.4)
"""Only a nudge offers to change one's reminders."""

BOOKINGS = (NUDGED, Habit(Action.HOME_BOOK, (60, 300), 0.45))
"""What makes them book, or accept what the other one proposed meanwhile."""

BETWEEN = timedelta(days=6)
"""Who has just proposed a session proposes no other."""


@dataclass(order=True)
class _Plan:
    at: datetime
    number: int
    user: str = field(compare=False)
    ts: str = field(compare=False)
    habit: Habit = field(compare=False)
    willing: bool = field(compare=False)


class InventedPeople:
    """Everybody in the small Slack at ``address`` but the bot, as ``session`` speaks for them."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session = session
        self._control = f"{address}/control"
        self._zones: dict[str, str] = {}
        self._languages: dict[str, str] = {}
        self._bot = ""
        self._channels: dict[str, str] = {}
        self._read: dict[str, str] = {}
        self._heard = 0
        self._asked: Counter[tuple[str, str]] = Counter()
        self._proposed: dict[str, datetime] = {}
        self._plans: list[_Plan] = []

    async def look(self) -> datetime | None:
        """Read what the bot said since the last look; when somebody next does something about it."""
        for user in await self._written_to():
            for message in await self._messages(user):
                if message["ts"] > self._read.get(user, "") and message["bot_id"] and not message["ephemeral"]:
                    self._read[user] = message["ts"]
                    asked = _asks(message)
                    for habits in (ANSWERS, BOOKINGS):
                        if habit := next((one for one in habits if one.button in asked), None):
                            self._consider(user, message, habit)
        return self._plans[0].at if self._plans else None

    async def live(self, now: datetime) -> None:
        """Do everything whose time has come."""
        while self._plans and self._plans[0].at <= now:
            plan = heapq.heappop(self._plans)
            if plan.habit in BOOKINGS:
                await self._book(plan)
            elif plan.habit is INVITED:
                await self._answer_invitation(plan)
            else:
                await self._press(plan.user, plan.ts, plan.habit.button)

    async def _written_to(self) -> Iterable[str]:
        """To whom the bot wrote since the last look; everybody at the first."""
        news = await self._get("journal", since=self._heard)
        self._heard = max([self._heard, *(one["n"] for one in news)])
        if not self._zones:
            town = await self._get("workspace")
            self._bot = town["app"]["bot_user_id"]
            self._zones = {one["id"]: one["tz"] for one in town["people"] if one["id"] != self._bot}
            self._languages = {one["id"]: one["locale"][:2] for one in town["people"]}
            return tuple(self._zones)
        said = (str(one["args"].get("channel")) for one in news if one["method"] == "chat.postMessage")
        return tuple(dict.fromkeys(user for user in said if user in self._zones))

    def _consider(self, user: str, message: Json, habit: Habit) -> None:
        """Plan an answer, where this is somebody who gives one."""
        share, patience, will = self._drawn(user, habit)
        if not _is_asked_by_somebody(message, habit) and (_is_silent(user) or share >= habit.heeds):
            return
        least, most = habit.hours
        said_at = datetime.fromtimestamp(float(message["ts"]), UTC)
        at = awake(said_at + timedelta(hours=least + patience * (most - least)), self._zones[user])
        plan = _Plan(at, self._asked.total(), user, message["ts"], habit, will >= EXCUSED)
        heapq.heappush(self._plans, plan)

    def _drawn(self, user: str, habit: Habit) -> tuple[float, float, float]:
        """Three shares of one that look like chance."""
        self._asked[user, habit.button] += 1
        name = f"{user} {habit.button} {self._asked[user, habit.button]}"
        return _share(name), _share(f"{name} when"), _share(f"{name} will")

    async def _press(self, user: str, ts: str, button: str) -> bool:
        """A button of a message, where it is still there."""
        message = next((one for one in await self._messages(user) if one["ts"] == ts), None)
        found = next((one for one in _elements(message or {}) if _kind(one) == button), None)
        if message is None or found is None:
            return False
        container = {"type": "message", "channel": message["channel"], "ts": ts}
        await self._act(
            user, "action", container=container, block_id=found["block_id"], action_id=found["action_id"], element={}
        )
        return True

    async def _answer_invitation(self, plan: _Plan) -> None:
        """Say yes, or no and why where that is asked; nothing where they have answered since."""
        asked = any(one["ts"] == plan.ts and INVITED.button in _asks(one) for one in await self._messages(plan.user))
        if asked and plan.willing:
            await self._press(plan.user, plan.ts, INVITED.button)
        elif asked and await self._press(plan.user, plan.ts, Action.GATHERING_NO):
            await self._say_why(plan.user)

    async def _say_why(self, user: str) -> None:
        if form := await self._form(user, Form.ABSENCE):
            why = {"type": "plain_text_input", "value": REASONS.get(self._languages[user], REASONS["en"])}
            await self._act(user, "submit", view_id=form["id"], state={"values": {Block.REASON: {VALUE: why}}})

    async def _form(self, user: str, form: Form) -> Json | None:
        """The form that what they pressed opened; None where it opened none."""
        seen = -1
        for _ in range(LOOKS):
            opened = (await self._get("chair", **{"as": user}))["modals"]
            if found := next((one for one in opened if one["callback_id"] == form), None):
                return dict(found)
            seen = (await self._get("changes", since=seen, timeout=1))["n"]
        return None

    async def _book(self, plan: _Plan) -> None:
        """Accept what the other one proposed; else propose the first hour offered, unless they are agreed since."""
        said = [one for one in await self._messages(plan.user) if not one["ephemeral"]]
        proposed = [one["ts"] for one in said if Action.SESSION_ACCEPT in _buttons(one)]
        if proposed:
            await self._press(plan.user, proposed[-1], Action.SESSION_ACCEPT)
            return
        agreed = any(one["ts"] > plan.ts and Action.SESSION_MOVE in _buttons(one) for one in said)
        if agreed or plan.at < self._proposed.get(plan.user, plan.at - BETWEEN) + BETWEEN:
            return
        self._proposed[plan.user] = plan.at
        await self._act(plan.user, "command", channel=await self._channel(plan.user), text="/mentor book")
        offers = [one["ts"] for one in await self._messages(plan.user) if Action.BOOKING_CHOOSE in _buttons(one)]
        if offers:
            await self._press(plan.user, offers[-1], Action.BOOKING_CHOOSE)

    async def _messages(self, user: str) -> list[Json]:
        told = await self._get("messages", **{"as": user, "channel": await self._channel(user)})
        return list(told["messages"])

    async def _channel(self, user: str) -> str:
        if user not in self._channels:
            self._channels[user] = (await self._act(user, "open_dm", **{"with": self._bot}))["channel"]
        return self._channels[user]

    async def _act(self, user: str, kind: str, **given: Any) -> Json:
        """What somebody does; answered once the bot has heard it."""
        async with self._session.post(f"{self._control}/act", json={"as": user, "kind": kind, **given}) as told:
            answer: Json = await told.json()
        await self._until_heard()
        return answer

    async def _until_heard(self) -> None:
        seen, health = -1, await self._get("health")
        while health["in_flight"]:
            seen = (await self._get("changes", since=seen, timeout=ACK_SECONDS))["n"]
            health = await self._get("health")

    async def _get(self, path: str, **query: object) -> Any:
        asked = {key: str(value) for key, value in query.items()}
        async with self._session.get(f"{self._control}/{path}", params=asked) as told:
            return await told.json()


def _is_silent(user: str) -> bool:
    return crc32(user.encode()) % SILENT == 0


def _share(name: str) -> float:
    return crc32(name.encode()) / 2**32


def _is_asked_by_somebody(message: Json, habit: Habit) -> bool:
    """Whether a coordinator asked for this nudge: beneath what they wrote, it says so."""
    return habit is NUDGED and any(block["type"] == "context" for block in message["blocks"] or ())


def _asks(message: Json) -> set[str]:
    """What the message offers; a no that may still become a yes is an answer, and asks for none."""
    offered = set(_buttons(message))
    return offered if Action.GATHERING_NO in offered else offered - {INVITED.button}


def _buttons(message: Json) -> list[str]:
    return [_kind(one) for one in _elements(message)]


def _kind(element: Mapping[str, Any]) -> str:
    """Which action the button is for, its number left out."""
    name, _, number = str(element["action_id"]).rpartition(".")
    return name if number.isdigit() else str(element["action_id"])


def _elements(message: Json) -> Iterator[Json]:
    for block in message.get("blocks") or ():
        for element in (block.get("accessory"), *(block.get("elements", ()) if block["type"] == "actions" else ())):
            if element and element.get("type") == "button":
                yield {**element, "block_id": block["block_id"]}
