"""The keys that notes are sealed with, from the settings, and what is told when they do not fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from sqlalchemy import Engine

from bot.database import standing
from bot.settings import Settings
from bot.trouble import Trouble
from storage.rotation import Step, Unopened, left_to_do, rotate, seal_plain, unopened
from storage.sealing import Keyring, keys_in

NO_KEY = (
    "MENTORBOT_NOTE_KEYS is missing: notes are sealed with it. Make one with mentorbot notes key, put it into .env, "
    "and keep a copy apart from the database: without it nobody can read the notes."
)


def keyring_of(settings: Settings) -> Keyring:
    """The keys of these settings; Trouble when there are none."""
    if settings.note_keys is None:
        raise Trouble(NO_KEY)
    return Keyring(keys_in(settings.note_keys.get_secret_value()))


def fitting_keyring(settings: Settings, engine: Engine) -> Keyring:
    """The keys of these settings, which open every note here, those of older releases sealed; Trouble otherwise."""
    keyring = keyring_of(settings)
    if wrong := unopened(engine, keyring):
        raise Trouble(sentence(wrong))
    seal_plain(engine, keyring)
    return keyring


def sentence(wrong: Unopened) -> str:
    """What is wrong with the keys, and what to do."""
    if wrong.here:
        return (
            f"The key “{wrong.key_id}” in MENTORBOT_NOTE_KEYS is not the one that notes were sealed with under this "
            "name. Put the right one back; nothing is lost."
        )
    return (
        f"Notes were sealed with the key “{wrong.key_id}”, which is not in MENTORBOT_NOTE_KEYS. "
        "Put it back after the others; nothing is lost."
    )


@dataclass(frozen=True)
class Rotation:
    """Everything sealed again with the first of the keys."""

    engine: Engine
    keyring: Keyring

    @classmethod
    def open(cls, settings: Settings, engine: Engine) -> Self:
        """On this database; Trouble when it is not up to date or there are no keys."""
        if wrong := standing(engine):
            raise Trouble(wrong)
        return cls(engine, keyring_of(settings))

    @property
    def key_id(self) -> str:
        """The name of the key."""
        return self.keyring.current

    def left_to_do(self) -> int:
        """How many texts are not sealed with it yet."""
        return left_to_do(self.engine, self.keyring)

    def run(self, step: Step) -> int:
        """Seal them; how many could not be opened, and were left as they are."""
        return rotate(self.engine, self.keyring, step)
