"""A person at the page: what they type, press and read in a real browser, with a picture of each step."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.journeys.somebody import A_MOMENT
from tests.journeys.town import Town
from tests.journeys.words import said

SCREENSHOTS = Path(os.environ.get("MENTORBOT_SCREENSHOTS") or Path(__file__).parents[2] / "var" / "screenshots")
WAIT_MILLISECONDS = 20_000


class Screen:
    """One person's window on the small Slack; ``complaints`` is what the browser's console had to say."""

    def __init__(
        self, browser: Browser, town: Town, handle: str, story: str, *, width: int = 1280, height: int = 860
    ) -> None:
        self.name = town.person(handle).name
        self.language = town.language(handle)
        self.complaints: list[str] = []
        self._client = town.client
        self._handle, self._story, self._pictures = handle, story, 0
        self._context = browser.new_context(
            viewport=ViewportSize(width=width, height=height),
            locale="en-GB",
            timezone_id="America/Los_Angeles",  # nobody's clock here, so that the browser's own would be seen
            reduced_motion="reduce",
        )
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(WAIT_MILLISECONDS)
        self.page.on("console", lambda told: self._complain(told.type, told.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        channel = town.client.seat(town.person(handle).seat.user).app_channel()
        self.page.goto(f"{town.sandbox.url}/?as={town.person(handle).seat.user}&in={channel}")
        expect(self.composer).to_be_visible()

    def close(self) -> None:
        """Shut the window."""
        self._context.close()

    def says(self, sentence: str, **values: str) -> str:
        """A sentence of the table in this person's language."""
        return said(self.language, sentence, **values)

    @property
    def composer(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_test_id("composer")

    @property
    def modal(self) -> Locator:
        """The form on top."""
        return self.page.get_by_test_id("modal")

    def types(self, text: str) -> None:
        """Type a line, letter by letter where completion matters, and send it."""
        self._client.advance(A_MOMENT)
        self.composer.press_sequentially(text)
        self.composer.press("Escape")
        self.composer.press("Enter")

    def reads(self, sentence: str, *also: str, **values: str) -> Locator:
        """The newest message that says this, when it has come, with ``also`` in it."""
        return self.finds(self.says(sentence, **values), *also)

    def finds(self, *words: str) -> Locator:
        """The same for any words."""
        found = self.page.locator("article")
        for part in words:
            found = found.filter(has_text=spaced(part))
        expect(found.last).to_be_visible()
        return found.last

    def answer_with(self, action_id: str) -> Locator:
        """The newest message with this button, in whatever language."""
        found = self.page.locator("article").filter(has=self.page.locator(f'[data-action-id="{action_id}"]')).last
        expect(found).to_be_visible()
        return found

    def lacks(self, sentence: str, **values: str) -> None:
        """Nothing on the page says this."""
        expect(self.page.get_by_text(spaced(self.says(sentence, **values)))).to_have_count(0)

    def presses(self, holder: Locator, action_id: str) -> None:
        """A button in a message, form or Home.

        Pressed where it stands in the page and not at a spot of the window, which another message may have moved.
        """
        self._client.advance(A_MOMENT)
        button = holder.locator(f'[data-action-id="{action_id}"]').last
        expect(button).to_be_visible()
        expect(button).to_be_enabled()
        button.dispatch_event("click")

    def form(self, title: str) -> Locator:
        """The form with this title of the table, when it is on top."""
        form = self.modal.filter(has=self.page.get_by_role("heading", name=spaced(self.says(title))))
        expect(form).to_be_visible()
        return form

    def fills(self, field: str, value: str) -> None:
        """A field of the form on top."""
        self.modal.locator(f'[data-block-id="{field}"][data-action-id]').fill(value)

    def submits(self) -> None:
        """The form on top."""
        self._client.advance(A_MOMENT)
        self.page.get_by_test_id("modal-submit").click()

    def goes_home(self) -> Locator:
        """The Home tab."""
        self.page.get_by_test_id("tab-home").click()
        return self.page.get_by_test_id("home")

    def picture(self, step: str) -> None:
        """Keep what is on the screen."""
        self._pictures += 1
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        name = f"{self._story}-{self._handle}-{self._pictures}-{step}"
        self.page.screenshot(
            path=SCREENSHOTS / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.png", animations="disabled"
        )

    def _complain(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)


def spaced(words: str) -> re.Pattern[str]:
    """Words as the page may space them: any space for a space, marks of direction passed over."""
    return re.compile(r"[\s\u2066-\u2069]+".join(re.escape(word) for word in words.split()))
