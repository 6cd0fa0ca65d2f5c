"""The desk's exports: a synthesis for a committee, raw data for the chargée."""

from io import BytesIO

from flask import Blueprint, Response, abort, make_response, render_template, request, send_file
from werkzeug.wrappers import Response as Redirection

from app import web
from app.desk.access import may
from app.desk.collection.collect import find_survey
from app.desk.reports import dressing, export_jobs
from app.extensions import db
from app.services import territories
from app.services.collection import inviting
from app.services.figures import scope as scopes
from app.services.questionnaires import questionnaires
from app.services.reports import delivery, exporting, jobs, ordering, publishing
from surveys import words
from surveys.base import start_writing
from surveys.models import Survey


def add_doors(blueprint: Blueprint) -> None:
    export_jobs.add_doors(blueprint)
    dressing.add_doors(blueprint)
    blueprint.add_url_rule("/exports/travaux", "order_export", order, methods=["POST"])
    blueprint.add_url_rule("/exports", "exports", exports)
    blueprint.add_url_rule("/exports/synthese/verifier", "check_synthesis", check_synthesis)
    blueprint.add_url_rule("/exports/synthese", "export_synthesis", synthesis)
    blueprint.add_url_rule("/exports/reponses", "export_responses", responses)
    blueprint.add_url_rule("/exports/paroles", "export_paroles", paroles)


def exports() -> str:
    """What may be asked for; an address with choices in it comes back with them."""
    return render_template("desk/reports/exports.html", **_choices(), error="")


def _choices() -> dict[str, object]:
    territory, session = web.territory(), db.session()
    grid = territories.themes(session, territory)
    return {
        "enjeux": [(theme.key, theme.label) for theme in grid["enjeu"]],
        "domaines": [(theme.key, theme.label) for theme in grid["domaine"]],
        "surveys": questionnaires.titles(territories.surveys(session, territory)),
        "publics": words.PUBLICS,
        "communes": [(c.code_insee, c.name) for c in territory.communes],
        "documents": delivery.DOCUMENTS,
        "chosen": request.args,
        "jobs": export_jobs.mine(),
    }


def check_synthesis() -> str | tuple[str, int]:
    """Says what the document will hold, and of how many paroles, before it is made."""
    try:
        asked = _asked()
    except ValueError as reason:
        return render_template("desk/reports/exports.html", **_choices(), error=str(reason)), 422
    session, territory = db.session(), web.territory()
    if not asked.exact:
        let_batch_in()
    people, said = scopes.size(session, territory, asked.scope, exact=asked.exact)
    return render_template(
        "desk/reports/export_check.html",
        asked=asked,
        people=people,
        said=said,
        waiting=0 if asked.exact else publishing.waiting(session, territory),
        limits=scopes.in_words(session, territory, asked.scope),
        grid=territories.themes(session, territory),
        document=delivery.DOCUMENTS[asked.format],
        lacking=delivery.unavailable(asked.format),
        long=ordering.is_long(asked, said),
        checked=exporting.checked(session, territory),
        query=request.query_string.decode(),
    )


def synthesis() -> Response:
    """Protected, unless exact counts are asked for by someone who has the right to them."""
    try:
        asked = _asked()
    except ValueError:
        abort(404)
    if not asked.exact:
        let_batch_in()
    stream = BytesIO()
    try:
        delivery.synthesis(db.session(), web.territory(), asked, today=web.today(), target=stream)
    except delivery.Unavailable as reason:
        return _cannot(str(reason))
    return attached(stream, "synthese", asked.format, exact=asked.exact)


def order() -> Redirection:
    """A long export, made apart: what a page said of it is checked again here."""
    what = request.form.get("what", "")
    if what == "synthese":
        try:
            asked = _asked()
        except ValueError:
            abort(404)
        if not asked.exact:
            let_batch_in()
        right, format_ = "exact" if asked.exact else "synthesis", asked.format
        title, exact = f"Synthèse, {delivery.DOCUMENTS[format_].label}", asked.exact
    elif what in ("reponses", "paroles"):
        right, exact = "export", True
        survey = _chosen_survey(needed=what == "reponses")
        format_ = asked_format(delivery.RESPONSES if what == "reponses" else delivery.TABLES)
        about = survey.slug if survey else "tous les questionnaires"
        title = f"{'Réponses' if what == 'reponses' else 'Paroles'}, {about}, {format_}"
    else:
        abort(404)
    if not may(right):
        abort(403)
    name = delivery.file_name(what, web.territory(), web.today(), format_, exact=exact)
    choices = {key: said for key, said in export_jobs.choices().items() if key != "what"}
    return export_jobs.order(jobs.Order(what, choices, right, title, name))


def _chosen_survey(*, needed: bool) -> Survey | None:
    slug = request.values.get("survey", "")
    return find_survey(slug) if slug or needed else None


def _waits(what: str, survey: Survey | None, format_: str) -> Response | None:
    """The page that offers to make a long table apart; None for what comes at once."""
    if not ordering.is_long_table(db.session(), web.territory(), survey, format_):
        return None
    return make_response(
        render_template("desk/reports/export_long.html", what=what, format=format_)
    )


def _cannot(reason: str) -> Response:
    return make_response(
        render_template("desk/reports/exports.html", **_choices(), error=reason), 503
    )


def _asked() -> delivery.Asked:
    """What the address asks for. Raises ValueError with a sentence; stops who has no right."""
    asked = ordering.synthesis_asked(export_jobs.choices(), unlimited=may("exact"))
    if (asked.exact or asked.scope.limited) and not may("exact"):
        abort(403)
    if asked.format not in delivery.DOCUMENTS:
        abort(404)
    scopes.check(db.session(), web.territory(), asked.scope)
    return asked


def let_batch_in() -> None:
    """Published figures move on when enough new responses wait."""
    session = db.session()
    if publishing.due(session, web.territory()):
        start_writing(session)
        publishing.advance(session, web.territory())
        session.commit()


def responses() -> Response:
    survey = find_survey(request.args.get("survey", ""))
    format_ = asked_format(delivery.RESPONSES)
    if page := _waits("reponses", survey, format_):
        return page
    stream = BytesIO()
    box = inviting.Box(web.secret(), web.settings().encryption_keys)
    try:
        delivery.responses(
            db.session(),
            web.territory(),
            survey,
            format_,
            box=box,
            today=web.today(),
            target=stream,
        )
    except delivery.Unavailable as reason:
        return _cannot(str(reason))
    return attached(stream, f"reponses-{survey.slug}", format_, exact=True)


def paroles() -> Response:
    slug = request.args.get("survey") or None
    if slug:
        find_survey(slug)
    format_ = asked_format(delivery.TABLES)
    if page := _waits("paroles", None, format_):
        return page
    stream = BytesIO()
    delivery.paroles(db.session(), web.territory(), slug, format_, today=web.today(), target=stream)
    return attached(stream, "paroles", format_, exact=True)


def asked_format(allowed: tuple[str, ...]) -> str:
    format_ = request.values.get("format", allowed[0])
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
