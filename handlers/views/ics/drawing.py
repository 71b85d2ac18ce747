"""A session as an entry of a calendar: in a file of its own that asks a calendar to act, or in a subscribed one."""

from __future__ import annotations

from datetime import datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vDuration

from handlers.i18n import Translator
from handlers.views.ics import typed
from handlers.views.people import others_of, places_of
from mentoring.calendars import Feed, Method, changed_at, comes
from mentoring.people import Person
from mentoring.sessions import Attendee, Details, Rsvp, Session, SessionKind, SessionState

PRODUCT = "-//Mentorbot//Mentoring sessions//EN"
UID_DOMAIN = "sessions.mentorbot"
"""What makes our names of sessions unlike those of every other program; it never changes, or entries would double."""

REFRESHED = timedelta(hours=1)

PARTSTAT = {
    Rsvp.ACCEPTED: "ACCEPTED",
    Rsvp.DECLINED: "DECLINED",
    Rsvp.TENTATIVE: "TENTATIVE",
}


def invitation(t: Translator, details: Details, recipient: Person, method: Method, *, now: datetime) -> bytes:
    """The file that brings the recipient's own calendar up to date with the session (RFC 5546, section 3.2).

    It rings no alarm, for the bot reminds; and it asks for no answer, for that is given in Slack.
    """
    file = _calendar(method)
    file.add_component(_told(t, details, recipient, method, now))
    return bytes(file.to_ical())


def subscribed(t: Translator, feed: Feed) -> bytes:
    """The whole of a person's subscribed calendar (RFC 5546, section 3.2.1): no addresses of others are in it."""
    file = _calendar("PUBLISH")
    title = typed.line(t("Mentoring sessions"))
    file.add("name", title)
    file.add("x-wr-calname", title)
    file.add("refresh-interval", vDuration(REFRESHED), parameters={"VALUE": "DURATION"})
    file.add("x-published-ttl", vDuration(REFRESHED))
    for details in feed.entries:
        file.add_component(_published(t, details, feed.person))
    return bytes(file.to_ical())


def uid_of(session: Session) -> str:
    """The name of the session among all calendar entries, through any number of moves."""
    return f"{session.id}@{UID_DOMAIN}"


def title_of(t: Translator, details: Details, viewer: Person) -> str:
    """ "Session with Luca: Export markets", as plain text."""
    names = t.enumerated([typed.line(person.name) for person in others_of(details, viewer)])
    topic = typed.line(details.session.topic)
    if not names:
        return topic or t("Mentoring session")
    return (
        t("Session with {names}: {topic}", names=names, topic=topic)
        if topic
        else t("Session with {names}", names=names)
    )


def description_of(t: Translator, details: Details, viewer: Person) -> str:
    """Both clocks, the link, the programme, and where to change it; as plain text."""
    session = details.session
    lines = [
        t.clocks(session.when.start, places_of(details, viewer)),
        typed.web_address(session.link),
        typed.line(details.programme.name),
        t("To move or cancel it, turn to Mentorbot in Slack. What you change here, the others do not see."),
    ]
    return "\n".join(line for line in lines if line)


def _calendar(method: str) -> Calendar:
    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", method)
    return file


def _told(t: Translator, details: Details, recipient: Person, method: Method, now: datetime) -> Event:
    entry = _entry(t, details, recipient)
    entry.add("dtstamp", now)
    entry.add("organizer", _organizer(details))
    session = details.session
    leaves = method is Method.CANCEL and session.state is SessionState.CONFIRMED
    if leaves:
        # RFC 5546, section 3.2.5: whoever is uninvited stands alone, and the session itself has no status.
        entry.add("attendee", _attendee(session, Attendee(recipient.id, Rsvp.DECLINED), recipient))
        return entry
    entry.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    for one in session.attendees:
        if comes(session, one.person_id):
            entry.add("attendee", _attendee(session, one, details.people[one.person_id]))
    return entry


def _published(t: Translator, details: Details, reader: Person) -> Event:
    session, programme = details.session, details.programme
    entry = _entry(t, details, reader)
    changed = changed_at(details)
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    address = vCalAddress(typed.urn("programme", programme.team_id, programme.id))
    address.params["CN"] = typed.line(programme.name)
    entry.add("organizer", address)
    takes_place = session.state is SessionState.CONFIRMED and comes(session, reader.id)
    entry.add("status", "CONFIRMED" if takes_place else "CANCELLED")
    return entry


def _entry(t: Translator, details: Details, reader: Person) -> Event:
    """What both kinds of file say of the session; single sessions stand at their instants in UTC."""
    session = details.session
    entry = Event()
    entry.add("uid", uid_of(session))
    entry.add("sequence", session.revision)
    entry.add("created", session.created_at)
    entry.add("dtstart", session.when.start)
    entry.add("dtend", session.when.end)
    entry.add("summary", title_of(t, details, reader), parameters={"LANGUAGE": t.language})
    entry.add("description", description_of(t, details, reader), parameters={"LANGUAGE": t.language})
    if link := typed.web_address(session.link):
        entry.add("location", link)
        entry.add("url", link)
    entry.add("transp", "OPAQUE")
    return entry


def _organizer(details: Details) -> vCalAddress:
    return _address(details.people[details.session.organiser_id])


def _attendee(session: Session, attendee: Attendee, person: Person) -> vCalAddress:
    address = _address(person)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = _role(session, person)
    address.params["PARTSTAT"] = PARTSTAT.get(attendee.rsvp, "NEEDS-ACTION")
    address.params["RSVP"] = "FALSE"
    return address


def _role(session: Session, person: Person) -> str:
    if person.id == session.organiser_id:
        return "CHAIR"
    return "OPT-PARTICIPANT" if session.kind is SessionKind.GROUP else "REQ-PARTICIPANT"


def _address(person: Person) -> vCalAddress:
    address = vCalAddress(typed.calendar_address(person))
    address.params["CN"] = typed.line(person.name)
    return address
