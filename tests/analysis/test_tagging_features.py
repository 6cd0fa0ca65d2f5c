import numpy as np
import pytest

from analysis.tagging.features import (
    BLOCK_WEIGHTS,
    Features,
    Reader,
    learn_vocabulary,
)
from analysis.tagging.lexicon import Lexicon

TEXTS = ["pas de bus le soir", "le bus du soir est en panne", "merci pour la crèche", "la crèche !"]
MEANT = ["bus", "tramway"]


def features(texts=TEXTS, expressions=("crèche",), owners=(0,)):
    vocabulary, idf = learn_vocabulary(texts, MEANT)
    return Features(Reader(vocabulary, Lexicon(expressions), owners), idf, 1)


def test_features_are_learnt_once_met_those_of_sentences_twice_whatever_the_order():
    vocabulary, idf = learn_vocabulary(TEXTS, MEANT)
    assert {"wbus", "wpanne", "wbus du", "kbus soir"} <= set(vocabulary)
    assert "zpanne" not in vocabulary
    backwards, same = learn_vocabulary(TEXTS[::-1], MEANT)
    assert list(backwards) == list(vocabulary)
    assert np.array_equal(idf, same)


def test_words_whose_meaning_is_known_are_learnt_though_never_met_and_no_others():
    vocabulary, idf = learn_vocabulary(TEXTS, MEANT)
    assert [name for name in vocabulary if name[0] == "m"] == ["mbus", "mtramway"]
    assert idf[vocabulary["mtramway"]] == pytest.approx(np.log(5) + 1)
    assert idf[vocabulary["mbus"]] == idf[vocabulary["wbus"]]


def test_idf_is_scikit_learns():
    vocabulary, idf = learn_vocabulary(TEXTS, MEANT)
    assert idf[vocabulary["wbus"]] == pytest.approx(np.log(5 / 3) + 1)


def test_each_block_of_features_has_the_same_length_in_every_answer():
    made = features()
    matrix = made.matrix([made.reader.read(text) for text in TEXTS])
    letters = np.array([name[0] for name in made.reader.vocabulary] + ["x"])
    for block in "wlcy":
        lengths = np.sqrt((matrix[:, letters == block].toarray() ** 2).sum(axis=1))
        assert lengths == pytest.approx(np.full(len(TEXTS), BLOCK_WEIGHTS[block]))


def test_an_answer_without_known_word_shows_only_how_it_is_built():
    made = features()
    matrix = made.matrix([made.reader.read(text) for text in ["", "zzz", "🦔"]])
    assert matrix.shape == (3, made.width)
    assert matrix[0].nnz == 0
    names = list(made.reader.vocabulary)
    assert {names[at][0] for at in matrix[1:].indices} == {"y"}


def test_expressions_have_a_column_of_their_own_after_the_vocabulary():
    made = features()
    matrix = made.matrix([made.reader.read(text) for text in TEXTS])
    assert (matrix[:, [-1]].toarray().ravel() > 0).tolist() == [False, False, True, True]


def test_each_feature_knows_the_pieces_it_came_from():
    made = features()
    read = made.reader.read("le bus")
    names = list(made.reader.vocabulary)
    at = [names[number] for number in read.ids].index("wbus")
    assert (read.firsts[at], read.lasts[at]) == (1, 1)


def test_some_blocks_can_be_emptied_without_moving_the_others():
    made = features()
    matrix = made.matrix([made.reader.read(text) for text in TEXTS])
    emptied = made.without(matrix, "wc")
    letters = np.array([name[0] for name in made.reader.vocabulary] + ["x"])
    assert emptied.shape == matrix.shape
    assert emptied[:, np.isin(letters, ["w", "c"])].nnz == 0
    kept = ~np.isin(letters, ["w", "c"])
    assert (emptied[:, kept] != matrix[:, kept]).nnz == 0
