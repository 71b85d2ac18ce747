"""The log: what is left out, whoever writes it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.logs import configure_logs
from bot.settings import LogFormat, LogLevel

BOT_TOKEN = "xoxb-111-222-abcDEF"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(params=[LogFormat.TEXT, LogFormat.JSON])
def written(request: pytest.FixtureRequest) -> io.StringIO:
    stream = io.StringIO()
    configure_logs(request.param, LogLevel.DEBUG, [SIGNING_SECRET, "p&ssw0rd"], stream)
    return stream


@pytest.mark.parametrize(
    "secret",
    [
        BOT_TOKEN,
        "xapp-1-A111-222-abcdef",
        SIGNING_SECRET,
        "p&ssw0rd",
        "postgresql://awa:other-s3cret@db/mentorbot",
        "wss://wss-primary.slack.com/link/?ticket=1234-5678&app_id=A1",
    ],
)
def test_a_secret_is_left_out_of_own_and_foreign_records_and_traces(written: io.StringIO, secret: str) -> None:
    structlog.get_logger("bot").info("connected", detail=secret)
    logging.getLogger("somebody").warning("could not use %s", secret)
    try:
        raise ValueError(secret)
    except ValueError:
        structlog.get_logger("bot").exception("failed")
        logging.getLogger("somebody").exception("failed")
    for part in (secret, "other-s3cret", "1234-5678"):
        assert part not in written.getvalue()
    assert written.getvalue().count("(left out)") >= 4


def test_a_trace_shows_no_local_variables(written: io.StringIO) -> None:
    note = "Luca is thinking of leaving his cluster"
    try:
        raise KeyError(len(note))
    except KeyError:
        structlog.get_logger("bot").exception("failed")
    assert "KeyError" in written.getvalue()
    assert "leaving his cluster" not in written.getvalue().replace(note_source_line(), "")


def note_source_line() -> str:
    return 'note = "Luca is thinking of leaving his cluster"'


@pytest.mark.parametrize("field", ["body", "payload", "blocks", "view", "text"])
def test_what_a_request_contains_is_dropped(written: io.StringIO, field: str) -> None:
    structlog.get_logger("bot").info("heard", **{field: "a private note"})
    assert "heard" in written.getvalue()
    assert "private note" not in written.getvalue()


@pytest.mark.parametrize("name", ["slack_bolt.AsyncApp", "slack_sdk.socket_mode.aiohttp", "uvicorn.access"])
def test_libraries_that_write_whole_requests_are_kept_short(written: io.StringIO, name: str) -> None:
    logging.getLogger(name).info("Received body: a private note")
    logging.getLogger(name).debug("Received body: a private note")
    assert written.getvalue() == ""


def test_bolts_own_logger_is_kept_short_though_bolt_sets_its_level(written: io.StringIO) -> None:
    app = AsyncApp(signing_secret=SIGNING_SECRET, token=None, client=AsyncWebClient(), authorize=lambda: None)
    app.logger.info("Invalid request signature detected (body: a private note)")
    app.logger.warning("worth knowing")
    assert "private note" not in written.getvalue()
    assert "worth knowing" in written.getvalue()


def test_json_lines_carry_time_level_logger_and_reference() -> None:
    stream = io.StringIO()
    configure_logs(LogFormat.JSON, LogLevel.INFO, stream=stream)
    with structlog.contextvars.bound_contextvars(reference="E-1"):
        logging.getLogger("somebody").warning("a %s", "sentence")
    record = json.loads(stream.getvalue())
    assert record.pop("timestamp").endswith("Z")
    assert record == {"event": "a sentence", "level": "warning", "logger": "somebody", "reference": "E-1"}


def test_records_below_the_level_are_not_written() -> None:
    stream = io.StringIO()
    configure_logs(LogFormat.TEXT, LogLevel.WARNING, stream=stream)
    structlog.get_logger("bot").info("too quiet")
    logging.getLogger("somebody").info("too quiet")
    assert stream.getvalue() == ""
