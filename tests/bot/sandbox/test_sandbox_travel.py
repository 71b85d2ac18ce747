"""Travelling in time: the clock stops at each moment for which the app asked, and waits until it is done there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.server import Sandbox
from tests.bot.sandbox.conftest import LUCA

HOUR = 3600.0


class Reminders:
    """An app that says something at each of its moments, and tells the clock of the next one."""

    def __init__(self, sandbox: Sandbox, call: Callable[..., Any], moments: dict[float, str]) -> None:
        self._sandbox, self._call = sandbox, call
        self._waiting = dict(sorted(moments.items()))
        self.said_at: list[tuple[str, float]] = []
        self._stopped = False
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Reminders:
        self._look()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped = True
        self._sandbox.client.post("people", id=LUCA, title="done")  # a change ends the wait
        self._thread.join(10)

    def _run(self) -> None:
        while not self._stopped:
            seen = self._sandbox.client.get("changes", since=-1, timeout=0)["n"]
            self._look()
            self._sandbox.client.get("changes", since=seen, timeout=5)

    def _look(self) -> None:
        as_of = self._sandbox.client.workspace()["now"]
        for moment in [one for one in self._waiting if one <= as_of]:
            text = self._waiting.pop(moment)
            self._call("chat.postMessage", channel=LUCA, text=text)
            self.said_at.append((text, as_of))
        self._sandbox.client.post("clock", as_of=as_of, next=next(iter(self._waiting), None))


def now_of(sandbox: Sandbox) -> float:
    return float(sandbox.client.workspace()["now"])


def test_time_that_passes_stops_at_every_due_moment(sandbox: Sandbox, call: Any) -> None:
    start = now_of(sandbox)
    with Reminders(
        sandbox, call, {start + 2 * HOUR: "one", start + 5 * HOUR: "two", start + 30 * HOUR: "later"}
    ) as app:
        ended = sandbox.client.let_pass(advance=24 * HOUR)
    assert ended["ending"] == "arrived"
    assert [(told["text"], told["to"]) for told in ended["said"]] == [("one", LUCA), ("two", LUCA)]
    for (_, at), due in zip(app.said_at, (2, 5), strict=True):
        assert due * HOUR <= at - start < due * HOUR + 60
    assert 24 * HOUR <= ended["now"] - start < 24 * HOUR + 60


def test_next_moves_to_the_next_thing_said(sandbox: Sandbox, call: Any) -> None:
    start = now_of(sandbox)
    with Reminders(sandbox, call, {start + 7 * HOUR: "one", start + 9 * HOUR: "two"}):
        first, second = (sandbox.client.let_pass(to_next=True) for _ in range(2))
    assert [told["text"] for told in first["said"] + second["said"]] == ["one", "two"]
    assert 7 * HOUR <= first["now"] - start < 7 * HOUR + 60
    assert 9 * HOUR <= second["now"] - start < 9 * HOUR + 60


def test_jump_leaves_what_was_due_to_be_late(sandbox: Sandbox, call: Any) -> None:
    start = now_of(sandbox)
    with Reminders(sandbox, call, {start + HOUR: "one"}) as app:
        sandbox.client.advance(24 * HOUR)
        sandbox.client.wait_for(lambda: app.said_at)
    assert app.said_at[0][1] - start >= 24 * HOUR


def test_without_word_of_an_app_the_clock_simply_moves(sandbox: Sandbox) -> None:
    start = now_of(sandbox)
    ended = sandbox.client.let_pass(advance=HOUR)
    assert (ended["ending"], ended["said"]) == ("arrived", [])
    assert ended["now"] - start >= HOUR
    assert sandbox.client.post("clock", to_next=True)["error"] == "nothing_planned"


def test_scheduled_messages_arrive_at_their_own_hour(sandbox: Sandbox, call: Any) -> None:
    start = now_of(sandbox)
    call("chat.scheduleMessage", channel=LUCA, text="scheduled", post_at=int(start + 3 * HOUR))
    ended = sandbox.client.let_pass(advance=24 * HOUR)
    assert [told["text"] for told in ended["said"]] == ["scheduled"]
    assert ended["said"][0]["at"] - start < 3 * HOUR + 60


def test_time_does_not_pass_twice_at_once_and_can_be_stopped(sandbox: Sandbox) -> None:
    start = now_of(sandbox)
    sandbox.client.post("clock", as_of=start, next=start + HOUR)  # an app that never answers again
    endings: list[str] = []
    travel = threading.Thread(target=lambda: endings.append(sandbox.client.let_pass(advance=24 * HOUR)["ending"]))
    travel.start()
    sandbox.client.wait_for(lambda: sandbox.client.workspace()["travelling"])
    assert sandbox.client.post("clock", advance=60)["error"] == "travelling"
    assert sandbox.client.post("clock", **{"advance": 60, "pass": True})["error"] == "travelling"
    sandbox.client.post("clock", stop=True)
    travel.join(10)
    assert endings == ["stopped"]
    assert HOUR <= now_of(sandbox) - start < HOUR + 60
    assert sandbox.client.workspace()["travelling"] is None


def test_app_that_does_not_answer_ends_the_travel(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sandbox.travel.PATIENCE", 0.05)
    start = now_of(sandbox)
    sandbox.client.post("clock", as_of=start, next=start + HOUR)
    assert sandbox.client.let_pass(advance=24 * HOUR)["ending"] == "unanswered"


def test_past_is_refused(sandbox: Sandbox) -> None:
    refused = sandbox.client.post("clock", **{"to": now_of(sandbox) - 10, "pass": True})
    assert (refused["ok"], refused["error"]) == (False, "invalid_arguments")
