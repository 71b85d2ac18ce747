"""Writing about a session: a draft that survives being half-filled, then a note with its items and its history.

One function is one intention and one transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.clocks import local
from mentoring.errors import (
    NoSuchDraft,
    NoSuchNote,
    NoSuchSession,
    NotForTheReport,
    NotYetHeld,
    NotYourNote,
    WhichSession,
)
from mentoring.notes import Consent, Note, NoteDraft, NoteReader, Unbooked, Visibility
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.records import NoteView, Prompt
from mentoring.rules import notes as rules
from mentoring.rules.news import plan_homes
from mentoring.services.actions import agree_items, carried_over, item_views, texts_of
from mentoring.services.changes import add_session
from mentoring.services.drafts import own_draft
from mentoring.services.note_reading import read_as, readable_note, reader_for, session_seen_by, views_of
from mentoring.sessions import Attendee, Change, ChangeKind, Rsvp, Session, SessionKind, SessionState

TO_CHOOSE_AMONG = 20
SHORTEST = timedelta(minutes=1)
"""What a session lasted that was put on record as soon as it was over."""


def begin_note(
    uow: UnitOfWork, session_id: str | None, *, actor: Person, now: datetime, note_id: int | None = None
) -> Prompt:
    """What to show somebody who is to write about a session: what they filled in before, or an empty draft, now kept.

    With ``note_id`` it is an edit of their own note. Without a session there are those to choose among. NoSuchSession,
    NoSuchNote and NotYourNote as in `save_note`.
    """
    with uow:
        note = _own_note(uow, note_id, actor) if note_id is not None else None
        session_id = note.session_id if note else session_id
        if session_id is not None:
            session_seen_by(uow, session_id, reader_for(uow, actor))
        draft = _begun(uow, session_id, note, actor, now)
        uow.notes.keep_draft(draft)
        uow.commit()
        return _prompt(uow, draft, actor, now)


def note_prompt(uow: UnitOfWork, draft_id: str, *, actor: Person, now: datetime) -> Prompt:
    """The person's draft with what stands around it; NoSuchDraft when it is gone, saved or another's."""
    with uow:
        return _prompt(uow, _open_draft(uow, draft_id, actor), actor, now)


def keep_note_draft(uow: UnitOfWork, draft: NoteDraft, *, actor: Person, now: datetime) -> NoteDraft:
    """Keep what is filled in as it stands, however little it is; NoSuchDraft when the draft is saved or another's.

    A draft without an id gets one.
    """
    with uow:
        if draft.id:
            _open_draft(uow, draft.id, actor)
        kept = replace(draft, id=draft.id or _new_id(), person_id=actor.id, kept_at=now, used=False)
        uow.notes.keep_draft(kept)
        uow.commit()
        return kept


def discard_note_draft(uow: UnitOfWork, draft_id: str, *, actor: Person, now: datetime) -> None:
    """Let go of a draft and of what it says."""
    with uow:
        _open_draft(uow, draft_id, actor)
        uow.notes.keep_draft(NoteDraft(draft_id, actor.id, now, used=True))
        uow.commit()


def save_note(uow: UnitOfWork, draft_id: str, *, actor: Person, now: datetime) -> NoteView:
    """Save what the draft says: a new note or an edit, with its items, and its session when that was never booked.

    A second time gives the same note. A Refused leaves the draft as it is: WhichSession, NoSuchSession, NotYetHeld,
    NoteEmpty, NoteTooLong, OwnerNotInSession, ItemForAnother, NotYourNote, and what `log_session` raises.
    """
    with uow:
        draft = own_draft(uow.notes, draft_id, actor)
        if not uow.notes.take_draft(draft_id):
            return _saved_before(uow, draft_id, actor, now)
        session = _session_for(uow, draft, actor, now)
        rules.check_draft(draft, list(uow.people.known(session.people).values()))
        if draft.note_id is None:
            note = _new(draft, session, actor, now)
        else:
            note = _edited(_own_note(uow, draft.note_id, actor), draft, now)
        note = _kept(uow, note, draft, session, now)
        uow.notes.keep_draft(NoteDraft(draft_id, actor.id, now, session.id, note_id=note.id, used=True))
        _redraw_homes(uow, note, session, now)
        view = read_as(uow, note, actor, now)
        uow.commit()
        return view


def answer_report(
    uow: UnitOfWork, note_id: int, version: int, *, agreed: bool, actor: Person, now: datetime
) -> NoteView:
    """Say whether this version's outcome may stand in the report; may be answered again.

    NotForTheReport when the note was not offered for it, or has another version by now.
    """
    with uow:
        note = readable_note(uow, note_id, NoteReader(actor.id))
        if actor.id not in uow.sessions.get(note.session_id).people:
            raise NoSuchNote
        if note.visibility is not Visibility.REPORT or note.version != version:
            raise NotForTheReport(note=read_as(uow, note, actor, now))
        uow.notes.keep_consent(Consent(note_id, version, actor.id, agreed, now))
        uow.commit()
        return read_as(uow, note, actor, now)


def log_session(uow: UnitOfWork, unbooked: Unbooked, *, actor: Person, now: datetime) -> Session:
    """Put a session of a pair on record that took place without being booked.

    NotYetHeld when it is still to come, OutsideProgramme when the pair was not one or the programme not running then,
    NoSuchSession for anybody but the two and their coordinators. What one of the two put on record for that day already
    is that session.
    """
    with uow:
        session = _logged(uow, unbooked, actor, now)
        uow.commit()
        return session


def _begun(uow: UnitOfWork, session_id: str | None, note: Note | None, actor: Person, now: datetime) -> NoteDraft:
    if session_id and (before := uow.notes.open_draft(actor.id, session_id, note.id if note else None)):
        return before
    empty = NoteDraft(_new_id(), actor.id, now, session_id)
    if note is None:
        return empty
    return replace(
        empty,
        note_id=note.id,
        outcome=note.outcome,
        decisions=note.decisions,
        private=note.private,
        visibility=note.visibility,
    )


def _prompt(uow: UnitOfWork, draft: NoteDraft, actor: Person, now: datetime) -> Prompt:
    session = uow.sessions.get(draft.session_id) if draft.session_id else None
    sessions = () if session or draft.unbooked else _sessions_to_choose(uow, actor, now)
    people = {person_id for one in (session, *sessions) if one for person_id in one.people} | {actor.id}
    return Prompt(
        draft=draft,
        session=session,
        people=uow.people.known(people),
        open_items=tuple(item_views(uow, carried_over(uow, session, actor), now)),
        sessions=tuple(sessions),
    )


def _sessions_to_choose(uow: UnitOfWork, actor: Person, now: datetime) -> Sequence[Session]:
    under_way = [one for one in uow.sessions.upcoming(actor.id, now) if _has_begun(one, now)]
    return [*under_way, *uow.sessions.past(actor.id, now, TO_CHOOSE_AMONG)]


def _session_for(uow: UnitOfWork, draft: NoteDraft, actor: Person, now: datetime) -> Session:
    if draft.note_id is not None:
        return uow.sessions.get(_own_note(uow, draft.note_id, actor).session_id)
    if draft.unbooked is not None and draft.session_id is None:
        return _logged(uow, draft.unbooked, actor, now)
    if draft.session_id is None:
        raise WhichSession(field="session")
    session = session_seen_by(uow, draft.session_id, reader_for(uow, actor))
    if session.state is not SessionState.CONFIRMED:
        raise WhichSession(field="session", session=session)
    if not _has_begun(session, now):
        raise NotYetHeld(field="session", start=session.when.start, session=session)
    return session


def _has_begun(session: Session, now: datetime) -> bool:
    return session.state is SessionState.CONFIRMED and session.when.start <= now


def _new(draft: NoteDraft, session: Session, actor: Person, now: datetime) -> Note:
    return Note(
        id=0,
        session_id=session.id,
        author_id=actor.id,
        outcome=draft.outcome,
        written_at=now,
        visibility=draft.visibility,
        decisions=draft.decisions,
        private=draft.private,
        on_behalf=actor.id not in session.people,
    )


def _edited(note: Note, draft: NoteDraft, now: datetime) -> Note:
    return replace(
        note,
        outcome=draft.outcome,
        decisions=draft.decisions,
        private=draft.private,
        visibility=draft.visibility,
        version=note.version + 1,
        edited_at=now,
    )


def _kept(uow: UnitOfWork, note: Note, draft: NoteDraft, session: Session, now: datetime) -> Note:
    new = [wish.text for wish in draft.items]
    if draft.note_id is None:
        note = uow.notes.add(note, new)
    else:
        uow.notes.update(note, [*texts_of(uow, note), *new])
    agree_items(uow, note, draft.items, session, now)
    _consent_of_author(uow, note, session, now)
    return note


def _consent_of_author(uow: UnitOfWork, note: Note, session: Session, now: datetime) -> None:
    """Who offers their own words for the report agrees to it."""
    if note.visibility is Visibility.REPORT and note.author_id in session.people:
        uow.notes.keep_consent(Consent(note.id, note.version, note.author_id, True, now))


def _redraw_homes(uow: UnitOfWork, note: Note, session: Session, now: datetime) -> None:
    uow.deliveries.plan(plan_homes(f"note {note.id}:{note.version}", session, team_id=uow.team_id, now=now))


def _saved_before(uow: UnitOfWork, draft_id: str, actor: Person, now: datetime) -> NoteView:
    draft = own_draft(uow.notes, draft_id, actor)
    if draft.note_id is None:
        raise NoSuchDraft
    return views_of(uow, [uow.notes.get(draft.note_id)], reader_for(uow, actor), now)[0]


def _own_note(uow: UnitOfWork, note_id: int, actor: Person) -> Note:
    """The person's own note, with nobody else changing it."""
    seen = readable_note(uow, note_id, reader_for(uow, actor))
    if seen.author_id != actor.id:
        raise NotYourNote(name=uow.people.get(seen.author_id).name)
    return uow.notes.locked(note_id)


def _open_draft(uow: UnitOfWork, draft_id: str, actor: Person) -> NoteDraft:
    draft = own_draft(uow.notes, draft_id, actor)
    if draft.used:
        raise NoSuchDraft
    return draft


def _logged(uow: UnitOfWork, unbooked: Unbooked, actor: Person, now: datetime) -> Session:
    try:
        pair = uow.people.pair(unbooked.pair_id)
    except KeyError:
        raise NoSuchSession from None
    if actor.id not in pair.people and pair.programme_id not in reader_for(uow, actor).coordinates:
        raise NoSuchSession
    programme = uow.people.programme(pair.programme_id)
    rules.check_held(unbooked.anchor, pair, programme, now)
    uow.people.lock(pair.people)
    if before := _logged_before(uow, unbooked, now):
        return before
    session = Session(
        id=_new_id(),
        programme_id=pair.programme_id,
        pair_id=pair.id,
        kind=SessionKind.BILATERAL,
        state=SessionState.CONFIRMED,
        anchor=unbooked.anchor,
        duration=min(programme.booking.usual, max(now - unbooked.anchor.instant, SHORTEST)),
        topic="",
        organiser_id=actor.id,
        attendees=tuple(Attendee(person_id, Rsvp.ACCEPTED) for person_id in (pair.mentor_id, pair.mentee_id)),
        created_at=now,
        unbooked=True,
    )
    add_session(uow, session, Change(session.id, 1, ChangeKind.LOGGED, actor.id, now, after=session.anchor))
    return session


def _logged_before(uow: UnitOfWork, unbooked: Unbooked, now: datetime) -> Session | None:
    """The session of that day that one of the pair put on record already, so that both may write about it."""
    day = unbooked.anchor.wall.date()
    past = uow.sessions.past_of_pair(unbooked.pair_id, now)
    return next(
        (one for one in past if one.unbooked and local(one.when.start, unbooked.anchor.zone).date() == day), None
    )


def _new_id() -> str:
    return secrets.token_hex(8)
