import numpy as np
import pytest

from analysis.tagging.evidence import Spans, piece_weights, values_per_occurrence
from analysis.tagging.features import Occurrences


def occurrences(*triples):
    ids, firsts, lasts = (np.array(column, np.int64) for column in zip(*triples, strict=True))
    return Occurrences(ids, firsts, lasts)


def test_what_comes_from_several_pieces_is_shared_equally_and_nothing_is_lost():
    read = occurrences((0, 0, 0), (1, 0, 1), (2, 1, 3))
    weights = piece_weights(read, np.array([1.0, 4.0, -3.0]), 4)
    assert weights == pytest.approx([3.0, 1.0, -1.0, -1.0])


def test_a_feature_met_twice_shares_its_value_between_its_places():
    read = occurrences((7, 0, 0), (3, 1, 1), (7, 2, 2))
    values = values_per_occurrence(read, np.array([3, 7]), np.array([0.5, 0.8]))
    assert values == pytest.approx([0.4, 0.5, 0.4])


def test_spans_are_whole_words_of_the_original():
    text = "À la crèche d’été, plus de place."
    spans = Spans(text)
    weights = np.where([word == "creche" for word in spans.words], 2.0, 0.0)
    assert [text[a:b] for a, b, _ in spans.cut(weights)] == ["crèche"]


def test_words_parted_by_small_words_make_one_span_whose_weight_is_their_sum():
    text = "mode de garde des enfants"
    spans = Spans(text)
    found = spans.cut(np.array([1.0, -0.25, 1.0, 0.0, 0.0]))
    assert found == ((0, 13, 1.75),)


def test_at_most_four_spans_are_shown_in_reading_order():
    text = "bus un car deux train trois avion quatre bateau cinq tram"
    spans = Spans(text)
    weights = np.array([1.0, 0.0] * 5 + [1.0])
    found = spans.cut(weights)
    assert len(found) == 4
    assert list(found) == sorted(found)


def test_evidence_is_never_empty_even_where_nothing_speaks_for_the_label():
    assert Spans("rien du tout").cut(np.array([-1.0, -2.0, -3.0]))
    assert Spans("le la").cut(np.array([-1.0, -2.0]))


def test_small_words_are_evidence_only_where_asked():
    text = "pas merci"
    weights = np.array([5.0, 1.0])
    assert Spans(text).cut(weights) == ((4, 9, 1.0),)
    assert Spans(text).cut(weights, small_words=True) == ((0, 3, 5.0),)


def by_brute_force(spans, weights):
    """Taking words one by one, all runs counted anew each time."""
    ranked = sorted(range(len(spans.words)), key=lambda at: (-weights[at], at))
    total = sum(max(0.0, float(weight)) for weight in weights)
    kept, held = [], 0.0
    for at in ranked:
        if kept and (weights[at] <= 0 or held >= 0.7 * total):
            break
        if len(spans._runs(sorted([*kept, at]))) <= 4:
            kept.append(at)
            held += float(weights[at])
    return [(spans.places[a][0], spans.places[b][1]) for a, b in spans._runs(sorted(kept))]


def test_runs_are_those_found_by_counting_them_all_each_time():
    chance = np.random.default_rng(5)
    words = ["bus", "école", "la", "de", "garde", "médecin"]
    for _ in range(200):
        text = " ".join(chance.choice(words, chance.integers(1, 40)))
        spans = Spans(text)
        weights = chance.normal(size=len(spans.words)).round(1)
        found = [(a, b) for a, b, _ in spans.cut(weights, small_words=True)]
        assert found == by_brute_force(spans, weights)


def test_a_word_said_thousands_of_times_is_read_in_time_to_its_length(monkeypatch):
    asked = []
    real = Spans._joined
    monkeypatch.setattr(Spans, "_joined", lambda *given: asked.append(1) or real(*given))
    for many in (500, 4_000):
        asked.clear()
        spans = Spans("mot " * many)
        spans.cut(np.ones(many))
        assert len(asked) <= 5 * many
