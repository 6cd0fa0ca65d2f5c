"""The extensions, made once and bound by `create_app`; blueprints import from here."""

import hashlib
import hmac
import time

from flask import current_app, request
from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_mailman import Mail
from flask_migrate import Migrate
from flask_security.core import Security
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from app.passwords import Passwords
from surveys.base import Base

DAY = 86_400


def network() -> str:
    """What stands for the network a request comes from, today: neither its address nor a part.

    Counts are kept under it for an hour, in memory or in Redis. The salt comes of the secret and
    the day: tomorrow's names say nothing of today's.
    """
    return network_of(current_app.config["SECRET_KEY"], request.remote_addr or "?")


def network_of(secret: str, address: str) -> str:
    """The same, before Flask has a request."""
    salt = f"{secret} network {int(time.time()) // DAY}"
    return hmac.new(salt.encode(), _truncated(address).encode(), hashlib.sha256).hexdigest()[:24]


def _truncated(address: str) -> str:
    """Without what tells one house or one phone from its neighbours: /24 in IPv4, /48 in IPv6."""
    if ":" in address:
        return ":".join(address.split(":")[:3])
    return address.rsplit(".", 1)[0]


db = SQLAlchemy(metadata=Base.metadata, session_options={"autoflush": False})
migrate = Migrate()
babel = Babel()
csrf = CSRFProtect()
compress = Compress()
mail = Mail()
security = Security(password_util_cls=Passwords)
limiter = Limiter(network, strategy="moving-window")
