"""What is printed: posters, questionnaires on paper, lots of numbered sheets."""

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app import web
from app.desk.collection.collect import find_survey
from app.desk.collection.outreach import find_campaign, short_address
from app.exports import paper, pdf_file, poster
from app.extensions import db
from app.models.outreach import Campaign
from app.models.paper import MOST_SHEETS
from app.services import territories
from app.services.accounts import people
from app.services.collection import campaigns, sheets
from app.services.questionnaires import questionnaires
from surveys import models
from surveys.base import start_writing

Answer = str | BaseResponse | tuple[str, int]
USUAL_SIZE, MOST_POSTERS = "20", 20


def campaign_poster(slug: str, key: str, size: str) -> Answer:
    """The poster of a campaign, A4 or A3."""
    survey, campaign = find_survey(slug), find_campaign(slug, key)
    try:
        made = poster.poster(_poster(survey, campaign), size)
    except pdf_file.CannotPrint as error:
        return cannot(error)
    return pdf(made, f"affiche-{slug}-{key}-{size}")


def _poster(survey: models.Survey, campaign: Campaign) -> poster.Poster:
    return poster.Poster(
        survey=survey,
        definition=questionnaires.definition(survey.versions[-1]).worded,
        address=short_address(campaign),
        public_url=web.settings().public_url,
        note=campaign.note,
    )


def posters(slug: str) -> Answer:
    """The posters of several campaigns in one document, A4."""
    survey, keys = find_survey(slug), request.args.getlist("pour")
    known = campaigns.of_survey(db.session(), survey.id)
    found = [one for one in known if one.key in keys][:MOST_POSTERS] or abort(404)
    try:
        made = [poster.poster(_poster(survey, one), "a4") for one in found]
    except pdf_file.CannotPrint as error:
        return cannot(error)
    return pdf(pdf_file.joined(made, "Affiches"), f"affiches-{slug}")


def paper_sheets(slug: str) -> Answer:
    """Lots of numbered sheets, and a questionnaire to copy."""
    return _page(find_survey(slug))


def _page(survey: models.Survey, error: sheets.BadSheet | None = None) -> Answer:
    session = db.session()
    definition = questionnaires.definition(survey.versions[-1])
    page = render_template(
        "desk/collection/paper_sheets.html",
        survey=survey,
        definition=definition,
        languages=sheets.languages(definition),
        campaigns=[one for one in campaigns.of_survey(session, survey.id) if not one.retired_on],
        labels={one.key: one.label for one in campaigns.of_survey(session, survey.id)},
        batches=sheets.batches(session, survey.id),
        entered=sheets.entered(session, survey.id),
        most=MOST_SHEETS,
        size=request.form.get("size", USUAL_SIZE),
        error=error,
    )
    return (page, 422) if error else page


def add_batch(slug: str) -> Answer:
    """Prepares a lot: its numbers exist from now on."""
    survey = find_survey(slug)
    try:
        size = sheets.checked_size(request.form.get("size", ""))
    except sheets.BadSheet as error:
        return _page(survey, error)
    language, campaign = request.form.get("language", ""), request.form.get("campaign", "")
    survey_id, today, session = survey.id, web.today(), db.session()
    start_writing(session)
    sheets.add_batch(session, survey_id, size, language=language, campaign=campaign, today=today)
    session.commit()
    return redirect(url_for("desk.paper_sheets", slug=slug, _anchor="lots"), 303)


def blank_sheet(slug: str) -> Answer:
    """One questionnaire without a number, to copy, to read aloud, to read on a screen."""
    survey = find_survey(slug)
    version = survey.versions[-1]
    facts = _facts(survey, version, request.args.get("langue", ""), "", numbered=False)
    try:
        return pdf(paper.blank(facts), f"questionnaire-{slug}-{facts.definition.language}")
    except pdf_file.CannotPrint as error:
        return cannot(error)


def batch_pdf(slug: str, number: int) -> Answer:
    """The numbered sheets of a lot, each with the receipt code of its answers."""
    survey = find_survey(slug)
    lot = sheets.batch(db.session(), survey.id, number)
    if lot is None:
        abort(404)
    facts = _facts(survey, lot.version, lot.language, lot.campaign, numbered=True)
    numbers = [
        paper.Numbers(sheets.code(survey.id, place), sheets.receipt(web.secret(), survey.id, place))
        for place in sheets.places(lot)
    ]
    try:
        return pdf(paper.numbered(facts, numbers), f"feuilles-{slug}-lot-{number}")
    except pdf_file.CannotPrint as error:
        return cannot(error)


def _facts(
    survey: models.Survey,
    version: models.SurveyVersion,
    language: str,
    key: str,
    *,
    numbered: bool,
) -> paper.Paper:
    campaign = campaigns.find(db.session(), survey.id, key) if key else None
    public_url = web.settings().public_url
    return paper.Paper(
        survey=survey,
        definition=sheets.printed(version, language),
        address=short_address(campaign) if campaign else f"{public_url}/q/{survey.slug}",
        public_url=public_url,
        note=campaign.note if campaign else "",
        context=territories.context(web.territory()),
        readers=people.readers(db.session(), web.territory().id),
        numbered=numbered,
    )


def pdf(made: bytes, name: str) -> Response:
    response = Response(made, mimetype=pdf_file.MIMETYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def cannot(error: pdf_file.CannotPrint) -> Answer:
    return render_template("desk/collection/cannot_print.html", advice=str(error)), 503
