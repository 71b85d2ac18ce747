"""The state of one workspace with one app installed in it, all in memory."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name

from bot.sandbox.clock import Clock
from bot.sandbox.ids import invent, invent_key
from bot.sandbox.records import (
    ANSWER_SECONDS,
    TRIGGER_SECONDS,
    Answer,
    Conversation,
    File,
    Json,
    Message,
    Person,
    Scheduled,
    Trigger,
    View,
)
from bot.sandbox.streams import EVERYONE, Streams

DEFAULT_SCOPES = (
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "reactions:write",
    "team:read",
    "users:read",
    "users:read.email",
)
DEFAULT_EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "team_join",
    "tokens_revoked",
    "user_change",
)
_COLORS = ("9f69e7", "4bbe2e", "e7392d", "3c989f", "674b1b", "e96699", "e0a729", "684b6c", "5b89d5", "2b6836")
_JOURNAL_LENGTH = 20_000
_OLDEST = 8
SLACKBOT = "USLACKBOT"


@dataclass
class Team:
    """The workspace's own name."""

    id: str
    name: str
    domain: str


@dataclass
class Installation:
    """The app: who it is, what it may do, what it hears."""

    id: str
    name: str
    bot_user_id: str
    bot_id: str
    bot_token: str
    app_token: str
    signing_secret: str
    scopes: list[str]
    events: list[str]
    commands: list[Json]
    shortcuts: list[Json]
    home_tab: bool = True
    messages_tab: bool = True
    active: bool = True
    verification_token: str = field(default_factory=invent_key)


@dataclass
class Settings:
    """What a test may change. `mention_labels` writes `<@U…|name>` in commands; `ack_seconds` is Slack's three."""

    mention_labels: bool = True
    ack_seconds: float = 3.0


class Workspace:
    """People, conversations, messages, views and keys. Everything that changes is told to `streams`.

    `base` is the address the sandbox is reached at, without a final slash; the server sets it.
    """

    def __init__(self, team: Team, app: Installation, clock: Clock) -> None:
        self.team = team
        self.app = app
        self.clock = clock
        self.streams = Streams()
        self.settings = Settings()
        self.send_event: Callable[[Json], None] = lambda _: None
        self.people: dict[str, Person] = {}
        self.conversations: dict[str, Conversation] = {}
        self.messages: dict[str, dict[str, Message]] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, str] = {}
        self.triggers: dict[str, Trigger] = {}
        self.answers: dict[str, Answer] = {}
        self.files: dict[str, File] = {}
        self.scheduled: dict[str, Scheduled] = {}
        self.journal: list[Json] = []
        self.base = "http://127.0.0.1"
        self.verbs: list[Json] = []
        self.tickets: set[str] = set()
        self.uploads: dict[str, str] = {}

    def now(self) -> float:
        """The sandbox's present, in epoch seconds."""
        return self.clock.now()

    def next_ts(self, channel: str) -> str:
        """A message timestamp of now, unique in its channel."""
        taken = self.messages.setdefault(channel, {})
        micros = int(self.now() * 1_000_000)
        while (ts := f"{micros // 1_000_000}.{micros % 1_000_000:06d}") in taken:
            micros += 1
        return ts

    def note(self, method: str, args: Json, error: str | None) -> None:
        """Write down one call of the app."""
        number = self.journal[-1]["n"] + 1 if self.journal else 1
        entry = {"n": number, "at": self.now(), "method": method, "args": args, "ok": error is None, "error": error}
        self.journal.append(entry)
        del self.journal[:-_JOURNAL_LENGTH]
        self.streams.note_change()

    def add_person(self, given: Mapping[str, Any]) -> Person:
        """A new member from what is known of them; the rest is made up. ValueError on an unknown zone or key."""
        known = {**given}
        known.setdefault("id", invent("U"))
        known.setdefault("name", known.get("email", "").partition("@")[0] or known["id"].lower())
        known.setdefault("real_name", known["name"])
        known.setdefault("display_name", known["real_name"])
        known.setdefault("color", _COLORS[len(self.people) % len(_COLORS)])
        person = self.people[known["id"]] = _person(known, self.now())
        return person

    def welcome(self, given: Mapping[str, Any]) -> Person:
        """Add somebody who joins now, into the first public channel, as Slack does with #general."""
        person = self.add_person(given)
        first = next((c for c in self.conversations.values() if c.kind == "channel"), None)
        if first:
            first.members.append(person.id)
            self.tell_conversation(first)
        return person

    def change_person(self, given: Mapping[str, Any]) -> Person:
        """Change a member in place. KeyError when there is none, ValueError on an unknown zone or key."""
        old = self.people[given["id"]]
        person = self.people[old.id] = _person({**vars(old), **given}, self.now())
        return person

    def humans(self) -> list[Person]:
        """Every member who is not a bot."""
        return [person for person in self.people.values() if not person.is_bot and person.id != SLACKBOT]

    def direct(self, user: str, other: str) -> Conversation:
        """The direct message of two people, opened when there is none."""
        pair = {user, other}
        for conversation in self.conversations.values():
            if conversation.kind == "im" and set(conversation.members) == pair:
                return conversation
        return self.add_conversation("im", [user, other], creator=user)

    def add_conversation(
        self,
        kind: str,
        members: Iterable[str],
        *,
        id_: str | None = None,
        name: str = "",
        topic: str = "",
        creator: str,
    ) -> Conversation:
        """A new conversation, shown at once to its members."""
        prefix = {"im": "D"}.get(kind, "C")
        conversation = Conversation(
            id=id_ or invent(prefix),
            kind=kind,
            name=name,
            topic=topic,
            members=list(dict.fromkeys(members)),
            created=int(self.now()),
            creator=creator,
        )
        self.conversations[conversation.id] = conversation
        self.tell_conversation(conversation)
        return conversation

    def home_conversation(self, user: str) -> Conversation:
        """The direct message of a person with the app."""
        return self.direct(user, self.app.bot_user_id)

    def visible_to(self, user: str) -> list[Conversation]:
        """The conversations of a person."""
        return [conversation for conversation in self.conversations.values() if user in conversation.members]

    def timeline(self, channel: str, reader: str | None = None) -> list[Message]:
        """A channel's messages, oldest first. Without a reader, only what Slack keeps: no ephemerals, no notices."""
        said = self.messages.get(channel, {}).values()
        return sorted((m for m in said if m.only_for is None or m.only_for == reader), key=lambda m: m.ts)

    def unread(self, conversation: Conversation, user: str) -> int:
        """How many messages of others a person has not yet seen there, thread replies apart."""
        seen = conversation.read.get(user, "")
        return sum(
            m.ts > seen and m.user != user and not m.is_reply and m.kind == "message"
            for m in self.timeline(conversation.id, user)
        )

    def tell_conversation(self, conversation: Conversation) -> None:
        """Show a new or changed conversation to the people in it."""
        for member in filter(self.streams.watched, conversation.members):
            self.streams.tell(
                member, {"type": "conversation", "conversation": self.conversation_for(conversation, member)}
            )
        for member in conversation.members if self.streams.watched(EVERYONE) else ():
            self.streams.tell(EVERYONE, {"type": "unread", "user": member, "total": self.unread_total(member)})
        self.streams.note_change()

    def unread_total(self, user: str) -> int:
        """What a person has not seen, over all conversations."""
        return sum(self.unread(conversation, user) for conversation in self.visible_to(user))

    def conversation_for(self, conversation: Conversation, user: str) -> Json:
        """A conversation as a person's sidebar shows it."""
        return {
            "id": conversation.id,
            "kind": conversation.kind,
            "name": conversation.name,
            "topic": conversation.topic,
            "members": conversation.members,
            "with": conversation.partner_of(user),
            "unread": self.unread(conversation, user),
            "last_ts": max((m.ts for m in self.timeline(conversation.id, user)), default=None),
        }

    def person_for_page(self, person: Person) -> Json:
        """A person as the page shows them."""
        return {key: value for key, value in vars(person).items() if key != "updated"} | {
            "tz_label": self.zone_label(person)
        }

    def offset_of(self, person: Person) -> int:
        """Seconds east of UTC in that person's zone at the sandbox's present."""
        moment = datetime.fromtimestamp(self.now(), ZoneInfo(person.tz))
        gap = moment.utcoffset()
        return int(gap.total_seconds()) if gap else 0

    def zone_label(self, person: Person) -> str:
        """The zone's English name at the sandbox's present, such as "Central European Summer Time"."""
        moment = datetime.fromtimestamp(self.now(), ZoneInfo(person.tz))
        return get_timezone_name(moment, width="long", locale="en_US")

    def new_trigger(self, user: str, view: str | None = None) -> str:
        """A trigger id of a person, from inside a modal when `view` is given."""
        key = f"{int(self.now() * 1000)}.{invent_key(8)}.{invent_key(32).lower()}"
        self.triggers[key] = Trigger(key, user, self.now() + TRIGGER_SECONDS, view)
        self._forget_old_keys()
        return key

    def new_answer(self, user: str, channel: str, message_ts: str | None = None) -> str:
        """The key of a new `response_url`."""
        key = invent_key(24)
        self.answers[key] = Answer(key, user, channel, self.now() + ANSWER_SECONDS, message_ts)
        return key

    def _forget_old_keys(self) -> None:
        """Drop keys half an hour after they expired; until then a late use gets its own error."""
        for key, trigger in list(islice(self.triggers.items(), _OLDEST)):
            if trigger.expires < self.now() - ANSWER_SECONDS:
                del self.triggers[key]
        for key, answer in list(islice(self.answers.items(), _OLDEST)):
            if answer.expires < self.now() - ANSWER_SECONDS:
                del self.answers[key]


def _person(known: Json, now: float) -> Person:
    if unknown := set(known) - set(Person.__dataclass_fields__):
        raise ValueError(f"A person has no {', '.join(sorted(unknown))}.")
    try:
        ZoneInfo(known.get("tz", "Etc/UTC"))
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"Unknown time zone: {known['tz']}.") from error
    return Person(**{**known, "updated": int(now)})
