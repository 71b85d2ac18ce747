"""What is drawn, printed and written says the oracle's figures: each surface is rendered and read back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine

from bot.report import PAIRS_ON_SCREEN
from handlers.i18n import Translator
from handlers.views import digests as digest_views
from handlers.views.home import home_tab
from handlers.views.path import PATHS_SHOWN, path_blocks
from handlers.views.pictures import alternative_text
from mentoring.oversight import PairFilter, Show
from mentoring.pictures import PictureKind
from mentoring.risk import ReasonKind
from mentoring.services.digests import digest_now, last_month
from mentoring.services.pictures import picture
from mentoring.services.reads import whole_home
from tests.oversight import readings as seen
from tests.oversight.conftest import Shelf
from tests.oversight.oracle import Oracle, Reason, RowOfPair
from tests.oversight.plays import PROGRAMMES, Drawn, Play, Played

DAY = timedelta(days=1)
DIFFER = {
    "1 whether": ": one says that it took place, the other that it did not.",
    "2 when": " on when it took place.",
    "3 who": " on who was there.",
    "4 how long": " on how long somebody was there.",
}
NAMES = {"EG": "Egypt", "MA": "Morocco", "FR": "France"}


def surfaces_agree(engine: Engine, folder: Path, drawn: Drawn) -> None:
    shelf = Shelf(engine)
    played = Play(drawn, shelf.begin).told()
    oracle = Oracle(shelf.rows(played.programme.id), played.now)
    home_says(shelf, played, oracle)
    week_says(shelf, played, oracle)
    month_says(shelf, played, oracle)
    report_says(shelf, played, oracle, folder)
    pictures_say(shelf, played, oracle)
    paths_say(shelf, played, oracle)


def placed(person: object) -> str:
    name, country = person.name, person.country  # type: ignore[attr-defined]
    return f"{name} ({NAMES[country]})" if country else name


def sentence(one: Reason, row: RowOfPair, today: date) -> str:
    """A reason as it is to be read."""
    since = seen.local_day(one.since, row.mentee.zone) if one.since else today
    day = f"{since:%A}" if timedelta(0) <= today - since < 7 * DAY else seen.day(since)
    names = {row.mentor.id: row.mentor.name, row.mentee.id: row.mentee.name}
    about = seen.joined([names[each] for each in one.people])
    match one.kind:
        case ReasonKind.QUIET:
            return f"No session{' yet,' if one.never else ''} for {seen.counted(one.days, 'day')}."
        case ReasonKind.DISPUTED:
            return f"Since {day} they differ{DIFFER[one.about]}"
        case ReasonKind.OUTCOME_MISSING:
            return f"Outcome missing since {day}."
        case ReasonKind.MOVED_TWICE:
            return "The last two sessions were moved."
        case ReasonKind.WELCOME_UNANSWERED:
            return f"{about} never answered the welcome."
        case ReasonKind.AWAY:
            return f"{about} is away until {seen.day(one.until or today)}."


def to_read(row: RowOfPair, today: date, *, facts: bool = True, new: bool = False) -> seen.RowSeen:
    """A row as it is to be read."""
    zone, rests = row.mentee.zone, row.rests_until
    known = [
        f"{row.held} held",
        f"last {seen.day(seen.local_day(row.held_at, zone))}" if row.held_at else "",
        f"next {seen.day(seen.local_day(row.next_at, zone))}" if row.next_at else "",
        f"{row.unconfirmed} not confirmed" if row.unconfirmed else "",
    ]
    return seen.RowSeen(
        couple=f"{placed(row.mentee)} with {placed(row.mentor)}",
        level="resting" if rests else row.level,
        points=0 if rests else row.score,
        reasons=[sentence(one, row, today) for one in row.reasons] if row.needs_somebody else [],
        facts=" · ".join(filter(None, known)) if facts else "",
        rests_until=f"Rests until {seen.long_day(rests)}, unless something new happens." if rests and facts else "",
        new=new,
    )


def totals_to_read(oracle: Oracle) -> dict[str, object]:
    found = {name: value for name, value in vars(oracle.totals).items() if name not in {"pairs", "to_settle"}}
    return found if found["meetings_planned"] else found | {"meetings_over": 0, "places": 0, "attended": 0}


def home_says(shelf: Shelf, played: Played, oracle: Oracle) -> None:
    """Every page of the coordinator's list, turned by its own buttons."""
    wanted: PairFilter | None = PairFilter(show=Show.ALL)
    rows, first = [], ""
    while wanted is not None:
        overview = whole_home(shelf.begin(), actor=played.ines, now=played.now, wanted=wanted)
        view = home_tab(seen.english(), overview, played.now)
        texts = seen.texts_of(view["blocks"])
        rows += seen.rows_in(texts)
        first, wanted = first or "\n".join(texts), seen.next_page(view)
    assert rows == [to_read(one, oracle.today) for one in oracle.pair_rows]
    figures = next(one for one in first.split("\n*") if "held" in one and "planned in all" in one)
    assert seen.totals_of(figures) == totals_to_read(oracle)
    needing = [one for one in oracle.pair_rows if one.needs_somebody]
    counts = next(one for one in first.split("\n") if seen.re.match(r"\d+ pairs?( ·|$)", one))
    assert seen.number(r"(\d+) pair", counts) == len(oracle.pair_rows)
    assert seen.number(r"(\d+) needs? somebody", counts) == len(needing)
    assert seen.number(r"(\d+) of them most", counts) == sum(one.level == "urgent" for one in needing)
    assert seen.number(r"(\d+) rests?", counts) == sum(bool(one.rests_until) for one in oracle.pair_rows)


def week_says(shelf: Shelf, played: Played, oracle: Oracle) -> None:
    """The digest of the week, on demand as on Mondays."""
    digest = digest_now(shelf.begin(), played.programme.id, actor=played.ines, now=played.now)
    shown = digest_views.digest(seen.english(), digest, played.ines, played.now)
    asked = digest_views.digest_asked_for(seen.english(), digest, played.ines, played.now)
    assert asked.blocks[: len(shown.blocks)] == shown.blocks
    text = "\n".join(seen.texts_of(shown.blocks))
    week = oracle.week()
    assert seen.number(r"(\d+) sessions? w(?:as|ere) held in the past week", text) == week["held"]
    assert seen.number(r"(\d+) sessions? (?:is|are) over, and word", text) == week["unspoken"]
    assert seen.number(r"(\d+) sessions? (?:is|are) booked", text) == week["booked"]
    so_far = next(one for one in seen.texts_of(shown.blocks) if one.startswith("*So far*"))
    assert seen.totals_of(so_far) == totals_to_read(oracle)
    new, needing = oracle.newly(), [one for one in oracle.pair_rows if one.needs_somebody]
    needing.sort(key=lambda one: one.pair.id not in new)
    wanted = [to_read(one, oracle.today, facts=False, new=one.pair.id in new) for one in needing]
    assert seen.rows_in(seen.texts_of(shown.blocks)) == wanted[:10]
    assert seen.number(r"(\d+) pairs? needs? somebody", text) == len(needing)
    assert seen.number(r"(\d+) of them (?:is|are) new", text) == len(new)
    to_settle = len([one for one in shown.blocks if "Settle" in str(one.get("accessory"))])
    assert to_settle + seen.number(r"and (\d+) more(?:\n|$)", text) == len(oracle.totals.to_settle)


def month_says(shelf: Shelf, played: Played, oracle: Oracle) -> None:
    """The month to forward."""
    digest = last_month(shelf.begin(), played.programme.id, actor=played.ines, now=played.now)
    over = oracle.today.replace(day=1) - DAY
    first = max(min(over, oracle.programme.ends_on), oracle.programme.starts_on).replace(day=1)
    month = next(one for one in oracle.months if one.first == first)
    text = "\n".join(seen.texts_of(digest_views.month_digest(seen.english(), digest).blocks))
    assert text.startswith(f"Cluster Mentoring: {first:%B} {first.year}\n")
    assert seen.number(r"(\d+) sessions? w(?:as|ere) held", text) == month.held
    assert seen.number(r"held, (\d+) were expected", text) == (month.expected or 0)
    assert seen.number(r"(\d+) of \d+ pairs? met", text) == len(oracle.met_in(first))
    assert seen.number(r"\d+ of (\d+) pairs? met", text) == oracle.had_in(first)
    assert seen.number(r"Of (\d+) sessions? it is not confirmed", text) == month.unconfirmed
    assert seen.totals_of(text.partition("*Since the beginning*")[2]) == totals_to_read(oracle)
    told = seen.re.search(r"mentee’s country: (.*)", text)
    countries = [f"{NAMES[code]}: {count}" for code, count in oracle.by_mentee_country(first)]
    assert (told.group(1).split(" · ") if told else []) == countries


def report_says(shelf: Shelf, played: Played, oracle: Oracle, folder: Path) -> None:
    """The tables of the command, in each format."""
    assert shelf.engine is not None
    engine, team, now = shelf.engine, shelf.team_id, played.now
    wanted = [totals_to_list(oracle), months_to_list(oracle), [pair_to_list(one, oracle) for one in oracle.pair_rows]]
    assert seen.tables_in_json(seen.reported(engine, team, "json", now)) == wanted
    file = folder / "report.xlsx"
    seen.reported(engine, team, "xlsx", now, file)
    assert seen.tables_in_workbook(file) == wanted
    assert seen.table_in_csv(seen.reported(engine, team, "csv", now)) == wanted[2]
    narrow = [{name: one[name] for name in PAIRS_ON_SCREEN} for one in wanted[2]]
    shown = seen.tables_on_screen(seen.reported(engine, team, "table", now))
    assert shown == [*wanted[:2], *([narrow] if narrow else [])]


def totals_to_list(oracle: Oracle) -> seen.Table:
    totals = oracle.totals
    figures = {
        "pairs": totals.pairs,
        "sessions expected by now": "" if totals.expected is None else totals.expected,
        "sessions planned": totals.planned,
        "sessions held": totals.held,
        "sessions not confirmed": totals.unconfirmed,
        "sessions with a note": totals.notes,
        "sessions to settle": len(totals.to_settle),
        "joint meetings planned": totals.meetings_planned,
        "joint meetings over": totals.meetings_over,
        "places in them": totals.places,
        "places attended": totals.attended,
    }
    return [{"figure": name, "value": str(value)} for name, value in figures.items()]


def months_to_list(oracle: Oracle) -> seen.Table:
    return [
        {
            "month": f"{one.first:%Y-%m}",
            "expected": "" if one.expected is None else str(one.expected),
            "planned": str(one.planned),
            "held": str(one.held),
            "unconfirmed": str(one.unconfirmed),
        }
        for one in oracle.months
    ]


def pair_to_list(row: RowOfPair, oracle: Oracle) -> dict[str, str]:
    return {
        "pair": str(row.pair.id),
        "mentee": row.mentee.name,
        "mentee_country": row.mentee.country,
        "mentor": row.mentor.name,
        "mentor_country": row.mentor.country,
        "cluster": row.cluster,
        "level": row.level,
        "score": str(row.score),
        "reasons": "; ".join(f"{one.kind.value} ({one.points})" for one in row.reasons),
        "held": str(row.held),
        "planned": str(row.planned),
        "unconfirmed": str(row.unconfirmed),
        "last_held": str(oracle.day(row.held_at)) if row.held_at else "",
        "next_booked": str(oracle.day(row.next_at)) if row.next_at else "",
        "rests_until": str(row.rests_until or ""),
    }


def pictures_say(shelf: Shelf, played: Played, oracle: Oracle) -> None:
    """What is put on the paper, and the same in words."""
    t = seen.english()
    months, activity, countries = (
        picture(shelf.begin(), played.programme.id, kind, now=played.now)
        for kind in (PictureKind.MONTHS, PictureKind.ACTIVITY, PictureKind.COUNTRIES)
    )
    bars = seen.bars_in(t, months)
    assert bars["sessions held"] == [one.held for one in oracle.months]
    assert bars["sessions not confirmed"] == [one.unconfirmed for one in oracle.months]
    assert bars["sessions planned"] == [one.planned for one in oracle.months]
    assert bars.get("sessions expected", []) == [one.expected for one in oracle.months if one.expected is not None]
    told = seen.months_told(alternative_text(t, months))
    assert (
        told
        == [
            (
                f"{one.first:%B} {one.first.year}",
                one.planned,
                one.held if one.first <= oracle.today else 0,
                one.unconfirmed,
                one.expected or 0,
            )
            for one in oracle.months
        ][: len(told)]
    )
    participation = oracle.participation()
    assert seen.bars_in(t, countries).get("held", []) == [held for _, _, held in participation]
    assert seen.countries_told(alternative_text(t, countries)) == [
        (NAMES[code], people, held) for code, people, held in participation
    ]
    activity_says(t, oracle, activity)


def activity_says(t: Translator, oracle: Oracle, activity: object) -> None:
    weeks, mondays = oracle.weeks(), activity.weeks  # type: ignore[attr-defined]
    begun = [one for one in mondays if one <= oracle.today]
    squares = sorted(min(count, 3) for (_, monday), count in weeks.items() if monday in begun)
    shown = seen.bars_in(t, activity)["squares"]  # type: ignore[arg-type]
    assert sorted(one for one in shown if one > 0) == squares
    words = alternative_text(t, activity)  # type: ignore[arg-type]
    within = {place: count for place, count in weeks.items() if place[1] in mondays}
    met, lately = {pair for pair, _ in within}, {pair for pair, monday in within if monday in begun[-4:]}
    every = len(oracle.rows.pairs)
    assert seen.number(r"(\d+) pairs?\.", words) == every
    assert seen.number(r"(\d+) sessions? w(?:as|ere) held", words) == sum(within.values())
    assert seen.number(r"last four weeks (\d+) pair", words) == len(lately)
    assert seen.number(r"(\d+) pairs? ha(?:s|ve) not met", words) == every - len(met)


def paths_say(shelf: Shelf, played: Played, oracle: Oracle) -> None:
    """A participant's path, in signs and in words, and nobody else's."""
    for person in played.people[::3]:
        overview = whole_home(shelf.begin(), actor=person, now=played.now)
        ours = [one for one in overview.paths if one.programme.id == played.programme.id]
        shown = [one for one in seen.texts_of(path_blocks(seen.english(), ours)) if "month by month" in one]
        pairs = oracle.pairs_of(person.id)[:PATHS_SHOWN]
        assert len(shown) == len(pairs)
        for text, pair in zip(shown, pairs, strict=True):
            path = oracle.path(pair.id)
            assert seen.signs_in(text) == [
                seen.signs(*figures, begun=first <= oracle.today) for first, *figures in path
            ]
            held, unconfirmed, to_come = (sum(month[place] for month in path) for place in (1, 2, 3))
            assert seen.number(r"(\d+) sessions? held", text) == held
            assert seen.number(r"in (\d+) months?", text) == sum(month[1] > 0 for month in path)
            assert seen.number(r"(\d+) to come", text) == to_come
            assert seen.number(r"(\d+) not confirmed", text) == unconfirmed


on_one_database = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@settings(on_one_database, max_examples=6)
@given(drawn=PROGRAMMES)
def test_every_surface_says_the_oracles_figures(sqlite: Engine, tmp_path: Path, drawn: Drawn) -> None:
    surfaces_agree(sqlite, tmp_path, drawn)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@settings(on_one_database, max_examples=200)
@given(drawn=PROGRAMMES)
def test_soak_of_surfaces(sqlite: Engine, tmp_path: Path, drawn: Drawn) -> None:
    surfaces_agree(sqlite, tmp_path, drawn)
