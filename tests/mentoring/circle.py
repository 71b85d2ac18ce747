"""A circle in a store: the cast and some more mentees, and what one does with sessions of several."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mentoring.gatherings import Audience, GatheringRequest
from mentoring.messages import REPEATABLE, Delivery
from mentoring.people import Participant, Person, Role
from mentoring.ports import UnitOfWork
from mentoring.services.gatherings import convene, preview
from mentoring.services.rsvps import answer, let_time_pass
from mentoring.sessions import Attendee, Rsvp, Session
from tests.builders import NOW, Cohort, a_change, a_person
from tests.mentoring.house import TUESDAY, House

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NEWCOMERS = ("Mei", "Noor", "Paul")
YES, NO, MAYBE = Rsvp.ACCEPTED, Rsvp.DECLINED, Rsvp.TENTATIVE


def more_mentees(uow: UnitOfWork, cast: Cohort, names: tuple[str, ...] = NEWCOMERS) -> list[Person]:
    """Mentees beside Luca and Fatima, in London."""
    added = []
    for number, name in enumerate(names):
        person = uow.people.add(a_person(name, id=0, team_id=uow.team_id, user_id=f"U{number:03}{name.upper()}"))
        uow.people.enrol(Participant(cast.programme.id, person, frozenset({Role.MENTEE})))
        added.append(person)
    return added


class Circle(House):
    """Awa hosts; Luca, Fatima, Mei, Noor and Paul are mentees, Inès coordinates, Omar is a stranger."""

    def __init__(self) -> None:
        super().__init__()
        with self.uow() as uow:
            self.mei, self.noor, self.paul = more_mentees(uow, self.cast)
            uow.commit()
        self.awa, self.luca, self.fatima = self.cast.awa, self.cast.luca, self.cast.fatima
        self.ines, self.omar = self.cast.ines, self.cast.omar
        self.mentees = (self.luca, self.fatima, self.mei, self.noor, self.paul)

    def request(self, **changes: Any) -> GatheringRequest:
        """Awa's circle of all mentees on Tuesday at three, Paris time."""
        usual = GatheringRequest(
            zone="Europe/Paris",
            wall=TUESDAY,
            topic="Export markets",
            audience=Audience(roles=frozenset({Role.MENTEE})),
        )
        return replace(usual, **changes)

    def convene(self, actor: Person | None = None, now: datetime = NOW, **request: Any) -> Session:
        actor = actor or self.awa
        shown = preview(self.uow(), self.request(**request), actor=actor, now=now, holidays=self.holidays)
        return convene(self.uow(), shown.draft.id, actor=actor, now=now)

    def joint(self, **request: Any) -> Session:
        return self.convene(self.ines, joint=True, **request)

    def say(self, session: Session, person: Person, said: Rsvp, now: datetime = NOW, reason: str = "") -> Attendee:
        """What became of the person's answer."""
        mine = answer(self.uow(), session.id, said, actor=person, now=now, reason=reason).attendee(person.id)
        assert mine is not None
        return mine

    def wait(self, now: datetime) -> int:
        """Let the job do all that is due; in how many sessions."""
        done = 0
        while let_time_pass(self.uow(), now=now):
            done += 1
        return done

    def now(self, session: Session) -> Session:
        """The session as it is kept."""
        with self.uow() as uow:
            return uow.sessions.get(session.id)

    def answers(self, session: Session) -> dict[str, Rsvp]:
        """Everybody's answer by name, the host's left out."""
        kept = self.now(session)
        with self.uow() as uow:
            names = {one.id: one.name for one in uow.people.known(kept.people).values()}
        return {names[one.person_id]: one.rsvp for one in kept.attendees if one.person_id != kept.organiser_id}

    def about(self, session: Session) -> list[Delivery]:
        """Every message planned about the session, redrawings left out."""
        with self.uow() as uow:
            return [one for one in uow.deliveries.of_session(session.id) if one.kind not in REPEATABLE]

    def told(self, session: Session, after: Session | None = None) -> list[tuple[str, str]]:
        """Who is told what in messages that leave at once, in revisions after that of ``after``."""
        first = after.revision if after else 0
        kinds = {"session_news", "running_late", "host_word", "absence"}
        news = [one for one in self.about(session) if one.kind in kinds and one.session_revision > first]
        with self.uow() as uow:
            return sorted((uow.people.get(one.recipient_id).name, one.change) for one in news)

    def book_pair(self, wall: datetime = TUESDAY, *people: Person) -> Session:
        """Another session that holds these people's time; Luca and Awa's by default."""
        session = self.cast.session(
            wall.strftime("%Y-%m-%d %H:%M"), id=f"other{wall:%d%H%M}", people=tuple(one.id for one in people)
        )
        return self.keep(session)

    def keep(self, session: Session) -> Session:
        """The session, kept as it is."""
        with self.uow() as uow:
            uow.sessions.add(session, a_change(session))
            uow.commit()
        return session
