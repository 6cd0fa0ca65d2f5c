"""The kinds of question in plain words: what a chargée chooses from, with a tiny example."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Kind:
    """`sentence`: what people do; `example`: a question and what they would answer."""

    label: str
    sentence: str
    example: str


KINDS: Final[dict[str, Kind]] = {
    "single_choice": Kind(
        "Choix unique",
        "Une seule réponse dans une liste.",
        "Venez-vous au marché ?  ○ Souvent  ○ Parfois  ○ Jamais",
    ),
    "several_choices": Kind(
        "Plusieurs choix",
        "Autant de réponses que l’on veut, ou trois au plus.",
        "Qu’est-ce qui vous manque ?  ☐ Un médecin  ☐ Un bus  ☐ Rien",
    ),
    "long_text": Kind(
        "Réponse libre",
        "La personne écrit avec ses mots. C’est une parole : elle sera classée et citée.",
        "Que proposez-vous pour les jeunes ?  « … »",
    ),
    "scale": Kind(
        "Échelle",
        "Un chiffre entre deux mots.",
        "La vie ici ?  pas agréable 1 · 2 · 3 · 4 · 5 très agréable",
    ),
    "short_text": Kind(
        "Réponse courte",
        "Quelques mots sur une ligne.",
        "Dans quel hameau ?  « Le Mas »",
    ),
    "number": Kind("Nombre", "Un nombre, avec son unité.", "À combien êtes-vous ?  « 12 » km"),
    "ranking": Kind(
        "Classement",
        "Des réponses à mettre dans l’ordre.",
        "Qu’est-ce qui compte le plus ?  1. Le bus  2. Le médecin",
    ),
    "matrix": Kind(
        "Tableau",
        "Les mêmes réponses pour plusieurs sujets, ligne par ligne.",
        "L’école : ○ bien ○ mal    Le bus : ○ bien ○ mal",
    ),
    "date": Kind("Date", "Un jour, un mois, une année.", "Depuis quand ?  « 27 » « 3 » « 2020 »"),
    "commune": Kind(
        "Commune", "Une commune du territoire, dans sa liste.", "Où habitez-vous ?  Salviac"
    ),
    "age_band": Kind(
        "Tranche d’âge", "Les tranches de l’Insee, pour comparer.", "Votre âge ?  45 à 59 ans"
    ),
    "note": Kind(
        "Texte à lire", "Une information, sans question.", "À savoir : le bus est gratuit."
    ),
    "consent": Kind("Accord", "Une case à cocher.", "☐ J’accepte d’être rappelé."),
}
