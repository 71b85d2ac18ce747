"""What coordinators read on Home and in digests, word for word, and what Home offers to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from handlers.i18n import Translator
from handlers.ids import Action
from handlers.views.board import board_blocks, care_line, filter_form, reason, totals_lines
from handlers.views.digests import digest, month_digest
from handlers.views.home import clock_lines, home_tab
from handlers.views.pair_care import default_nudge, look_view, nudge_form
from mentoring.oversight import Care, CareKind, MonthFigures, Survey
from mentoring.people import Role
from mentoring.progress import Digest, Milestone, MonthDigest
from mentoring.risk import Part, ReasonKind
from mentoring.sessions import Details, SessionKind, SessionState
from mentoring.stories import SessionSeen
from tests.builders import NOW, a_person, a_programme, a_session
from tests.handlers.desk import buttons, texts
from tests.handlers.views.gallery import Scene
from tests.handlers.views.oversight_gallery import TODAY, TOTALS, a_board, a_story, row
from tests.handlers.views.speech import catalogues

SCENE, DAY = Scene(), timedelta(days=1)
SETTLE = Action.ATTENDANCE_SETTLE


@pytest.fixture(scope="module")
def t() -> Translator:
    return catalogues().translator("en")


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2027, 1, 3), ""),
        (date(2027, 1, 4), "298 days left"),
        (date(2027, 10, 28), "1 day left"),
        (date(2027, 10, 29), "0 days left"),
        (date(2027, 10, 30), ""),
    ],
)
def test_days_are_counted_down_from_the_first_to_the_last(t: Translator, today: date, left: str) -> None:
    now = datetime.combine(today, time(12), UTC)
    line = board_blocks(t, a_board(SCENE, 0), SCENE.ines, now)[1]
    assert line is not None
    assert line["elements"][0]["text"].partition(" · ")[2] == left


def test_totals_are_told_beside_what_was_expected(t: Translator) -> None:
    assert totals_lines(t, TOTALS).splitlines() == [
        "*31 sessions held, of 52 expected by now* · 40 planned in all · 3 not confirmed · 25 with a note",
        "Joint meetings: 2 of 3 are over · 42 of 52 places attended (81 %)",
    ]


def test_what_was_done_is_told_with_the_day_of_who_did_it(t: Translator) -> None:
    late = datetime(2027, 1, 18, 23, 30, tzinfo=UTC)  # Tuesday in Madrid
    care = Care("C", 1, 1, CareKind.NUDGE, SCENE.ines.id, late)
    ines = replace(a_person("Inès"), zone="Europe/Madrid")
    assert care_line(t, care, {ines.id: ines}) == "Inès nudged them on Tue 19 Jan."


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (Part(ReasonKind.WELCOME_UNANSWERED, 2, people=(2,)), "Luca never answered the welcome."),
        (Part(ReasonKind.WELCOME_UNANSWERED, 2, people=(1, 2)), "Awa and Luca never answered the welcome."),
        (Part(ReasonKind.AWAY, 1, until=TODAY + DAY, people=(1,)), "Awa is away until Tue 19 Jan."),
        (Part(ReasonKind.OUTCOME_MISSING, 2, since=NOW - 6 * DAY), "Outcome missing since Tuesday."),
        (Part(ReasonKind.OUTCOME_MISSING, 2, since=NOW - 7 * DAY), "Outcome missing since Mon 11 Jan."),
    ],
)
def test_a_reason_names_whom_it_is_about_and_a_day_that_can_not_be_mistaken(
    t: Translator, part: Part, sentence: str
) -> None:
    assert reason(t, part, row(SCENE).couple, TODAY) == sentence


@pytest.mark.parametrize(
    ("today", "last", "count"), [((2026, 12, 1), 1, 1), ((2027, 2, 1), 2, 2), ((2028, 1, 9), 10, 10)]
)
def test_the_filter_offers_the_months_begun_and_countries_by_their_names(
    t: Translator, today: tuple[int, int, int], last: int, count: int
) -> None:
    board = replace(a_board(SCENE, 1), countries=("DE", "EG", "ES"))
    fields = {one["block_id"]: one["element"] for one in filter_form(t, board, date(*today))["blocks"]}
    months = [one["value"] for one in fields["month"]["options"]]
    assert (months[-1], len(months)) == (f"{date(2027, last, 1)}", count)
    assert [one["text"]["text"] for one in fields["countries"]["options"]] == ["Egypt", "Germany", "Spain"]


def a_week() -> Digest:
    survey = Survey(a_programme(), TODAY, tuple(row(SCENE, number) for number in range(30)), TOTALS)
    return Digest(
        a_programme(),
        3,
        4,
        1,
        unreached=(SCENE.luca,),
        unspoken=2,
        to_settle=(SCENE.details(a_session()),),
        survey=survey,
        newly=frozenset({3, 4}),
        done={CareKind.NUDGE: 3, CareKind.WORD: 2, CareKind.CALL: 1},
        milestones=((Milestone.MID_TERM, TODAY),),
        meetings=(a_session(kind=SessionKind.JOINT, topic="Half-time"),),
    )


def test_a_digest_tells_what_happened_what_is_coming_and_who_is_new_first(t: Translator) -> None:
    shown = digest(t, a_week(), SCENE.ines, NOW)
    said = [one["text"]["text"].splitlines() for one in shown.blocks if one["type"] == "section"]
    assert said[0] == [
        "*What happened*",
        "3 sessions were held in the past week.",
        "2 sessions are over, and word is awaited whether they took place.",
        "Coordinators: 3 nudges · 2 messages to both · 1 call noted",
    ]
    assert said[1] == [
        "*What is coming*",
        "4 sessions are booked for the next seven days.",
        "1 proposal awaits an answer.",
        "Joint meeting: Half-time · Tue 26 Jan · 15:00 in Barcelona",
        "Half-way: Monday 18 January 2027",
    ]
    assert said[3] == ["*Who needs you*", "30 pairs need somebody · 2 of them are new"]
    assert [one[0].endswith(" · new") for one in said[4:14]] == [True] * 2 + [False] * 8
    small = [one["elements"][0]["text"] for one in shown.blocks if one["type"] == "context"]
    assert small[1:] == ["and 20 more on Home", "and 11 more"]
    assert said[-1] == ["Something I had to say did not reach Luca. Are they still in this Slack?"]


def test_a_digest_of_an_empty_week_counts_nothing(t: Translator) -> None:
    said = texts({"blocks": digest(t, replace(a_week(), held=0, booked=0), SCENE.ines, NOW).blocks})
    assert "No session was held in the past week." in said
    assert "Nothing is booked for the next seven days." in said


def test_a_month_tells_what_was_held_of_what_was_expected_and_how_many_met(t: Translator) -> None:
    figures = MonthFigures(TODAY.replace(day=1), 13, 12, 9, 2)
    month = MonthDigest(a_programme(), figures, 13, 8, (("EG", 5), ("PS", 4)), TOTALS)
    assert month_digest(t, month).blocks[1]["text"]["text"].splitlines() == [
        "9 sessions were held, 13 were expected.",
        "8 of 13 pairs met.",
        "Of 2 sessions it is not confirmed whether they took place.",
        "Sessions held by the mentee’s country: Egypt: 5 · Palestine: 4",
    ]


def test_home_names_the_programmes_of_who_has_several_and_not_the_one_of_a_page(t: Translator) -> None:
    overview = replace(SCENE.overview(SCENE.ines, held=0, roles={Role.COORDINATOR}), board=a_board(SCENE, 0))
    several = replace(overview, programmes=(*overview.programmes, a_programme(id=2, name="Encore")))
    assert texts(home_tab(t, overview, NOW)).count("Cluster Mentoring") == 1
    assert "Encore · month 1 of 10" in texts(home_tab(t, several, NOW))


def test_home_offers_booking_to_who_has_a_partner_and_a_concern_to_who_takes_part(t: Translator) -> None:
    def offered(*roles: Role, partners: bool) -> set[str]:
        overview = SCENE.overview(SCENE.awa, held=0, partners=partners, roles=set(roles))
        return set(buttons(home_tab(t, overview, NOW))) & {Action.HOME_BOOK, Action.CONCERN_OPEN}

    assert offered(Role.MENTOR, partners=True) == {Action.HOME_BOOK, Action.CONCERN_OPEN}
    assert offered(Role.COORDINATOR, partners=False) == set()


def test_home_tells_of_reminders_to_who_has_a_partner(t: Translator) -> None:
    def told(*, partners: bool) -> int:
        shown = home_tab(t, SCENE.overview(SCENE.awa, held=0, partners=partners), NOW)
        return sum(one["type"] == "context" for one in shown["blocks"])

    assert (told(partners=True), told(partners=False)) == (2, 1)


@pytest.mark.parametrize(
    ("account", "lines"), [("Europe/Madrid", 0), ("Europe/Paris", 0), ("Africa/Cairo", 1), ("", 0)]
)
def test_another_clock_in_slack_is_told_where_it_shows_another_hour(t: Translator, account: str, lines: int) -> None:
    assert len(clock_lines(t, replace(SCENE.awa, account_zone=account), NOW)) == lines


def test_home_lists_what_looks_for_a_host_and_counts_what_is_left_to_settle(t: Translator) -> None:
    overview = SCENE.overview(SCENE.ines, held=0, roles={Role.COORDINATOR})
    some: tuple[Details, ...] = (SCENE.details(a_session()),)
    shown = home_tab(t, replace(overview, to_host=some, to_settle=some, left_to_settle=7), NOW)
    headings = [one["text"]["text"] for one in shown["blocks"] if one["type"] == "header"]
    assert {"Looking for a host", "Attendance to settle"} <= set(headings)
    assert texts(shown).count("and 7 more") == 1


def test_a_nudge_of_a_quiet_pair_speaks_of_the_session_that_waits_for_an_answer(t: Translator) -> None:
    seen = SessionSeen(a_session("2027-02-02 15:00", state=SessionState.PROPOSED))
    quiet = replace(a_story(SCENE), standing=row(SCENE, 1, [Part(ReasonKind.QUIET, 3, days=30)]), sessions=())
    assert default_nudge(t, quiet, SCENE.luca).startswith(f"You and {SCENE.awa.name} have had no session")
    told = default_nudge(t, replace(quiet, sessions=(seen,)), SCENE.luca)
    assert told.startswith(f"Your session with {SCENE.awa.name}, proposed for Tuesday 2 February 2027, still waits")


def test_a_nudge_tells_what_was_done_about_the_pair_last(t: Translator) -> None:
    story = a_story(SCENE)
    words = {one.person.id: ("", "en") for one in story.nudges}
    assert "noted a call on" in texts(nudge_form(t, story, words, "", "T"))


def test_a_nudge_says_when_it_is_sent_where_anybody_may_be_nudged(t: Translator) -> None:
    story = a_story(SCENE)
    words = {one.person.id: ("", "en") for one in story.nudges}
    nobody = replace(story, nudges=tuple(one for one in story.nudges if not one.may))
    assert "next working hour" in texts(nudge_form(t, story, words, "", "T"))
    assert "next working hour" not in texts(nudge_form(t, nobody, words, "", "T"))


def test_look_has_the_button_to_settle_what_waits_for_it_but_not_for_one_of_the_two(t: Translator) -> None:
    look = look_view(t, a_story(SCENE), SCENE.ines, NOW, "")
    offered = [one["text"]["text"] for one in look["blocks"] if one.get("accessory", {}).get("action_id") == SETTLE]
    assert [one.split(" · ")[1] for one in offered] == ["they differ", "not confirmed"]
    assert SETTLE not in buttons(look_view(t, a_story(SCENE), SCENE.awa, NOW, ""))
