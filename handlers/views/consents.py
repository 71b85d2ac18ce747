"""What people are asked to agree to, word for word.

They are kept with each answer. Each has a version (`mentoring.consents.VERSIONS`), which rises with every change of the
English text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from handlers.i18n import N_, Translator
from handlers.ids import Block
from handlers.views.blocks import (
    LONGEST_HEADER,
    Dict,
    context,
    divider,
    field,
    lines,
    option,
    radio,
    section,
    shorten,
    spoken,
)
from handlers.views.presentation import presentation_blocks
from mentoring.consents import ConsentTo
from mentoring.people import Programme
from mentoring.portraits import Presentation

YES, NO = "yes", "no"

TEXTS = {
    ConsentTo.KEPT: N_(
        "May I keep what you say here of your offers and needs, and the languages you speak? The coordinators of"
        " {programme} read it to find pairs that fit, and your mentor or mentees see it. Say no, and nothing of it is"
        " kept; you take part all the same. You can take this back at any time: it is then erased at once."
    ),
    ConsentTo.SHOWN: N_(
        "May I show you in the portfolio of {programme}? Its people then find your name, role, cluster, sector, place,"
        " clock and languages there, and what you said you offer and need, and the coordinators may publish the"
        " portfolio on the programme's public page. You can take this back at any time: you are then left out at once."
    ),
    ConsentTo.PRESENTED: N_(
        "May I present you to the people of {programme} in {channel}, once, with exactly the message below? You can"
        " take this back at any time: the message is then deleted at once."
    ),
}

LABELS = {
    ConsentTo.KEPT: N_("Keep what I said"),
    ConsentTo.SHOWN: N_("Show me in the portfolio"),
    ConsentTo.PRESENTED: N_("Present me in the channel"),
}

FIELDS = {ConsentTo.KEPT: Block.KEPT, ConsentTo.SHOWN: Block.SHOWN, ConsentTo.PRESENTED: Block.PRESENTED}


def consent_text(t: Translator, what: ConsentTo, programme: Programme) -> str:
    """What is asked, for mrkdwn."""
    channel = f"<#{programme.channel}>" if programme.channel else ""
    return t(TEXTS[what], programme=t.escape(shorten(programme.name, LONGEST_HEADER)), channel=channel)


def consent_blocks(
    t: Translator, what: ConsentTo, programme: Programme, answer: bool | None, shown: Sequence[Dict] = ()
) -> list[Dict]:
    """The question with what it shows, and its two answers; none is chosen for a person who has given none."""
    chosen = None if answer is None else (YES if answer else NO)
    options = [option(t("Yes, I agree"), YES), option(t("No"), NO)]
    asked = section(consent_text(t, what, programme))
    return [asked, *shown, field(FIELDS[what], t(LABELS[what]), radio(options, chosen))]


def read_text(t: Translator, what: ConsentTo, programme: Programme, shown: Sequence[Dict] = ()) -> str:
    """All that a person read when they answered, as it is kept with their answer."""
    return lines(consent_text(t, what, programme), spoken(shown))


def preview(t: Translator, speakers: Sequence[Translator], presentation: Presentation) -> list[Dict]:
    """The message that the channel would get."""
    return [context(t("This is the message:")), *presentation_blocks(speakers, presentation), divider()]


def digest(texts: Mapping[ConsentTo, str]) -> str:
    """Stands for everything that a form asks, so that an answer to something else is noticed."""
    whole = "\0".join(f"{what}\0{text}" for what, text in sorted(texts.items()))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]
