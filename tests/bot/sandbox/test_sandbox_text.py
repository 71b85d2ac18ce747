"""Slack's text: escaping, mentions, dates as a reader sees them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.reading import as_read
from bot.sandbox.records import Conversation, Person
from bot.sandbox.text import as_stored, as_typed, derived, escape, unescape

AWA = Person("U0AWA", "awa", "Awa Example", display_name="Awa", tz="Africa/Tunis", locale="fr-FR")
ANNE = Person("U0ANNE", "awan", "Anne d'Awan", tz="Europe/Paris")
GENERAL = Conversation("C0GENERAL", "channel", "general")
NOON = int(datetime(2027, 1, 26, 12, tzinfo=UTC).timestamp())


@given(st.text(st.characters(exclude_characters="@#")))
def test_escaped_text_reads_as_it_was_typed(text: str) -> None:
    assert unescape(escape(text)) == text
    assert as_read(as_typed(text, [], []), AWA, str, now=0) == text


@given(st.text())
def test_storing_twice_changes_nothing(text: str) -> None:
    assert as_stored(as_stored(text)) == as_stored(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("with @awa", "with <@U0AWA>"),
        ("with @Awa, please", "with <@U0AWA>, please"),
        ("with @awan", "with <@U0ANNE>"),
        ("with @anne d'awan now", "with <@U0ANNE> now"),
        ("with @awanda", "with @awanda"),
        ("mail me@awa", "mail me@awa"),
        ("in #general", "in <#C0GENERAL|general>"),
        ("see https://example.org/?a=1&b=2.", "see <https://example.org/?a=1&amp;b=2>."),
        ("<@U0AWA> picked", "<@U0AWA> picked"),
        ("<!channel> <https://x.org|free>", "&lt;!channel&gt; &lt;<https://x.org>|free&gt;"),
    ],
)
def test_what_a_person_types(typed: str, kept: str) -> None:
    assert as_typed(typed, [AWA, ANNE], [GENERAL]) == kept


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (f"<!date^{NOON}^{{date_long}} at {{time}}|x>", "mardi 26 janvier 2027 at 13:00"),
        (f"<!date^{NOON}^{{date_short}}^https://x.org|x>", "26 janv. 2027"),
        (f"<!date^{NOON}^{{nonsense}}|x>", "{nonsense}"),
        ("<!date^soon^{date}|fallback>", "fallback"),
        ("<@U0ANNE> <#C0GENERAL|general> <!here> <https://x.org|there> &lt;b&gt;", "@Anne #general @here there <b>"),
    ],
)
def test_what_a_person_reads(text: str, read: str) -> None:
    assert as_read(text, AWA, lambda key: "Anne" if key == "U0ANNE" else key, now=NOON) == read


def test_near_days_are_named_in_english() -> None:
    texts = [f"<!date^{NOON + days * 86400}^{{date_pretty}}|x>" for days in (-1, 0, 1, 2)]
    read = [as_read(text, ANNE, str, now=NOON) for text in texts]
    assert read == ["yesterday", "today", "tomorrow", "January 28, 2027"]


def test_message_without_text_says_what_its_blocks_say() -> None:
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "Title"}},
        {"type": "divider"},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "a"}, {"type": "mrkdwn", "text": "b"}]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "c"}, {"type": "image", "alt_text": "d"}]},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "< "},
                        {"type": "user", "user_id": "U0AWA"},
                        {"type": "broadcast", "range": "here"},
                        {"type": "usergroup", "usergroup_id": "S1"},
                    ],
                }
            ],
        },
    ]
    assert derived(blocks) == "Title\na\nb\nc d\n&lt; <@U0AWA><!here><!subteam^S1>"
