"""A session's title and text in calendars, as plain text."""

from __future__ import annotations

from handlers.i18n import Translator
from handlers.views.ics import typed
from handlers.views.people import others_of, places_of
from mentoring.people import Person
from mentoring.sessions import Details, Session, SessionKind


def title_of(t: Translator, details: Details, viewer: Person) -> str:
    """ "Session with Luca: Export markets", as plain text; of a session of several it names nobody."""
    if details.session.kind is not SessionKind.BILATERAL:
        return _title_of_several(t, details.session)
    names = t.enumerated([typed.line(person.name) for person in others_of(details, viewer)])
    topic = typed.line(details.session.topic)
    if not names:
        return topic or t("Mentoring session")
    if not topic:
        return t("Session with {names}", names=names)
    return t("Session with {names}: {topic}", names=names, topic=topic)


def _title_of_several(t: Translator, session: Session) -> str:
    topic, joint = typed.line(session.topic), session.kind is SessionKind.JOINT
    if not topic:
        return t("Joint meeting") if joint else t("Group session")
    return t("Joint meeting: {topic}", topic=topic) if joint else t("Group session: {topic}", topic=topic)


def description_of(t: Translator, details: Details, viewer: Person, *, clocks: bool = True) -> str:
    """Both ``clocks``, the link, the programme, and where to change it; as plain text."""
    session = details.session
    lines = [
        t.clocks(session.when.start, places_of(details, viewer)) if clocks else "",
        typed.web_address(session.link),
        typed.line(details.programme.name),
        t("To move or cancel it, turn to Mentorbot in Slack. What you change here, the others do not see."),
    ]
    return "\n".join(line for line in lines if line)
