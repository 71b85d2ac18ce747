"""Numbers under which a breakage is found again in the log."""

from __future__ import annotations

import secrets


def new_reference() -> str:
    """A short number that a person can read out."""
    return secrets.token_hex(4).upper()
