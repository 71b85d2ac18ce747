"""`mentorbot attendance`: who attended what, by person and day, as a table, JSON or CSV."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Engine

from bot import lists
from bot.programmes import data_of, programme_named
from bot.settings import Settings
from bot.trouble import Trouble
from mentoring.clocks import local
from mentoring.ports import UnitOfWork
from mentoring.progress import Attended, Record
from mentoring.services.evidence import evidence

COLUMNS = (
    "day", "zone", "person", "email", "programme", "session", "kind", "starts_at", "starts_on_programmes_clock",
    "standing", "presence", "minutes", "source", "said_by", "said_at", "comment", "owed",
)  # fmt: skip
ON_SCREEN = (
    "day",
    "person",
    "kind",
    "starts_on_programmes_clock",
    "standing",
    "presence",
    "minutes",
    "source",
    "said_by",
)


@dataclass(frozen=True)
class Wish:
    """What to show: days from ``first`` to ``last``, both inclusive; "" for everybody and for the newest programme."""

    first: date
    last: date
    person: str = ""
    programme: str = ""
    form: str = "table"


def show_attendance(settings: Settings, engine: Engine, wish: Wish, *, team_id: str, now: datetime) -> None:
    """Print the record; Slack is asked for the team when it is "". Trouble when it can't be understood."""
    lists.check_format(wish.form)
    if wish.last < wish.first:
        raise Trouble(f"--to {wish.last} is before --from {wish.first}.", status=lists.WRONG)
    begin = data_of(settings, engine, team_id)
    with begin() as uow:
        programme = programme_named(uow, wish.programme)
    person_id = _person(begin, wish.person) if wish.person else None
    record = evidence(begin(), programme.id, wish.first, wish.last, person_id=person_id, now=now)
    lines = [_line(one, record) for one in record.lines]
    lists.show(lines, wish.form, columns=COLUMNS, on_screen=ON_SCREEN)
    if wish.form == "table":
        sys.stdout.write(_total(record))


def _person(begin: Callable[[], UnitOfWork], person: str) -> int:
    with begin() as uow:
        found = uow.people.by_email(person) if "@" in person else uow.people.by_user(person)
    if found is None:
        raise Trouble(f"Nobody here is known as {person}.")
    return found.id


def _line(one: Attended, record: Record) -> dict[str, str | int | bool]:
    zone = record.programme.zone
    return {
        "day": one.day.isoformat(),
        "zone": zone,
        "person": one.person.name,
        "email": one.person.email,
        "programme": record.programme.name,
        "session": one.session_id,
        "kind": one.kind.value,
        "starts_at": one.starts_at.isoformat(),
        "starts_on_programmes_clock": f"{local(one.starts_at, zone):%H:%M}",
        "standing": one.standing.value,
        "presence": one.presence.value if one.presence else "",
        "minutes": one.minutes,
        "source": one.source.value if one.source else "",
        "said_by": "; ".join(who.name for who in one.sources),
        "said_at": one.spoken_at.isoformat(timespec="seconds") if one.spoken_at else "",
        "comment": one.comment,
        "owed": one.owed,
    }


def _total(record: Record) -> str:
    hours = str(timedelta(minutes=record.minutes)).removesuffix(":00")
    return (
        f"{len(record.lines)} lines, {record.minutes} minutes in all ({hours}). "
        f"Days are those of the programme's clock, {record.programme.zone}.\n"
    )
