"""Where a reader's line stands, what they get and when, and what may be written at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mentoring.announcements import CALLED_OFF, AnnouncementState, LedgerRow, LedgerWish, Standing, WhyNot
from mentoring.folding import folded
from mentoring.messages import DeliveryState

NOT_SENT = {
    DeliveryState.FAILED: Standing.FAILED,
    DeliveryState.EXPIRED: Standing.FAILED,
    DeliveryState.REVIEW: Standing.UNCLEAR,
}


def standing(
    announcement: AnnouncementState, delivery: DeliveryState | None, why_not: WhyNot | None, reason: str
) -> Standing:
    """Where a line stands, by its announcement and its delivery; ``delivery`` is None where none was planned."""
    if delivery is None:
        return Standing.SKIPPED if why_not else Standing.STOPPED
    if delivery is DeliveryState.SENT:
        return Standing.WITHDRAWN if announcement is AnnouncementState.WITHDRAWN else Standing.SENT
    if delivery is DeliveryState.CANCELLED:
        return Standing.STOPPED if reason == CALLED_OFF else Standing.SKIPPED
    return NOT_SENT.get(delivery, Standing.PLANNED)


def wished(rows: Iterable[LedgerRow], wish: LedgerWish) -> list[LedgerRow]:
    """The lines that a wish asks for, all of them; every word must be found, whatever its case and accents."""
    wanted = folded(wish.words).split()
    return [row for row in rows if _is_wished(row, wish) and _is_found(row, wanted)]


def _is_wished(row: LedgerRow, wish: LedgerWish) -> bool:
    if wish.standings and row.standing not in wish.standings:
        return False
    return wish.acknowledged in {None, row.line.acknowledged_at is not None}


def _is_found(row: LedgerRow, wanted: Sequence[str]) -> bool:
    held = folded(f"{row.name} {row.email}")
    return all(word in held for word in wanted)
