"""The calendar file of a session or a series: what it is called, and what is said beside it."""

from __future__ import annotations

from handlers.files import MARK_LENGTH, File
from handlers.i18n import Translator
from handlers.views.calendars import beside_file
from handlers.views.ics.words import title_of
from mentoring.clocks import local
from mentoring.services.errands import CalendarErrand


def calendar_file(t: Translator, errand: CalendarErrand, mark: str) -> File:
    """The file that an errand sends, which bears the delivery's ``mark`` in its name."""
    # The library that draws it is loaded with the first file, and not with every start.
    from handlers.views.ics.drawing import invitation  # noqa: PLC0415
    from handlers.views.ics.series import series_invitation  # noqa: PLC0415

    details, recipient, method, now = errand.details, errand.recipient, errand.method, errand.decided_at
    day = local(details.session.when.start, recipient.zone).date()
    return File(
        name=f"session-{day}-{mark[:MARK_LENGTH]}.ics",
        title=title_of(t, details, recipient),
        comment=beside_file(t, details, recipient, method, first=errand.first, recurs=errand.series is not None),
        content=series_invitation(t, errand.series, recipient, method, now=now)
        if errand.series
        else invitation(t, details, recipient, method, now=now),
    )
