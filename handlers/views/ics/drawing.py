"""A session as an entry of a calendar: in a file of its own that asks a calendar to act, or in a subscribed one."""

from __future__ import annotations

from datetime import datetime, timedelta

from icalendar import Event, vCalAddress, vDuration

from handlers.i18n import Translator
from handlers.views.ics import parts, typed
from mentoring.calendars import Feed, Method, changed_at, comes
from mentoring.people import Person
from mentoring.sessions import Attendee, Details, Rsvp, SessionState

REFRESHED = timedelta(hours=1)


def invitation(t: Translator, details: Details, recipient: Person, method: Method, *, now: datetime) -> bytes:
    """The file that brings the recipient's own calendar up to date with the session (RFC 5546, section 3.2).

    It rings no alarm, for the bot reminds; and it asks for no answer, for that is given in Slack.
    """
    entry = _entry(t, details, recipient)
    entry.add("dtstamp", now)
    session = details.session
    if method is Method.CANCEL and session.state is SessionState.CONFIRMED:
        # RFC 5546, section 3.2.5: whoever is uninvited stands alone, and the session itself has no status.
        entry.add("organizer", parts.address(details.people[session.organiser_id]))
        entry.add("attendee", parts.attendee(session, Attendee(recipient.id, Rsvp.DECLINED), recipient))
    else:
        entry.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
        parts.name_people(entry, details)
    file = parts.calendar(method)
    file.add_component(entry)
    return bytes(file.to_ical())


def subscribed(t: Translator, feed: Feed) -> bytes:
    """The whole of a person's subscribed calendar (RFC 5546, section 3.2.1): no addresses of others are in it."""
    file = parts.calendar("PUBLISH")
    title = typed.line(t("Mentoring sessions"))
    file.add("name", title)
    file.add("x-wr-calname", title)
    file.add("refresh-interval", vDuration(REFRESHED), parameters={"VALUE": "DURATION"})
    file.add("x-published-ttl", vDuration(REFRESHED))
    for details in feed.entries:
        file.add_component(_published(t, details, feed.person))
    return bytes(file.to_ical())


def _published(t: Translator, details: Details, reader: Person) -> Event:
    session, programme = details.session, details.programme
    entry = _entry(t, details, reader)
    changed = changed_at(details)
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    organizer = vCalAddress(typed.urn("programme", programme.team_id, programme.id))
    organizer.params["CN"] = typed.line(programme.name)
    entry.add("organizer", organizer)
    takes_place = session.state is SessionState.CONFIRMED and comes(session, reader.id)
    entry.add("status", "CONFIRMED" if takes_place else "CANCELLED")
    return entry


def _entry(t: Translator, details: Details, reader: Person) -> Event:
    """What both kinds of file say of the session, which stands at its instants in UTC."""
    session = details.session
    entry = Event()
    entry.add("uid", parts.uid(session.id))
    entry.add("sequence", session.revision)
    entry.add("created", session.created_at)
    entry.add("dtstart", session.when.start)
    entry.add("dtend", session.when.end)
    parts.describe(entry, t, details, reader)
    return entry
