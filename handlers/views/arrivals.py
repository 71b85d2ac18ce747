"""Welcoming people and asking once more, and what coordinators see of who has arrived."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from handlers.i18n import N_, Translator
from handlers.ids import Action, Form, numbered
from handlers.views.blocks import (
    LONGEST_HEADER,
    Dict,
    Message,
    actions,
    bold,
    button,
    context,
    divider,
    header,
    lines,
    message,
    modal,
    option,
    plain,
    section,
    shorten,
)
from handlers.views.choosing import one_of
from handlers.views.help import help_button
from handlers.views.people import bare_name, name_of, names_of
from handlers.views.portraits import answer_button, missing_of, still_asked
from handlers.views.programme_welcome import welcome_words
from handlers.views.sessions import book_button
from mentoring.arrivals import Arrival, Arrivals, Arriving, Stage
from mentoring.people import Person, Programme

SHOWN_NAMES = 20
SHOWN_UNANSWERED = 25
LONGEST_HINT = 150
MEMBERS = "members."
"""Begins the block_id of the choice of somebody's page; the programme's id follows."""


def welcome(
    t: Translator, arriving: Arriving, mentors: Sequence[Person], mentees: Sequence[Person], *, buttons: bool = True
) -> Message:
    """The welcome of one person: the programme's words, with whom they are paired, and one next step."""
    person, programme = arriving.participant.person, arriving.programme
    open_questions = bool(arriving.portrait.unanswered)
    step = t("One thing first: three short questions. They take two minutes, and you may stop and go on later.")
    first = answer_button(t, arriving) if open_questions else book_button(t) if mentors or mentees else help_button(t)
    return message(
        [
            section(welcome_words(t, programme, person.name)),
            section(lines(*_pair_lines(t, mentors, mentees))),
            section(step) if open_questions else None,
            actions([first]) if buttons else None,
            context(t("/mentor help shows all that I can do for you here.")),
        ]
    )


def _pair_lines(t: Translator, mentors: Sequence[Person], mentees: Sequence[Person]) -> list[str]:
    if not (mentors or mentees):
        return [t("You have no pair yet. You will hear from me as soon as there is one.")]
    return [
        t("You are mentored by {names}.", names=names_of(t, mentors)) if mentors else "",
        t("You mentor {names}.", names=names_of(t, mentees)) if mentees else "",
    ]


def unanswered(t: Translator, arriving: Arriving) -> Message:
    """The one polite reminder of what is not answered yet."""
    kindly = t("It takes two minutes. I will not ask again; you can answer at any time.")
    return message([section(lines(still_asked(t, arriving), kindly)), actions([answer_button(t, arriving)])])


def consent_again(t: Translator, programme: Programme) -> Message:
    """That what somebody agreed to is asked by another text now, which names their sector."""
    title = t.escape(shorten(programme.name, LONGEST_HEADER))
    asked = t(
        "The text by which you agreed to stand in the portfolio of {programme} now names your sector too.",
        programme=title,
    )
    stands = t("Until you answer, you stay there as you agreed, without your sector. I will not ask again.")
    read = button(t("Read and answer"), numbered(Action.ARRIVAL_CONSENTS, 0), str(programme.id))
    return message([section(lines(asked, stands)), actions([read])])


def account_gone(t: Translator, programme: Programme, person: Person) -> Message:
    """To a coordinator: somebody's account was closed."""
    title = t.escape(shorten(programme.name, LONGEST_HEADER))
    said = t("The Slack account of {name} ({programme}) was closed.", name=name_of(t, person), programme=title)
    stands = t(
        "Their sessions and pair stand. I write to them again once the account is opened again; otherwise it is for you"
        " to say that they have left."
    )
    return message([section(lines(bold(said), stands))])


def arrivals_list(t: Translator, arrivals: Arrivals, reader: Person, remark: str = "") -> Message:
    """Who is not in Slack, not welcomed, not done with the questions; with what a coordinator can do about it."""
    waiting = arrivals.at(Stage.UNWELCOMED)
    unasked = arrivals.at(Stage.UNANSWERED, Stage.WELCOMING)
    welcoming = arrivals.programme.welcoming_since is not None
    return message(
        [
            section(remark) if remark else None,
            header(t("People of {programme}", programme=shorten(arrivals.programme.name, 100))),
            context(t.dotted(_figures(t, arrivals))),
            *(_named(t, label, arrivals.at(stage), written) for stage, label, written in NAMED),
            *_unanswered_rows(t, unasked, reader),
            section(t("Nobody is welcomed before you say so.")) if not welcoming else None,
            actions([send_button(t, arrivals.programme)]) if waiting or not welcoming else None,
            context(t("Whoever joins later is welcomed by itself.")) if welcoming else None,
            *_ways_on(t, arrivals),
        ]
    )


def _ways_on(t: Translator, arrivals: Arrivals) -> list[Dict]:
    """The page of each of them, and the list of everybody."""
    programme_id = arrivals.programme.id
    everybody = button(t("People"), numbered(Action.PROGRAMME_TOPIC, 0), f"people {programme_id}")
    if not arrivals.people:
        return [actions([everybody])]
    hint = plain(t("Open the page of…"), LONGEST_HINT)
    chooser = {**one_of(t, member_options(arrivals)), "action_id": str(Action.MEMBER_CHOOSE), "placeholder": hint}
    return [divider(), {**actions([chooser, everybody]), "block_id": f"{MEMBERS}{programme_id}"}]


def member_options(arrivals: Arrivals) -> list[Dict]:
    """Everybody who is to arrive, by name; values are "programme_id person_id"."""
    return [option(bare_name(one.person), f"{arrivals.programme.id} {one.person.id}") for one in arrivals.people]


def arrival_lines(t: Translator, arrival: Arrival, reader: Person) -> str:
    """How far one of them has come, for who runs the programme."""
    stages = {
        Stage.ABSENT: t("Not in this Slack yet: {address}", address=t.escape(arrival.person.email) or t("no address")),
        Stage.GONE: t("Their Slack account is closed."),
        Stage.UNWELCOMED: t("Not welcomed yet."),
        Stage.WELCOMING: t("Their welcome is on its way."),
        Stage.UNREACHED: t("Their welcome did not reach them."),
        Stage.UNANSWERED: t("Not answered yet: {missing}", missing=missing_of(t, arrival.portrait)),
        Stage.ARRIVED: t("They have answered everything."),
    }
    again = "" if arrival.stage is Stage.WELCOMING else _reminded(t, arrival, reader)
    return lines(stages[arrival.stage], again)


def remind_button(t: Translator, arrival: Arrival, at: int = 0) -> Dict | None:
    """Has somebody asked once more, while that was not done."""
    value = f"{arrival.participant.programme_id} {arrival.person.id}"
    label = t("Remind {name} now", name=arrival.person.name)
    return (
        button(t("Remind now"), numbered(Action.ARRIVALS_REMIND, at), value, label=label)
        if arrival.remindable
        else None
    )


def send_button(t: Translator, programme: Programme) -> Dict:
    """Opens how many would be welcomed, and what one of them reads."""
    return button(t("Send welcomes"), Action.ARRIVALS_SEND, str(programme.id), style="primary")


def _with_address(t: Translator, person: Person) -> str:
    name = name_of(t, person)
    return t("{name} ({address})", name=name, address=t.escape(person.email)) if person.email else name


NAMED: tuple[tuple[Stage, str, Callable[[Translator, Person], str]], ...] = (
    (Stage.ABSENT, N_("Not in this Slack yet; invite them there: {names}"), _with_address),
    (Stage.GONE, N_("Their Slack account is closed: {names}"), name_of),
    (Stage.UNWELCOMED, N_("Not welcomed yet: {names}"), name_of),
    (Stage.UNREACHED, N_("The welcome did not reach {names}"), name_of),
)


def _figures(t: Translator, arrivals: Arrivals) -> list[str]:
    total, done = len(arrivals.people), len(arrivals.at(Stage.ARRIVED))
    return [
        t.n("{count} person", "{count} people", total),
        t.n("{count} has answered everything", "{count} have answered everything", done),
    ]


def _named(
    t: Translator, label: str, people: Sequence[Arrival], written: Callable[[Translator, Person], str]
) -> Dict | None:
    if not people:
        return None
    names = t.enumerated([written(t, one.person) for one in people[:SHOWN_NAMES]])
    return section(lines(t(label, names=names), _more(t, len(people) - SHOWN_NAMES)))


def _unanswered_rows(t: Translator, people: Sequence[Arrival], reader: Person) -> list[Dict]:
    if not people:
        return []
    rows = [_unanswered_row(t, one, at, reader) for at, one in enumerate(people[:SHOWN_UNANSWERED])]
    more = _more(t, len(people) - SHOWN_UNANSWERED)
    return [divider(), section(bold(t("Not answered yet"))), *rows, *([context(more)] if more else [])]


def _unanswered_row(t: Translator, arrival: Arrival, at: int, reader: Person) -> Dict:
    name = name_of(t, arrival.person)
    said = t("{name}: {missing}", name=name, missing=missing_of(t, arrival.portrait))
    return section(lines(said, _reminded(t, arrival, reader)), remind_button(t, arrival, at))


def _reminded(t: Translator, arrival: Arrival, reader: Person) -> str:
    def day(instant: datetime) -> str:
        return t.moment(instant, reader.zone, reader.city)

    if arrival.stage is Stage.WELCOMING:
        return t("Their welcome is on its way.")
    if arrival.reminded_at:
        return t("Reminded once: {moment}.", moment=day(arrival.reminded_at))
    return t("To be reminded: {moment}.", moment=day(arrival.remind_at)) if arrival.remind_at else ""


def _more(t: Translator, left: int) -> str:
    return t.n("and {count} more", "and {count} more", left) if left > 0 else ""


def send_form(t: Translator, arrivals: Arrivals, sample: Message | None) -> Dict:
    """How many are welcomed now and how many when they join, and what one of them reads."""
    now_for, later_for = arrivals.at(Stage.UNWELCOMED), arrivals.at(Stage.ABSENT, Stage.GONE)
    told = lines(
        bold(t.n("{count} person is welcomed now.", "{count} people are welcomed now.", len(now_for))),
        t("Each in their own language, once ever, and not outside their working hours."),
        t.n(
            "{count} person is not in this Slack yet, and is welcomed when they join.",
            "{count} people are not in this Slack yet, and are welcomed when they join.",
            len(later_for),
        )
        if later_for
        else "",
    )
    reads = [context(t("This is what {name} reads:", name=name_of(t, now_for[0].person)))] if now_for else []
    return modal(
        t("Send welcomes"),
        [section(told), *reads, *(sample.blocks if sample else [])],
        form=Form.ARRIVALS_SEND,
        metadata=str(arrivals.programme.id),
        submit=t("Send"),
        close=t("Not yet"),
    )


def welcomes_sent(t: Translator, count: int) -> str:
    """After the coordinator said so."""
    if not count:
        return t("Nobody is waiting for a welcome. Whoever joins from now on gets one.")
    return t.n("{count} welcome is on its way.", "{count} welcomes are on their way.", count)


def reminded(t: Translator, person: Person) -> str:
    """After the coordinator had somebody reminded."""
    return t("{name} is asked once more, now.", name=name_of(t, person))
