"""The extensions, made once and bound by `create_app`; blueprints import from here."""

from flask import request
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


def truncated_address() -> str:
    """The network a request comes from, never the exact address: enough to slow a flood."""
    address = request.remote_addr or "?"
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
limiter = Limiter(truncated_address, strategy="moving-window")
