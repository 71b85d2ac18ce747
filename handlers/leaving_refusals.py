"""One sentence for every way in which a step out of a programme or a pair, or a word in confidence, is refused."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.i18n import N_, Place, Translator
from handlers.refused import Sentence, name_in, plainly
from mentoring import errors
from mentoring.errors import Refused

PLAIN = {
    errors.NoSuchPair: N_("There is no such pair in a programme that you coordinate."),
    errors.NoSuchMember: N_("There is no such person in a programme that you coordinate."),
    errors.PauseOver: N_(
        "A pause ends today at the earliest and with the programme at the latest. Choose a day in between."
    ),
    errors.ChangedMeanwhile: N_(
        "Something has changed since you looked. Nothing was done yet: please look again before you confirm."
    ),
    errors.NoSuchConcern: N_("There is no such message for you."),
    errors.NobodyToConfideIn: N_("There is no coordinator here to whom you could write in confidence."),
}
"""The refusals that speak of nothing but themselves."""


def _partner_pauses(t: Translator, refused: Refused, place: Place) -> str:
    until, name = refused.facts.get("until"), name_in(t, refused)
    if not name:
        return t("Your pairs pause at the moment, so nothing can be booked. Your coordinator knows until when.")
    if until is None:
        return t("You and {name} pause at the moment, so nothing can be booked.", name=name)
    return t("You and {name} pause until {day}, that day included. Book again after that.", name=name, day=t.day(until))


def _already_out(t: Translator, refused: Refused, place: Place) -> str:
    if by := name_in(t, refused, "by"):
        return t(
            "{name} pauses or has left already: {by} saw to it. Nothing was changed.", name=name_in(t, refused), by=by
        )
    return t("{name} pauses or has left already. Nothing was changed.", name=name_in(t, refused))


def _not_out(t: Translator, refused: Refused, place: Place) -> str:
    return t("{name} takes part in the programme already. Nothing was changed.", name=name_in(t, refused))


def _pair_over(t: Translator, refused: Refused, place: Place) -> str:
    if by := name_in(t, refused, "by"):
        return t("This pair has ended already: {by} saw to it. Nothing was changed.", by=by)
    return t("This pair has ended already. Nothing was changed.")


def _not_a_mentor_here(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "{name} is no mentor who takes part in this programme now. Choose a mentor, or add them as one first.",
        name=name_in(t, refused),
    )


def _same_mentor(t: Translator, refused: Refused, place: Place) -> str:
    return t("{name} is in this pair already. Choose somebody else.", name=name_in(t, refused))


def _stays_in_charge(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "{name} is the only coordinator of this programme. Make somebody else a coordinator first.",
        name=name_in(t, refused),
    )


def _confidence_too_long(t: Translator, refused: Refused, place: Place) -> str:
    longest: int = refused.facts["longest"]
    return t.n(
        "This can have at most {count} character. Please shorten it.",
        "This can have at most {count} characters. Please shorten it.",
        longest,
    )


LEAVING_SENTENCES: Mapping[str, Sentence] = {
    **plainly(PLAIN),
    errors.PartnerPauses.code: _partner_pauses,
    errors.AlreadyOut.code: _already_out,
    errors.NotOut.code: _not_out,
    errors.PairOver.code: _pair_over,
    errors.NotAMentorHere.code: _not_a_mentor_here,
    errors.SameMentor.code: _same_mentor,
    errors.StaysInCharge.code: _stays_in_charge,
    errors.ConfidenceTooLong.code: _confidence_too_long,
}
