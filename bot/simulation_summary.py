"""A simulation in figures: what was said by kind, by the reader's hour, by country; what became of sessions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.simulation import Story
from mentoring.clocks import local
from mentoring.sessions import ChangeKind, SessionState


@dataclass(frozen=True)
class ClockChange:
    """Clocks of a zone that change: from which offset from UTC to which."""

    at: datetime
    zone: str
    before: timedelta
    after: timedelta

    @property
    def hours(self) -> str:
        """How far the clocks go forward or back, such as "+1"."""
        return f"{(self.after - self.before) / timedelta(hours=1):+g}".replace("-", "−")


def clock_changes(zone: str, first: datetime, last: datetime) -> list[ClockChange]:
    """Every change of the zone's clocks between two instants, to the minute."""
    found, here = [], ZoneInfo(zone)
    step, at = timedelta(days=1), first
    while at < last:
        after = min(at + step, last)
        before = _offset(here, at)
        if _offset(here, after) != before:
            low, high = at, after
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if _offset(here, middle) == before else (low, middle)
            found.append(ClockChange(high.replace(second=0, microsecond=0), zone, before, _offset(here, high)))
        at = after
    return found


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def span(story: Story) -> tuple[datetime, datetime]:
    """The first and last instant of the programme, on the clocks of UTC."""
    zero = datetime.min.time()
    zone = ZoneInfo("UTC")
    first = datetime.combine(story.programme.starts_on, zero, zone)
    return first, datetime.combine(story.programme.ends_on + timedelta(days=1), zero, zone)


def zones_of(story: Story) -> list[str]:
    """The zones of everybody in a pair, in order."""
    return sorted({person.zone for couple in story.couples for person in couple.people})


def fates(story: Story) -> Counter[str]:
    """What became of the sessions, and how often one was moved."""
    last = span(story)[1]
    counted: Counter[str] = Counter()
    for session, history in story.sessions:
        held = session.state is SessionState.CONFIRMED and session.when.end <= last
        counted["held" if held else session.state.value] += 1
        counted["moved"] += sum(change.kind is ChangeKind.MOVED for change in history)
    return counted


def by_hour(story: Story) -> Counter[int]:
    """How much was said in each hour of the day, on the clock of whoever it was said to."""
    return Counter(local(said.at, said.to.zone).hour for said in story.said)


def record(story: Story, seconds: float) -> dict[str, Any]:
    """All of it, for machines; every message with its local hour."""
    first, last = span(story)
    return {
        "programme": {
            "first_day": story.programme.starts_on.isoformat(),
            "last_day": story.programme.ends_on.isoformat(),
            "pairs": len(story.couples),
        },
        "seconds": round(seconds, 1),
        "sessions": dict(sorted(fates(story).items())),
        "said": {
            "total": len(story.said),
            "by_kind": dict(Counter(said.kind.value for said in story.said).most_common()),
            "by_local_hour": {str(hour): count for hour, count in sorted(by_hour(story).items())},
            "by_country": dict(Counter(said.to.country for said in story.said).most_common()),
            "latest_seconds": max((said.at - said.due_at for said in story.said), default=timedelta(0)).total_seconds(),
        },
        "not_said": dict(Counter(one.last_error for one in story.unsaid).most_common()),
        "clock_changes": [
            {"at": one.at.isoformat(), "zone": one.zone, "hours": one.hours}
            for zone in zones_of(story)
            for one in clock_changes(zone, first, last)
        ],
        "messages": [
            {
                "at": said.at.isoformat(),
                "local": local(said.at, said.to.zone).isoformat(),
                "kind": said.kind.value,
                "to": said.to.email,
                "session": said.session_id,
                "text": said.text,
            }
            for said in story.said
        ],
    }


def month_starts(first: date, last: date) -> list[date]:
    """The first day, and every first of a month after it up to the last day."""
    starts, year, month = [first], first.year, first.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004 - December
        if date(year, month, 1) > last:
            return starts
        starts.append(date(year, month, 1))
