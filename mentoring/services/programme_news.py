"""What is said of a programme at its time: a nudge to pairs that have gone quiet, the coordinators' digest, milestones.

A periodic pass plans these some days ahead, never for a time that is over, so a bot just started does not speak of the
past. Planning again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from mentoring.attendance import Attendance, Standing
from mentoring.clocks import local, midnight
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.oversight import Care, CareKind
from mentoring.people import Pair, Participant, Person, Programme, Role
from mentoring.ports import UnitOfWork
from mentoring.progress import Milestone, Progress, QuietPair
from mentoring.rules import delivery as states
from mentoring.rules import reminders as rules
from mentoring.services.errands import MilestoneErrand, NudgeErrand
from mentoring.services.evidence import attendance_of
from mentoring.services.oversight import next_month
from mentoring.services.programme_access import place_of
from mentoring.services.readers import reader_of
from mentoring.services.reads import details_of, partners_of
from mentoring.services.reminders import bring_to
from mentoring.sessions import SessionState

AHEAD = timedelta(days=8)
"""How far ahead this is planned; the bot may stand still for so long without anything going unplanned."""

DAY, WEEK = timedelta(days=1), timedelta(days=7)
MOST_HELD = 200
WEEKS_BACK = 8
"""For how many weeks what a coordinator wrote may have waited for its reader, who was away."""
WAITING = frozenset({DeliveryState.PENDING, DeliveryState.LEASED})
NOT_RUNNING = "the programme does not run"

NO_CONCERN_OF_OTHERS = frozenset({DeliveryKind.CALENDAR, DeliveryKind.IN_CONFIDENCE})
"""What coordinators are not told of where it did not reach its reader: a file of their own, a word for them alone."""


def plan_programme_news(uow: UnitOfWork, *, now: datetime) -> int:
    """Plan what the team's programmes have to say within the next days, each at its time by now; how much is new."""
    with uow:
        wanted = [
            delivery
            for programme in uow.people.programmes()
            for delivery in _news_of(uow, programme, now)
            if now < delivery.due_at <= now + AHEAD
        ]
        kept = uow.deliveries.known([one.key for one in wanted])
        new = uow.deliveries.plan(one for one in wanted if one.key not in kept)
        moved = sum(
            bring_to(uow, kept[one.key], one, now)
            for one in wanted
            if one.key in kept and not _said_sooner(kept[one.key], one)
        )
        if new or moved:
            uow.commit()
        return new


def _said_sooner(kept: Delivery, wanted: Delivery) -> bool:
    """Whether a coordinator has somebody nudged before the week's own nudge, which is then part of it."""
    return kept.kind is DeliveryKind.NUDGE and kept.due_at < wanted.due_at


def _news_of(uow: UnitOfWork, programme: Programme, now: datetime) -> Iterator[Delivery]:
    today = local(now, programme.zone).date()
    if not programme.runs:
        return
    if not programme.starts_on - AHEAD <= today <= programme.ends_on + AHEAD:
        return
    monday = rules.week_of(today)
    mondays = (monday - WEEK, monday, monday + WEEK)
    near = [(name, day) for name, day in rules.milestones(programme) if abs(day - today) <= 2 * WEEK]
    quiet = {week: _quiet_people(uow, programme, week) for week in mondays if _runs(programme, week)}
    months = [one for one in months_around(today) if _had(programme, one)]
    for one in uow.people.participants(programme.id):
        reader = reader_of(uow, one.person, programme, now)
        for name, day in near:
            if due := rules.milestone_due(name, day, reader):
                yield _delivery(uow, f"milestone:{programme.id}:{name}:{day}", one, due, name)
        for week, people in quiet.items():
            if Role.COORDINATOR in one.roles and (due := rules.weekly(DeliveryKind.DIGEST, week, reader)):
                yield _delivery(uow, f"digest:{programme.id}:{week}", one, due, week.isoformat())
            if one.person.id in people and (due := rules.weekly(DeliveryKind.NUDGE, week, reader)):
                yield _delivery(uow, f"nudge:{week}", one, due, week.isoformat())
        for month in months if Role.COORDINATOR in one.roles else ():
            if due := rules.monthly(next_month(month), reader):
                yield _delivery(uow, f"month:{programme.id}:{month}", one, due, month.isoformat())


def months_around(today: date) -> tuple[date, date]:
    """The first days of the month before and of the present one, whose digests may fall due these days."""
    present = today.replace(day=1)
    return (present - DAY).replace(day=1), present


def _had(programme: Programme, month: date) -> bool:
    return programme.starts_on < next_month(month) and month <= programme.ends_on


def _runs(programme: Programme, monday: date) -> bool:
    return programme.runs and programme.starts_on <= monday + WEEK - timedelta(days=1) and monday <= programme.ends_on


def _delivery(uow: UnitOfWork, subject: str, one: Participant, due: rules.Due, change: str) -> Delivery:
    return Delivery(
        key=f"{subject}:{one.person.id}",
        team_id=uow.team_id,
        kind=DeliveryKind(subject.partition(":")[0]),
        recipient_id=one.person.id,
        due_at=due.at,
        not_after=due.until,
        change=change,
        programme_id=one.programme_id,
    )


def _quiet_people(uow: UnitOfWork, programme: Programme, monday: date) -> set[int]:
    """Everybody who is to be nudged in that week, as things stand."""
    return {
        person_id
        for pair, _, weeks in quiet_pairs(uow, programme, monday)
        if weeks < programme.reminders.nudges
        for person_id in pair.people
    }


def quiet_pairs(uow: UnitOfWork, programme: Programme, monday: date) -> Iterator[tuple[Pair, date, int]]:
    """The programme's pairs that are quiet in the week of ``monday``: since when, and for how many weeks by then."""
    signs = uow.sessions.signs_of_life(programme.id)
    return _quiet_among(uow.people.pairs(programme.id), signs, programme, monday)


def _quiet_pairs_of(
    uow: UnitOfWork, person: Person, programme: Programme, monday: date
) -> Iterator[tuple[Pair, date, int]]:
    """Those of one person; what a whole programme's size makes no dearer, as everybody is asked for apart."""
    pairs = [one for one in uow.people.pairs_of(person.id, monday) if one.programme_id == programme.id]
    signs = uow.sessions.signs_of_life(programme.id, [one.id for one in pairs])
    return _quiet_among(pairs, signs, programme, monday)


def _quiet_among(
    pairs: Iterable[Pair], signs: Mapping[int, datetime], programme: Programme, monday: date
) -> Iterator[tuple[Pair, date, int]]:
    for pair in pairs:
        if pair.paused or not pair.lasts_on(monday):
            continue
        began = max(pair.starts_on, programme.starts_on, pair.resumed_on or pair.starts_on)
        since = max(began, local(signs[pair.id], programme.zone).date()) if pair.id in signs else began
        weeks = rules.weeks_quiet(since, monday, programme.reminders)
        if weeks is not None:
            yield pair, since, weeks


def decide_nudge(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> NudgeErrand | Delivery:
    """The nudge, about every pair of the recipient that is still quiet; closed when there is none."""
    monday = date.fromisoformat(delivery.change)
    programmes = [programme for _, programme in uow.people.parts_of(recipient.id)]
    words = _words(uow, recipient, monday)
    dues = [rules.weekly(DeliveryKind.NUDGE, monday, reader_of(uow, recipient, one, now)) for one in programmes]
    due = next(filter(None, dues), None)
    own = rules.Due(delivery.due_at, delivery.not_after) if due and words else due
    if instead := not_now(delivery, own, now):
        return instead
    spoken_for = {one.pair_id for one in words}
    quiet = [
        (programme, QuietPair((uow.people.get(pair.partner_of(recipient.id)),), since))
        for programme in programmes
        if _runs(programme, monday)
        for pair, since, weeks in _quiet_pairs_of(uow, recipient, programme, monday)
        if weeks < programme.reminders.nudges and pair.id not in spoken_for
    ]
    if not quiet and not words:
        return states.closed(delivery, DeliveryState.CANCELLED, "a session is booked")
    begun = states.begun(delivery, 0, now)
    authors = uow.people.known({one.by for one in words})
    return NudgeErrand(
        begun,
        recipient,
        now,
        programmes=tuple(dict.fromkeys(programme for programme, _ in quiet)) or tuple(programmes),
        quiet=tuple(pair for _, pair in quiet),
        words=tuple((authors[one.by], one.text) for one in words),
    )


def _words(uow: UnitOfWork, recipient: Person, monday: date) -> list[Care]:
    """What coordinators wrote for the recipient's nudge of that week: since the one before was said or came to nothing,
    the last of each of them about each pair; what two of them wrote alike is said once.
    """
    weeks = [monday - back * WEEK for back in range(1, WEEKS_BACK + 1)]
    before = uow.deliveries.known([rules.nudge_key(week, recipient.id) for week in weeks]).values()
    over = [one.first_tried_at or one.due_at for one in before if one.state not in WAITING]
    since = max(over, default=midnight(weeks[-1], "UTC"))
    written = [
        one for one in uow.oversight.words_for(recipient.id, since) if one.kind is CareKind.NUDGE and one.at > since
    ]
    last = {(one.pair_id, one.by): one for one in written}.values()
    return list({(one.pair_id, one.text): one for one in last}.values())


def decide_milestone(
    uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime
) -> MilestoneErrand | Delivery:
    """The milestone, with how far the recipient has come; closed for somebody who left the programme."""
    place = place_of(uow, delivery.programme_id, recipient.id)
    if place is None:
        return states.closed(delivery, DeliveryState.CANCELLED, "the recipient is not in this programme")
    programme, name = uow.people.programme(place.programme_id), Milestone(delivery.change)
    if not programme.runs:
        return states.closed(delivery, DeliveryState.CANCELLED, NOT_RUNNING)
    day = next((day for one, day in rules.milestones(programme) if _key_of(programme, one, day) in delivery.key), None)
    if day is None:
        return states.closed(delivery, DeliveryState.CANCELLED, "the programme has other dates by now")
    due = rules.milestone_due(name, day, reader_of(uow, recipient, programme, now))
    if instead := not_now(delivery, due, now):
        return instead
    begun = states.begun(delivery, 0, now)
    return MilestoneErrand(begun, recipient, now, _progress(uow, programme, name, recipient, now))


def _key_of(programme: Programme, name: Milestone, day: date) -> str:
    return f":{programme.id}:{name}:{day}:"


def _progress(uow: UnitOfWork, programme: Programme, name: Milestone, recipient: Person, now: datetime) -> Progress:
    past = [one for one in uow.sessions.past(recipient.id, now, MOST_HELD) if one.programme_id == programme.id]
    attendance = attendance_of(uow, past, programme)
    held = [one for one in attendance.values() if one.standing(now) is Standing.HELD]
    unspoken = [one for one in attendance.values() if one.standing(now) is not Standing.NOT_HELD]
    coming = [one for one in uow.sessions.upcoming(recipient.id, now) if one.programme_id == programme.id]
    agreed = (one for one in coming if one.state is SessionState.CONFIRMED)
    following = next((one for one in agreed if recipient.id in one.holders), None)
    return Progress(
        programme=programme,
        milestone=name,
        partners=partners_of(uow, recipient, now),
        held=len(held),
        time_held=sum((_attended(one, recipient) for one in held), timedelta()),
        upcoming=details_of(uow, following, recipient) if following else None,
        unspoken=len(unspoken) - len(held),
    )


def _attended(attendance: Attendance, person: Person) -> timedelta:
    line = attendance.people.get(person.id)
    return timedelta(minutes=line.holds.minutes if line and line.holds else 0)


def not_now(delivery: Delivery, due: rules.Due | None, now: datetime) -> Delivery | None:
    """The delivery as it stands instead of being said; None when it is to be said."""
    if due is None:
        return states.closed(delivery, DeliveryState.CANCELLED, rules.SWITCHED_OFF)
    if due.at > now:
        return states.postponed(delivery, due_at=due.at, not_after=due.until)
    return states.closed(delivery, DeliveryState.EXPIRED, "too late to say") if now > due.until else None
