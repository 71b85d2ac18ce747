"""How a session went, once it is over: what its people say, what that comes to, and the buttons to say it by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from handlers.i18n import N_, Translator
from handlers.ids import Action, numbered
from handlers.views.blocks import (
    LONGEST_TEXT,
    Dict,
    Message,
    actions,
    button,
    lines,
    message,
    quoted,
    section,
)
from handlers.views.notes import write_button
from handlers.views.people import bare_name, name_of, names_of, others_of
from handlers.views.sessions import what_and_when
from mentoring.attendance import (
    NEVER,
    THERE,
    Attendance,
    AttendanceNews,
    Capacity,
    Presence,
    Said,
    Source,
    Standing,
    Statement,
    Verdict,
)
from mentoring.clocks import local
from mentoring.people import Person
from mentoring.progress import Voice
from mentoring.sessions import Details, Session, SessionKind

LONGEST_COMMENT = 500
SHOWN_WORDS = 8
SHOWN_AGREE = 3
SHOWN_LINES = 40
SHOWN_COMMENTS = 3

STANDINGS = {
    Standing.HELD: N_("It took place."),
    Standing.NOT_HELD: N_("It did not take place."),
    Standing.DISPUTED: N_("It is disputed."),
    Standing.AWAITING: N_("Word is awaited."),
    Standing.UNCONFIRMED: N_("Unconfirmed: nobody said in time whether it took place."),
}
PRESENCES = {
    Presence.PRESENT: N_("Present"),
    Presence.CAME_LATE: N_("Came late"),
    Presence.LEFT_EARLY: N_("Left early"),
    Presence.EXCUSED: N_("Excused"),
    Presence.ABSENT: N_("Absent"),
}
SAID = {
    Said.HELD: N_("It took place at its time"),
    Said.NOT_HELD: N_("It did not take place"),
    Said.MOVED: N_("It took place at another time"),
}
FIRST_LINES = {
    AttendanceNews.DISPUTED: N_("Please look again at your session with {names}."),
    AttendanceNews.AGREED: N_("You now say the same of your session with {names}. Thank you."),
    AttendanceNews.NOTED: N_("The roll of your session with {names} was called. Please look at your line."),
    AttendanceNews.SETTLED: N_("It is settled how your session with {names} went."),
}


def beside_attendance(t: Translator, details: Details, viewer: Person) -> list[Dict]:
    """What else a message about a session that is over offers its people, beside saying how it went."""
    if viewer.id not in details.session.people:
        return []
    return [write_button(t, details.session), button(t("Book the next session"), Action.HOME_BOOK)]


def asking(t: Translator, details: Details, viewer: Person) -> list[Dict]:
    """The buttons by which one who has said nothing yet says how it went with one tap."""
    session = details.session
    if session.kind is SessionKind.BILATERAL:
        return [
            _button(t("It took place"), Action.ATTENDANCE_HELD, session, style="primary"),
            _button(t("It did not take place"), Action.ATTENDANCE_NOT_HELD, session),
            _button(t("It was moved"), Action.ATTENDANCE_MOVED, session),
        ]
    if session.organiser_id == viewer.id:
        return [
            _button(t("Call the roll"), Action.ATTENDANCE_CHANGE, session, style="primary"),
            _button(t("It did not take place"), Action.ATTENDANCE_NOT_HELD, session),
        ]
    return [
        _button(t("I was there"), Action.ATTENDANCE_HELD, session, style="primary"),
        _button(t("I was not there"), Action.ATTENDANCE_ABSENT, session),
        _button(t("Something else"), Action.ATTENDANCE_CHANGE, session),
    ]


def follow_up(t: Translator, first: str, details: Details, recipient: Person) -> Message:
    """Asks how a session went that has just ended, with what can be answered by one tap."""
    buttons = [*asking(t, details, recipient), *beside_attendance(t, details, recipient)]
    return message([section(first), section(what_and_when(t, details, recipient)), actions(buttons)])


def attendance_card(t: Translator, voice: Voice, viewer: Person, now: datetime) -> Message:
    """Where it stands how the session went, what people say that this viewer may read, and what they can do."""
    return message(card_blocks(t, voice, viewer, now))


def attendance_news(t: Translator, news: AttendanceNews, voice: Voice, recipient: Person, now: datetime) -> Message:
    """What others said of a session, for one whom it concerns."""
    names = names_of(t, others_of(voice.details, recipient)[:SHOWN_WORDS])
    return message([section(t(FIRST_LINES[news], names=names)), *card_blocks(t, voice, recipient, now)])


def card_blocks(t: Translator, voice: Voice, viewer: Person, now: datetime) -> list[Dict]:
    """The same as blocks: what it was, what is known, who says what, and buttons."""
    details = voice.details
    said = [
        section(text)
        for text in (state_of(t, details, viewer, now), words_of(t, voice, viewer), people_of(t, voice, viewer, now))
        if text
    ]
    buttons = [*_buttons(t, voice, viewer), *beside_attendance(t, details, viewer)]
    return [section(what_and_when(t, details, viewer)), *said, *([actions(buttons)] if buttons else [])]


def state_of(t: Translator, details: Details, viewer: Person, now: datetime) -> str:
    """One or two sentences on where it stands whether the session took place."""
    attendance = details.attendance
    standing = attendance.standing(now)
    match standing:
        case Standing.AWAITING:
            return _awaited(t, details, viewer)
        case Standing.DISPUTED:
            return _disputed(t, details, viewer, now)
        case Standing.UNCONFIRMED:
            return t(STANDINGS[standing])
    contested = t("Since then somebody has said otherwise; a coordinator will look at it.")
    elsewhen = _elsewhen(t, details, viewer) if standing is Standing.HELD else ""
    source = source_of(t, details, attendance.took_place)
    return lines(t(STANDINGS[standing]), elsewhen, source, contested if attendance.objected else "")


def source_of(t: Translator, details: Details, verdict: Verdict) -> str:
    """On whose word it stands."""
    people = [details.people[one.by] for one in verdict.words if one.by in details.people]
    match verdict.source:
        case Source.AGREED:
            return t("All who spoke say so.")
        case Source.HOST:
            return t("The host says so.")
        case Source.ALONE:
            return t("Only {names} said so.", names=names_of(t, people))
        case Source.SETTLED:
            return _settled_by(t, details, verdict)
        case None:
            return ""


def _settled_by(t: Translator, details: Details, verdict: Verdict) -> str:
    by = details.people.get(verdict.holds.by) if verdict.holds else None
    if by is None:
        return t("A coordinator settled it.")
    return t("{name} settled it.", name=name_of(t, by))


def _elsewhen(t: Translator, details: Details, viewer: Person) -> str:
    began = details.attendance.began(details.session.when.start)
    if began == details.session.when.start:
        return ""
    return t("It took place on {moment}.", moment=t.moment(began, viewer.zone, viewer.city))


def _awaited(t: Translator, details: Details, viewer: Person) -> str:
    """Nobody sees what others say before speaking themselves: each is asked apart."""
    attendance = details.attendance
    if viewer.id not in details.session.people:
        return t(STANDINGS[Standing.AWAITING])
    if not _speaks(attendance, viewer.id):
        return t("Did it take place?")
    until = t.moment(attendance.answer_by, viewer.zone, viewer.city)
    return t("Noted. The others have been asked as well, and can answer until {moment}.", moment=until)


def _disputed(t: Translator, details: Details, viewer: Person, now: datetime) -> str:
    attendance, talking_until = details.attendance, details.attendance.for_coordinators_from
    late = talking_until is None or attendance.for_coordinators(now)
    day = "" if talking_until is None else t.day(local(talking_until, viewer.zone).date())
    if viewer.id not in details.session.people:
        waits = t("It waits for a coordinator to settle it.")
        return lines(t(STANDINGS[Standing.DISPUTED]), waits if late else t("They can agree until {day}.", day=day))
    asked = t("A coordinator will settle it; you can still agree before.")
    talk = asked if late else t("Please talk about it. From {day} on, a coordinator can settle it.", day=day)
    return lines(t("You do not all say the same."), talk)


def words_of(t: Translator, voice: Voice, viewer: Person) -> str:
    """Who says what of the session, where the viewer has spoken, people differ, or it was settled."""
    attendance, details = voice.details.attendance, voice.details
    verdict = attendance.took_place
    open_to_all = attendance.disputed or verdict.source is Source.SETTLED or voice.capacity is Capacity.COORDINATOR
    if verdict.complete and verdict.source in {Source.AGREED, Source.HOST} and not attendance.disputed:
        return lines(*_comments(t, verdict.words))[:LONGEST_TEXT]
    shown = [one for one in verdict.words if one.by == viewer.id or open_to_all]
    told = [_line(t, details, one, said_of(t, one, details.session, viewer)) for one in shown[:SHOWN_WORDS]]
    left_out = len(shown) - len(told)
    more = [t.n("and {count} more", "and {count} more", left_out)] if left_out else []
    return lines(*told, *more, *_comments(t, shown))[:LONGEST_TEXT]


def _comments(t: Translator, words: Sequence[Statement]) -> list[str]:
    """What was written beside the words, the latest of it."""
    return [quoted(t, one.comment, LONGEST_COMMENT) for one in words if one.comment][-SHOWN_COMMENTS:]


def people_of(t: Translator, voice: Voice, viewer: Person, now: datetime) -> str:
    """How people attended, of whom the viewer may know: both of a pair, oneself, everybody for host and coordinator."""
    attendance, details = voice.details.attendance, voice.details
    if attendance.took_place.holds is None or not attendance.held:
        return ""
    if attendance.standing(now) is Standing.AWAITING and not _speaks(attendance, viewer.id):
        return ""
    of_whom = details.session.people if voice.capacity is Capacity.COORDINATOR else voice.of_whom
    told = [
        line
        for one in details.session.attendees
        if one.person_id in of_whom and one.person_id in details.people
        for line in _person_lines(t, voice, details.people[one.person_id], viewer)
    ]
    return lines(*told[:SHOWN_LINES])[:LONGEST_TEXT]


def _person_lines(t: Translator, voice: Voice, person: Person, viewer: Person) -> Iterator[str]:
    """A line of one person: what holds, or what each says of them; of one's own before all have spoken."""
    verdict = voice.details.attendance.people.get(person.id, Verdict())
    name = name_of(t, person)
    if verdict.disputed or verdict.objections:
        for one in verdict.words:
            speaker = _speaker(t, voice.details, one)
            yield t("• {name}: {stay} ({speaker} says so)", name=name, stay=stay_of(t, one), speaker=speaker)
        yield from _comments(t, verdict.words)
        return
    holds = verdict.holds if verdict.complete or voice.capacity is Capacity.COORDINATOR else verdict.of(viewer.id)
    if holds is not None:
        yield t("• {name}: {stay}", name=name, stay=stay_of(t, holds))
        yield from _comments(t, [holds])


def _speaker(t: Translator, details: Details, one: Statement) -> str:
    by = details.people.get(one.by)
    return name_of(t, by) if by else t("A coordinator")


def said_of(t: Translator, one: Statement, session: Session, viewer: Person) -> str:
    """What somebody says of the session, as half a sentence."""
    if one.said is Said.NOT_HELD:
        return t("it did not take place")
    if one.began is not None and one.began != session.when.start:
        return t("it took place on {moment}", moment=t.moment(one.began, viewer.zone, viewer.city))
    return t("it took place")


def stay_of(t: Translator, one: Statement) -> str:
    """How somebody attended, by somebody's word, as half a sentence."""
    if one.presence is None or one.presence not in THERE:
        return t(PRESENCES[one.presence or Presence.ABSENT])
    return t.dotted([t(PRESENCES[one.presence]), t.duration(timedelta(minutes=one.minutes))])


def _line(t: Translator, details: Details, one: Statement, said: str) -> str:
    return t("• {name}: {said}", name=_speaker(t, details, one), said=said)


def _speaks(attendance: Attendance, person_id: int) -> bool:
    """Whether this person says something now."""
    return any(verdict.of(person_id) for verdict in (attendance.took_place, *attendance.people.values()))


def _buttons(t: Translator, voice: Voice, viewer: Person) -> list[Dict]:
    details, attendance = voice.details, voice.details.attendance
    session = details.session
    found: list[Dict] = []
    if voice.capacity is not Capacity.COORDINATOR:
        found += _agreeing(t, voice, viewer)
        if _speaks(attendance, viewer.id):
            found += [
                _button(t("Change"), Action.ATTENDANCE_CHANGE, session),
                _button(t("Undo"), Action.ATTENDANCE_UNDO, session),
            ]
        else:
            found += asking(t, details, viewer)
    if voice.settles and (voice.capacity is Capacity.COORDINATOR or attendance.disputed or attendance.objected):
        found.append(settle_button(t, details, viewer))
    return found


def _agreeing(t: Translator, voice: Voice, viewer: Person) -> Iterator[Dict]:
    """A button for each person with whom the viewer could agree where they differ."""
    details, attendance = voice.details, voice.details.attendance
    verdicts = [
        attendance.took_place,
        *(attendance.people[one] for one in sorted(voice.of_whom & set(attendance.people))),
    ]
    differing = [verdict for verdict in verdicts if verdict.disputed]
    others = dict.fromkeys(one.by for verdict in differing for one in verdict.words if one.by != viewer.id)
    for place, person_id in enumerate(list(others)[:SHOWN_AGREE]):
        if person_id in details.people:
            name = bare_name(details.people[person_id])
            action = numbered(Action.ATTENDANCE_AGREE, place)
            yield button(
                t("Agree with {name}", name=name), action, f"{details.session.id} {person_id}", style="primary"
            )


def settle_button(t: Translator, details: Details, viewer: Person) -> Dict:
    """Opens the form in which a host or coordinator settles; read aloud, it says which session."""
    return settle_button_of(t, details.session, others_of(details, viewer)[:SHOWN_WORDS], viewer)


def settle_button_of(t: Translator, session: Session, people: Sequence[Person], viewer: Person) -> Dict:
    """The same for a session of these people."""
    names = t.enumerated([bare_name(person) for person in people])
    day = t.short_day(local(session.when.start, viewer.zone).date())
    label = t("{button}: {names}, {day}", button=t("Settle"), names=names, day=day)
    return button(t("Settle"), Action.ATTENDANCE_SETTLE, session.id, label=label)


def show_button(t: Translator, details: Details) -> Dict:
    """Shows how a session went, and lets one say so."""
    return _button(t("How it went"), Action.ATTENDANCE_SHOW, details.session)


def _button(text: str, action: Action, session: Session, style: str = "") -> Dict:
    return button(text, action, session.id, style=style)


def with_attendance(t: Translator, blocks: list[Dict], details: Details, viewer: Person, now: datetime) -> list[Dict]:
    """A past session's row, with where it stands how it went and a button to say so or to look at it."""
    row, *rest = blocks
    if details.attendance.answer_by == NEVER:
        return blocks
    said = lines(row["text"]["text"], state_of(t, details, viewer, now))
    return [section(said, row.get("accessory") or show_button(t, details)), *rest]


def to_settle_rows(t: Translator, found: Sequence[Details], viewer: Person, now: datetime) -> list[list[Dict]]:
    """Sessions that a coordinator has to look at, each with the button to settle it."""
    return [[_to_settle_row(t, one, viewer, now)] for one in found]


def _to_settle_row(t: Translator, details: Details, viewer: Person, now: datetime) -> Dict:
    """Who was one of the two looks at what was said; another coordinator settles it."""
    own = details.session.kind is SessionKind.BILATERAL and viewer.id in details.session.people
    said = lines(what_and_when(t, details, viewer), state_of(t, details, viewer, now))
    return section(said, show_button(t, details) if own else settle_button(t, details, viewer))
