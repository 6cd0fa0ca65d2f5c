"""Collection: the surveys, how far each has reached, and paroles brought from elsewhere."""

from typing import NoReturn

from flask import Response, abort, make_response, render_template, request

from app import web
from app.exports import qr_code
from app.extensions import db
from app.services import territories
from app.services.collection import collecting, doubts
from app.services.home import overview
from app.services.paroles import protection
from app.services.questionnaires import questionnaires
from surveys import csv_lines, drafts, importing, models, storage
from surveys.base import start_writing


def surveys() -> str:
    """Every survey with its counts by public, and the drafts; the archived ones apart."""
    territory, session = web.territory(), db.session()
    archived = request.args.get("archives") == "1"
    lines = [
        {
            "survey": survey,
            "title": questionnaires.definition(survey.versions[-1]).title,
            "state": storage.state(survey, web.today()),
            "publics": overview.counts(session, territory, models.Response.public, survey),
            "reach": overview.reach(session, territory, survey),
        }
        for survey in territories.surveys(session, territory)
        if bool(survey.archived_on) is archived
    ]
    return render_template(
        "desk/collection/surveys.html",
        lines=lines,
        archived=archived,
        drafts=[] if archived else drafts.of_territory(session, territory),
        address=web.settings().public_url,
    )


def survey(slug: str) -> str:
    """One survey: its address, its dates, who answered."""
    found = find_survey(slug)
    territory, session = web.territory(), db.session()
    version = found.versions[-1]
    return render_template(
        "desk/collection/survey.html",
        survey=found,
        version=version,
        definition=questionnaires.definition(version),
        state=storage.state(found, web.today()),
        reach=overview.reach(session, territory, found),
        publics=overview.counts(session, territory, models.Response.public, found),
        ages=overview.counts(session, territory, models.Response.age_band, found),
        channels=overview.counts(session, territory, models.Response.channel, found),
        address=web.settings().public_url,
        doubts=doubts.of_survey(session, found),
    )


def qr(slug: str) -> Response:
    """The survey's address as a QR code, to print."""
    address = f"{web.settings().public_url}/q/{find_survey(slug).slug}"
    return Response(qr_code.picture(address, "svg"), mimetype=qr_code.MIMETYPES["svg"])


def show_import(slug: str) -> str:
    return render_template("desk/collection/import.html", **_import_page(find_survey(slug)))


def import_paroles(slug: str) -> str | tuple[str, int]:
    """Reads the file, says what is wrong, and stores all of it or nothing."""
    found = find_survey(slug)
    file = request.files.get("file")
    partial = request.form.get("partial") == "1"
    page = _import_page(found)
    if file is None or not file.filename:
        return render_template(
            "desk/collection/import.html", **page, error="Choisissez un fichier CSV."
        ), 422
    try:
        plan = collecting.plan_import(
            web.territory(),
            found,
            request.form.get("question") or None,
            file.stream.read(),
            file.filename,
            web.today(),
        )
    except (csv_lines.UnreadableFile, collecting.NoSuchQuestion) as error:
        return render_template("desk/collection/import.html", **page, error=str(error)), 422
    if plan.reading.problems and not partial:
        return render_template("desk/collection/import.html", **page, plan=plan), 422
    session = db.session()
    ready = collecting.mask(plan, protection.protector(web.settings().encryption_keys))
    start_writing(session)
    added = collecting.carry_out(session, ready)
    session.commit()
    return render_template(
        "desk/collection/imported.html", **_import_page(find_survey(slug)), plan=plan, added=added
    )


def find_survey(slug: str) -> models.Survey:
    """The published survey of that slug in this territory; 404 otherwise."""
    published = territories.surveys(db.session(), web.territory())
    found = [survey for survey in published if survey.slug == slug and survey.versions]
    return found[0] if found else _not_published(slug)


def _not_published(slug: str) -> NoReturn:
    """A draft has nothing to spread, print or type back yet: said with a way on."""
    draft = drafts.at(db.session(), web.territory(), slug)
    if draft is None:
        abort(404)
    abort(make_response(render_template("desk/collection/not_published.html", draft=draft), 404))


def _import_page(found: models.Survey) -> dict[str, object]:
    definition = questionnaires.definition(found.versions[-1])
    return {
        "survey": found,
        "definition": definition,
        "questions": [question for question in definition.questions if question.is_parole],
        "columns": importing.COLUMNS,
    }
