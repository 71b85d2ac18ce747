"""What is still ahead: when the bot is next wanted, and what will be said."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from mentoring.clocks import local
from mentoring.errors import NotACoordinator
from mentoring.intervals import Interval
from mentoring.messages import (
    ABOUT_AN_ITEM,
    ABOUT_ANNOUNCEMENTS,
    ABOUT_REPLIES,
    AT_ONCE,
    REPEATABLE,
    Delivery,
    DeliveryKind,
)
from mentoring.people import Person, Role
from mentoring.ports import UnitOfWork
from mentoring.progress import Ahead, ToSay
from mentoring.rules import delivery as states
from mentoring.rules import reminders as rules
from mentoring.services.excuses import excused_from
from mentoring.sessions import Session

LOOKED_AHEAD = timedelta(days=7)
ON_A_PAGE = 25
NOT_TOLD = REPEATABLE.union(
    ABOUT_AN_ITEM,
    ABOUT_ANNOUNCEMENTS,
    ABOUT_REPLIES,
    AT_ONCE,
    {DeliveryKind.CALENDAR, DeliveryKind.PORTFOLIO, DeliveryKind.PICTURE, DeliveryKind.OUTCOMES},
    {DeliveryKind.LEAVING, DeliveryKind.IN_CONFIDENCE, DeliveryKind.ACCOUNT_GONE},
)
"""What is no message, what says nothing that others do not, what is a pair's own matter or confidential, what has a
ledger of its own, and what is never ahead.
"""

FARTHEST_ANSWER = timedelta(days=366)
"""No proposal waits longer than this for its answer."""


def next_moment(uow: UnitOfWork, *, now: datetime) -> datetime | None:
    """When something next falls due by itself: a delivery of any team, or the end of a proposal, of a poll, of an
    offered place or of the time for answers in this team.

    In the past when it is overdue; None when nothing waits.
    """
    with uow:
        due = uow.deliveries.next_due(now)
        expiring = uow.sessions.expiring(now + FARTHEST_ANSWER, limit=1)
        ends = [one.proposal.expires_at for one in expiring if one.proposal]
        polls = [one.ends_at for one in uow.polls.over(now + FARTHEST_ANSWER, limit=1)]
        acting = [one.acts_at for one in uow.sessions.acting(now + FARTHEST_ANSWER, limit=1)]
        return min(filter(None, [due, *ends, *polls, *acting]), default=None)


def what_will_be_said(uow: UnitOfWork, *, actor: Person, now: datetime, page: int = 0) -> Ahead:
    """What will be said within a week in the programmes that ``actor`` coordinates, as things stand.

    NotACoordinator for anybody else. A page that is not there is the nearest one.
    """
    with uow:
        mine = {one.programme_id for one in uow.people.participations(actor.id) if Role.COORDINATOR in one.roles}
        if not mine:
            raise NotACoordinator
        waiting = uow.deliveries.to_say(Interval(now, now + LOOKED_AHEAD))
        ahead = _Look(uow, mine)
        found = [one for delivery in waiting if (one := ahead.said(delivery))]
        found.sort(key=lambda one: (local(one.at, one.recipient.zone).date(), one.at, one.recipient.name))
        pages = max(1, -(-len(found) // ON_A_PAGE))
        page = min(max(page, 0), pages - 1)
        shown = tuple(found[page * ON_A_PAGE : (page + 1) * ON_A_PAGE])
        return Ahead(shown, len(found), page, pages, now + LOOKED_AHEAD)


class _Look:
    """What of the deliveries of some programmes will be said, asking for each person and session once."""

    def __init__(self, uow: UnitOfWork, programmes: Collection[int]) -> None:
        self._uow = uow
        self._programmes = programmes
        self._people: dict[int, Person] = {}
        self._sessions: dict[str, tuple[Session, Callable[[Delivery], str]]] = {}

    def said(self, delivery: Delivery) -> ToSay | None:
        """What will be said; None for what is NOT_TOLD, is of another programme, or will be found needless."""
        if delivery.kind in NOT_TOLD or states.unreachable(self._person(delivery.recipient_id)):
            return None
        recipient = self._person(delivery.recipient_id)
        if delivery.session_id is None:
            ours = delivery.programme_id in self._programmes
            return ToSay(delivery.kind, delivery.due_at, recipient) if ours else None
        session, needless = self._session(delivery.session_id)
        if session.programme_id not in self._programmes or needless(delivery):
            return None
        others = tuple(self._person(one) for one in session.others(recipient.id))
        return ToSay(delivery.kind, delivery.due_at, recipient, session, others)

    def _person(self, person_id: int) -> Person:
        if person_id not in self._people:
            self._people[person_id] = self._uow.people.get(person_id)
        return self._people[person_id]

    def _session(self, session_id: str) -> tuple[Session, Callable[[Delivery], str]]:
        """The session, and what tells why something about it need not be said."""
        if session_id not in self._sessions:
            session = self._uow.sessions.get(session_id)
            self._sessions[session_id] = (session, self._what_is_needless(session))
        return self._sessions[session_id]

    def _what_is_needless(self, session: Session) -> Callable[[Delivery], str]:
        planned = list(self._uow.deliveries.of_session(session.id))
        agreed = rules.agreed_in(session, self._uow.sessions.history(session.id))
        excused = excused_from(self._uow, session)

        def needless(delivery: Delivery) -> str:
            if delivery.kind is DeliveryKind.ATTENDANCE:
                return ""
            if delivery.kind is DeliveryKind.SESSION_NEWS:
                return states.outdated_news(delivery, session, planned)
            return rules.needless(delivery, session, planned, agreed, excused)

        return needless
