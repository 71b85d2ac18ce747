"""What came of a programme's sessions as a file for its report: outcomes that everybody of theirs agreed to."""

from __future__ import annotations

from datetime import datetime

from mentoring.clocks import midnight
from mentoring.errors import NotACoordinator
from mentoring.intervals import Interval
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Person, Programme
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as rules
from mentoring.services.asked_files import asked_file
from mentoring.services.errands import OutcomesErrand
from mentoring.services.note_reading import report_lines


def ask_for_outcomes(uow: UnitOfWork, programme_id: int, *, actor: Person, now: datetime) -> int:
    """Have the outcomes sent to a coordinator as a file; how many there are, as things stand.

    Asking twice within a minute sends it once; of none nothing is sent. NotACoordinator for anybody else.
    """
    with uow:
        programme = uow.people.programme(programme_id)
        count = len(report_lines(uow, programme.id, _all_of(programme), actor=actor, now=now))
        if not count:
            return 0
        uow.deliveries.plan([asked_file(uow, DeliveryKind.OUTCOMES, programme_id, actor=actor, now=now)])
        uow.commit()
        return count


def decide_outcomes(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> OutcomesErrand | Delivery:
    """The file to send, with what everybody agrees to as it is sent."""
    programme = uow.people.programme(delivery.programme_id or 0)
    try:
        found = report_lines(uow, programme.id, _all_of(programme), actor=recipient, now=now)
    except NotACoordinator:
        return rules.closed(delivery, DeliveryState.CANCELLED, "the recipient does not coordinate this programme")
    if not found:
        return rules.closed(delivery, DeliveryState.CANCELLED, "nothing is agreed to any more")
    return OutcomesErrand(rules.begun(delivery, 0, now), recipient, now, programme, found)


def _all_of(programme: Programme) -> Interval:
    return Interval(midnight(programme.starts_on, programme.zone), programme.over_at)
