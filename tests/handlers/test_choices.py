"""Forms with three hundred to choose from: Slack's hundred is kept, and the last one can be found and chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.views import choosing
from handlers.views.leavings import StepKind, StepWish, packed
from mentoring.competences import Competence
from mentoring.people import Participant, Person, Role
from mentoring.services.notes import begin_note
from tests.builders import NOW, OTHER_TEAM, a_pair, a_person, a_programme
from tests.handlers.desk import CATALOGUES, Desk, Json, command, press, shown, submit, texts, type_in
from tests.handlers.slack_limits import check_view

MANY = 300
LAST = "Number 299"
BOTH = frozenset({Role.MENTOR, Role.MENTEE})


BEGINNINGS = st.sampled_from(["", "Cluster", "Cluster Mentoring Reloaded", "Cluster Mentoring Reloaded of the coast"])
ENDINGS = st.text("ab ", max_size=40)


@given(st.lists(st.builds("{} {}".format, BEGINNINGS, ENDINGS).map(str.split).map(" ".join).filter(bool), unique=True))
def test_names_that_begin_alike_are_told_apart(names: list[str]) -> None:
    shown = choosing.told_apart(names, 20)
    assert len(set(shown)) == len(names)
    assert all(0 < len(one) <= 20 for one in shown)
    assert all(one == name for one, name in zip(shown, names, strict=True) if len(name) <= 20)


def test_one_name_twice_is_the_same_name_twice() -> None:
    assert choosing.told_apart(["Encore", "Encore"], 20) == ["Encore", "Encore"]


def crowd(desk: Desk) -> list[Person]:
    """Three hundred mentors, each with a cluster and a sector of their own, and all of them mentors of Luca."""
    with (unit := desk.unit()):
        programme_id = desk.cohort.programme.id
        people = []
        for number in range(MANY):
            person = unit.people.add(
                a_person(f"Number {number:03}", user_id=f"U{number:03}", email=f"{number}@example.org")
            )
            place = {"cluster": f"Cluster {number:03}", "sector": f"Sector {number:03}"}
            unit.people.enrol(Participant(programme_id, person, BOTH, **place))
            unit.people.add_pair(a_pair(person, desk.cohort.luca, programme_id=programme_id))
            people.append(person)
        kept = replace(
            unit.people.programme(programme_id),
            competences=tuple(Competence(f"c{n}", f"Skill {n:03}") for n in range(MANY)),
        )
        unit.people.update_programme(kept)
        unit.commit()
    return people


@pytest.fixture(scope="module")
def crowded() -> tuple[dict[str, Any], int]:
    """What the store holds then, and its last id: three hundred people take a while."""
    desk = Desk()
    crowd(desk)
    return desk.store.snapshot(), desk.store.last_id


@pytest.fixture
def desk(crowded: tuple[dict[str, Any], int]) -> Desk:
    desk = Desk()
    tables, desk.store.last_id = crowded
    desk.store.restore(tables)
    for person in (desk.cohort.ines, desk.cohort.luca, desk.cohort.awa):
        desk.speaks(person, "en")
    return desk


def pair_id(desk: Desk) -> int:
    return next(one.id for one in desk.store.pairs.values() if one.mentor_id == desk.cohort.awa.id)


def cluster_id(desk: Desk, name: str) -> int:
    return next(one.id for one in desk.store.clusters.values() if one.name == name)


def booking(desk: Desk) -> Json:
    desk.say(press("ULUCA", "booking.open"))
    return shown(desk)


def replacing(desk: Desk) -> Json:
    desk.say(press("UINES", "step.open.0", packed(StepWish(StepKind.REPLACE, (pair_id(desk),)))))
    return shown(desk)


def noting(desk: Desk) -> Json:
    draft = begin_note(desk.unit(), None, actor=desk.cohort.ines, now=NOW).draft
    desk.say(press("UINES", "note.which", draft.id))
    return shown(desk)


def merging(desk: Desk) -> Json:
    desk.say(command("UINES", "programme clusters"))
    desk.say(press("UINES", "cluster.merge", str(cluster_id(desk, "Cluster 000"))))
    return shown(desk)


def collaborating(desk: Desk) -> Json:
    desk.say(command("UINES", "programme clusters"))
    desk.say(press("UINES", "collaboration.note", str(cluster_id(desk, "Cluster 000"))))
    return shown(desk)


def confiding(desk: Desk) -> Json:
    desk.say(press("ULUCA", "concern.write.0", f"{desk.cohort.programme.id} {desk.cohort.ines.id}"))
    return shown(desk)


def offering(desk: Desk) -> Json:
    desk.say(press("ULUCA", "arrival.offers.0", str(desk.cohort.programme.id)))
    return shown(desk)


def calling_in(desk: Desk) -> Json:
    desk.say(command("UINES", "group"))
    return shown(desk)


def running_many(desk: Desk) -> None:
    """Inès runs three hundred programmes more."""
    with (unit := desk.unit()):
        for number in range(MANY):
            kept = unit.people.add_programme(a_programme(name=f"Number {number:03}"))
            unit.people.enrol(Participant(kept.id, desk.cohort.ines, frozenset({Role.COORDINATOR})))
        unit.commit()


def linking(desk: Desk) -> Json:
    running_many(desk)
    desk.say(press("UINES", "links.of_programme"))
    return shown(desk)


OPENED: dict[str, tuple[Any, str, str, str, str]] = {
    "whom to book with": (booking, "ULUCA", "with_whom", LAST, "single"),
    "a new mentor": (replacing, "UINES", "mentor", LAST, "single"),
    "whose note": (noting, "UINES", "with_whom", LAST, "single"),
    "a cluster to merge": (merging, "UINES", "other", "Cluster 299", "single"),
    "clusters that work together": (collaborating, "UINES", "clusters", "Cluster 299", "multi"),
    "what a concern is about": (confiding, "ULUCA", "pair", LAST, "single"),
    "what one offers": (offering, "ULUCA", "offered", "Skill 299", "multi"),
    "what one needs": (offering, "ULUCA", "needed", "Skill 299", "multi"),
    "whose sector": (calling_in, "UINES", "sectors", "Sector 299", "multi"),
    "where links lead": (linking, "UINES", "programme", LAST, "single"),
    "whose cluster": (calling_in, "UINES", "clusters", "Cluster 299", "multi"),
}


@pytest.mark.parametrize("name", OPENED)
def test_three_hundred_are_searched_and_the_last_is_found(desk: Desk, name: str) -> None:
    opens, user, block, last, many = OPENED[name]
    form = opens(desk)
    assert check_view(form) == []
    element = next(one["element"] for one in form["blocks"] if one.get("block_id") == block)
    assert element["type"] == {"single": "external_select", "multi": "multi_external_select"}[many]
    assert element["min_query_length"] == 0
    assert len(desk.say(type_in(user, form, block))["options"]) == 100
    found = desk.say(type_in(user, form, block, last.lower()))["options"]
    assert [last in one["text"]["text"] for one in found] == [True]
    assert desk.say(type_in(user, form, block, "nobody at all"))["options"] == []


@pytest.mark.parametrize("name", OPENED)
def test_who_has_no_business_with_a_form_is_offered_nothing(desk: Desk, name: str) -> None:
    opens, user, block, last, _ = OPENED[name]
    form = opens(desk)
    for stranger in ("UOMAR", "UNOBODY"):
        assert desk.say(type_in(stranger, form, block, last)) == {"options": []}
    other_team = {**type_in(user, form, block, last), "team": {"id": OTHER_TEAM}}
    assert last not in texts(desk.say(other_team))


def test_the_last_mentor_takes_over(desk: Desk) -> None:
    form = replacing(desk)
    (last,) = desk.say(type_in("UINES", form, "mentor", LAST))["options"]
    read_back = desk.say(submit("UINES", form, mentor=last["value"]))["view"]
    assert f"{LAST} becomes the mentor of Luca" in texts(read_back)


def test_a_session_is_booked_with_the_last_partner(desk: Desk) -> None:
    form = booking(desk)
    (last,) = desk.say(type_in("ULUCA", form, "with_whom", LAST))["options"]
    read_back = desk.say(submit("ULUCA", form, with_whom=last["value"], date="2027-01-26", time="15:00"))["view"]
    assert LAST in texts(read_back)


def test_the_last_cluster_is_merged(desk: Desk) -> None:
    form = merging(desk)
    (last,) = desk.say(type_in("UINES", form, "other", "cluster 299"))["options"]
    preview = desk.say(submit("UINES", form, other=last["value"]))["view"]
    assert "Cluster 299 becomes part of Cluster 000." in texts(preview)


def test_the_last_sector_is_called_in(desk: Desk) -> None:
    form = calling_in(desk)
    (last,) = desk.say(type_in("UINES", form, "sectors", "sector 299"))["options"]
    filled = {"topic": "Fairs", "date": "2027-01-26", "time": "15:00", "sectors": [last["value"]]}
    read_back = desk.say(submit("UINES", form, **filled))["view"]
    assert LAST in texts(read_back)


def test_as_many_as_slack_takes_are_a_plain_list(desk: Desk) -> None:
    t = CATALOGUES.translator("en")
    people = [a_person(f"Number {number}", id=number) for number in range(101)]
    hundred = choosing.one_of(t, choosing.people_options(people[:100]), "7")
    assert (hundred["type"], len(hundred["options"])) == ("static_select", 100)
    searched = choosing.one_of(t, choosing.people_options(people), "100")
    assert (searched["type"], searched["initial_option"]["value"]) == ("external_select", "100")


def test_a_name_that_slack_does_not_carry_is_not_offered() -> None:
    assert [one["value"] for one in choosing.named_options(["x" * 151, "x" * 150, "Agro"])] == ["x" * 150, "Agro"]
