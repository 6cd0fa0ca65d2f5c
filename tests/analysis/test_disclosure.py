"""Small counts are hidden, and nothing published beside them gives them back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.disclosure import (
    DEFAULT_K,
    BadThreshold,
    Count,
    alone,
    check_k,
    hidden,
    merged,
    protect,
)

K = DEFAULT_K


def counts(*people: int, size: int = 500) -> list[Count]:
    return [Count(f"g{i}", f"Groupe {i}", n, size) for i, n in enumerate(people)]


def shown(*people: int, size: int = 500, k: int | None = K) -> list[int | None]:
    table = protect("public", "Par public", counts(*people, size=size), total=sum(people), k=k)
    return [row.people for row in table.rows]


def test_the_usual_threshold_is_eleven() -> None:
    assert check_k(DEFAULT_K) == 11


def test_a_threshold_of_five_is_accepted_and_of_four_refused_in_words() -> None:
    assert check_k(5) == 5
    with pytest.raises(BadThreshold, match="ne peut pas descendre sous 5"):
        check_k(4)


def test_a_table_of_large_groups_is_shown_whole() -> None:
    assert shown(30, 20, 11) == [30, 20, 11]


def test_one_small_cell_takes_the_smallest_other_with_it() -> None:
    assert shown(30, 20, 15, 9) == [30, 20, None, None]


def test_two_small_cells_that_share_less_than_k_take_a_third() -> None:
    assert shown(60, 14, 3, 2) == [60, None, None, None]


def test_two_small_cells_that_share_k_or_more_hide_no_one_else() -> None:
    assert shown(60, 14, 8, 9) == [60, 14, None, None]


def test_zero_is_hidden_like_one() -> None:
    assert shown(60, 40, 0) == [60, None, None]


def test_a_whole_group_that_said_the_same_is_hidden() -> None:
    table = [Count("a", "A", 30, 30), Count("b", "B", 20, 90), Count("c", "C", 40, 90)]
    assert hidden(table, most=90, k=K)[0]


def test_a_group_with_fewer_than_k_outside_is_hidden() -> None:
    table = [Count("a", "A", 30, 35), Count("b", "B", 20, 90), Count("c", "C", 40, 90)]
    assert hidden(table, most=90, k=K)[0]


def test_exact_counts_are_all_shown_when_asked() -> None:
    assert shown(60, 1, 0, k=None) == [60, 1, 0]


def test_nothing_is_shown_of_a_hidden_total() -> None:
    table = protect("public", "Par public", counts(60, 30), total=None, k=K)
    assert [row.people for row in table.rows] == [None, None]
    assert table.hides
    assert not table.tells


def test_a_lone_count_is_hidden_below_k_and_when_nearly_all_said_it() -> None:
    assert [alone(n, 100, K) for n in (10, 11, 89, 90, 100)] == [None, 11, 89, None, None]
    assert alone(3, 100, None) == 3


def test_small_communes_are_put_together_with_their_number_and_sum() -> None:
    table = protect("commune", "Par commune", counts(60, 14, 3, 2), total=79, k=K)
    last = merged(table, "Autres communes").rows[-1]
    assert (last.label, last.people, last.members) == (
        "Autres communes (3)",
        19,
        ("g1", "g2", "g3"),
    )


def test_nothing_is_put_together_when_nothing_is_hidden() -> None:
    table = protect("commune", "Par commune", counts(60, 14), total=74, k=K)
    assert merged(table, "Autres communes") == table


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 60)), min_size=2, max_size=8),
    st.integers(5, 15),
)
def test_no_reader_can_bring_a_hidden_cell_under_k(cells: list[tuple[int, int]], k: int) -> None:
    table = [Count(str(i), str(i), n, n + more) for i, (n, more) in enumerate(cells)]
    total, size = sum(n for n, _ in cells), sum(n + more for n, more in cells)
    if alone(total, size, k) is None:
        return
    shut = hidden(table, most=total, k=k)
    left = total - sum(c.people for c, closed in zip(table, shut, strict=True) if not closed)
    for count, closed in zip(table, shut, strict=True):
        if closed:
            assert left >= k
            assert sum(shut) > 1
        else:
            assert count.people >= k
            assert count.size - count.people >= k
