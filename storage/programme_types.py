"""How the settings of a programme stand in columns, the same on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Dialect, Text, TypeDecorator

from mentoring.programme_settings import PlannedMeetings, SetUpStep, Welcomes

STEPS = {step.value: step for step in SetUpStep}


class SetUpText(TypeDecorator[frozenset[SetUpStep]]):
    """Steps with blanks between them; one that this code does not know is passed over."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: frozenset[SetUpStep] | None, dialect: Dialect) -> str | None:
        """The steps on one line."""
        return None if value is None else " ".join(sorted(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[SetUpStep] | None:
        """The steps."""
        return None if value is None else frozenset(STEPS[word] for word in value.split() if word in STEPS)


class WelcomesJson(TypeDecorator[Welcomes]):
    """A JSON object of texts by language, in alphabetical order."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Welcomes | None, dialect: Dialect) -> dict[str, str] | None:
        """The object."""
        return None if value is None else dict(value)

    def process_result_value(self, value: dict[str, str] | None, dialect: Dialect) -> Welcomes | None:
        """The texts."""
        return None if value is None else tuple(sorted(value.items()))


class PlannedMeetingsJson(TypeDecorator[PlannedMeetings]):
    """A JSON object of how many and the days that are known."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: PlannedMeetings | None, dialect: Dialect) -> dict[str, Any] | None:
        """The object."""
        return None if value is None else {"count": value.count, "days": [day.isoformat() for day in value.days]}

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> PlannedMeetings | None:
        """The plan."""
        if value is None:
            return None
        return PlannedMeetings(value.get("count", 0), tuple(date.fromisoformat(day) for day in value.get("days", ())))
