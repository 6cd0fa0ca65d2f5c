"""Who sees what: the web application, put together in the order in which it reads."""

from flask import Flask

from app import assets, cli, errors, formats, languages, security
from app.config import Settings, flask_config, read_settings
from app.extensions import babel, compress, csrf, db, limiter, mail, migrate
from app.models import load_models


def create_app(settings: Settings | None = None, **overrides: object) -> Flask:
    """The application for these settings (default: the environment's). Raises `BadSetting`."""
    settings = settings or read_settings()
    app = errors.QuietFlask(__name__)
    app.url_map.strict_slashes = False  # addresses work with or without a trailing slash
    app.config.update(flask_config(settings), **overrides)
    app.extensions["paroles"] = settings
    load_models()
    for extension in (db, csrf, compress, limiter, mail):
        extension.init_app(app)
    babel.init_app(app, locale_selector=languages.locale)
    migrate.init_app(app, db, directory="migrations", render_as_batch=True, compare_type=True)
    _open_door(app, settings)
    security.init_app(app, settings)
    for register in (assets, formats, languages, errors, cli):
        register.init_app(app)
    _register_blueprints(app)
    return app


def _open_door(app: Flask, settings: Settings) -> None:
    from app.answer import door

    door.init_app(app, settings)


def _register_blueprints(app: Flask) -> None:
    from app.answer import blueprint as answer
    from app.desk import blueprint as desk
    from app.needs import blueprint as needs
    from app.pages import blueprint as pages
    from app.results import blueprint as results

    for blueprint in (pages, answer, needs, results, desk):
        app.register_blueprint(blueprint)
