"""One sentence for every way in which the portfolio and its clusters say no."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.i18n import N_, Place, Translator
from handlers.refused import Sentence, name_in, plainly
from mentoring import errors
from mentoring.errors import Refused

PLAIN = {
    errors.NoSuchCluster: N_("There is no such cluster in a programme of yours. Perhaps it was merged with another."),
    errors.ClusterChanged: N_("This has been changed again since then, so I left it as it is. Open it to see it."),
    errors.NothingToMerge: N_("Choose another cluster of the same programme to merge with."),
    errors.NoSuchCollaboration: N_("There is no such collaboration in a programme of yours."),
    errors.NotOfTheCluster: N_("You can note what your own cluster does with others. Please choose yours as well."),
    errors.TooFewClusters: N_("A collaboration is between two clusters or more. Please choose another one."),
    errors.CollaborationChanged: N_("This collaboration has been changed again since then, so I left it as it is."),
    errors.NotInPortfolio: N_("This person is not in your programme's portfolio, or has not agreed to be shown."),
    errors.NobodyInPortfolio: N_(
        "Nobody has agreed to be shown in the portfolio yet, so there is nothing to send. "
        "People are asked for it in /mentor profile."
    ),
}
"""The refusals that speak of nothing but themselves."""


def _name_taken(t: Translator, refused: Refused, place: Place) -> str:
    return t("There is a cluster “{name}” already. Open that one, or merge the two.", name=name_in(t, refused))


def _needs_name(t: Translator, refused: Refused, place: Place) -> str:
    return t("A cluster needs a name, of at most {longest} characters.", longest=refused.facts["longest"])


def _website(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "A website is an address such as https://cluster.example.org, of at most {longest} characters.",
        longest=refused.facts["longest"],
    )


def _needs_title(t: Translator, refused: Refused, place: Place) -> str:
    longest = refused.facts["longest"]
    return t("Please say what the clusters do together, in at most {longest} characters.", longest=longest)


def _approached_lately(t: Translator, refused: Refused, place: Place) -> str:
    days = refused.facts["days"]
    return t(
        "You asked {name} less than {days} days ago. Write to them yourself, or turn to a coordinator.",
        name=name_in(t, refused),
        days=days,
    )


PORTFOLIO_SENTENCES: Mapping[str, Sentence] = {
    **plainly(PLAIN),
    errors.ClusterNameTaken.code: _name_taken,
    errors.ClusterNeedsName.code: _needs_name,
    errors.WebsiteRefused.code: _website,
    errors.CollaborationNeedsTitle.code: _needs_title,
    errors.ApproachedLately.code: _approached_lately,
}
