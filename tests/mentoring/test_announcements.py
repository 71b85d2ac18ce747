"""Announcements: written, previewed, confirmed, sent, and everybody in the ledger, always."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from mentoring.announcements import (
    LONGEST_TEXT,
    Announcement,
    AnnouncementState,
    Attachment,
    LedgerWish,
    PairState,
    ReaderMessage,
    Readership,
    Standing,
    Timing,
    Version,
    WhyNot,
)
from mentoring.errors import (
    AnnouncementClosed,
    AnnouncementEmpty,
    AnnouncementTooLong,
    NobodyReached,
    NoSuchAnnouncement,
    NotACoordinator,
    SendingTimePast,
    TemplateNameless,
    TitleTooLong,
    TooManyFiles,
)
from mentoring.gatherings import Audience
from mentoring.messages import DeliveryState
from mentoring.people import Participant, ParticipationState, Person, Role
from mentoring.reminders import ReminderWishes
from mentoring.rich_text import Paragraph, Span, SpanKind, plain, words
from mentoring.services import announcement_sending as sending
from mentoring.services import announcements as services
from mentoring.services.announcement_answers import mute
from mentoring.services.announcement_reads import announcements_of, ledger, versions_of
from tests.builders import NOW, TEAM
from tests.fakes import FakeAnnouncements, FakeUnitOfWork
from tests.mentoring.newsroom import ALL_THREE, EVERYBODY, IN_ENGLISH, Newsroom, content

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CAST = ("Awa", "Fatima", "Inès", "Luca")


@pytest.fixture
def room() -> Newsroom:
    return Newsroom()


def reasons(room: Newsroom, **changes: object) -> dict[str, WhyNot | None]:
    return {one.person.name: one.why_not for one in room.preview(room.draft(**changes)).lines}


def test_each_reader_gets_the_version_they_read_and_others_the_programmes_marked_so(room: Newsroom) -> None:
    announcement = room.announce()
    room.deliver()
    got = room.read()
    assert {name: (got[name].title, got[name].fallback) for name in CAST} == {
        "Awa": ("Lancement", False),
        "Fatima": ("الانطلاق", False),
        "Inès": ("Kick-off", True),
        "Luca": ("Kick-off", True),
    }
    assert room.standings(announcement) == dict.fromkeys(CAST, Standing.SENT)
    assert {row.name: row.line.fallback for row in room.ledger(announcement).rows}["Luca"]


def test_without_a_version_in_the_programmes_language_others_get_nothing_and_it_is_said_why(room: Newsroom) -> None:
    said = reasons(room, versions=ALL_THREE[1:])
    assert said == {"Awa": None, "Fatima": None, "Inès": WhyNot.NO_VERSION, "Luca": WhyNot.NO_VERSION}


def test_preview_names_everybody_and_why_some_get_nothing(room: Newsroom) -> None:
    room.change(room.cast.luca, active=False)
    room.change(room.cast.fatima, wishes=ReminderWishes(away_until=date(2027, 1, 20)))
    room.enrol("Nour", user_id=None)
    room.leave(room.enrol("Paul"))
    room.leave(room.enrol("Pia"), ParticipationState.PAUSED)
    mute(room.uow(), True, actor=room.cast.awa)
    shown = room.preview(room.draft())
    assert {one.person.name: one.why_not for one in shown.lines} == {
        "Awa": WhyNot.MUTED,
        "Fatima": WhyNot.AWAY,
        "Inès": None,
        "Luca": WhyNot.DEACTIVATED,
        "Nour": WhyNot.NOT_JOINED,
        "Paul": WhyNot.LEFT,
        "Pia": WhyNot.PAUSED,
    }
    assert shown.count == 1
    assert [one.person.name for one in shown.left_out] == ["Awa", "Fatima", "Luca", "Nour", "Paul", "Pia"]


def test_urgent_reaches_those_away_and_compulsory_those_who_muted(room: Newsroom) -> None:
    room.change(room.cast.fatima, wishes=ReminderWishes(away_until=date(2027, 1, 20)))
    mute(room.uow(), True, actor=room.cast.awa)
    assert reasons(room, urgent=True)["Fatima"] is None
    assert reasons(room, urgent=True)["Awa"] is WhyNot.MUTED
    assert reasons(room, compulsory=True)["Awa"] is None
    assert reasons(room, compulsory=True)["Fatima"] is WhyNot.AWAY


def test_mute_is_taken_back(room: Newsroom) -> None:
    muted = mute(room.uow(), True, actor=room.cast.awa)
    assert mute(room.uow(), True, actor=room.cast.awa) == muted
    assert mute(room.uow(), False, actor=room.cast.awa) == room.cast.awa


@pytest.mark.parametrize(
    ("readership", "names"),
    [
        (EVERYBODY, CAST),
        (Readership(Audience(roles=frozenset({Role.MENTEE}))), ("Fatima", "Luca")),
        (Readership(Audience(roles=frozenset({Role.MENTEE}), countries=frozenset({"EG"}))), ("Fatima",)),
        (Readership(languages=frozenset({"ar", "it"})), ("Fatima", "Luca")),
        (Readership(Audience(roles=frozenset({Role.MENTEE})), languages=frozenset({"it"})), ("Luca",)),
        (Readership(pair_states=frozenset({PairState.PAIRED})), ("Awa", "Luca")),
        (Readership(pair_states=frozenset({PairState.UNPAIRED})), ("Fatima", "Inès")),
        (Readership(Audience(everybody=True), pair_states=frozenset({PairState.ENDED})), ()),
        (Readership(channel="C1"), CAST),
        (Readership(), ()),
    ],
)
def test_audience_by_what_is_said_of_it(room: Newsroom, readership: Readership, names: tuple[str, ...]) -> None:
    shown = room.preview(room.draft(readership=readership))
    assert tuple(one.person.name for one in shown.lines) == names


def test_somebody_named_is_a_reader_whatever_else_is_said(room: Newsroom) -> None:
    audience = Audience(people=frozenset({room.cast.awa.id}), roles=frozenset({Role.MENTEE}))
    shown = room.preview(room.draft(readership=Readership(audience, languages=frozenset({"it"}))))
    assert [one.person.name for one in shown.lines] == ["Awa", "Luca"]


def test_pair_that_has_ended_is_told_apart(room: Newsroom) -> None:
    with room.uow() as uow:
        uow.people.update_pair(replace(room.cast.pair, ends_on=date(2027, 1, 10)))
        uow.commit()
    ended = Readership(pair_states=frozenset({PairState.ENDED}))
    assert [one.person.name for one in room.preview(room.draft(readership=ended)).lines] == ["Awa", "Luca"]


def test_confirm_shows_again_what_has_changed_and_sends_nothing(room: Newsroom) -> None:
    draft = room.draft()
    seen = room.preview(draft).seen
    room.enrol("Nour")
    confirmed = services.confirm(room.uow(), draft.id, seen=seen, actor=room.ines, now=NOW)
    assert not confirmed.sent
    assert confirmed.changed is not None
    assert confirmed.changed.count == 5
    assert room.state(draft).state is AnnouncementState.DRAFT
    assert not room.deliver()
    again = services.confirm(room.uow(), draft.id, seen=confirmed.changed.seen, actor=room.ines, now=NOW)
    assert again.sent


def test_confirm_shows_again_what_another_hand_has_written_since(room: Newsroom) -> None:
    draft = room.draft()
    seen = room.preview(draft).seen
    later = NOW + MINUTE
    services.save_draft(room.uow(), content(urgent=True), announcement_id=draft.id, actor=room.ines, now=later)
    assert not services.confirm(room.uow(), draft.id, seen=seen, actor=room.ines, now=later).sent


def test_second_confirm_changes_nothing(room: Newsroom) -> None:
    draft = room.draft()
    seen = room.preview(draft).seen
    first = services.confirm(room.uow(), draft.id, seen=seen, actor=room.ines, now=NOW)
    planned = dict(room.store.deliveries)
    second = services.confirm(room.uow(), draft.id, seen=seen, actor=room.ines, now=NOW + MINUTE)
    assert (second.sent, second.announcement) == (True, first.announcement)
    assert room.store.deliveries == planned


def test_nothing_is_confirmed_that_reaches_nobody(room: Newsroom) -> None:
    draft = room.draft(readership=Readership(Audience(countries=frozenset({"JO"}))))
    with pytest.raises(NobodyReached):
        services.confirm(room.uow(), draft.id, seen=room.preview(draft).seen, actor=room.ines, now=NOW)


def test_what_is_written_is_looked_at_before_it_is_kept_or_sent(room: Newsroom) -> None:
    long = Version("en", "Kick-off", words("x" * (LONGEST_TEXT + 1)))
    with pytest.raises(AnnouncementTooLong) as refused:
        room.draft(versions=(long,))
    assert refused.value.facts == {"language": "en", "longest": LONGEST_TEXT, "length": LONGEST_TEXT + 1}
    with pytest.raises(TitleTooLong):
        room.draft(versions=(replace(IN_ENGLISH, title="x" * 151),))
    with pytest.raises(TooManyFiles):
        room.draft(attachments=(Attachment("F1", "a.pdf", "https://example.org/a"),) * 11)
    for versions in ((), (replace(IN_ENGLISH, title=" "),), (replace(IN_ENGLISH, text=words(" ")),)):
        with pytest.raises(AnnouncementEmpty):
            room.preview(room.draft(versions=versions))


def test_variables_count_in_the_length_as_what_they_become(room: Newsroom) -> None:
    just = Version("en", "Kick-off", words("x" * (LONGEST_TEXT - 100) + "{name}"))
    room.draft(versions=(just,))
    with pytest.raises(AnnouncementTooLong):
        room.draft(versions=(replace(just, text=words("x" * (LONGEST_TEXT - 99) + "{name}")),))


def test_time_that_is_over_is_refused(room: Newsroom) -> None:
    for over in (Timing(at=NOW - MINUTE), Timing(day=date(2027, 1, 17), hour=time(9))):
        with pytest.raises(SendingTimePast):
            room.preview(room.draft(timing=over))


def test_variables_become_words_of_each_reader(room: Newsroom) -> None:
    text = words("Dear {name}, {partner} and you are in {programme}; {this} stays.")
    room.announce(versions=(replace(IN_ENGLISH, title="For {name}", text=text),))
    room.deliver()
    got = room.read()["Awa"]
    assert got.title == "For Awa"
    assert plain(got.text) == "Dear Awa, Luca and you are in Cluster Mentoring; {this} stays."


PINGS = (
    Paragraph(
        (
            Span("channel", SpanKind.EVERYBODY),
            Span(" <!here> @everyone "),
            Span("S1", SpanKind.GROUP),
            Span(" {name}"),
        )
    ),
)


def test_nobody_is_pinged_by_what_is_typed_nor_by_a_variable(room: Newsroom) -> None:
    room.change(room.cast.awa, name="<!channel>")
    room.announce(versions=(replace(IN_ENGLISH, text=PINGS),))
    room.deliver()
    got = room.read()["<!channel>"]
    assert {span.kind for paragraph in got.text for span in paragraph.spans} == {SpanKind.WORDS}
    assert plain(got.text) == "@channel <!here> @everyone @S1 <!channel>"


def test_pings_are_let_through_where_they_are_ticked_and_the_preview_names_them(room: Newsroom) -> None:
    versions = (replace(IN_ENGLISH, text=PINGS),)
    assert room.preview(room.draft(versions=versions)).pings == ()
    draft = room.draft(versions=versions, pings_allowed=True)
    assert room.preview(draft).pings == ("@channel", "@S1")
    room.change(room.cast.awa, name="<!here>")
    room.confirm(draft)
    room.deliver()
    kinds = [span.kind for span in room.read()["<!here>"].text[0].spans]
    assert kinds == [SpanKind.EVERYBODY, SpanKind.WORDS, SpanKind.GROUP, SpanKind.WORDS]


def test_trial_goes_to_its_writer_alone_and_leaves_no_trace_in_the_ledger(room: Newsroom) -> None:
    draft = room.draft()
    services.send_to_self(room.uow(), draft.id, "fr", actor=room.ines, now=NOW)
    (errand,) = room.deliver()
    shown = errand.shown
    assert isinstance(shown, ReaderMessage)
    assert (errand.recipient.name, shown.title, shown.trial) == ("Inès", "Lancement", True)
    assert room.ledger(draft).counts.total == 0
    with pytest.raises(NoSuchAnnouncement):
        services.send_to_self(room.uow(), draft.id, "es", actor=room.ines, now=NOW)


def test_trial_of_a_version_thrown_away_since_is_not_sent(room: Newsroom) -> None:
    draft = room.draft()
    services.send_to_self(room.uow(), draft.id, "fr", actor=room.ines, now=NOW)
    less = content(versions=(draft.content.versions[0],))
    services.save_draft(room.uow(), less, announcement_id=draft.id, actor=room.ines, now=NOW)
    assert room.deliver() == []
    (trial,) = room.store.deliveries.values()
    assert (trial.state, trial.last_error) == (DeliveryState.CANCELLED, "this version is gone")


def test_preview_of_one_reader_is_what_they_get(room: Newsroom) -> None:
    draft = room.draft()
    shown = services.preview_message(room.uow(), draft.id, room.cast.awa.id, actor=room.ines, now=NOW)
    assert (shown.title, shown.language) == ("Lancement", "fr")
    with pytest.raises(NoSuchAnnouncement):
        services.preview_message(room.uow(), draft.id, room.cast.omar.id, actor=room.ines, now=NOW)


def test_template_is_kept_by_name_and_used_again_without_its_time(room: Newsroom) -> None:
    announcement = room.announce(timing=Timing(at=NOW + DAY))
    with pytest.raises(TemplateNameless):
        services.save_template(room.uow(), announcement.id, " ", actor=room.ines, now=NOW)
    template = services.save_template(room.uow(), announcement.id, "Kick-off", actor=room.ines, now=NOW)
    again = services.save_template(room.uow(), announcement.id, "kick-OFF ", actor=room.ines, now=NOW + MINUTE)
    assert (again.id, again.name) == (template.id, "kick-OFF")
    draft = services.use_again(room.uow(), template.id, actor=room.ines, now=NOW)
    assert (draft.state, draft.content) == (AnnouncementState.DRAFT, content())
    with pytest.raises(AnnouncementClosed):
        services.confirm(room.uow(), template.id, seen="", actor=room.ines, now=NOW)


def test_template_that_was_thrown_away_comes_back_as_one(room: Newsroom) -> None:
    template = services.save_template(room.uow(), room.draft().id, "Kick-off", actor=room.ines, now=NOW)
    services.discard(room.uow(), template.id, actor=room.ines, now=NOW)
    assert services.restore(room.uow(), template.id, actor=room.ines, now=NOW).state is AnnouncementState.TEMPLATE


def test_draft_is_of_the_newest_programme_and_means_nobody_of_another(room: Newsroom) -> None:
    with room.uow() as uow:
        newest = uow.people.add_programme(replace(room.cast.programme, name="Newest", starts_on=date(2027, 1, 11)))
        uow.people.enrol(Participant(newest.id, room.ines, frozenset({Role.COORDINATOR})))
        uow.commit()
    draft = room.draft()
    assert draft.programme_id == newest.id
    assert [one.person.name for one in room.preview(draft).lines] == ["Inès"]
    with pytest.raises(NoSuchAnnouncement):
        services.preview_message(room.uow(), draft.id, room.cast.luca.id, actor=room.ines, now=NOW)


def test_past_announcement_is_used_again(room: Newsroom) -> None:
    announcement = room.announce()
    draft = services.use_again(room.uow(), announcement.id, actor=room.ines, now=NOW)
    assert draft.id != announcement.id
    assert room.preview(draft).count == 4


def test_discarded_draft_is_taken_back(room: Newsroom) -> None:
    draft = room.draft()
    gone = services.discard(room.uow(), draft.id, actor=room.ines, now=NOW)
    assert services.discard(room.uow(), draft.id, actor=room.ines, now=NOW) == gone
    with pytest.raises(AnnouncementClosed):
        room.preview(draft)
    assert services.restore(room.uow(), draft.id, actor=room.ines, now=NOW).state is AnnouncementState.DRAFT
    sent = room.confirm(draft)
    with pytest.raises(AnnouncementClosed):
        services.discard(room.uow(), sent.id, actor=room.ines, now=NOW)


def test_list_tells_how_each_stands_and_leaves_templates_out(room: Newsroom) -> None:
    announcement = room.announce()
    services.save_template(room.uow(), announcement.id, "Kick-off", actor=room.ines, now=NOW)
    draft = services.use_again(room.uow(), announcement.id, actor=room.ines, now=NOW + MINUTE)
    room.deliver()
    listed = announcements_of(room.uow(), actor=room.ines, now=NOW)
    assert [(one.announcement.id, one.counts.total) for one in listed] == [(draft.id, 0), (announcement.id, 4)]
    assert listed[1].counts.of(Standing.SENT) == 4


def test_new_draft_kept_twice_under_the_id_of_its_form_is_one(room: Newsroom) -> None:
    about = services.new_id()
    for title in ("Kick", "Kick-off"):
        version = replace(content().versions[0], title=title)
        kept = services.save_draft(
            room.uow(), content(versions=(version,)), announcement_id=about, actor=room.ines, now=NOW
        )
        assert (kept.id, kept.content.title) == (about, title)
    assert list(room.store.announcements) == [("T1", about)]


def test_new_draft_that_a_first_click_kept_meanwhile_is_changed(room: Newsroom) -> None:
    about = services.new_id()

    class JustBefore(FakeAnnouncements):
        def add(self, announcement: Announcement) -> bool:  # type: ignore[override]  # this one tells
            super().add(replace(announcement, content=content(compulsory=True)))
            return super().add(announcement)

    uow = room.uow()
    uow.announcements = JustBefore(room.store, TEAM)
    services.save_draft(uow, content(), announcement_id=about, actor=room.ines, now=NOW)
    assert [one.content for one in room.store.announcements.values()] == [content()]


def test_only_coordinators_of_the_programme_have_anything_to_do_with_it(room: Newsroom) -> None:
    announcement = room.announce()
    for person in (room.cast.awa, room.cast.luca, room.cast.omar):
        with pytest.raises(NotACoordinator):
            services.save_draft(room.uow(), content(), actor=person, now=NOW)
        with pytest.raises(NotACoordinator):
            announcements_of(room.uow(), actor=person, now=NOW)
        for refused in everything_done_to(room.uow(), announcement.id, person):
            with pytest.raises(NoSuchAnnouncement):
                refused()
    with room.uow() as uow:
        elsewhere = uow.people.add_programme(replace(room.cast.programme, name="Another"))
        uow.people.enrol(Participant(elsewhere.id, room.cast.awa, frozenset({Role.COORDINATOR})))
        uow.commit()
    for refused in everything_done_to(room.uow(), announcement.id, room.cast.awa):
        with pytest.raises(NoSuchAnnouncement):
            refused()
    other_team = FakeUnitOfWork(room.store, "T2")
    for refused in everything_done_to(other_team, announcement.id, room.ines):
        with pytest.raises((NoSuchAnnouncement, NotACoordinator)):
            refused()


def everything_done_to(uow: FakeUnitOfWork, about: str, actor: Person) -> list[Callable[[], object]]:
    who: dict[str, Any] = {"actor": actor, "now": NOW}
    return [
        lambda: services.save_draft(uow, content(urgent=True), announcement_id=about, **who),
        lambda: services.preview(uow, about, **who),
        lambda: services.confirm(uow, about, seen="", **who),
        lambda: services.use_again(uow, about, **who),
        lambda: services.save_template(uow, about, "x", **who),
        lambda: services.discard(uow, about, **who),
        lambda: services.send_to_self(uow, about, "en", **who),
        lambda: services.open_announcement(uow, about, actor=actor),
        lambda: services.preview_message(uow, about, 1, **who),
        lambda: sending.pause(uow, about, **who),
        lambda: sending.resume(uow, about, **who),
        lambda: sending.stop(uow, about, **who),
        lambda: sending.withdraw(uow, about, **who),
        lambda: sending.retry_missing(uow, about, **who),
        lambda: sending.offer_to_newcomers(uow, about, **who),
        lambda: sending.remind_unacknowledged(uow, about, wishes=0, **who),
        lambda: sending.edit(uow, about, (IN_ENGLISH,), revision=1, **who),
        lambda: ledger(uow, about, LedgerWish(), **who),
        lambda: versions_of(uow, about, actor=actor),
    ]
