"""Values and rules of sessions of several that no story reaches."""

from __future__ import annotations

import pytest

from mentoring.circles import gathering_of
from mentoring.gatherings import Audience
from mentoring.people import Role
from tests.builders import a_session


@pytest.mark.parametrize(
    ("audience", "nobody"),
    [
        (Audience(), True),
        (Audience(everybody=True), False),
        (Audience(people=frozenset({1})), False),
        (Audience(roles=frozenset({Role.MENTOR})), False),
    ],
)
def test_audience_of_which_nothing_was_said_names_nobody(audience: Audience, nobody: bool) -> None:
    assert audience.names_nobody is nobody


def test_session_of_a_pair_has_nothing_of_one_of_several() -> None:
    with pytest.raises(ValueError, match="of two people"):
        gathering_of(a_session())
