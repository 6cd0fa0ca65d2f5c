"""The `flask export` commands."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from analysis.summary import LIMITED
from app import web
from app.cli_common import fail, find_survey, find_territory, say, territory_option
from app.extensions import db
from app.services.besoins import needs
from app.services.collection import inviting
from app.services.figures.scope import Scope
from app.services.reports import delivery, dressing, publishing
from surveys.base import start_reading

export_group = AppGroup("export", help="Réponses, paroles, synthèses.")

output_option = click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="fichier à écrire"
)
table_option = click.option(
    "--format", "format_", type=click.Choice(delivery.TABLES), default="csv", show_default=True
)


@export_group.command("responses")
@click.option("--survey", "slug", required=True)
@click.option("--format", "format_", type=click.Choice(delivery.RESPONSES), default="csv")
@output_option
@territory_option
def responses(slug: str, format_: str, output: Path | None, territory_key: str | None) -> None:
    """Une ligne par réponse, une colonne par question ; chiffres exacts."""
    territory = find_territory(territory_key)
    survey = find_survey(slug, territory)
    path = _path(output, f"{slug}-reponses.{format_}")
    box = inviting.Box(web.secret(), web.settings().encryption_keys)
    start_reading(db.session())
    try:
        delivery.responses(
            db.session(), territory, survey, format_, box=box, today=web.today(), target=path
        )
    except delivery.Unavailable as error:
        raise fail(str(error)) from error
    say(f"{path} est écrit : chiffres exacts, à ne pas diffuser.")


@export_group.command("paroles")
@click.option("--survey", "slug")
@table_option
@output_option
@territory_option
def paroles(slug: str | None, format_: str, output: Path | None, territory_key: str | None) -> None:
    """Une ligne par parole, avec ses étiquettes ; textes masqués."""
    territory = find_territory(territory_key)
    if slug:
        find_survey(slug, territory)
    path = _path(output, f"paroles.{format_}")
    start_reading(db.session())
    delivery.paroles(db.session(), territory, slug, format_, today=web.today(), target=path)
    say(f"{path} est écrit : textes masqués, à ne pas diffuser.")


@export_group.command("besoins")
@table_option
@output_option
@territory_option
def needs_(format_: str, output: Path | None, territory_key: str | None) -> None:
    """Une ligne par besoin d’association, avec son état et ses étiquettes ; textes masqués."""
    territory = find_territory(territory_key)
    path = _path(output, f"besoins.{format_}")
    found = needs.every(db.session(), territory)
    delivery.needs(territory, found, format_, today=web.today(), target=path)
    say(f"{path} est écrit : textes masqués, à ne pas diffuser.")


@export_group.command("template")
@click.option("--original", is_flag=True, help="celui qui est livré, même si vous avez le vôtre")
@output_option
@territory_option
def template(output: Path | None, territory_key: str | None, *, original: bool) -> None:
    """Le modèle Word de la synthèse, à changer dans Word ou LibreOffice."""
    territory = find_territory(territory_key)
    path = _path(output, "modele-synthese.docx")
    path.write_bytes(dressing.template(db.session(), territory, original=original))
    say(f"{path} est écrit. Gardez les balises entre accolades ; changez tout le reste.")


@export_group.command("synthesis")
@click.option("--format", "format_", type=click.Choice(list(delivery.DOCUMENTS)), default="docx")
@click.option("--enjeu", "enjeux", multiple=True, help="clé d’un enjeu ; à répéter ; sinon tous")
@click.option("--domaine", "domaines", multiple=True, help="clé d’un domaine ; à répéter")
@click.option("--exact", is_flag=True, help="montre les petits groupes : à ne pas diffuser")
@click.option("--survey", "surveys", multiple=True, help="ce questionnaire ; avec --exact")
@click.option("--public", "publics", multiple=True, help="ce public ; avec --exact")
@click.option("--commune", "communes", multiple=True, help="ce code Insee ; avec --exact")
@click.option(
    "--template",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="un autre modèle Word (flask export template) ; pour docx et odt",
)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="premier jour ; avec --exact")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="dernier jour ; avec --exact")
@output_option
@territory_option
def synthesis(
    format_: str,
    exact: bool,
    template: Path | None,
    since: datetime | None,
    until: datetime | None,
    output: Path | None,
    territory_key: str | None,
    **keys: tuple[str, ...],
) -> None:
    """La synthèse thématique, petits groupes protégés sauf --exact."""
    scope = Scope(since=since and since.date(), until=until and until.date(), **keys)
    territory = find_territory(territory_key)
    today = web.today()
    name = delivery.file_name("synthese", territory, today, format_, exact=exact)
    path = _path(output, name)
    asked = delivery.Asked(format_, scope, exact, template)
    session = db.session()
    if scope.limited and not exact:
        raise fail(LIMITED)
    if not exact and publishing.advance(session, territory):
        session.commit()
    start_reading(session)
    try:
        delivery.synthesis(session, territory, asked, today=today, target=path)
    except (ValueError, delivery.Unavailable) as error:
        raise fail(str(error)) from error
    say(f"{path} est écrit.")


def _path(output: Path | None, default: str) -> Path:
    path = output or Path(default)
    if not path.parent.is_dir():
        raise fail(f"Le dossier {path.parent} n’existe pas. Créez-le, ou changez --output.")
    return path
