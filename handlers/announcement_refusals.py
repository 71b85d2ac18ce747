"""Why something can't be done with an announcement, as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers.i18n import Place, Translator
from mentoring import errors
from mentoring.errors import Refused


def _no_such_announcement(t: Translator, refused: Refused, place: Place) -> str:
    return t("There is no such announcement for you here.")


def _empty(t: Translator, refused: Refused, place: Place) -> str:
    language = refused.facts.get("language")
    if not language:
        return t("Please write something in one language at least.")
    return t("Please fill in title and text in {language}, or leave both empty.", language=t.language_name(language))


def _too_long(t: Translator, refused: Refused, place: Place) -> str:
    length, longest = refused.facts["length"], refused.facts["longest"]
    return t("That is {length} characters long; {longest} are possible.", length=length, longest=longest)


def _too_many_files(t: Translator, refused: Refused, place: Place) -> str:
    return t("At most {most} files can go with it.", most=refused.facts["most"])


def _nobody_reached(t: Translator, refused: Refused, place: Place) -> str:
    return t("Nobody would get it. Please choose other readers.")


def _past(t: Translator, refused: Refused, place: Place) -> str:
    return t("This moment has passed. Please choose a later one.")


def _closed(t: Translator, refused: Refused, place: Place) -> str:
    return t("This is no longer possible: the announcement has moved on meanwhile.")


def _nameless(t: Translator, refused: Refused, place: Place) -> str:
    return t("Please give it a name.")


def _reply_empty(t: Translator, refused: Refused, place: Place) -> str:
    return t("Please write something.")


def _replies_closed(t: Translator, refused: Refused, place: Place) -> str:
    return t("This announcement takes no replies.")


ANNOUNCEMENT_SENTENCES: Mapping[str, Callable[[Translator, Refused, Place], str]] = {
    errors.NoSuchAnnouncement.code: _no_such_announcement,
    errors.AnnouncementEmpty.code: _empty,
    errors.AnnouncementTooLong.code: _too_long,
    errors.TitleTooLong.code: _too_long,
    errors.TooManyFiles.code: _too_many_files,
    errors.NobodyReached.code: _nobody_reached,
    errors.SendingTimePast.code: _past,
    errors.AnnouncementClosed.code: _closed,
    errors.TemplateNameless.code: _nameless,
    errors.ReplyEmpty.code: _reply_empty,
    errors.ReplyTooLong.code: _too_long,
    errors.RepliesClosed.code: _replies_closed,
}
