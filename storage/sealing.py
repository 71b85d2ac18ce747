"""Sealing: how text that people typed is kept so that nobody reads it in the database, and no row passes for another.

AES-256-GCM with a fresh nonce each time; a sealed text is ``v1.<key id>.<nonce and ciphertext, base64>``. What it is
bound to, ``table.column:team:row``, is authenticated with it and not kept.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = "v1"
KEY_BYTES = 32
NONCE_BYTES = 12


class CannotOpen(Exception):
    """A sealed text that can't be opened: its key is not here, or it is not what was sealed for this row."""


class Cipher(Protocol):
    """Seals text for one place in the database, and opens it there again."""

    def seal(self, text: str, bound_to: str) -> str:
        """The text, sealed for this place."""
        ...

    def open(self, sealed: str, bound_to: str) -> str:
        """The text sealed for this place; CannotOpen when it was not, or its key is not here."""
        ...


class Keyring:
    """The keys of an installation by id; the first one seals, all open."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys:
            raise ValueError("a keyring has at least one key")
        self._keys = {key_id: AESGCM(key) for key_id, key in keys.items()}

    @property
    def current(self) -> str:
        """The id of the key that seals."""
        return next(iter(self._keys))

    @property
    def key_ids(self) -> Sequence[str]:
        """Ids of all keys, the current one first."""
        return tuple(self._keys)

    def seal(self, text: str, bound_to: str) -> str:
        """The text, sealed for this place with the current key."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        closed = self._keys[self.current].encrypt(nonce, text.encode(), bound_to.encode())
        return f"{prefix_of(self.current)}{base64.b64encode(nonce + closed).decode()}"

    def open(self, sealed: str, bound_to: str) -> str:
        """The text sealed for this place; CannotOpen when it was not, or its key is not here."""
        key_id, encoded = _parts(sealed)
        key = self._keys.get(key_id)
        if key is None:
            raise CannotOpen(f"{bound_to} was sealed with the key “{key_id}”, which is not here")
        try:
            closed = binascii.a2b_base64(encoded)
            return key.decrypt(closed[:NONCE_BYTES], closed[NONCE_BYTES:], bound_to.encode()).decode()
        except (InvalidTag, ValueError):
            raise CannotOpen(f"{bound_to} does not open with the key “{key_id}”") from None


class NoKeys:
    """Where no key was given, as in commands that have nothing to do with notes: nothing is sealed or opened."""

    def seal(self, text: str, bound_to: str) -> str:
        """CannotOpen: without a key nothing is written either."""
        raise CannotOpen(f"{bound_to} can't be sealed: there is no key")

    def open(self, sealed: str, bound_to: str) -> str:
        """CannotOpen."""
        raise CannotOpen(f"{bound_to} can't be opened: there is no key")


NO_KEYS = NoKeys()


def new_key(key_id: str) -> str:
    """A key that nobody has, as `keys_in` reads it."""
    return f"{key_id}:{base64.urlsafe_b64encode(AESGCM.generate_key(KEY_BYTES * 8)).decode()}"


def keys_in(text: str) -> Mapping[str, bytes]:
    """The keys in "id:key,id:key", by id, the current one first; ValueError with what is wrong, never with a key."""
    keys: dict[str, bytes] = {}
    for part in text.split(","):
        key_id, _, encoded = part.strip().partition(":")
        if not re.fullmatch(r"[A-Za-z0-9-]{1,32}", key_id) or key_id in keys:
            raise ValueError("must be like id:key,id:key, each id once, of letters, digits and hyphens.")
        keys[key_id] = _key(key_id, encoded)
    return keys


def _key(key_id: str, encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, altchars=b"-_", validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"has a key “{key_id}” that is none. Make one with mentorbot notes key.")
    return key


def prefix_of(key_id: str) -> str:
    """How everything sealed with this key begins."""
    return f"{VERSION}.{key_id}."


def _parts(sealed: str) -> tuple[str, str]:
    """The id of the key, and what was sealed with it; CannotOpen when this is no sealed text."""
    version, _, rest = sealed.partition(".")
    key_id, dot, encoded = rest.partition(".")
    if version != VERSION or not dot:
        raise CannotOpen("this is no sealed text")
    return key_id, encoded


def place(table: str, column: str, team_id: str, *row: object) -> str:
    """What the text in a column of a row is bound to."""
    return f"{table}.{column}:{team_id}:{':'.join(map(str, row))}"


def packed(**fields: Any) -> str:
    """Fields as one text to seal."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> dict[str, Any]:
    """The fields that were packed."""
    fields: dict[str, Any] = json.loads(text)
    return fields
