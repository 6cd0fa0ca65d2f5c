"""The words that one group says more than the others: log-odds with an informative prior."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import log, sqrt
from typing import Final, Generic, TypeVar

from analysis import privacy
from analysis.clouds import EMPTY
from analysis.text import STOP_WORDS, lemma, tokens

Group = TypeVar("Group", bound=Hashable)
FEWEST_PEOPLE: Final = 3
MOST_WORDS: Final = 12
# How many words of everyone's the prior is worth: a word rare in a small group proves little.
PRIOR: Final = 100.0
# One chance in forty that a word no likelier here looks so.
SURE: Final = 1.96


@dataclass(frozen=True)
class Distinctive:
    """A word, or two that follow each other, as most people wrote it.

    people, elsewhere: persons of the group and of the others who said it; z: how many standard
    errors its log-odds are above the others'.
    """

    key: str
    text: str
    people: int
    elsewhere: int
    z: float


@dataclass(frozen=True)
class Said(Generic[Group]):
    """Who said each term (person, group), and how they wrote it."""

    people: Mapping[str, set[tuple[object, Group]]]
    forms: Mapping[str, Counter[str]]

    def shown(self, key: str) -> str:
        forms = self.forms[key]
        return min(forms, key=lambda form: (-forms[form], form))


def terms(text: str, *, pairs: bool = False) -> Iterator[tuple[str, str]]:
    """The terms of a text, as (lemma, as written): words that mean something, and with `pairs` two
    of them that at most one small word parts: « maison de santé » has the lemma « maison sante ».
    """
    shown = privacy.MARK.sub(" ", text)
    before: tuple[str, int, int] | None = None
    gap = 0
    for token in tokens(shown):
        if token.text in STOP_WORDS or len(token.text) < 3 or token.text.isdigit():
            gap += 1
            continue
        key = lemma(token.text)
        if token.text not in EMPTY:
            yield key, shown[token.start : token.end].lower()
        if pairs and before and gap <= 1 and _whole(shown[before[2] : token.start]):
            yield f"{before[0]} {key}", " ".join(shown[before[1] : token.end].lower().split())
        before, gap = (key, token.start, token.end), 0


def _whole(between: str) -> bool:
    """Whether two words are in one phrase."""
    return not any(sign in between for sign in ".,;:!?()/\n…")


def gather(said: Iterable[tuple[object, Group, str]], *, pairs: bool = False) -> Said[Group]:
    """said: (person, group, text). A person counts once per term."""
    people: dict[str, set[tuple[object, Group]]] = defaultdict(set)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for person, group, text in said:
        for key, written in terms(text, pairs=pairs):
            people[key].add((person, group))
            forms[key][written] += 1
    return Said(people, forms)


def distinctive(
    said: Iterable[tuple[object, Group, str]],
    *,
    fewest: int = FEWEST_PEOPLE,
    most: int = MOST_WORDS,
    least: float = SURE,
    pairs: bool = False,
) -> dict[Group, tuple[Distinctive, ...]]:
    """For each group, the words it says more than all the others together, surest first.

    said: (person, group, text); a person counts once per word, so that nobody's habit of speech is
    a group's. Monroe, Colaresi and Quinn, « Fightin' Words », 2008, equations 15, 16, 20 and 22:
    log-odds of the word in the group less in the others, each with a prior of `PRIOR` words spread
    as in everyone's, divided by its standard error. Kept from `least`, when `fewest` persons of the
    group said it; `fewest` is 11 for whoever may not see small counts.
    """
    found = gather(said, pairs=pairs)
    counts = {key: Counter(group for _, group in who) for key, who in found.people.items()}
    totals: Counter[Group] = sum(counts.values(), Counter())
    everything = sum(totals.values())
    words: dict[Group, list[Distinctive]] = {group: [] for group in totals}
    for key, by_group in counts.items():
        total = by_group.total()
        for group, people in by_group.items():
            if people < fewest:
                continue
            z = z_score(people, totals[group], total, everything)
            if z >= least:
                shown = Distinctive(key, found.shown(key), people, total - people, z)
                words[group].append(shown)
    return {
        group: tuple(sorted(each, key=lambda word: (-word.z, word.text))[:most])
        for group, each in words.items()
    }


def z_score(here: int, size: int, everywhere: int, whole: int) -> float:
    """Of one word: said `here` times of the group's `size` words, `everywhere` of `whole`."""
    prior = PRIOR * everywhere / whole
    there, rest = everywhere - here, whole - size
    odds = _log_odds(here + prior, size + PRIOR) - _log_odds(there + prior, rest + PRIOR)
    return odds / sqrt(1 / (here + prior) + 1 / (there + prior))


def _log_odds(count: float, total: float) -> float:
    return log(count / max(total - count, 1e-9))
