"""How connections are set up."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.event import listen
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError

from mentoring.messages import DeliveryState
from mentoring.people import BookingPolicy
from mentoring.ports import Deliveries
from storage.engine import make_engine
from storage.tables import Base, SeenRow
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import NOW, TEAM, a_delivery, a_programme


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_addresses_are_taken_as_people_write_them(scheme: str) -> None:
    engine = make_engine(f"{scheme}://mentor:p%40ss@db.example.org/mentorbot")
    assert engine.url.drivername == "postgresql+psycopg"
    assert engine.url.password == "p@ss"


def test_other_databases_are_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"SQLite .* or PostgreSQL .*, not mysql"):
        make_engine("mysql://localhost/x")


def test_sqlite_is_safe_and_waits_for_others(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    with engine.connect() as connection:
        settings = {
            name: connection.execute(text(f"pragma {name}")).scalar_one()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 5000, "synchronous": 2}
    engine.dispose()


def test_sqlite_that_another_process_is_writing_for_the_first_time_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(tmp_path / "new.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("storage.engine.time.sleep", lambda _: other.rollback())
    engine = make_engine(f"sqlite:///{tmp_path}/new.db")
    with engine.connect() as connection:
        assert connection.execute(text("pragma journal_mode")).scalar_one() == "wal"
    engine.dispose()
    other.close()


@pytest.mark.parametrize("held", ["IMMEDIATE", "EXCLUSIVE"])
def test_sqlite_that_another_process_never_lets_go_of_is_named_as_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    other = sqlite3.connect(tmp_path / "new.db", isolation_level=None)
    other.execute(f"BEGIN {held}")
    waited: list[float] = []
    monkeypatch.setattr("storage.engine.time.sleep", waited.append)
    with pytest.raises(OperationalError, match="locked"):
        make_engine(f"sqlite:///{tmp_path}/new.db").connect()
    assert sum(waited) == pytest.approx(5, abs=0.1)
    other.close()


@pytest.fixture
def reading(engine: Engine) -> Iterator[Engine]:
    """A second way into the same database, for those who only read."""
    only = make_engine(engine.url.render_as_string(hide_password=False), reading=True)
    yield only
    only.dispose()


def test_who_only_reads_may_not_write(reading: Engine) -> None:
    with reading.connect() as connection, pytest.raises(DBAPIError, match=r"readonly|read-only"):
        connection.execute(insert(SeenRow).values(team_id=TEAM, key="k", at=NOW))


def test_who_only_reads_sees_what_is_kept_and_waits_for_no_writer(engine: Engine, reading: Engine) -> None:
    with SqlUnitOfWork(engine, TEAM) as writer:
        writer.people.add_programme(a_programme())
        writer.commit()
        writer.people.add_programme(a_programme())
        with SqlUnitOfWork(reading, TEAM) as reader:
            assert len(reader.people.programmes()) == 1
    with SqlUnitOfWork(engine, TEAM) as writer:
        writer.people.add_programme(a_programme())
        writer.commit()
    with SqlUnitOfWork(reading, TEAM) as reader:
        assert len(reader.people.programmes()) == 2


def test_a_connection_that_died_while_it_rested_is_replaced(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make_engine(postgresql_url, reading=True)
    with engine.connect() as connection:
        gone = connection.execute(text("select pg_backend_pid()")).scalar_one()
    other = make_engine(postgresql_url)
    with other.begin() as connection:
        connection.execute(text(f"select pg_terminate_backend({gone}, 5000)"))
    other.dispose()
    monkeypatch.setattr("storage.engine.RESTED", 0.0)
    with engine.connect() as connection:
        assert connection.execute(text("select pg_backend_pid()")).scalar_one() != gone
    engine.dispose()


def test_ddl_is_rolled_back_like_anything_else(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("create table passing (word text)"))
        connection.rollback()
        connection.execute(text("create table passing (word text)"))


def test_postgresql_speaks_utc_and_gives_up_in_time(postgresql_url: str) -> None:
    engine = make_engine(postgresql_url)
    with engine.connect() as connection:
        settings = [
            connection.execute(text(f"show {name}")).scalar_one()
            for name in ("timezone", "statement_timeout", "lock_timeout", "transaction_isolation")
        ]
    assert settings == ["UTC", "10s", "5s", "read committed"]
    engine.dispose()


def test_instants_compare_and_sort_in_utc_whatever_their_zone(engine: Engine) -> None:
    east, west = timezone(timedelta(hours=9)), timezone(timedelta(hours=-8))
    instants = [
        datetime(2027, 1, 18, 8, 0, tzinfo=east),
        datetime(2027, 1, 18, 0, 0, 0, 1, tzinfo=UTC),
        datetime(2027, 1, 17, 16, 0, tzinfo=west),
    ]
    with SqlUnitOfWork(engine, TEAM) as unit:
        for number, instant in enumerate(instants):
            unit.seen.first_time(f"k{number}", instant)
        unit.commit()
    with engine.connect() as connection:
        kept = connection.execute(select(SeenRow.key, SeenRow.at).order_by(SeenRow.at)).all()
        before = connection.execute(select(SeenRow.key).where(SeenRow.at < instants[1])).scalars().all()
    assert kept == [
        ("k0", datetime(2027, 1, 17, 23, 0, tzinfo=UTC)),
        ("k2", datetime(2027, 1, 18, 0, 0, tzinfo=UTC)),
        ("k1", datetime(2027, 1, 18, 0, 0, 0, 1, tzinfo=UTC)),
    ]
    assert all(at.tzinfo is UTC for _, at in kept)
    assert sorted(before) == ["k0", "k2"]


def test_naive_instant_refused(engine: Engine) -> None:
    with SqlUnitOfWork(engine, TEAM) as unit, pytest.raises(StatementError, match="an instant is aware"):
        unit.seen.first_time("Ev1", NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda ours: ours.claim(NOW, owner="w", lease_until=NOW), "ix_deliveries_means_urgency_team_id_ready_at_key"),
        (lambda ours: ours.next_due(NOW), "ix_deliveries_ready_at"),
        (lambda ours: ours.overdue_leases(NOW), "ix_deliveries_leased_until"),
        (lambda ours: ours.unverified(NOW), "ix_deliveries_verify_after"),
        (lambda ours: ours.of_session("S7"), "ix_deliveries_team_id_session_id"),
    ],
)
def test_what_a_tick_asks_is_answered_from_an_index(
    engine: Engine, ask: Callable[[Deliveries], object], index: str
) -> None:
    waiting = [a_delivery(f"w{one}", due_at=NOW + timedelta(days=1), session_id=f"S{one}") for one in range(2000)]
    sent = [a_delivery(f"s{one}", state=DeliveryState.SENT, session_id=f"S{one}") for one in range(2000)]
    with SqlUnitOfWork(engine, TEAM) as unit:
        unit.deliveries.plan([*waiting, *sent, a_delivery("due")])
        unit.commit()
    asked: list[tuple[str, Any]] = []
    with engine.begin() as connection:
        connection.execute(text("analyze"))
    listen(engine, "before_cursor_execute", lambda _c, _cursor, sql, values, *_: asked.append((sql, values)))
    with SqlUnitOfWork(engine, TEAM) as unit:
        ask(unit.deliveries)
    questions = [one for one in asked if one[0].lstrip().startswith(("SELECT", "WITH")) and "ready_at" in one[0]]
    explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    with engine.connect() as connection:
        plans = [str(connection.exec_driver_sql(f"{explain} {sql}", values).all()) for sql, values in questions]
    assert plans
    assert all(index in plan for plan in plans)
    assert not any("ix_deliveries_team_id_session_id" in plan for plan in plans if "ready_at" in index)
    assert not any("Seq Scan on deliveries" in plan for plan in plans)


def test_booking_policy_of_another_release_is_read_as_far_as_it_is_known(engine: Engine) -> None:
    with SqlUnitOfWork(engine, TEAM) as unit:
        programme = unit.people.add_programme(a_programme())
        unit.commit()
    with engine.begin() as connection:
        kept = '{"longest_topic": 80, "of_a_later_release": 1}'
        connection.execute(text("update programmes set booking = :kept"), {"kept": kept})
    with SqlUnitOfWork(engine, TEAM) as unit:
        assert unit.people.programme(programme.id).booking == BookingPolicy(longest_topic=80)


def test_what_many_rows_say_alike_is_decoded_once_and_anew_where_it_differs(engine: Engine) -> None:
    with SqlUnitOfWork(engine, TEAM) as unit:
        first, second = (unit.people.add_programme(a_programme()) for _ in range(2))
        unit.commit()
    with SqlUnitOfWork(engine, TEAM) as unit:
        assert unit.people.programme(first.id).booking is unit.people.programme(second.id).booking
        unit.people.update_programme(replace(second, booking=BookingPolicy(longest_topic=80)))
        unit.commit()
    with SqlUnitOfWork(engine, TEAM) as unit:
        assert unit.people.programme(first.id).booking == first.booking
        assert unit.people.programme(second.id).booking.longest_topic == 80


def test_every_table_but_the_deployments_own_begins_its_keys_with_the_team() -> None:
    for table in Base.metadata.sorted_tables:
        if table.name == "meta":
            continue
        assert "team_id" in table.columns, table.name
        for constraint in table.foreign_key_constraints:
            assert constraint.column_keys[0] == "team_id", constraint.name


def test_nothing_is_opened_at_import() -> None:
    script = "import storage.unit_of_work, storage.migrate, sys; sys.exit('psycopg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
