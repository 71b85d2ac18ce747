"""The people and pairs of a programme, as its coordinators see them, with the steps that are possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.i18n import N_, Translator
from handlers.ids import Action, Form, numbered
from handlers.views.arrivals import arrival_lines, remind_button
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
    modal,
    quoted,
    section,
)
from handlers.views.leaving_news import programme_name
from handlers.views.leavings import LONGEST_REASON, TITLES, StepKind, StepWish, packed
from handlers.views.people import bare_name, name_of
from mentoring.arrivals import Arrival
from mentoring.leavings import Members, MemberStanding, PairStanding, Why
from mentoring.people import ParticipationState, Person, Programme, Role

ACTIVE = ParticipationState.ACTIVE
STATES = {ParticipationState.PAUSED: N_("pauses"), ParticipationState.LEFT: N_("has left")}
ROLES = {Role.MENTOR: N_("mentor"), Role.MENTEE: N_("mentee"), Role.COORDINATOR: N_("coordinator")}


def people_list(t: Translator, members: Members) -> Message:
    """Everybody of a programme, each with a button to what can be decided of them."""
    rows = [
        section(_of_member(t, one), button(t("Change"), numbered(Action.MEMBER_SHOW, index), _member_value(one)))
        for index, one in enumerate(members.people)
    ]
    arrived = button(t("Who has arrived"), numbered(Action.PROGRAMME_TOPIC, 0), f"arrivals {members.programme.id}")
    return _list(t, t("People"), members, rows, Action.MEMBERS_PEOPLE, besides=[arrived])


def pairs_list(t: Translator, members: Members) -> Message:
    """The pairs of a programme, those that last first, each with a button to what can be decided of it."""
    rows = [
        section(_of_pair(t, one), button(t("Change"), numbered(Action.PAIR_SHOW, index), str(one.pair.id)))
        for index, one in enumerate(members.pairs)
    ]
    return _list(t, t("Pairs"), members, rows or [section(t("There are no pairs yet."))], Action.MEMBERS_PAIRS)


def _list(
    t: Translator, title: str, members: Members, rows: Sequence[Dict], turn: Action, *, besides: Sequence[Dict] = ()
) -> Message:
    shown, last = members.page, members.pages - 1
    pages = [
        button(label, numbered(turn, index), f"{members.programme.id} {page}")
        for index, (label, page) in enumerate(((t("Earlier"), shown - 1), (t("Later"), shown + 1)))
        if 0 <= page <= last
    ]
    number = t("Page {page} of {pages}", page=shown + 1, pages=members.pages) if last else ""
    return message(
        [
            header(title),
            context(t.dotted([programme_name(t, members.programme), number])),
            *rows,
            actions([*pages, *besides]) if pages or besides else None,
        ]
    )


def member_view(
    t: Translator,
    programme: Programme,
    one: MemberStanding,
    *,
    remark: str = "",
    arrival: Arrival | None = None,
    reader: Person | None = None,
) -> Dict:
    """Somebody of the programme, with the steps that are possible; with how far they have come, for its ``reader``."""
    about = (programme.id, one.participant.person.id)
    state = one.participant.state
    back = [button(t("They are back"), Action.MEMBER_BACK, _member_value(one), style="primary")]
    leave = _step_button(t, StepKind.LEAVE, about, 1)
    buttons = {
        ParticipationState.ACTIVE: [_step_button(t, StepKind.PAUSE, about, 0), leave],
        ParticipationState.PAUSED: [*back, leave],
        ParticipationState.LEFT: back,
    }
    blocks = [
        section(remark) if remark else None,
        section(_of_member(t, one)),
        section(arrival_lines(t, arrival, reader), remind_button(t, arrival)) if arrival and reader else None,
        *_reason_blocks(t, one.leave.why if one.leave else Why()),
        context(t("Nothing changes before you have seen what it would change.")) if state is ACTIVE else None,
        context(t("Once they are back, their pairs go on and they are invited again. What was called off stays so."))
        if state is not ACTIVE
        else None,
        actions(buttons[state]),
    ]
    return modal(bare_name(one.participant.person), blocks, form=Form.NOTICE, close=t("Close"))


def pair_view(t: Translator, one: PairStanding, *, remark: str = "") -> Dict:
    """A pair, with the steps that are possible."""
    about = (one.pair.id,)
    buttons = [_step_button(t, StepKind.REPLACE, about, 0), _step_button(t, StepKind.END, about, 1)]
    blocks = [
        section(remark) if remark else None,
        section(_of_pair(t, one)),
        *_reason_blocks(t, one.ending.why if one.ending else Why()),
        None if one.pair.ends_on else context(t("Nothing changes before you have seen what it would change.")),
        None if one.pair.ends_on else actions(buttons),
    ]
    return modal(t("Pair"), blocks, form=Form.NOTICE, close=t("Close"))


def came_back(t: Translator, programme: Programme, one: MemberStanding) -> Dict:
    """Somebody who is back, with the steps that are possible now."""
    said = t("{name} is back and told so.", name=name_of(t, one.participant.person))
    return member_view(t, programme, one, remark=said)


def _step_button(t: Translator, kind: StepKind, about: tuple[int, ...], place: int) -> Dict:
    return button(t(TITLES[kind]), numbered(Action.STEP_OPEN, place), packed(StepWish(kind, about)))


def _of_member(t: Translator, one: MemberStanding) -> str:
    who = one.participant
    roles = [t(ROLES[role]) for role in Role if role in who.roles]
    state = t(STATES[who.state]) if who.state in STATES else ""
    until = t("until {day}", day=t.day(who.until)) if who.until else ""
    facts = t.dotted([*roles, t.escape(who.cluster), " ".join(filter(None, (state, until)))])
    return lines(bold(name_of(t, who.person)), facts)


def _of_pair(t: Translator, one: PairStanding) -> str:
    names = t.dotted([name_of(t, one.mentee), name_of(t, one.mentor)])
    facts = [t("mentee, then mentor"), *_state_of_pair(t, one)]
    return lines(bold(names), t.dotted(facts))


def _state_of_pair(t: Translator, one: PairStanding) -> Iterator[str]:
    if one.replaced_by is not None:
        yield t("the mentor was replaced by {name}", name=name_of(t, one.replaced_by))
    elif one.ending is not None:
        yield t("ended early")
    elif one.pair.ends_on is not None:
        yield t("ended on {day}", day=t.day(one.pair.ends_on))
    elif one.pair.paused:
        yield t("pauses")


def _reason_blocks(t: Translator, why: Why) -> list[Dict]:
    if not why.written:
        return []
    return [section(lines(t("Reason, for coordinators alone:"), quoted(t, why.written, LONGEST_REASON)))]


def _member_value(one: MemberStanding) -> str:
    return f"{one.participant.programme_id} {one.participant.person.id}"
