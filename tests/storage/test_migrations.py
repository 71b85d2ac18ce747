"""The schema's history on both databases, and what the schema itself refuses in bare SQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from mentoring.sessions import SessionState
from storage import migrate, revisions
from storage.engine import make_engine
from storage.migrations import check
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import NOW, TEAM, a_change, a_cohort, a_person


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Engine]:
    engine = make_engine(empty_database_url)
    yield engine
    engine.dispose()


def test_history_is_one_line() -> None:
    assert migrate.heads() == (revisions.head(),)


def test_tables_in_code_match_the_migrations(engine: Engine) -> None:
    assert migrate.differences(engine) == []


def test_difference_is_seen(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("alter table notes drop column visibility"))
        connection.execute(text("drop index ix_seen_team_id_at"))
    assert [one[0] for one in migrate.differences(engine)] == ["add_column", "add_index"]


def test_empty_database_stands_nowhere_and_then_at_the_head(empty: Engine) -> None:
    assert revisions.current(empty) is None
    migrate.upgrade(empty)
    assert revisions.current(empty) == revisions.head()


def test_upgrade_twice_keeps_the_rows(engine: Engine) -> None:
    with SqlUnitOfWork(engine, TEAM) as unit:
        cohort = a_cohort(unit)
        unit.sessions.add(cohort.session(), a_change(cohort.session()))
        unit.commit()
    migrate.upgrade(engine)
    with SqlUnitOfWork(engine, TEAM) as unit:
        assert unit.sessions.upcoming(cohort.awa.id, NOW) == [cohort.session()]


def test_down_and_up_again(engine: Engine) -> None:
    migrate.downgrade(engine, "base")
    assert revisions.current(engine) is None
    migrate.upgrade(engine)
    assert migrate.differences(engine) == []
    assert check.problem(engine) is None


def test_foreign_keys_are_on_again_after_a_migration(engine: Engine) -> None:
    migrate.upgrade(engine)
    columns = "team_id, programme_id, person_id, roles, cohort, cluster, sector, title"
    with engine.connect() as connection, pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        connection.execute(text(f"insert into participants ({columns}) values ('T1', 1, 1, '', '', '', '', '')"))


def test_table_rebuilt_by_a_migration_keeps_the_rows_that_point_to_it(engine: Engine) -> None:
    with SqlUnitOfWork(engine, TEAM) as unit:
        cohort = a_cohort(unit)
        unit.sessions.add(cohort.session(), a_change(cohort.session()))
        unit.commit()
    with migrate.alone(engine) as connection:
        operations = Operations(MigrationContext.configure(connection, opts={"render_as_batch": True}))
        with operations.batch_alter_table("people", recreate="auto") as people:
            people.alter_column("city", new_column_name="town")
        with operations.batch_alter_table("people", recreate="auto") as people:
            people.alter_column("town", new_column_name="city", existing_nullable=False)
    with SqlUnitOfWork(engine, TEAM) as unit:
        assert unit.sessions.upcoming(cohort.awa.id, NOW) == [cohort.session()]
        assert len(unit.people.participants(cohort.programme.id)) == 4


def test_names_kept_before_they_were_folded_are_folded(engine: Engine) -> None:
    with SqlUnitOfWork(engine, TEAM) as unit:
        a_cohort(unit)
        unit.people.add(a_person("Élodie  أحمد ٣ Straße"))
        unit.commit()
    everybody = text("select name_folded from people order by id")
    with engine.connect() as connection:
        expected = list(connection.scalars(everybody))
    migrate.downgrade(engine, "0020")
    migrate.upgrade(engine)
    with engine.connect() as connection:
        assert list(connection.scalars(everybody)) == expected
    assert expected[-1] == "elodie  احمد 3 strasse"


def test_migration_that_leaves_rows_pointing_nowhere_is_undone(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    with SqlUnitOfWork(engine, TEAM) as unit:
        awa = a_cohort(unit).awa
        unit.commit()
    with pytest.raises(migrate.BrokenReferences, match="rows point to nothing"), migrate.alone(engine) as connection:
        connection.execute(text("delete from people"))
    with SqlUnitOfWork(engine, TEAM) as unit:
        assert unit.people.get(awa.id) == awa
    engine.dispose()


def test_failed_migration_leaves_nothing_behind(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.execute(text("create table seen (word text)"))  # the last but one that 0001 creates
    with pytest.raises(Exception, match=r"(?i)seen.* already exists"):
        migrate.upgrade(empty)
    assert revisions.current(empty) is None
    with empty.begin() as connection:
        connection.execute(text("drop table seen"))
    migrate.upgrade(empty)
    assert revisions.current(empty) == revisions.head()


def test_database_of_a_later_release_is_named_and_left_alone(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(migrate.DatabaseIsNewer, match="9999"):
        migrate.upgrade(engine)
    assert revisions.current(engine) == "9999"


def test_check_says_in_one_sentence_that_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main() == 0
    assert capsys.readouterr().out == f"Migrations: one head ({revisions.head()}), and the tables in code match it.\n"


def test_check_fails_when_a_migration_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "differences", lambda _engine: ["add_column"])
    assert check.main() == 1
    assert "differ, first in add_column" in capsys.readouterr().out


def test_check_fails_when_history_has_two_ends(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "heads", lambda: ("0002b", "0002a"))
    assert check.main() == 1
    assert capsys.readouterr().out.startswith("There are 2 last migrations (0002a, 0002b)")


HOLD = text("insert into held_times values ('T1', :session, :person, :starts, :ends)")


@pytest.fixture
def held(engine: Engine) -> Iterator[Connection]:
    """A connection to a database where session S1 holds seconds 1000 to 2000 of persons 1 and 2."""
    with SqlUnitOfWork(engine, TEAM) as unit:
        cohort = a_cohort(unit)
        for session_id in ("S1", "S2"):
            closed = cohort.session(id=session_id, state=SessionState.CANCELLED)
            unit.sessions.add(closed, a_change(closed))
        unit.commit()
    with engine.connect() as connection:
        for person in (1, 2):
            connection.execute(HOLD, {"session": "S1", "person": person, "starts": 1000, "ends": 2000})
        connection.commit()
        yield connection


@pytest.mark.parametrize(("starts", "ends"), [(500, 1001), (1000, 2000), (1200, 1300), (1999, 3000), (500, 3000)])
def test_overlapping_held_time_refused_by_the_database(held: Connection, starts: int, ends: int) -> None:
    with pytest.raises(IntegrityError, match="held_times_overlap"):
        held.execute(HOLD, {"session": "S2", "person": 2, "starts": starts, "ends": ends})


@pytest.mark.parametrize(("person", "starts", "ends"), [(2, 500, 1000), (2, 2000, 2001), (3, 1000, 2000)])
def test_free_time_is_held(held: Connection, person: int, starts: int, ends: int) -> None:
    held.execute(HOLD, {"session": "S2", "person": person, "starts": starts, "ends": ends})
    held.commit()


def test_held_time_cannot_be_changed_into_an_overlap(held: Connection) -> None:
    held.execute(HOLD, {"session": "S2", "person": 1, "starts": 5000, "ends": 6000})
    held.commit()
    shift = text("update held_times set starts_s = :starts, ends_s = :ends where session_id = 'S2'")
    held.execute(shift, {"starts": 5500, "ends": 6500})
    with pytest.raises(IntegrityError, match="held_times_overlap"):
        held.execute(shift, {"starts": 1500, "ends": 2500})


@pytest.mark.parametrize(("starts", "ends"), [(-1, 10), (10, 10), (10, 5), (0, 2**36)])
def test_held_time_outside_what_the_constraint_can_reckon_with_refused(
    held: Connection, starts: int, ends: int
) -> None:
    with pytest.raises(Exception, match=r"ck_held_times_in_range|range lower bound"):
        held.execute(HOLD, {"session": "S2", "person": 3, "starts": starts, "ends": ends})
