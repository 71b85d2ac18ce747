"""A list of what Slack would not accept, each with the place in the payload where it stands."""

from collections.abc import Iterable, Sequence

from bot.sandbox.records import Json


class Findings:
    """Collects problems in Slack's own format: `[ERROR] sentence [json-pointer:/blocks/0/text]`."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def add(self, where: str, sentence: str) -> None:
        """Note one problem at a JSON pointer."""
        self.sentences.append(f"[ERROR] {sentence} [json-pointer:{where}]")

    def keys(self, piece: object, where: str, needed: Iterable[str], allowed: Iterable[str]) -> bool:
        """Whether it is an object with every needed key; keys that Slack does not know are noted as well."""
        if not isinstance(piece, dict):
            self.add(where, "must provide an object")
            return False
        missing = [key for key in needed if piece.get(key) is None]
        for key in missing:
            self.add(where, f"missing required field: {key}")
        for key in sorted(set(piece) - set(needed) - set(allowed)):
            self.add(where, f"invalid additional property: {key}")
        return not missing

    def length(self, value: object, where: str, most: int, *, least: int = 1) -> None:
        """A string between `least` and `most` characters; None passes."""
        if value is None:
            return
        if not isinstance(value, str):
            self.add(where, "must be a string")
        elif len(value) > most:
            self.add(where, f"must be less than {most + 1} characters")
        elif len(value) < least:
            self.add(where, f"must be more than {least - 1} characters")

    def count(self, items: object, where: str, most: int, *, least: int = 1) -> list[Json]:
        """The items when they are a list of objects of a permitted length, else an empty list and a note."""
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            self.add(where, "must be an array of objects")
            return []
        if len(items) > most:
            self.add(where, f"no more than {most} items allowed")
        if len(items) < least:
            self.add(where, f"no less than {least} items allowed")
        return items

    def number(self, value: object, where: str, least: int, most: int) -> None:
        """A whole number within bounds; None passes."""
        if value is not None and not (type(value) is int and least <= value <= most):
            self.add(where, f"must be between {least} and {most}")

    def one_of(self, value: object, where: str, allowed: Sequence[str]) -> None:
        """A value from a short list; None passes."""
        if value is not None and value not in allowed:
            self.add(where, f"must be one of: {', '.join(allowed)}")

    def text(self, value: object, where: str, most: int, *, plain: bool = False) -> None:
        """A text object of at most `most` characters, `plain_text` only when `plain`; None passes."""
        if value is None:
            return
        if not isinstance(value, dict):
            self.add(where, "must provide an object")
            return
        kind = value.get("type")
        if kind not in (("plain_text",) if plain else ("plain_text", "mrkdwn")):
            self.add(f"{where}/type", f"unsupported type: {kind}")
            return
        if self.keys(value, where, ("type", "text"), ("emoji",) if kind == "plain_text" else ("verbatim",)):
            self.length(value["text"], f"{where}/text", most)
