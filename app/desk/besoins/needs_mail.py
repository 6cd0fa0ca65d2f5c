"""« Il y a du nouveau »: a mail that says nothing of the need, and holds no link to it."""

from collections.abc import Iterable
from smtplib import SMTPException

from flask import current_app
from flask_mailman import EmailMessage

from app import web
from app.services.besoins.needs import Need
from app.services.paroles import protection
from surveys.models import Territory

SUBJECT = "Du nouveau sur vos besoins"
BODY = """Bonjour,

Il y a du nouveau sur un besoin que votre association a déposé. Pour le lire, ouvrez le lien privé
que vous avez gardé ce jour-là.

Ce message ne dit rien de plus, par prudence, et personne ne lit de réponse à cette adresse.
Pour ne plus en recevoir, ouvrez le même lien : « Être prévenus par courriel ».

{territory}
"""


def tell(needs: Iterable[Need], territory: Territory) -> str:
    """Writes to the associations of these needs that left an address, each once.

    Says how it went: `repondu` (nobody to write to), `prevenu`, `sans-courriel` (it did not leave).
    """
    contacts = {need.association.id: need.association.contact for need in needs}
    sealed = [contact.email for contact in contacts.values() if contact]
    keys = web.settings().encryption_keys
    sent = [_send(protection.original(keys, one, ""), territory) for one in sealed]
    if not sent:
        return "repondu"
    return "prevenu" if all(sent) else "sans-courriel"


def _send(email: str, territory: Territory) -> bool:
    if not email:  # sealed with a key that was lost
        return False
    try:
        EmailMessage(SUBJECT, BODY.format(territory=territory.name), to=[email]).send()
    except (OSError, SMTPException) as error:
        current_app.logger.warning("a notice could not be sent: %s", type(error).__name__)
        return False
    return True
