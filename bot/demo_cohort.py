"""The demonstration cohort: invented people of real clusters, in the fourth month of their programme."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from importlib import resources
from typing import Any

from bot.demo_portraits import introduce
from handlers import roster_file
from mentoring.attendance import Attendance, Capacity, Presence, Said, Stay, Word
from mentoring.clocks import Anchor
from mentoring.gatherings import Audience, Gathering
from mentoring.notes import Note, Visibility
from mentoring.people import BookingPolicy, Pair, Person, Programme, Role
from mentoring.ports import Holidays, UnitOfWork
from mentoring.rules.attendance import as_planned, statements_of
from mentoring.services.answers import accept
from mentoring.services.booking import book, read_back
from mentoring.services.roster import import_roster
from mentoring.sessions import (
    Attendee,
    BookingRequest,
    Change,
    ChangeKind,
    Rsvp,
    Session,
    SessionKind,
    SessionState,
)

ROSTER = "demo_cohort.csv"
MONTHS = 10
CURRENT_MONTH = 4
LOCALES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar-SA", "es": "es-ES", "it": "it-IT"}
"""What Slack says of a person who set it to one of our languages."""

STRANGER = {
    "id": "USAMI",
    "name": "sami.stranger",
    "real_name": "Sami Qasim",
    "email": "sami.qasim@example.org",
    "title": "In no programme (invented)",
    "tz": "Asia/Amman",
    "city": "Amman",
    "locale": "en-GB",
}

TOPICS = {
    "en": ("Getting to know each other", "Governance of the cluster", "Finding the first ten members"),
    "fr": ("Faire connaissance", "La gouvernance du cluster", "Trouver les dix premiers membres"),
    "ar": ("التعارف", "حوكمة العنقود", "استقطاب أول عشرة أعضاء"),
    "es": ("Conocernos", "La gobernanza del clúster", "Encontrar los diez primeros socios"),
    "it": ("Conoscerci", "La governance del cluster", "Trovare i primi dieci soci"),
}

NOTES = {
    "en": "We mapped the members and agreed on three goals for the year.",
    "fr": "Nous avons fait la carte des membres et retenu trois objectifs pour l'année.",
    "ar": "رسمنا خريطة الأعضاء واتفقنا على ثلاثة أهداف لهذه السنة.",
    "es": "Hicimos el mapa de los socios y acordamos tres objetivos para el año.",
    "it": "Abbiamo mappato i soci e concordato tre obiettivi per l'anno.",
}


KICK_OFF = "Réunion de lancement"
"""The first joint meeting, in the programme's language."""

MISSED_IT = {3: Presence.EXCUSED, 11: Presence.ABSENT, 18: Presence.CAME_LATE, 24: Presence.EXCUSED}
"""How the kick-off went for those, by their place in the roster, who were not there from its start to its end."""


@dataclass(frozen=True)
class _Couple:
    """A pair with its people, and its place in the list: what makes one pair's story differ from another's."""

    place: int
    pair: Pair
    mentor: Person
    mentee: Person


def roster() -> bytes:
    """The cohort's roster, a file as a coordinator would import it."""
    return resources.files("bot").joinpath(ROSTER).read_bytes()


def cast() -> dict[str, Any]:
    """The same people as the sandbox's Slack knows them, and one stranger to the programme."""
    rows = list(csv.DictReader(roster().decode().splitlines()))
    everybody = [_account(row) for row in rows]
    coordinators = [row["slack_user_id"] for row in rows if row["role"] == "coordinator"]
    return {
        "team": {"id": "T0CLUSTERS", "name": "Cluster Mentoring (demo)", "domain": "cluster-mentoring-demo"},
        "app": {"id": "A0MENTORBOT", "name": "Mentorbot", "bot_user_id": "U0MENTORBOT", "bot_id": "B0MENTORBOT"},
        "people": [*everybody, STRANGER],
        "channels": [
            {"name": "mentoring-programme", "topic": "Everybody of the programme", "members": "*"},
            {"name": "coordination", "topic": "The coordinators", "private": True, "members": coordinators},
        ],
    }


def _account(row: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row["slack_user_id"],
        "name": row["email"].partition("@")[0],
        "real_name": row["name"],
        "email": row["email"],
        "title": ", ".join(part for part in (row["role"].capitalize(), row["title"], row["cluster"]) if part),
        "tz": row["zone"],
        "city": row["city"],
        "locale": LOCALES[row["language"]],
        "is_admin": row["role"] == "coordinator",
    }


def load(make_uow: Callable[[str], UnitOfWork], team_id: str, now: datetime, holidays: Holidays) -> None:
    """Fill an empty database: the programme, its people and pairs, a kick-off, three months of sessions, a few to come.

    Past sessions are written as they would stand, without the messages of their time; those to come are booked
    as people book them, so their messages are sent.
    """
    programme = _open_programme(make_uow(team_id), team_id, now.date())
    rows, problems = roster_file.read(ROSTER, roster())
    first = _noon(programme.starts_on)
    import_roster(make_uow(team_id), rows, problems, now=first, programme_id=programme.id, quietly=True)
    _introduce(make_uow(team_id), programme)
    _hold_kick_off(make_uow(team_id), programme)
    couples = _write_past(make_uow(team_id), programme, now)
    for couple in couples:
        _book_ahead(make_uow, team_id, couple, now, holidays)


def _open_programme(uow: UnitOfWork, team_id: str, today: date) -> Programme:
    starts_on = _months_later(today.replace(day=1), 1 - CURRENT_MONTH)
    programme = Programme(
        id=0,
        team_id=team_id,
        name="Cluster Mentoring Reloaded (demo)",
        starts_on=starts_on,
        ends_on=_months_later(starts_on, MONTHS) - timedelta(days=1),
        language="fr",
        zone="Europe/Madrid",
        booking=BookingPolicy(link_template="https://meet.example.org/{room}"),
        sessions_a_month=1,
    )
    with uow:
        kept = uow.people.add_programme(programme)
        uow.commit()
        return kept


def _introduce(uow: UnitOfWork, programme: Programme) -> None:
    """Everybody was welcomed on the first day, and has said who they are."""
    with uow:
        uow.people.update_programme(replace(programme, welcoming_since=_noon(programme.starts_on)))
        introduce(uow, programme, _noon(programme.starts_on))
        uow.commit()


def _hold_kick_off(uow: UnitOfWork, programme: Programme) -> None:
    """The joint meeting of the first full week, with the roll that its host kept."""
    monday = programme.starts_on + timedelta(days=-programme.starts_on.weekday() % 7)
    anchor = Anchor(datetime.combine(monday + timedelta(days=1), time(11)), programme.zone)
    with uow:
        places = uow.people.participants(programme.id)
        host = next(one.person for one in places if Role.COORDINATOR in one.roles)
        session = Session(
            id="demokickoff",
            programme_id=programme.id,
            pair_id=None,
            kind=SessionKind.JOINT,
            state=SessionState.CONFIRMED,
            anchor=anchor,
            duration=timedelta(minutes=90),
            topic=KICK_OFF,
            organiser_id=host.id,
            attendees=tuple(Attendee(one.person.id, Rsvp.ACCEPTED) for one in places),
            created_at=anchor.instant - timedelta(days=21),
            gathering=Gathering(audience=Audience(everybody=True), language=programme.language, compulsory=True),
        )
        invited = Change(session.id, 1, ChangeKind.INVITED, host.id, session.created_at, after=anchor)
        uow.sessions.add(session, invited)
        missed = {one.person.id: Stay(MISSED_IT[place]) for place, one in enumerate(places) if place in MISSED_IT}
        roll = as_planned(session, host.id)
        _say(uow, session, host, replace(roll, people={**roll.people, **missed}), Capacity.HOST)
        uow.commit()


def _months_later(first: date, months: int) -> date:
    """The first of the month that is so many months later (or earlier)."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _noon(day: date) -> datetime:
    return Anchor(datetime.combine(day, time(12)), "UTC").instant


def _write_past(uow: UnitOfWork, programme: Programme, now: datetime) -> list[_Couple]:
    """About one session a month for each pair but the quietest, most with notes; the pairs, for what comes next."""
    with uow:
        couples = [
            _Couple(place, pair, uow.people.get(pair.mentor_id), uow.people.get(pair.mentee_id))
            for place, pair in enumerate(uow.people.pairs(programme.id))
        ]
        for couple in couples:
            for number, day in enumerate(_past_days(couple.place, programme, now.date())):
                _write_session(uow, couple, programme, number, day)
        uow.commit()
        return couples


def _past_days(place: int, programme: Programme, today: date) -> Iterator[date]:
    """A day in each past month, Monday to Thursday so that everybody works; some pairs began a month or two later."""
    for month in range(place % 3, CURRENT_MONTH - 1):
        day = _months_later(programme.starts_on, month) + timedelta(days=5 + (place * 5) % 20)
        day -= timedelta(days=max(0, day.weekday() - 3))
        if day < today:
            yield day


def _write_session(uow: UnitOfWork, couple: _Couple, programme: Programme, number: int, day: date) -> None:
    anchor = Anchor(datetime.combine(day, time(10 + couple.place % 5)), couple.mentor.zone)
    asked = anchor.instant - timedelta(days=6)
    session = Session(
        id=f"demo{couple.pair.id:03}{number:02}",
        programme_id=programme.id,
        pair_id=couple.pair.id,
        kind=SessionKind.BILATERAL,
        state=SessionState.CONFIRMED,
        anchor=anchor,
        duration=timedelta(minutes=60 if couple.place % 2 else 45),
        topic=_topic(couple.mentee, number),
        organiser_id=couple.mentee.id,
        attendees=(Attendee(couple.mentee.id, Rsvp.ACCEPTED), Attendee(couple.mentor.id, Rsvp.ACCEPTED)),
        created_at=asked,
    )
    proposed = Change(session.id, 1, ChangeKind.PROPOSED, couple.mentee.id, asked, after=anchor)
    uow.sessions.add(session, proposed)
    agreed = replace(session, revision=2)
    accepted = Change(session.id, 2, ChangeKind.ACCEPTED, couple.mentor.id, asked + timedelta(hours=5), after=anchor)
    uow.sessions.update(agreed, accepted)
    if (couple.place + number) % 3 != 2:  # noqa: PLR2004 two sessions of three have a note
        uow.notes.add(_note(session, couple.mentee))
    _say(uow, session, couple.mentee, as_planned(session, couple.mentee.id))
    differ = couple.place == 0 and number == 0
    _say(uow, session, couple.mentor, Word(said=Said.NOT_HELD) if differ else as_planned(session, couple.mentor.id))


def _say(
    uow: UnitOfWork, session: Session, person: Person, word: Word, capacity: Capacity = Capacity.PARTICIPANT
) -> None:
    """How the session went, by one of its people, an hour after its end; the first pair differs about its first."""
    now = session.when.end + timedelta(hours=1)
    said = statements_of(session, word, Attendance(), by=person.id, capacity=capacity, settles=False, now=now)
    for one in said:
        uow.statements.add(one)


def _note(session: Session, author: Person) -> Note:
    text = NOTES[author.language or "en"]
    return Note(0, session.id, author.id, text, session.when.end + timedelta(minutes=20), Visibility.PARTICIPANTS)


def _topic(person: Person, number: int) -> str:
    topics = TOPICS[person.language or "en"]
    return topics[number % len(topics)]


def _book_ahead(
    make_uow: Callable[[str], UnitOfWork], team_id: str, couple: _Couple, now: datetime, holidays: Holidays
) -> None:
    """A third of the pairs has a confirmed session ahead, a third one that awaits an answer, a third none."""
    if couple.place % 3 == 2:  # noqa: PLR2004 as the docstring says
        return
    actor, partner = _in_turn(couple)
    request = BookingRequest(zone=actor.zone, partner_id=partner.id, topic=_topic(actor, couple.place))
    shown = read_back(make_uow(team_id), request, actor=actor, now=now, holidays=holidays)
    if not shown.slots:
        return
    choice = couple.place % len(shown.slots)
    session = book(make_uow(team_id), shown.draft.id, actor=actor, now=now, choice=choice)
    if couple.place % 3 == 0:
        accept(make_uow(team_id), session.id, session.revision, actor=partner, now=now)


def _in_turn(couple: _Couple) -> Sequence[Person]:
    """Who asks and who answers: now the mentee, now the mentor."""
    return (couple.mentee, couple.mentor) if couple.place % 2 == 0 else (couple.mentor, couple.mentee)
