"""Calling several people together: whom an audience means, what is refused, who may, proposing and taking on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from mentoring.errors import (
    AlreadySettled,
    DeadlinePast,
    DeadlineTooLate,
    DurationOutOfRange,
    LinkRefused,
    MayNotHost,
    NobodyInvited,
    NonexistentTime,
    NoSuchCapacity,
    NoSuchDraft,
    NoSuchSession,
    NotACoordinator,
    NotAParticipant,
    NotForSeveral,
    NotInProgramme,
    OnlyForPairs,
    Overlap,
    ProposalExpired,
    ReasonTooLong,
    ReasonWanted,
    Refused,
    TimePast,
    TopicTooLong,
)
from mentoring.gatherings import Audience
from mentoring.intervals import Interval
from mentoring.messages import DeliveryKind
from mentoring.people import Holiday, Participant, Person, Role
from mentoring.services.answers import accept, cancel, decline, expire_proposals
from mentoring.services.gatherings import (
    convene,
    convened,
    discard_gathering,
    gathering_draft,
    gathering_view,
    preview,
    refuse_hosting,
    take_hosting,
    to_host,
)
from mentoring.services.housekeeping import forget_old
from mentoring.services.reads import home
from mentoring.sessions import Attendee, ChangeKind, Rsvp, SessionKind, SessionState
from tests.builders import NOW, a_programme
from tests.fakes import FakeHolidays, FakeSessions
from tests.mentoring.circle import DAY, HOUR, YES, Circle
from tests.mentoring.house import TUESDAY


@pytest.fixture
def circle() -> Circle:
    return Circle()


def names(people: tuple[Person, ...]) -> list[str]:
    return sorted(one.name for one in people)


@pytest.mark.parametrize(
    ("audience", "means"),
    [
        (Audience(everybody=True), ["Awa", "Fatima", "Inès", "Luca", "Mei", "Noor", "Paul"]),
        (Audience(roles=frozenset({Role.MENTOR})), ["Awa"]),
        (Audience(roles=frozenset({Role.MENTOR, Role.COORDINATOR})), ["Awa", "Inès"]),
        (Audience(countries=frozenset({"EG", "IT"})), ["Fatima", "Luca"]),
        (Audience(countries=frozenset({"eg"})), ["Fatima"]),
        (Audience(roles=frozenset({Role.MENTOR}), countries=frozenset({"EG"})), []),
        (Audience(sectors=frozenset({"textile"})), ["Mei"]),
        (Audience(clusters=frozenset({"C2TM"})), ["Mei", "Noor"]),
        (Audience(clusters=frozenset({"C2TM"}), sectors=frozenset({"Textile"})), ["Mei"]),
        (Audience(), []),
    ],
)
def test_audience_means_those_who_fit_all_that_is_said(circle: Circle, audience: Audience, means: list[str]) -> None:
    with circle.uow() as uow:
        mentee = frozenset({Role.MENTEE})
        programme = circle.cast.programme.id
        uow.people.enrol(Participant(programme, circle.mei, mentee, cluster="C2TM", sector="Textile"))
        uow.people.enrol(Participant(programme, circle.noor, mentee, cluster="c2tm", sector="Marble"))
        assert names(audience.among(uow.people.participants(programme))) == means
        named = replace(audience, people=frozenset({circle.paul.id}))
        assert names(named.among(uow.people.participants(programme))) == sorted({*means, "Paul"})
        uow.people.update(replace(circle.paul, active=False))
        assert "Paul" not in names(named.among(uow.people.participants(programme)))


def test_convened_session_is_confirmed_and_its_people_are_invited(circle: Circle) -> None:
    session = circle.convene(capacity=5, answer_by=NOW + DAY, language="fr", channel="C1")
    assert (session.kind, session.state, session.pair_id) == (SessionKind.GROUP, SessionState.CONFIRMED, None)
    assert session.organiser_id == circle.awa.id
    assert session.attendee(circle.awa.id) == Attendee(circle.awa.id, Rsvp.ACCEPTED)
    assert circle.answers(session) == dict.fromkeys(("Luca", "Fatima", "Mei", "Noor", "Paul"), Rsvp.PENDING)
    everybody = ("Awa", "Fatima", "Luca", "Mei", "Noor", "Paul")
    assert circle.told(session) == [(name, ChangeKind.INVITED) for name in everybody]
    assert circle.now(session) == session


def test_session_of_several_has_its_programmes_language_and_a_room(circle: Circle) -> None:
    with circle.uow() as uow:
        policy = replace(circle.cast.programme.booking, link_template="https://meet.example.org/{room}")
        uow.people.update_programme(replace(circle.cast.programme, language="fr", booking=policy))
        uow.commit()
    session = circle.convene()
    assert session.gathering is not None
    assert session.gathering.language == "fr"
    assert session.link.startswith("https://meet.example.org/")
    assert not session.link_typed
    typed = circle.convene(wall=TUESDAY + DAY, link="https://example.org/ours")
    assert (typed.link, typed.link_typed) == ("https://example.org/ours", True)


def test_people_named_by_their_slack_user_are_invited(circle: Circle) -> None:
    session = circle.convene(audience=Audience(), users=("ULUCA", "UFATIMA", "UAWA"))
    assert circle.answers(session) == {"Luca": Rsvp.PENDING, "Fatima": Rsvp.PENDING}
    assert session.gathering is not None
    assert session.gathering.audience.people == {circle.luca.id, circle.fatima.id, circle.awa.id}


@pytest.mark.parametrize(
    ("wanted", "refusal", "field"),
    [
        ({"capacity": 0}, NoSuchCapacity, "capacity"),
        ({"capacity": -1}, NoSuchCapacity, "capacity"),
        ({"answer_by": NOW}, DeadlinePast, "answer_by"),
        ({"answer_by": NOW + 60 * DAY}, DeadlineTooLate, "answer_by"),
        ({"answer_by": NOW, "wall": None}, DeadlinePast, "answer_by"),
        ({"audience": Audience()}, NobodyInvited, "audience"),
        ({"audience": Audience(countries=frozenset({"XX"}))}, NobodyInvited, "audience"),
        ({"audience": Audience(roles=frozenset({Role.MENTOR}))}, NobodyInvited, "audience"),
        ({"users": ("UOMAR",)}, NotInProgramme, "audience"),
        ({"users": ("UNOBODY",)}, NotInProgramme, "audience"),
        ({"topic": "x" * 201}, TopicTooLong, "topic"),
        ({"duration": timedelta(minutes=5)}, DurationOutOfRange, "duration"),
        ({"link": "http://example.org"}, LinkRefused, "link"),
        ({"link": "https://"}, LinkRefused, "link"),
        ({"link": "https://example.org/a b"}, LinkRefused, "link"),
        ({"link": "https://[bad"}, LinkRefused, "link"),
        ({"wall": datetime(2027, 1, 12, 15)}, TimePast, "time"),
        ({"wall": datetime(2027, 3, 28, 2, 30)}, NonexistentTime, "time"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(
    circle: Circle, wanted: dict[str, Any], refusal: type[Refused], field: str
) -> None:
    request = circle.request(**wanted)
    with pytest.raises(refusal) as refused:
        preview(circle.uow(), request, actor=circle.awa, now=NOW, holidays=circle.holidays)
    assert refused.value.field == field
    draft = gathering_draft(circle.uow(), refused.value.facts["draft_id"], actor=circle.awa)
    assert draft.request == request


def test_strangers_are_named_in_the_refusal(circle: Circle) -> None:
    request = circle.request(users=("UOMAR", "UNOBODY"))
    with pytest.raises(NotInProgramme) as refused:
        preview(circle.uow(), request, actor=circle.awa, now=NOW, holidays=circle.holidays)
    facts = refused.value.facts
    assert (facts["names"], facts["users"], facts["programme"]) == (("Omar",), ("UNOBODY",), "Cluster Mentoring")


def test_clash_of_the_host_is_refused_with_times_that_would_do(circle: Circle) -> None:
    other = circle.book_pair(TUESDAY, circle.awa, circle.luca)
    with pytest.raises(Overlap) as refused:
        preview(circle.uow(), circle.request(), actor=circle.awa, now=NOW, holidays=circle.holidays)
    assert (refused.value.facts["session"], refused.value.facts["others"]) == (other, ("Luca",))
    assert len(refused.value.facts["choices"]) == 3


def test_preview_shows_who_is_invited_and_who_has_another_session_then(circle: Circle) -> None:
    circle.book_pair(TUESDAY, circle.ines, circle.fatima)
    holidays = FakeHolidays({"EG": [Holiday(TUESDAY.date(), "Police Day")]})
    shown = preview(circle.uow(), circle.request(), actor=circle.awa, now=NOW, holidays=holidays)
    assert names(shown.invited) == ["Fatima", "Luca", "Mei", "Noor", "Paul"]
    assert names(shown.busy) == ["Fatima"]
    assert [one.name for one in shown.rest_days] == ["Police Day"]
    assert (shown.proposed, shown.duration, shown.programme.id) == (False, HOUR, circle.cast.programme.id)
    assert shown.anchor is not None
    assert shown.anchor.wall == TUESDAY


def test_preview_without_a_time_asks_for_one_and_confirm_does_nothing(circle: Circle) -> None:
    shown = preview(circle.uow(), circle.request(wall=None), actor=circle.awa, now=NOW, holidays=circle.holidays)
    assert (shown.anchor, shown.busy, shown.rest_days) == (None, (), ())
    with pytest.raises(NoSuchDraft):
        convene(circle.uow(), shown.draft.id, actor=circle.awa, now=NOW)


def test_second_confirm_changes_nothing(circle: Circle) -> None:
    shown = preview(circle.uow(), circle.request(), actor=circle.awa, now=NOW, holidays=circle.holidays)
    first = convene(circle.uow(), shown.draft.id, actor=circle.awa, now=NOW)
    assert convene(circle.uow(), shown.draft.id, actor=circle.awa, now=NOW + HOUR) == first
    assert home(circle.uow(), actor=circle.luca, now=NOW).upcoming[0].session == first


def test_refused_confirm_may_be_tried_again(circle: Circle) -> None:
    shown = preview(circle.uow(), circle.request(), actor=circle.awa, now=NOW, holidays=circle.holidays)
    other = circle.book_pair(TUESDAY, circle.awa, circle.luca)
    with pytest.raises(Overlap) as refused:
        convene(circle.uow(), shown.draft.id, actor=circle.awa, now=NOW)
    assert refused.value.facts["draft_id"] == shown.draft.id
    cancel(circle.uow(), other.id, reason="", actor=circle.luca, now=NOW)
    assert convene(circle.uow(), shown.draft.id, actor=circle.awa, now=NOW).state is SessionState.CONFIRMED


def test_draft_is_its_makers_alone_and_gone_once_discarded(circle: Circle) -> None:
    shown = preview(circle.uow(), circle.request(), actor=circle.awa, now=NOW, holidays=circle.holidays)
    with pytest.raises(NoSuchDraft):
        convene(circle.uow(), shown.draft.id, actor=circle.ines, now=NOW)
    with pytest.raises(NoSuchDraft):
        discard_gathering(circle.uow(), shown.draft.id, actor=circle.ines)
    discard_gathering(circle.uow(), shown.draft.id, actor=circle.awa)
    with pytest.raises(NoSuchDraft):
        convene(circle.uow(), shown.draft.id, actor=circle.awa, now=NOW)


def test_old_drafts_are_forgotten(circle: Circle) -> None:
    shown = preview(circle.uow(), circle.request(), actor=circle.awa, now=NOW, holidays=circle.holidays)
    assert forget_old(circle.uow(), now=NOW + 31 * DAY) == 1
    with pytest.raises(NoSuchDraft):
        gathering_draft(circle.uow(), shown.draft.id, actor=circle.awa)


def test_stranger_calls_nobody_together(circle: Circle) -> None:
    with pytest.raises(NotAParticipant) as refused:
        circle.convene(circle.omar)
    assert [one.name for one in refused.value.facts["coordinators"]] == ["Inès"]
    with pytest.raises(NotAParticipant):
        circle.convene(programme_id=99)


@pytest.mark.parametrize("name", ["awa", "luca"])
def test_joint_meeting_is_for_coordinators_to_call(circle: Circle, name: str) -> None:
    with pytest.raises(NotACoordinator):
        circle.convene(getattr(circle, name), joint=True)


def test_joint_meeting_is_for_the_whole_programme(circle: Circle) -> None:
    session = circle.joint(compulsory=True, capacity=3, audience=Audience())
    assert (session.kind, session.organiser_id) == (SessionKind.JOINT, circle.ines.id)
    assert set(circle.answers(session)) == {"Awa", "Luca", "Fatima", "Mei", "Noor", "Paul"}
    assert session.gathering is not None
    assert (session.gathering.compulsory, session.gathering.capacity) == (True, None)


def test_newest_programme_in_which_one_may_host_is_meant(circle: Circle) -> None:
    with circle.uow() as uow:
        newer = uow.people.add_programme(a_programme(name="Academy", starts_on=circle.cast.programme.starts_on))
        for person, role in ((circle.awa, Role.MENTEE), (circle.ines, Role.MENTOR), (circle.omar, Role.MENTEE)):
            uow.people.enrol(Participant(newer.id, person, frozenset({role})))
        uow.commit()
    everybody = Audience(everybody=True)
    assert circle.convene(audience=everybody).programme_id == circle.cast.programme.id
    assert circle.convene(circle.ines, audience=everybody).programme_id == newer.id
    chosen = circle.convene(wall=TUESDAY + DAY, audience=everybody, programme_id=newer.id)
    assert (chosen.programme_id, chosen.state) == (newer.id, SessionState.PROPOSED)


def test_mentees_proposal_awaits_a_host_and_asks_those_who_might(circle: Circle) -> None:
    session = circle.convene(circle.luca, capacity=2)
    assert (session.state, session.organiser_id) == (SessionState.PROPOSED, circle.luca.id)
    assert session.people == session.holders == {circle.luca.id}
    told = [("Awa", ChangeKind.PROPOSED), ("Inès", ChangeKind.PROPOSED), ("Luca", ChangeKind.PROPOSED)]
    assert circle.told(session) == told
    for one in (circle.awa, circle.ines):
        assert [shown.session for shown in to_host(circle.uow(), actor=one, now=NOW)] == [session]
        assert home(circle.uow(), actor=one, now=NOW).to_host[0].session == session
        assert gathering_view(circle.uow(), session.id, actor=one).may_host
    for one in (circle.luca, circle.fatima, circle.omar):
        assert to_host(circle.uow(), actor=one, now=NOW) == ()
    assert gathering_view(circle.uow(), session.id, actor=circle.luca).runs_it
    with pytest.raises(NoSuchSession):
        gathering_view(circle.uow(), session.id, actor=circle.fatima)


def test_taking_the_hosting_confirms_and_invites(circle: Circle) -> None:
    proposed = circle.convene(circle.luca, capacity=2, answer_by=NOW + DAY)
    hosted = take_hosting(circle.uow(), proposed.id, actor=circle.awa, now=NOW + HOUR)
    assert (hosted.state, hosted.organiser_id, hosted.proposal) == (SessionState.CONFIRMED, circle.awa.id, None)
    answers = {"Luca": Rsvp.ACCEPTED} | dict.fromkeys(("Fatima", "Mei", "Noor", "Paul"), Rsvp.PENDING)
    assert circle.answers(hosted) == answers
    invited = [(name, ChangeKind.INVITED) for name in ("Awa", "Fatima", "Mei", "Noor", "Paul")]
    assert circle.told(hosted, after=proposed) == sorted([*invited, ("Luca", ChangeKind.HOSTED)])
    assert take_hosting(circle.uow(), proposed.id, actor=circle.awa, now=NOW + HOUR) == hosted
    with pytest.raises(AlreadySettled):
        take_hosting(circle.uow(), proposed.id, actor=circle.ines, now=NOW + HOUR)
    assert to_host(circle.uow(), actor=circle.ines, now=NOW) == ()


def test_deadline_over_by_the_time_somebody_hosts_is_dropped(circle: Circle) -> None:
    proposed = circle.convene(circle.luca, answer_by=NOW + HOUR)
    hosted = take_hosting(circle.uow(), proposed.id, actor=circle.awa, now=NOW + 2 * HOUR)
    assert hosted.gathering is not None
    assert hosted.gathering.answer_by is None
    assert circle.say(hosted, circle.mei, YES, NOW + 3 * HOUR).rsvp is Rsvp.ACCEPTED


def test_who_has_another_session_then_takes_no_hosting(circle: Circle) -> None:
    proposed = circle.convene(circle.luca)
    circle.book_pair(TUESDAY, circle.awa, circle.paul)
    with pytest.raises(Overlap):
        take_hosting(circle.uow(), proposed.id, actor=circle.awa, now=NOW)
    assert circle.now(proposed) == proposed


def test_mentee_does_not_host_even_what_they_proposed(circle: Circle) -> None:
    proposed = circle.convene(circle.luca)
    with pytest.raises(MayNotHost):
        take_hosting(circle.uow(), proposed.id, actor=circle.luca, now=NOW)
    with pytest.raises(NoSuchSession):
        take_hosting(circle.uow(), proposed.id, actor=circle.fatima, now=NOW)


def test_proposal_that_nobody_hosts_expires(circle: Circle) -> None:
    proposed = circle.convene(circle.luca, wall=datetime(2027, 2, 9, 15))
    assert proposed.proposal is not None
    assert proposed.proposal.expires_at == NOW + 7 * DAY
    with pytest.raises(ProposalExpired):
        take_hosting(circle.uow(), proposed.id, actor=circle.awa, now=NOW + 7 * DAY)
    assert expire_proposals(circle.uow(), now=NOW + 7 * DAY) == 1
    assert circle.now(proposed).state is SessionState.EXPIRED
    assert circle.told(proposed, after=proposed) == [("Luca", ChangeKind.EXPIRED)]
    with pytest.raises(AlreadySettled):
        take_hosting(circle.uow(), proposed.id, actor=circle.ines, now=NOW + 7 * DAY)


def test_proposal_that_somebody_hosts_at_the_last_moment_does_not_expire(
    circle: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed = circle.convene(circle.luca, wall=datetime(2027, 2, 9, 15))
    hosted = take_hosting(circle.uow(), proposed.id, actor=circle.awa, now=NOW)
    monkeypatch.setattr(FakeSessions, "expiring", lambda _sessions, _now: [proposed])
    expire_proposals(circle.uow(), now=NOW + 7 * DAY)
    assert circle.now(proposed) == hosted


def test_coordinator_declines_a_proposal_with_a_reason(circle: Circle) -> None:
    proposed = circle.convene(circle.luca)
    decline_it = {"actor": circle.ines, "now": NOW}
    with pytest.raises(ReasonWanted):
        refuse_hosting(circle.uow(), proposed.id, reason=" ", **decline_it)
    with pytest.raises(ReasonTooLong):
        refuse_hosting(circle.uow(), proposed.id, reason="x" * 501, **decline_it)
    with pytest.raises(NotACoordinator):
        refuse_hosting(circle.uow(), proposed.id, reason="No", actor=circle.awa, now=NOW)
    declined = refuse_hosting(circle.uow(), proposed.id, reason="Kick-off is that day", **decline_it)
    assert (declined.state, declined.reason) == (SessionState.DECLINED, "Kick-off is that day")
    assert circle.told(declined, after=proposed) == [("Luca", ChangeKind.DECLINED)]
    assert refuse_hosting(circle.uow(), proposed.id, reason="Again", **decline_it) == declined
    hosted = take_hosting(circle.uow(), circle.convene(circle.luca, wall=TUESDAY + DAY).id, actor=circle.awa, now=NOW)
    with pytest.raises(AlreadySettled):
        refuse_hosting(circle.uow(), hosted.id, reason="Too late", **decline_it)


def test_view_is_for_the_invited_and_coordinators(circle: Circle) -> None:
    session = circle.convene(audience=Audience(people=frozenset({circle.luca.id})))
    seen = {
        name: (view.runs_it, view.may_host, view.decides_absences)
        for name in ("awa", "luca", "ines")
        if (view := gathering_view(circle.uow(), session.id, actor=getattr(circle, name)))
    }
    assert seen == {
        "awa": (True, False, False),
        "luca": (False, False, False),
        "ines": (True, False, False),
    }
    for one in (circle.fatima, circle.omar):
        with pytest.raises(NoSuchSession):
            gathering_view(circle.uow(), session.id, actor=one)
    with pytest.raises(NotForSeveral):
        gathering_view(circle.uow(), circle.book(TUESDAY + DAY).id, actor=circle.luca)
    with pytest.raises(NoSuchSession):
        gathering_view(circle.uow(), "none", actor=circle.awa)


def test_what_is_for_pairs_leaves_sessions_of_several_alone(circle: Circle) -> None:
    session = circle.convene()
    circle.say(session, circle.luca, YES)
    kept = circle.now(session)
    for act in (
        lambda: accept(circle.uow(), session.id, kept.revision, actor=circle.luca, now=NOW),
        lambda: decline(circle.uow(), session.id, kept.revision, reason="", actor=circle.luca, now=NOW),
        lambda: cancel(circle.uow(), session.id, reason="", actor=circle.luca, now=NOW),
        lambda: circle.ask(circle.luca, session_id=session.id, wall=TUESDAY + DAY),
    ):
        with pytest.raises(OnlyForPairs):
            act()
    assert circle.now(session) == kept


def test_joint_meetings_stand_on_everybodys_home_the_kick_off_first(circle: Circle) -> None:
    later = circle.joint(wall=datetime(2027, 4, 20, 15), topic="Mid-term")
    first = circle.joint(topic="Kick-off")
    for one in (circle.awa, circle.luca, circle.ines):
        assert on_home(circle, one, NOW) == [first.id, later.id]
    assert on_home(circle, circle.luca, first.when.end + DAY) == [first.id, later.id]
    assert on_home(circle, circle.omar, NOW) == []


def on_home(circle: Circle, person: Person, now: datetime) -> list[str]:
    """Ids of the joint meetings on somebody's Home, in their order there."""
    return [one.id for one in home(circle.uow(), actor=person, now=now).joint_meetings]


def test_public_card_is_posted_once_and_redrawn_with_each_change(circle: Circle) -> None:
    session = circle.convene(channel="C1")
    for one in (circle.luca, circle.mei):
        circle.say(session, one, YES)
    with circle.uow() as uow:
        public = [one for one in uow.deliveries.of_session(session.id) if one.recipient_id == circle.awa.id]
    posts = [one for one in public if one.kind is DeliveryKind.PUBLIC_CARD]
    assert [(one.channel_id, one.change) for one in posts] == [("C1", ChangeKind.INVITED)]
    redraws = [one.session_revision for one in public if one.kind is DeliveryKind.PUBLIC_REDRAW]
    assert redraws == [1, 2, 3]


def test_proposal_is_not_posted_in_the_channel_before_it_is_hosted(circle: Circle) -> None:
    proposed = circle.convene(circle.luca, channel="C1")
    public = {DeliveryKind.PUBLIC_CARD}
    assert not [one for one in circle.about(proposed) if one.kind in public]
    take_hosting(circle.uow(), proposed.id, actor=circle.awa, now=NOW)
    assert [one.recipient_id for one in circle.about(proposed) if one.kind in public] == [circle.awa.id]


def test_time_that_a_circle_holds_is_clear_of_the_slot_finder(circle: Circle) -> None:
    session = circle.convene()
    circle.say(session, circle.luca, YES)
    with circle.uow() as uow:
        wanted = Interval(session.when.start, session.when.end)
        assert [one.id for one in uow.sessions.holding([circle.luca.id], wanted)] == [session.id]
    with pytest.raises(Overlap) as refused:
        circle.ask(circle.luca, wall=TUESDAY)
    assert refused.value.facts["session"].id == session.id


def test_partner_invited_to_a_circle_without_a_place_may_be_booked(circle: Circle) -> None:
    session = circle.convene(circle.ines, audience=Audience(people=frozenset({circle.luca.id, circle.awa.id})))
    assert circle.book().state is SessionState.PROPOSED
    with pytest.raises(Overlap):
        circle.say(session, circle.luca, YES)


def test_convened_within_anothers_transaction_names_a_time(circle: Circle) -> None:
    with circle.uow() as uow, pytest.raises(NoSuchDraft):
        convened(uow, circle.request(wall=None), actor=circle.awa, now=NOW)
