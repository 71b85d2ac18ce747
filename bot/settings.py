"""The settings: read once from the environment and `.env`, checked, and frozen.

Nothing here prints a value: a secret that is wrong is named, never shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from bot.trouble import Trouble
from storage.sealing import keys_in

WRONG_SETTINGS = 2
"""Exit status when a setting is missing or wrong."""

SHORTEST_SIGNING_SECRET = 16


class Mode(StrEnum):
    """How Slack reaches the bot: over a socket that the bot opens, or by signed requests to its address."""

    SOCKET = "socket"
    HTTP = "http"


class LogFormat(StrEnum):
    """Lines for people or for machines."""

    TEXT = "text"
    JSON = "json"


class LogLevel(StrEnum):
    """The least urgent records that are written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Settings(BaseSettings):
    """Everything that may differ from one installation to the next; `.env.example` has one line for each."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    mode: Mode = Field(
        Mode.SOCKET, alias="MENTORBOT_MODE", description="how Slack reaches the bot: socket or http (signed requests)"
    )
    slack_bot_token: SecretStr = Field(
        alias="SLACK_BOT_TOKEN", description="the bot token of the installed app; begins with xoxb-"
    )
    slack_app_token: SecretStr | None = Field(
        None,
        alias="SLACK_APP_TOKEN",
        description="the app-level token with connections:write, for socket mode; begins with xapp-",
    )
    slack_signing_secret: SecretStr | None = Field(
        None, alias="SLACK_SIGNING_SECRET", description="the app's signing secret, for http mode"
    )
    slack_api_url: str = Field(
        "https://slack.com/api/", alias="SLACK_API_URL", description="where Slack's Web API answers"
    )
    database_url: SecretStr = Field(
        SecretStr("sqlite:///var/mentorbot.db"),
        alias="MENTORBOT_DATABASE_URL",
        description="sqlite:///path/to/file.db or postgresql://user:password@host/name",
    )
    database_threads: int = Field(
        8,
        ge=1,
        le=10,
        alias="MENTORBOT_DATABASE_THREADS",
        description="database threads on PostgreSQL (SQLite has one)",
    )
    workspace_rate: float = Field(
        1.0,
        gt=0,
        le=50,
        alias="MENTORBOT_WORKSPACE_RATE",
        description="messages a second that the bot posts of its own accord to one workspace, on the long run",
    )
    note_keys: SecretStr | None = Field(
        None,
        alias="MENTORBOT_NOTE_KEYS",
        description="what notes are sealed with, id:key,id:key, the current one first; mentorbot notes key makes one",
    )
    host: str = Field(
        "127.0.0.1", min_length=1, alias="MENTORBOT_HOST", description="the address the bot's web server listens on"
    )
    port: int = Field(
        8080,
        ge=0,
        le=65535,
        alias="MENTORBOT_PORT",
        description="its port: health in socket mode, also Slack's requests in http mode",
    )
    calendar_address: str = Field(
        "",
        alias="MENTORBOT_CALENDAR_ADDRESS",
        description="the public address below which people's calendars subscribe, such as https://bot.example.org",
    )
    calendar_port: int | None = Field(
        None,
        ge=0,
        le=65535,
        alias="MENTORBOT_CALENDAR_PORT",
        description="in socket mode, a port of their own for those calendars; without it, none are served",
    )
    log_format: LogFormat = Field(
        LogFormat.TEXT, alias="MENTORBOT_LOG_FORMAT", description="log lines for people (text) or machines (json)"
    )
    log_level: LogLevel = Field(LogLevel.INFO, alias="MENTORBOT_LOG_LEVEL", description="debug, info, warning or error")

    @field_validator("mode", "log_format", "log_level", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("slack_bot_token")
    @classmethod
    def _is_bot_token(cls, token: SecretStr) -> SecretStr:
        return _beginning(token, "xoxb-", "Copy the “Bot User OAuth Token” from the app's page “OAuth & Permissions”.")

    @field_validator("slack_app_token")
    @classmethod
    def _is_app_token(cls, token: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if token is not None:
            return _beginning(token, "xapp-", "Make one under “Basic Information”, “App-Level Tokens”.")
        if info.data.get("mode") is Mode.SOCKET:
            raise ValueError(
                "is missing: socket mode needs an app-level token. Make one under “Basic Information”, "
                "“App-Level Tokens”, with the scope connections:write, or set MENTORBOT_MODE=http."
            )
        return None

    @field_validator("slack_signing_secret")
    @classmethod
    def _is_signing_secret(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret is None and info.data.get("mode") is Mode.HTTP:
            raise ValueError(
                "is missing: http mode checks every request with it. Copy it from the app's page “Basic Information”."
            )
        if secret is not None and not re.fullmatch(rf"[!-~]{{{SHORTEST_SIGNING_SECRET},}}", secret.get_secret_value()):
            raise ValueError("is no signing secret. Copy it from the app's page “Basic Information”, “Signing Secret”.")
        return secret

    @field_validator("slack_api_url")
    @classmethod
    def _is_web_address(cls, url: str) -> str:
        if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", url):
            raise ValueError("must be an address such as https://slack.com/api/.")
        return url if url.endswith("/") else f"{url}/"

    @field_validator("calendar_address")
    @classmethod
    def _is_public_address(cls, url: str) -> str:
        if url and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", url):
            raise ValueError("must be an address such as https://bot.example.org.")
        return url.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, url: SecretStr) -> SecretStr:
        if not re.match(r"(sqlite:///.|postgresql(\+psycopg)?://)", url.get_secret_value()):
            raise ValueError("must begin with sqlite:/// or postgresql://.")
        return url

    @field_validator("note_keys")
    @classmethod
    def _are_note_keys(cls, keys: SecretStr | None) -> SecretStr | None:
        if keys is not None:
            keys_in(keys.get_secret_value())
        return keys

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is one SQLite file."""
        return self.database_url.get_secret_value().startswith("sqlite:")

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret there is, for the logs to leave out."""
        kept = (self.slack_bot_token, self.slack_app_token, self.slack_signing_secret)
        tokens = [secret.get_secret_value() for secret in kept if secret is not None]
        if self.note_keys is not None:
            tokens += [part.partition(":")[2].strip() for part in self.note_keys.get_secret_value().split(",")]
        password = urlsplit(self.database_url.get_secret_value()).password
        return (*tokens, *{password, unquote(password)}) if password else tuple(tokens)

    @classmethod
    def load(cls, env_file: Path = Path(".env")) -> Self:
        """The settings of this environment, `.env` filling in what the environment leaves out.

        Raises Trouble with one sentence for every setting that is missing, wrong or unknown.
        """
        unknown = list(_unknown_names(cls, env_file))
        try:
            settings = cls(_env_file=env_file)  # type: ignore[call-arg]
        except (ValidationError, SettingsError) as wrong:
            raise Trouble(*_sentences(cls, wrong), *unknown, status=WRONG_SETTINGS) from None
        if unknown:
            raise Trouble(*unknown, status=WRONG_SETTINGS)
        return settings


class GivenSettings(Settings):
    """Settings that the program itself gives by their names in the environment, which it does not look at."""

    @classmethod
    def settings_customise_sources(  # noqa: D102  pydantic's own hook
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def names(settings: type[Settings] = Settings) -> dict[str, FieldInfo]:
    """The name in the environment of every setting, in the order of `.env.example`."""
    return {str(field.alias): field for field in settings.model_fields.values()}


def _beginning(token: SecretStr, prefix: str, where: str) -> SecretStr:
    if not re.fullmatch(rf"{prefix}[!-~]+", token.get_secret_value()):
        raise ValueError(f"must begin with {prefix}. {where}")
    return token


def _unknown_names(settings: type[Settings], env_file: Path) -> Iterator[str]:
    if not env_file.is_file():
        return
    known = names(settings)
    for name in dotenv_values(env_file, interpolate=False):
        if name.upper().startswith("MENTORBOT_") and name.upper() not in known:
            yield f"{name} in {env_file} is no setting of Mentorbot. See .env.example for the names."


def _sentences(settings: type[Settings], wrong: ValidationError | SettingsError) -> Iterator[str]:
    if isinstance(wrong, SettingsError):
        yield f"The settings can't be read: {wrong}."
        return
    for error in wrong.errors(include_url=False, include_input=False):
        place = str(error["loc"][0])
        # pydantic names a default at fault by its field, anything else by its alias
        name = str(settings.model_fields[place].alias) if place in settings.model_fields else place
        if error["type"] == "missing":
            yield f"{name} is missing: {names(settings)[name].description}."
        elif error["type"] == "value_error":
            yield f"{name} {error['ctx']['error']}"
        else:
            message = error["msg"].removeprefix("Input should be ").split(", unable")[0]
            yield f"{name} must be {message}."
