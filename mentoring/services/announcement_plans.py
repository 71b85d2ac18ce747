"""Whom an announcement means by now, and what each of them would get: the lines that preview and ledger are made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from mentoring.announcements import Announcement, ReaderLine, ReaderPlan
from mentoring.clocks import Anchor, local
from mentoring.errors import NoSuchAnnouncement, NotACoordinator
from mentoring.messages import Delivery, DeliveryKind
from mentoring.people import Participant, Person, Programme, Role
from mentoring.ports import UnitOfWork
from mentoring.rules import announcements as rules
from mentoring.rules.reminders import Reader

AROUND = timedelta(days=45)
"""How far from now holidays are looked up, for those whose quiet hours are to be kept."""


def coordinated(uow: UnitOfWork, actor: Person, programme_id: int | None = None) -> Programme:
    """The programme, or the newest one, which this person coordinates; NotACoordinator when there is none."""
    for part, programme in reversed(uow.people.parts_of(actor.id)):
        if programme_id in {None, programme.id} and Role.COORDINATOR in part.roles:
            return programme
    raise NotACoordinator


def own(uow: UnitOfWork, announcement_id: str, actor: Person) -> tuple[Announcement, Programme]:
    """The announcement, locked, and its programme, for one who coordinates it; NoSuchAnnouncement for anybody else."""
    try:
        announcement = uow.announcements.locked(announcement_id)
        return announcement, coordinated(uow, actor, announcement.programme_id)
    except (KeyError, NotACoordinator):
        raise NoSuchAnnouncement from None


def audience_of(uow: UnitOfWork, announcement: Announcement, programme: Programme, now: datetime) -> list[Participant]:
    """Everybody whom the announcement means by now, by name, those who pause or left among them."""
    return meant_among(uow, announcement, programme, uow.people.everybody(programme.id), now)


def newcomers_of(uow: UnitOfWork, announcement: Announcement, programme: Programme, now: datetime) -> list[Participant]:
    """Those in the audience by now who are not in the ledger, by name, in the caller's transaction."""
    return meant_among(uow, announcement, programme, uow.announcements.unlisted(announcement), now)


def meant_among(
    uow: UnitOfWork, announcement: Announcement, programme: Programme, parts: Iterable[Participant], now: datetime
) -> list[Participant]:
    """Those of these participants whom the announcement means, in their order."""
    readership = announcement.content.readership
    pairs = uow.people.pairs(programme.id) if readership.pair_states else ()
    return list(rules.meant(readership, parts, rules.facts_of(programme, pairs, now)))


def plans_for(
    uow: UnitOfWork, announcement: Announcement, programme: Programme, parts: Iterable[Participant], now: datetime
) -> list[ReaderPlan]:
    """What each of these people would get and when, or why nothing, in their order."""
    readers = Readers(uow, programme, now)
    content = announcement.content
    plans = [rules.plan_for(content, readers.of(one.person), programme, one.state, now) for one in parts]
    if content.readership.channel:
        at = channel_time(announcement, programme, now)
        return [replace(one, due_at=at, passed=False, moved=False) for one in plans]
    return plans


def channel_time(announcement: Announcement, programme: Programme, now: datetime) -> datetime:
    """When a channel gets it: an hour of everybody's own clock is one of the programme's there."""
    timing = announcement.content.timing
    if timing.day is not None and timing.hour is not None:
        return max(Anchor(datetime.combine(timing.day, timing.hour), programme.zone).instant, now)
    return max(timing.at or now, now)


class Readers:
    """Makes readers of people, and looks up the holidays of each country once."""

    def __init__(self, uow: UnitOfWork, programme: Programme, now: datetime) -> None:
        self._uow = uow
        self._programme = programme
        self._today = local(now, programme.zone).date()
        self._holidays: dict[str, frozenset[date]] = {}

    def of(self, person: Person) -> Reader:
        """The person as a reader of the programme."""
        policy = self._programme.reminders.wished(person.wishes)
        return Reader(person, policy, self._holidays_in(person.country))

    def _holidays_in(self, country: str) -> frozenset[date]:
        if country not in self._holidays:
            found = self._uow.holidays.between(country, self._today - AROUND, self._today + 2 * AROUND)
            self._holidays[country] = frozenset(one.day for one in found)
        return self._holidays[country]


@dataclass(frozen=True)
class Planned:
    """Lines of the ledger, and the deliveries that they name."""

    lines: tuple[ReaderLine, ...]
    deliveries: tuple[Delivery, ...]

    def reading(self, posted: Mapping[str, str]) -> Planned:
        """The same, with the keys of what was ``posted`` in each language already instead of new ones."""
        lines = tuple(
            one if one.why_not else replace(one, delivery_key=posted.get(one.language, one.delivery_key))
            for one in self.lines
        )
        named = {one.delivery_key for one in lines}
        return Planned(lines, tuple(one for one in self.deliveries if one.key in named))


def planned(
    announcement: Announcement, plans: Collection[ReaderPlan], now: datetime, *, team_id: str, late: bool = False
) -> Planned:
    """The lines and deliveries of readers who are new to the ledger."""
    before = {one.person.id: ReaderLine(announcement.id, one.person.id, one.language, now, late=late) for one in plans}
    return planned_again(announcement, plans, before, now, team_id=team_id)


def planned_again(
    announcement: Announcement,
    plans: Collection[ReaderPlan],
    before: dict[int, ReaderLine],
    now: datetime,
    *,
    team_id: str,
) -> Planned:
    """The lines of these readers with one try more, or with the reason why there is none; and the tries."""
    lines = [_line(announcement, one, before[one.person.id], now) for one in plans]
    return Planned(tuple(lines), tuple(_deliveries(announcement, lines, team_id)))


def _line(announcement: Announcement, plan: ReaderPlan, before: ReaderLine, now: datetime) -> ReaderLine:
    line = replace(before, language=plan.language, fallback=plan.fallback, due_at=plan.due_at, why_not=plan.why_not)
    if plan.why_not is not None:
        return line
    tries = before.tries + 1
    key = f"announcement:{announcement.id}:{plan.person.id}:{tries}"
    if announcement.content.readership.channel:
        key = f"announcement:{announcement.id}:channel:{plan.language}:{now.timestamp():.0f}"
    return replace(line, planned_at=now, tries=tries, delivery_key=key)


def _deliveries(announcement: Announcement, lines: Iterable[ReaderLine], team_id: str) -> Iterator[Delivery]:
    channel = announcement.content.readership.channel
    once = {one.delivery_key: (one, one.due_at) for one in lines if one.why_not is None and one.due_at is not None}
    for key, (line, due_at) in once.items():
        yield Delivery(
            key=key,
            team_id=team_id,
            kind=DeliveryKind.ANNOUNCEMENT,
            recipient_id=announcement.author_id if channel else line.person_id,
            due_at=due_at,
            not_after=due_at + rules.WORTH,
            session_revision=announcement.revision,
            change=announcement.id,
            programme_id=announcement.programme_id,
            channel_id=channel,
            language=line.language,
        )
