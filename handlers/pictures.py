"""Pictures of a programme, drawn as PNG: sessions by month, each pair by week, participation by country.

The colours are told apart by people who see few of them, and in greyscale; what bars mean is in their pattern too.
Arabic is laid out from right to left, time included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from handlers.files import MARK_LENGTH, File
from handlers.i18n import Translator
from handlers.views.blocks import shorten
from handlers.views.pictures import alternative_text, on_their_way, subtitle_of, title_of
from handlers.visit import Visit
from mentoring.oversight import Couple
from mentoring.people import Programme
from mentoring.pictures import Picture, PictureKind
from mentoring.services.errands import PictureErrand
from mentoring.services.pictures import ask_for_pictures

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ticker import Locator

DARK, MIDDLE, FRAME, FAINT = "#0b4f79", "#e69f00", "#222222", "#b8b8b8"
HEAT = ("#f2f0e4", "#b9ab6c", "#5f6470", "#00204c")
"""No session, one, two, more: each darker than the one before."""
# What people typed is never read as a formula (parse_math), which a dollar sign would begin.

WIDTH, HEIGHT, DOTS = 10.0, 5.6, 160
NAMED_ROWS = 40
"""Up to so many pairs, each row bears its names."""
LONGEST_NAME = 18
ROW_HEIGHT = 0.24
HEADROOM = 1.06
"""So that the highest bar and its mark are seen whole."""
WEEKS_OF_A_NAME = 3
"""Weeks over which a month's name may stretch."""


async def on_pictures_asked(text: str, programme: Programme, visit: Visit) -> None:
    """`/mentor programme pictures`: they are drawn and sent to the one who asks."""
    await visit.run(ask_for_pictures, programme.id, actor=visit.actor, now=visit.now)
    await visit.reply.privately(on_their_way(visit.t, programme))


def picture_file(t: Translator, errand: PictureErrand, mark: str) -> File:
    """The file that an errand sends; its name bears ``mark``. It takes a while, so not on the loop."""
    picture = errand.picture
    return File(
        name=f"{picture.kind}-{t.language}-{picture.today}-{mark[:MARK_LENGTH]}.png",
        title=title_of(t, picture),
        comment=t.escape(f"{title_of(t, picture)}. {subtitle_of(t, picture)}."),
        content=drawn(t, picture),
        alternative=alternative_text(t, picture),
    )


def drawn(t: Translator, picture: Picture) -> bytes:
    """The picture in the translator's language, as a PNG whose description is its alternative text."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415  takes a second to load
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(WIDTH, _height(picture)), dpi=DOTS, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    DRAWN_BY[picture.kind](t, picture, axes)
    _headed(t, picture, figure)
    _turned(t, axes)
    out = BytesIO()
    told = {"Title": title_of(t, picture), "Description": alternative_text(t, picture)}
    figure.savefig(out, format="png", metadata=told)
    return out.getvalue()


def _height(picture: Picture) -> float:
    if picture.kind is PictureKind.ACTIVITY and len(picture.rows) <= NAMED_ROWS:
        return max(HEIGHT, 1.8 + ROW_HEIGHT * len(picture.rows))
    if picture.kind is PictureKind.COUNTRIES:
        return max(HEIGHT - 1, 1.8 + 2 * ROW_HEIGHT * len(picture.countries))
    return HEIGHT


def _headed(t: Translator, picture: Picture, figure: Figure) -> None:
    side = {"x": 0.99, "ha": "right"} if t.rtl else {"x": 0.01, "ha": "left"}
    subtitle = shorten(subtitle_of(t, picture), 110)
    figure.suptitle(f"{title_of(t, picture)}\n{subtitle}", fontsize=13, parse_math=False, **side)


def _turned(t: Translator, axes: Axes) -> None:
    """Frameless, and from right to left where the language is."""
    for edge in ("top", "right", "left"):
        axes.spines[edge].set_visible(False)
    axes.tick_params(length=0)
    if t.rtl:
        axes.invert_xaxis()
        axes.yaxis.tick_right()
        axes.yaxis.set_label_position("right")


def _months(t: Translator, picture: Picture, axes: Axes) -> None:
    places = range(len(picture.months))
    held = [one.held for one in picture.months]
    unknown = [one.unconfirmed for one in picture.months]
    planned = [one.planned for one in picture.months]
    axes.bar(places, held, width=0.66, color=DARK, label=t("sessions held"))
    unknown_words = t("sessions not confirmed")
    axes.bar(places, unknown, bottom=held, width=0.66, color=MIDDLE, hatch="///", edgecolor=FRAME, label=unknown_words)
    axes.bar(places, planned, width=0.78, fill=False, edgecolor=FRAME, linewidth=1.1, label=t("sessions planned"))
    if any(one.expected is not None for one in picture.months):
        expected = [one.expected or 0 for one in picture.months]
        axes.plot(
            places,
            expected,
            color=FRAME,
            marker="D",
            markeredgecolor="white",
            linestyle="--",
            linewidth=1.2,
            label=t("sessions expected"),
        )
    for place, one in zip(places, picture.months, strict=True):
        if one.held:
            axes.text(place, one.held / 2, str(one.held), ha="center", va="center", color="white", fontsize=9)
    axes.set_xticks(list(places), [t.short_month(one.first) for one in picture.months])
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=FAINT, linewidth=0.5)
    axes.set_ylim(0, HEADROOM * max([1, *planned, *(one.expected or 0 for one in picture.months)]))
    axes.yaxis.set_major_locator(_whole_numbers())
    _legend(t, axes)


def _whole_numbers() -> Locator:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    return MaxNLocator(integer=True)


def _activity(t: Translator, picture: Picture, axes: Axes) -> None:
    from matplotlib.colors import ListedColormap  # noqa: PLC0415

    past, weeks = picture.weeks_past, len(picture.weeks)
    most = len(HEAT) - 1
    heat = [[min(count, most) if week < past else -1 for week, count in enumerate(row.held)] for row in picture.rows]
    colours = ListedColormap(["white", *HEAT])
    shown = heat or [[-1] * weeks]
    # Where there are more rows than dots, colours mix as rows do, and none is left out.
    blend = "none" if len(shown) <= NAMED_ROWS else "antialiased"
    axes.imshow(
        shown, aspect="auto", cmap=colours, vmin=-1.5, vmax=most + 0.5, interpolation=blend, interpolation_stage="rgba"
    )
    axes.set_xticks(*month_names(t, picture))
    if len(picture.rows) <= NAMED_ROWS:
        names = [_couple(row.couple) for row in picture.rows]
        axes.set_yticks(range(len(picture.rows)), names, fontsize=8, parse_math=False)
        _ruled(axes, len(picture.rows), weeks)
    else:
        axes.set_yticks([])
        axes.set_ylabel(t("{count} pairs, the most active ones at the top", count=len(picture.rows)))
    _heat_legend(t, axes)


def _couple(couple: Couple) -> str:
    return f"{shorten(couple.mentee.name, LONGEST_NAME)} – {shorten(couple.mentor.name, LONGEST_NAME)}"


def month_names(t: Translator, picture: Picture) -> tuple[list[int], list[str]]:
    """The first week of each month and its name; not of a first month whose name would touch the next one's."""
    seen: dict[tuple[int, int], int] = {}
    for place, monday in enumerate(picture.weeks):
        seen.setdefault((monday.year, monday.month), place)
    first, *rest = seen.values()
    places = rest if rest and rest[0] - first < WEEKS_OF_A_NAME else [first, *rest]
    return places, [t.short_month(picture.weeks[place]) for place in places]


def _ruled(axes: Axes, rows: int, weeks: int) -> None:
    """White lines between the squares."""
    axes.set_xticks([place - 0.5 for place in range(1, weeks)], minor=True)
    axes.set_yticks([place - 0.5 for place in range(1, rows)], minor=True)
    axes.grid(which="minor", color="white", linewidth=1.2)
    axes.tick_params(which="minor", length=0)


def _heat_legend(t: Translator, axes: Axes) -> None:
    from matplotlib.patches import Patch  # noqa: PLC0415

    words = [t("no session"), "1", "2", t("3 or more")]
    patches = [Patch(facecolor=colour, edgecolor=FRAME, label=word) for colour, word in zip(HEAT, words, strict=True)]
    _legend(t, axes, handles=patches)


def _countries(t: Translator, picture: Picture, axes: Axes) -> None:
    places = range(len(picture.countries))
    held = [one.held for one in picture.countries]
    axes.barh(places, held, color=DARK, height=0.62)
    axes.set_yticks(list(places), [t.country(one.country) for one in picture.countries])
    axes.invert_yaxis()
    most = max([*held, 1])
    axes.set_xlim(0, most * 1.28)
    for place, one in zip(places, picture.countries, strict=True):
        people = t.n("{count} person", "{count} people", one.people)
        side = "right" if t.rtl else "left"
        axes.text(one.held + most * 0.012, place, f"{one.held} ({people})", ha=side, va="center", fontsize=10)
    axes.xaxis.set_major_locator(_whole_numbers())
    axes.set_axisbelow(True)
    axes.grid(axis="x", color=FAINT, linewidth=0.5)
    axes.set_xlabel(t("sessions held"))


def _legend(t: Translator, axes: Axes, handles: Sequence[Any] | None = None) -> None:
    shown = list(handles or axes.get_legend_handles_labels()[0])
    if t.rtl:
        shown.reverse()
    axes.legend(
        handles=shown, loc="upper center", bbox_to_anchor=(0.5, -0.08), ncols=4, frameon=False, markerfirst=not t.rtl
    )


DRAWN_BY: Mapping[PictureKind, Callable[[Translator, Picture, Axes], None]] = {
    PictureKind.MONTHS: _months,
    PictureKind.ACTIVITY: _activity,
    PictureKind.COUNTRIES: _countries,
}
