"""Addresses that open a calendar on the web with a session filled in, for those who keep no calendar files."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose"

LONGEST = 1900
"""Signs that every browser and Slack take in an address."""


def google(title: str, start: datetime, length: timedelta, *, text: str, place: str) -> str:
    """Google Calendar's form with the session in it, at its instants in UTC."""
    filled = {"action": "TEMPLATE", "text": title, "dates": f"{_basic(start)}/{_basic(start + length)}"}
    return _address(GOOGLE, {**filled, "location": place}, "details", text)


def outlook(title: str, start: datetime, length: timedelta, *, text: str, place: str) -> str:
    """Outlook's form on the web with the session in it, at its instants in UTC."""
    filled = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": title,
        "startdt": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{start + length:%Y-%m-%dT%H:%M:%SZ}",
    }
    return _address(OUTLOOK, {**filled, "location": place}, "body", text)


def _basic(instant: datetime) -> str:
    return f"{instant:%Y%m%dT%H%M%SZ}"


def _address(base: str, filled: dict[str, str], longest_field: str, text: str) -> str:
    """Percent-encoded throughout, so that nothing typed ends the address or the link; ``text`` goes if it is long."""
    whole = f"{base}?{urlencode({**filled, longest_field: text}, quote_via=quote)}"
    return whole if len(whole) <= LONGEST else f"{base}?{urlencode(filled, quote_via=quote)}"
