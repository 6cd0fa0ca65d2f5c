"""The desk's exports: a synthesis for a committee, raw data for the chargée."""

from io import BytesIO

from flask import Response, abort, render_template, request, send_file

from app import web
from app.desk.access import may
from app.desk.collect import find_survey
from app.extensions import db
from app.services import delivery, inviting, publishing, questionnaires, territories
from surveys.base import start_writing


def exports() -> str:
    territory, session = web.territory(), db.session()
    return render_template(
        "desk/exports.html",
        grid=territories.themes(session, territory),
        surveys=questionnaires.titles(territories.surveys(session, territory)),
    )


def synthesis() -> Response:
    """Protected, unless exact counts are asked for by someone who has the right to them."""
    exact = request.args.get("exact") == "1"
    if exact and not may("exact"):
        abort(403)
    format_ = asked_format(delivery.DOCUMENTS)
    asked = delivery.Asked(format_, request.args.getlist("enjeu"), exact)
    if not exact:
        _let_batch_in()
    stream = BytesIO()
    try:
        delivery.synthesis(db.session(), web.territory(), asked, today=web.today(), target=stream)
    except ValueError:
        abort(404)
    return attached(stream, "synthese", format_, exact=exact)


def _let_batch_in() -> None:
    """Published figures move on when enough new responses wait."""
    session = db.session()
    if publishing.due(session, web.territory()):
        start_writing(session)
        publishing.advance(session, web.territory())
        session.commit()


def responses() -> Response:
    survey = find_survey(request.args.get("survey", ""))
    format_ = asked_format(delivery.TABLES)
    stream = BytesIO()
    box = inviting.Box(web.secret(), web.settings().encryption_keys)
    delivery.responses(
        db.session(), web.territory(), survey, format_, box=box, today=web.today(), target=stream
    )
    return attached(stream, f"reponses-{survey.slug}", format_, exact=True)


def paroles() -> Response:
    slug = request.args.get("survey") or None
    if slug:
        find_survey(slug)
    format_ = asked_format(delivery.TABLES)
    stream = BytesIO()
    delivery.paroles(db.session(), web.territory(), slug, format_, today=web.today(), target=stream)
    return attached(stream, "paroles", format_, exact=True)


def asked_format(allowed: tuple[str, ...]) -> str:
    format_ = request.args.get("format", allowed[0])
    if format_ not in allowed:
        abort(404)
    return format_


def attached(stream: BytesIO, what: str, format_: str, *, exact: bool) -> Response:
    stream.seek(0)
    name = delivery.file_name(what, web.territory(), web.today(), format_, exact=exact)
    response = send_file(
        stream, mimetype=delivery.MIMETYPES[format_], as_attachment=True, download_name=name
    )
    response.headers["Cache-Control"] = "no-store"
    return response
