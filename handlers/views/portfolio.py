"""Cards of people and clusters as a search finds them, and asking somebody found for a session."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from handlers.i18n import N_, Translator
from handlers.ids import Action, Block, Form, numbered
from handlers.views.blocks import (
    Dict,
    Message,
    actions,
    bold,
    button,
    context,
    divider,
    field,
    lines,
    message,
    modal,
    quoted,
    section,
    shorten,
    text_input,
)
from handlers.views.competences import competence_names
from handlers.views.home import mention
from handlers.views.people import bare_name, name_of
from mentoring.people import Person, Role
from mentoring.portfolio import ApproachView, Card, ClusterCard, Found
from mentoring.portraits import Subjects

ROLES = {Role.MENTOR: N_("Mentor"), Role.MENTEE: N_("Mentee"), Role.COORDINATOR: N_("Coordinator")}

MOST_CLUSTERS = 3
MOST_INSTEAD = 5
LONGEST_FACT, LONGEST_WORDS = 120, 300
LONGEST_QUERY = 200
LONGEST_APPROACH = 1000


def found_message(t: Translator, found: Found, viewer: Person, now: datetime) -> Message:
    """A page of what was found: clusters on the first, then people; where nothing was, what would be."""
    if not found.people and not found.clusters:
        return _nothing(t, found)
    clusters = found.clusters[:MOST_CLUSTERS] if found.page == 0 else ()
    return message(
        [
            section(_heading(t, found)),
            *(cluster_row(t, one, place) for place, one in enumerate(clusters)),
            _more_clusters(t, found) if found.page == 0 else None,
            *(block for place, one in enumerate(found.cards) for block in _card(t, one, viewer, now, place)),
            *_pages(t, found),
        ]
    )


def _heading(t: Translator, found: Found) -> str:
    people = t.n("{count} person", "{count} people", found.people)
    clusters = t.n("{count} cluster", "{count} clusters", len(found.clusters))
    if not found.query:
        told = t("Everybody you can find in your programmes: {people}, {clusters}.", people=people, clusters=clusters)
        how = t("Say whom you look for, such as /mentor find textile export.")
        return lines(bold(told), how)
    words = t.escape(shorten(found.query, LONGEST_QUERY))
    return bold(t("{people} and {clusters} for “{words}”", people=people, clusters=clusters, words=words))


def _nothing(t: Translator, found: Found) -> Message:
    words = t.escape(shorten(found.query, LONGEST_QUERY))
    told = t("I found nobody and no cluster for “{words}”. People are found by what they agreed to show.", words=words)
    buttons = [
        button(word, numbered(Action.PORTFOLIO_FIND, place), f"0 {word}", label=t("Search for {word}", word=word))
        for place, word in enumerate(found.instead[:MOST_INSTEAD])
    ]
    everybody = button(t("Show everybody"), numbered(Action.PORTFOLIO_FIND, MOST_INSTEAD), "0 ")
    hint = t("One of these may help:") if buttons else t("Try fewer words, or another language.")
    return message([section(lines(told, hint)), actions([*buttons, everybody])])


def _more_clusters(t: Translator, found: Found) -> Dict | None:
    left_out = len(found.clusters) - MOST_CLUSTERS
    if left_out <= 0:
        return None
    return context(t.n("and {count} cluster more", "and {count} clusters more", left_out))


def _pages(t: Translator, found: Found) -> Iterator[Dict]:
    page, pages = found.page, found.pages
    if pages <= 1:
        return
    yield context(t("Page {page} of {pages}", page=page + 1, pages=pages))
    beside = [(page - 1, t("Back")), (page + 1, t("More"))]
    yield actions(
        [
            button(words, numbered(Action.PORTFOLIO_FIND, place), f"{to} {shorten(found.query, LONGEST_QUERY)}")
            for place, (to, words) in enumerate(beside)
            if 0 <= to < pages
        ]
    )


def one_card(t: Translator, card: Card, viewer: Person, now: datetime) -> Message:
    """Somebody's card alone."""
    return message(_card(t, card, viewer, now, 0)[1:])


def cluster_row(t: Translator, card: ClusterCard, place: int) -> Dict:
    """A cluster on one line, with a button to its page."""
    cluster = card.cluster
    facts = [
        t.country(cluster.country) if cluster.country else "",
        t.escape(shorten(cluster.sector, LONGEST_FACT)),
        t.escape(shorten(cluster.label, LONGEST_FACT)),
        t.n("{count} person", "{count} people", card.shown),
    ]
    name = shorten(cluster.name, LONGEST_FACT)
    opens = button(
        t("Open"),
        numbered(Action.CLUSTER_OPEN, place),
        str(cluster.id),
        label=t("Open the page of {name}", name=name),
    )
    return section(lines(bold(t.escape(name)), t.dotted(facts)), opens)


def _card(t: Translator, card: Card, viewer: Person, now: datetime, place: int) -> list[Dict]:
    """A person's card with what can be done from it."""
    own = card.person.id == viewer.id
    below = [context(_own(t))] if own else [actions(_buttons(t, card, place)), *_message_link(t, card)]
    return [divider(), section(card_text(t, card, now)), *below]


def card_text(t: Translator, card: Card, now: datetime) -> str:
    """What the person agreed to show, as mrkdwn; their clock as it is at ``now``."""
    person, part = card.person, card.part
    cluster = card.cluster.name if card.cluster else part.cluster
    roles = [t(ROLES[one]) for one in ROLES if one in part.roles]
    return lines(
        t.dotted([bold(name_of(t, person)), *roles]),
        t.dotted([_fact(t, cluster), _fact(t, part.sector), t.country(person.country) if person.country else ""]),
        t("{time} in {city} now", time=t.time(now, person.zone), city=t.escape(t.city(person.zone, person.city))),
        _languages(t, card),
        *_told(t, t("Offers"), card.portrait.offers, card),
        *_told(t, t("Looks for"), card.portrait.needs, card),
    )


def _languages(t: Translator, card: Card) -> str:
    names = [t.language_name(code) for code in card.languages]
    return t("Speaks: {languages}", languages=t.enumerated(names)) if names else ""


def _told(t: Translator, heading: str, subjects: Subjects, card: Card) -> Iterator[str]:
    chosen = [t.escape(one) for one in competence_names(t, subjects.competences, card.programme.competences)]
    if subjects:
        yield bold(heading)
    if chosen:
        yield t.dotted(chosen)
    if subjects.words:
        yield quoted(t, subjects.words, LONGEST_WORDS)


def _fact(t: Translator, text: str) -> str:
    return t.escape(shorten(text, LONGEST_FACT)) if text else ""


def _own(t: Translator) -> str:
    return t("This is your own card. Others see it once you agree to that in /mentor profile.")


def _buttons(t: Translator, card: Card, place: int) -> list[Dict]:
    name = bare_name(card.person)
    ask = button(
        t("Ask for a session"),
        numbered(Action.PORTFOLIO_ASK, place),
        str(card.person.id),
        style="primary",
        label=t("Ask {name} for a session", name=name),
    )
    if card.cluster is None:
        return [ask]
    label = t("Open the page of {name}", name=shorten(card.cluster.name, LONGEST_FACT))
    return [
        ask,
        button(t("Cluster"), numbered(Action.CLUSTER_OPEN, MOST_CLUSTERS + place), str(card.cluster.id), label=label),
    ]


def _message_link(t: Translator, card: Card) -> list[Dict]:
    person = card.person
    if person.user_id is None:
        return [context(t("Not in this Slack workspace yet."))]
    return [context(t("Write to them: {name}", name=mention(t, person)))]


def approach_form(t: Translator, card: Card, token: str) -> Dict:
    """Why this person can't be booked, and what to tell them instead; metadata: {"person", "token"}."""
    name = name_of(t, card.person)
    told = t(
        "Sessions are booked between partners, and {name} is not one of yours. "
        "I can let {name} and the coordinators know that you would like to meet; they can bring you together.",
        name=name,
    )
    hint = t("{name} and the coordinators read this. Nobody else does.", name=bare_name(card.person))
    wish = field(
        Block.TEXT,
        t("What would you like to talk about?"),
        text_input(longest=LONGEST_APPROACH, multiline=True),
        hint=hint,
    )
    return modal(
        t("Ask for a session"),
        [section(told), wish],
        form=Form.APPROACH,
        metadata=json.dumps({"person": card.person.id, "token": token}),
        submit=t("Send"),
        close=t("Cancel"),
    )


def approached(t: Translator, view: ApproachView) -> Message:
    """That the wish is on its way."""
    told = t("{name} and the coordinators are told that you would like a session.", name=name_of(t, view.asked))
    return message([section(told), *_wish(t, view)])


def approach_news(t: Translator, view: ApproachView, reader: Person) -> Message:
    """Somebody would like a session: with the reader, or with another of the programme that they coordinate."""
    asker, asked = mention(t, view.asker), mention(t, view.asked)
    programme = t.escape(shorten(view.programme.name, LONGEST_FACT))
    if reader.id == view.asked.id:
        told = t(
            "{name} found you in the portfolio of {programme} and would like a session with you.",
            name=asker,
            programme=programme,
        )
        do = t(
            "You are not partners, so it can't be booked yet. Write to {name}, or ask a coordinator to pair you.",
            name=asker,
        )
    else:
        told = t("{name} would like a session with {other}, who is not their partner.", name=asker, other=asked)
        do = t("If it suits your programme, pair them; they can book a session from then on.")
    return message([section(told), *_wish(t, view), context(do)])


def _wish(t: Translator, view: ApproachView) -> list[Dict]:
    return [section(quoted(t, view.words, LONGEST_APPROACH))] if view.words else []
