"""The keys of notes: made, missing, wrong, put behind a new one; always told in a sentence, and nothing is lost."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.database import open_database
from bot.doctor import examine
from bot.note_keys import NO_KEY, fitting_keyring, keyring_of
from bot.settings import Settings
from bot.trouble import Trouble
from mentoring.notes import Note
from storage.sealing import Keyring, keys_in, new_key
from storage.unit_of_work import NO_HOLIDAYS, SqlUnitOfWork
from tests.bot.conftest import write_env
from tests.bot.test_cli import ask
from tests.builders import NOTE_KEYS, TEAM, a_change, a_cohort


@pytest.fixture
def with_a_note(installation: dict[str, str]) -> dict[str, str]:
    """An installation in which somebody wrote a note."""
    assert ask("db", "upgrade")[0] == 0
    engine = open_database(Settings.load())
    with SqlUnitOfWork(engine, TEAM, NO_HOLIDAYS, Keyring(keys_in(NOTE_KEYS))) as unit:
        cast = a_cohort(unit)
        unit.sessions.add(cast.session(), a_change(cast.session()))
        unit.notes.add(Note(0, "S1", cast.awa.id, "Zanzibar", datetime(2027, 1, 26, 16, tzinfo=UTC)))
        unit.commit()
    engine.dispose()
    return installation


def with_keys(folder: Path, installation: dict[str, str], keys: str) -> Settings:
    write_env(folder, installation | {"MENTORBOT_NOTE_KEYS": keys})
    return Settings.load()


def complaint(settings: Settings) -> str:
    engine = open_database(settings)
    with pytest.raises(Trouble) as trouble:
        fitting_keyring(settings, engine)
    engine.dispose()
    return str(trouble.value)


def doctors_word() -> tuple[bool, str]:
    async def look() -> tuple[bool, str]:
        found = [each async for each in examine() if each.part == "note keys"]
        return found[0].well, f"{found[0].seen} {found[0].remedy}".strip()

    return asyncio.run(look())


def test_made_key_is_one_for_the_settings(installation: dict[str, str], tmp_path: Path) -> None:
    status, made, _ = ask("notes", "key", "--name", "spring")
    assert status == 0
    settings = with_keys(tmp_path, installation, made.strip())
    assert keyring_of(settings).current == "spring"
    assert made.strip().removeprefix("spring:") in settings.secrets
    assert ask("notes", "key")[1] != ask("notes", "key")[1]


def test_missing_key_is_a_sentence_for_start_and_doctor(with_a_note: dict[str, str], tmp_path: Path) -> None:
    settings = with_keys(tmp_path, with_a_note, "")
    with pytest.raises(Trouble, match="MENTORBOT_NOTE_KEYS is missing"):
        keyring_of(settings)
    assert doctors_word() == (False, NO_KEY)


def test_key_that_was_lost_or_exchanged_is_named(with_a_note: dict[str, str], tmp_path: Path) -> None:
    lost = with_keys(tmp_path, with_a_note, new_key("k2"))
    assert complaint(lost).startswith("Notes were sealed with the key “k1”, which is not in MENTORBOT_NOTE_KEYS.")
    assert doctors_word() == (False, complaint(lost))
    exchanged = with_keys(tmp_path, with_a_note, new_key("k1"))
    assert complaint(exchanged).startswith("The key “k1” in MENTORBOT_NOTE_KEYS is not the one")
    right = with_keys(tmp_path, with_a_note, NOTE_KEYS)
    engine = open_database(right)
    assert fitting_keyring(right, engine).current == "k1"
    engine.dispose()


def test_malformed_key_is_told_by_name_only(installation: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="MENTORBOT_NOTE_KEYS has a key “k1” that is none") as trouble:
        with_keys(tmp_path, installation, "k1:hunter2")
    assert "hunter2" not in str(trouble.value)


def test_rotation_seals_with_the_first_key_and_the_old_one_may_go(with_a_note: dict[str, str], tmp_path: Path) -> None:
    new = new_key("k2")
    with_keys(tmp_path, with_a_note, f"{new},{NOTE_KEYS}")
    assert "mentorbot notes rotate" in doctors_word()[1]
    status, told, _ = ask("notes", "rotate")
    assert (status, told) == (0, "Everything is sealed with the key “k2”.\n")
    settings = with_keys(tmp_path, with_a_note, new)
    engine = open_database(settings)
    with SqlUnitOfWork(engine, TEAM, NO_HOLIDAYS, fitting_keyring(settings, engine)) as unit:
        assert [one.outcome for one in unit.notes.of_session("S1")] == ["Zanzibar"]
    engine.dispose()
    assert doctors_word() == (True, "notes are sealed with the key “k2”")
