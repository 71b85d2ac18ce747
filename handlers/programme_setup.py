"""Setting a programme up, step by step, and changing each step later with what that would change shown first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from handlers import parsing
from handlers.acquaintance import administers
from handlers.afterwards import Afterwards
from handlers.channels import is_in, not_in
from handlers.errors import Seam
from handlers.ids import Action, Block, Form, any_of
from handlers.listeners import Listeners
from handlers.programme_forms import READ
from handlers.programme_plain import plain_of, with_plain
from handlers.roster import import_wished, wished
from handlers.views import programme_settings as settings_views
from handlers.views import programme_setup as views
from handlers.views.blocks import Dict, Message
from handlers.views.pairing_settings import pairing_fields
from handlers.views.programme_welcome import usual_words, welcome_words
from handlers.views.risk_settings import risk_fields
from handlers.visit import Visit
from mentoring.clocks import local
from mentoring.errors import NotACoordinator, ProgrammeChanged
from mentoring.people import Programme
from mentoring.programme_overview import ProgrammePreview
from mentoring.programme_settings import ProgrammeState, SetUpStep
from mentoring.rules.programmes import mark_of
from mentoring.services import programme_setup as services
from mentoring.services.programme_changes import change_programme, preview_change, take_step
from mentoring.services.programme_hub import coordinated_programme, nobody_runs_any, programme_overview

Button = Mapping[str, Any]
View = Mapping[str, Any]

WALKING = "walking"
TO_A_MONDAY = 7
MOST_CARRIED = 3000
"""Characters that Slack lets a form carry along."""


async def open_new_programme(visit: Visit) -> None:
    """`/mentor programme new`, and the button: the first step of a programme to be made."""
    if not visit.coordinates and not await may_found(visit):
        raise NotACoordinator
    today = local(visit.now, visit.actor.zone).date()
    monday = today + timedelta(days=TO_A_MONDAY - today.weekday())
    blank = Programme(
        id=0,
        team_id=visit.actor.team_id,
        name="",
        starts_on=monday,
        ends_on=views.ten_months_after(monday),
        language=visit.t.language,
        zone=visit.actor.zone,
    )
    await visit.reply.next_form(await _form("basics", blank, visit, walking=True))


async def may_found(visit: Visit) -> bool:
    """Whether nobody runs a programme here, and the visitor administers the workspace."""
    return await visit.run(nobody_runs_any) and await administers(visit)


async def go_on_setting_up(text: str, programme: Programme, visit: Visit) -> None:
    """`/mentor programme setup`: the first step that nobody has been through yet, whoever began."""
    overview = await visit.run(programme_overview, programme.id, actor=visit.actor, now=visit.now)
    if overview.steps_left:
        await visit.reply.next_form(await _form(overview.steps_left[0].value, overview.programme, visit, walking=True))
    else:
        await visit.reply.next_form(await _ready(overview.programme, visit))


async def open_settings(text: str, programme: Programme, visit: Visit) -> None:
    """`/mentor programme settings`: what the programme settles, each part with a way to change it."""
    fresh = await visit.run(coordinated_programme, programme.id, actor=visit.actor)
    await visit.reply.form(settings_views.settings_form(visit.t, fresh))


async def on_step_pressed(action: Button, visit: Visit) -> None:
    """A button to a step: over the settings, or in the place of the step before."""
    step, programme_id, *how = action["value"].split(" ")
    programme = await visit.run(coordinated_programme, int(programme_id), actor=visit.actor)
    walking = WALKING in how
    form = await _form(step, programme, visit, walking=walking)
    await (visit.reply.next_form(form) if walking else visit.reply.form(form))


async def on_step_submitted(view: View, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """A step: kept at once while the programme is set up; later, what it would change is shown first."""
    carried = parsing.metadata_of(view)
    step, walking = str(carried["step"]), bool(carried["walking"])
    if not carried["programme"]:
        await _begin(view, visit)
        return
    programme = await visit.run(coordinated_programme, int(carried["programme"]), actor=visit.actor)
    if step in READ:
        await _settle(step, view, programme, visit, walking=walking)
    elif step == SetUpStep.PEOPLE and parsing.files_of(view, Block.FILE):
        await _take_people(view, programme, visit, seam, afterwards)
    else:
        passed = await visit.run(services.pass_step, programme.id, SetUpStep(step), actor=visit.actor)
        await visit.reply.next_form(await _after(step, passed, visit))


async def _begin(view: View, visit: Visit) -> None:
    """Keep the new programme as a draft, and go on to its second step."""
    blank = Programme(0, visit.actor.team_id, "", visit.now.date(), visit.now.date(), zone=visit.actor.zone)
    wanted = await READ["basics"](view, blank, visit)
    founds = visit.coordinates or await administers(visit)
    kept = await visit.run(services.begin_programme, wanted, actor=visit.actor, administers=founds)
    await visit.reply.next_form(await _form("languages", kept, visit, walking=True))


async def _settle(step: str, view: View, programme: Programme, visit: Visit, *, walking: bool) -> None:
    after = await READ[step](view, programme, visit)
    if step == "languages" and after.channel and not await is_in(parsing.channel_of(view), visit):
        await visit.reply.under_field(Block.CHANNEL, await not_in(visit))
        return
    if programme.state is not ProgrammeState.DRAFT:
        await _preview(programme, after, visit)
        return
    taken = SetUpStep(step) if step in views.WALK else None
    kept = await visit.run(take_step, after, taken, actor=visit.actor, now=visit.now)
    shown = await _after(step, kept, visit) if walking else settings_views.settings_form(visit.t, kept)
    await visit.reply.next_form(shown)


async def _preview(before: Programme, after: Programme, visit: Visit) -> None:
    """What the change would do, to confirm; the form carries what was changed and nothing else."""
    preview = await visit.run(preview_change, after, actor=visit.actor, now=visit.now)
    if not preview.changed:
        await visit.reply.in_place(settings_views.changed(visit.t, preview))
        return
    was, will = plain_of(before), plain_of(preview.after)
    differing = {key: value for key, value in will.items() if was[key] != value}
    if "welcome" in differing:
        differing["welcome"] = _texts_changed(was["welcome"], will["welcome"])
    carried = {"programme": before.id, "changes": differing, "mark": preview.mark}
    form = settings_views.preview_form(visit.t, preview, carried, visit.actor)
    if len(form["private_metadata"]) > MOST_CARRIED:
        field = f"{Block.WELCOME}.{next(iter(differing['welcome']))}"
        await visit.reply.under_field(field, visit.t("That is too much at once. Please change one language at a time."))
        return
    await visit.reply.next_form(form)


def _texts_changed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """The texts that differ by language, "" for one that is the usual one by now."""
    return {
        language: after.get(language, "")
        for language in sorted({*before, *after})
        if before.get(language) != after.get(language)
    }


async def on_change_confirmed(view: View, visit: Visit) -> None:
    """Confirm: make the change that was shown; refused when it would do something else by now."""
    carried = parsing.metadata_of(view)
    programme = await visit.run(coordinated_programme, int(carried["programme"]), actor=visit.actor)
    changes = dict(carried["changes"])
    if "welcome" in changes:
        changes["welcome"] = {**dict(programme.welcome), **changes["welcome"]}
    after = with_plain(programme, changes)
    made = await visit.run(change_programme, after, mark=carried["mark"], actor=visit.actor, now=visit.now)
    await visit.reply.in_place(settings_views.changed(visit.t, made, _undo_of(made, visit)))


def _undo_of(made: ProgrammePreview, visit: Visit) -> Dict | None:
    """Takes the change back; None where what was is longer than a button can carry."""
    was, is_now = plain_of(made.before), plain_of(made.after)
    differing = [key for key in was if was[key] != is_now[key]]
    if not differing:
        return None
    carried = {
        "programme": made.before.id,
        "from": _mark({key: is_now[key] for key in differing}),
        "to": {key: was[key] for key in differing},
    }
    return settings_views.undo_button(visit.t, carried)


def _mark(settings: Mapping[str, Any]) -> str:
    """Stands for these settings, so that a change since is noticed."""
    return mark_of(json.dumps(settings, sort_keys=True, default=str))


async def on_change_undone(action: Button, visit: Visit) -> None:
    """Take back: what was changed is as it was before; refused when it has been changed again since."""
    carried = json.loads(action["value"])
    programme = await visit.run(coordinated_programme, int(carried["programme"]), actor=visit.actor)
    plain, to = plain_of(programme), carried["to"]
    before = with_plain(programme, to)
    if plain_of(before) == plain:
        await visit.reply.in_place(settings_views.undone(visit.t))
        return
    if _mark({key: plain[key] for key in to}) != carried["from"]:
        raise ProgrammeChanged
    preview = await visit.run(preview_change, before, actor=visit.actor, now=visit.now)
    await visit.run(change_programme, before, mark=preview.mark, actor=visit.actor, now=visit.now)
    await visit.reply.in_place(settings_views.undone(visit.t, preview))


async def _take_people(view: View, programme: Programme, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    wish = await wished(view, programme.id, visit)
    if wish is None:
        return
    await visit.run(services.pass_step, programme.id, SetUpStep.PEOPLE, actor=visit.actor)

    def drawn(report: Message) -> Dict:
        return views.imported(visit.t, report, programme.id)

    afterwards.start(import_wished(wish, view["id"], visit, seam, drawn))


async def _after(step: str, programme: Programme, visit: Visit) -> Dict:
    """The form that follows a step."""
    number = views.WALK.index(step) + 1
    if number == len(views.WALK):
        return await _ready(programme, visit)
    return await _form(views.WALK[number], programme, visit, walking=True)


async def _form(step: str, programme: Programme, visit: Visit, *, walking: bool) -> Dict:
    t = visit.t
    match step:
        case "basics":
            blocks = views.basics(t, programme)
        case "languages":
            blocks = views.languages(t, programme)
        case "meetings":
            blocks = views.meetings(t, programme)
        case "reminders":
            blocks = views.reminders(t, programme)
        case "attendance":
            blocks = views.attendance(t, programme)
        case "risk":
            blocks = risk_fields(t, programme)
        case "pairing":
            blocks = pairing_fields(t, programme)
        case "welcome":
            blocks = views.welcome(t, programme, visit.in_every_language(usual_words))
        case _:
            overview = await visit.run(programme_overview, programme.id, actor=visit.actor, now=visit.now)
            blocks = (views.people if step == SetUpStep.PEOPLE else views.pairs)(t, overview)
    return views.step_form(t, step, programme, blocks, walking=walking)


async def _ready(programme: Programme, visit: Visit) -> Dict:
    overview = await visit.run(programme_overview, programme.id, actor=visit.actor, now=visit.now)
    spoken = overview.programme.languages or tuple(visit.catalogues.languages)
    previews = {
        language: welcome_words(visit.catalogues.translator(language), overview.programme, visit.actor.name)
        for language in spoken
    }
    return views.ready(visit.t, overview, previews)


async def on_ready(view: View, visit: Visit) -> None:
    """Let it run, at the end of setting up."""
    programme_id = int(parsing.metadata_of(view)["programme"])
    await _let_run(programme_id, visit)


async def on_run_pressed(action: Button, visit: Visit) -> None:
    """Let it run, among the settings."""
    await _let_run(int(action["value"]), visit)


async def _let_run(programme_id: int, visit: Visit) -> None:
    programme = await visit.run(services.let_run, programme_id, actor=visit.actor, now=visit.now)
    await visit.reply.in_place(views.runs(visit.t, programme))


async def on_close_pressed(action: Button, visit: Visit) -> None:
    """Close the programme, once Slack has asked whether that is meant."""
    programme = await visit.run(services.close, int(action["value"]), actor=visit.actor)
    await visit.reply.in_place(views.closed(visit.t, programme))


async def on_claimed(action: Button, visit: Visit) -> None:
    """Run a programme that nobody runs."""
    programme = await visit.run(
        services.claim, int(action["value"]), actor=visit.actor, administers=await administers(visit)
    )
    await visit.reply.in_place(views.claimed(visit.t, programme))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.PROGRAMME_NEW)(open_new_programme)
    app.action(any_of(Action.PROGRAMME_STEP))(on_step_pressed)
    app.view(Form.PROGRAMME_STEP)(on_step_submitted)
    app.view(Form.PROGRAMME_PREVIEW)(on_change_confirmed)
    app.view(Form.PROGRAMME_READY)(on_ready)
    app.action(Action.PROGRAMME_UNDO)(on_change_undone)
    app.action(Action.PROGRAMME_RUN)(on_run_pressed)
    app.action(Action.PROGRAMME_CLOSE)(on_close_pressed)
    app.action(any_of(Action.PROGRAMME_CLAIM))(on_claimed)
