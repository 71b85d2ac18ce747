"""What every drawing of a session has in common, whether two people meet or several."""

from __future__ import annotations

import json
from datetime import timedelta

from handlers.i18n import Translator
from handlers.ids import Block
from handlers.views.blocks import LONGEST_HEADER, Dict, field, lines, quoted, shorten, text_input
from mentoring.people import Programme
from mentoring.sessions import Details, Session

LONGEST_TOPIC = 200
LONGEST_REASON = 500


def session_value(session: Session) -> str:
    """What every button of a session carries."""
    return f"{session.id} {session.revision}"


def session_metadata(session: Session) -> str:
    """What a form about a session carries."""
    return json.dumps({"session": session.id, "revision": session.revision})


def length_and_topic(t: Translator, length: timedelta, topic: str) -> str:
    """ "45 minutes · Export strategy"."""
    return t.dotted([t.duration(length), t.escape(shorten(topic, LONGEST_TOPIC))])


def date_lines(t: Translator, sign: str, clocks: str, *remarks: str) -> str:
    """A date in a list, with what is to be known of it in small words below."""
    return lines(t.marked(sign, clocks), *(t.marked("     ", f"_{one}_") for one in remarks if one))


def programme_line(t: Translator, details: Details) -> str:
    """Of which programme it is, for who is in several; empty for everybody else."""
    return in_programme(t, details.programme) if details.among_several else ""


def in_programme(t: Translator, programme: Programme) -> str:
    """ "In Cluster Mentoring"."""
    return t("In {programme}", programme=t.escape(shorten(programme.name, LONGEST_HEADER)))


def reason_field(t: Translator, longest: int) -> Dict:
    """A reason that may be left out."""
    return field(
        Block.REASON,
        t("Reason"),
        text_input(longest=longest, multiline=True),
        optional=True,
        hint=t("The other person will read it. You may leave it out."),
    )


def reason_of(t: Translator, session: Session) -> str:
    """What the person wrote who closed the session."""
    return quoted(t, session.reason, LONGEST_REASON) if session.reason else ""
