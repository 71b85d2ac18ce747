"""The table of contents of the Slack face: builds the app, and names every file that listens."""

from __future__ import annotations

import copy

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import (
    accounts,
    actions,
    announce,
    announcement_ledger,
    announcements,
    arrivals,
    attendance,
    booking,
    calendars,
    choices,
    clusters,
    collaborations,
    command,
    concerns,
    gathering_following,
    gathering_series,
    gatherings,
    half_filled,
    home,
    hosting,
    hours,
    leavings,
    links,
    note_history,
    notes,
    oversight,
    pairing,
    polls,
    portfolio,
    portraits,
    profile,
    programme,
    programme_coordinators,
    programme_setup,
    reminders,
    roster,
    series,
    sessions,
    talk,
    upcoming,
)
from handlers.afterwards import Afterwards
from handlers.answers import Payload, Reply
from handlers.authorize import Authorize
from handlers.errors import Seam
from handlers.i18n import Catalogues, Translator
from handlers.ids import Form
from handlers.listeners import Listeners
from handlers.middleware import Introduction, Surroundings
from handlers.parsing import Understand, UnderstandAvailability
from handlers.views.blocks import message, section
from handlers.visit import AskWho, RunForTeam
from mentoring.ports import Holidays, Now
from mentoring.services import programmes


def build_app(
    *,
    authorize: Authorize,
    client: AsyncWebClient,
    signing_secret: str,
    catalogues: Catalogues,
    understand: Understand,
    availability: UnderstandAvailability,
    run_for_team: RunForTeam,
    now: Now,
    holidays: Holidays,
    who: AskWho | None = None,
    afterwards: Afterwards | None = None,
    calendar_address: str = "",
) -> AsyncApp:
    """The app that hears everything Slack sends. ``signing_secret`` may be empty in Socket Mode.

    ``client`` is the pattern for every request's own: give it a timeout of about two seconds, a shared session and no
    retries. ``who`` may answer from memory; without it the database is asked each time. ``calendar_address`` is where
    calendars are served, "" where they are not. Await ``afterwards.finish()``
    before the process ends.
    """
    seam = Seam(catalogues)
    around = Surroundings(
        catalogues,
        run_for_team,
        who or (lambda team_id, user_id: run_for_team(programmes.who, team_id, user_id)),
        now,
        understand,
        availability,
        holidays,
        seam,
        afterwards or Afterwards(),
        calendar_address,
    )
    t = catalogues.translator(catalogues.best())
    app = AsyncApp(
        name=__name__,  # or Bolt reads half the program's sources to find out who calls it
        process_before_response=True,
        authorize=authorize,  # type: ignore[arg-type]  # Bolt's hint leaves out that None is an answer
        client=without_token(client),
        signing_secret=signing_secret,
        user_facing_authorize_error_message=t("I am not at home in your workspace, so I can't help you here."),
    )
    register(app, around)
    return app


def without_token(client: AsyncWebClient) -> AsyncWebClient:
    """The same client without its token: ``authorize`` tells each request's, and Bolt warns of a second one."""
    pattern = copy.copy(client)
    pattern.token = None
    return pattern


def register(app: AsyncApp, around: Surroundings) -> None:
    """Everything that listens."""
    app.error(around.seam.on_raised)
    app.use(Introduction(around).introduce)
    listeners = Listeners(app)
    command.register(listeners)
    booking.register(listeners)
    sessions.register(listeners)
    gatherings.register(listeners)
    gathering_series.register(listeners)
    gathering_following.register(listeners)
    hosting.register(listeners)
    attendance.register(listeners)
    notes.register(listeners)
    note_history.register(listeners)
    half_filled.register(listeners)
    actions.register(listeners)
    talk.register(listeners)
    series.register(listeners)
    leavings.register(listeners)
    concerns.register(listeners)
    links.register(listeners)
    home.register(listeners)
    accounts.register(listeners)
    oversight.register(listeners)
    calendars.register(listeners)
    announce.register(listeners)
    announcement_ledger.register(listeners)
    announcements.register(listeners)
    roster.register(listeners)
    upcoming.register(listeners)
    hours.register(listeners)
    polls.register(listeners)
    pairing.register(listeners)
    portfolio.register(listeners)
    clusters.register(listeners)
    choices.register(listeners)
    collaborations.register(listeners)
    profile.register(listeners)
    portraits.register(listeners)
    arrivals.register(listeners)
    programme.register(listeners)
    programme_setup.register(listeners)
    programme_coordinators.register(listeners)
    reminders.register(listeners)
    listeners.view(Form.NOTICE)(_closed)
    listeners.connect(_forgotten)


async def _closed(ack: AsyncAck) -> None:
    await ack()


async def _forgotten(body: Payload, t: Translator, reply: Reply) -> None:
    """Something of an earlier release was pressed, sent or closed."""
    if body.get("type") == "view_closed":
        await reply.done()
        return
    said = t("This is from an earlier time and does nothing any more. Type /mentor to see what you can do now.")
    await reply.privately(message([section(said)]))
