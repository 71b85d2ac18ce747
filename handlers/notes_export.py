"""A pair's history as Markdown, for the two to keep."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.i18n import N_, Translator
from mentoring.actions import ItemState
from mentoring.clocks import local
from mentoring.people import Person
from mentoring.records import ItemView, NoteView, PairHistory, PastSession

STATES = {
    ItemState.OPEN: N_("open"),
    ItemState.DONE: N_("done"),
    ItemState.DROPPED: N_("dropped"),
}
SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~])")
LINE_START = re.compile(r"^(\s*(?:\d+(?=[.)]))?)([-+=.)])", re.M)
"""A bullet, or the sign after a number, which would make a list."""


def as_markdown(t: Translator, history: PairHistory, reader: Person) -> str:
    """Every past session of the pair, latest first, with what this reader may read of it, on their own clock."""
    names = t.enumerated([_plain(one.name) for one in history.people.values()])
    lines = [f"# {_plain(history.programme.name)}", names]
    for past in history.past:
        lines += _session(t, past, reader)
    return "\n\n".join(lines) + "\n"


def _session(t: Translator, past: PastSession, reader: Person) -> Iterator[str]:
    topic = f" – {_plain(past.session.topic)}" if past.session.topic else ""
    yield f"## {t.day(local(past.session.when.start, reader.zone).date())}{topic}"
    if past.session.unbooked:
        yield t("Not booked; put on record afterwards.")
    for view in past.notes:
        yield from _note(t, view)
    if past.items:
        yield _heading(t("Action items"))
        yield "\n".join(_item(t, one) for one in past.items)


def _note(t: Translator, view: NoteView) -> Iterator[str]:
    name = _plain(view.author.name)
    yield _heading(t("{name}, on their behalf", name=name) if view.note.on_behalf else name)
    if view.note.outcome:
        yield _plain(view.note.outcome)
    if view.note.decisions:
        yield _label(t("Decisions"))
        yield "\n".join(f"- {_plain(decision)}" for decision in view.note.decisions)
    if view.note.private:
        yield _label(t("Only for me"))
        yield _plain(view.note.private)


def _heading(text: str) -> str:
    return f"### {text}"


def _label(text: str) -> str:
    return f"**{text}**"


def _item(t: Translator, view: ItemView) -> str:
    item = view.item
    said = [_plain(view.owner.name), t.day(item.due) if item.due else "", t(STATES[item.state]), _plain(item.reason)]
    box = "x" if item.state is ItemState.DONE else " "
    return f"- [{box}] {_plain(item.text)} ({t.dotted([part for part in said if part])})"


def _plain(text: str) -> str:
    """What was typed, so that Markdown shows it to the letter."""
    return LINE_START.sub(r"\1\\\2", SIGNS.sub(r"\\\1", text)).replace("\n", "  \n")
