"""Why something can't be done with an announcement, as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.i18n import N_, Place, Translator
from handlers.refused import Sentence, plainly
from mentoring import errors
from mentoring.errors import Refused

PLAIN = {
    errors.NoSuchAnnouncement: N_("There is no such announcement for you here."),
    errors.NobodyReached: N_("Nobody would get it. Please choose other readers."),
    errors.SendingTimePast: N_("This moment has passed. Please choose a later one."),
    errors.AnnouncementClosed: N_("This is no longer possible: the announcement has moved on meanwhile."),
    errors.TemplateNameless: N_("Please give it a name."),
    errors.ReplyEmpty: N_("Please write something."),
    errors.RepliesClosed: N_("This announcement takes no replies."),
}
"""The refusals that speak of nothing but themselves."""


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


ANNOUNCEMENT_SENTENCES: Mapping[str, Sentence] = {
    **plainly(PLAIN),
    errors.AnnouncementEmpty.code: _empty,
    errors.AnnouncementTooLong.code: _too_long,
    errors.TitleTooLong.code: _too_long,
    errors.TooManyFiles.code: _too_many_files,
    errors.ReplyTooLong.code: _too_long,
}
