"""Needs as rows of an export: what was asked for, where it stands, how it is tagged."""

from collections.abc import Iterable, Iterator
from datetime import date

from app.services.besoins.needs import Need
from surveys.asking import Context
from surveys.needs import form
from surveys.needs.words import STATUSES

# (key, what the column holds), in order; docs/besoins.md says the same.
COLUMNS = (
    ("numero", "Numéro du besoin, le même d’un export à l’autre"),
    ("association", "Nom de l’association"),
    ("recu_le", "Jour de réception"),
    ("etat", "Reçu, À l’étude, Retenu ou Non retenu"),
    ("etat_le", "Jour du dernier changement d’état"),
    ("action", "Action qui retient le besoin"),
    ("reponse", "Ce qui a été dit à l’association avec cet état"),
    (
        "sans_reponse_depuis",
        "Jour depuis lequel l’association attend ; vide quand elle a sa réponse",
    ),
    ("reuni_a", "Numéro du besoin semblable auquel celui-ci est réuni"),
    ("besoin", "Le besoin, données personnelles masquées"),
    ("publics", "Qui en a besoin"),
    ("communes", "Communes concernées"),
    ("frequence", "À quel rythme"),
    ("freins", "Ce qui empêche d’y répondre"),
    ("urgence", "Urgence dite par l’association"),
    ("apports", "Ce qu’elle peut apporter"),
    ("partenaires", "Structures à qui elle en a parlé"),
    ("enjeux", "Clés des enjeux, séparées par |"),
    ("domaines", "Clés des domaines d’intervention, séparées par |"),
    ("ton", "point_fort, point_vigilance, proposition ou neutre"),
)
ASKED = ("publics", "communes", "frequence", "freins", "urgence", "apports", "partenaires")


def rows(needs: Iterable[Need], context: Context, today: date) -> Iterator[dict[str, object]]:
    """One record per need, in the order given."""
    asked = form.definition(context, first=False)
    for need in needs:
        decision = need.decision
        yield {
            "numero": str(need.id),  # 53 bits: a spreadsheet would round it
            "association": need.association.name,
            "recu_le": need.row.received_on,
            "etat": STATUSES[need.status],
            "etat_le": decision.happened_on if decision else need.row.received_on,
            "action": decision.action if decision else "",
            "reponse": decision.text if decision else "",
            "sans_reponse_depuis": need.waiting_since,
            "reuni_a": str(need.into.id) if need.into else "",
            "besoin": need.read.parole.text,
            **{key: asked.question(key).said(need.row.answers, context) for key in ASKED},
            "enjeux": [tag.key for tag in need.read.of("enjeu")],
            "domaines": [tag.key for tag in need.read.of("domaine")],
            "ton": next((tag.key for tag in need.read.of("polarity")), ""),
        }
