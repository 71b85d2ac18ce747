"""The parts of a time found in a text, and what stands beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.when.nodes import Node
from handlers.when.terms import Term

FILLING = {
    "ARTICLE",
    "OF",
    "IN",
    "AT",
    "ON",
    "COMMA",
    "AND",
    "FROM",
    "FOR",
    "DASH",
    "ABOUT",
    "TO",
    "DAYMARK",
    "WITHIN",
}
_SILENT = {"PUNCT", "COMMAND", "SESSION", "COLON", "MYTIME"}
_PARTING = {"PUNCT", "OR", "COMMAND"}


@dataclass(slots=True)
class Found:
    """Terms `first` to `last` (exclusive) and what they may be, best first."""

    nodes: list[Node]
    first: int
    last: int
    weak: bool = False

    @property
    def node(self) -> Node:
        """What it is taken for."""
        return self.nodes[0]


@dataclass
class Scan:
    """The parts of a time found in a list of terms."""

    terms: Sequence[Term]
    found: list[Found] = field(default_factory=list)

    def used(self) -> set[int]:
        """The terms that are part of a time."""
        return {index for each in self.found for index in range(each.first, each.last)}

    def gap(self, left: int, right: int) -> bool:
        """Whether something else than fillers stands between two terms."""
        return any(
            not self.fills(index) and self.terms[index].kinds.keys().isdisjoint(_PARTING)
            for index in range(left, right)
        )

    def fills(self, index: int) -> bool:
        """Whether a term only joins others."""
        return not self.terms[index].kinds.keys().isdisjoint(FILLING)

    def beside(self, each: Found, kinds: tuple[type, ...]) -> bool:
        """Whether the nearest part on either side, with only fillers between, is one of these and not weak."""
        at = self.found.index(each)
        before = self.found[at - 1] if at else None
        after = self.found[at + 1] if at + 1 < len(self.found) else None
        if before and not before.weak and isinstance(before.node, kinds) and not self.gap(before.last, each.first):
            return True
        return bool(after and not after.weak and isinstance(after.node, kinds) and not self.gap(each.last, after.first))

    def followed_by_word(self, each: Found) -> bool:
        """Whether a word that means nothing here follows at once: "at 3 locations"."""
        if each.last >= len(self.terms):
            return False
        after = self.terms[each.last]
        return after.other_word or "DIGITS" in after.kinds

    def unread_figures(self, index: int) -> bool:
        """Whether a term is figures that nothing was made of: "the 06 12 34 56"."""
        return index not in self.used() and "DIGITS" in self.terms[index].kinds

    def whole(self) -> bool:
        """Whether nothing but parts of a time and fillers is there."""
        used = self.used()
        return all(
            index in used or self.fills(index) or not term.kinds.keys().isdisjoint(_SILENT)
            for index, term in enumerate(self.terms)
        )
