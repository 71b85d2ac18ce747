"""What makes a pair need somebody, as a programme's coordinators settle it."""

from __future__ import annotations

from handlers.i18n import N_, Translator
from handlers.ids import Block
from handlers.views.blocks import Dict, field, section, text_input
from mentoring.people import Programme

RISK = {
    Block.QUIET_AFTER: N_("Days without a session before a pair is quiet"),
    Block.QUIET: N_("Points of a quiet pair"),
    Block.QUIET_MOST: N_("Points of a quiet pair at most, after more weeks"),
    Block.OUTCOME_MISSING: N_("Points of a missing outcome"),
    Block.DISPUTED: N_("Points when the two differ on what took place"),
    Block.MOVED_TWICE: N_("Points when the last two sessions moved"),
    Block.WELCOME_UNANSWERED: N_("Points of an unanswered welcome"),
    Block.AWAY_PARTNER: N_("Points when one of them is away"),
    Block.URGENT_FROM: N_("Points from which a pair needs you"),
}
"""What counts when pairs are sorted by who needs somebody: the fields of a RiskPolicy, by what they are called."""


def risk_fields(t: Translator, programme: Programme) -> list[Dict]:
    """What makes a pair need somebody, in points; 0 leaves a reason out."""
    numbers = [
        field(block, t(label), text_input(str(getattr(programme.risk, block.value)), longest=3))
        for block, label in RISK.items()
    ]
    return [
        section(t("The more points a pair has, the higher it stands on your Home. 0 leaves a reason out.")),
        *numbers,
    ]


def risk_parts(t: Translator, programme: Programme) -> list[tuple[str, str]]:
    """Each thing that is settled of it: what it is called, and how it is."""
    return [(t(label), str(getattr(programme.risk, one))) for one, label in RISK.items()]


def risk_said(t: Translator, programme: Programme) -> str:
    """The same in a line."""
    return t.dotted([t("{setting}: {value}", setting=label, value=said) for label, said in risk_parts(t, programme)])
