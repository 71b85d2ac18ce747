"""Reads what Slack hands over, text of a command and state of a form, into values of the field."""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol

from handlers.ids import VALUE, Block
from handlers.verbs import Verb, verb_of
from handlers.when.availability import Availability, Writer
from handlers.when.reading import QuestionCode, Reading
from handlers.when.words import fold
from mentoring.clocks import local
from mentoring.errors import NotYourPartner
from mentoring.intervals import Interval
from mentoring.people import Person
from mentoring.sessions import BookingRequest

Payload = Mapping[str, Any]

USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
FIRST_WORD = re.compile(r"\s+([^\W\d_]+)")
LINK = re.compile(r"<([^@>|][^>|]*)(?:\|([^>]*))?>")

SETTLED_BY_THE_FIELD = frozenset({None, QuestionCode.PAST})
"""A time to book, or one past: the field has later ones to choose among, which it would accept."""
NOT_ABOUT_THE_START = SETTLED_BY_THE_FIELD | {QuestionCode.DURATION}


class Understand(Protocol):
    """The reader of "when": `handlers.when.Understanding` in the product."""

    def read(self, text: str, *, language: str, zone: str, now: datetime, day_first: bool | None = None) -> Reading:
        """What one line says, or what to ask back."""
        ...


class UnderstandAvailability(Protocol):
    """The reader of when somebody may be booked: `handlers.when.AvailabilityReader` in the product."""

    def read(self, text: str, *, writer: Writer, now: datetime) -> Availability:
        """What a line says, or what has to be asked."""
        ...

    def zone_of(self, name: str) -> str | None:
        """The IANA zone of this name, or of the city of this name in any language; None when none is known."""
        ...


@dataclass(frozen=True)
class Typed:
    """A command's text: the verb if its first word is one, and all that follows it."""

    verb: Verb | None
    word: str
    rest: str


def typed(text: str, language: str) -> Typed:
    """The verb and the rest of what was typed after the command."""
    word, _, rest = text.strip().partition(" ")
    return Typed(verb_of(word, language) if word else None, word, rest.strip())


def plain(text: str) -> str:
    """The text as it was typed: links and channels by their label, signs unescaped; mentions of people stay."""
    return html.unescape(LINK.sub(_label, text))


def _label(link: re.Match[str]) -> str:
    target, label = link[1], link[2]
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return f"@{(label or target[1:].partition('^')[0]).removeprefix('@')}"
    return label or target.removeprefix("mailto:")


@dataclass(frozen=True)
class BookingLine:
    """A line that asks for a session, read; ``partner_name`` is a name typed instead of a mention."""

    text: str
    reading: Reading
    partner_user: str | None = None
    partner_name: str = ""

    @property
    def names_a_time(self) -> bool:
        """Whether the line names a day or an hour at all, clearly or not."""
        return self.reading.start is not None

    @property
    def wall(self) -> datetime | None:
        """The one time that the line names; also when it is past."""
        reading = self.reading
        if reading.start is None or not reading.has_time or self._asked not in SETTLED_BY_THE_FIELD:
            return None
        return reading.start

    @property
    def choices(self) -> tuple[datetime, ...]:
        """The starts to choose among, as UTC instants, none where only the day is known or the length is in doubt."""
        question = self.reading.question
        if question is None or not self.reading.has_time or question.code in NOT_ABOUT_THE_START:
            return ()
        return tuple(dict.fromkeys(one.astimezone(UTC) for one in question.candidates))

    @property
    def within(self) -> tuple[Interval, ...]:
        """The day or days that the line names without an hour, or the part of them, in which slots are wanted."""
        if self.reading.start is None or self.reading.has_time:
            return ()
        question = self.reading.question
        days = question.candidates if question and question.candidates else (self.reading.start,)
        if self.reading.end is not None and len(days) == 1:
            return (Interval(days[0], self.reading.end),)
        part = self.reading.part_of_day
        hours = part.closes - part.opens if part else 24
        return tuple(Interval(day, day + timedelta(hours=hours)) for day in days)

    @property
    def half_a_time(self) -> bool:
        """Whether a time was named that can neither be read back nor chosen among nor searched for slots."""
        return self.names_a_time and self.wall is None and not self.choices and not self.within

    @property
    def unused(self) -> str:
        """What the line says that nothing was made of."""
        return " ".join(piece.text.strip() for piece in self.reading.unused if piece.text.strip())

    def mentioning(self, partner: Person) -> str:
        """The line with a mention of somebody instead of their name after "with"."""
        company, text = self.reading.company, plain(self.text)
        if company is None:
            return text
        rest, words = text[company.end :], {fold(word) for word in partner.name.split()}
        while (more := FIRST_WORD.match(rest)) and fold(more[1]) in words:
            rest = rest[more.end() :]
        return f"{text[: company.start]}@{company.text.split()[0]}{rest}"

    @property
    def _asked(self) -> QuestionCode | None:
        return self.reading.question.code if self.reading.question else None

    def request(self, booker: Person, partner_id: int | None = None) -> BookingRequest:
        """The request that the line makes; without a time when it leaves a question open."""
        return replace(self.request_in(booker.zone), partner_id=partner_id)

    def request_in(self, zone: str) -> BookingRequest:
        """The same, on the clocks of ``zone`` unless the line names another, with nobody but whom it mentions."""
        reading = self.reading
        start = self.wall
        return BookingRequest(
            zone=reading.zone or zone,
            wall=start.replace(tzinfo=None, fold=0) if start else None,
            fold=1 if start and start.fold else None,
            partner_user=self.partner_user,
            duration=reading.duration,
            topic=reading.topic or "",
            choices=self.choices,
            within=self.within,
        )


async def booking_line(text: str, understand: Understand, *, language: str, zone: str, now: datetime) -> BookingLine:
    """Read a line such as "@Luca tomorrow at 3pm for an hour about exports"; off the loop, for it takes a while."""
    reading = await asyncio.to_thread(understand.read, plain(text), language=language, zone=zone, now=now)
    mention = (reading.mention or "").strip()
    user = USER.search(mention)
    return BookingLine(text, reading, user[1] if user else None, "" if user else mention.lstrip("@"))


def partners_called(words: str, partners: Sequence[Person]) -> list[Person]:
    """The partners with one of these words in their name, accents and capitals aside; those with all, if any have."""
    wanted = {fold(word) for word in words.split()}
    shared = {one.id: wanted & {fold(word) for word in one.name.split()} for one in partners}
    whole = [one for one in partners if shared[one.id] == wanted]
    return whole or [one for one in partners if shared[one.id]]


def partner_named(name: str, partners: Sequence[Person]) -> Person:
    """The partner whose name, or a word of it, was typed; NotYourPartner when it is none or could be several."""
    wanted = name.casefold()
    found = [one for one in partners if wanted in {one.name.casefold(), *one.name.casefold().split()}]
    if len(found) != 1:
        raise NotYourPartner(field=Block.WITH_WHOM, name=name, partners=tuple(partners))
    return found[0]


def chosen_in(action: Payload) -> str:
    """What the button pressed stands for, or the option chosen in a list; "" for nothing."""
    return _value(action) or ""


def values_of(view: Payload) -> dict[str, str | None]:
    """What a form was filled with, by field; a file field is left out."""
    return {block: _value((inputs or {}).get(VALUE) or {}) for block, inputs in entries_of(view).items()}


def entry_of(view: Payload, block: str) -> Mapping[str, Any]:
    """What a field of a form was filled with, as Slack has it; nothing where the form has none of this name."""
    element: Mapping[str, Any] = (entries_of(view).get(block) or {}).get(VALUE) or {}
    return element


def entries_of(view: Payload) -> Mapping[str, Any]:
    """The same of every field, by its block; a form without fields need not say so."""
    values: Mapping[str, Any] = (view.get("state") or {}).get("values") or {}
    return values


def user_of(view: Payload) -> str:
    """The one Slack user chosen in a form, "" for none."""
    return str(entry_of(view, Block.PERSON).get("selected_user") or "")


def channel_of(view: Payload) -> str:
    """The channel chosen in a form, "" for none."""
    return str(entry_of(view, Block.CHANNEL).get("selected_conversation") or "")


def _value(element: Payload) -> str | None:
    option = element.get("selected_option")
    if option:
        return str(option["value"])
    chosen = [str(one["value"]) for one in element.get("selected_options") or ()]
    if chosen:
        return " ".join(chosen)
    if element.get("selected_users"):
        return " ".join(element["selected_users"])
    for key in ("value", "selected_date", "selected_time"):
        if element.get(key):
            return str(element[key])
    return None


def metadata_of(view: Payload) -> dict[str, Any]:
    """What the form carries from where it was opened."""
    carried: dict[str, Any] = json.loads(view.get("private_metadata") or "{}")
    return carried


def booking_request(view: Payload, booker: Person) -> BookingRequest:
    """What the booking form asks for, on the booker's clock; a day or time that was filled in beats a slot."""
    values, carried = values_of(view), metadata_of(view)
    anchor = wall_of(view) or _slot(values, booker)
    partner, minutes = values.get(Block.WITH_WHOM), values.get(Block.DURATION)
    return BookingRequest(
        zone=booker.zone,
        wall=anchor.replace(tzinfo=None, fold=0) if anchor else None,
        fold=anchor.fold if anchor and anchor.tzinfo else None,
        partner_id=int(partner) if partner else carried.get("partner"),
        duration=timedelta(minutes=int(minutes)) if minutes else None,
        topic=values.get(Block.TOPIC) or "",
        session_id=carried.get("session"),
        link=values.get(Block.LINK) or "",
    )


def _slot(values: Mapping[str, str | None], booker: Person) -> datetime | None:
    """The slot chosen, aware and local."""
    slot = values.get(Block.SLOTS)
    return local(datetime.fromisoformat(slot), booker.zone) if slot else None


def wall_of(view: Payload) -> datetime | None:
    """The date and time filled in, naive; None when one is missing."""
    values = values_of(view)
    day, hour = values.get(Block.DATE), values.get(Block.TIME)
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(hour)) if day and hour else None


def half_a_time(view: Payload) -> Block | None:
    """The field that was left empty: a date without time, a time without date, and neither words nor a slot instead."""
    values = values_of(view)
    day, hour = values.get(Block.DATE), values.get(Block.TIME)
    if bool(day) == bool(hour) or values.get(Block.SLOTS) or values.get(Block.WHEN):
        return None
    return Block.TIME if day else Block.DATE


def in_words(request: BookingRequest, line: BookingLine) -> BookingRequest:
    """The form's request with the time that its words name instead of the one it picked."""
    said = line.request_in(request.zone)
    return replace(
        said,
        partner_id=request.partner_id,
        duration=said.duration or request.duration,
        topic=request.topic or said.topic,
        session_id=request.session_id,
        link=request.link,
    )


def session_and_revision(value: str) -> tuple[str, int]:
    """What a session's button carries."""
    session_id, _, revision = value.partition(" ")
    return session_id, int(revision)


def draft_and_choice(value: str) -> tuple[str, int]:
    """What a slot's button carries."""
    draft_id, _, index = value.partition(" ")
    return draft_id, int(index)


def rich_text_of(view: Payload, block: str) -> dict[str, Any] | None:
    """What was written in a form's field for formatted text, as Slack has it; None for nothing."""
    written: dict[str, Any] | None = entry_of(view, block).get("rich_text_value")
    return written


def files_of(view: Payload, block: Block) -> list[dict[str, Any]]:
    """The files dropped in a form's file field."""
    files: list[dict[str, Any]] = entry_of(view, block).get("files") or []
    return files
