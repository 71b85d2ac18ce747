"""What becomes of a pairing's board when a coordinator wishes for something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mentoring.pairing import Board, Wish, WishKind

OPPOSITE = {WishKind.MUST: WishKind.MUST_NOT, WishKind.MUST_NOT: WishKind.MUST}


def wishing(board: Board, wish: Wish) -> Board:
    """The board with the wish, which goes before an earlier one that it gainsays.

    A mentee has one mentor at most who must be theirs, and one country from which theirs must be.
    """
    kept = (one for one in board.market.wishes if not _gainsaid(one, wish))
    return _with(board, (*kept, wish))


def not_wishing(board: Board, wish: Wish) -> Board:
    """The board without the wish."""
    return _with(board, board.market.wishes - {wish})


def _gainsaid(earlier: Wish, wish: Wish) -> bool:
    if earlier.mentee_id != wish.mentee_id:
        return False
    if earlier.kind is wish.kind:
        return wish.kind is not WishKind.MUST_NOT
    return OPPOSITE.get(wish.kind) is earlier.kind and earlier.mentor_id == wish.mentor_id


def _with(board: Board, wishes: Iterable[Wish]) -> Board:
    return replace(board, market=replace(board.market, wishes=frozenset(wishes)))


def with_places(board: Board, mentor_id: int, places: int) -> Board:
    """The board where the mentor takes so many mentees, those they have included."""
    taken = sum(one.mentor_id == mentor_id for one in board.agreed)
    mentors = tuple(
        replace(one, places=max(places - taken, 0)) if one.person_id == mentor_id else one
        for one in board.market.mentors
    )
    market = replace(board.market, mentors=mentors)
    return replace(board, places={**board.places, mentor_id: places}, market=market)
