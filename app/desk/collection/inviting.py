"""Inviting: who may answer a survey, whom it invites, and how many answered."""

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app import web
from app.desk.collection.collect import find_survey
from app.extensions import db
from app.services.collection import inviting, mailings
from app.services.collection.inviting import Box
from app.services.questionnaires import questionnaires
from surveys.base import checkpoint, start_writing
from surveys.csv_lines import UnreadableFile
from surveys.invitations import contacts, storage
from surveys.invitations.contacts import BadContact, Contact
from surveys.invitations.models import Invitation
from surveys.models import Survey
from surveys.words import ACCESSES

Answer = str | BaseResponse | tuple[str, int]
SHOWN = 20
EXAMPLE = (
    "nom;structure;courriel;adresse;code postal;ville;langue\r\n"
    "Amicale du lac;Association;amicale@example.org;;;;fr\r\n"
    "Camille Modèle;Élue, Cazals;camille@example.org;;;;fr\r\n"
    "Foyer rural;Association;;12 rue du Four|Le Bourg;46250;Cazals;fr\r\n"
)
ALREADY_SAID = (
    "Des personnes ont déjà répondu à ce qui leur était dit. Pour changer cela, préparez un autre "
    "questionnaire, à partir d’une copie de celui-ci."
)


def box() -> Box:
    return Box(web.secret(), web.settings().encryption_keys)


def invitations(slug: str) -> Answer:
    """Whom the survey invites, and what was sent."""
    return _page(find_survey(slug))


def _page(survey: Survey, error: str = "") -> Answer:
    session = db.session()
    page = render_template(
        "desk/inviting/home.html",
        survey=survey,
        definition=questionnaires.definition(survey.versions[-1]),
        guests=inviting.guests(session, survey, box()),
        answered=inviting.answered(session, survey),
        mailings=mailings.of_survey(session, survey.id),
        accesses=ACCESSES,
        fixed=storage.answered(session, survey.id),
        error=error,
        done=request.args.get("fait", ""),
    )
    return (page, 422) if error else page


def set_access(slug: str) -> Answer:
    """Open, by letter, or named: until somebody has answered."""
    survey, access = find_survey(slug), request.form.get("access", "")
    if access not in ACCESSES:
        return _page(survey, "Choisissez qui peut répondre.")
    session, survey_id = db.session(), survey.id
    start_writing(session)
    try:
        storage.set_access(session, session.get_one(Survey, survey_id), access)
    except storage.AlreadySaid:
        session.rollback()
        return _page(find_survey(slug), ALREADY_SAID)
    session.commit()
    return _back(slug, "acces")


def example(slug: str) -> Response:
    """A list to fill in, as a spreadsheet opens it."""
    find_survey(slug)
    response = Response("\ufeff" + EXAMPLE, mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="contacts-a-remplir.csv"'
    return response


def show_contacts_file(slug: str) -> Answer:
    return _import_page(find_survey(slug))


def import_contacts(slug: str) -> Answer:
    """Reads a list, names each bad line, and keeps all of it or nothing."""
    survey, file = find_survey(slug), request.files.get("file")
    if file is None or not file.filename:
        return _import_page(survey, error="Choisissez un fichier CSV.")
    try:
        reading = contacts.read(file.stream.read())
    except UnreadableFile as error:
        return _import_page(survey, error=str(error))
    if (reading.problems and request.form.get("partial") != "1") or not reading.contacts:
        return _import_page(survey, reading=reading)
    session, survey_id = db.session(), survey.id
    start_writing(session)
    added = storage.add(
        session,
        survey_id,
        reading.contacts,
        secret=web.secret(),
        seal=box().seal,
        today=web.today(),
    )
    session.commit()
    return render_template(
        "desk/inviting/imported.html", survey=find_survey(slug), reading=reading, added=added
    )


def _import_page(
    survey: Survey, error: str = "", reading: contacts.Reading | None = None
) -> Answer:
    page = render_template(
        "desk/inviting/import.html",
        survey=survey,
        columns=contacts.COLUMNS,
        reading=reading,
        error=error,
        shown=SHOWN,
    )
    return (page, 422) if error or reading else page


def new_contact(slug: str) -> Answer:
    return _contact_page(find_survey(slug))


def add_contact(slug: str) -> Answer:
    """One contact, typed."""
    survey, session = find_survey(slug), db.session()
    survey_id = survey.id
    try:
        contact = contacts.checked(request.form)
    except BadContact as error:
        return _contact_page(survey, error=error)
    start_writing(session)
    added = storage.add(
        session, survey_id, [contact], secret=web.secret(), seal=box().seal, today=web.today()
    )
    if not added.new:
        session.rollback()
        return _contact_page(find_survey(slug), error=BadContact("nom", storage.THERE))
    session.commit()
    return _back(slug, "ajoute")


def contact(slug: str, number: int) -> Answer:
    survey = find_survey(slug)
    return _contact_page(survey, _invitation(survey, number))


def change_contact(slug: str, number: int) -> Answer:
    """Mends a contact; notes that an address does not answer, or that they want no more letters."""
    survey = find_survey(slug)
    invitation = _invitation(survey, number)
    try:
        changed = contacts.checked(request.form)
    except BadContact as error:
        return _contact_page(survey, invitation, error)
    session = db.session()
    start_writing(session)
    invitation = _invitation(find_survey(slug), number)
    try:
        storage.change(session, invitation, changed, secret=web.secret(), seal=box().seal)
    except BadContact as error:
        session.rollback()
        survey = find_survey(slug)
        return _contact_page(survey, _invitation(survey, number), error)
    invitation.unreachable = request.form.get("unreachable") == "1"
    stopped = request.form.get("stopped") == "1"
    invitation.stopped_on = (invitation.stopped_on or web.today()) if stopped else None
    session.commit()
    return _back(slug, "modifie")


def remove_contact(slug: str, number: int) -> Answer:
    """Erases a contact. Whether they answered is not told, even by the count."""
    session = db.session()
    start_writing(session)
    session.delete(_invitation(find_survey(slug), number))
    session.commit()
    checkpoint(session)
    return _back(slug, "retire")


def _contact_page(
    survey: Survey, invitation: Invitation | None = None, error: BadContact | None = None
) -> Answer:
    known = Contact(name="") if invitation is None else storage.opened(invitation, box().unseal)
    typed = request.form if error else _typed(known)
    page = render_template(
        "desk/inviting/contact.html",
        survey=survey,
        invitation=invitation,
        name=known.name,
        typed=typed,
        error=error,
    )
    return (page, 422) if error else page


def _typed(known: Contact) -> dict[str, str]:
    return {
        "nom": known.name,
        "structure": known.organisation,
        "courriel": known.email,
        "adresse": known.address,
        "langue": known.language,
    }


def _invitation(survey: Survey, number: int) -> Invitation:
    found = inviting.find(db.session(), survey, number)
    if found is None:
        abort(404)
    return found


def _back(slug: str, done: str) -> BaseResponse:
    return redirect(url_for("desk.invitations", slug=slug, fait=done), 303)
