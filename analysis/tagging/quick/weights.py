"""The weights of every family side by side, and the features found by pairs of words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from analysis.tagging.features import LEXICON_WEIGHT, SENTENCES, Features, Floats, Ints
from analysis.tagging.fitting import FamilyModel
from analysis.tagging.quick.pairs import Pairs, keys

# Kinds of pairs, by the first letters of features' names.
_KINDS: Final = {
    name: kind
    for kind, name in enumerate(("w", "l", "k", "eB", "eE", "s", "z", "yS", "yT", "yA", "yZ"))
}
WORDS, LEMMAS, APART, BEGINS, ENDS, STARTS, LAST, BUILT, BUILT_LONG, FIRST, LAST_BUILT = range(11)
# A run of three is a pair of a pair: by kind, those of the first two and of the two with the third.
THREES: Final = {STARTS: (11, 12), BUILT: (13, 14), FIRST: (15, 16)}
_OF_LEMMAS: Final = (LEMMAS, APART)
_OF_SHAPES: Final = (BUILT, BUILT_LONG, FIRST, LAST_BUILT)

# The block of features of each kind.
_BLOCKS: Final = [name[0] for name in _KINDS]

Number = Callable[[str], int]
# Half the memory of Python's own numbers, and the same labels: a score differs by 10⁻⁶ at most.
Halves = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Table:
    """One row per feature, weight times idf, one column per label; `squares`: what each adds to
    the square of the length of its block. The last row is that of a feature unknown: nothing."""

    rows: Halves
    squares: Floats

    @property
    def nothing(self) -> int:
        return len(self.rows) - 1


class Weights:
    """What every feature weighs for the labels of each family in turn.

    How sentences are built tells few labels, the columns `late`: it has a table of its own. The
    labels of an exclusive family are centred: only differences matter.
    """

    def __init__(self, features: Features, models: Mapping[str, FamilyModel]) -> None:
        self.vocabulary = features.reader.vocabulary
        self.lexicon = features.reader.lexicon
        self.meant = features.reader.meant
        self.owners = np.asarray(features.reader.owners, np.int64)
        self.columns = _columns(models)
        self.intercepts: Floats = np.concatenate([m.linear.intercepts for m in models.values()])
        size = len(features.idf)
        late = np.array([name[0] in SENTENCES for name in self.vocabulary], bool)
        # The commonest side by side: they stay in the processor's cache.
        common = np.argsort(features.idf, kind="stable")
        subject = common[~late[common]]
        self.subject = self._table(
            features, models, np.append(subject, size + np.arange(features.owners))
        )
        self.lexical = len(subject)
        built = np.flatnonzero(late)
        whole = self._table(features, models, built)
        told = np.flatnonzero(np.any(whole.rows != 0, axis=0)).tolist() or [0]
        self.late = slice(told[0], told[-1] + 1)
        self.built = Table(np.ascontiguousarray(whole.rows[:, self.late]), whole.squares)
        self._places: Ints = np.zeros(size, np.int32)
        self._places[subject] = np.arange(len(subject))
        self._places[built] = np.arange(len(built))

    def _table(self, features: Features, models: Mapping[str, FamilyModel], rows: Ints) -> Table:
        idf = np.append(features.idf, np.full(features.owners, LEXICON_WEIGHT))[rows]
        made = np.zeros((len(rows) + 1, len(self.intercepts)), np.float32)
        for family, model in models.items():
            own = made[:-1, self.columns[family]]
            np.multiply(model.linear.weights[rows], idf[:, None], out=own, casting="same_kind")
            if model.grid.exclusive:
                own -= own.mean(axis=1, keepdims=True, dtype=np.float64)
        return Table(made, np.append(idf**2, 0.0))

    @property
    def width(self) -> int:
        return len(self.intercepts)

    def place(self, name: str) -> int | None:
        """The row of a feature in its table."""
        number = self.vocabulary.get(name)
        return None if number is None else int(self._places[number])

    def pairs(self, word: Number, lemma: Number, shape: Number) -> Pairs:
        """The table of all features of two or three pieces. `word`…: number a text."""
        found: dict[int, tuple[list[int], list[int], list[int]]] = {}
        starts: dict[tuple[int, str, str], int] = {}

        def add(kind: int, first: int, second: int, value: int) -> None:
            firsts, seconds, values = found.setdefault(kind, ([], [], []))
            firsts.append(first)
            seconds.append(second)
            values.append(value)

        for name, place in zip(self.vocabulary, self._places.tolist(), strict=True):
            if " " not in name[1:] or name[0] == "c":
                continue
            letters = 2 if name[0] in "ey" else 1
            kind, texts = _KINDS[name[:letters]], name[letters:].split(" ")
            number = lemma if kind in _OF_LEMMAS else shape if kind in _OF_SHAPES else word
            if len(texts) == 2:
                add(kind, number(texts[0]), number(texts[1]), place)
                continue
            first, second = THREES[kind]
            begun = kind, texts[0], texts[1]
            if begun not in starts:
                starts[begun] = len(starts)
                add(first, number(texts[0]), number(texts[1]), starts[begun])
            add(second, starts[begun], number(texts[2]), place)
        known: list[Any] = [
            (keys(kind, np.array(firsts), np.array(seconds)), values)
            for kind, (firsts, seconds, values) in found.items()
        ]
        return Pairs(
            np.concatenate([np.zeros(0, np.uint64), *(each for each, _ in known)]),
            np.concatenate([np.zeros(0, np.int64), *(values for _, values in known)]),
        )


def block(kind: int) -> str:
    return _BLOCKS[kind] if kind < len(_BLOCKS) else ""


def _columns(models: Mapping[str, FamilyModel]) -> dict[str, slice]:
    ends = np.cumsum([len(model.linear.intercepts) for model in models.values()]).tolist()
    return {
        family: slice(start, end)
        for family, start, end in zip(models, [0, *ends], ends, strict=False)
    }
