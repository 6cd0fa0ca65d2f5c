"""The `flask besoins` commands."""

from flask.cli import AppGroup

from app import web
from app.cli_common import find_territory, say, territory_option
from app.extensions import db
from app.services.besoins import need_decisions
from surveys.base import checkpoint

needs_group = AppGroup("besoins", help="Besoins des associations.")


@needs_group.command("purge")
@territory_option
def purge(territory_key: str | None) -> None:
    """Efface les adresses des associations à qui tout a été répondu depuis plus de trois mois."""
    session = db.session()
    erased = need_decisions.purge_contacts(session, find_territory(territory_key), web.today())
    session.commit()
    checkpoint(session)
    say(f"{erased} adresse{'s' if erased > 1 else ''} effacée{'s' if erased > 1 else ''}.")
