"""A working week as sentences and as a small picture, the same in either direction of writing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from handlers.i18n import RTL_MARK, Translator
from handlers.views.blocks import Dict, context, lines, section
from mentoring.people import WorkingWeek
from mentoring.weeks import WEEKDAYS, Stretch, hours_of, weekend_of

A_MONDAY = date(2027, 1, 4)
HOUR = 60
FREE, PARTLY, TAKEN = "🟩", "🟨", "⬜"
FIRST_SHOWN, LAST_SHOWN = 8, 18
"""Hours that every picture shows; a week that goes beyond them has more."""
SHORTEST_RUN = 3
SUNDAY = 6
REST_ON_FRIDAY = 4


def week_blocks(t: Translator, week: WorkingWeek, country: str) -> list[Dict]:
    """The week in words, then drawn; what is drawn says nothing more, and is passed over by screen readers."""
    first, last = _shown(week)
    legend = t(
        "Each square is an hour, from {opens} to {closes}; a yellow one is free in part.",
        opens=f"{first:02}:00",
        closes=f"{last:02}:00",
    )
    return [section(week_sentence(t, week, country)), week_picture(t, week, country), context(legend)]


def week_sentence(t: Translator, week: WorkingWeek, country: str) -> str:
    """When the person may be booked, days of like hours together."""
    hours = hours_of(week)
    days = [day for day in days_of_week(country) if day in hours]
    alike = {hours[day]: [other for other in days if hours[other] == hours[day]] for day in days}
    told = [
        t.marked("•", t("{days}: {hours}", days=_days(t, like, country), hours=_hours(t, stretches)))
        for stretches, like in alike.items()
    ]
    return lines(t("You can be booked:"), *(_begun(t, one) for one in told))


def week_picture(t: Translator, week: WorkingWeek, country: str) -> Dict:
    """A row of squares for each day, an hour each, with the day's name after it."""
    first, last = _shown(week)
    hours = hours_of(week)
    rows = [
        _begun(t, "".join(_square(hours.get(day, ()), hour) for hour in range(first, last)) + " " + _weekday(t, day))
        for day in days_of_week(country)
    ]
    drawn = [{"type": "rich_text_section", "elements": [{"type": "text", "text": row}]} for row in rows]
    return {"type": "rich_text", "elements": drawn}


def days_of_week(country: str) -> Sequence[int]:
    """The weekdays in the order in which the country counts them, Monday 0."""
    first = SUNDAY if REST_ON_FRIDAY in weekend_of(country) else 0
    return [(first + ahead) % 7 for ahead in WEEKDAYS]


def _begun(t: Translator, line: str) -> str:
    """The line with its direction told, since squares and signs have none."""
    return (RTL_MARK if t.rtl else "") + line


def _shown(week: WorkingWeek) -> tuple[int, int]:
    stretches = [one for day in hours_of(week).values() for one in day]
    opens = min((one[0] for one in stretches), default=FIRST_SHOWN * HOUR)
    closes = max((one[1] for one in stretches), default=LAST_SHOWN * HOUR)
    return min(FIRST_SHOWN, opens // HOUR), max(LAST_SHOWN, -(-closes // HOUR))


def _square(stretches: Iterable[Stretch], hour: int) -> str:
    minutes = sum(max(0, min(closes, (hour + 1) * HOUR) - max(opens, hour * HOUR)) for opens, closes in stretches)
    return FREE if minutes == HOUR else PARTLY if minutes else TAKEN


def _weekday(t: Translator, day: int) -> str:
    return t.weekday(A_MONDAY + timedelta(days=day))


def _days(t: Translator, days: Sequence[int], country: str) -> str:
    """ "Monday to Thursday", "Monday and Wednesday"; days in the country's order."""
    order = days_of_week(country)
    runs: list[list[int]] = []
    for day in days:
        if runs and order.index(day) == order.index(runs[-1][-1]) + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return t.enumerated([part for run in runs for part in _run(t, run)])


def _run(t: Translator, run: Sequence[int]) -> list[str]:
    if len(run) < SHORTEST_RUN:
        return [_weekday(t, day) for day in run]
    return [t("{first} to {last}", first=_weekday(t, run[0]), last=_weekday(t, run[-1]))]


def _hours(t: Translator, stretches: Iterable[Stretch]) -> str:
    return t.enumerated([t("{opens} to {closes}", opens=_clock(one[0]), closes=_clock(one[1])) for one in stretches])


def _clock(minutes: int) -> str:
    return f"{minutes // HOUR:02}:{minutes % HOUR:02}"
