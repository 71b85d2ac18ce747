"""How what was merged stands in columns, the same on both databases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import JSON, Dialect, TypeDecorator

from mentoring.clusters import Cluster, Moved

Shared = tuple[str, tuple[int, ...]]


class ClusterJson(TypeDecorator[Cluster]):
    """A JSON object of a cluster's fields."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Cluster | None, dialect: Dialect) -> dict[str, Any] | None:
        """The object."""
        return None if value is None else {**asdict(value), "also_known_as": list(value.also_known_as)}

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> Cluster | None:
        """The cluster."""
        return None if value is None else Cluster(**{**value, "also_known_as": tuple(value["also_known_as"])})


class MovedJson(TypeDecorator[tuple[Moved, ...]]):
    """A JSON list of [person, cluster, sector]."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Iterable[Moved] | None, dialect: Dialect) -> list[list[Any]] | None:
        """The list."""
        return None if value is None else [[one.person_id, one.cluster, one.sector] for one in value]

    def process_result_value(self, value: list[list[Any]] | None, dialect: Dialect) -> tuple[Moved, ...] | None:
        """Who moved."""
        return None if value is None else tuple(Moved(*one) for one in value)


class SharedJson(TypeDecorator[tuple[Shared, ...]]):
    """A JSON list of [collaboration, [clusters]]."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Iterable[Shared] | None, dialect: Dialect) -> list[list[Any]] | None:
        """The list."""
        return None if value is None else [[one, list(named)] for one, named in value]

    def process_result_value(self, value: list[list[Any]] | None, dialect: Dialect) -> tuple[Shared, ...] | None:
        """The collaborations with the clusters that they named."""
        return None if value is None else tuple((one, tuple(named)) for one, named in value)
