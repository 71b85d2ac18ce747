"""How patterns of series stand in columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Dialect, TypeDecorator

from mentoring.clocks import Anchor
from mentoring.series import Exceptions, Monthly, Pattern, Rule, Weekly


class PatternJson(TypeDecorator[Pattern]):
    """A JSON object: the rule, the first time, and what ends it."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Pattern | None, dialect: Dialect) -> dict[str, Any] | None:
        """The object."""
        return None if value is None else plain_pattern(value)

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> Pattern | None:
        """The pattern."""
        return None if value is None else pattern_of(value)


class ExceptionsJson(TypeDecorator[Exceptions]):
    """A JSON object of times by ISO 8601 date, null for a date that is dropped."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Exceptions | None, dialect: Dialect) -> dict[str, Any] | None:
        """The object."""
        return None if value is None else plain_exceptions(value)

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> Exceptions | None:
        """The exceptions."""
        return None if value is None else exceptions_of(value)


class PlacesJson(TypeDecorator[tuple[tuple[str, int], ...]]):
    """A JSON list of [session id, revision]."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Iterable[tuple[str, int]] | None, dialect: Dialect) -> list[list[Any]] | None:
        """The list."""
        return None if value is None else [[session_id, revision] for session_id, revision in value]

    def process_result_value(
        self, value: list[list[Any]] | None, dialect: Dialect
    ) -> tuple[tuple[str, int], ...] | None:
        """The pairs."""
        return None if value is None else tuple((session_id, revision) for session_id, revision in value)


def plain_pattern(pattern: Pattern) -> dict[str, Any]:
    """The pattern as a JSON object."""
    return {
        "rule": {"kind": type(pattern.rule).__name__.lower(), **asdict(pattern.rule)},
        "first": _plain(pattern.first),
        "until": pattern.until.isoformat() if pattern.until else None,
        "count": pattern.count,
    }


def pattern_of(kept: dict[str, Any]) -> Pattern:
    """The pattern that such an object keeps."""
    until = kept["until"]
    return Pattern(
        _rule(kept["rule"]), _anchor(kept["first"]), date.fromisoformat(until) if until else None, kept["count"]
    )


def plain_exceptions(exceptions: Exceptions) -> dict[str, Any]:
    """The exceptions as a JSON object."""
    return {day.isoformat(): _plain(moved) if moved else None for day, moved in exceptions.items()}


def exceptions_of(kept: dict[str, Any]) -> Exceptions:
    """The exceptions that such an object keeps."""
    return {date.fromisoformat(day): _anchor(moved) if moved else None for day, moved in kept.items()}


def _plain(anchor: Anchor) -> dict[str, Any]:
    return {"wall": anchor.wall.isoformat(), "zone": anchor.zone, "fold": anchor.fold}


def _anchor(kept: dict[str, Any]) -> Anchor:
    return Anchor(datetime.fromisoformat(kept["wall"]), kept["zone"], kept["fold"])


def _rule(kept: dict[str, Any]) -> Rule:
    if kept["kind"] == "weekly":
        return Weekly(tuple(kept["weekdays"]), kept["every"])
    return Monthly(kept["nth"], kept["weekday"], kept["every"])
