"""Calling several people together: the form, and the read-back before anybody is invited."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.i18n import LANGUAGES, N_, Translator
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
    multi_select,
    option,
    section,
    select,
    shorten,
    text_input,
    time_picker,
)
from handlers.views.booking import duration_field
from handlers.views.holidays import rest_days_of
from handlers.views.people import name_of, names_of, place_of
from handlers.views.series_preview import repeat_fields
from handlers.views.session_parts import LONGEST_TOPIC
from mentoring.circles import GatheringPreview, GatheringSeriesPreview, Invitable
from mentoring.clocks import Anchor, local
from mentoring.gatherings import GatheringRequest
from mentoring.people import Person, Role
from mentoring.series import Rule

EVERYBODY = "everybody"
ROLES = {Role.MENTOR: N_("Mentors"), Role.MENTEE: N_("Mentees"), Role.COORDINATOR: N_("Coordinators")}
LONGEST_LINK = 500
LONGEST_VALUE = 150
NAMED_AT_ONCE = 30
NAMED_PER_SECTION = 20
PER_PAGE = 200


@dataclass(frozen=True)
class Filled:
    """What the form opens with: a request, and the date and hour (the asker's clock) where these are all one knows.

    ``note`` is a sentence above the fields on what is still open.
    """

    request: GatheringRequest
    day: str = ""
    hour: str = ""
    note: str = ""


def gathering_form(t: Translator, asker: Person, whom: Invitable, filled: Filled) -> Dict:
    """The form for a group session, or for a joint meeting when the request says so.

    Metadata: {"joint": bool, "programme": id or None}, and of a series "rule", the fields of the one that was said.
    """
    request = filled.request
    audience = [] if request.joint else audience_fields(t, whom, request)
    blocks = [
        section(t.escape(filled.note)) if filled.note else None,
        _proposing(t, whom, request),
        _topic_field(t, whom, request),
        *audience,
        *when_fields(t, asker, filled),
        *([] if request.joint or not whom.hosts else repeat_fields(t, _repeat_values(request), rule_of(request))),
        duration_field(t, whom.programme.booking, request.duration),
        _compulsory_field(t, request) if request.joint else capacity_field(t, request.capacity),
        *_deadline_fields(t, asker, request),
        _language_field(t, request),
        _link_field(t, request),
        _channel_field(t, request),
    ]
    return modal(
        t("Joint meeting") if request.joint else t("Group session"),
        blocks,
        form=Form.GATHERING,
        metadata=json.dumps({"joint": request.joint, "programme": request.programme_id, **_kept_rule(request)}),
        submit=t("Continue"),
        close=t("Close"),
    )


def rule_of(request: GatheringRequest) -> Rule | None:
    """By which rule it comes again; None when it does not."""
    return request.repeats.pattern.rule if request.repeats else None


def _kept_rule(request: GatheringRequest) -> dict[str, Any]:
    rule = rule_of(request)
    return {"rule": asdict(rule)} if rule else {}


def _repeat_values(request: GatheringRequest) -> dict[str, str | None]:
    if request.repeats is None:
        return {}
    pattern = request.repeats.pattern
    return {
        Block.UNTIL: pattern.until.isoformat() if pattern.until else None,
        Block.TIMES: str(pattern.count) if pattern.count else None,
    }


def audience_fields(t: Translator, whom: Invitable, request: GatheringRequest) -> list[Dict]:
    """Whom it is for: roles, countries, sectors, clusters, and people by name."""
    audience = request.audience
    roles = [option(t("Everybody"), EVERYBODY), *(option(t(ROLES[role]), role.value) for role in Role)]
    chosen = [*(role.value for role in audience.roles), *([EVERYBODY] if audience.everybody else [])]
    countries = sorted((option(t.country(code), code) for code in whom.countries), key=lambda one: one["text"]["text"])
    groups = (
        (Block.COUNTRIES, t("From which countries"), countries, audience.countries),
        (Block.SECTORS, t("From which sectors"), _named(whom.sectors), audience.sectors),
        (Block.CLUSTERS, t("From which clusters"), _named(whom.clusters), audience.clusters),
    )
    people: Dict = {"type": "multi_users_select"}
    if request.users:
        people["initial_users"] = list(request.users)
    hint = t("Where you choose several of these, people must fit all of them: mentors of a country, say.")
    return [
        field(Block.ROLES, t("For whom"), multi_select(roles, chosen), optional=True, hint=hint),
        *(
            field(block, label, multi_select(options, initial), optional=True)
            for block, label, options, initial in groups
            if options
        ),
        field(Block.USERS, t("And these people by name"), people, optional=True),
    ]


def _named(names: Iterable[str]) -> list[Dict]:
    return [option(name, name) for name in names if len(name) <= LONGEST_VALUE]


def when_fields(t: Translator, asker: Person, filled: Filled) -> list[Dict]:
    """Date and time on the asker's clock, both wanted."""
    day, hour = filled.day, filled.hour
    if filled.request.wall:
        there = local(anchor_of(filled.request).instant, asker.zone)
        day, hour = f"{there:%Y-%m-%d}", f"{there:%H:%M}"
    hint = t("On your own clock: {city} time.", city=t.city(asker.zone, asker.city))
    return [
        field(Block.DATE, t("Date"), date_picker(day)),
        field(Block.TIME, t("Time"), time_picker(hour), hint=hint),
    ]


def anchor_of(request: GatheringRequest) -> Anchor:
    """The request's time; ValueError when it has none."""
    if request.wall is None:
        raise ValueError("no time was asked for")
    return Anchor(request.wall, request.zone, request.fold or 0)


def capacity_field(t: Translator, capacity: int | None) -> Dict:
    """How many places, the host's not counted."""
    box: Dict = {"type": "number_input", "is_decimal_allowed": False}
    if capacity is not None:
        box["initial_value"] = str(capacity)
    hint = t("Yours is not counted. Leave it empty for as many as come.")
    return field(Block.CAPACITY, t("Places"), box, optional=True, hint=hint)


def _proposing(t: Translator, whom: Invitable, request: GatheringRequest) -> Dict | None:
    if whom.hosts or request.joint:
        return None
    return context(t("You propose it; a mentor or coordinator hosts it. People are invited once there is a host."))


def _topic_field(t: Translator, whom: Invitable, request: GatheringRequest) -> Dict:
    box = text_input(
        shorten(request.topic, LONGEST_TOPIC),
        longest=whom.programme.booking.longest_topic,
        placeholder=t("What is it about?"),
    )
    return field(Block.TOPIC, t("Theme"), box)


def _compulsory_field(t: Translator, request: GatheringRequest) -> Dict:
    boxes = checkboxes([option(t("Attendance is compulsory"), "yes")], ["yes"] if request.compulsory else [])
    hint = t("Everybody in the programme is invited. Who can't come gives a reason, which coordinators accept or not.")
    return field(Block.COMPULSORY, t("Attendance"), boxes, optional=True, hint=hint)


def _deadline_fields(t: Translator, asker: Person, request: GatheringRequest) -> list[Dict]:
    day = hour = ""
    if request.answer_by:
        there = local(request.answer_by, asker.zone)
        day, hour = f"{there:%Y-%m-%d}", f"{there:%H:%M}"
    hint = t("Without a time it is the end of that day. Leave both empty to take answers until the start.")
    return [
        field(Block.ANSWER_BY, t("Answer by"), date_picker(day), optional=True),
        field(Block.ANSWER_TIME, t("Answer by what time"), time_picker(hour), optional=True, hint=hint),
    ]


def _language_field(t: Translator, request: GatheringRequest) -> Dict:
    options = [option(t.language_name(code).capitalize(), code) for code in LANGUAGES]
    return field(Block.LANGUAGE, t("Language"), select(options, request.language), optional=True)


def _link_field(t: Translator, request: GatheringRequest) -> Dict:
    box = text_input(request.link, longest=LONGEST_LINK)
    return field(Block.LINK, t("Link"), box, optional=True, hint=t("Leave it empty for the programme's own."))


def _channel_field(t: Translator, request: GatheringRequest) -> Dict:
    box: Dict = {"type": "conversations_select", "filter": {"include": ["public"], "exclude_bot_users": True}}
    if request.channel:
        box["initial_conversation"] = request.channel
    hint = t("A card everybody there can see and answer. I must be in the channel.")
    return field(Block.CHANNEL, t("Also show it in a channel"), box, optional=True, hint=hint)


def read_back(t: Translator, preview: GatheringPreview) -> Message:
    """What would be called, for whom and at which hours, with Confirm, Change and Discard."""
    draft = preview.draft.id
    buttons = [
        button(t("Confirm"), Action.GATHERING_CONFIRM, draft, style="primary"),
        button(t("Change"), Action.GATHERING_CHANGE, draft, label=t("Change the session before people are invited")),
        button(t("Discard"), Action.GATHERING_DISCARD, draft, label=t("Discard this without inviting anybody")),
    ]
    return message([*_told(t, preview), actions(buttons)])


def read_back_form(t: Translator, preview: GatheringPreview) -> Dict:
    """The same in a modal; submitting confirms. Metadata: {"draft": id}."""
    return modal(
        t("Is this right?"),
        _told(t, preview),
        form=Form.GATHERING_READ_BACK,
        metadata=json.dumps({"draft": preview.draft.id}),
        submit=t("Confirm"),
        close=t("Back"),
    )


def _told(t: Translator, preview: GatheringPreview) -> list[Dict]:
    request = preview.draft.request
    blocks = [section(_what(t, preview)), section(invited_line(t, preview.invited))]
    if len(preview.invited) > NAMED_AT_ONCE:
        blocks.append(actions([button(t("Show everybody"), Action.GATHERING_PEOPLE, f"{preview.draft.id} 0")]))
    hours = hours_line(t, preview.asker, preview.invited, preview.anchor.instant) if preview.anchor else ""
    remarks = [hours, _busy(t, preview), rest_days_of(t, preview.rest_days), _channel(t, request)]
    blocks += [section(lines(*remarks))] if any(remarks) else []
    blocks.append(context(_nothing_yet(t, preview)))
    return blocks


def _what(t: Translator, preview: GatheringPreview) -> str:
    request, asker = preview.draft.request, preview.asker
    return lines(
        bold(_question(t, preview)),
        t.clocks(preview.anchor.instant, [place_of(asker)]) if preview.anchor else "",
        *facts_lines(t, request, asker, preview.duration),
    )


def facts_lines(t: Translator, request: GatheringRequest, asker: Person, length: timedelta) -> list[str]:
    """How long it is and about what, its places and language, until when one answers, and a link that was typed."""
    places = t.n("{count} place", "{count} places", request.capacity) if request.capacity else ""
    spoken = t("in {language}", language=t.language_name(request.language)) if request.language else ""
    compulsory = t("attendance is compulsory") if request.joint and request.compulsory else ""
    until = t.moment(request.answer_by, asker.zone, asker.city) if request.answer_by else ""
    return [
        t.dotted([t.duration(length), t.escape(shorten(request.topic, LONGEST_TOPIC))]),
        t.dotted([places, spoken, compulsory]) if any((places, spoken, compulsory)) else "",
        t("Answers by {moment}", moment=until) if until else "",
        t("Link: {link}", link=t.escape(request.link)) if request.link else "",
    ]


def _question(t: Translator, preview: GatheringPreview) -> str:
    if preview.draft.request.joint:
        return t("Call this joint meeting?")
    return t("Propose this group session?") if preview.proposed else t("Call this group session?")


def invited_line(t: Translator, invited: Sequence[Person]) -> str:
    """How many people will be invited, and the first of them by name."""
    told = t.n("{count} person will be invited:", "{count} people will be invited:", len(invited))
    named = invited[:NAMED_AT_ONCE]
    left = len(invited) - len(named)
    return lines(
        told, t.dotted([names_of(t, named)]), t.n("and {count} more", "and {count} more", left) if left else ""
    )


def hours_line(t: Translator, asker: Person, invited: Sequence[Person], instant: datetime) -> str:
    """The earliest and the latest hour that anybody's clock shows, with their cities."""
    there = sorted((asker, *invited), key=lambda one: local(instant, one.zone).replace(tzinfo=None))
    first, last = there[0], there[-1]
    if local(instant, first.zone).utcoffset() == local(instant, last.zone).utcoffset():
        return t("It is the same hour for everybody.")
    clocks = [t.short_clocks(instant, place_of(one)) for one in (first, last)]
    return t("Earliest for anybody: {first}. Latest: {last}.", first=clocks[0], last=clocks[1])


def _busy(t: Translator, preview: GatheringPreview) -> str:
    if not preview.busy:
        return ""
    names = names_of(t, preview.busy[:NAMED_AT_ONCE])
    return t("Already in a session then: {names}. They are invited all the same.", names=names)


def _channel(t: Translator, request: GatheringRequest) -> str:
    return t("A card of it goes to {channel}.", channel=f"<#{request.channel}>") if request.channel else ""


def _nothing_yet(t: Translator, preview: GatheringPreview) -> str:
    if preview.proposed:
        return t("Nothing is sent until you confirm. Then mentors and coordinators are asked who hosts it.")
    return t("Nobody is invited until you confirm. Each reads it in their language and on their clock.")


def people_view(t: Translator, preview: GatheringPreview | GatheringSeriesPreview, page: int) -> Dict:
    """Everybody who would be invited, by name, in pages."""
    told = t.n("{count} person will be invited:", "{count} people will be invited:", len(preview.invited))
    shown = preview.invited[page * PER_PAGE : (page + 1) * PER_PAGE]
    names = [shown[at : at + NAMED_PER_SECTION] for at in range(0, len(shown), NAMED_PER_SECTION)]
    pages = -(-len(preview.invited) // PER_PAGE)
    beside = [(page - 1, t("Earlier")), (page + 1, t("Later"))]
    buttons = [
        button(words, numbered(Action.GATHERING_PEOPLE, place), f"{preview.draft.id} {number}")
        for place, (number, words) in enumerate(beside)
        if 0 <= number < pages
    ]
    blocks = [section(told), *(section(lines(*(t.dotted([name_of(t, one)]) for one in some))) for some in names)]
    return modal(
        t("Who is invited"),
        [*blocks, actions(buttons) if buttons else None],
        form=Form.NOTICE,
        close=t("Close"),
    )


def refused_gathering(
    t: Translator, sentence: str, *, reader: Person, draft_id: str, choices: Sequence[datetime] = ()
) -> Message:
    """A refusal, the nearest times that would do as buttons, and the way back to all that was asked for."""
    rows = [
        section(
            t.clocks(choice, [place_of(reader)]),
            button(
                t("Take this"),
                numbered(Action.GATHERING_CHOOSE, index),
                f"{draft_id} {choice.astimezone(UTC).isoformat()}",
                label=t("Take {moment}", moment=t.short_clocks(choice, place_of(reader))),
            ),
        )
        for index, choice in enumerate(choices)
    ]
    nearest = context(t("The nearest times:")) if rows else None
    change = button(t("Change"), Action.GATHERING_CHANGE, draft_id, label=t("Change what you asked for"))
    return message([section(sentence), nearest, *rows, actions([change])])


def discarded(t: Translator) -> Message:
    """After Discard."""
    return message([section(t("Nobody was invited."))])


def convened(t: Translator, invited: int, *, proposed: bool) -> Message:
    """After Confirm; the session's card follows by itself."""
    if proposed:
        return message([section(t("Done. Mentors and coordinators are asked who hosts it, and you will hear of it."))])
    told = t.n(
        "Done. {count} person is invited. Your card of it shows who comes.",
        "Done. {count} people are invited. Your card of it shows who comes.",
        invited,
    )
    return message([section(told)])
