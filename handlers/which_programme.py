"""Which of a person's programmes is meant, for what can be done in several: asked with buttons, and only then."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.visit import Visit
from mentoring.clocks import local
from mentoring.people import Programme, Role
from mentoring.rules.gatherings import HOSTING_ROLES
from mentoring.sessions import SessionKind

EVERYBODY = frozenset(Role)


def to_call_in(visit: Visit, *, joint: bool) -> Sequence[Programme]:
    """Where the person may call several people together; where they may not host, they propose."""
    hosting = HOSTING_ROLES[SessionKind.JOINT if joint else SessionKind.GROUP]
    mine = going_on(visit, hosting)
    return mine or ([] if joint else going_on(visit, EVERYBODY))


def going_on(visit: Visit, roles: frozenset[Role]) -> Sequence[Programme]:
    """The programmes in which the person is one of these and something can be arranged; all when it is none of them."""
    every = visit.programmes_as(roles)
    return [one for one in every if one.goes_on(local(visit.now, one.zone).date())] or every
