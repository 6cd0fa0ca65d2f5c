"""The commands of `flask`: demo, staff, surveys, paroles, tag, export. Messages are for people."""

import logging
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.orm import Session

from app import web
from app.cli_common import fail, find_survey, find_territory, say, settings, territory_option
from app.extensions import db
from app.models.staff import RIGHTS
from app.services.accounts import staff, team
from app.services.paroles import protection
from surveys import csv_lines, schema, storage
from surveys.base import start_writing
from surveys.models import Territory

P = ParamSpec("P")
R = TypeVar("R")
SAMPLE_EMAIL = "chargee@example.org"

staff_group = AppGroup("staff", help="Comptes de l’équipe.")
surveys_group = AppGroup("surveys", help="Questionnaires.")
paroles_group = AppGroup("paroles", help="Paroles recueillies ailleurs.")


def init_app(app: Flask) -> None:
    from app import cli_surveys
    from app.cli_export import export_group
    from app.cli_invitations import invitations_group, purge
    from app.cli_needs import needs_group
    from app.cli_tagger import tagger_group

    for group in (
        staff_group,
        surveys_group,
        paroles_group,
        needs_group,
        export_group,
        invitations_group,
        tagger_group,
    ):
        app.cli.add_command(group)
    cli_surveys.init_group(surveys_group)
    app.cli.add_command(demo)
    app.cli.add_command(tag)
    app.cli.add_command(purge)


@click.command("demo")
@with_appcontext
@click.option("--empty", is_flag=True, help="sans les paroles d’exemple")
def demo(empty: bool) -> None:
    """Charge le territoire d’exemple, ses questionnaires et un compte. Relancer ne change rien."""
    from app.services.samples import sample, sample_diagnostic, sample_needs

    upgrade_database()
    session = db.session()
    territory = sample.load_territory(session)
    sample.publish_catalogue(session, territory, web.today())
    user = staff.add(session, SAMPLE_EMAIL, "chargee", territory)
    token = staff.make_link(session, user, web.now())
    sample_diagnostic.sample_diagnostic(session, territory, web.now())
    needs_link = ""
    if not empty:
        protect = protection.protector(settings().encryption_keys)
        added = sample.sample_paroles(session, territory, protect)
        say(f"Paroles d’exemple, synthétiques : {added} ajoutées.")
        needs_link = sample_needs.sample_needs(
            session, territory, secret=web.secret(), protect=protect, by=user.id, today=web.today()
        )
    session.commit()
    if not empty:
        tag_pending(session, territory, again=False)
    _say_addresses(territory, token)
    if needs_link:
        say(f"  Les besoins d’une association : {settings().public_url}/besoins/{needs_link}\n")


def upgrade_database() -> None:
    """Brings the database to the newest schema, quietly."""
    from flask_migrate import upgrade

    logging.getLogger("alembic").setLevel(logging.WARNING)
    upgrade(directory=str(Path(current_app.root_path).parent / "migrations"))


def _say_addresses(territory: Territory, token: str) -> None:
    address = settings().public_url
    say(f"\n{territory.name} est prêt.")
    say(f"  Pour répondre, comme un habitant : {address}/")
    say(f"  Le bureau, adresse à usage unique : {address}/bureau/lien/{token}\n")


@staff_group.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice(sorted(RIGHTS)), required=True)
@territory_option
def staff_add(email: str, role: str, territory_key: str | None) -> None:
    """Crée un compte, ou donne un rôle de plus à un compte."""
    from flask_security.mail_util import EmailValidateException

    try:
        email = current_app.extensions["security"]._mail_util.normalize(email)
    except (EmailValidateException, ValueError) as error:
        raise fail(f"« {email} » n’est pas une adresse de courriel.") from error
    session, territory = db.session(), find_territory(territory_key)
    user = staff.by_email(session, email)
    if user is None or role not in user.roles_in(territory.id):
        user = staff.add(session, email, role, territory)
        team.by_command(session, territory, user, "invited", web.now(), role)
    session.commit()
    say(f"{email} : rôle « {role} ». Pour la première connexion : flask staff link {email}")


@staff_group.command("link")
@click.argument("email")
def staff_link(email: str) -> None:
    """Donne une adresse de connexion à usage unique, valable 24 heures."""
    session = db.session()
    user = staff.by_email(session, email)
    if user is None:
        raise fail(f"Aucun compte « {email} ». Créez-le : flask staff add {email} --role chargee")
    token = staff.make_link(session, user, web.now())
    for territory in {membership.territory for membership in user.memberships}:
        team.by_command(session, territory, user, "linked", web.now())
    session.commit()
    click.echo(f"{settings().public_url}/bureau/lien/{token}")


@surveys_group.command("publish")
@click.argument("name")
@territory_option
def surveys_publish(name: str, territory_key: str | None) -> None:
    """Publie un questionnaire : un brouillon, un fichier TOML, ou un nom du catalogue."""
    from app import cli_surveys
    from surveys.loader import catalogue

    ready = catalogue()
    session = db.session()
    territory = find_territory(territory_key)
    draft = cli_surveys.find_draft(name, territory)
    definition = cli_surveys.definition_of(draft) if draft else ready.get(name) or _load(Path(name))
    try:
        version = cli_surveys.publish(session, territory, definition, draft)
    except storage.SlugTaken as error:
        raise fail(f"L’adresse /q/{definition.slug} est déjà prise. Changez « slug ».") from error
    except storage.KindChanged as error:
        raise fail(
            f"« {error} » a été publiée avec une autre sorte de réponse. "
            "Donnez-lui une autre clé : les réponses déjà reçues gardent la leur."
        ) from error
    session.commit()
    say(f"{settings().public_url}/q/{definition.slug} : version {version.number} publiée.")


@surveys_group.command("close")
@click.argument("slug")
@territory_option
def surveys_close(slug: str, territory_key: str | None) -> None:
    """Ferme un questionnaire aujourd’hui."""
    survey = find_survey(slug, find_territory(territory_key))
    survey.closed_on = web.today()
    db.session.commit()
    say(f"« {slug} » est fermé.")


def _load(file: Path) -> schema.Survey:
    from surveys.loader import LoadError, load_toml

    if file.suffix.lower() in (".xlsx", ".txt", ".tsv"):
        raise fail(f"Faites-en d’abord un brouillon : flask surveys import {file}")
    if not file.is_file():
        raise fail(f"Ni fichier ni questionnaire du catalogue : {file}")
    try:
        return load_toml(file)
    except LoadError as error:
        raise fail(str(error)) from error


@paroles_group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--survey", "slug", required=True)
@click.option("--question", "key", help="question ouverte qui reçoit les textes")
@click.option("--partial", is_flag=True, help="garde les lignes bonnes, laisse les autres")
@territory_option
def paroles_import(
    file: Path, slug: str, key: str | None, partial: bool, territory_key: str | None
) -> None:
    """Ajoute des paroles recueillies ailleurs (CSV) ; le même fichier deux fois n’ajoute rien."""
    from app.services.collection import collecting

    territory = find_territory(territory_key)
    survey = find_survey(slug, territory)
    try:
        plan = collecting.plan_import(
            territory, survey, key, file.read_bytes(), file.name, web.today()
        )
    except OSError as error:
        raise fail(
            f"{file} : impossible à lire ({error.strerror}). Donnez le chemin d’un fichier CSV."
        ) from error
    except (csv_lines.UnreadableFile, collecting.NoSuchQuestion) as error:
        raise fail(str(error)) from error
    for sentence in plan.remarks():
        say(sentence)
    if plan.reading.problems and not partial:
        raise fail("Rien n’a été importé. Corrigez ces lignes, ou ajoutez --partial.")
    session = db.session()
    session.rollback()  # a command's transaction holds the lock: not while masking
    ready = collecting.mask(plan, protection.protector(settings().encryption_keys))
    start_writing(session)
    added = collecting.carry_out(session, ready)
    session.commit()
    say(f"{added} paroles ajoutées, {len(plan.reading.rows) - added} déjà là.")
    say("Pour les classer : flask tag")


@click.command("tag")
@with_appcontext
@click.option("--all", "again", is_flag=True, help="reprend aussi les propositions de la machine")
@territory_option
def tag(again: bool, territory_key: str | None) -> None:
    """Classe les paroles qui ne le sont pas encore, par lots enregistrés au fur et à mesure."""
    tag_pending(db.session(), find_territory(territory_key), again=again)


def tag_pending(session: Session, territory: Territory, *, again: bool) -> None:
    """Tags in committed chunks: an interruption loses at most one chunk of work."""
    from app.services.paroles import coding, deciding, learning

    deciding.know_twins(session, territory.id)
    session.commit()
    ids = coding.pending(session, territory, again=again)
    if not ids:
        say("Toutes les paroles sont déjà classées.")
        return
    tagger = learning.tagger(session, territory, settings().home)
    for done, chunk in enumerate(coding.chunks(ids), start=1):
        coding.tag_chunk(session, tagger, chunk)
        session.commit()
        say(f"{min(done * coding.CHUNK, len(ids))} / {len(ids)} paroles classées")
