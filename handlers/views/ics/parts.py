"""What all calendar files are made of: their frame, who is who, and what stands in an entry."""

from __future__ import annotations

from icalendar import Calendar, Event, vCalAddress

from handlers.i18n import Translator
from handlers.views.ics import typed
from handlers.views.ics.words import description_of, title_of
from mentoring.calendars import comes
from mentoring.people import Person
from mentoring.sessions import Attendee, Details, Rsvp, Session, SessionKind

PRODUCT = "-//Mentorbot//Mentoring sessions//EN"
UID_DOMAIN = "sessions.mentorbot"
"""What makes our names of sessions unlike those of every other program; it never changes, or entries would double."""

PARTSTAT = {Rsvp.ACCEPTED: "ACCEPTED", Rsvp.DECLINED: "DECLINED", Rsvp.TENTATIVE: "TENTATIVE"}


def calendar(method: str) -> Calendar:
    """An empty file that asks a calendar to do this."""
    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", method)
    return file


def uid(id_: str) -> str:
    """The name of a session, or a series, among all calendar entries, through any number of moves."""
    return f"{id_}@{UID_DOMAIN}"


def describe(entry: Event, t: Translator, details: Details, viewer: Person, *, clocks: bool = True) -> None:
    """Put title, text and link into an entry."""
    spoken = {"LANGUAGE": t.language}
    entry.add("summary", title_of(t, details, viewer), parameters=spoken)
    entry.add("description", description_of(t, details, viewer, clocks=clocks), parameters=spoken)
    if link := typed.web_address(details.session.link):
        entry.add("location", link)
        entry.add("url", link)
    entry.add("transp", "OPAQUE")


def name_people(entry: Event, details: Details) -> None:
    """Put the organiser and everybody who comes into an entry, with their answers (RFC 5545, section 3.2.12)."""
    session = details.session
    entry.add("organizer", address(details.people[session.organiser_id]))
    for one in session.attendees:
        if comes(session, one.person_id):
            entry.add("attendee", attendee(session, one, details.people[one.person_id]))


def attendee(session: Session, one: Attendee, person: Person) -> vCalAddress:
    """A person of a session with their answer, which is given in Slack: none is asked for by mail."""
    drawn = address(person)
    drawn.params["CUTYPE"] = "INDIVIDUAL"
    drawn.params["ROLE"] = _role(session, person)
    drawn.params["PARTSTAT"] = PARTSTAT.get(one.rsvp, "NEEDS-ACTION")
    drawn.params["RSVP"] = "FALSE"
    return drawn


def address(person: Person) -> vCalAddress:
    """A person among calendar users."""
    drawn = vCalAddress(typed.calendar_address(person))
    drawn.params["CN"] = typed.line(person.name)
    return drawn


def _role(session: Session, person: Person) -> str:
    if person.id == session.organiser_id:
        return "CHAIR"
    return "OPT-PARTICIPANT" if session.kind is SessionKind.GROUP else "REQ-PARTICIPANT"
