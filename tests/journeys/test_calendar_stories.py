"""Sessions on their way into people's own calendars, by file and by an address to subscribe to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

from bot.sandbox.client import Seat
from tests.handlers.calendar_files.model_calendar import ModelCalendar
from tests.handlers.calendar_files.readers import by_ical_js, by_vobject, properties
from tests.journeys.conftest import OpenTown
from tests.journeys.somebody import Json, Somebody, value_of
from tests.journeys.steps import agree, move
from tests.journeys.town import CAST, Town, until

WHILE = 10.0
"""Seconds of the town's time, in which what follows a change by a little has come."""

FEED = re.compile(r"http://127\.0\.0\.1:\d+/calendar/[\w-]+\.ics")


def get(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    place = urlsplit(address)
    connection = HTTPConnection(place.netloc, timeout=10)
    try:
        connection.request("GET", f"{place.path}?{place.query}", headers=headers)
        told = connection.getresponse()
        return told.status, {name.lower(): value for name, value in told.getheaders()}, told.read()
    finally:
        connection.close()


def next_file(somebody: Somebody, town: Town, sentence: str) -> tuple[Json, bytes]:
    """The message with the newest file that says this beside it, and what is in the file."""
    town.client.advance(WHILE)
    message = somebody.reads(sentence)
    return message, content(somebody.seat, town, message)


def content(seat: Seat, town: Town, message: Json) -> bytes:
    (file,) = message["files"]
    status, headers, body = get(town.sandbox.url + file["url"])
    assert (status, headers["content-type"].partition(";")[0]) == (200, "text/calendar")
    return body


def subscribe(somebody: Somebody, action: str = "calendar.renew") -> str:
    """Make, or renew, the private address from Home; the address."""
    somebody.presses_at_home("calendar.open")
    form = somebody.form("title calendar")
    somebody.presses(form, action)
    form = until(lambda: _with(somebody, somebody.says("only once")), "the address")
    found = FEED.search(somebody.read_view(form))
    assert found
    return found[0]


def _with(somebody: Somebody, words: str) -> Json | None:
    top = somebody.seat.modals()[-1:]
    return next((view for view in top if words in somebody.read_view(view)), None)


def test_a_session_reaches_both_calendars_moves_in_them_and_leaves_them(town: Town) -> None:
    fatima, ines = town.people("fatima", "ines")
    agree(fatima, ines)
    models = {
        one.name: ModelCalendar(f"mailto:{CAST[handle].email}") for one, handle in ((fatima, "fatima"), (ines, "ines"))
    }
    for one, other in ((fatima, ines), (ines, fatima)):
        message, file = next_file(one, town, "calendar file")
        models[one.name].take(file)
        said = properties(by_ical_js(file)[0])
        assert one.says("session", name=other.name) in str(said["summary"])
        assert said["dtstart"] == "2027-03-25T13:00:00Z"
        assert "https://calendar.google.com/" in message["text"]

    move(ines, ines.reads("confirmed"), fatima, "2027-03-26", "10:00")
    town.client.advance(WHILE)
    fatima.presses(fatima.reads("wants to move", name=ines.name), "session.accept")
    ines.reads("moved", name=fatima.name)
    for one in (fatima, ines):
        message, file = next_file(one, town, "later file")
        assert "https://calendar.google.com/" not in message["text"]
        models[one.name].take(file)

    ines.presses(ines.reads("moved", name=fatima.name), "session.cancel")
    assert ines.fills(ines.form("title cancel"))["ok"]
    for one in (fatima, ines):
        models[one.name].take(next_file(one, town, "last file")[1])
        (entry,) = models[one.name].entries.values()
        assert (entry.status, f"{entry.start:%d %H:%M}") == ("CANCELLED", "26 09:00")
        assert models[one.name].ignored == 0


def test_a_calendar_subscribes_follows_and_is_shut_out(town: Town) -> None:
    fatima, ines = town.people("fatima", "ines")
    address = subscribe(fatima)
    status, headers, empty = get(address)
    assert (status, by_vobject(empty).contents.get("vevent")) == (200, None)
    agree(fatima, ines)
    status, headers, body = get(address, **{"If-None-Match": headers["etag"]})
    assert status == 200
    assert properties(by_ical_js(body)[0])["status"] == "CONFIRMED"
    assert CAST["ines"].email.encode() not in body
    assert get(address, **{"If-None-Match": headers["etag"]})[0] == 304
    assert get(address, **{"If-Modified-Since": headers["last-modified"]})[0] == 304

    ines.presses(ines.reads("confirmed"), "session.cancel")
    assert ines.fills(ines.form("title cancel"))["ok"]
    ines.reads("I cancelled")
    assert properties(by_ical_js(get(address)[2])[0])["status"] == "CANCELLED"

    renewed = subscribe(fatima)
    assert (get(address)[0], get(renewed)[0]) == (404, 200)
    fatima.presses_at_home("calendar.open")
    fatima.presses(fatima.form("title calendar"), "calendar.revoke")
    until(lambda: _with(fatima, fatima.says("no longer followed")), "the end of the address")
    assert get(renewed)[0] == 404


def test_where_slack_takes_no_files_the_session_goes_on(plain_town: Town) -> None:
    with without_files(plain_town):
        fatima, ines = plain_town.people("fatima", "ines")
        agree(fatima, ines)
        plain_town.client.advance(WHILE)
        ines.presses(ines.reads("confirmed"), "session.cancel")
        assert ines.fills(ines.form("title cancel"))["ok"]
        fatima.reads("cancelled", name=ines.name)
        plain_town.client.advance(WHILE)
        plain_town.client.wait_until_quiet()
    assert [message for one in (fatima, ines) for message in one.seat.messages() if message["files"]] == []


@contextmanager
def without_files(town: Town) -> Iterator[None]:
    """The app was installed before it asked for files."""
    town.sandbox.workspace.app.scopes.remove("files:write")
    yield


def test_a_file_in_arabic_and_in_italian(open_town: OpenTown) -> None:
    town = open_town({"fatima": "ar", "ines": "it"})
    fatima, ines = town.people("fatima", "ines")
    fatima.types("/mentor احجز 2027-03-25 15:00 خطة التصدير")
    fatima.presses(fatima.finds("2027"), "booking.confirm")
    ines.presses(ines.finds("خطة التصدير"), "session.accept")
    town.client.advance(WHILE)
    hers = content(fatima.seat, town, fatima.finds("لتقويمك: افتح هذا الملف"))
    his = content(ines.seat, town, ines.finds("Per il tuo calendario: apri questo file"))
    assert "جلسة مع" in by_vobject(hers).vevent.summary.value
    assert by_vobject(his).vevent.summary.value == "Sessione con Fatima Nasser: \u2068خطة التصدير\u2069"
    assert by_vobject(hers).vevent.uid.value == by_vobject(his).vevent.uid.value


def test_a_value_is_carried_by_the_button_alone(plain_town: Town) -> None:
    """The form about one's calendar holds nothing from which an address could be told."""
    fatima = plain_town.person("fatima")
    address = subscribe(fatima)
    token = address.rpartition("/")[2].removesuffix(".ics")
    fatima.presses_at_home("calendar.open")
    form = fatima.form("title calendar")
    assert token not in str(form)
    assert len(value_of(form, "calendar.renew")) == 64


def test_in_http_mode_calendars_are_served_beside_slacks_requests(open_town: OpenTown) -> None:
    town = open_town({"fatima": "en", "ines": "en"}, http=True)
    address = subscribe(town.person("fatima"))
    assert urlsplit(address).port == town.settings.port
    assert get(address)[0] == 200
    assert get(address.replace("/calendar/", "/calendar/x"))[0] == 404
