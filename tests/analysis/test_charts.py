"""A bar chart gives its figures as a picture, as a table and in words."""

import io
from xml.etree import ElementTree

import pytest
from PIL import Image

from analysis.charts import STYLES, Bar, bars

SHOWN = [
    Bar("point_fort", "Point fort", 5372, "22\u202f%"),
    Bar("point_vigilance", "Point de vigilance", 12),
    Bar("neutre", "Neutre", None),
]


def test_the_table_has_every_figure_in_french_and_a_mark_for_the_hidden() -> None:
    chart = bars(SHOWN, about="essai", label="Polarité")
    assert chart.header == ("Polarité", "Personnes")
    assert chart.table == (
        ("Point fort", "5\u202f372 (22\u202f%)"), ("Point de vigilance", "12"), ("Neutre", "–"),
    )  # fmt: skip


def test_the_alternative_says_what_the_picture_shows() -> None:
    alt = bars(SHOWN, about="le ton des réponses").alt
    assert alt.startswith("Diagramme en barres, le ton des réponses, en nombre de personnes.")
    assert "Point de vigilance\u00a0: 12" in alt
    assert "Neutre\u00a0: non publié" in alt


def test_the_picture_is_drawn_in_both_forms_and_prints_its_figures() -> None:
    chart = bars(SHOWN, about="essai")
    assert Image.open(io.BytesIO(chart.png)).size[0] == 1440
    ElementTree.fromstring(chart.svg)  # noqa: S314 (our own picture)
    assert "5\u202f372" in chart.svg


def test_the_same_figures_give_the_same_picture() -> None:
    first, second = bars(SHOWN, about="essai", out_of=9000), bars(SHOWN, about="essai", out_of=9000)
    assert first == second


def test_bars_side_by_side_differ_by_more_than_their_colour() -> None:
    assert len({(hatch, fill == "#ffffff") for fill, hatch in STYLES.values()}) == len(STYLES)


def test_a_chart_of_hidden_values_only_can_be_drawn() -> None:
    assert bars([Bar("a", "A", None)], about="essai").table == (("A", "–"),)


def test_a_chart_without_bars_is_refused() -> None:
    with pytest.raises(ValueError, match="au moins une ligne"):
        bars([], about="essai")
