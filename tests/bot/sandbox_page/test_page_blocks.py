"""Blocks drawn, buttons pressed, confirm dialogs, ephemeral messages, notices and threads."""

import threading
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.bot.sandbox_page import canned
from tests.bot.sandbox_page.conftest import OpenPage
from tests.bot.sandbox_page.fake_control import FakeControl

pytestmark = pytest.mark.chromium
AWA_DM = f"/?as={canned.AWA}&in={canned.DM_AWA}"
LUCA_DM = f"/?as={canned.LUCA}&in={canned.DM_LUCA}"


def test_every_block_is_drawn_and_an_unknown_one_named(open_page: OpenPage) -> None:
    page = open_page(LUCA_DM)
    for block in canned.every_block():
        expect(page.locator(f"[data-block={block['block_id']}]")).to_have_count(1)
    expect(page.locator("[data-block=holo]")).to_contain_text("hologram")
    expect(page.locator("[data-block=literal]")).to_have_text("plain text keeps *its* <signs> & marks")
    expect(page.locator("[data-block=marks] strong")).to_have_text("bold")
    expect(page.locator("[data-block=marks] pre")).to_have_text("def f():\n    return 1")
    expect(page.locator("[data-block=rich] li")).to_have_count(5)
    expect(page.locator("[data-block=tab] td").last).to_have_text("4")
    expect(page.locator("[data-block=img] [role=img]")).to_have_attribute("aria-label", "a chart of sessions")


def test_hostile_text_stays_text(open_page: OpenPage, fake: FakeControl) -> None:
    hostile = "<img src=x onerror=alert(1)> <script>alert(2)</script> <javascript:alert(3)|go>"
    blocks: list[dict[str, Any]] = [
        {"type": "section", "block_id": "x", "text": canned.mrkdwn(hostile)},
        {"type": "markdown", "block_id": "y", "text": f"[go](javascript:alert(4)) {hostile}"},
    ]
    fake.messages[canned.DM_AWA] = [canned.message(canned.NOW, canned.BOT, hostile, canned.DM_AWA, blocks)]
    page = open_page(AWA_DM)
    expect(page.locator("[data-block=x]")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("[data-testid=message] img, [data-testid=message] script, [href^=javascript]").count() == 0


def test_dates_are_in_the_chairs_zone_not_the_browsers(open_page: OpenPage) -> None:
    page = open_page(AWA_DM)
    expect(page.locator("[data-block=what]")).to_contain_text("mardi 26 janvier at 15:30")
    page.goto(page.url.split("?")[0] + f"?as={canned.HUDA}&in={canned.DM_HUDA}")
    expect(page.locator("[data-block=ar]")).to_contain_text("الخميس، 14 يناير 5:30 م")


def test_button_reports_itself_and_shows_it_works(open_page: OpenPage, fake: FakeControl) -> None:
    fake.delays["action"] = gate = threading.Event()
    page = open_page(AWA_DM)
    accept = page.locator("[data-action-id=accept]")
    accept.click()
    act = fake.wait_for_act("action")
    assert act["container"] == {"type": "message", "channel": canned.DM_AWA, "ts": f"{canned.NOW - 600:.6f}"}
    assert (act["block_id"], act["action_id"], act["element"]["type"]) == ("answer", "accept", "button")
    expect(accept).to_have_attribute("aria-busy", "true")
    accept.click(force=True)
    gate.set()
    expect(accept).not_to_have_attribute("aria-busy", "true")
    assert len([one for one in fake.acts if one["kind"] == "action"]) == 1


def test_accessibility_label_names_the_button(open_page: OpenPage) -> None:
    page = open_page(AWA_DM)
    expect(page.get_by_role("button", name="Accept the session of 26 January")).to_be_visible()


def test_confirm_asks_first_and_no_means_nothing_sent(open_page: OpenPage, fake: FakeControl) -> None:
    page = open_page(AWA_DM)
    decline = page.locator("[data-action-id=decline]")
    decline.click()
    expect(page.get_by_test_id("confirm")).to_contain_text("Luca will be told at once.")
    page.get_by_test_id("confirm-cancel").click()
    expect(page.get_by_test_id("confirm")).to_have_count(0)
    expect(decline).to_be_focused()
    decline.click()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("confirm")).to_have_count(0)
    decline.click()
    page.get_by_test_id("confirm-ok").click()
    fake.wait_for_act("action")
    assert [one["action_id"] for one in fake.acts if one["kind"] == "action"] == ["decline"]


def test_overflow_by_keyboard_sends_the_option(open_page: OpenPage, fake: FakeControl) -> None:
    page = open_page(AWA_DM)
    page.locator("[data-action-id=more]").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert fake.wait_for_act("action")["element"]["selected_option"]["value"] == "why"


def test_select_in_a_message_sends_the_option(open_page: OpenPage, fake: FakeControl) -> None:
    page = open_page(LUCA_DM)
    page.locator("[data-action-id=zone]").click()
    page.locator("[data-testid=option][data-value=amman]").click()
    act = fake.wait_for_act("action")
    assert act["element"]["selected_option"]["text"]["text"] == "Amman"
    assert act["state"]["values"]["acc"]["zone"]["selected_option"]["value"] == "amman"
    expect(page.locator("[data-action-id=zone]")).to_contain_text("Amman")


def test_failed_action_is_said_in_a_toast(open_page: OpenPage, fake: FakeControl) -> None:
    fake.answers["action"] = lambda _: {"ok": False, "error": "operation_timeout", "message": "The app took too long."}
    page = open_page(AWA_DM)
    page.locator("[data-action-id=accept]").click()
    expect(page.get_by_test_id("toast")).to_contain_text("The app took too long.")


def test_message_changes_in_place_and_goes(open_page: OpenPage, fake: FakeControl) -> None:
    page = open_page(AWA_DM)
    ts = f"{canned.NOW - 600:.6f}"
    message = page.locator(f"[data-testid=message][data-ts='{ts}']")
    expect(message).to_contain_text("proposes")
    changed = canned.message(
        canned.NOW - 600,
        canned.BOT,
        "Accepted",
        canned.DM_AWA,
        [{"type": "section", "block_id": "done", "text": canned.mrkdwn("*Accepted*")}],
        edited=True,
    )
    fake.push(canned.AWA, {"type": "message_changed", "message": changed})
    expect(message.locator("[data-block=done]")).to_have_text("Accepted")
    expect(message.get_by_test_id("edited")).to_be_visible()
    expect(message.locator("[data-action-id=accept]")).to_have_count(0)
    fake.push(canned.AWA, {"type": "message_deleted", "channel": canned.DM_AWA, "ts": ts})
    expect(message).to_have_count(0)


def test_ephemeral_is_marked_private_and_can_go(open_page: OpenPage, fake: FakeControl) -> None:
    page = open_page(AWA_DM)
    expect(page.get_by_test_id("message")).to_have_count(5)
    whisper = canned.message(canned.NOW + 5, canned.BOT, "Entre nous", canned.DM_AWA, ephemeral=True)
    fake.push(canned.AWA, {"type": "ephemeral", "message": whisper})
    expect(page.get_by_test_id("ephemeral")).to_contain_text("Visible par vous seulement")
    fake.push(canned.AWA, {"type": "ephemeral_gone", "channel": canned.DM_AWA, "ts": whisper["ts"]})
    expect(page.get_by_test_id("ephemeral")).to_have_count(0)


def test_new_message_is_said_aloud_and_scrolled_to(open_page: OpenPage, fake: FakeControl) -> None:
    page = open_page(AWA_DM, height=520)
    expect(page.get_by_test_id("message")).to_have_count(5)
    fake.push(
        canned.AWA,
        {"type": "message", "message": canned.message(canned.NOW + 9, canned.BOT, "Nouvelle", canned.DM_AWA)},
    )
    expect(page.locator("[aria-live=polite]")).to_have_text("Mentorbot: Nouvelle")
    expect(page.get_by_test_id("message").last).to_be_in_viewport()


def test_slacks_own_notice_is_shown_inline(open_page: OpenPage, fake: FakeControl) -> None:
    page = open_page(AWA_DM)
    expect(page.get_by_test_id("message")).to_have_count(5)
    said = canned.message(
        canned.NOW + 5, "USLACKBOT", '/mentor failed with the error "operation_timeout"', canned.DM_AWA, kind="notice"
    )
    fake.push(canned.AWA, {"type": "ephemeral", "message": said})
    expect(page.get_by_test_id("notice")).to_contain_text("operation_timeout")


def test_thread_opens_in_place_and_takes_a_reply(open_page: OpenPage, fake: FakeControl) -> None:
    page = open_page(f"/?as={canned.LUCA}&in=CALL")
    toggle = page.get_by_test_id("thread")
    expect(toggle).to_have_text("2 replies")
    toggle.click()
    expect(page.locator(".replies").get_by_test_id("message")).to_have_count(2)
    expect(page.get_by_test_id("reply-composer")).to_be_focused()
    page.keyboard.type("Hello all")
    page.keyboard.press("Enter")
    act = fake.wait_for_act("message")
    assert (act["thread_ts"], act["text"]) == (f"{canned.NOW - 86400:.6f}", "Hello all")
    fake.push(
        canned.LUCA,
        {
            "type": "message",
            "message": canned.message(canned.NOW, canned.LUCA, "Hello all", "CALL", thread_ts=act["thread_ts"]),
        },
    )
    expect(page.locator(".replies").get_by_test_id("message")).to_have_count(3)
    toggle.click()
    expect(toggle).to_have_text("3 replies")


def test_message_shortcut_names_the_message(open_page: OpenPage, fake: FakeControl) -> None:
    page = open_page(AWA_DM)
    message = page.get_by_test_id("message").last
    message.hover()
    message.get_by_test_id("message-shortcuts").click()
    page.locator("[data-value=note_it]").click()
    act = fake.wait_for_act("shortcut")
    assert (act["callback_id"], act["channel"], act["ts"]) == ("note_it", canned.DM_AWA, f"{canned.NOW - 300:.6f}")
