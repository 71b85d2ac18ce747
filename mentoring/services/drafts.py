"""Drafts: what somebody has begun, and nobody else may look at or go on with."""

from __future__ import annotations

from typing import Protocol, TypeVar

from mentoring.errors import NoSuchDraft
from mentoring.people import Person


class Draft(Protocol):
    """Something begun by a person."""

    @property
    def person_id(self) -> int:
        """Whose it is."""
        ...


D = TypeVar("D", bound=Draft)
D_co = TypeVar("D_co", bound=Draft, covariant=True)


class Drafts(Protocol[D_co]):
    """A subject whose port keeps drafts."""

    def draft(self, draft_id: str) -> D_co | None:
        """The draft of this id, None when there is none."""
        ...


def own_draft(kept: Drafts[D], draft_id: str, actor: Person) -> D:
    """The person's own draft, in the caller's transaction; NoSuchDraft when it is gone or another's."""
    draft = kept.draft(draft_id)
    if draft is None or draft.person_id != actor.id:
        raise NoSuchDraft
    return draft
