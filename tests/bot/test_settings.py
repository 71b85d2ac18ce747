"""Settings: what is accepted, and in what words anything else is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.settings import WRONG_SETTINGS, LogFormat, LogLevel, Mode, Settings, names
from bot.trouble import Trouble

ROOT = Path(__file__).parents[2]
SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1-awa", "SLACK_APP_TOKEN": "xapp-1-luca"}
HTTP = {
    "SLACK_BOT_TOKEN": "xoxb-1-awa",
    "MENTORBOT_MODE": "http",
    "SLACK_SIGNING_SECRET": "8f742231b10e8888abcd99yyyzzz85a5",
}


pytestmark = pytest.mark.usefixtures("bare_environment")


def load(tmp_path: Path, **values: str) -> Settings:
    env_file = tmp_path / ".env"
    env_file.write_text("".join(f"{name}={value}\n" for name, value in values.items()), encoding="utf-8")
    return Settings.load(env_file)


def refused(tmp_path: Path, **values: str) -> list[str]:
    with pytest.raises(Trouble) as caught:
        load(tmp_path, **values)
    assert caught.value.status == WRONG_SETTINGS
    return list(caught.value.sentences)


def test_settings_with_tokens_alone_have_the_documented_defaults(tmp_path: Path) -> None:
    settings = load(tmp_path, **SOCKET)
    assert settings.mode is Mode.SOCKET
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url.get_secret_value() == "sqlite:///var/mentorbot.db"
    assert settings.on_sqlite
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert (settings.log_format, settings.log_level) == (LogFormat.TEXT, LogLevel.INFO)


def test_settings_for_http_need_no_app_token(tmp_path: Path) -> None:
    assert load(tmp_path, **HTTP).mode is Mode.HTTP


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORBOT_PORT", "9000")
    assert load(tmp_path, **SOCKET, MENTORBOT_PORT="7000").port == 9000


def test_variables_of_other_programs_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("HOST", "0.0.0.0")
    settings = load(tmp_path, **SOCKET)
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)


def test_an_address_of_slack_without_its_last_slash_is_completed(tmp_path: Path) -> None:
    settings = load(tmp_path, **SOCKET, SLACK_API_URL="http://127.0.0.1:8787/api")
    assert settings.slack_api_url == "http://127.0.0.1:8787/api/"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SLACK_BOT_TOKEN", "", "SLACK_BOT_TOKEN is missing: the bot token of the installed app; begins with xoxb-."),
        ("SLACK_BOT_TOKEN", "xoxp-1", "SLACK_BOT_TOKEN must begin with xoxb-. "),
        ("SLACK_APP_TOKEN", "", "SLACK_APP_TOKEN is missing: socket mode needs an app-level token. "),
        ("SLACK_APP_TOKEN", "xoxb-1", "SLACK_APP_TOKEN must begin with xapp-. "),
        ("SLACK_SIGNING_SECRET", "short", "SLACK_SIGNING_SECRET is no signing secret. "),
        ("SLACK_API_URL", "slack.com", "SLACK_API_URL must be an address such as https://slack.com/api/."),
        ("SLACK_API_URL", "https://slack.com/api/?a=1", "SLACK_API_URL must be an address such as "),
        ("MENTORBOT_MODE", "sockets", "MENTORBOT_MODE must be 'socket' or 'http'."),
        ("MENTORBOT_DATABASE_URL", "mysql://host/db", "MENTORBOT_DATABASE_URL must begin with sqlite:/// or "),
        ("MENTORBOT_DATABASE_URL", "sqlite://", "MENTORBOT_DATABASE_URL must begin with sqlite:/// or "),
        ("MENTORBOT_DATABASE_THREADS", "0", "MENTORBOT_DATABASE_THREADS must be greater than or equal to 1."),
        ("MENTORBOT_PORT", "eighty", "MENTORBOT_PORT must be a valid integer."),
        ("MENTORBOT_PORT", "70000", "MENTORBOT_PORT must be less than or equal to 65535."),
        ("MENTORBOT_LOG_FORMAT", "xml", "MENTORBOT_LOG_FORMAT must be 'text' or 'json'."),
        ("MENTORBOT_LOG_LEVEL", "loud", "MENTORBOT_LOG_LEVEL must be 'debug', 'info', 'warning' or 'error'."),
        ("MENTORBOT_PROT", "80", "MENTORBOT_PROT in "),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    sentences = refused(tmp_path, **{**SOCKET, name: value})
    assert len(sentences) == 1
    assert sentences[0].startswith(sentence)


def test_http_without_a_signing_secret_is_refused(tmp_path: Path) -> None:
    sentences = refused(tmp_path, **{**HTTP, "SLACK_SIGNING_SECRET": ""})
    assert [sentence.split(":")[0] for sentence in sentences] == ["SLACK_SIGNING_SECRET is missing"]


def test_everything_wrong_is_told_at_once_and_no_value_shown(tmp_path: Path) -> None:
    sentences = refused(
        tmp_path,
        SLACK_BOT_TOKEN="hunter2",
        SLACK_APP_TOKEN="hunter3",
        MENTORBOT_PORT="hunter4",
        MENTORBOT_PROT="hunter5",
    )
    told = [re.split(r" (?:must|is|in) ", sentence)[0] for sentence in sentences]
    assert told == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "MENTORBOT_PORT", "MENTORBOT_PROT"]
    assert "hunter" not in "\n".join(sentences)


def test_settings_in_print_hold_no_secret(tmp_path: Path) -> None:
    settings = load(tmp_path, **SOCKET, MENTORBOT_DATABASE_URL="postgresql://awa:s3%2Fcret@db/mentorbot")
    assert set(settings.secrets) == {"xoxb-1-awa", "xapp-1-luca", "s3%2Fcret", "s3/cret"}
    assert not any(secret in repr(settings) + str(settings) for secret in settings.secrets)


def test_the_example_names_every_setting_once_with_its_meaning_and_default() -> None:
    example = ROOT / ".env.example"
    written = dotenv_values(example, interpolate=False)
    assert list(written) == list(names())
    lines = example.read_text(encoding="utf-8").splitlines()
    for name, field in names().items():
        place = next(index for index, line in enumerate(lines) if line.startswith(f"{name}="))
        assert lines[place - 1] == f"# {field.description}"
        default = field.get_default()
        shown = getattr(default, "get_secret_value", lambda default=default: default)()
        assert written[name] == ("" if field.is_required() or shown is None else str(shown))
