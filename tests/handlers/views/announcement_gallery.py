"""Every drawing of announcements: the form, the preview, what readers see, the ledger, and replies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING

from handlers.i18n import Translator
from handlers.views import announcement_form as form
from handlers.views import announcement_ledger as ledger
from handlers.views import announcement_preview as preview
from handlers.views import announcements as views
from handlers.views.announcement_progress import ledger_missed, sending_message
from handlers.views.blocks import Dict, Message
from mentoring.announcements import (
    Announcement,
    AnnouncementState,
    Answer,
    Attachment,
    Content,
    Counts,
    LedgerMissed,
    LedgerPage,
    LedgerRow,
    Listed,
    PairState,
    Preview,
    ReaderLine,
    ReaderMessage,
    ReaderPlan,
    Readership,
    Replies,
    Reply,
    ReplyView,
    SendingProgress,
    Standing,
    Timing,
    Version,
    WhyNot,
)
from mentoring.circles import Invitable
from mentoring.gatherings import Audience
from mentoring.people import Role
from mentoring.rich_text import words
from tests.builders import NOW, a_person

if TYPE_CHECKING:
    from tests.handlers.views.gallery import Scene

ID = "a" * 16
FILES = (
    Attachment("F1", "", "https://example.org/files/F1"),
    Attachment("F2", "", "https://example.org/files/F2", picture=True),
)
TODAY = NOW.date()
NEVER_SENT = {AnnouncementState.DRAFT, AnnouncementState.TEMPLATE, AnnouncementState.DISCARDED}


def announcement_drawings(t: Translator, scene: Scene) -> Iterator[tuple[str, Message | Dict]]:
    """Name and drawing of each."""
    yield from _writing(t, scene)
    yield from _previews(t, scene)
    yield from _reading(t, scene)
    yield from _ledgers(t, scene)


def _content(scene: Scene, **changes: object) -> Content:
    files = tuple(replace(one, name=scene.texts.topic) for one in FILES)
    text = words(scene.texts.note)
    content = Content(
        versions=(Version("en", scene.texts.topic[:150], text), Version("ar", scene.texts.topic[:150], text)),
        readership=Readership(Audience(everybody=True)),
        attachments=files,
        acknowledgement=True,
    )
    return replace(content, **changes)  # type: ignore[arg-type]


def _announcement(
    scene: Scene, state: AnnouncementState = AnnouncementState.SENDING, **changes: object
) -> Announcement:
    return Announcement(ID, 1, 4, _content(scene, **changes), NOW, NOW, state, confirmed_at=NOW)


def _writing(t: Translator, scene: Scene) -> Iterator[tuple[str, Message | Dict]]:
    offered = tuple(f"{scene.texts.topic[:140]}{number}" for number in range(120))
    whom = Invitable(scene.programme, frozenset(Role), ("EG", "PS"), offered, offered, coordinates=True)
    timings = {
        "now": Timing(),
        "at": Timing(at=NOW + timedelta(days=1)),
        "own clock": Timing(day=TODAY, hour=time(9)),
    }
    readers = Readership(Audience(), frozenset({"fr"}), frozenset(PairState), "C1")
    for name, timing in timings.items():
        filled = form.Filled(_content(scene, timing=timing, readership=readers), ID, ("UAWA",))
        yield f"announcement form {name}", form.announcement_form(t, scene.ines, whom, filled)
    yield "announcement form new", form.announcement_form(t, scene.ines, whom, form.Filled(Content(), ID))
    yield "announcement correction", form.correction_form(t, _announcement(scene), scene.programme, 12)
    yield "announcement template", form.template_form(t, _announcement(scene))


def _plans(scene: Scene) -> tuple[ReaderPlan, ...]:
    due = NOW + timedelta(hours=3)
    zones = ("Africa/Cairo", "Europe/Rome", "Asia/Amman", "Africa/Tunis", "Africa/Casablanca", "Europe/Madrid")
    people = [replace(scene.luca, id=one, zone=zones[one % len(zones)]) for one in range(1, 150)]
    reached = [ReaderPlan(one, "en", due_at=due, moved=one.id % 3 == 0, passed=one.id % 5 == 0) for one in people]
    missed = [ReaderPlan(replace(scene.awa, id=200 + place), "en", why_not=why) for place, why in enumerate(WhyNot)]
    return (*reached, *missed)


def _previews(t: Translator, scene: Scene) -> Iterator[tuple[str, Message | Dict]]:
    kinds = {
        "now": _content(scene),
        "own clock": _content(
            scene,
            timing=Timing(day=TODAY, hour=time(9)),
            urgent=True,
            compulsory=True,
            readership=Readership(Audience(everybody=True), channel="C1"),
        ),
    }
    for name, content in kinds.items():
        about = replace(_announcement(scene, AnnouncementState.DRAFT), content=content)
        shown = Preview(about, scene.programme, _plans(scene), pings=("@channel", scene.texts.mentor[:100]))
        yield f"announcement preview {name}", preview.preview_form(t, shown, _shown(scene, about), scene.ines)
        for which, plans in ((preview.REACHED, shown.reached), (preview.LEFT_OUT, shown.left_out)):
            for page in (0, 1):
                drawn = preview.people_view(t, shown, which, page=page, words="", found=list(plans))
                yield f"announcement people {name} {which} {page}", drawn
    nobody = Preview(_announcement(scene, AnnouncementState.DRAFT), scene.programme, ())
    yield "announcement preview nobody", preview.preview_form(t, nobody, _shown(scene), scene.ines, t("Saved."))


def _shown(scene: Scene, about: Announcement | None = None, **changes: object) -> ReaderMessage:
    about = about or _announcement(scene)
    version = about.content.versions[0]
    shown = ReaderMessage(about, scene.programme, scene.ines, "en", version.title, version.text)
    return replace(shown, **changes)  # type: ignore[arg-type]


def _reading(t: Translator, scene: Scene) -> Iterator[tuple[str, Message | Dict]]:
    states = {
        "fresh": _shown(scene),
        "marked": _shown(scene, fallback=True, edited=True, acknowledged_at=NOW),
        "trial": _shown(scene, trial=True),
        "withdrawn": _shown(scene, withdrawn=True),
        "in channel": _shown(scene, in_channel=True),
        "long": _shown(scene, text=words(*[f"{scene.texts.note[:900]} {number}" for number in range(40)])),
    }
    for name, shown in states.items():
        yield f"announcement {name}", views.announcement_message(t, shown, scene.luca)
        yield f"announcement whole {name}", views.whole_announcement(t, shown, scene.luca)
        yield f"announcement wish {name}", views.acknowledgement_wish(t, shown)
    yield "announcement reply form", views.reply_form(t, states["fresh"], "r" * 16)
    yield "announcement reply sent", views.reply_sent(t, scene.texts.note[:3000])
    yield "announcement acknowledged", views.acknowledged(t)
    unread = [states["fresh"]] * 5
    yield "announcements at home", {"type": "home", "blocks": views.home_announcements(t, unread)}
    answers = tuple(Answer(4, scene.texts.note[:3000], NOW) for _ in range(7))
    people = {2: scene.luca, 4: scene.ines}
    for name, said in (("open", ()), ("answered", answers)):
        reply = Reply("r" * 16, ID, 2, scene.texts.note[:3000], NOW, said)
        view = ReplyView(_announcement(scene), scene.programme, reply, people)
        yield f"announcement reply {name}", views.reply_message(t, view)
        yield f"announcement answer form {name}", views.answer_form(t, view)
        if said:
            yield "announcement answer", views.answer_message(t, view)
    replies = tuple(Reply(f"{n:016x}", ID, 2, scene.texts.note[:3000], NOW, answers) for n in range(25))
    for page in (0, 2):
        shown_replies = Replies(_announcement(scene), scene.programme, replies, people)
        yield f"announcement replies {page}", ledger.replies_view(t, shown_replies, scene.ines, page=page)
    nothing = Replies(_announcement(scene), scene.programme, (), {})
    yield "announcement replies none", ledger.replies_view(t, nothing, scene.ines, page=0)


COUNTS = Counts({standing: place + 1 for place, standing in enumerate(Standing)}, acknowledged=1, last_minute=3)


def _ledgers(t: Translator, scene: Scene) -> Iterator[tuple[str, Message | Dict]]:
    for state in AnnouncementState:
        about = _announcement(scene, state)
        yield f"announcement sending {state}", sending_message(t, SendingProgress(about, scene.programme, COUNTS))
        missed = LedgerMissed(about, scene.programme, "csv")
        yield f"announcement ledger missed {state}", ledger_missed(t, missed)
        if state not in NEVER_SENT:
            yield f"announcement ledger {state}", _ledger(t, scene, about)
    found = [Listed(_announcement(scene, state), scene.ines, COUNTS) for state in AnnouncementState for _ in range(12)]
    listed = ledger.announcements_view(t, found, [scene.programme], scene.ines)
    yield "announcements", listed
    several = [replace(scene.programme, id=number) for number in range(1, 8)]
    yield "announcements of several", ledger.announcements_view(t, [], several, scene.ines, scene.texts.topic[:150])
    running = {"type": "home", "blocks": ledger.home_running(t, found[12:14])}
    yield "announcements running at home", running


def _ledger(t: Translator, scene: Scene, about: Announcement) -> Dict:
    rows = tuple(_row(scene, standing, number) for standing in Standing for number in range(3))[:20]
    newcomers = tuple(replace(a_person("Omar"), name=scene.texts.mentee) for _ in range(12))
    page = LedgerPage(about, scene.programme, scene.ines, COUNTS, rows, 345, newcomers)
    return ledger.ledger_view(
        t,
        page,
        scene.ines,
        kind=ledger.MISSING,
        words=scene.texts.mentor[:80],
        page=3,
        address="https://example.org/",
        note=t("Saved."),
    )


def _row(scene: Scene, standing: Standing, number: int) -> LedgerRow:
    line = ReaderLine(
        ID,
        number,
        "en",
        NOW,
        fallback=number == 0,
        due_at=NOW,
        why_not=WhyNot.AWAY if standing is Standing.SKIPPED else None,
        late=number == 1,
        acknowledged_at=NOW if number else None,
    )
    sent = standing in {Standing.SENT, Standing.WITHDRAWN}
    return LedgerRow(
        line,
        scene.texts.mentee,
        "someone@example.org",
        "U1",
        standing,
        reason="" if sent else scene.texts.reason,
        channel_id="D1" if sent else "",
        slack_ts="1800000000.000100" if sent else "",
    )
