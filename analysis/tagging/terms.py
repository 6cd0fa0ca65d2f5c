"""Words that a person says are for a label or against it, and grids of a territory's own."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from analysis.tagging.features import Features, Reader
from analysis.tagging.fitting import FamilyModel, build_features, lexicon_prior, repairing
from analysis.tagging.grid import Grid
from analysis.tagging.lexicon import Lexicon, Term
from analysis.tagging.linear import Linear, unmeasured
from analysis.tagging.pieces import pieces
from analysis.tagging.tagger import Tagger, unmarked

MOST_WORDS: Final = 6


def extended(features: Features, terms: Sequence[Term]) -> Features:
    """The same features and, last, one column per term."""
    if not terms:
        return features
    known = features.reader
    expressions = (*known.lexicon.expressions, *(term.words for term in terms))
    owners = [*known.owners, *range(features.owners, features.owners + len(terms))]
    reader = Reader(known.vocabulary, Lexicon(expressions), owners, known.spelling)
    return Features(reader, features.idf, features.owners + len(terms))


def holding(words: str, texts: Mapping[int, str]) -> list[int]:
    """The keys of the texts where these words are found, in order."""
    lexicon = Lexicon((words,))
    return [key for key, text in texts.items() if any(lexicon.find(pieces(unmarked(text))))]


def readable(words: str) -> bool:
    """Whether a person's words can be looked for: one to `MOST_WORDS` of them."""
    found = [piece for piece in pieces(words) if piece[0].isalnum()]
    return 1 <= len(found) <= MOST_WORDS and any(len(piece) > 2 for piece in found)


def regridded(base: Tagger, grids: Mapping[str, Grid]) -> Tagger:
    """`base` with other grids: a family whose labels are not its own starts from expressions.

    Families with the same labels keep what was learnt of them.
    """
    features = repairing(
        build_features(grids, base.features_.reader.vocabulary, base.features_.idf)
    )
    made = Tagger(grids, expected_odds=base.expected_odds)
    made.features_ = features
    made.origin_ = dict(base.origin_)
    same = {family for family, grid in grids.items() if same_labels(base.grids, grid)}
    made.models_ = {
        family: _kept(base, grids, same, family, features.width)
        if family in same
        else _from_expressions(grids, grid, features)
        for family, grid in grids.items()
    }
    return made


def same_labels(grids: Mapping[str, Grid], grid: Grid) -> bool:
    return grid.family in grids and grids[grid.family].keys == grid.keys


def _from_expressions(grids: Mapping[str, Grid], grid: Grid, features: Features) -> FamilyModel:
    count = len(grid.labels)
    return FamilyModel(
        grid,
        lexicon_prior(grids, grid, features),
        unmeasured(count, exclusive=grid.exclusive),
        np.full(count, 0.5),
    )


def _kept(
    base: Tagger, grids: Mapping[str, Grid], same: set[str], family: str, width: int
) -> FamilyModel:
    """A family's model, the rows of its weights where the new grids have their expressions."""
    model = base.models_[family]
    words = len(base.features_.idf)
    weights = np.zeros((width, model.linear.weights.shape[1]))
    weights[:words] = model.linear.weights[:words]
    places = dict(_places(grids, words))
    for name, (start, size) in _places(base.grids, words):
        if name in same:
            there, _ = places[name]
            weights[there : there + size] = model.linear.weights[start : start + size]
    linear = Linear(weights, model.linear.intercepts)
    return FamilyModel(grids[family], linear, model.confidence, model.thresholds, model.bands)


def _places(grids: Mapping[str, Grid], words: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """Where the rows of each family's expressions begin, and how many there are."""
    start = words
    for family, grid in grids.items():
        size = 2 * len(grid.labels)
        yield family, (start, size)
        start += size
