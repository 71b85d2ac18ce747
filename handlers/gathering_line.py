"""One line that calls several people together, read: "Digital exports, mentors only, 10 March 15:00, 8 places"."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from handlers.gathering_words import GatheringWords, Match, folded, gathering_words
from handlers.parsing import USER, BookingLine, Understand, plain
from handlers.when.reading import QuestionCode, Reading
from handlers.when.words import Word, cut, level
from mentoring.clocks import instants
from mentoring.gatherings import Audience, GatheringRequest
from mentoring.people import Role

CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>")
ADDRESS = re.compile(r"<(https?://[^|>\s]+)(?:\|[^>]*)?>|(?<![<\w])(https?://[^\s<>]+)")
NAMED = re.compile(r"(?<![\w@<])@[\w.\-]+")
"""A person named by somebody whose @ led to no Slack user."""
PARTS = frozenset({",", ";", "|", "·"})
EDGES = " ,;.،"
COMMAS = r"[,،\s]"
END_OF_DAY = time(23, 59)


@dataclass(frozen=True)
class Known:
    """The sectors and clusters of a programme, as its roster writes them."""

    sectors: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()

    def named(self, group: str, name: Sequence[str]) -> str | None:
        """The sector or cluster of these folded words."""
        among = self.sectors if group == "sector" else self.clusters
        return next((one for one in among if folded(one) == tuple(name)), None)


@dataclass(frozen=True)
class Said:
    """What a line says besides its time and theme; ``rest`` is the line without it, letter for letter.

    ``deadline`` is the words of the time until which one answers; ``strange`` is what was said and can't be used.
    """

    rest: str
    audience: Audience = field(default_factory=Audience)
    users: tuple[str, ...] = ()
    language: str = ""
    capacity: int | None = None
    compulsory: bool = False
    channel: str = ""
    link: str = ""
    deadline: str = ""
    strange: tuple[str, ...] = ()


@dataclass(frozen=True)
class GatheringLine:
    """A line that calls several together; ``question`` is what its time leaves open, ``strange`` what it can't use."""

    line: BookingLine
    said: Said
    answer_by: datetime | None
    deadline_unclear: bool = False

    @property
    def question(self) -> QuestionCode | None:
        """What has to be asked about its time; None when that is clear."""
        asked = self.line.reading.question
        return (asked.code if asked else QuestionCode.NOTHING) if self.line.wall is None else None

    @property
    def theme(self) -> str:
        """What it is about: everything that nothing else was made of, in order."""
        reading = self.line.reading
        pieces = [*(one for one in reading.pieces if one.kind == "topic"), *reading.unused]
        texts = [one.text.strip(EDGES) for one in sorted(pieces, key=lambda one: one.start)]
        return ", ".join(text for text in texts if text) or self._opening

    @property
    def _opening(self) -> str:
        """What stands before the time, where that is only a word such as "Meeting"."""
        first = min((one.start for one in self.line.reading.pieces), default=len(self.said.rest))
        return self.said.rest[:first].strip(EDGES)

    @property
    def doubtful(self) -> bool:
        """Whether something has to be asked before it can be read back."""
        return self.question is not None or self.deadline_unclear or bool(self.said.strange)

    def request(self, zone: str, *, joint: bool = False) -> GatheringRequest:
        """What it asks for, on the clocks of ``zone`` unless it names others."""
        asked, said = self.line.request_in(zone), self.said
        return GatheringRequest(
            zone=asked.zone,
            wall=asked.wall,
            fold=asked.fold,
            joint=joint,
            topic=self.theme,
            duration=asked.duration,
            audience=Audience(everybody=True) if joint else said.audience,
            users=said.users,
            language=said.language,
            capacity=said.capacity,
            answer_by=self.answer_by,
            compulsory=said.compulsory,
            channel=said.channel,
            link=said.link,
        )


async def gathering_line(
    text: str, understand: Understand, *, language: str, zone: str, now: datetime, known: Known
) -> GatheringLine:
    """Read a line that calls several together; off the loop, for it takes a while."""
    return await asyncio.to_thread(read_line, text, understand, language=language, zone=zone, now=now, known=known)


def read_line(
    text: str, understand: Understand, *, language: str, zone: str, now: datetime, known: Known
) -> GatheringLine:
    """The same, in the thread that calls it."""
    said = what_is_said(text, known, language)
    reading = understand.read(said.rest, language=language, zone=zone, now=now)
    line = BookingLine(text, reading)
    if not said.deadline:
        return GatheringLine(line, said, None)
    deadline = understand.read(said.deadline, language=language, zone=reading.zone or zone, now=now)
    answer_by = _deadline(deadline, line, reading.zone or zone)
    return GatheringLine(line, said, answer_by, answer_by is None)


def _deadline(reading: Reading, line: BookingLine, zone: str) -> datetime | None:
    """The end of the day named, or the hour; the start where that is the same day. None when it is unclear."""
    settled = reading.question is None or reading.question.code is QuestionCode.NO_TIME
    clear = settled and not (reading.duration or reading.topic or reading.unused or reading.end)
    if reading.start is None or not clear:
        return None
    if reading.has_time:
        return reading.start.astimezone(UTC)
    start = line.reading.start
    if start and start.date() == reading.start.date():
        return start.astimezone(UTC)
    return end_of_day(reading.start.date(), zone)


def end_of_day(day: date, zone: str) -> datetime:
    """The last minute of a day on the clocks of ``zone`` (UTC); an hour before where clocks jump over it."""
    end = datetime.combine(day, END_OF_DAY)
    return (instants(end, zone) or instants(end - timedelta(hours=1), zone))[0]


def what_is_said(text: str, known: Known, language: str) -> Said:
    """All that a line says besides its time and theme; ``language`` is the writer's."""
    line = _Line(text, gathering_words(language), known)
    line.read()
    return replace(line.said, rest=line.rest())


class _Line:
    """A line while it is read; ``used`` are the words that something was made of."""

    def __init__(self, text: str, table: GatheringWords, known: Known) -> None:
        self.table, self.known = table, known
        self.said = Said(rest="")
        self.text = self._without_names(text)
        self.words: list[Word] = cut(level(self.text))
        self.used: set[int] = set()

    def read(self) -> None:
        """Take everything out of the line that is not its time or theme."""
        matches = list(self._anywhere())
        for first, match in matches:
            if match.kind == "answer_by":
                self._take_deadline(first, match.until)
            else:
                self._take(match)
        for first, until in list(self._parts()):
            self._take_part(first, until)

    def rest(self) -> str:
        """The line with a comma for whatever was taken out."""
        left = self.text
        for index in self.used:
            word = self.words[index]
            left = left[: word.start] + "," + " " * (word.end - word.start - 1) + left[word.end :]
        return re.sub(rf"{COMMAS}*[,،]{COMMAS}*", ", ", left).strip(" ,،")

    def _without_names(self, text: str) -> str:
        """The line without people, channel and link, which are noted."""
        users = tuple(dict.fromkeys(USER.findall(text)))
        channel, link = CHANNEL.search(text), ADDRESS.search(text)
        left = plain(USER.sub(" , ", CHANNEL.sub(" , ", ADDRESS.sub(" , ", text))))
        strangers = tuple(NAMED.findall(left))
        self.said = replace(
            self.said,
            users=users,
            channel=channel[1] if channel else "",
            link=(link[1] or link[2]).rstrip(".,;") if link else "",
            strange=strangers,
        )
        return NAMED.sub(" , ", left)

    def _anywhere(self) -> Iterator[tuple[int, Match]]:
        at = 0
        while at < len(self.words):
            match = self.table.longest(self.words, at)
            if match is None:
                at += 1
                continue
            self.used.update(range(at, match.until))
            yield at, match
            at = match.until

    def _take_deadline(self, first: int, until: int) -> None:
        end = until
        while end < len(self.words) and end not in self.used and self.words[end].text not in PARTS:
            end += 1
        if end == until:
            self.said = replace(self.said, strange=(*self.said.strange, self._text(first, until)))
            return
        self.said = replace(self.said, deadline=self._text(until, end))
        self.used.update(range(until, end))

    def _parts(self) -> Iterator[tuple[int, int]]:
        """The stretches between commas and what was taken already, without the small words at their edges."""
        first = 0
        for index in range(len(self.words) + 1):
            if index == len(self.words) or index in self.used or self.words[index].text in PARTS:
                if first < index:
                    yield first, index
                first = index + 1

    def _take_part(self, first: int, until: int) -> None:
        match = self.table.whole(self.words[first:until])
        if match is None:
            first, until = self._trimmed(first, until)
            match = self.table.whole(self.words[first:until])
        if match is not None:
            self.used.update(range(first, until))
            self._take(match)
        elif first < until:
            self._take_group(first, until)

    def _trimmed(self, first: int, until: int) -> tuple[int, int]:
        while first < until and self.words[first].folded in self.table.edges:
            first += 1
        while first < until and self.words[until - 1].folded in self.table.edges:
            until -= 1
        return first, until

    def _take_group(self, first: int, until: int) -> None:
        """A sector or a cluster: "textile sector", "cluster CE3M", or the name alone where the programme has it."""
        part = self.words[first:until]
        for group, signs in self.table.groups.items():
            name = [word.folded for word in part if word.folded not in signs and word.text != ":"]
            name = [word for at, word in enumerate(name) if at or word not in self.table.edges]
            said = part[0].folded in signs or part[-1].folded in signs
            known = self.known.named(group, name) or self.known.named(group, [word.folded for word in part])
            if known is None and not (said and name):
                continue
            self.used.update(range(first, until))
            self._take_named(group, known, self._text(first, until))
            return

    def _take_named(self, group: str, known: str | None, typed: str) -> None:
        audience = self.said.audience
        if known is None:
            self.said = replace(self.said, strange=(*self.said.strange, typed))
        elif group == "sector":
            self.said = replace(self.said, audience=replace(audience, sectors=audience.sectors | {known}))
        else:
            self.said = replace(self.said, audience=replace(audience, clusters=audience.clusters | {known}))

    def _take(self, match: Match) -> None:
        audience, named = self.said.audience, match.said
        roles = {Role(value) for slot, value in named if slot == "role"}
        countries = {value for slot, value in named if slot in {"country", "forcountry"}}
        self.said = replace(
            self.said,
            audience=replace(
                audience,
                roles=audience.roles | roles,
                countries=audience.countries | countries,
                everybody=audience.everybody or match.kind == "everybody",
            ),
            language=next((value for slot, value in named if slot.endswith("language")), self.said.language),
            capacity=next((int(value) for slot, value in named if slot == "n"), self.said.capacity),
            compulsory=self.said.compulsory or match.kind == "compulsory",
        )

    def _text(self, first: int, until: int) -> str:
        return self.text[self.words[first].start : self.words[until - 1].end]
