"""What must hold of every file in the repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOSTS = (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "com"), ("npmjs", "org"))
REGISTRIES = [".".join(parts) for parts in HOSTS]
VENDORED = {"bot/sandbox/page/preact-htm.js"}


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def text_of(name: str) -> str:
    return (ROOT / name).read_bytes().decode("utf-8", errors="replace")


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_file_names_a_package_registry(host: str) -> None:
    assert [name for name in tracked() if host in text_of(name)] == []


def test_locks_pin_every_package_by_hash() -> None:
    for lock in (ROOT / "locks").glob("*.txt"):
        pins = [line for line in lock.read_text().splitlines() if "==" in line]
        assert pins
        assert [line for line in pins if not line.endswith("\\")] == []


def test_no_file_holds_a_mark_of_an_unfinished_merge() -> None:
    marks = ("<" * 7 + " ", ">" * 7 + " ")
    assert [name for name in tracked() if any(line.startswith(marks) for line in text_of(name).splitlines())] == []


def test_no_source_leaves_work_for_later() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    sources = [name for name in tracked() if name.endswith((".py", ".js", ".css")) and name not in VENDORED]
    assert [name for name in sources if any(word in text_of(name) for word in words)] == []


def test_broad_excepts_are_where_the_architecture_allows_them() -> None:
    allowed = {"handlers/errors.py", "scheduler/runner.py", "scheduler/deliverer.py"}
    product = [name for name in tracked() if name.endswith(".py") and not name.startswith(("tests/", "benchmarks/"))]
    broad = {name for name in product if "except Exception" in text_of(name) or "except BaseException" in text_of(name)}
    assert broad == allowed
