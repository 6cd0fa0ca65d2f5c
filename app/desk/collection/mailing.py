"""Writing to those invited: the message and its preview, sending by parcels, letters to print."""

import textwrap

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import formats, mails, web
from app.desk.collection.collect import find_survey
from app.desk.collection.inviting import Answer, box
from app.desk.collection.printing import cannot, pdf
from app.exports import letter, pdf_file
from app.extensions import db
from app.services.collection import inviting, mailings
from app.services.collection.inviting import Guest
from app.services.collection.mailings import BadMessage
from app.services.questionnaires import questionnaires
from surveys import models, receipts
from surveys.base import start_writing
from surveys.invitations import tokens
from surveys.invitations.contacts import LONGEST_LINE
from surveys.invitations.models import Mailing

KINDS = {
    "invitation": "Écrire l’invitation",
    "reminder": "Relancer",
    "letter": "Préparer des lettres",
}
PER_REQUEST = 3  # parcels of `mailings.CHUNK` messages: a page must not wait for a whole list
NOBODY = "Il n’y a personne à qui écrire ainsi. Regardez la liste des contacts."


def write(slug: str, kind: str) -> Answer:
    """The words that are offered, to be changed."""
    survey = find_survey(slug)
    definition = questionnaires.definition(survey.versions[-1])
    words = mailings.first_words(survey, kind, definition.title, definition.minutes, web.today())
    return _page(survey, kind, *words)


def prepare(slug: str, kind: str) -> Answer:
    """Shows the message as it will be read, or makes the mailing: nothing has left yet."""
    survey = find_survey(slug)
    subject, body = request.form.get("subject", ""), request.form.get("body", "")
    everyone = request.form.get("everyone") == "1"
    try:
        subject, body = mailings.checked(subject, body, letter=kind == "letter")
        concerned = mailings.concerned(db.session(), survey, kind, everyone, box())
        if not concerned:
            raise BadMessage("subject", NOBODY)
    except BadMessage as error:
        return _page(survey, kind, subject, body, error)
    if "make" not in request.form:
        return _page(survey, kind, subject, body, preview=True)
    made = Mailing(
        survey_id=survey.id,
        kind=kind,
        subject=subject,
        body=body,
        everyone=everyone,
        reply_to=current_user.email,
        made_on=web.today(),
    )
    return _made(slug, made, everyone)


def _made(slug: str, made: Mailing, everyone: bool) -> Answer:
    session = db.session()
    start_writing(session)
    concerned = mailings.concerned(session, find_survey(slug), made.kind, everyone, box())
    number = mailings.make(session, made, concerned).id
    session.commit()
    return redirect(url_for("desk.mailing", slug=slug, number=number), 303)


def _page(
    survey: models.Survey,
    kind: str,
    subject: str,
    body: str,
    error: BadMessage | None = None,
    *,
    preview: bool = False,
) -> Answer:
    everyone = request.form.get("everyone") == "1"
    session = db.session()
    page = render_template(
        "desk/inviting/message.html",
        survey=survey,
        kind=kind,
        title=KINDS[kind],
        subject=subject,
        body=body,
        everyone=everyone,
        count=len(mailings.concerned(session, survey, kind, everyone, box())),
        answered=inviting.answered(session, survey),
        read=_read(subject, body) if preview else None,
        sender=web.settings().mail_from,
        error=error,
    )
    return (page, 422) if error else page


def _read(subject: str, body: str) -> tuple[str, str]:
    """As one person will read it: an invented one, for a real name would tell who is left."""
    link = f"{web.settings().public_url}/i/…"
    said = ("Camille Modèle", link, f"{link}/ne-plus-ecrire")
    return mailings.filled(subject, *said), mailings.filled(body, *said)


def mailing(slug: str, number: int) -> Answer:
    """How far it is."""
    survey = find_survey(slug)
    found = _mailing(survey, number)
    return render_template(
        "desk/inviting/mailing.html",
        survey=survey,
        mailing=found,
        progress=mailings.progress(db.session(), found.id),
        files=web.settings().home / "mail" if not web.settings().smtp_url else None,
        stuck=request.args.get("fait") == "attente",
    )


def send(slug: str, number: int) -> Answer:
    """Sends the next parcels; or says what to do of messages cut while they were leaving."""
    found, session = _mailing(find_survey(slug), number), db.session()
    mailing_id, before = found.id, mailings.progress(session, number).waiting
    if asked := request.form.get("interrupted"):
        start_writing(session)
        mailings.settle_interrupted(session, mailing_id, again=asked == "again")
        session.commit()
        return redirect(url_for("desk.mailing", slug=slug, number=number), 303)
    after = before
    for _parcel in range(PER_REQUEST):
        left = mailings.send_some(
            session, mailing_id, box(), web.settings().public_url, mails.deliver
        ).waiting
        if left in (0, after):
            after = left
            break
        after = left
    done = "attente" if after and after == before else None
    return redirect(url_for("desk.mailing", slug=slug, number=number, fait=done), 303)


def letters(slug: str, number: int) -> Answer:
    """The letters of a mailing, one page each."""
    survey = find_survey(slug)
    found = _mailing(survey, number)
    if found.kind != "letter":
        abort(404)
    text = letter.Letter(
        survey=survey,
        definition=questionnaires.definition(survey.versions[-1]),
        address="",
        public_url=web.settings().public_url,
        subject=found.subject,
        paragraphs=letter.paragraphs(found.body),
        day=formats.short_day(found.made_on),
    )
    guests = mailings.recipients(db.session(), found, box())
    try:
        made = letter.letters(text, [_addressee(guest) for guest in guests])
    except pdf_file.CannotPrint as error:
        return cannot(error)
    response: Response = pdf(made, f"lettres-{slug}-{number}")
    return response


def _addressee(guest: Guest) -> letter.Addressee:
    contact, secret = guest.contact, web.secret()
    organisation = textwrap.shorten(contact.organisation, LONGEST_LINE, placeholder="…")
    return letter.Addressee(
        [*filter(None, (contact.name, organisation)), *contact.address.splitlines()],
        mailings.address(web.settings().public_url, box(), guest.id, contact.language),
        receipts.shown(tokens.typed_code(secret, guest.id)),
    )


def _mailing(survey: models.Survey, number: int) -> Mailing:
    found = mailings.find(db.session(), survey, number)
    if found is None:
        abort(404)
    return found
