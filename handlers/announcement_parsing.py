"""Reads what was filled in on the forms of announcements, and says under which field something is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from handlers.gathering_parsing import audience_of, chosen, users_of
from handlers.i18n import LANGUAGES
from handlers.ids import Block, in_language
from handlers.parsing import channel_of, rich_text_of, values_of
from handlers.rich_text import mentioned, read
from handlers.views import announcement_form as views
from mentoring.announcements import Attachment, Content, PairState, Readership, Timing, Version
from mentoring.clocks import instants
from mentoring.errors import Refused
from mentoring.people import Person

View = Mapping[str, Any]
Names = Mapping[str, Person]

FIELDS = {"time": Block.DATE, "audience": Block.ROLES, "files": Block.FILE, "name": Block.TITLE}


def people_named(view: View) -> frozenset[str]:
    """The Slack users whom a form names: as readers, or somewhere in a text."""
    texts = (mentioned(rich_text_of(view, in_language(Block.MESSAGE, one))) for one in LANGUAGES)
    return frozenset(users_of(view)).union(*texts)


def content_of(view: View, asker: Person, known: Names, kept: tuple[Attachment, ...] = ()) -> Content:
    """What the form says, on the asker's clock; ``kept`` are the files that went with it before, ticked still or not.

    People mentioned in a text become words, unless what calls people is allowed.
    """
    ticked = frozenset(chosen(view, Block.CHOICES))
    names = None if views.PINGS in ticked else {user: person.name for user, person in known.items()}
    return Content(
        versions=tuple(versions_of(view, names)),
        readership=_readership(view, known),
        timing=_timing(values_of(view), asker.zone),
        acknowledgement=views.ACKNOWLEDGEMENT in ticked,
        replies=views.REPLIES in ticked,
        urgent=views.URGENT in ticked,
        compulsory=views.COMPULSORY in ticked,
        pings_allowed=views.PINGS in ticked,
        attachments=tuple(one for one in kept if one.file_id in chosen(view, Block.FILES_KEPT)),
    )


def versions_of(view: View, names: Mapping[str, str] | None) -> Iterator[Version]:
    """What is written in each language of the form in which something is, in the form's order."""
    values = values_of(view)
    for field in values:
        block, _, language = field.partition(".")
        if block == Block.TITLE and language in LANGUAGES:
            text = read(rich_text_of(view, in_language(Block.MESSAGE, language)), names)
            title = (values.get(field) or "").strip()
            if title or text:
                yield Version(language, title, text)


def half_a_time(view: View) -> Block | None:
    """The field of the sending time that was left empty though it is wanted."""
    values = values_of(view)
    if values.get(Block.TIMING) == views.NOW:
        return None
    return next((one for one in (Block.DATE, Block.TIME) if not values.get(one)), None)


def field_of(refused: Refused, shown: View) -> str | None:
    """The field of this form under which a refusal belongs; None when it has none for it."""
    language = str(refused.facts.get("language") or "")
    first = next((one for one in values_of(shown) if one.startswith(f"{Block.MESSAGE}.")), "")
    if refused.field in {"title", "text"}:
        block = Block.TITLE if refused.field == "title" else Block.MESSAGE
        wanted = in_language(block, language) if language else first
    else:
        wanted = str(FIELDS.get(refused.field or "", ""))
    return wanted if wanted in values_of(shown) else None


def _readership(view: View, known: Names) -> Readership:
    people = frozenset(known[user].id for user in users_of(view) if user in known)
    return Readership(
        audience=replace(audience_of(view), people=people),
        languages=frozenset(chosen(view, Block.LANGUAGES)),
        pair_states=frozenset(PairState(one) for one in chosen(view, Block.PAIR_STATES)),
        channel=channel_of(view),
    )


def _timing(values: Mapping[str, str | None], zone: str) -> Timing:
    day, hour = values.get(Block.DATE), values.get(Block.TIME)
    if values.get(Block.TIMING) == views.NOW or not day or not hour:
        return Timing()
    on, at = date.fromisoformat(day), time.fromisoformat(hour)
    if values.get(Block.TIMING) == views.OWN_CLOCK:
        return Timing(day=on, hour=at)
    wall = datetime.combine(on, at)
    return Timing(at=(instants(wall, zone) or instants(wall + timedelta(hours=1), zone))[0])
