"""The house with somebody who announces in it, and a Slack that takes, refuses or loses what leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mentoring.announcements import (
    Announcement,
    Content,
    LedgerPage,
    LedgerWish,
    Preview,
    ReaderMessage,
    Readership,
    Standing,
    Timing,
    Version,
)
from mentoring.gatherings import Audience
from mentoring.messages import DeliveryKind, Means, Outcome, OutcomeKind
from mentoring.people import Participant, ParticipationState, Person, Role
from mentoring.rich_text import words
from mentoring.services import announcement_sending as sending
from mentoring.services import announcements as services
from mentoring.services.announcement_news import look_after_announcements
from mentoring.services.announcement_reads import ledger
from mentoring.services.delivery import begin, claim_one, finish
from mentoring.services.errands import AnnouncementCardErrand, AnnouncementErrand, LedgerErrand
from tests.builders import NOW, a_person
from tests.fakes import FakeUnitOfWork
from tests.mentoring.house import House

EVERYBODY = Readership(Audience(everybody=True))
IN_ENGLISH = Version("en", "Kick-off", words("We begin on Monday."))
IN_FRENCH = Version("fr", "Lancement", words("Nous commençons lundi."))
IN_ARABIC = Version("ar", "الانطلاق", words("نبدأ يوم الاثنين."))
ALL_THREE = (IN_ENGLISH, IN_FRENCH, IN_ARABIC)
REFUSED = Outcome(OutcomeKind.FAILED, error="channel_not_found")

Errand = AnnouncementErrand | AnnouncementCardErrand


def content(**changes: Any) -> Content:
    """Three languages for everybody, now; ``changes`` are fields of Content."""
    return replace(Content(versions=ALL_THREE, readership=EVERYBODY, timing=Timing()), **changes)


class Newsroom(House):
    """``now`` is the time; ``errands`` is everything that left, ``answers`` what Slack says to whom instead of yes.

    ``has_it`` counts the announcements that Slack took for each person. ``files`` are the ledgers that left as files,
    ``file_answer`` what Slack says to the next one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.errands: list[Errand] = []
        self.answers: dict[int, Outcome] = {}
        self.has_it: Counter[int] = Counter()
        self.files: list[LedgerErrand] = []
        self.file_answer = Outcome(OutcomeKind.SENT)

    @property
    def ines(self) -> Person:
        return self.cast.ines

    def draft(self, **changes: Any) -> Announcement:
        return services.save_draft(self.uow(), content(**changes), actor=self.ines, now=self.now)

    def preview(self, draft: Announcement) -> Preview:
        return services.preview(self.uow(), draft.id, actor=self.ines, now=self.now)

    def confirm(self, draft: Announcement) -> Announcement:
        seen = self.preview(draft).seen
        confirmed = services.confirm(self.uow(), draft.id, seen=seen, actor=self.ines, now=self.now)
        assert confirmed.sent
        return confirmed.announcement

    def announce(self, **changes: Any) -> Announcement:
        return self.confirm(self.draft(**changes))

    def deliver(self, at_most: int = 1000) -> list[Errand]:
        """Carry out what is due by now; what left."""
        before = len(self.errands)
        while len(self.errands) - before < at_most and self.deliver_one():
            pass
        return self.errands[before:]

    def deliver_one(self) -> bool:
        uow = FakeUnitOfWork(self.store, "")
        claimed = next(filter(None, (claim_one(uow, owner="here", now=self.now, means=one) for one in Means)), None)
        if claimed is None:
            return False
        errand = begin(self.uow(), claimed, now=self.now)
        if isinstance(errand, Errand):
            self.errands.append(errand)
            ts = f"{self.now.timestamp():.0f}.{len(self.errands):06}"
            taken = Outcome(OutcomeKind.SENT, slack_ts=ts, channel_id=errand.delivery.channel_id or "D")
            is_own = errand.delivery.kind is DeliveryKind.ANNOUNCEMENT
            answer = self.answers.get(errand.recipient.id, taken) if is_own else taken
            self.has_it[errand.recipient.id] += is_own and answer.kind is OutcomeKind.SENT
            finish(self.uow(), errand, answer, now=self.now)
        elif isinstance(errand, LedgerErrand):
            self.files.append(errand)
            finish(self.uow(), errand, self.file_answer, now=self.now)
        elif errand is not None:
            finish(self.uow(), errand, Outcome(OutcomeKind.SENT), now=self.now)
        return True

    def read(self) -> dict[str, ReaderMessage]:
        """What each reader got last, by name."""
        got = (one for one in self.errands if isinstance(one.shown, ReaderMessage))
        return {one.recipient.name: one.shown for one in got if isinstance(one.shown, ReaderMessage)}

    def ledger(self, announcement: Announcement, **wish: Any) -> LedgerPage:
        return ledger(self.uow(), announcement.id, LedgerWish(**wish), actor=self.ines, now=self.now)

    def standings(self, announcement: Announcement) -> Mapping[str, Standing]:
        page = self.ledger(announcement, limit=1000)
        assert page.counts.total == page.found == len(page.rows)
        for standing in Standing:
            assert page.counts.of(standing) == sum(row.standing is standing for row in page.rows)
        return {row.name: row.standing for row in page.rows}

    def look_after(self) -> int:
        return look_after_announcements(self.uow(), now=self.now)

    def state(self, announcement: Announcement) -> Announcement:
        with self.uow() as uow:
            return uow.announcements.get(announcement.id)

    def pass_time(self, length: timedelta) -> datetime:
        self.now += length
        return self.now

    def change(self, person: Person, **changes: Any) -> Person:
        with self.uow() as uow:
            changed = replace(uow.people.get(person.id), **changes)
            uow.people.update(changed)
            uow.commit()
        return changed

    def enrol(self, name: str, *roles: Role, **changes: Any) -> Person:
        with self.uow() as uow:
            here = {"id": 0, "email": f"{name}@example.org", "zone": "Europe/Rome", **changes}
            person = uow.people.add(a_person(name, **here))
            uow.people.enrol(Participant(self.cast.programme.id, person, frozenset(roles or (Role.MENTEE,))))
            uow.commit()
        return person

    def leave(self, person: Person, state: ParticipationState = ParticipationState.LEFT) -> None:
        with self.uow() as uow:
            uow.people.mark_participation(self.cast.programme.id, person.id, state)
            uow.commit()

    def retry(self, announcement: Announcement) -> int:
        return sending.retry_missing(self.uow(), announcement.id, actor=self.ines, now=self.now)

    def offer(self, announcement: Announcement) -> int:
        return sending.offer_to_newcomers(self.uow(), announcement.id, actor=self.ines, now=self.now)
