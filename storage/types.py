"""How the field's values stand in columns, the same on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import JSON, DateTime, Dialect, Integer, SmallInteger, Text, TypeDecorator

from mentoring.attendance import AttendancePolicy
from mentoring.competences import Competence
from mentoring.messages import DeliveryKind
from mentoring.pairing_policy import PairingPolicy
from mentoring.people import BookingPolicy, Role, Window, WorkingWeek
from mentoring.polls import Vote
from mentoring.portraits import Question
from mentoring.reminders import Lead, Leads, ReminderPolicy, ReminderWishes
from mentoring.risk import ReasonKind, RiskPolicy

KINDS = {kind.value: kind for kind in DeliveryKind}
E = TypeVar("E", bound=StrEnum)
N = TypeVar("N", bound=IntEnum)
V = TypeVar("V")
S = TypeVar("S", BookingPolicy, AttendancePolicy, RiskPolicy, PairingPolicy)

MOST_KNOWN = 1000
"""Texts of one column that are remembered with what they say; beyond that all are forgotten and read again."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant. SQLite keeps it as UTC text of one length, so that text order is order in time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant in UTC; ValueError when it is naive."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant is aware; {value.isoformat()} has no zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EnumText(TypeDecorator[E], Generic[E]):
    """A member of an enumeration by its value; the database knows no list, so a new member needs no migration."""

    impl = Text
    cache_ok = True

    def __init__(self, members: type[E]) -> None:
        super().__init__()
        self.members = members
        self._by_value = {member.value: member for member in members}

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        """The member's value."""
        return None if value is None else self.members(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        """The member."""
        return None if value is None else self._by_value.get(value) or self.members(value)


class Ranked(TypeDecorator[N], Generic[N]):
    """A member of a ranked enumeration by its rank, so that the database finds the first one."""

    impl = SmallInteger
    cache_ok = True

    def __init__(self, members: type[N]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: N | None, dialect: Dialect) -> int | None:
        """The member's rank."""
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> N | None:
        """The member."""
        return None if value is None else self.members(value)


class Seconds(TypeDecorator[timedelta]):
    """A duration in whole seconds."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        """The seconds."""
        return None if value is None else int(value.total_seconds())

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        """The duration."""
        return None if value is None else timedelta(seconds=value)


class RolesText(TypeDecorator[frozenset[Role]]):
    """Roles in alphabetical order with commas between them."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[Role] | None, dialect: Dialect) -> str | None:
        """The text."""
        return None if value is None else ",".join(sorted(role.value for role in value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[Role] | None:
        """The roles."""
        return None if value is None else frozenset(Role(word) for word in value.split(",") if word)


class QuestionsText(TypeDecorator[frozenset[Question]]):
    """Questions in alphabetical order with commas between them; those that this code does not know are passed over."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[Question] | None, dialect: Dialect) -> str | None:
        """The text."""
        return None if value is None else ",".join(sorted(one.value for one in value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[Question] | None:
        """The questions."""
        return None if value is None else frozenset(one for one in Question if one.value in value.split(","))


class WordsText(TypeDecorator[tuple[str, ...]]):
    """Keys or codes in order with commas between them, which none of them contains."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str | None:
        """The text."""
        return None if value is None else ",".join(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        """The words."""
        return None if value is None else tuple(word for word in value.split(",") if word)


class TextsJson(TypeDecorator[tuple[str, ...]]):
    """Texts in a JSON list."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> list[str] | None:
        """The list."""
        return None if value is None else list(value)

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[str, ...] | None:
        """The texts."""
        return None if value is None else tuple(value)


class VotesText(TypeDecorator[tuple[Vote | None, ...]]):
    """Votes in order with commas between them, nothing where none was given."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[Vote | None] | None, dialect: Dialect) -> str | None:
        """The text."""
        return None if value is None else ",".join(vote.value if vote else "" for vote in value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Vote | None, ...] | None:
        """The votes."""
        return None if value is None else tuple(Vote(word) if word else None for word in value.split(","))


class CompetencesJson(TypeDecorator[tuple[Competence, ...]]):
    """A JSON list of [key, words]."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Iterable[Competence] | None, dialect: Dialect) -> list[list[str]] | None:
        """The list."""
        return None if value is None else [[one.key, one.words] for one in value]

    def process_result_value(self, value: list[list[str]] | None, dialect: Dialect) -> tuple[Competence, ...] | None:
        """The competences."""
        return None if value is None else tuple(Competence(key, words) for key, words in value)


class InstantsJson(TypeDecorator[tuple[datetime, ...]]):
    """Instants in a JSON list, as ISO 8601 in UTC."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Iterable[datetime] | None, dialect: Dialect) -> list[str] | None:
        """The list; ValueError when one of the instants is naive."""
        return None if value is None else [_utc_text(instant) for instant in value]

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[datetime, ...] | None:
        """The instants."""
        return None if value is None else tuple(datetime.fromisoformat(text) for text in value)


class RecurringJson(TypeDecorator[V]):
    """JSON that says the same in very many rows: each text is decoded once, so what it stands for is immutable."""

    impl = JSON
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], V | None] | None:
        """What makes a value of what the driver hands over: SQLite's the text, PostgreSQL's what it says."""
        decode = super().result_processor(dialect, coltype)
        if decode is None:
            return None
        known: dict[str, V | None] = {}

        def value(kept: Any) -> V | None:
            text = kept if isinstance(kept, str) else repr(kept)
            if text not in known:
                if len(known) >= MOST_KNOWN:
                    known.clear()
                known[text] = decode(kept)
            return known[text]

        return value


class WorkingWeekJson(RecurringJson[WorkingWeek]):
    """A JSON list of [weekday, opens, closes]."""

    cache_ok = True

    def process_bind_param(self, value: WorkingWeek | None, dialect: Dialect) -> list[list[Any]] | None:
        """The list."""
        if value is None:
            return None
        return [[one.weekday, one.opens.isoformat(), one.closes.isoformat()] for one in value.windows]

    def process_result_value(self, value: list[list[Any]] | None, dialect: Dialect) -> WorkingWeek | None:
        """The week."""
        return None if value is None else _week(tuple(map(tuple, value)))


@lru_cache(maxsize=1024)
def _week(windows: tuple[tuple[Any, ...], ...]) -> WorkingWeek:
    """Thousands of people share a few weeks."""
    return WorkingWeek(
        tuple(Window(day, time.fromisoformat(opens), time.fromisoformat(closes)) for day, opens, closes in windows)
    )


class PolicyJson(RecurringJson[S], Generic[S]):
    """A JSON object of a policy's fields, durations in seconds.

    Names that this code does not know are passed over and missing ones take their default, so that two releases can
    run beside each other.
    """

    cache_ok = True

    def __init__(self, policy: type[S]) -> None:
        super().__init__()
        self.policy: type[S] = policy
        self._usual: S = policy()

    def process_bind_param(self, value: S | None, dialect: Dialect) -> dict[str, Any] | None:
        """The object."""
        return None if value is None else _plain_settings(value)

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> S | None:
        """The policy."""
        return None if value is None else _settings(self._usual, value)


class ReasonsText(TypeDecorator[frozenset[ReasonKind]]):
    """Reasons in alphabetical order with commas between them; those that this release does not know are passed over."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[ReasonKind] | None, dialect: Dialect) -> str | None:
        """The text."""
        return None if value is None else ",".join(sorted(reason.value for reason in value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[ReasonKind] | None:
        """The reasons."""
        known = {reason.value for reason in ReasonKind}
        return None if value is None else frozenset(ReasonKind(word) for word in value.split(",") if word in known)


class ReminderPolicyJson(RecurringJson[ReminderPolicy]):
    """A JSON object of the policy's fields, leads by kind; null for a kind switched off.

    Kinds that this code does not know are passed over and missing ones take their default.
    """

    cache_ok = True

    def process_bind_param(self, value: ReminderPolicy | None, dialect: Dialect) -> dict[str, Any] | None:
        """The object."""
        if value is None:
            return None
        return {"leads": _plain_leads(value.leads), "quiet_after": value.quiet_after, "nudges": value.nudges}

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> ReminderPolicy | None:
        """The policy."""
        if value is None:
            return None
        usual = ReminderPolicy()
        kept = replace(
            usual,
            quiet_after=value.get("quiet_after", usual.quiet_after),
            nudges=value.get("nudges", usual.nudges),
        )
        return kept.changed(_leads(value.get("leads", {})))


class ReminderWishesJson(RecurringJson[ReminderWishes]):
    """A JSON object of the person's leads by kind, null for one switched off, and the last day away."""

    cache_ok = True

    def process_bind_param(self, value: ReminderWishes | None, dialect: Dialect) -> dict[str, Any] | None:
        """The object."""
        if value is None:
            return None
        away = value.away_until.isoformat() if value.away_until else None
        return {"leads": _plain_leads(value.leads), "away_until": away}

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> ReminderWishes | None:
        """The wishes."""
        if value is None:
            return None
        away = value.get("away_until")
        return ReminderWishes(_leads(value.get("leads", {})), date.fromisoformat(away) if away else None)


def _plain_leads(leads: Leads) -> dict[str, Any]:
    return {kind.value: _plain_lead(lead) if lead else None for kind, lead in leads}


def _plain_lead(lead: Lead) -> dict[str, Any]:
    return {"days": lead.days, "at": lead.at.isoformat() if lead.at else None, "minutes": lead.minutes}


def _leads(kept: dict[str, Any]) -> Leads:
    return tuple((KINDS[kind], _lead(lead)) for kind, lead in kept.items() if kind in KINDS)


def _lead(kept: dict[str, Any] | None) -> Lead | None:
    if kept is None:
        return None
    at = kept.get("at")
    return Lead(kept.get("days", 0), time.fromisoformat(at) if at else None, kept.get("minutes", 0))


def _utc_text(instant: datetime) -> str:
    if instant.tzinfo is None:
        raise ValueError(f"an instant is aware; {instant.isoformat()} has no zone")
    return instant.astimezone(UTC).isoformat()


def _plain_settings(value: Any) -> dict[str, Any]:
    return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}


def _settings(usual: S, kept: dict[str, Any]) -> S:
    """The usual settings with those kept instead."""
    known = {one.name: getattr(usual, one.name) for one in fields(usual)}
    return replace(usual, **{name: _like(known[name], value) for name, value in kept.items() if name in known})


def _plain(setting: Any) -> Any:
    return setting.total_seconds() if isinstance(setting, timedelta) else setting


def _like(usual: Any, kept: Any) -> Any:
    return timedelta(seconds=kept) if isinstance(usual, timedelta) else kept
