"""What people type survives in a calendar file, and can't add a property, a line or a file to it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from handlers.i18n import Catalogues
from handlers.views.calendars import beside_file
from handlers.views.ics import links, typed
from handlers.views.ics.drawing import invitation, subscribed
from mentoring.calendars import Feed, Method
from mentoring.sessions import Details
from tests.builders import NOW, a_change, a_person, a_programme, a_session
from tests.handlers.calendar_files.readers import by_ical_js, by_vobject, parameters, properties

T = Catalogues.load().translator("en")
AWKWARD = [
    "Diallo, Awa; Dr.",
    'Awa "the export" Diallo',
    "Awa ‘Queen’ O'Hara",
    "فاطمة الزهراء",
    "Inès Ferré 😀👩🏽‍💻",
    "C:\\exports\\new",
    "100 % ^n ^^ done",
    "a:b=c|d",
    "BEGIN:VEVENT",
    "ends with a backslash\\",
    " ".join(["long"] * 40),
]
anything = st.text(max_size=60) | st.sampled_from(AWKWARD)


def a_file(name: str = "Awa", topic: str = "Export", link: str = "", email: str = "awa@example.org") -> bytes:
    session = a_session(topic=topic, link=link)
    awa, luca = a_person("Awa", name=name, email=email), a_person("Luca")
    details = Details(session, a_programme(name=name), {1: awa, 2: luca}, (a_change(session),))
    return invitation(T, details, luca, Method.REQUEST, now=NOW)


def names_of(file: bytes) -> list[str]:
    """The names of the lines of a file, once folding is undone, whoever reads it."""
    unfolded = file.replace(b"\r\n ", b"").replace(b"\n ", b"").replace(b"\r ", b"")
    return [line.split(b":")[0].split(b";")[0].decode() for line in unfolded.split(b"\r\n") if line]


@pytest.mark.parametrize("name", AWKWARD)
def test_a_name_survives_in_both_readers(name: str) -> None:
    file = a_file(name=name, topic=name)
    whole = " ".join(name.split())[:250]
    read = by_ical_js(file)[0]
    assert properties(read)["summary"] == f"Session with {T.isolated(whole)}: {T.isolated(whole)}"
    if "\\n" not in name:  # which ical.js takes for a line break in a parameter, though RFC 5545 has none there
        assert parameters(read, "organizer")[0]["cn"] == whole
    entry = by_vobject(file).vevent
    assert entry.summary.value == properties(read)["summary"]
    assert len(entry.attendee_list) == 2


def test_lines_that_somebody_typed_stay_lines_of_text() -> None:
    file = a_file(topic="one\r\ntwo\nthree\rfour\u2028five\x0bsix\x00")
    assert properties(by_ical_js(file)[0])["summary"] == "Session with Awa: one two three four five six"
    assert typed.text("one\r\ntwo\u2028three\x00\x07\tfour") == "one\ntwo\nthree\tfour"


PLAIN = names_of(a_file())


@settings(max_examples=150, deadline=None)
@given(name=anything, topic=anything, link=anything, email=anything)
@example(name="x\r\nX-EVIL:1", topic="x\nEND:VEVENT\nBEGIN:VALARM", link="https://a\r\nATTACH:x", email="a@b\r\nX:1")
@example(name='"\r\nX-EVIL:1', topic="\r\n ", link="", email="")
@example(name="\u0085X-EVIL:1", topic="\u2029X-EVIL:1", link="\x0c", email="\x1e")
def test_nothing_typed_adds_a_property_or_a_line(name: str, topic: str, link: str, email: str) -> None:
    file = a_file(name=name, topic=topic, link=link, email=email)
    linked = ["LOCATION", "URL"] if typed.web_address(link) else []
    assert sorted(names_of(file)) == sorted(PLAIN + linked)
    assert not any(sign in file.decode() for sign in "\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


@settings(max_examples=60, deadline=None)
@given(anything)
def test_a_topic_comes_back_from_the_library_as_it_was_typed(topic: str) -> None:
    read = Calendar.from_ical(a_file(topic=topic)).events[0]
    shown = typed.line(topic)
    assert str(read["summary"]) == (f"Session with Awa: {T.isolated(shown)}" if shown else "Session with Awa")


@settings(max_examples=100, deadline=None)
@given(title=anything, text=anything, place=anything)
def test_what_is_typed_stays_inside_its_field_of_an_address(title: str, text: str, place: str) -> None:
    session = a_session()
    start = session.when.start
    for make, field in ((links.google, "text"), (links.outlook, "subject")):
        address = make(title, start, session.duration, text=text, place=place)
        assert not set(address) & set(' <>|"\n\r')
        assert parse_qs(urlsplit(address).query, keep_blank_values=True)[field] == [title]
    assert "dates=20270126T140000Z%2F20270126T150000Z" in links.google(
        title, start, session.duration, text="", place=""
    )
    assert "startdt=2027-01-26T14%3A00%3A00Z" in links.outlook(title, start, session.duration, text="", place="")


def test_addresses_name_the_instants_in_utc() -> None:
    session = a_session()
    asked = (session.when.start, session.duration)
    google = links.google("", *asked, text="", place="")
    outlook = links.outlook("", *asked, text="", place="")
    assert parse_qs(urlsplit(google).query)["dates"] == ["20270126T140000Z/20270126T150000Z"]
    assert parse_qs(urlsplit(outlook).query)["startdt"] == ["2027-01-26T14:00:00Z"]
    assert parse_qs(urlsplit(outlook).query)["enddt"] == ["2027-01-26T15:00:00Z"]


@given(anything)
def test_what_is_typed_adds_no_link_beside_a_file(topic: str) -> None:
    session = a_session(topic=topic)
    details = Details(session, a_programme(), {1: a_person("Awa"), 2: a_person("Luca")})
    said = beside_file(T, details, a_person("Luca"), Method.REQUEST, first=True)
    assert said.count("<") == said.count(">") == said.count("|") == 2
    assert "<https://calendar.google.com/calendar/render?action=TEMPLATE&amp;" in said


def test_later_files_have_no_links_for_those_would_leave_a_second_entry() -> None:
    details = Details(a_session(), a_programme(), {1: a_person("Awa"), 2: a_person("Luca")})
    for method, first in ((Method.REQUEST, False), (Method.CANCEL, False)):
        assert "<http" not in beside_file(T, details, a_person("Luca"), method, first=first)
    assert "<http" not in beside_file(T, details, a_person("Luca"), Method.REQUEST, first=True, recurs=True)


def test_a_feed_of_awkward_names_is_one_calendar() -> None:
    entries = []
    for number, name in enumerate(AWKWARD):
        session = replace(a_session(topic=name), id=f"S{number}")
        people = {1: a_person("Awa", name=name), 2: a_person("Luca")}
        entries.append(Details(session, a_programme(name=name), people, (a_change(session),)))
    file = subscribed(T, Feed(a_person("Luca"), (), tuple(entries)))
    assert len(by_ical_js(file)[0]["events"]) == len(by_vobject(file).vevent_list) == len(AWKWARD)
