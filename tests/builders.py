"""A small named cast and the values around it, with sensible defaults.

Mentor Awa lives in Marseille and is paired with Luca in Rome; Fatima in Cairo is a mentee too, Inès in Barcelona
coordinates, and Omar in Amman is a stranger to every programme. All of them are invented.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from mentoring.clocks import Anchor
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Pair, Participant, Person, Programme, Role, WorkingWeek
from mentoring.ports import UnitOfWork
from mentoring.rules.arrivals import welcome_key
from mentoring.sessions import (
    Attendee,
    Change,
    ChangeKind,
    Draft,
    Proposal,
    Rsvp,
    Session,
    SessionKind,
    SessionState,
)

MakeUnitOfWork = Callable[[str], UnitOfWork]
"""Begins a unit of work of a team; all of one maker are on the same data."""

TEAM = "T1"
OTHER_TEAM = "T2"
NOTE_KEYS = f"k1:{base64.urlsafe_b64encode(bytes(range(32))).decode()}"
"""What notes are sealed with in tests."""

NOW = datetime(2027, 1, 18, 8, 0, tzinfo=UTC)
"""A Monday morning in the programme's first month."""

CAST = {
    "Awa": (1, "Europe/Paris", "FR", "Marseille", "fr"),
    "Luca": (2, "Europe/Rome", "IT", "Rome", "it"),
    "Fatima": (3, "Africa/Cairo", "EG", "Cairo", "ar"),
    "Inès": (4, "Europe/Madrid", "ES", "Barcelona", "es"),
    "Omar": (5, "Asia/Amman", "JO", "Amman", "ar"),
}
"""Id, zone, country, city and language of each of the cast."""

USER_IDS = {"Awa": "UAWA", "Luca": "ULUCA", "Fatima": "UFATIMA", "Inès": "UINES", "Omar": "UOMAR"}


def a_person(name: str = "Awa", /, **changes: Any) -> Person:
    """One of the cast by name, or somebody new in London; ``changes`` are fields of Person."""
    number, zone, country, city, language = CAST.get(name, (99, "Europe/London", "GB", "London", "en"))
    person = Person(
        id=number,
        team_id=TEAM,
        user_id=USER_IDS.get(name, "U" + name.upper()),
        email=f"{USER_IDS.get(name, name).lower()}@example.org",
        name=name,
        zone=zone,
        country=country,
        city=city,
        language=language,
        working_week=WorkingWeek.usual(country),
    )
    return replace(person, **changes)


def a_programme(**changes: Any) -> Programme:
    """A programme of ten months from January 2027; ``changes`` are fields of Programme."""
    programme = Programme(
        id=1,
        team_id=TEAM,
        name="Cluster Mentoring",
        starts_on=date(2027, 1, 4),
        ends_on=date(2027, 10, 29),
        language="en",
        zone="Europe/Madrid",
    )
    return replace(programme, **changes)


def a_pair(mentor: Person | None = None, mentee: Person | None = None, **changes: Any) -> Pair:
    """Awa and Luca from the programme's first day, unless others are named; ``changes`` are fields of Pair."""
    mentor, mentee = mentor or a_person("Awa"), mentee or a_person("Luca")
    pair = Pair(id=1, programme_id=1, mentor_id=mentor.id, mentee_id=mentee.id, starts_on=date(2027, 1, 4))
    return replace(pair, **changes)


def an_anchor(wall: str = "2027-01-26 15:00", zone: str = "Europe/Paris", fold: int = 0) -> Anchor:
    """The wall time in ``zone``, written as ISO 8601."""
    return Anchor(datetime.fromisoformat(wall), zone, fold)


def a_session(
    wall: str = "2027-01-26 15:00",
    *,
    zone: str = "Europe/Paris",
    minutes: int = 60,
    people: Iterable[int] = (1, 2),
    state: SessionState = SessionState.CONFIRMED,
    **changes: Any,
) -> Session:
    """A confirmed bilateral session of Awa (who organises) and Luca; ``people`` are ids, the organiser first.

    With state PROPOSED the organiser's proposal of that same time awaits an answer for three days from `NOW`.
    """
    anchor, duration, ids = an_anchor(wall, zone), timedelta(minutes=minutes), tuple(people)
    proposed = state is SessionState.PROPOSED
    answer = Rsvp.PENDING if proposed else Rsvp.ACCEPTED
    session = Session(
        id="S1",
        programme_id=1,
        pair_id=1,
        kind=SessionKind.BILATERAL,
        state=state,
        anchor=anchor,
        duration=duration,
        topic="Export markets",
        organiser_id=ids[0],
        attendees=(Attendee(ids[0], Rsvp.ACCEPTED), *(Attendee(person_id, answer) for person_id in ids[1:])),
        created_at=NOW,
        proposal=Proposal(anchor, duration, ids[0], NOW + timedelta(days=3)) if proposed else None,
    )
    return replace(session, **changes)


def a_change(session: Session, kind: ChangeKind = ChangeKind.PROPOSED, **changes: Any) -> Change:
    """A line of the session's history at `NOW` by its organiser; ``changes`` are fields of Change."""
    change = Change(session.id, session.revision, kind, session.organiser_id, NOW, after=session.anchor)
    return replace(change, **changes)


def a_draft(**changes: Any) -> Draft:
    """Awa's booking of an hour with Luca, read back and not yet confirmed; ``changes`` are fields of Draft."""
    draft = Draft(
        id="D1",
        person_id=1,
        partner_id=2,
        pair_id=1,
        anchor=an_anchor(),
        duration=timedelta(hours=1),
        topic="Export markets",
        created_at=NOW,
    )
    return replace(draft, **changes)


def a_delivery(key: str = "S1:1:proposed:2", **changes: Any) -> Delivery:
    """News of session S1 for Luca, due at `NOW`, worthless a day later; ``changes`` are fields of Delivery."""
    delivery = Delivery(
        key=key,
        team_id=TEAM,
        kind=DeliveryKind.SESSION_NEWS,
        recipient_id=2,
        due_at=NOW,
        not_after=NOW + timedelta(days=1),
        session_id="S1",
        session_revision=1,
        change=ChangeKind.PROPOSED.value,
    )
    return replace(delivery, **changes)


@dataclass(frozen=True)
class Cohort:
    """The cast as a store keeps it, with the ids it gave."""

    programme: Programme
    awa: Person
    luca: Person
    fatima: Person
    ines: Person
    omar: Person
    pair: Pair

    def session(self, wall: str = "2027-01-26 15:00", **changes: Any) -> Session:
        """A session of the pair, as `a_session` makes it."""
        ours: dict[str, Any] = {
            "people": (self.awa.id, self.luca.id),
            "programme_id": self.programme.id,
            "pair_id": self.pair.id,
        }
        return a_session(wall, **(ours | changes))


def a_cohort(unit: UnitOfWork) -> Cohort:
    """Keep the programme, the cast (Omar outside it) and the pair of Awa and Luca in ``unit``, without a commit."""
    team = unit.team_id
    programme = unit.people.add_programme(a_programme(team_id=team))
    awa, luca, fatima, ines, omar = (unit.people.add(a_person(name, team_id=team)) for name in CAST)
    roles = {awa: Role.MENTOR, luca: Role.MENTEE, fatima: Role.MENTEE, ines: Role.COORDINATOR}
    for person, role in roles.items():
        unit.people.enrol(Participant(programme.id, person, frozenset({role})))
    pair = unit.people.add_pair(a_pair(awa, luca, programme_id=programme.id))
    return Cohort(programme, awa, luca, fatima, ines, omar, pair)


def everybody_is_welcomed(uow: UnitOfWork, programme_id: int) -> None:
    """The programme welcomes since `NOW`, and everybody in it has read that."""
    uow.people.update_programme(replace(uow.people.programme(programme_id), welcoming_since=NOW))
    uow.deliveries.plan(
        Delivery(
            key=welcome_key(programme_id, one.person.id),
            team_id=uow.team_id,
            kind=DeliveryKind.WELCOME,
            recipient_id=one.person.id,
            due_at=NOW,
            not_after=NOW,
            state=DeliveryState.SENT,
            programme_id=programme_id,
        )
        for one in uow.people.participants(programme_id)
    )
