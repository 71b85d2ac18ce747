"""People arrive: three questions, what they agree to, and what coordinators do about it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from handlers.ids import Action, Form
from mentoring.consents import Consent, ConsentTo, agreed
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Participant, Person, Role
from mentoring.portraits import Portrait, Question, Subjects
from mentoring.weeks import hours_of
from tests.builders import NOW, OTHER_TEAM, a_person
from tests.fakes import FakeUnitOfWork
from tests.handlers.desk import Desk, Json, buttons, command, event, press, submit, texts, type_in

NINE_TO_FIVE = ((540, 1020),)


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    for person in (desk.cohort.luca, desk.cohort.ines, desk.cohort.awa):
        desk.speaks(person, "en")
    settle(desk, channel="C1", languages=("en", "fr"))
    return desk


def settle(desk: Desk, **changes: Any) -> None:
    with (unit := desk.unit()):
        unit.people.update_programme(replace(unit.people.programme(desk.cohort.programme.id), **changes))
        unit.commit()


def programme_id(desk: Desk) -> str:
    return str(desk.cohort.programme.id)


def luca(desk: Desk) -> Person:
    return desk.unit().people.get(desk.cohort.luca.id)


def portrait(desk: Desk) -> Portrait:
    return desk.unit().portraits.of(desk.cohort.programme.id, desk.cohort.luca.id)


def consents(desk: Desk) -> list[tuple[ConsentTo, bool]]:
    return [(one.what, one.agreed) for one in trail(desk)]


def trail(desk: Desk) -> list[Any]:
    return list(desk.unit().consents.of(desk.cohort.programme.id, desk.cohort.luca.id))


def opened(desk: Desk, method: str = "views.open") -> Json:
    view = desk.slack.of(method)[-1]["view"]
    return json.loads(view) if isinstance(view, str) else view


def first_form(desk: Desk) -> Json:
    desk.say(press("ULUCA", "arrival.answer.0", programme_id(desk)))
    return opened(desk)


def filled(desk: Desk, view: Json, **fields: Any) -> Json:
    """Luca fills in a form and submits it; the form that takes its place."""
    answer = desk.say(submit("ULUCA", view, **fields))
    assert answer["response_action"] == "update", answer
    next_view: Json = answer["view"]
    return next_view


def answered(desk: Desk, *questions: Question) -> None:
    with (unit := desk.unit()):
        kept = Portrait(desk.cohort.programme.id, desk.cohort.luca.id, answered=frozenset(questions))
        unit.portraits.keep(kept)
        unit.commit()


def planned(desk: Desk, kind: DeliveryKind) -> list[Any]:
    return [one for one in desk.store.deliveries.values() if one.kind is kind]


def test_the_three_questions_and_what_may_be_shown_end_to_end(desk: Desk) -> None:
    view = first_form(desk)
    assert (view["callback_id"], view["title"]["text"]) == (Form.ARRIVAL_CLOCK, "Question 1 of 3")
    view = filled(desk, view, language="fr", city="Ostia")
    assert (luca(desk).language, luca(desk).city) == ("fr", "Ostia")
    assert (view["callback_id"], view["title"]["text"]) == (Form.ARRIVAL_WEEK, "Question 2 sur 3")
    desk.speaks(desk.cohort.luca, "en")
    view = filled(desk, view)
    assert (view["callback_id"], view["title"]["text"]) == (Form.ARRIVAL_OFFERS, "Question 3 of 3")
    view = filled(desk, view, needs="Buyers in Lyon", needed=["financing"], speaks=["it", "fr"], kept="yes")
    assert portrait(desk).needs == Subjects("Buyers in Lyon", ("financing",))
    assert luca(desk).speaks == ("it", "fr")
    assert view["callback_id"] == Form.ARRIVAL_CONSENTS
    assert "Please welcome Luca." in texts(view)
    assert "Bienvenue à Luca." in texts(view)
    assert "Buyers in Lyon" in texts(view)
    done = filled(desk, view, shown="yes", presented="yes")
    assert "Thank you. That is all." in texts(done)
    assert portrait(desk).unanswered == ()
    assert consents(desk) == [(ConsentTo.KEPT, True), (ConsentTo.SHOWN, True), (ConsentTo.PRESENTED, True)]
    (presented,) = planned(desk, DeliveryKind.PRESENTATION)
    assert (presented.recipient_id, presented.channel_id) == (desk.cohort.luca.id, "C1")


def test_a_consent_is_kept_word_for_word_as_it_was_asked(desk: Desk) -> None:
    answered(desk, Question.CLOCK, Question.WEEK, Question.OFFERS)
    view = first_form(desk)
    asked = texts(view)
    filled(desk, view, shown="no", presented="yes")
    shown, presented = trail(desk)
    assert (shown.agreed, shown.language, shown.version, shown.at) == (False, "en", 2, NOW)
    assert shown.text in asked
    assert all(line in asked for line in presented.text.splitlines())
    assert "Please welcome Luca." in presented.text


def test_an_answer_to_something_else_than_is_shown_now_is_asked_again(desk: Desk) -> None:
    answered(desk, Question.CLOCK, Question.WEEK, Question.OFFERS)
    view = first_form(desk)
    settle(desk, languages=("en", "es"))
    again = filled(desk, view, shown="yes", presented="yes")
    assert "has changed since you opened this" in texts(again)
    assert consents(desk) == []
    filled(desk, again, shown="yes", presented="yes")
    assert len(consents(desk)) == 2


def test_one_goes_on_where_one_stopped(desk: Desk) -> None:
    filled(desk, first_form(desk))
    assert first_form(desk)["callback_id"] == Form.ARRIVAL_WEEK
    answered(desk, *Question)
    assert "Thank you. That is all." in texts(first_form(desk))


def test_a_clock_not_known_is_said_under_its_field(desk: Desk) -> None:
    answer = desk.say(submit("ULUCA", first_form(desk), zone="Atlantis"))
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == ["zone"]
    assert portrait(desk).answered == frozenset()


def test_an_absence_survives_the_first_question(desk: Desk) -> None:
    away = replace(luca(desk).wishes, away_until=NOW.date())
    desk.speaks(desk.cohort.luca, "en", wishes=away)
    filled(desk, first_form(desk), language="it")
    assert luca(desk).wishes.away_until == NOW.date()


def test_a_week_in_words_is_read_back_before_it_is_kept(desk: Desk) -> None:
    answered(desk, Question.CLOCK)
    view = first_form(desk)
    understood = filled(desk, view, week="Mon-Thu 9-17")
    assert "I read it so." in texts(understood)
    assert "Thursday: 09:00 to 17:00" in texts(understood)
    assert portrait(desk).answered == {Question.CLOCK}
    other = filled(desk, understood, week="Mon-Tue 9-17")
    assert filled(desk, other)["callback_id"] == Form.ARRIVAL_OFFERS
    assert hours_of(luca(desk).working_week) == {0: NINE_TO_FIVE, 1: NINE_TO_FIVE}


@pytest.mark.parametrize("words", ["whenever it rains", "away until 12 May"])
def test_words_that_are_no_week_are_asked_about_under_the_field(desk: Desk, words: str) -> None:
    answered(desk, Question.CLOCK)
    answer = desk.say(submit("ULUCA", first_form(desk), week=words))
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == ["week"]
    assert portrait(desk).answered == {Question.CLOCK}


def test_who_declines_everything_takes_part_all_the_same(desk: Desk) -> None:
    answered(desk, Question.CLOCK, Question.WEEK)
    view = filled(desk, first_form(desk), needs="Buyers", kept="no")
    assert portrait(desk).needs == Subjects()
    done = filled(desk, view, shown="no", presented="no")
    assert Action.HOME_BOOK in buttons(done) or Action.BOOKING_OPEN in " ".join(buttons(done))
    assert planned(desk, DeliveryKind.PRESENTATION) == []


def test_without_a_channel_nobody_is_asked_to_be_presented(desk: Desk) -> None:
    settle(desk, channel="")
    answered(desk, Question.CLOCK, Question.WEEK, Question.OFFERS)
    view = first_form(desk)
    assert [one["block_id"] for one in view["blocks"] if one["type"] == "input"] == ["shown"]
    filled(desk, view, shown="yes")
    assert consents(desk) == [(ConsentTo.SHOWN, True)]


def test_the_profile_leads_to_offers_and_consents_and_both_can_be_changed(desk: Desk) -> None:
    desk.say(command("ULUCA", "profile"))
    form = opened(desk)
    assert {"arrival.offers.0", "arrival.consents.0"} <= set(buttons(form))
    desk.say(press("ULUCA", "arrival.offers.0", programme_id(desk), on="modal"))
    offers = opened(desk, "views.push")
    saved = filled(desk, offers, offers="Fairs", kept="yes")
    assert "Saved." in texts(saved)
    assert portrait(desk).offers == Subjects("Fairs")
    desk.say(press("ULUCA", "arrival.consents.0", programme_id(desk), on="modal"))
    asked = opened(desk, "views.push")
    kept = next(one for one in asked["blocks"] if one.get("block_id") == "kept")
    assert kept["element"]["initial_option"]["value"] == "yes"
    saved = filled(desk, asked, kept="no", shown="no", presented="no")
    assert "Nothing of what you offer and need is kept." in texts(saved)
    assert portrait(desk).offers == Subjects()
    assert not agreed(trail(desk), ConsentTo.KEPT)


def test_who_agreed_to_an_older_text_reads_the_new_one_with_nothing_chosen(desk: Desk) -> None:
    settle(desk, channel="")
    for what in (ConsentTo.KEPT, ConsentTo.SHOWN):
        with (unit := desk.unit()):
            unit.consents.add(
                Consent(0, desk.cohort.programme.id, desk.cohort.luca.id, what, True, "The text", 1, "en", NOW)
            )
            unit.commit()
    desk.say(press("ULUCA", "arrival.consents.0", programme_id(desk)))
    asked = opened(desk)
    chosen = {one["block_id"]: one["element"].get("initial_option") for one in asked["blocks"] if "element" in one}
    assert chosen["kept"]["value"] == "yes"
    assert chosen["shown"] is None
    assert "your name, role, cluster, sector, place" in texts(asked)
    filled(desk, asked, shown="yes")
    assert [(one.what, one.version) for one in trail(desk)[2:]] == [(ConsentTo.SHOWN, 2)]


def test_home_asks_until_everything_is_answered_once_people_are_welcomed(desk: Desk) -> None:
    def home() -> str:
        desk.send(event("app_home_opened", user="ULUCA", tab="home"))
        return texts(opened(desk, "views.publish"))

    assert "would still like to know" not in home()
    settle(desk, welcoming_since=NOW)
    assert "Cluster Mentoring would still like to know a little of you: language and clock" in home()
    answered(desk, *Question)
    assert "would still like to know" not in home()


@pytest.mark.parametrize(
    ("last", "asks"), [(date(2027, 1, 18), True), (date(2027, 1, 17), False)], ids=["last day", "day after"]
)
def test_home_asks_nothing_once_the_programme_is_over(desk: Desk, last: date, asks: bool) -> None:
    settle(desk, welcoming_since=NOW, ends_on=last)
    desk.send(event("app_home_opened", user="ULUCA", tab="home"))
    assert ("would still like to know" in texts(opened(desk, "views.publish"))) is asks


def test_home_says_when_slacks_clock_is_another_one(desk: Desk) -> None:
    def home() -> str:
        desk.send(event("app_home_opened", user="ULUCA", tab="home"))
        return texts(opened(desk, "views.publish"))

    for zone in ("", "Europe/Paris", "Nowhere/At_all"):
        desk.speaks(desk.cohort.luca, "en", account_zone=zone)
        assert "Slack has you on" not in home()
    desk.speaks(desk.cohort.luca, "en", account_zone="America/Lima")
    assert "Slack has you on Lima time; here you live by Rome time." in home()


def test_a_coordinator_sees_a_preview_sends_and_reminds(desk: Desk) -> None:
    listed = desk.say(command("UINES", "programme arrivals"))
    assert "Not welcomed yet: Awa, Fatima, and Luca" in texts(listed)
    assert "Nobody is welcomed before you say so." in texts(listed)
    desk.say(press("UINES", Action.ARRIVALS_SEND, buttons(listed)[Action.ARRIVALS_SEND]))
    form = opened(desk)
    assert "3 people are welcomed now." in texts(form)
    assert "Welcome to Cluster Mentoring, Awa!" in texts(form)
    assert planned(desk, DeliveryKind.WELCOME) == []
    assert "3 welcomes are on their way." in texts(desk.say(submit("UINES", form)))
    assert "Nobody is waiting for a welcome." in texts(desk.say(submit("UINES", form)))
    assert len(planned(desk, DeliveryKind.WELCOME)) == 3
    for one in planned(desk, DeliveryKind.WELCOME):
        desk.store.deliveries["T1", one.key] = replace(one, state=DeliveryState.SENT)
    listed = desk.say(command("UINES", "programme arrivées"))
    assert "Luca: language and clock, working week, offers and needs, and what may be shown" in texts(listed)
    remind = next(key for key in buttons(listed) if key.startswith(Action.ARRIVALS_REMIND))
    desk.say(press("UINES", remind, buttons(listed)[remind]))
    assert "is asked once more, now." in texts(desk.slack.responses[-1])
    assert len(planned(desk, DeliveryKind.UNANSWERED)) == 1
    with_it_said = planned(desk, DeliveryKind.UNANSWERED)[0]
    desk.store.deliveries["T1", with_it_said.key] = replace(with_it_said, state=DeliveryState.SENT)
    desk.say(press("UINES", remind, buttons(listed)[remind]))
    assert "One reminder is enough." in texts(desk.slack.responses[-1])


def test_from_who_has_arrived_to_somebodys_page_and_to_everybody_and_back(desk: Desk) -> None:
    listed = desk.say(command("UINES", "programme arrivals"))
    (chooser,) = [
        element
        for block in listed["blocks"]
        for element in block.get("elements", ())
        if element.get("action_id") == Action.MEMBER_CHOOSE
    ]
    assert [one["text"]["text"] for one in chooser["options"]] == ["Awa", "Fatima", "Luca"]
    settle(desk, welcoming_since=NOW)
    desk.say(command("UINES", "programme arrivals"))
    chosen = press("UINES", Action.MEMBER_CHOOSE)
    chosen["actions"][0] |= {"type": "static_select", "selected_option": chooser["options"][2]}
    desk.say(chosen)
    page = opened(desk)
    assert "Not welcomed yet." in texts(page)
    assert {"step.open.0", "step.open.1"} <= set(buttons(page))
    everybody = next(key for key, value in buttons(listed).items() if value == f"people {programme_id(desk)}")
    desk.say(press("UINES", everybody, buttons(listed)[everybody]))
    people = desk.slack.responses[-1]
    assert f"arrivals {programme_id(desk)}" in buttons(people).values()


def test_somebody_is_reminded_from_their_page(desk: Desk) -> None:
    settle(desk, welcoming_since=NOW)
    with (unit := desk.unit()):
        luca_id, programme = desk.cohort.luca.id, desk.cohort.programme
        unit.deliveries.plan(
            [
                Delivery(
                    key=f"welcome:{programme.id}:{luca_id}",
                    team_id="T1",
                    kind=DeliveryKind.WELCOME,
                    recipient_id=luca_id,
                    due_at=NOW,
                    not_after=NOW,
                    state=DeliveryState.SENT,
                    programme_id=programme.id,
                )
            ]
        )
        unit.commit()
    desk.say(press("UINES", "member.show.0", f"{programme.id} {luca_id}"))
    page = opened(desk)
    assert "Not answered yet: language and clock" in texts(page)
    desk.say(press("UINES", "arrivals.remind.0", buttons(page)["arrivals.remind.0"], on="modal"))
    assert len(planned(desk, DeliveryKind.UNANSWERED)) == 1


def test_three_hundred_who_arrive_are_searched_by_who_runs_the_programme_alone(desk: Desk) -> None:
    with (unit := desk.unit()):
        for number in range(300):
            person = unit.people.add(a_person(f"Number {number:03}", user_id=f"U{number:03}", email=""))
            unit.people.enrol(Participant(desk.cohort.programme.id, person, frozenset({Role.MENTEE})))
        unit.commit()
    listed = desk.say(command("UINES", "programme arrivals"))
    block = next(one for one in listed["blocks"] if one.get("block_id", "").startswith("members."))
    assert block["elements"][0]["type"] == "external_select"
    typed = {**type_in("UINES", {}, block["block_id"], "number 299"), "action_id": str(Action.MEMBER_CHOOSE)}
    del typed["view"]
    (last,) = desk.say(typed)["options"]
    assert last["text"]["text"] == "Number 299"
    chosen = press("UINES", Action.MEMBER_CHOOSE)
    chosen["actions"][0] |= {"type": "external_select", "selected_option": last}
    desk.say(chosen)
    assert "Number 299" in texts(opened(desk))
    for user in ("ULUCA", "UOMAR", "UNOBODY"):
        assert desk.say({**typed, "user": {"id": user, "team_id": "T1"}}) == {"options": []}


COORDINATORS = {
    "the list": lambda one: command(one.user, "programme arrivals"),
    "send": lambda one: press(one.user, Action.ARRIVALS_SEND, one.programme),
    "send, submitted": lambda one: submit(one.user, one.form(Form.ARRIVALS_SEND, one.programme)),
    "remind": lambda one: press(one.user, "arrivals.remind.0", f"{one.programme} {one.luca}"),
    "a page": lambda one: choosing(one.user, f"{one.programme} {one.luca}"),
}
PARTICIPANTS = {
    "answer": lambda one: press(one.user, "arrival.answer.0", one.programme),
    "offers": lambda one: press(one.user, "arrival.offers.0", one.programme),
    "consents": lambda one: press(one.user, "arrival.consents.0", one.programme),
    "offers, submitted": lambda one: submit(one.user, one.form(Form.ARRIVAL_OFFERS, one.carried())),
    "consents, submitted": lambda one: submit(one.user, one.form(Form.ARRIVAL_CONSENTS, one.carried())),
}


def choosing(user: str, value: str) -> Json:
    """Somebody chooses a name whose page they would like to see."""
    chosen = press(user, Action.MEMBER_CHOOSE)
    chosen["actions"][0] |= {"type": "static_select", "selected_option": {"value": value}}
    return chosen


class Intruder:
    """Somebody who tries a button or form of others."""

    def __init__(self, desk: Desk, user: str) -> None:
        self.user, self.programme, self.luca = user, programme_id(desk), desk.cohort.luca.id

    def form(self, form: Form, metadata: str) -> Json:
        return {"type": "modal", "callback_id": form, "blocks": [], "private_metadata": metadata}

    def carried(self) -> str:
        return json.dumps({"p": int(self.programme), "a": False, "l": "en", "d": "x"})


def intruders(desk: Desk) -> dict[str, Intruder]:
    """A stranger, a coordinator of another programme, and somebody who once coordinated this one."""
    with (unit := desk.unit()):
        other = unit.people.add_programme(replace(desk.cohort.programme, id=0, name="Other"))
        unit.people.enrol(Participant(other.id, desk.cohort.omar, frozenset({Role.COORDINATOR})))
        unit.people.enrol(Participant(other.id, desk.cohort.ines, frozenset({Role.MENTEE})))
        del desk.store.participants["T1", desk.cohort.programme.id, desk.cohort.ines.id]
        unit.commit()
    return {
        "stranger": Intruder(desk, "UNOBODY"),
        "coordinator of another programme": Intruder(desk, "UOMAR"),
        "former coordinator": Intruder(desk, "UINES"),
    }


@pytest.mark.parametrize("gesture", [*COORDINATORS, *PARTICIPANTS])
@pytest.mark.parametrize("who", ["stranger", "coordinator of another programme", "former coordinator"])
def test_nobody_from_outside_learns_or_changes_anything(desk: Desk, gesture: str, who: str) -> None:
    intruder = intruders(desk)[who]
    before = desk.store.snapshot()
    answer = desk.say((COORDINATORS | PARTICIPANTS)[gesture](intruder))
    shown = texts(answer) + "".join(texts(one) for one in desk.slack.responses)
    assert not any(name in shown for name in ("Luca", "Fatima", "Awa", "luca@"))
    assert [one for one in desk.slack.of("views.open") if "arriv" in str(one)] == []
    assert desk.store.snapshot() == before


@pytest.mark.parametrize("gesture", COORDINATORS)
@pytest.mark.parametrize("user", ["ULUCA", "UAWA"])
def test_mentors_and_mentees_do_nothing_that_is_for_coordinators(desk: Desk, gesture: str, user: str) -> None:
    before = desk.store.snapshot()
    answer = desk.say(COORDINATORS[gesture](Intruder(desk, user)))
    shown = texts(answer) + "".join(texts(one) for one in desk.slack.responses)
    assert "Only coordinators of the programme can do this." in shown
    assert desk.store.snapshot() == before


def test_another_teams_coordinator_finds_nothing_here(desk: Desk) -> None:
    theirs = press("UINES", "arrivals.remind.0", f"{programme_id(desk)} {desk.cohort.luca.id}")
    theirs["team"]["id"] = theirs["user"]["team_id"] = OTHER_TEAM
    before = desk.store.snapshot()
    desk.send(theirs)
    assert desk.store.snapshot() == before


JOINED = {"id": "ULUCA", "team_id": "T1", "real_name": "Luca B.", "tz": "Europe/Rome", "locale": "it-IT"}


@pytest.mark.parametrize(
    ("about", "linked"),
    [
        ({}, True),
        ({"is_restricted": True}, True),
        ({"is_email_confirmed": True, "is_invited_user": False}, True),
        ({"team_id": "E1", "enterprise_user": {"teams": ["T1"]}}, True),
        ({"is_bot": True}, False),
        ({"is_stranger": True}, False),
        ({"team_id": "T9"}, False),
        ({"is_email_confirmed": False}, False),
        ({"is_invited_user": True}, False),
        ({"deleted": True}, False),
    ],
)
def test_whom_an_account_is_linked_to(desk: Desk, about: Json, linked: bool) -> None:
    desk.speaks(desk.cohort.luca, None, user_id=None)
    settle(desk, welcoming_since=NOW)
    user = {**JOINED, "profile": {"email": desk.cohort.luca.email.upper()}, **about}
    desk.send(event("team_join", user=user))
    assert (luca(desk).user_id == "ULUCA") is linked
    assert len(planned(desk, DeliveryKind.WELCOME)) == linked


def test_an_address_confirmed_later_links_then(desk: Desk) -> None:
    desk.speaks(desk.cohort.luca, None, user_id=None)
    user = {**JOINED, "profile": {"email": desk.cohort.luca.email}, "is_invited_user": True}
    desk.send(event("team_join", user=user))
    desk.send(event("user_change", user={**user, "is_invited_user": False}))
    assert luca(desk).user_id == "ULUCA"
    assert (luca(desk).account_name, luca(desk).account_zone) == ("Luca B.", "Europe/Rome")


def test_two_programmes_are_asked_about_apart(desk: Desk) -> None:
    with (unit := desk.unit()):
        other = unit.people.add_programme(replace(desk.cohort.programme, id=0, name="Other"))
        unit.people.enrol(Participant(other.id, desk.cohort.luca, frozenset({Role.MENTOR})))
        unit.commit()
    desk.say(press("ULUCA", "arrival.offers.1", str(other.id)))
    filled(desk, opened(desk), offers="Fairs", kept="yes")
    assert portrait(desk).offers == Subjects()
    theirs = FakeUnitOfWork(desk.store).portraits.of(other.id, desk.cohort.luca.id)
    assert theirs.offers == Subjects("Fairs")
