"""What tests of storage may ask for besides: several processes at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture
def in_processes() -> Iterator[Callable[[str, list[list[str]]], list[str]]]:
    """Run a script once per list of arguments, all let go at the same moment; the last line that each printed."""
    started: list[subprocess.Popen[str]] = []

    def run(script: str, arguments: list[list[str]]) -> list[str]:
        for those in arguments:
            command = [sys.executable, "-c", script, *those]
            here, pipe = Path(__file__).parents[2], subprocess.PIPE
            started.append(subprocess.Popen(command, cwd=here, text=True, stdin=pipe, stdout=pipe))
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in started:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        return [process.communicate(timeout=60)[0].strip() for process in started]

    yield run
    for process in started:
        process.kill()
        process.communicate()
