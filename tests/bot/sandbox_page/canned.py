"""A small cast and one conversation for every block, element and mark the page draws, in English, French and Arabic."""

from typing import Any

Json = dict[str, Any]

BOT = "UBOT"
AWA, LUCA, INES, HUDA, OMAR = "UAWA", "ULUCA", "UINES", "UHUDA", "UOMAR"
DM_AWA, DM_HUDA, DM_LUCA, ALL, PAIR = "DAWA", "DHUDA", "DLUCA", "CALL", "DPAIR"

# Tuesday 12 January 2027, 14:30 UTC.
NOW = 1_799_764_200.0


def person(id_: str, name: str, title: str, city: str, tz: str, locale: str, color: str = "", **more: Any) -> Json:
    first = name.split()[0]
    return {
        "id": id_, "name": first.lower(), "real_name": name, "display_name": name, "email": f"{first.lower()}@example.org",
        "title": title, "tz": tz, "tz_label": tz, "city": city, "locale": locale, "deleted": False, "is_admin": False,
        "is_bot": False, "color": color, **more,
    }  # fmt: skip


def people() -> list[Json]:
    return [
        person(AWA, "Awa Diallo", "Mentor", "Marseille", "Europe/Paris", "fr-FR", "b4532a"),
        person(LUCA, "Luca Ferri", "Mentee", "Tunis", "Africa/Tunis", "en-GB", "2f6ca8"),
        person(HUDA, "هدى منصور", "Mentee", "عمّان", "Asia/Amman", "ar", "9a4a8e"),
        person(INES, "Inès Roca", "Coordinator", "Barcelona", "Europe/Madrid", "es-ES", "3f7d3c"),
        person(OMAR, "Omar Said", "Guest", "Cairo", "Africa/Cairo", "en-US", "e8c34a"),
        person(BOT, "Mentorbot", "", "", "UTC", "en-US", is_bot=True),
    ]


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def option(value: str, text: str, description: str = "") -> Json:
    return {"text": plain(text), "value": value, **({"description": plain(description)} if description else {})}


def button(action: str, text: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action, "text": plain(text), "value": action, **more}


def message(ts: float, user: str, text: str, channel: str, blocks: list[Json] | None = None, **more: Any) -> Json:
    return {
        "ts": f"{ts:.6f}", "channel": channel, "user": user, "bot_id": "BBOT" if user == BOT else None, "username": "",
        "text": text, "blocks": blocks, "ephemeral": False, "edited": False, "thread_ts": None, "reply_count": 0,
        "files": [], "metadata_hidden": True, "kind": "message", **more,
    }  # fmt: skip


CONFIRM = {"title": plain("Cancel this session?"), "text": mrkdwn("Luca will be told *at once*."), "confirm": plain("Cancel it"),
           "deny": plain("Keep it"), "style": "danger"}  # fmt: skip


def proposal() -> list[Json]:
    start = int(NOW) + 14 * 86400
    return [
        {"type": "section", "block_id": "what", "text": mrkdwn(
            f"*Luca Ferri* proposes a session on <!date^{start}^{{date_long}} at {{time}}|26 January 2027, 14:30 UTC>.")},
        {"type": "section", "block_id": "facts", "fields": [
            mrkdwn("*Marseille*\n15:30"), mrkdwn("*Tunis*\n15:30"), mrkdwn("*Duration*\n60 minutes"), mrkdwn("*About*\nExport plan &amp; prices")]},
        {"type": "actions", "block_id": "answer", "elements": [
            button("accept", "Accept", style="primary", accessibility_label="Accept the session of 26 January"),
            button("propose", "Propose another time"), button("decline", "Decline", style="danger", confirm=CONFIRM),
            {"type": "overflow", "action_id": "more", "options": [option("ics", "Add to calendar"), option("why", "Why this time?")]}]},
        {"type": "context", "block_id": "ctx", "elements": [mrkdwn(":lock: Only the two of you see the topic · `S-0042`")]},
    ]  # fmt: skip


def rich_text() -> Json:
    def part(kind: str, *elements: Json, **more: Any) -> Json:
        return {"type": kind, "elements": list(elements), **more}

    def text(words: str, **style: bool) -> Json:
        return {"type": "text", "text": words, **({"style": style} if style else {})}

    return {"type": "rich_text", "block_id": "rich", "elements": [
        part("rich_text_section", text("Notes by "), {"type": "user", "user_id": LUCA}, text(" in "), {"type": "channel", "channel_id": ALL},
             text(", "), text("bold", bold=True), text(" and "), text("struck", strike=True), text(" "), {"type": "emoji", "name": "seedling"},
             text(" on "), {"type": "date", "timestamp": int(NOW), "format": "{date_short} {time}", "fallback": "12 Jan"}),
        part("rich_text_list", part("rich_text_section", text("first point")), part("rich_text_section", text("second, "),
             {"type": "link", "url": "https://example.org/a", "text": "with a link"}), style="bullet", indent=0),
        part("rich_text_list", part("rich_text_section", text("nested")), style="bullet", indent=1),
        part("rich_text_list", part("rich_text_section", text("one")), part("rich_text_section", text("two")), style="ordered"),
        part("rich_text_quote", text("A sentence worth keeping.")),
        part("rich_text_preformatted", text("pair  sessions\n1     4")),
    ]}  # fmt: skip


def every_block() -> list[Json]:
    return [
        {"type": "header", "block_id": "h", "text": plain("January in figures :bar_chart:")},
        {"type": "section", "block_id": "marks", "text": mrkdwn(
            "*bold* _italic_ ~gone~ `code` <https://example.org|a link> <@UAWA> <#CALL|everyone> <!channel> 2*3*4 &lt;b&gt;\n&gt; a quote\n```def f():\n    return 1```")},
        {"type": "section", "block_id": "literal", "text": plain("plain text keeps *its* <signs> & marks")},
        {"type": "section", "block_id": "acc", "text": mrkdwn("Which zone?"), "accessory": {
            "type": "static_select", "action_id": "zone", "placeholder": plain("Pick a zone"),
            "options": [option("tunis", "Tunis"), option("amman", "Amman", "one hour ahead")]}},
        {"type": "image", "block_id": "img", "image_url": "https://example.org/x.png", "alt_text": "a chart of sessions", "title": plain("Sessions per month")},
        {"type": "divider", "block_id": "div"}, rich_text(),
        {"type": "markdown", "block_id": "md", "text": "## Next steps\n\n1. Write **the plan**\n2. Ask [the coordinator](https://example.org)\n\n- [x] booked\n- [ ] noted\n\n| who | when |\n|---|---|\n| Awa | *Monday* |"},
        {"type": "table", "block_id": "tab", "column_settings": [{"align": "left"}, {"align": "right"}], "rows": [
            [{"type": "raw_text", "text": "Pair"}, {"type": "raw_text", "text": "Sessions"}],
            [{"type": "raw_text", "text": "Awa and Luca"}, {"type": "raw_text", "text": "4"}]]},
        {"type": "alert", "block_id": "al", "level": "warning", "text": mrkdwn("One pair has been *quiet* for five weeks.")},
        {"type": "card", "block_id": "card", "title": mrkdwn("Kick-off"), "subtitle": mrkdwn("Joint meeting"), "body": mrkdwn("Everybody, online."), "actions": [button("rsvp", "I will come")]},
        {"type": "video", "block_id": "vid", "title": plain("How booking works"), "title_url": "https://example.org/v", "alt_text": "v", "thumbnail_url": "https://example.org/v.png", "video_url": "https://example.org/v"},
        {"type": "hologram", "block_id": "holo"},
    ]  # fmt: skip


def conversations() -> dict[str, list[Json]]:
    def talk(id_: str, kind: str, name: str, members: list[str], partner: str | None = None, unread: int = 0, topic: str = "") -> Json:
        return {"id": id_, "kind": kind, "name": name, "topic": topic, "members": members, "with": partner, "unread": unread, "last_ts": f"{NOW:.6f}"}

    everyone = talk("CALL", "channel", "everyone", [AWA, LUCA, INES, HUDA], topic="Announcements and good news")
    coordination = talk("GCOO", "private", "coordination", [INES])
    return {
        AWA: [talk(DM_AWA, "im", "", [AWA, BOT], BOT, 2), everyone, talk(PAIR, "im", "", [AWA, LUCA], LUCA)],
        LUCA: [talk(DM_LUCA, "im", "", [LUCA, BOT], BOT), everyone, talk(PAIR, "im", "", [AWA, LUCA], AWA)],
        HUDA: [talk(DM_HUDA, "im", "", [HUDA, BOT], BOT), everyone],
        INES: [everyone, coordination],
        OMAR: [],
    }


def messages() -> dict[str, list[Json]]:
    day = 86400
    french = [{"type": "section", "block_id": "fr", "text": mrkdwn(
        f"Rappel : votre séance avec *Luca* commence <!date^{int(NOW) + 3600}^{{date_pretty}} à {{time}}|à 15:30 UTC>.")}]  # fmt: skip
    arabic = [
        {"type": "section", "block_id": "ar", "text": mrkdwn(
            f"تقترح *Awa Diallo* جلسةً يوم <!date^{int(NOW) + 2 * day}^{{date_long}} {{time}}|14 يناير 2027 16:30>.\nالموضوع: خطة التصدير ‎(Export plan)")},
        {"type": "actions", "block_id": "ar_answer", "elements": [
            button("accept", "قبول", style="primary"), button("propose", "اقتراح موعد آخر"), button("decline", "رفض", style="danger")]},
        {"type": "context", "block_id": "ar_ctx", "elements": [mrkdwn("16:30 في عمّان · 15:30 في Marseille")]},
    ]  # fmt: skip
    return {
        DM_AWA: [
            message(NOW - 2 * day, BOT, "Bienvenue !", DM_AWA, [{"type": "section", "block_id": "hi", "text": mrkdwn("Bienvenue, *Awa* :wave: Tapez `/mentor` pour commencer.")}]),
            message(NOW - 3700, AWA, "/mentor sessions ?", DM_AWA),
            message(NOW - 3600, BOT, "Rappel", DM_AWA, french, edited=True),
            message(NOW - 600, BOT, "Luca Ferri proposes a session", DM_AWA, proposal()),
            message(NOW - 300, BOT, "Bilan", DM_AWA, None, files=[{"id": "F1", "name": "bilan-janvier.csv", "size": 18_400, "mimetype": "text/csv", "url": "/files/F1"}]),
        ],
        DM_HUDA: [message(NOW - 500, BOT, "اقتراح جلسة", DM_HUDA, arabic)],
        DM_LUCA: [message(NOW - 400, BOT, "Every block", DM_LUCA, every_block())],
        "CALL": [
            message(NOW - day, INES, "Welcome *everybody* to the programme :tada: <!here>", "CALL", reply_count=2),
            message(NOW - day + 60, AWA, "Bonjour à toutes et à tous !\nRavie d’être parmi vous.", "CALL"),
            message(NOW - day + 90, HUDA, "مرحباً بالجميع، سعيدة بالانضمام إلى البرنامج.", "CALL"),
        ],
        PAIR: [], "GCOO": [],
    }  # fmt: skip


def replies() -> list[Json]:
    parent = f"{NOW - 86400:.6f}"
    return [message(NOW - 80000, LUCA, "Thank you Inès!", "CALL", thread_ts=parent), message(NOW - 79000, AWA, "Merci !", "CALL", thread_ts=parent)]


def home() -> Json:
    return {"id": "VHOME", "type": "home", "blocks": [
        {"type": "header", "block_id": "next", "text": plain("Your next session")},
        {"type": "section", "block_id": "n1", "text": mrkdwn(f"With *Luca Ferri*, <!date^{int(NOW) + 3600}^{{date_long_pretty}} at {{time}}|today 15:30 UTC>\n16:30 in Marseille · 16:30 in Tunis"),
         "accessory": button("join", "Join", url="https://meet.example.org/s", style="primary")},
        {"type": "actions", "block_id": "na", "elements": [button("move", "Move"), button("cancel", "Cancel…", confirm=CONFIRM)]},
        {"type": "divider", "block_id": "d1"},
        {"type": "header", "block_id": "wait", "text": plain("Waiting for your answer")},
        {"type": "section", "block_id": "w1", "text": mrkdwn("*Luca Ferri* · Export plan"), "accessory": button("see", "See it")},
        {"type": "divider", "block_id": "d2"},
        {"type": "input", "block_id": "lang", "dispatch_action": True, "label": plain("Language"), "element": {
            "type": "static_select", "action_id": "language", "initial_option": option("fr", "Français"), "options": [option("fr", "Français"), option("en", "English")]}},
    ]}  # fmt: skip


def booking_form() -> Json:
    def field(block: str, label: str, element: Json, **more: Any) -> Json:
        return {"type": "input", "block_id": block, "label": plain(label), "element": {"action_id": block, **element}, **more}

    return {"id": "VFORM", "type": "modal", "callback_id": "book", "title": plain("Book a session"), "submit": plain("Book"), "close": plain("Not now"), "blocks": [
        {"type": "section", "block_id": "intro", "text": mrkdwn("Times are on *your* clock, in Marseille.")},
        field("topic", "About what", {"type": "plain_text_input", "focus_on_load": True, "placeholder": plain("Export plan, first clients…"), "min_length": 3, "max_length": 60}),
        field("notes", "More", {"type": "plain_text_input", "multiline": True}, optional=True, hint=plain("Your partner reads this too.")),
        field("email", "E-mail", {"type": "email_text_input", "initial_value": "awa@example.org"}),
        field("link", "Link", {"type": "url_text_input"}, optional=True),
        field("number", "How many people", {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"}, optional=True),
        field("duration", "How long", {"type": "static_select", "placeholder": plain("Choose a duration"), "options": [option("30", "30 minutes"), option("60", "One hour", "the usual")]}),
        field("themes", "Themes", {"type": "multi_static_select", "option_groups": [
            {"label": plain("Growth"), "options": [option("export", "Export"), option("clients", "First clients")]},
            {"label": plain("Inside"), "options": [option("hiring", "Hiring"), option("cash", "Cash")]}]}, optional=True),
        field("place", "City", {"type": "external_select", "min_query_length": 1, "placeholder": plain("Type a city")}, optional=True),
        field("partner", "With whom", {"type": "users_select", "initial_user": LUCA}),
        field("others", "Others", {"type": "multi_users_select"}, optional=True),
        field("where", "Announce in", {"type": "conversations_select"}, optional=True),
        field("day", "Day", {"type": "datepicker", "initial_date": "2027-01-26"}),
        field("hour", "Time", {"type": "timepicker", "initial_time": "15:00", "timezone": "Europe/Paris"}),
        field("moment", "Answer by", {"type": "datetimepicker"}, optional=True),
        field("kind", "Kind", {"type": "radio_buttons", "initial_option": option("online", "Online"), "options": [option("online", "Online"), option("room", "In a room", "tell us which")]}),
        field("ticks", "Reminders", {"type": "checkboxes", "options": [option("day", "A day before"), option("hour", "An hour before")]}, optional=True),
        field("rich", "Agenda", {"type": "rich_text_input"}, optional=True),
        field("files", "Files", {"type": "file_input", "max_files": 3}, optional=True),
    ]}  # fmt: skip


def workspace() -> Json:
    return {
        "team": {"id": "T1", "name": "Cluster Mentoring"}, "app": {"id": "A1", "bot_user_id": BOT, "bot_id": "BBOT", "name": "Mentorbot"},
        "commands": [{"command": "/mentor", "description": "Book, move and note your sessions", "usage_hint": "book tomorrow 15:00", "verbs": [
            {"verb": "book", "hint": "[@who] [when] [about what]"}, {"verb": "sessions", "hint": "what is planned"}, {"verb": "help", "hint": "everything it can do"}]}],
        "shortcuts": [{"type": "message", "callback_id": "note_it", "name": "Keep as a note"}, {"type": "global", "callback_id": "book_now", "name": "Book a session"}],
        "now": NOW, "people": people(),
    }  # fmt: skip
