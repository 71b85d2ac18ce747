"""What the command line says when it cannot do what was asked: sentences and an exit status, never a trace."""

from __future__ import annotations

from collections.abc import Sequence


class Trouble(Exception):
    """One or more ``sentences`` for the person at the terminal, and the ``status`` to leave with."""

    def __init__(self, *sentences: str, status: int = 1) -> None:
        super().__init__("\n".join(sentences))
        self.sentences: Sequence[str] = sentences
        self.status = status
