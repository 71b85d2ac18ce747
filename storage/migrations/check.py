"""Checks the migrations on a throwaway SQLite database: `python -m storage.migrations.check`."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from storage import migrate, revisions
from storage.engine import make_engine


def problem(engine: Engine) -> str | None:
    """What is wrong with the migrations, tried out on an empty database; None when all is well."""
    heads = migrate.heads()
    if len(heads) != 1:
        return f"There are {len(heads)} last migrations ({', '.join(sorted(heads))}); make them one line of history."
    if heads != (revisions.head(),):
        return f"The last migration is {heads[0]}, but by the names of the files {revisions.head()}; name it rightly."
    migrate.upgrade(engine)
    differences = migrate.differences(engine)
    if differences:
        return f"The tables in code and the migrations differ, first in {differences[0]}; write a migration."
    migrate.downgrade(engine, "base")
    migrate.upgrade(engine)
    if revisions.current(engine) != revisions.head():
        return f"After down and up again the database stands at {revisions.current(engine)}, not {revisions.head()}."
    return None


def main() -> int:
    """Say how the migrations stand in one sentence; the exit status is 1 when something is wrong."""
    with TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder, 'check.db')}")
        try:
            wrong = problem(engine)
        finally:
            engine.dispose()
    sys.stdout.write((wrong or f"Migrations: one head ({revisions.head()}), and the tables in code match it.") + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
