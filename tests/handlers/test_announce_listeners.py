"""`/mentor announce` in the Slack face: written, previewed, sent, followed, read and answered."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from aiohttp import web

from handlers.announcement_export import ledger_file
from handlers.files import names_mark
from handlers.ids import Action
from handlers.messenger import marker
from handlers.rich_text import as_block
from handlers.views.announcement_progress import ledger_missed
from handlers.views.blocks import LONGEST_TEXT
from handlers.views.home import home_tab
from mentoring.announcements import Announcement, AnnouncementState, LedgerMissed, Standing
from mentoring.messages import DeliveryKind, DeliveryState, Outcome, OutcomeKind
from mentoring.people import Participant, Person, Role
from mentoring.rich_text import SpanKind, words
from mentoring.services.announcement_answers import reply
from mentoring.services.announcements import save_draft
from mentoring.services.reads import home
from mentoring.sessions import Overview
from tests.builders import OTHER_TEAM, TEAM, a_person, a_programme
from tests.fakes import FakeUnitOfWork
from tests.handlers.desk import CATALOGUES, Desk, Json, buttons, command, press, submit, texts
from tests.handlers.slack_limits import check_message, check_view
from tests.mentoring.newsroom import EVERYBODY, REFUSED, Newsroom, content

EN, FR = as_block(words("We begin on Monday, {name}.")), as_block(words("Nous commençons lundi."))
WRITTEN: Json = {"title.en": "Kick-off", "message.en": EN, "roles": ["everybody"]}


class Office(Desk):
    """The desk and the newsroom over one store: what is confirmed here can be delivered there."""

    def __init__(self) -> None:
        super().__init__()
        self.room = Newsroom()
        self.store, self.cohort = self.room.store, self.room.cast
        self.speaks(self.cohort.ines, "en")
        self.speaks(self.cohort.luca, "en")
        self.slow = False

    async def _run(self, service: Callable[..., Any], team_id: str, /, *args: Any, **kwargs: Any) -> Any:
        for _ in range(20 if self.slow else 0):
            await asyncio.sleep(0)  # others go first, as where a database is asked
        return await super()._run(service, team_id, *args, **kwargs)

    def shown(self) -> Json:
        """The modal shown last, by a call."""
        called = [one for one in self.slack.calls if one[0] in {"views.open", "views.update", "views.push"}][-1]
        view = called[1]["view"]
        return json.loads(view) if isinstance(view, str) else view

    def after(self, payload: Json) -> Json:
        """The modal that comes of this: in the answer, or shown by a call."""
        answer = self.say(payload)
        view: Json = answer.get("view") or self.shown()
        assert check_view(view) == []
        return view

    def form(self) -> Json:
        """An empty form."""
        return self.after(command("UINES", "announce Kick-off"))

    def preview(self, **filled: Any) -> Json:
        """The preview that the form with these fields leads to."""
        return self.after(submit("UINES", self.form(), **{**WRITTEN, **filled}))

    def press(self, action: str, value: str = "", user: str = "UINES", on: str = "modal") -> Json:
        """The modal after a button was pressed."""
        return self.after(press(user, action, value, on=on))


def errors(answer: Json) -> Json:
    assert answer["response_action"] == "errors"
    found: Json = answer["errors"]
    return found


def field(view: Json, block_id: str) -> Json:
    """What one fills in, in this field."""
    found: Json = next(one["element"] for one in view["blocks"] if one.get("block_id") == block_id)
    return found


def labels(view: Json) -> list[str]:
    """What the buttons say."""
    return [
        element["text"]["text"]
        for block in view["blocks"]
        for element in block.get("elements", [])
        if element.get("type") == "button"
    ]


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def room(office: Office) -> Newsroom:
    return office.room


def test_only_coordinators_announce(office: Office) -> None:
    office.speaks(office.cohort.awa, "en")
    for user in ("UAWA", "ULUCA"):
        assert "Only coordinators of the programme can do this." in texts(office.say(command(user, "announce")))
    assert office.slack.of("views.open") == []


@pytest.mark.parametrize("word", ["announce", "annonce", "إعلان", "anuncio", "annuncio"])
def test_first_announcement_begins_with_the_form_in_every_language(office: Office, word: str) -> None:
    view = office.after(command("UINES", word))
    assert view["callback_id"] == "announcement.form"
    assert [block["block_id"] for block in view["blocks"] if block.get("block_id", "").startswith("message.")] == [
        f"message.{language}" for language in ("en", "fr", "ar", "es", "it")
    ]


def test_title_typed_with_the_verb_stands_in_the_form(office: Office) -> None:
    assert field(office.form(), "title.en")["initial_value"] == "Kick-off"


def test_what_is_missing_is_said_under_its_field_and_what_is_written_is_kept(office: Office) -> None:
    form = office.form()
    half = {"title.fr": "Lancement", "timing": "at", "time": "09:00"}
    found = errors(office.say(submit("UINES", form, **half)))
    assert set(found) == {"message.en", "date", "roles"}
    assert found["message.en"] == "Please fill in title and text in English, or leave both empty."
    past = {**WRITTEN, "timing": "at", "date": "2027-01-17", "time": "09:00"}
    assert errors(office.say(submit("UINES", form, **past))) == {
        "date": "This moment has passed. Please choose a later one."
    }
    long = {**WRITTEN, "message.en": as_block(words("x" * 41_000))}
    assert set(errors(office.say(submit("UINES", form, **long)))) == {"message.en"}
    three = {f"message.{one}": as_block(words("x" * 35_000)) for one in ("en", "fr", "ar")}
    titles = {f"title.{one}": "Kick-off" for one in ("fr", "ar")}
    together = errors(office.say(submit("UINES", form, **{**WRITTEN, **three, **titles})))
    assert together == {"message.ar": "That is 105000 characters long; 100000 are possible."}
    strangers = errors(office.say(submit("UINES", form, **{**WRITTEN, "users": ["UNOBODY"]})))
    assert strangers == {"users": "1 is in no programme."}
    (kept,) = office.store.announcements.values()
    assert (kept.state, kept.content.title) == (AnnouncementState.DRAFT, "Kick-off")


def test_preview_says_who_gets_what_when_and_who_does_not_and_why(office: Office, room: Newsroom) -> None:
    room.change(office.cohort.fatima, active=False)
    view = office.preview(**{"title.fr": "Lancement", "message.fr": FR})
    said = texts(view)
    assert "3 people get it." in said
    assert "1 person does not get it." in said
    assert "Awa, Inès, and Luca" in said
    assert "1 person: their Slack account is deactivated" in said
    assert "It leaves as soon as you confirm." in said
    assert "We begin on Monday, Inès." in said
    assert view["submit"]["text"] == "Send to 3"
    picker = next(
        one for block in view["blocks"] for one in block.get("elements", []) if one["type"] == "static_select"
    )
    assert [one["text"]["text"] for one in picker["options"]] == ["English: 2", "Français: 1"]
    chosen = press("UINES", Action.ANNOUNCEMENT_LANGUAGE, on="modal")
    chosen["actions"][0]["selected_option"] = {"value": picker["options"][1]["value"]}
    assert "Nous commençons lundi." in texts(office.after(chosen))


def test_preview_begins_with_the_version_that_its_writer_reads(office: Office) -> None:
    office.speaks(office.cohort.ines, "fr")
    assert "Nous commençons lundi." in texts(office.preview(**{"title.fr": "Lancement", "message.fr": FR}))


def test_an_hour_that_is_one_for_all_is_meant_on_the_writers_clock(office: Office) -> None:
    office.preview(timing="at", date="2027-01-20", time="09:00")
    (draft,) = office.store.announcements.values()
    assert draft.content.timing.at == datetime(2027, 1, 20, 8, tzinfo=UTC)


def test_preview_names_each_readers_own_clock(office: Office) -> None:
    said = texts(office.preview(timing="own_clock", date="2027-01-20", time="09:00"))
    assert "Wednesday 20 January 2027 · 09:00 in Cairo · 08:00 in Barcelona: 1 person" in said
    assert "Wednesday 20 January 2027 · 09:00 in Rome · 09:00 in Barcelona: 1 person" in said


def test_names_are_searched_on_pages_of_their_own(office: Office, room: Newsroom) -> None:
    for number in range(70):
        room.enrol(f"Reader {number:02}", user_id=f"U{number}")
    announcement = buttons(office.preview())["announcement.change"]
    view = office.press("announcement.people.0", f"{announcement} reached 0", on="modal")
    assert "74 people get it." in texts(view)
    assert "Reader 69" in texts(office.press("announcement.people.1", f"{announcement} reached 1"))
    found = office.after(submit("UINES", view, words="reader 69"))
    assert "1 person gets it." in texts(found)
    assert "Reader 69" in texts(found)
    assert "Awa" not in texts(found)
    assert texts(office.press("announcement.people.0", f"{announcement} reached 0 reader 69")) == texts(found)
    room.change(office.cohort.fatima, active=False)
    silent = texts(office.press("announcement.people.0", f"{announcement} left_out 0"))
    assert "Fatima" in silent
    assert "Luca" not in silent


def test_draft_is_kept_and_gone_on_with(office: Office) -> None:
    form = office.form()
    kept = submit("UINES", form, **{"title.en": "Half", "message.en": EN})
    pressed = press("UINES", Action.ANNOUNCEMENT_KEEP, "new", on="modal")
    pressed["view"] = kept["view"]
    again = office.after(pressed)
    assert "Kept as a draft." in texts(again)
    draft_id = json.loads(again["private_metadata"])["announcement"]
    listed = office.after(command("UINES", "announce"))
    assert "Half" in texts(listed)
    opened = office.press(Action.ANNOUNCEMENT_CHANGE, draft_id)
    assert field(opened, "message.en")["initial_value"] == EN
    gone = office.press(Action.ANNOUNCEMENT_DISCARD, draft_id)
    assert "Thrown away." in texts(gone)
    assert "It is there again." in texts(office.press(Action.ANNOUNCEMENT_RESTORE, draft_id))
    assert len(office.store.announcements) == 1


def typed(view: Json, user: str = "UINES", **filled: Any) -> Json:
    """What Slack sends while somebody writes in a form."""
    return {**press(user, "value", on="modal"), "view": submit(user, view, **filled)["view"]}


def closed(view: Json, **filled: Any) -> Json:
    return {**submit("UINES", view, **filled), "type": "view_closed", "is_cleared": False}


def test_what_is_typed_is_there_again_however_the_form_was_closed(office: Office) -> None:
    form = office.after(command("UINES", "announce"))
    telling = [one for one in form["blocks"] if one["type"] == "input" and one["element"]["type"] != "file_input"]
    assert all(one["dispatch_action"] for one in telling)
    office.say(typed(form, **{"message.en": as_block(words("We beg"))}))
    office.say(typed(form, **{"message.en": EN, "roles": ["mentee"]}))
    listed = office.after(command("UINES", "announce"))
    assert "Without a title" in texts(listed)
    opened = office.press(Action.ANNOUNCEMENT_CHANGE, buttons(listed)[Action.ANNOUNCEMENT_CHANGE])
    assert field(opened, "message.en")["initial_value"] == EN
    assert [one["value"] for one in field(opened, "roles")["initial_options"]] == ["mentee"]
    office.say(typed(opened))
    office.say(closed(opened, **{"title.en": "Kick-off"}))
    (kept,) = office.store.announcements.values()
    assert kept.content.title == "Kick-off"


def test_form_in_which_nothing_was_written_leaves_no_draft(office: Office) -> None:
    form = office.after(command("UINES", "announce"))
    assert form["notify_on_close"]
    for payload in (typed(form, choices=["urgent"]), closed(form)):
        office.say(payload)
    office.say({**closed(form), "view": {**form, "id": "V1"}})
    assert office.store.announcements == {}


def test_what_was_typed_too_late_or_by_somebody_else_changes_nothing(office: Office, room: Newsroom) -> None:
    form = office.form()
    view = office.preview()
    announcement = known(office, buttons(view)["announcement.change"])
    office.after(submit("UINES", view))
    late = {**form, "private_metadata": json.dumps({"announcement": announcement.id, "programme": 1})}
    before = room.state(announcement)
    office.say(typed(late, **{"title.en": "Too late"}))
    office.speaks(office.cohort.luca, "en")
    office.say(typed(form, "ULUCA", **{"title.en": "Mine"}))
    assert room.state(announcement) == before
    assert [one.content.title for one in office.store.announcements.values()] == ["Kick-off"]


def test_several_programmes_are_asked_about_and_one_is_not(office: Office) -> None:
    with (unit := office.unit()):
        second = unit.people.add_programme(a_programme(id=0, name="Academy"))
        unit.people.enrol(Participant(second.id, office.cohort.ines, frozenset({Role.COORDINATOR})))
        unit.commit()
    view = office.after(command("UINES", "announce Kick-off"))
    assert labels(view) == ["New in Cluster Mentoring", "New in Academy"]
    form = office.press("announcement.new.1", buttons(view)["announcement.new.1"])
    assert json.loads(form["private_metadata"])["programme"] == second.id
    assert (
        next(one for one in form["blocks"] if one.get("block_id") == "title.en")["element"]["initial_value"]
        == "Kick-off"
    )


def test_trial_goes_to_its_writer_alone(office: Office, room: Newsroom) -> None:
    view = office.preview()
    again = office.press(Action.ANNOUNCEMENT_TRIAL, buttons(view)["announcement.trial"])
    assert "Sent to you alone." in texts(again)
    assert [one.recipient.name for one in room.deliver()] == ["Inès"]


def test_confirm_says_the_number_again_and_sends_once(office: Office, room: Newsroom) -> None:
    view = office.preview()
    for _ in range(2):
        assert "On its way to 4 people." in texts(office.after(submit("UINES", view)))
    room.deliver()
    assert sorted(room.read()) == ["Awa", "Fatima", "Inès", "Luca"]
    assert len([one for one in room.errands if hasattr(one.shown, "title")]) == 4


def test_what_changed_after_the_preview_is_shown_again_and_nothing_is_sent(office: Office, room: Newsroom) -> None:
    view = office.preview()
    room.enrol("Nour")
    again = office.after(submit("UINES", view))
    assert "Something has changed since. Please look once more: nothing was sent." in texts(again)
    assert again["submit"]["text"] == "Send to 5"
    assert room.deliver() == []


def test_people_mentioned_become_words_unless_calls_are_allowed(office: Office) -> None:
    mention = {"type": "user", "user_id": "ULUCA"}
    called = {"type": "broadcast", "range": "channel"}
    text = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [mention, called]}]}
    view = office.preview(**{"message.en": text})
    assert '"broadcast"' not in json.dumps(view)
    assert "@Luca\n@\u2060channel" in texts(view)
    view = office.preview(**{"message.en": text}, choices=["pings"])
    assert "It calls people: @\u2060channel." in texts(view)
    assert '"broadcast"' in json.dumps(view)


def test_long_text_is_said_to_be_too_long_for_one_message(office: Office) -> None:
    view = office.preview(**{"message.en": as_block(words(*["word " * 500] * 15))})
    assert "That is too long for one Slack message: readers get its beginning and a button to read on" in texts(view)


def test_files_are_taken_over_and_go_with_it(office: Office) -> None:
    office.slack.files = {"plan.pdf": web.Response(body=b"plan"), "gone.pdf": web.Response(status=404)}
    office.slack.answers["files.completeUploadExternal"] = {"files": [{"permalink": "https://example.org/F0"}]}
    names = ("plan.pdf", "gone.pdf")
    files = [{"id": one, "name": one, "size": 4, "url_private": f"http://slack.test/files/{one}"} for one in names]
    view = office.preview(file=files)
    assert "Your files are being added…" in texts(view)
    shown = texts(office.shown())
    assert "These files could not be added: gone.pdf." in shown
    assert "<https://example.org/F0|plan.pdf>" in shown
    assert office.slack.uploads == [b"plan"]
    [draft] = office.store.announcements.values()
    assert [one.name for one in draft.content.attachments] == ["plan.pdf"]
    office.slack.files["more.pdf"] = web.Response(body=b"more")
    more = {**files[0], "id": "more.pdf", "name": "more.pdf", "url_private": "http://slack.test/files/more.pdf"}
    office.slack.answers["files.completeUploadExternal"] = {
        "files": [{"id": "F1", "permalink": "https://example.org/F1"}]
    }
    office.after(submit("UINES", office.press(Action.ANNOUNCEMENT_CHANGE, draft.id), file=[more]))
    assert [one.name for one in known(office, draft.id).content.attachments] == ["plan.pdf", "more.pdf"]
    form = office.press(Action.ANNOUNCEMENT_CHANGE, draft.id)
    (plan, _) = known(office, draft.id).content.attachments
    office.after(submit("UINES", form, files_kept=[plan.file_id]))
    assert known(office, draft.id).content.attachments == (plan,)
    large = [{"id": "x", "name": "x", "size": 6_000_000}]
    form = office.after(command("UINES", "announce Again"))
    assert set(errors(office.say(submit("UINES", form, **{**WRITTEN, "file": large})))) == {"file"}


def known(office: Office, about: str) -> Announcement:
    with office.unit() as unit:
        return unit.announcements.get(about)


def sent(office: Office, **changes: Any) -> str:
    announcement = office.room.announce(acknowledgement=True, **changes)
    office.room.deliver()
    return announcement.id


def test_ledger_says_by_name_where_everybody_stands(office: Office, room: Newsroom) -> None:
    room.change(office.cohort.fatima, active=False)
    room.answers[office.cohort.luca.id] = REFUSED
    office.slack.answers["auth.test"] = {"url": "https://town.slack.com/"}
    about = sent(office)
    said = texts(office.press(Action.ANNOUNCEMENT_LEDGER, about, on="message"))
    assert (
        "*Awa* · sent · Français · Monday 18 January 2027, 09:00 (Barcelona time) · <https://town.slack.com/archives/D/p"
        in said
    )
    assert "*Luca* · failed · English\nchannel_not_found" in said
    assert "*Fatima* · not sent" in said
    assert "their Slack account is deactivated" in said
    missing = office.press(Action.ANNOUNCEMENT_LEDGER, f"{about} missing 0")
    assert "1 person found" in texts(missing)
    assert "*Awa*" not in texts(missing)
    found = office.after(submit("UINES", missing, standing="all", words="fati"))
    assert "*Fatima*" in texts(found)
    assert "1 person found" in texts(found)


def test_ledger_of_many_has_pages(office: Office, room: Newsroom) -> None:
    for number in range(50):
        room.enrol(f"Reader {number:02}", user_id=f"U{number}")
    about = sent(office)
    first = office.press(Action.ANNOUNCEMENT_LEDGER, about)
    assert buttons(first)["announcement.ledger.1"] == f"{about} all 1"
    last = office.press("announcement.ledger.1", f"{about} all 2")
    assert "Reader 49" in texts(last)
    some = texts(office.press("announcement.ledger.1", f"{about} all 0 reader 49"))
    assert "1 person found" in some
    assert buttons(last)["announcement.ledger.0"] == f"{about} all 1"


def test_missing_are_retried_late_ones_offered_and_silent_ones_reminded(office: Office, room: Newsroom) -> None:
    room.answers[office.cohort.luca.id] = REFUSED
    about = sent(office)
    room.answers.clear()
    assert "On its way to 1 person." in texts(office.press(Action.ANNOUNCEMENT_RETRY, about))
    room.deliver()
    assert "There is nobody to whom it could be sent by now." in texts(office.press(Action.ANNOUNCEMENT_RETRY, about))
    room.enrol("Nour")
    offered = office.press(Action.ANNOUNCEMENT_LEDGER, about)
    assert "Came later and have not got it: Nour." in texts(offered)
    assert "On its way to 1 person." in texts(office.press(Action.ANNOUNCEMENT_OFFER, about))
    room.deliver()
    reminding = buttons(office.press(Action.ANNOUNCEMENT_LEDGER, about))["announcement.remind"]
    assert "5 people are reminded." in texts(office.press(Action.ANNOUNCEMENT_REMIND, reminding))
    already = office.press(Action.ANNOUNCEMENT_REMIND, reminding)
    assert "They have been reminded already" in texts(already)
    again = buttons(already)["announcement.remind"]
    assert "5 people are reminded." in texts(office.press(Action.ANNOUNCEMENT_REMIND, again))


def test_sending_is_paused_goes_on_and_is_stopped_where_it_is_told_of(office: Office, room: Newsroom) -> None:
    about = room.announce().id
    room.deliver(1)
    office.say(press("UINES", Action.ANNOUNCEMENT_PAUSE, about))
    assert "is paused" in texts(office.slack.responses[-1])
    assert room.deliver() == [] or True
    assert "It goes on." in texts(office.press(Action.ANNOUNCEMENT_RESUME, about))
    room.deliver(1)
    view = office.press(Action.ANNOUNCEMENT_STOP, about)
    assert "Stopped. Nobody else gets it." in texts(view)
    assert Standing.PLANNED not in room.standings(known(office, about)).values()


def test_stop_and_withdraw_ask_once_more(office: Office, room: Newsroom) -> None:
    view = office.press(Action.ANNOUNCEMENT_LEDGER, room.announce().id)
    deeds = [one for block in view["blocks"] for one in block.get("elements", []) if one.get("style") == "danger"]
    assert [(one["action_id"], "confirm" in one) for one in deeds] == [
        ("announcement.stop", True),
        ("announcement.withdraw", True),
    ]


def test_what_it_says_is_changed_and_withdrawn_where_it_was_sent(office: Office, room: Newsroom) -> None:
    about = sent(office)
    form = office.press(Action.ANNOUNCEMENT_CORRECT, about)
    assert "4 messages that were sent change in place." in texts(form)
    assert set(errors(office.say(submit("UINES", form, **{"message.en": as_block(words(" "))})))) == {"message.en"}
    changed = office.after(submit("UINES", form, **{"message.en": as_block(words("We begin on Tuesday."))}))
    assert "Changed. The messages that were sent follow in a moment." in texts(changed)
    stale = office.say(submit("UINES", form, **{"message.en": as_block(words("Wednesday"))}))
    assert "the announcement has moved on meanwhile" in texts(stale)
    room.deliver()
    assert "Tuesday" in str(room.read()["Luca"].text)
    assert room.read()["Luca"].edited
    assert "Withdrawn." in texts(office.press(Action.ANNOUNCEMENT_WITHDRAW, about))
    room.deliver()
    assert room.read()["Luca"].withdrawn


def test_a_correction_calls_people_where_that_was_allowed_and_nowhere_else(office: Office) -> None:
    mention = {"type": "user", "user_id": "ULUCA"}
    text = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [mention]}]}
    kinds = []
    for allowed in (False, True):
        about = sent(office, pings_allowed=allowed)
        office.after(submit("UINES", office.press(Action.ANNOUNCEMENT_CORRECT, about), **{"message.en": text}))
        (corrected,) = (one for one in known(office, about).content.versions if one.language == "en")
        kinds.append([span.kind for span in corrected.text[0].spans])
    assert kinds == [[SpanKind.WORDS], [SpanKind.PERSON]]


def test_past_announcement_is_used_again_and_kept_as_a_template(office: Office) -> None:
    about = sent(office)
    office.room.look_after()
    assert office.press(Action.ANNOUNCEMENT_AGAIN, about)["callback_id"] == "announcement.form"
    form = office.press(Action.ANNOUNCEMENT_TEMPLATE, about)
    assert errors(office.say(submit("UINES", form, title=" "))) == {"title": "Please give it a name."}
    assert "Kept as “Monthly”." in texts(office.after(submit("UINES", form, title="Monthly")))
    listed = texts(office.after(command("UINES", "announce")))
    assert (
        listed.index("Drafts")
        < listed.index("Templates")
        < listed.index("Monthly")
        < listed.index("Past announcements")
    )


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_ledger_is_sent_as_a_file_with_everybody_in_it(office: Office, room: Newsroom, form: str) -> None:
    room.change(office.cohort.luca, name="=1+1")
    office.slack.answers["auth.test"] = {"url": "https://mentoring.slack.example/"}
    about = sent(office)
    for _ in range(2):
        assert "The file is on its way" in texts(office.press(Action.ANNOUNCEMENT_EXPORT, f"{about} {form}"))
    room.deliver()
    [errand] = room.files
    file = ledger_file(CATALOGUES.translator("en"), errand, marker(errand.delivery.key))
    assert names_mark(file.name, marker(errand.delivery.key))
    if form == "csv":
        rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"), newline="")))
        names = [row[0] for row in rows]
    else:
        page: Any = openpyxl.load_workbook(io.BytesIO(file.content)).active
        rows = [[cell.value or "" for cell in row] for row in page.iter_rows()]
        names = [row[0] for row in rows]
    assert names == ["Name", "'=1+1" if form == "csv" else "=1+1", "Awa", "Fatima", "Inès"]
    assert [row[2] for row in rows[1:]] == ["sent"] * 4
    assert rows[1][-1].startswith("https://mentoring.slack.example/archives/D/p")


def test_file_that_did_not_arrive_is_told_and_asked_for_again_with_one_tap(office: Office, room: Newsroom) -> None:
    about = sent(office)
    office.press(Action.ANNOUNCEMENT_EXPORT, f"{about} csv")
    room.file_answer = Outcome(OutcomeKind.FAILED, error="storage_limit_reached")
    told = [one for one in room.deliver() if isinstance(one.shown, LedgerMissed)]
    assert [one.recipient.name for one in told] == ["Inès"]
    said = ledger_missed(CATALOGUES.translator("en"), told[0].shown)
    assert check_message(said) == []
    assert "I could not send you the ledger of “Kick-off” as a file" in said.text
    again = next(one for block in said.blocks for one in block.get("elements", []))
    room.file_answer = Outcome(OutcomeKind.SENT)
    room.pass_time(timedelta(seconds=10))
    office.now = room.now
    office.say(press("UINES", again["action_id"], again["value"], on="message"))
    assert "The file is on its way" in texts(office.slack.responses[-1])
    room.deliver()
    assert [one.form for one in room.files] == ["csv", "csv"]


def test_file_is_not_sent_to_who_coordinates_no_more_and_is_tried_again_where_slack_is_busy(
    office: Office, room: Newsroom
) -> None:
    about = sent(office)
    office.press(Action.ANNOUNCEMENT_EXPORT, f"{about} csv")
    room.file_answer = Outcome(OutcomeKind.RETRY, error="ratelimited", retry_after=timedelta(seconds=30))
    room.deliver()
    assert len(room.files) == 1
    room.leave(office.cohort.ines)
    room.pass_time(timedelta(minutes=2))
    room.deliver()
    assert len(room.files) == 1
    (gone,) = [one for one in room.store.deliveries.values() if one.kind is DeliveryKind.ANNOUNCEMENT_LEDGER]
    assert gone.state is DeliveryState.CANCELLED


def test_reader_confirms_once_and_the_message_says_so(office: Office, room: Newsroom) -> None:
    about = sent(office)
    for _ in range(2):
        office.say(press("ULUCA", Action.ANNOUNCEMENT_ACKNOWLEDGE, about))
        shown = office.slack.responses[-1]
        assert shown["replace_original"] is True
        assert "You have read it: Monday 18 January 2027, 09:00 (Rome time)." in texts(shown)
        assert "announcement.acknowledge" not in buttons(shown)
    assert room.ledger(known(office, about)).counts.acknowledged == 1


def test_reader_reads_on_and_sees_why_it_is_not_in_their_language(office: Office) -> None:
    about = sent(office, versions=(content().versions[1],), readership=EVERYBODY)
    office.speaks(office.cohort.awa, "fr")
    view = office.press(Action.ANNOUNCEMENT_READ, about, user="UAWA")
    assert "Nous commençons lundi." in texts(view)
    about = sent(office, versions=(content().versions[0],))
    view = office.press(Action.ANNOUNCEMENT_READ, about, user="UFATIMA")
    assert "We begin on Monday." in texts(view)


def test_reply_reaches_the_coordinators_and_its_answer_the_reader(office: Office, room: Newsroom) -> None:
    about = sent(office)
    form = office.press(Action.ANNOUNCEMENT_REPLY, about, user="ULUCA", on="message")
    for _ in range(2):
        assert "Sent to the coordinators." in texts(
            office.after(submit("ULUCA", form, text="At what hour?\n<!channel>"))
        )
    [errand] = room.deliver()
    assert errand.recipient.name == "Inès"
    [kept] = office.store.replies.values()
    answer = office.press(Action.ANNOUNCEMENT_ANSWER, kept.id, on="message")
    assert "Luca wrote:\n> At what hour?\n> &lt;\u2060!channel&gt;" in texts(answer)
    assert "Luca gets your answer." in texts(office.after(submit("UINES", answer, text="At nine.")))
    assert "Luca" in [one.recipient.name for one in room.deliver()]
    replies = texts(office.press(Action.ANNOUNCEMENT_REPLIES, f"{about} 0"))
    assert "Inès answered: At nine." in replies


def test_replies_of_many_have_pages_the_latest_first(office: Office, room: Newsroom) -> None:
    about = sent(office)
    for number in range(11):
        now = room.pass_time(timedelta(minutes=1))
        reply(room.uow(), about, f"Question {number}", reply_id=f"R{number}", actor=office.cohort.luca, now=now)
    first = office.press(Action.ANNOUNCEMENT_REPLIES, f"{about} 0")
    assert "Question 10" in texts(first)
    assert "Question 0" not in texts(first)
    last = texts(office.press("announcement.replies.1", buttons(first)["announcement.replies.1"]))
    assert "Question 0" in last
    assert "Question 10" not in last


def test_longest_reply_is_within_what_a_section_holds(office: Office) -> None:
    about = sent(office)
    form = office.press(Action.ANNOUNCEMENT_REPLY, about, user="ULUCA", on="message")
    office.say(submit("ULUCA", form, text="&" * 3000))
    view = office.press(Action.ANNOUNCEMENT_REPLIES, f"{about} 0")
    assert all(len(block["text"]["text"]) <= LONGEST_TEXT for block in view["blocks"] if block["type"] == "section")


def a_stranger(office: Office, who: str) -> str:
    """Somebody who coordinates nothing here, or something else; their Slack user."""
    if who in {"UAWA", "ULUCA", "UOMAR"}:
        return who
    with (unit := office.unit()):
        person: Person = unit.people.add(a_person("Zoé", id=0, user_id="UZOE", language="en"))
        if who == "other programme":
            other = unit.people.add_programme(a_programme(id=0, name="Academy"))
            unit.people.enrol(Participant(other.id, person, frozenset({Role.COORDINATOR})))
        if who == "former coordinator":
            unit.people.enrol(Participant(office.cohort.programme.id, person, frozenset({Role.MENTEE})))
        unit.commit()
    return "UZOE"


REFUSALS = ("no such announcement for you", "not in a mentoring programme", "not at home in your workspace")
COORDINATORS_BUTTONS = {
    Action.ANNOUNCEMENT_CHANGE: "{draft}",
    Action.ANNOUNCEMENT_DISCARD: "{draft}",
    Action.ANNOUNCEMENT_RESTORE: "{draft}",
    Action.ANNOUNCEMENT_TRIAL: "{draft} en",
    Action.ANNOUNCEMENT_PEOPLE: "{draft} reached 0",
    Action.ANNOUNCEMENT_AGAIN: "{sent}",
    Action.ANNOUNCEMENT_TEMPLATE: "{sent}",
    Action.ANNOUNCEMENT_LEDGER: "{sent}",
    Action.ANNOUNCEMENT_PAUSE: "{sent}",
    Action.ANNOUNCEMENT_RESUME: "{sent}",
    Action.ANNOUNCEMENT_STOP: "{sent}",
    Action.ANNOUNCEMENT_RETRY: "{sent}",
    Action.ANNOUNCEMENT_REMIND: "{sent} 0",
    Action.ANNOUNCEMENT_OFFER: "{sent}",
    Action.ANNOUNCEMENT_EXPORT: "{sent} csv",
    Action.ANNOUNCEMENT_CORRECT: "{sent}",
    Action.ANNOUNCEMENT_WITHDRAW: "{sent}",
    Action.ANNOUNCEMENT_REPLIES: "{sent} 0",
    Action.ANNOUNCEMENT_ANSWER: "{reply}",
}


@pytest.mark.parametrize("who", ["UAWA", "ULUCA", "UOMAR", "former coordinator", "other programme", "other team"])
def test_nobody_else_gets_anywhere_with_a_coordinators_buttons(office: Office, room: Newsroom, who: str) -> None:
    for person in (office.cohort.awa, office.cohort.omar):
        office.speaks(person, "en")
    ids = {"draft": room.draft().id, "sent": sent(office), "reply": ""}
    form = office.press(Action.ANNOUNCEMENT_REPLY, ids["sent"], user="ULUCA", on="message")
    office.say(submit("ULUCA", form, text="Question"))
    ids["reply"] = next(iter(office.store.replies))
    before = repr((office.store.announcements, office.store.replies))
    if who == "other team":
        with (unit := FakeUnitOfWork(office.store, OTHER_TEAM)):
            programme = unit.people.add_programme(a_programme(id=0, team_id=OTHER_TEAM))
            person = unit.people.add(a_person("Zoé", id=0, team_id=OTHER_TEAM, user_id="UZOE", language="en"))
            unit.people.enrol(Participant(programme.id, person, frozenset({Role.COORDINATOR})))
            unit.commit()
    user = "UZOE" if who == "other team" else a_stranger(office, who)
    for action, value in COORDINATORS_BUTTONS.items():
        payload = press(user, action, value.format(**ids))
        if who == "other team":
            payload = json.loads(json.dumps(payload).replace(f'"{TEAM}"', f'"{OTHER_TEAM}"'))
        office.slack.responses.clear()
        office.say(payload)
        said = texts(office.slack.responses[-1])
        assert any(one in said for one in REFUSALS), (action, said)
    assert repr((office.store.announcements, office.store.replies)) == before
    assert not [one for one in office.store.deliveries.values() if one.kind is DeliveryKind.ANNOUNCEMENT_LEDGER]


@pytest.mark.parametrize(
    "action", [Action.ANNOUNCEMENT_ACKNOWLEDGE, Action.ANNOUNCEMENT_READ, Action.ANNOUNCEMENT_REPLY]
)
def test_only_its_readers_do_what_readers_do(office: Office, room: Newsroom, action: str) -> None:
    about = sent(office)
    room.enrol("Zoé", user_id="UZOE", language="en")
    office.say(press("UZOE", action, about))
    assert "There is no such announcement for you here." in texts(office.slack.responses[-1])


def test_new_announcement_of_a_programme_that_one_does_not_run_is_refused(office: Office) -> None:
    office.say(press("UINES", "announcement.new.0", "77"))
    assert "Only coordinators of the programme can do this." in texts(office.slack.responses[-1])


def test_draft_of_many_states_is_listed_where_it_belongs(office: Office, room: Newsroom) -> None:
    draft = save_draft(room.uow(), content(), actor=office.cohort.ines, now=room.now)
    assert draft.state is AnnouncementState.DRAFT
    room.announce()
    listed = texts(office.after(command("UINES", "announce")))
    assert listed.index("Drafts") < listed.index("Going out")


def home_of(office: Office, person: Person) -> Overview:
    return home(office.unit(), actor=person, now=office.room.now)


def test_home_shows_what_is_to_be_confirmed_and_what_goes_out(office: Office, room: Newsroom) -> None:
    about = sent(office)
    luca = home_of(office, office.cohort.luca)
    assert [one.title for one in luca.to_acknowledge] == ["Kick-off"]
    assert "Please confirm that you have read" in texts(home_tab(CATALOGUES.translator("en"), luca, room.now))
    assert [one.announcement.id for one in home_of(office, office.cohort.ines).going_out] == [about]
    shown = texts(home_tab(CATALOGUES.translator("en"), home_of(office, office.cohort.ines), room.now))
    assert "*Kick-off* · Going out · 4 of 4 sent" in shown
    view = office.press("announcement.read.0", about, user="ULUCA", on="home")
    assert "announcement.acknowledge" in buttons(view)
    office.after(press("ULUCA", Action.ANNOUNCEMENT_ACKNOWLEDGE, about, on="modal"))
    assert home_of(office, office.cohort.luca).to_acknowledge == ()
    room.look_after()
    assert home_of(office, office.cohort.ines).going_out == ()


def test_announcements_are_muted_in_the_reminders_and_compulsory_ones_come(office: Office, room: Newsroom) -> None:
    form = office.after(command("ULUCA", "reminders"))
    assert field(form, "announcement")["initial_option"]["value"] == "usual"
    office.say(submit("ULUCA", form, announcement="off"))
    assert "have muted announcements" in texts(office.preview())
    assert "Everybody in the audience gets it." in texts(office.preview(choices=["compulsory"]))
    assert field(office.after(command("ULUCA", "reminders")), "announcement")["initial_option"]["value"] == "off"


def test_what_takes_longer_than_slack_waits_is_shown_once_it_is_there(
    office: Office, room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = office.form()
    about = sent(office)
    monkeypatch.setattr("handlers.soon.PATIENCE_SECONDS", 0)
    office.slow = True
    assert "One moment: there are many people to look at…" in texts(office.preview())
    assert office.shown()["callback_id"] == "announcement.preview"
    assert office.after(submit("UINES", form, **WRITTEN))["callback_id"] == "notice"
    office.say(press("UINES", Action.ANNOUNCEMENT_LEDGER, about))
    assert office.slack.of("views.open")[-1]["view"] != office.slack.of("views.update")[-1]["view"]
    assert office.shown()["callback_id"] == "announcement.ledger_form"
    office.say(press("ULUCA", Action.ANNOUNCEMENT_LEDGER, about, on="modal"))
    assert "There is no such announcement for you here." in texts(office.shown())
    room.deliver()
