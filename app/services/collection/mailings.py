"""Messages and letters to those invited: to whom, in which words, and each of them once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.services.collection import inviting
from app.services.collection.inviting import Box, Guest
from surveys.base import start_writing, take_turn
from surveys.invitations import marks, storage, tokens
from surveys.invitations.models import Invitation, Mailing, MailingRecipient
from surveys.models import Survey
from surveys.reading import clean_text
from surveys.words import NAMED

CHUNK, LONGEST, LONGEST_SUBJECT = 20, 5_000, 150
MOST_LINES, SIGNS_A_LINE = 22, 80  # of a letter, over its square and its code
LINK, STOP = "{lien}", "{arret}"


class BadMessage(ValueError):
    """A message that cannot leave: its sentence says what to do; `field` says where."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Outgoing:
    """One message, ready to leave."""

    invitation_id: int
    to: str
    subject: str
    body: str
    stop: str
    reply_to: str


# What became of each: "sent", "refused" (the address does not exist), "later" (try again).
Deliver = Callable[[Sequence[Outgoing]], Sequence[str]]


@dataclass(frozen=True)
class Progress:
    """How many contacts of a mailing wait, were leaving when a server stopped, are done."""

    waiting: int = 0
    sending: int = 0
    done: int = 0

    @property
    def total(self) -> int:
        return self.waiting + self.sending + self.done


def checked(subject: str, body: str, *, letter: bool = False) -> tuple[str, str]:
    """A message that may leave. Raises `BadMessage`."""
    subject = " ".join(clean_text(subject).split())
    body = clean_text(body).replace("\r\n", "\n").strip()
    if not subject:
        raise BadMessage("subject", "Donnez un objet à ce message.")
    if len(subject) > LONGEST_SUBJECT:
        raise BadMessage("subject", f"Raccourcissez l’objet : {LONGEST_SUBJECT} signes au plus.")
    if not letter and LINK not in body:
        raise BadMessage("body", f"Laissez {LINK} dans le texte : chacun y trouve son lien.")
    if not body:
        raise BadMessage("body", "Écrivez le texte de la lettre.")
    if letter and lines_of(body) > MOST_LINES:
        raise BadMessage("body", "Raccourcissez : la lettre doit tenir sur une page.")
    if len(body) > LONGEST:
        raise BadMessage("body", f"Raccourcissez ce texte : {LONGEST} signes au plus.")
    return subject, body


def lines_of(body: str) -> int:
    """How many lines a letter's text takes, a blank line between two paragraphs included."""
    return sum(1 + len(line) // SIGNS_A_LINE for line in body.splitlines())


def filled(text: str, name: str, link: str, stop: str = "") -> str:
    """The text as one person reads it."""
    return text.replace("{nom}", name).replace(LINK, link).replace(STOP, stop)


def concerned(session: Session, survey: Survey, kind: str, everyone: bool, box: Box) -> list[Guest]:
    """Contacts that such a mailing is for.

    A reminder in a named survey leaves out those who answered. In an anonymous one it holds all
    who were invited: who answered is looked at when each message leaves, and shown nowhere.
    """
    found = [guest for guest in inviting.guests(session, survey, box) if not guest.stopped]
    before = _before(session, survey.id, "letter" if kind == "letter" else "invitation")
    if kind == "letter":
        found = [guest for guest in found if guest.way == "letter"]
        return _left(found) if everyone else [g for g in found if g.id not in before]
    found = [guest for guest in found if guest.way == "mail"]
    if kind == "invitation":
        return [guest for guest in found if guest.id not in before]
    return _left([guest for guest in found if guest.id in before])


def _left(guests: Sequence[Guest]) -> list[Guest]:
    return [guest for guest in guests if not guest.answered]


def _before(session: Session, survey_id: int, kind: str) -> set[int]:
    rows = (
        select(MailingRecipient.invitation_id)
        .join(Mailing, Mailing.id == MailingRecipient.mailing_id)
        .where(Mailing.survey_id == survey_id, Mailing.kind == kind)
    )
    return set(session.scalars(rows))


def make(session: Session, mailing: Mailing, guests: Sequence[Guest]) -> Mailing:
    """A mailing to these contacts, each once; letters are made as soon as they are asked for."""
    session.add(mailing)
    session.flush()
    state = "done" if mailing.kind == "letter" else "waiting"
    session.add_all(
        MailingRecipient(mailing_id=mailing.id, invitation_id=guest.id, state=state)
        for guest in guests
    )
    session.flush()
    return mailing


def of_survey(session: Session, survey_id: int) -> list[Mailing]:
    """Every mailing, last first."""
    rows = select(Mailing).where(Mailing.survey_id == survey_id).order_by(Mailing.id.desc())
    return list(session.scalars(rows))


def find(session: Session, survey: Survey, number: int) -> Mailing | None:
    """The mailing of that number, in this survey."""
    return session.scalar(
        select(Mailing).where(Mailing.id == number, Mailing.survey_id == survey.id)
    )


def progress(session: Session, mailing_id: int) -> Progress:
    """How far a mailing is."""
    rows = (
        select(MailingRecipient.state, func.count())
        .where(MailingRecipient.mailing_id == mailing_id)
        .group_by(MailingRecipient.state)
    )
    return Progress(**{row[0]: row[1] for row in session.execute(rows)})


def recipients(session: Session, mailing: Mailing, box: Box) -> list[Guest]:
    """The contacts of a mailing, by name."""
    ids = set(
        session.scalars(
            select(MailingRecipient.invitation_id).where(MailingRecipient.mailing_id == mailing.id)
        )
    )
    return [guest for guest in inviting.guests(session, mailing.survey, box) if guest.id in ids]


def settle_interrupted(session: Session, mailing_id: int, *, again: bool) -> None:
    """Says of messages that were leaving when a server stopped whether to send them again."""
    session.execute(
        update(MailingRecipient)
        .where(MailingRecipient.mailing_id == mailing_id, MailingRecipient.state == "sending")
        .values(state="waiting" if again else "done")
    )


def send_some(
    session: Session, mailing_id: int, box: Box, public_url: str, deliver: Deliver
) -> Progress:
    """Sends to the next contacts who wait; says how far it is.

    An exception to "the route commits": these contacts are marked as leaving, and that is
    committed, before anything leaves. A server that stops then never writes twice to anyone.
    """
    leaving = _claim(session, mailing_id, box, public_url)
    session.commit()
    outcomes = deliver(leaving) if leaving else ()
    start_writing(session)
    for message, outcome in zip(leaving, outcomes, strict=True):
        if outcome == "refused":
            _set(session, Invitation, Invitation.id == message.invitation_id, unreachable=True)
        _set(
            session,
            MailingRecipient,
            MailingRecipient.mailing_id == mailing_id,
            MailingRecipient.invitation_id == message.invitation_id,
            state="waiting" if outcome == "later" else "done",
        )
    found = progress(session, mailing_id)
    session.commit()
    return found


def _claim(session: Session, mailing_id: int, box: Box, public_url: str) -> list[Outgoing]:
    start_writing(session)
    take_turn(session, f"mailing {mailing_id}")
    mailing = session.get_one(Mailing, mailing_id)
    rows = (
        select(MailingRecipient, Invitation)
        .join(Invitation, Invitation.id == MailingRecipient.invitation_id)
        .where(MailingRecipient.mailing_id == mailing_id, MailingRecipient.state == "waiting")
        .order_by(Invitation.id)
        .limit(CHUNK)
    )
    over = set() if mailing.everyone else marks.among(session, mailing.survey_id)
    leaving = []
    for recipient, invitation in session.execute(rows):
        message = _message(mailing, invitation, box, public_url)
        wanted = message.to and not invitation.stopped_on and not invitation.unreachable
        if wanted and tokens.answered_key(box.secret, invitation.id) not in over:
            recipient.state = "sending"
            leaving.append(message)
        else:
            recipient.state = "done"
    session.flush()
    return leaving


def _message(mailing: Mailing, invitation: Invitation, box: Box, public_url: str) -> Outgoing:
    contact = storage.opened(invitation, box.unseal)
    link = address(public_url, box, invitation.id, contact.language)
    stop = f"{address(public_url, box, invitation.id)}/ne-plus-ecrire"
    said = (contact.name, link, stop)
    return Outgoing(
        invitation.id,
        contact.email,
        filled(mailing.subject, *said),
        filled(mailing.body, *said),
        stop,
        mailing.reply_to,
    )


def address(public_url: str, box: Box, invitation_id: int, language: str = "fr") -> str:
    """A personal link, in the language that its contact asked for."""
    link = f"{public_url}/i/{tokens.link_token(box.secret, invitation_id)}"
    return link if language == "fr" else f"{link}?lang={language}"


def _set(session: Session, table: type, *where: object, **values: object) -> None:
    session.execute(update(table).where(*where).values(**values))  # type: ignore[arg-type]


def first_words(
    survey: Survey, kind: str, title: str, minutes: int, today: date
) -> tuple[str, str]:
    """The subject and text that are offered, to be changed at will."""
    named = survey.access == NAMED
    until = _until(survey.closes_on)
    about = f"« {title} » ({minutes} minutes environ, sans compte)"
    private = (
        "Votre réponse portera votre nom."
        if named
        else "Votre réponse est anonyme : ce lien sert à compter une seule réponse et à ne pas "
        "vous relancer. Il n’est pas gardé avec ce que vous écrivez."
    )
    if kind == "letter":
        return f"Votre avis compte : {title}", LETTER.format(
            about=about, private=private.replace("ce lien", "ce code"), until=until
        )
    if kind == "reminder":
        return f"Encore quelques jours : {title}", REMINDER.format(
            about=about, private=private, until=until, territory=survey.territory.name
        )
    return f"Votre avis compte : {title}", INVITATION.format(
        about=about, private=private, until=until, territory=survey.territory.name
    )


def _until(closes_on: date | None) -> str:
    from app import formats

    return f"Vous pouvez répondre jusqu’au {formats.day(closes_on)}.\n\n" if closes_on else ""


INVITATION = """Bonjour {{nom}},

Nous vous demandons votre avis : {about}.

Votre lien personnel :
{{lien}}

{private} Merci de ne pas le faire suivre.

{until}Bien cordialement,
{territory}

Pour ne plus recevoir de message à ce sujet :
{{arret}}
"""
REMINDER = """Bonjour {{nom}},

Nous vous avons invité à répondre à {about}. Il est encore temps, et chaque avis compte.

Votre lien personnel :
{{lien}}

{private} Si votre réponse vient de partir, merci : ne tenez pas compte de ce message.

{until}Bien cordialement,
{territory}

Pour ne plus recevoir de message à ce sujet :
{{arret}}
"""
LETTER = """Madame, Monsieur,

Nous vous demandons votre avis : {about}. Avec un téléphone, visez le carré ci-dessous. Sur un \
ordinateur, écrivez l’adresse, puis votre code.

{private} Si vous avez déjà répondu, merci : ne tenez pas compte de cette lettre.

{until}Vous préférez le papier, ou vous voulez être aidé ? Demandez à l’accueil de votre mairie.
"""
