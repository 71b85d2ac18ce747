"""A session's whole life in the calendars of its people, who apply each file that reaches them as RFC 5546 says."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.calendar_file import calendar_file
from handlers.i18n import Catalogues
from mentoring.messages import Outcome, OutcomeKind
from mentoring.people import Person
from mentoring.sessions import Rsvp, SessionState
from tests.handlers.calendar_files.model_calendar import Held, ModelCalendar
from tests.mentoring.post import Post, a_group

CATALOGUES = Catalogues.load()


class Calendars:
    """Everybody's calendar; `arrive` gives each what was sent since the last time."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self.arrived = 0
        self.of: defaultdict[str, ModelCalendar] = defaultdict(lambda: ModelCalendar(""))
        self.files: list[tuple[str, bytes]] = []

    def arrive(self) -> None:
        self.post.deliver()
        for errand in self.post.sent[self.arrived :]:
            t = CATALOGUES.translator(CATALOGUES.best(errand.recipient.language))
            file = calendar_file(t, errand, "0" * 32).content
            self.calendar(errand.recipient).take(file)
            self.files.append((errand.recipient.name, file))
        self.arrived = len(self.post.sent)

    def calendar(self, person: Person) -> ModelCalendar:
        self.of[person.name].address = f"mailto:{person.email}"
        return self.of[person.name]

    def entries(self, person: Person) -> list[Held]:
        return list(self.calendar(person).entries.values())


@pytest.fixture
def calendars() -> Calendars:
    return Calendars(Post())


def test_rfc5546_2_1_5_a_whole_life_leaves_exactly_one_entry_cancelled(calendars: Calendars) -> None:
    """Made, accepted, moved twice, one attendee leaves, cancelled."""
    post = calendars.post
    group = post.put(a_group(post, fatima=Rsvp.ACCEPTED))
    calendars.arrive()
    for number, hour in ((2, 10), (3, 11)):
        anchor = replace(group.anchor, wall=datetime(2027, 1, 28, hour))
        group = post.put(replace(group, revision=number, anchor=anchor))
        calendars.arrive()
    group = post.put(replace(group.with_answer(post.luca.id, Rsvp.DECLINED), revision=4))
    calendars.arrive()
    assert [one.status for one in calendars.entries(post.luca)] == ["CANCELLED"]
    assert [one.status for one in calendars.entries(post.awa)] == ["CONFIRMED"]
    post.put(replace(group, revision=5, state=SessionState.CANCELLED))
    calendars.arrive()

    for person, sequence in ((post.awa, 5), (post.luca, 4), (post.house.cast.fatima, 5)):
        (entry,) = calendars.entries(person)
        assert (entry.status, entry.sequence) == ("CANCELLED", sequence)
        assert entry.start == datetime(2027, 1, 28, 10, tzinfo=UTC)
        assert calendars.calendar(person).ignored == 0


def test_a_pairs_session_moved_twice_stands_once_at_its_last_time(calendars: Calendars) -> None:
    post = calendars.post
    session = post.agree()
    calendars.arrive()
    for day in (27, 28):
        session = post.move(session, datetime(2027, 1, day, 10))
        calendars.arrive()
    for person in (post.awa, post.luca):
        (entry,) = calendars.entries(person)
        assert (entry.status, entry.start) == ("CONFIRMED", datetime(2027, 1, 28, 9, tzinfo=UTC))
    post.cancel(session)
    calendars.arrive()
    assert {one.status for person in (post.awa, post.luca) for one in calendars.entries(person)} == {"CANCELLED"}


def test_rfc5546_2_1_4_a_file_that_arrives_late_changes_nothing(calendars: Calendars) -> None:
    post = calendars.post
    session = post.agree()
    calendars.arrive()
    post.move(session, datetime(2027, 1, 27, 10))
    calendars.arrive()
    first = next(file for name, file in calendars.files if name == "Awa")
    before = calendars.entries(post.awa)
    calendars.calendar(post.awa).take(first)
    assert calendars.entries(post.awa) == before
    assert calendars.calendar(post.awa).ignored == 1


def test_a_file_opened_twice_leaves_one_entry(calendars: Calendars) -> None:
    post = calendars.post
    post.agree()
    calendars.arrive()
    name, file = calendars.files[0]
    assert name == "Awa"
    calendars.calendar(post.awa).take(file)
    assert len(calendars.entries(post.awa)) == 1


def test_who_leaves_and_comes_back_has_one_entry_confirmed(calendars: Calendars) -> None:
    post = calendars.post
    group = post.put(a_group(post))
    calendars.arrive()
    post.put(replace(a_group(post, luca=Rsvp.DECLINED), revision=2))
    calendars.arrive()
    post.put(replace(group, revision=3))
    calendars.arrive()
    assert [(one.status, one.sequence) for one in calendars.entries(post.luca)] == [("CONFIRMED", 3)]
    assert [(one.status, one.sequence) for one in calendars.entries(post.awa)] == [("CONFIRMED", 1)]


def test_a_repeat_after_an_uncertain_arrival_leaves_one_entry(calendars: Calendars) -> None:
    post = calendars.post
    session = post.agree()
    post.deliver(Outcome(OutcomeKind.UNKNOWN))
    post.now += timedelta(minutes=5)
    post.move(session, datetime(2027, 1, 27, 10))
    calendars.arrive()
    assert [one.status for one in calendars.entries(post.luca)] == ["CONFIRMED"]
    assert len(calendars.entries(post.luca)) == 1
