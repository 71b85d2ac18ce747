"""What announcements ask of a database does not grow with their readers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Engine, event, text

from mentoring.announcements import Content, LedgerWish, Readership, Standing, Version
from mentoring.gatherings import Audience
from mentoring.people import Participant, Person, Role
from mentoring.rich_text import words
from mentoring.services import announcement_sending as sending
from mentoring.services import announcements as services
from mentoring.services.announcement_news import list_newcomers, look_after_announcements
from mentoring.services.announcement_reads import ledger, progress
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import NOW, a_person, a_programme

TO_MENTEES = Content(
    versions=(Version("en", "Kick-off", words("We begin.")),),
    readership=Readership(Audience(roles=frozenset({Role.MENTEE}))),
    acknowledgement=True,
    compulsory=True,
)


def crowd(engine: Engine, readers: int) -> tuple[str, Person]:
    """A team with a coordinator and so many mentees; its id, and the coordinator."""
    team = f"T{readers}"
    with SqlUnitOfWork(engine, team) as uow:
        programme = uow.people.add_programme(a_programme(team_id=team))
        for number in range(readers + 1):
            person = uow.people.add(a_person(f"P{number:03}", id=0, team_id=team, email="", user_id=f"U{number}"))
            role = Role.MENTEE if number else Role.COORDINATOR
            uow.people.enrol(Participant(programme.id, person, frozenset({role})))
        uow.commit()
        ines = uow.people.by_user("U0")
    assert ines is not None
    return team, ines


def asked(engine: Engine, call: Callable[[], Any]) -> int:
    heard: list[str] = []

    def listen(_c: Connection, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    call()
    event.remove(engine, "before_cursor_execute", listen)
    return len(heard)


def questions(engine: Engine, readers: int) -> dict[str, int]:
    """How many statements each step takes."""
    team, ines = crowd(engine, readers)

    def uow() -> SqlUnitOfWork:
        return SqlUnitOfWork(engine, team)

    draft = services.save_draft(uow(), TO_MENTEES, actor=ines, now=NOW)
    who = {"actor": ines, "now": NOW}
    seen = services.preview(uow(), draft.id, **who).seen
    wish = LedgerWish(frozenset({Standing.PLANNED}), words="p00", first=2, limit=2)
    steps: dict[str, Callable[[], Any]] = {
        "preview": lambda: services.preview(uow(), draft.id, **who),
        "confirm": lambda: services.confirm(uow(), draft.id, seen=seen, **who),
        "first page": lambda: ledger(uow(), draft.id, LedgerWish(), **who),
        "filtered page": lambda: ledger(uow(), draft.id, wish, **who),
        "progress": lambda: progress(uow(), draft.id, **who),
        "looked after": lambda: look_after_announcements(uow(), now=NOW),
        "newcomers listed": lambda: list_newcomers(uow(), now=NOW),
        "pause": lambda: sending.pause(uow(), draft.id, **who),
        "resume": lambda: sending.resume(uow(), draft.id, **who),
        "stop": lambda: sending.stop(uow(), draft.id, **who),
    }
    return {name: asked(engine, step) for name, step in steps.items()}


def test_number_of_questions_does_not_depend_on_the_number_of_readers(engine: Engine) -> None:
    few = questions(engine, 4)
    assert questions(engine, 150) == few


def test_name_that_an_older_release_wrote_is_ordered_and_found_all_the_same(engine: Engine) -> None:
    team, ines = crowd(engine, 3)
    with SqlUnitOfWork(engine, team) as uow:
        first = uow.people.by_user("U1")
        assert first is not None
        uow.people.update(replace(first, name="Zoe"))
        uow.commit()
    with engine.begin() as connection:
        connection.execute(text("update people set name_folded = null"))
    draft = services.save_draft(SqlUnitOfWork(engine, team), TO_MENTEES, actor=ines, now=NOW)
    seen = services.preview(SqlUnitOfWork(engine, team), draft.id, actor=ines, now=NOW).seen
    sent = services.confirm(SqlUnitOfWork(engine, team), draft.id, seen=seen, actor=ines, now=NOW).announcement
    found = ledger(SqlUnitOfWork(engine, team), sent.id, LedgerWish(), actor=ines, now=NOW)
    assert [row.name for row in found.rows] == ["P002", "P003", "Zoe"]
    found = ledger(SqlUnitOfWork(engine, team), sent.id, LedgerWish(words="zo"), actor=ines, now=NOW)
    assert [row.name for row in found.rows] == ["Zoe"]
