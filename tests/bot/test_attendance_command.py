"""`mentorbot attendance`: who attended what by day, in each of its formats."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.database import open_database
from bot.settings import Settings
from mentoring.attendance import Presence, Said, Stay, Word
from mentoring.services.attendance import say
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.test_cli import ask
from tests.builders import TEAM, a_change, a_cohort

DAYS = ("attendance", "--team", TEAM, "--from", "2026-01-01", "--to", "2026-01-31")


@pytest.fixture
def attended(installation: dict[str, str]) -> None:
    """A session in January 2026 of which Awa and Luca say the same, and one in February of which nobody spoke."""
    assert ask("db", "upgrade")[0] == 0
    engine = open_database(Settings.load())
    with SqlUnitOfWork(engine, TEAM) as uow:
        cohort = a_cohort(uow)
        session = cohort.session("2026-01-26 23:45", zone="Europe/Lisbon")
        silent = cohort.session("2026-02-10 15:00", id="S2")
        for one in (session, silent):
            uow.sessions.add(one, a_change(one))
        uow.commit()
    people = {cohort.awa.id: Stay(Presence.PRESENT), cohort.luca.id: Stay(Presence.CAME_LATE, 40)}
    for actor in (cohort.awa, cohort.luca):
        word = Word(Said.HELD, people=people)
        say(SqlUnitOfWork(engine, TEAM), session.id, word, actor=actor, now=session.when.end + timedelta(hours=1))
    engine.dispose()


@pytest.mark.usefixtures("attended")
def test_json_tells_everything_that_is_known() -> None:
    status, shown, _ = ask(*DAYS, "--format", "json")
    assert status == 0
    awa, luca = json.loads(shown)
    assert (awa["person"], awa["minutes"]) == ("Awa", 60)
    assert luca == {
        "day": "2026-01-27",
        "zone": "Europe/Madrid",
        "person": "Luca",
        "email": "uluca@example.org",
        "programme": "Cluster Mentoring",
        "session": "S1",
        "kind": "bilateral",
        "starts_at": "2026-01-26T23:45:00+00:00",
        "starts_on_programmes_clock": "00:45",
        "standing": "held",
        "presence": "came_late",
        "minutes": 40,
        "source": "agreed",
        "said_by": "Awa; Luca",
        "said_at": "2026-01-27T01:45:00+00:00",
        "comment": "",
        "owed": False,
    }


@pytest.mark.usefixtures("attended")
def test_csv_re_adds_and_holds_no_formula() -> None:
    engine = open_database(Settings.load())
    with SqlUnitOfWork(engine, TEAM) as uow:
        luca = uow.people.by_user("ULUCA")
        assert luca is not None
    word = Word(people={luca.id: Stay(Presence.CAME_LATE, 41)}, comment="=1+1")
    say(SqlUnitOfWork(engine, TEAM), "S1", word, actor=luca, now=datetime(2026, 1, 28, tzinfo=UTC))
    engine.dispose()
    rows = list(csv.DictReader(io.StringIO(ask(*DAYS, "--format", "csv")[1])))
    assert [(row["person"], int(row["minutes"])) for row in rows] == [("Awa", 60), ("Luca", 40)]
    assert rows[1]["comment"] == "'=1+1"


@pytest.mark.usefixtures("attended")
def test_table_names_the_clock_by_which_days_are_counted() -> None:
    shown = ask(*DAYS)[1]
    assert "2026-01-27" in shown
    assert shown.endswith(
        "2 lines, 100 minutes in all (1:40). Days are those of the programme's clock, Europe/Madrid.\n"
    )


@pytest.mark.usefixtures("attended")
@pytest.mark.parametrize(
    ("words", "people"),
    [
        (("--person", "uluca@example.org"), ["Luca"]),
        (("--person", "UFATIMA"), []),
        (("--from", "2026-01-28"), []),
        (("--to", "2026-01-26"), []),
        (("--programme", "cluster mentoring"), ["Awa", "Luca"]),
    ],
)
def test_person_and_days_narrow_the_record(words: tuple[str, ...], people: list[str]) -> None:
    assert [one["person"] for one in json.loads(ask(*DAYS, "--format", "json", *words)[1])] == people


@pytest.mark.usefixtures("attended")
def test_what_nobody_spoke_for_is_unconfirmed_and_counts_nothing() -> None:
    shown = ask(*DAYS, "--format", "json", "--to", "2026-02-28", "--from", "2026-02-01")[1]
    assert {(one["standing"], one["minutes"], one["source"]) for one in json.loads(shown)} == {("unconfirmed", 0, "")}


@pytest.mark.usefixtures("attended")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--format", "xml"), "“xml” is no format."),
        (("--from", "soon"), "--from is a day such as 2027-01-11, not “soon”."),
        (("--to", "2025-01-01"), "--to 2025-01-01 is before --from 2026-01-01."),
        (("--person", "nobody@example.org"), "Nobody here is known as nobody@example.org."),
        (("--programme", "Academy"), "There is no programme “Academy” here."),
    ],
)
def test_what_can_not_be_understood_is_a_sentence(words: tuple[str, ...], sentence: str) -> None:
    status, _, complaint = ask(*DAYS, *words)
    assert status
    assert complaint.startswith(sentence)
