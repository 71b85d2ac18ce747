"""The circle in its fifth month with a second mentor, and what coordinators do with pairs and people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from mentoring.actions import ActionItem, ItemChange, ItemChangeKind
from mentoring.leavings import (
    Consequences,
    ItemFate,
    Leave,
    LeaveRequest,
    PairEnding,
    ReplacementRequest,
    ShownReason,
    Why,
)
from mentoring.messages import REPEATABLE, Delivery, DeliveryKind
from mentoring.notes import Note, Visibility
from mentoring.people import Pair, Participant, ParticipationState, Person, Role
from mentoring.services import leavings, pair_endings
from mentoring.services.delivery import begin
from mentoring.services.errands import Errand
from mentoring.sessions import Session
from tests.builders import NOW, a_change, a_person
from tests.mentoring.circle import Circle
from tests.mentoring.house import claim_any

PAUSED, LEFT = ParticipationState.PAUSED, ParticipationState.LEFT
MONTH_FIVE = datetime.fromisoformat("2027-05-10T08:00:00+00:00")
"""A Monday."""
WHY = Why("Quarrelled about money.", ShownReason.TIME)
SECOND = timedelta(seconds=1)


class Leaving(Circle):
    """Inès coordinates; Awa mentors Luca; Zoé is a mentor without a mentee."""

    def __init__(self) -> None:
        super().__init__()
        with self.uow() as uow:
            self.zoe = uow.people.add(a_person("Zoé", id=0, user_id="UZOE", email="zoe@example.org"))
            uow.people.enrol(Participant(self.cast.programme.id, self.zoe, frozenset({Role.MENTOR})))
            uow.commit()
        self.pair = self.cast.pair

    def booked(self, day: str, **changes: Any) -> Session:
        """A confirmed session of Awa and Luca at three in Paris on that day."""
        return self.keep(self.cast.session(f"{day} 15:00", **({"id": f"S-{day}"} | changes)))

    def item(self, session: Session, owner: Person, text: str = "Send the draft", *, alone: bool = False) -> ActionItem:
        """Something to do from a session, agreed in a note by its owner."""
        with self.uow() as uow:
            visibility = Visibility.AUTHOR if alone else Visibility.PARTICIPANTS
            note = uow.notes.add(Note(0, session.id, owner.id, "…", NOW, visibility))
            item = ActionItem(f"I{note.id}", session.id, note.id, owner.id, owner.id, NOW, text, only_author=alone)
            uow.actions.add(item, ItemChange(item.id, 1, ItemChangeKind.AGREED, owner.id, NOW))
            uow.commit()
            return item

    def looked_at(self, mentor: Person | None = None, now: datetime = MONTH_FIVE, **request: Any) -> Consequences:
        wanted = ReplacementRequest((mentor or self.zoe).id, **request)
        return pair_endings.preview_replacement(self.uow(), self.pair.id, wanted, actor=self.ines, now=now)

    def replace(
        self, mentor: Person | None = None, actor: Person | None = None, now: datetime = MONTH_FIVE, **request: Any
    ) -> Pair:
        """Luca gets Zoé for Awa, unless another mentor is named."""
        wanted = ReplacementRequest((mentor or self.zoe).id, **({"why": WHY} | request))
        looked_at = pair_endings.preview_replacement(self.uow(), self.pair.id, wanted, actor=self.ines, now=now)
        actor = actor or self.ines
        return pair_endings.replace_mentor(self.uow(), self.pair.id, wanted, mark=looked_at.mark, actor=actor, now=now)

    def end(self, now: datetime = MONTH_FIVE, why: Why = WHY) -> PairEnding:
        shown = pair_endings.preview_ending(self.uow(), self.pair.id, why=why, actor=self.ines, now=now)
        return pair_endings.end_pair(self.uow(), self.pair.id, why, mark=shown.mark, actor=self.ines, now=now)

    def end_again(self) -> PairEnding:
        """A second click."""
        return pair_endings.end_pair(self.uow(), self.pair.id, WHY, mark="whatever", actor=self.ines, now=MONTH_FIVE)

    def colleague(self) -> Person:
        """Another coordinator of the programme."""
        with self.uow() as uow:
            other = uow.people.add(a_person("Karim", id=0, user_id="UKARIM", email="karim@example.org"))
            uow.people.enrol(Participant(self.cast.programme.id, other, frozenset({Role.COORDINATOR})))
            uow.commit()
        self.karim = other
        return other

    def would_change(self, person: Person, now: datetime = MONTH_FIVE, **request: Any) -> Consequences:
        wanted = LeaveRequest(**({"state": PAUSED} | request))
        programme = self.cast.programme.id
        return leavings.preview_leave(self.uow(), programme, person.id, wanted, actor=self.ines, now=now)

    def pause(self, person: Person, until: date | None = None, now: datetime = MONTH_FIVE, **request: Any) -> Leave:
        return self._out(person, LeaveRequest(PAUSED, until, **({"why": WHY} | request)), now)

    def leave(self, person: Person, now: datetime = MONTH_FIVE, **request: Any) -> Leave:
        return self._out(person, LeaveRequest(LEFT, **({"why": WHY} | request)), now)

    def _out(self, person: Person, wanted: LeaveRequest, now: datetime) -> Leave:
        programme, ines = self.cast.programme.id, self.ines
        shown = leavings.preview_leave(self.uow(), programme, person.id, wanted, actor=ines, now=now)
        return leavings.step_out(self.uow(), programme, person.id, wanted, mark=shown.mark, actor=ines, now=now)

    def back(self, person: Person, now: datetime = MONTH_FIVE) -> Leave:
        return leavings.come_back(self.uow(), self.cast.programme.id, person.id, actor=self.ines, now=now)

    def kept_pair(self, pair_id: int | None = None) -> Pair:
        with self.uow() as uow:
            return uow.people.pair(pair_id or self.pair.id)

    def messages(self, *kinds: DeliveryKind) -> list[tuple[str, str]]:
        """Who is told what by messages of these kinds, as planned."""
        with self.uow() as uow:
            kept = [one for one in self.store.deliveries.values() if one.kind in kinds]
            return sorted((uow.people.get(one.recipient_id).name, one.change) for one in kept)

    def told_of_leaving(self) -> list[tuple[str, str]]:
        return [(name, change.partition(" ")[0]) for name, change in self.messages(DeliveryKind.LEAVING)]

    def planned(self) -> list[Delivery]:
        """Every message planned, redrawings left out."""
        return [one for one in self.store.deliveries.values() if one.kind not in REPEATABLE]

    def errands(self, now: datetime = MONTH_FIVE) -> list[Errand]:
        """What is said of all that is due."""
        said = []
        while claimed := claim_any(self.uow(), now + SECOND):
            if errand := begin(self.uow(), claimed, now=now + SECOND):
                said.append(errand)
        return said

    def rewritten(self, session: Session, **changes: Any) -> Session:
        """The session, kept with these changes."""
        with self.uow() as uow:
            changed = replace(session, revision=session.revision + 1, **changes)
            uow.sessions.update(changed, a_change(changed))
            uow.commit()
            return changed


STAY, CLOSE, TO_PARTNER = ItemFate.STAY, ItemFate.CLOSE, ItemFate.TO_PARTNER
