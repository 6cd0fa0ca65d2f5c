"""Settings: all named PAROLES_*, read once from the environment; the README explains each."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

MEGABYTE = 1_000_000
POOL = 16  # connections kept by a process: twice its threads (`app.server`)
SAMPLE_KEYS = ("change", "secret", "example", "exemple", "sample", "password", "test", "dev")


class BadSetting(ValueError):
    """A PAROLES_* setting the application refuses to start with; the sentence says what to do."""


@dataclass(frozen=True)
class Settings:
    """What the environment says, checked."""

    home: Path
    database_url: str
    redis_url: str
    bind: str
    public_url: str
    trusted_hosts: tuple[str, ...]
    secret_key: str
    encryption_keys: tuple[str, ...]
    ratelimit_enabled: bool
    proxies: int
    smtp_url: str
    mail_from: str

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this environment. Raises `BadSetting`."""
    home = Path(environ.get("PAROLES_HOME") or "instance").resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)  # answers and keys: its owner alone
    bind = environ.get("PAROLES_BIND") or "127.0.0.1:8000"
    public_url = _public_url(environ.get("PAROLES_PUBLIC_URL") or f"http://{bind}")
    settings = Settings(
        home=home,
        database_url=_database_url(environ.get("PAROLES_DATABASE_URL", ""), home),
        redis_url=environ.get("PAROLES_REDIS_URL", ""),
        bind=bind,
        public_url=public_url,
        trusted_hosts=_hosts(environ.get("PAROLES_TRUSTED_HOSTS", ""), bind, public_url),
        secret_key=_secret(environ.get("PAROLES_SECRET_KEY", ""), home),
        encryption_keys=_keys(environ.get("PAROLES_ENCRYPTION_KEYS", ""), home),
        ratelimit_enabled=_flag(environ, "PAROLES_RATELIMIT_ENABLED", default=True),
        proxies=_count(environ, "PAROLES_PROXIES"),
        smtp_url=_smtp_url(environ.get("PAROLES_SMTP_URL", "")),
        mail_from=environ.get("PAROLES_MAIL_FROM") or "ne-pas-repondre@localhost",
    )
    _check(settings)
    return settings


def flask_config(settings: Settings) -> dict[str, Any]:
    """The settings in Flask's and its extensions' own words."""
    name = "__Host-paroles" if settings.https else "paroles"
    return {
        "SECRET_KEY": settings.secret_key,
        "TRUSTED_HOSTS": list(settings.trusted_hosts),
        # A body over 1 MB is refused; a chargée's import has its own, larger limit on its route.
        "MAX_CONTENT_LENGTH": MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": MEGABYTE,
        "MAX_FORM_PARTS": 1000,
        # Fast zstd, which browsers would be given, weighs a tenth more than this and than gzip.
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 5,
        "COMPRESS_LEVEL": 9,
        "SESSION_COOKIE_NAME": name,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.https,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        # Answers never appear in logs. A connection for each thread that serves: with fewer, those
        # beyond are closed after each request, and opening SQLite anew costs more than the page.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True, "pool_size": POOL},
        "BABEL_DEFAULT_LOCALE": "fr",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Paris",
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "RATELIMIT_ENABLED": settings.ratelimit_enabled,
        "RATELIMIT_STORAGE_URI": settings.redis_url or "memory://",
        "RATELIMIT_HEADERS_ENABLED": False,
        # Without Redis for a while, each process counts by itself: nobody's answer is refused.
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": bool(settings.redis_url),
        "PREFERRED_URL_SCHEME": "https" if settings.https else "http",
        **_mail(settings),
    }


def _mail(settings: Settings) -> dict[str, Any]:
    common = {"MAIL_DEFAULT_SENDER": settings.mail_from, "MAIL_TIMEOUT": 10}
    if not settings.smtp_url:
        folder = settings.home / "mail"
        return common | {"MAIL_BACKEND": "file", "MAIL_FILE_PATH": str(folder)}
    url = urlsplit(settings.smtp_url)
    return common | {
        "MAIL_BACKEND": "smtp",
        "MAIL_SERVER": url.hostname,
        "MAIL_PORT": url.port or (465 if url.scheme == "smtps" else 587),
        "MAIL_USERNAME": url.username,
        "MAIL_PASSWORD": url.password,
        "MAIL_USE_SSL": url.scheme == "smtps",
        "MAIL_USE_TLS": url.scheme == "smtp" and url.hostname not in ("localhost", "127.0.0.1"),
    }


def _public_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme in ("http", "https") and parts.hostname and parts.path in ("", "/"):
        return url.rstrip("/")
    # Without a scheme the cookies of an https site would not be Secure.
    raise BadSetting("PAROLES_PUBLIC_URL : écrivez https://nom.exemple, sans chemin.")


def _smtp_url(url: str) -> str:
    parts = urlsplit(url)
    if not url or (parts.scheme in ("smtp", "smtps") and parts.hostname and _has_port(url)):
        return url
    raise BadSetting("PAROLES_SMTP_URL : écrivez smtp://compte:mot-de-passe@serveur:587")


def _has_port(url: str) -> bool:
    """Whether the port, where there is one, is a number."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _database_url(url: str, home: Path) -> str:
    if not url:
        return f"sqlite:///{home / 'paroles.sqlite'}"
    # "postgresql://" alone would ask for a driver we do not ship.
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if url.startswith(("postgresql+psycopg://", "sqlite:///")):
        return url
    raise BadSetting("PAROLES_DATABASE_URL : écrivez postgresql://… ou sqlite:///…")


def _hosts(given: str, bind: str, public_url: str) -> tuple[str, ...]:
    named = tuple(host.strip() for host in given.split(",") if host.strip())
    public = urlsplit(public_url).hostname or ""
    return tuple(dict.fromkeys((*named, public, bind.rsplit(":", 1)[0], "localhost", "127.0.0.1")))


def _kept(path: Path, make: Any) -> str:
    """The secret in this file; the first run writes it, readable by its owner alone."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(value := make())
    return str(value)


def _secret(given: str, home: Path) -> str:
    # Only a secret that people chose can be a sample: chance may well begin ours with « dev ».
    if given and (len(given) < 32 or given.lower().startswith(SAMPLE_KEYS)):
        raise BadSetting(
            "PAROLES_SECRET_KEY est trop courte ou vient d’un exemple. "
            "Retirez-la : le premier démarrage en écrira une bonne."
        )
    return given or _kept(home / "secret_key", _new_secret)


def _new_secret() -> str:
    return secrets.token_urlsafe(48)


def _keys(given: str, home: Path) -> tuple[str, ...]:
    text = given or _kept(home / "encryption_keys", lambda: Fernet.generate_key().decode())
    return tuple(key for key in text.replace(",", " ").split() if key)


def _flag(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = environ.get(name, "").lower()
    if text in ("", "true", "false", "1", "0"):
        return default if not text else text in ("true", "1")
    raise BadSetting(f"{name} : écrivez true ou false.")


def _count(environ: Mapping[str, str], name: str) -> int:
    text = environ.get(name) or "0"
    if text.isdigit() and int(text) <= 5:
        return int(text)
    raise BadSetting(f"{name} : écrivez un nombre de 0 à 5.")


def _check(settings: Settings) -> None:
    if len(settings.secret_key) < 32:
        raise BadSetting(
            f"{settings.home / 'secret_key'} est abîmé. Remettez-le d’une sauvegarde : "
            "sans lui, les codes de suivi déjà donnés ne servent plus."
        )
    if settings.https and not settings.ratelimit_enabled:
        raise BadSetting("PAROLES_RATELIMIT_ENABLED=false n’est permis qu’en essai, sans https.")
    for encryption_key in settings.encryption_keys or ("",):
        try:
            Fernet(encryption_key)
        except ValueError as error:
            raise BadSetting(
                "PAROLES_ENCRYPTION_KEYS : une clé n’est pas une clé Fernet."
            ) from error
