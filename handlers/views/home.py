"""The Home tab: what comes next, what awaits an answer, what was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.i18n import Translator
from handlers.ids import Action
from handlers.views.actions import home_items
from handlers.views.announcement_ledger import home_running
from handlers.views.announcements import home_announcements
from handlers.views.attendance import to_settle_rows, with_attendance
from handlers.views.blocks import (
    LONGEST_HEADER,
    Dict,
    actions,
    button,
    context,
    divider,
    header,
    home,
    section,
    shorten,
)
from handlers.views.board import board_blocks, encoded
from handlers.views.calendars import calendar_button
from handlers.views.concerns import concern_button, confided_on_home
from handlers.views.gatherings import call_buttons, milestones
from handlers.views.months import month_of
from handlers.views.path import path_blocks
from handlers.views.people import LONGEST_NAME, name_of
from handlers.views.portraits import home_questions
from handlers.views.profile import profile_button
from handlers.views.reminder_settings import away_sentence, policy_sentence
from handlers.views.sessions import (
    awaited,
    book_button,
    coming,
    nothing_to_come,
    past_blocks,
    row_blocks,
    takes_part,
    titled,
)
from mentoring.clocks import known_zone, local
from mentoring.people import Person, Role
from mentoring.sessions import Details, Overview, SessionState

SHOWN_AWAITING, SHOWN_TO_HOST, SHOWN_UPCOMING, SHOWN_PAST = 12, 3, 15, 16
SHOWN_PROGRAMMES = 5
SHOWN_TO_SETTLE = 5


def home_tab(t: Translator, overview: Overview, now: datetime) -> Dict:
    """Everything a person may want to see or do at a glance; at most 100 blocks however much there is."""
    return home(
        [
            *_top(t, overview, now),
            *home_questions(t, overview.arrivals),
            *confided_on_home(t, overview),
            *_awaiting(t, overview, now),
            *(board_blocks(t, overview.board, overview.person, now) if overview.board else ()),
            *_to_settle(t, overview, now),
            *home_announcements(t, overview.to_acknowledge),
            *home_running(t, overview.going_out),
            *_to_host(t, overview, now),
            *home_items(t, overview.open_items, overview.person, now),
            *_to_come(t, overview, now),
            *path_blocks(t, overview.paths),
            *milestones(t, overview, now),
            *_past(t, overview, now),
        ],
        encoded(overview.board.wanted) if overview.board else "",
    )


def stranger_home(t: Translator, coordinators: Sequence[Person]) -> Dict:
    """Home for somebody who is in no programme."""
    return home([header(t("Welcome")), section(stranger_sentence(t, coordinators))])


def stranger_sentence(t: Translator, coordinators: Sequence[Person]) -> str:
    """Why nothing can be done yet, and whom to ask."""
    if not coordinators:
        return t("You are not in a mentoring programme here yet. Please ask the people who run yours to add you.")
    return t(
        "You are not in a mentoring programme here yet. Please ask {names} to add you.",
        names=t.enumerated([mention(t, person) for person in coordinators[:5]]),
    )


def mention(t: Translator, person: Person) -> str:
    """A person as somebody to turn to: a link to them where they are in Slack, else their name."""
    return f"<@{person.user_id}>" if person.user_id else name_of(t, person)


def programme_lines(t: Translator, overview: Overview, now: datetime) -> list[str]:
    """Each programme with its month."""
    shown = overview.programmes[:SHOWN_PROGRAMMES]
    return [t.dotted([t.escape(shorten(one.name, LONGEST_HEADER)), month_of(t, one, now)]) for one in shown]


def reminder_lines(t: Translator, overview: Overview, now: datetime) -> list[str]:
    """When the person is reminded of sessions, and that they are away; nothing for those who meet nobody."""
    me = overview.person
    sentence = policy_sentence(t, overview.reminders, me, overview.reminded_at) if overview.partners else ""
    return [line for line in (sentence, away_sentence(t, me, local(now, me.zone).date())) if line]


def clock_lines(t: Translator, person: Person, now: datetime) -> list[str]:
    """That Slack has the person on another clock than the one they live by here; nothing where both show one hour."""
    there = person.account_zone
    if not known_zone(there) or local(now, there).utcoffset() == local(now, person.zone).utcoffset():
        return []
    slacks, own = t.city(there), t.city(person.zone, t.escape(shorten(person.city, LONGEST_NAME)))
    return [
        t(
            "Slack has you on {slacks} time; here you live by {own} time. If you moved, change your profile.",
            slacks=slacks,
            own=own,
        )
    ]


def coordinates(overview: Overview) -> bool:
    """Whether the person runs a programme here."""
    return any(Role.COORDINATOR in one.roles for one in overview.participations)


def roster_button(t: Translator) -> Dict:
    """Opens the import form."""
    return button(t("Import a roster"), Action.ROSTER_OPEN)


def _top(t: Translator, overview: Overview, now: datetime) -> list[Dict | None]:
    mine = [] if overview.board and len(overview.programmes) == 1 else programme_lines(t, overview, now)
    told = [*mine, *reminder_lines(t, overview, now), *clock_lines(t, overview.person, now)]
    programmes = [context(line) for line in told]
    doing = [
        *([book_button(t)] if overview.partners else []),
        *(call_buttons(t, coordinates=coordinates(overview)) if overview.participations else []),
    ]
    about_me = [
        profile_button(t),
        button(t("Reminders"), Action.REMINDERS_OPEN),
        calendar_button(t),
        *([concern_button(t)] if takes_part(overview) else []),
        button(t("Help"), Action.HELP_SHOW),
    ]
    return [header(t("Your mentoring")), *programmes, actions(doing) if doing else None, actions(about_me)]


def _at_most(most: int, overview: Overview) -> int:
    """How many rows of a section are shown: half of the usual beside a coordinator's page, as there are 100 blocks."""
    return most // 2 if overview.board else most


def _awaiting(t: Translator, overview: Overview, now: datetime) -> list[Dict]:
    found = awaited(overview)
    most = _at_most(SHOWN_AWAITING, overview)
    rows = [row_blocks(t, one, overview.person, now) for one in found[:most]]
    return titled(t, t("Waiting for your answer"), rows, len(found) - most)


def _to_host(t: Translator, overview: Overview, now: datetime) -> list[Dict]:
    rows = [row_blocks(t, one, overview.person, now) for one in overview.to_host[:SHOWN_TO_HOST]]
    return titled(t, t("Looking for a host"), rows, len(overview.to_host) - SHOWN_TO_HOST)


def _to_settle(t: Translator, overview: Overview, now: datetime) -> list[Dict]:
    shown = to_settle_rows(t, overview.to_settle[:SHOWN_TO_SETTLE], overview.person, now)
    left = len(overview.to_settle) - len(shown) + overview.left_to_settle
    return titled(t, t("Attendance to settle"), shown, left)


def _to_come(t: Translator, overview: Overview, now: datetime) -> list[Dict]:
    me, found = overview.person, coming(overview)
    if not found and not awaited(overview):
        return [section(nothing_to_come(t, overview))]
    following = _following(overview, found)
    rest = [one for one in found if one is not following]
    first = titled(t, t("Your next session"), [row_blocks(t, following, me, now)] if following else [], 0)
    most = _at_most(SHOWN_UPCOMING, overview)
    rows = [row_blocks(t, one, me, now) for one in rest[:most]]
    return first + titled(t, t("Coming up"), rows, len(rest) - most)


def _following(overview: Overview, found: Sequence[Details]) -> Details | None:
    """The next confirmed session, unless an earlier one stands among those that await an answer."""
    held = [one for one in (*overview.awaiting, *found) if overview.person.id in one.session.holders]
    confirmed = [one for one in held if one.session.state is SessionState.CONFIRMED]
    first = min(confirmed, key=lambda one: one.session.when, default=None)
    return next((one for one in found if one is first), None)


def _past(t: Translator, overview: Overview, now: datetime) -> list[Dict]:
    shown = overview.past[: _at_most(SHOWN_PAST, overview)]
    rows = [with_attendance(t, past_blocks(t, one, overview.person), one, overview.person, now) for one in shown]
    found = titled(t, t("Past sessions"), rows, len(overview.past) - len(shown))
    return [divider(), *found] if found else []
