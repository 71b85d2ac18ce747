"""Preparing pairs, as coordinators see it: what is proposed and why, who else there would be, what is in the way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from handlers.i18n import N_, Translator
from handlers.ids import Action, Form, numbered
from handlers.views.blocks import (
    LONGEST_TEXT,
    Dict,
    actions,
    bold,
    button,
    divider,
    lines,
    modal,
    section,
)
from handlers.views.pair_reasons import reasons_with_points
from handlers.views.pairing_wishes import (
    MOST_NAMED,
    blockage_sentences,
    member_name,
    member_names,
    wish_sentence,
    wish_value,
)
from handlers.views.people import bare_name, name_of
from mentoring.competences import offered_in
from mentoring.pairing import Blockage, Board, Match, Option, Proposal, Solution, Wish, WishKind
from mentoring.pairing_policy import PairingPolicy, PartKind
from mentoring.people import Programme

A_PAGE = 8

MOST_OPTIONS = 12

MOST_WISHES = 40

MOST_COUNTRIES = 5

MOST_BLOCKAGES = 3

COUNTED = {
    PartKind.NEEDS: N_("what the mentee needs and the mentor offers"),
    PartKind.WORDS: N_("the same words in what both write"),
    PartKind.SECTOR: N_("the same sector"),
    PartKind.LANGUAGES: N_("languages, the mentee's own above all"),
    PartKind.HOURS: N_("working hours in common, in the worst week and in a usual one"),
}
"""What each part of the score looks at."""


def cover(t: Translator, board: Board, remark: str = "") -> Dict:
    """Before anything is proposed: who is to be paired, what counts, and the button that begins."""
    market = board.market
    able = [one for one in market.mentors if one.places]
    counts = t.dotted(
        [
            t.n("{count} mentee without a mentor", "{count} mentees without a mentor", len(market.mentees)),
            t.n("{count} mentor with a place", "{count} mentors with a place", len(able)),
            t.n("{count} pair agreed already", "{count} pairs agreed already", len(board.agreed)),
        ]
    )
    if not market.mentees:
        next_step: list[Dict] = [section(t("Every mentee has a mentor, so there is nobody to propose."))]
    elif not able:
        next_step = [section(t("No mentor has a place left. Add mentors, or let some take more than one mentee."))]
    else:
        label = t("Show the proposals") if board.pairing else t("Propose pairs")
        action = Action.PAIRING_SHOW if board.pairing else Action.PAIRING_PROPOSE
        next_step = [section(_counts_for(t, market.policy)), actions([button(label, action, style="primary")])]
    return _modal(t, board, [_remark(remark), section(lines(_title(t, board), counts)), *next_step])


def working(t: Translator, board: Board, done: float) -> Dict:
    """While it is reckoned; ``done`` is how much of it, up to 1."""
    mentors, mentees = len(board.market.mentors), len(board.market.mentees)
    full = round(done * 20)
    bar = "▓" * full + "░" * (20 - full)
    said = t("Looking at {mentors} mentors and {mentees} mentees…", mentors=mentors, mentees=mentees)
    return _modal(t, board, [section(lines(said, f"`{bar}` {round(done * 100)} %"))])


def proposals_view(
    t: Translator,
    board: Board,
    shown: Sequence[Proposal],
    unpaired: Sequence[int],
    blockages: Sequence[Blockage],
    *,
    page: int,
    pages: int,
    remark: str = "",
) -> Dict:
    """A page of what is proposed, with its reasons; on the first one, for whom nobody is left and why."""
    first = page == 0
    return _modal(
        t,
        board,
        [
            _remark(remark),
            section(lines(_title(t, board), _standing(t, board, unpaired))),
            *(_unpaired_blocks(t, board, unpaired, blockages) if first else ()),
            *(block for at, one in enumerate(shown) for block in _proposal(t, board, one, at)),
            actions(_page_buttons(t, page, pages)) if pages > 1 else None,
            divider(),
            actions(_foot(t, board)),
        ],
        page=page,
    )


def options_view(t: Translator, board: Board, mentee_id: int, found: Sequence[Option]) -> Dict:
    """Every mentor whom a mentee might have, the most points first, and what else may be wished for them."""
    mentee = board.people[mentee_id]
    pick = board.pairing.pick_of(mentee_id) if board.pairing else None
    rows = [
        block
        for at, one in enumerate(found[:MOST_OPTIONS])
        for block in _option(t, board, one, at, chosen=bool(pick and pick.mentor_id == one.match.mentor_id))
    ]
    nobody = section(t("Nobody in the programme could be their mentor: no language in common, or the same cluster."))
    return _modal(
        t,
        board,
        [
            section(bold(t("A mentor for {name}", name=name_of(t, mentee.person)))),
            *(rows or [nobody]),
            *_countries(t, board, mentee_id),
            actions([_back(t)]),
        ],
    )


def wishes_view(t: Translator, board: Board) -> Dict:
    """Everything that was settled or wished for, each with the button that gives it up."""
    wishes = sorted(board.market.wishes)[:MOST_WISHES]
    rows = [
        section(
            wish_sentence(t, board.people, wish),
            button(t("Give up"), numbered(Action.PAIRING_GIVE_UP, at), wish_value(wish)),
        )
        for at, wish in enumerate(wishes)
    ]
    more = [one for one in sorted(board.places) if one in board.people]
    places = [_places_row(t, board, mentor_id, at) for at, mentor_id in enumerate(more[:MOST_WISHES])]
    none = section(t("Nothing was settled or wished for. “Choose another” and “Not these two” stand at each proposal."))
    return _modal(
        t, board, [section(bold(t("What the pairs keep to"))), *(rows + places or [none]), actions([_back(t)])]
    )


def published_view(t: Translator, board: Board, count: int, *, by: str) -> Dict:
    """After pairs were published; ``by`` is who had done so before, "" for now."""
    if by:
        said = t("{name} has published these pairs already. Nothing was done twice.", name=t.escape(by))
    elif not board.programme.runs:
        said = t.n(
            "{count} pair is made. Both are introduced once the programme runs.",
            "{count} pairs are made. The two of each are introduced once the programme runs.",
            count,
        )
    elif board.programme.welcoming_since is None:
        said = t.n(
            "{count} pair is made. Both are introduced once the welcomes are sent.",
            "{count} pairs are made. The two of each are introduced once the welcomes are sent.",
            count,
        )
    else:
        said = t.n(
            "{count} pair is made. Both are introduced, each in their language and working hours.",
            "{count} pairs are made. The two of each are introduced, each in their language and working hours.",
            count,
        )
    return _modal(t, board, [section(said)])


def dropped_view(t: Translator, board: Board) -> Dict:
    """After a pairing was let go."""
    said = t("The proposals are dropped. No pair was made, and nobody was told anything.")
    again = button(t("Propose pairs"), Action.PAIRING_PROPOSE)
    return _modal(t, board, [section(said), actions([again])])


def changes_remark(t: Translator, board: Board, before: Solution | None, wanted: int | None) -> str:
    """What else a choice changed: mentees (other than ``wanted``) whose proposal is another one than before."""
    if before is None or board.pairing is None:
        return ""
    earlier = {one.mentee_id: one.mentor_id for one in before.picks}
    now = {one.mentee_id: one.mentor_id for one in board.pairing.picks}
    moved = [one for one in sorted({*earlier, *now}) if earlier.get(one) != now.get(one) and one != wanted]
    if not moved:
        return ""
    return t("This changed the proposals of {names} too.", names=member_names(t, board.people, moved))


def _modal(t: Translator, board: Board, blocks: Iterable[Dict | None], *, page: int = 0) -> Dict:
    pairing = board.pairing
    carried = {
        "programme": board.programme.id,
        "pairing": pairing.id if pairing else "",
        "revision": pairing.revision if pairing else 0,
        "page": page,
    }
    return modal(t("Pairs"), blocks, form=Form.NOTICE, metadata=json.dumps(carried), close=t("Close"))


def _remark(remark: str) -> Dict | None:
    return section("➡️ " + remark) if remark else None


def _title(t: Translator, board: Board) -> str:
    return bold(t.escape(board.programme.name))


def _counts_for(t: Translator, policy: PairingPolicy) -> str:
    counted = [
        t("{points} points: {what}", points=policy.most(kind), what=t(COUNTED[kind]))
        for kind in PartKind
        if policy.most(kind)
    ]
    never = t("Never a pair: two of the same cluster, or without a language in common.")
    return lines(t("What counts:"), *(t.marked("•", one) for one in counted), never)


def _standing(t: Translator, board: Board, unpaired: Sequence[int]) -> str:
    picks = board.pairing.picks if board.pairing else ()
    facts = [
        t.n("{count} pair proposed", "{count} pairs proposed", len(picks)),
        t.n("{count} settled", "{count} settled", len(board.pairing.fixed) if board.pairing else 0),
        t.n("{count} pair agreed already", "{count} pairs agreed already", len(board.agreed)),
    ]
    if unpaired:
        facts.append(t.n("{count} mentee left", "{count} mentees left", len(unpaired)))
    return t.dotted(facts)


def _unpaired_blocks(t: Translator, board: Board, unpaired: Sequence[int], blockages: Sequence[Blockage]) -> list[Dict]:
    if not unpaired:
        return []
    blocks = [
        section("\n".join(one for one in blockage_sentences(t, board, blockage) if one)[:LONGEST_TEXT])
        for blockage in blockages[:MOST_BLOCKAGES]
    ]
    buttons = [
        button(
            t("A mentor for {name}", name=bare_name(board.people[one].person)),
            numbered(Action.PAIRING_OPTIONS, A_PAGE + at),
            str(one),
        )
        for at, one in enumerate(unpaired[:MOST_NAMED])
    ]
    return [
        section("⚠️ " + bold(t("Nobody is left for {names}.", names=member_names(t, board.people, unpaired)))),
        *blocks,
        actions(buttons),
    ]


def _proposal(t: Translator, board: Board, proposal: Proposal, at: int) -> list[Dict]:
    match = proposal.match
    title = bold(_couple(t, board, match))
    settled = t("settled") if proposal.fixed else ""
    score = t("{points} of {most} points", points=match.points, most=board.market.policy.full)
    told = lines(
        t.dotted([title, score, settled]),
        *(t.marked("•", reason) for reason in _reasons(t, board, match)),
        _second(t, board, proposal),
    )
    return [section(told[:LONGEST_TEXT]), actions(_proposal_buttons(t, board, proposal, at))]


def _proposal_buttons(t: Translator, board: Board, proposal: Proposal, at: int) -> list[Dict]:
    match = proposal.match
    couple = {
        "mentor": bare_name(board.people[match.mentor_id].person),
        "mentee": bare_name(board.people[match.mentee_id].person),
    }
    must = Wish(match.mentee_id, WishKind.MUST, match.mentor_id)
    must_not = Wish(match.mentee_id, WishKind.MUST_NOT, match.mentor_id)
    if proposal.fixed:
        settle = button(
            t("Leave it open"),
            numbered(Action.PAIRING_GIVE_UP, at),
            wish_value(must),
            label=t("Leave open: {mentor} for {mentee}", **couple),
        )
    else:
        settle = button(
            t("Settle"),
            numbered(Action.PAIRING_CHOOSE, at),
            wish_value(must),
            label=t("Settle: {mentor} for {mentee}", **couple),
        )
    return [
        button(
            t("Choose another"),
            numbered(Action.PAIRING_OPTIONS, at),
            str(match.mentee_id),
            label=t("Another mentor for {mentee}", mentee=couple["mentee"]),
        ),
        settle,
        button(
            t("Not these two"),
            numbered(Action.PAIRING_CHOOSE, A_PAGE + at),
            wish_value(must_not),
            label=t("Not {mentor} for {mentee}", **couple),
        ),
    ]


def _second(t: Translator, board: Board, proposal: Proposal) -> str:
    if proposal.second is None:
        return t("Nobody else could be their mentor.")
    option = proposal.second
    name, points = member_name(t, board.people, option.match.mentor_id), option.match.points
    if proposal.difference < 0:
        better = t.n("{count} point more", "{count} points more", -proposal.difference)
        if option.taken_by:
            others = member_names(t, board.people, option.taken_by)
            return t(
                "{name} would have {points} ({better}), but is better with {others}.",
                name=name,
                points=points,
                better=better,
                others=others,
            )
        return t("{name} would have {points} ({better}).", name=name, points=points, better=better)
    if not proposal.difference:
        return t("Just as good: {name}, {points}.", name=name, points=points)
    fewer = t.n("{count} point fewer", "{count} points fewer", proposal.difference)
    return t("Next best: {name}, {points} ({fewer}).", name=name, points=points, fewer=fewer)


def _option(t: Translator, board: Board, option: Option, at: int, *, chosen: bool) -> list[Dict]:
    match = option.match
    taken = (
        t("proposed to {names}", names=member_names(t, board.people, option.taken_by))
        if option.taken_by
        else t("proposed now")
        if chosen
        else ""
    )
    score = t("{points} of {most} points", points=match.points, most=board.market.policy.full)
    name = member_name(t, board.people, match.mentor_id)
    told = lines(t.dotted([bold(name), score, taken]), *(t.marked("•", reason) for reason in _reasons(t, board, match)))
    bare = bare_name(board.people[match.mentor_id].person)
    choose = button(
        t("Choose {name}", name=bare),
        numbered(Action.PAIRING_CHOOSE, at),
        wish_value(Wish(match.mentee_id, WishKind.MUST, match.mentor_id)),
        style="" if option.taken_by else "primary",
    )
    buttons = [choose]
    if option.taken_by:
        more = len(option.taken_by) + 1 + sum(one.mentor_id == match.mentor_id for one in board.agreed)
        label = t("Let {name} take {count}", name=bare, count=more)
        buttons.append(button(label, numbered(Action.PAIRING_PLACE, at), f"{match.mentor_id} {more}"))
    return [section(told[:LONGEST_TEXT]), actions(buttons)]


def _countries(t: Translator, board: Board, mentee_id: int) -> list[Dict]:
    there = sorted({one.country for one in board.market.mentors if one.country and one.places})
    if len(there) < 2:  # noqa: PLR2004 - of one country nothing is to be chosen
        return []
    buttons = [
        button(
            t("From {country}", country=t.country(country)),
            numbered(Action.PAIRING_CHOOSE, MOST_OPTIONS + at),
            wish_value(Wish(mentee_id, WishKind.COUNTRY, country=country)),
        )
        for at, country in enumerate(there[:MOST_COUNTRIES])
    ]
    return [divider(), section(t("Or wish for a country, and leave the rest to me:")), actions(buttons)]


def _places_row(t: Translator, board: Board, mentor_id: int, at: int) -> Dict:
    usual, places = board.programme.pairing.mentees_each, board.places[mentor_id]
    name = member_name(t, board.people, mentor_id)
    said = t.n("{name} takes {count} mentee.", "{name} takes {count} mentees.", places, name=name)
    if places == usual:
        return section(said)
    label = t("As usual: {count}", count=usual)
    return section(said, button(label, numbered(Action.PAIRING_PLACE, at), f"{mentor_id} {usual}"))


def _page_buttons(t: Translator, page: int, pages: int) -> list[Dict]:
    buttons = []
    if page > 0:
        buttons.append(button(t("Earlier"), numbered(Action.PAIRING_SHOW, 0), str(page - 1)))
    if page + 1 < pages:
        label = t("More ({page} of {pages})", page=page + 2, pages=pages)
        buttons.append(button(label, numbered(Action.PAIRING_SHOW, 1), str(page + 1)))
    return buttons


def _what_publishing_does(t: Translator, programme: Programme, count: int) -> str:
    if programme.runs and programme.welcoming_since is None:
        return t.n(
            "{count} pair is made at once, and both are introduced to one another once the welcomes are sent.",
            "{count} pairs are made at once, and the two of each are introduced to one another once the welcomes are"
            " sent.",
            count,
        )
    if programme.runs:
        return t.n(
            "{count} pair is made at once, and both are introduced to one another.",
            "{count} pairs are made at once, and the two of each are introduced to one another.",
            count,
        )
    return t.n(
        "{count} pair is made at once, and both are introduced to one another once the programme runs.",
        "{count} pairs are made at once, and the two of each are introduced to one another once the programme runs.",
        count,
    )


def _foot(t: Translator, board: Board) -> list[Dict]:
    pairing = board.pairing
    count = len(pairing.picks) if pairing else 0
    publish = {
        **button(t("Publish"), Action.PAIRING_PUBLISH, style="primary"),
        "confirm": _confirm(
            t("Publish these pairs?"), _what_publishing_does(t, board.programme, count), t("Publish"), t("Back")
        ),
    }
    drop = {
        **button(t("Drop it all"), Action.PAIRING_DROP, style="danger"),
        "confirm": _confirm(
            t("Drop the proposals?"),
            t("What was settled and wished for is lost. No pair is made, and nobody is told."),
            t("Drop it all"),
            t("Back"),
        ),
    }
    wishes = button(t("What they keep to"), Action.PAIRING_WISHES)
    again = button(t("Propose again"), Action.PAIRING_PROPOSE)
    return [*([publish] if count else ()), wishes, again, drop]


def _confirm(title: str, text: str, yes: str, no: str) -> Dict:
    parts = {"title": title, "text": text, "confirm": yes, "deny": no}
    return {name: {"type": "plain_text", "text": said} for name, said in parts.items()}


def _back(t: Translator) -> Dict:
    return button(t("Back to the proposals"), Action.PAIRING_SHOW)


def _reasons(t: Translator, board: Board, match: Match) -> list[str]:
    mentor, mentee = board.people[match.mentor_id].person, board.people[match.mentee_id].person
    return reasons_with_points(t, match, mentor, mentee, offered_in(board.programme.competences))


def _couple(t: Translator, board: Board, match: Match) -> str:
    return t(
        "{mentee} with {mentor}",
        mentee=member_name(t, board.people, match.mentee_id),
        mentor=member_name(t, board.people, match.mentor_id),
    )
