"""Representative verbatims: close to what many said, far from each other, naming no one."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis import privacy
from analysis.text import content_words, lemma

COLUMNS: Final = ("parole_id", "response_id", "text", "public", "polarity", "enjeux", "state")
SHORTEST, LONGEST = 40, 300
TWINS: Final = 0.7
VARIETY: Final = 0.45


@dataclass(frozen=True)
class Quote:
    """A verbatim as published. public, commune, polarity: keys, None when they would tell who."""

    parole_id: object
    text: str
    public: str | None
    commune: str | None
    polarity: str | None


def choose(
    paroles: pd.DataFrame, *, number: int = 4, used: frozenset[object] = frozenset()
) -> list[int]:
    """Positions (in reading order of choice) of at most `number` paroles worth quoting.

    paroles: columns `COLUMNS`, those of one enjeu. Maximal marginal relevance (Carbonell and
    Goldstein, 1998) on TF-IDF of lemmas: each choice is the closest to the centre among those
    unlike the ones already chosen, with a premium for a public or polarity not yet heard, for a
    parole checked by a person, and for one that speaks of few enjeux.

    One parole per response. Left out: those `used` (their parole_id) in another chapter, near
    twins, texts with a mark of masked personal data, of under 40 or over 300 characters. The same
    paroles give the same choice, in whatever order they come.
    """
    frame = paroles.reset_index(drop=True)
    order = sorted(range(len(frame)), key=lambda row: _order(frame, row))
    worthy = [
        row
        for row in order
        if frame["parole_id"][row] not in used and _worthy(str(frame["text"][row]))
    ]
    if not worthy:
        return []
    vectors = _vectors([str(frame["text"][row]) for row in worthy])
    if vectors is None:
        return worthy[:number]
    return _marginal(frame.iloc[worthy], vectors, worthy, number)


def _order(frame: pd.DataFrame, row: int) -> tuple[str, str]:
    return str(frame["text"][row]), str(frame["parole_id"][row])


def _worthy(text: str) -> bool:
    """Short enough to be read, long enough to say something, and about no one in particular."""
    fits = SHORTEST <= len(text) <= LONGEST
    return fits and not privacy.MARK.search(text) and not privacy.find(text)


def _lemmas(text: str) -> list[str]:
    return [lemma(token.text) for token in content_words(text)]


def _vectors(texts: list[str]) -> csr_matrix | None:
    try:
        return TfidfVectorizer(analyzer=_lemmas, sublinear_tf=True).fit_transform(texts)
    except ValueError:  # nothing but stop words
        return None


def _marginal(frame: pd.DataFrame, vectors: csr_matrix, rows: list[int], number: int) -> list[int]:
    alike = np.asarray((vectors @ vectors.T).todense())
    central = np.asarray(vectors @ np.asarray(vectors.mean(axis=0)).T).ravel()
    worth = central / max(central.max(), 1e-9) + _premium(frame)
    people = frame["response_id"].to_numpy()
    open_, chosen = np.ones(len(rows), dtype=bool), list[int]()
    while open_.any() and len(chosen) < number:
        score = worth + _news(frame, chosen)
        if chosen:
            score = score - VARIETY * alike[:, chosen].max(axis=1)
        best = int(np.argmax(np.where(open_, score, -np.inf)))
        chosen.append(best)
        open_ &= (people != people[best]) & (alike[:, best] < TWINS)
    return [rows[index] for index in chosen]


def _premium(frame: pd.DataFrame) -> np.ndarray:
    checked = (frame["state"] != "proposed").to_numpy(dtype=float)
    labels = np.array([len(enjeux) for enjeux in frame["enjeux"]], dtype=float)
    return 0.15 * checked - 0.1 * (labels - 1)


def _news(frame: pd.DataFrame, chosen: list[int]) -> np.ndarray:
    """What a parole brings that those chosen did not: a public, a polarity."""
    gain = np.zeros(len(frame))
    for column, value in (("public", 0.25), ("polarity", 0.35)):
        heard = set(frame[column].iloc[chosen])
        gain += value * (~frame[column].isin(heard)).to_numpy(dtype=float)
    return gain
