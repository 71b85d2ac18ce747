"""A programme set up in Slack step by step, taken up again by another, and changed later with the difference first."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from aiohttp import web

from handlers.views.programme_setup import ten_months_after
from mentoring.messages import DeliveryKind
from mentoring.pairing_policy import PairingPolicy
from mentoring.people import Programme, Role
from mentoring.programme_settings import PlannedMeetings, ProgrammeState, SetUpStep
from mentoring.risk import RiskPolicy
from tests.builders import a_change, a_programme
from tests.handlers.desk import Desk, Json, buttons, command, press, submit, texts

PEOPLE = (
    "email,name,role,country,mentor_email\n"
    "uawa@example.org,Awa,mentor,FR,\nuluca@example.org,Luca,mentee,IT,uawa@example.org\n"
)


def slack_user(user_id: str, **about: Any) -> Json:
    profile = {"email": f"{user_id.lower()}@example.org", "real_name": "Zoé Martin"}
    return {"user": {"id": user_id, "tz": "Europe/Paris", "locale": "en-GB", "profile": profile, **about}}


@pytest.fixture
def desk() -> Desk:
    """The cast and their programme; Inès and Luca read English."""
    desk = Desk()
    for person in (desk.cohort.ines, desk.cohort.luca, desk.cohort.awa):
        desk.speaks(person, "en")
    desk.slack.answers["users.list"] = {"members": []}
    desk.slack.answers["conversations.info"] = {"channel": {"is_member": True}}
    return desk


@pytest.fixture
def empty() -> Desk:
    """A workspace in which nobody is known; Zoé administers it."""
    desk = Desk()
    for table in (desk.store.people, desk.store.programmes, desk.store.participants, desk.store.pairs):
        table.clear()
    desk.slack.answers["users.info"] = lambda asked: slack_user(asked["user"], is_admin=asked["user"] == "UZOE")
    desk.slack.answers["users.list"] = {"members": []}
    desk.slack.answers["conversations.info"] = {"channel": {"is_member": True}}
    return desk


def opened(desk: Desk, text: str = "programme new", user: str = "UINES") -> Json:
    desk.say(command(user, text))
    return desk.slack.of("views.open")[-1]["view"]


def submitted(desk: Desk, form: Json, user: str = "UINES", **filled: Any) -> Json:
    """The form that follows a step."""
    answer = desk.say(submit(user, form, **filled))
    assert answer["response_action"] == "update", answer
    return answer["view"]


def pressed(desk: Desk, action: str, value: str, user: str = "UINES") -> Json:
    """The form that a button in a form leads to."""
    desk.say(press(user, action, value, on="modal"))
    shown = next(call for name, call in reversed(desk.slack.calls) if name in {"views.push", "views.update"})
    return shown["view"] if isinstance(shown["view"], dict) else json.loads(shown["view"])


def programmes(desk: Desk) -> list[Programme]:
    return list(desk.unit().people.programmes())


def put(desk: Desk, **changes: Any) -> Programme:
    with (unit := desk.unit()):
        changed = replace(unit.people.programme(desk.cohort.programme.id), **changes)
        unit.people.update_programme(changed)
        unit.commit()
    return changed


def settings(desk: Desk, step: str) -> Json:
    """Inès opens the settings and presses Change at one of them."""
    form = opened(desk, "programme settings")
    offered = buttons(form)
    action = next(one for one, value in offered.items() if value.startswith(f"{step} "))
    return pressed(desk, action, offered[action])


def test_an_administrator_sets_up_the_first_programme_step_by_step(empty: Desk) -> None:
    languages = submitted(empty, opened(empty, user="UZOE"), "UZOE", name="Euromed", starts_on="2027-02-01")
    (draft,) = programmes(empty)
    assert (draft.name, draft.ends_on, draft.zone) == ("Euromed", date(2027, 11, 30), "Europe/Paris")
    assert draft.state is ProgrammeState.DRAFT
    meetings = submitted(empty, languages, "UZOE", languages=["fr", "ar"], language="fr", channel="C1")
    reminders = submitted(
        empty, meetings, "UZOE", sessions_a_month="2", meetings="3", meeting_days="2027-02-05\n2027-06-11"
    )
    people = submitted(empty, reminders, "UZOE", link="https://meet.example.org/{room}", hour_before="30")
    empty.slack.files["roster.csv"] = web.Response(body=PEOPLE.encode(), content_type="text/csv")
    file = {"id": "F1", "name": "roster.csv", "size": 9, "url_private": "http://slack.test/files/roster.csv"}
    assert "Importing" in texts(submitted(empty, people, "UZOE", file=[file]))
    report = empty.slack.of("views.update")[-1]
    assert "2 people added" in texts(report)
    pairs = pressed(empty, "programme.step.0", buttons(report)["programme.step.0"], "UZOE")
    assert "Awa and Luca" in texts(pairs)
    welcome = submitted(empty, pairs, "UZOE")
    ready = submitted(empty, welcome, "UZOE", **{"welcome.fr": "Bienvenue {name} dans {programme} <!channel>"})
    assert "Bienvenue Zoé Martin dans Euromed &lt;!channel&gt;" in texts(ready)
    assert "Not settled yet" not in texts(ready)
    assert "Euromed is running" in texts(empty.say(submit("UZOE", ready)))
    (running,) = programmes(empty)
    assert running == replace(
        draft,
        languages=("fr", "ar"),
        language="fr",
        channel="C1",
        sessions_a_month=2,
        meetings=PlannedMeetings(3, (date(2027, 2, 5), date(2027, 6, 11))),
        booking=running.booking,
        reminders=running.reminders,
        welcome=(("fr", "Bienvenue {name} dans {programme} <!channel>"),),
        state=ProgrammeState.RUNNING,
        set_up=frozenset(SetUpStep),
    )
    assert running.booking.link_template == "https://meet.example.org/{room}"
    assert running.reminders.lead(DeliveryKind.HOUR_BEFORE).minutes == 30  # type: ignore[union-attr]


def test_a_draft_is_taken_up_where_it_was_left_by_another_coordinator(empty: Desk) -> None:
    languages = submitted(empty, opened(empty, user="UZOE"), "UZOE", name="Euromed")
    submitted(empty, languages, "UZOE", channel="C1")
    coordinators = opened(empty, "programme coordinators", "UZOE")
    submitted(empty, coordinators, "UZOE", person="UYAN")
    hub = empty.say(command("UYAN", "programme"))
    assert "being set up" in texts(hub)
    assert "Not settled yet: Meetings and pace, Links and reminders, People, Pairs, and Welcome" in texts(hub)
    form = opened(empty, "programme setup", "UYAN")
    assert "Step 3 of 7" in texts(form)


@pytest.mark.parametrize("text", ["", "programme", "book", "roster"])
def test_while_nobody_runs_a_programme_an_administrator_is_offered_to(empty: Desk, text: str) -> None:
    answer = empty.say(command("UZOE", text))
    assert "As you administer this workspace, you can." in texts(answer)
    assert "programme.new" in buttons(answer)


def test_others_are_not_offered_to_and_can_not(empty: Desk) -> None:
    answer = empty.say(command("UYAN", "programme new"))
    assert "You are not in a mentoring programme here yet." in texts(answer)
    empty.say(press("UYAN", "programme.new"))
    assert empty.slack.of("views.open") == []
    assert empty.store.people == {}


def test_a_guest_account_with_rights_is_no_administrator(empty: Desk) -> None:
    empty.slack.answers["users.info"] = slack_user("UZOE", is_admin=True, is_restricted=True)
    assert "not in a mentoring programme" in texts(empty.say(command("UZOE", "programme new")))


def test_a_programme_that_nobody_runs_can_be_taken_on(empty: Desk) -> None:
    with (unit := empty.unit()):
        unit.people.add_programme(a_programme())
        unit.commit()
    offered = buttons(empty.say(command("UZOE", "programme")))
    empty.say(press("UZOE", "programme.claim.0", offered["programme.claim.0"]))
    assert "You run Cluster Mentoring now." in texts(empty.slack.responses[-1])
    assert "Cluster Mentoring" in texts(empty.say(command("UZOE", "programme")))


def test_an_administrator_who_is_a_mentee_can_take_on_a_programme_that_nobody_runs(desk: Desk) -> None:
    with (unit := desk.unit()):
        unit.people.unenrol(desk.cohort.programme.id, desk.cohort.ines.id)
        unit.commit()
    desk.slack.answers["users.info"] = lambda asked: slack_user(asked["user"], is_owner=asked["user"] == "ULUCA")
    assert "As you administer this workspace" not in texts(desk.say(command("UAWA", "programme")))
    offered = buttons(desk.say(command("ULUCA", "programme")))
    desk.say(press("ULUCA", "programme.claim.0", offered["programme.claim.0"]))
    assert "1 mentor · 2 mentees" in texts(desk.say(command("ULUCA", "programme")))


def test_who_runs_a_programme_sets_up_another(desk: Desk) -> None:
    submitted(desk, opened(desk), name="Encore")
    assert [one.name for one in programmes(desk)] == ["Cluster Mentoring", "Encore"]


@pytest.mark.parametrize(
    ("filled", "field", "said"),
    [
        ({"name": "cluster mentoring"}, "name", "There is a programme “cluster mentoring” already."),
        ({"name": "X", "starts_on": "2027-05-01", "ends_on": "2027-04-01"}, "ends_on", "can't end before that"),
        ({"name": "X", "zone": "Atlantis"}, "zone", "Atlantis"),
        ({"name": "X", "zone": "<Here> & there"}, "zone", "<Here> & there"),
    ],
)
def test_what_can_not_be_is_told_under_its_field(desk: Desk, filled: dict[str, str], field: str, said: str) -> None:
    answer = desk.say(submit("UINES", opened(desk), **filled))
    assert said in answer["errors"][field]
    assert len(programmes(desk)) == 1


@pytest.mark.parametrize(
    ("step", "filled", "field", "said"),
    [
        ("meetings", {"sessions_a_month": "many"}, "sessions_a_month", "whole number"),
        ("meetings", {"meetings": "1", "meeting_days": "one fine day"}, "meeting_days", "“one fine day”"),
        ("meetings", {"meetings": "1", "meeting_days": "2031-01-01"}, "meeting_days", "is outside the programme"),
        ("meetings", {"meetings": "0", "meeting_days": "2027-02-01"}, "meeting_days", "plan fewer"),
        ("attendance", {"answer_within": "0"}, "answer_within", "from 1 to 60"),
        ("risk", {"urgent_from": "0"}, "urgent_from", "from 1 to 365"),
        ("risk", {"quiet": "many"}, "quiet", "number"),
        ("pairing", {"pairing.needs": "400"}, "pairing.needs", "from 0 to 365"),
        ("pairing", {"pairing.mentees_each": "0"}, "pairing.mentees_each", "from 1 to 50"),
        ("pairing", {"pairing.enough_hours": "0"}, "pairing.enough_hours", "from 1 to 168"),
        (
            "pairing",
            {f"pairing.{one}": "0" for one in ("needs", "words", "sector", "languages", "hours")},
            "pairing.needs",
            "Something has to count",
        ),
        ("reminders", {"link": "http://meet.example.org/{room}"}, "link", "https://"),
        ("languages", {"languages": ["fr"], "language": "en"}, "languages", "working language"),
    ],
)
def test_a_setting_that_can_not_be_is_told_under_its_field(
    desk: Desk, step: str, filled: dict[str, Any], field: str, said: str
) -> None:
    answer = desk.say(submit("UINES", settings(desk, step), **filled))
    assert said in answer["errors"][field]


def test_a_channel_that_the_bot_is_not_in_is_told(desk: Desk) -> None:
    desk.slack.answers["conversations.info"] = {"channel": {"is_member": False}}
    answer = desk.say(submit("UINES", settings(desk, "languages"), channel="C9"))
    assert "I am not in this channel. Type /invite @mentorbot in it" in answer["errors"]["channel"]
    desk.slack.answers["conversations.info"] = {"ok": False, "error": "channel_not_found"}
    answer = desk.say(submit("UINES", settings(desk, "languages"), channel="G0PRIVATE"))
    assert "I am not in this channel" in answer["errors"]["channel"]


def test_a_private_channel_that_the_bot_was_invited_to_will_do(desk: Desk) -> None:
    desk.slack.answers["conversations.info"] = {"channel": {"is_member": True, "is_private": True}}
    form = settings(desk, "languages")
    chooser = next(one["element"] for one in form["blocks"] if one.get("block_id") == "channel")
    assert chooser["filter"]["include"] == ["public", "private"]
    desk.say(submit("UINES", submitted(desk, form, channel="G0PRIVATE")))
    assert programmes(desk)[0].channel == "G0PRIVATE"


def test_what_a_change_does_is_shown_before_it_is_made(desk: Desk) -> None:
    with (unit := desk.unit()):
        session = desk.cohort.session("2027-03-02 15:00")
        unit.sessions.add(session, a_change(session))
        unit.commit()
    preview = submitted(desk, settings(desk, "basics"), ends_on="2027-02-28")
    assert "Last day: Friday 29 October 2027 → Sunday 28 February 2027" in texts(preview)
    assert "1 session to come would lie outside these dates." in texts(preview)
    assert "Tuesday 2 March 2027, 15:00 (Barcelona time)" in texts(preview)
    assert programmes(desk)[0].ends_on == date(2027, 10, 29)
    assert "Changed." in texts(desk.say(submit("UINES", preview)))
    assert programmes(desk)[0].ends_on == date(2027, 2, 28)
    assert "Nothing changes" in texts(desk.say(submit("UINES", preview)))


def test_a_stale_preview_is_refused_and_changes_nothing(desk: Desk) -> None:
    preview = submitted(desk, settings(desk, "meetings"), sessions_a_month="2")
    kept = put(desk, name="Encore")
    assert "has changed since you looked" in texts(desk.say(submit("UINES", preview)))
    assert programmes(desk) == [kept]


def test_a_form_left_as_it_was_changes_nothing(desk: Desk) -> None:
    put(desk, languages=("en", "fr"), welcome=(("fr", "Bienvenue"),))
    for step in ("basics", "languages", "meetings", "reminders", "attendance", "risk", "pairing", "welcome"):
        before = programmes(desk)
        assert "Nothing changes" in texts(desk.say(submit("UINES", settings(desk, step)))), step
        assert programmes(desk) == before


def test_the_attendance_policy_is_changed(desk: Desk) -> None:
    preview = submitted(desk, settings(desk, "attendance"), answer_within="14", same_within="5")
    assert "People are asked for: 7 days → 14 days" in texts(preview)
    desk.say(submit("UINES", preview))
    policy = programmes(desk)[0].attendance
    assert (policy.answer_within, policy.same_within) == (timedelta(days=14), timedelta(minutes=5))


def test_what_makes_a_pair_need_somebody_is_changed(desk: Desk) -> None:
    preview = submitted(desk, settings(desk, "risk"), quiet_after="14", moved_twice="0")
    assert "Days without a session before a pair is quiet: 28 → 14" in texts(preview)
    desk.say(submit("UINES", preview))
    assert programmes(desk)[0].risk == RiskPolicy(quiet_after=14, moved_twice=0)


def test_what_counts_for_pairs_is_changed_with_what_differs_shown_and_taken_back(desk: Desk) -> None:
    preview = submitted(
        desk, settings(desk, "pairing"), **{"pairing.sector": "0", "pairing.enough_hours": "20", "pairing.hours": "1"}
    )
    assert "the same sector: 20 points → 0 points" in texts(preview)
    assert "that are enough: 10 hours → 20 hours" in texts(preview)
    assert "what the mentee needs" not in texts(preview)
    assert "Pairs that are made stay." in texts(preview)
    assert programmes(desk)[0].pairing == PairingPolicy()
    done = desk.say(submit("UINES", preview))
    changed = replace(PairingPolicy(), sector=0, hours=1, enough_hours=timedelta(hours=20))
    assert programmes(desk)[0].pairing == changed
    back = buttons(done["view"])["programme.undo"]
    for said in ("the same sector: 0 points → 20 points", "Undone."):
        assert said in texts(pressed(desk, "programme.undo", back))
        assert programmes(desk)[0].pairing == PairingPolicy()


def test_what_was_changed_again_is_not_taken_back(desk: Desk) -> None:
    done = desk.say(submit("UINES", submitted(desk, settings(desk, "meetings"), sessions_a_month="3")))
    put(desk, sessions_a_month=4)
    shown = pressed(desk, "programme.undo", buttons(done["view"])["programme.undo"])
    assert "has changed since you looked" in texts(shown)
    assert programmes(desk)[0].sessions_a_month == 4


def test_an_hour_of_a_file_that_a_form_can_not_say_stays_as_it_is(desk: Desk) -> None:
    put(desk, pairing=PairingPolicy(enough_hours=timedelta(minutes=630)))
    desk.say(submit("UINES", submitted(desk, settings(desk, "pairing"), **{"pairing.words": "0"})))
    assert programmes(desk)[0].pairing == PairingPolicy(words=0, enough_hours=timedelta(minutes=630))


def test_a_welcome_is_changed_one_language_at_a_time_where_all_are_too_much(desk: Desk) -> None:
    put(desk, languages=("en", "fr"))
    answer = desk.say(
        submit("UINES", settings(desk, "welcome"), **{"welcome.en": "x" * 1500, "welcome.fr": "y" * 1500})
    )
    assert "one language at a time" in answer["errors"]["welcome.en"]
    for language, letter in (("en", "x"), ("fr", "y")):
        form = settings(desk, "welcome")
        desk.say(submit("UINES", submitted(desk, form, **{f"welcome.{language}": letter * 1500})))
    assert programmes(desk)[0].welcome == (("en", "x" * 1500), ("fr", "y" * 1500))


def test_a_programme_is_closed_and_opened_again(desk: Desk) -> None:
    form = opened(desk, "programme settings")
    assert "The programme is closed" not in texts(form)
    shown = pressed(desk, "programme.close", buttons(form)["programme.close"])
    assert "Cluster Mentoring is closed." in texts(shown)
    assert "is closed, so nothing new" in texts(desk.say(command("ULUCA", "book 2027-01-26 15:00")))
    pressed(desk, "programme.run", str(desk.cohort.programme.id))
    assert programmes(desk)[0].runs


def test_a_coordinator_is_added_and_taken_out_and_loses_everything_at_once(desk: Desk) -> None:
    desk.slack.answers["users.info"] = slack_user("UZOE")
    form = submitted(desk, opened(desk, "programme coordinators"), person="UZOE")
    assert "Zoé Martin runs the programme now." in texts(form)
    assert "Cluster Mentoring" in texts(desk.say(command("UZOE", "programme")))
    theirs = next(one for one in buttons(form).items() if one[1].split()[1] != str(desk.cohort.ines.id))
    assert "does not run the programme any more" in texts(pressed(desk, *theirs))
    assert "not in a mentoring programme" in texts(desk.say(command("UZOE", "programme")))


def test_a_bot_can_not_be_made_a_coordinator(desk: Desk) -> None:
    desk.slack.answers["users.info"] = slack_user("UBOTTY", is_bot=True)
    answer = desk.say(submit("UINES", opened(desk, "programme coordinators"), person="UBOTTY"))
    assert "can't run a programme" in answer["errors"]["person"]


def test_the_last_coordinator_has_no_way_out(desk: Desk) -> None:
    assert buttons(opened(desk, "programme coordinators")) == {}
    ines, programme = desk.cohort.ines, desk.cohort.programme
    shown = pressed(desk, "coordinator.remove.0", f"{programme.id} {ines.id}")
    assert "is the only one who runs this programme" in texts(shown)
    assert Role.COORDINATOR in desk.unit().people.participations(ines.id)[0].roles


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2027, 1, 4), date(2027, 11, 3)),
        (date(2027, 3, 1), date(2027, 12, 31)),
        (date(2027, 4, 30), date(2028, 2, 28)),
        (date(2027, 4, 29), date(2028, 2, 28)),
        (date(2027, 12, 1), date(2028, 9, 30)),
    ],
)
def test_ten_months_end_the_day_before_the_same_date(first: date, last: date) -> None:
    assert ten_months_after(first) == last
