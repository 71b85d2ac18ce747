"""What a start may not wait for: whatever is loaded here is loaded before the bot is ready."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOR_LATER = {
    "alembic": "who upgrades a database",
    "dateparser": "a second opinion on a time",
    "holidays": "days of rest",
    "icalendar": "a calendar file",
    "mako": "a new migration",
    "matplotlib": "a picture",
    "numpy": "pairing and pictures",
    "openpyxl": "reading a workbook",
    "psycopg": "PostgreSQL, where it is used",
    "rich": "tables on a terminal",
    "pygments": "the same",
    "scipy": "pairing",
    "typst": "the portfolio's file",
    "xlsxwriter": "writing a workbook",
}
"""Libraries, and what or whom each is for."""

SERVING = ("aiohttp", "pydantic", "slack_bolt", "sqlalchemy", "structlog", "uvicorn")

RUN = """
import sys
import typer
from bot.cli import run

try:
    run()
except typer.Exit as left:
    print(left.exit_code)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def loaded_by(script: str, folder: Path) -> tuple[list[str], set[str]]:
    """What a process printed, but for its last line, which names all that it had loaded."""
    path = {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONTZPATH": ""}
    words = [sys.executable, "-c", script]
    ended = subprocess.run(words, cwd=folder, env=path, capture_output=True, text=True, check=True)
    *printed, modules = ended.stdout.splitlines()
    return printed, set(modules.split())


def test_a_start_loads_nothing_that_is_not_needed_until_used(tmp_path: Path) -> None:
    printed, loaded = loaded_by(RUN, tmp_path)
    assert printed == ["2"], "it ended at the settings that are missing, once all was loaded"
    assert loaded.issuperset(SERVING)
    assert {name: why for name, why in FOR_LATER.items() if name in loaded} == {}


def test_help_loads_nothing_that_serves(tmp_path: Path) -> None:
    script = "import sys, bot.cli\nprint(*sorted({name.partition('.')[0] for name in sys.modules}))"
    _, loaded = loaded_by(script, tmp_path)
    assert loaded.isdisjoint({*SERVING, *FOR_LATER, "handlers", "storage", "scheduler"})
