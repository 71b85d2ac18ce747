"""A session as a card, sessions as a list, and the small forms that close one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.i18n import Translator
from handlers.ids import Action, Form, numbered
from handlers.views import gatherings
from handlers.views.blocks import (
    LONGEST_HEADER,
    Dict,
    Message,
    actions,
    and_more,
    bold,
    button,
    header,
    lines,
    message,
    modal,
    section,
    shorten,
)
from handlers.views.listing import Rows, fitting
from handlers.views.patterns import pattern_line
from handlers.views.people import bare_name, names_of, others_of, places_of
from handlers.views.session_parts import (
    length_and_topic,
    programme_line,
    reason_field,
    reason_of,
    session_metadata,
    session_value,
)
from handlers.views.states import button_label, choices_of, shown_anchor, state_of
from mentoring.notes import Note, Visibility
from mentoring.people import BookingPolicy, Person, Role
from mentoring.sessions import OPEN_STATES, Details, Overview, Session, SessionState

LONGEST_NOTE = 280
LISTED_AWAITING, LISTED_TO_HOST, LISTED_UPCOMING, LISTED_PAST = 6, 3, 6, 8


def session_card(t: Translator, details: Details, viewer: Person, now: datetime) -> Message:
    """A session for one of its people, or for an onlooker, who gets no buttons."""
    return message(card_blocks(t, details, viewer, now))


def card_blocks(t: Translator, details: Details, viewer: Person, now: datetime) -> list[Dict]:
    """What the session is, where it stands, and the buttons its viewer has now: two to three blocks."""
    if details.session.gathering is not None:
        return gatherings.card_blocks(t, details, viewer, now)
    said = lines(state_of(t, details, viewer, now), reason_of(t, details.session))
    blocks = [section(what_and_when(t, details, viewer)), section(said)]
    if buttons := session_buttons(t, details, viewer, now):
        blocks.append(actions(buttons))
    return blocks


def row_blocks(t: Translator, details: Details, viewer: Person, now: datetime) -> list[Dict]:
    """The same in a list, tighter: one block and its buttons."""
    if details.session.gathering is not None:
        return gatherings.row_blocks(t, details, viewer, now)
    said = lines(what_and_when(t, details, viewer), state_of(t, details, viewer, now), reason_of(t, details.session))
    buttons = session_buttons(t, details, viewer, now)
    return [section(said), *([actions(buttons)] if buttons else [])]


def past_blocks(t: Translator, details: Details, viewer: Person) -> list[Dict]:
    """A session that is over, with the notes this viewer may read; one block, and nothing to press."""
    notes = [_note(t, details, note) for note in details.notes if _readable(note, details.session, viewer)]
    said = lines(what_and_when(t, details, viewer), *notes[:2])
    return [section(said)]


def what_and_when(t: Translator, details: Details, viewer: Person) -> str:
    """Who meets, on both clocks, for how long and about what."""
    session = details.session
    if session.gathering is not None:
        return gatherings.what_and_when(t, details, viewer)
    others = others_of(details, viewer)
    names = names_of(t, others)
    known = viewer.id in session.people
    title = t("Session with {names}", names=names) if known else t("Session of {names}", names=names)
    clocks = t.clocks(shown_anchor(session).instant, places_of(details, viewer))
    what = length_and_topic(t, _shown_duration(session), session.topic)
    return lines(bold(title), clocks, what, series_line(t, details, viewer), programme_line(t, details))


def series_line(t: Translator, details: Details, viewer: Person) -> str:
    """The series that an open session is of, and how many of it are to come; empty when it is of none."""
    outline = details.series
    if outline is None or details.session.state not in OPEN_STATES:
        return ""
    rule = pattern_line(t, outline.series.pattern, [viewer, *others_of(details, viewer)])
    return t.n("{rule} · {count} to come", "{rule} · {count} to come", outline.to_come, rule=rule)


def session_buttons(t: Translator, details: Details, viewer: Person, now: datetime) -> list[Dict]:
    """The link of a confirmed session that is not over, then what its viewer may do."""
    session = details.session
    buttons = [
        button(
            t(choice.label),
            choice.action,
            session_value(session),
            style=choice.style,
            label=button_label(t, choice, details, viewer),
        )
        for choice in choices_of(session, viewer, now)
    ]
    return [*_join_button(t, details, viewer, now), *buttons, *(_series_buttons(t, details, viewer) if buttons else [])]


def _series_buttons(t: Translator, details: Details, viewer: Person) -> list[Dict]:
    """The ways from a session of a series to the others of it."""
    outline = details.series
    if outline is None or viewer.id not in details.session.people:
        return []
    show = button(t("All dates"), Action.SERIES_SHOW, outline.series.id)
    if outline.to_come == 1:
        return [show]
    return [show, button(t("This and following"), Action.SERIES_FOLLOWING, session_value(details.session))]


def sessions_list(t: Translator, overview: Overview, now: datetime) -> Message:
    """What awaits an answer, what is to come, what is past; cut to what one message holds."""
    me = overview.person
    awaiting, upcoming = awaited(overview), coming(overview)
    if not (awaiting or upcoming or overview.past or overview.to_host):
        return message(
            [section(nothing_to_come(t, overview)), actions([book_button(t)]) if overview.partners else None]
        )
    lists = [
        Rows([row_blocks(t, one, me, now) for one in found[:most]], len(found) - most, title)
        for title, found, most in (
            (t("Waiting for your answer"), awaiting, LISTED_AWAITING),
            (t("Looking for a host"), overview.to_host, LISTED_TO_HOST),
            (t("Coming up"), upcoming, LISTED_UPCOMING),
        )
    ]
    past = [_with_open(t, past_blocks(t, one, me), one, place) for place, one in enumerate(overview.past[:LISTED_PAST])]
    lists.append(Rows(past, len(overview.past) - LISTED_PAST, t("Past sessions")))
    return message(fitting(t, lists))


def _with_open(t: Translator, blocks: list[Dict], details: Details, place: int) -> list[Dict]:
    """A past session's row, with the button that opens what was written about it."""
    row, *rest = blocks
    return [{**row, "accessory": button(t("Open"), numbered(Action.NOTE_SHOW, place), details.session.id)}, *rest]


def titled(t: Translator, title: str, rows: Sequence[list[Dict]], left_out: int) -> list[Dict]:
    """A heading over rows, and how many were left out; nothing when there are no rows."""
    if not rows:
        return []
    more = and_more(t, left_out)
    return [header(title), *(block for row in rows for block in row), *more]


def awaited(overview: Overview) -> list[Details]:
    """Sessions that await this person's answer, invitations to those of several among them, soonest first."""
    asked = [one for one in overview.upcoming if gatherings.awaits_answer(one.session, overview.person)]
    return sorted(
        {one.session.id: one for one in (*overview.awaiting, *asked)}.values(), key=lambda one: one.session.when
    )


def coming(overview: Overview) -> list[Details]:
    """Sessions to come that do not await this person's answer, without those to which they said no."""
    asked = {one.session.id for one in awaited(overview)}
    left = [one for one in overview.upcoming if one.session.id not in asked]
    return [one for one in left if not gatherings.declined_by(one.session, overview.person)]


def nothing_to_come(t: Translator, overview: Overview) -> str:
    """That no session is planned, and what to do next."""
    if not overview.participations and overview.left:
        names = t.enumerated([t.escape(shorten(one.name, LONGEST_HEADER)) for one in overview.left])
        return t("You have left {programmes}. What you wrote stays here for you to read.", programmes=names)
    if not takes_part(overview):
        return t("You run this programme. Import a roster to add people and pairs, or to bring them up to date.")
    if not overview.partners and overview.resting:
        return t("You and {names} pause at the moment. I tell you when you go on.", names=names_of(t, overview.resting))
    if not overview.partners:
        return t("You have no partner yet. Your coordinator pairs mentors and mentees; this page fills up then.")
    names = names_of(t, overview.partners)
    if overview.past:
        return t("No session is planned with {names}. Book the next one.", names=names)
    return t("No session yet with {names}. Book one: you will be offered times that suit you both.", names=names)


def takes_part(overview: Overview) -> bool:
    """Whether the person is a mentor or a mentee, and not a coordinator alone."""
    return any(one.roles - {Role.COORDINATOR} for one in overview.participations)


def book_button(t: Translator) -> Dict:
    """Opens the booking form."""
    return button(t("Book a session"), Action.HOME_BOOK, style="primary")


def decline_form(t: Translator, session: Session, longest: int = BookingPolicy.longest_reason) -> Dict:
    """Asks for a reason, which may be left out; metadata: {"session": id, "revision": number}."""
    move = session.state is SessionState.CONFIRMED
    said = t("The session stays at the time you had agreed on.") if move else t("The session will not take place then.")
    return modal(
        t("Keep the old time") if move else t("Decline"),
        [section(said), reason_field(t, longest)],
        form=Form.SESSION_DECLINE,
        metadata=session_metadata(session),
        submit=t("Keep the old time") if move else t("Decline"),
        close=t("Back"),
    )


def cancel_form(t: Translator, details: Details, viewer: Person) -> Dict:
    """Shows what would be cancelled and asks for a reason, which may be left out; metadata as in `decline_form`."""
    session = details.session
    withdraw = session.state is SessionState.PROPOSED
    told = t("{names} will be told at once.", names=names_of(t, others_of(details, viewer)))
    return modal(
        t("Withdraw") if withdraw else t("Cancel session"),
        [
            section(what_and_when(t, details, viewer)),
            section(told),
            reason_field(t, details.programme.booking.longest_reason),
        ],
        form=Form.SESSION_CANCEL,
        metadata=session_metadata(session),
        submit=t("Withdraw") if withdraw else t("Cancel session"),
        close=t("Back"),
    )


def _shown_duration(session: Session) -> timedelta:
    proposed = session.state is SessionState.PROPOSED and session.proposal
    return proposed.duration if proposed else session.duration


def _join_button(t: Translator, details: Details, viewer: Person, now: datetime) -> list[Dict]:
    session = details.session
    reachable = session.link.startswith(("https://", "http://")) and viewer.id in session.people
    if not reachable or session.state is not SessionState.CONFIRMED or session.when.end <= now:
        return []
    names = t.enumerated([bare_name(person) for person in others_of(details, viewer)])
    return [
        button(t("Join"), Action.SESSION_JOIN, label=t("Join the session with {names}", names=names), url=session.link)
    ]


def _note(t: Translator, details: Details, note: Note) -> str:
    author = details.people.get(note.author_id)
    text = t.escape(shorten(note.outcome, LONGEST_NOTE))
    if author is None:
        return t("Note: {text}", text=text)
    return t("Note by {name}: {text}", name=names_of(t, [author]), text=text)


def _readable(note: Note, session: Session, viewer: Person) -> bool:
    if note.visibility is Visibility.AUTHOR:
        return note.author_id == viewer.id
    return note.visibility is not Visibility.PARTICIPANTS or viewer.id in session.people
