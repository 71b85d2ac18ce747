"""Whom an announcement means, what each reader gets and when, where their line stands, what may be written at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mentoring.announcements import (
    CALLED_OFF,
    LONGEST_REPLY,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_FILES,
    VARIABLES,
    AnnouncementState,
    Content,
    PairState,
    ReaderPlan,
    Readership,
    Standing,
    Timing,
    Version,
    WhyNot,
)
from mentoring.clocks import local
from mentoring.errors import (
    AnnouncementEmpty,
    AnnouncementTooLong,
    ReplyEmpty,
    ReplyTooLong,
    SendingTimePast,
    TitleTooLong,
    TooManyFiles,
)
from mentoring.messages import DeliveryKind, DeliveryState
from mentoring.people import Pair, Participant, ParticipationState, Person, Programme
from mentoring.rich_text import filled, length, plain
from mentoring.rules.reminders import Reader, instant, not_earlier

WORTH = timedelta(days=14)
"""How long an announcement is still sent that was held up."""

LONGEST_VALUE = "x" * 100
"""What a variable is taken to become when the length of a text is looked at."""

OUT_OF_IT = {
    None: WhyNot.LEFT,
    ParticipationState.LEFT: WhyNot.LEFT,
    ParticipationState.PAUSED: WhyNot.PAUSED,
}

NOT_SENT = {
    DeliveryState.FAILED: Standing.FAILED,
    DeliveryState.EXPIRED: Standing.FAILED,
    DeliveryState.REVIEW: Standing.UNCLEAR,
}


@dataclass(frozen=True)
class Facts:
    """What an audience may be told apart by besides what a participant says: the language read, the state of pairs."""

    programme: Programme
    pair_states: Mapping[int, PairState]

    def pair_state(self, person_id: int) -> PairState:
        """Whether this person has a pair, never had one, or has none any more."""
        return self.pair_states.get(person_id, PairState.UNPAIRED)


def facts_of(programme: Programme, pairs: Iterable[Pair], now: datetime) -> Facts:
    """The facts, from all pairs of the programme that there ever were."""
    states: dict[int, PairState] = {}
    today = local(now, programme.zone).date()
    for pair in pairs:
        for person_id in pair.people if pair.starts_on <= today else ():
            if pair.lasts_on(today):
                states[person_id] = PairState.PAIRED
            else:
                states.setdefault(person_id, PairState.ENDED)
    return Facts(programme, states)


def language_read(person: Person, programme: Programme) -> str:
    """The language in which somebody reads: their choice, Slack's guess, the programme's; such as "fr"."""
    wish = person.language or person.locale or programme.language
    return wish.replace("_", "-").partition("-")[0].casefold()


def meant(readership: Readership, participants: Iterable[Participant], facts: Facts) -> tuple[Participant, ...]:
    """Everybody in the programme whom the readership speaks of, whether they can be reached or not."""
    if readership.names_nobody and readership.channel:
        return tuple(participants)
    named = readership.audience.people
    others = replace(readership, audience=replace(readership.audience, people=frozenset()))
    only_named = others.names_nobody
    return tuple(
        one for one in participants if one.person.id in named or (not only_named and _fits(others, one, facts))
    )


def _fits(readership: Readership, one: Participant, facts: Facts) -> bool:
    """Whether all that is said of people fits this one."""
    languages, pair_states, audience = readership.languages, readership.pair_states, readership.audience
    return (
        (not languages or language_read(one.person, facts.programme) in languages)
        and (not pair_states or facts.pair_state(one.person.id) in pair_states)
        and (audience.names_nobody or audience.speaks_of(one))
    )


def version_for(content: Content, person: Person, programme: Programme) -> tuple[Version | None, bool]:
    """What this reader gets, and whether it is the programme's language because there is nothing in theirs."""
    own = content.version(language_read(person, programme))
    return (own, False) if own else (content.version(programme.language), True)


@dataclass(frozen=True)
class Sending:
    """When a reader gets it: ``passed`` when their hour has passed, ``moved`` when their quiet hours move it."""

    at: datetime
    passed: bool = False
    moved: bool = False


def sending_of(timing: Timing, reader: Reader, now: datetime, *, urgent: bool) -> Sending:
    """When this reader gets it, if they do; nobody gets it before ``now``."""
    wished = wished_at(timing, reader, now)
    passed = timing.own_clock and wished < now
    at = max(wished, now)
    if urgent:
        return Sending(at, passed)
    wall = local(at, reader.zone)
    as_wished, rested = instant(reader, wall.date(), wall.time()), not_earlier(reader, wall.date(), wall.time())
    return Sending(at, passed) if rested == as_wished else Sending(max(rested, now), passed, moved=True)


def wished_at(timing: Timing, reader: Reader, now: datetime) -> datetime:
    """The instant that the writer wished for this reader, whatever the reader does then."""
    if timing.day is not None and timing.hour is not None:
        return instant(reader, timing.day, timing.hour)
    return timing.at or now


def plan_for(
    content: Content, reader: Reader, programme: Programme, state: ParticipationState | None, now: datetime
) -> ReaderPlan:
    """What this reader gets and when, or why nothing; ``state`` is theirs in the programme, None outside it."""
    version, fallback = version_for(content, reader.person, programme)
    sending = sending_of(content.timing, reader, now, urgent=content.urgent)
    return ReaderPlan(
        person=reader.person,
        language=version.language if version else language_read(reader.person, programme),
        fallback=fallback and version is not None,
        due_at=sending.at,
        passed=sending.passed,
        moved=sending.moved,
        why_not=OUT_OF_IT.get(state) or why_not(content, reader, programme, now),
    )


def why_not(content: Content, reader: Reader, programme: Programme, now: datetime) -> WhyNot | None:
    """Why this reader of the programme gets nothing; None when they get it.

    In a channel everybody reads who looks there, so only a text they can read is wanted.
    """
    if version_for(content, reader.person, programme)[0] is None:
        return WhyNot.NO_VERSION
    if content.readership.channel:
        return None
    if not reader.person.active:
        return WhyNot.DEACTIVATED
    if not reader.person.user_id:
        return WhyNot.NOT_JOINED
    if has_muted(reader.person) and not content.compulsory:
        return WhyNot.MUTED
    day = local(max(wished_at(content.timing, reader, now), now), reader.zone).date()
    return WhyNot.AWAY if reader.is_away(day) and not content.urgent else None


def has_muted(person: Person) -> bool:
    """Whether the person wants no announcements but compulsory ones."""
    return person.wishes.has(DeliveryKind.ANNOUNCEMENT) and person.wishes.lead(DeliveryKind.ANNOUNCEMENT) is None


def check_draft(content: Content) -> None:
    """Refuse what could not even be kept: TitleTooLong, AnnouncementTooLong, TooManyFiles."""
    values = dict.fromkeys(VARIABLES, LONGEST_VALUE)
    for one in content.versions:
        if len(one.title) > LONGEST_TITLE:
            raise TitleTooLong(field="title", language=one.language, longest=LONGEST_TITLE, length=len(one.title))
        size = length(filled(one.text, values))
        if size > LONGEST_TEXT:
            raise AnnouncementTooLong(field="text", language=one.language, longest=LONGEST_TEXT, length=size)
    if len(content.attachments) > MOST_FILES:
        raise TooManyFiles(field="files", most=MOST_FILES)


def check_complete(content: Content) -> None:
    """Refuse what has nothing to say: AnnouncementEmpty for the version without a title or a text."""
    check_draft(content)
    if not content.versions:
        raise AnnouncementEmpty(field="text", language="")
    for one in content.versions:
        if not one.title.strip() or not plain(one.text).strip():
            raise AnnouncementEmpty(field="text" if one.title.strip() else "title", language=one.language)


def check_time(timing: Timing, programme: Programme, now: datetime) -> None:
    """Refuse a sending time that is over: SendingTimePast.

    A day is over once it is over where the programme is at home.
    """
    past_instant = timing.at is not None and timing.at < now
    past_day = timing.day is not None and timing.day < local(now, programme.zone).date()
    if past_instant or past_day:
        raise SendingTimePast(field="time", start=timing.at, day=timing.day)


def check_reply(text: str) -> str:
    """What was written, trimmed; ReplyEmpty, ReplyTooLong."""
    said = text.strip()
    if not said:
        raise ReplyEmpty(field="text")
    if len(said) > LONGEST_REPLY:
        raise ReplyTooLong(field="text", longest=LONGEST_REPLY, length=len(said))
    return said


def standing(
    announcement: AnnouncementState, delivery: DeliveryState | None, absent: WhyNot | None, reason: str
) -> Standing:
    """Where a line stands, by its announcement and its delivery; ``delivery`` is None where none was planned."""
    if delivery is None or absent is not None:
        return Standing.SKIPPED
    if delivery is DeliveryState.SENT:
        return Standing.WITHDRAWN if announcement is AnnouncementState.WITHDRAWN else Standing.SENT
    if delivery is DeliveryState.CANCELLED:
        return Standing.STOPPED if reason == CALLED_OFF else Standing.SKIPPED
    return NOT_SENT.get(delivery, Standing.PLANNED)
