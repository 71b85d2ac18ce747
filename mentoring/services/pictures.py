"""The figures of a programme's pictures, and having them sent to a coordinator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from mentoring.clocks import local
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.oversight import Couple, Moment, SessionDay
from mentoring.people import Person, Programme, Role
from mentoring.pictures import CountryFigures, PairWeeks, Picture, PictureKind
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as states
from mentoring.services.asked_files import asked_file
from mentoring.services.errands import PictureErrand
from mentoring.services.oversight import months_of, reckon, reckon_and_keep
from mentoring.services.programme_access import coordinated_by, place_of

WEEK = timedelta(days=7)


def picture(uow: UnitOfWork, programme_id: int, kind: PictureKind, *, now: datetime) -> Picture:
    """The figures of a picture, for whoever runs the server; KeyError when there is no such programme."""
    with uow:
        programme = uow.people.programme(programme_id)
        reckon_and_keep(uow, [programme])
        return picture_of(uow, programme, kind, now)


def picture_of(uow: UnitOfWork, programme: Programme, kind: PictureKind, now: datetime) -> Picture:
    """The same in the caller's transaction; what was said since the last time is reckoned first."""
    reckon(uow, [programme])
    today = local(now, programme.zone).date()
    if kind is PictureKind.MONTHS:
        return Picture(programme, kind, today, months=months_of(uow, programme, now))
    couples = {one.pair_id: one for one in uow.oversight.couples(programme.id)}
    held = [one for one in uow.oversight.days(programme.id, Moment(now, programme.attendance)) if one.held]
    if kind is PictureKind.COUNTRIES:
        return Picture(programme, kind, today, countries=_by_country(couples, held))
    weeks = _mondays(programme)
    return Picture(programme, kind, today, weeks=weeks, rows=_by_week(couples.values(), held, programme, weeks))


def _mondays(programme: Programme) -> tuple[date, ...]:
    first, last = _monday(programme.starts_on), _monday(programme.ends_on)
    return tuple(first + number * WEEK for number in range((last - first).days // 7 + 1))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _by_week(
    couples: Iterable[Couple], held: Iterable[SessionDay], programme: Programme, weeks: Sequence[date]
) -> tuple[PairWeeks, ...]:
    counted = Counter((one.pair_id, _monday(local(one.at, programme.zone).date())) for one in held)
    rows = [PairWeeks(one, tuple(counted[one.pair_id, monday] for monday in weeks)) for one in couples]
    return tuple(sorted(rows, key=lambda row: (-row.total, row.couple.mentee.name.casefold(), row.couple.pair_id)))


def _by_country(couples: Mapping[int, Couple], held: Iterable[SessionDay]) -> tuple[CountryFigures, ...]:
    """Every country that people in pairs are from, the one with the most sessions first."""
    people = {member.id: member.country for one in couples.values() for member in one.people}
    met = Counter(
        country
        for one in held
        if one.pair_id in couples
        for country in {member.country for member in couples[one.pair_id].people}
    )
    counted = Counter(people.values())
    found = [CountryFigures(country, count, met[country]) for country, count in counted.items() if country]
    return tuple(sorted(found, key=lambda one: (-one.held, one.country)))


def ask_for_pictures(uow: UnitOfWork, programme_id: int, *, actor: Person, now: datetime) -> Programme:
    """Have every picture sent to a coordinator; twice within a minute sends them once. NotACoordinator else."""
    with uow:
        programme = coordinated_by(uow, programme_id, actor)
        uow.deliveries.plan(
            asked_file(uow, DeliveryKind.PICTURE, programme_id, kind.value, actor=actor, now=now)
            for kind in PictureKind
        )
        uow.commit()
        return programme


def decide_picture(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> PictureErrand | Delivery:
    """The picture to send, with the figures as it is sent; closed for somebody who does not coordinate any more."""
    place = place_of(uow, delivery.programme_id, recipient.id)
    if place is None or Role.COORDINATOR not in place.roles:
        return states.closed(delivery, DeliveryState.CANCELLED, "the recipient does not coordinate this programme")
    drawn = picture_of(uow, uow.people.programme(place.programme_id), PictureKind(delivery.change), now)
    return PictureErrand(states.begun(delivery, 0, now), recipient, now, drawn)
