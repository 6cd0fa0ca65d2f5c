"""What seems to come from a machine or to repeat, and a person's word on it."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.desk.collection.collect import find_survey
from app.extensions import db
from app.services.collection import doubts as service
from app.services.questionnaires import questionnaires
from surveys.base import start_writing


def doubts(slug: str) -> str:
    """Why each is to be looked at, and what it says; counts with and without them."""
    survey = find_survey(slug)
    return render_template(
        "desk/collection/doubts.html",
        survey=survey,
        definition=questionnaires.definition(survey.versions[-1]),
        doubts=service.of_survey(db.session(), survey),
        twins=service.TWINS,
    )


def vouch(slug: str, response_id: int) -> Response:
    """A person looked: it is a true response, or is to be looked at again."""
    session = db.session()
    start_writing(session)
    if not service.vouch(
        session, find_survey(slug), response_id, vouched=request.form.get("vouched") == "1"
    ):
        abort(404)
    session.commit()
    return redirect(url_for("desk.doubts", slug=slug), 303)
