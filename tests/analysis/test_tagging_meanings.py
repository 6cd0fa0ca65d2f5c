import numpy as np
import pytest

from analysis.tagging.features import Features, Reader, learn_vocabulary
from analysis.tagging.lexicon import Lexicon
from analysis.tagging.linear import Linear
from analysis.tagging.meanings import Meanings, Space, load_meanings, save_meanings

TEXTS = ["le bus du soir", "le bus en panne", "un médecin", "le docteur du soir"]
MEANINGS = Meanings(("bus", "docteur", "medecin"), np.array([[1.0, 0.0], [0.1, 0.9], [0.0, 1.0]]))


@pytest.fixture
def features() -> Features:
    vocabulary, idf = learn_vocabulary(TEXTS, MEANINGS.words)
    return Features(Reader(vocabulary, Lexicon(("crèche",)), (0,)), idf, 1)


def test_what_is_learnt_on_meanings_weighs_the_same_word_by_word(features: Features) -> None:
    matrix = features.matrix([features.reader.read(text) for text in TEXTS])
    space = Space(features, MEANINGS)
    narrow = space.narrow(matrix)
    weights = np.random.default_rng(1).normal(size=(narrow.shape[1], 2))
    wide = space.widened(Linear(weights, np.array([0.5, -0.5])))
    assert wide.decide(matrix) == pytest.approx(narrow @ weights + np.array([0.5, -0.5]))


def test_a_word_never_met_weighs_as_its_neighbour_does(features: Features) -> None:
    space = Space(features, MEANINGS)
    narrow = np.zeros((features.width - len(MEANINGS.words) + 2, 1))
    narrow[-2:, 0] = -1.0, 2.0
    wide = space.widened(Linear(narrow, np.zeros(1))).weights[:, 0]
    at = features.reader.vocabulary
    assert wide[at["mdocteur"]] == pytest.approx(1.7)
    assert wide[at["mbus"]] == pytest.approx(-1.0)


def test_a_prior_keeps_its_place_whatever_the_meanings(features: Features) -> None:
    weights = np.zeros((features.width, 1))
    weights[-1] = 4.0
    space = Space(features, MEANINGS)
    assert space.widened(space.narrowed(Linear(weights, np.zeros(1)))).weights.tolist() == (
        weights.tolist()
    )


def test_meanings_are_written_in_order_and_nearly_whole(tmp_path, monkeypatch) -> None:
    vectors = np.array([[0.5, -0.25], [-0.1, 0.7]])
    save_meanings(["soir", "bus"], vectors, tmp_path / "m.npz")
    monkeypatch.setattr("analysis.tagging.meanings.FILE", tmp_path / "m.npz")
    found = load_meanings.__wrapped__()
    assert found.words == ("bus", "soir")
    assert found.vectors == pytest.approx(vectors[::-1], abs=0.003)


def test_neighbours_that_ship_make_sense() -> None:
    known = load_meanings()
    at = {word: number for number, word in enumerate(known.words)}
    assert list(known.words) == sorted(known.words)

    def near(first: str, second: str) -> float:
        a, b = known.vectors[at[first]], known.vectors[at[second]]
        return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))

    assert near("medecin", "docteur") > 0.5 > near("medecin", "autobus")
    assert near("bus", "autobus") > 0.4
