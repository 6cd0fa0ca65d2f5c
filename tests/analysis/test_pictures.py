"""Pictures say in words what they show, and are the same each time."""

from datetime import date
from xml.etree import ElementTree

import pandas as pd
import pytest

from analysis.crossing import Crossing, cross
from analysis.pictures import (
    MOST_STACKED,
    MOST_WEEKS,
    Picture,
    dumbbell,
    heat,
    heat_of_counts,
    stacked,
    timeline,
    weeks,
)

ROWS = (("oui", "Oui"), ("non", "Non <b>"))


def crossing(rows: tuple[tuple[str, str], ...] = ROWS) -> Crossing:
    lines = [(30, "web", "oui"), (10, "web", "non"), (40, "papier", "non"), (5, "oral", "oui")]
    frame = pd.DataFrame(
        [((value,), group) for n, group, value in lines for _ in range(n)],
        columns=["values", "group"],
    )
    groups = (("web", "En ligne"), ("papier", "Papier"), ("oral", "À l’oral"))
    return cross(frame, rows, groups)


def texts(picture: Picture) -> list[str]:
    """What the drawing's letters say; it is well-formed."""
    root = ElementTree.fromstring(picture.svg)  # noqa: S314 - ours
    return ["".join(node.itertext()).strip() for node in root.iter() if node.tag.endswith("}text")]


@pytest.mark.parametrize("draw", [stacked, heat])
def test_shares_are_written_in_the_drawing_and_in_words(draw: object) -> None:
    picture = draw(crossing(), "essai")  # type: ignore[operator]
    said = texts(picture)
    assert "75\u202f%" in said
    assert any("En ligne" in text for text in said)
    assert "En ligne\u00a0: Oui 75\u202f%, Non <b> 25\u202f%" in picture.alt


@pytest.mark.parametrize("draw", [stacked, heat])
def test_a_group_too_small_for_a_percentage_is_not_drawn(draw: object) -> None:
    picture = draw(crossing(), "essai")  # type: ignore[operator]
    assert not any("oral" in text for text in texts(picture))
    assert "oral" not in picture.alt


def test_the_same_figures_give_the_same_drawing() -> None:
    assert stacked(crossing(), "essai").svg == stacked(crossing(), "essai").svg
    assert heat(crossing(), "essai").svg == heat(crossing(), "essai").svg


def test_too_many_answers_are_not_stacked() -> None:
    rows = tuple((str(n), f"Choix {n}") for n in range(MOST_STACKED + 1))
    with pytest.raises(ValueError, match="trop de choix"):
        stacked(crossing(rows), "essai")


def test_hidden_counts_are_drawn_as_hidden() -> None:
    labels = (("a", "Aa"), ("b", "Bb"))
    counts = {("a", "a"): 40, ("a", "b"): 12, ("b", "a"): 12, ("b", "b"): None}
    picture = heat_of_counts(labels, counts, "essai")
    assert texts(picture).count("12") == 2
    assert "–" in texts(picture)
    assert picture.alt.endswith("Aa et Bb\u00a0: 12.")


def test_weeks_without_anyone_are_counted_too() -> None:
    days = [date(2026, 3, 4), date(2026, 3, 6), date(2026, 3, 18)]
    assert weeks(days) == [
        (date(2026, 3, 2), 2),
        (date(2026, 3, 9), 0),
        (date(2026, 3, 16), 1),
    ]
    assert weeks([]) == []
    assert len(weeks([date(2020, 1, 1), date(2026, 3, 18)])) == MOST_WEEKS


def test_the_timeline_says_each_week() -> None:
    picture = timeline([(date(2026, 3, 2), 2), (date(2026, 3, 9), 0)], "réponses")
    assert "2" in texts(picture)
    assert "semaine du 2\u00a0mars\u00a02026\u00a0: 2" in picture.alt
    with pytest.raises(ValueError, match="pas de chronologie"):
        timeline([], "réponses")


def test_before_and_after_are_told_by_shape_figure_and_words() -> None:
    rows = [("Autonomie", 0.18, 0.13), ("Cohésion", 0.1, 0.2)]
    drawn = dumbbell(rows, ("Avant : 2021", "Après : 2026"), "les enjeux")
    for said in ("Autonomie", "18", "13", "Avant : 2021", "Après : 2026"):
        assert said in drawn.svg, said
    told = drawn.alt.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Autonomie : 18 % puis 13 %" in told
    assert dumbbell(rows, ("Avant : 2021", "Après : 2026"), "les enjeux") == drawn
    with pytest.raises(ValueError, match="rien à dessiner"):
        dumbbell([], ("a", "b"), "rien")
