"""`/mentor programme`: where a programme stands, and the way to everything that its coordinators do with it.

A subject adds itself to `TOPICS` with one line. Its function is told what was typed after its word, the programme
(chosen with buttons where a person has several), and the visit.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers import parsing
from handlers.arrivals import on_arrivals_asked
from handlers.channels import invitation, is_in
from handlers.clusters import open_list
from handlers.i18n import N_
from handlers.ids import Action, any_of
from handlers.leavings import on_pairs_asked, on_people_asked
from handlers.links import open_programme_links
from handlers.listeners import Listeners
from handlers.outcomes import on_outcomes_asked
from handlers.oversight import on_digest_asked
from handlers.pairing import on_pairing_asked
from handlers.pictures import on_pictures_asked
from handlers.portfolio import send_portfolio
from handlers.programme_coordinators import open_coordinators
from handlers.programme_setup import go_on_setting_up, may_found, open_new_programme, open_settings
from handlers.roster import open_roster_form_of
from handlers.upcoming import show_upcoming
from handlers.verbs import COORDINATORS
from handlers.views import programme as views
from handlers.views.programme_setup import founding
from handlers.visit import Visit
from mentoring.errors import NotACoordinator
from mentoring.folding import folded
from mentoring.people import Programme, Role
from mentoring.programme_overview import ProgrammeOverview
from mentoring.programme_settings import ProgrammeState
from mentoring.services.programme_hub import programme_overview, programmes_here

Button = Mapping[str, Any]
Answer = Callable[[str, Programme, Visit], Awaitable[None]]


@dataclass(frozen=True)
class Topic:
    """A word after `/mentor programme`: what else it is called, who may use it, and who answers.

    ``label`` is what its button on the hub says, a sentence of the catalogue; "" for no button. The button is there
    while the programme is in one of these ``states``.
    """

    word: str
    answer: Answer
    label: str
    aliases: tuple[str, ...] = ()
    roles: frozenset[Role] = COORDINATORS
    states: frozenset[ProgrammeState] = frozenset(ProgrammeState)


async def _roster(text: str, programme: Programme, visit: Visit) -> None:
    await open_roster_form_of(programme, visit)


async def _upcoming(text: str, programme: Programme, visit: Visit) -> None:
    await show_upcoming({}, visit)


async def _links(text: str, programme: Programme, visit: Visit) -> None:
    await open_programme_links(visit)


DRAFT = frozenset({ProgrammeState.DRAFT})

TOPICS: tuple[Topic, ...] = (
    Topic("digest", on_digest_asked, N_("Digest"), ("résumé", "bilan", "ملخص", "الملخص", "resumen", "riepilogo")),
    Topic(
        "setup",
        go_on_setting_up,
        N_("Go on setting up"),
        ("préparer", "إعداد", "preparar", "preparare"),
        states=DRAFT,
    ),
    Topic("settings", open_settings, N_("Settings"), ("réglages", "إعدادات", "ajustes", "impostazioni")),
    Topic(
        "coordinators",
        open_coordinators,
        N_("Coordinators"),
        ("coordination", "المنسقون", "coordinación", "coordinamento"),
    ),
    Topic(
        "pairing",
        on_pairing_asked,
        N_("Propose pairs"),
        ("propose", "apparier", "proposer", "اقتراح", "proponer", "emparejar", "proporre", "abbinare"),
    ),
    Topic("people", on_people_asked, N_("People"), ("personnes", "أشخاص", "personas", "persone")),
    Topic("arrivals", on_arrivals_asked, N_("Who has arrived"), ("arrivées", "الوصول", "llegadas", "arrivi")),
    Topic("pairs", on_pairs_asked, N_("Pairs"), ("binômes", "ثنائيات", "parejas", "coppie")),
    Topic("portfolio", send_portfolio, N_("Portfolio as a PDF"), ("pdf", "دليل", "cartera", "portafoglio")),
    Topic("clusters", open_list, N_("Clusters"), ("cluster", "تجمعات", "clústeres", "distretti")),
    Topic("pictures", on_pictures_asked, N_("Pictures"), ("graphiques", "images", "صور", "imágenes", "immagini")),
    Topic(
        "outcomes",
        on_outcomes_asked,
        N_("Outcomes for the report"),
        ("résultats", "نتائج", "النتائج", "resultados", "risultati", "esiti"),
    ),
    Topic("roster", _roster, N_("Import a roster"), ("import", "liste", "قائمة", "lista", "elenco")),
    Topic("upcoming", _upcoming, N_("What will be said"), ("messages", "رسائل", "mensajes", "messaggi")),
    Topic("links", _links, N_("Meeting links"), ("liens", "روابط", "enlaces", "link")),
)
"""Everything that can be done with a programme, in the order of the hub's buttons."""


NEW = frozenset(folded(word) for word in ("new", "nouveau", "جديد", "nuevo", "nuovo"))
"""What begins another programme, in each language."""


def topic_of(word: str) -> Topic | None:
    """The topic that ``word`` names in any language, accents and case aside."""
    wanted = folded(word)
    return next((one for one in TOPICS if wanted in {folded(alias) for alias in (one.word, *one.aliases)}), None)


async def on_programme_typed(text: str, visit: Visit) -> None:
    """`/mentor programme [topic]`: the topic, or without one the hub; for participants, their programmes."""
    word, _, rest = parsing.plain(text).strip().partition(" ")
    if folded(word) in NEW:
        await open_new_programme(visit)
        return
    topic = topic_of(word) if word else None
    if topic is not None:
        await _open(topic, rest.strip(), visit)
    elif word and visit.coordinates:
        await _show_hub(visit, visit.t("I don't know “{word}” here.", word=visit.t.escape(word[:80])))
    else:
        await _show_hub(visit)


async def on_topic_pressed(action: Button, visit: Visit) -> None:
    """A button of the hub, or an answer to the question which programme is meant."""
    word, programme_id, *rest = parsing.chosen_in(action).split(" ", 2)
    topic = topic_of(word)
    if topic is None:
        await _show_hub(visit)
        return
    programme = next((one for one in visit.programmes_as(topic.roles) if str(one.id) == programme_id), None)
    if programme is None:
        raise NotACoordinator
    await topic.answer("".join(rest), programme, visit)


async def on_hub_pressed(action: Button, visit: Visit) -> None:
    """The button that opens the hub of a programme."""
    mine = [one for one in visit.coordinated if parsing.chosen_in(action) in {"", str(one.id)}]
    await _show(mine, visit)


async def _open(topic: Topic, rest: str, visit: Visit) -> None:
    programmes = visit.programmes_as(topic.roles)
    if not programmes:
        raise NotACoordinator
    if len(programmes) == 1:
        await topic.answer(rest, programmes[0], visit)
        return
    await visit.reply.privately(views.which_programme(visit.t, programmes, topic.word, rest))


async def _show_hub(visit: Visit, remark: str = "") -> None:
    await _show(visit.coordinated, visit, remark)


async def _show(programmes: Sequence[Programme], visit: Visit, remark: str = "", *, again: bool = False) -> None:
    """The hub of the one programme, the question which of several, or what a participant may know of theirs."""
    if not programmes and await may_found(visit):
        await visit.reply.privately(founding(visit.t, await visit.run(programmes_here)))
    elif not programmes:
        await visit.reply.privately(views.for_participants(visit.t, visit.who, visit.now))
    elif len(programmes) > 1:
        await visit.reply.privately(views.which_hub(visit.t, programmes))
    else:
        overview = await visit.run(programme_overview, programmes[0].id, actor=visit.actor, now=visit.now)
        state = overview.programme.state
        buttons = [(visit.t(topic.label), topic.word) for topic in TOPICS if topic.label and state in topic.states]
        shown = views.hub(visit.t, overview, buttons, visit.now, remark, to_invite=await _to_invite(overview, visit))
        await (visit.reply.in_place(shown) if again else visit.reply.privately(shown))


async def _to_invite(overview: ProgrammeOverview, visit: Visit) -> str:
    """What to type in the programme's channel where the bot is not in it; "" where it is."""
    channel = overview.programme.channel
    return "" if not channel or await is_in(channel, visit) else await invitation(visit)


async def on_channel_checked(action: Button, visit: Visit) -> None:
    """Check again: the hub as it stands, with or without what to type in the channel."""
    await _show([one for one in visit.coordinated if str(one.id) == action["value"]], visit, again=True)


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(any_of(Action.PROGRAMME_OPEN))(on_hub_pressed)
    app.action(Action.PROGRAMME_CHANNEL)(on_channel_checked)
    app.action(any_of(Action.PROGRAMME_TOPIC))(on_topic_pressed)
