"""`mentorbot deliveries`: what it shows and what it does."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.database import open_database
from bot.settings import Settings
from mentoring.messages import DeliveryKind, DeliveryState
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.test_cli import ask
from tests.builders import TEAM, a_cohort, a_delivery

OF_SESSION = ("deliveries", "--team", TEAM, "--session", "S1")
DUE = datetime(2027, 1, 18, 8, 0, tzinfo=UTC)


@pytest.fixture
def told(installation: dict[str, str]) -> None:
    assert ask("db", "upgrade")[0] == 0
    engine: Engine = open_database(Settings.load())
    with SqlUnitOfWork(engine, TEAM) as unit:
        cohort = a_cohort(unit)
        to_luca: dict[str, Any] = {"recipient_id": cohort.luca.id, "due_at": DUE}
        unit.deliveries.plan(
            [
                a_delivery(
                    "said",
                    **to_luca,
                    state=DeliveryState.SENT,
                    slack_ts="1800000000.000100",
                    channel_id="DLUCA",
                    language="it",
                ),
                a_delivery("stuck", **to_luca, state=DeliveryState.REVIEW, last_error="=missing_scope"),
                a_delivery(
                    "home",
                    recipient_id=cohort.awa.id,
                    kind=DeliveryKind.HOME,
                    session_id=None,
                    due_at=DUE - timedelta(1),
                ),
            ]
        )
        unit.commit()
    engine.dispose()


@pytest.mark.usefixtures("told")
def test_ledger_tells_who_was_told_what_when_and_in_which_language() -> None:
    status, shown, _ = ask(*OF_SESSION, "--format", "json")

    assert status == 0
    said = json.loads(shown)[0]
    assert {name: said[name] for name in ("recipient", "kind", "change", "language", "slack_ts", "said_at")} == {
        "recipient": "Luca",
        "kind": "session_news",
        "change": "proposed",
        "language": "it",
        "slack_ts": "1800000000.000100",
        "said_at": "2027-01-15T08:00:00+00:00",
    }


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        ((), ["said", "stuck", "home"]),
        (("--person", "uluca@example.org"), ["said", "stuck"]),
        (("--person", "UAWA"), ["home"]),
        (("--state", "review", "--state", "pending"), ["stuck", "home"]),
        (("--kind", "home"), ["home"]),
        (("--limit", "1"), ["said"]),
    ],
)
def test_ledger_is_filtered(filters: tuple[str, ...], keys: list[str]) -> None:
    shown = ask("deliveries", "--team", TEAM, "--format", "json", *filters)[1]
    assert [one["key"] for one in json.loads(shown)] == keys


@pytest.mark.usefixtures("told")
def test_history_of_a_session_tells_each_step_and_who_took_it() -> None:
    ask("deliveries", "--team", TEAM, "--resend", "stuck")
    ask("deliveries", "--team", TEAM, "--cancel", "stuck")

    by_key = {one["key"]: one["steps"] for one in json.loads(ask(*OF_SESSION, "--format", "json")[1])}
    steps = [(one["from"], one["to"], one["claim"], one["worker"], one["reason"]) for one in by_key["stuck"]]
    assert steps == [
        ("review", "pending", 0, "", "=missing_scope"),
        ("pending", "cancelled", 0, "", "cancelled by hand"),
    ]
    assert by_key["said"] == []
    table = ask(*OF_SESSION)[1]
    assert "cancelled by hand" in table.partition("worker")[2]
    assert "worker" not in ask("deliveries", "--team", TEAM)[1]


@pytest.mark.usefixtures("told")
def test_csv_holds_no_formula() -> None:
    shown = ask("deliveries", "--team", TEAM, "--format", "csv", "--state", "review")[1]
    assert [row["reason"] for row in csv.DictReader(io.StringIO(shown))] == ["'=missing_scope"]


@pytest.mark.usefixtures("told")
def test_table_shows_keys_and_reasons() -> None:
    shown = ask("deliveries", "--team", TEAM)[1]
    assert "stuck" in shown
    assert "=missing_scope" in shown


@pytest.mark.usefixtures("told")
def test_what_is_stuck_is_sent_again_or_cancelled_and_what_is_said_is_neither() -> None:
    assert ask("deliveries", "--team", TEAM, "--resend", "stuck")[1] == "stuck is sent again.\n"
    assert ask("deliveries", "--team", TEAM, "--cancel", "stuck")[1] == "stuck is cancelled.\n"
    assert ask("deliveries", "--team", TEAM, "--resend", "said")[1].startswith("said is sent; only what is in review")
    assert ask("deliveries", "--team", TEAM, "--cancel", "said")[1].startswith("said is sent; only what waits")


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--state", "lost"), "--state is one of cancelled, "),
        (("--kind", "letter"), "--kind is one of "),
        (("--format", "xml"), "“xml” is no format."),
        (("--person", "nobody@example.org"), "Nobody here is known as nobody@example.org."),
        (("--resend", "nothing"), "There is no delivery nothing."),
    ],
)
def test_what_can_not_be_understood_is_a_sentence(words: tuple[str, ...], sentence: str) -> None:
    status, _, complaint = ask("deliveries", "--team", TEAM, *words)
    assert status
    assert complaint.startswith(sentence)
