"""What every command shares: how it speaks, how it refuses, which territory it is about."""

import click

from app import web
from app.config import Settings
from app.extensions import db
from app.services import territories
from surveys.models import Survey, Territory

territory_option = click.option("--territory", "territory_key", help="clé du territoire")


def say(sentence: str) -> None:
    """Messages are for people: stderr, so that a piped result stays clean."""
    click.echo(sentence, err=True)


def fail(sentence: str) -> click.ClickException:
    return click.ClickException(sentence)


def find_territory(key: str | None) -> Territory:
    try:
        return territories.by_key(db.session(), key)
    except territories.NoTerritory as error:
        raise fail(
            "Précisez le territoire avec --territory CLÉ, ou chargez l’exemple : flask demo"
        ) from error


def find_survey(slug: str, territory: Territory) -> Survey:
    for survey in territories.surveys(db.session(), territory):
        if survey.slug == slug and survey.versions:
            return survey
    known = ", ".join(s.slug for s in territories.surveys(db.session(), territory))
    raise fail(f"Aucun questionnaire publié « {slug} ». Il y a : {known or 'aucun'}.")


def settings() -> Settings:
    return web.settings()
