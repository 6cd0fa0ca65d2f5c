import pandas as pd
import pytest

from analysis.tagging.reliability import draw, gap, reliability, render

FOUND = pd.DataFrame(
    {
        "id": ["a", "b", "c", "d"],
        "enjeux": ["bus", "bus|eau", "", "eau"],
        "scores": ['{"bus":0.9,"neutre":0.1}', '{"bus":0.95,"eau":0.55}', "{}", '{"eau":0.52}'],
    }
)
GOLD = pd.DataFrame({"id": ["d", "c", "b", "a"], "enjeux": ["", "bus", "bus|eau", "bus"]})


def test_only_labels_of_the_column_are_counted_in_the_bin_of_their_score():
    bins = reliability(FOUND, GOLD)
    assert [(each.low, each.count, each.right) for each in bins] == [(0.5, 2, 0.5), (0.9, 2, 1.0)]
    assert bins[0].score == pytest.approx(0.535)


def test_the_gap_weighs_each_bin_by_its_labels():
    assert gap(reliability(FOUND, GOLD)) == pytest.approx((2 * 0.035 + 2 * 0.075) / 4)
    assert gap([]) == 0.0


def test_the_table_says_every_bin_and_the_picture_is_a_png(tmp_path):
    bins = reliability(FOUND, GOLD)
    assert "0.9 à 1.0" in render(bins)
    draw(bins, tmp_path / "p.png", "Essai")
    assert (tmp_path / "p.png").read_bytes()[:4] == b"\x89PNG"
