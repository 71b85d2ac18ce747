"""What is sealed opens in its own row only, and nothing that was typed stands in the database or in a log."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from bot.logs import configure_logs
from bot.settings import LogFormat, LogLevel
from mentoring.actions import ActionWish
from mentoring.begun_forms import BegunForm
from mentoring.concerns import Concern, ConfidentialWord
from mentoring.leavings import Leave, PairEnding, Why
from mentoring.notes import NoteDraft, Visibility
from mentoring.oversight import Care, CareKind
from mentoring.people import ParticipationState
from mentoring.services import actions, notes
from storage.engine import make_engine
from storage.rotation import sealed_columns
from storage.sealing import NO_KEYS, CannotOpen, Keyring, keys_in, new_key, place
from storage.unit_of_work import NO_HOLIDAYS, SqlUnitOfWork
from tests.builders import NOTE_KEYS, TEAM, Cohort, a_change, a_cohort

PAUSED = ParticipationState.PAUSED
KEYRING = Keyring(keys_in(NOTE_KEYS))
HERE = place("notes", "sealed", "T1", 7)
AFTER = datetime(2027, 1, 26, 16, tzinfo=UTC)
SECRETS = (
    *(
        "Zanzibar",
        "Quetzal",
        "Ξενοφών",
        "برتقال",
        "Kumquat",
        "Ypsilon",
        "Gemsbok",
        "Wombat",
        "Lechwe",
        "Tapir",
        "Okapi",
    ),
    *("Dugong", "Civet", "Numbat"),
)
"""Words that were typed, each in another place; too long to stand in what is sealed by chance."""


@given(st.text())
def test_sealed_text_opens_where_it_was_sealed(typed: str) -> None:
    assert KEYRING.open(KEYRING.seal(typed, HERE), HERE) == typed


def test_sealed_text_names_its_key_and_is_another_each_time() -> None:
    first, second = KEYRING.seal("Zanzibar", HERE), KEYRING.seal("Zanzibar", HERE)
    assert re.fullmatch(r"v1\.k1\.[A-Za-z0-9+/]+=*", first)
    assert first != second
    assert b"Zanzibar" not in base64.b64decode(first.removeprefix("v1.k1."))


@pytest.mark.parametrize(
    "elsewhere",
    [
        place("notes", "sealed", "T1", 8),
        place("notes", "sealed", "T2", 7),
        place("notes", "sealed_words", "T1", 7),
        place("note_versions", "sealed", "T1", 7),
        place("notes", "sealed", "T1", 7, 1),
    ],
)
def test_sealed_text_of_another_row_column_or_team_is_refused(elsewhere: str) -> None:
    with pytest.raises(CannotOpen) as refused:
        KEYRING.open(KEYRING.seal("Zanzibar", HERE), elsewhere)
    assert "Zanzibar" not in str(refused.value)


def test_changed_or_cut_or_foreign_text_is_refused() -> None:
    sealed = KEYRING.seal("Zanzibar", HERE)
    other = Keyring(keys_in(new_key("k1")))
    for spoilt in (sealed[:-6], sealed[:20] + ("B" if sealed[20] == "A" else "A") + sealed[21:], "plain", "v1.k1.", ""):
        with pytest.raises(CannotOpen):
            KEYRING.open(spoilt, HERE)
    with pytest.raises(CannotOpen):
        other.open(sealed, HERE)
    for without in (NO_KEYS.seal, NO_KEYS.open):
        with pytest.raises(CannotOpen):
            without(sealed, HERE)


@pytest.mark.parametrize(
    "wrong", ["", "k1", "k1:", "k1:c2hvcnQ=", f"{NOTE_KEYS},{NOTE_KEYS}", f"k_1:{NOTE_KEYS[3:]}", NOTE_KEYS + "x"]
)
def test_what_is_no_list_of_keys_is_told_without_showing_them(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"must be like|that is none") as refused:
        keys_in(wrong)
    assert NOTE_KEYS[3:] not in str(refused.value)


def filled(engine: Engine) -> Cohort:
    """A database in which every secret word was typed somewhere."""

    def uow() -> SqlUnitOfWork:
        return SqlUnitOfWork(engine, TEAM, NO_HOLIDAYS, KEYRING)

    with uow() as unit:
        cast = a_cohort(unit)
        session = cast.session(topic="")
        unit.sessions.add(session, a_change(session))
        unit.commit()
    typed = {
        "outcome": SECRETS[0],
        "decisions": (SECRETS[1], SECRETS[2]),
        "private": SECRETS[3],
        "items": (ActionWish(cast.luca.id, SECRETS[4], date(2027, 2, 1)),),
    }
    begun = notes.begin_note(uow(), "S1", actor=cast.awa, now=AFTER).draft
    notes.keep_note_draft(uow(), replace(begun, **typed), actor=cast.awa, now=AFTER)
    view = notes.save_note(uow(), begun.id, actor=cast.awa, now=AFTER)
    edit = notes.begin_note(uow(), None, actor=cast.awa, now=AFTER, note_id=view.note.id).draft
    notes.keep_note_draft(uow(), replace(edit, outcome=SECRETS[5]), actor=cast.awa, now=AFTER)
    notes.save_note(uow(), edit.id, actor=cast.awa, now=AFTER)
    left = notes.begin_note(uow(), "S1", actor=cast.luca, now=AFTER).draft
    notes.keep_note_draft(uow(), replace(left, outcome=SECRETS[6]), actor=cast.luca, now=AFTER)
    actions.drop_item(uow(), view.items[0].item.id, SECRETS[7], actor=cast.luca, now=AFTER)
    with uow() as unit:
        fall_out(unit, cast)
        unit.commit()
    return cast


def fall_out(unit: SqlUnitOfWork, cast: Cohort) -> None:
    """A pause, the end of a pair, a word in confidence, a form begun, a call and a rest, each with a secret."""
    programme, today = cast.programme.id, AFTER.date()
    away, over = Why(written=SECRETS[8]), Why(written=SECRETS[9])
    unit.leavings.add_leave(Leave("L1", programme, cast.awa.id, PAUSED, today, cast.ines.id, AFTER, why=away))
    unit.leavings.add_ending(PairEnding(cast.pair.id, programme, cast.ines.id, AFTER, why=over))
    unit.concerns.add(Concern("C1", programme, cast.luca.id, cast.ines.id, AFTER, cast.pair.id))
    unit.concerns.add_word(ConfidentialWord("W1", "C1", cast.luca.id, AFTER, SECRETS[10]))
    call = Care(
        "A1", programme, cast.pair.id, CareKind.CALL, cast.ines.id, AFTER, f"Spoke to {SECRETS[11]}; back in June"
    )
    unit.oversight.add_care(call)
    unit.begun_forms.keep(BegunForm(cast.luca.id, "concern", "1 5", "V1", AFTER, f'{{"text": "{SECRETS[13]}"}}'))
    unit.oversight.add_care(replace(call, id="A2", kind=CareKind.SNOOZE, text=SECRETS[12]))


def everything_in(engine: Engine) -> str:
    """Every row of every table, as a dump has them."""
    tables = "select tablename from pg_tables where schemaname = 'public'"
    if engine.dialect.name == "sqlite":
        tables = "select name from sqlite_master where type = 'table'"
    with engine.connect() as connection:
        names = connection.execute(text(tables)).scalars().all()
        return "\n".join(str(row) for name in names for row in connection.execute(text(f'select * from "{name}"')))


def test_no_word_that_was_typed_stands_in_any_row(engine: Engine) -> None:
    filled(engine)
    rows = everything_in(engine)
    assert "uluca@example.org" in rows
    assert [word for word in SECRETS if word.lower() in rows.lower()] == []
    assert [word for word in SECRETS if base64.b64encode(word.encode()).decode().rstrip("=") in rows] == []


def test_no_word_that_was_typed_stands_in_the_files(sqlite_url: str, tmp_path: Path) -> None:
    engine = make_engine(sqlite_url)
    filled(engine)
    files = b"".join(file.read_bytes() for file in tmp_path.glob("test.db*"))
    engine.dispose()
    assert b"uluca@example.org" in files
    assert [word for word in SECRETS if word.encode() in files or word.casefold().encode() in files] == []


def test_swapped_rows_are_refused(engine: Engine) -> None:
    filled(engine)
    with engine.begin() as connection:
        connection.execute(text("update note_versions set sealed = (select sealed from notes)"))
    with SqlUnitOfWork(engine, TEAM, NO_HOLIDAYS, KEYRING) as unit, pytest.raises(CannotOpen):
        unit.notes.versions(1)


def test_every_sealed_column_was_filled(engine: Engine) -> None:
    filled(engine)
    with engine.connect() as connection:
        kept = {
            f"{one.table.name}.{one.column.name}": connection.scalar(
                text(f"select count(*) from {one.table.name} where {one.column.name} like 'v1.k1.%'")
            )
            for one in sealed_columns()
        }
    assert set(kept) == {
        "notes.sealed",
        "notes.sealed_words",
        "note_versions.sealed",
        "note_drafts.sealed",
        "action_items.sealed",
        "item_changes.sealed",
        "leaves.sealed",
        "pair_endings.sealed",
        "concern_words.sealed",
        "cares.sealed",
        "begun_forms.sealed",
    }
    assert all(kept.values())


def test_no_log_and_no_repr_shows_what_was_typed(engine: Engine) -> None:
    cast = filled(engine)
    stream = io.StringIO()
    configure_logs(LogFormat.JSON, LogLevel.DEBUG, (), stream)
    log = structlog.get_logger("notes")
    with SqlUnitOfWork(engine, TEAM, NO_HOLIDAYS, KEYRING) as unit:
        found = [
            *unit.notes.of_session("S1"),
            *unit.notes.versions(1),
            *unit.actions.of_sessions(["S1"])["S1"],
            *[change for item in unit.actions.of_sessions(["S1"])["S1"] for change in unit.actions.history(item.id)],
            unit.notes.open_draft(cast.luca.id, "S1"),
            unit.begun_forms.get(cast.luca.id, "concern", "1 5"),
        ]
    for one in found:
        log.info("seen", what=one)
        try:
            raise ValueError(one)
        except ValueError:
            log.exception("broken")
    told = stream.getvalue()
    assert told.count("seen") == len(found) == 8
    assert [word for word in SECRETS if word in told or word in repr(found)] == []


def test_error_of_the_database_does_not_show_what_was_to_be_written(engine: Engine) -> None:
    with SqlUnitOfWork(engine, TEAM, NO_HOLIDAYS, KEYRING) as unit, pytest.raises(Exception, match=r".") as refused:
        unit.notes.keep_draft(NoteDraft("D1", None, AFTER, outcome=SECRETS[0], visibility=Visibility.AUTHOR))  # type: ignore[arg-type]
    assert SECRETS[0] not in str(refused.value)
