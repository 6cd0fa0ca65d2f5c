"""Answers that come too much alike in too short a time: the same ticks.

Nearly the same text is in `analysis.copies`.

For a person to look at: a class or a residents' association may well do this.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, Final, TypeVar

Key = TypeVar("Key", bound=Hashable)
TICKS: Final = 5  # closed answers alike, of at least so many questions
LEAST_GROUP: Final = 10  # so many people…
TIMES: Final = 10  # … and so many times what chance would bring
VARIED: Final = 2  # answers that may differ: who stuffs a box changes the age and the commune

Answers = Mapping[str, object]
_Pattern = tuple[tuple[str, str], ...]


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
