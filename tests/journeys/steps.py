"""What several stories have people do."""

from __future__ import annotations

from tests.journeys.somebody import Json, Somebody

LINE = "2027-03-25 15:00 45 min Export plan"


def propose(asker: Somebody, asked: Somebody, line: str = LINE) -> Json:
    """The asker books and confirms; the invitation that the other one gets."""
    asker.types(f"/mentor book {line}")
    asker.presses(asker.reads("asked", name=asked.name), "booking.confirm")
    return asked.reads("invited", name=asker.name)


def agree(asker: Somebody, asked: Somebody, line: str = LINE) -> Json:
    """The same, accepted; the message with which the asked one accepted."""
    invitation = propose(asker, asked, line)
    asked.presses(invitation, "session.accept")
    asker.reads("accepted", name=asked.name)
    return asked.again(invitation)


def move(mover: Somebody, message: Json, other: Somebody, day: str, hour: str) -> None:
    """The mover asks to move the session of this message."""
    mover.presses(message, "session.move")
    assert mover.fills(mover.form("title another time"), date=day, time=hour)["ok"]
    read_back = mover.form("title read back")
    assert mover.says("asked to move", name=other.name) in mover.read_view(read_back)
    assert mover.fills(read_back)["ok"]
