"""Promise 16: personal data in text is found on a corpus written for it, and little else is."""

from functools import lru_cache

import pandas as pd
import pytest

from analysis.privacy import find
from analysis.tagging.corpus import read_corpus
from tests.personal import HALVES, Measure, corpus, measure

FLOORS = {"phone": 0.99, "email": 0.99, "nir": 0.99, "iban": 0.99, "name": 0.90, "address": 0.85}
MOST_FALSE = 0.10
# Read one by one in November 2026: of the 79 training answers touched, 68 did name someone; of the
# 20 touched among the 1,006 added later, 17.
MOST_TOUCHED = 100


@lru_cache
def measured(half: str) -> Measure:
    return measure(corpus(half))


@pytest.mark.promise
def test_the_corpus_holds_two_thousand_comments_half_of_them_naming_nobody() -> None:
    comments = [comment for half in HALVES for comment in corpus(half)]
    assert len(comments) >= 2000
    assert 0.4 < sum(not comment.marked for comment in comments) / len(comments) < 0.6


@pytest.mark.promise
@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("kind", FLOORS)
def test_what_names_someone_is_found(half: str, kind: str) -> None:
    found = measured(half)
    assert found.recall(kind) >= FLOORS[kind], found.missed[:40]


@pytest.mark.promise
@pytest.mark.parametrize("half", HALVES)
def test_few_flags_are_false(half: str) -> None:
    found = measured(half)
    assert found.false_share <= MOST_FALSE, found.false


@pytest.mark.promise
def test_ordinary_answers_are_left_alone() -> None:
    texts: pd.Series[str] = read_corpus()["text"]
    touched = [text for text in texts if find(text)]
    assert len(touched) <= MOST_TOUCHED, touched


@pytest.mark.parametrize("piece", ["Jean ", "1 ", "Mme de la ", "FR12 ", "12 rue "])
def test_a_long_text_is_read_once_not_over_and_over(piece: str) -> None:
    """Flags stay within the text and apart, on a text that repeats what rules look for."""
    spans = find(piece * 4000)
    assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
