"""The page on the real sandbox server: what the fake promises, the sandbox keeps."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.sandbox.cast import make_workspace
from bot.sandbox.records import Scheduled
from bot.sandbox.server import Sandbox

pytestmark = pytest.mark.chromium
AWA, LUCA = "U0AWA", "U0LUCA"
CAST = {
    "team": {"id": "T0TEAM", "name": "Test team", "domain": "test"},
    "app": {"id": "A0APP", "name": "Mentorbot", "bot_user_id": "U0BOT", "bot_id": "B0BOT"},
    "people": [
        {"id": AWA, "name": "awa", "real_name": "Awa Diallo", "tz": "Africa/Tunis", "locale": "fr-FR", "city": "Tunis"},
        {"id": LUCA, "name": "luca", "real_name": "Luca Ferri", "tz": "Europe/Rome", "city": "Turin"},
    ],
    "channels": [{"id": "C0ALL", "name": "everyone"}],
    "manifest": {"features": {"slash_commands": [{"command": "/mentor", "description": "Mentoring"}]}},
}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(make_workspace(CAST)) as sandbox:
        yield sandbox


@pytest.fixture
def page(browser: Browser, sandbox: Sandbox) -> Iterator[Page]:
    with browser.new_context() as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{sandbox.url}/?as={AWA}&in=C0ALL")
        yield page
        assert complaints == []


def test_message_reaches_the_other_chair_and_counts_there(page: Page) -> None:
    page.get_by_test_id("composer").fill("salut @Luca Ferri, 1 < 2 & 3")
    page.get_by_test_id("send").click()
    expect(page.get_by_test_id("message")).to_contain_text("salut @Luca Ferri, 1 < 2 & 3")
    unread = page.get_by_test_id(f"person-{LUCA}").get_by_test_id("unread")
    expect(unread).to_have_text("1")
    page.reload()
    expect(unread).to_have_text("1")
    page.get_by_test_id(f"person-{LUCA}").click()
    expect(page.get_by_test_id("message")).to_contain_text("salut @Luca Ferri")
    expect(unread).to_have_count(0)


def test_command_without_an_app_is_answered_by_slacks_notice(page: Page) -> None:
    page.get_by_test_id("composer").fill("/mentor help")
    page.get_by_test_id("send").click()
    expect(page.get_by_test_id("notice")).to_contain_text("/mentor failed")
    expect(page.get_by_test_id("toast")).to_have_count(0)


def test_direct_message_with_a_file_and_a_thread(page: Page) -> None:
    page.get_by_test_id("new-message").click()
    page.locator(f"[data-testid=option][data-value={LUCA}]").click()
    expect(page.get_by_test_id("place-name")).to_have_text("Luca Ferri")
    page.get_by_test_id("attach").set_input_files({"name": "plan.txt", "mimeType": "text/plain", "buffer": b"plan"})
    expect(page.locator("[data-file-id]")).to_be_visible()
    page.get_by_test_id("send").click()
    message = page.get_by_test_id("message").first
    expect(message.get_by_test_id("file")).to_contain_text("plan.txt")
    message.hover()
    message.get_by_test_id("reply").click()
    page.get_by_test_id("reply-composer").fill("et alors ?")
    page.get_by_test_id("reply-composer").press("Enter")
    expect(page.locator(".replies").get_by_test_id("message")).to_have_count(1)
    page.reload()
    expect(page.get_by_test_id("thread")).to_have_text("1 réponse")


def test_clock_moves_for_every_page(page: Page, sandbox: Sandbox) -> None:
    other = page.context.new_page()
    other.goto(f"{sandbox.url}/?as={LUCA}&in=C0ALL")
    expect(other.get_by_test_id("me")).to_contain_text("Luca")
    page.get_by_test_id("clock").click()
    page.get_by_test_id("clock-plus-604800").click()
    for one in (page, other):
        expect(one.locator(".clock-travelled")).to_be_visible()
    page.get_by_test_id("clock-reset").click()
    for one in (page, other):
        expect(one.locator(".clock-travelled")).to_have_count(0)


def test_time_passes_to_the_next_message_and_shows_what_was_said(page: Page, sandbox: Sandbox) -> None:
    workspace = sandbox.workspace
    start = workspace.now()
    for hours, who, text in ((3, LUCA, "Demain à 9 h"), (30, AWA, "غدًا الساعة التاسعة")):
        channel = sandbox.client.seat(who).app_channel()
        workspace.scheduled[text] = Scheduled(text, channel, int(start + hours * 3600), int(start), text)
    page.get_by_test_id("clock").click()
    page.get_by_test_id("clock-plus-604800").click()
    lines = page.get_by_test_id("clock-line")
    expect(page.get_by_test_id("clock-said")).to_contain_text("Said on the way: 2")
    expect(lines.first).to_contain_text("غدًا الساعة التاسعة")
    lines.last.click()
    expect(page.get_by_test_id("me")).to_contain_text("Luca")
    expect(page.get_by_test_id("message")).to_contain_text("Demain à 9 h")


def test_travel_under_way_can_be_stopped_from_the_page(page: Page, sandbox: Sandbox) -> None:
    now = sandbox.client.workspace()["now"]
    sandbox.client.post("clock", as_of=now, next=now + 3600)  # an app that will not answer
    page.get_by_test_id("clock").click()
    page.get_by_test_id("clock-next").click()
    expect(page.get_by_test_id("clock-way")).to_be_visible()
    expect(page.get_by_test_id("clock-next")).to_be_disabled()
    page.get_by_test_id("clock-stop").click()
    expect(page.get_by_test_id("clock-said")).to_contain_text("Said on the way: 0")
    expect(page.get_by_test_id("clock-next")).to_be_enabled()
    page.get_by_test_id("clock-pass").uncheck()
    page.get_by_test_id("clock-plus-86400").click()
    expect(page.locator(".clock-travelled")).to_be_visible()
    expect(page.get_by_test_id("clock-said")).to_have_count(0)
