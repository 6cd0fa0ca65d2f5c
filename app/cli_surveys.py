"""The commands on a questionnaire's file: check, import, export."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import web
from app.cli_common import fail, find_territory, say, territory_option
from app.extensions import db
from app.services import territories
from app.services.questionnaires import bringing
from surveys import drafts, files, models, schema, storage, translation, xlsform
from surveys.asking import InvalidSurvey
from surveys.outcome import Outcome, UnreadableForm

BY = "ligne de commande"
_NAMED = 5  # texts of a translation named in one message
file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
read_option = click.option(
    "--format",
    "kind",
    type=click.Choice(files.FORMATS),
    help="d’ordinaire, le nom du fichier le dit",
)


def init_group(group: AppGroup) -> None:
    for command in (check, import_, export):
        group.add_command(command)


@click.command("check")
@with_appcontext
@file_argument
@read_option
def check(file: Path, kind: str | None) -> None:
    """Relit un questionnaire (XLSForm, TOML, LimeSurvey) et dit ce qui ne va pas."""
    outcome = _read(file, kind)
    survey = _survey(outcome)
    number = len(survey.questions)
    if outcome.lost:
        raise fail(f"« {survey.title} » : {number} questions ; il manque ce qui est dit plus haut.")
    for language in survey.languages[1:]:
        _say_missing(survey, language)
    say(f"« {survey.title} » : {number} questions, rien à corriger.")


def _say_missing(survey: schema.Survey, language: str) -> None:
    """What a translation still lacks, path by path: its readers get the source there."""
    paths = translation.missing(survey, language)
    if not paths:
        return say(f"Traduction « {language} » : complète.")
    named, more = ", ".join(paths[:_NAMED]), len(paths) - _NAMED
    rest = f" et {more} de plus" if more > 0 else ""
    plural = "s" if len(paths) > 1 else ""
    return say(f"Traduction « {language} » : il manque {len(paths)} texte{plural} : {named}{rest}.")


@click.command("import")
@with_appcontext
@file_argument
@click.option("--slug", help="son adresse, au lieu de celle que dit le fichier")
@read_option
@territory_option
def import_(file: Path, slug: str | None, kind: str | None, territory_key: str | None) -> None:
    """Fait d’un fichier (XLSForm, TOML, LimeSurvey) un brouillon, sans rien publier."""
    survey = _survey(_read(file, kind))
    session = db.session()
    territory = find_territory(territory_key)
    address = slug or survey.slug
    try:
        bringing.put(session, territory, survey, address, by=BY, now=web.now())
    except storage.SlugTaken as error:
        raise fail(f"L’adresse /q/{address} est déjà prise. Ajoutez --slug AUTRE.") from error
    except InvalidSurvey as error:
        raise fail(str(error)) from error
    session.commit()
    say(f"« {survey.title} » : brouillon de {len(survey.questions)} questions, « {address} ».")
    say(f"Pour le publier : flask surveys publish {address}")


@click.command("export")
@with_appcontext
@click.argument("slug")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option(
    "--format", "kind", type=click.Choice(files.WRITTEN), help="d’ordinaire, le nom le dit"
)
@territory_option
def export(slug: str, output: Path, kind: str | None, territory_key: str | None) -> None:
    """Écrit un questionnaire dans un fichier, en XLSForm (.xlsx) ou en TOML."""
    territory = find_territory(territory_key)
    kind = kind or ("toml" if output.suffix.lower() == ".toml" else "xlsform")
    try:
        survey = bringing.written(_find(slug, territory))
        content = files.write(survey, kind, territories.context(territory))
        output.write_bytes(content)
    except (bringing.NothingWritten, InvalidSurvey) as error:
        raise fail(f"Le brouillon « {slug} » n’est pas prêt : {error}") from error
    except xlsform.TooLong as error:
        raise fail(str(error)) from error
    except OSError as error:
        raise fail(f"{output} ne s’écrit pas : {error.strerror}.") from error
    say(f"« {survey.title} » : {output}")


def find_draft(slug: str, territory: models.Territory) -> models.Draft | None:
    """The draft of that address; a file's name has none."""
    return drafts.find(db.session(), territory, slug)


def definition_of(draft: models.Draft) -> schema.Survey:
    """What the draft says, once it can be asked."""
    for problem in drafts.problems(draft):
        raise fail(f"Le brouillon « {draft.survey.slug} » n’est pas prêt : {problem.sentence}")
    return schema.from_dict(draft.definition)


def publish(
    session: Session,
    territory: models.Territory,
    survey: schema.Survey,
    draft: models.Draft | None,
) -> models.SurveyVersion:
    """The next version; the draft it came from is no more."""
    today = web.today()
    if draft is None:
        return storage.publish(session, territory, survey, today=today)
    return drafts.publish(session, draft, revision=draft.revision, today=today)


def _find(slug: str, territory: models.Territory) -> models.Survey:
    mine = select(models.Survey).where(models.Survey.territory_id == territory.id)
    found = {survey.slug: survey for survey in db.session.scalars(mine)}
    if slug not in found:
        raise fail(f"Aucun questionnaire « {slug} ». Il y a : {', '.join(found) or 'aucun'}.")
    return found[slug]


def _read(file: Path, kind: str | None) -> Outcome:
    """The outcome, every remark said."""
    try:
        outcome = files.read(file.read_bytes(), file.name, kind)
    except UnreadableForm as error:
        raise fail(str(error)) from error
    for title, remarks in (("Non repris", outcome.lost), ("Adapté", outcome.adapted)):
        for remark in remarks:
            say(f"{title} · {remark}")
    return outcome


def _survey(outcome: Outcome) -> schema.Survey:
    if outcome.survey is None:
        raise fail("Rien n’a pu être repris de ce fichier.")
    return outcome.survey
