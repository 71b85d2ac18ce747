"""What polls and links ask of storage, the same in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mentoring.polls import Ballot, Poll, PollState, Vote
from tests.builders import NOW, OTHER_TEAM, TEAM, Cohort, MakeUnitOfWork, a_change, a_cohort, a_draft

DAY = timedelta(days=1)


def a_poll(cohort: Cohort, **changes: object) -> Poll:
    """Awa asks Luca and Fatima about two times next week, to answer within three days."""
    poll = Poll(
        id="P1",
        programme_id=cohort.programme.id,
        host_id=cohort.awa.id,
        topic="Export markets",
        duration=timedelta(minutes=45),
        starts=(NOW + 7 * DAY, NOW + 8 * DAY),
        ballots=(Ballot(cohort.luca.id, (None, None)), Ballot(cohort.fatima.id, (Vote.YES, None))),
        created_at=NOW,
        answer_by=NOW + 3 * DAY,
    )
    return replace(poll, **changes)  # type: ignore[arg-type]


def test_poll_is_kept_with_its_votes_in_order(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        poll = a_poll(cohort)
        uow.polls.add(poll)
        uow.commit()
    voted = poll.with_vote(cohort.luca.id, 1, Vote.MAYBE)
    with make_uow(TEAM) as uow:
        assert uow.polls.get("P1") == poll
        uow.polls.update(replace(voted, state=PollState.BOOKED, chosen=1, session_id="S1"))
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.polls.locked("P1") == replace(voted, state=PollState.BOOKED, chosen=1, session_id="S1")


def test_poll_of_another_team_is_unknown(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        poll = a_poll(a_cohort(uow))
        uow.polls.add(poll)
        uow.commit()
    with make_uow(OTHER_TEAM) as uow:
        with pytest.raises(KeyError):
            uow.polls.get("P1")
        with pytest.raises(KeyError):
            uow.polls.locked("P1")
        with pytest.raises(KeyError):
            uow.polls.update(poll)
        assert uow.polls.over(NOW + 30 * DAY) == []


def test_over_gives_open_polls_longest_over_first(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        uow.polls.add(a_poll(cohort, id="late", answer_by=NOW + 9 * DAY))
        uow.polls.add(a_poll(cohort, id="soon"))
        uow.polls.add(a_poll(cohort, id="done", state=PollState.CLOSED))
        assert uow.polls.over(NOW + 3 * DAY - timedelta(seconds=1)) == []
        assert [one.id for one in uow.polls.over(NOW + 3 * DAY)] == ["soon"]
        assert [one.id for one in uow.polls.over(NOW + 7 * DAY)] == ["soon", "late"]
        assert [one.id for one in uow.polls.over(NOW + 7 * DAY, limit=1)] == ["soon"]


def test_links_of_pairs_sessions_and_drafts_are_kept(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        assert uow.people.pair(cohort.pair.id).link == ""
        uow.people.update_pair(replace(cohort.pair, link="https://meet.example.org/ours"))
        session = cohort.session(link="https://meet.example.org/typed", link_typed=True)
        uow.sessions.add(session, a_change(session))
        uow.sessions.keep_draft(a_draft(link="https://meet.example.org/draft"))
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.people.pair(cohort.pair.id) == replace(cohort.pair, link="https://meet.example.org/ours")
        assert uow.people.pairs_of(cohort.awa.id, NOW.date())[0].link == "https://meet.example.org/ours"
        assert uow.sessions.get(session.id) == session
        draft = uow.sessions.draft("D1")
        assert draft is not None
        assert draft.link == "https://meet.example.org/draft"
    with make_uow(OTHER_TEAM) as uow, pytest.raises(KeyError):
        uow.people.update_pair(cohort.pair)
