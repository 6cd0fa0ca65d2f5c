"""Who has access: the list, an invitation, a role, a link, and the log of it all."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import Response as Page
from flask_login import current_user
from flask_security.mail_util import EmailValidateException
from werkzeug.wrappers import Response

from app import mails, web
from app.desk import access
from app.extensions import db, limiter
from app.services.accounts import team
from app.services.accounts.team import CannotChange, Person
from surveys.base import start_writing
from surveys.reading import clean_text

LONGEST_EMAIL = 254
SUBJECT = "Votre accès au bureau de {territory}"
BODY = """Bonjour,

{by} vous ouvre un accès au bureau de {territory}, pour la convention territoriale globale.

Cette adresse vous fait entrer. Elle sert une fois, pendant 24 heures :
{address}

Une fois dans le bureau, choisissez un mot de passe dans « Mon compte » : vous reviendrez sans lien.
Si vous n’attendiez pas ce message, ne faites rien.
"""
_PERSON = "/personnes/<int(max=999999999):user_id>"


def add_doors(blueprint: Blueprint) -> None:
    add = blueprint.add_url_rule
    add("/personnes", "people", people)
    add("/personnes", "invite_person", invite_person, methods=["POST"])
    add("/personnes/journal", "access_log", access_log)
    add(_PERSON, "person", person)
    add(f"{_PERSON}/role", "change_person", change_person, methods=["POST"])
    add(f"{_PERSON}/lien", "renew_link", renew_link, methods=["POST"])
    add(f"{_PERSON}/retirer", "remove_person", remove_person, methods=["POST"])
    add(f"{_PERSON}/original", "give_original", give_original, methods=["POST"])
    add("/territoires/<key>", "other_desk", other_desk)


def people() -> str:
    return _people_page()


def _people_page(error: str = "", typed: str = "", role: str = "") -> str:
    return render_template(
        "desk/accounts/people.html",
        people=team.everyone(db.session(), web.territory(), web.now()),
        roles=team.ROLES,
        error=error,
        typed=typed,
        role=role or "comite",
        done=request.args.get("fait", ""),
    )


@limiter.limit("60 per hour", methods=["POST"])
def invite_person() -> Page | tuple[str, int]:
    """Gives a role, shows the link once, and sends it where a mail server is set."""
    typed = clean_text(request.form.get("email", "")).strip()[:LONGEST_EMAIL]
    role = request.form.get("role", "")
    session = db.session()
    try:
        email = _address(typed)
        if role not in team.ROLES:
            raise CannotChange("Choisissez ce que cette personne pourra faire.")
        start_writing(session)
        token = team.invite(
            session, web.territory(), email, role, by=current_user.email, now=web.now()
        )
    except CannotChange as error:
        session.rollback()
        return _people_page(str(error), typed, role), 422
    session.commit()
    return _show_link(email, token)


def _address(typed: str) -> str:
    if not typed:
        raise CannotChange("Écrivez l’adresse de courriel de la personne.")
    try:
        found: str = current_app.extensions["security"]._mail_util.normalize(typed)
    except (EmailValidateException, ValueError) as error:
        raise CannotChange(
            f"« {typed} » n’est pas une adresse de courriel. Écrivez-la comme nom@exemple.fr."
        ) from error
    return found


def _show_link(email: str, token: str) -> Page:
    """The link, this once: only its hash is kept."""
    address = f"{_desk(web.territory().host)}lien/{token}"
    said = {"territory": web.territory().name, "by": current_user.email, "address": address}
    sent = mails.tell(email, SUBJECT.format(**said), BODY.format(**said))
    page = render_template(
        "desk/accounts/person_link.html",
        email=email,
        address=address,
        sent=sent and bool(web.settings().smtp_url),
    )
    return make_response(page, {"Referrer-Policy": "no-referrer"})


def person(user_id: int) -> str:
    return _person_page(_find(user_id))


def _person_page(found: Person, error: str = "") -> str:
    return render_template("desk/accounts/person.html", person=found, roles=team.ROLES, error=error)


def change_person(user_id: int) -> Response | tuple[str, int]:
    session = db.session()
    start_writing(session)
    found, role = _find(user_id), request.form.get("role", "")
    try:
        team.change_role(session, web.territory(), found, role, by=current_user, now=web.now())
    except CannotChange as error:
        session.rollback()
        return _person_page(_find(user_id), str(error)), 422
    session.commit()
    return redirect(url_for("desk.people", fait="change"), 303)


def renew_link(user_id: int) -> Page:
    session = db.session()
    start_writing(session)
    found = _find(user_id)
    email = found.user.email
    token = team.renew_link(session, web.territory(), found, by=current_user.email, now=web.now())
    session.commit()
    return _show_link(email, token)


def remove_person(user_id: int) -> Response | tuple[str, int]:
    """Takes the access back at once, open sessions included."""
    session = db.session()
    start_writing(session)
    try:
        team.remove(session, web.territory(), _find(user_id), by=current_user, now=web.now())
    except CannotChange as error:
        session.rollback()
        return _person_page(_find(user_id), str(error)), 422
    session.commit()
    return redirect(url_for("desk.people", fait="retire"), 303)


def give_original(user_id: int) -> Response | tuple[str, int]:
    session = db.session()
    start_writing(session)
    given = request.form.get("given") == "1"
    try:
        team.give_original(
            session,
            web.territory(),
            _find(user_id),
            given,
            by=current_user.email,
            now=web.now(),
        )
    except CannotChange as error:
        session.rollback()
        return _person_page(_find(user_id), str(error)), 422
    session.commit()
    return redirect(url_for("desk.person", user_id=user_id), 303)


def access_log() -> str:
    lines = team.log(db.session(), web.territory())
    return render_template(
        "desk/accounts/access_log.html", lines=lines, changes=team.CHANGES, roles=team.ROLES
    )


def other_desk(key: str) -> Response:
    """The same person's desk in another territory, at its own address; one signs in there."""
    found = [one for one in access.other_desks() if one.key == key and one.host]
    if not found:
        abort(404)
    return redirect(_desk(found[0].host), 303)


def _desk(host: str | None) -> str:
    """The desk's address at a territory's host, with the scheme and port people use."""
    public = urlsplit(web.settings().public_url)
    port = f":{public.port}" if public.port else ""
    return f"{public.scheme}://{host or public.hostname}{port}/bureau/"


def _find(user_id: int) -> Person:
    found = team.find(db.session(), web.territory(), user_id, web.now())
    if found is None:
        abort(404)
    return found
