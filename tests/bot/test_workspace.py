"""Whom the command line takes for the owner of an address."""

from typing import Any

import pytest

from bot.workspace import users_by_email


def member(**about: Any) -> dict[str, Any]:
    return {"id": "UAWA", "team_id": "T1", "profile": {"email": "Awa@example.org"}, **about}


def test_an_account_of_the_workspace_is_found_by_its_address_in_any_case() -> None:
    assert users_by_email([member()], "T1") == {"awa@example.org": "UAWA"}


@pytest.mark.parametrize(
    "about",
    [
        {"deleted": True},
        {"is_bot": True},
        {"is_stranger": True},
        {"team_id": "T2"},
        {"is_email_confirmed": False},
        {"is_invited_user": True},
        {"profile": None},
        {"profile": {"email": None}},
    ],
)
def test_nobody_is_found_by_an_address_that_is_not_surely_theirs_here(about: dict[str, Any]) -> None:
    assert users_by_email([member(**about)], "T1") == {}
