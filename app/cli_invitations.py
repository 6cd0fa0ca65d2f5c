"""`flask invitations` and `flask purge`: contacts from a file, messages that wait, what is over."""

from typing import BinaryIO

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from app import web
from app.cli_common import fail, find_survey, find_territory, say, settings, territory_option
from app.extensions import db
from app.services.collection.inviting import Box
from surveys.base import checkpoint, start_writing
from surveys.csv_lines import UnreadableFile
from surveys.invitations import contacts, storage
from surveys.models import Territory

invitations_group = AppGroup("invitations", help="Contacts invités à répondre.")


@invitations_group.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--survey", "slug", required=True, help="le questionnaire")
@click.option("--partial", is_flag=True, help="garder les bonnes lignes s’il y en a de mauvaises")
@territory_option
def import_(file: BinaryIO, slug: str, partial: bool, territory_key: str | None) -> None:
    """Importe une liste de contacts ; le même fichier de nouveau n’ajoute rien."""
    survey = find_survey(slug, find_territory(territory_key))
    try:
        reading = contacts.read(file.read())
    except UnreadableFile as error:
        raise fail(str(error)) from error
    for problem in (*reading.problems, *reading.twice):
        say(f"{file.name}, ligne {problem.line} : {problem.reason}.")
    if (reading.problems and not partial) or not reading.contacts:
        raise fail("Rien n’a été importé.")
    session, survey_id = db.session(), survey.id
    box = Box(web.secret(), settings().encryption_keys)
    start_writing(session)
    added = storage.add(
        session, survey_id, reading.contacts, secret=box.secret, seal=box.seal, today=web.today()
    )
    session.commit()
    say(f"{added.new} contacts ajoutés, {added.known} déjà là.")


@invitations_group.command("send")
@click.option("--survey", "slug", required=True, help="le questionnaire")
@territory_option
def send(slug: str, territory_key: str | None) -> None:
    """Envoie les messages préparés au bureau qui attendent encore."""
    from app import mails
    from app.services.collection import mailings

    survey, session = find_survey(slug, find_territory(territory_key)), db.session()
    box = Box(web.secret(), settings().encryption_keys)
    numbers = [one.id for one in mailings.of_survey(session, survey.id) if one.kind != "letter"]
    left = 0
    for number in reversed(numbers):
        before = mailings.progress(session, number).waiting
        while before:
            after = mailings.send_some(
                session, number, box, settings().public_url, mails.deliver
            ).waiting
            if after == before:
                left += after
                break
            before = after
    if left:
        raise fail(f"{left} messages attendent encore : le serveur de courriel ne répond pas.")
    say("Il ne reste rien à envoyer.")


@click.command("purge")
@with_appcontext
def purge() -> None:
    """Efface ce qui est gardé depuis plus longtemps que ce qui a été dit. À lancer chaque nuit."""
    from app.services.imports import keeping
    from app.services.paroles import purging
    from app.services.reports import jobs

    session = db.session()
    start_writing(session)
    territories = session.scalars(select(Territory)).all()
    found = purging.purge(session, territories, web.today())
    files = jobs.expire(session, web.settings().home, web.utc_now())
    tables = keeping.purge(session, [each.id for each in territories], web.today())
    session.commit()
    checkpoint(session)
    say(
        f"Effacés : {found.contacts} contacts invités, {found.addresses} adresses d’associations, "
        f"{found.originals} textes d’avant masquage, {found.drafts} brouillons, "
        f"{found.links} liens de connexion périmés, "
        f"{files} longs exports, {tables} fichiers apportés et jamais importés."
    )
