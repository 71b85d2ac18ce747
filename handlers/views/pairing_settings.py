"""What counts when pairs are proposed, as a programme's coordinators settle it."""

from __future__ import annotations

from handlers.i18n import N_, Translator
from handlers.ids import Block
from handlers.views.blocks import Dict, field, section, text_input
from handlers.views.pairing import COUNTED
from mentoring.pairing_policy import PairingPolicy, PartKind
from mentoring.people import Programme

POINTS = {
    PartKind.NEEDS: Block.PAIRING_NEEDS,
    PartKind.WORDS: Block.PAIRING_WORDS,
    PartKind.SECTOR: Block.PAIRING_SECTOR,
    PartKind.LANGUAGES: Block.PAIRING_LANGUAGES,
    PartKind.HOURS: Block.PAIRING_HOURS,
}
ENOUGH_HOURS = N_("Working hours in common a week that are enough")
MENTEES_EACH = N_("Mentees of a mentor who said nothing")


def pairing_fields(t: Translator, programme: Programme) -> list[Dict]:
    """What counts, in points; 0 leaves a thing out."""
    policy = programme.pairing
    points = [
        field(block, t("Points for: {what}", what=t(COUNTED[kind])), text_input(str(policy.most(kind)), longest=3))
        for kind, block in POINTS.items()
    ]
    return [
        section(t("The more points something has, the more it counts when pairs are proposed. 0 leaves it out.")),
        *points,
        field(Block.PAIRING_ENOUGH_HOURS, t(ENOUGH_HOURS), text_input(str(hours_enough(policy)), longest=3)),
        field(Block.PAIRING_MENTEES_EACH, t(MENTEES_EACH), text_input(str(policy.mentees_each), longest=2)),
    ]


def hours_enough(policy: PairingPolicy) -> int:
    """The hours from which on more of them make nothing better; a file may say it to the minute, a form does not."""
    return int(policy.enough_hours.total_seconds()) // 3600


def pairing_parts(t: Translator, programme: Programme) -> list[tuple[str, str]]:
    """Each thing that is settled of it: what it is called, and how it is."""
    policy = programme.pairing
    return [
        *((t(COUNTED[kind]), t.n("{count} point", "{count} points", policy.most(kind))) for kind in POINTS),
        (t(ENOUGH_HOURS), t.duration(policy.enough_hours)),
        (t(MENTEES_EACH), str(policy.mentees_each)),
    ]


def pairing_said(t: Translator, programme: Programme) -> str:
    """The same in a line."""
    return t.dotted([t("{setting}: {value}", setting=label, value=said) for label, said in pairing_parts(t, programme)])
