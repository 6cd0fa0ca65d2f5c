"""The model that ships, on the sample answers it never learnt from (synthetic)."""

import time
from pathlib import Path

import pandas as pd
import pytest

from analysis.tagging import load, load_shipped, shipped_grids, tag_frame
from analysis.tagging.corpus import file_digests, read_corpus
from analysis.tagging.evaluation import evaluate
from analysis.tagging.training import SHIPPED_MODEL

SAMPLE = Path("app/sample/paroles.csv")


@pytest.fixture(scope="module")
def sample():
    if not SAMPLE.exists():
        pytest.skip("no sample answers beside the application")
    return pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def tagged(sample):
    return tag_frame(sample, load_shipped())


def test_the_sample_was_not_learnt_from(sample):
    corpus = read_corpus()
    shared = set(sample["text"]) & set(corpus["text"])
    assert not {text for text in shared if len(text) > 30}


def test_enjeux_reach_the_promised_quality(sample, tagged):
    enjeux = evaluate(tagged, sample).families["enjeux"]
    assert enjeux.micro.f1 >= 0.82
    assert enjeux.macro_f1 >= 0.82
    assert min(label.f1 for label in enjeux.labels.values()) >= 0.68


def test_domaines_and_polarity_reach_theirs(sample, tagged):
    report = evaluate(tagged, sample)
    assert report.families["domaines"].micro.f1 >= 0.81
    assert report.polarity_accuracy >= 0.85


def test_every_proposed_label_shows_words_of_the_answer(sample):
    for text, proposals in zip(
        sample["text"], load_shipped().propose(sample["text"].tolist()), strict=True
    ):
        for proposal in proposals:
            assert proposal.spans, (text, proposal.key)
            for start, end, _ in proposal.spans:
                assert 0 <= start < end <= len(text)
                assert text[start:end] == text[start:end].strip()
                assert not text[start - 1 : start].isalnum()
                assert not text[end : end + 1].isalnum()


def test_each_answer_has_one_polarity_and_no_more_labels_than_the_codebook_allows(sample):
    for proposals in load_shipped().propose(sample["text"].tolist()):
        families = [proposal.family for proposal in proposals]
        assert families.count("polarity") == 1
        assert families.count("enjeu") <= 4
        assert families.count("domaine") <= 3


def test_the_shipped_model_is_that_of_the_shipped_corpus_and_grids():
    """The corpus may run a little ahead: a correction does not wait for minutes of training."""
    tagger = load_shipped()
    assert tagger.origin_["files"].split()[0] == file_digests()[0], "make train"
    assert int(tagger.origin_["answers"]) == pytest.approx(len(read_corpus()), rel=0.05)
    assert tagger.grids == shipped_grids(), "make train"


def test_the_model_is_small_and_quick(sample):
    assert SHIPPED_MODEL.stat().st_size <= 20_000_000
    # Of processor: other work on the machine is not the model’s slowness.
    start = time.process_time()
    tagger = load(SHIPPED_MODEL)
    loaded = time.process_time()
    tagger.propose(sample["text"].tolist())
    assert loaded - start < 1.5
    assert time.process_time() - loaded < 2


def test_words_that_look_like_an_enjeu_are_not_one_by_themselves():
    texts = ["La crèche de Noël de l’église est jolie.", "Le réseau d’eau fuit dans ma rue."]
    for proposals in load_shipped().propose(texts):
        assert [p.key for p in proposals if p.family == "enjeu"] == []


def test_english_is_read_too():
    (proposals,) = load_shipped().propose(
        ["There is no bus and I cannot drive any more, I depend on my daughter for everything."]
    )
    assert "autonomie" in [proposal.key for proposal in proposals]
