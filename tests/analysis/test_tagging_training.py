import numpy as np
import pandas as pd
import pytest

from analysis.tagging import shipped_grids
from analysis.tagging.corpus import CORPUS, FOLDER, TRAINING, read_corpus
from analysis.tagging.training import COLUMNS, load_shipped, train, train_shipped, writers


def small_corpus(tmp_path, answers=60):
    rows = pd.read_csv(CORPUS, dtype=str, keep_default_na=False)
    rows.sample(answers, random_state=5).to_csv(tmp_path / TRAINING, index=False)
    return tmp_path


def test_the_prefix_of_an_id_says_who_wrote():
    assert writers(["T1-001", "T12-7", "seul", "9-3"]) == ["T1", "T12", "seul", "9-3"]


def test_the_corpus_alone_rebuilds_the_same_model(tmp_path):
    folder = small_corpus(tmp_path)
    first, second = train_shipped(folder), train_shipped(folder)
    texts = read_corpus(folder)["text"].tolist()
    for family, scores in first.scores(texts).items():
        assert np.abs(scores - second.scores(texts)[family]).max() < 1e-6
    assert first.propose(texts) == second.propose(texts)
    assert first.version == second.version


def test_another_corpus_gives_another_version(tmp_path):
    frame = read_corpus(small_corpus(tmp_path))
    grids = {"polarity": shipped_grids()["polarity"]}
    versions = {train(grids, frame, COLUMNS, corpus).version for corpus in ("a" * 64, "b" * 64)}
    assert len(versions) == 2


def test_the_shipped_corpus_holds_known_labels_and_unique_ids():
    frame = read_corpus()
    assert frame["id"].is_unique
    for family, grid in shipped_grids().items():
        labels = frame[COLUMNS[family]].str.split("|").explode()
        assert set(labels) <= {*grid.keys, ""}


def test_the_corpus_says_that_it_is_synthetic():
    assert "synthétique" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_shipped_model_is_read_once():
    assert load_shipped() is load_shipped()


def test_a_corpus_without_labels_is_refused(tmp_path):
    (tmp_path / TRAINING).write_text("id,text\n1,a\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"training\.csv"):
        train_shipped(tmp_path)
