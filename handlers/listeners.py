"""Who hears what: Bolt's listeners, and those of buttons and forms, which are found by name."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

Listener = Callable[..., Awaitable[None]]
Name = str | re.Pattern[str]
ANYTHING = re.compile("")


class Listeners:
    """Where every file of the Slack face says what it answers to; `connect` comes after the last.

    Bolt asks its listeners one after another, and gathers all that they may name as arguments anew for each one; of
    280 the last would be heard after 2 ms of asking. So Bolt knows one for all buttons and one for all forms, and these
    look in a table.
    """

    def __init__(self, app: AsyncApp) -> None:
        self.command, self.event, self.options = app.command, app.event, app.options
        self.message_shortcut, self.view_closed = app.message_shortcut, app.view_closed
        self._app = app
        self._pressed, self._submitted = _Table(), _Table()

    def action(self, name: Name) -> Callable[[Listener], None]:
        """What answers a press or a choice of this ``action_id``; ValueError if something does already."""
        return self._pressed.keep(name)

    def view(self, name: Name) -> Callable[[Listener], None]:
        """What answers a submitted form of this ``callback_id``; ValueError if something does already."""
        return self._submitted.keep(name)

    def connect(self, forgotten: Listener) -> None:
        """Have Bolt send on what was named, and to ``forgotten`` what nobody named, as an earlier release may have."""
        self._app.block_action(self._pressed.names())(self._on_pressed)
        self._app.view_submission(self._submitted.names())(self._on_submitted)
        for told in (
            self._app.block_action,
            self._app.view_submission,
            self._app.view_closed,
            self._app.shortcut,
            self._app.options,
        ):
            told(ANYTHING)(forgotten)

    async def _on_pressed(self, args: AsyncArgs) -> None:
        await self._pressed.answer((args.action or {})["action_id"], args)

    async def _on_submitted(self, args: AsyncArgs) -> None:
        await self._submitted.answer((args.view or {})["callback_id"], args)


@dataclass(frozen=True)
class _Named:
    """A listener, and the arguments that it names."""

    listener: Listener
    arguments: tuple[str, ...]


@dataclass
class _Table:
    """Listeners by the name they hear, and by patterns of names."""

    _by_name: dict[str, _Named] = field(default_factory=dict)
    _by_pattern: dict[re.Pattern[str], _Named] = field(default_factory=dict)

    def keep(self, name: Name) -> Callable[[Listener], None]:
        def kept(listener: Listener) -> None:
            if name in self._by_name or name in self._by_pattern:
                raise ValueError(f"{name} is heard already")
            named = _Named(listener, tuple(inspect.signature(listener).parameters))
            if isinstance(name, str):
                self._by_name[name] = named
            else:
                self._by_pattern[name] = named

        return kept

    def names(self) -> re.Pattern[str]:
        """Every name that is heard, and no other."""
        heard = [*map(re.escape, self._by_name), *(one.pattern for one in self._by_pattern)]
        return re.compile(rf"\A(?:{'|'.join(heard)})\Z")

    async def answer(self, name: str, args: AsyncArgs) -> None:
        named = self._by_name.get(name) or next(one for like, one in self._by_pattern.items() if like.fullmatch(name))
        given = {**args.context, **vars(args)}
        await named.listener(**{argument: given[argument] for argument in named.arguments})
