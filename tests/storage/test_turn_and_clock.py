"""Who may deliver from an SQLite file, and by whose clock several processes go."""

from __future__ import annotations

import logging
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.clock import DatabaseClock
from storage.engine import make_engine
from storage.turn import FileTurn

HOLD = """
import sys
from pathlib import Path
from storage.turn import FileTurn

print(FileTurn(Path(sys.argv[1])).mine(), flush=True)
sys.stdin.readline()
"""


def test_one_of_two_delivers_and_the_other_says_that_it_waits(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    one, other = FileTurn(tmp_path / "bot.db"), FileTurn(tmp_path / "bot.db")
    with caplog.at_level(logging.WARNING):
        assert [one.mine(), other.mine(), one.mine(), other.mine()] == [True, False, True, False]
    assert [record.getMessage()[:15] for record in caplog.records] == ["another process"]
    one.release()
    assert other.mine()
    other.release()


def test_a_process_that_is_killed_gives_its_turn_up(tmp_path: Path) -> None:
    here, pipe = Path(__file__).parents[2], subprocess.PIPE
    command = [sys.executable, "-c", HOLD, str(tmp_path / "bot.db")]
    with subprocess.Popen(command, cwd=here, text=True, stdin=pipe, stdout=pipe) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        turn = FileTurn(tmp_path / "bot.db")
        assert not turn.mine()
        holder.kill()
        holder.wait()
        assert turn.mine()
        turn.release()


def test_the_database_tells_the_time_and_the_monotonic_clock_carries_it_on(postgresql_url: str) -> None:
    engine, passed = make_engine(postgresql_url), [0.0]
    clock = DatabaseClock(engine, lambda: passed[0])
    told = clock.now()
    assert abs(told - datetime.now(UTC)) < timedelta(minutes=1)
    passed[0] = 3600.0
    assert clock.now() == told + timedelta(hours=1)
    clock.ask()
    assert clock.now() < told + timedelta(minutes=1)
    engine.dispose()
