"""Learns from people's decisions on top of a model: what they never contradicted does not move."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from scipy.linalg import solve_triangular
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # it has no stubs

from analysis.tagging.features import LEXICON_WEIGHT
from analysis.tagging.fitting import FamilyModel, most_likely
from analysis.tagging.lexicon import FOR, Term
from analysis.tagging.linear import Bools, Floats, Linear, logistic, softmax
from analysis.tagging.tagger import Tagger, unmarked
from analysis.tagging.terms import extended

# How far decisions may pull weights, as scikit-learn's C (see docs/tagger.md for what was tried).
STRENGTH: Final = 2.0
# What words said to be for or against a label are worth, in log-odds of its score.
TERM: Final = 6.0
# How firmly an intercept stays, against 1 for a weight.
FIRM: Final = 10.0
_STEPS: Final = 60


@dataclass(frozen=True)
class Decided:
    """What people said of one answer: family → label → whether it stands; others are unknown."""

    text: str
    labels: Mapping[str, Mapping[str, bool]]


def adapt(
    base: Tagger,
    terms: Sequence[Term],
    decided: Sequence[Decided],
    *,
    name: str = "",
    strength: float = STRENGTH,
) -> Tagger:
    """A tagger that starts from `base`, its terms added, and follows `decided`.

    Per label, the mode of the posterior of a logistic regression (of the calibrated score) under
    a Gaussian prior around the weights of `base`; labels that no decision contradicts keep theirs.
    `name` is kept in its version. `base` is not changed.
    """
    features = extended(base.features_, terms)
    matrix = features.matrix([features.reader.read(unmarked(each.text)) for each in decided])
    made = Tagger(
        base.grids,
        strength=base.strength,
        fold_count=base.fold_count,
        expected_odds=base.expected_odds,
    )
    made.features_, made.terms_ = features, tuple(terms)
    made.origin_ = base.origin_ | ({"learnt": name} if name else {})
    pulls = _Pulls(matrix)
    made.models_ = {
        family: _moved(
            _with_terms(model, family, terms, features.width),
            matrix,
            [each.labels.get(family, {}) for each in decided],
            strength,
            pulls,
        )
        for family, model in base.models_.items()
    }
    return made


def mistakes(tagger: Tagger, decided: Sequence[Decided]) -> int:
    """How many of the labels that people decided the tagger gets wrong."""
    wrong = 0
    for family in tagger.models_:
        found = labels_of(tagger, family, [each.text for each in decided])
        for said, keys in zip(decided, found, strict=True):
            known = said.labels.get(family, {})
            wrong += sum((key in keys) != stands for key, stands in known.items())
    return wrong


def labels_of(tagger: Tagger, family: str, texts: Sequence[str]) -> list[set[str]]:
    """What the tagger proposes of one family, without its evidence: faster than `read`."""
    model = tagger.models_[family]
    reader = tagger.features_.reader
    matrix = tagger.features_.matrix([reader.read(unmarked(text)) for text in texts])
    keys = np.array(model.grid.keys)
    return [set(keys[row].tolist()) for row in proposed(model, matrix)]


def _with_terms(model: FamilyModel, family: str, terms: Sequence[Term], width: int) -> FamilyModel:
    """The model with one more row of weights per term: its prior."""
    old = model.linear.weights
    weights = np.vstack([old, np.zeros((width - len(old), old.shape[1]))])
    slopes = model.confidence.each.slopes
    first = width - len(terms)
    for at, term in enumerate(terms):
        if term.family == family and term.key in model.grid.keys:
            label = model.grid.keys.index(term.key)
            step = TERM / LEXICON_WEIGHT / np.log(2)
            weights[first + at, label] = (step if term.side == FOR else -step) / slopes[label]
            if term.side == FOR and not model.grid.exclusive:
                weights[first + at, -1] = step / slopes[-1]  # it has a label at all
    return replace(model, linear=Linear(weights, model.linear.intercepts.copy()))


def _moved(
    model: FamilyModel,
    matrix: Any,
    labels: Sequence[Mapping[str, bool]],
    strength: float,
    pulls: "_Pulls",
) -> FamilyModel:
    if not any(labels):
        return model
    if model.grid.exclusive:
        return replace(model, linear=_move_exclusive(model, matrix, labels, strength, pulls))
    weights, intercepts = model.linear.weights.copy(), model.linear.intercepts.copy()
    scores = model.confidence.each.scores(model.linear.decide(matrix))
    for label, known, stands in _contradicted(model, matrix, labels):
        slope = model.confidence.each.slopes[label]
        moves, shift = pulls.one(known, stands, slope, scores[:, label], strength)
        weights[:, label] += moves
        intercepts[label] += shift
    return replace(model, linear=Linear(weights, intercepts))


def _contradicted(
    model: FamilyModel, matrix: Any, labels: Sequence[Mapping[str, bool]]
) -> Iterator[tuple[int, Bools, Bools]]:
    """(column, answers where it is known, whether it stands) of what the machine got wrong."""
    found = proposed(model, matrix)
    keys = model.grid.keys
    known = np.array([[key in each for key in keys] for each in labels], bool)
    stands = np.array([[each.get(key, False) for key in keys] for each in labels], bool)
    wrong = known & (found != stands)
    for label in np.flatnonzero(wrong.any(axis=0)):
        yield int(label), known[:, label], stands[:, label]
    some = (known & stands).any(axis=1)
    # That nothing stands is known where every label was decided.
    told = some | known.all(axis=1)
    if (told & (found.any(axis=1) != some)).any():
        yield len(keys), told, some


def proposed(model: FamilyModel, matrix: Any) -> Bools:
    """What the model would propose: answers × labels."""
    decisions = model.linear.decide(matrix)
    if model.grid.exclusive:
        return np.asarray(np.eye(len(model.grid.keys), dtype=bool)[decisions.argmax(axis=1)])
    return most_likely(model.scores(decisions), model.thresholds, model.grid.at_most)


class _Pulls:
    """Moves of weights towards what was decided, found among sums of the answers' own rows.

    The best move is one of those sums, so that one number per answer is looked for rather than one
    per feature: with K = R·Rᵀ = L·Lᵀ and a move Rᵀ·L⁻ᵀ·v, margins move by L·v and the penalty is
    |v|² / 2.
    """

    def __init__(self, matrix: Any) -> None:
        self._matrix = matrix
        self._products = np.asarray((matrix @ matrix.T).todense(), np.float64)
        self._roots: dict[bytes, Floats] = {}

    def one(
        self, known: Bools, stands: Bools, slope: float, scores: Floats, strength: float
    ) -> tuple[Floats, float]:
        """How far the weights and the intercept of one label move."""
        root, signs = self._root(known), np.where(stands[known], 1.0, -1.0)
        clipped = np.clip(scores[known], 1e-9, 1 - 1e-9)
        start = np.log(clipped / (1 - clipped))

        def loss(moves: Floats) -> tuple[float, Floats]:
            far, shift = moves[:-1], moves[-1]
            margins = signs * (start + slope * (root @ far + shift))
            pull = -signs * slope * strength * logistic(-margins)
            value = strength * np.logaddexp(0, -margins).sum() + (far @ far + FIRM * shift**2) / 2
            return float(value), np.append(root.T @ pull + far, pull.sum() + FIRM * shift)

        found = _minimum(loss, len(root) + 1)
        return self._moves(known, found[:-1, None])[:, 0], float(found[-1])

    def together(self, known: Bools, start: Floats, gold: Floats, strength: float) -> Floats:
        """How far the weights of labels that exclude each other move: features × labels."""
        root = self._root(known)

        def loss(flat: Floats) -> tuple[float, Floats]:
            far = flat.reshape(gold.shape)
            odds = softmax(start + root @ far)
            value = -strength * np.log(np.clip((odds * gold).sum(axis=1), 1e-12, 1)).sum()
            slope = strength * (root.T @ (odds - gold)) + far
            return float(value + (far * far).sum() / 2), slope.ravel()

        return self._moves(known, _minimum(loss, gold.size).reshape(gold.shape))

    def _root(self, known: Bools) -> Floats:
        name = known.tobytes()
        if name not in self._roots:
            products = self._products[np.ix_(known, known)]
            # Twins make it singular: a hair is added.
            hair = 1e-8 * max(1.0, float(products.diagonal().max(initial=0.0)))
            root = np.linalg.cholesky(products + hair * np.eye(len(products)))
            self._roots[name] = np.asarray(root, np.float64)
        return self._roots[name]

    def _moves(self, known: Bools, found: Floats) -> Floats:
        shares = solve_triangular(self._root(known), found, lower=True, trans="T")
        return np.asarray(self._matrix[known].T @ shares, np.float64)


def _move_exclusive(
    model: FamilyModel,
    matrix: Any,
    labels: Sequence[Mapping[str, bool]],
    strength: float,
    pulls: _Pulls,
) -> Linear:
    """Labels that exclude each other move together: multinomial, around the same weights."""
    keys = model.grid.keys
    chosen = np.array([next((keys.index(k) for k in keys if each.get(k)), -1) for each in labels])
    known = chosen >= 0
    if not known.any():
        return model.linear
    start, gold = model.linear.decide(matrix[known]), np.eye(len(keys))[chosen[known]]
    moves = pulls.together(known, start, gold, strength)
    return Linear(model.linear.weights + moves, model.linear.intercepts)


def _minimum(loss: Any, size: int) -> Floats:
    options = {"maxiter": _STEPS, "ftol": 1e-7, "gtol": 1e-4}
    with threadpool_limits(limits=1):
        found = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B", options=options)
    return np.asarray(found.x, np.float64)
