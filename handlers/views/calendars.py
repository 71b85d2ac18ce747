"""What is said of people's own calendars: beside a file, and in the form about the private address."""

from __future__ import annotations

from handlers.i18n import Translator
from handlers.ids import Action, Form
from handlers.views.blocks import Dict, actions, button, context, lines, modal, plain, section
from handlers.views.ics import links
from handlers.views.ics.typed import web_address
from handlers.views.ics.words import description_of, title_of
from mentoring.calendars import CalendarAddress, Method
from mentoring.clocks import local
from mentoring.people import Person
from mentoring.sessions import Details


def beside_file(
    t: Translator, details: Details, viewer: Person, method: Method, *, first: bool, recurs: bool = False
) -> str:
    """What to do with a calendar file, as mrkdwn; other ways into a calendar stand beside the first one only.

    What is added by a link knows nothing of later files, and a second link would leave a second entry. Of a series the
    links would hold one date only, so there are none.
    """
    if recurs:
        return _beside_series(t, method, first=first)
    if method is Method.CANCEL:
        return t("For your calendar: open this file, and the session is taken out of it.")
    if not first:
        return t("For your calendar: open this file, and its entry is brought up to date, not added twice.")
    return lines(t("For your calendar: open this file to add the session."), add_links(t, details, viewer))


def _beside_series(t: Translator, method: Method, *, first: bool) -> str:
    if method is Method.CANCEL:
        return t("For your calendar: open this file, and the whole series is taken out of it.")
    if first:
        return t("For your calendar: open this file to add every date of the series.")
    return t("For your calendar: open this file, and every date of the series is brought up to date, not added twice.")


def add_links(t: Translator, details: Details, viewer: Person) -> str:
    """ "Or add it to Google Calendar or Outlook", as links."""
    session = details.session
    title, text = title_of(t, details, viewer), description_of(t, details, viewer)
    place = web_address(session.link)
    google = links.google(title, session.when.start, session.duration, text=text, place=place)
    outlook = links.outlook(title, session.when.start, session.duration, text=text, place=place)
    there, elsewhere = _link(t, google, t("Google Calendar")), _link(t, outlook, t("Outlook"))
    return t("Or add it by hand: {google}, {outlook}.", google=there, outlook=elsewhere)


def calendar_button(t: Translator) -> Dict:
    """Opens the form about one's own calendar."""
    return button(t("My calendar"), Action.CALENDAR_OPEN)


def calendar_form(t: Translator, person: Person, address: CalendarAddress | None, *, served: bool) -> Dict:
    """What reaches one's own calendar and how; ``served`` where there are addresses to subscribe to."""
    if not served:
        return _form(t, [section(t("This bot offers no address to subscribe to. Ask whoever runs its server."))])
    if address is None:
        said = t("Your calendar can also follow your sessions by itself, from a private address of your own.")
        return _form(t, [section(said), actions([button(t("Make an address"), Action.CALENDAR_RENEW)])])
    day = t.day(local(address.made_at, person.zone).date())
    said = t("Your calendar may follow your sessions from the private address that you made on {day}.", day=day)
    return _form(t, [section(said), actions([_renew_button(t, address.digest), _revoke_button(t)])])


def made_address(t: Translator, address: str, digest: str) -> Dict:
    """The address, shown this once, and what to do with it."""
    return _form(
        t,
        [
            section(t("This is your private address. Copy it now, for it is shown only once:")),
            section(f"`{t.escape(address)}`"),
            section(
                lines(
                    t("Google Calendar: Other calendars, From URL."),
                    t("Outlook: Add calendar, Subscribe from web."),
                    t("Apple Calendar: File, New Calendar Subscription."),
                )
            ),
            context(t("Whoever has it can read when you meet whom, so keep it to yourself. You can end it here.")),
            actions([_renew_button(t, digest), _revoke_button(t)]),
        ],
    )


def revoked_address(t: Translator) -> Dict:
    """That the address leads nowhere any more."""
    said = t("The address is ended. Calendars that follow it are told nothing more.")
    return _form(t, [section(said), actions([button(t("Make an address"), Action.CALENDAR_RENEW)])])


def _form(t: Translator, blocks: list[Dict]) -> Dict:
    files = t(
        "Each session that you agree on comes to you as a file for your calendar. Under Reminders you may stop it."
    )
    return modal(t("My calendar"), [section(files), *blocks], form=Form.NOTICE, close=t("Close"))


def _renew_button(t: Translator, digest: str) -> Dict:
    warning = t("Calendars that follow the old address are told nothing more.")
    return button(t("Make a new one"), Action.CALENDAR_RENEW, digest) | _asking(t, t("Make a new address?"), warning)


def _revoke_button(t: Translator) -> Dict:
    warning = t("Calendars that follow it are told nothing more. You can make another one at any time.")
    drawn = button(t("End it"), Action.CALENDAR_REVOKE, style="danger")
    return drawn | _asking(t, t("End your address?"), warning)


def _asking(t: Translator, title: str, warning: str) -> Dict:
    parts = {"title": title, "text": warning, "confirm": t("Yes"), "deny": t("Back")}
    return {"confirm": {name: plain(said) for name, said in parts.items()}}


def _link(t: Translator, address: str, words: str) -> str:
    return f"<{t.escape(address)}|{words}>"
