"""What tests of invitations put in a database: contacts, their links, a survey's access."""

from flask import Flask
from sqlalchemy import select, update

from app import web
from app.services.paroles import protection
from surveys import models
from surveys.invitations import storage, tokens
from surveys.invitations.contacts import Contact
from surveys.invitations.models import Invitation
from tests.answering import reading, writing

INVITE = "/bureau/collecte/habitants/inviter"
LIST = (
    "nom;structure;courriel;adresse;code postal;ville;langue\n"
    "Amicale du lac;Association;amicale@example.org;;;;\n"
    "Jeanne Modèle;Élue;jeanne@example.org;;;;en\n"
    "Foyer rural;Association;;12 rue du Four|Le Bourg;46250;Cazals;fr\n"
)


def invite(app: Flask, *contacts: Contact, slug: str = "habitants") -> list[str]:
    """Adds contacts to a survey and gives their links' tokens, in that order."""
    keys, secret = web_settings(app)
    with writing(app) as session:
        survey = session.scalars(select(models.Survey).filter_by(slug=slug)).one()
        storage.add(
            session,
            survey.id,
            contacts,
            secret=secret,
            seal=lambda text: protection.encrypted(keys, text),
            today=web.today(),
        )
        by_hash = {row.contact_hash: row.id for row in storage.of_survey(session, survey.id)}
    return [
        tokens.link_token(secret, by_hash[storage.contact_hash(secret, contact)])
        for contact in contacts
    ]


def guests(count: int) -> list[Contact]:
    """As many contacts with a mail address."""
    return [Contact(name=f"Personne {n}", email=f"personne{n}@example.org") for n in range(count)]


def web_settings(app: Flask) -> tuple[tuple[str, ...], bytes]:
    settings = app.extensions["paroles"]
    return settings.encryption_keys, settings.secret_key.encode()


def access(app: Flask, level: str, slug: str = "habitants") -> None:
    """Who may answer the survey, from now on."""
    with writing(app) as session:
        session.execute(
            update(models.Survey).where(models.Survey.slug == slug).values(access=level)
        )


def invitations(app: Flask) -> list[Invitation]:
    with reading(app) as session:
        return list(session.scalars(select(Invitation).order_by(Invitation.added_on)))
