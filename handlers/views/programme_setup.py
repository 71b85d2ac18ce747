"""The forms in which a programme is set up, step by step; each of them changes it later too."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date

from handlers.i18n import LANGUAGES, Translator
from handlers.ids import Action, Block, Form, numbered
from handlers.views.arrivals import send_button
from handlers.views.blocks import (
    Dict,
    Message,
    actions,
    and_more,
    bold,
    button,
    context,
    date_picker,
    field,
    lines,
    message,
    modal,
    multi_select,
    option,
    section,
    select,
    text_input,
)
from handlers.views.choosing import named_apart
from handlers.views.links import link_field
from handlers.views.people import name_of, names_of
from handlers.views.programme_settings import STEPS
from handlers.views.reminder_settings import programme_fields
from handlers.views.roster import roster_fields
from mentoring.clocks import MINUTE
from mentoring.people import Programme, Role
from mentoring.programme_overview import ProgrammeOverview
from mentoring.programme_settings import SetUpStep

LONGEST_NAME = 100
LONGEST_PLACE = 80
LONGEST_DAYS = 1000
LONGEST_WELCOME = 1500
SHOWN_PAIRS, SHOWN_NAMES = 30, 10

WALK = tuple(step.value for step in SetUpStep)


def step_form(t: Translator, step: str, programme: Programme, blocks: Sequence[Dict], *, walking: bool) -> Dict:
    """A step's form; metadata: {"step", "programme" (0 for one to be made), "walking"}."""
    number = WALK.index(step) + 1 if walking else 0
    told = context(t("Step {number} of {count}. Everything is kept as you go.", number=number, count=len(WALK)))
    last = walking and step == WALK[-1]
    return modal(
        t(STEPS[step]),
        [told if walking else None, *blocks],
        form=Form.PROGRAMME_STEP,
        metadata=json.dumps({"step": step, "programme": programme.id, "walking": walking}),
        submit=t("Preview") if last or not walking else t("Continue"),
        close=t("Go on later") if walking else t("Back"),
    )


def basics(t: Translator, programme: Programme) -> list[Dict]:
    """Name, dates and clock; the last day may stay open for one to be made."""
    last = date_picker(programme.ends_on if programme.id else None)
    return [
        field(Block.NAME, t("Name"), text_input(programme.name, longest=LONGEST_NAME)),
        field(Block.STARTS_ON, t("First day"), date_picker(programme.starts_on)),
        field(Block.ENDS_ON, t("Last day"), last, optional=True, hint=t("Left empty, it lasts ten months.")),
        field(
            Block.ZONE,
            t("Clock"),
            text_input(t.city(programme.zone), longest=LONGEST_PLACE),
            hint=t("A large city whose clock the programme's days go by."),
        ),
    ]


def languages(t: Translator, programme: Programme) -> list[Dict]:
    """What its people read, what it works in, and where it speaks to everybody."""
    spoken = [option(t.endonym(language), language) for language in LANGUAGES]
    channel: Dict = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if programme.channel:
        channel["initial_conversation"] = programme.channel
    return [
        field(Block.LANGUAGES, t("Languages"), multi_select(spoken, programme.languages or LANGUAGES)),
        field(Block.LANGUAGE, t("Working language"), select(spoken, programme.language)),
        field(
            Block.CHANNEL,
            t("Channel"),
            channel,
            optional=True,
            hint=t("Where newcomers are presented and announcements posted. I must be in it."),
        ),
    ]


def meetings(t: Translator, programme: Programme) -> list[Dict]:
    """What is expected of a pair, and the joint meetings planned."""
    planned = "\n".join(day.isoformat() for day in programme.meetings.days)
    return [
        field(
            Block.SESSIONS_A_MONTH,
            t("Sessions a month"),
            text_input(str(programme.sessions_a_month), longest=3),
            hint=t("What you expect of each pair; 0 for no number."),
        ),
        field(Block.MEETINGS, t("Joint meetings planned"), text_input(str(programme.meetings.count), longest=3)),
        field(
            Block.MEETING_DAYS,
            t("On which days, as far as known"),
            text_input(planned, longest=LONGEST_DAYS, multiline=True),
            optional=True,
            hint=t("One day a line. They are called with /mentor joint when their time has come."),
        ),
    ]


def reminders(t: Translator, programme: Programme) -> list[Dict]:
    """Where sessions meet, and what is said when."""
    hint = t("{room} becomes a room that nobody can guess, another one for each session.", room="{room}")
    return [link_field(t, programme.booking.link_template, hint=hint), *programme_fields(t, programme.reminders)]


def attendance(t: Translator, programme: Programme) -> list[Dict]:
    """How long people are asked how it went, and what counts as agreement."""
    policy = programme.attendance

    def number(block: Block, label: str, value: int) -> Dict:
        return field(block, label, text_input(str(value), longest=4))

    return [
        number(Block.ANSWER_WITHIN, t("Days for which people are asked how it went"), policy.answer_within.days),
        number(Block.TALK_WITHIN, t("Days that they have to agree when they differ"), policy.talk_within.days),
        number(
            Block.SAME_WITHIN,
            t("Minutes by which they may differ and still agree"),
            policy.same_within // MINUTE,
        ),
        number(
            Block.RUNS_OVER,
            t("Minutes by which a session may have run over"),
            policy.runs_over // MINUTE,
        ),
    ]


def people(t: Translator, overview: ProgrammeOverview) -> list[Dict]:
    """Who is in it so far, and a field for a roster file."""
    counts = [
        t.n("{count} mentor", "{count} mentors", len(overview.in_role(Role.MENTOR))),
        t.n("{count} mentee", "{count} mentees", len(overview.in_role(Role.MENTEE))),
        t.n("{count} pair", "{count} pairs", len(overview.pairs)),
    ]
    return [section(lines(bold(t("In the programme so far")), t.dotted(counts))), *roster_fields(t, optional=True)]


def pairs(t: Translator, overview: ProgrammeOverview) -> list[Dict]:
    """The pairs there are, and who has nobody yet."""
    known = {one.person.id: one.person for one in overview.participants}
    shown = [
        t("{mentor} and {mentee}", mentor=name_of(t, known[one.mentor_id]), mentee=name_of(t, known[one.mentee_id]))
        for one in overview.pairs[:SHOWN_PAIRS]
        if one.mentor_id in known and one.mentee_id in known
    ]
    left = len(overview.pairs) - len(shown)
    blocks = [
        section(bold(t.n("{count} pair", "{count} pairs", len(overview.pairs)))),
        *(section(lines(*shown[at : at + 10])) for at in range(0, len(shown), 10)),
    ]
    blocks += and_more(t, left)
    if overview.unpaired:
        names = names_of(t, overview.unpaired[:SHOWN_NAMES])
        told = t("Without a mentor: {names}", names=names)
        how = t("Name their mentors in the roster, or match them from the programme's page once it is set up.")
        blocks.append(section(lines(told, how)))
    return blocks


def welcome(t: Translator, programme: Programme, usual: Mapping[str, str]) -> list[Dict]:
    """A box for each language of the programme; ``usual`` are the words said where it stays empty."""
    own = dict(programme.welcome)
    return [
        section(
            t(
                "What newcomers read first, each in their language. {programme} and {name} are filled in.",
                programme="{programme}",
                name="{name}",
            )
        ),
        *(
            field(
                f"{Block.WELCOME}.{language}",
                t.endonym(language),
                text_input(own.get(language) or usual[language], longest=LONGEST_WELCOME, multiline=True),
                optional=True,
            )
            for language in programme.languages or LANGUAGES
        ),
    ]


def ready(t: Translator, overview: ProgrammeOverview, previews: Mapping[str, str]) -> Dict:
    """The end of setting up: the welcomes as they will be read, what is missing, and the way to let it run."""
    shown = [section(lines(bold(t.endonym(language)), text)) for language, text in previews.items()]
    missing = [t(STEPS[step.value]) for step in overview.steps_left]
    return modal(
        t("Ready?"),
        [
            section(t("This is what newcomers will read:")),
            *shown,
            section(t("Not settled yet: {steps}", steps=t.enumerated(missing))) if missing else None,
            section(t("Once it runs, people can book and are reminded. Until then I say nothing to anybody.")),
        ],
        form=Form.PROGRAMME_READY,
        metadata=json.dumps({"programme": overview.programme.id}),
        submit=t("Let it run"),
        close=t("Go on later"),
    )


def runs(t: Translator, programme: Programme) -> Message:
    """That it runs by now; nobody is welcomed yet."""
    said = t("{programme} is running. Its page is /mentor programme.", programme=t.escape(programme.name))
    return message([section(said), actions([send_button(t, programme)])])


def closed(t: Translator, programme: Programme) -> Message:
    """That it is closed by now."""
    return message([section(t("{programme} is closed.", programme=t.escape(programme.name)))])


def claimed(t: Translator, programme: Programme) -> Message:
    """That the person runs it from now on."""
    name = t.escape(programme.name)
    return message([section(t("You run {programme} now. Its page is /mentor programme.", programme=name))])


def imported(t: Translator, report: Message, programme_id: int) -> Dict:
    """What came of the roster, with the way on to the pairs or back to choose another file."""
    buttons = [
        button(t("Continue"), numbered(Action.PROGRAMME_STEP, 0), f"pairs {programme_id} walking", style="primary"),
        button(t("Another file"), numbered(Action.PROGRAMME_STEP, 1), f"people {programme_id} walking"),
    ]
    return modal(
        t(STEPS[SetUpStep.PEOPLE.value]), [*report.blocks, actions(buttons)], form=Form.NOTICE, close=t("Go on later")
    )


def founding(t: Translator, programmes: Sequence[Programme]) -> Message:
    """For who administers a workspace in which nobody runs a programme: set one up, or take on one that there is."""
    claims = [
        button(t("Run {programme}", programme=name), numbered(Action.PROGRAMME_CLAIM, at), str(one.id))
        for at, (name, one) in enumerate(named_apart(programmes[:5]))
    ]
    new = button(t("Set up a programme"), Action.PROGRAMME_NEW, style="primary")
    return message(
        [
            section(t("Nobody runs a programme here yet. As you administer this workspace, you can.")),
            actions([new, *claims]),
        ]
    )


def ten_months_after(first: date) -> date:
    """The usual last day of a programme that begins then: the day before the same date ten months later."""
    months = first.month - 1 + 10
    year, month = first.year + months // 12, months % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    same = min(first.day, (following - date.resolution).day)
    return date(year, month, same) - date.resolution
