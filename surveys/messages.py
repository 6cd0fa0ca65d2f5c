"""Every sentence shown when an answer is refused: each says what to do, for a writer to correct."""

from collections.abc import Sequence
from datetime import date

from surveys.reading import day_text, number_text

CHOOSE = "Choisissez une réponse."
TICK = "Cochez au moins une réponse."
COMMUNE = "Indiquez votre commune."
AGE = "Indiquez votre tranche d’âge."
NUMBER = "Indiquez un nombre."
WRITE = "Écrivez votre réponse."
DATE = "Indiquez une date."
RANK = "Classez au moins une réponse."
ROWS = "Répondez à chaque ligne."
CONSENT = "Cochez cette case pour pouvoir envoyer."

ONLY_ONE = "Gardez une seule réponse à cette question."
NOT_OFFERED = "Choisissez une réponse parmi celles proposées."
COMMUNE_NOT_OFFERED = "Choisissez une commune de la liste."
AGE_NOT_OFFERED = "Choisissez une tranche d’âge de la liste."

NOT_A_NUMBER = "Écrivez un nombre en chiffres, par exemple 12."
NOT_A_DECIMAL = "Écrivez un nombre en chiffres, par exemple 12 ou 12,5."
NO_SUCH_DATE = "Cette date n’existe pas. Vérifiez le jour et le mois."
NOT_A_DATE = "Écrivez la date en chiffres, par exemple 27 3 2026."
NOT_A_YEAR = "Écrivez l’année avec ses quatre chiffres, par exemple 1985."
NOT_WHOLE = "Écrivez un nombre entier, sans virgule."


def too_few(minimum: int, ticked: int) -> str:
    """Fewer boxes ticked than asked."""
    return f"Cochez au moins {_count(minimum, 'réponse')} : vous en avez coché {ticked}."


def too_many(maximum: int, ticked: int) -> str:
    """More boxes ticked than asked."""
    return f"Gardez au plus {_count(maximum, 'réponse')} : vous en avez coché {ticked}."


def not_alone(choice: str) -> str:
    """A box such as « Aucune » ticked beside another one."""
    return f"Décochez « {choice} », ou décochez les autres réponses."


def tick_other(choice: str) -> str:
    """Something specified under « Autre » while another answer is chosen."""
    return f"Choisissez « {choice} », ou effacez ce que vous avez précisé."


def parts_missing(parts: Sequence[str]) -> str:
    """A date begun and not finished."""
    return f"Indiquez aussi {' et '.join(parts)}."


def no_such_rank(last: int) -> str:
    """A rank that is not offered."""
    return f"Choisissez des rangs entre 1 et {last}."


def same_rank(rank: int, choices: Sequence[str]) -> str:
    """Two answers given one rank."""
    named = " et ".join(f"« {choice} »" for choice in choices)
    return f"Donnez un rang différent à {named} : le rang {rank} ne sert qu’une fois."


def rows_missing(rows: Sequence[str]) -> str:
    """Lines left out of a matrix that wants them all."""
    named = ", ".join(f"« {row} »" for row in rows)
    return f"Il manque une réponse pour {named}."


def in_row(row: str, sentence: str) -> str:
    """What is wrong on one line of a matrix."""
    return f"« {row} » : {sentence}"


def not_in_period(first: date | None, last: date | None) -> str:
    """A date outside its bounds."""
    if first and last:
        return f"Indiquez une date entre le {day_text(first)} et le {day_text(last)}."
    if first:
        return f"Indiquez une date à partir du {day_text(first)}."
    return f"Indiquez une date jusqu’au {day_text(last)}." if last else DATE


def too_long(maximum: int, excess: int) -> str:
    """A text longer than its box."""
    return (
        f"Raccourcissez votre texte de {_count(excess, 'caractère')} : "
        f"il peut en compter {number_text(maximum)}."
    )


def not_between(low: float, high: float, unit: str) -> str:
    """A number outside two bounds."""
    return f"Indiquez un nombre entre {number_text(low)} et {_measure(high, unit)}."


def too_small(low: float, unit: str) -> str:
    """A number under the only bound there is on that side."""
    return f"Indiquez un nombre d’au moins {_measure(low, unit)}."


def too_big(high: float, unit: str) -> str:
    """A number over the only bound there is on that side."""
    return f"Indiquez un nombre d’au plus {_measure(high, unit)}."


def _measure(number: float, unit: str) -> str:
    return f"{number_text(number)}\u00a0{unit}" if unit else number_text(number)


def _count(number: int, noun: str) -> str:
    return f"{number_text(number)} {noun}{'s' if number > 1 else ''}"
