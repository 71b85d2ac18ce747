"""How times of day are said, over language-neutral terms."""

# ruff: noqa: PLR2004 -- 12, 24, 31 and 60 are the clock and the calendar themselves

from collections.abc import Callable
from typing import Any

from handlers.when.matching import Captures, Rule, rule
from handlers.when.nodes import LAST_HOUR, NOON, PARTS, Amount, Clock, Impossible

FRACTIONS = {"HALF": 30, "QUARTER": 15, "THREEQUARTERS": 45, "THIRD": 20}
_OF_A_DATE = "!MONTH|OF|UNIT|OCLOCK|DASH|SLASH|COLON|NUMBEREDMONTH|DIGITS|TO|TILL|AM|PM"
_MIDNIGHT = Clock(24, settled=True, midnight=True)


def told(hour: int, minute: int = 0, second: int = 0, *, settled: bool = False) -> Clock:
    """An hour as it was told; beyond noon, or at zero, it can only be one."""
    return Clock(hour, minute, second, settled or hour > NOON or hour == 0)


def half_of_day(clock: Clock, *, pm: bool) -> Clock:
    """The same hour before or after noon; an hour beyond noon stays what it is."""
    if clock.hour > NOON or clock.midnight:
        return Clock(clock.hour, clock.minute, clock.second, True, midnight=clock.midnight, named_half=True)
    return Clock(clock.hour % NOON + (NOON if pm else 0), clock.minute, clock.second, True, named_half=True)


def shifted(clock: Clock, minutes: int) -> Clock:
    """So many minutes later or earlier, as settled as before."""
    total = clock.minutes() + minutes
    if total < 0 or (total < 60 and not clock.settled):
        total += NOON * 60
    return Clock(
        total // 60, total % 60, clock.second, clock.settled or total // 60 > NOON, named_half=clock.named_half
    )


def _written(captures: Captures) -> Clock:
    hour, minute, second, padded = captures["c"]
    return told(hour, minute, second, settled=padded)


def _hhmm(captures: Captures) -> Clock:
    value = captures["x"]
    return told(value // 100, value % 100, settled=value >= 1000 and value // 100 < 1)


def _hour(captures: Captures) -> Clock | None:
    minute = captures.get("m", 0)
    return told(captures["h"], minute) if captures["h"] < LAST_HOUR or not minute else None


def _and_a_part(minutes: int) -> Callable[[Captures], Clock]:
    """ "onze heures trois quarts"."""
    return lambda captures: shifted(told(captures["h"]), minutes)


def _spaced(captures: Captures) -> Clock | None:
    """ "at 3 15"; what 17 is in "at 10 17" has to be asked."""
    return _hour(captures) if captures["m"] % 5 == 0 else None


def _with(pm: bool) -> Callable[[Captures], Clock]:
    return lambda captures: half_of_day(captures["t"], pm=pm)


def _plus(minutes: int) -> Callable[[Captures], Clock | None]:
    return lambda captures: shifted(captures["t"], minutes) if captures["t"].minute == 0 or minutes < 0 else None


def _plus_said(sign: int) -> Callable[[Captures], Clock | None]:
    def act(captures: Captures) -> Clock | None:
        clock: Clock = captures["t"]
        return shifted(clock, sign * captures["m"]) if clock.minute == 0 else None

    return act


def _minutes_before(captures: Captures) -> Clock | None:
    """ "20 to 9", "15 to noon"; "10 to 12" is a range."""
    clock: Clock = captures["t"]
    sure = captures["m"] > NOON and clock.minute == 0 and (clock.hour <= NOON or clock.midnight)
    return shifted(clock, -captures["m"]) if sure and not clock.bare else None


def _less(captures: Captures) -> Clock:
    return shifted(captures["t"], -captures["m"])


def _moved(sign: int) -> Callable[[Captures], Clock | None]:
    """ "half an hour past noon"."""

    def act(captures: Captures) -> Clock | None:
        amount: Amount = captures["a"]
        if not 0 < amount.seconds < 12 * 3600 or amount.seconds % 60 or amount.days or amount.months:
            return None
        return shifted(captures["t"], sign * amount.seconds // 60)

    return act


def _in_part(captures: Captures) -> Clock:
    clock: Clock = captures["t"]
    return clock.within(PARTS[captures["p"]])


def _hour_in_part(captures: Captures) -> Clock:
    """ "at 9 in the evening"."""
    return told(captures["h"]).within(PARTS[captures["p"]])


def _in_part_and(minutes: int) -> Callable[[Captures], Clock | None]:
    """ "9 in the evening and a half", as Arabic may say it."""
    return lambda captures: _plus(minutes)({"t": _in_part(captures)})


def _same(captures: Captures) -> Any:
    return captures["t"]


def _padded(captures: Captures) -> Clock:
    return told(captures["h"], captures.get("m", 0), settled=True)


CLOCK_RULES: list[Rule] = [
    rule("core", "CLOCK:c", _written),
    rule("core", "CLOCK:c OCLOCK", _written),
    rule("core", "PADDED:h OCLOCK MINUTE:m U_MINUTE? NUMBER U_SECOND", _padded),
    rule("core", "HOUR:h OCLOCK MINUTE:m U_MINUTE? NUMBER U_SECOND", _hour),
    rule("core", "PADDED:h OCLOCK", _padded),
    rule("core", "PADDED:h OCLOCK MINUTE:m U_MINUTE? !MONTH", _padded),
    rule("core", "HOUR:h OCLOCK", _hour),
    rule("core", "HOUR:h OCLOCK MINUTE:m U_MINUTE? !MONTH", _hour),
    rule("core", "HOUR:h OCLOCK !ONE SMALLWORD:m U_MINUTE?", _hour),
    rule("core", "HOUR:h OCLOCK SMALL:m U_MINUTE", _hour),
    rule("core", "HOUR:h COLON MINUTE:m", _hour),
    rule("core", "HOURMARK HOUR:h", _hour),
    rule("core", "HOURMARK DOTTED:c", _written),
    rule("core", "HOUR:h AM", lambda found: _MIDNIGHT if found["h"] == NOON else None),
    rule("core", "AT ARTICLE? DOTTED:c OCLOCK?", _written),
    rule("core", "DOTTED:c OCLOCK", _written),
    rule("core", "HHMM:x OCLOCK", _hhmm),
    rule("core", "AT HHMM:x", _hhmm),
    rule("core", f"AT ARTICLE? HOUR:h &DIGITS MINUTE:m {_OF_A_DATE}", _spaced),
    rule("core", "AT ARTICLE? PADDED:h", _padded),
    rule("core", "HOURNAME:h", _hour),
    rule("core", "HOURNAME:h MINUTE:m !MONTH", _hour),
    rule("core", "HOURWORD:h MINUTE:m !MONTH", _hour),
    rule("core", "HOURWORD:h OH SMALL:m", _hour),
    rule("hyphened", "HOURWORD:h DASH MINUTE:m", lambda found: _hour(found) if found["m"] > NOON else None),
    rule("hyphened", "HOURWORD:h DASH OH DASH? SMALL:m", _hour),
    rule("core", "hyphened:t", _same),
    rule("numbered", "hyphened:t", _same),
    rule("core", "AT HOURWORD:h SMALLWORD:m", _hour),
    rule("core", "NOON", lambda _: Clock(NOON, settled=True, named_half=True)),
    rule("core", "MIDNIGHT", lambda _: _MIDNIGHT),
    *(
        rule("core", f"{written} {half}", _with(half == "PM"))
        for half in ("AM", "PM")
        for written in ("numbered:t", "HOURNAME_:t")
        if written == "numbered:t"
    ),
    rule("numbered", "HOUR:h", _hour),
    rule("numbered", "CLOCK:c", _written),
    rule("numbered", "DOTTED:c", _written),
    rule("numbered", "HHMM:x", _hhmm),
    rule("numbered", "HOURNAME:h", _hour),
    rule("numbered", "HOUR:h OCLOCK", _hour),
    rule("numbered", "HOURWORD:h MINUTE:m !MONTH", _hour),
    rule("numbered", "HOURWORD:h OH SMALL:m", _hour),
    rule("hourish", "core:t", _same),
    rule("hourish", "AT? ARTICLE? HOUR:h", _hour),
    rule("hourish", "AT ARTICLE? core:t", _same),
    rule("told", "core:t", _same),
    *(
        found
        for kind, minutes in FRACTIONS.items()
        for found in (
            rule("told", f"hourish:t AND ONE|ARTICLE? {kind}", _plus(minutes)),
            rule("told", f"hourish:t MINUS ONE|ARTICLE? {kind}", _plus(-minutes)),
            rule("told", f"HOUR:h OCLOCK ONE|ARTICLE? {kind}", _and_a_part(minutes)),
            rule("told", f"ONE|ARTICLE? {kind} PAST hourish:t", _plus(minutes)),
            rule("told", f"ONE|ARTICLE? {kind} MINUTESTO hourish:t", _plus(-minutes)),
        )
    ),
    *(
        rule("clock", f"AT? hourish:t ~ PART:p AND ONE|ARTICLE? {kind}", _in_part_and(minutes))
        for kind, minutes in FRACTIONS.items()
    ),
    rule("told", "hourish:t ATTACHEDHALF", _plus(30)),
    rule("told", "hourish:t ATTACHEDQUARTER", _plus(15)),
    rule("told", "HALFHOUR HOUR:h", lambda captures: told(captures["h"], 30)),
    rule("told", "hourish:t AND MINUTE:m U_MINUTE?", _plus_said(1)),
    rule("told", "hourish:t AND SMALLWORD:m U_MINUTE?", _plus_said(1)),
    rule("told", "hourish:t AND SMALL:m U_MINUTE", _plus_said(1)),
    rule("told", "AT ARTICLE? HOUR:h AND SMALL:m", lambda found: _hour(found) if found["m"] >= 5 else None),
    rule("told", "hourish:t MINUS SMALL:m U_MINUTE?", _plus_said(-1)),
    rule("told", "half_told:t MINUS SMALL:m U_MINUTE?", _less),
    rule("half_told", "hourish:t AND ONE|ARTICLE? HALF", _plus(30)),
    rule("half_told", "hourish:t AND MINUTE:m", _plus_said(1)),
    rule("told", "SMALL:m U_MINUTE? PAST hourish:t", _plus_said(1)),
    rule("told", "!ONE SMALLWORD:m U_MINUTE? MINUTESTO hourish:t", _plus_said(-1)),
    rule("told", "SMALL:m U_MINUTE MINUTESTO hourish:t", _plus_said(-1)),
    rule("told", "MINUTE:m !AT MINUTESTO hourish:t", _minutes_before),
    rule("told", "NOON SMALLWORD:m !UNIT", lambda found: _past_noon(found["m"])),
    rule("clock", "amount:a AFTER|PAST clock:t", _moved(1)),
    rule("clock", "amount:a BEFORE clock:t", _moved(-1)),
    rule("told", "SMALL:m U_MINUTE MINUTESTO half_told:t", _less),
    rule("told", "QUARTERS:q OF HOUR:h", lambda captures: shifted(told(captures["h"]), 15 * captures["q"] - 60)),
    rule("clock", "told:t", _same),
    rule("clock", "AT ARTICLE? told:t", _same),
    rule("clock", "ABOUT AT? ARTICLE? told:t", _same),
    rule("clock", "OR ARTICLE? HOUR:h !UNIT|OCLOCK|AM|PM|COLON|MONTH|OF", _hour),
    rule("clock", "told:t SHARP", _same),
    rule("clock", "AT ARTICLE? told:t SHARP", _same),
    rule("clock", "ABOUT? AT? ARTICLE? HOUR:h DASH? SHARP", _hour),
    rule("clock", "AT ARTICLE? told:t ~ PART:p", _in_part),
    rule("clock", "told:t ~ PART:p", _in_part),
    rule("clock", "AT ARTICLE? told:t AM", _with(False)),
    rule("clock", "AT ARTICLE? told:t PM", _with(True)),
    rule("clock", "told:t AM", _with(False)),
    rule("clock", "told:t PM", _with(True)),
    rule("clock", "ABOUT? AT ARTICLE? HOUR:h OCLOCK? !UNIT", _hour),
    rule("clock", "AT HOUR:h &DAYMARK", _hour),
    rule("clock", "ABOUT ARTICLE HOUR:h", _hour),
    rule("clock", "AT ARTICLE? HOUR:h ~ PART:p", _hour_in_part),
    rule("clock", "!DAYMARK ARTICLE? HOUR:h ~ PART:p", _hour_in_part),
    rule("clock", "ATORON HOUR:h ~ PART:p", _hour_in_part),
    rule("clock", "ATORON told:t", _same),
    rule("clock", "ATORON told:t ~ PART:p", _in_part),
    rule("clock", "AT? HHMM:x ~ PART:p", lambda found: _hhmm(found).within(PARTS[found["p"]])),
    rule("bare", "HOUR:h", lambda captures: Clock(captures["h"], settled=captures["h"] > NOON, bare=True)),
    rule("bare", "ATORON HOUR:h !UNIT|MONTH|OF|DASH|SLASH", lambda found: _as_bare(told(found["h"]))),
    rule("bare", "HOURWORD:h SMALLWORD:m !UNIT", lambda found: _as_bare(told(found["h"], found["m"]))),
    rule("bare", "HOURWORD:h HUNDRED !UNIT", lambda found: _as_bare(told(found["h"], settled=True))),
    rule("core", "HOURWORD:h HUNDRED OCLOCK", lambda found: told(found["h"], settled=True)),
    rule("bare", "MILITARY:x", lambda captures: _as_bare(_hhmm(captures))),
    rule("bare", "DOTTED:c", lambda captures: _as_bare(_written(captures))),
    rule("bad", "BADCLOCK", lambda _: Impossible()),
    rule("bad", "AT ARTICLE? NUMBER:n OCLOCK MINUTE?", lambda found: Impossible() if 24 < found["n"] < 100 else None),
]


def _past_noon(minutes: int) -> Clock | None:
    """ "midi trente"; "mediodía una hora" is another matter."""
    return Clock(NOON, minutes, settled=True, named_half=True) if minutes >= 5 else None


def _as_bare(clock: Clock) -> Clock:
    return Clock(clock.hour, clock.minute, clock.second, clock.settled, bare=True)
