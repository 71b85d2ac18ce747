"""Answers to what a person did: in the ack, or later through a `response_url`."""

from bot.sandbox.records import Answer, Json, Message
from bot.sandbox.refusals import Refused
from bot.sandbox.talk import changed, notice, say, unsay
from bot.sandbox.text import as_stored, derived
from bot.sandbox.web_api.chat import checked
from bot.sandbox.workspace import Workspace


class Answers:
    """Puts the app's answers where they belong: to one person by default, to the channel when it says so."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def reply(self, user: str, channel: str, body: Json) -> None:
        """What an ack said. An answer that Slack would not show becomes a notice."""
        try:
            self._say(user, channel, body)
        except Refused as refused:
            notice(self._workspace, channel, user, f'The app\'s answer could not be shown: "{refused.error}"')

    def respond(self, key: str, body: Json) -> None:
        """One use of a `response_url`: five in thirty minutes."""
        answer = self._workspace.answers.get(key)
        if answer is None or self._workspace.now() > answer.expires:
            raise Refused("expired_url")
        if answer.left == 0:
            raise Refused("used_url")
        answer.left -= 1
        original = self._original(answer)
        if body.get("delete_original"):
            self._take_back(original)
        elif body.get("replace_original"):
            self._replace(original, body)
        else:
            self._say(answer.user, answer.channel, body)

    def _original(self, answer: Answer) -> Message | None:
        message = self._workspace.messages.get(answer.channel, {}).get(answer.message_ts or "")
        return message if message and message.by_app else None

    def _take_back(self, original: Message | None) -> None:
        if original is None:
            raise Refused("message_not_found")
        unsay(self._workspace, original)

    def _replace(self, original: Message | None, body: Json) -> None:
        if original is None:
            raise Refused("message_not_found")
        original.text, original.blocks = _content(body)
        original.states.clear()
        changed(self._workspace, original)

    def _say(self, user: str, channel: str, body: Json) -> None:
        text, blocks = _content(body)
        public = body.get("response_type") == "in_channel"
        say(
            self._workspace,
            channel,
            self._workspace.app.bot_user_id,
            text,
            blocks=blocks,
            thread_ts=body.get("thread_ts"),
            only_for=None if public else user,
        )


def _content(body: Json) -> tuple[str, list[Json] | None]:
    blocks, text = checked(body.get("blocks")), body.get("text")
    if not text and not blocks:
        raise Refused("no_text")
    return as_stored(str(text)) if text else derived(blocks or []), blocks
