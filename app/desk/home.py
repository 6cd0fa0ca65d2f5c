"""The desk's first page: what to do now, where things stand."""

from flask import render_template
from flask_login import current_user

from app import web
from app.desk.access import may
from app.extensions import db
from app.security import account_is_kept
from app.services import committee, needs, overview


def home() -> str:
    if not may("read"):
        return _reader_home()
    seen = overview.overview(db.session(), web.territory())
    todos = overview.todos(db.session(), web.territory(), seen)
    if may("answer"):
        todos[1:1] = needs.todos(needs.every(db.session(), web.territory()), web.today())
    return render_template("desk/home.html", seen=seen, todos=todos)


def _reader_home() -> str:
    """What was published for whoever reads syntheses, and what waits for their word."""
    session, territory = db.session(), web.territory()
    return render_template(
        "desk/home_reader.html",
        found=committee.published(session, territory) if may("synthesis") else [],
        left=committee.to_discuss(session, territory, current_user.id) if may("discuss") else {},
    )


def help_page() -> str:
    return render_template("desk/help.html")


def account() -> str:
    return render_template("desk/account.html", kept=account_is_kept())
