"""The database of an installation: opening it, and telling in a sentence where it stands."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.holiday_calendar import HolidayCalendar
from bot.room import MakeUnitOfWork
from bot.settings import Settings
from bot.trouble import Trouble
from storage import revisions
from storage.engine import make_engine
from storage.sealing import NO_KEYS, Cipher
from storage.unit_of_work import SqlUnitOfWork

UPGRADE = "Run mentorbot db upgrade."


def open_database(settings: Settings, *, reading: bool = False) -> Engine:
    """The engine of these settings; the folder of an SQLite file is made when there is none.

    One for ``reading`` refuses to write.
    """
    url = settings.database_url.get_secret_value()
    if settings.on_sqlite:
        file = Path(str(make_url(url).database))
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as refused:
            raise Trouble(f"The folder {file.parent} can't be made ({refused.strerror}).") from None
    return make_engine(url, reading=reading)


def unit_of_work_of(engine: Engine, cipher: Cipher = NO_KEYS) -> MakeUnitOfWork:
    """Makes units of work on this database, with the holidays of the world; ``cipher`` opens notes and seals them."""
    holidays = HolidayCalendar()
    return lambda team_id: SqlUnitOfWork(engine, team_id, holidays, cipher)


def standing(engine: Engine) -> str:
    """What is wrong with the database, in a sentence; empty when it answers and is up to date."""
    try:
        current = revisions.current(engine)
    except SQLAlchemyError as error:
        return f"The database can't be reached ({_cause(error)})."
    if current == revisions.head():
        return ""
    if current is None:
        return f"The database is empty. {UPGRADE}"
    return f"The database is at {current}, this release wants {revisions.head()}. {UPGRADE}"


def upgrade(engine: Engine) -> str:
    """Bring the database up to date; the revision it is at now. Trouble when that can't be done."""
    from storage import migrate  # noqa: PLC0415 - Alembic, which only who upgrades waits for

    try:
        migrate.upgrade(engine)
    except migrate.DatabaseIsNewer as newer:
        raise Trouble(f"{newer}.") from None
    except migrate.BrokenReferences as broken:
        raise Trouble(f"The database was left as it was: {broken}.") from None
    except SQLAlchemyError as error:
        raise Trouble(f"The database can't be brought up to date ({_cause(error)}).") from None
    return revisions.head()


def _cause(error: SQLAlchemyError) -> str:
    """The driver's first line, which names the trouble without the statement and its values."""
    return str(getattr(error, "orig", None) or type(error).__name__).strip().partition("\n")[0]
