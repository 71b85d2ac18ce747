"""Changing what a programme settles: what a change would do is told first, and made only if that still holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.errors import ProgrammeChanged
from mentoring.intervals import Interval
from mentoring.messages import ABOUT_A_SESSION
from mentoring.people import Person, Programme, Role
from mentoring.ports import UnitOfWork
from mentoring.programme_overview import ProgrammePreview
from mentoring.programme_settings import ProgrammeState, SetUpStep
from mentoring.rules import programmes as rules
from mentoring.rules.reminders import due
from mentoring.services.programme_access import coordinated_by
from mentoring.services.readers import reader_of
from mentoring.services.reminders import AT_A_TIME, look_after
from mentoring.sessions import Session

FAR = timedelta(days=366 * rules.MOST_YEARS)
"""How far ahead sessions are looked for that would lie outside a programme."""


def preview_change(uow: UnitOfWork, after: Programme, *, actor: Person, now: datetime) -> ProgrammePreview:
    """What it would do to settle the programme of this id like ``after``; nothing is changed.

    NotACoordinator for everybody but its coordinators; refused like `rules.programmes.check_programme` what can't be.
    """
    with uow:
        before = coordinated_by(uow, after.id, actor)
        return preview_of(uow, before, _tidied(before, after), now)


def change_programme(uow: UnitOfWork, after: Programme, *, mark: str, actor: Person, now: datetime) -> ProgrammePreview:
    """Make the change that was previewed under ``mark``; what waits to be said about its next sessions follows.

    ProgrammeChanged when it would do something else by now. Done again, it changes nothing.
    """
    with uow:
        lock_coordinators(uow, after.id)
        before = coordinated_by(uow, after.id, actor)
        preview = preview_of(uow, before, _tidied(before, after), now)
        if not preview.changed:
            return preview
        if preview.mark != mark:
            raise ProgrammeChanged
        keep_change(uow, preview, now)
        uow.commit()
        return preview


def take_step(uow: UnitOfWork, after: Programme, step: SetUpStep | None, *, actor: Person, now: datetime) -> Programme:
    """Keep what a step of setting up says, None for what is no step of it.

    A programme that runs already is changed with `change_programme` instead.
    ProgrammeChanged when it is no draft any more; otherwise refused like `preview_change`.
    """
    with uow:
        lock_coordinators(uow, after.id)
        before = coordinated_by(uow, after.id, actor)
        if before.state is not ProgrammeState.DRAFT:
            raise ProgrammeChanged
        preview = preview_of(uow, before, _tidied(before, after), now)
        kept = replace(preview.after, set_up=before.set_up | ({step} if step else set()))
        uow.people.update_programme(kept)
        uow.commit()
        return kept


def preview_of(uow: UnitOfWork, before: Programme, after: Programme, now: datetime) -> ProgrammePreview:
    """The preview inside a transaction, whoever asks."""
    rules.check_programme(after, uow.people.programmes())
    changed = rules.settings_changed(before, after)
    sessions = _next_sessions(uow, before, now) if changed else ()
    outside = tuple(one for one in sessions if rules.lies_outside(one, after) and not rules.lies_outside(one, before))
    looked_at = sessions[:AT_A_TIME] if "reminders" in changed else ()
    moved = sum(_moved(uow, session, before, after) for session in looked_at)
    people = [one.person for one in uow.people.participants(before.id)] if "languages" in changed else []
    losing = rules.without_language(people, before, after)
    effects = [outside and [one.id for one in outside], moved, [one.id for one in losing]]
    return ProgrammePreview(
        before=before,
        after=after,
        changed=changed,
        outside=outside,
        reminders_moved=moved,
        beyond=len(sessions) > len(looked_at) > 0,
        without_language=losing,
        mark=rules.mark_of(_settings(before), _settings(after), effects),
    )


def keep_change(uow: UnitOfWork, preview: ProgrammePreview, now: datetime) -> None:
    """Keep what was previewed, and have the next sessions' reminders follow, in the caller's transaction."""
    uow.people.update_programme(preview.after)
    if "reminders" in preview.changed:
        for session in _next_sessions(uow, preview.after, now)[:AT_A_TIME]:
            look_after(uow, session, now)


def lock_coordinators(uow: UnitOfWork, programme_id: int) -> None:
    """Make others who change this programme or its coordinators wait until this transaction ends."""
    people = [one.person.id for one in uow.people.everybody(programme_id) if Role.COORDINATOR in one.roles]
    uow.people.lock(people)


def _tidied(before: Programme, after: Programme) -> Programme:
    """``after`` as it is kept; what is no setting stays as it was."""
    return replace(
        after,
        team_id=before.team_id,
        set_up=before.set_up,
        name=" ".join(after.name.split()),
        welcome=tuple(sorted((language, text.strip()) for language, text in after.welcome if text.strip())),
        meetings=replace(after.meetings, days=tuple(sorted(set(after.meetings.days)))),
    )


def _settings(programme: Programme) -> object:
    return replace(programme, set_up=frozenset())


def _next_sessions(uow: UnitOfWork, programme: Programme, now: datetime) -> Sequence[Session]:
    return uow.sessions.open_in(programme.id, Interval(now, now + FAR))


def _moved(uow: UnitOfWork, session: Session, before: Programme, after: Programme) -> int:
    """How many of the session's reminders would be said at another time, or no more, or anew."""
    people = uow.people.known(session.people).values()
    near = session.when.start
    return sum(
        due(kind, session, reader_of(uow, person, before, near))
        != due(kind, session, reader_of(uow, person, after, near))
        for person in people
        for kind in ABOUT_A_SESSION
    )
