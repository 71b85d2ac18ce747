"""Every view of a session of several in every state, for whoever may see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from handlers.i18n import Translator
from handlers.views import gathering_forms, gathering_news, gatherings, home, hosting, reminders, sessions
from handlers.views.blocks import Message
from mentoring.circles import GatheringPreview, GatheringView, Invitable, MovePreview
from mentoring.clocks import Anchor
from mentoring.gatherings import Absence, AbsenceState, Audience, Gathering, GatheringDraft, GatheringRequest
from mentoring.messages import ABOUT_A_SESSION, DeliveryKind
from mentoring.people import Participant, Person, Role
from mentoring.sessions import (
    Attendee,
    Change,
    ChangeKind,
    Details,
    Overview,
    Proposal,
    RestDay,
    Rsvp,
    Session,
    SessionKind,
    SessionState,
)
from tests.builders import NOW, a_person, a_programme, a_session, an_anchor

Drawing = Message | dict[str, Any]
UNTIL = NOW + timedelta(days=3)
ANSWERS = tuple(Rsvp)


@dataclass(frozen=True)
class Circle:
    """Awa hosts, Luca and others are invited, Inès coordinates; what people typed comes from outside."""

    topic: str = "Digital exports"
    reason: str = "A customer visits that day"
    name: str = "Luca"
    programme_name: str = "Cluster Mentoring"
    others: int = 4

    @property
    def host(self) -> Person:
        return replace(a_person("Awa"), name=self.name)

    @property
    def luca(self) -> Person:
        return replace(a_person("Luca"), name=self.name)

    @property
    def ines(self) -> Person:
        return replace(a_person("Inès"), name=self.name)

    @property
    def crowd(self) -> tuple[Person, ...]:
        return tuple(
            replace(a_person("Fatima"), id=100 + n, name=self.name, user_id=f"U{n}") for n in range(self.others)
        )

    def session(self, mine: Rsvp = Rsvp.PENDING, **changes: Any) -> Session:
        """The session with Luca's answer, a day and more ahead, five places, a deadline."""
        gathering = Gathering(language="fr", capacity=5, answer_by=NOW + timedelta(days=2), channel="C1")
        since = NOW if mine in {Rsvp.WAITING, Rsvp.OFFERED} else None
        session = a_session(
            id="G1",
            kind=SessionKind.GROUP,
            topic=self.topic,
            pair_id=None,
            gathering=gathering,
            link="https://meet.example.org/circle",
            attendees=(
                Attendee(1, Rsvp.ACCEPTED),
                Attendee(2, mine, since, UNTIL if mine is Rsvp.OFFERED else None),
                *(Attendee(one.id, ANSWERS[n % len(ANSWERS)]) for n, one in enumerate(self.crowd)),
            ),
        )
        return replace(session, **changes)

    def details(self, session: Session, *history: Change) -> Details:
        people = {one.id: one for one in (self.host, self.luca, *self.crowd)}
        return Details(session, a_programme(name=self.programme_name), people, history)

    def view(self, session: Session, viewer: Person, **changes: Any) -> GatheringView:
        shown = GatheringView(self.details(session), viewer, runs_it=True, may_host=True, decides_absences=True)
        return replace(shown, **changes)

    def states(self) -> dict[str, Session]:
        """The session in every state that a card knows."""
        session = self.session()
        gathering = session.gathering
        assert gathering is not None
        joint = replace(session, kind=SessionKind.JOINT, gathering=replace(gathering, capacity=None))
        proposed = replace(session, state=SessionState.PROPOSED, attendees=(Attendee(1, Rsvp.ACCEPTED),))
        closed = {"proposal": None, "closed_by": 1, "reason": self.reason}
        return {
            **{f"answered {answer}": self.session(answer) for answer in Rsvp},
            "without limit": replace(session, gathering=replace(gathering, capacity=None, answer_by=None)),
            "roomy": replace(session, gathering=replace(gathering, capacity=500)),
            "closed to answers": replace(session, gathering=replace(gathering, answers_closed=True)),
            "late": replace(session, gathering=replace(gathering, late=timedelta(minutes=10))),
            "without topic": replace(session, topic="", link=""),
            "joint": joint,
            "joint compulsory": replace(joint, gathering=replace(gathering, capacity=None, compulsory=True)),
            "proposed": replace(proposed, proposal=Proposal(session.anchor, session.duration, 1, UNTIL)),
            "declined": replace(proposed, state=SessionState.DECLINED, **closed),
            "expired": replace(proposed, state=SessionState.EXPIRED, proposal=None),
            "cancelled": replace(session, state=SessionState.CANCELLED, **closed),
            "soon": replace(session, anchor=an_anchor("2027-01-18 10:00")),
            "under way": replace(session, anchor=an_anchor("2027-01-18 08:30")),
            "over": replace(session, anchor=an_anchor("2027-01-11 15:00")),
        }


def gathering_gallery(t: Translator, circle: Circle) -> Iterator[tuple[str, Drawing]]:
    """Name and drawing of every view."""
    for name, session in circle.states().items():
        yield from _of_session(t, circle, name, session)
    yield from _news(t, circle)
    yield from _absences(t, circle)
    yield from _forms(t, circle)
    yield from _overviews(t, circle)


def _of_session(t: Translator, circle: Circle, name: str, session: Session) -> Iterator[tuple[str, Drawing]]:
    details = circle.details(session)
    for viewer in (circle.host, circle.luca, circle.ines):
        yield f"circle {name} for {viewer.id}", sessions.session_card(t, details, viewer, NOW)
        yield f"cancel circle {name} for {viewer.id}", hosting.cancel_form(t, details, viewer)
    yield f"public {name}", gatherings.public_card(t, details, NOW)
    yield f"menu {name}", hosting.manage_view(t, circle.view(session, circle.host), NOW)
    yield f"shown {name}", hosting.show_view(t, circle.view(session, circle.ines), NOW, may_decline=True)
    yield f"answers {name}", hosting.answers_view(t, details)
    yield f"move {name}", hosting.move_form(t, details, circle.host)
    yield f"places {name}", hosting.places_form(t, details)
    yield f"write {name}", hosting.write_form(t, details, "token")


def _news(t: Translator, circle: Circle) -> Iterator[tuple[str, Drawing]]:
    session = circle.session()
    for kind in ChangeKind:
        for by in (1, 2, None):
            told = Change(session.id, 1, kind, by, NOW, session.anchor, session.anchor, circle.reason, 2)
            for reader in (circle.host, circle.luca, circle.ines):
                details = circle.details(session, told)
                yield f"circle news {kind} by {by} for {reader.id}", gathering_news.news(t, kind, details, reader, NOW)
    told = Change(session.id, 1, ChangeKind.HOST_WROTE, 1, NOW, reason=circle.reason + "\n" + circle.reason)
    for reader in (circle.host, circle.luca):
        yield f"word for {reader.id}", gathering_news.host_word(t, circle.details(session), reader, told)
    for kind in (*ABOUT_A_SESSION, DeliveryKind.ANSWER_WANTED):
        drawn = reminders.reminder(t, kind, circle.details(session), circle.luca, NOW)
        yield f"circle reminder {kind}", drawn


def _absences(t: Translator, circle: Circle) -> Iterator[tuple[str, Drawing]]:
    session = circle.states()["joint"]
    details = circle.details(session)
    asked = Absence(session.id, 2, circle.reason, NOW)
    found = [replace(asked, state=state, decided_by=1, decided_at=NOW, remark=circle.reason) for state in AbsenceState]
    for absence in found:
        for kind in (ChangeKind.ABSENCE_ASKED, ChangeKind.ABSENCE_ACCEPTED, ChangeKind.ABSENCE_REFUSED):
            drawn = gathering_news.absence_news(t, kind, details, circle.luca, NOW, absence=absence)
            yield f"absence {kind} {absence.state}", drawn
        yield f"absence decided {absence.state}", hosting.decided(t, details, absence)
    yield "absences", hosting.absences_view(t, details, found * 30)
    yield "no absences", hosting.absences_view(t, details, ())
    yield "absence form", hosting.absence_form(t, details, circle.luca)
    for accepted in (True, False):
        yield f"decision {accepted}", hosting.decision_form(t, details, 2, accepted=accepted)


def _forms(t: Translator, circle: Circle) -> Iterator[tuple[str, Drawing]]:
    session = circle.session()
    details = circle.details(session)
    names = tuple(f"{n} {circle.topic}"[:140] for n in range(3))
    whom = Invitable(a_programme(), frozenset(Role), ("EG", "PS", "FR"), names, names, hosts=True, coordinates=True)
    request = GatheringRequest(
        "Europe/Paris",
        an_anchor().wall,
        topic=circle.topic,
        duration=timedelta(minutes=40),
        audience=Audience(roles=frozenset(Role), countries=frozenset({"PS", "XX"}), everybody=True),
        users=("ULUCA",),
        language="fr",
        capacity=8,
        answer_by=UNTIL,
        channel="C1",
        link="https://meet.example.org",
        compulsory=True,
    )
    for joint in (False, True):
        for filled in (request, GatheringRequest("UTC")):
            note = circle.reason if filled is request else ""
            for hosts in (True, False):
                form = gathering_forms.gathering_form(
                    t,
                    circle.host,
                    replace(whom, hosts=hosts),
                    gathering_forms.Filled(replace(filled, joint=joint), "2027-01-26", "15:00", note),
                )
                yield f"gathering form {joint} {bool(note)} {hosts}", form
    bare = replace(whom, countries=(), sectors=(), clusters=())
    yield "add people", hosting.add_form(t, details, bare)
    yield "late form", hosting.late_form(t, details)
    yield "remove form", hosting.remove_form(t, details)
    yield "hand over form", hosting.hand_over_form(t, details)
    yield "refuse form", hosting.refuse_form(t, details, circle.ines)
    yield "sent", hosting.sent(t, circle.reason + "\n" + circle.topic)
    yield "done", hosting.done(t, t("Saved."), details, circle.host, NOW)
    moved = MovePreview(session, an_anchor("2027-01-28 15:00"), timedelta(hours=1), (circle.luca,))
    yield "move read back", hosting.move_read_back(t, moved, circle.host)
    choices = [NOW + timedelta(days=days) for days in (1, 2)]
    yield "which time", hosting.which_time(t, t("Saved."), choices, circle.host, session_id="G1", minutes=60)
    yield from _read_backs(t, circle, request)


def _read_backs(t: Translator, circle: Circle, request: GatheringRequest) -> Iterator[tuple[str, Drawing]]:
    anchor = Anchor(an_anchor().wall, "Europe/Paris")
    for number in (0, 1, 12, 250):
        crowd = tuple(replace(circle.luca, id=n, zone=("Africa/Tunis", "Asia/Amman")[n % 2]) for n in range(number))
        preview = GatheringPreview(
            GatheringDraft("D1", 1, replace(request, joint=number == 250), NOW),
            a_programme(),
            circle.host,
            number == 1,
            anchor,
            timedelta(hours=1),
            crowd,
            crowd[:2],
            (RestDay("EG", "2027-01-26", "January 25th Revolution and National Police Day", expected=False),),
        )
        yield f"gathering read back {number}", gathering_forms.read_back(t, preview)
        yield f"gathering read back form {number}", gathering_forms.read_back_form(t, preview)
        yield f"gathering people {number}", gathering_forms.people_view(t, preview, 0)
    choices = [NOW + timedelta(days=days) for days in (1, 2)]
    refused = gathering_forms.refused_gathering(t, t("Saved."), reader=circle.host, draft_id="D1", choices=choices)
    yield "gathering refused", refused
    yield "gathering discarded", gathering_forms.discarded(t)
    for proposed in (True, False):
        yield f"convened {proposed}", gathering_forms.convened(t, 7, proposed=proposed)


def _overviews(t: Translator, circle: Circle) -> Iterator[tuple[str, Drawing]]:
    part = Participant(1, circle.luca, frozenset(Role))
    found = tuple(replace(one, id=f"G{n}") for n, one in enumerate(circle.states().values()))
    details = tuple(circle.details(one) for one in found)
    overview = Overview(
        person=circle.luca,
        participations=(part,),
        programmes=(a_programme(name=circle.programme_name),),
        partners=(),
        awaiting=(),
        upcoming=details * 3,
        past=details,
        joint_meetings=tuple(one for one in found if one.kind is SessionKind.JOINT) * 5,
        to_host=tuple(one for one in details if one.session.state is SessionState.PROPOSED) * 7,
    )
    yield "home of circles", home.home_tab(t, overview, NOW)
    yield "list of circles", sessions.sessions_list(t, overview, NOW)
