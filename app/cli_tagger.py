"""`flask tagger`: what the machine learnt from people, from the command line."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app import web
from app.cli_common import fail, find_territory, say, settings, territory_option
from app.extensions import db
from app.services.paroles import learning

tagger_group = AppGroup("tagger", help="Ce que la machine a appris des personnes.")


@tagger_group.command("learn")
@territory_option
def learn(territory_key: str | None) -> None:
    """Apprend de ce qui a été décidé ; une version moins bonne n’est pas mise en service."""
    session, territory = db.session(), find_territory(territory_key)
    try:
        version = learning.study(session, territory, settings().home, by=None, now=web.now())
    except learning.TooFew as error:
        raise fail(
            f"Il faut au moins {learning.ENOUGH} paroles vérifiées pour apprendre ; "
            f"il y en a {error}."
        ) from error
    learning.keep(session, version)
    session.commit()
    kept = "mise en service" if version.chosen_at else "gardée de côté : elle se trompe davantage"
    say(
        f"Version {version.number}, apprise de {version.answers} réponses, {kept}. "
        f"Sur {version.held} réponses jamais apprises : {version.errors} étiquettes fausses, "
        f"{version.errors_before} avant. Pour reclasser : flask tag --all"
    )


@tagger_group.command("versions")
@territory_option
def versions(territory_key: str | None) -> None:
    """Liste les versions ; une étoile marque celle en service."""
    session, territory = db.session(), find_territory(territory_key)
    used = learning.in_use(session, territory)
    found = learning.versions(session, territory)
    if not found:
        say("Rien n’a encore été appris : la machine est celle livrée.")
    for each in found:
        mark = "*" if used is not None and each.id == used.id else " "
        click.echo(
            f"{mark} {each.number}\t{each.made_at:%Y-%m-%d}\t{each.answers} réponses\t"
            f"{each.terms} expressions\t{each.errors}/{each.cells} fausses (avant : "
            f"{each.errors_before})"
        )


@tagger_group.command("restore")
@click.argument("number", type=int)
@territory_option
def restore(number: int, territory_key: str | None) -> None:
    """Remet une version en service (0 : la machine livrée)."""
    session, territory = db.session(), find_territory(territory_key)
    if learning.restore(session, territory, number, now=web.now()) is None:
        raise fail(f"Aucune version {number}. Pour les voir : flask tagger versions")
    session.commit()
    say(f"Version {number} en service. Pour reclasser : flask tag --all")


@tagger_group.command("grid")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@territory_option
def grid(file: Path, territory_key: str | None) -> None:
    """Donne au territoire sa propre grille (TOML) ; la machine part de ses expressions."""
    from analysis.tagging import GridError, load_grid
    from app.models.grid import FAMILIES
    from app.services.samples import sample

    session, territory = db.session(), find_territory(territory_key)
    try:
        read = load_grid(file)
    except GridError as error:
        raise fail(str(error)) from error
    if read.family not in FAMILIES:
        raise fail(f"{file.name} : family doit être l’un de {', '.join(FAMILIES)}.")
    sample.replace_grid(session, territory, read)
    session.commit()
    say(f"{len(read.labels)} étiquettes « {read.family} ». Pour classer : flask tag --all")
