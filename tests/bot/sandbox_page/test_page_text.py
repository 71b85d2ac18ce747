"""The page's pure parts, called in the browser: mrkdwn, Slack's date tokens, zones, rich text."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.bot.sandbox_page.fake_control import FakeControl, Serving

pytestmark = pytest.mark.chromium


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    fake = FakeControl()
    with Serving(fake), browser.new_context() as context:
        page = context.new_page()
        page.goto(fake.address)
        yield page


def call(page: Page, module: str, function: str, *arguments: Any) -> Any:
    script = "async ([module, name, args]) => (await import(`/page/${module}.js`))[name](...args)"
    return page.evaluate(script, [module, function, list(arguments)])


def outline(nodes: list[dict[str, Any]]) -> list[Any]:
    """Nodes as [kind, text or children], easier to compare."""
    return [
        [n["kind"], outline(n["children"])] if "children" in n
        else n["text"] if n["kind"] == "text"
        else [n["kind"], n.get("text") or n.get("id") or n.get("url") or n.get("name") or n.get("label")]
        for n in nodes
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("*bold* and _it_", [["bold", ["bold"]], " and ", ["italic", ["it"]]]),
        ("*a _b_ c*", [["bold", ["a ", ["italic", ["b"]], " c"]]]),
        ("2*3*4 and snake_case_name", ["2*3*4 and snake_case_name"]),
        ("* not bold *", ["* not bold *"]),
        ("`*raw*`", [["code", "*raw*"]]),
        ("~x~.", [["strike", ["x"]], "."]),
        ("&lt;b&gt; &amp;amp;", ["<b> &amp;"]),
        ("<@U1> <#C1|all> <!channel>", [["user", "U1"], " ", ["channel", "C1"], " ", ["broadcast", "@channel"]]),
        ("<https://a.org/x?a=1&amp;b=2|here>", [["link", "https://a.org/x?a=1&b=2"]]),
        ("see https://a.org/x.", ["see ", ["link", "https://a.org/x"], "."]),
        ("<javascript:alert(1)|x>", ["<javascript:alert(1)|x>"]),
        (":tada: 10:30:45", [["emoji", "tada"], " 10", ["emoji", "30"], "45"]),
        ("*<https://a.org|a*b>*", [["bold", [["link", "https://a.org"]]]]),
        ("*عاجل* الآن", [["bold", ["عاجل"]], " الآن"]),
    ],
)
def test_inline_marks_follow_slack(page: Page, source: str, expected: list[Any]) -> None:
    assert outline(call(page, "mrkdwn", "parseInline", source)) == expected


def test_quotes_fences_and_lines_become_blocks_in_order(page: Page) -> None:
    blocks = call(page, "mrkdwn", "parse", "one\n&gt; said\n&gt; again\n```a &lt; b\n  c```\nend")
    assert [block["kind"] for block in blocks] == ["lines", "quote", "pre", "lines"]
    assert blocks[2]["text"] == "a < b\n  c"
    assert len(blocks[1]["lines"]) == 2


NOON_UTC = 1_799_755_200  # Tuesday 12 January 2027, 12:00 UTC
READERS = {
    "en": {"tz": "Europe/Paris", "locale": "en-GB"},
    "fr": {"tz": "Europe/Paris", "locale": "fr-FR"},
    "ar": {"tz": "Africa/Cairo", "locale": "ar-u-nu-latn"},
}


@pytest.mark.parametrize(
    ("pattern", "reader", "expected"),
    [
        ("{date_num}", "en", "2027-01-12"),
        ("{date} {time}", "en", "12 January 13:00"),
        ("{date_long}", "fr", "mardi 12 janvier"),
        ("{date_long_full}", "fr", "mardi 12 janvier 2027"),
        ("{date_short_pretty} à {time}", "fr", "aujourd’hui à 13:00"),
        ("{time_secs}", "en", "13:00:00"),
        ("{date_long}", "ar", "الثلاثاء، 12 يناير"),
        ("{ago}", "en", "now"),
        ("{date_wrong}", "en", None),
    ],
)
def test_date_tokens_read_in_the_readers_zone_and_language(
    page: Page, pattern: str, reader: str, expected: str | None
) -> None:
    assert call(page, "dates", "fillDateTokens", pattern, NOON_UTC, NOON_UTC, READERS[reader]) == expected


def test_pretty_day_turns_at_the_readers_midnight(page: Page) -> None:
    half_past_eleven_in_paris = NOON_UTC + 10.5 * 3600
    assert (
        call(
            page,
            "dates",
            "fillDateTokens",
            "{date_pretty}",
            half_past_eleven_in_paris + 3600,
            half_past_eleven_in_paris,
            READERS["en"],
        )
        == "tomorrow"
    )


def test_year_is_said_only_beyond_six_months(page: Page) -> None:
    assert (
        call(page, "dates", "fillDateTokens", "{date}", NOON_UTC, NOON_UTC - 200 * 86400, READERS["en"])
        == "12 January 2027"
    )


@pytest.mark.parametrize(
    ("wall", "zone", "epoch"),
    [
        ("2027-03-27T12:00", "Europe/Paris", 1_806_145_200),
        ("2027-03-28T12:00", "Europe/Paris", 1_806_228_000),
        ("2027-01-12T12:00", "Africa/Cairo", NOON_UTC - 7200),
        ("2027-01-12T12:00", "Asia/Kathmandu", NOON_UTC - 20700),
    ],
)
def test_wall_clock_and_moment_are_inverse(page: Page, wall: str, zone: str, epoch: int) -> None:
    assert call(page, "dates", "momentOf", wall, zone) == epoch
    assert call(page, "dates", "wallOf", epoch, zone) == wall


def test_rich_writing_survives_a_round_trip(page: Page) -> None:
    source = "Plan *first*, then _second_\n- one\n- two ~old~\n> kept\n```\ncode\n```"
    rich = call(page, "richwriting", "toRichText", source)
    assert [part["type"] for part in rich["elements"]] == [
        "rich_text_section",
        "rich_text_list",
        "rich_text_quote",
        "rich_text_preformatted",
    ]
    assert rich["elements"][1]["elements"][1]["elements"][1] == {
        "type": "text",
        "text": "old",
        "style": {"strike": True},
    }
    assert call(page, "richwriting", "toSource", rich) == source
