"""Somebody as their programme's channel meets them."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.i18n import N_, Translator
from handlers.views.blocks import Dict, Message, bold, context, divider, lines, message, section, shorten
from handlers.views.competences import competence_names
from handlers.views.people import LONGEST_NAME, bare_name, name_of
from mentoring.competences import offered_in
from mentoring.people import Participant, Programme, Role
from mentoring.portraits import Presentation, Subjects

ROLES = {Role.MENTOR: N_("Mentor"), Role.MENTEE: N_("Mentee")}
LONGEST_FACT = 150


def presentation(speakers: Sequence[Translator], shown: Presentation) -> Message:
    """The message for the channel, in each of these languages; what the person wrote stands once, as they wrote it."""
    return message(presentation_blocks(speakers, shown))


def presentation_blocks(speakers: Sequence[Translator], shown: Presentation) -> list[Dict]:
    """The same as blocks, to be shown to the person beforehand."""
    greetings = [section(_greeting(t, shown)) for t in speakers]
    words = own_words(speakers[0], shown)
    person = shown.participant.person
    known_as = context(f"<@{person.user_id}>") if person.user_id else None
    parted = [divider(), *(section(one) for one in words)] if words else []
    return [*greetings, *parted, *([known_as] if known_as else [])]


def _greeting(t: Translator, shown: Presentation) -> str:
    person, programme = shown.participant.person, shown.programme
    welcome = t("Please welcome {name}.", name=name_of(t, person))
    return lines(bold(welcome), t.dotted(facts(t, shown.participant)), *subject_lines(t, shown, programme))


def facts(t: Translator, participant: Participant) -> list[str]:
    """What a person is, where: role, title, cluster, sector, place."""
    person = participant.person
    roles = [t(name) for role, name in ROLES.items() if role in participant.roles]
    written = (participant.title, participant.cluster, participant.sector)
    place = [t.city(person.zone, t.escape(shorten(person.city, LONGEST_NAME)))] if person.city else []
    country = [t.country(person.country)] if person.country else []
    return [*roles, *(t.escape(shorten(one, LONGEST_FACT)) for one in written if one), *place, *country]


def subject_lines(t: Translator, shown: Presentation, programme: Programme) -> list[str]:
    """What the person offers and needs out of the programme's list, and the languages they speak."""
    portrait, speaks = shown.portrait, shown.participant.person.speaks
    offers, needs = (_chosen(t, one, programme) for one in (portrait.offers, portrait.needs))
    return [
        t("Offers: {competences}", competences=offers) if offers else "",
        t("Looks for: {competences}", competences=needs) if needs else "",
        t("Speaks: {languages}", languages=t.enumerated([t.language_name(one) for one in speaks])) if speaks else "",
    ]


def own_words(t: Translator, shown: Presentation) -> list[str]:
    """What the person wrote about their offers and needs, for mrkdwn."""
    name = t.escape(bare_name(shown.participant.person))
    told = (
        (N_("{name} offers, in their own words:"), shown.portrait.offers.words),
        (N_("{name} looks for, in their own words:"), shown.portrait.needs.words),
    )
    return [lines(t(label, name=name), quotation(t, words)) for label, words in told if words]


def quotation(t: Translator, words: str) -> str:
    """What somebody wrote on several lines, as a quotation of mrkdwn."""
    return "\n".join("> " + t.isolated(t.escape(line)) for line in words.splitlines() if line.strip())


def _chosen(t: Translator, subjects: Subjects, programme: Programme) -> str:
    names = competence_names(t, subjects.competences, offered_in(programme.competences))
    return t.enumerated([t.escape(one) for one in names]) if names else ""
