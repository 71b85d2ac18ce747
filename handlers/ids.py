"""Every id that comes back from Slack: buttons, forms and the fields of forms.

An id never carries data: a button's ``value`` does, and a form's ``private_metadata``.
"""

from __future__ import annotations

import re
from enum import StrEnum

VALUE = "value"
"""The action_id of every input, so that forms are all read alike: state[field][VALUE]."""


class Action(StrEnum):
    """Buttons. Those marked *numbered* come as ``id.0``, ``id.1`` … where several stand together."""

    BOOKING_OPEN = "booking.open"  # numbered; value: "" or an instant in ISO 8601 to fill the form with
    BOOKING_CONFIRM = "booking.confirm"  # value: draft id
    BOOKING_CHANGE = "booking.change"  # value: draft id
    BOOKING_DISCARD = "booking.discard"  # value: draft id
    BOOKING_CHOOSE = "booking.choose"  # numbered; value: "draft_id index"
    SESSION_ACCEPT = "session.accept"  # value of all of these: "session_id revision"
    SESSION_DECLINE = "session.decline"
    SESSION_MOVE = "session.move"
    SESSION_CANCEL = "session.cancel"
    SESSION_LINK = "session.link"
    SESSION_SHOW = "session.show"  # numbered
    SESSION_JOIN = "session.join"  # opens the link; to be acknowledged and nothing more
    GATHERING_OPEN = "gathering.open"  # value: "group" or "joint"
    GATHERING_WHERE = "gathering.where"  # numbered; value: "group" or "joint", programme id, words
    GATHERING_CONFIRM = "gathering.confirm"  # value: draft id
    GATHERING_CHANGE = "gathering.change"  # value: draft id
    GATHERING_DISCARD = "gathering.discard"  # value: draft id
    GATHERING_CHOOSE = "gathering.choose"  # numbered; value: draft id, instant in ISO 8601
    GATHERING_PEOPLE = "gathering.people"  # numbered; value: draft id, page
    GATHERING_YES = "gathering.yes"  # value of all of these: "session_id revision"
    GATHERING_MAYBE = "gathering.maybe"
    GATHERING_NO = "gathering.no"
    GATHERING_PUBLIC_YES = "gathering.public_yes"  # of the card in a channel, which everybody sees
    GATHERING_PUBLIC_MAYBE = "gathering.public_maybe"
    GATHERING_PUBLIC_NO = "gathering.public_no"
    GATHERING_DATES = "gathering.dates"  # value: draft id
    GATHERING_ALL_YES = "gathering.all_yes"  # value of these three: series id
    GATHERING_ALL_NO = "gathering.all_no"
    GATHERING_ALL_DATES = "gathering.all_dates"
    GATHERING_FOLLOWING = "gathering.following"  # value: "session_id revision"
    GATHERING_HOST = "gathering.host"
    GATHERING_REFUSE = "gathering.refuse"
    GATHERING_SHOW = "gathering.show"
    GATHERING_ANSWERS = "gathering.answers"
    GATHERING_MANAGE = "gathering.manage"
    GATHERING_MOVE = "gathering.move"
    GATHERING_MOVE_TO = "gathering.move_to"  # numbered; value: session id, minutes, instant in ISO 8601
    GATHERING_LATE = "gathering.late"
    GATHERING_CANCEL = "gathering.cancel"
    GATHERING_CLOSE = "gathering.close"
    GATHERING_REOPEN = "gathering.reopen"
    GATHERING_ADD = "gathering.add"
    GATHERING_REMOVE = "gathering.remove"
    GATHERING_HAND_OVER = "gathering.hand_over"
    GATHERING_PLACES = "gathering.places"
    GATHERING_WRITE = "gathering.write"
    ABSENCE_LIST = "absence.list"
    ABSENCE_ACCEPT = "absence.accept"  # numbered; value: "session_id person_id"
    ABSENCE_REFUSE = "absence.refuse"
    SERIES_CONFIRM = "series.confirm"  # value of these four: "series_draft_id revision"
    SERIES_DATES = "series.dates"
    SERIES_CHANGE = "series.change"
    SERIES_DISCARD = "series.discard"
    SERIES_CHOOSE = "series.choose"  # numbered; value: "series_draft_id index"
    SERIES_ACCEPT = "series.accept"  # value of these two: "series_id revision"
    SERIES_DECLINE = "series.decline"
    SERIES_SHOW = "series.show"  # value: series id
    SERIES_FOLLOWING = "series.following"  # value: "session_id revision"
    LINKS_OF_PROGRAMME = "links.of_programme"
    HOME_BOOK = "home.book"
    HOME_SESSIONS = "home.sessions"
    SLOTS_OPEN = "slots.open"  # value: words to fill the form with
    POLL_OPEN = "poll.open"  # value: hours found, as views/hours.py writes them
    POLL_YES = "poll.yes"  # value of these four, numbered: "poll_id index"
    POLL_MAYBE = "poll.maybe"
    POLL_NO = "poll.no"
    POLL_BOOK = "poll.book"
    POLL_CLOSE = "poll.close"  # value: poll id
    PORTFOLIO_FIND = "portfolio.find"  # numbered; value: "page words"
    PORTFOLIO_ASK = "portfolio.ask"  # numbered; value: person id
    CLUSTER_OPEN = "cluster.open"  # numbered; value: cluster id
    CLUSTER_LIST = "cluster.list"  # numbered; value: "programme_id page"
    CLUSTER_NEW = "cluster.new"  # value: programme id
    CLUSTER_CHANGE = "cluster.change"  # value of these three: cluster id
    CLUSTER_MERGE = "cluster.merge"
    CLUSTER_MERGE_UNDO = "cluster.merge_undo"  # value: id of the merge
    CLUSTER_ADD_MEMBER = "cluster.add_member"
    CLUSTER_TAKE_OUT = "cluster.take_out"  # numbered; value: "cluster_id person_id"
    CLUSTER_UNDO = "cluster.undo"  # value of these two: what was done, as handlers/clusters.py writes it
    CLUSTER_PUT_BACK = "cluster.put_back"
    COLLABORATION_NOTE = "collaboration.note"  # value: cluster id
    COLLABORATION_CONFIRM = "collaboration.confirm"  # numbered; value of these three: collaboration id
    COLLABORATION_CHANGE = "collaboration.change"  # numbered
    COLLABORATION_REMOVE = "collaboration.remove"  # numbered
    COLLABORATION_UNDO = "collaboration.undo"  # value: what was done, as handlers/collaborations.py writes it
    HELP_SHOW = "help.show"
    BOARD_PAGE = "board.page"  # numbered; value: a filter of pairs, as views/board.py writes it
    BOARD_FILTER = "board.filter"
    DIGEST_MONTH = "digest.month"  # value: programme id
    PAIR_LOOK = "pair.look"  # value of these six, numbered in messages: pair id
    PAIR_NUDGE = "pair.nudge"
    PAIR_WRITE = "pair.write"
    PAIR_CALL = "pair.call"
    PAIR_REST = "pair.rest"
    PAIR_WAKE = "pair.wake"
    PROGRAMME_OPEN = "programme.open"  # numbered; value: programme id, "" for the only one
    MEMBERS_PEOPLE = "members.people"  # numbered; value of these two: "programme_id page"
    MEMBERS_PAIRS = "members.pairs"  # numbered
    MEMBER_CHOOSE = "member.choose"  # an external or plain choice; value: "programme_id person_id"
    MEMBER_SHOW = "member.show"  # numbered; value of these two: "programme_id person_id"
    MEMBER_BACK = "member.back"
    PAIR_SHOW = "pair.show"  # numbered; value: pair id
    STEP_OPEN = "step.open"  # numbered; value of these two: a step, as views/leavings.py writes it
    STEP_CHANGE = "step.change"
    CONCERN_OPEN = "concern.open"
    CONCERN_WRITE = "concern.write"  # numbered; value: "programme_id coordinator_id"
    CONCERN_SHOW = "concern.show"  # numbered; value of the rest: concern id
    CONCERN_ANSWER = "concern.answer"
    CONCERN_HANDLED = "concern.handled"
    CONCERN_REOPEN = "concern.reopen"
    FORM_AFRESH = "form.afresh"
    PROGRAMME_TOPIC = "programme.topic"  # numbered; value: "topic programme_id words"
    PROGRAMME_NEW = "programme.new"
    PROGRAMME_CLAIM = "programme.claim"  # numbered; value: programme id
    PROGRAMME_STEP = "programme.step"  # numbered; value: "step programme_id"
    PROGRAMME_RUN = "programme.run"  # value of these two: programme id
    PROGRAMME_CLOSE = "programme.close"
    PROGRAMME_CHANNEL = "programme.channel"  # value: programme id
    PROGRAMME_UNDO = "programme.undo"  # value: a change of settings, as handlers/programme_setup.py writes it
    COORDINATOR_REMOVE = "coordinator.remove"  # numbered; value: "programme_id person_id"
    ROSTER_OPEN = "roster.open"
    REMINDERS_OPEN = "reminders.open"
    REMINDERS_OF_PROGRAMME = "reminders.of_programme"  # numbered; value: programme id
    ATTENDANCE_HELD = "attendance.held"  # value of all of these but the last two: session id
    ATTENDANCE_NOT_HELD = "attendance.not_held"
    ATTENDANCE_MOVED = "attendance.moved"
    ATTENDANCE_ABSENT = "attendance.absent"
    ATTENDANCE_CHANGE = "attendance.change"
    ATTENDANCE_UNDO = "attendance.undo"
    ATTENDANCE_SHOW = "attendance.show"
    ATTENDANCE_SETTLE = "attendance.settle"
    ATTENDANCE_AGREE = "attendance.agree"  # numbered; value: "session_id person_id"
    ATTENDANCE_RECORD = "attendance.record"  # numbered; value: "programme_id year-month page"
    NOTE_WRITE = "note.write"  # numbered; value: session id, "" for the last one
    NOTE_CONFIRM = "note.confirm"  # value of these six: id of the note's draft
    NOTE_CHANGE = "note.change"
    NOTE_WHICH = "note.which"
    NOTE_DISCARD = "note.discard"
    NOTE_KEEP = "note.keep"
    NOTE_BOOK = "note.book"
    NOTE_SHOW = "note.show"  # numbered; value: session id
    NOTE_EDIT = "note.edit"  # numbered; value of these two: note id
    NOTE_VERSIONS = "note.versions"  # numbered
    NOTE_AGREE = "note.agree"  # numbered; value of these two: "note_id version"
    NOTE_REFUSE = "note.refuse"  # numbered
    NOTE_SEARCH = "note.search"  # value: "page words"
    NOTE_EXPORT = "note.export"  # value: pair id
    ITEMS_SHOW = "items.show"
    ITEM_DONE = "item.done"  # numbered; value of these four: item id, "all" after it where a list shows it
    ITEM_REOPEN = "item.reopen"  # numbered
    ITEM_CHANGE = "item.change"  # numbered
    ITEM_DROP = "item.drop"  # numbered
    ANNOUNCEMENTS = "announcement.list"
    ANNOUNCEMENT_NEW = "announcement.new"  # numbered; value: programme id, and a title to fill the form with
    ANNOUNCEMENT_KEEP = "announcement.keep"  # in the form, which it keeps as a draft
    ANNOUNCEMENT_CHANGE = "announcement.change"  # numbered; value of these and all others without a remark: its id
    ANNOUNCEMENT_AGAIN = "announcement.again"  # numbered
    ANNOUNCEMENT_DISCARD = "announcement.discard"  # numbered
    ANNOUNCEMENT_RESTORE = "announcement.restore"
    ANNOUNCEMENT_TEMPLATE = "announcement.template"
    ANNOUNCEMENT_LANGUAGE = "announcement.language"  # a choice; value: id, language
    ANNOUNCEMENT_PEOPLE = "announcement.people"  # numbered; value: id, "reached" or "left_out", page
    ANNOUNCEMENT_PREVIEW = "announcement.show_preview"
    ANNOUNCEMENT_TRIAL = "announcement.trial"  # value: id, language
    ANNOUNCEMENT_PAUSE = "announcement.pause"
    ANNOUNCEMENT_RESUME = "announcement.resume"
    ANNOUNCEMENT_STOP = "announcement.stop"
    ANNOUNCEMENT_LEDGER = "announcement.ledger"  # numbered; value: id, then page, filter and words where there are some
    ANNOUNCEMENT_RETRY = "announcement.retry"
    ANNOUNCEMENT_REMIND = "announcement.remind"
    ANNOUNCEMENT_OFFER = "announcement.offer"
    ANNOUNCEMENT_EXPORT = "announcement.export"  # numbered; value: id, "csv" or "xlsx"
    ANNOUNCEMENT_CORRECT = "announcement.correct"
    ANNOUNCEMENT_WITHDRAW = "announcement.withdraw"
    ANNOUNCEMENT_REPLIES = "announcement.replies"  # numbered; value: id, page
    ANNOUNCEMENT_ANSWER = "announcement.answer"  # numbered; value: reply id
    ANNOUNCEMENT_ACKNOWLEDGE = "announcement.acknowledge"  # numbered
    ANNOUNCEMENT_REPLY = "announcement.reply"
    ANNOUNCEMENT_READ = "announcement.read"  # numbered
    CALENDAR_OPEN = "calendar.open"
    CALENDAR_RENEW = "calendar.renew"
    CALENDAR_REVOKE = "calendar.revoke"
    PROFILE_OPEN = "profile.open"  # value: words to fill the form with
    PROFILE_SAVE = "profile.save"  # value: a change of a profile, as views/profile.py writes it
    PROFILE_AWAY = "profile.away"  # numbered; value: the last day away in ISO 8601
    PROFILE_DISCARD = "profile.discard"
    PROFILE_UNDO = "profile.undo"  # value: as of PROFILE_SAVE, the two exchanged
    ARRIVAL_ANSWER = "arrival.answer"  # numbered; value of these three: programme id
    ARRIVAL_OFFERS = "arrival.offers"  # numbered
    ARRIVAL_CONSENTS = "arrival.consents"  # numbered
    ARRIVALS_SEND = "arrivals.send"  # value: programme id
    ARRIVALS_REMIND = "arrivals.remind"  # numbered; value: "programme_id person_id"
    PAIRING_SHOW = "pairing.show"  # numbered; value: page; of these, the form's metadata says which pairing it is
    PAIRING_PROPOSE = "pairing.propose"
    PAIRING_OPTIONS = "pairing.options"  # numbered; value: mentee id
    PAIRING_CHOOSE = "pairing.choose"  # numbered; value of these: a wish, as views/pairing.py writes it
    PAIRING_GIVE_UP = "pairing.give_up"  # numbered
    PAIRING_PLACE = "pairing.place"  # numbered; value: "mentor_id places"
    PAIRING_WISHES = "pairing.wishes"
    PAIRING_PUBLISH = "pairing.publish"
    PAIRING_DROP = "pairing.drop"
    UPCOMING_OPEN = "upcoming.open"  # numbered; value: page, "" for the first


class Form(StrEnum):
    """Modals, by callback_id."""

    BOOKING = "booking.form"
    BOOKING_READ_BACK = "booking.read_back"
    SESSION_DECLINE = "session.decline_form"
    SESSION_CANCEL = "session.cancel_form"
    GATHERING = "gathering.form"
    GATHERING_READ_BACK = "gathering.read_back"
    GATHERING_DATES = "gathering.dates_form"
    GATHERING_FOLLOWING = "gathering.following_form"
    GATHERING_FOLLOWING_MOVE = "gathering.following_move"
    GATHERING_REFUSE = "gathering.refuse_form"
    GATHERING_MOVE = "gathering.move_form"
    GATHERING_MOVE_READ_BACK = "gathering.move_read_back"
    GATHERING_LATE = "gathering.late_form"
    GATHERING_CANCEL = "gathering.cancel_form"
    GATHERING_ADD = "gathering.add_form"
    GATHERING_REMOVE = "gathering.remove_form"
    GATHERING_HAND_OVER = "gathering.hand_over_form"
    GATHERING_PLACES = "gathering.places_form"
    GATHERING_WRITE = "gathering.write_form"
    ABSENCE = "absence.form"
    ABSENCE_DECISION = "absence.decision_form"
    SERIES_PREVIEW = "series.preview"
    SERIES_DATES = "series.dates_form"
    SERIES_DECLINE = "series.decline_form"
    SERIES_FOLLOWING = "series.following_form"
    SESSION_LINK = "session.link_form"
    LINKS_OF_PROGRAMME = "links.programme_form"
    SLOTS = "slots.form"
    POLL = "poll.form"
    APPROACH = "portfolio.approach_form"
    CLUSTER = "cluster.form"
    CLUSTER_MERGE = "cluster.merge_form"
    CLUSTER_MERGE_PREVIEW = "cluster.merge_preview"
    CLUSTER_MEMBER = "cluster.member_form"
    COLLABORATION = "collaboration.form"
    PROGRAMME_STEP = "programme.step_form"
    PROGRAMME_PREVIEW = "programme.preview"
    PROGRAMME_READY = "programme.ready"
    COORDINATORS = "coordinators.form"
    ROSTER = "roster.form"
    REMINDERS = "reminders.form"
    REMINDERS_OF_PROGRAMME = "reminders.programme_form"
    ATTENDANCE = "attendance.form"
    ATTENDANCE_SETTLE = "attendance.settle_form"
    NOTE = "note.form"
    NOTE_WHICH = "note.which_form"
    ITEM_CHANGE = "item.change_form"
    ITEM_DROP = "item.drop_form"
    ANNOUNCEMENT = "announcement.form"
    ANNOUNCEMENT_PREVIEW = "announcement.preview"
    ANNOUNCEMENT_PEOPLE = "announcement.people_form"
    ANNOUNCEMENT_LEDGER = "announcement.ledger_form"
    ANNOUNCEMENT_CORRECT = "announcement.correct_form"
    ANNOUNCEMENT_TEMPLATE = "announcement.template_form"
    ANNOUNCEMENT_REPLY = "announcement.reply_form"
    ANNOUNCEMENT_ANSWER = "announcement.answer_form"
    PROFILE = "profile.form"
    PROFILE_READ_BACK = "profile.read_back"
    ARRIVAL_CLOCK = "arrival.clock"
    ARRIVAL_WEEK = "arrival.week"
    ARRIVAL_OFFERS = "arrival.offers_form"
    ARRIVAL_CONSENTS = "arrival.consents_form"
    ARRIVALS_SEND = "arrivals.send_form"
    BOARD_FILTER = "board.filter_form"
    PAIR_NUDGE = "pair.nudge_form"
    PAIR_WRITE = "pair.write_form"
    PAIR_CALL = "pair.call_form"
    PAIR_REST = "pair.rest_form"
    STEP = "step.form"
    STEP_READ_BACK = "step.read_back"
    CONCERN = "concern.form"
    CONCERN_ANSWER = "concern.answer_form"
    NOTICE = "notice"


class Block(StrEnum):
    """Fields of forms, by block_id."""

    WITH_WHOM = "with_whom"
    WHEN = "when"
    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    TOPIC = "topic"
    SLOTS = "slots"
    ROLES = "roles"
    COUNTRIES = "countries"
    MENTOR_COUNTRY = "mentor_country"
    SHOW = "show"
    MONTH = "month"
    SECTORS = "sectors"
    CLUSTERS = "clusters"
    USERS = "users"
    COUNTRY = "country"
    SECTOR = "sector"
    LABEL = "label"
    WEBSITE = "website"
    OTHER = "other"
    TITLE = "title"  # this one and MESSAGE with a language: `in_language`
    SINCE = "since"
    STAGE = "stage"
    CAPACITY = "capacity"
    ANSWER_TIME = "answer_time"
    CHANNEL = "channel"
    COMPULSORY = "compulsory"
    TEXT = "text"
    READERS = "readers"
    PERSON = "person"
    REMARK = "remark"
    REPEATS = "repeats"
    UNTIL = "until"
    TIMES = "times"
    KEEP = "keep"  # numbered
    MOVED_DATE = "moved_date"
    READING = "reading"
    WHAT = "what"
    EXCEPTIONS = "exceptions"
    REASON = "reason"
    LINK = "link"
    FOR_ALL = "for_all"
    PROGRAMME = "programme"
    NAME = "name"
    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"
    LANGUAGES = "languages"
    SESSIONS_A_MONTH = "sessions_a_month"
    MEETINGS = "meetings"
    MEETING_DAYS = "meeting_days"
    WELCOME = "welcome"  # with a language after it
    ANSWER_WITHIN = "answer_within"  # these four by the names that an attendance policy gives them
    TALK_WITHIN = "talk_within"
    SAME_WITHIN = "same_within"
    RUNS_OVER = "runs_over"
    QUIET_AFTER = "quiet_after"
    QUIET = "quiet"
    QUIET_MOST = "quiet_most"
    OUTCOME_MISSING = "outcome_missing"
    DISPUTED = "disputed"
    MOVED_TWICE = "moved_twice"
    WELCOME_UNANSWERED = "welcome_unanswered"
    AWAY_PARTNER = "away"
    URGENT_FROM = "urgent_from"
    PAIRING_NEEDS = "pairing.needs"  # these by the names that a pairing policy gives them
    PAIRING_WORDS = "pairing.words"
    PAIRING_SECTOR = "pairing.sector"
    PAIRING_LANGUAGES = "pairing.languages"
    PAIRING_HOURS = "pairing.hours"
    PAIRING_ENOUGH_HOURS = "pairing.enough_hours"
    PAIRING_MENTEES_EACH = "pairing.mentees_each"
    FILE = "file"
    WEEK_BEFORE = "week_before"  # the kinds of reminders, by the names that the field gives them
    ANSWER_WANTED = "answer_wanted"
    DAY_BEFORE = "day_before"
    HOUR_BEFORE = "hour_before"
    STARTING = "starting"
    FOLLOW_UP = "follow_up"
    FOLLOW_UP_AGAIN = "follow_up_again"
    ACTION_DUE = "action_due"
    ACTION_OVERDUE = "action_overdue"
    CLOCK_CHANGE = "clock_change"
    NUDGE = "nudge"
    DIGEST = "digest"
    MILESTONE = "milestone"
    CALENDAR = "calendar"
    UNANSWERED = "unanswered"
    ANNOUNCEMENT = "announcement"
    AWAY_UNTIL = "away_until"
    PEOPLE = "people"
    AUDIENCE = "audience"
    ANSWER_BY = "answer_by"
    LANGUAGE = "language"
    CITY = "city"
    ZONE = "zone"
    WEEK = "week"
    OFFERS = "offers"
    OFFERED = "offered"
    NEEDS = "needs"
    NEEDED = "needed"
    SPEAKS = "speaks"
    KEPT = "kept"  # what may be kept and shown, by the names that the field gives it
    SHOWN = "shown"
    PRESENTED = "presented"
    KEEP_GOOD = "keep_good"
    SAID = "said"
    PRESENCE = "presence"  # with a person's id: `of_person`
    MINUTES = "minutes"
    COMMENT = "comment"
    OUTCOME = "outcome"  # this one and the next three: numbered where a long text goes on
    DECISIONS = "decisions"
    ITEMS = "items"
    PRIVATE = "private"
    WHO_READS = "who_reads"
    DONE_ITEMS = "done_items"
    SESSION = "session"
    MESSAGE = "message"
    PAIR_STATES = "pair_states"
    TIMING = "timing"
    CHOICES = "choices"
    FILES_KEPT = "files_kept"
    STANDING = "standing"
    WORDS = "words"
    OWNER = "owner"
    DUE = "due"
    MENTOR = "mentor"
    SESSIONS = "sessions"
    HOSTED = "hosted"
    PAIR = "pair"


class Shortcut(StrEnum):
    """Shortcuts on a message, by callback_id; the manifest names them."""

    SAVE_TO_NOTES = "note.from_message"


def any_of(action: Action) -> re.Pattern[str]:
    """The ids of one of several like buttons: the action's own, or numbered."""
    return re.compile(rf"{re.escape(action)}(\.\d+)?$")


def numbered(action: Action | Block, index: int) -> str:
    """The id of the ``index``-th of several like buttons or fields; Slack wants ids unique among neighbours."""
    return f"{action}.{index}"


def in_language(block: Block, language: str) -> str:
    """The field of a form that is filled in once for each of several languages."""
    return f"{block}.{language}"


def of_person(block: Block, person_id: int) -> str:
    """The field of a form that asks about one of several people."""
    return f"{block}.{person_id}"
