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


def _two(share: float) -> str:
    return f"{share:.2f}".replace(".", ",")
