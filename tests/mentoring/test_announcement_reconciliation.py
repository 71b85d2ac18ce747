"""Whatever people do and Slack refuses, the ledger and the roster reconcile by name."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mentoring.announcements import Announcement, AnnouncementState, PairState, Readership, Standing
from mentoring.gatherings import Audience
from mentoring.messages import Outcome, OutcomeKind
from mentoring.people import ParticipationState, Person, Role
from mentoring.rules import announcements as rules
from mentoring.services import announcement_sending as sending
from mentoring.services.announcement_answers import mute
from mentoring.services.announcement_news import list_newcomers
from tests.mentoring.newsroom import REFUSED, Newsroom

ROLES = st.frozensets(st.sampled_from(Role), min_size=1, max_size=2)
COUNTRIES = ("FR", "EG", "IT")
AUDIENCES = st.builds(
    Audience,
    roles=st.frozensets(st.sampled_from(Role), max_size=2),
    countries=st.frozensets(st.sampled_from(COUNTRIES), max_size=2),
    everybody=st.booleans(),
)
READERSHIPS = st.builds(
    Readership,
    AUDIENCES,
    languages=st.frozensets(st.sampled_from(("fr", "ar", "it")), max_size=2),
    pair_states=st.frozensets(st.sampled_from(PairState), max_size=2),
)
BAD_WEATHER = st.sampled_from((REFUSED, Outcome(OutcomeKind.RETRY, error="accesslimited")))
WHO = st.integers(0, 11)


class Reconciliation(RuleBasedStateMachine):
    """``everybody`` is whoever was ever in the programme, ``listed`` whoever is to be in the ledger, by name."""

    @initialize(readership=READERSHIPS, compulsory=st.booleans(), urgent=st.booleans(), data=st.data())
    def confirmed(self, readership: Readership, compulsory: bool, urgent: bool, data: st.DataObject) -> None:
        self.room = Newsroom()
        self.everybody: list[Person] = [*vars(self.room.cast).values()][1:5]
        self.number = 0
        for _ in range(data.draw(st.integers(0, 4))):
            self.join(data.draw(ROLES), data.draw(st.sampled_from(COUNTRIES)), data.draw(st.booleans()))
        draft = self.with_an_id_of_ours(self.room.draft(readership=readership, compulsory=compulsory, urgent=urgent))
        self.previewed = {one.person.name: one.why_not for one in self.room.preview(draft).lines}
        self.announcement = self.room.confirm(draft) if self.room.preview(draft).count else None
        self.listed = set(self.previewed) if self.announcement else set()

    @rule(roles=ROLES, country=st.sampled_from(COUNTRIES), in_slack=st.booleans())
    def join(self, roles: frozenset[Role], country: str, in_slack: bool) -> None:
        self.number += 1
        name = f"P{self.number:02}"
        user_id = f"U{name}" if in_slack else None
        language = {"FR": "fr", "EG": "ar", "IT": "it"}[country]
        joined = self.room.enrol(name, *roles, country=country, user_id=user_id, language=language)
        self.everybody.append(joined)

    @rule(who=WHO)
    def leave(self, who: int) -> None:
        person = self.everybody[who % len(self.everybody)]
        if person != self.room.ines and person in self.roster():
            self.room.leave(person)

    @rule(who=WHO, active=st.booleans())
    def deactivated_or_back(self, who: int, active: bool) -> None:
        person = self.everybody[who % len(self.everybody)]
        self.room.change(person, active=active or person == self.room.ines)

    @rule(who=WHO, muted=st.booleans())
    def muted_or_not(self, who: int, muted: bool) -> None:
        mute(self.room.uow(), muted, actor=self.everybody[who % len(self.everybody)])

    @rule(who=WHO, outcome=BAD_WEATHER, clear=st.booleans())
    def weather(self, who: int, outcome: Outcome, clear: bool) -> None:
        person = self.everybody[who % len(self.everybody)]
        if clear:
            self.room.answers.pop(person.id, None)
        else:
            self.room.answers[person.id] = outcome

    @rule(count=st.integers(1, 4), minutes=st.integers(0, 90))
    def deliver(self, count: int, minutes: int) -> None:
        self.room.pass_time(timedelta(minutes=minutes))
        for _ in range(count):
            self.room.deliver_one()
        self.room.look_after()

    @precondition(lambda self: self.announcement)
    @rule()
    def retry(self) -> None:
        assert self.announcement is not None
        self.room.retry(self.announcement)
        assert self.room.retry(self.announcement) == 0

    @precondition(lambda self: self.announcement)
    @rule()
    def offer(self) -> None:
        assert self.announcement is not None
        self.listed |= self.meant()
        self.room.offer(self.announcement)
        assert self.room.offer(self.announcement) == 0

    @rule()
    def look_for_newcomers(self) -> None:
        list_newcomers(self.room.uow(), now=self.room.now)
        if self.announcement and self.announcement.content.compulsory:
            self.listed |= self.meant()

    @precondition(lambda self: self.announcement)
    @rule(paused=st.booleans())
    def pause_or_resume(self, paused: bool) -> None:
        assert self.announcement is not None
        turn = sending.pause if paused else sending.resume
        wanted = AnnouncementState.SENDING if paused else AnnouncementState.PAUSED
        if self.room.state(self.announcement).state is wanted:
            turn(self.room.uow(), self.announcement.id, actor=self.room.ines, now=self.room.now)

    @invariant()
    def ledger_and_roster_reconcile_by_name(self) -> None:
        if not getattr(self, "announcement", None):
            return
        assert self.announcement is not None
        page = self.room.ledger(self.announcement, limit=1000)
        names = [row.name for row in page.rows]
        assert sorted(names) == sorted(self.listed)
        assert len(names) == len(set(names)) == page.counts.total
        unlisted = {one.name for one in page.newcomers} - set(names)
        assert self.meant() <= self.listed | unlisted
        assert unlisted == self.meant() - self.listed
        self.room.standings(self.announcement)

    @invariant()
    def nobody_has_it_twice_and_whoever_has_it_is_said_to(self) -> None:
        if not getattr(self, "announcement", None):
            return
        assert self.announcement is not None
        rows = self.room.ledger(self.announcement, limit=1000).rows
        sent = Counter(row.line.person_id for row in rows if row.standing is Standing.SENT)
        assert sent == +self.room.has_it
        assert all(row.why_not or row.standing is not Standing.SKIPPED for row in rows)

    def teardown(self) -> None:
        """Once the weather is fair, everybody back and everything retried, whoever is meant has it, once."""
        if not getattr(self, "announcement", None):
            return
        assert self.announcement is not None
        room = self.room
        room.answers.clear()
        for person in self.everybody:
            room.change(person, active=True, user_id=person.user_id or f"U{person.name}")
            mute(room.uow(), False, actor=person)
        if room.state(self.announcement).state is AnnouncementState.PAUSED:
            sending.resume(room.uow(), self.announcement.id, actor=room.ines, now=room.now)
        room.retry(self.announcement)
        self.offer()
        self.let_days_pass()
        room.retry(self.announcement)
        self.let_days_pass()
        standings = room.standings(self.announcement)
        assert {standings[name] for name in self.meant()} <= {Standing.SENT}
        assert Standing.PLANNED not in standings.values()

    def let_days_pass(self) -> None:
        """Over any weekend, and each day at an hour at least at which people work: later is put off to the next."""
        for _ in range(14):
            self.room.pass_time(timedelta(hours=7))
            self.room.deliver()

    def with_an_id_of_ours(self, draft: Announcement) -> Announcement:
        """The order in which deliveries are claimed follows from it, and is to be the same in every run."""
        named = replace(draft, id="A1")
        del self.room.store.announcements["T1", draft.id]
        self.room.store.announcements["T1", named.id] = named
        return named

    def roster(self) -> set[Person]:
        with self.room.uow() as uow:
            ids = {one.person.id for one in uow.people.participants(self.room.cast.programme.id)}
        return {one for one in self.everybody if one.id in ids}

    def meant(self) -> set[str]:
        """The names of everybody whom the audience means by now, from the roster alone."""
        assert self.announcement is not None
        programme = self.room.cast.programme
        with self.room.uow() as uow:
            facts = rules.facts_of(programme, uow.people.pairs(programme.id), self.room.now)
            people = [one for one in uow.people.everybody(programme.id) if one.state is not ParticipationState.LEFT]
        return {one.person.name for one in rules.meant(self.announcement.content.readership, people, facts)}


Reconciliation.TestCase.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
TestReconciliation = Reconciliation.TestCase
