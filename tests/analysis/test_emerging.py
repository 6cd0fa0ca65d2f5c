"""Subjects outside of the grid, and labels that go together."""

from itertools import combinations
from math import sqrt

import pandas as pd
import pytest

from analysis.columns import split_labels
from analysis.emerging import topics
from analysis.together import pairs

WATER = ("le réseau d'eau fuit", "encore une fuite d'eau, le réseau casse", "eau coupée, réseau")
DOGS = ("le chien aboie la nuit", "un chien errant aboie", "ce chien aboie toujours")


def outside(copies=4):
    texts = [text for text in (*WATER, *DOGS) for _ in range(copies)]
    return [(f"o{n}", text) for n, text in enumerate(texts)]


def inside():
    return [(f"i{n}", "il manque un bus pour aller chez le médecin") for n in range(60)]


def test_two_subjects_are_found_each_with_its_words_and_quotes():
    said = outside()
    found = topics(said, inside())
    (water,) = [t for t in found if "eau" in {word.key for word in t.words}]
    (dogs,) = [t for t in found if "chien" in {word.key for word in t.words}]
    assert {word.key for word in water.words} >= {"eau", "reseau"}
    assert {word.key for word in dogs.words} >= {"chien", "aboie"}
    assert (water.people, dogs.people) == (12, 12)
    assert all("eau" in said[at][1] for at in water.quotes)
    assert all("chien" in said[at][1] for at in dogs.quotes)
    assert len({said[at][0] for at in water.quotes}) == 3


def test_what_few_people_say_or_everyone_says_is_no_subject():
    assert topics(outside(1)[:2], inside()) == ()
    assert topics([(n, "il manque un bus") for n in range(9)], inside()) == ()
    assert topics([], []) == ()


def test_of_the_corpus_the_subjects_are_those_that_a_reader_finds_there():
    frame = pd.read_csv("analysis/corpus/training.csv", dtype=str, keep_default_na=False)
    said = list(zip(frame["id"], frame["text"], frame["enjeux"], strict=True))
    bare = [(who, text) for who, text, enjeux in said if not split_labels(enjeux)]
    found = topics(bare, [(who, text) for who, text, enjeux in said if split_labels(enjeux)])
    heads = {word.key for topic in found for word in topic.words}
    assert {"eau", "permi", "route"} & heads
    assert len(found) == 8


def test_labels_are_counted_together_as_by_hand():
    spoken = [{"a", "b"}, {"a", "b"}, {"a"}, {"b"}, set(), {"c"}, {"c", "a"}, set()]
    found = {(p.first, p.second): p for p in pairs(spoken, ["a", "b", "c"])}
    both = found["a", "b"]
    assert (both.both, both.one, both.other) == (2, 4, 3)
    assert both.lift == pytest.approx(8 * 2 / (4 * 3))
    # Counted cell by cell: 2 with both, 2 with a alone, 1 with b alone, 3 with neither.
    assert both.phi == pytest.approx((2 * 3 - 2 * 1) / sqrt(4 * 4 * 3 * 5))
    for one, other in combinations("abc", 2):
        assert found[one, other].both == sum(one in s and other in s for s in spoken)


def test_a_label_of_nobody_or_everybody_has_no_measure():
    (found,) = pairs([{"a"}, {"a"}], ["a", "b"])
    assert (found.both, found.lift, found.phi) == (0, None, None)
