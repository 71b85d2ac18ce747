"""What a form or a message says, as a draft of a note, and the session that it is about."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handlers import parsing
from handlers.ids import Block
from handlers.notes_text import NoteReading, ReadItem, as_typed, read_note_text, wish_of
from handlers.parsing import USER
from handlers.spoken_days import day_spoken, opening_of
from handlers.views.long_texts import whole
from handlers.views.notes import Stage, item_lines
from handlers.visit import Visit
from mentoring.actions import ActionWish
from mentoring.clocks import Anchor, local
from mentoring.notes import NoteDraft, Unbooked, Visibility
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.records import Pairing, Prompt
from mentoring.services import note_places as places
from mentoring.services import notes
from mentoring.sessions import Session

View = Mapping[str, Any]

NOBODY = 0
"""The owner of an item for which nobody was named yet; such a draft is kept, and not saved."""

AS_ITEM = "Action: "


@dataclass(frozen=True)
class About:
    """What something written is about: a session, one that was never booked, or neither while that is not known."""

    session: Session | None = None
    unbooked: Unbooked | None = None


async def stage_of(prompt: Prompt, visit: Visit) -> Stage:
    """The prompt with the people of its session."""
    draft = prompt.draft
    if prompt.session is not None:
        there = await visit.known(prompt.session.people)
        return Stage(prompt, tuple(there[one.person_id] for one in prompt.session.attendees))
    if draft.unbooked is not None:
        pairing = await visit.run(places.pairing_of, draft.unbooked.pair_id, actor=visit.actor)
        return Stage(prompt, pairing.people)
    return Stage(prompt, ())


async def stage_of_draft(draft_id: str, visit: Visit) -> Stage:
    """The person's draft with everything around it; NoSuchDraft when it is gone, saved or another's."""
    return await stage_of(await visit.run(notes.note_prompt, draft_id, actor=visit.actor, now=visit.now), visit)


async def filled(view: View, visit: Visit) -> Stage:
    """What the form holds, kept however little it is."""
    about = parsing.metadata_of(view)
    stage = await stage_of_draft(about["draft"], visit)
    values, cuts = parsing.values_of(view), about.get("cuts", {})
    written = {block: whole(block, values, cuts.get(block, ())) for block in TEXTS}
    draft = replace(
        stage.draft,
        outcome=written[Block.OUTCOME],
        decisions=tuple(line for line in written[Block.DECISIONS].splitlines() if line.strip()),
        items=await wishes_in(written[Block.ITEMS], stage, visit),
        private=written[Block.PRIVATE],
        visibility=Visibility(values.get(Block.WHO_READS) or stage.draft.visibility),
    )
    return await keep(draft, stage, visit)


TEXTS = (Block.OUTCOME, Block.DECISIONS, Block.ITEMS, Block.PRIVATE)


async def keep(draft: NoteDraft, stage: Stage, visit: Visit) -> Stage:
    """The stage with its draft as it now is, kept."""
    kept = await visit.run(notes.keep_note_draft, draft, actor=visit.actor, now=visit.now)
    return replace(stage, prompt=replace(stage.prompt, draft=kept))


async def wishes_in(text: str, stage: Stage, visit: Visit) -> tuple[ActionWish, ...]:
    """An item for each line; a line left as it was shown is the item that it was."""
    before = dict(zip(item_lines(stage.draft.items, stage.people), stage.draft.items, strict=True))
    lines = [line for line in text.splitlines() if line.strip()]
    return tuple([before.get(line) or await _wish(line, stage.people, visit) for line in lines])


async def _wish(line: str, people: Sequence[Person], visit: Visit) -> ActionWish:
    reading = await _read(f"{AS_ITEM}{line.strip()}", people, visit)
    if len(reading.items) != 1 or reading.outcome or reading.decisions:
        return ActionWish(NOBODY, line.strip())
    return _owned(reading.items[0], visit.actor, people)


def _owned(item: ReadItem, writer: Person | None, people: Sequence[Person]) -> ActionWish:
    """The item with its owner; "I" is whoever wrote it, who need not be in the session."""
    unowned = ActionWish(NOBODY, item.text, item.due)
    if item.mine and (writer is None or writer not in people):
        return unowned
    return wish_of(item, writer or people[0], people) or unowned if people else unowned


async def _read(text: str, people: Sequence[Person], visit: Visit) -> NoteReading:
    return await asyncio.to_thread(
        read_note_text,
        text,
        visit.understand,
        language=visit.t.language,
        zone=visit.actor.zone,
        now=visit.now,
        names=[one.name for one in people],
    )


async def draft_of_text(text: str, about: About, visit: Visit, *, writer: Person | None) -> Stage:
    """What was made of something that ``writer`` wrote, kept for the person to confirm."""
    draft = NoteDraft("", visit.actor.id, visit.now, about.session.id if about.session else None, about.unbooked)
    stage = await stage_of_draft(
        (await visit.run(notes.keep_note_draft, draft, actor=visit.actor, now=visit.now)).id, visit
    )
    reading = await _read(as_typed(text), stage.people, visit)
    names = await visit.run(_names_of_users, sorted(set(USER.findall(text))))
    items = [_owned(one, writer, stage.people) for one in reading.items]
    read = replace(
        stage.draft,
        outcome=_named(reading.outcome, names),
        decisions=tuple(_named(one, names) for one in reading.decisions),
        items=tuple(replace(one, text=_named(one.text, names)) for one in items),
    )
    return await keep(read, stage, visit)


def _named(text: str, names: Mapping[str, str]) -> str:
    """Mentions as their writer saw them, which is by name."""
    return USER.sub(lambda found: f"@{names.get(found[1], found[1])}", text)


def _names_of_users(uow: UnitOfWork, user_ids: Sequence[str]) -> dict[str, str]:
    with uow:
        found = {user_id: uow.people.by_user(user_id) for user_id in user_ids}
        return {user_id: person.name for user_id, person in found.items() if person}


async def about_text(text: str, visit: Visit) -> About:
    """The session that a text speaks of in its opening words, else the person's last one."""
    sessions = await visit.run(places.last_sessions, actor=visit.actor, now=visit.now)
    anchor = await day_spoken(opening_of(as_typed(text)), visit)
    if anchor is None:
        return About(sessions[0] if sessions else None)
    pairs = await visit.run(places.pairings, actor=visit.actor, now=visit.now)
    own = [one for one in pairs if visit.actor.id in one.pair.people]
    named = [one for one in pairs if _names(one, text, visit.actor)] or own
    if len(named) == 1:
        return await about_day(anchor, named[0], visit)
    same_day = [one for one in sessions if _on_day(one, anchor)]
    return About(same_day[0] if same_day else sessions[0] if sessions else None)


def _names(pairing: Pairing, text: str, actor: Person) -> bool:
    """Whether the text's opening, or a mention in it, names somebody of the pair besides the person."""
    opening = opening_of(as_typed(text)).casefold()
    others = [one for one in pairing.people if one.id != actor.id]
    return any(
        f"<@{one.user_id}" in text[: len(opening) + 40] or one.name.split()[0].casefold() in opening for one in others
    )


async def about_day(anchor: Anchor, pairing: Pairing, visit: Visit) -> About:
    """The pair's session of that day, or one that was not booked."""
    sessions = await visit.run(places.sessions_of_pair, pairing.pair.id, actor=visit.actor, now=visit.now)
    booked = next((one for one in sessions if _on_day(one, anchor)), None)
    return About(booked) if booked else About(unbooked=Unbooked(pairing.pair.id, anchor))


def _on_day(session: Session, anchor: Anchor) -> bool:
    return local(session.when.start, anchor.zone).date() == anchor.wall.date()


async def moved_to(about: About, stage: Stage, visit: Visit) -> Stage:
    """The draft, about another session; its items are read anew for who is in that one."""
    lines = item_lines(stage.draft.items, stage.people)
    draft = replace(stage.draft, session_id=about.session.id if about.session else None, unbooked=about.unbooked)
    await keep(draft, stage, visit)
    moved = await stage_of_draft(draft.id, visit)
    wishes = [await _wish(line, moved.people, visit) for line in lines]
    items = tuple(replace(wish, due=old.due) for wish, old in zip(wishes, stage.draft.items, strict=True))
    return await keep(replace(moved.draft, items=items), moved, visit)


def lacks_owner(draft: NoteDraft) -> bool:
    """Whether somebody has yet to be named for an item."""
    return any(one.owner_id == NOBODY for one in draft.items)
