"""Answers put in order, with a select for each: a keyboard is enough, and no script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from surveys import messages
from surveys.asking import (
    Choice,
    Context,
    Question,
    Raw,
    Refused,
    Stored,
    Value,
    labels_of,
    only_one,
)
from surveys.kinds.lists import choice_problems
from surveys.sentences import Items, shown


@dataclass(frozen=True, kw_only=True)
class Ranking(Question):
    """Choices ranked from 1 to `max` (all of them, unless said); some may be left out.

    Stored: the keys ranked, best first; ranks skipped count for nothing. Column: the key, its
    value joined by `|`. Inputs: `<key>_<choice>`, a rank; a program may send the list, in order,
    under the key.
    """

    kind = "ranking"
    missing = messages.RANK
    choices: tuple[Choice, ...]
    max: int | None = None

    def problems(self) -> Iterator[str]:
        """Too few choices, two alike, or a number of ranks that has no sense."""
        yield from super().problems()
        yield from choice_problems(self.choices)
        if self.max is not None and not 1 <= self.max <= len(self.choices):
            yield "max doit être compris entre 1 et le nombre de choix."

    @cached_property
    def _labels(self) -> dict[str, str]:
        return labels_of(self.choices)

    @property
    def last(self) -> int:
        """The last rank offered."""
        return len(self.choices) if self.max is None else self.max

    def names(self) -> tuple[str, ...]:
        """The key, then one input per choice."""
        return (self.key, *(f"{self.key}_{choice.key}" for choice in self.choices))

    def options(self, context: Context) -> tuple[Choice, ...]:
        """What is ranked."""
        return self.choices

    def read(self, raw: Sequence[str], context: Context) -> Value | None:
        """A list sent whole, best first."""
        ranked = list(dict.fromkeys(key for text in raw if (key := text.strip())))
        if not ranked:
            return None
        if not self._labels.keys() >= set(ranked):
            raise Refused(messages.NOT_OFFERED)
        if len(ranked) > self.last:
            raise Refused(messages.no_such_rank(self.last))
        return ranked

    def read_all(self, raw: Raw, context: Context) -> dict[str, Value]:
        """The order that the ranks make, or the one sent whole."""
        at: dict[int, list[str]] = {}
        for key in self._labels:
            typed = only_one(raw.get(f"{self.key}_{key}", ()))
            if typed is not None:
                at.setdefault(self._rank(typed), []).append(key)
        for rank, keys in at.items():
            if len(keys) > 1:
                raise Refused(messages.same_rank(rank, [self._labels[key] for key in keys]))
        if not at:
            return super().read_all(raw, context)
        return {self.key: [at[rank][0] for rank in sorted(at)]}

    def _rank(self, typed: str) -> int:
        offered = {str(rank): rank for rank in range(1, self.last + 1)}
        if typed not in offered:
            raise Refused(messages.no_such_rank(self.last))
        return offered[typed]

    def typed(self, stored: Stored) -> dict[str, list[str]]:
        """The rank of each choice."""
        ranked = stored.get(self.key)
        places = enumerate(ranked if isinstance(ranked, list) else (), 1)
        return {f"{self.key}_{key}": [str(rank)] for rank, key in places}

    def show(self, value: Value, context: Context) -> str:
        """« 1. Le bus ; 2. Le médecin »."""
        keys = value if isinstance(value, list) else [str(value)]
        said = tuple(f"{n}. {self._labels.get(key, key)}" for n, key in enumerate(keys, 1))
        return shown(Items(said, "semicolon"), context.language)
