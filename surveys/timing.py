"""How long answering takes, estimated from a draft: what is read, and what is answered.

minutes = (words read / 200 + points × 10.6 s / 60), rounded, at least 1.

Points are those of a panel that times its own questionnaires: one question alone counts 1 and takes
about ten seconds; 85 points make 15 minutes, so 10.6 s a point (Pew Research Center, « How we keep
our online surveys from running too long », 2022). A line of a matrix counts less, a text to write
more. Its point already holds the reading of a short question: words count beyond `FREE_WORDS` a
question only. 200 words a minute is slower than the 238 measured on adults reading silently
(Brysbaert 2019, Journal of Memory and Language 109): this is read on a telephone, by everyone.
The points of the kinds that the panel does not describe are our guess; nothing here was timed on
our own respondents yet.
"""

import re
from collections.abc import Mapping
from typing import Any

from surveys import editing

SECONDS_A_POINT = 15 * 60 / 85
WORDS_A_MINUTE = 200
FREE_WORDS = 25
LONG = 10  # minutes beyond which many give up, on a telephone most of all
POINTS = {
    "single_choice": 1.0,
    "several_choices": 1.5,
    "ranking": 3.0,
    "scale": 1.0,
    "number": 1.0,
    "date": 1.5,
    "commune": 1.0,
    "age_band": 0.5,
    "short_text": 2.0,
    "long_text": 5.0,
    "note": 0.0,
    "consent": 0.5,
}
_A_ROW = 0.5
_WORD = re.compile(r"\w+")


def minutes(definition: Mapping[str, Any]) -> int:
    """Minutes to announce, for someone who answers everything; conditions are taken as met."""
    words = sum(_words(text) for text in _lines(definition.get("purpose")))
    words += sum(_words(one.get("intro")) for one in editing.sections(definition))
    seconds = 0.0
    for question in editing.questions(definition):
        seconds += _points(question) * SECONDS_A_POINT
        words += max(0, _read(question) - (FREE_WORDS if question.get("kind") != "note" else 0))
    return max(1, round(seconds / 60 + words / WORDS_A_MINUTE))


def _points(question: Mapping[str, Any]) -> float:
    if question.get("kind") == "matrix":
        return max(1.0, _A_ROW * len(editing.listed(question, "rows")))
    return POINTS.get(str(question.get("kind")), 1.0)


def _read(question: Mapping[str, Any]) -> int:
    items = [item for name in editing.LISTS for item in editing.listed(question, name)]
    said = [question.get("label"), question.get("hint"), *(item.get("label") for item in items)]
    return sum(map(_words, said))


def _words(text: Any) -> int:
    return len(_WORD.findall(text)) if isinstance(text, str) else 0


def _lines(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []
