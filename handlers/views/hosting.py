"""What the host of a session of several does with it: the menu, and a small form for each thing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from handlers.i18n import N_, Translator
from handlers.ids import Action, Block, Form, numbered
from handlers.views.blocks import (
    Dict,
    Message,
    actions,
    and_more,
    bold,
    button,
    context,
    field,
    lines,
    message,
    modal,
    option,
    radio,
    section,
    text_input,
)
from handlers.views.booking import duration_field
from handlers.views.gathering_forms import Filled, audience_fields, capacity_field, when_fields
from handlers.views.gathering_news import absence_blocks, quoted_lines
from handlers.views.gatherings import (
    bare_title,
    card_blocks,
    company,
    counts,
    takes_answers,
    what_and_when,
)
from handlers.views.people import name_of, names_of, place_of
from handlers.views.session_parts import session_metadata, session_value
from mentoring.circles import GatheringView, Invitable, MovePreview, gathering_of, guests, line
from mentoring.clocks import MINUTE
from mentoring.gatherings import Absence, GatheringRequest
from mentoring.people import Person
from mentoring.sessions import Details, Rsvp, Session, SessionKind, SessionState

MINUTES_LATE = (5, 10, 15, 30)
NAMED_PER_SECTION = 25
MOST_NAMED_OF_A_STATE = 500
READERS_NAMED = 10
ACCEPTED, ALL = "accepted", "all"

STATES = (
    (Rsvp.ACCEPTED, N_("They come")),
    (Rsvp.OFFERED, N_("A place is offered to them")),
    (Rsvp.WAITING, N_("They wait for a place, in this order")),
    (Rsvp.TENTATIVE, N_("They may come")),
    (Rsvp.PENDING, N_("They have not answered")),
    (Rsvp.DECLINED, N_("They do not come")),
)


def manage_view(t: Translator, view: GatheringView, now: datetime) -> Dict:
    """All that can be done with a session, for who runs it."""
    session = view.details.session
    buttons = [button(text, action, session_value(session)) for text, action in _menu(t, view, now)]
    blocks = [
        section(lines(what_and_when(t, view.details, view.viewer), counts(t, session))),
        actions(buttons) if buttons else section(t("Nothing can be changed any more.")),
    ]
    return modal(t("Your session"), blocks, form=Form.NOTICE, close=t("Close"))


def _menu(t: Translator, view: GatheringView, now: datetime) -> Iterator[tuple[str, Action]]:
    session = view.details.session
    yield t("Who answered what"), Action.GATHERING_ANSWERS
    if view.decides_absences and session.kind is SessionKind.JOINT:
        yield t("Absences"), Action.ABSENCE_LIST
    if session.state is not SessionState.CONFIRMED or not view.runs_it:
        return
    if now < session.when.end + timedelta(days=1):
        yield t("Write to them"), Action.GATHERING_WRITE
    if session.when.start - timedelta(hours=3) <= now < session.when.end:
        yield t("Running late"), Action.GATHERING_LATE
    if now >= session.when.start:
        return
    yield t("Move"), Action.GATHERING_MOVE
    if session.series_id is not None:
        yield t("This and following"), Action.GATHERING_FOLLOWING
    yield t("Add people"), Action.GATHERING_ADD
    yield t("Take somebody off"), Action.GATHERING_REMOVE
    if session.kind is SessionKind.GROUP:
        yield t("Change the places"), Action.GATHERING_PLACES
    if takes_answers(session, now):
        yield t("Close answers"), Action.GATHERING_CLOSE
    else:
        yield t("Take answers again"), Action.GATHERING_REOPEN
    if view.viewer.id == session.organiser_id:
        yield t("Link"), Action.SESSION_LINK
    yield t("Hand over"), Action.GATHERING_HAND_OVER
    yield t("Cancel session"), Action.GATHERING_CANCEL


def show_view(t: Translator, view: GatheringView, now: datetime, *, may_decline: bool) -> Dict:
    """A session in a dialogue, for one of those asked to host it; coordinators may decline it as well."""
    blocks = card_blocks(t, view.details, view.viewer, now)
    if may_decline and view.details.session.state is SessionState.PROPOSED:
        value = session_value(view.details.session)
        blocks.append(actions([button(t("Decline"), Action.GATHERING_REFUSE, value)]))
    return modal(_kind(t, view.details.session), blocks, form=Form.NOTICE, close=t("Close"))


def _kind(t: Translator, session: Session) -> str:
    return t("Joint meeting") if session.kind is SessionKind.JOINT else t("Group session")


def answers_view(t: Translator, details: Details) -> Dict:
    """Who answered what, those who wait in the order of the line."""
    session = details.session
    blocks = [section(lines(bold(t.escape(bare_title(t, session))), counts(t, session)))]
    for state, title in STATES:
        blocks += _answered(t, t(title), _people_of(details, state))
    return modal(t("Answers"), blocks, form=Form.NOTICE, close=t("Close"))


def _people_of(details: Details, state: Rsvp) -> list[Person]:
    session = details.session
    found = line(session) if state is Rsvp.WAITING else [one.person_id for one in guests(session) if one.rsvp is state]
    return [details.people[one] for one in found if one in details.people]


def _answered(t: Translator, title: str, people: Sequence[Person]) -> list[Dict]:
    if not people:
        return []
    shown = people[:MOST_NAMED_OF_A_STATE]
    names = [t.dotted([f"{place}. {name_of(t, person)}"]) for place, person in enumerate(shown, 1)]
    chunks = [names[at : at + NAMED_PER_SECTION] for at in range(0, len(names), NAMED_PER_SECTION)]
    left = len(people) - len(shown)
    more = and_more(t, left)
    return [section(lines(bold(title), *chunks[0])), *(section(lines(*some)) for some in chunks[1:]), *more]


def move_form(t: Translator, details: Details, host: Person) -> Dict:
    """Another time; metadata as of every form about a session."""
    session = details.session
    now_at = t.clocks(session.when.start, [place_of(host)])
    filled = Filled(GatheringRequest(session.anchor.zone, session.anchor.wall, session.anchor.fold))
    return modal(
        t("Move"),
        [
            section(t("Its time now: {clocks}", clocks=now_at)),
            *when_fields(t, host, filled),
            duration_field(t, details.programme.booking, session.duration),
        ],
        form=Form.GATHERING_MOVE,
        metadata=session_metadata(session),
        submit=t("Continue"),
        close=t("Back"),
    )


def move_read_back(t: Translator, preview: MovePreview, host: Person) -> Dict:
    """The new time, and whom it would cost their place; submitting moves. Metadata: {"session", "at", "minutes"}."""
    start = preview.anchor.instant
    clashing = ""
    if preview.clashing:
        names = names_of(t, preview.clashing)
        clashing = t("They have another session then, lose their place and are asked anew: {names}.", names=names)
    carried = {
        "session": preview.session.id,
        "at": start.astimezone(UTC).isoformat(),
        "minutes": preview.duration // MINUTE,
    }
    return modal(
        t("Is this right?"),
        [
            section(
                lines(
                    bold(t("Move this session?")),
                    t.clocks(start, [place_of(host)]),
                    t("Instead of {clocks}", clocks=t.clocks(preview.session.when.start, [place_of(host)])),
                    clashing,
                )
            ),
            context(t("It moves at once. Everybody who did not say no is told; answers stay and can be changed.")),
        ],
        form=Form.GATHERING_MOVE_READ_BACK,
        metadata=json.dumps(carried),
        submit=t("Move"),
        close=t("Back"),
    )


def which_time(
    t: Translator, sentence: str, choices: Sequence[datetime], host: Person, *, session_id: str, minutes: int
) -> Message:
    """The times to choose among when the one asked for does not exist, comes twice or can't be."""
    rows = [
        section(
            t.clocks(choice, [place_of(host)]),
            button(
                t("Take this"),
                numbered(Action.GATHERING_MOVE_TO, index),
                f"{session_id} {minutes} {choice.astimezone(UTC).isoformat()}",
                label=t("Take {moment}", moment=t.short_clocks(choice, place_of(host))),
            ),
        )
        for index, choice in enumerate(choices)
    ]
    return message([section(sentence), *rows])


def late_form(t: Translator, details: Details) -> Dict:
    """By how much it starts later."""
    options = [option(t.duration(timedelta(minutes=minutes)), str(minutes)) for minutes in MINUTES_LATE]
    return _small_form(
        t,
        details,
        t("Running late"),
        [
            field(Block.MINUTES, t("How much later it starts"), radio(options, str(MINUTES_LATE[1]))),
            context(t("Everybody who comes or may come is told at once, at any hour. The agreed time stays.")),
        ],
        Form.GATHERING_LATE,
        submit=t("Tell everybody"),
    )


def cancel_form(t: Translator, details: Details, viewer: Person) -> Dict:
    """Calling it off, with a reason."""
    withdraw = details.session.state is SessionState.PROPOSED
    told = "" if withdraw else t("Everybody who did not say no is told at once.")
    text = text_input(longest=details.programme.booking.longest_reason, multiline=True)
    hint = t("They will read it. You may leave it out.")
    title = t("Withdraw") if withdraw else t("Cancel session")
    blocks = [
        section(lines(what_and_when(t, details, viewer), told)),
        field(Block.REASON, t("Reason"), text, optional=True, hint=hint),
    ]
    return _small_form(t, details, title, blocks, Form.GATHERING_CANCEL, submit=title)


def add_form(t: Translator, details: Details, whom: Invitable) -> Dict:
    """Whom to invite besides."""
    said = context(t("Whoever is in it already is left in peace."))
    fields = audience_fields(t, whom, GatheringRequest("UTC"))
    return _small_form(t, details, t("Add people"), [*fields, said], Form.GATHERING_ADD, submit=t("Invite"))


def remove_form(t: Translator, details: Details) -> Dict:
    """Whom to take off."""
    who = field(Block.PERSON, t("Whom"), {"type": "users_select"})
    said = context(t("This person is told, and their place goes to the next in the line."))
    return _small_form(t, details, t("Take somebody off"), [who, said], Form.GATHERING_REMOVE, submit=t("Take off"))


def hand_over_form(t: Translator, details: Details) -> Dict:
    """Who hosts it from now on."""
    who = field(Block.PERSON, t("New host"), {"type": "users_select"})
    said = context(t("A mentor or coordinator. The host so far stays invited, with a place if there is one."))
    return _small_form(t, details, t("Hand over"), [who, said], Form.GATHERING_HAND_OVER, submit=t("Hand over"))


def places_form(t: Translator, details: Details) -> Dict:
    """How many places it has."""
    session = details.session
    blocks = [section(counts(t, session)), capacity_field(t, gathering_of(session).capacity)]
    return _small_form(t, details, t("Change the places"), blocks, Form.GATHERING_PLACES, submit=t("Save"))


def write_form(t: Translator, details: Details, token: str) -> Dict:
    """What to write, to whom, and who that is; metadata: {"session", "revision", "token"}."""
    session = details.session
    accepted = _people_of(details, Rsvp.ACCEPTED)
    everybody = [
        details.people[one.person_id]
        for one in guests(session)
        if one.rsvp is not Rsvp.DECLINED and one.person_id in details.people
    ]
    options = [
        option(t.n("Who comes: {count} person", "Who comes: {count} people", len(accepted)), ACCEPTED),
        option(
            t.n("All who did not say no: {count} person", "All who did not say no: {count} people", len(everybody)), ALL
        ),
    ]
    read_by = [
        t("Who comes: {names}", names=company(t, accepted, READERS_NAMED)) if accepted else "",
        t("All who did not say no: {names}", names=company(t, everybody, READERS_NAMED)) if everybody else "",
    ]
    text = text_input(longest=details.programme.booking.longest_word, multiline=True)
    return modal(
        t("Write to them"),
        [
            section(bold(t.escape(bare_title(t, session)))),
            field(Block.TEXT, t("Your message"), text),
            field(Block.READERS, t("Who reads it"), radio(options, ACCEPTED if accepted else ALL)),
            context(lines(*read_by)) if any(read_by) else None,
        ],
        form=Form.GATHERING_WRITE,
        metadata=json.dumps({"session": session.id, "revision": session.revision, "token": token}),
        submit=t("Send"),
        close=t("Back"),
    )


def refuse_form(t: Translator, details: Details, viewer: Person) -> Dict:
    """Why a proposed session is declined."""
    proposer = details.people.get(details.session.organiser_id)
    hint = t("{name} will read it.", name=proposer.name) if proposer else ""
    text = text_input(longest=details.programme.booking.longest_reason, multiline=True)
    blocks = [section(what_and_when(t, details, viewer)), field(Block.REASON, t("Reason"), text, hint=hint)]
    return _small_form(t, details, t("Decline"), blocks, Form.GATHERING_REFUSE, submit=t("Decline"))


def absence_form(t: Translator, details: Details, viewer: Person) -> Dict:
    """Why somebody can't come to a joint meeting."""
    text = text_input(longest=details.programme.booking.longest_reason, multiline=True)
    hint = t("Only coordinators and you read it. A coordinator tells you whether you are excused.")
    blocks = [section(what_and_when(t, details, viewer)), field(Block.REASON, t("Why you can't come"), text, hint=hint)]
    return _small_form(t, details, t("I can't come"), blocks, Form.ABSENCE, submit=t("Send"))


def decision_form(t: Translator, details: Details, person_id: int, *, accepted: bool) -> Dict:
    """A remark with the decision; metadata: {"session", "person", "accepted"}."""
    person = details.people[person_id]
    told = (
        t("{name} is excused and told so.", name=name_of(t, person))
        if accepted
        else t("{name} is told that the reason is not accepted, and is asked anew.", name=name_of(t, person))
    )
    text = text_input(longest=details.programme.booking.longest_reason, multiline=True)
    title = t("Excuse") if accepted else t("Don't excuse")
    return modal(
        title,
        [
            section(told),
            field(
                Block.REMARK,
                t("Remark"),
                text,
                optional=True,
                hint=t("This person will read it. You may leave it out."),
            ),
        ],
        form=Form.ABSENCE_DECISION,
        metadata=json.dumps({"session": details.session.id, "person": person_id, "accepted": accepted}),
        submit=title,
        close=t("Back"),
    )


def absences_view(t: Translator, details: Details, absences: Sequence[Absence]) -> Dict:
    """Who asked to be excused, those first who wait for an answer."""
    ordered = sorted(absences, key=lambda one: (one.decided_at is not None, one.asked_at))[:40]
    blocks = [block for index, one in enumerate(ordered) for block in absence_blocks(t, details, one, index)]
    left = len(absences) - len(ordered)
    more = context(t.n("and {count} more", "and {count} more", left)) if left else None
    nobody = None if blocks else section(t("Nobody asked to be excused."))
    return modal(
        t("Absences"),
        [section(bold(t.escape(bare_title(t, details.session)))), nobody, *blocks, more],
        form=Form.NOTICE,
        close=t("Close"),
    )


def decided(t: Translator, details: Details, absence: Absence) -> Message:
    """A request to be excused, with what was decided."""
    return message(absence_blocks(t, details, absence))


def sent(t: Translator, text: str) -> Message:
    """After writing to the people of a session: what they read."""
    return message([section(t("Sent.")), section(quoted_lines(t, text))])


def done(t: Translator, sentence: str, details: Details, viewer: Person, now: datetime) -> Message:
    """What was done, then the session as it now is."""
    return message([section(sentence), *card_blocks(t, details, viewer, now)])


def _small_form(
    t: Translator, details: Details, title: str, blocks: Sequence[Dict], form: Form, *, submit: str
) -> Dict:
    return modal(title, blocks, form=form, metadata=session_metadata(details.session), submit=submit, close=t("Back"))
