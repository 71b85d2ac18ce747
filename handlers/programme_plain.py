"""A programme's settings as plain texts, numbers, dates and lists: how a file says them, and a form carries them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, time, timedelta
from typing import Any, TypeVar

from handlers.i18n import LANGUAGES
from mentoring.attendance import AttendancePolicy
from mentoring.clocks import known_zone
from mentoring.messages import DeliveryKind
from mentoring.pairing_policy import PairingPolicy
from mentoring.people import BookingPolicy, Programme
from mentoring.programme_settings import ProgrammeState
from mentoring.reminders import Lead, ReminderPolicy
from mentoring.risk import RiskPolicy

P = TypeVar("P", BookingPolicy, AttendancePolicy, RiskPolicy, PairingPolicy)
Plain = Mapping[str, Any]

OFF = "off"
LEAD = re.compile(r"(?:(?P<days>\d{1,3}) days? (?P<at>[0-2]\d:[0-5]\d)|(?P<minutes>\d{1,5}) minutes?)")
DURATION = re.compile(r"(?P<count>\d{1,9}) (?P<unit>second|minute|hour|day)s?")
SECONDS = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}
MOST_LEAD = timedelta(days=60)
CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}")


class WrongValue(Exception):
    """The value under ``key`` will not do; ``code`` says why."""

    def __init__(self, key: str, code: str) -> None:
        super().__init__(key, code)
        self.key = key
        self.code = code


@dataclass(frozen=True)
class Setting:
    """One setting: its name in a file, how it is said plainly, and the programme with what was said."""

    key: str
    said: Callable[[Programme], Any]
    heard: Callable[[Programme, Any], Programme]


def plain_of(programme: Programme) -> dict[str, Any]:
    """Every setting of the programme by its key, in the order in which a file has them."""
    return {one.key: one.said(programme) for one in SETTINGS}


def with_plain(programme: Programme, plain: Plain) -> Programme:
    """The programme with these settings instead of its own; those left out stay. WrongValue for what can't be."""
    for one in SETTINGS:
        if one.key in plain:
            programme = one.heard(programme, plain[one.key])
    return programme


def text_of_lead(lead: Lead | None) -> str:
    """ "1 day 09:00", "60 minutes", "off"."""
    if lead is None:
        return OFF
    if lead.at is None:
        return _counted(lead.minutes, "minute")
    return f"{_counted(lead.days, 'day')} {lead.at:%H:%M}"


def text_of_duration(length: timedelta) -> str:
    """ "3 days", "90 minutes": in the largest unit that leaves no rest."""
    seconds = int(length.total_seconds())
    unit = next(unit for unit, size in SECONDS.items() if seconds % size == 0)
    return _counted(seconds // SECONDS[unit], unit)


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _lead_in(key: str, value: Any) -> Lead | None:
    text = _text(key, value)
    if text == OFF:
        return None
    found = LEAD.fullmatch(text)
    if found is None or (found["at"] and found["at"] > "23:59"):
        raise WrongValue(key, "bad_lead")
    at = time.fromisoformat(found["at"]) if found["at"] else None
    lead = Lead(int(found["days"]), at) if at else Lead(minutes=int(found["minutes"]))
    if lead.days > MOST_LEAD.days or timedelta(minutes=lead.minutes) > MOST_LEAD:
        raise WrongValue(key, "bad_lead")
    return lead


def _duration(key: str, value: Any) -> timedelta:
    found = DURATION.fullmatch(_text(key, value))
    if found is None:
        raise WrongValue(key, "bad_duration")
    return timedelta(seconds=int(found["count"]) * SECONDS[found["unit"]])


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise WrongValue(key, "no_text")
    if value.startswith("="):
        raise WrongValue(key, "formula")
    return value


def _number(key: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 10**9:
        raise WrongValue(key, "no_number")
    return value


def _day(key: str, value: Any) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise WrongValue(key, "no_day") from None


def _list(key: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise WrongValue(key, "no_list")
    return value


def _language(key: str, value: Any) -> str:
    if _text(key, value) not in LANGUAGES:
        raise WrongValue(key, "unknown_language")
    return str(value)


def _zone(key: str, value: Any) -> str:
    if not known_zone(_text(key, value)):
        raise WrongValue(key, "unknown_zone")
    return str(value)


def _channel(key: str, value: Any) -> str:
    if value and not CHANNEL.fullmatch(_text(key, value)):
        raise WrongValue(key, "bad_channel")
    return str(value)


def _state(key: str, value: Any) -> ProgrammeState:
    try:
        return ProgrammeState(_text(key, value))
    except ValueError:
        raise WrongValue(key, "unknown_state") from None


def _table(key: str, value: Any, known: Mapping[str, object]) -> Plain:
    if not isinstance(value, Mapping):
        raise WrongValue(key, "no_table")
    if unknown := next((name for name in value if name not in known), None):
        raise WrongValue(f"{key}.{unknown}", "unknown_key")
    return value


def _policy_said(
    policy: BookingPolicy | AttendancePolicy | RiskPolicy | PairingPolicy, left_out: frozenset[str] = frozenset()
) -> dict[str, Any]:
    values = {one.name: getattr(policy, one.name) for one in fields(policy) if one.name not in left_out}
    return {name: text_of_duration(it) if isinstance(it, timedelta) else it for name, it in values.items()}


def _policy_heard(key: str, policy: P, value: Any, left_out: frozenset[str] = frozenset()) -> P:
    known = _policy_said(policy, left_out)
    changes: dict[str, Any] = {}
    for name, one in _table(key, value, known).items():
        lasts = isinstance(getattr(policy, name), timedelta)
        changes[name] = (_duration if lasts else _number)(f"{key}.{name}", one)
    return replace(policy, **changes)


def _reminders_said(policy: ReminderPolicy) -> dict[str, Any]:
    leads = {kind.value: text_of_lead(lead) for kind, lead in policy.leads}
    return {**leads, "quiet_after": policy.quiet_after, "nudges": policy.nudges}


def _reminders_heard(policy: ReminderPolicy, value: Any) -> ReminderPolicy:
    known = _reminders_said(ReminderPolicy())
    given = _table("reminders", value, known)
    leads = tuple(
        (DeliveryKind(name), _lead_in(f"reminders.{name}", one))
        for name, one in given.items()
        if name not in {"quiet_after", "nudges"}
    )
    return replace(
        policy.changed(leads),
        quiet_after=_number("reminders.quiet_after", given.get("quiet_after", policy.quiet_after)),
        nudges=_number("reminders.nudges", given.get("nudges", policy.nudges)),
    )


def _welcome_heard(value: Any) -> tuple[tuple[str, str], ...]:
    given = _table("welcome", value, dict.fromkeys(LANGUAGES))
    return tuple(sorted((language, _text(f"welcome.{language}", text)) for language, text in given.items()))


LINK = frozenset({"link_template"})
"""The one part of the booking policy that has a key of its own."""

SETTINGS = (
    Setting("name", lambda p: p.name, lambda p, v: replace(p, name=_text("name", v))),
    Setting("starts", lambda p: p.starts_on, lambda p, v: replace(p, starts_on=_day("starts", v))),
    Setting("ends", lambda p: p.ends_on, lambda p, v: replace(p, ends_on=_day("ends", v))),
    Setting("zone", lambda p: p.zone, lambda p, v: replace(p, zone=_zone("zone", v))),
    Setting("language", lambda p: p.language, lambda p, v: replace(p, language=_language("language", v))),
    Setting(
        "languages",
        lambda p: list(p.languages),
        lambda p, v: replace(p, languages=tuple(_language("languages", one) for one in _list("languages", v))),
    ),
    Setting("channel", lambda p: p.channel, lambda p, v: replace(p, channel=_channel("channel", v))),
    Setting(
        "sessions_a_month",
        lambda p: p.sessions_a_month,
        lambda p, v: replace(p, sessions_a_month=_number("sessions_a_month", v)),
    ),
    Setting(
        "joint_meetings",
        lambda p: p.meetings.count,
        lambda p, v: replace(p, meetings=replace(p.meetings, count=_number("joint_meetings", v))),
    ),
    Setting(
        "joint_meeting_days",
        lambda p: list(p.meetings.days),
        lambda p, v: replace(
            p,
            meetings=replace(
                p.meetings,
                days=tuple(_day("joint_meeting_days", one) for one in _list("joint_meeting_days", v)),
            ),
        ),
    ),
    Setting(
        "link",
        lambda p: p.booking.link_template,
        lambda p, v: replace(p, booking=replace(p.booking, link_template=_text("link", v))),
    ),
    Setting("state", lambda p: p.state.value, lambda p, v: replace(p, state=_state("state", v))),
    Setting(
        "booking",
        lambda p: _policy_said(p.booking, LINK),
        lambda p, v: replace(p, booking=_policy_heard("booking", p.booking, v, LINK)),
    ),
    Setting(
        "attendance",
        lambda p: _policy_said(p.attendance),
        lambda p, v: replace(p, attendance=_policy_heard("attendance", p.attendance, v)),
    ),
    Setting(
        "risk",
        lambda p: _policy_said(p.risk),
        lambda p, v: replace(p, risk=_policy_heard("risk", p.risk, v)),
    ),
    Setting(
        "pairing",
        lambda p: _policy_said(p.pairing),
        lambda p, v: replace(p, pairing=_policy_heard("pairing", p.pairing, v)),
    ),
    Setting(
        "reminders",
        lambda p: _reminders_said(p.reminders),
        lambda p, v: replace(p, reminders=_reminders_heard(p.reminders, v)),
    ),
    Setting("welcome", lambda p: dict(p.welcome), lambda p, v: replace(p, welcome=_welcome_heard(v))),
)
"""Everything that a programme settles, tables last, as a file wants them."""
