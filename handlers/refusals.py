"""One sentence for every way the field says no, with what to do next, in the asker's language and on their clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from handlers.announcement_refusals import ANNOUNCEMENT_SENTENCES
from handlers.i18n import N_, Place, Translator
from handlers.leaving_refusals import LEAVING_SENTENCES
from handlers.note_refusals import NOTE_SENTENCES
from handlers.portfolio_refusals import PORTFOLIO_SENTENCES
from handlers.programme_refusals import PROGRAMME_SENTENCES
from handlers.refused import Sentence, name_in, plainly
from handlers.views.blocks import shorten
from handlers.views.home import stranger_sentence
from handlers.views.people import LONGEST_NAME, names_of
from mentoring import errors
from mentoring.errors import Refused
from mentoring.people import Person
from mentoring.sessions import Session

PLAIN = {
    errors.NotACoordinator: N_(
        "Only coordinators of the programme can do this. If you should be one, ask a coordinator to add you."
    ),
    errors.NoSuchSession: N_("There is no such session any more. Your Home tab shows the ones you have."),
    errors.NoSuchDraft: N_("This proposal is no longer open: it was discarded or replaced. Please book again."),
    errors.AlreadySettled: N_("This has been settled in the meantime. The session is shown as it now is."),
    errors.NotYoursToAnswer: N_(
        "You proposed this time yourself, so it is for the other person to answer. You can still move it."
    ),
    errors.ProposalExpired: N_(
        "The time to answer is over, so this proposal no longer stands. You can book a new time."
    ),
    errors.SessionOver: N_(
        "This session has begun or is over, so it can no longer be moved or cancelled. You can book the next one."
    ),
    errors.SameTime: N_("That is the time the session already has. Choose another one, or leave it as it is."),
    errors.OnlyForPairs: N_("This is for sessions of two. What you can do with this one stands on its card."),
    errors.NotForSeveral: N_(
        "This is for group sessions and joint meetings. Your session is of two people; its card has what you need."
    ),
    errors.SeriesWantsHost: N_(
        "Mentors and coordinators call a series. You can propose one session; it does not repeat."
    ),
    errors.NobodyInvited: N_(
        "Nobody would be invited. Say whom it is for: mentors, a country, a sector, everybody, or people by name."
    ),
    errors.NoSuchCapacity: N_("A session has at least one place. Leave it empty for as many as come."),
    errors.DeadlinePast: N_("The time to answer would be over already. Please choose a later one, or leave it empty."),
    errors.ReasonWanted: N_("Please say why."),
    errors.NothingWritten: N_("There is nothing to send yet. Please write something."),
    errors.NothingNoted: N_("Please write what came of the call."),
    errors.AlreadyNudged: N_(
        "Neither of the two can be nudged now. The next nudge may go on Monday; you may write to both instead."
    ),
    errors.PairNotHere: N_("Neither of the two is in this Slack, so nobody would read it."),
    errors.NotOverThen: N_(
        "Give the day and hour at which it took place. If that is still to come, say that it did not take place."
    ),
    errors.NotInvited: N_(
        "This person is not invited to the session, so nothing can be said of them. Look at the list again."
    ),
    errors.NotYoursToSay: N_(
        "You can say how you attended yourself. For the others it is the host who calls the roll."
    ),
    errors.NotYoursToSettle: N_(
        "Only the host of the session or a coordinator who was not part of it can settle this."
    ),
    errors.MinutesUnclear: N_("Write the minutes as a whole number, such as 45."),
    errors.MinutesNeeded: N_("Give the minutes for somebody who came late or left early."),
    errors.MinutesOfNobody: N_(
        "Somebody who was not there has no minutes. Leave this empty, or choose another answer above."
    ),
    errors.NobodyToTell: N_("Nobody would read it: nobody has said yes. Choose all who are invited, or wait."),
    errors.HostStays: N_("The host can't leave the session: hand it over first, or cancel it."),
    errors.NoSuchAbsence: N_("This is no longer to be decided: it was withdrawn, or somebody decided it already."),
    errors.NothingToBook: N_(
        "No date of this series can be booked as it stands, so there is nothing to propose. "
        "Move at least one, or keep one that is free."
    ),
    errors.NoSuchPoll: N_("There is no such vote any more, or you are not asked in it."),
    errors.NotYourPoll: N_("Only the person who asked can book one of these times or close the vote."),
    errors.PollOver: N_("This vote is over. The message about it says what came of it."),
    errors.AnswersTooSoon: N_("That leaves nobody time to answer. Please choose a later day, or later times."),
    errors.EmptyAudience: N_("Nobody is meant but you. Please name the people, or choose who they are."),
    errors.NotYourLink: N_("Only the person who hosts this session can do that. Please ask them."),
    errors.NothingLeft: N_(
        "That leaves no hour in which anybody could book you. To be left in peace for a while, say until when."
    ),
    errors.ProfileChanged: N_(
        "Your profile has been changed again since then, so I left it as it is. Open it to see how it stands."
    ),
    errors.NoSuchParticipant: N_(
        "There is nobody like that in the programme. Look at the list again: it may have changed."
    ),
    errors.NoProgramme: N_(
        "There is no programme in this workspace yet. An administrator of it can set one up: /mentor programme new."
    ),
    errors.NoSuchPairing: N_("These proposals were dropped, or there never were any. You can propose pairs again."),
    errors.NothingProposed: N_("There is no pair to publish yet."),
}
"""The refusals that speak of nothing but themselves."""


def sentence(t: Translator, refused: Refused, place: Place) -> str:
    """What to tell the person, as mrkdwn, with times on the clock they live by.

    KeyError for a code that has no sentence.
    """
    return SENTENCES[refused.code](t, refused, place)


def _not_a_participant(t: Translator, refused: Refused, place: Place) -> str:
    return stranger_sentence(t, refused.facts.get("coordinators", ()))


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
    if name := name_in(t, refused):
        return t("{name} is not one of your partners, so you can't book this session. Choose a partner.", name=name)
    return t("This person is not one of your partners, so you can't book this session. Choose a partner.")


def _partner_not_here(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "{name} is not in this Slack workspace, so there is nobody to ask. Please tell your coordinator.",
        name=name_in(t, refused),
    )


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
    if name := name_in(t, refused):
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


def _not_the_host(t: Translator, refused: Refused, place: Place) -> str:
    return t("Only {name}, who hosts this session, or a coordinator can do this.", name=name_in(t, refused))


def _may_not_host(t: Translator, refused: Refused, place: Place) -> str:
    if name := name_in(t, refused):
        return t("{name} can't host this: mentors and coordinators do, and joint meetings coordinators.", name=name)
    return t("This person can't host it: mentors and coordinators do, and joint meetings coordinators.")


def _not_in_programme(t: Translator, refused: Refused, place: Place) -> str:
    names = [t.escape(shorten(str(name), LONGEST_NAME)) for name in refused.facts.get("names", ())[:10]]
    people = [*names, *(f"<@{user}>" for user in refused.facts.get("users", ())[:10])]
    return t(
        "Not in the programme, so not to be invited: {names}. Take them out, or ask a coordinator.",
        names=t.enumerated(people),
    )


def _too_few_places(t: Translator, refused: Refused, place: Place) -> str:
    taken: int = refused.facts["taken"]
    return t.n(
        "{count} place is taken or offered, so there can't be fewer. Take somebody off first.",
        "{count} places are taken or offered, so there can't be fewer. Take somebody off first.",
        taken,
    )


def _deadline_too_late(t: Translator, refused: Refused, place: Place) -> str:
    return t("Answers must come before it starts: {moment}.", moment=_moment(t, refused, "start", place))


def _answers_closed(t: Translator, refused: Refused, place: Place) -> str:
    if name := name_in(t, refused):
        return t(
            "No more answers are taken, but you may still say no. Ask {name} if you would like to come.", name=name
        )
    return t("No more answers are taken, but you may still say no.")


def _rest_too_long(t: Translator, refused: Refused, place: Place) -> str:
    first, last = t.day(refused.facts["earliest"]), t.day(refused.facts["latest"])
    return t("Choose a day from {first} to {last}.", first=first, last=last)


def _word_too_long(t: Translator, refused: Refused, place: Place) -> str:
    longest: int = refused.facts["longest"]
    return t.n(
        "A message can have at most {count} character. Please shorten it.",
        "A message can have at most {count} characters. Please shorten it.",
        longest,
    )


def _not_begun(t: Translator, refused: Refused, place: Place) -> str:
    moment = _moment(t, refused, "starts_at", place)
    return t("This session begins on {moment}. Once it has begun, you can say who was there.", moment=moment)


def _minutes_out_of_range(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "The session was planned for {length} minutes. Give from 1 to {longest} minutes.",
        length=refused.facts["length"],
        longest=refused.facts["longest"],
    )


def _comment_too_long(t: Translator, refused: Refused, place: Place) -> str:
    longest: int = refused.facts["longest"]
    return t.n(
        "The comment can have at most {count} character. Please shorten it.",
        "The comment can have at most {count} characters. Please shorten it.",
        longest,
    )


def _late_out_of_range(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "A session can start from {least} to {most} minutes late. For more, move it.",
        least=refused.facts["least"],
        most=refused.facts["most"],
    )


def _too_many_occurrences(t: Translator, refused: Refused, place: Place) -> str:
    most: int = refused.facts["most"]
    return t.n(
        "A series can have at most {count} date. Choose an earlier end, or fewer times.",
        "A series can have at most {count} dates. Choose an earlier end, or fewer times.",
        most,
    )


def _no_occurrence(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "No date of this series falls between now and {day}. Choose a later end, or another day.",
        day=t.day(refused.facts["until"]),
    )


def _roster_refused(t: Translator, refused: Refused, place: Place) -> str:
    found = len(refused.facts.get("problems", ()))
    return t.n(
        "Nothing was imported: {count} line needs correcting. Correct the file and import it again.",
        "Nothing was imported: {count} lines need correcting. Correct the file and import it again.",
        found,
    )


LINK_PROBLEMS = {
    "not_https": N_("A link must begin with https:// so that nobody can listen in. Please correct it."),
    "no_address": N_("That is no address that a browser could open. Please copy the whole link once more."),
    "credentials": N_("That link has a user name or a password in it, which everybody would see. Please leave it out."),
    "signs": N_("A link has no blanks, quotes or brackets in it. Please copy it once more."),
    "no_room": N_("Write {room} where each session gets a room of its own, as in https://meet.example.org/{room}."),
}


def _poll_size(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "A vote offers from {fewest} to {most} times. Please choose as many.",
        fewest=refused.facts["fewest"],
        most=refused.facts["most"],
    )


def _strangers_named(t: Translator, refused: Refused, place: Place) -> str:
    names = t.enumerated([t.escape(shorten(name, LONGEST_NAME)) for name in refused.facts.get("names", ())[:10]])
    if not names:
        return t("Not all of them are in a programme with you. Please name others.")
    return t("{names} are in no programme with you. Please name others.", names=names)


def _link_refused(t: Translator, refused: Refused, place: Place) -> str:
    problem: str = refused.facts["problem"]
    if problem == "too_long":
        return t.n(
            "A link can have at most {count} character. Please use a shorter one.",
            "A link can have at most {count} characters. Please use a shorter one.",
            refused.facts["longest"],
        )
    return t(LINK_PROBLEMS[problem], room="{room}")


def _unknown_zone(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "I know no clock by the name “{name}”. Please name a large city with the same time, such as Paris or Cairo.",
        name=name_in(t, refused),
    )


def _nothing_to_remind(t: Translator, refused: Refused, place: Place) -> str:
    return t(
        "There is nothing to remind {name} of, or they were reminded before. One reminder is enough.",
        name=name_in(t, refused),
    )


def _words_too_long(t: Translator, refused: Refused, place: Place) -> str:
    return t.n(
        "This may have at most {count} character. Please shorten it.",
        "This may have at most {count} characters. Please shorten it.",
        refused.facts["longest"],
    )


def _pairing_changed(t: Translator, refused: Refused, place: Place) -> str:
    if not (name := name_in(t, refused)):
        return t("Somebody has changed the proposals meanwhile. This is how they stand now.")
    return t("{name} has changed the proposals meanwhile. This is how they stand now.", name=name)


def _pairing_stale(t: Translator, refused: Refused, place: Place) -> str:
    names = t.enumerated([t.escape(shorten(one, LONGEST_NAME)) for one in refused.facts["names"][:10]])
    return t(
        "Nothing was published: things have changed for {names} since the pairs were proposed. Please propose again.",
        names=names,
    )


SENTENCES: Mapping[str, Sentence] = {
    **plainly(PLAIN),
    **NOTE_SENTENCES,
    **ANNOUNCEMENT_SENTENCES,
    **PROGRAMME_SENTENCES,
    **LEAVING_SENTENCES,
    **PORTFOLIO_SENTENCES,
    errors.NotAParticipant.code: _not_a_participant,
    errors.NoPartner.code: _no_partner,
    errors.WhichPartner.code: _which_partner,
    errors.NotYourPartner.code: _not_your_partner,
    errors.PartnerNotHere.code: _partner_not_here,
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
    errors.NotTheHost.code: _not_the_host,
    errors.MayNotHost.code: _may_not_host,
    errors.NotInProgramme.code: _not_in_programme,
    errors.TooFewPlaces.code: _too_few_places,
    errors.DeadlineTooLate.code: _deadline_too_late,
    errors.AnswersClosed.code: _answers_closed,
    errors.WordTooLong.code: _word_too_long,
    errors.RestTooLong.code: _rest_too_long,
    errors.LateOutOfRange.code: _late_out_of_range,
    errors.PollSize.code: _poll_size,
    errors.StrangersNamed.code: _strangers_named,
    errors.LinkRefused.code: _link_refused,
    errors.UnknownZone.code: _unknown_zone,
    errors.NotBegun.code: _not_begun,
    errors.MinutesOutOfRange.code: _minutes_out_of_range,
    errors.CommentTooLong.code: _comment_too_long,
    errors.TooManyOccurrences.code: _too_many_occurrences,
    errors.NoOccurrence.code: _no_occurrence,
    errors.PairingChanged.code: _pairing_changed,
    errors.PairingStale.code: _pairing_stale,
    errors.RosterRefused.code: _roster_refused,
    errors.NothingToRemind.code: _nothing_to_remind,
    errors.WordsTooLong.code: _words_too_long,
}


def _moment(t: Translator, refused: Refused, fact: str, place: Place) -> str:
    instant: datetime = refused.facts[fact]
    return t.moment(instant, place.zone, place.city)


def _city(t: Translator, refused: Refused, place: Place) -> str:
    """Where the clocks change: the person's own city when it is their zone."""
    zone: str = refused.facts.get("zone", place.zone)
    return t.city(zone, place.city if zone == place.zone else "")
