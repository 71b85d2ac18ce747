"""How long a search through ten thousand notes takes, and a Home beside it, on both databases.

Run with `python -m benchmarks.notes`. What compares between machines is the ratio to reading the same notes from the
database without opening them, and to opening them one by one.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select

from benchmarks.databases import databases
from benchmarks.figures import percentile
from mentoring.clocks import Anchor, use_bundled_zones
from mentoring.notes import Note, Visibility
from mentoring.people import Pair, Participant, Person, Programme, Role
from mentoring.services.note_reading import search_notes
from mentoring.services.reads import home
from mentoring.sessions import Attendee, Change, ChangeKind, Rsvp, Session, SessionKind, SessionState
from storage.engine import make_engine
from storage.migrate import upgrade
from storage.sealing import Keyring, keys_in, new_key
from storage.tables import NoteRow
from storage.unit_of_work import NO_HOLIDAYS, SqlUnitOfWork

TEAM = "TNOTES"
PAIRS, SESSIONS, NOTES = 50, 20, 10_000
TIMES = 40
NOW, FIRST = datetime(2027, 9, 1, 9, tzinfo=UTC), datetime(2027, 1, 5, 9, tzinfo=UTC)
COMMON = """
we spoke about exports and the port of Tunis with the broker who sends prices for olive oil and ceramics
nous avons parlé du budget et des douanes تحدثنا عن التصدير والأسعار hablamos del contrato y de la aduana
abbiamo rivisto il listino e la spedizione
"""

Write = Callable[[], SqlUnitOfWork]


def main() -> None:
    """Fill both databases and print what a search and a Home take."""
    use_bundled_zones()
    print(f"{NOTES} notes, {TIMES} times each; milliseconds")
    print(f"{'':<12}{'who asks for what':<44}{'p50':>8}{'p95':>8}{'/ fetch':>9}")
    with tempfile.TemporaryDirectory(prefix="mentorbot-bench-") as folder, databases(Path(folder)) as urls:
        for name, url in urls.items():
            engine = make_engine(url)
            upgrade(engine)
            _measure(name, engine)
            engine.dispose()


def _measure(name: str, engine: Engine) -> None:
    keyring = Keyring(keys_in(new_key("bench")))

    def uow() -> SqlUnitOfWork:
        return SqlUnitOfWork(engine, TEAM, NO_HOLIDAYS, keyring)

    mentee, coordinator = _fill(uow)
    fetch = _timed(lambda: _fetch_all(engine))
    rows: dict[str, Callable[[], object]] = {
        "fetching all that is sealed": lambda: _fetch_all(engine),
        "a participant, a word that is nowhere": lambda: _search(uow, "wolframite", mentee),
        "a participant, a common word": lambda: _search(uow, "export", mentee),
        "a coordinator with all shared, nowhere": lambda: _search(uow, "wolframite", coordinator),
        "a coordinator with all shared, two words": lambda: _search(uow, "prezzi zanzibar", coordinator),
        "a coordinator with all shared, common": lambda: _search(uow, "export", coordinator),
        "a participant's Home": lambda: home(uow(), actor=mentee, now=NOW),
    }
    for what, ask in rows.items():
        spans = _timed(ask)
        p50, p95 = percentile(spans, 0.5) * 1000, percentile(spans, 0.95) * 1000
        print(f"{name:<12}{what:<44}{p50:>8.1f}{p95:>8.1f}{percentile(spans, 0.5) / percentile(fetch, 0.5):>9.2f}")


def _search(uow: Write, query: str, actor: Person) -> object:
    return search_notes(uow(), query, actor=actor, now=NOW)


def _fetch_all(engine: Engine) -> int:
    with engine.connect() as connection:
        return len(connection.execute(select(NoteRow.id, NoteRow.sealed_words)).all())


def _timed(ask: Callable[[], object]) -> list[float]:
    ask()
    spans = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        spans.append(time.perf_counter() - began)
    return spans


def _fill(uow: Write) -> tuple[Person, Person]:
    """Pairs with their sessions and notes, all of them shared with coordinators; a mentee and the coordinator."""
    dice = random.Random(1)
    with uow() as unit:
        programme = unit.people.add_programme(
            Programme(0, TEAM, "Clusters", NOW.date() - timedelta(days=300), NOW.date() + timedelta(days=60))
        )
        coordinator = _person(unit, programme, 0, Role.COORDINATOR)
        mentees = []
        for number in range(PAIRS):
            mentor = _person(unit, programme, 2 * number + 1, Role.MENTOR)
            mentees.append(_person(unit, programme, 2 * number + 2, Role.MENTEE))
            pair = unit.people.add_pair(Pair(0, programme.id, mentor.id, mentees[-1].id, programme.starts_on))
            for session in _sessions(unit, pair, number):
                for _ in range(NOTES // PAIRS // SESSIONS):
                    unit.notes.add(_note(session, dice))
        unit.commit()
    return mentees[0], coordinator


def _person(unit: SqlUnitOfWork, programme: Programme, number: int, role: Role) -> Person:
    person = Person(0, TEAM, f"UB{number}", f"b{number}@example.org", f"Person {number}", "Europe/Paris", "FR")
    kept = unit.people.add(person)
    unit.people.enrol(Participant(programme.id, kept, frozenset({role})))
    return kept


def _sessions(unit: SqlUnitOfWork, pair: Pair, number: int) -> Iterator[Session]:
    for week in range(SESSIONS):
        anchor = Anchor.at(FIRST + timedelta(weeks=week, minutes=number), "Europe/Paris")
        session = Session(
            id=f"B{number}x{week}",
            programme_id=pair.programme_id,
            pair_id=pair.id,
            kind=SessionKind.BILATERAL,
            state=SessionState.CONFIRMED,
            anchor=anchor,
            duration=timedelta(hours=1),
            topic="Exports",
            organiser_id=pair.mentor_id,
            attendees=(Attendee(pair.mentor_id, Rsvp.ACCEPTED), Attendee(pair.mentee_id, Rsvp.ACCEPTED)),
            created_at=anchor.instant,
        )
        unit.sessions.add(session, Change(session.id, 1, ChangeKind.PROPOSED, pair.mentor_id, anchor.instant))
        yield session


def _note(session: Session, dice: random.Random) -> Note:
    words = [*dice.choices(COMMON.split(), k=60), f"detail{dice.randrange(100_000)}"]
    note = Note(0, session.id, session.organiser_id, " ".join(words), session.when.end, Visibility.COORDINATORS)
    return replace(note, decisions=(" ".join(dice.choices(COMMON.split(), k=10)),))


if __name__ == "__main__":
    main()
