"""A programme as a file says it: the same file twice changes nothing, and nobody is taken out by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mentoring.clocks import local
from mentoring.errors import ProgrammeChanged, RosterRefused
from mentoring.people import Brought, Pair, Participant, Person, Programme, Role, RosterProblem, RosterRow
from mentoring.ports import UnitOfWork
from mentoring.programme_overview import Exported, FilePair
from mentoring.rules import programmes as rules
from mentoring.services.coordinator_news import tell_of_new_coordinators, tell_who_was_tied_of_running
from mentoring.services.programme_access import coordinators_in
from mentoring.services.programme_changes import keep_change, preview_of
from mentoring.services.roster import bring_in


@dataclass(frozen=True)
class Applied:
    """What a file changes: the programme before (None for a new one) and after, its people, its new pairs.

    ``mark`` names exactly this.
    """

    before: Programme | None
    after: Programme
    people: tuple[Brought, ...]
    pairs: tuple[tuple[Person, Person], ...]
    mark: str

    @property
    def changes(self) -> bool:
        """Whether there is any difference at all."""
        return self.before != self.after or bool(self.pairs) or any(one.changed for one in self.people)


def apply_file(
    uow: UnitOfWork,
    programme_id: int | None,
    settle: Callable[[Programme], Programme],
    rows: Sequence[RosterRow],
    pairs: Sequence[FilePair],
    *,
    now: datetime,
    mark: str | None = None,
) -> Applied:
    """What the file would change, or with the ``mark`` of that, the change itself.

    ``settle`` makes of the present programme (an empty one when there is none yet) what the file wants. The whole is
    one transaction; who coordinates by it from now on is told. RosterRefused names the pairs that can't be by their
    lines, the settings are refused like `rules.programmes.check_programme`, ProgrammeChanged when it would do something
    else by now.
    """
    with uow:
        before = uow.people.programme(programme_id) if programme_id is not None else None
        after = _settled(uow, before, settle, now)
        running = [one.person for one in coordinators_in(uow, after.id)]
        brought = tuple(bring_in(uow, rows, after))
        made = _pair_up(uow, pairs, after, now)
        applied = Applied(before, after, brought, made, _mark(before, after, brought, made))
        if mark is not None and mark != applied.mark:
            raise ProgrammeChanged
        if mark is not None and applied.changes:
            tell_of_new_coordinators(uow, after, running, by=None, now=now)
            tell_who_was_tied_of_running(uow, brought, now=now)
            uow.commit()
        return applied


def _settled(
    uow: UnitOfWork, before: Programme | None, settle: Callable[[Programme], Programme], now: datetime
) -> Programme:
    if before is None:
        wanted = settle(Programme.blank(uow.team_id))
        rules.check_programme(wanted, uow.people.programmes())
        return uow.people.add_programme(wanted)
    preview = preview_of(uow, before, settle(before), now)
    if preview.changed:
        keep_change(uow, preview, now)
    return preview.after


def _pair_up(
    uow: UnitOfWork, pairs: Sequence[FilePair], programme: Programme, now: datetime
) -> tuple[tuple[Person, Person], ...]:
    """Keep the pairs that are new; RosterRefused for any that can't be."""
    known = _by_name(uow.people.participants(programme.id))
    current = {(pair.mentor_id, pair.mentee_id) for pair in uow.people.pairs(programme.id) if pair.ends_on is None}
    problems, made = [], []
    for pair in pairs:
        mentor, mentee = known.get(pair.mentor.casefold()), known.get(pair.mentee.casefold())
        if problem := _problem(pair, mentor, mentee, current):
            problems.append(problem)
        elif mentor and mentee and (mentor.person.id, mentee.person.id) not in current:
            current.add((mentor.person.id, mentee.person.id))
            made.append((mentor.person, mentee.person))
    if problems:
        raise RosterRefused(problems=tuple(problems))
    today = local(now, programme.zone).date()
    for one, other in made:
        uow.people.add_pair(Pair(0, programme.id, one.id, other.id, today))
    return tuple(made)


def _by_name(places: Sequence[Participant]) -> dict[str, Participant]:
    """Everybody by their address and by their Slack user, as files name them."""
    named = [(name, one) for one in places for name in (one.person.email, one.person.user_id) if name]
    return {name.casefold(): one for name, one in named}


def _problem(
    pair: FilePair, mentor: Participant | None, mentee: Participant | None, current: set[tuple[int, int]]
) -> RosterProblem | None:
    """Why the pair can't be, None when it can; what is a pair already may stay one."""
    if mentor is None or Role.MENTOR not in mentor.roles:
        return RosterProblem(pair.line, "unknown_mentor", "mentor", pair.mentor)
    if mentee is None or Role.MENTEE not in mentee.roles:
        return RosterProblem(pair.line, "unknown_mentee", "mentee", pair.mentee)
    if mentor.person.id == mentee.person.id:
        return RosterProblem(pair.line, "own_mentor", "mentor", pair.mentor)
    together = (mentor.person.id, mentee.person.id)
    if together not in current and any(other == mentee.person.id for _, other in current):
        return RosterProblem(pair.line, "two_mentors", "mentee", pair.mentee)
    return None


def _mark(
    before: Programme | None,
    after: Programme,
    people: Sequence[Brought],
    pairs: Sequence[tuple[Person, Person]],
) -> str:
    """As ids of what is new differ from one try to the next, people go by their addresses here."""
    settled = [replace(one, id=0, set_up=frozenset()) if one else None for one in (before, after)]
    changed = [(one.after.email, one.after.user_id, differences(one)) for one in people if one.changed]
    return rules.mark_of(settled, changed, [(one.email, other.email) for one, other in pairs])


def differences(brought: Brought) -> Mapping[str, tuple[str, str]]:
    """What differs about a person and their place by the name of the field, before and after, as plain texts."""
    before = {**_plain(brought.before, ABOUT_A_PERSON), **_plain(brought.was, ABOUT_A_PLACE)}
    after = {**_plain(brought.after, ABOUT_A_PERSON), **_plain(brought.place, ABOUT_A_PLACE)}
    return {name: (before.get(name, ""), text) for name, text in after.items() if before.get(name, "") != text}


ABOUT_A_PERSON = ("email", "name", "zone", "country", "city", "language", "user_id")
ABOUT_A_PLACE = ("roles", "cohort", "cluster", "sector", "title")


def _plain(value: Person | Participant | None, names: Sequence[str]) -> dict[str, str]:
    return {name: _text(getattr(value, name)) for name in names} if value else {}


def _text(value: object) -> str:
    return ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value or "")


def export_programme(uow: UnitOfWork, programme_id: int) -> Exported:
    """What a file about the programme holds; applied here again, it changes nothing."""
    with uow:
        programme = uow.people.programme(programme_id)
        people = tuple(uow.people.participants(programme_id))
        known = {one.person.id: one.person for one in people}
        pairs = tuple(
            (known[pair.mentor_id], known[pair.mentee_id])
            for pair in uow.people.pairs(programme_id)
            if pair.ends_on is None and pair.people <= known.keys()
        )
        return Exported(programme, people, pairs)
