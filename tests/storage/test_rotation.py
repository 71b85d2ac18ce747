"""Sealing everything again with another key, cut short and taken up again, and keys that do not fit."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from mentoring.folding import words_in
from mentoring.notes import Note, NoteReader, Visibility
from mentoring.oversight import Care, CareKind
from storage.engine import make_engine
from storage.rotation import AT_A_TIME, Unopened, left_to_do, rotate, seal_plain, unopened
from storage.sealing import Keyring, keys_in, new_key
from storage.unit_of_work import NO_HOLIDAYS, SqlUnitOfWork
from tests.builders import NOTE_KEYS, TEAM, a_change, a_cohort

OLD = Keyring(keys_in(NOTE_KEYS))
NEW_KEY = new_key("k2")
BOTH = Keyring(keys_in(f"{NEW_KEY},{NOTE_KEYS}"))
NEW = Keyring(keys_in(NEW_KEY))
AFTER = datetime(2027, 1, 26, 16, tzinfo=UTC)


def uow(engine: Engine, keyring: Keyring = OLD) -> SqlUnitOfWork:
    return SqlUnitOfWork(engine, TEAM, NO_HOLIDAYS, keyring)


def written(engine: Engine, count: int) -> list[Note]:
    """So many notes of Awa's, each of three sealed texts."""
    with uow(engine) as unit:
        cast = a_cohort(unit)
        unit.sessions.add(cast.session(), a_change(cast.session()))
        kept = [
            unit.notes.add(Note(0, "S1", cast.awa.id, f"Outcome {number}", AFTER + timedelta(minutes=number)))
            for number in range(count)
        ]
        unit.commit()
    return kept


def test_rotation_seals_everything_with_the_new_key_and_a_second_one_does_nothing(engine: Engine) -> None:
    kept = written(engine, 3)
    done: list[int] = []
    assert left_to_do(engine, BOTH) == 9
    assert rotate(engine, BOTH, done.append) == 0
    assert (sum(done), left_to_do(engine, BOTH), unopened(engine, NEW)) == (9, 0, None)
    with uow(engine, NEW) as unit:
        assert unit.notes.of_session("S1") == kept
        assert [one.outcome for one in unit.notes.versions(kept[0].id)] == ["Outcome 0"]
        wanted = tuple(spellings for spellings, _ in words_in("outcome"))
        assert len(unit.notes.found(wanted, NoteReader(kept[0].author_id))) == 3
    done.clear()
    assert rotate(engine, BOTH, done.append) == 0
    assert sum(done) == 0


def test_text_that_does_not_open_is_counted_and_left_as_it_is(engine: Engine) -> None:
    written(engine, 2)
    with engine.begin() as connection:
        connection.execute(text("update notes set sealed = (select max(sealed) from note_versions) where id = 1"))
        spoilt = connection.scalar(text("select sealed from notes where id = 1"))
    assert rotate(engine, BOTH, lambda _: None) == 1
    with engine.connect() as connection:
        assert connection.scalar(text("select sealed from notes where id = 1")) == spoilt
    assert left_to_do(engine, BOTH) == 1


def test_keys_that_do_not_fit_are_named(engine: Engine) -> None:
    assert unopened(engine, NEW) is None
    written(engine, 1)
    assert unopened(engine, OLD) is None
    assert unopened(engine, NEW) == Unopened("k1", here=False)
    assert unopened(engine, Keyring(keys_in(new_key("k1")))) == Unopened("k1", here=True)
    assert unopened(engine, BOTH) is None


ROTATE = """
import sys
from storage.engine import make_engine
from storage.rotation import AT_A_TIME, rotate
from storage.sealing import Keyring, keys_in

class Slow(Keyring):
    sealed = 0

    def seal(self, text, bound_to):
        self.sealed += 1
        if self.sealed == AT_A_TIME + 20:
            print("in the middle", flush=True)
            sys.stdin.readline()
        return super().seal(text, bound_to)

rotate(make_engine(sys.argv[1]), Slow(keys_in(sys.argv[2])), lambda done: print(done, flush=True))
"""


@pytest.fixture
def rotating(engine: Engine) -> Iterator[subprocess.Popen[str]]:
    """A process that rotates, and waits in the middle of its second batch."""
    written(engine, AT_A_TIME + 50)
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", ROTATE, url, f"{NEW_KEY},{NOTE_KEYS}"]
    here, pipe = Path(__file__).parents[2], subprocess.PIPE
    process = subprocess.Popen(command, cwd=here, text=True, stdin=pipe, stdout=pipe)
    yield process
    process.kill()
    process.communicate()


def test_rotation_killed_in_the_middle_goes_on_from_there(engine: Engine, rotating: subprocess.Popen[str]) -> None:
    texts = 3 * (AT_A_TIME + 50)
    assert rotating.stdout is not None
    assert [rotating.stdout.readline() for _ in range(2)] == [f"{AT_A_TIME}\n", "in the middle\n"]
    rotating.kill()
    rotating.wait(timeout=30)

    assert left_to_do(engine, BOTH) == texts - AT_A_TIME
    with uow(engine, BOTH) as unit:
        assert len(unit.notes.of_session("S1")) == AT_A_TIME + 50  # some still with the old key
    assert rotate(engine, BOTH, lambda _: None) == 0
    assert (left_to_do(engine, BOTH), unopened(engine, NEW)) == (0, None)
    with uow(engine, NEW) as unit:
        read = {one.outcome for one in unit.notes.of_session("S1")}
    assert read == {f"Outcome {number}" for number in range(AT_A_TIME + 50)}


def test_note_edited_while_it_is_sealed_again_stays_edited(postgresql_url: str) -> None:
    engine = make_engine(postgresql_url)
    (note,) = written(engine, 1)

    class Meddled(Keyring):
        meddled = False

        def seal(self, text: str, bound_to: str) -> str:
            if bound_to.startswith("notes.sealed:") and not self.meddled:
                self.meddled = True
                with uow(engine, BOTH) as unit:
                    unit.notes.update(replace(note, outcome="Edited", version=2))
                    unit.commit()
            return super().seal(text, bound_to)

    rotate(engine, Meddled(keys_in(f"{NEW_KEY},{NOTE_KEYS}")), lambda _: None)
    with uow(engine, NEW) as unit:
        assert unit.notes.get(note.id).outcome == "Edited"
    engine.dispose()


PLAIN = text(
    "insert into notes (team_id, session_id, author_id, text, written_at, visibility)"
    " values ('T1', 'S1', :author, :text, :at, 'participants')"
)


def test_notes_of_an_older_release_are_read_and_then_sealed(engine: Engine) -> None:
    first = written(engine, 1)[0]
    with engine.begin() as connection:
        for number in range(2):
            at = AFTER.isoformat(" ")
            connection.execute(PLAIN, {"author": first.author_id, "text": f"Zanzibar {number}", "at": at})
    with uow(engine) as unit:
        plain = unit.notes.of_session("S1")
    assert [one.outcome for one in plain] == ["Outcome 0", "Zanzibar 0", "Zanzibar 1"]
    assert left_to_do(engine, OLD) == 2

    seal_plain(engine, OLD)
    seal_plain(engine, OLD)

    assert left_to_do(engine, OLD) == 0
    with uow(engine) as unit:
        assert unit.notes.of_session("S1") == plain
        assert [one.outcome for one in unit.notes.versions(plain[1].id)] == ["Zanzibar 0"]
        assert {one.visibility for one in plain} == {Visibility.PARTICIPANTS}
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from notes where text <> ''")) == 0


def test_calls_of_an_older_release_are_sealed_and_what_was_sent_stays_as_it_is(engine: Engine) -> None:
    with uow(engine) as unit:
        cast = a_cohort(unit)
        word = Care("C1", cast.programme.id, cast.pair.id, CareKind.WORD, cast.ines.id, AFTER, "Zanzibar 1")
        for kept in (word, replace(word, id="C2", text="Zanzibar 2"), replace(word, id="C3", text="Zanzibar 3")):
            unit.oversight.add_care(kept)
        unit.commit()
    with engine.begin() as connection:
        connection.execute(text("update cares set kind = 'call' where id = 'C2'"))
        connection.execute(text("update cares set kind = 'snooze' where id = 'C3'"))
    assert left_to_do(engine, OLD) == 2
    seal_plain(engine, OLD)
    assert left_to_do(engine, OLD) == 0
    with engine.connect() as connection:
        assert connection.execute(text("select text from cares order by id")).scalars().all() == ["Zanzibar 1", "", ""]
    assert rotate(engine, BOTH, [].append) == 0
    with uow(engine, NEW) as unit:
        assert [one.text for one in unit.oversight.cares_of(cast.pair.id)] == ["Zanzibar 3", "Zanzibar 2", "Zanzibar 1"]


def test_sealing_leaves_nothing_in_the_clear_in_the_file(sqlite_url: str, tmp_path: Path) -> None:
    engine = make_engine(sqlite_url)
    author = written(engine, 1)[0].author_id
    with engine.begin() as connection:
        connection.execute(PLAIN, {"author": author, "text": "Zanzibar", "at": AFTER.isoformat(" ")})
    assert b"Zanzibar" in b"".join(file.read_bytes() for file in tmp_path.glob("test.db*"))
    seal_plain(engine, OLD)
    assert b"Zanzibar" not in b"".join(file.read_bytes() for file in tmp_path.glob("test.db*"))
    engine.dispose()
