"""Names that Slack would have given: ids, block ids, hashes and one-time keys."""

import secrets
import string

_CAPITALS = string.ascii_uppercase + string.digits
_MIXED = string.ascii_letters + string.digits


def invent(prefix: str, length: int = 10) -> str:
    """An id in Slack's manner, such as `C0A1B2C3D4`."""
    return prefix + "".join(secrets.choice(_CAPITALS) for _ in range(length))


def invent_key(length: int = 24) -> str:
    """A string nobody guesses, for triggers, response addresses and uploads."""
    return "".join(secrets.choice(_MIXED) for _ in range(length))


def invent_short() -> str:
    """What Slack puts in a `block_id` or `action_id` that was left out."""
    return "".join(secrets.choice(_MIXED) for _ in range(5))
