"""A group session or joint meeting as a card: for whoever is invited, for its host, and for a whole channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from handlers.i18n import Place, Translator
from handlers.ids import Action, numbered
from handlers.views.blocks import (
    Dict,
    Message,
    actions,
    bold,
    button,
    context,
    header,
    lines,
    message,
    section,
    shorten,
)
from handlers.views.people import name_of, names_of, others_of, place_of
from handlers.views.session_parts import LONGEST_TOPIC, programme_line, reason_of, session_value
from handlers.views.states import who_closed
from mentoring.circles import gathering_of, guests, place_in_line, standing
from mentoring.clocks import local
from mentoring.people import Person
from mentoring.sessions import Attendee, Details, Overview, Rsvp, Session, SessionKind, SessionState

NAMED_ON_A_CARD = 3
MILESTONES_SHOWN = 12
UNDECIDED = frozenset({Rsvp.PENDING, Rsvp.TENTATIVE, Rsvp.DECLINED})
MEANT_TO_JOIN = frozenset({Rsvp.ACCEPTED, Rsvp.TENTATIVE})


def title_of(t: Translator, session: Session) -> str:
    """ "Group session: Digital exports", for mrkdwn."""
    topic = t.escape(shorten(session.topic, LONGEST_TOPIC))
    joint = session.kind is SessionKind.JOINT
    if not topic:
        return t("Joint meeting") if joint else t("Group session")
    return t("Joint meeting: {topic}", topic=topic) if joint else t("Group session: {topic}", topic=topic)


def bare_title(t: Translator, session: Session) -> str:
    """The same for plain text."""
    topic = shorten(session.topic, LONGEST_TOPIC)
    joint = session.kind is SessionKind.JOINT
    if not topic:
        return t("Joint meeting") if joint else t("Group session")
    return t("Joint meeting: {topic}", topic=topic) if joint else t("Group session: {topic}", topic=topic)


def company(t: Translator, people: Sequence[Person], most: int = NAMED_ON_A_CARD) -> str:
    """ "Awa, Luca, Omar and 4 more"; never "1 more", where the name is as short."""
    if len(people) <= most + 1:
        return names_of(t, people)
    left = len(people) - most
    more = t.n("{count} more", "{count} more", left)
    return t.enumerated([*(name_of(t, person) for person in people[:most]), more])


def met_by(t: Translator, details: Details, viewer: Person) -> str:
    """Whom the viewer meets: in a session of several its host and those who said yes, no more than a few by name."""
    session = details.session
    others = others_of(details, viewer)
    if session.gathering is None:
        return names_of(t, others)
    coming = {session.organiser_id, *(one.person_id for one in session.attendees if one.rsvp is Rsvp.ACCEPTED)}
    return company(t, [one for one in others if one.id in coming] or others)


def clocks_of(t: Translator, details: Details, viewer: Person, at: datetime | None = None) -> str:
    """The day and hour on the viewer's clock, and on the host's where that is another."""
    host = details.people.get(details.session.organiser_id)
    places: list[Place] = [place_of(viewer), *([place_of(host)] if host else [])]
    return t.clocks(at or details.session.when.start, places)


def what_and_when(t: Translator, details: Details, viewer: Person) -> str:
    """What it is about, when on the viewer's clock, for how long, in which language and who hosts it."""
    session, gathering = details.session, gathering_of(details.session)
    spoken = t("in {language}", language=t.language_name(gathering.language)) if gathering.language else ""
    facts = t.dotted([t.duration(session.duration), spoken, _host_of(t, details, viewer)])
    return lines(bold(title_of(t, session)), clocks_of(t, details, viewer), facts, programme_line(t, details))


def _host_of(t: Translator, details: Details, viewer: Person) -> str:
    host = details.people.get(details.session.organiser_id)
    if host is None or host.id == viewer.id:
        return ""
    name = name_of(t, host)
    if details.session.state is SessionState.PROPOSED:
        return t("proposed by {name}", name=name)
    return t("hosted by {name}", name=name)


def card_blocks(t: Translator, details: Details, viewer: Person, now: datetime) -> list[Dict]:
    """What it is, how it stands with its viewer, who comes, and what they may do now."""
    said = [section(what_and_when(t, details, viewer)), section(state_of(t, details, viewer, now))]
    if coming := who_comes(t, details):
        said.append(context(coming))
    if buttons := buttons_of(t, details, viewer, now):
        said.append(actions(buttons))
    return said


def row_blocks(t: Translator, details: Details, viewer: Person, now: datetime) -> list[Dict]:
    """The same in a list, tighter."""
    said = lines(what_and_when(t, details, viewer), state_of(t, details, viewer, now))
    buttons = buttons_of(t, details, viewer, now)
    return [section(said), *([actions(buttons)] if buttons else [])]


def who_comes(t: Translator, details: Details) -> str:
    """The first of those who said yes, and how many more; "" when nobody did."""
    said_yes = [one.person_id for one in guests(details.session) if one.rsvp is Rsvp.ACCEPTED]
    people = [details.people[one] for one in said_yes if one in details.people]
    return t("Coming: {names}", names=company(t, people)) if people else ""


def state_of(t: Translator, details: Details, viewer: Person, now: datetime) -> str:
    """How it stands, and how it stands with the viewer, as sentences of mrkdwn."""
    session = details.session
    if session.state is SessionState.PROPOSED:
        return _proposed(t, details, viewer)
    if session.state is not SessionState.CONFIRMED:
        return lines(_closed(t, details, viewer), reason_of(t, session))
    if session.when.end <= now:
        return t("This session is over.")
    late = _late(t, session)
    if session.when.start <= now:
        return lines(t("This session is under way."), late)
    return lines(late, *_own_state(t, session, viewer, now), *_answering(t, session, viewer, now))


def _proposed(t: Translator, details: Details, viewer: Person) -> str:
    if viewer.id == details.session.organiser_id:
        return t("Waiting for a mentor or coordinator to host it.")
    return t("It needs a host: a mentor or coordinator. People are invited once there is one.")


def _closed(t: Translator, details: Details, viewer: Person) -> str:
    if details.session.state is SessionState.EXPIRED:
        return t("Nobody took on hosting it in time, so it does not take place.")
    return who_closed(t, details, viewer)


def _late(t: Translator, session: Session) -> str:
    late = gathering_of(session).late
    return bold(t("It starts {duration} later than agreed.", duration=t.duration(late))) if late else ""


def _own_state(t: Translator, session: Session, viewer: Person, now: datetime) -> Iterator[str]:
    mine = session.attendee(viewer.id)
    if viewer.id == session.organiser_id:
        yield t("You host this session.")
        yield counts(t, session)
    elif mine is None:
        yield t("You are not invited to this session.")
        yield counts(t, session)
    else:
        yield answer_line(t, session, mine, viewer, now)
        yield places_left(t, session) if mine.rsvp in UNDECIDED else ""


def answer_line(t: Translator, session: Session, mine: Attendee, viewer: Person, now: datetime) -> str:
    """How it stands with somebody who is invited."""
    match mine.rsvp:
        case Rsvp.ACCEPTED:
            return t("You are in.")
        case Rsvp.TENTATIVE:
            return t("You said maybe; no place is kept for you.") if _few(session) else t("You said maybe.")
        case Rsvp.DECLINED:
            joint = session.kind is SessionKind.JOINT
            return t("You asked to be excused.") if joint else t("You said no.")
        case Rsvp.WAITING:
            return _in_line(t, session, viewer)
        case Rsvp.OFFERED:
            return bold(_offer(t, mine, viewer))
        case Rsvp.PENDING:
            return t("Will you come?") if takes_answers(session, now) else t("You did not answer.")


def _few(session: Session) -> bool:
    return gathering_of(session).capacity is not None


def _in_line(t: Translator, session: Session, viewer: Person) -> str:
    place = place_in_line(session, viewer.id) or 1
    if place == 1:
        return t("All places are taken. You are first in the line, and I will write when one is free.")
    return t(
        "All places are taken. You are number {place} in the line, and I will write when it is your turn.", place=place
    )


def _offer(t: Translator, mine: Attendee, viewer: Person) -> str:
    if mine.answer_by is None:
        return t("A place is free for you.")
    until = t.moment(mine.answer_by, viewer.zone, viewer.city)
    return t("A place is free for you until {moment}. Then it goes to the next in the line.", moment=until)


def _answering(t: Translator, session: Session, viewer: Person, now: datetime) -> Iterator[str]:
    """Whether answers are compulsory, until when they are taken, or that they are not any more."""
    gathering, mine = gathering_of(session), session.attendee(viewer.id)
    if session.kind is SessionKind.JOINT:
        if gathering.compulsory:
            yield t("Attendance is compulsory. Who can't come says why.")
        else:
            yield t("Everybody is expected. Who can't come says why.")
    if not takes_answers(session, now):
        yield t("No more answers are taken.")
    elif gathering.answer_by:
        until = t.moment(gathering.answer_by, viewer.zone, viewer.city)
        undecided = mine is not None and mine.rsvp in {Rsvp.PENDING, Rsvp.TENTATIVE}
        yield (
            t("Please answer by {moment}.", moment=until)
            if undecided
            else t("Answers are taken until {moment}.", moment=until)
        )


def _hosts(session: Session, viewer: Person) -> bool:
    return viewer.id == session.organiser_id


def takes_answers(session: Session, now: datetime) -> bool:
    """Whether a yes or a maybe is still taken."""
    gathering = gathering_of(session)
    due = gathering.answer_by is not None and gathering.answer_by <= now
    return (
        session.state is SessionState.CONFIRMED
        and session.when.start > now
        and not gathering.answers_closed
        and not due
    )


def counts(t: Translator, session: Session) -> str:
    """ "5 of 8 places are taken · 2 wait for one · 1 may come · 3 have not answered"."""
    stands, capacity = standing(session), gathering_of(session).capacity
    taken = stands.accepted + stands.offered
    if capacity is None:
        first = t.n("{count} person comes", "{count} people come", taken)
    else:
        first = t.n("{taken} of {count} place is taken", "{taken} of {count} places are taken", capacity, taken=taken)
    more = (
        (stands.waiting, t.n("{count} waits for a place", "{count} wait for a place", stands.waiting)),
        (stands.tentative, t.n("{count} may come", "{count} may come", stands.tentative)),
        (stands.declined, t.n("{count} does not come", "{count} do not come", stands.declined)),
        (stands.pending, t.n("{count} has not answered", "{count} have not answered", stands.pending)),
    )
    return t.dotted([first, *(said for number, said in more if number)])


def awaits_answer(session: Session, viewer: Person) -> bool:
    """Whether somebody is invited, or offered a place, and can say whether they come."""
    mine = session.attendee(viewer.id)
    if session.gathering is None or mine is None or session.state is not SessionState.CONFIRMED:
        return False
    return mine.rsvp is Rsvp.OFFERED or (mine.rsvp is Rsvp.PENDING and not session.gathering.answers_closed)


def declined_by(session: Session, viewer: Person) -> bool:
    """Whether somebody said no to a session of several."""
    mine = session.attendee(viewer.id)
    return session.gathering is not None and mine is not None and mine.rsvp is Rsvp.DECLINED


def places_left(t: Translator, session: Session) -> str:
    """How many places are free; "" where they are not limited."""
    stands = standing(session)
    if stands.free is None:
        return ""
    if stands.free and not stands.waiting:
        return t.n("{count} place is left.", "{count} places are left.", stands.free)
    return t("All places are taken. Who says yes waits in the line.")


def buttons_of(t: Translator, details: Details, viewer: Person, now: datetime) -> list[Dict]:
    """The link, then the answers that would change something, then what hosts do."""
    session = details.session
    if session.state is SessionState.PROPOSED:
        return _proposal_buttons(t, session, viewer, now)
    if session.state is not SessionState.CONFIRMED or session.when.end <= now:
        return []
    buttons = [*_join(t, session, viewer), *_answers(t, session, viewer, now)]
    if _hosts(session, viewer):
        buttons += _host_buttons(t, session, now)
    return buttons


def _proposal_buttons(t: Translator, session: Session, viewer: Person, now: datetime) -> list[Dict]:
    if session.when.start <= now:
        return []
    if _hosts(session, viewer):
        return [_button(t, t("Withdraw"), Action.GATHERING_CANCEL, session, viewer)]
    return [
        _button(t, t("Host it"), Action.GATHERING_HOST, session, viewer, style="primary"),
        _button(t, t("Details"), Action.GATHERING_SHOW, session, viewer),
    ]


def _join(t: Translator, session: Session, viewer: Person) -> list[Dict]:
    mine = session.attendee(viewer.id)
    if mine is None or not session.link.startswith(("https://", "http://")):
        return []
    expected = session.kind is SessionKind.JOINT and mine.rsvp is Rsvp.PENDING
    if mine.rsvp not in MEANT_TO_JOIN and not expected:
        return []
    label = t("Join: {title}", title=bare_title(t, session))
    return [button(t("Join"), Action.SESSION_JOIN, label=label, url=session.link)]


def _answers(t: Translator, session: Session, viewer: Person, now: datetime) -> list[Dict]:
    mine = session.attendee(viewer.id)
    if mine is None or _hosts(session, viewer) or session.when.start <= now:
        return []
    joint = session.kind is SessionKind.JOINT
    offered, opened = mine.rsvp is Rsvp.OFFERED, takes_answers(session, now)
    yes = _button(
        t, t("Take the place") if offered else t("Yes"), Action.GATHERING_YES, session, viewer, style="primary"
    )
    maybe = _button(t, t("Maybe"), Action.GATHERING_MAYBE, session, viewer)
    no = _button(t, t("I can't come") if joint else t("No"), Action.GATHERING_NO, session, viewer)
    return [
        *([yes] if (opened or offered) and mine.rsvp not in {Rsvp.ACCEPTED, Rsvp.WAITING} else []),
        *([maybe] if opened and mine.rsvp is not Rsvp.TENTATIVE else []),
        *([no] if mine.rsvp is not Rsvp.DECLINED else []),
    ]


def _host_buttons(t: Translator, session: Session, now: datetime) -> list[Dict]:
    shown = [
        (t("Who answered what"), Action.GATHERING_ANSWERS),
        (t("Write to them"), Action.GATHERING_WRITE),
        (t("Running late"), Action.GATHERING_LATE),
        (t("More"), Action.GATHERING_MANAGE),
    ]
    soon = session.when.start - now <= timedelta(hours=3)
    wanted = [one for one in shown if soon or one[1] is not Action.GATHERING_LATE]
    return [button(text, action, session_value(session), label=_label(t, text, session)) for text, action in wanted]


def _button(t: Translator, text: str, action: Action, session: Session, viewer: Person, *, style: str = "") -> Dict:
    day = t.short_day(local(session.when.start, viewer.zone).date())
    label = t("{button}: {names}, {day}", button=text, names=bare_title(t, session), day=day)
    return button(text, action, session_value(session), style=style, label=label)


def _label(t: Translator, text: str, session: Session) -> str:
    return t("{button}: {title}", button=text, title=bare_title(t, session))


def public_card(t: Translator, details: Details, now: datetime) -> Message:
    """The card for a channel: Slack shows each reader the hour on their own clock, and the count is live."""
    session = details.session
    host = details.people.get(session.organiser_id)
    hosted = t("hosted by {name}", name=name_of(t, host)) if host else ""
    spoken = gathering_of(session).language
    facts = t.dotted(
        [t.duration(session.duration), t("in {language}", language=t.language_name(spoken)) if spoken else "", hosted]
    )
    blocks = [section(lines(bold(title_of(t, session)), date_token(t, session), facts))]
    return message([*blocks, *_public_state(t, details, now)])


def _public_state(t: Translator, details: Details, now: datetime) -> list[Dict]:
    session = details.session
    if session.state is not SessionState.CONFIRMED:
        return [section(t("Cancelled."))]
    if session.when.end <= now:
        return [section(t("This session is over."))]
    said = [section(lines(_late(t, session), counts(t, session)))]
    if not takes_answers(session, now):
        return [*said, context(t("No more answers are taken."))]
    answers = ((t("Yes"), Action.GATHERING_PUBLIC_YES), (t("Maybe"), Action.GATHERING_PUBLIC_MAYBE))
    buttons = [button(text, action, session_value(session), label=_label(t, text, session)) for text, action in answers]
    no = t("I can't come") if session.kind is SessionKind.JOINT else t("No")
    buttons.append(button(no, Action.GATHERING_PUBLIC_NO, session_value(session), label=_label(t, no, session)))
    return [
        *said,
        context(t("For those who are invited. Everybody sees the hour on their own clock.")),
        actions(buttons),
    ]


def date_token(t: Translator, session: Session) -> str:
    """Slack's own date, which it writes on the clock of each reader's device; elsewhere the hour in UTC."""
    start = session.when.start
    fallback = t.moment(start, "UTC").replace(">", "").replace("|", "")
    return f"<!date^{int(start.timestamp())}^{{date_long}}, {{time}}|{fallback}>"


def milestones(t: Translator, overview: Overview, now: datetime) -> list[Dict]:
    """The joint meetings of the person's programmes, the kick-off first, those held ticked; nothing without any."""
    shown = overview.joint_meetings[:MILESTONES_SHOWN]
    if not shown:
        return []
    return [header(t("Joint meetings")), section(lines(*(_milestone(t, one, overview.person, now) for one in shown)))]


def _milestone(t: Translator, session: Session, viewer: Person, now: datetime) -> str:
    topic = t.escape(shorten(session.topic, LONGEST_TOPIC)) or t("Joint meeting")
    mark = "✓" if session.when.end <= now else "○"
    return t.dotted([t.marked(mark, topic), t.short_clocks(session.when.start, place_of(viewer))])


def call_buttons(t: Translator, *, coordinates: bool) -> list[Dict]:
    """Open the forms that call several people together."""
    group = button(t("Call a group session"), Action.GATHERING_OPEN, "group")
    joint = button(t("Call a joint meeting"), numbered(Action.GATHERING_OPEN, 1), "joint")
    return [group, *([joint] if coordinates else [])]
