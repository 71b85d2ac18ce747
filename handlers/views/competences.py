"""The competences of a programme, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handlers.i18n import N_, Translator
from mentoring.competences import Competence

NAMES = {
    "strategy": N_("Cluster strategy and vision"),
    "governance": N_("Governance, and working with public authorities"),
    "financing": N_("Financing the cluster: fees, grants, services"),
    "members": N_("Winning members and serving them"),
    "projects": N_("Setting up and running projects of several members"),
    "innovation": N_("Innovation and technology transfer"),
    "internationalisation": N_("Export and going international"),
    "digital": N_("Digital change in companies"),
    "green": N_("Green transition and circular economy"),
    "skills": N_("Skills and training"),
    "communication": N_("Communication and the cluster's brand"),
    "evaluation": N_("Measuring results and impact"),
}
"""The usual competences by key."""


def competence_name(t: Translator, competence: Competence) -> str:
    """The competence in the programme's own words, or in the reader's language; not escaped."""
    if competence.words or competence.key not in NAMES:
        return competence.words or competence.key
    return t(NAMES[competence.key])


def competence_names(t: Translator, keys: Iterable[str], listed: Sequence[Competence]) -> list[str]:
    """The names of those chosen; what a programme has taken off its list goes by its usual name, or is left out."""
    known = {one.key: one for one in listed} | {key: Competence(key) for key in NAMES if key not in _keys(listed)}
    return [competence_name(t, known[key]) for key in keys if key in known]


def _keys(listed: Iterable[Competence]) -> frozenset[str]:
    return frozenset(one.key for one in listed)
