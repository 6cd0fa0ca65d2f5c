"""Two invented syntheses that a template is tried on: one where everything is said, one empty."""

import io
from functools import cache
from typing import Final

from PIL import Image

from app.exports.story import COLUMNS, Chapter, Dress, Figure, Shown, Story

WORDS: Final = "Essai"


@cache
def _dot() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(stream, format="PNG")
    return stream.getvalue()


def _figure() -> Figure:
    return Figure(_dot(), "", WORDS, WORDS, ((WORDS, WORDS),))


def _table(rows: tuple[tuple[str, str], ...]) -> Shown:
    return Shown(WORDS, COLUMNS["public"], rows)


def full() -> Story:
    """Every mark of the template stands for something."""
    some, figure = _table(((WORDS, "12"),)), _figure()
    chapter = Chapter(
        WORDS, WORDS, 12, "10 %", figure, some, some, WORDS, figure, ((WORDS, WORDS), (WORDS, ""))
    )
    return Story(
        territory=WORDS,
        period=WORDS,
        banner=WORDS,
        mark="",
        summary=WORDS,
        figures=((WORDS, "12"),),
        publics=some,
        communes=some,
        channels=some,
        notes=WORDS,
        who=figure,
        overview=figure,
        overview_sentence=WORDS,
        domaines=some,
        domaines_notes=WORDS,
        chapters=(chapter, chapter),
        silent=(WORDS,),
        silent_sentence=WORDS,
        method=(WORDS,),
        technical=WORDS,
        people=12,
        dress=Dress(intro=WORDS, contact=WORDS, logo=_dot()),
    )


def empty() -> Story:
    """Nobody answered yet."""
    none = _table(())
    return Story(
        territory=WORDS,
        period=WORDS,
        banner="",
        mark="",
        summary=WORDS,
        figures=(),
        publics=none,
        communes=none,
        channels=none,
        notes="",
        who=None,
        overview=None,
        overview_sentence="",
        domaines=none,
        domaines_notes="",
        chapters=(),
        silent=(),
        silent_sentence="",
        method=(WORDS,),
        technical=WORDS,
        people=0,
    )
