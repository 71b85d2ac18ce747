"""Sessions booked under two older releases of the zone data, and brought along to today's.

The older releases' rules of the year 2023 are written down here and made into files as zones are read from.
"""

from __future__ import annotations

import struct
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import tzdata
from sqlalchemy import Engine

from mentoring.clocks import Anchor, use_bundled_zones
from mentoring.messages import DeliveryKind
from mentoring.services.zone_data import SIDE_BY_SIDE, follow_zone_data
from mentoring.sessions import ChangeKind
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import TEAM, a_change, a_cohort

BOOKED_ON = datetime(2023, 1, 16, 8, tzinfo=UTC)
WALLS = {
    "Africa/Cairo": datetime(2023, 6, 15, 18),
    "Africa/Casablanca": datetime(2023, 4, 26, 18),
    "Asia/Beirut": datetime(2023, 4, 5, 18),
}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# Hours from UTC before the year's first change, then each change with the hours from then on.
RULES = {
    # Egypt without summer time; Morocco back on 30 April; Lebanon forward in March, as ever.
    "2022g": {
        "Africa/Cairo": (2, []),
        "Africa/Casablanca": (1, [(at("2023-03-19 02:00"), 0), (at("2023-04-30 02:00"), 1)]),
        "Asia/Beirut": (2, [(at("2023-03-25 22:00"), 3), (at("2023-10-28 21:00"), 2)]),
    },
    # Egypt's law of March; Morocco back on 23 April; Lebanon's decree that was taken back five days later.
    "2023b": {
        "Africa/Cairo": (2, [(at("2023-04-27 22:00"), 3), (at("2023-10-26 21:00"), 2)]),
        "Africa/Casablanca": (1, [(at("2023-03-19 02:00"), 0), (at("2023-04-23 02:00"), 1)]),
        "Asia/Beirut": (2, [(at("2023-04-20 22:00"), 3), (at("2023-10-28 21:00"), 2)]),
    },
}
STARTS = {
    "2022g": {"Africa/Cairo": 16, "Africa/Casablanca": 18, "Asia/Beirut": 15},
    "2023b": {"Africa/Cairo": 15, "Africa/Casablanca": 17, "Asia/Beirut": 16},
    "": {"Africa/Cairo": 15, "Africa/Casablanca": 17, "Asia/Beirut": 15},
}
"""The hour in UTC of each of the `WALLS`; "" is the bundled release."""


def zone_file(first: int, changes: list[tuple[datetime, int]]) -> bytes:
    """The zone as RFC 9636 lays it out (version 2): each offset a local time type of its own."""
    offsets = [first, *(hours for _, hours in changes)]
    names = b"".join(f"{hours:+03d}\0".encode() for hours in offsets)
    header = struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, len(changes), len(offsets), len(names))
    times = struct.pack(f">{len(changes)}q", *(int(when.timestamp()) for when, _ in changes))
    types = bytes(range(1, len(offsets)))
    kinds = b"".join(struct.pack(">lBB", hours * 3600, 0, place * 4) for place, hours in enumerate(offsets))
    empty = struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, 0, 0, 0)
    footer = f"\n<{offsets[-1]:+03d}>{-offsets[-1]}\n".encode()
    return empty + header + times + types + kinds + names + footer


@pytest.fixture
def use_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Go by this release of the zone data from now on; "" for the bundled one."""
    bundled = tzdata.IANA_VERSION

    def use(release: str) -> None:
        monkeypatch.setattr(tzdata, "IANA_VERSION", release or bundled)
        use_bundled_zones()
        if release:
            for zone, (first, changes) in RULES[release].items():
                file = tmp_path / release / zone
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(zone_file(first, changes))
            zoneinfo.reset_tzpath(to=[str(tmp_path / release)])
            ZoneInfo.clear_cache()

    yield use
    use_bundled_zones()


@pytest.mark.parametrize("release", sorted(RULES))
def test_rules_written_down_here_are_those_of_the_release(use_release: Callable[[str], None], release: str) -> None:
    use_release(release)
    hours = {zone: Anchor(wall, zone).instant.hour for zone, wall in WALLS.items()}
    assert hours == STARTS[release]


def test_sessions_keep_their_wall_time_through_two_releases_and_their_people_are_told_of_each_move(
    engine: Engine, use_release: Callable[[str], None]
) -> None:
    use_release("2022g")
    with SqlUnitOfWork(engine, TEAM) as unit:
        cohort = a_cohort(unit)
        for zone, wall in WALLS.items():
            session = cohort.session(wall.isoformat(), zone=zone, id=zone, created_at=BOOKED_ON)
            unit.sessions.add(session, a_change(session))
        unit.commit()

    def bring_along(now: datetime) -> list[int]:
        looked_at = []
        while not looked_at or looked_at[-1]:
            looked_at.append(follow_zone_data(SqlUnitOfWork(engine, TEAM), now=now))
        return looked_at

    def starts() -> dict[str, int]:
        with SqlUnitOfWork(engine, TEAM) as unit:
            kept = {zone: unit.sessions.get(zone) for zone in WALLS}
            assert {zone: one.anchor.wall for zone, one in kept.items()} == WALLS
            held = unit.sessions.reckoned_before(BOOKED_ON)
            assert held == []
            return {zone: one.when.start.hour for zone, one in kept.items()}

    assert starts() == STARTS["2022g"]
    for number, release in enumerate(("2023b", "")):
        use_release(release)
        assert bring_along(BOOKED_ON + timedelta(days=60 + number)) == [3, 0]
        assert starts() == STARTS[release]
    with SqlUnitOfWork(engine, TEAM) as unit:
        moves = {
            zone: [change.kind for change in unit.sessions.history(zone)].count(ChangeKind.TIME_CORRECTED)
            for zone in WALLS
        }
        told = {
            zone: sum(
                one.kind is DeliveryKind.SESSION_NEWS and one.change == ChangeKind.TIME_CORRECTED
                for one in unit.deliveries.of_session(zone)
            )
            for zone in WALLS
        }
    assert moves == {"Africa/Cairo": 1, "Africa/Casablanca": 1, "Asia/Beirut": 2}
    assert told == {zone: 2 * moved for zone, moved in moves.items()}


def test_what_an_older_release_books_beside_this_one_is_brought_along_too(
    engine: Engine, use_release: Callable[[str], None]
) -> None:
    use_release("")
    with SqlUnitOfWork(engine, TEAM) as unit:
        cohort = a_cohort(unit)
        unit.commit()
    assert follow_zone_data(SqlUnitOfWork(engine, TEAM), now=BOOKED_ON) == 0

    use_release("2022g")
    assert follow_zone_data(SqlUnitOfWork(engine, TEAM), now=BOOKED_ON) == 0
    with SqlUnitOfWork(engine, TEAM) as unit:
        zone, wall = next(iter(WALLS.items()))
        session = cohort.session(wall.isoformat(), zone=zone, created_at=BOOKED_ON)
        unit.sessions.add(session, a_change(session))
        unit.commit()

    use_release("")
    with SqlUnitOfWork(engine, TEAM) as unit:
        assert unit.sessions.all_reckoned_since() == BOOKED_ON
    assert follow_zone_data(SqlUnitOfWork(engine, TEAM), now=BOOKED_ON + SIDE_BY_SIDE) == 1
    assert follow_zone_data(SqlUnitOfWork(engine, TEAM), now=BOOKED_ON + SIDE_BY_SIDE) == 0
    with SqlUnitOfWork(engine, TEAM) as unit:
        assert unit.sessions.get(session.id).when.start.hour == STARTS[""][zone]
