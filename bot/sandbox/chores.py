"""What the sandbox does by itself: post scheduled messages at their hour, and keep the snapshot fresh."""

import asyncio
from pathlib import Path

from bot.sandbox.snapshot import save
from bot.sandbox.talk import say
from bot.sandbox.workspace import Workspace

_PULSE_SECONDS = 1.0


def post_due(workspace: Workspace) -> None:
    """Post every scheduled message whose hour has come. One with metadata never posts: Slack's own known bug."""
    due = [item for item in workspace.scheduled.values() if item.post_at <= workspace.now()]
    for item in sorted(due, key=lambda item: item.post_at):
        del workspace.scheduled[item.id]
        if item.metadata is None:
            bot = workspace.app.bot_user_id
            say(workspace, item.channel, bot, item.text, blocks=item.blocks, thread_ts=item.thread_ts)


async def keep_posting(workspace: Workspace) -> None:
    """Post scheduled messages until cancelled, also when the clock is moved."""
    while True:
        offset = workspace.clock.offset
        post_due(workspace)
        await workspace.clock.moved_from(offset, _PULSE_SECONDS)


async def keep_saving(workspace: Workspace, path: Path) -> None:
    """Write the snapshot about a second after each change, until cancelled."""
    saved = -1
    while True:
        if workspace.streams.changes != saved:
            saved = workspace.streams.changes
            save(workspace, path)
        await asyncio.sleep(_PULSE_SECONDS)
