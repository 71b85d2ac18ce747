"""How the field says no: a refusal has a code, the field at fault and the facts a sentence needs.

A refusal is never a breakage.
"""

from __future__ import annotations

from typing import Any, ClassVar


class Refused(Exception):
    """The field says no; ``facts`` are the named values that the sentence for ``code`` speaks of.

    ``field`` is the name of the request's field at fault, or None when no single one is. A refused booking carries the
    fact ``draft_id``, under which everything that was asked for is kept, and often ``choices``: instants (UTC) nearby
    that would do, which are the draft's choices too.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, *, field: str | None = None, **facts: Any) -> None:
        super().__init__(self.code, field, facts)
        self.field = field
        self.facts: dict[str, Any] = facts


class NotAParticipant(Refused):
    """The person is in no programme here; ``coordinators`` are the people to turn to."""

    code = "not_a_participant"


class NotACoordinator(Refused):
    """Only a coordinator may do this."""

    code = "not_a_coordinator"


class NoPartner(Refused):
    """The person has no pair yet, so there is nobody to book with."""

    code = "no_partner"


class WhichPartner(Refused):
    """The person has several pairs; ``partners`` are the people to choose among, ``programmes`` by id where each is."""

    code = "which_partner"


class PartnerPauses(Refused):
    """The pair that is meant pauses, or all of the person's pairs do; ``name`` is the partner, "" for several.

    ``until`` is the last day of the pause, None while that is open.
    """

    code = "partner_pauses"


class AlreadyOut(Refused):
    """The person pauses in the programme or has left it already; ``name`` is theirs, ``by`` that of who decided so."""

    code = "already_out"


class NotOut(Refused):
    """The person takes part in the programme, so they can't come back to it; ``name`` is theirs."""

    code = "not_out"


class PairOver(Refused):
    """The pair has ended already; ``by`` is the name of who decided that, "" where nobody is known to have."""

    code = "pair_over"


class NoSuchPair(Refused):
    """There is no such pair, or none of a programme that this person coordinates: the two are not told apart."""

    code = "no_such_pair"


class NoSuchMember(Refused):
    """There is nobody like that in a programme that this person coordinates."""

    code = "no_such_member"


class NotAMentorHere(Refused):
    """``name`` is no mentor who takes part in the programme, so they can't take the pair over."""

    code = "not_a_mentor_here"


class SameMentor(Refused):
    """``name`` is the pair's mentor already, or its mentee."""

    code = "same_mentor"


class PauseOver(Refused):
    """The last day of the pause lies before today, or after the programme's end."""

    code = "pause_over"


class ChangedMeanwhile(Refused):
    """What the step would change is not what was shown any more; nothing was done, and it has to be looked at again."""

    code = "changed_meanwhile"


class StaysInCharge(Refused):
    """``name`` is the programme's only coordinator, who can't pause or leave before there is another one."""

    code = "stays_in_charge"


class NoSuchConcern(Refused):
    """There is no such message in confidence, or none that concerns this person: the two are not told apart."""

    code = "no_such_concern"


class NobodyToConfideIn(Refused):
    """Nobody coordinates the person's programmes whom they could write to in confidence."""

    code = "nobody_to_confide_in"


class ConfidenceTooLong(Refused):
    """What is written in confidence has at most ``longest`` characters at a time."""

    code = "confidence_too_long"


class NotYourPartner(Refused):
    """``name`` and the person are no pair."""

    code = "not_your_partner"


class PartnerNotHere(Refused):
    """``name`` has not joined this Slack, or has left it, and can't be asked."""

    code = "partner_not_here"


class NoSuchSession(Refused):
    """There is no such session, or none that this person may see: the two are not told apart."""

    code = "no_such_session"


class NoSuchDraft(Refused):
    """The read-back that a button belongs to is gone."""

    code = "no_such_draft"


class TimePast(Refused):
    """``start`` lies before now; ``choices`` are the nearest times that do not."""

    code = "time_past"


class TooSoon(Refused):
    """``start`` is closer than the programme's notice; ``earliest`` is the first possible instant."""

    code = "too_soon"


class TooFar(Refused):
    """``start`` lies beyond the horizon; ``latest`` is the last possible instant."""

    code = "too_far"


class OutsideProgramme(Refused):
    """The day is before ``starts_on`` or after ``ends_on`` of the programme."""

    code = "outside_programme"


class DurationOutOfRange(Refused):
    """A session lasts from ``shortest`` to ``longest`` minutes here."""

    code = "duration_out_of_range"


class TopicTooLong(Refused):
    """A topic has at most ``longest`` characters."""

    code = "topic_too_long"


class ReasonTooLong(Refused):
    """A reason has at most ``longest`` characters."""

    code = "reason_too_long"


class NoSuchNote(Refused):
    """There is no such note, or none that this person may read: the two are not told apart."""

    code = "no_such_note"


class NoSuchItem(Refused):
    """There is no such action item, or none that this person may change: the two are not told apart."""

    code = "no_such_item"


class NotYourNote(Refused):
    """Only ``name``, who wrote it, may change this note."""

    code = "not_your_note"


class NoteEmpty(Refused):
    """Nothing was written, so there is nothing to save."""

    code = "note_empty"


class NoteTooLong(Refused):
    """A note has at most ``longest`` characters; it has ``length``."""

    code = "note_too_long"


class WhichSession(Refused):
    """It was not said which session the note is about."""

    code = "which_session"


class NotYetHeld(Refused):
    """``start`` is still to come; what is put on record has taken place."""

    code = "not_yet_held"


class OwnerNotInSession(Refused):
    """``name`` is not in the session, so an action item can't be theirs."""

    code = "owner_not_in_session"


class ItemForAnother(Refused):
    """A note that only its author reads has an action item of ``name``, who would never see it."""

    code = "item_for_another"


class DuePast(Refused):
    """``due`` lies before today."""

    code = "due_past"


class ItemSettled(Refused):
    """The action item is done or dropped already; ``item`` is as it is."""

    code = "item_settled"


class NotForTheReport(Refused):
    """The note was not offered for the report, or has changed since; ``note`` is as it is."""

    code = "not_for_the_report"


class NonexistentTime(Refused):
    """Clocks jump over ``wall`` in ``zone`` that night; ``choices`` are the nearest instants that exist."""

    code = "nonexistent_time"


class AmbiguousTime(Refused):
    """``wall`` happens twice in ``zone`` that night; ``choices`` are both instants."""

    code = "ambiguous_time"


class Overlap(Refused):
    """Somebody has another session then.

    ``session`` is the clash when it is the asker's own, else None; ``name`` is the other person when it is theirs.
    """

    code = "overlap"


class AlreadySettled(Refused):
    """The session is not waiting for this answer any more; ``session`` is as it now is."""

    code = "already_settled"


class NotYoursToAnswer(Refused):
    """The person made this proposal; it is for the other side to answer."""

    code = "not_yours_to_answer"


class ProposalExpired(Refused):
    """Nobody answered in time; ``session`` is as it now is."""

    code = "proposal_expired"


class SessionOver(Refused):
    """The session has begun or is over, so it can't be moved or cancelled; ``session`` is as it is."""

    code = "session_over"


class NotBegun(Refused):
    """Nobody can say yet who was in a session that begins at ``starts_at``."""

    code = "not_begun"


class NotOverThen(Refused):
    """The time at which a session is said to have taken place is missing, or still to come."""

    code = "not_over_then"


class NotInvited(Refused):
    """The person is not one of the session's."""

    code = "not_invited"


class NotYoursToSay(Refused):
    """How others attended is for them and the host to say."""

    code = "not_yours_to_say"


class NotYoursToSettle(Refused):
    """Only the host or a coordinator who was not one of the two may decide between others."""

    code = "not_yours_to_settle"


class MinutesOutOfRange(Refused):
    """Somebody attended from 1 to ``longest`` minutes of a session of ``length``."""

    code = "minutes_out_of_range"


class MinutesUnclear(Refused):
    """What was written for minutes is no whole number."""

    code = "minutes_unclear"


class MinutesNeeded(Refused):
    """Somebody who came late or left early attended for some minutes, which must be named."""

    code = "minutes_needed"


class MinutesOfNobody(Refused):
    """Minutes were named for somebody who was not there."""

    code = "minutes_of_nobody"


class CommentTooLong(Refused):
    """A comment has at most ``longest`` characters."""

    code = "comment_too_long"


class SameTime(Refused):
    """The proposed time is the one the session already has."""

    code = "same_time"


class NoSuchPoll(Refused):
    """There is no such poll, or none that this person is in: the two are not told apart."""

    code = "no_such_poll"


class NotYourPoll(Refused):
    """Only who asked may book one of a poll's times, or let it go."""

    code = "not_your_poll"


class PollOver(Refused):
    """A time was booked, or the poll was let go, or its time to vote is over."""

    code = "poll_over"


class PollSize(Refused):
    """A poll offers from ``fewest`` to ``most`` times."""

    code = "poll_size"


class AnswersTooSoon(Refused):
    """The time to answer a poll is over, or nearly so."""

    code = "answers_too_soon"


class EmptyAudience(Refused):
    """Nobody is meant but the one who asks."""

    code = "empty_audience"


class StrangersNamed(Refused):
    """Some of the people share no programme with the one who asks; ``names`` are theirs, as far as known."""

    code = "strangers_named"


class LinkRefused(Refused):
    """The link will not do; ``problem`` says why, ``longest`` how many characters it may have where that is it."""

    code = "link_refused"


class NotTheHost(Refused):
    """Only the host of a session of several, ``name``, or a coordinator may do this; ``session`` is as it is."""

    code = "not_the_host"


class NotYourLink(Refused):
    """Only who hosts a session of several may change its link; ``session`` is as it is."""

    code = "not_your_link"


class OnlyForPairs(Refused):
    """The session is of several people, and this is for sessions of two; ``session`` is as it is."""

    code = "only_for_pairs"


class NotForSeveral(Refused):
    """The session is of two people, and this is for group sessions and joint meetings."""

    code = "not_for_several"


class SeriesWantsHost(Refused):
    """Only who may host calls a series of group sessions; others propose one session at a time."""

    code = "series_wants_host"


class MayNotHost(Refused):
    """Mentors and coordinators host group sessions, coordinators joint meetings; ``name`` is neither here."""

    code = "may_not_host"


class NobodyInvited(Refused):
    """The audience is empty: nothing was said of it, or nobody in the programme fits."""

    code = "nobody_invited"


class NotInProgramme(Refused):
    """``names`` (people) or ``users`` (Slack users nobody knows) can't be invited: they are not in ``programme``."""

    code = "not_in_programme"


class NoSuchCapacity(Refused):
    """A session has at least one place, or as many as come."""

    code = "no_such_capacity"


class TooFewPlaces(Refused):
    """``taken`` places are taken or offered, so there can't be fewer."""

    code = "too_few_places"


class DeadlineTooLate(Refused):
    """The deadline for answers lies after ``start``."""

    code = "deadline_too_late"


class DeadlinePast(Refused):
    """The deadline for answers lies before now."""

    code = "deadline_past"


class AnswersClosed(Refused):
    """No more answers are taken, but one may still leave; ``session`` is as it is, ``name`` the host."""

    code = "answers_closed"


class ReasonWanted(Refused):
    """Who asks to be excused from a joint meeting, or refuses a proposal, says why."""

    code = "reason_wanted"


class AlreadyNudged(Refused):
    """Neither of a pair may be nudged now: they were this week, want no nudges, or are not here."""

    code = "already_nudged"


class PairNotHere(Refused):
    """Neither of a pair is in Slack, so nobody would read it."""

    code = "pair_not_here"


class RestTooLong(Refused):
    """A row rests from ``earliest`` to ``latest`` (dates), not until a day before or beyond."""

    code = "rest_too_long"


class NothingWritten(Refused):
    """There is no text to send."""

    code = "nothing_written"


class NothingNoted(Refused):
    """There is no text of what came of a call."""

    code = "nothing_noted"


class WordTooLong(Refused):
    """A message to the attendees has at most ``longest`` characters."""

    code = "word_too_long"


class NobodyToTell(Refused):
    """Nobody is in the part of the session that a message was addressed to."""

    code = "nobody_to_tell"


class LateOutOfRange(Refused):
    """A session may be said to start from ``least`` to ``most`` minutes late."""

    code = "late_out_of_range"


class HostStays(Refused):
    """The host can't decline or be removed; they hand the session over or cancel it."""

    code = "host_stays"


class NoSuchAbsence(Refused):
    """Nobody asks to be excused here, or it was decided by now; ``absence`` is as it is, None when there is none."""

    code = "no_such_absence"


class NothingLeft(Refused):
    """A working week has no hours in it, so nobody could book its person."""

    code = "nothing_left"


class ProfileChanged(Refused):
    """The profile has been changed again since, so what came before can't be put back."""

    code = "profile_changed"


class UnknownZone(Refused):
    """No zone is known by this name, nor a city; ``name`` is what was typed."""

    code = "unknown_zone"


class TooManyOccurrences(Refused):
    """A series has at most ``most`` dates; fewer times, or an earlier end, make fewer."""

    code = "too_many_occurrences"


class NoOccurrence(Refused):
    """No date of the series falls within the programme, or up to ``until``."""

    code = "no_occurrence"


class NothingToBook(Refused):
    """Every date of the series was dropped or has something in its way, so there is nothing to propose."""

    code = "nothing_to_book"


class NoSuchCluster(Refused):
    """There is no such cluster, or none in a programme of this person's: the two are not told apart."""

    code = "no_such_cluster"


class ClusterNameTaken(Refused):
    """Another cluster of the programme goes by this ``name``."""

    code = "cluster_name_taken"


class ClusterNeedsName(Refused):
    """A cluster has a name of at most ``longest`` characters."""

    code = "cluster_needs_name"


class ClusterChanged(Refused):
    """The cluster has been changed again since, so what came before can't be put back."""

    code = "cluster_changed"


class WebsiteRefused(Refused):
    """A website is an http or https address of at most ``longest`` characters."""

    code = "website_refused"


class NothingToMerge(Refused):
    """A cluster is merged with another one of its programme."""

    code = "nothing_to_merge"


class MergeStands(Refused):
    """Clusters that were merged longer than ``days`` ago stay merged."""

    code = "merge_stands"


class NoSuchCollaboration(Refused):
    """There is no such collaboration, or none in a programme of this person's: the two are not told apart."""

    code = "no_such_collaboration"


class NotOfTheCluster(Refused):
    """Only people of one of its clusters, and coordinators, note a collaboration."""

    code = "not_of_the_cluster"


class CollaborationNeedsTitle(Refused):
    """A collaboration has a title of at most ``longest`` characters."""

    code = "collaboration_needs_title"


class TooFewClusters(Refused):
    """A collaboration is between two clusters or more."""

    code = "too_few_clusters"


class CollaborationChanged(Refused):
    """The collaboration has been changed again since, so what came before can't be put back."""

    code = "collaboration_changed"


class NotInPortfolio(Refused):
    """The person shows no card to this one: they have not agreed to, are gone, or share no programme with them."""

    code = "not_in_portfolio"


class NobodyInPortfolio(Refused):
    """Nobody of the programme has agreed to be shown in its portfolio yet."""

    code = "nobody_in_portfolio"


class ApproachedLately(Refused):
    """``name`` was asked for a session by this person less than ``days`` days ago."""

    code = "approached_lately"


class NoSuchPairing(Refused):
    """There is no such pairing, or it was let go."""

    code = "no_such_pairing"


class PairingChanged(Refused):
    """Another coordinator has changed the pairing meanwhile; ``name`` is theirs, as far as known."""

    code = "pairing_changed"


class PairingStale(Refused):
    """Some of what is proposed can't be any more: ``names`` left, have somebody by now, or don't fit any more."""

    code = "pairing_stale"


class NothingProposed(Refused):
    """There is no pair to publish."""

    code = "nothing_proposed"


class RosterRefused(Refused):
    """The roster has bad rows; ``problems`` is a tuple of `RosterProblem`. Nothing was imported."""

    code = "roster_refused"


class NoSuchParticipant(Refused):
    """There is no such person in the programme, or none that the asker may deal with: the two are not told apart."""

    code = "no_such_participant"


class NothingToRemind(Refused):
    """``name`` has answered everything, was not welcomed yet, or was asked once more before."""

    code = "nothing_to_remind"


class WordsTooLong(Refused):
    """What somebody says they offer or need has at most ``longest`` characters."""

    code = "words_too_long"


class NoProgramme(Refused):
    """The workspace has no programme yet."""

    code = "no_programme"


class NoSuchAnnouncement(Refused):
    """There is no such announcement, or none that this person may see: the two are not told apart."""

    code = "no_such_announcement"


class AnnouncementEmpty(Refused):
    """There is no version yet, or the one in ``language`` has no title or no text."""

    code = "announcement_empty"


class AnnouncementTooLong(Refused):
    """A version has at most ``longest`` characters; the one in ``language`` has ``length``."""

    code = "announcement_too_long"


class TitleTooLong(Refused):
    """A title has at most ``longest`` characters; the one in ``language`` has ``length``."""

    code = "title_too_long"


class TooManyFiles(Refused):
    """At most ``most`` files go with an announcement."""

    code = "too_many_files"


class NobodyReached(Refused):
    """The announcement is for nobody, or for nobody who can get it."""

    code = "nobody_reached"


class SendingTimePast(Refused):
    """The instant or day at which it is to be sent is over."""

    code = "sending_time_past"


class AnnouncementClosed(Refused):
    """What is asked for is over for this announcement: it was sent, stopped, withdrawn or thrown away by now."""

    code = "announcement_closed"


class TemplateNameless(Refused):
    """A template needs a name to be found by."""

    code = "template_nameless"


class ReplyEmpty(Refused):
    """Nothing was written."""

    code = "reply_empty"


class ReplyTooLong(Refused):
    """A reply has at most ``longest`` characters; it has ``length``."""

    code = "reply_too_long"


class RepliesClosed(Refused):
    """This announcement takes no replies."""

    code = "replies_closed"


class ProgrammeNotRunning(Refused):
    """The programme ``name`` is still being set up, or closed; ``closed`` says which."""

    code = "programme_not_running"


class NameWanted(Refused):
    """A programme has a name, of at most ``longest`` characters."""

    code = "name_wanted"


class NameTaken(Refused):
    """There is another programme called ``name``."""

    code = "name_taken"


class EndsBeforeStart(Refused):
    """The programme would end before it starts, on ``starts_on``."""

    code = "ends_before_start"


class ProgrammeTooLong(Refused):
    """A programme lasts at most ``years``."""

    code = "programme_too_long"


class NoLanguage(Refused):
    """A programme has at least one language."""

    code = "no_language"


class MeetingOutside(Refused):
    """``day`` of a joint meeting is outside the programme, which runs from ``starts_on`` to ``ends_on``."""

    code = "meeting_outside"


class MoreDaysThanMeetings(Refused):
    """More days are named than joint meetings planned: ``days`` of them."""

    code = "more_days_than_meetings"


class NumberOutOfRange(Refused):
    """The number is from ``least`` to ``most``."""

    code = "number_out_of_range"


class NumberUnclear(Refused):
    """What was written is no whole number."""

    code = "number_unclear"


class DayUnclear(Refused):
    """``text`` names no day, or several."""

    code = "day_unclear"


class WelcomeTooLong(Refused):
    """A welcome has at most ``longest`` characters."""

    code = "welcome_too_long"


class PolicyUnworkable(Refused):
    """The lengths and limits of a policy do not go together; ``field`` names the one at fault."""

    code = "policy_unworkable"


class ProgrammeChanged(Refused):
    """What was previewed no longer holds: the programme, or what hangs on it, changed since."""

    code = "programme_changed"


class LastCoordinator(Refused):
    """``name`` is the only one who runs the programme, and can't be taken out before somebody else does."""

    code = "last_coordinator"


class NotAnAdministrator(Refused):
    """While nobody runs a programme here, only who administers the workspace may set one up."""

    code = "not_an_administrator"
