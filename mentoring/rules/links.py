"""Where a session meets: which addresses will do, and which of several holds."""

from __future__ import annotations

from urllib.parse import urlsplit

from mentoring.errors import LinkRefused
from mentoring.people import BookingPolicy, Pair
from mentoring.rules.booking import meeting_link

LONGEST_LINK = 500
ROOM = "{room}"
FORBIDDEN = frozenset("<>|\"'`\\^")
"""Signs that end a link in Slack's markup, or never stand in an address."""


def check_link(link: str) -> str:
    """The address without blanks around it; LinkRefused unless it is https with a host, without a password in it."""
    address = link.strip()
    if len(address) > LONGEST_LINK:
        raise LinkRefused(field="link", problem="too_long", longest=LONGEST_LINK)
    if any(sign in FORBIDDEN or sign.isspace() or not sign.isprintable() for sign in address):
        raise LinkRefused(field="link", problem="signs")
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise LinkRefused(field="link", problem="no_address") from None
    if parts.scheme != "https":
        raise LinkRefused(field="link", problem="not_https")
    if parts.username is not None or parts.password is not None:
        raise LinkRefused(field="link", problem="credentials")
    if not host or "." not in host.strip("."):
        raise LinkRefused(field="link", problem="no_address")
    return address


def check_template(template: str) -> str:
    """The same for a programme's template, in which ``{room}`` stands for a room that nobody can guess."""
    address = template.strip()
    if ROOM not in address:
        raise LinkRefused(field="link", problem="no_room")
    check_link(address.replace(ROOM, "room"))
    return address


def link_for(policy: BookingPolicy, pair: Pair | None, *, typed: str, room: str) -> str:
    """Where a session meets: as typed for it alone, else as its pair always does, else in a room of the programme's.

    "" when there is none of these.
    """
    return typed or (pair.link if pair else "") or meeting_link(policy, room)
