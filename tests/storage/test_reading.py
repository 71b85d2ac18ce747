"""Services that only read do so on connections that can't write."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from mentoring.services import booking, calendars, programmes, reads
from mentoring.sessions import Draft
from storage.engine import make_engine
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import NOW, TEAM, Cohort, a_change, a_cohort, a_draft


@pytest.fixture
def reading(engine: Engine) -> Iterator[Engine]:
    only = make_engine(engine.url.render_as_string(hide_password=False), reading=True)
    yield only
    only.dispose()


def kept(engine: Engine) -> tuple[Cohort, Draft, str]:
    with SqlUnitOfWork(engine, TEAM) as unit:
        cohort = a_cohort(unit)
        session = cohort.session()
        unit.sessions.add(session, a_change(session))
        draft = a_draft(person_id=cohort.awa.id, partner_id=cohort.luca.id, pair_id=cohort.pair.id)
        unit.sessions.keep_draft(draft)
        unit.commit()
    return cohort, draft, session.id


def test_what_is_marked_as_only_reading_writes_nothing(engine: Engine, reading: Engine) -> None:
    cohort, draft, session_id = kept(engine)
    me = {"actor": cohort.awa}

    def uow() -> SqlUnitOfWork:
        return SqlUnitOfWork(reading, TEAM)

    known = programmes.who(uow(), str(cohort.awa.user_id))
    assert known.person == cohort.awa
    assert [one.session.id for one in reads.at_a_glance(uow(), known, now=NOW, **me).upcoming] == [session_id]
    assert reads.partners(uow(), now=NOW, **me) == (cohort.luca,)
    assert reads.session_details(uow(), session_id, **me).session.id == session_id
    assert booking.draft_of(uow(), draft.id, **me) == draft
    assert calendars.feed_version(uow(), "no address", now=NOW) is None
    assert [one.session.id for one in calendars.feed(uow(), cohort.awa.id, now=NOW).entries] == [session_id]
