"""Saying how a session went: what is kept, who may say it, who is told, and what it comes to by day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from mentoring.attendance import AttendanceNews, Capacity, Presence, Said, Source, Standing, Stay, Word
from mentoring.errors import (
    MinutesOutOfRange,
    NoSuchSession,
    NotACoordinator,
    NotBegun,
    NotInvited,
    NotYoursToSay,
    NotYoursToSettle,
    Refused,
)
from mentoring.gatherings import Absence, AbsenceState, Gathering
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Participant, Person, Role
from mentoring.progress import Record, Voice
from mentoring.services import attendance as services
from mentoring.services.deciding import decide
from mentoring.services.errands import AttendanceErrand, ReminderErrand
from mentoring.services.evidence import evidence, record_of
from mentoring.services.reads import home, session_details
from mentoring.sessions import Attendee, Overview, Rsvp, Session, SessionKind
from tests.builders import NOW, a_change, a_delivery, a_person, a_programme, an_anchor
from tests.fakes import FakeUnitOfWork
from tests.mentoring.house import House

OVER = datetime(2027, 1, 26, 15, 30, tzinfo=NOW.tzinfo)
"""Half an hour and more after both sessions' end."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PRESENT, ABSENT, EXCUSED, LATE = Presence.PRESENT, Presence.ABSENT, Presence.EXCUSED, Presence.CAME_LATE


class Afterwards(House):
    """The cast after a session of Awa and Luca, S1, and a joint meeting, J1, that Inès hosted for all four."""

    def __init__(self) -> None:
        super().__init__()
        cast = self.cast
        self.pair = cast.session()
        everybody = (cast.ines, cast.awa, cast.luca, cast.fatima)
        self.joint = cast.session(
            "2027-01-26 12:00",
            id="J1",
            kind=SessionKind.JOINT,
            pair_id=None,
            organiser_id=cast.ines.id,
            attendees=tuple(Attendee(one.id, Rsvp.ACCEPTED) for one in everybody),
        )
        for session in (self.pair, self.joint):
            self.keep(session)

    def keep(self, session: Session) -> None:
        with self.uow() as uow:
            uow.sessions.add(session, a_change(session))
            uow.commit()

    def say(self, actor: Person, word: Word, session: str = "S1", now: datetime = OVER) -> Voice:
        return services.say(self.uow(), session, word, actor=actor, now=now)

    def held(self, actor: Person, session: str = "S1", now: datetime = OVER) -> Voice:
        return services.say_it_took_place(self.uow(), session, actor=actor, now=now)

    def not_held(self, actor: Person, session: str = "S1", now: datetime = OVER) -> Voice:
        return services.say_it_did_not(self.uow(), session, actor=actor, now=now)

    def settle(self, actor: Person, word: Word, session: str = "S1", now: datetime = OVER) -> Voice:
        return services.settle(self.uow(), session, word, actor=actor, now=now)

    def standing(self, session: str = "S1", now: datetime = OVER) -> Standing:
        return session_details(self.uow(), session, actor=self.cast.awa).attendance.standing(now)

    def told(self) -> list[tuple[str, str]]:
        names = {one.id: one.name for one in self.store.people.values()}
        rows = [one for one in self.store.deliveries.values() if one.kind is DeliveryKind.ATTENDANCE]
        return [(names[one.recipient_id], one.change) for one in rows]

    def deliveries(self) -> list[Delivery]:
        return [one for one in self.store.deliveries.values() if one.kind is DeliveryKind.ATTENDANCE]

    def decide(self, delivery: Delivery, now: datetime = OVER) -> object:
        with self.uow() as uow:
            return decide(uow, delivery, now)

    def record(self, first: str = "2027-01-01", last: str = "2027-01-31", **about: object) -> Record:
        days = date.fromisoformat(first), date.fromisoformat(last)
        return evidence(self.uow(), self.cast.programme.id, *days, **{"now": OVER, **about})  # type: ignore[arg-type]


@pytest.fixture
def house() -> Afterwards:
    return Afterwards()


def everybody(house: Afterwards, stay: Stay) -> dict[int, Stay]:
    return dict.fromkeys(sorted(house.joint.people), stay)


def test_one_tap_says_all_that_there_is_to_say_of_a_pairs_session(house: Afterwards) -> None:
    voice = house.held(house.cast.awa)
    said = [(one.about, one.said, one.presence, one.minutes) for one in voice.details.attendance.trail]
    awa, luca = house.cast.awa.id, house.cast.luca.id
    assert said == [(None, Said.HELD, None, 0), (awa, None, PRESENT, 60), (luca, None, PRESENT, 60)]
    assert voice.details.attendance.took_place.words[0].began == house.pair.when.start
    assert (house.standing(), house.standing(now=OVER + 8 * DAY)) == (Standing.AWAITING, Standing.HELD)


def test_a_second_tap_adds_nothing(house: Afterwards) -> None:
    assert house.held(house.cast.awa) == house.held(house.cast.awa)
    assert len(house.store.statements) == 3


def test_two_who_say_the_same_close_it_and_nobody_is_written_to(house: Afterwards) -> None:
    house.held(house.cast.awa)
    house.held(house.cast.luca)
    assert house.standing() is Standing.HELD
    assert house.told() == []


def test_who_differ_are_both_told_and_one_can_agree_with_the_other(house: Afterwards) -> None:
    house.held(house.cast.awa)
    house.not_held(house.cast.luca)
    assert house.standing() is Standing.DISPUTED
    assert house.told() == [("Awa", "disputed")]
    services.agree_with(house.uow(), "S1", house.cast.awa.id, actor=house.cast.luca, now=OVER + HOUR)
    assert house.standing() is Standing.HELD
    assert house.told() == [("Awa", "disputed"), ("Awa", "agreed")]
    luca = session_details(house.uow(), "S1", actor=house.cast.luca).attendance.people[house.cast.luca.id]
    assert (luca.source, [one.minutes for one in luca.words]) == (Source.AGREED, [60, 60])
    again = services.agree_with(house.uow(), "S1", house.cast.awa.id, actor=house.cast.luca, now=OVER + HOUR)
    assert len(again.details.attendance.trail) == 3 + 1 + 3


def test_agreeing_where_only_the_minutes_differ_leaves_the_rest_alone(house: Afterwards) -> None:
    house.held(house.cast.awa)
    luca = house.cast.luca
    house.say(luca, Word(Said.HELD, people={house.cast.awa.id: Stay(PRESENT), luca.id: Stay(LATE, 30)}))
    assert house.standing() is Standing.DISPUTED
    voice = services.agree_with(house.uow(), "S1", luca.id, actor=house.cast.awa, now=OVER)
    new = voice.details.attendance.trail[-1]
    assert (new.by, new.about, new.presence, new.minutes) == (house.cast.awa.id, luca.id, LATE, 30)
    assert house.standing() is Standing.HELD


def test_taking_back_keeps_what_was_said_on_record(house: Afterwards) -> None:
    house.held(house.cast.awa)
    voice = services.take_back(house.uow(), "S1", actor=house.cast.awa, now=OVER + HOUR)
    trail = voice.details.attendance.trail
    assert [one.corrects for one in trail] == [None, None, None, *(one.id for one in trail[:3])]
    assert house.standing(now=OVER + 8 * DAY) is Standing.UNCONFIRMED
    assert services.take_back(house.uow(), "S1", actor=house.cast.awa, now=OVER + 2 * HOUR) == voice


def test_a_coordinator_settles_and_both_hear_of_it_and_the_others_words_stay(house: Afterwards) -> None:
    house.held(house.cast.awa)
    house.not_held(house.cast.luca)
    voice = house.settle(house.cast.ines, Word(Said.NOT_HELD, comment="I saw the link unused."), now=OVER + 4 * DAY)
    assert house.standing(now=OVER + 4 * DAY) is Standing.NOT_HELD
    took_place = voice.details.attendance.took_place
    assert [(one.by, one.capacity) for one in took_place.words] == [
        (house.cast.awa.id, Capacity.PARTICIPANT),
        (house.cast.luca.id, Capacity.PARTICIPANT),
        (house.cast.ines.id, Capacity.COORDINATOR),
    ]
    assert took_place.words[-1].comment == "I saw the link unused."
    assert house.told()[1:] == [("Awa", "settled"), ("Luca", "settled")]
    again = house.settle(house.cast.ines, Word(Said.NOT_HELD), now=OVER + 5 * DAY)
    assert again.details.attendance == voice.details.attendance


def test_a_coordinator_reads_of_a_pair_only_what_was_said_of_attendance(house: Afterwards) -> None:
    assert services.voice_of(house.uow(), "S1", actor=house.cast.ines).details.notes == ()


def test_the_host_calls_the_roll_and_tells_those_not_noted_as_present(house: Afterwards) -> None:
    cast = house.cast
    lines = everybody(house, Stay(PRESENT)) | {cast.luca.id: Stay(ABSENT), cast.fatima.id: Stay(LATE, 20)}
    house.say(cast.ines, Word(Said.HELD, people=lines), "J1")
    assert house.standing("J1") is Standing.HELD
    assert house.told() == [("Luca", "noted"), ("Fatima", "noted")]


def test_a_person_corrects_their_own_line_and_the_host_agrees_or_settles(house: Afterwards) -> None:
    cast = house.cast
    house.say(cast.ines, Word(Said.HELD, people=everybody(house, Stay(ABSENT))), "J1")
    house.say(cast.luca, Word(people={cast.luca.id: Stay(PRESENT)}), "J1")
    house.say(cast.fatima, Word(people={cast.fatima.id: Stay(EXCUSED)}, comment="No power in Giza"), "J1")
    record = {one.person.name: one.standing for one in house.record().lines if one.session_id == "J1"}
    assert record == {
        "Awa": Standing.HELD,
        "Luca": Standing.DISPUTED,
        "Fatima": Standing.DISPUTED,
        "Inès": Standing.HELD,
    }
    services.agree_with(house.uow(), "J1", cast.luca.id, actor=cast.ines, now=OVER)
    house.settle(cast.ines, Word(people={cast.fatima.id: Stay(EXCUSED)}), "J1")
    settled = {one.person.name: (one.presence, one.source) for one in house.record().lines if one.session_id == "J1"}
    assert settled["Luca"] == (PRESENT, Source.AGREED)
    assert settled["Fatima"] == (EXCUSED, Source.SETTLED)


def test_a_participant_of_several_who_taps_speaks_of_themselves_alone(house: Afterwards) -> None:
    voice = house.held(house.cast.luca, "J1")
    assert [(one.about, one.said, one.began) for one in voice.details.attendance.trail] == [
        (None, Said.HELD, None),
        (house.cast.luca.id, None, None),
    ]
    services.say_one_was_absent(house.uow(), "J1", actor=house.cast.fatima, now=OVER)
    house.not_held(house.cast.ines, "J1")
    assert house.standing("J1") is Standing.DISPUTED


def test_a_session_said_to_be_moved_stands_on_the_day_it_took_place(house: Afterwards) -> None:
    began = house.pair.when.start - 20 * HOUR
    for actor in (house.cast.awa, house.cast.luca):
        people = {house.cast.awa.id: Stay(PRESENT), house.cast.luca.id: Stay(PRESENT, 45)}
        house.say(actor, Word(Said.MOVED, began, people))
    lines = house.record("2027-01-25", "2027-01-25").lines
    assert [(one.person.name, one.day, one.starts_at, one.minutes) for one in lines] == [
        ("Awa", date(2027, 1, 25), began, 60),
        ("Luca", date(2027, 1, 25), began, 45),
    ]
    assert [one.session_id for one in house.record("2027-01-26", "2027-01-26").lines if one.session_id == "S1"] == []


def test_days_are_those_of_the_programmes_clock(house: Afterwards) -> None:
    late = house.cast.session("2027-01-20 23:30", zone="Europe/Rome", id="S2", minutes=30)
    with house.uow() as uow:
        uow.people.update_programme(replace(house.cast.programme, zone="Africa/Cairo"))
        uow.sessions.add(late, a_change(late))
        uow.commit()
    assert {one.day for one in house.record().lines if one.session_id == "S2"} == {date(2027, 1, 21)}
    assert house.record("2027-01-21", "2027-01-21").lines[0].session_id == "S2"
    assert house.record("2027-01-20", "2027-01-20").lines == ()


def test_the_record_re_adds_and_names_who_said_so(house: Afterwards) -> None:
    house.held(house.cast.awa)
    house.held(house.cast.luca)
    house.say(house.cast.ines, Word(Said.HELD, people=everybody(house, Stay(PRESENT, 55))), "J1")
    record = house.record()
    assert record.minutes == sum(one.minutes for one in record.lines) == 2 * 60 + 4 * 55
    luca = [one for one in record.lines if one.person.name == "Luca"]
    assert [(one.session_id, one.source, [who.name for who in one.sources]) for one in luca] == [
        ("J1", Source.HOST, ["Inès"]),
        ("S1", Source.AGREED, ["Awa", "Luca"]),
    ]
    assert house.record(person_id=house.cast.luca.id).lines == tuple(luca)


def test_of_what_was_settled_the_record_names_who_settled_it(house: Afterwards) -> None:
    house.held(house.cast.awa)
    house.not_held(house.cast.luca)
    house.settle(house.cast.ines, Word(Said.HELD, people={house.cast.luca.id: Stay(PRESENT, 40)}))
    (luca,) = [one for one in house.record(person_id=house.cast.luca.id).lines if one.session_id == "S1"]
    assert (luca.source, luca.minutes, [who.name for who in luca.sources]) == (Source.SETTLED, 40, ["Inès"])


def test_an_absence_from_a_compulsory_meeting_is_owed_until_a_reason_is_accepted(house: Afterwards) -> None:
    cast = house.cast
    host, everyone = Attendee(cast.ines.id, Rsvp.ACCEPTED), (cast.awa, cast.luca, cast.fatima)
    compulsory = replace(
        house.joint,
        id="J2",
        anchor=an_anchor("2027-01-26 09:00"),
        gathering=Gathering(compulsory=True),
        attendees=(host, *(Attendee(one.id, Rsvp.ACCEPTED) for one in everyone)),
    )
    house.keep(compulsory)
    with house.uow() as uow:
        uow.gatherings.keep_absence(
            Absence("J2", cast.fatima.id, "Wedding", NOW, AbsenceState.ACCEPTED, cast.ines.id, NOW)
        )
        uow.commit()
    voice = services.voice_of(house.uow(), "J2", actor=cast.ines)
    assert voice.excused == {cast.fatima.id}
    absent = {one.id: Stay(ABSENT) for one in everyone} | {cast.ines.id: Stay(PRESENT)}
    house.say(cast.ines, Word(Said.HELD, people=absent), "J2")

    def owed() -> list[str]:
        return [one.person.name for one in house.record().lines if one.owed]

    assert owed() == ["Awa", "Luca"]
    house.say(cast.ines, Word(people={cast.luca.id: Stay(EXCUSED)}), "J2")
    assert owed() == ["Awa"]
    house.say(cast.awa, Word(people={cast.awa.id: Stay(EXCUSED)}), "J2")
    assert owed() == []  # they differ, so nothing holds until it is settled
    house.settle(cast.ines, Word(people={cast.awa.id: Stay(ABSENT)}), "J2")
    assert owed() == ["Awa"]


def test_who_stood_in_line_for_a_place_has_no_line(house: Afterwards) -> None:
    attendees = (*house.joint.attendees[:3], Attendee(house.cast.fatima.id, Rsvp.WAITING, NOW))
    group = replace(
        house.joint, id="G1", kind=SessionKind.GROUP, anchor=an_anchor("2027-01-26 09:00"), attendees=attendees
    )
    house.keep(replace(group, gathering=Gathering(capacity=2)))
    house.say(house.cast.ines, Word(Said.HELD), "G1")
    lines = [one.person.name for one in house.record().lines if one.session_id == "G1"]
    assert lines == ["Awa", "Inès", "Luca"]


def test_what_is_not_over_is_no_evidence_and_what_nobody_spoke_for_is_never_held(house: Afterwards) -> None:
    assert house.record(now=house.joint.when.start).lines == ()
    later = house.record(now=OVER + 8 * DAY)
    assert {one.standing for one in later.lines} == {Standing.UNCONFIRMED}
    assert later.minutes == 0


def test_what_a_coordinator_has_to_look_at_stands_on_their_home_and_nobody_elses(house: Afterwards) -> None:
    house.held(house.cast.awa)
    house.not_held(house.cast.luca)

    def to_settle(actor: Person, now: datetime) -> list[str]:
        shown: Overview = home(house.uow(), actor=actor, now=now)
        return [one.session.id for one in shown.to_settle]

    assert to_settle(house.cast.ines, OVER + 2 * DAY) == []
    assert to_settle(house.cast.ines, OVER + 3 * DAY) == ["S1"]
    assert to_settle(house.cast.ines, OVER + 8 * DAY) == ["S1", "J1"]
    assert to_settle(house.cast.awa, OVER + 8 * DAY) == []


def test_who_said_how_it_went_is_not_asked_again(house: Afterwards) -> None:
    due = house.pair.when.end + 2 * DAY + HOUR
    again = a_delivery(
        "S1:1:follow_up_again:x",
        kind=DeliveryKind.FOLLOW_UP_AGAIN,
        recipient_id=house.cast.awa.id,
        due_at=due,
        not_after=due + 3 * DAY,
        change="",
    )
    asked = house.decide(again, house.pair.when.end + 3 * DAY)
    assert isinstance(asked, ReminderErrand)
    house.held(house.cast.awa)
    silent = house.decide(again, house.pair.when.end + 3 * DAY)
    assert isinstance(silent, Delivery)
    assert (silent.state, silent.last_error) == (DeliveryState.CANCELLED, "attendance is told")
    other = replace(again, recipient_id=house.cast.luca.id, key="S1:1:follow_up_again:y")
    assert isinstance(house.decide(other, house.pair.when.end + 3 * DAY), ReminderErrand)


def test_news_are_told_as_things_stand_and_not_when_they_are_over(house: Afterwards) -> None:
    house.held(house.cast.awa)
    house.not_held(house.cast.luca)
    (news,) = house.deliveries()
    errand = house.decide(news)
    assert isinstance(errand, AttendanceErrand)
    assert (errand.recipient.name, errand.delivery.change) == ("Awa", AttendanceNews.DISPUTED)
    services.take_back(house.uow(), "S1", actor=house.cast.luca, now=OVER + HOUR)
    closed = house.decide(news)
    assert isinstance(closed, Delivery)
    assert closed.last_error == "nobody differs any more"


def outdated(house: Afterwards, delivery: Delivery) -> str:
    closed = house.decide(delivery)
    assert isinstance(closed, Delivery)
    return closed.last_error


def test_only_the_latest_news_of_a_session_is_told(house: Afterwards) -> None:
    house.held(house.cast.awa)
    house.not_held(house.cast.luca)
    services.agree_with(house.uow(), "S1", house.cast.awa.id, actor=house.cast.luca, now=OVER + HOUR)
    house.not_held(house.cast.luca, now=OVER + 2 * HOUR)
    disputed, agreed, again = sorted(house.deliveries(), key=lambda one: one.due_at)
    assert {one.recipient_id for one in (disputed, agreed, again)} == {house.cast.awa.id}
    assert outdated(house, disputed) == "something newer is said"
    assert outdated(house, agreed) == "people differ again"
    assert isinstance(house.decide(again), AttendanceErrand)


def test_who_takes_part_no_more_is_told_nothing_of_what_others_said(house: Afterwards) -> None:
    house.held(house.cast.awa)
    house.not_held(house.cast.luca)
    (news,) = house.deliveries()
    without = replace(house.pair, attendees=house.pair.attendees[1:], revision=2)
    with house.uow() as uow:
        uow.sessions.update(without, a_change(without))
        uow.commit()
    assert outdated(house, news) == "the recipient does not take part"


# Who may do what. Each line: who, in which place, and what becomes of it; None when it is allowed.

Do = Callable[[Afterwards, Person], object]


def _say(house: Afterwards, who: Person) -> object:
    return house.not_held(who)


def _look(house: Afterwards, who: Person) -> object:
    return services.voice_of(house.uow(), "S1", actor=who)


def _agree(house: Afterwards, who: Person) -> object:
    return services.agree_with(house.uow(), "S1", house.cast.awa.id, actor=who, now=OVER)


def _take_back(house: Afterwards, who: Person) -> object:
    return services.take_back(house.uow(), "S1", actor=who, now=OVER)


def _settle(house: Afterwards, who: Person) -> object:
    return house.settle(who, Word(Said.NOT_HELD))


def _roll(house: Afterwards, who: Person) -> object:
    return house.say(who, Word(Said.HELD, people=everybody(house, Stay(PRESENT))), "J1")


def _own_line(house: Afterwards, who: Person) -> object:
    return house.say(who, Word(people={who.id: Stay(ABSENT)}), "J1")


def _settle_joint(house: Afterwards, who: Person) -> object:
    return house.settle(who, Word(Said.NOT_HELD), "J1")


def _record(house: Afterwards, who: Person) -> object:
    first, last = date(2027, 1, 1), date(2027, 1, 31)
    return record_of(house.uow(), house.cast.programme.id, first, last, actor=who, now=OVER)


NONE_SUCH = NoSuchSession
ALLOWED = [
    # what, one of the two, another mentee of the programme, its coordinator, another programme's, a stranger
    (_look, None, NONE_SUCH, None, NONE_SUCH, NONE_SUCH),
    (_say, None, NONE_SUCH, NONE_SUCH, NONE_SUCH, NONE_SUCH),
    (_agree, None, NONE_SUCH, NONE_SUCH, NONE_SUCH, NONE_SUCH),
    (_take_back, None, NONE_SUCH, None, NONE_SUCH, NONE_SUCH),
    (_settle, NotYoursToSettle, NONE_SUCH, None, NONE_SUCH, NONE_SUCH),
    (_roll, NotYoursToSay, NotYoursToSay, None, NONE_SUCH, NONE_SUCH),
    (_own_line, None, None, None, NONE_SUCH, NONE_SUCH),
    (_settle_joint, NotYoursToSettle, NotYoursToSettle, None, NONE_SUCH, NONE_SUCH),
    (_record, None, None, None, NotACoordinator, NotACoordinator),
]


@pytest.mark.parametrize("row", ALLOWED, ids=[str(row[0].__name__) for row in ALLOWED])  # type: ignore[attr-defined]
def test_who_may_do_what(row: tuple[Do, *tuple[type[Refused] | None, ...]], house: Afterwards) -> None:
    do, *expected = row
    elsewhere = another_coordinator(house)
    for who, refusal in zip(
        (house.cast.luca, house.cast.fatima, house.cast.ines, elsewhere, house.cast.omar), expected, strict=True
    ):
        if refusal is None:
            do(house, who)
        else:
            with pytest.raises(refusal):
                do(house, who)


def another_coordinator(house: Afterwards) -> Person:
    """Zoé coordinates another programme of the same workspace."""
    with house.uow() as uow:
        zoe = uow.people.add(a_person("Zoé", user_id="UZOE", email="zoe@example.org"))
        other = uow.people.add_programme(a_programme(name="Academy"))
        uow.people.enrol(Participant(other.id, zoe, frozenset({Role.COORDINATOR})))
        uow.commit()
    return zoe


def test_nobody_of_another_workspace_reaches_a_session(house: Afterwards) -> None:
    with pytest.raises(NoSuchSession):
        services.voice_of(FakeUnitOfWork(house.store, "T2"), "S1", actor=house.cast.awa)
    with pytest.raises(NoSuchSession):
        services.settle(FakeUnitOfWork(house.store, "T2"), "S1", Word(Said.HELD), actor=house.cast.ines, now=OVER)


def test_a_participants_record_is_their_own(house: Afterwards) -> None:
    mine = _record(house, house.cast.luca)
    assert isinstance(mine, Record)
    assert {one.person.name for one in mine.lines} == {"Luca"}
    everybodys = _record(house, house.cast.ines)
    assert isinstance(everybodys, Record)
    assert {one.person.name for one in everybodys.lines} == {"Awa", "Luca", "Fatima", "Inès"}


@pytest.mark.parametrize(
    ("word", "now", "refusal"),
    [
        (Word(Said.HELD), datetime(2027, 1, 26, 10, tzinfo=NOW.tzinfo), NotBegun),
        (Word(people={99: Stay(PRESENT)}), OVER, NotInvited),
        (Word(people={3: Stay(PRESENT, 600)}), OVER, MinutesOutOfRange),
    ],
)
def test_bad_words_are_refused_and_nothing_is_kept(
    house: Afterwards, word: Word, now: datetime, refusal: type[Refused]
) -> None:
    luca = house.cast.luca.id
    fitted = replace(word, people={luca if one == 3 else one: stay for one, stay in word.people.items()})
    with pytest.raises(refusal):
        house.say(house.cast.ines, fitted, "J1", now)
    assert house.store.statements == {}
