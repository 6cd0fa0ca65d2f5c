"""« Images »: every picture of a questionnaire, its figures beside it, to save or to print."""

from flask import Blueprint, Response, abort, render_template, request

from app import web
from app.desk.figures.numbers import as_document
from app.extensions import db
from app.services import territories
from app.services.figures import crossings
from app.services.figures.gallery import NAMES, Gallery
from surveys.models import Survey


def add_doors(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/chiffres/images", "pictures", pictures)
    blueprint.add_url_rule("/chiffres/images/<key>.svg", "gallery_picture", gallery_picture)


def pictures() -> str:
    surveys, survey = _choice()
    drawn = Gallery(db.session(), web.territory(), survey).every() if survey else []
    return render_template(
        "desk/figures/pictures.html", surveys=surveys, survey=survey, drawn=drawn
    )


def gallery_picture(key: str) -> Response:
    """One of the pictures, as a document of its own."""
    _, survey = _choice()
    if survey is None or key not in NAMES:
        abort(404)
    draw = Gallery(db.session(), web.territory(), survey).one(key).draw or abort(404)
    return as_document(draw(), key)


def _choice() -> tuple[list[tuple[Survey, str]], Survey | None]:
    """The questionnaires, and the one asked for; None where none was published yet."""
    surveys = crossings.survey_titles(territories.surveys(db.session(), web.territory()))
    slug = request.args.get("questionnaire", surveys[0][0].slug if surveys else "")
    found = [survey for survey, _ in surveys if survey.slug == slug]
    if surveys and not found:
        abort(404)
    return surveys, found[0] if found else None
