"""Action items and their history in the database; what was typed is sealed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, insert, orm, select, update

from mentoring.actions import ActionItem, ItemChange, ItemState
from mentoring.notes import Visibility
from storage.rows import Repository, grouped, to_columns
from storage.sealing import Cipher, packed, place, unpacked
from storage.tables import ActionItemRow, ItemChangeRow, NoteRow, SessionRow

SOONEST = (ActionItemRow.due.is_(None), ActionItemRow.due, ActionItemRow.made_at, ActionItemRow.id)
ITEMS = select(ActionItemRow, NoteRow.visibility).join(
    NoteRow, (NoteRow.team_id == ActionItemRow.team_id) & (NoteRow.id == ActionItemRow.note_id)
)
# Composed once, since every Home asks for it, and composing takes longer than asking.
OPEN_OF_PERSON = (
    ITEMS.where(
        ActionItemRow.team_id == bindparam("team_id"),
        ActionItemRow.state == ItemState.OPEN,
        ActionItemRow.owner_id == bindparam("person_id"),
    )
    .order_by(*SOONEST)
    .limit(bindparam("limit"))
)
AS_MADE = (ActionItemRow.made_at, ActionItemRow.note_id, ActionItemRow.position)


class SqlActions(Repository):
    """The action items of one team (port `mentoring.ports.Actions`)."""

    def __init__(self, transaction: orm.Session, team_id: str, cipher: Cipher) -> None:
        super().__init__(transaction, team_id)
        self._cipher = cipher

    def get(self, item_id: str) -> ActionItem:
        """The item; KeyError when there is none of this id in this team."""
        return self._one(self._ours(), item_id)

    def locked(self, item_id: str) -> ActionItem:
        """The item, kept from everybody else until this transaction ends; KeyError when there is none."""
        return self._one(self._ours().with_for_update(of=ActionItemRow), item_id)

    def add(self, item: ActionItem, change: ItemChange) -> None:
        """Keep a new item."""
        self._transaction.execute(insert(ActionItemRow), [self._columns(item)])
        self._remember(change)

    def update(self, item: ActionItem, change: ItemChange) -> None:
        """Replace the item and add to its history; KeyError when there is none."""
        ours = (ActionItemRow.team_id == self._team_id, ActionItemRow.id == item.id)
        if not self._changed(update(ActionItemRow).where(*ours).values(self._columns(item))):
            raise KeyError(item.id)
        self._remember(change)

    def history(self, item_id: str) -> Sequence[ItemChange]:
        """Every change of the item, first one first."""
        lines = select(ItemChangeRow).where(ItemChangeRow.team_id == self._team_id, ItemChangeRow.item_id == item_id)
        return [self._to_change(row) for row in self._transaction.scalars(lines.order_by(ItemChangeRow.revision))]

    def of_sessions(self, session_ids: Collection[str]) -> Mapping[str, Sequence[ActionItem]]:
        """The items agreed in each of these sessions that has any, by its id, in the order in which they were made."""
        ours = self._ours().where(ActionItemRow.session_id.in_(session_ids))
        return grouped(self._items(ours.order_by(*AS_MADE)), lambda one: one.session_id)

    def open_of(self, person_id: int, limit: int = 50) -> Sequence[ActionItem]:
        """What a person still has to do: the earliest due first, then what is due one day."""
        asked = {"team_id": self._team_id, "person_id": person_id, "limit": limit}
        return self._items(OPEN_OF_PERSON, asked)

    def open_of_pair(self, pair_id: int, limit: int = 50) -> Sequence[ActionItem]:
        """What is still to be done from sessions of the pair, in the same order."""
        session = (SessionRow.team_id == ActionItemRow.team_id) & (SessionRow.id == ActionItemRow.session_id)
        theirs = self._ours().join(SessionRow, session).where(SessionRow.pair_id == pair_id)
        return self._items(theirs.where(ActionItemRow.state == ItemState.OPEN).order_by(*SOONEST).limit(limit))

    def _ours(self) -> Select[ActionItemRow, Visibility]:
        return ITEMS.where(ActionItemRow.team_id == self._team_id)

    def _one(self, query: Select[ActionItemRow, Visibility], item_id: str) -> ActionItem:
        found = self._items(query.where(ActionItemRow.id == item_id))
        if not found:
            raise KeyError(item_id)
        return found[0]

    def _items(
        self, query: Select[ActionItemRow, Visibility], values: Mapping[str, Any] | None = None
    ) -> Sequence[ActionItem]:
        return [self._to_item(row, visibility) for row, visibility in self._transaction.execute(query, values)]

    def _columns(self, item: ActionItem) -> dict[str, Any]:
        columns = {"team_id": self._team_id, **to_columns(item)}
        del columns["only_author"]
        typed = packed(text=columns.pop("text"), reason=columns.pop("reason"))
        columns["sealed"] = self._cipher.seal(typed, place("action_items", "sealed", self._team_id, item.id))
        return columns

    def _remember(self, change: ItemChange) -> None:
        columns = {"team_id": self._team_id, **to_columns(change)}
        bound_to = place("item_changes", "sealed", self._team_id, change.item_id, change.revision)
        columns["sealed"] = self._cipher.seal(columns.pop("reason"), bound_to)
        self._transaction.execute(insert(ItemChangeRow), [columns])

    def _to_item(self, row: ActionItemRow, visibility: Visibility) -> ActionItem:
        typed = unpacked(self._cipher.open(row.sealed, place("action_items", "sealed", self._team_id, row.id)))
        return ActionItem(
            id=row.id,
            session_id=row.session_id,
            note_id=row.note_id,
            owner_id=row.owner_id,
            made_by=row.made_by,
            made_at=row.made_at,
            text=typed["text"],
            due=row.due,
            state=row.state,
            only_author=visibility is Visibility.AUTHOR,
            reason=typed["reason"],
            settled_at=row.settled_at,
            revision=row.revision,
            position=row.position,
        )

    def _to_change(self, row: ItemChangeRow) -> ItemChange:
        bound_to = place("item_changes", "sealed", self._team_id, row.item_id, row.revision)
        return ItemChange(
            item_id=row.item_id,
            revision=row.revision,
            kind=row.kind,
            by=row.by,
            at=row.at,
            owner_before=row.owner_before,
            owner_after=row.owner_after,
            due_before=row.due_before,
            due_after=row.due_after,
            reason=self._cipher.open(row.sealed, bound_to),
        )
