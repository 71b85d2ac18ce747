"""`/mentor programme pairing`: pairs are proposed with their reasons, looked over by coordinators, and published.

Reckoning takes a while with many people, so it is done beside the loop once Slack has its answer; the form is then
drawn anew, and until then shows how far it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import structlog

from handlers import parsing, refusals
from handlers.afterwards import Afterwards
from handlers.answers import SLACK_TROUBLE, notice
from handlers.errors import Seam
from handlers.ids import Action, any_of
from handlers.listeners import Listeners
from handlers.views import pairing as views
from handlers.views.blocks import Dict, Message, message
from handlers.views.pairing_wishes import wish_of
from handlers.views.people import place_of
from handlers.visit import Visit
from mentoring.errors import NoSuchPairing, NothingProposed, PairingChanged, PairingStale, Refused
from mentoring.pairing import Blockage, Board, Proposal, Solution, Wish
from mentoring.people import Programme
from mentoring.rules.pairing import options, proposals, solved, still_blocked
from mentoring.rules.pairing_wishes import not_wishing, wishing, with_places
from mentoring.services import introductions, pairing

log = structlog.get_logger(__name__)

Button = Mapping[str, Any]
Work = Callable[[Board], Awaitable[Dict]]

SHOWN_AT_ONCE = 10_000
"""Up to so many possible pairs, what was proposed is shown at once; of more, when it is asked for."""
TOLD_EVERY = 1.5
"""Seconds between two drawings of how far the reckoning is."""

MEANWHILE = (NoSuchPairing, PairingChanged, PairingStale, NothingProposed)
"""What is told above the proposals as they now stand."""


async def on_pairing_asked(text: str, programme: Programme, visit: Visit) -> None:
    """`/mentor programme pairing`: what is proposed as it stands, or what there is to propose."""
    board = await _board(programme.id, visit)
    many = len(board.market.mentors) * len(board.market.mentees) > SHOWN_AT_ONCE
    if board.pairing is None or many:
        await visit.reply.next_form(views.cover(visit.t, board))
        return
    await visit.reply.next_form(await _drawn(board, visit))


async def on_pairing_shown(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Show, Back, and the pages: the proposals as they now stand."""

    async def show(board: Board) -> Dict:
        return await _drawn(board, visit, page=int(action.get("value") or 0))

    await _afterwards(show, visit, seam, afterwards)


async def on_proposed(visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Propose, and Propose again: the best pairs by what is known now; what was settled and wished for stays."""

    async def propose(board: Board) -> Dict:
        return await _keep(_as_seen(board, visit), None, visit)

    await _afterwards(propose, visit, seam, afterwards)


async def on_options_asked(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Choose another: who else might be this mentee's mentor."""
    mentee_id = int(action["value"])

    async def offer(board: Board) -> Dict:
        picks = board.pairing.picks if board.pairing else ()
        if all(one.person_id != mentee_id for one in board.market.mentees):
            return await _drawn(board, visit)
        found = await asyncio.to_thread(options, board.market, picks, mentee_id)
        return views.options_view(visit.t, board, mentee_id, found)

    await _afterwards(offer, visit, seam, afterwards)


async def on_wished(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Choose, Settle, Not these two, From a country: the wish is kept, and the rest proposed around it."""
    wish = wish_of(action["value"])

    async def wish_for(board: Board) -> Dict:
        return await _keep(wishing(_as_seen(board, visit), wish), wish, visit)

    await _afterwards(wish_for, visit, seam, afterwards)


async def on_wish_given_up(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Leave it open, Give up: the wish is gone, and the rest proposed anew."""
    wish = wish_of(action["value"])

    async def give_up(board: Board) -> Dict:
        return await _keep(not_wishing(_as_seen(board, visit), wish), wish, visit)

    await _afterwards(give_up, visit, seam, afterwards)


async def on_places_changed(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Let a mentor take so many mentees."""
    mentor_id, places = (int(word) for word in action["value"].split())

    async def let(board: Board) -> Dict:
        return await _keep(with_places(_as_seen(board, visit), mentor_id, places), None, visit)

    await _afterwards(let, visit, seam, afterwards)


async def on_wishes_asked(visit: Visit) -> None:
    """What they keep to: everything settled or wished for."""
    board = await _board(_carried(visit)["programme"], visit)
    await visit.reply.next_form(views.wishes_view(visit.t, board))


async def on_published(visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Publish: the pairs are made, and both of each will be introduced; pressing twice changes nothing."""
    seen = _carried(visit)

    async def publish(board: Board) -> Dict:
        published = await visit.run(
            introductions.publish, seen["pairing"], seen["revision"], actor=visit.actor, now=visit.now
        )
        done = replace(board, pairing=None)
        by = "" if published.anew else published.by.name
        return views.published_view(visit.t, done, len(published.pairing.picks), by=by)

    await _afterwards(publish, visit, seam, afterwards)


async def on_dropped(visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Drop it all: no pair is made."""
    seen = _carried(visit)

    async def drop(board: Board) -> Dict:
        await visit.run(pairing.drop_pairing, seen["pairing"], seen["revision"], actor=visit.actor, now=visit.now)
        return views.dropped_view(visit.t, replace(board, pairing=None))

    await _afterwards(drop, visit, seam, afterwards)


async def _board(programme_id: int, visit: Visit) -> Board:
    return await visit.run(pairing.pairing_board, programme_id, actor=visit.actor, now=visit.now)


def _carried(visit: Visit) -> dict[str, Any]:
    """What the form knows: programme, pairing and its revision as they were drawn, and the page."""
    carried: dict[str, Any] = parsing.metadata_of(visit.reply.body.get("view") or {})
    if "programme" not in carried:
        raise NoSuchPairing
    return carried


def _as_seen(board: Board, visit: Visit) -> Board:
    """The board, unless the pairing is another one by now than the form shows: then PairingChanged."""
    seen = _carried(visit)
    now = board.pairing
    if (now.id, now.revision) != (seen["pairing"], seen["revision"]) if now else seen["pairing"]:
        by = board.people.get(now.changed_by) if now else None
        raise PairingChanged(name=by.person.name if by else "")
    return board


async def _keep(board: Board, wish: Wish | None, visit: Visit) -> Dict:
    """Reckon anew, keep it, and show it, with what else it changed."""
    before = board.pairing
    solution = await _reckoned(board, visit)
    kept = await visit.run(pairing.keep_proposals, board, solution, actor=visit.actor, now=visit.now)
    earlier = Solution(before.picks) if before else None
    remark = views.changes_remark(visit.t, kept, earlier, wish.mentee_id if wish else None)
    return await _drawn(kept, visit, page=_carried(visit)["page"] if before else 0, remark=remark)


async def _reckoned(board: Board, visit: Visit) -> Solution:
    """The best pairs, reckoned beside the loop; meanwhile the form shows how far that is."""
    done = 0.0

    def told(part: float) -> None:
        nonlocal done
        done = part

    work = asyncio.create_task(asyncio.to_thread(solved, board.market, told))
    while not (await asyncio.wait({work}, timeout=TOLD_EVERY))[0]:
        await _update(views.working(visit.t, board, done), visit)
    return work.result()


async def _drawn(board: Board, visit: Visit, *, page: int = 0, remark: str = "") -> Dict:
    if board.pairing is None:
        return views.cover(visit.t, board, remark)
    by_name = {one.person_id: _sorting(board, one.person_id) for one in board.market.mentees}
    picked = sorted((one.mentee_id for one in board.pairing.picks), key=lambda one: by_name.get(one, ("", one)))
    pages = max(1, -(-len(picked) // views.A_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = picked[page * views.A_PAGE : (page + 1) * views.A_PAGE]
    rows, blocked = await asyncio.to_thread(_looked_at, board, shown, first=page == 0)
    unpaired = sorted(by_name.keys() - set(picked), key=lambda one: by_name[one])
    return views.proposals_view(visit.t, board, rows, unpaired, blocked, page=page, pages=pages, remark=remark)


def _sorting(board: Board, person_id: int) -> tuple[str, int]:
    return board.people[person_id].person.name.casefold(), person_id


def _looked_at(board: Board, shown: Sequence[int], *, first: bool) -> tuple[list[Proposal], tuple[Blockage, ...]]:
    picks = board.pairing.picks if board.pairing else ()
    return proposals(board.market, picks, shown), still_blocked(board.market, picks) if first else ()


async def _afterwards(work: Work, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Answer Slack at once, and draw the form anew when the work is done; NoSuchPairing where there is no form."""
    _carried(visit)
    await visit.reply.done()
    afterwards.start(_show(work, visit, seam))


async def _show(work: Work, visit: Visit, seam: Seam) -> None:
    drawn: list[Dict] = []

    async def draw() -> Message:
        drawn.append(await _done(work, visit))
        return message([])

    refused = await seam.message_of(draw(), visit.t, visit.actor)
    await _update(drawn[0] if drawn else notice(visit.t, refused), visit)


async def _done(work: Work, visit: Visit) -> Dict:
    """What the work ends with; where something else happened meanwhile, how it stands now and what happened."""
    board = await _board(_carried(visit)["programme"], visit)
    try:
        return await work(board)
    except MEANWHILE as refused:
        return await _as_it_stands(refused, visit)


async def _as_it_stands(refused: Refused, visit: Visit) -> Dict:
    board = await _board(_carried(visit)["programme"], visit)
    return await _drawn(board, visit, remark=refusals.sentence(visit.t, refused, place_of(visit.actor)))


async def _update(view: Dict, visit: Visit) -> None:
    try:
        await visit.client.views_update(view_id=visit.reply.body["view"]["id"], view=view)
    except SLACK_TROUBLE as trouble:
        log.info("the form with the pairs is closed; what was done is kept", trouble=str(trouble))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(any_of(Action.PAIRING_SHOW))(on_pairing_shown)
    app.action(Action.PAIRING_PROPOSE)(on_proposed)
    app.action(any_of(Action.PAIRING_OPTIONS))(on_options_asked)
    app.action(any_of(Action.PAIRING_CHOOSE))(on_wished)
    app.action(any_of(Action.PAIRING_GIVE_UP))(on_wish_given_up)
    app.action(any_of(Action.PAIRING_PLACE))(on_places_changed)
    app.action(Action.PAIRING_WISHES)(on_wishes_asked)
    app.action(Action.PAIRING_PUBLISH)(on_published)
    app.action(Action.PAIRING_DROP)(on_dropped)
