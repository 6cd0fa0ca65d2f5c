"""The desk's exports: a synthesis for a committee, raw data for the chargée."""

from datetime import date
from io import BytesIO

from flask import Blueprint, Response, abort, make_response, render_template, request, send_file

from analysis.summary import LIMITED
from app import web
from app.desk.access import may
from app.desk.collect import find_survey
from app.extensions import db
from app.services import delivery, inviting, publishing, questionnaires, territories
from app.services import scope as scopes
from surveys import words
from surveys.base import start_writing


def add_doors(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/exports", "exports", exports)
    blueprint.add_url_rule("/exports/synthese/verifier", "check_synthesis", check_synthesis)
    blueprint.add_url_rule("/exports/synthese", "export_synthesis", synthesis)
    blueprint.add_url_rule("/exports/reponses", "export_responses", responses)
    blueprint.add_url_rule("/exports/paroles", "export_paroles", paroles)


def exports() -> str:
    """What may be asked for; an address with choices in it comes back with them."""
    return render_template("desk/exports.html", **_choices(), error="")


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
    }


def check_synthesis() -> str | tuple[str, int]:
    """Says what the document will hold, and of how many paroles, before it is made."""
    try:
        asked = _asked()
    except ValueError as reason:
        return render_template("desk/exports.html", **_choices(), error=str(reason)), 422
    session, territory = db.session(), web.territory()
    if not asked.exact:
        _let_batch_in()
    people, said = scopes.size(session, territory, asked.scope, exact=asked.exact)
    return render_template(
        "desk/export_check.html",
        asked=asked,
        people=people,
        said=said,
        waiting=0 if asked.exact else publishing.waiting(session, territory),
        limits=scopes.in_words(session, territory, asked.scope),
        grid=territories.themes(session, territory),
        document=delivery.DOCUMENTS[asked.format],
        lacking=delivery.unavailable(asked.format),
        query=request.query_string.decode(),
    )


def synthesis() -> Response:
    """Protected, unless exact counts are asked for by someone who has the right to them."""
    try:
        asked = _asked()
    except ValueError:
        abort(404)
    if not asked.exact:
        _let_batch_in()
    stream = BytesIO()
    try:
        delivery.synthesis(db.session(), web.territory(), asked, today=web.today(), target=stream)
    except delivery.Unavailable as reason:
        return _cannot(str(reason))
    return attached(stream, "synthese", asked.format, exact=asked.exact)


def _cannot(reason: str) -> Response:
    return make_response(render_template("desk/exports.html", **_choices(), error=reason), 503)


def _asked() -> delivery.Asked:
    """What the address asks for. Raises ValueError with a sentence; stops who has no right."""
    given = request.args
    exact = given.get("exact") == "1"
    scope = scopes.Scope(
        enjeux=_keys("enjeu"),
        domaines=_keys("domaine"),
        surveys=_keys("questionnaire"),
        publics=_keys("public"),
        communes=_keys("commune"),
        since=_day("depuis", "premier"),
        until=_day("jusque", "dernier"),
    )
    if (exact or scope.limited) and not may("exact"):
        abort(403)
    scopes.check(db.session(), web.territory(), scope)
    if scope.limited and not exact:
        raise ValueError(LIMITED)
    return delivery.Asked(asked_format(tuple(delivery.DOCUMENTS)), scope, exact)


def _keys(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(request.args.getlist(name)))


def _day(name: str, which: str) -> date | None:
    typed = request.args.get(name, "").strip()
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise ValueError(f"Écrivez le {which} jour comme 2026-11-23, ou laissez-le vide.") from None


def _let_batch_in() -> None:
    """Published figures move on when enough new responses wait."""
    session = db.session()
    if publishing.due(session, web.territory()):
        start_writing(session)
        publishing.advance(session, web.territory())
        session.commit()


def responses() -> Response:
    survey = find_survey(request.args.get("survey", ""))
    format_ = asked_format(delivery.RESPONSES)
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
