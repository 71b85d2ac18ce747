"""The demonstration: one address, kept from one start to the next, and closed cleanly."""

from __future__ import annotations

import signal
import socket
import subprocess
from pathlib import Path

import pytest

from bot.sandbox.client import Client
from tests.bot.test_whole_bot import mentorbot, told_to_stop

AWA = "UAWA"
HOUR, DAY = 3600, 86_400


def opened(process: subprocess.Popen[str]) -> Client:
    assert process.stdout is not None
    first = process.stdout.readline()
    assert first.startswith("Open http://127.0.0.1:"), (first, process.communicate())
    return Client(first.removeprefix("Open ").strip())


def test_a_demonstration_keeps_what_was_done_until_it_is_reset(tmp_path: Path) -> None:
    with mentorbot(tmp_path, "demo", "--port", "0") as process:
        client = opened(process)
        told = client.seat(AWA).say("a message to keep")
        assert told["ok"]
        client.wait_until_quiet()
        status, errors = told_to_stop(process, signal.SIGINT)
    assert (status, errors) == (0, "")

    with mentorbot(tmp_path, "demo", "--port", "0") as process:
        assert "a message to keep" in opened(process).seat(AWA).reads()
        assert told_to_stop(process, signal.SIGTERM) == (0, "")

    with mentorbot(tmp_path, "demo", "--port", "0", "--reset") as process:
        assert "a message to keep" not in opened(process).seat(AWA).reads()
        assert told_to_stop(process, signal.SIGINT) == (0, "")


def test_the_bot_answers_in_the_demonstration_on_the_sandboxs_clock(tmp_path: Path) -> None:
    with mentorbot(tmp_path, "demo", "--port", "0") as process:
        client = opened(process)
        assert client.seat(AWA).command("/mentor help")["ok"]
        client.seat(AWA).wait_for_message("/mentor")
        verbs = client.workspace()["commands"][0]["verbs"]
        assert {"book", "sessions", "help"} <= {verb["verb"] for verb in verbs}


def test_a_busy_port_is_a_sentence_and_changes_nothing(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with mentorbot(tmp_path, "demo", "--port", str(port), "--reset") as process:
            told, errors = process.communicate(timeout=30)
    assert (process.returncode, told) == (1, "")
    assert errors == (
        f"Port {port} on 127.0.0.1 is in use by another program. Choose another: mentorbot demo --port {port + 1}\n"
    )
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("broken", ["", "{}", "not json"])
def test_a_damaged_snapshot_is_a_sentence(tmp_path: Path, broken: str) -> None:
    folder = tmp_path / "var" / "demo"
    folder.mkdir(parents=True)
    (folder / "filled").touch()
    (folder / "sandbox.json").write_text(broken, encoding="utf-8")
    with mentorbot(tmp_path, "demo", "--port", "0") as process:
        told, errors = process.communicate(timeout=30)
    assert (process.returncode, told) == (1, "")
    assert errors.endswith("make demo-reset starts over.\n")
    assert "Traceback" not in errors


def test_a_demonstration_whose_filling_was_interrupted_starts_over(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "demo"
    folder.mkdir(parents=True)
    (folder / "mentorbot.db").write_bytes(b"half a database")
    with mentorbot(tmp_path, "demo", "--port", "0") as process:
        opened(process)
        assert told_to_stop(process, signal.SIGINT) == (0, "")


def test_time_passes_in_the_demonstration_and_what_falls_due_is_said_at_its_hour(tmp_path: Path) -> None:
    with mentorbot(tmp_path, "demo", "--port", "0", "--no-answers") as process:
        client = opened(process)
        client.wait_for(lambda: client.workspace()["next"], what="the bot to say when it is wanted")
        start = client.workspace()["now"]
        passed = client.let_pass(advance=8 * DAY)
        assert passed["ending"] == "arrived"
        assert passed["said_count"] > 0
        # Answers were awaited for three days, so nothing may wait for the end of the eight.
        assert max(told["at"] for told in passed["said"] if "répondu" in told["text"]) < start + 4 * DAY
        # In the first hour comes what the filling brought about.
        later = [told["text"] for told in passed["said"] if told["at"] > start + HOUR]
        assert not any("accept" in text for text in later)
        assert told_to_stop(process, signal.SIGINT) == (0, "")


def test_the_invented_people_answer_as_time_passes(tmp_path: Path) -> None:
    with mentorbot(tmp_path, "demo", "--port", "0") as process:
        client = opened(process)
        client.wait_for(lambda: client.workspace()["next"], what="the bot to say when it is wanted")
        passed = client.let_pass(advance=2 * DAY)
        assert passed["ending"] == "arrived"
        assert any("accept" in told["text"] for told in passed["said"])
        assert told_to_stop(process, signal.SIGINT) == (0, "")
