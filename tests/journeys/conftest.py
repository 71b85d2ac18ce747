"""Towns to tell stories in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from bot.clients import PROXY_VARIABLES
from tests.journeys.screen import WAIT_MILLISECONDS, Screen
from tests.journeys.somebody import Somebody
from tests.journeys.town import Town, a_town

OpenTown = Callable[..., Town]
OpenScreen = Callable[..., Screen]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def open_town(sqlite_url: str) -> Iterator[OpenTown]:
    """`open_town(languages)`: a town on SQLite unless another database is named; closed at the end."""
    with ExitStack() as opened:

        def open_(languages: dict[str, str] | None = None, database_url: str = sqlite_url, **how: Any) -> Town:
            return opened.enter_context(a_town(database_url, languages, **how))

        yield open_


@pytest.fixture(params=["en", "fr"])
def town(request: pytest.FixtureRequest, open_town: OpenTown) -> Town:
    """Fatima and Luca read English and their mentors French, then the other way round."""
    asked: str = request.param
    answers = {"en": "fr", "fr": "en"}[asked]
    return open_town({"fatima": asked, "luca": asked, "nour": asked, "omar": asked, "ines": answers, "awa": answers})


@pytest.fixture
def plain_town(open_town: OpenTown) -> Town:
    """A town in which everybody of these stories reads English, for what does not depend on language."""
    return open_town(dict.fromkeys(("ines", "awa", "fatima", "luca", "nour", "omar"), "en"))


@pytest.fixture
def fatima(town: Town) -> Somebody:
    return town.person("fatima")


@pytest.fixture
def ines(town: Town) -> Somebody:
    return town.person("ines")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "These stories need a Chromium on the path."
    expect.set_options(timeout=WAIT_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_screen(browser: Browser, request: pytest.FixtureRequest) -> Iterator[OpenScreen]:
    """`open_screen(town, handle)`: a window that must stay free of complaints."""
    screens: list[Screen] = []
    story = re.sub(r"^test_", "", request.node.name)

    def open_(town: Town, handle: str, **size: int) -> Screen:
        screens.append(Screen(browser, town, handle, story, **size))
        return screens[-1]

    yield open_
    for screen in screens:
        screen.close()
    assert [complaint for screen in screens for complaint in screen.complaints] == []
