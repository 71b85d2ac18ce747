"""How well a mentor and a mentee fit, in whole points, from parts that can be told; and why two can't be paired.

A table of everybody's points and the parts of one pair come from the same formulas, so the parts add up to the points.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mentoring.clocks import MINUTE
from mentoring.folding import folded
from mentoring.pairing import Candidate, CommonHours, Hindrance, Market, Match, Part, WishKind
from mentoring.pairing_policy import PairingPolicy, PartKind
from mentoring.rules.common_hours import Clock, HoursTable, common_hours

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Table = NDArray[np.int64]
    Flags = NDArray[np.bool_]

SHORTEST_BEGINNING = 5
"""Letters of a word from which on it stands for all words that begin with it, as "export" does for "exporting"."""

OWN, ANY = 2, 1
"""What it is worth, of 2, to have the mentee's own language in common, or another one."""

HOURS_TAKE = 0.6
"""The part of the work that finding hours in common is, for those who wait."""

Told = Callable[[float], None]


def untold(_: float) -> None:
    """For who does not wait."""


@dataclass(frozen=True)
class Scores:
    """The points of every mentor (rows) with every mentee (columns) of a market, and who can't be with whom."""

    market: Market
    points: Table
    allowed: Flags
    hindrances: Mapping[Hindrance, Flags]
    hours: HoursTable
    mentor_clocks: Mapping[Clock, int]
    mentee_clocks: Mapping[Clock, int]

    def match(self, mentor: int, mentee: int) -> Match:
        """The pair in this row and column, with its parts."""
        one, other = self.market.mentors[mentor], self.market.mentees[mentee]
        common = self.hours.at(self.mentor_clocks[_clock(one)], self.mentee_clocks[_clock(other)])
        parts = parts_of(one, other, self.market.policy, common)
        return Match(one.person_id, other.person_id, parts)


def scores_of(market: Market, told: Told = untold) -> Scores:
    """Everybody with everybody. ``told`` hears how much of it is done, up to 1."""
    ones, others = _clocks(market.mentors), _clocks(market.mentees)
    hours = common_hours(ones, others, market.first, market.last, lambda done: told(done * HOURS_TAKE))
    rows, columns = ({clock: place for place, clock in enumerate(side)} for side in (ones, others))
    points = _points(market, _for_everybody(hours, market, rows, columns))
    told(1)
    hindered = hindrances(market)
    return Scores(market, points, _none_of(hindered.values(), points), hindered, hours, rows, columns)


def parts_of(mentor: Candidate, mentee: Candidate, policy: PairingPolicy, hours: CommonHours) -> tuple[Part, ...]:
    """The parts of one pair's score, those without a point included."""
    needs = mentor.competences & mentee.competences
    words = {one for one in mentee.words if any(akin(one, other) for other in mentor.words)}
    written = sorted(mentee.written.get(one, one) for one in words)
    sector = _same_sector(mentor, mentee)
    languages = tuple(one for one in mentee.languages if one in mentor.languages)
    enough = policy.enough_hours // MINUTE
    worst, usual = (min(one // MINUTE, enough) for one in (hours.worst, hours.usual))
    return (
        _part(policy, PartKind.NEEDS, len(needs), len(mentee.competences), sorted(needs)),
        _part(policy, PartKind.WORDS, len(words), len(mentee.words), written),
        _part(policy, PartKind.SECTOR, int(sector), 1, [mentee.sector] if sector else []),
        _part(policy, PartKind.LANGUAGES, _language_worth(mentee, languages), OWN, languages),
        Part(
            PartKind.HOURS,
            rounded(policy.hours, worst + usual, 2 * enough),
            policy.hours,
            hours=hours,
        ),
    )


def rounded(most: int, have: Any, of: Any) -> Any:
    """``have`` of ``of`` as points of ``most``, halves up; none where nothing was asked for; of tables too."""
    return (2 * most * have + of) // (2 * of + (of == 0)) * (of > 0)


def akin(one: str, other: str) -> bool:
    """Whether two folded words stand for the same: alike, or one a long enough beginning of the other."""
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) >= SHORTEST_BEGINNING and longer.startswith(shorter))


def _part(policy: PairingPolicy, kind: PartKind, have: int, of: int, shared: Iterable[str]) -> Part:
    most = policy.most(kind)
    return Part(kind, rounded(most, have, of), most, tuple(shared), of)


def _language_worth(mentee: Candidate, common: Sequence[str]) -> int:
    return OWN if mentee.languages[:1] == tuple(common[:1]) and common else ANY if common else 0


def _same_sector(mentor: Candidate, mentee: Candidate) -> bool:
    return bool(mentee.sector) and folded(mentor.sector) == folded(mentee.sector)


def _clock(one: Candidate) -> Clock:
    return one.working_week, one.zone


def _clocks(people: Sequence[Candidate]) -> list[Clock]:
    return list(dict.fromkeys(_clock(one) for one in people))


def _for_everybody(
    hours: HoursTable, market: Market, mentor_clocks: Mapping[Clock, int], mentee_clocks: Mapping[Clock, int]
) -> tuple[Table, Table]:
    """The minutes in the worst and in a usual week, mentors by mentees."""
    import numpy as np  # noqa: PLC0415

    rows = [mentor_clocks[_clock(one)] for one in market.mentors]
    columns = [mentee_clocks[_clock(one)] for one in market.mentees]
    where = np.ix_(np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64))
    return hours.worst[where], hours.usual[where]


def _points(market: Market, minutes: tuple[Table, Table]) -> Table:
    import numpy as np  # noqa: PLC0415

    mentors, mentees, policy = market.mentors, market.mentees, market.policy
    asked = np.array([len(one.competences) for one in mentees], dtype=np.int64)
    written = np.array([len(one.words) for one in mentees], dtype=np.int64)
    enough = policy.enough_hours // MINUTE
    worst, usual = (np.minimum(one, enough) for one in minutes)
    total: Table = (
        rounded(
            policy.needs, _shared([one.competences for one in mentors], [one.competences for one in mentees]), asked
        )
        + rounded(policy.words, _met_words([one.words for one in mentors], [one.words for one in mentees]), written)
        + rounded(
            policy.sector, _alike([folded(one.sector) for one in mentors], [folded(one.sector) for one in mentees]), 1
        )
        + rounded(policy.languages, _language_worths(market), OWN)
        + rounded(policy.hours, worst + usual, 2 * enough)
    )
    return total


def _shared(ones: Sequence[Iterable[str]], others: Sequence[Iterable[str]]) -> Table:
    """How much each of the ones has in common with each of the others."""
    names = _numbered({name for side in (*ones, *others) for name in side})
    found: Table = (_marked(ones, names) @ _marked(others, names).T).round().astype("int64")
    return found


def _met_words(ones: Sequence[Iterable[str]], others: Sequence[Iterable[str]]) -> Table:
    """How many words of each of the others are akin to some word of each of the ones."""
    theirs = {word for side in others for word in side}
    ours = {word for side in ones for word in side}
    kin = _kin(theirs, ours)
    met = _marked(ones, _numbered(ours)) @ _marked([kin[one] for one in sorted(theirs)], _numbered(ours)).T
    found: Table = ((met > 0).astype("float32") @ _marked(others, _numbered(theirs)).T).round().astype("int64")
    return found


def _kin(words: Iterable[str], known: Collection[str]) -> dict[str, set[str]]:
    """The known words that each of the words is akin to, without holding each against each."""
    begun: dict[str, set[str]] = {}
    for one in known:
        for length in range(min(SHORTEST_BEGINNING, len(one)), len(one) + 1):
            begun.setdefault(one[:length], set()).add(one)
    longer = {word: begun.get(word, set()) if len(word) >= SHORTEST_BEGINNING else set() for word in words}
    beginnings = {
        word: {word[:length] for length in range(SHORTEST_BEGINNING, len(word) + 1)} | {word} for word in words
    }
    return {word: longer[word] | {one for one in beginnings[word] if one in known} for word in words}


def _language_worths(market: Market) -> Table:
    first = [one.languages[:1] for one in market.mentees]
    spoken = [one.languages for one in market.mentors]
    common = _shared(spoken, [one.languages for one in market.mentees]) > 0
    worths: Table = common.astype("int64") + (_shared(spoken, first) > 0)
    return worths


def _alike(ones: Sequence[str], others: Sequence[str]) -> Table:
    """1 where both have the same word, and one at all."""
    return _shared([{one} - {""} for one in ones], [{other} - {""} for other in others])


def _numbered(names: Iterable[str]) -> Mapping[str, int]:
    return {name: number for number, name in enumerate(sorted(names))}


def _marked(sides: Sequence[Iterable[str]], names: Mapping[str, int]) -> NDArray[np.float32]:
    import numpy as np  # noqa: PLC0415

    found = np.zeros((len(sides), len(names)), dtype=np.float32)
    for row, side in enumerate(sides):
        found[row, [names[name] for name in side]] = 1
    return found


def hindrances(market: Market) -> dict[Hindrance, Flags]:
    """Who can't be with whom, for each reason: mentors by mentees."""
    import numpy as np  # noqa: PLC0415

    mentors, mentees = market.mentors, market.mentees
    common = _shared([one.languages for one in mentors], [one.languages for one in mentees])
    clusters = _alike([folded(one.cluster) for one in mentors], [folded(one.cluster) for one in mentees])
    ours, theirs = (np.array([one.person_id for one in side], dtype=np.int64) for side in (mentors, mentees))
    found = {
        Hindrance.SAME_PERSON: ours[:, None] == theirs[None, :],
        Hindrance.SAME_CLUSTER: clusters > 0,
        Hindrance.NO_LANGUAGE: common == 0,
    }
    return found | _unwished(market)


def _unwished(market: Market) -> dict[Hindrance, Flags]:
    """What the wishes leave out."""
    import numpy as np  # noqa: PLC0415

    shape = (len(market.mentors), len(market.mentees))
    rows = {one.person_id: number for number, one in enumerate(market.mentors)}
    columns = {one.person_id: number for number, one in enumerate(market.mentees)}
    countries = np.array([one.country for one in market.mentors], dtype=str)
    kinds = (Hindrance.MUST_NOT, Hindrance.ANOTHER_MENTOR, Hindrance.OTHER_COUNTRY)
    found = {kind: np.zeros(shape, dtype=np.bool_) for kind in kinds}
    for wish in market.wishes:
        column = columns.get(wish.mentee_id)
        if column is None:
            continue
        row = rows.get(wish.mentor_id)
        match wish.kind:
            case WishKind.MUST_NOT if row is not None:
                found[Hindrance.MUST_NOT][row, column] = True
            case WishKind.MUST:
                others = np.arange(shape[0]) != (-1 if row is None else row)
                found[Hindrance.ANOTHER_MENTOR][:, column] |= others
            case WishKind.COUNTRY:
                found[Hindrance.OTHER_COUNTRY][:, column] |= countries != wish.country
    return found


def _none_of(flags: Iterable[Flags], like: Table) -> Flags:
    import numpy as np  # noqa: PLC0415

    hindered = np.zeros(like.shape, dtype=np.bool_)
    for one in flags:
        hindered |= one
    allowed: Flags = ~hindered
    return allowed
