"""Where a session stands, in words, and what its viewer may still do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.i18n import N_, Translator
from handlers.ids import Action
from handlers.views.blocks import lines
from handlers.views.people import bare_name, name_of, names_of, others_of, places_of
from mentoring.clocks import Anchor, local
from mentoring.people import Person
from mentoring.sessions import ChangeKind, Details, Proposal, Session, SessionState


@dataclass(frozen=True)
class Choice:
    """A button that a viewer has; ``label`` is a sentence of the catalogue."""

    action: Action
    label: str
    style: str = ""


ACCEPT = Choice(Action.SESSION_ACCEPT, N_("Accept"), "primary")
ACCEPT_MOVE = Choice(Action.SESSION_ACCEPT, N_("Accept the new time"), "primary")
COUNTER = Choice(Action.SESSION_MOVE, N_("Propose another time"))
DECLINE = Choice(Action.SESSION_DECLINE, N_("Decline"))
DECLINE_MOVE = Choice(Action.SESSION_DECLINE, N_("Keep the old time"))
MOVE = Choice(Action.SESSION_MOVE, N_("Move"))
LINK = Choice(Action.SESSION_LINK, N_("Link"))
CANCEL = Choice(Action.SESSION_CANCEL, N_("Cancel session"))
WITHDRAW = Choice(Action.SESSION_CANCEL, N_("Withdraw"))


def shown_anchor(session: Session) -> Anchor:
    """The time a card shows: what is proposed while nothing is agreed, else what was agreed."""
    if session.state is SessionState.PROPOSED and session.proposal:
        return session.proposal.anchor
    return session.anchor


def live_proposal(session: Session, now: datetime) -> Proposal | None:
    """The proposal that can still be answered."""
    proposal = session.proposal
    return proposal if proposal and proposal.expires_at > now else None


def lapsed(session: Session, now: datetime) -> bool:
    """Whether nobody answered a first proposal in time, be it written down yet or not."""
    unanswered = session.state is SessionState.PROPOSED and live_proposal(session, now) is None
    return unanswered or session.state is SessionState.EXPIRED


def choices_of(session: Session, viewer: Person, now: datetime) -> tuple[Choice, ...]:
    """The buttons this viewer has now; none once the session has begun or is closed, none for onlookers."""
    begun = shown_anchor(session).instant <= now
    if viewer.id not in session.people or begun or lapsed(session, now):
        return ()
    awaited = live_proposal(session, now) is not None and session.awaits(viewer.id)
    if session.state is SessionState.PROPOSED:
        return (ACCEPT, COUNTER, DECLINE) if awaited else (MOVE, WITHDRAW)
    if session.state is SessionState.CONFIRMED:
        return (ACCEPT_MOVE, COUNTER, DECLINE_MOVE, CANCEL) if awaited else (MOVE, LINK, CANCEL)
    return ()


def button_label(t: Translator, choice: Choice, details: Details, viewer: Person) -> str:
    """What a screen reader says of a button, so that the same word on two cards is told apart."""
    day = local(shown_anchor(details.session).instant, viewer.zone).date()
    names = t.enumerated([bare_name(person) for person in others_of(details, viewer)])
    return t("{button}: {names}, {day}", button=t(choice.label), names=names, day=t.short_day(day))


def state_of(t: Translator, details: Details, viewer: Person, now: datetime) -> str:
    """One or two sentences of mrkdwn on where the session stands for this viewer."""
    session = details.session
    if lapsed(session, now):
        return t("Nobody answered in time, so this session was not booked.")
    if session.state is SessionState.PROPOSED:
        return _asked(t, details, viewer, now)
    if session.state is SessionState.CONFIRMED:
        return _agreed(t, details, viewer, now)
    return who_closed(t, details, viewer)


def awaited_of(t: Translator, details: Details, viewer: Person, proposal: Proposal) -> str:
    """Whose answer is awaited, and until when on the viewer's clock."""
    until = t.moment(proposal.expires_at, viewer.zone, viewer.city)
    if details.session.awaits(viewer.id):
        return t("Waiting for your answer until {moment}.", moment=until)
    asked = [one for one in others_of(details, viewer) if one.id != proposal.by]
    return t("Waiting for {names} to answer, until {moment}.", names=names_of(t, asked), moment=until)


def _asked(t: Translator, details: Details, viewer: Person, now: datetime) -> str:
    proposal = live_proposal(details.session, now)
    if proposal is None:
        return ""
    awaited = awaited_of(t, details, viewer, proposal)
    if not details.history or details.history[-1].kind is not ChangeKind.COUNTERED:
        return awaited
    return lines(_proposer(t, details, viewer, proposal), awaited)


def _proposer(t: Translator, details: Details, viewer: Person, proposal: Proposal) -> str:
    if proposal.by == viewer.id:
        return t("You proposed this other time.")
    return t("{name} proposes this other time.", name=name_of(t, details.people[proposal.by]))


def _agreed(t: Translator, details: Details, viewer: Person, now: datetime) -> str:
    session = details.session
    if session.when.end <= now:
        return t("This session is over.")
    if session.when.start <= now:
        return t("This session is under way.")
    proposal = live_proposal(session, now)
    return t("Confirmed.") if proposal is None else _move_asked(t, details, viewer, proposal)


def _move_asked(t: Translator, details: Details, viewer: Person, proposal: Proposal) -> str:
    wanted = t.clocks(proposal.anchor.instant, places_of(details, viewer))
    if proposal.by == viewer.id:
        first = t("Confirmed at this time. You propose another: {clocks}.", clocks=wanted)
    else:
        name = name_of(t, details.people[proposal.by])
        first = t("Confirmed at this time. {name} proposes another: {clocks}.", name=name, clocks=wanted)
    return lines(first, awaited_of(t, details, viewer, proposal))


def who_closed(t: Translator, details: Details, viewer: Person) -> str:
    """By whom a session was declined or cancelled."""
    session = details.session
    declined = session.state is SessionState.DECLINED
    closer = details.people.get(session.closed_by) if session.closed_by is not None else None
    if closer is None:
        return t("Declined.") if declined else t("Cancelled.")
    if closer.id == viewer.id:
        return t("You declined this session.") if declined else t("You cancelled this session.")
    name = name_of(t, closer)
    return t("Declined by {name}.", name=name) if declined else t("Cancelled by {name}.", name=name)
