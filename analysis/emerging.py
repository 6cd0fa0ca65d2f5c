"""What people speak of that the grid has no name for: words that recur outside of its enjeux."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist

from analysis.distinctive import FEWEST_PEOPLE, Distinctive, distinctive, gather

MOST_TOPICS: Final = 8
MOST_TERMS: Final = 60
MOST_QUOTES: Final = 3
# Terms join while the people who said them are, on average, the same by so much (cosine).
JOINED: Final = 0.3
OUTSIDE: Final = "outside"
# One chance in ten: a person looks at what is found, and at who said it.
LEAST: Final = 1.28
LONGEST: Final = 300


@dataclass(frozen=True)
class Topic:
    """Words said by the same people: surest first; quotes: places of texts that hold most of them.

    people: persons who said at least one of the words, outside of the enjeux.
    """

    words: tuple[Distinctive, ...]
    people: int
    quotes: tuple[int, ...]


def topics(
    outside: Sequence[tuple[object, str]],
    inside: Sequence[tuple[object, str]],
    *,
    fewest: int = FEWEST_PEOPLE,
    most: int = MOST_TOPICS,
) -> tuple[Topic, ...]:
    """Subjects that recur in texts of no enjeu, those of most people first.

    outside, inside: (person, text) of no enjeu and of some. Words and pairs of words that `fewest`
    people say outside, more than inside (`analysis.distinctive`), are put together by average
    linkage (Sokal and Michener, 1958) on the cosine of who says them. `quotes` are places in
    `outside`.
    """
    said = [(person, OUTSIDE, text) for person, text in outside]
    said += [(person, "inside", text) for person, text in inside]
    found = distinctive(said, fewest=fewest, most=MOST_TERMS, least=LEAST, pairs=True).get(
        OUTSIDE, ()
    )
    found = _without_parts(found)
    if not found:
        return ()
    who = gather(((person, at, text) for at, (person, text) in enumerate(outside)), pairs=True)
    made = [_topic(words, who.people, outside) for words in _joined(found, who.people, outside)]
    return tuple(sorted(made, key=lambda topic: -topic.people)[:most])


def _without_parts(found: Sequence[Distinctive]) -> tuple[Distinctive, ...]:
    """A word that is only ever said in a pair is that pair."""
    pairs = [word for word in found if " " in word.key]
    return tuple(
        word
        for word in found
        if not any(word.key in pair.key.split() and word.people == pair.people for pair in pairs)
    )


def _joined(
    found: Sequence[Distinctive],
    people: Mapping[str, set[tuple[object, int]]],
    outside: Sequence[tuple[object, str]],
) -> list[list[Distinctive]]:
    if len(found) == 1:
        return [list(found)]
    rows = {person: at for at, person in enumerate(dict.fromkeys(who for who, _ in outside))}
    table = np.zeros((len(found), len(rows)))
    for at, word in enumerate(found):
        table[at, [rows[person] for person, _ in people[word.key]]] = 1
    owners = fcluster(linkage(pdist(table, "cosine"), "average"), 1 - JOINED, "distance")
    groups: dict[int, list[Distinctive]] = {}
    for word, owner in zip(found, owners.tolist(), strict=True):
        groups.setdefault(owner, []).append(word)
    return list(groups.values())


def _topic(
    words: Sequence[Distinctive],
    people: Mapping[str, set[tuple[object, int]]],
    outside: Sequence[tuple[object, str]],
) -> Topic:
    held: dict[int, int] = {}
    for word in words:
        for _, at in people[word.key]:
            held[at] = held.get(at, 0) + 1
    best = sorted(held, key=lambda at: (-held[at], abs(len(outside[at][1]) - 120), at))
    readable = [at for at in best if len(outside[at][1]) <= LONGEST] or best
    quotes, heard = list[int](), set[object]()
    for at in readable:
        if outside[at][0] not in heard and len(quotes) < MOST_QUOTES:
            quotes.append(at)
            heard.add(outside[at][0])
    return Topic(tuple(words), len({outside[at][0] for at in held}), tuple(quotes))
