"""How sessions of several, and what was asked for them, stand in columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Dialect, TypeDecorator

from mentoring.gatherings import Audience, Gathering, GatheringRequest, Repetition
from mentoring.people import Role
from storage.series_types import exceptions_of, pattern_of, plain_exceptions, plain_pattern


class GatheringJson(TypeDecorator[Gathering]):
    """A JSON object of the fields, durations in seconds, instants as ISO 8601 in UTC; SQL's null for none.

    Names that this code does not know are passed over and missing ones take their default, so that two releases can
    run beside each other.
    """

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Gathering | None, dialect: Dialect) -> dict[str, Any] | None:
        """The object."""
        return None if value is None else _plain(value)

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> Gathering | None:
        """The gathering."""
        return None if value is None else Gathering(**_known(Gathering, value))


class GatheringRequestJson(TypeDecorator[GatheringRequest]):
    """A JSON object of the fields, in the same manner; the wall time is ISO 8601 without a zone."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: GatheringRequest | None, dialect: Dialect) -> dict[str, Any] | None:
        """The object."""
        return None if value is None else _plain(value)

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> GatheringRequest | None:
        """The request."""
        return None if value is None else GatheringRequest(**_known(GatheringRequest, value))


def _plain(value: Gathering | GatheringRequest | Audience) -> dict[str, Any]:
    return {one.name: _plain_field(getattr(value, one.name)) for one in fields(value)}


def _plain_repetition(value: Repetition) -> dict[str, Any]:
    return {
        "pattern": plain_pattern(value.pattern),
        "exceptions": plain_exceptions(value.exceptions),
        "offered": [one.astimezone(UTC).isoformat() for one in value.offered],
    }


def _plain_field(value: Any) -> Any:
    match value:
        case Audience():
            return _plain(value)
        case Repetition():
            return _plain_repetition(value)
        case frozenset() | tuple():
            return sorted(value) if isinstance(value, frozenset) else list(value)
        case timedelta():
            return value.total_seconds()
        case datetime():
            return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
        case _:
            return value


def _to_audience(kept: dict[str, Any]) -> Audience:
    return Audience(**_known(Audience, kept))


def _to_repetition(kept: dict[str, Any]) -> Repetition:
    return Repetition(
        pattern_of(kept["pattern"]),
        exceptions_of(kept["exceptions"]),
        tuple(datetime.fromisoformat(one) for one in kept["offered"]),
    )


def _to_duration(kept: float) -> timedelta:
    return timedelta(seconds=kept)


def _to_roles(kept: list[str]) -> frozenset[Role]:
    return frozenset(Role(one) for one in kept)


READ: Mapping[str, Callable[[Any], Any]] = {
    "audience": _to_audience,
    "roles": _to_roles,
    "repeats": _to_repetition,
    **dict.fromkeys(("people", "countries", "sectors", "clusters"), frozenset),
    "users": tuple,
    **dict.fromkeys(("wall", "answer_by"), datetime.fromisoformat),
    **dict.fromkeys(("duration", "late"), _to_duration),
}
"""How the fields are read that JSON keeps in another shape."""


def _known(kind: type[Gathering | GatheringRequest | Audience], kept: dict[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(kind)}
    return {name: _read(name, value) for name, value in kept.items() if name in names and value is not None}


def _read(name: str, kept: Any) -> Any:
    return READ[name](kept) if name in READ else kept
