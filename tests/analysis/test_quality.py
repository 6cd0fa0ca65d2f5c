"""The figures we state of the shipped model are those it scores."""

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from analysis.quality import FILE, sentence
from analysis.tagging import load_shipped, tag_frame
from analysis.tagging.evaluation import evaluate

SAMPLE = Path("app/sample/paroles.csv")


def test_the_figures_stated_are_those_measured() -> None:
    stated = tomllib.loads(FILE.read_text("utf-8"))
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
    assert stated == pytest.approx(measured, abs=0.0011)


def test_the_sentence_says_that_the_data_are_synthetic() -> None:
    assert "synthétiques" in sentence()
    assert "0,83" in sentence()
