"""One sentence for every way in which writing about a session is refused."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.i18n import N_, Place, Translator
from handlers.refused import Sentence, name_in, plainly
from mentoring import errors
from mentoring.errors import Refused

PLAIN = {
    errors.NoSuchNote: N_("There is no such note that you may read."),
    errors.NoSuchItem: N_("There is no such action item that you may change."),
    errors.NoteEmpty: N_("Nothing is written yet. Please write what came of the session, or close the form."),
    errors.WhichSession: N_("Which session is this about? Please choose one, or say on which day you spoke."),
    errors.OwnerNotInSession: N_(
        "Somebody who was not in the session can't be given an action item of it. Please choose one of you."
    ),
    errors.ItemSettled: N_("This action item is done or dropped already. Take that back first to change it."),
    errors.NotForTheReport: N_(
        "This note was not offered for the report, or has changed since. Please read it again before you answer."
    ),
}
"""The refusals that speak of nothing but themselves."""


def _not_your_note(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "Only {name}, who wrote this note, can change it. You can write one of your own.", name=name_in(t, refused)
    )


def _note_too_long(t: Translator, refused: Refused, place: Place) -> str:
    longest: int = refused.facts["longest"]
    return t.n(
        "A note can have at most {count} character. Please shorten it, or make two of it.",
        "A note can have at most {count} characters. Please shorten it, or make two of it.",
        longest,
    )


def _not_yet_held(t: Translator, refused: Refused, place: Place) -> str:
    start = t.moment(refused.facts["start"], place.zone, place.city)
    return t("{moment} is still to come. You can write about a session once it has begun.", moment=start)


def _item_for_another(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "Nobody but you would read this note, so {name} would never see the action item. "
        "Let the participants read it, or take the item yourself.",
        name=name_in(t, refused),
    )


def _due_past(t: Translator, refused: Refused, place: Place) -> str:
    return t("{day} is over. Please choose today or a later day.", day=t.day(refused.facts["due"]))


NOTE_SENTENCES: Mapping[str, Sentence] = {
    **plainly(PLAIN),
    errors.NotYourNote.code: _not_your_note,
    errors.NoteTooLong.code: _note_too_long,
    errors.NotYetHeld.code: _not_yet_held,
    errors.ItemForAnother.code: _item_for_another,
    errors.DuePast.code: _due_past,
}
