"""Slack's accounts and the people behind them: known by e-mail before they join, followed as they change.

What a programme goes by stays: the name and address of its roster, the zone that a person chose. Only somebody who went
by the name of their account takes its new name on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Person, Programme, Role
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as states
from mentoring.rules.arrivals import at_work, is_under_way
from mentoring.services.arrivals import welcome_newcomer
from mentoring.services.coordinator_news import tell_newcomer_of_running
from mentoring.services.errands import AccountGoneErrand
from mentoring.services.introductions import introduce_newcomer
from mentoring.services.programme_access import place_of
from mentoring.services.readers import reader_of

WORTH_TELLING = timedelta(days=14)
"""For how long coordinators are still told of an account that was closed."""


@dataclass(frozen=True)
class Account:
    """What Slack says of an account; ``locale`` such as "fr-FR", ``zone`` IANA, "" for what it leaves out.

    Whoever has the account may have its ``email`` only once that is ``confirmed``.
    """

    user_id: str
    email: str
    locale: str | None = None
    name: str = ""
    zone: str = ""
    active: bool = True
    confirmed: bool = True


def follow_account(uow: UnitOfWork, account: Account, *, now: datetime) -> Person | None:
    """Bring the person behind the account up to date with it, and do what follows; None for people we do not know.

    Who is known by its address only is tied to it from now on, and welcomed. When it is closed, their coordinators are
    told; when it is opened again, what waits is said.
    """
    with uow:
        person, changed = _follow(uow, account, now)
        if changed:
            uow.commit()
        return person


def follow_accounts(uow: UnitOfWork, accounts: Iterable[Account], *, now: datetime) -> int:
    """The same for many at once; how many people changed by that."""
    with uow:
        changed = sum(changed for _, changed in [_follow(uow, account, now) for account in accounts])
        if changed:
            uow.commit()
        return changed


def _follow(uow: UnitOfWork, account: Account, now: datetime) -> tuple[Person | None, bool]:
    """The person behind the account, and whether anything about them changed."""
    found = uow.people.by_user(account.user_id) or _known_by_address(uow, account)
    if found is None:
        return None, False
    uow.people.lock((found.id,))
    person = uow.people.get(found.id)
    fresh = _as_told(person, account)
    if fresh == person:
        return person, False
    uow.people.update(fresh)
    _do_what_follows(uow, person, fresh, now)
    return fresh, True


def _known_by_address(uow: UnitOfWork, account: Account) -> Person | None:
    """Whom a roster named by the account's address, unless they have another account that is theirs by now.

    An address may be given to somebody else once its first owner has moved to another.
    """
    if not (account.email and account.confirmed and account.active):
        return None
    person = uow.people.by_email(account.email)
    if person is None or person.user_id is None or not person.active:
        return person
    return person if person.account_email in {"", account.email.lower()} else None


def _as_told(person: Person, account: Account) -> Person:
    goes_by_it = person.account_name and person.name == person.account_name
    return replace(
        person,
        user_id=account.user_id,
        active=account.active,
        locale=account.locale or person.locale,
        name=account.name if account.name and goes_by_it else person.name,
        account_name=account.name or person.account_name,
        account_email=account.email.lower() or person.account_email,
        account_zone=account.zone or person.account_zone,
    )


def _do_what_follows(uow: UnitOfWork, before: Person, after: Person, now: datetime) -> None:
    if states.unreachable(before) and not states.unreachable(after):
        welcome_newcomer(uow, after, now=now)
        introduce_newcomer(uow, after, now=now)
        if not before.user_id:
            tell_newcomer_of_running(uow, after, now=now)
    elif before.active and not after.active:
        uow.deliveries.plan(_told_of(uow, after, now))


def _told_of(uow: UnitOfWork, gone: Person, now: datetime) -> list[Delivery]:
    """That the account is closed, once to each coordinator of any of the person's programmes that run."""
    told: dict[int, Delivery] = {}
    for _, programme in uow.people.parts_of(gone.id):
        for coordinator in _coordinators(uow, programme, now):
            if coordinator.id != gone.id and coordinator.id not in told:
                told[coordinator.id] = _account_gone(uow, gone, coordinator, programme, now)
    return list(told.values())


def _coordinators(uow: UnitOfWork, programme: Programme, now: datetime) -> list[Person]:
    if not is_under_way(programme, now):
        return []
    people = uow.people.participants(programme.id)
    return [one.person for one in people if Role.COORDINATOR in one.roles and one.person.active]


def _account_gone(uow: UnitOfWork, gone: Person, coordinator: Person, programme: Programme, now: datetime) -> Delivery:
    at = at_work(reader_of(uow, coordinator, programme, now), now)
    return Delivery(
        key=f"account_gone:{gone.id}:{now.isoformat()}:{coordinator.id}",
        team_id=uow.team_id,
        kind=DeliveryKind.ACCOUNT_GONE,
        recipient_id=coordinator.id,
        due_at=at,
        not_after=at + WORTH_TELLING,
        change=str(gone.id),
        programme_id=programme.id,
    )


def decide_account_gone(
    uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime
) -> AccountGoneErrand | Delivery:
    """The word about an account that was closed; closed itself when it is open again by now."""
    person = uow.people.get(int(delivery.change))
    if person.active:
        return states.closed(delivery, DeliveryState.CANCELLED, "the account is open again")
    place = place_of(uow, delivery.programme_id, recipient.id)
    if place is None or Role.COORDINATOR not in place.roles:
        return states.closed(delivery, DeliveryState.CANCELLED, "the recipient does not coordinate this programme")
    programme = uow.people.programme(place.programme_id)
    return AccountGoneErrand(states.begun(delivery, 0, now), recipient, now, programme, person)
