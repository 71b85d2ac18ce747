"""`/mentor find`: people and clusters by words; asking somebody found for a session; the portfolio as a file."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from handlers import parsing
from handlers.booking import answer_line, open_form_with
from handlers.hours import SEVERAL, answer_hours, users_in
from handlers.i18n import LANGUAGES
from handlers.ids import Action, Block, Form, any_of
from handlers.lexicon import lexicon_of
from handlers.listeners import Listeners
from handlers.places import language_named
from handlers.views import portfolio as views
from handlers.views.blocks import message, section
from handlers.visit import Visit
from mentoring.errors import NotInPortfolio
from mentoring.people import Programme
from mentoring.services import portfolio
from mentoring.services.portfolio_file import ask_for_file
from mentoring.services.programmes import who

Button = Mapping[str, Any]
View = Mapping[str, Any]


async def on_find_typed(text: str, visit: Visit) -> None:
    """`/mentor find …`: the people and clusters that have these words.

    A line that mentions people asks for an hour with them, as it does without the verb; one person without a time is
    shown with their card.
    """
    if users := users_in(text):
        line = await visit.line(text)
        if len(users) >= SEVERAL:
            await answer_hours(line, visit)
        elif line.names_a_time:
            await answer_line(line, visit)
        else:
            await _show_card(users[0], visit)
        return
    await _show_found(parsing.plain(text), 0, visit)


async def on_found_turned(action: Button, visit: Visit) -> None:
    """Another page, or other words, in the place of what was found."""
    page, _, query = action["value"].partition(" ")
    await _show_found(query, int(page), visit)


async def _show_found(query: str, page: int, visit: Visit) -> None:
    words = query.strip()[: views.LONGEST_QUERY]
    found = await visit.run(portfolio.search, words, page, actor=visit.actor, lexicon=lexicon_of(visit.catalogues))
    await visit.reply.in_place(views.found_message(visit.t, found, visit.actor, visit.now))


async def _show_card(user: str, visit: Visit) -> None:
    known = (await visit.run(who, user)).person
    if known is None:
        raise NotInPortfolio
    card = await visit.run(portfolio.card_for, known.id, actor=visit.actor)
    await visit.reply.privately(views.one_card(visit.t, card, visit.actor, visit.now))


async def on_session_asked(action: Button, visit: Visit) -> None:
    """Ask for a session: the booking form with one's partner; for anybody else a wish that reaches them."""
    person_id = int(action["value"])
    if await visit.run(portfolio.may_book, person_id, actor=visit.actor, now=visit.now):
        await open_form_with(person_id, visit)
        return
    card = await visit.run(portfolio.card_for, person_id, actor=visit.actor)
    await visit.reply.next_form(views.approach_form(visit.t, card, secrets.token_hex(8)))


async def on_approach_submitted(view: View, visit: Visit) -> None:
    """Send the wish; sending the same form twice sends it once."""
    about, values = parsing.metadata_of(view), parsing.values_of(view)
    sent = await visit.run(
        portfolio.approach,
        about["person"],
        about["token"],
        values.get(Block.TEXT) or "",
        actor=visit.actor,
        now=visit.now,
    )
    await visit.reply.in_place(views.approached(visit.t, sent))


async def send_portfolio(text: str, programme: Programme, visit: Visit) -> None:
    """`/mentor programme portfolio [language]`: the file, into the coordinator's conversation with the bot."""
    t, typed = visit.t, parsing.plain(text)
    language = language_named(typed) if typed else t.language
    if language is None:
        spoken = t.enumerated([t.language_name(one) for one in LANGUAGES])
        told = t(
            "I can't write the portfolio in “{words}”. Choose among {languages}.",
            words=t.escape(typed[:80]),
            languages=spoken,
        )
        await visit.reply.privately(message([section(told)]))
        return
    count = await visit.run(ask_for_file, programme.id, language, actor=visit.actor, now=visit.now)
    told = t.n(
        "The portfolio with {count} person who agreed is on its way into our conversation, as a PDF in {language}.",
        "The portfolio with {count} people who agreed is on its way into our conversation, as a PDF in {language}.",
        count,
        language=t.language_name(language),
    )
    await visit.reply.privately(message([section(told)]))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(any_of(Action.PORTFOLIO_FIND))(on_found_turned)
    app.action(any_of(Action.PORTFOLIO_ASK))(on_session_asked)
    app.view(Form.APPROACH)(on_approach_submitted)
