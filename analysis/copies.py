"""Texts that are nearly the same, from several people: a campaign, or people who think alike."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from analysis.similar import pieces
from analysis.text import content_words, words

Key = TypeVar("Key", bound=Hashable)
ALIKE: Final = 0.45  # of all the pieces of two texts, so many are in both: worth a look
COPIED: Final = 0.6  # … and so many where one was copied: of 5,372 answers written apart, 12 are
CROWD: Final = 5  # so many people with nearly the same text make a campaign
LEAST_WORDS: Final = 8  # shorter ones are written again and again by honest people
LEAST_CONTENT: Final = 4  # … and as many of these that are no small words
_ROWS: Final = 500


@dataclass(frozen=True)
class Copies(Generic[Key]):
    """Texts near one another: their keys in the order given, and how many people wrote them."""

    keys: tuple[Key, ...]
    people: int

    @property
    def campaign(self) -> bool:
        return self.people >= CROWD


def groups(said: Sequence[tuple[Key, object, str]]) -> tuple[Copies[Key], ...]:
    """Groups of nearly the same text from two people or more, those of most people first.

    said: (key, person, text). Two texts are near when `COPIED` of the pieces of four letters found
    in either are found in both (Jaccard, 1901): order, case, accents, a word or a letter changed
    hardly count. A group is whatever is joined by nearness. Short texts (under `LEAST_WORDS`
    words) are in none.
    """
    rows = [(key, person, bag(text)) for key, person, text in said]
    rows = [row for row in rows if row[2]]
    if len(rows) < 2:
        return ()
    near = list(neighbours([found for *_, found in rows], COPIED))
    sizes = [len(each) for each in near]
    table = sparse.csr_matrix(
        (np.ones(sum(sizes)), np.concatenate(near), np.concatenate(([0], np.cumsum(sizes)))),
        shape=(len(rows), len(rows)),
    )
    _, owners = connected_components(table, directed=False)
    found: dict[int, list[int]] = {}
    for row, owner in enumerate(owners.tolist()):
        found.setdefault(owner, []).append(row)
    made = [
        Copies(tuple(rows[row][0] for row in each), len({rows[row][1] for row in each}))
        for each in found.values()
    ]
    return tuple(sorted((c for c in made if c.people > 1), key=lambda c: -c.people))


def repeated(said: Sequence[tuple[Key, object, str]], *, least: int = CROWD) -> set[Key]:
    """What to leave out so that each text of `least` people or more counts once: all but the first
    of its group, in the order given. Raises ValueError under `CROWD` people."""
    if least < CROWD:
        raise ValueError(f"fewer than {CROWD} people are no campaign")
    return {key for each in groups(said) if each.people >= least for key in each.keys[1:]}


def bag(text: str) -> frozenset[str]:
    """Pieces of what a text is about (its small words are everyone's); nothing of a short one."""
    if len({word for word in words(text) if not word.isdigit()}) < LEAST_WORDS:
        return frozenset()
    about = {token.text for token in content_words(text)}
    return frozenset(pieces(" ".join(about))) if len(about) >= LEAST_CONTENT else frozenset()


def neighbours(bags: Sequence[frozenset[str]], alike: float = ALIKE) -> Iterator[Any]:
    """For each bag, the places of those that share `alike` of what is in either, itself among
    them."""
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
            yield others[shared >= alike * either]


def near_texts(said: Mapping[Key, Sequence[str]]) -> set[Key]:
    """Those of `said` (texts by person) who share nearly one text, at `ALIKE`, with `CROWD` people
    or more."""
    rows = [(key, found) for key, texts in said.items() for found in map(bag, texts) if found]
    if len(rows) < CROWD:
        return set()
    owners, near = [key for key, _ in rows], set()
    for row, others in enumerate(neighbours([found for _, found in rows])):
        if len(others) >= CROWD and len({owners[other] for other in others}) >= CROWD:
            near.add(owners[row])
    return near
