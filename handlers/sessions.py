"""Sessions: listing them, answering a proposal, calling one off. Moving one is booking it anew: handlers/booking.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers import parsing
from handlers.answers import Surface
from handlers.home import show_home
from handlers.ids import Action, Block, Form, any_of
from handlers.listeners import Listeners
from handlers.views import sessions as views
from handlers.visit import Visit
from mentoring.errors import AlreadySettled
from mentoring.services import answers
from mentoring.sessions import Session

Button = Mapping[str, Any]
View = Mapping[str, Any]


async def on_sessions_asked(visit: Visit) -> None:
    """`/mentor sessions`, and the button: what awaits an answer, what is to come, what is past."""
    await visit.reply.privately(views.sessions_list(visit.t, await visit.overview(), visit.now))


async def on_session_shown(action: Button, visit: Visit) -> None:
    """Show: the session as it now is."""
    session_id, _ = parsing.session_and_revision(action["value"])
    details = await visit.details(session_id)
    await visit.reply.privately(views.session_card(visit.t, details, visit.actor, visit.now))


async def on_session_joined(visit: Visit) -> None:
    """Slack itself opened the link; there is nothing to say."""
    await visit.reply.done()


async def on_session_accepted(action: Button, visit: Visit) -> None:
    """Accept: the session is confirmed at the time that the button's revision proposed."""
    session_id, revision = parsing.session_and_revision(action["value"])
    session = await visit.run(answers.accept, session_id, revision, actor=visit.actor, now=visit.now)
    if visit.reply.surface is Surface.HOME:
        await show_home(visit)
    else:
        await _show(session, visit)


async def open_decline_form(action: Button, visit: Visit) -> None:
    """Decline: asks for a reason; a button of an earlier proposal is told how things now stand."""
    session_id, revision = parsing.session_and_revision(action["value"])
    details = await visit.details(session_id)
    if details.session.revision != revision:
        raise AlreadySettled(session=details.session)
    longest = details.programme.booking.longest_reason
    await visit.reply.next_form(views.decline_form(visit.t, details.session, longest))


async def on_decline_submitted(view: View, visit: Visit) -> None:
    """Say no to the proposed time, with the reason if one was given."""
    about, reason = parsing.metadata_of(view), parsing.values_of(view).get(Block.REASON) or ""
    session = await visit.run(
        answers.decline, about["session"], about["revision"], reason=reason, actor=visit.actor, now=visit.now
    )
    await _show(session, visit)


async def open_cancel_form(action: Button, visit: Visit) -> None:
    """Cancel: shows what would be called off, and asks for a reason."""
    session_id, _ = parsing.session_and_revision(action["value"])
    details = await visit.details(session_id)
    await visit.reply.next_form(views.cancel_form(visit.t, details, visit.actor))


async def on_cancel_submitted(view: View, visit: Visit) -> None:
    """Call the session off."""
    about, reason = parsing.metadata_of(view), parsing.values_of(view).get(Block.REASON) or ""
    session = await visit.run(answers.cancel, about["session"], reason=reason, actor=visit.actor, now=visit.now)
    await _show(session, visit)


async def _show(session: Session, visit: Visit) -> None:
    """The session as it now is, in the place of what was acted on; its other cards follow by themselves."""
    details = await visit.details(session.id)
    await visit.reply.in_place(views.session_card(visit.t, details, visit.actor, visit.now))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.HOME_SESSIONS)(on_sessions_asked)
    app.action(any_of(Action.SESSION_SHOW))(on_session_shown)
    app.action(Action.SESSION_JOIN)(on_session_joined)
    app.action(Action.SESSION_ACCEPT)(on_session_accepted)
    app.action(Action.SESSION_DECLINE)(open_decline_form)
    app.view(Form.SESSION_DECLINE)(on_decline_submitted)
    app.action(Action.SESSION_CANCEL)(open_cancel_form)
    app.view(Form.SESSION_CANCEL)(on_cancel_submitted)
