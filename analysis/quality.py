"""What is said of the shipped tagger wherever its results are handed on."""

import tomllib
from pathlib import Path
from typing import Any, Final

from analysis.french import number

FILE: Final = Path(__file__).parent / "models" / "quality.toml"


def stated() -> dict[str, Any]:
    """The figures stated: [sample], never learnt from; [writers], each left out in its turn."""
    return tomllib.loads(FILE.read_text("utf-8"))


def sentence() -> str:
    """The measured quality of the shipped model, in one French sentence that says on what."""
    figures = stated()["writers"]
    low, high = figures["enjeux_micro_interval"]
    return (
        f"F1 de {_two(figures['enjeux_micro'])} sur les enjeux "
        f"(entre {_two(low)} et {_two(high)}), "
        f"{_two(figures['domaines_micro'])} sur les domaines, "
        f"exactitude de {_two(figures['polarity'])} sur le ton, "
        f"mesurés sur {number(figures['answers'])} réponses synthétiques de rédacteurs que le "
        "modèle n’avait pas lus ; sur de vraies réponses, attendez-vous à moins"
    )


def words() -> str:
    """The same for somebody who reads no figures: two sentences, in tenths.

    Micro F1 is 2 × right / (proposed + expected): of the labels that either side gave, the share on
    which both agree.
    """
    figures = stated()["writers"]
    return (
        "Sur 10 enjeux que le programme ou une personne donnent aux mêmes réponses, environ "
        f"{_tenths(figures['enjeux_micro'])} sont les mêmes\u202f; pour les domaines, environ "
        f"{_tenths(figures['domaines_micro'])}\u202f; et le ton est le bon environ "
        f"{_tenths(figures['polarity'])} fois sur 10. C’est mesuré sur des réponses inventées pour "
        "l’essai (synthétiques)\u00a0: sur de vraies réponses, attendez-vous à un peu moins."
    )


def _tenths(share: float) -> int:
    return round(10 * share)


def _two(share: float) -> str:
    return f"{share:.2f}".replace(".", ",")
