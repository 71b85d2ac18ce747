"""What is asked back when a line leaves the time open."""

from __future__ import annotations

from handlers.i18n import N_, Translator
from handlers.when.reading import QuestionCode

QUESTIONS = {
    QuestionCode.NO_TIME: N_("Which time on that day?"),
    QuestionCode.NO_DATE: N_("On which day?"),
    QuestionCode.MERIDIEM: N_("In the morning or in the afternoon?"),
    QuestionCode.DAY_ORDER: N_("Which of the two dates do you mean?"),
    QuestionCode.WHICH_WEEK: N_("In which week?"),
    QuestionCode.WHICH_DAY: N_("On which of these days?"),
    QuestionCode.PAST: N_("That time is past. Which one do you mean?"),
    QuestionCode.GAP: N_("Clocks go forward that night, and this time does not exist. Which one do you mean?"),
    QuestionCode.FOLD: N_("Clocks go back that night, and this time comes twice. Which one do you mean?"),
    QuestionCode.DURATION: N_("The end and the length do not agree. How long should the session be?"),
    QuestionCode.LEFTOVER: N_("I did not understand all of that. Is this the time you mean?"),
    QuestionCode.TWO_TIMES: N_("I read more than one time. Which one do you mean?"),
    QuestionCode.PART_OF_DAY: N_("At what time in that part of the day?"),
    QuestionCode.IMPOSSIBLE: N_("There is no such day or time."),
    QuestionCode.NOTHING: N_("I found no day or time in that."),
}


def question(t: Translator, code: QuestionCode) -> str:
    """The question that goes with a code."""
    return t(QUESTIONS[code])
