"""The figures we state of the shipped model are those it scores."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.quality import sentence, stated
from analysis.tagging import load_shipped, tag_frame
from analysis.tagging.corpus import read_corpus
from analysis.tagging.evaluation import evaluate
from tests.conftest import ROOT

SAMPLE = Path("app/sample/paroles.csv")


def test_the_figures_stated_of_the_sample_are_those_measured() -> None:
    sample = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    report = evaluate(tag_frame(sample, load_shipped()), sample)
    measured = {
        "answers": len(sample),
        "enjeux_micro": report.families["enjeux"].micro.f1,
        "enjeux_macro": report.families["enjeux"].macro_f1,
        "domaines_micro": report.families["domaines"].micro.f1,
        "polarity": report.polarity_accuracy,
        "without_enjeu_untagged": report.untagged,
    }
    assert stated()["sample"] == pytest.approx(measured, abs=0.0011)


def test_the_figures_over_writers_are_those_of_the_corpus_that_ships() -> None:
    """Measuring them again takes minutes: what is held is that they are of these answers, or
    nearly (the corpus may run a little ahead of the model)."""
    figures = stated()["writers"]
    assert figures["answers"] == pytest.approx(len(read_corpus()), rel=0.05)
    low, high = figures["enjeux_micro_interval"]
    assert low < figures["enjeux_micro"] < high


def test_the_readme_states_the_same_figures() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for figures in stated().values():
        row = f"| {figures['enjeux_micro']:.3f} / {figures['enjeux_macro']:.3f} |"
        assert row in readme
        for name in ("domaines_micro", "polarity", "without_enjeu_untagged"):
            assert f"{figures[name]:.3f}" in readme


def test_the_sentence_says_that_the_data_are_synthetic_and_how_sure_the_figure_is() -> None:
    low, high = stated()["writers"]["enjeux_micro_interval"]
    assert "synthétiques" in sentence()
    assert f"entre {low:.2f} et {high:.2f}".replace(".", ",") in sentence()
