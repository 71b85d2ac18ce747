"""What a single session's file says, point by point of RFC 5545 and RFC 5546, as two other programs read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.i18n import Catalogues, Translator
from handlers.views.ics.drawing import invitation, subscribed
from mentoring.calendars import Feed, Method
from mentoring.people import Person
from mentoring.sessions import Attendee, ChangeKind, Details, Rsvp, Session, SessionKind, SessionState
from tests.builders import NOW, a_change, a_person, a_programme, a_session
from tests.handlers.calendar_files.readers import by_ical_js, by_vobject, parameters, properties

CATALOGUES = Catalogues.load()
T = CATALOGUES.translator("en")
AWA, LUCA, FATIMA = a_person("Awa"), a_person("Luca"), a_person("Fatima")
PEOPLE = {one.id: one for one in (AWA, LUCA, FATIMA)}
SESSION = a_session(link="https://meet.example.org/room-1", revision=4)
GROUP = replace(
    SESSION,
    kind=SessionKind.GROUP,
    pair_id=None,
    attendees=(Attendee(1, Rsvp.ACCEPTED), Attendee(2, Rsvp.ACCEPTED), Attendee(3, Rsvp.TENTATIVE)),
)
CANCELLED = replace(SESSION, state=SessionState.CANCELLED, revision=5)


def details(session: Session = SESSION, **people: Person) -> Details:
    known = PEOPLE | {one.id: one for one in people.values()}
    return Details(session, a_programme(), known, (a_change(session, ChangeKind.ACCEPTED),))


def drawn(
    session: Session = SESSION, reader: Person = LUCA, method: Method = Method.REQUEST, t: Translator = T
) -> bytes:
    return invitation(t, details(session), reader, method, now=NOW)


def told(file: bytes) -> dict[str, object]:
    return properties(by_ical_js(file)[0])


def test_rfc5545_3_1_lines_end_in_crlf_and_have_at_most_75_octets() -> None:
    file = drawn(replace(SESSION, topic="تخطيط التصدير " * 12))
    assert file.endswith(b"\r\n")
    lines = file.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75


def test_rfc5546_3_2_2_a_request_has_the_properties_that_it_must_have() -> None:
    read = by_ical_js(drawn())[0]
    assert {one["name"]: one["values"][0] for one in read["calendar"]} == {
        "version": "2.0",
        "prodid": "-//Mentorbot//Mentoring sessions//EN",
        "calscale": "GREGORIAN",
        "method": "REQUEST",
    }
    said = properties(read)
    assert said["uid"] == "S1@sessions.mentorbot"
    assert said["sequence"] == 4
    assert said["dtstamp"] == "2027-01-18T08:00:00Z"
    assert (said["dtstart"], said["dtend"]) == ("2027-01-26T14:00:00Z", "2027-01-26T15:00:00Z")
    assert said["status"] == "CONFIRMED"
    assert said["organizer"] == "mailto:uawa@example.org"
    assert said["attendee"] == ["mailto:uawa@example.org", "mailto:uluca@example.org"]


def test_rfc5545_3_6_6_there_is_no_alarm_for_the_bot_reminds() -> None:
    assert b"VALARM" not in drawn()
    assert by_ical_js(drawn())[0]["parts"] == ["vevent"]


def test_rfc5545_3_2_attendees_bear_name_role_and_answer_and_are_asked_for_none() -> None:
    people = parameters(by_ical_js(drawn(GROUP))[0], "attendee")
    assert [(one["cn"], one["role"], one["partstat"], one["rsvp"]) for one in people] == [
        ("Awa", "CHAIR", "ACCEPTED", "FALSE"),
        ("Luca", "OPT-PARTICIPANT", "ACCEPTED", "FALSE"),
        ("Fatima", "OPT-PARTICIPANT", "TENTATIVE", "FALSE"),
    ]


def test_who_has_no_place_is_not_named() -> None:
    invited = replace(
        GROUP, attendees=(Attendee(1, Rsvp.ACCEPTED), Attendee(2, Rsvp.PENDING), Attendee(3, Rsvp.DECLINED))
    )
    assert told(drawn(invited, AWA))["attendee"] == "mailto:uawa@example.org"


def test_a_joint_meeting_names_who_has_not_answered_yet() -> None:
    joint = replace(GROUP, kind=SessionKind.JOINT, attendees=(Attendee(1, Rsvp.ACCEPTED), Attendee(2, Rsvp.PENDING)))
    people = parameters(by_ical_js(drawn(joint))[0], "attendee")
    assert [(one["role"], one["partstat"]) for one in people] == [
        ("CHAIR", "ACCEPTED"),
        ("REQ-PARTICIPANT", "NEEDS-ACTION"),
    ]


@pytest.mark.parametrize("email", ["", "no address", "a@b\r\nX-EVIL:1", "two@a@b.org", "é@example.org"])
def test_rfc5545_3_3_3_somebody_without_a_mailbox_is_a_urn_that_tells_nothing(email: str) -> None:
    luca = replace(LUCA, email=email)
    file = invitation(T, details(luca=luca), luca, Method.REQUEST, now=NOW)
    assert told(file)["attendee"][1].startswith("urn:uuid:")  # type: ignore[index]
    assert told(file) == told(invitation(T, details(luca=luca), luca, Method.REQUEST, now=NOW))
    assert b"X-EVIL" not in file


def test_rfc5545_the_link_is_the_place_and_the_url() -> None:
    said = told(drawn())
    assert said["location"] == said["url"] == SESSION.link
    assert SESSION.link in str(said["description"])


@pytest.mark.parametrize(
    "link", ["", "meet me there", "javascript:alert(1)", "https://a.b/c\r\nX-EVIL:1", "https://a b"]
)
def test_what_is_no_web_address_is_no_url(link: str) -> None:
    said = told(drawn(replace(SESSION, link=link)))
    assert "url" not in said
    assert "location" not in said
    assert "x-evil" not in said


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Session with Awa: Export markets"),
        ("fr", "Séance avec Awa : Export markets"),
        ("es", "Sesión con Awa: Export markets"),
        ("it", "Sessione con Awa: Export markets"),
    ],
)
def test_title_and_text_are_in_the_readers_language(language: str, title: str) -> None:
    said = told(drawn(t=CATALOGUES.translator(language)))
    assert said["summary"] == title
    assert by_vobject(drawn(t=CATALOGUES.translator(language))).vevent.summary.params["LANGUAGE"] == [language]


def test_in_arabic_what_stands_between_marks_of_direction_is_whole() -> None:
    said = str(told(drawn(t=CATALOGUES.translator("ar")))["summary"])
    assert "جلسة مع" in said
    assert "Awa" in said
    assert said.count("\u2068") == said.count("\u2069") > 0


def test_each_reads_of_the_other() -> None:
    assert told(drawn(reader=AWA))["summary"] == "Session with Luca: Export markets"
    assert told(drawn(reader=LUCA))["summary"] == "Session with Awa: Export markets"


def test_rfc5546_3_2_5_a_cancel_of_the_whole_session_is_cancelled_for_all() -> None:
    read = by_ical_js(drawn(CANCELLED, method=Method.CANCEL))[0]
    said = properties(read)
    assert next(one["values"] for one in read["calendar"] if one["name"] == "method") == ["CANCEL"]
    assert (said["status"], said["sequence"], said["uid"]) == ("CANCELLED", 5, "S1@sessions.mentorbot")
    assert said["attendee"] == ["mailto:uawa@example.org", "mailto:uluca@example.org"]


def test_rfc5546_3_2_5_a_cancel_for_one_who_leaves_names_them_alone_and_has_no_status() -> None:
    left = replace(GROUP, revision=6, attendees=(GROUP.attendees[0], Attendee(2, Rsvp.DECLINED), GROUP.attendees[2]))
    said = told(drawn(left, LUCA, Method.CANCEL))
    assert "status" not in said
    assert said["attendee"] == "mailto:uluca@example.org"
    assert said["organizer"] == "mailto:uawa@example.org"
    assert said["sequence"] == 6


def test_a_feed_holds_no_address_of_anybody_and_no_note() -> None:
    feed = Feed(LUCA, (a_programme(),), (details(),))
    file = subscribed(T, feed)
    said = told(file)
    assert b"@example.org" not in file
    assert "attendee" not in said
    assert str(said["organizer"]).startswith("urn:uuid:")
    assert said["summary"] == "Session with Awa: Export markets"


def test_rfc5546_3_2_1_a_feed_is_published_with_stamps_that_stay_until_something_changes() -> None:
    feed = Feed(LUCA, (), (details(), details(replace(CANCELLED, id="S2"))))
    read = by_ical_js(subscribed(T, feed))[0]
    assert next(one["values"] for one in read["calendar"] if one["name"] == "method") == ["PUBLISH"]
    assert [properties(read, at)["status"] for at in (0, 1)] == ["CONFIRMED", "CANCELLED"]
    assert {properties(read, at)["dtstamp"] for at in (0, 1)} == {"2027-01-18T08:00:00Z"}
    assert subscribed(T, feed) == subscribed(T, feed)


def test_rfc5545_3_8_2_a_session_over_a_clock_change_keeps_its_elapsed_length() -> None:
    night = a_session("2027-03-28 01:30", minutes=90)
    said = told(drawn(night))
    start, end = (datetime.fromisoformat(str(said[name])) for name in ("dtstart", "dtend"))
    assert start == datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    assert end - start == timedelta(minutes=90)
