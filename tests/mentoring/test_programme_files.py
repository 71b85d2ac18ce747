"""Applying a file: all of it or nothing, and only what was looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mentoring.errors import NameTaken, ProgrammeChanged, RosterRefused
from mentoring.people import Programme, Role, RosterRow
from mentoring.programme_overview import FilePair
from mentoring.services.programme_files import Applied, apply_file, differences, export_programme
from tests.builders import NOW, a_programme
from tests.mentoring.house import House

LUCA = RosterRow(9, "uluca@example.org", "Luca B", frozenset({Role.MENTEE}), "Europe/Rome", "IT")
ZOE = RosterRow(12, "zoe@example.org", "Zoé", frozenset({Role.MENTOR}), "Europe/Paris", "FR")


@pytest.fixture
def house() -> House:
    return House()


def apply(house: House, rows: list[RosterRow], *pairs: FilePair, mark: str | None = None, **settings: Any) -> Applied:
    def settle(programme: Programme) -> Programme:
        return replace(programme, **settings)

    return apply_file(house.uow(), house.cast.programme.id, settle, rows, pairs, now=NOW, mark=mark)


def test_looking_changes_nothing_and_tells_what_would(house: House) -> None:
    before = house.store.snapshot()
    looked = apply(house, [LUCA, ZOE], sessions_a_month=2)
    assert house.store.snapshot() == before
    assert dict(differences(looked.people[0])) == {"name": ("Luca", "Luca B")}
    assert (looked.people[1].before, looked.after.sessions_a_month) == (None, 2)


def test_what_was_looked_at_is_made_once(house: House) -> None:
    looked = apply(house, [LUCA], sessions_a_month=2)
    apply(house, [LUCA], mark=looked.mark, sessions_a_month=2)
    again = apply(house, [LUCA], sessions_a_month=2)
    assert not again.changes
    exported = export_programme(house.uow(), house.cast.programme.id)
    assert exported.programme.sessions_a_month == 2
    assert "Luca B" in [one.person.name for one in exported.people]


def test_what_would_do_something_else_by_now_is_not_done(house: House) -> None:
    looked = apply(house, [LUCA], sessions_a_month=2)
    with house.uow() as uow:
        uow.people.update(replace(house.cast.luca, name="Luciano"))
        uow.commit()
    before = house.store.snapshot()
    with pytest.raises(ProgrammeChanged):
        apply(house, [LUCA], mark=looked.mark, sessions_a_month=2)
    assert house.store.snapshot() == before


@pytest.mark.parametrize(
    ("mentor", "mentee", "code"),
    [
        ("zoe@example.org", "uluca@example.org", "two_mentors"),
        ("nobody@example.org", "ufatima@example.org", "unknown_mentor"),
        ("uluca@example.org", "ufatima@example.org", "unknown_mentor"),
        ("zoe@example.org", "nobody@example.org", "unknown_mentee"),
        ("zoe@example.org", "UINES", "unknown_mentee"),
    ],
)
def test_a_pair_that_can_not_be_is_named_and_nothing_kept(house: House, mentor: str, mentee: str, code: str) -> None:
    before = house.store.snapshot()
    with pytest.raises(RosterRefused) as refused:
        apply(house, [LUCA, ZOE], FilePair(20, mentor, mentee), mark="", sessions_a_month=2)
    assert [(one.line, one.code) for one in refused.value.facts["problems"]] == [(20, code)]
    assert house.store.snapshot() == before


def test_nobody_mentors_themselves_by_a_file(house: House) -> None:
    both = replace(ZOE, roles=frozenset({Role.MENTOR, Role.MENTEE}))
    with pytest.raises(RosterRefused) as refused:
        apply(house, [both], FilePair(20, both.email, both.email))
    assert refused.value.facts["problems"][0].code == "own_mentor"


def test_a_pair_is_named_by_address_or_slack_user(house: House) -> None:
    looked = apply(house, [ZOE], FilePair(20, "ZOE@example.org", "UFATIMA"), FilePair(23, "UAWA", "ULUCA"))
    assert [(one.name, other.name) for one, other in looked.pairs] == [("Zoé", "Fatima")]


def test_one_pair_named_twice_is_one_and_two_mentors_for_one_in_a_file_are_named(house: House) -> None:
    fatimas = FilePair(20, "zoe@example.org", "UFATIMA")
    looked = apply(house, [ZOE], fatimas, replace(fatimas, line=23))
    assert [(mentor.name, mentee.name) for mentor, mentee in looked.pairs] == [("Zoé", "Fatima")]
    with pytest.raises(RosterRefused) as refused:
        apply(house, [ZOE], fatimas, FilePair(23, "UAWA", "UFATIMA"))
    assert [(one.line, one.code) for one in refused.value.facts["problems"]] == [(23, "two_mentors")]


def test_a_pair_begins_today_by_the_programmes_clock(house: House) -> None:
    fatimas = FilePair(20, "zoe@example.org", "UFATIMA")
    looked = apply(house, [ZOE], fatimas, zone="Pacific/Pago_Pago")
    apply(house, [ZOE], fatimas, mark=looked.mark, zone="Pacific/Pago_Pago")
    begun = max(house.store.pairs.values(), key=lambda one: one.id).starts_on
    assert begun == NOW.astimezone(ZoneInfo("Pacific/Pago_Pago")).date()
    assert begun != NOW.date()


def test_a_pair_that_ended_is_not_exported(house: House) -> None:
    assert len(export_programme(house.uow(), house.cast.programme.id).pairs) == 1
    with house.uow() as uow:
        uow.people.update_pair(replace(house.cast.pair, ends_on=NOW.date()))
        uow.commit()
    assert export_programme(house.uow(), house.cast.programme.id).pairs == ()


def test_the_name_of_another_programme_is_refused(house: House) -> None:
    with house.uow() as uow:
        uow.people.add_programme(a_programme(name="Encore"))
        uow.commit()
    with pytest.raises(NameTaken):
        apply(house, [], name="encore")
