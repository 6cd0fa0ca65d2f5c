"""Every sentence shown when an answer is refused: each says what to do, for a writer to correct."""

from surveys.reading import number_text

CHOOSE = "Choisissez une réponse."
TICK = "Cochez au moins une réponse."
COMMUNE = "Indiquez votre commune."
AGE = "Indiquez votre tranche d’âge."
NUMBER = "Indiquez un nombre."
WRITE = "Écrivez votre réponse."

ONLY_ONE = "Gardez une seule réponse à cette question."
NOT_OFFERED = "Choisissez une réponse parmi celles proposées."
COMMUNE_NOT_OFFERED = "Choisissez une commune de la liste."
AGE_NOT_OFFERED = "Choisissez une tranche d’âge de la liste."

NOT_A_NUMBER = "Écrivez un nombre en chiffres, par exemple 12."
NOT_A_DECIMAL = "Écrivez un nombre en chiffres, par exemple 12 ou 12,5."
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
