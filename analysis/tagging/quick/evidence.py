"""Chooses the words that weighed most, for all the labels of a batch at once."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.tagging.evidence import ENOUGH, MOST_SPANS
from analysis.tagging.features import Floats, Ints
from analysis.tagging.linear import Bools
from analysis.tagging.quick.spreading import runs
from analysis.tagging.quick.weights import Halves
from analysis.tagging.quick.words import SMALL, STOP, TELLING, Cut

# No piece, and a place after every piece.
_NOWHERE: Final = -1
_FAR: Final = 1 << 60
# Bits of a whole number, its sign apart.
_WHOLE: Final = 63


@dataclass(frozen=True)
class Spans:
    """Runs of words: of which proposal, from which character to which, of what weight."""

    proposals: Ints
    starts: Ints
    ends: Ints
    weights: Floats


@dataclass(frozen=True)
class Asked:
    """Proposals to explain: their answer, their column, whether small words count for them."""

    rows: Ints
    columns: Ints
    small_words: Bools


def spans(cut: Cut, bits: Ints, weighed: Halves, asked: Asked) -> Spans:
    """What `analysis.tagging.evidence.Spans.cut` gives, for every proposal."""
    sizes = np.diff(cut.starts)[asked.rows]
    places = runs(cut.starts[:-1][asked.rows], sizes)
    owners = np.repeat(np.arange(len(sizes)), sizes)
    weights = weighed[places, asked.columns[owners]].astype(np.float64).round(9)
    order = _ranked(bits[places], weights, owners, asked.small_words)
    kept = _kept(bits, places[order], weights[order], owners[order], len(sizes))
    chosen = np.sort(order[kept])
    return _joined(cut, bits, places, owners, weights, chosen)


def _ranked(bits: Ints, weights: Floats, owners: Ints, small_words: Bools) -> Ints:
    """What may be chosen for each proposal, best first; what weighs nothing only if first."""
    telling = (bits & TELLING > 0) & (small_words[owners] | (bits & STOP == 0))
    without = np.bincount(owners[telling], minlength=len(small_words)) == 0
    candidates = telling | without[owners]
    useful = candidates & (weights > 0)
    idle = np.bincount(owners[useful], minlength=len(small_words)) == 0
    kept = np.flatnonzero(useful | (candidates & idle[owners]))
    return np.asarray(kept[_best_first(weights[kept], owners[kept])])


def _best_first(weights: Floats, owners: Ints) -> Ints:
    """The order by owner, then the heaviest first, then as they come. `weights`: to nine decimals,
    as `spans` rounds them."""
    if not len(weights):
        return np.zeros(0, np.int64)
    # Owner, weight and place in one whole number: numbers are sorted several times faster.
    bits = int(len(weights)).bit_length()
    nano = np.rint(weights * 1e9)
    top = nano.max()
    spread = int(top - nano.min()).bit_length()
    if bits + spread + int(owners[-1]).bit_length() > _WHOLE:
        return np.asarray(np.lexsort((-weights, owners)))
    ranks = (owners << spread) | (top - nano).astype(np.int64)
    sorted_ = np.sort((ranks << bits) | np.arange(len(weights)))
    return np.asarray(sorted_ & ((1 << bits) - 1))


def _kept(bits: Ints, places: Ints, weights: Floats, owners: Ints, proposals: int) -> Ints:
    """Which of the ranked candidates are kept: until they hold enough, in few runs."""
    counts = np.bincount(owners, minlength=proposals)
    firsts = np.cumsum(counts) - counts
    before = np.cumsum(weights) - weights
    before -= before[np.minimum(firsts, len(before) - 1)][owners] if len(before) else 0.0
    totals = np.bincount(owners, np.maximum(weights, 0), minlength=proposals)
    enough = np.asarray(ENOUGH * totals, np.float64)
    ranks = np.arange(len(owners)) - firsts[owners]
    wanted = (ranks == 0) | ((weights > 0) & (before < enough[owners]))
    many = np.bincount(owners[wanted], minlength=proposals) > MOST_SPANS
    # Few words make few runs; only where there are many must runs be counted.
    simple = np.flatnonzero(wanted & ~many[owners])
    hard = np.flatnonzero(many)
    picked = _picked(bits, places, weights, firsts[hard], counts[hard], enough[hard])
    return np.concatenate([simple, picked])


def _picked(
    bits: Ints, places: Ints, weights: Floats, firsts: Ints, counts: Ints, enough: Floats
) -> Ints:
    """Takes the next best word of every proposal at once, as long as it may have one more run."""
    small = np.append(0, np.cumsum(bits & SMALL > 0))
    found = [np.zeros(0, np.int64)]
    runs_each, held = np.zeros(len(firsts), np.int64), np.zeros(len(firsts))
    chosen = np.full((len(firsts), 8), _NOWHERE)
    rank = 0
    while len(firsts):
        at = firsts + rank
        place = places[at]
        more = runs_each + _more(small, chosen[:, :rank], place)
        fits = more <= MOST_SPANS
        found.append(at[fits])
        if rank == chosen.shape[1]:
            chosen = np.hstack([chosen, np.full_like(chosen, _NOWHERE)])
        chosen[:, rank] = np.where(fits, place, _NOWHERE)
        runs_each = np.where(fits, more, runs_each)
        held += np.where(fits, weights[at], 0.0)
        rank += 1
        going = np.flatnonzero((rank < counts) & (held < enough))
        firsts, counts, enough = firsts[going], counts[going], enough[going]
        runs_each, held, chosen = runs_each[going], held[going], chosen[going]
    return np.concatenate(found)


def _more(small: Ints, chosen: Ints, place: Ints) -> Ints:
    """How many more runs there are once `place` is taken: one, none, or one less."""
    here = place[:, None]
    before = np.where(chosen < here, chosen, _NOWHERE).max(axis=1, initial=_NOWHERE)
    after = np.where(chosen > here, chosen, _FAR).min(axis=1, initial=_FAR)
    after[after == _FAR] = _NOWHERE
    left, right = _near(small, before, place), _near(small, place, after)
    return np.asarray(1 - left.astype(int) - right + _near(small, before, after))


def _near(small: Ints, first: Ints, second: Ints) -> Bools:
    """Neighbours, or parted by one or two small words."""
    between = second - first - 1
    apart = small[second] - small[first + 1]
    known = (first != _NOWHERE) & (second != _NOWHERE)
    return np.asarray(known & (between <= 2) & (apart == between))


def _joined(
    cut: Cut, bits: Ints, places: Ints, owners: Ints, weights: Floats, chosen: Ints
) -> Spans:
    """Makes runs of the chosen words of each proposal."""
    if not len(chosen):
        nothing = np.zeros(0, np.int64)
        return Spans(nothing, nothing, nothing, np.zeros(0))
    small = np.append(0, np.cumsum(bits & SMALL > 0))
    mine, owner = places[chosen], owners[chosen]
    between = mine[1:] - mine[:-1] - 1
    same = (owner[1:] == owner[:-1]) & (between <= 2)
    same &= small[mine[1:]] - small[mine[:-1] + 1] == between
    firsts = np.flatnonzero(np.append([True], ~same))
    lasts = np.append(firsts[1:], len(chosen)) - 1
    sums = np.append(0.0, np.cumsum(weights))
    return Spans(
        owner[firsts],
        cut.begins[mine[firsts]],
        cut.ends[mine[lasts]],
        sums[chosen[lasts] + 1] - sums[chosen[firsts]],
    )
