"""What is said of the shipped tagger wherever its results are handed on."""

import tomllib
from pathlib import Path
from typing import Final

from analysis.french import number

FILE: Final = Path(__file__).parent / "models" / "quality.toml"


def sentence() -> str:
    """The measured quality of the shipped model, in one French sentence that says on what."""
    stated = tomllib.loads(FILE.read_text("utf-8"))
    return (
        f"F1 de {_two(stated['enjeux_micro'])} sur les enjeux, "
        f"{_two(stated['domaines_micro'])} sur les domaines, "
        f"exactitude de {_two(stated['polarity'])} sur le ton, "
        f"mesurés sur {number(stated['answers'])} réponses synthétiques que le modèle n’a pas "
        "apprises ; sur de vraies réponses, attendez-vous à moins"
    )


def _two(share: float) -> str:
    return f"{share:.2f}".replace(".", ",")
