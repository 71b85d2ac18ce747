"""A small cast and its conversations, in English, French and Arabic. The people are invented."""

from typing import Any

from tests.bot.sandbox_page.canned_views import AWA, DAY, LUCA, NOW, booking_form, every_block, home, proposal
from tests.bot.sandbox_page.kit import Json, actions, block, button, date, mrkdwn, option, plain, section

__all__ = ["AWA", "LUCA", "NOW", "booking_form", "every_block", "home", "mrkdwn", "option", "plain"]

BOT, INES, HUDA, OMAR = "UBOT", "UINES", "UHUDA", "UOMAR"
DM_AWA, DM_HUDA, DM_LUCA, PAIR = "DAWA", "DHUDA", "DLUCA", "DPAIR"


def person(id_: str, name: str, title: str, where: tuple[str, str, str], **more: Any) -> Json:
    """`where`: city, zone, locale."""
    first, (city, tz, locale) = name.split(maxsplit=1)[0].lower(), where
    names = {"name": first, "real_name": name, "display_name": name, "email": f"{first}@example.org"}
    place = {"tz": tz, "tz_label": tz, "city": city, "locale": locale}
    state = {"deleted": False, "is_admin": False, "is_bot": False, "color": ""}
    return {"id": id_, "title": title, **names, **place, **state, **more}


def people() -> list[Json]:
    return [
        person(AWA, "Awa Diallo", "Mentor", ("Marseille", "Europe/Paris", "fr-FR"), color="b4532a"),
        person(LUCA, "Luca Ferri", "Mentee", ("Tunis", "Africa/Tunis", "en-GB"), color="2f6ca8"),
        person(HUDA, "هدى منصور", "Mentee", ("عمّان", "Asia/Amman", "ar"), color="9a4a8e"),
        person(INES, "Inès Roca", "Coordinator", ("Barcelona", "Europe/Madrid", "es-ES")),
        person(OMAR, "Omar Said", "Guest", ("Cairo", "Africa/Cairo", "en-US"), color="e8c34a"),
        person(BOT, "Mentorbot", "", ("", "UTC", "en-US"), is_bot=True),
    ]


def message(ts: float, user: str, text: str, channel: str, blocks: list[Json] | None = None, /, **more: Any) -> Json:
    said = {"ts": f"{ts:.6f}", "channel": channel, "user": user, "text": text, "blocks": blocks}
    author = {"bot_id": "BBOT" if user == BOT else None, "username": ""}
    marks = {"ephemeral": False, "edited": False, "kind": "message", "metadata_hidden": True, "files": []}
    return {**said, **author, **marks, "thread_ts": None, "reply_count": 0, **more}


def conversations() -> dict[str, list[Json]]:
    def talk(id_: str, kind: str, members: list[str], **more: Any) -> Json:
        usual = {"name": "", "topic": "", "with": None, "unread": 0, "last_ts": f"{NOW:.6f}"}
        return {"id": id_, "kind": kind, "members": members, **usual, **more}

    def direct(id_: str, me: str, partner: str, unread: int = 0) -> Json:
        return talk(id_, "im", [me, partner], **{"with": partner}, unread=unread)

    topic = "Announcements and good news"
    everyone = talk("CALL", "channel", [AWA, LUCA, INES, HUDA], name="everyone", topic=topic)
    return {
        AWA: [direct(DM_AWA, AWA, BOT, 2), everyone, direct(PAIR, AWA, LUCA)],
        LUCA: [direct(DM_LUCA, LUCA, BOT), everyone, direct(PAIR, LUCA, AWA)],
        HUDA: [direct(DM_HUDA, HUDA, BOT), everyone],
        INES: [everyone, talk("GCOO", "private", [INES], name="coordination")],
        OMAR: [],
    }


def _to_awa() -> list[Json]:
    welcome = section("hi", "Bienvenue, *Awa* :wave: Tapez `/mentor` pour commencer.")
    start = date(NOW + 3600, "{date_pretty} à {time}", "à 15:30 UTC")
    reminder = section("fr", f"Rappel : votre séance avec *Luca* commence {start}.")
    size = {"size": 18_400, "mimetype": "text/csv", "url": "/files/F1"}
    return [
        message(NOW - 2 * DAY, BOT, "Bienvenue !", DM_AWA, [welcome]),
        message(NOW - 3700, AWA, "/mentor sessions ?", DM_AWA),
        message(NOW - 3600, BOT, "Rappel", DM_AWA, [reminder], edited=True),
        message(NOW - 600, BOT, "Luca Ferri proposes a session", DM_AWA, proposal()),
        message(NOW - 300, BOT, "Bilan", DM_AWA, files=[{"id": "F1", "name": "bilan-janvier.csv", **size}]),
    ]


def _to_huda() -> list[Json]:
    moment = date(NOW + 2 * DAY, "{date_long} {time}", "14 يناير 2027 16:30")
    topic = "الموضوع: خطة التصدير (Export plan)"
    accept, decline = button("accept", "قبول", style="primary"), button("decline", "رفض", style="danger")
    blocks = [
        section("ar", f"تقترح *Awa Diallo* جلسةً يوم {moment}.", topic),
        actions("ar_answer", accept, button("propose", "اقتراح موعد آخر"), decline),
        block("context", "ar_ctx", elements=[mrkdwn("16:30 في عمّان · 15:30 في Marseille")]),
    ]
    return [message(NOW - 500, BOT, "اقتراح جلسة", DM_HUDA, blocks)]


def messages() -> dict[str, list[Json]]:
    welcome = "Welcome *everybody* to the programme :tada: <!here>"
    return {
        DM_AWA: _to_awa(),
        DM_HUDA: _to_huda(),
        DM_LUCA: [message(NOW - 400, BOT, "Every block", DM_LUCA, every_block())],
        "CALL": [
            message(NOW - DAY, INES, welcome, "CALL", reply_count=2),
            message(NOW - DAY + 60, AWA, "Bonjour à toutes et à tous !\nRavie d’être parmi vous.", "CALL"),
            message(NOW - DAY + 90, HUDA, "مرحباً بالجميع، سعيدة بالانضمام إلى البرنامج.", "CALL"),
        ],
    }


def replies() -> list[Json]:
    parent = f"{NOW - DAY:.6f}"
    return [
        message(NOW - 80000, LUCA, "Thank you Inès!", "CALL", thread_ts=parent),
        message(NOW - 79000, AWA, "Merci !", "CALL", thread_ts=parent),
    ]


def workspace() -> Json:
    hints = {"book": "[@who] [when] [about what]", "sessions": "what is planned", "help": "everything it can do"}
    verbs = [{"verb": verb, "hint": hint} for verb, hint in hints.items()]
    described = {"description": "Book, move and note your sessions", "usage_hint": "book tomorrow 15:00"}
    return {
        "team": {"id": "T1", "name": "Cluster Mentoring"},
        "app": {"id": "A1", "bot_user_id": BOT, "bot_id": "BBOT", "name": "Mentorbot"},
        "commands": [{"command": "/mentor", **described, "verbs": verbs}],
        "shortcuts": [
            {"type": "message", "callback_id": "note_it", "name": "Keep as a note"},
            {"type": "global", "callback_id": "book_now", "name": "Book a session"},
        ],
        "now": NOW,
        "people": people(),
    }
