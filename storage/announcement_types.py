"""How what an announcement says and to whom stands in a column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from sqlalchemy import JSON, Dialect, TypeDecorator

from mentoring.announcements import Attachment, Content, PairState, Readership, Timing, Version
from mentoring.gatherings import Audience
from mentoring.people import Role
from mentoring.rich_text import Paragraph, Shape, Span, SpanKind

V = TypeVar("V")


class ContentJson(TypeDecorator[Content]):
    """A JSON object of the fields; instants are ISO 8601 in UTC, and what is as usual is left out.

    Names that this code does not know are passed over and missing ones take their default, so that two releases can
    run beside each other.
    """

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Content | None, dialect: Dialect) -> dict[str, Any] | None:
        """The object."""
        return None if value is None else _plain(value)

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> Content | None:
        """The content."""
        return None if value is None else _made(Content, value)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        told = ((one, getattr(value, one.name)) for one in fields(value))
        return {one.name: _plain(kept) for one, kept in told if kept != one.default}
    match value:
        case frozenset():
            return sorted(value)
        case tuple():
            return [_plain(one) for one in value]
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return value


def _made(kind: type[V], kept: Mapping[str, Any]) -> V:
    """The value of these fields, each read in its own way."""
    readers = READ[kind]
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    return kind(
        **{
            name: readers[name](value) if name in readers else value
            for name, value in kept.items()
            if name in known and value is not None
        }
    )


def _one(kind: type[V]) -> Callable[[Mapping[str, Any]], V]:
    return lambda kept: _made(kind, kept)


def _many(kind: type[V]) -> Callable[[list[Mapping[str, Any]]], tuple[V, ...]]:
    return lambda kept: tuple(_made(kind, one) for one in kept)


def _roles(kept: list[str]) -> frozenset[Role]:
    return frozenset(map(Role, kept))


def _pair_states(kept: list[str]) -> frozenset[PairState]:
    return frozenset(map(PairState, kept))


READ: Mapping[type, Mapping[str, Callable[[Any], Any]]] = {
    Content: {
        "versions": _many(Version),
        "readership": _one(Readership),
        "timing": _one(Timing),
        "attachments": _many(Attachment),
    },
    Version: {"text": _many(Paragraph)},
    Paragraph: {"spans": _many(Span), "shape": Shape},
    Span: {"kind": SpanKind},
    Readership: {"audience": _one(Audience), "languages": frozenset, "pair_states": _pair_states},
    Audience: {"roles": _roles, **dict.fromkeys(("people", "countries", "sectors", "clusters"), frozenset)},
    Timing: {"at": datetime.fromisoformat, "day": date.fromisoformat, "hour": time.fromisoformat},
    Attachment: {},
}
"""How the fields are read that JSON keeps in another shape."""
