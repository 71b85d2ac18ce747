"""How SQLite goes about what is asked with every Home; PostgreSQL keeps figures of its tables by itself."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Select

from storage.engine import make_engine
from storage.oversight import FIGURES, MOVED_TWICE
from storage.sessions import PAST, UPCOMING
from tests.builders import NOW

OF_PERSON = ["attendees USING INDEX ix_attendees_team_id_person_id", "sessions USING INDEX sqlite_autoindex_sessions_1"]
BY_PAIR = ["gists USING INDEX ix_gists_team_id_programme_id_pair_id_starts_at"]


@pytest.mark.parametrize(
    ("asked", "uses"), [(UPCOMING, OF_PERSON), (PAST, OF_PERSON), (FIGURES, BY_PAIR), (MOVED_TWICE, BY_PAIR)]
)
def test_few_are_looked_for_where_there_are_few(sqlite_url: str, asked: Select[Any], uses: list[str]) -> None:
    engine = make_engine(sqlite_url)
    values = {"team_id": "T1", "programme_id": 1, "person_id": 1, "limit": 1, "now": NOW, "silent_since": NOW}
    compiled = asked.params(values).compile(engine, compile_kwargs={"render_postcompile": True})
    with engine.connect() as connection:
        blanks = tuple("" for _ in compiled.positiontup or ())
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", blanks).all()
    engine.dispose()
    plan = [str(step[-1]) for step in steps]
    assert all(any(one in step for step in plan) for one in uses)
