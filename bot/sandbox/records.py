"""What a workspace is made of: people, conversations, messages, views, files and one-time keys."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

TRIGGER_SECONDS = 3.0
ANSWER_SECONDS = 30 * 60.0
ANSWER_USES = 5


@dataclass
class Person:
    """A member of the workspace, human or bot."""

    id: str
    name: str
    real_name: str
    display_name: str = ""
    email: str = ""
    title: str = ""
    tz: str = "Etc/UTC"
    city: str = ""
    locale: str = "en-US"
    deleted: bool = False
    is_admin: bool = False
    is_bot: bool = False
    color: str = "4a6fa5"
    updated: int = 0


@dataclass
class Conversation:
    """A channel, private channel, direct message (`im`) or group direct message (`mpim`)."""

    id: str
    kind: str
    name: str = ""
    topic: str = ""
    members: list[str] = field(default_factory=list)
    created: int = 0
    creator: str = ""
    read: dict[str, str] = field(default_factory=dict)

    def partner_of(self, user: str) -> str | None:
        """The other person of a direct message; oneself when it is a note to oneself; None elsewhere."""
        if self.kind != "im":
            return None
        return next((member for member in self.members if member != user), user)


@dataclass
class Message:
    """Something said in a conversation. `only_for` makes it ephemeral, `kind` "notice" is Slack's own voice."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] | None = None
    by_app: bool = False
    thread_ts: str | None = None
    broadcast: bool = False
    edited: str | None = None
    metadata: Json | None = None
    files: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    only_for: str | None = None
    kind: str = "message"
    replies: list[str] = field(default_factory=list)
    client_msg_id: str | None = None
    states: dict[str, Json] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in somebody else's thread."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass
class View:
    """A modal or a Home tab, with what has been typed into it."""

    id: str
    user: str
    kind: str
    body: Json
    values: Json
    hash: str
    root: str
    previous: str | None = None


@dataclass
class Trigger:
    """The short permission to open a modal that comes with what a person did."""

    id: str
    user: str
    expires: float
    view: str | None = None
    used: bool = False


@dataclass
class Answer:
    """A `response_url`: the right to answer one thing a person did."""

    key: str
    user: str
    channel: str
    expires: float
    message_ts: str | None = None
    left: int = ANSWER_USES


@dataclass
class File:
    """An uploaded file. `content` is None until the bytes have come."""

    id: str
    name: str
    length: int
    user: str
    created: int
    mimetype: str = "application/octet-stream"
    title: str = ""
    alt_txt: str = ""
    content: bytes | None = None
    shared: bool = False
    channels: list[str] = field(default_factory=list)


@dataclass
class Scheduled:
    """A message waiting for its hour."""

    id: str
    channel: str
    post_at: int
    created: int
    text: str
    blocks: list[Json] | None = None
    thread_ts: str | None = None
    metadata: Json | None = None
