"""What each person sees of a session, and may do about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.i18n import Translator
from handlers.ids import Action
from handlers.views.blocks import Message
from handlers.views.booking import booked
from handlers.views.home import home_tab, month_of
from handlers.views.messages import news
from handlers.views.sessions import session_card, sessions_list
from handlers.views.states import choices_of, state_of
from mentoring.clocks import Anchor
from mentoring.gatherings import Gathering
from mentoring.notes import Note, Visibility
from mentoring.sessions import Attendee, Change, ChangeKind, Rsvp, SessionKind
from tests.builders import NOW, a_programme, a_session
from tests.handlers.views.gallery import ORDINARY, Scene, states
from tests.handlers.views.speech import catalogues

SCENE = Scene()
ACCEPT, DECLINE = Action.SESSION_ACCEPT, Action.SESSION_DECLINE
MOVE, LINK, CANCEL = Action.SESSION_MOVE, Action.SESSION_LINK, Action.SESSION_CANCEL


@pytest.fixture(scope="module")
def t() -> Translator:
    return catalogues().translator("en")


def actions_of(message: Message) -> list[str]:
    return [e["action_id"] for block in message.blocks if block["type"] == "actions" for e in block["elements"]]


def test_after_confirm_it_says_what_was_asked_for_and_leaves_the_buttons_to_the_card(t: Translator) -> None:
    said = booked(t, SCENE.details(states(ORDINARY)["own_move"]), SCENE.awa, NOW)
    proposal = states(ORDINARY)["own_move"].proposal
    assert proposal is not None
    assert t.day(proposal.anchor.wall.date()) in said.text
    assert actions_of(said) == []
    answered = SCENE.details(states(ORDINARY)["confirmed"])
    assert booked(t, answered, SCENE.awa, NOW) == session_card(t, answered, SCENE.awa, NOW)


@pytest.mark.parametrize(
    ("name", "awas", "lucas"),
    [
        ("proposed", [MOVE, CANCEL], [ACCEPT, MOVE, DECLINE]),
        ("countered", [ACCEPT, MOVE, DECLINE], [MOVE, CANCEL]),
        ("confirmed", [MOVE, LINK, CANCEL], [MOVE, LINK, CANCEL]),
        ("move", [ACCEPT, MOVE, DECLINE, CANCEL], [MOVE, LINK, CANCEL]),
        ("own_move", [MOVE, LINK, CANCEL], [ACCEPT, MOVE, DECLINE, CANCEL]),
        ("unanswered", [], []),
        ("declined", [], []),
        ("cancelled", [], []),
        ("expired", [], []),
        ("under_way", [], []),
        ("over", [], []),
    ],
)
def test_a_card_has_the_buttons_of_its_state_and_viewer(name: str, awas: list[Action], lucas: list[Action]) -> None:
    session = states(ORDINARY)[name]
    assert [one.action for one in choices_of(session, SCENE.awa, NOW)] == awas
    assert [one.action for one in choices_of(session, SCENE.luca, NOW)] == lucas
    assert choices_of(session, SCENE.ines, NOW) == ()


@pytest.mark.parametrize(
    ("name", "awas", "lucas"),
    [
        (
            "proposed",
            "Waiting for Luca to answer, until Thursday 21 January 2027, 09:00 (Marseille time).",
            "Waiting for your answer until Thursday 21 January 2027, 10:00 (Cairo time).",
        ),
        ("confirmed", "Confirmed.", "Confirmed."),
        (
            "unanswered",
            "Nobody answered in time, so this session was not booked.",
            "Nobody answered in time, so this session was not booked.",
        ),
        ("declined", "Declined by Luca.", "You declined this session."),
        ("cancelled", "You cancelled this session.", "Cancelled by Awa."),
        ("cancelled_by_nobody", "Cancelled.", "Cancelled."),
        ("under_way", "This session is under way.", "This session is under way."),
        ("over", "This session is over.", "This session is over."),
    ],
)
def test_a_state_is_told_in_words_to_each(t: Translator, name: str, awas: str, lucas: str) -> None:
    details = SCENE.details(states(ORDINARY)[name])
    assert state_of(t, details, SCENE.awa, NOW) == awas
    assert state_of(t, details, SCENE.luca, NOW) == lucas


def test_a_proposed_move_shows_the_agreed_time_and_the_other(t: Translator) -> None:
    details = SCENE.details(states(ORDINARY)["move"])
    assert state_of(t, details, SCENE.awa, NOW).splitlines()[0] == (
        "Confirmed at this time. Luca proposes another: "
        "Thursday 28 January 2027 · 23:30 in Marseille · Friday 29 January 2027, 00:30 in Cairo."
    )


def test_a_card_names_both_clocks_the_viewers_first(t: Translator) -> None:
    details = SCENE.details(states(ORDINARY)["confirmed"])
    said = session_card(t, details, SCENE.luca, NOW).text.splitlines()
    assert said[:3] == [
        "*Session with Awa*",
        "Tuesday 26 January 2027 · 16:00 in Cairo · 15:00 in Marseille",
        "1 hour · Export markets",
    ]


def test_the_link_is_offered_until_the_session_ends(t: Translator) -> None:
    session = states(ORDINARY)["confirmed"]
    details = SCENE.details(session)
    before, end = session.when.end - timedelta(minutes=1), session.when.end
    assert actions_of(session_card(t, details, SCENE.awa, before)) == [Action.SESSION_JOIN]
    assert actions_of(session_card(t, details, SCENE.awa, end)) == []


def test_a_link_that_is_no_web_address_is_no_button(t: Translator) -> None:
    details = SCENE.details(replace(states(ORDINARY)["confirmed"], link="javascript:alert(1)"))
    assert Action.SESSION_JOIN not in actions_of(session_card(t, details, SCENE.awa, NOW))


def test_buttons_carry_the_session_and_its_revision(t: Translator) -> None:
    details = SCENE.details(replace(states(ORDINARY)["proposed"], revision=4))
    buttons = session_card(t, details, SCENE.luca, NOW).blocks[-1]["elements"]
    assert {one["value"] for one in buttons} == {"S1 4"}


def test_home_shows_a_private_note_to_its_author_alone(t: Translator) -> None:
    session = replace(states(ORDINARY)["over"], id="P1")
    notes = (
        Note(1, "P1", 2, "for my eyes", NOW, Visibility.AUTHOR),
        Note(2, "P1", 2, "for us both", NOW),
    )
    details = replace(SCENE.details(session), notes=notes)

    def seen_by(person: object) -> str:
        viewer = SCENE.awa if person == "awa" else SCENE.luca
        empty = SCENE.overview(viewer, held=0)
        return str(home_tab(t, replace(empty, past=(details,)), NOW))

    assert "for my eyes" in seen_by("luca")
    assert "for my eyes" not in seen_by("awa")
    assert "for us both" in seen_by("awa")


def test_home_cuts_a_crowd_and_says_how_many_more(t: Translator) -> None:
    view = home_tab(t, SCENE.overview(SCENE.awa, held=60), NOW)
    small = [e["text"] for block in view["blocks"] if block["type"] == "context" for e in block["elements"]]
    assert small[2:] == ["and 48 more", "and 105 more", "and 44 more"]


def test_home_calls_next_only_what_comes_first(t: Translator) -> None:
    overview = SCENE.overview(SCENE.awa, held=0)
    asked = SCENE.details(states(ORDINARY)["move"])
    later = SCENE.details(
        replace(states(ORDINARY)["confirmed"], id="S2", anchor=Anchor.at(NOW + timedelta(days=30), "UTC"))
    )
    headings = [
        [
            b["text"]["text"]
            for b in home_tab(t, replace(overview, awaiting=a, upcoming=(later,)), NOW)["blocks"]
            if b["type"] == "header"
        ]
        for a in ((), (asked,))
    ]
    assert headings == [
        ["Your mentoring", "Your next session"],
        ["Your mentoring", "Waiting for your answer", "Coming up"],
    ]


def test_home_does_not_call_next_what_one_waits_for_a_place_in(t: Translator) -> None:
    own, waiting = states(ORDINARY)["confirmed"], (Attendee(2, Rsvp.ACCEPTED), Attendee(1, Rsvp.WAITING, NOW))
    group = a_session("2027-01-25 15:00", id="G1", kind=SessionKind.GROUP, pair_id=None, attendees=waiting)
    coming = tuple(map(SCENE.details, (replace(group, gathering=Gathering(capacity=1)), own)))
    shown = home_tab(t, replace(SCENE.overview(SCENE.awa, held=0), upcoming=coming), NOW)["blocks"]
    following = next(place for place, one in enumerate(shown) if "Your next session" in str(one))
    assert "Tuesday 26 January" in str(shown[following + 1])


def test_an_empty_list_says_what_to_do_next(t: Translator) -> None:
    said = sessions_list(t, SCENE.overview(SCENE.awa, held=0), NOW)
    assert said.text == "No session yet with Luca. Book one: you will be offered times that suit you both."
    assert actions_of(said) == [Action.HOME_BOOK]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-30, "starts on Monday 4 January 2027"),
        (0, "month 1 of 10"),
        (90, "month 4 of 10"),
        (400, "ended on Friday 29 October 2027"),
    ],
)
def test_the_programme_tells_its_month(t: Translator, days: int, said: str) -> None:
    assert month_of(t, a_programme(), NOW + timedelta(days=days)) == said


def test_news_says_who_did_what_then_shows_the_card(t: Translator) -> None:
    session = states(ORDINARY)["confirmed"]
    told = Change("S1", 2, ChangeKind.MOVED, 1, NOW, before=states(ORDINARY)["countered"].anchor, after=session.anchor)
    said = news(t, ChangeKind.MOVED, SCENE.details(session, told), SCENE.luca, NOW).text.splitlines()
    assert said[:3] == [
        "Awa accepted the new time. Your session has moved.",
        "It was Friday 29 January 2027 · 00:30 in Cairo · Thursday 28 January 2027, 23:30 in Marseille before.",
        "*Session with Awa*",
    ]


def test_news_of_a_declined_move_quotes_the_reason(t: Translator) -> None:
    session = states(ORDINARY)["confirmed"]
    told = Change("S1", 2, ChangeKind.MOVE_DECLINED, 1, NOW, reason="A <visit>")
    said = news(t, ChangeKind.MOVE_DECLINED, SCENE.details(session, told), SCENE.luca, NOW).text.splitlines()
    assert said[:2] == ["Awa can't make the new time. Your session stays where it was.", "> A &lt;visit&gt;"]
