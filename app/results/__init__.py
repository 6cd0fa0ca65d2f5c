"""Public results: what was published, as a newspaper could quote it; nothing is asked, or kept."""

from flask import Blueprint, Response, abort, make_response, render_template, request

from app import web
from app.extensions import db
from app.services.reports import results

blueprint = Blueprint("results", __name__)
# A quotation withdrawn is gone from everyone's screen within this time.
KEPT = "public, max-age=300"


@blueprint.get("/resultats")
def index() -> Response:
    """What was published in this territory."""
    found = results.published(db.session(), web.territory())
    return _kept(render_template("results/index.html", found=found))


@blueprint.get("/resultats/<slug>")
def page(slug: str) -> Response:
    """One page of results, as it was frozen; 404 where there is none, or it was withdrawn."""
    session, territory = db.session(), web.territory()
    row = results.find(session, territory, slug)
    if row is None or row.content is None:
        abort(404)
    return _kept(
        render_template(
            "results/page.html",
            preview=False,
            row=row,
            content=row.content,
            quotes=results.read_quotes(session, territory, row),
        )
    )


def _kept(page: str) -> Response:
    """Any cache may keep it for a moment: it is the same for everyone."""
    response = make_response(page)
    response.headers["Cache-Control"] = KEPT
    response.add_etag()
    response.make_conditional(request)
    return response
