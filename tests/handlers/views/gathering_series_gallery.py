"""Every view of a series of group sessions, for its host and for somebody invited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from handlers.i18n import Translator
from handlers.views import gathering_following as following
from handlers.views import gathering_series as views
from handlers.views.blocks import Message
from mentoring.circles import FollowingMove, GatheringSeriesPreview, SeriesAnswered
from mentoring.clocks import Anchor
from mentoring.errors import AnswersClosed, Refused
from mentoring.gatherings import Audience, GatheringDraft, GatheringRequest, Repetition
from mentoring.people import Person
from mentoring.series import Mark, MarkKind, Occurrence, Pattern, Series, SeriesChange, Weekly
from mentoring.sessions import Change, ChangeKind, Rsvp, SeriesDetails, Session
from tests.builders import NOW, a_programme, an_anchor
from tests.handlers.views.gathering_gallery import Circle

Drawing = Message | dict[str, Any]
WEEK = timedelta(days=7)
FIRST = an_anchor("2027-01-26 15:00", "Europe/Paris")
PATTERN = Pattern(Weekly((1,), 2), FIRST, date(2027, 6, 30))
MOST = 52
TOLD = (ChangeKind.INVITED, ChangeKind.CANCELLED, ChangeKind.MOVED, ChangeKind.TIME_CORRECTED)


def gathering_series_gallery(t: Translator, circle: Circle) -> Iterator[tuple[str, Drawing]]:
    """Read-backs, the form of dates, and what host and invited are told."""
    for name, shown in _previews(circle).items():
        yield f"group series: {name}", views.series_read_back(t, shown)
        yield f"group series form: {name}", views.series_read_back_form(t, shown)
        yield f"group series dates: {name}", views.series_dates_form(t, shown)
    yield (
        "group series: this and following",
        following.following_form(t, circle.details(_sessions(circle)[0]), circle.host),
    )
    moving = FollowingMove(_details(circle, ChangeKind.INVITED).series, circle.host, PATTERN, _marked(circle))
    yield "group series: moving", following.following_read_back(t, moving, circle.host, "G1")
    yield "group series: moved", following.following_done(t)
    yield "group series: called", views.series_called(t, _sessions(circle))
    for reader, viewer in (("host", circle.host), ("invited", circle.luca)):
        yield from _told(t, circle, reader, viewer)


def _told(t: Translator, circle: Circle, reader: str, viewer: Person) -> Iterator[tuple[str, Drawing]]:
    for kind in TOLD:
        details = _details(circle, kind)
        yield f"group series news, {reader}: {kind}", views.gathering_series_news(t, details, viewer, NOW)
    details = _details(circle, ChangeKind.INVITED)
    over = replace(details, sessions=())
    yield f"group series card, {reader}", views.gathering_series_card(t, details, viewer, NOW)
    yield f"group series card, none left, {reader}", views.gathering_series_card(t, over, viewer, NOW)
    yield f"group series dates one by one, {reader}", views.all_dates(t, details, viewer, NOW)
    refused: tuple[tuple[Session, Refused], ...] = tuple((one, AnswersClosed()) for one in details.sessions[:2])
    for name, done in (("all kept", ()), ("some refused", refused)):
        answered = SeriesAnswered(details.sessions[2:], done)
        why = [t("No more answers are taken.") for _ in done]
        yield (
            f"group series answered, {reader}: {name}",
            views.series_answered(t, answered, details, viewer, NOW, why=why),
        )


def _previews(circle: Circle) -> dict[str, GatheringSeriesPreview]:
    asked = GatheringRequest(
        zone=FIRST.zone,
        wall=FIRST.wall,
        topic=circle.topic,
        audience=Audience(everybody=True),
        language="ar",
        capacity=5,
        answer_by=NOW + timedelta(days=2),
        channel="C1",
        link="https://meet.example.org/circle",
        repeats=Repetition(PATTERN),
    )
    shown = GatheringSeriesPreview(
        draft=GatheringDraft("D1", circle.host.id, asked, NOW),
        repeats=Repetition(PATTERN),
        programme=replace(a_programme(), name=circle.programme_name),
        asker=circle.host,
        duration=timedelta(hours=1),
        invited=(circle.luca, *circle.crowd),
        dates=_dates(circle, 3),
    )
    return {
        "clear": shown,
        "marked": replace(shown, dates=_marked(circle), shortened=True),
        "as many as can be": replace(
            shown, dates=tuple(replace(one, marks=_marks(circle)) for one in _dates(circle, MOST))
        ),
        "nothing left": replace(shown, dates=tuple(replace(one, dropped=True) for one in shown.dates)),
    }


def _dates(circle: Circle, many: int) -> tuple[Occurrence, ...]:
    anchors = [Anchor(FIRST.wall + number * WEEK, FIRST.zone) for number in range(many)]
    return tuple(Occurrence(one, one, timedelta(hours=1)) for one in anchors)


def _marks(circle: Circle) -> tuple[Mark, ...]:
    return (
        Mark(MarkKind.CLASH, circle.host),
        Mark(MarkKind.DAY_OFF, circle.host),
        Mark(MarkKind.HOLIDAY, circle.luca, "Republic Day"),
        Mark(MarkKind.HOLIDAY, circle.luca, "Eid al-Fitr", expected=True),
        Mark(MarkKind.HOUR_MOVES, circle.luca, before=NOW, after=NOW + timedelta(hours=1)),
        Mark(MarkKind.PAST),
        Mark(MarkKind.OUTSIDE),
    )


def _marked(circle: Circle) -> tuple[Occurrence, ...]:
    clear, moved, dropped = _dates(circle, 3)
    elsewhere = Anchor(moved.anchor.wall + timedelta(hours=2), FIRST.zone)
    gap = replace(clear, marks=(Mark(MarkKind.GAP),), choices=(NOW, NOW + timedelta(hours=1)))
    return (gap, replace(moved, anchor=elsewhere, marks=_marks(circle)), replace(dropped, dropped=True))


def _sessions(circle: Circle) -> tuple[Session, ...]:
    return tuple(
        replace(
            circle.session(answer),
            id=f"G{number}",
            series_id="GS",
            anchor=Anchor(FIRST.wall + number * WEEK, FIRST.zone),
            original_start=Anchor(FIRST.wall + number * WEEK, FIRST.zone),
        )
        for number, answer in enumerate([*Rsvp] * 6)
    )


def _details(circle: Circle, kind: ChangeKind) -> SeriesDetails:
    sessions = _sessions(circle)
    moved = Anchor(FIRST.wall + timedelta(hours=1), FIRST.zone)
    series = Series("GS", 1, None, circle.host.id, PATTERN, timedelta(hours=1), circle.topic, NOW)
    places = tuple((one.id, one.revision) for one in sessions)
    by = None if kind is ChangeKind.TIME_CORRECTED else circle.host.id
    reason = circle.reason if kind is ChangeKind.CANCELLED else ""
    after = None if kind is ChangeKind.CANCELLED else moved
    before = None if kind is ChangeKind.INVITED else FIRST
    return SeriesDetails(
        series=series,
        programme=replace(a_programme(), name=circle.programme_name),
        people={one.id: one for one in (circle.host, circle.luca, circle.ines, *circle.crowd)},
        sessions=sessions,
        change=SeriesChange("GS", 1, kind, by, NOW, places, reason),
        changed=tuple((one, Change(one.id, 1, kind, by, NOW, before=before, after=after)) for one in sessions),
    )
