"""Answers read by arrays are read as one by one."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.tagging import Grid, Label, Tagger, load_shipped, tag_frame
from analysis.tagging.quick import words
from analysis.tagging.quick.evidence import _best_first
from analysis.tagging.quick.pairs import Pairs, keys
from analysis.tagging.quick.writing import _decimals, _joined

SAMPLE = Path("app/sample/paroles.csv")
STRANGE = [
    "",
    "   ",
    "\u200b",
    "👍",
    "?!",
    "x",
    " le bus.  Le\tbus\n\nle soir ",
    "e\u0301te\u0301 de\u0301but\u0301 fin",
    "deux\u200bmots cou\x00pés ici l’école",
    "Er is geen crèche voor het kind en wij hebben geen bus, dat is niet goed",
    "Здесь нет автобуса",
    "There is no bus and I cannot drive any more.",
    "la crèche, la crèche, la crèche, la crèche et encore la crèche",
    "rappelez-moi au [téléphone], il manque une crèche.",
    "mot " * 300,
    "a_b_c __ d",
    "il manque une crehce et des tranpsorts alros que la mairei ne repond pas",
    "non \uffff caractère \uffff\uffff crèche",
]


@pytest.fixture(scope="module")
def texts():
    sample = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    return [*sample["text"], *STRANGE]


@pytest.fixture(scope="module")
def tagged(texts):
    frame = pd.DataFrame({"id": [str(at) for at in range(len(texts))], "text": texts})
    return tag_frame(frame, load_shipped(), confidence=True)


@pytest.fixture(scope="module")
def shipped():
    return load_shipped()


def test_labels_states_and_words_are_those_of_the_answers_read_one_by_one(texts, tagged, shipped):
    read = shipped.read(texts)
    for verdict, row in zip(read, tagged.itertuples(), strict=True):
        columns = {"enjeu": row.enjeux, "domaine": row.domaines, "polarity": row.polarity}
        for family, cell in columns.items():
            keys_ = [p.key for p in verdict.proposals if p.family == family]
            assert "|".join(keys_) == cell
        assert row.confidence == verdict.state
        evidence = json.loads(row.evidence)
        for proposal in verdict.proposals:
            places = [(start, end) for start, end, _ in proposal.spans]
            assert [(start, end) for start, end, _ in evidence[proposal.key]] == places
            found = [weight for _, _, weight in evidence[proposal.key]]
            assert found == pytest.approx([w for _, _, w in proposal.spans], abs=2e-4)


def test_scores_are_the_same_to_a_millionth(texts, shipped):
    engine = shipped.engine
    expected = {}
    for verdict, at in zip(shipped.read(texts), range(len(texts)), strict=True):
        for proposal in verdict.proposals:
            expected[at, proposal.family, proposal.key] = proposal.score
    found = {}
    (read,) = engine.read(
        [text.replace("[téléphone]", " " * 11) for text in texts], [None] * len(texts)
    )
    choices = read.choices
    for row, column, score in zip(choices.rows, choices.columns, choices.scores, strict=True):
        found[int(row), *engine.labels[column]] = float(score)
    assert found.keys() == expected.keys()
    assert np.abs([found[name] - expected[name] for name in found]).max() <= 1.1e-6


def test_forgetting_words_changes_nothing(texts, tagged, monkeypatch):
    from analysis.tagging.quick import engine

    monkeypatch.setattr(words, "MOST_TOKENS", 50)
    monkeypatch.setattr(engine, "BATCH", 40)
    tagger = load_shipped()
    made = engine.Engine(tagger.features_, tagger.models_, tagger.expected_odds)
    reads = list(made.read(texts[:200], [None] * 200))
    assert len(made._matching.words._tokens) < 3000
    chosen = [int((read.choices.rows == at).sum()) for read in reads for at in range(40)]
    assert chosen == [len(json.loads(scores)) for scores in tagged["scores"][:200]]


def test_a_declared_polarity_tips_the_frame_too(shipped):
    text = "le bus"
    frame = pd.DataFrame({"id": ["1", "2"], "text": [text] * 2})
    frame["expected_polarity"] = ["point_positif", "point_vigilance"]
    found = tag_frame(frame, load_shipped())
    read = shipped.propose([text] * 2, expected_polarity=frame["expected_polarity"].tolist())
    for cell, proposals in zip(found["scores"], read, strict=True):
        (polarity,) = [p for p in proposals if p.family == "polarity"]
        assert json.loads(cell)[polarity.key] == pytest.approx(polarity.score, abs=1e-4)


def test_a_tagger_that_learns_anew_is_read_anew():
    grid = Grid("enjeu", "1", (Label("bus", "Bus"), Label("pain", "Pain")))
    said = ["le bus du soir", "mon bus", "le bon pain", "du pain"] * 6
    tagger = Tagger({"enjeu": grid}).fit(
        said, {"enjeu": [["bus"], ["bus"], ["pain"], ["pain"]] * 6}
    )
    frame = pd.DataFrame({"id": ["1"], "text": ["le pain"]})
    assert tag_frame(frame, tagger)["enjeux"].tolist() == ["pain"]
    tagger.fit(said, {"enjeu": [["pain"], ["pain"], ["bus"], ["bus"]] * 6})
    assert tag_frame(frame, tagger)["enjeux"].tolist() == ["bus"]


def test_a_tagger_without_features_reads_nothing_and_does_not_fail():
    grid = Grid("enjeu", "1", (Label("bus", "Bus"),))
    tagger = Tagger({"enjeu": grid}).fit(["a"], {"enjeu": [[]]})
    frame = pd.DataFrame({"id": ["1", "2"], "text": ["le pain", ""]})
    assert tag_frame(frame, tagger)["enjeux"].tolist() == ["", ""]


def test_an_empty_frame_gives_an_empty_frame():
    assert len(tag_frame(pd.DataFrame({"id": [], "text": []}), load_shipped())) == 0


def test_pairs_that_collide_are_all_found():
    every = np.arange(5000)
    known = [keys(kind, every[kind::7], every[kind::7] * 3) for kind in range(7)]
    table = Pairs(np.concatenate(known), np.concatenate([every[kind::7] for kind in range(7)]))
    asked = np.arange(10_000)
    for kind in range(7):
        found, values = table.find(keys(kind, asked, asked * 3))
        assert sorted(found.tolist()) == every[kind::7].tolist()
        assert values.tolist() == found.tolist()


@pytest.mark.parametrize("scale", [0.01, 1, 1e6])
def test_the_best_of_each_owner_come_first_equals_in_their_order(scale):
    chance = np.random.default_rng(3)
    for size in (0, 1, 7, 2_000):
        owners = np.sort(chance.integers(0, 900, size))
        weights = (scale * chance.normal(size=size)).round(chance.choice([1, 9]))
        wanted = np.lexsort((-weights, owners))
        assert _best_first(weights, owners).tolist() == wanted.tolist()


def test_numbers_are_written_as_json_writes_them_whatever_their_size():
    values = np.array([0.0, 0.5, 0.12345, 1.0, 5.9999, 6.0, 123.4567, -0.25])
    assert _decimals(values).tolist() == [json.dumps(value) for value in values.round(4).tolist()]


def test_cells_are_parted_and_those_who_have_none_are_said_empty():
    cells, signs = np.array(["a", "b", "c"], object), ("[", ",", "]")
    owners = np.array([1, 1, 4])
    assert _joined(cells, owners, 6, signs, empty="-") == ["-", "[a,b]", "-", "-", "[c]", "-"]
    assert _joined(cells[:0], owners[:0], 2, signs, empty="-") == ["-", "-"]
    assert _joined(cells[:0], owners[:0], 0, signs, empty="-") == []


def test_a_key_with_quotes_is_written_as_json_wants_it():
    grid = Grid("enjeu", "1", (Label('le "bus"', "Bus"), Label("pain", "Pain")))
    labels = {"enjeu": [['le "bus"'], ["pain"]] * 6}
    tagger = Tagger({"enjeu": grid}).fit(["mon bus", "du pain"] * 6, labels)
    found = tag_frame(pd.DataFrame({"id": ["1"], "text": ["le bus"]}), tagger)
    assert list(json.loads(found["scores"][0])) == ['le "bus"']
    assert list(json.loads(found["evidence"][0])) == ['le "bus"']
