"""Files that commands write."""

from __future__ import annotations

from pathlib import Path

from bot.trouble import Trouble


def write(file: Path, content: bytes) -> None:
    """Write the file; Trouble when it can't be written."""
    try:
        file.write_bytes(content)
    except OSError as refused:
        raise Trouble(f"{file} can't be written ({refused.strerror}).") from None
