"""The command `mentorbot`. It parses, prints and leaves with a status; what it starts stands elsewhere.

Everything heavy is imported inside the commands, so that `mentorbot --help` answers at once.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, cast

import typer

from bot.trouble import Trouble
from mentoring.clocks import known_zone, use_bundled_zones

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.roster_import import Step
    from bot.settings import Settings
    from mentoring.people import RosterProblem, RosterReport

DEMO_PORT = 8787
DEMO_FOLDER = Path("var/demo")
NO_ZONE = "“{zone}” is no time zone. Write one such as Europe/Madrid."
USAGE = 2
"""Exit status when the command was given something it can't use."""

app = typer.Typer(
    help="Mentorbot runs a mentoring programme inside Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
db = typer.Typer(help="The database.", no_args_is_help=True)
notes = typer.Typer(help="What people wrote, sealed.", no_args_is_help=True)
programme = typer.Typer(help="Programmes.", no_args_is_help=True)
report = typer.Typer(help="How a programme stands.", invoke_without_command=True)
pairs = typer.Typer(help="Who mentors whom.", no_args_is_help=True)
importing = typer.Typer(help="Bringing people in.", no_args_is_help=True)
app.add_typer(db, name="db")
app.add_typer(notes, name="notes")
app.add_typer(programme, name="programme")
app.add_typer(report, name="report")
app.add_typer(pairs, name="pairs")
app.add_typer(importing, name="import")

Team = Annotated[str, typer.Option("--team", help="Slack's id of the workspace; without it, Slack is asked.")]


def main() -> None:
    """Run the command line."""
    use_bundled_zones()
    app()


@contextmanager
def in_sentences() -> Iterator[None]:
    """Turn a Trouble raised inside into sentences on standard error and its exit status."""
    try:
        yield
    except Trouble as trouble:
        for sentence in trouble.sentences:
            typer.echo(sentence, err=True)
        raise typer.Exit(trouble.status) from None


@app.command()
def run() -> None:
    """Run the bot with the settings of this environment and `.env`."""
    with in_sentences():
        with _loading_quickly():
            from bot.running import run_bot
            from bot.settings import Settings

        run_bot(Settings.load())


@app.command()
def demo(
    reset: Annotated[bool, typer.Option("--reset", help="Forget what was done and start over.")] = False,
    port: Annotated[int, typer.Option(help="The port of the page.", min=0, max=65535)] = DEMO_PORT,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = False,
    answers: Annotated[
        bool, typer.Option("--answers/--no-answers", help="Have the invented people answer as the clock moves.")
    ] = True,
) -> None:
    """Run the bot in a small Slack of its own, with an invented cohort; nothing leaves this machine."""
    with in_sentences():
        from bot import demo_cohort
        from bot.demo import run_demo

        run_demo(DEMO_FOLDER, demo_cohort, port=port, reset=reset, browser=browser, answers=answers, say=typer.echo)


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="One JSON object per finding.")] = False) -> None:
    """Check the installation, and say what to do about each thing that is not well."""
    import asyncio

    from bot.doctor import examine

    async def look() -> bool:
        well = True
        async for finding in examine():
            well = well and finding.well
            if as_json:
                typer.echo(json.dumps(finding.as_dict(), ensure_ascii=False))
                continue
            typer.echo(f"{'✓' if finding.well else '✗'} {finding.part}: {finding.seen}")
            if finding.remedy:
                typer.echo(f"  → {finding.remedy}")
        return well

    with in_sentences():
        if not asyncio.run(look()):
            raise typer.Exit(1)


@app.command()
def manifest(
    http: Annotated[str, typer.Option(metavar="ADDRESS", help="The bot's public https address, for http mode.")] = "",
) -> None:
    """Print the description from which Slack makes the app."""
    with in_sentences():
        from bot.manifest import http_manifest, socket_manifest

        typer.echo(json.dumps(http_manifest(http) if http else socket_manifest(), indent=2))


@app.command()
def version() -> None:
    """Print the version of Mentorbot and of its time-zone data."""
    from importlib.metadata import version as installed

    import tzdata

    typer.echo(f"mentorbot {installed('mentorbot')}, time zones {tzdata.IANA_VERSION}")


@app.command()
def deliveries(  # noqa: PLR0917  typer names them all on the command line
    person: Annotated[str, typer.Option(help="To whom: an e-mail address or Slack's id of a user.")] = "",
    session: Annotated[str, typer.Option(help="About which session, by its id.")] = "",
    state: Annotated[list[str] | None, typer.Option(help="In which state; may be given several times.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Of which kind; may be given several times.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many, the latest due first.", min=1)] = 100,
    form: Annotated[str, typer.Option("--format", help="table, json or csv.")] = "table",
    resend: Annotated[str, typer.Option(metavar="KEY", help="Send one again that did not get through.")] = "",
    cancel: Annotated[str, typer.Option(metavar="KEY", help="Close one that waits or did not get through.")] = "",
    team: Team = "",
) -> None:
    """Tell who was told what, when, in which language, and what did not get through."""
    with in_sentences(), _database() as (settings, engine):
        from bot.ledger import Ledger, Wish

        ledger = Ledger.open(settings, engine, team, datetime.now(UTC))
        if resend or cancel:
            typer.echo(ledger.resend(resend) if resend else ledger.cancel(cancel))
            return
        ledger.show(Wish(person, session, state or [], kind or [], limit, form))


@app.command()
def announcements(
    announcement: Annotated[str, typer.Argument(help="Whose ledger to show, by its id; without one, all.")] = "",
    standing: Annotated[
        list[str] | None, typer.Option(help="Where a reader stands; may be given several times.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    programme_name: Annotated[str, typer.Option("--programme", help="Its name; without it, the latest one.")] = "",
    team: Team = "",
) -> None:
    """Tell what was announced, and by name who has it, who does not and why, and who has acknowledged it."""
    with in_sentences(), _database() as (settings, engine):
        from bot.announcements import Wish, show_announcements

        wish = Wish(announcement, programme_name, tuple(standing or ()), form)
        show_announcements(settings, engine, wish, team_id=team, now=datetime.now(UTC))


@app.command()
def attendance(  # noqa: PLR0917  typer names them all on the command line
    first: Annotated[str, typer.Option("--from", help="The first day, such as 2027-01-11.")],
    last: Annotated[str, typer.Option("--to", help="The last day.")],
    person: Annotated[str, typer.Option(help="Of whom: an e-mail address or Slack's id of a user.")] = "",
    form: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    programme_name: Annotated[str, typer.Option("--programme", help="Its name; without it, the latest one.")] = "",
    team: Team = "",
) -> None:
    """Tell who attended what, by person and day of the programme's clock, and on whose word."""
    with in_sentences(), _database() as (settings, engine):
        from bot.attendance import Wish, show_attendance

        wish = Wish(_day(first, "--from"), _day(last, "--to"), person, programme_name, form)
        show_attendance(settings, engine, wish, team_id=team, now=datetime.now(UTC))


@app.command()
def portfolio(
    output: Annotated[Path, typer.Option("--output", "-o", help="The PDF file to write.")],
    programme_name: Annotated[str, typer.Option("--programme", help="Its name; without it, the latest one.")] = "",
    language: Annotated[str, typer.Option(help="en, fr, ar, es or it; without it, the programme's own.")] = "",
    team: Team = "",
) -> None:
    """Write the portfolio for the programme's public page: a page for each person who agreed to be shown."""
    with in_sentences(), _database() as (settings, engine):
        from bot.portfolio import Wish, write_portfolio

        written = write_portfolio(settings, engine, Wish(output, programme_name, language), team_id=team)
        typer.echo(f"{output} has {written} {'page' if written == 1 else 'pages'}, one a person.")


@report.callback()
def show_report(
    context: typer.Context,
    programme_name: Annotated[str, typer.Option("--programme", help="Its name; without it, the latest one.")] = "",
    form: Annotated[str, typer.Option("--format", help="table, csv, json or xlsx.")] = "table",
    output: Annotated[Path | None, typer.Option(help="The file to write, for xlsx.", show_default=False)] = None,
    team: Team = "",
) -> None:
    """Tell how a programme stands: its figures, its months, and its pairs, those first who need somebody."""
    if context.invoked_subcommand:
        return
    with in_sentences(), _database() as (settings, engine):
        from bot.report import Wish
        from bot.report import show_report as print_report

        wish = Wish(programme_name, form, output)
        print_report(settings, engine, wish, team_id=team, now=datetime.now(UTC))


@report.command()
def picture(
    kind: Annotated[str, typer.Option(help="months, activity or countries.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The PNG file to write.")],
    language: Annotated[str, typer.Option(help="en, fr, ar, es or it.")] = "en",
    programme_name: Annotated[str, typer.Option("--programme", help="Its name; without it, the latest one.")] = "",
    team: Team = "",
) -> None:
    """Draw a picture of a programme into a file, and print the same in words."""
    with in_sentences(), _database() as (settings, engine):
        from bot.report_picture import Wish, write_picture

        wish = Wish(kind, output, language, programme_name)
        write_picture(settings, engine, wish, team_id=team, now=datetime.now(UTC))


@db.command()
def upgrade() -> None:
    """Bring the database up to date; what is in it stays."""
    with in_sentences(), _database() as (_, engine):
        from bot.database import upgrade as bring_up_to_date

        typer.echo(f"The database is at {bring_up_to_date(engine)}.")


@db.command()
def current() -> None:
    """Say where the database stands; status 1 when it is not up to date."""
    with in_sentences(), _database() as (_, engine):
        from bot.database import standing

        if wrong := standing(engine):
            raise Trouble(wrong)
        typer.echo("The database is up to date.")


@notes.command()
def key(
    name: Annotated[str, typer.Option(help="What to call it; each needs a name of its own.", show_default=False)] = "",
) -> None:
    """Make a key and print it as MENTORBOT_NOTE_KEYS wants it; nothing is kept."""
    import secrets

    from storage.sealing import new_key

    typer.echo(new_key(name or f"key-{secrets.token_hex(2)}"))


@notes.command()
def rotate() -> None:
    """Seal everything with the first of the keys. It may be stopped at any time, and goes on from there."""
    with in_sentences(), _database() as (settings, engine):
        from bot.note_keys import Rotation

        rotation = Rotation.open(settings, engine)
        with _progress(rotation.left_to_do()) as step:
            failed = rotation.run(lambda done: step("Sealing", done))
        if failed:
            raise Trouble(f"{failed} texts could not be opened and were left as they are. mentorbot doctor says more.")
        typer.echo(f"Everything is sealed with the key “{rotation.key_id}”.")


@programme.command()
def new(  # noqa: PLR0917  typer names them all on the command line
    name: Annotated[str, typer.Argument(help="What people call it.")],
    starts: Annotated[str, typer.Option(help="First day, such as 2027-01-11.")],
    ends: Annotated[str, typer.Option(help="Last day.")],
    language: Annotated[str, typer.Option(help="Its working language: en, fr, ar, es or it.")] = "en",
    zone: Annotated[str, typer.Option(help="Its time zone, such as Europe/Madrid.")] = "UTC",
    link: Annotated[
        str, typer.Option(help="Where sessions meet, such as https://meet.example.org/{room}.", show_default=False)
    ] = "",
    team: Team = "",
) -> None:
    """Open a programme."""
    with in_sentences(), _database() as (settings, engine):
        from bot.programmes import open_programme

        first, last = _day(starts, "--starts"), _day(ends, "--ends")
        if last < first:
            raise Trouble(f"The programme would end on {last}, before it starts on {first}.", status=USAGE)
        if not known_zone(zone):
            raise Trouble(NO_ZONE.format(zone=zone), status=USAGE)
        kept = open_programme(
            settings,
            engine,
            name,
            starts_on=first,
            ends_on=last,
            language=language,
            zone=zone,
            link_template=link,
            team_id=team,
        )
        typer.echo(f"The programme “{kept.name}” is open from {first} to {last}.")


@programme.command()
def apply(
    file: Annotated[Path, typer.Argument(help="A TOML file; docs/programme.md names its keys.")],
    programme_name: Annotated[
        str, typer.Option("--programme", help="Which one it is about; without it, the one of the name in the file.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before changing anything.")] = False,
    team: Team = "",
) -> None:
    """Make a programme what a file says, after showing the difference. The same file twice changes nothing."""
    with in_sentences(), _database() as (settings, engine):
        from bot.programme_files import Application, Order

        application = Application(settings, engine, Order(file, programme_name, team), datetime.now(UTC))
        looked = application.look()
        if not looked.changes:
            typer.echo("Nothing changes: it is like that already.")
            return
        application.show(looked)
        if not yes and not typer.confirm("Change this?"):
            raise Trouble("Nothing was changed.")
        application.make(looked)
        typer.echo("Changed.")


@programme.command()
def export(
    programme_name: Annotated[str, typer.Option("--programme", help="Its name; without it, the latest one.")] = "",
    output: Annotated[Path | None, typer.Option(help="Into this file; without it, onto the screen.")] = None,
    team: Team = "",
) -> None:
    """Write a programme as the file that apply reads."""
    with in_sentences(), _database() as (settings, engine):
        from bot.output import write
        from bot.programme_files import export_file

        text = export_file(settings, engine, programme_name, team)
        if output is None:
            sys.stdout.write(text)
            return
        write(output, text.encode())
        typer.echo(f"Written to {output}.")


@pairs.command()
def propose(
    programme_name: Annotated[str, typer.Option("--programme", help="Its name; without it, the latest one.")] = "",
    form: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    language: Annotated[str, typer.Option(help="Of the reasons: en, fr, ar, es or it.")] = "en",
    team: Team = "",
) -> None:
    """Propose a mentor to every mentee who has none, with the reasons. Nothing is kept, and nobody is told."""
    with in_sentences(), _database() as (settings, engine), _progress(100) as step:
        from bot.pairs import Wish
        from bot.pairs import propose as propose_pairs

        percent = 0

        def told(done: float) -> None:
            nonlocal percent
            step("Pairing", round(100 * done) - percent)
            percent = round(100 * done)

        wish = Wish(programme_name, form, language)
        propose_pairs(settings, engine, wish, team_id=team, now=datetime.now(UTC), told=told)


@importing.command()
def roster(
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file; docs/roster.md names its columns.")],
    keep_good: Annotated[
        bool, typer.Option("--keep-good", help="Import the good rows even if others are bad.")
    ] = False,
    programme_name: Annotated[str, typer.Option("--programme", help="Its name; without it, the latest one.")] = "",
    team: Team = "",
) -> None:
    """Import people and pairs. The same file twice changes nothing."""
    with in_sentences(), _database() as (settings, engine):
        from bot.roster_import import Wish, import_file
        from mentoring.errors import RosterRefused

        wish = Wish(file, programme_name, keep_good, team)
        try:
            with _progress() as step:
                report = import_file(settings, engine, wish, datetime.now(UTC), step)
        except RosterRefused as refused:
            problems = refused.facts["problems"]
            _show_problems(problems)
            raise Trouble(f"Nothing was imported: {_rows(problems)} to correct.") from None
        _show_report(report)


@app.command()
def simulate(  # noqa: PLR0917  typer names them all on the command line
    cohort: Annotated[Path | None, typer.Option(help="A roster, CSV or XLSX; without it, the invented one.")] = None,
    starts: Annotated[
        str, typer.Option("--from", help="The programme's first day, such as 2027-01-04.")
    ] = "2027-01-04",
    months: Annotated[int, typer.Option(help="How many months it lasts.", min=1, max=24)] = 10,
    seed: Annotated[int, typer.Option(help="Another number, another story.")] = 1,
    picture: Annotated[Path | None, typer.Option(help="Draw it into this SVG file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything that was said, as JSON.")] = False,
) -> None:
    """Play a whole programme in this process: invented doings, the bot's own words at their own hours."""
    with in_sentences():
        from bot.simulate import Order
        from bot.simulate import simulate as play_it

        file = cohort or Path(__file__).with_name("demo_cohort.csv")
        play_it(Order(file, _day(starts, "--from"), months, seed, picture), as_json=as_json)


@app.command()
def when(
    text: Annotated[str, typer.Argument(help="A line such as “next tuesday 3pm for 45 min about governance”.")] = "",
    language: Annotated[str, typer.Option("--lang", help="The writer's language: en, fr, ar, es or it.")] = "en",
    zone: Annotated[str, typer.Option(help="The writer's time zone, such as Africa/Tunis.")] = "UTC",
    now: Annotated[str, typer.Option(help="When it is written, ISO with offset; without it, now.")] = "",
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read JSON lines from standard input, answer each.")] = False,
) -> None:
    """Show what the bot understands of a line, piece by piece, or the question it would ask."""
    with in_sentences():
        from bot.when_command import answer_lines, print_reading

        if jsonl:
            answer_lines(sys.stdin, sys.stdout)
        elif not text:
            raise Trouble("Give the line to read, or --jsonl.", status=USAGE)
        elif not known_zone(zone):
            raise Trouble(NO_ZONE.format(zone=zone), status=USAGE)
        else:
            print_reading(text, language=language, zone=zone, now=_instant(now) if now else None)


@contextmanager
def _loading_quickly() -> Iterator[None]:
    """Load what stays for as long as the process: nothing of it is garbage, now or in any later collection.

    structlog would load rich as well, for a way of drawing traces that is not ours.
    """
    without_rich = sys.modules.setdefault("rich", cast(ModuleType, None)) is None
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        if without_rich:
            del sys.modules["rich"]


@contextmanager
def _database() -> Iterator[tuple[Settings, Engine]]:
    from bot.database import open_database
    from bot.settings import Settings

    settings = Settings.load()
    engine = open_database(settings)
    try:
        yield settings, engine
    finally:
        engine.dispose()


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Trouble(f"{option} is a day such as 2027-01-11, not “{text}”.", status=USAGE) from None


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise Trouble(f"--now is an instant such as 2026-11-18T10:00:00+01:00, not “{text}”.", status=USAGE)
    return instant


@contextmanager
def _progress(total: int | None = None) -> Iterator[Step]:
    from rich.console import Console
    from rich.progress import Progress, TaskID

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        tasks: dict[str, TaskID] = {}

        def step(what: str, done: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.advance(tasks[what], done)

        yield step


def _show_report(report: RosterReport) -> None:
    typer.echo(
        f"Added {report.added}, updated {report.updated}, unchanged {report.unchanged}; "
        f"new pairs {report.pairs_added}; found in Slack {report.linked}."
    )
    if report.problems:
        _show_problems(report.problems)
        typer.echo(f"Left out: {_rows(report.problems)}.")


def _show_problems(problems: Sequence[RosterProblem]) -> None:
    from rich.console import Console
    from rich.table import Table

    from bot.roster_import import reason

    table = Table("Line", "Column", "What is wrong")
    for problem in problems:
        table.add_row(str(problem.line), problem.column, reason(problem))
    Console().print(table, markup=False)


def _rows(problems: Sequence[RosterProblem]) -> str:
    count = len({problem.line for problem in problems})
    return f"{count} row" if count == 1 else f"{count} rows"
