"""Messages to those invited and to staff: handed to the mail server, or written to files."""

import logging
from collections.abc import Iterator, Sequence
from smtplib import SMTPException, SMTPRecipientsRefused

from flask import current_app
from flask_mailman import EmailMessage
from flask_mailman.message import BadHeaderError

from app.services.collection.mailings import Outgoing

_LOG = logging.getLogger(__name__)
PERMANENT = 500  # SMTP: codes from here on say « this address, never »; those before, « not now »


def deliver(messages: Sequence[Outgoing]) -> list[str]:
    """What became of each: `sent`, `refused` (no such address), `later` (not now, or no server)."""
    found: list[str] = []
    try:
        with current_app.extensions["mailman"].get_connection() as connection:
            for outcome in _each(messages, connection):
                found.append(outcome)  # what left before a failure did leave
    except (OSError, SMTPException) as error:
        if len(found) < len(messages):
            _LOG.warning("messages could not be sent: %s", type(error).__name__)
    return [*found, *["later"] * (len(messages) - len(found))]


def _each(messages: Sequence[Outgoing], connection: object) -> Iterator[str]:
    for message in messages:
        try:
            _email(message, connection).send()
        except SMTPRecipientsRefused as error:
            codes = [code for code, _said in error.recipients.values()]
            yield "refused" if codes and min(codes) >= PERMANENT else "later"
        except (BadHeaderError, UnicodeError):  # an address that no header may hold
            yield "refused"
        else:
            yield "sent"


def _email(message: Outgoing, connection: object) -> EmailMessage:
    return EmailMessage(
        message.subject,
        message.body,
        to=[message.to],
        reply_to=[message.reply_to] if message.reply_to else None,
        connection=connection,
        headers={
            "List-Unsubscribe": f"<{message.stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
            "Auto-Submitted": "auto-generated",
        },
    )


def tell(to: str, subject: str, body: str) -> bool:
    """Writes to one member of staff; whether it left. The words are never logged."""
    message = EmailMessage(subject, body, to=[to], headers={"Auto-Submitted": "auto-generated"})
    try:
        message.send()
    except (OSError, SMTPException, BadHeaderError, UnicodeError) as error:
        _LOG.warning("a message to staff could not be sent: %s", type(error).__name__)
        return False
    return True
