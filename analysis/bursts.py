"""Answers that come too much alike in too short a time: nearly the same text, or the same ticks.

For a person to look at: a class or a residents' association may well do this.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Final, TypeVar

import numpy as np
from scipy import sparse

from analysis.similar import pieces
from analysis.text import content_words, words

Key = TypeVar("Key", bound=Hashable)
ALIKE: Final = 0.45  # of all the pieces of two texts, so many are in both
CROWD: Final = 5  # so many people with nearly the same text
LEAST_WORDS: Final = 8  # shorter ones are written again and again by honest people
TICKS: Final = 5  # closed answers alike, of at least so many questions
LEAST_GROUP: Final = 10  # so many people…
TIMES: Final = 10  # … and so many times what chance would bring
VARIED: Final = 2  # answers that may differ: who stuffs a box changes the age and the commune
LEAST_CONTENT: Final = 4  # … and as many of these that are no small words
_ROWS: Final = 500

Answers = Mapping[str, object]
_Pattern = tuple[tuple[str, str], ...]


def near_texts(said: Mapping[Key, Sequence[str]]) -> set[Key]:
    """Those of `said` (texts by person) who share nearly one text with `CROWD` people or more.

    Two texts are near when `ALIKE` of the pieces of four letters found in either are found in both
    (Jaccard, 1901): order, case, accents, a word or a letter changed hardly count.
    """
    rows = [(key, bag) for key, texts in said.items() for bag in map(_bag, texts) if bag]
    if len(rows) < CROWD:
        return set()
    owners, found = [key for key, _ in rows], set()
    for row, others in enumerate(_neighbours([bag for _, bag in rows])):
        if len(others) >= CROWD and len({owners[other] for other in others}) >= CROWD:
            found.add(owners[row])
    return found


def _bag(text: str) -> frozenset[str]:
    """Pieces of what a text is about: its small words are everyone's."""
    if len({word for word in words(text) if not word.isdigit()}) < LEAST_WORDS:
        return frozenset()
    about = {token.text for token in content_words(text)}
    return frozenset(pieces(" ".join(about))) if len(about) >= LEAST_CONTENT else frozenset()


def _neighbours(bags: Sequence[frozenset[str]]) -> Iterator[Any]:
    """For each bag, the places of those that are near it, itself among them."""
    columns: dict[str, int] = {}
    indices = [columns.setdefault(piece, len(columns)) for bag in bags for piece in bag]
    sizes = np.array([len(bag) for bag in bags])
    starts = np.concatenate(([0], np.cumsum(sizes)))
    ones = np.ones(len(indices), dtype=np.int32)
    table = sparse.csr_matrix((ones, indices, starts), shape=(len(bags), len(columns)))
    turned = table.T.tocsc()
    for start in range(0, len(bags), _ROWS):
        common = (table[start : start + _ROWS] @ turned).tocsr()
        for row in range(common.shape[0]):
            span = slice(common.indptr[row], common.indptr[row + 1])
            others, shared = common.indices[span], common.data[span]
            either = sizes[start + row] + sizes[others] - shared
            yield others[shared >= ALIKE * either]


def same_ticks(answers: Mapping[Key, Answers], usual: Iterable[Answers] = ()) -> set[Key]:
    """Those of `answers` (closed answers by person) whose ticks too many people share.

    Up to `VARIED` of them may differ, `TICKS` must be the same. A group is strange from
    `LEAST_GROUP` people, when it is `TIMES` what chance would bring if each answer came by itself,
    as often as outside of the group, `usual` (answers of other days) counted too.
    """
    said = {key: _pattern(one) for key, one in answers.items()}
    groups: dict[_Pattern, list[Key]] = defaultdict(list)
    for key, pattern in said.items():
        for part in _parts(pattern):
            groups[part].append(key)
    crowds = {part: keys for part, keys in groups.items() if len(keys) >= LEAST_GROUP}
    if not crowds:
        return set()
    everyone = [*said.values(), *map(_pattern, usual)]
    counts = Counter(pair for pattern in everyone for pair in pattern)
    asked = Counter(question for question, _ in counts)
    found: set[Key] = set()
    for part, keys in crowds.items():
        chance = _chance(part, len(keys), len(everyone), counts, asked)
        if len(keys) >= TIMES * chance * len(said):
            found.update(keys)
    return found


def _pattern(answers: Answers) -> _Pattern:
    return tuple(sorted((question, repr(answer)) for question, answer in answers.items()))


def _parts(pattern: _Pattern) -> Iterator[_Pattern]:
    """The pattern without the answers that may differ, in every way."""
    if len(pattern) >= TICKS:
        yield from combinations(pattern, max(TICKS, len(pattern) - VARIED))


def _chance(
    part: _Pattern, group: int, everyone: int, counts: Counter[Any], asked: Counter[str]
) -> float:
    """How likely a person outside of the group gives these answers (Laplace's rule)."""
    likely = 1.0
    for question, answer in part:
        apart = counts[question, answer] - group + 1
        likely *= apart / (everyone - group + asked[question])
    return likely
