"""What a mentor or mentee tells one coordinator in confidence, and the answers to it.

Only the two can ask for it: the coordinator as long as they coordinate that programme, the author always. Deliveries
bear a word's id, from which nobody can tell whose it is or what it says.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.concerns import LONGEST_CONFIDENCE, Concern, Confidants, Confidence, ConfidentialWord
from mentoring.errors import ConfidenceTooLong, NobodyToConfideIn, NoSuchConcern, NothingWritten
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Pair, Person, Programme, Role
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as states
from mentoring.rules.news import home_anew
from mentoring.services.errands import ConfidenceErrand

WORTH_SAYING = timedelta(days=30)
"""How long a word in confidence still reaches its reader."""

CONFIDING = frozenset({Role.MENTOR, Role.MENTEE})


def confidants(uow: UnitOfWork, *, actor: Person, now: datetime) -> tuple[Confidants, ...]:
    """To whom the person may turn in each programme where they are mentor or mentee, and about which pairs of theirs.

    NobodyToConfideIn where there is no coordinator but themselves and their partners.
    """
    with uow:
        found = _confidants(uow, actor, now)
        if not found:
            raise NobodyToConfideIn
        return found


def confide(
    uow: UnitOfWork,
    programme_id: int,
    coordinator_id: int,
    text: str,
    *,
    pair_id: int | None,
    actor: Person,
    now: datetime,
    token: str,
) -> Concern:
    """Write to this one coordinator in confidence. The same form (``token``) sent again is written once.

    NobodyToConfideIn for anybody who can't be chosen (any more), NothingWritten and ConfidenceTooLong (field "text").
    """
    with uow:
        _check(text)
        chosen = _choice(_confidants(uow, actor, now), programme_id, coordinator_id)
        about = pair_id if pair_id in {pair.id for pair, _ in chosen.pairs} else None
        concern = Concern(_opaque(token, actor.id), programme_id, actor.id, coordinator_id, now, about)
        if any(one.id == concern.id for one in uow.concerns.by(actor.id)):
            return uow.concerns.get(concern.id)
        uow.concerns.add(concern)
        _say(uow, concern, text, by=actor, to=coordinator_id, token=token, now=now)
        uow.commit()
        return concern


def answer_in_confidence(
    uow: UnitOfWork, concern_id: str, text: str, *, actor: Person, now: datetime, token: str
) -> Confidence:
    """Write to the other one of the two; the same form sent again is written once. NoSuchConcern for anybody else.

    NothingWritten and ConfidenceTooLong (field "text").
    """
    with uow:
        concern = _visible(uow, concern_id, actor)
        _check(text)
        to = concern.author_id if actor.id == concern.coordinator_id else concern.coordinator_id
        _say(uow, concern, text, by=actor, to=to, token=token, now=now)
        uow.commit()
        return _confidence(uow, concern)


def mark_handled(uow: UnitOfWork, concern_id: str, *, handled: bool, actor: Person, now: datetime) -> Confidence:
    """Say that it is dealt with, or take that back; for its coordinator alone. Doing so again changes nothing."""
    with uow:
        concern = _visible(uow, concern_id, actor)
        if actor.id != concern.coordinator_id:
            raise NoSuchConcern
        if (concern.handled_at is not None) is not handled:
            concern = replace(concern, handled_at=now if handled else None)
            uow.concerns.update(concern)
            uow.deliveries.plan([_home(uow, actor.id, now)])
            uow.commit()
        return _confidence(uow, concern)


def confidence(uow: UnitOfWork, concern_id: str, *, actor: Person) -> Confidence:
    """A concern with everything that was written, for one of its two; NoSuchConcern for anybody else."""
    with uow:
        return _confidence(uow, _visible(uow, concern_id, actor))


def confided_to(uow: UnitOfWork, *, actor: Person) -> tuple[Confidence, ...]:
    """What was written to the person in confidence and is not dealt with, oldest first, without a word of it."""
    with uow:
        return confided(uow, actor)


def confided(uow: UnitOfWork, person: Person) -> tuple[Confidence, ...]:
    """The same, in the caller's transaction."""
    found = uow.concerns.addressed_to(person.id)
    if not found:
        return ()
    mine = _coordinated(uow, person)
    return tuple(_without_words(uow, one) for one in found if one.programme_id in mine)


def confided_by(uow: UnitOfWork, *, actor: Person) -> tuple[Confidence, ...]:
    """What the person wrote in confidence, oldest first, with all of it."""
    with uow:
        return tuple(_confidence(uow, one) for one in uow.concerns.by(actor.id))


def decide_in_confidence(
    uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime
) -> ConfidenceErrand | Delivery:
    """The words to bring to their reader, or the delivery closed for who may not read them any more."""
    word = uow.concerns.word(delivery.change)
    try:
        concern = _visible(uow, word.concern_id, recipient)
    except NoSuchConcern:
        return states.closed(delivery, DeliveryState.CANCELLED, "the recipient may not read it any more")
    return ConfidenceErrand(states.begun(delivery, 0, now), recipient, now, _confidence(uow, concern), word)


def _confidants(uow: UnitOfWork, actor: Person, now: datetime) -> tuple[Confidants, ...]:
    pairs = uow.people.pairs_of(actor.id, now.date(), paused=True)
    found = [
        _in_programme(uow, programme, [one for one in pairs if one.programme_id == programme.id], actor)
        for part, programme in uow.people.parts_of(actor.id)
        if part.roles & CONFIDING
    ]
    return tuple(one for one in found if one.coordinators)


def _in_programme(uow: UnitOfWork, programme: Programme, pairs: Sequence[Pair], actor: Person) -> Confidants:
    """A partner who coordinates as well is nobody to turn to about themselves."""
    partners = uow.people.known({one.partner_of(actor.id) for one in pairs})
    here = [one for one in uow.people.participants(programme.id) if Role.COORDINATOR in one.roles]
    chosen = tuple(
        one.person
        for one in here
        if one.person.active and one.person.user_id and one.person.id not in {actor.id, *partners}
    )
    return Confidants(programme, chosen, tuple((one, partners[one.partner_of(actor.id)]) for one in pairs))


def _choice(found: Sequence[Confidants], programme_id: int, coordinator_id: int) -> Confidants:
    for one in found:
        if one.programme.id == programme_id and coordinator_id in {each.id for each in one.coordinators}:
            return one
    raise NobodyToConfideIn


def _check(text: str) -> None:
    if not text.strip():
        raise NothingWritten(field="text")
    if len(text) > LONGEST_CONFIDENCE:
        raise ConfidenceTooLong(field="text", longest=LONGEST_CONFIDENCE)


def _say(uow: UnitOfWork, concern: Concern, text: str, *, by: Person, to: int, token: str, now: datetime) -> None:
    word = ConfidentialWord(_opaque(concern.id, token, by.id), concern.id, by.id, now, text.strip())
    if not uow.concerns.add_word(word):
        return
    message = Delivery(
        key=f"{DeliveryKind.IN_CONFIDENCE}:{word.id}",
        team_id=uow.team_id,
        kind=DeliveryKind.IN_CONFIDENCE,
        recipient_id=to,
        due_at=now,
        not_after=now + WORTH_SAYING,
        change=word.id,
        programme_id=concern.programme_id,
    )
    uow.deliveries.plan([message, _home(uow, to, now)])


def _opaque(*parts: object) -> str:
    """An id that is the same for the same form, and from which nobody can tell whose it is."""
    return hashlib.sha256(":".join(map(str, parts)).encode()).hexdigest()[:24]


def _home(uow: UnitOfWork, person_id: int, now: datetime) -> Delivery:
    return home_anew(f"redraw:{secrets.token_hex(8)}", person_id, team_id=uow.team_id, now=now)


def _visible(uow: UnitOfWork, concern_id: str, actor: Person) -> Concern:
    """The concern, for its author and for its coordinator as long as they coordinate; NoSuchConcern for others."""
    try:
        concern = uow.concerns.get(concern_id)
    except KeyError:
        raise NoSuchConcern from None
    if actor.id == concern.author_id:
        return concern
    if actor.id == concern.coordinator_id and concern.programme_id in _coordinated(uow, actor):
        return concern
    raise NoSuchConcern


def _coordinated(uow: UnitOfWork, person: Person) -> frozenset[int]:
    parts = uow.people.participations(person.id)
    return frozenset(one.programme_id for one in parts if Role.COORDINATOR in one.roles)


def _confidence(uow: UnitOfWork, concern: Concern) -> Confidence:
    return replace(_without_words(uow, concern), words=tuple(uow.concerns.words(concern.id)))


def _without_words(uow: UnitOfWork, concern: Concern) -> Confidence:
    pair = uow.people.pair(concern.pair_id) if concern.pair_id is not None else None
    partner_id = pair.partner_of(concern.author_id) if pair else None
    people = uow.people.known({concern.author_id, concern.coordinator_id, *([partner_id] if partner_id else [])})
    return Confidence(
        concern=concern,
        author=people[concern.author_id],
        coordinator=people[concern.coordinator_id],
        programme=uow.people.programme(concern.programme_id),
        pair=pair,
        partner=people[partner_id] if partner_id else None,
    )
