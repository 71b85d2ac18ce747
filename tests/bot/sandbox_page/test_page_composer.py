"""Writing: messages, commands with completion, mentions, shortcuts."""

import pytest
from playwright.sync_api import Page, expect

from tests.bot.sandbox_page import canned
from tests.bot.sandbox_page.conftest import OpenPage
from tests.bot.sandbox_page.fake_control import FakeControl

pytestmark = pytest.mark.chromium


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    page = open_page(f"/?as={canned.AWA}&in={canned.DM_AWA}")
    expect(page.get_by_test_id("composer")).to_be_focused()
    return page


def test_enter_sends_and_shift_enter_breaks_the_line(page: Page, fake: FakeControl) -> None:
    page.keyboard.type("Bonjour")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("à tous")
    page.keyboard.press("Enter")
    act = fake.wait_for_act("message")
    assert (act["channel"], act["text"]) == (canned.DM_AWA, "Bonjour\nà tous")
    expect(page.get_by_test_id("composer")).to_have_value("")


def test_command_with_text_is_sent_as_a_command(page: Page, fake: FakeControl) -> None:
    page.get_by_test_id("composer").fill("/mentor book 2027-01-26 15:00")
    page.keyboard.press("Enter")
    assert fake.wait_for_act("command") == {
        "as": canned.AWA,
        "kind": "command",
        "channel": canned.DM_AWA,
        "text": "/mentor book 2027-01-26 15:00",
    }


@pytest.mark.parametrize("typed", ["/mentor", "/mentor ", "/mentor sessions", "/mentor réserver", "/unknown"])
def test_enter_sends_a_whole_command_as_typed(page: Page, fake: FakeControl, typed: str) -> None:
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    assert fake.wait_for_act("command")["text"] == typed.strip()


def test_tab_completes_command_then_arrows_choose_a_verb(page: Page, fake: FakeControl) -> None:
    page.keyboard.type("/me")
    expect(page.get_by_test_id("completion")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("completion")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("composer")).to_have_value("/mentor sessions ")
    page.keyboard.press("Enter")
    assert fake.wait_for_act("command")["text"] == "/mentor sessions"


def test_escape_puts_the_completion_away(page: Page) -> None:
    page.keyboard.type("/mentor ")
    expect(page.get_by_test_id("completions")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("completions")).to_have_count(0)


def test_mention_completes_by_a_name_without_its_accents(page: Page, fake: FakeControl) -> None:
    page.keyboard.type("/mentor book @ine")
    expect(page.get_by_test_id("completion")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.type("demain 15h")
    page.keyboard.press("Enter")
    assert fake.wait_for_act("command")["text"] == "/mentor book @Inès Roca demain 15h"


def test_enter_sends_when_the_last_word_is_a_whole_name(page: Page, fake: FakeControl) -> None:
    page.keyboard.type("merci @Luca Ferri")
    expect(page.get_by_test_id("completion")).to_have_count(1)
    page.keyboard.press("Enter")
    assert fake.wait_for_act("message")["text"] == "merci @Luca Ferri"


def test_refused_message_comes_back_to_the_composer(page: Page, fake: FakeControl) -> None:
    fake.answers["message"] = lambda _: {"ok": False, "error": "user_disabled", "message": "Awa is deactivated."}
    page.keyboard.type("long and precious")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("toast")).to_contain_text("Awa is deactivated.")
    expect(page.get_by_test_id("composer")).to_have_value("long and precious")


def test_failed_command_is_left_to_slacks_notice(page: Page, fake: FakeControl) -> None:
    fake.answers["command"] = lambda _: {"ok": False, "error": "operation_timeout", "message": "failed"}
    page.get_by_test_id("composer").fill("/mentor help")
    page.keyboard.press("Enter")
    fake.wait_for_act("command")
    expect(page.locator(".composer .spinner")).to_have_count(0)
    expect(page.get_by_test_id("toast")).to_have_count(0)


def test_draft_waits_while_one_looks_elsewhere(page: Page) -> None:
    page.keyboard.type("half a thought")
    page.get_by_test_id("conversation-CALL").click()
    expect(page.get_by_test_id("composer")).to_have_value("")
    page.get_by_test_id(f"conversation-{canned.DM_AWA}").click()
    expect(page.get_by_test_id("composer")).to_have_value("half a thought")


def test_attached_file_travels_with_the_message(page: Page, fake: FakeControl) -> None:
    page.get_by_test_id("attach").set_input_files({"name": "plan.txt", "mimeType": "text/plain", "buffer": b"plan"})
    expect(page.locator("[data-file-id=F9]")).to_be_visible()
    page.get_by_test_id("send").click()
    assert fake.wait_for_act("message")["files"] == ["F9"]


def test_global_shortcut_is_pressed(page: Page, fake: FakeControl) -> None:
    page.get_by_test_id("global-shortcuts").click()
    page.locator("[data-value=book_now]").click()
    assert fake.wait_for_act("shortcut")["callback_id"] == "book_now"


def test_new_message_opens_a_direct_conversation(page: Page, fake: FakeControl) -> None:
    fake.answers["open_dm"] = lambda _: {"ok": True, "channel": "DNEW"}
    page.get_by_test_id("new-message").click()
    page.get_by_test_id("option-search").fill("barcelona")
    page.keyboard.press("Enter")
    assert fake.wait_for_act("open_dm")["with"] == canned.INES
    expect(page.get_by_test_id("place-name")).to_have_text("Inès Roca")
