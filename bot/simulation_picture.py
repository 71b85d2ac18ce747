"""One picture of a simulated programme: a line for each pair with its sessions, what was said, and clock changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from html import escape
from zoneinfo import ZoneInfo

from bot.simulated_people import Couple
from bot.simulation import Story
from bot.simulation_summary import ClockChange, clock_changes, fates, month_starts, span
from mentoring.clocks import local
from mentoring.messages import DeliveryKind
from mentoring.people import Person
from mentoring.sessions import ChangeKind, Session, SessionState

WIDTH, LEFT, RIGHT, TOP, ROW = 1600, 330, 70, 150, 56
LINE = WIDTH - LEFT - RIGHT
INK, SOFT, FAINT, PAPER = "#1c2b2a", "#5d6b69", "#dfe5e3", "#fbfaf7"
HELD, OFF, CLOCKS = "#0f6b63", "#a9b3b1", "#b4472f"
CROWDED = timedelta(days=10)
"""Clock changes nearer than this leave no room for both their words on one side."""

GROUPS = {
    "Before a session": ("#e0a100", {"week_before", "day_before", "hour_before", "starting"}),
    "After a session": ("#7a5bb5", {"follow_up", "follow_up_again"}),
    "Nothing booked": ("#d0567f", {"nudge"}),
    "Programme": ("#4a7fb5", {"milestone", "digest"}),
    "Clocks change": (CLOCKS, {"clock_change"}),
    "News of a change": ("#b9c2c0", {"session_news"}),
}
STYLE = f"""
text {{ font-family: "Noto Sans", "Inter", "Segoe UI", system-ui, sans-serif; fill: {INK}; }}
.title {{ font-size: 26px; font-weight: 650; }} .under {{ font-size: 15px; fill: {SOFT}; }}
.month {{ font-size: 13px; fill: {SOFT}; }} .name {{ font-size: 13.5px; font-weight: 600; }}
.place {{ font-size: 12px; fill: {SOFT}; }} .gap {{ font-size: 11px; fill: {CLOCKS}; font-weight: 600; }}
.head {{ font-size: 15px; font-weight: 650; }} .label {{ font-size: 12.5px; fill: {SOFT}; }}
.count {{ font-size: 12.5px; font-weight: 600; text-anchor: end; }} .end {{ text-anchor: end; }}
.middle {{ text-anchor: middle; }}
"""


def picture(story: Story) -> str:
    """The picture as an SVG document; what is under the pointer is told as a title."""
    return Picture(story).document()


class Picture:
    """The places of everything, and the drawing of it."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._first, self._last = span(story)
        self._bottom = TOP + ROW * len(story.couples)
        self._height = self._bottom + 330

    def document(self) -> str:
        """All of it."""
        parts = [*self._title(), *self._months()]
        for place, couple in enumerate(self._story.couples):
            parts += self._row(couple, TOP + ROW * place + ROW / 2)
        parts += [*self._legend(), *self._hours(), *self._kinds()]
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self._height}" '
            f'width="{WIDTH}" height="{self._height}" role="img" aria-label="A simulated mentoring programme">'
        )
        paper = f'<rect width="{WIDTH}" height="{self._height}" fill="{PAPER}"/>'
        return "\n".join([head, f"<style>{STYLE}</style>", paper, *parts, "</svg>\n"])

    def _x(self, at: datetime) -> float:
        return round(LEFT + LINE * ((at - self._first) / (self._last - self._first)), 1)

    def _title(self) -> Iterator[str]:
        programme, counted = self._story.programme, fates(self._story)
        yield _text(
            40, 54, f"{len(self._story.couples)} pairs, {_months(programme.starts_on, programme.ends_on)}", "title"
        )
        told = (
            f"{counted['held']} sessions held, {counted['moved']} moved, {counted['cancelled']} cancelled · "
            f"{len(self._story.said):,} messages, each on its reader’s own clock · everybody here is invented"
        )
        yield _text(40, 82, told, "under")

    def _months(self) -> Iterator[str]:
        for day in month_starts(self._story.programme.starts_on, self._story.programme.ends_on):
            x = self._x(datetime.combine(day, time(), UTC))
            yield f'<path d="M{x} {TOP - 14}V{self._bottom}" stroke="{FAINT}" stroke-width="1"/>'
            yield _text(x + 5, TOP - 8, f"{day:%B}" if day.day == 1 else f"{day.day} {day:%b}", "month")

    def _row(self, couple: Couple, y: float) -> Iterator[str]:
        last = self._last
        yield f'<path d="M40 {y + ROW / 2}H{WIDTH - RIGHT}" stroke="{FAINT}" stroke-width="1"/>'
        yield _text(LEFT - 50, y - 4, f"{couple.mentor.name} · {couple.mentee.name}", "name end")
        yield _text(LEFT - 50, y + 13, f"{_place(couple.mentor)} – {_place(couple.mentee)}", "place end")
        yield f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="{INK}" stroke-opacity=".18" stroke-width="1.5"/>'
        yield from self._clock_marks(couple, y)
        yield from self._ticks(couple, y)
        mine = [one for one in self._story.sessions if one[0].pair_id == couple.pair.id and one[0].when.start < last]
        for session, history in mine:
            for change in history:
                if change.kind is ChangeKind.MOVED and change.before and change.after:
                    yield self._move(change.before.instant, change.after.instant, y)
            yield self._session(session, couple, y)
        held = sum(one.state is SessionState.CONFIRMED for one, _ in mine)
        yield _text(WIDTH - RIGHT + 34, y + 5, str(held), "count")

    def _session(self, session: Session, couple: Couple, y: float) -> str:
        x, walls = self._x(session.when.start), [_wall(session.when.start, one) for one in couple.people]
        told = f"{session.state.value}: {walls[0]} – {walls[1]}"
        if session.state is SessionState.CONFIRMED:
            return _circle(x, y, 6.5, HELD, PAPER, told)
        return _circle(x, y, 4.5, PAPER, OFF, told)

    def _move(self, before: datetime, after: datetime, y: float) -> str:
        start, end = self._x(before), self._x(after)
        arc = f"M{start} {y - 3}Q{(start + end) / 2} {y - 20} {end} {y - 7}"
        line = f'<path d="{arc}" fill="none" stroke="{HELD}" stroke-width="1.3" stroke-dasharray="3 2"/>'
        return line + _circle(start, y, 3, PAPER, HELD, "moved")

    def _ticks(self, couple: Couple, y: float) -> Iterator[str]:
        """What was said to the mentor above the line, to the mentee below it; news, then reminders over them."""
        places = {couple.mentor.id: y - 14, couple.mentee.id: y + 8}
        mine = [said for said in self._story.said if said.to.id in places and said.at < self._last]
        for said in sorted(mine, key=lambda one: one.kind is not DeliveryKind.SESSION_NEWS):
            told = f"{said.kind.value.replace('_', ' ')} to {said.to.name}, {_wall(said.at, said.to)}"
            news = said.kind is DeliveryKind.SESSION_NEWS
            height, top = (3, 1.5) if news else (6, 0)
            yield (
                f'<rect x="{self._x(said.at) - 0.9:.1f}" y="{places[said.to.id] + top}" width="1.8" height="{height}" '
                f'fill="{_colour(said.kind)}">{_title(told)}</rect>'
            )

    def _clock_marks(self, couple: Couple, y: float) -> Iterator[str]:
        """A mark where a person's clocks change, and the hours between the two from then on."""
        changes = {person.id: clock_changes(person.zone, self._first, self._last) for person in couple.people}
        yield _text(LEFT - 8, y + 4, _apart(couple, self._first), "gap end")
        moments = sorted({one.at for found in changes.values() for one in found})
        for moment in moments:
            x = self._x(moment)
            for person, (top, bottom) in zip(couple.people, ((y - 22, y), (y, y + 22)), strict=True):
                for one in changes[person.id]:
                    if one.at == moment:
                        yield _clock_mark(x, top, bottom, one)
            if _apart(couple, moment) != _apart(couple, moment - timedelta(minutes=2)):
                followed = any(timedelta(0) < other - moment < CROWDED for other in moments)
                here, style = (x - 4, "gap end") if followed else (x + 4, "gap")
                yield _text(here, y - 16, _apart(couple, moment), style)

    def _legend(self) -> Iterator[str]:
        y = self._bottom + 50
        yield _text(40, y, "How to read it", "head")
        arc = f'<path d="M42 {{y}}q8 -12 16 0" fill="none" stroke="{HELD}" stroke-width="1.3" stroke-dasharray="3 2"/>'
        clocks = f'<path d="M50 {{y}}m0 -7v14" stroke="{CLOCKS}" stroke-width="1.6" stroke-dasharray="2 2"/>'
        marks = [
            (_circle(50, "{y}", 6.5, HELD, PAPER), "a session held (how many: on the right)"),
            (_circle(50, "{y}", 4.5, PAPER, OFF), "cancelled, declined or unanswered"),
            (arc, "moved to another time"),
            (clocks, "somebody’s clocks change; hours between the two"),
        ]
        for number, (mark, told) in enumerate(marks):
            here = y + 30 + 26 * number
            yield mark.replace("{y}", str(here))
            yield _text(70, here + 4, told, "label")
        yield _text(
            40, y + 30 + 26 * len(marks) + 4, "Above each line what the mentor was told, below it the mentee.", "label"
        )

    def _hours(self) -> Iterator[str]:
        """How much was said in each hour on its reader's clock, by group."""
        x, y, width, height = 480.0, self._bottom + 50, 24.0, 170.0
        yield _text(x, y, "By hour, on the reader’s clock", "head")
        hours = {hour: Counter[str]() for hour in range(24)}
        for said in self._story.said:
            hours[local(said.at, said.to.zone).hour][_group(said.kind)] += 1
        most = max(sum(counted.values()) for counted in hours.values()) or 1
        floor = y + 30 + height
        for hour, counted in hours.items():
            top = floor
            for group, (colour, _) in GROUPS.items():
                tall = height * counted[group] / most
                top -= tall
                if tall:
                    told = _title(f"{hour}:00, {group.lower()}: {counted[group]}")
                    yield (
                        f'<rect x="{x + hour * width:.1f}" y="{top:.1f}" width="{width - 4}" height="{tall:.1f}" '
                        f'fill="{colour}">{told}</rect>'
                    )
            if hour % 3 == 0:
                yield _text(x + hour * width + width / 2 - 2, floor + 18, f"{hour}", "label middle")
        yield f'<path d="M{x} {floor + 0.5}h{24 * width - 4}" stroke="{INK}" stroke-opacity=".4"/>'

    def _kinds(self) -> Iterator[str]:
        x, y = 1140.0, self._bottom + 50
        yield _text(x, y, "What was said", "head")
        counted = Counter(_group(said.kind) for said in self._story.said)
        most = max(counted.values(), default=1)
        for number, (group, (colour, _)) in enumerate(GROUPS.items()):
            here = y + 30 + 30 * number
            yield _text(x, here + 4, group, "label")
            wide = 190 * counted[group] / most
            yield f'<rect x="{x + 130}" y="{here - 8}" width="{wide:.1f}" height="16" rx="2" fill="{colour}"/>'
            yield _text(x + 138 + wide, here + 5, f"{counted[group]:,}", "label")


def _circle(  # noqa: PLR0917 - as SVG has them
    x: float, y: float | str, radius: float, fill: str, stroke: str, told: str = ""
) -> str:
    drawn = f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{fill}" stroke="{stroke}" stroke-width="1.5">'
    return f"{drawn}{_title(told) if told else ''}</circle>"


def _clock_mark(x: float, top: float, bottom: float, change: ClockChange) -> str:
    told = _title(f"{change.zone}: {change.hours} h at {change.at:%d %B %H:%M} UTC")
    return (
        f'<path d="M{x} {top}V{bottom}" stroke="{CLOCKS}" stroke-width="1.6" stroke-dasharray="2 2" '
        f'stroke-opacity=".75">{told}</path>'
    )


def _apart(couple: Couple, at: datetime) -> str:
    """By how many hours the mentee's clock is ahead of the mentor's."""
    offsets = [at.astimezone(ZoneInfo(person.zone)).utcoffset() or timedelta(0) for person in couple.people]
    return f"{(offsets[1] - offsets[0]) / timedelta(hours=1):+g} h".replace("-", "−").replace("+0 h", "0 h")


def _group(kind: DeliveryKind) -> str:
    return next((name for name, (_, kinds) in GROUPS.items() if kind.value in kinds), "Programme")


def _colour(kind: DeliveryKind) -> str:
    return GROUPS[_group(kind)][0]


def _place(person: Person) -> str:
    return person.city or person.zone.rpartition("/")[2].replace("_", " ")


def _wall(at: datetime, person: Person) -> str:
    return f"{local(at, person.zone):%a %d %b %H:%M} in {_place(person)}"


def _months(first: date, last: date) -> str:
    return f"{first:%B %Y} to {last:%B %Y}"


def _text(x: float, y: float, words: str, style: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{style}">{escape(words)}</text>'


def _title(words: str) -> str:
    return f"<title>{escape(words)}</title>"
