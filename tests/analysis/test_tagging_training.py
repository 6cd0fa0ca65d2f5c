import numpy as np
import pandas as pd
import pytest

from analysis.tagging import shipped_grids
from analysis.tagging.training import COLUMNS, CORPUS, load_shipped, train, train_shipped, writers


def small_corpus(tmp_path, answers=60):
    rows = pd.read_csv(CORPUS, dtype=str, keep_default_na=False)
    path = tmp_path / "petit.csv"
    rows.sample(answers, random_state=5).to_csv(path, index=False)
    return path


def test_the_prefix_of_an_id_says_who_wrote():
    assert writers(["T1-001", "T12-7", "seul", "9-3"]) == ["T1", "T12", "seul", "9-3"]


def test_the_corpus_alone_rebuilds_the_same_model(tmp_path):
    path = small_corpus(tmp_path)
    first, second = train_shipped(path), train_shipped(path)
    texts = pd.read_csv(path, dtype=str, keep_default_na=False)["text"].tolist()
    for family, scores in first.scores(texts).items():
        assert np.abs(scores - second.scores(texts)[family]).max() < 1e-6
    assert first.propose(texts) == second.propose(texts)
    assert first.version == second.version


def test_another_corpus_gives_another_version(tmp_path):
    frame = pd.read_csv(small_corpus(tmp_path), dtype=str, keep_default_na=False)
    grids = {"polarity": shipped_grids()["polarity"]}
    versions = {train(grids, frame, COLUMNS, corpus).version for corpus in ("a" * 64, "b" * 64)}
    assert len(versions) == 2


def test_the_shipped_corpus_holds_known_labels_and_unique_ids():
    frame = pd.read_csv(CORPUS, dtype=str, keep_default_na=False)
    assert frame["id"].is_unique
    for family, grid in shipped_grids().items():
        labels = frame[COLUMNS[family]].str.split("|").explode()
        assert set(labels) <= {*grid.keys, ""}


def test_the_corpus_says_that_it_is_synthetic():
    assert "synthétique" in CORPUS.with_name("README.md").read_text(encoding="utf-8")


def test_the_shipped_model_is_read_once():
    assert load_shipped() is load_shipped()


def test_a_corpus_without_labels_is_refused(tmp_path):
    path = tmp_path / "nu.csv"
    path.write_text("id,text\n1,a\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"nu\.csv"):
        train_shipped(path)
