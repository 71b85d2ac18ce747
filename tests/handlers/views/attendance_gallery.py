"""Every drawing of how sessions went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from handlers.i18n import Translator
from handlers.views import attendance, attendance_form, attendance_record, digests, home, reminders
from handlers.views.blocks import Dict, Message
from mentoring.attendance import (
    AttendanceNews,
    AttendancePolicy,
    Capacity,
    Presence,
    Said,
    Source,
    Standing,
    Statement,
    Stay,
    Word,
)
from mentoring.messages import DeliveryKind
from mentoring.people import Person
from mentoring.progress import Attended, Digest, Record, Voice
from mentoring.rules import attendance as rules
from mentoring.sessions import Attendee, Details, Rsvp, Session, SessionKind
from tests.builders import NOW, a_session

if TYPE_CHECKING:
    from tests.handlers.views.gallery import Scene

AWA, LUCA, INES = 1, 2, 4
PAIR = a_session("2027-01-12 15:00")
HOURS_AFTER = timedelta(hours=5)
MANY = 90


def attendance_drawings(t: Translator, scene: Scene) -> Iterator[tuple[str, Message | Dict]]:
    """Name and drawing of each, in every state and for everybody who sees it."""
    for name, words in STORIES.items():
        details = _details(scene, replace(PAIR, topic=scene.texts.topic), words)
        yield from _of_pair(t, scene, name, details)
    yield from _of_several(t, scene)
    yield from _records(t, scene)


HELD, NOT_HELD = Word(Said.HELD, people={1: Stay(Presence.PRESENT), 2: Stay(Presence.PRESENT)}), Word(Said.NOT_HELD)
LATE = Word(Said.HELD, people={1: Stay(Presence.PRESENT), 2: Stay(Presence.CAME_LATE, 30)}, comment="")
MOVED = replace(HELD, said=Said.MOVED, began=PAIR.when.start - timedelta(days=1, hours=2))
STORIES: dict[str, list[tuple[int, Word]]] = {
    "nobody spoke": [],
    "one spoke": [(AWA, HELD)],
    "agreed": [(AWA, HELD), (LUCA, HELD)],
    "agreed it was moved": [(AWA, MOVED), (LUCA, MOVED)],
    "agreed it did not": [(AWA, NOT_HELD), (LUCA, NOT_HELD)],
    "differ": [(AWA, HELD), (LUCA, NOT_HELD)],
    "differ about minutes": [(AWA, HELD), (LUCA, LATE)],
    "settled": [(AWA, HELD), (LUCA, NOT_HELD), (INES, HELD)],
    "objected": [(AWA, HELD), (INES, HELD), (LUCA, NOT_HELD)],
}


def _details(scene: Scene, session: Session, words: list[tuple[int, Word]]) -> Details:
    people = {1: scene.awa, 2: scene.luca, 4: scene.ines}
    trail: list[Statement] = []
    for by, word in words:
        commented = replace(word, comment=scene.texts.note[:500])
        found = rules.settled(session, trail, AttendancePolicy())
        capacity = Capacity.COORDINATOR if by == INES else Capacity.PARTICIPANT
        at = session.when.end + timedelta(hours=len(trail))
        new = rules.statements_of(session, commented, found, by=by, capacity=capacity, settles=by == INES, now=at)
        trail += [replace(one, id=len(trail) + n) for n, one in enumerate(new, 1)]
    attended = rules.settled(session, trail, AttendancePolicy())
    return replace(scene.details(session), people=people, attendance=attended)


def _of_pair(t: Translator, scene: Scene, name: str, details: Details) -> Iterator[tuple[str, Message | Dict]]:
    both = frozenset({AWA, LUCA})
    viewers: list[tuple[Person, Voice]] = [
        (scene.awa, Voice(details, Capacity.PARTICIPANT, both, settles=False)),
        (scene.luca, Voice(details, Capacity.PARTICIPANT, both, settles=False)),
        (scene.ines, Voice(details, Capacity.COORDINATOR, frozenset(), settles=True)),
    ]
    for viewer, voice in viewers:
        for days in (0, 4, 9):
            now = details.session.when.end + HOURS_AFTER + timedelta(days=days)
            yield f"attendance {name} for {viewer.id} after {days}", attendance.attendance_card(t, voice, viewer, now)
        for news in AttendanceNews:
            drawn = attendance.attendance_news(t, news, voice, viewer, details.session.when.end + HOURS_AFTER)
            yield f"attendance news {news} {name} for {viewer.id}", drawn
        for settling in (False, True):
            form = attendance_form.attendance_form(t, voice, viewer, settling=settling, said=Said.MOVED)
            yield f"attendance form {name} for {viewer.id} {settling}", form
    overview = replace(scene.overview(scene.awa), past=(details,) * 20, to_settle=(details,) * 12)
    yield f"home {name}", home.home_tab(t, overview, NOW)
    yield f"attendance overview {name}", attendance_record.attendance_overview(t, overview, NOW)


def _of_several(t: Translator, scene: Scene) -> Iterator[tuple[str, Message | Dict]]:
    guests = {n: replace(scene.luca, id=n) for n in range(100, 100 + MANY)}
    ids = (AWA, *guests)
    attendees = tuple(Attendee(one, Rsvp.ACCEPTED if one % 3 else Rsvp.DECLINED) for one in ids)
    joint = replace(PAIR, kind=SessionKind.JOINT, pair_id=None, attendees=attendees)
    lines = dict.fromkeys(ids, Stay(Presence.LEFT_EARLY, 12))
    details = replace(_details(scene, joint, [(AWA, Word(Said.HELD, people=lines))]), people={1: scene.awa, **guests})
    host = Voice(details, Capacity.HOST, frozenset(ids), settles=True)
    now = joint.when.end + HOURS_AFTER
    yield "roll", attendance.attendance_card(t, host, scene.awa, now)
    for page in range(3):
        yield f"roll form {page}", attendance_form.attendance_form(t, host, scene.awa, page=page)
    guest = guests[100]
    own = Voice(details, Capacity.PARTICIPANT, frozenset({100}), settles=False)
    yield "own line", attendance.attendance_card(t, own, guest, now)
    yield "own line form", attendance_form.attendance_form(t, own, guest)
    for kind in (DeliveryKind.FOLLOW_UP, DeliveryKind.FOLLOW_UP_AGAIN):
        for viewer in (scene.awa, guest):
            yield f"{kind} of several for {viewer.id}", reminders.reminder(t, kind, details, viewer, now)


def _records(t: Translator, scene: Scene) -> Iterator[tuple[str, Message | Dict]]:
    first, last = date(2027, 1, 1), date(2027, 1, 31)
    usual = Attended(first, PAIR.when.start, "S1", SessionKind.BILATERAL, scene.luca, Standing.HELD)
    lines = [
        replace(usual, presence=presence, minutes=45, source=source, sources=(scene.awa, scene.luca), owed=True)
        for presence in Presence
        for source in Source
    ] + [replace(usual, standing=standing) for standing in Standing]
    for name, found in (("empty", []), ("ordinary", lines), ("crowded", lines * 9)):
        record = Record(scene.programme, first, last, tuple(found))
        yield f"record {name}", attendance_record.record_view(t, record)
        yield f"record {name}, page 2", attendance_record.record_view(t, record, 1)
    details = _details(scene, PAIR, STORIES["differ"])
    digest = Digest(scene.programme, 0, 0, 0, unspoken=3, to_settle=(details,) * 40)
    yield "digest with sessions to settle", digests.digest(t, digest, scene.ines, NOW)
