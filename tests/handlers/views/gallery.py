"""Every view of the bot in every state, for both people of a session and an onlooker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from handlers.i18n import Translator
from handlers.ids import Action
from handlers.views import (
    begun_forms,
    booking,
    calendars,
    digests,
    errors,
    help,  # noqa: A004 - a module of ours
    home,
    hours,
    links,
    messages,
    polls,
    profile,
    reminder_settings,
    reminders,
    roster,
    sessions,
    upcoming,
)
from handlers.views.blocks import Message
from handlers.when.availability import Unclear
from mentoring.calendars import CalendarAddress
from mentoring.clocks import Anchor
from mentoring.intervals import Interval
from mentoring.messages import ABOUT_A_SESSION, DeliveryKind
from mentoring.notes import Note, Visibility
from mentoring.people import Participant, Person, Profile, Programme, Role, RosterProblem, RosterReport
from mentoring.polls import Ballot, FoundHours, Hour, Obstacle, Poll, PollDetails, PollState, Vote
from mentoring.progress import Ahead, Digest, Milestone, Progress, QuietPair, ToSay
from mentoring.reminders import Lead, ReminderPolicy, ReminderWishes
from mentoring.sessions import (
    Change,
    ChangeKind,
    Details,
    Overview,
    Proposal,
    ReadBack,
    RestDay,
    Rsvp,
    Session,
    SessionState,
    Who,
)
from mentoring.weeks import week_of
from tests.builders import NOW, a_draft, a_person, a_programme, a_session
from tests.handlers.views.action_gallery import action_drawings
from tests.handlers.views.announcement_gallery import announcement_drawings
from tests.handlers.views.arrival_gallery import arrival_drawings
from tests.handlers.views.attendance_gallery import attendance_drawings
from tests.handlers.views.gathering_gallery import Circle, gathering_gallery
from tests.handlers.views.gathering_series_gallery import gathering_series_gallery
from tests.handlers.views.leaving_gallery import leaving_drawings
from tests.handlers.views.note_gallery import note_drawings
from tests.handlers.views.oversight_gallery import oversight_drawings
from tests.handlers.views.pairing_gallery import pairing_drawings
from tests.handlers.views.portfolio_gallery import portfolio_drawings
from tests.handlers.views.programme_gallery import programme_drawings

FEED = "https://example.org/calendar/" + "x" * 32 + ".ics"
Drawing = Message | dict[str, Any]
LATER = Anchor(datetime(2027, 1, 28, 23, 30), "Europe/Paris")
SLOTS = tuple(Interval(NOW + timedelta(days=days), NOW + timedelta(days=days, hours=1)) for days in (1, 2, 3, 8, 9))
REST_DAYS = (
    RestDay("EG", "2027-01-25", "January 25th Revolution and National Police Day", expected=False),
    RestDay("PS", "2027-03-10", "Eid al-Fitr (estimated)", expected=True),
)
PROBLEM_CODES = (*roster.PROBLEMS, "something_new")


@dataclass(frozen=True)
class Texts:
    """What people typed."""

    mentor: str = "Awa"
    mentee: str = "Luca"
    topic: str = "Export markets"
    reason: str = "A customer visits that day"
    note: str = "We agreed on three cooperatives to call"
    programme: str = "Cluster Mentoring"


ORDINARY = Texts()
LONG = Texts("A" * 255, "Maximiliano " * 20, "t" * 200, "r " * 250, "n " * 4000, "p" * 200)
HOSTILE = Texts(
    "<!channel> & *Awa*",
    "<@U1|you> " * 12,
    "<https://evil.example|click> `x`\n\n> y",
    "&" * 500,
    "<&>" * 300,
    "_<!here>_",
)
ARABIC = Texts(
    "آمنة بنت عبد الله", "لوكا", "استراتيجية التصدير", "زيارة عميل في ذلك اليوم", "اتفقنا على ثلاثة", "الإرشاد"
)


@dataclass(frozen=True)
class Scene:
    """The people of a session and what they typed."""

    texts: Texts = ORDINARY

    @property
    def awa(self) -> Person:
        return replace(a_person("Awa"), name=self.texts.mentor)

    @property
    def luca(self) -> Person:
        return replace(a_person("Luca"), name=self.texts.mentee, zone="Africa/Cairo", city="Cairo", country="EG")

    @property
    def ines(self) -> Person:
        return replace(a_person("Inès"), name=self.texts.mentor)

    @property
    def programme(self) -> Programme:
        return a_programme(name=self.texts.programme)

    def details(self, session: Session, *history: Change) -> Details:
        notes = (
            Note(1, session.id, 1, self.texts.note, NOW),
            Note(2, session.id, 2, self.texts.note, NOW, Visibility.AUTHOR),
        )
        return Details(session, self.programme, {1: self.awa, 2: self.luca}, history, notes)

    def read_back(self, **changes: Any) -> ReadBack:
        draft = a_draft(topic=self.texts.topic)
        return replace(ReadBack(draft, self.programme, self.awa, self.luca), **changes)

    def overview(
        self, person: Person, *, held: int = 1, partners: bool = True, roles: set[Role] | None = None
    ) -> Overview:
        mine = Participant(1, person, frozenset(roles or {Role.MENTOR}))
        some = [
            self.details(replace(states(self.texts)[name], id=f"{name}{n}"))
            for n in range(held)
            for name in ("move", "own")
        ]
        return Overview(
            person=person,
            participations=(mine,),
            programmes=(self.programme,),
            partners=(self.luca,) if partners else (),
            awaiting=tuple(some[::2]),
            upcoming=tuple(some[1::2]) + tuple(self.details(a_session(id=f"S{n}")) for n in range(held)),
            past=tuple(self.details(a_session(id=f"P{n}", wall="2027-01-05 15:00")) for n in range(held)),
        )


def states(texts: Texts) -> dict[str, Session]:
    """A session in every state that a card knows; Awa, who organises, is 1 and Luca 2."""
    hour, until = timedelta(hours=1), NOW + timedelta(days=3)
    proposed = a_session(state=SessionState.PROPOSED, topic=texts.topic)
    confirmed = a_session(topic=texts.topic, link="https://meet.example.org/awa-luca")
    return {
        "proposed": proposed,
        "own": replace(proposed, proposal=Proposal(proposed.anchor, hour, 1, until)),
        "countered": replace(proposed, anchor=LATER, proposal=Proposal(LATER, hour, 2, until)),
        "confirmed": confirmed,
        "move": replace(confirmed, proposal=Proposal(LATER, hour, 2, until)),
        "own_move": replace(confirmed, proposal=Proposal(LATER, hour, 1, until)),
        "unanswered": replace(proposed, proposal=Proposal(proposed.anchor, hour, 1, NOW - hour)),
        "declined": replace(proposed, state=SessionState.DECLINED, proposal=None, closed_by=2, reason=texts.reason),
        "cancelled": replace(confirmed, state=SessionState.CANCELLED, closed_by=1, reason=texts.reason),
        "cancelled_by_nobody": replace(confirmed, state=SessionState.CANCELLED),
        "expired": replace(proposed, state=SessionState.EXPIRED, proposal=None),
        "under_way": replace(confirmed, anchor=Anchor(datetime(2027, 1, 18, 8, 30), "Europe/Paris")),
        "over": replace(confirmed, anchor=Anchor(datetime(2027, 1, 11, 15, 0), "Europe/Paris")),
        "no_topic": replace(
            confirmed, topic="", link="", attendees=tuple(replace(a, rsvp=Rsvp.TENTATIVE) for a in confirmed.attendees)
        ),
    }


def gallery(t: Translator, texts: Texts) -> Iterator[tuple[str, Drawing]]:
    """Name and drawing of every view."""
    scene = Scene(texts)
    yield from _cards(t, scene)
    yield from _news(t, scene)
    yield from _bookings(t, scene)
    yield from _overviews(t, scene)
    yield from _rest(t, scene)
    yield from _reminders(t, scene)
    yield from _programme_news(t, scene)
    yield from _reminder_settings(t, scene)
    yield from _profiles(t, scene)
    yield from _links(t, scene)
    yield from _calendars(t, scene)
    yield from attendance_drawings(t, scene)
    circle = Circle(texts.topic, texts.reason, texts.mentee, texts.programme)
    yield from gathering_gallery(t, circle)
    yield from gathering_series_gallery(t, circle)
    yield from action_drawings(t, scene)
    yield from leaving_drawings(t, scene)
    yield from pairing_drawings(t, scene)
    yield from note_drawings(t, scene)
    yield from oversight_drawings(t, scene)
    yield from arrival_drawings(t, scene)
    yield from portfolio_drawings(t, scene)
    yield from announcement_drawings(t, scene)
    yield from programme_drawings(t, (scene.awa, scene.luca, scene.ines), texts.note, texts.programme)
    yield from _hours(t, scene)
    yield from _polls(t, scene)


def _cards(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    for name, session in states(scene.texts).items():
        kind = ChangeKind.COUNTERED if name == "countered" else ChangeKind.PROPOSED
        change = Change(session.id, 1, kind, 2, NOW, after=session.anchor)
        details = scene.details(session, change)
        for viewer in (scene.awa, scene.luca, scene.ines):
            yield f"card {name} for {viewer.id}", sessions.session_card(t, details, viewer, NOW)
        yield f"decline {name}", sessions.decline_form(t, session)
        yield f"cancel {name}", sessions.cancel_form(t, details, scene.awa)
        yield f"booked {name}", booking.booked(t, details, scene.awa, NOW)


def _news(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    session = states(scene.texts)["confirmed"]
    for kind in (*messages.BY_ANOTHER, *messages.BY_NOBODY):
        for by in (1, 2, None):
            told = Change(session.id, 1, kind, by, NOW, LATER, session.anchor, scene.texts.reason)
            drawn = messages.news(t, kind, scene.details(session, told), scene.luca, NOW)
            yield f"news {kind} by {by}", drawn


def _bookings(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    timed = scene.read_back()
    open_ = replace(timed.draft, anchor=None, choices=tuple(slot.start for slot in SLOTS))
    read_backs = {
        "timed": timed,
        "moving": replace(timed, moving=a_session()),
        "countering": replace(timed, moving=a_session(state=SessionState.PROPOSED)),
        "slots": replace(timed, draft=open_, slots=SLOTS, rest_days=REST_DAYS),
        "readings": replace(timed, draft=open_),
        "no slots": replace(timed, draft=replace(open_, choices=())),
    }
    for name, rb in read_backs.items():
        yield f"read back {name}", booking.read_back(t, rb)
        yield f"read back form {name}", booking.read_back_form(t, rb)
        yield (
            f"booking form {name}",
            booking.booking_form(
                t, booker=scene.awa, partners=[scene.luca], draft=rb.draft, moving=rb.moving, suggested=rb
            ),
        )
    many = [replace(scene.luca, id=n) for n in range(2, 6)]
    yield "booking form of many", booking.booking_form(t, booker=scene.awa, partners=many)
    filled = {"with_whom": "3", "date": "2027-01-26", "time": "15:00", "duration": "40", "topic": scene.texts.topic}
    yield "booking form filled", booking.booking_form(t, booker=scene.awa, partners=many, values=filled)
    held = {"topic": {"value": {"type": "plain_text_input", "value": scene.texts.topic}}}
    empty = booking.booking_form(t, booker=scene.awa, partners=many)
    yield "booking form taken up", begun_forms.taken_up(t, empty, held)
    yield "booking form let go of", begun_forms.let_go_view(t, Action.BOOKING_OPEN, "")
    for draft_id in ("D1", None):
        yield (
            f"refused booking {draft_id}",
            booking.refused_booking(
                t,
                t("Which time do you mean?"),
                reader=scene.awa,
                partner=scene.luca,
                draft_id=draft_id,
                choices=[slot.start for slot in SLOTS],
            ),
        )
    yield "discarded", booking.discarded(t)


def _overviews(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    roles = {Role.MENTOR, Role.COORDINATOR}
    overviews = {
        "ordinary": scene.overview(scene.awa),
        "crowded": scene.overview(scene.awa, held=60, roles=roles),
        "empty": scene.overview(scene.awa, held=0),
        "unpaired": scene.overview(scene.awa, held=0, partners=False),
        "coordinator": scene.overview(scene.ines, held=0, partners=False, roles={Role.COORDINATOR}),
        "only past": replace(scene.overview(scene.awa), awaiting=(), upcoming=()),
    }
    for name, overview in overviews.items():
        yield f"home {name}", home.home_tab(t, overview, NOW)
        yield f"list {name}", sessions.sessions_list(t, overview, NOW)
        yield f"now {name}", help.what_now(t, overview, NOW)
        for days in (-30, 400):
            yield f"home {name} {days} days on", home.home_tab(t, overview, NOW + timedelta(days=days))


def _upcoming(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    session = states(scene.texts)["confirmed"]
    said = [
        ToSay(kind, NOW + timedelta(hours=5 * number), recipient, *about)
        for number, kind in enumerate(upcoming.KINDS)
        for recipient, about in ((scene.awa, (session, (scene.luca,))), (scene.ines, ()))
    ]
    pages = {"empty": (), "one": said[:1], "full": (said * 3)[:25]}
    for name, shown in pages.items():
        for page, of in ((0, 1), (1, 3)):
            ahead = Ahead(tuple(shown), len(shown) * of, page, of, NOW + timedelta(days=7))
            yield f"upcoming {name} {page}", upcoming.upcoming_view(t, ahead)


def _rest(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    coordinators = (scene.ines, replace(scene.ines, user_id=None))
    for role in Role:
        who = Who(scene.awa, (Participant(1, scene.awa, frozenset({role})),), (scene.programme,), coordinators)
        yield f"help {role}", help.help_message(t, who)
        yield f"unknown verb {role}", help.unknown_verb(t, scene.texts.topic, who)
    yield "stranger", help.help_message(t, Who(None, (), (), coordinators))
    yield "stranger without coordinator", help.stranger(t, ())
    yield "stranger home", home.stranger_home(t, coordinators)
    yield "roster form", roster.roster_form(t, scene.programme)
    problems = tuple(RosterProblem(n, code, "email", scene.texts.topic) for n, code in enumerate(PROBLEM_CODES * 9))
    yield "roster report", roster.roster_report(t, RosterReport(1, 2, 0, 1, 3, problems))
    yield "roster report clean", roster.roster_report(t, RosterReport(26, 0, 0, 13, 26))
    yield "roster refused", roster.roster_refused(t, t("The file is empty."), problems)
    yield from _upcoming(t, scene)
    yield "notice", errors.notice(t("Nothing was booked."))
    yield "breakage", errors.breakage(t, "7F3A")


def _reminders(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    session = states(scene.texts)["confirmed"]
    before = session.when.start - timedelta(days=30, hours=1)
    for kind in ABOUT_A_SESSION:
        for reader in (scene.awa, scene.luca):
            details = scene.details(session)
            for days in (0, 1, 2, 9):
                now = session.when.start - timedelta(days=days, minutes=5)
                shown = before if kind is DeliveryKind.CLOCK_CHANGE else None
                drawn = reminders.reminder(t, kind, details, reader, now, before=shown)
                yield f"reminder {kind} {days} days ahead for {reader.id}", drawn
    yield (
        "reminder at the start",
        reminders.reminder(t, DeliveryKind.STARTING, scene.details(session), scene.luca, session.when.start),
    )


def _programme_news(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    since = NOW.date() - timedelta(days=40)
    yield "nudge", reminders.nudge(t, (QuietPair((scene.luca,), since),))
    yield "nudge of many", reminders.nudge(t, (QuietPair((scene.luca,), since),) * 30)
    weeks = {
        "empty": Digest(scene.programme, 0, 0, 0),
        "ordinary": Digest(scene.programme, 1, 2, 1, (scene.luca,)),
        "crowded": Digest(scene.programme, 11, 100, 7, (scene.luca,) * 60),
    }
    for name, digest in weeks.items():
        yield f"digest {name}", digests.digest(t, digest, scene.ines, NOW)
    session = states(scene.texts)["confirmed"]
    for milestone in Milestone:
        for held in (0, 1, 3, 12):
            coming = scene.details(session) if held == 3 else None
            far = Progress(scene.programme, milestone, (scene.luca,), held, timedelta(minutes=50 * held), coming)
            yield f"milestone {milestone} after {held}", reminders.milestone(t, far, scene.awa, NOW)
        unpaired = Progress(scene.programme, milestone, (), 0, timedelta())
        yield f"milestone {milestone} of no pair", reminders.milestone(t, unpaired, scene.ines, NOW)


def _calendars(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    address = CalendarAddress(scene.awa.id, "f" * 64, NOW)
    yield "calendar form", calendars.calendar_form(t, scene.awa, None, served=True)
    yield "calendar form, not served", calendars.calendar_form(t, scene.awa, None, served=False)
    yield "calendar form with an address", calendars.calendar_form(t, scene.awa, address, served=True)
    yield "address made", calendars.made_address(t, FEED, "f" * 64)
    yield "address revoked", calendars.revoked_address(t)


def _reminder_settings(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    usual = ReminderPolicy()
    silent = tuple((kind, None) for kind, _ in usual.leads)
    away = NOW.date() + timedelta(days=9)
    people = {
        "usual": scene.awa,
        "silent": replace(scene.awa, wishes=ReminderWishes(silent, away)),
        "other": replace(scene.awa, wishes=ReminderWishes(((DeliveryKind.DAY_BEFORE, Lead(5)),))),
    }
    for name, person in people.items():
        policy = usual.wished(person.wishes)
        for coordinates in (True, False):
            mine = (scene.programme,) if coordinates else ()
            drawn = reminder_settings.reminders_form(t, person, usual, mine, coordinates=coordinates)
            yield f"reminders form {name} {coordinates}", drawn
        yield f"reminder settings {name}", reminder_settings.settings(t, policy, person, NOW)
        overview = replace(scene.overview(person), reminders=policy, reminded_at=NOW + timedelta(days=7))
        yield f"home of {name}", home.home_tab(t, overview, NOW)
    yield (
        "reminders form of a silent programme",
        reminder_settings.reminders_form(t, scene.awa, ReminderPolicy(silent), (), coordinates=False),
    )
    yield "programme form", reminder_settings.programme_form(t, scene.programme)


def _profiles(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    split = ((545, 725), (840, 1125))
    uneven = week_of({0: split, 1: split, 2: split, 4: ((300, 1440),), 6: ((540, 600),)})
    before = Profile.of(scene.awa)
    weeks = {"usual": before.working_week, "uneven": uneven, "one": week_of({3: ((600, 660),)})}
    for name, week in weeks.items():
        after = Profile("ar", "Africa/Cairo", "Cairo", week, NOW.date())
        person = after.given_to(scene.awa)
        yield f"profile form {name}", profile.profile_form(t, person, {"week": scene.texts.topic})
        yield f"profile read back {name}", profile.read_back(t, scene.awa, after)
        yield f"profile read back form {name}", profile.read_back_form(t, scene.awa, after)
        yield f"profile saved {name}", profile.saved(t, person, before)
        yield f"profile undone {name}", profile.undone(t, scene.awa, after)
    yield "profile unchanged", profile.unchanged(t)
    for unclear in Unclear:
        days = [NOW.date()] * 7
        yield f"profile {unclear}", profile.unclear_message(t, unclear, scene.texts.topic, days, scene.texts.note)


def _links(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    details = scene.details(states(scene.texts)["confirmed"])
    yield "link form", links.link_form(t, details, scene.awa)
    alone = replace(details, session=replace(details.session, pair_id=None, link=""))
    yield "link form of no pair", links.link_form(t, alone, scene.awa)
    yield "links of programmes", links.programme_form(t, [scene.programme, replace(scene.programme, id=2)])


def _hours(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    many = tuple(replace(scene.luca, id=n, zone=zone) for n, zone in enumerate(("Africa/Tunis", "Asia/Amman") * 15, 3))
    early = Interval(NOW - timedelta(hours=2), NOW - timedelta(hours=1))
    late = Interval(NOW + timedelta(hours=9), NOW + timedelta(hours=10))
    reasons = dict(zip(range(3, 33), [*Obstacle] * 8, strict=False))
    for name, people in {"two": (scene.awa, scene.luca), "many": (scene.awa, scene.luca, *many)}.items():
        hindered = {key: why for key, why in reasons.items() if name == "many"}
        found = tuple(Hour(when, hindered if when is late else {}, 10) for when in (early, late, *SLOTS[:3]))
        yield f"hours {name}", hours.hours_message(t, FoundHours(scene.programme, people, timedelta(hours=1), found))
    yield "no hours", hours.hours_message(t, FoundHours(scene.programme, (scene.awa,), timedelta(hours=1), ()))
    yield "slots form", hours.slots_form(t)
    yield "slots form filled", hours.slots_form(t, {"when": scene.texts.topic, "people": "ULUCA", "duration": "45"})


def _polls(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    starts = tuple(slot.start for slot in SLOTS)
    yield (
        "poll form",
        polls.poll_form(
            t, host=scene.awa, people=[scene.luca] * 30, starts=starts, duration=timedelta(hours=1), now=NOW
        ),
    )
    people = {1: scene.awa, **{n: replace(scene.luca, id=n) for n in range(2, 22)}}
    votes = ((None,) * 5, (Vote.YES,) * 5, (Vote.MAYBE, Vote.NO, None, Vote.YES, Vote.NO))
    ballots = tuple(Ballot(n, votes[n % 3]) for n in range(2, 22))
    open_ = Poll("P1", 1, 1, scene.texts.topic, timedelta(hours=1), starts, ballots, NOW, NOW + timedelta(hours=20))
    states_ = {
        "open": open_,
        "answered": replace(open_, ballots=(Ballot(2, votes[1]),), topic=""),
        "booked": replace(open_, state=PollState.BOOKED, chosen=1),
        "closed": replace(open_, state=PollState.CLOSED),
        "expired": replace(open_, state=PollState.EXPIRED),
    }
    for name, poll in states_.items():
        details = PollDetails(poll, scene.programme, people)
        yield f"poll sent {name}", polls.sent(t, details)
        for viewer in (1, 2, 3):
            yield f"poll {name} for {viewer}", polls.poll_message(t, details, people[viewer], NOW)
            yield f"poll result {name} for {viewer}", polls.poll_result(t, details, people[viewer], NOW)
