"""The form in which people say how a session went: one for a pair, a host's roll in pages, one's own line, settling."""

from __future__ import annotations

import json
from collections.abc import Sequence

from handlers.i18n import Translator
from handlers.ids import Block, Form, of_person
from handlers.views.attendance import PRESENCES, SAID, stay_of, words_of
from handlers.views.blocks import (
    Dict,
    context,
    date_picker,
    field,
    modal,
    option,
    radio,
    section,
    select,
    shorten,
    text_input,
    time_picker,
)
from handlers.views.people import bare_name
from handlers.views.sessions import what_and_when
from mentoring.attendance import THERE, Capacity, Presence, Said, Statement, Verdict
from mentoring.clocks import MINUTE, local
from mentoring.people import Person
from mentoring.progress import Voice
from mentoring.sessions import IN_LINE, Attendee, Rsvp, SessionKind

PEOPLE_ON_PAGE = 40
"""Two fields each, and what stands around them, are less than the 100 blocks that Slack allows."""


def attendance_form(
    t: Translator, voice: Voice, viewer: Person, *, settling: bool = False, page: int = 0, said: Said | None = None
) -> Dict:
    """Asks for everything this viewer may say, filled with what they or others said; ``said`` is chosen beforehand.

    Metadata: {"session": id, "page": number, "pages": number}. Long rolls have pages; each is kept when submitted.
    """
    asked = people_asked(voice, settling=settling)
    pages = max(1, -(-len(asked) // PEOPLE_ON_PAGE))
    shown = asked[page * PEOPLE_ON_PAGE : (page + 1) * PEOPLE_ON_PAGE]
    title = t("Settle") if settling else t("How it went")
    blocks = [
        section(what_and_when(t, voice.details, viewer)) if page == 0 else None,
        section(words_of(t, voice, viewer)) if settling and page == 0 and words_of(t, voice, viewer) else None,
        context(t("Page {page} of {pages}", page=page + 1, pages=pages)) if pages > 1 else None,
        *(_session_fields(t, voice, viewer, said) if page == 0 and _asks_of_session(voice, settling) else []),
        *(one for person in shown for one in _person_fields(t, voice, viewer, person, settling)),
        _comment_field(t, voice) if page == pages - 1 else None,
    ]
    return modal(
        title,
        blocks,
        form=Form.ATTENDANCE_SETTLE if settling else Form.ATTENDANCE,
        metadata=json.dumps({"session": voice.details.session.id, "page": page, "pages": pages}),
        submit=t("Next page") if page < pages - 1 else t("Save"),
        close=t("Back"),
    )


def people_asked(voice: Voice, *, settling: bool) -> Sequence[Attendee]:
    """The people whose attendance the form asks for, in the session's order."""
    session = voice.details.session
    of_whom = session.people if settling else voice.of_whom
    return [one for one in session.attendees if one.person_id in of_whom and _has_line(voice, one)]


def _has_line(voice: Voice, one: Attendee) -> bool:
    """Not who stood in line for a place that never came free, unless somebody spoke of them."""
    spoken_of = voice.details.attendance.people.get(one.person_id, Verdict()).words
    return one.person_id in voice.details.people and (bool(spoken_of) or one.rsvp not in IN_LINE)


def _asks_of_session(voice: Voice, settling: bool) -> bool:
    """Whether it is for this viewer to say when the session took place; one of several says only how they attended."""
    pair = voice.details.session.kind is SessionKind.BILATERAL
    return settling or pair or voice.capacity is Capacity.HOST


def _session_fields(t: Translator, voice: Voice, viewer: Person, said: Said | None) -> list[Dict]:
    took_place = voice.details.attendance.took_place
    known = took_place.of(viewer.id) or took_place.holds
    chosen = said or (known.said if known else None) or (None if took_place.words else Said.HELD)
    options = [option(t(words), one.value) for one, words in SAID.items()]
    day = hour = ""
    if known and known.said is Said.MOVED and known.began:
        began = local(known.began, viewer.zone)
        day, hour = f"{began:%Y-%m-%d}", f"{began:%H:%M}"
    city = t.city(viewer.zone, viewer.city)
    hint = t("Only where it took place at another time; on your own clock: {city} time.", city=city)
    return [
        field(Block.SAID, t("Did it take place?"), radio(options, chosen.value if chosen else None)),
        field(Block.DATE, t("On which day"), date_picker(day), optional=True),
        field(Block.TIME, t("At what time"), time_picker(hour), optional=True, hint=hint),
    ]


def _person_fields(t: Translator, voice: Voice, viewer: Person, one: Attendee, settling: bool) -> list[Dict]:
    details, person = voice.details, voice.details.people[one.person_id]
    verdict = details.attendance.people.get(person.id, Verdict())
    known = (verdict.holds if settling else verdict.of(viewer.id)) or verdict.of(person.id) or verdict.holds
    presence = known.presence if known else _expected(voice, one)
    options = [option(t(words), kind.value) for kind, words in PRESENCES.items()]
    length = details.session.duration // MINUTE
    minutes = str(known.minutes) if known and known.presence in THERE and known.minutes != length else ""
    hint = t.n("Empty for the whole {count} minute.", "Empty for all of the {count} minutes.", length)
    return [
        field(
            of_person(Block.PRESENCE, person.id),
            bare_name(person),
            select(options, presence.value if presence else None),
            hint=_others_say(t, voice, person, viewer, verdict),
        ),
        field(
            of_person(Block.MINUTES, person.id),
            t("Minutes of {name}", name=bare_name(person)),
            text_input(minutes, longest=10),
            optional=True,
            hint=hint,
        ),
    ]


def _expected(voice: Voice, one: Attendee) -> Presence:
    """What a line is filled with of whom nobody spoke: who agreed to come was there, as far as one knows."""
    if one.person_id in voice.excused:
        return Presence.EXCUSED
    return Presence.PRESENT if one.rsvp is Rsvp.ACCEPTED else Presence.ABSENT


def _others_say(t: Translator, voice: Voice, person: Person, viewer: Person, verdict: Verdict) -> str:
    """What others say of this person, as far as the viewer may see it before speaking."""
    own = verdict.of(person.id)
    seen = [one for one in verdict.words if one.by != viewer.id and (verdict.disputed or one is own)]
    pair = voice.details.session.kind is SessionKind.BILATERAL
    if not seen or (pair and not verdict.disputed and voice.capacity is not Capacity.COORDINATOR):
        return ""
    return t.dotted([_says(t, voice, one) for one in seen[:2]])


def _says(t: Translator, voice: Voice, one: Statement) -> str:
    by = voice.details.people.get(one.by)
    name = bare_name(by) if by else t("A coordinator")
    said = t("{name} says: {stay}", name=name, stay=stay_of(t, one))
    comment = shorten(one.comment, 200)
    return t("{said} “{comment}”", said=said, comment=comment) if comment else said


def _comment_field(t: Translator, voice: Voice) -> Dict:
    longest = voice.details.programme.attendance.longest_comment
    return field(
        Block.COMMENT,
        t("Comment"),
        text_input(longest=longest, multiline=True),
        optional=True,
        hint=t("The people of this session and the coordinators read it. It is kept with your word."),
    )
