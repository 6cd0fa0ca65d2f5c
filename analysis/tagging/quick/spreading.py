"""Shares what features weigh among the pieces they come from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from analysis.tagging.features import BLOCK_WEIGHTS, BLOCKS, Floats, Ints
from analysis.tagging.quick.weights import Halves, Table
from analysis.tagging.quick.words import Cut, within


@dataclass(frozen=True)
class Met:
    """Features of a block met in a batch: each comes from the pieces `firsts` to `lasts`
    (included), from `firsts` alone where there are no `lasts`."""

    block: str
    features: Ints
    firsts: Ints
    lasts: Ints | None = None


@dataclass(frozen=True)
class Whole:
    """Features of whole answers: answers × kinds."""

    block: str
    features: Ints


def spread(
    met: Sequence[Met],
    cut: Cut,
    table: Table,
    *,
    valued: tuple[Met, Floats] | None = None,
    whole: Whole | None = None,
) -> Halves:
    """Pieces × columns of the table. Each block is brought to its length in every answer; what is
    `valued` has its values already."""
    alone = [each for each in met if each.lasts is None]
    longer = [each for each in met if each.lasts is not None]
    ordered = [*alone, *longer]
    features = np.concatenate([each.features for each in ordered])
    firsts = np.concatenate([each.firsts for each in ordered])
    many = [len(each.features) for each in ordered]
    blocks = np.repeat([BLOCKS.index(each.block) for each in ordered], many)
    cells = cut.rows[firsts] * len(BLOCKS) + blocks
    squares = np.bincount(cells, table.squares[features], (len(cut.starts) - 1) * len(BLOCKS))
    squares = squares.reshape(-1, len(BLOCKS)).astype(np.float64)
    if whole:
        squares[:, BLOCKS.index(whole.block)] += table.squares[whole.features].sum(axis=1)
    scales = np.array(list(BLOCK_WEIGHTS.values())) / np.sqrt(np.where(squares > 0, squares, 1.0))
    values = scales.ravel()[cells]
    lasts = [each.lasts for each in longer if each.lasts is not None]
    if valued:
        found, given = valued
        features, firsts = np.append(features, found.features), np.append(firsts, found.firsts)
        values = np.append(values, given)
        lasts.append(found.firsts if found.lasts is None else found.lasts)
    single = sum(many[: len(alone)])
    spreading = _shared(features[single:], firsts[single:], lasts, values[single:])
    places, columns, shares = (
        np.concatenate([one, other])
        for one, other in zip(
            (firsts[:single], features[:single], values[:single]), spreading, strict=True
        )
    )
    matrix = sparse.coo_matrix(
        (shares.astype(np.float32), (places, columns)), shape=(len(cut.pieces), len(table.rows))
    )
    weighed = np.asarray(matrix @ table.rows)
    if whole:
        weighed += _evenly(whole, cut, table, scales)[cut.rows]
    return weighed


def _shared(
    features: Ints, firsts: Ints, lasts: Sequence[Ints], values: Floats
) -> tuple[Ints, Ints, Floats]:
    """Each feature at each of its pieces, with an equal share."""
    if not lasts:
        return firsts, features, values
    sizes = np.concatenate(lasts) - firsts + 1
    return runs(firsts, sizes), np.repeat(features, sizes), np.repeat(values / sizes, sizes)


def _evenly(whole: Whole, cut: Cut, table: Table, scales: Floats) -> Halves:
    """What the features of each answer give to each of its pieces: answers × columns."""
    sizes = np.maximum(1, np.diff(cut.starts))
    shares = (scales[:, BLOCKS.index(whole.block)] / sizes).astype(np.float32)
    return np.asarray(table.rows[whole.features].sum(axis=1) * shares[:, None])


def runs(starts: Ints, sizes: Ints) -> Ints:
    """`starts[i]`, `starts[i] + 1`… `sizes[i]` of them, for each i."""
    return np.asarray(np.repeat(starts, sizes) + within(sizes), np.int64)
