"""What oversight asks of storage, the same in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from mentoring.attendance import AttendancePolicy, Capacity, Said, Statement
from mentoring.gatherings import Gathering
from mentoring.intervals import Interval
from mentoring.notes import Note
from mentoring.oversight import Care, CareKind, Couple, Gist, MeetingFigures, Member, Moment, PairFigures, SessionDay
from mentoring.people import Participant, Role
from mentoring.portraits import Portrait, Question
from mentoring.ports import UnitOfWork
from mentoring.reminders import ReminderWishes
from mentoring.risk import ReasonKind, RiskPolicy
from mentoring.rules.attendance import settled
from mentoring.rules.gists import gist_of
from mentoring.sessions import Attendee, ChangeKind, Rsvp, Session, SessionKind, SessionState
from tests.builders import NOW, OTHER_TEAM, TEAM, Cohort, MakeUnitOfWork, a_change, a_cohort

DAY = timedelta(days=1)
POLICY = AttendancePolicy()
LATER = NOW + 30 * DAY


def keep(uow: UnitOfWork, cohort: Cohort, wall: str, name: str, **changes: object) -> Session:
    session = cohort.session(wall, **{"id": name, **changes})
    uow.sessions.add(session, a_change(session))
    return session


def speak(uow: UnitOfWork, session: Session, by: int, said: Said = Said.HELD) -> Statement:
    return uow.statements.add(Statement(0, session.id, by, Capacity.PARTICIPANT, NOW, said=said))


def gist(session: Session, upto: Statement | None = None, **changes: object) -> Gist:
    plain = gist_of(session, settled(session, (), POLICY), POLICY)
    if upto is None:
        return replace(plain, **changes)  # type: ignore[arg-type]
    said = replace(plain, upto=upto.id, took_place=True, complete=True, lines=2, there=2)
    return replace(said, **changes)  # type: ignore[arg-type]


def reckon_plainly(uow: UnitOfWork, cohort: Cohort, *spoken_of: Gist) -> None:
    """Gists of everything that is confirmed, as these have it and else as if nothing was said."""
    changed = uow.oversight.unreckoned(cohort.programme.id)
    known = {one.session_id: one for one in spoken_of}
    sessions = [one for one in uow.sessions.known(list(changed)).values() if one.state is SessionState.CONFIRMED]
    moved, noted = uow.oversight.moved_or_noted([one.id for one in sessions])
    gists = [known.get(one.id, gist(one, moved=one.id in moved, noted=one.id in noted)) for one in sessions]
    uow.oversight.keep_gists(gists, changed)


def unreckoned(uow: UnitOfWork, cohort: Cohort) -> list[str]:
    return sorted(uow.oversight.unreckoned(cohort.programme.id))


def test_a_gist_holds_until_something_happens_to_its_session(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        session = keep(uow, cohort, "2027-01-12 15:00", "S1")
        other = keep(uow, cohort, "2027-01-13 15:00", "S2")
        keep(uow, cohort, "2027-01-14 15:00", "S3")
        assert unreckoned(uow, cohort) == ["S1", "S2", "S3"]
        assert len(uow.oversight.unreckoned(cohort.programme.id, 2)) == 2
        assert not uow.oversight.unreckoned(cohort.programme.id + 1)
        reckon_plainly(uow, cohort)
        assert unreckoned(uow, cohort) == []

        said = speak(uow, session, cohort.awa.id)
        assert unreckoned(uow, cohort) == ["S1"]
        reckon_plainly(uow, cohort, gist(session, said))
        later = speak(uow, session, cohort.luca.id)
        assert unreckoned(uow, cohort) == ["S1"]
        reckon_plainly(uow, cohort, gist(session, later))
        assert unreckoned(uow, cohort) == []

        changed = replace(session, revision=2, topic="Another")
        uow.sessions.update(changed, a_change(changed))
        assert unreckoned(uow, cohort) == ["S1"]
        reckon_plainly(uow, cohort, gist(changed, later))
        uow.sessions.update(other, a_change(other, ChangeKind.MOVED))
        assert unreckoned(uow, cohort) == ["S2"]
        reckon_plainly(uow, cohort)
        uow.notes.add(Note(0, "S3", cohort.awa.id, "We met", NOW))
        assert unreckoned(uow, cohort) == ["S3"]
        reckon_plainly(uow, cohort)
        assert unreckoned(uow, cohort) == []


def test_every_gist_is_made_anew_when_the_policy_changes(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        keep(uow, cohort, "2027-01-12 15:00", "S1")
        reckon_plainly(uow, cohort)
        uow.people.update_programme(replace(cohort.programme, name="Another"))
        assert unreckoned(uow, cohort) == []
        stricter = AttendancePolicy(same_within=timedelta(minutes=1))
        uow.people.update_programme(replace(cohort.programme, attendance=stricter))
        assert unreckoned(uow, cohort) == ["S1"]


def test_a_session_called_off_has_no_gist_any_more(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        session = keep(uow, cohort, "2027-01-12 15:00", "S1")
        reckon_plainly(uow, cohort)
        assert uow.oversight.figures(cohort.programme.id, Moment(NOW, POLICY))[cohort.pair.id].planned == 1
        off = replace(session, state=SessionState.CANCELLED, revision=2)
        uow.sessions.update(off, a_change(off))
        assert unreckoned(uow, cohort) == ["S1"]
        reckon_plainly(uow, cohort)
        assert unreckoned(uow, cohort) == []
        assert uow.oversight.figures(cohort.programme.id, Moment(NOW, POLICY)) == {}


def test_pairs_come_with_their_people(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        away = replace(cohort.awa, wishes=ReminderWishes(away_until=date(2027, 5, 3)))
        uow.people.update(away)
        uow.people.update(replace(cohort.luca, user_id=None))
        answered = Portrait(cohort.programme.id, cohort.awa.id, answered=frozenset({Question.CLOCK}))
        uow.portraits.keep(answered)
        uow.portraits.keep(Portrait(cohort.programme.id, cohort.luca.id))
        place = Participant(cohort.programme.id, cohort.luca, frozenset({Role.MENTEE}), cluster="Marble")
        uow.people.enrol(place)
        couple = Couple(
            cohort.pair.id,
            Member(cohort.awa.id, "Awa", "FR", "Europe/Paris", here=True, away_until=date(2027, 5, 3)),
            Member(cohort.luca.id, "Luca", "IT", "Europe/Rome", here=False, welcome_unanswered=True),
            cohort.pair.starts_on,
            "Marble",
        )
        assert list(uow.oversight.couples(cohort.programme.id)) == [couple]
        assert list(uow.oversight.couples(cohort.programme.id + 1)) == []
        ended = date(2027, 2, 1)
        again = {"ends_on": ended, "paused": True, "resumed_on": date(2027, 1, 20)}
        uow.people.update_pair(replace(cohort.pair, **again))
        assert list(uow.oversight.couples(cohort.programme.id)) == [replace(couple, **again)]


def test_sessions_are_summed_up_by_pair(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        held, not_held, silent, one_word, disputed = (
            keep(uow, cohort, f"2027-01-{day} 15:00", f"S{day}") for day in (20, 21, 22, 25, 26)
        )
        recent = keep(uow, cohort, "2027-02-15 15:00", "S9")
        to_come = keep(uow, cohort, "2027-02-20 15:00", "SA")
        keep(uow, cohort, "2027-02-21 15:00", "SB", state=SessionState.CANCELLED)
        keep(uow, cohort, "2027-02-22 15:00", "SC", state=SessionState.PROPOSED)
        began = held.when.start + DAY
        words = {one.id: speak(uow, one, cohort.awa.id) for one in (held, not_held, one_word, disputed, recent)}
        reckon_plainly(
            uow,
            cohort,
            gist(held, words[held.id], began=began),
            gist(not_held, words[not_held.id], took_place=False),
            gist(one_word, words[one_word.id], complete=False),
            gist(disputed, words[disputed.id], took_place=None, disputed_since=NOW),
            gist(recent, words[recent.id], complete=False),
        )
        month = Interval(began, began + timedelta(seconds=1))
        found = uow.oversight.figures(cohort.programme.id, Moment(LATER, POLICY, month))
        assert found == {
            cohort.pair.id: PairFigures(
                planned=7,
                held=2,
                held_within=1,
                unconfirmed=3,
                held_at=one_word.when.start,
                met_at=recent.when.end,
                next_at=to_come.when.start,
                missing_since=silent.when.end,
                disputed_since=NOW,
            )
        }
        pair, moment = cohort.pair.id, Moment(LATER, POLICY)
        booked = [to_come.when.start, to_come.when.end]  # it is the next one until it is over
        nexts = [uow.oversight.figures(cohort.programme.id, Moment(at, POLICY))[pair].next_at for at in booked]
        assert nexts == [to_come.when.start, None]
        days = [
            SessionDay(pair, began, held=True, unconfirmed=False),
            SessionDay(pair, not_held.when.start, held=False, unconfirmed=False),
            SessionDay(pair, silent.when.start, held=False, unconfirmed=True),
            SessionDay(pair, one_word.when.start, held=True, unconfirmed=False),
            SessionDay(pair, disputed.when.start, held=False, unconfirmed=True),
            SessionDay(pair, recent.when.start, held=False, unconfirmed=True),
            SessionDay(pair, to_come.when.start, held=False, unconfirmed=False),
        ]
        assert list(uow.oversight.days(cohort.programme.id, moment)) == days
        assert list(uow.oversight.days(cohort.programme.id, moment, [pair])) == days
        assert list(uow.oversight.days(cohort.programme.id, moment, [pair + 1])) == []
        assert uow.oversight.figures(cohort.programme.id + 1, Moment(LATER, POLICY)) == {}
        uow.notes.add(Note(0, silent.id, cohort.awa.id, "We met", NOW))
        reckon_plainly(uow, cohort)
        noted = uow.oversight.figures(cohort.programme.id, Moment(LATER, POLICY))[cohort.pair.id]
        assert (noted.missing_since, noted.noted) == (None, 1)
        assert uow.oversight.to_settle(cohort.programme.id, Moment(LATER, POLICY), 5) == (2, ["S26", "S22"])
        assert uow.oversight.to_settle(cohort.programme.id, Moment(LATER, POLICY), 1) == (2, ["S26"])
        assert uow.oversight.to_settle(cohort.programme.id, Moment(LATER, POLICY), 0) == (2, [])


def test_moving_counts_when_the_last_two_sessions_were_moved(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)

        def moved_twice() -> bool:
            reckon_plainly(uow, cohort)
            return uow.oversight.figures(cohort.programme.id, Moment(NOW, POLICY))[cohort.pair.id].moved_twice

        for number, day in enumerate((20, 25, 27)):
            session = keep(uow, cohort, f"2027-01-{day} 15:00", f"S{number}")
            if number:
                again = replace(session, revision=2)
                uow.sessions.update(again, a_change(again, ChangeKind.MOVED))
            assert moved_twice() is (number == 2)
        keep(uow, cohort, "2027-01-28 15:00", "S4")
        assert not moved_twice()


def test_joint_meetings_are_summed_up(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        people = (cohort.ines, cohort.awa, cohort.luca)
        attendees = tuple(Attendee(one.id, Rsvp.ACCEPTED) for one in people)
        kickoff, last, to_come = (
            keep(
                uow,
                cohort,
                f"2027-{month}-01 15:00",
                f"J{month}",
                kind=SessionKind.JOINT,
                pair_id=None,
                organiser_id=cohort.ines.id,
                attendees=attendees,
                gathering=Gathering(),
            )
            for month in ("02", "03", "04")
        )
        words = [speak(uow, one, cohort.ines.id) for one in (kickoff, last)]
        reckon_plainly(
            uow,
            cohort,
            gist(kickoff, words[0], lines=3, there=1, there_alone=2),
            gist(last, words[1], lines=3, there=1, there_alone=2, disputed_since=NOW),
        )
        moment = Moment(last.when.end + DAY, POLICY)
        assert uow.oversight.meetings(cohort.programme.id, moment) == MeetingFigures(2, 3, places=6, attended=3)
        assert uow.oversight.figures(cohort.programme.id, moment) == {}
        assert to_come.when.start > moment.now


def test_what_was_done_about_a_pair_is_kept_once(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        reasons = frozenset({ReasonKind.QUIET, ReasonKind.AWAY})
        snooze = Care(
            "C1",
            cohort.programme.id,
            cohort.pair.id,
            CareKind.SNOOZE,
            cohort.ines.id,
            NOW - 90 * DAY,
            "Back in June",
            until=date(2027, 6, 1),
            reasons=reasons,
        )
        nudge = replace(snooze, id="C2", kind=CareKind.NUDGE, at=NOW, about=cohort.luca.id, until=None)
        uow.oversight.add_care(snooze)
        uow.oversight.add_care(nudge)
        uow.oversight.add_care(replace(nudge, text="Another"))
        uow.oversight.add_care(replace(nudge, id="C0", at=NOW - 2 * DAY))
        woken = replace(nudge, id="C3", kind=CareKind.WAKE, at=NOW - 80 * DAY, about=None)
        uow.oversight.add_care(woken)
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.oversight.cares(cohort.programme.id, NOW) == {cohort.pair.id: [snooze, woken, nudge]}
        assert uow.oversight.cares(cohort.programme.id + 1, NOW) == {}
        assert [one.id for one in uow.oversight.cares_of(cohort.pair.id)] == ["C2", "C0", "C3", "C1"]
        assert list(uow.oversight.words_for(cohort.luca.id, NOW)) == [nudge]
        assert uow.oversight.care("C1") == snooze
    with make_uow(OTHER_TEAM) as uow:
        assert uow.oversight.cares(cohort.programme.id, NOW) == {}
        assert list(uow.oversight.cares_of(cohort.pair.id)) == []
        assert list(uow.oversight.words_for(cohort.luca.id, NOW)) == []
        assert list(uow.oversight.couples(cohort.programme.id)) == []


def test_the_weights_of_a_programme_are_kept(make_uow: MakeUnitOfWork) -> None:
    policy = RiskPolicy(quiet_after=40, away=0)
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        assert cohort.programme.risk == RiskPolicy()
        uow.people.update_programme(replace(cohort.programme, risk=policy))
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.people.programme(cohort.programme.id).risk == policy
