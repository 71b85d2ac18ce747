"""Sitting in a chair: what the address, the sidebar, the stream and the clock do."""

import re
import threading

import pytest
from playwright.sync_api import Page, expect

from tests.bot.sandbox_page import canned
from tests.bot.sandbox_page.conftest import OpenPage
from tests.bot.sandbox_page.fake_control import FakeControl

pytestmark = pytest.mark.chromium
AWA_DM = f"/?as={canned.AWA}&in={canned.DM_AWA}"


def test_address_reload_keeps_chair_and_place(open_page: OpenPage) -> None:
    page = open_page(AWA_DM)
    page.get_by_test_id("conversation-CALL").click()
    expect(page.get_by_test_id("place-name")).to_have_text("everyone")
    page.reload()
    expect(page.get_by_test_id("place-name")).to_have_text("everyone")
    expect(page.get_by_test_id("me")).to_have_attribute("data-person-id", canned.AWA)


def test_back_returns_to_the_place_before(open_page: OpenPage) -> None:
    page = open_page(AWA_DM)
    page.get_by_test_id("conversation-CALL").click()
    expect(page.get_by_test_id("place-name")).to_have_text("everyone")
    page.go_back()
    expect(page.get_by_test_id("place-name")).to_have_text("Mentorbot")


def test_welcome_shows_each_persons_local_time_and_unread(open_page: OpenPage) -> None:
    page = open_page("/")
    expect(page.get_by_test_id("welcome")).to_be_visible()
    row = page.get_by_test_id(f"person-{canned.HUDA}")
    expect(row.locator("time")).to_have_text("17:30")
    expect(page.get_by_test_id(f"person-{canned.AWA}").get_by_test_id("unread")).to_have_text("2")
    expect(page.get_by_test_id(f"person-{canned.BOT}")).to_have_count(0)


def test_search_finds_a_person_by_city_and_enter_sits_down(open_page: OpenPage) -> None:
    page = open_page("/")
    page.get_by_test_id("people-search").fill("tun")
    expect(page.locator("[data-person-id]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"as={canned.LUCA}"))
    expect(page.get_by_test_id("me")).to_contain_text("Luca Ferri")


def test_unread_of_another_person_rises_while_one_looks_on(open_page: OpenPage, fake: FakeControl) -> None:
    page = open_page(AWA_DM)
    expect(page.get_by_test_id("message")).to_have_count(5)
    fake.push("*", {"type": "unread", "user": canned.LUCA, "total": 3})
    expect(page.get_by_test_id(f"person-{canned.LUCA}").get_by_test_id("unread")).to_have_text("3")


def test_opening_an_unread_conversation_marks_it_read(open_page: OpenPage, fake: FakeControl) -> None:
    open_page(AWA_DM)
    assert fake.wait_for_act("read")["channel"] == canned.DM_AWA


def test_home_visit_is_told_and_the_published_home_drawn(open_page: OpenPage, fake: FakeControl) -> None:
    page = open_page(f"/?as={canned.LUCA}&in=home")
    assert fake.wait_for_act("home") == {"as": canned.LUCA, "kind": "home", "tab": "home"}
    fake.push(canned.LUCA, {"type": "home", "view": canned.home()})
    expect(page.get_by_test_id("home").locator("[data-block=next]")).to_have_text("Your next session")


def test_home_action_carries_the_view_and_its_state(open_page: OpenPage, fake: FakeControl) -> None:
    page = open_page(f"/?as={canned.AWA}&in=home")
    page.locator("[data-action-id=see]").click()
    act = fake.wait_for_act("action")
    assert act["container"] == {"type": "view", "view_id": "VHOME"}
    assert act["state"]["values"]["lang"]["language"]["selected_option"]["value"] == "fr"


def test_arabic_chair_mirrors_the_page_and_speaks_arabic(open_page: OpenPage) -> None:
    page = open_page(f"/?as={canned.HUDA}&in={canned.DM_HUDA}")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_test_id("composer")).to_have_attribute("placeholder", re.compile("رسالة إلى"))
    people, main = page.locator(".people").bounding_box(), page.locator("main").bounding_box()
    assert people
    assert main
    assert people["x"] > main["x"]


def test_clock_travels_and_every_day_word_follows(open_page: OpenPage, fake: FakeControl) -> None:
    page = open_page(AWA_DM)
    expect(page.locator(".day").last).to_have_text("Aujourd’hui")
    page.get_by_test_id("clock").click()
    page.get_by_test_id("clock-plus-86400").click()
    expect(page.locator(".day").last).to_have_text("Hier")
    page.get_by_test_id("clock-to").fill("2027-03-28T12:00")
    page.get_by_test_id("clock-go").click()
    expect(page.get_by_test_id("clock")).to_contain_text("28 mars · 12:00")
    page.get_by_test_id("clock-reset").click()
    expect(page.locator(".day").last).to_have_text("Aujourd’hui")
    # 12:00 on the summer side of the night when Marseille changes its clocks.
    assert fake.clock == [{"advance": 86400, "pass": True}, {"to": 1806228000, "pass": True}, {"reset": True}]


def test_theme_choice_outlives_a_reload(open_page: OpenPage) -> None:
    page = open_page(AWA_DM)
    page.get_by_test_id("theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_narrow_window_keeps_everything_reachable_in_a_drawer(open_page: OpenPage) -> None:
    page = open_page(AWA_DM, width=380, height=720)
    expect(page.get_by_test_id("composer")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 380
    expect(page.get_by_test_id("conversation-CALL")).not_to_be_visible()
    page.get_by_test_id("menu").click()
    page.get_by_test_id("conversation-CALL").click()
    expect(page.get_by_test_id("place-name")).to_have_text("everyone")
    expect(page.get_by_test_id("conversation-CALL")).not_to_be_visible()


def test_broken_stream_is_said_and_mended(open_page: OpenPage, fake: FakeControl) -> None:
    page = open_page(AWA_DM)
    expect(page.get_by_test_id("message")).to_have_count(5)
    fake.messages[canned.DM_AWA].append(canned.message(canned.NOW, canned.BOT, "said meanwhile", canned.DM_AWA))
    fake.cut_streams()
    expect(page.get_by_test_id("message").filter(has_text="said meanwhile")).to_be_visible()


def held_back(page: Page, fake: FakeControl, kind: str) -> threading.Event:
    """Cut the stream of a page that is all there; what it then asks for of this kind comes when the event is set."""
    expect(page.get_by_test_id("message")).to_have_count(5)
    fake.delays[kind] = gate = threading.Event()
    with page.expect_request(f"**/control/{kind}?*"):
        fake.cut_streams()
    return gate


def test_message_said_while_the_others_load_is_shown(open_page: OpenPage, fake: FakeControl) -> None:
    page = open_page(AWA_DM)
    gate = held_back(page, fake, "messages")
    meanwhile = canned.message(canned.NOW + 5, canned.BOT, "said meanwhile", canned.DM_AWA)
    fake.push(canned.AWA, {"type": "message", "message": meanwhile})
    expect(page.get_by_test_id("message").last).to_contain_text("said meanwhile")
    with page.expect_request_finished(lambda request: "/control/messages" in request.url):
        gate.set()
    afterwards = canned.message(canned.NOW + 6, canned.BOT, "said afterwards", canned.DM_AWA)
    fake.push(canned.AWA, {"type": "message", "message": afterwards})
    expect(page.get_by_test_id("message").last).to_contain_text("said afterwards")
    expect(page.get_by_test_id("message")).to_have_count(7)


def test_what_opens_while_the_chair_loads_stays(open_page: OpenPage, fake: FakeControl) -> None:
    page = open_page(AWA_DM)
    gate = held_back(page, fake, "chair")
    talk = {
        "id": "DNEW",
        "kind": "im",
        "name": "",
        "members": [canned.AWA, canned.LUCA],
        "with": canned.LUCA,
        "unread": 1,
    }
    fake.push(canned.AWA, {"type": "conversation", "conversation": talk})
    fake.push(canned.AWA, {"type": "modals", "modals": [canned.booking_form()]})
    expect(page.get_by_test_id("modal")).to_be_visible()
    with page.expect_request_finished(lambda request: "/control/messages" in request.url):
        gate.set()
    expect(page.get_by_test_id("conversation-DNEW")).to_be_attached()
    expect(page.get_by_test_id("modal")).to_be_visible()


def test_four_tabs_of_one_browser_all_keep_talking(open_page: OpenPage, fake: FakeControl) -> None:
    page = open_page(AWA_DM)
    tabs = [page.context.new_page() for _ in range(3)]
    for tab in tabs:
        tab.goto(f"{fake.address}/?as={canned.LUCA}&in=CALL")
        expect(tab.get_by_test_id("message")).to_have_count(3)
    fake.push("*", {"type": "unread", "user": canned.INES, "total": 7})
    for tab in (page, *tabs):
        expect(tab.get_by_test_id(f"person-{canned.INES}").get_by_test_id("unread")).to_have_text("7")
