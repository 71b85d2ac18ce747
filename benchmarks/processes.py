"""The processes that are measured: each pinned to the server's core, asked when it is ready, weighed and ended."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import Unexpected
from benchmarks.payloads import BOT_TOKEN, SIGNING_SECRET
from storage.sealing import new_key

SERVER_CORE, LOAD_CORE = 0, 1
READY_STEP = 0.002
READY_SECONDS = 30
STOP_SECONDS = 20
ROOT = Path(__file__).parent.parent
MENTORBOT = str(Path(sys.executable).with_name("mentorbot"))


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """Run this thread, and what it starts meanwhile, on one core; where there is only one, nothing changes."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core} & before or before)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@dataclass(frozen=True)
class Served:
    """A server at work: its process and port, and the seconds from its start until it was ready."""

    process: subprocess.Popen[bytes]
    port: int
    ready_after: float

    @property
    def computed(self) -> float:
        """Seconds for which the threads that the process has now were on a processor."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(one.read_text(encoding="ascii").split()[0]) for one in tasks) / 1e9

    @property
    def megabytes(self) -> float:
        """Resident memory of the process."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        if found is None:
            raise Unexpected("the process is gone")
        return int(found[1]) / 1024


@contextmanager
def empty_listener(folder: Path) -> Iterator[Served]:
    """The yardstick at work."""
    port = free_port()
    words = [sys.executable, "-m", "benchmarks.empty_listener", str(port)]
    with served_by(words, port, folder, {"PYTHONPATH": str(ROOT)}) as served:
        yield served


@contextmanager
def the_bot(folder: Path, database_url: str, slack_api_url: str) -> Iterator[Served]:
    """The bot at work in HTTP mode, as `mentorbot run` starts it."""
    port = free_port()
    settings = {
        "MENTORBOT_MODE": "http",
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": slack_api_url,
        "MENTORBOT_DATABASE_URL": database_url,
        "MENTORBOT_PORT": str(port),
        "MENTORBOT_NOTE_KEYS": new_key("bench"),
        "MENTORBOT_LOG_LEVEL": "warning",
    }
    with served_by([MENTORBOT, "run"], port, folder, settings) as served:
        yield served


@contextmanager
def served_by(words: list[str], port: int, folder: Path, settings: Mapping[str, str]) -> Iterator[Served]:
    """The server that this command starts, ready until the block ends; it must answer /readyz."""
    began = time.perf_counter()
    with on_core(SERVER_CORE), (folder / "errors.log").open("ab") as errors:
        process = subprocess.Popen(words, cwd=folder, env={**environment(), **settings}, stderr=errors)
    try:
        _wait_until_ready(process, port, folder)
        yield Served(process, port, time.perf_counter() - began)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def environment() -> dict[str, str]:
    """This environment without settings of a bot."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("MENTORBOT_", "SLACK_"))}


def seconds_of(words: list[str]) -> float:
    """How long a command takes from its start to its end."""
    began = time.perf_counter()
    with on_core(SERVER_CORE):
        subprocess.run(words, check=True, env=environment(), stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    over = time.perf_counter() + READY_SECONDS
    while not _ready(port):
        if process.poll() is not None or time.perf_counter() > over:
            said = (folder / "errors.log").read_text(errors="replace")[-2000:]
            raise Unexpected(f"a server did not start:\n{said}")
        time.sleep(READY_STEP)


def _ready(port: int) -> bool:
    # by hand, as urllib's own work would be measured with it
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as asking:
            asking.sendall(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return asking.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False
