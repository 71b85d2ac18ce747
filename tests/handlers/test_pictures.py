"""Pictures as files: drawn in every language, Arabic from right to left, told in words, legible without colour."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from itertools import pairwise

import pytest
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from handlers.i18n import LANGUAGES, Translator
from handlers.pictures import DARK, DRAWN_BY, HEAT, MIDDLE, drawn, month_names, picture_file
from handlers.views.pictures import LONGEST_ALTERNATIVE, alternative_text
from mentoring.messages import DeliveryKind, DeliveryState
from mentoring.oversight import Couple, Member, MonthFigures
from mentoring.pictures import CountryFigures, PairWeeks, Picture, PictureKind
from mentoring.services.errands import PictureErrand
from tests.builders import NOW, a_delivery, a_person, a_programme
from tests.handlers.desk import Desk, command, texts
from tests.handlers.test_file_delivery import COMPLETE, GET, called, posted
from tests.handlers.views.speech import catalogues

TODAY = date(2027, 3, 10)
WEEKS = tuple(date(2027, 1, 4) + timedelta(days=7 * week) for week in range(43))
COUPLE = Couple(
    1,
    Member(1, "$\\Awa{$", "FR", "Europe/Paris"),
    Member(2, "آمنة بنت عبد الله", "EG", "Africa/Cairo"),
    date(2027, 1, 4),
)


def a_picture(kind: PictureKind, *, pairs: int = 2) -> Picture:
    """January had all its sessions; the first pair met in the first weeks, the others never."""
    months = (MonthFigures(date(2027, 1, 1), 13, 12, 10, 2), *(later(month) for month in range(2, 11)))
    rows = (PairWeeks(COUPLE, (1, 2, 3, 1) + (0,) * 39), *(PairWeeks(COUPLE, (0,) * 43) for _ in range(1, pairs)))
    countries = CountryFigures("TN", 4, 11), CountryFigures("PS", 1, 0)
    programme = a_programme(name="<Cluster> $\\broken{$")
    return {
        PictureKind.MONTHS: Picture(programme, kind, TODAY, months=months),
        PictureKind.ACTIVITY: Picture(programme, kind, TODAY, weeks=WEEKS, rows=rows),
        PictureKind.COUNTRIES: Picture(programme, kind, TODAY, countries=countries),
    }[kind]


def later(month: int) -> MonthFigures:
    return MonthFigures(date(2027, month, 1), 13, 0, 0, 0)


def speaking(language: str) -> Translator:
    return catalogues().translator(language)


def picture_in(language: str, kind: PictureKind, pairs: int = 2) -> Image.Image:
    return Image.open(BytesIO(drawn(speaking(language), a_picture(kind, pairs=pairs))))


@pytest.mark.parametrize("kind", PictureKind)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_drawn_in_every_language_with_its_words_inside(language: str, kind: PictureKind) -> None:
    image = picture_in(language, kind)
    assert image.format == "PNG"
    assert image.width == 1600
    words = alternative_text(speaking(language), a_picture(kind))
    assert image.info["Description"].replace("\r", "") == words
    assert len(words) <= LONGEST_ALTERNATIVE


def test_many_pairs_are_drawn_without_their_names() -> None:
    assert picture_in("en", PictureKind.ACTIVITY, pairs=60).height == picture_in("en", PictureKind.ACTIVITY).height


@pytest.mark.parametrize(("language", "on_the_right"), [("fr", False), ("ar", True)])
def test_time_begins_where_reading_does(language: str, on_the_right: bool) -> None:
    """January has the only bar of the picture."""
    image = picture_in(language, PictureKind.MONTHS).convert("RGB")
    dark = tuple(round(255 * part) for part in to_rgb(DARK))
    row = image.height // 2
    places = [x for x in range(image.width) if image.getpixel((x, row)) == dark]
    assert places
    assert (min(places) > image.width / 2) is on_the_right


@pytest.mark.parametrize(("first", "places"), [(date(2027, 1, 4), [0, 4, 8]), (date(2027, 1, 25), [1, 5])])
def test_months_are_named_where_their_names_have_room(first: date, places: list[int]) -> None:
    weeks = tuple(first + timedelta(days=7 * week) for week in range(9))
    picture = replace(a_picture(PictureKind.ACTIVITY), weeks=weeks)
    assert month_names(speaking("en"), picture)[0] == places


def axes_of(picture: Picture) -> Axes:
    """The picture as it is put on the paper, in English."""
    axes = Figure().subplots()
    DRAWN_BY[picture.kind](speaking("en"), picture, axes)
    return axes


def labels(axis: Axis) -> list[str]:
    return [one.get_text() for one in axis.get_ticklabels()]


def test_each_square_is_of_its_pair_and_week_and_weeks_to_come_stay_empty() -> None:
    other = replace(COUPLE, mentee=replace(COUPLE.mentee, name="Luca"), mentor=replace(COUPLE.mentor, name="Awa"))
    rows = (PairWeeks(other, (1, 2, 5, 0) + (0,) * 39), PairWeeks(COUPLE, (0,) * 42 + (1,)))
    axes = axes_of(replace(a_picture(PictureKind.ACTIVITY), rows=rows))
    began = 10  # up to the week of Wednesday 10 March
    squares = [[int(one) for one in row] for row in axes.images[0].get_array()]
    assert squares == [[1, 2, 3, *[0] * (began - 3), *[-1] * (43 - began)], [*[0] * began, *[-1] * (43 - began)]]
    assert labels(axes.yaxis) == ["Luca – Awa", "آمنة بنت عبد الله – $\\Awa{$"]


def test_each_bar_bears_its_country_and_figures_the_longest_at_the_top() -> None:
    axes = axes_of(a_picture(PictureKind.COUNTRIES))
    assert labels(axes.yaxis) == ["Tunisia", "Palestine"]
    assert axes.yaxis_inverted()
    assert [one.get_text() for one in axes.texts] == ["11 (4 people)", "0 (1 person)"]


def test_each_month_bears_its_name() -> None:
    axes = axes_of(a_picture(PictureKind.MONTHS))
    assert labels(axes.xaxis) == ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct"]


def brightness(colour: str) -> float:
    red, green, blue = to_rgb(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue


@pytest.mark.parametrize("expected", [13, None])
def test_the_highest_bar_and_the_mark_of_what_was_expected_are_seen_whole(expected: int | None) -> None:
    months = (MonthFigures(date(2027, 1, 1), expected, 13, 13, 0),)
    axes = axes_of(replace(a_picture(PictureKind.MONTHS), months=months))
    assert axes.get_ylim()[0] == 0
    assert 13.5 < axes.get_ylim()[1] < 14.5


def test_colours_are_told_apart_in_greyscale() -> None:
    steps = [brightness(colour) for colour in HEAT]
    assert all(lighter - darker > 0.15 for lighter, darker in pairwise(steps))
    assert brightness(MIDDLE) - brightness(DARK) > 0.3


def test_the_words_are_the_same_figures() -> None:
    t = speaking("en")
    assert alternative_text(t, a_picture(PictureKind.MONTHS)).splitlines()[1:3] == [
        "January 2027: 12 sessions planned, 10 held, 2 unconfirmed, and 13 expected.",
        "February 2027: 0 sessions planned, 0 held, and 13 expected.",
    ]
    assert alternative_text(t, a_picture(PictureKind.COUNTRIES)).splitlines()[1:] == [
        "Tunisia: 11 sessions, 4 people.",
        "Palestine: 0 sessions, 1 person.",
    ]
    activity = alternative_text(t, a_picture(PictureKind.ACTIVITY))
    assert "2 pairs.\n7 sessions were held." in activity
    assert "1 pair has not met yet." in activity
    assert "The busiest week began on Monday 18 January 2027." in activity


def test_a_programme_that_has_not_begun_is_drawn_too() -> None:
    t = speaking("en")
    for kind in PictureKind:
        empty = Picture(a_programme(), kind, date(2026, 12, 1), weeks=WEEKS)
        assert drawn(t, empty).startswith(b"\x89PNG")


def test_a_picture_is_posted_with_its_words_for_who_can_not_see_it() -> None:
    ines = a_person("Inès", language="en")
    delivery = a_delivery("picture:1:4:countries:x", kind=DeliveryKind.PICTURE, state=DeliveryState.SENDING)
    errand = PictureErrand(delivery, ines, NOW, a_picture(PictureKind.COUNTRIES))
    outcome, slack = posted(errand=errand)
    assert outcome.error == ""
    assert called(slack, GET)[0]["alt_txt"] == alternative_text(speaking("en"), errand.picture)
    (shared,) = called(slack, COMPLETE)
    assert shared["files"] == [{"id": "F1", "title": "Sessions held, by country of the people in them"}]
    assert "&lt;Cluster&gt; $\\broken{$" in shared["initial_comment"]
    assert picture_file(speaking("en"), errand, "m" * 32).name == "countries-en-2027-03-10-mmmmmmmmmmmmmmmm.png"


def test_pictures_are_asked_for_by_the_programmes_verb() -> None:
    desk = Desk()
    desk.speaks(desk.cohort.ines, "en")
    assert "The pictures of Cluster Mentoring come in a moment" in texts(
        desk.say(command("UINES", "programme pictures"))
    )
    assert sum(one.kind is DeliveryKind.PICTURE for one in desk.store.deliveries.values()) == 3
    desk.say(command("UAWA", "programme pictures"))
    assert sum(one.kind is DeliveryKind.PICTURE for one in desk.store.deliveries.values()) == 3
