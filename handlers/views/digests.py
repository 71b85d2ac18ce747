"""A programme's week for its coordinators, and its month for whoever it is forwarded to."""

from __future__ import annotations

from datetime import date, datetime

from handlers.i18n import Translator
from handlers.ids import Action, numbered
from handlers.views.attendance import to_settle_rows
from handlers.views.blocks import (
    LONGEST_HEADER,
    Dict,
    Message,
    actions,
    bold,
    button,
    context,
    header,
    lines,
    message,
    section,
    shorten,
)
from handlers.views.board import MILESTONES, bare_couple, reason, row_title, totals_lines
from handlers.views.gatherings import title_of
from handlers.views.listing import Part, Rows, fitting
from handlers.views.months import month_name, month_of
from handlers.views.people import names_of, place_of
from mentoring.oversight import CareKind, PairStanding
from mentoring.people import Person, Programme
from mentoring.progress import Digest, MonthDigest

SHOWN_NEEDING = 10
SHOWN_UNREACHED = 20
COUNTRIES_SHOWN = 12


def digest(t: Translator, digest: Digest, recipient: Person, now: datetime) -> Message:
    """The programme's week for a coordinator: what happened, what is coming, who needs them, what is new."""
    return message(
        fitting(
            t,
            [
                header(t("Your programme this week")),
                context(t.dotted([_title(t, digest.programme), month_of(t, digest.programme, now)])),
                section(lines(bold(t("What happened")), *_happened(t, digest))),
                section(lines(bold(t("What is coming")), *_coming(t, digest, recipient))),
                section(lines(bold(t("So far")), totals_lines(t, digest.survey.totals))) if digest.survey else None,
                *_needing(t, digest),
                *_to_settle(t, digest, recipient, now),
                _unreached(t, digest),
            ],
        )
    )


def digest_asked_for(t: Translator, found: Digest, recipient: Person, now: datetime) -> Message:
    """The same on demand, with the way to the digest of the month before."""
    shown = digest(t, found, recipient, now)
    last = button(t("Last month, to forward"), Action.DIGEST_MONTH, str(found.programme.id))
    return Message(shown.text, [*shown.blocks, actions([last])])


def _happened(t: Translator, digest: Digest) -> list[str]:
    done = _done(t, digest)
    return [
        t.n("{count} session was held in the past week.", "{count} sessions were held in the past week.", digest.held)
        if digest.held
        else t("No session was held in the past week."),
        t.n(
            "{count} session is over, and word is awaited whether it took place.",
            "{count} sessions are over, and word is awaited whether they took place.",
            digest.unspoken,
        )
        if digest.unspoken
        else "",
        t("Coordinators: {done}", done=t.dotted(done)) if any(done) else "",
    ]


def _done(t: Translator, digest: Digest) -> list[str]:
    """What coordinators did in the past week, by kind."""
    nudges, words, calls = (digest.done.get(one, 0) for one in (CareKind.NUDGE, CareKind.WORD, CareKind.CALL))
    return [
        t.n("{count} nudge", "{count} nudges", nudges) if nudges else "",
        t.n("{count} message to both", "{count} messages to both", words) if words else "",
        t.n("{count} call noted", "{count} calls noted", calls) if calls else "",
    ]


def _coming(t: Translator, digest: Digest, recipient: Person) -> list[str]:
    place = place_of(recipient)
    return [
        t.n(
            "{count} session is booked for the next seven days.",
            "{count} sessions are booked for the next seven days.",
            digest.booked,
        )
        if digest.booked
        else t("Nothing is booked for the next seven days."),
        t.n("{count} proposal awaits an answer.", "{count} proposals await an answer.", digest.unanswered)
        if digest.unanswered
        else "",
        *(t.dotted([title_of(t, one), t.short_clocks(one.when.start, place)]) for one in digest.meetings),
        *(t(MILESTONES[name.value], day=t.day(day)) for name, day in digest.milestones),
    ]


def _needing(t: Translator, digest: Digest) -> list[Dict]:
    if digest.survey is None:
        return []
    needing = sorted(digest.survey.needing, key=lambda one: one.pair_id not in digest.newly)
    if not needing:
        return [section(t("No pair needs you."))]
    count = t.n("{count} pair needs somebody", "{count} pairs need somebody", len(needing))
    new = t.n("{count} of them is new", "{count} of them are new", len(digest.newly)) if digest.newly else ""
    shown = [
        _row(t, row, place, digest.survey.today, new=row.pair_id in digest.newly)
        for place, row in enumerate(needing[:SHOWN_NEEDING])
    ]
    left = len(needing) - len(shown)
    more = [context(t.n("and {count} more on Home", "and {count} more on Home", left))] if left else []
    return [section(lines(bold(t("Who needs you")), t.dotted([count, new]))), *shown, *more]


def _row(t: Translator, row: PairStanding, place: int, today: date, *, new: bool) -> Dict:
    reasons = (t.marked("•", reason(t, one, row.couple, today)) for one in row.risk.parts)
    title = t.dotted([row_title(t, row), t("new")]) if new else row_title(t, row)
    label = t("Look at {pair}", pair=bare_couple(t, row.couple))
    look = button(t("Look"), numbered(Action.PAIR_LOOK, place), str(row.pair_id), label=label)
    return section(lines(title, *reasons), look)


def _to_settle(t: Translator, digest: Digest, recipient: Person, now: datetime) -> list[Part]:
    if not digest.to_settle:
        return []
    first = t("People differ about these sessions, or nobody said whether they took place. They need you:")
    shown = to_settle_rows(t, digest.to_settle, recipient, now)
    found = digest.survey.totals.to_settle if digest.survey else 0
    left_out = found - len(digest.to_settle)
    return [section(first), Rows(shown, max(left_out, 0))]


def _title(t: Translator, programme: Programme) -> str:
    return t.escape(shorten(programme.name, LONGEST_HEADER))


def _unreached(t: Translator, digest: Digest) -> Dict | None:
    if not digest.unreached:
        return None
    names = names_of(t, digest.unreached[:SHOWN_UNREACHED])
    return section(t("Something I had to say did not reach {names}. Are they still in this Slack?", names=names))


def month_digest(t: Translator, digest: MonthDigest) -> Message:
    """A month in figures, without a name or a button, so that it can be forwarded as it is."""
    month, programme = digest.month, digest.programme
    name = month_name(t, month.first)
    return message(
        [
            header(t("{programme}: {month}", programme=shorten(programme.name, LONGEST_HEADER - 40), month=name)),
            section(lines(*_month_lines(t, digest))),
            section(lines(bold(t("Since the beginning")), totals_lines(t, digest.totals))),
            context(t("Nobody is named in this message, so you may forward it.")),
        ]
    )


def _month_lines(t: Translator, digest: MonthDigest) -> list[str]:
    month = digest.month
    held = t.n("{count} session was held.", "{count} sessions were held.", month.held)
    if month.expected is not None:
        held = t.n(
            "{count} session was held, {expected} were expected.",
            "{count} sessions were held, {expected} were expected.",
            month.held,
            expected=month.expected,
        )
    countries = [
        t.n("{country}: {count}", "{country}: {count}", count, country=t.country(code))
        for code, count in digest.countries[:COUNTRIES_SHOWN]
    ]
    return [
        held,
        t.n("{met} of {count} pair met.", "{met} of {count} pairs met.", digest.pairs, met=digest.met),
        t.n(
            "Of {count} session it is not confirmed whether it took place.",
            "Of {count} sessions it is not confirmed whether they took place.",
            month.unconfirmed,
        )
        if month.unconfirmed
        else "",
        t("Sessions held by the mentee’s country: {countries}", countries=t.dotted(countries)) if countries else "",
    ]
