"""The people and pairs of a programme for its coordinators, and the steps that they take: form, read-back, done."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum

from handlers.i18n import N_, Translator
from handlers.ids import Action, Block, Form
from handlers.views.blocks import (
    Dict,
    Message,
    actions,
    bold,
    button,
    context,
    date_picker,
    field,
    lines,
    message,
    modal,
    option,
    radio,
    section,
    select,
    text_input,
)
from handlers.views.leaving_news import pauses, programme_name, session_lines
from handlers.views.people import bare_name, name_of, names_of
from mentoring.leavings import (
    Consequences,
    Fate,
    ItemCount,
    ItemFate,
    ShownReason,
    Why,
)
from mentoring.people import BookingPolicy, Person

LONGEST_REASON = BookingPolicy.longest_reason
MOST_MENTORS = 100
CALL_OFF, ASK = "call_off", "ask"


class StepKind(StrEnum):
    """What a coordinator may decide of a pair or a person."""

    REPLACE = "replace"
    END = "end"
    PAUSE = "pause"
    LEAVE = "leave"


@dataclass(frozen=True)
class StepWish:
    """A step as far as it is filled in; ``about`` is a pair's id, or a programme's and a person's."""

    kind: StepKind
    about: tuple[int, ...]
    mentor_id: int | None = None
    until: str | None = None
    pass_on: bool = False
    hand_over: bool = False
    items: ItemFate = ItemFate.CLOSE
    written: str = ""
    shown: ShownReason = ShownReason.UNSAID

    @property
    def why(self) -> Why:
        """The reason, as the field keeps it."""
        return Why(self.written.strip(), self.shown)


REASONS = {
    ShownReason.UNSAID: N_("Nothing: they are told what happens, not why"),
    ShownReason.TIME: N_("Less time than before"),
    ShownReason.DUTIES: N_("Other duties"),
    ShownReason.PERSONAL: N_("Personal reasons"),
    ShownReason.BETTER_FIT: N_("Another pairing suits better"),
}

TITLES = {
    StepKind.REPLACE: N_("Replace the mentor"),
    StepKind.END: N_("End this pair"),
    StepKind.PAUSE: N_("Pause"),
    StepKind.LEAVE: N_("Left the programme"),
}

FATES = {
    Fate.CANCELLED: N_("Called off:"),
    Fate.CLASHES: N_("Called off, as there is another session at that hour:"),
    Fate.HANDED_OVER: N_("The new mentor is asked for these hours:"),
    Fate.WITHDRAWN: N_("The place in these sessions becomes free, and goes to whoever waits:"),
    Fate.PASSED_ON: N_("You host these from now on:"),
    Fate.KEPT: N_("Kept, as they come after the pause:"),
}


def packed(wish: StepWish) -> str:
    """A step as a button or form carries it: only what differs from an empty one."""
    empty = asdict(StepWish(wish.kind, wish.about))
    kept = {name: value for name, value in asdict(wish).items() if value != empty[name] or name in {"kind", "about"}}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> StepWish:
    """The step that was packed."""
    kept = json.loads(text)
    return replace(
        StepWish(StepKind(kept.pop("kind")), tuple(kept.pop("about"))),
        **kept
        | {name: kind(kept[name]) for name, kind in (("items", ItemFate), ("shown", ShownReason)) if name in kept},
    )


def filled(wish: StepWish, values: Mapping[str, str | None]) -> StepWish:
    """The step with what its form was filled with."""
    mentor = values.get(Block.MENTOR)
    return replace(
        wish,
        mentor_id=int(mentor) if mentor else None,
        until=values.get(Block.UNTIL),
        pass_on=values.get(Block.HOSTED) == ASK,
        hand_over=values.get(Block.SESSIONS) == ASK,
        items=ItemFate(values.get(Block.ITEMS) or ItemFate.STAY),
        written=values.get(Block.REASON) or "",
        shown=ShownReason("" if values.get(Block.SHOWN) in {None, "unsaid"} else str(values[Block.SHOWN])),
    )


def step_form(t: Translator, wish: StepWish, who: Sequence[Person], mentors: Sequence[Person] = ()) -> Dict:
    """What a step needs to know; ``who`` are the people it is about, ``mentors`` those who could take over."""
    fields = {
        StepKind.REPLACE: _replacement_fields,
        StepKind.END: lambda *_: [],
        StepKind.PAUSE: _pause_fields,
        StepKind.LEAVE: _leave_fields,
    }[wish.kind](t, wish, mentors)
    return modal(
        t(TITLES[wish.kind]),
        [section(bold(names_of(t, who))), *fields, *_why_fields(t, wish)],
        form=Form.STEP,
        metadata=packed(StepWish(wish.kind, wish.about)),
        submit=t("See what changes"),
        close=t("Close"),
    )


def _replacement_fields(t: Translator, wish: StepWish, mentors: Sequence[Person]) -> list[Dict]:
    choices = [option(bare_name(one), str(one.id)) for one in mentors[:MOST_MENTORS]]
    sessions = [
        option(t("Call them off"), CALL_OFF),
        option(t("Ask the new mentor for the same hours"), ASK),
    ]
    return [
        field(Block.MENTOR, t("New mentor"), select(choices, str(wish.mentor_id))),
        field(Block.SESSIONS, t("Their sessions to come"), radio(sessions, ASK if wish.hand_over else CALL_OFF)),
        _items_field(t, t("What the former mentor has to do"), wish),
    ]


def _pause_fields(t: Translator, wish: StepWish, _: Sequence[Person]) -> list[Dict]:
    hint = t("That day included. Leave it empty where nobody knows yet.")
    until = field(Block.UNTIL, t("Last day of the pause"), date_picker(wish.until), optional=True, hint=hint)
    return [until, _hosted_field(t, wish)]


def _leave_fields(t: Translator, wish: StepWish, _: Sequence[Person]) -> list[Dict]:
    return [_hosted_field(t, wish), _items_field(t, t("What they have to do"), wish)]


def _hosted_field(t: Translator, wish: StepWish) -> Dict:
    choices = [option(t("Call them off"), CALL_OFF), option(t("I host them instead"), ASK)]
    label = t("Sessions of several that they host")
    return field(Block.HOSTED, label, radio(choices, ASK if wish.pass_on else CALL_OFF))


def _items_field(t: Translator, label: str, wish: StepWish) -> Dict:
    choices = [
        option(t("Close it"), ItemFate.CLOSE),
        option(t("Hand it to the other one of the pair"), ItemFate.TO_PARTNER),
        option(t("Leave it with them"), ItemFate.STAY),
    ]
    return field(Block.ITEMS, label, radio(choices, wish.items))


def _why_fields(t: Translator, wish: StepWish) -> list[Dict]:
    shown = [option(t(text), one or "unsaid") for one, text in REASONS.items()]
    text = text_input(wish.written, longest=LONGEST_REASON, multiline=True)
    return [
        field(Block.SHOWN, t("What they are told of why"), select(shown, wish.shown or "unsaid")),
        field(
            Block.REASON,
            t("Reason for the record"),
            text,
            optional=True,
            hint=t("Only coordinators of this programme read it."),
        ),
    ]


def read_back(t: Translator, wish: StepWish, shown: Consequences, reader: Person, *, remark: str = "") -> Dict:
    """What the step will change, to be confirmed."""
    blocks = [
        section(remark) if remark else None,
        section(bold(t("What this will change"))),
        *(section(one) for one in _changes(t, wish, shown, reader)),
        context(_finality(t, wish)),
        actions([button(t("Change"), Action.STEP_CHANGE, packed(wish))]),
    ]
    return modal(
        t(TITLES[wish.kind]),
        blocks,
        form=Form.STEP_READ_BACK,
        metadata=json.dumps({"step": packed(wish), "mark": shown.mark}, ensure_ascii=False),
        submit=t("Confirm"),
        close=t("Leave it"),
    )


def _changes(t: Translator, wish: StepWish, shown: Consequences, reader: Person) -> Iterator[str]:
    yield lines(*_what_happens(t, wish, shown))
    for fate, title in FATES.items():
        if found := shown.of(fate):
            yield session_lines(t, t(title), found, reader)
    if not shown.sessions:
        yield t("No session to come is touched.")
    if shown.items:
        yield lines(*(_items_line(t, one) for one in shown.items))
    yield t("Past sessions, notes and attendance stay with those whose they are.")
    yield t("Told once, each in their language: {names}.", names=names_of(t, _told(wish, shown)))


def _what_happens(t: Translator, wish: StepWish, shown: Consequences) -> Iterator[str]:
    people = shown.people
    if wish.kind is StepKind.REPLACE and wish.mentor_id is not None:
        pair = shown.pairs[0]
        yield t(
            "{mentor} becomes the mentor of {mentee} in the place of {former}, from today on.",
            mentor=name_of(t, people[wish.mentor_id]),
            mentee=name_of(t, people[pair.mentee_id]),
            former=name_of(t, people[pair.mentor_id]),
        )
        if pair.link:
            yield t("The meeting link of the old pair does not go along.")
        return
    if wish.kind is StepKind.PAUSE:
        until = date.fromisoformat(wish.until) if wish.until else None
        yield pauses(t, name_of(t, people[wish.about[1]]), programme_name(t, shown.programme), until)
    if wish.kind is StepKind.LEAVE:
        name = name_of(t, people[wish.about[1]])
        yield t("{name} leaves {programme} today.", name=name, programme=programme_name(t, shown.programme))
    for pair in shown.pairs:
        names = names_of(t, [people[pair.mentor_id], people[pair.mentee_id]])
        if wish.kind is StepKind.PAUSE:
            yield t("This pair pauses: {names}.", names=names)
        else:
            yield t("This pair ends today: {names}.", names=names)


def _items_line(t: Translator, one: ItemCount) -> str:
    name = name_of(t, one.person)
    match one.fate:
        case ItemFate.CLOSE:
            return t.n(
                "{count} open action item of {name} is closed.",
                "{count} open action items of {name} are closed.",
                one.count,
                name=name,
            )
        case ItemFate.TO_PARTNER:
            return t.n(
                "{count} open action item of {name} goes to the other one of the pair.",
                "{count} open action items of {name} go to the other one of the pair.",
                one.count,
                name=name,
            )
        case ItemFate.STAY:
            return t.n(
                "{count} open action item stays with {name}.",
                "{count} open action items stay with {name}.",
                one.count,
                name=name,
            )


def _told(wish: StepWish, shown: Consequences) -> list[Person]:
    concerned = {one for pair in shown.pairs for one in pair.people}
    concerned |= {wish.mentor_id} if wish.mentor_id else set()
    concerned |= {wish.about[1]} if len(wish.about) > 1 else set()
    return [one for person_id, one in shown.people.items() if person_id in concerned]


def _finality(t: Translator, wish: StepWish) -> str:
    match wish.kind:
        case StepKind.PAUSE:
            return t("You can bring them back at any time. Sessions that were called off stay so.")
        case StepKind.LEAVE:
            return t("They can come back, but their pairs do not: this is final for these.")
        case StepKind.REPLACE:
            return t("This is final. Another replacement is the way back.")
        case StepKind.END:
            return t("This is final. The two would have to be paired anew.")


def nobody_to_take_over(t: Translator) -> Message:
    """There is no other mentor to choose."""
    return message([section(t("There is no other mentor in this programme now. Add one first."))])
