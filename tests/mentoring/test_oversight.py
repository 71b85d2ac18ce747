"""How programmes and pairs stand: an oracle reckons it from the raw data, and every surface agrees with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, event

from mentoring.attendance import THERE, AttendancePolicy, Presence, Said, Standing, Stay, Word
from mentoring.clocks import Anchor
from mentoring.errors import NotACoordinator
from mentoring.oversight import PairFilter, Show
from mentoring.people import Pair, Participant, Person, Programme, Role
from mentoring.ports import UnitOfWork
from mentoring.risk import Level, ReasonKind
from mentoring.rules.attendance import settled
from mentoring.rules.gists import gist_of, standing
from mentoring.services.attendance import say
from mentoring.services.cares import snooze
from mentoring.services.digests import digest_now, last_month
from mentoring.services.evidence import by_day
from mentoring.services.oversight import board, chosen, look_after_gists, report_of
from mentoring.services.reads import whole_home
from mentoring.sessions import ChangeKind, Session
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import a_change, a_cohort, a_pair, a_person, a_programme, a_session
from tests.fakes import FakeStore, FakeUnitOfWork

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FIRST = datetime(2027, 1, 11, 14, tzinfo=UTC)
COUNTRIES = ("EG", "MA", "FR")


@dataclass(frozen=True)
class Played:
    """A session of a pair as drawn: the day, whether it was moved, and what mentor and mentee say."""

    day: int
    moved: bool
    says: tuple[Said | None, Said | None]


SAYS = st.sampled_from((None, None, Said.HELD, Said.HELD, Said.NOT_HELD))
PLAYED = st.builds(Played, st.integers(0, 120), st.booleans(), st.tuples(SAYS, SAYS))
PAIRS = st.lists(st.lists(PLAYED, max_size=5, unique_by=lambda one: one.day), min_size=1, max_size=4)


class Town:
    """A programme of some pairs in a store, with Inès to coordinate it; what is said is said by ``now``."""

    def __init__(self, drawn: list[list[Played]], now: datetime = FIRST + 400 * DAY) -> None:
        self.now = now
        self.store = FakeStore()
        self.sessions: dict[int, list[Session]] = {}
        self.pairs: dict[int, Pair] = {}
        with (uow := self.uow()):
            self.programme = uow.people.add_programme(a_programme(sessions_a_month=1))
            self.ines = self.enrol(uow, "Inès", "ES", Role.COORDINATOR)
            for number, played in enumerate(drawn):
                self.add_pair(uow, number, played)
            uow.commit()
        for number, played in enumerate(drawn):
            self.speak(number, played)

    def uow(self) -> FakeUnitOfWork:
        return FakeUnitOfWork(self.store)

    def enrol(self, uow: UnitOfWork, name: str, country: str, role: Role) -> Person:
        person = uow.people.add(a_person(name, id=0, user_id=f"U{name.upper()}", country=country))
        uow.people.enrol(Participant(self.programme.id, person, frozenset({role})))
        return person

    def add_pair(self, uow: UnitOfWork, number: int, played: list[Played]) -> None:
        mentor = self.enrol(uow, f"Mentor{number}", COUNTRIES[number % 3], Role.MENTOR)
        mentee = self.enrol(uow, f"Mentee{number}", COUNTRIES[(number + 1) % 3], Role.MENTEE)
        pair = uow.people.add_pair(a_pair(mentor, mentee, programme_id=self.programme.id))
        self.pairs[number], self.sessions[number] = pair, []
        for place, one in enumerate(sorted(played, key=lambda one: one.day)):
            session = self.session(pair, f"S{number}-{place}", FIRST + one.day * DAY)
            uow.sessions.add(session, a_change(session))
            if one.moved:
                uow.sessions.update(session, a_change(session, ChangeKind.MOVED))
            self.sessions[number].append(session)

    def session(self, pair: Pair, name: str, at: datetime) -> Session:
        anchor = Anchor(at.replace(tzinfo=None), "UTC")
        people = (pair.mentor_id, pair.mentee_id)
        return a_session(id=name, people=people, programme_id=self.programme.id, pair_id=pair.id, anchor=anchor)

    def speak(self, number: int, played: list[Played]) -> None:
        pair = self.pairs[number]
        for one, session in zip(sorted(played, key=lambda one: one.day), self.sessions[number], strict=True):
            for person_id, said in zip((pair.mentor_id, pair.mentee_id), one.says, strict=True):
                if said is not None and session.when.end + HOUR <= self.now:
                    there = {each: Stay(Presence.PRESENT) for each in session.people} if said is Said.HELD else {}
                    with (uow := self.uow()):
                        actor = uow.people.get(person_id)
                    say(self.uow(), session.id, Word(said, people=there), actor=actor, now=session.when.end + HOUR)


class Oracle:
    """What must come out, from sessions and statements alone."""

    def __init__(self, town: Town, now: datetime) -> None:
        self.town, self.now = town, now
        self.policy = AttendancePolicy()
        with (uow := town.uow()):
            self.said = {
                one.id: uow.statements.of_session(one.id) for sessions in town.sessions.values() for one in sessions
            }

    def standing(self, session: Session) -> Standing:
        return settled(session, self.said[session.id], self.policy).standing(self.now)

    def begun(self, session: Session) -> bool:
        return session.when.end <= self.now or bool(self.said[session.id])

    def count(self, *wanted: Standing) -> int:
        every = [one for sessions in self.town.sessions.values() for one in sessions]
        return sum(self.begun(one) and self.standing(one) in wanted for one in every)

    def to_settle(self) -> int:
        over = [one for sessions in self.town.sessions.values() for one in sessions if one.when.end <= self.now]
        return sum(settled(one, self.said[one.id], self.policy).for_coordinators(self.now) for one in over)

    def reasons(self, number: int) -> set[ReasonKind]:
        return set(self._reasons(self.town.sessions[number]))

    def _reasons(self, sessions: list[Session]) -> Iterator[ReasonKind]:
        trails = {one.id: settled(one, self.said[one.id], self.policy) for one in sessions}
        over = [one for one in sessions if one.when.end <= self.now]
        if any(one.disputed for one in trails.values()):
            yield ReasonKind.DISPUTED
        silent = [one for one in over if not self.said[one.id]]
        if any(self.now - one.when.end >= 3 * DAY for one in silent):
            yield ReasonKind.OUTCOME_MISSING
        with (uow := self.town.uow()):
            moved = [any(x.kind is ChangeKind.MOVED for x in uow.sessions.history(one.id)) for one in sessions]
        if len(moved) > 1 and all(moved[-2:]):
            yield ReasonKind.MOVED_TWICE
        met = [one.when.end for one in over if self.standing(one) is not Standing.NOT_HELD]
        start = max(met).date() if met else self.town.programme.starts_on
        if not any(one.when.end > self.now for one in sessions) and (self.now.date() - start).days >= 28:
            yield ReasonKind.QUIET


@settings(max_examples=60)
@given(drawn=PAIRS, after=st.integers(0, 200))
def test_home_digest_and_report_agree_with_an_oracle(drawn: list[list[Played]], after: int) -> None:
    now = FIRST + after * DAY + timedelta(minutes=30)
    town = Town(drawn, now)
    oracle = Oracle(town, now)
    home = whole_home(town.uow(), actor=town.ines, now=now, wanted=PairFilter(show=Show.ALL)).board
    digest = digest_now(town.uow(), None, actor=town.ines, now=now).survey
    report, months = report_of(town.uow(), town.programme.id, now=now)
    assert home is not None
    assert digest is not None
    assert home.totals == digest.totals == report.totals
    assert home.rows == digest.rows == report.rows
    totals = home.totals
    assert totals.held == oracle.count(Standing.HELD)
    assert totals.unconfirmed == oracle.count(Standing.AWAITING, Standing.UNCONFIRMED, Standing.DISPUTED)
    assert totals.planned == sum(len(one) for one in town.sessions.values())
    assert sum(one.held for one in months) == totals.held
    assert sum(one.planned for one in months) == totals.planned
    numbers = {pair.id: number for number, pair in town.pairs.items()}
    for row in home.rows:
        assert row.risk.kinds == oracle.reasons(numbers[row.pair_id])
        assert (row.level is Level.CALM) == (not row.risk.parts)
    assert totals.to_settle == oracle.to_settle()
    with (uow := town.uow()):
        lines = by_day(uow, town.programme, FIRST.date() - 9 * DAY, now.date() + 9 * DAY, now=now).lines
    there = [one for one in lines if one.standing is Standing.HELD and one.presence in THERE]
    assert totals.held == len({one.session_id for one in there})


@settings(max_examples=60)
@given(played=PLAYED, later=st.integers(0, 20))
def test_a_gist_stands_where_the_attendance_stands(played: Played, later: int) -> None:
    town = Town([[played]])
    (session,) = town.sessions[0]
    policy, now = AttendancePolicy(), session.when.end + HOUR + later * DAY
    with (uow := town.uow()):
        attendance = settled(session, uow.statements.of_session(session.id), policy)
    gist = gist_of(session, attendance, policy)
    assert standing(gist, session.when.end, policy, now) is attendance.standing(now)


def a_town(*days: int) -> Town:
    held = (Said.HELD, Said.HELD)
    return Town([[Played(day, moved=False, says=held)] for day in days])


def shown(town: Town, now: datetime, **wanted: object) -> list[str]:
    found = board(town.uow(), PairFilter(**wanted), actor=town.ines, now=now)  # type: ignore[arg-type]
    return [one.couple.mentee.name for one in found.rows]


def test_those_who_need_somebody_most_come_first_and_the_list_narrows_down() -> None:
    town, now = a_town(0, 40, 100), FIRST + 101 * DAY
    assert shown(town, now) == ["Mentee0", "Mentee1", "Mentee2"]
    assert shown(town, now, show=Show.CALM) == ["Mentee2"]
    assert shown(town, now, show=Show.NEEDING) == ["Mentee0", "Mentee1"]
    assert shown(town, now, country="MA") == ["Mentee0"]
    assert shown(town, now, mentor_country="MA") == ["Mentee1"]
    assert shown(town, now, words="MENTOR2") == ["Mentee2"]
    assert shown(town, now, words="nobody") == []
    assert shown(town, now, month=date(2027, 1, 1)) == ["Mentee1", "Mentee2"]


def test_words_are_looked_for_one_by_one_in_both_names_and_the_cluster() -> None:
    town, now = a_town(0, 0), FIRST + DAY
    with (uow := town.uow()):
        mentee = uow.people.get(town.pairs[1].mentee_id)
        uow.people.enrol(Participant(town.programme.id, mentee, frozenset({Role.MENTEE}), cluster="Olive growers"))
        uow.commit()
    assert shown(town, now, words="growers olive") == ["Mentee1"]
    assert shown(town, now, words="mentor1 mentee1") == ["Mentee1"]
    assert shown(town, now, words="mentor0 mentee1") == []


def test_a_row_that_rests_is_counted_apart_whatever_the_list_shows() -> None:
    town, now = a_town(0, 0, 100), FIRST + 101 * DAY
    until = now.date() + 9 * DAY
    snooze(town.uow(), town.pairs[0].id, "On leave", until, token="S", actor=town.ines, now=now)
    assert shown(town, now) == ["Mentee1", "Mentee2"]
    assert shown(town, now, show=Show.URGENT) == ["Mentee1"]
    assert shown(town, now, show=Show.RESTING) == ["Mentee0"]
    found = board(town.uow(), PairFilter(words="nobody"), actor=town.ines, now=now)
    assert (found.found, found.needing, found.urgent, found.resting) == (0, 1, 1, 1)


def test_the_page_offers_the_countries_of_each_side_and_tells_what_is_still_to_come() -> None:
    town = a_town(0)
    kick_off = datetime.combine(town.programme.starts_on, time(12), UTC)
    found = board(town.uow(), PairFilter(), actor=town.ines, now=kick_off)
    assert (found.countries, found.mentor_countries) == (("MA",), ("EG",))
    assert found.milestones == (
        ("kick_off", date(2027, 1, 4)),
        ("mid_term", date(2027, 6, 4)),
        ("close", date(2027, 10, 29)),
    )
    later = board(town.uow(), PairFilter(), actor=town.ines, now=kick_off + DAY)
    assert [name for name, _ in later.milestones] == ["mid_term", "close"]


def test_without_a_wish_the_programme_that_began_last_of_those_under_way_is_shown() -> None:
    over, older, newer, later = every = [
        a_programme(id=number, starts_on=date(2027, *first), ends_on=date(2027, *last))
        for number, (first, last) in enumerate(
            [((1, 1), (3, 1)), ((2, 1), (9, 1)), ((3, 1), (8, 1)), ((10, 1), (12, 1))]
        )
    ]
    assert chosen(every, None, datetime(2027, 5, 1, tzinfo=UTC)) is newer
    assert chosen(every, None, datetime(2027, 9, 1, 12, tzinfo=UTC)) is older
    assert chosen(every, None, datetime(2028, 1, 1, tzinfo=UTC)) is later
    assert chosen(every, over.id, datetime(2027, 5, 1, tzinfo=UTC)) is over


def test_pages_of_many_pairs_are_all_there_and_no_page_is_the_nearest_one() -> None:
    town, now = a_town(*[100] * 30), FIRST + 101 * DAY
    pages = [board(town.uow(), PairFilter(page=page), actor=town.ines, now=now) for page in range(3)]
    assert [len(one.rows) for one in pages] == [12, 12, 6]
    assert len({row.pair_id for one in pages for row in one.rows}) == 30
    assert board(town.uow(), PairFilter(page=99), actor=town.ines, now=now).page == 2


def test_what_is_expected_grows_with_the_months_begun() -> None:
    town = a_town(0, 0)

    def expected(now: datetime) -> int | None:
        return board(town.uow(), PairFilter(), actor=town.ines, now=now).totals.expected

    assert [expected(datetime(2027, month, 1, 12, tzinfo=UTC)) for month in (2, 3, 12)] == [4, 6, 20]
    assert expected(datetime(2027, 1, 31, 23, 30, tzinfo=UTC)) == 4  # in Madrid it is February
    with (uow := town.uow()):
        uow.people.update_programme(replace(town.programme, sessions_a_month=0))
        uow.commit()
    assert expected(FIRST) is None


def test_a_pair_that_is_none_on_the_day_has_no_row_and_of_one_before_the_programme_nothing_is_expected() -> None:
    town, now = a_town(0, 0, 0), FIRST + DAY
    lasting = {0: (date(2027, 1, 4), date(2027, 1, 11)), 1: (date(2027, 1, 1), date(2027, 1, 3))}
    with (uow := town.uow()):
        for number, (first, last) in lasting.items():
            uow.people.update_pair(replace(town.pairs[number], starts_on=first, ends_on=last))
        uow.commit()
    found = board(town.uow(), PairFilter(show=Show.ALL), actor=town.ines, now=now)
    assert [one.couple.mentee.name for one in found.rows] == ["Mentee2"]
    assert (found.totals.pairs, found.totals.expected) == (1, 2)


def test_nobody_but_its_coordinators_sees_a_programme() -> None:
    town = a_town(0)
    with (uow := town.uow()):
        mentor = uow.people.get(town.pairs[0].mentor_id)
        other = uow.people.add_programme(a_programme(name="Other"))
        stranger = uow.people.add(a_person("Omar", id=0))
        uow.people.enrol(Participant(other.id, stranger, frozenset({Role.COORDINATOR})))
        uow.commit()
    for actor in (mentor, stranger):
        with pytest.raises(NotACoordinator):
            board(town.uow(), PairFilter(town.programme.id), actor=actor, now=FIRST)
        with pytest.raises(NotACoordinator):
            digest_now(town.uow(), town.programme.id, actor=actor, now=FIRST)
        with pytest.raises(NotACoordinator):
            last_month(town.uow(), town.programme.id, actor=actor, now=FIRST)
    assert whole_home(town.uow(), actor=mentor, now=FIRST).board is None
    theirs = whole_home(town.uow(), actor=stranger, now=FIRST).board
    assert theirs is not None
    assert (theirs.programme.name, theirs.rows) == ("Other", ())


def test_a_participant_sees_the_path_of_their_own_pair() -> None:
    town, now = a_town(0, 40), FIRST + 45 * DAY
    with (uow := town.uow()):
        mentee = uow.people.get(town.pairs[0].mentee_id)
    (path,) = whole_home(town.uow(), actor=mentee, now=now).paths
    assert path.other.name == "Mentor0"
    assert [one.held for one in path.months] == [1, *[0] * 9]
    assert whole_home(town.uow(), actor=town.ines, now=now).paths == ()


def test_a_month_to_forward_names_nobody() -> None:
    town = a_town(0, 40)
    digest = last_month(town.uow(), None, actor=town.ines, now=datetime(2027, 2, 3, tzinfo=UTC))
    assert digest.month.first == date(2027, 1, 1)
    assert (digest.month.held, digest.month.expected, digest.pairs, digest.met) == (1, 2, 2, 1)
    assert digest.countries == (("MA", 1),)
    assert "Mentee" not in str(replace(digest, programme=a_programme()))


@pytest.mark.parametrize(
    ("today", "month"),
    [((2026, 12, 20), 1), ((2027, 1, 20), 1), ((2027, 10, 31), 9), ((2027, 11, 1), 10), ((2027, 12, 20), 10)],
)
def test_last_month_to_forward_is_the_last_one_that_is_over(today: tuple[int, int, int], month: int) -> None:
    town = a_town(0)
    digest = last_month(town.uow(), None, actor=town.ines, now=datetime(*today, 12, tzinfo=UTC))
    assert digest.month.first == date(2027, month, 1)


def test_the_database_is_asked_as_often_for_many_pairs_as_for_few(engine: Engine) -> None:
    def grown(pairs: int) -> tuple[Programme, Person]:
        with SqlUnitOfWork(engine, f"T{pairs}") as uow:
            cohort = a_cohort(uow)
            for number in range(pairs):
                mentee = uow.people.add(a_person(f"M{number}", id=0, team_id=uow.team_id))
                uow.people.enrol(Participant(cohort.programme.id, mentee, frozenset({Role.MENTEE})))
                pair = uow.people.add_pair(a_pair(cohort.awa, mentee, programme_id=cohort.programme.id))
                at = cohort.session(f"2027-01-{5 + number:02} 10:00", id=f"S{number}", pair_id=pair.id)
                session = replace(at, attendees=(at.attendees[0], replace(at.attendees[1], person_id=mentee.id)))
                uow.sessions.add(session, a_change(session))
            uow.commit()
        for number in range(pairs):
            with SqlUnitOfWork(engine, f"T{pairs}") as uow:
                end = uow.sessions.get(f"S{number}").when.end
            say(SqlUnitOfWork(engine, f"T{pairs}"), f"S{number}", Word(Said.HELD), actor=cohort.awa, now=end + HOUR)
        return cohort.programme, cohort.ines

    def asked(pairs: int) -> list[int]:
        programme, ines = grown(pairs)
        now, team = datetime(2027, 3, 1, tzinfo=UTC), f"T{pairs}"
        while look_after_gists(SqlUnitOfWork(engine, team), now=now):
            pass
        counts = []
        for call in (
            lambda: whole_home(SqlUnitOfWork(engine, team), actor=ines, now=now),
            lambda: digest_now(SqlUnitOfWork(engine, team), programme.id, actor=ines, now=now),
            lambda: report_of(SqlUnitOfWork(engine, team), programme.id, now=now),
        ):
            heard: list[str] = []

            def listen(_c: Connection, _cursor: object, statement: str, *_: object, heard: list[str] = heard) -> None:
                heard.append(statement)

            event.listen(engine, "before_cursor_execute", listen)
            call()
            event.remove(engine, "before_cursor_execute", listen)
            counts.append(len(heard))
        return counts

    assert asked(2) == asked(12)
