"""How fast Slack lets a workspace be spoken to, as its documentation tells it."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from mentoring.messages import Means, Pace, Rhythm

CONVERSATION = timedelta(seconds=1.1)
"""Slack takes about one message a second in a conversation."""

POSTS_AT_ONCE = 4
"""Short bursts over the workspace's limit are taken; both people of a session hear of it at the same time."""

LOOK_EVERY = timedelta(seconds=1)
"""How often it is looked for what may leave: less than that at once would waste some of the pace."""


def slack_pace(posts_per_second: float) -> Pace:
    """The pace at which nothing is refused; the workspace's ceiling for posts is not documented, so it is given.

    A file is three calls of tier 4 (100 a minute) and a message in the end, so files keep to the pace of posts.
    chat.update is of tier 3 (50 a minute) and so is conversations.history; views.publish of tier 4 (100 a minute).
    """
    every = timedelta(seconds=1 / posts_per_second)
    rhythms = {
        Means.POST: Rhythm(every, max(POSTS_AT_ONCE, ceil(LOOK_EVERY / every))),
        Means.REDRAW: Rhythm(timedelta(minutes=1) / 50, 10),
        Means.HOME: Rhythm(timedelta(minutes=1) / 100, 20),
        Means.FILE: Rhythm(timedelta(seconds=1 / posts_per_second), POSTS_AT_ONCE),
        Means.SEARCH: Rhythm(timedelta(minutes=1) / 50, 10),
    }
    return Pace(rhythms, CONVERSATION)
