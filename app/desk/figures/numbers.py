"""Figures for whoever may see exact counts: a question crossed with who answered, and pictures."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as Redirection

from analysis import pictures
from app import web
from app.extensions import db
from app.services import territories
from app.services.figures import census, crossings
from surveys.base import start_writing
from surveys.models import Survey

LONGEST_SOURCE = 300
# The picture is a document of its own, with styles of its own and nothing else.
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@dataclass(frozen=True)
class Choice:
    """What is chosen, and what could be."""

    surveys: list[tuple[Survey, str]]
    survey: Survey
    subjects: list[crossings.Subject]
    asked: crossings.Asked


def add_doors(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/chiffres", "numbers", numbers)
    blueprint.add_url_rule("/chiffres/dessin.svg", "numbers_picture", picture)
    blueprint.add_url_rule("/chiffres/population", "census", show_census)
    blueprint.add_url_rule("/chiffres/population", "import_census", import_census, methods=["POST"])
    blueprint.add_url_rule(
        "/chiffres/population/annuler", "forget_census", forget_census, methods=["POST"]
    )


def numbers() -> str:
    """The crossing asked for in the address: it can be sent to a colleague, or kept."""
    chosen = _choice()
    if chosen is None:
        return render_template("desk/figures/numbers.html", chosen=None)
    shown = crossings.show(db.session(), web.territory(), chosen.survey, chosen.asked)
    return render_template(
        "desk/figures/numbers.html",
        chosen=chosen,
        by=crossings.BY,
        shown=shown,
        drawing=_drawing(shown, chosen.asked),
        address=request.full_path.partition("?")[2],
    )


def picture() -> Response:
    chosen = _choice() or abort(404)
    shown = crossings.show(db.session(), web.territory(), chosen.survey, chosen.asked)
    return as_document(_drawing(shown, chosen.asked) or abort(404))


def as_document(found: pictures.Picture, name: str = "dessin") -> Response:
    """A picture as a document of its own; `?garder=1` to save it."""
    answer = Response(found.svg, mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = SVG_POLICY
    if request.args.get("garder") == "1":
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.svg"'
    return answer


def _choice() -> Choice | None:
    """None where nothing was published yet; 404 for what does not exist."""
    territory, session = web.territory(), db.session()
    surveys = crossings.survey_titles(territories.surveys(session, territory))
    if not surveys:
        return None
    slug = request.args.get("questionnaire", surveys[0][0].slug)
    found = [survey for survey, _ in surveys if survey.slug == slug]
    if not found:
        abort(404)
    subjects = crossings.subjects(session, territory, found[0])
    # Another questionnaire was chosen: what was crossed in the last one may not be asked in it.
    subject = request.args.get("quoi", "")
    if subject not in {each.key for each in subjects}:
        subject = subjects[0].key
    by = request.args.get("par", "public")
    if by not in crossings.BY:
        abort(404)
    weighted = request.args.get("redresse") == "1"
    return Choice(surveys, found[0], subjects, crossings.Asked(slug, subject, by, weighted))


def _drawing(shown: crossings.Shown, asked: crossings.Asked) -> pictures.Picture | None:
    """The picture that suits the question, None where there is too little to draw."""
    about = f"{shown.subject.label}, par {crossings.BY[asked.by].lower()}"
    draw = pictures.heat if shown.subject.several else pictures.stacked
    try:
        return draw(shown.crossing, about)
    except ValueError:
        return None


def show_census() -> str:
    return render_template("desk/figures/census.html", **_census_page())


def import_census() -> Redirection | tuple[str, int]:
    """Reads the file and keeps it whole, or says which line is wrong."""
    file, source = request.files.get("file"), request.form.get("source", "").strip()
    try:
        if file is None or not file.filename:
            raise census.BadCensus("Choisissez un fichier CSV.")
        if not source or len(source) > LONGEST_SOURCE:
            raise census.BadCensus(
                "Dites d’où viennent ces chiffres et de quelle année, en une ligne : "
                "« Insee, recensement de 2022 »."
            )
        rows = census.read(web.territory(), file.stream.read())
    except census.BadCensus as error:
        page = render_template(
            "desk/figures/census.html", **_census_page(), error=str(error), typed=source
        )
        return page, 422
    session = db.session()
    start_writing(session)
    census.keep(session, web.territory(), rows, source, current_user.email, web.today())
    session.commit()
    return redirect(url_for("desk.census"), 303)


def forget_census() -> Redirection:
    session = db.session()
    start_writing(session)
    census.forget(session, web.territory())
    session.commit()
    return redirect(url_for("desk.census"), 303)


def _census_page() -> dict[str, object]:
    territory, session = web.territory(), db.session()
    return {
        "census": census.current(session, territory),
        "people": census.people(session, territory, children=True),
        "names": {c.code_insee: c.name for c in territory.communes},
        "bands": census.BANDS,
    }
