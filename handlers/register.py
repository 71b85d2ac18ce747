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
from handlers.authorize import Authorize
from handlers.errors import Seam
from handlers.i18n import Catalogues
from handlers.ids import Form
from handlers.middleware import Introduction, Surroundings
from handlers.parsing import Understand, UnderstandAvailability
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
    """Everything that listens, in the order in which it is asked."""
    app.error(around.seam.on_raised)
    app.use(Introduction(around).introduce)
    command.register(app)
    booking.register(app)
    sessions.register(app)
    gatherings.register(app)
    gathering_series.register(app)
    gathering_following.register(app)
    hosting.register(app)
    attendance.register(app)
    notes.register(app)
    note_history.register(app)
    half_filled.register(app)
    actions.register(app)
    talk.register(app)
    series.register(app)
    leavings.register(app)
    concerns.register(app)
    links.register(app)
    home.register(app)
    accounts.register(app)
    oversight.register(app)
    calendars.register(app)
    announce.register(app)
    announcement_ledger.register(app)
    announcements.register(app)
    roster.register(app)
    upcoming.register(app)
    hours.register(app)
    polls.register(app)
    pairing.register(app)
    portfolio.register(app)
    clusters.register(app)
    choices.register(app)
    collaborations.register(app)
    profile.register(app)
    portraits.register(app)
    arrivals.register(app)
    programme.register(app)
    programme_setup.register(app)
    programme_coordinators.register(app)
    reminders.register(app)
    app.view(Form.NOTICE)(_closed)


async def _closed(ack: AsyncAck) -> None:
    await ack()
