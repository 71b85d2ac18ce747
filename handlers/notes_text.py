"""Reads what somebody wrote about a session: which lines are decisions, which are action items of whom by when.

A line that begins with a word for it in any of the five languages, and a colon, is a decision or an action item; such
a word alone on its line goes for the lines below it. All the rest is the outcome. Nothing is left out, nothing added.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache, partial
from itertools import pairwise

from handlers.parsing import LINK, Understand
from handlers.when.reading import QuestionCode, Reading
from mentoring.actions import ActionWish
from mentoring.clocks import local
from mentoring.folding import folded
from mentoring.people import Person


class PieceKind(StrEnum):
    """What a stretch was taken for; MARK is what only says so: a word with its colon, a bullet, an owner."""

    OUTCOME = "outcome"
    DECISION = "decision"
    ITEM = "item"
    MARK = "mark"


@dataclass(frozen=True)
class Piece:
    """A stretch of the text; all of them in their order are the text."""

    kind: PieceKind
    text: str


@dataclass(frozen=True)
class ReadItem:
    """An action item, and who was named to do it: by a mention (Slack's id), a name of the session, "I", or nobody.

    ``due`` is the day that it says, None when it says none, or one that is over or not certain.
    """

    text: str
    due: date | None = None
    owner_user: str = ""
    owner_name: str = ""
    mine: bool = False


@dataclass(frozen=True)
class NoteReading:
    """What was made of a text."""

    outcome: str
    decisions: tuple[str, ...]
    items: tuple[ReadItem, ...]
    pieces: tuple[Piece, ...]


KEYWORDS: Mapping[PieceKind, tuple[str, ...]] = {
    PieceKind.DECISION: (
        *("decided", "decision", "decisions", "we decided", "agreed", "we agreed", "we have decided"),
        *("décidé", "décision", "décisions", "on a décidé", "nous avons décidé", "convenu", "il a été décidé"),
        *("decidido", "decisión", "decisiones", "decidimos", "se decidió", "hemos decidido", "acordado", "acuerdo"),
        *("acuerdos", "deciso", "decisione", "decisioni", "abbiamo deciso", "si è deciso", "concordato"),
        *("قرار", "قرارات", "القرار", "القرارات", "قررنا", "تقرر", "اتفقنا", "تم الاتفاق", "الاتفاق"),
    ),
    PieceKind.ITEM: (
        *("action", "actions", "action item", "action items", "todo", "todos", "to do", "to-do", "task", "tasks"),
        *("next step", "next steps", "à faire", "tâche", "tâches", "prochaine étape", "prochaines étapes"),
        *("acción", "acciones", "tarea", "tareas", "por hacer", "pendiente", "pendientes", "próximo paso"),
        *("próximos pasos", "azione", "azioni", "compito", "compiti", "da fare", "prossimo passo", "prossimi passi"),
        *("مهمة", "مهام", "المهمة", "المهام", "إجراء", "إجراءات", "الإجراء", "الإجراءات", "المطلوب"),
        *("الخطوة التالية", "الخطوات التالية"),
    ),
    PieceKind.OUTCOME: (
        *("outcome", "outcomes", "result", "results", "summary", "résultat", "résultats", "bilan", "résumé"),
        *("resultado", "resultados", "resumen", "risultato", "risultati", "esito", "riassunto"),
        *("نتيجة", "نتائج", "النتيجة", "النتائج", "ملخص", "الملخص", "الخلاصة"),
    ),
}

DEADLINES = (
    *("by", "before", "until", "due", "no later than", "avant", "d'ici", "d’ici", "pour", "au plus tard"),
    *("antes de", "antes del", "para", "hasta", "a más tardar", "entro", "prima di", "prima del", "per", "fino a"),
    *("قبل", "بحلول", "حتى", "في موعد أقصاه"),
)
FIRST_PERSON = frozenset({"me", "myself", "je", "j", "moi", "yo", "io", "انا"})
"""English "I" is left to those who write in English: it begins many an Italian line."""

ADDRESSED = ("to", "for", "à", "pour", "para", "per", "a", "على", "إلى")
"""Words that may stand before the one who is to do it."""

CERTAIN = frozenset({None, QuestionCode.NO_TIME, QuestionCode.PART_OF_DAY, QuestionCode.MERIDIEM})
"""Questions of an hour, or none: the day is clear."""

LONGEST_HEAD = 40
SIGNS = r"[^\w\n<@]*"
LEAD = re.compile(rf"[ \t]*(?:\d{{1,2}}[.)]{SIGNS}|{SIGNS})")
"""Bullets, numbers, emoji and marks of emphasis before a line's first word."""

BULLET = re.compile(r"\s*(?:[-*•–—·▪◦‣☐☑✅➡→]|\d{1,2}[.)]|\[[ x]\])\s*")
HEAD = re.compile(rf"([^\n:：]{{1,{LONGEST_HEAD}}}?)[*_~]*(?:\s*[:：]|\s[-–—](?=\s))[*_~]*[^\S\n]*")
NUMBER = re.compile(r"\s*(?:n[°o]\.?|#)?\s*\d{1,2}$")
NEXT_SENTENCE = re.compile(r"(?<=[.;!?؟])[^\S\n]+")
MENTION = r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>"
ADDRESS = rf"(?:(?:{'|'.join(ADDRESSED)})\s+)?"
OWNER_BEFORE = re.compile(rf"{ADDRESS}[*_~]*{MENTION}[*_~]*\s*(?:[:：,،]|[-–—](?=\s))?\s*", re.I)
FIRST_WORD = re.compile(r"(\w+)")
NAMES_BEFORE = tuple(
    re.compile(rf"{ADDRESS}[*_~]*@?(?P<name>{name})[*_~]*(?:(?P<apart>\s*[:：,،]\s*|\s+[-–—]\s+)|(?!\w))", re.I)
    for name in (r"[^\s:：,،]+\s+[^\s:：,،*_~]+", r"[^\s:：,،*_~]+")
)
"""A name of two words, then one of one."""

OWNER_AFTER = re.compile(rf"\s*(?:[(\[]\s*|[-–—→]\s+){MENTION}\s*[)\]]?\s*[.]?\s*$")
DEADLINE = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, DEADLINES), key=len, reverse=True))})(?!\w)", re.I)


def as_typed(text: str) -> str:
    """A message's text as its writer saw it, mentions of people aside: links with their address, signs unescaped."""
    return html.unescape(LINK.sub(_link, text))


def _link(link: re.Match[str]) -> str:
    target, label = link[1], link[2]
    if target[0] in "#!":
        return f"{'#' if target[0] == '#' else '@'}{(label or target[1:].partition('^')[0]).lstrip('#@')}"
    address = target.removeprefix("mailto:")
    return f"{label} ({address})" if label and label not in address else address


def read_note_text(
    text: str, understand: Understand, *, language: str, zone: str, now: datetime, names: Collection[str] = ()
) -> NoteReading:
    """What the text says; ``names`` are those of the session's people, the only ones who are known without an @.

    Days are read as in a booking line, on the clocks of ``zone``.
    """
    known = {folded(part) for name in names for part in (name, *name.split())}
    today = local(now, zone).date()
    pieces: list[Piece] = []
    items: list[ReadItem] = []
    for segment in _Segments().of(text):
        kind, body, start, end = segment.kind, segment.body, 0, len(segment.body)
        if kind is PieceKind.ITEM and body:
            item, start, end = _owned(body, known, language)
            read = partial(understand.read, language=language, zone=zone, now=now)
            items.append(replace(item, due=_due(item.text, read, today)))
        rest = PieceKind.OUTCOME if kind is PieceKind.OUTCOME else PieceKind.MARK
        pieces.append(Piece(PieceKind.MARK, segment.mark + body[:start]))
        pieces.append(Piece(kind, body[start:end]))
        pieces.append(Piece(rest, body[end:] + segment.rest))
    return _reading(tuple(piece for piece in pieces if piece.text), tuple(items))


def _reading(pieces: tuple[Piece, ...], items: tuple[ReadItem, ...]) -> NoteReading:
    outcome = "".join(piece.text for piece in pieces if piece.kind is PieceKind.OUTCOME)
    decisions = tuple(piece.text for piece in pieces if piece.kind is PieceKind.DECISION)
    return NoteReading(outcome.strip("\r\n").rstrip(), decisions, items, pieces)


def wish_of(item: ReadItem, writer: Person, people: Sequence[Person]) -> ActionWish | None:
    """The item with its owner among the session's people; None when nobody was named, or nobody of them, or several."""
    if item.mine:
        owners = [writer]
    elif item.owner_user:
        owners = [one for one in people if one.user_id == item.owner_user]
    else:
        wanted = folded(item.owner_name)
        owners = [one for one in people if wanted in {folded(part) for part in (one.name, *one.name.split())}]
    return ActionWish(owners[0].id, item.text, item.due) if len(owners) == 1 else None


@dataclass(frozen=True)
class _Segment:
    """A stretch of the text: what it is, what marks it as such, what it says, and the space that ends it."""

    kind: PieceKind
    mark: str
    body: str
    rest: str


class _Segments:
    """Goes through a text line by line; ``section`` is what lines below a word that stood alone are taken for."""

    def __init__(self) -> None:
        self._section = PieceKind.OUTCOME
        self._after_blank = False

    def of(self, text: str) -> Iterator[_Segment]:
        """The segments, which in their order are the text."""
        for line in text.splitlines(keepends=True):
            if line.strip():
                first, *others = _stretches(line)
                yield self._first_of_line(first, alone=not others)
                yield from (_opened(other) or _plain(other) for other in others)
            elif self._section is PieceKind.OUTCOME:
                yield _plain(line)
            else:
                yield _Segment(PieceKind.MARK, line, "", "")
            self._after_blank = not line.strip()

    def _first_of_line(self, stretch: str, *, alone: bool) -> _Segment:
        if opened := _opened(stretch):
            self._section = opened.kind if alone and not opened.body else PieceKind.OUTCOME
            return opened
        bullet = BULLET.match(stretch)
        if self._section is PieceKind.OUTCOME or (self._after_blank and not bullet):
            self._section = PieceKind.OUTCOME
            return _plain(stretch)
        return _cut(self._section, stretch, bullet.end() if bullet else 0)


def _plain(stretch: str) -> _Segment:
    return _Segment(PieceKind.OUTCOME, "", stretch, "")


def _opened(stretch: str) -> _Segment | None:
    """The stretch, if it begins with a word for what it is; None otherwise."""
    lead = LEAD.match(stretch)
    start = lead.end() if lead else 0
    head = HEAD.match(stretch, start)
    kind = _kinds().get(folded(NUMBER.sub("", head[1]).strip())) if head else None
    return _cut(kind, stretch, head.end()) if head and kind else None


def _cut(kind: PieceKind, stretch: str, start: int) -> _Segment:
    end = max(start, len(stretch.rstrip()))
    return _Segment(kind, stretch[:start], stretch[start:end], stretch[end:])


@cache
def _kinds() -> Mapping[str, PieceKind]:
    return {folded(word): kind for kind, words in KEYWORDS.items() for word in words}


def _stretches(line: str) -> list[str]:
    """The line, divided before each sentence that begins with a word for a decision or an item."""
    cuts = [found.end() for found in NEXT_SENTENCE.finditer(line) if _opened(line[found.end() :])]
    return [line[start:end] for start, end in pairwise([0, *cuts, len(line)])]


def _owned(body: str, known: Collection[str], language: str) -> tuple[ReadItem, int, int]:
    """The item with whoever is named to do it, and where its own words begin and end."""
    if before := OWNER_BEFORE.match(body):
        said = ReadItem(body[before.end() :], owner_user=before[1])
        return said, before.end(), len(body)
    if after := OWNER_AFTER.search(body):
        return ReadItem(body[: after.start()], owner_user=after[1]), 0, after.start()
    if named := _name_in(body, known):
        name, start = named
        return ReadItem(body[start:], owner_name=name), start, len(body)
    first = FIRST_WORD.match(body)
    spoken = folded(first[1]) if first else ""
    mine = spoken in FIRST_PERSON or (spoken == "i" and language == "en")
    return ReadItem(body, mine=mine), 0, len(body)


def _name_in(body: str, known: Collection[str]) -> tuple[str, int] | None:
    """The name of the session's people with which the text begins, and where the rest does; set apart, it is cut."""
    for pattern in NAMES_BEFORE:
        found = pattern.match(body)
        if found and folded(found["name"]) in known:
            return found["name"], found.end() if found["apart"] else 0
    return None


def _due(said: str, read: Callable[[str], Reading], today: date) -> date | None:
    """The day by which; after the last word for "by" if there is one, else anywhere."""
    deadlines = list(DEADLINE.finditer(said))
    tails = [said[deadlines[-1].end() :]] if deadlines else []
    for part in (*tails, said):
        day = _day(read(part)) if part.strip() else None
        if day is not None:
            return day if day >= today else None
    return None


def _day(reading: Reading) -> date | None:
    """The day that is read, the last of several; None when it is not certain."""
    asked = reading.question.code if reading.question else None
    if reading.start is None or asked not in CERTAIN:
        return None
    if reading.end is not None and not reading.has_time:
        return (reading.end - timedelta(seconds=1)).date()
    return reading.start.date()
