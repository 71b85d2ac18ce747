"""Writing about a session, and who reads what of it, on every store."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from mentoring.actions import ActionWish, ItemState
from mentoring.clocks import Anchor
from mentoring.errors import (
    ItemForAnother,
    NoSuchDraft,
    NoSuchNote,
    NoSuchSession,
    NotACoordinator,
    NoteEmpty,
    NoteTooLong,
    NotForTheReport,
    NotYetHeld,
    NotYourNote,
    OutsideProgramme,
    OwnerNotInSession,
    Refused,
    WhichSession,
)
from mentoring.intervals import Interval
from mentoring.notes import NoteDraft, Unbooked, Visibility
from mentoring.people import Participant, Person, Role
from mentoring.ports import UnitOfWork
from mentoring.records import NoteView
from mentoring.services import note_places, note_reading, notes
from mentoring.services.actions import open_actions
from mentoring.sessions import ChangeKind, SessionState
from tests.builders import OTHER_TEAM, TEAM, Cohort, MakeUnitOfWork, a_change, a_cohort

AFTER = datetime.fromisoformat("2027-01-26T16:00:00+00:00")
"""An hour after the session of 26 January is over."""

OUTCOME, DECISION, ITEM, PRIVATE = "Grossistes visited", "Ship to Tunis", "send the draft", "Felt unprepared"


@dataclass
class House:
    """The cast with a session that is over, and the gestures of somebody who writes about it."""

    make: MakeUnitOfWork
    cast: Cohort

    def uow(self, team_id: str = TEAM) -> UnitOfWork:
        return self.make(team_id)

    def draft(self, actor: Person, session_id: str | None = "S1", **filled: Any) -> NoteDraft:
        begun = notes.begin_note(self.uow(), session_id, actor=actor, now=AFTER).draft
        return notes.keep_note_draft(self.uow(), replace(begun, **filled), actor=actor, now=AFTER)

    def write(self, actor: Person, now: datetime = AFTER, **filled: Any) -> NoteView:
        usual: dict[str, Any] = {
            "outcome": OUTCOME,
            "decisions": (DECISION,),
            "private": PRIVATE,
            "items": (ActionWish(self.cast.awa.id, ITEM, date(2027, 2, 1)),),
        }
        draft = self.draft(actor, **{**usual, **filled})
        return notes.save_note(self.uow(), draft.id, actor=actor, now=now)


@pytest.fixture
def house(make_uow: MakeUnitOfWork) -> House:
    with make_uow(TEAM) as uow:
        cast = a_cohort(uow)
        session = cast.session()
        uow.sessions.add(session, a_change(session))
        uow.commit()
    return House(make_uow, cast)


def test_note_is_saved_with_its_items_and_read_by_both(house: House) -> None:
    view = house.write(house.cast.awa)

    assert (view.note.outcome, view.note.decisions, view.note.private) == (OUTCOME, (DECISION,), PRIVATE)
    assert view.note.visibility is Visibility.PARTICIPANTS
    assert [(one.item.text, one.owner.name, one.item.due) for one in view.items] == [(ITEM, "Awa", date(2027, 2, 1))]
    (read,) = note_reading.notes_about(house.uow(), "S1", actor=house.cast.luca, now=AFTER).notes
    assert read.note == replace(view.note, private="")
    assert read.author.name == "Awa"


def test_saving_twice_gives_the_same_note(house: House) -> None:
    draft = house.draft(house.cast.awa, outcome=OUTCOME, items=(ActionWish(house.cast.awa.id, ITEM),))
    first = notes.save_note(house.uow(), draft.id, actor=house.cast.awa, now=AFTER)
    second = notes.save_note(house.uow(), draft.id, actor=house.cast.awa, now=AFTER)

    assert second == first
    assert len(open_actions(house.uow(), actor=house.cast.awa, now=AFTER)) == 1


def test_half_filled_draft_is_there_again(house: House) -> None:
    kept = house.draft(house.cast.luca, outcome="نصف", visibility=Visibility.AUTHOR)

    again = notes.begin_note(house.uow(), "S1", actor=house.cast.luca, now=AFTER)
    assert again.draft == kept
    assert again.draft.outcome == "نصف"
    assert notes.begin_note(house.uow(), "S1", actor=house.cast.awa, now=AFTER).draft.outcome == ""


def test_discarded_draft_is_gone_with_what_it_said(house: House) -> None:
    kept = house.draft(house.cast.luca, outcome="nothing after all")
    notes.discard_note_draft(house.uow(), kept.id, actor=house.cast.luca, now=AFTER)

    with pytest.raises(NoSuchDraft):
        notes.save_note(house.uow(), kept.id, actor=house.cast.luca, now=AFTER)
    with house.uow() as uow:
        left = uow.notes.draft(kept.id)
    assert left is not None
    assert left.is_empty


@pytest.mark.parametrize(
    ("filled", "refusal"),
    [
        ({"outcome": "  \n"}, NoteEmpty),
        ({"outcome": "a" * 40_001}, NoteTooLong),
        ({"session_id": None}, WhichSession),
        ({"items": (ActionWish(4, "not hers"),)}, OwnerNotInSession),
        ({"items": (ActionWish(2, "his"),), "visibility": Visibility.AUTHOR}, ItemForAnother),
    ],
)
def test_refused_note_keeps_everything_typed(house: House, filled: dict[str, Any], refusal: type[Refused]) -> None:
    people = {2: house.cast.luca.id, 4: house.cast.ines.id}
    if "items" in filled:
        filled = {**filled, "items": tuple(replace(one, owner_id=people[one.owner_id]) for one in filled["items"])}
    draft = house.draft(house.cast.awa, **{"private": "", **filled})

    with pytest.raises(refusal):
        notes.save_note(house.uow(), draft.id, actor=house.cast.awa, now=AFTER)
    assert notes.note_prompt(house.uow(), draft.id, actor=house.cast.awa, now=AFTER).draft == draft


def test_session_still_to_come_or_cancelled_takes_no_note(house: House) -> None:
    draft = house.draft(house.cast.awa, outcome=OUTCOME)
    with pytest.raises(NotYetHeld):
        notes.save_note(house.uow(), draft.id, actor=house.cast.awa, now=AFTER - timedelta(hours=3))
    with house.uow() as uow:
        session = replace(uow.sessions.get("S1"), state=SessionState.CANCELLED, revision=2)
        uow.sessions.update(session, a_change(session, ChangeKind.CANCELLED))
        uow.commit()
    with pytest.raises(WhichSession):
        notes.save_note(house.uow(), draft.id, actor=house.cast.awa, now=AFTER)


def test_two_people_write_at_once_and_both_succeed(house: House) -> None:
    one = house.draft(house.cast.awa, outcome="by Awa")
    other = house.draft(house.cast.luca, outcome="by Luca")
    notes.save_note(house.uow(), one.id, actor=house.cast.awa, now=AFTER)
    notes.save_note(house.uow(), other.id, actor=house.cast.luca, now=AFTER)

    kept = note_reading.notes_about(house.uow(), "S1", actor=house.cast.awa, now=AFTER)
    assert [view.note.outcome for view in kept.notes] == ["by Awa", "by Luca"]


def test_edit_is_a_new_version_and_the_old_one_stays_with_its_author(house: House) -> None:
    first = house.write(house.cast.awa)
    begun = notes.begin_note(house.uow(), None, actor=house.cast.awa, now=AFTER, note_id=first.note.id).draft
    assert (begun.outcome, begun.private) == (OUTCOME, PRIVATE)
    later = AFTER + timedelta(days=1)
    more = replace(begun, outcome="Better", items=(ActionWish(house.cast.luca.id, "call the port"),))
    notes.keep_note_draft(house.uow(), more, actor=house.cast.awa, now=later)
    edited = notes.save_note(house.uow(), begun.id, actor=house.cast.awa, now=later)

    assert (edited.note.id, edited.note.version, edited.note.edited_at) == (first.note.id, 2, later)
    assert [one.item.text for one in edited.items] == [ITEM, "call the port"]
    versions = note_reading.note_versions(house.uow(), first.note.id, actor=house.cast.awa)
    assert [(one.version, one.outcome, one.at) for one in versions] == [(1, OUTCOME, AFTER), (2, "Better", later)]
    with pytest.raises(NoSuchNote):
        note_reading.note_versions(house.uow(), first.note.id, actor=house.cast.luca)
    with pytest.raises(NotYourNote):
        notes.begin_note(house.uow(), None, actor=house.cast.luca, now=AFTER, note_id=first.note.id)


def test_edit_stays_with_the_session_of_its_note(house: House) -> None:
    note = house.write(house.cast.awa).note
    with house.uow() as uow:
        other = house.cast.session("2027-01-19 15:00", id="S0")
        uow.sessions.add(other, a_change(other))
        uow.commit()
    begun = notes.begin_note(house.uow(), None, actor=house.cast.awa, now=AFTER, note_id=note.id).draft
    strayed = replace(begun, session_id="S0", items=(ActionWish(house.cast.awa.id, "more"),))
    notes.keep_note_draft(house.uow(), strayed, actor=house.cast.awa, now=AFTER)
    saved = notes.save_note(house.uow(), begun.id, actor=house.cast.awa, now=AFTER)

    assert saved.session.id == "S1"
    assert [one.item.session_id for one in saved.items] == ["S1", "S1"]


def test_unbooked_session_is_made_with_its_note_and_once_for_both(house: House) -> None:
    spoke = Unbooked(house.cast.pair.id, Anchor(datetime(2027, 1, 20, 11), "Europe/Paris"))
    begun = house.draft(house.cast.awa, None, outcome="We spoke", unbooked=spoke)
    view = notes.save_note(house.uow(), begun.id, actor=house.cast.awa, now=AFTER)

    assert (view.session.unbooked, view.session.state) == (True, SessionState.CONFIRMED)
    assert view.session.people == {house.cast.awa.id, house.cast.luca.id}
    again = replace(spoke, anchor=Anchor(datetime(2027, 1, 20, 18), "Europe/Rome"))
    assert notes.log_session(house.uow(), again, actor=house.cast.luca, now=AFTER) == view.session
    with house.uow() as uow:
        assert [one.id for one in uow.sessions.past_of_pair(house.cast.pair.id, AFTER)] == ["S1", view.session.id]
        planned = uow.deliveries.of_session(view.session.id)
    assert [one.recipient_id for one in planned if one.kind == "session_news"] == [house.cast.luca.id]
    assert [one for one in planned if one.kind == "calendar"] == []


@pytest.mark.parametrize(
    ("day", "refusal"), [(datetime(2027, 1, 27, 9), NotYetHeld), (datetime(2026, 12, 30, 9), OutsideProgramme)]
)
def test_unbooked_session_of_an_impossible_day_is_refused(house: House, day: datetime, refusal: type[Refused]) -> None:
    spoke = Unbooked(house.cast.pair.id, Anchor(day, "Europe/Paris"))
    with pytest.raises(refusal):
        notes.log_session(house.uow(), spoke, actor=house.cast.awa, now=AFTER)
    for stranger in (house.cast.fatima, house.cast.omar):
        with pytest.raises(NoSuchSession):
            notes.log_session(house.uow(), spoke, actor=stranger, now=AFTER)


def test_coordinator_writes_on_behalf_of_a_pair_and_it_says_so(house: House) -> None:
    view = house.write(house.cast.ines)

    assert view.note.on_behalf
    (read,) = note_reading.notes_about(house.uow(), "S1", actor=house.cast.luca, now=AFTER).notes
    assert (read.note.on_behalf, read.author.name, read.note.outcome) == (True, "Inès", OUTCOME)
    assert view.note.private == PRIVATE
    assert read.note.private == ""


READERS = ("author", "partner", "coordinator", "mentee of another", "stranger", "other coordinator", "former partner")
SEES = {
    Visibility.AUTHOR: {"author": "all"},
    Visibility.PARTICIPANTS: {"author": "all", "partner": "shared", "former partner": "shared"},
    Visibility.COORDINATORS: {
        "author": "all",
        "partner": "shared",
        "former partner": "shared",
        "coordinator": "shared",
    },
    Visibility.REPORT: {"author": "all", "partner": "shared", "former partner": "shared", "coordinator": "shared"},
}


@dataclass
class Reader:
    """Somebody who tries to read, in their own team."""

    person: Person
    team_id: str = TEAM
    years_later: bool = False


def reader(house: House, name: str) -> Reader:
    cast = house.cast
    if name == "other coordinator":
        with house.uow(OTHER_TEAM) as uow:
            theirs = a_cohort(uow).ines
            uow.commit()
        return Reader(theirs, OTHER_TEAM)
    if name == "former partner":
        return Reader(cast.luca, years_later=True)
    people = {
        "author": cast.awa,
        "partner": cast.luca,
        "coordinator": cast.ines,
        "mentee of another": cast.fatima,
        "stranger": cast.omar,
    }
    return Reader(people[name])


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("visibility", list(Visibility))
def test_each_reader_sees_what_the_table_says_on_every_surface(house: House, visibility: Visibility, name: str) -> None:
    house.write(house.cast.awa, visibility=visibility)
    who = reader(house, name)
    sees = SEES[visibility].get(name, "nothing")
    now = AFTER + timedelta(days=800 if who.years_later else 0)  # the pair and the programme ended long ago

    seen = {
        "the session": _texts_of_session(house, who, now),
        "search": _texts_found(house, who, now),
        "history": _texts_of_history(house, who, now),
    }
    everything = {"all": {OUTCOME, DECISION, ITEM, PRIVATE}, "shared": {OUTCOME, DECISION, ITEM}, "nothing": set()}
    wanted = everything[sees]
    in_pair = name in ("author", "partner", "former partner")
    assert seen["the session"] == wanted
    assert seen["search"] == wanted
    assert seen["history"] == (wanted if in_pair else set())


def _texts(views: Any) -> set[str]:
    found = {text for view in views for text in (view.note.outcome, *view.note.decisions, view.note.private)}
    return {text for text in found if text} | {one.item.text for view in views for one in view.items}


def _texts_of_session(house: House, who: Reader, now: datetime) -> set[str]:
    try:
        kept = note_reading.notes_about(house.uow(who.team_id), "S1", actor=who.person, now=now)
    except NoSuchSession:
        return set()
    return _texts(kept.notes) | {one.item.text for one in kept.items}


def _texts_found(house: House, who: Reader, now: datetime) -> set[str]:
    found = set()
    for text in (OUTCOME, DECISION, ITEM, PRIVATE):
        hits = note_reading.search_notes(house.uow(who.team_id), text, actor=who.person, now=now)
        found |= {snippet.text for hit in hits for snippet in hit.snippets} | ({text} if hits else set())
    return found


def _texts_of_history(house: House, who: Reader, now: datetime) -> set[str]:
    try:
        history = note_reading.pair_history(house.uow(who.team_id), house.cast.pair.id, actor=who.person, now=now)
    except NoSuchSession:
        return set()
    return _texts([view for one in history.past for view in one.notes])


def test_coordinator_knows_that_a_note_exists_and_nothing_of_it(house: House) -> None:
    house.write(house.cast.awa, visibility=Visibility.AUTHOR)
    kept = note_reading.notes_kept(house.uow(), house.cast.programme.id, actor=house.cast.ines)

    (mark,) = kept.marks
    assert (mark.session_id, mark.author_id, mark.written_at) == ("S1", house.cast.awa.id, AFTER)
    assert OUTCOME not in repr(kept)
    for other in (house.cast.awa, house.cast.luca, house.cast.omar):
        with pytest.raises(NotACoordinator):
            note_reading.notes_kept(house.uow(), house.cast.programme.id, actor=other)
    with pytest.raises(NotACoordinator):
        note_reading.notes_kept(house.uow(OTHER_TEAM), house.cast.programme.id, actor=house.cast.ines)


def test_coordinator_of_another_programme_of_the_team_sees_nothing(house: House) -> None:
    house.write(house.cast.awa, visibility=Visibility.REPORT)
    with house.uow() as uow:
        second = uow.people.add_programme(replace(house.cast.programme, name="Encore"))
        uow.people.enrol(Participant(second.id, house.cast.omar, frozenset({Role.COORDINATOR})))
        uow.commit()

    with pytest.raises(NoSuchSession):
        note_reading.notes_about(house.uow(), "S1", actor=house.cast.omar, now=AFTER)
    assert note_reading.search_notes(house.uow(), OUTCOME, actor=house.cast.omar, now=AFTER) == ()


def test_coordinators_reading_is_remembered_once_and_seen_by_the_pair(house: House) -> None:
    house.write(house.cast.awa, visibility=Visibility.COORDINATORS)
    for _ in range(2):
        note_reading.notes_about(house.uow(), "S1", actor=house.cast.ines, now=AFTER + timedelta(hours=1))
    (seen,) = note_reading.notes_about(house.uow(), "S1", actor=house.cast.luca, now=AFTER + timedelta(hours=2)).notes

    assert [(seen.people[one.person_id].name, one.at) for one in seen.readings] == [
        ("Inès", AFTER + timedelta(hours=1))
    ]


def test_search_by_a_coordinator_is_a_reading_too(house: House) -> None:
    house.write(house.cast.awa, visibility=Visibility.COORDINATORS)
    note_reading.search_notes(house.uow(), "tunis", actor=house.cast.ines, now=AFTER)

    (seen,) = note_reading.notes_about(house.uow(), "S1", actor=house.cast.awa, now=AFTER).notes
    assert [one.person_id for one in seen.readings] == [house.cast.ines.id]


JANUARY = Interval(AFTER - timedelta(days=30), AFTER + timedelta(days=30))


def report(house: House) -> list[str]:
    actor, programme = house.cast.ines, house.cast.programme.id
    with house.uow() as uow:
        return [one.outcome for one in note_reading.report_lines(uow, programme, JANUARY, actor=actor, now=AFTER)]


def test_outcome_is_reported_only_when_everybody_agrees_to_this_version(house: House) -> None:
    view = house.write(house.cast.awa, visibility=Visibility.REPORT)
    assert (view.agreed, view.asked, view.in_report) == ({house.cast.awa.id}, {house.cast.luca.id}, False)
    assert report(house) == []

    agree = {"agreed": True, "actor": house.cast.luca, "now": AFTER}
    assert notes.answer_report(house.uow(), view.note.id, 1, **agree).in_report
    assert report(house) == [OUTCOME]

    begun = notes.begin_note(house.uow(), None, actor=house.cast.awa, now=AFTER, note_id=view.note.id).draft
    notes.keep_note_draft(house.uow(), replace(begun, outcome="Changed"), actor=house.cast.awa, now=AFTER)
    edited = notes.save_note(house.uow(), begun.id, actor=house.cast.awa, now=AFTER)
    assert edited.asked == {house.cast.luca.id}
    assert report(house) == []
    with pytest.raises(NotForTheReport):
        notes.answer_report(house.uow(), view.note.id, 1, **agree)
    notes.answer_report(house.uow(), view.note.id, 2, **agree)
    assert report(house) == ["Changed"]
    notes.answer_report(house.uow(), view.note.id, 2, **{**agree, "agreed": False})
    assert report(house) == []


def test_who_is_not_in_the_session_can_not_agree(house: House) -> None:
    view = house.write(house.cast.ines, visibility=Visibility.REPORT)
    assert view.asked == {house.cast.awa.id, house.cast.luca.id}
    for other in (house.cast.ines, house.cast.omar):
        with pytest.raises(NoSuchNote):
            notes.answer_report(house.uow(), view.note.id, 1, agreed=True, actor=other, now=AFTER)


def test_what_nobody_wrote_is_not_found(house: House) -> None:
    with pytest.raises(NoSuchNote):
        notes.answer_report(house.uow(), 999, 1, agreed=True, actor=house.cast.awa, now=AFTER)
    nowhere = Unbooked(999, Anchor(datetime(2027, 1, 20, 11), "Europe/Paris"))
    with pytest.raises(NoSuchSession):
        notes.log_session(house.uow(), nowhere, actor=house.cast.awa, now=AFTER)


def test_who_writes_about_a_pair_or_session_is_one_of_them_or_coordinates(house: House) -> None:
    cast, pair_id = house.cast, house.cast.pair.id
    for actor in (cast.awa, cast.luca, cast.ines):
        seen = note_places.pairing_of(house.uow(), pair_id, actor=actor)
        assert [one.name for one in seen.people] == ["Awa", "Luca"]
        assert note_places.session_to_write_about(house.uow(), "S1", actor=actor).id == "S1"
    for stranger in (cast.fatima, cast.omar):
        for look in (note_places.pairing_of, partial(note_places.sessions_of_pair, now=AFTER)):
            with pytest.raises(NoSuchSession):
                look(house.uow(), pair_id, actor=stranger)
        with pytest.raises(NoSuchSession):
            note_places.session_to_write_about(house.uow(), "S1", actor=stranger)
    with pytest.raises(NoSuchSession):
        note_places.pairing_of(house.uow(), 999, actor=cast.ines)
    with pytest.raises(NoSuchSession):
        note_places.pairing_of(house.uow(OTHER_TEAM), pair_id, actor=cast.ines)


def readable_by(house: House, reader: Person) -> list[str]:
    return [one.note.outcome for one in note_reading.notes_about(house.uow(), "S1", actor=reader, now=AFTER).notes]


def test_author_shares_more_and_less(house: House) -> None:
    view = house.write(house.cast.awa)

    def share(visibility: Visibility, actor: Person) -> Visibility:
        begun = notes.begin_note(house.uow(), None, actor=actor, now=AFTER, note_id=view.note.id).draft
        notes.keep_note_draft(house.uow(), replace(begun, visibility=visibility), actor=actor, now=AFTER)
        return notes.save_note(house.uow(), begun.id, actor=actor, now=AFTER).note.visibility

    assert share(Visibility.COORDINATORS, house.cast.awa) is Visibility.COORDINATORS
    assert readable_by(house, house.cast.ines) == [OUTCOME]
    share(Visibility.AUTHOR, house.cast.awa)
    assert [readable_by(house, one) for one in (house.cast.ines, house.cast.luca)] == [[], []]
    with pytest.raises(NoSuchNote):
        share(Visibility.REPORT, house.cast.luca)


def test_prompt_carries_over_what_is_open_between_the_two(house: House) -> None:
    house.write(house.cast.awa)
    with house.uow() as uow:
        session = house.cast.session("2027-02-02 15:00", id="S2")
        uow.sessions.add(session, a_change(session))
        uow.commit()
    prompt = notes.begin_note(house.uow(), "S2", actor=house.cast.luca, now=AFTER + timedelta(days=7))

    assert [(one.item.text, one.session.id, one.carried) for one in prompt.open_items] == [(ITEM, "S1", 1)]
    assert prompt.open_items[0].item.state is ItemState.OPEN


def test_without_a_session_the_prompt_offers_those_begun(house: House) -> None:
    with house.uow() as uow:
        later = house.cast.session("2027-02-02 15:00", id="S2")
        uow.sessions.add(later, a_change(later))
        uow.commit()
    prompt = notes.begin_note(house.uow(), None, actor=house.cast.luca, now=AFTER)
    assert [one.id for one in prompt.sessions] == ["S1"]


@pytest.mark.parametrize(
    ("written", "query"),
    [
        ("Réunion avec l'accord signé", "ACCORD signe"),
        ("Decisión: señal mañana", "senal manana"),
        ("اتفقنا على القرار الأخير", "قرار الاخير"),
        ("وثيقة التصدير إلى أُورُوبّا", "اوروبا تصدير"),
        ("Già perché più qualità", "gia perche qualita"),
        ("Exports to Straße", "strasse export"),
    ],
)
def test_words_are_found_whatever_their_accents_and_letter_forms(house: House, written: str, query: str) -> None:
    house.write(house.cast.awa, outcome=written)
    (found,) = note_reading.search_notes(house.uow(), query, actor=house.cast.luca, now=AFTER)

    (snippet,) = found.snippets
    assert snippet.text == written
    assert len(snippet.spans) == 2 + (len(query.split()) == 3)


def test_search_needs_every_word_and_a_word_at_all(house: House) -> None:
    house.write(house.cast.awa)
    assert note_reading.search_notes(house.uow(), "grossistes nowhere", actor=house.cast.awa, now=AFTER) == ()
    assert note_reading.search_notes(house.uow(), " ,;! ", actor=house.cast.awa, now=AFTER) == ()
    assert note_reading.search_notes(house.uow(), "rossistes", actor=house.cast.awa, now=AFTER) == ()
