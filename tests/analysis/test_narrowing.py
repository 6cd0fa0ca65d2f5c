"""The solver finds what a patient reader could deduce."""

import pytest

from analysis.narrowing import Known, ranges

A, B, C = ("e", "a"), ("e", "b"), ("e", "c")


def test_a_single_hidden_cell_is_found_by_subtraction() -> None:
    found = ranges({A: 30, B: 20}, {A: 99, B: 99, C: 99}, [Known((A, B, C), 57, 57)])
    assert found == {C: (7, 7)}


def test_two_hidden_cells_share_what_is_left() -> None:
    found = ranges({A: 30}, {A: 99, B: 99, C: 99}, [Known((A, B, C), 57, 57)])
    assert found == {B: (0, 27), C: (0, 27)}


def test_a_small_group_narrows_the_other_cell() -> None:
    found = ranges({A: 30}, {A: 99, B: 5, C: 99}, [Known((A, B, C), 57, 57)])
    assert found == {B: (0, 5), C: (22, 27)}


def test_figures_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="se contredisent"):
        ranges({A: 30}, {A: 99, B: 5}, [Known((A, B), 57, 57)])
