"""What those concerned are told when a pair ends or somebody pauses, leaves or comes back; what they are spared."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from mentoring.leavings import Concerned, Leave, LeavingNews, LeavingTold, PairEnding
from mentoring.messages import Delivery, DeliveryState
from mentoring.people import Pair, Person
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as states
from mentoring.rules import leavings as rules
from mentoring.services.errands import LeavingErrand
from mentoring.sessions import Session

OVERTAKEN = "something else holds by now"


def why_silent(uow: UnitOfWork, delivery: Delivery) -> str:
    """Why a reminder is not said to somebody who is out of the programme that it is about; empty when it is."""
    if delivery.kind not in rules.SILENT_WHILE_OUT:
        return ""
    programme_id = delivery.programme_id
    if programme_id is None and delivery.session_id is not None:
        programme_id = uow.sessions.get(delivery.session_id).programme_id
    state = uow.people.state_in(programme_id, delivery.recipient_id) if programme_id is not None else None
    return rules.WHY_SILENT.get(state, "") if state else ""


def decide_leaving(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> LeavingErrand | Delivery:
    """What to tell now, or the delivery closed where something else holds by now."""
    word, _, about = delivery.change.partition(" ")
    news = LeavingNews(word)
    if news in {LeavingNews.REPLACED, LeavingNews.ENDED}:
        told = _of_ending(uow, news, int(about), recipient)
    else:
        told = _of_leave(uow, news, uow.leavings.leave(about), recipient)
    if told is None:
        return states.closed(delivery, DeliveryState.CANCELLED, OVERTAKEN)
    return LeavingErrand(states.begun(delivery, 0, now), recipient, now, told)


def _of_ending(uow: UnitOfWork, news: LeavingNews, pair_id: int, recipient: Person) -> LeavingTold | None:
    pair, ending = uow.people.pair(pair_id), uow.leavings.ending(pair_id)
    if ending is None:
        return None
    new = uow.people.pair(ending.replaced_by) if ending.replaced_by is not None else None
    concerned = _concerned(pair, new, recipient)
    if new is not None and concerned is not Concerned.FORMER_MENTOR and uow.leavings.ending(new.id) is not None:
        return None
    return LeavingTold(
        news=news,
        concerned=concerned,
        programme=uow.people.programme(pair.programme_id),
        others=tuple(uow.people.get(one) for one in _others(pair, new, concerned, recipient)),
        shown=ending.why.shown,
        cancelled=_theirs(uow, ending.cancelled, recipient),
        handed_over=_theirs(uow, ending.handed_over, recipient),
    )


def _concerned(pair: Pair, new: Pair | None, recipient: Person) -> Concerned:
    if new is None:
        return Concerned.PARTNER
    if recipient.id == pair.mentee_id:
        return Concerned.MENTEE
    return Concerned.NEW_MENTOR if recipient.id == new.mentor_id else Concerned.FORMER_MENTOR


def _others(pair: Pair, new: Pair | None, concerned: Concerned, recipient: Person) -> list[int]:
    """Of whom the message speaks: to the mentee of both mentors, to the mentors of the mentee, then of each other."""
    if new is None:
        return [pair.partner_of(recipient.id)]
    match concerned:
        case Concerned.MENTEE:
            return [new.mentor_id, pair.mentor_id]
        case Concerned.NEW_MENTOR:
            return [pair.mentee_id, pair.mentor_id]
        case _:
            return [pair.mentee_id, new.mentor_id]


def _of_leave(uow: UnitOfWork, news: LeavingNews, leave: Leave, recipient: Person) -> LeavingTold | None:
    if (leave.back_at is not None) is not (news is LeavingNews.BACK):
        return None
    subject = uow.people.get(leave.person_id)
    themselves = recipient.id == subject.id
    return LeavingTold(
        news=news,
        concerned=Concerned.THEMSELVES if themselves else Concerned.PARTNER,
        programme=uow.people.programme(leave.programme_id),
        others=(subject,),
        subject=subject,
        until=leave.until,
        shown=leave.why.shown,
        cancelled=_theirs(uow, _called_off(uow, leave), recipient),
        withdrawn=_known(uow, leave.withdrawn) if themselves else (),
    )


def _called_off(uow: UnitOfWork, leave: Leave) -> tuple[str, ...]:
    """The sessions that a leave called off, those of pairs that it ended among them."""
    endings: list[PairEnding] = [one for one in uow.leavings.endings(leave.programme_id) if one.leave_id == leave.id]
    return tuple(dict.fromkeys((*leave.cancelled, *(one for ending in endings for one in ending.cancelled))))


def _theirs(uow: UnitOfWork, session_ids: Collection[str], recipient: Person) -> tuple[Session, ...]:
    return tuple(one for one in _known(uow, session_ids) if recipient.id in one.people)


def _known(uow: UnitOfWork, session_ids: Collection[str]) -> tuple[Session, ...]:
    """These sessions, soonest first."""
    found = uow.sessions.known(session_ids).values() if session_ids else ()
    return tuple(sorted(found, key=lambda one: (one.when.start, one.id)))
