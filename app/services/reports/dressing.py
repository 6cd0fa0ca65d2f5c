"""What a territory puts on its documents: chosen at the desk, worn by every synthesis."""

import re
from datetime import date
from typing import Final

from sqlalchemy.orm import Session, undefer

from app.assets import contrast
from app.exports import docx_file, logo, own_template
from app.exports.story import Dress
from app.models.dress import DocumentDress
from surveys.models import Territory
from surveys.reading import clean_text

LONGEST_CONTACT, LONGEST_INTRO, LONGEST_NAME = 200, 1500, 120
PAPER, INK = "#ffffff", "#262626"  # of smaller titles, as delivered
READABLE: Final = 4.5  # WCAG 2.2, 1.4.3: text on paper
COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
NAMES: Final = {"accent": "des titres", "second": "des petits titres"}


class BadDress(ValueError):
    """Nothing was kept: the sentence says what to do; `field` says where."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def of(session: Session, territory: Territory) -> DocumentDress | None:
    """What the territory chose; None while it chose nothing."""
    return session.get(DocumentDress, territory.id)


def dress(session: Session, territory: Territory) -> Dress:
    """What its documents wear."""
    chosen = session.get(DocumentDress, territory.id, options=[undefer(DocumentDress.template)])
    if chosen is None:
        return Dress(accent=territory.accent)
    return Dress(
        intro=chosen.intro,
        contact=chosen.contact,
        logo=chosen.logo,
        accent=chosen.accent or territory.accent,
        second=chosen.second,
        template=chosen.template,
    )


def template(session: Session, territory: Territory, *, original: bool = False) -> bytes:
    """The Word template in use, or the one that ships in the territory's colours."""
    worn = dress(session, territory)
    return docx_file.dressed(worn) if original or worn.template is None else worn.template


def _mine(session: Session, territory: Territory) -> DocumentDress:
    found = of(session, territory)
    if found is None:
        found = DocumentDress(territory_id=territory.id)
        session.add(found)
    return found


def change(
    session: Session,
    territory: Territory,
    *,
    contact: str,
    intro: str,
    accent: str,
    second: str,
) -> None:
    """Words and colours, as typed; "" is as delivered. Flushes. Raises `BadDress`."""
    contact, intro = " ".join(clean_text(contact).split()), clean_text(intro).strip()
    if len(contact) > LONGEST_CONTACT:
        raise BadDress("contact", f"Raccourcissez cette ligne : {LONGEST_CONTACT} signes au plus.")
    if len(intro) > LONGEST_INTRO:
        raise BadDress("intro", f"Raccourcissez ce texte : {LONGEST_INTRO} signes au plus.")
    chosen = {"accent": _colour("accent", accent), "second": _colour("second", second)}
    row = _mine(session, territory)
    row.contact, row.intro = contact, intro
    row.accent = "" if chosen["accent"] == territory.accent.lower() else chosen["accent"]
    row.second = "" if chosen["second"] == INK else chosen["second"]
    session.flush()


def _colour(field: str, typed: str) -> str:
    """#rrggbb that can be read on paper, or "". Raises `BadDress`."""
    typed = typed.strip().lower()
    if not typed:
        return ""
    typed = typed if typed.startswith("#") else f"#{typed}"
    if not COLOUR.fullmatch(typed):
        raise BadDress(field, "Écrivez cette couleur comme #175a63, ou laissez-la vide.")
    found = contrast(typed, PAPER)
    if found < READABLE:
        told = f"{found:.1f}".replace(".", ",")
        raise BadDress(
            field,
            f"La couleur {NAMES[field]} est trop claire pour se lire sur du papier blanc "
            f"(contraste de {told}, il en faut 4,5). Choisissez-la plus foncée.",
        )
    return typed


def put_logo(session: Session, territory: Territory, data: bytes) -> None:
    """Flushes. Raises `BadDress`."""
    try:
        drawn = logo.redrawn(data)
    except logo.BadLogo as error:
        raise BadDress("logo", str(error)) from error
    _mine(session, territory).logo = drawn
    session.flush()


def remove_logo(session: Session, territory: Territory) -> None:
    if row := of(session, territory):
        row.logo = None
        session.flush()


def put_template(
    session: Session,
    territory: Territory,
    checked: own_template.Checked,
    name: str,
    *,
    by: str,
    today: date,
) -> None:
    """A template that `own_template.check` let through. Flushes."""
    row = _mine(session, territory)
    row.template, row.template_name = checked.data, clean_text(name)[:LONGEST_NAME]
    row.template_by, row.template_on = by, today
    session.flush()


def restore_template(session: Session, territory: Territory) -> None:
    """The one that ships, from now on. Flushes."""
    if row := of(session, territory):
        row.template, row.template_name = None, ""
        row.template_by, row.template_on = "", None
        session.flush()
