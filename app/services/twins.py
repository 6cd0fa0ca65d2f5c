"""Twins: paroles of the same words, in answer to the same question of the same territory."""

import hashlib

from analysis.text import words


def key(territory_id: int, question: str, text: str) -> str:
    """The same for twins: case, accents and punctuation do not count, nor a second answer's rank.

    The question counts: « le bus » says what goes well or what is missing, by what was asked.
    """
    said = "|".join([str(territory_id), question.partition("-")[0], " ".join(words(text))])
    return hashlib.sha256(said.encode()).hexdigest()[:32]
