"""A programme as a file: read whole or refused with every line at fault, and written so that it changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import programme_file, programme_writing
from handlers.i18n import LANGUAGES
from handlers.programme_file import FileProblem
from handlers.programme_plain import SETTINGS, plain_of, with_plain
from handlers.views.programme_file import PROBLEMS, sentence
from mentoring.attendance import AttendancePolicy
from mentoring.messages import DeliveryKind
from mentoring.people import Pair, Participant, Person, Programme, Role
from mentoring.programme_overview import FilePair
from mentoring.programme_settings import PlannedMeetings, ProgrammeState
from mentoring.reminders import USUAL_LEADS, Lead
from mentoring.services.programme_files import apply_file, export_programme
from tests.builders import NOW, TEAM, a_person, a_programme
from tests.fakes import FakeStore, FakeUnitOfWork
from tests.handlers.views.speech import catalogues

DOCS = Path(__file__).parents[2] / "docs"
HEAD = '[programme]\nname = "Euromed"\nstarts = 2027-01-11\nends = 2027-11-10\n'
AWA = '[[person]]\nemail = "awa@example.org"\nname = "Awa"\nroles = ["mentor"]\nzone = "Europe/Paris"\n'
LUCA = '[[person]]\nemail = "luca@example.org"\nname = "Luca"\nroles = ["mentee"]\ncountry = "IT"\n'
PAIR = '[[pair]]\nmentor = "awa@example.org"\nmentee = "luca@example.org"\n'


def read(text: str, encoding: str = "utf-8") -> programme_file.ProgrammeFile:
    found, problems = programme_file.read(text.encode(encoding))
    assert problems == []
    assert found is not None
    return found


def problems_of(text: str | bytes) -> list[FileProblem]:
    found, problems = programme_file.read(text if isinstance(text, bytes) else text.encode())
    assert found is None
    return problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_file_is_read_whatever_the_editor_made_of_it(encoding: str, ending: str) -> None:
    found = read((HEAD + AWA + LUCA + PAIR).replace("\n", ending), encoding)
    assert found.settings["name"] == "Euromed"
    assert [(row.line, row.name, row.zone, row.country) for row in found.people] == [
        (5, "Awa", "Europe/Paris", "FR"),
        (10, "Luca", "Europe/Rome", "IT"),
    ]
    assert found.pairs == (FilePair(15, "awa@example.org", "luca@example.org"),)


def test_what_a_file_leaves_out_stays() -> None:
    before = a_programme(channel="C1", sessions_a_month=3)
    after = read(HEAD + "sessions_a_month = 2\n").settled(before)
    assert (after.name, after.channel, after.sessions_a_month) == ("Euromed", "C1", 2)
    assert after.reminders == before.reminders


HELL: list[tuple[str | bytes, list[tuple[int, str, str]]]] = [
    (b"", [(1, "programme", "missing_programme")]),
    ((HEAD + AWA).replace("Awa", "Inès").encode("latin-1"), [(7, "", "no_utf8")]),
    (HEAD + AWA.replace("Awa", "Inès"), []),
    ("[programme\n", [(1, "", "no_toml")]),
    (HEAD + 'name = "twice"\n', [(5, "", "no_toml")]),
    (HEAD + "sesions_a_month = 2\n", [(5, "sesions_a_month", "unknown_key")]),
    (HEAD + "[programm]\nx = 1\n", [(5, "programm", "unknown_key")]),
    (HEAD + "[programme.reminders]\nday_befor = 'off'\n", [(6, "reminders.day_befor", "unknown_key")]),
    (HEAD + "[programme.welcome]\nde = 'Hallo'\n", [(6, "welcome.de", "unknown_key")]),
    ('[programme]\nname = "x"\n', [(1, "starts", "missing_key"), (1, "ends", "missing_key")]),
    (HEAD.replace('"Euromed"', "7"), [(2, "name", "no_text")]),
    (HEAD.replace('"Euromed"', '"=cmd()"'), [(2, "name", "formula")]),
    (HEAD.replace("2027-01-11", '"soon"'), [(3, "starts", "no_day")]),
    (HEAD.replace("2027-01-11", "2027-01-11T10:00:00"), [(3, "starts", "no_day")]),
    (HEAD + "sessions_a_month = 2.5\n", [(5, "sessions_a_month", "no_number")]),
    (HEAD + "sessions_a_month = true\n", [(5, "sessions_a_month", "no_number")]),
    (HEAD + 'zone = "Atlantis/Harbour"\n', [(5, "zone", "unknown_zone")]),
    (HEAD + 'languages = "fr"\n', [(5, "languages", "no_list")]),
    (HEAD + 'languages = ["fr", "de"]\n', [(5, "languages", "unknown_language")]),
    (HEAD + 'channel = "#general"\n', [(5, "channel", "bad_channel")]),
    (HEAD + 'state = "paused"\n', [(5, "state", "unknown_state")]),
    (HEAD + 'attendance = "none"\n', [(5, "attendance", "no_table")]),
    (HEAD + "[programme.attendance]\nrun_over = 3\n", [(6, "attendance.run_over", "unknown_key")]),
    (HEAD + '[programme.attendance]\nruns_over = "3"\n', [(6, "attendance.runs_over", "bad_duration")]),
    (HEAD + '[programme.reminders]\nday_before = "1 day 25:00"\n', [(6, "reminders.day_before", "bad_lead")]),
    (HEAD + '[programme.reminders]\nday_before = "99 days 09:00"\n', [(6, "reminders.day_before", "bad_lead")]),
    (HEAD + "person = 3\n", [(1, "person", "unknown_key")]),
    (HEAD + '[person]\nemail = "x"\n', [(5, "person", "no_tables")]),
    (HEAD + AWA + 'mail = "x"\n', [(10, "mail", "unknown_key")]),
    (HEAD + AWA.replace('"awa@example.org"', '"awa"'), [(6, "email", "bad_email")]),
    (HEAD + AWA.replace('"Awa"', '"=1+1"'), [(7, "name", "formula")]),
    (HEAD + AWA.replace('["mentor"]', '"mentor"'), [(8, "roles", "no_list")]),
    (HEAD + AWA.replace('["mentor"]', '["pupil"]'), [(8, "roles", "unknown_role")]),
    (HEAD + AWA.replace("Europe/Paris", "Nowhere"), [(9, "zone", "unknown_zone")]),
    (HEAD + AWA + AWA.replace("awa@", "AWA@"), [(10, "email", "duplicate_email")]),
    (
        HEAD + AWA + 'slack_user_id = "U1X"\n' + LUCA + 'slack_user_id = "U1X"\n',
        [(11, "slack_user_id", "duplicate_user")],
    ),
    (HEAD + '[[pair]]\nmentor = "x"\n', [(5, "mentee", "missing_key")]),
    (HEAD + "[[pair]]\nmentor = 1\nmentee = 'x'\n", [(6, "mentor", "no_text")]),
    (HEAD + '[programme.welcome]\nfr = """\nname = "not a key"\n"""\nxx = "y"\n', [(9, "welcome.xx", "unknown_key")]),
]


@pytest.mark.parametrize(("text", "expected"), HELL)
def test_files_from_hell_end_in_a_report_of_lines(text: str | bytes, expected: list[tuple[int, str, str]]) -> None:
    if not expected:
        assert read(str(text))
        return
    found = problems_of(text)
    if expected[0][1] != "person":
        assert [(one.line, one.key, one.code) for one in found] == expected
    assert all(sentence(catalogues().translator("en"), one).startswith(f"Line {one.line}") for one in found)


def test_an_unknown_key_names_the_nearest_known_one() -> None:
    (problem,) = problems_of(HEAD + "sesions_a_month = 2\n")
    said = sentence(catalogues().translator("en"), problem)
    assert said == "Line 5, sesions_a_month: “sesions_a_month” is no key that I know. Did you mean “sessions_a_month”?"


def test_everything_wrong_is_told_at_once() -> None:
    text = HEAD + "sesions = 1\nzone = 'x'\n" + AWA.replace("Paris", "X") + LUCA.replace("mentee", "y") + PAIR
    assert [one.line for one in problems_of(text)] == [5, 6, 11, 15]


def test_five_thousand_people_are_read() -> None:
    people = "".join(AWA.replace("awa@", f"p{n}@").replace("Awa", f"Person {n}") for n in range(5000))
    assert len(read(HEAD + people).people) == 5000


@given(st.binary(max_size=300))
def test_any_bytes_at_all_give_a_programme_or_a_problem(data: bytes) -> None:
    found, problems = programme_file.read(data)
    assert (found is None) == bool(problems)
    assert {one.code for one in problems} <= set(PROBLEMS)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=60)
NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=40).filter(
    lambda text: not text.startswith("=")
)
LEADS = (
    st.none()
    | st.builds(Lead, minutes=st.integers(0, 1000))
    | st.builds(
        Lead, days=st.integers(0, 60), at=st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))
    )
)
MINUTES = st.integers(0, 60).map(lambda count: timedelta(minutes=count))
DAYS = st.integers(1, 30).map(lambda count: timedelta(days=count))
LATER = st.dates(date(2027, 1, 4), date(2027, 10, 29))


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """A programme with settings that can be."""
    languages = draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, unique=True))
    days = tuple(sorted(draw(st.sets(LATER, max_size=4))))
    usual = a_programme()
    return replace(
        usual,
        name=draw(NAMES),
        language=languages[0],
        languages=tuple(languages),
        channel=draw(st.sampled_from(["", "C0MENTORS"])),
        sessions_a_month=draw(st.integers(0, 31)),
        meetings=PlannedMeetings(draw(st.integers(len(days), 60)), days),
        booking=replace(
            usual.booking, notice=draw(MINUTES), answer_within=draw(DAYS), longest_topic=draw(st.integers(1, 999))
        ),
        attendance=AttendancePolicy(draw(DAYS), draw(DAYS), draw(MINUTES), draw(MINUTES), draw(st.integers(1, 900))),
        reminders=replace(
            usual.reminders.changed(tuple((kind, draw(LEADS)) for kind, _ in USUAL_LEADS)),
            quiet_after=draw(st.integers(1, 365)),
            nudges=draw(st.integers(0, 52)),
        ),
        welcome=tuple(
            sorted(
                (language, text.strip())
                for language in draw(st.sets(st.sampled_from(LANGUAGES)))
                if (text := draw(TEXTS.filter(lambda words: not words.startswith("=")))).strip()
                and not text.strip().startswith("=")
            )
        ),
        state=draw(st.sampled_from(ProgrammeState)),
    )


@st.composite
def stores(draw: st.DrawFn) -> tuple[FakeStore, int]:
    """A store with a programme, people in it, some without an address, and pairs."""
    store = FakeStore()
    with (unit := FakeUnitOfWork(store)):
        programme = unit.people.add_programme(replace(draw(programmes()), team_id=TEAM))
        people = [unit.people.add(draw(persons(number))) for number in range(draw(st.integers(0, 5)))]
        places = [
            Participant(
                programme.id,
                person,
                draw(st.sets(st.sampled_from(Role), min_size=1).map(frozenset)),
                cluster=draw(NAMES | st.just("")),
                title=draw(NAMES | st.just("")),
            )
            for person in people
        ]
        for place in places:
            unit.people.enrol(place)
        mentors = [one.person for one in places if Role.MENTOR in one.roles]
        for mentee in (one.person for one in places if Role.MENTEE in one.roles):
            others = [one for one in mentors if one.id != mentee.id]
            if others and draw(st.booleans()):
                chosen = draw(st.sampled_from(others))
                unit.people.add_pair(Pair(0, programme.id, chosen.id, mentee.id, programme.starts_on))
        unit.commit()
    return store, programme.id


@st.composite
def persons(draw: st.DrawFn, number: int) -> Person:
    known_by_user_alone = draw(st.booleans())
    return a_person(
        f"Person{number}",
        name=draw(NAMES),
        email="" if known_by_user_alone else f"p{number}@example.org",
        user_id=f"U{number}ABC" if known_by_user_alone or draw(st.booleans()) else None,
        zone=draw(st.sampled_from(["Europe/Paris", "Africa/Cairo", "UTC"])),
        country=draw(st.sampled_from(["", "FR", "EG", "PS"])),
        city=draw(NAMES | st.just("")),
        language=draw(st.none() | st.sampled_from(LANGUAGES)),
    )


@settings(max_examples=40)
@given(stores())
def test_what_was_exported_changes_nothing_when_it_is_applied(kept: tuple[FakeStore, int]) -> None:
    store, programme_id = kept
    before = store.snapshot()
    text = programme_writing.written(export_programme(FakeUnitOfWork(store), programme_id))
    wanted = read(text)
    looked = apply_file(FakeUnitOfWork(store), programme_id, wanted.settled, wanted.people, wanted.pairs, now=NOW)
    assert not looked.changes
    apply_file(
        FakeUnitOfWork(store), programme_id, wanted.settled, wanted.people, wanted.pairs, now=NOW, mark=looked.mark
    )
    assert store.snapshot() == before


@settings(max_examples=40)
@given(stores())
def test_what_was_exported_makes_the_same_programme_elsewhere(kept: tuple[FakeStore, int]) -> None:
    store, programme_id = kept
    exported = export_programme(FakeUnitOfWork(store), programme_id)
    wanted, elsewhere = read(programme_writing.written(exported)), FakeStore()
    looked = apply_file(FakeUnitOfWork(elsewhere), None, wanted.settled, wanted.people, wanted.pairs, now=NOW)
    assert elsewhere.programmes == {}
    made = apply_file(
        FakeUnitOfWork(elsewhere), None, wanted.settled, wanted.people, wanted.pairs, now=NOW, mark=looked.mark
    )
    again = export_programme(FakeUnitOfWork(elsewhere), made.after.id)
    assert programme_writing.written(again) == programme_writing.written(exported)


@settings(max_examples=50)
@given(programmes())
def test_settings_said_plainly_are_heard_as_they_were(programme: Programme) -> None:
    assert with_plain(programme, plain_of(programme)) == programme
    assert (
        with_plain(replace(Programme.blank(), id=programme.id, team_id=programme.team_id), plain_of(programme))
        == programme
    )


def test_every_reminder_and_setting_has_its_key() -> None:
    said = plain_of(a_programme())
    assert set(said) == {one.key for one in SETTINGS}
    assert {kind.value for kind, _ in USUAL_LEADS} <= set(said["reminders"])
    assert said["reminders"][DeliveryKind.HOUR_BEFORE.value] == "60 minutes"


def test_the_page_names_every_key() -> None:
    page = (DOCS / "programme.md").read_text("utf-8")
    keys: list[Any] = [*plain_of(a_programme()), *programme_file.PERSON_KEYS, *programme_file.PAIR_KEYS]
    assert [key for key in keys if f"`{key}`" not in page] == []
