"""How what coordinators prepare before they make pairs stands in columns, the same on both databases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import JSON, Dialect, TypeDecorator

from mentoring.pairing import Pick, Wish, WishKind

KINDS = {kind.value: kind for kind in WishKind}


class WishesJson(TypeDecorator[frozenset[Wish]]):
    """A JSON list of [mentee, kind, mentor, country]; kinds that this code does not know are passed over."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Iterable[Wish] | None, dialect: Dialect) -> list[list[Any]] | None:
        """The list, in order."""
        if value is None:
            return None
        return [[one.mentee_id, one.kind.value, one.mentor_id, one.country] for one in sorted(value)]

    def process_result_value(self, value: list[list[Any]] | None, dialect: Dialect) -> frozenset[Wish] | None:
        """The wishes."""
        if value is None:
            return None
        return frozenset(
            Wish(mentee, KINDS[kind], mentor, country) for mentee, kind, mentor, country in value if kind in KINDS
        )


class PlacesJson(TypeDecorator[Mapping[int, int]]):
    """A JSON list of [mentor, how many mentees]."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Mapping[int, int] | None, dialect: Dialect) -> list[list[int]] | None:
        """The list, in order."""
        return None if value is None else [[mentor, places] for mentor, places in sorted(value.items())]

    def process_result_value(self, value: list[list[int]] | None, dialect: Dialect) -> Mapping[int, int] | None:
        """How many, by mentor."""
        return None if value is None else {int(mentor): int(places) for mentor, places in value}


class PicksJson(TypeDecorator[tuple[Pick, ...]]):
    """A JSON list of [mentee, mentor, points]."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Iterable[Pick] | None, dialect: Dialect) -> list[list[int]] | None:
        """The list, in order."""
        return None if value is None else [[one.mentee_id, one.mentor_id, one.points] for one in sorted(value)]

    def process_result_value(self, value: list[list[int]] | None, dialect: Dialect) -> tuple[Pick, ...] | None:
        """The picks."""
        return None if value is None else tuple(Pick(*one) for one in value)
