"""A coordinator drops a roster in a form; what came of it is told line by line."""

from typing import Any

import pytest
from aiohttp import web

from handlers.roster import LARGEST, is_slacks
from mentoring.people import Role
from tests.handlers.desk import Desk, command, press, submit, texts

HEADING = "email,name,role,zone,mentor_email\n"
TWO = (
    HEADING + "uawa@example.org,Awa,mentor,Europe/Paris,\nnora@example.org,Nora,mentee,Africa/Tunis,uawa@example.org\n"
)


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.speaks(desk.cohort.ines, "en")
    desk.speaks(desk.cohort.luca, "en")
    desk.slack.answers["users.list"] = {"members": []}
    return desk


def drop(desk: Desk, text: str, **filled: Any) -> dict[str, Any]:
    """Inès opens the form and drops a file with this text; the answer to her submission."""
    desk.slack.files["roster.csv"] = web.Response(body=text.encode(), content_type="text/csv")
    desk.say(command("UINES", "roster"))
    form = desk.slack.of("views.open")[-1]["view"]
    return desk.say(submit("UINES", form, file=[a_file(len(text))], **filled))


def a_file(size: int = 10, url: str = "http://slack.test/files/roster.csv") -> dict[str, Any]:
    return {"id": "F1", "name": "roster.csv", "size": size, "url_private": url}


def reported(desk: Desk) -> str:
    return texts(desk.slack.of("views.update")[-1])


def names(desk: Desk) -> set[str]:
    return {one.person.name for one in desk.unit().people.participants(desk.cohort.programme.id)}


def test_a_roster_is_imported_and_told(desk: Desk) -> None:
    answer = drop(desk, TWO)
    assert answer["response_action"] == "update"
    assert "Importing roster.csv…" in texts(answer)
    assert "1 person added" in reported(desk)
    assert "1 new pair" in reported(desk)
    assert "Nora" in names(desk)
    assert desk.slack.of("file") == [{"authorization": "Bearer xoxb-test"}]


def test_importing_it_again_changes_nothing(desk: Desk) -> None:
    drop(desk, TWO)
    before = desk.store.snapshot()
    drop(desk, TWO)
    assert "0 people added" in reported(desk)
    assert {name: desk.store.snapshot()[name] for name in ("people", "participants", "pairs")} == {
        name: before[name] for name in ("people", "participants", "pairs")
    }


def test_bad_lines_are_told_and_nothing_is_imported(desk: Desk) -> None:
    drop(desk, TWO + "x,Bad,mentee,Africa/Tunis,\nomar@example.org,Omar,mentee,Nowhere/Land,\n")
    assert "Nothing was imported" in reported(desk)
    assert "Line 4: “x” is no e-mail address." in reported(desk)
    assert "Line 5: “Nowhere/Land” is no time zone." in reported(desk)
    assert "Nora" not in names(desk)


def test_good_lines_are_imported_when_asked_for(desk: Desk) -> None:
    drop(desk, TWO + "x,Bad,mentee,Africa/Tunis,\n", keep_good=["yes"])
    assert "The roster is imported." in reported(desk)
    assert "Line 4:" in reported(desk)
    assert "Nora" in names(desk)


def test_the_people_imported_are_found_in_slack_page_by_page(desk: Desk) -> None:
    pages = {
        "": ([{"id": "UBOT", "is_bot": True, "profile": {}}], "more"),
        "more": ([{"id": "UNORA", "locale": "fr-FR", "profile": {"email": "Nora@example.org"}}], ""),
    }

    def listed(arguments: dict[str, Any]) -> dict[str, Any]:
        members, cursor = pages[arguments.get("cursor", "")]
        return {"members": members, "response_metadata": {"next_cursor": cursor}}

    desk.slack.answers["users.list"] = listed
    drop(desk, TWO)
    nora = desk.unit().people.by_user("UNORA")
    assert nora is not None
    assert (nora.name, nora.locale) == ("Nora", "fr-FR")
    assert len(desk.slack.of("users.list")) == 2


def test_people_who_can_not_be_listed_do_not_undo_the_import(desk: Desk) -> None:
    desk.slack.answers["users.list"] = {"ok": False, "error": "ratelimited"}
    drop(desk, TWO)
    assert "The roster is imported." in reported(desk)


def test_a_form_closed_meanwhile_sends_the_report(desk: Desk) -> None:
    desk.slack.answers["views.update"] = {"ok": False, "error": "not_found"}
    drop(desk, TWO)
    (posted,) = desk.slack.of("chat.postMessage")
    assert posted["channel"] == "UINES"
    assert "1 person added" in texts(posted)


def test_a_breakage_while_importing_is_told_with_a_number(desk: Desk) -> None:
    desk.say(command("UINES", "roster"))
    form = desk.slack.of("views.open")[-1]["view"]
    desk.slack.files["roster.csv"] = web.Response(body=TWO.encode(), content_type="text/csv")
    desk.broken = RuntimeError()
    desk.say(submit("UINES", form, file=[a_file()]))
    assert "Something went wrong" in reported(desk)


@pytest.mark.parametrize("text", ["roster", "liste", "import"])
def test_only_coordinators_import(desk: Desk, text: str) -> None:
    assert "Only coordinators" in texts(desk.say(command("ULUCA", text)))
    assert desk.slack.of("views.open") == []


def test_a_form_in_other_hands_imports_nothing(desk: Desk) -> None:
    desk.say(press("UINES", "roster.open", on="home"))
    form = desk.slack.of("views.open")[-1]["view"]
    assert "Only coordinators" in texts(desk.say(submit("ULUCA", form, file=[a_file()])))
    assert desk.slack.of("file") == []


def test_slack_is_asked_where_a_file_is_when_it_does_not_say(desk: Desk) -> None:
    desk.slack.files["roster.csv"] = web.Response(body=TWO.encode(), content_type="text/csv")
    desk.say(command("UINES", "roster"))
    form = desk.slack.of("views.open")[-1]["view"]
    desk.slack.answers["files.info"] = lambda _: {"file": a_file(url=f"{desk.address}/files/roster.csv")}
    desk.say(submit("UINES", form, file=[{"id": "F1", "file_access": "check_file_info"}]))
    assert desk.slack.of("files.info") == [{"file": "F1"}]
    assert "1 person added" in reported(desk)


def test_a_file_is_asked_for_and_not_too_large(desk: Desk) -> None:
    desk.say(command("UINES", "roster"))
    form = desk.slack.of("views.open")[-1]["view"]
    assert desk.say(submit("UINES", form))["errors"] == {"file": "Please choose a file."}
    assert "5 MB" in desk.say(submit("UINES", form, file=[a_file(LARGEST + 1)]))["errors"]["file"]


def test_a_page_instead_of_the_file_is_not_taken_for_a_roster(desk: Desk) -> None:
    desk.say(command("UINES", "roster"))
    form = desk.slack.of("views.open")[-1]["view"]
    desk.slack.files["roster.csv"] = web.Response(text="<html>sign in</html>", content_type="text/html")
    desk.say(submit("UINES", form, file=[a_file()]))
    assert "could not fetch the file" in reported(desk)


def test_a_redirect_is_not_followed_with_the_token(desk: Desk) -> None:
    desk.say(command("UINES", "roster"))
    form = desk.slack.of("views.open")[-1]["view"]
    elsewhere = web.Response(status=302, headers={"Location": "/files/elsewhere.csv"})
    desk.slack.files |= {"roster.csv": elsewhere, "elsewhere.csv": web.Response(text=TWO)}
    desk.say(submit("UINES", form, file=[a_file()]))
    assert len(desk.slack.of("file")) == 1
    assert "could not fetch the file" in reported(desk)


def test_the_token_is_shown_to_no_other_host(desk: Desk) -> None:
    desk.say(command("UINES", "roster"))
    form = desk.slack.of("views.open")[-1]["view"]
    desk.say(submit("UINES", form, file=[a_file(url="http://127.0.0.1:9/files/roster.csv")]))
    assert "could not fetch the file" in reported(desk)
    assert desk.slack.of("file") == []


@pytest.mark.parametrize(
    ("url", "slacks"),
    [
        ("https://files.slack.com/files-pri/T1-F1/roster.csv", True),
        ("https://slack.com/f", True),
        ("http://127.0.0.1:3000/files/1", True),
        ("http://files.slack.com/f", False),
        ("https://files.slack.com:8443/f", False),
        ("https://slack.com.evil.example/f", False),
        ("https://evilslack.com/f", False),
        ("https://user@evil.example/slack.com", False),
        ("http://127.0.0.1:3001/files/1", False),
        ("", False),
    ],
)
def test_files_are_fetched_from_slack_or_the_apis_own_host(url: str, slacks: bool) -> None:
    assert is_slacks(url, "http://127.0.0.1:3000/api/") is slacks


def test_roles_follow_the_file(desk: Desk) -> None:
    drop(desk, HEADING + "uluca@example.org,Luca,mentee+coordinator,Europe/Rome,\n")
    roles = {one.person.name: one.roles for one in desk.unit().people.participants(desk.cohort.programme.id)}
    assert roles["Luca"] == frozenset({Role.MENTEE, Role.COORDINATOR})
