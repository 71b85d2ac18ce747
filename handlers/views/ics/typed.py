"""What people typed, made fit for a calendar file: the library escapes what has a meaning, here goes what has none."""

from __future__ import annotations

import re
import unicodedata
import uuid
from urllib.parse import quote

from mentoring.people import Person

LONGEST_LINE, LONGEST_TEXT = 250, 4000

BREAKS = re.compile("\r\n|[\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
"""Everything that some program takes for the end of a line."""

WEB_ADDRESS = re.compile(r"https?://[!-~]+", re.IGNORECASE)
MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")

OURS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:mentorbot")


def text(typed: str) -> str:
    """A text of several lines without control characters, which RFC 5545 (section 3.1) forbids."""
    lines = BREAKS.split(typed)
    return "\n".join(_printable(line) for line in lines)[:LONGEST_TEXT]


def line(typed: str) -> str:
    """The same on a single line, for names and titles."""
    return " ".join(_printable(BREAKS.sub(" ", typed)).split())[:LONGEST_LINE]


def web_address(typed: str) -> str:
    """A link as a URI of plain signs; empty when it is none."""
    return typed if WEB_ADDRESS.fullmatch(typed) else ""


def calendar_address(person: Person) -> str:
    """Who the person is among calendar users (RFC 5545, section 3.3.3).

    Their mailbox; for somebody without one a URN that names them and nothing else, as a file must name its organiser.
    """
    if MAILBOX.fullmatch(person.email):
        return f"mailto:{quote(person.email, safe='@!$&*+-./=?^_`{|}~')}"
    return urn("person", person.team_id, person.id)


def urn(*parts: object) -> str:
    """A name for one of our things, the same each time, from which nothing can be read."""
    return uuid.uuid5(OURS, "/".join(map(str, parts))).urn


def _printable(text: str) -> str:
    return "".join(sign for sign in text if sign == "\t" or unicodedata.category(sign) not in {"Cc", "Cs"})
