"""What coordinators do about a pair: nudges with the engine's manners, words to both, calls noted, rows that rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from mentoring.attendance import Standing
from mentoring.errors import (
    AlreadyNudged,
    NoSuchPair,
    NothingNoted,
    NothingWritten,
    PairNotHere,
    ReasonWanted,
    RestTooLong,
    WordTooLong,
)
from mentoring.messages import Delivery, DeliveryKind, DeliveryState, Outcome, OutcomeKind
from mentoring.notes import Note
from mentoring.oversight import Board, CareKind, PairFilter, PairStanding, Show
from mentoring.people import Participant, Person, Role
from mentoring.reminders import ReminderWishes
from mentoring.risk import ReasonKind
from mentoring.services import cares
from mentoring.services.delivery import begin, claim_one, finish
from mentoring.services.errands import HomeErrand, NudgeErrand, WordErrand
from mentoring.services.oversight import board
from mentoring.services.programme_news import plan_programme_news
from mentoring.services.reads import whole_home
from mentoring.sessions import ChangeKind
from tests.builders import NOW, a_change, a_person, a_programme
from tests.mentoring.house import House, claim_any

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATE = NOW + 35 * DAY  # Monday 22 February, 9:00 in Paris and Rome
EARLY = NOW + 7 * DAY  # the first week in which the engine nudges by itself
SENT = Outcome(OutcomeKind.SENT, slack_ts="1.0", channel_id="D1")


class Care(House):
    """Awa and Luca have been quiet for weeks; Inès and Marta coordinate."""

    def __init__(self) -> None:
        super().__init__()
        self.pair, self.ines, self.awa, self.luca = self.cast.pair, self.cast.ines, self.cast.awa, self.cast.luca
        with (uow := self.uow()):
            self.marta = uow.people.add(a_person("Marta", id=0))
            uow.people.enrol(Participant(self.cast.programme.id, self.marta, frozenset({Role.COORDINATOR})))
            uow.commit()

    def board(self, now: datetime = LATE, actor: Person | None = None, **wanted: object) -> Board:
        return board(self.uow(), PairFilter(**wanted), actor=actor or self.ines, now=now)  # type: ignore[arg-type]

    def row(self, now: datetime = LATE, actor: Person | None = None) -> PairStanding:
        (row,) = self.board(now, actor, show=Show.ALL).rows
        return row

    def nudge(self, now: datetime = LATE, token: str = "N1", **texts: str) -> tuple[str, ...]:
        ids = {"awa": self.awa.id, "luca": self.luca.id}
        said = {ids[name]: text for name, text in (texts or {"awa": "Alors ?", "luca": "Allora?"}).items()}
        told = cares.nudge(self.uow(), self.pair.id, said, token=token, actor=self.ines, now=now)
        return tuple(sorted(one.name for one in told))

    def waiting(self, kind: DeliveryKind) -> dict[int, Delivery]:
        return {one.recipient_id: one for one in self.store.deliveries.values() if one.kind is kind}

    def say(self, now: datetime) -> list[NudgeErrand | WordErrand]:
        said = []
        while claimed := claim_one(self.uow(), owner="here", now=now):
            errand = begin(self.uow(), claimed, now=now)
            if errand is not None:
                finish(self.uow(), errand, SENT, now=now)
            if isinstance(errand, NudgeErrand | WordErrand):
                said.append(errand)
        return said

    def changed(self, person: Person, **changes: object) -> None:
        with (uow := self.uow()):
            uow.people.update(replace(uow.people.get(person.id), **changes))  # type: ignore[arg-type]
            uow.commit()


@pytest.fixture
def house() -> Care:
    return Care()


def test_a_nudge_reaches_both_in_the_coordinators_words_and_the_row_rests(house: Care) -> None:
    assert house.row().risk.kinds == {ReasonKind.QUIET}
    assert house.nudge() == ("Awa", "Luca")
    said = {one.recipient.name: one for one in house.say(LATE + HOUR)}
    assert {name: [text for _, text in one.words] for name, one in said.items()} == {
        "Awa": ["Alors ?"],
        "Luca": ["Allora?"],
    }
    assert [by.name for by, _ in said["Awa"].words] == ["Inès"]
    row = house.row(actor=house.marta)
    assert (row.rests_until, row.needs_somebody) == (date(2027, 3, 1), False)
    assert house.board().rows == ()
    assert house.row(LATE + 8 * DAY).needs_somebody


def test_nobody_is_nudged_twice_in_a_week_and_a_second_click_sends_nothing(house: Care) -> None:
    house.nudge()
    assert house.nudge() == ("Awa", "Luca")
    house.say(LATE + HOUR)
    with pytest.raises(AlreadyNudged):
        house.nudge(LATE + DAY, token="N2")
    assert house.nudge(LATE + 7 * DAY, token="N3") == ("Awa", "Luca")
    assert len(house.waiting(DeliveryKind.NUDGE)) == 2


def test_a_nudge_is_merged_with_the_one_that_was_planned_for_the_week(house: Care) -> None:
    plan_programme_news(house.uow(), now=EARLY - DAY)
    assert set(house.waiting(DeliveryKind.NUDGE)) == {house.awa.id, house.luca.id}
    house.nudge(EARLY, luca="Allora?")
    errands = house.say(EARLY + 9 * HOUR)
    assert [(one.recipient.name, [text for _, text in one.words], one.quiet) for one in errands] == [
        ("Luca", ["Allora?"], ())
    ]
    later = house.say(EARLY + 2 * DAY)
    assert [(one.recipient.name, one.words, len(one.quiet)) for one in later] == [("Awa", (), 1)]


def test_a_nudge_waits_for_working_hours_and_spares_whoever_wants_none(house: Care) -> None:
    house.changed(house.awa, wishes=ReminderWishes(((DeliveryKind.NUDGE, None),)))
    friday_night = LATE - 3 * DAY + 13 * HOUR
    assert house.nudge(friday_night) == ("Luca",)
    assert house.waiting(DeliveryKind.NUDGE)[house.luca.id].due_at == LATE
    story = cares.preview_nudge(house.uow(), house.pair.id, actor=house.ines, now=friday_night)
    assert [(one.person.name, one.why_not) for one in story.nudges] == [("Awa", "switched_off"), ("Luca", "")]


def test_what_was_pressed_at_the_weekend_is_the_nudge_of_the_week_in_which_it_is_said(house: Care) -> None:
    friday_night = LATE - 3 * DAY + 13 * HOUR
    house.nudge(friday_night)
    house.say(LATE + HOUR)
    with pytest.raises(AlreadyNudged):
        house.nudge(LATE + 8 * HOUR, token="N2")
    assert house.nudge(LATE + 7 * DAY, token="N3", luca="Ancora io") == ("Luca",)
    assert [[text for _, text in one.words] for one in house.say(LATE + 7 * DAY)] == [["Ancora io"]]


def test_what_could_not_be_said_in_its_time_is_not_said_with_a_later_nudge(house: Care) -> None:
    house.nudge(luca="Allora?")
    assert house.say(LATE + 6 * DAY) == []
    later, texts = LATE + 7 * DAY, {house.luca.id: "Serve aiuto?"}
    cares.nudge(house.uow(), house.pair.id, texts, token="N2", actor=house.marta, now=later)
    assert [[text for _, text in one.words] for one in house.say(later)] == [["Serve aiuto?"]]


def test_the_engine_nudges_nobody_whom_a_coordinator_had_nudged_that_week(house: Care) -> None:
    plan_programme_news(house.uow(), now=EARLY - 3 * DAY)
    sunday = EARLY - DAY + 5 * HOUR
    house.nudge(sunday)
    plan_programme_news(house.uow(), now=sunday + HOUR)
    assert sorted(one.recipient.name for one in house.say(EARLY + HOUR)) == ["Awa", "Luca"]
    assert house.say(EARLY + 3 * DAY) == []


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        ("Serve aiuto?", [("Inès", "Allora, Luca?"), ("Marta", "Serve aiuto?")]),
        ("Allora, Luca?", [("Marta", "Allora, Luca?")]),
    ],
)
def test_what_two_coordinators_write_is_said_in_one_message_and_second_thoughts_replace_the_first(
    house: Care, theirs: str, said: list[tuple[str, str]]
) -> None:
    house.nudge(luca="Allora?")
    house.nudge(LATE + HOUR, token="N2", luca="Allora, Luca?")
    later, texts = LATE + 2 * HOUR, {house.luca.id: theirs}
    cares.nudge(house.uow(), house.pair.id, texts, token="N3", actor=house.marta, now=later)
    (errand,) = house.say(later)
    assert isinstance(errand, NudgeErrand)
    assert [(by.name, text) for by, text in errand.words] == said


def test_a_nudge_leaves_in_the_middle_of_the_readers_own_working_day(house: Care) -> None:
    house.changed(house.luca, zone="America/New_York")
    evening_in_rome = LATE + 10 * HOUR
    house.nudge(evening_in_rome, luca="Ci sei?")
    assert house.waiting(DeliveryKind.NUDGE)[house.luca.id].due_at == evening_in_rome


def test_a_nudge_tells_who_is_not_here_and_who_was_nudged_when(house: Care) -> None:
    house.changed(house.awa, active=False)
    assert house.nudge() == ("Luca",)
    assert whys(house) == [("Awa", "not_here", None), ("Luca", "", None)]
    assert claim_one(house.uow(), owner="here", now=LATE) is not None  # it is just being said
    assert whys(house) == [("Awa", "not_here", None), ("Luca", "nudged", LATE)]


def whys(house: Care) -> list[tuple[str, str, datetime | None]]:
    """Why each of the two may not be nudged, the mentor first."""
    story = cares.preview_nudge(house.uow(), house.pair.id, actor=house.ines, now=LATE)
    return [(one.person.name, one.why_not, one.nudged_at) for one in story.nudges]


def test_a_nudge_without_words_or_with_too_many_is_refused_under_its_field(house: Care) -> None:
    with pytest.raises(NothingWritten) as empty:
        house.nudge(luca="  ")
    assert empty.value.field == f"text.{house.awa.id}"
    with pytest.raises(WordTooLong) as refused:
        house.nudge(luca="x" * 1501)
    assert refused.value.field == f"text.{house.luca.id}"
    assert house.waiting(DeliveryKind.NUDGE) == {}
    assert house.nudge(luca="x" * 1500) == ("Luca",)


def test_a_word_reaches_both_and_names_who_wrote_it(house: Care) -> None:
    for _ in range(2):
        cares.write_to_pair(house.uow(), house.pair.id, "Hello <both>", token="W1", actor=house.ines, now=LATE)
    errands = house.say(LATE + HOUR)
    assert sorted((one.recipient.name, one.other.name, one.by.name, one.text) for one in errands) == [
        ("Awa", "Luca", "Inès", "Hello <both>"),
        ("Luca", "Awa", "Inès", "Hello <both>"),
    ]
    for person in (house.awa, house.luca):
        house.changed(person, user_id=None)
    with pytest.raises(PairNotHere):
        cares.write_to_pair(house.uow(), house.pair.id, "Hello", token="W2", actor=house.ines, now=LATE)


def test_both_are_not_written_to_without_words(house: Care) -> None:
    with pytest.raises(NothingWritten) as refused:
        cares.write_to_pair(house.uow(), house.pair.id, " \n", token="W1", actor=house.ines, now=LATE)
    assert refused.value.field == "text"
    assert house.waiting(DeliveryKind.PAIR_WORD) == {}


def test_a_call_is_noted_for_the_other_coordinators_and_lets_the_row_rest(house: Care) -> None:
    june = date(2027, 6, 1)
    for _ in range(2):
        cares.note_call(house.uow(), house.pair.id, "Back in June", june, token="C", actor=house.ines, now=LATE)
    row = house.row(actor=house.marta)
    assert row.care is not None
    assert (row.care.kind, row.care.text, row.rests_until) == (CareKind.CALL, "Back in June", june)
    homes = {one.recipient_id for one in house.store.deliveries.values() if one.kind is DeliveryKind.HOME}
    assert homes == {house.ines.id, house.marta.id}
    with_usual = cares.note_call(house.uow(), house.pair.id, "Again", None, token="D", actor=house.ines, now=LATE)
    assert with_usual.until == date(2027, 3, 8)


def test_a_row_rests_no_more_once_the_pair_has_seen_to_what_it_rested_for(house: Care) -> None:
    house.nudge()
    assert house.row().rests_until == date(2027, 3, 1)
    session = house.cast.session("2027-02-24 15:00")
    with (uow := house.uow()):
        uow.sessions.add(session, a_change(session))
        uow.commit()
    assert (house.row(LATE + HOUR).rests_until, house.board(LATE + HOUR).resting) == (None, 0)
    cares.snooze(house.uow(), house.pair.id, "On leave", date(2027, 3, 1), token="S", actor=house.ines, now=LATE + HOUR)
    assert house.row(LATE + 2 * HOUR).rests_until == date(2027, 3, 1)


def test_a_call_or_a_rest_without_words_is_refused_under_its_field(house: Care) -> None:
    tomorrow = LATE.date() + DAY
    with pytest.raises(NothingNoted) as unnoted:
        cares.note_call(house.uow(), house.pair.id, " ", None, token="C", actor=house.ines, now=LATE)
    with pytest.raises(ReasonWanted) as unsaid:
        cares.snooze(house.uow(), house.pair.id, "\n", tomorrow, token="S", actor=house.ines, now=LATE)
    assert (unnoted.value.field, unsaid.value.field) == ("text", "text")


def test_a_row_tells_for_three_months_what_was_done_last(house: Care) -> None:
    tomorrow = LATE.date() + DAY
    cares.note_call(house.uow(), house.pair.id, "Back in June", tomorrow, token="C", actor=house.ines, now=LATE)
    told = house.row(LATE + 92 * DAY).care
    assert told is not None
    assert told.text == "Back in June"
    assert house.row(LATE + 94 * DAY).care is None


def test_a_row_that_rests_comes_back_by_itself_or_for_a_new_reason_or_when_woken(house: Care) -> None:
    until = date(2027, 4, 1)
    cares.snooze(house.uow(), house.pair.id, "Ramadan", until, token="S", actor=house.ines, now=LATE)
    assert house.row(LATE + 30 * DAY).rests_until == until
    assert house.row(datetime(2027, 4, 2, 8, tzinfo=LATE.tzinfo)).needs_somebody
    cares.wake(house.uow(), house.pair.id, actor=house.marta, now=LATE + HOUR)
    assert house.row(LATE + HOUR).needs_somebody
    cares.snooze(house.uow(), house.pair.id, "Ramadan", until, token="S2", actor=house.ines, now=LATE + 2 * HOUR)
    with (uow := house.uow()):
        session = house.cast.session("2027-02-22 12:00")
        uow.sessions.add(session, a_change(session))
        uow.commit()
    assert not house.row(LATE + DAY).needs_somebody
    assert house.row(LATE + 5 * DAY).risk.kinds == {ReasonKind.OUTCOME_MISSING}
    assert house.row(LATE + 5 * DAY).needs_somebody


@pytest.mark.parametrize("until", [date(2027, 2, 22), date(2028, 2, 24)])
def test_a_row_rests_from_tomorrow_and_for_a_year_at_most(house: Care, until: date) -> None:
    with pytest.raises(RestTooLong) as refused:
        cares.snooze(house.uow(), house.pair.id, "Why", until, token="S", actor=house.ines, now=LATE)
    first, last = date(2027, 2, 23), date(2028, 2, 23)
    assert refused.value.facts == {"earliest": first, "latest": last}
    for token, allowed in (("S1", first), ("S2", last)):
        cares.snooze(house.uow(), house.pair.id, "Why", allowed, token=token, actor=house.ines, now=LATE)
    assert house.row().rests_until == last


def test_the_first_day_of_a_rest_is_tomorrow_on_the_coordinators_clock(house: Care) -> None:
    in_auckland = replace(house.ines, zone="Pacific/Auckland")
    evening = LATE + 10 * HOUR  # Tuesday 23 February there
    with pytest.raises(RestTooLong):
        cares.snooze(house.uow(), house.pair.id, "Why", date(2027, 2, 23), token="S", actor=in_auckland, now=evening)


def test_the_usual_rest_is_counted_in_days_of_the_programmes_clock(house: Care) -> None:
    past_midnight = datetime(2027, 2, 22, 23, 30, tzinfo=LATE.tzinfo)  # Tuesday in Madrid
    house.nudge(past_midnight)
    assert house.row(past_midnight).rests_until == date(2027, 3, 2)


def test_taking_a_row_up_twice_is_done_once(house: Care) -> None:
    cares.snooze(house.uow(), house.pair.id, "Ramadan", date(2027, 4, 1), token="S", actor=house.ines, now=LATE)
    woken = cares.wake(house.uow(), house.pair.id, actor=house.marta, now=LATE + HOUR)
    assert cares.wake(house.uow(), house.pair.id, actor=house.ines, now=LATE + 2 * HOUR) == woken
    story = cares.pair_story(house.uow(), house.pair.id, actor=house.ines, now=LATE + 2 * HOUR)
    assert [one.kind for one in story.cares] == [CareKind.WAKE, CareKind.SNOOZE]


def test_what_is_done_goes_when_the_pair_books(house: Care) -> None:
    session = house.cast.session("2027-03-02 15:00")
    with (uow := house.uow()):
        uow.sessions.add(session, a_change(session))
        uow.commit()
    assert house.row().risk.kinds == frozenset()


def homes(house: Care, now: datetime) -> dict[str, Board | None]:
    """The lists on the Homes that are drawn anew unasked."""
    drawn = {}
    while claimed := claim_any(house.uow(), now):
        errand = begin(house.uow(), claimed, now=now)
        if isinstance(errand, HomeErrand):
            drawn[errand.recipient.name] = errand.overview.board
        if errand is not None:
            finish(house.uow(), errand, SENT, now=now)
    return drawn


def test_a_home_drawn_after_somebody_elses_act_keeps_the_list_as_it_was_left(house: Care) -> None:
    wanted = PairFilter(house.cast.programme.id, Show.ALL, mentor_country="FR", words="awa")
    whole_home(house.uow(), actor=house.marta, now=LATE, wanted=wanted)
    cares.note_call(house.uow(), house.pair.id, "Back in June", None, token="C", actor=house.ines, now=LATE)
    drawn = homes(house, LATE + HOUR)
    assert {name: board and board.wanted for name, board in drawn.items()} == {"Inès": PairFilter(), "Marta": wanted}
    (row,) = drawn["Marta"].rows if drawn["Marta"] else ()
    assert row.care is not None
    assert row.care.text == "Back in June"
    whole_home(house.uow(), actor=house.marta, now=LATE + HOUR)
    cares.wake(house.uow(), house.pair.id, actor=house.ines, now=LATE + 2 * HOUR)
    again = homes(house, LATE + 3 * HOUR)["Marta"]
    assert again is not None
    assert again.wanted == PairFilter()


def test_a_nudge_and_a_word_leave_the_other_coordinators_list_too(house: Care) -> None:
    house.nudge()
    assert set(homes(house, LATE)) == {"Inès", "Marta"}
    later = LATE + 8 * DAY
    cares.write_to_pair(house.uow(), house.pair.id, "Hello", token="W", actor=house.ines, now=later)
    assert {name: board and board.rows for name, board in homes(house, later).items()} == {"Inès": (), "Marta": ()}


def test_a_list_of_a_programme_that_is_theirs_no_more_is_not_drawn_again(house: Care) -> None:
    with (uow := house.uow()):
        other = uow.people.add_programme(a_programme(name="Other"))
        uow.people.enrol(Participant(other.id, house.marta, frozenset({Role.COORDINATOR})))
        uow.commit()
    whole_home(house.uow(), actor=house.marta, now=LATE, wanted=PairFilter(other.id, Show.ALL))
    with (uow := house.uow()):
        uow.people.unenrol(other.id, house.marta.id)
        uow.commit()
    cares.wake(house.uow(), house.pair.id, actor=house.ines, now=LATE)
    drawn = homes(house, LATE + HOUR)["Marta"]
    assert drawn is not None
    assert (drawn.programme.id, drawn.wanted) == (house.cast.programme.id, PairFilter())


def test_only_a_coordinator_of_the_programme_may_look_or_do_anything(house: Care) -> None:
    for actor in (house.awa, house.luca, house.cast.omar):
        for call in (
            lambda actor: cares.pair_story(house.uow(), house.pair.id, actor=actor, now=LATE),
            lambda actor: cares.preview_nudge(house.uow(), house.pair.id, actor=actor, now=LATE),
            lambda actor: cares.nudge(house.uow(), house.pair.id, {}, token="X", actor=actor, now=LATE),
            lambda actor: cares.write_to_pair(house.uow(), house.pair.id, "X", token="X", actor=actor, now=LATE),
            lambda actor: cares.note_call(house.uow(), house.pair.id, "X", None, token="X", actor=actor, now=LATE),
            lambda actor: cares.wake(house.uow(), house.pair.id, actor=actor, now=LATE),
        ):
            with pytest.raises(NoSuchPair):
                call(actor)
    with pytest.raises(NoSuchPair):
        cares.pair_story(house.uow(), 999, actor=house.ines, now=LATE)


def test_a_look_tells_that_there_is_a_note_and_not_a_word_of_it(house: Care) -> None:
    confided = {"topic": "Secret topic", "reason": "Secret reason", "link": "https://example.org/Secret"}
    session = house.cast.session("2027-01-26 15:00", **confided)
    with (uow := house.uow()):
        uow.sessions.add(session, a_change(session))
        uow.notes.add(Note(0, session.id, house.luca.id, "Secret outcome", NOW, private="Secret thoughts"))
        uow.commit()
    story = cares.pair_story(house.uow(), house.pair.id, actor=house.ines, now=LATE)
    (seen,) = story.sessions
    assert (seen.noted_by, seen.session.when) == ((house.luca.id,), session.when)
    assert "Secret" not in str(story)


def test_a_look_tells_where_each_session_stands_how_often_it_was_moved_and_what_was_done(house: Care) -> None:
    over, to_come = house.cast.session("2027-02-09 15:00"), house.cast.session("2027-03-02 15:00", id="S2")
    with (uow := house.uow()):
        uow.sessions.add(over, a_change(over))
        uow.sessions.update(replace(over, revision=2), a_change(over, ChangeKind.MOVED))
        uow.sessions.add(to_come, a_change(to_come))
        uow.commit()
    cares.note_call(house.uow(), house.pair.id, "Back in June", None, token="C", actor=house.ines, now=LATE)
    story = cares.pair_story(house.uow(), house.pair.id, actor=house.marta, now=LATE)
    assert [(one.session.id, one.standing, one.moves) for one in story.sessions] == [
        ("S2", None, 0),
        ("S1", Standing.UNCONFIRMED, 1),
    ]
    assert story.standing is not None
    assert story.standing.care is not None
    assert story.standing.care.text == "Back in June"


def test_what_waits_is_closed_for_whoever_left(house: Care) -> None:
    cares.write_to_pair(house.uow(), house.pair.id, "Hello", token="W", actor=house.ines, now=LATE)
    house.changed(house.luca, active=False)
    assert [one.recipient.name for one in house.say(LATE + HOUR)] == ["Awa"]
    assert house.waiting(DeliveryKind.PAIR_WORD)[house.luca.id].state is DeliveryState.CANCELLED
