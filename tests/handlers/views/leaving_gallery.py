"""Every drawing of people who pause or leave, of pairs that end, and of words in confidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from handlers.i18n import Translator
from handlers.views import concerns, leaving_news, leavings, members
from handlers.views.blocks import Dict, Message
from handlers.views.leavings import StepKind, StepWish
from mentoring.arrivals import Arrival, Stage
from mentoring.concerns import Concern, Confidants, Confidence, ConfidentialWord
from mentoring.leavings import (
    Affected,
    Concerned,
    Consequences,
    Fate,
    ItemCount,
    ItemFate,
    Leave,
    LeavingNews,
    LeavingTold,
    Members,
    MemberStanding,
    PairEnding,
    PairStanding,
    ShownReason,
    Why,
)
from mentoring.people import Participant, ParticipationState, Role
from mentoring.portraits import Portrait
from tests.builders import NOW, a_pair, a_person, a_programme, a_session

if TYPE_CHECKING:
    from tests.handlers.views.gallery import Scene

UNTIL = date(2027, 5, 31)
SESSIONS = tuple(replace(a_session(), id=f"S{number}") for number in range(12))
CONCERNED = {
    LeavingNews.REPLACED: (Concerned.MENTEE, Concerned.FORMER_MENTOR, Concerned.NEW_MENTOR),
    LeavingNews.ENDED: (Concerned.PARTNER,),
    LeavingNews.PAUSED: (Concerned.THEMSELVES, Concerned.PARTNER),
    LeavingNews.LEFT: (Concerned.THEMSELVES, Concerned.PARTNER),
    LeavingNews.BACK: (Concerned.THEMSELVES, Concerned.PARTNER),
}


def leaving_drawings(t: Translator, scene: Scene) -> Iterator[tuple[str, Message | Dict]]:
    """Name and drawing of each."""
    yield from _news(t, scene)
    yield from _lists(t, scene)
    yield from _steps(t, scene)
    yield from _concerns(t, scene)


def _news(t: Translator, scene: Scene) -> Iterator[tuple[str, Message]]:
    for news, everybody in CONCERNED.items():
        for concerned in everybody:
            for shown in ShownReason:
                for sessions, until in (((), None), (SESSIONS, UNTIL)):
                    told = LeavingTold(
                        news=news,
                        concerned=concerned,
                        programme=a_programme(name=scene.texts.programme),
                        others=(scene.awa, scene.luca),
                        subject=scene.awa,
                        until=until,
                        shown=shown,
                        cancelled=sessions,
                        withdrawn=sessions,
                        handed_over=sessions,
                    )
                    drawn = leaving_news.leaving_message(t, told, scene.luca)
                    yield f"{news} for {concerned}, {shown or 'no reason'}, {len(sessions)} sessions", drawn


def _members(scene: Scene) -> Iterator[MemberStanding]:
    leave = Leave("L1", 1, 1, ParticipationState.PAUSED, NOW.date(), 4, NOW, UNTIL, Why(scene.texts.reason))
    for state in ParticipationState:
        for until in (None, UNTIL):
            who = Participant(1, scene.awa, frozenset(Role), cluster=scene.texts.topic, state=state, until=until)
            yield MemberStanding(who, None if state is ParticipationState.ACTIVE else leave)


def _pairs(scene: Scene) -> Iterator[PairStanding]:
    pair = a_pair(scene.awa, scene.luca)
    over = replace(pair, ends_on=UNTIL)
    ending = PairEnding(1, 1, 4, NOW, Why(scene.texts.reason))
    yield PairStanding(pair, scene.awa, scene.luca)
    yield PairStanding(replace(pair, paused=True), scene.awa, scene.luca)
    yield PairStanding(over, scene.awa, scene.luca)
    yield PairStanding(over, scene.awa, scene.luca, ending)
    yield PairStanding(over, scene.awa, scene.luca, ending, scene.awa)


def _lists(t: Translator, scene: Scene) -> Iterator[tuple[str, Message | Dict]]:
    programme = a_programme(name=scene.texts.programme)
    people, pairs = tuple(_members(scene)), tuple(_pairs(scene))
    yield "people", members.people_list(t, Members(programme, people=(people * 4)[:20], page=1, pages=3))
    yield "pairs", members.pairs_list(t, Members(programme, pairs=(pairs * 4)[:20], page=0, pages=2))
    yield "no pairs", members.pairs_list(t, Members(programme))
    for one in people:
        yield f"{one.participant.state} until {one.participant.until}", members.member_view(t, programme, one)
        for stage in Stage:
            arrival = Arrival(one.participant, stage, Portrait(1, one.participant.person.id))
            shown = members.member_view(t, programme, one, arrival=arrival, reader=scene.ines)
            yield f"{one.participant.state} until {one.participant.until}, {stage}", shown
        yield f"{one.participant.state} came back", members.came_back(t, programme, one)
    for index, standing in enumerate(pairs):
        yield f"pair {index}", members.pair_view(t, standing)
    yield "nobody takes over", leavings.nobody_to_take_over(t)


def _steps(t: Translator, scene: Scene) -> Iterator[tuple[str, Dict]]:
    third = replace(a_person("Fatima"), name=scene.texts.mentor)
    people = {1: scene.awa, 2: scene.luca, 3: third}
    for kind in StepKind:
        about = (1,) if kind in {StepKind.REPLACE, StepKind.END} else (1, 2)
        empty = StepWish(kind, about)
        full = replace(
            empty,
            mentor_id=3,
            until="2027-05-31",
            pass_on=True,
            hand_over=True,
            written=scene.texts.reason[: leavings.LONGEST_REASON],
            shown=ShownReason.TIME,
        )
        for name, wish in (("empty", empty), ("full", full)):
            yield f"form of {kind}, {name}", leavings.step_form(t, wish, (scene.luca, scene.awa), (third, scene.awa))
        for sessions in ((), tuple(Affected(one, fate) for one in SESSIONS for fate in Fate)):
            items = tuple(ItemCount(scene.luca, count, fate) for count in (1, 3) for fate in ItemFate)
            pair = replace(a_pair(scene.awa, scene.luca), link="https://meet.example.org/room")
            programme = a_programme(name=scene.texts.programme)
            shown = Consequences(programme, people, (pair,), sessions, items if sessions else (), "mark")
            drawn = leavings.read_back(t, full, shown, scene.awa, remark=t("Sent.") if sessions else "")
            yield f"read-back of {kind}, {len(sessions)} sessions", drawn


def _concerns(t: Translator, scene: Scene) -> Iterator[tuple[str, Message | Dict]]:
    ines = replace(a_person("Inès"), name=scene.texts.mentor)
    programme = a_programme(name=scene.texts.programme)
    pair = a_pair(scene.awa, scene.luca)
    found = Confidants(programme, (ines,) * 10, ((pair, scene.awa),))
    asked = ConfidentialWord("W1", "C1", scene.luca.id, NOW, scene.texts.note[:2000])
    answer = ConfidentialWord("W2", "C1", ines.id, NOW + timedelta(hours=1), scene.texts.reason)
    concern = Concern("C1", 1, scene.luca.id, ines.id, NOW, pair.id)
    plain = Confidence(replace(concern, pair_id=None), scene.luca, ines, programme, (asked,))
    whole = Confidence(concern, scene.luca, ines, programme, (asked, answer), pair, scene.awa)
    handled = replace(whole, concern=replace(concern, handled_at=NOW))
    yield "confidants", concerns.choose_view(t, (found, replace(found, pairs=())), (plain, whole, handled))
    yield "concern form", concerns.concern_form(t, found, ines, "token")
    yield "concern form without a pair", concerns.concern_form(t, replace(found, pairs=()), ines, "token")
    yield "concern sent", concerns.sent(t, ines)
    yield "concern about no pair", concerns.confidence_message(t, plain, asked, ines)
    for name, one in (("open", whole), ("handled", handled)):
        for reader in (scene.luca, ines):
            yield f"{name} concern for {reader.id}", concerns.confidence_view(t, one, reader, remark=t("Sent."))
            yield f"{name} answer form of {reader.id}", concerns.answer_form(t, one, reader, "token")
        yield f"{name} concern told", concerns.confidence_message(t, one, asked, ines)
        yield f"{name} answer told", concerns.confidence_message(t, one, answer, scene.luca)
    yield "confided", concerns.confided_view(t, (whole, plain), ines)
    yield "nothing confided", concerns.confided_view(t, (), ines)
