"""The desk's first page: what to do now, where things stand, who has not been heard."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Protocol, TypeVar

from flask import Response, abort, render_template
from flask_login import current_user

from app import web
from app.desk.access import RIGHTS, may
from app.desk.figures.numbers import SVG_POLICY
from app.extensions import db
from app.security import account_is_kept
from app.services.besoins import needs
from app.services.home import heard, overview, todos, unheard
from app.services.home.todos import Todo
from app.services.home.unheard import Unheard
from app.services.reports import committee, publishing


class Door(Protocol):
    """Something that leads to a page of the desk."""

    @property
    def endpoint(self) -> str: ...


Leading = TypeVar("Leading", bound=Door)


def home() -> str:
    if not may("read"):
        return _reader_home()
    session, territory, today = db.session(), web.territory(), web.today()
    seen = overview.overview(session, territory, today)
    asked = needs.every(session, territory)
    return render_template(
        "desk/home.html",
        seen=seen,
        needs=len(asked),
        waiting=publishing.waiting(session, territory),
        heard=_heard() if may("publish") else [],
        days=heard.DAYS,
        low=unheard.low(seen),
        census=unheard.has_census(session, territory),
        todos=_todos(todos.todos(session, territory, seen, today), needs.todos(asked, today)),
        unheard=[
            Unheard(one.said, _openable(one.means))
            for one in unheard.unheard(session, territory, seen)
        ],
    )


def _heard() -> list[heard.Heard]:
    since = web.now() - timedelta(days=heard.DAYS)
    return heard.lately(db.session(), web.territory(), since, current_user.id)


def _todos(found: Sequence[Todo], of_needs: Sequence[Todo]) -> list[Todo]:
    """Needs come second: somebody waits for them."""
    return _openable([*found[:1], *of_needs, *found[1:]])


def _openable(leading: Iterable[Leading]) -> list[Leading]:
    """Those whose page the person may open."""
    return [one for one in leading if may(RIGHTS[one.endpoint.removeprefix("desk.")])]


def weeks_picture() -> Response:
    """Responses by week as a picture; its figures stand in the page as a table."""
    from analysis import pictures  # matplotlib comes with it

    seen = overview.overview(db.session(), web.territory(), web.today())
    if not seen.weeks:
        abort(404)
    drawn = pictures.timeline(seen.weeks, "réponses par semaine")
    answer = Response(drawn.svg, mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = SVG_POLICY
    return answer


def _reader_home() -> str:
    """What was published for whoever reads syntheses, and what waits for their word."""
    session, territory = db.session(), web.territory()
    return render_template(
        "desk/home_reader.html",
        found=committee.published(session, territory) if may("synthesis") else [],
        left=committee.to_discuss(session, territory, current_user.id) if may("discuss") else {},
        constats=heard.constats(session, territory, current_user.id),
    )


def help_page() -> str:
    return render_template("desk/help.html")


def account() -> str:
    return render_template("desk/account.html", kept=account_is_kept())
