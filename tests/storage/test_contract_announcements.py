"""What announcements ask of storage, the same in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from mentoring.announcements import (
    CALLED_OFF,
    Announcement,
    AnnouncementState,
    Answer,
    Attachment,
    Content,
    ContentVersion,
    LedgerRow,
    LedgerWish,
    PairState,
    ReaderLine,
    Readership,
    Reply,
    Standing,
    Timing,
    Version,
    WhyNot,
)
from mentoring.gatherings import Audience
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import ParticipationState, Role
from mentoring.ports import UnitOfWork
from mentoring.rich_text import Paragraph, Shape, Span, SpanKind
from tests.builders import NOW, OTHER_TEAM, TEAM, Cohort, MakeUnitOfWork, a_cohort, a_delivery, a_person

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

FULL = Content(
    versions=(
        Version(
            "ar",
            "الانطلاق 👩🏽‍🚀",
            (
                Paragraph((Span("نبدأ", bold=True, underline=True), Span("wave", SpanKind.EMOJI, emoji="1f44b"))),
                Paragraph((Span("one", link="https://example.org"),), Shape.BULLETS, indent=1, offset=2),
            ),
        ),
        Version("en", "Kick-off"),
    ),
    readership=Readership(
        Audience(frozenset({1, 2}), frozenset({Role.MENTEE}), frozenset({"EG"}), frozenset({"x"}), frozenset({"y"})),
        languages=frozenset({"ar", "fr"}),
        pair_states=frozenset({PairState.ENDED, PairState.PAIRED}),
        channel="C1",
    ),
    timing=Timing(at=NOW, day=date(2027, 1, 19), hour=time(9, 30)),
    acknowledgement=True,
    replies=False,
    urgent=True,
    compulsory=True,
    pings_allowed=True,
    attachments=(Attachment("F1", "plan.pdf", "https://example.org/F1", picture=True),),
)


def an_announcement(cohort: Cohort, **changes: Any) -> Announcement:
    announcement = Announcement(
        id="A1",
        programme_id=cohort.programme.id,
        author_id=cohort.ines.id,
        content=FULL,
        created_at=NOW,
        changed_at=NOW,
    )
    return replace(announcement, **changes)


def kept(uow: UnitOfWork, people: Iterable[str] = ("awa", "luca", "fatima", "ines")) -> Cohort:
    """An announcement under way with a line and a delivery for each of these people."""
    cohort = a_cohort(uow)
    uow.announcements.add(an_announcement(cohort, state=AnnouncementState.SENDING))
    for name in people:
        person = getattr(cohort, name)
        key = f"announcement:A1:{person.id}:1"
        uow.announcements.add_lines([ReaderLine("A1", person.id, "en", NOW, due_at=NOW, delivery_key=key, tries=1)])
        kind = DeliveryKind.ANNOUNCEMENT
        uow.deliveries.plan([a_delivery(key, kind=kind, recipient_id=person.id, session_id=None, change="A1")])
    uow.commit()
    return cohort


def set_state(uow: UnitOfWork, person_id: int, state: DeliveryState, **changes: Any) -> Delivery:
    before = uow.deliveries.get(f"announcement:A1:{person_id}:1")
    after = replace(before, state=state, **changes)
    assert uow.deliveries.replace(after, instead_of=before, now=NOW)
    return after


def rows(uow: UnitOfWork) -> dict[str, LedgerRow]:
    found = uow.announcements.ledger("A1")
    assert [one.name for one in found] == sorted(one.name for one in found)
    return {one.name: one for one in found}


def test_announcement_is_kept_with_everything_in_it(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        draft = an_announcement(cohort)
        assert not uow.announcements.has("A1")
        assert uow.announcements.add(draft)
        assert not uow.announcements.add(replace(draft, content=Content()))
        assert uow.announcements.has("A1")
        uow.commit()
    sent = replace(
        draft,
        content=Content(),
        state=AnnouncementState.SENT,
        revision=3,
        confirmed_at=NOW + MINUTE,
        changed_at=NOW + DAY,
        wishes=2,
        name="x",
    )
    with make_uow(TEAM) as uow:
        assert uow.announcements.get("A1") == draft
        uow.announcements.update(sent)
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.announcements.locked("A1") == sent


def test_another_team_knows_nothing_of_it(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = kept(uow)
        uow.announcements.add_reply(Reply("R1", "A1", cohort.luca.id, "When?", NOW))
        uow.commit()
    with make_uow(OTHER_TEAM) as uow:
        for call in (uow.announcements.get, uow.announcements.locked, uow.announcements.reply):
            with pytest.raises(KeyError):
                call("A1")
        with pytest.raises(KeyError):
            uow.announcements.update(an_announcement(cohort))
        with pytest.raises(KeyError):
            uow.announcements.answer("R1", Answer(cohort.ines.id, "At nine.", NOW))
        assert uow.announcements.in_state(set(AnnouncementState)) == []
        assert uow.announcements.of_programme(cohort.programme.id, set(AnnouncementState)) == []
        assert uow.announcements.line("A1", cohort.luca.id) is None
        assert not uow.announcements.has("A1")
        assert uow.announcements.unlisted(an_announcement(cohort)) == []
        for ask in (uow.announcements.ledger, lambda about: uow.announcements.found(about, LedgerWish())):
            with pytest.raises(KeyError):
                ask("A1")
        assert not uow.announcements.acknowledge("A1", cohort.luca.id, NOW)
        assert uow.announcements.hold("A1", NOW + DAY) == 0
        assert uow.announcements.call_off("A1", NOW) == 0
        assert uow.announcements.replies("A1") == []
        assert uow.announcements.versions("A1") == []


def test_lists_by_programme_and_by_state(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        for number, state in enumerate(AnnouncementState):
            at = NOW + number * MINUTE
            uow.announcements.add(an_announcement(cohort, id=state.value, state=state, created_at=at, changed_at=at))
        wanted = {AnnouncementState.DRAFT, AnnouncementState.SENDING, AnnouncementState.PAUSED}
        of_programme = uow.announcements.of_programme(cohort.programme.id, wanted)
        assert [one.id for one in of_programme] == ["paused", "sending", "draft"]
        assert [one.id for one in uow.announcements.of_programme(cohort.programme.id, wanted, 1)] == ["paused"]
        assert [one.id for one in uow.announcements.in_state(wanted, 2)] == ["draft", "sending"]
        assert uow.announcements.of_programme(0, wanted) == []


def test_what_it_said_when_is_kept(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = kept(uow)
        first = ContentVersion("A1", 1, FULL, cohort.ines.id, NOW)
        second = ContentVersion("A1", 2, Content(), cohort.ines.id, NOW + DAY, withdrawn=True)
        for one in (second, first):
            uow.announcements.keep_version(one)
        assert uow.announcements.versions("A1") == [first, second]


def test_line_is_there_once_and_is_replaced_but_for_its_acknowledgement(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        luca = kept(uow).luca.id
        line = uow.announcements.line("A1", luca)
        assert line is not None
        assert uow.announcements.add_lines([replace(line, language="fr")]) == 0
        assert uow.announcements.acknowledge("A1", luca, NOW + MINUTE)
        assert not uow.announcements.acknowledge("A1", luca, NOW + DAY)
        changed = replace(
            line,
            language="ar",
            fallback=True,
            due_at=None,
            why_not=WhyNot.AWAY,
            delivery_key="other",
            tries=2,
            late=True,
        )
        uow.announcements.update_lines([changed])
        assert uow.announcements.line("A1", luca) == replace(changed, acknowledged_at=NOW + MINUTE)
        uow.announcements.update_lines([])
        assert uow.announcements.line("A1", 0) is None


def test_ledger_tells_where_every_line_stands_and_the_counts_add_up(make_uow: MakeUnitOfWork) -> None:
    sent_at = NOW - timedelta(seconds=30)
    ts = f"{sent_at.timestamp():.0f}.000001"
    with make_uow(TEAM) as uow:
        cohort = kept(uow)
        set_state(uow, cohort.luca.id, DeliveryState.SENT, slack_ts=ts, channel_id="D1", session_revision=2)
        set_state(uow, cohort.awa.id, DeliveryState.FAILED, last_error="channel_not_found")
        line = uow.announcements.line("A1", cohort.fatima.id)
        assert line is not None
        uow.announcements.update_lines([replace(line, why_not=WhyNot.MUTED, delivery_key="")])
        uow.announcements.acknowledge("A1", cohort.luca.id, NOW)
        found = rows(uow)
        assert {name: one.standing for name, one in found.items()} == {
            "Awa": Standing.FAILED,
            "Fatima": Standing.SKIPPED,
            "Inès": Standing.PLANNED,
            "Luca": Standing.SENT,
        }
        luca = found["Luca"]
        assert (luca.channel_id, luca.slack_ts, luca.shown_revision, luca.reason) == ("D1", ts, 2, "")
        assert luca.sent_at == datetime.fromtimestamp(float(ts), UTC)
        assert (luca.email, luca.user_id) == (cohort.luca.email, cohort.luca.user_id)
        assert (found["Awa"].reason, found["Awa"].delivery_state) == ("channel_not_found", DeliveryState.FAILED)
        counts = uow.announcements.counts("A1", NOW)
        assert {one: counts.of(one) for one in Standing if counts.of(one)} == {
            Standing.FAILED: 1,
            Standing.SKIPPED: 1,
            Standing.PLANNED: 1,
            Standing.SENT: 1,
        }
        assert (counts.total, counts.acknowledged, counts.last_minute) == (4, 1, 1)
        assert uow.announcements.counts("A1", NOW + MINUTE).last_minute == 0


@pytest.mark.parametrize("state", [AnnouncementState.SENDING, AnnouncementState.WITHDRAWN])
def test_database_finds_the_lines_that_stand_where_the_rule_says(
    make_uow: MakeUnitOfWork, state: AnnouncementState
) -> None:
    people = ("awa", "luca", "fatima", "ines")
    with make_uow(TEAM) as uow:
        cohort = kept(uow, people)
        uow.announcements.update(replace(uow.announcements.get("A1"), state=state))
        seen = set()
        for delivered in DeliveryState:
            reasons = ("", CALLED_OFF, "", "the recipient is away")
            for name, reason, why_not in zip(people, reasons, (None, None, WhyNot.AWAY, None), strict=True):
                person_id = getattr(cohort, name).id
                set_state(uow, person_id, delivered, last_error=reason)
                line = uow.announcements.line("A1", person_id)
                assert line is not None
                uow.announcements.update_lines([replace(line, why_not=why_not)])
            for standing in Standing:
                wish = LedgerWish(frozenset({standing}))
                expected = [one for one in uow.announcements.ledger("A1") if one.standing is standing]
                assert uow.announcements.ledger("A1", wish) == expected
                assert uow.announcements.found("A1", wish) == len(expected)
                seen |= {standing} if expected else set()
        got = Standing.WITHDRAWN if state is AnnouncementState.WITHDRAWN else Standing.SENT
        assert seen == set(Standing) - ({Standing.SENT, Standing.WITHDRAWN} - {got})


def test_page_of_the_ledger_is_found_by_name_address_and_reason(make_uow: MakeUnitOfWork) -> None:
    names = ("Élodie", "zoé", "Ali 100%", "Émile", "أحمد", "Ali 1000")
    with make_uow(TEAM) as uow:
        kept(uow, ())
        for name in names:
            person = uow.people.add(a_person(name, email=f"{len(name)}.{name[-1]}@Example.org", user_id=None))
            uow.announcements.add_lines([ReaderLine("A1", person.id, "fr", NOW, why_not=WhyNot.AWAY)])
        uow.commit()

    def found(uow: UnitOfWork, **wish: Any) -> list[str]:
        return [one.name for one in uow.announcements.ledger("A1", LedgerWish(**wish))]

    in_order = ["Ali 100%", "Ali 1000", "Élodie", "Émile", "zoé", "أحمد"]
    with make_uow(TEAM) as uow:
        assert found(uow) == in_order
        assert found(uow, first=2, limit=3) == in_order[2:5]
        assert uow.announcements.found("A1", LedgerWish(first=2, limit=3)) == 6
        assert found(uow, words="ELO") == ["Élodie"]
        assert found(uow, words="e mil") == ["Émile"]
        assert found(uow, words="0%") == ["Ali 100%"]
        assert found(uow, words="_li") == []
        assert found(uow, words="8.% EXAMPLE") == ["Ali 100%"]
        assert found(uow, words="احمد") == ["أحمد"]
        assert found(uow, why_not=WhyNot.AWAY, limit=None) == in_order
        assert found(uow, why_not=WhyNot.MUTED) == []
        assert found(uow, acknowledged=True) == []
        assert uow.announcements.acknowledge("A1", uow.announcements.ledger("A1")[3].line.person_id, NOW)
        assert found(uow, acknowledged=True) == ["Émile"]
        assert "Émile" not in found(uow, acknowledged=False)
        with pytest.raises(KeyError):
            uow.announcements.ledger("A2")


def test_unlisted_are_those_of_the_programme_who_are_in_no_line(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = kept(uow, ("awa",))
        everybody = replace(FULL, readership=Readership(Audience(everybody=True, roles=frozenset({Role.MENTOR}))))
        mentees = Readership(Audience(people=frozenset({cohort.ines.id}), roles=frozenset({Role.MENTEE})))

        def unlisted(content: Content) -> list[str]:
            announcement = replace(uow.announcements.get("A1"), content=content)
            return [one.person.name for one in uow.announcements.unlisted(announcement)]

        assert unlisted(everybody) == ["Fatima", "Inès", "Luca"]
        assert set(unlisted(replace(FULL, readership=mentees))) >= {"Fatima", "Inès", "Luca"}
        uow.people.mark_participation(cohort.programme.id, cohort.luca.id, ParticipationState.LEFT)
        uow.people.mark_participation(cohort.programme.id, cohort.ines.id, ParticipationState.PAUSED)
        assert unlisted(everybody) == ["Fatima", "Inès"]
        (fatima, _) = uow.announcements.unlisted(replace(uow.announcements.get("A1"), content=everybody))
        assert fatima in uow.people.everybody(cohort.programme.id)


def test_unread_is_what_a_person_got_and_has_not_acknowledged(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = kept(uow)
        luca, awa = cohort.luca.id, cohort.awa.id
        assert uow.announcements.unread_by(luca) == []
        set_state(uow, luca, DeliveryState.SENT)
        set_state(uow, awa, DeliveryState.FAILED)
        assert [one.id for one in uow.announcements.unread_by(luca)] == ["A1"]
        assert uow.announcements.unread_by(awa) == []
        uow.announcements.update(replace(uow.announcements.get("A1"), state=AnnouncementState.WITHDRAWN))
        assert uow.announcements.unread_by(luca) == []
        uow.announcements.update(replace(uow.announcements.get("A1"), state=AnnouncementState.SENT))
        uow.announcements.acknowledge("A1", luca, NOW)
        assert uow.announcements.unread_by(luca) == []


def test_what_is_held_is_claimed_by_nobody_until_it_is_let_go(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = kept(uow, ("awa", "luca"))
        uow.deliveries.plan([a_delivery("another", recipient_id=cohort.fatima.id)])
        set_state(uow, cohort.awa.id, DeliveryState.SENT)
        assert uow.announcements.hold("A1", NOW + 1000 * DAY) == 1
        uow.commit()
    with make_uow(TEAM) as uow:
        lease = {"owner": "here", "lease_until": NOW + DAY}
        claimed = uow.deliveries.claim(NOW + DAY, **lease)
        assert claimed is not None
        assert claimed.key == "another"
        assert uow.deliveries.claim(NOW + DAY, **lease) is None
        assert uow.announcements.hold("A1", None) == 1
        claimed = uow.deliveries.claim(NOW + DAY, **lease)
        assert claimed is not None
        assert (claimed.recipient_id, claimed.not_before) == (cohort.luca.id, None)


def test_what_is_held_does_not_leave_before_it_is_due_either(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = kept(uow, ("luca",))
        waiting = uow.deliveries.get(f"announcement:A1:{cohort.luca.id}:1")
        later = replace(waiting, due_at=NOW + 3 * DAY, not_after=NOW + 9 * DAY)
        assert uow.deliveries.replace(later, instead_of=waiting, now=NOW)
        uow.announcements.hold("A1", NOW + DAY)
        uow.commit()
    with make_uow(TEAM) as uow:
        lease = {"owner": "here", "lease_until": NOW + 9 * DAY}
        assert uow.deliveries.claim(NOW + 2 * DAY, **lease) is None
        assert uow.deliveries.claim(NOW + 3 * DAY, **lease) is not None


def test_what_is_called_off_is_closed_and_logged(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = kept(uow, ("awa", "luca"))
        set_state(uow, cohort.awa.id, DeliveryState.SENT)
        assert uow.announcements.call_off("A1", NOW + MINUTE) == 1
        assert uow.announcements.call_off("A1", NOW + MINUTE) == 0
        uow.commit()
    with make_uow(TEAM) as uow:
        found = rows(uow)
        assert (found["Awa"].standing, found["Luca"].standing) == (Standing.SENT, Standing.STOPPED)
        key = found["Luca"].line.delivery_key
        (step,) = uow.deliveries.transitions([key])[key]
        assert (step.state_from, step.state_to, step.error, step.at) == (
            "pending",
            "cancelled",
            CALLED_OFF,
            NOW + MINUTE,
        )
        assert uow.announcements.counts("A1", NOW).of(Standing.STOPPED) == 1


def test_replies_and_answers_are_kept_in_order(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = kept(uow)
        for number, person in enumerate((cohort.luca, cohort.fatima)):
            uow.announcements.add_reply(Reply(f"R{number}", "A1", person.id, "When?", NOW + number * MINUTE))
        first, second = (Answer(cohort.ines.id, text, NOW + DAY) for text in ("At nine.", "Sharp."))
        uow.announcements.answer("R1", first)
        uow.announcements.answer("R1", second)
        found = uow.announcements.replies("A1")
        assert [(one.id, one.answers) for one in found] == [("R0", ()), ("R1", (first, second))]
        assert uow.announcements.reply("R1") == found[1]
        with pytest.raises(KeyError):
            uow.announcements.answer("R9", first)
