"""Whose turn it is to deliver from an SQLite file: one process at a time, the others wait."""

from __future__ import annotations

import fcntl
import logging
import os
from pathlib import Path

log = logging.getLogger(__name__)


class FileTurn:
    """A lock beside the database ``file``, which the system lets go however the process ends.

    Beside, not on it: SQLite loses its own locks on a file when any other handle on that file is closed.
    """

    def __init__(self, file: Path) -> None:
        self._lock = file.with_name(f"{file.name}.delivering")
        self._held: int | None = None
        self._said = False

    def mine(self) -> bool:
        """Whether this process delivers, now and until it ends; asking is how to wait for it."""
        if self._held is None:
            self._held = self._take()
        if self._held is None and not self._said:
            log.warning("another process delivers from this database; this one waits until it has ended")
            self._said = True
        return self._held is not None

    def release(self) -> None:
        """Let another process deliver."""
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def _take(self) -> int | None:
        handle = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        return handle
