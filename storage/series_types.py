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
        if value is None:
            return None
        return {
            "rule": {"kind": type(value.rule).__name__.lower(), **asdict(value.rule)},
            "first": _plain(value.first),
            "until": value.until.isoformat() if value.until else None,
            "count": value.count,
        }

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> Pattern | None:
        """The pattern."""
        if value is None:
            return None
        until = value["until"]
        return Pattern(
            _rule(value["rule"]),
            _anchor(value["first"]),
            date.fromisoformat(until) if until else None,
            value["count"],
        )


class ExceptionsJson(TypeDecorator[Exceptions]):
    """A JSON object of times by ISO 8601 date, null for a date that is dropped."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Exceptions | None, dialect: Dialect) -> dict[str, Any] | None:
        """The object."""
        if value is None:
            return None
        return {day.isoformat(): _plain(moved) if moved else None for day, moved in value.items()}

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> Exceptions | None:
        """The exceptions."""
        if value is None:
            return None
        return {date.fromisoformat(day): _anchor(moved) if moved else None for day, moved in value.items()}


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


class WordsJson(TypeDecorator[tuple[str, ...]]):
    """A JSON list of texts."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> list[str] | None:
        """The list."""
        return None if value is None else list(value)

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[str, ...] | None:
        """The texts."""
        return None if value is None else tuple(value)


def _plain(anchor: Anchor) -> dict[str, Any]:
    return {"wall": anchor.wall.isoformat(), "zone": anchor.zone, "fold": anchor.fold}


def _anchor(kept: dict[str, Any]) -> Anchor:
    return Anchor(datetime.fromisoformat(kept["wall"]), kept["zone"], kept["fold"])


def _rule(kept: dict[str, Any]) -> Rule:
    if kept["kind"] == "weekly":
        return Weekly(tuple(kept["weekdays"]), kept["every"])
    return Monthly(kept["nth"], kept["weekday"], kept["every"])
