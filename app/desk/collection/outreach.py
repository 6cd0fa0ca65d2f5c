"""Spreading a survey: its campaigns, their short addresses, their QR codes."""

from datetime import date

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app import web
from app.desk.collection.collect import find_survey
from app.exports import qr_code
from app.extensions import db
from app.models.outreach import Campaign
from app.services.collection import campaigns
from app.services.questionnaires import questionnaires
from surveys import models
from surveys.base import start_writing
from surveys.reading import clean_text

Answer = str | BaseResponse | tuple[str, int]


def outreach(slug: str) -> Answer:
    """The survey's campaigns, what each brought, and what to print."""
    return _page(find_survey(slug))


def _page(
    survey: models.Survey, error: campaigns.BadCampaign | None = None, where: str = ""
) -> Answer:
    """`where`: the key of the campaign that the error is about, or "" for the one being added."""
    session = db.session()
    all_of_them = campaigns.of_survey(session, survey.id)
    page = render_template(
        "desk/collection/outreach.html",
        survey=survey,
        definition=questionnaires.definition(survey.versions[-1]),
        campaigns=[campaign for campaign in all_of_them if not campaign.retired_on],
        retired=[campaign for campaign in all_of_them if campaign.retired_on],
        counts=campaigns.counts(session, survey.id),
        usual=campaigns.USUAL,
        address=short_address,
        ready=[one for one in all_of_them if one.key in request.args.getlist("pour")],
        shared_address=f"{web.settings().public_url}/q/{survey.slug}?partage",
        error=error,
        where=where,
        typed=request.form,
        name=clean_text(request.args.get("nom", ""))[: campaigns.LONGEST_LABEL],
    )
    return (page, 422) if error else page


def short_address(campaign: Campaign) -> str:
    """What is printed and scanned."""
    return f"{web.settings().public_url}/l/{campaign.code}"


def add_campaign(slug: str) -> Answer:
    """One campaign of that name, or the four usual ones at once."""
    survey, today, session = find_survey(slug), web.today(), db.session()
    survey_id, usual = survey.id, request.form.get("usual") == "1"
    label, note = request.form.get("label", ""), request.form.get("note", "")
    try:
        if not usual:
            campaigns.checked_label(campaigns.of_survey(session, survey_id), label)
            campaigns.checked_note(note)
        start_writing(session)
        if usual:
            campaigns.add_usual(session, survey_id, today=today)
        else:
            campaigns.add(session, survey_id, label, note, today=today)
        session.commit()
    except campaigns.BadCampaign as error:
        session.rollback()
        return _page(find_survey(slug), error)
    return redirect(url_for("desk.outreach", slug=slug), 303)


def add_communes(slug: str) -> Answer:
    """A short address, its code and its poster for each commune ticked, made where missing."""
    survey_id, today, session = find_survey(slug).id, web.today(), db.session()
    asked = set(request.form.getlist("commune"))
    names = [c.name for c in web.territory().communes if c.code_insee in asked]
    if not names:
        abort(404)
    start_writing(session)
    made = campaigns.for_communes(session, survey_id, names, today=today)
    keys = [one.key for one in made]
    session.commit()
    return redirect(url_for("desk.outreach", slug=slug, pour=keys), 303)


def change_campaign(slug: str, key: str) -> Answer:
    """Renames a campaign, changes what it prints, retires it or brings it back."""
    campaign_id = find_campaign(slug, key).id
    session = db.session()
    start_writing(session)
    campaign = session.get_one(Campaign, campaign_id)
    try:
        campaigns.change(
            session,
            campaign,
            label=request.form.get("label", campaign.label),
            note=request.form.get("note", campaign.note),
            retired_on=_retired_on(campaign),
        )
    except campaigns.BadCampaign as error:
        session.rollback()
        return _page(find_survey(slug), error, key)
    session.commit()
    return redirect(url_for("desk.outreach", slug=slug), 303)


def _retired_on(campaign: Campaign) -> date | None:
    asked = request.form.get("action")
    if asked == "retire":
        return web.today()
    return None if asked == "restore" else campaign.retired_on


def campaign_qr(slug: str, key: str, kind: str) -> Response:
    """The short address as a QR code, for one's own poster or newsletter."""
    image = qr_code.picture(short_address(find_campaign(slug, key)), kind)
    return Response(image, mimetype=qr_code.MIMETYPES[kind])


def find_campaign(slug: str, key: str) -> Campaign:
    """The survey's campaign of that key; 404 otherwise."""
    campaign = campaigns.find(db.session(), find_survey(slug).id, key)
    if campaign is None:
        abort(404)
    return campaign
