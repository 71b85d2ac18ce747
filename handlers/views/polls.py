"""A poll: the form that puts times to a vote, what each asked person and the host see of it, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.i18n import N_, Translator
from handlers.ids import Action, Block, Form, numbered
from handlers.views.blocks import (
    Dict,
    Message,
    actions,
    bold,
    button,
    checkboxes,
    context,
    date_picker,
    field,
    lines,
    message,
    modal,
    option,
    section,
    text_input,
)
from handlers.views.people import name_of, names_of, place_of
from handlers.views.session_parts import length_and_topic
from mentoring.clocks import MINUTE, local
from mentoring.people import Person
from mentoring.polls import MOST_TIMES, PollDetails, PollState, Vote

LONGEST_TOPIC = 200
CHOSEN_AT_FIRST = 3
TO_ANSWER = timedelta(days=3)
MOST_NAMED = 12

ANSWERS = {
    Vote.YES: (Action.POLL_YES, N_("Yes"), N_("Yes: {names}")),
    Vote.MAYBE: (Action.POLL_MAYBE, N_("Maybe"), N_("Maybe: {names}")),
    Vote.NO: (Action.POLL_NO, N_("No"), N_("No: {names}")),
}
"""The button of each vote, its label, and how those are told who gave it."""


def poll_form(
    t: Translator,
    *,
    host: Person,
    people: Sequence[Person],
    starts: Sequence[datetime],
    duration: timedelta,
    now: datetime,
) -> Dict:
    """Which times are put to whom; values of the times are instants in ISO 8601.

    Metadata: {"people": ids, "minutes": length}.
    """
    options = [option(t.short_clocks(start, place_of(host)), start.isoformat()) for start in starts[:MOST_TIMES]]
    boxes = checkboxes(options, [one["value"] for one in options[:CHOSEN_AT_FIRST]])
    last = local(min([now + TO_ANSWER, *starts]), host.zone).date()
    return modal(
        t("Put to a vote"),
        [
            section(t("You ask {names}.", names=names_of(t, people[:MOST_NAMED]))),
            field(Block.SLOTS, t("Times"), boxes),
            field(Block.TOPIC, t("Topic"), text_input(longest=LONGEST_TOPIC), optional=True),
            field(Block.ANSWER_BY, t("To answer until"), date_picker(last), hint=t("That day included.")),
        ],
        form=Form.POLL,
        metadata=json.dumps({"people": [one.id for one in people], "minutes": duration // MINUTE}),
        submit=t("Send"),
        close=t("Close"),
    )


def poll_message(t: Translator, details: PollDetails, viewer: Person, now: datetime) -> Message:
    """The poll as its host sees it, or as somebody sees it who is asked."""
    if viewer.id == details.poll.host_id:
        return _for_host(t, details, viewer, now)
    return _for_asked(t, details, viewer, now)


def poll_result(t: Translator, details: PollDetails, viewer: Person, now: datetime) -> Message:
    """What came of it, for somebody who hears of it in no other way."""
    return message([section(lines(bold(_came_of_it(t, details, viewer)), _what(t, details)))])


def sent(t: Translator, details: PollDetails) -> Message:
    """After a poll was opened."""
    names = names_of(t, [details.people[one] for one in details.poll.asked][:MOST_NAMED])
    return message([section(t("Sent. {names} are asked, and you see here as they answer.", names=names))])


def _is_open(details: PollDetails, now: datetime) -> bool:
    return details.poll.state is PollState.OPEN and now < details.poll.ends_at


def _for_asked(t: Translator, details: PollDetails, viewer: Person, now: datetime) -> Message:
    asks = t("{name} asks which of these times suit you.", name=name_of(t, details.host))
    first = section(lines(bold(asks), _what(t, details)))
    if not _is_open(details, now):
        return message([first, section(_came_of_it(t, details, viewer))])
    rows = [block for index in range(len(details.poll.starts)) for block in _question(t, details, viewer, index)]
    until = t.moment(details.poll.ends_at, viewer.zone, viewer.city)
    return message([first, *rows, context(t("You can change your answers until {moment}.", moment=until))])


def _question(t: Translator, details: PollDetails, viewer: Person, index: int) -> list[Dict]:
    """A time on the reader's own clock, with a button for each answer; theirs is marked."""
    poll = details.poll
    ballot = poll.ballot_of(viewer.id)
    mine = ballot.votes[index] if ballot else None
    clock = t.clocks(poll.starts[index], [place_of(viewer)])
    buttons = [
        button(
            ("✓ " if vote is mine else "") + t(label),
            numbered(action, index),
            f"{poll.id} {index}",
            style="primary" if vote is mine else "",
            label=t("{answer}: {moment}", answer=t(label), moment=t.short_clocks(poll.starts[index], place_of(viewer))),
        )
        for vote, (action, label, _) in ANSWERS.items()
    ]
    said = t("You said: {answer}", answer=t(ANSWERS[mine][1])) if mine else t("You have not answered yet.")
    return [section(lines(bold(clock), said)), actions(buttons)]


def _for_host(t: Translator, details: PollDetails, viewer: Person, now: datetime) -> Message:
    open_ = _is_open(details, now)
    title = t("Your vote on {count} times", count=len(details.poll.starts))
    rows = [_standing(t, details, viewer, index, open_=open_) for index in range(len(details.poll.starts))]
    missing = details.unanswered
    waiting = t("Not answered yet: {names}", names=names_of(t, missing[:MOST_NAMED])) if missing else ""
    if not open_:
        return message(
            [section(lines(bold(title), _what(t, details))), *rows, section(_came_of_it(t, details, viewer))]
        )
    until = t.moment(details.poll.ends_at, viewer.zone, viewer.city)
    ends = t("The vote ends {moment}.", moment=until)
    everybody = waiting or t("Everybody has answered.")
    return message(
        [
            section(lines(bold(title), _what(t, details))),
            *rows,
            section(everybody),
            context(ends),
            actions([_close_button(t, details)]),
        ]
    )


def _standing(t: Translator, details: PollDetails, viewer: Person, index: int, *, open_: bool) -> Dict:
    """A time with what was said of it and by whom, and a button that books it."""
    poll = details.poll
    tally = poll.tally(index)
    counts = t.dotted(
        [
            t("{count} yes", count=tally.yes),
            t("{count} maybe", count=tally.maybe),
            t("{count} no", count=tally.no),
        ]
    )
    clock = t.clocks(poll.starts[index], [place_of(viewer)])
    said = [_who_said(t, details, index, vote) for vote in ANSWERS]
    text = lines(bold(clock), counts, *said)
    if not open_:
        return section(text)
    book = button(
        t("Book"),
        numbered(Action.POLL_BOOK, index),
        f"{poll.id} {index}",
        style="primary" if index == poll.leading and tally.yes else "",
        label=t("Book {moment}", moment=t.short_clocks(poll.starts[index], place_of(viewer))),
    )
    return section(text, book)


def _who_said(t: Translator, details: PollDetails, index: int, vote: Vote) -> str:
    people = [details.people[one.person_id] for one in details.poll.ballots if one.votes[index] is vote]
    return t(ANSWERS[vote][2], names=names_of(t, people[:MOST_NAMED])) if people else ""


def _what(t: Translator, details: PollDetails) -> str:
    return length_and_topic(t, details.poll.duration, details.poll.topic)


def _came_of_it(t: Translator, details: PollDetails, viewer: Person) -> str:
    poll = details.poll
    if poll.state is PollState.BOOKED and poll.chosen is not None:
        clock = t.clocks(poll.starts[poll.chosen], [place_of(viewer)])
        return t("Chosen: {clock}", clock=clock)
    if poll.state is PollState.CLOSED:
        return t("{name} closed the vote. Nothing was booked.", name=name_of(t, details.host))
    return t("The vote is over. Nothing was booked.")


def _close_button(t: Translator, details: PollDetails) -> Dict:
    confirm: Dict = {
        "title": {"type": "plain_text", "text": t("Close the vote?")},
        "text": {"type": "plain_text", "text": t("Nothing is booked, and everybody asked is told.")},
        "confirm": {"type": "plain_text", "text": t("Close the vote")},
        "deny": {"type": "plain_text", "text": t("Back")},
    }
    return {**button(t("Close the vote"), Action.POLL_CLOSE, details.poll.id), "confirm": confirm}
