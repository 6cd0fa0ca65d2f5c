"""What every answer of the server carries, who may write, and how staff sign in."""

import secrets
from datetime import timedelta
from typing import Any

from flask import (
    Flask,
    Request,
    Response,
    abort,
    after_this_request,
    g,
    has_request_context,
    request,
    session,
)
from flask.json.provider import DefaultJSONProvider
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import current_user, user_logged_out
from flask_security.datastore import SQLAlchemySessionUserDatastore
from flask_security.signals import user_authenticated
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import Settings
from app.extensions import db, limiter, security
from app.headers import Headers, policy
from surveys.base import prepare_engine
from surveys.invitations import apart
from surveys.writing import Writer

# Per network, not per account: locking an account would let anyone lock the chargée out.
SIGN_IN_TRIES = "10 per 5 minutes"
# In a session, the territory whose desk made the link that it began with: it opens no other.
ONLY = "only"
LEAVING = ("security.logout", "security.static")
THROTTLED = (
    "security.login",
    "security.forgot_password",
    "security.two_factor_token_validation",
    "security.mf_recovery",
    "security.wan_signin",
)


class ShallowJSON(DefaultJSONProvider):
    """Brackets thousands deep are a bad body like another, whoever reads it first."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("nested too deep") from error


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions; for whoever brings no cookie, no key is derived to read it."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def init_app(app: Flask, settings: Settings) -> None:
    app.session_interface = Sessions()
    app.json_provider_class = ShallowJSON  # Flask-Security builds on this one
    app.wsgi_app = Headers(  # type: ignore[method-assign]
        app.wsgi_app, app.config["SESSION_COOKIE_NAME"]
    )
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
    with app.app_context():
        prepare_engine(db.engine, _writing_by_default)
        app.extensions["paroles_writer"] = Writer(db.engine)
        apart.prepare(db.engine)
    _init_accounts(app, settings)


def _writing_by_default() -> bool:
    """Commands write; pages read, and ask for `start_writing` when they are ready to write.

    The account pages belong to Flask-Security, which commits by itself when a form is posted.
    """
    if not has_request_context():
        return True
    return request.method == "POST" and request.blueprint == "security"


def _init_accounts(app: Flask, settings: Settings) -> None:
    from app.models.staff import Role, User, WebAuthn

    app.config.update(_accounts_config(settings))
    datastore = SQLAlchemySessionUserDatastore(db.session, User, Role, WebAuthn)
    security.init_app(app, datastore, register_blueprint=True)
    # Sessions alone sign in: a token given to a script would outlive them.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    user_logged_out.connect(_end_sessions, app)
    user_authenticated.connect(_begin_anew, app)
    app.before_request(_give_nonce)
    app.before_request(_keep_account)
    for endpoint in THROTTLED:
        view: Any = app.view_functions[endpoint]
        app.view_functions[endpoint] = limiter.limit(SIGN_IN_TRIES, methods=["POST"])(view)


def _end_sessions(_app: Flask, user: Any, **_: object) -> None:
    """Signing out ends every session of the account: a copied cookie opens nothing any more."""
    if request.endpoint == "security.logout" and user is not None and user.is_authenticated:
        security.datastore.set_uniquifier(user)
        db.session.commit()


def _begin_anew(_app: Flask, **_: object) -> None:
    """What a session was held to is not carried into the next."""
    session.pop(ONLY, None)


def _keep_account() -> None:
    """A link that one territory made changes nothing of an account that others rely on.

    Whoever made it could use it: with a password of their own choice, they would be in everywhere.
    """
    if request.blueprint == "security" and request.endpoint not in LEAVING and account_is_kept():
        abort(403)


def account_is_kept() -> bool:
    """Whether one territory's link opened this session, of an account with a role elsewhere."""
    if ONLY not in session or not current_user.is_authenticated:
        return False
    return any(each.territory_id != session[ONLY] for each in current_user.memberships)


def _give_nonce() -> None:
    if request.blueprint == "security":
        g.csp_nonce = secrets.token_urlsafe(16)
        after_this_request(_allow_nonce)


def _allow_nonce(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = policy(g.csp_nonce)
    return response


def _accounts_config(settings: Settings) -> dict[str, object]:
    cookie = {"httponly": True, "secure": settings.https, "samesite": "Strict"}
    options: dict[str, object] = {
        "BLUEPRINT_NAME": "security",
        "URL_PREFIX": "/bureau/compte",
        "LOGIN_URL": "/connexion",
        "LOGOUT_URL": "/deconnexion",
        "LOGOUT_METHODS": ["POST"],  # a link someone follows signs nobody out
        "RESET_URL": "/mot-de-passe-oublie",
        "CHANGE_URL": "/mot-de-passe",
        "TWO_FACTOR_SETUP_URL": "/double-verification",
        "TWO_FACTOR_TOKEN_VALIDATION_URL": "/code",
        "TWO_FACTOR_RESCUE_URL": "/code-perdu",
        "TWO_FACTOR_SELECT_URL": "/methode",
        "MULTI_FACTOR_RECOVERY_CODES_URL": "/codes-de-secours",
        "MULTI_FACTOR_RECOVERY_URL": "/secours",
        "WAN_REGISTER_URL": "/cles-d-acces",
        "WAN_SIGNIN_URL": "/connexion-cle",
        "WAN_DELETE_URL": "/cles-d-acces/retirer",
        "WAN_VERIFY_URL": "/verifier-cle",
        "VERIFY_URL": "/verifier",
        "POST_LOGIN_VIEW": "desk.home",
        "POST_LOGOUT_VIEW": "security.login",
        "POST_CHANGE_VIEW": "desk.account",
        "RECOVERABLE": True,
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},  # no look-up of a typed domain
        "CHANGEABLE": True,
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_ALWAYS_VALIDATE": True,
        "TWO_FACTOR_VALIDITY_COOKIE": cookie,
        "TOTP_SECRETS": {"1": settings.encryption_keys[-1]},
        "TOTP_ISSUER": "Paroles de terrain",
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "WEBAUTHN": True,
        "WAN_RP_NAME": "Paroles de terrain",
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SINGLE_HASH": ["argon2"],
        "PASSWORD_LENGTH_MIN": 12,
        "RETURN_GENERIC_RESPONSES": True,
        "RESET_PASSWORD_WITHIN": timedelta(hours=2),
        "EMAIL_SUBJECT_PASSWORD_RESET": "Choisir un nouveau mot de passe",
        "EMAIL_HTML": False,
        "DEFAULT_REMEMBER_ME": False,
        "I18N_DIRNAME": "builtin",
        "SCRIPT_NONCE_KEY": "csp_nonce",
        "FRESHNESS": timedelta(hours=12),
        "CACHE_CONTROL": None,  # `app.headers` says no-store, in a form that caches understand
    }
    return {f"SECURITY_{name}": value for name, value in options.items()}
