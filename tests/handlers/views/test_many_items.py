"""Lists of any number of things stay within what Slack takes, and say how many more there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.blocks import problems_with_blocks, problems_with_view, too_large, too_long
from handlers.i18n import LANGUAGES, Translator
from handlers.views import (
    actions,
    announcement_ledger,
    announcement_preview,
    announcements,
    arrivals,
    attendance,
    attendance_record,
    digests,
    gathering_series,
    gatherings,
    home,
    hosting,
    polls,
    reminders,
    series,
    sessions,
)
from handlers.views.blocks import Message, section
from handlers.views.listing import Rows, fitting
from mentoring.actions import ActionItem
from mentoring.announcements import (
    Announcement,
    AnnouncementState,
    Answer,
    Content,
    Counts,
    LedgerPage,
    LedgerRow,
    Listed,
    Preview,
    ReaderLine,
    ReaderMessage,
    ReaderPlan,
    Replies,
    Reply,
    ReplyView,
    Standing,
    Version,
    WhyNot,
)
from mentoring.arrivals import Arrival, Arrivals, Stage
from mentoring.attendance import Capacity
from mentoring.circles import SeriesAnswered
from mentoring.clocks import Anchor
from mentoring.errors import AnswersClosed
from mentoring.people import Participant, Person, Role
from mentoring.polls import Ballot, Poll, PollDetails, PollState, Vote
from mentoring.portraits import Portrait
from mentoring.progress import Digest, QuietPair, Voice
from mentoring.records import ItemView
from mentoring.rich_text import words
from mentoring.series import Pattern, Series, SeriesChange, Weekly
from mentoring.sessions import Change, ChangeKind, SeriesDetails, Session
from tests.builders import NOW, a_session, an_anchor
from tests.handlers.views.gallery import ARABIC, ORDINARY, Drawing, Scene, gallery
from tests.handlers.views.gathering_gallery import Circle
from tests.handlers.views.speech import catalogues

MANY = 500
MANY_DATES = 120
"""More than twice what a series may have."""
WEEK = timedelta(days=7)
FIRST = an_anchor("2027-01-26 15:00", "Europe/Paris")
PATTERN = Pattern(Weekly((1,), 1), FIRST, count=MANY_DATES)
SCENE = Scene(ORDINARY)
CIRCLE = Circle(others=MANY, name="Maximiliano Echeverría")

Drawn = Iterator[tuple[str, Drawing]]


def problems(drawing: Drawing) -> list[str]:
    """What the stand-in for Slack says, which keeps to the documented limits and one that was measured, and cuts."""
    blocks = drawing.blocks if isinstance(drawing, Message) else drawing["blocks"]
    said = [text for block in blocks for text in (block.get("text"), *block.get("elements", ())) if text]
    cut = [f"cut: {one['text'][-40:]!r}" for one in said if one["type"] == "mrkdwn" and len(one["text"]) > 2900]
    if isinstance(drawing, Message):
        heavy = ["msg_blocks_too_long"] if too_long(drawing.blocks) else []
        long = ["text over 4000"] if len(drawing.text) > 4000 else []
        return [*problems_with_blocks(drawing.blocks), *heavy, *long, *cut]
    return [*problems_with_view(drawing), *cut, *(["view_too_large"] if too_large(drawing) else [])]


def crowd() -> tuple[Person, ...]:
    return tuple(replace(SCENE.luca, id=100 + number, name=f"Maximiliano {number}") for number in range(MANY))


def dates() -> tuple[Session, ...]:
    walls = (FIRST.wall + number * WEEK for number in range(MANY_DATES))
    return tuple(replace(a_session(id=f"S{wall:%Y%m%d}"), anchor=Anchor(wall, FIRST.zone)) for wall in walls)


def of_series(pair_id: int | None, kind: ChangeKind, found: tuple[Session, ...]) -> SeriesDetails:
    later = Anchor(FIRST.wall + timedelta(hours=1), FIRST.zone)
    changes = tuple((one, Change(one.id, 1, kind, 1, NOW, before=one.anchor, after=later)) for one in found)
    return SeriesDetails(
        series=Series("SR", 1, pair_id, 1, PATTERN, timedelta(hours=1), "Exports", NOW),
        programme=SCENE.programme,
        people={1: SCENE.awa, 2: SCENE.luca},
        sessions=found,
        change=SeriesChange("SR", 1, kind, 1, NOW, (), "A customer visits that day"),
        changed=changes,
    )


def series_drawings(t: Translator) -> Drawn:
    found = dates()
    for kind in (ChangeKind.PROPOSED, ChangeKind.MOVE_PROPOSED, ChangeKind.CANCELLED):
        yield f"series news {kind}", series.series_news(t, of_series(1, kind, found), SCENE.luca)
    details = of_series(1, ChangeKind.PROPOSED, found)
    yield "series card", series.series_card(t, details, SCENE.luca)
    yield "series booked", series.booked_series(t, details, SCENE.awa)
    yield "series dates", series.series_form(t, details, SCENE.awa)
    gathered = tuple(replace(CIRCLE.session(), id=one.id, anchor=one.anchor) for one in found)
    group = replace(of_series(None, ChangeKind.INVITED, gathered), people={1: CIRCLE.host, 2: CIRCLE.luca})
    yield "group series news", gathering_series.gathering_series_news(t, group, CIRCLE.luca, NOW)
    yield "group series card", gathering_series.gathering_series_card(t, group, CIRCLE.luca, NOW)
    yield "group series dates", gathering_series.all_dates(t, group, CIRCLE.luca, NOW)
    refused = SeriesAnswered(gathered[:1], tuple((one, AnswersClosed()) for one in gathered[1:]))
    why = ["No more answers are taken."] * (MANY_DATES - 1)
    answered = gathering_series.series_answered(t, refused, group, CIRCLE.luca, NOW, why=why)
    yield "group series answered", answered


def announcement_drawings(t: Translator) -> Drawn:
    content = Content((Version("en", "Kick-off", words("We begin on Monday.")),), acknowledgement=True)
    about = Announcement("A1", 1, 4, content, NOW, NOW, AnnouncementState.SENT, confirmed_at=NOW)
    programme, people = SCENE.programme, crowd()
    shown = ReaderMessage(about, programme, SCENE.ines, "en", "Kick-off", content.versions[0].text)
    get_it = tuple(ReaderPlan(one, "en", due_at=NOW + number * WEEK) for number, one in enumerate(people))
    missed = tuple(replace(one, why_not=WhyNot.DEACTIVATED) for one in get_it)
    preview = Preview(replace(about, state=AnnouncementState.DRAFT), programme, (*get_it, *missed))
    yield "preview", announcement_preview.preview_form(t, preview, shown, SCENE.ines)
    for which, found in ((announcement_preview.REACHED, get_it), (announcement_preview.LEFT_OUT, missed)):
        view = announcement_preview.people_view(t, preview, which, page=1, words="", found=list(found))
        yield f"people {which}", view
    rows = tuple(
        LedgerRow(ReaderLine(about.id, one.id, "en", NOW), one.name, standing=Standing.FAILED, reason="x" * 500)
        for one in people[: announcement_ledger.ROWS_PER_PAGE]
    )
    page = LedgerPage(about, programme, SCENE.ines, Counts({Standing.FAILED: MANY}), rows, MANY, people)
    yield (
        "ledger",
        announcement_ledger.ledger_view(
            t, page, SCENE.ines, kind="all", words="", page=3, address="https://x.example/"
        ),
    )
    listed = [Listed(about, SCENE.ines, page.counts)] * MANY
    yield "announcements", announcement_ledger.announcements_view(t, listed, [SCENE.programme] * MANY, SCENE.ines)
    answers = tuple(Answer(SCENE.ines.id, "At nine. " * 20, NOW) for _ in range(MANY))
    replies = tuple(Reply(f"R{one.id}", about.id, one.id, "When? " * 50, NOW, answers) for one in people)
    known = {one.id: one for one in (*people, SCENE.ines)}
    shown_replies = Replies(about, SCENE.programme, replies, known)
    yield "replies", announcement_ledger.replies_view(t, shown_replies, SCENE.ines, page=2)
    reply = ReplyView(about, SCENE.programme, replies[0], known)
    yield "reply", announcements.reply_message(t, reply)
    yield "answer form", announcements.answer_form(t, reply)


def people_drawings(t: Translator) -> Drawn:
    session = CIRCLE.session()
    details = CIRCLE.details(session)
    yield "public card", gatherings.public_card(t, details, NOW)
    yield "circle card", sessions.session_card(t, details, CIRCLE.host, NOW)
    yield "circle shown", hosting.show_view(t, CIRCLE.view(session, CIRCLE.ines), NOW, may_decline=True)
    yield "circle answers", hosting.answers_view(t, details)
    people = {1: SCENE.awa, **{one.id: one for one in crowd()}}
    ballots = tuple(Ballot(one, (Vote.YES, None, Vote.NO)) for one in people if one != 1)
    starts = tuple(NOW + timedelta(days=number) for number in range(3))
    poll = Poll("P1", 1, 1, "Exports", timedelta(hours=1), starts, ballots, NOW, NOW + WEEK)
    for state in PollState:
        shown = PollDetails(replace(poll, state=state), SCENE.programme, people)
        for viewer in (1, 100):
            yield f"poll {state} for {viewer}", polls.poll_message(t, shown, people[viewer], NOW)
            yield f"poll result {state} for {viewer}", polls.poll_result(t, shown, people[viewer], NOW)
        yield f"poll sent {state}", polls.sent(t, shown)
    over = replace(session, anchor=an_anchor("2027-01-11 15:00"))
    voice = Voice(CIRCLE.details(over), Capacity.HOST, frozenset(over.people), settles=True)
    yield "roll", attendance.attendance_card(t, voice, CIRCLE.host, NOW)


def programme_drawings(t: Translator) -> Drawn:
    since = NOW.date() - timedelta(days=40)
    everybody = [Participant(1, one, frozenset({Role.MENTEE})) for one in crowd()]
    settle = (SCENE.details(a_session("2027-01-12 15:00", topic="Digital exports")),) * MANY
    week = Digest(SCENE.programme, 1, 2, 1, crowd(), to_settle=settle)
    for stage in Stage:
        waiting = Arrivals(SCENE.programme, tuple(Arrival(one, stage, Portrait(1, one.person.id)) for one in everybody))
        yield f"arrivals {stage}", arrivals.arrivals_list(t, waiting, SCENE.ines)
    yield "digest", digests.digest(t, week, SCENE.ines, NOW)
    yield "digest asked for", digests.digest_asked_for(t, week, SCENE.ines, NOW)
    yield "nudge", reminders.nudge(t, tuple(QuietPair((one,), since) for one in crowd()))
    item = ActionItem("A1", "S1", 1, SCENE.luca.id, SCENE.awa.id, NOW, "Write to the three cooperatives " * 10, since)
    items = [ItemView(replace(item, id=f"A{number}"), SCENE.luca, settle[0].session) for number in range(MANY)]
    yield "items", actions.items_list(t, items, SCENE.luca, NOW)
    overview = replace(SCENE.overview(SCENE.awa, held=MANY // 2), to_settle=settle)
    yield "sessions", sessions.sessions_list(t, overview, NOW)
    yield "attendance", attendance_record.attendance_overview(t, overview, NOW)
    yield "home", home.home_tab(t, overview, NOW)


KINDS: dict[str, Callable[[Translator], Drawn]] = {
    "series": series_drawings,
    "announcements": announcement_drawings,
    "people": people_drawings,
    "programme": programme_drawings,
}


@pytest.fixture(scope="module")
def speakers() -> dict[str, Translator]:
    spoken = catalogues()
    return {language: spoken.translator(language) for language in LANGUAGES}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_five_hundred_of_anything_fit(kind: str, language: str, speakers: dict[str, Translator]) -> None:
    faults = {name: found for name, drawing in KINDS[kind](speakers[language]) if (found := problems(drawing))}
    assert faults == {}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_message_of_ordinary_texts_is_heavier_than_slack_takes(
    language: str, speakers: dict[str, Translator]
) -> None:
    texts = ARABIC if language == "ar" else ORDINARY
    drawings = gallery(speakers[language], texts)
    assert [name for name, one in drawings if isinstance(one, Message) and too_long(one.blocks)] == []


def test_series_of_many_dates_says_how_many_more_there_are_and_has_all_of_them_behind_a_button(
    speakers: dict[str, Translator],
) -> None:
    news = series.series_news(speakers["en"], of_series(1, ChangeKind.MOVE_PROPOSED, dates()), SCENE.luca)
    shown = str(news.blocks).count("•")
    assert 20 < shown < MANY_DATES
    assert f"and {MANY_DATES - shown} more" in str(news.blocks)
    assert "All dates" in str(news.blocks[-1])


def rows(*texts: str) -> list[list[dict[str, Any]]]:
    return [[section(text)] for text in texts]


def test_longest_list_gives_way_and_what_stands_beside_it_stays(speakers: dict[str, Translator]) -> None:
    short, long = Rows(rows("a", "b"), -9, "Short"), Rows(rows(*["x" * 1000] * 30), 5, "Long")
    blocks = fitting(speakers["en"], [short, section("between"), long, None, section("after")])
    texts = [block.get("text", {}).get("text") or block["elements"][0]["text"] for block in blocks]
    kept = texts.count("x" * 1000)
    assert texts == ["Short", "a", "b", "between", "Long", *["x" * 1000] * kept, f"and {35 - kept} more", "after"]
    assert 8 < kept < 12
    assert fitting(speakers["en"], [Rows(())]) == []
    one = fitting(speakers["en"], [Rows(rows("x" * 2900), 0)])
    assert len(one) == 1
