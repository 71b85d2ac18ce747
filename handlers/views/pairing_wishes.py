"""What coordinators wish for when pairs are proposed, in words, and what is in the way of a pair."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from handlers.i18n import N_, Translator
from handlers.views.people import name_of, some_of_names
from mentoring.pairing import Blockage, Board, Hindrance, Wish, WishKind
from mentoring.people import Participant

MOST_NAMED = 8

HINDERED = {
    Hindrance.SAME_PERSON: N_("the same person: {count}"),
    Hindrance.SAME_CLUSTER: N_("same cluster: {count}"),
    Hindrance.NO_LANGUAGE: N_("no language in common: {count}"),
    Hindrance.MUST_NOT: N_("not wanted together: {count}"),
    Hindrance.ANOTHER_MENTOR: N_("settled otherwise: {count}"),
    Hindrance.OTHER_COUNTRY: N_("from another country: {count}"),
}
"""How many mentors are out for each reason."""


def wish_value(wish: Wish) -> str:
    """A wish as a button carries it."""
    return json.dumps([wish.mentee_id, wish.kind.value, wish.mentor_id, wish.country])


def wish_of(value: str) -> Wish:
    """The wish that a button carries."""
    mentee_id, kind, mentor_id, country = json.loads(value)
    return Wish(mentee_id, WishKind(kind), mentor_id, country)


def wish_sentence(t: Translator, people: Mapping[int, Participant], wish: Wish) -> str:
    """What a wish asks for."""
    mentee, mentor = member_name(t, people, wish.mentee_id), member_name(t, people, wish.mentor_id)
    match wish.kind:
        case WishKind.MUST:
            return t("{mentee} is to have {mentor} as mentor.", mentee=mentee, mentor=mentor)
        case WishKind.MUST_NOT:
            return t("{mentee} and {mentor} are not to be a pair.", mentee=mentee, mentor=mentor)
        case WishKind.COUNTRY:
            return t("{mentee} is to have a mentor from {country}.", mentee=mentee, country=t.country(wish.country))


def blockage_sentences(t: Translator, board: Board, blockage: Blockage) -> list[str]:
    """Who is in whose way: lines of mrkdwn."""
    people = board.people
    mentees = member_names(t, people, blockage.mentees)
    if not blockage.mentors:
        first = t("Nobody can be the mentor of {mentees}.", mentees=mentees)
    else:
        first = t(
            "{mentees}: only {mentors} could be their mentors, with {places} for {count} mentees.",
            mentees=mentees,
            mentors=member_names(t, people, blockage.mentors),
            places=t.n("{count} place", "{count} places", blockage.places),
            count=len(blockage.mentees),
        )
    wishes = [wish_sentence(t, people, one) for one in blockage.wishes]
    in_the_way = t("Not all of this can hold; without any one of them it could:") if len(wishes) > 1 else ""
    if len(wishes) == 1:
        in_the_way = t("What is in the way:")
    return [
        first,
        in_the_way,
        *(t.marked("•", one) for one in wishes),
        *_hindrances(t, board, blockage),
    ]


def _hindrances(t: Translator, board: Board, blockage: Blockage) -> list[str]:
    told = []
    for mentee_id in blockage.mentees[:MOST_NAMED]:
        found = blockage.hindrances.get(mentee_id, {})
        reasons = [t(HINDERED[kind], count=found[kind]) for kind in Hindrance if found.get(kind)]
        if reasons:
            told.append(
                t(
                    "Other mentors for {name}: {reasons}",
                    name=member_name(t, board.people, mentee_id),
                    reasons=t.enumerated(reasons),
                )
            )
    return told


def member_name(t: Translator, people: Mapping[int, Participant], person_id: int) -> str:
    """Somebody's name, for mrkdwn."""
    return name_of(t, people[person_id].person) if person_id in people else t("somebody who has left")


def member_names(t: Translator, people: Mapping[int, Participant], person_ids: Sequence[int]) -> str:
    """Several names, for mrkdwn; the first of them where they are many."""
    return some_of_names(t, [member_name(t, people, one) for one in person_ids], MOST_NAMED)
