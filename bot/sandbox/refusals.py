"""How the sandbox says no."""

from typing import Any


class Refused(Exception):
    """A call that Slack would answer with `ok: false`; `error` is Slack's code, `details` goes beside it."""

    def __init__(self, error: str, **details: Any) -> None:
        super().__init__(error)
        self.error = error
        self.details = details
