"""Word clouds: what many people say, never what one or two do, and the same words as a list."""

import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import matplotlib
from wordcloud import WordCloud

from analysis import privacy
from analysis.french import WIDE
from analysis.text import content_words, lemma

FEWEST_PEOPLE: Final = 3
MOST_WORDS: Final = 40
FONT: Final = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
# Each at 7:1 or better on white; the darkest for the words said most.
INKS: Final = ("#0f4048", "#175a63", "#4a4a4a")
EMPTY: Final = frozenset(
    word
    for line in Path(__file__).with_name("cloud_words_out.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)


@dataclass(frozen=True)
class Word:
    """A word as most people wrote it, and how many persons did."""

    text: str
    people: int


@dataclass(frozen=True)
class Cloud:
    """The picture (PNG and SVG), its alternative in words, and the words it shows."""

    png: bytes
    svg: str
    alt: str
    words: tuple[Word, ...]


def words(
    said: Iterable[tuple[object, str]], *, fewest: int = FEWEST_PEOPLE, most: int = MOST_WORDS
) -> tuple[Word, ...]:
    """The words said by at least `fewest` persons, most said first, then in alphabetical order.

    said: (person, text) pairs; a person counts once per word. Forms of one lemma are one word,
    shown in its commonest spelling. Stop words, numbers and marks of masked data are left out.
    """
    people: dict[str, set[object]] = defaultdict(set)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for person, text in said:
        shown = privacy.MARK.sub(" ", text)
        for token in content_words(shown):
            if len(token.text) > 2 and token.text not in EMPTY:
                people[lemma(token.text)].add(person)
                forms[lemma(token.text)][shown[token.start : token.end].lower()] += 1
    found = [
        Word(_commonest(forms[key]), len(who)) for key, who in people.items() if len(who) >= fewest
    ]
    return tuple(sorted(found, key=lambda word: (-word.people, word.text))[:most])


def _commonest(forms: Counter[str]) -> str:
    return min(forms, key=lambda form: (-forms[form], form))


def draw(
    shown: Sequence[Word], *, about: str, width: int = 1400, height: int = 400
) -> Cloud | None:
    """The cloud of these words, the same picture each time; None without a word.

    Sizes follow the order of the counts, not the counts: a small count cannot be measured off
    the picture. about: what the words are of, for the alternative in words.
    """
    if not shown:
        return None
    ranks = {people: rank for rank, people in enumerate(sorted({w.people for w in shown}))}
    sizes = {word.text: 2.0 + ranks[word.people] for word in shown}
    cloud = WordCloud(
        font_path=str(FONT),
        width=width,
        height=height,
        margin=14,
        background_color="white",
        color_func=_ink(sizes),
        prefer_horizontal=1.0,
        relative_scaling=0.6,
        min_font_size=22,
        max_font_size=110,
        random_state=46,
        collocations=False,
        normalize_plurals=False,
    ).generate_from_frequencies(sizes)
    target = io.BytesIO()
    cloud.to_image().save(target, format="PNG")
    return Cloud(target.getvalue(), cloud.to_svg(), _alt(shown, about), tuple(shown))


def _ink(sizes: dict[str, float]) -> Any:
    steps = sorted(sizes.values(), reverse=True)
    high, middle = steps[len(steps) // 6], steps[len(steps) // 2]

    def color(word: str, **_: object) -> str:
        return INKS[0 if sizes[word] >= high else 1 if sizes[word] >= middle else 2]

    return color


def _alt(shown: Sequence[Word], about: str) -> str:
    listed = ", ".join(word.text for word in shown[:12])
    return f"Nuage de mots{WIDE}: {about}. Du plus au moins cité{WIDE}: {listed}."
