"""Settings: good by themselves, refused with a sentence when they would betray someone."""

import os
import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from app.config import BadSetting, Settings, flask_config, read_settings

SECRET = "k7" * 20
KEY = Fernet.generate_key().decode()
GOOD = {"PAROLES_SECRET_KEY": SECRET, "PAROLES_ENCRYPTION_KEYS": KEY}


def settings(home: Path, **environ: str) -> Settings:
    named = {f"PAROLES_{name}": value for name, value in environ.items()}
    return read_settings({"PAROLES_HOME": str(home), **GOOD, **named})


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_nothing_is_needed_to_try(tmp_path: Path) -> None:
    found = read_settings({"PAROLES_HOME": str(tmp_path / "new" / "home")})
    assert found.home.is_dir()
    assert found.database_url == f"sqlite:///{found.home / 'paroles.sqlite'}"
    assert (found.bind, found.public_url) == ("127.0.0.1:8000", "http://127.0.0.1:8000")
    assert found.ratelimit_enabled
    assert (found.proxies, found.redis_url, found.https) == (0, "", False)


def test_the_first_run_writes_secrets_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        found = read_settings({"PAROLES_HOME": str(tmp_path)})
    finally:
        os.umask(before)
    for name in ("secret_key", "encryption_keys"):
        assert mode(tmp_path / name) == 0o600
    assert (tmp_path / "secret_key").read_text() == found.secret_key
    assert len(found.secret_key) >= 60
    assert (tmp_path / "encryption_keys").read_text() == found.encryption_keys[0]


def test_the_next_runs_use_the_same_secrets(tmp_path: Path) -> None:
    first = read_settings({"PAROLES_HOME": str(tmp_path)})
    again = read_settings({"PAROLES_HOME": str(tmp_path)})
    assert (again.secret_key, again.encryption_keys) == (first.secret_key, first.encryption_keys)
    elsewhere = read_settings({"PAROLES_HOME": str(tmp_path / "elsewhere")})
    assert elsewhere.secret_key != first.secret_key
    assert elsewhere.encryption_keys != first.encryption_keys


def test_a_secret_that_chance_began_as_a_sample_is_kept(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("dev" + SECRET)
    assert read_settings({"PAROLES_HOME": str(tmp_path)}).secret_key == "dev" + SECRET


def test_a_damaged_secret_is_not_replaced_in_silence(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(BadSetting, match="secret_key est abîmé"):
        read_settings({"PAROLES_HOME": str(tmp_path)})


def test_secrets_given_by_the_environment_are_not_written(tmp_path: Path) -> None:
    found = settings(tmp_path)
    assert (found.secret_key, found.encryption_keys) == (SECRET, (KEY,))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"SECRET_KEY": "k7" * 15}, "PAROLES_SECRET_KEY est trop courte"),
        ({"SECRET_KEY": "change-me-" * 5}, "vient d’un exemple"),
        ({"SECRET_KEY": "Secret key of the documentation."}, "vient d’un exemple"),
        ({"SECRET_KEY": "DEV" * 12}, "vient d’un exemple"),
        (
            {"PUBLIC_URL": "https://ici.example.org", "RATELIMIT_ENABLED": "false"},
            "PAROLES_RATELIMIT_ENABLED=false n’est permis qu’en essai",
        ),
        ({"RATELIMIT_ENABLED": "non"}, "PAROLES_RATELIMIT_ENABLED : écrivez true ou false"),
        ({"DATABASE_URL": "mysql://root@localhost/x"}, "PAROLES_DATABASE_URL : écrivez postgresql"),
        ({"DATABASE_URL": "paroles.sqlite"}, "PAROLES_DATABASE_URL : écrivez postgresql"),
        ({"ENCRYPTION_KEYS": "short"}, "PAROLES_ENCRYPTION_KEYS : une clé n’est pas"),
        ({"ENCRYPTION_KEYS": f"{KEY},{KEY[:-2]}"}, "PAROLES_ENCRYPTION_KEYS : une clé n’est pas"),
        ({"ENCRYPTION_KEYS": " , "}, "PAROLES_ENCRYPTION_KEYS : une clé n’est pas"),
        ({"PUBLIC_URL": "ici.example.org"}, "PAROLES_PUBLIC_URL : écrivez https://"),
        ({"PUBLIC_URL": "https://"}, "PAROLES_PUBLIC_URL : écrivez https://"),
        ({"PUBLIC_URL": "https://ici.example.org/chemin"}, "PAROLES_PUBLIC_URL"),
        ({"SMTP_URL": "mail.example.org"}, "PAROLES_SMTP_URL : écrivez smtp://"),
        ({"SMTP_URL": "smtp://mail.example.org:port"}, "PAROLES_SMTP_URL"),
        ({"PROXIES": "6"}, "PAROLES_PROXIES : écrivez un nombre de 0 à 5"),
        ({"PROXIES": "un"}, "PAROLES_PROXIES : écrivez un nombre de 0 à 5"),
    ],
)
def test_a_setting_that_would_betray_someone_is_refused(
    tmp_path: Path, environ: dict[str, str], sentence: str
) -> None:
    with pytest.raises(BadSetting, match=sentence):
        settings(tmp_path, **environ)


def test_rate_limits_may_be_lifted_on_a_bench(tmp_path: Path) -> None:
    assert not settings(tmp_path, RATELIMIT_ENABLED="False").ratelimit_enabled
    assert settings(tmp_path, RATELIMIT_ENABLED="1").ratelimit_enabled


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////tmp/x.sqlite", "sqlite:////tmp/x.sqlite"),
    ],
)
def test_a_database_is_named_as_people_name_it(tmp_path: Path, url: str, kept: str) -> None:
    assert settings(tmp_path, DATABASE_URL=url).database_url == kept


def test_several_encryption_keys_are_kept_newest_first(tmp_path: Path) -> None:
    older = Fernet.generate_key().decode()
    assert settings(tmp_path, ENCRYPTION_KEYS=f"{KEY}, {older}").encryption_keys == (KEY, older)
    assert settings(tmp_path, ENCRYPTION_KEYS=f"{KEY}\n{older}\n").encryption_keys == (KEY, older)


def test_the_hosts_answered_are_ours_and_those_given(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        BIND="10.1.2.3:80",
        PUBLIC_URL="https://ici.example.org/",
        TRUSTED_HOSTS="www.example.org, ici.example.org",
    )
    assert found.public_url == "https://ici.example.org"
    assert found.trusted_hosts == (
        "www.example.org", "ici.example.org", "10.1.2.3", "localhost", "127.0.0.1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("url", "name", "secure"),
    [("http://127.0.0.1:8000", "paroles", False), ("https://ici.org", "__Host-paroles", True)],
)
def test_the_cookie_follows_the_scheme(tmp_path: Path, url: str, name: str, secure: bool) -> None:
    config = flask_config(settings(tmp_path, PUBLIC_URL=url))
    assert (config["SESSION_COOKIE_NAME"], config["SESSION_COOKIE_SECURE"]) == (name, secure)
    assert (config["SESSION_COOKIE_HTTPONLY"], config["SESSION_COOKIE_SAMESITE"]) == (True, "Lax")
    assert config.get("SESSION_COOKIE_DOMAIN") is None  # __Host- forbids it


def test_no_answer_reaches_the_log_through_the_database(tmp_path: Path) -> None:
    assert flask_config(settings(tmp_path))["SQLALCHEMY_ENGINE_OPTIONS"]["hide_parameters"]


@pytest.mark.parametrize(
    ("url", "server", "port", "ssl", "tls"),
    [
        ("smtp://u:p@mail.example.org", "mail.example.org", 587, False, True),
        ("smtp://u:p@mail.example.org:2525", "mail.example.org", 2525, False, True),
        ("smtps://u:p@mail.example.org", "mail.example.org", 465, True, False),
        ("smtp://localhost:25", "localhost", 25, False, False),
    ],
)
def test_mail_leaves_encrypted_unless_it_stays_on_the_machine(
    tmp_path: Path, url: str, server: str, port: int, ssl: bool, tls: bool
) -> None:
    config = flask_config(settings(tmp_path, SMTP_URL=url))
    assert (config["MAIL_SERVER"], config["MAIL_PORT"]) == (server, port)
    assert (config["MAIL_USE_SSL"], config["MAIL_USE_TLS"]) == (ssl, tls)
    assert config["MAIL_BACKEND"] == "smtp"


def test_without_a_mail_server_mails_are_files_in_the_home(tmp_path: Path) -> None:
    config = flask_config(settings(tmp_path))
    assert config["MAIL_BACKEND"] == "file"
    assert config["MAIL_FILE_PATH"] == str(tmp_path / "mail")
