"""Every refusal has its sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from handlers.i18n import Place
from handlers.portfolio_refusals import PLAIN
from handlers.refusals import SENTENCES, sentence
from mentoring import errors
from mentoring.errors import Refused
from mentoring.people import RosterProblem
from tests.builders import a_person, a_session
from tests.handlers.views.speech import MarkingTranslator, catalogues, unmarked

T = catalogues().translator("en")
CAIRO = Place("Africa/Cairo", "Cairo")
START = datetime(2027, 1, 26, 14, 0, tzinfo=UTC)
WALL = datetime(2027, 3, 28, 2, 30)
AWA, LUCA = a_person("Awa"), a_person("Luca")

SAID: list[tuple[type[Refused], dict[str, Any], str]] = [
    *((refusal, {}, said) for refusal, said in PLAIN.items()),
    (
        errors.ClusterNameTaken,
        {"name": "C2TM"},
        "There is a cluster “C2TM” already. Open that one, or merge the two.",
    ),
    (errors.ClusterNeedsName, {"longest": 120}, "A cluster needs a name, of at most 120 characters."),
    (
        errors.WebsiteRefused,
        {"longest": 200},
        "A website is an address such as https://cluster.example.org, of at most 200 characters.",
    ),
    (
        errors.CollaborationNeedsTitle,
        {"longest": 200},
        "Please say what the clusters do together, in at most 200 characters.",
    ),
    (errors.MergeStands, {"days": 30}, "These clusters were merged more than 30 days ago, so they stay one."),
    (
        errors.ApproachedLately,
        {"name": "Awa", "days": 7},
        "You asked Awa less than 7 days ago. Write to them yourself, or turn to a coordinator.",
    ),
    (
        errors.NoSuchParticipant,
        {},
        "There is nobody like that in the programme. Look at the list again: it may have changed.",
    ),
    (
        errors.NothingToRemind,
        {"name": "<Luca>"},
        "There is nothing to remind &lt;Luca&gt; of, or they were reminded before. One reminder is enough.",
    ),
    (errors.WordsTooLong, {"longest": 600}, "This may have at most 600 characters. Please shorten it."),
    (
        errors.PartnerPauses,
        {"name": "Awa", "until": date(2027, 1, 31)},
        "You and Awa pause until Sunday 31 January 2027, that day included. Book again after that.",
    ),
    (errors.PartnerPauses, {"name": "Awa"}, "You and Awa pause at the moment, so nothing can be booked."),
    (
        errors.PartnerPauses,
        {},
        "Your pairs pause at the moment, so nothing can be booked. Your coordinator knows until when.",
    ),
    (
        errors.AlreadyOut,
        {"name": "Awa", "by": "Inès"},
        "Awa pauses or has left already: Inès saw to it. Nothing was changed.",
    ),
    (
        errors.AlreadyNudged,
        {},
        "Neither of the two can be nudged now. The next nudge may go on Monday; you may write to both instead.",
    ),
    (errors.PairNotHere, {}, "Neither of the two is in this Slack, so nobody would read it."),
    (
        errors.RestTooLong,
        {"earliest": date(2027, 1, 19), "latest": date(2027, 4, 18)},
        "Choose a day from Tuesday 19 January 2027 to Sunday 18 April 2027.",
    ),
    (errors.AlreadyOut, {"name": "Awa"}, "Awa pauses or has left already. Nothing was changed."),
    (errors.NotOut, {"name": "Awa"}, "Awa takes part in the programme already. Nothing was changed."),
    (errors.PairOver, {"by": "Inès"}, "This pair has ended already: Inès saw to it. Nothing was changed."),
    (errors.PairOver, {}, "This pair has ended already. Nothing was changed."),
    (errors.NoSuchPair, {}, "There is no such pair in a programme that you coordinate."),
    (errors.NoSuchMember, {}, "There is no such person in a programme that you coordinate."),
    (
        errors.NotAMentorHere,
        {"name": "Luca"},
        "Luca is no mentor who takes part in this programme now. Choose a mentor, or add them as one first.",
    ),
    (errors.SameMentor, {"name": "Awa"}, "Awa is in this pair already. Choose somebody else."),
    (
        errors.PauseOver,
        {},
        "A pause ends today at the earliest and with the programme at the latest. Choose a day in between.",
    ),
    (
        errors.ChangedMeanwhile,
        {},
        "Something has changed since you looked. Nothing was done yet: please look again before you confirm.",
    ),
    (
        errors.StaysInCharge,
        {"name": "Inès"},
        "Inès is the only coordinator of this programme. Make somebody else a coordinator first.",
    ),
    (errors.NoSuchConcern, {}, "There is no such message for you."),
    (errors.NobodyToConfideIn, {}, "There is no coordinator here to whom you could write in confidence."),
    (
        errors.ConfidenceTooLong,
        {"longest": 2000},
        "This can have at most 2000 characters. Please shorten it.",
    ),
    (
        errors.NotBegun,
        {"starts_at": START},
        "This session begins on Tuesday 26 January 2027, 16:00 (Cairo time). "
        "Once it has begun, you can say who was there.",
    ),
    (
        errors.NotOverThen,
        {},
        "Give the day and hour at which it took place. If that is still to come, say that it did not take place.",
    ),
    (
        errors.NotInvited,
        {"person_id": 5},
        "This person is not invited to the session, so nothing can be said of them. Look at the list again.",
    ),
    (
        errors.NotYoursToSay,
        {},
        "You can say how you attended yourself. For the others it is the host who calls the roll.",
    ),
    (
        errors.NotYoursToSettle,
        {},
        "Only the host of the session or a coordinator who was not part of it can settle this.",
    ),
    (
        errors.MinutesOutOfRange,
        {"length": 60, "longest": 90},
        "The session was planned for 60 minutes. Give from 1 to 90 minutes.",
    ),
    (errors.MinutesUnclear, {}, "Write the minutes as a whole number, such as 45."),
    (errors.MinutesNeeded, {}, "Give the minutes for somebody who came late or left early."),
    (
        errors.MinutesOfNobody,
        {},
        "Somebody who was not there has no minutes. Leave this empty, or choose another answer above.",
    ),
    (
        errors.CommentTooLong,
        {"longest": 500},
        "The comment can have at most 500 characters. Please shorten it.",
    ),
    (
        errors.NotAParticipant,
        {"coordinators": (AWA,)},
        "You are not in a mentoring programme here yet. Please ask <@UAWA> to add you.",
    ),
    (
        errors.NotACoordinator,
        {},
        "Only coordinators of the programme can do this. If you should be one, ask a coordinator to add you.",
    ),
    (
        errors.NoPartner,
        {"coordinators": (AWA,)},
        "You have no partner to book with yet. Please ask Awa to pair you with somebody.",
    ),
    (
        errors.NoPartner,
        {},
        "You have no partner to book with yet. Please ask your coordinator to pair you with somebody.",
    ),
    (
        errors.WhichPartner,
        {"partners": (AWA, LUCA)},
        "You have several partners: Awa and Luca. Name the one you mean, or choose in the form.",
    ),
    (
        errors.NotYourPartner,
        {"name": "<b>"},
        "&lt;b&gt; is not one of your partners, so you can't book this session. Choose a partner.",
    ),
    (
        errors.NotYourPartner,
        {"name": ""},
        "This person is not one of your partners, so you can't book this session. Choose a partner.",
    ),
    (
        errors.PartnerNotHere,
        {"name": "Luca"},
        "Luca is not in this Slack workspace, so there is nobody to ask. Please tell your coordinator.",
    ),
    (errors.NoSuchSession, {}, "There is no such session any more. Your Home tab shows the ones you have."),
    (errors.NoSuchDraft, {}, "This proposal is no longer open: it was discarded or replaced. Please book again."),
    (
        errors.TimePast,
        {"start": START},
        "Tuesday 26 January 2027, 16:00 (Cairo time) has already passed. Please choose a later time.",
    ),
    (
        errors.TooSoon,
        {"start": START, "earliest": START},
        "That is too soon for your partner to notice. "
        "The earliest possible time is Tuesday 26 January 2027, 16:00 (Cairo time).",
    ),
    (
        errors.TooFar,
        {"start": START, "latest": START},
        "That is too far ahead. The latest possible time is Tuesday 26 January 2027, 16:00 (Cairo time).",
    ),
    (
        errors.OutsideProgramme,
        {"starts_on": date(2027, 1, 4), "ends_on": date(2027, 10, 29)},
        "The programme runs from Monday 4 January 2027 to Friday 29 October 2027. Please choose a day in between.",
    ),
    (
        errors.DurationOutOfRange,
        {"shortest": 15, "longest": 180},
        "A session lasts from 15 to 180 minutes here. Please choose a length in between.",
    ),
    (
        errors.LinkRefused,
        {"problem": "not_https"},
        "A link must begin with https:// so that nobody can listen in. Please correct it.",
    ),
    (
        errors.LinkRefused,
        {"problem": "no_room"},
        "Write {room} where each session gets a room of its own, as in https://meet.example.org/{room}.",
    ),
    (
        errors.LinkRefused,
        {"problem": "too_long", "longest": 500},
        "A link can have at most 500 characters. Please use a shorter one.",
    ),
    (errors.NoSuchPoll, {}, "There is no such vote any more, or you are not asked in it."),
    (errors.NotYourPoll, {}, "Only the person who asked can book one of these times or close the vote."),
    (errors.PollOver, {}, "This vote is over. The message about it says what came of it."),
    (
        errors.PollSize,
        {"fewest": 2, "most": 5},
        "A vote offers from 2 to 5 times. Please choose as many.",
    ),
    (errors.AnswersTooSoon, {}, "That leaves nobody time to answer. Please choose a later day, or later times."),
    (errors.EmptyAudience, {}, "Nobody is meant but you. Please name the people, or choose who they are."),
    (
        errors.StrangersNamed,
        {"names": ("Omar", "<Nour>")},
        "Omar and &lt;Nour&gt; are in no programme with you. Please name others.",
    ),
    (errors.StrangersNamed, {"names": ()}, "Not all of them are in a programme with you. Please name others."),
    (errors.NotYourLink, {}, "Only the person who hosts this session can do that. Please ask them."),
    (
        errors.NothingLeft,
        {},
        "That leaves no hour in which anybody could book you. To be left in peace for a while, say until when.",
    ),
    (
        errors.ProfileChanged,
        {},
        "Your profile has been changed again since then, so I left it as it is. Open it to see how it stands.",
    ),
    (
        errors.UnknownZone,
        {"name": "Atlantis & Co"},
        "I know no clock by the name “Atlantis &amp; Co”. "
        "Please name a large city with the same time, such as Paris or Cairo.",
    ),
    (errors.TopicTooLong, {"longest": 200}, "The topic can have at most 200 characters. Please shorten it."),
    (errors.ReasonTooLong, {"longest": 500}, "The reason can have at most 500 characters. Please shorten it."),
    (
        errors.NonexistentTime,
        {"wall": WALL, "zone": "Europe/Paris"},
        "There is no 02:30 on Sunday 28 March 2027 in Paris: clocks go forward that night. "
        "Please choose a time before or after.",
    ),
    (
        errors.AmbiguousTime,
        {"wall": WALL, "zone": "Europe/Paris"},
        "02:30 comes twice on Sunday 28 March 2027 in Paris: clocks go back that night. "
        "Please choose which one you mean.",
    ),
    (
        errors.Overlap,
        {"session": a_session(), "name": "", "others": ("Luca",)},
        "You have a session with Luca then: Tuesday 26 January 2027, 16:00 (Cairo time). Please choose another time.",
    ),
    (
        errors.Overlap,
        {"session": a_session()},
        "You have another session then: Tuesday 26 January 2027, 16:00 (Cairo time). Please choose another time.",
    ),
    (
        errors.Overlap,
        {"session": None, "name": "Luca", "others": ()},
        "Luca is not free then. Please choose another time.",
    ),
    (errors.Overlap, {}, "That time has just been taken. Please choose another one."),
    (
        errors.AlreadySettled,
        {"session": a_session()},
        "This has been settled in the meantime. The session is shown as it now is.",
    ),
    (
        errors.NotYoursToAnswer,
        {},
        "You proposed this time yourself, so it is for the other person to answer. You can still move it.",
    ),
    (
        errors.ProposalExpired,
        {},
        "The time to answer is over, so this proposal no longer stands. You can book a new time.",
    ),
    (
        errors.SessionOver,
        {},
        "This session has begun or is over, so it can no longer be moved or cancelled. You can book the next one.",
    ),
    (errors.SameTime, {}, "That is the time the session already has. Choose another one, or leave it as it is."),
    (
        errors.TooManyOccurrences,
        {"most": 52},
        "A series can have at most 52 dates. Choose an earlier end, or fewer times.",
    ),
    (
        errors.NoOccurrence,
        {"until": date(2027, 2, 1)},
        "No date of this series falls between now and Monday 1 February 2027. Choose a later end, or another day.",
    ),
    (
        errors.NothingToBook,
        {},
        "No date of this series can be booked as it stands, so there is nothing to propose. "
        "Move at least one, or keep one that is free.",
    ),
    (errors.NoSuchAnnouncement, {}, "There is no such announcement for you here."),
    (errors.AnnouncementEmpty, {"language": ""}, "Please write something in one language at least."),
    (
        errors.AnnouncementEmpty,
        {"language": "fr"},
        "Please fill in title and text in French, or leave both empty.",
    ),
    (errors.AnnouncementTooLong, {"length": 9, "longest": 8}, "That is 9 characters long; 8 are possible."),
    (errors.TitleTooLong, {"length": 9, "longest": 8}, "That is 9 characters long; 8 are possible."),
    (errors.TooManyFiles, {"most": 10}, "At most 10 files can go with it."),
    (errors.NobodyReached, {}, "Nobody would get it. Please choose other readers."),
    (errors.SendingTimePast, {}, "This moment has passed. Please choose a later one."),
    (errors.AnnouncementClosed, {}, "This is no longer possible: the announcement has moved on meanwhile."),
    (errors.TemplateNameless, {}, "Please give it a name."),
    (errors.ReplyEmpty, {}, "Please write something."),
    (errors.ReplyTooLong, {"length": 9, "longest": 8}, "That is 9 characters long; 8 are possible."),
    (errors.RepliesClosed, {}, "This announcement takes no replies."),
    (errors.NoSuchNote, {}, "There is no such note that you may read."),
    (errors.NoSuchItem, {}, "There is no such action item that you may change."),
    (
        errors.NotYourNote,
        {"name": "A&B"},
        "Only A&amp;B, who wrote this note, can change it. You can write one of your own.",
    ),
    (
        errors.NoteEmpty,
        {},
        "Nothing is written yet. Please write what came of the session, or close the form.",
    ),
    (
        errors.NoteTooLong,
        {"longest": 40000, "length": 40001},
        "A note can have at most 40000 characters. Please shorten it, or make two of it.",
    ),
    (
        errors.WhichSession,
        {},
        "Which session is this about? Please choose one, or say on which day you spoke.",
    ),
    (
        errors.NotYetHeld,
        {"start": START},
        "Tuesday 26 January 2027, 16:00 (Cairo time) is still to come. "
        "You can write about a session once it has begun.",
    ),
    (
        errors.OwnerNotInSession,
        {"owner_id": 9},
        "Somebody who was not in the session can't be given an action item of it. Please choose one of you.",
    ),
    (
        errors.ItemForAnother,
        {"name": "Luca"},
        "Nobody but you would read this note, so Luca would never see the action item. "
        "Let the participants read it, or take the item yourself.",
    ),
    (
        errors.DuePast,
        {"due": date(2027, 1, 25)},
        "Monday 25 January 2027 is over. Please choose today or a later day.",
    ),
    (
        errors.ItemSettled,
        {},
        "This action item is done or dropped already. Take that back first to change it.",
    ),
    (
        errors.NotForTheReport,
        {},
        "This note was not offered for the report, or has changed since. Please read it again before you answer.",
    ),
    (errors.NotTheHost, {"name": "Awa"}, "Only Awa, who hosts this session, or a coordinator can do this."),
    (
        errors.OnlyForPairs,
        {},
        "This is for sessions of two. What you can do with this one stands on its card.",
    ),
    (
        errors.NotForSeveral,
        {},
        "This is for group sessions and joint meetings. Your session is of two people; its card has what you need.",
    ),
    (
        errors.SeriesWantsHost,
        {},
        "Mentors and coordinators call a series. You can propose one session; it does not repeat.",
    ),
    (
        errors.MayNotHost,
        {"name": "Luca"},
        "Luca can't host this: mentors and coordinators do, and joint meetings coordinators.",
    ),
    (
        errors.MayNotHost,
        {"name": ""},
        "This person can't host it: mentors and coordinators do, and joint meetings coordinators.",
    ),
    (
        errors.NobodyInvited,
        {},
        "Nobody would be invited. Say whom it is for: mentors, a country, a sector, everybody, or people by name.",
    ),
    (
        errors.NotInProgramme,
        {"names": ("A<B",), "users": ("UOMAR",)},
        "Not in the programme, so not to be invited: A&lt;B and <@UOMAR>. Take them out, or ask a coordinator.",
    ),
    (errors.NoSuchCapacity, {}, "A session has at least one place. Leave it empty for as many as come."),
    (
        errors.TooFewPlaces,
        {"taken": 3},
        "3 places are taken or offered, so there can't be fewer. Take somebody off first.",
    ),
    (
        errors.DeadlineTooLate,
        {"start": START},
        "Answers must come before it starts: Tuesday 26 January 2027, 16:00 (Cairo time).",
    ),
    (
        errors.DeadlinePast,
        {},
        "The time to answer would be over already. Please choose a later one, or leave it empty.",
    ),
    (
        errors.AnswersClosed,
        {"name": "Awa"},
        "No more answers are taken, but you may still say no. Ask Awa if you would like to come.",
    ),
    (errors.AnswersClosed, {}, "No more answers are taken, but you may still say no."),
    (errors.ReasonWanted, {}, "Please say why."),
    (errors.NothingWritten, {}, "There is nothing to send yet. Please write something."),
    (errors.NothingNoted, {}, "Please write what came of the call."),
    (errors.WordTooLong, {"longest": 1500}, "A message can have at most 1500 characters. Please shorten it."),
    (
        errors.NobodyToTell,
        {},
        "Nobody would read it: nobody has said yes. Choose all who are invited, or wait.",
    ),
    (
        errors.LateOutOfRange,
        {"least": 1, "most": 120},
        "A session can start from 1 to 120 minutes late. For more, move it.",
    ),
    (errors.HostStays, {}, "The host can't leave the session: hand it over first, or cancel it."),
    (
        errors.NoSuchAbsence,
        {},
        "This is no longer to be decided: it was withdrawn, or somebody decided it already.",
    ),
    (errors.NoSuchPairing, {}, "These proposals were dropped, or there never were any. You can propose pairs again."),
    (
        errors.PairingChanged,
        {"name": "Pierre"},
        "Pierre has changed the proposals meanwhile. This is how they stand now.",
    ),
    (
        errors.PairingChanged,
        {"name": ""},
        "Somebody has changed the proposals meanwhile. This is how they stand now.",
    ),
    (
        errors.PairingStale,
        {"names": ("Luca", "<b>")},
        "Nothing was published: things have changed for Luca and &lt;b&gt; since the pairs were proposed. "
        "Please propose again.",
    ),
    (errors.NothingProposed, {}, "There is no pair to publish yet."),
    (
        errors.RosterRefused,
        {"problems": (RosterProblem(2, "bad_email"),)},
        "Nothing was imported: 1 line needs correcting. Correct the file and import it again.",
    ),
    (
        errors.NoProgramme,
        {},
        "There is no programme in this workspace yet. An administrator of it can set one up: /mentor programme new.",
    ),
    (
        errors.ProgrammeNotRunning,
        {"name": "Euromed", "closed": True},
        "Euromed is closed, so nothing new is arranged in it.",
    ),
    (errors.NameWanted, {"longest": 100}, "Please give the programme a name of at most 100 characters."),
    (errors.NameTaken, {"name": "A<b"}, "There is a programme “A&lt;b” already. Please choose another name."),
    (
        errors.EndsBeforeStart,
        {"starts_on": date(2027, 1, 4)},
        "The programme starts on Monday 4 January 2027; it can't end before that.",
    ),
    (errors.ProgrammeTooLong, {"years": 5}, "A programme lasts at most 5 years."),
    (errors.NoLanguage, {}, "Its working language must be one of the programme's languages."),
    (
        errors.MeetingOutside,
        {"day": date(2028, 1, 3), "starts_on": date(2027, 1, 4), "ends_on": date(2027, 10, 29)},
        "Monday 3 January 2028 is outside the programme, "
        "which runs from Monday 4 January 2027 to Friday 29 October 2027.",
    ),
    (errors.MoreDaysThanMeetings, {"days": 2}, "You name 2 days, but plan fewer joint meetings."),
    (errors.NumberOutOfRange, {"least": 1, "most": 60}, "Please write a whole number from 1 to 60."),
    (errors.NumberUnclear, {}, "Please write a whole number, such as 2."),
    (
        errors.DayUnclear,
        {"text": "one day"},
        "I can't tell which day “one day” is. Please write it like 15 March 2027.",
    ),
    (errors.WelcomeTooLong, {"longest": 1500}, "A welcome can have at most 1500 characters. Please shorten it."),
    (
        errors.ProgrammeChanged,
        {},
        "The programme has changed since you looked, so I left it as it is. Open it to see how it stands.",
    ),
    (
        errors.PolicyUnworkable,
        {},
        "With that length nothing could be booked. Please choose one that goes with the others.",
    ),
    (
        errors.LastCoordinator,
        {"name": "Inès"},
        "Inès is the only one who runs this programme. Add somebody else first, then take Inès out.",
    ),
    (
        errors.NotAnAdministrator,
        {},
        "Nobody runs a programme here yet. An administrator of this Slack workspace can set one up.",
    ),
]


@pytest.mark.parametrize(("kind", "facts", "said"), SAID)
def test_a_refusal_says_why_and_what_to_do(kind: type[Refused], facts: dict[str, Any], said: str) -> None:
    assert sentence(T, kind(**facts), CAIRO) == said


def test_a_refusal_names_the_city_that_its_reader_lives_in() -> None:
    barcelona = Place("Europe/Madrid", "Barcelona")
    assert "(Barcelona time)" in sentence(T, errors.TooFar(latest=START), barcelona)
    assert "in Barcelona:" in sentence(T, errors.NonexistentTime(wall=WALL, zone="Europe/Madrid"), barcelona)
    assert "in Cairo:" in sentence(T, errors.NonexistentTime(wall=WALL, zone="Africa/Cairo"), barcelona)


def test_every_refusal_has_a_sentence() -> None:
    assert {kind.code for kind in Refused.__subclasses__()} == set(SENTENCES)
    assert set(Refused.__subclasses__()) == {kind for kind, _, _ in SAID}


@pytest.mark.parametrize(("kind", "facts", "said"), SAID)
def test_a_refusal_speaks_through_the_catalogue(kind: type[Refused], facts: dict[str, Any], said: str) -> None:
    assert unmarked(sentence(MarkingTranslator(), kind(**facts), CAIRO)) == ""
