"""A person's feed over HTTP: only theirs, only for who has the address, and cheap where nothing has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.feeds import Feeds, Limit
from bot.serving import address_of, listen, serving
from bot.web import Vitals, calendar_app, web_app
from handlers.calendars import feed_address
from handlers.i18n import Catalogues
from mentoring.people import Person
from mentoring.services import calendars
from mentoring.services.answers import cancel
from tests.builders import OTHER_TEAM
from tests.fakes import FakeUnitOfWork
from tests.handlers.calendar_files.readers import by_ical_js, by_vobject, properties
from tests.mentoring.house import House
from tests.mentoring.post import Post

CATALOGUES = Catalogues.load()


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]


class Office:
    """The feeds of a house, and whoever asks for them."""

    def __init__(self, **limits: Limit) -> None:
        self.post = Post()
        self.served: list[str] = []
        self.feeds = Feeds(self.run, CATALOGUES, lambda: self.post.now, **limits)

    async def run(self, service: Callable[..., Any], team_id: str, /, *args: Any, **kwargs: Any) -> Any:
        self.served.append(service.__name__)
        return service(FakeUnitOfWork(self.post.house.store, team_id), *args, **kwargs)

    def address(self, person: Person | None = None) -> str:
        who = person or self.post.luca
        token = calendars.renew_address(self.post.uow(), self.digest(who), actor=who, now=self.post.now)
        assert token
        return feed_address("", token)

    def digest(self, person: Person) -> str:
        kept = calendars.my_calendar(self.post.uow(), actor=person)
        return kept.digest if kept else ""

    def ask(self, *paths: str, method: str = "GET", **headers: str) -> list[Answer]:
        async def story() -> list[Answer]:
            listening = listen("127.0.0.1", 0, otherwise="")
            async with serving(calendar_app(self.feeds), listening), aiohttp.ClientSession() as session:
                answers = []
                for path in paths:
                    named = {name.replace("_", "-"): value for name, value in headers.items()}
                    async with session.request(method, address_of(listening) + path, headers=named) as told:
                        lower = {name.lower(): value for name, value in told.headers.items()}
                        answers.append(Answer(told.status, await told.read(), lower))
                return answers

        return asyncio.run(story())

    def ask_once(self, path: str, **headers: str) -> Answer:
        return self.ask(path, **headers)[0]


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_feed_holds_ones_own_sessions_as_both_readers_read_them(office: Office) -> None:
    session = office.post.agree()
    told = office.ask_once(office.address())
    assert told.status == 200
    assert told.headers["content-type"] == "text/calendar; charset=utf-8"
    assert by_vobject(told.body).vevent.uid.value == f"{session.id}@sessions.mentorbot"
    said = properties(by_ical_js(told.body)[0])
    assert (said["dtstart"], said["status"]) == ("2027-01-26T14:00:00Z", "CONFIRMED")
    assert b"@example.org" not in told.body


def test_a_feed_is_in_its_persons_language(office: Office) -> None:
    office.post.agree()
    told = office.ask(office.address(), office.address(office.post.awa))
    assert b"Sessione con" in told[0].body
    assert "Séance avec".encode() in told[1].body


def test_a_feed_is_private_and_in_no_index(office: Office) -> None:
    there = office.ask_once(office.address())
    gone = office.ask_once("/calendar/nothing.ics")
    for told in (there, gone):
        assert told.headers["cache-control"] == "private, no-cache"
        assert "noindex" in told.headers["x-robots-tag"]
        assert told.headers["referrer-policy"] == "no-referrer"


def test_nothing_new_is_304_by_tag(office: Office) -> None:
    office.post.agree()
    address = office.address()
    first = office.ask_once(address)
    assert "feed" in office.served
    office.served.clear()
    for tag in (first.headers["etag"], f"W/{first.headers['etag']}", f'"x", {first.headers["etag"]}', "*"):
        again = office.ask_once(address, If_None_Match=tag)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    assert set(office.served) == {"feed_version"}


def test_nothing_new_is_304_by_date(office: Office) -> None:
    office.post.agree()
    address = office.address()
    first = office.ask_once(address)
    assert office.ask_once(address, If_Modified_Since=first.headers["last-modified"]).status == 304
    earlier = "Mon, 18 Jan 2027 07:00:00 GMT"
    assert office.ask_once(address, If_Modified_Since=earlier).status == 200
    assert office.ask_once(address, If_Modified_Since="yesterday").status == 200


def test_rfc9110_13_2_2_a_tag_goes_before_a_date(office: Office) -> None:
    office.post.agree()
    address = office.address()
    last = office.ask_once(address).headers["last-modified"]
    assert office.ask_once(address, If_None_Match='"other"', If_Modified_Since=last).status == 200


def test_a_change_is_new_by_tag_and_by_date(office: Office) -> None:
    session, address = office.post.agree(), office.address()
    first = office.ask_once(address)
    cancel(office.post.uow(), session.id, reason="", actor=office.post.awa, now=office.post.pass_by())
    second = office.ask_once(address, If_None_Match=first.headers["etag"])
    assert second.status == 200
    assert b"STATUS:CANCELLED" in second.body
    assert office.ask_once(address, If_Modified_Since=first.headers["last-modified"]).status == 200


def test_what_is_drawn_is_drawn_once(office: Office) -> None:
    office.post.agree()
    address = office.address()
    told = office.ask(address, address, address)
    assert len({one.body for one in told}) == 1
    assert office.served.count("feed") == 1


def test_asking_for_the_head_alone_gets_no_body(office: Office) -> None:
    office.post.agree()
    (told,) = office.ask(office.address(), method="HEAD")
    assert (told.status, told.body) == (200, b"")
    assert "etag" in told.headers


def test_wrong_revoked_and_renewed_addresses_are_404_after_the_same_work(office: Office) -> None:
    office.post.agree()
    renewed = office.address()
    revoked = office.address()
    calendars.revoke_address(office.post.uow(), actor=office.post.luca)
    there = office.address(office.post.awa)
    wrong = [there.replace(".ics", "x.ics"), there[:-8] + ".ics", "/calendar/x.ics", "/calendar/" + "a" * 3000 + ".ics"]
    office.served.clear()
    told = office.ask(renewed, revoked, *wrong)
    assert {(one.status, one.body) for one in told} == {
        (404, b"There is no calendar at this address. It may have been ended or renewed.\n")
    }
    assert len({tuple(sorted(set(one.headers) - {"date"})) for one in told}) == 1
    assert office.served == ["feed_version"] * len(told)


def test_one_persons_address_never_shows_another_persons_sessions(office: Office) -> None:
    office.post.agree()
    told = office.ask_once(office.address(office.post.house.cast.fatima))
    assert told.status == 200
    assert b"BEGIN:VEVENT" not in told.body


def test_an_address_leads_into_its_own_team_alone(office: Office) -> None:
    office.post.agree()
    other = House()
    office.post.house.store.people |= {
        (OTHER_TEAM, key[1]): person for key, person in other.store.people.items() if key[1] == office.post.luca.id
    }
    uow = FakeUnitOfWork(office.post.house.store, OTHER_TEAM)
    token = calendars.renew_address(uow, "", actor=office.post.luca, now=office.post.now)
    assert token
    told = office.ask_once(feed_address("", token))
    assert told.status == 200
    assert b"BEGIN:VEVENT" not in told.body


def test_only_reading_is_offered(office: Office) -> None:
    assert office.ask(office.address(), method="POST")[0].status == 405


def test_too_many_questions_for_one_address_are_told_when_to_come_back() -> None:
    office = Office(by_token=Limit(2, 60, monotonic=lambda: 0.0))
    mine, hers = office.address(), office.address(office.post.awa)
    told = office.ask(mine, mine, mine, hers)
    assert [one.status for one in told] == [200, 200, 429, 200]
    assert told[2].headers["retry-after"] == "30"
    assert told[2].headers["cache-control"] == "private, no-cache"


def test_guessing_from_one_host_is_slowed() -> None:
    office = Office(by_host=Limit(3, 60, monotonic=lambda: 0.0))
    told = office.ask(*(f"/calendar/{number}.ics" for number in range(5)))
    assert [one.status for one in told] == [404, 404, 404, 429, 429]


def test_a_limit_gives_way_with_time_and_forgets_who_asked_longest_ago() -> None:
    at = 0.0
    limit = Limit(2, 10, monotonic=lambda: at, kept=2)
    assert [limit.wait("a") for _ in range(3)] == [0.0, 0.0, 5.0]
    at = 5.0
    assert limit.wait("a") == 0.0
    assert limit.wait("b") == limit.wait("c") == 0.0
    assert len(limit._next) == 2


def test_the_bots_own_server_has_them_too_beside_health(office: Office) -> None:
    async def well() -> str:
        return ""

    async def story() -> tuple[int, int]:
        listening = listen("127.0.0.1", 0, otherwise="")
        app = web_app(Vitals(lambda: 0.0, well, well), feeds=office.feeds)
        async with serving(app, listening), aiohttp.ClientSession() as session:
            feed = await session.get(address_of(listening) + address)
            health = await session.get(address_of(listening) + "/healthz")
            return feed.status, health.status

    address = office.address()
    assert asyncio.run(story()) == (200, 200)


def test_dates_are_of_the_last_change_or_of_today(office: Office) -> None:
    office.post.agree()
    address = office.address()
    assert office.ask_once(address).headers["last-modified"] == "Mon, 18 Jan 2027 08:01:00 GMT"
    office.post.now = datetime(2027, 1, 20, 9, tzinfo=UTC)
    assert office.ask_once(address).headers["last-modified"] == "Wed, 20 Jan 2027 00:00:00 GMT"
    office.post.now += timedelta(hours=2)
    assert office.ask_once(address).headers["last-modified"] == "Wed, 20 Jan 2027 00:00:00 GMT"
