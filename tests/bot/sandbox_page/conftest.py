"""A browser for each module; for each test a fresh fake server and a page that must stay free of complaints."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.bot.sandbox_page.fake_control import FakeControl, Serving

OpenPage = Callable[..., Page]

WAIT_MILLISECONDS = 15_000


# No longer than a module: while playwright runs, nothing else in this thread can start an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "These tests need a Chromium on the path."
    expect.set_options(timeout=WAIT_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def fake() -> Iterator[FakeControl]:
    fake = FakeControl()
    with Serving(fake):
        yield fake


@pytest.fixture
def open_page(browser: Browser, fake: FakeControl) -> Iterator[OpenPage]:
    """`open_page("/?as=UAWA", width=1280, height=820, dark=False)`; the browser's own zone is far from all chairs."""
    complaints: list[str] = []
    contexts = []

    def open_(path: str, *, width: int = 1280, height: int = 820, dark: bool = False, locale: str = "en-GB") -> Page:
        context = browser.new_context(
            viewport=ViewportSize(width=width, height=height), color_scheme="dark" if dark else "light", locale=locale,
            timezone_id="America/Los_Angeles", reduced_motion="reduce")  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT_MILLISECONDS)
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(fake.address + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []
