"""What a request brings to every blueprint: its territory, today's date, the settings."""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask import Response, current_app, g, jsonify, request
from itsdangerous import BadSignature, TimestampSigner

from app.config import Settings
from app.extensions import db
from app.services import territories
from surveys.models import Territory
from surveys.writing import Writer

PARIS = ZoneInfo("Europe/Paris")


def settings() -> Settings:
    found: Settings = current_app.extensions["paroles"]
    return found


def secret() -> bytes:
    return settings().secret_key.encode()


def issued(secret: bytes) -> str:
    """When a form was given, signed: it never expires, and tells too quick an answer."""
    return _signer(secret).sign("").decode()


def given(secret: bytes, text: str) -> datetime | None:
    """What `issued` signed; None where it is missing or damaged."""
    try:
        _, when = _signer(secret).unsign(text, return_timestamp=True)
    except BadSignature:
        return None
    return when


@lru_cache(maxsize=4)
def _signer(secret: bytes) -> TimestampSigner:
    return TimestampSigner(secret, salt="issued")


def writer() -> Writer:
    """Stores answers: the one of this process."""
    found: Writer = current_app.extensions["paroles_writer"]
    return found


def today() -> date:
    """The day it is for the people who answer."""
    return now().date()


def now() -> datetime:
    return datetime.now(PARIS)


def utc_now() -> datetime:
    """For what is counted in hours and seconds: SQLite keeps no time zone."""
    return datetime.now(UTC)


def territory() -> Territory:
    """The territory of this request, by its Host name. Raises `territories.NoTerritory`."""
    if "territory_id" not in g:
        g.territory_id = territories.for_host(db.session(), request.host.split(":")[0]).id
    return db.session().get_one(Territory, g.territory_id)


def wants_json() -> bool:
    """Whether a script asked, rather than a person's browser."""
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def json_answer(content: object, status: int) -> Response:
    response = jsonify(content)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response
