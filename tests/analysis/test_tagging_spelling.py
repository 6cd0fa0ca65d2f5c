"""A misspelt word is read as the word meant, and nothing else is."""

import numpy as np
import pandas as pd
import pytest

from analysis.tagging import Tagger, load_shipped, tag_frame
from analysis.tagging.spelling import Spelling, one_slip


@pytest.fixture
def spelling():
    words = ["creche", "transport", "cantine", "cantines", "mairie", "mobile"]
    vocabulary = {f"w{word}": at for at, word in enumerate(words)} | {"mmarie": 6, "mmarin": 7}
    return Spelling(vocabulary, np.array([3.0, 2.0, 2.0, 4.0, 2.5, 2.0, 9.0, 9.0]))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("crehce", "creche"),
        ("crche", "creche"),
        ("crreche", "creche"),
        ("tranxport", "transport"),
        ("cantinee", "cantine"),  # of two, the commonest
        ("mairi", "mairie"),
        ("marixx", "marixx"),  # two slips from all
        ("marid", "marid"),  # « marie » or « marin »: the corpus holds neither
        ("mobi", "mobi"),  # too short
        ("cantines", "cantines"),  # known
        ("creche2", "creche2"),  # no word
    ],
)
def test_a_word_is_read_as_the_one_it_is_a_slip_away_from(spelling, written, read):
    assert spelling.repaired(written) == read


def test_one_slip_is_a_letter_more_less_changed_or_swapped():
    assert all(
        one_slip("abcd", other) for other in ("abd", "bcd", "abxd", "acbd", "abcde", "xabcd")
    )
    assert one_slip("abd", "abcd")
    assert not any(one_slip("abcd", other) for other in ("abcd", "badc", "ab", "abdxc", "xbcy"))


def test_a_misspelt_answer_is_tagged_as_the_right_one_and_shows_what_was_written():
    right, wrong = "il manque une crèche pour les bébés", "il manque une crèhce pour les bébés"
    tagger: Tagger = load_shipped()
    (one,), (other,) = tagger.propose([right]), tagger.propose([wrong])
    assert [(p.key, p.score) for p in one] == [(p.key, p.score) for p in other]
    found = tag_frame(pd.DataFrame({"id": ["1", "2"], "text": [right, wrong]}), tagger)
    assert found["scores"][0] == found["scores"][1]
    assert found["evidence"][0] == found["evidence"][1]
