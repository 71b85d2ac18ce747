"""A series as one entry that comes again: its rule, the dates it leaves out, and those that are otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from icalendar import Event, vRecur

from handlers.i18n import Translator
from handlers.views.ics import parts
from handlers.views.ics.zones import WEEKDAYS, vtimezone
from mentoring.calendars import Method, SeriesEntries
from mentoring.clocks import Anchor, local
from mentoring.people import Person
from mentoring.series import Monthly, Rule
from mentoring.sessions import Details


def series_invitation(
    t: Translator, entries: SeriesEntries, recipient: Person, method: Method, *, now: datetime
) -> bytes:
    """The file that brings the recipient's own calendar up to date with all of a series at once.

    The series keeps its wall time, so its zone's clock changes come with it. A date that was moved stands at its
    instant in UTC under the RECURRENCE-ID of its old place (RFC 5545, section 3.8.4.4).
    """
    file, drawing = parts.calendar(method), _Drawing(t, entries, recipient, now)
    zone = entries.series.pattern.first.zone
    file.add_component(vtimezone(zone, entries.dates[0].instant, entries.dates[-1].instant))
    file.add_component(drawing.master(method))
    if method is Method.REQUEST:
        for entry in drawing.exceptions():
            file.add_component(entry)
    return bytes(file.to_ical())


@dataclass(frozen=True)
class _Drawing:
    """A series for one reader."""

    t: Translator
    entries: SeriesEntries
    recipient: Person
    now: datetime

    def master(self, method: Method) -> Event:
        """The entry that comes again, less the dates on which no session stands."""
        series, dates = self.entries.series, self.entries.dates
        entry = self._entry(self._commonest())
        entry.add("dtstart", _on_the_clock(dates[0]))
        entry.add("duration", series.duration)
        entry.add("rrule", recur(series.pattern.rule, len(dates)))
        kept = {one.session.original_start.wall for one in self.entries.sessions if one.session.original_start}
        left_out = [_on_the_clock(one) for one in dates if one.wall not in kept]
        if method is Method.CANCEL:
            entry.add("status", "CANCELLED")
            return entry
        if left_out:
            entry.add("exdate", left_out)
        entry.add("status", "CONFIRMED")
        return entry

    def exceptions(self) -> Iterator[Event]:
        """The dates that are otherwise than the rule says."""
        common = self._commonest()
        for one in self.entries.sessions:
            if self._as_usual(one, common):
                continue
            entry = self._entry(one)
            entry.add("recurrence-id", _on_the_clock(one.session.place_in_series))
            entry.add("dtstart", one.session.when.start)
            entry.add("dtend", one.session.when.end)
            entry.add("status", "CONFIRMED")
            yield entry

    def _commonest(self) -> Details:
        """The session that speaks for the others: with the topic and link that most of them have."""
        said = Counter((one.session.topic, one.session.link) for one in self.entries.sessions)
        return max(self.entries.sessions, key=lambda one: said[one.session.topic, one.session.link])

    def _as_usual(self, one: Details, common: Details) -> bool:
        """Whether the session is what the rule alone says of it."""
        session, original = one.session, one.session.original_start
        if original is None or session.anchor.instant != replace(original, fold=0).instant:
            return False
        same = (session.topic, session.link) == (common.session.topic, common.session.link)
        return same and session.duration == self.entries.series.duration

    def _entry(self, one: Details) -> Event:
        series = self.entries.series
        entry = Event()
        entry.add("uid", parts.uid(series.id))
        entry.add("sequence", self.entries.sequence)
        entry.add("created", series.created_at)
        entry.add("dtstamp", self.now)
        parts.describe(entry, self.t, one, self.recipient, clocks=False)
        parts.name_people(entry, one)
        return entry


def recur(rule: Rule, count: int) -> vRecur:
    """The rule as RFC 5545 (section 3.3.10) writes it, for so many dates."""
    if isinstance(rule, Monthly):
        on = {"BYMONTHDAY": rule.nth} if rule.weekday is None else {"BYDAY": f"{rule.nth}{WEEKDAYS[rule.weekday]}"}
        return vRecur(FREQ="MONTHLY", INTERVAL=rule.every, COUNT=count, **on)
    weekdays = [WEEKDAYS[weekday] for weekday in sorted(set(rule.weekdays))]
    return vRecur(FREQ="WEEKLY", INTERVAL=rule.every, COUNT=count, BYDAY=weekdays, WKST="MO")


def _on_the_clock(anchor: Anchor) -> datetime:
    return local(replace(anchor, fold=0).instant, anchor.zone)
