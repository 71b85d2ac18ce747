"""One sentence for every way the field says no, with what to do next, in the asker's language and on their clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from handlers.i18n import Place, Translator
from handlers.views.blocks import shorten
from handlers.views.home import stranger_sentence
from handlers.views.people import LONGEST_NAME, names_of
from mentoring import errors
from mentoring.errors import Refused
from mentoring.people import Person
from mentoring.sessions import Session

Sentence = Callable[[Translator, Refused, Place], str]


def sentence(t: Translator, refused: Refused, place: Place) -> str:
    """What to tell the person, as mrkdwn, with times on the clock they live by.

    KeyError for a code that has no sentence.
    """
    return SENTENCES[refused.code](t, refused, place)


def _not_a_participant(t: Translator, refused: Refused, place: Place) -> str:
    return stranger_sentence(t, refused.facts.get("coordinators", ()))


def _not_a_coordinator(t: Translator, refused: Refused, place: Place) -> str:
    return t("Only coordinators of the programme can do this. If you should be one, ask a coordinator to add you.")


def _no_partner(t: Translator, refused: Refused, place: Place) -> str:
    coordinators: tuple[Person, ...] = refused.facts.get("coordinators", ())
    if not coordinators:
        return t("You have no partner to book with yet. Please ask your coordinator to pair you with somebody.")
    names = names_of(t, coordinators[:5])
    return t("You have no partner to book with yet. Please ask {names} to pair you with somebody.", names=names)


def _which_partner(t: Translator, refused: Refused, place: Place) -> str:
    names = names_of(t, refused.facts.get("partners", ())[:10])
    return t("You have several partners: {names}. Name the one you mean, or choose in the form.", names=names)


def _not_your_partner(t: Translator, refused: Refused, place: Place) -> str:
    if name := _name(t, refused):
        return t("{name} is not one of your partners, so you can't book this session. Choose a partner.", name=name)
    return t("This person is not one of your partners, so you can't book this session. Choose a partner.")


def _partner_not_here(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "{name} is not in this Slack workspace, so there is nobody to ask. Please tell your coordinator.",
        name=_name(t, refused),
    )


def _no_such_session(t: Translator, refused: Refused, place: Place) -> str:
    return t("There is no such session any more. Your Home tab shows the ones you have.")


def _no_such_draft(t: Translator, refused: Refused, place: Place) -> str:
    return t("This proposal is no longer open: it was discarded or replaced. Please book again.")


def _time_past(t: Translator, refused: Refused, place: Place) -> str:
    return t("{moment} has already passed. Please choose a later time.", moment=_moment(t, refused, "start", place))


def _too_soon(t: Translator, refused: Refused, place: Place) -> str:
    earliest = _moment(t, refused, "earliest", place)
    return t("That is too soon for your partner to notice. The earliest possible time is {moment}.", moment=earliest)


def _too_far(t: Translator, refused: Refused, place: Place) -> str:
    latest = _moment(t, refused, "latest", place)
    return t("That is too far ahead. The latest possible time is {moment}.", moment=latest)


def _outside_programme(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "The programme runs from {first} to {last}. Please choose a day in between.",
        first=t.day(refused.facts["starts_on"]),
        last=t.day(refused.facts["ends_on"]),
    )


def _duration_out_of_range(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "A session lasts from {shortest} to {longest} minutes here. Please choose a length in between.",
        shortest=refused.facts["shortest"],
        longest=refused.facts["longest"],
    )


def _topic_too_long(t: Translator, refused: Refused, place: Place) -> str:
    longest: int = refused.facts["longest"]
    return t.n(
        "The topic can have at most {count} character. Please shorten it.",
        "The topic can have at most {count} characters. Please shorten it.",
        longest,
    )


def _reason_too_long(t: Translator, refused: Refused, place: Place) -> str:
    longest: int = refused.facts["longest"]
    return t.n(
        "The reason can have at most {count} character. Please shorten it.",
        "The reason can have at most {count} characters. Please shorten it.",
        longest,
    )


def _nonexistent_time(t: Translator, refused: Refused, place: Place) -> str:
    wall: datetime = refused.facts["wall"]
    return t(
        "There is no {time} on {day} in {city}: clocks go forward that night. Please choose a time before or after.",
        time=f"{wall:%H:%M}",
        day=t.day(wall.date()),
        city=_city(t, refused, place),
    )


def _ambiguous_time(t: Translator, refused: Refused, place: Place) -> str:
    wall: datetime = refused.facts["wall"]
    return t(
        "{time} comes twice on {day} in {city}: clocks go back that night. Please choose which one you mean.",
        time=f"{wall:%H:%M}",
        day=t.day(wall.date()),
        city=_city(t, refused, place),
    )


def _overlap(t: Translator, refused: Refused, place: Place) -> str:
    session: Session | None = refused.facts.get("session")
    if session is not None:
        return _own_clash(t, refused, session, place)
    if name := _name(t, refused):
        return t("{name} is not free then. Please choose another time.", name=name)
    return t("That time has just been taken. Please choose another one.")


def _own_clash(t: Translator, refused: Refused, session: Session, place: Place) -> str:
    moment = t.moment(session.when.start, place.zone, place.city)
    others = t.enumerated([t.escape(shorten(name, LONGEST_NAME)) for name in refused.facts.get("others", ())])
    if others:
        return t(
            "You have a session with {names} then: {moment}. Please choose another time.", names=others, moment=moment
        )
    return t("You have another session then: {moment}. Please choose another time.", moment=moment)


def _already_settled(t: Translator, refused: Refused, place: Place) -> str:
    return t("This has been settled in the meantime. The session is shown as it now is.")


def _not_yours_to_answer(t: Translator, refused: Refused, place: Place) -> str:
    return t("You proposed this time yourself, so it is for the other person to answer. You can still move it.")


def _proposal_expired(t: Translator, refused: Refused, place: Place) -> str:
    return t("The time to answer is over, so this proposal no longer stands. You can book a new time.")


def _session_over(t: Translator, refused: Refused, place: Place) -> str:
    return t("This session has begun or is over, so it can no longer be moved or cancelled. You can book the next one.")


def _same_time(t: Translator, refused: Refused, place: Place) -> str:
    return t("That is the time the session already has. Choose another one, or leave it as it is.")


def _only_for_pairs(t: Translator, refused: Refused, place: Place) -> str:
    return t("This is for sessions of two. What you can do with this one stands on its card.")


def _not_the_host(t: Translator, refused: Refused, place: Place) -> str:
    return t("Only {name}, who hosts this session, or a coordinator can do this.", name=_name(t, refused))


def _not_for_several(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "This is for group sessions and joint meetings. Your session is of two people; its card has what you need."
    )


def _may_not_host(t: Translator, refused: Refused, place: Place) -> str:
    if name := _name(t, refused):
        return t("{name} can't host this: mentors and coordinators do, and joint meetings coordinators.", name=name)
    return t("This person can't host it: mentors and coordinators do, and joint meetings coordinators.")


def _nobody_invited(t: Translator, refused: Refused, place: Place) -> str:
    return t("Nobody would be invited. Say whom it is for: mentors, a country, a sector, everybody, or people by name.")


def _not_in_programme(t: Translator, refused: Refused, place: Place) -> str:
    names = [t.escape(shorten(str(name), LONGEST_NAME)) for name in refused.facts.get("names", ())[:10]]
    people = [*names, *(f"<@{user}>" for user in refused.facts.get("users", ())[:10])]
    return t(
        "Not in the programme, so not to be invited: {names}. Take them out, or ask a coordinator.",
        names=t.enumerated(people),
    )


def _no_such_capacity(t: Translator, refused: Refused, place: Place) -> str:
    return t("A session has at least one place. Leave it empty for as many as come.")


def _too_few_places(t: Translator, refused: Refused, place: Place) -> str:
    taken: int = refused.facts["taken"]
    return t.n(
        "{count} place is taken or offered, so there can't be fewer. Take somebody off first.",
        "{count} places are taken or offered, so there can't be fewer. Take somebody off first.",
        taken,
    )


def _deadline_too_late(t: Translator, refused: Refused, place: Place) -> str:
    return t("Answers must come before it starts: {moment}.", moment=_moment(t, refused, "start", place))


def _deadline_past(t: Translator, refused: Refused, place: Place) -> str:
    return t("The time to answer would be over already. Please choose a later one, or leave it empty.")


def _answers_closed(t: Translator, refused: Refused, place: Place) -> str:
    if name := _name(t, refused):
        return t(
            "No more answers are taken, but you may still say no. Ask {name} if you would like to come.", name=name
        )
    return t("No more answers are taken, but you may still say no.")


def _reason_wanted(t: Translator, refused: Refused, place: Place) -> str:
    return t("Please say why.")


def _nothing_written(t: Translator, refused: Refused, place: Place) -> str:
    return t("There is nothing to send yet. Please write something.")


def _word_too_long(t: Translator, refused: Refused, place: Place) -> str:
    longest: int = refused.facts["longest"]
    return t.n(
        "A message can have at most {count} character. Please shorten it.",
        "A message can have at most {count} characters. Please shorten it.",
        longest,
    )


def _nobody_to_tell(t: Translator, refused: Refused, place: Place) -> str:
    return t("Nobody would read it: nobody has said yes. Choose all who are invited, or wait.")


def _late_out_of_range(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "A session can start from {least} to {most} minutes late. For more, move it.",
        least=refused.facts["least"],
        most=refused.facts["most"],
    )


def _not_that_link(t: Translator, refused: Refused, place: Place) -> str:
    return t("That is no link that people can join. It begins with https:// and names a place.")


def _host_stays(t: Translator, refused: Refused, place: Place) -> str:
    return t("The host can't leave the session: hand it over first, or cancel it.")


def _no_such_absence(t: Translator, refused: Refused, place: Place) -> str:
    return t("This is no longer to be decided: it was withdrawn, or somebody decided it already.")


def _roster_refused(t: Translator, refused: Refused, place: Place) -> str:
    found = len(refused.facts.get("problems", ()))
    return t.n(
        "Nothing was imported: {count} line needs correcting. Correct the file and import it again.",
        "Nothing was imported: {count} lines need correcting. Correct the file and import it again.",
        found,
    )


def _no_programme(t: Translator, refused: Refused, place: Place) -> str:
    return t("There is no programme in this workspace yet. Whoever runs the bot's server can create one.")


SENTENCES: Mapping[str, Sentence] = {
    errors.NotAParticipant.code: _not_a_participant,
    errors.NotACoordinator.code: _not_a_coordinator,
    errors.NoPartner.code: _no_partner,
    errors.WhichPartner.code: _which_partner,
    errors.NotYourPartner.code: _not_your_partner,
    errors.PartnerNotHere.code: _partner_not_here,
    errors.NoSuchSession.code: _no_such_session,
    errors.NoSuchDraft.code: _no_such_draft,
    errors.TimePast.code: _time_past,
    errors.TooSoon.code: _too_soon,
    errors.TooFar.code: _too_far,
    errors.OutsideProgramme.code: _outside_programme,
    errors.DurationOutOfRange.code: _duration_out_of_range,
    errors.TopicTooLong.code: _topic_too_long,
    errors.ReasonTooLong.code: _reason_too_long,
    errors.NonexistentTime.code: _nonexistent_time,
    errors.AmbiguousTime.code: _ambiguous_time,
    errors.Overlap.code: _overlap,
    errors.AlreadySettled.code: _already_settled,
    errors.NotYoursToAnswer.code: _not_yours_to_answer,
    errors.ProposalExpired.code: _proposal_expired,
    errors.SessionOver.code: _session_over,
    errors.SameTime.code: _same_time,
    errors.NotTheHost.code: _not_the_host,
    errors.OnlyForPairs.code: _only_for_pairs,
    errors.NotForSeveral.code: _not_for_several,
    errors.MayNotHost.code: _may_not_host,
    errors.NobodyInvited.code: _nobody_invited,
    errors.NotInProgramme.code: _not_in_programme,
    errors.NoSuchCapacity.code: _no_such_capacity,
    errors.TooFewPlaces.code: _too_few_places,
    errors.DeadlineTooLate.code: _deadline_too_late,
    errors.DeadlinePast.code: _deadline_past,
    errors.AnswersClosed.code: _answers_closed,
    errors.ReasonWanted.code: _reason_wanted,
    errors.NothingWritten.code: _nothing_written,
    errors.WordTooLong.code: _word_too_long,
    errors.NobodyToTell.code: _nobody_to_tell,
    errors.LateOutOfRange.code: _late_out_of_range,
    errors.NotThatLink.code: _not_that_link,
    errors.HostStays.code: _host_stays,
    errors.NoSuchAbsence.code: _no_such_absence,
    errors.RosterRefused.code: _roster_refused,
    errors.NoProgramme.code: _no_programme,
}


def _name(t: Translator, refused: Refused) -> str:
    return t.escape(shorten(str(refused.facts.get("name", "")), LONGEST_NAME))


def _moment(t: Translator, refused: Refused, fact: str, place: Place) -> str:
    instant: datetime = refused.facts[fact]
    return t.moment(instant, place.zone, place.city)


def _city(t: Translator, refused: Refused, place: Place) -> str:
    """Where the clocks change: the person's own city when it is their zone."""
    zone: str = refused.facts.get("zone", place.zone)
    return t.city(zone, place.city if zone == place.zone else "")
