"""Who may see and do what: nobody but its coordinators gets at a programme, and a participant sees no other pair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from handlers.views.home import home_tab
from mentoring.attendance import AttendancePolicy, Presence, Said
from mentoring.errors import NoSuchPair, NotACoordinator, Refused
from mentoring.messages import Delivery, DeliveryKind
from mentoring.oversight import MeetingFigures, Moment, PairFilter
from mentoring.people import Participant, Person, Programme, Role
from mentoring.pictures import PictureKind
from mentoring.ports import UnitOfWork
from mentoring.risk import RiskPolicy
from mentoring.services import cares
from mentoring.services.digests import decide_digest, decide_month, digest_now, last_month
from mentoring.services.oversight import board, look_after_gists
from mentoring.services.pictures import ask_for_pictures, decide_picture
from mentoring.services.reads import home_overview, whole_home
from mentoring.sessions import SessionState
from tests.builders import a_person
from tests.oversight.conftest import Shelf
from tests.oversight.plays import (
    MENTEE,
    MENTOR,
    PROGRAMMES,
    Day,
    Drawn,
    Meeting,
    Paired,
    Play,
    Played,
    Somebody,
    Uttered,
)
from tests.oversight.readings import english, texts_of

THERE = ((Presence.PRESENT, 30),) * 2
HELD = Meeting(
    3, 9, SessionState.CONFIRMED, False, False, tuple(Uttered(x, 60, Said.HELD, THERE) for x in (MENTOR, MENTEE))
)
PLAIN = Drawn(
    zone="UTC",
    sessions_a_month=1,
    welcoming=None,
    risk=RiskPolicy(),
    attendance=AttendancePolicy(),
    people=(Somebody("FR", "UTC", None, here=True, welcomed=True, cluster=""),) * 7,
    pairs=tuple(Paired(one, one, Day(0), None, False, None, (replace(HELD, slot=9 + one),), ()) for one in (0, 1)),
    gatherings=(),
    now=(0, 40, 0),
    crowd=0,
    reckoned_early=None,
)
Call = Callable[[UnitOfWork, Programme, int, Person, Played], object]
CALLS: dict[str, tuple[type[Refused], Call]] = {
    "board": (NotACoordinator, lambda u, p, _, a, w: board(u, PairFilter(p.id), actor=a, now=w.now)),
    "digest": (NotACoordinator, lambda u, p, _, a, w: digest_now(u, p.id, actor=a, now=w.now)),
    "month": (NotACoordinator, lambda u, p, _, a, w: last_month(u, p.id, actor=a, now=w.now)),
    "pictures": (NotACoordinator, lambda u, p, _, a, w: ask_for_pictures(u, p.id, actor=a, now=w.now)),
    "look": (NoSuchPair, lambda u, _, pair, a, w: cares.pair_story(u, pair, actor=a, now=w.now)),
    "preview": (NoSuchPair, lambda u, _, pair, a, w: cares.preview_nudge(u, pair, actor=a, now=w.now)),
    "nudge": (NoSuchPair, lambda u, _, pair, a, w: cares.nudge(u, pair, {1: "x"}, token="N", actor=a, now=w.now)),
    "write": (NoSuchPair, lambda u, _, pair, a, w: cares.write_to_pair(u, pair, "x", token="W", actor=a, now=w.now)),
    "call": (NoSuchPair, lambda u, _, pair, a, w: cares.note_call(u, pair, "x", None, token="C", actor=a, now=w.now)),
    "rest": (
        NoSuchPair,
        lambda u, _, pair, a, w: cares.snooze(u, pair, "x", date(2027, 9, 1), token="R", actor=a, now=w.now),
    ),
    "wake": (NoSuchPair, lambda u, _, pair, a, w: cares.wake(u, pair, actor=a, now=w.now)),
}


@pytest.fixture(scope="module", params=["memory", "sqlite"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    return Shelf(request.getfixturevalue("sqlite") if request.param == "sqlite" else None)


@pytest.fixture(scope="module")
def played(shelf: Shelf) -> Played:
    """Told once, as nothing that is refused may leave anything behind."""
    return Play(PLAIN, shelf.begin).told()


def pair_of(shelf: Shelf, programme: Programme) -> int:
    with (uow := shelf.begin()):
        return uow.people.pairs(programme.id)[0].id


def written(shelf: Shelf, played: Played) -> object:
    """What anything done to a pair would have left behind."""
    with (uow := shelf.begin()):
        pairs = [one.id for programme in (played.programme, played.other) for one in uow.people.pairs(programme.id)]
        return [uow.oversight.cares_of(one) for one in pairs], len(uow.deliveries.known([f"picture:{played.now}"]))


@pytest.mark.parametrize("name", CALLS)
def test_nobody_but_a_coordinator_of_the_programme_gets_at_it(shelf: Shelf, played: Played, name: str) -> None:
    refused, call = CALLS[name]
    theirs, pair = played.programme, pair_of(shelf, played.programme)
    elsewhere = Shelf(shelf.engine, store=shelf.store)
    before = written(shelf, played)
    mentor, mentee, of_another_pair = played.people[0], played.people[3], played.people[4]
    for actor in (mentor, mentee, of_another_pair, played.stranger):
        with pytest.raises(refused):
            call(shelf.begin(), theirs, pair, actor, played)
    with pytest.raises(refused):
        call(shelf.begin(), played.other, pair_of(shelf, played.other), played.ines, played)
    with pytest.raises(refused):
        call(elsewhere.begin(), theirs, pair, stranger_in(elsewhere), played)
    assert written(shelf, played) == before


def stranger_in(shelf: Shelf) -> Person:
    """A coordinator of a programme in another team."""
    with (uow := shelf.begin()):
        there = uow.people.add_programme(replace(Programme.blank(shelf.team_id), name="There", **DATES))
        person = uow.people.add(a_person("Omar", id=0, team_id=shelf.team_id))
        uow.people.enrol(Participant(there.id, person, frozenset({Role.COORDINATOR})))
        uow.commit()
        return person


def test_a_team_has_nothing_of_another_teams_programme(shelf: Shelf, played: Played) -> None:
    programme, moment = played.programme.id, Moment(played.now)
    look_after_gists(shelf.begin(), now=played.now)
    with (uow := shelf.begin()):
        assert uow.oversight.figures(programme, moment)
        assert uow.oversight.couples(programme)
    with (uow := Shelf(shelf.engine, store=shelf.store).begin()):
        kept = uow.oversight
        assert (kept.figures(programme, moment), list(kept.couples(programme))) == ({}, [])
        assert (kept.meetings(programme, moment), list(kept.days(programme, moment))) == (MeetingFigures(), [])
        assert kept.to_settle(programme, moment, 5) == (0, [])
        assert (kept.cares(programme, played.now), kept.unreckoned(programme)) == ({}, {})


DATES = {"starts_on": date(2027, 1, 4), "ends_on": date(2027, 10, 29)}


def test_what_is_sent_by_itself_stops_for_who_coordinates_no_more(shelf: Shelf, played: Played) -> None:
    decided = {
        DeliveryKind.DIGEST: (decide_digest, "2027-02-15"),
        DeliveryKind.MONTH: (decide_month, "2027-01-01"),
        DeliveryKind.PICTURE: (decide_picture, PictureKind.MONTHS.value),
    }
    for kind, (decide, change) in decided.items():
        for actor in (played.people[0], played.stranger):
            delivery = Delivery(
                key=kind.value,
                team_id=shelf.team_id,
                kind=kind,
                recipient_id=actor.id,
                due_at=played.now,
                not_after=played.now,
                change=change,
                programme_id=played.programme.id,
            )
            with (uow := shelf.begin()):
                closed = decide(uow, delivery, actor, played.now)
            assert isinstance(closed, Delivery)
            assert "does not coordinate" in closed.last_error


def test_a_list_left_behind_shows_nothing_of_a_programme_to_who_does_not_coordinate_it(
    shelf: Shelf, played: Played
) -> None:
    for actor in (played.people[0], played.stranger):
        with (uow := shelf.begin()):
            uow.oversight.keep_narrowed(actor.id, PairFilter(played.programme.id))
            shown = home_overview(uow, actor, played.now).board
        assert shown is None or shown.programme.id == played.other.id
    with pytest.raises(NotACoordinator):
        whole_home(shelf.begin(), actor=played.stranger, now=played.now, wanted=PairFilter(played.programme.id))


@settings(max_examples=10)
@given(drawn=PROGRAMMES)
def test_no_home_of_a_participant_names_somebody_of_another_pair(drawn: Drawn) -> None:
    shelf = Shelf()
    played = Play(replace(drawn, gatherings=(), crowd=0), shelf.begin).told()
    pairs = [one for programme in (played.programme, played.other) for one in shelf.rows(programme.id).pairs]
    for person in played.people:
        theirs = {each for one in pairs if person.id in (one.mentor_id, one.mentee_id) for each in one.people}
        shown = whole_home(shelf.begin(), actor=person, now=played.now, wanted=PairFilter(played.programme.id))
        assert shown.board is None
        text = "\n".join(texts_of(home_tab(english(), shown, played.now)["blocks"]))
        strangers = [one.name for one in played.people if one.id not in theirs and one.id != person.id]
        assert [name for name in strangers if name in text] == []
