"""`/mentor slots` and `/mentor poll`: hours for several, put to a vote, voted on, booked."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from handlers.ids import Action
from handlers.verbs import VERBS, Verb
from handlers.views.polls import poll_message
from handlers.when.understanding import Understanding
from mentoring.messages import Delivery, DeliveryKind
from mentoring.polls import Poll, PollState, Vote
from mentoring.services.deciding import decide
from mentoring.services.errands import PollErrand
from tests.builders import NOW
from tests.handlers.desk import CATALOGUES, Desk, buttons, command, press, submit, texts

LINE = "an hour for <@ULUCA> <@UFATIMA> in the next three weeks"


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding.load()


@pytest.fixture
def desk(understanding: Understanding) -> Desk:
    desk = Desk(understanding)
    for person in (desk.cohort.awa, desk.cohort.luca):
        desk.speaks(person, "en")
    return desk


def opened(desk: Desk) -> dict[str, Any]:
    view = desk.slack.of("views.open")[-1]["view"]
    return json.loads(view) if isinstance(view, str) else view


def times_in(form: dict[str, Any]) -> list[str]:
    slots = next(block for block in form["blocks"] if block.get("block_id") == "slots")
    return [one["value"] for one in slots["element"]["options"]]


def poll_of(desk: Desk) -> Poll:
    return next(iter(desk.store.polls.values()))


def a_poll(desk: Desk) -> Poll:
    """Awa puts the first three of the best hours to Luca and Fatima."""
    desk.say(command("UAWA", f"poll {LINE}"))
    form = opened(desk)
    desk.say(submit("UAWA", form, slots=times_in(form)[:3], topic="Export"))
    return poll_of(desk)


def message_for(desk: Desk, name: str) -> dict[str, Any]:
    """The message with which somebody is asked, as the bot would post it now."""
    poll = poll_of(desk)
    with desk.unit() as unit:
        person = next(one for one in desk.store.people.values() if one.name == name)
        due = Delivery(
            key="k",
            team_id="T1",
            kind=DeliveryKind.POLL,
            recipient_id=person.id,
            due_at=NOW,
            not_after=NOW + timedelta(days=1),
            change=poll.id,
        )
        errand = decide(unit, due, NOW)
    assert isinstance(errand, PollErrand)
    t = CATALOGUES.translator(person.language or "en")
    said = poll_message(t, errand.details, person, NOW)
    return {"text": said.text, "blocks": said.blocks}


@pytest.mark.parametrize(
    ("user", "line"),
    [
        ("UAWA", f"slots {LINE}"),
        ("UAWA", f"find {LINE}"),
        ("UAWA", "créneaux une heure avec <@ULUCA> et <@UFATIMA> dans les trois prochaines semaines"),
        ("UAWA", "trouve une heure pour <@ULUCA> et <@UFATIMA> dans les trois prochaines semaines"),
        ("UFATIMA", "مواعيد ساعة مع <@ULUCA> و <@UAWA> خلال الأسابيع الثلاثة القادمة"),
        ("UINES", "huecos una hora para <@ULUCA> <@UFATIMA> en las próximas tres semanas"),
        ("ULUCA", "fasce un'ora per <@UAWA> e <@UFATIMA> nelle prossime tre settimane"),
        ("ULUCA", "trova un'ora per <@UAWA> e <@UFATIMA> nelle prossime tre settimane"),
    ],
)
def test_hours_for_those_mentioned_are_shown_on_all_clocks(desk: Desk, user: str, line: str) -> None:
    shown = desk.say(command(user, line))
    carried = json.loads(buttons(shown)["poll.open"])
    assert len(carried["p"]) == 2
    assert (len(carried["s"]), carried["d"]) == (5, 60)
    starts = [datetime.fromtimestamp(one, NOW.tzinfo) for one in carried["s"]]
    assert min(starts) > NOW
    assert max(starts) < NOW + timedelta(days=23)


def test_who_can_not_is_named_with_the_reason_and_nothing_more(desk: Desk) -> None:
    desk.speaks(desk.cohort.awa, "en")
    shown = texts(desk.say(command("UAWA", "slots <@UFATIMA> on 2027-01-22")))
    assert "1 can't · Fatima: outside of their hours" in shown
    assert "Friday 22 January 2027" in shown
    assert "in Marseille" in shown
    assert "in Cairo" in shown


@pytest.mark.parametrize(
    "word", [entry.word(lang) for entry in VERBS if entry.verb in {Verb.SLOTS, Verb.POLL} for lang in entry.aliases]
)
def test_the_verb_alone_opens_the_form_in_every_language(desk: Desk, word: str) -> None:
    desk.say(command("UAWA", word))
    assert opened(desk)["callback_id"] == "slots.form"


def test_form_finds_for_an_audience(desk: Desk) -> None:
    desk.say(command("UAWA", "slots"))
    answer = desk.say(submit("UAWA", opened(desk), audience="mentee", duration="45", when="next week"))
    carried = json.loads(buttons(answer)["poll.open"])
    assert set(carried["p"]) == {desk.cohort.luca.id, desk.cohort.fatima.id}
    assert carried["d"] == 45
    days = {datetime.fromtimestamp(one, NOW.tzinfo).date() for one in carried["s"]}
    assert min(days) >= date(2027, 1, 25)
    assert max(days) <= date(2027, 1, 31)


@pytest.mark.parametrize(
    ("filled", "field", "words"),
    [
        ({"audience": "named"}, "people", "Nobody is meant but you."),
        ({"audience": "everybody", "when": "bananas"}, "when", "I found no days in that."),
    ],
)
def test_form_refused_keeps_what_was_typed(desk: Desk, filled: dict[str, str], field: str, words: str) -> None:
    desk.say(command("UAWA", "slots"))
    answer = desk.say(submit("UAWA", opened(desk), **filled))
    assert answer["response_action"] == "errors"
    assert words in answer["errors"][field]


def test_hours_are_put_to_a_vote_from_the_message(desk: Desk) -> None:
    shown = desk.say(command("UAWA", f"slots {LINE}"))
    desk.say(press("UAWA", Action.POLL_OPEN, buttons(shown)["poll.open"]))
    form = opened(desk)
    assert "You ask Fatima and Luca." in texts(form)
    answer = desk.say(submit("UAWA", form, slots=times_in(form)[:3]))
    assert "are asked" in texts(answer)
    assert [one.isoformat() for one in poll_of(desk).starts] == sorted(times_in(form)[:3])


def test_poll_refused_keeps_the_form_open(desk: Desk) -> None:
    desk.say(command("UAWA", f"poll {LINE}"))
    form = opened(desk)
    few = desk.say(submit("UAWA", form, slots=times_in(form)[:1]))
    assert "from 2 to 5 times" in few["errors"]["slots"]
    late = desk.say(submit("UAWA", form, slots=times_in(form)[:2], answer_by="2027-01-01"))
    assert "nobody time to answer" in late["errors"]["answer_by"]
    desk.now = NOW + timedelta(days=60)
    past = desk.say(submit("UAWA", form, slots=times_in(form)[:2], answer_by="2027-05-01"))
    assert "has already passed" in past["errors"]["slots"]
    assert desk.store.polls == {}


def test_answers_are_marked_and_changed_in_place(desk: Desk) -> None:
    poll = a_poll(desk)
    asked = message_for(desk, "Luca")
    assert "Awa asks which of these times suit you." in texts(asked)
    desk.say(press("ULUCA", "poll.yes.0", buttons(asked)["poll.yes.0"]))
    desk.say(press("ULUCA", "poll.no.1", buttons(asked)["poll.no.1"]))
    shown = desk.slack.responses[-1]
    assert "You said: Yes" in texts(shown)
    desk.say(press("ULUCA", "poll.maybe.0", buttons(asked)["poll.maybe.0"]))
    ballot = poll_of(desk).ballot_of(desk.cohort.luca.id)
    assert ballot is not None
    assert ballot.votes == (Vote.MAYBE, Vote.NO, None)
    assert poll.id == poll_of(desk).id


def test_each_reads_on_their_own_clock_in_their_own_language(desk: Desk) -> None:
    a_poll(desk)
    assert "روما" not in texts(message_for(desk, "Fatima"))
    assert "القاهرة" in texts(message_for(desk, "Fatima"))
    assert "in Rome" in texts(message_for(desk, "Luca"))


def test_host_sees_counts_and_who_is_missing(desk: Desk) -> None:
    a_poll(desk)
    asked = message_for(desk, "Luca")
    desk.say(press("ULUCA", "poll.yes.0", buttons(asked)["poll.yes.0"]))
    seen = texts(message_for(desk, "Awa"))
    assert "1 yes · 0 maybe · 0 no" in seen
    assert "Yes: Luca" in seen
    assert "Not answered yet: Fatima" in seen


def test_host_closes_and_others_can_not(desk: Desk) -> None:
    poll = a_poll(desk)
    desk.say(press("ULUCA", Action.POLL_CLOSE, poll.id))
    assert "Only the person who asked" in texts(desk.slack.responses[-1])
    desk.say(press("UAWA", Action.POLL_CLOSE, poll.id))
    assert poll_of(desk).state is PollState.CLOSED
    assert "closed the vote. Nothing was booked." in texts(desk.slack.responses[-1])


def test_host_books_the_winner_for_two(desk: Desk) -> None:
    desk.say(command("UAWA", "poll <@ULUCA> next week"))
    form = opened(desk)
    desk.say(submit("UAWA", form, slots=times_in(form)[:2]))
    asked = message_for(desk, "Luca")
    desk.say(press("ULUCA", "poll.yes.1", buttons(asked)["poll.yes.1"]))
    host = message_for(desk, "Awa")
    desk.say(press("UAWA", "poll.book.1", buttons(host)["poll.book.1"]))
    assert "Chosen: " in texts(desk.slack.responses[-1])
    assert [one.when.start for one in desk.sessions()] == [poll_of(desk).starts[1]]
