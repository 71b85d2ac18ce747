"""Forms that somebody filled in and has not sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class BegunForm:
    """What somebody typed and chose in a form by ``kept_at``; ``form`` and ``about`` say which form and of what.

    ``opened`` is the one time that it stood open. ``values`` is the face's own writing of what is in it; "" once it was
    ``sent`` or let go, from when on nothing more of that time is kept.
    """

    person_id: int
    form: str
    about: str
    opened: str
    kept_at: datetime
    values: str = field(repr=False)
    sent: bool = False
