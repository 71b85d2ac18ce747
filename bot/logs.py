"""The log: one stream for our records and other libraries', as text or JSON, without secrets or what people wrote."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import Processor, WrappedLogger

from bot.settings import LogFormat, LogLevel

SLACK_TOKEN = r"xox[a-z]-[A-Za-z0-9-]+|xapp-[A-Za-z0-9-]+|xoxe\.[A-Za-z0-9.-]+"  # noqa: S105  what one looks like
PASSWORD_IN_URL = r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"  # noqa: S105  where one stands
SLACK_TICKET = r"(?<=[?&]ticket=)[^\s&\"']+"
LEFT_OUT = "(left out)"

TALKATIVE = ("slack_bolt", "slack_sdk", "aiohttp", "uvicorn", "apscheduler", "alembic", "sqlalchemy", "asyncio")
"""Loggers of others that tell too much below WARNING: Bolt and the SDK write whole requests at INFO and DEBUG.

They are held back at the end of the line, as Bolt sets the levels of its own loggers.
"""


def configure_logs(
    log_format: LogFormat, level: LogLevel, secrets: Iterable[str] = (), stream: TextIO | None = None
) -> None:
    """Send every record of this process to ``stream`` (standard error), ``secrets`` left out wherever they stand."""
    stream = stream or sys.stderr
    shared = _shared_processors()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _renderer(log_format, colours=stream.isatty()),
                Redaction(secrets),
            ],
        )
    )
    handler.addFilter(_worth_keeping)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _worth_keeping(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] not in TALKATIVE


class Redaction:
    """Replaces secrets in a finished line; the last step, so that traces and arguments pass through it too."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = sorted((re.escape(secret) for secret in secrets if secret), key=len, reverse=True)
        self._pattern = re.compile("|".join([*known, SLACK_TOKEN, PASSWORD_IN_URL, SLACK_TICKET]))

    def __call__(self, logger: WrappedLogger, method: str, line: Any) -> str:
        """The line without them."""
        return self._pattern.sub(LEFT_OUT, str(line))


def _shared_processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(allow=("reference",)),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _leave_out_payloads,
    ]


def _leave_out_payloads(
    logger: WrappedLogger, method: str, record: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Drop the fields in which a request's content would travel."""
    for name in ("body", "payload", "blocks", "view", "text", "outcome", "decisions", "private", "reason", "query"):
        record.pop(name, None)
    return record


def _renderer(log_format: LogFormat, *, colours: bool) -> Processor:
    if log_format is LogFormat.JSON:
        return structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    # the plain formatter shows no local variables, in which tokens and notes would stand
    return structlog.dev.ConsoleRenderer(
        colors=colours, exception_formatter=structlog.dev.plain_traceback, sort_keys=False
    )
