"""What the port People promises, on every store."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from mentoring.people import BookingPolicy, Participant, Role, Window, WorkingWeek
from mentoring.programme_settings import PlannedMeetings, ProgrammeState, SetUpStep
from tests.builders import OTHER_TEAM, TEAM, MakeUnitOfWork, a_cohort, a_pair, a_person, a_programme


def test_person_kept_and_read_back(make_uow: MakeUnitOfWork) -> None:
    fatima = a_person(
        "Fatima",
        name="فاطمة الزهراء",
        city="القاهرة",
        locale="ar-EG",
        working_week=WorkingWeek((Window(6, time(8, 30), time(14)), Window(0, time(9), time(17, 45)))),
    )
    with make_uow(TEAM) as unit:
        kept = unit.people.add(fatima)
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.people.get(kept.id) == kept == replace(fatima, id=kept.id)


def test_person_found_by_user_and_by_email_whatever_its_case(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        awa = unit.people.add(a_person("Awa", email="Awa.Diop@Example.org"))
        assert unit.people.by_user("UAWA") == awa
        assert unit.people.by_email("awa.diop@example.ORG") == awa
        assert unit.people.by_user("UNOBODY") is None
        assert unit.people.by_email("nobody@example.org") is None


def test_people_without_user_or_email_can_be_several(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        first, second = (unit.people.add(a_person(name, user_id=None, email="")) for name in ("Awa", "Luca"))
        assert first.id != second.id
        assert unit.people.by_email("") is None


@pytest.mark.parametrize("clash", [{"user_id": "UAWA"}, {"email": "UAWA@example.org"}])
def test_user_and_email_belong_to_one_person(make_uow: MakeUnitOfWork, clash: dict[str, str]) -> None:
    with make_uow(TEAM) as unit:
        unit.people.add(a_person("Awa"))
        with pytest.raises((IntegrityError, ValueError)):
            unit.people.add(a_person("Luca", **clash))


def test_person_updated(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        luca = unit.people.add(a_person("Luca"))
        moved = replace(luca, zone="Africa/Tunis", city="Tunis", language=None, email="New@example.org", active=False)
        unit.people.update(moved)
        assert unit.people.get(luca.id) == moved
        assert unit.people.by_email("new@example.org") == moved
        assert unit.people.by_email(luca.email) is None


def test_unknown_ids_are_key_errors(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        for ask in (unit.people.get, unit.people.programme, unit.people.pair):
            with pytest.raises(KeyError):
                ask(404)
        with pytest.raises(KeyError):
            unit.people.update(a_person("Awa", id=404))
        with pytest.raises(KeyError):
            unit.people.update_programme(a_programme(id=404))


def test_a_programmes_settings_are_kept(make_uow: MakeUnitOfWork) -> None:
    settled = a_programme(
        languages=("fr", "ar"),
        channel="C0MENTORING",
        sessions_a_month=2,
        meetings=PlannedMeetings(3, (date(2027, 1, 15), date(2027, 6, 1))),
        welcome=(("ar", "أهلا"), ("fr", "Bienvenue")),
        state=ProgrammeState.DRAFT,
        set_up=frozenset({SetUpStep.BASICS, SetUpStep.PAIRS}),
    )
    with (unit := make_uow(TEAM)):
        kept = unit.people.add_programme(settled)
        assert unit.people.programme(kept.id) == replace(settled, id=kept.id)


def test_programme_kept_updated_and_listed_oldest_first(make_uow: MakeUnitOfWork) -> None:
    strict = BookingPolicy(notice=timedelta(days=1), usual=timedelta(minutes=45), longest_topic=80)
    with make_uow(TEAM) as unit:
        second = unit.people.add_programme(a_programme(name="Encore", starts_on=date(2028, 1, 1), booking=strict))
        first = unit.people.add_programme(a_programme())
        assert unit.people.programmes() == [first, second]
        assert unit.people.programme(second.id).booking == strict
        renamed = replace(first, name="Cluster Mentoring Reloaded")
        unit.people.update_programme(renamed)
        assert unit.people.programme(first.id) == renamed


def test_participants_by_name_and_replaced_when_enrolled_again(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cohort = a_cohort(unit)
        programme = cohort.programme
        names = [one.person.name for one in unit.people.participants(programme.id)]
        assert names == ["Awa", "Fatima", "Inès", "Luca"]
        both = Participant(
            programme.id, cohort.luca, frozenset({Role.MENTOR, Role.MENTEE}), "2027", "Agrinova", "Food", "Manager"
        )
        unit.people.enrol(both)
        assert unit.people.participants(programme.id)[-1] == both
        assert unit.people.participations(cohort.luca.id) == [both]
        assert unit.people.participations(cohort.omar.id) == []
        assert unit.people.parts_of_user("ULUCA") == [(both, programme)]
        assert unit.people.parts_of_user("UOMAR") == []
        assert unit.people.parts_of_user("UNOBODY") == []
        assert unit.people.parts_of(cohort.luca.id) == [(both, programme)]
        assert unit.people.parts_of(cohort.omar.id) == []


def test_participant_shows_the_person_as_now_known(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cohort = a_cohort(unit)
        renamed = replace(cohort.awa, name="Awa D.")
        unit.people.update(renamed)
        assert unit.people.participations(cohort.awa.id)[0].person == renamed


def test_who_is_taken_out_of_a_programme_is_in_it_no_more(make_uow: MakeUnitOfWork) -> None:
    with (unit := make_uow(TEAM)):
        cohort = a_cohort(unit)
        assert unit.people.unenrol(cohort.programme.id, cohort.luca.id)
        assert not unit.people.unenrol(cohort.programme.id, cohort.luca.id)
        assert unit.people.participations(cohort.luca.id) == []
        assert len(unit.people.participations(cohort.awa.id)) == 1
        unit.commit()
    with (other := make_uow(OTHER_TEAM)):
        assert not other.people.unenrol(cohort.programme.id, cohort.awa.id)


def test_participations_oldest_programme_first(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cohort = a_cohort(unit)
        earlier = unit.people.add_programme(a_programme(name="Before", starts_on=date(2026, 1, 5)))
        unit.people.enrol(Participant(earlier.id, cohort.awa, frozenset({Role.MENTEE})))
        ids = [one.programme_id for one in unit.people.participations(cohort.awa.id)]
        assert ids == [earlier.id, cohort.programme.id]
        assert [programme.id for _, programme in unit.people.parts_of_user("UAWA")] == ids


def test_pairs_of_a_programme_and_of_a_person_on_a_day(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cohort = a_cohort(unit)
        ended = unit.people.add_pair(
            a_pair(cohort.awa, cohort.fatima, programme_id=cohort.programme.id, ends_on=date(2027, 3, 31))
        )
        assert unit.people.pair(ended.id) == ended
        assert unit.people.pairs(cohort.programme.id) == [cohort.pair, ended]
        assert unit.people.pairs_of(cohort.awa.id, date(2027, 3, 31)) == [cohort.pair, ended]
        assert unit.people.pairs_of(cohort.awa.id, date(2027, 4, 1)) == [cohort.pair]
        assert unit.people.pairs_of(cohort.awa.id, date(2027, 1, 3)) == []
        assert unit.people.pairs_of(cohort.fatima.id, date(2027, 1, 4)) == [ended]


def test_lock_of_known_and_unknown_people_is_harmless(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cohort = a_cohort(unit)
        unit.people.lock([cohort.luca.id, cohort.awa.id, 404])
        unit.people.lock([])
        assert unit.people.get(cohort.awa.id) == cohort.awa


def test_rollback_unless_committed(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        unit.people.add(a_person("Awa"))
        unit.commit()
        unit.people.add(a_person("Luca"))
    with contextlib.suppress(ZeroDivisionError), make_uow(TEAM) as unit:
        unit.people.add(a_person("Fatima"))
        raise ZeroDivisionError
    with make_uow(TEAM) as unit:
        assert unit.people.by_user("UAWA") is not None
        assert unit.people.by_user("ULUCA") is None
        assert unit.people.by_user("UFATIMA") is None


def test_those_who_are_known_of_several_people(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cohort = a_cohort(unit)
        both = {cohort.awa.id: cohort.awa, cohort.luca.id: cohort.luca}
        assert unit.people.known([cohort.luca.id, 404, cohort.awa.id]) == both
        assert unit.people.known([]) == {}


def test_another_team_sees_and_changes_nobody(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cohort = a_cohort(unit)
        unit.commit()
    with make_uow(OTHER_TEAM) as unit:
        assert unit.team_id == OTHER_TEAM
        for ask, number in (
            (unit.people.get, cohort.awa.id),
            (unit.people.programme, cohort.programme.id),
            (unit.people.pair, cohort.pair.id),
        ):
            with pytest.raises(KeyError):
                ask(number)
        assert unit.people.by_user("UAWA") is None
        assert unit.people.by_email(cohort.awa.email) is None
        assert unit.people.known([cohort.awa.id]) == {}
        assert unit.people.programmes() == []
        assert unit.people.participants(cohort.programme.id) == []
        assert unit.people.participations(cohort.awa.id) == []
        assert unit.people.parts_of_user("UAWA") == []
        assert unit.people.parts_of(cohort.awa.id) == []
        assert unit.people.pairs(cohort.programme.id) == []
        assert unit.people.pairs_of(cohort.awa.id, date(2027, 2, 1)) == []
        with pytest.raises((KeyError, ValueError)):
            unit.people.update(replace(cohort.awa, name="Mallory"))
        with pytest.raises((KeyError, ValueError)):
            unit.people.update_programme(replace(cohort.programme, name="Ours"))
        with pytest.raises(ValueError, match="belongs to team T2"):
            unit.people.add(a_person("Omar", user_id="UOTHER", email=""))
    with make_uow(TEAM) as unit:
        assert unit.people.get(cohort.awa.id) == cohort.awa


def test_another_teams_person_cannot_be_enrolled_or_paired(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        ours = a_cohort(unit)
        unit.commit()
    with make_uow(OTHER_TEAM) as unit:
        theirs = a_cohort(unit)
        unit.commit()
    with make_uow(OTHER_TEAM) as unit, pytest.raises((IntegrityError, KeyError)):
        unit.people.enrol(Participant(theirs.programme.id, ours.awa, frozenset({Role.MENTOR})))
    with make_uow(OTHER_TEAM) as unit, pytest.raises((IntegrityError, KeyError)):
        unit.people.add_pair(a_pair(ours.awa, theirs.luca, programme_id=theirs.programme.id))


def test_same_user_id_in_two_teams_is_two_people(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        here = unit.people.add(a_person("Awa"))
        unit.commit()
    with make_uow(OTHER_TEAM) as unit:
        there = unit.people.add(a_person("Awa", team_id=OTHER_TEAM))
        assert there.id != here.id
        assert unit.people.by_user("UAWA") == there
