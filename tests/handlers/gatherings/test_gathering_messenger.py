"""What the engine asks to be said of a session of several, as it leaves for Slack."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

from mentoring.gatherings import Absence, AbsenceState
from mentoring.messages import IN_PUBLIC, Card, DeliveryKind
from mentoring.services.errands import CardErrand, NewsErrand
from mentoring.sessions import Change, ChangeKind, Rsvp, Session
from tests.builders import NOW, a_delivery
from tests.handlers.test_messenger import little_slack
from tests.handlers.views.gathering_gallery import Circle

CIRCLE = Circle()


def errand(kind: DeliveryKind, said: ChangeKind, session: Session, **more: Any) -> NewsErrand:
    delivery = a_delivery(kind=kind, change=said.value, channel_id="C1" if kind is DeliveryKind.PUBLIC_CARD else "")
    return NewsErrand(delivery, replace(CIRCLE.luca, language="en"), NOW, CIRCLE.details(session), **more)


def posted(wanted: NewsErrand) -> dict[str, Any]:
    """The call that the errand leads to."""

    async def story() -> dict[str, Any]:
        async with little_slack() as (slack, messenger):
            await messenger.post_news(wanted)
            ((method, said),) = slack.calls
            assert method == "chat.postMessage"
            return dict(said)

    return asyncio.run(story())


def change(kind: ChangeKind, **more: Any) -> Change:
    return Change("G1", 2, kind, 1, NOW, **more)


def test_an_invitation_says_who_invites_and_asks() -> None:
    said = posted(errand(DeliveryKind.SESSION_NEWS, ChangeKind.INVITED, CIRCLE.session()))
    assert said["channel"] == "ULUCA"
    assert said["text"].startswith("Luca invites you to a group session.\n*Group session: Digital exports*")
    assert "Will you come?" in said["text"]


def test_a_card_for_everybody_goes_to_its_channel_with_slacks_own_clock() -> None:
    session = CIRCLE.session()
    said = posted(errand(DeliveryKind.PUBLIC_CARD, ChangeKind.INVITED, session))
    assert said["channel"] == "C1"
    assert f"<!date^{int(session.when.start.timestamp())}^{{date_long}}, {{time}}|" in said["text"]
    assert "gathering.public_yes" in str(said["blocks"])


def test_a_card_in_a_channel_is_redrawn_in_place() -> None:
    delivery = a_delivery(kind=DeliveryKind.PUBLIC_REDRAW)
    cards = (Card("G1", IN_PUBLIC, "C1", "1.1", 0),)
    wanted = CardErrand(delivery, CIRCLE.host, NOW, CIRCLE.details(CIRCLE.session(Rsvp.ACCEPTED)), cards)

    async def story() -> None:
        async with little_slack() as (slack, messenger):
            await messenger.refresh_cards(wanted)
            ((method, said),) = slack.calls
            assert (method, said["channel"], said["ts"]) == ("chat.update", "C1", "1.1")
            assert "2 of 5 places are taken" in said["text"]

    asyncio.run(story())


def test_what_the_host_wrote_arrives_as_typed() -> None:
    told = change(ChangeKind.HOST_WROTE, reason="Bring <figures>\nand a pen")
    said = posted(errand(DeliveryKind.HOST_WORD, ChangeKind.HOST_WROTE, CIRCLE.session(), change=told))
    assert "writes to the people of this session:\n> Bring &lt;figures&gt;\n> and a pen" in said["text"]


def test_running_late_says_by_how_much() -> None:
    session = CIRCLE.states()["late"]
    told = change(ChangeKind.RUNNING_LATE)
    said = posted(errand(DeliveryKind.RUNNING_LATE, ChangeKind.RUNNING_LATE, session, change=told))
    assert "is running late: it starts 10 minutes later." in said["text"]


def test_coordinators_are_asked_and_the_person_hears_the_decision() -> None:
    session = CIRCLE.states()["joint"]
    asked = Absence(session.id, 2, "My sister marries", NOW)
    said = posted(errand(DeliveryKind.ABSENCE, ChangeKind.ABSENCE_ASKED, session, absence=asked))
    assert "Luca asks to be excused:\n> My sister marries" in said["text"]
    refused = replace(asked, state=AbsenceState.REFUSED, remark="It is the kick-off")
    said = posted(errand(DeliveryKind.ABSENCE, ChangeKind.ABSENCE_REFUSED, session, absence=refused))
    assert said["text"].startswith("Your reason was not accepted")
    assert "> It is the kick-off" in said["text"]


def test_a_move_says_when_it_was() -> None:
    session = CIRCLE.session()
    before = replace(session.anchor, wall=session.anchor.wall - timedelta(days=1))
    told = change(ChangeKind.MOVED, before=before)
    said = posted(errand(DeliveryKind.SESSION_NEWS, ChangeKind.MOVED, session, change=told))
    assert "moved this session." in said["text"]
    assert "It was Monday 25 January 2027" in said["text"]
