"""One sentence for every way in which writing about a session is refused."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.i18n import Place, Translator
from handlers.refused import Sentence, name_in
from mentoring import errors
from mentoring.errors import Refused


def _no_such_note(t: Translator, refused: Refused, place: Place) -> str:
    return t("There is no such note that you may read.")


def _no_such_item(t: Translator, refused: Refused, place: Place) -> str:
    return t("There is no such action item that you may change.")


def _not_your_note(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "Only {name}, who wrote this note, can change it. You can write one of your own.", name=name_in(t, refused)
    )


def _note_empty(t: Translator, refused: Refused, place: Place) -> str:
    return t("Nothing is written yet. Please write what came of the session, or close the form.")


def _note_too_long(t: Translator, refused: Refused, place: Place) -> str:
    longest: int = refused.facts["longest"]
    return t.n(
        "A note can have at most {count} character. Please shorten it, or make two of it.",
        "A note can have at most {count} characters. Please shorten it, or make two of it.",
        longest,
    )


def _which_session(t: Translator, refused: Refused, place: Place) -> str:
    return t("Which session is this about? Please choose one, or say on which day you spoke.")


def _not_yet_held(t: Translator, refused: Refused, place: Place) -> str:
    start = t.moment(refused.facts["start"], place.zone, place.city)
    return t("{moment} is still to come. You can write about a session once it has begun.", moment=start)


def _owner_not_in_session(t: Translator, refused: Refused, place: Place) -> str:
    return t("Somebody who was not in the session can't be given an action item of it. Please choose one of you.")


def _item_for_another(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "Nobody but you would read this note, so {name} would never see the action item. "
        "Let the participants read it, or take the item yourself.",
        name=name_in(t, refused),
    )


def _due_past(t: Translator, refused: Refused, place: Place) -> str:
    return t("{day} is over. Please choose today or a later day.", day=t.day(refused.facts["due"]))


def _item_settled(t: Translator, refused: Refused, place: Place) -> str:
    return t("This action item is done or dropped already. Take that back first to change it.")


def _not_for_the_report(t: Translator, refused: Refused, place: Place) -> str:
    return t("This note was not offered for the report, or has changed since. Please read it again before you answer.")


NOTE_SENTENCES: Mapping[str, Sentence] = {
    errors.NoSuchNote.code: _no_such_note,
    errors.NoSuchItem.code: _no_such_item,
    errors.NotYourNote.code: _not_your_note,
    errors.NoteEmpty.code: _note_empty,
    errors.NoteTooLong.code: _note_too_long,
    errors.WhichSession.code: _which_session,
    errors.NotYetHeld.code: _not_yet_held,
    errors.OwnerNotInSession.code: _owner_not_in_session,
    errors.ItemForAnother.code: _item_for_another,
    errors.DuePast.code: _due_past,
    errors.ItemSettled.code: _item_settled,
    errors.NotForTheReport.code: _not_for_the_report,
}
