"""The Home, the form with every input, and the blocks of every kind."""

from typing import Any

from tests.bot.sandbox_page.kit import (
    CONFIRM,
    Json,
    actions,
    block,
    button,
    date,
    field,
    header,
    mrkdwn,
    option,
    plain,
    section,
)

AWA, LUCA = "UAWA", "ULUCA"
# Tuesday 12 January 2027, 14:30 UTC.
NOW = 1_799_764_200.0
DAY = 86400


def proposal() -> list[Json]:
    moment = date(NOW + 14 * DAY, "{date_long} at {time}", "26 January 2027, 14:30 UTC")
    facts = ["*Marseille*\n15:30", "*Tunis*\n15:30", "*Duration*\n60 minutes", "*About*\nExport plan &amp; prices"]
    more = [option("ics", "Add to calendar"), option("why", "Why this time?")]
    return [
        section("what", f"*Luca Ferri* proposes a session on {moment}."),
        block("section", "facts", fields=[mrkdwn(fact) for fact in facts]),
        actions(
            "answer",
            button("accept", "Accept", style="primary", accessibility_label="Accept the session of 26 January"),
            button("propose", "Propose another time"),
            button("decline", "Decline", style="danger", confirm=CONFIRM),
            {"type": "overflow", "action_id": "more", "options": more},
        ),
        block("context", "ctx", elements=[mrkdwn(":lock: Only the two of you see the topic · `S-0042`")]),
    ]


def rich_text() -> Json:
    def part(kind: str, *elements: Json, **more: Any) -> Json:
        return {"type": f"rich_text_{kind}", "elements": list(elements), **more}

    def text(words: str, **style: bool) -> Json:
        return {"type": "text", "text": words, **({"style": style} if style else {})}

    def items(*lines: Json, style: str = "bullet", indent: int = 0) -> Json:
        return part("list", *(part("section", line) for line in lines), style=style, indent=indent)

    moment = {"type": "date", "timestamp": int(NOW), "format": "{date_short} {time}", "fallback": "12 Jan"}
    link = {"type": "link", "url": "https://example.org/a", "text": "second, with a link"}
    user, channel = {"type": "user", "user_id": LUCA}, {"type": "channel", "channel_id": "CALL"}
    seedling = {"type": "emoji", "name": "seedling"}
    return block(
        "rich_text",
        "rich",
        elements=[
            part("section", text("Notes by "), user, text(" in "), channel, text(" on "), moment),
            part("section", text("bold", bold=True), text(" and "), text("struck", strike=True), text(" "), seedling),
            items(text("first point"), link),
            items(text("nested"), indent=1),
            items(text("one"), text("two"), style="ordered"),
            part("quote", text("A sentence worth keeping.")),
            part("preformatted", text("pair  sessions\n1     4")),
        ],
    )


MARKS = [
    "*bold* _italic_ ~gone~ `code` <https://example.org|a link> <@UAWA> <#CALL|everyone> <!channel> 2*3*4 &lt;b&gt;",
    "&gt; a quote",
    "```def f():\n    return 1```",
]
MARKDOWN = """## Next steps

1. Write **the plan**
2. Ask [the coordinator](https://example.org)

- [x] booked
- [ ] noted

| who | when |
|---|---|
| Awa | *Monday* |"""


def every_block() -> list[Json]:
    zones = [option("tunis", "Tunis"), option("amman", "Amman", "one hour ahead")]
    zone = {"type": "static_select", "action_id": "zone", "placeholder": plain("Pick a zone"), "options": zones}
    rows = [
        [{"type": "raw_text", "text": cell} for cell in row] for row in (["Pair", "Sessions"], ["Awa and Luca", "4"])
    ]
    image, video = "https://example.org/x.png", "https://example.org/v"
    return [
        header("h", "January in figures :bar_chart:"),
        section("marks", *MARKS),
        block("section", "literal", text=plain("plain text keeps *its* <signs> & marks")),
        section("acc", "Which zone?", accessory=zone),
        block("image", "img", image_url=image, alt_text="a chart of sessions", title=plain("Sessions per month")),
        block("divider", "div"),
        rich_text(),
        block("markdown", "md", text=MARKDOWN),
        block("table", "tab", rows=rows, column_settings=[{"align": "left"}, {"align": "right"}]),
        block("alert", "al", level="warning", text=mrkdwn("One pair has been *quiet* for five weeks.")),
        block(
            "card", "card", title=mrkdwn("Kick-off"), body=mrkdwn("Online."), actions=[button("rsvp", "I will come")]
        ),
        block("video", "vid", title=plain("How booking works"), title_url=video, video_url=video, alt_text="a film"),
        block("hologram", "holo"),
    ]


def home() -> Json:
    start = date(NOW + 3600, "{date_long_pretty} at {time}", "today 15:30 UTC")
    join = button("join", "Join", url="https://meet.example.org/s", style="primary")
    french, english = option("fr", "Français"), option("en", "English")
    language = field("lang", "Language", "static_select", initial_option=french, options=[french, english])
    language["element"]["action_id"] = "language"
    blocks = [
        header("next", "Your next session"),
        section("n1", f"With *Luca Ferri*, {start}", "16:30 in Marseille · 16:30 in Tunis", accessory=join),
        actions("na", button("move", "Move"), button("cancel", "Cancel…", confirm=CONFIRM)),
        block("divider", "d1"),
        header("wait", "Waiting for your answer"),
        section("w1", "*Luca Ferri* · Export plan", accessory=button("see", "See it")),
        block("divider", "d2"),
        {**language, "dispatch_action": True},
    ]
    return {"id": "VHOME", "type": "home", "blocks": blocks}


def booking_form() -> Json:
    durations = [option("30", "30 minutes"), option("60", "One hour", "the usual")]
    themes = [
        {"label": plain("Growth"), "options": [option("export", "Export"), option("clients", "First clients")]},
        {"label": plain("Inside"), "options": [option("hiring", "Hiring"), option("cash", "Cash")]},
    ]
    online = option("online", "Online")
    kinds = [online, option("room", "In a room", "tell us which")]
    ticks = [option("day", "A day before"), option("hour", "An hour before")]
    topic: Json = {
        "focus_on_load": True,
        "placeholder": plain("Export plan, first clients…"),
        "min_length": 3,
        "max_length": 60,
    }
    number: Json = {"is_decimal_allowed": False, "min_value": "1", "max_value": "9"}
    city: Json = {"min_query_length": 1, "placeholder": plain("Type a city")}
    notes = field("notes", "More", "plain_text_input", optional=True, multiline=True)
    blocks = [
        section("intro", "Times are on *your* clock, in Marseille."),
        field("topic", "About what", "plain_text_input", **topic),
        {**notes, "hint": plain("Your partner reads this too.")},
        field("email", "E-mail", "email_text_input", initial_value="awa@example.org"),
        field("link", "Link", "url_text_input", optional=True),
        field("number", "How many people", "number_input", optional=True, **number),
        field("duration", "How long", "static_select", placeholder=plain("Choose a duration"), options=durations),
        field("themes", "Themes", "multi_static_select", optional=True, option_groups=themes),
        field("place", "City", "external_select", optional=True, **city),
        field("partner", "With whom", "users_select", initial_user=LUCA),
        field("others", "Others", "multi_users_select", optional=True),
        field("where", "Announce in", "conversations_select", optional=True),
        field("day", "Day", "datepicker", initial_date="2027-01-26"),
        field("hour", "Time", "timepicker", initial_time="15:00", timezone="Europe/Paris"),
        field("moment", "Answer by", "datetimepicker", optional=True),
        field("kind", "Kind", "radio_buttons", initial_option=online, options=kinds),
        field("ticks", "Reminders", "checkboxes", optional=True, options=ticks),
        field("rich", "Agenda", "rich_text_input", optional=True),
        field("files", "Files", "file_input", optional=True, max_files=3),
    ]
    titles = {"title": plain("Book a session"), "submit": plain("Book"), "close": plain("Not now")}
    return {"id": "VFORM", "type": "modal", "callback_id": "book", **titles, "blocks": blocks}
