"""Who may read which part of a note, and what a note must be to be saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from mentoring.actions import ActionItem, ActionWish
from mentoring.clocks import Anchor, local
from mentoring.errors import ItemForAnother, NoteEmpty, NoteTooLong, NotYetHeld, OutsideProgramme, OwnerNotInSession
from mentoring.notes import SHARED, Note, NoteDraft, NoteReader, Visibility
from mentoring.people import Pair, Person, Programme
from mentoring.sessions import Session

LONGEST_NOTE = 40_000
"""Characters: as long as a message in Slack may be."""


def as_read_by(note: Note, session: Session, reader: NoteReader) -> Note | None:
    """The note as this reader may see it; None when they may not.

    Its author sees all of it. Of the rest, the private part taken away, the session's people see what is not for the
    author alone, whether their pair lasts or not; coordinators of its programme see what was shared with them.
    """
    if note.author_id == reader.person_id:
        return note
    if reader.person_id in session.people and note.visibility is not Visibility.AUTHOR:
        return replace(note, private="")
    if session.programme_id in reader.coordinates and note.visibility in SHARED:
        return replace(note, private="")
    return None


def reads_as_coordinator(note: Note, session: Session, person_id: int) -> bool:
    """Whether it is only as a coordinator that this person sees the note, which is remembered for the pair."""
    return person_id != note.author_id and person_id not in session.people


def may_see_item(item: ActionItem, session: Session, person_id: int) -> bool:
    """Whether the item concerns this person: they own it or made it, or it was agreed among their session's people."""
    mine = person_id in (item.owner_id, item.made_by)
    return mine or (person_id in session.people and not item.only_author)


def may_change_item(item: ActionItem, session: Session, person_id: int) -> bool:
    """Anybody of the session who sees it; a coordinator who wrote it down on their behalf may not."""
    return person_id in session.people and may_see_item(item, session, person_id)


def check_draft(draft: NoteDraft, session_people: Iterable[Person]) -> None:
    """Refuse what can't be saved: nothing, too much, or an item of somebody who is not there or would never see it."""
    if draft.is_empty:
        raise NoteEmpty(field="outcome")
    length = sum(map(len, (draft.outcome, draft.private, *draft.decisions, *(item.text for item in draft.items))))
    if length > LONGEST_NOTE:
        raise NoteTooLong(field="outcome", longest=LONGEST_NOTE, length=length)
    there = {person.id: person for person in session_people}
    for item in draft.items:
        _check_owner(item, draft, there)


def _check_owner(item: ActionWish, draft: NoteDraft, there: dict[int, Person]) -> None:
    if item.owner_id not in there:
        raise OwnerNotInSession(field="items", owner_id=item.owner_id)
    if draft.visibility is Visibility.AUTHOR and item.owner_id != draft.person_id:
        raise ItemForAnother(field="items", name=there[item.owner_id].name)


def check_held(anchor: Anchor, pair: Pair, programme: Programme, now: datetime) -> None:
    """Refuse to put on record what is still to come, or lies outside the pair's time together."""
    if anchor.instant > now:
        raise NotYetHeld(field="date", start=anchor.instant)
    day = local(anchor.instant, programme.zone).date()
    first = max(programme.starts_on, pair.starts_on)
    last = min(programme.ends_on, pair.ends_on or programme.ends_on)
    if not first <= day <= last:
        raise OutsideProgramme(field="date", starts_on=first, ends_on=last)
