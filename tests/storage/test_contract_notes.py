"""What the ports Notes and Actions promise, on every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mentoring.actions import ActionItem, ActionWish, ItemChange, ItemChangeKind, ItemState
from mentoring.clocks import Anchor
from mentoring.folding import spellings
from mentoring.intervals import Interval
from mentoring.notes import Consent, Note, NoteDraft, NoteReader, NoteReading, Unbooked, Visibility
from mentoring.ports import UnitOfWork
from tests.builders import OTHER_TEAM, TEAM, Cohort, MakeUnitOfWork, a_change, a_cohort

AT = datetime(2027, 1, 26, 16, tzinfo=UTC)


def minutes(count: int) -> datetime:
    return AT + timedelta(minutes=count)


def cast_with_session(unit: UnitOfWork) -> Cohort:
    cast = a_cohort(unit)
    unit.sessions.add(cast.session(), a_change(cast.session()))
    return cast


def a_note(cast: Cohort, outcome: str = "Prices", **changes: object) -> Note:
    note = Note(0, "S1", cast.awa.id, outcome, AT, decisions=("one", "", "two\nlines"), private="\u202eسر\u202c 😀")
    return replace(note, **changes)  # type: ignore[arg-type]


def an_item(cast: Cohort, note: Note, item_id: str = "A1", **changes: object) -> tuple[ActionItem, ItemChange]:
    item = ActionItem(item_id, "S1", note.id, cast.luca.id, cast.awa.id, AT, "draft – مسودة", date(2027, 2, 1))
    item = replace(item, **changes)  # type: ignore[arg-type]
    return item, ItemChange(item.id, item.revision, ItemChangeKind.AGREED, cast.awa.id, AT, due_after=item.due)


def test_note_is_read_back_to_the_letter_and_replaced_with_its_versions(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cast = cast_with_session(unit)
        kept = unit.notes.add(a_note(cast, on_behalf=True))
        edited = replace(kept, outcome="Other", visibility=Visibility.REPORT, version=2, edited_at=minutes(5))
        unit.notes.update(edited)
        unit.commit()
    with make_uow(TEAM) as unit:
        assert unit.notes.get(kept.id) == unit.notes.locked(kept.id) == edited
        assert [(one.version, one.outcome, one.at) for one in unit.notes.versions(kept.id)] == [
            (1, "Prices", AT),
            (2, "Other", minutes(5)),
        ]
        assert unit.notes.versions(kept.id)[0].private == kept.private


def test_what_is_not_there_or_another_teams_is_a_key_error(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cast = cast_with_session(unit)
        note = unit.notes.add(a_note(cast))
        item, change = an_item(cast, note)
        unit.actions.add(item, change)
        unit.commit()
    with make_uow(OTHER_TEAM) as other:
        for ask in (other.notes.get, other.notes.locked):
            with pytest.raises(KeyError):
                ask(note.id)
        for ask_item in (other.actions.get, other.actions.locked):
            with pytest.raises(KeyError):
                ask_item(item.id)
        with pytest.raises(KeyError):
            other.notes.update(note)
        with pytest.raises(KeyError):
            other.actions.update(item, change)
        assert other.notes.versions(note.id) == []
        assert other.notes.draft("none") is None
        assert other.actions.of_sessions(["S1"]) == {}
        assert other.notes.marks(cast.programme.id) == []
        assert other.notes.found([spellings("prices")], NoteReader(cast.awa.id)) == []


def test_draft_is_kept_with_everything_in_it_and_taken_once(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cast = cast_with_session(unit)
        draft = NoteDraft(
            id="D1",
            person_id=cast.awa.id,
            kept_at=AT,
            unbooked=Unbooked(cast.pair.id, Anchor(datetime(2027, 10, 31, 2, 30), "Europe/Paris", 1)),
            outcome="half",
            decisions=("a", ""),
            private="p",
            items=(ActionWish(cast.luca.id, "do", date(2027, 2, 1)), ActionWish(cast.awa.id, "else")),
            visibility=Visibility.COORDINATORS,
        )
        unit.notes.keep_draft(draft)
        assert unit.notes.draft("D1") == draft
        assert unit.notes.take_draft("D1")
        assert not unit.notes.take_draft("D1")
        assert not unit.notes.take_draft("D2")
        assert unit.notes.draft("D1") == replace(draft, used=True)


def test_open_draft_is_the_latest_unused_one_of_the_person_and_session(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cast = cast_with_session(unit)
        first, second, edit = (
            NoteDraft(f"D{number}", cast.awa.id, minutes(number), "S1", note_id=note_id)
            for number, note_id in enumerate((None, None, 7))
        )
        for draft in (first, second, edit):
            unit.notes.keep_draft(draft)
        assert unit.notes.open_draft(cast.awa.id, "S1") == second
        assert unit.notes.open_draft(cast.awa.id, "S1", 7) == edit
        assert unit.notes.open_draft(cast.luca.id, "S1") is None
        unit.notes.take_draft(second.id)
        assert unit.notes.open_draft(cast.awa.id, "S1") == first
        assert unit.notes.forget_drafts(minutes(2)) == 2
        assert unit.notes.open_draft(cast.awa.id, "S1", 7) == edit


def test_notes_offered_in_a_time_are_those_for_the_report(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cast = cast_with_session(unit)
        notes = [unit.notes.add(a_note(cast, visibility=level)) for level in Visibility]
        start = cast.session().when.start
        assert unit.notes.offered(cast.programme.id, Interval(start, AT)) == [notes[-1]]
        assert unit.notes.offered(cast.programme.id, Interval(start + timedelta(minutes=1), AT)) == []
        assert [one.note_id for one in unit.notes.marks(cast.programme.id, 3)] == [one.id for one in notes[:0:-1]]


def test_search_finds_the_latest_first_and_no_more_than_wanted(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cast = cast_with_session(unit)
        notes = [unit.notes.add(a_note(cast), ["call the broker"]) for _ in range(3)]
        reader, broker = NoteReader(cast.luca.id), [spellings("brok")]
        assert unit.notes.found(broker, reader) == notes[::-1]
        assert unit.notes.found(broker, reader, 2) == notes[:0:-1]
        unit.notes.update(replace(notes[0], version=2), [])
        assert unit.notes.found(broker, reader) == notes[:0:-1]
        assert unit.notes.found([spellings("سر")], reader) == []
        assert len(unit.notes.found([spellings("سر")], NoteReader(cast.awa.id))) == 3


def test_search_fetches_only_what_its_reader_may_read(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cast = cast_with_session(unit)
        author, pair, coordinators, report = (unit.notes.add(a_note(cast, visibility=one)) for one in Visibility)
        programmes, word = frozenset({cast.programme.id}), [spellings("prices")]
        assert unit.notes.found(word, NoteReader(cast.ines.id, programmes)) == [report, coordinators]
        assert unit.notes.found(word, NoteReader(cast.luca.id)) == [report, coordinators, pair]
        assert unit.notes.found(word, NoteReader(cast.awa.id)) == [report, coordinators, pair, author]
        assert unit.notes.found(word, NoteReader(cast.omar.id, frozenset({404}))) == []


def test_answers_are_replaced_and_readings_remembered_once(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cast = cast_with_session(unit)
        note = unit.notes.add(a_note(cast))
        no = Consent(note.id, 1, cast.luca.id, False, AT)
        unit.notes.keep_consent(no)
        unit.notes.keep_consent(replace(no, agreed=True, at=minutes(1)))
        assert unit.notes.consents([note.id, 404]) == {note.id: [replace(no, agreed=True, at=minutes(1))]}
        reading = NoteReading(note.id, 1, cast.ines.id, AT)
        assert unit.notes.record_reading(reading)
        assert not unit.notes.record_reading(replace(reading, at=minutes(9)))
        assert unit.notes.record_reading(replace(reading, version=2, at=minutes(9)))
        assert [one.at for one in unit.notes.readings([note.id])[note.id]] == [AT, minutes(9)]


def test_items_are_kept_in_order_and_the_open_ones_by_day(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cast = cast_with_session(unit)
        note = unit.notes.add(a_note(cast))
        days = (None, date(2027, 2, 2), date(2027, 2, 1))
        items = [an_item(cast, note, f"A{place}", due=day, position=place) for place, day in enumerate(days)]
        for item, change in items:
            unit.actions.add(item, change)
        made = [item for item, _ in items]
        assert unit.actions.of_sessions(["S1", "S2"]) == {"S1": made}
        assert unit.actions.open_of(cast.luca.id) == made[::-1]
        assert unit.actions.open_of(cast.luca.id, 1) == made[2:]
        assert unit.actions.open_of_pair(cast.pair.id) == made[::-1]
        done = replace(made[2], state=ItemState.DONE, settled_at=minutes(1), revision=2, reason="")
        told = ItemChange(done.id, 2, ItemChangeKind.DONE, cast.luca.id, minutes(1), reason="with a – reason")
        unit.actions.update(done, told)
        assert unit.actions.get(done.id) == unit.actions.locked(done.id) == done
        assert unit.actions.history(done.id) == [items[2][1], told]
        assert unit.actions.open_of(cast.luca.id) == made[1::-1]
        assert unit.actions.open_of(cast.awa.id) == []


def test_item_says_whether_its_note_is_for_the_author_alone(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cast = cast_with_session(unit)
        note = unit.notes.add(a_note(cast, visibility=Visibility.AUTHOR))
        item, change = an_item(cast, note)
        unit.actions.add(item, change)
        assert unit.actions.get(item.id).only_author
        unit.notes.update(replace(note, visibility=Visibility.PARTICIPANTS, version=2))
        assert not unit.actions.get(item.id).only_author


def test_past_sessions_of_a_pair_are_latest_first_and_known_by_id(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit:
        cast = cast_with_session(unit)
        logged = cast.session("2027-01-20 10:00", id="S0", unbooked=True)
        clash = cast.session("2027-01-20 10:30", id="S9", unbooked=True)
        for session in (logged, clash):
            unit.sessions.add(session, a_change(session))
        assert [one.id for one in unit.sessions.past_of_pair(cast.pair.id, AT)] == ["S1", "S9", "S0"]
        assert unit.sessions.past_of_pair(cast.pair.id, AT, 1) == [cast.session()]
        assert unit.sessions.known(["S0", "none"]) == {"S0": logged}
