"""« Explorer »: what the paroles hold beyond counts, for whoever may see exact figures."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirection

from analysis import charts, pictures
from app import web
from app.desk.figures.numbers import as_document
from app.extensions import db
from app.services import territories
from app.services.figures import crossings
from app.services.paroles import exploring
from surveys.base import start_writing
from surveys.models import Survey

ANY = ""


@dataclass(frozen=True)
class Choice:
    """What is chosen: a questionnaire (None: all of them), a view, and for words, by what."""

    surveys: list[tuple[Survey, str]]
    survey: Survey | None
    view: str
    by: str


def add_doors(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/explorer", "explore", explore)
    blueprint.add_url_rule("/explorer/dessin.svg", "explore_picture", picture)
    blueprint.add_url_rule(
        "/explorer/<slug>/copies", "choose_copies", choose_copies, methods=["POST"]
    )


def explore() -> str:
    """The view asked for in the address, of one questionnaire or of all."""
    chosen = _choice()
    if chosen is None:
        return render_template("desk/paroles/explore.html", chosen=None)
    shown = _shown(chosen)
    return render_template(
        "desk/paroles/explore.html",
        chosen=chosen,
        views=exploring.VIEWS,
        by=exploring.BY,
        shown=shown,
        drawing=_drawing(shown),
        address=request.full_path.partition("?")[2],
    )


def picture() -> Response:
    chosen = _choice() or abort(404)
    drawn = _drawing(_shown(chosen)) or abort(404)
    return as_document(drawn)


def choose_copies(slug: str) -> Redirection:
    """How copied texts of a questionnaire count, from now on."""
    session = db.session()
    found = [s for s in territories.surveys(session, web.territory()) if s.slug == slug]
    count = request.form.get("count")
    if not found:
        abort(404)
    if count not in ("once", "each"):
        abort(422)
    survey_id = found[0].id
    start_writing(session)
    exploring.choose_copies(session.get_one(Survey, survey_id), once=count == "once")
    session.commit()
    return redirect(url_for("desk.explore", questionnaire=slug, vue="copies"), 303)


def _choice() -> Choice | None:
    """None where nothing was published yet; 404 for what does not exist."""
    surveys = crossings.survey_titles(territories.surveys(db.session(), web.territory()))
    if not surveys:
        return None
    view, by = request.args.get("vue", "mots"), request.args.get("par", "public")
    slug = request.args.get("questionnaire", ANY)
    found = [survey for survey, _ in surveys if survey.slug == slug]
    if view not in exploring.VIEWS or by not in exploring.BY or (slug and not found):
        abort(404)
    survey = found[0] if found else None
    if view == "copies" and survey is None:
        survey = surveys[0][0]
    return Choice(surveys, survey, view, by)


def _shown(chosen: Choice) -> exploring.Shown:
    session, territory = db.session(), web.territory()
    if chosen.view == "copies" and chosen.survey is not None:
        return exploring.Shown(1, {}, copied=exploring.copied(session, territory, chosen.survey))
    slug = chosen.survey.slug if chosen.survey else None
    return exploring.show(session, territory, slug, chosen.view, chosen.by)


def _drawing(shown: exploring.Shown) -> pictures.Picture | None:
    """The picture that goes with the view, None where there is none or too little to draw."""
    if any(pair.both for pair in shown.pairs):
        counts = exploring.square(shown.pairs, shown.enjeux)
        about = "personnes qui parlent de deux enjeux à la fois"
        return pictures.heat_of_counts(list(shown.enjeux.items()), counts, about)
    if shown.outside is None or not shown.outside.topics:
        return None
    bars = [
        charts.Bar(f"s{at}", ", ".join(word.text for word in topic.words[:3]), topic.people)
        for at, (topic, _) in enumerate(shown.outside.topics)
    ]
    drawn = charts.bars(bars, about="sujets hors des enjeux", label="Sujet")
    return pictures.Picture(drawn.svg, drawn.alt)
