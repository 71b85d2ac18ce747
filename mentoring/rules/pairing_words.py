"""Which words of what somebody writes of their offers or needs say something of them."""

from __future__ import annotations

from mentoring.folding import folded, words_in

SHORTEST = 4
SHORTEST_ARABIC = 3
FIRST_ARABIC, LAST_ARABIC = "\u0600", "\u06ff"

SAID_BY_ALL = """
about after also been before being between both could does doing each experience from good have help helping into just
know knowledge like make making many more most much need needs offer other over related some such support than that
their them then there these they this those through want wants well what when where which while will with would year
years your

alors ainsi aussi autre autres avec avoir besoin besoins bien cela comme comment dans depuis elle elles entre être
expérience faire leur leurs mais même nous notre offre peut plus pour quand quel quelle sans selon sont sous sujet tous
tout toute toutes très votre vous années

algo ante años antes como conocimiento cual cuando desde donde ellos entre esta este estos experiencia hacer hacia hasta
mucho muchos necesito nuestra nuestro ofrezco para pero poder porque quiero sobre tener tiene todo todos también vuestra

alcuni altre altri anche anni bisogno come conoscenza cosa così degli della delle dello dove esperienza essere fare
hanno loro molte molti molto nella nelle nostra nostro offro perché però quale quando quello questa questo sono sulla
tutte tutti vorrei

الى إلى على عن في من مع هذا هذه التي الذي كان كما لكن نحن خبرة أحتاج أقدم حول بعد قبل بين جدا
"""
"""Words that nearly everybody writes, in the five languages."""


def telling_words(text: str) -> dict[str, str]:
    """The words of a text as they stand there, by the word folded; Arabic ones without article.

    Less those that are short or that everybody writes.
    """
    common = {folded(word) for word in SAID_BY_ALL.split()}
    return {
        spellings[-1]: text[start:end].lower()
        for spellings, (start, end) in words_in(text)
        if _is_long(spellings[-1]) and common.isdisjoint(spellings)
    }


def _is_long(word: str) -> bool:
    arabic = FIRST_ARABIC <= word[:1] <= LAST_ARABIC
    return len(word) >= (SHORTEST_ARABIC if arabic else SHORTEST) and not word.isdigit()
