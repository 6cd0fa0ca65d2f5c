import json

import numpy as np
import pandas as pd
import pytest

from analysis.tagging import Tagger, shipped_grids
from analysis.tagging.crossvalidation import count, crossvalidate, intervals, render
from analysis.tagging.training import COLUMNS

GOLD = pd.DataFrame(
    {
        "id": ["A-1", "A-2", "B-1", "B-2"],
        "enjeux": ["bus", "", "bus|eau", ""],
        "domaines": ["d", "", "d", ""],
        "polarity": ["neutre", "neutre", "point_fort", "neutre"],
    }
)
FOUND = GOLD.assign(enjeux=["bus", "eau", "eau", ""], polarity="neutre")
GROUPS = ["A", "A", "B", "B"]


def test_figures_are_those_counted_by_hand():
    figures = count(FOUND, GOLD, GROUPS).figures(np.ones(2))
    assert figures["enjeux_micro"] == pytest.approx(2 * 2 / 6)
    assert figures["enjeux_worst"] == pytest.approx(2 / 3)
    assert figures["domaines_micro"] == 1.0
    assert figures["polarity"] == 0.75
    assert figures["without_enjeu_untagged"] == 0.5


def test_a_writer_drawn_twice_counts_twice():
    figures = count(FOUND, GOLD, GROUPS).figures(np.array([0.0, 2.0]))
    assert figures["polarity"] == 0.5
    assert figures["without_enjeu_untagged"] == 1.0


def test_intervals_hold_the_figure_and_are_the_same_every_time():
    counts = count(FOUND, GOLD, GROUPS)
    limits = intervals(counts, draws=200)
    low, high = limits["polarity"]
    assert low == 0.5
    assert high == 1.0
    assert limits == intervals(counts, draws=200)
    assert "2 rédacteurs" in render(counts, limits)


@pytest.fixture(scope="module")
def coded():
    """Three writers; the third alone says « zébu », with a label that no other word calls."""
    rows = []
    for writer in ("W1", "W2"):
        rows += [(f"{writer}-{i}", f"plus de bus le soir {i}", "autonomie") for i in range(8)]
        rows += [(f"{writer}-{i + 8}", f"le trottoir est gris {i}", "") for i in range(8)]
    rows += [(f"W3-{i}", f"zébu zébu {i}", "cohesion_sociale") for i in range(8)]
    return pd.DataFrame(rows, columns=["id", "text", "enjeux"])


def test_nothing_of_a_writer_helps_to_tag_that_writer(coded):
    grids = {"enjeu": shipped_grids()["enjeu"]}
    labels = {"enjeu": [[cell] if cell else [] for cell in coded[COLUMNS["enjeu"]]]}
    groups = [each.split("-")[0] for each in coded["id"]]
    tagger = Tagger(grids).fit(coded["text"].tolist(), labels, groups)
    found = crossvalidate(tagger, coded).set_index("id")
    assert "cohesion_sociale" not in "|".join(found["enjeux"])
    assert found.loc["W1-1", "enjeux"] == "autonomie"
    assert set(json.loads(found.loc["W1-1", "scores"])) == {"autonomie"}
