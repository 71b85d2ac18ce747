"""Modals: every input, the state sent, errors under fields, the stack, the keyboard."""

import copy
import threading

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.bot.sandbox_page import canned
from tests.bot.sandbox_page.conftest import OpenPage
from tests.bot.sandbox_page.fake_control import FakeControl

pytestmark = pytest.mark.chromium


@pytest.fixture
def page(open_page: OpenPage, fake: FakeControl) -> Page:
    fake.modals[canned.AWA] = [canned.booking_form()]
    page = open_page(f"/?as={canned.AWA}&in={canned.DM_AWA}")
    expect(page.get_by_test_id("modal")).to_be_visible()
    return page


def field(page: Page, action: str) -> Locator:
    return page.get_by_test_id("modal").locator(f"[data-action-id={action}]")


def choose(page: Page, action: str, *values: str) -> None:
    field(page, action).click()
    for value in values:
        page.locator(f"[data-testid=option][data-value='{value}']").click()
    if len(values) > 1:
        page.keyboard.press("Escape")


def test_form_untouched_state_has_slacks_shapes(page: Page, fake: FakeControl) -> None:
    field(page, "topic").fill("Export")
    choose(page, "duration", "60")
    page.get_by_test_id("modal-submit").click()
    values = {
        action: value
        for block in fake.wait_for_act("submit")["state"]["values"].values()
        for action, value in block.items()
    }
    assert values["notes"] == {"type": "plain_text_input", "value": None}
    assert values["themes"] == {"type": "multi_static_select", "selected_options": []}
    assert values["place"] == {"type": "external_select", "selected_option": None}
    assert values["partner"] == {"type": "users_select", "selected_user": canned.LUCA}
    assert values["day"] == {"type": "datepicker", "selected_date": "2027-01-26"}
    assert values["hour"] == {"type": "timepicker", "selected_time": "15:00"}
    assert values["moment"] == {"type": "datetimepicker", "selected_date_time": None}
    assert values["ticks"] == {"type": "checkboxes", "selected_options": []}
    assert values["files"] == {"type": "file_input", "files": []}
    assert values["kind"]["selected_option"]["value"] == "online"


def test_form_filled_throughout_sends_every_value(page: Page, fake: FakeControl) -> None:
    fake.answers["options"] = lambda _: {"ok": True, "options": [canned.option("sfax", "Sfax")]}
    field(page, "topic").fill("Plan d’export")
    field(page, "notes").fill("deux\nlignes")
    field(page, "email").fill("awa@example.com")
    field(page, "link").fill("https://example.org")
    field(page, "number").fill("4")
    choose(page, "duration", "30")
    choose(page, "themes", "export", "cash")
    field(page, "place").click()
    page.get_by_test_id("option-search").fill("sf")
    page.locator("[data-testid=option][data-value=sfax]").click()
    choose(page, "partner", canned.INES)
    choose(page, "others", canned.HUDA, canned.OMAR)
    choose(page, "where", "CALL")
    field(page, "day").fill("2027-02-03")
    field(page, "hour").fill("16:45")
    field(page, "moment").fill("2027-02-01T09:00")
    field(page, "kind").locator("[data-value=room]").check()
    field(page, "ticks").locator("[data-value=hour]").check()
    field(page, "rich").fill("- *un*\n- deux")
    field(page, "files").set_input_files({"name": "plan.txt", "mimeType": "text/plain", "buffer": b"x"})
    expect(page.locator("[data-file-id=F9]")).to_be_visible()
    page.get_by_test_id("modal-submit").click()
    act = fake.wait_for_act("submit")
    values = {action: value for block in act["state"]["values"].values() for action, value in block.items()}
    assert act["view_id"] == "VFORM"
    assert [values[name]["value"] for name in ("topic", "notes", "email", "link", "number")] == [
        "Plan d’export", "deux\nlignes", "awa@example.com", "https://example.org", "4"]  # fmt: skip
    assert values["duration"]["selected_option"] == canned.option("30", "30 minutes")
    assert [one["value"] for one in values["themes"]["selected_options"]] == ["export", "cash"]
    assert values["place"]["selected_option"]["value"] == "sfax"
    assert values["partner"]["selected_user"] == canned.INES
    assert values["others"]["selected_users"] == [canned.HUDA, canned.OMAR]
    assert values["where"]["selected_conversation"] == "CALL"
    assert values["day"]["selected_date"] == "2027-02-03"
    assert values["hour"]["selected_time"] == "16:45"
    assert values["moment"]["selected_date_time"] == 1_801_468_800  # 09:00 in Marseille
    assert values["kind"]["selected_option"]["value"] == "room"
    assert [one["value"] for one in values["ticks"]["selected_options"]] == ["hour"]
    assert values["rich"]["rich_text_value"]["elements"][0]["style"] == "bullet"
    assert [one["id"] for one in values["files"]["files"]] == ["F9"]


def test_first_field_asked_for_has_the_focus(page: Page) -> None:
    expect(field(page, "topic")).to_be_focused()


def test_required_and_malformed_fields_are_refused_before_sending(page: Page, fake: FakeControl) -> None:
    field(page, "topic").fill("ab")
    field(page, "email").fill("nobody")
    field(page, "link").fill("example")
    field(page, "number").fill("12")
    page.get_by_test_id("modal-submit").click()
    errors = page.get_by_test_id("field-error")
    expect(errors).to_have_count(5)
    assert errors.evaluate_all("all => all.map((one) => one.dataset.blockId)") == [
        "topic",
        "email",
        "link",
        "number",
        "duration",
    ]
    expect(field(page, "topic")).to_be_focused()
    expect(field(page, "topic")).to_have_attribute("aria-invalid", "true")
    assert [act for act in fake.acts if act["kind"] == "submit"] == []


def fill_required(page: Page) -> None:
    field(page, "topic").fill("Export")
    choose(page, "duration", "60")


def test_apps_errors_stand_under_their_fields_and_what_was_typed_stays(page: Page, fake: FakeControl) -> None:
    fake.answers["submit"] = lambda _: {"ok": False, "error": "errors", "errors": {"day": "Ce jour est férié."}}
    fill_required(page)
    page.get_by_test_id("modal-submit").click()
    expect(page.locator("[data-testid=field-error][data-block-id=day]")).to_have_text("Ce jour est férié.")
    expect(field(page, "day")).to_be_focused()
    expect(field(page, "topic")).to_have_value("Export")
    field(page, "day").fill("2027-02-03")
    expect(page.get_by_test_id("field-error")).to_have_count(0)


def test_timeout_is_said_in_the_form_and_a_second_press_waits(page: Page, fake: FakeControl) -> None:
    fake.delays["submit"] = gate = threading.Event()
    fake.answers["submit"] = lambda _: {"ok": False, "error": "operation_timeout", "message": "x"}
    fill_required(page)
    submit = page.get_by_test_id("modal-submit")
    submit.click()
    fake.wait_for_act("submit")
    expect(submit).to_have_attribute("aria-disabled", "true")
    submit.click(force=True)
    gate.set()
    expect(page.get_by_test_id("modal-error")).to_contain_text("l’application n’a pas répondu à temps")
    assert len([act for act in fake.acts if act["kind"] == "submit"]) == 1


def test_update_keeps_fields_of_the_same_ids_and_resets_the_others(page: Page, fake: FakeControl) -> None:
    field(page, "topic").fill("kept")
    field(page, "notes").fill("lost")
    view = copy.deepcopy(canned.booking_form())
    view["title"] = canned.plain("Book, again")
    view["blocks"][2]["block_id"] = "notes_2"
    view["blocks"][2]["element"]["initial_value"] = "fresh"
    fake.push_modals(canned.AWA, [view])
    expect(page.get_by_role("dialog")).to_contain_text("Book, again")
    expect(field(page, "topic")).to_have_value("kept")
    expect(field(page, "notes")).to_have_value("fresh")


def test_pushed_view_covers_and_back_uncovers_what_was_typed(page: Page, fake: FakeControl) -> None:
    field(page, "topic").fill("beneath")
    second = {**canned.booking_form(), "id": "VTWO", "title": canned.plain("Details")}
    fake.push_modals(canned.AWA, [canned.booking_form(), second])
    expect(page.get_by_test_id("modal")).to_have_attribute("data-view-id", "VTWO")
    expect(field(page, "topic")).to_have_value("")
    page.get_by_test_id("modal-back").click()
    expect(page.get_by_test_id("modal")).to_have_attribute("data-view-id", "VFORM")
    expect(field(page, "topic")).to_have_value("beneath")
    assert fake.wait_for_act("close") == {"as": canned.AWA, "kind": "close", "view_id": "VTWO", "clear": False}


@pytest.mark.parametrize(("control", "clear"), [("modal-close", True), ("modal-cancel", False)])
def test_closing_tells_the_server_how(page: Page, fake: FakeControl, control: str, clear: bool) -> None:
    page.get_by_test_id(control).click()
    expect(page.get_by_test_id("modal")).to_have_count(0)
    assert fake.wait_for_act("close")["clear"] is clear


def test_form_opened_while_another_closes_stays(page: Page, fake: FakeControl) -> None:
    fake.delays["close"] = gate = threading.Event()
    page.get_by_test_id("modal-close").click()
    fake.wait_for_act("close")
    fake.push_modals(canned.AWA, [{**canned.booking_form(), "id": "VTWO"}])
    expect(page.get_by_test_id("modal")).to_have_attribute("data-view-id", "VTWO")
    with page.expect_request_finished(lambda request: "/control/act" in request.url):
        gate.set()
    fill_required(page)
    page.get_by_test_id("modal-submit").click()
    assert fake.wait_for_act("submit")["view_id"] == "VTWO"


def test_tab_stays_inside_and_escape_leaves_the_list_then_the_form(page: Page) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate("Boolean(document.activeElement.closest('.dialog'))")
    field(page, "duration").click()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("modal")).to_be_visible()
    expect(field(page, "duration")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("modal")).to_have_count(0)


def test_dispatching_input_speaks_on_enter_or_change(page: Page, fake: FakeControl) -> None:
    view = canned.booking_form()
    view["blocks"][1]["dispatch_action"] = True
    view["blocks"][6]["dispatch_action"] = True
    fake.push_modals(canned.AWA, [view])
    choose(page, "duration", "30")
    assert fake.wait_for_act("action")["element"]["selected_option"]["value"] == "30"
    field(page, "topic").fill("Export")
    page.keyboard.press("Enter")
    act = fake.wait_for_act("action", 2)
    assert act["element"] == {"type": "plain_text_input", "value": "Export"}
    assert act["state"]["values"]["duration"]["duration"]["selected_option"]["value"] == "30"
    assert [one for one in fake.acts if one["kind"] == "submit"] == []


def test_form_survives_a_reload_of_the_page(page: Page) -> None:
    page.reload()
    expect(page.get_by_test_id("modal")).to_be_visible()
