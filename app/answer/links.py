"""Short addresses, made to be read aloud: they lead to a survey and say through which campaign."""

from flask import abort, redirect, url_for
from werkzeug.wrappers import Response

from app import web
from app.extensions import db
from app.services.collection import campaigns


def short_link(code: str) -> Response:
    """From `/l/4627` to the survey's own page; a retired campaign still leads there."""
    campaign = campaigns.by_code(db.session(), web.territory().id, code)
    if campaign is None:
        abort(404)
    return redirect(url_for("answer.form", slug=campaign.survey.slug, c=campaign.key), 303)
